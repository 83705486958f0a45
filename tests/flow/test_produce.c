#include "flow/run_kit.h"

static const char *const R00 = "R00";

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
