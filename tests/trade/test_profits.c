/* Trade wars with profits: closed forms, invariances, and answers that no other rate beats. */
#include "ck_test.h"
#include "trade/profits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 4, J = 3, PAIRS = J * N * N };

typedef struct world { double trade[PAIRS], tariff[PAIRS], sigma[J], weight[N * J]; cki_profits_base base; } world;

static void make(world *w, double step) {
    const ck_random random = {5, 0};
    for (size_t k = 0; k < PAIRS; k++) {
        const size_t n = k / N % N, i = k % N;
        w->trade[k] = (1.0 + step * (double)n) * (1.0 + step * (double)i) * (n == i ? 6.0 : 0.3 + 0.4 * ck_random_unit(random, 1, 0, k));
        w->tariff[k] = n == i ? 0.0 : 0.2 * ck_random_unit(random, 2, 0, k);
    }
    for (size_t k = 0; k < N * J; k++) w->weight[k] = 0.8 + 0.4 * ck_random_unit(random, 3, 0, k);
    for (size_t j = 0; j < J; j++) w->sigma[j] = 2.5 + 1.5 * (double)j;
    w->base = (cki_profits_base){N, J, w->trade, w->tariff, w->sigma, NULL};
}

static void *block_of(size_t bytes) {
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    if (block == NULL) abort();
    return block;
}

CK_TEST(nothing_changes_without_a_change_in_a_balanced_world) {
    world w;
    make(&w, 0.5);
    const size_t bytes = cki_profits_bytes(N, J);
    void *block = block_of(bytes);
    cki_profits_result result;
    CK_REQUIRE_OK(cki_profits_solve(&w.base, w.tariff, block, bytes, &result, NULL));     // removes imbalances
    double balanced[PAIRS];
    memcpy(balanced, result.trade, sizeof balanced);
    for (size_t n = 0; n < N; n++) {
        double imports = 0.0, exports = 0.0;
        for (size_t k = 0; k < PAIRS; k++) {
            imports += k / N % N == n ? balanced[k] : 0.0;
            exports += k % N == n ? balanced[k] : 0.0;
        }
        CK_CHECK_NEAR(imports / exports, 1.0, 1e-11);
    }
    w.base.trade = balanced;
    CK_REQUIRE_OK(cki_profits_solve(&w.base, w.tariff, block, bytes, &result, NULL));
    for (size_t n = 0; n < N; n++) {
        CK_CHECK_NEAR(result.wage[n], 1.0, 1e-11);
        CK_CHECK_NEAR(result.welfare[n], 0.0, 1e-9);
        CK_CHECK_NEAR(result.government[n], 0.0, 1e-9);
    }
    for (size_t k = 0; k < PAIRS; k++) CK_CHECK_NEAR(result.trade[k] / balanced[k], 1.0, 1e-11);
    free(block);
}

CK_TEST(money_has_no_unit) {
    world w, scaled;
    make(&w, 0.5);
    make(&scaled, 0.5);
    for (size_t k = 0; k < PAIRS; k++) scaled.trade[k] *= 1e7;
    scaled.base.trade = scaled.trade;
    scaled.base.tariff = scaled.tariff;
    scaled.base.substitution = scaled.sigma;
    double higher[PAIRS];
    for (size_t k = 0; k < PAIRS; k++) higher[k] = w.tariff[k] * 2.0;
    const size_t bytes = cki_profits_bytes(N, J);
    void *block[2] = {block_of(bytes), block_of(bytes)};
    cki_profits_result result[2];
    CK_REQUIRE_OK(cki_profits_solve(&w.base, higher, block[0], bytes, &result[0], NULL));
    CK_REQUIRE_OK(cki_profits_solve(&scaled.base, higher, block[1], bytes, &result[1], NULL));
    for (size_t n = 0; n < N; n++) CK_CHECK_NEAR(result[0].welfare[n], result[1].welfare[n], 1e-9);
    free(block[0]);
    free(block[1]);
}

/* With one sector profits cannot be shifted: a country too small to matter charges 1 / (sigma - 1) (Gros 1987). */
CK_TEST(a_small_country_with_one_sector_charges_one_over_sigma_less_one) {
    for (int k = 0; k < 3; k++) {
        const double sigma[1] = {(const double[]){2.5, 4.0, 8.0}[k]}, trade[4] = {6.0, 0.5, 0.5, 6e7}, none[4] = {0};
        double tariff[4] = {0};
        const cki_profits_base base = {2, 1, trade, none, sigma, NULL};
        const cki_profits_game game = {.aim = CKI_PROFITS_OPTIMAL, .country = 0, .high = 5.0, .tolerance = 1e-11, .rounds = 500};
        const size_t bytes = cki_profits_play_bytes(2, 1);
        void *block = block_of(bytes);
        cki_profits_result result;
        cki_profits_settled settled;
        CK_REQUIRE_OK(cki_profits_play(&base, game, block, bytes, tariff, &result, &settled, NULL));
        printf("    sigma %g: %.6f found, 1/(sigma - 1) = %.6f\n", sigma[0], tariff[1], 1.0 / (sigma[0] - 1.0));
        CK_CHECK_NEAR(tariff[1], 1.0 / (sigma[0] - 1.0), 1e-5);
        CK_CHECK(result.welfare[0] > 0.0);
        free(block);
    }
}

/* Every rate of the player moved up and down alone, and all of them at random. */
static void check_nobody_gains(const world *w, const double *tariff, uint32_t player, const double *stay) {
    const size_t bytes = cki_profits_bytes(N, J);
    void *block = block_of(bytes);
    const ck_random random = {11, 0};
    cki_profits_result result;
    double other[PAIRS], best = -INFINITY;
    for (size_t k = 0; k < PAIRS; k++) {
        if (k / N % N != player || k % N == player) continue;
        for (int side = 0; side < 4; side++) {
            memcpy(other, tariff, sizeof other);
            other[k] += (const double[]){-0.02, 0.02, -0.2, 0.3}[side];
            CK_REQUIRE_OK(cki_profits_solve(&w->base, other, block, bytes, &result, NULL));
            best = fmax(best, result.government[player] - stay[player]);
        }
    }
    for (uint32_t draw = 0; draw < 50; draw++) {
        for (size_t k = 0; k < PAIRS; k++) {
            other[k] = k / N % N == player && k % N != player ? 1.5 * ck_random_unit(random, 1, draw, k) : tariff[k];
        }
        CK_REQUIRE_OK(cki_profits_solve(&w->base, other, block, bytes, &result, NULL));
        best = fmax(best, result.government[player] - stay[player]);
    }
    CK_CHECK(best < 0.0);
    free(block);
}

CK_TEST(no_rate_beats_the_optimal_ones_nor_those_of_a_trade_war) {
    world w;
    make(&w, 0.5);
    w.base.weight = w.weight;
    const size_t bytes = cki_profits_play_bytes(N, J);
    void *block = block_of(bytes);
    cki_profits_result result;
    cki_profits_settled settled;
    double tariff[PAIRS], stay[N];
    cki_profits_game game = {.aim = CKI_PROFITS_OPTIMAL, .country = 2, .high = 5.0, .tolerance = 1e-10, .rounds = 500};
    memcpy(tariff, w.tariff, sizeof tariff);
    CK_REQUIRE_OK(cki_profits_play(&w.base, game, block, bytes, tariff, &result, &settled, NULL));
    memcpy(stay, result.government, sizeof stay);
    for (size_t k = 0; k < PAIRS; k++) CK_CHECK(k / N % N == 2 || tariff[k] == w.tariff[k]);
    check_nobody_gains(&w, tariff, 2, stay);
    game.aim = CKI_PROFITS_NASH;
    CK_REQUIRE_OK(cki_profits_play(&w.base, game, block, bytes, tariff, &result, &settled, NULL));
    CK_CHECK(settled.at_bound == 0);
    memcpy(stay, result.government, sizeof stay);
    for (uint32_t n = 0; n < N; n++) check_nobody_gains(&w, tariff, n, stay);
    free(block);
}

CK_TEST(a_scan_finds_what_is_left_to_gain_and_nothing_at_the_best_rates) {
    world w;
    make(&w, 0.5);
    w.base.weight = w.weight;
    const size_t bytes = cki_profits_play_bytes(N, J);
    void *block = block_of(bytes);
    cki_profits_result result;
    cki_profits_settled settled;
    cki_profits_deviation found;
    double tariff[PAIRS], better[PAIRS];
    CK_REQUIRE_OK(cki_profits_solve(&w.base, w.tariff, block, bytes, &result, NULL));
    const double has = result.government[1];
    CK_REQUIRE_OK(cki_profits_scan(&w.base, w.tariff, 1, 0.0, 5.0, 10, block, bytes, better, &found, NULL));
    CK_CHECK(found.gain > 0.0 && found.sector < J && found.equilibria == J * 11 + 1);
    for (size_t k = 0; k < PAIRS; k++) CK_CHECK((k / N % N == 1 && k / N / N == found.sector) || better[k] == w.tariff[k]);
    CK_REQUIRE_OK(cki_profits_solve(&w.base, better, block, bytes, &result, NULL));
    CK_CHECK_NEAR(100.0 * ((1.0 + result.government[1] / 100.0) / (1.0 + has / 100.0) - 1.0), found.gain, 1e-9);
    const cki_profits_game game = {.aim = CKI_PROFITS_OPTIMAL, .country = 1, .high = 5.0, .tolerance = 1e-10, .rounds = 500};
    memcpy(tariff, w.tariff, sizeof tariff);
    CK_REQUIRE_OK(cki_profits_play(&w.base, game, block, bytes, tariff, &result, &settled, NULL));
    CK_REQUIRE_OK(cki_profits_scan(&w.base, tariff, 1, 0.0, 5.0, 40, block, bytes, better, &found, NULL));
    CK_CHECK(found.gain < 1e-9);
    CK_CHECK_STATUS(cki_profits_scan(&w.base, tariff, N, 0.0, 5.0, 4, block, bytes, better, &found, NULL), CK_E_RANGE);
    CK_CHECK_STATUS(cki_profits_scan(&w.base, tariff, 1, -1.0, 5.0, 4, block, bytes, better, &found, NULL), CK_E_RANGE);
    CK_CHECK_STATUS(cki_profits_scan(&w.base, tariff, 1, 0.0, 5.0, 4, block, 16, better, &found, NULL), CK_E_MEMORY);
    free(block);
}

/* One rate a sector for all partners lies between the rates by partner, and gains no more. */
CK_TEST(rates_alike_for_all_partners_gain_no_more) {
    world w;
    make(&w, 0.5);
    const size_t bytes = cki_profits_play_bytes(N, J);
    void *block = block_of(bytes);
    cki_profits_result result;
    cki_profits_settled settled;
    double tariff[2][PAIRS], gain[2];
    for (int k = 0; k < 2; k++) {
        const cki_profits_game game = {.aim = CKI_PROFITS_OPTIMAL, .country = 1, .alike = k == 1, .high = 5.0, .tolerance = 1e-10, .rounds = 500};
        memcpy(tariff[k], w.tariff, sizeof tariff[k]);
        CK_REQUIRE_OK(cki_profits_play(&w.base, game, block, bytes, tariff[k], &result, &settled, NULL));
        gain[k] = result.government[1];
    }
    CK_CHECK(gain[1] < gain[0] && gain[1] > 0.0);
    for (size_t j = 0; j < J; j++) {
        const double *one = tariff[1] + (j * N + 1) * N, *each = tariff[0] + (j * N + 1) * N;
        CK_CHECK(one[0] == one[2] && one[2] == one[3]);
        CK_CHECK(one[0] > fmin(each[0], fmin(each[2], each[3])) - 1e-3 && one[0] < fmax(each[0], fmax(each[2], each[3])) + 1e-3);
    }
    free(block);
}

/* Talks from a trade war: all gain alike, and no further move helps all at once. */
CK_TEST(talks_end_where_all_gain_alike_and_nothing_is_left_to_gain) {
    world w;
    make(&w, 0.5);
    const size_t bytes = cki_profits_play_bytes(N, J), solve_bytes = cki_profits_bytes(N, J);
    void *block = block_of(bytes), *solve_block = block_of(solve_bytes);
    cki_profits_result result;
    cki_profits_settled settled;
    double tariff[PAIRS], war[N], other[PAIRS], peace[N];
    memcpy(tariff, w.tariff, sizeof tariff);
    const cki_profits_game fight = {.aim = CKI_PROFITS_NASH, .high = 5.0, .tolerance = 1e-10, .rounds = 500};
    CK_REQUIRE_OK(cki_profits_play(&w.base, fight, block, bytes, tariff, &result, &settled, NULL));
    memcpy(war, result.welfare, sizeof war);
    const cki_profits_game talk = {.aim = CKI_PROFITS_TALKS, .low = -0.9, .high = 5.0, .tolerance = 1e-7, .rounds = 20000};
    CK_REQUIRE_OK(cki_profits_play(&w.base, talk, block, bytes, tariff, &result, &settled, NULL));
    memcpy(peace, result.welfare, sizeof peace);
    for (size_t n = 0; n < N; n++) {
        CK_CHECK_NEAR(log1p(peace[n] / 100.0) - log1p(war[n] / 100.0), log1p(peace[0] / 100.0) - log1p(war[0] / 100.0), 1e-6);
        CK_CHECK(peace[n] > war[n]);
    }
    const ck_random random = {13, 0};
    double best = -INFINITY;
    for (uint32_t draw = 0; draw < 200; draw++) {
        for (size_t k = 0; k < PAIRS; k++) {
            other[k] = k / N % N == k % N ? 0.0 : tariff[k] + 0.02 * (ck_random_unit(random, 1, draw, k) - 0.5);
        }
        CK_REQUIRE_OK(cki_profits_solve(&w.base, other, solve_block, solve_bytes, &result, NULL));
        double least = INFINITY;
        for (size_t n = 0; n < N; n++) least = fmin(least, result.welfare[n] - peace[n]);
        best = fmax(best, least);
    }
    CK_CHECK(best < 0.0);
    printf("    talks: %u rounds, each gains %.3f %%\n", settled.rounds, peace[0] - war[0]);
    free(block);
    free(solve_block);
}

CK_TEST(inputs_outside_their_limits_are_refused) {
    world w;
    make(&w, 0.5);
    const size_t bytes = cki_profits_play_bytes(N, J);
    void *block = block_of(bytes);
    cki_profits_result result;
    cki_profits_settled settled;
    double tariff[PAIRS];
    memcpy(tariff, w.tariff, sizeof tariff);
    w.sigma[1] = 1.0;
    CK_CHECK_STATUS(cki_profits_solve(&w.base, tariff, block, bytes, &result, NULL), CK_E_RANGE);
    w.sigma[1] = 3.0;
    w.trade[3] = -1.0;
    CK_CHECK_STATUS(cki_profits_solve(&w.base, tariff, block, bytes, &result, NULL), CK_E_RANGE);
    w.trade[3] = 1.0;
    cki_profits_game game = {.aim = CKI_PROFITS_OPTIMAL, .country = N, .high = 5.0, .tolerance = 1e-10, .rounds = 500};
    CK_CHECK_STATUS(cki_profits_play(&w.base, game, block, bytes, tariff, &result, &settled, NULL), CK_E_RANGE);
    game = (cki_profits_game){.aim = CKI_PROFITS_NASH, .high = 5.0, .tolerance = 1e-10, .rounds = 1};
    CK_CHECK_STATUS(cki_profits_play(&w.base, game, block, bytes, tariff, &result, &settled, NULL), CK_E_NO_SOLUTION);
    CK_CHECK_STATUS(cki_profits_play(&w.base, game, block, 64, tariff, &result, &settled, NULL), CK_E_MEMORY);
    free(block);
}

CK_TEST_MAIN()
