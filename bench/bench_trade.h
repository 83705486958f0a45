/* What the benches of the trade equilibrium share: a base with balanced trade, and a made world without inputs for
   Nash tariffs. */
#ifndef CK_BENCH_TRADE_H
#define CK_BENCH_TRADE_H

#include "bench.h"
#include "trade/trade_data.h"

#include <math.h>

/* Tariffs of 2005 among Mexico, Canada and the United States, of 1993 elsewhere; the caller frees them. */
static inline double *bench_nafta_tariff(const nafta *data) {
    const size_t pairs = (size_t)NAFTA_SECTORS * NAFTA_COUNTRIES * NAFTA_COUNTRIES;
    static const int member[3] = {4, 19, 29};
    double *tariff = bench_take(pairs * sizeof *tariff);
    memcpy(tariff, data->tariff, pairs * sizeof *tariff);
    for (int j = 0; j < NAFTA_TRADED; j++) {
        for (int k = 0; k < 9; k++) {
            const size_t row = (size_t)j * NAFTA_COUNTRIES + (size_t)member[k / 3];
            const size_t at = row * NAFTA_COUNTRIES + (size_t)member[k % 3];
            if (k / 3 != k % 3) tariff[at] = data->tariff_after[at];
        }
    }
    return tariff;
}

/* A base borrows from the flows that it was made of: those of a made world are kept beside it. */
typedef struct bench_base { cki_trade_base base; void *block[7]; } bench_base;

static inline void bench_base_free(bench_base *at) {
    for (int k = 0; k < 7; k++) free(at->block[k]);
}

/* The base of these flows once all deficits are zero. */
static inline bench_base bench_balanced(const cki_trade_flows *flows) {
    const uint32_t N = flows->countries, J = flows->sectors;
    const cki_trade_options options = cki_trade_options_default();
    const size_t made_bytes = cki_trade_calibrate_bytes(N, J), next_bytes = cki_trade_advance_bytes(N, J);
    const size_t bytes = cki_trade_bytes(N, J, options.memory, false);
    bench_base at = {.block = {bench_take(made_bytes), bench_take(next_bytes)}};
    void *block = bench_take(bytes);
    double *zero = calloc(N, sizeof *zero);
    const cki_trade_change balance = {.deficit = zero};
    cki_trade_made made;
    cki_trade_result result;
    if (zero == NULL || cki_trade_calibrate(flows, at.block[0], made_bytes, &made, NULL) < 0 ||
        cki_trade_solve(&made.base, &balance, options, block, bytes, &result, NULL) < 0 ||
        cki_trade_advance(&made.base, &balance, &result, at.block[1], next_bytes, &at.base, NULL) < 0) {
        exit(1);
    }
    free(zero);
    free(block);
    return at;
}

/* A made world in which everybody trades everything, without inputs and deficits; tariffs are drawn up to
   `tariff_most`. */
static inline bench_base bench_nash_world(uint32_t N, uint32_t J, double tariff_most) {
    const size_t pairs = (size_t)J * N * N, cells = (size_t)N * J;
    double *trade = bench_take(pairs * sizeof *trade), *tariff = bench_take(pairs * sizeof *tariff);
    double *input = calloc(cells * J, sizeof *input), *one = bench_take(cells * sizeof *one);
    double *theta = bench_take(J * sizeof *theta);
    const ck_random random = {9, 0};
    if (input == NULL) exit(1);
    for (size_t k = 0; k < pairs; k++) {
        const bool home = k / N % N == k % N;
        trade[k] = (home ? 8.0 * N : 1.0) * exp(2.0 * ck_random_unit(random, 1, 0, k));
        tariff[k] = home ? 0.0 : tariff_most * ck_random_unit(random, 2, 0, k);
    }
    for (size_t k = 0; k < cells; k++) one[k] = 1.0;
    for (uint32_t j = 0; j < J; j++) theta[j] = 1.5 + 10.0 * ck_random_unit(random, 4, 0, j);
    const cki_trade_flows flows = {N, J, trade, tariff, input, one, theta};
    bench_base at = bench_balanced(&flows);
    void *const borrowed[] = {trade, tariff, input, one, theta};
    for (int k = 0; k < 5; k++) at.block[2 + k] = borrowed[k];
    return at;
}

/* Nash tariffs of a base, ms of the best of five. The tariffs stand in a block that the caller frees. */
static inline double bench_nash(const cki_trade_base *base, void **block, cki_trade_nash *nash) {
    const size_t bytes = cki_trade_nash_bytes(base->countries, base->sectors);
    *block = bench_take(bytes);
    double least = INFINITY;
    for (int k = 0; k < 5; k++) {
        const double before = bench_processor();
        if (cki_trade_nash_solve(base, false, 1e-9, *block, bytes, nash, NULL) < 0) exit(1);
        least = fmin(least, 1e3 * (bench_processor() - before));
    }
    return least;
}

#endif
