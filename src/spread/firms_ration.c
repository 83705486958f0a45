/* Who gets what of a supplier that has less than was asked. */
#include "spread/firms_run.h"

/* ---------------------------------------------------------------- equal ratios ------------------------------------ */

/* The level L at which sum of min(asked, L base) is `goods`: everybody below it is served in full, then the level of
   the rest rises, until nobody new is below it. A few rounds, each over the links of the supplier. */
static double water_level(const double *asked, const double *base, uint32_t count, double final, double final_base,
                          double goods) {
    double level = 0.0;
    for (;;) {
        double served = 0.0, rest = 0.0;
        for (uint32_t k = 0; k < count; k++) {
            if (asked[k] <= level * base[k])
                served += asked[k];
            else
                rest += base[k];
        }
        if (final <= level * final_base)
            served += final;
        else
            rest += final_base;
        if (!(rest > 0.0)) return CK_INFINITY;
        const double next = (goods - served) / rest;
        if (!(next > level)) return level;
        level = next;
    }
}

/* Compat P1, P2: the ratios order / baseline are lowered together by the smallest of them, round by round. Buyers that
   ordered nothing take part in the first round (P1); final demand is charged in every round (P2). */
static double lower_together(ck_firm_ario *run, uint32_t first, uint32_t end, double final, double final_base,
                             double goods) {
    const double tiny = 1e-20;
    const bool serve_none = cki_firms_has(run, CK_FIRMS_P1), charge_served = cki_firms_has(run, CK_FIRMS_P2);
    double *ratio = run->ratio, *given = run->given;
    const double *base = run->sold_base;
    uint32_t left = 0;
    for (uint32_t k = first; k < end; k++) {
        given[k] = 0.0;
        ratio[k] = base[k] > 0.0 ? run->flow[k] / base[k] : 0.0;
        const bool in = base[k] > 0.0 && (serve_none || ratio[k] > tiny);
        if (in)
            left++;
        else
            ratio[k] = -1.0; // out
    }
    double final_ratio = final_base > 0.0 ? final / final_base : 0.0, final_given = 0.0;
    for (;;) {
        double step = CK_INFINITY, in_base = 0.0;
        for (uint32_t k = first; k < end; k++) {
            if (ratio[k] > tiny) step = ck_min(step, ratio[k]);
            if (ratio[k] >= 0.0) in_base += base[k];
        }
        if (final_ratio > tiny) step = ck_min(step, final_ratio);
        if (!ck_is_finite(step)) break;
        const double need = step * (in_base + (charge_served || final_ratio > 0.0 ? final_base : 0.0));
        if (!(goods > need)) {
            double sum = final_ratio > 0.0 ? final_base : 0.0;
            for (uint32_t k = first; k < end; k++) sum += ratio[k] > 0.0 ? base[k] : 0.0;
            const double share = sum > 0.0 ? goods / sum : 0.0;
            for (uint32_t k = first; k < end; k++) given[k] += ratio[k] > 0.0 ? share : 0.0;
            if (final_ratio > 0.0) final_given += share;
            break;
        }
        for (uint32_t k = first; k < end; k++) {
            if (ratio[k] < 0.0) continue;
            given[k] += step;
            ratio[k] -= step;
            if (ratio[k] > tiny) continue;
            ratio[k] = -1.0;
            left--;
        }
        if (final_ratio > 0.0) {
            final_ratio -= step;
            final_given += step;
            if (final_ratio <= tiny) final_ratio = 0.0;
        }
        goods -= need;
        if ((left == 0 && final_ratio == 0.0) || goods <= tiny) break;
    }
    for (uint32_t k = first; k < end; k++) run->flow[k] = given[k] * base[k];
    return final_given * final_base;
}

static double equal_ratio(ck_firm_ario *run, uint32_t first, uint32_t end, double asked, double goods, double final,
                          double final_base) {
    if (cki_firms_has(run, CK_FIRMS_P1 | CK_FIRMS_P2)) return lower_together(run, first, end, final, final_base, goods);
    if (goods >= asked) return final;
    const double *base = run->sold_base;
    const double level = water_level(run->flow + first, base + first, end - first, final, final_base, goods);
    if (!ck_is_finite(level)) return final;
    for (uint32_t k = first; k < end; k++) run->flow[k] = ck_min(run->flow[k], level * base[k]);
    return ck_min(final, level * final_base);
}

/* ---------------------------------------------------------------- the rules --------------------------------------- */

double cki_firms_ration(ck_firm_ario *run, uint32_t firm, double asked, double made, double final) {
    const uint32_t first = run->network.sale_first[firm], end = run->network.sale_first[firm + 1];
    const double lacking = ck_max(0.0, asked - made), to_firms = asked - final;
    double share = 1.0, sold = final;
    switch (run->spec.rationing) {
    case CK_RATION_EQUAL_RATIO: return equal_ratio(run, first, end, asked, made, final, run->final[firm]);
    case CK_RATION_FIRMS_FIRST_EQUAL_RATIO:
        sold = ck_clamp(made - to_firms, 0.0, final);
        (void)equal_ratio(run, first, end, to_firms, made - sold, 0.0, 0.0);
        return sold;
    case CK_RATION_FIRMS_FIRST:
        sold = final >= lacking ? final - lacking : 0.0;
        share = final >= lacking ? 1.0 : made / to_firms;
        break;
    default:
        share = asked > 0.0 ? made / asked : 0.0;
        sold = share * final;
        break;
    }
    for (uint32_t k = first; k < end && share != 1.0; k++) run->flow[k] *= share;
    return sold;
}
