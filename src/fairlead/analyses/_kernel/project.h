#ifndef FAIRLEAD_PROJECT_H
#define FAIRLEAD_PROJECT_H

#include "kernel.h"

/* Four resources share a word: 15 bits of what is free and a guard bit above each, which stays set
 * as long as nobody takes more than there is. */
#define FL_LANES 4
#define FL_GUARDS UINT64_C(0x8000800080008000)

/* A project made ready for passes: links in both directions, demands packed into words. */
typedef struct {
    int32_t n;
    int32_t words;          /* of a time unit: its resources, four to a word */
    int32_t horizon;        /* no pass ends later */
    int32_t plain;          /* no link lets an activity begin before what it waits for has ended */
    const int32_t *duration;
    const int32_t *release;
    const int32_t *in_ptr, *in, *in_lag; /* start to start */
    int32_t *out_ptr, *out, *out_lag;
    uint64_t *demand;       /* (n, words) */
    uint64_t *full;         /* (words) nothing taken */
    int32_t *head, *tail;   /* (n) earliest start; least time from the start to the end of all */
} fl_grid;

/* One thread's place to work in. */
typedef struct {
    const fl_grid *grid;
    uint64_t *profile;      /* (horizon + 1, words) */
    int32_t *list;          /* (n) */
    int32_t *key;           /* (n) */
    int32_t *count;         /* buckets of the sort */
    int32_t *other;         /* (n) */
    int64_t passes;         /* made so far: what a search stops by */
} fl_desk;

#define FL_BUCKETS 2048

/* Returns NULL without memory. `fl_project` was checked by the caller: activities stand in an order
 * in which links point forward, no activity asks for more than there is. */
fl_grid *fl_grid_of(const fl_project *project);
void fl_grid_free(fl_grid *grid);
int fl_desk_open(fl_desk *desk, const fl_grid *grid);
void fl_desk_close(fl_desk *desk);

/* Order by key, smaller first, equal ones by number (or, backwards, larger first). `raise` moves
 * keys so that no activity stands before one that it waits for. */
void fl_list_by(fl_desk *desk, int32_t *key, int backwards, int raise);

/* Serial schedules in the order of desk->list. Each returns its length. */
int32_t fl_pass_forward(fl_desk *desk, int32_t *start);
/* Everything as late as it can be before `end`; returns the earliest start. */
int32_t fl_pass_backward(fl_desk *desk, int32_t end, int32_t *start);

#endif
