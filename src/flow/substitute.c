#include "flow/substitute.h"

#include "base/math_inline.h"

#define LEONTIEF_BELOW 0.02          // elasticities below it do not bend at all
#define COBB_DOUGLAS   1e-6          // elasticities that near to 1 take the limit
#define LOG_MARGIN     2.99573227355399099   // an input is stretched until its marginal product is 1/20 of the base one

double cki_elasticity_after(double at_once, double in_the_end, double time, double days) {
    if (!(days > 0.0)) return at_once;
    if (!(time > 0.0)) return in_the_end;
    return at_once + (in_the_end - at_once) * (1.0 - ck_exp(-days / time));
}

static double leontief(const double *offer, double *use, uint32_t count) {
    double index = 1.0;
    for (uint32_t i = 0; i < count; i++) index = ck_min(index, offer[i]);
    for (uint32_t i = 0; i < count; i++) use[i] = index;
    return index;
}

/* x^y to about 1e-13 of its value: a power of a share of a need. */
static double power_of(double x, double y) {
    if (!(x > 1e-200 && x < 1e200)) return ck_pow(x, y);
    const double log = y * cki_log_inside(x);
    return log > -600.0 && log < 600.0 ? cki_exp_inside(log) : ck_pow(x, y);
}

/* An input of a group in two forms: the sum of share * x^power, or with power 0 the sum of share * log x. */
static double term(double x, double power) {
    return power == 0.0 ? ck_log(x) : power_of(x, power);
}

/* The common expansion of the inputs that are not exhausted, such that the index is 1; CK_INFINITY when none is
   enough. */
static double expansion(double sum_exhausted, double share_left, double power) {
    if (!(share_left > 0.0)) return CK_INFINITY;
    if (power == 0.0) return ck_exp(-sum_exhausted / share_left);
    const double wanted = (1.0 - sum_exhausted) / share_left;
    return wanted > 0.0 ? power_of(wanted, 1.0 / power) : CK_INFINITY;
}

/* The inputs by how far they reach: sum of the terms of those that an expansion of `common` exhausts, added to what
   `before` exhausted already, and the shares of the others. */
typedef struct reach { double exhausted, left; } reach;

static reach reach_of(const double *share, const double *offer, uint32_t count, double power, double exhausted,
                      double before, double common) {
    reach sum = {exhausted, 0.0};
    for (uint32_t i = 0; i < count; i++) {
        if (!(share[i] > 0.0)) continue;
        if (offer[i] >= common) sum.left += share[i];
        else if (offer[i] >= before) sum.exhausted += share[i] * term(offer[i], power);
    }
    return sum;
}

/* Index when the inputs that are left are expanded to `common`. */
static double index_of(const reach *at, double common, double power) {
    const double sum = at->exhausted + (at->left > 0.0 ? at->left * term(common, power) : 0.0);
    return ck_clamp(power == 0.0 ? ck_exp(sum) : power_of(sum, 1.0 / power), 0.0, 1.0);
}

double cki_substitute(const double *share, const double *offer, double *use, uint32_t count, double elasticity) {
    if (elasticity < LEONTIEF_BELOW) return leontief(offer, use, count);
    const double distance = elasticity - 1.0;
    const double power = distance < COBB_DOUGLAS && distance > -COBB_DOUGLAS ? 0.0 : distance / elasticity;
    const double largest = ck_exp(elasticity * LOG_MARGIN);

    /* An input is exhausted when the others expand past what is offered of it. Each round exhausts at least one more, so
       that `count` rounds are enough; expansion only grows, so that no input comes back. */
    double common = 1.0;
    reach at = reach_of(share, offer, count, power, 0.0, -CK_INFINITY, common);
    for (uint32_t round = 0; round <= count; round++) {
        const double next = ck_min(ck_max(expansion(at.exhausted, at.left, power), common), largest);
        if (!(next > common)) break;
        at = reach_of(share, offer, count, power, at.exhausted, common, next);
        common = next;
    }
    bool all = true;
    for (uint32_t i = 0; i < count; i++) {
        use[i] = ck_min(common, offer[i]);
        if (use[i] < 1.0) all = false;
    }
    if (all) {
        for (uint32_t i = 0; i < count; i++) use[i] = 1.0;
        return 1.0;
    }
    if (common < largest) return 1.0;                        // the others make up for what is short
    const double index = index_of(&at, common, power);
    return index > 1.0 - 1e-12 ? 1.0 : index;
}
