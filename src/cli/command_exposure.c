#include "cli/commands.h"
#include "cli/exposure_world.h"
#include "cli/progress.h"

#include "base/base.h"
#include "io/csv.h"
#include "io/import_trade.h"
#include "io/tables.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* One product's results for all countries; columns of one block. */
typedef struct measured { ck_exposure e; double *block; uint32_t *supplier; } measured;

static bool measured_make(measured *at, uint32_t countries) {
    at->block = calloc((size_t)countries * 10, sizeof *at->block);
    at->supplier = calloc(countries, sizeof *at->supplier);
    double *b = at->block;
    const size_t n = countries;
    at->e = (ck_exposure){.imports = b, .exports = b + n, .concentration = b + 2 * n, .largest_share = b + 3 * n,
                          .largest_supplier = at->supplier, .exposure = b + 4 * n, .propagation = b + 5 * n,
                          .trade_risk = b + 6 * n, .influence = b + 7 * n, .advantage = b + 8 * n, .without_largest = b + 9 * n};
    return at->block != NULL && at->supplier != NULL;
}

static void print_product(const ck_trade_import *trade, uint32_t p, const measured *at, uint32_t top) {
    const ck_exposure *e = &at->e;
    const uint32_t n = trade->countries.count;
    double world = 0.0;
    for (uint32_t c = 0; c < n; c++) world += e->imports[c];
    printf("\n%s: %.6g USD, concentration of exports %.4f, N-1 %.4f, susceptibility %.4f, component %u\n", trade->products.name[p],
           world, e->world_concentration, e->world_without_largest, e->susceptibility, e->component);
    printf("  %-8s %14s %13s %-12s %9s %8s %10s %8s\n", "importer", "imports_usd", "concentration", "largest", "share", "N-1",
           "exposure", "risk");
    uint8_t *shown = calloc((size_t)n + 1, 1);
    for (uint32_t row = 0; row < top && shown != NULL; row++) {
        uint32_t best = CK_NONE;
        for (uint32_t c = 0; c < n; c++)
            if (!shown[c] && e->imports[c] > 0.0 && (best == CK_NONE || e->imports[c] > e->imports[best])) best = c;
        if (best == CK_NONE) break;
        shown[best] = 1;
        printf("  %-8s %14.6g %13.4f %-12s %9.4f %8.4f %10.4f %8.4f\n", trade->countries.name[best], e->imports[best],
               e->concentration[best], trade->countries.name[at->supplier[best]], e->largest_share[best], e->without_largest[best],
               e->exposure[best], e->trade_risk[best]);
    }
    free(shown);
}

static void csv_number(FILE *out, double value) {
    char text[CK_HOST_NUMBER_SIZE] = "";
    if (!ck_is_nan(value)) ck_host_number_write(value, text);
    fprintf(out, ",%s", text);
}

static void csv_product(FILE *out, const ck_trade_import *trade, uint32_t p, const measured *at) {
    const ck_exposure *e = &at->e;
    for (uint32_t c = 0; c < trade->countries.count; c++) {
        if (e->imports[c] == 0.0 && e->exports[c] == 0.0) continue;
        ck_csv_write_field(out, trade->products.name[p]);
        fputc(',', out);
        ck_csv_write_field(out, trade->countries.name[c]);
        fputc(',', out);
        if (at->supplier[c] != CK_NONE) ck_csv_write_field(out, trade->countries.name[at->supplier[c]]);
        const double value[] = {e->imports[c], e->exports[c], e->concentration[c], e->largest_share[c], e->without_largest[c],
                                e->exposure[c], e->trade_risk[c], e->influence[c], e->advantage[c]};
        for (size_t k = 0; k < sizeof value / sizeof *value; k++) csv_number(out, value[k]);
        fputc('\n', out);
    }
}

static json_t *json_product(const ck_trade_import *trade, uint32_t p, const measured *at) {
    const ck_exposure *e = &at->e;
    json_t *object = json_object(), *list = json_array();
    json_object_set_new(object, "product", ck_host_json_text(trade->products.name[p]));
    json_object_set_new(object, "world_concentration", ck_host_json_real(e->world_concentration));
    json_object_set_new(object, "world_without_largest", ck_host_json_real(e->world_without_largest));
    json_object_set_new(object, "susceptibility", ck_host_json_real(e->susceptibility));
    json_object_set_new(object, "component", json_integer(e->component));
    for (uint32_t c = 0; c < trade->countries.count; c++) {
        if (e->imports[c] == 0.0 && e->exports[c] == 0.0) continue;
        json_t *row = json_object();
        json_object_set_new(row, "country", ck_host_json_text(trade->countries.name[c]));
        const char *supplier = at->supplier[c] != CK_NONE ? trade->countries.name[at->supplier[c]] : NULL;
        json_object_set_new(row, "largest_supplier", ck_host_json_text(supplier));
        static const char *const NAME[] = {"imports_usd", "exports_usd", "concentration", "largest_share", "without_largest",
                                           "exposure", "trade_risk", "influence", "advantage"};
        const double value[] = {e->imports[c], e->exports[c], e->concentration[c], e->largest_share[c], e->without_largest[c],
                                e->exposure[c], e->trade_risk[c], e->influence[c], e->advantage[c]};
        for (size_t k = 0; k < sizeof value / sizeof *value; k++) json_object_set_new(row, NAME[k], ck_host_json_real(value[k]));
        json_array_append_new(list, row);
    }
    json_object_set_new(object, "countries", list);
    return object;
}

static ck_status run(const ck_trade_import *imported, const char *csv, bool json, uint32_t top, ck_diags *diags) {
    const size_t bytes = ck_trade_bytes(imported->countries.count, imported->products.count, imported->count);
    void *block = aligned_alloc(16, bytes);
    const ck_trade *trade = NULL;
    measured at;
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    ck_status status = measured_make(&at, imported->countries.count) && block != NULL ? CK_OK : ck_host_no_memory(diags);
    if (status >= 0)
        status = ck_trade_build(imported->countries.count, imported->products.count, imported->flow, imported->count, block, bytes,
                                &trade, diags);
    const size_t room = status >= 0 ? ck_exposure_scratch_bytes(trade) : 0;
    void *scratch = status >= 0 ? aligned_alloc(16, room) : NULL;
    if (status >= 0 && scratch == NULL) status = ck_host_no_memory(diags);
    if (status >= 0 && csv != NULL) status = ck_host_batch_open(&batch, csv, &out, diags);
    if (out != NULL)
        fputs("product,country,largest_supplier,imports_usd,exports_usd,concentration_1,largest_share_1,without_largest_1,exposure_1,"
              "trade_risk_1,influence_1,advantage_1\n", out);
    json_t *root = json_array();
    if (status >= 0 && !json)
        printf("%s, %d (%s): %zu flows, %u countries, %u products; %u records passed over\n", imported->about.source,
               (int)imported->about.year, ck_grade_word(imported->about.grade), ck_trade_flow_count(trade), imported->countries.count,
               imported->products.count, imported->left_out);
    for (uint32_t p = 0; p < imported->products.count && status >= 0; p++) {
        status = ck_exposure_of_product(trade, p, ck_exposure_options_default(), scratch, room, &at.e, diags);
        if (status < 0) break;
        if (json) json_array_append_new(root, json_product(imported, p, &at));
        else print_product(imported, p, &at, top);
        if (out != NULL) csv_product(out, imported, p, &at);
    }
    if (status >= 0 && json) {
        (void)json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
        fputc('\n', stdout);
    }
    json_decref(root);
    if (status >= 0 && csv != NULL) status = ck_host_batch_close(&batch, diags);
    if (status >= 0 && csv != NULL) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    free(scratch);
    free(block);
    free(at.block);
    free(at.supplier);
    return status;
}

static int command_exposure(const ck_arguments *arguments) {
    if (ck_is_world(arguments->operand[0])) return ck_exposure_world_command(arguments);
    static const char *const WORLD_ONLY[] = {"governance", "bloc", "epsilon", "threads", "out", "report", "literature", "magnets", "aggregates", "markdown"};
    for (size_t k = 0; k < sizeof WORLD_ONLY / sizeof *WORLD_ONLY; k++)
        if (ck_argument_given(arguments, WORLD_ONLY[k]))
            return ck_usage_error(&CK_COMMAND_EXPOSURE, "--%s is for worlds; \"%s\" is no folder with a world.yaml", WORLD_ONLY[k],
                                  arguments->operand[0]);
    uint64_t year = 0, top = 10;
    if (!ck_argument_whole(arguments, "year", 1900, 2100, &year) || !ck_argument_whole(arguments, "top", 1, 1000, &top)) return 2;
    ck_progress progress = ck_progress_start();
    const ck_import_options options = {.year = (int32_t)year, .exports = ck_argument_given(arguments, "exports"),
                                       .product = ck_argument_text(arguments, "product", NULL), .progress = ck_progress_show,
                                       .user = &progress};
    const bool json = ck_argument_given(arguments, "json");
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_trade_import imported = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_trade_import_read(arguments->operand[0], options, &imported, &diags);
    ck_progress_show(&progress, "", 1.0);
    if (status >= 0) status = run(&imported, ck_argument_text(arguments, "csv", NULL), json, (uint32_t)top, &diags);
    ck_host_print_diags(stderr, &diags, json);
    ck_trade_import_free(&imported);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static const ck_option EXPOSURE_OPTIONS[] = {{"year", "YEAR", "which year, where the table holds several"},
                                             {"product", "NAME", "of a table without a product column"},
                                             {"exports", NULL, "Comtrade: the exporters' records instead of the importers'"},
                                             {"top", "N", "rows shown of a list (10)"},
                                             {"csv", "FILE", "trade table: write all countries and products"},
                                             {"governance", "FILE", "world: scores of suppliers, for trade risk and supply risk"},
                                             {"bloc", "NAME", "world: whose supply risk (EU)"},
                                             {"epsilon", "NUMBER", "world: where cascades of failures stop (1e-8)"},
                                             {"threads", "N", "world: threads of the cascades; the digits do not depend on it"},
                                             {"out", "FOLDER", "world: write all tables"},
                                             {"report", "FILE", "world: write the report, one HTML file"},
                                             {"literature", "FILE", "world: claims to compare with (docs/exposure.md)"},
                                             {"magnets", "FILE", "world: published trade in HS 850511, for --markdown"},
                                             {"aggregates", "FILE", "world: published totals of HS 280530 and 284690, for --markdown"},
                                             {"markdown", "FILE", "world: write the comparison with the literature as a page"},
                                             {"json", NULL, "results as JSON"},
                                             {NULL, NULL, NULL}};

const ck_command CK_COMMAND_EXPOSURE = {.name = "exposure",
                                        .summary = "who depends on whom for a product, from a trade table or a world",
                                        .usage = "TABLE | WORLD [options]",
                                        .description = "Reads a trade table (BACI, Comtrade, or exporter, importer, hs6, value_usd) and "
                                                       "prints for every product supplier concentration, the largest supplier, N-1, "
                                                       "direct exposure and systemic trade risk. Of a world it measures all items, "
                                                       "tiers and countries, with upstream exposure, supply risk and network power, and "
                                                       "the systemic risk (ESRI) of sites, owners and exports.\n\nDefinitions are in docs/exposure.md.",
                                        .example = "chokepoint exposure worlds/rare-earths --governance scenarios/exposure/governance.csv --report exposure.html",
                                        .option = EXPOSURE_OPTIONS,
                                        .least = 1,
                                        .most = 1,
                                        .run = command_exposure};
