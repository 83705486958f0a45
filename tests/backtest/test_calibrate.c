#include "ck_test.h"
#include "fixtures/small_world.h"
#include "study/calibrate.h"

#include <math.h>
#include <stdlib.h>

static const char *const MAGNET[] = {"group:magnet"}, *const CHINA[] = {"CHN"};

/* A ban on magnets from China, announced on 1 March 2025, in force from 1 June. */
static ck_measure ban(void) {
    ck_measure measure = ck_measure_default();
    measure.id = "ban";
    measure.title = "Ban";
    measure.authority = "CHN";
    measure.certainty = "hypothetical";
    measure.effect = CK_EFFECT_BAN;
    measure.items = (ck_names){.name = MAGNET, .count = 1};
    measure.origins = (ck_names){.name = CHINA, .count = 1};
    measure.announced = ck_date_make(2025, 3, 1);
    measure.from = ck_date_make(2025, 6, 1);
    return measure;
}

static ck_scenario_spec future(const ck_measure *measure, uint32_t measures) {
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.name = "past";
    spec.title = "Past";
    spec.start = ck_date_make(2025, 1, 1);
    spec.days = 243;
    spec.measure = measure;
    spec.measure_count = measures;
    return spec;
}

static ck_observation figure(ck_figure_kind kind, int month, double value) {
    return (ck_observation){.id = "figure",
                            .episode = "past",
                            .title = "figure",
                            .kind = kind,
                            .fitted = true,
                            .items = "group:magnet",
                            .origin = "CHN",
                            .destination = "*",
                            .from = ck_date_make(2025, month, 1),
                            .until = ck_date_make(2025, month + 1, 1),
                            .base_from = CK_DATE_FIRST,
                            .base_until = CK_DATE_FIRST,
                            .value = value,
                            .scale = 0.05,
                            .floor = 0.01,
                            .source = "",
                            .link = "",
                            .note = ""};
}

/* One finished run with central values. */
typedef struct one_run { void *scenario_block, *run_block; ck_run *run; } one_run;

static one_run run_central(const ck_scenario_spec *spec) {
    const ck_model *model = ck_fixture_model();
    one_run one = {0};
    const ck_scenario *scenario = NULL;
    size_t bytes = ck_scenario_bytes(model, spec);
    one.scenario_block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    CK_REQUIRE(one.scenario_block != NULL);
    CK_REQUIRE_OK(ck_scenario_build(model, spec, one.scenario_block, bytes, &scenario, NULL));
    const ck_run_options options = ck_run_options_default();
    bytes = ck_run_bytes(model, scenario, options);
    one.run_block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    CK_REQUIRE(one.run_block != NULL);
    CK_REQUIRE_OK(ck_run_start(model, scenario, options, one.run_block, bytes, &one.run, NULL));
    CK_REQUIRE_OK(ck_run_to(one.run, spec->days, NULL));
    return one;
}

static void run_free(one_run *one) {
    free(one->run_block);
    free(one->scenario_block);
}

static double figure_in(const ck_observation *observation, const one_run *one, ck_date start) {
    ck_host_arena arena = {0};
    ck_figure made;
    CK_REQUIRE_OK(ck_figure_make(ck_fixture_model(), observation, &arena, &made, NULL));
    const double value = ck_figure_of(&made, one->run, start);
    ck_host_arena_free(&arena);
    return value;
}

CK_TEST(figures_of_a_run_without_a_measure_are_those_of_the_baseline) {
    ck_scenario_spec spec = future(NULL, 0);
    for (uint32_t p = 0; p < CK_PARAMETER_COUNT; p++) spec.parameter[p] = ck_parameter_info((ck_parameter)p).value;
    spec.parameter[CK_PARAMETER_capacity_response] = 0.0;
    one_run one = run_central(&spec);
    ck_observation shipped = figure(CK_FIGURE_SHIPPED, 1, 1.0), price = figure(CK_FIGURE_PRICE, 1, 1.0);
    ck_observation stopped = figure(CK_FIGURE_STOPPED, 1, 0.0);
    stopped.until = ck_date_make(2025, 6, 1);
    CK_CHECK_NEAR(figure_in(&shipped, &one, spec.start), 1.0, 1e-9);
    CK_CHECK_NEAR(figure_in(&price, &one, spec.start), 1.0, 1e-12);
    CK_CHECK_NEAR(figure_in(&stopped, &one, spec.start), 0.0, 0.0);
    run_free(&one);
}

CK_TEST(a_ban_stops_shipments_for_as_many_months_as_are_watched) {
    const ck_measure measure = ban();
    const ck_scenario_spec spec = future(&measure, 1);
    one_run one = run_central(&spec);
    ck_observation stopped = figure(CK_FIGURE_STOPPED, 6, 2.0), outside = figure(CK_FIGURE_SHIPPED, 1, 1.0);
    stopped.until = ck_date_make(2025, 8, 1);
    outside.from = ck_date_make(2024, 1, 1);
    CK_CHECK_NEAR(figure_in(&stopped, &one, spec.start), 2.0, 0.0);
    CK_CHECK(isnan(figure_in(&outside, &one, spec.start)));
    run_free(&one);
}

CK_TEST(misses_are_in_error_scales_of_the_logarithm_and_nothing_counts_as_the_floor) {
    ck_observation seen = figure(CK_FIGURE_SHIPPED, 1, 0.5);
    seen.scale = 0.25;
    seen.floor = 0.05;
    CK_CHECK_NEAR(ck_figure_miss(&seen, 1.0), log(2.0) / 0.25, 1e-12);
    CK_CHECK_NEAR(ck_figure_miss(&seen, 0.0), log(0.1) / 0.25, 1e-12);
    ck_observation months = figure(CK_FIGURE_STOPPED, 1, 3.0);
    months.scale = 2.0;
    CK_CHECK_NEAR(ck_figure_miss(&months, 1.0), -1.0, 1e-12);
}

CK_TEST(regions_and_items_are_chosen_by_id_bloc_group_and_exception) {
    const ck_model *model = ck_fixture_model();
    const uint32_t germany = ck_model_find_region(model, "DEU"), china = ck_model_find_region(model, "CHN");
    CK_CHECK(ck_region_matches(model, germany, "bloc:EU"));
    CK_CHECK(!ck_region_matches(model, china, "bloc:EU"));
    CK_CHECK(ck_region_matches(model, germany, "!CHN"));
    CK_CHECK(!ck_region_matches(model, china, "!CHN"));
    CK_CHECK(ck_region_matches(model, china, "*"));
    CK_CHECK(ck_item_matches(model, ck_model_find_item(model, "magnet"), "ndpr-oxide;group:magnet"));
    CK_CHECK(!ck_item_matches(model, ck_model_find_item(model, "ndpr-metal"), "ndpr-oxide;group:magnet"));
}

/* ---- calibration ---- */

static const double TRUE_ANTICIPATION = 0.9;

static ck_calibration *calibrate_synthetic(uint32_t threads) {
    const ck_measure measure = ban();
    ck_scenario_spec spec = future(&measure, 1);
    spec.parameter[CK_PARAMETER_anticipation] = TRUE_ANTICIPATION;
    one_run truth = run_central(&spec);
    ck_observation seen[2] = {figure(CK_FIGURE_SHIPPED, 4, 0.0), figure(CK_FIGURE_SHIPPED, 5, 0.0)};
    for (int o = 0; o < 2; o++) seen[o].value = figure_in(&seen[o], &truth, spec.start);
    run_free(&truth);

    const double unset = HUGE_VAL;
    const ck_uncertain uncertain[] = {
        {.target = "parameters.anticipation", .distribution = {CK_UNIFORM, 0.0, 2.0, 0.0, -unset, unset}},
        {.target = "parameters.catch_up_share", .distribution = {CK_UNIFORM, 0.0, 1.0, 0.0, -unset, unset}}};
    spec.parameter[CK_PARAMETER_anticipation] = ck_parameter_info(CK_PARAMETER_anticipation).value;
    spec.uncertain = uncertain;
    spec.uncertain_count = 2;
    const ck_scenario_spec *specs[] = {&spec};
    ck_free_parameter parameters[CK_PARAMETER_COUNT];
    const uint32_t count = ck_free_parameters(specs, 1, parameters);
    CK_REQUIRE(count == 2);
    const ck_episode episode = {"past", ck_fixture_model(), spec};
    const ck_calibrate_options options = {.draws = 120, .accept = 0.05, .threads = threads, .seed = 7};
    ck_calibration *calibration = NULL;
    CK_REQUIRE_OK(ck_calibrate(&episode, 1, seen, 2, parameters, count, options, &calibration, NULL));
    return calibration;
}

CK_TEST(calibration_finds_a_known_parameter_again_from_what_it_did) {
    ck_calibration *calibration = calibrate_synthetic(2);
    const ck_band prior = ck_calibration_prior(calibration, 0), found = ck_calibration_accepted(calibration, 0);
    CK_CHECK_NEAR(prior.p50, 1.0, 0.25);
    CK_CHECK_NEAR(found.p50, TRUE_ANTICIPATION, 0.12);
    CK_CHECK(found.p05 <= TRUE_ANTICIPATION + 0.05 && found.p95 >= TRUE_ANTICIPATION - 0.05);
    CK_CHECK(found.p95 - found.p05 < 0.25 * (prior.p95 - prior.p05));
    CK_CHECK(ck_calibration_distance(calibration, true) < 0.2 * ck_calibration_distance(calibration, false));
    CK_CHECK(calibration->accepted_count == 6);
    ck_calibration_free(calibration);
}

CK_TEST(a_parameter_that_the_figures_say_nothing_about_keeps_its_prior) {
    ck_calibration *calibration = calibrate_synthetic(1);
    const ck_band prior = ck_calibration_prior(calibration, 1), found = ck_calibration_accepted(calibration, 1);
    CK_CHECK(found.p95 - found.p05 > 0.4 * (prior.p95 - prior.p05));
    ck_calibration_free(calibration);
}

CK_TEST(calibration_does_not_depend_on_the_number_of_threads) {
    ck_calibration *one = calibrate_synthetic(1), *three = calibrate_synthetic(3);
    CK_CHECK(one->digest == three->digest);
    CK_CHECK(memcmp(one->accepted, three->accepted, one->accepted_count * sizeof *one->accepted) == 0);
    ck_calibration_free(one);
    ck_calibration_free(three);
}

CK_TEST(observations_of_an_unknown_episode_or_outside_it_are_refused) {
    ck_diag items[8];
    char texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    const ck_scenario_spec spec = future(NULL, 0);
    const ck_episode episode = {"past", ck_fixture_model(), spec};
    const ck_calibrate_options options = {.draws = 1, .accept = 1.0, .threads = 1};
    ck_calibration *calibration = NULL;
    ck_observation seen = figure(CK_FIGURE_SHIPPED, 1, 1.0);
    seen.episode = "other";
    CK_CHECK(ck_calibrate(&episode, 1, &seen, 1, NULL, 0, options, &calibration, &diags) == CK_E_UNKNOWN);
    seen = figure(CK_FIGURE_SHIPPED, 11, 1.0);
    CK_CHECK(ck_calibrate(&episode, 1, &seen, 1, NULL, 0, options, &calibration, &diags) == CK_E_RANGE);
    seen = figure(CK_FIGURE_SHIPPED, 1, 1.0);
    seen.items = "tin";
    CK_CHECK(ck_calibrate(&episode, 1, &seen, 1, NULL, 0, options, &calibration, &diags) == CK_E_UNKNOWN);
    CK_CHECK(calibration == NULL && diags.count == 3);
}

/* ---- prediction ---- */

CK_TEST(a_prediction_without_a_measure_is_the_baseline_times_the_season) {
    ck_calibration *calibration = calibrate_synthetic(2);
    ck_scenario_spec spec = future(NULL, 0);
    spec.parameter[CK_PARAMETER_capacity_response] = 0.0;
    spec.days = 90;
    const double season[3] = {1.1, 0.7, 1.2};
    const ck_predicted_line line[2] = {{"all", "group:magnet", "CHN", "*"}, {"Germany", "group:magnet", "CHN", "DEU"}};
    const ck_predict_options options = {.draws = 2, .threads = 2, .season = season};
    ck_prediction *prediction = NULL;
    CK_REQUIRE_OK(ck_predict(ck_fixture_model(), &spec, calibration, line, 2, options, &prediction, NULL));
    CK_CHECK(prediction->month_count == 3 && prediction->runs == 12);
    CK_CHECK_NEAR(prediction->base[0], 37.5 + 20.0 + 52.5 + 25.0 + 25.0 + 80.0, 1e-6);
    CK_CHECK_NEAR(prediction->base[1], 52.5 + 80.0, 1e-6);
    for (uint32_t cell = 0; cell < 6; cell++) {
        CK_CHECK_NEAR(prediction->band[cell].p05, prediction->baseline[cell], 1e-7 * prediction->baseline[cell]);
        CK_CHECK_NEAR(prediction->band[cell].p95, prediction->baseline[cell], 1e-7 * prediction->baseline[cell]);
    }
    CK_CHECK_NEAR(prediction->baseline[1], prediction->base[0] / 365.0 * 28.0 * 0.7, 1e-6);
    CK_CHECK_NEAR(ck_prediction_sum(prediction, 0, 0, 3).p50,
                  prediction->baseline[0] + prediction->baseline[1] + prediction->baseline[2], 1e-4);
    ck_prediction_free(prediction);
    ck_calibration_free(calibration);
}

CK_TEST(ordinary_variation_spreads_a_prediction_by_its_stated_size_around_the_same_mean) {
    ck_calibration *calibration = calibrate_synthetic(2);
    ck_scenario_spec spec = future(NULL, 0);
    spec.parameter[CK_PARAMETER_capacity_response] = 0.0;
    spec.days = 59;
    const double spread[2] = {0.1, 0.1};
    const ck_predicted_line line = {"all", "group:magnet", "CHN", "*"};
    const ck_predict_options options = {.draws = 50, .threads = 2, .spread = spread};
    ck_prediction *prediction = NULL;
    CK_REQUIRE_OK(ck_predict(ck_fixture_model(), &spec, calibration, &line, 1, options, &prediction, NULL));
    double mean = 0.0, square = 0.0;
    for (uint32_t r = 0; r < prediction->runs; r++) {
        const double ratio = prediction->sample[r * 2] / prediction->baseline[0];
        mean += ratio / prediction->runs;
        square += log(ratio) * log(ratio) / prediction->runs;
    }
    CK_CHECK_NEAR(mean, 1.0, 0.02);
    CK_CHECK_NEAR(sqrt(square), 0.1, 0.012);
    CK_CHECK(prediction->sample[0] / prediction->baseline[0] != prediction->sample[1] / prediction->baseline[1]);
    ck_prediction_free(prediction);
    ck_calibration_free(calibration);
}

CK_TEST(a_ban_is_seen_in_the_prediction_from_its_month_on) {
    ck_calibration *calibration = calibrate_synthetic(2);
    const ck_measure measure = ban();
    const ck_scenario_spec spec = future(&measure, 1);
    const ck_predicted_line line = {"all", "group:magnet", "CHN", "*"};
    const ck_predict_options options = {.draws = 1, .threads = 1};
    ck_prediction *prediction = NULL;
    CK_REQUIRE_OK(ck_predict(ck_fixture_model(), &spec, calibration, &line, 1, options, &prediction, NULL));
    CK_CHECK(prediction->band[3].p50 > 1.02 * prediction->baseline[3]);
    CK_CHECK_NEAR(prediction->band[5].p95, 0.0, 1e-9);
    CK_CHECK_NEAR(prediction->band[7].p95, 0.0, 1e-9);
    ck_prediction_free(prediction);
    ck_calibration_free(calibration);
}

/* ---- the table of observations ---- */

static ck_status read_table(const char *rows, ck_observations *observations, ck_diags *diags) {
    static const char header[] =
        "id,episode,title,kind,role,items,origin,destination,from,until,base_from,base_until,value,scale,floor,"
        "source,link,year,grade,note\n";
    FILE *out = fopen(CK_TEST_SCRATCH "/observations.csv", "w");
    CK_REQUIRE(out != NULL);
    fprintf(out, "%s%s", header, rows);
    fclose(out);
    return ck_observations_read(CK_TEST_SCRATCH "/observations.csv", observations, diags);
}

CK_TEST(observations_are_read_with_their_windows_and_roles) {
    ck_observations observations;
    CK_REQUIRE_OK(
        read_table("a,past,A,shipped,fit,magnet,CHN,*,2025-01-01,2025-03-01,,,0.5,0.2,0.05,s,l,2025,derived,n\n"
                   "b,past,B,price,test,magnet,CHN,!CHN,2025-01-01,2025-03-01,2025-01-01,2025-02-01,2,0.2,0.05,s,l,"
                   "2025,reported,\n",
                   &observations, NULL));
    CK_REQUIRE(observations.count == 2);
    CK_CHECK(observations.item[0].fitted && !observations.item[1].fitted);
    CK_CHECK(observations.item[0].base_from.day == CK_DATE_FIRST.day);
    CK_CHECK(observations.item[1].kind == CK_FIGURE_PRICE &&
             observations.item[1].base_until.day == ck_date_make(2025, 2, 1).day);
    CK_CHECK(observations.item[1].grade == CK_REPORTED);
    ck_observations_free(&observations);
}

CK_TEST(faults_in_observations_are_reported_with_their_line) {
    static const char *const bad[] = {
        "a,past,A,sold,fit,magnet,CHN,*,2025-01-01,2025-03-01,,,0.5,0.2,0.05,s,l,2025,derived,\n",
        "a,past,A,shipped,fit,magnet,CHN,*,2025-01-15,2025-03-01,,,0.5,0.2,0.05,s,l,2025,derived,\n",
        "a,past,A,shipped,fit,magnet,CHN,*,2025-03-01,2025-03-01,,,0.5,0.2,0.05,s,l,2025,derived,\n",
        "a,past,A,shipped,fit,magnet,CHN,*,2025-01-01,2025-03-01,,,much,0.2,0.05,s,l,2025,derived,\n",
        "a,past,A,shipped,fit,magnet,CHN,*,2025-01-01,2025-03-01,,,0.5,0,0.05,s,l,2025,derived,\n",
        "a,past,A,shipped,fit,magnet,CHN,*,2025-01-01,2025-03-01,,,0.5,0.2,0,s,l,2025,derived,\n",
        "a,past,A,shipped,maybe,magnet,CHN,*,2025-01-01,2025-03-01,,,0.5,0.2,0.05,s,l,2025,derived,\n"};
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        ck_diag items[8];
        char texts[4096];
        ck_diags diags = CK_DIAGS(items, texts);
        ck_observations observations;
        CK_CHECK(read_table(bad[k], &observations, &diags) < 0);
        CK_CHECK(diags.count == 1 && diags.item[0].place.line == 2 && diags.item[0].place.column > 1);
        ck_observations_free(&observations);
    }
}

CK_TEST_MAIN()
