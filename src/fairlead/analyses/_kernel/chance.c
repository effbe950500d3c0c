#include "kernel.h"

#include <string.h>

/* A target is chosen when the library is loaded; integers and IEEE floats give the same on all. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define FL_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define FL_WIDE
#endif

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

FL_WIDE static void deviates(const float *normal, const uint32_t *uniform, int32_t n, float *out)
{
    for (int32_t i = 0; i < n; i++) {
        const uint32_t u = uniform[i];
        const uint32_t upper = (uint32_t)-(int32_t)(u >> 31);
        const float tail = (float)(int32_t)(u ^ upper) + 0.5f; /* in units of 2^-32 */
        uint32_t bits, head, cell;
        float from, z;
        memcpy(&bits, &tail, sizeof bits);
        head = bits & ~(uint32_t)0x3ffff;
        cell = (bits >> 18) - (126 << 5);
        memcpy(&from, &head, sizeof from);
        z = normal[2 * cell] + normal[2 * cell + 1] * (tail - from);
        memcpy(&bits, &z, sizeof bits);
        bits ^= ~upper & 0x80000000u;
        memcpy(&out[i], &bits, sizeof bits);
    }
}

void fl_normal(const float *normal, uint64_t seed, uint64_t key, int64_t first, int64_t count,
               float *out)
{
    uint32_t uniform[FL_STRATA];
    fl_uniform(seed, key, first, count, uniform);
    deviates(normal, uniform, (int32_t)count, out);
}

FL_WIDE void fl_quantile(const float *table, float scale, const float *z, int64_t count,
                         int32_t *out)
{
    const int32_t n = (int32_t)count;
    for (int32_t i = 0; i < n; i++) {
        float x = (z[i] + FL_TABLE_END) * (FL_TABLE_CELLS / (2 * FL_TABLE_END)), value;
        int32_t cell;
        x = x > 0 ? x : 0;
        x = x < FL_TABLE_CELLS - 0.01f ? x : FL_TABLE_CELLS - 0.01f;
        cell = (int32_t)x;
        value = table[cell] + (table[cell + 1] - table[cell]) * (x - (float)cell);
        value = scale * value;
        out[i] = (int32_t)(value + (value < 0 ? -0.5f : 0.5f));
    }
}
