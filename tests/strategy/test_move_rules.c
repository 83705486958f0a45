/* Rules of behaviour: terms by hand, closed forms of base rates, recovery of known hazards from simulated moves,
   scores. */
#include "ck_test.h"
#include "base/base.h"
#include "io/moves_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 6000, MOST = 4000 };
static const ck_date FIRST = {0}, LAST = {DAYS - 1};

CK_TEST(terms_are_what_the_table_says) {
    const ck_past_move move[] = {
        {{0}, CK_CHINA, CK_ESCALATE}, {{10}, CK_US, CK_TALK}, {{20}, CK_BOTH, CK_PAUSE}, {{40}, CK_US, CK_SIGNAL}};
    const ck_fixture fixture[] = {{{30}, {50}, false}, {{90}, {70}, true}, {{35}, {64}, true}};
    const ck_history history = {move, 4, fixture, 3};
    double term[CK_RULE_TERMS];
    ck_move_rules_terms(&history, (ck_date){40}, CK_US, term);           // the move of the same day is not known yet
    CK_CHECK_NEAR(term[CK_X_OWN_RECENT], exp(-1.0), 1e-12);
    CK_CHECK_NEAR(term[CK_X_OTHER_ESCALATION], exp(-40.0 / 30), 1e-12);
    CK_CHECK_EQUAL(term[CK_X_OTHER_CONCILIATION], 0.0);
    CK_CHECK_NEAR(term[CK_X_TRUCE], exp(-20.0 / 30), 1e-12);
    CK_CHECK_EQUAL(term[CK_X_MEETING], 1.0);
    CK_CHECK_EQUAL(term[CK_X_EXPIRY], 1.0);
    CK_CHECK_NEAR(term[CK_X_ACTIVITY], log(4.0), 1e-12);
    ck_move_rules_terms(&history, (ck_date){34}, CK_CHINA, term); // one date is too far, the others not known yet
    CK_CHECK_NEAR(term[CK_X_OTHER_CONCILIATION], exp(-24.0 / 30), 1e-12);
    CK_CHECK_EQUAL(term[CK_X_OTHER_ESCALATION], 0.0);
    CK_CHECK_EQUAL(term[CK_X_MEETING], 0.0);
    CK_CHECK_EQUAL(term[CK_X_EXPIRY], 0.0);
    ck_move_rules_terms(&history, (ck_date){41}, CK_CHINA, term);
    CK_CHECK_NEAR(term[CK_X_OTHER_ESCALATION], exp(-1.0 / 30), 1e-12);
    ck_move_rules_terms(&history, (ck_date){131}, CK_BOTH, term);
    CK_CHECK_EQUAL(term[CK_X_TRUCE], 0.0);
    CK_CHECK_EQUAL(term[CK_X_ACTIVITY], 0.0);
}

/* With slopes held at 0 the log of a rate from n moves has the variance 1/n (the Fisher information of a Poisson count). */
CK_TEST(draws_of_a_fit_are_as_uncertain_as_counts_say) {
    enum { MOVES = 25, DRAWS = 4000 };
    ck_past_move move[MOVES];
    for (uint32_t k = 0; k < MOVES; k++) move[k] = (ck_past_move){{(int32_t)(k * 200)}, CK_US, CK_ESCALATE};
    const ck_history history = {move, MOVES, NULL, 0};
    static ck_move_rules draw[DRAWS];
    ck_move_rules rules;
    CK_REQUIRE(ck_move_rules_fit(&history, FIRST, LAST, 1e9, 0.0, &rules) >= 0);
    CK_REQUIRE(ck_move_rules_spread(&history, FIRST, LAST, 0.0, &rules, 11, DRAWS, draw) >= 0);
    double mean = 0.0, square = 0.0;
    for (uint32_t d = 0; d < DRAWS; d++) {
        const double off = draw[d].base[CK_US][CK_ESCALATE] - rules.base[CK_US][CK_ESCALATE];
        mean += off / DRAWS;
        square += off * off / DRAWS;
        CK_CHECK(draw[d].base[CK_CHINA][CK_ESCALATE] == -CK_INFINITY);
    }
    CK_CHECK_NEAR(mean, 0.0, 4.0 / sqrt((double)MOVES * DRAWS));
    CK_CHECK_NEAR(sqrt(square), 1.0 / sqrt((double)MOVES), 0.05 / sqrt((double)MOVES));
}

CK_TEST(probabilities_of_a_day_sum_to_one) {
    const double hazard[CK_PAST_CATEGORY_COUNT] = {0.1, 0.0, 0.3, 0.02, 0.5, 0.08};
    double share[CK_PAST_CATEGORY_COUNT + 1] = {0}, sum = 0.0;
    enum { GRID = 1000000 };
    for (int k = 0; k < GRID; k++) share[ck_move_rules_draw(hazard, (k + 0.5) / GRID)] += 1.0 / GRID;
    for (int c = 0; c < CK_PAST_CATEGORY_COUNT; c++) CK_CHECK_NEAR(share[c], (1.0 - exp(-1.0)) * hazard[c], 2e-6);
    CK_CHECK_NEAR(share[CK_PAST_CATEGORY_COUNT], exp(-1.0), 2e-6);
    for (int c = 0; c <= CK_PAST_CATEGORY_COUNT; c++) sum += share[c];
    CK_CHECK_NEAR(sum, 1.0, 1e-9);
}

typedef struct world { ck_past_move move[MOST]; ck_history history; ck_move_rules truth; } world;

/* Escalations that follow one's own and answer the other's, talks at a constant rate. */
static world *simulated(uint64_t seed) {
    world *at = calloc(1, sizeof *at);
    if (at == NULL) abort();
    for (int a = 0; a < CK_ACTOR_COUNT; a++)
        for (int c = 0; c < CK_PAST_CATEGORY_COUNT; c++) at->truth.base[a][c] = -CK_INFINITY;
    at->truth.base[CK_US][CK_ESCALATE] = log(0.015);
    at->truth.base[CK_CHINA][CK_ESCALATE] = log(0.006);
    at->truth.base[CK_BOTH][CK_TALK] = log(0.01);
    at->truth.slope[CK_ESCALATE][CK_X_OWN_RECENT] = -1.0;
    at->truth.slope[CK_ESCALATE][CK_X_OTHER_ESCALATION] = 2.0;
    at->history.move = at->move;
    for (int32_t t = 0; t < DAYS; t++) {
        for (uint32_t a = 0; a < CK_ACTOR_COUNT; a++) {
            double hazard[CK_PAST_CATEGORY_COUNT];
            ck_move_rules_hazard(&at->truth, &at->history, (ck_date){t}, (ck_actor)a, hazard);
            const ck_past_category c =
                ck_move_rules_draw(hazard, ck_random_unit((ck_random){seed, 0}, 1, (uint32_t)t, a));
            if (c == CK_PAST_CATEGORY_COUNT) continue;
            if (at->history.move_count == MOST) abort();
            at->move[at->history.move_count++] = (ck_past_move){{t}, (ck_actor)a, c};
        }
    }
    return at;
}

CK_TEST(known_hazards_are_recovered) {
    world *at = simulated(7);
    ck_move_rules rules, base;
    CK_REQUIRE_OK(ck_move_rules_fit(&at->history, FIRST, LAST, 0.01, 0.0, &rules));
    CK_CHECK_NEAR(rules.base[CK_US][CK_ESCALATE], at->truth.base[CK_US][CK_ESCALATE], 0.5);
    CK_CHECK_NEAR(rules.base[CK_CHINA][CK_ESCALATE], at->truth.base[CK_CHINA][CK_ESCALATE], 0.5);
    CK_CHECK_NEAR(rules.slope[CK_ESCALATE][CK_X_OWN_RECENT], -1.0, 0.5);
    CK_CHECK_NEAR(rules.slope[CK_ESCALATE][CK_X_OTHER_ESCALATION], 2.0, 0.5);
    CK_CHECK_EQUAL(rules.slope[CK_ESCALATE][CK_X_MEETING], 0.0);        // never varies
    CK_CHECK(rules.base[CK_BOTH][CK_ESCALATE] == -CK_INFINITY);         // never happens, and without a prior never will
    // on the days of the fit the fitted rules are no worse than the true ones, nor these than constant rates
    ck_move_rules_base_rates(&at->history, FIRST, LAST, 0.0, &base);
    const ck_move_rules_score fitted = ck_move_rules_log_score(&rules, &at->history, FIRST, LAST),
                              truth = ck_move_rules_log_score(&at->truth, &at->history, FIRST, LAST),
                              plain = ck_move_rules_log_score(&base, &at->history, FIRST, LAST);
    CK_CHECK(fitted.timing + fitted.category > truth.timing + truth.category);
    CK_CHECK(truth.timing + truth.category > plain.timing + plain.category + 5.0);
    CK_CHECK_EQUAL(fitted.moves, at->history.move_count);
    free(at);
}

CK_TEST(without_slopes_the_fit_is_the_base_rate) {
    world *at = simulated(8);
    ck_move_rules rules, base;
    CK_REQUIRE_OK(ck_move_rules_fit(&at->history, FIRST, LAST, 1e12, 0.5, &rules));
    ck_move_rules_base_rates(&at->history, FIRST, LAST, 0.5, &base);
    double count[CK_ACTOR_COUNT] = {0};
    for (uint32_t k = 0; k < at->history.move_count; k++)
        count[at->move[k].actor] += at->move[k].category == CK_ESCALATE;
    for (int a = 0; a < CK_ACTOR_COUNT; a++) {
        CK_CHECK_NEAR(base.base[a][CK_ESCALATE], log((count[a] + 0.5) / DAYS), 1e-12);
        CK_CHECK_NEAR(rules.base[a][CK_ESCALATE], base.base[a][CK_ESCALATE], 1e-6);
    }
    for (int j = 0; j < CK_RULE_TERMS; j++) CK_CHECK_NEAR(rules.slope[CK_ESCALATE][j], 0.0, 1e-6);
    free(at);
}

CK_TEST(scores_of_a_perfect_and_of_a_base_rate_forecast) {
    const ck_past_move move[] = {
        {{3}, CK_US, CK_ESCALATE}, {{5}, CK_US, CK_ESCALATE}, {{8}, CK_US, CK_TALK}, {{9}, CK_CHINA, CK_PAUSE}};
    const ck_history history = {move, 4, NULL, 0};
    const ck_date first = {0}, last = {9};
    ck_move_rules rules;
    ck_move_rules_base_rates(&history, first, last, 0.0, &rules);
    ck_move_rules_score score = ck_move_rules_log_score(&rules, &history, first, last);
    CK_CHECK_EQUAL(score.moves, 4u);
    CK_CHECK_EQUAL(score.days, 10u);
    // rates 0.3 and 0.1 a day: 4 moves expected; the American ones are 2 : 1
    CK_CHECK_NEAR(score.timing, -4.0 + 3 * log(0.3) + log(0.1), 1e-12);
    CK_CHECK_NEAR(score.category, 2 * log(2.0 / 3) + log(1.0 / 3), 1e-12);
    // a forecast that is sure of the category, and of the number of moves on each of the days, loses nothing on the
    // category
    const ck_history sure = {move, 2, NULL, 0};
    ck_move_rules_base_rates(&sure, first, last, 0.0, &rules);
    score = ck_move_rules_log_score(&rules, &sure, first, last);
    CK_CHECK_EQUAL(score.category, 0.0);
    // by days the parts add up to the whole
    double timing = 0.0;
    for (int32_t t = 0; t <= 9; t++)
        timing += ck_move_rules_log_score(&rules, &sure, (ck_date){t}, (ck_date){t}).timing;
    CK_CHECK_NEAR(timing, score.timing, 1e-12);
}

CK_TEST(senseless_requests_are_refused) {
    const ck_history history = {0};
    ck_move_rules rules;
    CK_CHECK_STATUS(ck_move_rules_fit(&history, LAST, FIRST, 1.0, 0.5, &rules), CK_E_RANGE);
    CK_CHECK_STATUS(ck_move_rules_fit(&history, FIRST, LAST, -1.0, 0.5, &rules), CK_E_RANGE);
    CK_CHECK_STATUS(ck_move_rules_fit(&history, FIRST, LAST, (double)NAN, 0.5, &rules), CK_E_RANGE);
    CK_CHECK_STATUS(ck_move_rules_fit(&history, FIRST, LAST, 1.0, -0.5, &rules), CK_E_RANGE);
}

/* ---- tables ---- */

static ck_status read_moves(const char *rows, const char *word, uint32_t line) {
    char text[1024], seen[64];
    snprintf(text, sizeof text, "date,actor,category,title,citation,year,grade\n%s", rows);
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_moves moves = {0};
    CK_REQUIRE_OK(ck_host_diags_make(&arena, &diags));
    ck_host_input input = ck_host_input_bytes("moves.csv", text, strlen(text));
    const ck_status status = ck_moves_input(&input, &moves, &diags);
    if (word != NULL) {
        CK_CHECK(diags.count == 1 && diags.item[0].place.line == line && strstr(diags.item[0].message, word) != NULL);
    }
    snprintf(seen, sizeof seen, "%u", moves.move_count);
    if (word == NULL) CK_CHECK_TEXT(seen, "2");
    ck_moves_free(&moves);
    ck_host_arena_free(&arena);
    return status;
}

CK_TEST(tables_of_moves_are_read_and_refused) {
    const char *good = "2025-01-01,US,E,a,b,2025,reported\n";
    char rows[512];
    static const struct { const char *row, *word; ck_status status;
    } bad[] = {{"2025-13-01,US,E,a,b,2025,reported\n", "date", CK_E_SYNTAX},
               {"2024-12-31,US,E,a,b,2025,reported\n", "later day", CK_E_RANGE},
               {"2025-01-02,EU,E,a,b,2025,reported\n", "unknown", CK_E_UNKNOWN},
               {"2025-01-02,US,X,a,b,2025,reported\n", "unknown", CK_E_UNKNOWN},
               {"2025-01-02,US,E,a,,2025,reported\n", "citation", CK_E_MISSING},
               {"2025-01-02,US,E,a,b,25,reported\n", "year", CK_E_RANGE},
               {"2025-01-02,US,E,a,b,2025,sure\n", "unknown", CK_E_UNKNOWN}};
    snprintf(rows, sizeof rows, "%s%s", good, "2025-01-01,both,T,a,b,2025,derived\n");
    CK_CHECK_STATUS(read_moves(rows, NULL, 0), CK_OK);
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        snprintf(rows, sizeof rows, "%s%s", good, bad[k].row);
        CK_CHECK_STATUS(read_moves(rows, bad[k].word, 3), bad[k].status);
    }
}

CK_TEST_MAIN()
