#include "cli/exposure_claims.h"

#include "base/base.h"
#include "io/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- data -------------------------------------------- */

static ck_status measure_magnets(ck_findings *at, const char *path) {
    const ck_import_options options = {.product = "850511"};
    CK_TRY(ck_trade_import_read(path, options, &at->magnets, at->diags));
    const uint32_t n = at->magnets.countries.count;
    const size_t bytes = ck_trade_bytes(n, at->magnets.products.count, at->magnets.count);
    at->block = ck_host_take(&at->arena, (size_t)n * 10 + 1, sizeof *at->block);
    at->supplier = ck_host_take(&at->arena, (size_t)n + 1, sizeof *at->supplier);
    void *room = ck_host_take(&at->arena, bytes, 1);
    if (at->block == NULL || at->supplier == NULL || room == NULL) return ck_host_no_memory(at->diags);
    double *b = at->block;
    at->m = (ck_exposure){.imports = b,
                          .exports = b + n,
                          .concentration = b + 2 * (size_t)n,
                          .largest_share = b + 3 * (size_t)n,
                          .largest_supplier = at->supplier,
                          .exposure = b + 4 * (size_t)n,
                          .propagation = b + 5 * (size_t)n,
                          .trade_risk = b + 6 * (size_t)n,
                          .influence = b + 7 * (size_t)n,
                          .advantage = b + 8 * (size_t)n,
                          .without_largest = b + 9 * (size_t)n};
    const ck_trade *trade = NULL;
    CK_TRY(ck_trade_build(n, at->magnets.products.count, at->magnets.flow, at->magnets.count, room, bytes, &trade,
                          at->diags));
    const size_t scratch_bytes = ck_exposure_scratch_bytes(trade);
    void *scratch = ck_host_take(&at->arena, scratch_bytes, 1);
    if (scratch == NULL) return ck_host_no_memory(at->diags);
    return ck_exposure_of_product(trade, 0, ck_exposure_options_default(), scratch, scratch_bytes, &at->m, at->diags);
}

static const ck_csv_column AGGREGATE[] = {{"hs6", true},           {"year", true},
                                          {"hs_vintage", false},   {"world_usd", true},
                                          {"world_tonnes", false}, {"china_export_share", true},
                                          {"export_hhi", true},    {"unit_value_usd_per_kg", false}};

static ck_status take_aggregate(void *user, const ck_csv_field *field) {
    ck_findings *at = user;
    ck_aggregate *to = strcmp(field[0].text, "280530") == 0   ? &at->metal
                       : strcmp(field[0].text, "284690") == 0 ? &at->compound
                                                              : NULL;
    if (to == NULL || field[1].length >= sizeof to->year || strcmp(field[1].text, to->year) <= 0) return CK_OK;
    memcpy(to->year, field[1].text, field[1].length + 1);
    double *const number[] = {&to->value, &to->china, &to->concentration};
    static const int COLUMN[] = {3, 5, 6};
    for (int k = 0; k < 3; k++)
        if (ck_host_number(field[COLUMN[k]].text, field[COLUMN[k]].length, number[k]) < 0)
            return ck_host_report(at->diags, CK_E_SYNTAX, field[COLUMN[k]].place, "%q is no number", "",
                                  field[COLUMN[k]].text);
    return CK_OK;
}

/* ---------------------------------------------------------------- sums over the world ----------------------------- */

static bool in_list(const char *list, const char *word) {
    const size_t length = strlen(word);
    for (const char *at = list; *at != '\0';) {
        const size_t part = strcspn(at, ";");
        if (part == length && strncmp(at, word, length) == 0) return true;
        at += part + (at[part] == ';');
    }
    return false;
}

/* Trade of all items that one customs code covers, or of one report group. */
static bool holds(const ck_findings *at, ck_basket b, uint32_t item) {
    const ck_item_info info = ck_model_item(at->e->model, item);
    if (b.hs != NULL && !in_list(info.hs, b.hs)) return false;
    return b.group == NULL || strcmp(ck_model_group(at->e->model, info.group), b.group) == 0;
}

/* exports[r], and with `into`: imports of that region by origin. */
void ck_basket_trade(const ck_findings *at, ck_basket b, uint32_t into, double *exports) {
    const ck_model *m = at->e->model;
    for (uint32_t r = 0; r < at->e->regions; r++) exports[r] = 0.0;
    for (uint32_t f = 0; f < ck_model_count(m).flows; f++) {
        const ck_flow_info info = ck_model_flow(m, f);
        if (!info.bilateral || info.base_quantity <= 0.0 || !holds(at, b, info.item)) continue;
        if (into != CK_NONE && info.destination != into) continue;
        exports[info.origin] += info.base_quantity * ck_model_item(m, info.item).usd_per_unit;
    }
}

double ck_basket_concentration(const double *value, uint32_t n) {
    double all = 0.0, squares = 0.0;
    for (uint32_t r = 0; r < n; r++) all += value[r];
    for (uint32_t r = 0; r < n && all > 0.0; r++) squares += value[r] / all * (value[r] / all);
    return all > 0.0 ? squares : CK_NAN;
}
double ck_basket_share(const double *value, uint32_t n, uint32_t who) {
    double all = 0.0;
    for (uint32_t r = 0; r < n; r++) all += value[r];
    return all > 0.0 && who < n ? value[who] / all : CK_NAN;
}

/* Concentration of exports of all that one customs code covers, as published trade would show it. */
double ck_code_concentration(const ck_findings *at, const char *hs) {
    double *exports = calloc((size_t)at->e->regions + 1, sizeof *exports);
    if (exports == NULL) return CK_NAN;
    ck_basket_trade(at, (ck_basket){hs, NULL}, CK_NONE, exports);
    const double value = ck_basket_concentration(exports, at->e->regions);
    free(exports);
    return value;
}

/* China's part of what a bloc buys outside, over items that `pick` names. */
static double bought_from(const ck_findings *at, uint32_t from, bool (*pick)(const ck_findings *, uint32_t)) {
    const ck_model *m = at->e->model;
    double part = 0.0, all = 0.0;
    for (uint32_t f = 0; f < ck_model_count(m).flows; f++) {
        const ck_flow_info info = ck_model_flow(m, f);
        if (!info.bilateral || info.base_quantity <= 0.0 || !pick(at, info.item)) continue;
        if (!in_list(ck_model_region(m, info.destination).blocs, "EU") ||
            in_list(ck_model_region(m, info.origin).blocs, "EU"))
            continue;
        const double value = info.base_quantity * ck_model_item(m, info.item).usd_per_unit;
        all += value;
        if (info.origin == from) part += value;
    }
    return all > 0.0 ? part / all : CK_NAN;
}
static bool is_rare_earth(const ck_findings *at, uint32_t item) {
    return holds(at, (ck_basket){"284690", NULL}, item) || holds(at, (ck_basket){"284610", NULL}, item) ||
           holds(at, (ck_basket){"280530", NULL}, item);
}
static bool is_magnet_chain(const ck_findings *at, uint32_t item) {
    static const char *const ID[] = {"ndpr-oxide",         "dysprosium-oxide",   "terbium-oxide", "ndpr-metal",
                                     "dysprosium-metal",   "terbium-metal",      "ndfeb-alloy",   "ndfeb-magnet",
                                     "ndfeb-magnet-heavy", "ndfeb-magnet-bonded"};
    for (size_t k = 0; k < sizeof ID / sizeof *ID; k++)
        if (strcmp(ck_model_item(at->e->model, item).id, ID[k]) == 0) return true;
    return false;
}

/* China's part of what is made, by mass, over the groups whose name ends so. */
static double made_in_china(const ck_findings *at, const char *ending) {
    double part = 0.0, all = 0.0;
    for (uint32_t i = 0; i < at->e->items; i++) {
        const ck_item_info info = ck_model_item(at->e->model, i);
        const char *group = ck_model_group(at->e->model, info.group);
        const size_t length = strlen(group), end = strlen(ending);
        if (length < end || strcmp(group + length - end, ending) != 0 || !(info.usd_per_unit > 0.0)) continue;
        part += at->e->item[i].made[at->china] / info.usd_per_unit;
        all += at->e->item[i].produced / info.usd_per_unit;
    }
    return all > 0.0 ? part / all : CK_NAN;
}

/* Supply risk over the items of a group, by their production; or of one item. */
static double supply_risk(const ck_findings *at, const char *group, const char *id) {
    double sum = 0.0, weight = 0.0;
    for (uint32_t i = 0; i < at->e->items; i++) {
        const ck_exposed_item *item = &at->e->item[i];
        const ck_item_info info = ck_model_item(at->e->model, i);
        if (isnan(item->supply_risk) || (group != NULL && !holds(at, (ck_basket){NULL, group}, i)) ||
            (id != NULL && strcmp(info.id, id) != 0))
            continue;
        sum += item->supply_risk * item->produced;
        weight += item->produced;
    }
    return weight > 0.0 ? sum / weight : CK_NAN;
}

/* ---------------------------------------------------------------- measures ---------------------------------------- */

ck_exposed_country ck_findings_abroad(const ck_findings *at, uint32_t tier) {
    return ck_exposed_country_mean(at->e, tier, at->china);
}

static double china_rank(const ck_findings *at, bool influence) {
    const ck_exposed_country own = ck_exposed_country_of(at->e, CK_INPUT, at->china);
    double rank = 1.0;
    for (uint32_t r = 0; r < at->e->regions; r++) {
        const ck_exposed_country c = ck_exposed_country_of(at->e, CK_INPUT, r);
        if (influence ? c.influence > own.influence : c.used > 0.0 && c.exposure < own.exposure) rank += 1.0;
    }
    return rank;
}

/* Exposure of a bloc or region in inputs, by the value that its members use, less that of all users. */
static double above_mean(const ck_findings *at, const char *name) {
    double sum = 0.0, weight = 0.0;
    for (uint32_t r = 0; r < at->e->regions; r++) {
        const ck_region_info info = ck_model_region(at->e->model, r);
        const ck_exposed_country c = ck_exposed_country_of(at->e, CK_INPUT, r);
        if ((strcmp(info.id, name) != 0 && !in_list(info.blocs, name)) || !(c.used > 0.0)) continue;
        sum += c.used * c.exposure;
        weight += c.used;
    }
    double all = 0.0, used = 0.0;
    for (uint32_t r = 0; r < at->e->regions; r++) {
        const ck_exposed_country c = ck_exposed_country_of(at->e, CK_INPUT, r);
        if (!(c.used > 0.0)) continue;
        all += c.used * c.exposure;
        used += c.used;
    }
    return weight > 0.0 && used > 0.0 ? sum / weight - all / used : CK_NAN;
}

double ck_magnet_share(const ck_findings *at, const char *importer, const char *exporter) {
    const ck_trade_import *t = &at->magnets;
    double part = 0.0, all = 0.0;
    for (size_t k = 0; k < t->count; k++) {
        if (importer != NULL && strcmp(t->countries.name[t->flow[k].importer], importer) != 0) continue;
        all += t->flow[k].value;
        if (strcmp(t->countries.name[t->flow[k].exporter], exporter) == 0) part += t->flow[k].value;
    }
    return all > 0.0 ? part / all : CK_NAN;
}

#define TIER_GAP(column) (at->e->tier[CK_INPUT].column - at->e->tier[CK_UPSTREAM].column)
#define ABROAD_GAP(column) (ck_findings_abroad(at, CK_INPUT).column - ck_findings_abroad(at, CK_UPSTREAM).column)
/* X(measure of a claim, its value) */
#define MEASURES(X)                                                                                                    \
    X("input-exposure-gap", TIER_GAP(exposure))                                                                        \
    X("input-exposure-gap-abroad", ABROAD_GAP(exposure))                                                               \
    X("input-concentration-gap", TIER_GAP(import_concentration))                                                       \
    X("input-concentration-gap-abroad", ABROAD_GAP(concentration))                                                     \
    X("input-risk-gap", TIER_GAP(risk))                                                                                \
    X("input-risk-gap-abroad", ABROAD_GAP(risk))                                                                       \
    X("baci-concentration-gap", at->m.world_concentration - at->compound.concentration)                                \
    X("baci-concentration-gap-metal", at->m.world_concentration - at->metal.concentration)                             \
    X("code-concentration-gap", ck_code_concentration(at, "850511") - ck_code_concentration(at, "284690"))             \
    X("code-concentration-gap-metal", ck_code_concentration(at, "850511") - ck_code_concentration(at, "280530"))       \
    X("baci-austria-from-china", ck_magnet_share(at, "AUT", "CHN"))                                                    \
    X("china-influence-rank", china_rank(at, true))                                                                    \
    X("china-exposure-rank", china_rank(at, false))                                                                    \
    X("eu-exposure-above-mean", above_mean(at, "EU"))                                                                  \
    X("usa-exposure-above-mean", above_mean(at, "USA"))                                                                \
    X("china-oxide-share", made_in_china(at, "-oxide"))                                                                \
    X("china-magnet-share", made_in_china(at, "magnet"))                                                               \
    X("eu-magnet-chain-from-china", bought_from(at, at->china, is_magnet_chain))                                       \
    X("eu-rare-earths-from-china", bought_from(at, at->china, is_rare_earth))                                          \
    X("supply-risk-light", supply_risk(at, "light-oxide", NULL))                                                       \
    X("supply-risk-heavy", supply_risk(at, "heavy-oxide", NULL))                                                       \
    X("supply-risk-gallium", supply_risk(at, NULL, "gallium-metal"))                                                   \
    X("supply-risk-germanium", supply_risk(at, NULL, "germanium-metal"))                                               \
    X("supply-risk-antimony", supply_risk(at, NULL, "antimony-metal"))
static const char *const MEASURE[] = {
#define X(name, value) name,
    MEASURES(X)
#undef X
};
double ck_claim_value(const ck_findings *at, const ck_claim *claim) {
    const char *measure = claim->measure;
#define X(name, value)                                                                                                 \
    if (strcmp(measure, name) == 0) return value;
    MEASURES(X)
#undef X
    return CK_NAN;
}

/* ---------------------------------------------------------------- claims ------------------------------------------ */

enum { MEASURED, LOW, HIGH, CLAIM, SOURCE, YEAR, GRADE, COLUMNS };
static const ck_csv_column LITERATURE[COLUMNS] = {{"measure", true}, {"low", true},  {"high", true}, {"claim", true},
                                                  {"source", true},  {"year", true}, {"grade", true}};

static ck_status take_bound(ck_findings *at, const ck_csv_field *field, double open, double *bound) {
    *bound = open;
    if (field->length == 0 || ck_host_number(field->text, field->length, bound) >= 0) return CK_OK;
    return ck_host_report(at->diags, CK_E_SYNTAX, field->place, "%q is no number",
                          "leave it empty where there is no bound", field->text);
}

static ck_status take_claim(void *user, const ck_csv_field *field) {
    ck_findings *at = user;
    const uint32_t count = sizeof MEASURE / sizeof *MEASURE;
    uint32_t k = 0;
    while (k < count && strcmp(MEASURE[k], field[MEASURED].text) != 0) k++;
    if (k == count) {
        const char *near = ck_host_nearest(field[MEASURED].text, MEASURE, count);
        return ck_host_report(at->diags, CK_E_UNKNOWN, field[MEASURED].place, "there is no measure %q",
                              near != NULL ? "did you mean %q?" : "%s", field[MEASURED].text,
                              near != NULL ? near : "docs/exposure.md lists them");
    }
    ck_claim *to = ck_host_list_add(&at->arena, &at->claims);
    const char *text = ck_host_text(&at->arena, field[CLAIM].text, field[CLAIM].length),
               *source = ck_host_text(&at->arena, field[SOURCE].text, field[SOURCE].length);
    if (to == NULL || text == NULL || source == NULL) return ck_host_no_memory(at->diags);
    *to = (ck_claim){MEASURE[k], text, source, 0.0, 0.0};
    CK_TRY(take_bound(at, &field[LOW], -CK_INFINITY, &to->low));
    return take_bound(at, &field[HIGH], CK_INFINITY, &to->high);
}

static ck_status read_table(ck_findings *at, const char *path, const char *title, const ck_csv_column *column,
                            uint32_t columns, ck_csv_row row) {
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, at->diags));
    const ck_csv_spec spec = {.title = title, .column = column, .column_count = columns, .row = row, .user = at};
    const ck_status status = ck_csv_read(&input, &spec, at->diags);
    ck_host_input_close(&input);
    return status;
}

ck_status ck_findings_read(ck_findings *at, const char *literature, const char *magnets, const char *aggregates) {
    at->claims.each = sizeof(ck_claim);
    CK_TRY(read_table(at, literature, "literature", LITERATURE, COLUMNS, take_claim));
    CK_TRY(read_table(at, aggregates, "aggregates", AGGREGATE, sizeof AGGREGATE / sizeof *AGGREGATE, take_aggregate));
    return measure_magnets(at, magnets);
}

void ck_findings_free(ck_findings *at) {
    ck_trade_import_free(&at->magnets);
    ck_host_arena_free(&at->arena);
}
