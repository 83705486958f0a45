/* The next day on which law that an answer looked at changes: provisions, entries of lists, steps of duties and fees. */
#include "law_kit.h"

#define REGIME "regime r \"R\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
static const char LISTS[] =
    "fact item.form word (magnet, metal, oxide)\nfact deal.destination country\n" REGIME
    "provision pausing \"pausing\"\n  suspended from 2026-02-01 until 2026-06-01\n"
    "list names \"names\"\n  entity \"Alpha Works\" suspended from 2025-11-10 until 2026-11-10\n  entity \"Gamma Works\"\n"
    "list goods \"goods\"\n  entry magnets \"magnets\" if item.form is magnet in force from 2026-03-01\n"
    "  entry oxides \"oxides\" if item.form is oxide in force from 2026-09-01\n"
    "rule party if end_user is listed in names then prohibited\n"
    "rule goods-rule of pausing if item matches goods then licence, case by case\n";

static void start(law_kit *kit, const char *text, const char *form, const char *party) {
    const ck_deal_fact fact[] = {{.name = "form", .text = form}}, where[] = {{.name = "destination", .text = "USA"}};
    const ck_deal_item item[] = {{.name = "thing", .parent = CK_NONE, .facts = {fact, 1}}};
    const ck_deal_party user[] = {{.name = party, .roles = 1u << CK_ROLE_END_USER}};
    const ck_deal deal = {.name = "t", .facts = {where, 1}, .item = item, .item_count = 1, .party = user, .party_count = 1};
    kit_start(kit, text, &deal);
}

static ck_law_answer ask(law_kit *kit, ck_date on) {
    ck_law_question question = ck_law_question_default(on);
    question.known = CK_DATE_LAST;
    question.look_ahead = true;
    return kit_ask(kit, question)->answer[0];
}

CK_TEST(the_suspension_of_a_party_that_is_asked_for_counts) {
    law_kit kit;
    start(&kit, LISTS, "metal", "Alpha Works");
    const ck_law_answer before = ask(&kit, ck_date_make(2025, 6, 1)), during = ask(&kit, ck_date_make(2026, 1, 1));
    CK_CHECK_EQUAL(before.outcome, CK_OUTCOME_PROHIBITED);
    CK_CHECK_EQUAL(before.next_change.day, ck_date_make(2025, 11, 10).day);
    CK_CHECK_EQUAL(before.next_other_answer.day, ck_date_make(2025, 11, 10).day);
    CK_CHECK_EQUAL(before.next_outcome, CK_OUTCOME_NOT_CAUGHT);
    CK_CHECK_EQUAL(during.outcome, CK_OUTCOME_NOT_CAUGHT);
    CK_CHECK_EQUAL(during.next_other_answer.day, ck_date_make(2026, 11, 10).day);
    CK_CHECK_EQUAL(during.next_outcome, CK_OUTCOME_PROHIBITED);
    kit_end(&kit);
}

CK_TEST(times_of_other_parties_and_other_goods_do_not_count) {
    law_kit kit;
    start(&kit, LISTS, "metal", "Gamma Works");
    const ck_law_answer a = ask(&kit, ck_date_make(2025, 6, 1));
    CK_CHECK_EQUAL(a.outcome, CK_OUTCOME_PROHIBITED);
    CK_CHECK_EQUAL(a.next_change.day, CK_DATE_LAST.day);
    CK_CHECK_EQUAL(a.next_other_answer.day, CK_DATE_LAST.day);
    kit_end(&kit);
}

/* The entry begins while its rule is suspended: another change of law, and the answer changes when the suspension ends. */
CK_TEST(an_entry_that_begins_under_a_suspension_is_followed_to_its_end) {
    law_kit kit;
    start(&kit, LISTS, "magnet", "Nobody");
    const ck_law_answer a = ask(&kit, ck_date_make(2026, 1, 1));
    CK_CHECK_EQUAL(a.outcome, CK_OUTCOME_NOT_CAUGHT);
    CK_CHECK_EQUAL(a.next_change.day, ck_date_make(2026, 3, 1).day);
    CK_CHECK_EQUAL(a.next_other_answer.day, ck_date_make(2026, 6, 1).day);
    CK_CHECK_EQUAL(a.next_outcome, CK_OUTCOME_CASE);
    kit_end(&kit);
    start(&kit, LISTS, "oxide", "Nobody");
    CK_CHECK_EQUAL(ask(&kit, ck_date_make(2026, 1, 1)).next_change.day, ck_date_make(2026, 9, 1).day);
    kit_end(&kit);
}

static const char AMOUNTS[] =
    "fact item.form word (magnet, metal, oxide)\nfact deal.destination country\nfact item.value money\n" REGIME
    "provision late \"late\"\n  in force from 2025-08-01 until 2026-01-01\n"
    "duty steps \"steps\" if item.form is metal rate 10 % from 2025-02-04 rate 20 % from 2025-03-04\n"
    "duty later \"later\" of late if item.form is magnet rate 5 %\n"
    "fee call \"call\" if item.form is oxide charge 10 USD charge 20 USD from 2025-10-14\n";

static int32_t next_of(const char *form, ck_date on) {
    law_kit kit;
    start(&kit, AMOUNTS, form, "Nobody");
    const ck_date next = ask(&kit, on).next_change;
    kit_end(&kit);
    return next.day;
}

CK_TEST(steps_and_provisions_of_duties_and_fees_count) {
    CK_CHECK_EQUAL(next_of("metal", ck_date_make(2025, 1, 1)), ck_date_make(2025, 2, 4).day);
    CK_CHECK_EQUAL(next_of("metal", ck_date_make(2025, 2, 4)), ck_date_make(2025, 3, 4).day);
    CK_CHECK_EQUAL(next_of("metal", ck_date_make(2025, 3, 4)), CK_DATE_LAST.day);
    CK_CHECK_EQUAL(next_of("magnet", ck_date_make(2025, 3, 4)), ck_date_make(2025, 8, 1).day);
    CK_CHECK_EQUAL(next_of("magnet", ck_date_make(2025, 9, 1)), ck_date_make(2026, 1, 1).day);
    CK_CHECK_EQUAL(next_of("oxide", ck_date_make(2025, 3, 4)), ck_date_make(2025, 10, 14).day);
}

/* Entities and entries that begin or end at noon, a provision and a step of duties: the day has two answers. */
static const char AT_NOON[] =
    "fact item.form word (magnet, metal, oxide)\nfact deal.destination country\nfact item.value money\n" REGIME
    "provision late \"late\"\n  in force from 2025-08-01 12:00\n"
    "list names \"names\"\n  entity \"Alpha Works\" suspended from 2025-11-10 12:00 until 2026-11-10\n"
    "list goods \"goods\"\n  entry magnets \"magnets\" if item.form is magnet in force from 2026-03-01 12:00\n"
    "rule party if end_user is listed in names then prohibited\n"
    "rule goods-rule if item matches goods then licence, case by case\n"
    "duty steps \"steps\" if item.form is metal rate 10 % from 2025-02-04 12:00\n"
    "duty later \"later\" of late if item.form is oxide rate 5 %\n";

static bool changed_on(const char *form, const char *party, ck_date on) {
    law_kit kit;
    start(&kit, AT_NOON, form, party);
    const bool changed = ask(&kit, on).changed_in_the_day;
    kit_end(&kit);
    return changed;
}

CK_TEST(changes_in_the_course_of_the_day_are_told) {
    const ck_date suspended = ck_date_make(2025, 11, 10), begins = ck_date_make(2026, 3, 1);
    CK_CHECK(changed_on("oxide", "Alpha Works", suspended));
    CK_CHECK(!changed_on("oxide", "Alpha Works", ck_date_make(2025, 11, 11)));
    CK_CHECK(!changed_on("oxide", "Nobody", suspended));
    CK_CHECK(changed_on("magnet", "Nobody", begins));
    CK_CHECK(!changed_on("magnet", "Nobody", ck_date_make(2026, 2, 28)));
    CK_CHECK(!changed_on("metal", "Nobody", begins));
    CK_CHECK(changed_on("metal", "Nobody", ck_date_make(2025, 2, 4)));
    CK_CHECK(changed_on("oxide", "Nobody", ck_date_make(2025, 8, 1)));
    CK_CHECK(!changed_on("oxide", "Nobody", ck_date_make(2025, 8, 2)));
}

CK_TEST_MAIN()
