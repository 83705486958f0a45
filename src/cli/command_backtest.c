/* Calibration on the episodes of the past, and the prediction that follows from it. */
#include "cli/backtest_text.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/progress.h"
#include "cli/study_load.h"

#include "io/csv.h"
#include "io/output.h"
#include "study/law_apply.h"

#include <stdlib.h>
#include <string.h>

#define CODE_ITEMS "ndfeb-magnet;ndfeb-magnet-heavy;ndfeb-magnet-bonded;smco-magnet"
#define CODE_TONNES_2024 58000.0                         // customs code 8505.11.10, rounded: GACC, January 2025

static const ck_predicted_line LINE[] = {{"China to all destinations", CODE_ITEMS, "CHN", "*"},
                                         {"China to the United States", CODE_ITEMS, "CHN", "USA"}};
enum { JAPAN, GALLIUM, FUTURE, SCENARIOS };
static const char *const SCENARIO[SCENARIOS] = {"japan-2010", "gallium-germanium-2023", "truce-2025"};

typedef struct backtest_run {
    ck_host_arena    arena;
    ck_diags         diags;
    ck_observations  observations;
    ck_host_scenario scenario[SCENARIOS];
    ck_loaded_model  model[SCENARIOS];
    uint32_t         model_of[SCENARIOS];                // scenarios of one world share its model
    ck_calibration  *calibration;
    ck_prediction   *prediction;
    double          *season, *spread;                    // (months), (lines x months)
    const char      *practice, *limits;
    ck_progress      progress;
} backtest_run;

/* ---- what it needs ---- */

static const ck_model *model_of(const backtest_run *run, uint32_t scenario) {
    return run->model[run->model_of[scenario]].model;
}

static ck_status load_scenarios(backtest_run *run, const char *folder) {
    for (uint32_t s = 0; s < SCENARIOS; s++) {
        const char *name = ck_host_join(&run->arena, SCENARIO[s], ".yaml", "");
        const char *path = name != NULL ? ck_host_path(&run->arena, folder, name) : NULL;
        if (path == NULL) return ck_host_no_memory(&run->diags);
        CK_TRY(ck_host_scenario_read(path, ck_data_folder(), &run->scenario[s], &run->diags));
        run->model_of[s] = s;
        for (uint32_t other = 0; other < s; other++) {
            if (strcmp(run->scenario[s].world, run->scenario[other].world) == 0)
                run->model_of[s] = run->model_of[other];
        }
        if (run->model_of[s] == s) CK_TRY(ck_load_model(run->scenario[s].world, &run->model[s], &run->diags));
        CK_TRY(ck_law_apply(&run->scenario[s], &run->model[run->model_of[s]].host.world, model_of(run, s), ck_data_folder(), &run->diags));
    }
    return CK_OK;
}

static ck_status load_text(backtest_run *run, const char *beside, const char *name, const char **text) {
    const char *path = ck_host_path(&run->arena, ck_host_folder(&run->arena, beside), name);
    if (path == NULL) return ck_host_no_memory(&run->diags);
    ck_host_input input;
    size_t size;
    CK_TRY(ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, &run->diags));
    const ck_status status = ck_host_input_all(&input, &run->arena, text, &size, &run->diags);
    ck_host_input_close(&input);
    return status;
}

/* ---- seasons ---- */

enum { LINES = sizeof LINE / sizeof LINE[0] };

typedef struct season_reading {
    double  *factor, *spread;                            // (months), (lines x months)
    int32_t  first_month;
    uint32_t months;
    ck_diags *diags;
} season_reading;

static ck_status read_positive(season_reading *reading, const ck_csv_field *field, double *value) {
    if (ck_host_number(field->text, field->length, value) >= 0 && *value > 0.0) return CK_OK;
    return ck_host_report(reading->diags, CK_E_RANGE, field->place, "%q is not a number above 0", "", field->text);
}

static ck_status take_season(void *user, const ck_csv_field *field) {
    season_reading *reading = user;
    ck_date month;
    double factor = 0.0, spread[LINES] = {0};
    if (ck_date_read(field[0].text, field[0].length, &month) < 0) {
        return ck_host_report(reading->diags, CK_E_SYNTAX, field[0].place, "%q is not a date",
                              "write the first day of the month: 2025-01-01", field[0].text);
    }
    CK_TRY(read_positive(reading, &field[1], &factor));
    for (uint32_t l = 0; l < LINES; l++) CK_TRY(read_positive(reading, &field[2 + l], &spread[l]));
    const int32_t at = ck_date_month_index(month) - reading->first_month;
    if (at < 0 || at >= (int32_t)reading->months) return CK_OK;
    reading->factor[at] = factor;
    for (uint32_t l = 0; l < LINES; l++) reading->spread[l * reading->months + (uint32_t)at] = spread[l];
    return CK_OK;
}

static ck_status load_season(backtest_run *run, const char *path, const ck_scenario_spec *spec) {
    static const ck_csv_column column[] = {{"month", true},      {"factor", true}, {"spread_all", true},
                                           {"spread_usa", true}, {"source", true}, {"link", true},
                                           {"year", true},       {"grade", true},  {"note", false}};
    season_reading reading = {.first_month = ck_date_month_index(spec->start), .diags = &run->diags};
    const ck_date last = {spec->start.day + (int32_t)spec->days - 1};
    reading.months = (uint32_t)(ck_date_month_index(last) - reading.first_month + 1);
    reading.factor = ck_host_take(&run->arena, reading.months, sizeof(double));
    reading.spread = ck_host_take(&run->arena, (size_t)LINES * reading.months, sizeof(double));
    if (reading.factor == NULL || reading.spread == NULL) return ck_host_no_memory(&run->diags);
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, &run->diags));
    const ck_csv_spec table = {"seasonality", column, sizeof column / sizeof column[0], take_season, &reading};
    ck_status status = ck_csv_read(&input, &table, &run->diags);
    ck_host_input_close(&input);
    for (uint32_t m = 0; m < reading.months && status >= 0; m++) {
        if (reading.factor[m] > 0.0) continue;
        const int32_t index = reading.first_month + (int32_t)m;
        status = ck_host_report(&run->diags, CK_E_MISSING, ck_host_whole(path), "no factor for the month of %D",
                                "or leave it out: --no-seasonality", ck_date_make(index / 12, index % 12 + 1, 1));
    }
    run->season = reading.factor;
    run->spread = reading.spread;
    return status;
}

/* ---- the command ---- */

typedef struct backtest_wish {
    uint64_t draws, accept, practice_draws, threads, seed;
    const char *observations, *seasonality, *scenarios, *out;
    bool no_seasonality, quick;
} backtest_wish;

static ck_status calibrate(backtest_run *run, const backtest_wish *wish) {
    const ck_scenario_spec *specs[SCENARIOS];
    ck_free_parameter parameters[CK_PARAMETER_COUNT];
    for (uint32_t s = 0; s < SCENARIOS; s++) specs[s] = &run->scenario[s].spec;
    const uint32_t count = ck_free_parameters(specs, SCENARIOS, parameters);
    const ck_episode episode[] = {{SCENARIO[JAPAN], model_of(run, JAPAN), run->scenario[JAPAN].spec},
                                  {SCENARIO[GALLIUM], model_of(run, GALLIUM), run->scenario[GALLIUM].spec}};
    const ck_calibrate_options options = {.draws = (uint32_t)wish->draws,
                                          .accept = (double)wish->accept / 100.0,
                                          .threads = (uint32_t)wish->threads,
                                          .seed = wish->seed,
                                          .progress = ck_progress_show,
                                          .user = &run->progress};
    return ck_calibrate(episode, 2, run->observations.item, run->observations.count, parameters, count, options,
                        &run->calibration, &run->diags);
}

static ck_status predict(backtest_run *run, const backtest_wish *wish) {
    ck_scenario_spec *spec = &run->scenario[FUTURE].spec;
    const int32_t end = ck_date_make(2026, 4, 1).day - spec->start.day;
    if (end > 0 && (uint32_t)end < spec->days) spec->days = (uint32_t)end;
    spec->seed = wish->seed;
    if (!wish->no_seasonality) CK_TRY(load_season(run, wish->seasonality, spec));
    const ck_predict_options options = {.draws = (uint32_t)wish->practice_draws,
                                        .threads = (uint32_t)wish->threads,
                                        .season = run->season,
                                        .spread = run->spread,
                                        .progress = ck_progress_show,
                                        .user = &run->progress};
    return ck_predict(model_of(run, FUTURE), spec, run->calibration, LINE, LINES, options, &run->prediction,
                      &run->diags);
}

static const char *prediction_path(backtest_run *run, const char *text_path) {
    const size_t length = strlen(text_path);
    const bool markdown = length > 3 && strcmp(text_path + length - 3, ".md") == 0;
    const char *stem = ck_host_text(&run->arena, text_path, markdown ? length - 3 : length);
    return stem == NULL ? NULL : ck_host_join(&run->arena, stem, "-prediction.csv", "");
}

static ck_status write_outputs(backtest_run *run, const backtest_wish *wish) {
    char command[256];
    snprintf(command, sizeof command,
             "chokepoint backtest%s --draws %llu --accept %llu --practice-draws %llu --seed %llu%s",
             wish->quick ? " --quick" : "", (unsigned long long)wish->draws, (unsigned long long)wish->accept,
             (unsigned long long)wish->practice_draws, (unsigned long long)wish->seed,
             wish->no_seasonality ? " --no-seasonality" : "");
    const ck_backtest test = {.observations = &run->observations,
                              .calibration = run->calibration,
                              .prediction = run->prediction,
                              .line = LINE,
                              .future = &run->scenario[FUTURE].spec,
                              .season = run->season,
                              .season_file = wish->seasonality,
                              .practice = run->practice,
                              .limits = run->limits,
                              .published_base = CODE_TONNES_2024,
                              .practice_draws = (uint32_t)wish->practice_draws,
                              .seed = wish->seed,
                              .command = command};
    const char *table_path = prediction_path(run, wish->out);
    if (table_path == NULL) return ck_host_no_memory(&run->diags);
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    ck_status status = ck_host_batch_open(&batch, wish->out, &out, &run->diags);
    if (status >= 0) {
        ck_backtest_write_text(out, &test);
        status = ck_host_batch_close(&batch, &run->diags);
    }
    if (status >= 0) status = ck_host_batch_open(&batch, table_path, &out, &run->diags);
    if (status >= 0) {
        ck_backtest_write_prediction(out, &test);
        status = ck_host_batch_close(&batch, &run->diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, &run->diags);
    ck_host_batch_end(&batch);
    return status;
}

static void print_summary(const backtest_run *run, const backtest_wish *wish, double seconds) {
    char digest[17];
    ck_host_digest_text(run->prediction->digest, digest);
    const ck_band total = ck_prediction_sum(run->prediction, 0, 0, 12),
                  states = ck_prediction_sum(run->prediction, 1, 0, 12);
    printf("calibrated on %u figures of two episodes: distance %.2f over %u draws, %.2f over the %u accepted\n",
           run->observations.count, ck_calibration_distance(run->calibration, false), run->calibration->draws,
           ck_calibration_distance(run->calibration, true), run->calibration->accepted_count);
    printf("rare-earth magnets from China in 2025: %.0f t (90 %%: %.0f to %.0f), to the United States %.0f t (%.0f to "
           "%.0f)\n",
           total.p50, total.p05, total.p95, states.p50, states.p05, states.p95);
    printf("written: %s (%u runs, digest %s, %.0f s)\n", wish->out, run->prediction->runs, digest, seconds);
}

static ck_status run_all(backtest_run *run, const backtest_wish *wish) {
    CK_TRY(ck_observations_read(wish->observations, &run->observations, &run->diags));
    CK_TRY(load_text(run, wish->observations, "practice.md", &run->practice));
    CK_TRY(load_text(run, wish->observations, "limits.md", &run->limits));
    CK_TRY(load_scenarios(run, wish->scenarios));
    CK_TRY(calibrate(run, wish));
    CK_TRY(predict(run, wish));
    return write_outputs(run, wish);
}

static int command_backtest(const ck_arguments *arguments) {
    if (ck_argument_given(arguments, "strategy")) return ck_backtest_strategy(arguments);
    if (ck_argument_given(arguments, "moves") || ck_argument_given(arguments, "fixtures"))
        return ck_usage_error(arguments->command, "--moves and --fixtures go with --strategy");
    const bool quick = ck_argument_given(arguments, "quick");
    backtest_wish wish = {.draws = quick ? 12 : 1000,
                          .accept = quick ? 25 : 4,
                          .practice_draws = quick ? 2 : 10,
                          .threads = ck_processor_count(),
                          .seed = 2010,
                          .observations = ck_argument_text(arguments, "observations", "backtest/observations.csv"),
                          .seasonality = ck_argument_text(arguments, "seasonality", "backtest/seasonality.csv"),
                          .scenarios = ck_argument_text(arguments, "scenarios", "scenarios"),
                          .out = ck_argument_text(arguments, "out", "docs/backtest.md"),
                          .no_seasonality = ck_argument_given(arguments, "no-seasonality"),
                          .quick = quick};
    if (!ck_argument_whole(arguments, "draws", 1, 1000000, &wish.draws) ||
        !ck_argument_whole(arguments, "accept", 1, 100, &wish.accept) ||
        !ck_argument_whole(arguments, "practice-draws", 1, 100000, &wish.practice_draws) ||
        !ck_argument_whole(arguments, "threads", 1, 256, &wish.threads) ||
        !ck_argument_whole(arguments, "seed", 0, INT64_MAX, &wish.seed))
        return 2;
    backtest_run run = {.progress = ck_progress_start()};
    ck_status status = ck_host_diags_make(&run.arena, &run.diags);
    if (status >= 0) status = run_all(&run, &wish);
    ck_progress_show(&run.progress, "", 1.0);
    ck_host_print_diags(stderr, &run.diags, false);
    if (status >= 0) print_summary(&run, &wish, ck_progress_seconds(&run.progress));
    ck_prediction_free(run.prediction);
    ck_calibration_free(run.calibration);
    for (uint32_t s = 0; s < SCENARIOS; s++) {
        ck_loaded_model_free(&run.model[s]);
        ck_host_scenario_free(&run.scenario[s]);
    }
    ck_observations_free(&run.observations);
    ck_host_arena_free(&run.arena);
    return ck_host_exit_code(status);
}

static const ck_option BACKTEST_OPTIONS[] = {
    {"draws", "N", "draws of the free parameters (default: 1000)"},
    {"accept", "PERCENT", "share of them that is kept (default: 4)"},
    {"practice-draws", "N", "draws of everything else, for each set kept (default: 10)"},
    {"seed", "N", "seed (default: 2010)"},
    {"threads", "N", "threads (default: all processors); results do not depend on it"},
    {"out", "FILE", "the page to write (default: docs/backtest.md); the prediction goes beside it as CSV"},
    {"observations", "FILE", "observed figures (default: backtest/observations.csv)"},
    {"seasonality", "FILE", "factors of the months (default: backtest/seasonality.csv)"},
    {"no-seasonality", NULL, "predict without ordinary seasonality"},
    {"scenarios", "FOLDER", "where the scenarios lie (default: scenarios)"},
    {"quick", NULL, "a few draws only, for tests"},
    {"strategy", NULL, "score rules of behaviour on moves of governments instead; --out is docs/strategy-backtest.md"},
    {"moves", "FILE", "of --strategy: moves (default: backtest/moves.csv)"},
    {"fixtures", "FILE", "of --strategy: dates known ahead (default: backtest/fixtures.csv)"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_BACKTEST = {
    .name = "backtest",
    .summary = "calibrate on past episodes and predict",
    .usage = "[options]",
    .description = "Draws the free parameters of behaviour from their ranges, runs the episodes of 2010 and 2023 with "
                   "each draw, keeps the draws that come nearest to the observed "
                   "figures, and predicts China's monthly exports of rare-earth permanent magnets from January 2025 to "
                   "March 2026 with what was kept.\n\n"
                   "Writes docs/backtest.md and the prediction as a table beside it.\n\n"
                   "With --strategy: fits rules of behaviour on the moves of the United States and China from 2018 to 8 "
                   "October 2025, scores the later ones against base rates, and writes docs/strategy-backtest.md.",
    .example = "chokepoint backtest --draws 1000",
    .option = BACKTEST_OPTIONS,
    .least = 0,
    .most = 0,
    .run = command_backtest};
