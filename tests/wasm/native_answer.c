/* What tests/wasm/test_module.mjs compares the page's boundary with: the same question asked through the public API.

       native_answer FILE     writes the model file and prints one JSON object with what ck_web_run must answer */
#include "fixtures/small_world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { DAYS = 365 };

static int fail(ck_status status) {
    fprintf(stderr, "%s: %s\n", ck_status_word(status), ck_status_help(status));
    return 1;
}

static double day_or_never(uint32_t day) {
    return day != CK_NONE ? (double)day : -1.0;
}

static int write_model(const ck_model *model, const char *path) {
    const size_t bytes = ck_model_file_bytes(model);
    void        *file = malloc(bytes);
    FILE        *to = fopen(path, "wb");
    bool         written = false;
    if (file != NULL && to != NULL) {
        ck_model_save(model, file);
        written = fwrite(file, 1, bytes, to) == bytes;
    }
    free(file);
    return to != NULL && fclose(to) == 0 && written ? 0 : 1;
}

static int answer(const ck_model *model, const char *path) {
    const ck_region_info from = ck_model_region(model, 0), to = ck_model_region(model, 1);
    const char *const    any = "*";
    const ck_names       all = {.name = &any, .count = 1};
    ck_measure           measure[2] = {ck_measure_default(), ck_measure_default()};

    measure[0].id = measure[0].title = "m00000";
    measure[0].effect = CK_EFFECT_LICENCE;
    measure[0].items = all;
    measure[0].origins = (ck_names){.name = &from.id, .count = 1};
    measure[0].destinations = all;
    measure[0].term[CK_TERM_review_days] = 60.0;
    measure[1] = measure[0];
    measure[1].id = measure[1].title = "m00001";
    measure[1].effect = CK_EFFECT_DUTY;
    measure[1].destinations = (ck_names){.name = &to.id, .count = 1};
    measure[1].term[CK_TERM_review_days] = ck_measure_default().term[CK_TERM_review_days];
    measure[1].term[CK_TERM_rate] = 0.3;
    for (int i = 0; i < 2; i++) {
        measure[i].authority = from.id;
        measure[i].announced = ck_date_make(2025, 2, 1);
        measure[i].from = ck_date_make(2025, 3, 1);
        measure[i].until = i == 0 ? CK_DATE_LAST : ck_date_make(2025, 9, 1);
    }
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.name = spec.title = "page";
    spec.start = ck_date_make(2025, 1, 1);
    spec.days = DAYS;
    spec.seed = UINT64_C(0x123456789abcdef0);
    spec.parameter[CK_PARAMETER_reroute] = 0.5;
    spec.measure = measure;
    spec.measure_count = 2;
    ck_run_options options = ck_run_options_default();
    options.record_every = 5;
    options.sample = true;
    options.draw = 11;

    const ck_scenario *scenario = NULL;
    const size_t       scenario_bytes = ck_scenario_bytes(model, &spec);
    void              *scenario_block = malloc(scenario_bytes);
    ck_status status = ck_scenario_build(model, &spec, scenario_block, scenario_bytes, &scenario, NULL);
    if (status < 0) return fail(status);
    ck_run      *run = NULL;
    const size_t run_bytes = ck_run_bytes(model, scenario, options);
    void        *run_block = malloc(run_bytes);
    status = ck_run_start(model, scenario, options, run_block, run_bytes, &run, NULL);
    if (status >= 0) status = ck_run_to(run, DAYS, NULL);
    if (status < 0) return fail(status);

    printf("{\"start\": %d, \"announced\": %d, \"from\": %d, \"until\": %d,\n", (int)spec.start.day,
           (int)measure[0].announced.day, (int)measure[0].from.day, (int)measure[1].until.day);
    printf(" \"effects\": {\"licence\": %d, \"duty\": %d}, \"terms\": {\"review_days\": %d, \"rate\": %d},\n",
           CK_EFFECT_LICENCE, CK_EFFECT_DUTY, CK_TERM_review_days, CK_TERM_rate);
    printf(" \"parameters\": {\"reroute\": %d}, \"parameter_count\": %d, \"term_count\": %d,\n", CK_PARAMETER_reroute,
           CK_PARAMETER_COUNT, CK_TERM_COUNT);
    printf(" \"digest\": \"%016" PRIx64 "\", \"lost_value_added\": %.17g, \"sites\": [", ck_run_digest(run),
           ck_run_account(run).lost_value_added);
    for (uint32_t site = 0; site < ck_model_count(model).sites; site++) {
        const ck_site_result result = ck_run_site(run, site);
        printf("%s\n  [%g, %g, %.17g, %.17g, %.17g]", site > 0 ? "," : "", day_or_never(result.first_slow_day),
               day_or_never(result.first_stop_day), result.lowest_level, result.lost_output, result.lost_value_added);
    }
    printf("]}\n");
    free(run_block);
    free(scenario_block);
    return write_model(model, path);
}

int main(int argument_count, char **arguments) {
    if (argument_count != 2) return fail(CK_E_USAGE);
    void           *block = NULL;
    const ck_model *model = ck_fixture_model_of(ck_fixture_world(), &block);
    if (model == NULL) return 1;
    const int status = answer(model, arguments[1]);
    free(block);
    return status;
}
