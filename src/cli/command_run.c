#include "cli/commands.h"
#include "cli/reproduce.h"
#include "study/study_json.h"
#include "cli/run_files.h"
#include "cli/study_load.h"

#include "io/output.h"
#include "report/report.h"
#include "study/answer.h"
#include "study/law_notes.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void print_answer(FILE *out, const ck_study *study, const char *question) {
    ck_answer answer;
    if (ck_answer_make(study, question, &answer) < 0) return;
    fprintf(out, "%s\n", study->variant[0].title);
    for (uint32_t k = 0; k < answer.count; k++) fprintf(out, "  %s\n", answer.line[k].text);
    char digest[17];
    ck_host_digest_text(study->digest, digest);
    fprintf(out, "  (%u draws, seed %llu, digest %s, %.1f s)\n", study->variant[0].draws,
            (unsigned long long)study->variant[0].spec.seed, digest, study->seconds);
    ck_answer_free(&answer);
}

static bool print_json(const ck_loaded_study *loaded) {
    json_t *root = ck_study_json(loaded->study, loaded->scenario.report.question, loaded->scenario.law_notes);
    const bool written = root != NULL && json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER) == 0 && putchar('\n') != EOF;
    json_decref(root);
    return written;
}

static ck_reproduce reproduce_of(const ck_loaded_study *loaded, const char *scenario) {
    return (ck_reproduce){.scenario = (char *)scenario,
                          .world = (char *)loaded->model.host.folder,
                          .draws = loaded->options.draws,
                          .record_every = loaded->options.record_every,
                          .remedies = loaded->options.remedies,
                          .seed = loaded->scenario.spec.seed,
                          .model = ck_model_digest(loaded->model.model),
                          .scenario_digest = ck_scenario_digest(loaded->study->variant[0].scenario),
                          .study = loaded->study->digest};
}

static ck_status write_report(const ck_loaded_study *loaded, const char *scenario, const char *path,
                              const ck_end_of_adjustment *end, ck_host_batch *batch, ck_diags *diags) {
    const ck_reproduce reproduce = reproduce_of(loaded, scenario);
    char *manifest = ck_reproduce_write(&reproduce);
    ck_report_source *source = calloc((size_t)loaded->model.host.source_count + 1, sizeof *source);
    char options[96];
    snprintf(options, sizeof options, " --seed %llu --draws %u --report report.html", (unsigned long long)reproduce.seed, reproduce.draws);
    ck_host_arena arena = {0};
    const char *run = ck_host_join(&arena, "chokepoint run ", scenario, options);
    const char *command = run != NULL && end != NULL ? ck_host_join(&arena, run, " --long-run ", end->path) : run;
    FILE *out = NULL;
    ck_status status = manifest == NULL || source == NULL || command == NULL ? ck_host_no_memory(diags)
                                                                             : ck_host_batch_open(batch, path, &out, diags);
    if (status >= 0) {
        for (uint32_t k = 0; k < loaded->model.host.source_count; k++) {
            const ck_host_source *from = &loaded->model.host.source[k];
            source[k] = (ck_report_source){from->source, from->title, from->publisher, from->date, from->link};
        }
        const ck_report_input input = {.study = loaded->study,
                                       .world = &loaded->model.host.world,
                                       .source = source,
                                       .source_count = loaded->model.host.source_count,
                                       .question = loaded->scenario.report.question,
                                       .command = command,
                                       .manifest = manifest,
                                       .end = end,
                                       .law = loaded->scenario.law_notes,
                                       .focus = loaded->variants.focus,
                                       .focus_count = loaded->variants.focus_count};
        ck_report_write(out, &input);
        status = ck_host_batch_close(batch, diags);
    }
    free(source);
    free(manifest);
    ck_host_arena_free(&arena);
    return status;
}

/* The long run that --long-run names must be of this very run. */
static ck_status check_end(const ck_end_of_adjustment *end, const ck_loaded_study *loaded, ck_diags *diags) {
    const char *name = loaded->study->variant[0].name;
    if (strcmp(end->run, name) == 0) return CK_OK;
    return ck_diags_add(diags, CK_E_RANGE, ck_host_whole(end->path), "the long run follows a run of %q; this is %q",
                        "chokepoint tariffs --from-run FOLDER --out FOLDER, with the folder that this run wrote%s", end->run, name, "");
}

static ck_status write_outputs(const ck_arguments *arguments, const ck_loaded_study *loaded,
                               const ck_end_of_adjustment *end, ck_diags *diags) {
    const char *report = ck_argument_text(arguments, "report", NULL),
               *folder = ck_argument_text(arguments, "out", NULL);
    if (report == NULL && folder == NULL) return CK_OK;
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = CK_OK;
    if (folder != NULL) status = ck_run_files_write(loaded, arguments->operand[0], folder, &batch, diags);
    if (status >= 0 && report != NULL) status = write_report(loaded, arguments->operand[0], report, end, &batch, diags);
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

static int command_run(const ck_arguments *arguments) {
    uint64_t draws = 0, threads = ck_processor_count(), seed = 0, every = 7;
    if (ck_argument_given(arguments, "long-run") && !ck_argument_given(arguments, "report")) {
        return ck_usage_error(arguments->command, "--long-run belongs to a report: add --report FILE");
    }
    if (!ck_argument_whole(arguments, "draws", 0, 1000000, &draws) ||
        !ck_argument_whole(arguments, "threads", 1, 256, &threads) ||
        !ck_argument_whole(arguments, "seed", 0, INT64_MAX, &seed) ||
        !ck_argument_whole(arguments, "every", 1, 366, &every))
        return 2;
    const bool json = ck_argument_given(arguments, "json");
    const ck_study_wish wish = {.scenario = arguments->operand[0],
                                .world = ck_argument_text(arguments, "world", NULL),
                                .own_draws = ck_argument_given(arguments, "draws"),
                                .draws = (uint32_t)draws,
                                .threads = (uint32_t)threads,
                                .record_every = (uint32_t)every,
                                .own_seed = ck_argument_given(arguments, "seed"),
                                .seed = seed,
                                .remedies = !ck_argument_given(arguments, "no-remedies"),
                                .compare = !ck_argument_given(arguments, "alone"),
                                .progress = !json};
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_loaded_study loaded = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    const char *long_run = ck_argument_text(arguments, "long-run", NULL);
    ck_end_of_adjustment end = {0};
    if (status >= 0 && long_run != NULL) status = ck_end_of_adjustment_read(long_run, &end, &diags);
    if (status >= 0) status = ck_host_worse(status, ck_load_study(&wish, &loaded, &diags));
    if (status >= 0 && long_run != NULL) status = ck_host_worse(status, check_end(&end, &loaded, &diags));
    if (status >= 0) {
        status = ck_host_worse(status, write_outputs(arguments, &loaded, long_run != NULL ? &end : NULL, &diags));
    }
    ck_host_print_diags(stderr, &diags, json);
    if (status >= 0) {
        if (json) {
            if (!print_json(&loaded)) status = CK_E_IO;
        } else {
            print_answer(stdout, loaded.study, loaded.scenario.report.question);
            ck_law_notes_print(stdout, loaded.scenario.law_notes);
        }
    }
    ck_end_of_adjustment_free(&end);
    ck_loaded_study_free(&loaded);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static const ck_option RUN_OPTIONS[] = {
    {"draws", "N", "draws of the ensemble (default: as the scenario says; 0: central values only)"},
    {"seed", "N", "seed (default: as the scenario says)"},
    {"threads", "N", "threads (default: all processors); results do not depend on it"},
    {"world", "FOLDER", "another world than the scenario names"},
    {"every", "DAYS", "distance of recorded points in the series (default: 7)"},
    {"alone", NULL, "do not run what the scenario is compared with"},
    {"no-remedies", NULL, "do not try single remedies"},
    {"report", "FILE", "write the report, one HTML file"},
    {"long-run", "FILE", "end_of_adjustment.csv of `tariffs --from-run`: the report shows where the long run settles"},
    {"out", "FOLDER", "write manifest, CSV, XLSX and NetCDF files"},
    {"json", NULL, "results as JSON on standard output"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_RUN = {.name = "run",
                                   .summary = "run a scenario and show what it does",
                                   .usage = "SCENARIO [options]",
                                   .description =
                                       "Runs the scenario and what it is compared with against the baseline: once with "
                                       "central values, then an ensemble of draws on all processors, then single "
                                       "remedies. Prints the answer in words; --report leaves it as one HTML file with "
                                       "pictures and all assumptions, --out as tables.\n\n"
                                       "Scenarios are described in docs/scenario-reference.md.",
                                   .example = "chokepoint run scenarios/october-2025.yaml --report report.html",
                                   .option = RUN_OPTIONS,
                                   .least = 1,
                                   .most = 1,
                                   .run = command_run};
