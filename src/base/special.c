/* Special functions behind the distributions: inverse normal, log-gamma, incomplete beta and its inverse. */
#include "base.h"

static double polynomial(const double *coefficient, uint32_t count, double x) {
    double sum = coefficient[count - 1];
    for (uint32_t i = count - 1; i-- > 0;) sum = sum * x + coefficient[i];
    return sum;
}

/* Rational fits of Wichura (1988), algorithm AS 241 (PPND16), Applied Statistics 37, 477-484: one around the middle,
   one for each of two ranges of sqrt(-ln p) in the tails. */
double cki_normal_inverse(double p) {
    static const double MIDDLE_ABOVE[8] = {
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double MIDDLE_BELOW[8] = {
        1.0,                     4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3};
    static const double NEAR_ABOVE[8] = {
        1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double NEAR_BELOW[8] = {
        1.0,                      2.05319162663775882187e0,  1.67638483018380384940e0,  6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9};
    static const double FAR_ABOVE[8] = {
        6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double FAR_BELOW[8] = {
        1.0,                       5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15};

    if (!(p > 0.0)) return p == 0.0 ? -CK_INFINITY : CK_NAN;
    if (!(p < 1.0)) return p == 1.0 ? CK_INFINITY : CK_NAN;
    const double from_middle = p - 0.5;
    if (ck_abs(from_middle) <= 0.425) {
        const double t = 0.180625 - from_middle * from_middle;
        return from_middle * (polynomial(MIDDLE_ABOVE, 8, t) / polynomial(MIDDLE_BELOW, 8, t));
    }
    const double depth = ck_sqrt(-ck_log(from_middle < 0.0 ? p : 1.0 - p));
    const double size = depth <= 5.0
        ? polynomial(NEAR_ABOVE, 8, depth - 1.6) / polynomial(NEAR_BELOW, 8, depth - 1.6)
        : polynomial(FAR_ABOVE, 8, depth - 5.0) / polynomial(FAR_BELOW, 8, depth - 5.0);
    return from_middle < 0.0 ? -size : size;
}

double cki_normal_density(double x) {
    return ck_exp(-0.5 * x * x) * 0x1.9884533d43651p-2;          // 1 / sqrt(2 pi)
}

/* Series around 0 (DLMF 7.6.2); from 3 on the continued fraction of the tail (DLMF 7.9.1). */
double cki_normal_below(double x) {
    if (ck_is_nan(x)) return x;
    const double size = ck_abs(x);
    if (size > 38.5) return x < 0.0 ? 0.0 : 1.0;
    if (size >= 3.0) {
        double below = size;
        for (uint32_t k = 120; k > 0; k--) below = size + k / below;
        const double tail = cki_normal_density(size) / below;
        return x < 0.0 ? tail : 1.0 - tail;
    }
    double term = x, sum = x;
    for (uint32_t k = 1; k < 80; k++) {
        term *= x * x / (2.0 * k + 1.0);
        sum += term;
    }
    return 0.5 + sum * cki_normal_density(x);
}

/* Stirling's series (DLMF 5.11.1) from x = 8 on, where the first term left out is 8e-17; below, less ln of the
   product that leads there. */
double cki_log_gamma(double x) {
    static const double STIRLING[8] = {1.0 / 12.0,   -1.0 / 360.0,      1.0 / 1260.0, -1.0 / 1680.0,
                                       1.0 / 1188.0, -691.0 / 360360.0, 1.0 / 156.0,  -3617.0 / 122400.0};
    const double half_log_two_pi = 0x1.d67f1c864beb5p-1;
    if (!(x > 0.0)) return x == 0.0 ? CK_INFINITY : CK_NAN;
    double product = 1.0;
    for (; x < 8.0; x += 1.0) product *= x;
    const double series = polynomial(STIRLING, 8, 1.0 / (x * x)) / x;
    return (((x - 0.5) * ck_log(x) - x) + half_log_two_pi) + series - ck_log(product);
}

/* Continued fraction of the incomplete beta function, DLMF 8.17.22, summed from the front by the method of Lentz as
   changed by Thompson and Barnett (1986). Converges in O(sqrt(a + b)) steps for x below (a + 1) / (a + b + 2). */
static double beta_fraction(double x, double a, double b) {
    const double tiny = 0x1p-1000;
    double value = 1.0, c = 1.0, d = 0.0;
    for (uint32_t step = 1; step < 100000; step++) {
        const double m = step / 2;
        const double term = step % 2 == 1 ? -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
                                          : m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 + term * d;
        c = 1.0 + term / c;
        if (ck_abs(d) < tiny) d = tiny;
        if (ck_abs(c) < tiny) c = tiny;
        d = 1.0 / d;
        value *= c * d;
        if (ck_abs(c * d - 1.0) < 0x1p-52) break;
    }
    return value;
}

/* ln of x^a (1 - x)^b / B(a, b) */
static double beta_log_weight(double x, double a, double b) {
    return a * ck_log(x) + b * ck_log(1.0 - x) + (cki_log_gamma(a + b) - cki_log_gamma(a) - cki_log_gamma(b));
}

double cki_beta(double x, double a, double b) {
    if (!(a > 0.0) || !(b > 0.0) || ck_is_nan(x)) return CK_NAN;
    if (x <= 0.0) return 0.0;
    if (x >= 1.0) return 1.0;
    const double weight = ck_exp(beta_log_weight(x, a, b));
    const bool near_zero = x < (a + 1.0) / (a + b + 2.0);
    const double part = near_zero ? weight / (a * beta_fraction(x, a, b)) : weight / (b * beta_fraction(1.0 - x, b, a));
    const double inside = ck_clamp(part, 0.0, 1.0);
    return near_zero ? inside : 1.0 - inside;
}

/* Where a step of Newton's leaves the bracket: its middle, by ratio while it spans more than a factor of 4. */
static double middle_of(double low, double high) {
    if (low == 0.0) return high * 0x1p-8;
    return high > 4.0 * low ? ck_sqrt(low) * ck_sqrt(high) : low + 0.5 * (high - low);
}

/* Newton's steps kept inside a bracket, from the first term of the series at 0 when that lies below the mean. */
double cki_beta_inverse(double p, double a, double b) {
    if (!(a > 0.0) || !(b > 0.0) || ck_is_nan(p)) return CK_NAN;
    if (p <= 0.0) return 0.0;
    if (p >= 1.0) return 1.0;
    const double log_beta = cki_log_gamma(a) + cki_log_gamma(b) - cki_log_gamma(a + b);
    double low = 0.0, high = 1.0, x = ck_min(a / (a + b), ck_exp((ck_log(p * a) + log_beta) / a));
    if (x < 0x1p-1000) return x;                                     // the series has no second term there
    for (uint32_t step = 0; step < 200; step++) {
        const double miss = cki_beta(x, a, b) - p;
        if (miss == 0.0) break;
        if (miss < 0.0) low = x;
        else high = x;
        const double density = ck_exp(beta_log_weight(x, a, b)) / (x * (1.0 - x));
        double next = x - miss / density;
        if (!(next > low && next < high)) next = middle_of(low, high);
        const double moved = ck_abs(next - x);
        x = next;
        if (moved <= x * 0x1p-51 || !(x < 1.0)) break;
    }
    return x;
}
