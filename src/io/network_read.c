#include "io/network_read.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT ((size_t)1 << 36)          // bytes of a list of links

typedef enum role {
    NO_ROLE,
    SUPPLIER,
    BUYER,
    VALUE,
    FIRM,
    SECTOR,
    REGION,
    FINAL,
    REVENUE,
    COSTS,
    MARKET,
    STOCK,
    WEIGHT,
    ROLES
} role;
typedef struct alias { const char *name; role role; } alias;

static const alias LINKS[] = {{"supplier", SUPPLIER}, {"seller", SUPPLIER}, {"buyer", BUYER},
                              {"client", BUYER},      {"customer", BUYER},  {"value", VALUE},
                              {"amount", VALUE},      {"weight", VALUE},    {NULL, NO_ROLE}};
static const alias FIRMS[] = {{"firm", FIRM},          {"id", FIRM},         {"sector", SECTOR}, {"region", REGION},
                              {"final_demand", FINAL}, {"revenue", REVENUE}, {"costs", COSTS},   {"market", MARKET},
                              {"stock_days", STOCK}, {NULL, NO_ROLE}};
static const alias DEMAND[] = {{"firm", FIRM},     {"amount", FINAL}, {"final_demand", FINAL},
                               {"region", REGION}, {NULL, NO_ROLE}};

typedef struct reading {
    ck_network_import *to;
    ck_diags          *diags;
    ck_host_arena      scratch;          // names of the header
    ck_cells           cells;
    role              *of;               // (columns)
    uint32_t           columns;
    uint32_t           have[ROLES];
    ck_status          status;           // the worst so far; rows behind a wrong one are still read
    uint32_t           listed;           // firms of firms.csv
    bool               as_listed;
    bool               regions;          // firms.csv has a column region
    uint64_t           unknown;          // links of unknown firms, passed over
} reading;

static ck_status note(reading *at, ck_status status) {
    at->status = ck_host_worse(at->status, status);
    return status;
}

static const char *column_words(const alias *known) {
    return known == LINKS ? "supplier, buyer, value"
         : known == FIRMS ? "firm, sector, region, final_demand, revenue, costs, market, stock_days, weight_1, ..."
                          : "firm, amount, region";
}

static ck_status take_header(reading *at, const alias *known) {
    ck_cell_row header = {0};
    CK_TRY(ck_cells_row(&at->cells, &at->scratch, &header));
    at->columns = header.count;
    at->of = ck_host_take(&at->scratch, (size_t)header.count + 1, sizeof *at->of);
    if (at->of == NULL) return ck_host_no_memory(at->diags);
    for (uint32_t k = 0; k < header.count; k++) {
        role role = NO_ROLE;
        for (const alias *a = known; a->name != NULL; a++)
            if (strcmp(header.text[k], a->name) == 0) role = a->role;
        if (known == FIRMS && strncmp(header.text[k], "weight_", 7) == 0) role = WEIGHT;
        if (role == NO_ROLE)
            return ck_host_report(at->diags, CK_E_UNKNOWN, header.place[k], "unknown column %q", "the columns are %s",
                                  header.text[k], column_words(known));
        if (role != WEIGHT && at->have[role] > 0)
            return ck_host_report(at->diags, CK_E_DUPLICATE, header.place[k],
                                  "column %q says again what another column says", "leave one of them out",
                                  header.text[k]);
        at->of[k] = role;
        at->have[role]++;
    }
    const bool enough = known == LINKS ? at->have[SUPPLIER] && at->have[BUYER]
                      : known == FIRMS ? at->have[FIRM] && at->have[SECTOR] : at->have[FIRM] && at->have[FINAL];
    if (enough) return CK_OK;
    return ck_host_report(at->diags, CK_E_MISSING, ck_host_whole(at->cells.input->name),
                          "a column is missing in the header", "the columns are %s", column_words(known));
}

static uint32_t intern(reading *at, ck_intern *words, const ck_cell *cell) {
    size_t from = 0, end = cell->length;
    while (from < end && cell->text[from] == ' ') from++;
    while (end > from && cell->text[end - 1] == ' ') end--;
    if (from == end) {
        note(at, ck_host_report(at->diags, CK_E_MISSING, cell->place, "the cell is empty; a name was expected", ""));
        return CK_NONE;
    }
    if (ck_host_utf8_fault(cell->text + from, end - from) != end - from ||
        memchr(cell->text, '\0', cell->length) != NULL) {
        note(at, ck_host_report(at->diags, CK_E_SYNTAX, cell->place, "the name is not UTF-8", ""));
        return CK_NONE;
    }
    const uint32_t word = ck_intern_add(words, cell->text + from, end - from);
    if (word == CK_NONE) note(at, ck_host_no_memory(at->diags));
    return word;
}

static uint32_t find_firm(reading *at, const ck_cell *cell) {
    const uint32_t firm = intern(at, &at->to->firms, cell);
    if (firm == CK_NONE || at->listed == 0 || firm < at->listed) return firm;
    note(at, ck_host_report(at->diags, CK_E_UNKNOWN, cell->place, "firm %q is not in the list of firms",
                            "add a row to firms.csv, or leave that file out", at->to->firms.name[firm]));
    return CK_NONE;
}

static bool number_of(reading *at, const ck_cell *cell, const char *what, double *value) {
    const ck_status status = ck_cell_number(cell, value);
    if (status >= 0 && *value >= 0.0) return true;
    note(at, ck_cell_complain(cell, status < 0 ? status : CK_E_RANGE, what, at->diags));
    return false;
}

/* Reads the cells of a row; `take` does one cell. False at the end of the table. */
typedef bool (*take_cell)(reading *at, role role, const ck_cell *cell, void *row);

static bool next_row(reading *at, take_cell take, void *row, bool *good) {
    ck_cell cell = {0};
    *good = true;
    for (uint32_t k = 0; k < at->columns; k++) {
        if (!ck_cells_next(&at->cells, &cell)) {
            if (k > 0 && at->cells.status >= 0)
                note(at, ck_host_report(at->diags, CK_E_SYNTAX, cell.place, "the last row is cut off", ""));
            note(at, at->cells.status);
            return false;
        }
        *good = take(at, at->of[k], &cell, row) && *good;
        if (cell.last == (k + 1 == at->columns)) continue;
        note(at, ck_host_report(at->diags, CK_E_SYNTAX, cell.place, "cell %u of the row; the header has %u",
                                "a text with a comma needs quotes; is the file cut off?", k + 1, at->columns));
        *good = false;
        while (!cell.last && ck_cells_next(&at->cells, &cell)) {}
        return at->cells.status >= 0;
    }
    return at->status != CK_E_MEMORY;
}

/* ---------------------------------------------------------------- links ------------------------------------------- */

static bool take_link(reading *at, role role, const ck_cell *cell, void *into) {
    ck_link *link = into;
    if (role == VALUE) return number_of(at, cell, "the value of a link", &link->value);
    if (at->as_listed && at->listed > 0 && ck_intern_find(&at->to->firms, cell->text, cell->length) == CK_NONE) {
        at->unknown++;
        return false;
    }
    const uint32_t firm = find_firm(at, cell);
    if (role == SUPPLIER) link->supplier = firm;
    else link->buyer = firm;
    return firm != CK_NONE;
}

static ck_status read_links(reading *at) {
    ck_network_import *to = at->to;
    ck_link link = {.value = 1.0};
    bool good = true;
    while (next_row(at, take_link, &link, &good)) {
        if (!good) continue;
        if (to->links == to->capacity) {
            const size_t capacity = to->capacity == 0 ? 4096 : to->capacity + to->capacity / 2;
            ck_link *grown = realloc(to->link, capacity * sizeof *grown);
            if (grown == NULL) return ck_host_no_memory(at->diags);
            to->link = grown;
            to->capacity = capacity;
        }
        to->link[to->links++] = link;
    }
    return at->status;
}

/* ---------------------------------------------------------------- firms ------------------------------------------- */

typedef struct firm_row {
    uint32_t firm, sector, region, market;
    double   final, revenue, costs, stock;
    double  *weight;                     // (weights)
    uint32_t weights;
    ck_place place;
} firm_row;

static bool take_firm(reading *at, role role, const ck_cell *cell, void *into) {
    firm_row *row = into;
    double number = 0.0;
    switch (role) {
        case FIRM:
            row->place = cell->place;
            row->weights = 0;
            return (row->firm = intern(at, &at->to->firms, cell)) != CK_NONE;
        case SECTOR: return (row->sector = intern(at, &at->to->sectors, cell)) != CK_NONE;
        case REGION: return (row->region = intern(at, &at->to->regions, cell)) != CK_NONE;
        case MARKET: return (row->market = intern(at, &at->to->markets, cell)) != CK_NONE;
        case FINAL: return number_of(at, cell, "the final demand", &row->final);
        case REVENUE: return number_of(at, cell, "the revenue", &row->revenue);
        case COSTS: return number_of(at, cell, "the costs", &row->costs);
        case STOCK:
            if (!number_of(at, cell, "the days of stock", &row->stock)) return false;
            if (row->stock > 0.0) return true;
            note(at, ck_cell_complain(cell, CK_E_RANGE, "the days of stock", at->diags));
            return false;
        case WEIGHT:
            if (!number_of(at, cell, "the weight", &number)) return false;
            row->weight[row->weights++] = number;
            return true;
        default: return true;
    }
}

/* Columns grow in lists; a column that the file lacks stays NULL. */
static ck_status add_firm(reading *at, ck_host_list *rows, const firm_row *row) {
    firm_row *kept = ck_host_list_add(&at->scratch, rows);
    double *weight = ck_host_take(&at->scratch, (size_t)row->weights + 1, sizeof *weight);
    if (kept == NULL || weight == NULL) return ck_host_no_memory(at->diags);
    *kept = *row;
    memcpy(weight, row->weight, row->weights * sizeof *weight);
    kept->weight = weight;
    return CK_OK;
}

static ck_status columns_make(reading *at) {
    ck_network_import *to = at->to;
    const size_t firms = to->firms.count > 0 ? to->firms.count : 1;
    to->sector = ck_host_take(&to->arena, firms, sizeof *to->sector);
    to->region = ck_host_take(&to->arena, firms, sizeof *to->region);
    to->weights = at->have[WEIGHT];
    if (at->have[MARKET]) to->market = ck_host_take(&to->arena, firms, sizeof *to->market);
    if (at->have[FINAL]) to->final_demand = ck_host_take(&to->arena, firms, sizeof *to->final_demand);
    if (at->have[REVENUE]) to->revenue = ck_host_take(&to->arena, firms, sizeof *to->revenue);
    if (at->have[COSTS]) to->costs = ck_host_take(&to->arena, firms, sizeof *to->costs);
    if (at->have[STOCK]) to->stock_days = ck_host_take(&to->arena, firms, sizeof *to->stock_days);
    if (to->weights > 0) to->weight = ck_host_take(&to->arena, firms * to->weights, sizeof *to->weight);
    const bool good = to->sector != NULL && to->region != NULL && (!at->have[MARKET] || to->market != NULL) &&
                      (!at->have[FINAL] || to->final_demand != NULL) && (!at->have[REVENUE] || to->revenue != NULL) &&
                      (!at->have[COSTS] || to->costs != NULL) && (!at->have[STOCK] || to->stock_days != NULL) &&
                      (to->weights == 0 || to->weight != NULL);
    return good ? CK_OK : ck_host_no_memory(at->diags);
}

static void place_firm(ck_network_import *to, const firm_row *row, bool regions) {
    const uint32_t f = row->firm;
    to->sector[f] = row->sector;
    to->region[f] = regions ? row->region : 0;
    if (to->market != NULL) to->market[f] = row->market;
    if (to->final_demand != NULL) to->final_demand[f] = row->final;
    if (to->revenue != NULL) to->revenue[f] = row->revenue;
    if (to->costs != NULL) to->costs[f] = row->costs;
    if (to->stock_days != NULL) to->stock_days[f] = row->stock;
    for (uint32_t w = 0; w < to->weights; w++) to->weight[(size_t)w * to->firms.count + f] = row->weight[w];
}

static ck_status read_firms(reading *at) {
    ck_host_list rows = {.each = sizeof(firm_row)};
    firm_row row = {0};
    bool good = true;
    row.weight = ck_host_take(&at->scratch, (size_t)at->have[WEIGHT] + 1, sizeof *row.weight);
    if (row.weight == NULL) return ck_host_no_memory(at->diags);
    while (next_row(at, take_firm, &row, &good)) {
        if (!good) continue;
        if (row.firm < rows.count) {
            note(at, ck_host_report(at->diags, CK_E_DUPLICATE, row.place, "firm %q stands twice", "",
                                    at->to->firms.name[row.firm]));
            continue;
        }
        if (at->status >= 0) CK_TRY(add_firm(at, &rows, &row));
    }
    CK_TRY(at->status);
    CK_TRY(columns_make(at));
    const firm_row *all = rows.item;
    for (uint32_t k = 0; k < rows.count; k++) place_firm(at->to, &all[k], at->have[REGION] > 0);
    at->listed = rows.count;
    at->regions = at->have[REGION] > 0;
    return rows.count > 0
               ? CK_OK
               : ck_host_report(at->diags, CK_E_MISSING, ck_host_whole(at->cells.input->name), "no firm is listed", "");
}

/* ---------------------------------------------------------------- roles of inputs --------------------------------- */

static ck_status read_roles(reading *at) {
    ck_network_import *to = at->to;
    ck_cell_row header = {0};
    CK_TRY(ck_cells_row(&at->cells, &at->scratch, &header));
    const uint32_t sectors = to->sectors.count;
    uint32_t *buyer = ck_host_take(&at->scratch, (size_t)header.count + 1, sizeof *buyer);
    to->essential = ck_host_take(&to->arena, (size_t)sectors * sectors + 1, 1);
    if (buyer == NULL || to->essential == NULL) return ck_host_no_memory(at->diags);
    memset(to->essential, 1, (size_t)sectors * sectors);
    for (uint32_t k = 1; k < header.count; k++) {
        buyer[k] = ck_intern_find(&to->sectors, header.text[k], strlen(header.text[k]));
    }
    ck_cell cell = {0};
    uint32_t good = CK_NONE, column = 0;
    while (ck_cells_next(&at->cells, &cell)) {
        if (column >= header.count || cell.last != (column + 1 == header.count))
            return ck_host_report(at->diags, CK_E_SYNTAX, cell.place, "cell %u of the row; the header has %u", "",
                                  column + 1, header.count);
        if (column == 0) {
            good = ck_intern_find(&to->sectors, cell.text, cell.length); // of a sector without a firm: passed over
        } else {
            double role = 0.0;
            const ck_status status = ck_cell_number(&cell, &role);
            if (status < 0 || !(role == 0.0 || role == 1.0 || role == 2.0))
                return ck_cell_complain(&cell, status < 0 ? status : CK_E_RANGE, "the role of an input (2, 1 or 0)",
                                        at->diags);
            if (good != CK_NONE && buyer[column] != CK_NONE)
                to->essential[(size_t)good * sectors + buyer[column]] = (uint8_t)role;
        }
        column = cell.last ? 0 : column + 1;
    }
    return at->cells.status;
}

/* ---------------------------------------------------------------- final demand ------------------------------------ */

static bool take_demand(reading *at, role role, const ck_cell *cell, void *into) {
    firm_row *row = into;
    if (role == FINAL) return number_of(at, cell, "the final demand", &row->final);
    if (role == REGION) return (row->region = intern(at, &at->to->regions, cell)) != CK_NONE;
    row->place = cell->place;
    return (row->firm = find_firm(at, cell)) != CK_NONE;
}

static int by_firm(const void *a, const void *b) {
    const ck_final_sale *x = a, *y = b;
    if (x->firm != y->firm) return x->firm < y->firm ? -1 : 1;
    return x->region < y->region ? -1 : x->region > y->region;
}

/* Final users of several regions may buy of a firm; without a column of regions every firm stands once. */
static ck_status read_demand(reading *at) {
    ck_network_import *to = at->to;
    const bool split = at->have[REGION] > 0;
    if (split && !at->regions)
        return ck_host_report(at->diags, CK_E_MISSING, ck_host_whole(at->cells.input->name),
                              "final demand has regions, the firms have none", "add a column region to firms.csv");
    to->final_demand = ck_host_take(&to->arena, (size_t)to->firms.count + 1, sizeof(double));
    uint8_t *seen = ck_host_take(&at->scratch, (size_t)at->listed + 1, 1);
    if (to->final_demand == NULL || seen == NULL) return ck_host_no_memory(at->diags);
    to->final_sales = (ck_host_list){.each = sizeof(ck_final_sale)};
    firm_row row = {0};
    bool good = true;
    while (next_row(at, take_demand, &row, &good)) {
        if (!good) continue;
        if (seen[row.firm] && !split)
            note(at, ck_host_report(at->diags, CK_E_DUPLICATE, row.place, "firm %q stands twice",
                                    "final demand of several regions needs a column region",
                                    to->firms.name[row.firm]));
        seen[row.firm] = 1;
        to->final_demand[row.firm] += row.final;
        if (!split) continue;
        ck_final_sale *sale = ck_host_list_add(&to->arena, &to->final_sales);
        if (sale == NULL) return ck_host_no_memory(at->diags);
        *sale = (ck_final_sale){row.firm, row.region, row.final};
    }
    if (to->final_sales.count > 0)
        qsort(to->final_sales.item, to->final_sales.count, sizeof(ck_final_sale), by_firm);
    return at->status;
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

typedef ck_status (*read_body)(reading *at);

static ck_status read_input(reading *at, ck_host_input *input, const alias *known, read_body body,
                            ck_host_progress progress, void *user) {
    if (input == NULL) return CK_OK;
    at->columns = 0;
    memset(at->have, 0, sizeof at->have);
    CK_TRY(ck_cells_open(&at->cells, input, 0, at->diags));
    at->cells.progress = progress;
    at->cells.user = user;
    at->cells.total = (double)input->size;
    ck_status status = known != NULL ? take_header(at, known) : CK_OK;
    if (status >= 0) status = body(at);
    ck_host_file *file = status >= 0 ? ck_host_list_add(&at->to->arena, &at->to->files) : NULL;
    if (file != NULL) *file = ck_host_input_file(input);
    ck_cells_close(&at->cells);
    return status;
}

/* Without a list of firms: those of the links, all of one sector. */
static ck_status one_sector(reading *at) {
    ck_network_import *to = at->to;
    if (at->listed > 0) return CK_OK;
    at->listed = to->firms.count;
    memset(at->have, 0, sizeof at->have);
    if (ck_intern_add(&to->sectors, "all", 3) == CK_NONE) return ck_host_no_memory(at->diags);
    return columns_make(at);
}

static ck_status build(const reading *at, const char *name) {
    ck_network_import *to = at->to;
    ck_diags *diags = at->diags;
    if (to->regions.count == 0 && ck_intern_add(&to->regions, "all", 3) == CK_NONE) return ck_host_no_memory(diags);
    if (to->firms.count == 0)
        return ck_host_report(diags, CK_E_MISSING, ck_host_whole(name), "the network has no firm", "");
    const ck_network_spec spec = {to->firms.count, to->sectors.count, to->regions.count, to->sector,
                                  to->region,      to->link,          to->links,         at->as_listed};
    const size_t bytes = ck_network_bytes(&spec);
    to->block = bytes < SIZE_MAX ? aligned_alloc(16, bytes) : NULL;
    if (to->block == NULL) return ck_host_no_memory(diags);
    CK_TRY(ck_network_build(&spec, to->block, bytes, &to->network, diags));
    free(to->link);
    to->link = NULL;
    const ck_network_view view = ck_network_see(to->network);
    if (at->as_listed && view.repeated + at->unknown > 0)
        return ck_host_report(diags, CK_NOTED, ck_host_whole(name),
                              "%g links stand again and only the first counts, %g of unknown firms are passed over",
                              "", (double)view.repeated, (double)at->unknown);
    if (at->as_listed || view.repeated + view.loops + view.empty == 0) return CK_OK;
    return ck_host_report(
        diags, CK_NOTED, ck_host_whole(name),
        "%g links stand again and are added up, %g of value 0 and %g of a firm to itself are left out", "",
        (double)view.repeated, (double)view.empty, (double)view.loops);
}

static ck_status import_inputs(ck_host_input *links, ck_host_input *firms, ck_host_input *roles,
                               ck_host_input *final_demand, bool as_listed, ck_host_progress progress, void *user,
                               ck_network_import *imported, ck_diags *diags) {
    *imported = (ck_network_import){.files = {.each = sizeof(ck_host_file)}};
    ck_intern *const words[] = {&imported->firms, &imported->sectors, &imported->regions, &imported->markets};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) *words[k] = ck_intern_start(&imported->arena);
    reading at = {.to = imported, .diags = diags, .as_listed = as_listed};
    ck_status status = read_input(&at, firms, FIRMS, read_firms, progress, user);
    if (status >= 0) status = read_input(&at, links, LINKS, read_links, progress, user);
    if (status >= 0) status = one_sector(&at);
    if (status >= 0) status = read_input(&at, final_demand, DEMAND, read_demand, progress, user);
    if (status >= 0) status = read_input(&at, roles, NULL, read_roles, progress, user);
    if (status >= 0) status = build(&at, links->name);
    ck_host_arena_free(&at.scratch);
    return status;
}

ck_status ck_network_import_inputs(ck_host_input *links, ck_host_input *firms, ck_host_input *roles,
                                   ck_host_input *final_demand, ck_host_progress progress, void *user,
                                   ck_network_import *imported, ck_diags *diags) {
    return import_inputs(links, firms, roles, final_demand, false, progress, user, imported, diags);
}

typedef struct source { ck_host_input input; bool open; } source;

static ck_status open_part(const char *folder, const char *name, bool needed, source *at, ck_host_arena *names,
                           ck_diags *diags) {
    const char *plain = ck_host_join(names, folder, "/", name),
               *packed = plain != NULL ? ck_host_join(names, plain, ".gz", "") : NULL;
    if (packed == NULL) return ck_host_no_memory(diags);
    const char *path = ck_host_is_file(plain) || !ck_host_is_file(packed) ? plain : packed;
    if (!needed && !ck_host_is_file(path)) return CK_OK;
    CK_TRY(ck_host_input_open_packed(path, LIMIT, &at->input, diags));
    at->open = true;
    return CK_OK;
}

static ck_status open_given(const char *path, source *at, ck_diags *diags) {
    const ck_status status = ck_host_input_open_packed(path, LIMIT, &at->input, diags);
    at->open = status >= 0;
    return status;
}

ck_status ck_network_import_paths(ck_network_paths paths, ck_host_progress progress, void *user,
                                  ck_network_import *imported, ck_diags *diags) {
    static const char *const NAME[] = {"links.csv", "firms.csv", "essentiality.csv", "final_demand.csv"};
    const bool folder = ck_host_is_folder(paths.links);
    const char *const given[] = {folder ? NULL : paths.links, paths.firms, paths.essential, paths.final_demand};
    *imported = (ck_network_import){0};
    source part[4] = {0};
    ck_host_arena names = {0};
    ck_status status = CK_OK;
    for (uint32_t k = 0; k < 4 && status >= 0; k++) {
        if (given[k] != NULL) status = open_given(given[k], &part[k], diags);
        else if (folder) status = open_part(paths.links, NAME[k], k == 0, &part[k], &names, diags);
    }
    if (status >= 0)
        status = import_inputs(&part[0].input, part[1].open ? &part[1].input : NULL,
                               part[2].open ? &part[2].input : NULL, part[3].open ? &part[3].input : NULL,
                               paths.as_listed, progress, user, imported, diags);
    for (uint32_t k = 0; k < 4; k++)
        if (part[k].open) ck_host_input_close(&part[k].input);
    ck_host_adopt(&imported->arena, names);      // diagnostics and files name the paths
    return status;
}

ck_status ck_network_import_read(const char *path, ck_host_progress progress, void *user, ck_network_import *imported,
                                 ck_diags *diags) {
    return ck_network_import_paths((ck_network_paths){.links = path}, progress, user, imported, diags);
}

void ck_network_import_free(ck_network_import *imported) {
    ck_intern_free(&imported->firms);
    ck_intern_free(&imported->sectors);
    ck_intern_free(&imported->regions);
    ck_intern_free(&imported->markets);
    free(imported->link);
    free(imported->block);
    ck_host_arena_free(&imported->arena);
    *imported = (ck_network_import){0};
}
