#include "io/rules_read.h"

#include "base/base.h"

#include <string.h>

static void note(ck_measure_reading *reading, ck_status status) {
    reading->status = ck_host_worse(reading->status, status);
}

/* ---------------------------------------------------------------- selectors --------------------------------------- */

ck_names ck_rules_names(ck_measure_reading *reading, const ck_yaml_node *map, const char *key) {
    ck_names names = {0};
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node == NULL) return names;
    names.place = node->place;
    note(reading, ck_yaml_texts(node, key, reading->arena, &names.name, &names.count, reading->diags));
    return names;
}

static uint32_t find_label(const ck_labels *labels, const char *name) {
    uint32_t k = 0;
    while (k < labels->count && strcmp(labels->name[k], name) != 0) k++;
    return k;
}

static void unknown(ck_measure_reading *reading, const ck_labels *labels, const char *what, const char *name,
                    ck_place place) {
    const char *nearest = ck_host_nearest(name, labels->name, labels->count);
    note(reading,
         ck_host_report(reading->diags, CK_E_UNKNOWN, place, "there is no %s %q",
                        nearest != NULL ? "did you mean %q?" : "labels are those of the table; \"*\" means all%s", what,
                        name, nearest != NULL ? nearest : ""));
}

static void mark(ck_measure_reading *reading, const ck_labels *labels, const char *what, const char *name,
                 ck_place place, uint8_t value, uint8_t *mask) {
    if (strcmp(name, "*") == 0) {
        memset(mask, value, labels->count);
        return;
    }
    const uint32_t at = find_label(labels, name);
    if (at < labels->count) mask[at] = value;
    else unknown(reading, labels, what, name, place);
}

static void mark_set(ck_measure_reading *reading, const ck_labels *labels, const ck_yaml_node *sets,
                     const char *set_word, const char *what, const char *name, ck_place place, uint8_t value,
                     uint8_t *mask) {
    const size_t length = strlen(set_word);
    if (strncmp(name, set_word, length) != 0 || name[length] != ':') {
        mark(reading, labels, what, name, place, value, mask);
        return;
    }
    if (ck_yaml_find(sets, name + length + 1) == NULL) {
        note(reading, ck_host_report(reading->diags, CK_E_UNKNOWN, place, "there is no %s %q",
                                     "name its members in the file: \"%ss: {NAME: [...]}\"", set_word,
                                     name + length + 1, set_word));
        return;
    }
    const ck_names members = ck_rules_names(reading, sets, name + length + 1);
    for (uint32_t k = 0; k < members.count; k++)
        mark(reading, labels, what, members.name[k], members.place, value, mask);
}

const uint8_t *ck_rules_mask(ck_measure_reading *reading, const ck_labels *labels, const ck_yaml_node *sets,
                             const char *set_word, const char *what, ck_names names, ck_names except) {
    if (names.count == 0 && except.count == 0) return NULL;
    uint8_t *mask = ck_host_take(reading->arena, (size_t)labels->count + 1, 1);
    if (mask == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return NULL;
    }
    if (names.count == 0) memset(mask, 1, labels->count);
    for (uint32_t k = 0; k < names.count; k++)
        mark_set(reading, labels, sets, set_word, what, names.name[k], names.place, 1, mask);
    for (uint32_t k = 0; k < except.count; k++)
        mark_set(reading, labels, sets, set_word, what, except.name[k], except.place, 0, mask);
    return mask;
}

/* ---------------------------------------------------------------- rules ------------------------------------------- */

static const char *const END_USES[CK_END_USES] = {"civil", "military", "semiconductor"};

static void set_end_uses(ck_measure_reading *reading, ck_names names, ck_rule *rule) {
    for (uint32_t e = 0; e < CK_END_USES; e++) rule->end_use[e] = names.count == 0;
    for (uint32_t k = 0; k < names.count; k++) {
        uint32_t e = 0;
        while (e < CK_END_USES && strcmp(names.name[k], END_USES[e]) != 0) e++;
        if (e < CK_END_USES) rule->end_use[e] = true;
        else
            note(reading, ck_host_report(reading->diags, CK_E_UNKNOWN, names.place, "there is no end use %q",
                                         "civil, military or semiconductor", names.name[k]));
    }
}

static void scope_of(ck_measure_reading *reading, const ck_rule_labels *labels, const ck_measure *measure,
                     ck_rule *rule) {
    rule->origin = ck_rules_mask(reading, &labels->regions, labels->blocs, "bloc", "region", measure->origins,
                                 measure->except_origins);
    rule->item =
        ck_rules_mask(reading, &labels->items, labels->groups, "group", "item", measure->items, measure->except_items);
    rule->destination = ck_rules_mask(reading, &labels->regions, labels->blocs, "bloc", "region", measure->destinations,
                                      measure->except_destinations);
    set_end_uses(reading, measure->end_uses, rule);
}

/* A key that measures do not have: who buys. It is taken out before the measure is read. */
static const ck_yaml_node *without_users(ck_measure_reading *reading, const ck_yaml_node *map) {
    ck_yaml_node *copy = ck_host_take(reading->arena, 1, sizeof *copy);
    if (copy == NULL) return map;
    *copy = *map;
    ck_yaml_node **link = &copy->first;
    *link = NULL;
    copy->count = 0;
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        if (strcmp(node->key, "users") == 0) continue;
        ck_yaml_node *one = ck_host_take(reading->arena, 1, sizeof *one);
        if (one == NULL) return map;
        *one = *node;
        one->next = NULL;
        *link = one;
        link = &one->next;
        copy->last = one;
        copy->count++;
    }
    return copy;
}

static bool acts(ck_effect effect) {
    return effect == CK_EFFECT_BAN || effect == CK_EFFECT_QUOTA || effect == CK_EFFECT_LICENCE ||
           effect == CK_EFFECT_DIAL || effect == CK_EFFECT_REFUSAL || effect == CK_EFFECT_EXEMPTION;
}

static void read_measure(ck_measure_reading *reading, const ck_yaml_node *node, const ck_rule_labels *labels,
                         ck_rule *rule) {
    ck_measure *measure = ck_host_take(reading->arena, 1, sizeof *measure);
    if (measure == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    *measure = ck_measure_read(reading, without_users(reading, node));
    *rule = (ck_rule){.kind = CK_RULE_MEASURE, .measure = measure, .id = measure->id, .share = 1.0};
    if (measure->law.count > 0)
        note(reading,
             ck_host_report(reading->diags, CK_E_USAGE, measure->place, "measure %q stands for a text of the law",
                            "in a table its scope and terms are written out", measure->id));
    else if (!acts(measure->effect))
        note(reading,
             ck_host_report(reading->diags, CK_NOTED, measure->place, "measure %q does nothing here: %s",
                            "a table has quantities at baseline prices; ban, quota, licence, refusal, dial and "
                            "exemption act",
                            measure->id, ck_effect_word(measure->effect)));
    scope_of(reading, labels, measure, rule);
    rule->user = ck_rules_mask(reading, &labels->users, labels->groups, "group", "user",
                               ck_rules_names(reading, node, "users"), (ck_names){0});
}

/* {id, origins, destinations, items, users, share, from, until} */
static void read_share(ck_measure_reading *reading, const ck_yaml_node *node, const ck_rule_labels *labels,
                       ck_rule_kind kind, ck_rule *rule) {
    static const char *const key[] = {
        "id",    "title", "origins", "except_origins", "destinations", "except_destinations", "items", "except_items",
        "users", "share", "from",    "until",          "note"};
    const char *what = kind == CK_RULE_TRANSPORT ? "a transport rule" : "a demand rule";
    ck_measure *measure = ck_host_take(reading->arena, 1, sizeof *measure);
    if (measure == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    *measure = ck_measure_default();
    measure->place = node->place;
    measure->id = "";
    *rule = (ck_rule){.kind = kind, .measure = measure, .id = "", .share = 1.0};
    note(reading, ck_yaml_check_keys(node, what, key, sizeof key / sizeof *key, reading->arena, reading->diags));
    const ck_yaml_node *id = ck_yaml_find(node, "id"), *share = ck_yaml_find(node, "share"),
                       *from = ck_yaml_find(node, "from"), *until = ck_yaml_find(node, "until");
    if (id == NULL || share == NULL || from == NULL) {
        note(reading, ck_host_report(reading->diags, CK_E_MISSING, node->place, "%s needs %s",
                                     kind == CK_RULE_TRANSPORT ? "share: what still passes, 0 to 1"
                                                               : "share: what is wanted over the baseline",
                                     what, id == NULL ? "an id" : share == NULL ? "a share" : "a date from"));
        return;
    }
    note(reading, ck_yaml_text(id, "id", &rule->id, reading->diags));
    measure->id = rule->id;
    note(reading, ck_yaml_number(share, "share", "1", 0.0, kind == CK_RULE_TRANSPORT ? 1.0 : 1000.0, &rule->share,
                                 reading->diags));
    note(reading, ck_yaml_date(from, "from", &measure->from, reading->diags));
    measure->until = CK_DATE_LAST;
    if (until != NULL && !(until->kind == CK_YAML_TEXT && strcmp(until->text, "open") == 0))
        note(reading, ck_yaml_date(until, "until", &measure->until, reading->diags));
    if (measure->until.day <= measure->from.day)
        note(reading,
             ck_host_report(reading->diags, CK_E_RANGE, node->place, "rule %q is empty: from %D until %D",
                            "\"until\" is the first day after the period", rule->id, measure->from, measure->until));
    measure->origins = ck_rules_names(reading, node, "origins");
    measure->except_origins = ck_rules_names(reading, node, "except_origins");
    measure->destinations = ck_rules_names(reading, node, "destinations");
    measure->except_destinations = ck_rules_names(reading, node, "except_destinations");
    measure->items = ck_rules_names(reading, node, "items");
    measure->except_items = ck_rules_names(reading, node, "except_items");
    scope_of(reading, labels, measure, rule);
    rule->user = ck_rules_mask(reading, &labels->users, labels->groups, "group", "user",
                               ck_rules_names(reading, node, "users"), (ck_names){0});
}

static const ck_yaml_node *list_of(ck_measure_reading *reading, const ck_yaml_node *map, const char *key) {
    const ck_yaml_node *list = ck_yaml_find(map, key);
    if (list == NULL || list->kind == CK_YAML_LIST) return list;
    note(reading, ck_host_report(reading->diags, CK_E_SYNTAX, list->place, "%s must be a list; this is a %s",
                                 "write one entry a line with dashes", key, ck_yaml_kind_word(list->kind)));
    return NULL;
}

static void check_ids(ck_measure_reading *reading, const ck_rule *rule, uint32_t count) {
    for (uint32_t k = 0; k < count; k++) {
        for (uint32_t before = 0; before < k; before++) {
            if (rule[k].id == NULL || rule[before].id == NULL || strcmp(rule[k].id, rule[before].id) != 0) continue;
            note(reading,
                 ck_host_report(reading->diags, CK_E_DUPLICATE, rule[k].measure->place, "two rules are called %q",
                                "ids are unique among measures, transport and demand", rule[k].id));
        }
    }
}

#define RULE_LIMIT 1000u

const ck_rule *ck_rules_read(ck_measure_reading *reading, const ck_yaml_node *map, const ck_rule_labels *labels,
                             uint32_t *count) {
    static const struct { const char *key; ck_rule_kind kind; } list[] = {
        {"measures", CK_RULE_MEASURE}, {"transport", CK_RULE_TRANSPORT}, {"demand", CK_RULE_DEMAND}};
    uint32_t all = 0, made = 0;
    *count = 0;
    for (size_t k = 0; k < 3; k++) {
        const ck_yaml_node *node = ck_yaml_find(map, list[k].key);
        if (node != NULL && node->kind == CK_YAML_LIST) all += node->count;
    }
    if (all > RULE_LIMIT) {
        note(reading, ck_host_report(reading->diags, CK_E_LIMIT, map->place, "there are %u rules; at most %u are taken",
                                     "join rules of one scope and one period", all, RULE_LIMIT));
        return NULL;
    }
    ck_rule *rule = ck_host_take(reading->arena, (size_t)all + 1, sizeof *rule);
    if (rule == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return NULL;
    }
    for (size_t k = 0; k < 3; k++) {
        const ck_yaml_node *nodes = list_of(reading, map, list[k].key);
        for (const ck_yaml_node *node = nodes != NULL ? nodes->first : NULL; node != NULL; node = node->next) {
            if (node->kind != CK_YAML_MAP) {
                note(reading,
                     ck_host_report(reading->diags, CK_E_SYNTAX, node->place, "a rule must be a map; this is a %s",
                                    "write {id: ..., from: ..., ...}", ck_yaml_kind_word(node->kind)));
                continue;
            }
            if (list[k].kind == CK_RULE_MEASURE) read_measure(reading, node, labels, &rule[made]);
            else read_share(reading, node, labels, list[k].kind, &rule[made]);
            if (rule[made].measure != NULL) made++;
        }
    }
    check_ids(reading, rule, made);
    *count = made;
    return rule;
}

/* ---------------------------------------------------------------- end uses ---------------------------------------- */

const double *ck_rules_end_uses(ck_measure_reading *reading, const ck_yaml_node *node, const ck_rule_labels *labels,
                                const uint32_t *buyer_user, uint32_t buyers) {
    if (node == NULL) return NULL;
    double *share = ck_host_take(reading->arena, (size_t)buyers * CK_END_USES + 1, sizeof *share);
    double *of_user = ck_host_take(reading->arena, (size_t)labels->users.count * CK_END_USES + 1, sizeof *of_user);
    if (share == NULL || of_user == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return NULL;
    }
    if (node->kind != CK_YAML_MAP) {
        note(reading, ck_host_report(reading->diags, CK_E_SYNTAX, node->place, "end_uses must be a map; this is a %s",
                                     "write {USER: {military: 0.1}}", ck_yaml_kind_word(node->kind)));
        return NULL;
    }
    for (const ck_yaml_node *user = node->first; user != NULL; user = user->next) {
        const uint32_t at = find_label(&labels->users, user->key);
        if (at == labels->users.count) {
            unknown(reading, &labels->users, "user", user->key, user->key_place);
            continue;
        }
        note(reading, ck_yaml_check_keys(user, "the end uses of a user", END_USES + 1, CK_END_USES - 1, reading->arena,
                                         reading->diags));
        double sum = 0.0;
        for (uint32_t e = 1; e < CK_END_USES; e++) {
            const ck_yaml_node *value = ck_yaml_find(user, END_USES[e]);
            double *to = &of_user[(size_t)at * CK_END_USES + e];
            if (value != NULL) note(reading, ck_yaml_number(value, END_USES[e], "1", 0.0, 1.0, to, reading->diags));
            sum += *to;
        }
        if (sum > 1.0)
            note(reading, ck_host_report(reading->diags, CK_E_RANGE, user->place, "the end uses of %q add up to %g",
                                         "shares of one user add up to at most 1", user->key, sum));
    }
    for (uint32_t b = 0; b < buyers; b++) {
        double civil = 1.0;
        for (uint32_t e = 1; e < CK_END_USES; e++) {
            share[(size_t)b * CK_END_USES + e] = of_user[(size_t)buyer_user[b] * CK_END_USES + e];
            civil -= share[(size_t)b * CK_END_USES + e];
        }
        share[(size_t)b * CK_END_USES] = ck_max(civil, 0.0);
    }
    return share;
}
