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
    double *slot_arrival;        // (slots) base arrivals, unit/day: slot_use, 0 for a waiting site
    double *slot_under_way;      // (slots) base quantity under way at level 1, unit
    double *slot_price;          // (slots) base price paid, mean over the inbound flows, USD/unit
    double *slot_response;       // (slots) price elasticity of use; 0 for markets
    double *product_base;        // (products) base output, unit/day: product_output, 0 for a waiting site
    double *stockpile_share;     // (sites) share of its market's orders that a stockpile may fill (military ones), else 1
    double  base_value[CKI_LEDGER_COUNT];   // USD/day, baseline of the ledger
} cki_fixed;

/* Written and read within one day, by the stages named. */
typedef struct cki_scratch {
    double *arrived;             // (slots)    receive -> produce, account: unit/day
    double *allowed;             // (flows)    produce -> ship: orders that law and licences let through today, unit/day
    double *plan;                // (sites)    produce -> reorder: level that inputs are ordered for, 1
    double *reach;               // (sites)    produce -> price: level that capacity and inputs allow over base capacity, 1
    double *made;                // (products) produce -> ship, account: unit/day
    double *final_wanted;        // (products) produce -> ship: asked by final buyers today, unit/day
    double *appeal;              // (products) price -> reorder: price^-supplier_elasticity
    double *response;            // (products) price -> reorder: price^-demand_elasticity
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
