/* Who waits for whom in the dispatch of people: a bit for each who may wait in a queue, by rank. */
#include "queues.h"
#include "events.h"

static int32_t slot_in(const fl_trial *t, int64_t i, int32_t queue)
{
    const fl_staff *s = t->dispatch->staff;
    if (queue >= s->people)
        return t->dispatch->group_slot[i];
    for (int64_t c = s->crew_ptr[i]; c < s->crew_ptr[i + 1]; c++)
        if (s->crew[c].person == queue)
            return t->dispatch->crew_slot[c];
    return 0;
}

void fl_tell(struct fl_floorplan *f, int32_t person)
{
    fl_desk *desk = &f->desks[person];
    if (!f->layout->seats[person].single || desk->node < 0 || f->until[person] <= f->now)
        return;
    f->releases[desk->code].person = person;
    f->releases[desk->code].units = 0;
    f->releases[desk->code].node = desk->node;
    desk->node = -1;
    fl_post(f, f->until[person], desk->code);
}

/* Tell those whom a queue waits for that one more, or one less, does. */
static void count_in(const fl_trial *t, int32_t queue, int32_t more)
{
    const fl_staff *s = t->dispatch->staff;
    struct fl_floorplan *f = t->floor;
    f->queued[queue] += more;
    f->all_queued += more;
    if (queue < s->people) {
        f->awaited[queue] += more;
        return;
    }
    for (int64_t k = s->group_ptr[queue - s->people]; k < s->group_ptr[queue - s->people + 1]; k++)
        f->awaited[s->candidates[k].person] += more;
}

void fl_enqueue(const fl_trial *t, int64_t i, int32_t queue)
{
    const fl_staff *s = t->dispatch->staff;
    const int32_t slot = slot_in(t, i, queue);
    struct fl_floorplan *f = t->floor;
    f->words[f->layout->word_ptr[queue] + slot / 64] |= UINT64_C(1) << (slot % 64);
    count_in(t, queue, 1);
    if (queue < s->people) {
        fl_tell(f, queue);
        return;
    }
    for (int64_t k = s->group_ptr[queue - s->people]; k < s->group_ptr[queue - s->people + 1]; k++)
        fl_tell(f, s->candidates[k].person);
}

int fl_is_open(const fl_trial *t, int32_t queue)
{
    const fl_staff *s = t->dispatch->staff;
    if (queue < s->people)
        return fl_free(t->floor, queue) > 0;
    for (int64_t c = s->group_ptr[queue - s->people]; c < s->group_ptr[queue - s->people + 1]; c++)
        if (fl_free(t->floor, s->candidates[c].person) >= s->candidates[c].units)
            return 1;
    return 0;
}

/* The first place from `from` on in a queue where somebody waits; -1 for none. */
static int64_t next_waiting(const struct fl_floorplan *f, int64_t queue, int64_t from)
{
    const int64_t *word_ptr = f->layout->word_ptr;
    const int64_t end = word_ptr[queue + 1];
    int64_t w = word_ptr[queue] + from / 64;
    uint64_t word;
    if (w >= end)
        return -1;
    word = f->words[w] & (~UINT64_C(0) << (from % 64));
    while (word == 0) {
        if (++w >= end)
            return -1;
        word = f->words[w];
    }
    return (w - word_ptr[queue]) * 64 + __builtin_ctzll(word);
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
        f->words[f->layout->word_ptr[*queue] + best_slot / 64] &=
            ~(UINT64_C(1) << (best_slot % 64));
        count_in(t, *queue, -1);
    }
    return best;
}

/* A person is free: the first by rank, after rank `after`, of those who wait for them is looked at
 * next but for what is due at this instant, and may go before. The others have their turn after
 * that, as long as there is anything left of the person. */
void fl_offer(fl_trial *t, int32_t person, int32_t after, int32_t freed_by)
{
    struct fl_floorplan *f = t->floor;
    int32_t queue = -1, i;
    if (f->awaited[person] == 0 || fl_free(t->floor, person) <= 0 || t->beyond)
        return;
    i = first_waiting(t, person, after, &queue);
    if (i < 0)
        return;
    f->states[i].waiting = 1;
    if (f->waits[i].freed < 0)
        f->waited[f->all_waited++] = i;
    f->waits[i].woken = queue;
    f->waits[i].freed = freed_by;
    f->waits[i].freed_in = queue;
    f->waits[i].offered = person;
    fl_look_at(t, i, f->now);
}
