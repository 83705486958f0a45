/* A folder as pymrio saves it, EXIOBASE 3 among them. file_parameters.json names the files and says how many header rows and
   label columns each has; matrices are tab separated text. Wanted: Y and either Z, or A (then Z = A x, with x of the folder
   or from (I - A) x = y summed). Labels: region, sector (and a unit column in hand-made folders). A row of index names that
   pandas writes below the header is passed over. Satellite accounts are not read, but for a folder value_added that this
   program wrote. */
#include "io/import_kinds.h"

#include "base/base.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct part { const char *path; uint32_t labels, headers; } part;
typedef struct parts { part z, a, y, x, unit, added; const char *name, *description, *year, *grade; } parts;

static const char *text_of(ck_io_import *to, const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? ck_host_text(&to->arena, text, strlen(text)) : NULL;
}

static json_t *read_json(ck_io_import *to, const char *path, ck_diags *diags, ck_status *status) {
    ck_host_input input;
    const char *bytes = NULL;
    size_t size = 0;
    *status = ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, diags);
    if (*status < 0) return NULL;
    *status = ck_host_input_all(&input, &to->arena, &bytes, &size, diags);
    if (*status >= 0) *status = ck_wide_file(to, &input, diags);
    ck_host_input_close(&input);
    if (*status < 0) return NULL;
    json_error_t error;
    json_t *value = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error);
    if (value == NULL) {
        const ck_place place = {path, (uint32_t)(error.line > 0 ? error.line : 1), (uint32_t)(error.column > 0 ? error.column : 1), 0};
        const char *why = ck_host_text(&to->arena, error.text, strlen(error.text));
        *status = ck_host_report(diags, CK_E_SYNTAX, place, "this is no JSON: %s", "", why != NULL ? why : "");
    }
    return value;
}

/* "2" or 2: pymrio wrote both. */
static uint32_t whole_of(const json_t *value, uint32_t otherwise) {
    int64_t number = otherwise;
    if (json_is_integer(value)) number = json_integer_value(value);
    else if (json_is_string(value) && ck_host_integer(json_string_value(value), strlen(json_string_value(value)), 0, 9, &number) < 0)
        number = otherwise;
    return number >= 0 && number <= 9 ? (uint32_t)number : otherwise;
}

static part part_of(ck_io_import *to, const char *folder, const json_t *files, const char *key) {
    const json_t *entry = json_object_get(files, key);
    const char *name = json_string_value(json_object_get(entry, "name"));
    if (name == NULL || strchr(name, '/') != NULL) return (part){0};
    return (part){.path = ck_host_path(&to->arena, folder, name),
                  .labels = whole_of(json_object_get(entry, "nr_index_col"), 2),
                  .headers = whole_of(json_object_get(entry, "nr_header"), 2)};
}

static ck_status find_parts(ck_io_import *to, const char *folder, parts *found, ck_diags *diags) {
    *found = (parts){0};
    ck_status status;
    const char *parameters = ck_host_path(&to->arena, folder, "file_parameters.json");
    if (parameters == NULL) return ck_host_no_memory(diags);
    json_t *root = read_json(to, parameters, diags, &status);
    if (root == NULL) return status;
    const json_t *files = json_object_get(root, "files");
    found->z = part_of(to, folder, files, "Z");
    found->a = part_of(to, folder, files, "A");
    found->y = part_of(to, folder, files, "Y");
    found->x = part_of(to, folder, files, "x");
    found->unit = part_of(to, folder, files, "unit");
    json_decref(root);
    if (found->y.path == NULL || (found->z.path == NULL && found->a.path == NULL))
        return ck_host_report(diags, CK_E_MISSING, ck_host_whole(parameters), "the folder names no Y, or neither Z nor A",
                              "save the system with its transactions, and as text: save_all(path, table_format=\"txt\")");
    const char *metadata = ck_host_path(&to->arena, folder, "metadata.json");
    if (metadata != NULL && ck_host_is_file(metadata)) {
        root = read_json(to, metadata, diags, &status);
        if (root == NULL) return status;
        found->name = text_of(to, root, "name");
        found->description = text_of(to, root, "description");
        found->grade = text_of(to, root, "grade");
        found->year = text_of(to, root, "year");
        json_decref(root);
    }
    char *added = ck_host_path(&to->arena, folder, "value_added/F.txt");
    if (added != NULL && ck_host_is_file(added)) found->added = (part){added, 1, 2};
    return CK_OK;
}

/* Header rows become columns: the first holds regions, the last sectors or categories. */
static ck_status take_columns(ck_wide *wide, ck_cells *cells, const part *file, ck_wide_kind kind) {
    ck_cell_row region = {0}, name = {0};
    if (file->labels < 2 || file->headers < 2)
        return ck_host_report(wide->diags, CK_E_FORMAT, ck_host_whole(cells->input->name),
                              "the file has %u label columns and %u header rows; expected region and sector in both",
                              "nr_index_col and nr_header of file_parameters.json count them", file->labels, file->headers);
    CK_TRY(ck_cells_row(cells, &wide->to->arena, &region));
    for (uint32_t k = 1; k < file->headers; k++) CK_TRY(ck_cells_row(cells, &wide->to->arena, &name));
    if (name.count != region.count || name.count <= file->labels)
        return ck_host_report(wide->diags, CK_E_SYNTAX, ck_host_whole(cells->input->name),
                              "the header rows have %u and %u cells; expected as many in both, and more than labels",
                              "", region.count, name.count);
    for (uint32_t k = file->labels; k < name.count; k++)
        CK_TRY(ck_wide_column(wide, kind, region.text[k], name.text[k], name.place[k]));
    return CK_OK;
}

/* One row of a matrix of industries: labels, then cells for columns first .. first + count - 1. */
static ck_status matrix_row(ck_wide *wide, ck_cells *cells, const part *file, uint32_t first, uint32_t count, bool *more) {
    char *label[10] = {0};
    ck_cell cell;
    ck_host_arena_free(&wide->labels);
    for (uint32_t k = 0; k < file->labels; k++) {
        char *text = NULL;
        CK_TRY(ck_wide_label(wide, cells, &cell, &text));
        *more = text != NULL;
        if (!*more) return CK_OK;
        label[k] = text;
    }
    const uint32_t row_number = cell.row;
    if (row_number == file->headers && strcmp(label[0], "region") == 0) {        // names of the index, no data
        while (ck_cells_next(cells, &cell) && !cell.last) {}
        return cells->status;
    }
    const uint32_t region = ck_intern_find(&wide->regions, label[0], strlen(label[0]));
    const uint32_t sector = ck_intern_find(&wide->sectors, label[1], strlen(label[1]));
    if (region == CK_NONE || sector == CK_NONE) {
        ck_wide_line row;
        return ck_wide_row(wide, CK_WIDE_INDUSTRY, label[0], label[1], cell.place, &row);
    }
    const ck_wide_line row = {.kind = CK_WIDE_INDUSTRY, .at = region * wide->sectors.count + sector};
    wide->row_seen[row.at] |= first == 0 ? 1 : 2;
    const ck_wide_line *column = wide->columns.item;
    for (uint32_t k = 0; k < count; k++) {
        if (!ck_cells_next(cells, &cell)) break;
        double value = 0.0;
        const ck_status status = ck_cell_number(&cell, &value);
        if (status < 0) return ck_cell_complain(&cell, status, "this cell", wide->diags);
        if (value != 0.0) ck_wide_put(wide, &row, &column[first + k], value);
        if (cell.last != (k + 1 == count))
            return ck_host_report(wide->diags, CK_E_SYNTAX, cell.place, "cell %u of the row; the header has %u",
                                  "rows and header must have the same columns; is the file cut off?", k + 1, count);
    }
    return cells->status;
}

static ck_status skip_header(ck_cells *cells, const part *file, ck_io_import *to) {
    ck_cell_row row = {0};
    for (uint32_t k = 0; k < file->headers; k++) CK_TRY(ck_cells_row(cells, &to->arena, &row));
    return CK_OK;
}

static ck_status read_matrix(ck_wide *wide, const part *file, uint32_t first, uint32_t count, ck_import_options options) {
    ck_host_input input;
    ck_cells cells;
    CK_TRY(ck_import_open(wide->to, file->path, options, &input, &cells, '\t', wide->diags));
    ck_status status = skip_header(&cells, file, wide->to);
    bool more = true;
    while (status >= 0 && more) status = matrix_row(wide, &cells, file, first, count, &more);
    return ck_import_close(wide->to, &input, &cells, status, wide->diags);
}

/* x.txt (labels, one column) and value_added/F.txt (one row under the industries). */
static ck_status read_output(ck_wide *wide, const part *file, ck_import_options options) {
    ck_io_import *to = wide->to;
    ck_host_input input;
    ck_cells cells;
    CK_TRY(ck_import_open(to, file->path, options, &input, &cells, '\t', wide->diags));
    ck_cell_row row = {0};
    ck_status status = CK_OK;
    while (status >= 0) {
        status = ck_cells_row(&cells, &to->arena, &row);
        if (status < 0 || row.count == 0) break;
        if (row.count < 3) continue;
        const uint32_t region = ck_intern_find(&wide->regions, row.text[0], strlen(row.text[0]));
        const uint32_t sector = ck_intern_find(&wide->sectors, row.text[1], strlen(row.text[1]));
        if (region == CK_NONE || sector == CK_NONE) continue;            // header rows
        const char *text = row.text[row.count - 1];
        const ck_cell cell = {.text = text, .length = strlen(text), .place = row.place[row.count - 1]};
        status = ck_cell_number(&cell, &to->x[region * wide->sectors.count + sector]);
        if (status < 0) status = ck_cell_complain(&cell, status, "output", wide->diags);
    }
    wide->have_output = true;
    return ck_import_close(to, &input, &cells, status, wide->diags);
}

static ck_status read_added(ck_wide *wide, const part *file, ck_import_options options) {
    ck_io_import *to = wide->to;
    ck_host_input input;
    ck_cells cells;
    CK_TRY(ck_import_open(to, file->path, options, &input, &cells, '\t', wide->diags));
    ck_status status = skip_header(&cells, file, to);
    ck_cell cell;
    while (status >= 0 && ck_cells_next(&cells, &cell)) {
        if (cell.column == 0 || cell.column > ck_io_table_industries(&to->table)) continue;
        const ck_wide_line *column = wide->columns.item;
        double value = 0.0;
        status = ck_cell_number(&cell, &value);
        if (status < 0) status = ck_cell_complain(&cell, status, "value added", wide->diags);
        else to->va[column[cell.column - 1].at] += value;
    }
    wide->have_value_added = true;
    return ck_import_close(to, &input, &cells, status, wide->diags);
}

static ck_status read_unit(ck_wide *wide, const part *file, ck_import_options options) {
    ck_io_import *to = wide->to;
    ck_host_input input;
    ck_cells cells;
    CK_TRY(ck_import_open(to, file->path, options, &input, &cells, '\t', wide->diags));
    ck_cell_row row = {0};
    ck_status status = ck_cells_row(&cells, &to->arena, &row);
    if (status >= 0) status = ck_cells_row(&cells, &to->arena, &row);
    if (status >= 0 && row.count > 0) {
        const char *unit = row.text[row.count - 1];
        static const char *const KNOWN[][2] = {{"M.EUR", "MEUR"}, {"Mill EUR", "MEUR"}, {"Million EUR", "MEUR"},
                                               {"Mill USD", "MUSD"}, {"Million USD", "MUSD"}, {"M.USD", "MUSD"}};
        to->about.unit = unit;
        for (size_t k = 0; k < sizeof KNOWN / sizeof *KNOWN; k++)
            if (strcmp(unit, KNOWN[k][0]) == 0) to->about.unit = KNOWN[k][1];
    }
    return ck_import_close(to, &input, &cells, status, wide->diags);
}

/* x = sum over k of A^k y: converges as long as the economy is productive. */
static ck_status output_of_coefficients(ck_wide *wide, const char *file) {
    ck_io_import *to = wide->to;
    const uint32_t n = ck_io_table_industries(&to->table), j = ck_io_table_final_columns(&to->table);
    double *demand = calloc(n, sizeof *demand), *next = calloc(n, sizeof *next);
    if (demand == NULL || next == NULL) {
        free(demand);
        free(next);
        return ck_host_no_memory(wide->diags);
    }
    for (uint32_t f = 0; f < n; f++) {
        for (uint32_t k = 0; k < j; k++) demand[f] += to->y[(size_t)f * j + k];
        to->x[f] = demand[f];
    }
    double change = 1.0;
    for (uint32_t round = 0; round < 2000 && change > 1e-14; round++) {
        double largest = 0.0;
        change = 0.0;
        for (uint32_t f = 0; f < n; f++) {
            double sum = demand[f];
            for (uint32_t g = 0; g < n; g++) sum += to->z[(size_t)f * n + g] * to->x[g];
            next[f] = sum;
            change = ck_max(change, ck_abs(sum - to->x[f]));
            largest = ck_max(largest, ck_abs(sum));
        }
        cki_copy(to->x, next, n * sizeof *next);
        change = largest > 0.0 ? change / largest : 0.0;
    }
    free(demand);
    free(next);
    return change <= 1e-14 ? CK_OK
                           : ck_host_report(wide->diags, CK_E_NO_SOLUTION, ck_host_whole(file),
                                            "no output belongs to these coefficients: their series does not converge",
                                            "columns of A that sum to 1 or more have no value added");
}

static ck_status read_system(ck_wide *wide, const char *folder, ck_import_options options) {
    ck_io_import *to = wide->to;
    parts found;
    CK_TRY(find_parts(to, folder, &found, wide->diags));
    const part *flows = found.z.path != NULL && ck_host_is_file(found.z.path) ? &found.z : found.a.path != NULL ? &found.a : &found.z;
    const bool coefficients = flows == &found.a;
    ck_host_input input;
    ck_cells cells;
    // the header of Y first: matrices are taken when all columns are known
    CK_TRY(ck_import_open(to, flows->path, options, &input, &cells, '\t', wide->diags));
    ck_status status = take_columns(wide, &cells, flows, CK_WIDE_INDUSTRY);
    ck_cells_close(&cells);
    ck_host_input_close(&input);
    CK_TRY(status);
    const uint32_t n = wide->columns.count;
    CK_TRY(ck_import_open(to, found.y.path, options, &input, &cells, '\t', wide->diags));
    status = take_columns(wide, &cells, &found.y, CK_WIDE_FINAL);
    ck_cells_close(&cells);
    ck_host_input_close(&input);
    CK_TRY(status);
    CK_TRY(ck_wide_close(wide));
    CK_TRY(read_matrix(wide, flows, 0, n, options));
    CK_TRY(read_matrix(wide, &found.y, n, wide->columns.count - n, options));
    const uint32_t industries = ck_io_table_industries(&to->table);
    for (uint32_t f = 0; f < industries; f++) {
        if (wide->row_seen[f] == 3) continue;
        return ck_host_report(wide->diags, CK_E_MISSING, ck_host_whole(wide->row_seen[f] & 1 ? found.y.path : flows->path),
                              "the row of %s, %s is missing", "is the file cut off?",
                              to->table.region[f / to->table.sectors], to->table.sector[f % to->table.sectors]);
    }
    if (found.x.path != NULL && ck_host_is_file(found.x.path)) CK_TRY(read_output(wide, &found.x, options));
    if (coefficients) {
        if (!wide->have_output) CK_TRY(output_of_coefficients(wide, flows->path));
        wide->have_output = true;
        for (size_t f = 0; f < industries; f++)
            for (size_t g = 0; g < industries; g++) to->z[f * industries + g] *= to->x[g];
    }
    if (found.added.path != NULL) CK_TRY(read_added(wide, &found.added, options));
    if (found.unit.path != NULL && ck_host_is_file(found.unit.path)) CK_TRY(read_unit(wide, &found.unit, options));
    to->about.layout = coefficients ? "pymrio folder, coefficients" : "pymrio folder, transactions";
    if (found.name != NULL) to->about.name = found.name;
    if (found.year != NULL && options.year == 0) to->about.year = ck_import_year_in(found.year);
    if (to->about.year == 0 && found.description != NULL) to->about.year = ck_import_year_in(found.description);
    for (int g = 0; g < CK_GRADE_COUNT && found.grade != NULL; g++)
        if (strcmp(found.grade, ck_grade_word((ck_grade)g)) == 0) to->about.grade = (ck_grade)g;
    const char *source = found.description != NULL && found.description[0] != '\0' ? found.description : found.name;
    to->about.source = source != NULL ? source : "pymrio folder";
    return ck_wide_finish(wide, folder);
}

ck_status ck_import_pymrio(const char *folder, ck_import_options options, ck_io_import *to, ck_diags *diags) {
    ck_wide wide = ck_wide_start(to, options, diags);
    const ck_status status = read_system(&wide, folder, options);
    ck_wide_end(&wide);
    return status;
}
