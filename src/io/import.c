#include "io/import_kinds.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

bool ck_io_kind_known(const char *kind) {
#define X(name, what) if (strcmp(kind, name) == 0) return true;
    CK_IO_KIND_LIST(X)
#undef X
    return false;
}

int32_t ck_import_year_in(const char *text) {
    int32_t year = 0;
    for (size_t k = 0; text[k] != '\0'; k++) {
        if (k > 0 && text[k - 1] >= '0' && text[k - 1] <= '9') continue;
        int32_t value = 0;
        size_t digits = 0;
        while (text[k + digits] >= '0' && text[k + digits] <= '9' && digits < 5)
            value = 10 * value + (text[k + digits++] - '0');
        if (digits == 4 && value >= 1900 && value <= 2100) year = value;
    }
    return year;
}

ck_status ck_import_open(ck_io_import *to, const char *path, ck_import_options options, ck_host_input *input,
                         ck_cells *cells, char separator, ck_diags *diags) {
    const char *kept = ck_host_text(&to->arena, path, strlen(path));
    if (kept == NULL) return ck_host_no_memory(diags);
    CK_TRY(ck_host_input_open_packed(kept, CK_IMPORT_LIMIT, input, diags));
    const ck_status status = ck_cells_open(cells, input, separator, diags);
    if (status < 0) {
        ck_host_input_close(input);
        return status;
    }
    ck_import_watch(cells, options);
    return CK_OK;
}

void ck_import_watch(ck_cells *cells, ck_import_options options) {
    cells->progress = options.progress;
    cells->user = options.user;
    long size = -1;
    FILE *file = cells->input->file;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        size = ftell(file);
        (void)fseek(file, 0, SEEK_SET);
    }
    cells->total = size > 0 ? (double)size : cells->input->packed != NULL ? 64.0 * 1048576.0 : 0.0;
}

ck_status ck_import_close(ck_io_import *to, ck_host_input *input, ck_cells *cells, ck_status status, ck_diags *diags) {
    if (status >= 0) status = cells->status;
    if (status >= 0) status = ck_wide_file(to, input, diags);
    ck_cells_close(cells);
    ck_host_input_close(input);
    return status;
}

static ck_status one_file(const char *kind, ck_host_input *input, ck_import_options options, ck_io_import *to,
                          ck_diags *diags) {
    ck_cells cells;
    CK_TRY(ck_cells_open(&cells, input, 0, diags));
    ck_import_watch(&cells, options);
    ck_status status = strcmp(kind, "wiod") == 0   ? ck_import_wiod(&cells, options, to, diags)
                       : strcmp(kind, "icio") == 0 ? ck_import_icio(&cells, options, to, diags)
                                                   : ck_import_oecd_iot(&cells, options, to, diags);
    if (status >= 0) status = cells.status;
    if (status >= 0) status = ck_wide_file(to, input, diags);
    ck_cells_close(&cells);
    return status;
}

static void describe(ck_io_import *to, ck_import_options options) {
    if (options.year != 0) to->about.year = options.year;
    if (options.unit != NULL) to->about.unit = options.unit;
    to->table.name = to->about.name;
    to->table.unit = to->about.unit;
    to->table.year = to->about.year;
    if (to->left_out_what == NULL) to->left_out_what = "";
}

ck_status ck_io_import_input(const char *kind, ck_host_input *input, ck_import_options options, ck_io_import *imported,
                             ck_diags *diags) {
    *imported = (ck_io_import){.about = {.name = input->name, .unit = "MUSD", .grade = CK_DERIVED},
                               .files = {.each = sizeof(ck_host_file)}};
    const char *name = ck_host_last_part(input->name);
    imported->about.name = ck_host_text(&imported->arena, name, strcspn(name, "."));
    if (imported->about.name == NULL) return ck_host_no_memory(diags);
    imported->about.year = ck_import_year_in(name);
    const ck_status status = one_file(kind, input, options, imported, diags);
    describe(imported, options);
    return status;
}

ck_status ck_io_import_read(const char *kind, const char *path, ck_import_options options, ck_io_import *imported,
                            ck_diags *diags) {
    *imported = (ck_io_import){.files = {.each = sizeof(ck_host_file)}};
    const bool folder = ck_host_is_folder(path);
    const bool wants_folder = strcmp(kind, "pymrio") == 0 || strcmp(kind, "exiobase") == 0 || strcmp(kind, "eora26") == 0 ||
                              strcmp(kind, "csv") == 0;
    if (wants_folder && !folder)
        return ck_host_report(diags, CK_E_USAGE, ck_host_whole(path), "a table of kind %q is a folder",
                              "unpack the archive and name the folder", kind);
    ck_status status;
    if (!folder) {
        char *kept = ck_host_text(&imported->arena, path, strlen(path));
        const ck_host_arena arena = imported->arena;
        ck_host_input input;
        if (kept == NULL) return ck_host_no_memory(diags);
        status = ck_host_input_open_packed(kept, CK_IMPORT_LIMIT, &input, diags);
        if (status < 0) return status;
        status = ck_io_import_input(kind, &input, options, imported, diags);
        ck_host_input_close(&input);
        ck_host_adopt(&imported->arena, arena);          // the path that places and files point to
    } else {
        const char *name = ck_host_last_part(path);
        char *kept = ck_host_text(&imported->arena, name, strcspn(name, "/"));
        if (kept == NULL) return ck_host_no_memory(diags);
        imported->about = (ck_import_about){.name = kept, .unit = "MUSD", .grade = CK_DERIVED,
                                            .year = options.year != 0 ? options.year : ck_import_year_in(kept)};
        status = strcmp(kind, "csv") == 0    ? ck_import_csv(path, options, imported, diags)
                 : strcmp(kind, "eora26") == 0 ? ck_import_eora(path, options, imported, diags)
                 : strcmp(kind, "wiod") == 0 ? ck_import_wiod_folder(path, options, imported, diags)
                 : wants_folder              ? ck_import_pymrio(path, options, imported, diags)
                                             : ck_host_read_error(diags, path, 21 /* EISDIR */);
        describe(imported, options);
    }
    if (options.progress != NULL) options.progress(options.user, path, 1.0);
    return status;
}

const char *ck_io_import_guess(const char *path) {
    static const char *const sign[][2] = {{"file_parameters.json", "pymrio"}, {"Z.csv", "csv"}, {"final_columns.csv", "wiod"}};
    const char *kind = NULL;
    ck_host_arena arena = {0};
    for (size_t k = 0; k < sizeof sign / sizeof *sign && kind == NULL; k++) {
        const char *file = ck_host_path(&arena, path, sign[k][0]);
        if (file != NULL && ck_host_is_file(file)) kind = sign[k][1];
    }
    ck_host_arena_free(&arena);
    return kind;
}

void ck_io_import_free(ck_io_import *imported) {
    free(imported->z);
    free(imported->y);
    free(imported->x);
    free(imported->va);
    ck_host_arena_free(&imported->arena);
    *imported = (ck_io_import){0};
}

ck_io_balance ck_io_import_balance(const ck_io_import *imported) {
    const ck_io_table *table = &imported->table;
    const uint32_t n = ck_io_table_industries(table), j = ck_io_table_final_columns(table);
    ck_io_balance balance = {0};
    double *inputs = calloc((size_t)n + 1, sizeof *inputs);
    double row_gaps = 0.0, column_gaps = 0.0;
    for (uint32_t f = 0; f < n && inputs != NULL; f++) {
        double row = 0.0, final = 0.0;
        for (uint32_t g = 0; g < n; g++) {
            const double z = table->z[(size_t)f * n + g];
            row += z;
            inputs[g] += z;
        }
        for (uint32_t k = 0; k < j; k++) final += table->y[(size_t)f * j + k];
        balance.intermediate += row;
        balance.final += final;
        balance.output += table->x[f];
        const double gap = ck_abs(row + final - table->x[f]);
        row_gaps += gap;
        if (gap > balance.largest_row_gap) {
            balance.largest_row_gap = gap;
            balance.largest_row = f;
        }
    }
    for (uint32_t f = 0; f < n && inputs != NULL; f++) {
        const double added = table->va != NULL ? table->va[f] : table->x[f] - inputs[f];
        balance.value_added += added;
        column_gaps += ck_abs(inputs[f] + added - table->x[f]);
    }
    free(inputs);
    if (balance.output > 0.0) {
        balance.row_gap = row_gaps / balance.output;
        balance.column_gap = column_gaps / balance.output;
    }
    return balance;
}
