#include "io/spread_parts.h"

#include "base/base.h"

#include <string.h>

/* ---------------------------------------------------------------- values ------------------------------------------ */

void ck_spread_note(ck_spread_reading *reading, ck_status status) {
    reading->measure.status = ck_host_worse(reading->measure.status, status);
}

ck_status ck_spread_wrong(ck_spread_reading *reading, ck_status status, ck_place place, const char *message,
                          const char *hint, const char *name) {
    ck_spread_note(reading, ck_host_report(reading->measure.diags, status, place, message, hint, name));
    return status;
}

static void number_of(ck_spread_reading *reading, const ck_yaml_node *node, const char *what, const char *unit,
                      double low, double high, bool infinite, double *value) {
    if (infinite && node->kind == CK_YAML_TEXT && strcmp(node->text, "inf") == 0) *value = CK_INFINITY;
    else ck_spread_note(reading, ck_yaml_number(node, what, unit, low, high, value, reading->measure.diags));
}

void ck_spread_number(ck_spread_reading *reading, const ck_yaml_node *map, const char *key, const char *unit,
                      double low, double high, bool infinite, double *value) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node != NULL) number_of(reading, node, key, unit, low, high, infinite, value);
}

static double *take_numbers(ck_spread_reading *reading, size_t count) {
    double *value = ck_host_take(reading->measure.arena, count + 1, sizeof *value);
    if (value == NULL) ck_spread_note(reading, ck_host_no_memory(reading->measure.diags));
    return value;
}

/* The position of a label; `count` after a message. */
static uint32_t label_at(ck_spread_reading *reading, const ck_labels *labels, const char *what, const char *name,
                         size_t length, ck_place place) {
    for (uint32_t k = 0; k < labels->count; k++) {
        if (cki_text_equal_part(labels->name[k], name, length)) return k;
    }
    const char *copy = ck_host_text(reading->measure.arena, name, length);
    const char *nearest = copy != NULL ? ck_host_nearest(copy, labels->name, labels->count) : NULL;
    ck_spread_note(reading, ck_host_report(reading->measure.diags, CK_E_UNKNOWN, place, "the table has no %s %q",
                                           nearest != NULL ? "did you mean %q?" : "labels are those of the table%s",
                                           what, copy != NULL ? copy : "", nearest != NULL ? nearest : ""));
    return labels->count;
}

const double *ck_spread_by_sector(ck_spread_reading *reading, const ck_yaml_node *map, const char *key,
                                  const char *unit, double low, double high, bool infinite, double otherwise) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node == NULL) return NULL;
    const uint32_t sectors = reading->table->sectors;
    double *value = take_numbers(reading, sectors);
    if (value == NULL) return NULL;
    const ck_yaml_node *others = node->kind == CK_YAML_MAP ? ck_yaml_find(node, "*") : NULL;
    if (node->kind != CK_YAML_MAP) number_of(reading, node, key, unit, low, high, infinite, &otherwise);
    if (others != NULL) number_of(reading, others, key, unit, low, high, infinite, &otherwise);
    for (uint32_t s = 0; s < sectors; s++) value[s] = otherwise;
    for (const ck_yaml_node *one = node->kind == CK_YAML_MAP ? node->first : NULL; one != NULL; one = one->next) {
        if (one == others) continue;
        const uint32_t s =
            label_at(reading, &reading->labels.items, "sector", one->key, strlen(one->key), one->key_place);
        if (s < sectors) number_of(reading, one, key, unit, low, high, infinite, &value[s]);
    }
    return value;
}

void ck_spread_amounts(ck_spread_reading *reading, const ck_yaml_node *map, bool final, double high, uint32_t *count,
                       const uint32_t **at, const double **amount) {
    if (map == NULL) return;
    if (map->kind != CK_YAML_MAP) {
        ck_spread_wrong(reading, CK_E_SYNTAX, map->place, "amounts must be a map; this is a %s",
                        "write {\"REGION|SECTOR\": amount}", ck_yaml_kind_word(map->kind));
        return;
    }
    uint32_t *place = ck_host_take(reading->measure.arena, (size_t)map->count + 1, sizeof *place);
    double *value = take_numbers(reading, map->count);
    if (place == NULL || value == NULL) return;
    const ck_labels *names = final ? &reading->categories : &reading->labels.items;
    uint32_t made = 0;
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        const char *bar = strchr(node->key, '|');
        if (bar == NULL) {
            ck_spread_wrong(reading, CK_E_SYNTAX, node->key_place, "%q is no industry",
                            "write \"REGION|SECTOR\" with a bar", node->key);
            continue;
        }
        const uint32_t region = label_at(reading, &reading->labels.regions, "region", node->key,
                                         (size_t)(bar - node->key), node->key_place);
        const uint32_t name =
            label_at(reading, names, final ? "final category" : "sector", bar + 1, strlen(bar + 1), node->key_place);
        if (region == reading->labels.regions.count || name == names->count) continue;
        number_of(reading, node, "the amount", "1", 0.0, high, false, &value[made]);
        place[made++] = region * names->count + name;
    }
    *count = made;
    *at = place;
    *amount = value;
}

const double *ck_spread_shares(ck_spread_reading *reading, const ck_yaml_node *map) {
    double *share = take_numbers(reading, reading->table->sectors);
    if (share == NULL || map == NULL) return share;
    if (map->kind != CK_YAML_MAP)
        ck_spread_wrong(reading, CK_E_SYNTAX, map->place, "shares must be a map; this is a %s", "write {SECTOR: share}",
                        ck_yaml_kind_word(map->kind));
    for (const ck_yaml_node *node = map->kind == CK_YAML_MAP ? map->first : NULL; node != NULL; node = node->next) {
        const uint32_t s =
            label_at(reading, &reading->labels.items, "sector", node->key, strlen(node->key), node->key_place);
        if (s < reading->table->sectors) number_of(reading, node, "the share", "1", 0.0, 1.0, false, &share[s]);
    }
    return share;
}

/* One of a few words; `otherwise` without the key or after a message. */
static uint32_t word_of(ck_spread_reading *reading, const ck_yaml_node *map, const char *key, const char *const *word,
                        uint32_t count, uint32_t otherwise) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node == NULL) return otherwise;
    for (uint32_t k = 0; k < count; k++) {
        if (node->kind == CK_YAML_TEXT && strcmp(node->text, word[k]) == 0) return k;
    }
    const char *nearest = ck_host_nearest(node->text, word, count);
    ck_spread_note(reading, ck_host_report(reading->measure.diags, CK_E_UNKNOWN, node->place, "unknown %s %q",
                                           nearest != NULL ? "did you mean %q?" : "docs/spread.md lists the words%s",
                                           key, node->text, nearest != NULL ? nearest : ""));
    return otherwise;
}

/* ---------------------------------------------------------------- parameters -------------------------------------- */

/* {items, users}: inputs that never stop a user. */
static void read_not_essential(ck_spread_reading *reading, const ck_yaml_node *list, ck_ario_spec *spec) {
    static const char *const key[] = {"items", "users"};
    const uint32_t sectors = reading->table->sectors;
    uint8_t *essential = ck_host_take(reading->measure.arena, (size_t)sectors * sectors + 1, 1);
    if (list == NULL || essential == NULL) return;
    memset(essential, 1, (size_t)sectors * sectors);
    if (list->kind != CK_YAML_LIST) {
        ck_spread_wrong(reading, CK_E_SYNTAX, list->place, "not_essential must be a list; this is a %s",
                        "write - {items: [...], users: [...]}", ck_yaml_kind_word(list->kind));
        return;
    }
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        ck_spread_note(
            reading, ck_yaml_check_keys(node, "not_essential", key, 2, reading->measure.arena, reading->measure.diags));
        const uint8_t *mask[2];
        for (int k = 0; k < 2; k++)
            mask[k] = ck_rules_mask(&reading->measure, &reading->labels.items, reading->labels.groups, "group",
                                    "sector", ck_rules_names(&reading->measure, node, key[k]), (ck_names){0});
        for (uint32_t p = 0; p < sectors; p++) {
            for (uint32_t s = 0; s < sectors; s++) {
                if ((mask[0] == NULL || mask[0][p]) && (mask[1] == NULL || mask[1][s]))
                    essential[(size_t)p * sectors + s] = 0;
            }
        }
    }
    spec->essential = essential;
}

static void read_model(ck_spread_reading *reading, const ck_yaml_node *map) {
    static const char *const key[] = {"inputs",
                                      "psi",
                                      "orders",
                                      "overproduction",
                                      "overproduction_most",
                                      "overproduction_days",
                                      "stock_days",
                                      "restock_days",
                                      "capital_ratio",
                                      "input_threshold",
                                      "not_essential",
                                      "unit",
                                      "home_tolerance",
                                      "collapse_level"};
    static const char *const inputs[] = {"psi", "base"}, *const orders[] = {"alternative", "fixed"};
    ck_ario_spec *spec = &reading->read->spec;
    if (map == NULL) return;
    ck_spread_note(reading, ck_yaml_check_keys(map, "the model", key, sizeof key / sizeof *key, reading->measure.arena,
                                               reading->measure.diags));
    spec->psi_model = word_of(reading, map, "inputs", inputs, 2, 0) == 0;
    spec->alternative_orders = word_of(reading, map, "orders", orders, 2, 0) == 0;
    ck_spread_number(reading, map, "psi", "1", 1e-6, 1.0, false, &spec->psi);
    ck_spread_number(reading, map, "overproduction", "1", 1.0, 1e6, false, &spec->alpha_base);
    ck_spread_number(reading, map, "overproduction_most", "1", 1.0, 1e6, false, &spec->alpha_max);
    ck_spread_number(reading, map, "overproduction_days", "day", 1e-6, 1e6, false, &spec->alpha_days);
    ck_spread_number(reading, map, "input_threshold", "1", 0.0, 1.0, false, &spec->input_threshold);
    ck_spread_number(reading, map, "unit", "1", 1e-9, 1e15, false, &spec->unit);
    ck_spread_number(reading, map, "home_tolerance", "1", 0.0, 1.0, false, &spec->home_tolerance);
    ck_spread_number(reading, map, "collapse_level", "1", 0.0, 1.0, false, &spec->collapse_level);
    spec->stock_days_by_sector =
        ck_spread_by_sector(reading, map, "stock_days", "day", 0.001, 1e6, true, spec->stock_days);
    spec->restock_days_by_sector =
        ck_spread_by_sector(reading, map, "restock_days", "day", 1e-3, 1e6, false, spec->restock_days);
    spec->capital_ratio_by_sector =
        ck_spread_by_sector(reading, map, "capital_ratio", "1", 1e-9, 1e9, false, spec->capital_ratio);
    read_not_essential(reading, ck_yaml_find(map, "not_essential"), spec);
}

/* ---------------------------------------------------------------- shocks ------------------------------------------ */

/* All industries of `regions` and `sectors`, each with the same share. */
static void spread_share(ck_spread_reading *reading, const ck_yaml_node *map, ck_ario_event *event) {
    const uint8_t *region = ck_rules_mask(&reading->measure, &reading->labels.regions, reading->labels.blocs, "bloc",
                                          "region", ck_rules_names(&reading->measure, map, "regions"),
                                          ck_rules_names(&reading->measure, map, "except_regions"));
    const uint8_t *sector = ck_rules_mask(&reading->measure, &reading->labels.items, reading->labels.groups, "group",
                                          "sector", ck_rules_names(&reading->measure, map, "sectors"),
                                          ck_rules_names(&reading->measure, map, "except_sectors"));
    double share = 0.0;
    ck_spread_number(reading, map, "share", "1", 0.0, 1.0, false, &share);
    const uint32_t n = ck_io_table_industries(reading->table), sectors = reading->table->sectors;
    uint32_t *industry = ck_host_take(reading->measure.arena, (size_t)n + 1, sizeof *industry);
    double *amount = take_numbers(reading, n);
    if (industry == NULL || amount == NULL) return;
    for (uint32_t f = 0; f < n; f++) {
        if ((region != NULL && !region[f / sectors]) || (sector != NULL && !sector[f % sectors])) continue;
        amount[event->count] = share;
        industry[event->count++] = f;
    }
    event->industry = industry;
    event->amount = amount;
    event->relative = event->kind == CK_EVENT_CAPITAL || event->kind == CK_EVENT_REBUILD;
}

static void read_series(ck_spread_reading *reading, const ck_yaml_node *list, ck_ario_event *event) {
    if (list == NULL || list->kind != CK_YAML_LIST || list->count == 0) {
        ck_spread_wrong(reading, CK_E_MISSING, list != NULL ? list->place : (ck_place){0},
                        "shock %q needs a list: series", "shares of capacity lost, day by day; the last one holds on",
                        event->id);
        return;
    }
    double *series = take_numbers(reading, (size_t)list->count * event->count);
    if (series == NULL) return;
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        double share = 0.0;
        number_of(reading, node, "series", "1", 0.0, 1.0, false, &share);
        for (uint32_t k = 0; k < event->count; k++) series[(size_t)event->days * event->count + k] = share;
        event->days++;
    }
    event->series = series;
}

static void read_begin(ck_spread_reading *reading, const ck_yaml_node *map, ck_ario_event *event) {
    const ck_yaml_node *from = ck_yaml_find(map, "from");
    if (from == NULL) {
        ck_spread_wrong(reading, CK_E_MISSING, map->place, "shock %q has no begin",
                        "add \"from: YYYY-MM-DD\", or a day from 0", event->id);
        return;
    }
    if (from->kind == CK_YAML_TEXT && strchr(from->text, '-') != NULL) {
        ck_date date = {0};
        const ck_status status = ck_yaml_date(from, "from", &date, reading->measure.diags);
        ck_spread_note(reading, status);
        event->begin = (double)date.day - reading->read->spec.start.day;
        if (status >= 0 && event->begin < 0.0)
            ck_spread_wrong(reading, CK_E_RANGE, from->place, "shock %q begins before the run",
                            "move its begin, or the start", event->id);
        return;
    }
    number_of(reading, from, "from", "day", 0.0, 1e6, false, &event->begin);
}

/* A key that a shock of this kind would pass over is an error. */
static void refuse_keys(ck_spread_reading *reading, const ck_yaml_node *map, const ck_ario_event *event,
                        const char *kind) {
    enum { CAPITAL = 1 << CK_EVENT_CAPITAL, REBUILD = 1 << CK_EVENT_REBUILD, CAPACITY = 1 << CK_EVENT_CAPACITY,
           SERIES = 1 << CK_EVENT_SERIES };
    static const struct { const char *key; uint32_t kinds;
    } NEEDS[] = {{"days", CAPITAL | REBUILD | CAPACITY},
                 {"industries", CAPITAL | REBUILD | CAPACITY},
                 {"share", CAPITAL | REBUILD | CAPACITY},
                 {"recovery", CAPITAL | CAPACITY},
                 {"recovery_days", CAPITAL | CAPACITY},
                 {"rebuild", REBUILD},
                 {"rebuild_days", REBUILD},
                 {"rebuild_factor", REBUILD},
                 {"unit", CAPITAL | REBUILD},
                 {"series", SERIES}};
    static const char *const WHERE[] = {"regions", "except_regions", "sectors", "except_sectors", "share"};
    for (size_t k = 0; k < sizeof NEEDS / sizeof *NEEDS; k++) {
        const ck_yaml_node *node = ck_yaml_find(map, NEEDS[k].key);
        if (node == NULL || (NEEDS[k].kinds >> event->kind & 1) != 0) continue;
        ck_spread_note(
            reading, ck_host_report(reading->measure.diags, CK_E_USAGE, node->key_place, "a shock of kind %s has no %q",
                                    "docs/spread.md says which keys go with which kind", kind, NEEDS[k].key));
    }
    for (size_t k = 0; k < sizeof WHERE / sizeof *WHERE && ck_yaml_find(map, "industries") != NULL; k++) {
        const ck_yaml_node *node = ck_yaml_find(map, WHERE[k]);
        if (node != NULL)
            ck_spread_wrong(reading, CK_E_USAGE, node->key_place, "%q stands beside \"industries\"",
                            "name industries with their amounts, or regions and sectors with one share", WHERE[k]);
    }
}

static void read_shock(ck_spread_reading *reading, const ck_yaml_node *map, ck_ario_event *event) {
    static const char *const key[] = {
        "id",           "title",          "kind",           "from",          "days",
        "industries",   "regions",        "except_regions", "sectors",       "except_sectors",
        "share",        "households",     "recovery",       "recovery_days", "rebuild",
        "rebuild_days", "rebuild_factor", "unit",           "series",        "note"};
    static const char *const kind[] = {"capital", "rebuild", "capacity", "series"};
    static const char *const curve[CK_CURVE_COUNT] = {"linear", "convex", "convex-unscaled", "concave"};
    *event = (ck_ario_event){.id = "", .duration = 1.0, .tau = 60.0, .unit = reading->read->spec.unit,
                             .rebuild_factor = 1.0};
    ck_spread_note(reading, ck_yaml_check_keys(map, "a shock", key, sizeof key / sizeof *key, reading->measure.arena,
                                               reading->measure.diags));
    const ck_yaml_node *id = ck_yaml_find(map, "id");
    if (id == NULL) ck_spread_wrong(reading, CK_E_MISSING, map->place, "a shock has no %s", "give it a name", "id");
    else ck_spread_note(reading, ck_yaml_text(id, "id", &event->id, reading->measure.diags));
    if (ck_yaml_find(map, "kind") == NULL)
        ck_spread_wrong(reading, CK_E_MISSING, map->place, "shock %q has no kind",
                        "capital, rebuild, capacity or series", event->id);
    event->kind = (ck_event_kind)word_of(reading, map, "kind", kind, 4, 0);
    event->curve = (ck_curve)word_of(reading, map, "recovery", curve, CK_CURVE_COUNT, 0);
    refuse_keys(reading, map, event, kind[event->kind]);
    read_begin(reading, map, event);
    ck_spread_number(reading, map, "days", "day", 0.0, 1e6, false, &event->duration);
    ck_spread_number(reading, map, event->kind == CK_EVENT_REBUILD ? "rebuild_days" : "recovery_days", "day", 1e-6, 1e6,
                     false, &event->tau);
    ck_spread_number(reading, map, "unit", "1", 1e-9, 1e15, false, &event->unit);
    ck_spread_number(reading, map, "rebuild_factor", "1", 1e-9, 1e9, false, &event->rebuild_factor);
    const ck_yaml_node *industries = ck_yaml_find(map, "industries"), *households = ck_yaml_find(map, "households");
    const bool shares = event->kind == CK_EVENT_CAPACITY || event->kind == CK_EVENT_SERIES;
    if (industries != NULL && event->kind != CK_EVENT_SERIES)
        ck_spread_amounts(reading, industries, false, shares ? 1.0 : 1e18, &event->count, &event->industry,
                          &event->amount);
    else if (ck_yaml_find(map, "regions") != NULL || ck_yaml_find(map, "sectors") != NULL)
        spread_share(reading, map, event);
    else if (households == NULL)
        ck_spread_wrong(reading, CK_E_MISSING, map->place, "shock %q hits nobody",
                        "add \"industries: {...}\", or regions and sectors with a share", event->id);
    if (event->kind == CK_EVENT_SERIES) read_series(reading, ck_yaml_find(map, "series"), event);
    if (event->kind != CK_EVENT_REBUILD) {
        if (households != NULL)
            ck_spread_wrong(reading, CK_E_USAGE, households->place,
                            "shock %q destroys what households own without rebuilding it",
                            "households need kind: rebuild; they do not produce", event->id);
        return;
    }
    ck_spread_amounts(reading, households, true, 1e18, &event->column_count, &event->column, &event->column_amount);
    if (ck_yaml_find(map, "rebuild") == NULL)
        ck_spread_wrong(reading, CK_E_MISSING, map->place, "shock %q does not say who rebuilds",
                        "add \"rebuild: {SECTOR: share}\"", event->id);
    event->rebuild_share = ck_spread_shares(reading, ck_yaml_find(map, "rebuild"));
}

#define SHOCK_LIMIT 10000u
#define STEP_LIMIT 1e6

static void read_shocks(ck_spread_reading *reading, const ck_yaml_node *list) {
    if (list == NULL) return;
    if (list->kind != CK_YAML_LIST) {
        ck_spread_wrong(reading, CK_E_SYNTAX, list->place, "shocks must be a list; this is a %s",
                        "write one entry a line with dashes", ck_yaml_kind_word(list->kind));
        return;
    }
    if (list->count > SHOCK_LIMIT) {
        ck_spread_note(reading,
                       ck_host_report(reading->measure.diags, CK_E_LIMIT, list->place,
                                      "there are %u shocks; at most %u are taken", "", list->count, SHOCK_LIMIT));
        return;
    }
    ck_ario_event *event = ck_host_take(reading->measure.arena, (size_t)list->count + 1, sizeof *event);
    if (event == NULL) {
        ck_spread_note(reading, ck_host_no_memory(reading->measure.diags));
        return;
    }
    uint32_t made = 0;
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        if (node->kind == CK_YAML_MAP) read_shock(reading, node, &event[made++]);
        else
            ck_spread_wrong(reading, CK_E_SYNTAX, node->place, "a shock must be a map; this is a %s", "",
                            ck_yaml_kind_word(node->kind));
    }
    reading->read->spec.event = event;
    reading->read->spec.event_count = made;
}

/* ---------------------------------------------------------------- the file ---------------------------------------- */

static void read_end_uses(ck_spread_reading *reading, const ck_yaml_node *node) {
    const ck_io_table *table = reading->table;
    const uint32_t n = ck_io_table_industries(table), columns = ck_io_table_final_columns(table);
    uint32_t *user = ck_host_take(reading->measure.arena, (size_t)n + columns + 1, sizeof *user);
    if (node == NULL || user == NULL) return;
    for (uint32_t f = 0; f < n; f++) user[f] = f % table->sectors;
    for (uint32_t j = 0; j < columns; j++) user[n + j] = table->sectors + j % table->categories;
    reading->read->spec.end_use = ck_rules_end_uses(&reading->measure, node, &reading->labels, user, n + columns);
}

static void read_own(ck_spread_reading *reading, const ck_yaml_node *root) {
    static const char *const key[] = {"name",   "title",    "description", "start",  "days",     "step_days", "model",
                                      "shocks", "measures", "transport",   "demand", "end_uses", "blocs",     "groups"};
    ck_spread_case *read = reading->read;
    ck_spread_note(reading, ck_yaml_check_keys(root, "a file of shocks", key, sizeof key / sizeof *key,
                                               reading->measure.arena, reading->measure.diags));
    reading->labels.blocs = ck_yaml_find(root, "blocs");
    reading->labels.groups = ck_yaml_find(root, "groups");
    const ck_yaml_node *name = ck_yaml_find(root, "name"), *title = ck_yaml_find(root, "title"),
                       *start = ck_yaml_find(root, "start"), *days = ck_yaml_find(root, "days");
    if (name != NULL) ck_spread_note(reading, ck_yaml_text(name, "name", &read->name, reading->measure.diags));
    if (title != NULL) ck_spread_note(reading, ck_yaml_text(title, "title", &read->title, reading->measure.diags));
    if (start != NULL) ck_spread_note(reading, ck_yaml_date(start, "start", &read->spec.start, reading->measure.diags));
    else
        ck_spread_wrong(reading, CK_E_MISSING, root->place, "there is no %q",
                        "add \"start: YYYY-MM-DD\": the date of day 0", "start");
    int64_t count = 365;
    if (days != NULL) ck_spread_note(reading, ck_yaml_whole(days, "days", 1, 36600, &count, reading->measure.diags));
    else
        ck_spread_wrong(reading, CK_E_MISSING, root->place, "there is no %q", "add \"days: 365\": how long the run is",
                        "days");
    ck_spread_number(reading, root, "step_days", "day", 1e-3, 365.0, false, &read->spec.step_days);
    const double steps = (double)count / read->spec.step_days;
    if (steps > STEP_LIMIT || steps < 1.0)
        ck_spread_note(reading, ck_host_report(reading->measure.diags, CK_E_LIMIT, root->place,
                                               "%g days in steps of %g are %g steps; from 1 to %g are run",
                                               "change days or step_days", (double)count, read->spec.step_days, steps,
                                               STEP_LIMIT));
    else read->steps = (uint32_t)(steps + 1e-9);                         // 3 days are 10 steps of 0.3
    read_model(reading, ck_yaml_find(root, "model"));
    read_shocks(reading, ck_yaml_find(root, "shocks"));
    read->spec.rule = ck_rules_read(&reading->measure, root, &reading->labels, &read->spec.rule_count);
    read_end_uses(reading, ck_yaml_find(root, "end_uses"));
}

/* "MUSD" is millions, "kUSD" thousands. */
static double money_of(const char *unit) {
    if (unit == NULL) return 1.0;
    if (unit[0] == 'M') return 1e6;
    return unit[0] == 'k' ? 1e3 : 1.0;
}

ck_status ck_spread_read_input(ck_host_input *input, const ck_io_table *table, ck_spread_case *read, ck_diags *diags) {
    *read = (ck_spread_case){.name = "", .title = "", .spec = ck_ario_spec_default()};
    read->spec.unit = money_of(table->unit);
    ck_spread_reading reading = {.measure = {.arena = &read->arena, .diags = diags}, .table = table, .read = read};
    const char **user = ck_host_take(&read->arena, (size_t)table->sectors + table->categories + 1, sizeof *user);
    if (user == NULL) return ck_host_no_memory(diags);
    for (uint32_t s = 0; s < table->sectors; s++) user[s] = table->sector[s];
    for (uint32_t c = 0; c < table->categories; c++) user[table->sectors + c] = table->category[c];
    reading.labels = (ck_rule_labels){.regions = {table->region, table->regions},
                                      .items = {table->sector, table->sectors},
                                      .users = {user, table->sectors + table->categories}};
    reading.categories = (ck_labels){table->category, table->categories};
    ck_yaml_node *root = NULL;
    CK_TRY(ck_yaml_read(input, &read->arena, &root, diags));
    if (root->kind == CK_YAML_MAP && ck_yaml_find(root, "capital_to_VA") != NULL) ck_spread_boario(&reading, root);
    else read_own(&reading, root);
    return reading.measure.status;
}

ck_status ck_spread_read(const char *path, const ck_io_table *table, ck_spread_case *read, ck_diags *diags) {
    ck_host_input input;
    *read = (ck_spread_case){0};
    CK_TRY(ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, diags));
    const ck_status status = ck_spread_read_input(&input, table, read, diags);
    read->file = ck_host_input_file(&input);
    ck_host_input_close(&input);
    return status;
}

void ck_spread_case_free(ck_spread_case *read) {
    ck_host_arena_free(&read->arena);
    *read = (ck_spread_case){0};
}
