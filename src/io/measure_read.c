/* One measure of a YAML file: fields, dates, suspensions, amendments, terms. */
#include "io/measure_read.h"

#include "base/base.h"

#include <string.h>

static const char *const MEASURE_KEYS[] = {
    "id",         "title",        "citation",  "link",           "authority",    "certainty",           "effect",
    "items",      "except_items", "origins",   "except_origins", "destinations", "except_destinations", "end_uses",
    "stockpiles", "projects",     "announced", "from",           "until",        "suspended",           "amendments",
    "terms",      "note",         "like",      "law",
    "reexports",  "reach",        "open_parties",
};
#define MEASURE_KEY_COUNT (sizeof MEASURE_KEYS / sizeof *MEASURE_KEYS)

static void note(ck_measure_reading *reading, ck_status status) {
    reading->status = ck_host_worse(reading->status, status);
}

/* ---------------------------------------------------------------- terms and parameters ---------------------------- */

ck_term ck_measure_find_term(const char *name, size_t length) {
    uint32_t term = 0;
    while (term < CK_TERM_COUNT && !cki_text_equal_part(ck_term_info((ck_term)term).name, name, length)) term++;
    return (ck_term)term;
}

ck_parameter ck_measure_find_parameter(const char *name, size_t length) {
    uint32_t parameter = 0;
    while (parameter < CK_PARAMETER_COUNT &&
           !cki_text_equal_part(ck_parameter_info((ck_parameter)parameter).name, name, length)) {
        parameter++;
    }
    return (ck_parameter)parameter;
}

const char *ck_measure_nearest_term(const char *name) {
    const char *known[CK_TERM_COUNT];
    for (uint32_t i = 0; i < CK_TERM_COUNT; i++) known[i] = ck_term_info((ck_term)i).name;
    return ck_host_nearest(name, known, CK_TERM_COUNT);
}

const char *ck_measure_nearest_parameter(const char *name) {
    const char *known[CK_PARAMETER_COUNT];
    for (uint32_t i = 0; i < CK_PARAMETER_COUNT; i++) known[i] = ck_parameter_info((ck_parameter)i).name;
    return ck_host_nearest(name, known, CK_PARAMETER_COUNT);
}

bool ck_measure_knob(ck_measure_reading *reading, const ck_yaml_node *node, ck_knob_info info, double *value) {
    const ck_status status = ck_yaml_number(node, info.name, info.unit, info.low, info.high, value, reading->diags);
    note(reading, status);
    return status >= 0;
}

static ck_term read_term_name(ck_measure_reading *reading, const ck_yaml_node *node) {
    const ck_term term = ck_measure_find_term(node->key, strlen(node->key));
    if (term != CK_TERM_COUNT) return term;
    const char *nearest = ck_measure_nearest_term(node->key);
    note(reading,
         ck_host_report(reading->diags, CK_E_UNKNOWN, node->key_place, "unknown term %q",
                        nearest != NULL ? "did you mean %q?" : "terms are listed in docs/scenario-reference.md%s",
                        node->key, nearest != NULL ? nearest : ""));
    return term;
}

static bool is_map(ck_measure_reading *reading, const ck_yaml_node *node, const char *what) {
    if (node->kind == CK_YAML_MAP) return true;
    note(reading, ck_host_report(reading->diags, CK_E_SYNTAX, node->place, "%s must be a map; this is a %s",
                                 "write {name: value} or one a line, indented", what, ck_yaml_kind_word(node->kind)));
    return false;
}

static bool is_list(ck_measure_reading *reading, const ck_yaml_node *node, const char *what) {
    if (node->kind == CK_YAML_LIST) return true;
    note(reading, ck_host_report(reading->diags, CK_E_SYNTAX, node->place, "%s must be a list; this is a %s",
                                 "write one entry a line with dashes", what, ck_yaml_kind_word(node->kind)));
    return false;
}

/* ---------------------------------------------------------------- changes ----------------------------------------- */

static bool append_copy(ck_yaml_node *map, const ck_yaml_node *node, ck_host_arena *arena) {
    ck_yaml_node *copy = ck_host_take(arena, 1, sizeof *copy);
    if (copy == NULL) return false;
    *copy = *node;
    copy->next = NULL;
    if (map->last != NULL) map->last->next = copy;
    else map->first = copy;
    map->last = copy;
    map->count++;
    return true;
}

static const ck_yaml_node *merged(const ck_yaml_node *map, const ck_yaml_node *change, bool inside_terms,
                                  ck_host_arena *arena) {
    ck_yaml_node *result = ck_host_take(arena, 1, sizeof *result);
    if (result == NULL) return NULL;
    *result = *map;
    result->first = result->last = NULL;
    result->count = 0;
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        const ck_yaml_node *with = ck_yaml_find(change, node->key);
        if (with != NULL && !inside_terms && strcmp(node->key, "terms") == 0 && with->kind == CK_YAML_MAP &&
            node->kind == CK_YAML_MAP) {
            with = merged(node, with, true, arena);
            if (with == NULL) return NULL;
        }
        if (!append_copy(result, with != NULL ? with : node, arena)) return NULL;
    }
    for (const ck_yaml_node *node = change->first; node != NULL; node = node->next) {
        if (ck_yaml_find(map, node->key) == NULL && !append_copy(result, node, arena)) return NULL;
    }
    return result;
}

const ck_yaml_node *ck_measure_changed(const ck_yaml_node *map, const ck_yaml_node *change, ck_host_arena *arena) {
    return merged(map, change, false, arena);
}

void ck_measure_check_change(ck_measure_reading *reading, const ck_yaml_node *change) {
    note(reading, ck_yaml_check_keys(change, "a change of a measure", MEASURE_KEYS, MEASURE_KEY_COUNT, reading->arena,
                                     reading->diags));
}

/* ---------------------------------------------------------------- fields ------------------------------------------ */

static const char *read_text(ck_measure_reading *reading, const ck_yaml_node *map, const char *key, bool required) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    const char *text = "";
    if (node != NULL) {
        note(reading, ck_yaml_text(node, key, &text, reading->diags));
        if (!required || text[0] != '\0' || reading->status < 0) return text;
    }
    if (required) {
        const ck_yaml_node *id = ck_yaml_find(map, "id");
        const char *name = id != NULL ? id->text : "";
        note(reading, ck_host_report(reading->diags, CK_E_MISSING, map->place, "measure %q has no %s",
                                     "add \"%s: ...\" to it", name, key, key));
    }
    return text;
}

static bool read_date(ck_measure_reading *reading, const ck_yaml_node *map, const char *key, bool required,
                      ck_date *date) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node != NULL) {
        if (node->kind == CK_YAML_TEXT && strcmp(node->text, "open") == 0 && strcmp(key, "until") == 0) {
            *date = CK_DATE_LAST;
            return true;
        }
        if (node->kind == CK_YAML_TEXT && strcmp(node->text, "first") == 0 && strcmp(key, "until") != 0) {
            *date = CK_DATE_FIRST;
            return true;
        }
        const ck_status status = ck_yaml_date(node, key, date, reading->diags);
        note(reading, status);
        return status >= 0;
    }
    if (required) {
        note(reading, ck_host_report(reading->diags, CK_E_MISSING, map->place, "there is no date \"%s\"",
                                     "add \"%s: YYYY-MM-DD\"", key, key));
        return false;
    }
    return true;
}

static ck_names read_names(ck_measure_reading *reading, const ck_yaml_node *map, const char *key) {
    ck_names names = {0};
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node == NULL) return names;
    names.place = node->place;
    const ck_status status = ck_yaml_texts(node, key, reading->arena, &names.name, &names.count, reading->diags);
    note(reading, status);
    if (status >= 0 && names.count == 0) {
        note(reading, ck_host_report(reading->diags, CK_E_MISSING, node->place, "%s is an empty list",
                                     "remove the key to mean all, or name some", key));
    }
    return names;
}

/* Rows of a reach; an empty list means that nothing is caught. */
static ck_names read_reach(ck_measure_reading *reading, const ck_yaml_node *map) {
    ck_names rows = {0};
    const ck_yaml_node *node = ck_yaml_find(map, "reach");
    if (node == NULL) return rows;
    rows.place = node->place;
    note(reading, ck_yaml_texts(node, "reach", reading->arena, &rows.name, &rows.count, reading->diags));
    return rows;
}

/* One of a few words, for example an effect. Returns `count` after an error. */
static uint32_t read_word(ck_measure_reading *reading, const ck_yaml_node *node, const char *what,
                          const char *const *word, uint32_t count) {
    const char *text = NULL;
    const ck_status status = ck_yaml_text(node, what, &text, reading->diags);
    note(reading, status);
    if (status < 0) return count;
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(text, word[i]) == 0) return i;
    }
    const char *nearest = ck_host_nearest(text, word, count);
    char *all = ck_host_text(reading->arena, "", 0);
    for (uint32_t i = 0; i < count && all != NULL; i++) {
        all = ck_host_join(reading->arena, all, i > 0 ? ", " : "", word[i]);
    }
    note(reading, ck_host_report(reading->diags, CK_E_UNKNOWN, node->place, "unknown %s %q",
                                 nearest != NULL ? "did you mean %q?" : "it is one of %s", what, text,
                                 nearest != NULL ? nearest
                                 : all != NULL   ? all
                                                 : ""));
    return count;
}

static void check_period(ck_measure_reading *reading, ck_date from, ck_date until, ck_place place, const char *what) {
    if (from.day < until.day) return;
    note(reading, ck_host_report(reading->diags, CK_E_RANGE, place, "%s is empty: from %D until %D",
                                 "\"until\" is the first day after the period", what, from, until));
}

/* The place of a key if it is there, else that of its map. */
static ck_place place_of(const ck_yaml_node *map, const char *key) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    return node != NULL ? node->place : map->place;
}

static void read_pauses(ck_measure_reading *reading, const ck_yaml_node *map, ck_measure *measure) {
    static const char *const key[] = {"from", "until", "citation"};
    const ck_yaml_node *list = ck_yaml_find(map, "suspended");
    if (list == NULL || !is_list(reading, list, "suspended")) return;
    ck_pause *pause = ck_host_take(reading->arena, list->count, sizeof *pause);
    if (pause == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    uint32_t count = 0;
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        if (!is_map(reading, node, "a suspension")) continue;
        note(reading, ck_yaml_check_keys(node, "a suspension", key, 3, reading->arena, reading->diags));
        ck_pause *one = &pause[count++];
        *one = (ck_pause){.until = CK_DATE_LAST, .citation = "", .place = place_of(node, "from")};
        const bool from = read_date(reading, node, "from", true, &one->from);
        const bool until = read_date(reading, node, "until", true, &one->until);
        if (from && until) check_period(reading, one->from, one->until, place_of(node, "until"), "the suspension");
        one->citation = read_text(reading, node, "citation", false);
    }
    measure->pause = pause;
    measure->pause_count = count;
}

static void read_amendments(ck_measure_reading *reading, const ck_yaml_node *map, ck_measure *measure) {
    static const char *const key[] = {"from", "set", "citation"};
    const ck_yaml_node *list = ck_yaml_find(map, "amendments");
    if (list == NULL || !is_list(reading, list, "amendments")) return;
    uint32_t most = 0;
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        const ck_yaml_node *set = ck_yaml_find(node, "set");
        if (set != NULL) most += set->count;
    }
    ck_amendment *amendment = ck_host_take(reading->arena, most, sizeof *amendment);
    if (amendment == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    uint32_t count = 0;
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        if (!is_map(reading, node, "an amendment")) continue;
        note(reading, ck_yaml_check_keys(node, "an amendment", key, 3, reading->arena, reading->diags));
        ck_date from = {0};
        if (!read_date(reading, node, "from", true, &from)) continue;
        const char *citation = read_text(reading, node, "citation", false);
        const ck_yaml_node *set = ck_yaml_find(node, "set");
        if (set == NULL || set->count == 0) {
            note(reading, ck_host_report(reading->diags, CK_E_MISSING, node->place, "the amendment sets nothing",
                                         "add \"set: {term: value}\""));
            continue;
        }
        if (!is_map(reading, set, "set")) continue;
        for (const ck_yaml_node *value = set->first; value != NULL; value = value->next) {
            const ck_term term = read_term_name(reading, value);
            double number = 0.0;
            if (term == CK_TERM_COUNT || !ck_measure_knob(reading, value, ck_term_info(term), &number)) continue;
            amendment[count++] = (ck_amendment){from, term, number, citation, value->place};
        }
    }
    measure->amendment = amendment;
    measure->amendment_count = count;
}

/* ---------------------------------------------------------------- what an effect needs ---------------------------- */

/* At least one of these terms must be written: without it the measure would do nothing, or nobody would have said
   what. */
static bool needs(ck_effect effect, ck_term term[2]) {
    term[0] = term[1] = CK_TERM_COUNT;
    switch (effect) {
        case CK_EFFECT_QUOTA: term[0] = CK_TERM_quota; term[1] = CK_TERM_quota_share; return true;
        case CK_EFFECT_DUTY: term[0] = CK_TERM_rate; return true;
        case CK_EFFECT_FEE: term[0] = CK_TERM_charge; return true;
        case CK_EFFECT_DIAL: term[0] = CK_TERM_dial; term[1] = CK_TERM_dial_approval; return true;
        case CK_EFFECT_EXEMPTION: term[0] = CK_TERM_exempt_share; return true;
        case CK_EFFECT_SUBSIDY: term[0] = CK_TERM_bring_forward_days; return true;
        default: return false;
    }
}

static void read_terms(ck_measure_reading *reading, const ck_yaml_node *map, ck_measure *measure, bool effect_known) {
    const ck_yaml_node *terms = ck_yaml_find(map, "terms");
    bool written[CK_TERM_COUNT + 1] = {false};
    if (terms != NULL && is_map(reading, terms, "terms")) {
        for (const ck_yaml_node *value = terms->first; value != NULL; value = value->next) {
            const ck_term term = read_term_name(reading, value);
            if (term == CK_TERM_COUNT) continue;
            (void)ck_measure_knob(reading, value, ck_term_info(term), &measure->term[term]);
            written[term] = true;
        }
    }
    for (uint32_t i = 0; i < measure->amendment_count; i++) written[measure->amendment[i].term] = true;
    ck_term wanted[2];
    if (!effect_known || !needs(measure->effect, wanted)) return;
    if (written[wanted[0]] || (wanted[1] != CK_TERM_COUNT && written[wanted[1]])) return;
    const bool two = wanted[1] != CK_TERM_COUNT;
    note(reading, ck_host_report(reading->diags, CK_E_MISSING, terms != NULL ? terms->place : map->place,
                                 "a %s needs the term %s%s%s", "add \"terms: {%s: ...}\"",
                                 ck_effect_word(measure->effect), ck_term_info(wanted[0]).name, two ? " or " : "",
                                 two ? ck_term_info(wanted[1]).name : "", ck_term_info(wanted[0]).name));
}

/* What the text of the law says is not said again, and not otherwise, by the scenario. */
static void check_law(ck_measure_reading *reading, const ck_yaml_node *map) {
    static const char *const said[] = {"citation", "link",  "authority", "certainty", "announced",
                                       "from",     "until", "suspended", "reach"};
    for (size_t k = 0; k < sizeof said / sizeof *said; k++) {
        const ck_yaml_node *node = ck_yaml_find(map, said[k]);
        if (node == NULL) continue;
        note(reading, ck_host_report(reading->diags, CK_E_SYNTAX, node->key_place,
                                     "\"%s\" of a measure with \"law\" comes from the text of the law",
                                     "leave it out; to change the law itself write \"law: {amend: ...}\" in the scenario",
                                     said[k]));
    }
}

/* What it is about: flows of which the law would say more if the world named their parties. */
static void read_open_parties(ck_measure_reading *reading, const ck_yaml_node *map, bool by_hand, double *share) {
    const ck_yaml_node *node = ck_yaml_find(map, "open_parties");
    if (node == NULL) return;
    if (by_hand) {
        note(reading, ck_host_report(reading->diags, CK_E_SYNTAX, node->key_place, "\"open_parties\" without \"law\"",
                                     "only a measure that follows the law asks for names of parties"));
        return;
    }
    note(reading, ck_yaml_number(node, "open_parties", "1", 0.0, 1.0, share, reading->diags));
}

/* Stockpiles and projects are named, not traded: rows of flows would be passed over without a word. */
static void check_reach(ck_measure_reading *reading, const ck_measure *measure) {
    if (!measure->reach_written) return;
    if (measure->effect != CK_EFFECT_RELEASE && measure->effect != CK_EFFECT_SUBSIDY) return;
    note(reading, ck_host_report(reading->diags, CK_E_SYNTAX, measure->reach_rows.place,
                                 "measure %q has a reach, and its effect is not about flows",
                                 "name \"stockpiles\" for a release and \"projects\" for a subsidy", measure->id));
}

static void check_scope(ck_measure_reading *reading, const ck_yaml_node *map, const ck_measure *measure) {
    if (measure->effect == CK_EFFECT_RELEASE) {
        if (measure->stockpiles.count > 0) return;
        note(reading, ck_host_report(reading->diags, CK_E_MISSING, map->place, "measure %q releases no stockpile",
                                     "add \"stockpiles: [...]\"", measure->id));
        return;
    }
    const ck_names *scope[] = {&measure->items,          &measure->except_items, &measure->origins,
                               &measure->except_origins, &measure->destinations, &measure->except_destinations,
                               &measure->end_uses};
    uint32_t named = measure->reach_written;
    for (size_t i = 0; i < sizeof scope / sizeof *scope; i++) named += scope[i]->count;
    if (named > 0 || measure->effect == CK_EFFECT_SUBSIDY) return;   // a subsidy without names is for all projects
    note(reading, ck_host_report(reading->diags, CK_E_MISSING, map->place,
                                 "measure %q has no scope: it would apply to everything everywhere",
                                 "add \"items\", \"origins\", \"destinations\" or \"end_uses\"; [\"*\"] means all, if "
                                 "that is what it says",
                                 measure->id));
}

static void check_end_uses(ck_measure_reading *reading, const ck_yaml_node *map) {
    static const char *const word[] = {"civil", "military", "semiconductor"};
    const ck_yaml_node *node = ck_yaml_find(map, "end_uses");
    if (node == NULL || node->kind == CK_YAML_MAP) return;
    const bool single = node->kind == CK_YAML_TEXT;
    for (const ck_yaml_node *one = single ? node : node->first; one != NULL; one = single ? NULL : one->next) {
        if (one->kind == CK_YAML_TEXT) (void)read_word(reading, one, "end use", word, 3);
    }
}

ck_measure ck_measure_read(ck_measure_reading *reading, const ck_yaml_node *map) {
    static const char *const effects[] = {
#define X(name, word, meaning) word,
        CK_EFFECT_LIST(X)
#undef X
    };
    static const char *const certainties[] = {"legal", "announced", "political", "hypothetical"};
    note(reading,
         ck_yaml_check_keys(map, "a measure", MEASURE_KEYS, MEASURE_KEY_COUNT, reading->arena, reading->diags));
    ck_measure measure = ck_measure_default();
    measure.place = map->place;
    measure.id = read_text(reading, map, "id", true);
    measure.law = read_names(reading, map, "law");
    const bool by_hand = measure.law.count == 0;
    measure.title = read_text(reading, map, "title", by_hand);
    measure.citation = read_text(reading, map, "citation", by_hand);
    measure.link = read_text(reading, map, "link", false);
    measure.authority = read_text(reading, map, "authority", by_hand);
    measure.certainty = read_text(reading, map, "certainty", by_hand);
    if (!by_hand) check_law(reading, map);
    static const char *const answers[] = {"no", "yes"};
    const ck_yaml_node *reexports = ck_yaml_find(map, "reexports");
    if (reexports != NULL) measure.reexports = read_word(reading, reexports, "answer", answers, 2) == 1;
    read_open_parties(reading, map, by_hand, &measure.open_parties);
    if (ck_yaml_find(map, "certainty") != NULL) {
        (void)read_word(reading, ck_yaml_find(map, "certainty"), "certainty", certainties, 4);
    }

    bool effect_known = false;
    if (ck_yaml_find(map, "effect") == NULL) {
        (void)read_text(reading, map, "effect", by_hand);
        if (!by_hand) measure.effect = CK_EFFECT_COUNT;              // follows from the outcome of the rules
    } else {
        const uint32_t effect = read_word(reading, ck_yaml_find(map, "effect"), "effect", effects, CK_EFFECT_COUNT);
        effect_known = effect < CK_EFFECT_COUNT;
        if (effect_known) measure.effect = (ck_effect)effect;
    }
    measure.items = read_names(reading, map, "items");
    measure.except_items = read_names(reading, map, "except_items");
    measure.origins = read_names(reading, map, "origins");
    measure.except_origins = read_names(reading, map, "except_origins");
    measure.destinations = read_names(reading, map, "destinations");
    measure.except_destinations = read_names(reading, map, "except_destinations");
    measure.end_uses = read_names(reading, map, "end_uses");
    measure.reach_rows = read_reach(reading, map);
    measure.reach_written = ck_yaml_find(map, "reach") != NULL;
    measure.stockpiles = read_names(reading, map, "stockpiles");
    measure.projects = read_names(reading, map, "projects");
    check_end_uses(reading, map);

    measure.until = CK_DATE_LAST;
    (void)read_date(reading, map, "announced", by_hand, &measure.announced);
    const bool from = read_date(reading, map, "from", by_hand, &measure.from);
    const bool until = read_date(reading, map, "until", false, &measure.until);
    if (from && until) check_period(reading, measure.from, measure.until, place_of(map, "until"), "the measure");
    read_pauses(reading, map, &measure);
    read_amendments(reading, map, &measure);
    read_terms(reading, map, &measure, effect_known && by_hand);
    if (effect_known && by_hand) {
        check_reach(reading, &measure);
        check_scope(reading, map, &measure);
    }
    return measure;
}
