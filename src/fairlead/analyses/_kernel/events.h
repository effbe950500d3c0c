#ifndef FAIRLEAD_EVENTS_H
#define FAIRLEAD_EVENTS_H

#include "floorplan.h"

#include <string.h>

/* The events of one trial in their order: an instant, and at it a code.
 *
 * Few are near at any time: a short sorted list is quicker than a heap. What comes later than all
 * of a full list goes to the heap. Before the first of the list lies INT64_MIN, so that nobody has to
 * ask where it begins. */

static inline int64_t fl_key_of(int64_t at, int64_t code)
{
    return at * (INT64_C(1) << FL_CODE_BITS) + code;
}

static inline int64_t fl_instant_in(int64_t key) { return key >> FL_CODE_BITS; }

static inline int64_t fl_code_in(int64_t key) { return key & ((INT64_C(1) << FL_CODE_BITS) - 1); }

static inline void fl_no_events(struct fl_floorplan *f)
{
    f->near[0] = INT64_MIN;
    f->head = 1;
    f->few = f->heaped = 0;
}

FL_APART static void fl_put_far(struct fl_floorplan *f, int64_t key)
{
    int64_t k = f->heaped++;
    while (k > 0 && f->heap[(k - 1) / 2] > key) {
        f->heap[k] = f->heap[(k - 1) / 2];
        k = (k - 1) / 2;
    }
    f->heap[k] = key;
}

static inline int64_t fl_least_far(struct fl_floorplan *f)
{
    const int64_t top = f->heap[0], last = f->heap[--f->heaped];
    int64_t k = 0;
    for (;;) {
        int64_t child = 2 * k + 1;
        if (child >= f->heaped)
            break;
        child += child + 1 < f->heaped && f->heap[child + 1] < f->heap[child];
        if (f->heap[child] >= last)
            break;
        f->heap[k] = f->heap[child];
        k = child;
    }
    f->heap[k] = last;
    return top;
}

/* The list back to the beginning of its room. */
FL_APART static void fl_make_room(struct fl_floorplan *f)
{
    memmove(f->near + 1, f->near + f->head, (size_t)f->few * sizeof *f->near);
    f->head = 1;
    f->near[0] = INT64_MIN;
}

static inline void fl_post_key(struct fl_floorplan *f, int64_t key)
{
    int64_t *near = f->near + f->head, k;
    if (f->few == 0 ? f->heaped > 0
                    : key > near[f->few - 1] && (f->heaped > 0 || f->few == FL_NEAR)) {
        fl_put_far(f, key);
        return;
    }
    if (f->few == FL_NEAR) {
        fl_put_far(f, near[--f->few]);
    }
    if (f->head + FL_NEAR + 1 > FL_ROOM) {
        fl_make_room(f);
        near = f->near + f->head;
    }
    k = f->few;
    for (; near[k - 1] > key; k--)
        near[k] = near[k - 1];
    near[k] = key;
    f->few++;
}

static inline void fl_post(struct fl_floorplan *f, int64_t at, int64_t code)
{
    fl_post_key(f, fl_key_of(at, code));
}

/* Bring the next events near, when none is. Returns whether there are any. */
FL_APART static int fl_bring_near(struct fl_floorplan *f)
{
    const int64_t few = fl_earlier(f->heaped, FL_NEAR / 2);
    fl_make_room(f);
    for (; f->few < few; f->few++)
        f->near[1 + f->few] = fl_least_far(f);
    return few > 0;
}

/* The next event. There is one near. */
static inline int64_t fl_take_next(struct fl_floorplan *f)
{
    const int64_t key = f->near[f->head];
    f->near[f->head++] = INT64_MIN;
    f->few--;
    return key;
}

/* Have a node looked at then, or now where that is past. */
static inline void fl_look_at(const fl_trial *t, int64_t i, int64_t at)
{
    struct fl_floorplan *f = t->floor;
    const fl_layout *plan = f->layout;
    fl_post(f, fl_later(at, f->now), plan->looks + plan->nodes[i].rank);
}

#endif
