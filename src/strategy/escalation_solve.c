/* The ladder game solved backward over the calendar: in every state a stage game of two private types a side. */
#include "strategy/escalation_stage.h"

ck_solve_options ck_solve_options_default(void) {
    return (ck_solve_options){.precision = 0.5, .iterations = 200, .tolerance = 1e-6, .start = 0.5};
}

/* ---------------------------------------------------------------- looking things up ------------------------------- */

void ck_solution_chance(const ck_solution *solution, uint32_t round, ck_ladder_state state, const double belief[2],
                        uint32_t side, bool firm, double chance[CK_LADDER_COUNT]) {
    const cki_corner at = cki_corners(belief[0], belief[1]);
    for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) {
        chance[m] = 0.0;
        for (int k = 0; k < 4; k++)
            chance[m] += at.weight[k] *
                         (double)cki_chance_at(solution, round, cki_ladder_index(state), at.belief[k], side, firm)[m];
    }
}

double ck_solution_value(const ck_solution *solution, uint32_t round, ck_ladder_state state, const double belief[2],
                         uint32_t side, bool firm) {
    return cki_value_between(solution, round, cki_ladder_index(state), cki_corners(belief[0], belief[1]), side, firm);
}

/* ---------------------------------------------------------------- one stage --------------------------------------- */

static void solve_stage(const ck_escalation *game, ck_solution *solution, uint32_t round, uint32_t state,
                        uint32_t belief, ck_solve_options options, float *gain) {
    cki_stage at = cki_stage_of(game, solution, round, state, belief);
    const double change = cki_stage_settle(&at, options);
    solution->worst_residual = ck_max(solution->worst_residual, change);
    if (change >= options.tolerance) solution->unsettled++;
    cki_stage_costs(&at);
    double *value = cki_value_at(solution, round, state, belief);
    for (uint32_t side = 0; side < 2; side++) {
        for (uint32_t type = 0; type < 2; type++) {
            double mean = 0.0, least = CK_INFINITY;
            for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) {
                mean += at.chance[side][type][m] * at.cost[side][type][m];
                if (at.open[side][m]) least = ck_min(least, at.cost[side][type][m]);
                cki_chance_at(solution, round, state, belief, side, type)[m] = (float)at.chance[side][type][m];
            }
            value[side * 2 + type] = mean;
            gain[side * 2 + type] = (float)(mean - least);
        }
    }
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

typedef struct working {
    float *gain;
    double *mass[2];
} working;

static void layout(cki_arena *arena, uint32_t rounds, ck_solution *solution, working *work) {
    const size_t places = (size_t)CKI_LADDER_STATES * CKI_LADDER_GRID;
    solution->chance = cki_arena_take(arena, rounds * places * 4 * CK_LADDER_COUNT, sizeof(float));
    solution->value = cki_arena_take(arena, (rounds + 1) * places * 4, sizeof(double));
    solution->rate =
        cki_arena_take(arena, (size_t)CK_PLAY_RUNGS * CK_PLAY_RUNGS * CK_LADDER_BUCKETS * 2, sizeof(double));
    solution->deal_share = cki_arena_take(arena, rounds, sizeof(double));
    solution->mean_rung = cki_arena_take(arena, 2 * (size_t)rounds, sizeof(double));
    work->gain = cki_arena_take(arena, rounds * places * 4, sizeof(float));
    work->mass[0] = cki_arena_take(arena, places, sizeof(double));
    work->mass[1] = cki_arena_take(arena, places, sizeof(double));
}

size_t ck_solution_bytes(const ck_escalation *game) {
    ck_solution solution;
    working work;
    cki_arena arena = cki_arena_measure();
    layout(&arena, game->round_count, &solution, &work);
    return cki_arena_bytes(&arena);
}

/* After the calendar the last state goes on for the tail. */
static void terminal(const ck_escalation *game, ck_solution *solution) {
    for (uint32_t s = 0; s < CKI_LADDER_STATES; s++) {
        for (uint32_t side = 0; side < 2; side++) {
            const double rest = cki_rate_at(solution, cki_ladder_at(s))[side] * game->tail_weeks *
                                cki_escalation_discount(game, side, 0.5 * game->tail_weeks);
            for (uint32_t b = 0; b < CKI_LADDER_GRID; b++) {
                double *value = cki_value_at(solution, game->round_count, s, b);
                value[side * 2] = rest;
                value[side * 2 + 1] = game->side[side].firm_pain * rest;
            }
        }
    }
}

/* Where play goes from the start: mass over states and beliefs (spread over the grid as values are), gains on the
   way. */
static void follow(const ck_escalation *game, ck_solution *solution, working *work, ck_ladder_state start) {
    const size_t places = (size_t)CKI_LADDER_STATES * CKI_LADDER_GRID;
    double *now = work->mass[0], *next = work->mass[1], weight_sum = 0.0;
    cki_zero(now, places * sizeof *now);
    const cki_corner first = cki_corners(game->side[1].firm_prior, game->side[0].firm_prior);
    for (int k = 0; k < 4; k++) now[cki_ladder_index(start) * CKI_LADDER_GRID + first.belief[k]] += first.weight[k];
    for (uint32_t r = 0; r < game->round_count; r++) {
        cki_zero(next, places * sizeof *next);
        for (size_t p = 0; p < places; p++) {
            if (now[p] < 1e-9) continue;
            const uint32_t s = (uint32_t)(p / CKI_LADDER_GRID), b = (uint32_t)(p % CKI_LADDER_GRID);
            cki_stage at = cki_stage_of(game, solution, r, s, b);
            for (uint32_t side = 0; side < 2; side++) {
                for (uint32_t type = 0; type < 2; type++) {
                    const double gain = (double)work->gain[((size_t)r * places + p) * 4 + side * 2 + type];
                    solution->mean_gain += now[p] * gain;
                    weight_sum += now[p];
                    if (now[p] >= 1e-3) solution->worst_gain = ck_max(solution->worst_gain, gain);
                    for (uint32_t m = 0; m < CK_LADDER_COUNT; m++)
                        at.chance[side][type][m] = (double)cki_chance_at(solution, r, s, b, side, type)[m];
                }
            }
            for (uint32_t a = 0; a < CK_LADDER_COUNT; a++) {
                for (uint32_t c = 0; c < CK_LADDER_COUNT; c++) {
                    if (!at.open[0][a] || !at.open[1][c]) continue;
                    const double by_first =
                        at.belief[1] * at.chance[0][1][a] + (1.0 - at.belief[1]) * at.chance[0][0][a];
                    const double by_second =
                        at.belief[0] * at.chance[1][1][c] + (1.0 - at.belief[0]) * at.chance[1][0][c];
                    const cki_corner after = cki_corners(cki_posterior(&at, 0, c), cki_posterior(&at, 1, a));
                    ck_ladder_state to = at.next[a][c];
                    for (int k = 0; k < 4; k++) {
                        const double part = now[p] * by_first * by_second * after.weight[k];
                        next[cki_ladder_index(to) * CKI_LADDER_GRID + after.belief[k]] += part * (1.0 - at.moves[a][c]);
                        if (at.moves[a][c] == 0.0) continue;
                        ck_ladder_state moved = to;
                        moved.bucket = at.bucket[a][c];
                        next[cki_ladder_index(moved) * CKI_LADDER_GRID + after.belief[k]] += part * at.moves[a][c];
                    }
                }
            }
        }
        solution->deal_share[r] = solution->mean_rung[2 * r] = solution->mean_rung[2 * r + 1] = 0.0;
        for (size_t p = 0; p < places; p++) {
            const ck_ladder_state s = cki_ladder_at((uint32_t)(p / CKI_LADDER_GRID));
            if (s.offer == CK_LADDER_DEAL) solution->deal_share[r] += next[p];
            for (uint32_t side = 0; side < 2; side++) solution->mean_rung[2 * r + side] += next[p] * s.rung[side];
        }
        double *swap = now;
        now = next;
        next = swap;
    }
    solution->mean_gain = weight_sum > 0.0 ? solution->mean_gain / weight_sum : 0.0;
}

ck_status ck_escalation_solve(const ck_escalation *game, const ck_emulator *emulator, ck_solve_options options,
                              void *block, size_t bytes, ck_solution *solution, ck_diags *diags) {
    working work;
    *solution = (ck_solution){.rounds = game->round_count};
    cki_arena arena = cki_arena_over(block, bytes);
    layout(&arena, game->round_count, solution, &work);
    CK_TRY(cki_arena_check(&arena));
    cki_ladder_rates(game, emulator, solution);
    terminal(game, solution);
    const size_t places = (size_t)CKI_LADDER_STATES * CKI_LADDER_GRID;
    for (uint32_t r = game->round_count; r-- > 0;) {
        for (size_t p = 0; p < places; p++)
            solve_stage(game, solution, r, (uint32_t)(p / CKI_LADDER_GRID), (uint32_t)(p % CKI_LADDER_GRID), options,
                        work.gain + ((size_t)r * places + p) * 4);
    }
    ck_position position;
    ck_position_start(game, emulator, (ck_random){0}, &position);
    follow(game, solution, &work, ck_ladder_of(game, &position));
    if (solution->unsettled == 0) return CK_OK;
    return ck_diags_add(diags, CK_NOTED, (ck_place){0},
                        "%u stages of the solved game did not settle; the largest last change of a chance is %g",
                        "they are reported; a smaller precision settles", solution->unsettled,
                        solution->worst_residual);
}
