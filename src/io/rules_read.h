/* Rules of a table or a firm network from YAML: measures in the words of scenarios, transport and demand.
   docs/spread.md is the manual. */
#ifndef CK_IO_RULES_READ_H
#define CK_IO_RULES_READ_H

#include "io/measure_read.h"

/* The labels that selectors name. */
typedef struct ck_labels { const char *const *name; uint32_t count; } ck_labels;
typedef struct ck_rule_labels {
    ck_labels regions, items;
    ck_labels users;                     // sectors of buyers, then final categories
    const ck_yaml_node *blocs, *groups;  // {NAME: [regions]}, {NAME: [items or users]}; NULL: none
} ck_rule_labels;

/* A selection of labels as a mask: names, bloc:NAME or group:NAME out of `sets` (called `set_word`), "*". What is
   wrong is reported at `names.place`. `except` is taken off. NULL when nothing was named (all), or after an
   error. */
const uint8_t *ck_rules_mask(ck_measure_reading *reading, const ck_labels *labels, const ck_yaml_node *sets,
                             const char *set_word, const char *what, ck_names names, ck_names except);
/* The names under a key of a map. */
ck_names ck_rules_names(ck_measure_reading *reading, const ck_yaml_node *map, const char *key);

/// The rules under `measures`, `transport` and `demand` of a map, in this order.
///
/// Returns  the rules, in memory of the reading's arena; what is wrong is reported and noted in reading->status
const ck_rule *ck_rules_read(ck_measure_reading *reading, const ck_yaml_node *map, const ck_rule_labels *labels,
                             uint32_t *count);
/// Shares of end uses of every buyer from {USER: {military: share, semiconductor: share}}; the rest is civil.
///
/// buyer_user  (buyers) what each buyer is
/// Returns     (buyers x CK_END_USES), or NULL when `node` is NULL (all civil) or after an error
const double *ck_rules_end_uses(ck_measure_reading *reading, const ck_yaml_node *node, const ck_rule_labels *labels,
                                const uint32_t *buyer_user, uint32_t buyers);

#endif
