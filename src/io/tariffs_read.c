#include "io/tariffs_read.h"

#include "io/csv.h"
#include "io/yaml.h"

#include <math.h>
#include <string.h>

typedef struct reading {
    ck_tariff_scenario *into;
    ck_diags    *diags;
    ck_status    status;
    const char  *regions, *run_items, *split;    // paths as written, ""
    ck_host_list files;
} reading;

static void note(reading *reading, ck_status status) {
    reading->status = ck_host_worse(reading->status, status);
}

static void complain(reading *reading, ck_status status, ck_place place, const char *message, const char *hint, const char *word) {
    note(reading, ck_host_report(reading->diags, status, place, message, hint, word));
}

static const char *text_of(reading *reading, const ck_yaml_node *map, const char *key, bool required) {
    const char *text = "";
    note(reading, ck_yaml_text_at(map, key, required, &text, reading->diags));
    return text;
}

static const char *const *texts_of(reading *reading, const ck_yaml_node *map, const char *key, uint32_t *count) {
    static const char *const all[] = {"*"};
    const ck_yaml_node *node = ck_yaml_find(map, key);
    const char *const *list = all;
    *count = 1;
    if (node != NULL) note(reading, ck_yaml_texts(node, key, &reading->into->arena, &list, count, reading->diags));
    return list;
}

/* {kind: law, importers: [USA], exporters: [CHN], on: 2025-04-10, over: 2018-01-01, goods: goods.csv, facts: [usmca no], table: 112 %} */
static void read_law_wedge(reading *reading, const ck_yaml_node *map, ck_wedge *wedge) {
    const ck_yaml_node *on = ck_yaml_find(map, "on"), *over = ck_yaml_find(map, "over"), *plus = ck_yaml_find(map, "plus");
    const ck_yaml_node *table = ck_yaml_find(map, "table"), *facts = ck_yaml_find(map, "facts");
    wedge->goods_path = text_of(reading, map, "goods", true);
    wedge->over = CK_DATE_FIRST;
    wedge->value = (double)NAN;
    if (on != NULL) note(reading, ck_yaml_date(on, "on", &wedge->on, reading->diags));
    else complain(reading, CK_E_MISSING, map->place, "there is no %s", "the day on which the law is asked: on: 2025-04-10", "on");
    if (over != NULL) note(reading, ck_yaml_date(over, "over", &wedge->over, reading->diags));
    if (plus != NULL) note(reading, ck_yaml_number(plus, "plus", "1", -1.0, 100.0, &wedge->plus, reading->diags));
    if (table != NULL) note(reading, ck_yaml_number(table, "table", "1", -0.9, 100.0, &wedge->value, reading->diags));
    if (wedge->importer_count != 1 || strcmp(wedge->importer[0], "*") == 0 || strcmp(wedge->exporter[0], "*") == 0) {
        complain(reading, CK_E_RANGE, map->place, "a wedge of kind %q has one importer, and names its exporters", "importers: [USA], exporters: [CHN, JPN]", "law");
    }
    const char *const *text = NULL;
    uint32_t count = 0;
    if (facts != NULL) note(reading, ck_yaml_texts(facts, "facts", &reading->into->arena, &text, &count, reading->diags));
    ck_deal_fact *fact = ck_host_take(&reading->into->arena, (size_t)count + 1, sizeof *fact);
    for (uint32_t k = 0; k < count && fact != NULL; k++) {
        const char *space = strchr(text[k], ' ');
        if (space == NULL) {
            complain(reading, CK_E_SYNTAX, facts->place, "%q is no fact", "a name and a value: [usmca no, transshipped no]", text[k]);
            continue;
        }
        fact[wedge->fact_count++] = (ck_deal_fact){.name = ck_host_text(&reading->into->arena, text[k], (size_t)(space - text[k])), .text = space + 1,
                                                   .place = facts->place};
    }
    wedge->fact = fact;
}

/* A key that another kind of wedge has. */
static void refuse(reading *reading, const ck_yaml_node *map, const char *key, bool has, const char *kind) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node == NULL || has) return;
    note(reading, ck_host_report(reading->diags, CK_E_USAGE, node->place, "a wedge of kind %q has no %s",
                                 "tariffs and export taxes have add, costs a factor, quotas keep, embargoes none; the law gives its own", kind, key));
}

/* What a kind is told, and within which limits; NULL: nothing. */
typedef struct told { const char *key, *example; double low, high; } told;

static told told_of(ck_wedge_kind kind) {
    switch (kind) {
        case CK_WEDGE_TARIFF:
        case CK_WEDGE_EXPORT_TAX: return (told){"add", "add: 20 %%", -0.9, 100.0};
        case CK_WEDGE_COST: return (told){"factor", "factor: 1.2", 0.01, 100.0};
        case CK_WEDGE_QUOTA: return (told){"keep", "keep: 70 %%", 1e-6, 10.0};
        case CK_WEDGE_EMBARGO:
        case CK_WEDGE_LAW: break;
    }
    return (told){0};
}

/* {kind: tariff, importers: [..], exporters: [..], sectors: [..], add: 20 %} */
static ck_wedge read_wedge(reading *reading, const ck_yaml_node *map) {
    static const char *const keys[] = {"kind", "importers", "exporters", "sectors", "add", "factor", "keep", "on", "over", "goods", "facts", "plus", "table"};
    static const char *const kinds[] = {"tariff", "export-tax", "cost", "embargo", "law", "quota"};
    ck_wedge wedge = {.place = map->place};
    const char *kind = map->kind == CK_YAML_MAP ? text_of(reading, map, "kind", true) : "";
    uint32_t at = 0;
    while (at < 6 && strcmp(kinds[at], kind) != 0) at++;
    wedge.kind = at < 6 ? (ck_wedge_kind)at : CK_WEDGE_TARIFF;
    const bool law = wedge.kind == CK_WEDGE_LAW;
    note(reading, ck_yaml_check_keys(map, "a wedge", keys, law ? 13 : 7, &reading->into->arena, reading->diags));
    if (map->kind != CK_YAML_MAP) return wedge;
    if (at == 6 && kind[0] != '\0') {
        complain(reading, CK_E_UNKNOWN, ck_yaml_find(map, "kind")->place, "unknown kind %q", "tariff, export-tax, cost, quota, embargo or law", kind);
    }
    wedge.importer = texts_of(reading, map, "importers", &wedge.importer_count);
    wedge.exporter = texts_of(reading, map, "exporters", &wedge.exporter_count);
    wedge.sector = texts_of(reading, map, "sectors", &wedge.sector_count);
    if (law) read_law_wedge(reading, map, &wedge);
    static const char *const values[] = {"add", "factor", "keep"};
    const told told = told_of(wedge.kind);
    for (int k = 0; k < 3; k++) refuse(reading, map, values[k], told.key != NULL && strcmp(told.key, values[k]) == 0, kind);
    if (told.key == NULL) return wedge;
    const ck_yaml_node *value = ck_yaml_find(map, told.key);
    if (value == NULL) complain(reading, CK_E_MISSING, map->place, "the wedge has no %s", told.example, told.key);
    else note(reading, ck_yaml_number(value, told.key, "1", told.low, told.high, &wedge.value, reading->diags));
    return wedge;
}

/* The law is asked pair by pair: a wedge of several exporters becomes one for each. */
static void add_wedge(reading *reading, ck_host_list *list, const ck_wedge *wedge) {
    const uint32_t count = wedge->kind == CK_WEDGE_LAW ? wedge->exporter_count : 1u;
    for (uint32_t k = 0; k < count; k++) {
        ck_wedge *one = ck_host_list_add(&reading->into->arena, list);
        if (one == NULL) {
            note(reading, ck_host_no_memory(reading->diags));
            return;
        }
        *one = *wedge;
        if (wedge->kind != CK_WEDGE_LAW) continue;
        one->exporter = wedge->exporter + k;
        one->exporter_count = 1;
    }
}

static ck_tariff_step read_step(reading *reading, const ck_yaml_node *map) {
    static const char *const keys[] = {"id", "title", "citation", "certainty", "from", "alone", "wedges", "note"};
    ck_tariff_step step = {.place = map->place, .from = CK_DATE_FIRST};
    note(reading, ck_yaml_check_keys(map, "a step", keys, 8, &reading->into->arena, reading->diags));
    if (map->kind != CK_YAML_MAP) return step;
    step.id = text_of(reading, map, "id", true);
    step.title = text_of(reading, map, "title", true);
    step.citation = text_of(reading, map, "citation", true);
    step.certainty = text_of(reading, map, "certainty", false);
    const char *alone = text_of(reading, map, "alone", false);
    step.alone = strcmp(alone, "yes") == 0;
    if (alone[0] != '\0' && !step.alone && strcmp(alone, "no") != 0) {
        complain(reading, CK_E_UNKNOWN, ck_yaml_find(map, "alone")->place, "alone is %q", "yes or no", alone);
    }
    const ck_yaml_node *from = ck_yaml_find(map, "from"), *wedges = ck_yaml_find(map, "wedges");
    if (from != NULL) note(reading, ck_yaml_date(from, "from", &step.from, reading->diags));
    if (wedges == NULL || wedges->kind != CK_YAML_LIST) {
        complain(reading, CK_E_MISSING, map->place, "step %q has no list of wedges", "wedges: [{kind: tariff, importers: [USA], exporters: [CHN], add: 20 %%}]", step.id);
        return step;
    }
    ck_host_list list = {.each = sizeof *step.wedge};
    for (const ck_yaml_node *node = wedges->first; node != NULL; node = node->next) {
        const ck_wedge wedge = read_wedge(reading, node);
        add_wedge(reading, &list, &wedge);
    }
    step.wedge = list.item;
    step.wedge_count = list.count;
    return step;
}

/* games: {players: [USA, CHN], against: players, sectors: [..], highest: 300 %, rounds: 12} */
static void read_game(reading *reading, const ck_yaml_node *map) {
    static const char *const keys[] = {"players", "against", "sectors", "highest", "rounds"};
    ck_tariff_game *game = &reading->into->game;
    note(reading, ck_yaml_check_keys(map, "games", keys, 5, &reading->into->arena, reading->diags));
    if (map->kind != CK_YAML_MAP) return;
    *game = (ck_tariff_game){.place = map->place, .highest = 2.0, .rounds = 12};
    game->player = texts_of(reading, map, "players", &game->player_count);
    game->sector = texts_of(reading, map, "sectors", &game->sector_count);
    const char *against = text_of(reading, map, "against", false);
    game->among_players = strcmp(against, "players") == 0;
    if (against[0] != '\0' && !game->among_players && strcmp(against, "all") != 0) {
        complain(reading, CK_E_UNKNOWN, ck_yaml_find(map, "against")->place, "against is %q", "players (they tax each other alone) or all", against);
    }
    const ck_yaml_node *highest = ck_yaml_find(map, "highest"), *rounds = ck_yaml_find(map, "rounds");
    int64_t whole = game->rounds;
    if (highest != NULL) note(reading, ck_yaml_number(highest, "highest", "1", 0.01, 100.0, &game->highest, reading->diags));
    if (rounds != NULL && ck_yaml_whole(rounds, "rounds", 1, 1000, &whole, reading->diags) < 0) note(reading, CK_E_RANGE);
    game->rounds = (uint32_t)whole;
}

/* run: {items: run-items.csv, origins: [CHN], months: 12} */
static void read_run(reading *reading, const ck_yaml_node *map) {
    static const char *const keys[] = {"items", "origins", "months"};
    ck_tariff_run *run = &reading->into->run;
    note(reading, ck_yaml_check_keys(map, "run", keys, 3, &reading->into->arena, reading->diags));
    if (map->kind != CK_YAML_MAP) return;
    reading->run_items = text_of(reading, map, "items", true);
    if (ck_yaml_find(map, "origins") != NULL) run->origin = texts_of(reading, map, "origins", &run->origin_count);
    else complain(reading, CK_E_MISSING, map->place, "there is no list of %s", "the exporters whose licences count: origins: [CHN]", "origins");
    const ck_yaml_node *months = ck_yaml_find(map, "months");
    int64_t whole = 12;
    if (months != NULL && ck_yaml_whole(months, "months", 1, 1200, &whole, reading->diags) < 0) note(reading, CK_E_RANGE);
    run->months = (uint32_t)whole;
}

/* split: {region: RoW, code: VNM, final: 1.3 %, shares: viet-nam-of-row.csv} */
static void read_split(reading *reading, const ck_yaml_node *map) {
    static const char *const keys[] = {"region", "code", "final", "shares"};
    ck_tariff_split *split = &reading->into->split;
    note(reading, ck_yaml_check_keys(map, "split", keys, 4, &reading->into->arena, reading->diags));
    if (map->kind != CK_YAML_MAP) return;
    *split = (ck_tariff_split){.place = map->place, .region = text_of(reading, map, "region", true), .code = text_of(reading, map, "code", true)};
    reading->split = text_of(reading, map, "shares", true);
    const ck_yaml_node *final = ck_yaml_find(map, "final");
    if (final == NULL) complain(reading, CK_E_MISSING, map->place, "there is no %s", "the country's share of the region's final demand: final: 1.3 %%", "final");
    else note(reading, ck_yaml_number(final, "final", "1", 0.0, 0.95, &split->final, reading->diags));
}

static void read_root(reading *reading, const ck_yaml_node *root, const char **elasticities) {
    static const char *const keys[] = {"name", "title", "description", "deficits", "draws", "seed", "steps", "elasticities", "focus", "regions", "games", "run", "split"};
    ck_tariff_scenario *into = reading->into;
    note(reading, ck_yaml_check_keys(root, "the scenario", keys, 13, &into->arena, reading->diags));
    if (root->kind != CK_YAML_MAP) return;
    into->name = text_of(reading, root, "name", true);
    into->title = text_of(reading, root, "title", true);
    into->description = text_of(reading, root, "description", false);
    const char *deficits = text_of(reading, root, "deficits", false);
    into->balanced = strcmp(deficits, "removed") == 0;
    if (deficits[0] != '\0' && !into->balanced && strcmp(deficits, "kept") != 0) {
        complain(reading, CK_E_UNKNOWN, ck_yaml_find(root, "deficits")->place, "deficits are %q", "kept (in money of the world's value added) or removed first", deficits);
    }
    int64_t whole = 0;
    const ck_yaml_node *node = ck_yaml_find(root, "draws");
    if (node != NULL && ck_yaml_whole(node, "draws", 0, 100000, &whole, reading->diags) >= 0) into->draws = (uint32_t)whole;
    else if (node != NULL) note(reading, CK_E_RANGE);
    node = ck_yaml_find(root, "seed");
    if (node != NULL && ck_yaml_whole(node, "seed", 0, INT64_MAX, &whole, reading->diags) >= 0) into->seed = (uint64_t)whole;
    else if (node != NULL) note(reading, CK_E_RANGE);
    *elasticities = text_of(reading, root, "elasticities", true);
    node = ck_yaml_find(root, "focus");
    if (node != NULL) into->focus = texts_of(reading, root, "focus", &into->focus_count);
    reading->regions = text_of(reading, root, "regions", false);
    node = ck_yaml_find(root, "games");
    if (node != NULL) read_game(reading, node);
    node = ck_yaml_find(root, "run");
    if (node != NULL) read_run(reading, node);
    node = ck_yaml_find(root, "split");
    if (node != NULL) read_split(reading, node);
    node = ck_yaml_find(root, "steps");
    if (node == NULL || node->kind != CK_YAML_LIST || node->count == 0) {
        complain(reading, CK_E_MISSING, root->place, "the scenario has no list of %s", "a step has id, title, citation and wedges", "steps");
        return;
    }
    into->step = ck_host_take(&into->arena, node->count, sizeof *into->step);
    if (into->step == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    for (const ck_yaml_node *step = node->first; step != NULL; step = step->next) into->step[into->step_count++] = read_step(reading, step);
}

/* ---------------------------------------------------------------- elasticities ------------------------------------ */

enum { SECTOR, VALUE, LOW, HIGH, SOURCE, YEAR, GRADE, NOTE, SECTOR_NAME, COLUMNS };
static const ck_csv_column COLUMN[COLUMNS] = {{"sector", true}, {"elasticity", true}, {"low", true},   {"high", true}, {"source", true},
                                              {"year", true},   {"grade", true},      {"note", false}, {"name", false}};

typedef struct rows { reading *reading; ck_host_list list; } rows;

static ck_status take_row(void *user, const ck_csv_field *field) {
    rows *rows = user;
    ck_host_arena *arena = &rows->reading->into->arena;
    ck_elasticity *one = ck_host_list_add(arena, &rows->list);
    if (one == NULL) return ck_host_no_memory(rows->reading->diags);
    one->place = field[SECTOR].place;
    one->sector = ck_host_text(arena, field[SECTOR].text, field[SECTOR].length);
    one->source = ck_host_text(arena, field[SOURCE].text, field[SOURCE].length);
    one->year = ck_host_text(arena, field[YEAR].text, field[YEAR].length);
    one->grade = ck_host_text(arena, field[GRADE].text, field[GRADE].length);
    one->name = ck_host_text(arena, field[SECTOR_NAME].text, field[SECTOR_NAME].length);
    if (one->sector == NULL || one->source == NULL || one->year == NULL || one->grade == NULL || one->name == NULL) {
        return ck_host_no_memory(rows->reading->diags);
    }
    double *number[] = {&one->value, &one->low, &one->high};
    for (int k = 0; k < 3; k++) {
        const ck_csv_field *from = &field[VALUE + k];
        if (ck_host_number(from->text, from->length, number[k]) >= 0 && *number[k] > 0.0 && *number[k] <= 1000.0) continue;
        return ck_host_report(rows->reading->diags, CK_E_RANGE, from->place, "%q is no elasticity; expected a number above 0", "", from->text);
    }
    if (one->low <= one->value && one->value <= one->high) return CK_OK;
    return ck_host_report(rows->reading->diags, CK_E_RANGE, one->place, "low, elasticity and high of %q must not fall", "", one->sector);
}

/* ---------------------------------------------------------------- regions ----------------------------------------- */

enum { REGION, ISO3, NAME, LATITUDE, LONGITUDE, REGION_SOURCE, REGION_YEAR, REGION_GRADE, REGION_COLUMNS };
static const ck_csv_column REGION_COLUMN[REGION_COLUMNS] = {{"region", true},        {"iso3", true},   {"name", true}, {"latitude_deg", true},
                                                            {"longitude_deg", true}, {"source", true}, {"year", true}, {"grade", true}};

static ck_status take_region(void *user, const ck_csv_field *field) {
    rows *rows = user;
    ck_host_arena *arena = &rows->reading->into->arena;
    ck_tariff_region *one = ck_host_list_add(arena, &rows->list);
    if (one == NULL) return ck_host_no_memory(rows->reading->diags);
    one->place = field[REGION].place;
    one->code = ck_host_text(arena, field[REGION].text, field[REGION].length);
    one->iso3 = ck_host_text(arena, field[ISO3].text, field[ISO3].length);
    one->name = ck_host_text(arena, field[NAME].text, field[NAME].length);
    if (one->code == NULL || one->iso3 == NULL || one->name == NULL) return ck_host_no_memory(rows->reading->diags);
    double *number[] = {&one->latitude, &one->longitude};
    for (int k = 0; k < 2; k++) {
        const ck_csv_field *from = &field[LATITUDE + k];
        *number[k] = (double)NAN;
        if (from->length == 0) continue;
        const double most = k == 0 ? 90.0 : 180.0;
        if (ck_host_number(from->text, from->length, number[k]) >= 0 && *number[k] >= -most && *number[k] <= most) continue;
        return ck_host_report(rows->reading->diags, CK_E_RANGE, from->place, "%q is no place on the globe", "degrees, north and east are positive", from->text);
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- items of a run ---------------------------------- */

enum { ITEM, GROUP, OF_SECTOR, ITEM_SOURCE, ITEM_YEAR, ITEM_GRADE, ITEM_COLUMNS };
static const ck_csv_column ITEM_COLUMN[ITEM_COLUMNS] = {{"item", true}, {"group", true}, {"sector", true}, {"source", true}, {"year", true}, {"grade", true}};

static ck_status take_item(void *user, const ck_csv_field *field) {
    rows *rows = user;
    ck_host_arena *arena = &rows->reading->into->arena;
    ck_run_item *one = ck_host_list_add(arena, &rows->list);
    if (one == NULL) return ck_host_no_memory(rows->reading->diags);
    *one = (ck_run_item){field[ITEM].place, ck_host_text(arena, field[ITEM].text, field[ITEM].length),
                         ck_host_text(arena, field[GROUP].text, field[GROUP].length), ck_host_text(arena, field[OF_SECTOR].text, field[OF_SECTOR].length)};
    return one->item != NULL && one->group != NULL && one->sector != NULL ? CK_OK : ck_host_no_memory(rows->reading->diags);
}

/* ---------------------------------------------------------------- a country taken out ----------------------------- */

enum { S_SECTOR, S_PARTNER, S_SALES, S_PURCHASES, S_OUTPUT, S_OWN, S_SOURCE, S_YEAR, S_GRADE, S_COLUMNS };
static const ck_csv_column SPLIT_COLUMN[S_COLUMNS] = {{"sector", true}, {"partner", true}, {"sales", true}, {"purchases", true}, {"output", true},
                                                      {"own", true},    {"source", true},  {"year", true},  {"grade", true}};

static ck_status take_split(void *user, const ck_csv_field *field) {
    rows *rows = user;
    ck_host_arena *arena = &rows->reading->into->arena;
    ck_split_row *one = ck_host_list_add(arena, &rows->list);
    if (one == NULL) return ck_host_no_memory(rows->reading->diags);
    *one = (ck_split_row){.place = field[S_SECTOR].place, .sector = ck_host_text(arena, field[S_SECTOR].text, field[S_SECTOR].length),
                          .partner = ck_host_text(arena, field[S_PARTNER].text, field[S_PARTNER].length), .output = (double)NAN, .own = (double)NAN};
    if (one->sector == NULL || one->partner == NULL) return ck_host_no_memory(rows->reading->diags);
    double *number[] = {&one->sales, &one->purchases, &one->output, &one->own};
    for (int k = 0; k < (one->partner[0] == '\0' ? 4 : 2); k++) {
        const ck_csv_field *from = &field[S_SALES + k];
        const double most = k == 3 ? 1.0 : 0.95;
        if (ck_host_number(from->text, from->length, number[k]) >= 0 && *number[k] >= 0.0 && *number[k] <= most) continue;
        return ck_host_report(rows->reading->diags, CK_E_RANGE, from->place, "%q is no share that can be split off; expected 0 to 0.95 (own: to 1)", "", from->text);
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- tables ------------------------------------------ */

static ck_status keep_file(reading *reading, const ck_host_input *input) {
    ck_host_file *file = ck_host_list_add(&reading->into->arena, &reading->files);
    if (file == NULL) return ck_host_no_memory(reading->diags);
    *file = ck_host_input_file(input);
    return CK_OK;
}

static ck_status read_table(reading *reading, const char *path, ck_csv_spec spec, ck_host_list *list, size_t each) {
    ck_host_input input;
    rows rows = {reading, {.each = each}};
    spec.user = &rows;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, reading->diags));
    const ck_status status = ck_csv_read(&input, &spec, reading->diags);
    const ck_status kept = keep_file(reading, &input);
    ck_host_input_close(&input);
    *list = rows.list;
    return ck_host_worse(status, kept);
}

/* One table a path, whatever the number of wedges that name it. */
static ck_status read_goods(reading *reading, const char *folder, ck_wedge *wedge) {
    ck_tariff_scenario *into = reading->into;
    const char *path = ck_host_path(&into->arena, folder, wedge->goods_path);
    if (path == NULL) return ck_host_no_memory(reading->diags);
    for (uint32_t k = 0; k < into->goods_count; k++) {
        if (strcmp(into->goods[k].path, path) != 0) continue;
        wedge->goods = &into->goods[k];
        return CK_OK;
    }
    ck_goods *goods = &into->goods[into->goods_count++];
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, reading->diags));
    const ck_status status = ck_goods_input(&input, &into->arena, goods, reading->diags);
    const ck_status kept = keep_file(reading, &input);
    ck_host_input_close(&input);
    wedge->goods = goods;
    return ck_host_worse(status, kept);
}

static ck_status read_all_goods(reading *reading, const char *folder) {
    ck_tariff_scenario *into = reading->into;
    size_t most = 1;
    for (uint32_t s = 0; s < into->step_count; s++) most += into->step[s].wedge_count;
    into->goods = ck_host_take(&into->arena, most, sizeof *into->goods);
    if (into->goods == NULL) return ck_host_no_memory(reading->diags);
    ck_status status = CK_OK;
    for (uint32_t s = 0; s < into->step_count; s++) {
        for (uint32_t k = 0; k < into->step[s].wedge_count; k++) {
            if (into->step[s].wedge[k].kind == CK_WEDGE_LAW) status = ck_host_worse(status, read_goods(reading, folder, &into->step[s].wedge[k]));
        }
    }
    return status;
}

static ck_status read_tables(reading *reading, const char *folder, const char *elasticities) {
    static const ck_csv_spec of_sectors = {.title = "elasticities", .column = COLUMN, .column_count = COLUMNS, .row = take_row};
    static const ck_csv_spec of_regions = {.title = "regions", .column = REGION_COLUMN, .column_count = REGION_COLUMNS, .row = take_region};
    ck_tariff_scenario *into = reading->into;
    ck_host_list list = {0};
    const char *path = ck_host_path(&into->arena, folder, elasticities);
    if (path == NULL) return ck_host_no_memory(reading->diags);
    ck_status status = read_table(reading, path, of_sectors, &list, sizeof(ck_elasticity));
    into->elasticity = list.item;
    into->elasticity_count = list.count;
    if (reading->regions[0] != '\0') {
        path = ck_host_path(&into->arena, folder, reading->regions);
        if (path == NULL) return ck_host_no_memory(reading->diags);
        status = ck_host_worse(status, read_table(reading, path, of_regions, &list, sizeof(ck_tariff_region)));
        into->region = list.item;
        into->region_count = list.count;
    }
    static const ck_csv_spec of_items = {.title = "items of a run", .column = ITEM_COLUMN, .column_count = ITEM_COLUMNS, .row = take_item};
    if (reading->run_items[0] != '\0') {
        path = ck_host_path(&into->arena, folder, reading->run_items);
        if (path == NULL) return ck_host_no_memory(reading->diags);
        status = ck_host_worse(status, read_table(reading, path, of_items, &list, sizeof(ck_run_item)));
        into->run.item = list.item;
        into->run.item_count = list.count;
    }
    static const ck_csv_spec of_split = {.title = "a country taken out", .column = SPLIT_COLUMN, .column_count = S_COLUMNS, .row = take_split};
    if (reading->split[0] != '\0') {
        path = ck_host_path(&into->arena, folder, reading->split);
        if (path == NULL) return ck_host_no_memory(reading->diags);
        status = ck_host_worse(status, read_table(reading, path, of_split, &list, sizeof(ck_split_row)));
        into->split.row = list.item;
        into->split.row_count = list.count;
    }
    return ck_host_worse(status, read_all_goods(reading, folder));
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

static ck_status read_input(ck_host_input *input, reading *reading, const char **elasticities) {
    ck_yaml_node *root = NULL;
    note(reading, ck_yaml_read(input, &reading->into->arena, &root, reading->diags));
    if (root != NULL) read_root(reading, root, elasticities);
    return reading->status;
}

ck_status ck_tariff_scenario_input(ck_host_input *input, ck_tariff_scenario *scenario, ck_diags *diags) {
    *scenario = (ck_tariff_scenario){.seed = 1};
    reading reading = {.into = scenario, .diags = diags, .regions = "", .run_items = "", .split = ""};
    const char *elasticities = "";
    return read_input(input, &reading, &elasticities);
}

ck_status ck_tariff_scenario_read(const char *path, ck_tariff_scenario *scenario, ck_diags *diags) {
    *scenario = (ck_tariff_scenario){.seed = 1};
    reading reading = {.into = scenario, .diags = diags, .regions = "", .run_items = "", .split = "", .files = {.each = sizeof(ck_host_file)}};
    scenario->path = ck_host_text(&scenario->arena, path, strlen(path));
    const char *folder = ck_host_folder(&scenario->arena, path), *elasticities = "";
    if (scenario->path == NULL || folder == NULL) return ck_host_no_memory(diags);
    ck_host_input input;
    CK_TRY(ck_host_input_open(scenario->path, CK_HOST_YAML_LIMIT, &input, diags));
    (void)read_input(&input, &reading, &elasticities);
    const ck_status kept = keep_file(&reading, &input);
    ck_host_input_close(&input);
    if (reading.status < 0 || kept < 0) return ck_host_worse(reading.status, kept);
    const ck_status status = read_tables(&reading, folder, elasticities);
    scenario->file = reading.files.item;
    scenario->file_count = reading.files.count;
    return ck_host_worse(reading.status, status);
}

void ck_tariff_scenario_free(ck_tariff_scenario *scenario) {
    ck_host_arena_free(&scenario->arena);
    *scenario = (ck_tariff_scenario){0};
}
