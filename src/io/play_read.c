#include "io/play_read.h"

#include "io/play_parts.h"
#include "io/yaml.h"

#include <stddef.h>
#include <string.h>

#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof(list)[0]))

/* ---------------------------------------------------------------- small readers ----------------------------------- */

void cki_play_note(cki_play_reading *reading, ck_status status) {
    reading->status = ck_host_worse(reading->status, status);
}

void cki_play_complain(cki_play_reading *reading, ck_status status, ck_place place, const char *message,
                       const char *hint, const char *word) {
    cki_play_note(reading, ck_host_report(reading->diags, status, place, message, hint, word));
}

bool cki_play_keys(cki_play_reading *reading, const ck_yaml_node *map, const char *what, const char *const *keys,
                   uint32_t count) {
    cki_play_note(reading, ck_yaml_check_keys(map, what, keys, count, &reading->spec->arena, reading->diags));
    return map->kind == CK_YAML_MAP;
}

const char *cki_play_text(cki_play_reading *reading, const ck_yaml_node *map, const char *key, const char *otherwise) {
    const char *text = otherwise != NULL ? otherwise : "";
    cki_play_note(reading, ck_yaml_text_at(map, key, otherwise == NULL, &text, reading->diags));
    return text;
}

uint32_t cki_play_whole(cki_play_reading *reading, const ck_yaml_node *map, const char *key, int64_t low, int64_t high,
                        int64_t otherwise) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    int64_t value = otherwise;
    if (node != NULL) cki_play_note(reading, ck_yaml_whole(node, key, low, high, &value, reading->diags));
    return (uint32_t)value;
}

uint32_t cki_play_word(cki_play_reading *reading, const ck_yaml_node *node, const char *const *word, uint32_t count,
                       const char *what) {
    const char *text = "";
    cki_play_note(reading, ck_yaml_text(node, what, &text, reading->diags));
    for (uint32_t k = 0; k < count; k++) {
        if (strcmp(word[k], text) == 0) return k;
    }
    const char *nearest = ck_host_nearest(text, word, count);
    if (text[0] != '\0') {
        cki_play_note(reading, ck_host_report(reading->diags, CK_E_UNKNOWN, node->place, "%q is not known as %s",
                                              nearest != NULL ? "did you mean %q?"
                                                              : "it may be %q and others: docs/strategy.md lists them",
                                              text, what, nearest != NULL ? nearest : word[0]));
    }
    return 0;
}

/* The nearest source and grade above a number. */
cki_play_ground cki_play_ground_of(cki_play_reading *reading, const ck_yaml_node *map, cki_play_ground above) {
    static const char *const grades[] = {"reported", "derived", "estimated", "assumed"};
    const ck_yaml_node *source = ck_yaml_find(map, "source"), *grade = ck_yaml_find(map, "grade");
    if (source != NULL) cki_play_note(reading, ck_yaml_text(source, "source", &above.source, reading->diags));
    if (grade != NULL) above.grade = (ck_grade)cki_play_word(reading, grade, grades, COUNT(grades), "a grade");
    return above;
}

void cki_play_number(cki_play_reading *reading, const ck_yaml_node *node, const char *name, cki_play_ground ground,
                     double low, double high, double *target) {
    ck_play_number number = {.place = node->place, .source = ground.source, .grade = ground.grade};
    double part[3] = {0};
    if (node->kind == CK_YAML_LIST && node->count == 3) {
        uint32_t k = 0;
        for (const ck_yaml_node *one = node->first; one != NULL; one = one->next) {
            const ck_status status = ck_yaml_number(one, name, "1", low, high, &part[k++], reading->diags);
            cki_play_note(reading, status);
            if (status < 0) return;
        }
        if (!(part[0] <= part[1] && part[1] <= part[2])) {
            cki_play_complain(reading, CK_E_RANGE, node->place, "the range of %s falls",
                              "write [low, most likely, high]", name);
            return;
        }
    } else if (node->kind == CK_YAML_TEXT) {
        const ck_status status = ck_yaml_number(node, name, "1", low, high, &part[0], reading->diags);
        cki_play_note(reading, status);
        if (status < 0) return;
        part[1] = part[2] = part[0];
    } else {
        cki_play_complain(reading, CK_E_SYNTAX, node->place, "%s must be a number or a range",
                          "write 2 or [low, most likely, high]", name);
        return;
    }
    *target = part[1];
    if (part[0] == part[2]) return;
    if (ground.source[0] == '\0') {
        cki_play_complain(reading, CK_E_MISSING, node->place, "the range of %s has no source",
                          "add source: and grade: beside it or above it", name);
        return;
    }
    ck_play_number *kept = ck_host_list_add(&reading->spec->arena, &reading->numbers);
    number.name = ck_host_text(&reading->spec->arena, name, strlen(name));
    if (kept == NULL || number.name == NULL) {
        cki_play_note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    number.offset = (size_t)((const char *)target - (const char *)&reading->spec->game);
    number.low = part[0];
    number.value = part[1];
    number.high = part[2];
    *kept = number;
}

const char *cki_play_name(cki_play_reading *reading, const char *first, const char *second, const char *third) {
    const char *name = ck_host_join(&reading->spec->arena, first, second, third);
    return name != NULL ? name : "";
}

void cki_play_field(cki_play_reading *reading, const ck_yaml_node *map, const char *prefix, const char *key,
                    bool required, cki_play_ground ground, double low, double high, double *target) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node != NULL)
        cki_play_number(reading, node, cki_play_name(reading, prefix, ".", key), ground, low, high, target);
    else if (required)
        cki_play_complain(reading, CK_E_MISSING, map->place, "there is no %s",
                          "write a number or [low, most likely, high]", key);
}

/* ---------------------------------------------------------------- calendar and rounds ----------------------------- */

static void read_calendar(cki_play_reading *reading, const ck_yaml_node *list) {
    static const char *const keys[] = {"date", "kind", "title"};
    static const char *const kinds[] = {"round", "summit", "deadline", "expiry"};
    ck_play_spec *spec = reading->spec;
    if (list == NULL) return;
    if (list->kind != CK_YAML_LIST) {
        cki_play_complain(reading, CK_E_SYNTAX, list->place, "the %s must be a list",
                          "- {date: 2025-10-30, kind: summit, title: ...}", "calendar");
        return;
    }
    spec->event = ck_host_take(&spec->arena, (size_t)list->count + 1, sizeof *spec->event);
    if (spec->event == NULL) {
        cki_play_note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    for (const ck_yaml_node *node = list->first; node != NULL; node = node->next) {
        if (!cki_play_keys(reading, node, "an event", keys, COUNT(keys))) continue;
        ck_play_event event = {.place = node->place};
        const ck_yaml_node *date = ck_yaml_find(node, "date"), *kind = ck_yaml_find(node, "kind");
        event.title = cki_play_text(reading, node, "title", NULL);
        if (kind != NULL)
            event.kind = (ck_occasion_kind)cki_play_word(reading, kind, kinds, COUNT(kinds), "a kind of event");
        if (date == NULL) {
            cki_play_complain(reading, CK_E_MISSING, node->place, "the event %q has no date", "add date: YYYY-MM-DD",
                              event.title);
            continue;
        }
        const ck_status status = ck_yaml_date(date, "date", &event.date, reading->diags);
        cki_play_note(reading, status);
        if (status < 0) continue;
        if (event.date.day < spec->start.day || event.date.day >= spec->until.day) {
            cki_play_complain(reading, CK_E_RANGE, date->place, "the event %q lies outside the game",
                              "between start and until", event.title);
            continue;
        }
        uint32_t at = spec->event_count++;
        for (; at > 0 && spec->event[at - 1].date.day > event.date.day; at--) spec->event[at] = spec->event[at - 1];
        spec->event[at] = event;
    }
}

static void add_round(cki_play_reading *reading, uint32_t week, ck_occasion_kind kind) {
    ck_escalation *game = &reading->spec->game;
    if (game->round_count > 0 && game->round[game->round_count - 1].week == week) {
        if (kind != CK_OCCASION_ROUND) game->round[game->round_count - 1].kind = kind;
    } else if (game->round_count < CK_PLAY_ROUNDS) {
        game->round[game->round_count++] = (ck_round){.week = week, .kind = kind};
    } else if (!reading->too_many_rounds) {
        reading->too_many_rounds = true;
        cki_play_note(reading, ck_host_report(reading->diags, CK_E_LIMIT, reading->place, "more than %u rounds",
                                              "a longer distance between rounds (every) makes fewer", CK_PLAY_ROUNDS));
    }
}

/* A round at every event, and every so many weeks between them, none nearer than half of that before an event. */
static void make_rounds(cki_play_reading *reading, uint32_t every) {
    ck_play_spec *spec = reading->spec;
    ck_escalation *game = &spec->game;
    game->weeks = (uint32_t)(spec->until.day - spec->start.day) / 7;
    add_round(reading, 0, CK_OCCASION_ROUND);
    for (uint32_t e = 0; e <= spec->event_count; e++) {
        const uint32_t next =
            e < spec->event_count ? (uint32_t)(spec->event[e].date.day - spec->start.day) / 7 : game->weeks;
        uint32_t at = game->round[game->round_count - 1].week;
        while (at + every + every / 2 <= next && !reading->too_many_rounds)
            add_round(reading, at += every, CK_OCCASION_ROUND);
        if (e < spec->event_count) add_round(reading, next, spec->event[e].kind);
    }
    for (uint32_t r = 0; r < game->round_count; r++) {
        for (uint32_t e = 0; e < spec->event_count; e++) {
            const int64_t away = (int64_t)(spec->event[e].date.day - spec->start.day) / 7 - game->round[r].week;
            if (away < 0 || away > 3) continue;
            if (spec->event[e].kind == CK_OCCASION_SUMMIT) game->round[r].summit_near = true;
            if (spec->event[e].kind == CK_OCCASION_DEADLINE || spec->event[e].kind == CK_OCCASION_EXPIRY)
                game->round[r].deadline_near = true;
        }
    }
}

/* ---------------------------------------------------------------- the rest of the root ---------------------------- */

static void read_dates(cki_play_reading *reading, const ck_yaml_node *root) {
    ck_play_spec *spec = reading->spec;
    const ck_yaml_node *start = ck_yaml_find(root, "start"), *until = ck_yaml_find(root, "until");
    if (start == NULL || until == NULL) {
        cki_play_complain(reading, CK_E_MISSING, root->place, "there is no %s", "the game runs from start to until",
                          start == NULL ? "start" : "until");
        return;
    }
    cki_play_note(reading, ck_yaml_date(start, "start", &spec->start, reading->diags));
    cki_play_note(reading, ck_yaml_date(until, "until", &spec->until, reading->diags));
    if (reading->status < 0) return;
    const int64_t days = (int64_t)spec->until.day - spec->start.day;
    if (days < 28 || days / 7 > (int64_t)CK_PLAY_WEEKS) {
        cki_play_complain(reading, CK_E_RANGE, until->place,
                          "the game lasts less than four weeks or more than four years", "change until", "");
        spec->until = spec->start;
    }
}

static void read_industries(cki_play_reading *reading, const ck_yaml_node *root) {
    ck_play_spec *spec = reading->spec;
    const ck_yaml_node *strategic = ck_yaml_find(root, "strategic_industries"),
                       *defence = ck_yaml_find(root, "defence_industries");
    if (strategic != NULL)
        cki_play_note(reading, ck_yaml_texts(strategic, "strategic_industries", &spec->arena, &spec->strategic,
                                             &spec->strategic_count, reading->diags));
    if (defence != NULL)
        cki_play_note(reading, ck_yaml_texts(defence, "defence_industries", &spec->arena, &spec->defence,
                                             &spec->defence_count, reading->diags));
}

/* What fitted behaviour is fitted on: tables of moves and of dates known ahead. */
static void read_history(cki_play_reading *reading, const ck_yaml_node *map) {
    static const char *const keys[] = {"moves", "fixtures", "first"};
    ck_play_spec *spec = reading->spec;
    if (!cki_play_keys(reading, map, "the history", keys, COUNT(keys))) return;
    spec->moves = cki_play_text(reading, map, "moves", NULL);
    spec->fixtures = cki_play_text(reading, map, "fixtures", NULL);
    const ck_yaml_node *first = ck_yaml_find(map, "first");
    spec->moves_first = ck_date_make(2018, 1, 1);
    if (first != NULL) cki_play_note(reading, ck_yaml_date(first, "first", &spec->moves_first, reading->diags));
}

static void read_rules(cki_play_reading *reading, const ck_yaml_node *map) {
    static const char *const keys[] = {"source",     "grade",      "export_margin", "threat_weeks",  "pause_weeks",
                                       "deal_weeks", "full_index", "full_weeks",    "opacity_weeks", "tail_weeks"};
    ck_escalation *game = &reading->spec->game;
    const struct { const char *key; double *target, low, high;
    } field[] = {{"export_margin", &game->export_margin, 0, 1},  {"threat_weeks", &game->threat_weeks, 1, 52},
                 {"pause_weeks", &game->pause_weeks, 1, 208},    {"deal_weeks", &game->deal_weeks, 1, 208},
                 {"full_index", &game->full_index, 0, 1},        {"full_weeks", &game->full_weeks, 0, 208},
                 {"opacity_weeks", &game->opacity_weeks, 0, 52}, {"tail_weeks", &game->tail_weeks, 0, 520}};
    if (!cki_play_keys(reading, map, "rules", keys, COUNT(keys))) return;
    const cki_play_ground ground = cki_play_ground_of(reading, map, (cki_play_ground){"", CK_ASSUMED});
    for (uint32_t k = 0; k < COUNT(field); k++)
        cki_play_field(reading, map, "rules", field[k].key, true, ground, field[k].low, field[k].high, field[k].target);
}

static void read_firms(cki_play_reading *reading, const ck_yaml_node *map) {
    static const char *const keys[] = {
        "source", "grade",  "value_base", "value_threat", "volatility",  "volatility_uncertainty",
        "rate",   "payout", "spread",     "build_weeks",  "public_share"};
    ck_firms *firms = &reading->spec->game.firms;
    const struct { const char *key; double *target, low, high;
    } field[] = {{"value_base", &firms->value_base, 0.01, 100},
                 {"value_threat", &firms->value_threat, 0, 100},
                 {"volatility", &firms->volatility, 0.01, 3},
                 {"volatility_uncertainty", &firms->volatility_uncertainty, 0, 3},
                 {"rate", &firms->rate, 0.001, 1},
                 {"payout", &firms->payout, 0.001, 1},
                 {"spread", &firms->spread, 0.01, 10},
                 {"build_weeks", &firms->build_weeks, 1, 1040},
                 {"public_share", &reading->spec->game.invest_public, 0, 1}};
    if (!cki_play_keys(reading, map, "firms", keys, COUNT(keys))) return;
    const cki_play_ground ground = cki_play_ground_of(reading, map, (cki_play_ground){"", CK_ASSUMED});
    for (uint32_t k = 0; k < COUNT(field); k++)
        cki_play_field(reading, map, "firms", field[k].key, true, ground, field[k].low, field[k].high, field[k].target);
}

static const ck_yaml_node *section(cki_play_reading *reading, const ck_yaml_node *root, const char *key) {
    const ck_yaml_node *node = ck_yaml_find(root, key);
    if (node == NULL)
        cki_play_complain(reading, CK_E_MISSING, root->place, "there is no section %q",
                          "docs/strategy.md shows a whole file", key);
    return node;
}

static void read_root(cki_play_reading *reading, const ck_yaml_node *root) {
    static const char *const keys[] = {"name",
                                       "title",
                                       "question",
                                       "scenario",
                                       "start",
                                       "until",
                                       "every",
                                       "futures",
                                       "weights",
                                       "seed",
                                       "calendar",
                                       "levers",
                                       "history",
                                       "strategic_industries",
                                       "defence_industries",
                                       "sides",
                                       "third",
                                       "firms",
                                       "rules"};
    ck_play_spec *spec = reading->spec;
    if (!cki_play_keys(reading, root, "the game", keys, COUNT(keys))) return;
    spec->name = cki_play_text(reading, root, "name", NULL);
    spec->title = cki_play_text(reading, root, "title", NULL);
    spec->question = cki_play_text(reading, root, "question", "");
    spec->scenario = cki_play_text(reading, root, "scenario", NULL);
    spec->scenario_place = ck_yaml_find(root, "scenario") != NULL ? ck_yaml_find(root, "scenario")->place : root->place;
    spec->futures = cki_play_whole(reading, root, "futures", 1, 100000, 100);
    spec->weights = cki_play_whole(reading, root, "weights", 4, 10000, 48);
    spec->seed = cki_play_whole(reading, root, "seed", 0, UINT32_MAX, 1);
    read_dates(reading, root);
    const ck_yaml_node *every = ck_yaml_find(root, "every");
    double days = 28.0;
    if (every != NULL) cki_play_note(reading, ck_yaml_number(every, "every", "day", 7, 364, &days, reading->diags));
    if (reading->status >= 0) {
        read_calendar(reading, ck_yaml_find(root, "calendar"));
        make_rounds(reading, (uint32_t)(days / 7.0));
    }
    read_industries(reading, root);
    if (ck_yaml_find(root, "history") != NULL) read_history(reading, ck_yaml_find(root, "history"));
    const ck_yaml_node *levers = section(reading, root, "levers"), *sides = section(reading, root, "sides"),
                       *rules = section(reading, root, "rules"), *firms = section(reading, root, "firms");
    if (sides != NULL) cki_play_sides(reading, sides, levers);
    if (ck_yaml_find(root, "third") != NULL) cki_play_third(reading, ck_yaml_find(root, "third"));
    if (rules != NULL) read_rules(reading, rules);
    if (firms != NULL) read_firms(reading, firms);
    if (sides != NULL && ck_play_fitted(spec) && spec->moves == NULL)
        cki_play_complain(reading, CK_E_MISSING, sides->place, "a side behaves as fitted, and there is no section %q",
                          "history: {moves: FILE, fixtures: FILE, first: YYYY-MM-DD}", "history");
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

ck_status ck_play_read_input(ck_host_input *input, ck_play_spec *spec, ck_diags *diags) {
    memset(spec, 0, sizeof *spec);
    spec->path = input->name;
    cki_play_reading reading = {
        .spec = spec, .diags = diags, .numbers = {.each = sizeof(ck_play_number)}, .place = ck_host_whole(input->name)};
    ck_yaml_node *root = NULL;
    cki_play_note(&reading, ck_yaml_read(input, &spec->arena, &root, diags));
    if (root != NULL) read_root(&reading, root);
    spec->number = reading.numbers.item;
    spec->number_count = reading.numbers.count;
    return reading.status;
}

ck_status ck_play_read(const char *path, ck_play_spec *spec, ck_diags *diags) {
    ck_host_input input;
    memset(spec, 0, sizeof *spec);
    CK_TRY(ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, diags));
    ck_status status = ck_play_read_input(&input, spec, diags);
    spec->file = ck_host_input_file(&input);
    ck_host_input_close(&input);
    if (status < 0) return status;
    const char *folder = ck_host_folder(&spec->arena, path);
    const char **const file[] = {&spec->scenario, &spec->moves, &spec->fixtures};
    for (uint32_t k = 0; k < COUNT(file); k++) {         // as written beside the game
        if (*file[k] == NULL) continue;
        *file[k] = folder != NULL ? ck_host_path(&spec->arena, folder, *file[k]) : NULL;
        if (*file[k] == NULL) return ck_host_no_memory(diags);
    }
    return status;
}

void ck_play_spec_free(ck_play_spec *spec) {
    ck_host_arena_free(&spec->arena);
    memset(spec, 0, sizeof *spec);
}

/* ---------------------------------------------------------------- use --------------------------------------------- */

bool ck_play_fitted(const ck_play_spec *spec) {
    return spec->game.side[0].behaviour == CK_BEHAVE_FITTED || spec->game.side[1].behaviour == CK_BEHAVE_FITTED;
}

uint32_t ck_play_find_actor(const ck_play_spec *spec, const char *id) {
    for (uint32_t a = 0; a < spec->game.actor_count; a++) {
        if (strcmp(spec->actor[a].id, id) == 0) return a;
    }
    return CK_NONE;
}

void ck_play_draw(const ck_play_spec *spec, const double *unit, uint32_t draw, ck_escalation *game) {
    *game = spec->game;
    if (spec->fitted != NULL) game->fitted.rules = spec->fitted[draw];
    for (uint32_t k = 0; k < spec->number_count; k++) {
        const ck_play_number *number = &spec->number[k];
        const ck_distribution distribution = {.kind = CK_TRIANGULAR,
                                              .a = number->low,
                                              .b = number->value,
                                              .c = number->high,
                                              .low = number->low,
                                              .high = number->high};
        const double value = ck_distribution_value(&distribution, unit[(size_t)draw * spec->number_count + k]);
        memcpy((char *)game + number->offset, &value, sizeof value);
    }
}

ck_date ck_play_date(const ck_play_spec *spec, uint32_t week) { return (ck_date){spec->start.day + 7 * (int32_t)week}; }

void ck_play_move_text(const ck_play_spec *spec, const ck_position *position, ck_move move, char *text, size_t size) {
    static const char *const plain[] = {"wait",
                                        "",
                                        "",
                                        "",
                                        "offer a package",
                                        "suspend what can be suspended, for a year",
                                        "extend what is suspended",
                                        "accept the other's offer"};
    static const char *const hedge[CK_HEDGE_COUNT] = {"align no longer", "build a stockpile and draw on it",
                                                      "bring plants outside forward", "align controls with the first side"};
    if (move.kind == CK_MOVE_HEDGE) {
        snprintf(text, size, "%s", hedge[move.lever]);
        return;
    }
    if (move.kind != CK_MOVE_UP && move.kind != CK_MOVE_DOWN && move.kind != CK_MOVE_THREATEN) {
        snprintf(text, size, "%s", plain[move.kind]);
        return;
    }
    const ck_play_lever *lever = &spec->lever[move.lever];
    static const char *const raise[] = {"raise", "enact", "list", "tighten", "charge"}, *const lower[] = {
                                                                                            "cut", "suspend", "delist",
                                                                                            "loosen", "waive"};
    static const char *const kinds[] = {"tariff", "scope", "list", "licence-dial", "port-fee"};
    uint32_t kind = 0;
    while (kind < 4 && strcmp(kinds[kind], lever->kind) != 0) kind++;
    const uint32_t level = position->level[move.lever], to = move.kind == CK_MOVE_DOWN ? level - 1 : level + 1;
    snprintf(text, size, "%s%s: %s, to \"%s\"", move.kind == CK_MOVE_THREATEN ? "threaten to " : "",
             move.kind == CK_MOVE_DOWN ? lower[kind] : raise[kind], lever->title,
             lever->level[to < CK_PLAY_LEVELS ? to : level].name);
}

void ck_play_move_word(const ck_play_spec *spec, ck_move move, char *text, size_t size) {
    static const char *const word[] = {"wait", "up:", "down:", "threaten:", "offer", "suspend", "extend", "accept"};
    static const char *const hedge[CK_HEDGE_COUNT] = {"leave", "stockpile", "invest", "align"};
    if (move.kind == CK_MOVE_HEDGE) {
        snprintf(text, size, "%s", hedge[move.lever]);
        return;
    }
    snprintf(text, size, "%s%s", word[move.kind], move.lever != CK_NONE ? spec->lever[move.lever].id : "");
}
