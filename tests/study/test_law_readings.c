/* Contested readings that a scenario, or what it is compared with, decides. */
#include "ck_test.h"
#include "fixtures/small_world.h"
#include "io/scenario.h"
#include "study/law_apply.h"
#include "study/law_notes.h"

#include <stdlib.h>
#include <string.h>

CK_TEST_MAIN()

#define HEAD "name: a\ntitle: A\nworld: small\nstart: 2025-01-01\nuntil: 2027-12-31\ndraws: 0\nseed: 1\n"
#define MEASURE "measures:\n  - {id: m, law: test-r/export}\n"
#define LAW                                                                                                          \
    "law:\n  amend: |\n"                                                                                             \
    "    choice test-end \"When does the pause end?\"\n"                                                            \
    "      reading early \"On the first day of 2026.\" default\n"                                                    \
    "      reading late \"On the first day of 2027.\"\n"                                                             \
    "    regime test-r \"Rare things\"\n      by MOFCOM of CHN\n      citation \"Order 1 of 2025\"\n      grade A\n"      \
    "      published 2025-04-02\n      in force from 2025-04-04\n"                                                   \
    "      suspended from 2025-11-10 until 2026-01-01 announced 2025-11-07 citation \"Order 2\" grade A\n"           \
    "        when reading test-end is late until 2027-01-01\n"                                                       \
    "    rule export\n      says \"x\"\n      if deal.export_from is CHN and item contains Dy\n      then licence, case by case\n"

static ck_diag          items[64];
static char             texts[16384];
static ck_diags         diags;
static ck_host_scenario scenario;
static bool             held;

static ck_status apply(const char *text) {
    if (held) ck_host_scenario_free(&scenario);
    held = true;
    diags = (ck_diags)CK_DIAGS(items, texts);
    ck_host_input input = ck_host_input_bytes("made.yaml", text, strlen(text));
    const ck_status read = ck_host_scenario_read_input(&input, NULL, &scenario, &diags);
    if (read < 0) return read;
    return ck_law_apply(&scenario, ck_fixture_world(), ck_fixture_model(), NULL, &diags);
}

static ck_date end_of_pause(const ck_scenario_spec *spec) {
    CK_REQUIRE(spec->measure_count == 1 && spec->measure[0].pause_count == 1);
    return spec->measure[0].pause[0].until;
}

static uint64_t digest_of(const ck_scenario_spec *spec) {
    const size_t bytes = (ck_scenario_bytes(ck_fixture_model(), spec) + 15) & ~(size_t)15;
    void *block = aligned_alloc(16, bytes);
    const ck_scenario *built = NULL;
    CK_REQUIRE_OK(ck_scenario_build(ck_fixture_model(), spec, block, bytes, &built, &diags));
    const uint64_t digest = ck_scenario_digest(built);
    free(block);
    return digest;
}

static bool said(const char *what, uint32_t line) {
    for (uint32_t k = 0; k < diags.count; k++) {
        const ck_diag *one = &diags.item[k];
        const bool here = strstr(one->message, what) != NULL || (one->hint != NULL && strstr(one->hint, what) != NULL);
        if (here && (line == 0 || one->place.line == line)) return true;
    }
    return false;
}

CK_TEST(the_default_counts_until_a_scenario_reads_otherwise) {
    CK_REQUIRE_OK(apply(HEAD MEASURE LAW));
    CK_CHECK_EQUAL(end_of_pause(&scenario.spec).day, ck_date_make(2026, 1, 1).day);
    const uint64_t plain = digest_of(&scenario.spec);
    CK_REQUIRE_OK(apply(HEAD "readings: {test-end: early}\n" MEASURE LAW));
    CK_CHECK_EQUAL(digest_of(&scenario.spec), plain);
    CK_REQUIRE_OK(apply(HEAD "readings: {test-end: late}\n" MEASURE LAW));
    CK_CHECK_EQUAL(end_of_pause(&scenario.spec).day, ck_date_make(2027, 1, 1).day);
    CK_CHECK(digest_of(&scenario.spec) != plain);
    CK_REQUIRE(scenario.law_notes->chosen_count == 1);
    CK_CHECK_TEXT(scenario.law_notes->chosen[0].choice, "test-end");
    CK_CHECK_TEXT(scenario.law_notes->chosen[0].reading, "late");
    CK_CHECK_TEXT(scenario.law_notes->chosen[0].question, "When does the pause end?");
    CK_CHECK_TEXT(scenario.law_notes->chosen[0].variant, "");
}

CK_TEST(a_variant_reads_for_itself) {
    CK_REQUIRE_OK(apply(HEAD "readings: {test-end: late}\n" MEASURE LAW
                        "compare:\n  - baseline\n  - {name: same, title: S}\n  - {name: other, title: O, readings: {test-end: early}}\n"));
    CK_REQUIRE(scenario.compare_count == 3);
    CK_CHECK_EQUAL(end_of_pause(&scenario.spec).day, ck_date_make(2027, 1, 1).day);
    CK_CHECK_EQUAL(end_of_pause(&scenario.compare[1].spec).day, ck_date_make(2027, 1, 1).day);
    CK_CHECK_EQUAL(end_of_pause(&scenario.compare[2].spec).day, ck_date_make(2026, 1, 1).day);
    CK_REQUIRE(scenario.law_notes->chosen_count == 2);       // what a variant takes over is not said again
    CK_CHECK_TEXT(scenario.law_notes->chosen[1].variant, "other");
}

CK_TEST(names_that_the_law_lacks_are_refused_where_they_stand) {
    CK_CHECK_STATUS(apply(HEAD "readings:\n  test-end: late\n  test-ent: late\n" MEASURE LAW), CK_E_UNKNOWN);
    CK_CHECK(said("test-ent", 10));
    CK_CHECK(said("did you mean \"test-end\"", 0));
    CK_CHECK_STATUS(apply(HEAD "readings: {test-end: later}\n" MEASURE LAW), CK_E_UNKNOWN);
    CK_CHECK(said("early or late", 8));
    CK_CHECK_STATUS(apply(HEAD MEASURE LAW "compare:\n  - {name: other, title: O, readings: {test-end: later}}\n"), CK_E_UNKNOWN);
    CK_CHECK(said("later", 0));
    CK_CHECK_STATUS(apply(HEAD "readings: late\n" MEASURE LAW), CK_E_SYNTAX);
    CK_CHECK_STATUS(apply(HEAD "readings: {test-end: early, test-end: late}\n" MEASURE LAW), CK_E_DUPLICATE);
}

CK_TEST(a_reading_that_nothing_follows_is_an_error) {
    CK_CHECK_STATUS(apply(HEAD "readings: {test-end: late}\n"), CK_E_USAGE);
    CK_CHECK(said("no measure follows the law", 8));
}
