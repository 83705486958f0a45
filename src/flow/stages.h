/* The stages of a day in their order (docs/model.md, "A day"). Each reads and writes the state of the run; clock and
   license are in scenario.h. */
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

/* 2  Reads: order, leaves and part of the days on which what arrives left. Writes: arriving, under_way; scratch: sailing. */
void cki_stage_receive(ck_run *run);

/* 3  Reads: order, steady, permit, demand_memory, finished, stock, arriving, capacity, intensity, final_index, catch_up.
      Writes: demand, running, demand_memory, special, leaves, held, freed, permitted, measure_blocked; wanted, overtime, level, bound, bound_slot;
      used, stock, short_last, short_day, short_flow, short_measure; catch_up of final uses; scratch: made, final_wanted,
      factor, plan. */
void cki_stage_produce(ck_run *run);

/* 4  Reads: order, steady, price, wedge, charge and what produce left. Writes: part, leaves, sent, finished, discarded, catch_up;
      weekly: fill; books: under_way, month_quantity, month_value, extra_cost, measure_paid, _released, _used, booked. */
void cki_stage_ship(ck_run *run);

/* 5  Weekly. Reads: demand, wanted, level, stock, finished, landed, intensity. Writes: scarcity, price, thrift, repute,
      final_index; scratch: log_price, appeal, response, able, worry. */
void cki_stage_price(ck_run *run);

/* 6  Weekly. Reads: stock, under_way, fill, permit, warned and what price left. Writes: landed, intensity, alert,
      target, short_days, cover_fill, share, order, steady; scratch: need. */
void cki_stage_reorder(ck_run *run);

/* 7  Reads: price, project_subsidy. Writes: project_progress, project_advance, built (weekly), capacity. */
void cki_stage_build(ck_run *run);

/* 8  Reads everything. Writes: results and series. CK_E_NUMBER or CK_E_BALANCE when the state is not sound. */
ck_status cki_stage_account(ck_run *run, ck_diags *diags);

#endif
