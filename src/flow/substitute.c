#include "flow/substitute.h"

#include "base/lanes.h"
#include "base/math_inline.h"

#define LEONTIEF_BELOW 0.02          // elasticities below it do not bend at all
#define COBB_DOUGLAS   1e-6          // elasticities that near to 1 take the limit
#define LOG_MARGIN     2.99573227355399099   // log 20
#define FARTHEST       600.0         // powers of e are numbers within it; below, they are 0
#define LEAST_NUMBER   1e-300        // less is nothing
#define MOST           1e300
#define ROUNDING       1e-12         // an index that near to 1 is 1
#define LOG_OF_NOTHING (-1e30)       // far below all others, and still a number

/* ---------------------------------------------------------------- elasticities ------------------------------------ */

CKI_LANES_VOID(grow, (const double *at_once, const double *in_the_end, const double *time, const double *days, double *elasticity, uint32_t count,
                      uint32_t width), (at_once, in_the_end, time, days, elasticity, count, width), width) {
    (void)width;
    CKI_EACH
    for (uint32_t g = 0; g < count; g++) {
        const double part = days[g] / time[g], passed = time[g] > 0.0 ? part : FARTHEST;
        elasticity[g] = days[g] > 0.0 ? -ck_min(passed, FARTHEST) : 0.0;
    }
    CKI_EACH
    for (uint32_t g = 0; g < count; g++) elasticity[g] = cki_exp_inside(elasticity[g]);
    CKI_EACH
    for (uint32_t g = 0; g < count; g++) elasticity[g] = at_once[g] + (in_the_end[g] - at_once[g]) * (1.0 - elasticity[g]);
}

void cki_elasticities_after(const double *at_once, const double *in_the_end, const double *time, const double *days,
                            double *elasticity, uint32_t count, uint32_t width) {
    grow(at_once, in_the_end, time, days, elasticity, count, width);
}

CKI_INTO_LOOPS bool is_cobb_douglas(double distance) {
    return (distance < COBB_DOUGLAS) & (distance > -COBB_DOUGLAS);
}

CKI_LANES_VOID(bend, (const double *elasticity, cki_bends to, uint32_t count, uint32_t width), (elasticity, to, count, width), width) {
    (void)width;
    double *power = to.power, *over_power = to.over_power, *largest = to.largest, *top = to.top;
    CKI_EACH
    for (uint32_t g = 0; g < count; g++) {
        const double distance = elasticity[g] - 1.0, rho = distance / ck_max(elasticity[g], LEONTIEF_BELOW), over = 1.0 / rho;
        power[g] = is_cobb_douglas(distance) ? 0.0 : rho;
        over_power[g] = is_cobb_douglas(distance) ? 0.0 : over;
        largest[g] = ck_min(elasticity[g] * LOG_MARGIN, FARTHEST);
        top[g] = ck_min(distance * LOG_MARGIN, FARTHEST);
    }
    CKI_EACH
    for (uint32_t g = 0; g < count; g++) top[g] = cki_exp_inside(top[g]);
    CKI_EACH
    for (uint32_t g = 0; g < count; g++) {
        const double directed = power[g] < 0.0 ? -top[g] : top[g];
        top[g] = power[g] == 0.0 ? largest[g] : directed;
    }
    CKI_EACH
    for (uint32_t g = 0; g < count; g++) largest[g] = cki_exp_inside(largest[g]);
    CKI_EACH
    for (uint32_t g = 0; g < count; g++) largest[g] = elasticity[g] < LEONTIEF_BELOW ? 0.0 : largest[g];
}

void cki_bend(const double *elasticity, cki_bends to, uint32_t count, uint32_t width) {
    bend(elasticity, to, count, width);
}

/* ---------------------------------------------------------------- use --------------------------------------------- */

void cki_abreast_layout(cki_abreast *at, cki_arena *arena, uint32_t inputs) {
    double **const by_input[] = {&at->share, &at->offer, &at->need, &at->use, &at->term};
    double **const by_group[] = {&at->bend.power, &at->bend.over_power, &at->bend.largest, &at->bend.top, &at->fill,
                                 &at->least, &at->base, &at->all, &at->common, &at->exhausted, &at->left};
    for (size_t i = 0; i < sizeof by_input / sizeof by_input[0]; i++) {
        *by_input[i] = cki_arena_take(arena, (size_t)inputs * CKI_ABREAST, sizeof(double));
    }
    for (size_t i = 0; i < sizeof by_group / sizeof by_group[0]; i++) {
        *by_group[i] = cki_arena_take(arena, CKI_ABREAST, sizeof(double));
    }
    at->count = 0;
    at->inputs = inputs;
}

/* e^x for x from -FARTHEST, which stands for all that is less. */
CKI_INTO_LOOPS double power_of_e(double x, double inside) {
    return x > -FARTHEST ? inside : 0.0;
}

/* Logarithms of the offers, in `term`. An input without a share counts like one that has its need. */
CKI_LANES_VOID(take_logarithms, (cki_abreast *at, uint32_t lanes, uint32_t width), (at, lanes, width), width) {
    (void)width;
    double *least = at->least, *base = at->base;
    const double *power = at->bend.power;
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) {
        least[g] = 1.0;
        base[g] = 0.0;
    }
    for (uint32_t i = 0; i < at->inputs; i++) {
        const double *share = at->share + i * CKI_ABREAST, *offer = at->offer + i * CKI_ABREAST;
        double *term = at->term + i * CKI_ABREAST;
        CKI_EACH
        for (uint32_t g = 0; g < lanes; g++) term[g] = ck_clamp(offer[g], LEAST_NUMBER, MOST);
        CKI_EACH
        for (uint32_t g = 0; g < lanes; g++) term[g] = cki_log_inside(term[g]);
        CKI_EACH
        for (uint32_t g = 0; g < lanes; g++) {
            const double log = offer[g] < LEAST_NUMBER ? LOG_OF_NOTHING : term[g], counted = share[g] > 0.0 ? log : 0.0;
            term[g] = counted;
            least[g] = ck_min(least[g], offer[g]);
            base[g] = ck_min(base[g], counted);
        }
    }
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) base[g] = power[g] < 0.0 ? base[g] : 0.0;
}

/* From logarithms to terms. With a negative power they are taken over that of the scarcest input, so that none is too large for a number;
   `all` is the term of an input that has its need. */
CKI_LANES_VOID(take_powers, (cki_abreast *at, uint32_t lanes, uint32_t width), (at, lanes, width), width) {
    (void)width;
    const double *power = at->bend.power, *base = at->base;
    double *all = at->all, *work = at->left;
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) all[g] = ck_clamp(-power[g] * base[g], -FARTHEST, FARTHEST);
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) work[g] = cki_exp_inside(all[g]);
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) all[g] = power_of_e(all[g], work[g]);
    for (uint32_t i = 0; i < at->inputs; i++) {
        double *term = at->term + i * CKI_ABREAST, *to = at->use + i * CKI_ABREAST;
        CKI_EACH
        for (uint32_t g = 0; g < lanes; g++) work[g] = ck_clamp(power[g] * (term[g] - base[g]), -FARTHEST, FARTHEST);
        CKI_EACH
        for (uint32_t g = 0; g < lanes; g++) to[g] = cki_exp_inside(work[g]);
        CKI_EACH
        for (uint32_t g = 0; g < lanes; g++) {
            const double taken = power_of_e(work[g], to[g]), directed = power[g] < 0.0 ? -taken : taken;
            term[g] = power[g] == 0.0 ? term[g] : directed;
        }
    }
}

/* The common expansion of the inputs that are not exhausted, as a term, such that the index is 1, but at most to the largest one: an input
   is exhausted when the others expand past what is offered of it. Each round exhausts at least one more, so that as many rounds as there are
   inputs are enough; expansion only grows, so that no input comes back. */
CKI_LANES_VOID(expand, (cki_abreast *at, uint32_t lanes, uint32_t width), (at, lanes, width), width) {
    (void)width;
    const double *power = at->bend.power, *top = at->bend.top, *all = at->all;
    double *common = at->common, *exhausted = at->exhausted, *left = at->left;
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) {
        const double directed = power[g] < 0.0 ? -all[g] : all[g];
        common[g] = power[g] == 0.0 ? 0.0 : directed;
    }
    uint32_t moved = 1;
    for (uint32_t round = 0; round < at->inputs && moved != 0; round++) {
        CKI_EACH
        for (uint32_t g = 0; g < lanes; g++) exhausted[g] = left[g] = 0.0;
        for (uint32_t i = 0; i < at->inputs; i++) {
            const double *share = at->share + i * CKI_ABREAST, *term = at->term + i * CKI_ABREAST;
            CKI_EACH
            for (uint32_t g = 0; g < lanes; g++) {
                const bool gone = term[g] < common[g];
                const double part = share[g] * term[g];
                exhausted[g] += gone ? part : 0.0;
                left[g] += gone ? 0.0 : share[g];
            }
        }
        moved = 0;
        CKI_EACH
        for (uint32_t g = 0; g < lanes; g++) {
            const double directed = power[g] < 0.0 ? -all[g] : all[g], whole = power[g] == 0.0 ? 0.0 : directed;
            const double wanted = (whole - exhausted[g]) / left[g], next = left[g] > 0.0 ? wanted : CK_INFINITY;
            const double now = ck_min(ck_max(next, common[g]), top[g] * all[g]);
            moved |= now > common[g] ? 1u : 0u;
            common[g] = now;
        }
    }
}

/* Back from terms: the expansion, or where that is the largest one, the index. Then what is used. */
CKI_LANES_VOID(settle, (cki_abreast *at, uint32_t lanes, uint32_t width), (at, lanes, width), width) {
    (void)width;
    const double *power = at->bend.power, *over_power = at->bend.over_power, *top = at->bend.top, *largest = at->bend.largest;
    const double *all = at->all, *base = at->base, *exhausted = at->exhausted, *least = at->least;
    double *fill = at->fill, *common = at->common, *left = at->left, *log = at->exhausted;
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) {
        const bool makes_up = common[g] < top[g] * all[g];       // the others make up for what is short
        const double full = exhausted[g] + left[g] * common[g], term = makes_up ? common[g] : full;
        fill[g] = makes_up ? 1.0 : 0.0;
        left[g] = power[g] < 0.0 ? -term : term;
    }
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) log[g] = ck_max(left[g], LEAST_NUMBER);
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) log[g] = cki_log_inside(log[g]);
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) {
        const double bent = base[g] + log[g] * over_power[g], straight = left[g];
        common[g] = power[g] == 0.0 ? straight : bent;
    }
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) common[g] = ck_clamp(common[g], -FARTHEST, FARTHEST);
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) left[g] = cki_exp_inside(common[g]);
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) {
        const double value = power_of_e(common[g], left[g]), needed = ck_max(value, 1.0), at_most = largest[g];
        const double rounded = value > 1.0 - ROUNDING ? 1.0 : value;
        common[g] = fill[g] == 1.0 ? needed : at_most;
        left[g] = fill[g] == 1.0 ? 1.0 : rounded;
    }
    CKI_EACH
    for (uint32_t g = 0; g < lanes; g++) {
        const double bent = left[g], expansion = common[g], rigid = least[g];
        fill[g] = largest[g] > 0.0 ? bent : rigid;
        common[g] = largest[g] > 0.0 ? expansion : rigid;
    }
    for (uint32_t i = 0; i < at->inputs; i++) {
        const double *offer = at->offer + i * CKI_ABREAST;
        double *use = at->use + i * CKI_ABREAST;
        CKI_EACH
        for (uint32_t g = 0; g < lanes; g++) use[g] = ck_min(common[g], offer[g]);
    }
}

void cki_substitute(cki_abreast *at, uint32_t width) {
    const uint32_t lanes = (at->count + CKI_LANES_MOST - 1) / CKI_LANES_MOST * CKI_LANES_MOST;
    take_logarithms(at, lanes, width);
    take_powers(at, lanes, width);
    expand(at, lanes, width);
    settle(at, lanes, width);
}
