/* Working-day calendars from a table. */
#include "io/calendars.h"

#include "io/csv.h"

#include <stdlib.h>
#include <string.h>

typedef struct calendar_row { const char *name; ck_date day; bool worked; } calendar_row;
typedef struct calendar_reading { ck_host_arena *arena; ck_host_list row; ck_diags *diags; const char *last_name; } calendar_reading;

static const ck_csv_column COLUMN[] = {{"calendar", true}, {"date", true}, {"day", true}, {"source", true}, {"grade", true}};

static ck_status take_row(void *user, const ck_csv_field *field) {
    calendar_reading *reading = user;
    ck_date day = {0};
    const ck_status status = ck_date_read(field[1].text, field[1].length, &day);
    if (status < 0) {
        return ck_host_report(reading->diags, status, field[1].place, "the date is %q", "write it as YYYY-MM-DD", field[1].text);
    }
    const bool worked = strcmp(field[2].text, "worked") == 0;
    if (!worked && strcmp(field[2].text, "holiday") != 0) {
        return ck_host_report(reading->diags, CK_E_UNKNOWN, field[2].place, "the day is %q; it must be holiday or worked", "", field[2].text);
    }
    if (reading->last_name == NULL || strcmp(reading->last_name, field[0].text) != 0) {
        reading->last_name = ck_host_text(reading->arena, field[0].text, field[0].length);
    }
    calendar_row *row = ck_host_list_add(reading->arena, &reading->row);
    if (row == NULL || reading->last_name == NULL) return ck_host_no_memory(reading->diags);
    *row = (calendar_row){reading->last_name, day, worked};
    return CK_OK;
}

static int by_name_and_day(const void *a, const void *b) {
    const calendar_row *left = a, *right = b;
    const int name = strcmp(left->name, right->name);
    if (name != 0) return name;
    if (left->worked != right->worked) return left->worked - right->worked;
    return (left->day.day > right->day.day) - (left->day.day < right->day.day);
}

/* Rows of one calendar: holidays first, then worked days, each sorted; repeats fall out. */
static bool make_calendar(const calendar_row *row, uint32_t count, ck_host_arena *arena, ck_host_calendar *made) {
    ck_date *day = ck_host_take(arena, count, sizeof *day);
    if (day == NULL) return false;
    uint32_t used = 0, holidays = 0;
    made->name = row[0].name;
    made->first = CK_DATE_LAST;
    made->last = CK_DATE_FIRST;
    for (uint32_t i = 0; i < count; i++) {
        if (row[i].day.day < made->first.day) made->first = row[i].day;
        if (row[i].day.day > made->last.day) made->last = row[i].day;
        if (i > 0 && row[i].day.day == row[i - 1].day.day && row[i].worked == row[i - 1].worked) continue;
        day[used++] = row[i].day;
        holidays += !row[i].worked;
    }
    made->calendar = (ck_calendar){.holiday = day, .worked = day + holidays, .holiday_count = holidays, .worked_count = used - holidays};
    return true;
}

ck_status ck_host_calendars_read(const char *name, const void *bytes, size_t size, ck_host_calendars *calendars,
                                 ck_diags *diags) {
    *calendars = (ck_host_calendars){0};
    calendar_reading reading = {.arena = &calendars->arena, .row = {.each = sizeof(calendar_row)}, .diags = diags};
    const ck_csv_spec spec = {"calendars", COLUMN, sizeof COLUMN / sizeof *COLUMN, take_row, &reading};
    ck_host_input input = ck_host_input_bytes(name, bytes, size);
    CK_TRY(ck_csv_read(&input, &spec, diags));
    calendar_row *row = reading.row.item;
    if (reading.row.count == 0) return CK_OK;
    qsort(row, reading.row.count, sizeof *row, by_name_and_day);
    uint32_t names = 1;
    for (uint32_t i = 1; i < reading.row.count; i++) names += strcmp(row[i].name, row[i - 1].name) != 0;
    calendars->calendar = ck_host_take(&calendars->arena, names, sizeof *calendars->calendar);
    if (calendars->calendar == NULL) return ck_host_no_memory(diags);
    uint32_t first = 0;
    for (uint32_t i = 1; i <= reading.row.count; i++) {
        if (i < reading.row.count && strcmp(row[i].name, row[first].name) == 0) continue;
        if (!make_calendar(row + first, i - first, &calendars->arena, &calendars->calendar[calendars->count])) return ck_host_no_memory(diags);
        calendars->count++;
        first = i;
    }
    return CK_OK;
}

void ck_host_calendars_free(ck_host_calendars *calendars) {
    ck_host_arena_free(&calendars->arena);
    *calendars = (ck_host_calendars){0};
}

const ck_host_calendar *ck_host_calendar_find(const ck_host_calendars *calendars, const char *name) {
    for (uint32_t i = 0; calendars != NULL && i < calendars->count; i++) {
        if (strcmp(calendars->calendar[i].name, name) == 0) return &calendars->calendar[i];
    }
    return NULL;
}
