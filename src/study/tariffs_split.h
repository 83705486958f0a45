/* A country taken out of a region of an input-output table, such as Viet Nam out of the rest of the world of a table that has it not.
   docs/long-run.md, section "A country taken out of a region", is the manual. Host code: it allocates. */
#ifndef CK_STUDY_TARIFFS_SPLIT_H
#define CK_STUDY_TARIFFS_SPLIT_H

#include "study/tariffs.h"

typedef struct ck_split_table {
    ck_io_table   table;                 // with the country as its last region
    double       *z, *y, *x;
    ck_host_arena arena;
} ck_split_table;

/// Every flow of the region is parted in two; what other regions sell to each other stays. Sums over region and country are what the
/// region had, to the last digit of addition.
///
/// Sales to a partner go by the share of the row; purchases from a partner by that share, spread over users as their shares of output;
/// inside the region the country's users take their share of output, of which `own` is its own, and what it sells to the rest of the
/// region is what its share of output leaves.
/// split    out; borrows names of the table; free with ck_split_table_free
/// Returns  CK_OK; CK_E_UNKNOWN for a region, partner or sector that the table has not; CK_E_MISSING for a sector without a row;
///          CK_E_DUPLICATE when the table has the country already
CK_MUST_USE ck_status ck_tariff_split_table(const ck_io_table *table, const ck_tariff_split *wanted, ck_split_table *split, ck_diags *diags);
void ck_split_table_free(ck_split_table *split);

#endif
