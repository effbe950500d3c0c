#ifndef FAIRLEAD_FLOORPLAN_H
#define FAIRLEAD_FLOORPLAN_H

#include "simulation.h"

/* The state of a dispatch, of one trial at a time. What is asked for together lies together. */

#define FL_CODE_BITS 28
#define FL_EARLIEST_KEY (INT64_C(1) << 34)
#define FL_NEAR 63  /* events in the sorted list */
#define FL_ROOM 256 /* places for them */
#define FL_MOST_ASKED 64 /* of a group whose work is looked at swiftly */

enum {
    FL_SIMPLE = 1,  /* bounded by starts alone: no finish, delay or limit of its own */
    FL_ASKS = 2,    /* simple, and somebody is asked for it where there is work left */
    FL_GROUP = 4,   /* one out of several does it */
    FL_EVEN = 8,    /* and it takes all of them the same effort */
    FL_ALIKE = 16,  /* and whoever does it does it alike */
    FL_SWIFT = 32, /* simple, by the hours of the one person who does it, who does nothing beside
                      it */
    FL_PLAIN = 64, /* and it does not tell who that is */
    FL_COMING = 128, /* people are kept free for it */
    FL_YIELDS = 256  /* it may have to wait for what people are kept free for */
};

/* What holds of a node in all trials: half a cache line. */
typedef struct {
    int32_t out, out_end;
    int32_t who; /* out of which group one does it, or the first of its crew; -1 */
    int32_t flags;
    int32_t rank;
    int32_t clock; /* -1: that of whoever does it */
    int32_t ask, ask_end; /* if it is plain, who could do it */
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

/* A person's hours: places in the arrays of fl_dispatch. */
typedef struct {
    int32_t spells;
    int32_t first_bucket;
    int32_t buckets, n_buckets;
    int32_t sought, n_sought;
    int64_t price;     /* of a minute of all of them, in hundredths an hour times thousandths */
    int32_t clock;     /* the same hours among the clocks of the network */
    int32_t unused;
    int32_t own_hours; /* whatever they may be on goes by these alone */
    int32_t single;    /* whatever they are on takes all of them */
} fl_seat;

/* A person in a trial. Who is on one thing at a time is busy until then: that they are free again
 * is an event only if somebody waits for it. */
typedef struct {
    double stretch; /* minutes of work for a minute of effort */
    int32_t by;     /* the same in parts of a million: rate times what is kept */
    int32_t gap;    /* the first that ends after now */
    int32_t code;   /* of what frees them */
    int32_t node;   /* what they are on; -1: that they will be free is an event */
} fl_desk;

typedef struct {
    int32_t person;
    int32_t units;
    int32_t node;
} fl_release;

/* What holds in all trials. */
typedef struct {
    fl_node *nodes;    /* (n) */
    fl_state *fresh;   /* (n + 1) as a trial begins */
    fl_hand_on *hands; /* by node, filled up to FL_HANDS or a multiple */
    int32_t *roots;    /* what waits for nothing */
    int64_t rooted;
    int32_t *stands;   /* recorded work, and what does not yield */
    int64_t standing;
    fl_seat *seats;    /* (people) */
    fl_desk *idle;     /* (people) as a trial begins */
    int32_t *asked;    /* people, by node */
    uint8_t *mortal;   /* (groups) some of them leave */
    int64_t *word_ptr; /* (queues + 1) */
    int64_t most_released;
    int64_t looks;     /* codes from which on an event is a look, by rank */
    int32_t begin;     /* nobody is looked for before */
} fl_layout;

/* The state of one trial. What is asked for together lies together. */
struct fl_floorplan {
    fl_layout *layout;
    fl_state *states; /* (n + 1) */
    fl_wait *waits;   /* (n) */
    int32_t *waited;  /* those of them that are in use */
    int64_t all_waited;
    fl_desk *desks;   /* (people) */
    int32_t *until;   /* (people) until when they are busy, who are on one thing at a time */
    int32_t *free;    /* (people) thousandths; of these, when they are not busy */
    int32_t *clock;   /* (n) by which each goes in this trial */
    fl_floor *low;    /* (n) what links and dates ask for */
    int32_t *ready;   /* a stack of what is known to the last link */
    int64_t depth;
    uint64_t *words;  /* who waits: a bit for each place in a queue */
    int32_t *queued;  /* (queues) how many wait */
    int32_t *awaited; /* (people) how many wait for them, or for anyone of a group they are in */
    int64_t all_queued;
    int64_t *near;    /* (FL_ROOM) the next events in their order */
    int64_t head, few;
    int64_t *heap;    /* those after them */
    int64_t heaped;
    fl_release *releases;
    int64_t released;
    int64_t *ends;    /* (people) of who may be on several things: by when they are on nothing */
    int64_t *due;     /* (n) when what is coming up is looked at */
    int32_t *coming;  /* what is coming up, in no order */
    int32_t *coming_at; /* (n) where in it, -1 */
    int64_t expected;
    int64_t now;
    const fl_lanes *lanes;
    int64_t lane;
};

static inline int fl_past(int64_t at) { return at >= FL_TOO_LATE / 2; }

/* Thousandths of a person that are free now. */
static inline int32_t fl_free(const struct fl_floorplan *f, int32_t person)
{
    return f->until[person] > f->now ? 0 : f->free[person];
}

/* By when a person is on nothing any more. */
static inline int64_t fl_over_by(const struct fl_floorplan *f, int32_t person)
{
    return f->layout->seats[person].single ? f->until[person] : f->ends[person];
}

#endif
