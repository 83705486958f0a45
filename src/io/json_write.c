/* JSON by jansson: values that JSON lacks, tables, files. */
#include "io/tables.h"

#include "base/base.h"

#include <jansson.h>
#include <string.h>

json_t *ck_host_json_real(double value) {
    return ck_is_finite(value) ? json_real(value) : json_null();
}

json_t *ck_host_json_text(const char *text) {
    if (text == NULL) return json_null();
    json_t *value = json_string(text);
    if (value != NULL) return value;
    const size_t  length = strlen(text);                             // jansson refuses invalid UTF-8
    ck_host_arena arena = {0};
    char *copy = ck_host_text(&arena, text, length);
    if (copy != NULL) {
        for (size_t at = ck_host_utf8_fault(copy, length); at < length; at = ck_host_utf8_fault(copy, length)) {
            copy[at] = '?';
        }
        value = json_string(copy);
    }
    ck_host_arena_free(&arena);
    return value;
}

static json_t *value_json(const ck_host_values *values, size_t at) {
    char text[16];
    switch (values->kind) {
        case CK_HOST_REAL: return ck_host_json_real(values->at.real[at]);
        case CK_HOST_WHOLE: return json_integer(values->at.whole[at]);
        case CK_HOST_WORD: return ck_host_json_text(values->at.word[at]);
        case CK_HOST_DAY:
            if (values->at.day[at].day == CK_DATE_LAST.day) return json_null();
            ck_date_write(values->at.day[at], text);
            return json_string(text);
    }
    return json_null();
}

static json_t *column_json(const char *name, const char *unit, const char *meaning) {
    json_t *column = json_object();
    json_object_set_new(column, "name", ck_host_json_text(name));
    json_object_set_new(column, "unit", ck_host_json_text(unit));
    json_object_set_new(column, "meaning", ck_host_json_text(meaning));
    return column;
}

json_t *ck_host_table_json(const ck_host_table *table) {
    json_t *columns = json_array(), *rows = json_array(), *whole = json_object();
    for (uint32_t a = 0; a < table->axis_count; a++) {
        json_array_append_new(columns,
                              column_json(table->axis[a]->name, table->axis[a]->unit, table->axis[a]->meaning));
    }
    for (uint32_t c = 0; c < table->column_count; c++) {
        json_array_append_new(columns,
                              column_json(table->column[c].name, table->column[c].unit, table->column[c].meaning));
    }
    bool good = true;
    for (size_t row = 0; row < table->rows && good; row++) {
        json_t *values = json_array();
        for (uint32_t a = 0; a < table->axis_count; a++) {
            json_array_append_new(values, value_json(&table->axis[a]->label, ck_host_table_at(table, a, row)));
        }
        for (uint32_t c = 0; c < table->column_count; c++) {
            json_array_append_new(values, value_json(&table->column[c].value, row));
        }
        good = json_array_append_new(rows, values) == 0;
    }
    good = json_object_set_new(whole, "title", ck_host_json_text(table->title)) == 0 && good;
    good = json_object_set_new(whole, "columns", columns) == 0 && good;
    good = json_object_set_new(whole, "rows", rows) == 0 && good;
    if (good) return whole;
    json_decref(whole);
    return NULL;
}

ck_status ck_host_write_json(const char *path, const json_t *value, ck_host_batch *batch, ck_diags *diags) {
    if (value == NULL) return ck_host_no_memory(diags);
    FILE *out = NULL;
    CK_TRY(ck_host_batch_open(batch, path, &out, diags));
    (void)json_dumpf(value, out, JSON_INDENT(2) | JSON_SORT_KEYS);   // what fails to be written is found at closing
    fputc('\n', out);
    return ck_host_batch_close(batch, diags);
}
