/* Shared by firms_read.c (own format) and firms_recorded.c (params.json and shocks.csv). */
#ifndef CK_IO_FIRMS_PARTS_H
#define CK_IO_FIRMS_PARTS_H

#include "io/firms_read.h"

typedef struct ck_firms_reading {
    ck_measure_reading       measure;    // arena, diagnostics, worst status so far
    const ck_network_import *network;
    ck_rule_labels           labels;
    ck_firms_case           *read;
} ck_firms_reading;

void ck_firms_note(ck_firms_reading *reading, ck_status status);
/* A number, or a whole number, under a key in low..high; the value stays without the key. */
void ck_firms_number(ck_firms_reading *reading, const ck_yaml_node *map, const char *key, const char *unit, double low,
                     double high, double *value);
void ck_firms_whole(ck_firms_reading *reading, const ck_yaml_node *map, const char *key, int64_t low, int64_t high,
                    uint32_t *value);
/* The index of a firm's name; CK_NONE after a message at `place`. */
uint32_t ck_firms_find(ck_firms_reading *reading, const char *name, size_t length, ck_place place);

/* A recorded case: parameters, then the firms hit. */
void ck_firms_recorded(ck_firms_reading *reading, const ck_yaml_node *root, ck_host_input *shocks);
bool ck_firms_is_recorded(const ck_yaml_node *root);

#endif
