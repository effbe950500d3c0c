/* Dispatch: in each trial people are given work as it comes, by a fixed policy.
 *
 * docs/methods/forecast.md has the policy in words; the plain simulator of the tests follows the
 * words. What an instant holds is taken in this order: people who are free again, work whose dates
 * do not yield, then tasks by rank.
 */
#include "dispatch.h"
#include "events.h"
#include "queues.h"
#include "reserve.h"

/* ---- dates ------------------------------------------------------------------------------------ */

static fl_shape shape_with(const fl_trial *t, int64_t i, const fl_candidate *c)
{
    const struct fl_floorplan *f = t->floor;
    fl_shape shape = fl_shape_of(&t->net, i);
    if (c != NULL && c->rate != 0) {
        const fl_staff *s = t->dispatch->staff;
        const int64_t amount = f->lanes->by_lane[f->lane * t->net.n + i];
        const int64_t planned = s->own_work[i];
        const int64_t own = s->effort[c->lengths * t->net.n + i];
        const int64_t theirs =
            planned == own || planned == 0 ? amount : (amount * own + planned / 2) / planned;
        shape.clock = &t->net.clocks[c->clock];
        shape.work = fl_stretched(theirs, c->rate,
                                  f->lanes->kept[c->person * f->lanes->width + f->lane]);
        shape.work = fl_later(shape.work + fl_delay_of(f->lanes, i, f->lane), 0);
    }
    return shape;
}

static void take_until(fl_trial *t, int64_t i, int32_t person, int32_t units, int64_t until)
{
    struct fl_floorplan *f = t->floor;
    fl_desk *desk = &f->desks[person];
    const int32_t code = (int32_t)f->released++;
    if (!f->layout->seats[person].single) {
        f->free[person] -= units;
        f->releases[code].person = person;
        f->releases[code].units = units;
        f->releases[code].node = (int32_t)i;
        f->ends[person] = fl_later(f->ends[person], until);
        fl_post(f, until, code);
        return;
    }
    f->until[person] = (int32_t)fl_earlier(until, INT32_MAX);
    desk->code = code;
    desk->node = (int32_t)i;
    if (f->awaited[person] > 0)
        fl_tell(f, person);
}

/* Take a person until the node ends, or their next working minute after it. */
static void take(fl_trial *t, int64_t i, int32_t person, int32_t units)
{
    const fl_staff *s = t->dispatch->staff;
    int64_t until = t->finish[i];
    if (s->own_hours[person]) {
        until = fl_next_work(&t->net.clocks[s->clock[person]], until);
        if (until == FL_TOO_LATE)
            until = t->finish[i];
    }
    take_until(t, i, person, units, fl_later(until, t->floor->now));
}

static void begin_work(fl_trial *t, int64_t i, const fl_shape *shape, int64_t start, int64_t finish,
                       const fl_candidate *c)
{
    const fl_staff *s = t->dispatch->staff;
    t->start[i] = start;
    t->finish[i] = finish;
    t->net.work[i] = fl_shape_work(shape, start);
    t->floor->clock[i] = (int32_t)(shape->clock - t->net.clocks);
    if (c != NULL) {
        t->money += t->net.work[i] * t->model->person_rate[c->person] * c->units;
        take(t, i, c->person, c->units);
    } else {
        t->money += t->net.work[i] * t->model->price[i];
        for (int64_t k = s->crew_ptr[i]; k < s->crew_ptr[i + 1]; k++)
            take(t, i, s->crew[k].person, s->crew[k].units);
    }
}

/* Where dates and links have it, whoever is busy; nobody is taken. */
static void stand(fl_trial *t, int64_t i, const fl_shape *shape)
{
    const fl_floor *low = &t->floor->low[i];
    const int64_t at = fl_start_above(&t->net, i, shape, low);
    t->start[i] = at;
    t->finish[i] = fl_later(fl_shape_finish(shape, at), low->instant);
    t->net.work[i] = fl_shape_work(shape, at);
    t->floor->clock[i] = (int32_t)(shape->clock - t->net.clocks);
    t->beyond |= fl_past(t->finish[i]);
}

static int needs_people(const fl_trial *t, int64_t i)
{
    const fl_staff *s = t->dispatch->staff;
    if (s->group[i] >= 0)
        return t->net.work[i] != 0;
    return t->net.work[i] != 0 && s->crew_ptr[i + 1] > s->crew_ptr[i];
}

/* What a link with a lag, or from a start, asks for. Where it counts in the hours of somebody who
 * leaves before it is over, it does as if they stayed. */
int64_t fl_handed_on(const fl_trial *t, int64_t i, const fl_edge *edge)
{
    const int64_t from = edge->type == FL_FS ? t->finish[i] : t->start[i];
    const int32_t stay = t->dispatch->stay[edge->clock];
    const int64_t at = fl_shift(&t->net.clocks[edge->clock], from, edge->lag);
    return fl_past(at) && stay >= 0 ? fl_shift(&t->net.clocks[stay], from, edge->lag) : at;
}

/* The dates of a node are known: hand them on; what waited for nothing else is ready. */
static void known(const fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    const fl_layout *plan = f->layout;
    fl_state *states = f->states;
    const fl_hand_on *hand = plan->hands + plan->nodes[i].out;
    const fl_hand_on *last = plan->hands + plan->nodes[i].out_end;
    for (; hand < last; hand++) {
        const int32_t k = hand->other;
        int64_t at = hand->by == FL_AT_ONCE ? t->finish[i] : FL_TOO_EARLY;
        if (hand->by >= 0)
            at = fl_handed_on(t, i, &t->net.out[hand->by]);
        at = fl_later(states[k].from, at);
        states[k].from = (int32_t)fl_earlier(at, INT32_MAX);
        if (--states[k].waiting == 0)
            f->ready[f->depth++] = k;
    }
}

/* Have a node looked at later; if people are kept free for it, it is coming up until then. */
static void put_off(fl_trial *t, int64_t i, int64_t at)
{
    if (t->floor->layout->nodes[i].flags & FL_COMING)
        fl_expect(t, i, at);
    fl_look_at(t, i, at);
}

/* All that a node waits for is known. */
static void resolve(fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    const fl_network *net = &t->net;
    fl_shape shape;
    if (net->kind[i] >= FL_RECORDED || t->dispatch->staff->held[i]) {
        known(t, i); /* its dates stood from the beginning */
        return;
    }
    if (net->kind[i] == FL_EARLIEST) {
        int64_t first = FL_TOO_LATE;
        for (int64_t e = net->in_ptr[i]; e < net->in_ptr[i + 1]; e++)
            first = fl_earlier(first, t->start[net->in[e].other]);
        t->start[i] = t->finish[i] = first == FL_TOO_LATE ? net->start_from[i] : first;
        known(t, i);
        return;
    }
    if ((f->layout->nodes[i].flags & FL_ASKS) && net->work[i] != 0) { /* a root: the rest is in known */
        fl_look_at(t, i, f->states[i].from);
        return;
    }
    f->low[i] = fl_floor_of(net, i, t->start, t->finish);
    shape = shape_with(t, i, NULL);
    if (!needs_people(t, i)) {
        stand(t, i, &shape);
        if (net->kind[i] == FL_WORK)
            t->money += net->work[i] * t->model->price[i];
        known(t, i);
        return;
    }
    if (t->dispatch->staff->group[i] >= 0) {
        put_off(t, i, f->low[i].start);
    } else {
        const int64_t at = fl_start_above(net, i, &shape, &f->low[i]);
        put_off(t, i, fl_past(at) ? f->now : at);
    }
}

void fl_resolve_all(fl_trial *t)
{
    while (t->floor->depth > 0)
        resolve(t, t->floor->ready[--t->floor->depth]);
}

/* ---- looking at a task ------------------------------------------------------------------------ */

static fl_floor from_now(const fl_trial *t, int64_t i)
{
    const struct fl_floorplan *f = t->floor;
    fl_floor low = {f->states[i].from, FL_TOO_EARLY, FL_TOO_EARLY};
    if (!(f->layout->nodes[i].flags & FL_SIMPLE))
        low = f->low[i];
    low.start = fl_later(low.start, f->now);
    return low;
}

/* When a node of this shape begins and ends at the earliest, from now on. */
static int64_t times(const fl_trial *t, int64_t i, const fl_shape *shape, const fl_floor *low,
                     int64_t *finish)
{
    int64_t start;
    if ((t->floor->layout->nodes[i].flags & FL_SIMPLE) && shape->work > 0)
        return fl_start_and_finish(shape->clock, low->start, shape->work, finish);
    start = fl_start_above(&t->net, i, shape, low);
    *finish = fl_past(start) ? start : fl_later(fl_shape_finish(shape, start), low->instant);
    return start;
}

static void look_crew(fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    const fl_staff *s = t->dispatch->staff;
    const fl_floor low = from_now(t, i);
    fl_shape shape = shape_with(t, i, NULL);
    int64_t finish;
    int64_t start = times(t, i, &shape, &low, &finish);
    if (fl_past(finish)) { /* who leaves before the end does it as if they stayed */
        const int32_t stay = t->dispatch->stay[f->clock[i]];
        if (stay >= 0) {
            f->clock[i] = stay;
            shape = shape_with(t, i, NULL);
            start = times(t, i, &shape, &low, &finish);
        }
        if (fl_past(finish)) {
            t->beyond = 1;
            return;
        }
    }
    if (start > f->now) {
        put_off(t, i, start);
        return;
    }
    for (int64_t c = s->crew_ptr[i]; c < s->crew_ptr[i + 1]; c++)
        if (fl_free(t->floor, s->crew[c].person) < s->crew[c].units) {
            fl_enqueue(t, i, s->crew[c].person);
            return;
        }
    if (f->layout->nodes[i].flags & FL_YIELDS) {
        int64_t until = FL_TOO_LATE;
        for (int64_t c = s->crew_ptr[i]; c < s->crew_ptr[i + 1]; c++)
            until = fl_earlier(
                until, fl_kept_until(t, i, NULL, s->crew[c].person, s->crew[c].units));
        if (until != FL_TOO_LATE) {
            put_off(t, i, until);
            return;
        }
    }
    begin_work(t, i, &shape, start, finish, NULL);
    known(t, i);
}

/* Whether one of several is kept from beginning a node now; until when, at the latest `until`. */
static int is_kept(fl_trial *t, int64_t i, const fl_candidate *c, int64_t *until)
{
    int64_t at;
    if (!(t->floor->layout->nodes[i].flags & FL_YIELDS))
        return 0;
    at = fl_kept_until(t, i, c, c->person, c->units);
    *until = fl_earlier(*until, at);
    return at != FL_TOO_LATE;
}

static void look_group(fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    const fl_staff *s = t->dispatch->staff;
    const int64_t g = s->group[i];
    const fl_floor low = from_now(t, i);
    const fl_candidate *best = NULL;
    int64_t first_start = FL_TOO_LATE, first_over = FL_TOO_LATE, best_finish = 0;
    int able = 0, cut = 0, kept = 0;
    fl_shape best_shape = {0};
    for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++) {
        const fl_candidate *c = &s->candidates[k];
        const int free_now = fl_free(t->floor, c->person) >= c->units;
        fl_shape shape;
        int64_t start, finish;
        if (!free_now)
            first_over = fl_earlier(first_over, fl_over_by(f, c->person));
        if (!free_now && (able || !f->layout->mortal[g])) {
            able = 1;
            continue;
        }
        shape = shape_with(t, i, c);
        start = times(t, i, &shape, &low, &finish);
        if (fl_past(finish)) {
            cut |= !t->dispatch->ends[shape.clock - t->net.clocks];
            continue;
        }
        able = 1;
        if (!free_now)
            continue;
        if (start > f->now) {
            first_start = fl_earlier(first_start, start);
        } else if (is_kept(t, i, c, &first_start)) {
            kept = 1;
        } else if (best == NULL || finish < best_finish) {
            best = c;
            best_finish = finish;
            best_shape = shape;
            if (f->layout->nodes[i].flags & FL_ALIKE)
                break;
        }
    }
    if (cut) { /* longer tables would tell */
        t->beyond = 1;
        return;
    }
    if (!able) { /* nobody can any more: as if it needed no one */
        fl_shape shape = {t->net.clocks, &t->net.clocks[s->spare_clock[i]], 0, FL_TOO_LATE,
                          t->net.parts, t->net.parts};
        shape.work = t->net.work[i];
        if ((f->layout->nodes[i].flags & FL_SIMPLE)) {
            fl_floor asked = {f->states[i].from, FL_TOO_EARLY, FL_TOO_EARLY};
            f->low[i] = asked;
        }
        stand(t, i, &shape);
        known(t, i);
        return;
    }
    if (best == NULL) {
        if (first_start == FL_TOO_LATE)
            fl_enqueue(t, i, (int32_t)(s->people + g));
        else
            put_off(t, i, kept ? fl_earlier(first_start, first_over) : first_start);
        return;
    }
    begin_work(t, i, &best_shape, f->now, best_finish, best);
    known(t, i);
}

void fl_look(fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    if ((f->layout->nodes[i].flags & FL_COMING) && f->coming_at[i] >= 0)
        fl_expect_no_more(f, i);
    if (f->states[i].waiting) {
        const int32_t queue = f->waits[i].woken;
        f->states[i].waiting = 0;
        if (!fl_is_open(t, queue)) {
            fl_enqueue(t, i, queue);
            return;
        }
    }
    if (f->layout->nodes[i].flags & FL_GROUP)
        look_group(t, i);
    else
        look_crew(t, i);
    if (f->depth > 0)
        fl_resolve_all(t);
}

/* ---- a trial ---------------------------------------------------------------------------------- */

/* Work whose dates do not yield begins: whoever is on it is taken. */
FL_APART static void begin_held(fl_trial *t, int64_t i)
{
    const fl_staff *s = t->dispatch->staff;
    const fl_candidate *c = NULL;
    const int64_t start = t->start[i], finish = t->finish[i];
    fl_shape shape = fl_shape_of(&t->net, i);
    if (s->group[i] >= 0) {
        const int64_t g = s->group[i];
        c = &s->candidates[s->group_ptr[g]];
        for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++)
            if (fl_free(t->floor, s->candidates[k].person) >= s->candidates[k].units) {
                c = &s->candidates[k];
                break;
            }
    }
    begin_work(t, i, &shape, start, finish, c);
}

static void reset(fl_trial *t)
{
    struct fl_floorplan *f = t->floor;
    const fl_layout *plan = f->layout;
    const fl_staff *s = t->dispatch->staff;
    const int64_t n = t->net.n, queues = s->people + t->dispatch->groups;
    fl_no_events(f);
    f->depth = f->released = 0;
    f->now = -FL_EARLIEST_KEY;
    memcpy(f->clock, s->own_clock, (size_t)n * sizeof *f->clock);
    memcpy(f->states, plan->fresh, (size_t)(n + 1) * sizeof *f->states);
    memcpy(f->desks, plan->idle, (size_t)s->people * sizeof *f->desks);
    if (f->all_queued > 0) { /* the trial before was given up */
        memset(f->words, 0, (size_t)plan->word_ptr[queues] * sizeof *f->words);
        memset(f->queued, 0, (size_t)queues * sizeof *f->queued);
        memset(f->awaited, 0, (size_t)s->people * sizeof *f->awaited);
        f->all_queued = 0;
    }
    for (int64_t p = 0; p < s->people; p++) {
        f->until[p] = INT32_MIN;
        f->free[p] = (int32_t)s->capacity[p];
        if (t->model->lost_table[p] < 0)
            continue;
        f->desks[p].by = (int32_t)fl_earlier(s->capacity[p], 1000) *
                         f->lanes->kept[p * f->lanes->width + f->lane];
        f->desks[p].stretch = f->desks[p].by > 0 ? 1e6 / (double)f->desks[p].by : 0;
    }
    while (f->expected > 0)
        fl_expect_no_more(f, f->coming[f->expected - 1]);
    for (int64_t p = 0; p < s->people; p++)
        f->ends[p] = FL_TOO_EARLY;
    while (f->all_waited > 0)
        memset(&f->waits[f->waited[--f->all_waited]], -1, sizeof *f->waits);
}

void fl_begin_events(fl_trial *t, const fl_lanes *lanes, int64_t lane)
{
    struct fl_floorplan *f = t->floor;
    const fl_layout *plan = f->layout;
    const fl_network *net = &t->net;
    f->lanes = lanes;
    f->lane = lane;
    reset(t);
    for (int64_t k = 0; k < plan->standing; k++) {
        const int64_t i = plan->stands[k];
        if (net->kind[i] >= FL_RECORDED) {
            t->start[i] = net->fixed_start[i];
            t->finish[i] = net->fixed_finish[i];
        } else {
            const fl_shape shape = shape_with(t, i, NULL);
            fl_floor none = {FL_TOO_EARLY, FL_TOO_EARLY, FL_TOO_EARLY};
            if (net->fixed_start[i] != FL_TOO_LATE)
                none.start = net->fixed_start[i];
            else
                none.finish = none.instant = net->fixed_finish[i];
            f->low[i] = none;
            stand(t, i, &shape);
        }
        if (needs_people(t, i))
            fl_post(f, t->start[i], plan->most_released + i);
    }
    memcpy(f->ready, plan->roots, (size_t)plan->rooted * sizeof *f->ready);
    f->depth = plan->rooted;
    fl_resolve_all(t);
}

void fl_live_event(fl_trial *t, int64_t code)
{
    struct fl_floorplan *f = t->floor;
    const fl_layout *plan = f->layout;
    const fl_dispatch *d = t->dispatch;
    if (code < plan->most_released) {
        const fl_release *r = &f->releases[code];
        f->free[r->person] += r->units;
        fl_offer(t, r->person, -1, r->node);
    } else if (code < plan->looks) {
        begin_held(t, code - plan->most_released);
    } else {
        const int32_t i = d->queued[d->queue_ptr[d->staff->people + d->groups] + code - plan->looks];
        const int32_t person = f->states[i].waiting ? f->waits[i].offered : -1;
        fl_look(t, i);
        if (person >= 0) {
            f->waits[i].offered = -1;
            fl_offer(t, person, d->rank[i], f->waits[i].freed);
        }
    }
}

int32_t fl_freed_by(const fl_trial *t, int64_t i, int32_t *queue)
{
    *queue = t->floor->waits[i].freed_in;
    return t->floor->waits[i].freed;
}
