#include "flow/substitute.h"

#include "base/lanes.h"
#include "base/powers.h"

#define LEONTIEF_BELOW 0.02          // elasticities below it do not bend at all
#define COBB_DOUGLAS   1e-6          // elasticities that near to 1 take the limit
#define MARGIN         20.0          // an input is stretched until its marginal product is 1 over it
#define LOG_MARGIN     2.99573227355399099
#define ROUNDING       1e-12         // an index that near to 1 is 1

/* Logarithms stay within FARTHEST, numbers within LEAST_NUMBER and MOST. A power below LEAST_POWER is 0, a number that near to 0 has a logarithm
   far below all others. */
#define FARTHEST       600.0
#define LEAST_POWER    1e-260
#define LEAST_NUMBER   1e-300
#define MOST           1e300
#define LEAST_LOG      (-690.0)
#define LOG_OF_NOTHING (-1e30)

/* Loops over groups, whose rounds do not depend on each other. */
#define EACH_GROUP CKI_EACH for (uint32_t g = 0; g < eights * CKI_LANES_MOST; g++)

static inline double log_of(double log) {
    return log < LEAST_LOG ? LOG_OF_NOTHING : log;
}
static inline double power_of(double power) {
    return power < LEAST_POWER ? 0.0 : power;
}

/* ---------------------------------------------------------------- elasticities ------------------------------------ */

CKI_LANES_VOID(grow, (const double *at_once, const double *in_the_end, const double *time, const double *days, double *elasticity, uint32_t eights,
                      uint32_t width), (at_once, in_the_end, time, days, elasticity, eights, width), width) {
    EACH_GROUP {
        const double part = -days[g] / time[g], passed = time[g] > 0.0 ? part : -FARTHEST;
        elasticity[g] = days[g] > 0.0 ? ck_max(passed, -FARTHEST) : 0.0;
    }
    cki_take_powers(elasticity, elasticity, eights * CKI_LANES_MOST, width);
    EACH_GROUP elasticity[g] = at_once[g] + (in_the_end[g] - at_once[g]) * (1.0 - elasticity[g]);
}

void cki_elasticities_after(const double *at_once, const double *in_the_end, const double *time, const double *days,
                            double *elasticity, uint32_t eights, uint32_t width) {
    grow(at_once, in_the_end, time, days, elasticity, eights, width);
}

CKI_LANES_VOID(bend, (const double *elasticity, cki_bends to, uint32_t eights, uint32_t width), (elasticity, to, eights, width), width) {
    double *power = to.power, *over_power = to.over_power, *largest = to.largest, *top = to.top;
    EACH_GROUP {
        const double distance = elasticity[g] - 1.0, rho = distance / ck_max(elasticity[g], LEONTIEF_BELOW), over = 1.0 / rho;
        const bool cobb_douglas = (distance < COBB_DOUGLAS) & (distance > -COBB_DOUGLAS);
        power[g] = cobb_douglas ? 0.0 : rho;
        over_power[g] = cobb_douglas ? 0.0 : over;
        largest[g] = ck_min(elasticity[g] * LOG_MARGIN, FARTHEST);
    }
    cki_take_powers(largest, largest, eights * CKI_LANES_MOST, width);
    EACH_GROUP {
        const double stretched = largest[g], term = stretched / MARGIN, directed = power[g] < 0.0 ? -term : term;
        top[g] = power[g] == 0.0 ? LOG_MARGIN : directed;
        largest[g] = elasticity[g] < LEONTIEF_BELOW ? 0.0 : stretched;
    }
}

void cki_bend(const double *elasticity, cki_bends to, uint32_t eights, uint32_t width) {
    bend(elasticity, to, eights, width);
}

/* ---------------------------------------------------------------- use --------------------------------------------- */

/* Terms. With a negative power they are taken over that of the scarcest input, so that none is too large for a number; `whole` is that of an input
   that has its need. An input without a share counts like such a one. */
CKI_LANES_VOID(see_offers, (cki_abreast_group *of, cki_abreast_input *input, uint32_t inputs, uint32_t eights, uint32_t width),
               (of, input, inputs, eights, width), width) {
    EACH_GROUP {
        of->least[g] = 1.0;
        of->base[g] = 0.0;
    }
    for (uint32_t i = 0; i < inputs; i++) {
        cki_abreast_input *at = &input[i];
        EACH_GROUP at->term[g] = ck_clamp(at->offer[g], LEAST_NUMBER, MOST);
        cki_take_logarithms(at->term, eights * CKI_LANES_MOST, width);
        EACH_GROUP {
            const double log = log_of(at->term[g]), counted = at->share[g] > 0.0 ? log : 0.0;
            at->term[g] = counted;
            of->least[g] = ck_min(of->least[g], at->offer[g]);
            of->base[g] = ck_min(of->base[g], counted);
        }
    }
    EACH_GROUP {
        const double scarcest = of->base[g], base = of->power[g] < 0.0 ? scarcest : 0.0;
        of->base[g] = base;
        of->whole[g] = ck_clamp(-of->power[g] * base, -FARTHEST, FARTHEST);
    }
    cki_take_powers(of->whole, of->whole, eights * CKI_LANES_MOST, width);
    EACH_GROUP {
        const double term = power_of(of->whole[g]), directed = of->power[g] < 0.0 ? -term : term;
        of->limit[g] = of->top[g] * term;
        of->common[g] = of->whole[g] = of->power[g] == 0.0 ? 0.0 : directed;
    }
    for (uint32_t i = 0; i < inputs; i++) {
        cki_abreast_input *at = &input[i];
        EACH_GROUP at->use[g] = ck_clamp(of->power[g] * (at->term[g] - of->base[g]), -FARTHEST, FARTHEST);
        cki_take_powers(at->use, at->use, eights * CKI_LANES_MOST, width);
        EACH_GROUP {
            const double log = at->term[g], power = power_of(at->use[g]), directed = of->power[g] < 0.0 ? -power : power;
            at->term[g] = of->power[g] == 0.0 ? log : directed;
        }
    }
}

/* The common expansion of the inputs that are not exhausted, as a term, such that the index is 1, but at most the largest one: an input is
   exhausted when the others expand past what is offered of it. Each round exhausts at least one more, so that as many rounds as there are
   inputs are enough; expansion only grows, so that no input comes back. */
CKI_LANES_VOID(expand, (cki_abreast_group *of, const cki_abreast_input *input, uint32_t inputs, uint32_t eights, uint32_t width),
               (of, input, inputs, eights, width), width) {
    (void)width;
    uint32_t grown = 1;
    for (uint32_t round = 0; round < inputs && grown != 0; round++) {
        EACH_GROUP of->exhausted[g] = of->left[g] = 0.0;
        for (uint32_t i = 0; i < inputs; i++) {
            const cki_abreast_input *at = &input[i];
            EACH_GROUP {
                const double share = at->share[g], part = share * at->term[g];
                const bool gone = at->term[g] < of->common[g];
                of->exhausted[g] += gone ? part : 0.0;
                of->left[g] += gone ? 0.0 : share;
            }
        }
        grown = 0;
        EACH_GROUP {
            const double wanted = (of->whole[g] - of->exhausted[g]) / of->left[g];
            const double next = of->left[g] > 0.0 ? wanted : CK_INFINITY, before = of->common[g];
            const double now = ck_min(ck_max(next, before), of->limit[g]);
            grown |= now > before ? 1u : 0u;
            of->common[g] = now;
        }
    }
}

/* Back from terms: the expansion or, where that is the largest one, the index. Then what is used. */
CKI_LANES_VOID(settle, (cki_abreast_group *of, cki_abreast_input *input, uint32_t inputs, uint32_t eights, uint32_t width),
               (of, input, inputs, eights, width), width) {
    double *value = of->exhausted, *sum = of->left;
    EACH_GROUP {
        const double common = of->common[g], full = of->exhausted[g] + of->left[g] * common;
        const bool made_up = common < of->limit[g];        // the others make up for what is short
        const double term = made_up ? common : full;
        of->fill[g] = made_up ? 1.0 : 0.0;
        sum[g] = of->power[g] < 0.0 ? -term : term;
    }
    EACH_GROUP value[g] = ck_max(sum[g], LEAST_NUMBER);
    cki_take_logarithms(value, eights * CKI_LANES_MOST, width);
    EACH_GROUP {
        const double bent = of->base[g] + log_of(value[g]) * of->over_power[g], log = sum[g];
        value[g] = of->power[g] == 0.0 ? log : bent;
    }
    EACH_GROUP value[g] = ck_clamp(value[g], -FARTHEST, FARTHEST);
    cki_take_powers(value, value, eights * CKI_LANES_MOST, width);
    EACH_GROUP {
        const double power = power_of(value[g]), index = power > 1.0 - ROUNDING ? 1.0 : power, expansion = ck_max(power, 1.0);
        const double most = of->largest[g];
        of->common[g] = of->fill[g] == 1.0 ? expansion : most;
        sum[g] = of->fill[g] == 1.0 ? 1.0 : index;
    }
    EACH_GROUP {
        const double index = sum[g], expansion = of->common[g], stiff = of->least[g];
        of->fill[g] = of->largest[g] > 0.0 ? index : stiff;
        of->common[g] = of->largest[g] > 0.0 ? expansion : stiff;
    }
    for (uint32_t i = 0; i < inputs; i++) {
        EACH_GROUP input[i].use[g] = ck_min(of->common[g], input[i].offer[g]);
    }
}

void cki_substitute(cki_abreast_group *group, cki_abreast_input *input, uint32_t inputs, uint32_t groups, uint32_t width) {
    const uint32_t eights = (groups + CKI_LANES_MOST - 1) / CKI_LANES_MOST;
    see_offers(group, input, inputs, eights, width);
    expand(group, input, inputs, eights, width);
    settle(group, input, inputs, eights, width);
}
