#ifndef FAIRLEAD_SERIAL_H
#define FAIRLEAD_SERIAL_H

#include "node.h"
#include "timeline.h"

/* One schedule in the making. Nodes change clock and work with who does them. */
typedef struct {
    fl_network net; /* clock and work are those below */
    const fl_staff *staff;
    fl_dates *now;
    fl_timeline *lines; /* by person */
    int64_t *load;      /* minutes given to each person so far */
    int64_t *dear;      /* minutes by which another may finish later and yet be chosen */
    int64_t *prices;    /* the same as it grows, whether it is in use or not */
    uint8_t *pressed;   /* nodes, and people, that the search is to look at above all */
    uint8_t *pressing;
    int32_t *by_name;   /* nodes in the order of their keys */
    int32_t *waiting;
    int32_t *rank;      /* turn of each node in this pass, all different */
    int32_t *by_rank;
    int32_t *heap;
    int64_t heaped;
    uint64_t *keys;     /* what turns are sorted by */
    int32_t *spare;
    int64_t *scratch;   /* (2 n) */
    int64_t steps;      /* work done so far, to stop by: the same on every machine */
    int keep_people;    /* who does what stays as it is */
    int no_memory;
} fl_pass;

/* Rank nodes by turn, then two keys, then name. `sign` -1 ranks by all of it but name backwards. */
void fl_set_turns(fl_pass *p, const int64_t *first, const int64_t *second, int sign);

/* Free everybody, then take people for the nodes whose dates do not yield. */
void fl_clear(fl_pass *p);

/* Take (1) or give back (-1) the people on a node for its dates. */
void fl_occupy(fl_pass *p, int64_t i, int sign);

/* Choose who of a group does each node by load alone. `scratch` (2 n) is written over. */
void fl_spread(fl_pass *p, int64_t *scratch);

/* A serial schedule: nodes by rank among those whose predecessors stand, each as early as it can. */
void fl_serial_forward(fl_pass *p);

/* Nodes by rank among those whose successors stand, each as late as it can before `end`, or only
 * those that are to be as late as possible. */
void fl_serial_backward(fl_pass *p, int64_t end, int only_late);

/* Room for passes: `net` and `staff` are set before. Returns -1 without memory; to be closed in
 * either case. (levelling.c) */
int fl_pass_open(fl_pass *p, fl_dates *now);
void fl_pass_close(fl_pass *p, fl_dates *now);

void fl_copy_dates(int64_t n, const fl_dates *from, fl_dates *to);

/* Move what is to be as late as possible back as far as people and successors allow. */
void fl_stand_late(fl_pass *p, fl_dates *dates, int64_t end);

#endif
