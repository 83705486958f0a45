/* The stages of a day in their order (docs/model.md, "A day"). Each reads and writes the state of the run; clock and license
   are in scenario.h. */
#ifndef CK_FLOW_STAGES_H
#define CK_FLOW_STAGES_H

#include "flow/run.h"

/* Differences below it move nobody to look for another supplier. */
#define CKI_NOTICE 0.05

/* A buyer who looks for other ways: his suppliers fail him, or his market has become dear. */
static inline bool cki_is_strained(const ck_run *run, uint32_t slot) {
    const uint32_t site = run->model->slot_site[slot];
    if (run->state.cover_fill[slot] < 1.0 - CKI_NOTICE) return true;
    if (run->model->site_kind[site] != CK_SITE_MARKET) return run->state.landed[slot] > 1.0 + CKI_NOTICE;
    return run->state.price[run->model->site_first_product[site]] > 1.0 + CKI_NOTICE;
}

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
