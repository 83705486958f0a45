/* Tables as one NetCDF-4 file: axes are dimensions, full grids are variables over them. */
#include "io/tables.h"

#include "base/base.h"

#ifdef CK_WITH_NETCDF

#include <netcdf.h>
#include <stdlib.h>
#include <string.h>

typedef struct dimension { const ck_host_axis *axis; int id, variable; } dimension;

typedef struct netcdf_writing {
    const ck_host_table *table;
    uint32_t       count;
    ck_host_arena  arena;
    ck_host_list   dimensions;           // dimension
    int           *row_dimension;        // (count) of lists; -1 for grids
    int          **variable;             // (count) of (axis_count + column_count); axes of grids stay -1
    int            file;
    int            error;                // the first one
} netcdf_writing;

bool ck_host_has_netcdf(void) {
    return true;
}

static void keep(netcdf_writing *writing, int error) {
    if (writing->error == NC_NOERR) writing->error = error;
}

static bool is_list(const ck_host_table *table) {
    return table->at != NULL;
}

/* ---------------------------------------------------------------- definitions ------------------------------------- */

static void put_text(netcdf_writing *writing, int variable, const char *name, const char *text) {
    if (text == NULL || text[0] == '\0') return;
    keep(writing, nc_put_att_text(writing->file, variable, name, strlen(text), text));
}

static nc_type type_of(ck_host_kind kind) {
    switch (kind) {
        case CK_HOST_REAL: return NC_DOUBLE;
        case CK_HOST_WHOLE: return NC_INT64;
        case CK_HOST_WORD: return NC_STRING;
        case CK_HOST_DAY: return NC_INT;
    }
    return NC_DOUBLE;
}

static void describe(netcdf_writing *writing, int variable, ck_host_kind kind, const char *unit, const char *meaning) {
    put_text(writing, variable, "long_name", meaning);
    if (kind == CK_HOST_DAY) {
        put_text(writing, variable, "units", "days since 2000-01-01");
        put_text(writing, variable, "calendar", "proleptic_gregorian");
    } else if (kind == CK_HOST_WORD) {
        if (unit != NULL && strcmp(unit, "-") != 0) put_text(writing, variable, "units", unit);
    } else {
        put_text(writing, variable, "units", unit == NULL || unit[0] == '\0' || strcmp(unit, "-") == 0 ? "1" :
                                             strcmp(unit, "row") == 0 ? "given by the variable unit" : unit);
    }
}

static int define(netcdf_writing *writing, const char *name, ck_host_kind kind, int rank, const int *dimensions,
                  size_t values, const char *unit, const char *meaning) {
    int variable = -1;
    keep(writing, nc_def_var(writing->file, name, type_of(kind), rank, dimensions, &variable));
    if (writing->error != NC_NOERR) return -1;
    if (kind != CK_HOST_WORD && rank > 0 && values >= 1000) {
        keep(writing, nc_def_var_deflate(writing->file, variable, 1, 1, 4));
    }
    if (kind == CK_HOST_REAL) {
        const double missing = CK_NAN;
        keep(writing, nc_def_var_fill(writing->file, variable, NC_FILL, &missing));
    }
    if (kind == CK_HOST_DAY) {
        const int missing = CK_DATE_LAST.day;
        keep(writing, nc_def_var_fill(writing->file, variable, NC_FILL, &missing));
    }
    describe(writing, variable, kind, unit, meaning);
    return variable;
}

static dimension *find_dimension(netcdf_writing *writing, const ck_host_axis *axis) {
    dimension *list = writing->dimensions.item;
    for (uint32_t i = 0; i < writing->dimensions.count; i++) {
        if (list[i].axis == axis) return &list[i];
    }
    return NULL;
}

/* The axis' own name, or TABLE_name when another axis has it. */
static const char *dimension_name(netcdf_writing *writing, const ck_host_table *table, const ck_host_axis *axis) {
    const dimension *list = writing->dimensions.item;
    for (uint32_t i = 0; i < writing->dimensions.count; i++) {
        if (strcmp(list[i].axis->name, axis->name) == 0) {
            return ck_host_join(&writing->arena, table->name, "_", axis->name);
        }
    }
    return axis->name;
}

static void define_dimension(netcdf_writing *writing, const ck_host_table *table, const ck_host_axis *axis) {
    if (find_dimension(writing, axis) != NULL) return;
    const char *name = dimension_name(writing, table, axis);
    dimension *one = ck_host_list_add(&writing->arena, &writing->dimensions);
    if (name == NULL || one == NULL) {
        keep(writing, NC_ENOMEM);
        return;
    }
    *one = (dimension){.axis = axis, .variable = -1};
    keep(writing, nc_def_dim(writing->file, name, axis->count > 0 ? axis->count : NC_UNLIMITED, &one->id));
    if (writing->error != NC_NOERR) return;
    one->variable = define(writing, name, axis->label.kind, 1, &one->id, axis->count, axis->unit, axis->meaning);
}

/* A column's own name, TABLE_name when another grid or an axis has it, and always for lists. */
static const char *variable_name(netcdf_writing *writing, uint32_t table, const char *name) {
    bool shared = is_list(&writing->table[table]);
    for (uint32_t t = 0; t < writing->count && !shared; t++) {
        const ck_host_table *other = &writing->table[t];
        for (uint32_t a = 0; a < other->axis_count; a++) shared = shared || strcmp(other->axis[a]->name, name) == 0;
        for (uint32_t c = 0; c < other->column_count && t != table; c++) {
            shared = shared || strcmp(other->column[c].name, name) == 0;
        }
    }
    return shared ? ck_host_join(&writing->arena, writing->table[table].name, "_", name) : name;
}

static void define_table(netcdf_writing *writing, uint32_t index) {
    const ck_host_table *table = &writing->table[index];
    const uint32_t fields = table->axis_count + table->column_count;
    int *variable = ck_host_take(&writing->arena, fields, sizeof *variable);
    int *over = ck_host_take(&writing->arena, table->axis_count + 1, sizeof *over);
    writing->variable[index] = variable;
    writing->row_dimension[index] = -1;
    if (variable == NULL || over == NULL) {
        keep(writing, NC_ENOMEM);
        return;
    }
    const int rank = is_list(table) ? 1 : (int)table->axis_count;
    if (is_list(table)) {
        const char *name = ck_host_join(&writing->arena, table->name, "_row", "");
        keep(writing, name == NULL
                          ? NC_ENOMEM
                          : nc_def_dim(writing->file, name, table->rows > 0 ? table->rows : NC_UNLIMITED, &over[0]));
        writing->row_dimension[index] = over[0];
    } else {
        for (uint32_t a = 0; a < table->axis_count; a++) {
            define_dimension(writing, table, table->axis[a]);
            const dimension *found = find_dimension(writing, table->axis[a]);
            over[a] = found != NULL ? found->id : -1;
        }
    }
    for (uint32_t i = 0; i < fields && writing->error == NC_NOERR; i++) {
        const bool axis = i < table->axis_count;
        variable[i] = -1;
        if (axis && !is_list(table)) continue;                       // it is a dimension
        const ck_host_axis   *of_axis = axis ? table->axis[i] : NULL;
        const ck_host_column *column = axis ? NULL : &table->column[i - table->axis_count];
        const char *name = variable_name(writing, index, axis ? of_axis->name : column->name);
        if (name == NULL) {
            keep(writing, NC_ENOMEM);
            return;
        }
        variable[i] = define(writing, name, axis ? of_axis->label.kind : column->value.kind, rank, over, table->rows,
                             axis ? of_axis->unit : column->unit, axis ? of_axis->meaning : column->meaning);
    }
}

/* ---------------------------------------------------------------- values ------------------------------------------ */

/* All values of a variable, picked by `at` (NULL: in order). */
static void put_values(netcdf_writing *writing, int variable, const ck_host_values *values, const uint32_t *at,
                       size_t count) {
    if (count == 0 || writing->error != NC_NOERR) return;
    const size_t each = values->kind == CK_HOST_WORD ? sizeof(char *) : values->kind == CK_HOST_DAY ? sizeof(int) : 8;
    void *room = malloc(count * each);
    if (room == NULL) {
        keep(writing, NC_ENOMEM);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const size_t from = at != NULL ? at[i] : i;
        switch (values->kind) {
            case CK_HOST_REAL: ((double *)room)[i] = values->at.real[from]; break;
            case CK_HOST_WHOLE: ((long long *)room)[i] = values->at.whole[from]; break;
            case CK_HOST_WORD:
                ((const char **)room)[i] = values->at.word[from] != NULL ? values->at.word[from] : "";
                break;
            case CK_HOST_DAY: ((int *)room)[i] = values->at.day[from].day; break;
        }
    }
    switch (values->kind) {
        case CK_HOST_REAL: keep(writing, nc_put_var_double(writing->file, variable, room)); break;
        case CK_HOST_WHOLE: keep(writing, nc_put_var_longlong(writing->file, variable, room)); break;
        case CK_HOST_WORD: keep(writing, nc_put_var_string(writing->file, variable, room)); break;
        case CK_HOST_DAY: keep(writing, nc_put_var_int(writing->file, variable, room)); break;
    }
    free(room);
}

static void put_all(netcdf_writing *writing) {
    const dimension *list = writing->dimensions.item;
    for (uint32_t i = 0; i < writing->dimensions.count; i++) {
        put_values(writing, list[i].variable, &list[i].axis->label, NULL, list[i].axis->count);
    }
    for (uint32_t t = 0; t < writing->count; t++) {
        const ck_host_table *table = &writing->table[t];
        for (uint32_t a = 0; a < table->axis_count && is_list(table); a++) {
            put_values(writing, writing->variable[t][a], &table->axis[a]->label, table->at[a], table->rows);
        }
        for (uint32_t c = 0; c < table->column_count; c++) {
            put_values(writing, writing->variable[t][table->axis_count + c], &table->column[c].value, NULL,
                       table->rows);
        }
    }
}

static void write_file(netcdf_writing *writing, const char *temporary, const ck_host_about *about) {
    keep(writing, nc_create(temporary, NC_NETCDF4 | NC_CLOBBER, &writing->file));
    if (writing->error != NC_NOERR) return;
    put_text(writing, NC_GLOBAL, "Conventions", "CF-1.8");
    put_text(writing, NC_GLOBAL, "title", about->title);
    put_text(writing, NC_GLOBAL, "source", about->source);
    put_text(writing, NC_GLOBAL, "version", about->version);
    put_text(writing, NC_GLOBAL, "licence", about->licence);
    put_text(writing, NC_GLOBAL, "digest", about->digest);
    for (uint32_t t = 0; t < writing->count && writing->error == NC_NOERR; t++) define_table(writing, t);
    if (writing->error == NC_NOERR) keep(writing, nc_enddef(writing->file));
    if (writing->error == NC_NOERR) put_all(writing);
    const int closed = nc_close(writing->file);
    keep(writing, closed);
}

ck_status ck_host_write_netcdf(const char *path, const ck_host_about *about, const ck_host_table *table, uint32_t count,
                               ck_host_batch *batch, ck_diags *diags) {
    for (uint32_t i = 0; i < count; i++) CK_TRY(ck_host_table_check(&table[i], diags));
    const char *temporary = NULL;
    CK_TRY(ck_host_batch_name(batch, path, &temporary, diags));
    netcdf_writing writing = {.table = table, .count = count, .dimensions = {.each = sizeof(dimension)}};
    writing.row_dimension = ck_host_take(&writing.arena, count, sizeof *writing.row_dimension);
    writing.variable = ck_host_take(&writing.arena, count, sizeof *writing.variable);
    ck_status status = CK_OK;
    if (writing.row_dimension == NULL || writing.variable == NULL) {
        status = ck_host_no_memory(diags);
    } else {
        write_file(&writing, temporary, about);
        const ck_place nowhere = {0};
        if (writing.error != NC_NOERR) {
            status = ck_host_report(diags, CK_E_IO, nowhere, "could not write %q: %s",
                                    "free some space or choose another folder", path, nc_strerror(writing.error));
        }
    }
    ck_host_arena_free(&writing.arena);
    return status;
}

#else

bool ck_host_has_netcdf(void) {
    return false;
}

ck_status ck_host_write_netcdf(const char *path, const ck_host_about *about, const ck_host_table *table, uint32_t count,
                               ck_host_batch *batch, ck_diags *diags) {
    const ck_place nowhere = {0};
    (void)about, (void)table, (void)count, (void)batch;
    return ck_host_report(diags, CK_E_USAGE, nowhere, "this program was built without NetCDF; %q is not written",
                          "install libnetcdf-dev and build again, or leave that format out", path);
}

#endif
