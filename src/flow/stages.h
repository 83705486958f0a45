/* The stages of a day in their order (docs/model.md, "A day"). Each reads and writes the state of the run; clock and
   license are in scenario.h. What receive, produce, ship and account do with sites they do tile by tile: cki_stage_X does what is not of one
   tile, before that (receive, produce) or after it. */
#ifndef CK_FLOW_STAGES_H
#define CK_FLOW_STAGES_H

#include "flow/run.h"

/* Differences below it move nobody to look for another supplier. */
#define CKI_NOTICE 0.05

/* A buyer who looks for other ways: his suppliers fail him, or the goods (of a trader: those that he sells) have become
   dear. */
static inline bool cki_is_strained(double cover_fill, double price) {
    return (cover_fill < 1.0 - CKI_NOTICE) | (price > 1.0 + CKI_NOTICE);
}

/* Level at which a quantity is made, at least 0. What makes up a whole of the base output is exactly 1. */
static inline double cki_level_of(double quantity, double output, double over_output) {
    const double level = ck_max(quantity * over_output, 0.0);
    return quantity == output ? 1.0 : level;
}

/* 2  Reads: order, leaves and part of the days on which what arrives left. Writes: under_way; scratch: sailing, arriving. */
void cki_stage_receive(ck_run *run);
void cki_receive(ck_run *run, const cki_tile *tile);

/* 3  Reads: order, steady, permit, demand_memory, finished, stock, arriving, capacity, intensity, final_index, catch_up.
      Writes: demand, running, demand_memory, special, leaves, held, freed, permitted, measure_blocked; overtime, level,
      stock, short_last, short_day, short_flow, short_measure; catch_up of final uses; scratch: wanted, used, made, final_wanted,
      factor, plan, short_slot. */
void cki_stage_produce(ck_run *run);
void cki_produce(ck_run *run, const cki_tile *tile);
/* What binds the level of a site on the day in progress, and the slot that is short, or CK_NONE. */
ck_bound cki_bound_of(const ck_run *run, uint32_t site, uint32_t *slot);

/* 4  Reads: order, steady, price, wedge, charge and what produce left. Writes: part, leaves, finished, discarded, catch_up;
      weekly: fill; books: under_way, month_quantity, month_value, extra_cost, measure_paid, _released, _used, booked. */
void cki_ship(ck_run *run, const cki_tile *tile);
void cki_stage_ship(ck_run *run);
/* Finished stocks from `first` up to `end` may be below zero by the rounding of a subtraction: notes the error, sets them to 0. */
void cki_settle_products(ck_run *run, uint32_t first, uint32_t end);

/* 5  Weekly. Reads: demand, wanted, level, stock, finished, landed, intensity. Writes: scarcity, price, thrift, repute,
      final_index; scratch: log_price, appeal, response, able, worry. */
void cki_stage_price(ck_run *run);

/* 6  Weekly. Reads: stock, under_way, fill, permit, warned and what price left. Writes: landed, intensity, alert,
      target, short_days, cover_fill, share, order, steady; scratch: need. */
void cki_stage_reorder(ck_run *run);

/* 7  Reads: price, project_subsidy. Writes: project_progress, project_advance, built (weekly), capacity. */
void cki_stage_build(ck_run *run);

/* 8  Reads everything. Writes: results and series. CK_E_NUMBER or CK_E_BALANCE when the state is not sound. */
void cki_account(ck_run *run, const cki_tile *tile);
ck_status cki_stage_account(ck_run *run, ck_diags *diags);

#endif
