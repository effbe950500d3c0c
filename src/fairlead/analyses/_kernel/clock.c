#include "clock.h"

/* Work done before an instant. Before the table it is 0, after it the total. */
int64_t fl_work_before(const fl_clock *c, int64_t at)
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
int64_t fl_next_work(const fl_clock *c, int64_t at)
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
int64_t fl_last_work(const fl_clock *c, int64_t at)
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
int64_t fl_finish_of(const fl_clock *c, int64_t start, int64_t work)
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
int64_t fl_start_of(const fl_clock *c, int64_t finish, int64_t work)
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
int64_t fl_shift(const fl_clock *c, int64_t at, int64_t work)
{
    if (work > 0)
        return fl_finish_of(c, at, work);
    if (work < 0)
        return fl_start_of(c, at, -work);
    return at;
}

void fl_work_before_many(const fl_clock *clocks, const int32_t *which, const int64_t *at,
                         int64_t count, int64_t *out)
{
    for (int64_t i = 0; i < count; i++)
        out[i] = fl_work_before(&clocks[which[i]], at[i]);
}

void fl_finish_of_many(const fl_clock *clocks, const int32_t *which, const int64_t *start,
                       const int64_t *work, int64_t count, int64_t *out)
{
    for (int64_t i = 0; i < count; i++)
        out[i] = fl_finish_of(&clocks[which[i]], start[i], work[i]);
}

void fl_start_of_many(const fl_clock *clocks, const int32_t *which, const int64_t *finish,
                      const int64_t *work, int64_t count, int64_t *out)
{
    for (int64_t i = 0; i < count; i++)
        out[i] = fl_start_of(&clocks[which[i]], finish[i], work[i]);
}
