/* Words of the enumerations, what is known of terms and parameters, and units. */
#include "base/base.h"
#include "ck_test.h"

#include <math.h>

CK_TEST(enumerations_have_their_words) {
    CK_CHECK_TEXT(ck_grade_word(CK_ESTIMATED), "estimated");
    CK_CHECK_TEXT(ck_grade_word((ck_grade)99), "unknown-grade");
    CK_CHECK_TEXT(ck_effect_word(CK_EFFECT_REFUSAL), "refusal");
    CK_CHECK_TEXT(ck_effect_word(CK_EFFECT_COUNT), "unknown-effect");
    CK_CHECK_TEXT(ck_end_use_word(CK_SEMICONDUCTOR), "semiconductor");
    CK_CHECK_TEXT(ck_end_use_word(CK_END_USE_COUNT), "unknown-end-use");
    CK_CHECK_TEXT(ck_allocation_word(CK_DEFENCE_FIRST), "defence-first");
    CK_CHECK_TEXT(ck_allocation_word((ck_allocation)9), "unknown-allocation");
}

static void check_words(const char *(*word)(int), int count) {
    for (int i = 0; i < count; i++) {
        CK_CHECK(strncmp(word(i), "unknown", 7) != 0);
        for (int k = 0; k < i; k++) CK_CHECK(strcmp(word(i), word(k)) != 0);
    }
}
static const char *grade(int i) { return ck_grade_word((ck_grade)i); }
static const char *effect(int i) { return ck_effect_word((ck_effect)i); }
static const char *end_use(int i) { return ck_end_use_word((ck_end_use)i); }
static const char *allocation(int i) { return ck_allocation_word((ck_allocation)i); }
static const char *unit(int i) { return cki_unit_word((cki_unit)i); }

CK_TEST(no_two_words_of_one_enumeration_are_the_same) {
    check_words(grade, CK_GRADE_COUNT);
    check_words(effect, CK_EFFECT_COUNT);
    check_words(end_use, CK_END_USE_COUNT);
    check_words(allocation, CK_BY_PRICE + 1);
    check_words(unit, CKI_UNIT_COUNT);
}

static void check_knob(ck_knob_info knob) {
    CK_CHECK(knob.name[0] != '\0' && knob.unit[0] != '\0' && knob.meaning[0] != '\0');
    CK_CHECK(knob.low <= knob.value && knob.value <= knob.high);
}

CK_TEST(every_term_and_parameter_lies_in_its_range_and_has_its_own_name) {
    for (int i = 0; i < CK_TERM_COUNT; i++) {
        check_knob(ck_term_info((ck_term)i));
        for (int k = 0; k < i; k++) CK_CHECK(strcmp(ck_term_info((ck_term)i).name, ck_term_info((ck_term)k).name) != 0);
    }
    for (int i = 0; i < CK_PARAMETER_COUNT; i++) {
        check_knob(ck_parameter_info((ck_parameter)i));
        for (int k = 0; k < i; k++) {
            CK_CHECK(strcmp(ck_parameter_info((ck_parameter)i).name, ck_parameter_info((ck_parameter)k).name) != 0);
        }
    }
    const ck_knob_info review = ck_term_info(CK_TERM_review_days);
    CK_CHECK_TEXT(review.name, "review_days");
    CK_CHECK_TEXT(review.unit, "working day");
    CK_CHECK_NEAR(review.value, 45.0, 0.0);
    CK_CHECK_NEAR(review.high, 3650.0, 0.0);
    CK_CHECK_TEXT(ck_parameter_info(CK_PARAMETER_stop_threshold).name, "stop_threshold");
    CK_CHECK_TEXT(ck_term_info(CK_TERM_COUNT).name, "unknown");
    CK_CHECK(isnan(ck_parameter_info(CK_PARAMETER_COUNT).value));
}

static void check_ratio(const char *text, ck_status expected, cki_unit above, cki_unit below) {
    cki_ratio_unit read = {CKI_UNIT_COUNT, CKI_UNIT_COUNT};
    CK_CHECK_STATUS(cki_ratio_unit_read(text, strlen(text), &read), expected);
    CK_CHECK_EQUAL(read.above, above);
    CK_CHECK_EQUAL(read.below, below);
}

CK_TEST(units_and_their_ratios_are_read_and_others_refused) {
    cki_unit read = CKI_UNIT_COUNT;
    CK_CHECK_STATUS(cki_unit_read("kg", 2, &read), CK_E_UNIT);
    CK_CHECK_STATUS(cki_unit_read("", 0, &read), CK_E_UNIT);
    CK_CHECK_STATUS(cki_unit_read("unit", 1, &read), CK_E_UNIT);
    CK_CHECK_EQUAL(read, CKI_UNIT_COUNT);
    CK_REQUIRE_OK(cki_unit_read("unit/yr", 4, &read));
    CK_CHECK_EQUAL(read, CKI_PIECE);
    CK_REQUIRE_OK(cki_unit_read("MUSD", 4, &read));
    CK_CHECK_EQUAL(read, CKI_MUSD);
    check_ratio("t/t", CK_OK, CKI_TONNE, CKI_TONNE);
    check_ratio("t/unit", CK_OK, CKI_TONNE, CKI_PIECE);
    check_ratio("unit/MUSD", CK_OK, CKI_PIECE, CKI_MUSD);
    check_ratio("t", CK_E_SYNTAX, CKI_UNIT_COUNT, CKI_UNIT_COUNT);
    check_ratio("", CK_E_SYNTAX, CKI_UNIT_COUNT, CKI_UNIT_COUNT);
    check_ratio("t/t/t", CK_E_SYNTAX, CKI_UNIT_COUNT, CKI_UNIT_COUNT);
    check_ratio("t/", CK_E_UNIT, CKI_UNIT_COUNT, CKI_UNIT_COUNT);
    check_ratio("/t", CK_E_UNIT, CKI_UNIT_COUNT, CKI_UNIT_COUNT);
    check_ratio("t/T", CK_E_UNIT, CKI_UNIT_COUNT, CKI_UNIT_COUNT);
}

CK_TEST(prices_per_kilogram_become_prices_per_tonne_and_back) {
    CK_CHECK_NEAR(cki_price_per_unit(CKI_TONNE, 55.0), 55000.0, 0.0);
    CK_CHECK_NEAR(cki_price_per_unit(CKI_PIECE, 55.0), 55.0, 0.0);
    CK_CHECK_NEAR(cki_price_per_unit(CKI_MUSD, 1.0), 1e6, 0.0);
    for (int i = 0; i < CKI_UNIT_COUNT; i++) {
        CK_CHECK_NEAR(cki_price_in_table((cki_unit)i, cki_price_per_unit((cki_unit)i, 12.5)), 12.5, 0.0);
    }
}

CK_TEST_MAIN()
