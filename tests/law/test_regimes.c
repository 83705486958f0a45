/* Several regimes at once: named ones, silencers of other regimes, names that were not found, leaves of an item. */
#include "law_kit.h"

#include "law/law.h"

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

/* c goes over b, which goes over a: what silences the silencer counts for a, in whatever order the regimes are asked. */
CK_TEST(silencers_are_followed_through_several_regimes) {
    static const char TEXT[] =
        "fact deal.destination country\nfact deal.quiet yes-no\n"
        "regime a \"A\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
        "rule caught if deal.destination is KOR then prohibited\n"
        "regime b \"B\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
        "rule freed over a/caught if deal.destination is KOR then exempt\n"
        "regime c \"C\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
        "rule unfreed over b/freed if deal.quiet then subject\n";
    for (int quiet = 0; quiet < 2; quiet++) {
        const ck_deal_fact fact[] = {{.name = "destination", .text = "KOR"},
                                     {.name = "quiet", .text = quiet != 0 ? "yes" : "no"}};
        const ck_deal_item item[] = {{.name = "thing", .parent = CK_NONE}};
        const ck_deal deal = {.name = "t", .facts = {fact, 2}, .item = item, .item_count = 1};
        law_kit kit;
        kit_start(&kit, TEXT, &deal);
        const ck_outcome expected = quiet != 0 ? CK_OUTCOME_PROHIBITED : CK_OUTCOME_NOT_CAUGHT;
        for (int round = 0; round < 2; round++) {
            CK_CHECK_EQUAL(kit_ask(&kit, question_of(2027, 1, 1))->answer[0].outcome, expected);
            ck_law_question alone = question_of(2027, 1, 1);
            const uint32_t first = ck_law_find(kit.law, CK_LAW_REGIME, "a");
            alone.regime = &first;
            alone.regime_count = 1;
            CK_CHECK_EQUAL(kit_ask(&kit, alone)->answer[0].outcome, expected);
        }
        kit_end(&kit);
    }
}

/* Bytes of a work for a law of so many regimes, one rule each, that goes over the rule of the regime before in chains of 32. */
static double bytes_of_regimes(uint32_t regimes) {
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    CK_REQUIRE(out != NULL);
    fputs("fact deal.quiet yes-no\n", out);
    for (uint32_t k = 0; k < regimes; k++) {
        fprintf(out, "regime r%u \"R\" by X of CHN published 2020-01-01 in force from 2020-01-01\n", k);
        if (k % 32 == 0) fputs("rule one if deal.quiet then prohibited\n", out);
        else fprintf(out, "rule one over r%u/one if deal.quiet then prohibited\n", k - 1);
    }
    CK_REQUIRE(fclose(out) == 0);
    const ck_deal_item item[] = {{.name = "thing", .parent = CK_NONE}};
    const ck_deal deal = {.name = "t", .item = item, .item_count = 1};
    law_kit kit;
    kit_start(&kit, text, &deal);
    const double bytes = (double)ck_law_work_bytes(kit.law, ck_law_work_default(kit.facts, CK_DETAIL_OUTCOME));
    kit_end(&kit);
    free(text);
    return bytes;
}

CK_TEST(memory_grows_with_the_law_not_with_its_square) {
    const double few = bytes_of_regimes(1000), more = bytes_of_regimes(2000), most = bytes_of_regimes(4000);
    CK_CHECK_NEAR(most - more, 2.0 * (more - few), 0.01 * (more - few));
}

/* Rows of missing facts are told by the index of the deal, whose items need not stand in the order of the tree. */
CK_TEST(each_item_without_a_fact_is_named_once_in_whatever_order_the_file_has_them) {
    static const char TEXT[] =
        "fact item.form word (magnet, metal)\nfact item.origin country\n"
        "regime r \"R\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
        "rule magnets if any part (part.form is magnet) then prohibited\n"
        "rule again if any part (part.form is magnet and part.origin is CHN) then prohibited\n";
    const ck_deal_item item[] = {{.name = "whole", .parent = CK_NONE, .parts_complete = true},
                                 {.name = "left", .parent = 0, .parts_complete = true},
                                 {.name = "right", .parent = 0, .parts_complete = true},
                                 {.name = "under-left", .parent = 1, .parts_complete = true}};
    const ck_deal deal = {.name = "t", .item = item, .item_count = 4};
    law_kit kit;
    kit_start(&kit, TEXT, &deal);
    const ck_law_decision *d = kit_ask(&kit, question_of(2026, 1, 1));
    uint32_t forms[4] = {0};
    for (uint32_t k = 0; k < d->missing_count; k++) {
        const ck_law_missing *m = &d->missing[k];
        if (m->fact != ck_law_find_fact(kit.law, CK_SUBJECT_ITEM, "form")) continue;
        CK_REQUIRE(m->at < 4);
        CK_CHECK_TEXT(m->name, item[m->at].name);
        forms[m->at]++;
    }
    CK_CHECK_EQUAL(d->answer[0].outcome, CK_OUTCOME_INDETERMINATE);
    for (uint32_t i = 1; i < 4; i++) CK_CHECK_EQUAL(forms[i], 1);
    kit_end(&kit);
}

CK_TEST_MAIN()
