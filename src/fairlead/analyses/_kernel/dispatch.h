#ifndef FAIRLEAD_DISPATCH_H
#define FAIRLEAD_DISPATCH_H

#include "clock.h"
#include "simulation.h"

#include <string.h>

/* The state of a dispatch, of one trial at a time. What is asked for together lies together. */

#if defined(__GNUC__)
#define FL_APART __attribute__((noinline, unused))
#else
#define FL_APART
#endif

#define CODE_BITS 28
#define FL_NEAR 64
#define EARLIEST_KEY (INT64_C(1) << 34)

enum {
    FL_SIMPLE = 1, /* bounded by starts alone: no finish, delay or limit of its own */
    FL_SWIFT = 2,  /* and done by the hours of who is on it */
    FL_ASKS = 4,   /* simple, and somebody is asked for it where there is work left */
    FL_ALONE = 8,  /* swift, and one named person does it */
    FL_GROUP = 16, /* one out of several does it */
    FL_EVEN = 32   /* and it takes all of them the same effort */
};

/* What holds of a node in all trials: half a cache line. */
typedef struct {
    int64_t price;
    int32_t out, out_end;
    int32_t who;   /* out of which group one does it, or the first of its crew; -1 */
    int32_t units;
    int32_t flags;
    int32_t rank;
} fl_node;

/* A link from a node: what it hands on when the dates of the node are known. */
typedef struct {
    int32_t other;
    int32_t by; /* FL_AT_ONCE, FL_NOTHING, or the number of the link in the network */
} fl_hand_on;

enum { FL_AT_ONCE = -1, FL_NOTHING = -2 };

#define FL_HANDS 4

/* What becomes of a node in a trial. */
typedef struct {
    int32_t from;    /* what links and dates ask for so far, where starts alone do */
    int32_t waiting; /* links that are not known yet; then 1 where it is looked at because people
                        are free for it */
} fl_state;

/* The same of one that waits for people. */
typedef struct {
    int32_t freed;    /* by which node people were freed for it, -1 */
    int32_t freed_in; /* in which queue */
    int32_t woken;    /* the queue from which it is looked at */
    int32_t offered;  /* who was free, and is to be offered to the next, -1 */
} fl_wait;

/* Hours in a trial, with the spell that ends after now. */
typedef struct {
    const fl_spell *spell, *last, *first;
    const int32_t *sought;
    int64_t n_sought;
    const int32_t *bucket;
    int64_t first_bucket, n_buckets;
} fl_dial;

/* A person in a trial. Who is on one thing at a time is busy until then: that they are free again
 * is an event only if somebody waits for it. */
typedef struct {
    const fl_gap *gap; /* the first that ends after now */
    double stretch; /* minutes of work for a minute of effort */
    int64_t by;     /* the same in parts of a million: rate times what is kept */
    int64_t rate;   /* what an hour of theirs costs */
    int32_t dial;
    int32_t code;   /* of what frees them */
    int32_t node;
    uint8_t single; /* whatever they are on takes all of them */
    uint8_t told;   /* that they will be free is an event */
    uint8_t own_hours;
} fl_desk;

typedef struct {
    int32_t person;
    int32_t units;
    int32_t node;
} release;

struct fl_floorplan {
    fl_node *nodes;     /* (n) */
    fl_state *states;   /* (n + 1) */
    fl_state *fresh;    /* (n + 1) as a trial begins */
    fl_wait *waits;     /* (n) */
    int32_t *waited;    /* those of them that are in use */
    int64_t all_waited;
    fl_desk *desks;     /* (people) */
    fl_desk *idle;      /* (people) as a trial begins */
    int64_t *until;     /* (people) until when they are busy, who are on one thing at a time */
    int32_t *free;      /* (people) thousandths; of these, when they are not busy */
    fl_dial *dials;
    fl_dial *begins;    /* as a trial begins */
    fl_hand_on *hands;  /* by node, filled up to FL_HANDS or a multiple */
    int32_t *roots;     /* what waits for nothing */
    int64_t rooted;
    int32_t *stands;    /* recorded work, and what does not yield */
    int64_t standing;
    int32_t *clock;     /* (n) by which each goes in this trial */
    fl_floor *low;      /* (n) what links and dates ask for */
    uint8_t *alike;     /* (groups) all who could do it do it alike */
    uint8_t *mortal;    /* (groups) some of them leave */
    int32_t *due;       /* a list of those that a node was the last to be waited for */
    int32_t *ready;     /* a stack of what is known to the last link */
    int64_t depth;
    int64_t *word_ptr;  /* (queues + 1) */
    uint64_t *words;    /* who waits: a bit for each place in a queue */
    int32_t *queued;    /* (queues) how many wait */
    int64_t all_queued;
    uint64_t near[2 * FL_NEAR]; /* the next events in their order, from `head` to `tail` */
    int64_t head, tail;
    int32_t crowded;        /* too many are near for a list */
    uint64_t *heap;         /* those after them */
    int64_t heaped;
    release *releases;
    int64_t released;
    int64_t most_released;
    int64_t now;
    const fl_lanes *lanes;
    int64_t lane;
};

FL_APART static void fl_put_far(struct fl_floorplan *f, uint64_t key)
{
    int64_t k = f->heaped++;
    while (k > 0 && f->heap[(k - 1) / 2] > key) {
        f->heap[k] = f->heap[(k - 1) / 2];
        k = (k - 1) / 2;
    }
    f->heap[k] = key;
}

static inline uint64_t fl_least_far(struct fl_floorplan *f)
{
    const uint64_t top = f->heap[0], last = f->heap[--f->heaped];
    int64_t k = 0;
    for (;;) {
        int64_t child = 2 * k + 1;
        if (child >= f->heaped)
            break;
        child += child + 1 < f->heaped && f->heap[child + 1] < f->heap[child];
        if (f->heap[child] >= last)
            break;
        f->heap[k] = f->heap[child];
        k = child;
    }
    f->heap[k] = last;
    return top;
}

/* An event at an instant, `code` after those of smaller codes. Few are near at any time: a short
 * sorted list is quicker than a heap. What comes later than all of a full list goes to the heap. */
static inline void fl_post(struct fl_floorplan *f, int64_t at, int64_t code)
{
    const uint64_t key = (uint64_t)(at + EARLIEST_KEY) << CODE_BITS | (uint64_t)code;
    const int64_t few = f->tail - f->head;
    int64_t k;
    if (f->crowded || (few == 0 ? f->heaped > 0
                                : key > f->near[f->tail - 1] && (f->heaped > 0 || few == FL_NEAR))) {
        fl_put_far(f, key);
        return;
    }
    if (few == FL_NEAR)
        fl_put_far(f, f->near[--f->tail]);
    if (f->tail == 2 * FL_NEAR) {
        memmove(f->near, f->near + f->head, (size_t)(f->tail - f->head) * sizeof *f->near);
        f->tail -= f->head;
        f->head = 0;
    }
    for (k = f->tail++; k > f->head && f->near[k - 1] > key; k--)
        f->near[k] = f->near[k - 1];
    f->near[k] = key;
}

/* Bring the next events near, when none is. */
FL_APART static void fl_bring_near(struct fl_floorplan *f)
{
    const int64_t few = f->crowded ? 1 : fl_earlier(f->heaped, FL_NEAR / 2);
    f->head = 0;
    for (f->tail = 0; f->tail < few; f->tail++)
        f->near[f->tail] = fl_least_far(f);
}

/* Whether anything more happens now. */
static inline int fl_more_now(const struct fl_floorplan *f)
{
    const uint64_t next = f->head < f->tail ? f->near[f->head]
                          : f->heaped > 0   ? f->heap[0]
                                            : UINT64_MAX;
    return (int64_t)(next >> CODE_BITS) - EARLIEST_KEY <= f->now;
}

static inline int fl_past(int64_t at) { return at >= FL_TOO_LATE / 2; }

/* The spell of these hours that ends after now; dial->last for none. Now never goes back. */
static inline const fl_spell *fl_spell_now(fl_dial *dial, int64_t now)
{
    const fl_spell *s = dial->spell;
    if (s < dial->last && s->end <= now && ++s < dial->last && s->end <= now) {
        const int64_t bucket = (now - dial->first_bucket) / FL_BUCKET_MINUTES; /* days later */
        s = bucket >= dial->n_buckets ? dial->last : dial->first + dial->bucket[bucket];
        while (s < dial->last && s->end <= now)
            s++;
    }
    dial->spell = s;
    return s;
}

/* When a person could begin, from now on, or FL_TOO_LATE; `done` is the work that their hours have
 * done by then. */
static inline int64_t fl_opening(fl_desk *desk, fl_dial *dial, int64_t now, int64_t *done)
{
    const fl_spell *s = fl_spell_now(dial, now);
    const fl_gap *gap = desk->gap;
    int64_t at, work;
    if (s == dial->last)
        return FL_TOO_LATE;
    at = fl_later(now, s->start);
    work = s->done + (at - s->start);
    while (gap->end <= work)
        gap++;
    desk->gap = gap;
    *done = work;
    if (gap->begin <= work)
        return gap->back == INT32_MAX ? FL_TOO_LATE : gap->back;
    return at;
}

/* Where work of a person that begins now ends, after `done` work of their hours; `next` is when
 * they work again. Returns FL_TOO_LATE beyond the tables. */
static inline int64_t fl_ending(const fl_desk *desk, const fl_dial *dial, int64_t done,
                                int64_t work, int64_t *next)
{
    const fl_spell *s = dial->spell;
    const fl_gap *gap = desk->gap;
    int64_t target = done + work, finish;
    for (; gap->begin < target; gap++) {
        if (gap->end == INT32_MAX)
            return FL_TOO_LATE; /* they never come back */
        target += gap->end - gap->begin;
    }
    if (target > s->done + (s->end - s->start)) {
        const int64_t entry = (target - 1) >> FL_SOUGHT_BITS;
        if (entry >= dial->n_sought)
            return FL_TOO_LATE;
        s = dial->first + dial->sought[entry];
        while (s < dial->last && s->done + (s->end - s->start) < target)
            s++;
        if (s == dial->last)
            return FL_TOO_LATE;
    }
    finish = s->start + (target - s->done);
    *next = finish == s->end ? s->next : finish;
    if (gap->begin == target)
        *next = gap->back == INT32_MAX ? finish : gap->back;
    return finish;
}

/* Effort as work of a person: the same as fl_stretched, with no division. */
static inline int64_t fl_work_of(const fl_desk *desk, int64_t effort)
{
    const int64_t whole = effort * 1000000;
    int64_t work;
    if (desk->by == 1000000)
        return effort;
    work = (int64_t)((double)effort * desk->stretch);
    while (work * desk->by < whole)
        work++;
    while (work > 0 && (work - 1) * desk->by >= whole)
        work--;
    return work;
}

/* Have a node looked at then, or now where that is past. */
static inline void fl_look_at(const fl_trial *t, int64_t i, int64_t at)
{
    struct fl_floorplan *f = t->floor;
    fl_post(f, fl_later(at, f->now), f->most_released + t->net.n + f->nodes[i].rank);
}

FL_APART static int32_t fl_slot_in(const fl_trial *t, int64_t i, int32_t queue)
{
    const fl_staff *s = t->dispatch->staff;
    if (queue >= s->people)
        return t->dispatch->group_slot[i];
    for (int64_t c = s->crew_ptr[i]; c < s->crew_ptr[i + 1]; c++)
        if (s->crew[c].person == queue)
            return t->dispatch->crew_slot[c];
    return 0;
}

/* Thousandths of a person that are free now. */
static inline int32_t fl_free(const struct fl_floorplan *f, int32_t person)
{
    return f->until[person] > f->now ? 0 : f->free[person];
}

/* Have it be an event that a person is free again. */
FL_APART static void fl_tell(struct fl_floorplan *f, int32_t person)
{
    fl_desk *desk = &f->desks[person];
    if (!desk->single || desk->told || f->until[person] <= f->now)
        return;
    desk->told = 1;
    f->releases[desk->code].person = person;
    f->releases[desk->code].units = 0;
    f->releases[desk->code].node = desk->node;
    fl_post(f, f->until[person], desk->code);
}

/* Whether anybody waits for a person, or for anyone of a group that they are in. */
FL_APART static int fl_awaited(const fl_trial *t, int32_t person)
{
    const fl_dispatch *d = t->dispatch;
    const int32_t *queued = t->floor->queued;
    int32_t waiting = queued[person];
    for (int64_t k = d->member_ptr[person]; k < d->member_ptr[person + 1]; k++)
        waiting += queued[d->staff->people + d->member_of[k]];
    return waiting > 0;
}

FL_APART static void fl_take_part(fl_trial *t, int64_t i, int32_t person, int32_t units,
                                 int64_t until, int32_t code)
{
    struct fl_floorplan *f = t->floor;
    f->free[person] -= units;
    f->releases[code].person = person;
    f->releases[code].units = units;
    f->releases[code].node = (int32_t)i;
    fl_post(f, until, code);
}

/* Take a person for a node, until they are free again. */
static inline void fl_take(fl_trial *t, int64_t i, int32_t person, int32_t units, int64_t until)
{
    struct fl_floorplan *f = t->floor;
    fl_desk *desk = &f->desks[person];
    const int32_t code = (int32_t)f->released++;
    if (!desk->single) {
        fl_take_part(t, i, person, units, until, code);
        return;
    }
    f->until[person] = until;
    desk->code = code;
    desk->node = (int32_t)i;
    desk->told = 0;
    if (f->all_queued > 0 && fl_awaited(t, person))
        fl_tell(f, person);
}

FL_APART static void fl_enqueue(const fl_trial *t, int64_t i, int32_t queue)
{
    const fl_staff *s = t->dispatch->staff;
    const int32_t slot = fl_slot_in(t, i, queue);
    struct fl_floorplan *f = t->floor;
    f->words[f->word_ptr[queue] + slot / 64] |= UINT64_C(1) << (slot % 64);
    f->queued[queue]++;
    f->all_queued++;
    if (queue < s->people) {
        fl_tell(f, queue);
        return;
    }
    for (int64_t k = s->group_ptr[queue - s->people]; k < s->group_ptr[queue - s->people + 1]; k++)
        fl_tell(f, s->candidates[k].person);
}

/* What a link with a lag, or from a start, asks for. Where it counts in the hours of somebody who
 * leaves before it is over, it does as if they stayed. */
FL_APART static int64_t fl_handed_on(const fl_trial *t, int64_t i, const fl_edge *edge)
{
    const int64_t from = edge->type == FL_FS ? t->finish[i] : t->start[i];
    const int32_t stay = t->dispatch->stay[edge->clock];
    const int64_t at = fl_shift(&t->net.clocks[edge->clock], from, edge->lag);
    return fl_past(at) && stay >= 0 ? fl_shift(&t->net.clocks[stay], from, edge->lag) : at;
}

/* The dates of a node are known: hand them on; what waited for nothing else is ready. */
FL_APART static void fl_known(const fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    fl_state *states = f->states;
    const int64_t *work = t->net.work;
    const fl_hand_on *hand = f->hands + f->nodes[i].out, *last = f->hands + f->nodes[i].out_end;
    const int64_t finish = t->finish[i];
    int32_t *due = f->due;
    int64_t count = 0;
    for (; hand < last; hand += FL_HANDS)
        for (int e = 0; e < FL_HANDS; e++) {
            const int32_t k = hand[e].other;
            int64_t at = hand[e].by == FL_AT_ONCE ? finish : FL_TOO_EARLY;
            if (hand[e].by >= 0)
                at = fl_handed_on(t, i, &t->net.out[hand[e].by]);
            at = fl_later(states[k].from, at);
            states[k].from = (int32_t)fl_earlier(at, INT32_MAX);
            due[count] = k;
            count += --states[k].waiting == 0; /* as good as a coin: no branch */
        }
    for (int64_t j = 0; j < count; j++) {
        const int32_t k = due[j];
        if ((f->nodes[k].flags & FL_ASKS) && work[k] != 0)
            fl_look_at(t, k, states[k].from); /* its hours may have that look put it off */
        else
            f->ready[f->depth++] = k;
    }
}

#endif
