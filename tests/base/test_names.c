/* Texts and tables of names. */
#include "base/base.h"
#include "ck_test.h"

#include <stdlib.h>

CK_TEST(texts_compare_by_bytes_and_null_counts_as_empty) {
    CK_CHECK_EQUAL(cki_text_length(NULL), 0);
    CK_CHECK_EQUAL(cki_text_length("Nd"), 2);
    CK_CHECK(cki_text_equal(NULL, "") && cki_text_equal("Nd", "Nd") && !cki_text_equal("Nd", "Nde"));
    CK_CHECK(cki_text_compare("CHN", "JPN") < 0 && cki_text_compare("JPN", "CHN") > 0);
    CK_CHECK(cki_text_compare("a", "\xc3\xa9") < 0);
    CK_CHECK(cki_text_compare("Nd", "NdFeB") < 0 && cki_text_compare(NULL, "a") < 0);
    CK_CHECK(cki_text_equal_part("Nd", "NdFeB", 2) && !cki_text_equal_part("Nd", "NdFeB", 3));
    CK_CHECK(!cki_text_equal_part("NdFeB", "Nd", 2) && cki_text_equal_part(NULL, "x", 0));
    CK_CHECK(cki_text_starts("group:magnet", "group:") && !cki_text_starts("grou", "group:"));
    CK_CHECK(cki_text_starts(NULL, "") && !cki_text_starts(NULL, "a"));
}

static void check_parts(const char *list, const char *expected) {
    char joined[64] = "";
    size_t at = 0, length;
    const char *part;
    while (cki_text_next_part(list, ';', &at, &part, &length)) {
        strcat(joined, "[");
        strncat(joined, part, length);
        strcat(joined, "]");
    }
    CK_CHECK_TEXT(joined, expected);
}

CK_TEST(a_joined_list_falls_into_its_parts) {
    check_parts("EU;G7;NATO", "[EU][G7][NATO]");
    check_parts("EU", "[EU]");
    check_parts("", "");
    check_parts(NULL, "");
    check_parts(";EU;;", "[][EU][][]");
}

/* The whole table, without a band: what the fast function must agree with. */
static uint32_t distance_by_table(const char *a, const char *b) {
    uint32_t table[16][16];
    const size_t n = strlen(a), m = strlen(b);
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                table[i][j] = (uint32_t)(i + j);
                continue;
            }
            uint32_t best = table[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            best = ck_min_u32(best, table[i - 1][j] + 1);
            best = ck_min_u32(best, table[i][j - 1] + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                best = ck_min_u32(best, table[i - 2][j - 2] + 1);
            }
            table[i][j] = best;
        }
    }
    return table[n][m];
}

CK_TEST(the_distance_of_words_agrees_with_the_full_table) {
    CK_CHECK_EQUAL(cki_text_distance("dysprosum-oxide", "dysprosium-oxide", 5), 1);
    CK_CHECK_EQUAL(cki_text_distance("kitten", "sitting", 3), 3);
    CK_CHECK_EQUAL(cki_text_distance("kitten", "sitting", 2), 3);
    CK_CHECK_EQUAL(cki_text_distance("magnte", "magnet", 2), 1);
    const ck_random random = {.seed = 4};
    uint32_t wrong = 0;
    for (uint64_t k = 0; k < 200000; k++) {
        char word[2][16];
        for (uint32_t w = 0; w < 2; w++) {
            const uint64_t bits = ck_random_bits(random, 1, w, k);
            const uint32_t length = (uint32_t)(bits % 13);
            for (uint32_t i = 0; i < length; i++) word[w][i] = "abc"[(bits >> (8 + 2 * i) & 3) % 3];
            word[w][length] = '\0';
        }
        const uint32_t limit = (uint32_t)(k % (CKI_DISTANCE_LIMIT + 1));
        const uint32_t whole = distance_by_table(word[0], word[1]);
        wrong += cki_text_distance(word[0], word[1], limit) != ck_min_u32(whole, limit + 1);
    }
    CK_CHECK_EQUAL(wrong, 0);
}

CK_TEST(long_words_have_a_distance_too) {
    static char a[5001], b[5001];
    memset(a, 'x', 5000);
    memset(b, 'x', 5000);
    b[17] = 'y';
    b[4000] = 'z';
    b[4998] = '\0';
    CK_CHECK_EQUAL(cki_text_distance(a, b, 7), 4);
    CK_CHECK_EQUAL(cki_text_distance(a, b, 3), 4);
}

enum { MANY = 100000 };

CK_TEST(a_hundred_thousand_names_are_found_and_repeats_are_reported) {
    cki_names names;
    cki_arena measure = cki_arena_measure();
    cki_names_make(&names, &measure, MANY);
    const size_t bytes = cki_arena_bytes(&measure);
    void *block = aligned_alloc(16, bytes);
    char (*text)[16] = malloc(sizeof(char[MANY][16]));
    CK_REQUIRE(block != NULL && text != NULL);
    memset(block, 0xa5, bytes);
    cki_arena arena = cki_arena_over(block, bytes);
    cki_names_make(&names, &arena, MANY);
    CK_REQUIRE_OK(cki_arena_check(&arena));

    uint32_t wrong = 0;
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(text[i], sizeof text[i], "site-%u", i * 7919u);
        wrong += cki_names_insert(&names, text[i], i) != CK_NONE;
    }
    CK_CHECK_EQUAL(wrong, 0);
    CK_CHECK_EQUAL(names.count, MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        char copy[32], missing[32];
        snprintf(copy, sizeof copy, "site-%u;rest", i * 7919u);
        snprintf(missing, sizeof missing, "site-%u", i * 7919u + 1);
        wrong += cki_names_find_part(&names, copy, strlen(copy) - 5) != i;
        wrong += cki_names_find(&names, missing) != CK_NONE;
        wrong += cki_names_insert(&names, text[i], i + 1) != i;    // a repeat names the first value and changes nothing
        wrong += cki_names_find(&names, text[i]) != i;
        wrong += names.entry[i].value != i;                          // entries stay in order
    }
    CK_CHECK_EQUAL(wrong, 0);
    CK_CHECK_EQUAL(names.count, MANY);
    free(text);
    free(block);
}

CK_TEST(the_nearest_name_is_offered_and_a_far_one_is_not) {
    _Alignas(16) unsigned char block[1024];
    cki_arena arena = cki_arena_over(block, sizeof block);
    cki_names names;
    cki_names_make(&names, &arena, 8);
    CK_REQUIRE_OK(cki_arena_check(&arena));
    CK_CHECK(cki_names_nearest(&names, "anything") == NULL);
    CK_CHECK_EQUAL(cki_names_find(&names, "anything"), CK_NONE);
    const char *item[] = {"terbium-oxide", "dysprosium-oxide", "dysprosium-metal", "neodymium-oxide", "Nd", "Pr"};
    for (uint32_t i = 0; i < 6; i++) CK_CHECK_EQUAL(cki_names_insert(&names, item[i], i), CK_NONE);
    CK_CHECK_TEXT(cki_names_nearest(&names, "dysprosum-oxide"), "dysprosium-oxide");
    CK_CHECK_TEXT(cki_names_nearest(&names, "dysprosiummetal"), "dysprosium-metal");
    CK_CHECK_TEXT(cki_names_nearest(&names, "terbium-oxide"), "terbium-oxide");
    CK_CHECK_TEXT(cki_names_nearest(&names, "Mr"), "Pr");
    CK_CHECK(cki_names_nearest(&names, "gallium") == NULL);
    CK_CHECK_TEXT(cki_names_nearest(&names, "N"), "Nd");
    CK_CHECK_EQUAL(cki_names_insert(&names, "", 6), CK_NONE);
    CK_CHECK_EQUAL(cki_names_insert(&names, "N", 7), CK_NONE);
    CK_CHECK_TEXT(cki_names_nearest(&names, "N"), "N");             // itself, although others at distance 1 come before
    CK_CHECK_TEXT(cki_names_nearest(&names, ""), "");
}

CK_TEST(a_table_of_no_names_finds_nothing) {
    _Alignas(16) unsigned char block[64];
    cki_arena arena = cki_arena_over(block, sizeof block);
    cki_names names;
    cki_names_make(&names, &arena, 0);
    CK_REQUIRE_OK(cki_arena_check(&arena));
    CK_CHECK_EQUAL(cki_names_find(&names, ""), CK_NONE);
}

CK_TEST_MAIN()
