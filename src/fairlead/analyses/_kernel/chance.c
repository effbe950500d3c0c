#include "simulation.h"

#include <string.h>

/* The finaliser of SplitMix64 (Steele, Lea and Flood 2014), a bijection of 64 bits. */
static uint64_t mix64(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

FL_WIDE void fl_uniform(uint64_t seed, uint64_t key, int64_t first, int64_t count, uint32_t *out)
{
    const uint64_t stream = mix64(mix64(seed + UINT64_C(0x9e3779b97f4a7c15)) ^ key);
    const uint64_t block = (uint64_t)(first / FL_STRATA);
    const uint64_t a = mix64(stream + (2 * block + 1) * UINT64_C(0x9e3779b97f4a7c15));
    const uint64_t b = mix64(stream + (2 * block + 2) * UINT64_C(0x9e3779b97f4a7c15));
    const uint32_t begin = (uint32_t)(first % FL_STRATA);
    const uint32_t salt = (uint32_t)a, more = (uint32_t)(a >> 32);
    const uint32_t m0 = ((uint32_t)b & 0x3ff) | 1, m1 = ((uint32_t)(b >> 10) & 0x3ff) | 1;
    const uint32_t m2 = ((uint32_t)(b >> 20) & 0x3ff) | 1;
    const uint32_t c0 = (uint32_t)(b >> 30) & 0x3ff, c1 = (uint32_t)(b >> 40) & 0x3ff;
    const uint32_t c2 = (uint32_t)(b >> 50) & 0x3ff;
    const int32_t n = (int32_t)count;
    for (int32_t i = 0; i < n; i++) {
        /* which of the strata: steps that permute ten bits, by the key of the stream */
        uint32_t x = begin + (uint32_t)i, y;
        y = (x * m0 + c0) & 0x3ff;
        y ^= y >> 5;
        y = (y * m1 + c1) & 0x3ff;
        y ^= y >> 4;
        y = (y * m2 + c2) & 0x3ff;
        y ^= y >> 5;
        /* where within it: an integer hash of two rounds with constants found by Wellons 2018 */
        x = (x + salt) * 0x9e3779b9u;
        x ^= x >> 16;
        x *= 0x21f0aaadu;
        x = (x ^ (x >> 15)) + more;
        x *= 0x735a2d97u;
        x ^= x >> 15;
        out[i] = y << 22 | x >> 10;
    }
}

static inline int32_t bits_of(float x)
{
    union {
        float x;
        int32_t bits;
    } both = {x};
    return both.bits;
}

static inline float float_of(int32_t bits)
{
    union {
        int32_t bits;
        float x;
    } both = {bits};
    return both.x;
}

/* Both ends of a cell of a table, as one. */
typedef struct {
    float low;
    float high;
} ends;

#if defined(__GNUC__) && !defined(__clang__)
#define FL_ONE_BY_ONE __attribute__((optimize("no-tree-vectorize")))
#else
#define FL_ONE_BY_ONE
#endif

/* Two neighbours in a table, from `step` times each cell on. A table is looked up one by one, both
 * numbers at once: taking vectors apart for it, or having the processor do so, takes longer. */
FL_ONE_BY_ONE static void look_up(const float *table, int32_t step, const int32_t *restrict cell,
                                  int32_t n, ends *restrict out)
{
    for (int32_t i = 0; i < n; i++)
        memcpy(&out[i], table + (int64_t)step * cell[i], sizeof *out);
}

FL_WIDE static void tails(const uint32_t *restrict uniform, int32_t n, int32_t *restrict cell,
                          float *restrict rest)
{
    for (int32_t i = 0; i < n; i++) {
        const int32_t u = (int32_t)uniform[i], upper = u >> 31;
        const float tail = (float)(u ^ upper) + 0.5f; /* in units of 2^-32 */
        const int32_t bits = bits_of(tail);
        cell[i] = (bits >> 18) - (126 << 5);
        rest[i] = tail - float_of(bits & ~0x3ffff);
    }
}

FL_WIDE static void deviates(const uint32_t *restrict uniform, const ends *restrict line,
                             const float *restrict rest, int32_t n, float *restrict out)
{
    for (int32_t i = 0; i < n; i++) {
        const int32_t upper = (int32_t)uniform[i] >> 31;
        const float z = line[i].low + line[i].high * rest[i];
        out[i] = float_of(bits_of(z) ^ (~upper & INT32_MIN));
    }
}

void fl_normal(const float *normal, uint64_t seed, uint64_t key, int64_t first, int64_t count,
               float *out)
{
    uint32_t uniform[FL_STRATA];
    int32_t cell[FL_STRATA];
    float rest[FL_STRATA];
    ends line[FL_STRATA];
    const int32_t n = (int32_t)count;
    fl_uniform(seed, key, first, count, uniform);
    tails(uniform, n, cell, rest);
    look_up(normal, 2, cell, n, line);
    deviates(uniform, line, rest, n, out);
}

/* Cells are counted in fixed point, with 12 bits of what lies between two of them. */
#define CELL_BITS 12

FL_WIDE static void cells_of(const float *restrict z, int32_t n, int32_t *restrict cell,
                             float *restrict part)
{
    const int32_t most = (FL_TABLE_CELLS << CELL_BITS) - 1;
    const float cells = (FL_TABLE_CELLS << CELL_BITS) / (2 * FL_TABLE_END);
    for (int32_t i = 0; i < n; i++) {
        int32_t at = (int32_t)((z[i] + FL_TABLE_END) * cells);
        at = at > 0 ? at : 0;
        at = at < most ? at : most;
        cell[i] = at >> CELL_BITS;
        part[i] = (float)(at & ((1 << CELL_BITS) - 1)) * (1.0f / (1 << CELL_BITS));
    }
}

FL_WIDE static void between(const ends *restrict line, const float *restrict part, float scale,
                            int32_t n, int32_t *restrict out)
{
    for (int32_t i = 0; i < n; i++) {
        const float value = scale * (line[i].low + (line[i].high - line[i].low) * part[i]);
        /* half away from zero */
        out[i] = (int32_t)(value + float_of(0x3f000000 | (bits_of(value) & INT32_MIN)));
    }
}

void fl_quantile(const float *table, float scale, const float *z, int64_t count, int32_t *out)
{
    int32_t cell[FL_STRATA];
    float part[FL_STRATA];
    ends line[FL_STRATA];
    for (int64_t done = 0; done < count; done += FL_STRATA) {
        const int32_t n = (int32_t)fl_earlier(count - done, FL_STRATA);
        cells_of(z + done, n, cell, part);
        look_up(table, 1, cell, n, line);
        between(line, part, scale, n, out + done);
    }
}
