/* What a neutral table is: rows, positions, what makes it fit to be written. */
#include "io/tables.h"

#include "base/base.h"

#include <string.h>

size_t ck_host_grid_rows(const ck_host_axis *const *axis, uint32_t axis_count) {
    size_t rows = 1;
    for (uint32_t i = 0; i < axis_count; i++) {
        if (axis[i]->count != 0 && rows > SIZE_MAX / axis[i]->count) return SIZE_MAX;
        rows *= axis[i]->count;
    }
    return rows;
}

uint32_t ck_host_table_at(const ck_host_table *table, uint32_t axis, size_t row) {
    if (table->at != NULL) return table->at[axis][row];
    size_t inner = 1;
    for (uint32_t i = axis + 1; i < table->axis_count; i++) inner *= table->axis[i]->count;
    return (uint32_t)(row / inner % table->axis[axis]->count);
}

static bool is_name(const char *text) {
    if (text == NULL || text[0] == '\0' ||
        text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] != '\0') {
        return false;
    }
    return (text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z');
}

static const char *field_name(const ck_host_table *table, uint32_t field) {
    return field < table->axis_count ? table->axis[field]->name : table->column[field - table->axis_count].name;
}

ck_status ck_host_table_check(const ck_host_table *table, ck_diags *diags) {
    const ck_place nowhere = {0};
    if (!is_name(table->name)) {
        return ck_host_report(diags, CK_E_SYNTAX, nowhere, "a table cannot be called %q",
                              "use letters, digits, - and _", table->name);
    }
    const uint32_t fields = table->axis_count + table->column_count;
    for (uint32_t i = 0; i < fields; i++) {
        const char *name = field_name(table, i);
        if (!is_name(name)) {
            return ck_host_report(diags, CK_E_SYNTAX, nowhere, "a column of table %q cannot be called %q",
                                  "use letters, digits, - and _", table->name, name);
        }
        for (uint32_t k = 0; k < i; k++) {
            if (strcmp(field_name(table, k), name) != 0) continue;
            return ck_host_report(diags, CK_E_DUPLICATE, nowhere, "table %q has two columns %q", "", table->name, name);
        }
    }
    if (table->at == NULL && table->rows != ck_host_grid_rows(table->axis, table->axis_count)) {
        return ck_host_report(diags, CK_E_RANGE, nowhere, "table %q has %g rows; its axes make %g", "", table->name,
                              (double)table->rows, (double)ck_host_grid_rows(table->axis, table->axis_count));
    }
    for (uint32_t a = 0; table->at != NULL && a < table->axis_count; a++) {
        for (size_t row = 0; row < table->rows; row++) {
            if (table->at[a][row] < table->axis[a]->count) continue;
            return ck_host_report(diags, CK_E_RANGE, nowhere, "row %g of table %q lies outside the axis %q", "",
                                  (double)row, table->name, table->axis[a]->name);
        }
    }
    return CK_OK;
}
