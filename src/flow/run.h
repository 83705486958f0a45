/* One future in progress: what is constant for it, what changes, and room for the day's intermediate results. */
#ifndef CK_FLOW_RUN_H
#define CK_FLOW_RUN_H

#include "flow/scenario.h"
#include "flow/state.h"

/* Stocks, output, deliveries, licences and projects move day by day. Prices, suppliers, targets and orders are looked
   at once a week: on day 0, 7, 14 ... after the day's deliveries. */
#define CKI_REVIEW_DAYS 7u
static inline bool cki_is_review(uint32_t day) {
    return day % CKI_REVIEW_DAYS == 0;
}

/* Counts of the shapes of CK_STATE_FIELDS. */
typedef struct cki_shapes {
    size_t site, product, slot, flow, project, SUPPLIER, CELL, MEASURE, TRANSIT, MONTH_FLOW, POINT_SITE, POINT_PRODUCT;
    size_t ONE;
} cki_shapes;

/* Flows in the order in which buyers look at their suppliers: the first supplier of each slot, in the order of the
   slots, then the second one of those that have two, and so on; so number k is the first supplier of slot k. A slot
   that nothing reaches has a first supplier without a share of anything. */
typedef struct cki_suppliers {
    double   *reference;         // unit/day: what share 1 means; 0: nothing
    double   *base_price;        // USD/unit, of the seller
    double   *lag;               // day
    uint32_t *flow, *product, *slot, *seller;
    uint32_t *of_flow;           // (flows) where a flow stands in this order
    uint32_t *routed;            // (routed_count) slots that have ways without a base share
    uint32_t  routed_count;
} cki_suppliers;

/* What buyers see in their weekly review and make of it: by slot, sums over the suppliers. */
typedef struct cki_review {
    double *trust;               // reference quantity x fill x barrier
    double *part;                // reference quantity x share x appeal
    double *filled;              // part x fill
    double *response;            // part x price response
    double *paid;                // part x fill x landed price, USD/day
    double *under_way;           // part x lag
    double *worry;               // part x alert of the seller
    double *missing;             // part x share of it that law holds back
    double *warned;              // part x share of it under an announced restriction
    /* in the places of some of these, once they are used */
    double *over_trust;          // use over trust
    double *scale;               // order of the usual suppliers over part
    double *early;               // anticipated orders over warned part
    double *loyal;               // 0..1: part of his usual order that who holds a licence leaves with his supplier
    double *wanted;              // unit/day: order with restocking
} cki_review;

/* Of a product, for its buyers; written by the stage price. */
typedef struct cki_offer {
    double price;                // over base
    double appeal;               // weight among sellers by price
    double response;             // use over base at this price
    double worry;                // alert of the market that sells it
} cki_offer;

/* Of a flow: the slot that it leads to, its lag, and the places of that slot in transit. */
typedef struct cki_lane { uint32_t slot, lag, first, mask; } cki_lane;

/* Sites of one shape that follow each other in the model, each with one slot and at most one product: number i of them is
   site `site` + i, has slot `slot` + i and product `product` + i. Their days are computed side by side. */
typedef struct cki_row { uint32_t count, site, product, slot; } cki_row;

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
    cki_row  markets;            // markets without discards and final buyers
    cki_row  final_uses;
    uint32_t *site_slot;         // (sites + 1) first slot of a site
    double *site_share;          // (sites) largest part of its market's order that a stockpile may fill, else 1
    uint32_t *month_start;       // (months + 1) day of the run on which a month begins
    uint8_t *product_touched;    // (products) 1: some measure acts on one of its flows
    cki_suppliers suppliers;     // in their own order
    uint32_t *slot_product;      // (slots) first product of the site; 0 for a final use
    uint32_t *slot_kind;         // (slots) CKI_BUYER...
    cki_lane *flow_lane;         // (flows) where in transit a shipment arrives
    uint32_t *slot_transit;      // (slots + 1) first place of a slot in transit; it has a power of two of them
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

/* How shipments of a product may change today. */
enum { CKI_MOVED_NOT, CKI_MOVED, CKI_MOVED_SPECIAL };

/* Written and read within one day, by the stages named. What belongs to a sleeping site stands at its base value. */
typedef struct cki_scratch {
    double *need;                // (slots)    reorder -> produce: use at level 1, unit/day
    double *allowed;             // (flows)    produce -> ship: orders that may leave, of special products, unit/day
    uint8_t *spread;             // (products) ship: 1 when all buyers are known to be awake
    uint8_t *moved;              // (products) produce -> ship: CKI_MOVED...
    uint8_t *due;                // (products) ship, of markets: 1: some shipment may change today
    double *possible;            // (sites)    within produce, of makers: level without a look at the inputs, 1
    double *drive;               // (slots)    within produce, of makers: `possible` of the site
    double *plan;                // (sites)    produce -> reorder: level that inputs are ordered for, 1
    double *factor;              // (sites)    produce -> price: part of the possible level that the inputs allow
    double *able;                // (sites)    price -> reorder: 0..1, how far it has goods for new buyers
    double *allows;              // (slots)    within produce, of makers: part of it that the slot's group allows
    double *limit;               // (slots)    within produce, of makers: part of it that the inputs of the site allow
    double *made;                // (products) produce -> ship: unit/day
    double *final_wanted;        // (products) produce -> ship, price: asked by final buyers today, unit/day
    double *final_sold;          // (products) within ship: unit/day
    double *log_price;           // (products) price -> build: logarithm of price
    cki_offer *offer;            // (products) price -> reorder
    double *barrier;             // (suppliers) reorder: (1 + wedge + charge)^-supplier_elasticity
    double *toll, *charge;       // (suppliers) reorder: 1 + wedge, and charge, for which barrier was computed
    double *part;                // (suppliers) reorder: reference quantity x share x appeal
    double *placed;              // (suppliers) reorder: order, unit/day
    cki_review review;           // (slots)    reorder
    double  mass_error;          // largest relative mass error of the day
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
    uint32_t  *awake;            // (awake_count) sites that are awake, ascending at the start of a stage
    uint32_t   awake_count;
    uint32_t  *maker;            // (maker_count) those of them that produce and are in no row
    uint32_t   maker_count;
    uint32_t   width;            // of the vectors that loops over sites run in (base/lanes.h)
    bool       reviews;          // today prices, suppliers and orders are reviewed
    bool       ordered;          // they were yesterday
    bool       woken;            // sites woke since the list was made
    void      *state_block;      // the fields of the state, in the order of the list
    size_t     state_bytes;
};

/* Take a site off the list of those that are passed over. Cheap when it is awake already. A site that wakes during a
   stage takes part from the next stage on. */
static inline void cki_wake(ck_run *run, uint32_t site) {
    if (run->state.awake[site] != 0) return;
    run->state.awake[site] = 1;
    run->woken = true;
}
static inline void cki_wake_flow(ck_run *run, uint32_t flow) {
    cki_wake(run, run->model->product_site[run->model->flow_product[flow]]);
    cki_wake(run, run->model->slot_site[run->model->flow_slot[flow]]);
}

/* To be called before permit, warned, wedge, charge or blocker of a flow change: books what was shipped under the old
   ones and wakes both ends. */
void cki_touch_flow(ck_run *run, uint32_t flow);

static inline bool cki_is_in_row(const cki_row *row, uint32_t site) {
    return site - row->site < row->count;
}

static inline double cki_parameter(const ck_run *run, ck_parameter parameter) {
    return run->sample.parameter[parameter];
}

#endif
