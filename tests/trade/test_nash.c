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

static void make(arena *a, uint32_t N, uint32_t J, const double *theta) {
    const ck_random random = {3, 0};
    const size_t pairs = (size_t)J * N * N, cells = (size_t)N * J;
    double *trade = a->array[0] = malloc(pairs * sizeof *trade), *tariff = a->array[1] = calloc(pairs, sizeof *tariff);
    double *input = a->array[2] = calloc(cells * J, sizeof *input), *one = a->array[3] = malloc(cells * sizeof *one), *zero = a->array[4] = calloc(N, sizeof *zero);
    for (size_t k = 0; k < pairs; k++) {
        const size_t n = k / N % N, i = k % N;
        const double size = (1.0 + (double)n) * (1.0 + (double)i);
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

CK_TEST(no_country_gains_by_another_tariff) {
    static const double theta[2] = {4.0, 6.0};
    arena a;
    make(&a, 4, 2, theta);
    const size_t bytes = cki_trade_nash_bytes(4, 2), best_bytes = cki_trade_best_bytes(4, 2);
    void *block = block_of(bytes), *best_block = block_of(best_bytes);
    cki_trade_nash nash;
    CK_REQUIRE_OK(cki_trade_nash_solve(&a.base, false, 1e-10, block, bytes, &nash, NULL));
    for (uint32_t n = 0; n < 4; n++) {
        double best = 0.0, gain = 0.0;
        CK_REQUIRE_OK(cki_trade_best_tariff(&a.base, nash.tariff, n, 0.0, 1.0, best_block, best_bytes, &best, &gain, NULL));
        printf("    country %u: formula %.4f, scan %.4f, gain %.2e %%\n", n, nash.tariff[n], best, gain);
        CK_CHECK(gain >= -1e-9 && gain < 0.01);                      // per cent of income: the maximum is flat
        CK_CHECK_NEAR(best, nash.tariff[n], 0.04);
    }
    free(block);
    free(best_block);
    drop(&a);
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
