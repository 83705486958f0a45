/* Trade equilibrium in changes: published results of Caliendo and Parro (2015) where their data are at hand, closed forms,
   invariances, embargoes, export taxes, quotas. */
#include "ck_test.h"
#include "trade/trade_data.h"

#include <math.h>

static void *block_of(size_t bytes) {
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    if (block == NULL) abort();
    memset(block, 0xa5, bytes);
    return block;
}

/* ---------------------------------------------------------------- a made world ------------------------------------ */

enum { N = 4, J = 2 };
typedef struct made_world {
    double trade[J * N * N], tariff[J * N * N], input[N * J * J], value_added[N * J], elasticity[J];
    cki_trade_flows flows;
    cki_trade_made  made;
    void *block;
} made_world;

/* Deficits and tariffs of all sizes; `scale` multiplies all money. */
static void make_world(made_world *w, double scale) {
    for (int j = 0; j < J; j++) {
        w->elasticity[j] = j == 0 ? 4.0 : 7.5;
        for (int n = 0; n < N; n++) {
            for (int i = 0; i < N; i++) {
                const int at = (j * N + n) * N + i;
                w->trade[at] = scale * (n == i ? 100.0 + 10.0 * n : 4.0 + (3 * n + 5 * i + 7 * j) % 9);
                w->tariff[at] = n == i ? 0.0 : 0.01 * ((n + 2 * i + 3 * j) % 7);
            }
        }
    }
    for (int n = 0; n < N; n++) {
        for (int j = 0; j < J; j++) w->value_added[n * J + j] = 0.4 + 0.05 * n + 0.1 * j;
        const double own[J * J] = {0.6, 0.3, 0.4, 0.7};              // input, user
        memcpy(w->input + n * J * J, own, sizeof own);
    }
    w->flows = (cki_trade_flows){.countries = N, .sectors = J, .trade = w->trade, .tariff = w->tariff, .input = w->input,
                                 .value_added = w->value_added, .elasticity = w->elasticity};
    w->block = block_of(cki_trade_calibrate_bytes(N, J));
    CK_REQUIRE_OK(cki_trade_calibrate(&w->flows, w->block, cki_trade_calibrate_bytes(N, J), &w->made, NULL));
    CK_REQUIRE(w->made.negative_count == 0);
}

typedef struct solved { cki_trade_result result; void *block; } solved;

static ck_status try_solve(const cki_trade_base *base, const cki_trade_change *change, cki_trade_options options, solved *out, ck_diags *diags) {
    const bool taxed = base->export_tax != NULL || change->export_tax != NULL || change->quota != NULL;
    const size_t bytes = cki_trade_bytes(base->countries, base->sectors, options.memory, taxed);
    out->block = block_of(bytes);
    return cki_trade_solve(base, change, options, out->block, bytes, &out->result, diags);
}

static solved solve(const cki_trade_base *base, const cki_trade_change *change) {
    solved out;
    CK_REQUIRE_OK(try_solve(base, change, cki_trade_options_default(), &out, NULL));
    CK_CHECK(out.result.residual_price <= 1e-10 && out.result.residual_spending <= 1e-10 && out.result.residual_balance <= 1e-10);
    CK_CHECK(out.result.residual_numeraire <= 1e-10);
    return out;
}

typedef struct welfare { double number[6][64]; cki_trade_welfare of; } welfare;
static void judge(const cki_trade_base *base, const cki_trade_change *change, const solved *s, welfare *w) {
    w->of = (cki_trade_welfare){w->number[0], w->number[1], w->number[2], w->number[3], w->number[4], w->number[5]};
    CK_REQUIRE_OK(cki_trade_welfare_of(base, change, &s->result, &w->of, NULL));
}

CK_TEST(nothing_changes_when_nothing_is_changed) {
    made_world w;
    make_world(&w, 1.0);
    const cki_trade_change none = {0};
    solved s = solve(&w.made.base, &none);
    for (int n = 0; n < N; n++) CK_CHECK_NEAR(s.result.wage[n], 1.0, 1e-9);
    for (int k = 0; k < N * J; k++) {
        CK_CHECK_NEAR(s.result.price[k], 1.0, 1e-9);
        CK_CHECK_NEAR(s.result.spending[k] / w.made.base.spending[k], 1.0, 1e-9);
    }
    for (int k = 0; k < J * N * N; k++) CK_CHECK_NEAR(s.result.share[k], w.made.base.share[k], 1e-9);
    free(s.block);
    free(w.block);
}

static void raise_tariff(const made_world *w, double *tariff, int importer, double rate) {
    memcpy(tariff, w->tariff, sizeof w->tariff);
    for (int j = 0; j < J; j++) {
        for (int i = 0; i < N; i++) {
            if (i != importer) tariff[(j * N + importer) * N + i] = rate;
        }
    }
}

CK_TEST(excess_demands_add_up_to_nothing_and_money_does_not_matter) {
    made_world w, scaled;
    make_world(&w, 1.0);
    make_world(&scaled, 3.7e6);
    double tariff[J * N * N];
    raise_tariff(&w, tariff, 1, 0.4);
    const cki_trade_change change = {.tariff = tariff};
    solved a = solve(&w.made.base, &change), b = solve(&scaled.made.base, &change);
    CK_CHECK(a.result.residual_walras <= 1e-10);
    double before = 0.0, after = 0.0;
    for (int n = 0; n < N; n++) {
        CK_CHECK_NEAR(a.result.wage[n], b.result.wage[n], 1e-9);
        before += w.made.base.income[n];
        after += w.made.base.income[n] * a.result.wage[n];
    }
    CK_CHECK_NEAR(after / before, 1.0, 1e-10);                       // the numeraire
    free(a.block);
    free(b.block);
    free(w.block);
    free(scaled.block);
}

/* Country 0 in two halves that trade with each other as they do with themselves. */
CK_TEST(splitting_a_country_into_two_equal_halves_changes_nothing) {
    made_world w;
    make_world(&w, 1.0);
    enum { M = N + 1 };
    static double trade[J * M * M], tariff[J * M * M], input[M * J * J], value_added[M * J], after[J * M * M];
    double raised[J * N * N];
    raise_tariff(&w, raised, 2, 0.6);
    for (int j = 0; j < J; j++) {
        for (int n = 0; n < M; n++) {
            for (int i = 0; i < M; i++) {
                const int from = i == N ? 0 : i, to = n == N ? 0 : n, at = (j * N + to) * N + from;
                const double part = (to == 0 ? 0.5 : 1.0) * (from == 0 ? 0.5 : 1.0);
                trade[(j * M + n) * M + i] = part * w.trade[at];
                tariff[(j * M + n) * M + i] = to == from ? 0.0 : w.tariff[at];
                after[(j * M + n) * M + i] = to == from ? 0.0 : raised[at];
            }
        }
    }
    for (int n = 0; n < M; n++) {
        memcpy(input + n * J * J, w.input, J * J * sizeof(double));
        memcpy(value_added + n * J, w.value_added + (n == N ? 0 : n) * J, J * sizeof(double));
    }
    const cki_trade_flows flows = {M, J, trade, tariff, input, value_added, w.elasticity};
    cki_trade_made made;
    void *block = block_of(cki_trade_calibrate_bytes(M, J));
    CK_REQUIRE_OK(cki_trade_calibrate(&flows, block, cki_trade_calibrate_bytes(M, J), &made, NULL));
    const cki_trade_change whole = {.tariff = raised}, split = {.tariff = after};
    solved a = solve(&w.made.base, &whole), b = solve(&made.base, &split);
    for (int n = 0; n < M; n++) CK_CHECK_NEAR(b.result.wage[n], a.result.wage[n == N ? 0 : n], 1e-9);
    free(a.block);
    free(b.block);
    free(block);
    free(w.block);
}

/* One sector, no inputs, no tariffs: leaving trade costs exactly what the formula says. */
CK_TEST(autarky_with_one_sector_is_the_formula_of_arkolakis_and_others) {
    enum { C = 3 };
    double trade[C * C] = {70, 20, 10, 15, 80, 5, 15, 0, 85}, tariff[C * C] = {0}, input[C] = {0}, one[C] = {1, 1, 1}, theta[1] = {5.0};
    const cki_trade_flows flows = {C, 1, trade, tariff, input, one, theta};
    cki_trade_made made;
    void *block = block_of(cki_trade_calibrate_bytes(C, 1));
    CK_REQUIRE_OK(cki_trade_calibrate(&flows, block, cki_trade_calibrate_bytes(C, 1), &made, NULL));
    double cost[C * C], zero[C] = {0};
    for (int k = 0; k < C * C; k++) cost[k] = k % (C + 1) == 0 ? 1.0 : (double)INFINITY;
    const cki_trade_change autarky = {.cost = cost, .deficit = zero};
    solved s = solve(&made.base, &autarky);
    welfare w;
    judge(&made.base, &autarky, &s, &w);
    for (int n = 0; n < C; n++) {
        const double own = made.base.share[n * C + n];
        CK_CHECK_NEAR(s.result.share[n * C + n], 1.0, 0.0);
        CK_CHECK_NEAR(w.of.real_wage[n], 100.0 * (pow(own, 1.0 / 5.0) - 1.0), 1e-8);
        CK_CHECK_NEAR(1.0 / (1.0 + w.of.real_wage[n] / 100.0), 1.0 + cki_trade_gain(own, 5.0) / 100.0, 1e-9);
    }
    CK_CHECK_NEAR(cki_trade_gain(0.68, 5.0), 8.019, 0.001);          // Ireland, Belgium, Germany, China, United States
    CK_CHECK_NEAR(cki_trade_gain(0.70, 5.0), 7.394, 0.001);
    CK_CHECK_NEAR(cki_trade_gain(0.80, 5.0), 4.564, 0.001);
    CK_CHECK_NEAR(cki_trade_gain(0.88, 5.0), 2.590, 0.001);
    CK_CHECK_NEAR(cki_trade_gain(0.92, 5.0), 1.682, 0.001);
    free(s.block);
    free(block);
}

CK_TEST(an_embargo_is_a_share_of_exactly_zero) {
    made_world w;
    make_world(&w, 1.0);
    double cost[J * N * N];
    for (int k = 0; k < J * N * N; k++) cost[k] = 1.0;
    const int pair = (0 * N + 1) * N + 2;
    cost[pair] = (double)INFINITY;
    const cki_trade_change change = {.cost = cost};
    solved s = solve(&w.made.base, &change);
    CK_CHECK_NEAR(s.result.share[pair], 0.0, 0.0);
    cost[pair] = 1e9;                                                // the limit of ever higher costs
    solved high = solve(&w.made.base, &change);
    for (int n = 0; n < N; n++) CK_CHECK_NEAR(s.result.wage[n], high.result.wage[n], 1e-9);
    free(s.block);
    free(high.block);
    free(w.block);
}

/* Lerner: a uniform export tax of one country does what a uniform import tariff does, with balanced trade. */
CK_TEST(export_tax_and_import_tariff_are_the_same_when_uniform) {
    made_world w;
    make_world(&w, 1.0);
    for (int k = 0; k < J * N * N; k++) w.tariff[k] = 0.0;
    CK_REQUIRE_OK(cki_trade_calibrate(&w.flows, w.block, cki_trade_calibrate_bytes(N, J), &w.made, NULL));
    double zero[N] = {0};
    const cki_trade_change balance = {.deficit = zero};
    solved first = solve(&w.made.base, &balance);
    cki_trade_base base;
    void *block = block_of(cki_trade_advance_bytes(N, J));
    CK_REQUIRE_OK(cki_trade_advance(&w.made.base, &balance, &first.result, block, cki_trade_advance_bytes(N, J), &base, NULL));
    double tariff[J * N * N] = {0}, tax[J * N * N] = {0};
    for (int j = 0; j < J; j++) {
        for (int i = 0; i < N; i++) {
            if (i == 1) continue;
            tariff[(j * N + 1) * N + i] = 0.25;
            tax[(j * N + i) * N + 1] = 0.25;
        }
    }
    const cki_trade_change import = {.tariff = tariff}, export = {.export_tax = tax};
    solved a = solve(&base, &import), b = solve(&base, &export);
    welfare wa, wb;
    judge(&base, &import, &a, &wa);
    judge(&base, &export, &b, &wb);
    for (int n = 0; n < N; n++) CK_CHECK_NEAR(wa.of.exact[n], wb.of.exact[n], 1e-7);
    CK_CHECK(wa.of.exact[1] > 0.0);                                  // a large country gains from a small tariff
    CK_CHECK(b.result.export_revenue[1] > 0.0 && a.result.revenue[1] > 0.0);
    free(a.block);
    free(b.block);
    free(first.block);
    free(block);
    free(w.block);
}

/* The rent that a quota makes, given as an export tax, leads to the same equilibrium. */
CK_TEST(a_quota_is_an_export_tax_that_its_rent_finds) {
    made_world w;
    make_world(&w, 1.0);
    double quota[J * N * N], tax[J * N * N];
    for (int k = 0; k < J * N * N; k++) quota[k] = (double)NAN;
    const int bound = (1 * N + 3) * N + 0, slack = (0 * N + 2) * N + 1;
    quota[bound] = 0.5;
    quota[slack] = 5.0;
    const cki_trade_change limited = {.quota = quota};
    solved a = solve(&w.made.base, &limited);
    CK_CHECK(a.result.residual_quota <= 1e-10);
    CK_CHECK(a.result.wedge[bound] > 1.05);
    CK_CHECK_NEAR(a.result.wedge[slack], 1.0, 0.0);
    for (int k = 0; k < J * N * N; k++) tax[k] = a.result.wedge[k] - 1.0;
    const cki_trade_change taxed = {.export_tax = tax};
    solved b = solve(&w.made.base, &taxed);
    for (int n = 0; n < N; n++) CK_CHECK_NEAR(a.result.wage[n], b.result.wage[n], 1e-8);
    const double value = b.result.share[bound] * b.result.spending[3 * J + 1] / (1.0 + w.tariff[bound]) / (1.0 + tax[bound]);
    const double quantity = value / b.result.cost[0 * J + 1] / w.trade[bound];
    CK_CHECK_NEAR(quantity, 0.5, 1e-7);
    free(a.block);
    free(b.block);
    free(w.block);
}

CK_TEST(the_sum_along_a_path_is_the_exact_welfare) {
    made_world w;
    make_world(&w, 1.0);
    double tariff[J * N * N], zero[N] = {0}, terms[N], volume[N];
    const cki_trade_change balance = {.deficit = zero};
    solved first = solve(&w.made.base, &balance);
    cki_trade_base base;
    void *block = block_of(cki_trade_advance_bytes(N, J));
    CK_REQUIRE_OK(cki_trade_advance(&w.made.base, &balance, &first.result, block, cki_trade_advance_bytes(N, J), &base, NULL));
    raise_tariff(&w, tariff, 0, 1.0);
    const cki_trade_change change = {.tariff = tariff};
    const size_t bytes = cki_trade_path_bytes(N, J, 8, false);
    void *path = block_of(bytes);
    CK_REQUIRE_OK(cki_trade_path(&base, &change, 400, cki_trade_options_default(), path, bytes, terms, volume, NULL));
    solved s = solve(&base, &change);
    welfare judged;
    judge(&base, &change, &s, &judged);
    for (int n = 0; n < N; n++) CK_CHECK_NEAR(terms[n] + volume[n], judged.of.log_exact[n], 1e-4);
    free(s.block);
    free(first.block);
    free(path);
    free(block);
    free(w.block);
}

CK_TEST(a_warm_start_ends_where_a_cold_one_does) {
    made_world w;
    make_world(&w, 1.0);
    double low[J * N * N], high[J * N * N];
    raise_tariff(&w, low, 1, 0.40);
    raise_tariff(&w, high, 1, 0.41);
    const cki_trade_change first = {.tariff = low}, second = {.tariff = high};
    solved cold = solve(&w.made.base, &second), warm = solve(&w.made.base, &first);
    cki_trade_options options = cki_trade_options_default();
    options.warm = true;
    CK_REQUIRE_OK(cki_trade_solve(&w.made.base, &second, options, warm.block, cki_trade_bytes(N, J, options.memory, false), &warm.result, NULL));
    for (int n = 0; n < N; n++) CK_CHECK_NEAR(cold.result.wage[n], warm.result.wage[n], 1e-9);
    CK_CHECK(warm.result.iterations < cold.result.iterations);
    free(cold.block);
    free(warm.block);
    free(w.block);
}

CK_TEST(what_cannot_be_is_refused_and_what_does_not_converge_says_so) {
    made_world w;
    make_world(&w, 1.0);
    double tariff[J * N * N];
    raise_tariff(&w, tariff, 1, 0.4);
    const cki_trade_change change = {.tariff = tariff};
    ck_diag  items[4];
    char     texts[512];
    ck_diags diags = CK_DIAGS(items, texts);
    solved s;
    cki_trade_options few = cki_trade_options_default();
    few.iterations = 1;
    CK_CHECK_STATUS(try_solve(&w.made.base, &change, (cki_trade_options){.tolerance = 0.0, .iterations = 5, .memory = 4}, &s, &diags), CK_E_RANGE);
    free(s.block);
    tariff[3] = -1.5;
    CK_CHECK_STATUS(try_solve(&w.made.base, &change, few, &s, &diags), CK_E_RANGE);
    CK_CHECK_TEXT(diags.item[diags.count - 1].message, "a new tariff is -1.5; it must be above -1 and finite; an embargo is a trade cost of infinity");
    free(s.block);
    tariff[3] = 0.1;
    few.tolerance = 1e-12;
    CK_CHECK_STATUS(try_solve(&w.made.base, &change, few, &s, &diags), CK_E_NO_SOLUTION);
    CK_CHECK(s.result.residual_balance > 1e-12 && s.result.residual_balance < 1.0);          // said, not thrown away
    free(s.block);
    free(w.block);
}

/* ---------------------------------------------------------------- published results ------------------------------- */

static const struct { const char *name; int at; double total, terms, volume, real_wage, exact, log_exact, path_terms, path_volume; } PUBLISHED[] = {
    {"Mexico", 19, 1.3121, -0.4118, 1.7239, 1.7153, 0.0073, 0.00732, -0.6775, 0.6848},
    {"Canada", 4, -0.0638, -0.1081, 0.0443, 0.3228, -0.1101, -0.11017, -0.1091, -0.0011},
    {"United States", 29, 0.0848, 0.0435, 0.0412, 0.1124, 0.0742, 0.07412, 0.0585, 0.0156},
};
enum { PUBLISHED_COUNT = sizeof PUBLISHED / sizeof PUBLISHED[0] };

typedef struct experiment { nafta data; cki_trade_made made; cki_trade_base base; void *block[2]; solved first; double *tariff; cki_trade_change change; } experiment;

/* Base of Table 2: 1993 with aggregate deficits removed (or kept); then the tariffs among the three change. */
static bool set_up(experiment *e, bool balanced) {
    if (!nafta_read(&e->data)) return false;
    const size_t made = cki_trade_calibrate_bytes(NAFTA_COUNTRIES, NAFTA_SECTORS), next = cki_trade_advance_bytes(NAFTA_COUNTRIES, NAFTA_SECTORS);
    e->block[0] = block_of(made);
    e->block[1] = block_of(next);
    CK_REQUIRE_OK(cki_trade_calibrate(&e->data.flows, e->block[0], made, &e->made, NULL));
    static const double zero[NAFTA_COUNTRIES] = {0};
    const cki_trade_change balance = {.deficit = balanced ? zero : NULL};
    e->first = solve(&e->made.base, &balance);
    CK_REQUIRE_OK(cki_trade_advance(&e->made.base, &balance, &e->first.result, e->block[1], next, &e->base, NULL));
    const size_t pairs = (size_t)NAFTA_SECTORS * NAFTA_COUNTRIES * NAFTA_COUNTRIES;
    e->tariff = malloc(pairs * sizeof(double));
    memcpy(e->tariff, e->data.tariff, pairs * sizeof(double));
    for (int j = 0; j < NAFTA_TRADED; j++) {
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                const size_t at = ((size_t)j * NAFTA_COUNTRIES + (size_t)PUBLISHED[a].at) * NAFTA_COUNTRIES + (size_t)PUBLISHED[b].at;
                if (a != b) e->tariff[at] = e->data.tariff_after[at];
            }
        }
    }
    e->change = (cki_trade_change){.tariff = e->tariff};
    return true;
}

static void tear_down(experiment *e) {
    free(e->first.block);
    free(e->block[0]);
    free(e->block[1]);
    free(e->tariff);
    nafta_free(&e->data);
}

CK_TEST(nafta_in_three_ways_as_published) {
    experiment e = {0};
    if (!set_up(&e, true)) CK_SKIP("the data of Caliendo and Parro (2015) are not at hand (CK_SHARED)");
    solved s = solve(&e.base, &e.change);
    welfare w;
    judge(&e.base, &e.change, &s, &w);
    for (int k = 0; k < PUBLISHED_COUNT; k++) {
        const int n = PUBLISHED[k].at;
        CK_CHECK_NEAR(w.of.terms[n] + w.of.volume[n], PUBLISHED[k].total, 0.0005);
        CK_CHECK_NEAR(w.of.terms[n], PUBLISHED[k].terms, 0.0005);
        CK_CHECK_NEAR(w.of.volume[n], PUBLISHED[k].volume, 0.0005);
        CK_CHECK_NEAR(w.of.real_wage[n], PUBLISHED[k].real_wage, 0.0005);
        CK_CHECK_NEAR(w.of.exact[n], PUBLISHED[k].exact, 0.0005);
        CK_CHECK_NEAR(w.of.log_exact[n], PUBLISHED[k].log_exact, 0.0005);
    }
    static const struct { int at; double total; } others[] = {{6, -0.0280}, {18, -0.0285}, {15, -0.0177}, {5, 0.0103}};   // China, Korea, Ireland, Chile
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        CK_CHECK_NEAR(w.of.terms[others[k].at] + w.of.volume[others[k].at], others[k].total, 0.0005);
    }
    free(s.block);
    tear_down(&e);
}

CK_TEST(nafta_along_a_path_adds_up_to_the_exact_number) {
    experiment e = {0};
    if (!set_up(&e, true)) CK_SKIP("the data of Caliendo and Parro (2015) are not at hand (CK_SHARED)");
    const size_t bytes = cki_trade_path_bytes(NAFTA_COUNTRIES, NAFTA_SECTORS, 8, false);
    void *path = block_of(bytes);
    double terms[NAFTA_COUNTRIES], volume[NAFTA_COUNTRIES];
    CK_REQUIRE_OK(cki_trade_path(&e.base, &e.change, 100, cki_trade_options_default(), path, bytes, terms, volume, NULL));
    for (int k = 0; k < PUBLISHED_COUNT; k++) {
        const int n = PUBLISHED[k].at;
        CK_CHECK_NEAR(terms[n] + volume[n], PUBLISHED[k].log_exact, 0.0001);
        CK_CHECK_NEAR(terms[n], PUBLISHED[k].path_terms, 0.0002);
        CK_CHECK_NEAR(volume[n], PUBLISHED[k].path_volume, 0.0002);
    }
    free(path);
    tear_down(&e);
}

CK_TEST(nafta_with_deficits_kept) {
    static const struct { int at; double total, terms, volume, real_wage; } kept[] = {
        {4, -0.04, -0.08, 0.04, 0.33}, {19, 1.17, -0.41, 1.59, 1.64}, {29, 0.08, 0.05, 0.04, 0.12}};
    experiment e = {0};
    if (!set_up(&e, false)) CK_SKIP("the data of Caliendo and Parro (2015) are not at hand (CK_SHARED)");
    solved s = solve(&e.base, &e.change);
    welfare w;
    judge(&e.base, &e.change, &s, &w);
    for (size_t k = 0; k < sizeof kept / sizeof *kept; k++) {
        const int n = kept[k].at;
        CK_CHECK_NEAR(w.of.terms[n], kept[k].terms, 0.0055);
        CK_CHECK_NEAR(w.of.volume[n], kept[k].volume, 0.0055);
        CK_CHECK_NEAR(w.of.real_wage[n], kept[k].real_wage, 0.0055);
        CK_CHECK_NEAR(w.of.terms[n] + w.of.volume[n], kept[k].total, 0.0055);
    }
    free(s.block);
    tear_down(&e);
}

/* The case in which the damped iteration of the literature diverges with a damping of 0.5. */
CK_TEST(the_world_tariff_change_converges) {
    experiment e = {0};
    if (!set_up(&e, true)) CK_SKIP("the data of Caliendo and Parro (2015) are not at hand (CK_SHARED)");
    const cki_trade_change world = {.tariff = e.data.tariff_after};
    solved s = solve(&e.base, &world);
    CK_CHECK(s.result.iterations < 200);
    CK_CHECK_EQUAL(s.result.steps, 1);
    free(s.block);
    tear_down(&e);
}

/* Two countries, one good each made half of inputs: China's part in the other's good has a closed form. */
CK_TEST(value_added_in_goods_has_its_closed_form_and_adds_up_to_one) {
    static const double trade[4] = {8.0, 2.0, 1.0, 9.0}, tariff[4] = {0}, input[2] = {1.0, 1.0}, value_added[2] = {0.5, 0.4}, theta[1] = {4.0};
    const cki_trade_flows flows = {2, 1, trade, tariff, input, value_added, theta};
    const size_t bytes = cki_trade_calibrate_bytes(2, 1);
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    cki_trade_made made;
    CK_REQUIRE_OK(cki_trade_calibrate(&flows, block, bytes, &made, NULL));
    const cki_trade_content_input of = {.base = &made.base, .share = made.base.share};
    double room[2], content[2][2];
    for (uint32_t c = 0; c < 2; c++) CK_REQUIRE_OK(cki_trade_content_of(&of, c, room, content[c], NULL));
    for (int n = 0; n < 2; n++) CK_CHECK_NEAR(content[0][n] + content[1][n], 1.0, 1e-12);
    /* c_0 = 0.5 (0.8 c_0 + 0.2 c_1), c_1 = 0.4 + 0.6 (0.1 c_0 + 0.9 c_1) */
    const double second = 0.4 * 0.6 / (0.6 * 0.46 - 0.06 * 0.1), first = 0.1 * second / 0.6;
    CK_CHECK_NEAR(content[1][0], first, 1e-12);
    CK_CHECK_NEAR(content[1][1], second, 1e-12);
    CK_CHECK_STATUS(cki_trade_content_of(&of, 2, room, content[0], NULL), CK_E_RANGE);
    free(block);
}

CK_TEST_MAIN()
