/* Who is kept free: where hours are rare, people do not begin what would hold up work towards them.
 *
 * docs/methods/forecast.md has the rule in words. Work that people are kept free for (FL_COMING) is
 * coming up from when it is put off until it is looked at again.
 */
#include "reserve.h"
#include "events.h"

void fl_expect(fl_trial *t, int64_t i, int64_t at)
{
    struct fl_floorplan *f = t->floor;
    if (at <= f->now)
        return;
    f->due[i] = at;
    f->coming_at[i] = (int32_t)f->expected;
    f->coming[f->expected++] = (int32_t)i;
}

void fl_expect_no_more(struct fl_floorplan *f, int64_t i)
{
    const int32_t at = f->coming_at[i];
    const int32_t last = f->coming[f->expected - 1];
    f->coming[at] = last;
    f->coming_at[last] = at;
    f->coming_at[i] = -1;
    f->expected--;
}

/* When a node could begin from an instant on: by its hours, or those of whoever is to do it. */
static int64_t opening(const fl_trial *t, int64_t i, const fl_candidate *c, int64_t from)
{
    const int32_t clock = c != NULL && c->rate != 0 ? c->clock : t->floor->clock[i];
    return fl_next_work(&t->net.clocks[clock], from);
}

/* When a node would be over that begins now, by what is planned for it. */
static int64_t planned_finish(const fl_trial *t, int64_t i, const fl_candidate *c)
{
    const fl_staff *s = t->dispatch->staff;
    int32_t clock = t->floor->clock[i];
    int64_t work = s->own_work[i];
    if (c != NULL && c->rate != 0) {
        clock = c->clock;
        work = fl_stretched(s->effort[c->lengths * t->net.n + i], c->rate, 1000);
    }
    return fl_finish_of(&t->net.clocks[clock], t->floor->now, work);
}

/* Whether enough others of a group could begin a node that is coming up, and all that goes before
 * it and is coming up no later. */
static int has_others(const fl_trial *t, int64_t i, const fl_candidate *c, int64_t begin)
{
    const struct fl_floorplan *f = t->floor;
    const fl_staff *s = t->dispatch->staff;
    const int64_t g = s->group[i];
    int64_t others = 0;
    for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++) {
        const fl_candidate *other = &s->candidates[k];
        others += other->person != c->person && fl_over_by(f, other->person) <= begin &&
                  opening(t, i, other, f->due[i]) <= begin;
    }
    for (int64_t k = 0; others > 0 && k < f->expected; k++) {
        const int32_t y = f->coming[k];
        others -= s->group[y] == g && f->due[y] <= f->due[i] &&
                  f->layout->nodes[y].rank < f->layout->nodes[i].rank;
    }
    return others > 0;
}

/* How a person is asked for by a node: thousandths, and as which of a group. 0: they are not. */
static int32_t asks_of(const fl_trial *t, int64_t i, int32_t person, const fl_candidate **c)
{
    const fl_staff *s = t->dispatch->staff;
    const int64_t g = s->group[i];
    *c = NULL;
    for (int64_t k = s->crew_ptr[i]; g < 0 && k < s->crew_ptr[i + 1]; k++)
        if (s->crew[k].person == person)
            return s->crew[k].units;
    for (int64_t k = g < 0 ? 0 : s->group_ptr[g]; g >= 0 && k < s->group_ptr[g + 1]; k++)
        if (s->candidates[k].person == person) {
            *c = &s->candidates[k];
            return s->candidates[k].units;
        }
    return 0;
}

/* Whether somebody who began something now that takes until `over` would hold up, longer than they
 * would wait for it, a node that is coming up. */
static int holds_up(const fl_trial *t, int64_t i, int32_t person, int32_t units, int64_t over)
{
    const struct fl_floorplan *f = t->floor;
    const fl_clock *own = &t->net.clocks[t->dispatch->staff->clock[person]];
    const int64_t due = f->due[i];
    const fl_candidate *c;
    const int32_t asked = due > f->now && over > due ? asks_of(t, i, person, &c) : 0;
    int64_t begin, later;
    if (asked == 0 || fl_free(f, person) - units >= asked)
        return 0;
    begin = opening(t, i, c, due);
    if (fl_past(begin) || (c != NULL && has_others(t, i, c, begin)))
        return 0;
    later = opening(t, i, c, over);
    return fl_past(later) || fl_work_before(own, later) - fl_work_before(own, begin) >
                                 fl_work_before(own, begin) - fl_work_before(own, f->now);
}

int64_t fl_kept_until(fl_trial *t, int64_t i, const fl_candidate *c, int32_t person, int32_t units)
{
    struct fl_floorplan *f = t->floor;
    const fl_node *nodes = f->layout->nodes;
    int64_t over = FL_TOO_EARLY, until = FL_TOO_LATE;
    int32_t whom = -1;
    for (int64_t k = 0; k < f->expected; k++) {
        const int32_t y = f->coming[k];
        if (nodes[y].rank > nodes[i].rank || f->due[y] > until ||
            (f->due[y] == until && nodes[y].rank > nodes[whom].rank))
            continue;
        if (over == FL_TOO_EARLY)
            over = planned_finish(t, i, c);
        if (holds_up(t, y, person, units, over)) {
            until = f->due[y];
            whom = y;
        }
    }
    if (whom >= 0) { /* what drives it, if nothing else does */
        if (f->waits[i].freed < 0)
            f->waited[f->all_waited++] = (int32_t)i;
        f->waits[i].freed = whom;
        f->waits[i].freed_in = person;
    }
    return until;
}
