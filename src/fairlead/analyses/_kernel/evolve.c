#include "project.h"

#include <stdlib.h>
#include <string.h>

/* A population of schedules, each kept as the order of its starts when everything stands as late as
 * it can. A child takes its order from two of them, is scheduled forward and then back
 * (justification: Valls, Ballestin and Quintanilla 2005; one pass each for a generation, as in
 * Debels and Vanhoucke 2007), and takes the place of the worse parent if it is better and no other
 * is like it. Parents are drawn evenly: what is chosen for is only who stays, so that the population
 * stays wide. */

enum {
    FILLED = 10,  /* of a hundred children: one parent, with a stretch filled anew (refill.c) */
    SHAKEN = 20,  /* of a hundred, those with them: one parent, with a stretch in a new order */
    LISTS = 20,   /* of a hundred others: two points in the list of one parent (Hartmann 1998) */
    TIMES = 60,   /* a busy stretch of time of one parent (as peaks in Valls and others 2008) */
    MUTATED = 40, /* of a hundred children, some keys are moved before they are scheduled */
    MOVED = 3,    /* keys, at most */
    STRETCHES = 3,
    STALE = 200,  /* children for each place of the population without a better schedule */
    MARKS = 14,   /* bits of a mark */
    DOUBLED = 2   /* how often the population may double when it is stale */
};

typedef struct {
    int32_t length;
    int64_t tie;    /* of equal lengths the smaller is better */
    int32_t *start; /* from 0, everything as late as it can be */
} one_t;

struct fl_island {
    fl_grid *grid;
    fl_desk desk;
    uint64_t draw;
    int64_t size;   /* of the population now */
    int64_t room;   /* that it may grow to */
    int64_t filled;
    int64_t stale;  /* children since the best schedule */
    one_t *one;     /* (room) */
    int32_t *pool;  /* (room + 3, n) */
    int32_t *child; /* keys, then the schedule made of them */
    int32_t *trial;
    int32_t *best;  /* as early as it can be */
    int32_t best_length;
    uint16_t *marks; /* (1 << MARKS) schedules of the population by mark */
    fl_filler filler;
};

static int32_t below(fl_island *s, int64_t n)
{
    return fl_below(&s->draw, n);
}

/* ---- a schedule of keys ---------------------------------------------------------------------- */

static void keep(fl_island *s, const int32_t *start, int32_t length)
{
    if (length >= s->best_length)
        return;
    s->best_length = length;
    s->stale = 0;
    memcpy(s->best, start, (size_t)s->grid->n * sizeof *start);
}

static int32_t forth(fl_island *s, int raise)
{
    int32_t length;
    fl_list_by(&s->desk, s->child, 0, raise);
    length = fl_pass_forward(&s->desk, s->trial);
    keep(s, s->trial, length);
    return length;
}

/* Everything as late as it can be, from 0, in `child`; the length. */
static int32_t back(fl_island *s, int32_t length)
{
    const int32_t n = s->grid->n;
    int32_t first;
    for (int32_t i = 0; i < n; i++)
        s->desk.key[i] = s->trial[i] + s->grid->duration[i];
    fl_list_by(&s->desk, s->desk.key, 1, !s->grid->plain);
    first = fl_pass_backward(&s->desk, length, s->child);
    if (first < 0) { /* with leads, an order may not go backwards: it stays as it is */
        memcpy(s->child, s->trial, (size_t)n * sizeof *s->child);
        return length;
    }
    for (int32_t i = 0; i < n; i++)
        s->child[i] -= first;
    return length - first;
}

/* Schedule the keys in `child`, forth and back, and once more where that may be the best so far;
 * the length of what is there then. */
static int32_t justify(fl_island *s)
{
    const int32_t length = back(s, forth(s, 1));
    return length < s->best_length ? back(s, forth(s, !s->grid->plain)) : length;
}

static int64_t tie_of(const fl_island *s, const int32_t *start)
{
    const int32_t n = s->grid->n, *duration = s->grid->duration;
    int64_t sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum -= (int64_t)start[i] * duration[i];
    return sum;
}

static int better(int32_t length, int64_t tie, const one_t *one)
{
    return length < one->length || (length == one->length && tie < one->tie);
}

/* Of how many schedules with this mark there are: none without a count looks the same as another. */
static uint16_t *mark(const fl_island *s, int32_t length, int64_t tie)
{
    const uint64_t x = ((uint64_t)length + ((uint64_t)tie << 20)) * UINT64_C(0x9e3779b97f4a7c15);
    return &s->marks[x >> (64 - MARKS)];
}

static void put(fl_island *s, int64_t k, int32_t length, int64_t tie)
{
    one_t *one = &s->one[k];
    if (k < s->filled)
        --*mark(s, one->length, one->tie);
    ++*mark(s, length, tie);
    one->length = length;
    one->tie = tie;
    memcpy(one->start, s->child, (size_t)s->grid->n * sizeof *one->start);
}

/* ---- keys ------------------------------------------------------------------------------------ */

/* Latest starts, blurred by up to half the critical path. */
static void new_keys(fl_island *s)
{
    const fl_grid *g = s->grid;
    int32_t whole = 0, reach;
    for (int32_t i = 0; i < g->n; i++)
        whole = g->tail[i] > whole ? g->tail[i] : whole;
    reach = 1 + below(s, 1 + whole / 2);
    for (int32_t i = 0; i < g->n; i++)
        s->child[i] = whole - g->tail[i] + below(s, reach);
}

/* The list of one parent but for what stands between two points, which is in the other's order. */
static void cross_lists(fl_island *s, const one_t *a, const one_t *b)
{
    const int32_t n = s->grid->n;
    const int32_t p = below(s, n), q = below(s, n);
    const int32_t from = p < q ? p : q, until = p < q ? q : p;
    int32_t *list = s->trial, at = 0;
    fl_list_by(&s->desk, a->start, 0, 0);
    memcpy(list, s->desk.list, (size_t)n * sizeof *list);
    fl_list_by(&s->desk, b->start, 0, 0);
    for (int32_t i = 0; i < n; i++)
        s->child[i] = -1;
    for (; at < from; at++)
        s->child[list[at]] = at;
    for (int32_t k = 0; k < n && at < until; k++)
        if (s->child[s->desk.list[k]] < 0)
            s->child[s->desk.list[k]] = at++;
    for (int32_t k = 0; k < n; k++)
        if (s->child[list[k]] < 0)
            s->child[list[k]] = at++;
}

/* How much is used in a stretch of time. */
static int64_t used(const fl_island *s, const int32_t *start, int32_t from, int32_t until)
{
    const int32_t n = s->grid->n, *duration = s->grid->duration, *load = s->filler.load;
    int64_t sum = 0;
    for (int32_t i = 0; i < n; i++) {
        const int32_t end = start[i] + duration[i];
        const int32_t low = start[i] > from ? start[i] : from, high = end < until ? end : until;
        sum += (int64_t)load[i] * (high > low ? high - low : 0);
    }
    return sum;
}

/* What starts in a busy stretch of one parent stays together; before and after it, the other's
 * order. */
static void cross_times(fl_island *s, const one_t *a, const one_t *b)
{
    const int32_t n = s->grid->n, whole = a->length;
    const int32_t width = 1 + whole / 4 + below(s, 1 + whole / 2);
    const int32_t spare = width < whole ? whole - width : 0;
    int64_t most = -1;
    int32_t from = 0;
    for (int k = 0; k < STRETCHES; k++) {
        const int32_t at = below(s, 1 + spare);
        const int64_t here = used(s, a->start, at, at + width);
        if (here > most) {
            most = here;
            from = at;
        }
    }
    for (int32_t i = 0; i < n; i++) {
        const int32_t x = a->start[i], y = b->start[i];
        s->child[i] = x < from ? y - b->length : x < from + width ? x : y + a->length;
    }
}

/* What starts in a stretch of time of one parent has its times from there, all else the other's. */
static void cross_blocks(fl_island *s, const one_t *a, const one_t *b)
{
    const int32_t n = s->grid->n, whole = a->length, width = 1 + below(s, 1 + whole / 2);
    const int32_t from = below(s, 1 + (width < whole ? whole - width : 0));
    for (int32_t i = 0; i < n; i++) {
        const int32_t x = a->start[i], y = b->start[i];
        s->child[i] = x >= from && x < from + width ? 2 * x : 2 * y + 1;
    }
}

/* One parent, but what starts in a stretch of time comes in an order of chance. */
static void shake(fl_island *s, const one_t *a)
{
    const int32_t n = s->grid->n, whole = a->length;
    const int32_t width = 1 + whole / 20 + below(s, 1 + whole / 4), reach = 1 + below(s, width);
    const int32_t from = below(s, 1 + (width < whole ? whole - width : 0));
    for (int32_t i = 0; i < n; i++) {
        const int32_t x = a->start[i];
        s->child[i] = 2 * x;
        if (x >= from && x < from + width)
            s->child[i] += below(s, 2 * reach + 1) - reach;
    }
}

static void fill_anew(fl_island *s, const one_t *a)
{
    const int32_t whole = a->length, width = 1 + whole / 10 + below(s, 1 + whole / 3);
    const int32_t from = below(s, 1 + (width < whole ? whole - width : 0));
    memcpy(s->child, a->start, (size_t)s->grid->n * sizeof *s->child);
    fl_refill(&s->filler, s->child, from, from + width, &s->draw);
}

static void mutate(fl_island *s)
{
    const int32_t reach = 1 + s->best_length / 10;
    int32_t count;
    if (below(s, 100) >= MUTATED)
        return;
    count = 1 + below(s, MOVED);
    for (int32_t k = 0; k < count; k++)
        s->child[below(s, s->grid->n)] += below(s, 2 * reach + 1) - reach;
}

/* ---- generations ----------------------------------------------------------------------------- */

/* All have become alike: twice as many, all but one of them new. */
static void renew(fl_island *s)
{
    s->size = 2 * s->size <= s->room ? 2 * s->size : s->room;
    s->filled = 0;
    s->stale = 0;
    memset(s->marks, 0, sizeof *s->marks << MARKS);
    memcpy(s->child, s->best, (size_t)s->grid->n * sizeof *s->child);
}

/* Whether there is one already that looks the same. */
static int twin(const fl_island *s, int32_t length, int64_t tie)
{
    int any = 0;
    if (*mark(s, length, tie) == 0)
        return 0;
    for (int64_t k = 0; k < s->filled; k++)
        any |= s->one[k].length == length && s->one[k].tie == tie;
    return any;
}

static void step(fl_island *s)
{
    int64_t a, b, tie, worse;
    int32_t length, kind, how;
    if (s->filled < s->size) {
        if (s->filled > 0 || s->best_length == INT32_MAX)
            new_keys(s);
        length = justify(s);
        put(s, s->filled, length, tie_of(s, s->child));
        s->filled++;
        return;
    }
    a = below(s, s->size);
    b = below(s, s->size - 1);
    b += b >= a;
    kind = below(s, 100);
    how = below(s, 100);
    if (kind < FILLED)
        fill_anew(s, &s->one[a]);
    else if (kind < SHAKEN)
        shake(s, &s->one[a]);
    else if (how < LISTS)
        cross_lists(s, &s->one[a], &s->one[b]);
    else if (how < LISTS + TIMES)
        cross_times(s, &s->one[a], &s->one[b]);
    else
        cross_blocks(s, &s->one[a], &s->one[b]);
    mutate(s);
    s->stale++;
    length = justify(s);
    tie = tie_of(s, s->child);
    worse = better(s->one[a].length, s->one[a].tie, &s->one[b]) ? b : a;
    if (better(length, tie, &s->one[worse]) && !twin(s, length, tie))
        put(s, worse, length, tie);
    if (s->stale > STALE * s->size)
        renew(s);
}

/* ---- what callers see ------------------------------------------------------------------------ */

fl_island *fl_island_begin(const fl_project *project, uint64_t seed, int64_t population)
{
    fl_island *s = calloc(1, sizeof *s);
    const size_t n = (size_t)project->n + 1;
    if (s == NULL)
        return NULL;
    s->draw = seed * UINT64_C(0x632be59bd9b4e019) + 1;
    s->size = population < 2 ? 2 : population;
    s->room = s->size << DOUBLED;
    s->best_length = INT32_MAX;
    s->grid = fl_grid_of(project);
    s->one = calloc((size_t)s->room, sizeof *s->one);
    s->pool = malloc(((size_t)s->room + 3) * n * sizeof *s->pool);
    s->marks = calloc((size_t)1 << MARKS, sizeof *s->marks);
    if (s->grid == NULL || s->one == NULL || s->marks == NULL || s->pool == NULL ||
        fl_desk_open(&s->desk, s->grid) != 0 || fl_filler_open(&s->filler, project, s->grid) != 0) {
        fl_island_end(s);
        return NULL;
    }
    for (int64_t k = 0; k < s->room; k++)
        s->one[k].start = s->pool + (size_t)k * n;
    s->child = s->pool + (size_t)s->room * n;
    s->trial = s->child + n;
    s->best = s->trial + n;
    return s;
}

void fl_island_end(fl_island *s)
{
    if (s == NULL)
        return;
    fl_desk_close(&s->desk);
    fl_filler_close(&s->filler);
    fl_grid_free(s->grid);
    free(s->one);
    free(s->pool);
    free(s->marks);
    free(s);
}

int64_t fl_island_run(fl_island *s, int64_t passes, int64_t enough, const volatile int32_t *stop)
{
    const int64_t until = s->desk.passes + passes;
    if (s->grid->n == 0)
        return 0;
    while (s->desk.passes < until && s->best_length > enough && !*stop)
        step(s);
    return s->best_length;
}

void fl_island_best(const fl_island *s, int32_t *start)
{
    memcpy(start, s->best, (size_t)s->grid->n * sizeof *start);
}

void fl_island_mix(fl_island *a, fl_island *b, int64_t part)
{
    const size_t n = (size_t)a->grid->n;
    if (a->filled < a->size || b->filled < b->size)
        return;
    for (int64_t k = 0; k < a->size && k < b->size; k += part) {
        one_t *x = &a->one[below(a, a->size)], *y = &b->one[below(a, b->size)];
        const one_t held = *x;
        --*mark(a, x->length, x->tie);
        --*mark(b, y->length, y->tie);
        ++*mark(a, y->length, y->tie);
        ++*mark(b, x->length, x->tie);
        memcpy(a->child, x->start, n * sizeof *a->child);
        memcpy(x->start, y->start, n * sizeof *x->start);
        memcpy(y->start, a->child, n * sizeof *y->start);
        x->length = y->length;
        x->tie = y->tie;
        y->length = held.length;
        y->tie = held.tie;
    }
}

void fl_island_offer(fl_island *s, const int32_t *start)
{
    int32_t length;
    int64_t k;
    if (s->filled < s->size)
        return;
    memcpy(s->child, start, (size_t)s->grid->n * sizeof *start);
    length = justify(s);
    k = below(s, s->size);
    if (better(length, tie_of(s, s->child), &s->one[k]))
        put(s, k, length, tie_of(s, s->child));
}
