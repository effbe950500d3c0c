#ifndef FAIRLEAD_PROJECT_H
#define FAIRLEAD_PROJECT_H

#include "kernel.h"

/* Four resources share a word: 15 bits of what is free and a guard bit above each, which stays set
 * as long as nobody takes more than there is. */
#define FL_LANES 4
#define FL_GUARDS UINT64_C(0x8000800080008000)

/* Links of one direction, in groups. */
typedef struct {
    int32_t *ptr, *other, *lag;
} fl_turned;

#define FL_DOUBLINGS 6

typedef struct fl_planes fl_planes;

/* The first unit from `at` on at which an activity fits into the profile. */
typedef int32_t fl_fit(const fl_planes *planes, const uint8_t *profile, int32_t i, int32_t at,
                       int32_t length);

/* What passes that look at many time units at once need: see planes.c. */
struct fl_planes {
    int32_t rows;   /* resources */
    int64_t stride; /* of a row: the horizon, and room to look and write beyond it */
    uint8_t *need;  /* (n, rows, 16) each amount 16 times */
    uint8_t *shift; /* (n, FL_DOUBLINGS) */
    uint8_t *full;  /* (rows) */
    fl_fit *fit;
    fl_turned forth, back;
};

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
    fl_planes *planes;      /* or NULL where they do not suit */
} fl_grid;

/* One thread's place to work in. */
typedef struct {
    const fl_grid *grid;
    uint64_t *profile;      /* (horizon + 1, words), or with planes */
    uint8_t *rows;          /* (rows, stride) what is free */
    int32_t *at;            /* (n + 1) */
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

/* NULL where activities are long, amounts large, or memory short. (planes.c) */
fl_planes *fl_planes_of(const fl_project *project, const fl_grid *grid);
void fl_planes_free(fl_planes *planes);
/* A serial schedule along links of one direction, in desk->at; its length. */
int32_t fl_planes_pass(fl_desk *desk, const fl_turned *links);

/* What a stretch of a schedule is filled anew with: see refill.c. */
typedef struct {
    const fl_grid *grid;
    int32_t resources;
    const int32_t *demand, *capacity;
    int32_t *waits;    /* (n) for how many others an activity still waits, -1 once it stands */
    int32_t *ready_at; /* (n) */
    int32_t *ready, readies;
    int32_t *running, runnings;
    int32_t *drawn;    /* (n) a set that may start now */
    int32_t *load;     /* (n) thousandths of all resources that an activity takes */
    int32_t *left, *room; /* (resources) free now; what a set leaves of it */
} fl_filler;

int fl_filler_open(fl_filler *filler, const fl_project *project, const fl_grid *grid);
void fl_filler_close(fl_filler *filler);
/* What starts in the stretch is started in sets of chance that use much; what starts later follows
 * in the order that it had. `start` is then an order, not a schedule. */
void fl_refill(fl_filler *filler, int32_t *start, int32_t from, int32_t until, uint64_t *state);

/* A number of chance below n, the same on every machine (splitmix64: Steele and others 2014). */
static inline int32_t fl_below(uint64_t *state, int64_t n)
{
    uint64_t x = (*state += UINT64_C(0x9e3779b97f4a7c15));
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    x ^= x >> 31;
    return (int32_t)(((x >> 32) * (uint64_t)n) >> 32);
}

/* Order by key, smaller first, equal ones by number (or, backwards, larger first). `raise` moves
 * keys so that no activity stands before one that it waits for. */
void fl_list_by(fl_desk *desk, int32_t *key, int backwards, int raise);

/* Serial schedules in the order of desk->list. Each returns its length. */
int32_t fl_pass_forward(fl_desk *desk, int32_t *start);
/* Everything as late as it can be before `end`; returns the earliest start. */
int32_t fl_pass_backward(fl_desk *desk, int32_t end, int32_t *start);

#endif
