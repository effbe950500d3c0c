#include "simulation.h"

#include <stdlib.h>
#include <string.h>

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

int fl_simulate(const fl_network *net, const fl_model *model, const fl_dispatch *dispatch,
                int64_t first, int64_t total, int64_t at, fl_counts *counts)
{
    const int64_t width = net->n > 2000 ? 16 : 64;
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
    wrong = fl_trial_begin(&trial, net, model, dispatch);
    wrong |= fl_lanes_begin(&lanes, model, net->n, width);
    wrong = wrong != 0 ? wrong : fl_lanes_by_lane(&lanes, net->n);
    wrong |= -(stack == NULL || seen == NULL);
    for (int64_t q = 0; wrong == 0 && q < counted; q++)
        seen[q] = -1;
    if (wrong == 0)
        fl_trial_sort_out(&trial, net, &lanes);
    for (int64_t done = 0; wrong == 0 && done < total;) {
        const int64_t few = fl_earlier(total - done, width - (first + done) % width);
        fl_lanes_draw(&lanes, model, net->n, first + done, few);
        for (int64_t k = 0; k < few; k++) {
            const int64_t last = fl_trial_run(&trial, net, &lanes, k);
            ends[k] = 0;
            if (trial.beyond) {
                counts->beyond++;
                continue;
            }
            count(&trial, &lanes, k, at + done + k, last, counts);
            mark_critical(&trial, last, stack, counts, seen, first + done + k);
            ends[k] = (last - model->base) >> model->base_shift;
        }
        fl_add_up(model, &lanes, net->n, few, ends, counts);
        done += few;
    }
    fl_lanes_end(&lanes);
    fl_trial_end(&trial);
    free(stack);
    free(seen);
    return wrong;
}
