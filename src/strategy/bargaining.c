/* Crisis bargaining, alternating offers, war of attrition: closed forms. */
#include "base/base.h"

/* A's payoff from demanding x: the demand when B accepts, else the conflict. */
static double demanded(ck_crisis c, double x, double *accepted) {
    const double needed = x - c.power;                   // B accepts from this cost on
    if (c.high > c.low)
        *accepted = ck_clamp((c.high - needed) / (c.high - c.low), 0.0, 1.0);
    else
        *accepted = x <= c.power + c.low ? 1.0 : 0.0;
    return *accepted * x + (1.0 - *accepted) * (c.power - c.cost_a);
}

ck_status ck_crisis_solve(ck_crisis c, ck_crisis_answer *answer) {
    const bool good = c.power >= 0.0 && c.power <= 1.0 && c.cost_a >= 0.0 && c.cost_a < CK_INFINITY && c.low >= 0.0 &&
                      c.high >= c.low && c.high < CK_INFINITY;
    if (!good) return CK_E_RANGE;
    // without a limit the best demand beyond the power is (high - cost_a) / 2: what more demands win against what
    // refusals lose
    double x = c.high > c.low ? c.power + ck_clamp((c.high - c.cost_a) / 2.0, c.low, c.high) : c.power + c.low;
    x = ck_min(x, 1.0);
    double accepted;
    answer->demand = x;
    answer->payoff_a = demanded(c, x, &accepted);
    answer->conflict = 1.0 - accepted;
    if (c.high > c.low && x < 1.0 && x > c.power + c.low)        // the same number without the detour over the demand
        answer->conflict = ((c.high - c.cost_a) / 2.0 - c.low) / (c.high - c.low);
    const double fighting = c.low + ck_min(x - c.power, c.high);         // twice the mean cost of those who refuse
    answer->payoff_b = accepted * (1.0 - x) + (1.0 - accepted) * (1.0 - c.power - fighting / 2.0);
    answer->gain = 0.0;
    for (uint32_t k = 0; k <= 1000; k++) {
        double ignored;
        answer->gain = ck_max(answer->gain, demanded(c, k / 1000.0, &ignored) - answer->payoff_a);
    }
    return CK_OK;
}

static double demanded_of_types(double power, double cost_a, const double *cost, const double *prior, uint32_t types,
                                double x, double *accepted) {
    *accepted = 0.0;
    for (uint32_t k = 0; k < types; k++)
        if (power + cost[k] >= x) *accepted += prior[k];
    return *accepted * x + (1.0 - *accepted) * (power - cost_a);
}

ck_status ck_crisis_types(double power, double cost_a, const double *cost, const double *prior, uint32_t types,
                          ck_crisis_answer *answer) {
    double sum = 0.0;
    for (uint32_t k = 0; k < types; k++) {
        if (!(cost[k] >= 0.0 && cost[k] < CK_INFINITY && prior[k] >= 0.0)) return CK_E_RANGE;
        sum += prior[k];
    }
    if (types == 0 || !(power >= 0.0 && power <= 1.0 && cost_a >= 0.0 && cost_a < CK_INFINITY) ||
        ck_abs(sum - 1.0) > 1e-9)
        return CK_E_RANGE;
    *answer = (ck_crisis_answer){.payoff_a = -CK_INFINITY};
    for (uint32_t k = 0; k < types; k++) {
        double accepted;
        const double x = ck_min(power + cost[k], 1.0);
        const double payoff = demanded_of_types(power, cost_a, cost, prior, types, x, &accepted);
        if (payoff < answer->payoff_a || (payoff == answer->payoff_a && x >= answer->demand)) continue;
        answer->demand = x;
        answer->payoff_a = payoff;
        answer->conflict = 1.0 - accepted;
    }
    for (uint32_t k = 0; k < types; k++)
        answer->payoff_b += prior[k] * ck_max(1.0 - answer->demand, 1.0 - power - cost[k]);
    for (uint32_t k = 0; k <= 1000; k++) {
        double ignored;
        answer->gain = ck_max(answer->gain, demanded_of_types(power, cost_a, cost, prior, types, k / 1000.0, &ignored) -
                                                answer->payoff_a);
    }
    return CK_OK;
}

/* War now is worth now / (1 - d) - cost_a; peace at most the whole pie today and from tomorrow all but what the other
   gets by fighting then, later / (1 - d) + cost_b. */
double ck_crisis_commitment(double now, double later, double cost_a, double cost_b, double patience) {
    if (!(patience >= 0.0 && patience < 1.0)) return CK_NAN;
    return (now / (1.0 - patience) - cost_a) - (1.0 + patience * (later / (1.0 - patience) + cost_b));
}

double ck_alternating_offers(double first, double other, uint32_t rounds) {
    if (!(first >= 0.0 && first <= 1.0 && other >= 0.0 && other <= 1.0)) return CK_NAN;
    if (rounds == 0) return first * other < 1.0 ? (1.0 - other) / (1.0 - first * other) : CK_NAN;
    double share = 1.0;                                  // of who offers in the last round
    for (uint32_t k = 1; k < rounds; k++) {
        const bool first_answers = (rounds - k) % 2 == 0;        // in round rounds - k, counted from 1
        share = 1.0 - (first_answers ? first : other) * share;
    }
    return share;
}

ck_status ck_attrition_solve(ck_attrition war, ck_attrition_answer *answer) {
    for (uint32_t p = 0; p < 2; p++) {
        if (!(war.prize[p] > 0.0 && war.prize[p] < CK_INFINITY && war.cost[p] > 0.0 && war.cost[p] < CK_INFINITY))
            return CK_E_RANGE;
        answer->hazard[p] = war.cost[1 - p] / war.prize[1 - p];
    }
    const double both = answer->hazard[0] + answer->hazard[1];
    answer->mean = 1.0 / both;
    for (uint32_t p = 0; p < 2; p++) answer->wins[p] = answer->hazard[1 - p] / both;
    return CK_OK;
}

double ck_attrition_survival(const ck_attrition_answer *answer, double time) {
    return time <= 0.0 ? 1.0 : ck_exp(-(answer->hazard[0] + answer->hazard[1]) * time);
}

double ck_attrition_sample(const ck_attrition_answer *answer, uint32_t player, double unit) {
    return -ck_log(1.0 - unit) / answer->hazard[player];
}
