/* Diagnostics: formatting, room, cuts; the words of the status codes. */
#include "base/base.h"
#include "ck_test.h"

static const ck_place nowhere = {0};

CK_TEST(every_placeholder_is_filled_message_first_then_hint) {
    ck_diag items[4];
    char texts[512];
    ck_diags diags = CK_DIAGS(items, texts);
    const ck_place place = {"sites.csv", 212, 6, 3};
    const ck_status status =
        ck_diags_add(&diags, CK_E_RANGE, place, "%s is %q; %d %d %u %g 100 %%", "since %D, until %D, %s", "capacity",
                     "-40", INT32_MIN, INT32_C(7), UINT32_MAX, 0.1, ck_date_make(2025, 10, 9), CK_DATE_LAST,
                     "then stop");
    CK_CHECK_STATUS(status, CK_E_RANGE);
    CK_REQUIRE(diags.count == 1);
    CK_CHECK_TEXT(diags.item[0].message, "capacity is \"-40\"; -2147483648 7 4294967295 0.1 100 %");
    CK_CHECK_TEXT(diags.item[0].hint, "since 2025-10-09, until open, then stop");
    CK_CHECK_TEXT(diags.item[0].place.file, "sites.csv");
    CK_CHECK_EQUAL(diags.item[0].place.line, 212);
    CK_CHECK_EQUAL(diags.item[0].place.column, 6);
    CK_CHECK_EQUAL(diags.item[0].place.length, 3);
    CK_CHECK_STATUS(diags.item[0].status, CK_E_RANGE);
    CK_CHECK_EQUAL(diags.text_used, strlen(diags.item[0].message) + strlen(diags.item[0].hint) + 2);
}

CK_TEST(a_missing_list_still_gives_the_status) {
    CK_CHECK_STATUS(ck_diags_add(NULL, CK_E_UNIT, nowhere, "%s", "%s", "a", "b"), CK_E_UNIT);
}

CK_TEST(what_the_list_cannot_hold_is_counted) {
    ck_diag items[2];
    char texts[64];
    ck_diags diags = CK_DIAGS(items, texts);
    for (int32_t i = 0; i < 5; i++) ck_diags_add(&diags, CK_NOTED, nowhere, "row %d", "", i);
    CK_CHECK_EQUAL(diags.count, 2);
    CK_CHECK_EQUAL(diags.dropped, 3);
    CK_CHECK_TEXT(diags.item[1].message, "row 1");
    CK_CHECK_TEXT(diags.item[1].hint, "");
}

CK_TEST(a_text_that_is_cut_ends_in_dots_and_stays_inside_its_block) {
    for (size_t size = 0; size < 40; size++) {
        ck_diag items[3];
        char texts[48];
        memset(texts, '#', sizeof texts);
        ck_diags diags = CK_DIAGS(items, texts);
        diags.text_size = size;
        ck_diags_add(&diags, CK_E_UNKNOWN, nowhere, "unknown item %q", NULL, "dysprosum");
        ck_diags_add(&diags, CK_E_UNKNOWN, nowhere, "second", "third");
        const char *message = diags.item[0].message;
        const char *whole = "unknown item \"dysprosum\"";
        CK_CHECK_EQUAL(diags.count, 2);
        CK_CHECK(diags.text_used <= size);
        if (size > strlen(whole)) {
            CK_CHECK_TEXT(message, whole);
        } else {
            CK_CHECK_TEXT(message + strlen(message) - 3, "...");
            CK_CHECK(strncmp(message, whole, strlen(message) - 3) == 0);
            if (size >= 5) CK_CHECK_EQUAL(strlen(message), size - 1);
        }
        CK_CHECK_TEXT(diags.item[0].hint, "");
        const char *second = diags.item[1].message;
        CK_CHECK(strcmp(second, "second") == 0 || strcmp(second + strlen(second) - 3, "...") == 0);
        for (size_t i = size; i < sizeof texts; i++) CK_REQUIRE(texts[i] == '#');
    }
}

CK_TEST(a_cut_never_splits_a_character) {
    for (size_t size = 5; size < 22; size++) {                       // five characters of three bytes, then " oxide"
        ck_diag items[1];
        char texts[32];
        ck_diags diags = CK_DIAGS(items, texts);
        diags.text_size = size;
        ck_diags_add(&diags, CK_E_UNKNOWN, nowhere, "%s", "",
                     "\xe7\xa8\x80\xe5\x9c\x9f\xe6\xb0\xa7\xe5\x8c\x96\xe7\x89\xa9 oxide");
        const size_t kept = strlen(diags.item[0].message) - 3;
        CK_CHECK(kept % 3 == 0 || kept > 15);
    }
}

CK_TEST(a_list_without_a_text_block_keeps_status_and_place) {
    ck_diag items[1];
    ck_diags diags = {.item = items, .capacity = 1};
    ck_diags_add(&diags, CK_E_SYNTAX, (ck_place){"a.yaml", 3, 1, 0}, "found %s", "%s", "a", "b");
    CK_CHECK_TEXT(items[0].message, "...");
    CK_CHECK_TEXT(items[0].hint, "...");
    CK_CHECK_EQUAL(items[0].place.line, 3);
    ck_diags empty = {0};
    CK_CHECK_STATUS(ck_diags_add(&empty, CK_E_SYNTAX, nowhere, "x", ""), CK_E_SYNTAX);
    CK_CHECK_EQUAL(empty.dropped, 1);
}

CK_TEST(a_missing_text_argument_is_empty_and_strange_placeholders_stay) {
    ck_diag items[1];
    char texts[64];
    ck_diags diags = CK_DIAGS(items, texts);
    ck_diags_add(&diags, CK_E_SYNTAX, nowhere, "[%s][%q] %y %", "", (const char *)NULL, (const char *)NULL);
    CK_CHECK_TEXT(items[0].message, "[][\"\"] %y %");
}

CK_TEST(status_words_are_distinct_and_follow_the_list) {
    static const ck_status all[] = {
#define X(name, value, word, help) name,
        CK_STATUS_LIST(X)
#undef X
    };
    CK_CHECK_TEXT(ck_status_word(CK_E_UNKNOWN), "unknown-name");
    CK_CHECK_TEXT(ck_status_help(CK_E_CLASH), "two rules without a priority disagree");
    CK_CHECK_TEXT(ck_status_word((ck_status)77), "unknown-status");
    CK_CHECK(ck_status_help((ck_status)77)[0] != '\0');
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        CK_CHECK(ck_status_help(all[i])[0] != '\0');
        for (size_t k = 0; k < i; k++) CK_CHECK(strcmp(ck_status_word(all[i]), ck_status_word(all[k])) != 0);
    }
}

CK_TEST_MAIN()
