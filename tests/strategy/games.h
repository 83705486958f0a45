/* Known games for tests and benchmarks: poker of Kuhn (1950) and Leduc (Southey et al. 2005), built node by node. */
#ifndef CK_TESTS_STRATEGY_GAMES_H
#define CK_TESTS_STRATEGY_GAMES_H

#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GAME_NODES = 20000, GAME_SETS = 1000 };

typedef struct built_game {
    ck_extensive_game game;
    uint8_t  kind[GAME_NODES];
    uint32_t parent[GAME_NODES], action[GAME_NODES], set[GAME_NODES];
    double   chance[GAME_NODES], payoff[2 * GAME_NODES];
    uint32_t set_player[GAME_SETS], set_actions[GAME_SETS];
    char     set_name[GAME_SETS][32];
} built_game;

static inline built_game *game_start(void) {
    built_game *built = calloc(1, sizeof *built);
    if (built == NULL) abort();
    built->game = (ck_extensive_game){2, 0, 0, built->kind, built->parent, built->action, built->set, built->chance,
                                      built->payoff, built->set_player, built->set_actions};
    return built;
}

static inline uint32_t game_node(built_game *built, ck_node_kind kind, uint32_t parent, uint32_t action, double chance) {
    const uint32_t node = built->game.node_count++;
    if (node >= GAME_NODES) abort();
    built->kind[node] = (uint8_t)kind;
    built->parent[node] = parent;
    built->action[node] = action;
    built->chance[node] = chance;
    built->set[node] = CK_NONE;
    return node;
}

static inline uint32_t game_terminal(built_game *built, uint32_t parent, uint32_t action, double chance, double first,
                                     double second) {
    const uint32_t node = game_node(built, CK_TERMINAL, parent, action, chance);
    built->payoff[2 * node] = first;
    built->payoff[2 * node + 1] = second;
    return node;
}

static inline uint32_t game_decision(built_game *built, uint32_t parent, uint32_t action, double chance, uint32_t player,
                                     const char *name, uint32_t actions) {
    const uint32_t node = game_node(built, CK_DECISION, parent, action, chance);
    uint32_t set = 0;
    while (set < built->game.set_count &&
           (built->set_player[set] != player || strcmp(built->set_name[set], name) != 0))
        set++;
    if (set == built->game.set_count) {
        if (set >= GAME_SETS) abort();
        built->game.set_count++;
        built->set_player[set] = player;
        built->set_actions[set] = actions;
        snprintf(built->set_name[set], sizeof built->set_name[set], "%s", name);
    }
    built->set[node] = set;
    return node;
}

/* Kuhn: cards J Q K, ante 1, one bet of 1. Action 0 passes (check or fold), 1 bets (or calls). */
static inline void kuhn_moves(built_game *built, uint32_t parent, uint32_t action, double chance, const char *history,
                              const int card[2]) {
    const uint32_t moves = (uint32_t)strlen(history), player = moves % 2;
    const int wins = card[0] > card[1] ? 1 : -1;
    int payoff = 0;
    if (strcmp(history, "pp") == 0) payoff = wins;
    if (strcmp(history, "bb") == 0 || strcmp(history, "pbb") == 0) payoff = 2 * wins;
    if (strcmp(history, "bp") == 0) payoff = 1;
    if (strcmp(history, "pbp") == 0) payoff = -1;
    if (payoff != 0) {
        game_terminal(built, parent, action, chance, payoff, -payoff);
        return;
    }
    char name[32], next[8];
    snprintf(name, sizeof name, "%d%s", card[player], history);
    const uint32_t node = game_decision(built, parent, action, chance, player, name, 2);
    for (uint32_t a = 0; a < 2; a++) {
        snprintf(next, sizeof next, "%s%c", history, a == 0 ? 'p' : 'b');
        kuhn_moves(built, node, a, 1.0, next, card);
    }
}

static inline built_game *kuhn_poker(void) {
    built_game *built = game_start();
    const uint32_t root = game_node(built, CK_CHANCE, CK_NONE, 0, 1.0);
    uint32_t deal = 0;
    for (int a = 0; a < 3; a++) {
        for (int b = 0; b < 3; b++) {
            if (a != b) kuhn_moves(built, root, deal++, 1.0 / 6, "", (const int[2]){a, b});
        }
    }
    return built;
}

/* Leduc: three ranks twice, ante 1, two rounds with bets of 2 and 4, at most two raises a round, a public card between. */
typedef struct leduc { int card[2], public_card, round, bets, in[2]; char history[16]; } leduc;

static inline void leduc_moves(built_game *built, uint32_t parent, uint32_t action, double chance, leduc state, uint32_t player,
                               bool opened);

static inline void leduc_showdown(built_game *built, uint32_t parent, uint32_t action, leduc state) {
    const int rank[2] = {state.card[0] == state.public_card ? 10 : state.card[0],
                         state.card[1] == state.public_card ? 10 : state.card[1]};
    const int pot = state.in[0];
    const int payoff = rank[0] > rank[1] ? pot : rank[0] < rank[1] ? -pot : 0;
    game_terminal(built, parent, action, 1.0, payoff, -payoff);
}

static inline void leduc_round_over(built_game *built, uint32_t parent, uint32_t action, leduc state) {
    if (state.round == 1) {
        leduc_showdown(built, parent, action, state);
        return;
    }
    const uint32_t node = game_node(built, CK_CHANCE, parent, action, 1.0);
    uint32_t move = 0;
    for (int card = 0; card < 3; card++) {
        const int left = 2 - (state.card[0] == card) - (state.card[1] == card);
        if (left == 0) continue;
        leduc next = state;
        next.public_card = card;
        next.round = 1;
        next.bets = 0;
        snprintf(next.history + strlen(next.history), sizeof next.history - strlen(next.history), "%d", card);
        leduc_moves(built, node, move++, left / 4.0, next, 0, false);
    }
}

static inline void leduc_moves(built_game *built, uint32_t parent, uint32_t action, double chance, leduc state, uint32_t player,
                               bool opened) {
    char name[32];
    snprintf(name, sizeof name, "%d%s", state.card[player], state.history);
    const bool behind = state.in[player] < state.in[1 - player], may_raise = state.bets < 2;
    const uint32_t node = game_decision(built, parent, action, chance, player, name, 1u + behind + may_raise);
    const int size = state.round == 0 ? 2 : 4;
    uint32_t move = 0;
    if (behind) {
        const int lost = state.in[player];
        game_terminal(built, node, move++, 1.0, player == 0 ? -lost : lost, player == 0 ? lost : -lost);
    }
    leduc next = state;
    const size_t end = strlen(state.history);
    next.in[player] = state.in[1 - player];
    next.history[end] = 'c';
    if (behind || opened)
        leduc_round_over(built, node, move++, next);
    else
        leduc_moves(built, node, move++, 1.0, next, 1 - player, true);
    if (!may_raise) return;
    next.history[end] = 'r';
    next.in[player] = state.in[1 - player] + size;
    next.bets++;
    leduc_moves(built, node, move, 1.0, next, 1 - player, true);
}

static inline built_game *leduc_poker(void) {
    built_game *built = game_start();
    const uint32_t root = game_node(built, CK_CHANCE, CK_NONE, 0, 1.0);
    uint32_t deal = 0;
    for (int a = 0; a < 3; a++) {
        for (int b = 0; b < 3; b++)
            leduc_moves(built, root, deal++, a == b ? 1.0 / 15 : 2.0 / 15,
                        (leduc){.card = {a, b}, .public_card = -1, .in = {1, 1}}, 0, false);
    }
    return built;
}

typedef struct solved { ck_sequence_form form; void *form_block, *block; double *plan[2]; ck_sequence_result result; ck_status status; } solved;

static inline solved solve_sequences(const ck_extensive_game *game, ck_diags *diags) {
    solved all = {0};
    all.form_block = aligned_alloc(16, ck_sequence_form_bytes(game));
    all.status = ck_sequence_form_build(game, all.form_block, ck_sequence_form_bytes(game), &all.form, diags);
    if (all.status < 0) return all;
    const size_t bytes = ck_sequence_solve_bytes(&all.form);
    all.block = aligned_alloc(16, bytes);
    for (int p = 0; p < 2; p++) all.plan[p] = calloc(all.form.sequence_count[p], sizeof(double));
    all.status = ck_sequence_solve(&all.form, all.block, bytes, all.plan, &all.result, diags);
    return all;
}
static inline void solved_free(solved *all) {
    free(all->form_block);
    free(all->block);
    free(all->plan[0]);
    free(all->plan[1]);
}

#endif
