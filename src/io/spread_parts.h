/* Shared by spread_read.c (own format) and spread_boario.c (recorded cases). */
#ifndef CK_IO_SPREAD_PARTS_H
#define CK_IO_SPREAD_PARTS_H

#include "io/rules_read.h"
#include "io/spread_read.h"

typedef struct ck_spread_reading {
    ck_measure_reading measure;          // arena, diagnostics, worst status so far
    const ck_io_table *table;
    ck_rule_labels     labels;
    ck_labels          categories;
    ck_spread_case    *read;
} ck_spread_reading;

void ck_spread_note(ck_spread_reading *reading, ck_status status);
ck_status ck_spread_wrong(ck_spread_reading *reading, ck_status status, ck_place place, const char *message,
                          const char *hint, const char *name);
/* A number under a key in low..high; the value stays without the key. "inf" is a number when `infinite`. */
void ck_spread_number(ck_spread_reading *reading, const ck_yaml_node *map, const char *key, const char *unit,
                      double low, double high, bool infinite, double *value);
/* One number for all sectors, or a map {SECTOR: number, "*": others}; NULL without the key. */
const double *ck_spread_by_sector(ck_spread_reading *reading, const ck_yaml_node *map, const char *key,
                                  const char *unit, double low, double high, bool infinite, double otherwise);
/* {"REGION|NAME": amount}: industries, or final columns when `final`. */
void ck_spread_amounts(ck_spread_reading *reading, const ck_yaml_node *map, bool final, double high, uint32_t *count,
                       const uint32_t **at, const double **amount);
/* {SECTOR: share} over the sectors. */
const double *ck_spread_shares(ck_spread_reading *reading, const ck_yaml_node *map);
void ck_spread_boario(ck_spread_reading *reading, const ck_yaml_node *root);

#endif
