#include "cli/run_tables.h"

#include "study/answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TABLES = 10, MOST_COLUMNS = 16, BANDS = 5 };
static const char *const BAND_SUFFIX[BANDS] = {"p05", "p25", "p50", "p75", "p95"};

/* Axes that several tables share. */
typedef struct maker {
    const ck_study *study;
    ck_run_tables *tables;
    ck_diags *diags;
    bool failed; // no memory
    const ck_host_axis *variant, *region, *destination, *group, *item, *industry, *month, *day, *site;
} maker;

static void *take(maker *m, size_t count, size_t each) {
    void *room = ck_host_take(&m->tables->arena, count, each);
    if (room == NULL) m->failed = true;
    return room;
}

static const ck_host_axis *word_axis(maker *m, const char *name, const char *meaning, const char *const *label,
                                     uint32_t count) {
    ck_host_axis *axis = take(m, 1, sizeof *axis);
    if (axis != NULL) *axis = (ck_host_axis){name, "-", meaning, count, {.kind = CK_HOST_WORD, .at.word = label}};
    return axis;
}

static const ck_host_axis *day_axis(maker *m, const char *name, const char *meaning, const ck_date *label,
                                    uint32_t count) {
    ck_host_axis *axis = take(m, 1, sizeof *axis);
    if (axis != NULL) *axis = (ck_host_axis){name, "day", meaning, count, {.kind = CK_HOST_DAY, .at.day = label}};
    return axis;
}

static void make_axes(maker *m) {
    const ck_study *study = m->study;
    const ck_model *model = study->model;
    const ck_model_counts counts = ck_model_count(model);
    const char **variant = take(m, study->variant_count, sizeof *variant),
               **region = take(m, counts.regions + 1, sizeof *region);
    const char **group = take(m, counts.groups, sizeof *group), **item = take(m, counts.items, sizeof *item);
    const char **industry = take(m, study->industry_count, sizeof *industry),
               **site = take(m, counts.sites, sizeof *site);
    ck_date *month = take(m, study->month_count, sizeof *month), *day = take(m, study->point_count, sizeof *day);
    if (m->failed) return;
    for (uint32_t k = 0; k < study->variant_count; k++) variant[k] = study->variant[k].name;
    for (uint32_t k = 0; k < counts.regions; k++) region[k] = ck_model_region(model, k).id;
    region[counts.regions] = "ALL";
    for (uint32_t k = 0; k < counts.groups; k++) group[k] = ck_model_group(model, k);
    for (uint32_t k = 0; k < counts.items; k++) item[k] = ck_model_item(model, k).id;
    for (uint32_t k = 0; k < study->industry_count; k++) industry[k] = ck_model_item(model, study->industry[k]).id;
    for (uint32_t k = 0; k < counts.sites; k++) site[k] = ck_model_site(model, k).id;
    for (uint32_t k = 0; k < study->month_count; k++) {
        const int32_t index = ck_run_month_index(study->variant[0].central, k);
        month[k] = ck_date_make(index / 12, index % 12 + 1, 1);
    }
    for (uint32_t k = 0; k < study->point_count; k++) day[k] = ck_study_date(study, (k + 1) * study->every - 1);
    m->variant = word_axis(m, "scenario", "the scenario or what it is compared with", variant, study->variant_count);
    m->region = word_axis(m, "region", "ISO 3166 alpha-3 code, ROW: rest of the world", region, counts.regions);
    m->destination =
        word_axis(m, "destination", "buyer's region; ALL: sum over destinations", region, counts.regions + 1);
    m->group = word_axis(m, "group", "group of items", group, counts.groups);
    m->item = word_axis(m, "item", "item", item, counts.items);
    m->industry = word_axis(m, "industry", "industry", industry, study->industry_count);
    m->site = word_axis(m, "site", "site", site, counts.sites);
    m->month = day_axis(m, "month", "first day of the month", month, study->month_count);
    m->day = day_axis(m, "date", "day", day, study->point_count);
}

/* ---- building a table ---- */

static ck_host_table *open_table(maker *m, const char *name, const char *title, const ck_host_axis *const *axis,
                                 uint32_t axis_count) {
    ck_host_table *table = &m->tables->table[m->tables->count++];
    const ck_host_axis **axes = take(m, axis_count, sizeof *axes);
    if (axes != NULL) memcpy(axes, axis, axis_count * sizeof *axes);
    *table = (ck_host_table){.name = name,
                             .title = title,
                             .axis = axes,
                             .axis_count = axis_count,
                             .column = take(m, MOST_COLUMNS, sizeof(ck_host_column))};
    table->rows = ck_host_grid_rows(axis, axis_count);
    return table;
}

static void add_column(maker *m, ck_host_table *table, const char *name, const char *unit, const char *meaning,
                       ck_host_values values) {
    if (m->failed) return;
    ((ck_host_column *)table->column)[table->column_count++] = (ck_host_column){name, unit, meaning, values};
}

static double *add_real(maker *m, ck_host_table *table, const char *name, const char *unit, const char *meaning) {
    double *value = take(m, table->rows, sizeof *value);
    add_column(m, table, name, unit, meaning, (ck_host_values){.kind = CK_HOST_REAL, .at.real = value});
    return value;
}

static const char **add_words(maker *m, ck_host_table *table, const char *name, const char *meaning) {
    const char **value = take(m, table->rows, sizeof *value);
    add_column(m, table, name, "-", meaning, (ck_host_values){.kind = CK_HOST_WORD, .at.word = value});
    return value;
}

static ck_date *add_days(maker *m, ck_host_table *table, const char *name, const char *meaning) {
    ck_date *value = take(m, table->rows, sizeof *value);
    add_column(m, table, name, "day", meaning, (ck_host_values){.kind = CK_HOST_DAY, .at.day = value});
    return value;
}

/* A central column and its five quantiles. */
typedef struct spread {
    double *central, *quantile[BANDS];
} spread;

static spread add_spread(maker *m, ck_host_table *table, const char *name, const char *unit, const char *meaning) {
    spread columns = {.central = add_real(m, table, name, unit, meaning)};
    for (int q = 0; q < BANDS; q++) {
        char *text = ck_host_join(&m->tables->arena, name, "_", BAND_SUFFIX[q]);
        if (text == NULL) m->failed = true;
        columns.quantile[q] = add_real(m, table, text, unit, "quantile over the draws");
    }
    return columns;
}

static void set_spread(spread columns, size_t row, double central, const ck_band *band) {
    const double quantile[BANDS] = {band != NULL ? band->p05 : NAN, band != NULL ? band->p25 : NAN,
                                    band != NULL ? band->p50 : NAN, band != NULL ? band->p75 : NAN,
                                    band != NULL ? band->p95 : NAN};
    columns.central[row] = central;
    for (int q = 0; q < BANDS; q++) columns.quantile[q][row] = quantile[q];
}

/* ---- the tables ---- */

static void make_summary(maker *m) {
    ck_host_table *table =
        open_table(m, "summary", "What each scenario costs", (const ck_host_axis *const[]){m->variant}, 1);
    const spread lost = add_spread(m, table, "lost_value_added_usd", "USD", "value added lost over the run");
    const char **title = add_words(m, table, "title", "the scenario in words");
    if (m->failed) return;
    for (uint32_t v = 0; v < m->study->variant_count; v++) {
        const ck_variant *variant = &m->study->variant[v];
        set_spread(lost, v, variant->lost_value_added, variant->draws > 0 ? &variant->lost_value_added_band : NULL);
        title[v] = variant->title;
    }
}

static bool line_is_empty(const ck_study *study, uint32_t l) {
    if (study->line[l].base_quantity > 0.0) return false;
    for (uint32_t v = 0; v < study->variant_count; v++) {
        for (uint32_t month = 0; month < study->month_count; month++) {
            if (ck_fan_at(&study->variant[v].quantity, l, month) > 0.0) return false;
        }
    }
    return true;
}

static const char *unit_of_group(const ck_model *model, uint32_t group) {
    uint32_t item = 0;
    while (ck_model_item(model, item).group != group) item++;
    return ck_model_item(model, item).unit;
}

/* Rows for lines that carry something: scenario, month, group, origin, destination. */
static void make_flows(maker *m) {
    const ck_study *study = m->study;
    uint32_t lines = 0;
    for (uint32_t l = 0; l < study->line_count; l++) lines += !line_is_empty(study, l);
    const ck_host_axis *const axis[5] = {m->variant, m->month, m->group, m->region, m->destination};
    ck_host_table *table = open_table(m, "flows", "Monthly trade by group of items, origin and destination", axis, 5);
    table->rows = (size_t)study->variant_count * lines * study->month_count;
    uint32_t *at[5];
    const uint32_t **places = take(m, 5, sizeof *places);
    for (int a = 0; a < 5; a++) {
        at[a] = take(m, table->rows, sizeof *at[a]);
        if (places != NULL) places[a] = at[a];
    }
    table->at = places;
    const char **unit = add_words(m, table, "unit", "unit of quantity");
    const spread quantity = add_spread(m, table, "quantity", "row", "shipped in the month");
    double *base = add_real(m, table, "quantity_base", "row", "baseline");
    const spread value = add_spread(m, table, "value_usd", "USD", "at the exporter's price of the day");
    if (m->failed) return;
    size_t row = 0;
    for (uint32_t v = 0; v < study->variant_count; v++) {
        const ck_variant *variant = &study->variant[v];
        for (uint32_t l = 0; l < study->line_count; l++) {
            if (line_is_empty(study, l)) continue;
            const ck_line *line = &study->line[l];
            for (uint32_t k = 0; k < study->month_count; k++, row++) {
                const bool banded = variant->quantity.band != NULL && l < variant->quantity.banded;
                const ck_band bands[2] = {banded ? ck_fan_band(&variant->quantity, l, k) : (ck_band){0},
                                          banded ? ck_fan_band(&variant->value, l, k) : (ck_band){0}};
                at[0][row] = v;
                at[1][row] = k;
                at[2][row] = line->group;
                at[3][row] = line->origin;
                at[4][row] = line->destination == CK_NONE ? ck_model_count(study->model).regions : line->destination;
                unit[row] = unit_of_group(study->model, line->group);
                set_spread(quantity, row, ck_fan_at(&variant->quantity, l, k), banded ? &bands[0] : NULL);
                set_spread(value, row, ck_fan_at(&variant->value, l, k), banded ? &bands[1] : NULL);
                base[row] = ck_study_base(study, l, k);
            }
        }
    }
}

/* A fan over (scenario, series, point of time). */
static void make_series(maker *m, const char *name, const char *title, const ck_host_axis *series, const char *column,
                        const char *meaning, const ck_fan *(*fan_of)(const ck_variant *)) {
    const ck_host_axis *const axis[3] = {m->variant, series, m->day};
    ck_host_table *table = open_table(m, name, title, axis, 3);
    const spread columns = add_spread(m, table, column, "1", meaning);
    if (m->failed) return;
    size_t row = 0;
    for (uint32_t v = 0; v < m->study->variant_count; v++) {
        const ck_fan *fan = fan_of(&m->study->variant[v]);
        for (uint32_t s = 0; s < series->count; s++) {
            for (uint32_t p = 0; p < fan->points; p++, row++) {
                const ck_band band = fan->band != NULL ? ck_fan_band(fan, s, p) : (ck_band){0};
                set_spread(columns, row, ck_fan_at(fan, s, p), fan->band != NULL ? &band : NULL);
            }
        }
    }
}

static const ck_fan *fan_industry(const ck_variant *variant) { return &variant->loss_industry; }
static const ck_fan *fan_region(const ck_variant *variant) { return &variant->loss_region; }
static const ck_fan *fan_inside(const ck_variant *variant) { return &variant->price_inside; }
static const ck_fan *fan_outside(const ck_variant *variant) { return &variant->price_outside; }

static ck_date day_or_last(const ck_study *study, uint32_t day) {
    return day == CK_NONE ? CK_DATE_LAST : ck_study_date(study, day);
}

static void make_sites(maker *m) {
    const ck_study *study = m->study;
    ck_host_table *table = open_table(m, "sites", "What happened at each site, with central values",
                                      (const ck_host_axis *const[]){m->variant, m->site}, 2);
    ck_date *slow = add_days(m, table, "first_slow_day", "first day below the slow threshold"),
            *stop = add_days(m, table, "first_stop_day", "first day below the stop threshold");
    double *lowest = add_real(m, table, "lowest_level_1", "1", "lowest output over base output");
    double *slow_days = add_real(m, table, "slow_days", "day", "days below the slow threshold"),
           *stop_days = add_real(m, table, "stop_days", "day", "days below the stop threshold");
    double *lost =
        add_real(m, table, "lost_output", "row", "output lost against the baseline, in the unit of the site's item");
    double *added = add_real(m, table, "lost_value_added_usd", "USD", "value added lost (industries)");
    double *extra = add_real(m, table, "extra_cost_usd", "USD", "paid above base prices");
    double *slow_share = add_real(m, table, "slow_share_1", "1", "share of draws in which it slows"),
           *stop_share = add_real(m, table, "stop_share_1", "1", "share of draws in which it stops");
    const char **unit = add_words(m, table, "unit", "unit of lost_output"),
               **region = add_words(m, table, "site_region", "where it stands");
    const char **item = add_words(m, table, "site_item", "what it makes");
    if (m->failed) return;
    size_t row = 0;
    for (uint32_t v = 0; v < study->variant_count; v++) {
        const ck_variant *variant = &study->variant[v];
        for (uint32_t s = 0; s < m->site->count; s++, row++) {
            const ck_site_info site = ck_model_site(study->model, s);
            const ck_site_result result = ck_run_site(variant->central, s);
            slow[row] = day_or_last(study, result.first_slow_day);
            stop[row] = day_or_last(study, result.first_stop_day);
            lowest[row] = result.lowest_level;
            slow_days[row] = result.slow_days;
            stop_days[row] = result.stop_days;
            lost[row] = result.lost_output;
            added[row] = result.lost_value_added;
            extra[row] = result.extra_cost;
            slow_share[row] = variant->site != NULL ? variant->site[s].slow_share : NAN;
            stop_share[row] = variant->site != NULL ? variant->site[s].stop_share : NAN;
            unit[row] = ck_model_item(study->model, site.item).unit;
            region[row] = ck_model_region(study->model, site.region).id;
            item[row] = ck_model_item(study->model, site.item).id;
        }
    }
}

static void make_measures(maker *m) {
    const ck_variant *v = &m->study->variant[0];
    const char **id = take(m, v->spec.measure_count, sizeof *id);
    if (m->failed) return;
    for (uint32_t k = 0; k < v->spec.measure_count; k++) id[k] = v->spec.measure[k].id;
    const ck_host_axis *axis = word_axis(m, "measure", "measure of the scenario", id, v->spec.measure_count);
    if (m->failed || v->spec.measure_count == 0) return;
    ck_host_table *table = open_table(m, "measures", "What each measure did, with central values", &axis, 1);
    const char **effect = add_words(m, table, "effect", "its effect"),
               **citation = add_words(m, table, "citation", "the instrument");
    double *blocked = add_real(m, table, "blocked", "item units", "orders held back because of it"),
           *paid = add_real(m, table, "paid_usd", "USD", "duty or fee paid");
    double *released = add_real(m, table, "released", "item units", "from stockpiles"),
           *granted = add_real(m, table, "granted_share_1", "1", "mean licensed share of the scope");
    if (m->failed) return;
    for (uint32_t k = 0; k < v->spec.measure_count; k++) {
        const ck_measure_result result = ck_run_measure(v->central, k);
        effect[k] = ck_effect_word(v->spec.measure[k].effect);
        citation[k] = v->spec.measure[k].citation;
        blocked[k] = result.blocked;
        paid[k] = result.paid;
        released[k] = result.released;
        granted[k] = result.granted_share;
    }
}

static void make_remedies(maker *m) {
    const ck_study *study = m->study;
    const char **name = take(m, study->remedy_count, sizeof *name);
    if (m->failed || study->remedy_count == 0) return;
    for (uint32_t r = 0; r < study->remedy_count; r++) name[r] = study->remedy[r].name;
    const ck_host_axis *axis = word_axis(m, "remedy", "one change at a time", name, study->remedy_count);
    if (m->failed) return;
    ck_host_table *table = open_table(m, "remedies", "Single remedies, with central values", &axis, 1);
    const char **what = add_words(m, table, "what", "the change");
    double *days = add_real(m, table, "days_bought", "day", "mean delay of the first slow day of industries"),
           *avoided = add_real(m, table, "loss_avoided_usd", "USD", "value added saved");
    if (m->failed) return;
    for (uint32_t r = 0; r < study->remedy_count; r++) {
        what[r] = study->remedy[r].what;
        days[r] = study->remedy[r].days_bought;
        avoided[r] = study->remedy[r].loss_avoided;
    }
}

ck_status ck_run_tables_make(const ck_study *study, ck_run_tables *tables, ck_diags *diags) {
    *tables = (ck_run_tables){0};
    maker m = {.study = study, .tables = tables, .diags = diags};
    tables->table = take(&m, MOST_TABLES, sizeof *tables->table);
    if (!m.failed) make_axes(&m);
    if (!m.failed) make_summary(&m);
    if (!m.failed) make_flows(&m);
    if (!m.failed)
        make_series(&m, "loss_by_industry", "Value added missing by industry", m.industry, "lost_share",
                    "share of the industry's value added missing on the day", fan_industry);
    if (!m.failed)
        make_series(&m, "loss_by_region", "Value added missing by region", m.region, "lost_share",
                    "share of the region's value added missing on the day", fan_region);
    if (!m.failed)
        make_series(&m, "price_inside", "Prices where the licences are issued", m.item, "price",
                    "price over base price", fan_inside);
    if (!m.failed)
        make_series(&m, "price_outside", "Prices elsewhere", m.item, "price",
                    "price over base price, weighted by base use", fan_outside);
    if (!m.failed) make_sites(&m);
    if (!m.failed) make_measures(&m);
    if (!m.failed) make_remedies(&m);
    return m.failed ? ck_host_no_memory(diags) : CK_OK;
}

void ck_run_tables_free(ck_run_tables *tables) { ck_host_arena_free(&tables->arena); }
