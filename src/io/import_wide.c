#include "io/import_wide.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

ck_wide ck_wide_start(ck_io_import *to, ck_import_options options, ck_diags *diags) {
    return (ck_wide){.to = to,
                     .diags = diags,
                     .regions = ck_intern_start(&to->arena),
                     .sectors = ck_intern_start(&to->arena),
                     .categories = ck_intern_start(&to->arena),
                     .columns = {.each = sizeof(ck_wide_line)},
                     .left_out = {.each = sizeof(const char *)},
                     .clip = options.clip};
}

void ck_wide_end(ck_wide *wide) {
    ck_intern_free(&wide->regions);
    ck_intern_free(&wide->sectors);
    ck_intern_free(&wide->categories);
    ck_host_arena_free(&wide->labels);
    free(wide->row_seen);
    wide->row_seen = NULL;
}

ck_status ck_wide_leave_out(ck_wide *wide, const char *what) {
    const char **name = wide->left_out.item;
    for (uint32_t k = 0; k < wide->left_out.count; k++)
        if (strcmp(name[k], what) == 0) return CK_OK;
    const char **kept = ck_host_list_add(&wide->to->arena, &wide->left_out);
    if (kept == NULL || (*kept = ck_host_text(&wide->to->arena, what, strlen(what))) == NULL)
        return ck_host_no_memory(wide->diags);
    return CK_OK;
}

ck_status ck_wide_file(ck_io_import *to, const ck_host_input *input, ck_diags *diags) {
    ck_host_file *file = ck_host_list_add(&to->arena, &to->files);
    if (file == NULL) return ck_host_no_memory(diags);
    *file = ck_host_input_file(input);
    to->about.file = to->files.item;
    to->about.file_count = to->files.count;
    return CK_OK;
}

ck_status ck_wide_column(ck_wide *wide, ck_wide_kind kind, const char *region, const char *name, ck_place place) {
    ck_wide_line *column = ck_host_list_add(&wide->to->arena, &wide->columns);
    if (column == NULL) return ck_host_no_memory(wide->diags);
    *column = (ck_wide_line){.kind = kind, .region = CK_NONE, .name = CK_NONE, .at = CK_NONE, .place = place};
    if (kind == CK_WIDE_LEFT_OUT) return ck_wide_leave_out(wide, name);
    if (kind != CK_WIDE_INDUSTRY && kind != CK_WIDE_FINAL) return CK_OK;
    ck_intern *names = kind == CK_WIDE_INDUSTRY ? &wide->sectors : &wide->categories;
    column->region = ck_intern_add(&wide->regions, region, strlen(region));
    column->name = ck_intern_add(names, name, strlen(name));
    return column->region == CK_NONE || column->name == CK_NONE ? ck_host_no_memory(wide->diags) : CK_OK;
}

/* Numbers regions and sectors; every region must have every sector once. */
static ck_status place_columns(ck_wide *wide, ck_wide_kind kind, const ck_intern *names) {
    const size_t size = (size_t)wide->regions.count * names->count;
    uint8_t *seen = calloc(size + 1, 1);
    if (seen == NULL) return ck_host_no_memory(wide->diags);
    ck_wide_line *column = wide->columns.item;
    ck_status status = CK_OK;
    for (uint32_t k = 0; k < wide->columns.count && status >= 0; k++) {
        if (column[k].kind != kind) continue;
        column[k].at = column[k].region * names->count + column[k].name;
        if (seen[column[k].at] && !wide->merge)
            status = ck_host_report(wide->diags, CK_E_DUPLICATE, column[k].place, "%s, %s heads two columns",
                                    "each region and sector may stand once", wide->regions.name[column[k].region],
                                    names->name[column[k].name]);
        seen[column[k].at] = 1;
    }
    if (kind == CK_WIDE_INDUSTRY && status >= 0) {
        for (size_t f = 0; f < size && status >= 0; f++) {
            if (seen[f]) continue;
            const ck_place place = {.file = column[0].place.file, .line = column[0].place.line};
            status = ck_host_report(wide->diags, CK_E_MISSING, place, "the columns have no sector %q of region %q",
                                    "every region needs the same sectors; is the file cut off?",
                                    names->name[f % names->count], wide->regions.name[f / names->count]);
        }
    }
    free(seen);
    return status;
}

ck_status ck_wide_close(ck_wide *wide) {
    ck_io_import *to = wide->to;
    const ck_wide_line *column = wide->columns.item;
    if (wide->sectors.count == 0)
        return ck_host_report(wide->diags, CK_E_FORMAT,
                              ck_host_whole(wide->columns.count > 0 ? column[0].place.file : to->about.name),
                              "no column is that of an industry", "is this the layout that was named?");
    const uint64_t industries = (uint64_t)wide->regions.count * wide->sectors.count;
    const uint64_t finals = (uint64_t)wide->regions.count * wide->categories.count;
    if (industries > 32768 || finals > 65536)
        return ck_host_report(wide->diags, CK_E_LIMIT, ck_host_whole(column[0].place.file),
                              "%g industries and %g final columns; the limits are 32768 and 65536",
                              "is this the layout that was named?", (double)industries, (double)finals);
    CK_TRY(place_columns(wide, CK_WIDE_INDUSTRY, &wide->sectors));
    CK_TRY(place_columns(wide, CK_WIDE_FINAL, &wide->categories));
    const size_t n = (size_t)industries, j = (size_t)finals;
    to->z = calloc(n * n, sizeof *to->z);
    to->y = calloc(n * j + 1, sizeof *to->y);
    to->x = calloc(n, sizeof *to->x);
    to->va = calloc(n, sizeof *to->va);
    wide->row_seen = calloc(n, 1);
    const char **region = ck_host_take(&to->arena, wide->regions.count, sizeof *region);
    const char **sector = ck_host_take(&to->arena, wide->sectors.count, sizeof *sector);
    const char **category = ck_host_take(&to->arena, (size_t)wide->categories.count + 1, sizeof *category);
    if (to->z == NULL || to->y == NULL || to->x == NULL || to->va == NULL || wide->row_seen == NULL || region == NULL ||
        sector == NULL || category == NULL)
        return ck_host_no_memory(wide->diags);
    cki_copy(region, wide->regions.name, wide->regions.count * sizeof *region);
    cki_copy(sector, wide->sectors.name, wide->sectors.count * sizeof *sector);
    cki_copy(category, wide->categories.name, wide->categories.count * sizeof *category);
    to->table = (ck_io_table){.regions = wide->regions.count,
                              .sectors = wide->sectors.count,
                              .categories = wide->categories.count,
                              .region = region,
                              .sector = sector,
                              .category = category,
                              .z = to->z,
                              .y = to->y,
                              .x = to->x,
                              .va = to->va};
    return CK_OK;
}

ck_status ck_wide_row(ck_wide *wide, ck_wide_kind kind, const char *region, const char *sector, ck_place place,
                      ck_wide_line *row) {
    *row = (ck_wide_line){.kind = kind, .at = CK_NONE, .place = place};
    if (kind == CK_WIDE_OUTPUT && !wide->have_output) {  // better than a column of totals: those cells are let go
        cki_zero(wide->to->x, ck_io_table_industries(&wide->to->table) * sizeof(double));
        wide->have_output = true;
    }
    if (kind == CK_WIDE_VALUE_ADDED) wide->have_value_added = true;
    if (kind == CK_WIDE_LEFT_OUT) return ck_wide_leave_out(wide, sector);
    if (kind != CK_WIDE_INDUSTRY) return CK_OK;
    row->region = ck_intern_find(&wide->regions, region, strlen(region));
    row->name = ck_intern_find(&wide->sectors, sector, strlen(sector));
    if (row->region == CK_NONE || row->name == CK_NONE) {
        const bool country = row->region == CK_NONE;
        const ck_intern *names = country ? &wide->regions : &wide->sectors;
        const char *near = ck_host_nearest(country ? region : sector, names->name, names->count);
        return ck_host_report(wide->diags, CK_E_UNKNOWN, place, "the row is of %s %q, which no column has",
                              near != NULL ? "did you mean %q?" : "rows and columns must name the same industries",
                              country ? "region" : "sector", country ? region : sector, near);
    }
    row->at = row->region * wide->sectors.count + row->name;
    if (wide->row_seen[row->at] && !wide->merge)
        return ck_host_report(wide->diags, CK_E_DUPLICATE, place, "the row of %s, %s comes twice",
                              "each industry may have one row", region, sector);
    wide->row_seen[row->at] = 1;
    return CK_OK;
}

void ck_wide_put(ck_wide *wide, const ck_wide_line *row, const ck_wide_line *column, double value) {
    ck_io_import *to = wide->to;
    const size_t n = ck_io_table_industries(&to->table), j = ck_io_table_final_columns(&to->table);
    if (row->kind == CK_WIDE_LEFT_OUT || column->kind == CK_WIDE_LEFT_OUT) {
        if (row->kind == CK_WIDE_INDUSTRY || column->kind == CK_WIDE_INDUSTRY || column->kind == CK_WIDE_LEFT_OUT)
            to->left_out += value;
        return;
    }
    if (row->kind == CK_WIDE_INDUSTRY && column->kind == CK_WIDE_INDUSTRY) {
        if (value < 0.0) {
            to->negative_z++;
            to->negative_z_sum += value;
            if (wide->clip) value = 0.0;
        }
        to->z[row->at * n + column->at] += value;
    } else if (row->kind == CK_WIDE_INDUSTRY && column->kind == CK_WIDE_FINAL) {
        to->y[row->at * j + column->at] += value;
    } else if (row->kind == CK_WIDE_OUTPUT && column->kind == CK_WIDE_INDUSTRY) {
        to->x[column->at] += value;
    } else if (row->kind == CK_WIDE_VALUE_ADDED && column->kind == CK_WIDE_INDUSTRY) {
        to->va[column->at] += value;
    } else if (row->kind == CK_WIDE_TAXES && column->kind == CK_WIDE_INDUSTRY) {
        to->taxes += value;
    } else if (row->kind == CK_WIDE_INDUSTRY && column->kind == CK_WIDE_OUTPUT && !wide->have_output) {
        to->x[row->at] += value;
    }
}

ck_status ck_wide_label(ck_wide *wide, ck_cells *cells, ck_cell *cell, char **text) {
    if (!ck_cells_next(cells, cell)) return cells->status;
    if (cell->last)
        return ck_host_report(wide->diags, CK_E_SYNTAX, cell->place, "the row ends after its labels; expected cells of data",
                              "is the file cut off, or the separator another one?");
    *text = ck_cell_text(cell, &wide->labels);
    return *text != NULL ? CK_OK : ck_host_no_memory(wide->diags);
}

ck_status ck_wide_cells(ck_wide *wide, ck_cells *cells, const ck_wide_line *row, bool empty_is_zero) {
    const ck_wide_line *column = wide->columns.item;
    const uint32_t count = wide->columns.count;
    ck_cell cell = {0};
    for (uint32_t k = 0; k < count; k++) {
        const ck_place after = {cells->input->name, row->place.line, 0, 0};
        if (!ck_cells_next(cells, &cell)) {
            if (cells->status < 0) return cells->status;
            return ck_host_report(wide->diags, CK_E_SYNTAX, after, "the file ends inside this row", "is it cut off?");
        }
        if (column[k].kind != CK_WIDE_SKIP && row->kind != CK_WIDE_SKIP) {
            double value = 0.0;
            const ck_status status = ck_cell_number(&cell, &value);
            if (status == CK_E_MISSING && empty_is_zero) value = 0.0;
            else if (status < 0) return ck_cell_complain(&cell, status, "this cell", wide->diags);
            if (value != 0.0) ck_wide_put(wide, row, &column[k], value);
        }
        if (cell.last != (k + 1 == count)) {
            return ck_host_report(wide->diags, CK_E_SYNTAX, cell.place,
                                  cell.last ? "the row ends after %u cells of data; the header has %u"
                                            : "the row goes on after cell %u of data; the header has %u",
                                  "rows and header must have the same columns; is the file cut off?", k + 1, count);
        }
    }
    return CK_OK;
}

static ck_status name_left_out(ck_wide *wide) {
    const char **name = wide->left_out.item;
    const char *all = "";
    for (uint32_t k = 0; k < wide->left_out.count && all != NULL; k++)
        all = k == 8 ? ck_host_join(&wide->to->arena, all, " and others", "")
              : k > 8 ? all
                      : ck_host_join(&wide->to->arena, all, k > 0 ? ", " : "", name[k]);
    wide->to->left_out_what = all;
    return all != NULL ? CK_OK : ck_host_no_memory(wide->diags);
}

ck_status ck_wide_finish(ck_wide *wide, const char *file) {
    ck_io_import *to = wide->to;
    const uint32_t n = ck_io_table_industries(&to->table), j = ck_io_table_final_columns(&to->table);
    for (uint32_t f = 0; f < n; f++) {
        if (wide->row_seen[f]) continue;
        return ck_host_report(wide->diags, CK_E_MISSING, ck_host_whole(file), "the row of %s, %s is missing",
                              "every industry that heads a column needs a row; is the file cut off?",
                              to->table.region[f / to->table.sectors], to->table.sector[f % to->table.sectors]);
    }
    bool total = wide->have_output;
    const ck_wide_line *column = wide->columns.item;
    for (uint32_t k = 0; k < wide->columns.count; k++) total = total || column[k].kind == CK_WIDE_OUTPUT;
    for (uint32_t f = 0; f < n && !total; f++) {
        double sum = 0.0;
        for (uint32_t g = 0; g < n; g++) sum += to->z[(size_t)f * n + g];
        for (uint32_t k = 0; k < j; k++) sum += to->y[(size_t)f * j + k];
        to->x[f] = sum;
    }
    if (!wide->have_value_added) {
        free(to->va);
        to->va = NULL;
        to->table.va = NULL;
    }
    return name_left_out(wide);
}
