#include "serial.h"

#include <stdlib.h>

/* ---- turns ---------------------------------------------------------------------------------- */

enum { DIGIT = 11, DIGITS = 1 << DIGIT };

/* Nodes sorted by a key, those of equal keys left as they stand. */
static void sort_by(fl_pass *p, int64_t n)
{
    uint64_t least = UINT64_MAX, most = 0;
    for (int64_t i = 0; i < n; i++) {
        least = p->keys[i] < least ? p->keys[i] : least;
        most = p->keys[i] > most ? p->keys[i] : most;
    }
    for (int shift = 0; n > 0 && shift < 64 && (most - least) >> shift != 0; shift += DIGIT) {
        int32_t first[DIGITS + 1] = {0}, *sorted = p->spare;
        for (int64_t i = 0; i < n; i++)
            first[(((p->keys[i] - least) >> shift) & (DIGITS - 1)) + 1]++;
        for (int d = 0; d < DIGITS; d++)
            first[d + 1] += first[d];
        for (int64_t r = 0; r < n; r++) {
            const int32_t i = p->by_rank[r];
            sorted[first[((p->keys[i] - least) >> shift) & (DIGITS - 1)]++] = i;
        }
        p->spare = p->by_rank;
        p->by_rank = sorted;
    }
}

static uint64_t key_of(int64_t value, int sign)
{
    return (uint64_t)(sign * value) + (UINT64_C(1) << 63); /* in the order of the numbers */
}

void fl_set_turns(fl_pass *p, const int64_t *first, const int64_t *second, int sign)
{
    const int64_t n = p->net.n;
    for (int64_t r = 0; r < n; r++)
        p->by_rank[r] = p->by_name[r];
    for (int64_t i = 0; i < n; i++)
        p->keys[i] = key_of(second[i], sign);
    sort_by(p, n);
    for (int64_t i = 0; i < n; i++)
        p->keys[i] = key_of(first[i], sign);
    sort_by(p, n);
    for (int64_t i = 0; i < n; i++)
        p->keys[i] = key_of(p->staff->turn[i], sign);
    sort_by(p, n);
    for (int64_t r = 0; r < n; r++)
        p->rank[p->by_rank[r]] = (int32_t)r;
}

static void push(fl_pass *p, int32_t rank)
{
    int64_t k = p->heaped++;
    while (k > 0 && p->heap[(k - 1) / 2] > rank) {
        p->heap[k] = p->heap[(k - 1) / 2];
        k = (k - 1) / 2;
    }
    p->heap[k] = rank;
}

static int32_t pop(fl_pass *p)
{
    int32_t top = p->heap[0], last = p->heap[--p->heaped];
    int64_t k = 0;
    for (;;) {
        int64_t child = 2 * k + 1;
        if (child >= p->heaped)
            break;
        if (child + 1 < p->heaped && p->heap[child + 1] < p->heap[child])
            child++;
        if (p->heap[child] >= last)
            break;
        p->heap[k] = p->heap[child];
        k = child;
    }
    p->heap[k] = last;
    return top;
}

/* ---- who is on a node, and when they are free ------------------------------------------------ */

static int64_t demands(const fl_pass *p, int64_t i, fl_demand *one, const fl_demand **found)
{
    const fl_staff *s = p->staff;
    if (p->net.work[i] == 0 || p->now->lost[i])
        return 0;
    if (s->group[i] >= 0) {
        if (p->now->chosen[i] < 0)
            return 0;
        one->person = s->candidates[p->now->chosen[i]].person;
        one->units = s->candidates[p->now->chosen[i]].units;
        *found = one;
        return 1;
    }
    *found = s->crew + s->crew_ptr[i];
    return s->crew_ptr[i + 1] - s->crew_ptr[i];
}

void fl_occupy(fl_pass *p, int64_t i, int sign)
{
    fl_demand one;
    const fl_demand *d = NULL;
    const int64_t n = demands(p, i, &one, &d);
    for (int64_t k = 0; k < n; k++) {
        int64_t next = p->now->finish[i];
        if (p->staff->own_hours[d[k].person]) {
            /* until their next working minute: nothing of theirs fits before it */
            next = fl_next_work(&p->net.clocks[p->staff->clock[d[k].person]], next);
            if (next == FL_TOO_LATE)
                next = p->now->finish[i];
        }
        if (fl_reserve(&p->lines[d[k].person], p->now->start[i], next, sign * d[k].units) != 0)
            p->no_memory = 1;
        p->load[d[k].person] += sign * p->net.work[i];
    }
}

static fl_shape shape_with(const fl_pass *p, int64_t i, const fl_candidate *c)
{
    fl_shape shape = fl_shape_of(&p->net, i);
    if (c != NULL && c->rate != 0) {
        int64_t effort = p->staff->effort[c->lengths * p->net.n + i];
        shape.clock = &p->net.clocks[c->clock];
        shape.work = (effort * 1000 + c->rate - 1) / c->rate;
    } else if (c != NULL) {
        shape.clock = &p->net.clocks[p->staff->own_clock[i]];
        shape.work = p->staff->own_work[i];
    }
    if (p->now->lost[i])
        shape.part_end = shape.part;
    return shape;
}

/* Whether a node is a single stretch of work, by one clock alone. */
static int single(const fl_pass *p, int64_t i, const fl_shape *shape)
{
    return p->net.kind[i] == FL_WORK && p->net.settle[i] < 0 && shape->part == shape->part_end &&
           shape->expected == FL_TOO_LATE && shape->work > 0 && shape->clock->rate != 0;
}

/* The same as below for one person and a single stretch: half the looks at clocks. */
static int64_t fit_one(fl_pass *p, const fl_shape *shape, const fl_demand *d, int64_t at,
                       const fl_floor *low, int64_t stop, int64_t *finish)
{
    const fl_timeline *line = &p->lines[d->person];
    at = fl_clash_end(line, at, at + 1, d->units);
    for (;;) {
        int64_t end, moved;
        if (shape->clock->rates == NULL && at + shape->work > stop)
            return FL_TOO_LATE; /* not even around the clock */
        at = fl_start_and_finish(shape->clock, at, shape->work, &end);
        end = fl_later(end, low->instant);
        if (end >= FL_TOO_LATE || end > stop)
            return FL_TOO_LATE;
        moved = fl_clash_end(line, at, end, d->units);
        p->steps += 2;
        if (moved == at) {
            *finish = end;
            return at;
        }
        at = moved;
    }
}

/* The earliest start from `at` on at which all are free throughout; not if it ends after `stop`. */
static int64_t fit(fl_pass *p, int64_t i, const fl_shape *shape, const fl_demand *d, int64_t n,
                   const fl_floor *low, int64_t stop, int64_t *finish)
{
    int64_t at = fl_start_above(&p->net, i, shape, low);
    if (n == 1 && at < FL_TOO_LATE && single(p, i, shape))
        return fit_one(p, shape, d, at, low, stop, finish);
    for (;;) {
        int64_t end, moved = at;
        if (at >= FL_TOO_LATE)
            return FL_TOO_LATE;
        end = fl_later(fl_shape_finish(shape, at), low->instant);
        if (end >= FL_TOO_LATE || end > stop)
            return FL_TOO_LATE;
        for (int64_t k = 0; k < n && moved == at; k++)
            moved = fl_clash_end(&p->lines[d[k].person], at, end, d[k].units);
        p->steps += 1 + n;
        if (moved == at) {
            *finish = end;
            return at;
        }
        at = fl_settle(&p->net, i, shape, moved);
    }
}

/* The latest finish up to `until` at which all are free throughout; not if it begins before. */
static int64_t fit_back(fl_pass *p, const fl_shape *shape, const fl_demand *d, int64_t n,
                        int64_t until, int64_t not_before, int64_t *start)
{
    for (;;) {
        int64_t begin, moved;
        until = fl_shape_last(shape, until);
        if (fl_outside(until))
            return FL_TOO_EARLY;
        begin = fl_shape_start(shape, until);
        if (begin < not_before || fl_outside(begin))
            return FL_TOO_EARLY;
        moved = until;
        for (int64_t k = 0; k < n && moved == until; k++)
            moved = fl_clash_start(&p->lines[d[k].person], begin, until, d[k].units);
        p->steps += 1 + n;
        if (moved == until) {
            *start = begin;
            return until;
        }
        until = moved;
    }
}

/* A node is as this shape says, from this start on. */
static void assume(fl_pass *p, int64_t i, const fl_shape *shape, int64_t start)
{
    p->now->clock[i] = (int32_t)(shape->clock - p->net.clocks);
    p->now->work[i] = fl_shape_work(shape, start);
}

/* Of those who can do it: the earliest finish, dear people's taken as later, then the least load,
 * then the smallest id. */
static void choose(fl_pass *p, int64_t i, const fl_floor *low)
{
    const fl_staff *s = p->staff;
    const fl_candidate *c = s->candidates + s->group_ptr[s->group[i]];
    const fl_candidate *end = s->candidates + s->group_ptr[s->group[i] + 1];
    const fl_candidate *best = NULL;
    int64_t best_start = FL_TOO_LATE, best_finish = FL_TOO_LATE;
    fl_shape best_shape = {0};
    if (p->keep_people && p->now->chosen[i] >= 0) {
        c = s->candidates + p->now->chosen[i];
        end = c + 1;
    }
    for (; c < end; c++) {
        const fl_demand d = {c->person, c->units};
        const fl_shape shape = shape_with(p, i, c);
        int64_t start, done = FL_TOO_LATE, stop = FL_TOO_LATE;
        if (best != NULL)
            stop = best_finish + p->dear[best->person] - p->dear[c->person] -
                   (p->load[c->person] >= p->load[best->person]);
        start = fit(p, i, &shape, &d, 1, low, stop, &done);
        if (start != FL_TOO_LATE) {
            best = c;
            best_start = start;
            best_finish = done;
            best_shape = shape;
        }
    }
    p->now->start[i] = best_start;
    p->now->finish[i] = best_finish;
    p->now->chosen[i] = best == NULL ? -1 : (int32_t)(best - s->candidates);
    if (best != NULL)
        assume(p, i, &best_shape, best_start);
}

/* ---- forward --------------------------------------------------------------------------------- */

/* Stand a node where dates and links allow, whoever is busy. */
static void stand(fl_pass *p, int64_t i, const fl_floor *low)
{
    const fl_shape shape = shape_with(p, i, NULL);
    const int64_t at = fl_start_above(&p->net, i, &shape, low);
    p->now->start[i] = at;
    p->now->finish[i] = fl_later(fl_shape_finish(&shape, at), low->instant);
    assume(p, i, &shape, at);
}

static void stand_first(fl_pass *p, int64_t i)
{
    int64_t first = FL_TOO_LATE;
    for (int64_t e = p->net.in_ptr[i]; e < p->net.in_ptr[i + 1]; e++)
        first = fl_earlier(first, p->now->start[p->net.in[e].other]);
    p->now->start[i] = p->now->finish[i] = first == FL_TOO_LATE ? p->net.start_from[i] : first;
}

static void place_node(fl_pass *p, int64_t i)
{
    const fl_staff *s = p->staff;
    const int kind = p->net.kind[i];
    fl_floor low;
    if (kind >= FL_RECORDED)
        return;
    if (kind == FL_EARLIEST) {
        stand_first(p, i);
        return;
    }
    low = fl_floor_of(&p->net, i, p->now->start, p->now->finish);
    p->steps += p->net.in_ptr[i + 1] - p->net.in_ptr[i];
    if (s->held[i]) {
        fl_occupy(p, i, -1);
        stand(p, i, &low);
        fl_occupy(p, i, 1);
        return;
    }
    p->now->lost[i] = 0;
    if (s->group[i] >= 0) {
        choose(p, i, &low);
        p->now->lost[i] = p->now->chosen[i] < 0;
    } else {
        const fl_demand *d = NULL;
        int64_t n;
        fl_demand one;
        fl_shape shape;
        p->now->clock[i] = s->own_clock[i];
        p->now->work[i] = s->own_work[i];
        n = demands(p, i, &one, &d);
        if (n == 0) {
            stand(p, i, &low);
            return;
        }
        shape = shape_with(p, i, NULL);
        p->now->start[i] = fit(p, i, &shape, d, n, &low, FL_TOO_LATE, &p->now->finish[i]);
        p->now->lost[i] = p->now->start[i] == FL_TOO_LATE;
        if (!p->now->lost[i])
            assume(p, i, &shape, p->now->start[i]);
    }
    if (p->now->lost[i]) { /* nobody can in the time that is tabled: as if it needed no one */
        p->now->clock[i] = s->spare_clock[i];
        p->now->work[i] = s->spare_work[i];
        stand(p, i, &low);
    }
    fl_occupy(p, i, 1);
}

/* Someone for a node whose dates do not yield: who is free then, else the first. */
static void choose_held(fl_pass *p, int64_t i)
{
    const fl_staff *s = p->staff;
    const fl_candidate *c = s->candidates + s->group_ptr[s->group[i]];
    const fl_candidate *end = s->candidates + s->group_ptr[s->group[i] + 1];
    fl_shape shape;
    p->now->chosen[i] = (int32_t)(c - s->candidates);
    for (; c < end; c++) {
        const int64_t from = p->now->start[i];
        if (fl_clash_end(&p->lines[c->person], from, p->now->finish[i], c->units) == from) {
            p->now->chosen[i] = (int32_t)(c - s->candidates);
            break;
        }
    }
    shape = shape_with(p, i, s->candidates + p->now->chosen[i]);
    if (p->net.kind[i] == FL_WORK)
        assume(p, i, &shape, p->now->start[i]);
}

void fl_clear(fl_pass *p)
{
    for (int64_t k = 0; k < p->staff->people; k++) {
        p->lines[k].n = 0;
        p->load[k] = 0;
    }
    for (int64_t r = 0; r < p->net.n; r++) {
        const int64_t i = p->by_name[r];
        if (!p->staff->held[i])
            continue;
        if (p->staff->group[i] >= 0 && p->now->chosen[i] < 0)
            choose_held(p, i);
        fl_occupy(p, i, 1);
    }
}

/* Choose for all beforehand: those whom few can do first, long before short, each for whoever would
 * be through earliest with all that is theirs, one after the other. */
void fl_spread(fl_pass *p, int64_t *scratch)
{
    const fl_staff *s = p->staff;
    int64_t *size = scratch, *shorter = scratch + p->net.n;
    for (int64_t k = 0; k < s->people; k++)
        p->load[k] = 0;
    for (int64_t i = 0; i < p->net.n; i++) {
        const int64_t g = s->group[i];
        size[i] = g < 0 ? 0 : s->group_ptr[g + 1] - s->group_ptr[g];
        shorter[i] = -s->own_work[i];
        if (g < 0 && s->own_work[i] != 0 && p->net.clocks[s->own_clock[i]].rates == NULL)
            for (int64_t k = s->crew_ptr[i]; k < s->crew_ptr[i + 1]; k++)
                p->load[s->crew[k].person] += s->own_work[i];
    }
    fl_set_turns(p, size, shorter, 1);
    for (int64_t r = 0; r < p->net.n; r++) {
        const int64_t i = p->by_rank[r];
        const fl_candidate *c, *best = NULL;
        int64_t earliest = FL_TOO_LATE;
        fl_shape shape;
        if (size[i] == 0 || s->held[i])
            continue;
        for (c = s->candidates + s->group_ptr[s->group[i]]; size[i] > 0; size[i]--, c++) {
            int64_t finish;
            shape = shape_with(p, i, c);
            finish = fl_finish_of(&p->net.clocks[s->clock[c->person]], p->net.status,
                                  p->load[c->person] + shape.work);
            if (best == NULL || finish < earliest) {
                best = c;
                earliest = finish;
            }
        }
        p->now->chosen[i] = (int32_t)(best - s->candidates);
        shape = shape_with(p, i, best);
        p->load[best->person] += shape.work;
    }
}

static void begin_nodes(fl_pass *p, const int64_t *ptr)
{
    p->heaped = 0;
    for (int64_t i = 0; i < p->net.n; i++) {
        p->waiting[i] = (int32_t)(ptr[i + 1] - ptr[i]);
        if (p->waiting[i] == 0)
            push(p, p->rank[i]);
    }
}

void fl_serial_forward(fl_pass *p)
{
    fl_clear(p);
    begin_nodes(p, p->net.in_ptr);
    while (p->heaped > 0) {
        const int64_t i = p->by_rank[pop(p)];
        place_node(p, i);
        for (int64_t e = p->net.out_ptr[i]; e < p->net.out_ptr[i + 1]; e++)
            if (--p->waiting[p->net.out[e].other] == 0)
                push(p, p->rank[p->net.out[e].other]);
    }
}

/* ---- backward -------------------------------------------------------------------------------- */

/* Move a node as late as what follows it and the people on it allow, never earlier than it is. */
static void move_back(fl_pass *p, int64_t i, int64_t end, int only_late)
{
    const fl_network *net = &p->net;
    int64_t *start = p->now->start, *finish = p->now->finish;
    fl_shape shape = shape_with(p, i, NULL);
    fl_demand one;
    const fl_demand *d = NULL;
    int64_t n, begin = start[i], until;
    shape.expected = FL_TOO_LATE; /* its work is settled by now */
    if (net->kind[i] >= FL_RECORDED || (net->kind[i] >= FL_POINT && only_late))
        return;
    until = fl_earlier(fl_room(net, i, &shape, start, finish, end), end);
    if (net->kind[i] >= FL_POINT) {
        if (until < FL_TOO_LATE && until > finish[i])
            start[i] = finish[i] = until;
        return;
    }
    if (only_late) {
        until = fl_earlier(until, net->finish_until[i]);
        until = fl_earlier(until, fl_shape_finish(&shape, net->start_until[i]));
        fl_occupy(p, i, -1);
    }
    n = demands(p, i, &one, &d);
    until = fit_back(p, &shape, d, n, until, only_late ? FL_TOO_EARLY : begin, &begin);
    if (until > finish[i]) {
        finish[i] = until;
        start[i] = net->work[i] != 0 ? begin : until;
    }
    fl_occupy(p, i, 1);
}

void fl_serial_backward(fl_pass *p, int64_t end, int only_late)
{
    if (!only_late)
        fl_clear(p);
    begin_nodes(p, p->net.out_ptr);
    while (p->heaped > 0) {
        const int64_t i = p->by_rank[pop(p)];
        if (!p->staff->held[i] && (!only_late || p->net.late_as_possible[i]))
            move_back(p, i, end, only_late);
        for (int64_t e = p->net.in_ptr[i]; e < p->net.in_ptr[i + 1]; e++)
            if (--p->waiting[p->net.in[e].other] == 0)
                push(p, p->rank[p->net.in[e].other]);
    }
}
