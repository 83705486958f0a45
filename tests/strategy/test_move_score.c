/* The score of rules against base rates: on simulated moves that follow rules, on moves that follow none, what it
   refuses. */
#include "ck_test.h"
#include "base/base.h"
#include "study/move_score.h"

#include <math.h>
#include <stdlib.h>

enum { DAYS = 5000, SPLIT = 4000, MOST = 4000 };

typedef struct past { ck_past_move move[MOST]; ck_history history; } past;

/* Escalations of both sides, which answer each other when `answer` is above 0. */
static past *simulated(uint64_t seed, double answer) {
    past *at = calloc(1, sizeof *at);
    if (at == NULL) abort();
    ck_move_rules truth = {0};
    for (int a = 0; a < CK_ACTOR_COUNT; a++)
        for (int c = 0; c < CK_PAST_CATEGORY_COUNT; c++)
            truth.base[a][c] = log(c == CK_ESCALATE && a != CK_BOTH ? 0.008 : 0.0008);
    truth.slope[CK_ESCALATE][CK_X_OTHER_ESCALATION] = answer;
    at->history.move = at->move;
    for (int32_t t = 0; t < DAYS; t++) {
        for (uint32_t a = 0; a < CK_ACTOR_COUNT; a++) {
            double hazard[CK_PAST_CATEGORY_COUNT];
            ck_move_rules_hazard(&truth, &at->history, (ck_date){t}, (ck_actor)a, hazard);
            const ck_past_category c =
                ck_move_rules_draw(hazard, ck_random_unit((ck_random){seed, 0}, 1, (uint32_t)t, a));
            if (c == CK_PAST_CATEGORY_COUNT) continue;
            if (at->history.move_count == MOST) abort();
            at->move[at->history.move_count++] = (ck_past_move){{t}, (ck_actor)a, c};
        }
    }
    return at;
}

static ck_move_test test_of(void) {
    return (ck_move_test){.first = {0},
                          .split = {SPLIT},
                          .last = {DAYS - 1},
                          .penalty = 1.0,
                          .prior = 0.5,
                          .seed = 1,
                          .draws = 1000,
                          .block = 14};
}

static void run(const past *at, ck_move_test *test, ck_host_arena *arena) {
    ck_diags diags = {0};
    CK_REQUIRE_OK(ck_host_diags_make(arena, &diags));
    CK_REQUIRE_OK(ck_move_test_run(&at->history, test, arena, &diags));
}

CK_TEST(rules_win_where_there_are_rules) {
    past *at = simulated(3, 3.0);
    ck_host_arena arena = {0};
    ck_move_test test = test_of();
    run(at, &test, &arena);
    CK_CHECK(test.moves > 50);
    CK_CHECK(test.forecast[CK_FORECAST_ALL].lead[CK_WHOLE].low > 0.0);
    CK_CHECK(test.forecast[CK_FORECAST_RULES].brier < test.forecast[CK_FORECAST_ALL].brier);
    // times to the next move follow the distribution of the rules: critical value at 1 %
    CK_CHECK(test.forecast[CK_FORECAST_RULES].distance < 1.63 / sqrt((double)test.gaps));
    ck_host_arena_free(&arena);
    free(at);
}

CK_TEST(rules_do_not_win_where_there_are_none) {
    int wins = 0;
    for (uint64_t seed = 10; seed < 15; seed++) {
        past *at = simulated(seed, 0.0);
        ck_host_arena arena = {0};
        ck_move_test test = test_of();
        run(at, &test, &arena);
        wins += test.forecast[CK_FORECAST_ALL].lead[CK_WHOLE].low > 0.0;
        ck_host_arena_free(&arena);
        free(at);
    }
    CK_CHECK(wins <= 1);
}

CK_TEST(parts_add_up) {
    past *at = simulated(4, 1.5);
    ck_host_arena arena = {0};
    ck_move_test test = test_of();
    run(at, &test, &arena);
    CK_CHECK_EQUAL(test.fitted_moves + test.moves, at->history.move_count);
    ck_move_rules base;
    ck_move_rules_base_rates(&at->history, test.first, (ck_date){SPLIT - 1}, 0.5, &base);
    const ck_move_rules_score whole[] = {ck_move_rules_log_score(&test.rules, &at->history, test.split, test.last),
                                         ck_move_rules_log_score(&base, &at->history, test.split, test.last)};
    for (int f = 0; f < 2; f++) {
        const ck_forecast_score *score = &test.forecast[f];
        CK_CHECK_NEAR(score->sum[CK_TIMING], whole[f].timing, 1e-9);
        CK_CHECK_NEAR(score->sum[CK_CATEGORY], whole[f].category, 1e-9);
    }
    double category = 0.0;
    for (uint32_t k = 0; k < test.moves; k++) category += log(test.scored[k].chance[CK_FORECAST_RULES]);
    CK_CHECK_NEAR(category, test.forecast[CK_FORECAST_RULES].sum[CK_CATEGORY], 1e-9);
    for (int f = 0; f < CK_FORECAST_COUNT; f++) {
        const ck_forecast_score *score = &test.forecast[f];
        uint32_t days = 0, moved = 0, quarters = 0, seen = 0;
        double expected = 0.0;
        for (int k = 0; k < CK_TIMING_BINS; k++) days += score->bin[k].days, moved += score->bin[k].moved;
        for (int k = 0; k < CK_QUARTERS; k++) quarters += score->quarter[k];
        for (int c = 0; c < CK_PAST_CATEGORY_COUNT; c++) expected += score->expected[c], seen += test.seen[c];
        CK_CHECK_EQUAL(days, (uint32_t)(DAYS - SPLIT));
        CK_CHECK_EQUAL(moved, test.gaps);
        CK_CHECK_EQUAL(quarters, test.gaps);
        CK_CHECK_EQUAL(seen, test.moves);
        CK_CHECK_NEAR(expected, (double)test.moves, 1e-9);
        if (f == CK_FORECAST_RULES) continue;
        const ck_difference *lead = &score->lead[CK_WHOLE];
        CK_CHECK_NEAR(lead->sum, test.forecast[CK_FORECAST_RULES].sum[CK_WHOLE] - score->sum[CK_WHOLE], 1e-9);
        CK_CHECK(lead->low < lead->sum && lead->sum < lead->high && lead->error > 0.0);
    }
    ck_host_arena_free(&arena);
    free(at);
}

CK_TEST(nothing_to_score_is_refused) {
    const ck_past_move move[] = {{{10}, CK_US, CK_ESCALATE}};
    const ck_history history = {move, 1, NULL, 0};
    ck_move_test test = test_of();
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    CK_REQUIRE_OK(ck_host_diags_make(&arena, &diags));
    CK_CHECK_STATUS(ck_move_test_run(&history, &test, &arena, &diags), CK_E_RANGE);
    CK_CHECK_EQUAL(diags.count, 1u);
    ck_host_arena_free(&arena);
}

CK_TEST_MAIN()
