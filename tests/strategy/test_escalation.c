/* The escalation loop: closed forms, beliefs, menus, deals, the emulator and the ladder game on a small game. */
#include "ck_test.h"
#include "base/base.h"
#include "io/play_read.h"

#include <stdlib.h>

static ck_play_spec spec;

static bool read_game(void) {
    static ck_diag item[20];
    static char text[4000];
    ck_diags diags = CK_DIAGS(item, text);
    return ck_play_read("scenarios/play/october-2025.yaml", &spec, &diags) >= 0;
}

CK_TEST(investment_threshold_meets_the_closed_form) {
    CK_CHECK_NEAR(ck_firms_threshold(0.2, 0.04, 0.04), 2.0, 1e-12);
    CK_CHECK_NEAR(ck_firms_threshold(0.3, 0.04, 0.04), 2.7631, 5e-4);
}

CK_TEST(more_volatility_delays_and_more_threat_hastens_investment) {
    const ck_firms firms = {.value_base = 1.2,
                            .value_threat = 1,
                            .volatility = 0.2,
                            .volatility_uncertainty = 0.1,
                            .rate = 0.06,
                            .payout = 0.06,
                            .spread = 0.3};
    CK_CHECK(ck_firms_share(&firms, 0.5, 1.0, false) < ck_firms_share(&firms, 0.5, 0.0, false));
    CK_CHECK(ck_firms_share(&firms, 1.0, 0.5, false) > ck_firms_share(&firms, 0.0, 0.5, false));
    CK_CHECK(ck_firms_share(&firms, 0.5, 0.2, true) < ck_firms_share(&firms, 0.5, 0.2, false));
}

CK_TEST(beliefs_follow_bayes) {
    CK_CHECK_NEAR(ck_belief_update(0.5, 0.6, 0.2), 0.75, 1e-15);
    CK_CHECK_NEAR(ck_belief_update(0.3, 0.4, 0.4), 0.3, 1e-15);
}

CK_TEST(an_escalation_raises_the_belief_that_the_other_is_firm) {
    CK_REQUIRE(read_game());
    ck_position position;
    ck_position_start(&spec.game, NULL, (ck_random){1, 2}, &position);
    const double before = position.belief[1];
    const ck_move move[2] = {{CK_MOVE_UP, 0}, {CK_MOVE_WAIT, CK_NONE}};
    ck_position_move(&spec.game, &position, move);
    CK_CHECK(position.belief[1] > before);
    CK_CHECK_EQUAL(position.level[0], 2);
    ck_play_spec_free(&spec);
}

CK_TEST(an_accepted_offer_sets_the_levels_of_the_deal_and_escalation_ends_it) {
    CK_REQUIRE(read_game());
    ck_position position;
    ck_position_start(&spec.game, NULL, (ck_random){1, 2}, &position);
    const ck_move offer[2] = {{CK_MOVE_OFFER, CK_NONE}, {CK_MOVE_WAIT, CK_NONE}},
                  accept[2] = {{CK_MOVE_WAIT, CK_NONE}, {CK_MOVE_ACCEPT, CK_NONE}};
    ck_position_move(&spec.game, &position, offer);
    CK_CHECK(position.offered[0]);
    ck_position_move(&spec.game, &position, accept);
    CK_CHECK_EQUAL(ck_position_future(&spec.game, &position), CK_FUTURE_DEAL);
    for (uint32_t l = 0; l < spec.game.lever_count; l++)
        CK_CHECK(spec.game.lever[l].role != CK_LEVER_SIDE || position.level[l] == spec.game.lever[l].deal);
    CK_CHECK(position.total[1][CK_AIM_face] > 0.0);
    const ck_move renege[2] = {{CK_MOVE_UP, 0}, {CK_MOVE_WAIT, CK_NONE}};
    ck_position_move(&spec.game, &position, renege);
    CK_CHECK(ck_position_future(&spec.game, &position) != CK_FUTURE_DEAL);
    CK_CHECK(position.total[0][CK_AIM_credibility] > 0.0);
    ck_play_spec_free(&spec);
}

CK_TEST(chances_of_a_rule_add_up_and_respect_the_menu) {
    CK_REQUIRE(read_game());
    ck_position position;
    double chance[CK_CATEGORY_COUNT], sum = 0.0;
    ck_position_start(&spec.game, NULL, (ck_random){1, 2}, &position);
    ck_position_rule(&spec.game, &position, 0, true, chance);
    for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++) sum += chance[c];
    CK_CHECK_NEAR(sum, 1.0, 1e-12);
    CK_CHECK(chance[CK_CATEGORY_accept] == 0.0);
    ck_play_spec_free(&spec);
}

/* Hazards so high that something happens in every round: what is drawn is what the rates say. */
static void set_rates(double joint, double first, double second) {
    spec.game.fitted.start = spec.start;
    for (uint32_t a = 0; a < CK_ACTOR_COUNT; a++) {
        for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) spec.game.fitted.rules.base[a][c] = -CK_INFINITY;
    }
    spec.game.fitted.rules.base[CK_BOTH][CK_DEESCALATE] = joint > 0.0 ? ck_log(joint) : -CK_INFINITY;
    spec.game.fitted.rules.base[CK_US][CK_ESCALATE] = first > 0.0 ? ck_log(first) : -CK_INFINITY;
    spec.game.fitted.rules.base[CK_CHINA][CK_TALK] = second > 0.0 ? ck_log(second) : -CK_INFINITY;
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) spec.game.side[s].behaviour = CK_BEHAVE_FITTED;
}

CK_TEST(fitted_behaviour_does_what_the_hazards_say_and_remembers_it) {
    CK_REQUIRE(read_game());
    ck_position position;
    const ck_random random = {3, 4};
    set_rates(0.0, 1.0, 1.0);                            // the one escalates and the other talks, every round
    ck_position_start(&spec.game, NULL, random, &position);
    const ck_move apart[2] = {ck_position_choose(&spec.game, NULL, &position, 0, random),
                              ck_position_choose(&spec.game, NULL, &position, 1, random)};
    CK_CHECK_EQUAL(ck_move_category(apart[0]), CK_CATEGORY_escalate);
    CK_CHECK_EQUAL(ck_move_category(apart[1]), CK_CATEGORY_talk);
    const double belief = position.belief[1];
    ck_position_move(&spec.game, &position, apart);
    CK_CHECK(position.belief[1] == belief);              // rules without types say nothing of types
    CK_REQUIRE(position.past_count == 2);
    CK_CHECK(position.past[0].actor == CK_US && position.past[0].category == CK_ESCALATE);
    CK_CHECK(position.past[1].actor == CK_CHINA && position.past[1].category == CK_TALK);
    CK_CHECK_EQUAL(position.past[0].day.day, spec.start.day);
    set_rates(5.0, 0.0, 0.0);                            // what both do together strikes a deal at once
    ck_position_start(&spec.game, NULL, random, &position);
    const ck_move both[2] = {ck_position_choose(&spec.game, NULL, &position, 0, random),
                             ck_position_choose(&spec.game, NULL, &position, 1, random)};
    ck_position_move(&spec.game, &position, both);
    CK_CHECK_EQUAL(ck_position_future(&spec.game, &position), CK_FUTURE_DEAL);
    CK_CHECK(position.past_count == 1 && position.past[0].actor == CK_BOTH);
    set_rates(0.0, 0.0, 0.0);
    ck_position_start(&spec.game, NULL, random, &position);
    CK_CHECK_EQUAL(ck_position_choose(&spec.game, NULL, &position, 0, random).kind, CK_MOVE_WAIT);
    ck_play_spec_free(&spec);
}

/* Damage that is one of the emulator's own features must come back; paths of two levers. */
enum { PATHS = 24, WEEKS = 40 };
static double input[PATHS * WEEKS * 8], damage[PATHS * WEEKS * 60];

static void make_damage(uint32_t inputs, uint32_t outputs) {
    for (uint32_t p = 0; p < PATHS; p++) {
        double slow[8] = {0};
        for (uint32_t w = 0; w < WEEKS; w++) {
            for (uint32_t i = 0; i < inputs; i++) {
                const double x = ck_random_unit((ck_random){7, p}, 1, w / 6, i);
                input[(p * WEEKS + w) * inputs + i] = x;
                slow[i] += (1.0 - ck_exp(-1.0 / 13.0)) * (x - slow[i]);
            }
            for (uint32_t o = 0; o < outputs; o++)
                damage[(p * WEEKS + w) * outputs + o] = 1.0 + 2.0 * slow[o % inputs] * slow[(o + 1) % inputs];
        }
    }
}

CK_TEST(the_emulator_finds_a_product_of_filters_and_says_its_error) {
    const double first[2] = {0, 0};
    make_damage(2, 1);
    const size_t bytes = ck_emulator_bytes(2, 1, PATHS);
    void *block = aligned_alloc(16, bytes);
    ck_emulator emulator;
    CK_REQUIRE(ck_emulator_fit(2, 1, PATHS, WEEKS, first, input, damage, block, bytes, &emulator, NULL) >= 0);
    CK_CHECK(emulator.explained[0] > 0.999);
    CK_CHECK(emulator.error_total[0] < 0.01);
    for (uint32_t k = 0; k < PATHS * WEEKS; k++)
        damage[k] = ck_random_unit((ck_random){9, k}, 2, 0, 0); // noise cannot be explained
    CK_REQUIRE(ck_emulator_fit(2, 1, PATHS, WEEKS, first, input, damage, block, bytes, &emulator, NULL) >= 0);
    CK_CHECK(emulator.explained[0] < 0.2);
    CK_CHECK(ck_emulator_fit(2, 1, 4, WEEKS, first, input, damage, block, bytes, &emulator, NULL) == CK_E_RANGE);
    free(block);
}

CK_TEST(the_ladder_game_gives_chances_and_small_gains_from_deviating) {
    CK_REQUIRE(read_game());
    spec.game.round_count = 4;
    const uint32_t inputs = 6, outputs = spec.game.actor_count * CK_DAMAGE_COUNT;
    const double first[6] = {0};
    make_damage(inputs, outputs);
    const size_t bytes = ck_emulator_bytes(inputs, outputs, PATHS), room = ck_solution_bytes(&spec.game);
    void *block = aligned_alloc(16, bytes), *solved = aligned_alloc(16, room);
    ck_emulator emulator;
    ck_solution solution;
    CK_REQUIRE(ck_emulator_fit(inputs, outputs, PATHS, WEEKS, first, input, damage, block, bytes, &emulator, NULL) >=
               0);
    ck_solve_options options = ck_solve_options_default();
    options.iterations = 60;
    CK_REQUIRE(ck_escalation_solve(&spec.game, &emulator, options, solved, room, &solution, NULL) >= 0);
    const ck_ladder_state state = {.rung = {1, 2}};
    double chance[CK_LADDER_COUNT], sum = 0.0;
    ck_solution_chance(&solution, 0, state, (double[2]){0.3, 0.7}, 0, true, chance);
    for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) sum += chance[m];
    CK_CHECK_NEAR(sum, 1.0, 1e-5);
    CK_CHECK(chance[CK_LADDER_ACCEPT] == 0.0);
    CK_CHECK_EQUAL(solution.unsettled, 0);
    CK_CHECK(solution.worst_residual < options.tolerance);
    CK_CHECK(solution.mean_gain >= 0.0 && solution.mean_gain < 5.0);
    CK_CHECK(solution.deal_share[3] >= 0.0 && solution.deal_share[3] <= 1.0 + 1e-9);
    CK_CHECK(ck_escalation_solve(&spec.game, &emulator, options, solved, 64, &solution, NULL) == CK_E_MEMORY);
    free(block);
    free(solved);
    ck_play_spec_free(&spec);
}

CK_TEST_MAIN()
