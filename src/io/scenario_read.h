/* Between scenario_read.c, which knows files and measures, and scenario_study.c, which knows uncertain numbers, what to
   compare with and what to report. */
#ifndef CK_IO_SCENARIO_READ_H
#define CK_IO_SCENARIO_READ_H

#include "io/measure_read.h"
#include "io/scenario.h"

typedef struct ck_scenario_reading {
    ck_measure_reading measure;          // arena, diagnostics, worst status so far
    ck_host_scenario  *loaded;
    const char        *folder;           // of the scenario file; NULL: other files come from the shelf alone
    const ck_host_shelf *shelf;          // NULL: no other file may be read
    ck_host_list       entries;          // ck_measure_entry, all that may be switched on
    ck_host_list       files;            // ck_host_file
    const bool        *on;               // (entries) in use in the scenario itself
} ck_scenario_reading;

/* A file that the scenario names, in memory of the arena: as seen from its folder, or from the shelf. NULL: there is none on the
   shelf, or no memory. */
const char *ck_scenario_file(const ck_scenario_reading *reading, const char *text);
/* The measure of an id; reported at `node` and NULL when there is none. */
ck_measure_entry *ck_scenario_find_entry(ck_scenario_reading *reading, const ck_yaml_node *node, const char *id);
/* Sets on[] for every id of a list. */
void ck_scenario_switch(ck_scenario_reading *reading, const ck_yaml_node *list, bool *on, bool value);
/* Applies "change: {id: {field: value}}" to entry[]. */
void ck_scenario_change(ck_scenario_reading *reading, const ck_yaml_node *change, ck_measure_entry *entry,
                        const bool *on);
/* The measures that are on, read. */
const ck_measure *ck_scenario_measures(ck_scenario_reading *reading, const ck_measure_entry *entry, const bool *on,
                                       uint32_t *count);
void ck_scenario_read_allocation(ck_scenario_reading *reading, const ck_yaml_node *node, ck_allocation *allocation);
void ck_scenario_read_parameters(ck_scenario_reading *reading, const ck_yaml_node *map, double *parameter);

/* readings: {CHOICE: READING} */
ck_host_readings ck_scenario_read_readings(ck_scenario_reading *reading, const ck_yaml_node *map);
void ck_scenario_read_uncertain(ck_scenario_reading *reading, const ck_yaml_node *map, ck_scenario_spec *spec);
void ck_scenario_read_compare(ck_scenario_reading *reading, const ck_yaml_node *list);
void ck_scenario_read_report(ck_scenario_reading *reading, const ck_yaml_node *map);

#endif
