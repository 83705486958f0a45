/* Inside of ck_model_build: a draft with room for more than is needed, filled step by step and then copied to size. */
#ifndef CK_WORLD_BUILD_H
#define CK_WORLD_BUILD_H

#include "index.h"
#include "model.h"

/* Counts of a model as one value. */
typedef struct cki_model_counts {
#define X(shape) uint32_t shape;
    CK_MODEL_COUNTS(X)
#undef X
} cki_model_counts;

/* Length of every field, in the order of the list, from the counts. */
#define CKI_FIELD_LENGTH(counts, shape, extra) ((size_t)(counts)->shape + (extra))

/* The fields in the order of the list, `*count` of them; their types: name and bytes of a value. */
const cki_field_info *cki_model_fields(size_t *count);
extern const struct cki_field_type_info { const char *name; uint32_t bytes; } cki_field_types[];
size_t cki_field_length(const cki_model_counts *counts, const cki_field_info *field);
void *cki_field_values(const ck_model *model, const cki_field_info *field);

/* Places the struct and all arrays for these counts; the arrays are not written. NULL while measuring. */
ck_model *cki_model_layout(cki_arena *arena, const cki_model_counts *counts);
cki_model_counts cki_model_counts_of(const ck_model *model);
uint64_t cki_model_digest_of(const ck_model *model);

/* A flow before sorting. */
typedef struct cki_draft_flow {
    uint32_t product, slot, lag, kind, mode, setup;
    double   limit, quantity;            // unit/day
    double   military, semiconductor;    // 1; NaN: follows from the use in the destination
} cki_draft_flow;

/* Share of use by end use: military, semiconductor; the rest is civil. */
typedef struct cki_use_mix { double military, semiconductor, weight; } cki_use_mix;

typedef struct cki_draft {
    const ck_world *world;
    cki_index       index;
    cki_model_counts room, n;            // what there is room for; what is there so far
#define X(type, name, shape, extra, unit, meaning) cki_##type *name;
    CK_MODEL_FIELDS(X)
#undef X
    uint32_t  name_text;
    cki_draft_flow *flow;                // (flows)
    uint32_t *flow_order, *flow_scratch; // (flows)
    uint32_t *order;                     // (items) from the end of the chain upward
    uint32_t *site_of_row, *site_of_industry, *site_of_demand;    // model site of a table row, or CK_NONE
    uint32_t *market;                    // (items * regions) site of the market, or CK_NONE
    double   *made_main, *made_beside;   // (items * regions) unit/yr: by recipes without, with joint output
    double   *used, *exported, *imported;// (items * regions) unit/yr
    double   *waiting_use, *waiting_output;                       // (items * regions) unit/yr at level 1
    cki_use_mix  *use_mix, *sales_mix;       // (items * regions)
    cki_use_mix  *site_mix;                  // (sites)
    uint32_t *route_source;              // (flows) row of routes.csv, while routes are resolved
    uint8_t  *market_reached;            // (sites)
    uint32_t *cell_first, *cell_product; // (items * regions + 1), (products): makers' products by item and region
    uint32_t *item_first_slot, *item_slot;                        // (items + 1), (slots): slots by item
    uint32_t *calendar_row, *calendar_scratch;                    // (calendar rows)
    uint32_t *slot_source;               // (slots) row of recipes.csv, or CK_NONE
    ck_diags *diags;
    bool      full;                      // a bound was too small: our own mistake
} cki_draft;

static inline size_t cki_cell(const cki_draft *draft, uint32_t item, uint32_t region) {
    return (size_t)item * draft->world->region_count + region;
}
uint32_t cki_draft_text(cki_draft *draft, const char *const *part, uint32_t parts);        // joined; offset in the pool
void     cki_draft_add_flow(cki_draft *draft, cki_draft_flow flow);

/* The steps, in order. */
void cki_build_lists(cki_draft *draft);          // regions, calendars, groups, items, contents
void cki_build_totals(cki_draft *draft);         // made, used, traded by item and region
void cki_build_sites(cki_draft *draft);          // sites, products, groups, slots
void cki_build_inside_flows(cki_draft *draft);   // makers to markets, markets to users, items that are not traded
void cki_build_trade_flows(cki_draft *draft);    // bilateral flows, routes, stockpiles
void cki_build_end_uses(cki_draft *draft);       // shares of military and semiconductor use
void cki_build_sort_flows(cki_draft *draft);     // by product and slot; sums of outputs and uses in that order
void cki_build_prices(cki_draft *draft);         // prices, cost shares, elasticities
void cki_build_stocks(cki_draft *draft);         // inventories
void cki_build_projects(cki_draft *draft);       // projects, stockpiles
void cki_build_customers(cki_draft *draft);

#endif
