/* A scenario while it is built: the arrays of struct ck_scenario, writable, and what only the build needs. */
#ifndef CK_FLOW_PARTS_H
#define CK_FLOW_PARTS_H

#include "flow/scenario.h"
#include "flow/scope.h"

typedef struct cki_part_counts {
    uint32_t measure, step, change, change_day, entry, reference, bundle, cell, adjuster, touched, subsidy, uncertain;
    uint32_t word;                           // 64-bit words of a set of adjusters
    size_t   text;
} cki_part_counts;

typedef struct cki_parts {
    cki_part_counts count, done;             // room, and what is filled of it
    ck_scenario   *scenario;
    cki_measure   *measure;
    cki_step      *step;
    cki_change    *change;
    int32_t       *change_day;
    uint32_t      *entry_flow, *entry_measure, *entry_first_reference;
    double        *entry_scope;
    uint32_t      *entry_bundle, *bundle_entry;
    uint32_t      *reference_cell;
    double        *reference_weight;
    uint32_t      *touched_flow, *touched_first, *touched_entry, *flow_touched;
    cki_cell      *cell;
    double        *cell_weight;
    uint64_t      *cell_adjusters;
    uint32_t      *adjuster;
    uint32_t      *subsidy_project;
    cki_uncertain *uncertain;
    char          *text;
    /* gone after the build */
    uint32_t      *reference_group, *reference_use, *reference_entry;
    uint64_t      *reference_adjusters;      // (references x word)
    uint8_t *adjuster_item, *adjuster_origin,
        *adjuster_destination;    // (adjusters x items, regions, regions) in scope
    const uint8_t **adjuster_reach;          // (adjusters) of their measures
    uint32_t      *order, *order_scratch;
    int32_t       *day_scratch;
} cki_parts;

/* How many references cki_build_references makes for the flow at which the walk stands. */
uint32_t cki_count_references(const ck_model *model, const cki_walk *walk);
/* Who buys on this flow: one reference for each row of customers with an end use in scope, one for an end use without
   rows. */
void cki_build_references(cki_parts *parts, const ck_model *model, const cki_walk *walk, uint32_t entry);
/* Adds a dial, refusal or exemption to the list of adjusters. */
void cki_build_adjuster(cki_parts *parts, const ck_model *model, const ck_measure *measure, uint32_t m);
/* Cells of measure m from its references, first_reference on. */
void cki_build_cells(cki_parts *parts, const ck_model *model, uint32_t m, uint32_t first_reference);
/* Bundles of the entries of measure m, once its cells are made. */
void cki_build_bundles(cki_parts *parts, uint32_t m);
bool cki_adjuster_reaches(const cki_parts *parts, uint32_t measure);

#endif
