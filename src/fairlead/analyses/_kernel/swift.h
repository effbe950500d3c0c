#ifndef FAIRLEAD_SWIFT_H
#define FAIRLEAD_SWIFT_H

#include "dispatch.h"

/* The short way of a look: work bounded by starts alone, by the hours of who is on it. Each look
 * returns 0 where a longer one is needed: somebody's hours end. */

static inline int look_swiftly_at_crew(fl_trial *t, int64_t i, const fl_node *node)
{
    struct fl_floorplan *f = t->floor;
    const fl_staff *s = t->dispatch->staff;
    fl_desk *desk = &f->desks[node->who];
    fl_dial *dial = &f->dials[desk->dial];
    const int64_t work = t->net.work[i];
    int64_t done, next, finish;
    const int64_t start = fl_opening(desk, dial, f->now, &done);
    if (start == FL_TOO_LATE)
        return 0;
    if (start > f->now) {
        fl_look_at(t, i, start);
        return 1;
    }
    if (node->flags & FL_ALONE) {
        if (fl_free(f, node->who) < node->units) {
            fl_enqueue(t, i, node->who);
            return 1;
        }
    } else {
        for (int64_t c = s->crew_ptr[i]; c < s->crew_ptr[i + 1]; c++)
            if (fl_free(f, s->crew[c].person) < s->crew[c].units) {
                fl_enqueue(t, i, s->crew[c].person);
                return 1;
            }
    }
    finish = fl_ending(desk, dial, done, work, &next);
    if (finish == FL_TOO_LATE)
        return 0;
    t->start[i] = f->now;
    t->finish[i] = finish;
    t->money += work * node->price;
    if (node->flags & FL_ALONE)
        fl_take(t, i, node->who, node->units, desk->own_hours ? next : finish);
    else
        for (int64_t c = s->crew_ptr[i]; c < s->crew_ptr[i + 1]; c++)
            fl_take(t, i, s->crew[c].person, s->crew[c].units,
                    f->desks[s->crew[c].person].own_hours ? next : finish);
    fl_known(t, i);
    return 1;
}

static inline int look_swiftly_at_group(fl_trial *t, int64_t i, const fl_node *node)
{
    struct fl_floorplan *f = t->floor;
    const fl_staff *s = t->dispatch->staff;
    const int64_t g = node->who, n = t->net.n;
    const int64_t amount = f->lanes->by_lane[f->lane * t->net.n + i];
    const int64_t delay = fl_delay_of(f->lanes, i, f->lane);
    const fl_candidate *best = NULL;
    int64_t first_start = FL_TOO_LATE, best_finish = FL_TOO_LATE, best_work = 0, best_next = 0;
    if (f->mortal[g])
        return 0;
    for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++) {
        const fl_candidate *c = &s->candidates[k];
        fl_desk *desk = &f->desks[c->person];
        fl_dial *dial = &f->dials[desk->dial];
        int64_t work = amount, done, next, finish, start;
        if (fl_free(f, c->person) < c->units)
            continue;
        start = fl_opening(desk, dial, f->now, &done);
        if (start == FL_TOO_LATE)
            return 0;
        if (start > f->now) {
            first_start = fl_earlier(first_start, start);
            continue;
        }
        if (!(node->flags & FL_EVEN)) {
            const int64_t own = s->effort[c->lengths * n + i], planned = s->own_work[i];
            work = planned == own ? amount : (amount * own + planned / 2) / planned;
        }
        work = fl_later(fl_work_of(desk, work) + delay, 0);
        if (work == 0)
            return 0;
        finish = fl_ending(desk, dial, done, work, &next);
        if (finish == FL_TOO_LATE)
            return 0;
        if (finish < best_finish) {
            best = c;
            best_finish = finish;
            best_next = next;
            best_work = work;
            if (f->alike[g])
                break;
        }
    }
    if (best == NULL) {
        if (first_start == FL_TOO_LATE)
            fl_enqueue(t, i, (int32_t)(s->people + g));
        else
            fl_look_at(t, i, first_start);
        return 1;
    }
    t->start[i] = f->now;
    t->finish[i] = best_finish;
    t->net.work[i] = best_work;
    f->clock[i] = best->clock;
    t->money += best_work * f->desks[best->person].rate * best->units;
    fl_take(t, i, best->person, best->units,
            f->desks[best->person].own_hours ? best_next : best_finish);
    fl_known(t, i);
    return 1;
}

#endif
