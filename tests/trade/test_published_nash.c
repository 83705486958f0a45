/* The averages of Lashkaripour (2021), Table 2, on his own data of 2014, where they are at hand. */
#include "ck_test.h"
#include "trade/games_data.h"

#include <math.h>

/* Mean tariff and mean change of real income, per cent, over all countries or all but the last. */
static void averages(double services, bool all, double *tariff, double *welfare) {
    nash_data d;
    if (!nash_data_read(&d, services)) {
        CK_SKIP("the data of Lashkaripour (2021) are not at hand (CK_NASH_DATA: a file WIOD2014.mat of his program tariffwar), or this build has no NetCDF");
    }
    const size_t bytes = cki_trade_nash_bytes(d.N, d.J);
    void *block = nash_block(bytes);
    cki_trade_nash nash;
    CK_REQUIRE_OK(cki_trade_nash_solve(&d.base, true, 1e-10, block, bytes, &nash, NULL));
    const uint32_t count = all ? d.N : d.N - 1;
    *tariff = *welfare = 0.0;
    for (uint32_t n = 0; n < count; n++) {
        *tariff += 100.0 * nash.tariff[n] / count;
        *welfare += nash.welfare[n] / count;
    }
    printf("    services %g, %u regions: tariff %.3f %%, real income %.3f %%, %u iterations\n", services, count, *tariff, *welfare, nash.iterations);
    free(block);
    nash_data_free(&d);
}

CK_TEST(the_published_averages_are_met) {
    double tariff, welfare;
    averages(10.0, true, &tariff, &welfare);
    CK_CHECK_NEAR(tariff, 40.7, 0.06);
    CK_CHECK_NEAR(welfare, -2.47, 0.006);
    CK_CHECK_NEAR(tariff, 40.5, 0.5);                                 // the row as published
    CK_CHECK_NEAR(welfare, -2.42, 0.1);
    averages(10.0, false, &tariff, &welfare);
    CK_CHECK_NEAR(tariff, 40.9, 0.06);
    CK_CHECK_NEAR(welfare, -2.49, 0.006);
    averages(5.0, true, &tariff, &welfare);
    CK_CHECK_NEAR(tariff, 38.6, 0.06);
    CK_CHECK_NEAR(welfare, -2.43, 0.006);
}

CK_TEST_MAIN()
