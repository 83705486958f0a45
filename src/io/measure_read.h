/* Between measure_read.c, which knows one measure, and scenario_read.c, which knows files. */
#ifndef CK_IO_MEASURE_READ_H
#define CK_IO_MEASURE_READ_H

#include "io/yaml.h"

/* What it needs to read and report; `status` is the worst so far. */
typedef struct ck_measure_reading { ck_host_arena *arena; ck_diags *diags; ck_status status; } ck_measure_reading;

/* A measure of a file that may be switched on, and the map of its fields. */
typedef struct ck_measure_entry {
    const char         *id;
    const ck_yaml_node *map;
    bool                own;             // in the scenario itself, not in an included file
} ck_measure_entry;

/* The fields of `map` with those of `change` in their place; `terms` are changed one by one. Neither is altered. NULL
   when there is no memory. */
const ck_yaml_node *ck_measure_changed(const ck_yaml_node *map, const ck_yaml_node *change, ck_host_arena *arena);
/* Reports keys of a change that no measure has. */
void ck_measure_check_change(ck_measure_reading *reading, const ck_yaml_node *change);
/* One measure; what is wrong is reported and noted in reading->status. */
ck_measure ck_measure_read(ck_measure_reading *reading, const ck_yaml_node *map);
/* A value of a term or parameter with its place; false after an error. */
bool ck_measure_knob(ck_measure_reading *reading, const ck_yaml_node *node, ck_knob_info info, double *value);

/* The term or parameter of a name, or its count (CK_TERM_COUNT, CK_PARAMETER_COUNT) when there is none. */
ck_term      ck_measure_find_term(const char *name, size_t length);
ck_parameter ck_measure_find_parameter(const char *name, size_t length);
/* The one with the nearest name, for hints; NULL when none is near. */
const char  *ck_measure_nearest_term(const char *name);
const char  *ck_measure_nearest_parameter(const char *name);

#endif
