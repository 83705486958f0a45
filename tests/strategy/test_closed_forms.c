/* Bargaining, attrition, investment, disclosure, capability: against closed forms. */
#include "ck_test.h"
#include "base/base.h"

#include <math.h>
#include <stdlib.h>

CK_TEST(private_costs_lead_to_conflict) {
    ck_crisis_answer answer;
    CK_REQUIRE_OK(ck_crisis_solve((ck_crisis){.power = 0.5, .cost_a = 0.1, .low = 0.0, .high = 0.4}, &answer));
    CK_CHECK_NEAR(answer.demand, 0.65, 1e-12);
    CK_CHECK_NEAR(answer.conflict, 0.375, 1e-12);
    CK_CHECK_NEAR(answer.payoff_a, 0.625 * 0.65 + 0.375 * 0.4, 1e-12);
    // mean over costs: below 0.15 B fights for 0.5 - c, above he takes 0.35
    CK_CHECK_NEAR(answer.payoff_b, 0.625 * 0.35 + 0.375 * (0.5 - 0.075), 1e-12);
    CK_CHECK(answer.gain <= 1e-12);
    CK_CHECK_EQUAL(ck_crisis_solve((ck_crisis){.power = 1.5}, &answer), CK_E_RANGE);
}

CK_TEST(known_costs_lead_to_none) {
    for (int k = 0; k < 20; k++) {
        const double power = 0.05 * k, cost = 0.02 * k * (1.0 - power);
        ck_crisis_answer answer;
        CK_REQUIRE_OK(ck_crisis_solve((ck_crisis){.power = power, .cost_a = 0.1, .low = cost, .high = cost}, &answer));
        CK_CHECK_NEAR(answer.demand, power + cost, 1e-12);
        CK_CHECK_EQUAL(answer.conflict, 0.0);
        CK_CHECK(answer.gain <= 1e-12);
    }
}

CK_TEST(an_ultimatum_to_types_takes_the_best_acceptable_demand) {
    const double cost[3] = {0.05, 0.2, 0.4}, prior[3] = {0.3, 0.5, 0.2};
    ck_crisis_answer answer;
    CK_REQUIRE_OK(ck_crisis_types(0.5, 0.1, cost, prior, 3, &answer));
    // 0.55 for sure; 0.7 with 0.7 and 0.4 with 0.3: 0.61; 0.9 with 0.2 and 0.4 with 0.8: 0.5
    CK_CHECK_NEAR(answer.demand, 0.7, 1e-15);
    CK_CHECK_NEAR(answer.payoff_a, 0.61, 1e-15);
    CK_CHECK_NEAR(answer.conflict, 0.3, 1e-15);
    CK_CHECK_NEAR(answer.payoff_b, 0.3 * 0.45 + 0.7 * 0.3, 1e-15);
    CK_CHECK(answer.gain <= 1e-12);
}

CK_TEST(a_falling_power_fights_when_no_promise_holds) {
    CK_CHECK(ck_crisis_commitment(0.9, 0.1, 0.05, 0.05, 0.9) > 0.0);
    CK_CHECK(ck_crisis_commitment(0.6, 0.55, 0.2, 0.2, 0.5) < 0.0);
    // indifferent: now / (1 - d) - a = 1 + d (later / (1 - d) + b)
    const double d = 0.8, later = 0.2, a = 0.3, b = 0.1, now = (1.0 + d * (later / (1.0 - d) + b) + a) * (1.0 - d);
    CK_CHECK_NEAR(ck_crisis_commitment(now, later, a, b, d), 0.0, 1e-12);
}

CK_TEST(alternating_offers_divide_the_pie) {
    CK_CHECK_NEAR(ck_alternating_offers(0.9, 0.9, 0), 10.0 / 19, 1e-12);
    CK_CHECK_NEAR(ck_alternating_offers(0.9, 0.8, 0), 0.2 / 0.28, 1e-12);
    CK_CHECK_NEAR(ck_alternating_offers(0.7, 0.7, 0), 1.0 / 1.7, 1e-12);
    CK_CHECK_EQUAL(ck_alternating_offers(0.9, 0.8, 1), 1.0);
    CK_CHECK_NEAR(ck_alternating_offers(0.9, 0.8, 2), 0.2, 1e-15);           // the other offers last and would take all
    CK_CHECK_NEAR(ck_alternating_offers(0.9, 0.8, 3), 1.0 - 0.8 * (1.0 - 0.9), 1e-15);
    CK_CHECK_NEAR(ck_alternating_offers(0.9, 0.8, 2000), 0.2 / 0.28, 1e-12); // the limit of long games
    CK_CHECK(isnan(ck_alternating_offers(1.0, 1.0, 0)));
}

/* Distance of Kolmogorov and Smirnov times sqrt(n); 1.628 is the limit at 1 %. */
static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
static double kolmogorov(double *sample, int n, double (*below)(const void *, double), const void *user) {
    double largest = 0.0;
    qsort(sample, (size_t)n, sizeof *sample, ascending);
    for (int k = 0; k < n; k++) {
        const double p = below(user, sample[k]);
        largest = fmax(largest, fmax(p - (double)k / n, (k + 1.0) / n - p));
    }
    return largest * sqrt(n);
}

static double ends_by(const void *answer, double time) {
    return 1.0 - ck_attrition_survival(answer, time);
}
static double exponential(const void *answer, double time) {
    return 1.0 - exp(-((const ck_attrition_answer *)answer)->hazard[0] * time);
}

CK_TEST(a_war_of_attrition_ends_at_a_constant_rate) {
    ck_attrition_answer answer;
    CK_REQUIRE_OK(ck_attrition_solve((ck_attrition){{10, 10}, {1, 1}}, &answer));
    CK_CHECK_NEAR(answer.hazard[0], 0.1, 1e-12);
    CK_CHECK_NEAR(answer.hazard[1], 0.1, 1e-12);
    CK_CHECK_NEAR(answer.mean, 5.0, 1e-12);              // two who may leave; each alone stays 10 on average
    enum { N = 4000 };
    double first[N], either[N], sum = 0.0;
    for (int k = 0; k < N; k++) {
        const double a = ck_attrition_sample(&answer, 0, ck_random_unit((ck_random){.seed = 3}, 1, 0, (uint64_t)k));
        const double b = ck_attrition_sample(&answer, 1, ck_random_unit((ck_random){.seed = 3}, 1, 1, (uint64_t)k));
        first[k] = a;
        either[k] = a < b ? a : b;
        sum += a;
    }
    CK_CHECK_NEAR(sum / N, 10.0, 0.5);
    CK_CHECK(kolmogorov(first, N, exponential, &answer) < 1.628);
    CK_CHECK(kolmogorov(either, N, ends_by, &answer) < 1.628);
    // who holds out: staying for any time pays nothing more than leaving
    CK_REQUIRE_OK(ck_attrition_solve((ck_attrition){{10, 4}, {1, 2}}, &answer));
    for (double t = 0.5; t < 20.0; t *= 2.0) {
        // player 0 stays until t: wins the prize when 1 left before; pays until then
        const double left = 1.0 - exp(-answer.hazard[1] * t);
        CK_CHECK_NEAR(10.0 * left - 1.0 * left / answer.hazard[1], 0.0, 1e-12);
    }
    CK_CHECK_NEAR(answer.wins[0] + answer.wins[1], 1.0, 1e-15);
}

static const ck_investment PROJECT = {.value = 1.0, .cost = 1.0, .interest = 0.04, .payout = 0.04, .volatility = 0.2};

CK_TEST(uncertainty_makes_investors_wait) {
    ck_investment_answer answer;
    CK_REQUIRE_OK(ck_investment_solve(PROJECT, &answer));
    CK_CHECK_NEAR(answer.beta, 2.0, 1e-12);
    CK_CHECK_NEAR(answer.threshold, 2.0, 1e-12);
    CK_CHECK_NEAR(answer.option, 0.25, 1e-12);           // (2 - 1) (1 / 2)^2
    CK_CHECK_NEAR(answer.waiting, 0.25, 1e-12);
    ck_investment wilder = PROJECT;
    wilder.volatility = 0.3;
    CK_REQUIRE_OK(ck_investment_solve(wilder, &answer));
    const double beta = 0.5 + sqrt(0.25 + 0.08 / 0.09);
    CK_CHECK_NEAR(answer.beta, beta, 1e-12);
    CK_CHECK_NEAR(answer.threshold, beta / (beta - 1.0), 1e-12);
    CK_CHECK_NEAR(answer.threshold, 2.7631, 1e-3);
}

typedef struct passage { ck_investment investment; ck_investment_answer answer; } passage;
static double started(const void *user, double years) {
    const passage *at = user;
    return ck_investment_started(&at->investment, &at->answer, years);
}

CK_TEST(delays_follow_the_inverse_gaussian) {
    passage at = {.investment = {.value = 1.0, .cost = 1.0, .interest = 0.09, .payout = 0.04, .volatility = 0.2}};
    CK_REQUIRE_OK(ck_investment_solve(at.investment, &at.answer));
    const double drift = 0.05 - 0.02, distance = log(at.answer.threshold);
    CK_CHECK_NEAR(at.answer.drift, drift, 1e-15);
    CK_CHECK_NEAR(at.answer.mean_years, distance / drift, 1e-10);
    // mean and discount factor from the distribution itself
    double mean = 0.0, discount = 0.0, before = 0.0;
    for (int k = 1; k <= 400000; k++) {
        const double now = started(&at, 0.01 * k);
        mean += (now - before) * 0.01 * (k - 0.5);
        discount += (now - before) * exp(-0.05 * 0.01 * (k - 0.5));
        before = now;
    }
    CK_CHECK_NEAR(mean, distance / drift, 1e-3 * mean);
    CK_CHECK_NEAR(discount, ck_investment_discount(&at.investment, &at.answer, 0.05), 1e-5);
    // a sample drawn as Michael, Schucany and Haas (1976) do
    enum { N = 4000 };
    double sample[N];
    const double mu = distance / drift, shape = distance * distance / 0.04;
    for (int k = 0; k < N; k++) {
        const double z = ck_random_normal((ck_random){.seed = 5}, 1, 0, (uint64_t)k), y = z * z;
        const double x = mu + mu * mu * y / (2 * shape) - mu / (2 * shape) * sqrt(4 * mu * shape * y + mu * mu * y * y);
        const double u = ck_random_unit((ck_random){.seed = 5}, 2, 0, (uint64_t)k);
        sample[k] = u <= mu / (mu + x) ? x : mu * mu / x;
    }
    CK_CHECK(kolmogorov(sample, N, started, &at) < 1.628);
}

CK_TEST(simulated_values_cross_the_threshold_when_they_should) {
    passage at = {.investment = {.value = 1.0, .cost = 1.0, .interest = 0.09, .payout = 0.04, .volatility = 0.2}};
    CK_REQUIRE_OK(ck_investment_solve(at.investment, &at.answer));
    enum { PATHS = 1500, STEPS = 400 };                  // ten years; between two points a bridge may have crossed
    const double dt = 10.0 / STEPS, distance = log(at.answer.threshold), variance = 0.04 * dt;
    int crossed = 0;
    for (uint32_t k = 0; k < PATHS; k++) {
        double x = 0.0;
        for (uint32_t t = 0; t < STEPS; t++) {
            const double next =
                x + at.answer.drift * dt + 0.2 * sqrt(dt) * ck_random_normal((ck_random){.seed = 9}, 1, t, k);
            const bool over = next >= distance || ck_random_unit((ck_random){.seed = 9}, 2, t, k) <
                                                      exp(-2.0 * (distance - x) * (distance - next) / variance);
            x = next;
            if (!over) continue;
            crossed++;
            break;
        }
    }
    const double p = started(&at, 10.0);
    CK_CHECK_NEAR((double)crossed / PATHS, p, 2.6 * sqrt(p * (1.0 - p) / PATHS));
}

CK_TEST(opacity_is_worth_the_delay) {
    const ck_investment entrant = {
        .value = 1.2, .cost = 1.0, .interest = 0.09, .payout = 0.04, .volatility = 0.2, .build_years = 3.0};
    CK_CHECK_EQUAL(ck_opacity_value(entrant, 0.2, 0.2, 5.0, 0.05), 0.0);
    CK_CHECK(ck_opacity_value(entrant, 0.15, 0.3, 5.0, 0.05) > 0.0);
    CK_CHECK_NEAR(ck_opacity_value(entrant, 0.15, 0.3, 10.0, 0.05),
                  2.0 * ck_opacity_value(entrant, 0.15, 0.3, 5.0, 0.05), 1e-12);
}

CK_TEST(the_halving_by_opacity_is_one_of_the_horizon) {
    // completion normal with a shift of 4.2 years, 0.95 and 0.48 at 15 years
    const double spread = 4.2 / (cki_normal_inverse(0.95) - cki_normal_inverse(0.48));
    const double mean = 15.0 - spread * cki_normal_inverse(0.95);
    CK_CHECK_NEAR(spread, 2.478, 1e-2);
    CK_CHECK_NEAR(mean, 10.92, 1e-2);
    CK_CHECK_NEAR(mean + 4.2, 15.12, 1e-2);
    CK_CHECK_NEAR(cki_normal_below((20.0 - mean) / spread), 0.9999, 1e-4);
    CK_CHECK_NEAR(cki_normal_below((20.0 - mean - 4.2) / spread), 0.9754, 1e-3);
}

CK_TEST(the_normal_distribution_is_exact) {
    for (double x = -12.0; x <= 12.0; x += 0.0625) {
        const double expected = 0.5 * erfc(-x / sqrt(2.0));
        CK_CHECK_NEAR(cki_normal_below(x), expected, x < -3.0 ? 2e-13 * expected : 1e-15);
    }
    CK_CHECK_EQUAL(cki_normal_below(-40.0), 0.0);
    CK_CHECK_EQUAL(cki_normal_below(40.0), 1.0);
}

CK_TEST(news_makes_waiting_worth_something) {
    // one year, news for sure: max(m - K, d E max(m' - K, 0)) with m' normal around m
    for (double mean = 0.8; mean < 1.3; mean += 0.1) {
        const ck_learning learning = {
            .mean = mean, .precision = 4.0, .news = 2.0, .disclosure = 1.0, .cost = 1.0, .discount = 0.9, .years = 1};
        const size_t bytes = ck_learning_bytes(&learning);
        void *block = aligned_alloc(16, bytes);
        ck_learning_answer answer;
        double invested[2];
        CK_REQUIRE_OK(ck_learning_solve(&learning, block, bytes, &answer, invested));
        const double spread = sqrt(1.0 / 4.0 - 1.0 / 6.0), d = (mean - 1.0) / spread;
        const double wait = 0.9 * ((mean - 1.0) * cki_normal_below(d) + spread * cki_normal_density(d));
        CK_CHECK_NEAR(answer.value, fmax(mean - 1.0, wait), 1e-4);
        CK_CHECK_NEAR(invested[0], mean - 1.0 >= wait ? 1.0 : 0.0, 1e-12);
        free(block);
    }
}

CK_TEST(silence_delays_investment) {
    double last = 2.0, worth = 0.0;
    for (double disclosure = 1.0; disclosure > 0.0; disclosure -= 0.25) {
        const ck_learning learning = {.mean = 0.9,
                                      .precision = 4.0,
                                      .news = 1.0,
                                      .disclosure = disclosure,
                                      .cost = 1.0,
                                      .discount = 0.95,
                                      .years = 10};
        const size_t bytes = ck_learning_bytes(&learning);
        void *block = aligned_alloc(16, bytes);
        ck_learning_answer answer;
        double invested[11];
        CK_REQUIRE_OK(ck_learning_solve(&learning, block, bytes, &answer, invested));
        for (int y = 1; y <= 10; y++) CK_CHECK(invested[y] >= invested[y - 1]);
        CK_CHECK(invested[10] <= 1.0 + 1e-9);
        CK_CHECK(invested[3] < last);
        CK_CHECK(disclosure == 1.0 || answer.value < worth);
        last = invested[3];
        worth = answer.value;
        free(block);
    }
}

CK_TEST(costless_disclosure_unravels) {
    const double value[5] = {1, 2, 3, 4, 5}, prior[5] = {0.1, 0.3, 0.2, 0.2, 0.2};
    ck_disclosure_answer equilibrium[6];
    uint32_t count;
    CK_REQUIRE_OK(ck_disclosure_solve(&(ck_disclosure){value, prior, 5, 0.0, 0.0}, equilibrium, &count));
    CK_CHECK_EQUAL(count, 1);
    CK_CHECK_EQUAL(equilibrium[0].first, 1);             // all but the worst disclose
    CK_CHECK_EQUAL(equilibrium[0].silence, 1.0);
}

CK_TEST(a_cost_or_an_excuse_keeps_some_silent) {
    const double value[4] = {1, 2, 3, 4}, prior[4] = {0.25, 0.25, 0.25, 0.25};
    ck_disclosure_answer equilibrium[5];
    uint32_t count;
    CK_REQUIRE_OK(ck_disclosure_solve(&(ck_disclosure){value, prior, 4, 1.6, 0.0}, equilibrium, &count));
    CK_REQUIRE(count >= 1);
    for (uint32_t k = 0; k < count; k++) {               // each checked again by hand
        const uint32_t first = equilibrium[k].first;
        double sum = 0.0;
        for (uint32_t j = 0; j < first; j++) sum += value[j];
        const double silence = first > 0 ? sum / first : value[0];
        CK_CHECK_NEAR(equilibrium[k].silence, silence, 1e-15);
        for (uint32_t j = 0; j < 4; j++) CK_CHECK(j < first ? value[j] - 1.6 <= silence : value[j] - 1.6 >= silence);
    }
    CK_REQUIRE_OK(ck_disclosure_solve(&(ck_disclosure){value, prior, 4, 0.0, 0.5}, equilibrium, &count));
    CK_CHECK_EQUAL(count, 1);
    CK_CHECK_EQUAL(equilibrium[0].first, 2);             // silence: (1 + 2 + 0.5 * 7) / 3 = 2.17
    CK_CHECK_NEAR(equilibrium[0].silence, 6.5 / 3.0, 1e-15);
}

/* ---------------------------------------------------------------- capability -------------------------------------- */

enum { DAYS = 3650 };
typedef struct lag {
    ck_capability_path path;
    double stock[DAYS + 1], fleet[2 * (DAYS + 1)], spares[2 * (DAYS + 1)], used[2 * DAYS], inflow[DAYS];
} lag;
static lag *lag_run(const ck_capability_use *use, uint32_t uses, double stock, double inflow) {
    lag *at = calloc(1, sizeof *at);
    at->path = (ck_capability_path){at->stock, at->fleet, at->spares, at->used};
    for (int t = 0; t < DAYS; t++) at->inflow[t] = inflow;
    const ck_capability capability = {
        .use = use, .use_count = uses, .stock = stock, .inflow = at->inflow, .days = DAYS};
    CK_REQUIRE_OK(ck_capability_run(&capability, &at->path, NULL));
    return at;
}

CK_TEST(without_stock_and_inflow_a_fleet_decays_exponentially) {
    const ck_capability_use use = {.fleet = 400, .failure = 0.25, .intensity = 0.01};
    lag *at = lag_run(&use, 1, 0.0, 0.0);
    for (int t = 0; t <= DAYS; t++) CK_CHECK_NEAR(at->fleet[t], 400 * exp(-0.25 * t / 365), 1e-10);
    CK_CHECK_NEAR(ck_capability_passage(at->fleet, DAYS, 0.8), log(1.25) / 0.25 * 365, 0.05);
    CK_CHECK(isinf(ck_capability_passage(at->fleet, 100, 0.5)));
    free(at);
}

CK_TEST(a_stock_of_n_months_lasts_n_months) {
    const ck_capability_use use = {.fleet = 400, .failure = 0.25, .intensity = 0.01};
    for (int months = 1; months <= 24; months++) {
        const int days = 30 * months;
        lag *at = lag_run(&use, 1, days * (400 * 0.25 / 365 * 0.01), 0.0);
        for (int t = 0; t <= days; t++) CK_CHECK_EQUAL(at->fleet[t], 400.0);
        CK_CHECK(at->fleet[days + 1] < 400.0);
        free(at);
    }
}

CK_TEST(supply_that_meets_the_need_changes_nothing) {
    const ck_capability_use use[2] = {{.fleet = 400, .failure = 0.25, .intensity = 0.01},
                                      {.fleet = 9e6, .failure = 0.1, .intensity = 1e-5, .other_use = 0.2, .rank = 1}};
    const double need = 400 * 0.25 / 365 * 0.01 + (9e6 * 0.1 / 365 * 1e-5 + 0.2);
    lag *at = lag_run(use, 2, 0.0, need);
    for (int t = 0; t <= DAYS; t++) {
        CK_CHECK_EQUAL(at->fleet[t], 400.0);
        CK_CHECK_EQUAL(at->fleet[DAYS + 1 + t], 9e6);
    }
    free(at);
}

CK_TEST(priority_decides_who_lacks) {
    // half of the need comes in; defence needs a twentieth of it
    ck_capability_use use[2] = {{.fleet = 1000, .failure = 0.5, .intensity = 0.365},
                                {.fleet = 19000, .failure = 0.5, .intensity = 0.365, .rank = 1}};
    lag *at = lag_run(use, 2, 0.0, 5.0);
    CK_CHECK_EQUAL(at->fleet[DAYS], 1000.0);
    CK_CHECK_NEAR(at->fleet[DAYS + 1 + DAYS], 19000 * (4.5 / 9.5), 19000 * 0.01);
    free(at);
    use[1].rank = 0;                                     // everybody the same half
    at = lag_run(use, 2, 0.0, 5.0);
    CK_CHECK_NEAR(at->fleet[DAYS] / 1000, at->fleet[DAYS + 1 + DAYS] / 19000, 1e-12);
    for (int t = 0; t < DAYS; t++) CK_CHECK_NEAR(at->used[t] + at->used[DAYS + t], 5.0, 1e-12);
    free(at);
}

CK_TEST(spares_and_substitutes_put_the_lag_off) {
    ck_capability_use use = {.fleet = 365, .failure = 0.5, .intensity = 0.01, .spares = 50};
    lag *at = lag_run(&use, 1, 0.0, 0.0);                // half a part a day: a hundred days
    for (int t = 0; t <= 100; t++) CK_CHECK_EQUAL(at->fleet[t], 365.0);
    CK_CHECK(at->fleet[101] < 365.0);
    CK_CHECK_NEAR(at->spares[100], 0.0, 1e-12);
    free(at);
    use = (ck_capability_use){
        .fleet = 365, .failure = 0.5, .intensity = 0.01, .substitution = 0.6, .substitution_years = 1.0};
    at = lag_run(&use, 1, 0.0, 0.0);
    CK_CHECK_NEAR(at->fleet[DAYS] / 365, 0.6, 0.01);     // what the substitutes keep up in the end
    free(at);
}

CK_TEST_MAIN()
