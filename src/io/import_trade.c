#include "io/import_trade.h"

#include "base/base.h"
#include "io/import_kinds.h"

#include <stdlib.h>
#include <string.h>

typedef enum role { NO_ROLE, YEAR, EXPORTER, IMPORTER, PRODUCT, VALUE, REPORTER, PARTNER, FLOW, PARTNER_2, MODE, CUSTOMS, ROLES } role;
typedef struct alias { const char *name; role role; double scale; } alias;

static const alias ALIAS[] = {
    {"t", YEAR, 0}, {"year", YEAR, 0}, {"refYear", YEAR, 0}, {"i", EXPORTER, 0}, {"exporter", EXPORTER, 0},
    {"exporter_iso2", EXPORTER, 0}, {"j", IMPORTER, 0}, {"importer", IMPORTER, 0}, {"importer_iso2", IMPORTER, 0},
    {"k", PRODUCT, 0}, {"hs6", PRODUCT, 0}, {"product", PRODUCT, 0}, {"cmdCode", PRODUCT, 0}, {"v", VALUE, 1e3},
    {"value_kusd", VALUE, 1e3}, {"value_usd", VALUE, 1.0}, {"value_musd", VALUE, 1e6}, {"primaryValue", VALUE, 1.0},
    {"reporterISO", REPORTER, 0}, {"partnerISO", PARTNER, 0}, {"flowCode", FLOW, 0}, {"partner2Code", PARTNER_2, 0},
    {"motCode", MODE, 0}, {"customsCode", CUSTOMS, 0}};

typedef struct reading {
    ck_trade_import  *to;
    ck_import_options options;
    ck_diags         *diags;
    role             *of;                // (columns)
    uint32_t          columns;
    bool              have[ROLES];
    double            scale;
    int32_t           year;
} reading;

static ck_status take_header(reading *at, ck_cells *cells) {
    ck_cell_row header = {0};
    CK_TRY(ck_cells_row(cells, &at->to->arena, &header));
    at->columns = header.count;
    at->of = ck_host_take(&at->to->arena, (size_t)header.count + 1, sizeof *at->of);
    if (at->of == NULL) return ck_host_no_memory(at->diags);
    for (uint32_t k = 0; k < header.count; k++) {
        for (size_t a = 0; a < sizeof ALIAS / sizeof *ALIAS; a++) {
            if (strcmp(header.text[k], ALIAS[a].name) != 0) continue;
            if (at->have[ALIAS[a].role])
                return ck_host_report(at->diags, CK_E_DUPLICATE, header.place[k], "column %q says again what another column says",
                                      "leave one of them out", header.text[k]);
            at->have[at->of[k] = ALIAS[a].role] = true;
            if (ALIAS[a].role == VALUE) at->scale = ALIAS[a].scale;
        }
    }
    const bool comtrade = at->have[REPORTER] && at->have[PARTNER] && at->have[FLOW];
    const ck_place top = {cells->input->name, 1, 0, 0};
    if (!at->have[VALUE] || !(comtrade || (at->have[EXPORTER] && at->have[IMPORTER])))
        return ck_host_report(at->diags, CK_E_MISSING, top,
                              "this is no trade table: exporter, importer or value is missing in the header",
                              "BACI has t,i,j,k,v,q; Comtrade has reporterISO, partnerISO, flowCode, primaryValue; or exporter, "
                              "importer, hs6 and value_usd or value_kusd");
    at->to->about.layout = comtrade ? "comtrade" : "baci";
    at->to->about.source = comtrade ? "UN Comtrade" : "CEPII BACI";
    at->to->about.grade = comtrade ? CK_REPORTED : CK_DERIVED;
    return CK_OK;
}

static bool part_is(const ck_cell *cell, const char *text) { return cell->length == 0 || ck_cell_is(cell, text); }

/* Country and product words: bytes as they stand, spaces around them cut. */
static uint32_t word(ck_intern *words, const ck_cell *cell) {
    ck_host_arena arena = {0};
    const char *text = ck_cell_text(cell, &arena);
    const uint32_t at = text != NULL ? ck_intern_add(words, text, strlen(text)) : CK_NONE;
    ck_host_arena_free(&arena);
    return at;
}

static ck_status add_flow(reading *at, ck_trade_flow flow) {
    ck_trade_import *to = at->to;
    if (to->count == to->capacity) {
        const size_t capacity = to->capacity == 0 ? 4096 : 2 * to->capacity;
        ck_trade_flow *grown = realloc(to->flow, capacity * sizeof *grown);
        if (grown == NULL) return ck_host_no_memory(at->diags);
        to->flow = grown;
        to->capacity = capacity;
    }
    to->flow[to->count++] = flow;
    to->value += flow.value;
    return CK_OK;
}

static ck_status take_row(reading *at, ck_cells *cells, bool *more) {
    ck_trade_import *to = at->to;
    ck_trade_flow flow = {.product = CK_NONE, .importer = CK_NONE, .exporter = CK_NONE};
    bool keep = true;
    ck_cell cell = {0};
    for (uint32_t k = 0; k < at->columns; k++) {
        if (!ck_cells_next(cells, &cell)) {
            *more = false;
            return cells->status;
        }
        if (cell.last != (k + 1 == at->columns))
            return ck_host_report(at->diags, CK_E_SYNTAX, cell.place, "cell %u of the row; the header has %u",
                                  "a text with a comma needs quotes; is the file cut off?", k + 1, at->columns);
        ck_status status = CK_OK;
        double number = 0.0;
        uint32_t *country = NULL;
        switch (at->of[k]) {
            case YEAR:
                status = ck_cell_number(&cell, &number);
                if (status < 0 || number < 1900.0 || number > 2100.0)
                    return ck_cell_complain(&cell, status < 0 ? status : CK_E_RANGE, "the year", at->diags);
                if (at->options.year != 0) keep = keep && (int32_t)number == at->options.year;
                else if (at->year == 0) at->year = (int32_t)number;
                else if (at->year != (int32_t)number)
                    return ck_host_report(at->diags, CK_E_USAGE, cell.place, "the table holds several years: %d and %d",
                                          "say which one: --year", at->year, (int32_t)number);
                break;
            case VALUE:
                status = ck_cell_number(&cell, &number);
                if (status < 0) return ck_cell_complain(&cell, status, "the value", at->diags);
                if (number < 0.0) return ck_cell_complain(&cell, CK_E_RANGE, "the value", at->diags);
                flow.value = at->scale * number;
                break;
            case PRODUCT:
                keep = keep && !ck_cell_is(&cell, "TOTAL");
                flow.product = word(&to->products, &cell);
                break;
            case FLOW: keep = keep && ck_cell_is(&cell, at->options.exports ? "X" : "M"); break;
            case PARTNER_2: keep = keep && part_is(&cell, "0"); break;
            case MODE: keep = keep && part_is(&cell, "0"); break;
            case CUSTOMS: keep = keep && part_is(&cell, "C00"); break;
            case EXPORTER: country = &flow.exporter; break;
            case IMPORTER: country = &flow.importer; break;
            case REPORTER: country = at->options.exports ? &flow.exporter : &flow.importer; break;
            case PARTNER:
                keep = keep && !ck_cell_is(&cell, "W00") && !ck_cell_is(&cell, "WLD");
                country = at->options.exports ? &flow.importer : &flow.exporter;
                break;
            default: break;
        }
        if (country != NULL) {
            if (cell.length == 0) return ck_host_report(at->diags, CK_E_MISSING, cell.place, "the country is empty", "");
            *country = word(&to->countries, &cell);
            if (*country == CK_NONE) return ck_host_no_memory(at->diags);
        }
    }
    if (!keep) {
        to->left_out++;
        return CK_OK;
    }
    if (flow.product == CK_NONE) {
        const char *product = at->options.product != NULL ? at->options.product : "all";
        flow.product = ck_intern_add(&to->products, product, strlen(product));
        if (flow.product == CK_NONE) return ck_host_no_memory(at->diags);
    }
    return add_flow(at, flow);
}

ck_status ck_trade_import_input(ck_host_input *input, ck_import_options options, ck_trade_import *imported, ck_diags *diags) {
    *imported = (ck_trade_import){.about = {.name = input->name, .unit = "USD"}, .files = {.each = sizeof(ck_host_file)}};
    // the tables of words point to the arena: both live in `imported`
    imported->countries = ck_intern_start(&imported->arena);
    imported->products = ck_intern_start(&imported->arena);
    ck_cells cells;
    CK_TRY(ck_cells_open(&cells, input, 0, diags));
    ck_import_watch(&cells, options);
    reading at = {.to = imported, .options = options, .diags = diags};
    ck_status status = take_header(&at, &cells);
    bool more = true;
    while (status >= 0 && more) status = take_row(&at, &cells, &more);
    if (status >= 0 && imported->count == 0)
        status = ck_host_report(diags, CK_E_MISSING, ck_host_whole(input->name), "no record of the table is taken (%u are passed over)",
                                "is the year or the flow another one?", imported->left_out);
    ck_host_file *file = status >= 0 ? ck_host_list_add(&imported->arena, &imported->files) : NULL;
    if (file != NULL) *file = ck_host_input_file(input);
    imported->about.file = imported->files.item;
    imported->about.file_count = imported->files.count;
    imported->about.year = options.year != 0 ? options.year : at.year != 0 ? at.year : ck_import_year_in(ck_host_last_part(input->name));
    ck_cells_close(&cells);
    return status;
}

ck_status ck_trade_import_read(const char *path, ck_import_options options, ck_trade_import *imported, ck_diags *diags) {
    *imported = (ck_trade_import){0};
    ck_host_input input;
    CK_TRY(ck_host_input_open_packed(path, CK_IMPORT_LIMIT, &input, diags));
    const ck_status status = ck_trade_import_input(&input, options, imported, diags);
    ck_host_input_close(&input);
    return status;
}

void ck_trade_import_free(ck_trade_import *imported) {
    ck_intern_free(&imported->countries);
    ck_intern_free(&imported->products);
    free(imported->flow);
    ck_host_arena_free(&imported->arena);
    *imported = (ck_trade_import){0};
}
