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

/* The questions of a clock. They are asked millions of times, and small: hence inline. */

/* Work done before an instant. Before the table it is 0, after it the total. */
static inline int64_t fl_work_before(const fl_clock *c, int64_t at)
{
    int64_t k;
    if (c->rate == 0)
        return at;
    k = spell_after(c, at);
    if (k == c->n)
        return c->done[c->n];
    if (at <= c->start[k])
        return c->done[k];
    return c->done[k] + (at - c->start[k]) * rate_of(c, k);
}

/* The earliest instant from `at` on at which work can start. */
static inline int64_t fl_next_work(const fl_clock *c, int64_t at)
{
    int64_t k;
    if (c->rate == 0)
        return at;
    k = spell_after(c, at);
    if (k == c->n)
        return FL_TOO_LATE;
    return at > c->start[k] ? at : c->start[k];
}

/* The latest instant up to `at` at which work can finish. */
static inline int64_t fl_last_work(const fl_clock *c, int64_t at)
{
    int64_t k;
    if (c->rate == 0)
        return at;
    k = spell_after(c, at);
    if (k < c->n && at > c->start[k])
        return at;
    return k == 0 ? FL_TOO_EARLY : c->end[k - 1];
}

/* Where work that starts at `start` finishes. No work finishes where it starts. */
static inline int64_t fl_finish_of(const fl_clock *c, int64_t start, int64_t work)
{
    int64_t done, k, inside;
    if (work == 0)
        return start;
    if (c->rate == 0)
        return start + work;
    k = spell_after(c, start);
    if (k == c->n)
        return FL_TOO_LATE;
    /* Most work ends within the spell it starts in, or a few later. */
    if (start <= c->start[k]) {
        done = c->done[k] + work;
    } else {
        done = c->done[k] + (start - c->start[k]) * rate_of(c, k) + work;
    }
    if (done <= c->done[k + 1]) {
        inside = done - c->done[k];
        return c->start[k] + minutes_for(c, k, inside);
    }
    k = spell_passing(c, done - 1);
    if (k == c->n)
        return FL_TOO_LATE;
    return c->start[k] + minutes_for(c, k, done - c->done[k]);
}

/* Where work must start to finish at `finish`: the latest such instant. */
static inline int64_t fl_start_of(const fl_clock *c, int64_t finish, int64_t work)
{
    int64_t done, k;
    if (work == 0)
        return finish;
    if (c->rate == 0)
        return finish - work;
    done = fl_work_before(c, finish) - work;
    if (done < 0)
        return FL_TOO_EARLY;
    k = spell_passing(c, done);
    if (k == c->n)
        return FL_TOO_LATE;
    return c->start[k] + (done - c->done[k]) / rate_of(c, k);
}

/* A lag: `work` later, or earlier where it is negative; nothing where it is zero. */
static inline int64_t fl_shift(const fl_clock *c, int64_t at, int64_t work)
{
    if (work > 0)
        return fl_finish_of(c, at, work);
    if (work < 0)
        return fl_start_of(c, at, -work);
    return at;
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
