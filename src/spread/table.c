#include "base/base.h"

static ck_status bad_cell(const ck_io_table *table, const char *what, uint32_t f, double value, ck_diags *diags) {
    return ck_diags_add(diags, ck_is_finite(value) ? CK_E_RANGE : CK_E_NUMBER, (ck_place){.file = table->name},
                        "%s of %s, %s is %g", "a table needs finite numbers, and none below 0 among flows and outputs",
                        what, table->region[f / table->sectors], table->sector[f % table->sectors], value);
}

ck_status ck_io_table_check(const ck_io_table *table, ck_io_check *check, ck_diags *diags) {
    const uint32_t n = ck_io_table_industries(table), columns = ck_io_table_final_columns(table);
    *check = (ck_io_check){0};
    double largest_x = 0.0, gaps = 0.0, largest = 0.0;
    for (uint32_t f = 0; f < n; f++) {
        const double x = table->x[f];
        if (!(x >= 0.0) || !ck_is_finite(x)) return bad_cell(table, "output", f, x, diags);
        if (table->va != NULL && !ck_is_finite(table->va[f]))
            return bad_cell(table, "value added", f, table->va[f], diags);
        check->output += x;
        largest_x = ck_max(largest_x, x);
        if (x == 0.0) check->idle++;
        double row = 0.0;
        for (uint32_t g = 0; g < n; g++) {
            const double z = table->z[(size_t)f * n + g];
            if (!(z >= 0.0) || !ck_is_finite(z)) return bad_cell(table, "a sale", f, z, diags);
            row += z;
        }
        for (uint32_t j = 0; j < columns; j++) {
            const double y = table->y[(size_t)f * columns + j];
            if (!ck_is_finite(y)) return bad_cell(table, "final demand", f, y, diags);
            if (y < 0.0) {
                check->negative_y++;
                check->negative_y_sum += y;
            }
            row += y;
        }
        const double gap = ck_abs(row - x);
        gaps += gap;
        if (gap > largest) {
            largest = gap;
            check->largest_row = f;
        }
    }
    for (uint32_t g = 0; g < n; g++) {
        double column = 0.0;
        for (uint32_t f = 0; f < n; f++) column += table->z[(size_t)f * n + g];
        if (column > table->x[g]) check->negative_va++;
    }
    if (check->output > 0.0) check->row_gap = gaps / check->output;
    if (largest_x > 0.0) check->largest_row_gap = largest / largest_x;
    return CK_OK;
}
