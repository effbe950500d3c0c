/* Dispatch: in each trial people are given work as it comes, by a fixed policy.
 *
 * docs/methods/forecast.md has the policy in words; the plain simulator of the tests follows the
 * words. What an instant holds is taken in this order: people who are free again, work whose dates
 * do not yield, then tasks by rank.
 */
#include "swift.h"

#include <string.h>

/* ---- queues ----------------------------------------------------------------------------------- */

static int64_t free_of(const fl_trial *t, int32_t person)
{
    return fl_free(t->floor, person);
}

static int is_open(const fl_trial *t, int32_t queue)
{
    const fl_staff *s = t->dispatch->staff;
    if (queue < s->people)
        return free_of(t, queue) > 0;
    for (int64_t c = s->group_ptr[queue - s->people]; c < s->group_ptr[queue - s->people + 1]; c++)
        if (free_of(t, s->candidates[c].person) >= s->candidates[c].units)
            return 1;
    return 0;
}

/* The first place from `from` on in a queue where somebody waits; -1 for none. */
static int64_t next_waiting(const struct fl_floorplan *f, int64_t queue, int64_t from)
{
    const int64_t end = f->word_ptr[queue + 1];
    int64_t w = f->word_ptr[queue] + from / 64;
    uint64_t word;
    if (w >= end)
        return -1;
    word = f->words[w] & (~UINT64_C(0) << (from % 64));
    while (word == 0) {
        if (++w >= end)
            return -1;
        word = f->words[w];
    }
    return (w - f->word_ptr[queue]) * 64 + __builtin_ctzll(word);
}

/* The first by rank, after rank `after`, of all who wait for a person or for one of their groups;
 * taken out of its queue, which is told. -1 for none. */
static int32_t first_waiting(const fl_trial *t, int32_t person, int32_t after, int32_t *queue)
{
    struct fl_floorplan *f = t->floor;
    const fl_dispatch *d = t->dispatch;
    const int32_t people = (int32_t)d->staff->people;
    int32_t best = -1, best_rank = INT32_MAX;
    int64_t best_slot = 0;
    for (int64_t k = d->member_ptr[person] - 1; k < d->member_ptr[person + 1]; k++) {
        const int32_t q = k < d->member_ptr[person] ? person : people + d->member_of[k];
        const int32_t *queued = d->queued + d->queue_ptr[q];
        int64_t slot = next_waiting(f, q, 0);
        while (slot >= 0 && d->rank[queued[slot]] <= after)
            slot = next_waiting(f, q, slot + 1);
        if (slot >= 0 && d->rank[queued[slot]] < best_rank) {
            best = queued[slot];
            best_rank = d->rank[best];
            best_slot = slot;
            *queue = q;
        }
    }
    if (best >= 0) {
        f->words[f->word_ptr[*queue] + best_slot / 64] &= ~(UINT64_C(1) << (best_slot % 64));
        f->queued[*queue]--;
        f->all_queued--;
    }
    return best;
}

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
        shape.work = fl_stretched(theirs, c->rate, f->lanes->kept[c->person * f->lanes->width + f->lane]);
        shape.work = fl_later(shape.work + f->lanes->delay[i * f->lanes->width + f->lane], 0);
    }
    return shape;
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
    fl_take(t, i, person, units, fl_later(until, t->floor->now));
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

/* All that a node waits for is known. */
static void resolve(fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    const fl_network *net = &t->net;
    fl_shape shape;
    if (net->kind[i] >= FL_RECORDED || t->dispatch->staff->held[i]) {
        fl_known(t, i); /* its dates stood from the beginning */
        return;
    }
    if (net->kind[i] == FL_EARLIEST) {
        int64_t first = FL_TOO_LATE;
        for (int64_t e = net->in_ptr[i]; e < net->in_ptr[i + 1]; e++)
            first = fl_earlier(first, t->start[net->in[e].other]);
        t->start[i] = t->finish[i] = first == FL_TOO_LATE ? net->start_from[i] : first;
        fl_known(t, i);
        return;
    }
    if ((f->nodes[i].flags & FL_ASKS) && net->work[i] != 0) { /* a root: the rest is in fl_known */
        fl_look_at(t, i, f->states[i].from);
        return;
    }
    f->low[i] = fl_floor_of(net, i, t->start, t->finish);
    shape = shape_with(t, i, NULL);
    if (!needs_people(t, i)) {
        stand(t, i, &shape);
        if (net->kind[i] == FL_WORK)
            t->money += net->work[i] * t->model->price[i];
        fl_known(t, i);
        return;
    }
    if (t->dispatch->staff->group[i] >= 0) {
        fl_look_at(t, i, f->low[i].start);
    } else {
        const int64_t at = fl_start_above(net, i, &shape, &f->low[i]);
        fl_look_at(t, i, fl_past(at) ? f->now : at);
    }
}

FL_APART static void resolve_all(fl_trial *t)
{
    while (t->floor->depth > 0)
        resolve(t, t->floor->ready[--t->floor->depth]);
}

/* ---- looking at a task ------------------------------------------------------------------------ */

static fl_floor from_now(const fl_trial *t, int64_t i)
{
    const struct fl_floorplan *f = t->floor;
    fl_floor low = {f->states[i].from, FL_TOO_EARLY, FL_TOO_EARLY};
    if (!(f->nodes[i].flags & FL_SIMPLE))
        low = f->low[i];
    low.start = fl_later(low.start, f->now);
    return low;
}

/* When a node of this shape begins and ends at the earliest, from now on. */
static int64_t times(const fl_trial *t, int64_t i, const fl_shape *shape, const fl_floor *low,
                     int64_t *finish)
{
    int64_t start;
    if ((t->floor->nodes[i].flags & FL_SIMPLE) && shape->work > 0)
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
        fl_look_at(t, i, start);
        return;
    }
    for (int64_t c = s->crew_ptr[i]; c < s->crew_ptr[i + 1]; c++)
        if (free_of(t, s->crew[c].person) < s->crew[c].units) {
            fl_enqueue(t, i, s->crew[c].person);
            return;
        }
    begin_work(t, i, &shape, start, finish, NULL);
    fl_known(t, i);
}

static void look_group(fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    const fl_staff *s = t->dispatch->staff;
    const int64_t g = s->group[i];
    const fl_floor low = from_now(t, i);
    const fl_candidate *best = NULL;
    int64_t first_start = FL_TOO_LATE, best_finish = 0;
    int able = 0, cut = 0;
    fl_shape best_shape = {0};
    for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++) {
        const fl_candidate *c = &s->candidates[k];
        const int free_now = free_of(t, c->person) >= c->units;
        fl_shape shape;
        int64_t start, finish;
        if (!free_now && (able || !f->mortal[g])) {
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
        } else if (best == NULL || finish < best_finish) {
            best = c;
            best_finish = finish;
            best_shape = shape;
            if (f->alike[g])
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
        if ((f->nodes[i].flags & FL_SIMPLE)) {
            fl_floor asked = {f->states[i].from, FL_TOO_EARLY, FL_TOO_EARLY};
            f->low[i] = asked;
        }
        stand(t, i, &shape);
        fl_known(t, i);
        return;
    }
    if (best == NULL) {
        if (first_start == FL_TOO_LATE)
            fl_enqueue(t, i, (int32_t)(s->people + g));
        else
            fl_look_at(t, i, first_start);
        return;
    }
    begin_work(t, i, &best_shape, f->now, best_finish, best);
    fl_known(t, i);
}

FL_APART static void look_longer(fl_trial *t, int64_t i)
{
    if (t->floor->nodes[i].flags & FL_GROUP)
        look_group(t, i);
    else
        look_crew(t, i);
}

static inline void look(fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    const fl_node *node = &f->nodes[i];
    int done = 0;
    if (f->states[i].waiting) {
        const int32_t queue = f->waits[i].woken;
        f->states[i].waiting = 0;
        if (!is_open(t, queue)) {
            fl_enqueue(t, i, queue);
            return;
        }
    }
    if (node->flags & FL_SWIFT)
        done = node->flags & FL_GROUP ? look_swiftly_at_group(t, i, node)
                                : look_swiftly_at_crew(t, i, node);
    if (!done)
        look_longer(t, i);
    if (f->depth > 0)
        resolve_all(t);
}

/* A person is free: those who wait for them are looked at by rank, after rank `after`, as long as
 * there is anything left of the person. Others that are due at this instant may go before. */
FL_APART static void offer(fl_trial *t, int32_t person, int32_t after, int32_t freed_by)
{
    struct fl_floorplan *f = t->floor;
    while (f->all_queued > 0 && free_of(t, person) > 0 && !t->beyond) {
        int32_t queue = -1;
        const int32_t i = first_waiting(t, person, after, &queue);
        if (i < 0)
            return;
        after = t->dispatch->rank[i];
        f->states[i].waiting = 1;
        if (f->waits[i].freed < 0)
            f->waited[f->all_waited++] = i;
        f->waits[i].woken = queue;
        f->waits[i].freed = freed_by;
        f->waits[i].freed_in = queue;
        if (fl_more_now(f)) {
            f->waits[i].offered = person;
            fl_look_at(t, i, f->now);
            return;
        }
        look(t, i);
    }
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
            if (free_of(t, s->candidates[k].person) >= s->candidates[k].units) {
                c = &s->candidates[k];
                break;
            }
    }
    begin_work(t, i, &shape, start, finish, c);
}

static void begin_trial(fl_trial *t)
{
    struct fl_floorplan *f = t->floor;
    const fl_network *net = &t->net;
    const fl_staff *s = t->dispatch->staff;
    const int64_t queues = s->people + t->dispatch->groups;
    f->head = f->tail = f->heaped = f->depth = f->released = 0;
    f->now = -EARLIEST_KEY;
    memcpy(f->clock, s->own_clock, (size_t)net->n * sizeof *f->clock);
    if (f->all_queued > 0) { /* the trial before was given up */
        memset(f->words, 0, (size_t)f->word_ptr[queues] * sizeof *f->words);
        memset(f->queued, 0, (size_t)queues * sizeof *f->queued);
        f->all_queued = 0;
    }
    memcpy(f->states, f->fresh, (size_t)(net->n + 1) * sizeof *f->states);
    memcpy(f->desks, f->idle, (size_t)s->people * sizeof *f->desks);
    for (int64_t p = 0; p < s->people; p++) {
        f->until[p] = INT64_MIN;
        f->free[p] = (int32_t)s->capacity[p];
    }
    memcpy(f->dials, f->begins, (size_t)t->dispatch->dial_count * sizeof *f->dials);
    for (int64_t p = 0; p < s->people; p++) {
        if (t->model->lost_table[p] < 0)
            continue;
        f->desks[p].by = fl_earlier(s->capacity[p], 1000) *
                         f->lanes->kept[p * f->lanes->width + f->lane];
        f->desks[p].stretch = f->desks[p].by > 0 ? 1e6 / (double)f->desks[p].by : 0;
    }
    while (f->all_waited > 0)
        memset(&f->waits[f->waited[--f->all_waited]], -1, sizeof *f->waits);
    for (int64_t k = 0; k < f->standing; k++) {
        const int64_t i = f->stands[k];
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
            fl_post(f, t->start[i], f->most_released + i);
    }
    memcpy(f->ready, f->roots, (size_t)f->rooted * sizeof *f->ready);
    f->depth = f->rooted;
    resolve_all(t);
}

void fl_dispatch_run(fl_trial *t, const fl_lanes *lanes, int64_t lane)
{
    struct fl_floorplan *f = t->floor;
    const fl_dispatch *d = t->dispatch;
    const int32_t *all = d->queued + d->queue_ptr[d->staff->people + d->groups];
    const int64_t n = t->net.n;
    f->lanes = lanes;
    f->lane = lane;
    begin_trial(t);
    while ((f->head < f->tail || f->heaped > 0) && !t->beyond) {
        uint64_t event;
        if (f->head == f->tail)
            fl_bring_near(f);
        event = f->near[f->head++];
        const int64_t code = (int64_t)(event & ((UINT64_C(1) << CODE_BITS) - 1));
        f->now = (int64_t)(event >> CODE_BITS) - EARLIEST_KEY;
        if (code < f->most_released) {
            const release *r = &f->releases[code];
            f->free[r->person] += r->units;
            offer(t, r->person, -1, r->node);
        } else if (code < f->most_released + n) {
            begin_held(t, code - f->most_released);
        } else {
            const int32_t i = all[code - f->most_released - n];
            const int32_t person = f->states[i].waiting ? f->waits[i].offered : -1;
            look(t, i);
            if (person < 0)
                continue;
            f->waits[i].offered = -1;
            offer(t, person, d->rank[i], f->waits[i].freed);
        }
    }
}

int32_t fl_freed_by(const fl_trial *t, int64_t i, int32_t *queue)
{
    *queue = t->floor->waits[i].freed_in;
    return t->floor->waits[i].freed;
}
