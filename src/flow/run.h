/* One future in progress: what is constant for it, what changes, and room for the day's intermediate results. */
#ifndef CK_FLOW_RUN_H
#define CK_FLOW_RUN_H

#include "flow/scenario.h"
#include "flow/state.h"

/* Counts of the shapes of CK_STATE_FIELDS. */
typedef struct cki_shapes {
    size_t site, product, slot, flow, project, CELL, MEASURE, TRANSIT, MONTH_FLOW, POINT_SITE, POINT_PRODUCT, LEDGER;
} cki_shapes;

/* Constant for the run: from the model, the sample and the options. */
typedef struct cki_fixed {
    double *flow_reference;      // (flows) what share 1 means, unit/day: flow_quantity; flow_limit into waiting slots; else 0
    double *slot_arrival;        // (slots) base arrivals, unit/day: slot_use, 0 for a waiting site
    double *slot_under_way;      // (slots) quantity under way at level 1, unit
    double *slot_price;          // (slots) base price paid, mean over the inbound flows, USD/unit
    double *product_base;        // (products) base output, unit/day: product_output, 0 for a waiting site
    double *product_discard;     // (products) base discard, unit/day, 0 for a waiting site
    double *product_store;       // (products) finished goods beyond this are discarded, unit
    double *site_share;          // (sites) largest part of its market's order that a stockpile may fill, else 1
    /* the parameters that are times, as rates; 1/day */
    double  rate_gap, rate_memory, rate_switch, rate_overtime, rate_price, rate_demand;
    double  base_value[CKI_LEDGER_COUNT];   // USD/day, baseline of the ledger
} cki_fixed;

/* Written and read within one day, by the stages named. What belongs to a sleeping site stands at its base value. */
typedef struct cki_scratch {
    double *arrived;             // (slots)    receive -> produce, account: unit/day
    double *plan;                // (sites)    produce -> reorder: level that inputs are ordered for, 1
    double *reach;               // (sites)    produce -> price: level that capacity and inputs allow over base capacity, 1
    double *able;                // (sites)    price -> reorder: 0..1, how far it has goods for new buyers
    double *allows;              // (input groups) within produce: part of the possible level that the group allows
    double *pressure;            // (products) produce -> price: level that its buyers ask for, 1
    double *made;                // (products) produce -> ship, account: unit/day
    double *final_wanted;        // (products) produce -> ship: asked by final buyers today, unit/day
    double *final_sold;          // (products) ship -> account: unit/day
    double *discarded;           // (products) ship -> account: unit/day
    double *sent;                // (products) ship -> account: sum of shipped, unit/day
    double *log_price;           // (products) price -> build: logarithm of price
    double *appeal;              // (products) price -> reorder: price^-supplier_elasticity
    double *response;            // (products) price -> reorder: price^-demand_elasticity
    double *worry;               // (products) price -> reorder: alert of the market that sells it
    double *barrier;             // (flows)    reorder: (1 + wedge + charge)^-supplier_elasticity
    double *barrier_of;          // (flows)    reorder: wedge + charge that barrier was computed for
    double  mass_error;          // largest relative mass error of the day
} cki_scratch;

struct ck_run {
    const ck_model    *model;
    const ck_scenario *scenario;
    ck_run_options options;
    ck_random  random;
    uint32_t   day;              // days done; inside a stage the day in progress, from 0
    ck_date    date;             // of the day in progress
    uint32_t   month;            // of the day in progress, from 0
    uint32_t   month_count, point_count;
    uint32_t   transit_days;     // power of two
    cki_shapes shape;
    cki_sample sample;           // constant after the start
    cki_today  today;
    cki_state  state;
    cki_fixed  fixed;
    cki_scratch scratch;
    uint32_t  *awake;            // (awake_count) sites that are awake, ascending at the start of a stage
    uint32_t   awake_count;
    bool       woken;            // sites woke since the list was made
    void      *state_block;      // the fields of the state, in the order of the list
    size_t     state_bytes;
};

/* Take a site off the list of those that are passed over. Cheap when it is awake already. A site that wakes during a stage
   takes part from the next stage on. */
static inline void cki_wake(ck_run *run, uint32_t site) {
    if (run->state.awake[site] != 0) return;
    run->state.awake[site] = 1;
    run->woken = true;
}
/* Both ends of a flow: for permit, warned, wedge and charge, whenever one of them leaves its base value. */
static inline void cki_wake_flow(ck_run *run, uint32_t flow) {
    cki_wake(run, run->model->product_site[run->model->flow_product[flow]]);
    cki_wake(run, run->model->slot_site[run->model->flow_slot[flow]]);
}

static inline double cki_parameter(const ck_run *run, ck_parameter parameter) {
    return run->sample.parameter[parameter];
}

#endif
