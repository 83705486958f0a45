/* Elementary functions in plain C: only + - * and comparisons, conversions of whole numbers and bits of the exponent,
   so that every machine gives the same bits. Compile with -ffp-contract=off: contraction breaks the exact sums below.
   The methods and the measured errors are in docs/numbers.md. */
#include "base.h"
#include "math_tables.h"

#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0
#error "doubles must be computed as doubles (on i386: -msse2 -mfpmath=sse)"
#endif

#define LN2_HIGH 0x1.62e42fefa38p-1          // ln 2, a multiple of 2^-42
#define LN2_LOW  0x1.ef35793c7673p-45
#define PART_HIGH 0x1.62e42fef8p-7           // ln 2 / 64, a multiple of 2^-40: exact times a whole number of 17 bits
#define PART_LOW  0x1.1cf79abc9e3b4p-42
#define PARTS_IN_ONE 0x1.71547652b82fep+6    // 64 / ln 2
#define TO_WHOLE 0x1.8p52                    // added and taken away: rounds to a whole number

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
    const double parts = (x * PARTS_IN_ONE + TO_WHOLE) - TO_WHOLE;
    const double r = ((x - parts * PART_HIGH) - parts * PART_LOW) + low;             // |r| <= ln 2 / 128
    const int64_t whole = (int64_t)parts;
    const exp_part part = EXP_TABLE[whole & (EXP_PARTS - 1)];
    const int64_t binade = (whole - (whole & (EXP_PARTS - 1))) / EXP_PARTS;

    const double r2 = r * r;
    const double change = (part.rest + r) + (r2 * (0.5 + r * (1.0 / 6.0)) +
                                             (r2 * r2) * ((1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0)));
    if (binade < -960 || binade > 1022) return exp_at_the_ends(part.power, binade, change);
    const double power = cki_double_of(cki_bits_of(part.power) + ((uint64_t)binade << 52));
    return power + power * change;
}

double ck_exp(double x) {
    if (!(x < 709.8)) return x > 0.0 ? CK_INFINITY : x;              // a NaN stays
    if (x < -745.2) return 0.0;
    return exp_of_sum(x, 0.0);
}

/* x = 2^binade * z with z in [0.6875, 1.375), z * reciprocal = 1 + r + r_low exactly; x positive and finite. */
typedef struct reduced { double binade, r, r_low; log_part part; } reduced;

static reduced log_reduce(double x) {
    const uint64_t first = UINT64_C(0x3fe6000000000000);             // 0.6875
    uint64_t bits = cki_bits_of(x);
    int64_t scaling = 0;
    if (bits < EXPONENT_ONE) {                                       // subnormal
        bits = cki_bits_of(x * 0x1p52);
        scaling = 52;
    }
    const uint64_t above = bits - first;
    const uint64_t exponent = above & UINT64_C(0xfff0000000000000);
    reduced result;
    result.part = LOG_TABLE[(above >> 45) & (LOG_PARTS - 1)];
    result.binade = (double)((int64_t)exponent / (int64_t)EXPONENT_ONE - scaling);
    const uint64_t z_bits = bits - exponent;
    const double z = cki_double_of(z_bits), z_high = cki_double_of(z_bits & UINT64_C(0xffffffff00000000));
    const double r_high = z_high * result.part.reciprocal - 1.0;     // 21 bits times 11: exact, as the next one
    const double r_rest = (z - z_high) * result.part.reciprocal;
    result.r = r_high + r_rest;
    result.r_low = (r_high - result.r) + r_rest;
    return result;
}

double ck_log(double x) {
    if (!(x > 0.0)) return x == 0.0 ? -CK_INFINITY : CK_NAN;
    if (x == CK_INFINITY) return x;
    const reduced z = log_reduce(x);
    const double r = z.r, r2 = r * r;
    const double base = z.binade * LN2_HIGH + z.part.high;           // exact; 0 or larger than r
    const double high = base + r;
    const double low = ((base - high) + r) + ((z.binade * LN2_LOW + z.part.low) + z.r_low);
    const double series = (-0.5 + r * (1.0 / 3.0)) +
                          r2 * ((-0.25 + r * (1.0 / 5.0)) + r2 * ((-1.0 / 6.0 + r * (1.0 / 7.0)) + r2 * (-1.0 / 8.0)));
    return high + (low + r2 * series);
}

/* Upper 26 bits of x (Veltkamp); |x| < 2^990. */
static double upper_half(double x) {
    const double spread = x * 0x1.0000002p27;                        // 2^27 + 1
    return spread - (spread - x);
}

/* ln x = *high + *low to about 2^-67 of its value; x positive and finite. */
static void log_to_sum(double x, double *high, double *low) {
    const reduced z = log_reduce(x);
    const double r = z.r, r2 = r * r;
    const double base = z.binade * LN2_HIGH + z.part.high;
    const double first = base + r;
    const double first_rest = (base - first) + r;

    const double r_upper = upper_half(r);
    const double half_square = 0.5 * r_upper * r_upper;              // exact; r^2 / 2 without its lower part
    const double half_square_rest = 0.5 * (r - r_upper) * (r + r_upper);
    const double second = first - half_square;
    const double second_rest = (first - second) - half_square;

    const double series = ((1.0 / 3.0 - r * 0.25) + r2 * (1.0 / 5.0 - r * (1.0 / 6.0))) +
                          (r2 * r2) * ((1.0 / 7.0 - r * (1.0 / 8.0)) + r2 * (1.0 / 9.0 - r * (1.0 / 10.0)));
    const double constant = z.binade * LN2_LOW + z.part.low;
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
