/* One table of a world: typed rows from CSV fields, the register of sources, with the place of every mistake. */
#include "io/csv.h"
#include "io/table_read.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

#define COLUMN_LIMIT 32                  // of a world's table, the four common ones included
#define YEAR_FIRST   1000
#define YEAR_LAST    2200

typedef struct table_reading {
    ck_table_info    info;
    const cki_names *sources;
    ck_host_arena   *arena;
    ck_host_list    *rows;
    ck_diags        *diags;
} table_reading;

static ck_status wrong_text(table_reading *reading, const ck_csv_field *field, const char *column, const char *what,
                            const char *hint) {
    return ck_host_report(reading->diags, CK_E_SYNTAX, field->place, "%s is %q; %s", "%s", column, field->text, what,
                          hint);
}

/* Spaces at the ends and control characters are invisible in a spreadsheet and make two equal names differ. */
static ck_status check_text(table_reading *reading, const ck_csv_field *field, const char *column) {
    if (field->length == 0) return CK_OK;
    if (field->text[0] == ' ' || field->text[field->length - 1] == ' ') {
        return wrong_text(reading, field, column, "there is a space at its end", "remove the space");
    }
    for (size_t i = 0; i < field->length; i++) {
        if ((unsigned char)field->text[i] < 0x20 || field->text[i] == 0x7f) {
            return wrong_text(reading, field, column, "it holds a line end or another control character",
                              "write it in one line");
        }
    }
    return CK_OK;
}

static ck_status missing_value(table_reading *reading, const ck_csv_field *field, const char *column,
                               const char *unit) {
    ck_place place = field->place;
    place.length = 0;
    const bool named = unit[0] != '-';
    return ck_host_report(reading->diags, CK_E_MISSING, place, "%s is empty; it needs a value%s%s%s", "", column,
                          named ? " (" : "", named ? unit : "", named ? ")" : "");
}

static ck_status read_text(table_reading *reading, const ck_csv_field *field, const ck_table_column *column,
                           const char **value) {
    CK_TRY(check_text(reading, field, column->name));
    if (field->length == 0) {
        *value = "";
        return CK_OK;
    }
    *value = ck_host_text(reading->arena, field->text, field->length);
    return *value != NULL ? CK_OK : ck_host_no_memory(reading->diags);
}

static ck_status read_real(table_reading *reading, const ck_csv_field *field, const ck_table_column *column,
                           double *value) {
    double read = 0.0;
    const ck_status status = ck_host_number(field->text, field->length, &read);
    if (status == CK_E_MEMORY) return ck_host_no_memory(reading->diags);
    if (status < 0) {
        return ck_host_report(reading->diags, status, field->place, "%s is %q; it must be a finite number (%s)",
                              status == CK_E_RANGE ? "leave an unknown value empty where the table allows it"
                                                   : "digits with a point, no separators, no unit",
                              column->name, field->text, column->unit);
    }
    if (read < column->low || read > column->high) {
        const bool only_low = read < column->low && column->high >= 1e9;
        if (only_low) {
            return ck_host_report(reading->diags, CK_E_RANGE, field->place, "%s is %s; it must be %g or more (%s)",
                                  "%s", column->name, field->text, column->low, column->unit,
                                  strcmp(column->name, "capacity") == 0
                                      ? "a planned closure belongs in projects.csv with a negative change and a date"
                                      : "");
        }
        return ck_host_report(reading->diags, CK_E_RANGE, field->place, "%s is %s; it must be from %g to %g (%s)", "%s",
                              column->name, field->text, column->low, column->high, column->unit, column->meaning);
    }
    *value = read;
    return CK_OK;
}

static ck_status read_day(table_reading *reading, const ck_csv_field *field, const ck_table_column *column,
                          ck_date *value) {
    const ck_status status = ck_date_read(field->text, field->length, value);
    if (status >= 0) return CK_OK;
    return ck_host_report(reading->diags, status, field->place, "%s is %q; it must be a date", "write it as YYYY-MM-DD",
                          column->name, field->text);
}

static ck_status read_value(table_reading *reading, const ck_csv_field *field, const ck_table_column *column,
                            unsigned char *row) {
    const char *text = "";
    double  real = CK_NAN;
    ck_date day = {0};
    switch (column->kind) {
        case CK_COLUMN_IS_NAME:
        case CK_COLUMN_IS_TEXT:
            if (column->kind == CK_COLUMN_IS_NAME && field->length == 0) {
                return missing_value(reading, field, column->name, "-");
            }
            CK_TRY(read_text(reading, field, column, &text));
            memcpy(row + column->offset, &text, sizeof text);
            return CK_OK;
        case CK_COLUMN_IS_REAL:
        case CK_COLUMN_IS_MAYBE:
            if (column->kind == CK_COLUMN_IS_REAL && field->length == 0) {
                return missing_value(reading, field, column->name, column->unit);
            }
            if (field->length > 0) CK_TRY(read_real(reading, field, column, &real));
            memcpy(row + column->offset, &real, sizeof real);
            return CK_OK;
        case CK_COLUMN_IS_DAY:
            if (field->length == 0) return missing_value(reading, field, column->name, "-");
            CK_TRY(read_day(reading, field, column, &day));
            memcpy(row + column->offset, &day, sizeof day);
            return CK_OK;
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- what every row carries -------------------------- */

static ck_status check_sources(table_reading *reading, const ck_csv_field *field) {
    ck_status status = CK_OK;
    size_t at = 0, length = 0;
    const char *part;
    while (cki_text_next_part(field->text, ';', &at, &part, &length)) {
        ck_place place = field->place;
        place.column += (uint32_t)(part - field->text);
        place.length = (uint32_t)length;
        if (cki_names_find_part(reading->sources, part, length) != CK_NONE) continue;
        const char *name = ck_host_text(reading->arena, part, length);
        if (name == NULL) return ck_host_no_memory(reading->diags);
        const char *nearest = length > 0 && length < 200 ? cki_names_nearest(reading->sources, name) : NULL;
        status = ck_host_worse(status, ck_host_report(reading->diags, CK_E_UNKNOWN, place, "unknown source %q",
                                                      nearest != NULL ? "did you mean %q?"
                                                                      : "add it to sources.csv; several sources are "
                                                                        "joined by ;%s",
                                                      name, nearest != NULL ? nearest : ""));
    }
    return status;
}

static ck_status read_grade(table_reading *reading, const ck_csv_field *field, ck_grade *grade) {
    static const char *const word[] = {
#define X(name, text) text,
        CK_GRADE_LIST(X)
#undef X
    };
    for (int i = 0; i < CK_GRADE_COUNT; i++) {
        if (strcmp(word[i], field->text) == 0) {
            *grade = (ck_grade)i;
            return CK_OK;
        }
    }
    const char *nearest = ck_host_nearest(field->text, word, CK_GRADE_COUNT);
    return ck_host_report(reading->diags, CK_E_UNKNOWN, field->place, "unknown grade %q",
                          nearest != NULL ? "did you mean %q?"
                                          : "the grades are reported, derived, estimated and assumed%s",
                          field->text, nearest != NULL ? nearest : "");
}

static ck_status read_common(table_reading *reading, const ck_csv_field *field, ck_row *row) {
    const ck_table_column text = {.name = "source"}, note = {.name = "note"};
    ck_status status = CK_OK;
    row->source = row->note = "";
    if (field[0].length == 0) {
        status = missing_value(reading, &field[0], "source", "-");
    } else {
        status = read_text(reading, &field[0], &text, &row->source);
        status = ck_host_worse(status, check_sources(reading, &field[0]));
    }
    int64_t year = 0;
    if (field[1].length == 0) {
        status = ck_host_worse(status, missing_value(reading, &field[1], "year", "-"));
    } else {
        const ck_status read = ck_host_integer(field[1].text, field[1].length, YEAR_FIRST, YEAR_LAST, &year);
        if (read < 0) {
            status = ck_host_worse(status, ck_host_report(reading->diags, read, field[1].place,
                                                          "year is %q; it must be a year from %u to %u",
                                                          "the year that the number describes", field[1].text,
                                                          (uint32_t)YEAR_FIRST, (uint32_t)YEAR_LAST));
        }
    }
    row->year = (int32_t)year;
    if (field[2].length == 0) status = ck_host_worse(status, missing_value(reading, &field[2], "grade", "-"));
    else status = ck_host_worse(status, read_grade(reading, &field[2], &row->grade));
    return ck_host_worse(status, read_text(reading, &field[3], &note, &row->note));
}

static ck_status take_row(void *user, const ck_csv_field *field) {
    table_reading *reading = user;
    unsigned char *row = ck_host_list_add(reading->arena, reading->rows);
    if (row == NULL) return ck_host_no_memory(reading->diags);
    ck_row common = {.place = field[0].place};
    ck_status status = CK_OK;
    for (uint32_t i = 0; i < reading->info.column_count; i++) {
        status = ck_host_worse(status, read_value(reading, &field[i], &reading->info.column[i], row));
        if (status == CK_E_MEMORY) return status;
    }
    status = ck_host_worse(status, read_common(reading, field + reading->info.column_count, &common));
    memcpy(row, &common, sizeof common);
    if (status < 0) reading->rows->count--;
    return status;
}

ck_status ck_table_read_rows(ck_host_input *input, uint32_t table, const cki_names *sources, ck_host_arena *arena,
                             ck_host_list *rows, ck_diags *diags) {
    table_reading reading = {
        .info = ck_table_of(table), .sources = sources, .arena = arena, .rows = rows, .diags = diags};
    ck_csv_column column[COLUMN_LIMIT];
    uint32_t count = 0;
    for (; count < reading.info.column_count && count < COLUMN_LIMIT - 4; count++) {
        column[count] = (ck_csv_column){reading.info.column[count].name, true};
    }
    column[count++] = (ck_csv_column){"source", true};
    column[count++] = (ck_csv_column){"year", true};
    column[count++] = (ck_csv_column){"grade", true};
    column[count++] = (ck_csv_column){"note", false};
    const ck_csv_spec spec = {reading.info.name, column, count, take_row, &reading};
    return ck_csv_read(input, &spec, diags);
}

/* ---------------------------------------------------------------- sources ----------------------------------------- */

typedef struct source_reading { table_reading table; ck_host_list *sources; } source_reading;

static ck_status take_source(void *user, const ck_csv_field *field) {
    source_reading *reading = user;
    static const ck_table_column column[] = {{.name = "source"}, {.name = "title"}, {.name = "publisher"},
                                             {.name = "date"},   {.name = "link"},  {.name = "licence"},
                                             {.name = "note"}};
    ck_host_source source = {.place = field[0].place};
    const char **value[] = {&source.source, &source.title,   &source.publisher, &source.date,
                            &source.link,   &source.licence, &source.note};
    ck_status status = CK_OK;
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        *value[i] = "";
        status = ck_host_worse(status, read_text(&reading->table, &field[i], &column[i], value[i]));
        if (i < 2 && field[i].length == 0) {
            status = ck_host_worse(status, missing_value(&reading->table, &field[i], column[i].name, "-"));
        }
    }
    if (strchr(source.source, ';') != NULL) {
        status = ck_host_worse(
            status, wrong_text(&reading->table, &field[0], "source", "; joins several sources", "use another letter"));
    }
    if (status < 0) return status;
    ck_host_source *kept = ck_host_list_add(reading->table.arena, reading->sources);
    if (kept == NULL) return ck_host_no_memory(reading->table.diags);
    *kept = source;
    return CK_OK;
}

ck_status ck_table_read_sources(ck_host_input *input, ck_host_arena *arena, ck_host_list *sources, ck_diags *diags) {
    static const ck_csv_column column[] = {{"source", true}, {"title", true}, {"publisher", true}, {"date", true},
                                           {"link", true}, {"licence", true}, {"note", false}};
    source_reading reading = {.table = {.arena = arena, .diags = diags}, .sources = sources};
    const ck_csv_spec spec = {"sources", column, sizeof column / sizeof *column, take_source, &reading};
    return ck_csv_read(input, &spec, diags);
}

ck_status ck_table_make_names(cki_names *names, uint32_t capacity, ck_host_arena *arena) {
    cki_arena measure = cki_arena_measure();
    cki_names_make(names, &measure, capacity);
    const size_t bytes = cki_arena_bytes(&measure);
    void *block = ck_host_take(arena, bytes, 1);
    if (block == NULL) return CK_E_MEMORY;
    cki_arena placed = cki_arena_over(block, bytes);
    cki_names_make(names, &placed, capacity);
    return CK_OK;
}

ck_status ck_host_table_read(ck_host_input *input, uint32_t table, const ck_host_source *source, uint32_t source_count,
                             ck_host_arena *arena, void **rows, uint32_t *count, ck_diags *diags) {
    cki_names names;
    if (ck_table_make_names(&names, source_count, arena) < 0) return ck_host_no_memory(diags);
    for (uint32_t i = 0; i < source_count; i++) (void)cki_names_insert(&names, source[i].source, i);
    ck_host_list list = {.each = ck_table_of(table).row_bytes};
    CK_TRY(ck_table_read_rows(input, table, &names, arena, &list, diags));
    *rows = list.item;
    *count = list.count;
    return CK_OK;
}
