#include "floorplan.h"

#include <stdlib.h>
#include <string.h>

static int is_simple(const fl_network *net, int64_t i)
{
    int simple = net->kind[i] == FL_WORK && net->settle[i] < 0 && net->delay[i] == 0 &&
                 net->part_ptr[i] == net->part_ptr[i + 1] && net->expected[i] == FL_TOO_LATE &&
                 net->finish_from[i] == FL_TOO_EARLY && net->limit_start[i] == FL_TOO_LATE &&
                 net->limit_finish[i] == FL_TOO_LATE && net->fixed_start[i] == FL_TOO_LATE &&
                 net->fixed_finish[i] == FL_TOO_LATE && net->clocks[net->clock[i]].rate != 0;
    for (int64_t e = net->in_ptr[i]; simple && e < net->in_ptr[i + 1]; e++)
        simple = net->in[e].type <= FL_SS;
    return simple;
}

/* Whether a day of everybody who could do it is as long as that of its estimate. */
static int is_even(const fl_trial *t, int64_t i)
{
    const fl_staff *s = t->dispatch->staff;
    const int64_t g = s->group[i];
    int even = 1;
    for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++)
        even &= s->effort[s->candidates[k].lengths * t->net.n + i] == s->own_work[i];
    return even || s->own_work[i] == 0;
}

/* What nodes hand on, four at a time: the rest goes to a node that is not there, number n, which
 * waits for ever. */
static void sort_out_links(const fl_trial *t, fl_layout *plan)
{
    const fl_hand_on nothing = {(int32_t)t->net.n, FL_AT_ONCE};
    int32_t at = 0;
    for (int64_t i = 0; i < t->net.n; i++) {
        plan->nodes[i].out = at;
        for (int64_t e = t->net.out_ptr[i]; e < t->net.out_ptr[i + 1]; e++) {
            const fl_edge *edge = &t->net.out[e];
            fl_hand_on *hand = &plan->hands[at++];
            hand->other = edge->other;
            if (!(plan->nodes[edge->other].flags & FL_SIMPLE))
                hand->by = FL_NOTHING;
            else
                hand->by = edge->type == FL_FS && edge->lag == 0 ? FL_AT_ONCE : (int32_t)e;
        }
        while (at % FL_HANDS != 0)
            plan->hands[at++] = nothing;
        plan->nodes[i].out_end = at;
    }
    plan->fresh[t->net.n].from = 0;
    plan->fresh[t->net.n].waiting = INT32_MAX;
}

static void sort_out_people(const fl_trial *t, fl_layout *plan)
{
    const fl_dispatch *d = t->dispatch;
    const fl_staff *s = d->staff;
    for (int64_t p = 0; p < s->people; p++) {
        const fl_hours *hours = &d->dials[d->dial[p]];
        fl_seat *seat = &plan->seats[p];
        fl_desk *desk = &plan->idle[p];
        seat->spells = (int32_t)hours->spells;
        seat->first_bucket = (int32_t)hours->first_bucket;
        seat->buckets = (int32_t)hours->buckets;
        seat->n_buckets = (int32_t)(hours->buckets_end - hours->buckets);
        seat->sought = (int32_t)hours->sought;
        seat->n_sought = (int32_t)(hours->sought_end - hours->sought);
        seat->price = t->model->person_rate[p] * s->capacity[p];
        seat->clock = s->clock[p];
        seat->unused = 0;
        seat->own_hours = s->own_hours[p];
        seat->single = s->capacity[p] > 0;
        desk->by = (int32_t)fl_earlier(s->capacity[p], 1000) * 1000;
        desk->stretch = desk->by > 0 ? 1e6 / (double)desk->by : 0;
        desk->gap = (int32_t)d->gap_ptr[p];
        desk->code = desk->node = -1;
    }
    for (int64_t i = 0; i < t->net.n; i++) {
        const int stands = t->net.kind[i] >= FL_RECORDED || s->held[i];
        for (int64_t c = s->crew_ptr[i]; c < s->crew_ptr[i + 1]; c++)
            plan->seats[s->crew[c].person].single &=
                !stands && s->crew[c].units == s->capacity[s->crew[c].person];
        if (stands && s->group[i] >= 0)
            for (int64_t k = s->group_ptr[s->group[i]]; k < s->group_ptr[s->group[i] + 1]; k++)
                plan->seats[s->candidates[k].person].single = 0;
    }
    for (int64_t k = 0; d->groups > 0 && k < s->group_ptr[d->groups]; k++)
        plan->seats[s->candidates[k].person].single &=
            s->candidates[k].units == s->capacity[s->candidates[k].person];
    for (int64_t g = 0; g < d->groups; g++) {
        int mortal = 0;
        for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++)
            mortal |= d->ends[s->candidates[k].clock];
        plan->mortal[g] = (uint8_t)mortal;
    }
}

/* Whether whoever of a group does it does it alike. */
static int is_alike(const fl_trial *t, int64_t g)
{
    const fl_staff *s = t->dispatch->staff;
    const fl_candidate *first = &s->candidates[s->group_ptr[g]];
    int alike = 1;
    for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++) {
        const fl_candidate *c = &s->candidates[k];
        alike &= c->clock == first->clock && c->rate == first->rate && c->units == first->units &&
                 c->lengths == first->lengths && t->model->lost_table[c->person] < 0;
    }
    return alike;
}

/* Whether a node goes by the hours of the one person who does it, who does nothing beside it. */
static int is_swift(const fl_trial *t, const fl_layout *plan, int64_t i)
{
    const fl_dispatch *d = t->dispatch;
    const fl_staff *s = d->staff;
    const int64_t g = s->group[i];
    int fits = 1;
    if (g < 0)
        return d->plain[i] && s->crew_ptr[i + 1] - s->crew_ptr[i] == 1 &&
               plan->seats[plan->nodes[i].who].single &&
               plan->seats[plan->nodes[i].who].price == t->model->price[i];
    fits = !plan->mortal[g] && s->group_ptr[g + 1] - s->group_ptr[g] <= FL_MOST_ASKED;
    for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++)
        fits &= s->candidates[k].rate != 0 && plan->seats[s->candidates[k].person].single;
    return fits;
}

/* Who could do a node without it telling who: the one who does it, or all of a group who take just
 * what is drawn. */
static int32_t list_people(const fl_trial *t, fl_layout *plan, int64_t i, int32_t at)
{
    const fl_staff *s = t->dispatch->staff;
    fl_node *node = &plan->nodes[i];
    const int64_t g = s->group[i];
    node->ask = at;
    if (g < 0) {
        node->flags |= FL_PLAIN;
        plan->asked[at++] = node->who;
    } else if ((node->flags & FL_ALIKE) && (node->flags & FL_EVEN) &&
               plan->idle[s->candidates[s->group_ptr[g]].person].by == 1000000) {
        node->flags |= FL_PLAIN;
        for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++)
            plan->asked[at++] = s->candidates[k].person;
    }
    node->ask_end = at;
    return at;
}

static void sort_out_nodes(fl_trial *t, fl_layout *plan)
{
    const fl_dispatch *d = t->dispatch;
    const fl_staff *s = d->staff;
    int32_t at = 0;
    t->net.clock = s->own_clock;
    for (int64_t i = 0; i < t->net.n; i++) {
        fl_node *node = &plan->nodes[i];
        const int stands = t->net.kind[i] >= FL_RECORDED || s->held[i];
        const int64_t from = fl_earlier(t->net.start_from[i], INT32_MAX);
        node->flags = is_simple(&t->net, i) ? FL_SIMPLE : 0;
        node->rank = d->rank[i];
        node->clock = s->group[i] < 0 ? s->own_clock[i] : -1;
        node->who = s->group[i];
        node->ask = node->ask_end = 0;
        if (node->who < 0 && s->crew_ptr[i + 1] > s->crew_ptr[i])
            node->who = s->crew[s->crew_ptr[i]].person;
        if (s->group[i] >= 0) {
            node->flags |= is_even(t, i) ? FL_GROUP | FL_EVEN : FL_GROUP;
            node->flags |= is_alike(t, s->group[i]) ? FL_ALIKE : 0;
        }
        if ((node->flags & FL_SIMPLE) && node->who >= 0 && !stands) {
            node->flags |= d->windows[i] & FL_KEPT_FOR ? 0 : FL_ASKS;
            node->flags |= d->windows[i] == 0 && is_swift(t, plan, i) ? FL_SWIFT : 0;
        }
        node->flags |= d->windows[i] & FL_KEPT_FOR ? FL_COMING : 0;
        node->flags |= d->windows[i] & FL_STAYS_BACK ? FL_YIELDS : 0;
        if (node->flags & FL_SWIFT)
            at = list_people(t, plan, i, at);
        plan->fresh[i].from = (int32_t)fl_later(from, INT32_MIN);
        plan->fresh[i].waiting = (int32_t)(t->net.in_ptr[i + 1] - t->net.in_ptr[i]);
        if (plan->fresh[i].waiting == 0)
            plan->roots[plan->rooted++] = (int32_t)i;
        if (stands)
            plan->stands[plan->standing++] = (int32_t)i;
    }
    sort_out_links(t, plan);
}

static void layout_end(fl_layout *plan)
{
    if (plan == NULL)
        return;
    free(plan->nodes);
    free(plan->fresh);
    free(plan->hands);
    free(plan->roots);
    free(plan->stands);
    free(plan->seats);
    free(plan->idle);
    free(plan->asked);
    free(plan->mortal);
    free(plan->word_ptr);
    free(plan);
}

static size_t most_asked(const fl_trial *t)
{
    const fl_staff *s = t->dispatch->staff;
    size_t most = 1;
    for (int64_t i = 0; i < t->net.n; i++) {
        const int64_t g = s->group[i];
        most += 1 + (g < 0 ? 0 : (size_t)(s->group_ptr[g + 1] - s->group_ptr[g]));
    }
    return most;
}

static fl_layout *layout_of(fl_trial *t)
{
    const fl_dispatch *d = t->dispatch;
    const fl_staff *s = d->staff;
    const size_t n = (size_t)t->net.n, people = (size_t)s->people;
    const int64_t queues = s->people + d->groups;
    fl_layout *plan = calloc(1, sizeof *plan);
    if (plan == NULL)
        return NULL;
    plan->nodes = malloc((n + 1) * sizeof *plan->nodes);
    plan->fresh = malloc((n + 1) * sizeof *plan->fresh);
    plan->hands = malloc(((size_t)t->net.out_ptr[n] + FL_HANDS * n + 1) * sizeof *plan->hands);
    plan->roots = malloc((n + 1) * sizeof *plan->roots);
    plan->stands = malloc((n + 1) * sizeof *plan->stands);
    plan->seats = malloc((people + 1) * sizeof *plan->seats);
    plan->idle = malloc((people + 1) * sizeof *plan->idle);
    plan->asked = malloc(most_asked(t) * sizeof *plan->asked);
    plan->mortal = malloc((size_t)d->groups + 1);
    plan->word_ptr = malloc(((size_t)queues + 1) * sizeof *plan->word_ptr);
    if (plan->nodes == NULL || plan->fresh == NULL || plan->hands == NULL || plan->roots == NULL ||
        plan->stands == NULL || plan->seats == NULL || plan->idle == NULL ||
        plan->asked == NULL || plan->mortal == NULL || plan->word_ptr == NULL) {
        layout_end(plan);
        return NULL;
    }
    plan->most_released = s->crew_ptr[t->net.n] + t->net.n;
    plan->looks = plan->most_released + t->net.n;
    plan->begin = (int32_t)fl_later(fl_earlier(d->begin, INT32_MAX / 2), INT32_MIN / 2);
    plan->word_ptr[0] = 0;
    for (int64_t q = 0; q < queues; q++)
        plan->word_ptr[q + 1] =
            plan->word_ptr[q] + (d->queue_ptr[q + 1] - d->queue_ptr[q] + 63) / 64;
    sort_out_people(t, plan);
    sort_out_nodes(t, plan);
    return plan;
}

int fl_dispatch_begin(fl_trial *t)
{
    const size_t n = (size_t)t->net.n, people = (size_t)t->dispatch->staff->people;
    const size_t queues = people + (size_t)t->dispatch->groups;
    struct fl_floorplan *f = calloc(1, sizeof *f);
    fl_layout *plan = layout_of(t);
    t->floor = f;
    if (f == NULL || plan == NULL) {
        layout_end(plan);
        return -1;
    }
    f->layout = plan;
    f->states = calloc(n + 1, sizeof *f->states);
    f->waits = calloc(n + 1, sizeof *f->waits);
    f->waited = calloc(n + 1, sizeof *f->waited);
    f->desks = calloc(people + 1, sizeof *f->desks);
    f->until = calloc(people + 1, sizeof *f->until);
    f->free = calloc(people + 1, sizeof *f->free);
    f->awaited = calloc(people + 1, sizeof *f->awaited);
    f->clock = calloc(n + 1, sizeof *f->clock);
    f->low = calloc(n + 1, sizeof *f->low);
    f->ready = calloc(n + 1, sizeof *f->ready);
    f->words = calloc((size_t)plan->word_ptr[queues] + 1, sizeof *f->words);
    f->queued = calloc(queues + 1, sizeof *f->queued);
    f->near = calloc(FL_ROOM, sizeof *f->near);
    f->heap = calloc((size_t)plan->looks + n + 2, sizeof *f->heap);
    f->ends = calloc(people + 1, sizeof *f->ends);
    f->due = calloc(n + 1, sizeof *f->due);
    f->coming = calloc(n + 1, sizeof *f->coming);
    f->coming_at = calloc(n + 1, sizeof *f->coming_at);
    f->releases = calloc((size_t)plan->most_released + 1, sizeof *f->releases);
    if (f->ends == NULL || f->due == NULL || f->coming == NULL || f->coming_at == NULL)
        return -1;
    memset(f->coming_at, -1, (n + 1) * sizeof *f->coming_at);
    if (f->states == NULL || f->waits == NULL || f->waited == NULL || f->desks == NULL || f->until == NULL || f->free == NULL || f->awaited == NULL || f->clock == NULL || f->low == NULL || f->ready == NULL || f->words == NULL || f->queued == NULL || f->near == NULL || f->heap == NULL || f->releases == NULL)
        return -1;
    memset(f->waits, -1, (n + 1) * sizeof *f->waits);
    t->net.clock = f->clock;
    return 0;
}

void fl_dispatch_end(fl_trial *t)
{
    struct fl_floorplan *f = t->floor;
    if (f == NULL)
        return;
    layout_end(f->layout);
    free(f->states);
    free(f->waits);
    free(f->waited);
    free(f->desks);
    free(f->until);
    free(f->free);
    free(f->awaited);
    free(f->clock);
    free(f->low);
    free(f->ready);
    free(f->words);
    free(f->queued);
    free(f->near);
    free(f->heap);
    free(f->releases);
    free(f->ends);
    free(f->due);
    free(f->coming);
    free(f->coming_at);
    free(f);
}
