/* Stage "receive": what arrives is what left a lag ago, order x share x part of that day (equations 1 and 2). */
#include "base/lanes.h"
#include "flow/stages.h"
#include "flow/start.h"

double cki_shipped_on(const ck_run *run, uint32_t flow, int32_t day) {
    const uint32_t lone = run->fixed.lone.of_flow[flow];
    const double share = lone != CK_NONE ? *cki_leaves_on(run, lone, day) : 1.0;
    return cki_orders_on(run, day)[run->fixed.suppliers.of_flow[flow]] * share *
           cki_parts_on(run, day)[run->model->flow_product[flow]];
}

/* Orders change from week to week, so that those of a flow that arrive change on one day of the week, a lag behind the
   first day of the week in which they are filled. */
static void set_sail(ck_run *run) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const uint32_t day = run->day;
    double *sailing = run->scratch.sailing;
    for (uint32_t lag = (day - 1) % CKI_REVIEW_DAYS; lag <= suppliers->longest && lag < day; lag += CKI_REVIEW_DAYS) {
        const double *order = cki_orders_on(run, (int32_t)(day - lag));
        for (uint32_t at = suppliers->first_by_lag[lag]; at < suppliers->first_by_lag[lag + 1]; at++) {
            const uint32_t i = suppliers->by_lag[at];
            sailing[i] = order[i];
        }
    }
}

/* What may leave of a flow under law changes every day. */
static void set_lone_sail(ck_run *run) {
    const cki_lone *lone = &run->fixed.lone;
    const uint32_t *supplier = lone->supplier;
    double *sailing = run->scratch.sailing;
    for (uint32_t s = 0; s < lone->stretches; s++) {
        const cki_stretch stretch = lone->stretch[s];
        const int32_t day = (int32_t)run->day - (int32_t)stretch.lag;
        const double *order = cki_lone_orders_on(run, day), *leaves = cki_leaves_on(run, 0, day);
        for (uint32_t at = stretch.first; at < stretch.end; at++) sailing[supplier[at]] = order[at] * leaves[at];
    }
}

void cki_sail_take_up(ck_run *run) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    for (uint32_t i = 0; i < (uint32_t)run->shape.SUPPLIER; i++) {
        run->scratch.sailing[i] = cki_orders_on(run, (int32_t)run->day - 1 - (int32_t)suppliers->days[i])[i];
    }
}

/* What arrives from some suppliers, as deviations from base, in `come`. */
CKI_LANES_VOID(take_in, (ck_run *run, size_t first, size_t end, double *come), (run, first, end, come), run->width) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const double *sailing = run->scratch.sailing, *base = suppliers->base, *part = run->state.part;
    const int32_t *back = suppliers->back, all = (int32_t)run->shape.PART_DAY;
    const int32_t today = (int32_t)(cki_day_row(run, (int32_t)run->day) * run->shape.product);
    CKI_EACH
    for (size_t i = first; i < end; i++) {
        const int32_t there = today + back[i], at = there < 0 ? there + all : there;
        come[i - first] = sailing[i] * part[(uint32_t)at] - base[i];
    }
}

/* What arrives is under way no longer. */
CKI_LANES_VOID(move_on, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    double *under_way = run->state.under_way;
    const double *arriving = run->scratch.arriving;
    CKI_EACH
    for (uint32_t k = tile->slot; k < tile->slot_end; k++) under_way[k] -= arriving[k];
}

static void receive(ck_run *run, const cki_tile *tile) {
    const uint32_t others = tile->supplier + (tile->slot_end - tile->slot), *slot = run->fixed.suppliers.slot;
    double *arriving = run->scratch.arriving, *come = run->scratch.deviation;
    take_in(run, tile->supplier, others, arriving + tile->slot);
    take_in(run, others, tile->supplier_end, come);
    for (uint32_t i = others; i < tile->supplier_end; i++) arriving[slot[i]] += come[i - others];
    move_on(run, tile);
}

/* The same of first suppliers of one lag, all in one loop; `part` of the day on which what arrives left. */
CKI_LANES_VOID(receive_from_first, (ck_run *run, const cki_tile *tile, const double *part), (run, tile, part), run->width) {
    const uint32_t first = tile->supplier, count = tile->slot_end - tile->slot;
    const double *sailing = run->scratch.sailing + first, *base = run->fixed.suppliers.base + first;
    const uint32_t *product = run->fixed.suppliers.product + first;
    double *arriving = run->scratch.arriving + tile->slot, *under_way = run->state.under_way + tile->slot;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const double come = sailing[k] * part[product[k]] - base[k];
        arriving[k] = come;
        under_way[k] -= come;
    }
}

/* Slots that have other suppliers too begin again from what was under way to them. */
static void receive_alike(ck_run *run, const cki_tile *tile) {
    const uint32_t others = tile->supplier + (tile->slot_end - tile->slot), *slot = run->fixed.suppliers.slot;
    double *arriving = run->scratch.arriving, *under_way = run->state.under_way;
    double *come = run->scratch.deviation, *before = run->scratch.dearer;
    for (uint32_t i = others; i < tile->supplier_end; i++) before[i - others] = under_way[slot[i]];
    receive_from_first(run, tile, cki_parts_on(run, (int32_t)run->day - (int32_t)tile->lag));
    take_in(run, others, tile->supplier_end, come);
    for (uint32_t i = others; i < tile->supplier_end; i++) arriving[slot[i]] += come[i - others];
    for (uint32_t i = others; i < tile->supplier_end; i++) under_way[slot[i]] = before[i - others] - arriving[slot[i]];
}

void cki_receive(ck_run *run, const cki_tile *tile) {
    if (tile->lag != 0) receive_alike(run, tile);
    else receive(run, tile);
}

void cki_stage_receive(ck_run *run) {
    if (*run->state.awake == 0) return;
    if (run->day > 0) set_sail(run);
    set_lone_sail(run);
}
