#include "serial.h"

#include <stdlib.h>
#include <string.h>

/* Plans to the minute, bred from each other: a child takes its order and its people from two plans,
 * is planned by the serial pass of levelling, then back and forth. See evolve.c for the same on
 * whole units, where it is far quicker; here calendars and people are as they are. */

enum {
    LISTED = 50,  /* of a hundred children: a stretch of time put between before and after */
    KEPT = 60,    /* of a hundred: people as in the parents; else chosen anew as turns come */
    FREED = 8,    /* of a hundred choices, in children that keep people */
    BLURRED = 40, /* of a hundred children, some keys are moved */
    STALE = 40    /* children for each place of the population without a better plan */
};

typedef struct {
    fl_worth worth;
    int64_t *key;
    int32_t *chosen;
} one_t;

struct fl_plans {
    fl_pass pass;
    fl_dates now;
    const fl_aim *aim;
    fl_dates begin;
    uint64_t draw;
    int64_t size, filled, stale;
    one_t *one;       /* (size + 1), the last one a child */
    int64_t *keys;
    int32_t *choices;
    fl_dates best;
    fl_worth worth;
    int any;          /* whether there is a best plan */
};

static uint64_t draw(fl_plans *s)
{
    uint64_t x = (s->draw += UINT64_C(0x9e3779b97f4a7c15));
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static int64_t below(fl_plans *s, int64_t n)
{
    return (int64_t)(draw(s) % (uint64_t)(n > 0 ? n : 1));
}

/* ---- worth ----------------------------------------------------------------------------------- */

static int64_t times(int64_t minutes, int64_t weight)
{
    const int64_t most = FL_TOO_LATE / 65536;
    return (minutes < most ? minutes : most) * weight;
}

void fl_plans_worth(const fl_plans *s, const fl_dates *dates, fl_worth *worth)
{
    const fl_network *net = &s->pass.net;
    const fl_aim *aim = s->aim;
    fl_worth w = {0};
    int64_t too_late;
    w.finish = FL_TOO_EARLY;
    for (int64_t i = 0; i < net->n; i++) {
        const int64_t finish = dates->finish[i];
        w.lost += dates->lost[i];
        w.beyond |= fl_outside(finish) | fl_outside(dates->start[i]);
        w.finish = fl_later(w.finish, finish);
        if (finish > net->finish_until[i])
            w.late += times(finish - net->finish_until[i],
                            aim->weight == NULL ? 1 : aim->weight[i]);
        if (aim->agreed != NULL && aim->agreed[i] != FL_TOO_LATE) {
            const int64_t far = finish - aim->agreed[i];
            w.moved += times(far < 0 ? -far : far, aim->stay[i]);
        }
    }
    too_late = w.late > aim->late_allowed ? w.late - aim->late_allowed : 0;
    w.goal[0] = aim->objective == FL_LATENESS ? w.late : too_late;
    w.goal[1] = aim->objective == FL_STABILITY ? w.moved : w.finish;
    w.goal[2] = aim->objective == FL_STABILITY ? w.finish : w.late;
    *worth = w;
}

static int compare(const fl_worth *a, const fl_worth *b)
{
    if (a->beyond != b->beyond)
        return a->beyond < b->beyond ? -1 : 1;
    if (a->lost != b->lost)
        return a->lost < b->lost ? -1 : 1;
    for (int k = 0; k < 3; k++)
        if (a->goal[k] != b->goal[k])
            return a->goal[k] < b->goal[k] ? -1 : 1;
    return 0;
}

static void keep(fl_plans *s, const fl_worth *worth)
{
    if (s->any && compare(worth, &s->worth) >= 0)
        return;
    s->any = 1;
    s->stale = 0;
    s->worth = *worth;
    fl_copy_dates(s->pass.net.n, s->pass.now, &s->best);
}

/* ---- a plan of keys -------------------------------------------------------------------------- */

static void plan_child(fl_plans *s, one_t *child)
{
    fl_pass *p = &s->pass;
    const int64_t n = p->net.n;
    fl_copy_dates(n, &s->begin, p->now);
    for (int64_t i = 0; i < n; i++)
        if (!p->staff->held[i] && p->staff->group[i] >= 0)
            p->now->chosen[i] = child->chosen[i];
    p->keep_people = 1;
    fl_set_turns(p, child->key, s->begin.start, 1);
    fl_serial_forward(p);
    fl_plans_worth(s, p->now, &child->worth);
    for (int turn = 0;; turn++) {
        fl_worth here;
        keep(s, &child->worth);
        memcpy(child->key, p->now->start, (size_t)n * sizeof *child->key);
        memcpy(child->chosen, p->now->chosen, (size_t)n * sizeof *child->chosen);
        if (turn == 2 || child->worth.beyond)
            return;
        p->keep_people = 1;
        fl_set_turns(p, p->now->finish, p->now->start, -1);
        fl_serial_backward(p, child->worth.finish, 0);
        p->keep_people = turn == 0;
        fl_set_turns(p, p->now->start, p->now->finish, 1);
        fl_serial_forward(p);
        fl_plans_worth(s, p->now, &here);
        if (compare(&here, &child->worth) >= 0)
            return;
        child->worth = here;
    }
}

static void swap_in(fl_plans *s, int64_t k)
{
    const one_t held = s->one[k];
    s->one[k] = s->one[s->size];
    s->one[s->size] = held;
}

/* ---- keys ------------------------------------------------------------------------------------ */

static int64_t span(const fl_plans *s)
{
    return fl_later(s->worth.finish - s->pass.net.status, 2);
}

/* The best order, blurred by up to half of the whole, a quarter, ... */
static void blur(fl_plans *s, one_t *child)
{
    const int64_t n = s->pass.net.n, reach = 1 + (span(s) >> (1 + below(s, 9)));
    for (int64_t i = 0; i < n; i++) {
        child->key[i] = s->best.start[i] + below(s, 2 * reach) - reach;
        child->chosen[i] = below(s, 2) ? s->best.chosen[i] : -1;
    }
}

static void cross(fl_plans *s, const one_t *a, const one_t *b, one_t *child)
{
    const int64_t n = s->pass.net.n, whole = span(s), first = s->pass.net.status;
    const int64_t width = 1 + whole / 8 + below(s, whole / 2);
    const int64_t from = first + below(s, fl_later(whole - width, 1));
    const int listed = below(s, 100) < LISTED, kept = below(s, 100) < KEPT;
    for (int64_t i = 0; i < n; i++) {
        const int inside = a->key[i] >= from && a->key[i] < from + width;
        child->key[i] = inside ? a->key[i] : b->key[i];
        if (listed && !inside)
            child->key[i] += a->key[i] < from ? -whole : whole;
        child->chosen[i] = -1;
        if (kept && below(s, 100) >= FREED)
            child->chosen[i] = inside ? a->chosen[i] : b->chosen[i];
    }
    if (below(s, 100) < BLURRED)
        for (int64_t k = 1 + below(s, 3); k > 0; k--) {
            const int64_t i = below(s, n);
            child->key[i] += below(s, whole / 5 + 2) - whole / 10;
            child->chosen[i] = -1;
        }
}

static void step(fl_plans *s)
{
    one_t *child = &s->one[s->size];
    int64_t a, b, worse;
    if (s->filled < s->size) {
        blur(s, child);
        plan_child(s, child);
        swap_in(s, s->filled++);
        return;
    }
    a = below(s, s->size);
    b = below(s, s->size - 1);
    b += b >= a;
    cross(s, &s->one[a], &s->one[b], child);
    plan_child(s, child);
    worse = compare(&s->one[a].worth, &s->one[b].worth) < 0 ? b : a;
    b = a + b - worse;
    if (compare(&child->worth, &s->one[worse].worth) <= 0 &&
        compare(&child->worth, &s->one[b].worth) != 0)
        swap_in(s, worse);
    if (++s->stale > STALE * s->size) {
        s->filled = 0;
        s->stale = 0;
    }
}

/* ---- what callers see ------------------------------------------------------------------------ */

fl_plans *fl_plans_begin(const fl_network *net, const fl_staff *staff, const fl_aim *aim,
                         const fl_dates *begin, uint64_t seed, int64_t population)
{
    fl_plans *s = calloc(1, sizeof *s);
    const size_t n = (size_t)net->n + 1, ones = (size_t)population + 1;
    if (s == NULL)
        return NULL;
    s->pass.net = *net;
    s->pass.staff = staff;
    s->aim = aim;
    s->begin = *begin;
    s->size = population;
    s->draw = seed * UINT64_C(0x632be59bd9b4e019) + 1;
    s->one = calloc(ones, sizeof *s->one);
    s->keys = malloc((ones + 3) * n * sizeof *s->keys);
    s->choices = malloc((ones + 2) * n * sizeof *s->choices);
    s->best.lost = calloc(n, sizeof *s->best.lost);
    if (fl_pass_open(&s->pass, &s->now) != 0 || s->one == NULL || s->keys == NULL ||
        s->choices == NULL || s->best.lost == NULL) {
        fl_plans_end(s);
        return NULL;
    }
    for (size_t k = 0; k < ones; k++) {
        s->one[k].key = s->keys + k * n;
        s->one[k].chosen = s->choices + k * n;
    }
    s->best.start = s->keys + ones * n;
    s->best.finish = s->best.start + n;
    s->best.work = s->best.finish + n;
    s->best.clock = s->choices + ones * n;
    s->best.chosen = s->best.clock + n;
    return s;
}

void fl_plans_end(fl_plans *s)
{
    if (s == NULL)
        return;
    fl_pass_close(&s->pass, &s->now);
    free(s->one);
    free(s->keys);
    free(s->choices);
    free(s->best.lost);
    free(s);
}

void fl_plans_offer(fl_plans *s, const int64_t *key, const int32_t *chosen)
{
    const size_t n = (size_t)s->pass.net.n;
    one_t *child = &s->one[s->size];
    memcpy(child->key, key, n * sizeof *key);
    memcpy(child->chosen, chosen, n * sizeof *chosen);
    plan_child(s, child);
    swap_in(s, s->filled < s->size ? s->filled++ : below(s, s->size));
}

int fl_plans_run(fl_plans *s, int64_t steps, const fl_worth *enough, const volatile int32_t *stop)
{
    const int64_t until = s->pass.steps + steps;
    while (s->pass.steps < until && !s->pass.no_memory && !*stop && s->any &&
           compare(&s->worth, enough) > 0) {
        s->pass.steps++;
        step(s);
    }
    return s->pass.no_memory ? -1 : 0;
}

void fl_plans_best(fl_plans *s, fl_dates *dates, fl_worth *worth)
{
    int any_late = 0;
    fl_copy_dates(s->pass.net.n, &s->best, dates);
    *worth = s->worth;
    for (int64_t i = 0; i < s->pass.net.n; i++)
        any_late |= s->pass.net.late_as_possible[i];
    if (any_late && !worth->beyond) {
        fl_stand_late(&s->pass, dates, worth->finish);
        fl_plans_worth(s, dates, worth);
    }
}
