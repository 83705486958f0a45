#include "cli/network_esri.h"

#include "base/base.h"
#include "io/csv.h"

#include <stdlib.h>
#include <string.h>

typedef struct set_row { uint32_t scenario; ck_esri_shock shock; ck_place place; } set_row;
typedef struct reading {
    const ck_network_import *network;
    ck_network_scenarios *to;
    ck_host_list rows;
    ck_diags *diags;
} reading;

static ck_status add_row(reading *at, uint32_t scenario, ck_esri_shock shock, ck_place place) {
    set_row *row = ck_host_list_add(&at->to->arena, &at->rows);
    if (row == NULL || scenario == CK_NONE) return ck_host_no_memory(at->diags);
    *row = (set_row){scenario, shock, place};
    return CK_OK;
}

static ck_status no_firm(const reading *at, const char *text, size_t length, ck_place place) {
    char *name = ck_host_text(&at->to->arena, text, length);
    const char *near = name != NULL ? ck_host_nearest(name, at->network->firms.name, at->network->firms.count) : NULL;
    return ck_host_report(at->diags, CK_E_UNKNOWN, place, "the network has no firm %q",
                          near != NULL ? "did you mean %q?" : "", name != NULL ? name : "", near != NULL ? near : "");
}

/* "a" or "a,b,c"; a firm whose own name has commas is taken whole. */
static ck_status read_fail(reading *at, const char *text) {
    const uint32_t scenario = ck_intern_add(&at->to->name, text, strlen(text));
    const uint32_t whole = ck_intern_find(&at->network->firms, text, strlen(text));
    if (whole != CK_NONE) return add_row(at, scenario, (ck_esri_shock){whole, 1.0, 1.0}, (ck_place){0});
    for (;;) {
        const size_t length = strcspn(text, ",");
        const uint32_t firm = ck_intern_find(&at->network->firms, text, length);
        if (firm == CK_NONE) return no_firm(at, text, length, (ck_place){0});
        CK_TRY(add_row(at, scenario, (ck_esri_shock){firm, 1.0, 1.0}, (ck_place){0}));
        if (text[length] == '\0') return CK_OK;
        text += length + 1;
    }
}

static ck_status read_share(const ck_csv_field *field, double *share, ck_diags *diags) {
    if (field->length == 0) return CK_OK;
    if (ck_host_number(field->text, field->length, share) >= 0 && *share >= 0.0 && *share <= 1.0) return CK_OK;
    return ck_host_report(diags, CK_E_RANGE, field->place, "%q is no shock; a number from 0 to 1 was expected",
                          "1 is a failure", field->text);
}

static ck_status take_row(void *user, const ck_csv_field *field) {
    reading *at = user;
    ck_esri_shock shock = {.down = 1.0};
    if (field[0].length == 0)
        return ck_host_report(at->diags, CK_E_MISSING, field[0].place, "the scenario has no name", "");
    shock.firm = ck_intern_find(&at->network->firms, field[1].text, field[1].length);
    if (shock.firm == CK_NONE) return no_firm(at, field[1].text, field[1].length, field[1].place);
    CK_TRY(read_share(&field[2], &shock.down, at->diags));
    shock.up = shock.down;
    CK_TRY(read_share(&field[3], &shock.up, at->diags));
    return add_row(at, ck_intern_add(&at->to->name, field[0].text, field[0].length), shock, field[1].place);
}

static ck_status read_table(reading *at, const char *path) {
    static const ck_csv_column COLUMN[] = {{"scenario", true}, {"firm", true}, {"down", false}, {"up", false}};
    const ck_csv_spec spec = {.title = "scenarios", .column = COLUMN, .column_count = 4, .row = take_row, .user = at};
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, at->diags));
    const ck_status status = ck_csv_read(&input, &spec, at->diags);
    ck_host_input_close(&input);
    return status;
}

/* Rows by scenario, in their order: a counting sort. */
static ck_status place_sets(reading *at) {
    ck_network_scenarios *to = at->to;
    const set_row *row = at->rows.item;
    to->count = to->name.count;
    if (to->count == 0) return ck_host_report(at->diags, CK_E_MISSING, (ck_place){0}, "no scenario is given", "");
    to->first = ck_host_take(&to->arena, to->count + 2, sizeof *to->first);
    to->shock = ck_host_take(&to->arena, at->rows.count, sizeof *to->shock);
    if (to->first == NULL || to->shock == NULL) return ck_host_no_memory(at->diags);
    for (uint32_t k = 0; k < at->rows.count; k++) to->first[row[k].scenario + 2]++;
    for (size_t s = 2; s <= to->count; s++) to->first[s] += to->first[s - 1];
    // (firms) the scenario that a firm stands in, + 1
    uint32_t *last = ck_host_take(&to->arena, at->network->firms.count, sizeof *last);
    uint32_t *by_scenario = ck_host_take(&to->arena, at->rows.count, sizeof *by_scenario);
    if (last == NULL || by_scenario == NULL) return ck_host_no_memory(at->diags);
    for (uint32_t k = 0; k < at->rows.count; k++) by_scenario[to->first[row[k].scenario + 1]++] = k;
    for (uint32_t k = 0; k < at->rows.count; k++) {
        const set_row *one = &row[by_scenario[k]];
        if (last[one->shock.firm] == one->scenario + 1)
            return ck_host_report(at->diags, CK_E_DUPLICATE, one->place, "firm %q fails twice in scenario %q",
                                  "one row a firm; sets of one name are one scenario",
                                  at->network->firms.name[one->shock.firm], to->name.name[one->scenario]);
        last[one->shock.firm] = one->scenario + 1;
        to->shock[k] = one->shock;
    }
    return CK_OK;
}

typedef struct sized { uint32_t firm; double sold; } sized;
static int by_sales(const void *a, const void *b) {
    const sized *x = a, *y = b;
    if (x->sold != y->sold) return (x->sold < y->sold) - (x->sold > y->sold);
    return (x->firm > y->firm) - (x->firm < y->firm);
}

static ck_status take_largest(reading *at, uint64_t largest) {
    ck_network_scenarios *to = at->to;
    const ck_network_view view = ck_network_see(at->network->network);
    to->count = largest == 0 || largest > view.firms ? view.firms : (size_t)largest;
    if (largest == 0) return CK_OK;
    sized *all = ck_host_take(&to->arena, view.firms, sizeof *all);
    to->one = ck_host_take(&to->arena, view.firms, sizeof *to->one);
    if (all == NULL || to->one == NULL) return ck_host_no_memory(at->diags);
    for (uint32_t f = 0; f < view.firms; f++) all[f] = (sized){f, view.sold[f]};
    qsort(all, view.firms, sizeof *all, by_sales);
    for (uint32_t f = 0; f < view.firms; f++) to->one[f] = all[f].firm;
    return CK_OK;
}

ck_status ck_network_scenarios_read(const ck_arguments *arguments, const ck_network_import *network, uint64_t largest,
                                    ck_network_scenarios *scenarios, ck_diags *diags) {
    *scenarios = (ck_network_scenarios){0};
    scenarios->name = ck_intern_start(&scenarios->arena);
    reading at = {.network = network, .to = scenarios, .rows = {.each = sizeof(set_row)}, .diags = diags};
    const char *table = ck_argument_text(arguments, "scenarios", NULL);
    if (table == NULL && !ck_argument_given(arguments, "fail")) return take_largest(&at, largest);
    for (uint32_t k = 0;; k++) {
        const char *text = ck_argument_each(arguments, "fail", k);
        if (text == NULL) break;
        CK_TRY(read_fail(&at, text));
    }
    if (table != NULL) CK_TRY(read_table(&at, table));
    return place_sets(&at);
}

void ck_network_scenarios_free(ck_network_scenarios *scenarios) {
    ck_intern_free(&scenarios->name);
    ck_host_arena_free(&scenarios->arena);
}
