/* A run of firm-level ARIO with its totals kept: what `chokepoint network --events` prints, writes and compares. Host
   code. */
#ifndef CK_STUDY_FIRMS_H
#define CK_STUDY_FIRMS_H

#include "io/firms_read.h"

typedef struct ck_firms_day {            // units a day
    double output, value_added, final_consumption, unmet[CK_CAUSE_COUNT];
} ck_firms_day;

typedef struct ck_firms_study {
    const ck_network_import *network;
    const ck_firms_case     *firms;
    ck_firm_ario       *run;             // after its last day
    ck_firm_ario_ledger ledger;
    uint32_t      threads;
    double        seconds;               // of all days
    uint64_t      digest;
    ck_firms_day *day;                   // (days)
    double       *lost_output;           // (firms) of the whole run
    double       *lowest;                // (firms) smallest output over baseline
    uint32_t     *lowest_day, *stopped;  // (firms) its day; days below 1 % of the baseline
    double       *unmet_by_input;        // (sectors) of the whole run
    void         *block, *crew_block;
    ck_crew      *crew;
} ck_firms_study;

/* Called after every day; an error ends the study. May be NULL. */
typedef ck_status (*ck_firms_watch)(void *user, const ck_firms_study *study, uint32_t day);

/// Run a case.
///
/// study    out; give it to ck_firms_study_free in every case
CK_MUST_USE ck_status ck_firms_study_run(const ck_network_import *network, const ck_firms_case *firms,
                                         uint32_t threads, ck_firms_watch watch, void *user,
                                         ck_host_progress progress, void *progress_user, ck_firms_study *study,
                                         ck_diags *diags);
void ck_firms_study_free(ck_firms_study *study);

/// Snapshots of the day just done, in the layout of the recorded runs: firms (firm, baseline_output, output, demand,
/// input_limit, capacity_loss) and deliveries (client, supplier, baseline, delivered).
void ck_firms_write_firms(const ck_firms_study *study, FILE *out);
void ck_firms_write_deliveries(const ck_firms_study *study, FILE *out);

#endif
