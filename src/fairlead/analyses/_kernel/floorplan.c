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

/* What holds in every trial: which nodes and groups have a short way. */
static void sort_out(fl_trial *t)
{
    const fl_dispatch *d = t->dispatch;
    const fl_staff *s = d->staff;
    struct fl_floorplan *f = t->floor;
    t->net.clock = s->own_clock;
    for (int64_t i = 0; i < t->net.n; i++) {
        f->links[i] = (int32_t)(t->net.in_ptr[i + 1] - t->net.in_ptr[i]);
        f->simple[i] = (uint8_t)is_simple(&t->net, i);
    }
    t->net.clock = f->clock;
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
    const size_t n = (size_t)t->net.n;
    const int64_t queues = s->people + d->groups;
    struct fl_floorplan *f = calloc(1, sizeof *f);
    t->floor = f;
    if (f == NULL)
        return -1;
    f->most_released = s->crew_ptr[t->net.n] + t->net.n;
    f->clock = malloc((n + 1) * sizeof *f->clock);
    f->low = malloc((n + 1) * sizeof *f->low);
    f->waiting = malloc((n + 1) * sizeof *f->waiting);
    f->freed = malloc((n + 1) * sizeof *f->freed);
    f->freed_in = malloc((n + 1) * sizeof *f->freed_in);
    f->woken = malloc((n + 1) * sizeof *f->woken);
    f->offered = malloc((n + 1) * sizeof *f->offered);
    f->links = malloc((n + 1) * sizeof *f->links);
    f->simple = malloc(n + 1);
    f->alike = malloc((size_t)d->groups + 1);
    f->mortal = malloc((size_t)d->groups + 1);
    f->ready = malloc((n + 1) * sizeof *f->ready);
    f->used = malloc(((size_t)s->people + 1) * sizeof *f->used);
    f->word_ptr = malloc(((size_t)queues + 1) * sizeof *f->word_ptr);
    f->heap = malloc(((size_t)f->most_released + 2 * n + 2) * sizeof *f->heap);
    f->releases = malloc(((size_t)f->most_released + 1) * sizeof *f->releases);
    if (f->clock == NULL || f->low == NULL || f->waiting == NULL || f->freed == NULL ||
        f->freed_in == NULL || f->woken == NULL || f->offered == NULL || f->links == NULL || f->simple == NULL || f->alike == NULL ||
        f->mortal == NULL || f->ready == NULL ||
        f->used == NULL || f->word_ptr == NULL || f->heap == NULL || f->releases == NULL)
        return -1;
    f->word_ptr[0] = 0;
    for (int64_t q = 0; q < queues; q++)
        f->word_ptr[q + 1] =
            f->word_ptr[q] + (d->queue_ptr[q + 1] - d->queue_ptr[q] + 63) / 64;
    f->words = malloc(((size_t)f->word_ptr[queues] + 1) * sizeof *f->words);
    if (f->words == NULL)
        return -1;
    t->net.clock = f->clock;
    sort_out(t);
    return 0;
}

void fl_dispatch_end(fl_trial *t)
{
    struct fl_floorplan *f = t->floor;
    if (f == NULL)
        return;
    free(f->clock);
    free(f->low);
    free(f->waiting);
    free(f->freed);
    free(f->freed_in);
    free(f->woken);
    free(f->offered);
    free(f->links);
    free(f->simple);
    free(f->alike);
    free(f->mortal);
    free(f->ready);
    free(f->used);
    free(f->word_ptr);
    free(f->words);
    free(f->heap);
    free(f->releases);
    free(f);
}
