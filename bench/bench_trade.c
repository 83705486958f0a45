/* Trade equilibrium: the NAFTA case of Caliendo and Parro (2015), 31 countries and 40 sectors, beside a plain damped iteration
   of the same equations in the same run, and how the cost grows with the size of the world. */
#include "bench_trade.h"
#include "trade/profits_data.h"

/* A memory of one and no acceleration worth the name: what a damped iteration takes, with the same arithmetic. */
static void time_solve(const char *name, const cki_trade_base *base, const cki_trade_change *change, cki_trade_options options) {
    const size_t bytes = cki_trade_bytes(base->countries, base->sectors, options.memory, false);
    void *block = bench_take(bytes);
    double least = INFINITY;
    cki_trade_result result = {0};
    ck_status status = CK_OK;
    for (int k = 0; k < 5; k++) {
        const double before = bench_processor();
        status = cki_trade_solve(base, change, options, block, bytes, &result, NULL);
        least = fmin(least, 1e3 * (bench_processor() - before));
    }
    printf("%-34s tolerance %.0e: %8.2f ms, %4u iterations, %s\n", name, options.tolerance, least, result.iterations,
           status >= 0 ? "solved" : "NOT solved");
    free(block);
}

static void nafta_case(void) {
    nafta data;
    if (!nafta_read(&data)) {
        puts("SKIPPED the NAFTA case: the data of Caliendo and Parro (2015) are not at hand (CK_SHARED)");
        return;
    }
    bench_base base = bench_balanced(&data.flows);
    cki_trade_options options = cki_trade_options_default();
    double *tariff = bench_nafta_tariff(&data);
    const cki_trade_change change = {.tariff = tariff}, world = {.tariff = data.tariff_after};
    static const double tolerance[] = {1e-6, 1e-9, 1e-10};
    for (int k = 0; k < 3; k++) {
        options.tolerance = tolerance[k];
        time_solve("NAFTA, 31 x 40", &base.base, &change, options);
    }
    time_solve("world tariffs 1993 to 2005, 31 x 40", &base.base, &world, options);
    options.memory = 1;
    time_solve("NAFTA, memory of one sweep", &base.base, &change, options);
    puts("  published for the NAFTA case: original program under Octave 58.9 s; KITE (R) 2.5 s at 1e-6; plain C 11 ms at 1e-6, 37 ms at 1e-9");
    free(tariff);
    bench_base_free(&base);
    nafta_free(&data);
}

/* A made world in which everybody trades everything. */
static void made_case(uint32_t N, uint32_t J) {
    const size_t pairs = (size_t)J * N * N, cells = (size_t)N * J;
    double *trade = malloc(pairs * sizeof *trade), *tariff = calloc(pairs, sizeof *tariff), *raised = calloc(pairs, sizeof *raised);
    double *input = malloc(cells * J * sizeof *input), *value_added = malloc(cells * sizeof *value_added), *theta = malloc(J * sizeof *theta);
    const ck_random random = {7, 0};
    for (size_t k = 0; k < pairs; k++) {
        const size_t n = k / N % N, i = k % N;
        trade[k] = (n == i ? 50.0 * N : 1.0) * exp(2.0 * ck_random_unit(random, 1, 0, k));
        tariff[k] = n == i ? 0.0 : 0.1 * ck_random_unit(random, 2, 0, k);
        raised[k] = n == i ? 0.0 : n == 0 || i == 0 ? 0.5 : tariff[k];
    }
    for (size_t k = 0; k < cells; k++) value_added[k] = 0.35 + 0.3 * ck_random_unit(random, 3, 0, k);
    for (size_t k = 0; k < cells * J; k++) input[k] = 1.0 / J;
    for (uint32_t j = 0; j < J; j++) theta[j] = 2.0 + 8.0 * ck_random_unit(random, 4, 0, j);
    const cki_trade_flows flows = {N, J, trade, tariff, input, value_added, theta};
    const size_t bytes = cki_trade_calibrate_bytes(N, J);
    void *block = bench_take(bytes);
    cki_trade_made made;
    if (cki_trade_calibrate(&flows, block, bytes, &made, NULL) < 0) exit(1);
    const cki_trade_change change = {.tariff = raised};
    char name[64];
    snprintf(name, sizeof name, "made world, %u x %u (%.0f MB)", N, J, 1e-6 * (double)cki_trade_bytes(N, J, 8, false));
    time_solve(name, &made.base, &change, cki_trade_options_default());
    free(trade); free(tariff); free(raised); free(input); free(value_added); free(theta); free(block);
}

static void nash_case(uint32_t N, uint32_t J) {
    bench_base at = bench_nash_world(N, J, 0.1);
    void *block = NULL;
    cki_trade_nash nash;
    const double least = bench_nash(&at.base, &block, &nash);
    double mean = 0.0;
    for (uint32_t n = 0; n < N; n++) mean += nash.tariff[n] / N;
    printf("Nash tariffs, made world %u x %u   tolerance 1e-09: %8.2f ms, %4u iterations, mean tariff %.1f %%\n", N, J,
           least, nash.iterations, 100.0 * mean);
    puts("  published for 44 x 16 of WIOD: 330 ms (NumPy and MINPACK)");
    free(block);
    bench_base_free(&at);
}

/* Tariffs with profits, by sector and partner: the trade war of Ossa (2014), 1,386 rates. */
static void profits_case(void) {
    enum { N = PROFITS_REGIONS, J = PROFITS_SECTORS };
    profits_data data;
    if (!profits_data_read(&data)) {
        puts("SKIPPED tariffs with profits: the data of Ossa (2014) are not at hand (CK_SHARED)");
        return;
    }
    const cki_profits_base base = {N, J, data.balanced, data.tariff, data.sigma, NULL};
    const size_t bytes = cki_profits_play_bytes(N, J);
    void *block = bench_take(bytes);
    double *tariff = bench_take(PROFITS_PAIRS * sizeof *tariff), least[2] = {INFINITY, INFINITY};
    cki_profits_result result;
    cki_profits_settled settled = {0};
    for (int k = 0; k < 5; k++) {
        const cki_profits_game game = {.aim = CKI_PROFITS_NASH, .high = 10.0, .tolerance = 1e-9, .rounds = 3000};
        memcpy(tariff, data.tariff, PROFITS_PAIRS * sizeof *tariff);
        double before = bench_processor();
        if (cki_profits_play(&base, game, block, bytes, tariff, &result, &settled, NULL) < 0) exit(1);
        least[0] = fmin(least[0], 1e3 * (bench_processor() - before));
        before = bench_processor();
        if (cki_profits_solve(&base, tariff, block, bytes, &result, NULL) < 0) exit(1);
        least[1] = fmin(least[1], 1e3 * (bench_processor() - before));
    }
    printf("Nash tariffs with profits, 7 x 33  tolerance 1e-09: %8.2f ms, %4u rounds; the equilibrium at given tariffs %.3f ms\n", least[0],
           settled.rounds, least[1]);
    puts("  published for the war: 96 minutes (Lashkaripour 2021); for the equilibrium at given tariffs 6 ms (NumPy)");
    free(block);
    free(tariff);
    profits_data_free(&data);
}

int main(void) {
    nafta_case();
    nash_case(44, 16);
    profits_case();
    made_case(41, 35);
    made_case(77, 45);
    made_case(190, 60);
    return 0;
}
