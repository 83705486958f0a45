/* The daily engine and the long run joined: what licences and bans did at the end of a run of the engine becomes lasting wedges of
   the long run. docs/long-run.md, section "After a run of the daily engine", is the manual. Host code: it allocates. */
#ifndef CK_STUDY_TARIFFS_JOIN_H
#define CK_STUDY_TARIFFS_JOIN_H

#include "study/tariffs.h"

typedef struct ck_joined_wedge {         // one controlled item group into one region of the table
    const char *group;                   // of the run
    uint32_t importer, exporter, sector; // of the table
    double   value_usd;                  // a year, at the prices of the run's first month and the quantities of its baseline
    double   shipped;                    // over the last months, share of the baseline
    double   gap;                        // price outside over inside in these months, less 1
    double   wedge[2];                   // of the group, ad valorem, as an export tax whose rent stays with the exporter: by quantity, by prices
    double   on_sector[2];               // the same times the group's share of the sector's flow in the table
} ck_joined_wedge;

typedef struct ck_joined {
    const char *folder, *scenario, *title, *from, *to;   // of the run; months that count
    double   lost_value_added_usd;       // over the whole run, as the daily engine has it; NaN: no summary
    ck_joined_wedge *wedge; uint32_t wedge_count;
    uint32_t cells;                      // flows of the table that carry a wedge by prices
    ck_host_arena arena;
} ck_joined;

/// Read flows.csv, price_inside.csv, price_outside.csv and summary.csv of a folder that `run --out` wrote, and append two
/// steps to the scenario: export taxes equivalent to the licences and bans of the last months, alone, on top of the table's base.
///
/// The wedge of a group has two bounds, and each gets its step. By quantity: what the share that was not let through is worth at the
/// sector's long-run elasticity, shipped^(-1/theta) - 1, no more than the gap of prices where there is one. By prices: the gap of
/// prices outside and inside in the last months, before buyers have adjusted; without one, as by quantity. Never above
/// CK_JOINED_MOST; 0 where all is shipped.
///
/// scenario  has `run:` with the table of items and the exporters that license; borrows from `joined` afterwards
/// Returns   CK_OK; CK_E_IO, CK_E_MISSING with the file and what it lacks
#define CK_JOINED_MOST 10.0
CK_MUST_USE ck_status ck_tariff_join(const char *folder, const ck_io_table *table, ck_tariff_scenario *scenario, ck_joined *joined, ck_diags *diags);
void ck_joined_free(ck_joined *joined);

#endif
