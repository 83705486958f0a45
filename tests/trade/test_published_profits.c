/* Ossa (2014), "Trade Wars and Trade Talks with Data", on his own data where they are at hand: balanced trade, optimal tariffs, the trade war and
   the talks. The figures are those that his replication files print, to one decimal (Tables 3 to 5); the abstract rounds the averages with
   political weights to 62, 63, 2.9 and 0.5 per cent. */
#include "ck_test.h"
#include "trade/profits_data.h"

#include <math.h>

enum { N = PROFITS_REGIONS, J = PROFITS_SECTORS, PAIRS = PROFITS_PAIRS, INDIA = 3 };

static void *block_of(size_t bytes) {
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    if (block == NULL) abort();
    return block;
}

static profits_data read_data(void) {
    profits_data data;
    if (!profits_data_read(&data)) CK_SKIP("the data of Ossa (2014) are not at hand (data/ossa_2014 of CK_SHARED)");
    return data;
}

static cki_profits_base base_of(const profits_data *d) {
    return (cki_profits_base){N, J, d->balanced, d->tariff, d->sigma, NULL};
}

static int by_size(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Per cent, over sectors and partners. */
static double median(const double *tariff, uint32_t importer) {
    double rate[J * (N - 1)];
    size_t count = 0;
    for (size_t k = 0; k < PAIRS; k++) {
        if (k / N % N == importer && k % N != importer) rate[count++] = tariff[k];
    }
    qsort(rate, count, sizeof *rate, by_size);
    return 50.0 * (rate[(count - 1) / 2] + rate[count / 2]);
}

static double mean(const double *of, int leave_out) {
    double sum = 0.0;
    for (int n = 0; n < N; n++) sum += n != leave_out ? of[n] : 0.0;
    return sum / (leave_out >= 0 ? N - 1 : N);
}

static void play(const cki_profits_base *base, cki_profits_game game, double *tariff, double *welfare, double *government) {
    const size_t bytes = cki_profits_play_bytes(N, J);
    void *block = block_of(bytes);
    cki_profits_result result;
    cki_profits_settled settled;
    CK_REQUIRE_OK(cki_profits_play(base, game, block, bytes, tariff, &result, &settled, NULL));
    if (welfare != NULL) memcpy(welfare, result.welfare, N * sizeof *welfare);
    if (government != NULL) memcpy(government, result.government, N * sizeof *government);
    free(block);
}

static const cki_profits_game WAR = {.aim = CKI_PROFITS_NASH, .high = 10.0, .tolerance = 1e-9, .rounds = 3000};

/* In a trade war no government gains by moving the rates of a sector, however far. */
static void check_nobody_gains(const cki_profits_base *base, const double *tariff) {
    const size_t bytes = cki_profits_play_bytes(N, J);
    void *block = block_of(bytes);
    double better[PAIRS];
    for (uint32_t n = 0; n < N; n++) {
        cki_profits_deviation found;
        CK_REQUIRE_OK(cki_profits_scan(base, tariff, n, 0.0, 10.0, 12, block, bytes, better, &found, NULL));
        CK_CHECK(found.gain < 1e-6);
    }
    free(block);
}

/* What every government gains by talks, per cent of what it has at `tariff` (`before`: against the base; NULL: the base). The talks that he
   reports set no rate below 0. */
static double talks(const cki_profits_base *base, const double *tariff, const double *before) {
    const cki_profits_game game = {.aim = CKI_PROFITS_TALKS, .low = 0.0, .high = 10.0, .tolerance = 1e-4, .rounds = 20000};
    double agreed[PAIRS], after[N], gain[N];
    memcpy(agreed, tariff, sizeof agreed);
    play(base, game, agreed, NULL, after);
    for (int n = 0; n < N; n++) {
        gain[n] = 100.0 * ((1.0 + after[n] / 100.0) / (1.0 + (before != NULL ? before[n] : 0.0) / 100.0) - 1.0);
        CK_CHECK_NEAR(gain[n], gain[0], 0.01);
    }
    return mean(gain, -1);
}

CK_TEST(imbalances_are_removed_as_the_author_removes_them) {
    profits_data d = read_data();
    const cki_profits_base base = {N, J, d.trade, d.tariff, d.sigma, NULL};
    const size_t bytes = cki_profits_bytes(N, J);
    void *block = block_of(bytes);
    cki_profits_result result;
    CK_REQUIRE_OK(cki_profits_solve(&base, d.tariff, block, bytes, &result, NULL));
    double world[2] = {0}, off = 0.0;
    for (size_t k = 0; k < PAIRS; k++) {
        world[0] += result.trade[k];
        world[1] += d.balanced[k];
    }
    for (size_t k = 0; k < PAIRS; k++) off += fabs(result.trade[k] / world[0] - d.balanced[k] / world[1]);
    printf("    world trade is shared out like his but for %.1e of it\n", off);
    CK_CHECK(off < 1e-6);
    free(block);
    profits_data_free(&d);
}

CK_TEST(optimal_tariffs_and_the_trade_war_without_political_weights) {
    static const double optimal[N] = {56.1, 59.3, 61.3, 54.0, 59.6, 61.5, 60.3}, own[N] = {1.1, 1.8, 1.9, 1.7, 4.0, 2.9, 2.3};
    static const double war[N] = {56.4, 58.6, 59.1, 54.5, 58.5, 59.7, 59.6}, lost[N] = {-1.9, -2.2, -2.6, -2.2, -0.8, -5.0, -2.2};
    profits_data d = read_data();
    const cki_profits_base base = base_of(&d);
    double tariff[PAIRS], welfare[N], found[N], gain[N];
    for (uint32_t n = 0; n < N; n++) {
        const cki_profits_game game = {.aim = CKI_PROFITS_OPTIMAL, .country = n, .high = 10.0, .tolerance = 1e-9, .rounds = 3000};
        memcpy(tariff, d.tariff, sizeof tariff);
        play(&base, game, tariff, welfare, NULL);
        found[n] = median(tariff, n);
        gain[n] = welfare[n];
        printf("    region %u: optimal %.1f (program %.1f), gains %.2f (%.1f)\n", n, found[n], optimal[n], gain[n], own[n]);
        CK_CHECK_NEAR(found[n], optimal[n], 0.25);
        CK_CHECK_NEAR(gain[n], own[n], 0.06);
    }
    play(&base, WAR, tariff, welfare, NULL);
    check_nobody_gains(&base, tariff);
    for (uint32_t n = 0; n < N; n++) {
        printf("    region %u: war %.1f (program %.1f), loses %.2f (%.1f)\n", n, median(tariff, n), war[n], welfare[n], lost[n]);
        /* His search ends when rates move by a hundredth on average: at his own tariffs India's best answer has this median (docs/long-run.md). */
        if (n == INDIA) CK_CHECK_NEAR(median(tariff, n), 53.9, 0.05);
        else CK_CHECK_NEAR(median(tariff, n), war[n], 0.45);
        CK_CHECK_NEAR(welfare[n], lost[n], 0.06);
    }
    CK_CHECK_NEAR(mean(welfare, -1), -2.4, 0.05);
    profits_data_free(&d);
}

/* What n's government gains by taxing sector j at the best of eleven rates up to 220 per cent instead of `rate`, per cent. */
static double gain_of_less(const cki_profits_base *base, uint32_t n, uint32_t j, double rate, double *tariff, void *block, size_t bytes) {
    double most = -INFINITY, stay = 0.0, row[N];
    double *at = tariff + ((size_t)j * N + n) * N;
    memcpy(row, at, sizeof row);
    for (int point = 0; point <= 11; point++) {
        cki_profits_result result;
        for (uint32_t i = 0; i < N; i++) at[i] = i == n ? 0.0 : point == 0 ? rate : 0.2 * point;
        CK_REQUIRE_OK(cki_profits_solve(base, tariff, block, bytes, &result, NULL));
        if (point == 0) stay = result.government[n];
        else most = fmax(most, result.government[n]);
    }
    memcpy(at, row, sizeof row);
    return most - stay;
}

/* Political weights of region n: those, on average 1, at which its best rates alike for all partners lie one constant above the targets (his section
   III). Targets above 225 per cent stop trade, and any weight large enough fits: the smallest is taken at which no rate up to 220 per cent serves the
   government better. Every best answer is looked for from the targets. Returns the largest miss of the others. */
static double weigh(const profits_data *d, uint32_t n, double *weight) {
    enum { ROUNDS = 200 };
    cki_profits_base base = base_of(d);
    base.weight = weight;
    const cki_profits_game game = {.aim = CKI_PROFITS_OPTIMAL, .country = n, .alike = true, .high = 10.0, .tolerance = 1e-8, .rounds = 200};
    const size_t bytes = cki_profits_play_bytes(N, J);
    void *block = block_of(bytes);
    double tariff[PAIRS], miss = 0.0, pace = 0.1, *own = weight + (size_t)n * J;
    const double *target = d->target + (size_t)n * J;
    memcpy(tariff, d->tariff, sizeof tariff);
    for (int round = 0; round < ROUNDS; round++, pace *= 0.96) {
        cki_profits_result result;
        cki_profits_settled settled;
        for (size_t k = 0; k < PAIRS; k++) {
            if (k / N % N == n && k % N != n) tariff[k] = target[k / N / N];
        }
        const ck_status status = cki_profits_play(&base, game, block, bytes, tariff, &result, &settled, NULL);
        CK_REQUIRE(status >= 0 || status == CK_E_NO_SOLUTION);
        double off[J], factor[J], constant = 0.0, sum = 0.0;
        int taxed = 0;
        for (uint32_t j = 0; j < J; j++) {
            const uint32_t seller = n == 0 ? 1 : 0;
            off[j] = tariff[((size_t)j * N + n) * N + seller] - target[j];
            constant += target[j] > 2.25 ? 0.0 : off[j];
            taxed += target[j] <= 2.25;
        }
        miss = 0.0;
        for (uint32_t j = 0; j < J; j++) {
            if (target[j] > 2.25) {
                factor[j] = exp(gain_of_less(&base, n, j, target[j], tariff, block, bytes) > 0.0 ? pace : -pace);
            } else {
                const double left = off[j] - constant / taxed;
                miss = fmax(miss, fabs(left));
                factor[j] = exp(-0.25 * fmax(-0.2, fmin(0.2, left / (2.0 + target[j]))));
            }
        }
        if (taxed == J && miss < 1e-4) break;
        for (uint32_t j = 0; j < J; j++) sum += (own[j] *= factor[j]) / J;
        for (uint32_t j = 0; j < J; j++) own[j] /= sum;
    }
    free(block);
    return miss;
}

/* Best rates of n by its first-order conditions and, as long as a scan finds better ones far away, from there again. */
static void best(const cki_profits_base *base, uint32_t n, const double *others, double *tariff, double *government) {
    const cki_profits_game game = {.aim = CKI_PROFITS_OPTIMAL, .country = n, .high = 10.0, .tolerance = 1e-9, .rounds = 3000};
    const size_t bytes = cki_profits_play_bytes(N, J);
    void *block = block_of(bytes);
    double better[PAIRS];
    cki_profits_deviation found = {0};
    memcpy(tariff, others, sizeof better);
    for (int look = 0; look < 10; look++) {
        play(base, game, tariff, NULL, government);
        CK_REQUIRE_OK(cki_profits_scan(base, tariff, n, 0.0, 10.0, 12, block, bytes, better, &found, NULL));
        if (found.gain < 1e-6) break;
        printf("    region %u: stopping sector %u (%.0f %%) serves its government better by %.4f %%\n", n, found.sector, 100.0 * found.rate, found.gain);
        memcpy(tariff, better, sizeof better);
    }
    CK_CHECK(found.gain < 1e-6);
    free(block);
}

CK_TEST(the_averages_of_the_abstract_with_political_weights) {
    profits_data d = read_data();
    cki_profits_base base = base_of(&d);
    double weight[N * J], tariff[PAIRS], welfare[N], government[N], found[N], gain[N], others[N];
    for (int k = 0; k < N * J; k++) weight[k] = 1.0;
    for (uint32_t n = 0; n < N; n++) {
        const double miss = weigh(&d, n, weight);
        printf("    region %u: targets met within %.2f points\n", n, 100.0 * miss);
    }
    base.weight = weight;
    for (uint32_t n = 0; n < N; n++) {
        best(&base, n, d.tariff, tariff, government);
        found[n] = median(tariff, n);
        gain[n] = government[n];
        others[n] = mean(government, (int)n);
    }
    memcpy(tariff, d.tariff, sizeof tariff);
    play(&base, WAR, tariff, welfare, government);
    check_nobody_gains(&base, tariff);
    double war[N];
    for (uint32_t n = 0; n < N; n++) war[n] = median(tariff, n);
    printf("    optimal %.2f %% (62.4), own government %.2f (1.9), others %.2f (-0.7); war %.2f (63.4), governments %.2f (-2.9), real income %.2f (-3.2)\n",
           mean(found, -1), mean(gain, -1), mean(others, -1), mean(war, -1), mean(government, -1), mean(welfare, -1));
    CK_CHECK_NEAR(mean(found, -1), 62.4, 0.2);
    CK_CHECK_NEAR(mean(others, -1), -0.7, 0.05);
    CK_CHECK_NEAR(mean(war, -1), 63.4, 0.2);
    CK_CHECK_NEAR(mean(welfare, -1), -3.2, 0.05);
    static const double own[N] = {0.9, 1.5, 2.2, 0.5, 2.6, 2.9, 2.5}, lost[N] = {-2.7, -3.4, -2.2, -3.6, -1.0, -5.3, -2.0};
    for (uint32_t n = 0; n < N; n++) {
        printf("    region %u: government gains %.2f (%.1f), loses %.2f (%.1f)\n", n, gain[n], own[n], government[n], lost[n]);
        CK_CHECK_NEAR(gain[n], own[n], 0.1);
        CK_CHECK_NEAR(government[n], lost[n], 0.1);
    }
    CK_CHECK_NEAR(mean(gain, -1), mean(own, -1), 0.05);
    CK_CHECK_NEAR(mean(government, -1), mean(lost, -1), 0.05);
    const double from_war = talks(&base, tariff, government), from_peace = talks(&base, d.tariff, NULL);
    printf("    talks: %.2f %% from the war (3.6), %.2f %% from the tariffs in force (0.5)\n", from_war, from_peace);
    CK_CHECK_NEAR(from_war, 3.6, 0.05);
    CK_CHECK_NEAR(from_peace, 0.5, 0.05);
    profits_data_free(&d);
}

CK_TEST(talks_from_the_trade_war_and_from_the_tariffs_in_force) {
    profits_data d = read_data();
    const cki_profits_base base = base_of(&d);
    double tariff[PAIRS], government[N];
    memcpy(tariff, d.tariff, sizeof tariff);
    play(&base, WAR, tariff, NULL, government);
    const double from_war = talks(&base, tariff, government), from_peace = talks(&base, d.tariff, NULL);
    printf("    talks: %.2f %% from the war (3.4), %.2f %% from the tariffs in force (0.5)\n", from_war, from_peace);
    CK_CHECK_NEAR(from_war, 3.4, 0.05);
    CK_CHECK_NEAR(from_peace, 0.5, 0.05);
    profits_data_free(&d);
}

CK_TEST_MAIN()
