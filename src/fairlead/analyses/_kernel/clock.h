#ifndef FAIRLEAD_CLOCK_H
#define FAIRLEAD_CLOCK_H

#include "kernel.h"

#include <stddef.h>

/* Where an instant, or an amount of work, lies in the table of a clock. */

/* Places: the first spell that ends after `at`; n when `at` is beyond the last. */
static inline int64_t spell_after(const fl_clock *c, int64_t at)
{
    int64_t bucket = at - c->first_bucket;
    int64_t k;
    if (bucket < 0)
        return 0;
    bucket /= FL_BUCKET_MINUTES;
    if (bucket >= c->n_buckets)
        return c->n;
    k = c->bucket[bucket];
    while (k < c->n && c->end[k] <= at)
        k++;
    return k;
}

/* The spell in which the work done passes `done`: the first that ends with more than it. */
static inline int64_t spell_passing(const fl_clock *c, int64_t done)
{
    int64_t entry = done / c->stride;
    int64_t k;
    if (entry >= c->n_sought)
        return c->n;
    k = c->sought[entry];
    while (k < c->n && c->done[k + 1] <= done)
        k++;
    return k;
}

static inline int64_t rate_of(const fl_clock *c, int64_t k)
{
    return c->rates != NULL ? c->rates[k] : c->rate;
}

static inline int64_t minutes_for(const fl_clock *c, int64_t k, int64_t work)
{
    int64_t rate = rate_of(c, k);
    return rate == 1 ? work : (work + rate - 1) / rate;
}

/* Where work that may start at `from` starts and finishes: both with one look at the table. No
 * clock of elapsed time, and some work. */
static inline int64_t fl_start_and_finish(const fl_clock *c, int64_t from, int64_t work,
                                          int64_t *finish)
{
    int64_t k = spell_after(c, from), start, done;
    if (k == c->n) {
        *finish = FL_TOO_LATE;
        return FL_TOO_LATE;
    }
    start = from > c->start[k] ? from : c->start[k];
    done = c->done[k] + (start - c->start[k]) * rate_of(c, k) + work;
    if (done > c->done[k + 1]) {
        k = spell_passing(c, done - 1);
        if (k == c->n) {
            *finish = FL_TOO_LATE;
            return start;
        }
    }
    *finish = c->start[k] + minutes_for(c, k, done - c->done[k]);
    return start;
}

#endif
