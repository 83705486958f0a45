#include "cli/commands.h"
#include "cli/progress.h"

#include "io/import.h"
#include "io/tables.h"
#include "study/tariffs.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- which countries are shown ----------------------- */

typedef struct ranked { uint32_t country; double size; } ranked;

static int by_size(const void *a, const void *b) {
    const double x = ((const ranked *)a)->size, y = ((const ranked *)b)->size;
    return (x < y) - (x > y);
}

/* The focus of the scenario, else the ten countries whose welfare moves most in any step. */
static uint32_t choose(const ck_tariff_study *study, const ck_tariff_scenario *scenario, uint32_t *country, uint32_t most) {
    const uint32_t N = study->table->regions;
    uint32_t count = 0;
    for (uint32_t k = 0; k < scenario->focus_count && count < most; k++) {
        for (uint32_t n = 0; n < N; n++) {
            if (strcmp(study->table->region[n], scenario->focus[k]) == 0 && count < most) country[count++] = n;
        }
    }
    if (count > 0) return count;
    ranked *all = calloc(N, sizeof *all);
    for (uint32_t n = 0; all != NULL && n < N; n++) {
        all[n].country = n;
        for (uint32_t s = 0; s < study->result_count; s++) {
            const double size = study->result[s].country[n].exact;
            if (size * size > all[n].size) all[n].size = size * size;
        }
    }
    if (all == NULL) return 0;
    qsort(all, N, sizeof *all, by_size);
    for (; count < N && count < most; count++) country[count] = all[count].country;
    free(all);
    return count;
}

/* ---------------------------------------------------------------- text -------------------------------------------- */

static void print_step(const ck_tariff_study *study, const ck_tariff_scenario *scenario, uint32_t s, const uint32_t *country, uint32_t count) {
    const ck_tariff_step *step = &scenario->step[s];
    const ck_tariff_result *result = &study->result[s];
    char from[16] = "";
    if (step->from.day != CK_DATE_FIRST.day) ck_date_write(step->from, from);
    printf("\n%s%s%s\n  %s\n", from, from[0] != '\0' ? "  " : "", step->title, step->citation);
    printf("  %-6s %9s %19s %9s %9s %9s %9s %9s %9s\n", "", "welfare", study->draws > 0 ? "nine draws in ten" : "", "real wage", "linear", "terms", "volume", "imports",
           "exports");
    for (uint32_t k = 0; k < count; k++) {
        const ck_tariff_country *c = &result->country[country[k]];
        char band[40] = "";
        if (study->draws > 0) snprintf(band, sizeof band, "%.3f to %.3f", c->band.p05, c->band.p95);
        printf("  %-6s %9.3f %19s %9.3f %9.3f %9.3f %9.3f %9.1f %9.1f\n", study->table->region[country[k]], c->exact, band, c->real_wage,
               c->terms + c->volume, c->terms, c->volume, c->imports, c->exports);
    }
    printf("  residuals: prices %.1e, spending %.1e, trade balance %.1e, numeraire %.1e, Walras %.1e; %u sweeps%s\n", result->residual_price,
           result->residual_spending, result->residual_balance, result->residual_numeraire, result->residual_walras, result->iterations,
           result->parts > 1 ? ", in parts" : "");
}

static void print_answer(const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    uint32_t country[64];
    const uint32_t count = choose(study, scenario, country, scenario->focus_count > 0 ? 64 : 10);
    char digest[17];
    ck_host_digest_text(study->digest, digest);
    printf("%s\n%s, %u regions, %u sectors; deficits %s; per cent of the base\n", scenario->title, study->table->name, study->table->regions,
           study->table->sectors, scenario->balanced ? "removed first" : "kept");
    for (uint32_t s = 0; s < study->result_count; s++) print_step(study, scenario, s, country, count);
    printf("\nWelfare is exact: income over prices. The linear number values all new trade at the first tariffs and prices, as published tables do; from a base without tariffs it\n"
           "holds terms of trade alone, and the gap to the exact one is the trade that the tariffs have stopped.\n");
    printf("What remains when prices, sourcing and wages have adjusted, not the way there. An analysis with stated assumptions, not a forecast.\n");
    printf("(%u draws of elasticities", study->draws);
    if (study->draws_failed > 0) printf(", %u more without a solution", study->draws_failed);
    printf(", digest %s, %.1f s)\n", digest, study->seconds);
}

/* ---------------------------------------------------------------- files ------------------------------------------- */

static json_t *country_json(const ck_tariff_study *study, const ck_tariff_country *c, const char *code) {
    json_t *one = json_pack("{s:s,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f}", "region", code, "welfare_pct", c->exact, "real_wage_pct", c->real_wage,
                            "price_index_pct", c->price_index, "terms_of_trade_pct", c->terms, "volume_of_trade_pct", c->volume, "wage_pct", c->wage,
                            "tariff_revenue", c->revenue, "export_revenue", c->export_revenue, "imports_pct", c->imports, "exports_pct", c->exports);
    if (study->draws > 0) {
        json_object_set_new(one, "welfare_band_pct", json_pack("[f,f,f,f,f]", c->band.p05, c->band.p25, c->band.p50, c->band.p75, c->band.p95));
    }
    return one;
}

static void print_json(const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    char digest[17];
    ck_host_digest_text(study->digest, digest);
    json_t *root = json_object(), *steps = json_array();
    json_object_set_new(root, "digest", json_string(digest));
    json_object_set_new(root, "scenario", ck_host_json_text(scenario->name));
    json_object_set_new(root, "table", ck_host_json_text(study->table->name));
    json_object_set_new(root, "unit", ck_host_json_text(study->table->unit));
    json_object_set_new(root, "draws", json_integer(study->draws));
    json_object_set_new(root, "draws_without_solution", json_integer(study->draws_failed));
    json_object_set_new(root, "negative_final_demand_share", json_real(study->negative_final));
    for (uint32_t s = 0; s < study->result_count; s++) {
        const ck_tariff_result *r = &study->result[s];
        char from[16] = "";
        if (scenario->step[s].from.day != CK_DATE_FIRST.day) ck_date_write(scenario->step[s].from, from);
        json_t *regions = json_array();
        for (uint32_t n = 0; n < study->table->regions; n++) json_array_append_new(regions, country_json(study, &r->country[n], study->table->region[n]));
        json_array_append_new(steps, json_pack("{s:s,s:s,s:s,s:s,s:{s:f,s:f,s:f,s:f,s:f},s:i,s:o}", "id", scenario->step[s].id, "title",
                                               scenario->step[s].title, "from", from, "citation", scenario->step[s].citation, "residuals", "prices",
                                               r->residual_price, "spending", r->residual_spending, "trade_balance", r->residual_balance, "numeraire",
                                               r->residual_numeraire, "walras", r->residual_walras, "sweeps", (int)r->iterations, "regions", regions));
    }
    json_object_set_new(root, "steps", steps);
    (void)json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', stdout);
    json_decref(root);
}

static void write_welfare(FILE *out, const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    fputs("step,from,region,welfare_pct,welfare_p05_pct,welfare_p50_pct,welfare_p95_pct,real_wage_pct,price_index_pct,terms_of_trade_pct,volume_of_trade_pct,"
          "wage_pct,tariff_revenue,export_revenue,imports_pct,exports_pct\n", out);
    for (uint32_t s = 0; s < study->result_count; s++) {
        char from[16] = "";
        if (scenario->step[s].from.day != CK_DATE_FIRST.day) ck_date_write(scenario->step[s].from, from);
        for (uint32_t n = 0; n < study->table->regions; n++) {
            const ck_tariff_country *c = &study->result[s].country[n];
            fprintf(out, "%s,%s,%s,%.9g,", scenario->step[s].id, from, study->table->region[n], c->exact);
            if (study->draws > 0) fprintf(out, "%.9g,%.9g,%.9g,", c->band.p05, c->band.p50, c->band.p95);
            else fputs(",,,", out);
            fprintf(out, "%.9g,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g\n", c->real_wage, c->price_index, c->terms, c->volume, c->wage, c->revenue,
                    c->export_revenue, c->imports, c->exports);
        }
    }
}

static void write_trade(FILE *out, const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    const uint32_t N = study->table->regions;
    fprintf(out, "step,importer,exporter,value_base_%s,value_%s\n", study->table->unit, study->table->unit);
    for (uint32_t s = 0; s < study->result_count; s++) {
        for (uint32_t n = 0; n < N; n++) {
            for (uint32_t i = 0; i < N; i++) {
                fprintf(out, "%s,%s,%s,%.9g,%.9g\n", scenario->step[s].id, study->table->region[n], study->table->region[i],
                        study->bought[(size_t)n * N + i], study->result[s].bought[(size_t)n * N + i]);
            }
        }
    }
}

static ck_status write_tables(const char *folder, const ck_tariff_study *study, const ck_tariff_scenario *scenario, ck_diags *diags) {
    static const struct { const char *name; void (*write)(FILE *, const ck_tariff_study *, const ck_tariff_scenario *); } file[] = {
        {"welfare.csv", write_welfare}, {"trade.csv", write_trade}};
    ck_host_arena arena = {0};
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = ck_host_folder_make(folder, diags);
    for (size_t k = 0; k < 2 && status >= 0; k++) {
        const char *path = ck_host_path(&arena, folder, file[k].name);
        FILE *out = NULL;
        status = path != NULL ? ck_host_batch_open(&batch, path, &out, diags) : ck_host_no_memory(diags);
        if (status < 0) break;
        file[k].write(out, study, scenario);
        status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    ck_host_arena_free(&arena);
    return status;
}

/* ---------------------------------------------------------------- the command ------------------------------------- */

static int command_tariffs(const ck_arguments *arguments) {
    const char *kind = ck_argument_text(arguments, "kind", "wiod"), *path = ck_argument_text(arguments, "table", NULL);
    if (path == NULL) {
        return ck_usage_error(&CK_COMMAND_TARIFFS, "--table is missing: the long run needs an input-output table, such as the free WIOD release of 2013 "
                              "(docs/long-run.md says where tables come from)");
    }
    if (!ck_io_kind_known(kind)) return ck_usage_error(&CK_COMMAND_TARIFFS, "there is no kind of table \"%s\"; \"import --help\" lists them", kind);
    uint64_t year = 0, draws = UINT64_MAX;
    if (!ck_argument_whole(arguments, "year", 1900, 2100, &year) || !ck_argument_whole(arguments, "draws", 0, 100000, &draws)) return 2;
    const bool json = ck_argument_given(arguments, "json");
    ck_progress progress = ck_progress_start();
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_io_import imported = {0};
    ck_tariff_scenario scenario = {0};
    ck_tariff_study *study = NULL;
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_tariff_scenario_read(arguments->operand[0], &scenario, &diags);
    if (status >= 0) {
        const ck_import_options options = {.year = (int32_t)year, .clip = true, .progress = ck_progress_show, .user = &progress};
        status = ck_io_import_read(kind, path, options, &imported, &diags);
    }
    if (status >= 0) {
        status = ck_tariff_study_run(&imported.table, &scenario, draws == UINT64_MAX ? scenario.draws : (uint32_t)draws, ck_progress_show, &progress,
                                     &study, &diags);
    }
    ck_progress_show(&progress, "", 1.0);
    const char *folder = ck_argument_text(arguments, "out", NULL);
    if (status >= 0 && folder != NULL) status = write_tables(folder, study, &scenario, &diags);
    ck_host_print_diags(stderr, &diags, json);
    if (status >= 0 && json) print_json(study, &scenario);
    else if (status >= 0) print_answer(study, &scenario);
    ck_tariff_study_free(study);
    ck_io_import_free(&imported);
    ck_tariff_scenario_free(&scenario);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static const ck_option TARIFFS_OPTIONS[] = {
    {"table", "FILE-OR-FOLDER", "the input-output table (see \"import --help\")"},
    {"kind", "KIND", "its layout (default: wiod)"},
    {"year", "YEAR", "which year, where a folder holds several"},
    {"draws", "N", "draws of the elasticities (default: as the scenario says)"},
    {"out", "FOLDER", "write welfare.csv and trade.csv"},
    {"json", NULL, "results as JSON on standard output"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_TARIFFS = {.name = "tariffs",
                                       .summary = "what remains of tariffs and bans in the long run",
                                       .usage = "SCENARIO --table FILE-OR-FOLDER [options]",
                                       .description = "Solves the trade equilibrium after every step of a scenario of tariffs, export taxes, trade costs and "
                                                      "embargoes, with sectors and input-output links (exact hat algebra), and prints welfare in its "
                                                      "three ways, real wages and trade by country, with the residual of every equation.\n\n"
                                                      "The scenario, the equations and their limits are in docs/long-run.md.",
                                       .example = "chokepoint tariffs scenarios/tariffs/us-china.yaml --table wiod2013 --year 2011",
                                       .option = TARIFFS_OPTIONS,
                                       .least = 1,
                                       .most = 1,
                                       .run = command_tariffs};
