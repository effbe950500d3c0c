#include "simulation.h"

#include <stdlib.h>
#include <string.h>

int64_t fl_stretched(int64_t amount, int64_t rate, int64_t kept)
{
    const int64_t by = rate * kept;
    return by == 1000000 ? amount : (amount * 1000000 + by - 1) / by;
}

/* Thousandths of their time that the people on a node keep, weighted by their units. */
static int64_t kept_of(const fl_model *m, const fl_lanes *l, int64_t i, int64_t lane)
{
    int64_t units = 0, kept = 0;
    if (!m->interrupted[i])
        return 1000;
    for (int64_t c = m->crew_ptr[i]; c < m->crew_ptr[i + 1]; c++) {
        units += m->crew[c].units;
        kept += m->crew[c].units * (int64_t)l->kept[m->crew[c].person * l->width + lane];
    }
    return units == 0 ? 1000 : kept / units;
}

/* The work of each node in this trial, by the clock that the network has for it. */
static void set_work(fl_trial *t, const fl_network *net, const fl_lanes *l, int64_t lane)
{
    const fl_model *m = t->model;
    for (int64_t i = 0; i < net->n; i++) {
        const int64_t amount = l->amount[i * l->width + lane];
        const int64_t delay = fl_delay_of(l, i, lane);
        int64_t work;
        switch (m->turns[i]) {
        case FL_AS_DRAWN:
            work = amount + delay;
            break;
        case FL_BY_RATE:
            work = fl_stretched(amount, m->rate[i], kept_of(m, l, i, lane)) + delay;
            break;
        case FL_POOLED:
            work = fl_stretched(amount, 1, kept_of(m, l, i, lane)) + delay * m->rate[i];
            break;
        case FL_IN_PARTS:
            work = net->work[i];
            if (m->certain[i] > 0) {
                work = (work * amount + m->certain[i] / 2) / m->certain[i];
                for (int64_t p = net->part_ptr[i]; p < net->part_ptr[i + 1]; p++)
                    t->parts[p].work = (net->parts[p].work * amount + m->certain[i] / 2) /
                                       m->certain[i];
            }
            work += delay;
            break;
        default:
            work = net->work[i] + delay;
        }
        t->net.work[i] = fl_later(work, 0);
        if (m->since[i] != FL_TOO_LATE)
            t->fixed[i] = fl_finish_of(&net->clocks[net->clock[i]], m->since[i], t->net.work[i]);
    }
}

static void run_alone(fl_trial *t, const fl_network *net)
{
    int late = 0;
    t->beyond = fl_forward(&t->net, t->start, t->finish);
    for (int64_t i = 0; i < net->n; i++) {
        t->money += t->net.work[i] * t->model->price[i];
        late |= net->late_as_possible[i];
    }
    if (late && !t->beyond) {
        int64_t end = FL_TOO_EARLY;
        for (int64_t i = 0; i < net->n; i++)
            end = fl_later(end, t->finish[i]);
        fl_postpone(&t->net, end, t->start, t->finish);
    }
}

/* Whether this link alone would have the node stand where it does. */
static int drives(const fl_trial *t, int64_t i, const fl_edge *edge)
{
    const fl_network *net = &t->net;
    const fl_shape shape = fl_shape_of(net, i);
    fl_floor low = {FL_TOO_EARLY, FL_TOO_EARLY, FL_TOO_EARLY};
    int64_t from;
    if (edge->type == FL_SPENT)
        return 0;
    if (net->kind[i] == FL_EARLIEST)
        return t->start[edge->other] == t->start[i];
    from = edge->type == FL_FS || edge->type == FL_FF ? t->finish[edge->other]
                                                      : t->start[edge->other];
    if (edge->lag != 0)
        from = fl_shift(&net->clocks[edge->clock], from, edge->lag);
    if (edge->type <= FL_SS) {
        low.start = from;
    } else {
        if (from == t->finish[i])
            return 1;
        low.finish = low.instant = from;
    }
    return fl_start_above(net, i, &shape, &low) == t->start[i];
}

/* From what ends last, back along what drives it: links, and people who were waited for. */
static void mark_critical(fl_trial *t, int64_t end, int32_t *stack, fl_counts *counts,
                          int64_t *seen, int64_t trial)
{
    const fl_network *net = &t->net;
    int64_t top = 0;
    memset(t->critical, 0, (size_t)net->n);
    for (int64_t i = 0; i < net->n; i++)
        if (t->finish[i] == end) {
            t->critical[i] = 1;
            stack[top++] = (int32_t)i;
        }
    while (top > 0) {
        const int64_t i = stack[--top];
        int32_t queue = -1, before = -1;
        counts->critical[i]++;
        if (net->kind[i] >= FL_RECORDED || net->fixed_start[i] != FL_TOO_LATE ||
            net->fixed_finish[i] != FL_TOO_LATE)
            continue;
        if (t->dispatch != NULL)
            before = fl_freed_by(t, i, &queue);
        if (before >= 0) {
            const int32_t whom = t->dispatch->counts_as[queue];
            if (seen[whom] != trial) {
                seen[whom] = trial;
                counts->waited[whom]++;
            }
            if (!t->critical[before]) {
                t->critical[before] = 1;
                stack[top++] = before;
            }
        }
        for (int64_t e = net->in_ptr[i]; e < net->in_ptr[i + 1]; e++) {
            const int32_t other = net->in[e].other;
            if (!t->critical[other] && drives(t, i, &net->in[e])) {
                t->critical[other] = 1;
                stack[top++] = other;
            }
        }
    }
}

static void count(const fl_trial *t, const fl_lanes *l, int64_t lane, int64_t at, int64_t end,
                  fl_counts *c)
{
    const fl_model *m = t->model;
    for (int64_t k = 0; k < m->targets; k++)
        c->finish[k * c->stride + at] = m->target[k] < 0 ? end : t->finish[m->target[k]];
    c->cost[at] = l->cost[lane] + (t->money + 30000) / 60000;
    fl_count_risks(m, l, lane, (end - m->base) >> m->base_shift, c);
}

void fl_count_risks(const fl_model *m, const fl_lanes *l, int64_t lane, int64_t finish,
                    fl_counts *c)
{
    for (int64_t r = 0; r < m->risks; r++)
        if (l->happened[r * l->width + lane]) {
            c->happened[r]++;
            c->with[r] += finish;
        }
}

/* Sums of one node over lanes; what is multiplied has at most 21 bits. */
FL_WIDE static void add_lanes(const int32_t *amount, const int32_t *delay, const int32_t *finish,
                              int32_t shift, int32_t few, int64_t *sums)
{
    int64_t sum = 0, square = 0, product = 0;
    for (int32_t k = 0; k < few; k++) {
        const int32_t cut = (amount[k] + delay[k]) >> shift;
        sum += cut;
        square += (int64_t)cut * cut;
        product += (int64_t)cut * finish[k];
    }
    sums[0] = sum;
    sums[1] = square;
    sums[2] = product;
}

void fl_add_up(const fl_model *m, const fl_lanes *l, int64_t n, int64_t few, const int64_t *finish,
               fl_counts *c)
{
    int32_t cut[FL_MOST_LANES];
    int64_t sums[3];
    for (int64_t k = 0; k < few; k++)
        cut[k] = (int32_t)fl_earlier(finish[k], INT32_MAX);
    for (int64_t i = 0; i < n; i++) {
        if (m->table[i] < 0 && !l->touched[i])
            continue; /* it is always the same: no correlation */
        add_lanes(l->amount + i * l->width, fl_delays(l, i), cut, m->shift[i],
                  (int32_t)few, sums);
        c->sum[i] += sums[0];
        c->square[i] += sums[1];
        c->product[i] += sums[2];
    }
}

static int begin(fl_trial *t, const fl_network *net, const fl_model *m, const fl_dispatch *d)
{
    const size_t n = (size_t)net->n, parts = (size_t)net->part_ptr[net->n];
    memset(t, 0, sizeof *t);
    t->model = m;
    t->dispatch = d;
    t->net = *net;
    t->net.work = malloc((n + 1) * sizeof *t->net.work);
    t->parts = malloc((parts + 1) * sizeof *t->parts);
    t->fixed = malloc((n + 1) * sizeof *t->fixed);
    t->start = malloc((n + 1) * sizeof *t->start);
    t->finish = malloc((n + 1) * sizeof *t->finish);
    t->critical = malloc(n + 1);
    if (t->net.work == NULL || t->parts == NULL || t->fixed == NULL || t->start == NULL ||
        t->finish == NULL || t->critical == NULL)
        return -1;
    memcpy(t->parts, net->parts, parts * sizeof *t->parts);
    memcpy(t->fixed, net->fixed_finish, n * sizeof *t->fixed);
    t->net.parts = t->parts;
    t->net.fixed_finish = t->fixed;
    return d == NULL ? 0 : fl_dispatch_begin(t);
}

static void end(fl_trial *t)
{
    if (t->dispatch != NULL)
        fl_dispatch_end(t);
    free(t->net.work);
    free(t->parts);
    free(t->fixed);
    free(t->start);
    free(t->finish);
    free(t->critical);
}

int fl_simulate(const fl_network *net, const fl_model *model, const fl_dispatch *dispatch,
                int64_t first, int64_t total, int64_t at, fl_counts *counts)
{
    const int64_t width = dispatch != NULL || net->n > 2000 ? 16 : 64;
    const int64_t counted = dispatch == NULL ? 0 : dispatch->counted;
    int32_t *stack = malloc(((size_t)net->n + 1) * sizeof *stack);
    int64_t *seen = malloc(((size_t)counted + 1) * sizeof *seen);
    int64_t ends[FL_MOST_LANES];
    fl_lanes lanes;
    fl_trial trial;
    const int32_t clock = dispatch == NULL && !model->one_by_one ? fl_one_clock(net, model) : -1;
    int wrong;
    if (clock >= 0) {
        free(stack);
        free(seen);
        return fl_simulate_lanes(net, model, clock, first, total, at, counts);
    }
    wrong = begin(&trial, net, model, dispatch);
    wrong |= fl_lanes_begin(&lanes, model, net->n, width);
    wrong |= -(stack == NULL || seen == NULL);
    for (int64_t q = 0; wrong == 0 && q < counted; q++)
        seen[q] = -1;
    for (int64_t done = 0; wrong == 0 && done < total;) {
        const int64_t few = fl_earlier(total - done, width - (first + done) % width);
        fl_lanes_draw(&lanes, model, net->n, first + done, few);
        for (int64_t k = 0; k < few; k++) {
            int64_t last = FL_TOO_EARLY;
            ends[k] = 0;
            trial.money = 0;
            trial.beyond = 0;
            set_work(&trial, net, &lanes, k);
            if (dispatch == NULL)
                run_alone(&trial, net);
            else
                fl_dispatch_run(&trial, &lanes, k);
            if (trial.beyond) {
                counts->beyond++;
                continue;
            }
            for (int64_t i = 0; i < net->n; i++)
                last = fl_later(last, trial.finish[i]);
            count(&trial, &lanes, k, at + done + k, last, counts);
            mark_critical(&trial, last, stack, counts, seen, first + done + k);
            ends[k] = (last - model->base) >> model->base_shift;
        }
        fl_add_up(model, &lanes, net->n, few, ends, counts);
        done += few;
    }
    fl_lanes_end(&lanes);
    end(&trial);
    free(stack);
    free(seen);
    return wrong;
}
