#include "cli/exposure_findings.h"

#include "base/base.h"
#include "io/csv.h"
#include "io/import_trade.h"
#include "study/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { UPSTREAM, INPUT, OUTPUT, TIERS_SHOWN, COUNTRIES = 14, IMPORTERS = 12 };

/* One code of the aggregates in its last year. */
typedef struct aggregate { char year[8]; double value, china, concentration; } aggregate;

typedef struct finding {
    const ck_world_exposure *e;
    uint32_t        china;
    ck_trade_import magnets;             // HS 850511
    ck_exposure     m;                   // of it
    double         *block;
    uint32_t       *supplier;
    aggregate       metal, compound;     // HS 280530, 284690
    ck_diags       *diags;
    FILE           *out;
    ck_host_list    claims;
    ck_host_arena   arena;
} finding;

/* ---------------------------------------------------------------- data -------------------------------------------- */

static ck_status measure_magnets(finding *at, const char *path) {
    const ck_import_options options = {.product = "850511"};
    CK_TRY(ck_trade_import_read(path, options, &at->magnets, at->diags));
    const uint32_t n = at->magnets.countries.count;
    const size_t bytes = ck_trade_bytes(n, at->magnets.products.count, at->magnets.count);
    at->block = ck_host_take(&at->arena, (size_t)n * 10 + 1, sizeof *at->block);
    at->supplier = ck_host_take(&at->arena, (size_t)n + 1, sizeof *at->supplier);
    void *room = ck_host_take(&at->arena, bytes, 1);
    if (at->block == NULL || at->supplier == NULL || room == NULL) return ck_host_no_memory(at->diags);
    double *b = at->block;
    at->m = (ck_exposure){.imports = b, .exports = b + n, .concentration = b + 2 * (size_t)n, .largest_share = b + 3 * (size_t)n,
                          .largest_supplier = at->supplier, .exposure = b + 4 * (size_t)n, .propagation = b + 5 * (size_t)n,
                          .trade_risk = b + 6 * (size_t)n, .influence = b + 7 * (size_t)n, .advantage = b + 8 * (size_t)n,
                          .without_largest = b + 9 * (size_t)n};
    const ck_trade *trade = NULL;
    CK_TRY(ck_trade_build(n, at->magnets.products.count, at->magnets.flow, at->magnets.count, room, bytes, &trade, at->diags));
    const size_t scratch_bytes = ck_exposure_scratch_bytes(trade);
    void *scratch = ck_host_take(&at->arena, scratch_bytes, 1);
    if (scratch == NULL) return ck_host_no_memory(at->diags);
    return ck_exposure_of_product(trade, 0, ck_exposure_options_default(), scratch, scratch_bytes, &at->m, at->diags);
}

static const ck_csv_column AGGREGATE[] = {{"hs6", true}, {"year", true}, {"hs_vintage", false}, {"world_usd", true}, {"world_tonnes", false},
                                          {"china_export_share", true}, {"export_hhi", true}, {"unit_value_usd_per_kg", false}};

static ck_status take_aggregate(void *user, const ck_csv_field *field) {
    finding *at = user;
    aggregate *to = strcmp(field[0].text, "280530") == 0 ? &at->metal : strcmp(field[0].text, "284690") == 0 ? &at->compound : NULL;
    if (to == NULL || field[1].length >= sizeof to->year || strcmp(field[1].text, to->year) <= 0) return CK_OK;
    memcpy(to->year, field[1].text, field[1].length + 1);
    double *const number[] = {&to->value, &to->china, &to->concentration};
    static const int COLUMN[] = {3, 5, 6};
    for (int k = 0; k < 3; k++)
        if (ck_host_number(field[COLUMN[k]].text, field[COLUMN[k]].length, number[k]) < 0)
            return ck_host_report(at->diags, CK_E_SYNTAX, field[COLUMN[k]].place, "%q is no number", "", field[COLUMN[k]].text);
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
typedef struct basket { const char *hs, *group; } basket;
static bool holds(const finding *at, basket b, uint32_t item) {
    const ck_item_info info = ck_model_item(at->e->model, item);
    if (b.hs != NULL && !in_list(info.hs, b.hs)) return false;
    return b.group == NULL || strcmp(ck_model_group(at->e->model, info.group), b.group) == 0;
}

/* exports[r], and with `into`: imports of that region by origin. */
static void trade_of(const finding *at, basket b, uint32_t into, double *exports) {
    const ck_model *m = at->e->model;
    for (uint32_t r = 0; r < at->e->regions; r++) exports[r] = 0.0;
    for (uint32_t f = 0; f < ck_model_count(m).flows; f++) {
        const ck_flow_info info = ck_model_flow(m, f);
        if (!info.bilateral || info.base_quantity <= 0.0 || !holds(at, b, info.item)) continue;
        if (into != CK_NONE && info.destination != into) continue;
        exports[info.origin] += info.base_quantity * ck_model_item(m, info.item).usd_per_unit;
    }
}

static double concentration_of(const double *value, uint32_t n) {
    double all = 0.0, squares = 0.0;
    for (uint32_t r = 0; r < n; r++) all += value[r];
    for (uint32_t r = 0; r < n && all > 0.0; r++) squares += value[r] / all * (value[r] / all);
    return all > 0.0 ? squares : CK_NAN;
}
static double share_of(const double *value, uint32_t n, uint32_t who) {
    double all = 0.0;
    for (uint32_t r = 0; r < n; r++) all += value[r];
    return all > 0.0 && who < n ? value[who] / all : CK_NAN;
}

/* Concentration of exports of all that one customs code covers, as published trade would show it. */
static double concentration_in_code(const finding *at, const char *hs) {
    double *exports = calloc((size_t)at->e->regions + 1, sizeof *exports);
    if (exports == NULL) return CK_NAN;
    trade_of(at, (basket){hs, NULL}, CK_NONE, exports);
    const double value = concentration_of(exports, at->e->regions);
    free(exports);
    return value;
}

/* China's part of what a bloc buys outside, over items that `pick` names. */
static double bought_from(const finding *at, uint32_t from, bool (*pick)(const finding *, uint32_t)) {
    const ck_model *m = at->e->model;
    double part = 0.0, all = 0.0;
    for (uint32_t f = 0; f < ck_model_count(m).flows; f++) {
        const ck_flow_info info = ck_model_flow(m, f);
        if (!info.bilateral || info.base_quantity <= 0.0 || !pick(at, info.item)) continue;
        if (!in_list(ck_model_region(m, info.destination).blocs, "EU") || in_list(ck_model_region(m, info.origin).blocs, "EU")) continue;
        const double value = info.base_quantity * ck_model_item(m, info.item).usd_per_unit;
        all += value;
        if (info.origin == from) part += value;
    }
    return all > 0.0 ? part / all : CK_NAN;
}
static bool is_rare_earth(const finding *at, uint32_t item) {
    return holds(at, (basket){"284690", NULL}, item) || holds(at, (basket){"284610", NULL}, item) || holds(at, (basket){"280530", NULL}, item);
}
static bool is_magnet_chain(const finding *at, uint32_t item) {
    static const char *const ID[] = {"ndpr-oxide", "dysprosium-oxide", "terbium-oxide", "ndpr-metal", "dysprosium-metal", "terbium-metal",
                                     "ndfeb-alloy", "ndfeb-magnet", "ndfeb-magnet-heavy", "ndfeb-magnet-bonded"};
    for (size_t k = 0; k < sizeof ID / sizeof *ID; k++)
        if (strcmp(ck_model_item(at->e->model, item).id, ID[k]) == 0) return true;
    return false;
}

/* China's part of what is made, by mass, over the groups whose name ends so. */
static double made_in_china(const finding *at, const char *ending) {
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
static double supply_risk(const finding *at, const char *group, const char *id) {
    double sum = 0.0, weight = 0.0;
    for (uint32_t i = 0; i < at->e->items; i++) {
        const ck_exposed_item *item = &at->e->item[i];
        const ck_item_info info = ck_model_item(at->e->model, i);
        if (isnan(item->supply_risk) || (group != NULL && !holds(at, (basket){NULL, group}, i)) || (id != NULL && strcmp(info.id, id) != 0)) continue;
        sum += item->supply_risk * item->produced;
        weight += item->produced;
    }
    return weight > 0.0 ? sum / weight : CK_NAN;
}

/* ---------------------------------------------------------------- measures ---------------------------------------- */

static ck_exposed_country abroad(const finding *at, uint32_t tier) { return ck_exposed_country_mean(at->e, tier, at->china); }

static double china_rank(const finding *at, bool influence) {
    const ck_exposed_country own = ck_exposed_country_of(at->e, INPUT, at->china);
    double rank = 1.0;
    for (uint32_t r = 0; r < at->e->regions; r++) {
        const ck_exposed_country c = ck_exposed_country_of(at->e, INPUT, r);
        if (influence ? c.influence > own.influence : c.used > 0.0 && c.exposure < own.exposure) rank += 1.0;
    }
    return rank;
}

/* Exposure of a bloc or region in inputs, by the value that its members use, less that of all users. */
static double above_mean(const finding *at, const char *name) {
    double sum = 0.0, weight = 0.0;
    for (uint32_t r = 0; r < at->e->regions; r++) {
        const ck_region_info info = ck_model_region(at->e->model, r);
        const ck_exposed_country c = ck_exposed_country_of(at->e, INPUT, r);
        if ((strcmp(info.id, name) != 0 && !in_list(info.blocs, name)) || !(c.used > 0.0)) continue;
        sum += c.used * c.exposure;
        weight += c.used;
    }
    double all = 0.0, used = 0.0;
    for (uint32_t r = 0; r < at->e->regions; r++) {
        const ck_exposed_country c = ck_exposed_country_of(at->e, INPUT, r);
        if (!(c.used > 0.0)) continue;
        all += c.used * c.exposure;
        used += c.used;
    }
    return weight > 0.0 && used > 0.0 ? sum / weight - all / used : CK_NAN;
}

static double baci_share(const finding *at, const char *importer, const char *exporter) {
    const ck_trade_import *t = &at->magnets;
    double part = 0.0, all = 0.0;
    for (size_t k = 0; k < t->count; k++) {
        if (importer != NULL && strcmp(t->countries.name[t->flow[k].importer], importer) != 0) continue;
        all += t->flow[k].value;
        if (strcmp(t->countries.name[t->flow[k].exporter], exporter) == 0) part += t->flow[k].value;
    }
    return all > 0.0 ? part / all : CK_NAN;
}

#define TIER_GAP(column) (at->e->tier[INPUT].column - at->e->tier[UPSTREAM].column)
#define ABROAD_GAP(column) (abroad(at, INPUT).column - abroad(at, UPSTREAM).column)
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
    X("code-concentration-gap", concentration_in_code(at, "850511") - concentration_in_code(at, "284690"))             \
    X("code-concentration-gap-metal", concentration_in_code(at, "850511") - concentration_in_code(at, "280530"))       \
    X("baci-austria-from-china", baci_share(at, "AUT", "CHN"))                                                         \
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
static double value_of(const finding *at, const char *measure) {
#define X(name, value) if (strcmp(measure, name) == 0) return value;
    MEASURES(X)
#undef X
    return CK_NAN;
}

/* ---------------------------------------------------------------- claims ------------------------------------------ */

typedef struct claim { const char *measure, *text, *source; double low, high; } claim;
enum { MEASURED, LOW, HIGH, CLAIM, SOURCE, YEAR, GRADE, COLUMNS };
static const ck_csv_column LITERATURE[COLUMNS] = {{"measure", true}, {"low", true},  {"high", true}, {"claim", true},
                                                  {"source", true},  {"year", true}, {"grade", true}};

static ck_status take_bound(finding *at, const ck_csv_field *field, double open, double *bound) {
    *bound = open;
    if (field->length == 0 || ck_host_number(field->text, field->length, bound) >= 0) return CK_OK;
    return ck_host_report(at->diags, CK_E_SYNTAX, field->place, "%q is no number", "leave it empty where there is no bound", field->text);
}

static ck_status take_claim(void *user, const ck_csv_field *field) {
    finding *at = user;
    const uint32_t count = sizeof MEASURE / sizeof *MEASURE;
    uint32_t k = 0;
    while (k < count && strcmp(MEASURE[k], field[MEASURED].text) != 0) k++;
    if (k == count) {
        const char *near = ck_host_nearest(field[MEASURED].text, MEASURE, count);
        return ck_host_report(at->diags, CK_E_UNKNOWN, field[MEASURED].place, "there is no measure %q", near != NULL ? "did you mean %q?" : "%s",
                              field[MEASURED].text, near != NULL ? near : "docs/exposure.md lists them");
    }
    claim *to = ck_host_list_add(&at->arena, &at->claims);
    const char *text = ck_host_text(&at->arena, field[CLAIM].text, field[CLAIM].length),
               *source = ck_host_text(&at->arena, field[SOURCE].text, field[SOURCE].length);
    if (to == NULL || text == NULL || source == NULL) return ck_host_no_memory(at->diags);
    *to = (claim){MEASURE[k], text, source, 0.0, 0.0};
    CK_TRY(take_bound(at, &field[LOW], -CK_INFINITY, &to->low));
    return take_bound(at, &field[HIGH], CK_INFINITY, &to->high);
}

static ck_status read_table(finding *at, const char *path, const char *title, const ck_csv_column *column, uint32_t columns, ck_csv_row row) {
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, at->diags));
    const ck_csv_spec spec = {.title = title, .column = column, .column_count = columns, .row = row, .user = at};
    const ck_status status = ck_csv_read(&input, &spec, at->diags);
    ck_host_input_close(&input);
    return status;
}

/* ---------------------------------------------------------------- the page ---------------------------------------- */

static void figure(FILE *out, double value, int digits) {
    if (isnan(value)) fputs(" \u2013 |", out);
    else fprintf(out, " %.*f |", digits, fabs(value) < 0.5 * pow(10.0, -digits) ? 0.0 : value);
}

static void bounds(FILE *out, const claim *c) {
    if (c->low == c->high) fprintf(out, " %g |", c->low);
    else if (!ck_is_finite(c->high)) fprintf(out, " above %g |", c->low);
    else if (!ck_is_finite(c->low)) fprintf(out, " below %g |", c->high);
    else fprintf(out, " %g to %g |", c->low, c->high);
}

static void write_claims(const finding *at) {
    const claim *c = at->claims.item;
    uint32_t agree = 0, tested = 0;
    for (uint32_t k = 0; k < at->claims.count; k++) {
        const double value = value_of(at, c[k].measure);
        tested += !isnan(value);
        agree += value >= c[k].low && value <= c[k].high;
    }
    fprintf(at->out, "\n## What the literature says, and what our data say\n\n%u of %u claims that the data can test agree. A range that is wider than "
                     "a published number is ours.\n\n| claim | source | expected | ours | |\n|---|---|---|---|---|\n", agree, tested);
    for (uint32_t k = 0; k < at->claims.count; k++) {
        const double value = value_of(at, c[k].measure);
        fprintf(at->out, "| %s | %s |", c[k].text, c[k].source);
        bounds(at->out, &c[k]);
        figure(at->out, value, 3);
        fputs(isnan(value) ? " no data |\n" : value >= c[k].low && value <= c[k].high ? " agrees |\n" : " **disagrees** |\n", at->out);
    }
}

static void write_tiers(const finding *at) {
    const ck_world_exposure *e = at->e;
    fputs("\n## By tier, in the shipped world\n\n| tier | items | production | exports | imports | exposure | bottleneck | trade risk | exposure abroad | imports abroad | risk abroad |\n"
          "|---|---|---|---|---|---|---|---|---|---|---|\n", at->out);
    for (uint32_t t = 0; t < TIERS_SHOWN; t++) {
        const ck_exposed_tier *tier = &e->tier[t];
        const ck_exposed_country c = abroad(at, t);
        fprintf(at->out, "| %s | %u |", ck_tier_word(t), tier->items);
        const double value[] = {tier->made_concentration, tier->export_concentration, tier->import_concentration, tier->exposure,
                                tier->bottleneck, tier->risk, c.exposure, c.concentration, c.risk};
        for (size_t k = 0; k < sizeof value / sizeof *value; k++) figure(at->out, value[k], 2);
        fputc('\n', at->out);
    }
    fputs("\nProduction, exports, imports: concentration (sum of squared shares), plain means over items; imports first over importers by value. Exposure, bottleneck and trade risk: over "
          "countries by their use, then plain means over items. *Abroad*: plain means over the countries that use a tier, without China. Trade risk takes the scores of governance as stability of "
          "suppliers.\n", at->out);
}

typedef struct ranked { double key; uint32_t at; } ranked;
static int by_key(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    return x->key > y->key ? -1 : x->key < y->key ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

static ck_status write_countries(const finding *at) {
    const ck_world_exposure *e = at->e;
    ranked *rank = calloc((size_t)e->regions + 1, sizeof *rank);
    if (rank == NULL) return ck_host_no_memory(at->diags);
    for (uint32_t r = 0; r < e->regions; r++) rank[r] = (ranked){e->added[r], r};
    qsort(rank, e->regions, sizeof *rank, by_key);
    fputs("\n## By country, in the shipped world\n\nThe largest industries first; exposure, then concentration of imports, then influence as a supplier.\n\n| country | upstream | input | output | upstream | "
          "input | output | upstream | input | output |\n|---|---|---|---|---|---|---|---|---|---|\n", at->out);
    for (uint32_t k = 0; k < e->regions && k < COUNTRIES; k++) {
        fprintf(at->out, "| %s |", ck_model_region(e->model, rank[k].at).name);
        for (uint32_t t = 0; t < TIERS_SHOWN; t++) figure(at->out, ck_exposed_country_of(e, t, rank[k].at).exposure, 2);
        for (uint32_t t = 0; t < TIERS_SHOWN; t++) figure(at->out, ck_exposed_country_of(e, t, rank[k].at).concentration, 2);
        for (uint32_t t = 0; t < TIERS_SHOWN; t++) figure(at->out, ck_exposed_country_of(e, t, rank[k].at).influence, 2);
        fputc('\n', at->out);
    }
    free(rank);
    return CK_OK;
}

/* The world's region for a country of the trade table. */
static uint32_t region_of(const finding *at, const char *country) {
    return ck_model_find_region(at->e->model, strcmp(country, "S19") == 0 ? "TWN" : country);
}

static ck_status write_magnets(const finding *at) {
    const uint32_t n = at->magnets.countries.count, regions = at->e->regions;
    ranked *rank = calloc((size_t)n + 1, sizeof *rank);
    double *value = calloc((size_t)regions + 1, sizeof *value);
    if (rank == NULL || value == NULL) {
        free(rank);
        free(value);
        return ck_host_no_memory(at->diags);
    }
    for (uint32_t c = 0; c < n; c++) rank[c] = (ranked){at->m.imports[c], c};
    qsort(rank, n, sizeof *rank, by_key);
    trade_of(at, (basket){NULL, "magnet"}, CK_NONE, value);
    fprintf(at->out, "\n## Magnets: published trade and the shipped world\n\nPublished: all metal magnets (HS 850511, CEPII BACI, %d), %s; ours: magnets of rare earths at the world's prices. "
                     "China's exports are %.1f %% of all there and %.1f %% here, concentration %.3f and %.3f. Ours must be higher: ferrite and AlNiCo magnets, "
                     "which many countries make, are in the first number only.\n\n| importer | published: China's share | ours | published: concentration | ours |\n|---|---|---|---|---|\n",
            at->magnets.about.year > 0 ? (int)at->magnets.about.year : 2024, ck_words_money(at->magnets.value).text,
            100.0 * baci_share(at, NULL, "CHN"), 100.0 * share_of(value, regions, at->china), at->m.world_concentration,
            concentration_of(value, regions));
    double gap = 0.0, compared = 0.0;
    for (uint32_t k = 0, row = 0; k < n && row < IMPORTERS; k++) {
        const char *country = at->magnets.countries.name[rank[k].at];
        const uint32_t region = region_of(at, country);
        if (region == CK_NONE || region == at->china) continue;
        trade_of(at, (basket){NULL, "magnet"}, region, value);
        const double published = baci_share(at, country, "CHN"), ours = share_of(value, regions, at->china);
        fprintf(at->out, "| %s |", ck_model_region(at->e->model, region).name);
        figure(at->out, published, 2);
        figure(at->out, ours, 2);
        figure(at->out, at->m.concentration[rank[k].at], 2);
        figure(at->out, concentration_of(value, regions), 2);
        fputc('\n', at->out);
        row++;
        if (isnan(ours)) continue;
        gap += fabs(ours - published);
        compared += 1.0;
    }
    if (compared > 0.0) fprintf(at->out, "\nMean distance of the two shares: %.2f.\n", gap / compared);
    free(rank);
    free(value);
    return CK_OK;
}

static ck_status write_aggregates(const finding *at) {
    const uint32_t regions = at->e->regions;
    double *metal = calloc((size_t)2 * regions + 1, sizeof *metal);
    if (metal == NULL) return ck_host_no_memory(at->diags);
    double *compound = metal + regions;
    trade_of(at, (basket){"280530", NULL}, CK_NONE, metal);
    trade_of(at, (basket){"284690", NULL}, CK_NONE, compound);
    fprintf(at->out, "\n## Metals and compounds: published trade and the shipped world\n\n| code | year | China's share of exports | ours | concentration of exports | ours |\n|---|---|---|---|---|---|\n"
                     "| 280530 metals | %s |", at->metal.year);
    figure(at->out, at->metal.china, 2);
    figure(at->out, share_of(metal, regions, at->china), 2);
    figure(at->out, at->metal.concentration, 2);
    figure(at->out, concentration_of(metal, regions), 2);
    fprintf(at->out, "\n| 284690 compounds | %s |", at->compound.year);
    figure(at->out, at->compound.china, 2);
    figure(at->out, share_of(compound, regions, at->china), 2);
    figure(at->out, at->compound.concentration, 2);
    figure(at->out, concentration_of(compound, regions), 2);
    fputs("\n\nCompounds of 284690 are since 2018 mostly mixed concentrates and carbonates on their way to China, which the world has in this code too. Shares of exports say little about who makes a thing: "
          "China makes most of both and uses it at home.\n", at->out);
    free(metal);
    return CK_OK;
}

static void write_reading(const finding *at) {
    const ck_exposed_tier *t = at->e->tier;
    fputs("\n## How to read it\n\n", at->out);
    fprintf(at->out, "- Exposure rises from upstream to inputs (%.2f to %.2f) when countries count by what they use, as China uses most of what it digs and separates. Seen from the countries that are not "
                     "China it goes %s (%.2f to %.2f): they depend on imports at every stage, and those that separate nothing use little upstream.\n", t[UPSTREAM].exposure, t[INPUT].exposure,
            abroad(at, INPUT).exposure > abroad(at, UPSTREAM).exposure ? "the same way" : "the other way", abroad(at, UPSTREAM).exposure, abroad(at, INPUT).exposure);
    fprintf(at->out, "- Concentration of trade %s from upstream to inputs in the shipped world (imports %.2f to %.2f), and rises in published trade (compounds %.2f, metals %.2f, magnets %.2f). The world keeps each "
                     "oxide and metal apart, so that single-supplier oxides count one by one; customs codes put concentrates of Myanmar and oxides of China in one line, which lowers the measured concentration upstream. "
                     "Put into those lines, the shipped world shows the published direction too (compounds %.2f, metals %.2f, magnets %.2f): the finding depends on how finely products are told apart.\n",
            t[INPUT].import_concentration > t[UPSTREAM].import_concentration ? "rises" : "falls", t[UPSTREAM].import_concentration, t[INPUT].import_concentration,
            at->compound.concentration, at->metal.concentration, at->m.world_concentration, concentration_in_code(at, "284690"),
            concentration_in_code(at, "280530"), concentration_in_code(at, "850511"));
    fputs("- Systemic trade risk does not fall as published: ours multiplies exposure by the instability of suppliers up the chain of trade of one item, and exposure decides.\n"
          "- The Commission's supply risks are above ours for rare earths and gallium. Likely reasons, not verified: theirs are of 2016-2020 and of the stage that is the bottleneck, ours of 2024 with what "
          "Estonia and France separate and recyclers return, and without a trade parameter above 1 for Chinese export controls.\n"
          "- The published study has 168 customs codes, 170 countries and 17 years; its formulas have not been read, only its findings. What is compared here is a sign, not a number.\n"
          "- Not tested, for want of a series of years: that exposure predicts later export strength, and that high trade risk lowers later comparative advantage.\n", at->out);
}

static void free_finding(finding *at) {
    ck_trade_import_free(&at->magnets);
    ck_host_arena_free(&at->arena);
}

ck_status ck_findings_write(const ck_findings_wish *wish, const ck_exposure_world *world, ck_diags *diags) {
    finding at = {.e = &world->exposure, .china = ck_model_find_region(world->exposure.model, "CHN"), .diags = diags,
                  .claims = {.each = sizeof(claim)}};
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = at.china != CK_NONE ? CK_OK
                                           : ck_host_report(diags, CK_E_MISSING, ck_host_whole(wish->world), "the world has no region \"CHN\"",
                                                            "the literature is about China");
    if (status >= 0) status = read_table(&at, wish->literature, "literature", LITERATURE, COLUMNS, take_claim);
    if (status >= 0) status = read_table(&at, wish->aggregates, "aggregates", AGGREGATE, sizeof AGGREGATE / sizeof *AGGREGATE, take_aggregate);
    if (status >= 0) status = measure_magnets(&at, wish->magnets);
    if (status >= 0) status = ck_host_batch_open(&batch, wish->markdown, &at.out, diags);
    if (status >= 0) {
        fprintf(at.out, "# Exposure by tier and country: the literature, published trade, and the shipped world\n\nWritten by `chokepoint exposure %s --governance %s --literature %s --magnets FILE --aggregates FILE "
                        "--markdown FILE`. Formulas are in [exposure.md](exposure.md).\n", wish->world, wish->governance, wish->literature);
        write_claims(&at);
        write_tiers(&at);
        status = write_countries(&at);
        if (status >= 0) status = write_magnets(&at);
        if (status >= 0) status = write_aggregates(&at);
        write_reading(&at);
        if (status >= 0) status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    free_finding(&at);
    return status;
}
