#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/spread_against.h"
#include "cli/spread_joint.h"

#include "base/base.h"
#include "io/csv.h"
#include "io/import.h"
#include "io/tables.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- options ----------------------------------------- */

static const struct { const char *word; uint32_t bit; const char *meaning; } COMPAT[] = {
#define X(name, word, meaning) {word, name, meaning},
    CK_ARIO_COMPAT_LIST(X)
#undef X
};

/* "boario" or "B1,B9"; false after a message. */
static bool read_compat(const char *text, uint32_t *compat) {
    *compat = 0;
    if (text == NULL) return true;
    if (strcmp(text, "boario") == 0) {
        *compat = CK_ARIO_COMPAT_ALL;
        return true;
    }
    while (*text != '\0') {
        const size_t length = strcspn(text, ",");
        size_t k = 0;
        while (k < sizeof COMPAT / sizeof *COMPAT && !cki_text_equal_part(COMPAT[k].word, text, length)) k++;
        if (k == sizeof COMPAT / sizeof *COMPAT) {
            (void)ck_usage_error(&CK_COMMAND_SPREAD,
                                 "--compat does not know \"%.*s\"; it is boario, or some of B0,B1,B4,B7,B8,B9,B11",
                                 (int)length, text);
            return false;
        }
        *compat |= COMPAT[k].bit;
        text += length + (text[length] == ',');
    }
    return true;
}

static bool read_series(const char *text, bool *keep) {
    for (uint32_t s = 0; s < CK_SPREAD_SERIES_COUNT; s++) keep[s] = text == NULL;
    while (text != NULL && *text != '\0') {
        const size_t length = strcspn(text, ",");
        uint32_t s = 0;
        while (s < CK_SPREAD_SERIES_COUNT &&
               !cki_text_equal_part(ck_spread_series_at((ck_spread_series)s).name, text, length))
            s++;
        if (s == CK_SPREAD_SERIES_COUNT) {
            (void)ck_usage_error(&CK_COMMAND_SPREAD, "there is no series \"%.*s\"; docs/spread.md lists them",
                                 (int)length, text);
            return false;
        }
        keep[s] = true;
        text += length + (text[length] == ',');
    }
    return true;
}

/* ---------------------------------------------------------------- what it says ------------------------------------ */

/* Why the economy is not back, in words; "" when it is. */
static void say_return(const ck_spread_study *study, char *text, size_t size) {
    const ck_ario_ledger *l = &study->ledger;
    text[0] = '\0';
    if (l->home) return;
    const ck_io_table *table = study->table;
    const ck_ario_view view = ck_ario_see(study->run);
    const uint32_t f = l->furthest_industry, short_of = view.shortest[f];
    char why[160];
    if (view.capacity_loss[f] > 0.0)
        (void)snprintf(why, sizeof why, "%.1f %% of its capacity is still lost", 100.0 * view.capacity_loss[f]);
    else if (short_of != CK_NONE)
        (void)snprintf(why, sizeof why, "its stock of %.60s is below what its output needs", table->sector[short_of]);
    else if (view.output[f] < view.base_output[f])
        (void)snprintf(why, sizeof why, "less is ordered from it than at baseline");
    else (void)snprintf(why, sizeof why, "more is ordered from it than at baseline: stocks are refilled");
    (void)snprintf(
        text, size,
        "%s: total output stands at %.4f of the baseline after the last step; furthest is %.40s, %.40s, at %.4f: %s%s",
        l->collapsed ? "the economy collapsed" : "not back at the baseline", l->level,
        table->region[f / table->sectors], table->sector[f % table->sectors],
        view.base_output[f] > 0.0 ? view.output[f] / view.base_output[f] : 0.0, why,
        l->falling ? "; output is still falling" : "");
}

/* What the run changed in the table as published; nothing when it was used as it is. */
static void print_table(const ck_io_import *imported, const ck_spread_study *study) {
    const ck_io_table *table = study->table;
    const ck_spread_mended mended = ck_spread_study_mended(study);
    if (imported->negative_z > 0)
        printf("mended: %u sales between industries below 0 (%.6g in all) count as 0\n", imported->negative_z,
               imported->negative_z_sum);
    if (study->check.negative_y > 0 && (study->spread->spec.compat & CK_ARIO_B0) == 0)
        printf("mended: %u cells of final demand below 0 (%.6g in all) count as 0\n", study->check.negative_y,
               study->check.negative_y_sum);
    if (mended.share > 1e-12)
        printf(
            "mended: output is the sum of a row; that moves %.3g %% of the published output, most in %s, %s: %+.6g\n",
            100.0 * mended.share, table->region[mended.industry / table->sectors],
            table->sector[mended.industry % table->sectors], mended.largest);
}

static void print_answer(const ck_io_import *imported, const ck_spread_study *study) {
    const ck_ario_ledger *l = &study->ledger;
    const ck_io_table *table = study->table;
    const char *unit = table->unit;
    char digest[17], why[512];
    ck_host_digest_text(study->digest, digest);
    printf("%s%s%s: %u industries (%u regions, %u sectors), %u steps of %g days, %s\n", study->spread->title,
           study->spread->title[0] != '\0' ? "\n" : "", table->name, ck_io_table_industries(table), table->regions,
           table->sectors, study->steps, study->spread->spec.step_days, unit);
    print_table(imported, study);
    putchar('\n');
    printf("%-34s %16.6g\n%-34s %16.6g\n%-34s %16.6g\n", "output lost", l->lost_output,
           "value added lost (output less use)", l->lost_value_added, "  of it where capacity was lost",
           l->direct_value_added);
    printf("%-34s %16.6f  in step %u\n", "lowest output over baseline", l->lowest_level, l->lowest_step);
    double unmet = 0.0;
    for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++) unmet += l->unmet[c];
    printf("%-34s %16.6g\n", "final demand not served", unmet);
    for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++)
        if (l->unmet[c] != 0.0) printf("  for lack of %-21s %16.6g\n", ck_cause_word((ck_cause)c), l->unmet[c]);
    printf("\nledger: made %.6g = inputs delivered %.6g + final use %.6g + rebuilding %.6g; largest error of a step "
           "%.1e\n",
           l->made, l->restocked, l->final_use, l->rebuilt, l->largest_error);
    if (l->frozen > 0.0) printf("        %.6g of stock changes were dropped by the gates of compat B9\n", l->frozen);
    if (l->overstated_use > 0.0)
        printf("        %.6g of inputs that never bind were used beyond what was there\n", l->overstated_use);
    uint32_t listed = 0;
    for (uint32_t k = 0; k < ck_ario_rule_count(study->run); k++) {
        const ck_rule_result r = ck_ario_rule(study->run, k);
        if (study->spread->spec.rule[k].kind == CK_RULE_DEMAND) continue;
        printf("%s%-24s %16.6g wanted, %.6g shipped, %.6g held back by it\n", listed++ == 0 ? "\nrules\n  " : "  ",
               study->spread->spec.rule[k].id, r.wanted, r.shipped, r.blocked);
    }
    say_return(study, why, sizeof why);
    if (why[0] != '\0') printf("\nwarning: %s\n", why);
    else if (l->first_step_away == CK_NONE) printf("\nnever left the baseline\n");
    else printf("\nback at the baseline: away from step %u to step %u\n", l->first_step_away, l->last_step_away);
    if (l->over_capital > 1.0)
        printf("warning: %s, %s lost %.3g times its capital; all of it counted\n",
               table->region[l->over_capital_industry / table->sectors],
               table->sector[l->over_capital_industry % table->sectors], l->over_capital);
    printf("(%.3g ms a step on %u threads, digest %s)\n", 1e3 * study->seconds / study->steps,
           ck_crew_threads(study->crew), digest);
}

static json_t *errors_json(const ck_spread_against *against) {
    json_t *list = json_array();
    const ck_spread_error *e = against->errors.item;
    for (uint32_t k = 0; k < against->errors.count; k++) {
        json_array_append_new(list,
                              json_pack("{s:o,s:f,s:f,s:o,s:i,s:o,s:b}", "variable", ck_host_json_text(e[k].variable),
                                        "error", e[k].error, "tolerance", e[k].tolerance, "column",
                                        ck_host_json_text(e[k].column), "step", (int)e[k].step, "before_step",
                                        e[k].before_step == CK_NONE ? json_null() : json_integer(e[k].before_step),
                                        "good", e[k].error <= e[k].tolerance));
    }
    return list;
}

static json_t *table_json(const ck_io_import *imported, const ck_spread_study *study) {
    const ck_spread_mended mended = ck_spread_study_mended(study);
    const bool clipped = (study->spread->spec.compat & CK_ARIO_B0) == 0;
    return json_pack("{s:i,s:f,s:i,s:f,s:f,s:f}", "negative_sales", (int)imported->negative_z, "negative_sales_sum",
                     imported->negative_z_sum, "negative_final_demand", clipped ? (int)study->check.negative_y : 0,
                     "negative_final_demand_sum", clipped ? study->check.negative_y_sum : 0.0, "output_moved_share",
                     mended.share, "output_moved_most", mended.largest);
}

static json_t *answer_json(const ck_io_import *imported, const ck_spread_study *study, uint32_t compat) {
    const ck_ario_ledger *l = &study->ledger;
    char digest[17], why[512];
    ck_host_digest_text(study->digest, digest);
    say_return(study, why, sizeof why);
    json_t *root = json_object(), *unmet = json_object(), *inputs = json_object(), *rules = json_array(),
           *behaviour = json_array();
    for (size_t k = 0; k < sizeof COMPAT / sizeof *COMPAT; k++)
        if ((compat & COMPAT[k].bit) != 0) json_array_append_new(behaviour, json_string(COMPAT[k].word));
    for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++)
        json_object_set_new(unmet, ck_cause_word((ck_cause)c), json_real(l->unmet[c]));
    for (uint32_t p = 0; p < study->table->sectors; p++)
        if (study->unmet_by_input[p] != 0.0)
            json_object_set_new(inputs, study->table->sector[p], ck_host_json_real(study->unmet_by_input[p]));
    for (uint32_t k = 0; k < ck_ario_rule_count(study->run); k++) {
        const ck_rule_result r = ck_ario_rule(study->run, k);
        json_array_append_new(rules,
                              json_pack("{s:o,s:f,s:f,s:f}", "id", ck_host_json_text(study->spread->spec.rule[k].id),
                                        "wanted", r.wanted, "shipped", r.shipped, "held_back", r.blocked));
    }
    json_object_set_new(root, "table", ck_host_json_text(study->table->name));
    json_object_set_new(root, "unit", ck_host_json_text(study->table->unit));
    json_object_set_new(root, "table_mended", table_json(imported, study));
    json_object_set_new(root, "steps", json_integer(study->steps));
    json_object_set_new(root, "compat", behaviour);
    json_object_set_new(root, "output_lost", json_real(l->lost_output));
    json_object_set_new(root, "value_added_lost", json_real(l->lost_value_added));
    json_object_set_new(root, "value_added_lost_directly", json_real(l->direct_value_added));
    json_object_set_new(root, "lowest_level", json_real(l->lowest_level));
    json_object_set_new(root, "lowest_step", json_integer(l->lowest_step));
    json_object_set_new(root, "final_demand_not_served", unmet);
    json_object_set_new(root, "final_demand_not_served_by_input", inputs);
    json_object_set_new(root, "ledger",
                        json_pack("{s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f}", "made", l->made, "inputs_delivered",
                                  l->restocked, "inputs_used", l->used, "final_use", l->final_use, "rebuilding",
                                  l->rebuilt, "largest_error", l->largest_error, "dropped_by_gates", l->frozen,
                                  "used_beyond_stock", l->overstated_use));
    json_object_set_new(root, "rules", rules);
    json_object_set_new(root, "level", json_real(l->level));
    json_object_set_new(root, "furthest", json_real(l->furthest));
    json_object_set_new(root, "back_at_baseline", json_boolean(l->home));
    json_object_set_new(root, "collapsed", json_boolean(l->collapsed));
    json_object_set_new(root, "warning", why[0] != '\0' ? ck_host_json_text(why) : json_null());
    json_object_set_new(root, "digest", json_string(digest));
    return root;
}

static void print_errors(const ck_spread_against *against) {
    const ck_spread_error *e = against->errors.item;
    printf("\nagainst %s: largest difference over the largest value\n", against->folder);
    for (uint32_t k = 0; k < against->errors.count; k++) {
        char below[32] = "";
        if (e[k].before_step != CK_NONE)
            (void)snprintf(below, sizeof below, " before step %u", (unsigned)e[k].before_step);
        printf("  %-4s %-32s %9.2e  (allowed %.0e%s)  at %s, step %u\n", e[k].error <= e[k].tolerance ? "ok" : "FAR",
               e[k].variable, e[k].error, e[k].tolerance, below, e[k].column, e[k].step);
    }
}

/* ---------------------------------------------------------------- files ------------------------------------------- */

static ck_status write_series(const char *folder, const ck_spread_study *study, ck_spread_series s,
                              ck_host_batch *batch, ck_host_arena *arena, ck_diags *diags) {
    const ck_spread_series_info info = ck_spread_series_at(s);
    const uint32_t width = ck_spread_series_width(study->table, s);
    const char *path = ck_host_path(arena, folder, ck_host_join(arena, info.name, ".csv", ""));
    FILE *out = NULL;
    if (path == NULL) return ck_host_no_memory(diags);
    CK_TRY(ck_host_batch_open(batch, path, &out, diags));
    fputs("step", out);
    for (uint32_t k = 0; k < width; k++) {
        const char *label = ck_spread_label(study->table, info.shape, k, arena);
        fputc(',', out);
        ck_csv_write_field(out, label != NULL ? label : "");
    }
    for (uint32_t step = 0; step < study->steps; step++) {
        fprintf(out, "\n%u", step);
        for (uint32_t k = 0; k < width; k++) {
            char text[CK_HOST_NUMBER_SIZE];
            ck_host_number_write(study->series[s][(size_t)step * width + k], text);
            fputc(',', out);
            fputs(text, out);
        }
    }
    fputc('\n', out);
    return ck_host_batch_close(batch, diags);
}

static ck_status write_files(const char *folder, const ck_spread_study *study, const json_t *answer, ck_diags *diags) {
    ck_host_arena arena = {0};
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = ck_host_folder_make(folder, diags);
    for (uint32_t s = 0; s < CK_SPREAD_SERIES_COUNT && status >= 0; s++)
        if (study->series[s] != NULL) status = write_series(folder, study, (ck_spread_series)s, &batch, &arena, diags);
    const char *path = ck_host_path(&arena, folder, "summary.json");
    if (status >= 0) status = path != NULL ? ck_host_write_json(path, answer, &batch, diags) : ck_host_no_memory(diags);
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    ck_host_arena_free(&arena);
    return status;
}

/* ---------------------------------------------------------------- the command ------------------------------------- */

static int command_spread(const ck_arguments *arguments) {
    const char *path = arguments->operand[0], *events = ck_argument_text(arguments, "events", NULL),
               *folder = ck_argument_text(arguments, "out", NULL),
               *recorded = ck_argument_text(arguments, "against", NULL);
    const char *guess = ck_io_import_guess(path),
               *kind = ck_argument_text(arguments, "kind", guess != NULL ? guess : "wiod");
    const bool joint = ck_argument_given(arguments, "scenario") || ck_argument_given(arguments, "concordance");
    if (events == NULL && !joint)
        return ck_usage_error(&CK_COMMAND_SPREAD, "--events is missing: the file of shocks and rules");
    if (!ck_io_kind_known(kind))
        return ck_usage_error(&CK_COMMAND_SPREAD, "there is no kind of table \"%s\"; \"import --help\" lists them",
                              kind);
    if (ck_argument_given(arguments, "series") && folder == NULL && recorded == NULL)
        return ck_usage_error(&CK_COMMAND_SPREAD,
                              "--series picks what --out writes or --against compares; neither is given");
    uint64_t year = 0, threads = 2;
    uint32_t compat = 0;
    bool keep[CK_SPREAD_SERIES_COUNT];
    if (!ck_argument_whole(arguments, "year", 1900, 2100, &year) ||
        !ck_argument_whole(arguments, "threads", 1, 256, &threads) ||
        !read_compat(ck_argument_text(arguments, "compat", NULL), &compat) ||
        !read_series(ck_argument_text(arguments, "series", NULL), keep)) {
        return 2;
    }
    if (joint) return ck_spread_joint_command(arguments, kind, year, threads);
    const bool json = ck_argument_given(arguments, "json"), series = folder != NULL || recorded != NULL;
    ck_progress progress = ck_progress_start();
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_io_import imported = {0};
    ck_spread_case spread = {0};
    ck_spread_study study = {0};
    ck_spread_against against = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) {
        const ck_import_options options = {
            .year = (int32_t)year, .clip = true, .progress = ck_progress_show, .user = &progress};
        status = ck_io_import_read(kind, path, options, &imported, &diags);
    }
    if (status >= 0) status = ck_spread_read(events, &imported.table, &spread, &diags);
    spread.spec.compat = compat;
    if (status >= 0 && recorded != NULL) status = ck_spread_against_start(&against, recorded, &diags);
    if (status >= 0)
        status = ck_spread_study_run(&imported.table, &spread, (uint32_t)threads, series ? keep : NULL,
                                     recorded != NULL ? ck_spread_against_stock : NULL, &against, ck_progress_show,
                                     &progress, &study, &diags);
    if (status >= 0 && recorded != NULL) status = ck_spread_against_finish(&against, &study);
    ck_progress_show(&progress, "", 1.0);
    json_t *answer = status >= 0 ? answer_json(&imported, &study, compat) : NULL;
    if (status >= 0 && recorded != NULL) json_object_set_new(answer, "against", errors_json(&against));
    if (status >= 0 && folder != NULL) status = write_files(folder, &study, answer, &diags);
    ck_host_print_diags(stderr, &diags, json);
    if (status >= 0 && json) {
        (void)json_dumpf(answer, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
        fputc('\n', stdout);
    } else if (status >= 0) {
        print_answer(&imported, &study);
        if (recorded != NULL) print_errors(&against);
    }
    int code = ck_host_exit_code(status);
    if (code == 0 && recorded != NULL && !ck_spread_against_good(&against)) code = 1;
    json_decref(answer);
    ck_spread_against_free(&against);
    ck_spread_study_free(&study);
    ck_spread_case_free(&spread);
    ck_io_import_free(&imported);
    ck_host_arena_free(&arena);
    return code;
}

static const ck_option SPREAD_OPTIONS[] = {
    {"events", "FILE", "shocks and rules (docs/spread.md), or the params.json of a recorded BoARIO run"},
    {"kind", "KIND", "layout of the table (see \"import --help\"; without it by the files of a folder, else wiod)"},
    {"year", "YEAR", "which year, where a folder holds several"},
    {"scenario", "FILE", "join a run of the daily engine: its losses are the first round (docs/joint.md)"},
    {"concordance", "FILE", "with --scenario: shares of the table's sectors that the world's industries make"},
    {"world", "FOLDER", "with --scenario: another world than the scenario names"},
    {"names", "FILE", "with --scenario: names of the table's regions and sectors, for people (columns code,name)"},
    {"report", "FILE", "with --scenario: write the report, one HTML file"},
    {"compat", "WORDS", "boario: behave as BoARIO does; or some of B0,B1,B4,B7,B8,B9,B11"},
    {"threads", "N", "that share the work of a step (2); the digits do not depend on it"},
    {"out", "FOLDER", "write a table a series (step by industry) and summary.json"},
    {"series", "NAMES", "only these series, separated by commas"},
    {"against", "FOLDER", "compare with recorded tables; exit status 1 when an error is above its tolerance"},
    {"json", NULL, "results as JSON on standard output"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_SPREAD = {
    .name = "spread",
    .summary = "let shocks and rules spread through an input-output table",
    .usage = "TABLE --events FILE | --scenario FILE --concordance FILE [options]",
    .description = "Runs an input-output table day by day (ARIO): destroyed capital with recovery or rebuilding, "
                   "lost capacity, restrictions, transport and demand, any number at once. Prints what was lost, "
                   "the ledger of goods, unmet demand by cause, and whether the economy came back to its "
                   "baseline.\n\nWith --scenario and --concordance the daily engine runs first; what its industries lose "
                   "spreads through the table, with low, middle and high shares.\n\nEquations, files and the compatibility switches are in docs/spread.md.",
    .example = "chokepoint spread wiod2013 --year 2011 --events shocks.yaml --out result",
    .option = SPREAD_OPTIONS,
    .least = 1,
    .most = 1,
    .run = command_spread};
