/* What law check says of texts that are allowed. */
#include "law_kit.h"

#include <stdio.h>

#define HEAD                                                                                                           \
    "fact deal.destination country\nfact party.country country\nfact deal.weight number kg\nfact deal.kind word (a, b)\nfact deal.quiet yes-no\nfact item.value money\n" \
    "regime r \"R\" by X of CHN citation \"c\" grade A published 2020-01-01 "

/* How many notes with `words` in them; the status in `status`. */
static uint32_t notes(const char *text, const char *words, ck_status *status) {
    kit_said said;
    uint32_t count = 0;
    kit_check(&said, text);
    CK_REQUIRE_OK(said.built);
    *status = said.status;
    for (uint32_t k = 0; k < said.diags.count; k++) count += strstr(said.item[k].message, words) != NULL;
    kit_said_end(&said);
    return count;
}

CK_TEST(periods_that_overlap_are_errors_and_gaps_are_noted) {
    ck_status status;
    CK_CHECK_EQUAL(notes(HEAD "in force from 2020-01-01 until 2022-01-01 in force from 2021-01-01\n", "overlaps", &status), 1);
    CK_CHECK_STATUS(status, CK_E_RANGE);
    CK_CHECK_EQUAL(notes(HEAD "in force from 2020-01-01 until 2022-01-01 in force from 2022-01-01\n", "period", &status), 0);
    CK_CHECK_STATUS(status, CK_OK);
    CK_CHECK_EQUAL(notes(HEAD "in force from 2020-01-01 until 2022-01-01 in force from 2023-01-01\n", "a gap follows", &status), 1);
    CK_CHECK_STATUS(status, CK_NOTED);
    CK_CHECK_EQUAL(notes(HEAD "in force from 2020-01-01 suspended from 2021-01-01 until 2022-01-01 extended until 2024-01-01 announced 2021-06-01\n"
                              "suspended from 2023-01-01 until 2025-01-01\n", "a suspension of \"r\" overlaps", &status), 1);
    CK_CHECK_EQUAL(notes(HEAD "in force from 2020-01-01\nduty d \"D\" rate 1 % from 2021-01-01 rate 2 % from 2022-01-01\n", "before its first step", &status), 1);
    CK_CHECK_EQUAL(notes(HEAD "in force from 2020-01-01\nduty d \"D\" rate 1 % rate 2 % from 2022-01-01 rate 3 % from 2021-01-01\n", "does not begin after", &status), 1);
    CK_CHECK_STATUS(status, CK_E_RANGE);
}

static bool may_clash(const char *one, const char *two) {
    char text[2048];
    snprintf(text, sizeof text, HEAD "in force from 2020-01-01\ngroup g \"g\" (KOR, JPN)\nrule one if %s then prohibited\nrule two if %s then exempt\n", one, two);
    ck_status status;
    return notes(text, "could both hold", &status) == 1;
}

CK_TEST(pairs_that_exclude_each_other_are_not_noted) {
    CK_CHECK(!may_clash("deal.kind is a", "deal.kind is b"));
    CK_CHECK(!may_clash("deal.kind is a", "deal.kind is not a"));
    CK_CHECK(may_clash("deal.kind is a", "deal.kind is not b"));
    CK_CHECK(!may_clash("deal.destination is in g", "deal.destination is CHN"));
    CK_CHECK(!may_clash("deal.destination is not in g", "deal.destination is one of (KOR, JPN)"));
    CK_CHECK(may_clash("deal.destination is in g", "deal.destination is one of (KOR, CHN)"));
    CK_CHECK(!may_clash("deal.weight >= 5 kg", "deal.weight < 5 kg"));
    CK_CHECK(may_clash("deal.weight >= 5 kg", "deal.weight <= 5 kg"));
    CK_CHECK(!may_clash("deal.weight > 6 kg", "deal.weight <= 5000 g"));
    CK_CHECK(!may_clash("deal.quiet", "not deal.quiet"));
    CK_CHECK(!may_clash("deal.quiet and deal.weight > 1 kg", "deal.weight > 2 kg and (not deal.quiet or deal.weight < 1 kg)"));
    CK_CHECK(may_clash("deal.quiet and deal.weight > 1 kg", "deal.weight > 2 kg or not deal.quiet"));
    CK_CHECK(may_clash("end_user.country is CHN", "end_user.country is KOR"));        // there may be two end users
}

CK_TEST(priorities_unused_lists_and_missing_sources) {
    ck_status status;
    CK_CHECK_EQUAL(notes(HEAD "in force from 2020-01-01\nrule one then prohibited\nexception two to one then exempt\n", "could both", &status), 0);
    CK_CHECK_EQUAL(notes(HEAD "in force from 2020-01-01\nlist l \"L\" entity \"E\"\n", "nothing asks list", &status), 1);
    CK_CHECK_EQUAL(notes("regime q \"Q\" by X of CHN in force from 2020-01-01\nrule one then prohibited\n", "has no citation", &status), 1);
    CK_CHECK_EQUAL(notes("regime q \"Q\" by X of CHN grade A citation \"c\" in force from 2020-01-01\nrule one then prohibited\n", "has no", &status), 0);
}

/* Beyond its limits a law is refused at once, and nothing that follows is read. */
CK_TEST(more_declarations_than_a_law_may_have_are_refused) {
    const size_t room = 64u * (CK_LAW_DECLARATION_LIMIT + 2u);
    char *text = malloc(room);
    CK_REQUIRE(text != NULL);
    size_t used = 0;
    for (uint32_t i = 0; i <= CK_LAW_DECLARATION_LIMIT; i++) used += (size_t)snprintf(text + used, room - used, "fact item.f%u yes-no\n", (unsigned)i);
    kit_said said;
    kit_check(&said, text);
    CK_CHECK_STATUS(said.built, CK_E_LIMIT);
    CK_REQUIRE(said.diags.count > 0);
    CK_CHECK(strstr(said.item[0].message, "200,000 declarations") != NULL);
    kit_said_end(&said);
    free(text);
}

CK_TEST_MAIN()
