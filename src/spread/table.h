/* An input-output table of regions and sectors: what importers produce and the engines of this folder read.

   Industry f = region * sectors + sector; final column j = region * categories + category. Rows sell, columns buy.
   Arrays belong to whoever made the table and must live as long as anything built on it; engines never copy Z. */
#ifndef CK_SPREAD_TABLE_H
#define CK_SPREAD_TABLE_H

#include "chokepoint.h"

typedef struct ck_io_table {
    const char *name;                    // "wiod-2013-2011"
    const char *unit;                    // of all money: "MUSD", "MEUR"; per year
    int32_t     year;                    // 0: unknown
    uint32_t    regions, sectors, categories;
    const char *const *region;           // (regions)    codes as in the source
    const char *const *sector;           // (sectors)
    const char *const *category;         // (categories) of final demand
    const double *z;                     // unit/yr (N x N) row-major, N = regions * sectors; >= 0
    const double *y;                     // unit/yr (N x J) row-major, J = regions * categories
    const double *x;                     // unit/yr (N) gross output, >= 0
    const double *va;                    // unit/yr (N) value added as published; NULL: output minus inputs
} ck_io_table;

static inline uint32_t ck_io_table_industries(const ck_io_table *table) {
    return table->regions * table->sectors;
}
static inline uint32_t ck_io_table_final_columns(const ck_io_table *table) {
    return table->regions * table->categories;
}

/* How far the published numbers are from a table that balances. */
typedef struct ck_io_check {
    double   output;                     // sum of x
    double   largest_row_gap;            // |z row + y row - x| over the largest x, 1
    uint32_t largest_row;                // where
    double   row_gap;                    // sum of |z row + y row - x| over the sum of x, 1
    uint32_t negative_y;                 // cells of final demand below 0
    double   negative_y_sum;             // their sum
    uint32_t negative_va;                // industries whose inputs cost more than their output
    uint32_t idle;                       // industries without output
} ck_io_check;

/// Measures a table and reports what no engine can use: a negative or non-finite z or x, a non-finite y or va.
///
/// Returns  CK_OK, CK_E_NUMBER or CK_E_RANGE with region and sector of the first fault
/// Cost     one pass over z and y
CK_MUST_USE ck_status ck_io_table_check(const ck_io_table *table, ck_io_check *check, ck_diags *diags);

#endif
