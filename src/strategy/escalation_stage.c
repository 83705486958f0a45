/* Stage games of the ladder solved for their logit equilibria. */
#include "strategy/escalation_stage.h"
#include "strategy/linear.h"

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

static void prepare(cki_stage *at) {
    for (uint32_t a = 0; a < CK_LADDER_COUNT; a++) {
        at->open[0][a] = ck_ladder_open(at->state, 0, (ck_ladder_move)a);
        at->open[1][a] = ck_ladder_open(at->state, 1, (ck_ladder_move)a);
    }
    for (uint32_t side = 0; side < 2; side++) {
        const bool kept = at->game->promise && at->state.offer == CK_LADDER_DEAL;
        if (kept) at->open[side][CK_LADDER_UP] = false;
    }
    for (uint32_t a = 0; a < CK_LADDER_COUNT; a++) {
        for (uint32_t b = 0; b < CK_LADDER_COUNT; b++) {
            if (!at->open[0][a] || !at->open[1][b]) continue;
            const uint32_t move[2] = {a, b};
            const ck_ladder_state to = at->next[a][b] = cki_ladder_next(at->state, move);
            at->moves[a][b] = cki_bucket_moves(to, at->weeks, &at->bucket[a][b]);
            for (uint32_t side = 0; side < 2; side++)
                at->flow[side][a][b] = at->weeks * cki_rate_at(at->solution, to)[side];
        }
    }
}

/* Cost to a type of a pair of moves, from here on, with the beliefs that these moves leave behind. */
static double pair_cost(const cki_stage *at, uint32_t side, uint32_t type, const uint32_t move[2], cki_corner after) {
    const uint32_t a = move[0], b = move[1];
    const ck_side *own = &at->game->side[side];
    ck_ladder_state to = at->next[a][b];
    const double moves = at->moves[a][b];
    double later =
        (1.0 - moves) * cki_value_between(at->solution, at->round + 1, cki_ladder_index(to), after, side, type);
    if (moves > 0.0) {
        to.bucket = at->bucket[a][b];
        later += moves * cki_value_between(at->solution, at->round + 1, cki_ladder_index(to), after, side, type);
    }
    return once(at->game, at->state, side, type, move) + (type ? own->firm_pain : 1.0) * at->flow[side][a][b] +
           cki_escalation_discount(at->game, side, at->weeks) * later;
}

double cki_posterior(const cki_stage *at, uint32_t side, uint32_t move) {
    return ck_belief_update(at->belief[side], at->chance[1 - side][1][move], at->chance[1 - side][0][move]);
}

void cki_stage_costs(cki_stage *at) {
    for (uint32_t side = 0; side < 2; side++) {
        for (uint32_t type = 0; type < 2; type++) {
            for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) at->cost[side][type][m] = 0.0;
        }
    }
    for (uint32_t a = 0; a < CK_LADDER_COUNT; a++) {
        for (uint32_t b = 0; b < CK_LADDER_COUNT; b++) {
            if (!at->open[0][a] || !at->open[1][b]) continue;
            const uint32_t move[2] = {a, b};
            const cki_corner after = cki_corners(cki_posterior(at, 0, b), cki_posterior(at, 1, a));
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

static void reply(const cki_stage *at, uint32_t side, uint32_t type, double precision, double *chance) {
    double least = CK_INFINITY, sum = 0.0;
    for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) {
        if (at->open[side][m]) least = ck_min(least, at->cost[side][type][m]);
    }
    for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) {
        chance[m] = at->open[side][m] ? ck_exp(ck_max(-200.0, -precision * (at->cost[side][type][m] - least))) : 0.0;
        sum += chance[m];
    }
    for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) chance[m] /= sum;
}

/* Damped logit replies until chances stand still; returns the last change. */
static double settle(cki_stage *at, ck_solve_options options) {
    double change = 0.0, damping = 0.6;
    for (uint32_t k = 0; k < options.iterations; k++) {
        cki_stage_costs(at);
        change = 0.0;
        for (uint32_t side = 0; side < 2; side++) {
            for (uint32_t type = 0; type < 2; type++) {
                double better[CK_LADDER_COUNT];
                reply(at, side, type, options.precision, better);
                for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) {
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

/* Unknowns of a cki_stage are the cki_stage_costs of all moves: chances follow from them by the logit, so that they need no bounds and their ratios, which
   beliefs hang on, stay exact however small they are. */
enum { UNKNOWNS = 2 * 2 * CK_LADDER_COUNT, NEWTON_STEPS = 30, RISES = 24, STARTS = 48, PURPOSE_START = 0x7a };

static void chances_of(cki_stage *at, double precision, const double cost[UNKNOWNS]) {
    cki_copy(at->cost, cost, sizeof at->cost);
    for (uint32_t side = 0; side < 2; side++) {
        for (uint32_t type = 0; type < 2; type++) reply(at, side, type, precision, at->chance[side][type]);
    }
}

/* Costs that follow from the chances that follow from cki_stage_costs, less these; leaves the chances of `cost` in the cki_stage. Returns the largest change
   of a chance that one more reply would make. */
static double imbalance(cki_stage *at, double precision, const double cost[UNKNOWNS], double rest[UNKNOWNS]) {
    double change = 0.0;
    chances_of(at, precision, cost);
    cki_stage_costs(at);
    const double *found = &at->cost[0][0][0];
    for (uint32_t k = 0; k < UNKNOWNS; k++) rest[k] = found[k] - cost[k];
    for (uint32_t side = 0; side < 2; side++) {
        for (uint32_t type = 0; type < 2; type++) {
            double better[CK_LADDER_COUNT];
            reply(at, side, type, precision, better);
            for (uint32_t m = 0; m < CK_LADDER_COUNT; m++)
                change = ck_max(change, ck_abs(better[m] - at->chance[side][type][m]));
        }
    }
    return change;
}

static double length_of(const double rest[UNKNOWNS]) {
    double sum = 0.0;
    for (uint32_t k = 0; k < UNKNOWNS; k++) sum += rest[k] * rest[k];
    return sum;
}

/* Newton's method with halved steps on the cki_stage_costs; returns the change of a chance that is left. */
static double newton(cki_stage *at, double precision, double tolerance, double cost[UNKNOWNS]) {
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
static double along_branch(cki_stage *at, ck_solve_options options, double cost[UNKNOWNS]) {
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
static double settle_hard(cki_stage *at, ck_solve_options options, double change) {
    double kept[2][2][CK_LADDER_COUNT], from[UNKNOWNS], cost[UNKNOWNS];
    cki_copy(kept, at->chance, sizeof kept);
    cki_stage_costs(at);
    cki_copy(from, at->cost, sizeof from);
    cki_copy(cost, from, sizeof cost);
    double left = newton(at, options.precision, options.tolerance, cost);
    if (left >= options.tolerance) left = along_branch(at, options, cost);
    for (uint32_t start = 0; start < STARTS && left >= options.tolerance; start++) {
        const double width = (start % 4 + 1) * 4.0 / options.precision; // a move's odds change by up to e^8
        for (uint32_t k = 0; k < UNKNOWNS; k++)
            cost[k] = from[k] + width * (ck_random_unit((ck_random){1, start}, PURPOSE_START, 0, k) - 0.5);
        left = newton(at, options.precision, options.tolerance, cost);
    }
    if (left < change) return left;
    cki_copy(at->chance, kept, sizeof kept);
    return change;
}

static void first_guess(cki_stage *at, double start) {
    for (uint32_t side = 0; side < 2; side++) {
        double others = 0.0;
        for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) others += at->open[side][m] && m != CK_LADDER_UP;
        const double up = at->open[side][CK_LADDER_UP] ? start : 0.0;
        for (uint32_t type = 0; type < 2; type++) {
            for (uint32_t m = 0; m < CK_LADDER_COUNT; m++)
                at->chance[side][type][m] = !at->open[side][m] ? 0.0 : m == CK_LADDER_UP ? up : (1.0 - up) / others;
        }
    }
}

cki_stage cki_stage_of(const ck_escalation *game, const ck_solution *solution, uint32_t round, uint32_t state,
                       uint32_t belief) {
    cki_stage at = {.game = game,
                    .solution = solution,
                    .round = round,
                    .state = cki_ladder_at(state),
                    .belief = {CKI_BELIEF[belief / CK_LADDER_BELIEFS], CKI_BELIEF[belief % CK_LADDER_BELIEFS]},
                    .weeks = (double)(ck_escalation_round_end(game, round) - game->round[round].week)};
    prepare(&at);
    return at;
}

double cki_stage_settle(cki_stage *at, ck_solve_options options) {
    first_guess(at, options.start);
    const double change = settle(at, options);
    return change < options.tolerance ? change : settle_hard(at, options, change);
}
