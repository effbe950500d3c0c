/* Many trials side by side, without people, on one calendar.
 *
 * Where all goes by one calendar, dates are counted in the work that it has done: a start or a
 * finish is twice that work, and one more where it stands at the start of a spell rather than at
 * the end of the one before. In such terms a network is additions and maxima, the same for all
 * trials; only promised dates are turned into instants.
 */
#include "clock.h"
#include "simulation.h"

#include <stdlib.h>
#include <string.h>

static int fits(const fl_network *net, const fl_model *m, int64_t i, int32_t clock)
{
    const int kind = net->kind[i];
    int fit = net->settle[i] < 0 && net->delay[i] == 0 && !net->late_as_possible[i] &&
              net->part_ptr[i] == net->part_ptr[i + 1] && net->expected[i] == FL_TOO_LATE &&
              net->finish_from[i] == FL_TOO_EARLY && net->limit_start[i] == FL_TOO_LATE &&
              net->limit_finish[i] == FL_TOO_LATE && net->fixed_start[i] == FL_TOO_LATE &&
              net->fixed_finish[i] == FL_TOO_LATE;
    fit &= m->turns[i] == FL_AS_DRAWN || (m->turns[i] == FL_GIVEN && m->table[i] < 0);
    if (kind == FL_WORK)
        fit &= net->clock[i] == clock && (m->turns[i] != FL_GIVEN || net->work[i] > 0);
    else if (kind == FL_END || kind == FL_POINT)
        fit &= net->work[i] == 0 && (m->effect_ptr[i] == m->effect_ptr[i + 1] ||
                                     net->clock[i] == clock) &&
               (net->start_from[i] <= net->status ||
                fl_next_work(&net->clocks[clock], net->start_from[i]) == net->start_from[i]);
    else
        return 0;
    for (int64_t e = net->in_ptr[i]; fit && e < net->in_ptr[i + 1]; e++)
        fit = net->in[e].type <= FL_SS && (net->in[e].lag == 0 || net->in[e].clock == clock);
    return fit;
}

int32_t fl_one_clock(const fl_network *net, const fl_model *m)
{
    int32_t clock = -1;
    for (int64_t i = 0; i < net->n && clock < 0; i++)
        if (net->kind[i] == FL_WORK)
            clock = net->clock[i];
    if (clock <= 0 || net->clocks[clock].rates != NULL || net->clocks[clock].n == 0 ||
        net->clocks[clock].done[net->clocks[clock].n] > INT32_MAX / 8)
        return -1;
    for (int64_t i = 0; i < net->n; i++)
        if (!fits(net, m, i, clock))
            return -1;
    return clock;
}

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

typedef struct {
    int64_t *row;      /* (n) the row that a node has until nobody waits for it any more */
    int64_t rows;
    int32_t *start;    /* (rows, width), of those from whose start somebody waits */
    int32_t *finish;   /* (rows, width) */
    uint8_t *drives;   /* (links, width) 1 where that link alone would have its node stand there */
    uint8_t *critical; /* (n, width) */
    int32_t *bound;    /* (n) */
    uint8_t *opens;    /* (n) somebody waits from its start */
    uint8_t *last;     /* (n) nobody waits for its finish without a lag: it may end last */
    int64_t *money;    /* (width) */
} passes;

/* When a link lets its node start. */
static inline int32_t allowed(int32_t from, int32_t lag)
{
    return lag == 0 ? from : ((from & ~1) + 2 * lag) | (lag < 0);
}

static inline void wait_for(const int32_t *restrict from, int32_t lag, int32_t n,
                            int32_t *restrict start)
{
    for (int32_t k = 0; k < n; k++) {
        const int32_t at = allowed(from[k], lag);
        start[k] = start[k] > at ? start[k] : at;
    }
}

static inline void begin_and_end(const int32_t *restrict amount, const int32_t *restrict delay,
                                 int32_t begins, int32_t n, int32_t *restrict start,
                                 int32_t *restrict finish)
{
    for (int32_t k = 0; k < n; k++) {
        const int32_t sum = amount[k] + delay[k], work = sum > 0 ? sum : 0;
        const int32_t at = start[k] | begins;
        start[k] = at;
        finish[k] = work == 0 ? at : (at & ~1) + 2 * work;
    }
}

static inline void drive(const int32_t *restrict from, const int32_t *restrict start, int32_t lag,
                         int32_t begins, int32_t n, uint8_t *restrict drives)
{
    for (int32_t k = 0; k < n; k++)
        drives[k] = (allowed(from[k], lag) | begins) == start[k];
}

FL_WIDE static void settle(const fl_network *net, const fl_lanes *l, const passes *p, int64_t i,
                           int32_t n, int32_t *restrict last)
{
    const int64_t w = l->width;
    const int32_t begins = net->kind[i] == FL_WORK;
    int32_t once[FL_MOST_LANES];
    int32_t *start = p->opens[i] ? p->start + p->row[i] * w : once;
    int32_t *finish = p->finish + p->row[i] * w;
    for (int32_t k = 0; k < n; k++)
        start[k] = p->bound[i];
    for (int64_t e = net->in_ptr[i]; e < net->in_ptr[i + 1]; e++) {
        const fl_edge *edge = &net->in[e];
        wait_for((edge->type == FL_FS ? p->finish : p->start) + p->row[edge->other] * w,
                 (int32_t)edge->lag, n, start);
    }
    begin_and_end(l->amount + i * w, fl_delays(l, i), begins, n, start, finish);
    for (int64_t e = net->in_ptr[i]; e < net->in_ptr[i + 1]; e++) {
        const fl_edge *edge = &net->in[e];
        drive((edge->type == FL_FS ? p->finish : p->start) + p->row[edge->other] * w, start,
              (int32_t)edge->lag, begins, n, p->drives + e * w);
    }
    for (int32_t k = 0; p->last[i] && k < n; k++)
        last[k] = last[k] > finish[k] ? last[k] : finish[k];
}

static void pay(const fl_lanes *l, int64_t price, int64_t i, int32_t n, int64_t *money)
{
    const int32_t *amount = l->amount + i * l->width, *delay = fl_delays(l, i);
    for (int32_t k = 0; k < n; k++)
        money[k] += price * fl_later((int64_t)amount[k] + delay[k], 0);
}

static void forward(const fl_network *net, const fl_model *m, fl_lanes *l, const passes *p,
                    int64_t first, int32_t n, int32_t *last)
{
    for (int32_t k = 0; k < n; k++) {
        last[k] = INT32_MIN;
        p->money[k] = 0;
    }
    for (int64_t i = 0; i < net->n; i++) {
        fl_draw_amount(l, m, i, first, n);
        settle(net, l, p, i, n, last);
        if (m->price[i] != 0)
            pay(l, m->price[i], i, n, p->money);
    }
}

/* From what ends last, back along the links that drive. Returns in how many lanes it is critical. */
FL_WIDE static int32_t trace(const fl_network *net, const passes *p, int64_t w, int64_t i,
                             int32_t n, const int32_t *restrict last)
{
    uint8_t *restrict mark = p->critical + i * w;
    const int32_t *restrict finish = p->finish + p->row[i] * w;
    int32_t times = 0;
    for (int32_t k = 0; p->last[i] && k < n; k++)
        mark[k] |= finish[k] == last[k];
    for (int32_t k = 0; k < n; k++)
        times += mark[k];
    for (int64_t e = net->in_ptr[i]; times > 0 && e < net->in_ptr[i + 1]; e++) {
        const uint8_t *restrict drives = p->drives + e * w;
        uint8_t *restrict before = p->critical + net->in[e].other * w;
        for (int32_t k = 0; k < n; k++)
            before[k] |= mark[k] & drives[k];
    }
    return times;
}

static void backward(const fl_network *net, const passes *p, int64_t w, int32_t n,
                     const int32_t *last, fl_counts *counts)
{
    memset(p->critical, 0, (size_t)(net->n * w));
    for (int64_t i = net->n - 1; i >= 0; i--)
        counts->critical[i] += trace(net, p, w, i, n, last);
}

static void tell(const fl_network *net, const fl_model *m, const fl_lanes *l, const passes *p,
                 int32_t clock, int64_t at, int32_t n, const int32_t *last, int64_t points,
                 int64_t *ends, fl_counts *c)
{
    const fl_clock *hours = &net->clocks[clock];
    for (int32_t k = 0; k < n; k++) {
        const int64_t end = fl_later(instant_of(hours, last[k]), points);
        ends[k] = 0;
        if (end >= FL_TOO_LATE / 2) {
            c->beyond++;
            continue;
        }
        for (int64_t g = 0; g < m->targets; g++) {
            const int64_t i = m->target[g];
            c->finish[g * c->stride + at + k] =
                i < 0 ? end
                      : fl_later(instant_of(hours, p->finish[p->row[i] * l->width + k]),
                                 net->kind[i] == FL_WORK ? FL_TOO_EARLY : net->start_from[i]);
        }
        c->cost[at + k] = l->cost[k] + (p->money[k] + 30000) / 60000;
        ends[k] = (end - m->base) >> m->base_shift;
        fl_count_risks(m, l, k, ends[k], c);
    }
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

static int passes_begin(passes *p, const fl_network *net, const fl_model *m, int64_t width)
{
    const size_t n = (size_t)net->n, w = (size_t)width, links = (size_t)net->in_ptr[net->n];
    p->row = malloc((n + 1) * sizeof *p->row);
    p->start = p->finish = NULL;
    p->drives = malloc(links * w + 1);
    p->critical = malloc(n * w + 1);
    p->bound = malloc((n + 1) * sizeof *p->bound);
    p->opens = calloc(n + 1, 1);
    p->last = malloc(n + 1);
    p->money = malloc(w * sizeof *p->money);
    if (p->row == NULL || p->drives == NULL || p->critical == NULL || p->bound == NULL ||
        p->opens == NULL || p->last == NULL || p->money == NULL)
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
    p->start = malloc(((size_t)p->rows * w + 1) * sizeof *p->start);
    p->finish = malloc(((size_t)p->rows * w + 1) * sizeof *p->finish);
    return -(p->start == NULL || p->finish == NULL);
}

static void passes_end(passes *p)
{
    free(p->row);
    free(p->start);
    free(p->finish);
    free(p->drives);
    free(p->critical);
    free(p->bound);
    free(p->opens);
    free(p->last);
    free(p->money);
}

int fl_simulate_lanes(const fl_network *net, const fl_model *m, int32_t clock, int64_t first,
                      int64_t total, int64_t at, fl_counts *counts)
{
    int64_t width = FL_MOST_LANES, points = FL_TOO_EARLY;
    int32_t last[FL_MOST_LANES];
    int64_t ends[FL_MOST_LANES];
    fl_lanes lanes;
    passes p;
    int wrong;
    while (width > 64 && width * net->n > 250000)
        width /= 2;
    wrong = fl_lanes_begin(&lanes, m, net->n, width) | passes_begin(&p, net, m, width);
    for (int64_t i = 0; wrong == 0 && i < net->n; i++) {
        p.bound[i] = key_of(&net->clocks[clock], net->start_from[i]);
        if (net->kind[i] != FL_WORK)
            points = fl_later(points, net->start_from[i]);
    }
    for (int64_t done = 0; wrong == 0 && done < total;) {
        const int64_t few = fl_earlier(total - done, width - (first + done) % width);
        fl_lanes_draw_shared(&lanes, m, net->n, first + done, few);
        forward(net, m, &lanes, &p, first + done, (int32_t)few, last);
        tell(net, m, &lanes, &p, clock, at + done, (int32_t)few, last, points, ends, counts);
        backward(net, &p, width, (int32_t)few, last, counts);
        fl_add_up(m, &lanes, net->n, few, ends, counts);
        done += few;
    }
    fl_lanes_end(&lanes);
    passes_end(&p);
    return wrong;
}
