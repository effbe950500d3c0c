#include "node.h"

/* Half way, since an elapsed lag moves what is outside, too. */
static inline int outside(int64_t at) { return at >= FL_TOO_LATE / 2 || at <= FL_TOO_EARLY / 2; }

/* A node as it is planned: where it is expected to end has set its work already. */
static inline fl_shape planned(const fl_network *net, int64_t i)
{
    fl_shape shape = fl_shape_of(net, i);
    shape.expected = FL_TOO_LATE;
    return shape;
}

/* A late date before all hours of a calendar is told as the first of them: a deadline can ask for
 * work before the person joined. It is wrong only where longer tables would have earlier hours. */
static inline int64_t since_first(const fl_clock *c, int64_t at, int *wrong)
{
    if (at > FL_TOO_EARLY / 2)
        return at;
    *wrong = 1;
    return c->n > 0 ? c->start[0] : at;
}

static inline int64_t late_start_of(const fl_shape *s, int64_t finish, int *wrong)
{
    int64_t at = since_first(s->clock, fl_start_of(s->clock, finish, s->work), wrong);
    for (const fl_part *p = s->part; p < s->part_end; p++) {
        const fl_clock *c = &s->clocks[p->clock];
        at = fl_earlier(at, since_first(c, fl_start_of(c, finish, p->work), wrong));
    }
    return at;
}

int fl_forward(const fl_network *net, int64_t *early_start, int64_t *early_finish)
{
    int wrong = 0;
    for (int64_t i = 0; i < net->n; i++) {
        const int kind = net->kind[i];
        int64_t start = net->start_from[i], finish = net->finish_from[i];
        int64_t linked = FL_TOO_EARLY; /* the latest finish that a link asks for */
        fl_shape shape;
        if (kind >= FL_RECORDED) {
            early_start[i] = net->fixed_start[i];
            early_finish[i] = net->fixed_finish[i];
            continue;
        }
        if (kind == FL_EARLIEST) {
            int64_t first = FL_TOO_LATE;
            for (int64_t e = net->in_ptr[i]; e < net->in_ptr[i + 1]; e++)
                first = fl_earlier(first, early_start[net->in[e].other]);
            if (first != FL_TOO_LATE)
                start = first;
            early_start[i] = early_finish[i] = start;
            continue;
        }
        for (int64_t e = net->in_ptr[i]; e < net->in_ptr[i + 1]; e++) {
            const fl_edge *edge = &net->in[e];
            int64_t from;
            if (edge->type == FL_SPENT)
                continue;
            from = edge->type == FL_FS || edge->type == FL_FF ? early_finish[edge->other]
                                                                      : early_start[edge->other];
            if (edge->lag != 0)
                from = fl_shift(&net->clocks[edge->clock], from, edge->lag);
            if (edge->type <= FL_SS)
                start = fl_later(start, from);
            else
                linked = fl_later(linked, from);
        }
        shape = planned(net, i);
        finish = fl_later(finish, linked);
        if (net->fixed_start[i] != FL_TOO_LATE) {
            start = net->fixed_start[i];
            finish = linked = FL_TOO_EARLY;
        } else if (net->fixed_finish[i] != FL_TOO_LATE) {
            finish = linked = net->fixed_finish[i];
            start = FL_TOO_EARLY;
        } else {
            if (net->limit_finish[i] != FL_TOO_LATE)
                start = fl_earlier(start, fl_shape_start(&shape, net->limit_finish[i]));
            start = fl_earlier(start, net->limit_start[i]);
        }
        if (finish != FL_TOO_EARLY)
            start = fl_later(start, fl_shape_start(&shape, finish));
        if (start <= FL_TOO_EARLY / 2) /* held to a date before all hours of its calendar */
            start = net->status;
        start = fl_settle(net, i, &shape, start);
        if (net->delay[i] != 0) {
            start = fl_shift(&net->clocks[net->delay_clock[i]], start, net->delay[i]);
            start = fl_settle(net, i, &shape, start);
        }
        early_start[i] = start;
        if (net->expected[i] != FL_TOO_LATE) {
            int64_t gap = fl_work_before(shape.clock, net->expected[i]) -
                          fl_work_before(shape.clock, start);
            net->work[i] = shape.work = gap > 0 ? gap : 0;
        }
        /* where a link to the finish drives, it is that very instant, be it in the morning */
        early_finish[i] = fl_later(fl_shape_finish(&shape, start), linked);
        wrong |= outside(early_finish[i]) | outside(start);
    }
    return wrong;
}

int fl_backward(const fl_network *net, const int64_t *early_start, const int64_t *early_finish,
                const int64_t *open_finish, const int64_t *latest, int64_t *late_start,
                int64_t *late_finish)
{
    int wrong = 0;
    for (int64_t i = net->n - 1; i >= 0; i--) {
        const int kind = net->kind[i];
        const fl_shape shape = planned(net, i);
        int64_t until = net->out_ptr[i] == net->out_ptr[i + 1] ? open_finish[i] : latest[i];
        int64_t start_until = net->start_until[i];
        int64_t linked = FL_TOO_LATE; /* the earliest start that a start-to-finish link asks for */
        for (int64_t e = net->out_ptr[i]; e < net->out_ptr[i + 1]; e++) {
            const fl_edge *edge = &net->out[e];
            const int64_t other = edge->other;
            int64_t to;
            if (edge->type == FL_SPENT)
                continue;
            if (net->kind[other] == FL_EARLIEST) {
                /* only the start that the outline's start stands at is bound by it */
                if (early_start[other] == early_start[i])
                    start_until = fl_earlier(start_until, late_start[other]);
                continue;
            }
            to = edge->type == FL_FS || edge->type == FL_SS ? late_start[other]
                                                            : late_finish[other];
            if (edge->lag != 0) {
                const fl_clock *c = &net->clocks[edge->clock];
                to = since_first(c, fl_shift(c, to, -edge->lag), &wrong);
            }
            if (edge->type == FL_FS || edge->type == FL_FF)
                until = fl_earlier(until, to);
            else
                start_until = fl_earlier(start_until, to);
            if (edge->type == FL_SF)
                linked = fl_earlier(linked, to);
        }
        until = fl_earlier(until, net->finish_until[i]);
        if (start_until != FL_TOO_LATE) {
            int64_t from = kind == FL_WORK && shape.work != 0 ? fl_shape_next(&shape, start_until) : start_until;
            until = fl_earlier(until, fl_shape_finish(&shape, from));
        }
        if (kind == FL_DONE) {
            late_start[i] = early_start[i];
            late_finish[i] = early_finish[i];
            continue;
        }
        if (kind == FL_RECORDED) {
            /* its dates are given, what is late is judged by what follows */
        } else if (net->fixed_start[i] != FL_TOO_LATE) {
            until = fl_shape_finish(&shape, net->fixed_start[i]);
        } else if (net->fixed_finish[i] != FL_TOO_LATE) {
            until = net->fixed_finish[i];
        }
        /* A milestone at the very end of what it waits for keeps no hours: others keep theirs. */
        if (kind == FL_WORK || kind == FL_CLOSING || kind == FL_RECORDED)
            until = since_first(shape.clock, fl_shape_last(&shape, until), &wrong);
        late_finish[i] = until;
        late_start[i] = fl_earlier(late_start_of(&shape, until, &wrong), linked);
        wrong |= outside(until) | outside(late_start[i]);
    }
    return wrong;
}

int fl_postpone(const fl_network *net, int64_t finish, int64_t *early_start, int64_t *early_finish)
{
    int wrong = 0;
    for (int64_t i = net->n - 1; i >= 0; i--) {
        const fl_shape shape = planned(net, i);
        int64_t until;
        if (!net->late_as_possible[i] || net->kind[i] >= FL_POINT ||
            net->fixed_start[i] != FL_TOO_LATE || net->fixed_finish[i] != FL_TOO_LATE)
            continue;
        until = fl_earlier(fl_room(net, i, &shape, early_start, early_finish, finish), net->finish_until[i]);
        until = fl_earlier(until, fl_shape_finish(&shape, net->start_until[i]));
        if (net->kind[i] != FL_END) /* it keeps no hours: see above */
            until = fl_shape_last(&shape, until);
        if (outside(until)) {
            wrong = 1;
            continue;
        }
        if (until > early_finish[i]) {
            early_finish[i] = until;
            early_start[i] = net->work[i] != 0 ? fl_shape_start(&shape, until) : until;
        }
    }
    return wrong;
}

int fl_free_until(const fl_network *net, const int64_t *early_start, const int64_t *early_finish,
                  int64_t finish, int64_t *until)
{
    for (int64_t i = 0; i < net->n; i++) {
        const fl_shape shape = planned(net, i);
        until[i] = fl_room(net, i, &shape, early_start, early_finish, finish);
    }
    return 0;
}
