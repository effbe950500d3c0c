/* A trial with people, event by event, and the short way of a look.
 *
 * Most looks are at work bounded by starts alone, by the hours of the one person who does it, who
 * does nothing beside it (FL_SWIFT). These are answered here, in as few steps as can be;
 * dispatch.c has the policy for all others, and for what happens
 * seldom: somebody leaves, or a date lies beyond the tables.
 */
#include "asking.h"
#include "dispatch.h"
#include "queues.h"

/* The dates of a node are known: hand them on; what waited for nothing else is looked at. Its
 * hours may have that look put it off. */
FL_WITHIN static inline void hand_on(fl_trial *t, struct fl_floorplan *f, const fl_layout *plan,
                                     int32_t i, int32_t finish)
{
    fl_state *states = f->states;
    const fl_node *node = &plan->nodes[i];
    const int32_t now = (int32_t)f->now;
    int32_t due[FL_HANDS];
    for (int32_t h = node->out; h < node->out_end; h += FL_HANDS) {
        const fl_hand_on *hand = plan->hands + h;
        int64_t count = 0;
        for (int e = 0; e < FL_HANDS; e++) {
            const int32_t other = hand[e].other;
            int32_t at = hand[e].by == FL_AT_ONCE ? finish : INT32_MIN;
            fl_state state = states[other];
            if (hand[e].by >= 0)
                at = (int32_t)fl_earlier(
                    fl_later(fl_handed_on(t, i, &t->net.out[hand[e].by]), INT32_MIN), INT32_MAX);
            state.from = at > state.from ? at : state.from;
            state.waiting--;
            states[other] = state;
            due[count] = other;
            count += state.waiting == 0; /* as good as a coin: no branch */
        }
        for (int64_t e = 0; e < count; e++) {
            const int32_t k = due[e], from = states[k].from > now ? states[k].from : now;
            if ((plan->nodes[k].flags & FL_ASKS) && t->net.work[k] != 0)
                fl_post_key(f, fl_key_of(from, plan->looks + plan->nodes[k].rank));
            else
                f->ready[f->depth++] = k;
        }
    }
    if (f->depth > 0)
        fl_resolve_all(t);
}

FL_WITHIN static inline void begin(fl_trial *t, struct fl_floorplan *f, const fl_layout *plan,
                                   int32_t i, int32_t person, int32_t work, const fl_answer *a)
{
    const fl_seat *seat = &plan->seats[person];
    fl_desk *desk = &f->desks[person];
    t->start[i] = f->now;
    t->finish[i] = a->finish;
    t->net.work[i] = work;
    t->money += work * seat->price;
    f->clock[i] = plan->nodes[i].clock < 0 ? seat->clock : plan->nodes[i].clock;
    f->until[person] = seat->own_hours ? a->again : a->finish;
    desk->code = (int32_t)f->released++;
    desk->node = i;
    if (f->awaited[person] > 0)
        fl_tell(f, person);
    hand_on(t, f, plan, i, a->finish);
}

/* Whoever does it takes as long. Returns 0 where dispatch.c is to look. */
FL_WITHIN static inline int look_at_plain(fl_trial *t, struct fl_floorplan *f,
                                          const fl_layout *plan, int32_t i, const fl_node *node,
                                          int32_t woken)
{
    const int32_t now = (int32_t)f->now;
    const int32_t *asked = plan->asked + node->ask;
    const int32_t count = node->ask_end - node->ask;
    const int64_t work = t->net.work[i];
    int32_t first = INT32_MAX, person;
    fl_answer a;
    for (int32_t k = 0; k < count; k++)
        if (f->until[asked[k]] <= now) {
            first = k;
            break;
        }
    if (first == INT32_MAX && (woken || (node->flags & FL_GROUP))) {
        fl_enqueue(t, i, node->flags & FL_GROUP ? (int32_t)t->dispatch->staff->people + node->who
                                                : node->who);
        return 1;
    }
    person = first == INT32_MAX ? node->who : asked[first];
    if (!fl_find_start(t->dispatch, plan, &f->desks[person], person, now, &a))
        return 0;
    if (a.start > now) {
        fl_look_at(t, i, a.start);
        return 1;
    }
    if (first == INT32_MAX) {
        fl_enqueue(t, i, person);
        return 1;
    }
    if (work > FL_FAR || !fl_find_finish(t->dispatch, plan, person, (int32_t)work, &a))
        return 0;
    begin(t, f, plan, i, person, (int32_t)work, &a);
    return 1;
}

/* Of those who are free, the one who would finish it first does it. */
FL_WITHIN static inline int look_at_group(fl_trial *t, struct fl_floorplan *f,
                                          const fl_layout *plan, int32_t i, const fl_node *node)
{
    const fl_staff *s = t->dispatch->staff;
    const int32_t now = (int32_t)f->now;
    const int64_t amount = f->lanes->by_lane[f->lane * t->net.n + i];
    const int64_t delay = fl_delay_of(f->lanes, i, f->lane);
    int32_t first_start = INT32_MAX, person = -1, best_work = 0;
    fl_answer best = {0};
    for (int64_t k = s->group_ptr[node->who]; k < s->group_ptr[node->who + 1]; k++) {
        const fl_candidate *c = &s->candidates[k];
        int64_t work = amount;
        fl_answer a;
        if (f->until[c->person] > now)
            continue;
        if (!fl_find_start(t->dispatch, plan, &f->desks[c->person], c->person, now, &a))
            return 0;
        if (a.start > now) {
            first_start = a.start < first_start ? a.start : first_start;
            continue;
        }
        if (!(node->flags & FL_EVEN)) {
            const int64_t own = s->effort[c->lengths * t->net.n + i], planned = s->own_work[i];
            work = planned == own ? amount : (amount * own + planned / 2) / planned;
        }
        work = fl_work_of(&f->desks[c->person], work) + delay;
        if (work <= 0 || work > FL_FAR ||
            !fl_find_finish(t->dispatch, plan, c->person, (int32_t)work, &a))
            return 0;
        if (person < 0 || a.finish < best.finish) {
            person = c->person;
            best = a;
            best_work = (int32_t)work;
            if (node->flags & FL_ALIKE)
                break;
        }
    }
    if (person < 0) {
        if (first_start == INT32_MAX)
            fl_enqueue(t, i, (int32_t)s->people + node->who);
        else
            fl_look_at(t, i, first_start);
        return 1;
    }
    begin(t, f, plan, i, person, best_work, &best);
    return 1;
}

static void live(fl_trial *t, struct fl_floorplan *f, const fl_layout *plan)
{
    const fl_dispatch *d = t->dispatch;
    const int32_t *by_rank = d->queued + d->queue_ptr[d->staff->people + d->groups];
    while (!t->beyond && (f->few > 0 || fl_bring_near(f))) {
        const int64_t key = fl_take_next(f), code = fl_code_in(key);
        const fl_node *node;
        int32_t i, woken, done;
        f->now = fl_instant_in(key);
        if (code < plan->looks || f->now > FL_FAR || f->now < -FL_FAR) {
            fl_live_event(t, code);
            continue;
        }
        i = by_rank[code - plan->looks];
        node = &plan->nodes[i];
        if (!(node->flags & FL_SWIFT)) {
            fl_live_event(t, code);
            continue;
        }
        woken = f->states[i].waiting;
        f->states[i].waiting = 0;
        if (node->flags & FL_PLAIN)
            done = look_at_plain(t, f, plan, i, node, woken);
        else
            done = look_at_group(t, f, plan, i, node);
        if (!done)
            fl_look(t, i);
        if (woken) {
            const int32_t person = f->waits[i].offered;
            f->waits[i].offered = -1;
            fl_offer(t, person, node->rank, f->waits[i].freed);
        }
    }
}

void fl_dispatch_run(fl_trial *t, const fl_lanes *lanes, int64_t lane)
{
    fl_begin_events(t, lanes, lane);
    live(t, t->floor, t->floor->layout);
}
