/* One trial: what is drawn becomes work, and work becomes dates. */
#include "simulation.h"

#include <stdlib.h>
#include <string.h>

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

/* Whether the work of a node is what is drawn for it. */
static int is_as_drawn(const fl_model *m, const fl_network *net, const fl_lanes *l, int64_t i)
{
    const int32_t turns = m->turns[i];
    int plain = turns == FL_AS_DRAWN;
    plain |= turns == FL_BY_RATE && !m->interrupted[i] && m->rate[i] == 1000;
    plain |= turns == FL_GIVEN && m->table[i] < 0 && m->certain[i] == net->work[i];
    return plain && m->since[i] == FL_TOO_LATE && !l->touched[i];
}

void fl_trial_sort_out(fl_trial *t, const fl_network *net, const fl_lanes *l)
{
    t->odd = 0;
    for (int64_t i = 0; i < net->n; i++)
        if (!is_as_drawn(t->model, net, l, i))
            t->odds[t->odd++] = (int32_t)i;
}

static void set_odd_work(fl_trial *t, const fl_network *net, const fl_lanes *l, int64_t lane,
                         int64_t i)
{
    const fl_model *m = t->model;
    const int64_t amount = l->by_lane[lane * net->n + i];
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

/* The work of each node in this trial, by the clock that the network has for it. */
static void set_work(fl_trial *t, const fl_network *net, const fl_lanes *l, int64_t lane)
{
    const int32_t *restrict amount = l->by_lane + lane * net->n;
    int64_t *restrict work = t->net.work;
    for (int64_t i = 0; i < net->n; i++)
        work[i] = amount[i] > 0 ? amount[i] : 0;
    for (int64_t k = 0; k < t->odd; k++)
        set_odd_work(t, net, l, lane, t->odds[k]);
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

int fl_trial_begin(fl_trial *t, const fl_network *net, const fl_model *m, const fl_dispatch *d)
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
    t->odds = malloc((n + 1) * sizeof *t->odds);
    if (t->net.work == NULL || t->parts == NULL || t->fixed == NULL || t->start == NULL ||
        t->finish == NULL || t->critical == NULL || t->odds == NULL)
        return -1;
    memcpy(t->parts, net->parts, parts * sizeof *t->parts);
    memcpy(t->fixed, net->fixed_finish, n * sizeof *t->fixed);
    t->net.parts = t->parts;
    t->net.fixed_finish = t->fixed;
    return d == NULL ? 0 : fl_dispatch_begin(t);
}

void fl_trial_end(fl_trial *t)
{
    if (t->dispatch != NULL)
        fl_dispatch_end(t);
    free(t->net.work);
    free(t->parts);
    free(t->fixed);
    free(t->start);
    free(t->finish);
    free(t->critical);
    free(t->odds);
}

int64_t fl_trial_run(fl_trial *t, const fl_network *net, const fl_lanes *lanes, int64_t lane)
{
    int64_t last = FL_TOO_EARLY;
    t->money = 0;
    t->beyond = 0;
    set_work(t, net, lanes, lane);
    if (t->dispatch == NULL)
        run_alone(t, net);
    else
        fl_dispatch_run(t, lanes, lane);
    for (int64_t i = 0; !t->beyond && i < net->n; i++)
        last = fl_later(last, t->finish[i]);
    return last;
}
