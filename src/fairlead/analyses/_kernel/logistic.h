#ifndef FAIRLEAD_LOGISTIC_H
#define FAIRLEAD_LOGISTIC_H

#include <stdint.h>
#include <string.h>

/* The logistic function and what it is made of.
 *
 * exp and log are our own, so that every machine and every width of a loop gives the same bits.
 */

#define SHIFT 0x1.8p52 /* added to a double, it leaves the nearest integer in the low bits */

static inline double clip(double x, double low, double high)
{
    const double least = x < low ? low : x;
    return least > high ? high : least;
}

static inline uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The exponential for -700 to 700, good to two units in the last place. */
static inline double exp_of(double x)
{
    const double shifted = x * 0x1.71547652b82fep0 + SHIFT;
    const double k = shifted - SHIFT;
    const double r = (x - k * 0x1.62e42fefa0000p-1) - k * 0x1.cf79abc9e3b3ap-40;
    double p = 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    return p * double_of((bits_of(shifted) + UINT64_C(1023)) << 52);
}

/* The natural logarithm of a positive number that is no denormal, as good. */
static inline double log_of(double x)
{
    const uint64_t bits = bits_of(x);
    /* a mantissa from the root of a half to the root of two */
    const uint64_t moved = bits - UINT64_C(0x3fe6a09e667f3bcd);
    const uint64_t power = (moved >> 52) + UINT64_C(0x400);
    const double e = double_of((power & UINT64_C(0x7ff)) | UINT64_C(0x4330000000000000)) -
                     0x1.00000000004p52;
    const double m = double_of(bits - ((moved >> 52) << 52));
    const double s = (m - 1.0) / (m + 1.0), q = s * s;
    double p = 2.0 / 19.0;
    p = p * q + 2.0 / 17.0;
    p = p * q + 2.0 / 15.0;
    p = p * q + 2.0 / 13.0;
    p = p * q + 2.0 / 11.0;
    p = p * q + 2.0 / 9.0;
    p = p * q + 2.0 / 7.0;
    p = p * q + 2.0 / 5.0;
    p = p * q + 2.0 / 3.0;
    p = p * q + 2.0;
    return e * 0x1.62e42fefa39efp-1 + p * s;
}

static inline double logit(double p)
{
    return log_of(p / (1.0 - p));
}

static inline double logistic(double x)
{
    return 1.0 / (1.0 + exp_of(-clip(x, -600.0, 600.0)));
}

#undef SHIFT

#endif
