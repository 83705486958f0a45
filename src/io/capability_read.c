#include "io/capability_read.h"

#include "io/yaml.h"

#include <string.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

typedef struct reading {
    ck_lag_spec *into;
    ck_diags    *diags;
    ck_status    status;
    ck_host_list numbers;
} reading;

static const char *const PRIORITY[] = {
#define X(name, word) word,
    CK_LAG_PRIORITY_LIST(X)
#undef X
};

const char *ck_lag_priority_word(ck_lag_priority priority) {
    return PRIORITY[priority];
}

bool ck_lag_priority_find(const char *word, ck_lag_priority *priority) {
    for (uint32_t k = 0; k < CK_LAG_PRIORITIES; k++) {
        if (strcmp(PRIORITY[k], word) != 0) continue;
        *priority = (ck_lag_priority)k;
        return true;
    }
    return false;
}

static void note(reading *at, ck_status status) {
    at->status = ck_host_worse(at->status, status);
}

static void complain(reading *at, ck_status status, ck_place place, const char *message, const char *hint,
                     const char *word) {
    note(at, ck_host_report(at->diags, status, place, message, hint, word));
}

/* ---------------------------------------------------------------- values ------------------------------------------ */

static const char *text_of(reading *at, const ck_yaml_node *map, const char *key, bool required) {
    const char *text = "";
    note(at, ck_yaml_text_at(map, key, required, &text, at->diags));
    return text;
}

/* A map, its keys checked; NULL after a message. */
static const ck_yaml_node *map_of(reading *at, const ck_yaml_node *node, const char *what, const char *const *key,
                                  uint32_t count) {
    note(at, ck_yaml_check_keys(node, what, key, count, &at->into->arena, at->diags));
    return node->kind == CK_YAML_MAP ? node : NULL;
}

static const ck_yaml_node *list_of(reading *at, const ck_yaml_node *map, const char *key, uint32_t most,
                                   const char *hint) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node == NULL || node->kind != CK_YAML_LIST || node->count == 0) {
        complain(at, CK_E_MISSING, node != NULL ? node->place : map->place, "there is no list of %s", hint, key);
        return NULL;
    }
    if (node->count <= most) return node;
    note(at, ck_host_report(at->diags, CK_E_LIMIT, node->place, "there are %u %s; at most %u are possible", "",
                            node->count, key, most));
    return NULL;
}

typedef struct bounds { const char *key, *unit; double low, high; bool required; } bounds;

static void read_range(reading *at, const ck_yaml_node *node, const bounds *of, ck_lag_number *number) {
    double *const end[2] = {&number->low, &number->high};
    if (node->kind != CK_YAML_LIST || node->count != 2) {
        complain(at, CK_E_SYNTAX, node->place, "the range of %s is no pair", "range: [low, high]", of->key);
        return;
    }
    uint32_t k = 0;
    for (const ck_yaml_node *one = node->first; one != NULL; one = one->next, k++)
        note(at, ck_yaml_number(one, of->key, of->unit, of->low, of->high, end[k], at->diags));
    if (!(number->low <= number->value && number->value <= number->high))
        complain(at, CK_E_RANGE, node->place, "the value of %s is not inside its range",
                 "range: [low, high], low <= value <= high", of->key);
}

static void read_ground(reading *at, const ck_yaml_node *map, const char *key, ck_lag_number *number) {
    const ck_yaml_node *year = ck_yaml_find(map, "year"), *grade = ck_yaml_find(map, "grade");
    int64_t whole = 0;
    const char *word = "";
    number->source = text_of(at, map, "source", true);
    if (year != NULL) note(at, ck_yaml_whole(year, "year", 1900, 2100, &whole, at->diags));
    else
        complain(at, CK_E_MISSING, map->place, "%s has no year", "year: 2024, of the source or of the assumption", key);
    number->year = (int32_t)whole;
    if (grade != NULL) note(at, ck_yaml_text(grade, "grade", &word, at->diags));
    else
        complain(at, CK_E_MISSING, map->place, "%s has no grade", "grade: reported, derived, estimated or assumed",
                 key);
    uint32_t k = 0;
    while (k < CK_GRADE_COUNT && strcmp(ck_grade_word((ck_grade)k), word) != 0) k++;
    if (k < CK_GRADE_COUNT) number->grade = (ck_grade)k;
    else if (word[0] != '\0')
        complain(at, CK_E_UNKNOWN, grade->place, "%q is no grade", "reported, derived, estimated or assumed", word);
}

/* {value: 630, range: [600, 660], source: GAO-24-106703, year: 2024, grade: reported, note: ..}; its index, CK_NONE
   when absent or wrong. */
static uint32_t number_of(reading *at, const ck_yaml_node *map, const char *within, bounds of) {
    static const char *const keys[] = {"value", "range", "source", "year", "grade", "note"};
    const ck_yaml_node *node = ck_yaml_find(map, of.key);
    if (node == NULL) {
        if (of.required)
            complain(at, CK_E_MISSING, map->place, "there is no %s", "{value: .., source: .., year: .., grade: ..}",
                     of.key);
        return CK_NONE;
    }
    if (node->kind != CK_YAML_MAP) {
        complain(at, CK_E_SYNTAX, node->place, "%s needs its source, year and grade",
                 "{value: .., range: [low, high], source: .., year: .., grade: ..}", of.key);
        return CK_NONE;
    }
    note(at, ck_yaml_check_keys(node, of.key, keys, COUNT(keys), &at->into->arena, at->diags));
    const ck_yaml_node *value = ck_yaml_find(node, "value"), *range = ck_yaml_find(node, "range");
    ck_lag_number number = {
        .place = node->place, .unit = of.unit, .name = ck_host_join(&at->into->arena, within, ".", of.key)};
    if (value != NULL) note(at, ck_yaml_number(value, of.key, of.unit, of.low, of.high, &number.value, at->diags));
    else complain(at, CK_E_MISSING, node->place, "%s has no value", "value: 1", of.key);
    number.low = number.high = number.value;
    if (range != NULL) read_range(at, range, &of, &number);
    read_ground(at, node, of.key, &number);
    ck_lag_number *kept = ck_host_list_add(&at->into->arena, &at->numbers);
    if (kept == NULL || number.name == NULL) {
        note(at, ck_host_no_memory(at->diags));
        return CK_NONE;
    }
    *kept = number;
    return at->numbers.count - 1;
}

/* ---------------------------------------------------------------- layers ------------------------------------------ */

#define TONNES 1e12

static ck_lag_step read_step(reading *at, const ck_yaml_node *node, uint32_t index) {
    static const char *const keys[] = {"from", "passes", "home", "citation", "note"};
    ck_lag_step step = {.place = node->place, .passes = CK_NONE, .home = CK_NONE};
    const ck_yaml_node *map = map_of(at, node, "a step", keys, COUNT(keys));
    if (map == NULL) return step;
    char within[40];
    (void)snprintf(within, sizeof within, "policy.step%u", index + 1);
    const ck_yaml_node *from = ck_yaml_find(map, "from");
    if (from != NULL) note(at, ck_yaml_date(from, "from", &step.from, at->diags));
    else
        complain(at, CK_E_MISSING, map->place, "there is no %s", "the day on which the step begins: from: 2025-04-04",
                 "from");
    step.passes = number_of(at, map, within, (bounds){"passes", "1", 0.0, 10.0, true});
    step.home = number_of(at, map, within, (bounds){"home", "t/year", 0.0, TONNES, false});
    return step;
}

/* policy: {imports: {..}, home: {..}, priority: defence, steps: [{from: 2025-04-04, passes: {..}}]} */
static void read_policy(reading *at, const ck_yaml_node *node) {
    static const char *const keys[] = {"imports", "home", "priority", "steps"};
    const ck_yaml_node *map = map_of(at, node, "policy", keys, COUNT(keys));
    if (map == NULL) return;
    ck_lag_spec *into = at->into;
    into->imports = number_of(at, map, "policy", (bounds){"imports", "t/year", 0.0, TONNES, true});
    into->home = number_of(at, map, "policy", (bounds){"home", "t/year", 0.0, TONNES, false});
    const char *priority = text_of(at, map, "priority", true);
    if (priority[0] != '\0' && !ck_lag_priority_find(priority, &into->priority))
        complain(at, CK_E_UNKNOWN, ck_yaml_find(map, "priority")->place, "unknown priority %q",
                 "defence, civil or equal", priority);
    if (ck_yaml_find(map, "steps") == NULL) return;
    const ck_yaml_node *list = list_of(at, map, "steps", CK_LAG_LIST, "steps: [{from: 2025-04-04, passes: {..}}]");
    if (list == NULL) return;
    into->step = ck_host_take(&into->arena, list->count, sizeof *into->step);
    if (into->step == NULL) {
        note(at, ck_host_no_memory(at->diags));
        return;
    }
    for (const ck_yaml_node *one = list->first; one != NULL; one = one->next) {
        const uint32_t k = into->step_count++;
        into->step[k] = read_step(at, one, k);
        if (k > 0 && into->step[k].from.day <= into->step[k - 1].from.day)
            complain(at, CK_E_RANGE, one->place, "the days of %s must rise", "sort them by from", "steps");
    }
}

/* material: {name: .., stock: {..}, recycling: {..}, recycling_days: {..}} */
static void read_material(reading *at, const ck_yaml_node *node) {
    static const char *const keys[] = {"name", "stock", "recycling", "recycling_days"};
    const ck_yaml_node *map = map_of(at, node, "material", keys, COUNT(keys));
    if (map == NULL) return;
    ck_lag_spec *into = at->into;
    into->material = text_of(at, map, "name", true);
    into->stock = number_of(at, map, "material", (bounds){"stock", "t", 0.0, TONNES, true});
    into->recycling = number_of(at, map, "material", (bounds){"recycling", "1", 0.0, 1.0, false});
    into->recycling_days =
        number_of(at, map, "material", (bounds){"recycling_days", "days", 1.0, 36500.0, into->recycling != CK_NONE});
}

static ck_lag_equipment read_equipment(reading *at, const ck_yaml_node *node) {
    static const char *const keys[] = {"id",        "title",  "side",      "fleet",        "failure",
                                       "intensity", "spares", "other_use", "substitution", "substitution_years"};
    ck_lag_equipment one = {.place = node->place, .id = "", .title = ""};
    const ck_yaml_node *map = map_of(at, node, "equipment", keys, COUNT(keys));
    if (map == NULL) return one;
    one.id = text_of(at, map, "id", true);
    one.title = text_of(at, map, "title", true);
    const char *side = text_of(at, map, "side", true),
               *within = ck_host_join(&at->into->arena, "equipment.", one.id, NULL);
    one.defence = strcmp(side, "defence") == 0;
    if (side[0] != '\0' && !one.defence && strcmp(side, "civil") != 0)
        complain(at, CK_E_UNKNOWN, ck_yaml_find(map, "side")->place, "unknown side %q", "defence or civil", side);
    if (within == NULL) {
        note(at, ck_host_no_memory(at->diags));
        return one;
    }
    one.fleet = number_of(at, map, within, (bounds){"fleet", "units", 1e-6, 1e12, true});
    one.failure = number_of(at, map, within, (bounds){"failure", "1/year", 0.0, 365.0, true});
    one.intensity = number_of(at, map, within, (bounds){"intensity", "kg", 1e-9, 1e9, true});
    one.spares = number_of(at, map, within, (bounds){"spares", "parts", 0.0, 1e12, false});
    one.other_use = number_of(at, map, within, (bounds){"other_use", "t/year", 0.0, TONNES, false});
    one.substitution = number_of(at, map, within, (bounds){"substitution", "1", 0.0, 1.0, false});
    one.substitution_years =
        number_of(at, map, within, (bounds){"substitution_years", "years", 0.01, 1000.0, one.substitution != CK_NONE});
    return one;
}

static void read_all_equipment(reading *at, const ck_yaml_node *root) {
    const ck_yaml_node *list = list_of(at, root, "equipment", CK_CAPABILITY_USES,
                                       "equipment: [{id: .., title: .., side: defence, fleet: {..}, ..}]");
    if (list == NULL) return;
    ck_lag_spec *into = at->into;
    into->equipment = ck_host_take(&into->arena, list->count, sizeof *into->equipment);
    if (into->equipment == NULL) {
        note(at, ck_host_no_memory(at->diags));
        return;
    }
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        const ck_lag_equipment one = read_equipment(at, node);
        for (uint32_t k = 0; k < into->equipment_count; k++)
            if (one.id[0] != '\0' && strcmp(into->equipment[k].id, one.id) == 0)
                complain(at, CK_E_DUPLICATE, node->place, "there is equipment %q already", "give each an id of its own",
                         one.id);
        into->equipment[into->equipment_count++] = one;
    }
}

static void read_members(reading *at, const ck_yaml_node *map, ck_lag_capability *one) {
    const ck_yaml_node *node = ck_yaml_find(map, "of");
    const char *const *id = NULL;
    uint32_t count = 0;
    if (node == NULL)
        complain(at, CK_E_MISSING, map->place, "capability %q has no equipment", "of: [an id of equipment]", one->id);
    else note(at, ck_yaml_texts(node, "of", &at->into->arena, &id, &count, at->diags));
    for (uint32_t k = 0; k < count; k++) {
        uint32_t found = 0;
        while (found < at->into->equipment_count && strcmp(at->into->equipment[found].id, id[k]) != 0) found++;
        bool again = false;
        for (uint32_t m = 0; m < one->of_count; m++) again = again || one->of[m] == found;
        if (found == at->into->equipment_count)
            complain(at, CK_E_UNKNOWN, node->place, "there is no equipment %q", "one of the ids above", id[k]);
        else if (again) complain(at, CK_E_DUPLICATE, node->place, "%q is named twice", "once is enough", id[k]);
        else one->of[one->of_count++] = found;
    }
}

/* {id: .., title: .., of: [..], rule: weakest, below: [90 %, 50 %]} */
static ck_lag_capability read_capability(reading *at, const ck_yaml_node *node) {
    static const char *const keys[] = {"id", "title", "of", "rule", "below"};
    ck_lag_capability one = {.place = node->place, .id = "", .title = ""};
    const ck_yaml_node *map = map_of(at, node, "a capability", keys, COUNT(keys));
    if (map == NULL) return one;
    one.id = text_of(at, map, "id", true);
    one.title = text_of(at, map, "title", true);
    const char *rule = text_of(at, map, "rule", false);
    one.mean = strcmp(rule, "mean") == 0;
    if (rule[0] != '\0' && !one.mean && strcmp(rule, "weakest") != 0)
        complain(at, CK_E_UNKNOWN, ck_yaml_find(map, "rule")->place, "unknown rule %q", "weakest or mean", rule);
    read_members(at, map, &one);
    const ck_yaml_node *list = list_of(at, map, "below", CK_LAG_LIST, "below: [90 %%, 50 %%]");
    if (list == NULL) return one;
    one.below = ck_host_take(&at->into->arena, list->count, sizeof *one.below);
    if (one.below == NULL) {
        note(at, ck_host_no_memory(at->diags));
        return one;
    }
    for (const ck_yaml_node *each = list->first; each != NULL; each = each->next)
        note(at, ck_yaml_number(each, "below", "1", 0.001, 1.0, &one.below[one.below_count++], at->diags));
    return one;
}

static void read_capabilities(reading *at, const ck_yaml_node *root) {
    const ck_yaml_node *list =
        list_of(at, root, "capability", CK_LAG_LIST, "capability: [{id: .., title: .., of: [..], below: [90 %%]}]");
    if (list == NULL) return;
    ck_lag_spec *into = at->into;
    into->capability = ck_host_take(&into->arena, list->count, sizeof *into->capability);
    if (into->capability == NULL) {
        note(at, ck_host_no_memory(at->diags));
        return;
    }
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        const ck_lag_capability one = read_capability(at, node);
        for (uint32_t k = 0; k < into->capability_count; k++)
            if (one.id[0] != '\0' && strcmp(into->capability[k].id, one.id) == 0)
                complain(at, CK_E_DUPLICATE, node->place, "there is capability %q already",
                         "give each an id of its own", one.id);
        into->capability[into->capability_count++] = one;
    }
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

static void read_root(reading *at, const ck_yaml_node *root) {
    static const char *const keys[] = {"name", "title",  "description", "start",     "days",      "draws",
                                       "seed", "policy", "material",    "equipment", "capability"};
    const ck_yaml_node *map = map_of(at, root, "a file of capability", keys, COUNT(keys));
    if (map == NULL) return;
    ck_lag_spec *into = at->into;
    into->name = text_of(at, map, "name", true);
    into->title = text_of(at, map, "title", true);
    into->description = text_of(at, map, "description", false);
    const ck_yaml_node *start = ck_yaml_find(map, "start"), *policy = ck_yaml_find(map, "policy"),
                       *material = ck_yaml_find(map, "material");
    if (start != NULL) note(at, ck_yaml_date(start, "start", &into->start, at->diags));
    else complain(at, CK_E_MISSING, map->place, "there is no %s", "the first day: start: 2025-04-04", "start");
    static const struct { const char *key; int64_t low, high, otherwise; } whole[] = {
        {"days", 1, 36600, 3650}, {"draws", 1, CK_LAG_DRAWS, 1000}, {"seed", 0, INT64_MAX, 1}};
    int64_t value[COUNT(whole)];
    for (uint32_t k = 0; k < COUNT(whole); k++) {
        const ck_yaml_node *node = ck_yaml_find(map, whole[k].key);
        value[k] = whole[k].otherwise;
        if (node != NULL)
            note(at, ck_yaml_whole(node, whole[k].key, whole[k].low, whole[k].high, &value[k], at->diags));
    }
    into->days = (uint32_t)value[0];
    into->draws = (uint32_t)value[1];
    into->seed = (uint64_t)value[2];
    if (policy != NULL) read_policy(at, policy);
    else
        complain(at, CK_E_MISSING, map->place, "there is no layer %q",
                 "policy: {imports: {..}, priority: defence, steps: [..]}", "policy");
    if (material != NULL) read_material(at, material);
    else
        complain(at, CK_E_MISSING, map->place, "there is no layer %q", "material: {name: .., stock: {..}}", "material");
    read_all_equipment(at, map);
    read_capabilities(at, map);
}

ck_status ck_lag_spec_input(ck_host_input *input, ck_lag_spec *spec, ck_diags *diags) {
    *spec = (ck_lag_spec){.name = "",
                          .title = "",
                          .description = "",
                          .material = "",
                          .imports = CK_NONE,
                          .home = CK_NONE,
                          .stock = CK_NONE,
                          .recycling = CK_NONE,
                          .recycling_days = CK_NONE};
    reading at = {.into = spec, .diags = diags, .numbers = {.each = sizeof(ck_lag_number)}};
    ck_yaml_node *root = NULL;
    note(&at, ck_yaml_read(input, &spec->arena, &root, diags));
    if (root != NULL) read_root(&at, root);
    spec->number = at.numbers.item;
    spec->number_count = at.numbers.count;
    return at.status;
}

ck_status ck_lag_spec_read(const char *path, ck_lag_spec *spec, ck_diags *diags) {
    *spec = (ck_lag_spec){0};
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, diags));
    const ck_status status = ck_lag_spec_input(&input, spec, diags);
    ck_host_input_close(&input);
    return status;
}

void ck_lag_spec_free(ck_lag_spec *spec) {
    ck_host_arena_free(&spec->arena);
    *spec = (ck_lag_spec){0};
}
