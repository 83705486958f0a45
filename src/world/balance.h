/* Inside of ck_world_balance. docs/balance.md states the method step by step. */
#ifndef CK_WORLD_BALANCE_H
#define CK_WORLD_BALANCE_H

#include "index.h"
#include "ras.h"

/* How far a number of each grade may be scaled, in two turns: see docs/balance.md, "Who gives way". */
#define CKI_ESTIMATE_FIRST 2.0           // estimated and assumed: 1/2 .. 2 in the first turn
#define CKI_DERIVED_RANGE  1.25          // derived: 0.8 .. 1.25
#define CKI_ESTIMATE_LAST  4.0           // estimated and assumed: 1/4 .. 4 in the last turn

#define CKI_BALANCE_SOURCE "own-balance" // key of sources.csv for rows that the balance made

typedef struct cki_balance {
    const ck_world *world;
    ck_world   *built;
    cki_index   index;                   // of the source world: row numbers are those of `built` too, but for flows
    uint32_t   *order;                   // (items)
    uint32_t   *recipe_first_site, *recipe_site;           // (recipes + 1), (sites)
    uint32_t   *recipe_first_industry, *recipe_industry;   // (recipes + 1), (industries)
    uint32_t   *item_first_row, *item_row;                 // (items + 1), (recipe rows): rows with the item as component
    uint32_t   *item_first_site, *item_site;               // (items + 1), (sites): sites with the item as main output
    uint32_t   *item_first_demand, *item_demand;           // (items + 1), (demand rows)
    bool       *bent_output, *bent_use;  // (items) a reported number had to give way
    double     *estimate_factor, *derived_factor, *fixed_factor;   // (items) of uses, by grade
    double     *site_factor;             // (sites) of output
    double     *site_floor;              // (sites) least factor: what a scarce coproduct asks for
    double     *other_use;               // (items * regions) surplus without a use in the tables, unit/yr
    double     *used, *made_main, *made_joint;             // (items * regions) unit/yr
    double     *matrix;                  // (items, regions, regions) flows from row to column, own region included
    double     *known;                   // the same: published flows, NaN where there is none
    double     *gravity;                 // the same: prior
    bool       *fixed;                   // the same: held as published
    double     *row, *column;            // (items, regions) sums of the matrix
    double     *rest_row, *rest_column;  // (regions) without fixed cells
    uint32_t   *known_row;               // (items, regions, regions) row of flows.csv, or CK_NONE
    ck_balance_report *report;
    ck_diags   *diags;
    double      change;                  // largest relative change of the pass under way
    bool        noted;
} cki_balance;

static inline size_t cki_balance_cell(const cki_balance *b, uint32_t item, uint32_t region) {
    return (size_t)item * b->world->region_count + region;
}
static inline size_t cki_balance_pair(const cki_balance *b, uint32_t item, uint32_t origin, uint32_t destination) {
    return ((size_t)item * b->world->region_count + origin) * b->world->region_count + destination;
}
static inline bool cki_is_estimate(ck_grade grade) {
    return grade == CK_ESTIMATED || grade == CK_ASSUMED;
}

/* Steps, in order. */
ck_status cki_balance_chain(cki_balance *b);     // outputs and intensities; then used, made_main, made_joint, other_use
ck_status cki_balance_trade(cki_balance *b);     // matrix

/* Value that a margin has in the built world; NaN when it has none (nothing of it is made or traded). */
double cki_balance_reached(const cki_balance *b, uint32_t margin);

#endif
