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

static void book_blocked(ck_run *run, uint32_t flow, double running) {
    const uint32_t measure = run->state.blocker[flow];
    const double permit = run->state.permit[flow];
    if (!(permit < 1.0) || measure == CK_NONE || run->model->flow_kind[flow] == CKI_FLOW_STOCKPILE) return;
    run->state.measure_blocked[measure] += running * (1.0 - permit);
}

/* What law leaves today of the orders of a product that has lone flows. Where it has others too, what is held back is taken from the sums
   of the week, so that nothing moves by a rounding while nothing is held back. */
static void restrict_orders(ck_run *run, uint32_t group) {
    const cki_lone *lone = &run->fixed.lone;
    cki_state *state = &run->state;
    const uint32_t product = lone->group_product[group], *first = run->model->product_first_flow;
    const uint32_t from = lone->group_first[group], until = lone->group_first[group + 1];
    const double *order = cki_orders_on(run, (int32_t)run->day);
    double *leaves = cki_leaves_on(run, 0, (int32_t)run->day);
    double demand = 0.0, running = 0.0, held = 0.0, held_running = 0.0;
    bool restricted = false;
    for (uint32_t k = from; k < until; k++) {
        const uint32_t at = lone->active[k], f = lone->flow[at];
        const double ordered = order[lone->supplier[at]], use = ordered * state->steady[run->model->flow_slot[f]];
        double leaving = ordered, leaving_running = use;
        if (state->permit[f] != 1.0 || state->permitted[f] != 1.0) {
            const double now = order_under_permit(run, f, ordered), share = ordered > 0.0 ? now / ordered : 1.0;
            book_blocked(run, f, use);
            leaves[at] = share;
            leaving = ordered * share;
            leaving_running = use * state->permit[f];
            restricted = true;
        }
        demand += leaving;
        running += leaving_running;
        held += ordered - leaving;
        held_running += use - leaving_running;
    }
    const bool all = until - from == first[product + 1] - first[product];
    state->demand[product] = all ? demand : ck_max(run->scratch.orders[product] - held, 0.0);
    state->running[product] = all ? running : ck_max(run->scratch.steady_orders[product] - held_running, 0.0);
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

/* By product, in `orders` and `steady_orders`. */
static void add_up_orders(ck_run *run) {
    const uint32_t *first = run->model->product_first_flow, products = run->model->product_count;
    const double *order = run->scratch.flow_order, *use = run->scratch.flow_use;
    double *orders = run->scratch.orders, *steady_orders = run->scratch.steady_orders;
    look_at_orders(run);
    for (uint32_t p = 0; p < products; p++) {
        double all = 0.0, steady = 0.0;
        for (uint32_t f = first[p]; f < first[p + 1]; f++) {
            all += order[f];
            steady += use[f];
        }
        orders[p] = all;
        steady_orders[p] = steady;
    }
}

void cki_demand_take_up(ck_run *run) {
    add_up_orders(run);
}

void cki_add_up_demand(ck_run *run) {
    const cki_lone *lone = &run->fixed.lone;
    double *leaves = cki_leaves_on(run, 0, (int32_t)run->day);
    for (uint32_t k = 0; k < lone->active_count; k++) leaves[lone->active[k]] = 1.0;
    if (run->ordered) {
        const size_t bytes = run->model->product_count * sizeof(double);
        add_up_orders(run);
        cki_copy(run->state.demand, run->scratch.orders, bytes);
        cki_copy(run->state.running, run->scratch.steady_orders, bytes);
    }
    for (uint32_t g = 0; g < lone->group_count; g++) {
        if (run->ordered || run->state.special[lone->group_product[g]] != 0) restrict_orders(run, g);
    }
}
