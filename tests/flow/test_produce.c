#include "flow/run_kit.h"

#include "flow/substitute.h"

static const char *const R00 = "R00";

/* ---------------------------------------------------------------- substitution ------------------------------------ */

CK_TEST(an_unlimited_substitute_expands_as_the_elasticity_says) {
    const double share[] = {0.5, 0.5}, offer[] = {0.25, 100};
    double use[2];
    /* sigma 2: 0.5 * sqrt(0.25) + 0.5 * sqrt(m) = 1, so m = 2.25 */
    CK_CHECK_NEAR(cki_substitute(share, offer, use, 2, 2.0), 1.0, 1e-12);
    CK_CHECK_NEAR(use[0], 0.25, 0.0);
    CK_CHECK_NEAR(use[1], 2.25, 1e-12);
    /* Cobb-Douglas: 0.25^0.5 m^0.5 = 1, so m = 4 */
    CK_CHECK_NEAR(cki_substitute(share, offer, use, 2, 1.0), 1.0, 1e-12);
    CK_CHECK_NEAR(use[1], 4.0, 1e-12);
    /* sigma 1/2: the harmonic mean of 0.25 and m is at most 0.5; stretched to the limit 20^(1/2) */
    const double index = cki_substitute(share, offer, use, 2, 0.5);
    CK_CHECK_NEAR(use[1], sqrt(20.0), 1e-12);
    CK_CHECK_NEAR(index, 1.0 / (0.5 / 0.25 + 0.5 / sqrt(20.0)), 1e-12);
}

CK_TEST(the_limits_of_substitution_are_leontief_and_perfect_substitutes) {
    const double share[] = {0.3, 0.7}, offer[] = {0.4, 50};
    double use[2];
    CK_CHECK_NEAR(cki_substitute(share, offer, use, 2, 0.0), 0.4, 0.0);
    CK_CHECK_NEAR(use[1], 0.4, 0.0);                                     // the other input is not wasted
    CK_CHECK_NEAR(cki_substitute(share, offer, use, 2, 1000.0), 1.0, 1e-12);
    CK_CHECK_NEAR(use[1], (1.0 - 0.3 * 0.4) / 0.7, 2e-3);
    const double none[] = {0, 50};
    CK_CHECK_NEAR(cki_substitute(share, none, use, 2, 0.8), 0.0, 0.0);   // below 1 each input is essential
    CK_CHECK_NEAR(cki_substitute(share, none, use, 2, 1.0), 0.0, 0.0);
    CK_CHECK_NEAR(cki_substitute(share, none, use, 2, 3.0), 1.0, 1e-12); // above 1 none is
}

CK_TEST(substitution_is_continuous_in_its_elasticity_and_rises_with_what_is_offered) {
    const double share[] = {0.2, 0.5, 0.3};
    double use[3];
    const double offer[] = {0.3, 1.4, 2.0};
    double before = cki_substitute(share, offer, use, 3, 0.999);
    for (double sigma = 0.9992; sigma < 1.0011; sigma += 0.0002) {
        const double index = cki_substitute(share, offer, use, 3, sigma);
        CK_CHECK_NEAR(index, before, 1e-3);
        before = index;
    }
    for (double sigma = 0.1; sigma < 6; sigma += 0.37) {
        double last = 0;
        for (double x = 0.0; x <= 1.01; x += 0.05) {
            const double more[] = {x, 1.2, 1.1};
            const double index = cki_substitute(share, more, use, 3, sigma);
            CK_CHECK(index >= last - 1e-12 && index <= 1.0);
            for (int i = 0; i < 3; i++) CK_CHECK(use[i] <= more[i] * (1 + 1e-12));
            last = index;
        }
        CK_CHECK_NEAR(last, 1.0, 1e-12);
    }
}

CK_TEST(three_inputs_exhaust_one_after_the_other) {
    const double share[] = {1.0 / 3, 1.0 / 3, 1.0 / 3}, offer[] = {0.1, 1.3, 100};
    double use[3];
    CK_CHECK_NEAR(cki_substitute(share, offer, use, 3, 2.0), 1.0, 1e-12);
    CK_CHECK_NEAR(use[1], 1.3, 0.0);
    const double root = 3.0 - sqrt(0.1) - sqrt(1.3);
    CK_CHECK_NEAR(use[2], root * root, 1e-9);
}

CK_TEST(elasticities_grow_from_short_to_long) {
    CK_CHECK_NEAR(cki_elasticity_after(0.2, 2.0, 100, 0), 0.2, 0.0);
    CK_CHECK_NEAR(cki_elasticity_after(0.2, 2.0, 100, 100), 0.2 + 1.8 * (1 - exp(-1)), 1e-14);
    CK_CHECK_NEAR(cki_elasticity_after(0.2, 2.0, 100, 1e9), 2.0, 0.0);
}

/* ---------------------------------------------------------------- one site ---------------------------------------- */

CK_TEST(the_part_of_output_that_an_input_is_essential_for_is_lost_with_it) {
    chain c = chain_plan(10, 0, 0, 0);
    MADE_AT(&c.made, input, made_input, c.industry_input).essentiality = 0.4;
    chain_build(&c);
    kit *kit = kit_open(c.model, 60);
    kit_measure(kit, CK_EFFECT_BAN, &R00, 5, -1);
    kit->spec.parameter[CK_PARAMETER_catch_up_share] = 0;
    kit->spec.parameter[CK_PARAMETER_price_flexibility] = 0;
    kit_start(kit);
    kit_to(kit, 60);
    CK_CHECK_NEAR(kit_level(kit, c.industry, 59), 0.6, 1e-12);
    CK_CHECK_NEAR(kit->run->scratch.used[c.made.site_input[c.industry_input]], 0.0, 1e-12);
    kit_close(kit);
    chain_close(&c);
}

CK_TEST(users_stretch_a_stock_that_runs_low_and_markets_do_not) {
    chain c = chain_plan(10, 0, 0, 40);
    chain_build(&c);
    kit *kit = kit_open(c.model, 140);
    kit_measure(kit, CK_EFFECT_BAN, &R00, 5, -1);
    kit->spec.parameter[CK_PARAMETER_price_flexibility] = 0;
    kit->spec.parameter[CK_PARAMETER_catch_up_share] = 0;
    kit->spec.parameter[CK_PARAMETER_thrift_cover] = 0.25;               // of 40 days: 10 days, 100 units
    kit_start(kit);
    const uint32_t slot = c.made.site_input[c.industry_input];
    bool thrifty = false;
    for (uint32_t day = 0; day < 140; day++) {
        const double stock = kit->run->state.stock[slot];
        kit_to(kit, day + 1);
        const double available = stock + 10 + kit->run->scratch.arriving[slot];
        const double expected = available >= 100 ? 1.0 : available / 100;
        CK_CHECK_NEAR(kit_level(kit, c.industry, day), expected, 1e-12);
        if (expected < 1) thrifty = true;
    }
    CK_CHECK(thrifty);
    kit_close(kit);
    chain_close(&c);
}

CK_TEST(overtime_builds_up_while_more_than_the_capacity_is_wanted) {
    chain c = chain_plan(10, 0, 0, 0);
    MADE_AT(&c.made, site, made_site, c.maker).capacity = 1.0;
    MADE_AT(&c.made, site, made_site, c.maker).overtime = 0.5;
    chain_build(&c);
    kit *kit = kit_open(c.model, 40);
    kit_start(kit);
    kit_to(kit, 3);
    ck_run *run = kit->run;
    run->state.capacity[c.maker] = 0.8;                                  // a fifth breaks down
    cki_wake(run);
    double overtime = 1.0 / 30;
    uint32_t short_slot = CK_NONE;
    for (uint32_t day = 3; day < 12; day++) {
        kit_to(kit, day + 1);
        CK_CHECK_NEAR(run->state.overtime[c.maker], overtime, 1e-12);
        CK_CHECK_NEAR(run->state.level[c.maker], 0.8 + 0.5 * overtime, 1e-12);
        CK_CHECK_EQUAL(cki_bound_of(run, c.maker, &short_slot), CK_BOUND_CAPACITY);
        overtime += (1 - overtime) / 30;
    }
    run->state.capacity[c.maker] = 1.5;
    kit_to(kit, 40);
    CK_CHECK(run->state.overtime[c.maker] < 0.4 * overtime);
    kit_close(kit);
    chain_close(&c);
}

/* ---------------------------------------------------------------- joint products ---------------------------------- */

CK_TEST(a_coproduct_without_buyers_is_stored_then_discarded_and_nothing_is_lost) {
    chain c = chain_plan(10, 10, 10, 10);
    const uint32_t other = made_add_item(&c.made, 5);
    const uint32_t coproduct = made_add_product(&c.made, c.maker, other);
    MADE_AT(&c.made, product, made_product, coproduct).drives = false;
    MADE_AT(&c.made, product, made_product, coproduct).discard = 1;
    const uint32_t market = made_add_site(&c.made, CK_SITE_MARKET, 0, other);
    const uint32_t market_product = made_add_product(&c.made, market, other), market_input = made_add_input(&c.made, market, other);
    const uint32_t user = made_add_site(&c.made, CK_SITE_FINAL_USE, 1, other), user_input = made_add_input(&c.made, user, other);
    made_add_flow(&c.made, coproduct, market_input, 3, 1);
    const uint32_t sale = made_add_flow(&c.made, market_product, user_input, 3, 5);
    MADE_AT(&c.made, flow, made_flow, sale).kind = CKI_FLOW_BILATERAL;
    chain_build(&c);
    static const char *const items = "item-2";
    kit *kit = kit_open(c.model, 400);
    kit_measure(kit, CK_EFFECT_BAN, &R00, 10, -1)->items = (ck_names){.name = &items, .count = 1};
    kit_start(kit);
    kit_to(kit, 400);
    /* the maker goes on for his main product; 3 a day without a buyer fill the store of 90 days of 4, then go */
    const uint32_t p = c.model->site_first_product[c.maker] + 1;
    CK_CHECK_NEAR(kit_level(kit, c.maker, 399), 1.0, 1e-6);
    CK_CHECK_NEAR(kit->run->state.finished[p], 360, 1e-9);
    const double made = 4 * (400 - kit->run->state.lost_output[c.maker] / c.model->site_reference[c.maker]);
    double shipped = 0;
    for (uint32_t m = 0; m < ck_run_month_count(kit->run); m++) shipped += ck_run_month_quantity(kit->run, c.model->product_first_flow[p], m);
    CK_CHECK_NEAR(kit->run->state.discarded[p] + 400.0 + shipped + 360, made, 1e-8);
    kit_close(kit);
    chain_close(&c);
}

CK_TEST(a_buyer_who_was_cut_off_asks_for_a_part_of_what_he_missed) {
    chain c = chain_plan(2, 10, 10, 10);
    chain_build(&c);
    kit *kit = kit_open(c.model, 400);
    kit_measure(kit, CK_EFFECT_BAN, &R00, 20, 80);
    kit->spec.parameter[CK_PARAMETER_catch_up_share] = 0.5;
    kit->spec.parameter[CK_PARAMETER_price_flexibility] = 0;
    kit_start(kit);
    kit_to(kit, 400);
    double lost = 0, again = 0;
    for (uint32_t day = 0; day < 400; day++) {
        const double level = kit_level(kit, c.industry, day);
        if (level < 1) lost += 1 - level;
        else again += level - 1;
    }
    CK_CHECK(lost > 25 && lost < 60);
    CK_CHECK(again > 3 && again < 0.5 * lost);
    CK_CHECK_NEAR(kit->run->state.catch_up[c.industry], 0, 1e-3);
    kit_close(kit);
    chain_close(&c);
}

CK_TEST_MAIN()
