#ifndef FAIRLEAD_NODE_H
#define FAIRLEAD_NODE_H

#include "clock.h"

/* The questions of a clock, asked of a whole node: of all its parts where it has several. */

typedef struct {
    const fl_clock *clocks;
    const fl_clock *clock;
    int64_t work;
    int64_t expected; /* where it is expected to end, which sets the work; or FL_TOO_LATE */
    const fl_part *part;
    const fl_part *part_end;
} fl_shape;

static inline int64_t fl_later(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t fl_earlier(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int fl_outside(int64_t at) { return at >= FL_TOO_LATE || at <= FL_TOO_EARLY; }

static inline fl_shape fl_shape_of(const fl_network *net, int64_t i)
{
    fl_shape shape = {net->clocks, &net->clocks[net->clock[i]], net->work[i],
                      net->expected[i], net->parts + net->part_ptr[i],
                      net->parts + net->part_ptr[i + 1]};
    return shape;
}

/* The work of a node that starts then. */
static inline int64_t fl_shape_work(const fl_shape *s, int64_t start)
{
    int64_t gap;
    if (s->expected == FL_TOO_LATE)
        return s->work;
    gap = fl_work_before(s->clock, s->expected) - fl_work_before(s->clock, start);
    return gap > 0 ? gap : 0;
}

static inline int64_t fl_shape_finish(const fl_shape *s, int64_t start)
{
    int64_t at = fl_finish_of(s->clock, start, fl_shape_work(s, start));
    for (const fl_part *p = s->part; p < s->part_end; p++)
        at = fl_later(at, fl_finish_of(&s->clocks[p->clock], start, p->work));
    return at;
}

static inline int64_t fl_shape_start(const fl_shape *s, int64_t finish)
{
    int64_t at = fl_start_of(s->clock, finish, s->work);
    for (const fl_part *p = s->part; p < s->part_end; p++)
        at = fl_earlier(at, fl_start_of(&s->clocks[p->clock], finish, p->work));
    return at;
}

static inline int64_t fl_shape_next(const fl_shape *s, int64_t from)
{
    int64_t at = fl_next_work(s->clock, from);
    for (const fl_part *p = s->part; p < s->part_end; p++)
        at = fl_earlier(at, fl_next_work(&s->clocks[p->clock], from));
    return at;
}

static inline int64_t fl_shape_last(const fl_shape *s, int64_t until)
{
    int64_t at = fl_last_work(s->clock, until);
    for (const fl_part *p = s->part; p < s->part_end; p++)
        at = fl_later(at, fl_last_work(&s->clocks[p->clock], until));
    return at;
}

/* Where a start may stand that links and dates allow from `at` on. */
static inline int64_t fl_settle(const fl_network *net, int64_t i, const fl_shape *s, int64_t at)
{
    switch (net->kind[i]) {
    case FL_WORK:
        return net->settle[i] < 0 ? fl_shape_next(s, at)
                                  : fl_next_work(&net->clocks[net->settle[i]], at);
    case FL_OPENING:
        /* nothing before it but the status time: it stands there */
        return at == net->status ? at : fl_shape_next(s, at);
    case FL_CLOSING:
        /* exactly at the end of a spell it stays there: the milestone closes the day */
        return fl_shape_last(s, at) == at ? at : fl_shape_next(s, at);
    default:
        return at;
    }
}

/* Lower bounds of a node: of its start, of its finish by working time, and the very instant before
 * which it is not finished. */
typedef struct {
    int64_t start;
    int64_t finish;
    int64_t instant;
} fl_floor;

/* What dates and links ask for, by the dates of what leads to the node. */
static inline fl_floor fl_floor_of(const fl_network *net, int64_t i, const int64_t *starts,
                                   const int64_t *finishes)
{
    fl_floor low = {net->start_from[i], net->finish_from[i], FL_TOO_EARLY};
    for (int64_t e = net->in_ptr[i]; e < net->in_ptr[i + 1]; e++) {
        const fl_edge *edge = &net->in[e];
        int64_t from;
        if (edge->type == FL_SPENT)
            continue;
        from = edge->type == FL_FS || edge->type == FL_FF ? finishes[edge->other]
                                                          : starts[edge->other];
        if (edge->lag != 0)
            from = fl_shift(&net->clocks[edge->clock], from, edge->lag);
        if (edge->type <= FL_SS)
            low.start = fl_later(low.start, from);
        else
            low.instant = fl_later(low.instant, from);
    }
    low.finish = fl_later(low.finish, low.instant);
    if (net->fixed_start[i] != FL_TOO_LATE) {
        low.start = net->fixed_start[i];
        low.finish = low.instant = FL_TOO_EARLY;
    } else if (net->fixed_finish[i] != FL_TOO_LATE) {
        low.finish = low.instant = net->fixed_finish[i];
        low.start = FL_TOO_EARLY;
    }
    return low;
}

/* The start that these bounds mean for a node of this shape, with its own limits and delay. */
static inline int64_t fl_start_above(const fl_network *net, int64_t i, const fl_shape *shape,
                                     const fl_floor *low)
{
    int64_t start = low->start;
    if (net->fixed_start[i] == FL_TOO_LATE && net->fixed_finish[i] == FL_TOO_LATE) {
        if (net->limit_finish[i] != FL_TOO_LATE)
            start = fl_earlier(start, fl_shape_start(shape, net->limit_finish[i]));
        start = fl_earlier(start, net->limit_start[i]);
    }
    if (low->finish != FL_TOO_EARLY)
        start = fl_later(start, fl_shape_start(shape, low->finish));
    start = fl_settle(net, i, shape, start);
    if (net->delay[i] != 0) {
        start = fl_shift(&net->clocks[net->delay_clock[i]], start, net->delay[i]);
        start = fl_settle(net, i, shape, start);
    }
    return start;
}

/* How late a node may finish by what follows it at these dates. */
static inline int64_t fl_room(const fl_network *net, int64_t i, const fl_shape *shape,
                              const int64_t *starts, const int64_t *finishes, int64_t end)
{
    int64_t until = net->out_ptr[i] == net->out_ptr[i + 1] ? end : FL_TOO_LATE;
    for (int64_t e = net->out_ptr[i]; e < net->out_ptr[i + 1]; e++) {
        const fl_edge *edge = &net->out[e];
        int64_t to = edge->type == FL_FS || edge->type == FL_SS ? starts[edge->other]
                                                                : finishes[edge->other];
        if (edge->type == FL_SPENT)
            continue;
        if (edge->lag != 0)
            to = fl_shift(&net->clocks[edge->clock], to, -edge->lag);
        if (edge->type == FL_SS || edge->type == FL_SF)
            to = fl_shape_finish(shape, to);
        until = fl_earlier(until, to);
    }
    return until;
}

#endif
