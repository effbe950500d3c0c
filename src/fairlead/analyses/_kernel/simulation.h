#ifndef FAIRLEAD_SIMULATION_H
#define FAIRLEAD_SIMULATION_H

#include "node.h"

#define FL_MOST_LANES 512

/* What is rarely done stays apart; what is done all the time is built anew for each target. */
#if defined(__GNUC__)
#define FL_APART __attribute__((noinline, unused))
#define FL_WITHIN __attribute__((always_inline))
#else
#define FL_APART
#define FL_WITHIN
#endif

/* A target is chosen when the library is loaded; integers and IEEE floats give the same on all. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
#define FL_WIDE __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#elif defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define FL_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define FL_WIDE
#endif

/* What a few trials side by side draw: lanes of `width`, row after row. */
typedef struct {
    int64_t width;
    int32_t *amount;   /* (n, width) */
    int32_t *by_lane;  /* (width, n) the same, where it is asked for */
    int32_t *delay;    /* (n, width), or only zeros where nothing touches the node */
    uint8_t *touched;  /* (n) */
    int32_t *none;     /* (width) zeros: the delays of what nothing touches */
    int32_t *kept;     /* (people, width) thousandths of their time that people keep */
    float *common;     /* (mixes, width) */
    float *severity;   /* (risks, width) */
    uint8_t *happened; /* (risks, width) */
    int64_t *cost;     /* (width) all but people's time */
} fl_lanes;

/* The delays of a node, by lane. */
static inline const int32_t *fl_delays(const fl_lanes *lanes, int64_t i)
{
    return lanes->touched[i] ? lanes->delay + i * lanes->width : lanes->none;
}

/* The delay of a node in one lane. */
static inline int32_t fl_delay_of(const fl_lanes *lanes, int64_t i, int64_t lane)
{
    return lanes->touched[i] ? lanes->delay[i * lanes->width + lane] : 0;
}

int fl_lanes_begin(fl_lanes *lanes, const fl_model *model, int64_t n, int64_t width);

/* Without room for what nodes draw: for whoever takes one node after the other. */
int fl_lanes_shared(fl_lanes *lanes, const fl_model *model, int64_t n, int64_t width);
void fl_lanes_end(fl_lanes *lanes);

/* From now on, keep what is drawn lane by lane too. Returns -1 without memory. */
int fl_lanes_by_lane(fl_lanes *lanes, int64_t n);
void fl_lanes_draw(fl_lanes *lanes, const fl_model *model, int64_t n, int64_t first, int64_t count);

/* What one effect of a risk is in each lane, in minutes, where the risk happens. */
void fl_effect_minutes(const fl_model *model, int32_t table, float scale, const float *severity,
                       int64_t count, int32_t *minutes);

/* Money in hundredths that goes with these deviates. */
void fl_effect_money(const fl_model *model, int32_t table, double scale, const float *deviate,
                     int64_t count, int64_t *money);

/* The same in two steps: all but what nodes draw, and what one node draws. */
void fl_lanes_draw_shared(fl_lanes *lanes, const fl_model *model, int64_t n, int64_t first,
                          int64_t count);
void fl_draw_amount(const fl_lanes *lanes, const fl_model *model, int64_t i, int64_t first,
                    int64_t count, int32_t *amount);

/* Count the risks of a lane with the finish of the whole, cut for sums. */
void fl_count_risks(const fl_model *model, const fl_lanes *lanes, int64_t lane, int64_t finish,
                    fl_counts *counts);

/* Sums over lanes, for correlations; `finish` is 0 in lanes that do not count. */
void fl_add_up(const fl_model *model, const fl_lanes *lanes, int64_t n, int64_t few,
               const int64_t *finish, fl_counts *counts);

/* What a node took in n lanes, a multiple of 16, cut for sums to 21 bits at most, with its sum and
 * that of its squares; both are exact. Returns whether 16 bits are too few to keep it. */
int32_t fl_cut(const int32_t *amount, const int32_t *delay, int32_t shift, int32_t n, int16_t *out,
               int64_t *sums);

/* The same in 32 bits, without the sums. */
void fl_cut_tall(const int32_t *amount, const int32_t *delay, int32_t shift, int32_t n,
                 int32_t *out);

/* The sum of its products with ends, exact where these are whole and have 26 bits at most. */
int64_t fl_with_ends(const int16_t *took, const double *ends, int32_t n);

/* The one calendar that everything goes by and that allows trials side by side, or -1. */
int32_t fl_one_clock(const fl_network *net, const fl_model *model);

int fl_simulate_lanes(const fl_network *net, const fl_model *model, int32_t clock, int64_t first,
                      int64_t total, int64_t at, fl_counts *counts);

/* One trial in the making. */
typedef struct {
    const fl_model *model;
    const fl_dispatch *dispatch;
    fl_network net;    /* work, parts and fixed finishes are those of the trial */
    fl_part *parts;
    int64_t *fixed;
    int64_t *start;
    int64_t *finish;
    uint8_t *critical;
    int32_t *odds;     /* nodes whose work is more than what is drawn for them */
    int64_t odd;
    int64_t money;     /* people's time: hundredths an hour times thousandths times minutes */
    int beyond;
    struct fl_floorplan *floor; /* what the dispatch of people needs; see floorplan.h */
} fl_trial;

int fl_trial_begin(fl_trial *trial, const fl_network *net, const fl_model *model,
                   const fl_dispatch *dispatch);
void fl_trial_end(fl_trial *trial);

/* Before the first of these lanes: tell apart whose work follows from more than its draw. */
void fl_trial_sort_out(fl_trial *trial, const fl_network *net, const fl_lanes *lanes);

/* Live through one lane. Returns when the last of it ends; see `beyond`. */
int64_t fl_trial_run(fl_trial *trial, const fl_network *net, const fl_lanes *lanes, int64_t lane);

/* Everybody's dates with people who are dispatched as work slips (floorplan.c, swift.c). */
int fl_dispatch_begin(fl_trial *trial);
void fl_dispatch_end(fl_trial *trial);
void fl_dispatch_run(fl_trial *trial, const fl_lanes *lanes, int64_t lane);

/* For a node that waited for people: the node that freed them, and in which queue; else -1. */
int32_t fl_freed_by(const fl_trial *trial, int64_t i, int32_t *queue);

/* Minutes of the people on a node that a draw means, with what they lose to interruptions. */
static inline int64_t fl_stretched(int64_t amount, int64_t rate, int64_t kept)
{
    const int64_t by = rate * kept;
    return by == 1000000 ? amount : (amount * 1000000 + by - 1) / by;
}

#endif
