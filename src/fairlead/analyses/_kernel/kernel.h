#ifndef FAIRLEAD_KERNEL_H
#define FAIRLEAD_KERNEL_H

#include <stdint.h>

/* Raised by one, here and in library.py, whenever a function below is added, removed or changed. */
#define FL_KERNEL_ABI 111

int fl_kernel_abi(void);

/* ---- Working time (clock.c) ------------------------------------------------------------------
 *
 * A clock is a sorted list of working spells [start, end) in UTC minutes, with the work done
 * before each. Spells have a rate, so that one clock can stand for several people at once: work
 * is minutes times rate. A clock of rate 0 has no table; it never stops (elapsed time).
 *
 * An instant between two spells is the end of the one and the start of the other as far as work
 * goes. Where work finishes is the earlier of the two, where work starts is the later.
 */
typedef struct {
    int64_t n;             /* spells */
    int64_t rate;          /* work per minute where all spells have the same; 0: elapsed time */
    int64_t first_bucket;  /* start of the first time bucket, minutes */
    int64_t n_buckets;
    const int64_t *start;  /* (n) */
    const int64_t *end;    /* (n) */
    const int64_t *done;   /* (n + 1): work before the spell; the last is the total */
    const int64_t *rates;  /* (n), or NULL where `rate` holds for all */
    const int32_t *bucket; /* (n_buckets): the first spell that ends after the bucket's start */
    const int32_t *sought; /* (n_sought): the first spell that ends with more than k * stride done */
    int64_t stride;        /* work per entry of `sought` */
    int64_t n_sought;
} fl_clock;

#define FL_BUCKET_MINUTES 1440

/* Outside the table: the caller lengthens it and asks again. */
#define FL_TOO_LATE INT64_C(0x3fffffffffffffff)
#define FL_TOO_EARLY (-INT64_C(0x3fffffffffffffff))

/* The questions of a clock (clock.h) over arrays, for callers in Python; `which` picks the clock of each element. */
void fl_work_before_many(const fl_clock *clocks, const int32_t *which, const int64_t *at,
                         int64_t count, int64_t *out);
void fl_finish_of_many(const fl_clock *clocks, const int32_t *which, const int64_t *start,
                       const int64_t *work, int64_t count, int64_t *out);
void fl_start_of_many(const fl_clock *clocks, const int32_t *which, const int64_t *finish,
                      const int64_t *work, int64_t count, int64_t *out);

/* ---- The network (order.c) ------------------------------------------------------------------ */

/* A spent link bounds nothing any more in this direction: what it asked for has happened. */
enum { FL_FS = 0, FL_SS = 1, FL_FF = 2, FL_SF = 3, FL_SPENT = 4 };

typedef struct {
    int32_t other; /* the node at the other end, by its place in the order */
    int32_t link;  /* which link of the program this is */
    int64_t lag;
    int32_t clock; /* whose working time the lag counts in */
    int32_t type;  /* FL_FS .. FL_SPENT */
} fl_edge;

/* Put nodes in an order in which every link points forward, nodes of equal standing by index.
 *
 * order (n): node at each place; place (n): its inverse. The edges of the node at place i are
 * in[in_ptr[i] .. in_ptr[i + 1]) and out[out_ptr[i] .. out_ptr[i + 1]).
 * Returns the number of nodes placed: fewer than n when there is a circle, or -1 without memory.
 */
int64_t fl_order(int64_t n, int64_t m, const int32_t *pred, const int32_t *succ,
                 const int32_t *type, const int64_t *lag, const int32_t *lag_clock, int32_t *order,
                 int32_t *place, int64_t *in_ptr, fl_edge *in, int64_t *out_ptr, fl_edge *out);

/* ---- Critical path (critical_path.c) --------------------------------------------------------- */

enum {
    FL_WORK = 0,     /* starts where its calendar works */
    FL_CLOSING = 1,  /* a milestone at the end of working time, if it is exactly there */
    FL_OPENING = 2,  /* a milestone at the start of working time */
    FL_END = 3,      /* a milestone at the very instant at which what it waits for ends */
    FL_POINT = 4,    /* no time of its own: finished work, an outline's edge */
    FL_EARLIEST = 5, /* a point at the earliest, not the latest, of what leads to it */
    FL_RECORDED = 6, /* early dates are given: work that goes on as it was recorded */
    FL_DONE = 7      /* early and late dates are given: work that is history */
};

/* Work that needs several calendars at once finishes when the last part of it does. */
typedef struct {
    int64_t work;
    int32_t clock;
    int32_t unused;
} fl_part;

typedef struct {
    int64_t n;
    const fl_clock *clocks;
    const int64_t *in_ptr;
    const fl_edge *in;
    const int64_t *out_ptr;
    const fl_edge *out;
    const int32_t *kind;         /* (n) and so on, all by place in the order */
    const int32_t *clock;
    const int32_t *settle;       /* the clock by which work may start, -1 for its own */
    int64_t *work;               /* still to do, in the clock's work; an expected finish sets it */
    const int64_t *start_from;   /* lower bound of the start */
    const int64_t *finish_from;  /* lower bound of the finish, FL_TOO_EARLY for none */
    const int64_t *start_until;  /* upper bounds, FL_TOO_LATE for none */
    const int64_t *finish_until;
    const int64_t *limit_start;  /* upper bounds that also pull early dates, or FL_TOO_LATE */
    const int64_t *limit_finish;
    const int64_t *fixed_start;  /* exactly then, or FL_TOO_LATE */
    const int64_t *fixed_finish;
    const uint8_t *late_as_possible;
    const int64_t *part_ptr;     /* (n + 1) further parts of a node beside its own clock and work */
    const fl_part *parts;
    const int64_t *delay;        /* a wait of its own after all else, and the clock it counts in */
    const int32_t *delay_clock;
    int64_t status;              /* nothing unfinished is planned before it */
    const int64_t *expected;     /* where work under way is expected to end, or FL_TOO_LATE */
} fl_network;

/* Early dates. Returns 0, or 1 when an instant lies beyond a clock's table. */
int fl_forward(const fl_network *net, int64_t *early_start, int64_t *early_finish);

/* Late dates. `open_finish` (n) is what late dates of open ends are counted back from, `latest`
 * (n) what no node may finish after. */
int fl_backward(const fl_network *net, const int64_t *early_start, const int64_t *early_finish,
                const int64_t *open_finish, const int64_t *latest, int64_t *late_start,
                int64_t *late_finish);

/* Move what is to be as late as possible to where it delays nothing: early dates in place. */
int fl_postpone(const fl_network *net, int64_t finish, int64_t *early_start,
                int64_t *early_finish);

/* The end of free slack: how late a finish can be and move no early date. */
int fl_free_until(const fl_network *net, const int64_t *early_start, const int64_t *early_finish,
                  int64_t finish, int64_t *until);

/* ---- Levelling (levelling.c, serial.c, timeline.c, flow.c, energy.c) --------------------------- */

/* A person, by number, and how much of them: thousandths of one person. */
typedef struct {
    int32_t person;
    int32_t units;
} fl_demand;

/* Somebody who could do a node alone: by their own clock at their rate, or, where the rate is 0,
 * by the node's own clock and work. */
typedef struct {
    int32_t person;
    int32_t units;
    int32_t clock;
    int32_t rate;    /* thousandths */
    int32_t lengths; /* which row of `effort`: how long a day is by the person's calendar */
    int32_t unused;
} fl_candidate;

typedef struct {
    int64_t people;
    const int64_t *capacity;   /* (people) thousandths */
    const int32_t *clock;      /* (people) */
    const uint8_t *own_hours;  /* (people) all that they may be on goes by their clock alone */
    const int64_t *crew_ptr;   /* (n + 1) who is on a node, all of them */
    const fl_demand *crew;
    const int32_t *group;      /* (n) out of whom one does the node; -1: its crew does, if any */
    const int64_t *group_ptr;
    const fl_candidate *candidates; /* by id within a group */
    const int64_t *effort;     /* (lengths, n) minutes of one person */
    const int32_t *own_clock;  /* (n) and so on: what the network has without levelling */
    const int64_t *own_work;
    const int32_t *spare_clock; /* (n) by which it is planned when nobody can do it */
    const int64_t *spare_work;
    const uint8_t *held;       /* (n) dates that do not yield to people */
    const int32_t *turn;       /* (n) lower goes first */
    const int32_t *name;       /* (n) rank of the key, 0 to n - 1 */
} fl_staff;

/* A schedule: dates, who of a group does a node (a number in `candidates`, -1: none), and `lost`,
 * where nobody can do it. */
typedef struct {
    int64_t *start;
    int64_t *finish;
    int64_t *work;
    int32_t *clock;
    int32_t *chosen;
    uint8_t *lost;
} fl_dates;

/* What a schedule is judged by, in this order; the smaller the better. */
typedef struct {
    int64_t beyond; /* a date lies outside the tables */
    int64_t lost;
    int64_t late;   /* minutes after promised dates, of all nodes together */
    int64_t finish;
} fl_score;

/* Who does a node is settled when its turn comes; or by load beforehand; or when its turn comes,
 * but who has much to do already counts as busy for that much longer. */
enum { FL_BY_TURN = 0, FL_BY_LOAD = 1, FL_BY_PRICE = 2 };

typedef struct {
    int64_t n;
    const int64_t *keys;  /* (rules, 2, n) */
    const uint8_t *people; /* (rules) how people are chosen: FL_BY_TURN .. FL_BY_PRICE */
    int64_t most_turns;   /* back and forth, after each rule */
    int64_t rule_steps;   /* after which no other rule is tried, and the best one varied */
    int64_t most_steps;   /* after which no new pass begins */
    fl_score bound;       /* as good as can be: no need to look further */
    fl_dates begin;       /* early dates, nobody chosen */
} fl_rules;

/* The best schedule of several rules. Returns 0, or -1 without memory. */
int fl_level(const fl_network *net, const fl_staff *staff, const fl_rules *rules, fl_dates *best,
             fl_score *score);

/* Who hands whom on to what: links that keep the order in which people go from node to node.
 *
 * The uses of a person by the nodes are given person by person, by start. Writes pairs of nodes
 * and the number of the use that a pair belongs to; returns how many, or -1 without memory. There
 * are at most two for each use, and one for each person.
 */
int64_t fl_flow(int64_t uses, const int32_t *person, const int32_t *node, const int64_t *units,
                const int64_t *start, const int64_t *finish, const int64_t *capacity,
                int32_t *before, int32_t *use);

/* Dates that no schedule with these people can be earlier than. `lost` nodes count as in fl_dates.
 * Returns 0, or 1 when an instant lies beyond a clock's table. */
int fl_least(const fl_network *net, const fl_staff *staff, const uint8_t *lost, int64_t *start,
             int64_t *finish);

/* Dates after which a node cannot be, of any schedule with these people that ends by `end`; a node
 * that no link holds to what follows has `end`. */
void fl_most(const fl_network *net, const fl_staff *staff, const uint8_t *lost, int64_t end,
             int64_t *start, int64_t *finish);

/* Before when some people cannot be through with work that only they can do, the latest of several
 * sets of people: people_ptr and works_ptr (sets + 1). Works are given by the instant from which on
 * they can be done, ascending, and their energy (thousandths times minutes). Not less than
 * `finish`, from which it starts. About `looks` sums of the latest works are tried per set. With
 * `until` (sets) each set has its own such instant, in place. */
int64_t fl_energy(const fl_clock *clocks, int64_t sets, const int64_t *people_ptr,
                  const int32_t *clock, const int64_t *capacity, const int64_t *works_ptr,
                  const int64_t *release, const int64_t *energy, int64_t looks, int64_t *until,
                  int64_t finish);

#include "optimiser.h"

/* ---- Chains (chains.c) ------------------------------------------------------------------------- */

/* The first `count` chains that end at a node, the least slack first, a node on one of them only.
 *
 * Edges into a node are `before` and `slack` from ptr[node] to ptr[node + 1]. Nothing goes on from
 * what is `history`, and no chain but the first begins at a node that is `hidden`. Writes, for each
 * chain, its slack and its steps from the end back: the node and the edge that holds it, or -1.
 * path_ptr (count + 1), path_slack (count), place and edge (n).
 * Returns how many chains there are, or -1 without memory.
 */
int64_t fl_chains(int64_t n, const int64_t *ptr, const int32_t *before, const int64_t *slack,
                  const uint8_t *history, const uint8_t *hidden, int64_t end, int64_t count,
                  int64_t *path_ptr, int64_t *path_slack, int32_t *place, int64_t *edge);

/* ---- Chance (chance.c) ------------------------------------------------------------------------
 *
 * Counter-based draws: a number is a function of seed, stream and trial, and of nothing else.
 * Trials come in blocks of FL_STRATA; within a block each stream has one draw in each of as many
 * equal parts of the unit interval, in an order of its own.
 */
#define FL_STRATA 1024
#define FL_NORMAL_CELLS 1056 /* 33 octaves of the tail of 32 cells each */
#define FL_TABLE_CELLS 1024  /* of a quantile table, over z from -FL_TABLE_END to FL_TABLE_END */
#define FL_TABLE_END 6.4f

/* Uniform 32-bit numbers of the trials first .. first + count, of one block of strata. */
void fl_uniform(uint64_t seed, uint64_t key, int64_t first, int64_t count, uint32_t *out);

/* The same as standard normal deviates; `normal` (FL_NORMAL_CELLS, 2) is value and slope. */
void fl_normal(const float *normal, uint64_t seed, uint64_t key, int64_t first, int64_t count,
               float *out);

/* scale times the tabled quantile at each z, rounded to the nearest whole number. */
void fl_quantile(const float *table, float scale, const float *z, int64_t count, int32_t *out);

/* Both at once: that quantile at the normal deviates of a stream, or at `own` times each of them
 * plus what it has in `common` with others. */
void fl_amounts(const float *normal, uint64_t seed, uint64_t key, int64_t first, int64_t count,
                float own, const float *common, const float *table, float scale, int32_t *out);

/* ---- Simulation (simulate.c, dispatch.c) ------------------------------------------------------ */

/* How a drawn amount becomes the work of a node. */
enum {
    FL_AS_DRAWN = 0, /* minutes as they are */
    FL_BY_RATE = 1,  /* stretched by the crew's rate */
    FL_POOLED = 2,   /* thousandths, by a clock of several people */
    FL_IN_PARTS = 3, /* all parts in proportion */
    FL_GIVEN = 4     /* as the network has it: history, points, what ends when expected */
};

/* A delay or a gain of a node when a risk happens; `table` -1: exactly `scale`. */
typedef struct {
    int32_t risk;
    int32_t table;
    float scale; /* minutes at 1 of the table, below zero for what takes time off */
    int32_t unused;
} fl_effect;

/* Money that is drawn: of a task, or of a risk when it happens. */
typedef struct {
    uint64_t key;
    double scale; /* hundredths at 1 of the table */
    int32_t table;
    int32_t risk; /* -1: always */
} fl_price;

typedef struct {
    uint64_t seed;
    const float *normal;
    const float *tables; /* (tables, FL_TABLE_CELLS + 1) */
    int64_t factors;     /* common causes */
    const uint64_t *factor_key;
    int64_t mixes;       /* weighted sums of them */
    const int64_t *mix_ptr;
    const int32_t *mix_factor;
    const float *mix_weight;
    const uint64_t *key;  /* (n) by place, and so on */
    const int32_t *table; /* -1: always `certain` */
    const float *scale;
    const float *own;     /* weight of what is the node's own */
    const int32_t *mix;   /* -1: none */
    const int32_t *certain;
    const int32_t *turns;  /* how a draw becomes work: FL_AS_DRAWN .. */
    const int32_t *rate;   /* of a crew, thousandths */
    const int32_t *shift;  /* bits by which draws are cut for sums */
    const int64_t *price;  /* of a minute of work, in hundredths an hour times thousandths */
    int64_t risks;
    const uint64_t *risk_key;
    const uint64_t *severity_key;
    const uint64_t *threshold; /* chance times 2^32 */
    const int64_t *effect_ptr; /* (n + 1) */
    const fl_effect *effects;
    int64_t prices;
    const fl_price *priced;
    int64_t fixed_cost;
    int64_t people;
    const uint64_t *person_key;
    const int32_t *lost_table;  /* (people) share of their time that is lost, -1: none */
    const int64_t *person_rate; /* (people) hundredths an hour */
    const int64_t *crew_ptr;    /* (n + 1) as in fl_staff */
    const fl_demand *crew;
    const uint8_t *interrupted; /* (n) what is lost of people's time makes its work longer */
    const int64_t *since;       /* (n) where recorded work counts from, or FL_TOO_LATE */
    int64_t targets;
    const int32_t *target;      /* places; -1 the whole */
    int64_t base;               /* minutes from which sums count */
    int64_t base_shift;
    int64_t any_price;          /* whether anybody's time costs anything */
    int64_t one_by_one;         /* never side by side, to compare the two */
} fl_model;

/* A spell of a clock of rate 1, with the start of the one after it (its own end for the last). */
typedef struct {
    int32_t start;
    int32_t end;
    int32_t done;
    int32_t next;
} fl_spell;

/* Hours that several people share, as places in the arrays of fl_dispatch: spells, by day the first
 * that ends later, and by every 256 minutes of work the first that ends with more than that done. */
typedef struct {
    int64_t spells, spells_end;
    int64_t first_bucket;
    int64_t buckets, buckets_end;
    int64_t sought, sought_end;
} fl_hours;

#define FL_SOUGHT_BITS 8

/* What a person misses of the hours that they share, in work done by these, and when they are back.
 * INT32_MAX: never. */
typedef struct {
    int32_t begin;
    int32_t end;
    int32_t back;
    int32_t unused;
} fl_gap;

/* How people are dispatched; NULL without people. */
typedef struct {
    const fl_staff *staff;
    const int32_t *rank;       /* (n) who goes first, all different */
    const int64_t *queue_ptr;  /* (people + groups + 1) who may wait in a queue, by rank */
    const int32_t *queued;
    const int32_t *crew_slot;  /* by crew entry: place in that person's queue */
    const int32_t *group_slot; /* (n) place in the group's queue */
    const int64_t *member_ptr; /* (people + 1) groups that a person is in */
    const int32_t *member_of;
    int64_t groups;
    const uint8_t *ends;       /* by clock: its hours end before its table does */
    const int32_t *stay;       /* by clock: what it were if those who leave stayed */
    const uint8_t *plain;      /* (n) each of its crew does its work by their own clock */
    const fl_hours *dials;     /* (dial_count) hours that people share */
    int64_t dial_count;
    const fl_spell *spells;
    const int32_t *buckets;
    const int32_t *sought;
    const int32_t *dial;       /* (people) by which they go */
    const int64_t *gap_ptr;    /* (people + 1) but for these; the last begins never */
    const fl_gap *gaps;
    int64_t begin;             /* nobody is looked for before */
    const int32_t *counts_as;  /* (people + groups) for whom waiting in a queue is counted */
    int64_t counted;
    const uint8_t *windows;    /* (n) FL_KEPT_FOR, FL_STAYS_BACK: where hours are rare */
} fl_dispatch;

enum {
    FL_KEPT_FOR = 1,  /* people are kept free for it when it is coming up */
    FL_STAYS_BACK = 2 /* it may have to wait where people are kept free */
};

/* What is counted; sums over trials, so that any cut into ranges gives the same. */
typedef struct {
    int64_t *finish;   /* (targets, stride) */
    int64_t *cost;     /* (trials) */
    int64_t stride;
    int64_t *critical; /* (n) */
    int64_t *sum;      /* (n) draws, cut by shift */
    int64_t *square;
    int64_t *product;  /* with the finish */
    int64_t *happened; /* (risks) */
    int64_t *with;     /* (risks) finish where it happened */
    int64_t *waited;   /* (counted) trials in which they are on the driving chain */
    int64_t beyond;    /* trials that ran out of the tables */
} fl_counts;

/* Trials first .. first + count; outputs by trial begin at `at`. Returns 0, or -1 without memory. */
int fl_simulate(const fl_network *net, const fl_model *model, const fl_dispatch *dispatch,
                int64_t first, int64_t count, int64_t at, fl_counts *counts);

/* ---- Prices of risks (pricing.c) --------------------------------------------------------------
 *
 * Trials with one risk in another case than it is: left out, or treated. A trial in which that
 * changes no amount of work is not lived through again.
 */

typedef struct {
    int32_t node;
    int32_t table; /* -1: exactly `scale` */
    float scale;   /* as in fl_effect */
    int32_t unused;
} fl_setback;

typedef struct {
    double scale;        /* hundredths at 1 of the table, when it happens */
    uint64_t threshold;  /* chance times 2^32 */
    int64_t fixed_cost;  /* whether it happens or not */
    int64_t first, end;  /* its setbacks */
    int32_t risk;
    int32_t table;       /* of the money, -1: exactly `scale` */
    int32_t row;         /* of the output; -1 for the case that is in the model, which comes first */
    int32_t unused;
} fl_case;

typedef struct {
    int64_t cases;
    const fl_case *of;          /* by risk, that of the model first */
    const fl_setback *setbacks;
    int64_t stride;
    int64_t *finish;            /* (rows, stride) of the whole */
    int64_t *cost;              /* (rows, stride) */
    int64_t again;              /* trials that were lived through, the model's own among them */
    int64_t beyond;             /* trials that ran out of the tables */
} fl_cases;

int fl_price_risks(const fl_network *net, const fl_model *model, const fl_dispatch *dispatch,
                   int64_t first, int64_t count, int64_t at, fl_cases *cases);

/* What these trials draw: (n, count) amounts and delays, (people, count) thousandths of their time
 * that people keep. */
int fl_drawn(const fl_network *net, const fl_model *model, int64_t first, int64_t count,
             int32_t *amount, int32_t *delay, int32_t *kept);

#endif
