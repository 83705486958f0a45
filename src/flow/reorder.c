#include "flow/stages.h"
#include "flow/start.h"

/* Buyers are on full alert when so much of their supply is missing. */
#define FULL_ALARM 0.5

/* ---------------------------------------------------------------- what a buyer sees ------------------------------- */

/* Sums over the inbound flows of a slot. */
typedef struct view {
    double trust;                // reference quantity x fill x barrier
    double part;                 // reference quantity x share x appeal
    double filled;               // part x fill
    double response;             // part x price response
    double paid;                 // part x fill x landed price, USD/day
    double under_way;            // part x lag
    double worry;                // part x alert of the seller
    double missing;              // part x share of it that law holds back
    double warned;               // part x share of it under an announced restriction
    bool   routes;               // there are flows without a base share
} view;

/* (1 + wedge + charge)^-elasticity, kept while duties and fees stay as they are. `at` is in inbound order. */
static double barrier(ck_run *run, uint32_t at, uint32_t item) {
    const cki_source *source = &run->fixed.source[at];
    if (!source->touched) return 1.0;
    const double on_top = run->state.wedge[source->flow] + run->state.charge[source->flow];
    if (run->scratch.barrier_of[at] != on_top) {
        const double elasticity = cki_parameter(run, CK_PARAMETER_switch_price) *
                                  run->model->item_supplier_elasticity[item];
        run->scratch.barrier_of[at] = on_top;
        run->scratch.barrier[at] = ck_pow(1.0 + on_top, -elasticity);
    }
    return run->scratch.barrier[at];
}

static double landed_price(const ck_run *run, uint32_t flow, uint32_t product) {
    return run->state.price[product] * (1.0 + run->state.wedge[flow]) + run->state.charge[flow];
}

static void see_law(const ck_run *run, const cki_source *source, double part, double paid, view *sum) {
    const cki_state *state = &run->state;
    const uint32_t f = source->flow;
    sum->paid += paid * landed_price(run, f, source->product);
    if (state->permit[f] < 1.0) sum->missing += part * (1.0 - state->permit[f]);
    if (state->warned[f] > 0.0) sum->warned += part * state->warned[f];
}

static view look(ck_run *run, uint32_t slot) {
    const ck_model *model = run->model;
    const double *share = run->state.share, *fills = run->state.fill;
    const uint32_t item = model->slot_item[slot], end = model->slot_first_inbound[slot + 1];
    view sum = {0};
    for (uint32_t i = model->slot_first_inbound[slot]; i < end; i++) {
        const cki_source *source = &run->fixed.source[i];
        if (source->reference == 0.0) {
            sum.routes = true;
            continue;
        }
        const cki_offer *offer = &run->scratch.offer[source->product];
        const double fill = fills[source->flow];
        const double part = source->reference * (share[i] * offer->appeal);
        const double filled = part * fill, paid = filled * offer->base_price;
        sum.trust += source->reference * (fill * barrier(run, i, item));
        sum.part += part;
        sum.filled += filled;
        sum.under_way += part * (double)source->lag;
        sum.response += part * offer->response;
        sum.worry += part * offer->worry;
        if (source->touched) see_law(run, source, part, paid, &sum);
        else sum.paid += paid * offer->price;
    }
    return sum;
}

/* ---------------------------------------------------------------- prices and use ---------------------------------- */

#define TIER_OUTPUT 2u               // item_tier of components: below stand materials

/* A tonne of oxide gives no more metal when it is dear: use answers to price where goods are designed, in components,
   industries and final uses, not where materials are made into materials. */
static bool is_bound_by_chemistry(const ck_model *model, uint32_t site) {
    return model->site_kind[site] != CK_SITE_FINAL_USE && model->item_tier[model->site_item[site]] < TIER_OUTPUT;
}

static void see_prices(ck_run *run, uint32_t site, uint32_t slot, const view *sum) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    if (!(sum->part > 0.0)) return;
    state->landed[slot] = sum->paid / sum->filled / run->fixed.slot_price[slot];
    if (cki_is_market(model, site) || is_bound_by_chemistry(model, site)) return;
    state->intensity[slot] = sum->response / sum->part;
    if (model->site_kind[site] == CK_SITE_FINAL_USE) return;
    run->scratch.need[slot] = model->slot_use[slot] * state->intensity[slot];
}

/* ---------------------------------------------------------------- how much to order ------------------------------- */

typedef struct plan { double forecast, order; } plan;    // unit/day: running use, and with restocking

/* How long a buyer has had reason to look for other ways; what was learned is forgotten as slowly. */
static void count_short_days(ck_run *run, uint32_t slot) {
    cki_state *state = &run->state;
    const uint32_t last = state->short_last[slot];
    const bool was_short = last != CK_NONE && run->day - last < CKI_REVIEW_DAYS;
    const double days = (double)CKI_REVIEW_DAYS;
    if (was_short || cki_is_strained(run, slot)) state->short_days[slot] += days;
    else if (state->short_days[slot] > 0.0) state->short_days[slot] = ck_max(state->short_days[slot] - days, 0.0);
}

/* Buyers guard against what law holds back or will, against orders that are not filled, and with the market they buy
   from. */
static void guard(ck_run *run, uint32_t slot, const view *sum) {
    cki_state *state = &run->state;
    if (!(sum->part > 0.0)) return;
    const double missing = ck_max(sum->missing / sum->part, 1.0 - state->cover_fill[slot]) + sum->warned / sum->part;
    const double goal = ck_min(ck_max(missing / FULL_ALARM, sum->worry / sum->part), 1.0);
    state->alert[slot] += (goal - state->alert[slot]) * run->fixed.week_gap;
}

static plan plan_of_slot(ck_run *run, uint32_t site, uint32_t slot, const view *sum) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    const double base_level = model->site_base_level[site];
    const double size = cki_waits(model, site) ? ck_min(run->scratch.plan[site], 1.0) : 1.0;
    const double goal = run->sample.slot_target[slot] * size *
                        (1.0 + cki_parameter(run, CK_PARAMETER_precaution) * state->alert[slot]);
    state->target[slot] += (goal - state->target[slot]) * run->fixed.week_gap;

    const bool plain = model->site_kind[site] == CK_SITE_FINAL_USE;
    const double level = (plain ? 1.0 : state->intensity[slot]) * run->scratch.plan[site];
    const double forecast = model->slot_use[slot] * level;
    const double usual = sum->part > 0.0 ? sum->under_way * (model->slot_use[slot] / sum->part) : 0.0;
    const double pipeline = usual * level - run->fixed.slot_under_way[slot] * base_level;
    const double under_way = state->under_way[slot] + state->coming[slot];
    const double gap = (state->target[slot] - state->stock[slot]) - (under_way - pipeline);
    return (plan){forecast, ck_max(forecast + gap * run->fixed.order_gap, 0.0)};
}

/* ---------------------------------------------------------------- whom to order from ------------------------------ */

static void place(ck_run *run, const cki_source *source, double order) {
    double *placed = &run->state.order[source->flow];
    if (order != source->base && *placed == source->base) cki_wake(run, run->model->product_site[source->product]);
    *placed = order;
}

/* How far a way without a base share opens: with what the usual suppliers leave open, and with what it is cheaper
   than the buyer's own market. */
static double pull(const ck_run *run, uint32_t site, uint32_t slot, uint32_t flow) {
    const ck_model *model = run->model;
    const uint32_t product = model->site_first_product[site];
    const bool market = cki_is_market(model, site);
    const double here = market ? run->state.price[product] : run->state.landed[slot];
    const double there = landed_price(run, flow, model->flow_product[flow]);
    const double missing = ck_max(1.0 - CKI_NOTICE - run->state.cover_fill[slot], 0.0);
    const double margin = there < here ? ck_max(1.0 - CKI_NOTICE - there / here, 0.0) : 0.0;
    return ck_min(missing + margin, 1.0);
}

static double route_goal(const ck_run *run, uint32_t site, uint32_t slot, uint32_t flow) {
    const ck_model *model = run->model;
    if (run->state.short_days[slot] < (double)model->flow_setup[flow]) return 0.0;
    const bool route = model->flow_kind[flow] == CKI_FLOW_ROUTE;
    const double most = model->flow_limit[flow] * (route ? cki_parameter(run, CK_PARAMETER_reroute) : 1.0);
    const double seller = run->scratch.able[model->product_site[model->flow_product[flow]]];
    return most / model->slot_use[slot] * seller * run->state.fill[flow] * pull(run, site, slot, flow);
}

static bool is_route(const ck_model *model, const cki_source *source) {
    return source->reference == 0.0 && model->flow_kind[source->flow] != CKI_FLOW_STOCKPILE;
}

/* Shares of the ways without a base share; together they do not exceed the strongest pull. Returns their sum. */
static double open_routes(ck_run *run, uint32_t site, uint32_t slot) {
    const ck_model *model = run->model;
    const cki_source *source = run->fixed.source;
    const uint32_t first = model->slot_first_inbound[slot], end = model->slot_first_inbound[slot + 1];
    const bool strained = run->state.short_days[slot] > 0.0;
    double goals = 0.0, strongest = 0.0, sum = 0.0;
    for (uint32_t i = first; strained && i < end; i++) {
        if (!is_route(model, &source[i])) continue;
        goals += route_goal(run, site, slot, source[i].flow);
        strongest = ck_max(strongest, pull(run, site, slot, source[i].flow));
    }
    const double scale = goals > strongest ? strongest / goals : 1.0;
    for (uint32_t i = first; i < end; i++) {
        double *share = &run->state.share[i];
        if (!is_route(model, &source[i]) || (!strained && *share == 0.0)) continue;
        const double goal = strained ? route_goal(run, site, slot, source[i].flow) * scale : 0.0;
        *share += (goal - *share) * run->fixed.week_switch;
        sum += *share;
    }
    return ck_min(sum, 1.0);
}

/* Who holds a licence stays with his supplier while stocks are low: with all of his usual order when they are empty, with
   none of it when they are full. */
static double loyalty(double stock, double target) {
    return target > 0.0 ? ck_clamp(1.0 - stock / target, 0.0, 1.0) : 1.0;
}

/* The usual suppliers share the order by what they deliver, by duties and by price. The first two move the share of a
   flow over switch_days; the price moves the seller's appeal. */
static double order_from_usual(ck_run *run, uint32_t slot, const view *sum, const plan *wanted, double left) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    if (!(sum->part > 0.0)) return 0.0;
    const uint32_t item = model->slot_item[slot], end = model->slot_first_inbound[slot + 1];
    const double over_trust = model->slot_use[slot] / sum->trust;
    const double scale = wanted->order / sum->part * left;
    const double early = wanted->forecast / sum->part * cki_parameter(run, CK_PARAMETER_anticipation);
    const double loyal = loyalty(state->stock[slot], state->target[slot]);
    double expected = 0.0;
    for (uint32_t i = model->slot_first_inbound[slot]; i < end; i++) {
        const cki_source *source = &run->fixed.source[i];
        if (source->reference == 0.0) continue;
        const double fill = state->fill[source->flow], share = state->share[i];
        const double part = source->reference * (share * run->scratch.offer[source->product].appeal);
        const double goal = fill * barrier(run, i, item) * over_trust;
        state->share[i] = share + (goal - share) * run->fixed.week_switch;
        double order = part * scale;
        if (source->touched) {
            const double permit = state->permit[source->flow];
            if (permit < 1.0) order = ck_max(order, permit * source->reference * loyal);
        }
        expected += order * fill;
        if (source->touched && state->warned[source->flow] > 0.0) order += part * early * state->warned[source->flow];
        place(run, source, order);
    }
    return expected;
}

/* A stockpile fills what the others are expected to leave open, as far as its release allows. */
static void order_from_others(ck_run *run, uint32_t slot, const plan *wanted, double expected) {
    const ck_model *model = run->model;
    const cki_source *source = run->fixed.source;
    const uint32_t first = model->slot_first_inbound[slot], end = model->slot_first_inbound[slot + 1];
    for (uint32_t i = first; i < end; i++) {
        if (!is_route(model, &source[i])) continue;
        const double order = run->state.share[i] * wanted->order;
        expected += order * run->state.fill[source[i].flow];
        place(run, &source[i], order);
    }
    for (uint32_t i = first; i < end; i++) {
        const uint32_t f = source[i].flow;
        if (model->flow_kind[f] != CKI_FLOW_STOCKPILE) continue;
        const double open = ck_max(wanted->order - expected, 0.0) *
                            run->fixed.site_share[model->product_site[source[i].product]];
        const double order = ck_min(open, model->flow_limit[f]);
        expected += order * run->state.permit[f];
        place(run, &source[i], order);
    }
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

static void reorder_slot(ck_run *run, uint32_t site, uint32_t slot) {
    cki_state *state = &run->state;
    const view sum = look(run, slot);
    see_prices(run, site, slot, &sum);
    guard(run, slot, &sum);
    const plan wanted = plan_of_slot(run, site, slot, &sum);
    const double usual = run->model->slot_use[slot] - wanted.forecast;
    const double running = wanted.forecast + ck_max(usual, 0.0) * loyalty(state->stock[slot], state->target[slot]);
    state->steady[slot] = wanted.order > running ? running / wanted.order : 1.0;
    state->cover_fill[slot] = sum.part > 0.0 ? sum.filled / sum.part
                              : wanted.forecast > 0.0 ? 0.0 : 1.0;
    count_short_days(run, slot);
    const double left = sum.routes ? 1.0 - open_routes(run, site, slot) : 1.0;
    const double expected = order_from_usual(run, slot, &sum, &wanted, left);
    if (sum.routes) order_from_others(run, slot, &wanted, expected);
}

void cki_stage_reorder(ck_run *run) {
    for (uint32_t i = 0; i < run->awake_count; i++) {
        const uint32_t site = run->awake[i], end = run->fixed.site_slot[site + 1];
        for (uint32_t k = run->fixed.site_slot[site]; k < end; k++) reorder_slot(run, site, k);
    }
}
