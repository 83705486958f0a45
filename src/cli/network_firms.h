/* `network --events`: what is printed and written of a run of firm-level ARIO; its comparison with recorded runs. */
#ifndef CK_CLI_NETWORK_FIRMS_H
#define CK_CLI_NETWORK_FIRMS_H

#include "study/firms.h"

/* ---------------------------------------------------------------- recorded runs ----------------------------------- */

typedef struct ck_firms_error {          // of one file
    const char *variable;
    double      error, tolerance;        // largest difference over the baseline (totals) or over the recorded value
    const char *where;                   // column and row
} ck_firms_error;

typedef struct ck_firms_against {
    const char   *folder;
    ck_host_list  errors;                // ck_firms_error
    ck_host_arena arena;
    ck_diags     *diags;
} ck_firms_against;

/* folder: totals.csv, and firms_stepN.csv and deliveries_stepN.csv of some steps. */
CK_MUST_USE ck_status ck_firms_against_start(ck_firms_against *against, const char *folder, ck_diags *diags);
ck_status ck_firms_against_day(ck_firms_against *against, const ck_firms_study *study, uint32_t day);
CK_MUST_USE ck_status ck_firms_against_finish(ck_firms_against *against, const ck_firms_study *study);
bool ck_firms_against_good(const ck_firms_against *against);

/* ---------------------------------------------------------------- a run ------------------------------------------- */

typedef struct ck_firms_wanted {
    const char *events, *shocks, *folder, *recorded;     // --events, --shocks, --out, --against; NULL
    const char *snapshots;               // days, separated by commas; NULL
    uint32_t    compat, threads, top;
    bool        json;
} ck_firms_wanted;

/* Runs, prints, writes. Exit code 1 when a recorded run is not met. The network keeps what diagnostics point to. */
int ck_firms_answer(const ck_firms_wanted *want, ck_network_import *network, ck_host_progress progress, void *user,
                    ck_diags *diags, ck_status *status);

#endif
