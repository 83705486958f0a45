#include "flow/demand.h"

#include "base/lanes.h"

/* ---------------------------------------------------------------- permits ----------------------------------------- */

/* A quota is all that may leave: nobody catches up beyond it when a new quota year opens. */
static bool is_under_quota(const ck_run *run, uint32_t flow) {
    const uint32_t measure = run->state.blocker[flow];
    return measure != CK_NONE && run->scenario->measure[measure].effect == CK_EFFECT_QUOTA;
}

/* What may leave of an order that is not free. The permit is the share of buyers who may be served, so it applies to
   what they use from day to day: nobody's licence grows because others lack one, and nobody who holds one needs less
   because others do (`steady` sees to it at the weekly review). What is held back waits
   (`held`), and the part of it whose buyers get their permit is added to their orders while their stocks are low
   (`freed`). */
static double order_under_permit(ck_run *run, uint32_t flow, double order) {
    cki_state *state = &run->state;
    const double permit = state->permit[flow], before = state->permitted[flow];
    state->permitted[flow] = permit;
    if (run->model->flow_kind[flow] == CKI_FLOW_STOCKPILE) return order * permit;
    if (permit >= 1.0) {
        state->held[flow] = 0.0;
        state->freed[flow] = 0.0;
        return order;
    }
    const double running = order * state->steady[run->model->flow_slot[flow]];
    if (is_under_quota(run, flow)) return permit * running;
    const double lacking = (order - running) / run->fixed.order_gap;     // unit: what the buyers miss in their stocks
    if (permit > before) {
        const double moved = state->held[flow] * ((permit - before) / (1.0 - before));
        state->held[flow] -= moved;
        state->freed[flow] += moved;
    }
    state->held[flow] += cki_parameter(run, CK_PARAMETER_backlog_share) * (1.0 - permit) * running;
    state->held[flow] = ck_min(state->held[flow], lacking);
    state->freed[flow] = ck_min(state->freed[flow], lacking);
    const double catching_up = state->freed[flow] * run->fixed.gap;
    state->freed[flow] -= catching_up;
    return ck_min(permit * running + catching_up, order);
}

/* What law leaves today of the orders of a product that has lone flows, added to the sums of its other ones. */
static void restrict_orders(ck_run *run, uint32_t group) {
    const cki_lone *lone = &run->fixed.lone;
    cki_state *state = &run->state;
    const uint32_t product = lone->group_product[group];
    const double *order = cki_orders_on(run, (int32_t)run->day);
    double *leaves = cki_leaves_on(run, 0, (int32_t)run->day);
    double demand = run->scratch.free_demand[product], running = run->scratch.free_running[product];
    bool restricted = false;
    for (uint32_t k = lone->group_first[group]; k < lone->group_first[group + 1]; k++) {
        const uint32_t at = lone->active[k], f = lone->flow[at];
        const double ordered = order[lone->supplier[at]], use = ordered * state->steady[run->model->flow_slot[f]];
        if (state->permit[f] == 1.0 && state->permitted[f] == 1.0) {
            demand += ordered;
            running += use;
            continue;
        }
        const double now = order_under_permit(run, f, ordered), share = ordered > 0.0 ? now / ordered : 1.0;
        leaves[at] = share;
        demand += ordered * share;
        running += use * state->permit[f];
        restricted = true;
    }
    state->demand[product] = demand;
    state->running[product] = running;
    state->special[product] = restricted ? 1 : 0;
}

/* ---------------------------------------------------------------- sums -------------------------------------------- */

/* Orders and their running part, by flow, for sums in that order. */
CKI_LANES_VOID(look_at_orders, (ck_run *run), (run), run->width) {
    const double *order = cki_orders_on(run, (int32_t)run->day), *steady = run->state.steady;
    const uint32_t *at = run->fixed.suppliers.of_flow, *slot = run->model->flow_slot, flows = run->model->flow_count;
    double *now = run->scratch.flow_order, *use = run->scratch.flow_use;
    CKI_EACH
    for (uint32_t f = 0; f < flows; f++) {
        now[f] = order[at[f]];
        use[f] = order[at[f]] * steady[slot[f]];
    }
}

/* By product, the orders of flows that leave as they are ordered. */
static void add_up_free_orders(ck_run *run) {
    const cki_lone *lone = &run->fixed.lone;
    const uint32_t *first = run->model->product_first_flow, products = run->model->product_count;
    double *order = run->scratch.flow_order, *use = run->scratch.flow_use;
    double *demand = run->scratch.free_demand, *running = run->scratch.free_running;
    look_at_orders(run);
    for (uint32_t k = 0; k < lone->active_count; k++) order[lone->flow[lone->active[k]]] = use[lone->flow[lone->active[k]]] = 0.0;
    for (uint32_t p = 0; p < products; p++) {
        double all = 0.0, steady = 0.0;
        for (uint32_t f = first[p]; f < first[p + 1]; f++) {
            all += order[f];
            steady += use[f];
        }
        demand[p] = all;
        running[p] = steady;
    }
}

void cki_demand_take_up(ck_run *run) {
    add_up_free_orders(run);
}

void cki_add_up_demand(ck_run *run) {
    const cki_lone *lone = &run->fixed.lone;
    double *leaves = cki_leaves_on(run, 0, (int32_t)run->day);
    for (uint32_t k = 0; k < lone->active_count; k++) leaves[lone->active[k]] = 1.0;
    if (run->ordered) {
        const size_t bytes = run->model->product_count * sizeof(double);
        add_up_free_orders(run);
        cki_copy(run->state.demand, run->scratch.free_demand, bytes);
        cki_copy(run->state.running, run->scratch.free_running, bytes);
    }
    for (uint32_t g = 0; g < lone->group_count; g++) {
        if (run->ordered || run->state.special[lone->group_product[g]] != 0) restrict_orders(run, g);
    }
}
