/* One future in progress: what is constant for it, what changes, and room for the day's intermediate results. */
#ifndef CK_FLOW_RUN_H
#define CK_FLOW_RUN_H

#include "flow/scenario.h"
#include "flow/state.h"
#include "flow/substitute.h"

/* Stocks, output, deliveries, licences and projects move day by day. Prices, suppliers, targets and orders are looked
   at once a week: on day 0, 7, 14 ... after the day's deliveries. */
#define CKI_REVIEW_DAYS 7u
#define CKI_SPREAD 8u                // slots that are given the level of their site together
static inline bool cki_is_review(uint32_t day) {
    return day % CKI_REVIEW_DAYS == 0;
}

/* Counts of the shapes of CK_STATE_FIELDS. */
typedef struct cki_shapes {
    size_t site, product, slot, flow, project, SUPPLIER, ORDER_WEEK, PART_DAY, LONE, LONE_DAY, CELL, MEASURE;
    size_t MONTH_SUPPLIER, POINT_SITE, POINT_PRODUCT, ONE;
} cki_shapes;

/* Flows in the order in which buyers look at their suppliers, tile by tile: the first supplier of each slot of the tile, in the order of the
   slots, a usual one where there is one; then the second usual one of those slots that have several (mixed, in cki_fixed), in their order, then
   the third one, and so on; then those without a base share. A slot that nothing reaches has a first supplier without a share of anything. */
typedef struct cki_suppliers {
    double   *reference;         // unit/day: what share 1 means; 0: nothing
    double   *base;              // unit/day: base flow
    double   *base_price;        // USD/unit, of the seller
    double   *lag;               // day
    uint32_t *days;              // day: the same, 1 for a first supplier without a share
    uint32_t *flow, *product, *slot, *seller;
    int32_t  *back;              // from today's row of the ring of parts to the part of the day on which what arrives left
    uint32_t *of_flow;           // (flows) where a flow stands in this order
    uint32_t *by_lag, *first_by_lag;         // (suppliers), (longest lag + 2) those of each lag, ascending
    uint32_t  longest;                       // day: the longest lag
} cki_suppliers;

/* A slot that has ways without a base share. Its suppliers in `way_supplier` of cki_fixed: usual ones from `usual`, other sellers from `route`,
   stockpiles from `pile`, to before `end`. */
typedef struct cki_ways { uint32_t slot, usual, route, pile, end; } cki_ways;

/* Active lone flows of one product, in `active` of cki_lone. `whole`: all that the product has. */
typedef struct cki_group { uint32_t product, first, end; bool whole; } cki_group;

/* Lone flows of one lag that follow each other. */
typedef struct cki_stretch { uint32_t lag, first, end; } cki_stretch;

/* Flows that law can hold back, or an own rule of rationing: of each a share of the order that may leave is kept, day
   by day. Those on which law or such a rule acts stand first, of these and of the others each lag by itself. Those
   whose share can differ from 1 are active: all stand before `end`. */
typedef struct cki_lone {
    uint32_t  count, acted_on, end, active_count;
    uint32_t *flow, *supplier, *slot, *product;  // (count)
    uint32_t *is_pile;           // (count) 1: it comes from a stockpile
    uint32_t *active;            // (active_count) indices here, ascending by flow
    uint32_t *of_flow;           // (flows) index here, or CK_NONE
    cki_stretch *stretch;        // (stretches, fewer than 2 x longest lag + 2) of all before `end`
    uint32_t  stretches;
    cki_group *group;            // (group_count) those of one product, ascending
    uint32_t  group_count;
} cki_lone;

/* What buyers see in their weekly review and make of it. A part is the weight of a usual supplier in what a slot orders: reference quantity x share
   x appeal where there are several, 1 of the only one. */
typedef struct cki_review {
    /* (mixed) sums over the usual suppliers */
    double *trust;               // reference quantity x fill x barrier
    double *part;
    double *filled;              // part x fill
    double *response;            // part x price response
    double *paid;                // part x fill x landed price, USD/day
    double *under_way;           // part x lag
    double *alarm;               // part x alert of the seller
    double *over_trust;          // use over trust
    /* (slots) */
    double *fill;                // smoothed share of what its suppliers are asked for that they ship, mean by part
    double *worry;               // alert of the sellers, mean by part
    double *pipeline;            // under way at level 1, unit
    double *over_part;           // 1 over the sum of the parts
    double *missing;             // part x share of it that law holds back
    double *warned;              // part x share of it under an announced restriction
    double *scale;               // order of the usual suppliers over part
    double *wanted;              // unit/day: order with restocking
} cki_review;

/* Of a product, for its buyers; written by the stage price. */
typedef struct cki_offer {
    double price;                // over base
    double appeal;               // weight among sellers by price
    double response;             // use over base at this price
    double worry;                // alert of the market that sells it
} cki_offer;

/* Sites of one kind that follow each other, with their products, slots, suppliers of these, slots that have several usual suppliers (`mixed` of
   cki_fixed) and those of them that make several products (`joint`), each from the first to before the end. What a day does with a site it does tile by tile, so that what is read and
   written stays in the near caches. A market has one slot and one product, a final use one slot: number i of a tile is site `site` + i, has slot
   `slot` + i and product `product` + i. Idle ones make nothing. */
typedef enum cki_tile_kind { CKI_MAKERS, CKI_MARKETS, CKI_FINAL_USES, CKI_STOCKPILES, CKI_IDLE } cki_tile_kind;
typedef struct cki_tile {
    cki_tile_kind kind;
    uint32_t site, site_end, product, product_end, slot, slot_end, supplier, supplier_end, mixed, mixed_end, joint, joint_end, way, way_end;
    uint32_t lag;                // day: of all its first suppliers; 0: not the same of all
} cki_tile;

/* Groups of inputs that can replace each other, those with fewer inputs first. */
typedef struct cki_substitutes {
    uint32_t  count, inputs;     // groups; inputs of the largest one
    uint32_t  room;              // groups up to a whole vector
    uint32_t *group;             // (count)
    uint32_t *of_slot;           // (slots) index here; CK_NONE: it stands alone
    double   *share;             // (slots) of the value of its group
    double   *at_once, *in_the_end, *time;   // (room) elasticities; day
    double   *days, *elasticity; // (room) of the last review: how long it has been short, day, and its elasticity
    cki_bends bend;              // (room) of the last review
    uint8_t  *lacks;             // (count) within produce: 1: one of its inputs is short
    uint32_t *lacking, lacking_count;        // (count) those, in the order in which they were found
    cki_abreast_group *abreast_group;        // (1) within produce
    cki_abreast_input *abreast_input;        // (inputs) within produce
} cki_substitutes;

/* Constant for the run: from the model, the sample and the options. */
typedef struct cki_fixed {
    double *flow_reference;      // (flows) what share 1 means, unit/day: base flow; limit into waiting slots; else 0
    double *slot_arrival;        // (slots) base arrivals, unit/day: slot_use, 0 for a waiting site
    double *slot_under_way;      // (slots) quantity under way at level 1, unit
    double *slot_price;          // (slots) base price paid, mean over the inbound flows, USD/unit
    double *slot_essentiality;   // (slots) of its group
    double *slot_thrift;         // (slots) stock below which a user stretches what he has, unit; 0 for markets
    double *product_base;        // (products) base output, unit/day: product_output, 0 for a waiting site
    double *product_final;       // (products) base sales to final buyers, unit/day, 0 for a waiting site
    double *product_discard;     // (products) base discard, unit/day, 0 for a waiting site
    double *product_target;      // (products) finished goods wanted, unit, 0 for a waiting site
    double *product_store;       // (products) finished goods beyond this are discarded, unit
    double *product_level;       // (products) 1 over product_output
    cki_tile *tile;              // (tile_count) all sites
    uint32_t  tile_count;
    uint32_t *mixed;             // (mixed_count) slots with several usual suppliers, of a tile those with most first
    uint32_t *mixed_suppliers;   // (mixed_count) how many they have
    uint32_t  mixed_count;
    uint32_t *joint;             // (joint_count) makers of several products
    uint32_t  joint_count;
    double *product_leads;       // (products) 1: the first one of its site, else 0
    double *product_drives;      // (products) 1: its demand drives the site, else 0
    /* of a product: what its price, its weight among sellers and its use answer, and how fast the last two do, in a week */
    double   *flexibility, *supplier_elasticity, *demand_elasticity, *repute_rate, *use_rate;
    uint32_t *site_slot;         // (sites + 1) first slot of a site
    cki_ways *ways;              // (ways_count)
    uint32_t *way_supplier, ways_count;
    double   *way_share;         // of the slot's use that can come this way, by place in way_supplier
    uint32_t *watched;           // (sites) product whose price an owner of capacity looks at
    double *build_response;      // (sites) capacity that he adds in a year at a doubled price, over what he has
    double *site_share;          // (sites) largest part of its market's order that a stockpile may fill, else 1
    uint32_t *month_start;       // (months + 1) day of the run on which a month begins
    cki_suppliers suppliers;     // in their own order
    cki_lone lone;
    uint32_t ring_days, ring_weeks;                      // places of the rings of days and weeks
    double *slot_level;          // (slots) base level of the site, 1
    double *slot_kind;           // (slots) CKI_BUYER...
    /* the parameters that are times, as rates: 1/day, and what is left undone of a week */
    double  gap, memory, overtime;
    double  week_gap, week_switch, week_price, week_demand;      // part done in a week, 1
    double  log_ceiling;                                 // logarithm of the price ceiling
    double  order_gap;                                   // gap closed a day by orders that hold for a week, 1/day
    double  forgotten[CKI_REVIEW_DAYS + 1];                      // what a memory still holds after so many days
} cki_fixed;

/* What a buyer does with prices: a trader passes them on, a maker of materials pays them, a maker of goods and a final
   use need less. */
enum { CKI_BUYER_TRADER, CKI_BUYER_BOUND, CKI_BUYER_MAKER, CKI_BUYER_FINAL_USE };

/* Written and read within one day, by the stages named. */
typedef struct cki_scratch {
    double *arriving;            // (slots)    receive -> produce: arrives today, deviation from base, unit/day
    double *used;                // (slots)    within produce: used today, unit/day
    double *wanted;              // (sites)    produce -> price: level that demand asks for
    uint32_t *short_slot;        // (sites)    within produce, of makers whose level the inputs limit: the slot that does
    double *sent;                // (products) within ship: shipped to users and markets, unit/day
    double *need;                // (slots)    reorder -> produce: use at level 1, unit/day
    double *allowed;             // (flows)    within ship: orders that may leave, where rationing is not proportional, unit/day
    double *sailing;             // (suppliers) orders that arrive today: of the day a lag ago, times the share that left, unit/day
    double *lone_order;          // (weeks x lone flows) orders, in the places of the ring of weeks
    double *lone_use;            // (lone flows) produce: running part of the order of the week, unit/day
    double *lone_missing;        // (lone flows) produce: what its buyers miss in their stocks, by the order of the week, unit
    double *lone_weight;         // (lone flows) within ship: as weight
    uint32_t *lone_capped;       // (lone flows) produce: 1: a quota holds back most of it
    double *weight;              // (suppliers) within ship: sum over days of share x part, from `weighed_from` to before `weighed_until`
    double *orders, *steady_orders;          // (products) of the week: sums of the two, unit/day
    double *wish, *later;        // (products) within produce, of makers: levels asked for today, and to order inputs for
    uint8_t *lacks;              // (slots)    within produce: 1: it has less than it needs, or is in a group of which one has
    uint8_t *site_flag;          // (sites)    within account: 1: it may be slow or stand still for the first time
    double *possible;            // (sites)    within produce, of makers: level without a look at the inputs, 1
    double *drive;               // (slots + CKI_SPREAD) of a tile: what cki_spread_to_slots gives
    double *rise;                // (slots)    within price: what its cost adds to that of the site, over base
    double *cost;                // (sites)    within price: logarithm of unit cost over base
    double *week;                // (products) within ship: sum of part over days
    double *plan;                // (sites)    produce -> reorder: level that inputs are ordered for, 1
    double *factor;              // (sites)    produce -> price: part of the possible level that the inputs allow
    double *way_goal;            // within reorder: shares that ways without a base share would have, by place in way_supplier
    double *able;                // (sites)    price -> reorder: 0..1, how far it has goods for new buyers
    double *allows;              // (slots)    within produce, of makers, where `lacks`: part of it that the slot's group allows
    uint32_t *held_back;         // (sites)    within produce: makers that their inputs hold back
    uint32_t held_back_count;
    double *made;                // (products) produce -> ship: unit/day
    double *run_level;           // (products) produce -> ship, of makers: level of the site, 1
    double *final_wanted;        // (products) produce -> ship, price: asked by final buyers today, unit/day
    double *final_sold;          // (products) within ship: unit/day
    double *log_price;           // (products) price -> build: logarithm of price; within price: of scarcity
    double *appeal;              // (products) within price: weight among sellers by price
    cki_offer *offer;            // (products) price -> reorder
    double *barrier;             // (suppliers) reorder: (1 + wedge + charge)^-supplier_elasticity
    double *toll, *charge;       // (suppliers) reorder: 1 + wedge, and charge, for which barrier was computed
    double *part;                // (suppliers) reorder: as in cki_review; 0 of those without a base share
    double *deviation, *dearer;  // (suppliers) within ship, of suppliers of a tile that are not the first: quantity beyond base, unit, and what is
                                 //             paid above base prices, USD;
                                 //             within receive: arrivals beyond base of suppliers that are not the first, unit/day; memory: their `steady`
    cki_review review;           // reorder
    uint32_t weighed_from, weighed_until;
    bool    duties_seen;         // duties and fees are as at the last review
    double  mass_error;          // largest relative mass error of the day
    bool    fresh;               // a site is slow or stands still for the first time today
} cki_scratch;

struct ck_run {
    const ck_model    *model;
    const ck_scenario *scenario;
    ck_run_options options;
    ck_random  random;
    uint32_t   day;              // days done; inside a stage the day in progress, from 0
    ck_date    date;             // of the day in progress
    uint32_t   month;            // of the day in progress, between days of the last one, from 0
    uint32_t   month_count, point_count;
    cki_shapes shape;
    cki_sample sample;           // constant after the start
    cki_today  today;
    cki_state  state;
    cki_fixed  fixed;
    cki_scratch scratch;
    cki_substitutes substitutes;
    uint32_t   width;            // of the vectors that loops over sites run in (base/lanes.h)
    bool       reviews;          // today prices, suppliers and orders are reviewed
    bool       ordered;          // they were yesterday
};

/* The first supplier of a tile that is not the first of his slot. */
static inline uint32_t cki_more_suppliers(const cki_tile *tile) {
    return tile->supplier + (tile->slot_end - tile->slot);
}
/* Of the first `count` mixed slots of a tile, those that have more than so many usual suppliers: they come first. */
static inline uint32_t cki_mixed_with_more(const ck_run *run, const cki_tile *tile, uint32_t count, uint32_t suppliers) {
    while (count > 0 && run->fixed.mixed_suppliers[tile->mixed + count - 1] <= suppliers) count--;
    return count;
}

/* To be called before something leaves its base value. */
static inline void cki_wake(ck_run *run) {
    *run->state.awake = 1;
}

/* Place of a day among the days of a ring; day > -ring_days. */
static inline uint32_t cki_day_row(const ck_run *run, int32_t day) {
    return (uint32_t)(day + (int32_t)run->fixed.ring_days) % run->fixed.ring_days;
}
/* Place among the weeks of a ring of the orders that are in force on a day: written on the review before it, the base
   ones before the first. */
static inline uint32_t cki_week_row(const ck_run *run, int32_t day) {
    const uint32_t week = day <= 0 ? 0 : ((uint32_t)day + CKI_REVIEW_DAYS - 1) / CKI_REVIEW_DAYS;
    return week % run->fixed.ring_weeks;
}
/* These orders, in the order of cki_suppliers. */
static inline double *cki_orders_on(const ck_run *run, int32_t day) {
    return run->state.order + (size_t)cki_week_row(run, day) * run->shape.SUPPLIER;
}
/* The same of lone flows. */
static inline double *cki_lone_orders_on(const ck_run *run, int32_t day) {
    return run->scratch.lone_order + (size_t)cki_week_row(run, day) * run->shape.LONE;
}
static inline double *cki_parts_on(const ck_run *run, int32_t day) {
    return run->state.part + (size_t)cki_day_row(run, day) * run->shape.product;
}
/* Share of the order of lone flow `at` that may leave on a day. */
static inline double *cki_leaves_on(const ck_run *run, uint32_t at, int32_t day) {
    return &run->state.leaves[(size_t)cki_day_row(run, day) * run->shape.LONE + at];
}
static inline double cki_order_of(const ck_run *run, uint32_t flow) {
    return cki_orders_on(run, (int32_t)run->day)[run->fixed.suppliers.of_flow[flow]];
}
/* What a flow ships on a day that is still in the rings, unit/day. */
double cki_shipped_on(const ck_run *run, uint32_t flow, int32_t day);

static inline double cki_parameter(const ck_run *run, ck_parameter parameter) {
    return run->sample.parameter[parameter];
}

#endif
