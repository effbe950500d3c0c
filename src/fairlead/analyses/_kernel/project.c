#include "project.h"

#include <stdlib.h>
#include <string.h>

/* ---- making ready ---------------------------------------------------------------------------- */

static void turn_links(fl_grid *g)
{
    const int32_t n = g->n;
    memset(g->out_ptr, 0, (size_t)(n + 2) * sizeof *g->out_ptr);
    for (int32_t e = 0; e < g->in_ptr[n]; e++)
        g->out_ptr[g->in[e] + 2]++;
    for (int32_t i = 0; i < n; i++)
        g->out_ptr[i + 2] += g->out_ptr[i + 1];
    for (int32_t j = 0; j < n; j++)
        for (int32_t e = g->in_ptr[j]; e < g->in_ptr[j + 1]; e++) {
            const int32_t at = g->out_ptr[g->in[e] + 1]++;
            g->out[at] = j;
            g->out_lag[at] = g->in_lag[e];
        }
}

static void pack(fl_grid *g, const fl_project *p)
{
    for (int32_t w = 0; w < g->words; w++)
        g->full[w] = FL_GUARDS;
    for (int64_t r = 0; r < p->resources; r++) {
        const int shift = 16 * (int)(r % FL_LANES);
        g->full[r / FL_LANES] += (uint64_t)p->capacity[r] << shift;
        for (int32_t i = 0; i < g->n; i++)
            g->demand[i * g->words + r / FL_LANES] |=
                (uint64_t)p->demand[i * p->resources + r] << shift;
    }
}

static void heads_and_tails(fl_grid *g)
{
    g->plain = 1;
    for (int32_t i = 0; i < g->n; i++) {
        g->head[i] = g->release[i];
        for (int32_t e = g->in_ptr[i]; e < g->in_ptr[i + 1]; e++) {
            const int32_t at = g->head[g->in[e]] + g->in_lag[e];
            g->plain &= g->in_lag[e] >= g->duration[g->in[e]];
            g->head[i] = at > g->head[i] ? at : g->head[i];
        }
    }
    for (int32_t i = g->n - 1; i >= 0; i--) {
        g->tail[i] = g->duration[i];
        for (int32_t e = g->out_ptr[i]; e < g->out_ptr[i + 1]; e++) {
            const int32_t at = g->tail[g->out[e]] + g->out_lag[e];
            g->tail[i] = at > g->tail[i] ? at : g->tail[i];
        }
    }
}

fl_grid *fl_grid_of(const fl_project *p)
{
    fl_grid *g = calloc(1, sizeof *g);
    const size_t n = (size_t)p->n + 2, m = (size_t)p->in_ptr[p->n] + 1;
    const size_t words = (size_t)(p->resources + FL_LANES - 1) / FL_LANES + (p->resources == 0);
    if (g == NULL)
        return NULL;
    g->n = (int32_t)p->n;
    g->words = (int32_t)words;
    g->horizon = (int32_t)p->horizon;
    g->duration = p->duration;
    g->release = p->release;
    g->in_ptr = p->in_ptr;
    g->in = p->in;
    g->in_lag = p->in_lag;
    g->out_ptr = malloc((3 * n + 2 * m) * sizeof *g->out_ptr);
    g->demand = calloc((n + 1) * words, sizeof *g->demand);
    if (g->out_ptr == NULL || g->demand == NULL) {
        fl_grid_free(g);
        return NULL;
    }
    g->head = g->out_ptr + n;
    g->tail = g->head + n;
    g->out = g->tail + n;
    g->out_lag = g->out + m;
    g->full = g->demand + n * words;
    turn_links(g);
    pack(g, p);
    heads_and_tails(g);
    g->planes = fl_planes_of(p, g);
    return g;
}

void fl_grid_free(fl_grid *g)
{
    if (g == NULL)
        return;
    fl_planes_free(g->planes);
    free(g->out_ptr);
    free(g->demand);
    free(g);
}

int fl_desk_open(fl_desk *d, const fl_grid *g)
{
    const size_t n = (size_t)g->n + 1;
    d->grid = g;
    d->passes = 0;
    if (g->planes != NULL)
        d->rows = malloc((size_t)g->planes->stride * (size_t)g->planes->rows);
    else
        d->profile = malloc((size_t)(g->horizon + 1) * (size_t)g->words * sizeof *d->profile);
    d->list = malloc((4 * n + FL_BUCKETS) * sizeof *d->list);
    if ((d->profile == NULL && d->rows == NULL) || d->list == NULL) {
        fl_desk_close(d);
        return -1;
    }
    d->key = d->list + n;
    d->other = d->key + n;
    d->at = d->other + n;
    d->count = d->at + n;
    return 0;
}

void fl_desk_close(fl_desk *d)
{
    free(d->profile);
    free(d->rows);
    free(d->list);
    d->profile = NULL;
    d->rows = NULL;
    d->list = NULL;
}

/* ---- order ----------------------------------------------------------------------------------- */

static void raise_keys(const fl_grid *g, int32_t *key, int backwards)
{
    if (backwards) {
        for (int32_t i = g->n - 1; i >= 0; i--)
            for (int32_t e = g->out_ptr[i]; e < g->out_ptr[i + 1]; e++)
                key[i] = key[g->out[e]] < key[i] ? key[g->out[e]] : key[i];
    } else {
        for (int32_t i = 0; i < g->n; i++)
            for (int32_t e = g->in_ptr[i]; e < g->in_ptr[i + 1]; e++)
                key[i] = key[g->in[e]] > key[i] ? key[g->in[e]] : key[i];
    }
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define FL_BYTES_IN_TURN 1
#else
#define FL_BYTES_IN_TURN 0
#endif

/* Few activities and a small span: counts are bytes, and one multiplication sums eight of them. */
static void list_few(fl_desk *d, const int32_t *key, int32_t low, int32_t high, int backwards)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const int32_t n = d->grid->n, span = high - low;
    uint64_t sums[FL_BUCKETS / 8], before = 0;
    uint8_t *count = (uint8_t *)sums;
    int32_t *list = d->list;
    for (int32_t w = 0; w <= span / 8; w++)
        sums[w] = 0;
    if (backwards) {
        for (int32_t i = 0; i < n; i++)
            count[high - key[i]]++;
    } else {
        for (int32_t i = 0; i < n; i++)
            count[key[i] - low]++;
    }
    for (int32_t w = 0; w <= span / 8; w++) {
        const uint64_t up_to = sums[w] * ones;
        sums[w] = (up_to << 8) + before * ones;
        before += up_to >> 56;
    }
    if (backwards) {
        for (int32_t i = n - 1; i >= 0; i--)
            list[count[high - key[i]]++] = i;
    } else {
        for (int32_t i = 0; i < n; i++)
            list[count[key[i] - low]++] = i;
    }
}

/* Sort by counting; keys that span more than the buckets take a pass for each 11 bits. */
void fl_list_by(fl_desk *d, int32_t *key, int backwards, int raise)
{
    const fl_grid *g = d->grid;
    const int32_t n = g->n;
    int32_t low, high, *from = d->other, *to = d->list;
    if (n == 0)
        return;
    if (raise)
        raise_keys(g, key, backwards);
    low = high = key[0];
    for (int32_t i = 1; i < n; i++) {
        low = key[i] < low ? key[i] : low;
        high = key[i] > high ? key[i] : high;
    }
    if (FL_BYTES_IN_TURN && n <= UINT8_MAX && (uint32_t)high - (uint32_t)low < FL_BUCKETS) {
        list_few(d, key, low, high, backwards);
        return;
    }
    for (int32_t i = 0; i < n; i++)
        from[i] = backwards ? n - 1 - i : i;
    for (int shift = 0; shift == 0 || ((uint32_t)high - (uint32_t)low) >> shift; shift += 11) {
        const uint32_t span = ((uint32_t)high - (uint32_t)low) >> shift;
        const size_t buckets = span < FL_BUCKETS ? span + 1 : FL_BUCKETS;
        int32_t at = 0;
        memset(d->count, 0, buckets * sizeof *d->count);
        for (int32_t i = 0; i < n; i++) {
            const uint32_t k = backwards ? (uint32_t)high - (uint32_t)key[i]
                                         : (uint32_t)key[i] - (uint32_t)low;
            d->count[(k >> shift) & (FL_BUCKETS - 1)]++;
        }
        for (size_t b = 0; b < buckets; b++) {
            const int32_t here = d->count[b];
            d->count[b] = at;
            at += here;
        }
        for (int32_t k = 0; k < n; k++) {
            const int32_t i = from[k];
            const uint32_t by = backwards ? (uint32_t)high - (uint32_t)key[i]
                                          : (uint32_t)key[i] - (uint32_t)low;
            to[d->count[(by >> shift) & (FL_BUCKETS - 1)]++] = i;
        }
        from = to;
        to = from == d->list ? d->other : d->list;
    }
    if (from != d->list)
        memcpy(d->list, from, (size_t)n * sizeof *from);
}

/* ---- passes ---------------------------------------------------------------------------------- */

static inline int lacks(const uint64_t *free_here, const uint64_t *demand, int32_t words)
{
    uint64_t short_of = 0;
    for (int32_t w = 0; w < words; w++)
        short_of |= ~(free_here[w] - demand[w]) & FL_GUARDS;
    return short_of != 0;
}

static inline int32_t fit_forward(const uint64_t *profile, const uint64_t *demand, int32_t words,
                                  int32_t at, int32_t length)
{
    int32_t known = at; /* free from here on as far as was looked */
    for (;;) {
        int32_t end = at + length, u = end;
        while (u > known && !lacks(profile + (int64_t)(u - 1) * words, demand, words))
            u--;
        if (u <= known)
            return at;
        at = u;
        known = end;
    }
}

static inline int32_t fit_backward(const uint64_t *profile, const uint64_t *demand, int32_t words,
                                   int32_t end, int32_t length)
{
    int32_t known = end;
    for (;;) {
        int32_t at = end - length, u = at;
        if (at < 0)
            return -1;
        while (u < known && !lacks(profile + (int64_t)u * words, demand, words))
            u++;
        if (u >= known)
            return at;
        end = u;
        known = at;
    }
}

static inline void take(uint64_t *profile, const uint64_t *demand, int32_t words, int32_t at,
                        int32_t length)
{
    for (int32_t u = at; u < at + length; u++)
        for (int32_t w = 0; w < words; w++)
            profile[(int64_t)u * words + w] -= demand[w];
}

static void clear(fl_desk *d, int32_t from, int32_t to)
{
    const int32_t words = d->grid->words;
    for (int32_t u = from; u < to; u++)
        for (int32_t w = 0; w < words; w++)
            d->profile[(int64_t)u * words + w] = d->grid->full[w];
}

/* Specialised by the compiler for one word, which is what most projects need. */
static inline int32_t forward(fl_desk *d, int32_t *start, const int32_t words)
{
    const fl_grid *g = d->grid;
    int32_t clean = 0, top = 0;
    for (int32_t k = 0; k < g->n; k++) {
        const int32_t i = d->list[k], length = g->duration[i];
        const uint64_t *demand = g->demand + (int64_t)i * words;
        int32_t at = g->release[i];
        for (int32_t e = g->in_ptr[i]; e < g->in_ptr[i + 1]; e++) {
            const int32_t low = start[g->in[e]] + g->in_lag[e];
            at = low > at ? low : at;
        }
        if (length > 0) {
            const int32_t reach = (at > top ? at : top) + length;
            if (reach > clean) {
                clear(d, clean, reach);
                clean = reach;
            }
            at = fit_forward(d->profile, demand, words, at, length);
            take(d->profile, demand, words, at, length);
        }
        start[i] = at;
        top = at + length > top ? at + length : top;
    }
    return top;
}

static inline int32_t backward(fl_desk *d, int32_t end, int32_t *start, const int32_t words)
{
    const fl_grid *g = d->grid;
    int32_t first = end;
    clear(d, 0, end);
    for (int32_t k = 0; k < g->n; k++) {
        const int32_t i = d->list[k], length = g->duration[i];
        int32_t until = end;
        for (int32_t e = g->out_ptr[i]; e < g->out_ptr[i + 1]; e++) {
            const int32_t high = start[g->out[e]] - g->out_lag[e] + length;
            until = high < until ? high : until;
        }
        if (length > 0) {
            const uint64_t *demand = g->demand + (int64_t)i * words;
            const int32_t at = until < length ? -1 : fit_backward(d->profile, demand, words, until, length);
            if (at < 0)
                return -1;
            take(d->profile, demand, words, at, length);
            until = at + length;
        }
        start[i] = until - length;
        first = start[i] < first ? start[i] : first;
    }
    return first;
}

int32_t fl_pass_forward(fl_desk *d, int32_t *start)
{
    const fl_grid *g = d->grid;
    int32_t length;
    d->passes++;
    if (g->planes != NULL) {
        length = fl_planes_pass(d, &g->planes->forth);
        memcpy(start, d->at, (size_t)g->n * sizeof *start);
        return length;
    }
    return d->grid->words == 1 ? forward(d, start, 1) : forward(d, start, d->grid->words);
}

int32_t fl_pass_backward(fl_desk *d, int32_t end, int32_t *start)
{
    const fl_grid *g = d->grid;
    int32_t length;
    d->passes++;
    if (g->planes != NULL) {
        length = fl_planes_pass(d, &g->planes->back);
        for (int32_t i = 0; i < g->n; i++)
            start[i] = end - d->at[i] - g->duration[i];
        return end - length; /* below 0 where there is too little room */
    }
    return d->grid->words == 1 ? backward(d, end, start, 1)
                               : backward(d, end, start, d->grid->words);
}
