#include "kernel.h"

#include <stdlib.h>

/* A node and how far it may slip before the end of the chains moves. */
typedef struct {
    int64_t slip;
    int32_t node;
} reached;

typedef struct {
    int64_t n;
    const int64_t *ptr;
    const int32_t *before;
    const int64_t *slack;
    const uint8_t *history;
    int64_t *slip;  /* (n) FL_TOO_LATE where no chain has come by */
    uint8_t *known; /* (n) no smaller slip is to be found */
    uint8_t *taken; /* (n) on a path */
    reached *heap;
    int64_t heaped;
    int32_t *batch; /* nodes of the slip that is being looked at */
    int64_t batched;
} search;

static void push(search *s, reached one)
{
    int64_t k = s->heaped++;
    while (k > 0 && s->heap[(k - 1) / 2].slip > one.slip) {
        s->heap[k] = s->heap[(k - 1) / 2];
        k = (k - 1) / 2;
    }
    s->heap[k] = one;
}

static reached pop(search *s)
{
    const reached top = s->heap[0], last = s->heap[--s->heaped];
    int64_t k = 0;
    for (;;) {
        int64_t child = 2 * k + 1;
        if (child >= s->heaped)
            break;
        if (child + 1 < s->heaped && s->heap[child + 1].slip < s->heap[child].slip)
            child++;
        if (s->heap[child].slip >= last.slip)
            break;
        s->heap[k] = s->heap[child];
        k = child;
    }
    s->heap[k] = last;
    return top;
}

/* The nodes of the next larger slip, all of them (Dijkstra 1959); 0 when there are no more. */
static int64_t next_batch(search *s)
{
    int64_t slip;
    s->batched = 0;
    while (s->heaped > 0 && s->known[s->heap[0].node])
        pop(s);
    if (s->heaped == 0)
        return 0;
    slip = s->heap[0].slip;
    while (s->heaped > 0 && s->heap[0].slip == slip) {
        const int32_t node = pop(s).node;
        if (s->known[node])
            continue;
        s->known[node] = 1;
        s->batch[s->batched++] = node;
        for (int64_t e = s->ptr[node]; e < s->ptr[node + 1]; e++) {
            const int32_t before = s->before[e];
            const int64_t value = slip + s->slack[e];
            if (s->history[before] || value >= s->slip[before])
                continue;
            s->slip[before] = value;
            push(s, (reached){value, before});
        }
    }
    return s->batched;
}

/* The edge without slack that holds a node, from the last of its predecessors; -1 for none. */
static int64_t holding(const search *s, int64_t node)
{
    int64_t best = -1;
    if (s->history[node])
        return -1;
    for (int64_t e = s->ptr[node]; e < s->ptr[node + 1]; e++) {
        const int32_t before = s->before[e];
        if (s->slack[e] == 0 && !s->taken[before] && !s->history[before] &&
            (best < 0 || s->before[best] < before))
            best = e;
    }
    return best;
}

static int64_t walk(search *s, int64_t node, int64_t steps, int32_t *place, int64_t *edge)
{
    for (;;) {
        const int64_t held = holding(s, node);
        s->taken[node] = 1;
        place[steps] = (int32_t)node;
        edge[steps++] = held;
        if (held < 0)
            return steps;
        node = s->before[held];
    }
}

static int64_t trace(search *s, const uint8_t *hidden, int64_t end, int64_t count,
                     int64_t *path_ptr, int64_t *slack, int32_t *place, int64_t *edge)
{
    int64_t found = 1, steps;
    s->slip[end] = 0;
    push(s, (reached){0, (int32_t)end});
    path_ptr[0] = slack[0] = 0;
    steps = path_ptr[1] = walk(s, end, 0, place, edge);
    while (found < count && next_batch(s) > 0) {
        while (found < count) {
            int64_t next = -1;
            for (int64_t k = 0; k < s->batched; k++) {
                const int32_t node = s->batch[k];
                if (!s->taken[node] && !hidden[node] && node > next)
                    next = node;
            }
            if (next < 0)
                break;
            slack[found] = s->slip[next];
            steps = walk(s, next, steps, place, edge);
            path_ptr[++found] = steps;
        }
    }
    return found;
}

int64_t fl_chains(int64_t n, const int64_t *ptr, const int32_t *before, const int64_t *slack,
                  const uint8_t *history, const uint8_t *hidden, int64_t end, int64_t count,
                  int64_t *path_ptr, int64_t *path_slack, int32_t *place, int64_t *edge)
{
    search s = {.n = n, .ptr = ptr, .before = before, .slack = slack, .history = history};
    int64_t found = -1;
    s.slip = malloc((size_t)n * sizeof *s.slip);
    s.known = calloc(2 * (size_t)n, sizeof *s.known);
    s.heap = malloc(((size_t)ptr[n] + 1) * sizeof *s.heap);
    s.batch = malloc((size_t)n * sizeof *s.batch);
    if (s.slip != NULL && s.known != NULL && s.heap != NULL && s.batch != NULL) {
        s.taken = s.known + n;
        for (int64_t i = 0; i < n; i++)
            s.slip[i] = FL_TOO_LATE;
        found = trace(&s, hidden, end, count, path_ptr, path_slack, place, edge);
    }
    free(s.slip);
    free(s.known);
    free(s.heap);
    free(s.batch);
    return found;
}
