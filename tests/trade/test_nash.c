/* Tariff games: closed forms, bounds, and no country gains by another tariff. */
#include "ck_test.h"
#include "trade/trade.h"

#include <math.h>
#include <stdlib.h>

static void *block_of(size_t bytes) {
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    if (block == NULL) abort();
    return block;
}

/* Countries of very different size; one elasticity or two; balanced by a first solution. */
typedef struct arena { cki_trade_base base; void *block[3]; double *array[5]; } arena;

static void make_sized(arena *a, uint32_t N, uint32_t J, const double *theta, double step) {
    const ck_random random = {3, 0};
    const size_t pairs = (size_t)J * N * N, cells = (size_t)N * J;
    double *trade = a->array[0] = malloc(pairs * sizeof *trade), *tariff = a->array[1] = calloc(pairs, sizeof *tariff);
    double *input = a->array[2] = calloc(cells * J, sizeof *input), *one = a->array[3] = malloc(cells * sizeof *one), *zero = a->array[4] = calloc(N, sizeof *zero);
    for (size_t k = 0; k < pairs; k++) {
        const size_t n = k / N % N, i = k % N;
        const double size = (1.0 + step * (double)n) * (1.0 + step * (double)i);
        trade[k] = size * (n == i ? 6.0 : 0.3 + 0.4 * ck_random_unit(random, 1, 0, k));
    }
    for (size_t k = 0; k < cells; k++) one[k] = 1.0;
    const cki_trade_flows flows = {N, J, trade, tariff, input, one, theta};
    const size_t made_bytes = cki_trade_calibrate_bytes(N, J), solve_bytes = cki_trade_bytes(N, J, 8, false), next_bytes = cki_trade_advance_bytes(N, J);
    for (int k = 0; k < 3; k++) a->block[k] = block_of(k == 0 ? made_bytes : k == 1 ? solve_bytes : next_bytes);
    cki_trade_made made;
    CK_REQUIRE_OK(cki_trade_calibrate(&flows, a->block[0], made_bytes, &made, NULL));
    const cki_trade_change balance = {.deficit = zero};
    cki_trade_result result;
    CK_REQUIRE_OK(cki_trade_solve(&made.base, &balance, cki_trade_options_default(), a->block[1], solve_bytes, &result, NULL));
    CK_REQUIRE_OK(cki_trade_advance(&made.base, &balance, &result, a->block[2], next_bytes, &a->base, NULL));
}

static void make(arena *a, uint32_t N, uint32_t J, const double *theta) {
    make_sized(a, N, J, theta, 1.0);
}

static void drop(arena *a) {
    for (int k = 0; k < 3; k++) free(a->block[k]);
    for (int k = 0; k < 5; k++) free(a->array[k]);
}

CK_TEST(with_one_elasticity_no_tariff_is_below_its_inverse_and_small_countries_are_nearest) {
    static const double theta[1] = {4.0};
    arena a;
    make(&a, 6, 1, theta);
    const size_t bytes = cki_trade_nash_bytes(6, 1);
    void *block = block_of(bytes);
    cki_trade_nash nash;
    CK_REQUIRE_OK(cki_trade_nash_solve(&a.base, false, 1e-10, block, bytes, &nash, NULL));
    for (int n = 0; n < 6; n++) CK_CHECK(nash.tariff[n] >= 0.25);
    for (int n = 1; n < 6; n++) CK_CHECK(nash.tariff[n] > nash.tariff[0]);           // country 0 is the smallest
    CK_CHECK(nash.tariff[0] < 0.28);
    CK_CHECK(nash.welfare[0] < 0.0);
    free(block);
    drop(&a);
}

/* Uniform tariffs of all as rates by pair. */
static void spread(double *tariff, const double *of, uint32_t N, uint32_t J) {
    for (size_t k = 0; k < (size_t)J * N * N; k++) tariff[k] = k / N % N == k % N ? 0.0 : of[k / N % N];
}

CK_TEST(no_country_gains_by_another_tariff) {
    static const double theta[2] = {4.0, 6.0};
    arena a;
    make(&a, 4, 2, theta);
    const size_t bytes = cki_trade_nash_bytes(4, 2), answer_bytes = cki_trade_answer_bytes(4, 2);
    void *block = block_of(bytes), *answer_block = block_of(answer_bytes);
    cki_trade_nash nash;
    CK_REQUIRE_OK(cki_trade_nash_solve(&a.base, false, 1e-10, block, bytes, &nash, NULL));
    double tariff[2 * 4 * 4], rate[2];
    spread(tariff, nash.tariff, 4, 2);
    const cki_trade_arms one = {.low = 0.0, .high = 1.0}, each = {.low = 0.0, .high = 1.0, .by_sector = true};
    for (uint32_t n = 0; n < 4; n++) {
        cki_trade_answer answer;
        cki_trade_deviation better;
        CK_REQUIRE_OK(cki_trade_best_answer(&a.base, tariff, n, &one, answer_block, answer_bytes, rate, &answer, NULL));
        CK_CHECK(answer.gain >= -1e-9 && answer.gain < 0.01);        // per cent of income: the maximum is flat
        CK_CHECK_NEAR(answer.uniform, nash.tariff[n], 0.04);
        printf("    country %u: formula %.4f, best %.4f, gain %.2e %%\n", n, nash.tariff[n], answer.uniform, answer.gain);
        CK_REQUIRE_OK(cki_trade_best_answer(&a.base, tariff, n, &each, answer_block, answer_bytes, rate, &answer, NULL));
        CK_CHECK(answer.gain >= -1e-9 && answer.gain < 0.01);
        CK_CHECK_NEAR(rate[0], rate[1], 0.02);                       // without inputs the best rates hardly differ by sector
        CK_REQUIRE_OK(cki_trade_scan(&a.base, tariff, n, &each, 50, answer_block, answer_bytes, &better, NULL));
        CK_CHECK(better.gain < 0.01);
    }
    free(block);
    free(answer_block);
    drop(&a);
}

/* A country too small to matter taxes at the inverse of the elasticity, in every sector alike when they have the same. */
CK_TEST(the_optimal_tariff_of_a_small_country_is_the_inverse_elasticity) {
    for (int k = 0; k < 3; k++) {
        const double epsilon = (const double[]){2.5, 4.0, 8.0}[k], theta[2] = {epsilon, epsilon};
        arena a;
        make_sized(&a, 2, 2, theta, 1e5);
        const size_t bytes = cki_trade_answer_bytes(2, 2);
        void *block = block_of(bytes);
        static const double none[2 * 2 * 2];
        double rate[2];
        cki_trade_answer answer;
        const cki_trade_arms each = {.low = 0.0, .high = 1.0, .by_sector = true};
        CK_REQUIRE_OK(cki_trade_best_answer(&a.base, none, 0, &each, block, bytes, rate, &answer, NULL));
        printf("    elasticity %g: 1/e %.4f, found %.4f, by sector %.4f and %.4f\n", epsilon, 1.0 / epsilon, answer.uniform, rate[0], rate[1]);
        CK_CHECK_NEAR(answer.uniform, 1.0 / epsilon, 2e-3);
        CK_CHECK_NEAR(rate[0], 1.0 / epsilon, 5e-3);
        CK_CHECK_NEAR(rate[1], 1.0 / epsilon, 5e-3);
        free(block);
        drop(&a);
    }
}

/* Arkolakis, Costinot and Rodriguez-Clare (2012): the closed form, and the exact solution with all trade cut off. */
CK_TEST(gains_from_trade_have_their_closed_form) {
    static const struct { double share, gain; } known[] = {{0.68, 8.019}, {0.70, 7.394}, {0.80, 4.564}, {0.88, 2.590}, {0.92, 1.682}};
    for (int k = 0; k < 5; k++) {
        CK_CHECK_NEAR(cki_trade_gain(known[k].share, 5.0), known[k].gain, 0.001);
        const double own = known[k].share, trade[4] = {own, 1.0 - own, 1.0 - own, own}, tariff[4] = {0}, one[2] = {1, 1}, input[2] = {0}, theta[1] = {5.0};
        const double cost[4] = {1.0, (double)INFINITY, (double)INFINITY, 1.0};
        const cki_trade_flows flows = {2, 1, trade, tariff, input, one, theta};
        const size_t made_bytes = cki_trade_calibrate_bytes(2, 1), bytes = cki_trade_bytes(2, 1, 8, false);
        void *made_block = block_of(made_bytes), *block = block_of(bytes);
        cki_trade_made made;
        cki_trade_result result;
        double number[6][2];
        cki_trade_welfare welfare = {number[0], number[1], number[2], number[3], number[4], number[5]};
        const cki_trade_change autarky = {.cost = cost};
        CK_REQUIRE_OK(cki_trade_calibrate(&flows, made_block, made_bytes, &made, NULL));
        CK_REQUIRE_OK(cki_trade_solve(&made.base, &autarky, cki_trade_options_default(), block, bytes, &result, NULL));
        CK_REQUIRE_OK(cki_trade_welfare_of(&made.base, &autarky, &result, &welfare, NULL));
        CK_CHECK_NEAR(100.0 / (1.0 + welfare.exact[0] / 100.0) - 100.0, known[k].gain, 0.001);
        free(made_block);
        free(block);
    }
}

/* The equilibrium of the general solver at the tariffs found is the one that the 3 N equations found. */
CK_TEST(both_solvers_agree) {
    static const double theta[2] = {4.0, 6.0};
    arena a;
    make(&a, 5, 2, theta);
    const size_t bytes = cki_trade_nash_bytes(5, 2), solve_bytes = cki_trade_bytes(5, 2, 8, false);
    void *block = block_of(bytes), *solve_block = block_of(solve_bytes);
    cki_trade_nash nash;
    CK_REQUIRE_OK(cki_trade_nash_solve(&a.base, false, 1e-11, block, bytes, &nash, NULL));
    double tariff[2 * 5 * 5];
    for (int k = 0; k < 50; k++) tariff[k] = k / 5 % 5 == k % 5 ? 0.0 : nash.tariff[k / 5 % 5];
    const cki_trade_change change = {.tariff = tariff};
    cki_trade_result result;
    CK_REQUIRE_OK(cki_trade_solve(&a.base, &change, cki_trade_options_default(), solve_block, solve_bytes, &result, NULL));
    double number[6][5];
    cki_trade_welfare welfare = {number[0], number[1], number[2], number[3], number[4], number[5]};
    CK_REQUIRE_OK(cki_trade_welfare_of(&a.base, &change, &result, &welfare, NULL));
    for (int n = 0; n < 5; n++) {
        CK_CHECK_NEAR(result.wage[n], nash.wage[n], 1e-8);
        CK_CHECK_NEAR(welfare.exact[n], nash.welfare[n], 1e-7);
    }
    free(block);
    free(solve_block);
    drop(&a);
}

CK_TEST(a_base_with_deficits_or_inputs_is_refused) {
    static const double theta[1] = {4.0};
    arena a;
    make(&a, 3, 1, theta);
    const size_t bytes = cki_trade_nash_bytes(3, 1);
    void *block = block_of(bytes);
    cki_trade_nash nash;
    double deficit[3] = {a.base.income[0], -a.base.income[0], 0};
    cki_trade_base other = a.base;
    other.deficit = deficit;
    CK_CHECK_STATUS(cki_trade_nash_solve(&other, false, 1e-9, block, bytes, &nash, NULL), CK_E_RANGE);
    static const double half[3] = {0.5, 0.5, 0.5};
    other = a.base;
    other.value_added = half;
    CK_CHECK_STATUS(cki_trade_nash_solve(&other, false, 1e-9, block, bytes, &nash, NULL), CK_E_RANGE);
    free(block);
    drop(&a);
}

CK_TEST_MAIN()
