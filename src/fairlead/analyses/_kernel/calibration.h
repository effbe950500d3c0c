#ifndef FAIRLEAD_CALIBRATION_H
#define FAIRLEAD_CALIBRATION_H

#include <stdint.h>

/* ---- Calibration (calibration.c) --------------------------------------------------------------
 *
 * What was learned of finished work. Tasks are rows: the number of an effect for each family, what
 * multiplies it, the number of a node for each level of shares, and who. `edges` are inner edges of
 * the scale of log ratios; a distribution has them and its two ends.
 */
enum {
    FL_LEVELS = 15,      /* levels that are followed */
    FL_KEPT_LEVEL = 11,  /* 0.8, which is followed for each person too */
    FL_SHAPES = 80,      /* cells of a tenth, from -4 to 4 */
    FL_MOST_EDGES = 128,
    FL_MOST_MEMBERS = 16
};

typedef struct {
    int64_t edges;
    int64_t families;
    int64_t levels;
    int64_t members;           /* of the pool: effects, then each chain of shares */
    int64_t effects;
    int64_t learned;           /* tasks so far */
    int64_t plain[2];          /* members that are a record as it is: a person's, everybody's */
    double ahead[2];           /* their losses so far over that of the pool */
    double lost;               /* the loss of the pool so far */
    double pull;               /* tasks after which they count as much as the prior */
    double root_weight;        /* of the prior in the widest group, */
    double weight;             /* and of a wider group in a narrower one */
    const double *level;       /* (FL_LEVELS) */
    const double *inner;       /* (edges) */
    const double *inner_weight;
    const double *prior;       /* (edges + 1): shares */
    const double *prior_logit; /* (edges) */
    const int32_t *chain_ptr;  /* (members) */
    const int32_t *chain;      /* levels of each chain, from wide to narrow */
    const double *ceiling;     /* (3, effects): chance to be exact, location, scale */
    double *mean;              /* (3, effects) */
    double *variance;
    double *counts;            /* (nodes, edges + 1) */
    double *totals;            /* (nodes) */
    double *pool;              /* (members) */
    double *squares;
    double *common;            /* (FL_LEVELS) */
    double *own;               /* (people): the offset, */
    double *own_missed;        /* what P80 missed in all, and of how many tasks */
    double *own_tasks;
    double *shape;             /* (FL_SHAPES) */
} fl_learner;

/* Tasks that are completed, and what was said of them by `fl_foretell`. */
typedef struct {
    int64_t count;
    const int64_t *effect;   /* (count, families) */
    const double *times;     /* (count, families) */
    const int64_t *node;     /* (count, levels) */
    const int64_t *person;   /* (count) */
    const int64_t *bin;
    const double *log_ratio;
    const uint8_t *exact;
    const double *logits;    /* (count, members, edges) */
    const double *located;   /* (count, 2) */
    const double *asked;     /* (count, FL_LEVELS) */
    const double *given;     /* (count, 2): the distribution just below, and at, what came */
} fl_finished;

/* cdf (count, edges + 2), levels (count, FL_LEVELS), logits (or NULL), located: as in fl_finished. */
void fl_foretell(const fl_learner *of, int64_t count, const int64_t *effect, const double *times,
                 const int64_t *node, const int64_t *person, double *cdf, double *levels,
                 double *logits, double *located);
void fl_learn(fl_learner *of, const fl_finished *done);

/* Chances (count, width) whose level t was asked for as `asked` (count, FL_LEVELS), put right. */
void fl_put_right(int64_t count, int64_t width, const double *level, const double *asked,
                  const double *chance, double *out);

/* A block of tasks and the deviates that it draws: which rows of a table (rows, draws).
 *
 * value (tasks, columns) is what a task takes at normal deviates from `first` on, by `step`; row
 * (tasks, 3) are rows of its own, of its person and its team; root are the roots of their parts of
 * the variance, and of the program's.
 */
typedef struct {
    int64_t tasks;
    int64_t draws;
    int64_t columns;
    int64_t program;
    double first;
    double step;
    double root[4];
    const double *value;
    const double *deviate;
    const int64_t *row;
} fl_block;

/* Totals of a block, (draws). */
void fl_totals(const fl_block *of, double *totals);

/* Open work by its events in order: `which` row is asked about (`asks` 1) or was completed (0).
 *
 * Rows are tasks at an age: its number, three nodes, and the chances given to what came. counts
 * (nodes, 20), offset (ages) and asked (rows) change: the chance at which P80 was put.
 */
void fl_open_work(int64_t count, const int64_t *which, const int64_t *asks, const int64_t *age,
                  const int64_t *node, const double *given, double *counts, double *offset,
                  double *asked);

/* Where each row of cdf (count, bins + 1) reaches its levels (count, width); stride 0: all the same. */
void fl_crossings(int64_t count, int64_t bins, const double *edge, const double *cdf,
                  int64_t width, const double *level, int64_t stride, double *out);

#endif
