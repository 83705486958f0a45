/* What the long run says about the end of adjustment after a run of the daily engine, as `tariffs --from-run --out` wrote it:
   end_of_adjustment.csv. docs/long-run.md, section "After a run of the daily engine", is the manual. */
#ifndef CK_IO_END_OF_ADJUSTMENT_READ_H
#define CK_IO_END_OF_ADJUSTMENT_READ_H

#include "io/host.h"

typedef struct ck_adjusted_region {      // one region of the input-output table
    const char *code, *iso3, *name;
    double      change[2];               // of real income a year, USD: by quantity, by prices
} ck_adjusted_region;

typedef struct ck_end_of_adjustment {
    const char *path;
    const char *run;                     // the run's scenario
    const char *from, *to;               // months whose licences and bans are kept for good
    const char *scenario, *table;        // of the long run
    const char *digest;                  // of the long run's results
    ck_adjusted_region *region; uint32_t region_count;
    ck_host_arena arena;
} ck_end_of_adjustment;

/// Read the table. Every row says the same of run, months, scenario, table and digest.
///
/// end      out; free with ck_end_of_adjustment_free in every case, after the diagnostics were printed
/// Returns  CK_OK, or the status of the first error; all errors are in diags
CK_MUST_USE ck_status ck_end_of_adjustment_read(const char *path, ck_end_of_adjustment *end, ck_diags *diags);
CK_MUST_USE ck_status ck_end_of_adjustment_input(ck_host_input *input, ck_end_of_adjustment *end, ck_diags *diags);
void ck_end_of_adjustment_free(ck_end_of_adjustment *end);

#endif
