/* Lemke and Howson, logit equilibria and repeated games. */
#include "ck_test.h"
#include "base/base.h"

#include <math.h>
#include <stdlib.h>

static double unit(uint32_t purpose, uint64_t index) {
    return ck_random_unit((ck_random){.seed = 11}, purpose, 0, index);
}

/* A game of two players with random payoffs: whole numbers below `most`, or reals for 0. */
static double *random_payoffs(uint32_t m, uint32_t n, uint32_t seed, uint32_t most) {
    double *payoff = malloc(sizeof *payoff * 2 * m * n);
    for (uint32_t k = 0; k < 2 * m * n; k++) payoff[k] = most > 0 ? floor(unit(seed, k) * most) : unit(seed, k);
    return payoff;
}

static double lemke_howson(const ck_strategic_game *game, uint32_t label, double *strategy) {
    const size_t bytes = ck_lemke_howson_bytes(game);
    void *block = aligned_alloc(16, bytes);
    double gain[2];
    uint32_t pivots;
    CK_REQUIRE_OK(ck_lemke_howson(game, label, block, bytes, strategy, gain, &pivots, NULL));
    free(block);
    return fmax(gain[0], gain[1]);
}

CK_TEST(every_label_leads_to_an_equilibrium_of_the_exact_list) {
    for (uint32_t trial = 0; trial < 20; trial++) {
        enum { N = 6 };
        double *payoff = random_payoffs(N, N, 100 + trial, 50), strategy[2 * N];
        int64_t row[N * N], column[N * N];
        for (uint32_t i = 0; i < N; i++) {
            for (uint32_t j = 0; j < N; j++) {
                row[i * N + j] = (int64_t)payoff[2 * (j * N + i)];
                column[i * N + j] = (int64_t)payoff[2 * (j * N + i) + 1];
            }
        }
        const ck_integer_game exact = {N, N, row, column};
        const ck_equilibria_options options = ck_equilibria_options_default();
        const size_t bytes = ck_equilibria_bytes(&exact, options);
        void *block = aligned_alloc(16, bytes);
        ck_equilibria all;
        CK_REQUIRE_OK(ck_equilibria_find(&exact, options, block, bytes, &all, NULL));
        const ck_strategic_game game = {2, (const uint32_t[]){N, N}, payoff};
        for (uint32_t label = 0; label < 2 * N; label++) {
            CK_CHECK(lemke_howson(&game, label, strategy) <= 1e-10);
            bool found = all.degenerate;                 // then the list holds corners only
            for (uint32_t k = 0; k < all.count && !found; k++) {
                double x[2 * N], off = 0.0;
                ck_equilibria_probabilities(&all, CK_ROW, all.equilibrium[k].strategy[0], x);
                ck_equilibria_probabilities(&all, CK_COLUMN, all.equilibrium[k].strategy[1], x + N);
                for (uint32_t j = 0; j < 2 * N; j++) off = fmax(off, fabs(x[j] - strategy[j]));
                found = off < 1e-9;
            }
            CK_CHECK(found);
        }
        free(block);
        free(payoff);
    }
}

CK_TEST(large_games_have_an_equilibrium_at_once) {
    for (uint32_t n = 40; n <= 160; n += 60) {
        for (uint32_t whole = 0; whole < 2; whole++) {   // whole numbers of 0..4: ties everywhere
            double *payoff = random_payoffs(n, n + 10, n, whole == 1 ? 5 : 0),
                   *strategy = malloc(sizeof *strategy * (2 * n + 10));
            const ck_strategic_game game = {2, (const uint32_t[]){n, n + 10}, payoff};
            CK_CHECK(lemke_howson(&game, 0, strategy) <= 1e-9);
            free(strategy);
            free(payoff);
        }
    }
}

CK_TEST(a_zero_sum_game_has_its_value) {
    // matching pennies with unequal stakes: value (2 * 1 - 1 * 1) / (2 + 1 + 1 + 1)
    const double payoff[8] = {2, -2, -1, 1, -1, 1, 1, -1};
    double strategy[4];
    const ck_strategic_game game = {2, (const uint32_t[]){2, 2}, payoff};
    CK_CHECK(lemke_howson(&game, 3, strategy) <= 1e-12);
    CK_CHECK_NEAR(strategy[0], 0.4, 1e-12);
    CK_CHECK_NEAR(strategy[2], 0.4, 1e-12);
}

/* ---------------------------------------------------------------- logit ------------------------------------------- */

static ck_logit_point logit(const ck_strategic_game *game, double precision, double *strategy, double *gain) {
    const size_t bytes = ck_logit_bytes(game);
    void *block = aligned_alloc(16, bytes);
    ck_logit_options options = ck_logit_options_default();
    options.precision = precision;
    ck_logit_point end;
    CK_REQUIRE_OK(ck_logit(game, options, block, bytes, strategy, gain, &end, NULL));
    free(block);
    return end;
}

/* Largest error of p_ij = exp(lambda u_ij) / sum. */
static double logit_error(const ck_strategic_game *game, double precision, const double *strategy) {
    double worst = 0.0;
    uint32_t first = 0, profiles = 1;
    for (uint32_t i = 0; i < game->player_count; i++) profiles *= game->strategy_count[i];
    for (uint32_t i = 0; i < game->player_count; i++) {
        double worth[64] = {0}, sum = 0.0, most = -INFINITY;
        for (uint32_t k = 0; k < profiles; k++) {
            double weight = 1.0;
            uint32_t rest = k, own = 0, offset = 0;
            for (uint32_t j = 0; j < game->player_count; j++) {
                const uint32_t played = rest % game->strategy_count[j];
                if (j == i) own = played;
                else weight *= strategy[offset + played];
                rest /= game->strategy_count[j];
                offset += game->strategy_count[j];
            }
            worth[own] += weight * game->payoff[k * game->player_count + i];
        }
        for (uint32_t j = 0; j < game->strategy_count[i]; j++) most = fmax(most, worth[j]);
        for (uint32_t j = 0; j < game->strategy_count[i]; j++) sum += exp(precision * (worth[j] - most));
        for (uint32_t j = 0; j < game->strategy_count[i]; j++)
            worst = fmax(worst, fabs(strategy[first + j] - exp(precision * (worth[j] - most)) / sum));
        first += game->strategy_count[i];
    }
    return worst;
}

CK_TEST(logit_equilibria_solve_their_equations) {
    for (uint32_t trial = 0; trial < 12; trial++) {
        const uint32_t shapes[3][3] = {{3, 4, 1}, {8, 8, 1}, {2, 3, 4}}, *shape = shapes[trial % 3];
        const uint32_t players = trial % 3 == 2 ? 3 : 2;
        double payoff[192], strategy[16], gain[3];
        for (uint32_t k = 0; k < shape[0] * shape[1] * shape[2] * players; k++) payoff[k] = 10.0 * unit(300 + trial, k);
        const ck_strategic_game game = {players, shape, payoff};
        for (double precision = 0.01; precision < 20.0; precision *= 5.0) {
            const ck_logit_point end = logit(&game, precision, strategy, gain);
            CK_CHECK_EQUAL(end.precision, precision);
            CK_CHECK(logit_error(&game, precision, strategy) < 1e-10);
        }
        const ck_logit_point end = logit(&game, INFINITY, strategy, gain);
        CK_CHECK(end.largest_gain <= 1e-8 * 10.0);
    }
}

CK_TEST(a_coordination_game_forks_at_its_known_precision) {
    // both get 1 for the same choice, 0 else: the centroid is the branch for every precision
    const double payoff[8] = {1, 1, 0, 0, 0, 0, 1, 1};
    double strategy[4], gain[2];
    const ck_strategic_game game = {2, (const uint32_t[]){2, 2}, payoff};
    (void)logit(&game, 1.5, strategy, gain);
    for (int k = 0; k < 4; k++) CK_CHECK_NEAR(strategy[k], 0.5, 1e-12);
}

CK_TEST(the_limit_of_the_branch_is_risk_dominant) {
    // stag hunt: (4, 4), (0, 3), (3, 0), (3, 3): the hare is risk dominant
    const double payoff[8] = {4, 4, 3, 0, 0, 3, 3, 3};
    double strategy[4], gain[2];
    const ck_strategic_game game = {2, (const uint32_t[]){2, 2}, payoff};
    const ck_logit_point end = logit(&game, INFINITY, strategy, gain);
    CK_CHECK(end.largest_gain <= 4e-8);
    CK_CHECK_NEAR(strategy[1], 1.0, 1e-6);
    CK_CHECK_NEAR(strategy[3], 1.0, 1e-6);
}

/* ---------------------------------------------------------------- repeated games ---------------------------------- */

typedef struct repeated_game { ck_repeated set; void *block; size_t bytes; } repeated_game;
static repeated_game repeat(const ck_strategic_game *game, double patience) {
    repeated_game at = {.bytes = ck_repeated_bytes(game)};
    at.block = aligned_alloc(16, at.bytes);
    CK_REQUIRE_OK(ck_repeated_solve(game, patience, at.block, at.bytes, &at.set, NULL));
    return at;
}

/* Largest value of a . v over the set. */
static double support(const ck_payoff_pair *corner, uint32_t count, double a, double b) {
    double best = -INFINITY;
    for (uint32_t k = 0; k < count; k++) best = fmax(best, a * corner[k].value[0] + b * corner[k].value[1]);
    return best;
}

static ck_strategic_game dilemma(double t, double r, double p, double s, double payoff[8]) {
    const double made[8] = {r, r, t, s, s, t, p, p};
    memcpy(payoff, made, sizeof made);
    static const uint32_t SHAPE[2] = {2, 2};
    return (ck_strategic_game){2, SHAPE, payoff};
}

CK_TEST(trigger_strategies_need_their_patience) {
    double payoff[8];
    const uint32_t cooperate[2] = {0, 0}, defect[2] = {1, 1};
    ck_strategic_game game = dilemma(5, 3, 1, 0, payoff);
    CK_CHECK_NEAR(ck_trigger_threshold(&game, cooperate, defect), 0.5, 1e-15);
    game = dilemma(10, 9, 3, 0, payoff);
    CK_CHECK_NEAR(ck_trigger_threshold(&game, cooperate, defect), 1.0 / 7, 1e-15);
    CK_CHECK_EQUAL(ck_trigger_threshold(&game, defect, defect), 0.0);
    CK_CHECK(isnan(ck_trigger_threshold(&game, cooperate, cooperate)));
}

CK_TEST(cooperation_enters_the_set_at_the_trigger_threshold) {
    const double stakes[3][4] = {{5, 3, 1, 0}, {10, 9, 3, 0}, {4, 3, 1, 0.5}};
    for (int k = 0; k < 3; k++) {
        double payoff[8];
        const double *s = stakes[k], together[2] = {s[1], s[1]}, alone[2] = {s[2], s[2]};
        const ck_strategic_game game = dilemma(s[0], s[1], s[2], s[3], payoff);
        repeated_game at = repeat(&game, 0.05);
        CK_CHECK_EQUAL(at.set.corner_count, 1);          // the impatient only defect
        CK_CHECK_EQUAL(at.set.corner[0].value[0], s[2]);
        // Nash reversion is the worst punishment here, so that the threshold is that of the trigger
        CK_CHECK_NEAR(ck_repeated_threshold(&game, together, at.block, at.bytes), (s[0] - s[1]) / (s[0] - s[2]), 1e-8);
        CK_CHECK(ck_repeated_threshold(&game, alone, at.block, at.bytes) < 1e-8);
        const double too_much[2] = {s[0], s[0]};
        CK_CHECK(isnan(ck_repeated_threshold(&game, too_much, at.block, at.bytes)));
        free(at.block);
    }
}

CK_TEST(the_patient_can_have_everything_feasible_and_rational) {
    double payoff[8];
    const ck_strategic_game game = dilemma(5, 3, 1, 0, payoff);
    repeated_game at = repeat(&game, 0.95);
    // feasible hull cut at 1: (1,1), (23/6... ) from (5,0)-(3,3): payoff 1 to one player gives 13/3 to the other
    CK_CHECK_NEAR(support(at.set.corner, at.set.corner_count, 1, 0), 5 - 2.0 / 3, 1e-9);
    CK_CHECK_NEAR(support(at.set.corner, at.set.corner_count, 1, 1), 6, 1e-9);
    CK_CHECK_NEAR(support(at.set.corner, at.set.corner_count, -1, -1), -2, 1e-9);
    free(at.block);
}

/* The operator of Abreu, Pearce and Stacchetti on a set given by many directions: slow, and another way. Works with
   corner lists: every promise set is cut and all its corners are kept. */
enum { POLYGON_MOST = 4096 };
typedef struct corners { double x[POLYGON_MOST], y[POLYGON_MOST]; int count; } corners;

static int by_place(const void *a, const void *b) {
    const double *p = a, *q = b;
    return p[0] != q[0] ? (p[0] > q[0]) - (p[0] < q[0]) : (p[1] > q[1]) - (p[1] < q[1]);
}
static void convex(double (*point)[2], int count, corners *out) {
    qsort(point, (size_t)count, sizeof *point, by_place);
    out->count = 0;
    for (int pass = 0; pass < 2; pass++) {
        const int base = out->count;
        for (int k = 0; k < count; k++) {
            const double *p = point[pass == 0 ? k : count - 1 - k];
            while (out->count >= base + 2) {
                const int b = out->count - 1, a = b - 1;
                if ((out->x[b] - out->x[a]) * (p[1] - out->y[a]) - (out->y[b] - out->y[a]) * (p[0] - out->x[a]) > 1e-15)
                    break;
                out->count--;
            }
            out->x[out->count] = p[0];
            out->y[out->count++] = p[1];
        }
        out->count--;
    }
    if (count == 1 || out->count == 0) {
        out->x[0] = point[0][0];
        out->y[0] = point[0][1];
        out->count = count > 0;
    }
}
static void cut(const corners *from, int axis, double low, corners *to) {
    to->count = 0;
    for (int k = 0; k < from->count; k++) {
        const int n = (k + 1) % from->count;
        const double a[2] = {from->x[k], from->y[k]}, b[2] = {from->x[n], from->y[n]};
        const bool in = a[axis] >= low - 1e-12, next = b[axis] >= low - 1e-12;
        if (in) to->x[to->count] = a[0], to->y[to->count++] = a[1];
        if (in == next) continue;
        const double s = (low - a[axis]) / (b[axis] - a[axis]);
        to->x[to->count] = a[0] + s * (b[0] - a[0]);
        to->y[to->count++] = a[1] + s * (b[1] - a[1]);
    }
}

CK_TEST(the_set_is_that_of_the_slow_operator) {
    for (uint32_t trial = 0; trial < 12; trial++) {
        enum { M = 3, N = 3 };
        double *payoff = random_payoffs(M, N, 500 + trial, 12);
        const ck_strategic_game game = {2, (const uint32_t[]){M, N}, payoff};
        const double d = 0.3 + 0.05 * trial;
        static corners now, first, second;
        static double point[POLYGON_MOST * M * N][2];
        double threat[2] = {INFINITY, INFINITY}, best[2][M * N];
        for (int k = 0; k < M * N; k++) {
            const int i = k % M, j = k / M;
            best[0][k] = best[1][k] = -INFINITY;
            for (int a = 0; a < M; a++) best[0][k] = fmax(best[0][k], payoff[2 * (j * M + a)]);
            for (int a = 0; a < N; a++) best[1][k] = fmax(best[1][k], payoff[2 * (a * M + i) + 1]);
            for (int p = 0; p < 2; p++) threat[p] = fmin(threat[p], best[p][k]), point[k][p] = payoff[2 * k + p];
        }
        convex(point, M * N, &now);
        for (int round = 0; round < 600; round++) {
            int count = 0;
            for (int k = 0; k < M * N; k++) {
                double low[2];
                for (int p = 0; p < 2; p++) low[p] = threat[p] + (1 - d) / d * (best[p][k] - payoff[2 * k + p]);
                cut(&now, 0, low[0], &first);
                cut(&first, 1, low[1], &second);
                for (int c = 0; c < second.count; c++) {
                    point[count][0] = (1 - d) * payoff[2 * k] + d * second.x[c];
                    point[count++][1] = (1 - d) * payoff[2 * k + 1] + d * second.y[c];
                }
            }
            convex(point, count, &now);
            if (now.count == 0) break;
            for (int c = 0; c < now.count; c++) {
                threat[0] = c == 0 ? now.x[0] : fmin(threat[0], now.x[c]);
                threat[1] = c == 0 ? now.y[0] : fmin(threat[1], now.y[c]);
            }
        }
        repeated_game at = repeat(&game, d);
        CK_CHECK_EQUAL(at.set.corner_count > 0, now.count > 0);
        for (int a = 0; a < 16 && now.count > 0; a++) {
            const double x = cos(a * 0.3927), y = sin(a * 0.3927);
            double most = -INFINITY;
            for (int c = 0; c < now.count; c++) most = fmax(most, x * now.x[c] + y * now.y[c]);
            CK_CHECK_NEAR(support(at.set.corner, at.set.corner_count, x, y), most, 1e-6);
        }
        free(at.block);
        free(payoff);
    }
}

CK_TEST(what_solvers_cannot_do_they_refuse) {
    const double payoff[24] = {0};
    const ck_strategic_game three = {3, (const uint32_t[]){2, 2, 2}, payoff},
                            two = {2, (const uint32_t[]){2, 2}, payoff};
    double strategy[6], gain[3];
    uint64_t block[4096];
    ck_repeated set;
    CK_CHECK_EQUAL(ck_lemke_howson(&three, 0, block, sizeof block, strategy, gain, NULL, NULL), CK_E_RANGE);
    CK_CHECK_EQUAL(ck_lemke_howson(&two, 4, block, sizeof block, strategy, gain, NULL, NULL), CK_E_RANGE);
    CK_CHECK_EQUAL(ck_lemke_howson(&two, 0, block, 32, strategy, gain, NULL, NULL), CK_E_MEMORY);
    CK_CHECK_EQUAL(ck_repeated_solve(&three, 0.5, block, sizeof block, &set, NULL), CK_E_RANGE);
    CK_CHECK_EQUAL(ck_repeated_solve(&two, 1.0, block, sizeof block, &set, NULL), CK_E_RANGE);
    CK_CHECK_EQUAL(ck_logit(&two, (ck_logit_options){0}, block, sizeof block, strategy, gain, NULL, NULL), CK_E_RANGE);
    CK_REQUIRE_OK(ck_lemke_howson(&two, 0, block, sizeof block, strategy, gain, NULL, NULL));
    CK_CHECK_EQUAL(gain[0], 0.0);
}

CK_TEST_MAIN()
