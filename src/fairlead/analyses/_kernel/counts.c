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

#define SIDE 16 /* sums that are taken side by side */

FL_WIDE int32_t fl_cut(const int32_t *restrict amount, const int32_t *restrict delay, int32_t shift,
                       int32_t n, int16_t *restrict out, int64_t *sums)
{
    double squares[SIDE] = {0};
    int32_t sum[SIDE] = {0}, beyond[SIDE] = {0}, far = 0;
    for (; n > 0; n -= SIDE) {
        for (int32_t j = 0; j < SIDE; j++) {
            const int32_t took = (amount[j] + delay[j]) >> shift;
            out[j] = (int16_t)took;
            beyond[j] |= took ^ (took >> 31);
            sum[j] += took;
            squares[j] += (double)took * (double)took;
        }
        amount += SIDE;
        delay += SIDE;
        out += SIDE;
    }
    sums[0] = sums[1] = 0;
    for (int32_t j = 0; j < SIDE; j++) {
        far |= beyond[j];
        sums[0] += sum[j];
        sums[1] += (int64_t)squares[j];
    }
    return far >> 15 != 0;
}

FL_WIDE void fl_cut_tall(const int32_t *restrict amount, const int32_t *restrict delay,
                         int32_t shift, int32_t n, int32_t *restrict out)
{
    for (int32_t k = 0; k < n; k++)
        out[k] = (amount[k] + delay[k]) >> shift;
}

FL_WIDE int64_t fl_with_ends(const int16_t *restrict took, const double *restrict ends, int32_t n)
{
    double sum[SIDE] = {0};
    int64_t total = 0;
    for (; n > 0; n -= SIDE) {
        for (int32_t j = 0; j < SIDE; j++)
            sum[j] += (double)took[j] * ends[j];
        took += SIDE;
        ends += SIDE;
    }
    for (int32_t j = 0; j < SIDE; j++)
        total += (int64_t)sum[j];
    return total;
}
