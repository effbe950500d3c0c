#ifndef FAIRLEAD_SIMULATION_H
#define FAIRLEAD_SIMULATION_H

#include "node.h"

#define FL_MOST_LANES 64

/* What a few trials side by side draw: lanes of `width`, row after row. */
typedef struct {
    int64_t width;
    int32_t *amount;   /* (n, width) */
    int32_t *delay;    /* (n, width), or only zeros where nothing touches the node */
    uint8_t *touched;  /* (n) */
    int32_t *kept;     /* (people, width) thousandths of their time that people keep */
    float *common;     /* (mixes, width) */
    float *severity;   /* (risks, width) */
    uint8_t *happened; /* (risks, width) */
    int64_t *cost;     /* (width) all but people's time */
} fl_lanes;

int fl_lanes_begin(fl_lanes *lanes, const fl_model *model, int64_t n, int64_t width);
void fl_lanes_end(fl_lanes *lanes);
void fl_lanes_draw(fl_lanes *lanes, const fl_model *model, int64_t n, int64_t first, int64_t count);

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
    int64_t money;     /* people's time: hundredths an hour times thousandths times minutes */
    int beyond;
    struct fl_floorplan *floor; /* what the dispatch of people needs; see dispatch.c */
} fl_trial;

/* Everybody's dates with people who are dispatched as work slips. */
int fl_dispatch_begin(fl_trial *trial);
void fl_dispatch_end(fl_trial *trial);
void fl_dispatch_run(fl_trial *trial, const fl_lanes *lanes, int64_t lane);

/* For a node that waited for people: the node that freed them, and in which queue; else -1. */
int32_t fl_freed_by(const fl_trial *trial, int64_t i, int32_t *queue);

/* Minutes of the people on a node that a draw means, with what they lose to interruptions. */
int64_t fl_stretched(int64_t amount, int64_t rate, int64_t kept);

#endif
