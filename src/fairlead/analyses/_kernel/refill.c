#include "project.h"

#include <stdlib.h>
#include <string.h>

/* A stretch of a schedule filled anew, as full as it can be (block refilling: Kochetov and Stolyar
 * 2003). From its first unit on, whenever something ends or comes free to start, a few sets of what
 * may start are drawn, each until nothing more fits, and the one that uses most is started. */

enum {
    TRIES = 5,  /* sets drawn at each moment */
    NEAR = 64,  /* of those that may start, so many at most are drawn from */
    PLACED = 200 /* activities after which a stretch ends in any case */
};

int fl_filler_open(fl_filler *f, const fl_project *p, const fl_grid *g)
{
    const size_t n = (size_t)g->n + 1, resources = (size_t)p->resources;
    f->grid = g;
    f->resources = (int32_t)resources;
    f->demand = p->demand;
    f->capacity = p->capacity;
    f->waits = malloc((6 * n + 2 * (resources + 1)) * sizeof *f->waits);
    if (f->waits == NULL)
        return -1;
    f->ready_at = f->waits + n;
    f->ready = f->ready_at + n;
    f->running = f->ready + n;
    f->drawn = f->running + n;
    f->load = f->drawn + n;
    f->left = f->load + n;
    f->room = f->left + resources + 1;
    for (int32_t i = 0; i < g->n; i++) {
        int64_t sum = 0;
        for (size_t r = 0; r < resources; r++)
            if (p->capacity[r] > 0)
                sum += (int64_t)p->demand[(size_t)i * resources + r] * 1000 / p->capacity[r];
        f->load[i] = (int32_t)sum;
    }
    return 0;
}

void fl_filler_close(fl_filler *f)
{
    free(f->waits);
    f->waits = NULL;
}

static inline const int32_t *demand_of(const fl_filler *f, int32_t i)
{
    return f->demand + (int64_t)i * f->resources;
}

static inline int takes(const fl_filler *f, int32_t *room, int32_t i)
{
    const int32_t *demand = demand_of(f, i);
    int lacks = 0;
    for (int32_t r = 0; r < f->resources; r++)
        lacks |= demand[r] > room[r];
    if (lacks)
        return 0;
    for (int32_t r = 0; r < f->resources; r++)
        room[r] -= demand[r];
    return 1;
}

/* What begins before the stretch stands; what runs into it is running; the rest waits. */
static void set_out(fl_filler *f, const int32_t *start, int32_t from)
{
    const fl_grid *g = f->grid;
    f->readies = f->runnings = 0;
    memcpy(f->left, f->capacity, (size_t)f->resources * sizeof *f->left);
    for (int32_t i = 0; i < g->n; i++) {
        f->waits[i] = -1;
        if (start[i] < from) {
            if (start[i] + g->duration[i] > from && takes(f, f->left, i))
                f->running[f->runnings++] = i;
            continue;
        }
        f->waits[i] = 0;
        f->ready_at[i] = g->release[i];
        for (int32_t e = g->in_ptr[i]; e < g->in_ptr[i + 1]; e++) {
            const int32_t other = g->in[e], at = start[other] + g->in_lag[e];
            if (start[other] >= from)
                f->waits[i]++;
            else if (at > f->ready_at[i])
                f->ready_at[i] = at;
        }
        if (f->waits[i] == 0)
            f->ready[f->readies++] = i;
    }
}

/* The fullest of a few sets of what may start; its size, the set at the front of f->drawn. */
static int32_t draw_set(fl_filler *f, int32_t t, uint64_t *state)
{
    int32_t near[NEAR], order[NEAR], count = 0, best = 0;
    int64_t most = -1;
    const int32_t first = f->readies > 0 ? fl_below(state, f->readies) : 0;
    for (int32_t k = 0; k < f->readies && count < NEAR; k++) {
        const int32_t at = first + k, i = f->ready[at < f->readies ? at : at - f->readies];
        const int32_t *demand = demand_of(f, i);
        int fits = f->ready_at[i] <= t;
        for (int32_t r = 0; r < f->resources; r++)
            fits &= demand[r] <= f->left[r];
        if (fits)
            near[count++] = i;
    }
    for (int k = 0; k < TRIES && count > 0; k++) {
        int32_t set[NEAR], size = 0, more = count;
        int64_t use = 0;
        memcpy(order, near, sizeof order);
        memcpy(f->room, f->left, (size_t)f->resources * sizeof *f->room);
        while (more > 0) {
            const int32_t at = fl_below(state, more), i = order[at];
            order[at] = order[--more];
            if (takes(f, f->room, i)) {
                set[size++] = i;
                use += f->load[i];
            }
        }
        if (use > most) {
            most = use;
            best = size;
            memcpy(f->drawn, set, (size_t)size * sizeof *set);
        }
    }
    return best;
}

static void start_at(fl_filler *f, int32_t *start, int32_t i, int32_t t)
{
    const fl_grid *g = f->grid;
    int32_t at = 0;
    start[i] = t;
    f->waits[i] = -1;
    while (f->ready[at] != i)
        at++;
    f->ready[at] = f->ready[--f->readies];
    if (g->duration[i] > 0) {
        takes(f, f->left, i);
        f->running[f->runnings++] = i;
    }
    for (int32_t e = g->out_ptr[i]; e < g->out_ptr[i + 1]; e++) {
        const int32_t other = g->out[e], low = t + g->out_lag[e];
        if (f->waits[other] < 0)
            continue;
        f->ready_at[other] = low > f->ready_at[other] ? low : f->ready_at[other];
        if (--f->waits[other] == 0)
            f->ready[f->readies++] = other;
    }
}

/* The next moment at which something ends or comes free; what has ended by `t` is over. */
static int32_t next_moment(fl_filler *f, const int32_t *start, int32_t t)
{
    int32_t next = INT32_MAX;
    for (int32_t k = 0; k < f->readies; k++) {
        const int32_t at = f->ready_at[f->ready[k]];
        next = at > t && at < next ? at : next;
    }
    for (int32_t k = 0; k < f->runnings; k++) {
        const int32_t i = f->running[k], end = start[i] + f->grid->duration[i];
        next = end < next ? end : next;
    }
    for (int32_t k = 0; k < f->runnings;) {
        const int32_t i = f->running[k], *demand = demand_of(f, i);
        if (start[i] + f->grid->duration[i] > next) {
            k++;
            continue;
        }
        for (int32_t r = 0; r < f->resources; r++)
            f->left[r] += demand[r];
        f->running[k] = f->running[--f->runnings];
    }
    return next;
}

void fl_refill(fl_filler *f, int32_t *start, int32_t from, int32_t until, uint64_t *state)
{
    int32_t t = from, placed = 0, size;
    set_out(f, start, from);
    while (t <= until && placed < PLACED) {
        while ((size = draw_set(f, t, state)) > 0) {
            for (int32_t k = 0; k < size; k++)
                start_at(f, start, f->drawn[k], t);
            placed += size;
        }
        t = next_moment(f, start, t);
    }
    for (int32_t i = 0; i < f->grid->n; i++)
        if (f->waits[i] >= 0)
            start[i] += until; /* behind all that stands, in the order that was */
}
