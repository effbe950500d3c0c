/* Many trials side by side, without people, on one calendar.
 *
 * Where all goes by one calendar, dates are counted in the work that it has done: a start or a
 * finish is twice that work, and one more where it stands at the start of a spell rather than at
 * the end of the one before. In such terms a network is additions and maxima, the same for all
 * trials; only promised dates are turned into instants.
 */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* madvise is no part of C */
#include <sys/mman.h>
#endif

#include "clock.h"
#include "simulation.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What is kept of lanes at once, node by node: 64 MB at most. */
#define MOST_CELLS ((int64_t)1 << 24)

#define LARGE_PAGE ((size_t)2 << 20)

/* A lower bound of a start, in twice the work. */
static int32_t key_of(const fl_clock *c, int64_t at)
{
    const int32_t work = (int32_t)fl_work_before(c, at);
    return 2 * work + (fl_next_work(c, at) == at && fl_last_work(c, at) != at);
}

static int64_t instant_of(const fl_clock *c, int32_t key)
{
    const int64_t work = key >> 1;
    int64_t k;
    if (work == 0)
        return c->start[0];
    k = spell_passing(c, (key & 1) ? work : work - 1);
    return k == c->n ? FL_TOO_LATE : c->start[k] + (work - c->done[k]);
}

/* One bit of each lane: lane k is bit k / WORDS of word k % WORDS, so that as many lanes as a register
 * holds are told apart at once. */
#define WORDS 16

#define SMALL (1 << 26) /* times 16 bits, in 512 lanes: a double is still exact */

typedef struct {
    int64_t width;
    int64_t rows;
    int64_t *row;       /* (n) the row that a node has until nobody waits for it any more */
    int32_t *start;     /* (rows, width), of those from whose start somebody waits */
    int32_t *finish;    /* (rows, width) */
    uint32_t *drives;   /* (links, WORDS) where that link alone would have its node stand there */
    uint32_t *critical; /* (n, WORDS) */
    int32_t *bound;     /* (n) */
    uint8_t *opens;     /* (n) somebody waits from its start */
    uint8_t *last;      /* (n) nobody waits for its finish without a lag: it may end last */
    uint8_t *tall;      /* (n) what it took needs 32 bits */
    char *took;         /* one after the other: what each node that varies took, cut for sums */
    void *memory;       /* of all of them */
} passes;

/* What is held of some lanes while they are lived through. */
typedef struct {
    _Alignas(64) int32_t amount[FL_MOST_LANES];
    _Alignas(64) int32_t floor[FL_MOST_LANES];
    _Alignas(64) int32_t start[FL_MOST_LANES];
    _Alignas(64) int32_t last[FL_MOST_LANES];
    _Alignas(64) int32_t ends[FL_MOST_LANES];
    _Alignas(64) double exact[FL_MOST_LANES]; /* the ends, where all of them are small */
    _Alignas(64) int32_t lagged[2][FL_MOST_LANES];
    _Alignas(64) uint32_t present[WORDS];
    int64_t money[FL_MOST_LANES];
    int64_t bound; /* of the floor in all lanes, or FL_TOO_LATE */
    int small;
} bundle;

/* When a link with a lag lets its node start. */
FL_WIDE static void lag_behind(const int32_t *restrict from, int32_t lag, int32_t n,
                               int32_t *restrict at)
{
    for (int32_t k = 0; k < n; k++)
        at[k] = ((from[k] & ~1) + 2 * lag) | (lag < 0);
}

/* When a link lets its node start; `lagged` is room for it. */
static const int32_t *allowed(const passes *p, const fl_edge *edge, int32_t *lagged)
{
    const int32_t *rows = edge->type == FL_FS ? p->finish : p->start;
    const int32_t *from = rows + p->row[edge->other] * p->width;
    if (edge->lag == 0)
        return from;
    lag_behind(from, (int32_t)edge->lag, (int32_t)p->width, lagged);
    return lagged;
}

FL_WIDE static void fill(int32_t value, int32_t n, int32_t *restrict at)
{
    for (int32_t k = 0; k < n; k++)
        at[k] = value;
}

FL_WIDE static void wait_for(const int32_t *restrict from, int32_t n, int32_t *restrict at)
{
    for (int32_t k = 0; k < n; k++)
        at[k] = at[k] > from[k] ? at[k] : from[k];
}

FL_WIDE static void drive(const int32_t *restrict from, const int32_t *restrict start,
                          int32_t begins, int32_t n, uint32_t *restrict drives)
{
    uint32_t bits[WORDS] = {0};
    for (int32_t plane = 0; plane < n / WORDS; plane++)
        for (int32_t j = 0; j < WORDS; j++) {
            const int32_t k = plane * WORDS + j;
            bits[j] |= (uint32_t)((from[k] | begins) == start[k]) << plane;
        }
    memcpy(drives, bits, sizeof bits);
}

/* A node after two others, and after `low`: when it starts and ends, and which of the two drove. */
FL_WIDE static void place(const bundle *b, const int32_t *restrict delay,
                          const int32_t *restrict one, const int32_t *restrict two,
                          int32_t begins, int32_t n, int32_t *restrict start,
                          int32_t *restrict finish, uint32_t *restrict by_one,
                          uint32_t *restrict by_two)
{
    const int32_t *restrict low = b->floor, *restrict amount = b->amount;
    uint32_t first[WORDS] = {0}, second[WORDS] = {0};
    for (int32_t plane = 0; plane < n / WORDS; plane++)
        for (int32_t j = 0; j < WORDS; j++) {
            const int32_t k = plane * WORDS + j;
            const int32_t a = one[k], c = two[k], sum = amount[k] + delay[k];
            const int32_t later = a > c ? a : c;
            const int32_t at = (later > low[k] ? later : low[k]) | begins;
            start[k] = at;
            finish[k] = sum <= 0 ? at : (at & ~1) + 2 * sum;
            first[j] |= (uint32_t)((a | begins) == at) << plane;
            second[j] |= (uint32_t)((c | begins) == at) << plane;
        }
    memcpy(by_one, first, sizeof first);
    memcpy(by_two, second, sizeof second);
}

static void settle(const fl_network *net, const fl_lanes *l, const passes *p, int64_t i, bundle *b)
{
    const int64_t w = p->width, begin = net->in_ptr[i], end = net->in_ptr[i + 1];
    const int64_t extra = end - begin > 2 ? end - 2 : begin; /* the last two are placed at once */
    const int32_t begins = net->kind[i] == FL_WORK, n = (int32_t)w;
    const int32_t *one = b->floor, *two = b->floor;
    uint32_t nowhere[2][WORDS], *by_one = nowhere[0], *by_two = nowhere[1];
    int32_t *start = p->opens[i] ? p->start + p->row[i] * w : b->start;
    if (b->bound != p->bound[i])
        fill(p->bound[i], n, b->floor);
    b->bound = extra > begin ? FL_TOO_LATE : p->bound[i];
    for (int64_t e = begin; e < extra; e++)
        wait_for(allowed(p, &net->in[e], b->lagged[0]), n, b->floor);
    if (extra < end) {
        one = two = allowed(p, &net->in[extra], b->lagged[0]);
        by_one = p->drives + extra * WORDS;
    }
    if (extra + 1 < end) {
        two = allowed(p, &net->in[extra + 1], b->lagged[1]);
        by_two = p->drives + (extra + 1) * WORDS;
    }
    place(b, fl_delays(l, i), one, two, begins, n, start, p->finish + p->row[i] * w, by_one, by_two);
    for (int64_t e = begin; e < extra; e++)
        drive(allowed(p, &net->in[e], b->lagged[0]), start, begins, n, p->drives + e * WORDS);
    if (p->last[i])
        wait_for(p->finish + p->row[i] * w, n, b->last);
}

static int is_varied(const fl_model *m, const fl_lanes *l, int64_t i)
{
    return m->table[i] >= 0 || l->touched[i];
}

/* Keep what a node took until it is known when all ends. Returns where the next is kept. */
static char *keep(const fl_model *m, const fl_lanes *l, const passes *p, int64_t i, int32_t few,
                  bundle *b, char *at, fl_counts *c)
{
    const int32_t *delay = fl_delays(l, i), n = (int32_t)p->width;
    int64_t sums[2];
    for (int32_t k = few; k < n; k++)
        b->amount[k] = -delay[k]; /* so that lanes that are not there add nothing */
    p->tall[i] = (uint8_t)fl_cut(b->amount, delay, m->shift[i], n, (int16_t *)(void *)at, sums);
    c->sum[i] += sums[0];
    c->square[i] += sums[1];
    if (p->tall[i])
        fl_cut_tall(b->amount, delay, m->shift[i], n, (int32_t *)(void *)at);
    return at + p->width * (int64_t)(p->tall[i] ? sizeof(int32_t) : sizeof(int16_t));
}

static void pay(const int32_t *amount, const int32_t *delay, int64_t price, int32_t n,
                int64_t *money)
{
    for (int32_t k = 0; k < n; k++)
        money[k] += price * fl_later((int64_t)amount[k] + delay[k], 0);
}

static void forward(const fl_network *net, const fl_model *m, const fl_lanes *l, const passes *p,
                    int64_t first, int32_t few, bundle *b, fl_counts *c)
{
    char *at = p->took;
    fill(INT32_MIN, (int32_t)p->width, b->last);
    memset(b->money, 0, sizeof b->money);
    for (int64_t i = 0; i < net->n; i++) {
        fl_draw_amount(l, m, i, first, few, b->amount);
        if (m->table[i] < 0)
            fill(m->certain[i], (int32_t)p->width, b->amount);
        settle(net, l, p, i, b);
        if (is_varied(m, l, i))
            at = keep(m, l, p, i, few, b, at, c);
        if (m->price[i] != 0)
            pay(b->amount, fl_delays(l, i), m->price[i], few, b->money);
    }
}

/* In how many lanes. */
FL_WIDE static int32_t bits_in(const uint32_t *restrict mark)
{
    uint32_t total = 0;
    for (int32_t j = 0; j < WORDS; j++) {
        uint32_t x = mark[j];
        x -= (x >> 1) & 0x55555555u;
        x = (x & 0x33333333u) + ((x >> 2) & 0x33333333u);
        total += (((x + (x >> 4)) & 0x0f0f0f0fu) * 0x01010101u) >> 24;
    }
    return (int32_t)total;
}

FL_WIDE static void trace(const uint32_t *restrict mark, const uint32_t *restrict drives,
                          uint32_t *restrict before)
{
    for (int32_t j = 0; j < WORDS; j++)
        before[j] |= mark[j] & drives[j];
}

/* Sums of products with any ends, of what was kept in either width. */
static int64_t with_any_ends(const passes *p, int64_t i, const char *at, const int32_t *ends)
{
    const int16_t *half = (const int16_t *)(const void *)at;
    const int32_t *tall = (const int32_t *)(const void *)at;
    int64_t sum = 0;
    for (int64_t k = 0; k < p->width; k++)
        sum += (int64_t)(p->tall[i] ? tall[k] : half[k]) * ends[k];
    return sum;
}

/* What each node took, with when all ends. */
static void add_products(const fl_network *net, const fl_model *m, const fl_lanes *l,
                         const passes *p, const bundle *b, fl_counts *c)
{
    const char *at = p->took;
    for (int64_t i = 0; i < net->n; i++) {
        if (!is_varied(m, l, i))
            continue;
        c->product[i] += p->tall[i] || !b->small
                             ? with_any_ends(p, i, at, b->ends)
                             : fl_with_ends((const int16_t *)(const void *)at, b->exact,
                                         (int32_t)p->width);
        at += p->width * (int64_t)(p->tall[i] ? sizeof(int32_t) : sizeof(int16_t));
    }
}

/* From what ends last, back along the links that drive. */
static void backward(const fl_network *net, const passes *p, const bundle *b, fl_counts *counts)
{
    uint32_t here[WORDS];
    memset(p->critical, 0, (size_t)net->n * WORDS * sizeof *p->critical);
    for (int64_t i = net->n - 1; i >= 0; i--) {
        uint32_t *mark = p->critical + i * WORDS;
        int32_t times;
        if (p->last[i]) {
            drive(p->finish + p->row[i] * p->width, b->last, 0, (int32_t)p->width, here);
            trace(here, b->present, mark);
        }
        times = bits_in(mark);
        counts->critical[i] += times;
        for (int64_t e = net->in_ptr[i]; times > 0 && e < net->in_ptr[i + 1]; e++)
            trace(mark, p->drives + e * WORDS, p->critical + (int64_t)net->in[e].other * WORDS);
    }
}

static void tell(const fl_network *net, const fl_model *m, const fl_lanes *l, const passes *p,
                 int32_t clock, int64_t at, int32_t few, int64_t points, bundle *b, fl_counts *c)
{
    const fl_clock *hours = &net->clocks[clock];
    b->small = 1;
    memset(b->ends, 0, sizeof b->ends);
    for (int32_t k = 0; k < few; k++) {
        const int64_t end = fl_later(instant_of(hours, b->last[k]), points);
        const int64_t counted = (end - m->base) >> m->base_shift;
        if (end >= FL_TOO_LATE / 2) {
            c->beyond++;
            continue;
        }
        for (int64_t g = 0; g < m->targets; g++) {
            const int64_t i = m->target[g];
            c->finish[g * c->stride + at + k] =
                i < 0 ? end
                      : fl_later(instant_of(hours, p->finish[p->row[i] * p->width + k]),
                                 net->kind[i] == FL_WORK ? FL_TOO_EARLY : net->start_from[i]);
        }
        c->cost[at + k] = l->cost[k] + (b->money[k] + 30000) / 60000;
        b->ends[k] = (int32_t)fl_earlier(counted, INT32_MAX);
        b->small &= counted > -SMALL && counted < SMALL;
        fl_count_risks(m, l, k, counted, c);
    }
    for (int32_t k = 0; k < FL_MOST_LANES; k++)
        b->exact[k] = b->ends[k];
}

/* Rows are given away again when the last who waits for a node is settled: so they stay few, and in
 * the cache. What may end last, and what is asked for, keeps its own. */
static int share_rows(passes *p, const fl_network *net, const fl_model *m)
{
    const size_t n = (size_t)net->n;
    int64_t *until = calloc(n + 1, sizeof *until), *spare = malloc((n + 1) * sizeof *spare);
    int64_t spares = 0;
    p->rows = 0;
    for (int64_t e = 0, i = 0; until != NULL && spare != NULL && i < net->n; i++)
        for (; e < net->in_ptr[i + 1]; e++)
            until[net->in[e].other] = i;
    for (int64_t i = 0; until != NULL && i < net->n; i++)
        if (p->last[i])
            until[i] = net->n;
    for (int64_t g = 0; until != NULL && g < m->targets; g++)
        if (m->target[g] >= 0)
            until[m->target[g]] = net->n;
    for (int64_t i = 0; until != NULL && spare != NULL && i < net->n; i++) {
        p->row[i] = spares > 0 ? spare[--spares] : p->rows++;
        for (int64_t e = net->in_ptr[i]; e < net->in_ptr[i + 1]; e++) {
            const int32_t other = net->in[e].other;
            if (until[other] == i) {
                until[other] = -1; /* once, however many links lead here */
                spare[spares++] = p->row[other];
            }
        }
    }
    free(until);
    free(spare);
    return -(until == NULL || spare == NULL);
}

/* The next so many bytes of a piece of memory, from where a cache line begins; without memory, how
 * far it goes. */
static void *carved(char *memory, size_t *used, size_t bytes)
{
    const size_t at = *used;
    *used = (at + bytes + 63) / 64 * 64;
    return memory == NULL ? NULL : memory + at;
}

static size_t carve(passes *p, const fl_network *net, char *memory)
{
    const size_t n = (size_t)net->n, w = (size_t)p->width, links = (size_t)net->in_ptr[n];
    const size_t rows = (size_t)p->rows * w;
    size_t used = 0;
    p->start = carved(memory, &used, rows * sizeof *p->start);
    p->finish = carved(memory, &used, rows * sizeof *p->finish);
    p->drives = carved(memory, &used, links * WORDS * sizeof *p->drives);
    p->critical = carved(memory, &used, n * WORDS * sizeof *p->critical);
    p->took = carved(memory, &used, n * w * sizeof(int32_t));
    return used;
}

static int passes_begin(passes *p, const fl_network *net, const fl_model *m, int64_t width)
{
    const size_t n = (size_t)net->n;
    size_t bytes, align;
    char *begin;
    memset(p, 0, sizeof *p);
    p->width = width;
    p->row = malloc((n + 1) * sizeof *p->row);
    p->bound = malloc((n + 1) * sizeof *p->bound);
    p->opens = calloc(n + 1, 1);
    p->last = malloc(n + 1);
    p->tall = calloc(n + 1, 1);
    if (p->row == NULL || p->bound == NULL || p->opens == NULL || p->last == NULL ||
        p->tall == NULL)
        return -1;
    memset(p->last, 1, n);
    for (int64_t e = 0; e < net->in_ptr[net->n]; e++) {
        if (net->in[e].type != FL_FS)
            p->opens[net->in[e].other] = 1;
        else if (net->in[e].lag == 0)
            p->last[net->in[e].other] = 0;
    }
    if (share_rows(p, net, m) != 0)
        return -1;
    bytes = carve(p, net, NULL);
    align = bytes < 4 * LARGE_PAGE ? 64 : LARGE_PAGE;
    p->memory = malloc(bytes + align);
    if (p->memory == NULL)
        return -1;
    begin = (char *)p->memory + (align - (size_t)((uintptr_t)p->memory % align)) % align;
    carve(p, net, begin);
#if defined(MADV_HUGEPAGE)
    if (align == LARGE_PAGE)
        madvise(begin, bytes, MADV_HUGEPAGE); /* where it is refused, it is slower, no more */
#endif
    return 0;
}

static void passes_end(passes *p)
{
    free(p->row);
    free(p->bound);
    free(p->opens);
    free(p->last);
    free(p->tall);
    free(p->memory);
}

int fl_simulate_lanes(const fl_network *net, const fl_model *m, int32_t clock, int64_t first,
                      int64_t total, int64_t at, fl_counts *counts)
{
    int64_t width = FL_MOST_LANES, points = FL_TOO_EARLY;
    fl_lanes lanes;
    passes p;
    bundle b;
    int wrong;
    while (width > 64 && width * net->n > MOST_CELLS)
        width /= 2;
    wrong = fl_lanes_shared(&lanes, m, net->n, width) | passes_begin(&p, net, m, width);
    memset(&b, 0, sizeof b);
    b.bound = FL_TOO_LATE;
    for (int64_t i = 0; wrong == 0 && i < net->n; i++) {
        p.bound[i] = key_of(&net->clocks[clock], net->start_from[i]);
        if (net->kind[i] != FL_WORK)
            points = fl_later(points, net->start_from[i]);
    }
    for (int64_t done = 0; wrong == 0 && done < total;) {
        const int64_t few = fl_earlier(total - done, width - (first + done) % width);
        memset(b.present, 0, sizeof b.present);
        for (int64_t k = 0; k < few; k++)
            b.present[k % WORDS] |= (uint32_t)1 << (k / WORDS);
        fl_lanes_draw_shared(&lanes, m, net->n, first + done, few);
        forward(net, m, &lanes, &p, first + done, (int32_t)few, &b, counts);
        tell(net, m, &lanes, &p, clock, at + done, (int32_t)few, points, &b, counts);
        backward(net, &p, &b, counts);
        add_products(net, m, &lanes, &p, &b, counts);
        done += few;
    }
    fl_lanes_end(&lanes);
    passes_end(&p);
    return wrong;
}
