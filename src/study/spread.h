/* A run on an input-output table with its series kept: what `chokepoint spread` prints, writes and compares. Host
   code. */
#ifndef CK_STUDY_SPREAD_H
#define CK_STUDY_SPREAD_H

#include "io/cells.h"
#include "io/spread_read.h"

/* X(word, word of BoARIO's records, columns: N industries, J final columns, S products, money, meaning) */
#define CK_SPREAD_SERIES_LIST(X)                                                                                       \
    X(output,          "production_realised",           N, 1, "output")                                                \
    X(orders,          "intermediate_demand",           N, 1, "orders of industries that the step began with")         \
    X(value_added,     "",                              N, 1, "output less inputs used")                               \
    X(unmet_final,     "final_demand_unmet",            J, 1, "final demand that was not served")                      \
    X(overproduction,  "overproduction",                N, 0, "capacity over baseline capacity, losses apart")         \
    X(capacity_loss,   "prod_cap_delta",                N, 0, "share of capacity lost")                                \
    X(capital_lost,    "productive_capital_to_recover", N, 0, "capital lost, money")                                   \
    X(limiting_inputs, "limiting_inputs_count",         N, 0, "inputs of which the stock is below the need")           \
    X(stocks,          "inputs_stock_total_by_input",   S, 1, "finite stocks of a product at the start of the step")   \
    X(rebuild_demand,  "rebuild_demand",                N, 1, "goods asked for by rebuilding")                         \
    X(rebuild_sold,    "rebuild_prod",                  N, 1, "goods delivered to rebuilding")
typedef enum ck_spread_series {
#define X(name, peer, shape, money, meaning) CK_SPREAD_##name,
    CK_SPREAD_SERIES_LIST(X)
#undef X
    CK_SPREAD_SERIES_COUNT
} ck_spread_series;
typedef struct ck_spread_series_info {
    const char *name, *peer, *meaning;
    char shape;
    bool money;
} ck_spread_series_info;
ck_spread_series_info ck_spread_series_at(ck_spread_series series);
uint32_t ck_spread_series_width(const ck_io_table *table, ck_spread_series series);
/* "reg1|mining", or a sector, of column k; in memory of `arena`. */
const char *ck_spread_label(const ck_io_table *table, char shape, uint32_t k, ck_host_arena *arena);

typedef struct ck_spread_study {
    const ck_io_table    *table;
    const ck_spread_case *spread;
    ck_io_check     check;               // of the table as read
    ck_ario        *run;                 // after its last step
    ck_ario_ledger  ledger;
    uint32_t        steps, threads;
    double          seconds;             // of all steps
    uint64_t        digest;
    double         *series[CK_SPREAD_SERIES_COUNT];      // (steps x width), money a step; NULL: not kept
    double         *unmet_by_input;      // (sectors) of the whole run, money
    void           *block, *crew_block;
    ck_crew        *crew;
} ck_spread_study;

/* What mending rows that do not sum to output changed: sum of |baseline - published| over the sum published, and
   where most. */
typedef struct ck_spread_mended { double share, largest; uint32_t industry; } ck_spread_mended;
ck_spread_mended ck_spread_study_mended(const ck_spread_study *study);

/* Called before every step with the run; an error ends the study. May be NULL. */
typedef ck_status (*ck_spread_watch)(void *user, const ck_spread_study *study, uint32_t step);

/// Run a case.
///
/// keep     which series to keep; NULL: none
/// study    out; give it to ck_spread_study_free in every case
CK_MUST_USE ck_status ck_spread_study_run(const ck_io_table *table, const ck_spread_case *spread, uint32_t threads,
                                          const bool *keep, ck_spread_watch watch, void *user,
                                          ck_host_progress progress, void *progress_user, ck_spread_study *study,
                                          ck_diags *diags);
void ck_spread_study_free(ck_spread_study *study);

#endif
