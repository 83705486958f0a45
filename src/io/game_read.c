/* Reader of .nfg and .efg. One pass over tokens; nodes of a tree come in the order of the file, which is preorder. */
#include "io/game.h"

#include "base/base.h"

#include <string.h>

typedef enum token_kind { END, OPEN, CLOSE, TEXT, WORD } token_kind;
typedef struct token { token_kind kind; const char *text; size_t length; ck_place place; } token;

typedef struct reader {
    ck_host_arena *arena;
    ck_diags      *diags;
    const char    *file, *bytes;
    size_t         size, at;
    uint32_t       line, column;
    token          now;
} reader;

static ck_status fault(reader *in, ck_status status, const char *expected) {
    static const char *const WHAT[] = {"the end of the file", "\"{\"", "\"}\"", "a text in quotes", ""};
    if (in->now.kind == WORD)
        return ck_host_report(in->diags, status, in->now.place, "found %q; expected %s", "",
                              ck_host_text(in->arena, in->now.text, in->now.length < 40 ? in->now.length : 40),
                              expected);
    return ck_host_report(in->diags, status, in->now.place, "found %s; expected %s", "", WHAT[in->now.kind], expected);
}

static void skip(reader *in) {
    if (in->bytes[in->at++] == '\n') {
        in->line++;
        in->column = 1;
    } else {
        in->column++;
    }
}

/* The next token; commas are blanks, as in Gambit. */
static ck_status next(reader *in) {
    while (in->at < in->size && strchr(" \t\r\n,", in->bytes[in->at]) != NULL && in->bytes[in->at] != '\0') skip(in);
    in->now =
        (token){END, in->bytes + in->at, 0, {.file = in->file, .line = in->line, .column = in->column, .length = 1}};
    if (in->at == in->size) return CK_OK;
    const char first = in->bytes[in->at];
    if (first == '{' || first == '}') {
        in->now.kind = first == '{' ? OPEN : CLOSE;
        skip(in);
    } else if (first == '"') {
        skip(in);
        size_t length = 0;
        while (in->at + length < in->size && in->bytes[in->at + length] != '"')
            length += in->bytes[in->at + length] == '\\' ? 2 : 1;
        char *text = ck_host_take(in->arena, 1, length + 1);
        size_t used = 0;
        if (text == NULL) return ck_host_no_memory(in->diags);
        while (in->at < in->size && in->bytes[in->at] != '"') {
            if (in->bytes[in->at] == '\\' && in->at + 1 < in->size) skip(in);
            text[used++] = in->bytes[in->at];
            skip(in);
        }
        if (in->at == in->size)
            return ck_host_report(in->diags, CK_E_SYNTAX, in->now.place, "a text whose quotes do not close", "");
        skip(in);
        if (ck_host_utf8_fault(text, used) != used || memchr(text, '\0', used) != NULL)
            return ck_host_report(in->diags, CK_E_SYNTAX, in->now.place, "a text that is not valid UTF-8", "");
        in->now.kind = TEXT;
        in->now.text = text;
        in->now.length = used;
    } else {
        while (in->at < in->size && strchr(" \t\r\n,{}\"", in->bytes[in->at]) == NULL) skip(in);
        in->now.kind = WORD;
        in->now.length = (size_t)(in->bytes + in->at - in->now.text);
        in->now.place.length = (uint32_t)in->now.length;
        if (in->now.length == 0) return ck_host_report(in->diags, CK_E_SYNTAX, in->now.place, "a byte of value 0", "");
        if (ck_host_utf8_fault(in->now.text, in->now.length) != in->now.length)
            return ck_host_report(in->diags, CK_E_SYNTAX, in->now.place, "a word that is not valid UTF-8", "");
    }
    return CK_OK;
}

static ck_status take(reader *in, token_kind kind, const char *expected) {
    return in->now.kind == kind ? next(in) : fault(in, CK_E_SYNTAX, expected);
}

static bool is_word(const reader *in, const char *word) {
    return in->now.kind == WORD && strlen(word) == in->now.length && memcmp(word, in->now.text, in->now.length) == 0;
}

static ck_status take_text(reader *in, const char *expected, const char **text) {
    if (in->now.kind != TEXT) return fault(in, CK_E_SYNTAX, expected);
    *text = in->now.text;
    return next(in);
}

static ck_status take_whole(reader *in, int64_t low, int64_t high, const char *expected, uint32_t *value) {
    int64_t number;
    if (in->now.kind != WORD) return fault(in, CK_E_SYNTAX, expected);
    const ck_status status = ck_host_integer(in->now.text, in->now.length, low, high, &number);
    if (status < 0) return fault(in, status, expected);
    *value = (uint32_t)number;
    return next(in);
}

typedef struct amount { double value; ck_ratio exact; } amount;

/* A number or a fraction "a/b". */
static ck_status take_number(reader *in, const char *expected, amount *read) {
    double *value = &read->value;
    if (in->now.kind != WORD) return fault(in, CK_E_SYNTAX, expected);
    const char *slash = memchr(in->now.text, '/', in->now.length);
    const size_t above = slash != NULL ? (size_t)(slash - in->now.text) : in->now.length;
    double below = 1.0;
    ck_status status = ck_host_number(in->now.text, above, value);
    if (status >= 0 && slash != NULL) status = ck_host_number(slash + 1, in->now.length - above - 1, &below);
    if (status >= 0 && (below == 0.0 || ck_abs(*value / below) > 1e100)) status = CK_E_RANGE;
    if (status < 0) return fault(in, status, expected);
    *value /= below;
    read->exact = ck_ratio_read(in->now.text, in->now.length);
    return next(in);
}

static ck_status add_text(reader *in, ck_host_list *list, const char *text) {
    const char **item = ck_host_list_add(in->arena, list);
    if (item == NULL) return ck_host_no_memory(in->diags);
    *item = text;
    return CK_OK;
}

static ck_status take_names(reader *in, ck_host_list *names, const char *expected) {
    CK_TRY(take(in, OPEN, "\"{\""));
    while (in->now.kind != CLOSE) {
        const char *name = NULL;
        CK_TRY(take_text(in, expected, &name));
        CK_TRY(add_text(in, names, name));
    }
    return next(in);
}

static ck_status read_head(reader *in, ck_game *game, const char *kind) {
    CK_TRY(next(in));
    if (!is_word(in, "R") && !is_word(in, "D")) return fault(in, CK_E_SYNTAX, "R");
    CK_TRY(next(in));
    CK_TRY(take_text(in, kind, &game->title));
    ck_host_list players = {.each = sizeof(char *)};
    const ck_place place = in->now.place;
    CK_TRY(take_names(in, &players, "the name of a player in quotes"));
    if (players.count < 1 || players.count > CK_PLAYERS_MOST)
        return ck_host_report(in->diags, CK_E_RANGE, place, "the game has %u players; from 1 to %u are possible", "",
                              players.count, CK_PLAYERS_MOST);
    game->player = players.item;
    game->player_count = players.count;
    return CK_OK;
}

/* ---------------------------------------------------------------- strategic form ---------------------------------- */

static ck_status read_strategies(reader *in, ck_game *game, uint32_t *count) {
    ck_host_list names = {.each = sizeof(char *)};
    const ck_place place = in->now.place;
    CK_TRY(take(in, OPEN, "\"{\" and how many strategies each player has"));
    uint64_t profiles = 1;
    for (uint32_t i = 0; i < game->player_count; i++) {
        if (in->now.kind == OPEN) {
            const uint32_t before = names.count;
            CK_TRY(take_names(in, &names, "the name of a strategy in quotes"));
            count[i] = names.count - before;
            if (count[i] == 0)
                return ck_host_report(in->diags, CK_E_RANGE, place, "player %q has no strategy", "", game->player[i]);
        } else {
            CK_TRY(take_whole(in, 1, 100000, "a number of strategies, at least 1", &count[i]));
            for (uint32_t j = 0; j < count[i]; j++) {
                char text[16];
                const int length = snprintf(text, sizeof text, "%u", j + 1);
                CK_TRY(add_text(in, &names, ck_host_text(in->arena, text, (size_t)length)));
            }
        }
        profiles *= count[i];
        if (profiles > (1u << 24))
            return ck_host_report(in->diags, CK_E_LIMIT, place, "the game has more than 16 million profiles", "");
    }
    game->strategy = names.item;
    return take(in, CLOSE, "\"}\" after one entry for each player");
}

static ck_status read_outcomes(reader *in, ck_game *game, uint32_t profiles, double *payoff, ck_ratio *exact) {
    const uint32_t players = game->player_count;
    ck_host_list outcomes = {.each = sizeof(amount)};
    CK_TRY(next(in));
    while (in->now.kind == OPEN) {
        CK_TRY(next(in));
        const char *ignored = NULL;
        CK_TRY(take_text(in, "the name of an outcome in quotes", &ignored));
        for (uint32_t i = 0; i < players; i++) {
            amount *read = ck_host_list_add(in->arena, &outcomes);
            if (read == NULL) return ck_host_no_memory(in->diags);
            CK_TRY(take_number(in, "a payoff for each player", read));
        }
        CK_TRY(take(in, CLOSE, "\"}\" after the payoffs of an outcome"));
    }
    CK_TRY(take(in, CLOSE, "another outcome or \"}\""));
    for (uint32_t k = 0; k < profiles; k++) {
        uint32_t outcome;
        CK_TRY(take_whole(in, 0, outcomes.count / players, "the number of an outcome (0 for none) for each profile",
                          &outcome));
        for (uint32_t i = 0; i < players; i++) {
            const amount none = {0.0, {0, 1}};
            const amount *is = outcome > 0 ? &((amount *)outcomes.item)[(size_t)(outcome - 1) * players + i] : &none;
            payoff[(size_t)k * players + i] = is->value;
            exact[(size_t)k * players + i] = is->exact;
        }
    }
    return CK_OK;
}

static ck_status read_table(reader *in, ck_game *game) {
    CK_TRY(next(in));
    if (!is_word(in, "1")) return fault(in, CK_E_FORMAT, "version 1");
    CK_TRY(read_head(in, game, "the title in quotes"));
    uint32_t *count = ck_host_take(in->arena, game->player_count, sizeof *count);
    if (count == NULL) return ck_host_no_memory(in->diags);
    CK_TRY(read_strategies(in, game, count));
    if (in->now.kind == TEXT) CK_TRY(next(in));          // a comment
    uint32_t profiles = 1;
    for (uint32_t i = 0; i < game->player_count; i++) profiles *= count[i];
    // each profile takes two bytes of the file at least: no memory for what cannot be there
    if ((size_t)profiles > in->size)
        return ck_host_report(in->diags, CK_E_MISSING, in->now.place, "the file ends before its %u profiles", "",
                              profiles);
    const size_t payoffs = (size_t)profiles * game->player_count;
    double *payoff = ck_host_take(in->arena, payoffs, sizeof *payoff);
    ck_ratio *exact = ck_host_take(in->arena, payoffs, sizeof *exact);
    if (payoff == NULL || exact == NULL) return ck_host_no_memory(in->diags);
    if (in->now.kind == OPEN) {
        CK_TRY(read_outcomes(in, game, profiles, payoff, exact));
    } else {
        for (size_t k = 0; k < payoffs; k++) {
            amount read = {0};
            CK_TRY(take_number(in, "payoffs of all players for each profile", &read));
            payoff[k] = read.value;
            exact[k] = read.exact;
        }
    }
    if (in->now.kind != END) return fault(in, CK_E_SYNTAX, "the end of the file after the last profile");
    game->table = (ck_strategic_game){game->player_count, count, payoff};
    game->exact = exact;
    return CK_OK;
}

/* ---------------------------------------------------------------- trees ------------------------------------------- */

typedef struct known_set { uint32_t number, player, actions, first, index; bool chance; const char *name; } known_set;
typedef struct known_outcome { uint32_t number; amount *payoff; } known_outcome;
typedef struct tree_reader {
    ck_host_list kind, parent, action, set, chance, payoff, open; // of nodes; `open` is the path to the next node
    ck_host_list exact_chance, exact_payoff;                                 // of nodes
    ck_host_list sets, names, probabilities, outcomes, set_player, set_actions, set_names, set_first;
} tree_reader;
typedef struct open_node { uint32_t node, actions, next, first; bool chance; } open_node;

static ck_status add_u32(reader *in, ck_host_list *list, uint32_t value) {
    uint32_t *item = ck_host_list_add(in->arena, list);
    if (item == NULL) return ck_host_no_memory(in->diags);
    *item = value;
    return CK_OK;
}

static ck_status add_number(reader *in, ck_host_list *values, ck_host_list *exacts, amount added) {
    double *value = ck_host_list_add(in->arena, values);
    ck_ratio *exact = ck_host_list_add(in->arena, exacts);
    if (value == NULL || exact == NULL) return ck_host_no_memory(in->diags);
    *value = added.value;
    *exact = added.exact;
    return CK_OK;
}

static ck_status read_outcome(reader *in, const ck_game *game, tree_reader *at) {
    uint32_t number;
    CK_TRY(take_whole(in, 0, 1000000000, "the number of an outcome (0 for none)", &number));
    if (in->now.kind == TEXT) CK_TRY(next(in));
    known_outcome *known = NULL;
    for (uint32_t k = 0; k < at->outcomes.count && number > 0; k++)
        if (((known_outcome *)at->outcomes.item)[k].number == number) known = &((known_outcome *)at->outcomes.item)[k];
    const ck_place place = in->now.place;
    if (in->now.kind == OPEN) {
        if (number == 0) return fault(in, CK_E_SYNTAX, "no payoffs after outcome 0");
        CK_TRY(next(in));
        amount *payoff = ck_host_take(in->arena, game->player_count, sizeof *payoff);
        if (payoff == NULL) return ck_host_no_memory(in->diags);
        for (uint32_t i = 0; i < game->player_count; i++)
            CK_TRY(take_number(in, "a payoff for each player", &payoff[i]));
        CK_TRY(take(in, CLOSE, "\"}\" after the payoffs of an outcome"));
        for (uint32_t i = 0; i < game->player_count && known != NULL; i++)
            if (known->payoff[i].value != payoff[i].value)
                return ck_host_report(in->diags, CK_E_CLASH, place, "outcome %u had other payoffs before", "", number);
        if (known == NULL) {
            known = ck_host_list_add(in->arena, &at->outcomes);
            if (known == NULL) return ck_host_no_memory(in->diags);
            *known = (known_outcome){number, payoff};
        }
    } else if (number > 0 && known == NULL) {
        return fault(in, CK_E_MISSING, "the payoffs of an outcome that is new");
    }
    for (uint32_t i = 0; i < game->player_count; i++)
        CK_TRY(
            add_number(in, &at->payoff, &at->exact_payoff, known != NULL ? known->payoff[i] : (amount){0.0, {0, 1}}));
    return CK_OK;
}

static ck_status read_actions(reader *in, tree_reader *at, bool chance, known_set *set) {
    const ck_place place = in->now.place;
    CK_TRY(take(in, OPEN, "\"{\" and the actions"));
    double sum = 0.0;
    const uint32_t first = at->names.count;
    while (in->now.kind != CLOSE) {
        const char *name = NULL;
        amount *probability = ck_host_list_add(in->arena, &at->probabilities);
        if (probability == NULL) return ck_host_no_memory(in->diags);
        *probability = (amount){1.0, {1, 1}};
        CK_TRY(take_text(in, "the name of an action in quotes", &name));
        CK_TRY(add_text(in, &at->names, name));
        if (!chance) continue;
        const ck_place where = in->now.place;
        CK_TRY(take_number(in, "the probability of the action", probability));
        if (!(probability->value >= 0.0 && probability->value <= 1.0))
            return ck_host_report(in->diags, CK_E_RANGE, where, "the probability is %g; it must lie between 0 and 1",
                                  "", probability->value);
        sum += probability->value;
    }
    CK_TRY(next(in));
    const uint32_t actions = at->names.count - first;
    if (actions == 0) return ck_host_report(in->diags, CK_E_RANGE, place, "an information set without actions", "");
    if (chance && ck_abs(sum - 1.0) > 1e-6)
        return ck_host_report(in->diags, CK_E_BALANCE, place, "the probabilities sum to %g; they must sum to 1", "",
                              sum);
    if (set->actions != 0) {                             // listed again: the same actions
        if (set->actions != actions)
            return ck_host_report(in->diags, CK_E_CLASH, place,
                                  "information set %u had %u actions before, here it has %u", "", set->number,
                                  set->actions, actions);
        return CK_OK;
    }
    set->actions = actions;
    set->first = first;
    return CK_OK;
}

/* Information set of a node; chance sets and those of each player are numbered apart. */
static ck_status read_set(reader *in, tree_reader *at, bool chance, uint32_t player, known_set **found) {
    uint32_t number;
    const ck_place place = in->now.place;
    CK_TRY(take_whole(in, 1, 1000000000, "the number of an information set", &number));
    known_set *set = NULL;
    for (uint32_t k = 0; k < at->sets.count && set == NULL; k++) {
        known_set *other = &((known_set *)at->sets.item)[k];
        if (other->chance == chance && other->number == number && (chance || other->player == player)) set = other;
    }
    if (set == NULL) {
        set = ck_host_list_add(in->arena, &at->sets);
        if (set == NULL) return ck_host_no_memory(in->diags);
        *set = (known_set){.number = number, .player = player, .chance = chance, .index = CK_NONE, .name = ""};
    }
    if (in->now.kind == TEXT) CK_TRY(take_text(in, "a name", &set->name));
    if (in->now.kind == OPEN) CK_TRY(read_actions(in, at, chance, set));
    else if (set->actions == 0)
        return ck_host_report(in->diags, CK_E_MISSING, place, "information set %u is new; expected its actions", "",
                              number);
    *found = set;
    return CK_OK;
}

static ck_status read_node(reader *in, ck_game *game, tree_reader *at) {
    const bool chance = is_word(in, "c"), decision = is_word(in, "p"), terminal = is_word(in, "t");
    if (!chance && !decision && !terminal) return fault(in, CK_E_SYNTAX, "a node: c, p or t");
    open_node *above = at->open.count > 0 ? &((open_node *)at->open.item)[at->open.count - 1] : NULL;
    uint8_t *kind = ck_host_list_add(in->arena, &at->kind);
    if (kind == NULL) return ck_host_no_memory(in->diags);
    const amount sure = {1.0, {1, 1}};
    const bool drawn = above != NULL && above->chance;
    CK_TRY(add_number(in, &at->chance, &at->exact_chance,
                      drawn ? ((amount *)at->probabilities.item)[above->first + above->next] : sure));
    *kind = chance ? CK_CHANCE : decision ? CK_DECISION : CK_TERMINAL;
    CK_TRY(add_u32(in, &at->parent, above != NULL ? above->node : CK_NONE));
    CK_TRY(add_u32(in, &at->action, above != NULL ? above->next++ : 0));
    const uint32_t node = at->parent.count - 1;
    CK_TRY(next(in));
    const char *ignored = NULL;
    CK_TRY(take_text(in, "the node's name in quotes", &ignored));
    known_set *set = NULL;
    if (!terminal) {
        uint32_t player = 0;
        if (decision) {
            CK_TRY(take_whole(in, 1, game->player_count, "the number of a player", &player));
            player--;
        }
        CK_TRY(read_set(in, at, chance, player, &set));
        if (decision && set->index == CK_NONE) {
            set->index = at->set_player.count;
            CK_TRY(add_u32(in, &at->set_player, player));
            CK_TRY(add_u32(in, &at->set_actions, set->actions));
            CK_TRY(add_u32(in, &at->set_first, set->first));
            CK_TRY(add_text(in, &at->set_names, set->name));
        }
    }
    CK_TRY(add_u32(in, &at->set, decision ? set->index : CK_NONE));
    CK_TRY(read_outcome(in, game, at));
    if (!terminal) {
        open_node *opened = ck_host_list_add(in->arena, &at->open);
        if (opened == NULL) return ck_host_no_memory(in->diags);
        *opened = (open_node){node, set->actions, 0, set->first, chance};
    }
    while (at->open.count > 0) {
        const open_node *last = &((open_node *)at->open.item)[at->open.count - 1];
        if (last->next < last->actions) break;
        at->open.count--;
    }
    return CK_OK;
}

static ck_status read_tree(reader *in, ck_game *game) {
    CK_TRY(next(in));
    if (!is_word(in, "2")) return fault(in, CK_E_FORMAT, "version 2");
    CK_TRY(read_head(in, game, "the title in quotes"));
    if (in->now.kind == TEXT) CK_TRY(next(in));          // a comment
    tree_reader at = {.kind = {.each = 1},
                      .parent = {.each = 4},
                      .action = {.each = 4},
                      .set = {.each = 4},
                      .chance = {.each = sizeof(double)},
                      .payoff = {.each = sizeof(double)},
                      .open = {.each = sizeof(open_node)},
                      .exact_chance = {.each = sizeof(ck_ratio)},
                      .exact_payoff = {.each = sizeof(ck_ratio)},
                      .sets = {.each = sizeof(known_set)},
                      .names = {.each = sizeof(char *)},
                      .probabilities = {.each = sizeof(amount)},
                      .outcomes = {.each = sizeof(known_outcome)},
                      .set_player = {.each = 4},
                      .set_actions = {.each = 4},
                      .set_names = {.each = sizeof(char *)},
                      .set_first = {.each = 4}};
    do CK_TRY(read_node(in, game, &at));
    while (at.open.count > 0);
    if (in->now.kind != END) return fault(in, CK_E_SYNTAX, "the end of the file: the tree is complete");
    game->sequential = true;
    game->set_name = at.set_names.item;
    game->set_first = at.set_first.item;
    game->action_name = at.names.item;
    game->tree = (ck_extensive_game){game->player_count, at.parent.count,    at.set_player.count, at.kind.item,
                                     at.parent.item,     at.action.item,     at.set.item,         at.chance.item,
                                     at.payoff.item,     at.set_player.item, at.set_actions.item};
    game->tree_payoff = at.exact_payoff.item;
    game->tree_chance = at.exact_chance.item;
    return CK_OK;
}

ck_status ck_game_input(ck_host_input *input, ck_game *game, ck_diags *diags) {
    *game = (ck_game){0};
    reader in = {.arena = &game->arena, .diags = diags, .file = input->name, .line = 1, .column = 1};
    ck_status status = ck_host_input_all(input, &game->arena, &in.bytes, &in.size, diags);
    if (status >= 0) status = next(&in);
    if (status >= 0)
        status = is_word(&in, "NFG") ? read_table(&in, game)
                 : is_word(&in, "EFG") ? read_tree(&in, game)
                                       : fault(&in, CK_E_FORMAT, "NFG or EFG, as Gambit's files start");
    if (status < 0) ck_game_free(game);
    return status;
}

ck_status ck_game_read(const char *path, ck_game *game, ck_diags *diags) {
    ck_host_input input;
    *game = (ck_game){0};
    CK_TRY(ck_host_input_open(path, CK_GAME_FILE_LIMIT, &input, diags));
    const ck_status status = ck_game_input(&input, game, diags);
    ck_host_input_close(&input);
    return status;
}

void ck_game_free(ck_game *game) {
    ck_host_arena_free(&game->arena);
    *game = (ck_game){0};
}
