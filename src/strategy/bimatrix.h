/* Two-player games in strategic form: all equilibria exactly.

   Exact: extreme equilibria are the pairs of vertices of the two best-reply polytopes whose labels together are complete
   (Mangasarian 1964); every equilibrium is a convex combination of extreme ones, and the maximal Nash subsets are the
   maximal sets X x Y of extreme strategies that are all equilibria with each other (Winkels 1979; Avis, Rosenberg, Savani
   and von Stengel 2010). In a game that is not degenerate each subset is one point and the list is the list of all
   equilibria. */
#ifndef CK_STRATEGY_BIMATRIX_H
#define CK_STRATEGY_BIMATRIX_H

#include "strategy/wide.h"

typedef enum ck_player { CK_ROW = 0, CK_COLUMN = 1 } ck_player;

/* Payoffs as whole numbers; a positive multiple of a player's payoffs, or a constant added, changes no equilibrium. */
typedef struct ck_integer_game {
    uint32_t       rows, columns;        // rows + columns <= CK_EXACT_LIMIT
    const int64_t *row_payoff;           // (rows x columns), |value| < 2^62
    const int64_t *column_payoff;        // (rows x columns)
} ck_integer_game;
#define CK_EXACT_LIMIT 63u

typedef struct ck_equilibria_options {
    uint32_t vertex_limit;               // of one polytope; memory is about 60 bytes each
    uint32_t pair_limit;                 // of extreme equilibria
    uint32_t subset_limit;               // of maximal Nash subsets
} ck_equilibria_options;
ck_equilibria_options ck_equilibria_options_default(void);      // 2,000,000, 100,000, 10,000

typedef struct ck_equilibrium { uint32_t strategy[2]; uint32_t component; } ck_equilibrium;
/* All pairs of a maximal Nash subset are equilibria, and so are all their mixtures player by player. */
typedef struct ck_nash_subset { uint32_t first[2], count[2]; uint32_t component; } ck_nash_subset;

typedef struct ck_equilibria {
    uint32_t        width;                       // limbs of the exact numbers
    ck_equilibrium *equilibrium; uint32_t count; // extreme ones, in order of their strategies' indices
    ck_nash_subset *subset; uint32_t subset_count;
    uint32_t       *member;                      // strategies of subsets
    uint32_t        component_count;             // connected sets of equilibria
    uint32_t        strategy_count[2];           // extreme strategies that are part of an equilibrium
    uint64_t        vertex_count[2], base_count[2];
    bool            degenerate;                  // some vertex has more labels than the polytope has dimensions
    struct cki_equilibria_inside *inside;
} ck_equilibria;

/* Block for ck_equilibria_find; SIZE_MAX when the game is outside the limits. */
size_t ck_equilibria_bytes(const ck_integer_game *game, ck_equilibria_options options);
/// All extreme equilibria, exactly.
///
/// Returns  CK_OK; CK_E_RANGE for an empty game; CK_E_LIMIT when the game is too large, its numbers are too long (8 limbs of
///          64 bits) or a limit of the options is met: then nothing is said about equilibria
/// Cost     vertices x rows x columns operations on numbers of `width` limbs
/// Source   Avis et al. (2010), Enumeration of Nash equilibria for two-player games, Economic Theory 42
CK_MUST_USE ck_status ck_equilibria_find(const ck_integer_game *game, ck_equilibria_options options, void *block,
                                         size_t bytes, ck_equilibria *equilibria, ck_diags *diags);
/// Probabilities of an extreme strategy: numerator[i] / denominator, in lowest terms.
///
/// numerator    (rows or columns x width) out; use cki_wide_write or cki_wide_ratio to read them
/// denominator  (width) out
void ck_equilibria_strategy(const ck_equilibria *equilibria, ck_player player, uint32_t strategy, uint64_t *numerator,
                            uint64_t *denominator);
/* The same as doubles. `probability` (rows or columns). */
void ck_equilibria_probabilities(const ck_equilibria *equilibria, ck_player player, uint32_t strategy,
                                 double *probability);

#endif
