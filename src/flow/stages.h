/* The stages of a day in their order (docs/model.md, "A day"). Each reads and writes the state of the run; clock and license
   are in scenario.h. */
#ifndef CK_FLOW_STAGES_H
#define CK_FLOW_STAGES_H

#include "flow/run.h"

/* 1  Reads: transit. Writes: arrived; under_way; transit of today (emptied). */
void cki_stage_receive(ck_run *run);

/* 3  Reads: order, permit, steady, demand_memory, finished, stock, arrived, capacity, intensity, final_index, catch_up.
      Writes: allowed, demand, demand_memory, held, freed, permitted; wanted, overtime, level, bound, bound_slot, plan,
      reach; used, stock, short_days, short_flow, short_measure; made, final_wanted. */
void cki_stage_produce(ck_run *run);

/* 4, 5  Reads: allowed, made, final_wanted, price. Writes: finished, shipped, fill, transit, under_way, catch_up,
      month_quantity, month_value, measure_blocked, measure_paid, measure_released, measure_used. */
void cki_stage_ship(ck_run *run);

/* 6  Reads: wanted, reach, stock, finished, landed, intensity, wedge, charge, shipped. Writes: scarcity, price, final_index,
      landed, intensity, appeal, response. */
void cki_stage_price(ck_run *run);

/* 7  Reads: plan, stock, under_way, intensity, fill, appeal, warned, permit, short_days. Writes: alert, target, share, order,
      steady, cover_fill. */
void cki_stage_reorder(ck_run *run);

/* 8  Reads: price, project_subsidy. Writes: project_progress, project_advance, built, capacity. */
void cki_stage_build(ck_run *run);

/* 9  Reads everything. Writes: results and series. CK_E_NUMBER or CK_E_BALANCE when the state is not sound. */
ck_status cki_stage_account(ck_run *run, ck_diags *diags);

#endif
