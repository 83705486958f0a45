/* Reads a year of the data of Lashkaripour (2021), as his program `tariffwar` carries them (one MATLAB file a year), where they
   are at hand: the file named by CK_NASH_DATA, else data/lashkaripour_2021/WIOD2014.mat of CK_SHARED, else of ../shared.
   Never shipped. */
#ifndef CK_TEST_GAMES_DATA_H
#define CK_TEST_GAMES_DATA_H

#include "trade/trade.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef CK_WITH_NETCDF
#include <netcdf.h>
#endif

typedef struct nash_data {
    uint32_t N, J;
    double  *trade, *tariff, *input, *one, *zero, *elasticity;       // trade without duty, (J N N)
    cki_trade_flows flows;
    cki_trade_base  base;                                            // balanced
    void    *block[3];
} nash_data;

static inline const char *nash_data_path(void) {
    static char built[4096];
    const char *path = getenv("CK_NASH_DATA"), *shared = getenv("CK_SHARED");
    if (path != NULL) return path;
    snprintf(built, sizeof built, "%s/data/lashkaripour_2021/WIOD2014.mat", shared != NULL ? shared : "../shared");
    return built;
}

static inline void *nash_block(size_t bytes) {
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    if (block == NULL) abort();
    return block;
}

static inline void nash_data_free(nash_data *d) {
    double *all[] = {d->trade, d->tariff, d->input, d->one, d->zero, d->elasticity};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) free(all[k]);
    for (int k = 0; k < 3; k++) free(d->block[k]);
    *d = (nash_data){0};
}

/* Spending with duty by sector, importer and exporter; tariffs; the elasticities of the paper (set IS of the program), with
   that of services, the last sector, as given (0: as in the file). Deficits are removed at the tariffs of the data. */
static inline bool nash_data_read(nash_data *d, double services) {
    *d = (nash_data){0};
#ifdef CK_WITH_NETCDF
    int file, data, sigma, set, variable;
    if (nc_open(nash_data_path(), NC_NOWRITE, &file) != NC_NOERR) return false;
    double countries = 0.0, sectors = 0.0;
    bool good = nc_inq_ncid(file, "data", &data) == NC_NOERR && nc_inq_varid(data, "N", &variable) == NC_NOERR &&
                nc_get_var_double(data, variable, &countries) == NC_NOERR && nc_inq_varid(data, "S", &variable) == NC_NOERR &&
                nc_get_var_double(data, variable, &sectors) == NC_NOERR;
    if (!good) {
        nc_close(file);
        return false;
    }
    d->N = (uint32_t)countries;
    d->J = (uint32_t)sectors;
    const size_t pairs = (size_t)d->J * d->N * d->N, cells = (size_t)d->N * d->J;
    d->trade = calloc(pairs, sizeof(double));
    d->tariff = calloc(pairs, sizeof(double));
    d->input = calloc(cells * d->J, sizeof(double));
    d->one = calloc(cells, sizeof(double));
    d->zero = calloc(d->N, sizeof(double));
    d->elasticity = calloc(d->J, sizeof(double));
    good = nc_inq_varid(data, "Xjik_3D", &variable) == NC_NOERR && nc_get_var_double(data, variable, d->trade) == NC_NOERR &&
           nc_inq_varid(data, "tjik_3D", &variable) == NC_NOERR && nc_get_var_double(data, variable, d->tariff) == NC_NOERR &&
           nc_inq_ncid(data, "sigma", &sigma) == NC_NOERR && nc_inq_ncid(sigma, "IS", &set) == NC_NOERR &&
           nc_inq_varid(set, "epsilon_S", &variable) == NC_NOERR && nc_get_var_double(set, variable, d->elasticity) == NC_NOERR;
    nc_close(file);
    if (!good) {
        nash_data_free(d);
        return false;
    }
    if (services > 0.0) d->elasticity[d->J - 1] = services;
    for (size_t k = 0; k < pairs; k++) d->trade[k] /= 1.0 + d->tariff[k];
    for (size_t k = 0; k < cells; k++) d->one[k] = 1.0;
    d->flows = (cki_trade_flows){d->N, d->J, d->trade, d->tariff, d->input, d->one, d->elasticity};
    const size_t made_bytes = cki_trade_calibrate_bytes(d->N, d->J), solve_bytes = cki_trade_bytes(d->N, d->J, 8, false);
    const size_t next_bytes = cki_trade_advance_bytes(d->N, d->J);
    d->block[0] = nash_block(made_bytes);
    d->block[1] = nash_block(solve_bytes);
    d->block[2] = nash_block(next_bytes);
    const cki_trade_change balance = {.deficit = d->zero};
    cki_trade_made made;
    cki_trade_result result;
    if (cki_trade_calibrate(&d->flows, d->block[0], made_bytes, &made, NULL) < 0 ||
        cki_trade_solve(&made.base, &balance, cki_trade_options_default(), d->block[1], solve_bytes, &result, NULL) < 0 ||
        cki_trade_advance(&made.base, &balance, &result, d->block[2], next_bytes, &d->base, NULL) < 0) {
        nash_data_free(d);
        return false;
    }
    return true;
#else
    (void)services;
    return false;
#endif
}

#endif
