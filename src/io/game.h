/* Games in Gambit's formats: .nfg (payoff and outcome form) and .efg, read and written. docs/games.md. */
#ifndef CK_IO_GAME_H
#define CK_IO_GAME_H

#include "io/host.h"

#define CK_GAME_FILE_LIMIT    ((size_t)1 << 26)          // bytes
#define CK_GAME_PROFILE_LIMIT 1000000u                   // of a table that is made of a tree

/* A number as the file writes it, in lowest terms. below > 0; 0 when 64 bits do not hold it. */
typedef struct ck_ratio { int64_t above, below; } ck_ratio;

typedef struct ck_game {
    bool               sequential;       // an .efg: `tree`; else `table`
    const char        *title;
    uint32_t           player_count;
    const char       **player;           // names
    ck_strategic_game  table;
    const char       **strategy;         // (strategies of all players, one after the other) names
    const ck_ratio    *exact;            // (as table.payoff) NULL for a table that is made of a large tree
    ck_extensive_game  tree;
    const ck_ratio    *tree_payoff, *tree_chance;        // (as tree.payoff and tree.chance) exact
    const char       **set_name;         // (sets)
    const uint32_t    *set_first;        // (sets) its first action in `action_name`
    const char       **action_name;      // of decisions
    ck_host_arena      arena;            // holds all of it
} ck_game;

/// Read a game. {0} may be freed; a game that failed is freed too.
///
/// Returns  CK_OK; CK_E_SYNTAX, CK_E_RANGE, CK_E_DUPLICATE and others with line, column and what was expected
CK_MUST_USE ck_status ck_game_input(ck_host_input *input, ck_game *game, ck_diags *diags);
CK_MUST_USE ck_status ck_game_read(const char *path, ck_game *game, ck_diags *diags);
void ck_game_free(ck_game *game);

/// The reduced strategic form of a sequential game: strategies that differ only where their own earlier moves do not
/// lead are one. Names of strategies join the actions, with * where nothing is said. It lives in the game's arena, as
/// `table` and `strategy`; with `exact` for two players with up to CK_EXACT_LIMIT strategies together.
///
/// Returns  CK_OK; CK_E_LIMIT above CK_GAME_PROFILE_LIMIT profiles
CK_MUST_USE ck_status ck_game_reduce(ck_game *game, ck_diags *diags);

/* Writes .efg for a sequential game unless `as_table`, else .nfg in payoff form. Numbers have as many digits as bring
   the same double back, or stand as fractions where decimals would not be what was read. */
void ck_game_write(FILE *out, const ck_game *game, bool as_table);

/// The payoffs of a player of two as whole numbers: those of the file times their least common denominator.
///
/// whole    (rows x columns) out
/// Returns  CK_OK; CK_E_RANGE when 64 bits do not hold them
CK_MUST_USE ck_status ck_game_whole_payoffs(const ck_game *game, uint32_t player, int64_t *whole, ck_diags *diags);

/* Exact or unknown (below 0), never rounded. The text is a number or a fraction "a/b" of numbers. */
ck_ratio ck_ratio_read(const char *text, size_t length);
ck_ratio ck_ratio_sum(ck_ratio a, ck_ratio b);
ck_ratio ck_ratio_product(ck_ratio a, ck_ratio b);

#endif
