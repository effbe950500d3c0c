/* Prices of risks: the same trials with one risk in another case, lived through only where it tells.
 *
 * Both dates and money of a trial follow from its amounts. So a trial is as it was where a case
 * leaves every amount as it was, and one in which a risk does not happen is the same whatever case
 * it does not happen in. Amounts are drawn once for all cases.
 */
#include "simulation.h"

#include <stdlib.h>
#include <string.h>

/* The cases of a few trials side by side; rows of `width`. */
typedef struct {
    uint8_t *happens;  /* (cases, width) */
    int64_t *money;    /* (cases, width) what it costs if it happens */
    int32_t *minutes;  /* (setbacks, width) if it happens */
    int32_t *before;   /* (two cases) delays of the nodes of a case in the trial as it is */
} odds;

/* A trial's outcome: the end of the whole, and people's time. */
typedef struct {
    int64_t finish;
    int64_t money;
} outcome;

static int odds_begin(odds *o, const fl_cases *c, int64_t width)
{
    const size_t w = (size_t)width, cases = (size_t)c->cases;
    const size_t setbacks = cases == 0 ? 0 : (size_t)c->of[cases - 1].end;
    o->happens = malloc(cases * w + 1);
    o->money = malloc((cases * w + 1) * sizeof *o->money);
    o->minutes = malloc((setbacks * w + 1) * sizeof *o->minutes);
    o->before = malloc((2 * setbacks + 1) * sizeof *o->before);
    return -(o->happens == NULL || o->money == NULL || o->minutes == NULL || o->before == NULL);
}

static void odds_end(odds *o)
{
    free(o->happens);
    free(o->money);
    free(o->minutes);
    free(o->before);
}

static void draw_odds(const odds *o, const fl_cases *c, const fl_model *m, const fl_lanes *l,
                      int64_t first, int64_t count)
{
    uint32_t u[FL_MOST_LANES];
    for (int64_t k = 0; k < c->cases; k++) {
        const fl_case *one = &c->of[k];
        const float *severity = l->severity + one->risk * l->width;
        if (one->row < 0)
            fl_uniform(m->seed, m->risk_key[one->risk], first, count, u);
        for (int64_t j = 0; j < count; j++)
            o->happens[k * l->width + j] = u[j] < one->threshold;
        fl_effect_money(m, one->table, one->scale, severity, count, o->money + k * l->width);
        for (int64_t e = one->first; e < one->end; e++)
            fl_effect_minutes(m, c->setbacks[e].table, c->setbacks[e].scale, severity, count,
                              o->minutes + e * l->width);
    }
}

/* Take what a case does to a lane's delays in (sign 1) or out (-1). */
static void shift_delays(const odds *o, const fl_cases *c, fl_lanes *l, int64_t k, int64_t lane,
                         int32_t sign)
{
    if (!o->happens[k * l->width + lane])
        return;
    for (int64_t e = c->of[k].first; e < c->of[k].end; e++)
        l->delay[c->setbacks[e].node * l->width + lane] += sign * o->minutes[e * l->width + lane];
}

static int64_t note_delays(const odds *o, const fl_cases *c, const fl_lanes *l, int64_t k,
                           int64_t lane, int64_t at)
{
    for (int64_t e = c->of[k].first; e < c->of[k].end; e++)
        o->before[at++] = l->delay[c->setbacks[e].node * l->width + lane];
    return at;
}

static int64_t differ(const odds *o, const fl_cases *c, const fl_lanes *l, int64_t k, int64_t lane,
                      int64_t at, int *differs)
{
    for (int64_t e = c->of[k].first; e < c->of[k].end; e++)
        *differs |= o->before[at++] != l->delay[c->setbacks[e].node * l->width + lane];
    return at;
}

static outcome live(fl_trial *t, const fl_network *net, const fl_lanes *l, int64_t lane,
                    fl_cases *c)
{
    outcome found;
    found.finish = fl_trial_run(t, net, l, lane);
    found.money = t->money;
    c->again++;
    c->beyond += t->beyond;
    return found;
}

/* All cases of one trial. */
static void price_lane(fl_trial *t, const fl_network *net, fl_lanes *l, const odds *o,
                       int64_t lane, int64_t at, fl_cases *c)
{
    const outcome as_is = live(t, net, l, lane, c);
    outcome absent = as_is;
    int64_t now = 0;
    int known = 0; /* how the trial is where the risk does not happen */
    for (int64_t k = 0; k < c->cases && c->beyond == 0; k++) {
        const fl_case *one = &c->of[k];
        const int happens = o->happens[k * l->width + lane];
        outcome found = as_is;
        int64_t cost = l->cost[lane] + one->fixed_cost;
        if (one->row < 0) {
            now = k;
            known = !happens;
            absent = as_is;
            continue;
        }
        if (!happens && known) {
            found = absent;
        } else if (happens || o->happens[now * l->width + lane]) {
            int differs = 0;
            note_delays(o, c, l, k, lane, note_delays(o, c, l, now, lane, 0));
            shift_delays(o, c, l, now, lane, -1);
            shift_delays(o, c, l, k, lane, 1);
            differ(o, c, l, k, lane, differ(o, c, l, now, lane, 0, &differs), &differs);
            if (differs)
                found = live(t, net, l, lane, c);
            shift_delays(o, c, l, k, lane, -1);
            shift_delays(o, c, l, now, lane, 1);
            if (!happens) {
                absent = found;
                known = 1;
            }
        }
        if (o->happens[now * l->width + lane])
            cost -= o->money[now * l->width + lane];
        if (happens)
            cost += o->money[k * l->width + lane];
        c->finish[one->row * c->stride + at] = found.finish;
        c->cost[one->row * c->stride + at] = cost + (found.money + 30000) / 60000;
    }
}

int fl_price_risks(const fl_network *net, const fl_model *model, const fl_dispatch *dispatch,
                   int64_t first, int64_t total, int64_t at, fl_cases *cases)
{
    const int64_t width = net->n > 2000 ? 16 : 64;
    fl_lanes lanes;
    fl_trial trial;
    odds odds;
    int wrong = fl_trial_begin(&trial, net, model, dispatch);
    wrong |= fl_lanes_begin(&lanes, model, net->n, width);
    wrong = wrong != 0 ? wrong : fl_lanes_by_lane(&lanes, net->n);
    wrong |= odds_begin(&odds, cases, width);
    for (int64_t k = 0; wrong == 0 && k < cases->cases; k++)
        for (int64_t e = cases->of[k].first; e < cases->of[k].end; e++)
            lanes.touched[cases->setbacks[e].node] = 1;
    if (wrong == 0)
        fl_trial_sort_out(&trial, net, &lanes);
    for (int64_t done = 0; wrong == 0 && done < total && cases->beyond == 0;) {
        const int64_t few = fl_earlier(total - done, width - (first + done) % width);
        fl_lanes_draw(&lanes, model, net->n, first + done, few);
        draw_odds(&odds, cases, model, &lanes, first + done, few);
        for (int64_t k = 0; k < few && cases->beyond == 0; k++)
            price_lane(&trial, net, &lanes, &odds, k, at + done + k, cases);
        done += few;
    }
    odds_end(&odds);
    fl_lanes_end(&lanes);
    fl_trial_end(&trial);
    return wrong;
}
