#ifndef FAIRLEAD_DISPATCH_H
#define FAIRLEAD_DISPATCH_H

#include "clock.h"
#include "simulation.h"

/* The state of a dispatch, of one trial at a time. */

#define CODE_BITS 28
#define EARLIEST_KEY (INT64_C(1) << 34)

typedef struct {
    int32_t person;
    int32_t units;
    int32_t node;
} release;

struct fl_floorplan {
    int32_t *clock;     /* (n) by which each goes in this trial */
    fl_floor *low;      /* (n) what links and dates ask for */
    int32_t *waiting;   /* (n) links that are not known yet */
    int32_t *freed;     /* (n) by which node people were freed for it, -1 */
    int32_t *freed_in;  /* (n) in which queue */
    int32_t *woken;     /* (n) the queue from which it is looked at, -1 */
    int32_t *offered;   /* (n) who was free and is to be offered to the next, -1 */
    int32_t *links;     /* (n) links into each */
    uint8_t *simple;    /* (n) bounded by starts alone: no finish, delay or limit of its own */
    uint8_t *alike;     /* (groups) all who could do it do it alike */
    uint8_t *mortal;    /* (groups) some of them leave */
    int32_t *ready;     /* a stack of what is known to the last link */
    int64_t depth;
    int64_t *used;      /* (people) */
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

#endif
