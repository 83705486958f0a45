/* WIOD. Release 2013: 41 regions x 35 industries, columns c1..c35 and final c37..c42; release 2016: 44 x 56, c1..c56 and
   final c57..c61 (Timmer, Dietzenbacher, Los, Stehrer and de Vries 2015). Three forms:

   - the sheet saved as CSV: lines of title, then four header rows (code, name, region, c-number) and four label columns;
   - the R and Stata form: IndustryCode, IndustryDescription, Country, RNr, Year, then AUS1 .. ROW61 (or vAUS1 ..), TOT;
   - a folder of bare matrices with their labels beside them: wiot_YYYY_Z, wiot_YYYY_F, sectors, final_columns, totals_YYYY. */
#include "io/import_kinds.h"

#include "base/base.h"

#include <stdio.h>
#include <string.h>

enum { LABELS = 4, HEADERS = 4, TITLE_ROWS = 12 };

/* The whole number behind `skip` bytes of a text; 0 when it is none. */
static uint32_t number_behind(const char *text, size_t skip) {
    int64_t value = 0;
    if (strlen(text) <= skip) return 0;
    return ck_host_integer(text + skip, strlen(text + skip), 1, 100000, &value) >= 0 ? (uint32_t)value : 0;
}

/* Rows below the industries, by code in 2016 and by number in 2013: r64 value added, r69 output, r60 the sum of inputs. */
static ck_wide_kind extra_row(const char *code, const char *number) {
    const bool coded = code[0] != '\0' && strcmp(code, "TOT") != 0;
    if (strcmp(code, "VA") == 0 || (!coded && strcmp(number, "r64") == 0)) return CK_WIDE_VALUE_ADDED;
    if (strcmp(code, "GO") == 0 || (!coded && strcmp(number, "r69") == 0)) return CK_WIDE_OUTPUT;
    if (strcmp(code, "II_fob") == 0 || (!coded && strcmp(number, "r60") == 0)) return CK_WIDE_SKIP;
    return CK_WIDE_TAXES;
}

/* ---- the sheet ---- */

static ck_status sheet_columns(ck_wide *wide, const ck_cell_row *region, const ck_cell_row *number) {
    uint32_t last = 0;
    for (uint32_t k = LABELS; k < number->count && k < region->count; k++) {
        if (region->text[k][0] != '\0' && strcmp(region->text[k], "TOT") != 0)
            last = ck_max_u32(last, number_behind(number->text[k], 1));
    }
    const uint32_t industries = last >= 57 ? 56 : 35;
    for (uint32_t k = LABELS; k < number->count; k++) {
        const uint32_t c = number->text[k][0] == 'c' ? number_behind(number->text[k], 1) : 0;
        const char *where = k < region->count ? region->text[k] : "";
        const bool total = where[0] == '\0' || strcmp(where, "TOT") == 0;
        const ck_wide_kind kind = total || c == 0    ? CK_WIDE_OUTPUT
                                  : c <= industries ? CK_WIDE_INDUSTRY
                                                    : CK_WIDE_FINAL;
        CK_TRY(ck_wide_column(wide, kind, where, number->text[k], number->place[k]));
    }
    wide->to->about.source = industries == 56 ? "WIOD, release 2016" : "WIOD, release 2013";
    wide->to->about.layout = "wiod, sheet saved as CSV";
    return ck_wide_close(wide);
}

/* A row's sector by its number: "c5" in 2013, "r5" or "c5" in 2016, on the c-numbers that head the columns. */
static ck_status sheet_row(ck_wide *wide, ck_cells *cells, bool *more) {
    char *label[LABELS] = {0};
    ck_cell cell;
    ck_host_arena_free(&wide->labels);
    for (int k = 0; k < LABELS; k++) {
        CK_TRY(ck_wide_label(wide, cells, &cell, &label[k]));
        *more = label[k] != NULL;
        if (!*more) return CK_OK;
    }
    ck_wide_line row;
    const bool extra = label[2][0] == '\0' || strcmp(label[2], "TOT") == 0;
    char *number = label[3];
    if (!extra && number[0] == 'r') number[0] = 'c';
    CK_TRY(ck_wide_row(wide, extra ? extra_row(label[0], label[3]) : CK_WIDE_INDUSTRY, label[2], number, cell.place, &row));
    return ck_wide_cells(wide, cells, &row, true);
}

static ck_status read_sheet(ck_wide *wide, ck_cells *cells, ck_cell_row *first) {
    ck_io_import *to = wide->to;
    ck_cell_row row[HEADERS] = {{0}};
    row[HEADERS - 1] = *first;
    for (uint32_t line = 0; line < TITLE_ROWS; line++) {
        const ck_cell_row *now = &row[HEADERS - 1];
        if (now->count > LABELS && strcmp(now->text[LABELS], "c1") == 0) {
            CK_TRY(sheet_columns(wide, &row[HEADERS - 2], now));
            bool more = true;
            while (more) CK_TRY(sheet_row(wide, cells, &more));
            return ck_wide_finish(wide, cells->input->name);
        }
        if (to->about.year == 0 && now->count > 0) to->about.year = ck_import_year_in(now->text[0]);
        const ck_cell_row oldest = row[0];
        for (int k = 0; k + 1 < HEADERS; k++) row[k] = row[k + 1];
        row[HEADERS - 1] = oldest;
        CK_TRY(ck_cells_row(cells, &to->arena, &row[HEADERS - 1]));
        if (row[HEADERS - 1].count == 0) break;
    }
    return ck_host_report(wide->diags, CK_E_FORMAT, ck_host_whole(cells->input->name),
                          "this is no WIOD table: none of its first rows has \"c1\" above the first column of data",
                          "expected the sheet saved as CSV (,,,,c1,c2,...), or the form that starts with IndustryCode");
}

/* ---- the R and Stata form ---- */

static const char *letters(ck_host_arena *arena, const char *text) {
    size_t length = 0;
    while (text[length] != '\0' && (text[length] < '0' || text[length] > '9')) length++;
    return ck_host_text(arena, text, length);
}

static ck_status form_columns(ck_wide *wide, const ck_cell_row *header) {
    for (uint32_t k = 5; k < header->count; k++) {
        const char *text = header->text[k];
        if (strcmp(text, "TOT") == 0 || strcmp(text, "vTOT") == 0) {
            CK_TRY(ck_wide_column(wide, CK_WIDE_OUTPUT, "", "", header->place[k]));
            continue;
        }
        if (text[0] == 'v') text++;
        const char *region = letters(&wide->to->arena, text);
        if (region == NULL) return ck_host_no_memory(wide->diags);
        const uint32_t number = number_behind(text, strlen(region));
        if (number == 0 || region[0] == '\0')
            return ck_host_report(wide->diags, CK_E_SYNTAX, header->place[k],
                                  "column %q; expected a region and a number, as AUS1", "", header->text[k]);
        CK_TRY(ck_wide_column(wide, number <= 56 ? CK_WIDE_INDUSTRY : CK_WIDE_FINAL, region, text + strlen(region),
                              header->place[k]));
    }
    return ck_wide_close(wide);
}

static ck_status form_row(ck_wide *wide, ck_cells *cells, const char **code, bool *more) {
    char *label[5] = {0};
    ck_cell cell;
    ck_host_arena_free(&wide->labels);
    for (int k = 0; k < 5; k++) {
        CK_TRY(ck_wide_label(wide, cells, &cell, &label[k]));
        *more = label[k] != NULL;
        if (!*more) return CK_OK;
    }
    ck_io_import *to = wide->to;
    if (to->about.year == 0) to->about.year = ck_import_year_in(label[4]);
    const bool extra = strcmp(label[2], "TOT") == 0;
    ck_wide_line row;
    CK_TRY(ck_wide_row(wide, extra ? extra_row(label[0], "") : CK_WIDE_INDUSTRY, label[2], label[3], cell.place, &row));
    if (!extra && code[row.name] == NULL) code[row.name] = ck_host_text(&to->arena, label[0], strlen(label[0]));
    return ck_wide_cells(wide, cells, &row, true);
}

/* Sectors are numbers in the header; the codes of the rows are what people know them by. */
static ck_status read_form(ck_wide *wide, ck_cells *cells, const ck_cell_row *header) {
    ck_io_import *to = wide->to;
    to->about.source = "WIOD, release 2016";
    to->about.layout = "wiod, R and Stata form";
    CK_TRY(form_columns(wide, header));
    const char **code = ck_host_take(&to->arena, to->table.sectors, sizeof *code);
    if (code == NULL) return ck_host_no_memory(wide->diags);
    bool more = true;
    while (more) CK_TRY(form_row(wide, cells, code, &more));
    CK_TRY(ck_wide_finish(wide, cells->input->name));
    to->table.sector = code;
    static const char *const FINAL[] = {"CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN"};
    const char **category = ck_host_take(&to->arena, (size_t)to->table.categories + 1, sizeof *category);
    if (category == NULL) return ck_host_no_memory(wide->diags);
    for (uint32_t k = 0; k < to->table.categories; k++) {
        const uint32_t number = number_behind(to->table.category[k], 0);
        category[k] = number >= 57 && number <= 61 ? FINAL[number - 57] : to->table.category[k];
    }
    to->table.category = category;
    return CK_OK;
}

ck_status ck_import_wiod(ck_cells *cells, ck_import_options options, ck_io_import *to, ck_diags *diags) {
    ck_wide wide = ck_wide_start(to, options, diags);
    ck_cell_row first = {0};
    ck_status status = ck_cells_row(cells, &to->arena, &first);
    if (status >= 0 && first.count == 0)
        status = ck_host_report(diags, CK_E_MISSING, ck_host_whole(cells->input->name), "the table is empty",
                                "expected a WIOD table");
    if (status >= 0) {
        const bool form = strcmp(first.text[0], "IndustryCode") == 0 || strcmp(first.text[0], "industrycode") == 0;
        status = form ? read_form(&wide, cells, &first) : read_sheet(&wide, cells, &first);
    }
    ck_wide_end(&wide);
    return status;
}

/* ---- the folder of matrices ---- */

static char *file_of(ck_io_import *to, const char *folder, const char *stem, int32_t year, const char *tail) {
    char name[64];
    if (year != 0) snprintf(name, sizeof name, "%s_%d%s.csv", stem, (int)year, tail);
    else snprintf(name, sizeof name, "%s%s.csv", stem, tail);
    char *path = ck_host_path(&to->arena, folder, name);
    if (path == NULL || ck_host_is_file(path)) return path;
    char *packed = ck_host_join(&to->arena, path, ".gz", "");
    return packed != NULL && ck_host_is_file(packed) ? packed : path;
}

/* Labels: index, country, then the name of a sector or of a final use. */
static ck_status folder_labels(ck_wide *wide, const char *path, ck_wide_kind kind, ck_import_options options) {
    ck_host_input input;
    ck_cells cells;
    CK_TRY(ck_import_open(wide->to, path, options, &input, &cells, ',', wide->diags));
    ck_cell_row row = {0};
    ck_status status = ck_cells_row(&cells, &wide->to->arena, &row);
    while (status >= 0) {
        status = ck_cells_row(&cells, &wide->to->arena, &row);
        if (status < 0 || row.count == 0) break;
        if (row.count < 3)
            status = ck_host_report(wide->diags, CK_E_SYNTAX, row.place[0], "expected index, country and %s",
                                    "the labels of the matrices stand here, one a row",
                                    kind == CK_WIDE_INDUSTRY ? "industry" : "use");
        else status = ck_wide_column(wide, kind, row.text[1], row.text[2], row.place[1]);
    }
    return ck_import_close(wide->to, &input, &cells, status, wide->diags);
}

/* A bare matrix: a row an industry in the order of the labels, `first` its first column among the columns. */
static ck_status folder_matrix(ck_wide *wide, const char *path, uint32_t first, uint32_t count, ck_import_options options) {
    ck_io_import *to = wide->to;
    const uint32_t n = ck_io_table_industries(&to->table);
    const ck_wide_line *column = wide->columns.item;
    ck_host_input input;
    ck_cells cells;
    CK_TRY(ck_import_open(to, path, options, &input, &cells, ',', wide->diags));
    ck_cell cell;
    ck_status status = CK_OK;
    while (status >= 0 && ck_cells_next(&cells, &cell)) {
        double value = 0.0;
        if (cell.row >= n || cell.column >= count || (cell.last && cell.column + 1 != count)) {
            status = ck_host_report(wide->diags, CK_E_SYNTAX, cell.place,
                                    "row %u, cell %u ends or stands outside of the matrix, which has %u rows of %u cells",
                                    "labels and matrices must belong together", cell.row + 1, cell.column + 1, n, count);
            break;
        }
        status = ck_cell_number(&cell, &value);
        if (status < 0) status = ck_cell_complain(&cell, status, "this cell", wide->diags);
        const ck_wide_line row = {.kind = CK_WIDE_INDUSTRY, .at = column[cell.row].at};
        if (status >= 0) ck_wide_put(wide, &row, &column[first + cell.column], value);
    }
    if (status >= 0 && cells.status >= 0 && cells.row != n)
        status = ck_host_report(wide->diags, CK_E_SYNTAX, ck_host_whole(input.name), "the matrix has %u rows; expected %u",
                                "is the file cut off?", cells.row, n);
    return ck_import_close(to, &input, &cells, status, wide->diags);
}

/* totals_YYYY: index, country, industry, output, ... */
static ck_status folder_totals(ck_wide *wide, const char *path, ck_import_options options) {
    ck_io_import *to = wide->to;
    const ck_wide_line *column = wide->columns.item;
    const uint32_t n = ck_io_table_industries(&to->table);
    ck_host_input input;
    ck_cells cells;
    CK_TRY(ck_import_open(to, path, options, &input, &cells, ',', wide->diags));
    ck_cell cell;
    ck_status status = CK_OK;
    while (status >= 0 && ck_cells_next(&cells, &cell)) {
        if (cell.row == 0 || cell.column != 3) continue;
        double value = 0.0;
        if (cell.row > n) break;
        status = ck_cell_number(&cell, &value);
        if (status < 0) status = ck_cell_complain(&cell, status, "output", wide->diags);
        else to->x[column[cell.row - 1].at] = value;
    }
    wide->have_output = true;
    return ck_import_close(to, &input, &cells, status, wide->diags);
}

static ck_status read_folder(ck_wide *wide, const char *folder, ck_import_options options) {
    ck_io_import *to = wide->to;
    const int32_t year = to->about.year;
    CK_TRY(folder_labels(wide, file_of(to, folder, "sectors", 0, ""), CK_WIDE_INDUSTRY, options));
    const uint32_t n = wide->columns.count;
    CK_TRY(folder_labels(wide, file_of(to, folder, "final_columns", 0, ""), CK_WIDE_FINAL, options));
    const uint32_t j = wide->columns.count - n;
    CK_TRY(ck_wide_close(wide));
    memset(wide->row_seen, 1, ck_io_table_industries(&to->table));
    CK_TRY(folder_matrix(wide, file_of(to, folder, "wiot", year, "_Z"), 0, n, options));
    CK_TRY(folder_matrix(wide, file_of(to, folder, "wiot", year, "_F"), n, j, options));
    const char *totals = file_of(to, folder, "totals", year, "");
    if (ck_host_is_file(totals)) CK_TRY(folder_totals(wide, totals, options));
    return ck_wide_finish(wide, folder);
}

ck_status ck_import_wiod_folder(const char *folder, ck_import_options options, ck_io_import *to, ck_diags *diags) {
    if (to->about.year == 0 || options.year == 0)
        return ck_host_report(diags, CK_E_USAGE, ck_host_whole(folder), "the folder may hold several years",
                              "say which one: --year 2011");
    to->about.source = "WIOD, release 2013";
    to->about.layout = "wiod, folder of matrices";
    char name[64];
    snprintf(name, sizeof name, "wiod-2013-%d", (int)to->about.year);
    to->about.name = ck_host_text(&to->arena, name, strlen(name));
    if (to->about.name == NULL) return ck_host_no_memory(diags);
    ck_wide wide = ck_wide_start(to, options, diags);
    const ck_status status = read_folder(&wide, folder, options);
    ck_wide_end(&wide);
    return status;
}
