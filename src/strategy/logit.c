/* The branch of logit equilibria from the centroid, followed by predictor and corrector (Turocy 2005).

   Unknowns: z_ij = ln p_ij and lambda. Equations of player i: sum of exp(z_ij) = 1 and, for j > 0,
   z_ij - z_i0 = lambda (u_ij - u_i0). Payoffs are divided by the widest range, lambda is multiplied by it. */
#include "strategy/linear.h"
#include "strategy/strategic.h"

typedef struct walk {
    const ck_strategic_game *game;
    uint32_t  n, offset[CK_PLAYERS_MOST];
    double    range;
    double   *point, *trial, *tangent, *next_tangent, *right, *change;       // (n + 1)
    double   *probability, *worth;       // (n)
    double   *against;                   // (n x n) payoff of a strategy when another player plays a strategy for sure
    double   *matrix;                    // (n + 1)^2
    uint32_t *order;
} walk;

static void lay_out(walk *at, const ck_strategic_game *game, cki_arena *arena) {
    *at = (walk){.game = game, .n = cki_strategic_strategies(game)};
    const size_t n = at->n, side = n + 1;
    at->point = cki_arena_take(arena, side, sizeof(double));
    at->trial = cki_arena_take(arena, side, sizeof(double));
    at->tangent = cki_arena_take(arena, side, sizeof(double));
    at->next_tangent = cki_arena_take(arena, side, sizeof(double));
    at->right = cki_arena_take(arena, side, sizeof(double));
    at->change = cki_arena_take(arena, side, sizeof(double));
    at->probability = cki_arena_take(arena, n, sizeof(double));
    at->worth = cki_arena_take(arena, n, sizeof(double));
    at->against = cki_arena_take(arena, n * n, sizeof(double));
    at->matrix = cki_arena_take(arena, side * side, sizeof(double));
    at->order = cki_arena_take(arena, side, sizeof(uint32_t));
}

size_t ck_logit_bytes(const ck_strategic_game *game) {
    cki_arena arena = cki_arena_measure();
    walk at;
    lay_out(&at, game, &arena);
    return cki_arena_bytes(&arena);
}

ck_logit_options ck_logit_options_default(void) {
    return (ck_logit_options){
        .size = sizeof(ck_logit_options), .precision = CK_INFINITY, .gain = 1e-8, .step = 0.5, .steps = 20000};
}

/* Worth of each strategy, and with `slopes` against each strategy of each other player. */
static void evaluate(walk *at, const double *z, bool slopes) {
    const ck_strategic_game *game = at->game;
    const uint32_t players = game->player_count, profiles = cki_strategic_profiles(game), n = at->n;
    for (uint32_t k = 0; k < n; k++) at->probability[k] = ck_exp(ck_min(z[k], 1.0));
    cki_zero(at->worth, n * sizeof(double));
    if (slopes) cki_zero(at->against, (size_t)n * n * sizeof(double));
    uint32_t played[CK_PLAYERS_MOST] = {0};
    for (uint32_t k = 0; k < profiles; k++) {
        const double *payoff = game->payoff + (size_t)k * players;
        for (uint32_t i = 0; i < players; i++) {
            const uint32_t own = at->offset[i] + played[i];
            double weight = payoff[i] / at->range;
            for (uint32_t j = 0; j < players; j++)
                if (j != i) weight *= at->probability[at->offset[j] + played[j]];
            at->worth[own] += weight;
            for (uint32_t j = 0; slopes && j < players; j++) {
                if (j == i) continue;
                double others = payoff[i] / at->range;
                for (uint32_t h = 0; h < players; h++)
                    if (h != i && h != j) others *= at->probability[at->offset[h] + played[h]];
                at->against[(size_t)own * n + at->offset[j] + played[j]] += others;
            }
        }
        for (uint32_t i = 0; i < players && ++played[i] == game->strategy_count[i]; i++) played[i] = 0;
    }
}

/* Residuals into right (n); the largest one. */
static double residuals(walk *at, const double *z) {
    double largest = 0.0;
    for (uint32_t i = 0; i < at->game->player_count; i++) {
        const uint32_t first = at->offset[i];
        double sum = -1.0;
        for (uint32_t j = 0; j < at->game->strategy_count[i]; j++) sum += at->probability[first + j];
        at->right[first] = sum;
        for (uint32_t j = 1; j < at->game->strategy_count[i]; j++)
            at->right[first + j] = z[first + j] - z[first] - z[at->n] * (at->worth[first + j] - at->worth[first]);
        for (uint32_t j = 0; j < at->game->strategy_count[i]; j++)
            largest = ck_max(largest, ck_abs(at->right[first + j]));
    }
    return largest;
}

/* Derivatives by z and lambda with `last` as the row below. */
static bool factor(walk *at, const double *z, const double *last) {
    const uint32_t n = at->n, side = n + 1;
    cki_zero(at->matrix, (size_t)side * side * sizeof(double));
    for (uint32_t i = 0; i < at->game->player_count; i++) {
        const uint32_t first = at->offset[i], count = at->game->strategy_count[i];
        for (uint32_t j = 0; j < count; j++) at->matrix[(size_t)first * side + first + j] = at->probability[first + j];
        for (uint32_t j = 1; j < count; j++) {
            double *row = at->matrix + (size_t)(first + j) * side;
            const double *own = at->against + (size_t)(first + j) * n, *base = at->against + (size_t)first * n;
            for (uint32_t k = 0; k < n; k++) {
                if (k >= first && k < first + count) continue;
                row[k] = -z[n] * (own[k] - base[k]) * at->probability[k];
            }
            row[first + j] += 1.0;
            row[first] -= 1.0;
            row[n] = -(at->worth[first + j] - at->worth[first]);
        }
    }
    cki_copy(at->matrix + (size_t)n * side, last, side * sizeof(double));
    return cki_linear_factor(at->matrix, at->order, side);
}

/* Newton's method from at->trial in the plane through it that `last` is normal to. */
static bool correct(walk *at, const double *last, double allowed) {
    const uint32_t n = at->n;
    double before = CK_INFINITY;
    for (uint32_t iteration = 0; iteration < 12; iteration++) {
        evaluate(at, at->trial, true);
        const double largest = residuals(at, at->trial);
        if (!(largest < CK_INFINITY) || largest > 2.0 * before) return false;
        if (largest <= 1e-13 * (1.0 + ck_abs(at->trial[n]))) return true;
        if (iteration > 4 && largest > 0.9 * before) return largest <= 1e-11 * (1.0 + ck_abs(at->trial[n]));
        before = largest;
        if (!factor(at, at->trial, last)) return false;
        at->right[n] = 0.0;
        cki_linear_solve(at->matrix, at->order, n + 1, at->right, at->change);
        double size = 0.0;
        for (uint32_t k = 0; k <= n; k++) size = ck_max(size, ck_abs(at->change[k]));
        if (!(size <= allowed)) return false;
        for (uint32_t k = 0; k <= n; k++) at->trial[k] -= at->change[k];
    }
    return false;
}

static bool find_tangent(walk *at) {
    const uint32_t n = at->n;
    evaluate(at, at->point, true);
    if (!factor(at, at->point, at->tangent)) return false;
    cki_zero(at->right, n * sizeof(double));
    at->right[n] = 1.0;
    cki_linear_solve(at->matrix, at->order, n + 1, at->right, at->next_tangent);
    double length = 0.0;
    for (uint32_t k = 0; k <= n; k++) length += at->next_tangent[k] * at->next_tangent[k];
    if (!(length > 0.0 && length < CK_INFINITY)) return false;
    length = ck_sqrt(length);
    for (uint32_t k = 0; k <= n; k++) at->tangent[k] = at->next_tangent[k] / length;
    return true;
}

/* Largest gain at the probabilities of `evaluate`, normalised; they go to `strategy`. */
static double gains(const walk *at, double *strategy, double *gain) {
    double largest = 0.0;
    for (uint32_t i = 0; i < at->game->player_count; i++) {
        const uint32_t first = at->offset[i], count = at->game->strategy_count[i];
        double sum = 0.0, payoff = 0.0, best = -CK_INFINITY;
        for (uint32_t j = 0; j < count; j++) sum += at->probability[first + j];
        for (uint32_t j = 0; j < count; j++) {
            strategy[first + j] = at->probability[first + j] / sum;
            payoff += strategy[first + j] * at->worth[first + j];
            best = ck_max(best, at->worth[first + j]);
        }
        gain[i] = ck_max(best - payoff, 0.0) * at->range;
        largest = ck_max(largest, gain[i]);
    }
    return largest;
}

/* From the last accepted point to the one at lambda exactly. */
static bool land(walk *at, double lambda) {
    const uint32_t n = at->n;
    double *fixed = at->next_tangent;
    cki_zero(fixed, (n + 1) * sizeof *fixed);
    fixed[n] = 1.0;
    const double distance = lambda - at->point[n];
    const double along = at->tangent[n] != 0.0 ? distance / at->tangent[n] : 0.0;
    for (uint32_t k = 0; k < n; k++) at->trial[k] = at->point[k] + along * at->tangent[k];
    at->trial[n] = lambda;
    return correct(at, fixed, CK_INFINITY);
}

ck_status ck_logit(const ck_strategic_game *game, ck_logit_options options, void *block, size_t bytes, double *strategy,
                   double *gain, ck_logit_point *end, ck_diags *diags) {
    if (options.size == 0 || !(options.precision >= 0.0) || !(options.gain > 0.0) || !(options.step > 0.0))
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "options of the logit walk are outside their limits", "");
    CK_TRY(cki_strategic_check(game, diags));
    cki_arena arena = cki_arena_over(block, bytes);
    walk at;
    lay_out(&at, game, &arena);
    CK_TRY(cki_arena_check(&arena));
    for (uint32_t i = 0, sum = 0; i < game->player_count; sum += game->strategy_count[i++]) {
        at.offset[i] = sum;
        for (uint32_t j = 0; j < game->strategy_count[i]; j++)
            at.point[sum + j] = -ck_log((double)game->strategy_count[i]);
    }
    const uint32_t n = at.n;
    at.range = cki_strategic_range(game, CK_NONE, NULL);
    const double goal = options.precision * at.range;
    at.point[n] = 0.0;
    cki_zero(at.tangent, n * sizeof(double));
    at.tangent[n] = 1.0;
    double step = 0.03;
    ck_logit_point now = {0};
    evaluate(&at, at.point, true);
    now.largest_gain = gains(&at, strategy, gain);
    bool good = true;
    if (goal > 0.0 && now.largest_gain > options.gain * at.range * (goal < CK_INFINITY ? 0.0 : 1.0)) {
        good = find_tangent(&at);
        while (good) {
            if (now.step == options.steps || step < 1e-10) {
                good = false;
                break;
            }
            for (uint32_t k = 0; k <= n; k++) at.trial[k] = at.point[k] + step * at.tangent[k];
            if (!correct(&at, at.tangent, 0.25 * (1.0 + 0.2 * ck_abs(at.trial[n]))) || at.trial[n] < 0.0) {
                step *= 0.5;
                continue;
            }
            if (at.trial[n] >= goal) {
                good = land(&at, goal);
                if (!good && step > 1e-8) {              // a bend close to the goal: come nearer first
                    step *= 0.5;
                    good = true;
                    continue;
                }
                now.step++;
                break;
            }
            cki_copy(at.point, at.trial, (n + 1) * sizeof(double));
            now.step++;
            now.precision = at.point[n] / at.range;
            now.largest_gain = gains(&at, strategy, gain);
            if (options.take != NULL) CK_TRY(options.take(options.user, now, strategy));
            if (goal == CK_INFINITY && now.largest_gain <= options.gain * at.range) break;
            good = find_tangent(&at);
            step = ck_min(step * 1.5, options.step * (1.0 + ck_abs(at.point[n])));
        }
        if (good && goal < CK_INFINITY) {
            now.precision = options.precision;
            now.largest_gain = gains(&at, strategy, gain);
            if (options.take != NULL) CK_TRY(options.take(options.user, now, strategy));
        }
    }
    if (end != NULL) *end = now;
    if (!good)
        return ck_diags_add(diags, CK_E_NO_SOLUTION, (ck_place){0},
                            "the branch of logit equilibria could not be followed beyond a precision of %g", "",
                            now.precision);
    return CK_OK;
}
