#include "flow/demand.h"

#include "base/lanes.h"

/* ---------------------------------------------------------------- permits ----------------------------------------- */

/* A quota is all that may leave: nobody catches up beyond it when a new quota year opens. */
static void find_capped(ck_run *run) {
    const cki_lone *lone = &run->fixed.lone;
    const ck_scenario *scenario = run->scenario;
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        const cki_measure *measure = &scenario->measure[m];
        if (measure->effect != CK_EFFECT_QUOTA) continue;
        for (uint32_t e = measure->first_entry; e < measure->end_entry; e++) {
            const uint32_t flow = scenario->entry_flow[e], blocker = run->state.blocker[flow];
            const bool capped = blocker != CK_NONE && scenario->measure[blocker].effect == CK_EFFECT_QUOTA;
            run->scratch.lone_capped[lone->of_flow[flow]] = capped ? 1 : 0;
        }
    }
}

/* What may leave of orders that are not free. The permit is the share of buyers who may be served, so it applies to
   what they use from day to day: nobody's licence grows because others lack one, and nobody who holds one needs less
   because others do (`steady` sees to it at the weekly review). What is held back waits (`held`), and the part of it
   whose buyers get their permit is added to their orders while their stocks are low (`freed`). Where all may leave
   today and could yesterday, nothing changes. */
CKI_LANES_VOID(look_at_permits, (ck_run *run), (run), run->width) {
    const cki_lone *lone = &run->fixed.lone;
    const double *order = cki_lone_orders_on(run, (int32_t)run->day), *use = run->scratch.lone_use;
    const double *missing = run->scratch.lone_missing, *permits = run->state.permit;
    const uint32_t *flow = lone->flow, *is_pile = lone->is_pile, *is_capped = run->scratch.lone_capped, end = lone->end;
    const double gap = run->fixed.gap;
    const double backlog = cki_parameter(run, CK_PARAMETER_backlog_share);
    double *leaves = cki_leaves_on(run, 0, (int32_t)run->day), *permitted = run->state.permitted;
    double *held = run->state.held, *freed = run->state.freed;
    CKI_EACH
    for (uint32_t at = 0; at < end; at++) {
        const double ordered = order[at], running = use[at], permit = permits[flow[at]], before = permitted[at];
        const bool pile = is_pile[at] != 0, free = permit >= 1.0, capped = is_capped[at] != 0, more = permit > before;
        const double lacking = missing[at], waited = held[at], was_ready = freed[at];
        const double part = waited * ((permit - before) / (1.0 - before)), moved = more ? part : 0.0;
        const double waits = ck_min(waited - moved + backlog * (1.0 - permit) * running, lacking);
        const double ready = ck_min(was_ready + moved, lacking), catching_up = ready * gap;
        const double licensed = ck_min(permit * running + catching_up, ordered);
        const double under_law = capped ? permit * running : licensed, now = free ? ordered : under_law;
        const double may = pile ? ordered * permit : now, share = ordered > 0.0 ? may / ordered : 1.0;
        const bool stays = pile | (capped & !free);
        held[at] = stays ? waited : free ? 0.0 : waits;
        freed[at] = stays ? was_ready : free ? 0.0 : ready - catching_up;
        permitted[at] = permit;
        leaves[at] = share;
    }
}

static void book_blocked(ck_run *run) {
    const cki_lone *lone = &run->fixed.lone;
    const double *permitted = run->state.permitted, *use = run->scratch.lone_use;
    uint32_t booked = CK_NONE;                                       // the measure whose sum stands in `sum`
    double sum = 0.0;
    for (uint32_t k = 0; k < lone->active_count; k++) {
        const uint32_t at = lone->active[k];
        const double blocked = use[at] * (1.0 - permitted[at]);
        if (!(blocked > 0.0) || lone->is_pile[at] != 0) continue;
        const uint32_t measure = run->state.blocker[lone->flow[at]];
        if (measure == CK_NONE) continue;
        if (measure != booked) {
            if (booked != CK_NONE) run->state.measure_blocked[booked] = sum;
            booked = measure;
            sum = run->state.measure_blocked[measure];
        }
        sum += blocked;
    }
    if (booked != CK_NONE) run->state.measure_blocked[booked] = sum;
}

/* What law leaves today of the orders of a product that has lone flows. Where it has others too, what is held back is
   taken from the sums of the week, so that nothing moves by a rounding while nothing is held back. */
static void restrict_orders(ck_run *run, const cki_group *group) {
    const uint32_t *active = run->fixed.lone.active, product = group->product;
    const double *order = cki_lone_orders_on(run, (int32_t)run->day), *use = run->scratch.lone_use;
    const double *leaves = cki_leaves_on(run, 0, (int32_t)run->day), *permitted = run->state.permitted;
    const bool whole = group->whole;
    double all = 0.0, running = 0.0;                                 // what leaves or, beside others, what is held back
    bool restricted = false;
    for (uint32_t k = group->first; k < group->end; k++) {
        const uint32_t at = active[k];
        const double leaving = order[at] * leaves[at], leaving_running = use[at] * permitted[at];
        all += whole ? leaving : order[at] - leaving;
        running += whole ? leaving_running : use[at] - leaving_running;
        restricted |= permitted[at] != 1.0;
    }
    run->state.demand[product] = whole ? all : ck_max(run->scratch.orders[product] - all, 0.0);
    run->state.running[product] = whole ? running : ck_max(run->scratch.steady_orders[product] - running, 0.0);
    run->state.special[product] = restricted ? 1 : 0;
}

/* ---------------------------------------------------------------- sums -------------------------------------------- */

/* Orders and their running part by product, in `orders` and `steady_orders`. */
static void add_up_orders(ck_run *run) {
    const uint32_t *first = run->model->product_first_flow, products = run->model->product_count;
    const uint32_t *at = run->fixed.suppliers.of_flow, *slot = run->model->flow_slot;
    const double *order = cki_orders_on(run, (int32_t)run->day), *steady = run->state.steady;
    double *orders = run->scratch.orders, *steady_orders = run->scratch.steady_orders;
    for (uint32_t p = 0; p < products; p++) {
        double all = 0.0, use = 0.0;
        for (uint32_t f = first[p]; f < first[p + 1]; f++) {
            const double ordered = order[at[f]];
            all += ordered;
            use += ordered * steady[slot[f]];
        }
        orders[p] = all;
        steady_orders[p] = use;
    }
}

/* Of lone flows, the orders in one place of the ring of weeks, and the running part of today's. */
CKI_LANES_VOID(take_orders, (ck_run *run, uint32_t week), (run, week), run->width) {
    const double *order = run->state.order + (size_t)week * run->shape.SUPPLIER;
    const uint32_t *supplier = run->fixed.lone.supplier, end = run->fixed.lone.end;
    double *orders = run->scratch.lone_order + (size_t)week * run->shape.LONE;
    CKI_EACH
    for (uint32_t at = 0; at < end; at++) orders[at] = order[supplier[at]];
}

CKI_LANES_VOID(take_use, (ck_run *run), (run), run->width) {
    const double *order = cki_lone_orders_on(run, (int32_t)run->day), *steady = run->state.steady;
    const uint32_t *slot = run->fixed.lone.slot, end = run->fixed.lone.end;
    const double order_gap = run->fixed.order_gap;
    double *use = run->scratch.lone_use, *missing = run->scratch.lone_missing;
    CKI_EACH
    for (uint32_t at = 0; at < end; at++) {
        const double running = order[at] * steady[slot[at]];
        use[at] = running;
        missing[at] = (order[at] - running) / order_gap;
    }
}

void cki_demand_take_up(ck_run *run) {
    add_up_orders(run);
    for (uint32_t week = 0; week < run->fixed.ring_weeks; week++) take_orders(run, week);
    take_use(run);
}

void cki_add_up_demand(ck_run *run) {
    const cki_lone *lone = &run->fixed.lone;
    if (run->ordered) {
        const size_t bytes = run->model->product_count * sizeof(double);
        add_up_orders(run);
        take_orders(run, cki_week_row(run, (int32_t)run->day));
        take_use(run);
        cki_copy(run->state.demand, run->scratch.orders, bytes);
        cki_copy(run->state.running, run->scratch.steady_orders, bytes);
    }
    find_capped(run);
    look_at_permits(run);
    book_blocked(run);
    for (uint32_t g = 0; g < lone->group_count; g++) {
        if (run->ordered || run->state.special[lone->group[g].product] != 0) restrict_orders(run, &lone->group[g]);
    }
}
