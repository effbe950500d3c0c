#include "project.h"

#include <stdlib.h>
#include <string.h>

/* Serial passes for projects of short activities and small amounts. What is free of a resource is a
 * row of bytes, one for each time unit; a look at 64 of them tells in the bits of a word where an
 * activity may start. So a pass has hardly a branch that depends on what is scheduled. A pass back
 * is a pass forth along turned links, in time counted from the end. */

#if defined(__GNUC__) && defined(__x86_64__)

#include <immintrin.h>

#define WITHIN static inline __attribute__((always_inline))

enum {
    BLOCK = 64, /* units that are looked at at once, and the most that an activity may last */
    STEP = 16,  /* units that are taken at once */
    MOST = 255, /* of a resource */
    WAYS = 3,   /* links that are looked at at once */
    USUAL = 4   /* resources for which loops are unrolled */
};

/* Bit k: there is enough of every resource, k units from here on. */
typedef uint64_t look_t(const uint8_t *here, const uint8_t *need, int64_t stride, int32_t rows);

/* ---- where there is enough ------------------------------------------------------------------- */

/* The first unit from `at` on from which an activity has enough as long as it lasts. */
WITHIN int32_t first_run(const fl_planes *p, const uint8_t *profile, int32_t i, int32_t at,
                         int32_t length, int32_t rows, look_t *look)
{
    const uint8_t *need = p->need + (int64_t)i * rows * STEP;
    const uint8_t *shift = p->shift + (int64_t)i * FL_DOUBLINGS;
    for (;; at += BLOCK + 1 - length) {
        uint64_t runs = look(profile + at, need, p->stride, rows);
        for (int k = 0; k < FL_DOUBLINGS - 2; k++)
            runs &= runs >> shift[k];
        if (length > STEP)
            for (int k = FL_DOUBLINGS - 2; k < FL_DOUBLINGS; k++)
                runs &= runs >> shift[k];
        if (runs != 0)
            return at + __builtin_ctzll(runs);
    }
}

/* One function for each way to look, with its loops unrolled for the usual number of resources. */
#define FIT(name, look, target)                                                                    \
    target static int32_t name(const fl_planes *p, const uint8_t *profile, int32_t i, int32_t at, \
                               int32_t length)                                                     \
    {                                                                                              \
        return p->rows == USUAL ? first_run(p, profile, i, at, length, USUAL, look)               \
                                : first_run(p, profile, i, at, length, p->rows, look);            \
    }

WITHIN uint64_t look_by_16(const uint8_t *here, const uint8_t *need, int64_t stride, int32_t rows)
{
    __m128i a = _mm_set1_epi8(-1), b = a, c = a, d = a;
    for (int32_t r = 0; r < rows; r++, here += stride, need += STEP) {
        const __m128i q = _mm_loadu_si128((const __m128i *)(const void *)need);
        const __m128i *at = (const __m128i *)(const void *)here;
        a = _mm_and_si128(a, _mm_cmpeq_epi8(_mm_min_epu8(_mm_loadu_si128(at), q), q));
        b = _mm_and_si128(b, _mm_cmpeq_epi8(_mm_min_epu8(_mm_loadu_si128(at + 1), q), q));
        c = _mm_and_si128(c, _mm_cmpeq_epi8(_mm_min_epu8(_mm_loadu_si128(at + 2), q), q));
        d = _mm_and_si128(d, _mm_cmpeq_epi8(_mm_min_epu8(_mm_loadu_si128(at + 3), q), q));
    }
    return (uint64_t)(uint32_t)_mm_movemask_epi8(a) |
           (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16 |
           (uint64_t)(uint32_t)_mm_movemask_epi8(c) << 32 |
           (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 48;
}

#define AT_ONCE __attribute__((target("avx512bw,bmi2")))

AT_ONCE WITHIN uint64_t look_at_once(const uint8_t *here, const uint8_t *need, int64_t stride,
                                     int32_t rows)
{
    uint64_t bits = UINT64_MAX;
    for (int32_t r = 0; r < rows; r++, here += stride, need += STEP)
        bits &= _mm512_cmpge_epu8_mask(_mm512_loadu_si512(here), _mm512_set1_epi8((char)*need));
    return bits;
}

FIT(fit_by_16, look_by_16, )
FIT(fit_at_once, look_at_once, AT_ONCE)

static fl_fit *fit_here(void)
{
    const int wide = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi2");
    return wide ? fit_at_once : fit_by_16;
}

/* ---- passes ---------------------------------------------------------------------------------- */

typedef uint8_t step_t __attribute__((vector_size(STEP), aligned(1), may_alias));

/* From BLOCK - length on: so many units that are held, then none. */
static const uint8_t HELD[2 * BLOCK] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

WITHIN void take(uint8_t *at, const uint8_t *need, int64_t stride, int32_t rows, int32_t length)
{
    for (int32_t from = 0; from < length; from += STEP) {
        const step_t held = *(const step_t *)(HELD + BLOCK - length + from);
        for (int32_t r = 0; r < rows; r++)
            *(step_t *)(at + from + r * stride) -= *(const step_t *)(need + r * STEP) & held;
    }
}

WITHIN int32_t pass(fl_desk *d, const fl_turned *turned, int32_t rows)
{
    const fl_planes *shared = d->grid->planes, p = *shared; /* a byte written might be any of it */
    const fl_turned links = *turned;
    const int32_t n = d->grid->n, *duration = d->grid->duration, *list = d->list;
    uint8_t *profile = d->rows;
    int32_t *start = d->at, clean = 0, top = 0;
    start[n] = 0;
    for (int32_t k = 0; k < n; k++) {
        const int32_t i = list[k], length = duration[i];
        int32_t at = 0, reach;
        for (int32_t e = links.ptr[i]; e < links.ptr[i + 1]; e += WAYS)
            for (int w = 0; w < WAYS; w++) {
                const int32_t low = start[links.other[e + w]] + links.lag[e + w];
                at = low > at ? low : at;
            }
        reach = (at > top ? at : top) + 2 * BLOCK;
        if (reach > clean) {
            reach += BLOCK;
            for (int32_t r = 0; r < rows; r++)
                memset(profile + r * p.stride + clean, p.full[r], (size_t)(reach - clean));
            clean = reach;
        }
        if (length > 0) {
            at = p.fit(shared, profile, i, at, length);
            take(profile + at, p.need + (int64_t)i * rows * STEP, p.stride, rows, length);
        }
        start[i] = at;
        top = at + length > top ? at + length : top;
    }
    return top;
}

int32_t fl_planes_pass(fl_desk *d, const fl_turned *links)
{
    const int32_t rows = d->grid->planes->rows;
    return rows == USUAL ? pass(d, links, USUAL) : pass(d, links, rows);
}

/* ---- making ready ---------------------------------------------------------------------------- */

/* Links in groups of WAYS, filled up with one to a node that always stands at 0. Of turned links
 * the lags are those from the end of one to the end of the other. */
static int group(fl_turned *t, int32_t n, const int32_t *ptr, const int32_t *other,
                 const int32_t *lag, const int32_t *turned, const int32_t *release)
{
    size_t size = 0;
    int32_t at = 0;
    for (int32_t i = 0; i < n; i++)
        size += (size_t)(ptr[i + 1] - ptr[i]) / WAYS + 1;
    t->ptr = malloc(((size_t)n + 1 + 2 * WAYS * size) * sizeof *t->ptr);
    if (t->ptr == NULL)
        return -1;
    t->other = t->ptr + n + 1;
    t->lag = t->other + WAYS * size;
    for (int32_t i = 0; i < n; i++) {
        int more = ptr[i + 1] == ptr[i] || (release != NULL && release[i] > 0);
        t->ptr[i] = at;
        for (int32_t e = ptr[i]; e < ptr[i + 1]; e++) {
            t->other[at] = other[e];
            t->lag[at++] = lag[e] + (turned == NULL ? 0 : turned[other[e]] - turned[i]);
        }
        for (; more || at % WAYS != 0; more = 0) {
            t->other[at] = n;
            t->lag[at++] = release == NULL ? 0 : release[i];
        }
    }
    t->ptr[n] = at;
    return 0;
}

/* By how much runs of free units are laid over themselves until each bit stands for `length`. */
static void doublings(uint8_t shift[FL_DOUBLINGS], int32_t length)
{
    int32_t known = 1;
    for (int k = 0; k < FL_DOUBLINGS; k++) {
        const int32_t lacks = length > known ? length - known : 0;
        shift[k] = (uint8_t)(known < lacks ? known : lacks);
        known += shift[k];
    }
}

static int suits(const fl_project *project)
{
    for (int64_t i = 0; i < project->n; i++)
        if (project->duration[i] > BLOCK)
            return 0;
    for (int64_t r = 0; r < project->resources; r++)
        if (project->capacity[r] > MOST)
            return 0;
    return project->resources > 0;
}

fl_planes *fl_planes_of(const fl_project *project, const fl_grid *g)
{
    const size_t n = (size_t)g->n, rows = (size_t)project->resources;
    fl_planes *p = suits(project) ? calloc(1, sizeof *p) : NULL;
    if (p == NULL)
        return NULL;
    p->rows = (int32_t)rows;
    p->stride = (int64_t)g->horizon + 1 + 4 * BLOCK;
    p->fit = fit_here();
    p->need = malloc(n * rows * STEP + n * FL_DOUBLINGS + rows);
    if (p->need == NULL ||
        group(&p->forth, g->n, g->in_ptr, g->in, g->in_lag, NULL, g->release) != 0 ||
        group(&p->back, g->n, g->out_ptr, g->out, g->out_lag, g->duration, NULL) != 0) {
        fl_planes_free(p);
        return NULL;
    }
    p->shift = p->need + n * rows * STEP;
    p->full = p->shift + n * FL_DOUBLINGS;
    for (size_t r = 0; r < rows; r++)
        p->full[r] = (uint8_t)project->capacity[r];
    for (size_t i = 0; i < n; i++) {
        doublings(p->shift + i * FL_DOUBLINGS, g->duration[i]);
        for (size_t r = 0; r < rows; r++)
            memset(p->need + (i * rows + r) * STEP, project->demand[i * rows + r], STEP);
    }
    return p;
}

void fl_planes_free(fl_planes *p)
{
    if (p == NULL)
        return;
    free(p->forth.ptr);
    free(p->back.ptr);
    free(p->need);
    free(p);
}

#else /* without such instructions project.c passes over words: the same schedules */

fl_planes *fl_planes_of(const fl_project *project, const fl_grid *g)
{
    (void)project, (void)g;
    return NULL;
}

void fl_planes_free(fl_planes *p)
{
    (void)p;
}

int32_t fl_planes_pass(fl_desk *d, const fl_turned *links)
{
    (void)d, (void)links;
    return 0;
}

#endif
