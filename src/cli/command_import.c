#include "cli/commands.h"
#include "cli/progress.h"

#include "io/import.h"
#include "io/tables.h"

#include <jansson.h>
#include <string.h>

static json_t *summary_json(const ck_io_import *imported, const ck_io_balance *balance) {
    const ck_io_table *table = &imported->table;
    json_t *root = json_object(), *files = json_array();
    for (uint32_t k = 0; k < imported->about.file_count; k++) {
        char digest[17];
        ck_host_digest_text(imported->about.file[k].digest, digest);
        json_array_append_new(files, json_pack("{s:o,s:s,s:f}", "path", ck_host_json_text(imported->about.file[k].path), "digest",
                                               digest, "bytes", (double)imported->about.file[k].bytes));
    }
    json_object_set_new(root, "name", ck_host_json_text(imported->about.name));
    json_object_set_new(root, "layout", ck_host_json_text(imported->about.layout));
    json_object_set_new(root, "source", ck_host_json_text(imported->about.source));
    json_object_set_new(root, "unit", ck_host_json_text(imported->about.unit));
    json_object_set_new(root, "year", imported->about.year != 0 ? json_integer(imported->about.year) : json_null());
    json_object_set_new(root, "grade", json_string(ck_grade_word(imported->about.grade)));
    json_object_set_new(root, "regions", json_integer(table->regions));
    json_object_set_new(root, "sectors", json_integer(table->sectors));
    json_object_set_new(root, "final_uses", json_integer(table->categories));
    json_object_set_new(root, "totals", json_pack("{s:f,s:f,s:f,s:f,s:f}", "output", balance->output, "intermediate",
                                                  balance->intermediate, "final", balance->final, "value_added",
                                                  balance->value_added, "taxes_and_margins", imported->taxes));
    const uint32_t f = balance->largest_row;
    json_object_set_new(root, "balance",
                        json_pack("{s:f,s:f,s:f,s:o,s:o}", "row_gap", balance->row_gap, "column_gap", balance->column_gap,
                                  "largest_row_gap", balance->largest_row_gap, "largest_row_region",
                                  ck_host_json_text(table->region[f / table->sectors]), "largest_row_sector",
                                  ck_host_json_text(table->sector[f % table->sectors])));
    json_object_set_new(root, "value_added_published", json_boolean(table->va != NULL));
    json_object_set_new(root, "negative_flows", json_pack("{s:i,s:f}", "count", (int)imported->negative_z, "sum",
                                                          imported->negative_z_sum));
    json_object_set_new(root, "left_out", json_pack("{s:f,s:o}", "sum", imported->left_out, "what",
                                                    ck_host_json_text(imported->left_out_what)));
    json_object_set_new(root, "files_read", files);
    return root;
}

static void print_summary(const ck_io_import *imported, const ck_io_balance *balance) {
    const ck_io_table *table = &imported->table;
    const char *unit = imported->about.unit;
    printf("%s: %s, %s", imported->about.name, imported->about.source, imported->about.layout);
    if (imported->about.year != 0) printf(", %d", (int)imported->about.year);
    printf(" (%s)\n%u regions, %u sectors, %u final uses, %s\n\n", ck_grade_word(imported->about.grade), table->regions,
           table->sectors, table->categories, unit);
    printf("%-28s %18.6g\n%-28s %18.6g\n%-28s %18.6g\n%-28s %18.6g%s\n", "output", balance->output, "intermediate",
           balance->intermediate, "final demand", balance->final, "value added", balance->value_added,
           table->va == NULL ? "  (output less inputs)" : "");
    if (imported->taxes != 0.0) printf("%-28s %18.6g\n", "taxes and margins", imported->taxes);
    printf("%-28s %17.4f%%\n%-28s %17.4f%%  (taxes and margins are part of it)\n", "rows against output", 100.0 * balance->row_gap,
           "columns against output", 100.0 * balance->column_gap);
    printf("%-28s %18.6g  %s, %s\n", "largest gap of a row", balance->largest_row_gap,
           table->region[balance->largest_row / table->sectors], table->sector[balance->largest_row % table->sectors]);
    if (imported->negative_z > 0)
        printf("%-28s %18.6g  in %u cells\n", "negative sales", imported->negative_z_sum, imported->negative_z);
    if (imported->left_out_what[0] != '\0') printf("%-28s %18.6g  %s\n", "left out", imported->left_out, imported->left_out_what);
}

static ck_status write_folder(const char *folder, const ck_io_import *imported, ck_diags *diags) {
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = ck_io_import_write(folder, imported, &batch, diags);
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

static int command_import(const ck_arguments *arguments) {
    const char *kind = arguments->operand[0], *path = arguments->operand[1];
    if (!ck_io_kind_known(kind))
        return ck_usage_error(&CK_COMMAND_IMPORT, "there is no kind of table \"%s\"; \"import --help\" lists them", kind);
    uint64_t year = 0;
    if (!ck_argument_whole(arguments, "year", 1900, 2100, &year)) return 2;
    const bool json = ck_argument_given(arguments, "json");
    ck_progress progress = ck_progress_start();
    const ck_import_options options = {.year = (int32_t)year,
                                       .region = ck_argument_text(arguments, "region", NULL),
                                       .unit = ck_argument_text(arguments, "unit", NULL),
                                       .clip = ck_argument_given(arguments, "clip"),
                                       .progress = ck_progress_show,
                                       .user = &progress};
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_io_import imported = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_io_import_read(kind, path, options, &imported, &diags);
    ck_progress_show(&progress, "", 1.0);
    const char *folder = ck_argument_text(arguments, "out", NULL);
    if (status >= 0 && folder != NULL) status = write_folder(folder, &imported, &diags);
    ck_host_print_diags(stderr, &diags, json);
    if (status >= 0) {
        const ck_io_balance balance = ck_io_import_balance(&imported);
        if (json) {
            json_t *root = summary_json(&imported, &balance);
            (void)json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
            fputc('\n', stdout);
            json_decref(root);
        } else {
            print_summary(&imported, &balance);
        }
    }
    ck_io_import_free(&imported);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static const ck_option IMPORT_OPTIONS[] = {
    {"out", "FOLDER", "write the table as a pymrio folder with totals.csv"},
    {"year", "YEAR", "which year, where a folder holds several or no name tells"},
    {"region", "CODE", "oecd-iot: only this economy"},
    {"unit", "UNIT", "of money, where the layout does not say"},
    {"clip", NULL, "negative sales between industries become 0"},
    {"json", NULL, "summary and diagnostics as JSON"},
    {NULL, NULL, NULL}};

#define X(name, what) name ": " what ". "
const ck_command CK_COMMAND_IMPORT = {.name = "import",
                                      .summary = "read published input-output tables",
                                      .usage = "KIND FILE-OR-FOLDER [--out FOLDER]",
                                      .description = "Reads a published table, checks it, prints its totals and how far rows and "
                                                     "columns are from balance, and writes it in one form. Files may be packed "
                                                     "with gzip.\n\nKinds. " CK_IO_KIND_LIST(X) "\n\nThe layouts are described "
                                                     "in docs/importers.md.",
                                      .example = "chokepoint import icio ICIO2023_2018.csv --out icio-2018",
                                      .option = IMPORT_OPTIONS,
                                      .least = 2,
                                      .most = 2,
                                      .run = command_import};
#undef X
