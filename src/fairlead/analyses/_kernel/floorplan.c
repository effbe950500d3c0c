#include "dispatch.h"

#include <stdlib.h>

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

static void sort_out_nodes(fl_trial *t)
{
    const fl_dispatch *d = t->dispatch;
    const fl_staff *s = d->staff;
    struct fl_floorplan *f = t->floor;
    const fl_state fresh = {0, 0, -1, -1, -1, -1, 0};
    t->net.clock = s->own_clock;
    for (int64_t i = 0; i < t->net.n; i++) {
        fl_node *node = &f->nodes[i];
        node->start_from = t->net.start_from[i];
        node->price = t->model->price[i];
        node->in = (int32_t)t->net.in_ptr[i];
        node->in_end = (int32_t)t->net.in_ptr[i + 1];
        node->out = (int32_t)t->net.out_ptr[i];
        node->out_end = (int32_t)t->net.out_ptr[i + 1];
        node->crew = (int32_t)s->crew_ptr[i];
        node->crew_end = (int32_t)s->crew_ptr[i + 1];
        node->group = s->group[i];
        node->rank = d->rank[i];
        node->clock = s->own_clock[i];
        node->flags = is_simple(&t->net, i) ? FL_SIMPLE : 0;
        if (node->flags && is_swift(d, i))
            node->flags |= FL_SWIFT;
        f->fresh[i] = fresh;
        f->fresh[i].waiting = node->in_end - node->in;
    }
    t->net.clock = f->clock;
}

static void sort_out_people(fl_trial *t)
{
    const fl_dispatch *d = t->dispatch;
    const fl_staff *s = d->staff;
    struct fl_floorplan *f = t->floor;
    for (int64_t p = 0; p < s->people; p++) {
        fl_desk *desk = &f->idle[p];
        desk->clock = &t->net.clocks[s->clock[p]];
        desk->first = d->spells + d->spell_ptr[s->clock[p]];
        desk->last = d->spells + d->spell_ptr[s->clock[p] + 1];
        desk->spell = desk->first;
        desk->per_stride = 1.0 / (double)desk->clock->stride;
        desk->by = fl_earlier(s->capacity[p], 1000) * 1000;
        desk->stretch = desk->by > 0 ? 1e6 / (double)desk->by : 0;
        desk->free = s->capacity[p];
        desk->rate = t->model->person_rate[p];
        fl_spell_now(desk, d->begin);
    }
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
    f->most_released = s->crew_ptr[t->net.n] + t->net.n;
    f->nodes = malloc((n + 1) * sizeof *f->nodes);
    f->states = malloc((n + 1) * sizeof *f->states);
    f->fresh = malloc((n + 1) * sizeof *f->fresh);
    f->desks = malloc((people + 1) * sizeof *f->desks);
    f->idle = malloc((people + 1) * sizeof *f->idle);
    f->clock = malloc((n + 1) * sizeof *f->clock);
    f->low = malloc((n + 1) * sizeof *f->low);
    f->alike = malloc((size_t)d->groups + 1);
    f->mortal = malloc((size_t)d->groups + 1);
    f->ready = malloc((n + 1) * sizeof *f->ready);
    f->word_ptr = malloc(((size_t)queues + 1) * sizeof *f->word_ptr);
    f->heap = malloc(((size_t)f->most_released + 2 * n + 2) * sizeof *f->heap);
    f->releases = malloc(((size_t)f->most_released + 1) * sizeof *f->releases);
    if (f->nodes == NULL || f->states == NULL || f->fresh == NULL || f->desks == NULL ||
        f->idle == NULL || f->clock == NULL || f->low == NULL || f->alike == NULL ||
        f->mortal == NULL || f->ready == NULL || f->word_ptr == NULL || f->heap == NULL ||
        f->releases == NULL)
        return -1;
    f->word_ptr[0] = 0;
    for (int64_t q = 0; q < queues; q++)
        f->word_ptr[q + 1] =
            f->word_ptr[q] + (d->queue_ptr[q + 1] - d->queue_ptr[q] + 63) / 64;
    f->words = malloc(((size_t)f->word_ptr[queues] + 1) * sizeof *f->words);
    if (f->words == NULL)
        return -1;
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
    free(f->desks);
    free(f->idle);
    free(f->clock);
    free(f->low);
    free(f->alike);
    free(f->mortal);
    free(f->ready);
    free(f->word_ptr);
    free(f->words);
    free(f->heap);
    free(f->releases);
    free(f);
}
