/* Numbers for the names of a world: what check, balance and build look things up in. Every list has one entry a row of its
   table; CK_NONE stands for a name that nothing defines, which ck_world_check reports. */
#ifndef CK_WORLD_INDEX_H
#define CK_WORLD_INDEX_H

#include "base/base.h"

#define CKI_BLOC_LIMIT 64u           // blocs in all regions together; one bit each

typedef enum cki_tier { CKI_UPSTREAM, CKI_INPUT, CKI_OUTPUT, CKI_INDUSTRY, CKI_TIER_COUNT } cki_tier;
const char *cki_tier_word(cki_tier tier);

/* How specific a selector is; the value is its rank: the larger one counts. */
typedef enum cki_selector_kind {
    CKI_SELECT_ALL, CKI_SELECT_TIER, CKI_SELECT_BLOC = CKI_SELECT_TIER, CKI_SELECT_GROUP, CKI_SELECT_ID, CKI_SELECT_UNKNOWN
} cki_selector_kind;
typedef struct cki_selector { cki_selector_kind kind; uint32_t value; } cki_selector;

typedef struct cki_index {
    const ck_world *world;
    cki_names region, item, group, bloc, recipe, site, calendar;
    uint64_t *region_blocs;              // (regions) bit set of blocs
    bool      too_many_blocs;
    uint32_t *region_calendar;           // (regions) number of the calendar, CK_NONE: weekends only
    uint32_t *item_unit, *item_tier, *item_group;                 // (items) CK_NONE: not a known word
    bool     *item_traded;               // (items)
    bool     *item_joint;                // (items) made beside, or together with, another item: may be discarded
    uint32_t *row_recipe, *row_component;                         // (recipe rows)
    bool     *row_input;                 // (recipe rows) false: coproduct
    uint32_t *recipe_output;             // (recipes) item, of its first row
    uint32_t *recipe_first, *recipe_row; // (recipes + 1), (recipe rows): rows of each recipe in table order
    bool     *recipe_recycles;           // (recipes) used by recyclers only
    uint32_t *site_region, *site_item, *site_recipe, *site_kind;  // (sites) recipe CK_NONE: no inputs
    uint32_t *industry_region, *industry_item, *industry_recipe;  // (industries)
    uint32_t *demand_region, *demand_item, *demand_use;           // (demand) ck_end_use
    uint32_t *flow_item, *flow_origin, *flow_destination;         // (flows)
    uint32_t *project_site;              // (projects)
    cki_selector *route_item, *route_origin, *route_destination;
    cki_selector *inventory_item, *inventory_region, *inventory_user;
    cki_selector *customer_item, *customer_region;
    cki_selector *price_region;
    uint32_t     *price_item;
    uint32_t     *price_first, *price_row;        // (items + 1), (prices): rows of each item in table order
    cki_selector *elasticity_item;
    cki_selector *margin_item, *margin_region, *margin_partner;   // region "" is CKI_SELECT_ALL
} cki_index;

/* Takes memory for all lists and, when the arena has placed them, fills them. Measuring needs row counts alone. */
void cki_index_make(cki_index *index, const ck_world *world, cki_arena *arena);

cki_selector cki_select_item(const cki_index *index, const char *text);
cki_selector cki_select_region(const cki_index *index, const char *text);

static inline bool cki_takes_item(const cki_index *index, cki_selector selector, uint32_t item) {
    switch (selector.kind) {
    case CKI_SELECT_ALL:   return true;
    case CKI_SELECT_TIER:  return index->item_tier[item] == selector.value;
    case CKI_SELECT_GROUP: return index->item_group[item] == selector.value;
    case CKI_SELECT_ID:    return item == selector.value;
    default:               return false;
    }
}
static inline bool cki_takes_region(const cki_index *index, cki_selector selector, uint32_t region) {
    switch (selector.kind) {
    case CKI_SELECT_ALL:  return true;
    case CKI_SELECT_BLOC: return (index->region_blocs[region] >> selector.value & 1) != 0;
    case CKI_SELECT_ID:   return region == selector.value;
    default:              return false;
    }
}

/// Items from the end of the chain to its start.
///
/// joint    true: a coproduct comes before the inputs of its recipe, and recipes of recyclers are left out (what a recycler
///          makes is taken from the table); false: every recipe, coproducts ignored
/// order    (items) out
/// scratch  (items)
/// Returns  CK_NONE, or an item that is needed, over some steps, to make itself
uint32_t cki_index_order(const cki_index *index, bool joint, uint32_t *order, uint32_t *scratch);

/* Quantities a year by item and region, [item * regions + region]; flows without a quantity count as nothing. */
typedef struct cki_totals {
    double *made_main, *made_beside;             // by recipes with one output; by recipes with coproducts
    double *used, *exported, *imported;
    double *waiting_use, *waiting_output;        // of sites without output, at level 1
} cki_totals;
void cki_totals_take(cki_totals *totals, const ck_world *world, cki_arena *arena);
/* Needs a world whose references are sound. Sums run in table order. */
void cki_index_totals(const cki_index *index, cki_totals *totals);

/* Output a year of a row of sites.csv; of a site without output what it makes at level 1: its capacity or, when it has
   none, what its projects add. */
double cki_site_design(const cki_index *index, uint32_t row, bool *waits);

/* Price in USD per unit of the item (tonne, piece, MUSD) in a region: the most specific row; NaN when there is none. */
double cki_index_price(const cki_index *index, uint32_t item, uint32_t region);

/* Great-circle distance between the places of two regions, km, on a sphere of 6371 km; error below 1 km. */
double cki_distance_km(double latitude_a, double longitude_a, double latitude_b, double longitude_b);

/* Days and mode for a pair that no row of flows.csv describes: land inside a bloc below 1500 km (3 days and 500 km a day),
   otherwise sea (10 days for both ports and customs, then 600 km a day on a way 1.3 times the great circle), 1..120 days. */
typedef enum cki_mode { CKI_SEA, CKI_AIR, CKI_LAND, CKI_MODE_COUNT } cki_mode;
const char *cki_mode_word(cki_mode mode);
uint32_t cki_lag_days(const cki_index *index, uint32_t origin, uint32_t destination, cki_mode *mode);

/* End use of what an industry buys: military when a word of its id or group is "military" or "defence", semiconductor when
   one is "semiconductor" or "semiconductors", otherwise civil. */
ck_end_use cki_industry_end_use(const ck_world *world, uint32_t item);

#endif
