/* Games in strategic form: what the solvers of this folder share. */
#ifndef CK_STRATEGY_STRATEGIC_H
#define CK_STRATEGY_STRATEGIC_H

#include "base/base.h"

/* CK_OK for 1..CK_PLAYERS_MOST players, at least one strategy each, finite payoffs and less than 2^26 profiles. */
ck_status cki_strategic_check(const ck_strategic_game *game, ck_diags *diags);
uint32_t  cki_strategic_profiles(const ck_strategic_game *game);
uint32_t  cki_strategic_strategies(const ck_strategic_game *game);           // of all players
/* Largest less smallest payoff of a player, at least of any player when `player` is CK_NONE; 1 when all are equal. */
double    cki_strategic_range(const ck_strategic_game *game, uint32_t player, double *low);
/* worth (strategies of all): payoff of each strategy against the others' mixtures. Scratch: none. */
void      cki_strategic_worth(const ck_strategic_game *game, const double *strategy, double *worth);

#endif
