/* Values, openings and flips on games whose answer is known: scripts that wait or offer, and an emulator that says the same damage every week. */
#include "ck_test.h"
#include "study/play_values.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static ck_play_spec spec;
static double coefficient[CK_PLAY_ACTORS * CK_DAMAGE_COUNT * CK_EMULATOR_FEATURES],
    zero[CK_PLAY_ACTORS * CK_DAMAGE_COUNT];

/* The shipped game with nothing uncertain, both sides playing a script, and a constant damage. */
static bool prepare(ck_category first, ck_play_study *study) {
    static ck_diag item[20];
    static char text[4000];
    ck_diags diags = CK_DIAGS(item, text);
    if (ck_play_read("scenarios/play/october-2025.yaml", &spec, &diags) < 0) return false;
    spec.number_count = 0;
    spec.weights = 4;
    spec.futures = 3;
    uint32_t inputs = 0;
    for (uint32_t l = 0; l < spec.game.lever_count; l++) inputs += spec.game.lever[l].engine;
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        spec.game.side[s].behaviour = CK_BEHAVE_SCRIPT;
        memset(spec.game.side[s].script, CK_CATEGORY_wait, sizeof spec.game.side[s].script);
        spec.game.side[s].script[0] = (uint8_t)first;
    }
    const uint32_t outputs = spec.game.actor_count * CK_DAMAGE_COUNT;
    const uint32_t features =            // the constant first, then time, filters and their products: as CK_EMULATOR_FEATURES counts them
        1 + 2 + inputs * (CK_EMULATOR_FILTERS + 1) + inputs * (inputs + 1) / 2;
    memset(coefficient, 0, sizeof coefficient);
    for (uint32_t o = 0; o < outputs; o++) coefficient[(size_t)o * features] = 0.01 * (o + 1);
    *study = (ck_play_study){.emulator = {.inputs = inputs,
                                          .outputs = outputs,
                                          .features = features,
                                          .paths = 8,
                                          .weeks = spec.game.weeks,
                                          .coefficient = coefficient,
                                          .mean = zero,
                                          .error_week = zero,
                                          .error_total = zero,
                                          .explained = zero}};
    return true;
}

CK_TEST(what_changes_nothing_is_worth_nothing_and_a_stockpile_costs_what_it_costs) {
    ck_play_study study;
    ck_play_values values;
    CK_REQUIRE(prepare(CK_CATEGORY_wait, &study));
    study.driver = calloc(1, sizeof *study.driver);
    CK_REQUIRE(ck_play_values_run(&spec, &study, 1, &values, NULL) >= 0);
    for (uint32_t a = 0; a < spec.game.actor_count; a++) {
        CK_CHECK_NEAR(values.value[CK_CHANGE_promise].saved[a], 0.0, 1e-12);
        CK_CHECK_NEAR(values.value[CK_CHANGE_opacity].saved[a], 0.0, 1e-12);
        CK_CHECK_NEAR(values.value[CK_CHANGE_plants].saved[a], 0.0, 1e-12);
        // taken up in the first round and paid for a year, of which the week in which it is taken up is the first
        const double paid = a < CK_PLAY_SIDES ? 0.0 : 51.0 * spec.game.third[a].stockpile_cost;
        CK_CHECK_NEAR(values.value[CK_CHANGE_stockpile].saved[a], -paid, 1e-9);
    }
    CK_CHECK_NEAR(values.central[CK_FUTURE_TIT_FOR_TAT], 1.0, 1e-12);
    CK_CHECK_EQUAL(values.leads, CK_FUTURE_TIT_FOR_TAT);
    ck_play_values_free(&values);
    free(study.driver);
    ck_play_spec_free(&spec);
}

CK_TEST(a_first_move_is_measured_against_waiting) {
    ck_play_study study;
    ck_play_values values;
    CK_REQUIRE(prepare(CK_CATEGORY_wait, &study));
    study.driver = calloc(1, sizeof *study.driver);
    CK_REQUIRE(ck_play_values_run(&spec, &study, 1, &values, NULL) >= 0);
    const ck_play_opening *first = values.opening[0];
    CK_CHECK(first[CK_CATEGORY_wait].open && first[CK_CATEGORY_escalate].open && !first[CK_CATEGORY_accept].open);
    CK_CHECK(first[CK_CATEGORY_wait].gain == 0.0);
    // an offer that nobody answers costs nothing; a side that relaxes first pays with its face, once and at once
    CK_CHECK_NEAR(first[CK_CATEGORY_talk].gain, 0.0, 1e-12);
    CK_CHECK(first[CK_CATEGORY_relax].cost != first[CK_CATEGORY_wait].cost);
    CK_CHECK_NEAR(first[CK_CATEGORY_wait].cost - first[CK_CATEGORY_relax].cost, first[CK_CATEGORY_relax].gain, 1e-9);
    ck_play_values_free(&values);
    free(study.driver);
    ck_play_spec_free(&spec);
}

/* Two offers strike a deal in the first week; it is in force at the end when it lasts longer than the game. */
CK_TEST(the_length_at_which_a_deal_outlasts_the_game_is_found) {
    ck_play_study study;
    ck_play_values values;
    CK_REQUIRE(prepare(CK_CATEGORY_talk, &study));
    ck_play_number number = {.name = "rules.deal_weeks",
                             .offset = offsetof(ck_escalation, deal_weeks),
                             .low = 20,
                             .value = 104,
                             .high = 150};
    ck_play_driver driver = {.number = 0, .correlation = {0.9, -0.9, 0.0}};
    spec.number = &number;
    spec.number_count = 1;
    spec.game.deal_weeks = number.value;
    study.driver = &driver;
    CK_REQUIRE(ck_play_values_run(&spec, &study, 2, &values, NULL) >= 0);
    CK_CHECK_EQUAL(values.leads, CK_FUTURE_DEAL);
    CK_REQUIRE(values.flip_count == 1);
    const ck_play_flip *flip = &values.flip[0];
    CK_CHECK(flip->flips && flip->to == CK_FUTURE_TIT_FOR_TAT);
    CK_CHECK(flip->at < spec.game.weeks + 1.0 && flip->at > spec.game.weeks + 1.0 - (104.0 - 20.0) / 64.0);
    CK_CHECK_NEAR(flip->high[CK_FUTURE_DEAL], 1.0, 1e-12);
    const ck_play_lean *lean = &values.lean[CK_FUTURE_TIT_FOR_TAT];
    CK_CHECK(lean->leads);
    CK_CHECK_NEAR(104.0 + lean->share * (20.0 - 104.0), spec.game.weeks + 1.0, 84.0 / 64.0);
    CK_CHECK(!values.lean[CK_FUTURE_FULL].leads);
    ck_play_values_free(&values);
    ck_play_spec_free(&spec);
}

CK_TEST_MAIN()
