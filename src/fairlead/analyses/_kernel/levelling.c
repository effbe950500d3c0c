#include "serial.h"

#include <stdlib.h>
#include <string.h>

#define MOST_OVER (INT64_C(1) << 36) /* minutes, 130,000 years */

/* ---- the best of several --------------------------------------------------------------------- */

static fl_score score_of(const fl_pass *p)
{
    fl_score score = {0, 0, 0, FL_TOO_EARLY};
    for (int64_t i = 0; i < p->net.n; i++) {
        const int64_t finish = p->now->finish[i];
        score.lost += p->now->lost[i];
        score.finish = fl_later(score.finish, finish);
        score.beyond |= fl_outside(finish) | fl_outside(p->now->start[i]);
        if (finish > p->net.finish_until[i])
            score.late += finish - p->net.finish_until[i];
    }
    return score;
}

static int better(const fl_score *a, const fl_score *b)
{
    if (a->beyond != b->beyond)
        return a->beyond < b->beyond;
    if (a->lost != b->lost)
        return a->lost < b->lost;
    if (a->late != b->late)
        return a->late < b->late;
    return a->finish < b->finish;
}

void fl_copy_dates(int64_t n, const fl_dates *from, fl_dates *to)
{
    memcpy(to->start, from->start, (size_t)n * sizeof *to->start);
    memcpy(to->finish, from->finish, (size_t)n * sizeof *to->finish);
    memcpy(to->work, from->work, (size_t)n * sizeof *to->work);
    memcpy(to->clock, from->clock, (size_t)n * sizeof *to->clock);
    memcpy(to->chosen, from->chosen, (size_t)n * sizeof *to->chosen);
    memcpy(to->lost, from->lost, (size_t)n * sizeof *to->lost);
}

/* Room for a schedule of its own. Returns 0, or -1 without memory. */
static int hold(int64_t places, fl_dates *dates)
{
    const size_t n = (size_t)places + 1;
    dates->start = malloc(3 * n * sizeof *dates->start);
    dates->clock = malloc(2 * n * sizeof *dates->clock);
    dates->lost = calloc(n, sizeof *dates->lost);
    if (dates->start == NULL || dates->clock == NULL || dates->lost == NULL)
        return -1;
    dates->finish = dates->start + n;
    dates->work = dates->finish + n;
    dates->chosen = dates->clock + n;
    return 0;
}

static void release(fl_dates *dates)
{
    free(dates->start);
    free(dates->clock);
    free(dates->lost);
}

static int enough(const fl_score *score, const fl_score *bound)
{
    return !better(bound, score);
}

/* A number that looks drawn, the same on every machine (Steele, Lea and Flood 2014). */
static uint64_t scrambled(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* By how much a node ends after what is promised for it, or after the bound of the whole; what ends
 * beyond time counts as MOST_OVER, so that prices are sums that 64 bits hold. */
static int64_t over(const fl_pass *p, const fl_dates *dates, int64_t i, int64_t bound)
{
    const int64_t until = fl_earlier(bound, p->net.finish_until[i]);
    if (fl_outside(dates->finish[i]) || fl_outside(until))
        return dates->finish[i] > until ? MOST_OVER : 0;
    return fl_earlier(dates->finish[i] - until, MOST_OVER);
}

/* Whoever is on what ends too late becomes dearer by that: others are to do what they can. What was
 * added before counts for less and less. */
static void price(const fl_pass *p, const fl_dates *dates, int64_t bound, int64_t *prices)
{
    const fl_staff *s = p->staff;
    for (int64_t k = 0; k < s->people; k++)
        prices[k] -= prices[k] / 8;
    for (int64_t i = 0; i < p->net.n; i++) {
        const int64_t more = 4 * over(p, dates, i, bound);
        if (more <= 0)
            continue;
        if (s->group[i] < 0)
            for (int64_t k = s->crew_ptr[i]; k < s->crew_ptr[i + 1]; k++)
                prices[s->crew[k].person] += more;
        else if (dates->chosen[i] >= 0)
            prices[s->candidates[dates->chosen[i]].person] += more;
    }
}

/* How dear whoever is on a node is, or on what waits for it. */
static void weigh(const fl_pass *p, const fl_dates *dates, int64_t *weight)
{
    const fl_staff *s = p->staff;
    for (int64_t i = p->net.n - 1; i >= 0; i--) {
        weight[i] = 0;
        if (s->group[i] >= 0 && dates->chosen[i] >= 0)
            weight[i] = p->dear[s->candidates[dates->chosen[i]].person];
        for (int64_t k = s->crew_ptr[i]; k < s->crew_ptr[i + 1] && s->group[i] < 0; k++)
            weight[i] = fl_later(weight[i], p->dear[s->crew[k].person]);
        for (int64_t e = p->net.out_ptr[i]; e < p->net.out_ptr[i + 1]; e++)
            weight[i] = fl_later(weight[i], weight[p->net.out[e].other]);
    }
}

/* The nodes that those could be on who could be on what ends too late. */
static void press(const fl_pass *p, const fl_dates *dates, int64_t bound, uint8_t *pressed,
                  uint8_t *person)
{
    const fl_staff *s = p->staff;
    memset(person, 0, (size_t)s->people);
    for (int marking = 1; marking >= 0; marking--)
        for (int64_t i = 0; i < p->net.n; i++) {
            const int64_t g = s->group[i];
            pressed[i] = 0;
            if (marking && over(p, dates, i, bound) <= 0)
                continue;
            for (int64_t k = s->crew_ptr[i]; g < 0 && k < s->crew_ptr[i + 1]; k++) {
                person[s->crew[k].person] |= (uint8_t)marking;
                pressed[i] |= person[s->crew[k].person];
            }
            for (int64_t k = g < 0 ? 0 : s->group_ptr[g]; g >= 0 && k < s->group_ptr[g + 1]; k++) {
                person[s->candidates[k].person] |= (uint8_t)marking;
                pressed[i] |= person[s->candidates[k].person];
            }
        }
}

/* Back, then forward again with people chosen anew. */
static void back_and_forth(fl_pass *p, int64_t end, int keep_people)
{
    p->keep_people = 1;
    fl_set_turns(p, p->now->finish, p->now->start, -1);
    fl_serial_backward(p, end, 0);
    p->keep_people = keep_people;
    fl_set_turns(p, p->now->start, p->now->finish, 1);
    fl_serial_forward(p);
}

/* The best order varied, for as long as steps are left and it is not as good as can be. In two
 * rounds of three, what leads to dear people goes first by their price, and they are chosen last;
 * in two of three, turns are moved by up to a week, two, four, ... a quarter of the whole: of
 * nodes that are pressed, now and then of all. A move depends on round and key alone. It goes on
 * from what is as good as the best, but only what is better is kept. */
static void vary(fl_pass *p, const fl_rules *rules, fl_dates *best, fl_score *score)
{
    const int64_t n = p->net.n, week = 7 * 1440, bound = rules->bound.finish;
    const int64_t whole = fl_later((score->finish - p->net.status) / 4, week);
    int64_t *first = p->scratch, *weight = p->scratch + n, reach = week;
    fl_dates from = {0};
    if (hold(n, &from) != 0) {
        p->no_memory = 1;
        release(&from);
        return;
    }
    fl_copy_dates(n, best, &from);
    for (uint64_t round = 1; p->steps <= rules->most_steps; round++) {
        fl_score here;
        if (score->beyond || enough(score, &rules->bound))
            break;
        press(p, &from, bound, p->pressed, p->pressing);
        price(p, round % 2 ? &from : p->now, bound, p->prices);
        for (int64_t k = 0; k < p->staff->people; k++)
            p->dear[k] = round % 3 == 1 ? 0 : p->prices[k];
        weigh(p, &from, weight);
        for (int64_t i = 0; i < n; i++) {
            first[i] = from.start[i] - weight[i];
            if (round % 3 != 0 && (p->pressed[i] || round % 4 == 0)) {
                const uint64_t key = (round << 32) ^ (uint64_t)p->staff->name[i];
                first[i] += (int64_t)(scrambled(key) % (uint64_t)(2 * reach + 1)) - reach;
            }
        }
        reach = reach >= whole ? week : fl_earlier(2 * reach, whole);
        fl_copy_dates(n, &rules->begin, p->now);
        p->keep_people = 0;
        fl_set_turns(p, first, from.finish, 1);
        fl_serial_forward(p);
        here = score_of(p);
        for (int turn = 0; !here.beyond; turn++) {
            if (!better(score, &here))
                fl_copy_dates(n, p->now, &from);
            if (better(&here, score)) {
                *score = here;
                fl_copy_dates(n, p->now, best);
            }
            if (turn == 1)
                break;
            back_and_forth(p, here.finish, 0);
            here = score_of(p);
        }
    }
    release(&from);
    memset(p->dear, 0, (size_t)p->staff->people * sizeof *p->dear);
}

/* Prices before there is a schedule: by when each would be through with an even share of all work,
 * beyond whoever is through first. What leads to dear people takes its turn earlier by their price.
 * Writes 2 n of scratch, the first half the keys to go by. */
static void price_by_load(fl_pass *p, const int64_t *keys, int64_t *scratch)
{
    const fl_staff *s = p->staff;
    int64_t *first = scratch, *weight = scratch + p->net.n, least = FL_TOO_LATE;
    fl_spread(p, scratch);
    for (int64_t k = 0; k < s->people; k++) {
        const fl_clock *clock = &p->net.clocks[s->clock[k]];
        p->dear[k] = fl_finish_of(clock, p->net.status, p->load[k]);
        least = fl_earlier(least, p->dear[k]);
    }
    for (int64_t k = 0; k < s->people; k++)
        p->dear[k] = fl_outside(p->dear[k]) || fl_outside(least) ? 0 : p->dear[k] - least;
    weigh(p, p->now, weight);
    for (int64_t i = 0; i < p->net.n; i++)
        first[i] = keys[i] - weight[i];
}

/* Rules in turn, each followed by passes back and forth for as long as they help. */
static void search(fl_pass *p, const fl_rules *rules, fl_dates *best, fl_score *score)
{
    const int64_t n = p->net.n;
    for (int64_t k = 0; k < rules->n; k++) {
        fl_score here, before;
        if (k > 0 && (enough(score, &rules->bound) || p->steps > rules->rule_steps))
            return;
        const int64_t *first = rules->keys + 2 * k * n;
        p->keep_people = 0;
        memset(p->dear, 0, (size_t)p->staff->people * sizeof *p->dear);
        fl_copy_dates(n, &rules->begin, p->now);
        if (rules->people[k] == FL_BY_PRICE) {
            price_by_load(p, first, p->scratch);
            first = p->scratch;
            fl_copy_dates(n, &rules->begin, p->now);
        } else if (rules->people[k] == FL_BY_LOAD) {
            fl_spread(p, p->scratch);
            p->keep_people = 1;
        }
        fl_set_turns(p, first, rules->keys + (2 * k + 1) * n, 1);
        fl_serial_forward(p);
        here = score_of(p);
        if (k == 0 || better(&here, score)) {
            *score = here;
            fl_copy_dates(n, p->now, best);
        }
        for (int64_t turn = 0; turn < rules->most_turns; turn++) {
            if (here.beyond || enough(score, &rules->bound) || p->steps > rules->rule_steps)
                break;
            before = here;
            back_and_forth(p, here.finish, (int)(turn % 2));
            here = score_of(p);
            if (better(&here, score)) {
                *score = here;
                fl_copy_dates(n, p->now, best);
            }
            if (turn % 2 == 1 && !better(&here, &before))
                break;
        }
    }
}

int fl_pass_open(fl_pass *p, fl_dates *now)
{
    const size_t n = (size_t)p->net.n + 1, people = (size_t)p->staff->people + 1;
    p->keys = malloc(n * sizeof *p->keys);
    p->lines = calloc(people, sizeof *p->lines);
    p->load = calloc(3 * people, sizeof *p->load);
    p->pressed = calloc(n + people, sizeof *p->pressed);
    p->by_name = malloc(5 * n * sizeof *p->by_name);
    p->heap = malloc(n * sizeof *p->heap);
    p->scratch = malloc(2 * n * sizeof *p->scratch);
    if (p->keys == NULL || p->lines == NULL || p->load == NULL || p->by_name == NULL ||
        p->heap == NULL || p->scratch == NULL || p->pressed == NULL || hold(p->net.n, now) != 0)
        return -1;
    p->dear = p->load + people;
    p->prices = p->dear + people;
    p->pressing = p->pressed + n;
    p->waiting = p->by_name + n;
    p->rank = p->waiting + n;
    p->by_rank = p->rank + n;
    p->spare = p->by_rank + n;
    for (int64_t i = 0; i < p->net.n; i++)
        p->by_name[p->staff->name[i]] = (int32_t)i;
    for (int64_t k = 0; k < p->staff->people; k++)
        p->lines[k].capacity = p->staff->capacity[k];
    p->now = now;
    p->net.clock = now->clock;
    p->net.work = now->work;
    return 0;
}

void fl_pass_close(fl_pass *p, fl_dates *now)
{
    free(p->keys);
    if (p->lines != NULL)
        for (int64_t k = 0; k < p->staff->people; k++) {
            free(p->lines[k].at);
            free(p->lines[k].used);
        }
    free(p->lines);
    free(p->load);
    free(p->by_name);
    free(p->heap);
    free(p->scratch);
    free(p->pressed);
    release(now);
}

void fl_stand_late(fl_pass *p, fl_dates *dates, int64_t end)
{
    fl_copy_dates(p->net.n, dates, p->now);
    fl_clear(p);
    for (int64_t i = 0; i < p->net.n; i++)
        if (!p->staff->held[i])
            fl_occupy(p, i, 1);
    fl_set_turns(p, p->now->finish, p->now->start, -1);
    fl_serial_backward(p, end, 1);
    fl_copy_dates(p->net.n, p->now, dates);
}

int fl_level(const fl_network *net, const fl_staff *staff, const fl_rules *rules, fl_dates *best,
             fl_score *score)
{
    fl_pass p = {.net = *net, .staff = staff};
    fl_dates now = {0};
    int answer = -1;
    if (fl_pass_open(&p, &now) == 0) {
        int any_late = 0;
        search(&p, rules, best, score);
        vary(&p, rules, best, score);
        for (int64_t i = 0; i < net->n; i++)
            any_late |= net->late_as_possible[i];
        if (any_late && !score->beyond) {
            fl_stand_late(&p, best, score->finish);
            *score = score_of(&p);
        }
        answer = p.no_memory ? -1 : 0;
    }
    fl_pass_close(&p, &now);
    return answer;
}
