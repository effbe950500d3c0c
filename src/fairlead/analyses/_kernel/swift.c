/* The short way of a look: work bounded by starts alone, by the hours of who is on it. */
#include "dispatch.h"

/* Take a person for work that ends at `finish`, in this spell of theirs. */
static void take_until(fl_trial *t, int64_t i, int32_t person, int32_t units, const fl_spell *s,
                       int64_t finish)
{
    struct fl_floorplan *f = t->floor;
    release *r = &f->releases[f->released];
    int64_t until = finish;
    if (t->dispatch->staff->own_hours[person] && finish == s->end)
        until = s->next;
    f->desks[person].free -= units;
    if (f->desks[person].free <= 0)
        f->desks[person].spell = s; /* nothing is asked of them before */
    r->person = person;
    r->units = units;
    r->node = (int32_t)i;
    fl_post(f, until, f->released++);
}

static int look_crew(fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    const fl_node *node = &f->nodes[i];
    const fl_demand *crew = t->dispatch->staff->crew;
    fl_desk *desk = &f->desks[crew[node->crew].person];
    const fl_spell *s = fl_spell_now(desk, f->now), *last;
    const int64_t work = t->net.work[i];
    int64_t finish = 0;
    if (s == NULL)
        return 0;
    last = fl_last_spell(desk, s, fl_later(f->now, s->start), work, &finish);
    if (last == NULL)
        return 0;
    if (s->start > f->now) {
        fl_put_off(t, i, s->start);
        return 1;
    }
    for (int32_t c = node->crew; c < node->crew_end; c++)
        if (f->desks[crew[c].person].free < crew[c].units) {
            fl_enqueue(t, i, crew[c].person);
            return 1;
        }
    t->start[i] = f->now;
    t->finish[i] = finish;
    t->money += work * node->price;
    for (int32_t c = node->crew; c < node->crew_end; c++)
        take_until(t, i, crew[c].person, crew[c].units, last, finish);
    fl_known(t, i);
    return 1;
}

/* Everybody has a calendar of their own, too many for the cache: have what is asked of them come
 * in at once rather than one after the other. */
static void bring_in(const fl_trial *t, int64_t g, int64_t amount)
{
#if defined(__GNUC__)
    const struct fl_floorplan *f = t->floor;
    const fl_staff *s = t->dispatch->staff;
    int64_t entry[8];
    int64_t k = s->group_ptr[g], few = fl_earlier(s->group_ptr[g + 1] - k, 8);
    for (int64_t j = 0; j < few; j++)
        __builtin_prefetch(f->desks[s->candidates[k + j].person].spell);
    for (int64_t j = 0; j < few; j++) {
        const fl_desk *desk = &f->desks[s->candidates[k + j].person];
        entry[j] = -1;
        if (desk->free <= 0 || desk->spell >= desk->last)
            continue;
        entry[j] = (int64_t)((double)(desk->spell->done + amount) * desk->per_stride);
        if (entry[j] >= desk->clock->n_sought)
            entry[j] = -1;
        else
            __builtin_prefetch(&desk->clock->sought[entry[j]]);
    }
    for (int64_t j = 0; j < few; j++) {
        const fl_desk *desk = &f->desks[s->candidates[k + j].person];
        if (entry[j] >= 0)
            __builtin_prefetch(desk->first + desk->clock->sought[entry[j]]);
    }
#else
    (void)t, (void)g, (void)amount;
#endif
}

static int look_group(fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    const fl_staff *s = t->dispatch->staff;
    const int64_t g = f->nodes[i].group, n = t->net.n;
    const int64_t amount = f->states[i].amount, planned = s->own_work[i];
    const int64_t delay = fl_delay_of(f->lanes, i, f->lane);
    const fl_candidate *best = NULL;
    const fl_spell *best_spell = NULL;
    int64_t first_start = FL_TOO_LATE, best_finish = FL_TOO_LATE, best_work = 0;
    if (f->mortal[g])
        return 0;
    if (!f->alike[g])
        bring_in(t, g, amount);
    for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++) {
        const fl_candidate *c = &s->candidates[k];
        fl_desk *desk = &f->desks[c->person];
        const fl_spell *spell, *last;
        int64_t own, work, finish = 0;
        if (desk->free < c->units)
            continue;
        spell = fl_spell_now(desk, f->now);
        if (spell == NULL)
            return 0;
        if (spell->start > f->now) {
            first_start = fl_earlier(first_start, spell->start);
            continue;
        }
        own = s->effort[c->lengths * n + i];
        work = planned == own || planned == 0 ? amount : (amount * own + planned / 2) / planned;
        work = fl_later(fl_work_of(desk, work) + delay, 0);
        if (work == 0)
            return 0;
        last = fl_last_spell(desk, spell, f->now, work, &finish);
        if (last == NULL)
            return 0;
        if (finish < best_finish) {
            best = c;
            best_spell = last;
            best_finish = finish;
            best_work = work;
            if (f->alike[g])
                break;
        }
    }
    if (best == NULL) {
        if (first_start == FL_TOO_LATE)
            fl_enqueue(t, i, (int32_t)(s->people + g));
        else
            fl_put_off(t, i, first_start);
        return 1;
    }
    t->start[i] = f->now;
    t->finish[i] = best_finish;
    t->net.work[i] = best_work;
    f->clock[i] = best->clock;
    t->money += best_work * f->desks[best->person].rate * best->units;
    take_until(t, i, best->person, best->units, best_spell, best_finish);
    fl_known(t, i);
    return 1;
}

int fl_look_swiftly(fl_trial *t, int64_t i)
{
    return t->floor->nodes[i].group >= 0 ? look_group(t, i) : look_crew(t, i);
}
