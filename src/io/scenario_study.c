/* The part of a scenario file that makes a study: uncertain numbers, comparisons, wishes for the report. */
#include "io/scenario_read.h"

#include "base/base.h"

#include <string.h>

static void note(ck_scenario_reading *reading, ck_status status) {
    reading->measure.status = ck_host_worse(reading->measure.status, status);
}

/* A message with one text in it; the hint takes none. */
static void refuse(ck_scenario_reading *reading, ck_status status, ck_place place, const char *message,
                   const char *hint, const char *value) {
    note(reading, ck_host_report(reading->measure.diags, status, place, message, hint, value));
}

/* ---------------------------------------------------------------- distributions ----------------------------------- */

static const char *const DISTRIBUTION_KEYS[] = {"fixed",     "uniform", "triangular", "normal", "lognormal",
                                                "pert",      "choice",  "low",        "high"};
#define DISTRIBUTION_COUNT 7             // of the keys above; low and high cut

static ck_status read_arguments(ck_scenario_reading *reading, const ck_yaml_node *node, ck_distribution_kind kind,
                                ck_knob_info info, double value[3]) {
    const bool single = node->kind == CK_YAML_TEXT;
    const bool three = kind == CK_CHOICE && !single && node->count == 3;            // two values or three
    const uint32_t wanted = kind == CK_FIXED ? 1 : kind == CK_TRIANGULAR || kind == CK_BETA_PERT || three ? 3 : 2;
    if (node->kind == CK_YAML_MAP || (single ? 1 : node->count) != wanted) {
        return ck_host_report(reading->measure.diags, CK_E_SYNTAX, node->place, "%s needs %u number%s", "%s", node->key,
                              wanted, wanted > 1 ? "s" : "",
                              kind == CK_CHOICE      ? "write [one, other] or [one, second, third]"
                              : wanted == 3          ? "write [low, most likely, high]"
                              : kind == CK_UNIFORM   ? "write [low, high]"
                              : kind == CK_NORMAL    ? "write [mean, standard deviation]"
                              : kind == CK_LOGNORMAL ? "write [median, sigma]"
                                                     : "");
    }
    ck_status status = CK_OK;
    uint32_t i = 0;
    for (const ck_yaml_node *one = single ? node : node->first; one != NULL; one = single ? NULL : one->next, i++) {
        const bool spread = i == 1 && (kind == CK_NORMAL || kind == CK_LOGNORMAL);
        const char *unit = spread && kind == CK_LOGNORMAL ? "1" : info.unit;
        status =
            ck_host_worse(status, ck_yaml_number(one, spread ? "the spread" : info.name, unit, spread ? 0.0 : info.low,
                                                 spread ? 1e12 : info.high, &value[i], reading->measure.diags));
    }
    if (status < 0) return status;
    const bool ordered = kind == CK_UNIFORM ? value[0] <= value[1]
                         : kind == CK_CHOICE ? true
                         : wanted == 3      ? value[0] <= value[1] && value[1] <= value[2]
                                            : true;
    if (!ordered) {
        return ck_host_report(reading->measure.diags, CK_E_RANGE, node->place, "the numbers of %q are not in order",
                              "write them from low to high", node->key);
    }
    if (kind == CK_LOGNORMAL && !(value[0] > 0.0)) {
        return ck_host_report(reading->measure.diags, CK_E_RANGE, node->place,
                              "the median of a lognormal distribution must be above 0", "");
    }
    return CK_OK;
}

static bool read_distribution(ck_scenario_reading *reading, const ck_yaml_node *node, ck_knob_info info,
                              ck_distribution *distribution) {
    static const ck_distribution_kind kind_of[DISTRIBUTION_COUNT] = {CK_FIXED,     CK_UNIFORM,   CK_TRIANGULAR, CK_NORMAL,
                                                                     CK_LOGNORMAL, CK_BETA_PERT, CK_CHOICE};
    ck_diags *diags = reading->measure.diags;
    *distribution = (ck_distribution){.kind = CK_FIXED, .low = info.low, .high = info.high};
    if (node->kind == CK_YAML_TEXT) return ck_measure_knob(&reading->measure, node, info, &distribution->a);
    if (node->kind == CK_YAML_LIST) {
        refuse(reading, CK_E_SYNTAX, node->place, "a distribution is a map; this is a list%s",
               "for example {triangular: [20, 30, 45]}", "");
        return false;
    }
    const ck_status keys =
        ck_yaml_check_keys(node, "a distribution", DISTRIBUTION_KEYS,
                           sizeof DISTRIBUTION_KEYS / sizeof *DISTRIBUTION_KEYS, reading->measure.arena, diags);
    note(reading, keys);
    if (keys < 0) return false;
    const ck_yaml_node *chosen = NULL;
    uint32_t found = 0;
    for (uint32_t i = 0; i < DISTRIBUTION_COUNT; i++) {
        const ck_yaml_node *one = ck_yaml_find(node, DISTRIBUTION_KEYS[i]);
        if (one == NULL) continue;
        chosen = one;
        distribution->kind = kind_of[i];
        found++;
    }
    if (found != 1) {
        refuse(reading, CK_E_SYNTAX, node->place, "a distribution needs exactly one kind%s",
               "fixed, uniform, triangular, normal, lognormal, pert or choice; low and high may cut it", "");
        return false;
    }
    double value[3] = {0.0, 0.0, distribution->kind == CK_CHOICE ? CK_NAN : 0.0};   // a choice of two has no third value
    ck_status status = read_arguments(reading, chosen, distribution->kind, info, value);
    const ck_yaml_node *low = ck_yaml_find(node, "low"), *high = ck_yaml_find(node, "high");
    ck_status cut = CK_OK;
    if (low != NULL) cut = ck_yaml_number(low, "low", info.unit, info.low, info.high, &distribution->low, diags);
    status = ck_host_worse(status, cut);
    if (high != NULL) cut = ck_yaml_number(high, "high", info.unit, info.low, info.high, &distribution->high, diags);
    status = ck_host_worse(status, cut);
    if (status >= 0 && distribution->low > distribution->high) {
        status = ck_host_report(diags, CK_E_RANGE, high != NULL ? high->place : node->place, "low is above high", "");
    }
    note(reading, status);
    distribution->a = value[0];
    distribution->b = value[1];
    distribution->c = value[2];
    return status >= 0;
}

/* ---------------------------------------------------------------- targets ----------------------------------------- */

/* "inventories", "inventories.SELECTOR", "projects", "projects.ID": the world has their ranges. */
static bool is_of_world(const char *target) {
    static const char *const kind[] = {"inventories", "projects"};
    for (int i = 0; i < 2; i++) {
        const size_t length = strlen(kind[i]);
        if (strncmp(target, kind[i], length) != 0) continue;
        if (target[length] == '\0' || (target[length] == '.' && target[length + 1] != '\0')) return true;
    }
    return false;
}

typedef struct uncertain_target {
    const char *id;
    size_t id_length;
    const char *name;
    ck_knob_info info;
    bool good;
} uncertain_target;

static uncertain_target find_parameter(ck_scenario_reading *reading, const ck_yaml_node *node) {
    const char *name = node->key + strlen("parameters.");
    const ck_parameter parameter = ck_measure_find_parameter(name, strlen(name));
    if (parameter != CK_PARAMETER_COUNT) {
        return (uncertain_target){.name = name, .info = ck_parameter_info(parameter), .good = true};
    }
    const char *nearest = ck_measure_nearest_parameter(name);
    note(reading,
         ck_host_report(reading->measure.diags, CK_E_UNKNOWN, node->key_place, "unknown parameter %q",
                        nearest != NULL ? "did you mean %q?" : "parameters are listed in docs/scenario-reference.md%s",
                        name, nearest != NULL ? nearest : ""));
    return (uncertain_target){.good = false};
}

static uncertain_target find_term(ck_scenario_reading *reading, const ck_yaml_node *node) {
    uncertain_target target = {.id = node->key + strlen("measures.")};
    const char *dot = strrchr(target.id, '.');
    if (dot == NULL) {
        refuse(reading, CK_E_SYNTAX, node->key_place, "%q names a measure but no term", "write measures.ID.TERM",
               node->key);
        return target;
    }
    target.id_length = (size_t)(dot - target.id);
    target.name = dot + 1;
    const char *id = ck_host_text(reading->measure.arena, target.id, target.id_length);
    if (id == NULL) {
        note(reading, ck_host_no_memory(reading->measure.diags));
        return target;
    }
    const ck_yaml_node at_key = {.place = node->key_place};
    const ck_measure_entry *entry = ck_scenario_find_entry(reading, &at_key, id);
    if (entry == NULL) return target;
    if (!reading->on[entry - (const ck_measure_entry *)reading->entries.item]) {
        refuse(reading, CK_E_UNKNOWN, node->key_place, "measure %q is not in use",
               "add it to \"use\" or remove this line", id);
        return target;
    }
    const ck_term term = ck_measure_find_term(target.name, strlen(target.name));
    if (term == CK_TERM_COUNT) {
        const char *nearest = ck_measure_nearest_term(target.name);
        note(reading,
             ck_host_report(reading->measure.diags, CK_E_UNKNOWN, node->key_place, "unknown term %q",
                            nearest != NULL ? "did you mean %q?" : "terms are listed in docs/scenario-reference.md%s",
                            target.name, nearest != NULL ? nearest : ""));
        return target;
    }
    target.info = ck_term_info(term);
    target.good = true;
    return target;
}

void ck_scenario_read_uncertain(ck_scenario_reading *reading, const ck_yaml_node *map, ck_scenario_spec *spec) {
    if (map == NULL) return;
    if (map->kind != CK_YAML_MAP) {
        refuse(reading, CK_E_SYNTAX, map->place, "uncertain must be a map of targets and distributions%s",
               "for example parameters.switch_days: {triangular: [30, 60, 150]}", "");
        return;
    }
    ck_uncertain *uncertain = ck_host_take(reading->measure.arena, map->count, sizeof *uncertain);
    if (uncertain == NULL) {
        note(reading, ck_host_no_memory(reading->measure.diags));
        return;
    }
    uint32_t count = 0;
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        ck_uncertain *one = &uncertain[count];
        *one = (ck_uncertain){.place = node->key_place, .target = node->key};
        if (is_of_world(node->key)) {
            if (node->kind == CK_YAML_TEXT && strcmp(node->text, "world") == 0) {
                count++;
                continue;
            }
            refuse(reading, CK_E_SYNTAX, node->place,
                   "the ranges of %s stand in the world; the only value is \"world\"",
                   "change the ranges in the world's tables, or extend the world", node->key);
            continue;
        }
        uncertain_target target = {.good = false};
        if (strncmp(node->key, "parameters.", strlen("parameters.")) == 0) target = find_parameter(reading, node);
        else if (strncmp(node->key, "measures.", strlen("measures.")) == 0) target = find_term(reading, node);
        else {
            refuse(reading, CK_E_UNKNOWN, node->key_place, "unknown target %q",
                   "targets are parameters.NAME, measures.ID.TERM, inventories, inventories.ITEM, projects and "
                   "projects.ID",
                   node->key);
        }
        if (target.good && read_distribution(reading, node, target.info, &one->distribution)) count++;
    }
    spec->uncertain = uncertain;
    spec->uncertain_count = count;
}

/* ---------------------------------------------------------------- comparisons ------------------------------------- */

/* The scenario's uncertain numbers without those of measures that are off and those that the variant fixes. */
static void keep_uncertain(ck_scenario_reading *reading, const ck_yaml_node *variant, ck_scenario_spec *spec) {
    const ck_scenario_spec *whole = &reading->loaded->spec;
    ck_uncertain *kept = ck_host_take(reading->measure.arena, whole->uncertain_count, sizeof *kept);
    spec->uncertain = kept;
    spec->uncertain_count = 0;
    if (kept == NULL) {
        note(reading, ck_host_no_memory(reading->measure.diags));
        return;
    }
    for (uint32_t i = 0; i < whole->uncertain_count; i++) {
        const char *target = whole->uncertain[i].target;
        bool keep = true;
        if (strncmp(target, "parameters.", strlen("parameters.")) == 0) {
            keep = ck_yaml_find(ck_yaml_find(variant, "parameters"), target + strlen("parameters.")) == NULL;
        } else if (strncmp(target, "measures.", strlen("measures.")) == 0) {
            const char *id = target + strlen("measures."), *term = strrchr(id, '.') + 1;
            keep = false;
            for (uint32_t k = 0; k < spec->measure_count; k++) {
                keep = keep || cki_text_equal_part(spec->measure[k].id, id, (size_t)(term - 1 - id));
            }
            const ck_yaml_node *change = ck_yaml_find(variant, "change");
            for (const ck_yaml_node *one = change != NULL ? change->first : NULL; one != NULL; one = one->next) {
                const bool same = cki_text_equal_part(one->key, id, (size_t)(term - 1 - id));
                if (same && ck_yaml_find(ck_yaml_find(one, "terms"), term) != NULL) keep = false;
            }
        }
        if (keep) kept[spec->uncertain_count++] = whole->uncertain[i];
    }
}

static void read_variant(ck_scenario_reading *reading, const ck_yaml_node *node, ck_host_compare *compare) {
    static const char *const key[] = {"name", "title", "without", "with", "change", "parameters", "allocation", "readings"};
    ck_host_arena *arena = reading->measure.arena;
    ck_diags      *diags = reading->measure.diags;
    note(reading, ck_yaml_check_keys(node, "a comparison", key, sizeof key / sizeof *key, arena, diags));
    const ck_yaml_node *name = ck_yaml_find(node, "name"), *title = ck_yaml_find(node, "title");
    compare->kind = CK_COMPARE_VARIANT;
    if (name != NULL) note(reading, ck_yaml_text(name, "name", &compare->name, diags));
    else refuse(reading, CK_E_MISSING, node->place, "the comparison has no name%s", "add \"name: a-word\"", "");
    compare->title = compare->name;
    if (title != NULL) note(reading, ck_yaml_text(title, "title", &compare->title, diags));

    bool *on = ck_host_take(arena, reading->entries.count, sizeof *on);
    ck_measure_entry *entry = ck_host_take(arena, reading->entries.count, sizeof *entry);
    if (on == NULL || entry == NULL) {
        note(reading, ck_host_no_memory(diags));
        return;
    }
    cki_copy(on, reading->on, reading->entries.count * sizeof *on);
    cki_copy(entry, reading->entries.item, reading->entries.count * sizeof *entry);
    ck_scenario_switch(reading, ck_yaml_find(node, "without"), on, false);
    ck_scenario_switch(reading, ck_yaml_find(node, "with"), on, true);
    ck_scenario_change(reading, ck_yaml_find(node, "change"), entry, on);

    compare->readings = ck_scenario_read_readings(reading, ck_yaml_find(node, "readings"));
    ck_scenario_spec *spec = &compare->spec;
    *spec = reading->loaded->spec;
    spec->place = node->place;
    spec->name = compare->name;
    spec->title = compare->title;
    spec->measure = ck_scenario_measures(reading, entry, on, &spec->measure_count);
    ck_scenario_read_parameters(reading, ck_yaml_find(node, "parameters"), spec->parameter);
    if (ck_yaml_find(node, "allocation") != NULL) {
        ck_scenario_read_allocation(reading, ck_yaml_find(node, "allocation"), &spec->allocation);
    }
    keep_uncertain(reading, node, spec);
}

static void read_named(ck_scenario_reading *reading, const ck_yaml_node *node, ck_host_compare *compare) {
    ck_diags *diags = reading->measure.diags;
    if (strcmp(node->text, "baseline") == 0) {
        compare->kind = CK_COMPARE_BASELINE;
        compare->name = node->text;
        compare->title = "No measures";
        compare->spec = reading->loaded->spec;
        compare->spec.name = compare->name;
        compare->spec.title = compare->title;
        compare->spec.measure = NULL;
        compare->spec.measure_count = 0;
        keep_uncertain(reading, NULL, &compare->spec);
        return;
    }
    compare->kind = CK_COMPARE_SCENARIO;
    const char *text = NULL;
    note(reading, ck_yaml_text(node, "a comparison", &text, diags));
    if (text == NULL) return;
    compare->name = compare->title = text;
    if (reading->folder == NULL && reading->shelf == NULL) return;
    const size_t length = strlen(text);
    const bool   whole = length > 5 && strcmp(text + length - 5, ".yaml") == 0;
    const char  *file = ck_host_join(reading->measure.arena, text, whole ? "" : ".yaml", "");
    compare->path = file != NULL ? ck_scenario_file(reading, file) : NULL;
    if (compare->path == NULL) {
        compare->path = "";
        if (file == NULL || reading->folder != NULL) note(reading, ck_host_no_memory(diags));
        else refuse(reading, CK_E_UNKNOWN, node->place, "there is no scenario %q here",
                    "name a served one, \"baseline\", or write {name: ..., without: [...]}", text);
    } else if (!ck_host_is_file(compare->path)) {
        refuse(reading, CK_E_IO, node->place, "there is no scenario %q",
               "name a file of this folder without .yaml, \"baseline\", or write {name: ..., without: [...]}",
               compare->path);
    }
}

void ck_scenario_read_compare(ck_scenario_reading *reading, const ck_yaml_node *list) {
    if (list == NULL) return;
    const bool single = list->kind != CK_YAML_LIST;
    const uint32_t most = single ? 1 : list->count;
    ck_host_compare *compare = ck_host_take(reading->measure.arena, most, sizeof *compare);
    if (compare == NULL) {
        note(reading, ck_host_no_memory(reading->measure.diags));
        return;
    }
    uint32_t count = 0;
    for (const ck_yaml_node *node = single ? list : list->first; node != NULL; node = single ? NULL : node->next) {
        ck_host_compare *one = &compare[count];
        *one = (ck_host_compare){.place = node->place, .name = "", .title = "", .path = ""};
        if (node->kind == CK_YAML_LIST) {
            refuse(reading, CK_E_SYNTAX, node->place, "a comparison is a name or a map; this is a list%s",
                   "write \"baseline\" or {name: ..., without: [...]}", "");
            continue;
        }
        if (node->kind == CK_YAML_TEXT) read_named(reading, node, one);
        else read_variant(reading, node, one);
        for (uint32_t i = 0; i < count; i++) {
            if (one->name[0] != '\0' && strcmp(compare[i].name, one->name) == 0) {
                refuse(reading, CK_E_DUPLICATE, node->place, "two comparisons are called %q",
                       "give each a name of its own", one->name);
            }
        }
        count++;
    }
    reading->loaded->compare = compare;
    reading->loaded->compare_count = count;
}

/* ---------------------------------------------------------------- report ------------------------------------------ */

void ck_scenario_read_report(ck_scenario_reading *reading, const ck_yaml_node *map) {
    static const char *const key[] = {"question", "focus_regions", "focus_industries", "focus_items"};
    if (map == NULL) return;
    ck_host_arena *arena = reading->measure.arena;
    ck_diags      *diags = reading->measure.diags;
    ck_host_report_wish *report = &reading->loaded->report;
    const ck_status status = ck_yaml_check_keys(map, "report", key, sizeof key / sizeof *key, arena, diags);
    note(reading, status);
    if (map->kind != CK_YAML_MAP) return;
    report->place = map->place;
    const ck_yaml_node *node;
    if ((node = ck_yaml_find(map, "question")) != NULL) {
        note(reading, ck_yaml_text(node, "question", &report->question, diags));
    }
    if ((node = ck_yaml_find(map, "focus_regions")) != NULL) {
        note(reading,
             ck_yaml_texts(node, "focus_regions", arena, &report->focus_regions, &report->focus_region_count, diags));
    }
    if ((node = ck_yaml_find(map, "focus_industries")) != NULL) {
        note(reading, ck_yaml_texts(node, "focus_industries", arena, &report->focus_industries,
                                    &report->focus_industry_count, diags));
    }
    if ((node = ck_yaml_find(map, "focus_items")) != NULL) {
        note(reading,
             ck_yaml_texts(node, "focus_items", arena, &report->focus_items, &report->focus_item_count, diags));
    }
}
