/* What the files of the escalation loop share. */
#ifndef CK_STRATEGY_ESCALATION_H
#define CK_STRATEGY_ESCALATION_H

#include "chokepoint_escalation.h"

#include "base/base.h"

/* Purposes of random numbers in a future; day is the round. */
enum {
    CKI_PURPOSE_TYPE = 0x71, CKI_PURPOSE_ERROR, CKI_PURPOSE_CATEGORY, CKI_PURPOSE_LEVER, CKI_PURPOSE_HEDGE,
    CKI_PURPOSE_JOINT
};

bool     cki_position_truce(const ck_position *position, uint32_t side);
double   cki_escalation_discount(const ck_escalation *game, uint32_t side, double weeks);
/* The rung of a side's ladder nearest to its levers, by intensity; ties go to the lower one. */
uint32_t cki_ladder_rung(const ck_escalation *game, const ck_position *position, uint32_t side);
/* The side's levers put on a rung. */
void     cki_ladder_set(const ck_escalation *game, ck_position *position, uint32_t side, uint32_t rung);

/* A move of the category from the side's menu, levers by their propensity; waiting when the menu has none. */
ck_move  cki_as_told(const ck_escalation *game, const ck_position *position, uint32_t side, ck_category category,
                     ck_random random);
/* Fitted behaviour: what the side does, and what becomes history of a round (`struck`: a deal). */
ck_move  cki_fitted_choose(const ck_escalation *game, const ck_position *position, uint32_t side, ck_random random);
void     cki_past_add(const ck_escalation *game, ck_position *position, ck_actor actor, ck_past_category category);
void     cki_past_round(const ck_escalation *game, ck_position *position, const ck_move move[CK_PLAY_SIDES], bool struck);

#endif
