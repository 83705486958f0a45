/* Indicators of exposure: values that must come out, and properties that hold for any trade. */
#include "ck_test.h"

#include "base/base.h"

#include <stdlib.h>

CK_TEST_MAIN()

enum { MOST = 64 };
static double column[10][MOST];
static uint32_t supplier[MOST];
static ck_exposure e = {column[0], column[1], column[2], column[3], supplier, column[4], column[5], column[6], column[7], column[8], column[9], 0, 0, 0, 0};

static const ck_trade *build(uint32_t countries, uint32_t products, const ck_trade_flow *flow, size_t flows) {
    static void *block;
    free(block);
    const size_t bytes = ck_trade_bytes(countries, products, flows);
    block = aligned_alloc(16, bytes);
    const ck_trade *trade = NULL;
    CK_REQUIRE_OK(ck_trade_build(countries, products, flow, flows, block, bytes, &trade, NULL));
    return trade;
}
static void measure(const ck_trade *trade, uint32_t product, ck_exposure_options options) {
    const size_t bytes = ck_exposure_scratch_bytes(trade);
    void *scratch = aligned_alloc(16, bytes);
    const ck_status status = ck_exposure_of_product(trade, product, options, scratch, bytes, &e, NULL);
    free(scratch);
    CK_REQUIRE_OK(status);
}
static uint32_t made_trade(ck_trade_flow *flow, uint32_t countries, uint32_t products, uint64_t seed) {
    const ck_random random = {seed, 0};
    uint32_t count = 0;
    for (uint32_t p = 0; p < products; p++)
        for (uint32_t i = 0; i < countries; i++)
            for (uint32_t j = 0; j < countries; j++) {
                const uint64_t at = (p * countries + i) * countries + j;
                if (i == j || ck_random_unit(random, 1, 0, at) > 0.4) continue;
                flow[count++] = (ck_trade_flow){p, i, j, ck_exp(3.0 * ck_random_normal(random, 2, 0, at))};
            }
    return count;
}

CK_TEST(one_supplier_is_a_concentration_of_one_and_n_equal_ones_of_one_over_n) {
    const ck_trade_flow flow[] = {{0, 1, 0, 7.0}, {0, 2, 0, 1.0}, {0, 2, 1, 1.0}, {0, 3, 0, 2.0}, {0, 3, 1, 2.0}, {0, 3, 2, 2.0}, {0, 3, 4, 2.0}};
    measure(build(5, 1, flow, 7), 0, ck_exposure_options_default());
    CK_CHECK_NEAR(e.concentration[1], 1.0, 0.0);
    CK_CHECK_NEAR(e.concentration[2], 0.5, 0.0);
    CK_CHECK_NEAR(e.concentration[3], 0.25, 0.0);
    CK_CHECK(ck_is_nan(e.concentration[0]));
    CK_CHECK_NEAR(e.without_largest[1], 0.0, 0.0);
    CK_CHECK_NEAR(e.without_largest[3], 0.75, 0.0);
    CK_CHECK_EQUAL(e.largest_supplier[1], 0);
    CK_CHECK_EQUAL(e.largest_supplier[0], CK_NONE);
    CK_CHECK_NEAR(e.exposure[3], 1.0, 0.0);              // imports and no exports
}

CK_TEST(known_production_lowers_exposure_and_may_be_the_largest_supplier) {
    const ck_trade_flow flow[] = {{0, 0, 1, 3.0}, {0, 0, 2, 1.0}};
    const double production[] = {6.0, 3.0, 1.0};
    ck_exposure_options options = ck_exposure_options_default();
    options.production = production;
    measure(build(3, 1, flow, 2), 0, options);
    CK_CHECK_NEAR(e.exposure[0], 0.4, 1e-15);
    CK_CHECK_NEAR(e.without_largest[0], 0.4, 1e-15);     // home output of 6 of 10 fails
}

CK_TEST(trade_risk_is_exposure_without_stability_and_a_share_of_it_in_a_stable_world) {
    ck_trade_flow flow[12 * 12];
    const uint32_t count = made_trade(flow, 12, 1, 3);
    const ck_trade *trade = build(12, 1, flow, count);
    ck_exposure_options options = ck_exposure_options_default();
    measure(trade, 0, options);
    // x = 1 wherever the suppliers' suppliers all import; here every country does
    for (uint32_t c = 0; c < 12; c++) {
        CK_REQUIRE(e.imports[c] > 0.0);
        CK_CHECK_NEAR(e.propagation[c], 1.0, 1e-12);
        CK_CHECK_NEAR(e.trade_risk[c], e.exposure[c], 1e-12);
    }
    CK_CHECK_NEAR(e.susceptibility, 1.0, 1e-9);          // columns of shares sum to 1
    double stable[12];
    for (uint32_t c = 0; c < 12; c++) stable[c] = 1.0;
    options.stability = stable;
    measure(trade, 0, options);
    for (uint32_t c = 0; c < 12; c++) CK_CHECK_NEAR(e.propagation[c], 0.15, 1e-15);
    CK_CHECK_NEAR(e.susceptibility, 0.0, 0.0);
    CK_CHECK_EQUAL(e.component, 1);
    for (uint32_t c = 0; c < 12; c++) stable[c] = 0.25;
    measure(trade, 0, options);
    CK_CHECK_NEAR(e.susceptibility, 0.75, 1e-9);
    for (uint32_t c = 0; c < 12; c++) CK_CHECK_NEAR(e.propagation[c], 0.15 / (1.0 - 0.85 * 0.75), 1e-12);
}

CK_TEST(a_ring_has_the_radius_of_its_mean_and_a_chain_none) {
    const ck_trade_flow ring[] = {{0, 1, 0, 1.0}, {0, 2, 1, 1.0}, {0, 0, 2, 1.0}, {0, 3, 2, 1.0}};
    const double stable[] = {0.5, 0.2, 0.9, 0.0};
    ck_exposure_options options = ck_exposure_options_default();
    options.stability = stable;
    measure(build(4, 1, ring, 4), 0, options);
    CK_CHECK_NEAR(e.susceptibility, ck_pow(0.5 * 0.8 * 0.1, 1.0 / 3.0), 1e-9);   // cube root of the product of its links
    CK_CHECK_EQUAL(e.component, 3);
    measure(build(4, 1, ring, 2), 0, options);
    CK_CHECK_NEAR(e.susceptibility, 0.0, 0.0);
    CK_CHECK_EQUAL(e.component, 1);
}

CK_TEST(advantage_weighted_by_world_shares_has_mean_one) {
    static ck_trade_flow flow[20 * 20 * 5];
    const uint32_t count = made_trade(flow, 20, 5, 9);
    const ck_trade *trade = build(20, 5, flow, count);
    double total[20] = {0}, all = 0.0;
    for (uint32_t k = 0; k < count; k++) total[flow[k].exporter] += flow[k].value, all += flow[k].value;
    CK_CHECK_NEAR(ck_trade_value(trade), all, 1e-12 * all);
    for (uint32_t p = 0; p < 5; p++) {
        measure(trade, p, ck_exposure_options_default());
        double mean = 0.0, influence = 0.0, exposure = 0.0, imports = 0.0;
        for (uint32_t c = 0; c < 20; c++) {
            if (total[c] > 0.0) mean += e.advantage[c] * total[c] / all;
            influence += e.influence[c];
            if (e.imports[c] > 0.0) exposure += e.exposure[c] * e.imports[c], imports += e.imports[c];
        }
        CK_CHECK_NEAR(mean, 1.0, 1e-12);
        CK_CHECK_NEAR(influence, exposure / imports, 1e-12);         // who supplies all of it holds all of the exposure
        CK_CHECK(e.susceptibility <= 1.0 + 1e-9);
    }
}

CK_TEST(indicators_do_not_depend_on_the_order_of_flows_or_the_names_of_countries) {
    ck_trade_flow flow[12 * 12], turned[12 * 12];
    const uint32_t count = made_trade(flow, 12, 1, 5);
    for (uint32_t k = 0; k < count; k++) {
        turned[count - 1 - k] = flow[k];
        turned[count - 1 - k].importer = 11 - flow[k].importer;
        turned[count - 1 - k].exporter = 11 - flow[k].exporter;
    }
    double before[4][12], radius;
    double stable[12], back[12];
    for (uint32_t c = 0; c < 12; c++) stable[c] = c / 12.0, back[11 - c] = c / 12.0;
    ck_exposure_options options = ck_exposure_options_default();
    options.stability = stable;
    measure(build(12, 1, flow, count), 0, options);
    for (uint32_t c = 0; c < 12; c++) {
        before[0][c] = e.concentration[c], before[1][c] = e.trade_risk[c];
        before[2][c] = e.influence[c], before[3][c] = e.exposure[c];
    }
    radius = e.susceptibility;
    options.stability = back;
    measure(build(12, 1, turned, count), 0, options);
    for (uint32_t c = 0; c < 12; c++) {
        CK_CHECK_NEAR(e.concentration[11 - c], before[0][c], 1e-14);
        CK_CHECK_NEAR(e.trade_risk[11 - c], before[1][c], 1e-13);
        CK_CHECK_NEAR(e.influence[11 - c], before[2][c], 1e-14);
        CK_CHECK_NEAR(e.exposure[11 - c], before[3][c], 1e-14);
    }
    CK_CHECK_NEAR(e.susceptibility, radius, 1e-9);
}

CK_TEST(repeated_flows_add_up_and_trade_with_oneself_is_left_out) {
    const ck_trade_flow flow[] = {{0, 1, 0, 1.0}, {0, 1, 1, 50.0}, {0, 1, 0, 2.0}, {0, 1, 2, 3.0}};
    const ck_trade *trade = build(3, 1, flow, 4);
    CK_CHECK_EQUAL(ck_trade_flow_count(trade), 2);
    CK_CHECK_NEAR(ck_trade_value(trade), 6.0, 0.0);
    measure(trade, 0, ck_exposure_options_default());
    CK_CHECK_NEAR(e.concentration[1], 0.5, 0.0);
    CK_CHECK_NEAR(e.world_without_largest, 0.5, 0.0);
}

CK_TEST(upstream_exposure_sums_the_chain_and_refuses_a_circle) {
    const uint32_t input[] = {0, 1, 0}, output[] = {1, 2, 2};
    const double weight[] = {0.5, 0.5, 0.25}, own[] = {0.8, 0.4, 0.2};
    double upstream[3];
    CK_REQUIRE_OK(ck_exposure_upstream(3, input, output, weight, 3, own, upstream, NULL));
    CK_CHECK_NEAR(upstream[0], 0.8, 0.0);
    CK_CHECK_NEAR(upstream[1], 0.8, 1e-15);
    CK_CHECK_NEAR(upstream[2], 0.2 + 0.5 * 0.8 + 0.25 * 0.8, 1e-15);
    const uint32_t back[] = {2, 0}, to[] = {0, 2};
    const double half[] = {0.5, 0.5};
    CK_CHECK_STATUS(ck_exposure_upstream(3, back, to, half, 2, own, upstream, NULL), CK_E_CYCLE);
}

CK_TEST(network_power_has_its_closed_form) {            // targets.md, section 9
    static const double HELD[] = {0.5, 0.7, 0.9, 0.95, 0.99}, LOW[] = {1.386, 2.408, 4.605, 5.991, 9.210},
                        HIGH[] = {0.173, 0.301, 0.576, 0.749, 1.151};
    const double one = 1.0, low = 1.5, high = 5.0;
    double last = 0.0, step = 0.0;
    for (int k = 0; k < 5; k++) {
        CK_CHECK_NEAR(ck_exposure_power(&one, &HELD[k], &low, 1), LOW[k], 0.001);
        CK_CHECK_NEAR(ck_exposure_power(&one, &HELD[k], &high, 1), HIGH[k], 0.001);
    }
    for (int k = 1; k < 50; k++) {                       // monotone and convex
        const double held = 0.02 * k, loss = ck_exposure_power(&one, &held, &low, 1);
        CK_CHECK(loss > last && loss - last >= step);
        step = loss - last;
        last = loss;
    }
    const double share[] = {0.3, 0.2}, both[] = {0.5, 0.8}, first[] = {0.5, 0.0}, second[] = {0.0, 0.8}, sigma[] = {2.0, 3.0};
    const double joint = ck_exposure_power(share, both, sigma, 2);
    CK_CHECK(joint >= ck_exposure_power(share, first, sigma, 2) && joint >= ck_exposure_power(share, second, sigma, 2));
    const double all = 1.0, complement = 0.9;
    CK_CHECK(!ck_is_finite(ck_exposure_power(&one, &all, &low, 1)));
    CK_CHECK(!ck_is_finite(ck_exposure_power(&one, &HELD[0], &complement, 1)));
}

CK_TEST(supply_risk_of_a_single_bad_supplier_is_its_governance) {
    const double share[] = {1.0, 0.0}, governance[] = {7.0, 2.0}, trade[] = {1.0, 0.8};
    CK_CHECK_NEAR(ck_exposure_supply_risk(share, share, governance, trade, 2, 1.0, 0.0, 1.0), 7.0, 0.0);
    CK_CHECK_NEAR(ck_exposure_supply_risk(share, share, governance, trade, 2, 0.3, 0.25, 0.5), 7.0 * 0.375, 1e-15);
    const double split[] = {0.5, 0.5};                   // global counts by half the import reliance
    CK_CHECK_NEAR(ck_exposure_supply_risk(share, split, governance, trade, 2, 0.6, 0.0, 1.0), 7.0 * 0.3 + (1.75 + 0.4) * 0.7, 1e-14);
}

CK_TEST(options_outside_their_limits_are_refused) {
    const ck_trade_flow flow[] = {{0, 1, 0, 1.0}};
    const ck_trade *trade = build(2, 1, flow, 1);
    const size_t bytes = ck_exposure_scratch_bytes(trade);
    void *scratch = aligned_alloc(16, bytes);
    ck_exposure_options options = {0};
    CK_CHECK_STATUS(ck_exposure_of_product(trade, 0, options, scratch, bytes, &e, NULL), CK_E_USAGE);
    options = ck_exposure_options_default();
    options.damping = 1.0;
    CK_CHECK_STATUS(ck_exposure_of_product(trade, 0, options, scratch, bytes, &e, NULL), CK_E_RANGE);
    const double wrong[] = {0.5, 1.5};
    options = ck_exposure_options_default();
    options.stability = wrong;
    CK_CHECK_STATUS(ck_exposure_of_product(trade, 0, options, scratch, bytes, &e, NULL), CK_E_RANGE);
    options.stability = NULL;
    CK_CHECK_STATUS(ck_exposure_of_product(trade, 1, options, scratch, bytes, &e, NULL), CK_E_RANGE);
    CK_CHECK_STATUS(ck_exposure_of_product(trade, 0, options, scratch, 16, &e, NULL), CK_E_MEMORY);
    free(scratch);
}
