/* backtest --strategy: rules of behaviour fitted on moves of governments before a day and scored on those after it. */
#include "cli/commands.h"
#include "cli/strategy_text.h"

#include "io/moves_read.h"
#include "io/output.h"

#define MOVES    "backtest/moves.csv"
#define FIXTURES "backtest/fixtures.csv"
#define OUT      "docs/strategy-backtest.md"
#define SEED     2010

static ck_move_test strategy_test(uint64_t seed) {
    return (ck_move_test){.first = ck_date_make(2018, 1, 1),
                          .split = ck_date_make(2025, 10, 9),
                          .last = ck_date_make(2026, 10, 8),
                          .penalty = 1.0,
                          .prior = 0.5,
                          .seed = seed,
                          .draws = 10000,
                          .block = 14};
}

static ck_status write_page(const char *path, const ck_move_test *test, ck_diags *diags) {
    char command[96];
    const bool usual = test->seed == SEED;
    if (usual) snprintf(command, sizeof command, "chokepoint backtest --strategy");
    else
        snprintf(command, sizeof command, "chokepoint backtest --strategy --seed %llu", (unsigned long long)test->seed);
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    ck_status status = ck_host_batch_open(&batch, path, &out, diags);
    if (status >= 0) {
        ck_strategy_write_text(out, test, command);
        status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

int ck_backtest_strategy(const ck_arguments *arguments) {
    static const char *const foreign[] = {"draws",       "accept",         "practice-draws", "threads", "observations",
                                          "seasonality", "no-seasonality", "scenarios",      "quick"};
    for (size_t k = 0; k < sizeof foreign / sizeof *foreign; k++) {
        if (ck_argument_given(arguments, foreign[k]))
            return ck_usage_error(arguments->command, "--%s does not go with --strategy", foreign[k]);
    }
    uint64_t seed = SEED;
    if (!ck_argument_whole(arguments, "seed", 0, INT64_MAX, &seed)) return 2;
    const char *path = ck_argument_text(arguments, "out", OUT);
    ck_move_test test = strategy_test(seed);
    ck_moves moves = {0};
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0)
        status = ck_moves_read(ck_argument_text(arguments, "moves", MOVES),
                               ck_argument_text(arguments, "fixtures", FIXTURES), &moves, &diags);
    const ck_history history = ck_moves_history(&moves);
    if (status >= 0) status = ck_move_test_run(&history, &test, &arena, &diags);
    if (status >= 0) status = write_page(path, &test, &diags);
    ck_host_print_diags(stderr, &diags, false);
    if (status >= 0) {
        printf("rules of behaviour, fitted on %u moves, scored on %u later ones: log score %.1f\n", test.fitted_moves,
               test.moves, test.forecast[CK_FORECAST_RULES].sum[CK_WHOLE]);
        for (uint32_t f = 1; f < CK_FORECAST_COUNT; f++) {
            const ck_difference *lead = &test.forecast[f].lead[CK_WHOLE];
            printf("they %s the %s: %+.1f (95 %%: %+.1f to %+.1f)\n", ck_strategy_verdict(lead),
                   ck_forecast_word((ck_forecast)f), lead->sum, lead->low, lead->high);
        }
        printf("written: %s\n", path);
    }
    ck_moves_free(&moves);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}
