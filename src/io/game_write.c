/* Games written in Gambit's formats, and the reduced strategic form of a tree. */
#include "io/game.h"

#include "base/base.h"

#include <inttypes.h>
#include <string.h>

static void write_text(FILE *out, const char *text) {
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

/* Decimals, but a fraction where these would read as another number than the exact one. */
static void write_number(FILE *out, double value, ck_ratio exact) {
    char text[CK_HOST_NUMBER_SIZE];
    const size_t length = ck_host_number_write(value, text);
    const ck_ratio again = ck_ratio_read(text, length);
    if (exact.below == 0 || (again.above == exact.above && again.below == exact.below)) fputs(text, out);
    else fprintf(out, "%" PRId64 "/%" PRId64, exact.above, exact.below);
}

static void write_head(FILE *out, const ck_game *game, const char *kind) {
    fprintf(out, "%s R ", kind);
    write_text(out, game->title);
    fputs(" { ", out);
    for (uint32_t i = 0; i < game->player_count; i++) {
        write_text(out, game->player[i]);
        fputc(' ', out);
    }
    fputs("}\n", out);
}

static void write_table(FILE *out, const ck_game *game) {
    write_head(out, game, "NFG 1");
    fputs("{ ", out);
    uint32_t at = 0, profiles = 1;
    for (uint32_t i = 0; i < game->player_count; i++) {
        fputs("{ ", out);
        for (uint32_t j = 0; j < game->table.strategy_count[i]; j++) {
            write_text(out, game->strategy[at++]);
            fputc(' ', out);
        }
        fputs("} ", out);
        profiles *= game->table.strategy_count[i];
    }
    fputs("}\n\"\"\n\n", out);
    for (uint32_t k = 0; k < profiles; k++) {
        for (uint32_t i = 0; i < game->player_count; i++) {
            if (i > 0) fputc(' ', out);
            const size_t at_payoff = (size_t)k * game->player_count + i;
            write_number(out, game->table.payoff[at_payoff],
                         game->exact != NULL ? game->exact[at_payoff] : (ck_ratio){0, 0});
        }
        fputc('\n', out);
    }
}

static void write_tree(FILE *out, const ck_game *game) {
    const ck_extensive_game *tree = &game->tree;
    write_head(out, game, "EFG 2");
    fputs("\"\"\n\n", out);
    for (uint32_t k = 0; k < tree->node_count; k++) {
        bool any = false;
        if (tree->kind[k] == CK_CHANCE) {
            fprintf(out, "c \"\" %u \"\" { ", k + 1);
            for (uint32_t child = k + 1, action = 0; child < tree->node_count; child++) {
                if (tree->parent[child] != k) continue;
                fprintf(out, "\"%u\" ", ++action);
                write_number(out, tree->chance[child], game->tree_chance[child]);
                fputc(' ', out);
            }
            fputs("} ", out);
        } else if (tree->kind[k] == CK_DECISION) {
            const uint32_t set = tree->set[k];
            fprintf(out, "p \"\" %u %u ", tree->set_player[set] + 1, set + 1);
            write_text(out, game->set_name[set]);
            fputs(" { ", out);
            for (uint32_t a = 0; a < tree->set_actions[set]; a++) {
                write_text(out, game->action_name[game->set_first[set] + a]);
                fputc(' ', out);
            }
            fputs("} ", out);
        } else {
            fputs("t \"\" ", out);
        }
        for (uint32_t i = 0; i < game->player_count; i++)
            any = any || tree->payoff[(size_t)k * game->player_count + i] != 0.0;
        if (!any) {
            fputs("0\n", out);
            continue;
        }
        fprintf(out, "%u \"\" { ", k + 1);
        for (uint32_t i = 0; i < game->player_count; i++) {
            if (i > 0) fputs(", ", out);
            write_number(out, tree->payoff[(size_t)k * game->player_count + i],
                         game->tree_payoff[(size_t)k * game->player_count + i]);
        }
        fputs(" }\n", out);
    }
}

void ck_game_write(FILE *out, const ck_game *game, bool as_table) {
    if (game->sequential && !as_table)
        write_tree(out, game);
    else
        write_table(out, game);
}

/* ---------------------------------------------------------------- reduced strategic form -------------------------- */

typedef struct plans {
    const ck_game *game;
    uint32_t     *parent_set, *parent_action;            // (sets) the player's own last move before it; CK_NONE: none
    uint32_t     *set; uint32_t set_count;               // of the player at hand, parents first
    uint32_t     *choice;                                // (sets) of the strategy at hand; CK_NONE: not reached
    ck_host_list *out;                                   // choices (sets of the game), one row a strategy
    ck_host_arena *arena;
} plans;

static ck_status list_plans(plans *at, uint32_t k, ck_diags *diags) {
    const ck_extensive_game *tree = &at->game->tree;
    if (k == at->set_count) {
        if (at->out->count >= CK_GAME_PROFILE_LIMIT / (tree->set_count + 1))
            return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0}, "the strategic form of the tree is too large",
                                "a game of two players can be solved as a sequence form: --sequence");
        uint32_t *row = ck_host_list_add(at->arena, at->out);
        if (row == NULL) return ck_host_no_memory(diags);
        memcpy(row, at->choice, (tree->set_count + 1) * sizeof *row);
        return CK_OK;
    }
    const uint32_t set = at->set[k], parent = at->parent_set[set];
    const bool reached = parent == CK_NONE || at->choice[parent] == at->parent_action[set];
    for (uint32_t a = 0; a < (reached ? tree->set_actions[set] : 1); a++) {
        at->choice[set] = reached ? a : CK_NONE;
        CK_TRY(list_plans(at, k + 1, diags));
    }
    return CK_OK;
}

static ck_status name_plan(ck_game *game, uint32_t player, const uint32_t *choice, const char **name) {
    size_t length = 1;
    for (uint32_t set = 0; set < game->tree.set_count; set++)
        if (game->tree.set_player[set] == player)
            length += choice[set] == CK_NONE ? 2 : strlen(game->action_name[game->set_first[set] + choice[set]]) + 1;
    char *text = ck_host_take(&game->arena, 1, length);
    if (text == NULL) return CK_E_MEMORY;
    char *end = text;
    for (uint32_t set = 0; set < game->tree.set_count; set++) {
        if (game->tree.set_player[set] != player) continue;
        const char *word = choice[set] == CK_NONE ? "*" : game->action_name[game->set_first[set] + choice[set]];
        if (end > text) *end++ = ' ';
        memcpy(end, word, strlen(word));
        end += strlen(word);
    }
    *name = text;
    return CK_OK;
}

/* Payoffs by profile (players of each), and with `exact` the same as fractions. */
typedef struct table_room { double *payoff, *reach; ck_ratio *exact, *exact_reach; } table_room;

/* How likely a node is reached, and what it adds to the payoffs `to` (players), as fractions. */
static void add_exact(const ck_game *game, const table_room *room, uint32_t node, bool chosen, ck_ratio *to) {
    const uint32_t players = game->player_count, parent = game->tree.parent[node];
    ck_ratio *reach = &room->exact_reach[node];
    *reach =
        parent == CK_NONE ? (ck_ratio){1, 1} : ck_ratio_product(room->exact_reach[parent], game->tree_chance[node]);
    if (!chosen) *reach = (ck_ratio){0, 1};
    for (uint32_t i = 0; i < players; i++)
        to[i] = ck_ratio_sum(to[i], ck_ratio_product(*reach, game->tree_payoff[(size_t)node * players + i]));
}

static void fill_table(const ck_game *game, const ck_host_list *rows, uint32_t profiles, const table_room *room) {
    const ck_extensive_game *tree = &game->tree;
    const uint32_t players = game->player_count;
    double *reach = room->reach;
    uint32_t played[CK_PLAYERS_MOST] = {0};
    for (uint32_t k = 0; k < profiles; k++) {
        double *to = room->payoff + (size_t)k * players;
        ck_ratio *exact = room->exact != NULL ? room->exact + (size_t)k * players : NULL;
        for (uint32_t i = 0; i < players && exact != NULL; i++) exact[i] = (ck_ratio){0, 1};
        for (uint32_t node = 0; node < tree->node_count; node++) {
            const uint32_t parent = tree->parent[node];
            bool chosen = true;
            reach[node] = parent == CK_NONE ? 1.0 : reach[parent] * tree->chance[node];
            if (parent != CK_NONE && tree->kind[parent] == CK_DECISION) {
                const uint32_t set = tree->set[parent], owner = tree->set_player[set];
                const uint32_t *row = (uint32_t *)rows[owner].item + (size_t)played[owner] * (tree->set_count + 1);
                chosen = row[set] == tree->action[node];
                if (!chosen) reach[node] = 0.0;
            }
            for (uint32_t i = 0; i < players; i++) to[i] += reach[node] * tree->payoff[(size_t)node * players + i];
            if (exact != NULL) add_exact(game, room, node, chosen, exact);
        }
        for (uint32_t i = 0; i < players && ++played[i] == rows[i].count; i++) played[i] = 0;
    }
}

ck_status ck_game_reduce(ck_game *game, ck_diags *diags) {
    const ck_extensive_game *tree = &game->tree;
    const uint32_t players = game->player_count, sets = tree->set_count;
    ck_host_arena *arena = &game->arena;
    uint32_t *numbers = ck_host_take(arena, 4 * ((size_t)sets + 1), sizeof *numbers);
    uint32_t *last = ck_host_take(arena, (size_t)tree->node_count * players, 2 * sizeof *last);
    ck_host_list *rows = ck_host_take(arena, players, sizeof *rows);
    uint32_t *count = ck_host_take(arena, players, sizeof *count);
    double *reach = ck_host_take(arena, tree->node_count, sizeof *reach);
    if (numbers == NULL || last == NULL || rows == NULL || count == NULL || reach == NULL)
        return ck_host_no_memory(diags);
    plans at = {.game = game,
                .parent_set = numbers,
                .parent_action = numbers + sets + 1,
                .set = numbers + 2 * (sets + 1),
                .choice = numbers + 3 * (sets + 1),
                .arena = arena};
    for (uint32_t set = 0; set < sets; set++) at.parent_action[set] = CK_NONE - 1;       // not seen
    for (uint32_t node = 0; node < tree->node_count; node++) {
        const uint32_t parent = tree->parent[node];
        uint32_t *own = last + 2 * (size_t)node * players;
        for (uint32_t i = 0; i < players; i++) {
            own[2 * i] = parent == CK_NONE ? CK_NONE : last[2 * ((size_t)parent * players + i)];
            own[2 * i + 1] = parent == CK_NONE ? 0 : last[2 * ((size_t)parent * players + i) + 1];
            if (parent == CK_NONE || tree->kind[parent] != CK_DECISION || tree->set_player[tree->set[parent]] != i)
                continue;
            own[2 * i] = tree->set[parent];
            own[2 * i + 1] = tree->action[node];
        }
        if (tree->kind[node] != CK_DECISION) continue;
        const uint32_t set = tree->set[node], i = tree->set_player[set];
        if (at.parent_action[set] == CK_NONE - 1) {
            at.parent_set[set] = own[2 * i];
            at.parent_action[set] = own[2 * i + 1];
        } else if (at.parent_set[set] != own[2 * i] || at.parent_action[set] != own[2 * i + 1]) {
            at.parent_set[set] = CK_NONE;                // who forgets his move plans for the set whatever he did
        }
    }
    uint64_t profiles = 1;
    ck_host_list names = {.each = sizeof(char *)};
    for (uint32_t i = 0; i < players; i++) {
        rows[i] = (ck_host_list){.each = (sets + 1) * sizeof(uint32_t)};
        at.out = &rows[i];
        at.set_count = 0;
        for (uint32_t set = 0; set < sets; set++) {      // sets are numbered in order of appearance: parents come first
            at.choice[set] = CK_NONE;
            if (tree->set_player[set] == i) at.set[at.set_count++] = set;
        }
        CK_TRY(list_plans(&at, 0, diags));
        count[i] = rows[i].count;
        profiles *= count[i];
        if (profiles * players > CK_GAME_PROFILE_LIMIT || profiles * tree->node_count > 400000000u)
            return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0}, "the strategic form of the tree is too large",
                                "a game of two players can be solved as a sequence form: --sequence");
        for (uint32_t k = 0; k < count[i]; k++) {
            const char **name = ck_host_list_add(arena, &names);
            if (name == NULL || name_plan(game, i, (uint32_t *)rows[i].item + (size_t)k * (sets + 1), name) < 0)
                return ck_host_no_memory(diags);
        }
    }
    table_room room = {.payoff = ck_host_take(arena, (size_t)profiles * players, sizeof *room.payoff), .reach = reach};
    if (room.payoff == NULL) return ck_host_no_memory(diags);
    if (players == 2 && count[0] + count[1] <= CK_EXACT_LIMIT) {
        room.exact = ck_host_take(arena, (size_t)profiles * players, sizeof *room.exact);
        room.exact_reach = ck_host_take(arena, tree->node_count, sizeof *room.exact_reach);
        if (room.exact == NULL || room.exact_reach == NULL) return ck_host_no_memory(diags);
    }
    game->strategy = names.item;
    game->table = (ck_strategic_game){players, count, room.payoff};
    game->exact = room.exact;
    fill_table(game, rows, (uint32_t)profiles, &room);
    return CK_OK;
}
