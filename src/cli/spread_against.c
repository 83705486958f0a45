#include "cli/spread_against.h"

#include "base/base.h"
#include "io/csv.h"

#include <stdio.h>
#include <string.h>

typedef struct tolerance { const char *place, *variable; uint32_t before_step; double value; } tolerance;

/* ---------------------------------------------------------------- tolerances -------------------------------------- */

static ck_status take_tolerance(void *user, const ck_csv_field *field) {
    ck_spread_against *against = user;
    tolerance *one = ck_host_list_add(&against->arena, &against->tolerances);
    if (one == NULL) return ck_host_no_memory(against->diags);
    *one = (tolerance){ck_host_text(&against->arena, field[0].text, field[0].length),
                       ck_host_text(&against->arena, field[1].text, field[1].length), CK_NONE, 0.0};
    int64_t step = CK_NONE;
    if (field[2].length > 0 && ck_host_integer(field[2].text, field[2].length, 0, 1000000, &step) < 0)
        return ck_host_report(against->diags, CK_E_SYNTAX, field[2].place, "%q is no step", "", field[2].text);
    one->before_step = (uint32_t)step;
    if (ck_host_number(field[3].text, field[3].length, &one->value) < 0)
        return ck_host_report(against->diags, CK_E_SYNTAX, field[3].place, "%q is no tolerance", "", field[3].text);
    return CK_OK;
}

ck_status ck_spread_against_start(ck_spread_against *against, const char *folder, ck_diags *diags) {
    static const ck_csv_column column[] = {
        {"case", true}, {"variable", true}, {"before_step", true}, {"tolerance", true}};
    *against = (ck_spread_against){.folder = folder, .errors = {.each = sizeof(ck_spread_error)},
                                   .tolerances = {.each = sizeof(tolerance)}, .diags = diags};
    if (!ck_host_is_folder(folder))
        return ck_host_report(diags, CK_E_IO, ck_host_whole(folder), "there is no such folder", "");
    const char *up = ck_host_path(&against->arena, folder, "../tolerance.csv");
    if (up == NULL || !ck_host_is_file(up)) return CK_OK;
    ck_host_input input;
    CK_TRY(ck_host_input_open(up, CK_HOST_FILE_LIMIT, &input, diags));
    const ck_csv_spec spec = {"tolerances", column, 4, take_tolerance, against};
    const ck_status status = ck_csv_read(&input, &spec, diags);
    ck_host_input_close(&input);
    return status;
}

static const char *case_name(ck_spread_against *against) {
    size_t length = strlen(against->folder);
    while (length > 1 && against->folder[length - 1] == '/') length--;
    size_t first = length;
    while (first > 0 && against->folder[first - 1] != '/') first--;
    return ck_host_text(&against->arena, against->folder + first, length - first);
}

/* ---------------------------------------------------------------- a recorded table -------------------------------- */

typedef struct recorded {
    ck_spread_against *against;
    const ck_io_table *table;
    char               shape;
    uint32_t           width, rows, columns;
    uint32_t          *at;               // (columns) our column, CK_NONE: the label of the row
    ck_host_list       label;            // const char *: of rows
    ck_host_list       value;            // double, row after row in our order
} recorded;

static ck_status take_names(void *user, const ck_csv_field *name, uint32_t count) {
    recorded *to = user;
    to->at = ck_host_take(&to->against->arena, (size_t)count + 1, sizeof *to->at);
    if (to->at == NULL) return ck_host_no_memory(to->against->diags);
    to->columns = count;
    to->at[0] = CK_NONE;
    if (count != to->width + 1)
        return ck_host_report(to->against->diags, CK_E_FORMAT, name[0].place, "the table has %u columns; expected %u",
                              "a label, then one column for each of the table's", count, to->width + 1);
    for (uint32_t k = 1; k < count; k++) {
        ck_host_arena scratch = {0};
        uint32_t c = 0;
        while (c < to->width) {
            const char *label = ck_spread_label(to->table, to->shape, (k - 1 + c) % to->width, &scratch);
            if (label != NULL && strcmp(label, name[k].text) == 0) break;
            c++;
        }
        ck_host_arena_free(&scratch);
        if (c == to->width)
            return ck_host_report(to->against->diags, CK_E_UNKNOWN, name[k].place, "the table has no column %q", "",
                                  name[k].text);
        to->at[k] = (k - 1 + c) % to->width;
    }
    return CK_OK;
}

static ck_status take_row(void *user, const ck_csv_field *field) {
    recorded *to = user;
    const char **label = ck_host_list_add(&to->against->arena, &to->label);
    if (label == NULL) return ck_host_no_memory(to->against->diags);
    *label = ck_host_text(&to->against->arena, field[0].text, field[0].length);
    for (uint32_t k = 0; k < to->width; k++)
        if (ck_host_list_add(&to->against->arena, &to->value) == NULL) return ck_host_no_memory(to->against->diags);
    double *row = (double *)to->value.item + (size_t)to->rows * to->width;
    for (uint32_t k = 1; k < to->columns; k++) {
        const char *text = field[k].text;
        if (strcmp(text, "inf") == 0) row[to->at[k]] = CK_INFINITY;
        else if (ck_host_number(text, field[k].length, &row[to->at[k]]) < 0)
            return ck_host_report(to->against->diags, CK_E_SYNTAX, field[k].place, "%q is no number", "", text);
    }
    to->rows++;
    return CK_OK;
}

static ck_status read_recorded(const char *path, recorded *to) {
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, to->against->diags));
    const ck_csv_spec spec = {"recorded values", NULL, 0, take_row, to};
    const ck_status status = ck_csv_read_free(&input, &spec, take_names, to->against->diags);
    ck_host_input_close(&input);
    return status;
}

/* ---------------------------------------------------------------- comparing --------------------------------------- */

static ck_status compare(ck_spread_against *against, const char *variable, const recorded *theirs, const double *ours,
                         uint32_t before_step, double allowed) {
    ck_spread_error *error = ck_host_list_add(&against->arena, &against->errors);
    if (error == NULL) return ck_host_no_memory(against->diags);
    *error = (ck_spread_error){.variable = variable, .tolerance = allowed, .before_step = before_step, .column = ""};
    const double *value = theirs->value.item;
    double scale = 0.0, worst = -1.0;
    uint32_t column = 0;
    for (uint32_t row = 0; row < theirs->rows; row++) {
        for (uint32_t k = 0; k < theirs->width; k++) {
            const double a = ours[(size_t)row * theirs->width + k], b = value[(size_t)row * theirs->width + k];
            if (ck_is_finite(b)) scale = ck_max(scale, ck_abs(b));
            if (row >= before_step) continue;
            const double difference = a == b ? 0.0 : ck_is_finite(a - b) ? ck_abs(a - b) : CK_INFINITY;
            if (difference <= worst) continue;
            worst = difference;
            column = k;
            error->step = row;
        }
    }
    error->error = worst <= 0.0 ? 0.0 : worst / (scale > 0.0 ? scale : 1.0);
    error->column = ck_spread_label(theirs->table, theirs->shape, column, &against->arena);
    return error->column != NULL ? CK_OK : ck_host_no_memory(against->diags);
}

static ck_status compare_all(ck_spread_against *against, const char *variable, const recorded *theirs,
                             const double *ours) {
    const char *here = case_name(against);
    const tolerance *line = against->tolerances.item;
    double general = 1e-12;
    uint32_t own = 0;
    for (uint32_t k = 0; k < against->tolerances.count && here != NULL; k++) {
        if (strcmp(line[k].place, "*") == 0 && strcmp(line[k].variable, "*") == 0) general = line[k].value;
        if (strcmp(line[k].place, here) != 0 || strcmp(line[k].variable, variable) != 0) continue;
        CK_TRY(compare(against, variable, theirs, ours, line[k].before_step, line[k].value));
        own++;
    }
    return own > 0 ? CK_OK : compare(against, variable, theirs, ours, CK_NONE, general);
}

static recorded start_recorded(ck_spread_against *against, const ck_io_table *table, char shape, uint32_t width) {
    return (recorded){.against = against,
                      .table = table,
                      .shape = shape,
                      .width = width,
                      .label = {.each = sizeof(char *)},
                      .value = {.each = sizeof(double)}};
}

ck_status ck_spread_against_stock(void *user, const ck_spread_study *study, uint32_t step) {
    ck_spread_against *against = user;
    char name[40];
    (void)snprintf(name, sizeof name, "inputs_stock_step%u", (unsigned)step);
    const char *variable = ck_host_text(&against->arena, name, strlen(name));
    const char *path = variable != NULL ? ck_host_join(&against->arena, against->folder, "/",
                                                       ck_host_join(&against->arena, variable, ".csv", ""))
                                        : NULL;
    if (path == NULL) return ck_host_no_memory(against->diags);
    if (!ck_host_is_file(path)) return CK_OK;
    const uint32_t n = ck_io_table_industries(study->table), sectors = study->table->sectors;
    recorded theirs = start_recorded(against, study->table, 'N', n);
    CK_TRY(read_recorded(path, &theirs));
    const ck_ario_view view = ck_ario_see(study->run);
    double *ours = ck_host_take(&against->arena, (size_t)theirs.rows * n + 1, sizeof *ours);
    if (ours == NULL) return ck_host_no_memory(against->diags);
    for (uint32_t row = 0; row < theirs.rows; row++) {
        const char *label = ((const char **)theirs.label.item)[row];
        uint32_t p = 0;
        while (p < sectors && strcmp(study->table->sector[p], label) != 0) p++;
        if (p == sectors)
            return ck_host_report(against->diags, CK_E_UNKNOWN, ck_host_whole(path), "the table has no product %q", "",
                                  label);
        for (uint32_t g = 0; g < n; g++) ours[(size_t)row * n + g] = view.stock[(size_t)p * n + g] * view.per_step;
    }
    return compare_all(against, variable, &theirs, ours);
}

ck_status ck_spread_against_finish(ck_spread_against *against, const ck_spread_study *study) {
    for (uint32_t s = 0; s < CK_SPREAD_SERIES_COUNT; s++) {
        const ck_spread_series_info info = ck_spread_series_at((ck_spread_series)s);
        if (info.peer[0] == '\0' || study->series[s] == NULL) continue;
        const char *path =
            ck_host_join(&against->arena, against->folder, "/", ck_host_join(&against->arena, info.peer, ".csv", ""));
        if (path == NULL) return ck_host_no_memory(against->diags);
        if (!ck_host_is_file(path)) continue;
        recorded theirs = start_recorded(against, study->table, info.shape,
                                         ck_spread_series_width(study->table, (ck_spread_series)s));
        CK_TRY(read_recorded(path, &theirs));
        if (theirs.rows != study->steps)
            return ck_host_report(against->diags, CK_E_FORMAT, ck_host_whole(path),
                                  "%u steps are recorded; the run has %u", "compare runs of the same length",
                                  theirs.rows, study->steps);
        CK_TRY(compare_all(against, info.peer, &theirs, study->series[s]));
    }
    if (against->errors.count == 0)
        return ck_host_report(against->diags, CK_E_MISSING, ck_host_whole(against->folder),
                              "the folder has no recorded table",
                              "production_realised.csv and the like, as docs/spread.md lists them");
    return CK_OK;
}

bool ck_spread_against_good(const ck_spread_against *against) {
    const ck_spread_error *error = against->errors.item;
    for (uint32_t k = 0; k < against->errors.count; k++) {
        if (!(error[k].error <= error[k].tolerance)) return false;
    }
    return true;
}

void ck_spread_against_free(ck_spread_against *against) {
    ck_host_arena_free(&against->arena);
}
