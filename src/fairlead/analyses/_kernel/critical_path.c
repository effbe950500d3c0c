#include "kernel.h"

static inline int64_t later(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t earlier(int64_t a, int64_t b) { return a < b ? a : b; }

/* Half way, since an elapsed lag moves what is outside, too. */
static inline int outside(int64_t at) { return at >= FL_TOO_LATE / 2 || at <= FL_TOO_EARLY / 2; }

static inline const fl_clock *own(const fl_network *net, int64_t i)
{
    return &net->clocks[net->clock[i]];
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

/* The four questions of a clock, asked of a node: of all its parts where it has several. */
static inline int64_t node_finish(const fl_network *net, int64_t i, int64_t start)
{
    int64_t at = fl_finish_of(own(net, i), start, net->work[i]);
    for (int64_t p = net->part_ptr[i]; p < net->part_ptr[i + 1]; p++)
        at = later(at, fl_finish_of(&net->clocks[net->parts[p].clock], start, net->parts[p].work));
    return at;
}

static inline int64_t node_start(const fl_network *net, int64_t i, int64_t finish)
{
    int64_t at = fl_start_of(own(net, i), finish, net->work[i]);
    for (int64_t p = net->part_ptr[i]; p < net->part_ptr[i + 1]; p++)
        at = earlier(at,
                     fl_start_of(&net->clocks[net->parts[p].clock], finish, net->parts[p].work));
    return at;
}

static inline int64_t node_late_start(const fl_network *net, int64_t i, int64_t finish, int *wrong)
{
    int64_t at = since_first(own(net, i), fl_start_of(own(net, i), finish, net->work[i]), wrong);
    for (int64_t p = net->part_ptr[i]; p < net->part_ptr[i + 1]; p++) {
        const fl_clock *c = &net->clocks[net->parts[p].clock];
        at = earlier(at, since_first(c, fl_start_of(c, finish, net->parts[p].work), wrong));
    }
    return at;
}

static inline int64_t node_next(const fl_network *net, int64_t i, int64_t from)
{
    int64_t at = fl_next_work(own(net, i), from);
    for (int64_t p = net->part_ptr[i]; p < net->part_ptr[i + 1]; p++)
        at = earlier(at, fl_next_work(&net->clocks[net->parts[p].clock], from));
    return at;
}

static inline int64_t node_last(const fl_network *net, int64_t i, int64_t until)
{
    int64_t at = fl_last_work(own(net, i), until);
    for (int64_t p = net->part_ptr[i]; p < net->part_ptr[i + 1]; p++)
        at = later(at, fl_last_work(&net->clocks[net->parts[p].clock], until));
    return at;
}

/* Where a start may stand that links and dates allow from `at` on. */
static inline int64_t settle_start(const fl_network *net, int64_t i, int64_t at)
{
    switch (net->kind[i]) {
    case FL_WORK:
        return net->settle[i] < 0 ? node_next(net, i, at)
                                  : fl_next_work(&net->clocks[net->settle[i]], at);
    case FL_OPENING:
        /* nothing before it but the status time: it stands there */
        return at == net->status ? at : node_next(net, i, at);
    case FL_CLOSING:
        /* exactly at the end of a spell it stays there: the milestone closes the day */
        return node_last(net, i, at) == at ? at : node_next(net, i, at);
    default:
        return at;
    }
}

int fl_forward(const fl_network *net, int64_t *early_start, int64_t *early_finish)
{
    int wrong = 0;
    for (int64_t i = 0; i < net->n; i++) {
        const int kind = net->kind[i];
        int64_t start = net->start_from[i], finish = net->finish_from[i];
        int64_t linked = FL_TOO_EARLY; /* the latest finish that a link asks for */
        if (kind >= FL_RECORDED) {
            early_start[i] = net->fixed_start[i];
            early_finish[i] = net->fixed_finish[i];
            continue;
        }
        if (kind == FL_EARLIEST) {
            int64_t first = FL_TOO_LATE;
            for (int64_t e = net->in_ptr[i]; e < net->in_ptr[i + 1]; e++)
                first = earlier(first, early_start[net->in[e].other]);
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
                start = later(start, from);
            else
                linked = later(linked, from);
        }
        finish = later(finish, linked);
        if (net->fixed_start[i] != FL_TOO_LATE) {
            start = net->fixed_start[i];
            finish = linked = FL_TOO_EARLY;
        } else if (net->fixed_finish[i] != FL_TOO_LATE) {
            finish = linked = net->fixed_finish[i];
            start = FL_TOO_EARLY;
        } else {
            if (net->limit_finish[i] != FL_TOO_LATE)
                start = earlier(start, node_start(net, i, net->limit_finish[i]));
            start = earlier(start, net->limit_start[i]);
        }
        if (finish != FL_TOO_EARLY)
            start = later(start, node_start(net, i, finish));
        if (start <= FL_TOO_EARLY / 2) /* held to a date before all hours of its calendar */
            start = net->status;
        start = settle_start(net, i, start);
        if (net->delay[i] != 0) {
            start = fl_shift(&net->clocks[net->delay_clock[i]], start, net->delay[i]);
            start = settle_start(net, i, start);
        }
        early_start[i] = start;
        if (net->expected[i] != FL_TOO_LATE) {
            int64_t gap = fl_work_before(own(net, i), net->expected[i]) -
                          fl_work_before(own(net, i), start);
            net->work[i] = gap > 0 ? gap : 0;
        }
        /* where a link to the finish drives, it is that very instant, be it in the morning */
        early_finish[i] = later(node_finish(net, i, start), linked);
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
        const int64_t work = net->work[i];
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
                    start_until = earlier(start_until, late_start[other]);
                continue;
            }
            to = edge->type == FL_FS || edge->type == FL_SS ? late_start[other]
                                                            : late_finish[other];
            if (edge->lag != 0) {
                const fl_clock *c = &net->clocks[edge->clock];
                to = since_first(c, fl_shift(c, to, -edge->lag), &wrong);
            }
            if (edge->type == FL_FS || edge->type == FL_FF)
                until = earlier(until, to);
            else
                start_until = earlier(start_until, to);
            if (edge->type == FL_SF)
                linked = earlier(linked, to);
        }
        until = earlier(until, net->finish_until[i]);
        if (start_until != FL_TOO_LATE) {
            int64_t from = kind == FL_WORK && work != 0 ? node_next(net, i, start_until) : start_until;
            until = earlier(until, node_finish(net, i, from));
        }
        if (kind == FL_DONE) {
            late_start[i] = early_start[i];
            late_finish[i] = early_finish[i];
            continue;
        }
        if (kind == FL_RECORDED) {
            /* its dates are given, what is late is judged by what follows */
        } else if (net->fixed_start[i] != FL_TOO_LATE) {
            until = node_finish(net, i, net->fixed_start[i]);
        } else if (net->fixed_finish[i] != FL_TOO_LATE) {
            until = net->fixed_finish[i];
        }
        /* A milestone at the very end of what it waits for keeps no hours: others keep theirs. */
        if (kind == FL_WORK || kind == FL_CLOSING || kind == FL_RECORDED)
            until = since_first(own(net, i), node_last(net, i, until), &wrong);
        late_finish[i] = until;
        late_start[i] = earlier(node_late_start(net, i, until, &wrong), linked);
        wrong |= outside(until) | outside(late_start[i]);
    }
    return wrong;
}

/* How late a node may finish by what follows it at its present dates. */
static int64_t room(const fl_network *net, int64_t i, const int64_t *start, const int64_t *finish,
                    int64_t end)
{
    int64_t until = net->out_ptr[i] == net->out_ptr[i + 1] ? end : FL_TOO_LATE;
    for (int64_t e = net->out_ptr[i]; e < net->out_ptr[i + 1]; e++) {
        const fl_edge *edge = &net->out[e];
        int64_t to = edge->type == FL_FS || edge->type == FL_SS ? start[edge->other]
                                                                : finish[edge->other];
        if (edge->type == FL_SPENT)
            continue;
        if (edge->lag != 0)
            to = fl_shift(&net->clocks[edge->clock], to, -edge->lag);
        if (edge->type == FL_SS || edge->type == FL_SF)
            to = node_finish(net, i, to);
        until = earlier(until, to);
    }
    return until;
}

int fl_postpone(const fl_network *net, int64_t finish, int64_t *early_start, int64_t *early_finish)
{
    int wrong = 0;
    for (int64_t i = net->n - 1; i >= 0; i--) {
        int64_t until;
        if (!net->late_as_possible[i] || net->kind[i] >= FL_POINT ||
            net->fixed_start[i] != FL_TOO_LATE || net->fixed_finish[i] != FL_TOO_LATE)
            continue;
        until = earlier(room(net, i, early_start, early_finish, finish), net->finish_until[i]);
        until = earlier(until, node_finish(net, i, net->start_until[i]));
        until = node_last(net, i, until);
        if (outside(until)) {
            wrong = 1;
            continue;
        }
        if (until > early_finish[i]) {
            early_finish[i] = until;
            early_start[i] = net->work[i] != 0 ? node_start(net, i, until) : until;
        }
    }
    return wrong;
}

int fl_free_until(const fl_network *net, const int64_t *early_start, const int64_t *early_finish,
                  int64_t finish, int64_t *until)
{
    for (int64_t i = 0; i < net->n; i++)
        until[i] = room(net, i, early_start, early_finish, finish);
    return 0;
}
