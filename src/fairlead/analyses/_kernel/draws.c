#include "simulation.h"

#include <stdlib.h>
#include <string.h>

int fl_lanes_shared(fl_lanes *lanes, const fl_model *model, int64_t n, int64_t width)
{
    const size_t w = (size_t)width;
    memset(lanes, 0, sizeof *lanes);
    lanes->width = width;
    lanes->delay = malloc(((size_t)n * w + 1) * sizeof *lanes->delay);
    lanes->touched = calloc((size_t)n + 1, 1);
    lanes->none = calloc(w + 1, sizeof *lanes->none);
    lanes->kept = malloc(((size_t)model->people * w + 1) * sizeof *lanes->kept);
    lanes->common = malloc(((size_t)model->mixes * w + 1) * sizeof *lanes->common);
    lanes->severity = malloc(((size_t)model->risks * w + 1) * sizeof *lanes->severity);
    lanes->happened = malloc((size_t)model->risks * w + 1);
    lanes->cost = malloc((w + 1) * sizeof *lanes->cost);
    if (lanes->delay == NULL || lanes->touched == NULL || lanes->none == NULL ||
        lanes->kept == NULL || lanes->common == NULL || lanes->severity == NULL ||
        lanes->happened == NULL || lanes->cost == NULL)
        return -1;
    for (int64_t i = 0; i < n; i++)
        lanes->touched[i] = model->effect_ptr[i + 1] > model->effect_ptr[i];
    for (int64_t p = 0; p < model->people * width; p++)
        lanes->kept[p] = 1000;
    return 0;
}

int fl_lanes_begin(fl_lanes *lanes, const fl_model *model, int64_t n, int64_t width)
{
    if (fl_lanes_shared(lanes, model, n, width) != 0)
        return -1;
    lanes->amount = malloc(((size_t)n * (size_t)width + 1) * sizeof *lanes->amount);
    if (lanes->amount == NULL)
        return -1;
    memset(lanes->delay, 0, (size_t)n * (size_t)width * sizeof *lanes->delay);
    for (int64_t i = 0; i < n; i++)
        if (model->table[i] < 0)
            for (int64_t k = 0; k < width; k++)
                lanes->amount[i * width + k] = model->certain[i];
    return 0;
}

void fl_lanes_end(fl_lanes *lanes)
{
    free(lanes->amount);
    free(lanes->by_lane);
    free(lanes->delay);
    free(lanes->touched);
    free(lanes->none);
    free(lanes->kept);
    free(lanes->common);
    free(lanes->severity);
    free(lanes->happened);
    free(lanes->cost);
}

static const float *table_of(const fl_model *m, int32_t number)
{
    return m->tables + (int64_t)number * (FL_TABLE_CELLS + 1);
}

static void draw_common(fl_lanes *l, const fl_model *m, int64_t first, int64_t count)
{
    float z[FL_MOST_LANES];
    if (m->mixes == 0)
        return;
    memset(l->common, 0, (size_t)(m->mixes * l->width) * sizeof *l->common);
    for (int64_t mix = 0; mix < m->mixes; mix++) {
        float *sum = l->common + mix * l->width;
        for (int64_t e = m->mix_ptr[mix]; e < m->mix_ptr[mix + 1]; e++) {
            const float weight = m->mix_weight[e];
            fl_normal(m->normal, m->seed, m->factor_key[m->mix_factor[e]], first, count, z);
            for (int64_t k = 0; k < count; k++)
                sum[k] += weight * z[k];
        }
    }
}

void fl_draw_amount(const fl_lanes *l, const fl_model *m, int64_t i, int64_t first, int64_t count,
                    int32_t *amount)
{
    if (m->table[i] >= 0)
        fl_amounts(m->normal, m->seed, m->key[i], first, count, m->own[i],
                   m->mix[i] < 0 ? NULL : l->common + (int64_t)m->mix[i] * l->width,
                   table_of(m, m->table[i]), m->scale[i], amount);
}

void fl_effect_minutes(const fl_model *m, int32_t table, float scale, const float *severity,
                       int64_t count, int32_t *minutes)
{
    if (table >= 0)
        fl_quantile(table_of(m, table), scale, severity, count, minutes);
    for (int64_t k = 0; table < 0 && k < count; k++)
        minutes[k] = (int32_t)scale;
}

void fl_effect_money(const fl_model *m, int32_t table, double scale, const float *deviate,
                     int64_t count, int64_t *money)
{
    int32_t parts[FL_MOST_LANES];
    if (table >= 0) /* in thousandths of the scale */
        fl_quantile(table_of(m, table), 1000.0f, deviate, count, parts);
    for (int64_t k = 0; k < count; k++) {
        const double exact = table >= 0 ? scale * parts[k] / 1000.0 : scale;
        money[k] = (int64_t)(exact + (exact < 0 ? -0.5 : 0.5));
    }
}

static void draw_risks(fl_lanes *l, const fl_model *m, int64_t n, int64_t first, int64_t count)
{
    uint32_t u[FL_MOST_LANES];
    int32_t minutes[FL_MOST_LANES];
    for (int64_t r = 0; r < m->risks; r++) {
        fl_uniform(m->seed, m->risk_key[r], first, count, u);
        for (int64_t k = 0; k < count; k++)
            l->happened[r * l->width + k] = u[k] < m->threshold[r];
        fl_normal(m->normal, m->seed, m->severity_key[r], first, count, l->severity + r * l->width);
    }
    for (int64_t i = 0; i < n; i++) {
        int32_t *delay = l->delay + i * l->width;
        if (!l->touched[i])
            continue;
        memset(delay, 0, (size_t)count * sizeof *delay);
        for (int64_t e = m->effect_ptr[i]; e < m->effect_ptr[i + 1]; e++) {
            const fl_effect *effect = &m->effects[e];
            const uint8_t *happened = l->happened + effect->risk * l->width;
            fl_effect_minutes(m, effect->table, effect->scale,
                              l->severity + effect->risk * l->width, count, minutes);
            for (int64_t k = 0; k < count; k++)
                delay[k] += happened[k] ? minutes[k] : 0;
        }
    }
}

static void draw_prices(fl_lanes *l, const fl_model *m, int64_t first, int64_t count)
{
    float z[FL_MOST_LANES];
    int64_t money[FL_MOST_LANES];
    for (int64_t k = 0; k < count; k++)
        l->cost[k] = m->fixed_cost;
    for (int64_t e = 0; e < m->prices; e++) {
        const fl_price *price = &m->priced[e];
        const uint8_t *happened = price->risk < 0 ? NULL : l->happened + price->risk * l->width;
        const float *deviate = z;
        if (happened != NULL)
            deviate = l->severity + price->risk * l->width;
        else
            fl_normal(m->normal, m->seed, price->key, first, count, z);
        fl_effect_money(m, price->table, price->scale, deviate, count, money);
        for (int64_t k = 0; k < count; k++)
            l->cost[k] += happened == NULL || happened[k] ? money[k] : 0;
    }
}

/* Sixteen lanes at a time, so that few rows are written side by side. */
static void turn(fl_lanes *l, int64_t n, int64_t count)
{
    for (int64_t from = 0; from < count; from += 16) {
        const int64_t until = fl_earlier(from + 16, count);
        for (int64_t i = 0; i < n; i++)
            for (int64_t k = from; k < until; k++)
                l->by_lane[k * n + i] = l->amount[i * l->width + k];
    }
}

int fl_lanes_by_lane(fl_lanes *l, int64_t n)
{
    l->by_lane = malloc(((size_t)n * (size_t)l->width + 1) * sizeof *l->by_lane);
    return -(l->by_lane == NULL);
}

void fl_lanes_draw(fl_lanes *l, const fl_model *m, int64_t n, int64_t first, int64_t count)
{
    fl_lanes_draw_shared(l, m, n, first, count);
    for (int64_t i = 0; i < n; i++)
        fl_draw_amount(l, m, i, first, count, l->amount + i * l->width);
    if (l->by_lane != NULL)
        turn(l, n, count);
}

void fl_lanes_draw_shared(fl_lanes *l, const fl_model *m, int64_t n, int64_t first, int64_t count)
{
    float z[FL_MOST_LANES];
    int32_t lost[FL_MOST_LANES];
    draw_common(l, m, first, count);
    draw_risks(l, m, n, first, count);
    draw_prices(l, m, first, count);
    for (int64_t p = 0; p < m->people; p++) {
        if (m->lost_table[p] < 0)
            continue;
        fl_normal(m->normal, m->seed, m->person_key[p], first, count, z);
        fl_quantile(table_of(m, m->lost_table[p]), 1000.0f, z, count, lost);
        for (int64_t k = 0; k < count; k++)
            l->kept[p * l->width + k] = 1000 - lost[k];
    }
}

int fl_drawn(const fl_network *net, const fl_model *model, int64_t first, int64_t count,
             int32_t *amount, int32_t *delay, int32_t *kept)
{
    fl_lanes lanes;
    const int64_t n = net->n;
    int answer = fl_lanes_begin(&lanes, model, n, FL_MOST_LANES);
    for (int64_t done = 0; answer == 0 && done < count;) {
        int64_t few = fl_earlier(count - done, FL_MOST_LANES - (first + done) % FL_MOST_LANES);
        fl_lanes_draw(&lanes, model, n, first + done, few);
        for (int64_t i = 0; i < n; i++)
            for (int64_t k = 0; k < few; k++) {
                amount[i * count + done + k] = lanes.amount[i * lanes.width + k];
                delay[i * count + done + k] = lanes.delay[i * lanes.width + k];
            }
        for (int64_t p = 0; p < model->people; p++)
            for (int64_t k = 0; k < few; k++)
                kept[p * count + done + k] = lanes.kept[p * lanes.width + k];
        done += few;
    }
    fl_lanes_end(&lanes);
    return answer;
}
