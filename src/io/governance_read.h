/* Governance of supplier countries: for the stability of suppliers and for the European Commission's supply risk. */
#ifndef CK_IO_GOVERNANCE_READ_H
#define CK_IO_GOVERNANCE_READ_H

#include "io/host.h"

typedef struct ck_governance_row {
    ck_place    place;
    const char *region;                  // of a world or a trade table
    double      score;                   // mean of the World Bank's six indicators, -2.5 .. 2.5, high is good
} ck_governance_row;
typedef struct ck_governance {
    const char        *path;
    ck_governance_row *row; uint32_t count;
    ck_host_arena      arena;
} ck_governance;

/// Read a table with columns region, score, source, year, grade and, for people, note.
///
/// governance  out; free with ck_governance_free in every case, after the diagnostics were printed
/// Returns     CK_OK, or the status of the first error; all errors are in diags
CK_MUST_USE ck_status ck_governance_read(const char *path, ck_governance *governance, ck_diags *diags);
CK_MUST_USE ck_status ck_governance_read_input(ck_host_input *input, ck_governance *governance, ck_diags *diags);
void ck_governance_free(ck_governance *governance);

#endif
