/* Places in the tables of the solved ladder game: states, a grid of both beliefs, chances and values at them. */
#ifndef CK_STRATEGY_ESCALATION_TABLES_H
#define CK_STRATEGY_ESCALATION_TABLES_H

#include "strategy/escalation.h"

enum {
    CKI_LADDER_STATES = CK_PLAY_RUNGS * CK_PLAY_RUNGS * CK_LADDER_OFFERS * CK_LADDER_BUCKETS,
    CKI_LADDER_GRID = CK_LADDER_BELIEFS * CK_LADDER_BELIEFS
};
static const double CKI_BELIEF[CK_LADDER_BELIEFS] = {0.1, 0.5, 0.9};

static inline uint32_t cki_ladder_index(ck_ladder_state s) {
    return ((s.rung[0] * CK_PLAY_RUNGS + s.rung[1]) * CK_LADDER_OFFERS + s.offer) * CK_LADDER_BUCKETS + s.bucket;
}

static inline ck_ladder_state cki_ladder_at(uint32_t index) {
    ck_ladder_state s = {.bucket = index % CK_LADDER_BUCKETS};
    index /= CK_LADDER_BUCKETS;
    s.offer = index % CK_LADDER_OFFERS;
    index /= CK_LADDER_OFFERS;
    s.rung[1] = index % CK_PLAY_RUNGS;
    s.rung[0] = index / CK_PLAY_RUNGS;
    return s;
}

static inline double *cki_rate_at(const ck_solution *solution, ck_ladder_state s) {
    return solution->rate + ((s.rung[0] * CK_PLAY_RUNGS + s.rung[1]) * CK_LADDER_BUCKETS + s.bucket) * 2;
}

static inline float *cki_chance_at(const ck_solution *solution, uint32_t round, uint32_t state, uint32_t belief,
                                   uint32_t side, uint32_t type) {
    return solution->chance +
           (((((size_t)round * CKI_LADDER_STATES + state) * CKI_LADDER_GRID + belief) * 2 + side) * 2 + type) *
               CK_LADDER_COUNT;
}
static inline double *cki_value_at(const ck_solution *solution, uint32_t round, uint32_t state, uint32_t belief) {
    return solution->value + (((size_t)round * CKI_LADDER_STATES + state) * CKI_LADDER_GRID + belief) * 4; // side, type
}

/* Two neighbours on the grid and the weight of the upper one. */
static inline double grid_place(double belief, uint32_t *lower) {
    *lower = belief >= CKI_BELIEF[1] ? 1 : 0;
    return ck_clamp((belief - CKI_BELIEF[*lower]) / (CKI_BELIEF[*lower + 1] - CKI_BELIEF[*lower]), 0.0, 1.0);
}

typedef struct cki_corner {
    uint32_t belief[4];
    double weight[4];
} cki_corner;
static inline cki_corner cki_corners(double first, double second) {
    uint32_t i, j;
    const double u = grid_place(first, &i), v = grid_place(second, &j);
    return (cki_corner){{i * CK_LADDER_BELIEFS + j, i * CK_LADDER_BELIEFS + j + 1, (i + 1) * CK_LADDER_BELIEFS + j,
                         (i + 1) * CK_LADDER_BELIEFS + j + 1},
                        {(1 - u) * (1 - v), (1 - u) * v, u * (1 - v), u * v}};
}

static inline double cki_value_between(const ck_solution *solution, uint32_t round, uint32_t state, cki_corner at,
                                       uint32_t side, uint32_t type) {
    double sum = 0.0;
    for (int k = 0; k < 4; k++)
        sum += at.weight[k] * cki_value_at(solution, round, state, at.belief[k])[side * 2 + type];
    return sum;
}

/* Where a pair of moves leads, bucket apart: that moves by chance. */
ck_ladder_state cki_ladder_next(ck_ladder_state state, const uint32_t move[2]);
/* Chance that the bucket moves, and where to, over a round of so many weeks. */
double cki_bucket_moves(ck_ladder_state state, double weeks, uint32_t *to);
/* What standing on rungs costs: fills solution->rate. */
void cki_ladder_rates(const ck_escalation *game, const ck_emulator *emulator, ck_solution *solution);

#endif
