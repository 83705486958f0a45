#include "io/firms_parts.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- values ------------------------------------------ */

void ck_firms_note(ck_firms_reading *reading, ck_status status) {
    reading->measure.status = ck_host_worse(reading->measure.status, status);
}

static void wrong(ck_firms_reading *reading, ck_status status, ck_place place, const char *message, const char *hint,
                  const char *name) {
    ck_firms_note(reading, ck_host_report(reading->measure.diags, status, place, message, hint, name));
}

static void *take(ck_firms_reading *reading, size_t count, size_t each) {
    void *room = ck_host_take(&reading->read->arena, count + 1, each);
    if (room == NULL) ck_firms_note(reading, ck_host_no_memory(reading->measure.diags));
    return room;
}

void ck_firms_number(ck_firms_reading *reading, const ck_yaml_node *map, const char *key, const char *unit, double low,
                     double high, double *value) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node != NULL) ck_firms_note(reading, ck_yaml_number(node, key, unit, low, high, value, reading->measure.diags));
}

void ck_firms_whole(ck_firms_reading *reading, const ck_yaml_node *map, const char *key, int64_t low, int64_t high,
                    uint32_t *value) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    int64_t read = *value;
    if (node == NULL) return;
    ck_firms_note(reading, ck_yaml_whole(node, key, low, high, &read, reading->measure.diags));
    *value = (uint32_t)read;
}

uint32_t ck_firms_find(ck_firms_reading *reading, const char *name, size_t length, ck_place place) {
    const ck_intern *firms = &reading->network->firms;
    const uint32_t at = ck_intern_find(firms, name, length);
    if (at != CK_NONE) return at;
    const char *copy = ck_host_text(&reading->read->arena, name, length);
    const char *nearest =
        copy != NULL && firms->count <= 100000 ? ck_host_nearest(copy, firms->name, firms->count) : NULL;
    ck_firms_note(reading, ck_host_report(reading->measure.diags, CK_E_UNKNOWN, place, "the network has no firm %q",
                                          nearest != NULL ? "did you mean %q?" : "firms are those of the links%s",
                                          copy != NULL ? copy : "", nearest != NULL ? nearest : ""));
    return CK_NONE;
}

/* One of a few words; `otherwise` without the key or after a message. */
static uint32_t word_of(ck_firms_reading *reading, const ck_yaml_node *map, const char *key, const char *const *word,
                        uint32_t count, uint32_t otherwise) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node == NULL) return otherwise;
    for (uint32_t k = 0; k < count; k++)
        if (node->kind == CK_YAML_TEXT && strcmp(node->text, word[k]) == 0) return k;
    const char *nearest = ck_host_nearest(node->text, word, count);
    ck_firms_note(reading, ck_host_report(reading->measure.diags, CK_E_UNKNOWN, node->place, "unknown %s %q",
                                          nearest != NULL ? "did you mean %q?" : "docs/networks.md lists the words%s",
                                          key, node->text, nearest != NULL ? nearest : ""));
    return otherwise;
}

/* One number for all sectors, or {SECTOR: number, "*": others}; NULL without the key. */
static const double *by_sector(ck_firms_reading *reading, const ck_yaml_node *map, const char *key, double otherwise) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    const ck_intern *sectors = &reading->network->sectors;
    double *value = node != NULL ? take(reading, sectors->count, sizeof *value) : NULL;
    if (value == NULL) return NULL;
    const double low = 1e-3, high = 1e6;
    const ck_yaml_node *others = node->kind == CK_YAML_MAP ? ck_yaml_find(node, "*") : node;
    if (others != NULL)
        ck_firms_note(reading, ck_yaml_number(others, key, "day", low, high, &otherwise, reading->measure.diags));
    for (uint32_t s = 0; s < sectors->count; s++) value[s] = otherwise;
    for (const ck_yaml_node *one = node->kind == CK_YAML_MAP ? node->first : NULL; one != NULL; one = one->next) {
        if (one == others) continue;
        const uint32_t s = ck_intern_find(sectors, one->key, strlen(one->key));
        if (s == CK_NONE)
            wrong(reading, CK_E_UNKNOWN, one->key_place, "the network has no sector %q",
                  "sectors are those of firms.csv; \"*\" means the others", one->key);
        else
            ck_firms_note(reading, ck_yaml_number(one, key, "day", low, high, &value[s], reading->measure.diags));
    }
    return value;
}

/* ---------------------------------------------------------------- parameters -------------------------------------- */

static void read_model(ck_firms_reading *reading, const ck_yaml_node *map) {
    static const char *const key[] = {"rationing",    "orders",         "stock_days",
                                      "restock_days", "home_tolerance", "collapse_level"};
    static const char *const rationing[CK_RATION_COUNT] = {"proportional", "firms-first", "equal-ratio",
                                                           "firms-first-equal-ratio"};
    static const char *const orders[CK_ORDER_COUNT] = {"current", "baseline", "shortfall"};
    ck_firm_ario_spec *spec = &reading->read->spec;
    if (map == NULL) return;
    ck_firms_note(reading, ck_yaml_check_keys(map, "the model of a firm network", key, sizeof key / sizeof *key,
                                              &reading->read->arena, reading->measure.diags));
    spec->rationing = (ck_firm_ario_rationing)word_of(reading, map, "rationing", rationing, CK_RATION_COUNT, 0);
    spec->orders = (ck_firm_ario_orders)word_of(reading, map, "orders", orders, CK_ORDER_COUNT, spec->orders);
    spec->stock_days_by_sector = by_sector(reading, map, "stock_days", spec->stock_days);
    spec->restock_days_by_sector = by_sector(reading, map, "restock_days", spec->restock_days);
    ck_firms_number(reading, map, "home_tolerance", "1", 0.0, 1.0, &spec->home_tolerance);
    ck_firms_number(reading, map, "collapse_level", "1", 0.0, 1.0, &spec->collapse_level);
}

/* ---------------------------------------------------------------- shocks ------------------------------------------ */

/* {FIRM: share} */
static void read_amounts(ck_firms_reading *reading, const ck_yaml_node *map, ck_firm_ario_shock *shock) {
    if (map->kind != CK_YAML_MAP) {
        wrong(reading, CK_E_SYNTAX, map->place, "firms must be a map; this is a %s",
              "write {FIRM: share of capacity lost}", ck_yaml_kind_word(map->kind));
        return;
    }
    uint32_t *firm = take(reading, map->count, sizeof *firm);
    double *loss = take(reading, map->count, sizeof *loss);
    if (firm == NULL || loss == NULL) return;
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        const uint32_t at = ck_firms_find(reading, node->key, strlen(node->key), node->key_place);
        ck_firms_note(reading,
                      ck_yaml_number(node, "the share", "1", 0.0, 1.0, &loss[shock->count], reading->measure.diags));
        if (at != CK_NONE) firm[shock->count++] = at;
    }
    shock->firm = firm;
    shock->loss = loss;
}

/* All firms of `regions` and `sectors`, each with the same share. */
static void read_scope(ck_firms_reading *reading, const ck_yaml_node *map, double share, ck_firm_ario_shock *shock) {
    const ck_network_view view = ck_network_see(reading->network->network);
    const uint8_t *region = ck_rules_mask(&reading->measure, &reading->labels.regions, reading->labels.blocs, "bloc",
                                          "region", ck_rules_names(&reading->measure, map, "regions"),
                                          ck_rules_names(&reading->measure, map, "except_regions"));
    const uint8_t *sector = ck_rules_mask(&reading->measure, &reading->labels.items, reading->labels.groups, "group",
                                          "sector", ck_rules_names(&reading->measure, map, "sectors"),
                                          ck_rules_names(&reading->measure, map, "except_sectors"));
    uint32_t *firm = take(reading, view.firms, sizeof *firm);
    double *loss = take(reading, view.firms, sizeof *loss);
    if (firm == NULL || loss == NULL) return;
    for (uint32_t f = 0; f < view.firms; f++) {
        if ((region != NULL && !region[view.region[f]]) || (sector != NULL && !sector[view.sector[f]])) continue;
        loss[shock->count] = share;
        firm[shock->count++] = f;
    }
    shock->firm = firm;
    shock->loss = loss;
}

static void read_series(ck_firms_reading *reading, const ck_yaml_node *map, ck_firm_ario_shock *shock) {
    const ck_yaml_node *list = ck_yaml_find(map, "series");
    if (list == NULL || list->kind != CK_YAML_LIST || list->count == 0) {
        wrong(reading, CK_E_MISSING, list != NULL ? list->place : map->place, "shock %q needs a list: series",
              "shares of capacity lost, day by day; the last one holds on", shock->id);
        return;
    }
    double *series = take(reading, list->count, sizeof *series);
    if (series == NULL) return;
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next)
        ck_firms_note(reading,
                      ck_yaml_number(node, "series", "1", 0.0, 1.0, &series[shock->days++], reading->measure.diags));
    shock->series = series;
}

static void read_begin(ck_firms_reading *reading, const ck_yaml_node *map, ck_firm_ario_shock *shock) {
    const ck_yaml_node *from = ck_yaml_find(map, "from");
    if (from == NULL) {
        wrong(reading, CK_E_MISSING, map->place, "shock %q has no begin", "add \"from: YYYY-MM-DD\", or a day from 0",
              shock->id);
        return;
    }
    if (from->kind != CK_YAML_TEXT || strchr(from->text, '-') == NULL) {
        ck_firms_whole(reading, map, "from", 0, 1000000, &shock->begin);
        return;
    }
    ck_date date = {0};
    const ck_status status = ck_yaml_date(from, "from", &date, reading->measure.diags);
    ck_firms_note(reading, status);
    if (status < 0) return;
    const int64_t day = (int64_t)date.day - reading->read->spec.start.day;
    if (day >= 0)
        shock->begin = (uint32_t)day;
    else
        wrong(reading, CK_E_RANGE, from->place, "shock %q begins before the run", "move its begin, or the start",
              shock->id);
}

/* How long, and how it comes back. `days` of full loss; the recovery is felt from the day after. */
static void read_recovery(ck_firms_reading *reading, const ck_yaml_node *map, ck_firm_ario_shock *shock) {
    static const char *const word[CK_RECOVER_COUNT] = {"linear",  "convex",      "convex-unscaled", "concave", "pace",
                                                       "at-once", "exponential", "neighbours",      "never"};
    uint32_t days = 1;
    ck_firms_whole(reading, map, "days", 1, 1000000, &days);
    shock->duration = days - 1;
    shock->recovery = (ck_firm_ario_recovery)word_of(reading, map, "recovery", word, CK_RECOVER_COUNT, 0);
    const double least = shock->recovery == CK_RECOVER_CONCAVE ? 2.001 : 1.0;
    ck_firms_number(reading, map, "recovery_days", "day", least, 1e6, &shock->tau);
}

static void refuse(ck_firms_reading *reading, const ck_yaml_node *map, const char *const *key, uint32_t count,
                   const char *message, const char *hint) {
    for (uint32_t k = 0; k < count; k++) {
        const ck_yaml_node *node = ck_yaml_find(map, key[k]);
        if (node != NULL) wrong(reading, CK_E_USAGE, node->key_place, message, hint, key[k]);
    }
}

static void read_shock(ck_firms_reading *reading, const ck_yaml_node *map, ck_firm_ario_shock *shock) {
    static const char *const key[] = {
        "id",       "title",         "note",           "kind",    "from",           "days",
        "firms",    "regions",       "except_regions", "sectors", "except_sectors", "share",
        "recovery", "recovery_days", "series"};
    static const char *const kind[] = {"capacity", "series"};
    static const char *const of_capacity[] = {"days", "firms", "share", "recovery", "recovery_days"},
                             *const where[] = {"regions", "except_regions", "sectors", "except_sectors", "share"};
    *shock = (ck_firm_ario_shock){.id = "", .tau = 60.0};
    ck_firms_note(reading, ck_yaml_check_keys(map, "a shock of a firm network", key, sizeof key / sizeof *key,
                                              &reading->read->arena, reading->measure.diags));
    ck_firms_note(reading, ck_yaml_text_at(map, "id", true, &shock->id, reading->measure.diags));
    if (ck_yaml_find(map, "kind") == NULL)
        wrong(reading, CK_E_MISSING, map->place, "shock %q has no kind", "capacity or series", shock->id);
    const bool series = word_of(reading, map, "kind", kind, 2, 0) == 1;
    const ck_yaml_node *firms = ck_yaml_find(map, "firms");
    double share = series ? 1.0 : 0.0;
    read_begin(reading, map, shock);
    if (series) {
        refuse(reading, map, of_capacity, 5, "a shock of kind series has no %q",
               "a series gives the share lost day by day, for regions and sectors");
        read_series(reading, map, shock);
    } else {
        refuse(reading, map, (const char *const[]){"series"}, 1, "a shock of kind capacity has no %q",
               "write kind: series");
        read_recovery(reading, map, shock);
        ck_firms_number(reading, map, "share", "1", 0.0, 1.0, &share);
    }
    if (firms != NULL && !series) {
        refuse(reading, map, where, 5, "%q stands beside \"firms\"",
               "name firms with their shares, or regions and sectors with one share");
        read_amounts(reading, firms, shock);
    } else if (ck_yaml_find(map, "regions") != NULL || ck_yaml_find(map, "sectors") != NULL) {
        read_scope(reading, map, share, shock);
    } else {
        wrong(reading, CK_E_MISSING, map->place, "shock %q hits nobody",
              "add \"firms: {NAME: share}\", or regions and sectors with a share", shock->id);
    }
}

#define SHOCK_LIMIT 10000u

static void read_shocks(ck_firms_reading *reading, const ck_yaml_node *list) {
    if (list == NULL) return;
    if (list->kind != CK_YAML_LIST) {
        wrong(reading, CK_E_SYNTAX, list->place, "shocks must be a list; this is a %s",
              "write one entry a line with dashes", ck_yaml_kind_word(list->kind));
        return;
    }
    if (list->count > SHOCK_LIMIT) {
        ck_firms_note(reading,
                      ck_host_report(reading->measure.diags, CK_E_LIMIT, list->place,
                                     "there are %u shocks; at most %u are taken", "", list->count, SHOCK_LIMIT));
        return;
    }
    ck_firm_ario_shock *shock = take(reading, list->count, sizeof *shock);
    if (shock == NULL) return;
    uint32_t made = 0;
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        if (node->kind == CK_YAML_MAP)
            read_shock(reading, node, &shock[made++]);
        else
            wrong(reading, CK_E_SYNTAX, node->place, "a shock must be a map; this is a %s", "",
                  ck_yaml_kind_word(node->kind));
    }
    reading->read->spec.shock = shock;
    reading->read->spec.shock_count = made;
}

/* ---------------------------------------------------------------- the file ---------------------------------------- */

static void read_end_uses(ck_firms_reading *reading, const ck_yaml_node *node) {
    const ck_network_view view = ck_network_see(reading->network->network);
    uint32_t *user = node != NULL ? take(reading, (size_t)view.firms + view.regions, sizeof *user) : NULL;
    if (user == NULL) return;
    for (uint32_t f = 0; f < view.firms; f++) user[f] = view.sector[f];
    for (uint32_t r = 0; r < view.regions; r++) user[view.firms + r] = view.sectors;
    reading->read->spec.end_use =
        ck_rules_end_uses(&reading->measure, node, &reading->labels, user, view.firms + view.regions);
}

static void read_own(ck_firms_reading *reading, const ck_yaml_node *root) {
    static const char *const key[] = {"name",     "title",     "description", "start",    "days",  "model", "shocks",
                                      "measures", "transport", "demand",      "end_uses", "blocs", "groups"};
    ck_firms_case *read = reading->read;
    ck_diags *diags = reading->measure.diags;
    ck_firms_note(reading, ck_yaml_check_keys(root, "a file of shocks to a firm network", key, sizeof key / sizeof *key,
                                              &read->arena, diags));
    reading->labels.blocs = ck_yaml_find(root, "blocs");
    reading->labels.groups = ck_yaml_find(root, "groups");
    ck_firms_note(reading, ck_yaml_text_at(root, "name", false, &read->name, diags));
    ck_firms_note(reading, ck_yaml_text_at(root, "title", false, &read->title, diags));
    const ck_yaml_node *start = ck_yaml_find(root, "start");
    if (start != NULL)
        ck_firms_note(reading, ck_yaml_date(start, "start", &read->spec.start, diags));
    else
        wrong(reading, CK_E_MISSING, root->place, "there is no %q", "add \"start: YYYY-MM-DD\": the date of day 0",
              "start");
    if (ck_yaml_find(root, "days") == NULL)
        wrong(reading, CK_E_MISSING, root->place, "there is no %q", "add \"days: 365\": how long the run is", "days");
    ck_firms_whole(reading, root, "days", 1, 36600, &read->days);
    read_model(reading, ck_yaml_find(root, "model"));
    read_shocks(reading, ck_yaml_find(root, "shocks"));
    read->spec.rule = ck_rules_read(&reading->measure, root, &reading->labels, &read->spec.rule_count);
    read_end_uses(reading, ck_yaml_find(root, "end_uses"));
}

/* ---------------------------------------------------------------- final demand ------------------------------------ */

/* What is not given is estimated, and said: revenue above sales over links, or else purchases above sales, so that no
   firm loses money. Final users live in the firm's region unless the file says otherwise. */
static void set_final(ck_firms_reading *reading, const char *name) {
    const ck_network_import *network = reading->network;
    const ck_network_view view = ck_network_see(network->network);
    if (network->final_sales.count > 0) {
        reading->read->spec.final = network->final_sales.item;
        reading->read->spec.final_count = network->final_sales.count;
        return;
    }
    ck_final_sale *final = take(reading, view.firms, sizeof *final);
    if (final == NULL) return;
    uint32_t made = 0;
    for (uint32_t f = 0; f < view.firms; f++) {
        const double revenue = network->revenue != NULL ? network->revenue[f] : view.bought[f];
        const double value =
            network->final_demand != NULL ? network->final_demand[f] : ck_max(0.0, revenue - view.sold[f]);
        if (value > 0.0) final[made++] = (ck_final_sale){f, view.region[f], value};
    }
    reading->read->spec.final = final;
    reading->read->spec.final_count = made;
    if (network->final_demand == NULL)
        ck_firms_note(reading, ck_host_report(reading->measure.diags, CK_NOTED, ck_host_whole(name),
                                              "the network gives no final demand; it is estimated as %s above sales",
                                              "add a column final_demand to firms.csv, or --final-demand FILE",
                                              network->revenue != NULL ? "revenue" : "purchases"));
}

ck_status ck_firms_read_input(ck_host_input *input, ck_host_input *shocks, const ck_network_import *network,
                              ck_firms_case *read, ck_diags *diags) {
    *read = (ck_firms_case){.name = "",
                            .title = "",
                            .spec = ck_firm_ario_spec_default(),
                            .days = 365,
                            .files = {.each = sizeof(ck_host_file)}};
    ck_firms_reading reading = {.measure = {.arena = &read->arena, .diags = diags}, .network = network, .read = read};
    const uint32_t sectors = network->sectors.count;
    const char **user = ck_host_take(&read->arena, (size_t)sectors + 1, sizeof *user);
    if (user == NULL) return ck_host_no_memory(diags);
    for (uint32_t s = 0; s < sectors; s++) user[s] = network->sectors.name[s];
    user[sectors] = "final";
    reading.labels = (ck_rule_labels){.regions = {network->regions.name, network->regions.count},
                                      .items = {network->sectors.name, sectors},
                                      .users = {user, sectors + 1}};
    ck_yaml_node *root = NULL;
    CK_TRY(ck_yaml_read(input, &read->arena, &root, diags));
    if (root->kind == CK_YAML_MAP && ck_firms_is_recorded(root))
        ck_firms_recorded(&reading, root, shocks);
    else if (shocks != NULL)
        wrong(&reading, CK_E_USAGE, root->place, "a list of firms hit (%s) belongs to a params.json",
              "name the firms under \"shocks:\" here", shocks->name);
    else
        read_own(&reading, root);
    set_final(&reading, input->name);
    read->spec.stock_days_by_firm = network->stock_days;
    return reading.measure.status;
}

static ck_status add_file(ck_firms_case *read, const ck_host_input *input, ck_diags *diags) {
    ck_host_file *file = ck_host_list_add(&read->arena, &read->files);
    if (file == NULL) return ck_host_no_memory(diags);
    *file = ck_host_input_file(input);
    return CK_OK;
}

ck_status ck_firms_read(const char *path, const char *shocks, const ck_network_import *network, ck_firms_case *read,
                        ck_diags *diags) {
    ck_host_input input, hits;
    *read = (ck_firms_case){0};
    CK_TRY(ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, diags));
    ck_status status = CK_OK;
    if (shocks != NULL) status = ck_host_input_open(shocks, CK_HOST_FILE_LIMIT, &hits, diags);
    if (status >= 0) {
        status = ck_firms_read_input(&input, shocks != NULL ? &hits : NULL, network, read, diags);
        const ck_status added = add_file(read, &input, diags);
        status = added < 0 ? added : status;
        if (shocks != NULL && status >= 0) {
            const ck_status more = add_file(read, &hits, diags);
            status = more < 0 ? more : status;
        }
        if (shocks != NULL) ck_host_input_close(&hits);
    }
    ck_host_input_close(&input);
    return status;
}

void ck_firms_case_free(ck_firms_case *read) {
    ck_host_arena_free(&read->arena);
    *read = (ck_firms_case){0};
}
