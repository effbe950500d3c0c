#ifndef FAIRLEAD_ASKING_H
#define FAIRLEAD_ASKING_H

#include "events.h"

/* When a person could begin something, and end it. What these do not know is FL_TOO_LATE for
 * dispatch.c to find out: the answer is 0 then. */

#define FL_FAR (1 << 30) /* beyond all tables */

typedef struct {
    int32_t start;  /* when they could begin, from now on */
    int32_t finish;
    int32_t again;  /* when they work again after it */
    int32_t done;   /* work that their hours have done by the start */
    const fl_gap *gap;
} fl_answer;

FL_WITHIN static inline int fl_find_start(const fl_dispatch *d, const fl_layout *plan,
                                          fl_desk *desk, int32_t person, int32_t now, fl_answer *a)
{
    const fl_seat *seat = &plan->seats[person];
    const int32_t from = now > plan->begin ? now : plan->begin;
    const uint32_t day = (uint32_t)(from - seat->first_bucket) / FL_BUCKET_MINUTES;
    const fl_gap *gap = d->gaps + desk->gap;
    const fl_spell *s;
    if (day >= (uint32_t)seat->n_buckets)
        return 0;
    s = d->spells + seat->spells + d->buckets[seat->buckets + (int32_t)day];
    s += s->end <= from;
    while (s->end <= from)
        s++;
    a->start = now > s->start ? now : s->start;
    a->done = s->done + (a->start - s->start);
    if (gap->end <= a->done) {
        while (gap->end <= a->done)
            gap++;
        desk->gap = (int32_t)(gap - d->gaps);
    }
    a->gap = gap;
    if (gap->begin <= a->done)
        a->start = gap->back;
    return a->start < FL_FAR;
}

/* After the start, which is now. */
FL_WITHIN static inline int fl_find_finish(const fl_dispatch *d, const fl_layout *plan,
                                           int32_t person, int32_t work, fl_answer *a)
{
    const fl_seat *seat = &plan->seats[person];
    const fl_gap *gap = a->gap;
    const fl_spell *s;
    int32_t target = a->done + work;
    for (; gap->begin < target; gap++) {
        if (gap->end == INT32_MAX)
            return 0; /* they never come back */
        target += gap->end - gap->begin;
    }
    if ((target - 1) >> FL_SOUGHT_BITS >= seat->n_sought)
        return 0;
    s = d->spells + seat->spells + d->sought[seat->sought + ((target - 1) >> FL_SOUGHT_BITS)];
    s += s->done + (s->end - s->start) < target;
    while (s->done + (s->end - s->start) < target)
        s++;
    if (s->start >= FL_FAR)
        return 0;
    a->finish = s->start + (target - s->done);
    a->again = a->finish == s->end ? s->next : a->finish;
    if (gap->begin == target)
        a->again = gap->back == INT32_MAX ? a->finish : gap->back;
    return 1;
}

/* Effort as work of a person: the same as fl_stretched, with no division. What is left of a
 * product of doubles is never more than one too little, and that only where it is whole. */
FL_WITHIN static inline int64_t fl_work_of(const fl_desk *desk, int64_t effort)
{
    const int64_t work = (int64_t)((double)effort * desk->stretch);
    return work + (work * desk->by < effort * 1000000);
}

#endif
