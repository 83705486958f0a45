/* A scenario of the long run on an input-output table: every step solved, with welfare by country, and the spread that uncertain
   elasticities give to each. Host code: it allocates. */
#ifndef CK_STUDY_TARIFFS_H
#define CK_STUDY_TARIFFS_H

#include "io/tariffs_read.h"
#include "study/study.h"
#include "trade/trade.h"

typedef struct ck_tariff_country {       // one country after a step
    double exact, log_exact, real_wage, price_index, terms, volume;      // per cent
    double wage;                         // change of the wage against the world's, per cent
    double revenue, export_revenue;      // money, in a world whose value added stays what it was
    double imports, exports;             // change of value, per cent
    ck_band band;                        // of `exact` over the draws, per cent
} ck_tariff_country;

typedef struct ck_tariff_result {        // of one step
    ck_tariff_country *country;          // (regions)
    double *bought;                      // (regions x regions) importer, exporter: value before duty, money
    double  residual_price, residual_spending, residual_balance, residual_numeraire, residual_walras;
    uint32_t iterations, parts;
} ck_tariff_result;

typedef struct ck_tariff_study {
    const ck_io_table *table;
    double   negative_final;             // share of final demand that was below 0 and counts as 0
    double  *bought;                     // (regions x regions) in the base
    ck_tariff_result *result;            // (steps)
    uint32_t result_count, draws, draws_failed;
    double   seconds;
    uint64_t digest;                     // of the table, the scenario and what came out, to 9 digits
} ck_tariff_study;

/// Returns  CK_OK or CK_NOTED; CK_E_UNKNOWN for countries and sectors that the table has not; CK_E_MISSING for sectors without an
///          elasticity; CK_E_NO_SOLUTION with the step that has none
CK_MUST_USE ck_status ck_tariff_study_run(const ck_io_table *table, const ck_tariff_scenario *scenario, uint32_t draws,
                                          void (*progress)(void *user, const char *what, double done), void *user,
                                          ck_tariff_study **study, ck_diags *diags);
void ck_tariff_study_free(ck_tariff_study *study);

#endif
