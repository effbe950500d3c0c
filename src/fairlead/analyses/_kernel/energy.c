#include "node.h"

#include <stddef.h>

/* Each node as early as its links allow were nobody ever busy, by the best of who could do it. */
int fl_least(const fl_network *net, const fl_staff *staff, const uint8_t *lost, int64_t *start,
             int64_t *finish)
{
    int wrong = 0;
    for (int64_t i = 0; i < net->n; i++) {
        fl_shape shape = fl_shape_of(net, i);
        fl_floor low;
        const fl_candidate *c, *end;
        int64_t at;
        if (net->kind[i] >= FL_RECORDED) {
            start[i] = net->fixed_start[i];
            finish[i] = net->fixed_finish[i];
            continue;
        }
        if (net->kind[i] == FL_EARLIEST) {
            at = FL_TOO_LATE;
            for (int64_t e = net->in_ptr[i]; e < net->in_ptr[i + 1]; e++)
                at = fl_earlier(at, start[net->in[e].other]);
            start[i] = finish[i] = at == FL_TOO_LATE ? net->start_from[i] : at;
            continue;
        }
        low = fl_floor_of(net, i, start, finish);
        if (lost[i]) {
            shape.clock = &net->clocks[staff->spare_clock[i]];
            shape.work = staff->spare_work[i];
            shape.part_end = shape.part;
        }
        c = end = staff->candidates;
        if (staff->group[i] >= 0 && !lost[i]) {
            c = staff->candidates + staff->group_ptr[staff->group[i]];
            end = staff->candidates + staff->group_ptr[staff->group[i] + 1];
        }
        if (c == end || c->rate == 0) {
            start[i] = fl_start_above(net, i, &shape, &low);
            finish[i] = fl_later(fl_shape_finish(&shape, start[i]), low.instant);
        } else {
            start[i] = finish[i] = FL_TOO_LATE;
            for (; c < end; c++) {
                const int64_t effort = staff->effort[c->lengths * net->n + i];
                shape.clock = &net->clocks[c->clock];
                shape.work = (effort * 1000 + c->rate - 1) / c->rate;
                at = fl_start_above(net, i, &shape, &low);
                start[i] = fl_earlier(start[i], at);
                finish[i] = fl_earlier(finish[i], fl_shape_finish(&shape, at));
            }
            finish[i] = fl_later(finish[i], low.instant);
        }
        wrong |= fl_outside(start[i]) | fl_outside(finish[i]);
    }
    return wrong;
}

/* When a node must have started to be finished by then, by whoever of those who can needs least. */
static int64_t latest_start(const fl_network *net, const fl_staff *staff, int64_t i, int64_t finish)
{
    fl_shape shape = fl_shape_of(net, i);
    const int64_t g = staff->group[i];
    int64_t at = FL_TOO_EARLY;
    if (net->kind[i] >= FL_CLOSING)
        return finish;
    if (g < 0 || staff->candidates[staff->group_ptr[g]].rate == 0)
        return fl_shape_start(&shape, finish);
    for (int64_t k = staff->group_ptr[g]; k < staff->group_ptr[g + 1]; k++) {
        const fl_candidate *c = &staff->candidates[k];
        const int64_t effort = staff->effort[c->lengths * net->n + i];
        at = fl_later(at, fl_start_of(&net->clocks[c->clock], finish,
                                      (effort * 1000 + c->rate - 1) / c->rate));
    }
    return at;
}

/* Whether links hold a node to what waits for it: not where its dates are given, pulled by limits,
 * or still open, nor where it stands at the first of several. */
static int held_by_links(const fl_network *net, const fl_staff *staff, const uint8_t *lost, int64_t i)
{
    return !staff->held[i] && !lost[i] && net->kind[i] < FL_EARLIEST &&
           net->limit_start[i] == FL_TOO_LATE && net->limit_finish[i] == FL_TOO_LATE &&
           net->expected[i] == FL_TOO_LATE;
}

void fl_most(const fl_network *net, const fl_staff *staff, const uint8_t *lost, int64_t end,
             int64_t *start, int64_t *finish)
{
    for (int64_t i = net->n - 1; i >= 0; i--) {
        finish[i] = end;
        for (int64_t e = net->out_ptr[i]; e < net->out_ptr[i + 1]; e++) {
            const fl_edge *edge = &net->out[e];
            const fl_clock *clock = &net->clocks[edge->clock];
            int64_t to;
            if ((edge->type != FL_FS && edge->type != FL_FF) ||
                !held_by_links(net, staff, lost, edge->other))
                continue;
            to = edge->type == FL_FS ? start[edge->other] : finish[edge->other];
            if (edge->lag != 0)
                to = fl_shift(clock, to, -edge->lag);
            if (edge->type == FL_FF || edge->lag < 0) /* it may end as well where work goes on */
                to = fl_next_work(clock, to);
            if (!fl_outside(to))
                finish[i] = fl_earlier(finish[i], to);
        }
        start[i] = latest_start(net, staff, i, finish[i]);
        if (fl_outside(start[i]))
            start[i] = finish[i] = end;
    }
}

/* Whether people can give that many thousandths of minutes between two instants. */
static int can_give(const fl_clock *clocks, int64_t people, const int32_t *clock,
                    const int64_t *capacity, int64_t from, int64_t until, int64_t needed)
{
    int64_t sum = 0;
    for (int64_t k = 0; k < people && sum < needed; k++)
        sum += capacity[k] * (fl_work_before(&clocks[clock[k]], until) -
                              fl_work_before(&clocks[clock[k]], from));
    return sum >= needed;
}

static int64_t through(const fl_clock *clocks, int64_t people, const int32_t *clock,
                       const int64_t *capacity, int64_t works, const int64_t *release,
                       const int64_t *energy, int64_t looks, int64_t finish)
{
    int64_t needed = 0;
    const int64_t step = works / looks + 1;
    for (int64_t k = works - 1; k >= 0; k--) {
        int64_t low = finish, high, stride = 1440;
        needed += energy[k];
        if (k % step != 0)
            continue;
        low = fl_later(low, release[k]);
        if (can_give(clocks, people, clock, capacity, release[k], low, needed))
            continue;
        /* first an instant at which there was enough, then the first such */
        for (high = low + stride;
             !can_give(clocks, people, clock, capacity, release[k], high, needed); high += stride) {
            low = high;
            stride *= 2;
            if (stride > INT64_C(1) << 40)
                return finish; /* never within the tables: others say so */
        }
        while (high - low > 1) {
            const int64_t mid = low + (high - low) / 2;
            if (can_give(clocks, people, clock, capacity, release[k], mid, needed))
                high = mid;
            else
                low = mid;
        }
        finish = high;
    }
    return finish;
}

int64_t fl_energy(const fl_clock *clocks, int64_t sets, const int64_t *people_ptr,
                  const int32_t *clock, const int64_t *capacity, const int64_t *works_ptr,
                  const int64_t *release, const int64_t *energy, int64_t looks, int64_t *until,
                  int64_t finish)
{
    for (int64_t s = 0; s < sets; s++) {
        if (until != NULL) {
            until[s] = through(clocks, people_ptr[s + 1] - people_ptr[s], clock + people_ptr[s],
                               capacity + people_ptr[s], works_ptr[s + 1] - works_ptr[s],
                               release + works_ptr[s], energy + works_ptr[s], looks, until[s]);
            continue;
        }
        finish = through(clocks, people_ptr[s + 1] - people_ptr[s], clock + people_ptr[s],
                         capacity + people_ptr[s], works_ptr[s + 1] - works_ptr[s],
                         release + works_ptr[s], energy + works_ptr[s], looks, finish);
    }
    return finish;
}
