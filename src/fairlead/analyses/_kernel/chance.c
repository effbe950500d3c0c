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

/* What a block of a stream draws by: which of its draws stands where, and the key of a hash. */
typedef struct {
    uint32_t salt;
    uint32_t more;
    uint16_t times[3];
    uint16_t plus[3];
    uint16_t begin; /* the first draw that is wanted, within its block */
} stream;

static stream stream_of(uint64_t seed, uint64_t key, int64_t first)
{
    const uint64_t own = mix64(mix64(seed + UINT64_C(0x9e3779b97f4a7c15)) ^ key);
    const uint64_t block = (uint64_t)(first / FL_STRATA);
    const uint64_t a = mix64(own + (2 * block + 1) * UINT64_C(0x9e3779b97f4a7c15));
    const uint64_t b = mix64(own + (2 * block + 2) * UINT64_C(0x9e3779b97f4a7c15));
    stream s = {.salt = (uint32_t)a, .more = (uint32_t)(a >> 32)};
    s.begin = (uint16_t)(first % FL_STRATA);
    for (int32_t k = 0; k < 3; k++) {
        s.times[k] = (uint16_t)(((b >> (10 * k)) & 0x3ff) | 1);
        s.plus[k] = (uint16_t)((b >> (30 + 10 * k)) & 0x3ff);
    }
    return s;
}

/* Which of the strata each draw is in: steps that permute ten bits, by the key of the stream. In
 * 16 bits, so that a register holds twice as many; what overflows is cut away. */
FL_WIDE static void strata(const stream *s, int32_t n, uint16_t *restrict out)
{
    const uint16_t m0 = s->times[0], m1 = s->times[1], m2 = s->times[2];
    const uint16_t c0 = s->plus[0], c1 = s->plus[1], c2 = s->plus[2];
    for (int32_t i = 0; i < n; i++) {
        uint16_t y = (uint16_t)((uint32_t)s->begin + (uint32_t)i);
        y = (uint16_t)((uint32_t)y * m0 + c0) & 0x3ff;
        y ^= (uint16_t)(y >> 5);
        y = (uint16_t)((uint32_t)y * m1 + c1) & 0x3ff;
        y ^= (uint16_t)(y >> 4);
        y = (uint16_t)((uint32_t)y * m2 + c2) & 0x3ff;
        y ^= (uint16_t)(y >> 5);
        out[i] = y;
    }
}

/* Draw `i` of those wanted, in its stratum: where within it an integer hash says, of two rounds
 * with constants found by Wellons 2018. */
static inline uint32_t uniform_of(const stream *s, uint16_t stratum, uint32_t i)
{
    uint32_t x = (s->begin + i + s->salt) * 0x9e3779b9u;
    x ^= x >> 16;
    x *= 0x21f0aaadu;
    x = (x ^ (x >> 15)) + s->more;
    x *= 0x735a2d97u;
    x ^= x >> 15;
    return (uint32_t)stratum << 22 | x >> 10;
}

FL_WIDE static void uniforms(const stream *given, const uint16_t *restrict stratum, int32_t n,
                             uint32_t *restrict out)
{
    const stream s = *given;
    for (int32_t i = 0; i < n; i++)
        out[i] = uniform_of(&s, stratum[i], (uint32_t)i);
}

void fl_uniform(uint64_t seed, uint64_t key, int64_t first, int64_t count, uint32_t *out)
{
    const stream s = stream_of(seed, key, first);
    uint16_t stratum[FL_STRATA];
    strata(&s, (int32_t)count, stratum);
    uniforms(&s, stratum, (int32_t)count, out);
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
#define FL_UNROLLED _Pragma("GCC unroll 8")
#else
#define FL_ONE_BY_ONE
#define FL_UNROLLED
#endif

/* Two neighbours in a table, from each cell on. A table is looked up one by one, both numbers at
 * once: taking vectors apart for it, or having the processor do so, takes longer. */
FL_ONE_BY_ONE static void look_up(const float *table, const uint16_t *restrict cell, int32_t n,
                                  ends *restrict out)
{
    FL_UNROLLED
    for (int32_t i = 0; i < n; i++)
        memcpy(&out[i], table + cell[i], sizeof *out);
}

/* The same where cells have two numbers of their own. */
FL_ONE_BY_ONE static void look_up_pairs(const float *table, const uint16_t *restrict cell,
                                        int32_t n, ends *restrict out)
{
    FL_UNROLLED
    for (int32_t i = 0; i < n; i++)
        memcpy(&out[i], table + 2 * (int64_t)cell[i], sizeof *out);
}

/* The cell of the table of normal deviates, and what is left within it, with the sign of the
 * deviate. */
FL_WIDE static void tails(const stream *given, const uint16_t *restrict stratum, int32_t n,
                          uint16_t *restrict cell, float *restrict rest)
{
    const stream s = *given;
    for (int32_t i = 0; i < n; i++) {
        const int32_t u = (int32_t)uniform_of(&s, stratum[i], (uint32_t)i), upper = u >> 31;
        const float tail = (float)(u ^ upper) + 0.5f; /* in units of 2^-32 */
        const int32_t bits = bits_of(tail);
        cell[i] = (uint16_t)((bits >> 18) - (126 << 5));
        rest[i] = float_of(bits_of(tail - float_of(bits & ~0x3ffff)) | (~upper & INT32_MIN));
    }
}

static inline float deviate_of(ends line, float rest)
{
    const int32_t sign = bits_of(rest) & INT32_MIN;
    const float z = line.low + line.high * float_of(bits_of(rest) & INT32_MAX);
    return float_of(bits_of(z) ^ sign);
}

FL_WIDE static void deviates(const ends *restrict line, const float *restrict rest, int32_t n,
                             float *restrict out)
{
    for (int32_t i = 0; i < n; i++)
        out[i] = deviate_of(line[i], rest[i]);
}

/* What a line of the table of normal deviates is for each draw, and what is left within it. */
static void lines_of(const float *normal, const stream *s, int32_t n, ends *line, float *rest)
{
    uint16_t stratum[FL_STRATA], cell[FL_STRATA];
    strata(s, n, stratum);
    tails(s, stratum, n, cell, rest);
    look_up_pairs(normal, cell, n, line);
}

void fl_normal(const float *normal, uint64_t seed, uint64_t key, int64_t first, int64_t count,
               float *out)
{
    const stream s = stream_of(seed, key, first);
    float rest[FL_STRATA];
    ends line[FL_STRATA];
    lines_of(normal, &s, (int32_t)count, line, rest);
    deviates(line, rest, (int32_t)count, out);
}

/* Cells are counted in fixed point, with 12 bits of what lies between two of them. */
#define CELL_BITS 12

static inline uint16_t cell_of(float z, float *part)
{
    const int32_t most = (FL_TABLE_CELLS << CELL_BITS) - 1;
    const float cells = (FL_TABLE_CELLS << CELL_BITS) / (2 * FL_TABLE_END);
    int32_t at = (int32_t)((z + FL_TABLE_END) * cells);
    at = at > 0 ? at : 0;
    at = at < most ? at : most;
    *part = (float)(at & ((1 << CELL_BITS) - 1)) * (1.0f / (1 << CELL_BITS));
    return (uint16_t)(at >> CELL_BITS);
}

FL_WIDE static void cells_of(const float *restrict z, int32_t n, uint16_t *restrict cell,
                             float *restrict part)
{
    for (int32_t i = 0; i < n; i++)
        cell[i] = cell_of(z[i], &part[i]);
}

/* Deviates with what they have in common, and their cells, at once. */
FL_WIDE static void mixed_cells(const ends *restrict line, const float *restrict rest, float own,
                                const float *restrict common, int32_t n, uint16_t *restrict cell,
                                float *restrict part)
{
    for (int32_t i = 0; i < n; i++)
        cell[i] = cell_of(own * deviate_of(line[i], rest[i]) + common[i], &part[i]);
}

FL_WIDE static void own_cells(const ends *restrict line, const float *restrict rest, int32_t n,
                              uint16_t *restrict cell, float *restrict part)
{
    for (int32_t i = 0; i < n; i++)
        cell[i] = cell_of(deviate_of(line[i], rest[i]), &part[i]);
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
    uint16_t cell[FL_STRATA];
    float part[FL_STRATA];
    ends line[FL_STRATA];
    for (int64_t done = 0; done < count; done += FL_STRATA) {
        const int32_t n = (int32_t)fl_earlier(count - done, FL_STRATA);
        cells_of(z + done, n, cell, part);
        look_up(table, cell, n, line);
        between(line, part, scale, n, out + done);
    }
}

void fl_amounts(const float *normal, uint64_t seed, uint64_t key, int64_t first, int64_t count,
                float own, const float *common, const float *table, float scale, int32_t *out)
{
    const stream s = stream_of(seed, key, first);
    const int32_t n = (int32_t)count;
    uint16_t cell[FL_STRATA];
    float rest[FL_STRATA], part[FL_STRATA];
    ends line[FL_STRATA];
    lines_of(normal, &s, n, line, rest);
    if (common == NULL)
        own_cells(line, rest, n, cell, part);
    else
        mixed_cells(line, rest, own, common, n, cell, part);
    look_up(table, cell, n, line);
    between(line, part, scale, n, out);
}
