/* One stage of the solved ladder game: two private types a side choose at once, in one state with one pair of beliefs. */
#ifndef CK_STRATEGY_ESCALATION_STAGE_H
#define CK_STRATEGY_ESCALATION_STAGE_H

#include "strategy/escalation_tables.h"

typedef struct cki_stage {
    const ck_escalation *game;
    const ck_solution *solution;
    uint32_t round;
    ck_ladder_state state;
    double belief[2];
    double weeks;
    double chance[2][2][CK_LADDER_COUNT]; // side, type
    double cost[2][2][CK_LADDER_COUNT];   // expected, of each move
    bool open[2][CK_LADDER_COUNT];
    double flow[2][CK_LADDER_COUNT][CK_LADDER_COUNT]; // of the next round, side, first's move, second's move
    ck_ladder_state next[CK_LADDER_COUNT][CK_LADDER_COUNT];
    uint32_t bucket[CK_LADDER_COUNT][CK_LADDER_COUNT];
    double moves[CK_LADDER_COUNT][CK_LADDER_COUNT];
} cki_stage;

/* The stage of a place in the tables; chances are not set. */
cki_stage cki_stage_of(const ck_escalation *game, const ck_solution *solution, uint32_t round, uint32_t state,
                       uint32_t belief);
/* A logit equilibrium into `chance`: damped replies, and where they turn in a circle Newton's method on the costs of moves. Returns the change
   of a chance that one more reply would make; it is settled below options.tolerance. */
double cki_stage_settle(cki_stage *at, ck_solve_options options);
/* Expected costs of all moves under the stage's chances. */
void cki_stage_costs(cki_stage *at);
/* What a side believes after the other's move. */
double cki_posterior(const cki_stage *at, uint32_t side, uint32_t move);

#endif
