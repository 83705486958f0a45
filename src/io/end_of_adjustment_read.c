#include "io/end_of_adjustment_read.h"

#include "io/csv.h"

#include <string.h>

enum { RUN, FROM, TO, SCENARIO, TABLE, DIGEST, REGION, ISO3, NAME, INCOME, BY_QUANTITY, BY_PRICES, COLUMNS };
static const ck_csv_column COLUMN[COLUMNS] = {{"run", true},    {"from", true},       {"to", true},
                                              {"scenario", true}, {"table", true},    {"digest", true},
                                              {"region", true}, {"iso3", true},       {"name", true},
                                              {"income_usd", false}, {"change_by_quantity_usd", true}, {"change_by_prices_usd", true}};

typedef struct reading {
    ck_end_of_adjustment *end;
    ck_host_list regions;
    ck_diags    *diags;
} reading;

/* The same text in every row; kept from the first. */
static ck_status keep(reading *r, const char **kept, const ck_csv_field *field, const char *what) {
    if (*kept == NULL) {
        *kept = ck_host_text(&r->end->arena, field->text, field->length);
        return *kept != NULL ? CK_OK : ck_host_no_memory(r->diags);
    }
    if (strcmp(*kept, field->text) == 0) return CK_OK;
    return ck_host_report(r->diags, CK_E_RANGE, field->place, "%q differs from the %s of the first row", "one file holds one run", field->text, what);
}

static ck_status number(reading *r, const ck_csv_field *field, double *value) {
    if (ck_host_number(field->text, field->length, value) >= 0 && *value > -1e18 && *value < 1e18) return CK_OK;
    return ck_host_report(r->diags, CK_E_SYNTAX, field->place, "%q is no amount of US dollars", "a file that `tariffs --from-run --out` wrote", field->text);
}

static ck_status take_row(void *user, const ck_csv_field *field) {
    reading *r = user;
    ck_end_of_adjustment *end = r->end;
    const struct { const char **kept; int column; const char *what; } same[] = {
        {&end->run, RUN, "run"}, {&end->from, FROM, "from"}, {&end->to, TO, "to"},
        {&end->scenario, SCENARIO, "scenario"}, {&end->table, TABLE, "table"}, {&end->digest, DIGEST, "digest"}};
    for (size_t k = 0; k < sizeof same / sizeof *same; k++) CK_TRY(keep(r, same[k].kept, &field[same[k].column], same[k].what));
    ck_adjusted_region *region = ck_host_list_add(&end->arena, &r->regions);
    if (region == NULL) return ck_host_no_memory(r->diags);
    region->code = ck_host_text(&end->arena, field[REGION].text, field[REGION].length);
    region->iso3 = ck_host_text(&end->arena, field[ISO3].text, field[ISO3].length);
    region->name = ck_host_text(&end->arena, field[NAME].text, field[NAME].length);
    if (region->code == NULL || region->iso3 == NULL || region->name == NULL) return ck_host_no_memory(r->diags);
    CK_TRY(number(r, &field[BY_QUANTITY], &region->change[0]));
    return number(r, &field[BY_PRICES], &region->change[1]);
}

ck_status ck_end_of_adjustment_input(ck_host_input *input, ck_end_of_adjustment *end, ck_diags *diags) {
    reading r = {.end = end, .regions = {.each = sizeof(ck_adjusted_region)}, .diags = diags};
    const ck_csv_spec spec = {.title = "end of adjustment", .column = COLUMN, .column_count = COLUMNS, .row = take_row, .user = &r};
    ck_status status = ck_csv_read(input, &spec, diags);
    end->region = r.regions.item;
    end->region_count = r.regions.count;
    if (status >= 0 && end->region_count == 0) {
        status = ck_diags_add(diags, CK_E_MISSING, ck_host_whole(end->path), "the table has no regions", "a file that `tariffs --from-run --out` wrote", NULL);
    }
    return status;
}

ck_status ck_end_of_adjustment_read(const char *path, ck_end_of_adjustment *end, ck_diags *diags) {
    *end = (ck_end_of_adjustment){.path = path};
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, diags));
    const ck_status status = ck_end_of_adjustment_input(&input, end, diags);
    ck_host_input_close(&input);
    return status;
}

void ck_end_of_adjustment_free(ck_end_of_adjustment *end) {
    ck_host_arena_free(&end->arena);
}
