/* Reads the data of Caliendo and Parro (2015) where it is at hand, for tests and benchmarks: CK_SHARED, else ../shared. */
#ifndef CK_TEST_TRADE_DATA_H
#define CK_TEST_TRADE_DATA_H

#include "trade/trade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAFTA_COUNTRIES = 31, NAFTA_SECTORS = 40, NAFTA_TRADED = 20 };

/* Numbers of a plain or gzipped CSV without header, row after row; NULL when the file is not there. */
static inline double *trade_numbers(const char *name, size_t count) {
    const char *shared = getenv("CK_SHARED");
    char command[600];
    snprintf(command, sizeof command, "%s/data/%s", shared != NULL ? shared : "../shared", name);
    FILE *there = fopen(command, "r");
    if (there == NULL) return NULL;
    fclose(there);
    snprintf(command, sizeof command, "gzip -cdf '%s/data/%s'", shared != NULL ? shared : "../shared", name);
    FILE *in = popen(command, "r");
    double *number = in != NULL ? malloc(count * sizeof *number) : NULL;
    size_t read = 0;
    while (number != NULL && read < count && fscanf(in, " %lf", &number[read]) == 1) {
        read++;
        int next = fgetc(in);
        if (next != ',' && next != EOF) ungetc(next, in);
    }
    if (in != NULL) pclose(in);
    if (read == count) return number;
    free(number);
    return NULL;
}

typedef struct nafta {
    double *trade, *tariff, *tariff_after, *input, *value_added, *elasticity;
    cki_trade_flows flows;
} nafta;

/* Their conventions: output is at least what is exported; tariffs in per cent; trade in thousand USD, output in USD;
   elasticity 8.22 for what is not traded. */
static inline bool nafta_read(nafta *n) {
    static const double theta[NAFTA_TRADED] = {9.11, 13.53, 2.62, 8.10, 11.50, 16.52, 64.85, 3.13, 1.67, 2.41,
                                               3.28, 6.99,  1.45, 12.95, 12.91, 3.95, 8.71, 8.22, 8.22, 3.98};
    enum { N = NAFTA_COUNTRIES, J = NAFTA_SECTORS, T = NAFTA_TRADED };
    double *bilateral = trade_numbers("caliendo_parro_2015/xbilat1993.csv.gz", (size_t)T * N * N);
    double *before = trade_numbers("caliendo_parro_2015/tariffs1993.csv", (size_t)T * N * N);
    double *after = trade_numbers("caliendo_parro_2015/tariffs2005.csv", (size_t)T * N * N);
    double *share = trade_numbers("caliendo_parro_2015/B.csv", (size_t)J * N);
    double *output = trade_numbers("caliendo_parro_2015/GO.csv", (size_t)J * N);
    double *input = trade_numbers("caliendo_parro_2015/IO.csv.gz", (size_t)N * J * J);
    bool good = bilateral != NULL && before != NULL && after != NULL && share != NULL && output != NULL && input != NULL;
    *n = (nafta){0};
    if (good) {
        n->trade = calloc((size_t)J * N * N, sizeof(double));
        n->tariff = calloc((size_t)J * N * N, sizeof(double));
        n->tariff_after = calloc((size_t)J * N * N, sizeof(double));
        n->value_added = calloc((size_t)N * J, sizeof(double));
        n->elasticity = calloc(J, sizeof(double));
        n->input = input;
        for (int j = 0; j < J; j++) {
            n->elasticity[j] = j < T ? theta[j] : 8.22;
            for (int c = 0; c < N; c++) n->value_added[(size_t)c * J + j] = share[(size_t)j * N + c];
            for (int i = 0; i < N; i++) {
                double exported = 0.0;
                for (int m = 0; m < N && j < T; m++) {
                    const size_t at = ((size_t)j * N + m) * N + i;
                    if (m == i) continue;
                    n->trade[at] = bilateral[at] * 1000.0;
                    n->tariff[at] = before[at] / 100.0;
                    n->tariff_after[at] = after[at] / 100.0;
                    exported += n->trade[at];
                }
                const double made = output[(size_t)j * N + i];
                n->trade[((size_t)j * N + i) * N + i] = made > exported ? made - exported : 0.0;
            }
        }
        n->flows = (cki_trade_flows){.countries = N, .sectors = J, .trade = n->trade, .tariff = n->tariff, .input = n->input,
                                     .value_added = n->value_added, .elasticity = n->elasticity};
    } else {
        free(input);
    }
    free(bilateral);
    free(before);
    free(after);
    free(share);
    free(output);
    return good;
}

static inline void nafta_free(nafta *n) {
    free(n->trade);
    free(n->tariff);
    free(n->tariff_after);
    free(n->input);
    free(n->value_added);
    free(n->elasticity);
}

#endif
