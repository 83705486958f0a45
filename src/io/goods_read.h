/* Goods that stand for a sector's trade between two countries: customs lines with the sector they belong to, their weight in
   trade, and what the law asks about them. docs/long-run.md, section "Tariffs from the law", is the manual. */
#ifndef CK_IO_GOODS_READ_H
#define CK_IO_GOODS_READ_H

#include "io/host.h"

/* A column "fact.NAME" or "fact.NAME@DATE": what the law is told of every good; of the columns of one name the latest that
   has begun on the day asked counts. */
typedef struct ck_goods_fact { const char *name; ck_date from; } ck_goods_fact;

typedef struct ck_good {
    ck_place    place;
    const char *hs, *sector;
    double      weight;                  // in trade, any unit, > 0
    const char *const *value;            // (fact_count) as the law reads it; "": not known
} ck_good;

typedef struct ck_goods {
    const char    *path;
    ck_goods_fact *fact; uint32_t fact_count;
    ck_good       *good; uint32_t good_count;
} ck_goods;

/// Read a table of goods: hs, sector, weight, source, year, grade, then columns of facts.
///
/// goods    out: texts lie in `arena`
/// Returns  CK_OK, or the status of the first error; all errors are in diags
CK_MUST_USE ck_status ck_goods_input(ck_host_input *input, ck_host_arena *arena, ck_goods *goods, ck_diags *diags);

#endif
