/* A deal from YAML. */
#include "io/deal.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

typedef struct deal_reading {
    const ck_law  *law;
    ck_host_arena *arena;
    ck_diags      *diags;
    ck_status      status;
    ck_host_list   item;                 // ck_deal_item of the line that is being read
    ck_host_list   party, holding;
    ck_host_list   party_id;             // const char *, beside party
} deal_reading;

static void note(deal_reading *reading, ck_status status) {
    reading->status = ck_host_worse(reading->status, status);
}

static bool is_one_of(const char *text, const char *const *word, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(text, word[i]) == 0) return true;
    }
    return false;
}

static bool read_switch(deal_reading *reading, const ck_yaml_node *map, const char *key) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    const char *text = "";
    if (node == NULL) return false;
    const ck_status status = ck_yaml_text(node, key, &text, reading->diags);
    note(reading, status);
    if (status < 0 || strcmp(text, "yes") == 0 || strcmp(text, "no") == 0) return status >= 0 && strcmp(text, "yes") == 0;
    note(reading, ck_host_report(reading->diags, CK_E_SYNTAX, node->place, "%s is %q; it must be yes or no", "", key, text));
    return false;
}

static const char *read_text(deal_reading *reading, const ck_yaml_node *map, const char *key, const char *otherwise) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    const char *text = otherwise;
    if (node != NULL) note(reading, ck_yaml_text(node, key, &text, reading->diags));
    return text;
}

/* ---------------------------------------------------------------- facts ------------------------------------------- */

/* The value of a fact as one text: a list is joined by "; ". NULL: unknown, or an error that was reported. */
static const char *fact_text(deal_reading *reading, const ck_yaml_node *node) {
    const char *text = NULL;
    if (node->kind == CK_YAML_TEXT) {
        const ck_status status = ck_yaml_text(node, node->key, &text, reading->diags);
        note(reading, status);
        return status < 0 || ck_deal_is_unknown(text) ? NULL : text;
    }
    const char *const *part = NULL;
    uint32_t count = 0;
    const ck_status status = ck_yaml_texts(node, node->key, reading->arena, &part, &count, reading->diags);
    note(reading, status);
    if (status < 0) return NULL;
    char *joined = NULL;
    for (uint32_t i = 0; i < count; i++) {
        joined = i == 0 ? ck_host_join(reading->arena, part[i], "", "") : ck_host_join(reading->arena, joined, "; ", part[i]);
        if (joined == NULL) note(reading, ck_host_no_memory(reading->diags));
        if (joined == NULL) return NULL;
    }
    if (count == 0) {
        note(reading, ck_host_report(reading->diags, CK_E_MISSING, node->place, "%s is an empty list", "write a value, or unknown", node->key));
    }
    return joined;
}

/* All keys of a map that are not `own` are facts of the subject. */
static ck_deal_facts read_facts(deal_reading *reading, const ck_yaml_node *map, ck_subject subject, const char *what,
                                const char *const *own, uint32_t own_count, double quantity) {
    ck_deal_fact *fact = ck_host_take(reading->arena, map->count + 1, sizeof *fact);
    uint32_t count = 0;
    if (fact == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return (ck_deal_facts){0};
    }
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        if (is_one_of(node->key, own, own_count)) continue;
        const uint32_t index = ck_deal_find_fact(reading->law, subject, node->key, node->key_place, what, own, own_count, reading->diags);
        if (index == CK_NONE) {
            note(reading, CK_E_UNKNOWN);
            continue;
        }
        const char *text = fact_text(reading, node);
        if (text == NULL) continue;
        fact[count] = (ck_deal_fact){.name = node->key, .text = text, .place = node->place};
        if (subject == CK_SUBJECT_ITEM && (strcmp(node->key, "value") == 0 || strcmp(node->key, "mass") == 0)) {
            note(reading, ck_deal_scale(&fact[count], quantity, reading->arena, reading->diags));
        }
        count++;
    }
    return (ck_deal_facts){fact, count};
}

static bool need_map(deal_reading *reading, const ck_yaml_node *node, const char *what) {
    if (node->kind == CK_YAML_MAP) return true;
    note(reading, ck_host_report(reading->diags, CK_E_SYNTAX, node->place, "%s must be a map of keys and values; this is a %s",
                                 "write \"key: value\" lines, indented", what, ck_yaml_kind_word(node->kind)));
    return false;
}

static bool need_list(deal_reading *reading, const ck_yaml_node *node, const char *what) {
    if (node->kind == CK_YAML_LIST) return true;
    note(reading, ck_host_report(reading->diags, CK_E_SYNTAX, node->place, "%s must be a list; this is a %s",
                                 "write one a line with dashes", what, ck_yaml_kind_word(node->kind)));
    return false;
}

/* ---------------------------------------------------------------- items ------------------------------------------- */

static const char *const ITEM_KEYS[] = {"id", "description", "note", "quantity", "codes", "content", "content_complete", "components",
                                        "components_complete", "technologies", "technologies_complete"};
static const char *const TECHNOLOGY_KEYS[] = {"id", "note"};
#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof *(list)))

static void read_content(deal_reading *reading, const ck_yaml_node *node, ck_deal_item *item) {
    if (!need_map(reading, node, "content")) return;
    ck_deal_share *share = ck_host_take(reading->arena, node->count + 1, sizeof *share);
    if (share == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    uint32_t count = 0;
    for (const ck_yaml_node *one = node->first; one != NULL; one = one->next) {
        const char *text = "";
        ck_status status = ck_yaml_text(one, one->key, &text, reading->diags);
        if (status >= 0 && !ck_element_known(one->key)) {
            status = ck_host_report(reading->diags, CK_E_UNKNOWN, one->key_place, "there is no element %q",
                                    "write its symbol: Dy, Tb, Nd, Fe", one->key);
        }
        if (status >= 0 && !ck_deal_is_unknown(text)) {
            status = ck_deal_share_read(one->key, text, one->place, &share[count], reading->diags);
            if (status >= 0) count++;
        }
        note(reading, status);
    }
    item->share = share;
    item->share_count = count;
}

static void read_technologies(deal_reading *reading, const ck_yaml_node *node, ck_deal_item *item) {
    if (node->kind == CK_YAML_TEXT && strcmp(node->text, "none") == 0) {
        item->technologies_complete = true;
        return;
    }
    if (!need_list(reading, node, "technologies")) return;
    ck_deal_technology *technology = ck_host_take(reading->arena, node->count + 1, sizeof *technology);
    if (technology == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    uint32_t count = 0;
    for (const ck_yaml_node *one = node->first; one != NULL; one = one->next) {
        if (!need_map(reading, one, "a technology")) continue;
        technology[count].name = read_text(reading, one, "id", "");
        technology[count].place = one->place;
        technology[count++].facts =
            read_facts(reading, one, CK_SUBJECT_TECHNOLOGY, "a technology", TECHNOLOGY_KEYS, COUNT(TECHNOLOGY_KEYS), 1.0);
    }
    item->technology = technology;
    item->technology_count = count;
}

static double read_quantity(deal_reading *reading, const ck_yaml_node *map) {
    const ck_yaml_node *node = ck_yaml_find(map, "quantity");
    const char *text = "";
    double quantity = 1.0;
    if (node == NULL) return 1.0;
    ck_status status = ck_yaml_text(node, "quantity", &text, reading->diags);
    if (status >= 0 && (ck_host_number(text, strlen(text), &quantity) < 0 || !(quantity > 0.0) || quantity > 1e12)) {
        quantity = 1.0;
        status = ck_host_report(reading->diags, CK_E_RANGE, node->place, "the quantity is %q; it must be a number above 0",
                                "how many of it go into one of what it is part of", text);
    }
    note(reading, status);
    return quantity;
}

static void read_item(deal_reading *reading, const ck_yaml_node *node, uint32_t parent, double quantity) {
    if (!need_map(reading, node, "an item")) return;
    if (reading->item.count >= CK_DEAL_ITEMS_LIMIT) {
        note(reading, ck_host_report(reading->diags, CK_E_LIMIT, node->place, "a deal has at most %u items", "split it", CK_DEAL_ITEMS_LIMIT));
        return;
    }
    const uint32_t index = reading->item.count;
    ck_deal_item *slot = ck_host_list_add(reading->arena, &reading->item);
    if (slot == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    quantity *= read_quantity(reading, node);
    ck_deal_item item = {.parent = parent, .place = node->place};
    item.name = read_text(reading, node, "id", parent == CK_NONE ? "item" : "");
    if (item.name[0] == '\0') {
        note(reading, ck_host_report(reading->diags, CK_E_MISSING, node->place, "a component has no id", "name it: id: magnet"));
    }
    for (uint32_t i = 0; i < index; i++) {
        const ck_deal_item *before = (const ck_deal_item *)reading->item.item + i;
        if (index > 4096 || item.name[0] == '\0' || strcmp(before->name, item.name) != 0) continue;
        note(reading, ck_host_report(reading->diags, CK_E_DUPLICATE, node->place, "the id %q stands twice; first in line %u",
                                     "give each item an id of its own", item.name, before->place.line));
        break;
    }
    item.description = read_text(reading, node, "description", NULL);
    item.facts = read_facts(reading, node, CK_SUBJECT_ITEM, "an item", ITEM_KEYS, COUNT(ITEM_KEYS), quantity);
    item.composition_complete = read_switch(reading, node, "content_complete");
    item.parts_complete = read_switch(reading, node, "components_complete");
    item.technologies_complete = read_switch(reading, node, "technologies_complete");
    const ck_yaml_node *part = ck_yaml_find(node, "content");
    if (part != NULL) read_content(reading, part, &item);
    part = ck_yaml_find(node, "codes");
    if (part != NULL) note(reading, ck_yaml_texts(part, "codes", reading->arena, &item.code, &item.code_count, reading->diags));
    part = ck_yaml_find(node, "technologies");
    if (part != NULL) read_technologies(reading, part, &item);
    part = ck_yaml_find(node, "components");
    const bool none = part != NULL && part->kind == CK_YAML_TEXT && strcmp(part->text, "none") == 0;
    if (none) item.parts_complete = true;
    ((ck_deal_item *)reading->item.item)[index] = item;
    if (part == NULL || none || !need_list(reading, part, "components")) return;
    for (const ck_yaml_node *one = part->first; one != NULL; one = one->next) read_item(reading, one, index, quantity);
}

/* ---------------------------------------------------------------- parties ----------------------------------------- */

static const char *const PARTY_KEYS[] = {"id", "name", "roles", "country", "owners", "owners_complete", "note"};
static const char *const OWNER_KEYS[] = {"party", "share"};
static const char *const HOLDING_KEYS[] = {"owner", "owned", "share"};

static uint32_t find_party(deal_reading *reading, const ck_yaml_node *node, const char *what) {
    const char *text = "";
    if (ck_yaml_text(node, what, &text, reading->diags) < 0) {
        note(reading, CK_E_MISSING);
        return CK_NONE;
    }
    const char *const *id = reading->party_id.item;
    for (uint32_t i = 0; i < reading->party.count; i++) {
        if (strcmp(id[i], text) == 0) return i;
    }
    const char *nearest = ck_host_nearest(text, id, reading->party.count);
    note(reading, ck_host_report(reading->diags, CK_E_UNKNOWN, node->place, "there is no party %q",
                                 nearest != NULL ? "did you mean %q?" : "list it under parties, without roles if it has none%s", text,
                                 nearest != NULL ? nearest : ""));
    return CK_NONE;
}

static void read_party(deal_reading *reading, const ck_yaml_node *node) {
    if (!need_map(reading, node, "a party")) return;
    ck_deal_party *party = ck_host_list_add(reading->arena, &reading->party);
    const char **id = ck_host_list_add(reading->arena, &reading->party_id);
    if (party == NULL || id == NULL || reading->party.count > CK_DEAL_PARTIES_LIMIT) {
        note(reading, party == NULL || id == NULL ? ck_host_no_memory(reading->diags)
                                                  : ck_host_report(reading->diags, CK_E_LIMIT, node->place, "a deal has at most %u parties",
                                                                   "split it", CK_DEAL_PARTIES_LIMIT));
        return;
    }
    party->place = node->place;
    party->name = read_text(reading, node, "name", "");
    *id = read_text(reading, node, "id", party->name);
    if ((*id)[0] == '\0') {
        note(reading, ck_host_report(reading->diags, CK_E_MISSING, node->place, "a party has neither name nor id",
                                     "write the name; when it is not known, an id such as buyer"));
    }
    for (uint32_t i = 0; i + 1 < reading->party.count; i++) {
        if (strcmp(((const char *const *)reading->party_id.item)[i], *id) != 0) continue;
        note(reading, ck_host_report(reading->diags, CK_E_DUPLICATE, node->place, "the party %q stands twice", "give one party several roles", *id));
        break;
    }
    const char *country = read_text(reading, node, "country", "unknown");
    party->country = ck_deal_is_unknown(country) ? NULL : country;
    party->owners_complete = read_switch(reading, node, "owners_complete");
    const ck_yaml_node *owners = ck_yaml_find(node, "owners");
    if (owners != NULL && owners->kind == CK_YAML_TEXT && strcmp(owners->text, "none") == 0) party->owners_complete = true;
    const ck_yaml_node *roles = ck_yaml_find(node, "roles");
    const char *const *role = NULL;
    uint32_t count = 0;
    if (roles != NULL) note(reading, ck_yaml_texts(roles, "roles", reading->arena, &role, &count, reading->diags));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t bit = 0;
        note(reading, ck_deal_role_read(role[i], roles->place, &bit, reading->diags));
        party->roles |= bit;
    }
    party->facts = read_facts(reading, node, CK_SUBJECT_PARTY, "a party", PARTY_KEYS, COUNT(PARTY_KEYS), 1.0);
}

static void read_holding(deal_reading *reading, const ck_yaml_node *node, const char *owner_key, uint32_t owned, ck_place place) {
    const ck_yaml_node *owner = ck_yaml_find(node, owner_key), *share = ck_yaml_find(node, "share");
    if (owner == NULL) {
        note(reading, ck_host_report(reading->diags, CK_E_MISSING, node->place, "a holding does not say who holds", "add %s: PARTY", owner_key));
        return;
    }
    ck_deal_holding holding = {.owner = find_party(reading, owner, owner_key), .owned = owned, .percent = CK_NAN, .place = place};
    if (share != NULL) {
        const char *text = "";
        ck_status status = ck_yaml_text(share, "share", &text, reading->diags);
        if (status >= 0) status = ck_deal_percent_read("the share", text, share->place, &holding.percent, reading->diags);
        note(reading, status);
    }
    if (holding.owner == CK_NONE || holding.owned == CK_NONE) return;
    ck_deal_holding *slot = ck_host_list_add(reading->arena, &reading->holding);
    if (slot == NULL) note(reading, ck_host_no_memory(reading->diags));
    else *slot = holding;
}

static void read_parties(deal_reading *reading, const ck_yaml_node *map) {
    const ck_yaml_node *parties = ck_yaml_find(map, "parties"), *holdings = ck_yaml_find(map, "holdings");
    if (parties != NULL && need_list(reading, parties, "parties")) {
        for (const ck_yaml_node *one = parties->first; one != NULL; one = one->next) read_party(reading, one);
        uint32_t at = 0;
        for (const ck_yaml_node *one = parties->first; one != NULL; one = one->next) {
            if (one->kind != CK_YAML_MAP) continue;
            const ck_yaml_node *owners = ck_yaml_find(one, "owners");
            const bool none = owners != NULL && owners->kind == CK_YAML_TEXT && strcmp(owners->text, "none") == 0;
            if (owners != NULL && !none && need_list(reading, owners, "owners")) {
                for (const ck_yaml_node *owner = owners->first; owner != NULL; owner = owner->next) {
                    note(reading, ck_yaml_check_keys(owner, "an owner", OWNER_KEYS, COUNT(OWNER_KEYS), reading->arena, reading->diags));
                    if (owner->kind == CK_YAML_MAP) read_holding(reading, owner, "party", at, owner->place);
                }
            }
            at++;
        }
    }
    if (holdings == NULL || !need_list(reading, holdings, "holdings")) return;
    for (const ck_yaml_node *one = holdings->first; one != NULL; one = one->next) {
        note(reading, ck_yaml_check_keys(one, "a holding", HOLDING_KEYS, COUNT(HOLDING_KEYS), reading->arena, reading->diags));
        if (one->kind != CK_YAML_MAP) continue;
        const ck_yaml_node *owned = ck_yaml_find(one, "owned");
        if (owned != NULL) read_holding(reading, one, "owner", find_party(reading, owned, "owned"), one->place);
        else
            note(reading, ck_host_report(reading->diags, CK_E_MISSING, one->place, "a holding does not say who is held", "add owned: PARTY"));
    }
}

/* ---------------------------------------------------------------- the deal ---------------------------------------- */

static const char *const DEAL_KEYS[] = {"deal", "title", "note", "on", "known", "at", "dates", "route", "item", "items",
                                        "parties", "parties_complete", "holdings", "vessel", "expect"};
static const char *const DATE_KEYS[] = {"export", "entry", "arrival", "acceptance"};

static void read_dates(deal_reading *reading, const ck_yaml_node *map, ck_host_deal *deal) {
    const ck_yaml_node *node = ck_yaml_find(map, "on");
    if (node != NULL) note(reading, ck_yaml_date(node, "on", &deal->on, reading->diags));
    node = ck_yaml_find(map, "known");
    if (node != NULL) note(reading, ck_yaml_date(node, "known", &deal->known, reading->diags));
    node = ck_yaml_find(map, "at");
    if (node != NULL) {
        const char *text = "";
        ck_status status = ck_yaml_text(node, "at", &text, reading->diags);
        if (status >= 0) status = ck_deal_minute_read(text, node->place, &deal->minute, &deal->on, reading->diags);
        deal->by_minute = status >= 0;
        note(reading, status);
    }
    node = ck_yaml_find(map, "dates");
    if (node == NULL) return;
    note(reading, ck_yaml_check_keys(node, "dates", DATE_KEYS, COUNT(DATE_KEYS), reading->arena, reading->diags));
    for (uint32_t i = 0; i < COUNT(DATE_KEYS); i++) {
        const ck_yaml_node *day = ck_yaml_find(node, DATE_KEYS[i]);
        if (day != NULL) note(reading, ck_yaml_date(day, DATE_KEYS[i], &deal->event[CK_EVENT_EXPORT + i], reading->diags));
    }
}

static void read_lines(deal_reading *reading, const ck_yaml_node *map, const ck_deal *common, ck_host_deal *deal) {
    const ck_yaml_node *one = ck_yaml_find(map, "item"), *several = ck_yaml_find(map, "items");
    if ((one == NULL) == (several == NULL)) {
        note(reading, ck_host_report(reading->diags, CK_E_MISSING, map->place, "the deal needs an item",
                                     "write item: with its facts below, or items: with a list of them"));
        return;
    }
    if (several != NULL && !need_list(reading, several, "items")) return;
    const uint32_t count = several != NULL ? several->count : 1;
    ck_deal *line = ck_host_take(reading->arena, count + 1, sizeof *line);
    if (line == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    for (const ck_yaml_node *item = several != NULL ? several->first : one; item != NULL; item = several != NULL ? item->next : NULL) {
        reading->item = (ck_host_list){.each = sizeof(ck_deal_item)};
        read_item(reading, item, CK_NONE, 1.0);
        line[deal->line_count] = *common;
        line[deal->line_count].item = reading->item.item;
        line[deal->line_count++].item_count = reading->item.count;
    }
    deal->line = line;
    if (count == 0) note(reading, ck_host_report(reading->diags, CK_E_MISSING, several->place, "the list of items is empty", ""));
}

ck_status ck_deal_read(ck_host_input *input, const ck_law *law, ck_host_arena *arena, ck_host_deal *deal, ck_diags *diags) {
    deal_reading reading = {.law = law, .arena = arena, .diags = diags, .party = {.each = sizeof(ck_deal_party)},
                            .holding = {.each = sizeof(ck_deal_holding)}, .party_id = {.each = sizeof(const char *)}};
    *deal = (ck_host_deal){.name = "", .title = "", .on = CK_DATE_LAST, .known = CK_DATE_LAST};
    for (size_t i = 0; i < sizeof deal->event / sizeof *deal->event; i++) deal->event[i] = CK_DATE_LAST;
    ck_yaml_node *map = NULL;
    CK_TRY(ck_yaml_read(input, arena, &map, diags));
    if (!need_map(&reading, map, "a deal")) return reading.status;
    deal->place = map->place;
    deal->name = read_text(&reading, map, "deal", "deal");
    deal->title = read_text(&reading, map, "title", "");
    deal->expect = ck_yaml_find(map, "expect");
    read_dates(&reading, map, deal);
    read_parties(&reading, map);
    ck_deal common = {.name = deal->name, .place = map->place};
    common.facts = read_facts(&reading, map, CK_SUBJECT_DEAL, "a deal", DEAL_KEYS, COUNT(DEAL_KEYS), 1.0);
    const ck_yaml_node *route = ck_yaml_find(map, "route");
    if (route != NULL) {
        note(&reading, ck_yaml_texts(route, "route", arena, &deal->stop, &deal->stop_count, diags));
        note(&reading, ck_deal_route(deal->stop, deal->stop_count, route->place, &common.facts, arena, diags));
    }
    const ck_yaml_node *vessel = ck_yaml_find(map, "vessel");
    if (vessel != NULL && need_map(&reading, vessel, "vessel")) {
        common.vessel = read_facts(&reading, vessel, CK_SUBJECT_VESSEL, "a vessel", NULL, 0, 1.0);
    }
    common.party = reading.party.item;
    common.party_count = reading.party.count;
    common.parties_complete = read_switch(&reading, map, "parties_complete");
    common.holding = reading.holding.item;
    common.holding_count = reading.holding.count;
    read_lines(&reading, map, &common, deal);
    return reading.status;
}
