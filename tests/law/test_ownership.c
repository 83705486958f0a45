/* Who is held by listed owners: the two examples of OFAC FAQ 401 (in aggregate, step by step), chains, missing owners, names. */
#include "law_kit.h"

#define LAW(how)                                                                                                       \
    "regime o \"O\" by X of USA published 2014-08-13 in force from 2014-08-13\nlist sdn \"L\" entity \"Blocked Person X\" also \"BPX Trading\"\n" \
    "rule blocked if end_user is listed in sdn or end_user is held >= 50 % by sdn " how " then prohibited\n"

/* X holds `upper` of A and of B, which hold `lower` of C each. */
static ck_outcome held(const char *law, double upper, double lower, bool complete) {
    law_kit kit;
    const ck_deal_item item[] = {{.name = "thing", .parent = CK_NONE}};
    const ck_deal_party party[] = {{.name = "Cedar Mills", .roles = 1u << CK_ROLE_END_USER, .owners_complete = complete},
                                   {.name = "Aspen Metals", .owners_complete = complete}, {.name = "Birch Yards", .owners_complete = complete},
                                   {.name = "Blocked Person X", .owners_complete = true}};
    const ck_deal_holding holding[] = {{3, 1, upper, {0}}, {3, 2, upper, {0}}, {1, 0, lower, {0}}, {2, 0, lower, {0}}};
    const ck_deal deal = {.name = "t", .item = item, .item_count = 1, .party = party, .party_count = 4, .holding = holding, .holding_count = 4};
    kit_start(&kit, law, &deal);
    const ck_outcome outcome = kit_ask(&kit, ck_law_question_default(ck_date_make(2026, 1, 1)))->answer[0].outcome;
    kit_end(&kit);
    return outcome;
}

CK_TEST(aggregate_holdings_pass_on_step_by_step) {
    CK_CHECK_EQUAL(held(LAW("in aggregate"), 50.0, 25.0, true), CK_OUTCOME_PROHIBITED);
    CK_CHECK_EQUAL(held(LAW("in aggregate"), 25.0, 50.0, true), CK_OUTCOME_NOT_CAUGHT);
}

CK_TEST(chains_multiply_and_direct_holdings_stop_at_the_owner) {
    CK_CHECK_EQUAL(held(LAW("through chains"), 100.0, 25.0, true), CK_OUTCOME_PROHIBITED);
    CK_CHECK_EQUAL(held(LAW("through chains"), 50.0, 25.0, true), CK_OUTCOME_NOT_CAUGHT);
    CK_CHECK_EQUAL(held(LAW("directly"), 100.0, 50.0, true), CK_OUTCOME_NOT_CAUGHT);
}

CK_TEST(owners_that_are_not_all_named_leave_it_open) {
    CK_CHECK_EQUAL(held(LAW("in aggregate"), 25.0, 50.0, false), CK_OUTCOME_INDETERMINATE);
    CK_CHECK_EQUAL(held(LAW("in aggregate"), 50.0, 25.0, false), CK_OUTCOME_PROHIBITED);
}

static ck_outcome named(const char *name) {
    law_kit kit;
    const ck_deal_item item[] = {{.name = "thing", .parent = CK_NONE}};
    const ck_deal_party party[] = {{.name = name, .roles = 1u << CK_ROLE_END_USER, .owners_complete = true}};
    const ck_deal deal = {.name = "t", .item = item, .item_count = 1, .party = party, .party_count = 1};
    kit_start(&kit, LAW("directly"), &deal);
    const ck_outcome outcome = kit_ask(&kit, ck_law_question_default(ck_date_make(2026, 1, 1)))->answer[0].outcome;
    kit_end(&kit);
    return outcome;
}

CK_TEST(names_match_in_case_legal_form_accent_and_alias) {
    CK_CHECK_EQUAL(named("BLOCKED PERSON X"), CK_OUTCOME_PROHIBITED);
    CK_CHECK_EQUAL(named("Bl\xc3\xb6" "cked Person X, Ltd."), CK_OUTCOME_PROHIBITED);
    CK_CHECK_EQUAL(named("BPX Trading Co., Ltd."), CK_OUTCOME_PROHIBITED);
    CK_CHECK_EQUAL(named("Blocked Persan X"), CK_OUTCOME_INDETERMINATE);
    CK_CHECK_EQUAL(named("Cedar Mills"), CK_OUTCOME_NOT_CAUGHT);
}

CK_TEST_MAIN()
