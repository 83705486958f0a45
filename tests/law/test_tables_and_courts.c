/* Tables (rows by countries, with marks that are not sure) and what courts do: void for all, and binding for some alone. */
#include "law_kit.h"
#include "law/law.h"

#define FACTS "fact deal.destination country\nfact item.reason words (ns, rs, at)\nfact item.code codes\n"
#define REGIME "regime r \"R\" by X of USA clock -05:00 published 2020-01-01 in force from 2020-02-01\n"
#define CHART                                                                                                          \
    "group pacific \"P\" (JPN, KOR)\n"                                                                                 \
    "table chart \"Chart\" covers (pacific, CHN, DEU, GBR)\n"                                                          \
    "  row ns (CHN, KOR) unsure (GBR)\n  row rs all except (pacific)\n  row at none\n"

static ck_outcome outcome(const char *rule, const char *destination, const char *reason, const ck_law_missing **missing) {
    static law_kit kit;
    static bool started;
    if (started) kit_end(&kit);
    started = true;
    char text[2048];
    snprintf(text, sizeof text, "%s%s%srule one if %s then licence, case by case\n", FACTS, CHART, REGIME, rule);
    ck_deal_fact deal_fact[1] = {{.name = "destination", .text = destination}}, item_fact[1] = {{.name = "reason", .text = reason}};
    const ck_deal_item item[] = {{.name = "item", .parent = CK_NONE, .facts = {item_fact, reason != NULL}}};
    const ck_deal deal = {.name = "t", .facts = {deal_fact, destination != NULL}, .item = item, .item_count = 1};
    kit_start(&kit, text, &deal);
    const ck_law_decision *d = kit_ask(&kit, ck_law_question_default(ck_date_make(2026, 1, 1)));
    if (missing != NULL) *missing = d->missing_count > 0 ? &d->missing[0] : NULL;
    return d->answer[0].outcome;
}

CK_TEST(a_row_named_by_the_rule) {
    CK_CHECK_EQUAL(outcome("chart of ns and deal.destination", "CHN", NULL, NULL), CK_OUTCOME_CASE);
    CK_CHECK_EQUAL(outcome("chart of ns and deal.destination", "DEU", NULL, NULL), CK_OUTCOME_NOT_CAUGHT);
    CK_CHECK_EQUAL(outcome("chart of rs and deal.destination", "DEU", NULL, NULL), CK_OUTCOME_CASE);
    CK_CHECK_EQUAL(outcome("chart of rs and deal.destination", "JPN", NULL, NULL), CK_OUTCOME_NOT_CAUGHT);       // all except a group
    CK_CHECK_EQUAL(outcome("chart of at and deal.destination", "CHN", NULL, NULL), CK_OUTCOME_NOT_CAUGHT);       // none
}

CK_TEST(a_row_named_by_the_fact_and_several_of_them) {
    CK_CHECK_EQUAL(outcome("chart of item.reason and deal.destination", "KOR", "ns", NULL), CK_OUTCOME_CASE);
    CK_CHECK_EQUAL(outcome("chart of item.reason and deal.destination", "KOR", "rs", NULL), CK_OUTCOME_NOT_CAUGHT);
    CK_CHECK_EQUAL(outcome("chart of item.reason and deal.destination", "KOR", "at; ns", NULL), CK_OUTCOME_CASE);
}

/* A mark with a footnote, a country that the table does not cover, and what is not stated: unknown, never no. */
CK_TEST(what_the_table_does_not_settle_is_unknown) {
    const ck_law_missing *missing = NULL;
    CK_CHECK_EQUAL(outcome("chart of ns and deal.destination", "GBR", NULL, &missing), CK_OUTCOME_INDETERMINATE);
    CK_CHECK_EQUAL(outcome("chart of ns and deal.destination", "BRA", NULL, &missing), CK_OUTCOME_INDETERMINATE);
    CK_REQUIRE(missing != NULL);
    CK_CHECK_TEXT(missing->question, "The table has no sure answer for this country; check its footnotes.");
    CK_CHECK_EQUAL(outcome("chart of item.reason and deal.destination", "CHN", NULL, &missing), CK_OUTCOME_INDETERMINATE);
    CK_REQUIRE(missing != NULL);
    CK_CHECK_TEXT(missing->what, "reason");
    CK_CHECK_EQUAL(outcome("chart of ns and deal.destination", NULL, NULL, &missing), CK_OUTCOME_INDETERMINATE);
    CK_REQUIRE(missing != NULL);
    CK_CHECK_TEXT(missing->what, "destination");
    CK_CHECK_EQUAL(outcome("not chart of ns and deal.destination", "GBR", NULL, NULL), CK_OUTCOME_INDETERMINATE);
    CK_CHECK_EQUAL(outcome("not chart of ns and deal.destination", "DEU", NULL, NULL), CK_OUTCOME_CASE);
}

/* ---------------------------------------------------------------- courts ------------------------------------------ */

static ck_law_status status_on(law_kit *kit, ck_date on, ck_date known) {
    ck_law_question question = ck_law_question_default(on);
    question.known = known;
    return ck_law_status_of(kit->law, CK_LAW_REGIME, 0, question);
}

static void start(law_kit *kit, const char *times) {
    char text[2048];
    snprintf(text, sizeof text, "%s%s  %s\nrule one if deal.destination is CHN then prohibited\nduty d \"D\" if deal.destination is CHN rate 10 %%\n",
             FACTS "fact item.value money\n", REGIME, times);
    const ck_deal_fact deal_fact[] = {{.name = "destination", .text = "CHN"}}, item_fact[] = {{.name = "value", .text = "1000 USD"}};
    const ck_deal_item item[] = {{.name = "item", .parent = CK_NONE, .facts = {item_fact, 1}}};
    const ck_deal deal = {.name = "t", .facts = {deal_fact, 1}, .item = item, .item_count = 1};
    kit_start(kit, text, &deal);
}

static ck_law_question asked(ck_date on, ck_date known) {
    ck_law_question question = ck_law_question_default(on);
    question.known = known;
    return question;
}

/* Void from the day of the judgment: the rule is gone, the duty is not owed; before, and as known before, both stand. */
CK_TEST(what_a_court_sets_aside_is_void_from_then_on) {
    law_kit kit;
    start(&kit, "void from 2026-02-20 announced 2026-02-20 citation \"24-1287\"");
    const ck_date before = ck_date_make(2026, 2, 19), day = ck_date_make(2026, 2, 20);
    CK_CHECK_EQUAL(status_on(&kit, before, day).state, CK_STATE_OPERATIVE);
    CK_CHECK_EQUAL(status_on(&kit, day, day).state, CK_STATE_VOID);
    CK_CHECK_TEXT(status_on(&kit, day, day).citation, "24-1287");
    CK_CHECK_EQUAL(status_on(&kit, day, before).state, CK_STATE_OPERATIVE);          // not known yet
    const ck_law_decision *d = kit_ask(&kit, asked(day, day));
    CK_CHECK_EQUAL(d->answer[0].outcome, CK_OUTCOME_NOT_CAUGHT);
    CK_CHECK_EQUAL(d->duty_count, 0);
    d = kit_ask(&kit, asked(day, before));
    CK_CHECK_EQUAL(d->answer[0].outcome, CK_OUTCOME_PROHIBITED);
    CK_CHECK_NEAR(d->duty[0].amount, 100.0, 1e-9);
    d = kit_ask(&kit, asked(before, day));
    CK_CHECK_EQUAL(d->answer[0].outcome, CK_OUTCOME_PROHIBITED);
    CK_CHECK_EQUAL(d->answer[0].next_change.day, day.day);
    kit_end(&kit);
}

/* A ruling for the named plaintiffs leaves the state as it is for everyone else, and is told. */
CK_TEST(a_ruling_that_binds_some_leaves_the_state_to_all_others) {
    law_kit kit;
    start(&kit, "void from 2026-05-07 announced 2026-05-07 binds \"the named plaintiffs alone\" note \"stayed on appeal\"");
    const ck_date before = ck_date_make(2026, 5, 6), after = ck_date_make(2026, 6, 1);
    CK_CHECK_EQUAL(status_on(&kit, after, after).state, CK_STATE_OPERATIVE);
    CK_CHECK_TEXT(status_on(&kit, after, after).binds, "the named plaintiffs alone");
    CK_CHECK_TEXT(status_on(&kit, after, after).note, "stayed on appeal");
    CK_CHECK_TEXT(status_on(&kit, before, after).binds, "");
    CK_CHECK_TEXT(status_on(&kit, after, before).binds, "");
    const ck_law_decision *d = kit_ask(&kit, asked(after, after));
    CK_CHECK_EQUAL(d->answer[0].outcome, CK_OUTCOME_PROHIBITED);
    CK_CHECK_NEAR(d->duty[0].amount, 100.0, 1e-9);
    kit_end(&kit);
}

/* A suspension for some is none for the others. */
CK_TEST(a_suspension_that_binds_some_suspends_nobody_else) {
    law_kit kit;
    start(&kit, "suspended from 2026-03-01 until 2026-09-01 announced 2026-02-25 binds \"holders of a letter\"");
    const ck_law_status status = status_on(&kit, ck_date_make(2026, 4, 1), ck_date_make(2026, 4, 1));
    CK_CHECK_EQUAL(status.state, CK_STATE_OPERATIVE);
    CK_CHECK_TEXT(status.binds, "holders of a letter");
    kit_end(&kit);
}

/* Published with the provision, not with its regime. */
CK_TEST(a_provision_with_a_publication_of_its_own_is_not_published_before_it) {
    law_kit kit;
    const ck_deal_item item[] = {{.name = "item", .parent = CK_NONE}};
    const ck_deal deal = {.name = "t", .item = item, .item_count = 1};
    kit_start(&kit, FACTS REGIME "provision p \"P\" published 2024-09-18 in force from 2024-09-27\nprovision q \"Q\" in force from 2024-09-27\n", &deal);
    const ck_law_question early = ck_law_question_default(ck_date_make(2024, 9, 1)), late = ck_law_question_default(ck_date_make(2024, 9, 20));
    CK_CHECK_EQUAL(ck_law_status_of(kit.law, CK_LAW_PROVISION, 0, early).state, CK_STATE_UNKNOWN);
    CK_CHECK_EQUAL(ck_law_status_of(kit.law, CK_LAW_PROVISION, 1, early).state, CK_STATE_PUBLISHED);
    CK_CHECK_EQUAL(ck_law_status_of(kit.law, CK_LAW_PROVISION, 0, late).state, CK_STATE_PUBLISHED);
    kit_end(&kit);
}

/* An amendment may put in force what was threatened. */
CK_TEST(a_threat_is_one_until_it_is_issued_after_all) {
    law_kit kit;
    const ck_deal_item item[] = {{.name = "item", .parent = CK_NONE}};
    const ck_deal deal = {.name = "t", .item = item, .item_count = 1};
    kit_start(&kit, FACTS "regime r \"R\" by X of USA published 2025-10-10 never issued announced 2025-10-10\n"
                          "amend r in force from 2025-11-01 announced 2025-10-20 certainty hypothetical citation \"imagined\"\n", &deal);
    const ck_date known = ck_date_make(2025, 10, 15), later = ck_date_make(2025, 10, 25), day = ck_date_make(2025, 11, 1);
    CK_CHECK_EQUAL(status_on(&kit, day, known).state, CK_STATE_THREATENED);
    CK_CHECK_EQUAL(status_on(&kit, known, later).state, CK_STATE_PUBLISHED);
    CK_CHECK_EQUAL(status_on(&kit, day, later).state, CK_STATE_OPERATIVE);
    CK_CHECK_EQUAL(status_on(&kit, day, later).certainty, CK_CERTAINTY_HYPOTHETICAL);
    kit_end(&kit);
}

CK_TEST_MAIN()
