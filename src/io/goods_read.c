#include "io/goods_read.h"

#include "io/csv.h"

#include <string.h>

enum { HS, SECTOR, WEIGHT, SOURCE, YEAR, GRADE, KNOWN };
static const char *const NAME[KNOWN] = {"hs", "sector", "weight", "source", "year", "grade"};

typedef struct reading {
    ck_host_arena *arena;
    ck_goods      *goods;
    ck_diags      *diags;
    uint32_t      *role;                 // (columns) which known column, or KNOWN + which fact
    uint32_t       columns, at[KNOWN];
    ck_host_list   goods_list, facts;
} reading;

static ck_status take_fact(reading *reading, const ck_csv_field *name, uint32_t column) {
    ck_goods_fact *fact = ck_host_list_add(reading->arena, &reading->facts);
    if (fact == NULL) return ck_host_no_memory(reading->diags);
    const char *start = name->text + strlen("fact."), *at = strchr(start, '@');
    fact->name = ck_host_text(reading->arena, start, at != NULL ? (size_t)(at - start) : strlen(start));
    fact->from = CK_DATE_FIRST;
    reading->role[column] = KNOWN + reading->facts.count - 1;
    if (fact->name == NULL) return ck_host_no_memory(reading->diags);
    if (at == NULL || ck_date_read(at + 1, strlen(at + 1), &fact->from) >= 0) return CK_OK;
    return ck_host_report(reading->diags, CK_E_SYNTAX, name->place, "%q does not end in a day",
                          "write fact.NAME@2019-09-01", name->text);
}

static ck_status take_header(void *user, const ck_csv_field *name, uint32_t count) {
    reading *reading = user;
    reading->columns = count;
    reading->role = ck_host_take(reading->arena, count, sizeof *reading->role);
    if (reading->role == NULL) return ck_host_no_memory(reading->diags);
    for (uint32_t k = 0; k < KNOWN; k++) reading->at[k] = CK_NONE;
    for (uint32_t c = 0; c < count; c++) {
        if (strncmp(name[c].text, "fact.", 5) == 0) {
            CK_TRY(take_fact(reading, &name[c], c));
            continue;
        }
        uint32_t k = 0;
        while (k < KNOWN && strcmp(NAME[k], name[c].text) != 0) k++;
        if (k == KNOWN) {
            const char *near = ck_host_nearest(name[c].text, NAME, KNOWN);
            return ck_host_report(reading->diags, CK_E_UNKNOWN, name[c].place, "unknown column %q",
                                  near != NULL ? "did you mean %q?" : "facts are columns \"fact.NAME\"%s",
                                  name[c].text, near != NULL ? near : "");
        }
        reading->role[c] = k;
        reading->at[k] = c;
    }
    for (uint32_t k = 0; k < KNOWN; k++) {
        if (reading->at[k] != CK_NONE) continue;
        return ck_host_report(reading->diags, CK_E_MISSING, name[0].place, "the column %q is missing", "", NAME[k]);
    }
    return CK_OK;
}

static ck_status take_row(void *user, const ck_csv_field *field) {
    reading *reading = user;
    ck_good *good = ck_host_list_add(reading->arena, &reading->goods_list);
    const char **value = ck_host_take(reading->arena, reading->facts.count + 1, sizeof *value);
    if (good == NULL || value == NULL) return ck_host_no_memory(reading->diags);
    good->place = field[0].place;
    good->value = value;
    for (uint32_t c = 0; c < reading->columns; c++) {
        const char *text = ck_host_text(reading->arena, field[c].text, field[c].length);
        if (text == NULL) return ck_host_no_memory(reading->diags);
        const uint32_t role = reading->role[c];
        if (role >= KNOWN) {
            value[role - KNOWN] = text;
            continue;
        }
        if (text[0] == '\0') {
            return ck_host_report(reading->diags, CK_E_MISSING, field[c].place, "%s is empty", "every row has it",
                                  NAME[role]);
        }
        if (role == HS) good->hs = text;
        else if (role == SECTOR) good->sector = text;
    }
    const ck_csv_field *weight = &field[reading->at[WEIGHT]];
    if (ck_host_number(weight->text, weight->length, &good->weight) >= 0 && good->weight > 0.0) return CK_OK;
    return ck_host_report(reading->diags, CK_E_RANGE, weight->place, "%q is no weight; expected a number above 0", "",
                          weight->text);
}

ck_status ck_goods_input(ck_host_input *input, ck_host_arena *arena, ck_goods *goods, ck_diags *diags) {
    *goods = (ck_goods){.path = input->name};
    reading reading = {.arena = arena, .goods = goods, .diags = diags,
                       .goods_list = {.each = sizeof(ck_good)}, .facts = {.each = sizeof(ck_goods_fact)}};
    const ck_csv_spec spec = {.title = "goods", .row = take_row, .user = &reading};
    const ck_status status = ck_csv_read_free(input, &spec, take_header, diags);
    goods->good = reading.goods_list.item;
    goods->good_count = reading.goods_list.count;
    goods->fact = reading.facts.item;
    goods->fact_count = reading.facts.count;
    return status;
}
