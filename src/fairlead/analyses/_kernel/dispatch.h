#ifndef FAIRLEAD_DISPATCH_H
#define FAIRLEAD_DISPATCH_H

#include "clock.h"
#include "simulation.h"

/* The state of a dispatch, of one trial at a time. What is asked for together lies together. */

#define CODE_BITS 28
#define EARLIEST_KEY (INT64_C(1) << 34)

enum {
    FL_SIMPLE = 1, /* bounded by starts alone: no finish, delay or limit of its own */
    FL_SWIFT = 2   /* and done by the hours of who is on it */
};

/* What holds of a node in all trials. */
typedef struct {
    int64_t start_from;
    int64_t price;
    int32_t in, in_end, out, out_end;
    int32_t crew, crew_end;
    int32_t group;
    int32_t rank;
    int32_t clock;
    int32_t flags;
} fl_node;

/* What becomes of a node in a trial. */
typedef struct {
    int64_t from;     /* what links and dates ask for, where starts alone do */
    int32_t waiting;  /* links that are not known yet */
    int32_t freed;    /* by which node people were freed for it, -1 */
    int32_t freed_in; /* in which queue */
    int32_t woken;    /* the queue from which it is looked at, -1 */
    int32_t offered;  /* who was free, and is to be offered to the next, -1 */
    int32_t amount;   /* what is drawn for it */
} fl_state;

/* A person in a trial, with the spell of theirs that ends after now. */
typedef struct {
    const fl_spell *spell, *last, *first;
    const fl_clock *clock;
    double per_stride; /* spells per work, to find where work ends */
    double stretch;    /* minutes of work for a minute of effort */
    int64_t by;        /* the same in parts of a million: rate times what is kept */
    int64_t free;      /* thousandths */
    int64_t rate;      /* what an hour of theirs costs */
} fl_desk;

typedef struct {
    int32_t person;
    int32_t units;
    int32_t node;
} release;

struct fl_floorplan {
    fl_node *nodes;     /* (n) */
    fl_state *states;   /* (n) */
    fl_state *fresh;    /* (n) as a trial begins */
    fl_desk *desks;     /* (people) */
    fl_desk *idle;      /* (people) as a trial begins */
    int32_t *clock;     /* (n) by which each goes in this trial */
    fl_floor *low;      /* (n) what links and dates ask for */
    uint8_t *alike;     /* (groups) all who could do it do it alike */
    uint8_t *mortal;    /* (groups) some of them leave */
    int32_t *ready;     /* a stack of what is known to the last link */
    int64_t depth;
    int64_t *word_ptr;  /* (queues + 1) */
    uint64_t *words;    /* who waits: a bit for each place in a queue */
    uint64_t *heap;
    int64_t heaped;
    release *releases;
    int64_t released;
    int64_t most_released;
    int64_t now;
    const fl_lanes *lanes;
    int64_t lane;
};

static inline void fl_post(struct fl_floorplan *f, int64_t at, int64_t code)
{
    const uint64_t key = (uint64_t)(at + EARLIEST_KEY) << CODE_BITS | (uint64_t)code;
    int64_t k = f->heaped++;
    while (k > 0 && f->heap[(k - 1) / 2] > key) {
        f->heap[k] = f->heap[(k - 1) / 2];
        k = (k - 1) / 2;
    }
    f->heap[k] = key;
}

static inline uint64_t fl_next_event(struct fl_floorplan *f)
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

static inline int fl_past(int64_t at) { return at >= FL_TOO_LATE / 2; }

/* The spell of a person that ends after now; NULL when they work no more. Now never goes back. */
static inline const fl_spell *fl_spell_now(fl_desk *desk, int64_t now)
{
    const fl_spell *s = desk->spell;
    if (s < desk->last && s->end <= now && ++s < desk->last && s->end <= now) {
        const fl_clock *c = desk->clock; /* days later: look it up */
        const int64_t bucket = (now - c->first_bucket) / FL_BUCKET_MINUTES;
        s = bucket >= c->n_buckets ? desk->last : desk->first + c->bucket[bucket];
        while (s < desk->last && s->end <= now)
            s++;
    }
    desk->spell = s;
    return s < desk->last ? s : NULL;
}

/* Where work that starts at `start`, in this spell of a person, ends: in which spell, and when. */
static inline const fl_spell *fl_last_spell(const fl_desk *desk, const fl_spell *s, int64_t start,
                                            int64_t work, int64_t *finish)
{
    const int64_t done = s->done + (start - s->start) + work;
    if (done > s->done + (s->end - s->start)) {
        const fl_clock *c = desk->clock;
        int64_t entry = (int64_t)((double)(done - 1) * desk->per_stride);
        while (entry > 0 && entry * c->stride > done - 1)
            entry--;
        if (entry >= c->n_sought)
            return NULL;
        s = desk->first + c->sought[entry];
        while (s < desk->last && s->done + (s->end - s->start) < done)
            s++;
        if (s == desk->last)
            return NULL;
    }
    *finish = s->start + (done - s->done);
    return s;
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

static inline void fl_put_off(const fl_trial *t, int64_t i, int64_t at) { fl_look_at(t, i, at); }

static inline int32_t fl_slot_in(const fl_trial *t, int64_t i, int32_t queue)
{
    const fl_staff *s = t->dispatch->staff;
    if (queue >= s->people)
        return t->dispatch->group_slot[i];
    for (int64_t c = s->crew_ptr[i]; c < s->crew_ptr[i + 1]; c++)
        if (s->crew[c].person == queue)
            return t->dispatch->crew_slot[c];
    return 0;
}

static inline void fl_enqueue(const fl_trial *t, int64_t i, int32_t queue)
{
    const int32_t slot = fl_slot_in(t, i, queue);
    t->floor->words[t->floor->word_ptr[queue] + slot / 64] |= UINT64_C(1) << (slot % 64);
}

/* The dates of a node are known: what waited for nothing else is ready. */
static inline void fl_known(const fl_trial *t, int64_t i)
{
    struct fl_floorplan *f = t->floor;
    const fl_edge *out = t->net.out;
    const fl_node *node = &f->nodes[i];
    for (int32_t e = node->out; e < node->out_end; e++)
        if (--f->states[out[e].other].waiting == 0)
            f->ready[f->depth++] = out[e].other;
}

/* A look at a task that goes by the hours of who is on it. Returns 0 where a longer look is needed:
 * somebody's hours end. */
int fl_look_swiftly(fl_trial *trial, int64_t i);

#endif
