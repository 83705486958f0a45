#include "flow/routes.h"

#include "flow/stages.h"
#include "flow/start.h"

/* ---------------------------------------------------------------- who supplies ------------------------------------ */

typedef enum way_kind { USUAL, ROUTE, PILE } way_kind;

static way_kind kind_of_way(const ck_run *run, uint32_t flow) {
    if (run->model->flow_kind[flow] == CKI_FLOW_STOCKPILE) return PILE;
    return run->fixed.flow_reference[flow] == 0.0 ? ROUTE : USUAL;
}

/* Suppliers of a slot of one kind, in the order of its flows, to the end of the list. Returns that. */
static uint32_t list_ways(ck_run *run, uint32_t slot, way_kind kind, uint32_t at) {
    const ck_model *model = run->model;
    for (uint32_t i = model->slot_first_inbound[slot]; i < model->slot_first_inbound[slot + 1]; i++) {
        const uint32_t flow = model->inbound_flow[i];
        if (kind_of_way(run, flow) != kind) continue;
        const double most = model->flow_limit[flow] *
                            (model->flow_kind[flow] == CKI_FLOW_ROUTE ? cki_parameter(run, CK_PARAMETER_reroute) : 1.0);
        run->fixed.way_supplier[at] = run->fixed.suppliers.of_flow[flow];
        run->fixed.way_share[at++] = most / model->slot_use[slot];
    }
    return at;
}

static void fill_ways_of(ck_run *run, cki_tile *tile) {
    cki_fixed *fixed = &run->fixed;
    tile->way = fixed->ways_count;
    for (uint32_t k = tile->slot; k < tile->slot_end; k++) {
        const uint32_t at = fixed->ways_count > 0 ? fixed->ways[fixed->ways_count - 1].end : 0;
        cki_ways *ways = &fixed->ways[fixed->ways_count];
        *ways = (cki_ways){.slot = k, .usual = at};
        ways->route = list_ways(run, k, USUAL, at);
        ways->pile = list_ways(run, k, ROUTE, ways->route);
        ways->end = list_ways(run, k, PILE, ways->pile);
        if (ways->route != ways->end) fixed->ways_count++;
    }
    tile->way_end = fixed->ways_count;
}

void cki_ways_fill(ck_run *run) {
    run->fixed.ways_count = 0;
    for (uint32_t i = 0; i < run->fixed.tile_count; i++) fill_ways_of(run, &run->fixed.tile[i]);
}

/* ---------------------------------------------------------------- other sellers ----------------------------------- */

/* How far a way opens: with what the usual suppliers leave open (`missing`), and with what it is cheaper than the
   buyer's own market (`here`). */
static double pull(const ck_run *run, uint32_t supplier, double here, double missing) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const uint32_t flow = suppliers->flow[supplier];
    const double price = run->state.price[suppliers->product[supplier]];
    const double there = price * (1.0 + run->state.wedge[flow]) + run->state.charge[flow];
    const double margin = there < here ? ck_max(1.0 - CKI_NOTICE - there / here, 0.0) : 0.0;
    return ck_min(missing + margin, 1.0);
}

static double price_here(const ck_run *run, uint32_t slot) {
    const uint32_t site = run->model->slot_site[slot];
    return cki_is_market(run->model, site) ? run->state.price[run->model->site_first_product[site]] : run->state.landed[slot];
}

/* Shares that the ways would have; together they do not exceed the strongest pull. */
static void set_goals(ck_run *run, const cki_ways *ways) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    double *goal = run->scratch.way_goal;
    const double here = price_here(run, ways->slot), short_days = run->state.short_days[ways->slot];
    const double missing = ck_max(1.0 - CKI_NOTICE - run->state.cover_fill[ways->slot], 0.0);
    double goals = 0.0, strongest = 0.0;
    for (uint32_t i = ways->route; i < ways->pile; i++) {
        const uint32_t at = run->fixed.way_supplier[i];
        const double pulls = pull(run, at, here, missing);
        const bool ready = short_days >= (double)run->model->flow_setup[suppliers->flow[at]];
        goal[i] = ready ? run->fixed.way_share[i] * run->scratch.able[suppliers->seller[at]] * run->state.fill[at] * pulls : 0.0;
        goals += goal[i];
        strongest = ck_max(strongest, pulls);
    }
    if (!(goals > strongest)) return;
    for (uint32_t i = ways->route; i < ways->pile; i++) goal[i] *= strongest / goals;
}

/* Returns the sum of the shares of these ways. */
static double open_routes(ck_run *run, const cki_ways *ways) {
    const bool strained = run->state.short_days[ways->slot] > 0.0;
    double sum = 0.0;
    if (strained) set_goals(run, ways);
    for (uint32_t i = ways->route; i < ways->pile; i++) {
        double *share = &run->state.share[run->fixed.way_supplier[i]];
        if (!strained && *share == 0.0) continue;
        const double goal = strained ? run->scratch.way_goal[i] : 0.0;
        *share += (goal - *share) * run->fixed.week_switch;
        sum += *share;
    }
    return ck_min(sum, 1.0);
}

void cki_divert_orders(ck_run *run, const cki_tile *tile) {
    for (uint32_t i = tile->way; i < tile->way_end; i++) {
        const cki_ways *ways = &run->fixed.ways[i];
        run->scratch.review.scale[ways->slot] *= 1.0 - open_routes(run, ways);
    }
}

/* ---------------------------------------------------------------- orders ------------------------------------------ */

/* What the usual suppliers of a slot are expected to deliver. */
static double expected_of_usual(const ck_run *run, const cki_ways *ways) {
    const double scale = run->scratch.review.scale[ways->slot];
    double expected = 0.0;
    for (uint32_t i = ways->usual; i < ways->route; i++) {
        const uint32_t at = run->fixed.way_supplier[i], flow = run->fixed.suppliers.flow[at];
        double order = run->scratch.part[at] * scale;
        if (run->scenario->flow_touched[flow] != CK_NONE) order = cki_licensed_order(run, flow, ways->slot, order);
        expected += order * run->state.fill[at];
    }
    return expected;
}

/* A stockpile fills what the others are expected to leave open, as far as its release allows. */
static void order_from_ways(ck_run *run, const cki_ways *ways) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const double wanted = run->scratch.review.wanted[ways->slot];
    double *placed = cki_orders_on(run, (int32_t)run->day + 1);
    double expected = expected_of_usual(run, ways);
    for (uint32_t i = ways->route; i < ways->pile; i++) {
        const uint32_t at = run->fixed.way_supplier[i];
        placed[at] = run->state.share[at] * wanted;
        expected += placed[at] * run->state.fill[at];
    }
    for (uint32_t i = ways->pile; i < ways->end; i++) {
        const uint32_t at = run->fixed.way_supplier[i], flow = suppliers->flow[at];
        const double open = ck_max(wanted - expected, 0.0) * run->fixed.site_share[suppliers->seller[at]];
        placed[at] = ck_min(open, run->model->flow_limit[flow]);
        expected += placed[at] * run->state.permit[flow];
    }
}

void cki_order_from_others(ck_run *run) {
    for (uint32_t i = 0; i < run->fixed.ways_count; i++) order_from_ways(run, &run->fixed.ways[i]);
}
