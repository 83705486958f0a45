#include "flow/run_kit.h"

#include "flow/allocate.h"

static const char *const R00 = "R00";

/* ---------------------------------------------------------------- lags -------------------------------------------- */

CK_TEST(a_full_cut_without_stocks_stops_the_user_after_exactly_its_lag) {
    for (uint32_t lag = 1; lag <= 127; lag = lag * 2 + 1) {
        chain c = chain_plan(lag, 0, 0, 0);
        chain_build(&c);
        kit *kit = kit_open(c.model, 200);
        kit_measure(kit, CK_EFFECT_BAN, &R00, 30, -1);
        kit->spec.parameter[CK_PARAMETER_reroute] = 0;
        kit_start(kit);
        kit_to(kit, 200);
        /* the goods of day 29 reach the market abroad on day 29 + lag, and the user a day later */
        CK_CHECK(kit_level(kit, c.industry, 30 + lag) > 0.7);
        CK_CHECK_NEAR(kit_level(kit, c.industry, 31 + lag), 0.0, 1e-12);
        CK_CHECK_EQUAL(ck_run_site(kit->run, c.industry).first_stop_day, 31 + lag);
        kit_close(kit);
        chain_close(&c);
    }
}

/* ---------------------------------------------------------------- law --------------------------------------------- */

static kit *under(const ck_model *model, ck_effect effect, bool never_granted) {
    kit *kit = kit_open(model, 400);
    ck_measure *measure = kit_measure(kit, effect, &R00, 30, 300);
    if (never_granted) {
        measure->term[CK_TERM_approval_civil] = measure->term[CK_TERM_approval_military] = measure->term[CK_TERM_approval_semiconductor] = 0;
    }
    kit_start(kit);
    return kit;
}

CK_TEST(a_ban_equals_a_licence_that_is_never_granted_bit_for_bit) {
    made made = made_open(4);
    made_world(&made, 21, (made_size){.regions = 4, .items = 6, .industries = 2, .inputs = 2, .industry_inputs = 3, .partners = 3});
    const ck_model *model = made_compile(&made);
    kit *ban = under(model, CK_EFFECT_BAN, false), *licence = under(model, CK_EFFECT_LICENCE, true);
    double *shipped[2] = {calloc(model->flow_count, sizeof(double)), calloc(model->flow_count, sizeof(double))};
    for (uint32_t day = 20; day <= 400; day += 20) {
        kit_to(ban, day);
        kit_to(licence, day);
        kit_shipped(ban->run, (int32_t)day - 1, shipped[0]);
        kit_shipped(licence->run, (int32_t)day - 1, shipped[1]);
        kit_same_f64("shipped", shipped[0], shipped[1], model->flow_count);
        kit_same_f64("level", ban->run->state.level, licence->run->state.level, model->site_count);
    }
    CK_CHECK(!ck_run_account(ban->run).on_baseline);
    free(shipped[0]);
    free(shipped[1]);
    kit_close(ban);
    kit_close(licence);
    made_close(&made);
}

CK_TEST(a_duty_and_a_fee_of_zero_change_nothing) {
    made made = made_open(4);
    made_world(&made, 22, (made_size){.regions = 4, .items = 6, .industries = 2, .inputs = 2, .industry_inputs = 3, .partners = 3});
    const ck_model *model = made_compile(&made);
    kit *none = kit_open(model, 200), *zero = kit_open(model, 200);
    kit_measure(zero, CK_EFFECT_DUTY, &R00, 20, 150);
    kit_measure(zero, CK_EFFECT_FEE, &R00, 30, -1);
    kit_start(none);
    kit_start(zero);
    kit_to(none, 200);
    kit_to(zero, 200);
    double *shipped[2] = {calloc(model->flow_count, sizeof(double)), calloc(model->flow_count, sizeof(double))};
    for (int32_t day = 150; day < 200; day++) {
        kit_shipped(none->run, day, shipped[0]);
        kit_shipped(zero->run, day, shipped[1]);
        kit_same_f64("shipped", shipped[0], shipped[1], model->flow_count);
    }
    free(shipped[0]);
    free(shipped[1]);
    kit_same_f64("price", none->run->state.price, zero->run->state.price, model->product_count);
    CK_CHECK_NEAR(ck_run_measure(zero->run, 0).paid, 0, 0);
    kit_close(none);
    kit_close(zero);
    made_close(&made);
}

CK_TEST(a_duty_is_paid_on_what_comes_in_and_raises_the_price_inland) {
    chain c = chain_plan(10, 20, 20, 20);
    chain_build(&c);
    kit *kit = kit_open(c.model, 700);
    kit_measure(kit, CK_EFFECT_DUTY, &R00, 30, -1)->term[CK_TERM_rate] = 0.5;
    kit_measure(kit, CK_EFFECT_FEE, &R00, 30, -1)->term[CK_TERM_charge] = 20;
    kit->spec.parameter[CK_PARAMETER_demand_response] = 0;
    kit_start(kit);
    kit_to(kit, 700);
    /* base price 100: 1.5 x 100 + 20 */
    const uint32_t abroad = c.model->site_first_product[c.abroad];
    CK_CHECK_NEAR(ck_series_at(ck_run_price(kit->run, abroad), 699), 1.7, 1e-6);
    CK_CHECK_NEAR(ck_series_at(ck_run_price(kit->run, c.model->site_first_product[c.maker]), 699), 1.0, 1e-6);
    CK_CHECK_NEAR(ck_run_measure(kit->run, 0).paid, 670.0 * 10 * 50, 1e-6 * 335000);
    CK_CHECK_NEAR(ck_run_measure(kit->run, 1).paid, 670.0 * 10 * 20, 1e-6 * 134000);
    CK_CHECK_NEAR(ck_run_site(kit->run, c.abroad).extra_cost, 670.0 * 10 * 70, 1e-6 * 469000);
    kit_close(kit);
    chain_close(&c);
}

CK_TEST(exports_catch_up_when_licences_come_and_only_then) {
    chain c = chain_plan(10, 20, 40, 40);
    chain_build(&c);
    kit *kit = kit_open(c.model, 500);
    ck_measure *licence = kit_measure(kit, CK_EFFECT_LICENCE, &R00, 30, -1);
    licence->term[CK_TERM_approval_civil] = licence->term[CK_TERM_approval_military] = licence->term[CK_TERM_approval_semiconductor] = 1;
    licence->term[CK_TERM_validity_days] = 3650;
    licence->term[CK_TERM_renewal_share] = 1;
    kit->spec.parameter[CK_PARAMETER_price_flexibility] = 0;
    kit->spec.parameter[CK_PARAMETER_catch_up_share] = 0;
    kit_start(kit);
    const uint32_t across = c.made.flow_at[c.across];
    double most = 0, sum = 0;
    for (uint32_t day = 0; day < 500; day++) {
        kit_to(kit, day + 1);
        const double shipped = cki_shipped_on(kit->run, across, (int32_t)day);
        sum += shipped;
        if (shipped > most) most = shipped;
        if (day >= 30 && day < 35) CK_CHECK(shipped < 1);
    }
    CK_CHECK(most > 11 && most < 30);                                    // above the 10 of a usual day
    CK_CHECK(sum < 5000 && sum > 4500);                                  // what was used meanwhile is gone, stocks are refilled
    CK_CHECK_NEAR(kit->run->state.stock[c.made.site_input[c.industry_input]], 400, 8);
    kit_close(kit);
    chain_close(&c);
}

CK_TEST(half_the_buyers_without_a_licence_means_half_the_exports) {
    chain c = chain_plan(10, 20, 40, 40);
    chain_build(&c);
    kit *kit = kit_open(c.model, 400);
    kit_measure(kit, CK_EFFECT_BAN, &R00, 30, -1)->term[CK_TERM_coverage] = 0.5;
    kit->spec.parameter[CK_PARAMETER_price_flexibility] = 0;
    kit_start(kit);
    kit_to(kit, 400);
    /* however much the market and the user abroad would like to restock and to catch up */
    for (uint32_t m = 2; m < 13; m++) {
        CK_CHECK(ck_run_month_quantity(kit->run, c.made.flow_at[c.across], m) <= 0.5 * 10 * 31 * (1 + 1e-9));
    }
    CK_CHECK_NEAR(kit_level(kit, c.industry, 399), 0.5, 1e-3);
    kit_close(kit);
    chain_close(&c);
}

CK_TEST(a_stockpile_fills_what_is_missing_until_it_is_empty) {
    chain c = chain_plan(10, 20, 0, 0);
    made *made = &c.made;
    const uint32_t pile = made_add_site(made, CK_SITE_STOCKPILE, 1, 0);
    const uint32_t product = made_add_product(made, pile, 0);
    const uint32_t flow = made_add_flow(made, product, c.abroad_input, 0, 1);
    MADE_AT(made, flow, made_flow, flow).kind = CKI_FLOW_STOCKPILE;
    MADE_AT(made, flow, made_flow, flow).limit = 6;
    cki_u32 *row = made_grow(&made->stockpile);
    row[0] = pile;
    row[1] = 300;
    chain_build(&c);
    static const char *const R01 = "R01", *const piles = "*";
    kit *kit = kit_open(c.model, 300);
    kit_measure(kit, CK_EFFECT_BAN, &R00, 30, -1);
    ck_measure *release = kit_measure(kit, CK_EFFECT_RELEASE, &R01, 60, -1);
    release->stockpiles = (ck_names){.name = &piles, .count = 1};
    kit->spec.parameter[CK_PARAMETER_price_flexibility] = 0;
    kit_start(kit);
    kit_to(kit, 59);
    CK_CHECK_NEAR(kit->run->state.finished[c.model->site_first_product[pile]], 300, 0);
    kit_to(kit, 80);
    CK_CHECK_NEAR(kit_level(kit, c.industry, 75), 0.6, 1e-9);            // 6 of 10 a day
    kit_to(kit, 300);
    CK_CHECK_NEAR(kit->run->state.finished[c.model->site_first_product[pile]], 0, 1e-9);
    CK_CHECK_NEAR(ck_run_measure(kit->run, 1).released, 300, 1e-9);
    CK_CHECK_NEAR(kit_level(kit, c.industry, 250), 0, 1e-9);
    kit_close(kit);
    chain_close(&c);
}

/* ---------------------------------------------------------------- allocation -------------------------------------- */

/* A market with three buyers: at home, abroad, and abroad with a military part of 0.5; 4, 3 and 3 a day. */
typedef struct shop { made made; uint32_t product, flow[3], site[3]; const ck_model *model; kit *kit; } shop;

static shop shop_open(ck_allocation rule) {
    shop s = {.made = made_open(2)};
    made *made = &s.made;
    const uint32_t good = made_add_item(made, 10), car = made_add_item(made, 1000);
    const uint32_t maker = made_add_site(made, CK_SITE_PLANT, 0, good), product = made_add_product(made, maker, good);
    const uint32_t market = made_add_site(made, CK_SITE_MARKET, 0, good);
    s.product = made_add_product(made, market, good);
    const uint32_t input = made_add_input(made, market, good);
    made_add_flow(made, product, input, 10, 1);
    for (uint32_t i = 0; i < 3; i++) {
        s.site[i] = made_add_site(made, CK_SITE_INDUSTRY, i > 0, car);
        made_add_product(made, s.site[i], car);
        MADE_AT(made, site, made_site, s.site[i]).final = 1;
        s.flow[i] = made_add_flow(made, s.product, made_add_input(made, s.site[i], good), i == 0 ? 4 : 3, 1);
        MADE_AT(made, flow, made_flow, s.flow[i]).kind = i == 0 ? CKI_FLOW_INSIDE : CKI_FLOW_BILATERAL;
        MADE_AT(made, flow, made_flow, s.flow[i]).military = i == 2 ? 0.5 : 0;
    }
    s.model = made_compile(made);
    s.kit = kit_open(s.model, 10);
    s.kit->spec.allocation = rule;
    kit_start(s.kit);
    for (uint32_t i = 0; i < 3; i++) {
        s.flow[i] = made->flow_at[s.flow[i]];
        s.kit->run->scratch.allowed[s.flow[i]] = i == 0 ? 4 : 3;
    }
    return s;
}
static void shop_check(shop *s, double sellable, double home, double abroad, double rated) {
    double final_sold = 0;
    const double *allowed = s->kit->run->scratch.allowed;
    cki_allocate(s->kit->run, s->made.model->flow_product[s->flow[0]], sellable, &final_sold);
    CK_CHECK_NEAR(allowed[s->flow[0]], home, 1e-12);
    CK_CHECK_NEAR(allowed[s->flow[1]], abroad, 1e-12);
    CK_CHECK_NEAR(allowed[s->flow[2]], rated, 1e-12);
    kit_close(s->kit);
    made_close(&s->made);
}

CK_TEST(proportional_rationing_cuts_every_order_alike) {
    shop s = shop_open(CK_PROPORTIONAL);
    shop_check(&s, 5, 2, 1.5, 1.5);
}

CK_TEST(domestic_buyers_can_come_first) {
    shop s = shop_open(CK_DOMESTIC_FIRST);
    shop_check(&s, 5, 4, 0.5, 0.5);
    s = shop_open(CK_DOMESTIC_FIRST);
    shop_check(&s, 2, 2, 0, 0);
}

CK_TEST(the_military_part_of_an_order_can_come_first) {
    shop s = shop_open(CK_DEFENCE_FIRST);
    shop_check(&s, 5, 4 * 3.5 / 8.5, 3 * 3.5 / 8.5, 1.5 + 1.5 * 3.5 / 8.5);
}

CK_TEST(buyers_who_can_pay_more_can_come_first_and_nobody_gets_more_than_he_asked) {
    shop s = shop_open(CK_BY_PRICE);
    s.kit->run->state.price[s.model->site_first_product[s.site[1]]] = 2;
    shop_check(&s, 5, 20.0 / 13, 30.0 / 13, 15.0 / 13);                  // weights 4, 6, 3
    s = shop_open(CK_BY_PRICE);
    s.kit->run->state.price[s.model->site_first_product[s.site[1]]] = 10;
    shop_check(&s, 5, 4 * 2.0 / 7, 3, 3 * 2.0 / 7);                      // the second is full, the rest is shared
}

CK_TEST_MAIN()
