/* The ladder game solved backward over the calendar: in every state a stage game of two private types a side. */
#include "strategy/escalation.h"
#include "strategy/linear.h"

enum {
    STATES = CK_PLAY_RUNGS * CK_PLAY_RUNGS * CK_LADDER_OFFERS * CK_LADDER_BUCKETS,
    BELIEFS = CK_LADDER_BELIEFS * CK_LADDER_BELIEFS
};
enum { MOVES = CK_LADDER_COUNT };
static const double BELIEF[CK_LADDER_BELIEFS] = {0.1, 0.5, 0.9};
static const double BUCKET_WEEKS[CK_LADDER_BUCKETS] = {4.0, 20.0, 52.0};

ck_solve_options ck_solve_options_default(void) {
    return (ck_solve_options){.precision = 0.5, .iterations = 200, .tolerance = 1e-6, .start = 0.5};
}

static uint32_t state_index(ck_ladder_state s) {
    return ((s.rung[0] * CK_PLAY_RUNGS + s.rung[1]) * CK_LADDER_OFFERS + s.offer) * CK_LADDER_BUCKETS + s.bucket;
}

static ck_ladder_state state_at(uint32_t index) {
    ck_ladder_state s = {.bucket = index % CK_LADDER_BUCKETS};
    index /= CK_LADDER_BUCKETS;
    s.offer = index % CK_LADDER_OFFERS;
    index /= CK_LADDER_OFFERS;
    s.rung[1] = index % CK_PLAY_RUNGS;
    s.rung[0] = index / CK_PLAY_RUNGS;
    return s;
}

/* ---------------------------------------------------------------- the ladder and the levers ----------------------- */

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
                             .bucket = weeks == 0 ? 0 : weeks < 26 ? 1 : 2};
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

/* Bucket apart: that moves by chance. */
static ck_ladder_state next_state(ck_ladder_state s, const uint32_t move[2]) {
    const bool up = move[0] == CK_LADDER_UP || move[1] == CK_LADDER_UP;
    ck_ladder_state to = s;
    for (uint32_t side = 0; side < 2; side++) {
        if (move[side] == CK_LADDER_UP) to.rung[side]++;
        if (move[side] == CK_LADDER_DOWN) to.rung[side]--;
    }
    const bool struck = (move[0] == CK_LADDER_OFFER && move[1] == CK_LADDER_OFFER) || move[0] == CK_LADDER_ACCEPT ||
                        move[1] == CK_LADDER_ACCEPT;
    if (up) to.offer = CK_LADDER_NONE;
    else if (s.offer == CK_LADDER_DEAL) to.offer = CK_LADDER_DEAL;
    else if (struck) {
        to.rung[0] = to.rung[1] = 0;
        to.offer = CK_LADDER_DEAL;
    } else
        to.offer = move[0] == CK_LADDER_OFFER   ? CK_LADDER_BY_FIRST
                   : move[1] == CK_LADDER_OFFER ? CK_LADDER_BY_SECOND
                                                : CK_LADDER_NONE;
    return to;
}

/* Chance that the bucket moves, and where to, over a round of so many weeks. */
static double bucket_moves(ck_ladder_state s, double weeks, uint32_t *to) {
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

static double *rate_at(const ck_solution *solution, ck_ladder_state s) {
    return solution->rate + ((s.rung[0] * CK_PLAY_RUNGS + s.rung[1]) * CK_LADDER_BUCKETS + s.bucket) * 2;
}

static void hold(const ck_escalation *game, const ck_emulator *emulator, ck_position *position, uint32_t weeks,
                 double *outcome) {
    double input[CK_EMULATOR_INPUTS];
    ck_position_inputs(game, position, input);
    for (uint32_t w = 0; w < weeks; w++) ck_emulator_week(emulator, &position->emulator, input, outcome);
}

/* Loss a week at mid-game: a restricted state after the weeks of its bucket, an open one six weeks after such a
   spell. */
static void rates(const ck_escalation *game, const ck_emulator *emulator, ck_solution *solution) {
    double outcome[CK_PLAY_ACTORS * CK_DAMAGE_COUNT], loss[CK_AIM_COUNT];
    ck_position position;
    for (uint32_t i = 0; i < STATES; i++) {
        const ck_ladder_state s = state_at(i);
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
            rate_at(solution, s)[side] = sum;
        }
    }
}

/* ---------------------------------------------------------------- places in the tables ---------------------------- */

static float *chance_at(const ck_solution *solution, uint32_t round, uint32_t state, uint32_t belief, uint32_t side,
                        uint32_t type) {
    return solution->chance + (((((size_t)round * STATES + state) * BELIEFS + belief) * 2 + side) * 2 + type) * MOVES;
}
static double *value_at(const ck_solution *solution, uint32_t round, uint32_t state, uint32_t belief) {
    return solution->value + (((size_t)round * STATES + state) * BELIEFS + belief) * 4;       // side, type
}

/* Two neighbours on the grid and the weight of the upper one. */
static double grid_place(double belief, uint32_t *lower) {
    *lower = belief >= BELIEF[1] ? 1 : 0;
    return ck_clamp((belief - BELIEF[*lower]) / (BELIEF[*lower + 1] - BELIEF[*lower]), 0.0, 1.0);
}

typedef struct corner { uint32_t belief[4]; double weight[4]; } corner;
static corner corners(double first, double second) {
    uint32_t i, j;
    const double u = grid_place(first, &i), v = grid_place(second, &j);
    return (corner){{i * CK_LADDER_BELIEFS + j, i * CK_LADDER_BELIEFS + j + 1, (i + 1) * CK_LADDER_BELIEFS + j,
                     (i + 1) * CK_LADDER_BELIEFS + j + 1},
                    {(1 - u) * (1 - v), (1 - u) * v, u * (1 - v), u * v}};
}

static double value_between(const ck_solution *solution, uint32_t round, uint32_t state, corner at, uint32_t side,
                            uint32_t type) {
    double sum = 0.0;
    for (int k = 0; k < 4; k++) sum += at.weight[k] * value_at(solution, round, state, at.belief[k])[side * 2 + type];
    return sum;
}

void ck_solution_chance(const ck_solution *solution, uint32_t round, ck_ladder_state state, const double belief[2],
                        uint32_t side, bool firm, double chance[CK_LADDER_COUNT]) {
    const corner at = corners(belief[0], belief[1]);
    for (uint32_t m = 0; m < MOVES; m++) {
        chance[m] = 0.0;
        for (int k = 0; k < 4; k++)
            chance[m] +=
                at.weight[k] * (double)chance_at(solution, round, state_index(state), at.belief[k], side, firm)[m];
    }
}

double ck_solution_value(const ck_solution *solution, uint32_t round, ck_ladder_state state, const double belief[2],
                         uint32_t side, bool firm) {
    return value_between(solution, round, state_index(state), corners(belief[0], belief[1]), side, firm);
}

/* ---------------------------------------------------------------- one stage --------------------------------------- */

typedef struct stage {
    const ck_escalation *game;
    const ck_solution *solution;
    uint32_t round;
    ck_ladder_state state;
    double   belief[2];
    double   weeks;
    double   chance[2][2][MOVES];                        // side, type
    double   cost[2][2][MOVES];                          // expected, of each move
    bool     open[2][MOVES];
    double   flow[2][MOVES][MOVES];                      // of the next round, side, first's move, second's move
    ck_ladder_state next[MOVES][MOVES];
    uint32_t bucket[MOVES][MOVES]; double moves[MOVES][MOVES];
} stage;

static double once(const ck_escalation *game, ck_ladder_state s, uint32_t side, uint32_t type, const uint32_t move[2]) {
    const ck_side *own = &game->side[side];
    const double concession = type ? own->firm_concession : 1.0, face = own->weight[CK_AIM_face] * concession;
    switch (move[side]) {
    case CK_LADDER_UP:
        return s.offer == CK_LADDER_DEAL ? own->weight[CK_AIM_credibility] * own->credibility_break : 0.0;
    case CK_LADDER_DOWN: return face * own->face_relax;
    case CK_LADDER_ACCEPT: return move[1 - side] == CK_LADDER_UP ? 0.0 : face * own->face_accept;
    case CK_LADDER_OFFER: return move[1 - side] == CK_LADDER_OFFER ? 0.5 * face * own->face_accept : 0.0;
    default: return 0.0;
    }
}

static double round_weeks(const ck_escalation *game, uint32_t round) {
    return (double)(ck_escalation_round_end(game, round) - game->round[round].week);
}

static void prepare(stage *at) {
    for (uint32_t a = 0; a < MOVES; a++) {
        at->open[0][a] = ck_ladder_open(at->state, 0, (ck_ladder_move)a);
        at->open[1][a] = ck_ladder_open(at->state, 1, (ck_ladder_move)a);
    }
    for (uint32_t side = 0; side < 2; side++) {
        const bool kept = at->game->promise && at->state.offer == CK_LADDER_DEAL;
        if (kept) at->open[side][CK_LADDER_UP] = false;
    }
    for (uint32_t a = 0; a < MOVES; a++) {
        for (uint32_t b = 0; b < MOVES; b++) {
            if (!at->open[0][a] || !at->open[1][b]) continue;
            const uint32_t move[2] = {a, b};
            const ck_ladder_state to = at->next[a][b] = next_state(at->state, move);
            at->moves[a][b] = bucket_moves(to, at->weeks, &at->bucket[a][b]);
            for (uint32_t side = 0; side < 2; side++)
                at->flow[side][a][b] = at->weeks * rate_at(at->solution, to)[side];
        }
    }
}

/* Cost to a type of a pair of moves, from here on, with the beliefs that these moves leave behind. */
static double pair_cost(const stage *at, uint32_t side, uint32_t type, const uint32_t move[2], corner after) {
    const uint32_t a = move[0], b = move[1];
    const ck_side *own = &at->game->side[side];
    ck_ladder_state to = at->next[a][b];
    const double moves = at->moves[a][b];
    double later = (1.0 - moves) * value_between(at->solution, at->round + 1, state_index(to), after, side, type);
    if (moves > 0.0) {
        to.bucket = at->bucket[a][b];
        later += moves * value_between(at->solution, at->round + 1, state_index(to), after, side, type);
    }
    return once(at->game, at->state, side, type, move) + (type ? own->firm_pain : 1.0) * at->flow[side][a][b] +
           cki_escalation_discount(at->game, side, at->weeks) * later;
}

/* What side s believes after the other's move m. */
static double posterior(const stage *at, uint32_t side, uint32_t move) {
    return ck_belief_update(at->belief[side], at->chance[1 - side][1][move], at->chance[1 - side][0][move]);
}

static void costs(stage *at) {
    for (uint32_t side = 0; side < 2; side++) {
        for (uint32_t type = 0; type < 2; type++) {
            for (uint32_t m = 0; m < MOVES; m++) at->cost[side][type][m] = 0.0;
        }
    }
    for (uint32_t a = 0; a < MOVES; a++) {
        for (uint32_t b = 0; b < MOVES; b++) {
            if (!at->open[0][a] || !at->open[1][b]) continue;
            const uint32_t move[2] = {a, b};
            const corner after = corners(posterior(at, 0, b), posterior(at, 1, a));
            for (uint32_t side = 0; side < 2; side++) {
                const uint32_t theirs = move[1 - side];
                const double met = at->belief[side] * at->chance[1 - side][1][theirs] +
                                   (1.0 - at->belief[side]) * at->chance[1 - side][0][theirs];
                for (uint32_t type = 0; type < 2; type++)
                    at->cost[side][type][move[side]] += met * pair_cost(at, side, type, move, after);
            }
        }
    }
}

static void reply(const stage *at, uint32_t side, uint32_t type, double precision, double *chance) {
    double least = CK_INFINITY, sum = 0.0;
    for (uint32_t m = 0; m < MOVES; m++) {
        if (at->open[side][m]) least = ck_min(least, at->cost[side][type][m]);
    }
    for (uint32_t m = 0; m < MOVES; m++) {
        chance[m] = at->open[side][m] ? ck_exp(ck_max(-200.0, -precision * (at->cost[side][type][m] - least))) : 0.0;
        sum += chance[m];
    }
    for (uint32_t m = 0; m < MOVES; m++) chance[m] /= sum;
}

/* Damped logit replies until chances stand still; returns the last change. */
static double settle(stage *at, ck_solve_options options) {
    double change = 0.0, damping = 0.6;
    for (uint32_t k = 0; k < options.iterations; k++) {
        costs(at);
        change = 0.0;
        for (uint32_t side = 0; side < 2; side++) {
            for (uint32_t type = 0; type < 2; type++) {
                double better[MOVES];
                reply(at, side, type, options.precision, better);
                for (uint32_t m = 0; m < MOVES; m++) {
                    const double step = better[m] - at->chance[side][type][m];
                    change = ck_max(change, ck_abs(step));
                    at->chance[side][type][m] += damping * step;
                }
            }
        }
        if (change < options.tolerance) break;
        if (k % 40 == 39) damping *= 0.6;
    }
    return change;
}

/* ---------------------------------------------------------------- stages on which replies turn in a circle -------- */

/* Unknowns of a stage are the costs of all moves: chances follow from them by the logit, so that they need no bounds and their ratios, which
   beliefs hang on, stay exact however small they are. */
enum { UNKNOWNS = 2 * 2 * MOVES, NEWTON_STEPS = 30, RISES = 24, STARTS = 48, PURPOSE_START = 0x7a };

static void chances_of(stage *at, double precision, const double cost[UNKNOWNS]) {
    cki_copy(at->cost, cost, sizeof at->cost);
    for (uint32_t side = 0; side < 2; side++) {
        for (uint32_t type = 0; type < 2; type++) reply(at, side, type, precision, at->chance[side][type]);
    }
}

/* Costs that follow from the chances that follow from costs, less these; leaves the chances of `cost` in the stage. Returns the largest change
   of a chance that one more reply would make. */
static double imbalance(stage *at, double precision, const double cost[UNKNOWNS], double rest[UNKNOWNS]) {
    double change = 0.0;
    chances_of(at, precision, cost);
    costs(at);
    const double *found = &at->cost[0][0][0];
    for (uint32_t k = 0; k < UNKNOWNS; k++) rest[k] = found[k] - cost[k];
    for (uint32_t side = 0; side < 2; side++) {
        for (uint32_t type = 0; type < 2; type++) {
            double better[MOVES];
            reply(at, side, type, precision, better);
            for (uint32_t m = 0; m < MOVES; m++) change = ck_max(change, ck_abs(better[m] - at->chance[side][type][m]));
        }
    }
    return change;
}

static double length_of(const double rest[UNKNOWNS]) {
    double sum = 0.0;
    for (uint32_t k = 0; k < UNKNOWNS; k++) sum += rest[k] * rest[k];
    return sum;
}

/* Newton's method with halved steps on the costs; returns the change of a chance that is left. */
static double newton(stage *at, double precision, double tolerance, double cost[UNKNOWNS]) {
    double rest[UNKNOWNS], moved[UNKNOWNS], other[UNKNOWNS], step[UNKNOWNS], slope[UNKNOWNS * UNKNOWNS];
    uint32_t order[UNKNOWNS];
    double change = imbalance(at, precision, cost, rest);
    for (uint32_t k = 0; k < NEWTON_STEPS && change >= tolerance; k++) {
        for (uint32_t j = 0; j < UNKNOWNS; j++) {
            const double by = 1e-6 * (1.0 + ck_abs(cost[j]));
            for (uint32_t i = 0; i < UNKNOWNS; i++) moved[i] = cost[i];
            moved[j] += by;
            imbalance(at, precision, moved, other);
            for (uint32_t i = 0; i < UNKNOWNS; i++) slope[i * UNKNOWNS + j] = (rest[i] - other[i]) / by;
        }
        if (!cki_linear_factor(slope, order, UNKNOWNS)) break;
        cki_linear_solve(slope, order, UNKNOWNS, rest, step);
        const double before = length_of(rest);
        double share = 1.0;
        for (; share > 1e-4; share *= 0.5) {
            for (uint32_t i = 0; i < UNKNOWNS; i++) moved[i] = cost[i] + share * step[i];
            change = imbalance(at, precision, moved, other);
            if (length_of(other) < (1.0 - 0.1 * share) * before || change < tolerance) break;
        }
        if (!(share > 1e-4)) break;
        for (uint32_t i = 0; i < UNKNOWNS; i++) {
            cost[i] = moved[i];
            rest[i] = other[i];
        }
    }
    return imbalance(at, precision, cost, rest);
}

/* The logit branch from the centre (McKelvey and Palfrey 1995; Turocy 2005): equilibria at rising precision, each from the last one; where the
   branch turns back the step goes on to what Newton's method finds beyond. */
static double along_branch(stage *at, ck_solve_options options, double cost[UNKNOWNS]) {
    double change = 1.0;
    for (uint32_t k = 0; k < UNKNOWNS; k++) cost[k] = 0.0;
    for (uint32_t k = 0; k <= RISES; k++) {
        const double part = (double)(k + 1) / (RISES + 1);
        change = newton(at, options.precision * part * part, options.tolerance, cost);
    }
    return change;
}

/* Newton's method from where the replies stand, along the branch, and from points around the former; the replies' own end is kept when none
   settles. */
static double settle_hard(stage *at, ck_solve_options options, double change) {
    double kept[2][2][MOVES], from[UNKNOWNS], cost[UNKNOWNS];
    cki_copy(kept, at->chance, sizeof kept);
    costs(at);
    cki_copy(from, at->cost, sizeof from);
    cki_copy(cost, from, sizeof cost);
    double left = newton(at, options.precision, options.tolerance, cost);
    if (left >= options.tolerance) left = along_branch(at, options, cost);
    for (uint32_t start = 0; start < STARTS && left >= options.tolerance; start++) {
        const double width = (start % 4 + 1) * 4.0 / options.precision;          // a move's odds change by up to e^8
        for (uint32_t k = 0; k < UNKNOWNS; k++)
            cost[k] = from[k] + width * (ck_random_unit((ck_random){1, start}, PURPOSE_START, 0, k) - 0.5);
        left = newton(at, options.precision, options.tolerance, cost);
    }
    if (left < change) return left;
    cki_copy(at->chance, kept, sizeof kept);
    return change;
}

static void first_guess(stage *at, double start) {
    for (uint32_t side = 0; side < 2; side++) {
        double others = 0.0;
        for (uint32_t m = 0; m < MOVES; m++) others += at->open[side][m] && m != CK_LADDER_UP;
        const double up = at->open[side][CK_LADDER_UP] ? start : 0.0;
        for (uint32_t type = 0; type < 2; type++) {
            for (uint32_t m = 0; m < MOVES; m++)
                at->chance[side][type][m] = !at->open[side][m] ? 0.0 : m == CK_LADDER_UP ? up : (1.0 - up) / others;
        }
    }
}

static stage stage_of(const ck_escalation *game, const ck_solution *solution, uint32_t round, ck_ladder_state state,
                      double first, double second) {
    return (stage){.game = game, .solution = solution, .round = round, .state = state, .belief = {first, second},
                   .weeks = round_weeks(game, round)};
}

static void solve_stage(const ck_escalation *game, ck_solution *solution, uint32_t round, uint32_t state,
                        uint32_t belief, ck_solve_options options, float *gain) {
    stage at = stage_of(game, solution, round, state_at(state), BELIEF[belief / CK_LADDER_BELIEFS],
                        BELIEF[belief % CK_LADDER_BELIEFS]);
    prepare(&at);
    first_guess(&at, options.start);
    double change = settle(&at, options);
    if (change >= options.tolerance) change = settle_hard(&at, options, change);
    solution->worst_residual = ck_max(solution->worst_residual, change);
    if (change >= options.tolerance) solution->unsettled++;
    costs(&at);
    double *value = value_at(solution, round, state, belief);
    for (uint32_t side = 0; side < 2; side++) {
        for (uint32_t type = 0; type < 2; type++) {
            double mean = 0.0, least = CK_INFINITY;
            for (uint32_t m = 0; m < MOVES; m++) {
                mean += at.chance[side][type][m] * at.cost[side][type][m];
                if (at.open[side][m]) least = ck_min(least, at.cost[side][type][m]);
                chance_at(solution, round, state, belief, side, type)[m] = (float)at.chance[side][type][m];
            }
            value[side * 2 + type] = mean;
            gain[side * 2 + type] = (float)(mean - least);
        }
    }
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

typedef struct working { float *gain; double *mass[2]; } working;

static void layout(cki_arena *arena, uint32_t rounds, ck_solution *solution, working *work) {
    const size_t places = (size_t)STATES * BELIEFS;
    solution->chance = cki_arena_take(arena, rounds * places * 4 * MOVES, sizeof(float));
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
    for (uint32_t s = 0; s < STATES; s++) {
        for (uint32_t side = 0; side < 2; side++) {
            const double rest = rate_at(solution, state_at(s))[side] * game->tail_weeks *
                                cki_escalation_discount(game, side, 0.5 * game->tail_weeks);
            for (uint32_t b = 0; b < BELIEFS; b++) {
                double *value = value_at(solution, game->round_count, s, b);
                value[side * 2] = rest;
                value[side * 2 + 1] = game->side[side].firm_pain * rest;
            }
        }
    }
}

/* Where play goes from the start: mass over states and beliefs (spread over the grid as values are), gains on the
   way. */
static void follow(const ck_escalation *game, ck_solution *solution, working *work, ck_ladder_state start) {
    const size_t places = (size_t)STATES * BELIEFS;
    double *now = work->mass[0], *next = work->mass[1], weight_sum = 0.0;
    cki_zero(now, places * sizeof *now);
    const corner first = corners(game->side[1].firm_prior, game->side[0].firm_prior);
    for (int k = 0; k < 4; k++) now[state_index(start) * BELIEFS + first.belief[k]] += first.weight[k];
    for (uint32_t r = 0; r < game->round_count; r++) {
        cki_zero(next, places * sizeof *next);
        for (size_t p = 0; p < places; p++) {
            if (now[p] < 1e-9) continue;
            const uint32_t s = (uint32_t)(p / BELIEFS), b = (uint32_t)(p % BELIEFS);
            stage at =
                stage_of(game, solution, r, state_at(s), BELIEF[b / CK_LADDER_BELIEFS], BELIEF[b % CK_LADDER_BELIEFS]);
            prepare(&at);
            for (uint32_t side = 0; side < 2; side++) {
                for (uint32_t type = 0; type < 2; type++) {
                    const double gain = (double)work->gain[((size_t)r * places + p) * 4 + side * 2 + type];
                    solution->mean_gain += now[p] * gain;
                    weight_sum += now[p];
                    if (now[p] >= 1e-3) solution->worst_gain = ck_max(solution->worst_gain, gain);
                    for (uint32_t m = 0; m < MOVES; m++)
                        at.chance[side][type][m] = (double)chance_at(solution, r, s, b, side, type)[m];
                }
            }
            for (uint32_t a = 0; a < MOVES; a++) {
                for (uint32_t c = 0; c < MOVES; c++) {
                    if (!at.open[0][a] || !at.open[1][c]) continue;
                    const double by_first =
                        at.belief[1] * at.chance[0][1][a] + (1.0 - at.belief[1]) * at.chance[0][0][a];
                    const double by_second =
                        at.belief[0] * at.chance[1][1][c] + (1.0 - at.belief[0]) * at.chance[1][0][c];
                    const corner after = corners(posterior(&at, 0, c), posterior(&at, 1, a));
                    ck_ladder_state to = at.next[a][c];
                    for (int k = 0; k < 4; k++) {
                        const double part = now[p] * by_first * by_second * after.weight[k];
                        next[state_index(to) * BELIEFS + after.belief[k]] += part * (1.0 - at.moves[a][c]);
                        if (at.moves[a][c] == 0.0) continue;
                        ck_ladder_state moved = to;
                        moved.bucket = at.bucket[a][c];
                        next[state_index(moved) * BELIEFS + after.belief[k]] += part * at.moves[a][c];
                    }
                }
            }
        }
        solution->deal_share[r] = solution->mean_rung[2 * r] = solution->mean_rung[2 * r + 1] = 0.0;
        for (size_t p = 0; p < places; p++) {
            const ck_ladder_state s = state_at((uint32_t)(p / BELIEFS));
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
    rates(game, emulator, solution);
    terminal(game, solution);
    const size_t places = (size_t)STATES * BELIEFS;
    for (uint32_t r = game->round_count; r-- > 0;) {
        for (size_t p = 0; p < places; p++)
            solve_stage(game, solution, r, (uint32_t)(p / BELIEFS), (uint32_t)(p % BELIEFS), options,
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
