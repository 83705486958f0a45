/* A concordance: which share of a table's sectors the industries of a world make. docs/joint.md is the manual. */
#ifndef CK_IO_CONCORDANCE_READ_H
#define CK_IO_CONCORDANCE_READ_H

#include "io/host.h"

/* X(name, word, meaning): the shares of a row. */
#define CK_BOUND_SHARE_LIST(X)                                                                                         \
    X(CK_SHARE_LOW,    "low",    "low end of the range")                                                              \
    X(CK_SHARE_MIDDLE, "share",  "the estimate")                                                                      \
    X(CK_SHARE_HIGH,   "high",   "high end of the range")
typedef enum ck_share_bound {
#define X(name, word, meaning) name,
    CK_BOUND_SHARE_LIST(X)
#undef X
    CK_SHARE_COUNT
} ck_share_bound;

/* One row: of what (table_region, table_sector) puts out, the industry of a region of the world makes `share`. */
typedef struct ck_concordance_row {
    ck_place    place;
    const char *table_region, *table_sector;     // codes of the table
    const char *industry, *region;               // of the world; NULL: the rest of the sector, which no industry makes
    double      share[CK_SHARE_COUNT];           // 1; of the rest only the middle counts
    const char *source, *year, *note;
    ck_grade    grade;
} ck_concordance_row;

typedef struct ck_concordance {
    const char         *path;
    ck_concordance_row *row; uint32_t row_count;
    ck_host_file        file;
    ck_host_arena       arena;
} ck_concordance;

/// Read a concordance. Names are not resolved here.
///
/// concordance  out; free with ck_concordance_free in every case, after the diagnostics were printed
/// Returns      CK_OK, or the status of the first error; all errors are in diags
CK_MUST_USE ck_status ck_concordance_read(const char *path, ck_concordance *concordance, ck_diags *diags);
CK_MUST_USE ck_status ck_concordance_read_input(ck_host_input *input, ck_concordance *concordance, ck_diags *diags);
void ck_concordance_free(ck_concordance *concordance);

#endif
