#include "dispatch.h"

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

/* Whether all of a crew work by the same hours, each on the whole of the work. */
static int is_swift(const fl_dispatch *d, int64_t i)
{
    const fl_staff *s = d->staff;
    int swift = 1;
    if (s->group[i] >= 0) {
        const int64_t g = s->group[i];
        for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++)
            swift &= s->candidates[k].rate != 0;
        return swift;
    }
    for (int64_t c = s->crew_ptr[i]; c < s->crew_ptr[i + 1]; c++)
        swift &= s->clock[s->crew[c].person] == s->clock[s->crew[s->crew_ptr[i]].person];
    return swift && d->plain[i];
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
static void sort_out_links(fl_trial *t)
{
    struct fl_floorplan *f = t->floor;
    const fl_hand_on nothing = {(int32_t)t->net.n, FL_AT_ONCE};
    int32_t at = 0;
    for (int64_t i = 0; i < t->net.n; i++) {
        f->nodes[i].out = at;
        for (int64_t e = t->net.out_ptr[i]; e < t->net.out_ptr[i + 1]; e++) {
            const fl_edge *edge = &t->net.out[e];
            fl_hand_on *hand = &f->hands[at++];
            hand->other = edge->other;
            if (!(f->nodes[edge->other].flags & FL_SIMPLE))
                hand->by = FL_NOTHING;
            else
                hand->by = edge->type == FL_FS && edge->lag == 0 ? FL_AT_ONCE : (int32_t)e;
        }
        while (at % FL_HANDS != 0)
            f->hands[at++] = nothing;
        f->nodes[i].out_end = at;
    }
    f->fresh[t->net.n].from = 0;
    f->fresh[t->net.n].waiting = INT32_MAX;
}

static void sort_out_nodes(fl_trial *t)
{
    const fl_dispatch *d = t->dispatch;
    const fl_staff *s = d->staff;
    struct fl_floorplan *f = t->floor;
    f->rooted = f->standing = 0;
    t->net.clock = s->own_clock;
    for (int64_t i = 0; i < t->net.n; i++) {
        fl_node *node = &f->nodes[i];
        node->price = t->model->price[i];
        node->flags = is_simple(&t->net, i) ? FL_SIMPLE : 0;
        node->rank = d->rank[i];
        node->who = s->group[i];
        node->units = 0;
        if (node->who < 0 && s->crew_ptr[i + 1] > s->crew_ptr[i]) {
            node->who = s->crew[s->crew_ptr[i]].person;
            node->units = s->crew[s->crew_ptr[i]].units;
        }
        if (node->flags && is_swift(d, i))
            node->flags |= FL_SWIFT;
        if (node->flags && node->who >= 0 && !s->held[i])
            node->flags |= FL_ASKS;
        if ((node->flags & FL_SWIFT) && s->crew_ptr[i + 1] - s->crew_ptr[i] == 1)
            node->flags |= FL_ALONE;
        if (s->group[i] >= 0)
            node->flags |= is_even(t, i) ? FL_GROUP | FL_EVEN : FL_GROUP;
        f->fresh[i].from = (int32_t)fl_later(fl_earlier(t->net.start_from[i], INT32_MAX), INT32_MIN);
        f->fresh[i].waiting = (int32_t)(t->net.in_ptr[i + 1] - t->net.in_ptr[i]);
        if (f->fresh[i].waiting == 0)
            f->roots[f->rooted++] = (int32_t)i;
        if (t->net.kind[i] >= FL_RECORDED || s->held[i])
            f->stands[f->standing++] = (int32_t)i;
    }
    sort_out_links(t);
    t->net.clock = f->clock;
}

static void sort_out_people(fl_trial *t)
{
    const fl_dispatch *d = t->dispatch;
    const fl_staff *s = d->staff;
    struct fl_floorplan *f = t->floor;
    for (int64_t k = 0; k < d->dial_count; k++) {
        const fl_hours *hours = &d->dials[k];
        fl_dial *dial = &f->begins[k];
        dial->first = dial->spell = d->spells + hours->spells;
        dial->last = d->spells + hours->spells_end;
        dial->sought = d->sought + hours->sought;
        dial->n_sought = hours->sought_end - hours->sought;
        dial->bucket = d->buckets + hours->buckets;
        dial->first_bucket = hours->first_bucket;
        dial->n_buckets = hours->buckets_end - hours->buckets;
        fl_spell_now(dial, d->begin);
    }
    for (int64_t p = 0; p < s->people; p++) {
        fl_desk *desk = &f->idle[p];
        desk->gap = d->gaps + d->gap_ptr[p];
        desk->by = fl_earlier(s->capacity[p], 1000) * 1000;
        desk->stretch = desk->by > 0 ? 1e6 / (double)desk->by : 0;
        desk->rate = t->model->person_rate[p];
        desk->dial = d->dial[p];
        desk->own_hours = s->own_hours[p];
        desk->single = s->capacity[p] > 0;
    }
    for (int64_t i = 0; i < t->net.n; i++) {
        const int stands = t->net.kind[i] >= FL_RECORDED || s->held[i];
        for (int64_t c = s->crew_ptr[i]; c < s->crew_ptr[i + 1]; c++)
            f->idle[s->crew[c].person].single &=
                !stands && s->crew[c].units >= s->capacity[s->crew[c].person];
        if (stands && s->group[i] >= 0)
            for (int64_t k = s->group_ptr[s->group[i]]; k < s->group_ptr[s->group[i] + 1]; k++)
                f->idle[s->candidates[k].person].single = 0;
    }
    for (int64_t k = 0; d->groups > 0 && k < s->group_ptr[d->groups]; k++)
        f->idle[s->candidates[k].person].single &=
            s->candidates[k].units >= s->capacity[s->candidates[k].person];
    for (int64_t g = 0; g < d->groups; g++) {
        const fl_candidate *first = &s->candidates[s->group_ptr[g]];
        int alike = 1, mortal = 0;
        for (int64_t k = s->group_ptr[g]; k < s->group_ptr[g + 1]; k++) {
            const fl_candidate *c = &s->candidates[k];
            alike &= c->clock == first->clock && c->rate == first->rate &&
                     c->units == first->units && c->lengths == first->lengths &&
                     t->model->lost_table[c->person] < 0;
            mortal |= d->ends[c->clock];
        }
        f->alike[g] = (uint8_t)alike;
        f->mortal[g] = (uint8_t)mortal;
    }
}

int fl_dispatch_begin(fl_trial *t)
{
    const fl_dispatch *d = t->dispatch;
    const fl_staff *s = d->staff;
    const size_t n = (size_t)t->net.n, people = (size_t)s->people;
    const int64_t queues = s->people + d->groups;
    struct fl_floorplan *f = calloc(1, sizeof *f);
    t->floor = f;
    if (f == NULL)
        return -1;
    f->crowded = people > 256;
    f->most_released = s->crew_ptr[t->net.n] + t->net.n;
    f->nodes = malloc((n + 1) * sizeof *f->nodes);
    f->states = malloc((n + 1) * sizeof *f->states);
    f->fresh = malloc((n + 1) * sizeof *f->fresh);
    f->waits = malloc((n + 1) * sizeof *f->waits);
    f->waited = malloc((n + 1) * sizeof *f->waited);
    f->desks = malloc((people + 1) * sizeof *f->desks);
    f->idle = calloc(people + 1, sizeof *f->idle);
    f->dials = malloc(((size_t)d->dial_count + 1) * sizeof *f->dials);
    f->begins = calloc((size_t)d->dial_count + 1, sizeof *f->begins);
    f->until = malloc((people + 1) * sizeof *f->until);
    f->free = malloc((people + 1) * sizeof *f->free);
    f->hands = malloc(((size_t)t->net.out_ptr[n] + FL_HANDS * n + 1) * sizeof *f->hands);
    f->roots = malloc((n + 1) * sizeof *f->roots);
    f->stands = malloc((n + 1) * sizeof *f->stands);
    f->queued = calloc((size_t)queues + 1, sizeof *f->queued);
    f->clock = malloc((n + 1) * sizeof *f->clock);
    f->low = malloc((n + 1) * sizeof *f->low);
    f->alike = malloc((size_t)d->groups + 1);
    f->mortal = malloc((size_t)d->groups + 1);
    f->due = malloc((n + 1) * sizeof *f->due);
    f->ready = malloc((n + 1) * sizeof *f->ready);
    f->word_ptr = malloc(((size_t)queues + 1) * sizeof *f->word_ptr);
    f->heap = malloc(((size_t)f->most_released + 2 * n + 2) * sizeof *f->heap);
    f->releases = malloc(((size_t)f->most_released + 1) * sizeof *f->releases);
    if (f->nodes == NULL || f->states == NULL || f->fresh == NULL || f->waits == NULL || f->waited == NULL || f->desks == NULL ||
        f->idle == NULL || f->clock == NULL || f->low == NULL || f->alike == NULL ||
        f->mortal == NULL || f->dials == NULL || f->until == NULL || f->free == NULL || f->begins == NULL || f->hands == NULL ||
        f->roots == NULL || f->stands == NULL || f->queued == NULL || f->ready == NULL || f->due == NULL || f->word_ptr == NULL || f->heap == NULL ||
        f->releases == NULL)
        return -1;
    f->word_ptr[0] = 0;
    for (int64_t q = 0; q < queues; q++)
        f->word_ptr[q + 1] =
            f->word_ptr[q] + (d->queue_ptr[q + 1] - d->queue_ptr[q] + 63) / 64;
    f->words = calloc((size_t)f->word_ptr[queues] + 1, sizeof *f->words);
    if (f->words == NULL)
        return -1;
    memset(f->waits, -1, n * sizeof *f->waits);
    sort_out_nodes(t);
    sort_out_people(t);
    return 0;
}

void fl_dispatch_end(fl_trial *t)
{
    struct fl_floorplan *f = t->floor;
    if (f == NULL)
        return;
    free(f->nodes);
    free(f->states);
    free(f->fresh);
    free(f->waits);
    free(f->waited);
    free(f->desks);
    free(f->idle);
    free(f->dials);
    free(f->until);
    free(f->free);
    free(f->begins);
    free(f->hands);
    free(f->roots);
    free(f->stands);
    free(f->queued);
    free(f->clock);
    free(f->low);
    free(f->alike);
    free(f->mortal);
    free(f->ready);
    free(f->due);
    free(f->word_ptr);
    free(f->words);
    free(f->heap);
    free(f->releases);
    free(f);
}
