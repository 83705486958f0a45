/* Exposure on a made trade table of 200 countries and 5,000 products, beside one plain pass over as many bytes. */
#include "bench.h"
#include "base/base.h"


int main(void) {
    enum { COUNTRIES = 200, PRODUCTS = 5000 };
    const ck_random random = {1, 0};
    const size_t most = (size_t)COUNTRIES * COUNTRIES * PRODUCTS / 14;
    ck_trade_flow *flow = malloc(most * sizeof *flow);
    size_t count = 0;
    if (flow == NULL) return 1;
    for (uint64_t k = 0; count < most && k < (uint64_t)COUNTRIES * COUNTRIES * PRODUCTS; k++) {
        const uint64_t bits = ck_random_bits(random, 1, 0, k);
        if (bits % 18 != 0) continue;                    // about 11 million flows, as BACI has
        const uint32_t pair = (uint32_t)(k % (COUNTRIES * COUNTRIES));
        flow[count++] = (ck_trade_flow){(uint32_t)(k / (COUNTRIES * COUNTRIES)), pair / COUNTRIES, pair % COUNTRIES,
                                        1.0 + (double)(bits >> 44)};
    }
    const size_t bytes = ck_trade_bytes(COUNTRIES, PRODUCTS, count);
    void *block = bench_take(bytes);
    const ck_trade *trade = NULL;
    double begin = bench_wall();
    if (ck_trade_build(COUNTRIES, PRODUCTS, flow, count, block, bytes, &trade, NULL) < 0) return 1;
    printf("build      %8.0f ms for %zu flows\n", 1e3 * (bench_wall() - begin), ck_trade_flow_count(trade));
    static double column[10][COUNTRIES], stable[COUNTRIES];
    static uint32_t supplier[COUNTRIES];
    for (uint32_t c = 0; c < COUNTRIES; c++) stable[c] = c / (double)COUNTRIES;
    ck_exposure e = {column[0], column[1], column[2], column[3], supplier, column[4], column[5], column[6], column[7], column[8],
                     column[9], 0, 0, 0, 0};
    ck_exposure_options options = ck_exposure_options_default();
    options.stability = stable;
    const size_t room = ck_exposure_scratch_bytes(trade);
    void *scratch = bench_take(room);
    double sum = 0.0;
    begin = bench_wall();
    for (uint32_t p = 0; p < PRODUCTS; p++) {
        if (ck_exposure_of_product(trade, p, options, scratch, room, &e, NULL) < 0) return 1;
        sum += e.susceptibility;
    }
    const double all = bench_wall() - begin;
    begin = bench_wall();
    double plain = 0.0;
    for (size_t k = 0; k < count; k++) plain += flow[k].value;
    const double pass = bench_wall() - begin;
    printf("indicators %8.0f ms, %.0f plain passes over the flows (mean susceptibility %.4f, %g)\n", 1e3 * all, all / pass,
           sum / PRODUCTS, plain > 0.0 ? 1.0 : 0.0);
    free(scratch);
    free(block);
    free(flow);
    return 0;
}
