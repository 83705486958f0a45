/* Sequential games with chance and private information: the tree, its sequence form, equilibria of two players.

   A player who forgets nothing is described by his sequences: the empty one and each (information set, action). A
   realisation plan gives each sequence the product of his probabilities along it; payoffs are bilinear in the plans
   (von Stengel 1996, Efficient computation of behavior strategies). */
#ifndef CK_STRATEGY_EXTENSIVE_H
#define CK_STRATEGY_EXTENSIVE_H

#include "base/base.h"

typedef enum ck_node_kind { CK_TERMINAL, CK_CHANCE, CK_DECISION } ck_node_kind;

/* Nodes in preorder: the root is 0, children come after their parents. */
typedef struct ck_extensive_game {
    uint32_t        player_count, node_count, set_count;
    const uint8_t  *kind;                // (nodes) ck_node_kind
    const uint32_t *parent;              // (nodes) CK_NONE for the root
    const uint32_t *action;              // (nodes) which action of the parent leads here, from 0
    const uint32_t *set;                 // (nodes) information set of a decision, CK_NONE otherwise
    const double   *chance;              // (nodes) probability given the parent when that is a chance node, else 1
    const double   *payoff;              // (nodes x players) of the node's outcome; those of a path add up
    const uint32_t *set_player;          // (sets) from 0
    const uint32_t *set_actions;         // (sets) number of actions, >= 1
} ck_extensive_game;

typedef struct ck_leaf_weight { uint32_t sequence[2]; double payoff[2]; } ck_leaf_weight;

/* The sequence form of a game of two players. Sequences of a player count from 0, the empty one. */
typedef struct ck_sequence_form {
    const ck_extensive_game *game;
    uint32_t        sequence_count[2], set_count[2];
    uint32_t       *set[2];              // (sets of the player) index in the game, in order of first appearance
    uint32_t       *parent[2];           // (sets of the player) sequence that leads to it
    uint32_t       *first[2];            // (sets of the player) sequence of its first action
    uint32_t       *first_of_set;        // (sets of the game) sequence of its first action, of its own player
    ck_leaf_weight *leaf; uint32_t leaf_count;   // payoff times chance, one for each pair of sequences that meets
} ck_sequence_form;

size_t ck_sequence_form_bytes(const ck_extensive_game *game);
/// Build the sequence form.
///
/// Returns  CK_OK; CK_E_RANGE when the game has another number of players than two; CK_E_UNKNOWN when a player forgets what
///          he did (information set named in the diagnostic), for which sequences are not defined; CK_E_LIMIT above
///          4,000 sequences of both together
CK_MUST_USE ck_status ck_sequence_form_build(const ck_extensive_game *game, void *block, size_t bytes,
                                             ck_sequence_form *form, ck_diags *diags);

size_t ck_sequence_solve_bytes(const ck_sequence_form *form);
typedef struct ck_sequence_result {
    double   payoff[2];
    double   gain[2];            // the most that each could gain by deviating; exploitability is their sum
    uint32_t pivots;
} ck_sequence_result;
/// One equilibrium, zero-sum or not: Lemke's algorithm started at the uniform plan, so the equilibrium that a player would reach
/// who starts from that prior and gives it up step by step.
///
/// plan     (sequences of player 0), (sequences of player 1) out, realisation plans
/// Returns  CK_OK; CK_E_NO_SOLUTION when the gain stays above 1e-9 of the range of payoffs (the plans are then the best found)
/// Cost     pivots of a matrix of (all sequences)^2 doubles
/// Source   Koller, Megiddo and von Stengel (1996); von Stengel, van den Elzen and Talman (2002), Econometrica 70
CK_MUST_USE ck_status ck_sequence_solve(const ck_sequence_form *form, void *block, size_t bytes, double *plan[2],
                                        ck_sequence_result *result, ck_diags *diags);
/* Payoffs of two plans and what each player's best reply would gain. Scratch of (sequences of both + sets of both). */
size_t ck_sequence_deviation_bytes(const ck_sequence_form *form);
CK_MUST_USE ck_status ck_sequence_deviation(const ck_sequence_form *form, const double *const plan[2], void *block,
                                            size_t bytes, ck_sequence_result *result);
/* Plan to behaviour: probability (sequences), index 0 is 1; information sets that the player's own plan rules out get
   equal probabilities. */
void ck_sequence_behaviour(const ck_sequence_form *form, uint32_t player, const double *plan, double *probability);
/* Behaviour to plan. */
void ck_sequence_plan(const ck_sequence_form *form, uint32_t player, const double *probability, double *plan);

#endif
