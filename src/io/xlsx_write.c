/* Tables as one workbook by libxlsxwriter: a sheet that says what is where, then a sheet a table. */
#include "io/tables.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>
#include <zip.h>

#define SHEET_ROWS 1048576u              // of the format
#define SHEET_NAME 31
#define HEAD_ROWS  2                     // names, units
#define EXCEL_2000 36526                 // its number for 2000-01-01
#define CREATED    946684800             // 2000-01-01: a real time would make equal runs differ

typedef struct book { lxw_workbook *workbook; lxw_format *head, *unit, *day; lxw_error error; } book;

static void keep(book *book, lxw_error error) {
    if (book->error == LXW_NO_ERROR) book->error = error;
}

static bool fits(const ck_host_table *table) {
    return table->rows <= SHEET_ROWS - HEAD_ROWS && table->axis_count + table->column_count <= 16384;
}

static void write_value(book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const ck_host_values *values,
                        size_t at) {
    char text[32];
    switch (values->kind) {
        case CK_HOST_REAL:
            if (ck_is_nan(values->at.real[at])) return;
            if (ck_is_finite(values->at.real[at])) {
                keep(book, worksheet_write_number(sheet, row, column, values->at.real[at], NULL));
            } else {
                keep(book,
                     worksheet_write_string(sheet, row, column, values->at.real[at] > 0.0 ? "inf" : "-inf", NULL));
            }
            return;
        case CK_HOST_WHOLE: {
            const int64_t whole = values->at.whole[at];
            if (whole <= INT64_C(1) << 53 && whole >= -(INT64_C(1) << 53)) {
                keep(book, worksheet_write_number(sheet, row, column, (double)whole, NULL));
                return;
            }
            snprintf(text, sizeof text, "%lld", (long long)whole);   // a cell's number would lose digits
            keep(book, worksheet_write_string(sheet, row, column, text, NULL));
            return;
        }
        case CK_HOST_WORD:
            if (values->at.word[at] == NULL || values->at.word[at][0] == '\0') return;
            keep(book, worksheet_write_string(sheet, row, column, values->at.word[at], NULL));
            return;
        case CK_HOST_DAY: {
            const ck_date day = values->at.day[at];
            if (day.day == CK_DATE_LAST.day) return;
            if (day.day > -EXCEL_2000 + 60) {
                keep(book, worksheet_write_number(sheet, row, column, (double)day.day + EXCEL_2000, book->day));
                return;
            }
            ck_date_write(day, text);
            keep(book, worksheet_write_string(sheet, row, column, text, NULL));
            return;
        }
    }
}

static void write_sheet(book *book, const ck_host_table *table) {
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, table->name);
    if (sheet == NULL) {
        keep(book, LXW_ERROR_SHEETNAME_ALREADY_USED);
        return;
    }
    const uint32_t fields = table->axis_count + table->column_count;
    for (uint32_t i = 0; i < fields; i++) {
        const bool  axis = i < table->axis_count;
        const char *name = axis ? table->axis[i]->name : table->column[i - table->axis_count].name;
        const size_t length = strlen(name) > 10 ? strlen(name) : 10;
        keep(book,
             worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, (double)(length < 40 ? length : 40) + 2.0, NULL));
        keep(book, worksheet_write_string(sheet, 0, (lxw_col_t)i, name, book->head));
    }
    for (uint32_t i = 0; i < fields; i++) {                          // rows in order: memory is constant only so
        const bool  axis = i < table->axis_count;
        const char *unit = axis ? table->axis[i]->unit : table->column[i - table->axis_count].unit;
        if (unit != NULL && unit[0] != '\0') {
            keep(book, worksheet_write_string(sheet, 1, (lxw_col_t)i, unit, book->unit));
        }
    }
    for (size_t row = 0; row < table->rows && book->error == LXW_NO_ERROR; row++) {
        for (uint32_t i = 0; i < fields; i++) {
            const lxw_row_t at = (lxw_row_t)(row + HEAD_ROWS);
            if (i < table->axis_count) {
                write_value(book, sheet, at, (lxw_col_t)i, &table->axis[i]->label, ck_host_table_at(table, i, row));
            } else {
                write_value(book, sheet, at, (lxw_col_t)i, &table->column[i - table->axis_count].value, row);
            }
        }
    }
    worksheet_freeze_panes(sheet, HEAD_ROWS, (lxw_col_t)(table->axis_count < 8 ? table->axis_count : 0));
}

static void write_guide_row(book *book, lxw_worksheet *sheet, lxw_row_t *row, const char *const field[4],
                            lxw_format *format) {
    for (int i = 0; i < 4; i++) {
        if (field[i] != NULL && field[i][0] != '\0') {
            keep(book, worksheet_write_string(sheet, *row, (lxw_col_t)i, field[i], format));
        }
    }
    (*row)++;
}

static void write_guide(book *book, const ck_host_about *about, const ck_host_table *table, uint32_t count) {
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, "read me");
    lxw_row_t row = 0;
    keep(book, worksheet_set_column(sheet, 0, 1, 26.0, NULL));
    keep(book, worksheet_set_column(sheet, 2, 2, 14.0, NULL));
    keep(book, worksheet_set_column(sheet, 3, 3, 90.0, NULL));
    const char *head[][4] = {{"title", about->title, "", ""},
                             {"source", about->source, "", ""},
                             {"version", about->version, "", ""},
                             {"licence", about->licence, "", ""},
                             {"digest", about->digest, "", ""}};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++) write_guide_row(book, sheet, &row, head[i], NULL);
    row++;
    const char *const names[] = {"sheet", "column", "unit", "meaning"};
    write_guide_row(book, sheet, &row, names, book->head);
    for (uint32_t t = 0; t < count; t++) {
        const char *const title[] = {
            table[t].name, "", "",
            fits(&table[t]) ? table[t].title : "left out: more rows than a sheet can hold; see the CSV or NetCDF file"};
        write_guide_row(book, sheet, &row, title, book->head);
        for (uint32_t a = 0; a < table[t].axis_count; a++) {
            const ck_host_axis *axis = table[t].axis[a];
            write_guide_row(book, sheet, &row, (const char *const[]){"", axis->name, axis->unit, axis->meaning}, NULL);
        }
        for (uint32_t c = 0; c < table[t].column_count; c++) {
            const ck_host_column *column = &table[t].column[c];
            write_guide_row(book, sheet, &row, (const char *const[]){"", column->name, column->unit, column->meaning},
                            NULL);
        }
    }
}

/* ---------------------------------------------------------------- was everything written? ------------------------- */

/* The library builds sheets in temporary files and does not notice when these are cut off by a full disk: count the
   rows that arrived. Bytes are counted by a small automaton for "<row ". */
static size_t rows_in(zip_t *archive, const char *name) {
    zip_file_t *file = zip_fopen(archive, name, 0);
    if (file == NULL) return SIZE_MAX;
    static const char mark[] = "<row ";
    char   piece[16384];
    size_t rows = 0, matched = 0;
    zip_int64_t got;
    while ((got = zip_fread(file, piece, sizeof piece)) > 0) {
        for (zip_int64_t i = 0; i < got; i++) {
            matched = piece[i] == mark[matched] ? matched + 1 : piece[i] == mark[0] ? 1 : 0;
            if (matched == sizeof mark - 1) {
                rows++;
                matched = 0;
            }
        }
    }
    zip_fclose(file);
    return got < 0 ? SIZE_MAX : rows;
}

/* Rows that libxlsxwriter writes: those with at least one cell. */
static size_t rows_expected(const ck_host_table *table) {
    size_t rows = HEAD_ROWS;
    bool any_unit = false;
    for (uint32_t a = 0; a < table->axis_count; a++) {
        any_unit = any_unit || (table->axis[a]->unit != NULL && table->axis[a]->unit[0] != '\0');
    }
    for (uint32_t c = 0; c < table->column_count; c++) {
        any_unit = any_unit || (table->column[c].unit != NULL && table->column[c].unit[0] != '\0');
    }
    if (!any_unit) rows--;
    for (size_t row = 0; row < table->rows; row++) {
        bool any = false;
        for (uint32_t i = 0; i < table->axis_count + table->column_count && !any; i++) {
            const bool axis = i < table->axis_count;
            const ck_host_values *values = axis ? &table->axis[i]->label : &table->column[i - table->axis_count].value;
            const size_t at = axis ? ck_host_table_at(table, i, row) : row;
            any = values->kind == CK_HOST_WHOLE || (values->kind == CK_HOST_REAL && !ck_is_nan(values->at.real[at])) ||
                  (values->kind == CK_HOST_WORD && values->at.word[at] != NULL && values->at.word[at][0] != '\0') ||
                  (values->kind == CK_HOST_DAY && values->at.day[at].day != CK_DATE_LAST.day);
        }
        rows += any;
    }
    return rows;
}

static bool is_complete(const char *path, const ck_host_table *table, uint32_t count) {
    int error = 0;
    zip_t *archive = zip_open(path, ZIP_RDONLY, &error);
    if (archive == NULL) return false;
    bool good = true;
    unsigned sheet = 1;                  // the guide
    for (uint32_t i = 0; i < count && good; i++) {
        if (!fits(&table[i])) continue;
        char name[64];
        snprintf(name, sizeof name, "xl/worksheets/sheet%u.xml", ++sheet);
        good = rows_in(archive, name) == rows_expected(&table[i]);
    }
    zip_discard(archive);
    return good;
}

static ck_status write_failed(ck_diags *diags, const char *path, const char *reason) {
    const ck_place nowhere = {0};
    return ck_host_report(diags, CK_E_IO, nowhere, "could not write %q: %s",
                          "free some space, there and in the folder for temporary files", path, reason);
}

ck_status ck_host_write_xlsx(const char *path, const ck_host_about *about, const ck_host_table *table, uint32_t count,
                             ck_host_batch *batch, ck_diags *diags) {
    const ck_place nowhere = {0};
    ck_status status = CK_OK;
    for (uint32_t i = 0; i < count; i++) {
        CK_TRY(ck_host_table_check(&table[i], diags));
        if (strlen(table[i].name) > SHEET_NAME) {
            return ck_host_report(diags, CK_E_LIMIT, nowhere, "the name of table %q is too long for a sheet",
                                  "use at most 31 letters", table[i].name);
        }
        if (fits(&table[i])) continue;
        status = ck_host_report(diags, CK_NOTED, nowhere, "table %q has %g rows and is left out of %q",
                                "it is in the CSV and NetCDF files", table[i].name, (double)table[i].rows, path);
    }
    const char *temporary = NULL;
    CK_TRY(ck_host_batch_name(batch, path, &temporary, diags));
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .use_zip64 = LXW_TRUE};
    book book = {.workbook = workbook_new_opt(temporary, &options)};
    if (book.workbook == NULL) return ck_host_no_memory(diags);
    lxw_doc_properties properties = {
        .title = (char *)(uintptr_t)about->title, .comments = (char *)(uintptr_t)about->source, .created = CREATED};
    keep(&book, workbook_set_properties(book.workbook, &properties));
    book.head = workbook_add_format(book.workbook);
    book.unit = workbook_add_format(book.workbook);
    book.day = workbook_add_format(book.workbook);
    format_set_bold(book.head);
    format_set_italic(book.unit);
    format_set_num_format(book.day, "yyyy-mm-dd");
    write_guide(&book, about, table, count);
    for (uint32_t i = 0; i < count; i++) {
        if (fits(&table[i])) write_sheet(&book, &table[i]);
    }
    const lxw_error closed = workbook_close(book.workbook);
    keep(&book, closed);
    if (book.error != LXW_NO_ERROR) return write_failed(diags, path, lxw_strerror(book.error));
    if (!is_complete(temporary, table, count)) return write_failed(diags, path, "rows are missing in it");
    return status;
}
