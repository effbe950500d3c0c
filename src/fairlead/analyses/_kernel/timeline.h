#ifndef FAIRLEAD_TIMELINE_H
#define FAIRLEAD_TIMELINE_H

#include <stdint.h>

/* How much of a person is taken, as steps: used[k] from at[k] to at[k + 1], nothing outside. */
typedef struct {
    int64_t *at;
    int64_t *used;
    int64_t n;
    int64_t room;     /* how many steps fit into the arrays */
    int64_t capacity; /* thousandths of a person */
} fl_timeline;

/* Take (or, with negative units, give back) units in [from, until). Returns -1 without memory. */
int fl_reserve(fl_timeline *line, int64_t from, int64_t until, int64_t units);

/* Where the first stretch in [from, until) that lacks `units` ends; `from` when none does. */
int64_t fl_clash_end(const fl_timeline *line, int64_t from, int64_t until, int64_t units);

/* Where the last stretch in [from, until) that lacks `units` begins; `until` when none does. */
int64_t fl_clash_start(const fl_timeline *line, int64_t from, int64_t until, int64_t units);

#endif
