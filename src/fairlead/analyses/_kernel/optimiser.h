/* The optimiser: project.c, planes.c, refill.c, evolve.c, plans.c. Included by kernel.h, whose
 * structs it uses. */
#ifndef FL_OPTIMISER_H
#define FL_OPTIMISER_H

/* A project in whole time units. Activities stand in an order in which every link points forward;
 * a link lets `i` begin no earlier than the start of in[e] and in_lag[e] more. */
typedef struct {
    int64_t n;
    int64_t resources;
    int64_t horizon;         /* no schedule made one by one ends later */
    const int32_t *duration; /* (n) */
    const int32_t *release;  /* (n) */
    const int32_t *in_ptr;   /* (n + 1) */
    const int32_t *in;
    const int32_t *in_lag;
    const int32_t *demand;   /* (n, resources) */
    const int32_t *capacity; /* (resources) at most 32,767 */
} fl_project;

/* One island of a search for short schedules. */
typedef struct fl_island fl_island;

/* NULL without memory. The same seed and population make the same search on every machine. */
fl_island *fl_island_begin(const fl_project *project, uint64_t seed, int64_t population);
void fl_island_end(fl_island *island);

/* Go on for so many passes, or until a schedule is no longer than `enough`, or until `stop` is set
 * by another thread. Returns the length of the best schedule. */
int64_t fl_island_run(fl_island *island, int64_t passes, int64_t enough,
                      const volatile int32_t *stop);

/* Starts (n) of the best schedule, as early as they can be; and a schedule from elsewhere to take
 * in, given by its starts. A population that is not complete yet takes in nothing. */
void fl_island_best(const fl_island *island, int32_t *start);
void fl_island_offer(fl_island *island, const int32_t *start);

/* Exchange one in so many of two islands of one project, of which neither runs. */
void fl_island_mix(fl_island *a, fl_island *b, int64_t part);

/* What a plan is to be good at. Minutes after promised dates count by `weight` (n, or NULL: 1
 * each), finishes by how far they are from `agreed` (n, FL_TOO_LATE where nothing is) with `stay`. */
enum { FL_FINISH = 0, FL_LATENESS = 1, FL_STABILITY = 2 };

typedef struct {
    int64_t objective;
    int64_t late_allowed; /* weighted lateness up to which it does not count, but for FL_LATENESS */
    const int64_t *weight;
    const int64_t *agreed;
    const int64_t *stay;
} fl_aim;

/* What a plan is worth: compared from the top, the smaller the better. `goal` are, by objective,
 * too much lateness and the finish; lateness and finish; too much lateness and moves. */
typedef struct {
    int64_t beyond;
    int64_t lost;
    int64_t goal[3];
    int64_t late;  /* weighted */
    int64_t finish;
    int64_t moved; /* weighted */
} fl_worth;

/* A search among the orders, and the choices of people, that make plans to the minute. */
typedef struct fl_plans fl_plans;

/* `begin` are early dates, nobody chosen. NULL without memory. What is given is to stand as long as
 * the search does. */
fl_plans *fl_plans_begin(const fl_network *net, const fl_staff *staff, const fl_aim *aim,
                         const fl_dates *begin, uint64_t seed, int64_t population);
void fl_plans_end(fl_plans *plans);

/* What dates are worth, as they stand. */
void fl_plans_worth(const fl_plans *plans, const fl_dates *dates, fl_worth *worth);

/* Plan in the order of `key` (n), with `chosen` (n) people, free to choose where it is -1; back and
 * forth as long as it helps. What comes out is part of the search from then on. */
void fl_plans_offer(fl_plans *plans, const int64_t *key, const int32_t *chosen);

/* Go on for so many steps (looks at people and links), or until the best is worth as much as
 * `enough`, or `stop` is set. Returns 0, or -1 without memory. */
int fl_plans_run(fl_plans *plans, int64_t steps, const fl_worth *enough,
                 const volatile int32_t *stop);

/* The best plan so far, with what is to be as late as possible moved there. */
void fl_plans_best(fl_plans *plans, fl_dates *dates, fl_worth *worth);

#endif
