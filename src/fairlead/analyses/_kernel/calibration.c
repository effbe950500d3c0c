/* Calibration: how a learner of finished work foretells tasks, and learns from them one by one. */
#include "calibration.h"

#include "logistic.h"
#include "simulation.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { LEVELS = FL_LEVELS, SHAPES = FL_SHAPES, MOST_EDGES = FL_MOST_EDGES };

/* ---- What effects say: the chance to be exact, location and scale else. ---- */

static const double LIFE = 300.0; /* tasks that a group of shares remembers, about */
static const double HEDGE = 0.7, HEAD_START = 2.0;
static const double MEAN_LOG = 1.6; /* sd of a normal over the geometric mean of its deviations */

static void told_by(const fl_learner *of, const int64_t *effect, const double *times, double *told)
{
    for (int part = 0; part < 3; part++) {
        const double *mean = of->mean + part * of->effects;
        double sum = 0.0;
        for (int64_t f = 0; f < of->families; f++)
            sum += mean[effect[f]] * times[f];
        told[part] = sum;
    }
}

/* What is left of the prior: tasks that were never seen are forgotten as those that were. */
static double faded(const fl_learner *of)
{
    return exp_of(-clip((double)of->learned / LIFE, 0.0, 700.0));
}

/* ---- Shares of a chain of groups, from wide to narrow, cumulated. ---- */

FL_WIDE static void shares_of(const fl_learner *of, const int64_t *node, int64_t chain,
                              double *restrict cdf)
{
    double p[MOST_EDGES + 1];
    const int64_t bins = of->edges + 1;
    memcpy(p, of->prior, (size_t)bins * sizeof *p);
    double weight = of->root_weight * faded(of);
    for (int32_t at = of->chain_ptr[chain]; at < of->chain_ptr[chain + 1]; at++) {
        const int64_t n = node[of->chain[at]];
        const double *restrict count = of->counts + n * bins;
        const double all = of->totals[n] + weight;
        for (int64_t b = 0; b < bins; b++)
            p[b] = (count[b] + weight * p[b]) / all;
        weight = of->weight;
    }
    double sum = 0.0;
    for (int64_t b = 0; b < of->edges; b++)
        cdf[b] = sum += p[b];
}

FL_WIDE static void logits_of(const double *restrict cdf, int64_t count, double *restrict out)
{
    for (int64_t b = 0; b < count; b++)
        out[b] = logit(clip(cdf[b], 1e-4, 1.0 - 1e-4)); /* no member is surer than this */
}

FL_WIDE static void logistics_of(const double *restrict x, int64_t count, double *restrict out)
{
    for (int64_t b = 0; b < count; b++)
        out[b] = logistic(x[b]);
}

/* The shape of deviates: what was seen, pulled to the normal by the weight of twenty. */
static void reached_by(const fl_learner *of, double *reached)
{
    double normal[SHAPES], all = 0.0, sum = 0.0;
    for (int i = 0; i < SHAPES; i++) {
        const double z = -4.0 + 0.1 * i + 0.05;
        all += normal[i] = exp_of(-0.5 * z * z);
    }
    for (int i = 0; i < SHAPES; i++)
        sum += normal[i] = of->shape[i] + 20.0 * normal[i] / all;
    double so_far = reached[0] = 0.0;
    for (int i = 0; i < SHAPES; i++)
        reached[i + 1] = (so_far += normal[i]) / sum;
}

static double shape_at(const double *reached, double z)
{
    const double place = (clip(z, -4.0, 4.0) + 4.0) * 10.0;
    const int64_t left = place >= SHAPES ? SHAPES - 1 : (int64_t)place;
    return reached[left] + (place - (double)left) * (reached[left + 1] - reached[left]);
}

/* A person's own offset moves the 80 % level, those around it by less and less. */
static double own_shape(double level)
{
    if (level <= 0.8)
        return level <= 0.7 ? 0.0 : (level - 0.7) / 0.1;
    return level >= 0.95 ? 0.5 : 1.0 - (level - 0.8) / 0.15 * 0.5;
}

/* What a person's P80 missed in all, beyond what chance explains: 0.3 of its standard error. */
static double own_offset(double missed, double tasks)
{
    const double by_chance = 0.3 * 0.4 * __builtin_sqrt(tasks);
    const double beyond = (missed < 0.0 ? -missed : missed) - by_chance;
    return beyond <= 0.0 ? 0.0 : (missed < 0.0 ? -0.12 : 0.12) * beyond;
}

static void levels_of(const fl_learner *of, int64_t person, double *out)
{
    for (int k = 0; k < LEVELS; k++) {
        const double moved = logit(of->level[k]) + of->common[k] +
                             of->own[person] * own_shape(of->level[k]);
        const double value = logistic(moved);
        int at = k;
        for (; at > 0 && out[at - 1] > value; at--)
            out[at] = out[at - 1];
        out[at] = value;
    }
}

/* How much the pool counts, and each plain record in its stead (Freund and Schapire 1997): by what
 * it lost less, in units of the usual loss, so that precise work is judged as soon as wild work. */
static void stand_ins(const fl_learner *of, double *share)
{
    const double usual = of->lost / (double)(of->learned > 0 ? of->learned : 1);
    const double rate = HEDGE / (usual > 0.01 ? usual : 0.01);
    double best = HEAD_START, sum = 0.0;
    share[0] = HEAD_START;
    for (int k = 0; k < 2; k++) {
        share[k + 1] = of->plain[0] == of->plain[1] && k == 0 ? -700.0 : -rate * of->ahead[k];
        best = share[k + 1] > best ? share[k + 1] : best;
    }
    for (int k = 0; k < 3; k++)
        sum += share[k] = exp_of(clip(share[k] - best, -700.0, 0.0));
    for (int k = 0; k < 3; k++)
        share[k] /= sum;
}

void fl_foretell(const fl_learner *of, int64_t count, const int64_t *effect, const double *times,
                 const int64_t *node, const int64_t *person, double *cdf, double *levels,
                 double *logits, double *located)
{
    const int64_t edges = of->edges, members = of->members;
    const double trust = (double)of->learned / ((double)of->learned + of->pull * faded(of));
    double reached[SHAPES + 1], one[MOST_EDGES], pooled[MOST_EDGES];
    double unkept[FL_MOST_MEMBERS * MOST_EDGES];
    double share[3];
    stand_ins(of, share);
    reached_by(of, reached);
    for (int64_t row = 0; row < count; row++) {
        double told[3], *said = logits == NULL ? unkept : logits + row * members * edges;
        told_by(of, effect + row * of->families, times + row * of->families, told);
        const double exact = logistic(clip(told[0], -5.0, 3.0));
        const double scale = exp_of(clip(told[2], -4.0, 2.0)) * MEAN_LOG;
        for (int64_t b = 0; b < edges; b++)
            one[b] = (1.0 - exact) * shape_at(reached, (of->inner[b] - told[1]) / scale) +
                     (of->inner[b] > 0 ? exact : 0.0);
        logits_of(one, edges, said);
        for (int64_t k = 1; k < members; k++) {
            shares_of(of, node + row * of->levels, k - 1, one);
            logits_of(one, edges, said + k * edges);
        }
        for (int64_t b = 0; b < edges; b++)
            pooled[b] = (1.0 - trust) * of->prior_logit[b];
        for (int64_t k = 0; k < members; k++) {
            const double weight = share[0] * of->pool[k] + (k == of->plain[0] ? share[1] : 0.0) +
                                  (k == of->plain[1] ? share[2] : 0.0);
            for (int64_t b = 0; b < edges; b++)
                pooled[b] += trust * weight * said[k * edges + b];
        }
        double *full = cdf + row * (edges + 2), most = 0.0;
        logistics_of(pooled, edges, full + 1);
        full[0] = 0.0;
        full[edges + 1] = 1.0;
        for (int64_t b = 1; b <= edges; b++)
            most = full[b] = full[b] > most ? full[b] : most;
        levels_of(of, person[row], levels + row * LEVELS);
        located[2 * row] = told[1];
        located[2 * row + 1] = scale;
    }
}

/* ---- Learning ---- */

/* How far a level held: between, within an atom (Czado, Gneiting and Held 2009). */
static double held(double level, double low, double high)
{
    const double width = high - low;
    if (width <= 1e-9)
        return level >= low ? 1.0 : 0.0;
    return clip((level - low) / width, 0.0, 1.0);
}

/* Adaptive conformal inference (Gibbs and Candes 2021): common offsets of levels, and a person's. */
static void learn_levels(fl_learner *of, int64_t person, const double *used, double low,
                         double high)
{
    for (int k = 0; k < LEVELS; k++) {
        const double t = of->level[k], missed = t - held(used[k], low, high);
        const double gain = 0.008 * __builtin_sqrt(0.16 / (t * (1.0 - t)));
        of->common[k] = clip(of->common[k] + gain * missed, -2.5, 2.5);
        if (k == FL_KEPT_LEVEL) {
            const double all = of->own_missed[person] + missed;
            of->own_missed[person] = clip(all, -40.0, 40.0);
            of->own_tasks[person] += 1.0;
            of->own[person] =
                clip(own_offset(of->own_missed[person], of->own_tasks[person]), -2.5, 2.5);
        }
    }
}

/* Deviations of outcomes that were not exact; the last five hundred or so shape the next. */
static void learn_shape(fl_learner *of, double z)
{
    for (int i = 0; i < SHAPES; i++)
        of->shape[i] *= 1.0 - 1.0 / 500.0;
    of->shape[(int)((clip(z, -3.99, 3.99) + 4.0) * 10.0)] += 1.0;
}

/* Each node forgets a little and counts the task: it remembers about three hundred. */
static void learn_shares(fl_learner *of, const int64_t *node, int64_t bin)
{
    const int64_t bins = of->edges + 1;
    for (int64_t k = 0; k < of->levels; k++) {
        double *count = of->counts + node[k] * bins;
        if (node[k] == 0) /* it stands for groups that are not known, and stays empty */
            continue;
        for (int64_t b = 0; b < bins; b++)
            count[b] *= 1.0 - 1.0 / LIFE;
        count[bin] += 1.0;
        of->totals[node[k]] = of->totals[node[k]] * (1.0 - 1.0 / LIFE) + 1.0;
    }
}

/* One step of a Kalman filter with a diagonal covariance, robust as in Masreliez (1975).
 *
 * The binary outcome takes one Newton step (West and Harrison 1997, ch. 14); the scale is learned
 * from the logarithm of the deviation, which has variance pi^2 / 8 for a normal one.
 */
static void learn_effects(fl_learner *of, const int64_t *effect, const double *times, double y,
                          int exact)
{
    static const double drift[3] = {1e-4, 5e-5, 5e-5};
    double told[3], doubt[3] = {0.0, 0.0, 0.0}, noise[3], surprise[3];
    told_by(of, effect, times, told);
    for (int part = 0; part < 3; part++) {
        const double *ceiling = of->ceiling + part * of->effects;
        double *variance = of->variance + part * of->effects;
        for (int64_t f = 0; f < of->families; f++) {
            const int64_t e = effect[f];
            const double grown = variance[e] + drift[part] * ceiling[e];
            const double used = grown < ceiling[e] ? grown : ceiling[e];
            doubt[part] += used * times[f] * times[f];
        }
    }
    const double chance = logistic(clip(told[0], -5.0, 3.0)), curve = chance * (1.0 - chance);
    noise[0] = 1.0 / curve;
    surprise[0] = ((exact ? 1.0 : 0.0) - chance) / curve;
    if (!exact) {
        const double away = clip(y, -2.5, 2.5) - told[1];
        const double scale = exp_of(clip(told[2], -4.0, 2.0)) * MEAN_LOG;
        noise[1] = scale * scale;
        const double bound = 1.5 * __builtin_sqrt(doubt[1] + noise[1]);
        surprise[1] = clip(away, -bound, bound);
        noise[2] = 1.2;
        surprise[2] = log_of((away < 0 ? -away : away) + 0.05) - told[2];
    }
    for (int part = 0; part < (exact ? 1 : 3); part++) {
        const double *ceiling = of->ceiling + part * of->effects;
        double *mean = of->mean + part * of->effects, total = doubt[part] + noise[part];
        double *variance = of->variance + part * of->effects;
        for (int64_t f = 0; f < of->families; f++) {
            const int64_t e = effect[f];
            const double grown = variance[e] + drift[part] * ceiling[e];
            const double used = grown < ceiling[e] ? grown : ceiling[e];
            const double pull = used * times[f];
            mean[e] += pull / total * surprise[part];
            variance[e] = used - pull / total * pull;
        }
    }
}

/* The pool follows the gradient of the ranked probability score (Duchi, Hazan and Singer 2011); by
 * how much it was ahead of plain records says how far it is trusted (Freund and Schapire 1997). */
static void learn_pool(fl_learner *of, int64_t count, const double *logits, const double *y)
{
    const int64_t edges = of->edges, members = of->members;
    double slope[FL_MOST_MEMBERS] = {0.0};
    double pooled[MOST_EDGES], cdf[MOST_EDGES], plain[2][MOST_EDGES];
    for (int64_t row = 0; row < count; row++) {
        const double *said = logits + row * members * edges;
        memset(pooled, 0, sizeof pooled);
        for (int64_t k = 0; k < members; k++)
            for (int64_t b = 0; b < edges; b++)
                pooled[b] += of->pool[k] * said[k * edges + b];
        logistics_of(pooled, edges, cdf);
        for (int k = 0; k < 2; k++)
            logistics_of(said + of->plain[k] * edges, edges, plain[k]);
        for (int64_t b = 0; b < edges; b++) {
            const double truth = y[row] <= of->inner[b] ? 1.0 : 0.0;
            const double ours = cdf[b] - truth;
            of->lost += ours * ours * of->inner_weight[b];
            for (int k = 0; k < 2; k++) {
                const double theirs = plain[k][b] - truth;
                of->ahead[k] += (theirs * theirs - ours * ours) * of->inner_weight[b];
            }
            pooled[b] = 2.0 * (cdf[b] - truth) * cdf[b] * (1.0 - cdf[b]) * of->inner_weight[b];
        }
        for (int64_t k = 0; k < members; k++)
            for (int64_t b = 0; b < edges; b++)
                slope[k] += pooled[b] * said[k * edges + b];
    }
    for (int64_t k = 0; k < members; k++) {
        of->squares[k] += slope[k] * slope[k];
        const double moved = of->pool[k] - 0.05 * slope[k] / __builtin_sqrt(of->squares[k] + 1.0);
        of->pool[k] = moved > 0.0 ? moved : 0.0;
    }
}

void fl_learn(fl_learner *of, const fl_finished *done)
{
    for (int64_t row = 0; row < done->count; row++) {
        const double y = done->log_ratio[row];
        const int exact = done->exact[row] != 0;
        const double *located = done->located + 2 * row;
        learn_levels(of, done->person[row], done->asked + row * LEVELS, done->given[2 * row],
                     done->given[2 * row + 1]);
        if (!exact)
            learn_shape(of, (y - located[0]) / located[1]);
        of->learned++;
        learn_shares(of, done->node + row * of->levels, done->bin[row]);
        learn_effects(of, done->effect + row * of->families, done->times + row * of->families, y,
                      exact);
    }
    if (done->count > 0)
        learn_pool(of, done->count, done->logits, done->log_ratio);
}

/* ---- Distributions put right, and turned round ---- */

void fl_put_right(int64_t count, int64_t width, const double *level, const double *asked,
                  const double *chance, double *out)
{
    for (int64_t row = 0; row < count; row++) {
        double knot[LEVELS], offset[LEVELS], most = 0.0;
        for (int k = 0; k < LEVELS; k++) {
            knot[k] = logit(asked[row * LEVELS + k]);
            offset[k] = logit(level[k]) - knot[k];
        }
        for (int64_t b = 0; b < width; b++) {
            const double p = chance[row * width + b];
            double right = p;
            if (p > 0.0 && p < 1.0) {
                const double x = logit(clip(p, 1e-9, 1.0 - 1e-9));
                int k = 0;
                while (k < LEVELS && knot[k] < x)
                    k++;
                double by = offset[k < LEVELS ? k : LEVELS - 1];
                if (k > 0 && k < LEVELS)
                    by = offset[k - 1] +
                         (x - knot[k - 1]) / (knot[k] - knot[k - 1]) * (offset[k] - offset[k - 1]);
                right = logistic(x + by);
            }
            out[row * width + b] = most = right > most ? right : most;
        }
    }
}

void fl_crossings(int64_t count, int64_t bins, const double *edge, const double *cdf,
                  int64_t width, const double *level, int64_t stride, double *out)
{
    for (int64_t row = 0; row < count; row++) {
        const double *f = cdf + row * (bins + 1);
        for (int64_t k = 0; k < width; k++) {
            const double wanted = level[row * stride + k];
            int64_t least = 1, most = bins; /* the first edge that reaches the level */
            while (least < most) {
                const int64_t middle = (least + most) / 2;
                if (f[middle] < wanted)
                    least = middle + 1;
                else
                    most = middle;
            }
            const double rise = f[least] - f[least - 1];
            const double share = rise > 1e-12 ? clip((wanted - f[least - 1]) / rise, 0.0, 1.0) : 0.0;
            const double x = edge[least - 1] + share * (edge[least] - edge[least - 1]);
            out[row * width + k] = x > -2e-9 && x < 2e-9 ? 0.0 : x;
        }
    }
}

/* ---- Sums of tasks that share their causes ---- */

FL_WIDE void fl_totals(const fl_block *of, double *restrict totals)
{
    const int64_t draws = of->draws, columns = of->columns;
    memset(totals, 0, (size_t)draws * sizeof *totals);
    for (int64_t task = 0; task < of->tasks; task++) {
        const double *restrict value = of->value + task * columns;
        const double *restrict own = of->deviate + of->row[3 * task] * draws;
        const double *restrict person = of->deviate + of->row[3 * task + 1] * draws;
        const double *restrict team = of->deviate + of->row[3 * task + 2] * draws;
        const double *restrict program = of->deviate + of->program * draws;
        for (int64_t d = 0; d < draws; d++) {
            const double z = of->root[0] * own[d] + of->root[1] * person[d] +
                             of->root[2] * team[d] + of->root[3] * program[d];
            const double place = (z - of->first) / of->step;
            const double inside = clip(place, 0.0, (double)(columns - 1) - 1e-6);
            const int64_t left = (int64_t)inside;
            const double low = value[left];
            totals[d] += low + (inside - (double)left) * (value[left + 1] - low);
        }
    }
}

/* ---- Open work ---- */

enum { BINS = 20 };

/* Counts pulled to the shares of the wider group by the weight of ten. */
static void pulled(const double *count, const double *wider, double *out)
{
    double all = 10.0;
    for (int b = 0; b < BINS; b++)
        all += count[b];
    for (int b = 0; b < BINS; b++)
        out[b] = (count[b] + 10.0 * wider[b]) / all;
}

void fl_open_work(int64_t count, const int64_t *which, const int64_t *asks, const int64_t *age,
                  const int64_t *node, const double *given, double *counts, double *offset,
                  double *asked)
{
    for (int64_t event = 0; event < count; event++) {
        const int64_t at = which[event];
        const double low = given[2 * at], high = given[2 * at + 1];
        double *of[3];
        for (int k = 0; k < 3; k++)
            of[k] = counts + node[3 * at + k] * BINS;
        if (asks[event]) {
            double even[BINS], common[BINS], of_size[BINS], of_person[BINS], sum = 0.0;
            for (int b = 0; b < BINS; b++)
                even[b] = 1.0 / BINS;
            pulled(of[0], even, common);
            pulled(of[1], common, of_size);
            pulled(of[2], common, of_person);
            const double wanted = logistic(log_of(4.0) + offset[age[at]]);
            int b = 0;
            double step = (of_size[0] + of_person[0]) / 2.0;
            while (b < BINS - 1 && sum + step < wanted) {
                sum += step;
                b++;
                step = (of_size[b] + of_person[b]) / 2.0;
            }
            asked[at] = (b + clip((wanted - sum) / step, 0.0, 1.0)) / BINS;
            continue;
        }
        const double missed = 0.8 - held(asked[at], low, high);
        offset[age[at]] = clip(offset[age[at]] + 0.05 * missed / 0.4, -2.5, 2.5);
        const double width = high - low > 1e-9 ? high - low : 1e-9;
        for (int b = 0; b < BINS; b++) {
            const double share = clip(((b + 1.0) / BINS - low) / width, 0.0, 1.0) -
                                 clip((b / (double)BINS - low) / width, 0.0, 1.0);
            for (int k = 0; k < 3; k++)
                of[k][b] = of[k][b] * (1.0 - 1.0 / 300.0) + share;
        }
    }
}
