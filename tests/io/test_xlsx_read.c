/* Workbooks are read as tables: what libxlsxwriter writes comes back; damage and errors in cells are named. */
#include "io_test.h"

#include "io/xlsx_read.h"

#include <xlsxwriter.h>

CK_TEST_MAIN()

typedef struct got { char text[4096]; size_t used; uint32_t columns, rows; } got;
static got all;

static ck_status take_header(void *user, const ck_csv_field *name, uint32_t count) {
    (void)user;
    all.columns = count;
    for (uint32_t i = 0; i < count; i++) all.used += (size_t)snprintf(all.text + all.used, sizeof all.text - all.used, "%s|", name[i].text);
    return CK_OK;
}
static ck_status take_row(void *user, const ck_csv_field *field) {
    (void)user;
    all.rows++;
    for (uint32_t i = 0; i < all.columns; i++) {
        all.used += (size_t)snprintf(all.text + all.used, sizeof all.text - all.used, "%s%s", i == 0 ? "\n" : "", field[i].text);
        all.used += (size_t)snprintf(all.text + all.used, sizeof all.text - all.used, "|");
        CK_CHECK_EQUAL(field[i].place.column, i + 1);
    }
    return CK_OK;
}

static const ck_csv_spec SPEC = {.title = "cells", .row = take_row};

static ck_status read_sheet(const char *path, const char *sheet) {
    all = (got){0};
    return ck_xlsx_read(path, sheet, &SPEC, take_header, &io_arena, &io_diags);
}

static const char *write_book(const char *name, bool bad) {
    io_start();
    const char *path = io_path(name);
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *first = workbook_add_worksheet(book, "Deals"), *second = workbook_add_worksheet(book, "Other & more");
    lxw_format *day = workbook_add_format(book), *money = workbook_add_format(book);
    format_set_num_format(day, "yyyy-mm-dd");
    format_set_num_format(money, "#,##0.00 \"USD\"");
    worksheet_write_string(first, 2, 0, "id", NULL);                 // two empty rows before the header
    worksheet_write_string(first, 2, 1, "value", NULL);
    worksheet_write_string(first, 2, 2, "day", NULL);
    worksheet_write_string(first, 2, 3, "yes", NULL);
    worksheet_write_string(first, 3, 0, "a <&> \xe9\x95\x9d", NULL);
    worksheet_write_number(first, 3, 1, 0.1, money);
    worksheet_write_number(first, 3, 2, 46303, day);                 // 2026-10-08
    worksheet_write_boolean(first, 3, 3, 1, NULL);
    worksheet_write_string(first, 5, 0, "b", NULL);
    worksheet_write_number(first, 5, 1, 1234567.25, NULL);
    worksheet_write_formula_num(first, 5, 2, "=B4*2", NULL, 0.2);
    if (bad) worksheet_write_string(first, 6, 5, "stray", NULL);
    worksheet_write_string(second, 0, 0, "only", NULL);
    CK_REQUIRE(workbook_close(book) == LXW_NO_ERROR);
    return path;
}

CK_TEST(cells_come_back) {
    const char *path = write_book("cells.xlsx", false);
    CK_REQUIRE_OK(read_sheet(path, NULL));
    CK_CHECK_TEXT(all.text, "id|value|day|yes|\na <&> \xe9\x95\x9d|0.1|2026-10-08|yes|\nb|1234567.25|0.2||");
    CK_REQUIRE_OK(read_sheet(path, "Other & more"));
    CK_CHECK_TEXT(all.text, "only|");
    CK_CHECK_STATUS(read_sheet(path, "None"), CK_E_UNKNOWN);
}

CK_TEST(a_value_beside_the_table_is_refused_with_its_place) {
    CK_CHECK_STATUS(read_sheet(write_book("stray.xlsx", true), NULL), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 7, 6, "right of the header");
    CK_CHECK(strstr(io_items[0].place.file, "stray.xlsx[Deals]") != NULL);
}

CK_TEST(other_files_are_refused) {
    io_start();
    CK_CHECK_STATUS(read_sheet(io_write("text.xlsx", "no workbook"), NULL), CK_E_FORMAT);
    CK_CHECK_STATUS(read_sheet(io_path("absent.xlsx"), NULL), CK_E_IO);
    const char *path = write_book("whole.xlsx", false);
    const char *text = io_read(path);
    CK_CHECK_STATUS(ck_xlsx_read_bytes("cut.xlsx", text, 400, NULL, &SPEC, take_header, &io_arena, &io_diags), CK_E_FORMAT);
}
