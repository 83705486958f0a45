/* The compiled world: arrays side by side, one list of fields that allocates, hashes, saves, loads and describes.

   Nodes. A *site* makes one main product and may make coproducts. A *market* is the site of a region and item through which
   the item is traded: its one slot holds the traders' stock, its one product is the same item. Producers deliver to the
   market of their own region (a product of an item that is not traded goes straight to the users of its region), markets
   deliver to users of their region and to the markets of other regions (bilateral flows). A *slot* is one input item of
   one site; slots of a site that can replace each other form an *input group*. A *flow* leads from a product to a slot.
   Industries and final uses end the chain.

   Relative form. Engine quantities are held against their baseline: a site at level 1 uses `slot_use` of each slot and makes
   `product_output` of each product. The base quantities of a slot are the sum of its base flows in inbound order and
   the output of a product is the sum of its base flows in flow order plus discard plus final, so that a run without a shock
   repeats its first day to the last digit. A site without base output (a project, an idle plant) has its full design
   capacity as reference and starts at level 0. Flows of kind 4 join such a *waiting* site to the markets of its region: they
   carry nothing in the baseline (flow_quantity 0, so that the sums above leave them out on the other side) and flow_limit is
   what they carry when the waiting site runs at level 1. The slot_use of a waiting site is the sum of flow_limit of its
   inbound flows of kind 4, its product_output that of its outbound flows of kind 4, plus discard. A market that serves
   waiting sites alone waits too: its reference is what they need (or deliver) at level 1 and it is reached by potential
   routes. So order_f = flow_limit / slot_use * order_k for a flow of kind 4 into a waiting site, and a flow of kind 4 out of a
   waiting site competes for the orders of its market as a potential route with setup 0 does. */
#ifndef CK_WORLD_MODEL_H
#define CK_WORLD_MODEL_H

#include "base/base.h"

/* Counts; each is a shape below. `text` counts bytes. */
#define CK_MODEL_COUNTS(X)                                                                                             \
    X(region) X(calendar) X(holiday) X(worked) X(report_group) X(item) X(content) X(site) X(product) X(input_group)     \
    X(slot) X(flow) X(project) X(stockpile) X(customer) X(text)

/* X(type, name, shape, extra, unit, meaning): an array of (count of shape + extra) values. Types: u8, u32, i32, f64. */
#define CK_MODEL_FIELDS(X)                                                                                             \
    X(u8,  text,              text,         0, "-",        "all names, NUL-terminated; *_text fields are offsets into it")  \
    X(u32, region_id_text,    region,       0, "offset",   "CHN")                                                       \
    X(u32, region_name_text,  region,       0, "offset",   "China")                                                     \
    X(u32, region_blocs_text, region,       0, "offset",   "G7;NATO")                                                   \
    X(u32, region_calendar,   region,       0, "calendar", "or CK_NONE: weekends only")                                 \
    X(f64, region_latitude,   region,       0, "deg",      "")                                                          \
    X(f64, region_longitude,  region,       0, "deg",      "")                                                          \
    X(u32, calendar_first_holiday, calendar, 1, "holiday", "start in holiday_day")                                      \
    X(u32, calendar_first_worked,  calendar, 1, "worked",  "start in worked_day")                                       \
    X(i32, holiday_day,       holiday,      0, "day",      "ck_date.day, sorted in each calendar")                      \
    X(i32, worked_day,        worked,       0, "day",      "ck_date.day, sorted in each calendar")                      \
    X(u32, report_group_text, report_group, 0, "offset",   "id of a report group of items")                             \
    X(u32, item_id_text,      item,         0, "offset",   "")                                                          \
    X(u32, item_name_text,    item,         0, "offset",   "")                                                          \
    X(u32, item_hs_text,      item,         0, "offset",   "")                                                          \
    X(u32, item_codes_text,   item,         0, "offset",   "control-list codes joined by ;")                            \
    X(u32, item_tier,         item,         0, "-",        "0 upstream, 1 input, 2 output, 3 industry")                 \
    X(u32, item_unit,         item,         0, "-",        "0 t, 1 unit, 2 MUSD")                                       \
    X(u32, item_report_group, item,         0, "report_group", "")                                                      \
    X(f64, item_price,        item,         0, "USD/unit", "world price in the base year (per tonne for t)")            \
    X(f64, item_demand_elasticity,   item,  0, "1",        "own-price elasticity of use, >= 0")                         \
    X(f64, item_supplier_elasticity, item,  0, "1",        "between origins")                                           \
    X(f64, item_price_flexibility,   item,  0, "1",        "log price per log scarcity")                                \
    X(f64, item_capacity_response,   item,  0, "1/yr",     "share of capacity per year at doubled price")               \
    X(u32, item_first_content, item,        1, "content",  "")                                                          \
    X(u32, content_element_text, content,   0, "offset",   "chemical symbol")                                           \
    X(f64, content_share,     content,      0, "kg/kg",    "kg of element in a kg or a piece")                          \
    X(u32, site_id_text,      site,         0, "offset",   "")                                                          \
    X(u32, site_name_text,    site,         0, "offset",   "")                                                          \
    X(u32, site_owner_text,   site,         0, "offset",   "")                                                          \
    X(u32, site_kind,         site,         0, "-",        "ck_site_kind")                                              \
    X(u32, site_region,       site,         0, "region",   "")                                                          \
    X(u32, site_item,         site,         0, "item",     "main product; for a final use the item used")               \
    X(u32, site_technology,   site,         0, "region",   "technology origin, or CK_NONE")                             \
    X(u32, site_end_use,      site,         0, "-",        "ck_end_use of what it buys (defence industry: military ...)") \
    X(f64, site_latitude,     site,         0, "deg",      "of the site, else of its region")                           \
    X(f64, site_longitude,    site,         0, "deg",      "")                                                          \
    X(f64, site_reference,    site,         0, "unit/day", "main output at level 1, > 0")                               \
    X(f64, site_base_level,   site,         0, "1",        "1, or 0 for a site that waits for its project")             \
    X(f64, site_capacity,     site,         0, "1",        "capacity as a level (markets and final uses: 1e9)")         \
    X(f64, site_overtime,     site,         0, "1",        "capacity that can be added for a while, as a level")        \
    X(f64, site_value_added,  site,         0, "USD/day",  "industries, at level 1")                                    \
    X(f64, site_employment,   site,         0, "1",        "people (industries)")                                       \
    X(u32, site_first_product, site,        1, "product",  "")                                                          \
    X(u32, site_first_group,  site,         1, "input_group", "")                                                       \
    X(u32, product_site,      product,      0, "site",     "")                                                          \
    X(u32, product_item,      product,      0, "item",     "")                                                          \
    X(u32, product_drives,    product,      0, "-",        "1: its demand drives the site; 0: surplus coproduct")       \
    X(f64, product_output,    product,      0, "unit/day", "at level 1")                                                \
    X(f64, product_discard,   product,      0, "unit/day", "base output without a use, at level 1")                     \
    X(f64, product_final,     product,      0, "unit/day", "base sales to final buyers (industries), at level 1")       \
    X(f64, product_stock,     product,      0, "unit",     "target and first stock of finished goods; 0 for stockpiles") \
    X(f64, product_stock_low, product,      0, "unit",     "low end of its range")                                      \
    X(f64, product_stock_high, product,     0, "unit",     "high end of its range")                                     \
    X(f64, product_price,     product,      0, "USD/unit", "base price at the seller")                                  \
    X(u32, product_first_flow, product,     1, "flow",     "flows are sorted by product")                               \
    X(f64, group_essentiality, input_group, 0, "1",        "share of output lost when the group is missing")            \
    X(f64, group_elasticity_short, input_group, 0, "1",    "of substitution, at once")                                  \
    X(f64, group_elasticity_long, input_group, 0, "1",     "of substitution, in the end")                               \
    X(f64, group_elasticity_days, input_group, 0, "day",   "time constant")                                             \
    X(u32, group_site,        input_group,  0, "site",     "")                                                          \
    X(u32, group_first_slot,  input_group,  1, "slot",     "slots are sorted by site and group")                        \
    X(u32, slot_group,        slot,         0, "input_group", "")                                                       \
    X(u32, slot_site,         slot,         0, "site",     "")                                                          \
    X(u32, slot_item,         slot,         0, "item",     "")                                                          \
    X(f64, slot_use,          slot,         0, "unit/day", "at level 1, > 0")                                           \
    X(f64, slot_cost_share,   slot,         0, "1",        "cost of the slot over the value of the site's output, 0..1") \
    X(f64, slot_stock,        slot,         0, "unit",     "target and first stock")                                    \
    X(f64, slot_stock_low,    slot,         0, "unit",     "low end of its range")                                      \
    X(f64, slot_stock_high,   slot,         0, "unit",     "high end of its range")                                     \
    X(u32, slot_first_inbound, slot,        1, "flow",     "start in inbound_flow")                                     \
    X(u32, inbound_flow,      flow,         0, "flow",     "flows by slot, ascending in each slot")                     \
    X(u32, flow_product,      flow,         0, "product",  "seller")                                                    \
    X(u32, flow_slot,         flow,         0, "slot",     "buyer")                                                     \
    X(u32, flow_lag,          flow,         0, "day",      "1..127")                                                    \
    X(u32, flow_kind,         flow,         0, "-",        "cki_flow_kind")                                             \
    X(u32, flow_mode,         flow,         0, "-",        "0 sea, 1 air, 2 land")                                      \
    X(u32, flow_setup,        flow,         0, "day",      "of a potential route")                                      \
    X(f64, flow_limit,        flow,         0, "unit/day", "largest flow of kinds 2 and 3; of kind 4 at level 1")        \
    X(f64, flow_quantity,     flow,         0, "unit/day", "base flow; 0 for kinds 2, 3 and 4")                         \
    X(f64, flow_military,     flow,         0, "1",        "share for military end use")                                \
    X(f64, flow_semiconductor, flow,        0, "1",        "share for advanced semiconductors")                         \
    X(u32, project_id_text,   project,      0, "offset",   "")                                                          \
    X(u32, project_name_text, project,      0, "offset",   "")                                                          \
    X(u32, project_site,      project,      0, "site",     "projects are sorted by site")                               \
    X(f64, project_level,     project,      0, "1",        "capacity added, as a level of its site (may be negative)")  \
    X(i32, project_early,     project,      0, "day",      "ck_date.day")                                               \
    X(i32, project_start,     project,      0, "day",      "ck_date.day")                                               \
    X(i32, project_late,      project,      0, "day",      "ck_date.day")                                               \
    X(f64, project_ramp,      project,      0, "day",      "")                                                          \
    X(f64, project_learning,  project,      0, "1",        "share usable at start")                                     \
    X(f64, project_forward,   project,      0, "day",      "at most")                                                   \
    X(f64, project_trigger,   project,      0, "1",        "price over base that brings it forward; 1e9: none")         \
    X(u32, stockpile_site,    stockpile,    0, "site",     "a site of kind stockpile with one product and one flow")    \
    X(f64, stockpile_quantity, stockpile,   0, "unit",     "first stock of its product, which is not replaced")          \
    X(u32, stockpile_military, stockpile,   0, "-",        "1: for military use only")                                  \
    X(u32, customer_region,   customer,     0, "region",   "customers are sorted by region, item and end use")          \
    X(u32, customer_item,     customer,     0, "item",     "selectors are resolved: one row an item")                   \
    X(u32, customer_end_use,  customer,     0, "-",        "ck_end_use")                                                \
    X(u32, customer_buyers,   customer,     0, "1",        "whole buyers")                                              \
    X(f64, customer_share,    customer,     0, "1",        "of the region's purchases of the item")                     \
    X(u32, customer_group,    customer,     0, "-",        "number of the customers.csv row: rows resolved from one selector are the same buyers")

typedef enum cki_flow_kind {
    CKI_FLOW_INSIDE, CKI_FLOW_BILATERAL, CKI_FLOW_ROUTE, CKI_FLOW_STOCKPILE, CKI_FLOW_WAITING
} cki_flow_kind;

typedef uint8_t  cki_u8;
typedef uint32_t cki_u32;
typedef int32_t  cki_i32;
typedef double   cki_f64;

struct ck_model {
#define X(shape) uint32_t shape##_count;
    CK_MODEL_COUNTS(X)
#undef X
    uint32_t name_text;          // offset of the world's name
    int32_t  base_year;
    uint64_t digest;             // of all counts and fields in the order of the list
#define X(type, name, shape, extra, unit, meaning) const cki_##type *name;
    CK_MODEL_FIELDS(X)
#undef X
};

/* The same list as a table, for code that treats all fields alike: `at` and `count_at` are the places of the field's array in
   ck_model and of its count in cki_model_counts. */
typedef enum cki_field_type { CKI_FIELD_u8, CKI_FIELD_u32, CKI_FIELD_i32, CKI_FIELD_f64 } cki_field_type;
typedef struct cki_field_info {
    const char *name, *shape, *unit;
    uint16_t at, count_at;
    uint8_t type, extra;
} cki_field_info;

#endif
