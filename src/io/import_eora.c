/* Eora26 (Lenzen, Moran, Kanemoto and Geschke 2013): bare tab separated matrices Eora26_YYYY_bp_T.txt (sales between
   industries), _FD.txt (final demand), _VA.txt (primary inputs), with labels_T.txt and labels_FD.txt: country, code, kind, name.
   189 countries x 26 sectors, and a statistical discrepancy ROW of a single sector, which has no place in the grid: its rows
   and columns are left out and their sum is reported. Published in thousand USD. */
#include "io/import_kinds.h"

#include "base/base.h"

#include <stdio.h>
#include <string.h>

static char *file_of(ck_io_import *to, const char *folder, int32_t year, const char *part) {
    char name[64];
    snprintf(name, sizeof name, "Eora26_%d_bp_%s.txt", (int)year, part);
    char *path = ck_host_path(&to->arena, folder, name);
    if (path == NULL || ck_host_is_file(path)) return path;
    char *packed = ck_host_join(&to->arena, path, ".gz", "");
    return packed != NULL && ck_host_is_file(packed) ? packed : path;
}

static ck_status read_labels(ck_wide *wide, const char *folder, const char *name, ck_wide_kind kind, ck_import_options options) {
    ck_io_import *to = wide->to;
    const char *path = ck_host_path(&to->arena, folder, name);
    ck_host_input input;
    ck_cells cells;
    if (path == NULL) return ck_host_no_memory(wide->diags);
    CK_TRY(ck_import_open(to, path, options, &input, &cells, '\t', wide->diags));
    ck_cell_row row = {0};
    ck_status status = CK_OK;
    while (status >= 0) {
        status = ck_cells_row(&cells, &to->arena, &row);
        if (status < 0 || row.count == 0) break;
        if (row.count < 4)
            status = ck_host_report(wide->diags, CK_E_SYNTAX, row.place[0], "%u labels; expected country, code, kind and name",
                                    "separated by tabs", row.count);
        else if (strcmp(row.text[1], "ROW") == 0)
            status = ck_wide_column(wide, CK_WIDE_LEFT_OUT, "", "ROW", row.place[1]);
        else status = ck_wide_column(wide, kind, row.text[1], row.text[3], row.place[1]);
    }
    return ck_import_close(to, &input, &cells, status, wide->diags);
}

/* kind INDUSTRY: rows are the industries of the first `rows` columns; VALUE_ADDED: every row is a primary input. */
static ck_status read_block(ck_wide *wide, const char *path, ck_wide_kind kind, uint32_t rows, uint32_t first, uint32_t count,
                            ck_import_options options) {
    ck_io_import *to = wide->to;
    const ck_wide_line *column = wide->columns.item;
    ck_host_input input;
    ck_cells cells;
    if (path == NULL) return ck_host_no_memory(wide->diags);
    CK_TRY(ck_import_open(to, path, options, &input, &cells, '\t', wide->diags));
    ck_cell cell;
    ck_status status = CK_OK;
    while (status >= 0 && ck_cells_next(&cells, &cell)) {
        if ((kind == CK_WIDE_INDUSTRY && cell.row >= rows) || cell.column >= count || (cell.last && cell.column + 1 != count)) {
            status = ck_host_report(wide->diags, CK_E_SYNTAX, cell.place,
                                    "row %u, cell %u ends or stands outside of the matrix; the labels name %u rows and %u columns",
                                    "labels and matrices must belong together", cell.row + 1, cell.column + 1, rows, count);
            break;
        }
        double value = 0.0;
        status = ck_cell_number(&cell, &value);
        if (status < 0) status = ck_cell_complain(&cell, status, "this cell", wide->diags);
        else if (value != 0.0) {
            ck_wide_line row = {.kind = CK_WIDE_VALUE_ADDED};
            if (kind == CK_WIDE_INDUSTRY) row = column[cell.row];
            ck_wide_put(wide, &row, &column[first + cell.column], value);
        }
    }
    if (status >= 0 && cells.status >= 0 && kind == CK_WIDE_INDUSTRY && cells.row != rows)
        status = ck_host_report(wide->diags, CK_E_SYNTAX, ck_host_whole(input.name), "the matrix has %u rows; expected %u",
                                "is the file cut off?", cells.row, rows);
    return ck_import_close(to, &input, &cells, status, wide->diags);
}

static ck_status read_parts(ck_wide *wide, const char *folder, ck_import_options options) {
    ck_io_import *to = wide->to;
    const int32_t year = to->about.year;
    CK_TRY(read_labels(wide, folder, "labels_T.txt", CK_WIDE_INDUSTRY, options));
    const uint32_t n = wide->columns.count;
    CK_TRY(read_labels(wide, folder, "labels_FD.txt", CK_WIDE_FINAL, options));
    const uint32_t j = wide->columns.count - n;
    CK_TRY(ck_wide_close(wide));
    memset(wide->row_seen, 1, ck_io_table_industries(&to->table));
    CK_TRY(read_block(wide, file_of(to, folder, year, "T"), CK_WIDE_INDUSTRY, n, 0, n, options));
    CK_TRY(read_block(wide, file_of(to, folder, year, "FD"), CK_WIDE_INDUSTRY, n, n, j, options));
    CK_TRY(read_block(wide, file_of(to, folder, year, "VA"), CK_WIDE_VALUE_ADDED, 0, 0, n, options));
    wide->have_value_added = true;
    return ck_wide_finish(wide, folder);
}

ck_status ck_import_eora(const char *folder, ck_import_options options, ck_io_import *to, ck_diags *diags) {
    if (to->about.year == 0)
        return ck_host_report(diags, CK_E_USAGE, ck_host_whole(folder), "the folder's name holds no year",
                              "say which one: --year 2015");
    char name[32];
    snprintf(name, sizeof name, "eora26-%d", (int)to->about.year);
    to->about.name = ck_host_text(&to->arena, name, strlen(name));
    to->about.source = "Eora26 multi-region input-output table, basic prices";
    to->about.layout = "eora26";
    to->about.unit = "kUSD";
    to->about.grade = CK_ESTIMATED;
    if (to->about.name == NULL) return ck_host_no_memory(diags);
    ck_wide wide = ck_wide_start(to, options, diags);
    const ck_status status = read_parts(&wide, folder, options);
    ck_wide_end(&wide);
    return status;
}
