/* Duties and fees: stacking, floors, rounding, limits, caps, alternatives. Amounts are worked out by hand. */
#include "law_kit.h"

static const char TEXT[] =
    "fact deal.tonnage number t\nfact deal.boxes number\nfact deal.calls number\nfact deal.paid yes-no\nfact item.value money\nfact item.metal money\n"
    "fact item.base_rate percent\n"
    "regime r \"R\" by X of USA published 2020-01-01 in force from 2020-01-01\n"
    "duty metal \"M\" rate 50 % on item.metal\n"
    "duty rest \"S\" rate 10 % on item.value less what metal covers\n"
    "duty other \"O\" rate 7 % on item.value excluded by metal\n"
    "duty floor \"F\" rate floor 15 % over item.base_rate on item.value\n"
    "fee ton \"T\" charge 18 USD per deal.tonnage or higher 120 USD per deal.boxes units rounded up\n"
    "fee part \"P\" charge 0.3464 % of item.value minimum 33.58 USD maximum 651.50 USD\n"
    "fee capped \"C\" charge 100 USD at most 5 times a year from 04-17 counted by deal.calls\n"
    "fee once \"N\" charge 10 USD once unless deal.paid\n"
    "fee meek \"Y\" charge 1 USD yields to once\n";

static const ck_law_decision *ask(law_kit *kit, const char *value, const char *metal, const char *calls, const char *paid) {
    const ck_deal_fact of_deal[] = {{.name = "tonnage", .text = "1000.2 t"}, {.name = "boxes", .text = "200"}, {.name = "calls", .text = calls},
                                    {.name = "paid", .text = paid}};
    const ck_deal_fact of_item[] = {{.name = "value", .text = value}, {.name = "base_rate", .text = "2.5 %"}, {.name = "metal", .text = metal}};
    const ck_deal_item item[] = {{.name = "thing", .parent = CK_NONE, .facts = {of_item, metal != NULL ? 3 : 2}}};
    const ck_deal deal = {.name = "t", .facts = {of_deal, 4}, .item = item, .item_count = 1};
    kit_start(kit, TEXT, &deal);
    return kit_ask(kit, ck_law_question_default(ck_date_make(2026, 1, 1)));
}

static const ck_law_duty_line *duty(const law_kit *kit, const ck_law_decision *d, const char *name) {
    for (uint32_t k = 0; k < d->duty_count; k++) {
        if (d->duty[k].duty == ck_law_find(kit->law, CK_LAW_DUTY, name)) return &d->duty[k];
    }
    CK_REQUIRE(false);
    return NULL;
}

static const ck_law_fee_line *fee(const law_kit *kit, const ck_law_decision *d, const char *name) {
    for (uint32_t k = 0; k < d->fee_count; k++) {
        if (d->fee[k].fee == ck_law_find(kit->law, CK_LAW_FEE, name)) return &d->fee[k];
    }
    CK_REQUIRE(false);
    return NULL;
}

CK_TEST(duties_stack_exclude_and_fill_up_to_a_floor) {
    law_kit kit;
    const ck_law_decision *d = ask(&kit, "1000 USD", "400 USD", "0", "no");
    CK_CHECK_NEAR(duty(&kit, d, "r/metal")->amount, 200.0, 1e-9);
    CK_CHECK_NEAR(duty(&kit, d, "r/rest")->base, 600.0, 1e-9);
    CK_CHECK_NEAR(duty(&kit, d, "r/rest")->amount, 60.0, 1e-9);
    CK_CHECK_EQUAL(duty(&kit, d, "r/other")->reason, CK_LINE_EXCLUDED);
    CK_CHECK_NEAR(duty(&kit, d, "r/floor")->amount, 125.0, 1e-9);
    kit_end(&kit);
}

CK_TEST(a_duty_with_a_missing_base_has_no_amount) {
    law_kit kit;
    const ck_law_decision *d = ask(&kit, "1000 USD", NULL, "0", "no");
    CK_CHECK_EQUAL(duty(&kit, d, "r/metal")->reason, CK_LINE_OPEN);
    CK_CHECK_EQUAL(duty(&kit, d, "r/other")->reason, CK_LINE_OPEN);
    CK_CHECK(duty(&kit, d, "r/metal")->missing.count == 1);
    kit_end(&kit);
}

CK_TEST(fees_round_have_limits_and_caps_and_yield) {
    law_kit kit;
    const ck_law_decision *d = ask(&kit, "100000 USD", "0 USD", "4", "no");
    CK_CHECK_NEAR(fee(&kit, d, "r/ton")->amount, 18018.0, 1e-9);
    CK_CHECK_NEAR(fee(&kit, d, "r/ton")->other_amount, 24000.0, 1e-9);
    CK_CHECK_NEAR(fee(&kit, d, "r/ton")->owed, 24000.0, 1e-9);
    CK_CHECK_NEAR(fee(&kit, d, "r/part")->owed, 346.40, 1e-9);
    CK_CHECK_NEAR(fee(&kit, d, "r/capped")->owed, 100.0, 1e-9);
    CK_CHECK_NEAR(fee(&kit, d, "r/once")->owed, 10.0, 1e-9);
    CK_CHECK_EQUAL(fee(&kit, d, "r/meek")->reason, CK_LINE_YIELDS);
    kit_end(&kit);
    d = ask(&kit, "1000 USD", "0 USD", "5", "yes");
    CK_CHECK_NEAR(fee(&kit, d, "r/part")->owed, 33.58, 1e-9);
    CK_CHECK(fee(&kit, d, "r/part")->at_minimum);
    CK_CHECK_EQUAL(fee(&kit, d, "r/capped")->reason, CK_LINE_CAP_REACHED);
    CK_CHECK_EQUAL(fee(&kit, d, "r/once")->reason, CK_LINE_ONCE);
    CK_CHECK_NEAR(fee(&kit, d, "r/meek")->owed, 1.0, 1e-9);
    kit_end(&kit);
    d = ask(&kit, "1000000 USD", "0 USD", "5", "yes");
    CK_CHECK_NEAR(fee(&kit, d, "r/part")->owed, 651.50, 1e-9);
    kit_end(&kit);
}

CK_TEST_MAIN()
