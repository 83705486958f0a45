/* Several regimes at once: named ones, silencers of other regimes, names that were not found, leaves of an item. */
#include "law_kit.h"

static const char TWO[] =
    "fact deal.destination country\nfact deal.quiet yes-no\nfact item.origin country\n"
    "choice end \"?\" reading first \"a\" default reading last \"b\"\n"
    "regime a \"A\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
    "list names \"names\" entity \"Alpha Works\"\n"
    "rule caught if deal.destination is KOR then prohibited\n"
    "regime b \"B\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
    "  suspended from 2026-01-01 until 2026-11-10 when reading end is last until 2026-11-11\n"
    "exception quiet to a/caught if deal.quiet then exempt\n"
    "rule listed if end_user is listed in names then prohibited\n";

static ck_law_question question_of(int year, int month, int day) {
    return ck_law_question_default(ck_date_make(year, month, day));
}

static void start(law_kit *kit, const char *quiet) {
    const ck_deal_fact fact[] = {{.name = "destination", .text = "KOR"}, {.name = "quiet", .text = quiet}};
    const ck_deal_item item[] = {{.name = "thing", .parent = CK_NONE}};
    const ck_deal_party party[] = {{.name = "Somebody Else", .roles = 1u << CK_ROLE_END_USER}};
    const ck_deal deal = {.name = "t", .facts = {fact, quiet != NULL ? 2 : 1}, .item = item, .item_count = 1, .party = party, .party_count = 1};
    kit_start(kit, TWO, &deal);
}

CK_TEST(a_regime_asked_alone_is_silenced_by_another_one_too) {
    law_kit kit;
    start(&kit, "yes");
    const uint32_t first = ck_law_find(kit.law, CK_LAW_REGIME, "a");
    ck_law_question question = question_of(2027, 1, 1);
    CK_CHECK_EQUAL(kit_ask(&kit, question)->answer[0].outcome, CK_OUTCOME_NOT_CAUGHT);
    question.regime = &first;
    question.regime_count = 1;
    for (int round = 0; round < 2; round++) {
        const ck_law_decision *d = kit_ask(&kit, question);
        CK_CHECK_EQUAL(d->answer_count, 1);
        CK_CHECK_EQUAL(d->answer[0].outcome, CK_OUTCOME_NOT_CAUGHT);
    }
    question.on = question.known = ck_date_make(2026, 3, 1);         // the silencer is suspended
    CK_CHECK_EQUAL(kit_ask(&kit, question)->answer[0].outcome, CK_OUTCOME_PROHIBITED);
    kit_end(&kit);
}

/* It only eases, so that the rule stands until it is shown. */
CK_TEST(an_unknown_exception_of_another_regime_leaves_the_rule_standing) {
    law_kit kit;
    start(&kit, NULL);
    const ck_law_answer a = kit_ask(&kit, question_of(2027, 1, 1))->answer[0];
    CK_CHECK_EQUAL(a.outcome, CK_OUTCOME_PROHIBITED);
    CK_CHECK_EQUAL(a.least, CK_OUTCOME_PROHIBITED);
    kit_end(&kit);
}

CK_TEST(readings_of_a_silencer_of_another_regime_count_and_leave_no_trace) {
    law_kit kit;
    start(&kit, "yes");
    const ck_law_question question = question_of(2026, 11, 10);
    for (int round = 0; round < 2; round++) {
        const ck_law_answer a = kit_ask(&kit, question)->answer[0];
        CK_CHECK_EQUAL(a.outcome, CK_OUTCOME_NOT_CAUGHT);
        CK_CHECK(a.contested);
    }
    kit_end(&kit);
}

CK_TEST(the_next_other_answer_comes_from_a_silencer_of_another_regime) {
    law_kit kit;
    start(&kit, "yes");
    ck_law_question question = question_of(2025, 6, 1);
    question.known = ck_date_make(2026, 2, 1);
    question.look_ahead = true;
    const ck_law_answer a = kit_ask(&kit, question)->answer[0];
    CK_CHECK_EQUAL(a.next_other_answer.day, ck_date_make(2026, 1, 1).day);
    CK_CHECK_EQUAL(a.next_outcome, CK_OUTCOME_PROHIBITED);
    kit_end(&kit);
}

CK_TEST(an_exception_without_anything_to_except_is_no_finding) {
    static const char TEXT[] = "fact deal.destination country\nfact deal.quiet yes-no\n"
                               "regime a \"A\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
                               "rule caught if deal.destination is KOR then prohibited\n"
                               "exception quiet to caught if deal.quiet then exempt\n";
    for (int korea = 0; korea < 2; korea++) {
        law_kit kit;
        const ck_deal_fact fact[] = {{.name = "destination", .text = korea ? "KOR" : "DEU"}};
        const ck_deal_item item[] = {{.name = "thing", .parent = CK_NONE}};
        const ck_deal deal = {.name = "t", .facts = {fact, 1}, .item = item, .item_count = 1};
        kit_start(&kit, TEXT, &deal);
        const ck_law_decision *d = kit_ask(&kit, question_of(2027, 1, 1));
        CK_CHECK_EQUAL(d->answer[0].outcome, korea ? CK_OUTCOME_PROHIBITED : CK_OUTCOME_NOT_CAUGHT);
        CK_CHECK_EQUAL(d->answer[0].findings.count, korea ? 2 : 0);
        kit_end(&kit);
    }
}

CK_TEST(a_name_that_was_not_found_marks_the_regime_that_asked_alone) {
    law_kit kit;
    start(&kit, "no");
    const ck_law_decision *d = kit_ask(&kit, question_of(2027, 1, 1));
    CK_CHECK(!d->answer[0].names_not_matched);
    CK_CHECK(d->answer[1].names_not_matched);
    kit_end(&kit);
}

CK_TEST(a_leaf_may_hold_parts_unless_it_is_said_to_be_complete) {
    static const char TEXT[] = "fact item.origin country\nregime a \"A\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
                               "rule r if any part (part.origin is CHN) then prohibited\n";
    for (int complete = 0; complete < 2; complete++) {
        law_kit kit;
        const ck_deal_fact fact[] = {{.name = "origin", .text = "KOR"}};
        const ck_deal_item item[] = {{.name = "motor", .parent = CK_NONE, .facts = {fact, 1}, .parts_complete = true},
                                     {.name = "shaft", .parent = 0, .facts = {fact, 1}, .parts_complete = complete != 0}};
        const ck_deal deal = {.name = "t", .item = item, .item_count = 2};
        kit_start(&kit, TEXT, &deal);
        CK_CHECK_EQUAL(kit_ask(&kit, question_of(2027, 1, 1))->answer[0].outcome, complete ? CK_OUTCOME_NOT_CAUGHT : CK_OUTCOME_INDETERMINATE);
        kit_end(&kit);
    }
}

CK_TEST_MAIN()
