/* A run beside the recorded tables of a folder. */
#ifndef CK_CLI_SPREAD_AGAINST_H
#define CK_CLI_SPREAD_AGAINST_H

#include "study/spread.h"

typedef struct ck_spread_error {         // of one file
    const char *variable;
    double      error, tolerance;        // largest difference over the largest value of the file
    uint32_t    before_step;             // only steps below it; CK_NONE: all
    const char *column;                  // where the error is
    uint32_t    step;
} ck_spread_error;

typedef struct ck_spread_against {
    const char   *folder;
    ck_host_list  errors;                // ck_spread_error
    ck_host_list  tolerances;
    ck_host_arena arena;
    ck_diags     *diags;
} ck_spread_against;

/* folder: recorded tables (NAME.csv, step and a column each); tolerance.csv beside or above it. */
CK_MUST_USE ck_status ck_spread_against_start(ck_spread_against *against, const char *folder, ck_diags *diags);
/* A ck_spread_watch: compares stocks where the folder has inputs_stock_stepN.csv. */
ck_status ck_spread_against_stock(void *against, const ck_spread_study *study, uint32_t step);
/* After the run: every kept series that the folder has. */
CK_MUST_USE ck_status ck_spread_against_finish(ck_spread_against *against, const ck_spread_study *study);
/* False when some error is above its tolerance. */
bool ck_spread_against_good(const ck_spread_against *against);
void ck_spread_against_free(ck_spread_against *against);

#endif
