/* Distributions by their inverse: one number in 0..1 gives one value, so that common random numbers stay common. */
#include "base.h"

/* For distributions without ends: 0 stands for the part of the unit interval between it and its neighbour. */
static double inner(double u) {
    return ck_clamp(u, 0x1p-54, 1.0 - 0x1p-53);
}

/* Each side is taken from its own end, so that neither loses digits. */
static double triangular(double low, double mode, double high, double u) {
    const double width = high - low;
    if (!(width > 0.0)) return mode;
    if (u * width < mode - low) return low + ck_sqrt(u * width * (mode - low));
    return high - ck_sqrt((1.0 - u) * width * (high - mode));
}

/* Beta distribution with the weight 4 on the mode: Malcolm, Roseboom, Clark and Fazar (1959). */
static double beta_pert(double low, double mode, double high, double u) {
    const double width = high - low;
    if (!(width > 0.0)) return mode;
    const double a = 1.0 + 4.0 * (mode - low) / width, b = 1.0 + 4.0 * (high - mode) / width;
    return low + width * cki_beta_inverse(u, a, b);
}

/* One of a, b, c with equal chances; a value that is NaN is not among them. */
static double choice(const ck_distribution *distribution, double u) {
    const double value[3] = {distribution->a, distribution->b, distribution->c};
    double present[3];
    uint32_t count = 0;
    for (uint32_t i = 0; i < 3; i++) {
        if (!ck_is_nan(value[i])) present[count++] = value[i];
    }
    if (count == 0) return CK_NAN;
    return present[ck_min_u32((uint32_t)(ck_clamp(u, 0.0, 1.0) * count), count - 1)];
}

static double uncut(const ck_distribution *distribution, double u) {
    const double a = distribution->a, b = distribution->b, c = distribution->c;
    switch (distribution->kind) {
        case CK_FIXED: return a;
        case CK_UNIFORM: return a + u * (b - a);
        case CK_TRIANGULAR: return triangular(a, b, c, u);
        case CK_NORMAL: return a + b * cki_normal_inverse(inner(u));
        case CK_LOGNORMAL: return a * ck_exp(b * cki_normal_inverse(inner(u)));
        case CK_BETA_PERT: return beta_pert(a, b, c, u);
        case CK_CHOICE: return choice(distribution, u);
    }
    return CK_NAN;
}

double ck_distribution_value(const ck_distribution *distribution, double u) {
    return ck_clamp(uncut(distribution, u), distribution->low, distribution->high);
}
