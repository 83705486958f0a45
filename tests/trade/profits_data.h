/* Reads the data of Ossa (2014) where they are at hand: CK_SHARED, else ../shared. Never shipped. */
#ifndef CK_TEST_PROFITS_DATA_H
#define CK_TEST_PROFITS_DATA_H

#include "trade/profits.h"
#include "trade/trade_data.h"

enum { PROFITS_REGIONS = 7, PROFITS_SECTORS = 33, PROFITS_PAIRS = PROFITS_SECTORS * PROFITS_REGIONS * PROFITS_REGIONS };

typedef struct profits_data {
    double *trade, *balanced, *tariff;       // (J N N) importer, then exporter
    double *target;                          // (N J) tariffs without cooperation
    double  sigma[PROFITS_SECTORS];
} profits_data;

static inline void profits_data_free(profits_data *d) {
    free(d->trade);
    free(d->balanced);
    free(d->tariff);
    free(d->target);
}

/* Files hold a row an exporter; here a row is an importer. */
static inline double *profits_turned(const char *name) {
    enum { N = PROFITS_REGIONS };
    double *read = trade_numbers(name, PROFITS_PAIRS), *turned = read != NULL ? malloc(PROFITS_PAIRS * sizeof *turned) : NULL;
    for (size_t k = 0; turned != NULL && k < PROFITS_PAIRS; k++) turned[k / (N * N) * (N * N) + k % N * N + k / N % N] = read[k];
    free(read);
    return turned;
}

/* sigma is the last column of sectors.csv, whose names hold commas. */
static inline bool profits_sigma(double *sigma) {
    const char *shared = getenv("CK_SHARED");
    char path[600], line[200];
    snprintf(path, sizeof path, "%s/data/ossa_2014/sectors.csv", shared != NULL ? shared : "../shared");
    FILE *in = fopen(path, "r");
    if (in == NULL) return false;
    int count = -1;
    for (; count < PROFITS_SECTORS && fgets(line, sizeof line, in) != NULL; count++) {
        if (count >= 0) sigma[count] = atof(strrchr(line, ',') + 1);
    }
    fclose(in);
    return count == PROFITS_SECTORS;
}

/* Regions whose targets the file leaves at 0 (Brazil, India, the rest of the world) are taken at their factual tariffs, weighted by trade, as the
   author does. */
static inline bool profits_data_read(profits_data *d) {
    enum { N = PROFITS_REGIONS, J = PROFITS_SECTORS };
    *d = (profits_data){.trade = profits_turned("ossa_2014/trade_raw.csv"), .balanced = profits_turned("ossa_2014/trade_balanced.csv"),
                        .tariff = profits_turned("ossa_2014/tariff_factual.csv"), .target = malloc((size_t)N * J * sizeof(double))};
    double *target = trade_numbers("ossa_2014/tariff_noncooperative_target.csv", (size_t)N * J);
    if (d->trade == NULL || d->balanced == NULL || d->tariff == NULL || d->target == NULL || target == NULL || !profits_sigma(d->sigma)) {
        profits_data_free(d);
        free(target);
        return false;
    }
    for (int n = 0; n < N; n++) {
        double all = 0.0;
        for (int j = 0; j < J; j++) all += d->target[n * J + j] = target[j * N + n];
        for (int j = 0; j < J && all == 0.0; j++) {
            double bought = 0.0, duty = 0.0;
            for (int i = 0; i < N; i++) {
                const size_t at = ((size_t)j * N + (size_t)n) * N + (size_t)i;
                bought += i != n ? d->balanced[at] : 0.0;
                duty += i != n ? d->balanced[at] * d->tariff[at] : 0.0;
            }
            d->target[n * J + j] = duty / bought;
        }
    }
    free(target);
    return true;
}

#endif
