/* A folder of three plain tables: Z.csv (industry x industry), Y.csv (industry x final column) and x.csv (industry,
   output). Labels are REGION|SECTOR and REGION|CATEGORY; the first cell of a header names its rows and does not
   matter. */
#include "io/import_kinds.h"

#include <string.h>

/* "reg1|mining" in two; false after a message. */
static ck_status cut(char *label, ck_place place, char **name, ck_diags *diags) {
    char *bar = strchr(label, '|');
    if (bar == NULL)
        return ck_host_report(diags, CK_E_SYNTAX, place, "%q is no label of an industry", "labels are REGION|NAME",
                              label);
    *bar = '\0';
    *name = bar + 1;
    return CK_OK;
}

static ck_status take_header(ck_wide *wide, ck_cells *cells, ck_wide_kind kind) {
    ck_cell_row row = {0};
    CK_TRY(ck_cells_row(cells, &wide->to->arena, &row));
    if (row.count < 2)
        return ck_host_report(wide->diags, CK_E_SYNTAX, ck_host_whole(cells->input->name), "the header has %u cells",
                              "expected a name of the rows, then REGION|NAME in every cell", row.count);
    for (uint32_t k = 1; k < row.count; k++) {
        char *name = NULL;
        CK_TRY(cut(row.text[k], row.place[k], &name, wide->diags));
        CK_TRY(ck_wide_column(wide, kind, row.text[k], name, row.place[k]));
    }
    return CK_OK;
}

static ck_status read_header(ck_wide *wide, const char *path, ck_wide_kind kind, ck_import_options options) {
    ck_host_input input;
    ck_cells cells;
    CK_TRY(ck_import_open(wide->to, path, options, &input, &cells, ',', wide->diags));
    const ck_status status = take_header(wide, &cells, kind);
    ck_cells_close(&cells);
    ck_host_input_close(&input);
    return status;
}

/* The label of the next row; `at` its industry, CK_NONE at the end. */
static ck_status next_row(ck_wide *wide, ck_cells *cells, uint32_t *at, ck_place *place) {
    ck_cell cell;
    char *label = NULL, *name = NULL;
    ck_host_arena_free(&wide->labels);
    *at = CK_NONE;
    CK_TRY(ck_wide_label(wide, cells, &cell, &label));
    if (label == NULL) return cells->status;
    *place = cell.place;
    CK_TRY(cut(label, cell.place, &name, wide->diags));
    const uint32_t region = ck_intern_find(&wide->regions, label, strlen(label));
    const uint32_t sector = ck_intern_find(&wide->sectors, name, strlen(name));
    ck_wide_line row;
    if (region == CK_NONE || sector == CK_NONE)
        return ck_wide_row(wide, CK_WIDE_INDUSTRY, label, name, cell.place, &row);
    *at = region * wide->sectors.count + sector;
    return CK_OK;
}

/* Rows of a matrix whose columns are first .. first + count - 1; `bit` marks the industries seen. */
static ck_status read_rows(ck_wide *wide, ck_cells *cells, uint32_t first, uint32_t count, uint8_t bit) {
    const ck_wide_line *column = wide->columns.item;
    for (;;) {
        ck_wide_line row = {.kind = CK_WIDE_INDUSTRY};
        CK_TRY(next_row(wide, cells, &row.at, &row.place));
        if (row.at == CK_NONE) return CK_OK;
        if ((wide->row_seen[row.at] & bit) != 0)
            return ck_host_report(wide->diags, CK_E_DUPLICATE, row.place, "the row of %s, %s comes twice",
                                  "each industry may have one row",
                                  wide->to->table.region[row.at / wide->to->table.sectors],
                                  wide->to->table.sector[row.at % wide->to->table.sectors]);
        wide->row_seen[row.at] |= bit;
        for (uint32_t k = 0; k < count; k++) {
            ck_cell cell;
            double value = 0.0;
            if (!ck_cells_next(cells, &cell)) return cells->status;
            const ck_status status = ck_cell_number(&cell, &value);
            if (status < 0) return ck_cell_complain(&cell, status, "this cell", wide->diags);
            if (bit == 4) wide->to->x[row.at] = value;
            else ck_wide_put(wide, &row, &column[first + k], value);
            if (cell.last != (k + 1 == count))
                return ck_host_report(wide->diags, CK_E_SYNTAX, cell.place, "cell %u of the row; the header has %u",
                                      "rows and header must have the same columns; is the file cut off?", k + 1, count);
        }
    }
}

static ck_status read_file(ck_wide *wide, const char *path, uint32_t first, uint32_t count, uint8_t bit,
                           ck_import_options options) {
    ck_host_input input;
    ck_cells cells;
    ck_cell_row header = {0};
    CK_TRY(ck_import_open(wide->to, path, options, &input, &cells, ',', wide->diags));
    ck_status status = ck_cells_row(&cells, &wide->to->arena, &header);
    if (status >= 0 && header.count != count + 1)
        status = ck_host_report(wide->diags, CK_E_FORMAT, ck_host_whole(cells.input->name),
                                "the header has %u cells; expected %u", "a name of the rows, then one cell a column",
                                header.count, count + 1);
    if (status >= 0) status = read_rows(wide, &cells, first, count, bit);
    return ck_import_close(wide->to, &input, &cells, status, wide->diags);
}

static ck_status read_folder(ck_wide *wide, const char *folder, ck_import_options options) {
    ck_io_import *to = wide->to;
    const char *z = ck_host_path(&to->arena, folder, "Z.csv"), *y = ck_host_path(&to->arena, folder, "Y.csv"),
               *x = ck_host_path(&to->arena, folder, "x.csv");
    if (z == NULL || y == NULL || x == NULL) return ck_host_no_memory(wide->diags);
    CK_TRY(read_header(wide, z, CK_WIDE_INDUSTRY, options));
    const uint32_t n = wide->columns.count;
    CK_TRY(read_header(wide, y, CK_WIDE_FINAL, options));
    CK_TRY(ck_wide_close(wide));
    CK_TRY(read_file(wide, z, 0, n, 1, options));
    CK_TRY(read_file(wide, y, n, wide->columns.count - n, 2, options));
    const bool output = ck_host_is_file(x);
    if (output) CK_TRY(read_file(wide, x, 0, 1, 4, options));
    for (uint32_t f = 0; f < n; f++) {
        if (wide->row_seen[f] == (output ? 7 : 3)) continue;
        return ck_host_report(wide->diags, CK_E_MISSING,
                              ck_host_whole((wide->row_seen[f] & 1) == 0   ? z
                                            : (wide->row_seen[f] & 2) == 0 ? y
                                                                           : x),
                              "the row of %s, %s is missing", "is the file cut off?",
                              to->table.region[f / to->table.sectors], to->table.sector[f % to->table.sectors]);
    }
    wide->have_output = output;
    to->about.source = "folder of CSV tables";
    to->about.layout = "csv, Z.csv with Y.csv and x.csv";
    return ck_wide_finish(wide, folder);
}

ck_status ck_import_csv(const char *folder, ck_import_options options, ck_io_import *to, ck_diags *diags) {
    ck_wide wide = ck_wide_start(to, options, diags);
    const ck_status status = read_folder(&wide, folder, options);
    ck_wide_end(&wide);
    return status;
}
