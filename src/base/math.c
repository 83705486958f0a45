/* Elementary functions in plain C: only + - * and comparisons, conversions of whole numbers and bits of the exponent,
   so that every machine gives the same bits. Compile with -ffp-contract=off: contraction breaks the exact sums below.
   The methods and the measured errors are in docs/numbers.md. */
#include "base.h"
#include "math_inline.h"

#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0
#error "doubles must be computed as doubles (on i386: -msse2 -mfpmath=sse)"
#endif

#define EXPONENT_ONE (UINT64_C(1) << 52)
#define SIGN_BIT     (UINT64_C(1) << 63)

double ck_sqrt(double x) {
    return __builtin_sqrt(x);
}

double ck_floor(double x) {
    if (!(x > -0x1p52 && x < 0x1p52)) return x;                      // whole already, infinite or NaN
    const double toward_zero = (double)(int64_t)x;
    if (toward_zero == x) return x;                                  // also keeps -0.0
    return toward_zero > x ? toward_zero - 1.0 : toward_zero;
}

/* power * 2^binade * (1 + change) where the result, or the lower bits of a step, may leave the normal range. */
static double exp_at_the_ends(double power, int64_t binade, double change) {
    if (binade > 0) {
        const double half = cki_double_of(cki_bits_of(power) + ((uint64_t)(binade - 1) << 52));
        return 2.0 * (half + half * change);
    }
    const double scaled = cki_double_of(cki_bits_of(power) + ((uint64_t)(binade + 1022) << 52));
    double y = scaled + scaled * change;
    if (y < 1.0) {                                                  // subnormal: round once, at the last bit that stays
        const double rest = (scaled - y) + scaled * change;
        const double above = 1.0 + y;
        y = (above + (((1.0 - above) + y) + rest)) - 1.0;
    }
    return y * 0x1p-1022;
}

/* e^(x + low), |low| far below |x|, -745.2 < x < 709.8. */
static double exp_of_sum(double x, double low) {
    const cki_exp_reduced z = cki_exp_reduce(x, low);
    const int64_t binade = z.binade_parts / EXP_PARTS;
    if (binade < -960 || binade > 1022) return exp_at_the_ends(z.power, binade, z.change);
    return cki_exp_of(z);
}

double ck_exp(double x) {
    if (!(x < 709.8)) return x > 0.0 ? CK_INFINITY : x;              // a NaN stays
    if (x < -745.2) return 0.0;
    return exp_of_sum(x, 0.0);
}

/* x positive and finite. */
static cki_log_reduced log_reduce(double x) {
    const uint64_t bits = cki_bits_of(x);
    if (bits >= EXPONENT_ONE) return cki_log_reduce(bits, 0.0);
    return cki_log_reduce(cki_bits_of(x * 0x1p52), 52.0);            // subnormal
}

double ck_log(double x) {
    if (!(x > 0.0)) return x == 0.0 ? -CK_INFINITY : CK_NAN;
    if (x == CK_INFINITY) return x;
    const cki_log_reduced z = log_reduce(x);
    return cki_log_of(z);
}

/* Upper 26 bits of x (Veltkamp); |x| < 2^990. */
static double upper_half(double x) {
    const double spread = x * 0x1.0000002p27;                        // 2^27 + 1
    return spread - (spread - x);
}

/* ln x = *high + *low to about 2^-67 of its value; x positive and finite. */
static void log_to_sum(double x, double *high, double *low) {
    const cki_log_reduced z = log_reduce(x);
    const double r = z.r, r2 = r * r;
    const double base = z.binade * LN2_HIGH + z.high;
    const double first = base + r;
    const double first_rest = (base - first) + r;

    const double r_upper = upper_half(r);
    const double half_square = 0.5 * r_upper * r_upper;              // exact; r^2 / 2 without its lower part
    const double half_square_rest = 0.5 * (r - r_upper) * (r + r_upper);
    const double second = first - half_square;
    const double second_rest = (first - second) - half_square;

    const double series = ((1.0 / 3.0 - r * 0.25) + r2 * (1.0 / 5.0 - r * (1.0 / 6.0))) +
                          (r2 * r2) * ((1.0 / 7.0 - r * (1.0 / 8.0)) + r2 * (1.0 / 9.0 - r * (1.0 / 10.0)));
    const double constant = z.binade * LN2_LOW + z.low;
    const double rest = (((first_rest + second_rest) + constant) + (z.r_low * (1.0 - r) - half_square_rest)) +
                        (r * r2) * series;
    *high = second + rest;
    *low = (second - *high) + rest;
}

/* x^y for finite x > 0, x != 1, and finite y != 0. */
static double pow_of_positive(double x, double y) {
    if (y >= 0x1p65 || y <= -0x1p65) return (x > 1.0) == (y > 0.0) ? CK_INFINITY : 0.0;
    if (y > -0x1p-65 && y < 0x1p-65) return 1.0;                     // |y ln x| < 2^-55
    double log_high, log_low;
    log_to_sum(x, &log_high, &log_low);

    const double product = y * log_high;
    if (product > 709.8) return CK_INFINITY;
    if (product < -745.2) return 0.0;
    const double y_upper = upper_half(y), y_lower = y - y_upper;
    const double log_upper = upper_half(log_high), log_lower = log_high - log_upper;
    const double rounding = ((y_upper * log_upper - product) + y_upper * log_lower + y_lower * log_upper) +
                            y_lower * log_lower;
    return exp_of_sum(product, rounding + y * log_low);
}

typedef enum parity { FRACTION, ODD, EVEN } parity;

static parity parity_of(double y) {
    const double size = ck_abs(y);
    if (size >= 0x1p53) return EVEN;
    if (size != ck_floor(size)) return FRACTION;
    return (uint64_t)size % 2 == 1 ? ODD : EVEN;
}

double ck_pow(double x, double y) {
    if (y == 0.0 || x == 1.0) return 1.0;                            // whatever the other one is
    if (ck_is_nan(x) || ck_is_nan(y)) return CK_NAN;
    const double size = ck_abs(x);
    if (!ck_is_finite(y)) return size == 1.0 ? 1.0 : (size > 1.0) == (y > 0.0) ? CK_INFINITY : 0.0;

    const bool below_zero = (cki_bits_of(x) & SIGN_BIT) != 0;
    const parity kind = below_zero ? parity_of(y) : EVEN;
    double result;
    if (size == 0.0 || size == CK_INFINITY) {
        result = (size == 0.0) == (y > 0.0) ? 0.0 : CK_INFINITY;
    } else {
        if (kind == FRACTION) return CK_NAN;
        result = size == 1.0 ? 1.0 : pow_of_positive(size, y);
    }
    return kind == ODD ? -result : result;
}
