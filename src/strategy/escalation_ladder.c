/* The ladder: rungs and levers, open moves, where moves lead, what standing on rungs costs. */
#include "strategy/escalation_tables.h"

static const double BUCKET_WEEKS[CK_LADDER_BUCKETS] = {4.0, 20.0, 52.0};

uint32_t cki_ladder_rung(const ck_escalation *game, const ck_position *position, uint32_t side) {
    uint32_t best = 0;
    double nearest = CK_INFINITY;
    for (uint32_t r = 0; r < CK_PLAY_RUNGS; r++) {
        double distance = 0.0;
        for (uint32_t l = 0; l < game->lever_count; l++) {
            const ck_lever *lever = &game->lever[l];
            if (lever->role != CK_LEVER_SIDE || lever->owner != side) continue;
            distance += ck_abs(lever->level[position->level[l]].intensity -
                               lever->level[game->side[side].ladder[r][l]].intensity);
        }
        if (distance < nearest) {
            nearest = distance;
            best = r;
        }
    }
    return best;
}

void cki_ladder_set(const ck_escalation *game, ck_position *position, uint32_t side, uint32_t rung) {
    for (uint32_t l = 0; l < game->lever_count; l++) {
        if (game->lever[l].role == CK_LEVER_SIDE && game->lever[l].owner == side)
            position->level[l] = game->side[side].ladder[rung][l];
    }
}

ck_ladder_state ck_ladder_of(const ck_escalation *game, const ck_position *position) {
    const uint32_t weeks = position->restricted_weeks;
    return (ck_ladder_state){.rung = {cki_ladder_rung(game, position, 0), cki_ladder_rung(game, position, 1)},
                             .offer = position->deal_until > position->week ? CK_LADDER_DEAL
                                      : position->offered[0]                ? CK_LADDER_BY_FIRST
                                      : position->offered[1]                ? CK_LADDER_BY_SECOND
                                                                            : CK_LADDER_NONE,
                             .bucket = weeks == 0   ? 0
                                       : weeks < 26 ? 1
                                                    : 2};
}

bool ck_ladder_open(ck_ladder_state state, uint32_t side, ck_ladder_move move) {
    switch (move) {
    case CK_LADDER_WAIT: return true;
    case CK_LADDER_UP: return state.rung[side] + 1 < CK_PLAY_RUNGS;
    case CK_LADDER_DOWN: return state.rung[side] > 0;
    case CK_LADDER_OFFER:
        return state.offer != CK_LADDER_DEAL && state.offer != (side == 0 ? CK_LADDER_BY_FIRST : CK_LADDER_BY_SECOND);
    case CK_LADDER_ACCEPT: return state.offer == (side == 0 ? CK_LADDER_BY_SECOND : CK_LADDER_BY_FIRST);
    case CK_LADDER_COUNT: break;
    }
    return false;
}

ck_ladder_state cki_ladder_next(ck_ladder_state s, const uint32_t move[2]) {
    const bool up = move[0] == CK_LADDER_UP || move[1] == CK_LADDER_UP;
    ck_ladder_state to = s;
    for (uint32_t side = 0; side < 2; side++) {
        if (move[side] == CK_LADDER_UP) to.rung[side]++;
        if (move[side] == CK_LADDER_DOWN) to.rung[side]--;
    }
    const bool struck = (move[0] == CK_LADDER_OFFER && move[1] == CK_LADDER_OFFER) || move[0] == CK_LADDER_ACCEPT ||
                        move[1] == CK_LADDER_ACCEPT;
    if (up)
        to.offer = CK_LADDER_NONE;
    else if (s.offer == CK_LADDER_DEAL)
        to.offer = CK_LADDER_DEAL;
    else if (struck) {
        to.rung[0] = to.rung[1] = 0;
        to.offer = CK_LADDER_DEAL;
    } else
        to.offer = move[0] == CK_LADDER_OFFER   ? CK_LADDER_BY_FIRST
                   : move[1] == CK_LADDER_OFFER ? CK_LADDER_BY_SECOND
                                                : CK_LADDER_NONE;
    return to;
}

double cki_bucket_moves(ck_ladder_state s, double weeks, uint32_t *to) {
    const bool restricted = s.rung[1] >= 2;
    *to = s.bucket;
    if (restricted && s.bucket + 1 < CK_LADDER_BUCKETS) {
        *to = s.bucket + 1;
        return ck_min(1.0, weeks / (s.bucket == 0 ? 4.0 : 22.0));
    }
    if (!restricted && s.bucket > 0) {
        *to = s.bucket - 1;
        return ck_min(1.0, weeks / 26.0);
    }
    return 0.0;
}

/* ---------------------------------------------------------------- what standing on rungs costs -------------------- */

static void hold(const ck_escalation *game, const ck_emulator *emulator, ck_position *position, uint32_t weeks,
                 double *outcome) {
    double input[CK_EMULATOR_INPUTS];
    ck_position_inputs(game, position, input);
    for (uint32_t w = 0; w < weeks; w++) ck_emulator_week(emulator, &position->emulator, input, outcome);
}

/* Loss a week at mid-game: a restricted state after the weeks of its bucket, an open one six weeks after such a
   spell. */
void cki_ladder_rates(const ck_escalation *game, const ck_emulator *emulator, ck_solution *solution) {
    double outcome[CK_PLAY_ACTORS * CK_DAMAGE_COUNT], loss[CK_AIM_COUNT];
    ck_position position;
    for (uint32_t i = 0; i < CKI_LADDER_STATES; i++) {
        const ck_ladder_state s = cki_ladder_at(i);
        if (s.offer != CK_LADDER_NONE) continue;
        ck_position_start(game, emulator, (ck_random){0}, &position);
        position.emulator.week = game->weeks / 2 - ck_min_u32(game->weeks / 2, (uint32_t)BUCKET_WEEKS[s.bucket] + 6);
        cki_ladder_set(game, &position, 0, s.rung[0]);
        cki_ladder_set(game, &position, 1, s.rung[1] < 2 && s.bucket > 0 ? 2 : s.rung[1]);
        hold(game, emulator, &position, (uint32_t)BUCKET_WEEKS[s.bucket], outcome);
        cki_ladder_set(game, &position, 1, s.rung[1]);
        if (s.rung[1] < 2) hold(game, emulator, &position, 6, outcome);
        for (uint32_t side = 0; side < 2; side++) {
            double sum = 0.0;
            ck_position_loss(game, &position, side, outcome, loss);
            for (uint32_t k = 0; k < CK_AIM_COUNT; k++) sum += game->side[side].weight[k] * loss[k];
            cki_rate_at(solution, s)[side] = sum;
        }
    }
}
