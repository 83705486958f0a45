/* Words of the enumerations and what is known about each term and parameter, as expansions of the public lists. */
#include "base.h"

const char *ck_grade_word(ck_grade grade) {
    switch (grade) {
#define X(name, word) case name: return word;
        CK_GRADE_LIST(X)
#undef X
        case CK_GRADE_COUNT: break;
    }
    return "unknown-grade";
}

const char *ck_effect_word(ck_effect effect) {
    switch (effect) {
#define X(name, word, meaning) case name: return word;
        CK_EFFECT_LIST(X)
#undef X
        case CK_EFFECT_COUNT: break;
    }
    return "unknown-effect";
}

const char *ck_end_use_word(ck_end_use end_use) {
    switch (end_use) {
        case CK_CIVIL: return "civil";
        case CK_MILITARY: return "military";
        case CK_SEMICONDUCTOR: return "semiconductor";
        case CK_END_USE_COUNT: break;
    }
    return "unknown-end-use";
}

const char *ck_allocation_word(ck_allocation allocation) {
    switch (allocation) {
        case CK_PROPORTIONAL: return "proportional";
        case CK_DOMESTIC_FIRST: return "domestic-first";
        case CK_DEFENCE_FIRST: return "defence-first";
        case CK_BY_PRICE: return "by-price";
    }
    return "unknown-allocation";
}

#define KNOB(name, unit, value, low, high, meaning) (ck_knob_info){#name, unit, meaning, value, low, high}
#define KNOB_UNKNOWN (ck_knob_info){"unknown", "1", "outside the list", CK_NAN, CK_NAN, CK_NAN}

ck_knob_info ck_term_info(ck_term term) {
    switch (term) {
#define X(name, unit, value, low, high, meaning) \
    case CK_TERM_##name: return KNOB(name, unit, value, low, high, meaning);
        CK_TERM_LIST(X)
#undef X
        case CK_TERM_COUNT: break;
    }
    return KNOB_UNKNOWN;
}

ck_knob_info ck_parameter_info(ck_parameter parameter) {
    switch (parameter) {
#define X(name, unit, value, low, high, meaning) \
    case CK_PARAMETER_##name: return KNOB(name, unit, value, low, high, meaning);
        CK_PARAMETER_LIST(X)
#undef X
        case CK_PARAMETER_COUNT: break;
    }
    return KNOB_UNKNOWN;
}
