/* A scenario file: what it includes, which measures are on, parameters, what it is compared with. */
#include "io/scenario_read.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

static const char *const SCENARIO_KEYS[] = {
    "name",     "title",      "description", "world",        "start",   "until", "days",
    "draws",    "seed",       "allocation",  "law_known_on", "include", "use",   "change",
    "measures", "parameters", "uncertain",   "compare",      "report",  "law",     "readings",
};
#define SCENARIO_KEY_COUNT (sizeof SCENARIO_KEYS / sizeof *SCENARIO_KEYS)

static void note(ck_scenario_reading *reading, ck_status status) {
    reading->measure.status = ck_host_worse(reading->measure.status, status);
}

static bool is_kind(ck_scenario_reading *reading, const ck_yaml_node *node, ck_yaml_kind kind, const char *what) {
    if (node->kind == kind) return true;
    note(reading, ck_host_report(reading->measure.diags, CK_E_SYNTAX, node->place, "%s must be a %s; this is a %s",
                                 "see docs/scenario-reference.md", what, ck_yaml_kind_word(kind),
                                 ck_yaml_kind_word(node->kind)));
    return false;
}

static bool is_word(const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        const bool good = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
                          *at == '-' || *at == '_';
        if (!good) return false;
    }
    return text[0] != '\0';
}

static void check_word(ck_scenario_reading *reading, const ck_yaml_node *node, const char *what) {
    if (node == NULL || node->kind != CK_YAML_TEXT || ck_yaml_is_absent(node) || is_word(node->text)) return;
    note(reading, ck_host_report(reading->measure.diags, CK_E_SYNTAX, node->place,
                                 "%s is %q; it must be one word of letters, digits and dashes",
                                 "for example october-2025", what, node->text));
}

/* ---------------------------------------------------------------- measures of files ------------------------------- */

static ck_measure_entry *find_entry(const ck_scenario_reading *reading, const char *id) {
    ck_measure_entry *entry = reading->entries.item;
    for (uint32_t i = 0; i < reading->entries.count; i++) {
        if (strcmp(entry[i].id, id) == 0) return &entry[i];
    }
    return NULL;
}

ck_measure_entry *ck_scenario_find_entry(ck_scenario_reading *reading, const ck_yaml_node *node, const char *id) {
    ck_measure_entry *found = find_entry(reading, id);
    if (found != NULL) return found;
    const ck_measure_entry *entry = reading->entries.item;
    const char **name = ck_host_take(reading->measure.arena, reading->entries.count, sizeof *name);
    for (uint32_t i = 0; name != NULL && i < reading->entries.count; i++) name[i] = entry[i].id;
    const char *nearest = name != NULL ? ck_host_nearest(id, name, reading->entries.count) : NULL;
    note(reading,
         ck_host_report(reading->measure.diags, CK_E_UNKNOWN,
                        node->key != NULL && node->kind == CK_YAML_MAP ? node->key_place : node->place,
                        "unknown measure %q",
                        nearest != NULL ? "did you mean %q?" : "measures come from \"include\" and \"measures\"%s", id,
                        nearest != NULL ? nearest : ""));
    return NULL;
}

static void add_entry(ck_scenario_reading *reading, const ck_yaml_node *map, bool own) {
    ck_diags *diags = reading->measure.diags;
    const ck_yaml_node *id = ck_yaml_find(map, "id");
    if (id == NULL || id->kind != CK_YAML_TEXT || ck_yaml_is_absent(id)) {
        note(reading, ck_host_report(diags, CK_E_MISSING, map->place, "the measure has no id", "add \"id: a-word\""));
        return;
    }
    check_word(reading, id, "id");
    const ck_measure_entry *twin = find_entry(reading, id->text);
    if (twin != NULL) {
        note(reading,
             ck_host_report(diags, CK_E_DUPLICATE, id->place, "measure %q is defined twice; first in %s, line %u",
                            "give it another id, or change the first one with \"change\"", id->text,
                            twin->map->place.file, twin->map->place.line));
        return;
    }
    const ck_yaml_node *like = ck_yaml_find(map, "like"), *whole = map;
    if (like != NULL && is_kind(reading, like, CK_YAML_TEXT, "like")) {
        const ck_measure_entry *model = ck_scenario_find_entry(reading, like, like->text);
        if (model == NULL) return;
        whole = ck_measure_changed(model->map, map, reading->measure.arena);
    }
    ck_measure_entry *entry = ck_host_list_add(reading->measure.arena, &reading->entries);
    if (entry == NULL || whole == NULL) {
        note(reading, ck_host_no_memory(diags));
        return;
    }
    if (whole != map) {
        ck_yaml_node *placed = ck_host_take(reading->measure.arena, 1, sizeof *placed);
        if (placed != NULL) {
            *placed = *whole;
            placed->place = map->place;
            whole = placed;
        }
    }
    *entry = (ck_measure_entry){id->text, whole, own};
}

static void add_entries(ck_scenario_reading *reading, const ck_yaml_node *list, bool own) {
    if (list == NULL || !is_kind(reading, list, CK_YAML_LIST, "measures")) return;
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        if (is_kind(reading, node, CK_YAML_MAP, "a measure")) add_entry(reading, node, own);
    }
}

static void keep_file(ck_scenario_reading *reading, const ck_host_input *input) {
    ck_host_file *file = ck_host_list_add(reading->measure.arena, &reading->files);
    if (file == NULL) note(reading, ck_host_no_memory(reading->measure.diags));
    else *file = ck_host_input_file(input);
}

static bool ends_with_parts(const char *path, const char *text) {
    const size_t length = strlen(path), last = strlen(text);
    return last > 0 && last < length && path[length - last - 1] == '/' && strcmp(path + length - last, text) == 0;
}

const char *ck_scenario_file(const ck_scenario_reading *reading, const char *text) {
    if (reading->folder != NULL) return ck_host_path(reading->measure.arena, reading->folder, text);
    const ck_host_shelf *shelf = reading->shelf;
    for (uint32_t k = 0; shelf != NULL && k < shelf->count; k++) {
        if (strcmp(shelf->path[k], text) == 0) return shelf->path[k];
    }
    for (uint32_t k = 0; shelf != NULL && k < shelf->count; k++) {
        if (ends_with_parts(shelf->path[k], text)) return shelf->path[k];
    }
    return NULL;
}

static void read_include(ck_scenario_reading *reading, const ck_yaml_node *node, const char *text) {
    static const char *const key[] = {"title", "description", "measures"};
    ck_diags *diags = reading->measure.diags;
    const char *path = ck_scenario_file(reading, text);
    if (path == NULL && reading->folder != NULL) {
        note(reading, ck_host_no_memory(diags));
        return;
    }
    if (path == NULL) {
        note(reading, ck_host_report(diags, CK_E_UNKNOWN, node->place, "there is no file %q to include here",
                                     "name one of the files of measures that the served scenarios include", text));
        return;
    }
    if (!ck_host_is_file(path)) {
        note(reading, ck_host_report(diags, CK_E_IO, node->place, "there is no file %q",
                                     "the path is seen from the folder of this scenario", path));
        return;
    }
    ck_host_input input;
    const ck_status opened = ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, diags);
    note(reading, opened);
    if (opened < 0) return;
    ck_yaml_node *root = NULL;
    note(reading, ck_yaml_read(&input, reading->measure.arena, &root, diags));
    keep_file(reading, &input);
    ck_host_input_close(&input);
    if (root == NULL) return;
    note(reading, ck_yaml_check_keys(root, "a file of measures", key, 3, reading->measure.arena, diags));
    add_entries(reading, ck_yaml_find(root, "measures"), false);
}

static void read_includes(ck_scenario_reading *reading, const ck_yaml_node *root) {
    const ck_yaml_node *list = ck_yaml_find(root, "include");
    if (list == NULL) return;
    if (reading->folder == NULL && reading->shelf == NULL) {
        note(reading,
             ck_host_report(reading->measure.diags, CK_E_IO, list->place, "other files cannot be included here",
                            "write the measures into the scenario itself"));
        return;
    }
    if (list->kind == CK_YAML_TEXT) read_include(reading, list, list->text);
    else if (is_kind(reading, list, CK_YAML_LIST, "include")) {
        for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
            if (is_kind(reading, node, CK_YAML_TEXT, "a file to include")) read_include(reading, node, node->text);
        }
    }
}

void ck_scenario_switch(ck_scenario_reading *reading, const ck_yaml_node *list, bool *on, bool value) {
    if (list == NULL) return;
    if (list->kind == CK_YAML_MAP) {
        (void)is_kind(reading, list, CK_YAML_LIST, "a list of measures");
        return;
    }
    const ck_measure_entry *first = reading->entries.item;
    const bool single = list->kind == CK_YAML_TEXT;
    for (const ck_yaml_node *node = single ? list : list->first; node != NULL; node = single ? NULL : node->next) {
        if (!is_kind(reading, node, CK_YAML_TEXT, "the id of a measure")) continue;
        const ck_measure_entry *entry = ck_scenario_find_entry(reading, node, node->text);
        if (entry != NULL) on[entry - first] = value;
    }
}

/* Changes of measures, applied to the maps. `on` tells which are in use. */
void ck_scenario_change(ck_scenario_reading *reading, const ck_yaml_node *change, ck_measure_entry *entry,
                        const bool *on) {
    if (change == NULL || !is_kind(reading, change, CK_YAML_MAP, "change")) return;
    for (const ck_yaml_node *node = change->first; node != NULL; node = node->next) {
        if (!is_kind(reading, node, CK_YAML_MAP, "a change of a measure")) continue;
        const ck_measure_entry *found = ck_scenario_find_entry(reading, node, node->key);
        if (found == NULL) continue;
        ck_measure_check_change(&reading->measure, node);
        const size_t at = (size_t)(found - (const ck_measure_entry *)reading->entries.item);
        if (ck_yaml_find(node, "id") != NULL || ck_yaml_find(node, "like") != NULL) {
            note(reading, ck_host_report(reading->measure.diags, CK_E_SYNTAX, node->key_place,
                                         "a change cannot alter \"id\" or \"like\"",
                                         "define a measure of its own under \"measures\""));
            continue;
        }
        if (!on[at]) {
            note(reading, ck_host_report(reading->measure.diags, CK_NOTED, node->key_place,
                                         "measure %q is changed but not in use",
                                         "add it to \"use\" or remove the change", found->id));
        }
        const ck_yaml_node *changed = ck_measure_changed(entry[at].map, node, reading->measure.arena);
        if (changed == NULL) note(reading, ck_host_no_memory(reading->measure.diags));
        else entry[at].map = changed;
    }
}

const ck_measure *ck_scenario_measures(ck_scenario_reading *reading, const ck_measure_entry *entry, const bool *on,
                                       uint32_t *count) {
    ck_measure *measure = ck_host_take(reading->measure.arena, reading->entries.count, sizeof *measure);
    *count = 0;
    if (measure == NULL) {
        note(reading, ck_host_no_memory(reading->measure.diags));
        return NULL;
    }
    for (uint32_t i = 0; i < reading->entries.count; i++) {
        if (on[i]) measure[(*count)++] = ck_measure_read(&reading->measure, entry[i].map);
    }
    return measure;
}

/* ---------------------------------------------------------------- plain keys -------------------------------------- */

static const char *read_text(ck_scenario_reading *reading, const ck_yaml_node *map, const char *key, bool required) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    const char *text = "";
    if (node != NULL) note(reading, ck_yaml_text(node, key, &text, reading->measure.diags));
    else if (required) {
        note(reading, ck_host_report(reading->measure.diags, CK_E_MISSING, ck_host_whole(map->place.file),
                                     "the scenario has no %s", "add a line \"%s: ...\"", key, key));
    }
    return text;
}

static void read_period(ck_scenario_reading *reading, const ck_yaml_node *root, ck_scenario_spec *spec) {
    ck_diags *diags = reading->measure.diags;
    const ck_yaml_node *start = ck_yaml_find(root, "start"), *until = ck_yaml_find(root, "until"),
                       *days = ck_yaml_find(root, "days");
    ck_date   end = {0};
    int64_t   count = 0;
    ck_status status = CK_OK;
    if (start == NULL) {
        status = ck_host_report(diags, CK_E_MISSING, ck_host_whole(root->place.file), "the scenario has no start",
                                "add a line \"start: YYYY-MM-DD\"");
    } else {
        status = ck_yaml_date(start, "start", &spec->start, diags);
    }
    note(reading, status);
    if ((until == NULL) == (days == NULL)) {
        note(reading,
             ck_host_report(diags, CK_E_MISSING, until != NULL ? until->key_place : ck_host_whole(root->place.file),
                            "the scenario needs one of \"until\" and \"days\"",
                            "until: the first day that is not simulated"));
    } else if (days != NULL) {
        const ck_status read = ck_yaml_whole(days, "days", 1, 36600, &count, diags);
        note(reading, read);
        if (read >= 0) spec->days = (uint32_t)count;
    } else {
        const ck_status read = ck_yaml_date(until, "until", &end, diags);
        note(reading, read);
        if (read < 0 || status < 0) return;
        if (end.day <= spec->start.day || end.day - spec->start.day > 36600) {
            note(reading, ck_host_report(diags, CK_E_RANGE, until->place,
                                         "until is %D; it must be 1 to 36600 days after the start, %D",
                                         "until: the first day that is not simulated", end, spec->start));
        } else {
            spec->days = (uint32_t)(end.day - spec->start.day);
        }
    }
}

/* The whole range of 64 bits; numbers above 2^63 do not fit ck_host_integer. */
static void read_seed(ck_scenario_reading *reading, const ck_yaml_node *node, uint64_t *seed) {
    const char *text = "";
    const ck_status status = ck_yaml_text(node, "seed", &text, reading->measure.diags);
    note(reading, status);
    if (status < 0) return;
    uint64_t value = 0;
    bool good = text[0] != '\0';
    for (const char *at = text; *at != '\0' && good; at++) {
        const uint64_t digit = (uint64_t)(*at - '0');
        good = *at >= '0' && *at <= '9' && value <= (UINT64_MAX - digit) / 10;
        value = 10 * value + digit;
    }
    if (good) *seed = value;
    else {
        note(reading, ck_host_report(reading->measure.diags, CK_E_RANGE, node->place,
                                     "seed is %q; it must be a whole number of at most 64 bits",
                                     "any number will do: it only has to be the same to get the same draws", text));
    }
}

void ck_scenario_read_allocation(ck_scenario_reading *reading, const ck_yaml_node *node, ck_allocation *allocation) {
    const char *text = "";
    if (ck_yaml_text(node, "allocation", &text, reading->measure.diags) < 0) {
        note(reading, CK_E_SYNTAX);
        return;
    }
    const char *known[] = {ck_allocation_word(CK_PROPORTIONAL), ck_allocation_word(CK_DOMESTIC_FIRST),
                           ck_allocation_word(CK_DEFENCE_FIRST), ck_allocation_word(CK_BY_PRICE)};
    for (uint32_t i = 0; i < 4; i++) {
        if (strcmp(known[i], text) == 0) {
            *allocation = (ck_allocation)i;
            return;
        }
    }
    const char *nearest = ck_host_nearest(text, known, 4);
    note(reading, ck_host_report(reading->measure.diags, CK_E_UNKNOWN, node->place, "unknown allocation %q",
                                 nearest != NULL ? "did you mean %q?"
                                                 : "it is proportional, domestic-first, defence-first or by-price%s",
                                 text, nearest != NULL ? nearest : ""));
}

void ck_scenario_read_parameters(ck_scenario_reading *reading, const ck_yaml_node *map, double *parameter) {
    if (map == NULL || !is_kind(reading, map, CK_YAML_MAP, "parameters")) return;
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        const ck_parameter found = ck_measure_find_parameter(node->key, strlen(node->key));
        if (found != CK_PARAMETER_COUNT) {
            (void)ck_measure_knob(&reading->measure, node, ck_parameter_info(found), &parameter[found]);
            continue;
        }
        const char *nearest = ck_measure_nearest_parameter(node->key);
        note(reading, ck_host_report(reading->measure.diags, CK_E_UNKNOWN, node->key_place, "unknown parameter %q",
                                     nearest != NULL ? "did you mean %q?"
                                                     : "parameters are listed in docs/scenario-reference.md%s",
                                     node->key, nearest != NULL ? nearest : ""));
    }
}

static void read_head(ck_scenario_reading *reading, const ck_yaml_node *root, ck_scenario_spec *spec) {
    const ck_yaml_node *node;
    int64_t whole = 0;
    spec->place = ck_host_whole(root->place.file);
    spec->name = read_text(reading, root, "name", true);
    check_word(reading, ck_yaml_find(root, "name"), "name");
    spec->title = read_text(reading, root, "title", true);
    spec->description = read_text(reading, root, "description", false);
    read_period(reading, root, spec);
    if ((node = ck_yaml_find(root, "draws")) != NULL) {
        const ck_status status = ck_yaml_whole(node, "draws", 0, 1000000, &whole, reading->measure.diags);
        note(reading, status);
        if (status >= 0) spec->draws = (uint32_t)whole;
    }
    if ((node = ck_yaml_find(root, "seed")) != NULL) read_seed(reading, node, &spec->seed);
    if ((node = ck_yaml_find(root, "allocation")) != NULL) {
        ck_scenario_read_allocation(reading, node, &spec->allocation);
    }
    if ((node = ck_yaml_find(root, "law_known_on")) != NULL) {
        note(reading, ck_yaml_date(node, "law_known_on", &spec->law_known_on, reading->measure.diags));
    }
    ck_scenario_read_parameters(reading, ck_yaml_find(root, "parameters"), spec->parameter);
}

/* law: {amend: text, counts: announced | written} */
static void read_law(ck_scenario_reading *reading, const ck_yaml_node *root) {
    static const char *const key[] = {"amend", "counts"};
    const ck_yaml_node *map = ck_yaml_find(root, "law");
    reading->loaded->law_amend = "";
    if (map == NULL || !is_kind(reading, map, CK_YAML_MAP, "law")) return;
    note(reading, ck_yaml_check_keys(map, "law", key, 2, reading->measure.arena, reading->measure.diags));
    reading->loaded->law_amend = read_text(reading, map, "amend", false);
    const char *counts = read_text(reading, map, "counts", false);
    if (strcmp(counts, "written") == 0) reading->loaded->law_as_written = true;
    else if (counts[0] != '\0' && strcmp(counts, "announced") != 0) {
        note(reading, ck_host_report(reading->measure.diags, CK_E_UNKNOWN, ck_yaml_find(map, "counts")->place,
                                     "counts is %q; expected announced or written",
                                     "announced: what is only said counts as law; written: instruments alone", counts));
    }
}

/* Names are looked up where the law is read, which knows them. */
ck_host_readings ck_scenario_read_readings(ck_scenario_reading *reading, const ck_yaml_node *map) {
    if (map == NULL || !is_kind(reading, map, CK_YAML_MAP, "readings")) return (ck_host_readings){0};
    ck_host_reading *list = ck_host_take(reading->measure.arena, map->count, sizeof *list);
    if (list == NULL) {
        note(reading, ck_host_no_memory(reading->measure.diags));
        return (ck_host_readings){0};
    }
    uint32_t count = 0;
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        const char *text = "";
        const ck_status status = ck_yaml_text(node, node->key, &text, reading->measure.diags);
        note(reading, status);
        if (status >= 0) list[count++] = (ck_host_reading){node->key, text, node->place};
    }
    return (ck_host_readings){list, count};
}

static void read_world(ck_scenario_reading *reading, const ck_yaml_node *root, const char *data_folder) {
    ck_host_scenario *loaded = reading->loaded;
    const ck_yaml_node *node = ck_yaml_find(root, "world");
    loaded->world_text = read_text(reading, root, "world", true);
    if (node == NULL || loaded->world_text[0] == '\0') return;
    loaded->world_place = node->place;
    if (reading->folder == NULL) return;
    loaded->world = ck_host_find_world(loaded->world_text, reading->folder, data_folder, reading->measure.arena);
    if (loaded->world != NULL) return;
    note(reading, ck_host_report(reading->measure.diags, CK_E_IO, node->place, "no world %q was found",
                                 "a world is a folder with a world.yaml; it is looked for in this file's folder and in "
                                 "those above it",
                                 loaded->world_text));
}

const char *ck_host_find_world(const char *text, const char *folder, const char *data_folder, ck_host_arena *arena) {
    const char *above = folder;
    for (int level = 0; level < 12; level++) {
        const bool last = level >= 10;                               // then the installed data, then the working folder
        const char *start = level == 10 ? data_folder : level == 11 ? "." : above;
        for (int turn = 0; start != NULL && turn < 2; turn++) {
            const char *in = turn == 0 ? start : ck_host_path(arena, start, "worlds");
            const char *path = in != NULL ? ck_host_path(arena, in, text) : NULL;
            const char *head = path != NULL ? ck_host_path(arena, path, "world.yaml") : NULL;
            if (head == NULL) return NULL;
            if (ck_host_is_file(head)) return path;
        }
        if (!last) above = ck_host_path(arena, above, "..");
        if (above == NULL) return NULL;
    }
    return NULL;
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

static ck_status read_root(ck_scenario_reading *reading, const ck_yaml_node *root, const char *data_folder) {
    ck_host_scenario *loaded = reading->loaded;
    ck_host_arena    *arena = reading->measure.arena;
    const ck_status keys =
        ck_yaml_check_keys(root, "the scenario", SCENARIO_KEYS, SCENARIO_KEY_COUNT, arena, reading->measure.diags);
    note(reading, keys);
    if (keys == CK_E_SYNTAX) return keys;
    loaded->spec = ck_scenario_spec_default();
    read_head(reading, root, &loaded->spec);
    read_world(reading, root, data_folder);
    read_law(reading, root);
    loaded->readings = ck_scenario_read_readings(reading, ck_yaml_find(root, "readings"));
    read_includes(reading, root);
    add_entries(reading, ck_yaml_find(root, "measures"), true);

    ck_measure_entry *entry = reading->entries.item;
    bool *on = ck_host_take(arena, reading->entries.count, sizeof *on);
    if (on == NULL) return ck_host_no_memory(reading->measure.diags);
    const ck_yaml_node *use = ck_yaml_find(root, "use");
    for (uint32_t i = 0; i < reading->entries.count; i++) on[i] = use == NULL || entry[i].own;
    ck_scenario_switch(reading, use, on, true);
    ck_scenario_change(reading, ck_yaml_find(root, "change"), entry, on);
    reading->on = on;
    loaded->spec.measure = ck_scenario_measures(reading, entry, on, &loaded->spec.measure_count);

    ck_scenario_read_uncertain(reading, ck_yaml_find(root, "uncertain"), &loaded->spec);
    ck_scenario_read_compare(reading, ck_yaml_find(root, "compare"));
    ck_scenario_read_report(reading, ck_yaml_find(root, "report"));
    return reading->measure.status;
}

static ck_status read_scenario(ck_host_input *input, const char *folder, const ck_host_shelf *shelf, const char *data_folder,
                               ck_host_scenario *loaded, ck_diags *diags) {
    ck_scenario_reading reading = {
        .measure = {.arena = &loaded->arena, .diags = diags}, .loaded = loaded, .folder = folder, .shelf = shelf,
        .entries = {.each = sizeof(ck_measure_entry)}, .files = {.each = sizeof(ck_host_file)},
    };
    loaded->path = input->name;
    loaded->report.question = "";
    loaded->world_text = loaded->law_amend = "";
    ck_yaml_node *root = NULL;
    ck_status status = ck_yaml_read(input, &loaded->arena, &root, diags);
    keep_file(&reading, input);
    note(&reading, status);
    if (root != NULL) status = ck_host_worse(read_root(&reading, root, data_folder), reading.measure.status);
    loaded->file = reading.files.item;
    loaded->file_count = reading.files.count;
    return status;
}

ck_status ck_host_scenario_read(const char *path, const char *data_folder, ck_host_scenario *loaded, ck_diags *diags) {
    *loaded = (ck_host_scenario){0};
    const char *name = ck_host_text(&loaded->arena, path, strlen(path));
    const char *folder = ck_host_folder(&loaded->arena, path);
    if (name == NULL || folder == NULL) return ck_host_no_memory(diags);
    ck_host_input input;
    CK_TRY(ck_host_input_open(name, CK_HOST_YAML_LIMIT, &input, diags));
    const ck_status status = read_scenario(&input, folder, NULL, data_folder, loaded, diags);
    ck_host_input_close(&input);
    return status;
}

ck_status ck_host_scenario_read_input(ck_host_input *input, const ck_host_shelf *shelf, ck_host_scenario *loaded,
                                      ck_diags *diags) {
    *loaded = (ck_host_scenario){0};
    return read_scenario(input, NULL, shelf, NULL, loaded, diags);
}

void ck_host_scenario_free(ck_host_scenario *loaded) {
    free(loaded->law_block);
    ck_host_arena_free(&loaded->arena);
    *loaded = (ck_host_scenario){0};
}
