/* Levers, sides and third countries of game files. */
#include "io/play_parts.h"

#include <string.h>

#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof(list)[0]))

static const char *const AIM[] = {
#define X(name, meaning) #name,
    CK_AIM_LIST(X)
#undef X
};
static const char *const CATEGORY[] = {
#define X(name, letter, meaning) #name,
    CK_CATEGORY_LIST(X)
#undef X
};
static const char *const FEATURE[] = {
#define X(name, meaning) #name,
    CK_FEATURE_LIST(X)
#undef X
};

/* ---------------------------------------------------------------- levers ------------------------------------------ */

static void read_terms(cki_play_reading *reading, const ck_yaml_node *map, ck_play_set *set) {
    ck_play_term *term = ck_host_take(&reading->spec->arena, (size_t)map->count + 1, sizeof *term);
    if (term == NULL) {
        cki_play_note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    const char *names[CK_TERM_COUNT];
    for (uint32_t t = 0; t < CK_TERM_COUNT; t++) names[t] = ck_term_info((ck_term)t).name;
    cki_play_keys(reading, map, "the terms of a measure", names, CK_TERM_COUNT);
    for (uint32_t t = 0; t < CK_TERM_COUNT; t++) {
        const ck_knob_info info = ck_term_info((ck_term)t);
        const ck_yaml_node *node = ck_yaml_find(map, info.name);
        if (node == NULL) continue;
        double value = 0.0;
        cki_play_note(reading, ck_yaml_number(node, info.name, info.unit, info.low, info.high, &value, reading->diags));
        term[set->term_count++] = (ck_play_term){(ck_term)t, value};
    }
    set->term = term;
}

static void read_set(cki_play_reading *reading, const ck_yaml_node *map, ck_play_level *level) {
    if (map->kind != CK_YAML_MAP) {
        cki_play_complain(reading, CK_E_SYNTAX, map->place, "%s must be a map from measures to terms",
                          "set: {us-plus-100: {rate: 1.0}} or {cn-2025-57: off}", "set");
        return;
    }
    level->set = ck_host_take(&reading->spec->arena, (size_t)map->count + 1, sizeof *level->set);
    if (level->set == NULL) {
        cki_play_note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        ck_play_set *set = &level->set[level->set_count++];
        *set = (ck_play_set){.place = node->key_place, .measure = node->key};
        if (node->kind == CK_YAML_MAP) read_terms(reading, node, set);
        else if (node->kind == CK_YAML_TEXT && strcmp(node->text, "off") == 0) set->off = true;
        else if (!(node->kind == CK_YAML_TEXT && strcmp(node->text, "on") == 0))
            cki_play_complain(reading, CK_E_SYNTAX, node->place, "measure %q is set to neither terms nor on nor off",
                              "{rate: 1.0}, on, or off", node->key);
    }
}

static void read_direct(cki_play_reading *reading, const ck_yaml_node *map, const char *name, cki_play_ground ground,
                        ck_level *level) {
    const char *sides[CK_PLAY_SIDES] = {reading->spec->actor[0].id, reading->spec->actor[1].id};
    if (!cki_play_keys(reading, map, "direct", sides, CK_PLAY_SIDES)) return;
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        const ck_yaml_node *side = ck_yaml_find(map, sides[s]);
        if (side == NULL || !cki_play_keys(reading, side, "direct losses", AIM, CK_AIM_COUNT)) continue;
        for (uint32_t k = 0; k < CK_AIM_COUNT; k++)
            cki_play_field(reading, side, cki_play_name(reading, name, ".", sides[s]), AIM[k], false, ground, -1000,
                           1000, &level->direct[s][k]);
    }
}

static void read_level(cki_play_reading *reading, const ck_yaml_node *map, uint32_t at, cki_play_ground ground) {
    static const char *const keys[] = {"name", "intensity", "set", "direct", "source", "grade"};
    ck_escalation *game = &reading->spec->game;
    ck_lever *lever = &game->lever[game->lever_count];
    ck_play_lever *names = &reading->spec->lever[game->lever_count];
    names->level[at].name = "";
    if (!cki_play_keys(reading, map, "a level", keys, COUNT(keys))) return;
    ground = cki_play_ground_of(reading, map, ground);
    names->level[at].name = cki_play_text(reading, map, "name", NULL);
    const char *name = cki_play_name(reading, names->id, "/", names->level[at].name);
    const ck_yaml_node *intensity = ck_yaml_find(map, "intensity"), *set = ck_yaml_find(map, "set"),
                       *direct = ck_yaml_find(map, "direct");
    if (intensity == NULL)
        cki_play_complain(reading, CK_E_MISSING, map->place, "the level %q has no intensity", "from 0 to 1",
                          names->level[at].name);
    else
        cki_play_note(reading,
                      ck_yaml_number(intensity, "intensity", "1", 0, 1, &lever->level[at].intensity, reading->diags));
    if (at > 0 && lever->level[at].intensity <= lever->level[at - 1].intensity && intensity != NULL)
        cki_play_complain(reading, CK_E_RANGE, intensity->place, "the intensity of %q does not rise",
                          "levels go from mild to severe", names->level[at].name);
    if (set != NULL) read_set(reading, set, &names->level[at]);
    if (direct != NULL) read_direct(reading, direct, name, ground, &lever->level[at]);
    lever->engine = lever->engine || names->level[at].set_count > 0;
}

static void read_lever(cki_play_reading *reading, const ck_yaml_node *map) {
    static const char *const keys[] = {"id",    "owner", "kind",       "role",   "title",  "start",
                                       "truce", "deal",  "propensity", "levels", "source", "grade"};
    static const char *const kinds[] = {"tariff", "scope", "list", "licence-dial", "port-fee"};
    static const char *const roles[] = {"side", "invest", "stockpile"};
    ck_escalation *game = &reading->spec->game;
    ck_lever *lever = &game->lever[game->lever_count];
    ck_play_lever *names = &reading->spec->lever[game->lever_count];
    if (!cki_play_keys(reading, map, "a lever", keys, COUNT(keys))) return;
    const cki_play_ground ground = cki_play_ground_of(reading, map, (cki_play_ground){"", CK_ASSUMED});
    *names = (ck_play_lever){.place = map->place,
                             .id = cki_play_text(reading, map, "id", NULL),
                             .title = cki_play_text(reading, map, "title", NULL),
                             .kind = ""};
    const ck_yaml_node *role = ck_yaml_find(map, "role"), *owner = ck_yaml_find(map, "owner"),
                       *kind = ck_yaml_find(map, "kind"), *levels = ck_yaml_find(map, "levels"),
                       *propensity = ck_yaml_find(map, "propensity");
    if (role != NULL) lever->role = (ck_lever_role)cki_play_word(reading, role, roles, COUNT(roles), "a role");
    if (lever->role == CK_LEVER_SIDE) {
        const char *sides[CK_PLAY_SIDES] = {reading->spec->actor[0].id, reading->spec->actor[1].id};
        if (owner == NULL)
            cki_play_complain(reading, CK_E_MISSING, map->place, "the lever %q has no owner", "one of the two sides",
                              names->id);
        else lever->owner = cki_play_word(reading, owner, sides, CK_PLAY_SIDES, "a side");
        if (kind == NULL)
            cki_play_complain(reading, CK_E_MISSING, map->place, "the lever %q has no kind",
                              "tariff, scope, list, licence-dial or port-fee", names->id);
        else names->kind = kinds[cki_play_word(reading, kind, kinds, COUNT(kinds), "a kind of lever")];
    }
    lever->propensity = 1.0;
    if (propensity != NULL)
        cki_play_note(reading,
                      ck_yaml_number(propensity, "propensity", "1", 0.01, 100, &lever->propensity, reading->diags));
    if (levels == NULL || levels->kind != CK_YAML_LIST || levels->count < 2 || levels->count > CK_PLAY_LEVELS) {
        cki_play_note(reading,
                      ck_host_report(reading->diags, CK_E_RANGE, map->place, "the lever %q needs 2 to %u levels",
                                     "levels: [{name: ..., intensity: 0}, ...]", names->id, CK_PLAY_LEVELS));
        return;
    }
    for (const ck_yaml_node *node = levels->first; node != NULL; node = node->next)
        read_level(reading, node, lever->level_count++, ground);
    lever->start = cki_play_whole(reading, map, "start", 0, lever->level_count - 1, 0);
    lever->truce = cki_play_whole(reading, map, "truce", 0, lever->level_count - 1, 0);
    lever->deal = cki_play_whole(reading, map, "deal", 0, lever->level_count - 1, 0);
    game->lever_count++;
}

static void read_levers(cki_play_reading *reading, const ck_yaml_node *list) {
    ck_escalation *game = &reading->spec->game;
    uint32_t inputs = 0;
    if (list->kind != CK_YAML_LIST || list->count > CK_PLAY_LEVERS) {
        cki_play_note(reading, ck_host_report(reading->diags, CK_E_RANGE, list->place,
                                              "levers must be a list of at most %u", "", CK_PLAY_LEVERS));
        return;
    }
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        read_lever(reading, node);
        if (reading->status < 0 && game->lever_count == 0) return;
    }
    for (uint32_t l = 0; l < game->lever_count; l++) {
        inputs += game->lever[l].engine;
        for (uint32_t k = 0; k < l; k++) {
            if (strcmp(reading->spec->lever[l].id, reading->spec->lever[k].id) == 0)
                cki_play_complain(reading, CK_E_DUPLICATE, reading->spec->lever[l].place, "the lever %q stands twice",
                                  "", reading->spec->lever[l].id);
        }
    }
    if (inputs == 0 || inputs > CK_EMULATOR_INPUTS)
        cki_play_note(reading,
                      ck_host_report(reading->diags, CK_E_RANGE, list->place,
                                     "%u levers set measures; it must be 1 to %u", "", inputs, CK_EMULATOR_INPUTS));
}

/* ---------------------------------------------------------------- sides ------------------------------------------- */

static void read_actor(cki_play_reading *reading, const ck_yaml_node *map, const char *id, ck_play_actor *actor) {
    *actor = (ck_play_actor){.place = map->place, .id = id, .name = cki_play_text(reading, map, "name", NULL)};
    const ck_yaml_node *regions = ck_yaml_find(map, "regions");
    if (regions == NULL)
        cki_play_complain(reading, CK_E_MISSING, map->place, "%q has no regions", "regions: [USA]", id);
    else
        cki_play_note(reading, ck_yaml_texts(regions, "regions", &reading->spec->arena, &actor->region,
                                             &actor->region_count, reading->diags));
}

static void read_ladder(cki_play_reading *reading, const ck_yaml_node *list, uint32_t side) {
    ck_escalation *game = &reading->spec->game;
    if (list->kind != CK_YAML_LIST || list->count != CK_PLAY_RUNGS) {
        cki_play_note(reading, ck_host_report(reading->diags, CK_E_RANGE, list->place, "a ladder has %u rungs",
                                              "from a deal (lowest) to full escalation", CK_PLAY_RUNGS));
        return;
    }
    const char *own[CK_PLAY_LEVERS];
    uint32_t own_count = 0, rung = 0;
    for (uint32_t l = 0; l < game->lever_count; l++) {
        if (game->lever[l].role == CK_LEVER_SIDE && game->lever[l].owner == side)
            own[own_count++] = reading->spec->lever[l].id;
    }
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next, rung++) {
        if (!cki_play_keys(reading, node, "a rung (levels of the side's levers)", own, own_count)) continue;
        for (uint32_t l = 0; l < game->lever_count; l++) {
            if (game->lever[l].role == CK_LEVER_SIDE && game->lever[l].owner == side)
                game->side[side].ladder[rung][l] =
                    cki_play_whole(reading, node, reading->spec->lever[l].id, 0, game->lever[l].level_count - 1, 0);
        }
    }
}

static void read_rule(cki_play_reading *reading, const ck_yaml_node *map, uint32_t side) {
    const char *keys[CK_CATEGORY_COUNT + 2] = {"source", "grade"};
    for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++) keys[c + 2] = CATEGORY[c];
    if (!cki_play_keys(reading, map, "a rule", keys, CK_CATEGORY_COUNT + 2)) return;
    const cki_play_ground ground = cki_play_ground_of(reading, map, (cki_play_ground){"", CK_ASSUMED});
    for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++) {
        const ck_yaml_node *row = ck_yaml_find(map, CATEGORY[c]);
        if (row == NULL || !cki_play_keys(reading, row, "a row of a rule", FEATURE, CK_FEATURE_COUNT)) continue;
        const char *name = cki_play_name(reading, reading->spec->actor[side].id, ".rule.", CATEGORY[c]);
        for (uint32_t f = 0; f < CK_FEATURE_COUNT; f++)
            cki_play_field(reading, row, name, FEATURE[f], false, ground, -20, 20,
                           &reading->spec->game.side[side].rule[c][f]);
    }
}

static void read_script(cki_play_reading *reading, const ck_yaml_node *list, ck_side *side) {
    uint32_t round = 0;
    if (list->kind != CK_YAML_LIST) {
        cki_play_complain(reading, CK_E_SYNTAX, list->place, "a %s is a list of categories, one a round",
                          "script: [wait, talk, accept]", "script");
        return;
    }
    for (const ck_yaml_node *node = list->first; node != NULL && round < CK_PLAY_ROUNDS; node = node->next)
        side->script[round++] = (uint8_t)cki_play_word(reading, node, CATEGORY, CK_CATEGORY_COUNT, "a category");
}

static void read_side(cki_play_reading *reading, const ck_yaml_node *map, uint32_t s) {
    static const char *const keys[] = {"name",
                                       "regions",
                                       "source",
                                       "grade",
                                       "weights",
                                       "pain_threshold",
                                       "firm_prior",
                                       "firm_concession",
                                       "firm_pain",
                                       "face_accept",
                                       "face_relax",
                                       "credibility_back_down",
                                       "credibility_break",
                                       "delay_own_weeks",
                                       "delay_other_weeks",
                                       "patience",
                                       "ladder",
                                       "rule",
                                       "behaviour",
                                       "script"};
    static const char *const behaviours[] = {"rule", "equilibrium", "script", "fitted"};
    ck_side *side = &reading->spec->game.side[s];
    const char *id = reading->spec->actor[s].id;
    const struct { const char *key; double *target, low, high;
    } field[] = {{"pain_threshold", &side->pain_threshold, 1e-6, 1e6},
                 {"firm_prior", &side->firm_prior, 0.01, 0.99},
                 {"firm_concession", &side->firm_concession, 0, 100},
                 {"firm_pain", &side->firm_pain, 0, 100},
                 {"face_accept", &side->face_accept, 0, 1e6},
                 {"face_relax", &side->face_relax, 0, 1e6},
                 {"credibility_back_down", &side->credibility_back_down, 0, 1e6},
                 {"credibility_break", &side->credibility_break, 0, 1e6},
                 {"delay_own_weeks", &side->delay_own_weeks, 0, 104},
                 {"delay_other_weeks", &side->delay_other_weeks, 0, 104},
                 {"patience", &side->patience, 0.01, 1}};
    if (!cki_play_keys(reading, map, "a side", keys, COUNT(keys))) return;
    const cki_play_ground ground = cki_play_ground_of(reading, map, (cki_play_ground){"", CK_ASSUMED});
    for (uint32_t k = 0; k < COUNT(field); k++)
        cki_play_field(reading, map, id, field[k].key, true, ground, field[k].low, field[k].high, field[k].target);
    const ck_yaml_node *weights = ck_yaml_find(map, "weights"), *ladder = ck_yaml_find(map, "ladder"),
                       *rule = ck_yaml_find(map, "rule"), *behaviour = ck_yaml_find(map, "behaviour"),
                       *script = ck_yaml_find(map, "script");
    if (weights == NULL)
        cki_play_complain(reading, CK_E_MISSING, map->place, "the side %q has no weights",
                          "weights: {growth: 1, prices: [0.5, 1, 2]}", id);
    else if (cki_play_keys(reading, weights, "weights", AIM, CK_AIM_COUNT)) {
        for (uint32_t k = 0; k < CK_AIM_COUNT; k++)
            cki_play_field(reading, weights, cki_play_name(reading, id, ".", "weights"), AIM[k], false, ground, 0, 1000,
                           &side->weight[k]);
    }
    if (ladder == NULL)
        cki_play_complain(reading, CK_E_MISSING, map->place, "the side %q has no ladder", "four rungs of levels", id);
    else read_ladder(reading, ladder, s);
    if (rule == NULL)
        cki_play_complain(reading, CK_E_MISSING, map->place, "the side %q has no rule",
                          "log odds of categories, docs/strategy.md", id);
    else read_rule(reading, rule, s);
    if (behaviour != NULL)
        side->behaviour = (ck_behaviour)cki_play_word(reading, behaviour, behaviours, COUNT(behaviours), "a behaviour");
    if (script != NULL) read_script(reading, script, side);
}

void cki_play_sides(cki_play_reading *reading, const ck_yaml_node *sides, const ck_yaml_node *levers) {
    if (sides->kind != CK_YAML_MAP || sides->count != CK_PLAY_SIDES) {
        cki_play_complain(reading, CK_E_RANGE, sides->place, "%s must hold two sides",
                          "the side that owns the licences comes second", "sides");
        return;
    }
    uint32_t s = 0;
    for (const ck_yaml_node *node = sides->first; node != NULL; node = node->next)
        read_actor(reading, node, node->key, &reading->spec->actor[s++]);
    reading->spec->game.actor_count = CK_PLAY_SIDES;
    if (levers != NULL) read_levers(reading, levers);
    s = 0;
    for (const ck_yaml_node *node = sides->first; node != NULL; node = node->next) read_side(reading, node, s++);
}

/* ---------------------------------------------------------------- third countries --------------------------------- */

static void read_hedges(cki_play_reading *reading, const ck_yaml_node *map, const char *key, cki_play_ground ground,
                        double *target) {
    static const char *const hedges[] = {"stockpile", "invest", "align"};
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node == NULL || !cki_play_keys(reading, node, key, hedges, COUNT(hedges))) return;
    for (uint32_t h = 0; h < COUNT(hedges); h++)
        cki_play_field(reading, node, cki_play_name(reading, "third.", key, ""), hedges[h], true, ground, -20, 20,
                       &target[h + 1]);
}

static void read_country(cki_play_reading *reading, const ck_yaml_node *map, cki_play_ground ground) {
    static const char *const keys[] = {
        "id",     "name", "regions", "size", "pain_threshold", "stockpile_cost", "align_cost", "align_cost_to_china",
        "source", "grade"};
    ck_escalation *game = &reading->spec->game;
    if (!cki_play_keys(reading, map, "a third country", keys, COUNT(keys))) return;
    ground = cki_play_ground_of(reading, map, ground);
    const char *id = cki_play_text(reading, map, "id", NULL);
    if (ck_play_find_actor(reading->spec, id) != CK_NONE)
        cki_play_complain(reading, CK_E_DUPLICATE, map->place, "the actor %q stands twice", "", id);
    if (game->actor_count == CK_PLAY_ACTORS) {
        cki_play_note(
            reading, ck_host_report(reading->diags, CK_E_LIMIT, map->place, "more than %u actors", "", CK_PLAY_ACTORS));
        return;
    }
    ck_third *third = &game->third[game->actor_count];
    read_actor(reading, map, id, &reading->spec->actor[game->actor_count]);
    const struct {
        const char *key;
        double *target, high;
    } field[] = {{"size", &third->size, 1},
                 {"pain_threshold", &third->pain_threshold, 1e6},
                 {"stockpile_cost", &third->stockpile_cost, 1e6},
                 {"align_cost", &third->align_cost, 1e6},
                 {"align_cost_to_china", &third->align_cost_to_china, 1e6}};
    for (uint32_t k = 0; k < COUNT(field); k++)
        cki_play_field(reading, map, id, field[k].key, true, ground, 0, field[k].high, field[k].target);
    game->actor_count++;
}

void cki_play_third(cki_play_reading *reading, const ck_yaml_node *map) {
    static const char *const keys[] = {"source", "grade", "base", "by_uncertainty", "by_pain", "countries"};
    ck_escalation *game = &reading->spec->game;
    if (!cki_play_keys(reading, map, "third", keys, COUNT(keys)) || game->actor_count < CK_PLAY_SIDES) return;
    const cki_play_ground ground = cki_play_ground_of(reading, map, (cki_play_ground){"", CK_ASSUMED});
    const ck_yaml_node *countries = ck_yaml_find(map, "countries");
    if (countries == NULL || countries->kind != CK_YAML_LIST) {
        cki_play_complain(reading, CK_E_MISSING, map->place, "there is no list of %s",
                          "- {id: japan, name: Japan, regions: [JPN], size: 0.25, ...}", "countries");
        return;
    }
    for (const ck_yaml_node *node = countries->first; node != NULL; node = node->next)
        read_country(reading, node, ground);
    read_hedges(reading, map, "base", ground, game->hedging.base);
    read_hedges(reading, map, "by_uncertainty", ground, game->hedging.by_uncertainty);
    read_hedges(reading, map, "by_pain", ground, game->hedging.by_pain);
}
