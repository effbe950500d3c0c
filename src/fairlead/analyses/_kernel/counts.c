/* What is counted over lanes, whoever lived through them. */
#include "simulation.h"

void fl_count_risks(const fl_model *m, const fl_lanes *l, int64_t lane, int64_t finish,
                    fl_counts *c)
{
    for (int64_t r = 0; r < m->risks; r++)
        if (l->happened[r * l->width + lane]) {
            c->happened[r]++;
            c->with[r] += finish;
        }
}

/* Sums of one node over lanes; what is multiplied has at most 21 bits. */
FL_WIDE static void add_lanes(const int32_t *amount, const int32_t *delay, const int32_t *finish,
                              int32_t shift, int32_t few, int64_t *sums)
{
    int64_t sum = 0, square = 0, product = 0;
    for (int32_t k = 0; k < few; k++) {
        const int32_t cut = (amount[k] + delay[k]) >> shift;
        sum += cut;
        square += (int64_t)cut * cut;
        product += (int64_t)cut * finish[k];
    }
    sums[0] = sum;
    sums[1] = square;
    sums[2] = product;
}

void fl_add_up(const fl_model *m, const fl_lanes *l, int64_t n, int64_t few, const int64_t *finish,
               fl_counts *c)
{
    int32_t cut[FL_MOST_LANES];
    int64_t sums[3];
    for (int64_t k = 0; k < few; k++)
        cut[k] = (int32_t)fl_earlier(finish[k], INT32_MAX);
    for (int64_t i = 0; i < n; i++) {
        if (m->table[i] < 0 && !l->touched[i])
            continue; /* it is always the same: no correlation */
        add_lanes(l->amount + i * l->width, fl_delays(l, i), cut, m->shift[i],
                  (int32_t)few, sums);
        c->sum[i] += sums[0];
        c->square[i] += sums[1];
        c->product[i] += sums[2];
    }
}
