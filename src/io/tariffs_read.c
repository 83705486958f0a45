#include "io/tariffs_read.h"

#include "io/csv.h"
#include "io/yaml.h"

#include <string.h>

typedef struct reading { ck_tariff_scenario *into; ck_diags *diags; ck_status status; } reading;

static void note(reading *reading, ck_status status) {
    reading->status = ck_host_worse(reading->status, status);
}

static void complain(reading *reading, ck_status status, ck_place place, const char *message, const char *hint, const char *word) {
    note(reading, ck_host_report(reading->diags, status, place, message, hint, word));
}

static const char *text_of(reading *reading, const ck_yaml_node *map, const char *key, bool required) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    const char *text = "";
    if (node != NULL) note(reading, ck_yaml_text(node, key, &text, reading->diags));
    else if (required) complain(reading, CK_E_MISSING, map->place, "there is no %s", "add a line with it", key);
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

/* {kind: tariff, importers: [..], exporters: [..], sectors: [..], add: 20 %} */
static ck_wedge read_wedge(reading *reading, const ck_yaml_node *map) {
    static const char *const keys[] = {"kind", "importers", "exporters", "sectors", "add", "factor"};
    static const char *const kinds[] = {"tariff", "export-tax", "cost", "embargo"};
    ck_wedge wedge = {.place = map->place};
    note(reading, ck_yaml_check_keys(map, "a wedge", keys, 6, &reading->into->arena, reading->diags));
    if (map->kind != CK_YAML_MAP) return wedge;
    const char *kind = text_of(reading, map, "kind", true);
    uint32_t at = 0;
    while (at < 4 && strcmp(kinds[at], kind) != 0) at++;
    if (at == 4 && kind[0] != '\0') {
        complain(reading, CK_E_UNKNOWN, ck_yaml_find(map, "kind")->place, "unknown kind %q", "tariff, export-tax, cost or embargo", kind);
    }
    wedge.kind = at < 4 ? (ck_wedge_kind)at : CK_WEDGE_TARIFF;
    wedge.importer = texts_of(reading, map, "importers", &wedge.importer_count);
    wedge.exporter = texts_of(reading, map, "exporters", &wedge.exporter_count);
    wedge.sector = texts_of(reading, map, "sectors", &wedge.sector_count);
    const bool factor = wedge.kind == CK_WEDGE_COST;
    const ck_yaml_node *value = ck_yaml_find(map, factor ? "factor" : "add");
    if (wedge.kind == CK_WEDGE_EMBARGO) return wedge;
    if (value == NULL) complain(reading, CK_E_MISSING, map->place, "the wedge has no %s", factor ? "factor: 1.2" : "add: 20 %%", factor ? "factor" : "add");
    else note(reading, ck_yaml_number(value, factor ? "factor" : "add", "1", factor ? 0.01 : -0.9, 100.0, &wedge.value, reading->diags));
    return wedge;
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
    step.alone = strcmp(text_of(reading, map, "alone", false), "yes") == 0;
    const ck_yaml_node *from = ck_yaml_find(map, "from"), *wedges = ck_yaml_find(map, "wedges");
    if (from != NULL) note(reading, ck_yaml_date(from, "from", &step.from, reading->diags));
    if (wedges == NULL || wedges->kind != CK_YAML_LIST) {
        complain(reading, CK_E_MISSING, map->place, "step %q has no list of wedges", "wedges: [{kind: tariff, importers: [USA], exporters: [CHN], add: 20 %%}]", step.id);
        return step;
    }
    step.wedge = ck_host_take(&reading->into->arena, wedges->count, sizeof *step.wedge);
    if (step.wedge == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return step;
    }
    for (const ck_yaml_node *node = wedges->first; node != NULL; node = node->next) step.wedge[step.wedge_count++] = read_wedge(reading, node);
    return step;
}

static void read_root(reading *reading, const ck_yaml_node *root, const char **elasticities) {
    static const char *const keys[] = {"name", "title", "description", "deficits", "draws", "seed", "steps", "elasticities", "focus"};
    ck_tariff_scenario *into = reading->into;
    note(reading, ck_yaml_check_keys(root, "the scenario", keys, 9, &into->arena, reading->diags));
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

enum { SECTOR, VALUE, LOW, HIGH, SOURCE, YEAR, GRADE, NOTE, COLUMNS };
static const ck_csv_column COLUMN[COLUMNS] = {{"sector", true}, {"elasticity", true}, {"low", true}, {"high", true},
                                              {"source", true}, {"year", true},       {"grade", true}, {"note", false}};

typedef struct rows { reading *reading; ck_host_list list; } rows;

static ck_status take_row(void *user, const ck_csv_field *field) {
    rows *rows = user;
    ck_host_arena *arena = &rows->reading->into->arena;
    ck_elasticity *one = ck_host_list_add(arena, &rows->list);
    if (one == NULL) return ck_host_no_memory(rows->reading->diags);
    one->place = field[SECTOR].place;
    one->sector = ck_host_text(arena, field[SECTOR].text, field[SECTOR].length);
    one->source = ck_host_text(arena, field[SOURCE].text, field[SOURCE].length);
    double *number[] = {&one->value, &one->low, &one->high};
    for (int k = 0; k < 3; k++) {
        const ck_csv_field *from = &field[VALUE + k];
        if (ck_host_number(from->text, from->length, number[k]) >= 0 && *number[k] > 0.0 && *number[k] <= 1000.0) continue;
        return ck_host_report(rows->reading->diags, CK_E_RANGE, from->place, "%q is no elasticity; expected a number above 0", "", from->text);
    }
    if (one->low <= one->value && one->value <= one->high) return CK_OK;
    return ck_host_report(rows->reading->diags, CK_E_RANGE, one->place, "low, elasticity and high of %q must not fall", "", one->sector);
}

static ck_status read_elasticities(reading *reading, const char *path) {
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, reading->diags));
    rows rows = {reading, {.each = sizeof(ck_elasticity)}};
    const ck_csv_spec spec = {"elasticities", COLUMN, COLUMNS, take_row, &rows};
    const ck_status status = ck_csv_read(&input, &spec, reading->diags);
    ck_host_input_close(&input);
    reading->into->elasticity = rows.list.item;
    reading->into->elasticity_count = rows.list.count;
    return status;
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
    reading reading = {scenario, diags, CK_OK};
    const char *elasticities = "";
    return read_input(input, &reading, &elasticities);
}

ck_status ck_tariff_scenario_read(const char *path, ck_tariff_scenario *scenario, ck_diags *diags) {
    *scenario = (ck_tariff_scenario){.seed = 1};
    reading reading = {scenario, diags, CK_OK};
    scenario->path = ck_host_text(&scenario->arena, path, strlen(path));
    const char *folder = ck_host_folder(&scenario->arena, path), *elasticities = "";
    if (scenario->path == NULL || folder == NULL) return ck_host_no_memory(diags);
    ck_host_input input;
    CK_TRY(ck_host_input_open(scenario->path, CK_HOST_YAML_LIMIT, &input, diags));
    (void)read_input(&input, &reading, &elasticities);
    ck_host_input_close(&input);
    if (reading.status < 0) return reading.status;
    const char *table = ck_host_path(&scenario->arena, folder, elasticities);
    if (table == NULL) return ck_host_no_memory(diags);
    return ck_host_worse(reading.status, read_elasticities(&reading, table));
}

void ck_tariff_scenario_free(ck_tariff_scenario *scenario) {
    ck_host_arena_free(&scenario->arena);
    *scenario = (ck_tariff_scenario){0};
}
