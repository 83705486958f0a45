#include "flow/allocate.h"
#include "flow/rows.h"
#include "flow/scope.h"
#include "flow/stages.h"
#include "flow/start.h"

#define FILL_LEAST 1e-3              // so much of his orders a supplier keeps who delivers nothing: he is asked again
#define FORGIVEN   1e-6              // a lack that small is none

/* ---------------------------------------------------------------- books ------------------------------------------- */

/* Part of what an entry's measure did to its flow, when several measures of the same kind share it. */
static double part_of(double factor, double of) {
    return of > factor ? factor / of : 1.0;
}

static void book_paid(ck_run *run, uint32_t flow, double base_value, double price) {
    const ck_scenario *scenario = run->scenario;
    const uint32_t at = scenario->flow_touched[flow];
    if (at == CK_NONE) return;
    for (uint32_t i = scenario->touched_first[at]; i < scenario->touched_first[at + 1]; i++) {
        const uint32_t entry = scenario->touched_entry[i], m = scenario->entry_measure[entry];
        const double paid = base_value * run->today.factor[entry];
        if (scenario->measure[m].effect == CK_EFFECT_DUTY) run->state.measure_paid[m] += paid * price;
        if (scenario->measure[m].effect == CK_EFFECT_FEE) run->state.measure_paid[m] += paid;
    }
}

static void book_blocked(ck_run *run, uint32_t flow, double days) {
    const cki_state *state = &run->state;
    const uint32_t measure = state->blocker[flow];
    if (measure == CK_NONE || run->model->flow_kind[flow] == CKI_FLOW_STOCKPILE) return;
    const double steady = state->order[flow] * state->steady[run->model->flow_slot[flow]];
    state->measure_blocked[measure] += days * steady * (1.0 - state->permit[flow]);
}

/* Adds what was shipped on the days before `until` to `open`. */
static void count_product(ck_run *run, uint32_t product, uint32_t until) {
    const ck_model *model = run->model;
    const uint32_t from = run->state.counted[product], end = model->product_first_flow[product + 1];
    if (until <= from) return;
    run->state.counted[product] = until;
    const double days = (double)(until - from);
    const double *shipped = run->state.shipped, *base = model->flow_quantity;
    double *open = run->state.open;
    for (uint32_t f = model->product_first_flow[product]; f < end; f++) open[f] += days * (shipped[f] - base[f]);
}

/* Quantity and value of the month, and what the buyer pays above base prices, where no measure acts. */
static void book_free_flows(ck_run *run, uint32_t product, double days, double uncounted) {
    const ck_model *model = run->model;
    const double price = run->state.price[product], base_price = model->product_price[product];
    const uint32_t end = model->product_first_flow[product + 1];
    const cki_lane *lane = run->fixed.flow_lane;
    const double *base_rate = model->flow_quantity, *shipped = run->state.shipped;
    double *open = run->state.open;
    double *quantity = run->state.month_quantity + (size_t)run->month * model->flow_count;
    double *value = run->state.month_value + (size_t)run->month * model->flow_count;
    for (uint32_t f = model->product_first_flow[product]; f < end; f++) {
        const double deviation = open[f] + uncounted * (shipped[f] - base_rate[f]), base = days * base_rate[f];
        if (deviation == 0.0 && price == 1.0) continue;
        open[f] = 0.0;
        quantity[f] += deviation;
        value[f] += base_price * (deviation * price + base * (price - 1.0));
        if (price == 1.0) continue;
        run->state.extra_cost[model->slot_site[lane[f].slot]] += base_price * (base + deviation) * (price - 1.0);
    }
}

/* The same under law, with what is paid for it. */
static void book_flow(ck_run *run, uint32_t flow, double days, double base_price, double price) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    const double deviation = state->open[flow], base = days * model->flow_quantity[flow];
    const double wedge = state->wedge[flow], charge = state->charge[flow];
    if (state->permit[flow] < 1.0) book_blocked(run, flow, days);
    if (deviation == 0.0 && price == 1.0 && wedge == 0.0 && charge == 0.0) return;
    const size_t at = (size_t)run->month * model->flow_count + flow;
    const double shipped = base + deviation;
    state->open[flow] = 0.0;
    state->month_quantity[at] += deviation;
    state->month_value[at] += base_price * (deviation * price + base * (price - 1.0));
    if (wedge != 0.0 || charge != 0.0) book_paid(run, flow, shipped * base_price, price);
    const double rise = price * (1.0 + wedge) + charge - 1.0;
    if (rise != 0.0) state->extra_cost[model->slot_site[model->flow_slot[flow]]] += base_price * shipped * rise;
}

/* Books what was shipped on the days before `until`, which are days of this month at one price and under one law. */
static void book_under_law(ck_run *run, uint32_t product, uint32_t until) {
    const ck_model *model = run->model;
    const uint32_t from = run->state.booked[product];
    count_product(run, product, until);
    if (until <= from) return;
    run->state.booked[product] = until;
    const double price = run->state.price[product], base_price = model->product_price[product];
    const double days = (double)(until - from);
    for (uint32_t f = model->product_first_flow[product]; f < model->product_first_flow[product + 1]; f++) {
        book_flow(run, f, days, base_price, price);
    }
}

static void book_product(ck_run *run, uint32_t product, uint32_t until) {
    const uint32_t from = run->state.booked[product], counted = run->state.counted[product];
    if (run->fixed.product_touched[product] != 0) {
        book_under_law(run, product, until);
    } else if (until > from) {
        run->state.booked[product] = run->state.counted[product] = until;
        book_free_flows(run, product, (double)(until - from), (double)(until - counted));
    }
}

void cki_touch_flow(ck_run *run, uint32_t flow) {
    const uint32_t product = run->model->flow_product[flow];
    book_under_law(run, product, run->day);
    run->state.special[product] = 1;
    cki_wake_flow(run, flow);
}

/* ---------------------------------------------------------------- flows ------------------------------------------- */

/* Ships `part` of what is allowed; returns the sum. */
static double ship_flows(ck_run *run, uint32_t product, const double *allowed, double part) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    const uint32_t first = model->product_first_flow[product], end = model->product_first_flow[product + 1];
    const bool spread = run->scratch.spread[product] != 0;
    const cki_lane *lane = run->fixed.flow_lane;
    double *shipped = state->shipped, *transit = state->transit, *coming = state->coming;
    double sent = 0.0;
    for (uint32_t f = first; f < end; f++) {
        const double now = allowed[f] * part, change = now - shipped[f];
        sent += now;
        if (change == 0.0) continue;
        const cki_lane to = lane[f];
        shipped[f] = now;
        transit[to.first + ((run->day + to.lag) & to.mask)] += change;
        coming[to.slot] += change;
        if (!spread) cki_wake(run, model->slot_site[to.slot]);
    }
    return sent;
}

/* Buyers remember which part of their running use a supplier delivers; what they order on top to restock does not
   count (equation 18). On the days since `remembered` he delivered all. */
static void remember_deliveries(ck_run *run, uint32_t product) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    const uint32_t first = model->product_first_flow[product], end = model->product_first_flow[product + 1];
    const uint32_t idle = state->lacking[product] != 0 ? run->day - state->remembered[product] : 0;
    const double left = run->fixed.forgotten[idle], memory = run->fixed.memory;
    const double *order = state->order, *shipped = state->shipped, *steady = state->steady;
    const uint32_t *slot = model->flow_slot;
    double *fill = state->fill;
    bool lacking = false;
    for (uint32_t f = first; f < end; f++) {
        const double running = order[f] * steady[slot[f]], before = (1.0 - fill[f]) * left;
        const double served = shipped[f] < running ? shipped[f] / running : 1.0;
        const double today = shipped[f] < order[f] ? 1.0 - served : 0.0;
        const double lack = before + (today - before) * memory;
        const bool lacks = lack > FORGIVEN;
        fill[f] = lacks ? ck_max(1.0 - lack, FILL_LEAST) : 1.0;
        lacking |= lacks;
    }
    state->lacking[product] = lacking ? 1 : 0;
}

/* Once all buyers are awake nobody has to be woken any more. */
static void look_at_buyers(ck_run *run, uint32_t product) {
    const ck_model *model = run->model;
    if (run->scratch.spread[product] != 0) return;
    for (uint32_t f = model->product_first_flow[product]; f < model->product_first_flow[product + 1]; f++) {
        if (run->state.awake[model->slot_site[model->flow_slot[f]]] == 0) return;
    }
    run->scratch.spread[product] = 1;
}

/* At the weekly review fills are brought up to date. */
static void remember_product(ck_run *run, uint32_t product) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    if (state->lacking[product] == 0 || state->remembered[product] == run->day + 1) return;
    const double left = run->fixed.forgotten[run->day + 1 - state->remembered[product]];
    bool lacking = false;
    for (uint32_t f = model->product_first_flow[product]; f < model->product_first_flow[product + 1]; f++) {
        const double lack = (1.0 - state->fill[f]) * left;
        state->fill[f] = lack > FORGIVEN ? 1.0 - lack : 1.0;
        if (lack > FORGIVEN) lacking = true;
    }
    state->lacking[product] = lacking ? 1 : 0;
    state->remembered[product] = run->day + 1;
}

/* ---------------------------------------------------------------- products ---------------------------------------- */

/* What a coproduct makes too much is discarded, as in the baseline, while its finished stock is at its target; goods
   that are missed are not thrown away, and a store has an end. */
static double discard_of(const ck_run *run, uint32_t product, double usual, double left) {
    const double target = run->fixed.product_target[product];
    if (left < target) return ck_max(usual - (target - left), 0.0);
    const double store = run->fixed.product_store[product];
    return left > store ? usual + (left - store) : usual;
}

static void close_product(ck_run *run, uint32_t site, uint32_t product, double sent, double final_sold) {
    cki_state *state = &run->state;
    const double opening = state->finished[product], made = run->scratch.made[product];
    const double usual = run->fixed.product_discard[product] * state->level[site];
    double closing = opening + (made - ((sent + usual) + final_sold));
    const double discarded = discard_of(run, product, usual, closing);
    if (discarded != usual) closing = opening + (made - ((sent + discarded) + final_sold));
    const double deviation = discarded - run->fixed.product_discard[product];
    if (deviation != 0.0) state->discarded[product] += deviation;
    if (closing < 0.0) {
        const double scale = run->model->product_output[product] + run->sample.product_target[product];
        run->scratch.mass_error = ck_max(run->scratch.mass_error, -closing / scale);
        closing = 0.0;
    }
    state->finished[product] = closing;
}

/* Orders that may leave: the orders themselves, where no law holds back. */
static const double *allowed_of(ck_run *run, uint32_t product, bool writable) {
    const ck_model *model = run->model;
    if (run->scratch.moved[product] == CKI_MOVED_SPECIAL) return run->scratch.allowed;
    if (!writable) return run->state.order;
    for (uint32_t f = model->product_first_flow[product]; f < model->product_first_flow[product + 1]; f++) {
        run->scratch.allowed[f] = run->state.order[f];
    }
    return run->scratch.allowed;
}

static void move_product(ck_run *run, uint32_t product, double sellable, bool rationed, double *final_sold) {
    const bool proportional = run->scenario->allocation == CK_PROPORTIONAL;
    const bool special = run->scratch.moved[product] == CKI_MOVED_SPECIAL;
    const double *allowed = allowed_of(run, product, rationed && !proportional);
    double part = 1.0;
    if (rationed && proportional) {
        part = ck_max(sellable, 0.0) / (run->state.demand[product] + *final_sold);
        *final_sold *= part;
    } else if (rationed) {
        cki_allocate(run, product, sellable, final_sold);
    }
    count_product(run, product, run->day);
    run->state.sent[product] = ship_flows(run, product, allowed, part);
    if (rationed || special || run->state.lacking[product] != 0) remember_deliveries(run, product);
    run->state.remembered[product] = run->day + 1;
    if (run->state.special[product] != 0) book_product(run, product, run->day + 1);      // permits move every day
}

static void ship_product(ck_run *run, uint32_t site, uint32_t product) {
    cki_state *state = &run->state;
    const double sellable = state->finished[product] + run->scratch.made[product];
    double final_sold = run->scratch.final_wanted[product];
    const bool rationed = state->demand[product] + final_sold > sellable;
    if (rationed || run->scratch.moved[product] != 0 || state->rationed[product] != 0) {
        move_product(run, product, sellable, rationed, &final_sold);
    }
    state->rationed[product] = rationed ? 1 : 0;
    run->scratch.final_sold[product] = final_sold;
    close_product(run, site, product, state->sent[product], final_sold);
}

static void ship_markets(ck_run *run) {
    const cki_row *row = &run->fixed.markets;
    cki_ration_markets(run);
    for (uint32_t p = row->product; p < row->product + row->count; p++) {
        if (run->scratch.due[p] == 0) continue;
        const double sellable = run->state.finished[p] + run->scratch.made[p];
        double final_sold = 0.0;
        move_product(run, p, sellable, run->state.rationed[p] != 0, &final_sold);
    }
    cki_close_markets(run);
}

/* ---------------------------------------------------------------- final buyers ------------------------------------ */

/* Each day a part of what final buyers missed is asked for again; of what they do not get, a share is asked for later
   and the rest is lost. So the memory is bounded: rate_gap^-1 * share / (1 - share) days of use under a full stop. */
static void remember_final(ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    double wanted, sold;
    if (model->site_kind[site] == CK_SITE_FINAL_USE) {
        wanted = state->wanted[site] * model->site_reference[site];
        sold = state->level[site] * model->site_reference[site];
    } else {
        const uint32_t product = model->site_first_product[site];
        if (product == model->site_first_product[site + 1] || model->product_final[product] == 0.0) return;
        wanted = run->scratch.final_wanted[product];
        sold = run->scratch.final_sold[product];
    }
    const double asked_again = state->catch_up[site] * run->fixed.gap;
    state->catch_up[site] += cki_parameter(run, CK_PARAMETER_catch_up_share) * (wanted - sold) - asked_again;
}

static void ship_site(ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    for (uint32_t p = model->site_first_product[site]; p < model->site_first_product[site + 1]; p++) {
        ship_product(run, site, p);
    }
    remember_final(run, site);
}

/* ---------------------------------------------------------------- releases and quotas ----------------------------- */

static void book_entry(ck_run *run, uint32_t measure, uint32_t entry) {
    const ck_scenario *scenario = run->scenario;
    cki_state *state = &run->state;
    const uint32_t flow = scenario->entry_flow[entry];
    const double factor = run->today.factor[entry], shipped = state->shipped[flow];
    if (scenario->measure[measure].effect == CK_EFFECT_RELEASE) {
        state->measure_released[measure] += shipped * part_of(factor, state->permit[flow]);
    } else {
        state->measure_used[measure] += shipped * cki_entry_quota_part(scenario, &run->today, entry);
    }
}

static void book_measures(ck_run *run) {
    const ck_scenario *scenario = run->scenario;
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        const cki_measure *measure = &scenario->measure[m];
        if (run->today.phase[m] != CKI_OPERATIVE) continue;
        if (measure->effect != CK_EFFECT_RELEASE && measure->effect != CK_EFFECT_QUOTA) continue;
        for (uint32_t e = measure->first_entry; e < measure->end_entry; e++) book_entry(run, m, e);
    }
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

/* Before prices and suppliers change, and before a month ends. */
static void close_period(ck_run *run) {
    const ck_model *model = run->model;
    const bool month_ends = ck_date_month_index((ck_date){run->date.day + 1}) != ck_date_month_index(run->date);
    const bool review = run->reviews;
    if (!month_ends && !review) return;
    for (uint32_t i = 0; i < run->awake_count; i++) {
        const uint32_t site = run->awake[i];
        for (uint32_t p = model->site_first_product[site]; p < model->site_first_product[site + 1]; p++) {
            book_product(run, p, run->day + 1);
            if (!review) continue;
            remember_product(run, p);
            look_at_buyers(run, p);
        }
    }
}

/* In the order of the sites: what reaches a slot is added up in that order. */
void cki_stage_ship(ck_run *run) {
    const cki_row *markets = &run->fixed.markets, *final_uses = &run->fixed.final_uses;
    uint32_t i = 0;
    for (; i < run->awake_count && run->awake[i] < markets->site; i++) {
        if (!cki_is_in_row(final_uses, run->awake[i])) ship_site(run, run->awake[i]);
    }
    if (run->awake_count > 0) ship_markets(run);
    for (; i < run->awake_count; i++) {
        const uint32_t site = run->awake[i];
        if (!cki_is_in_row(markets, site) && !cki_is_in_row(final_uses, site)) ship_site(run, site);
    }
    book_measures(run);
    close_period(run);
}
