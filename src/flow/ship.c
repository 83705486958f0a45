#include "flow/allocate.h"
#include "flow/stages.h"
#include "flow/start.h"

#define FILL_LEAST 1e-3              // so much of its orders a supplier keeps who delivers nothing: he is asked again

/* ---------------------------------------------------------------- flows ------------------------------------------- */

/* Buyers remember which part of their running use a supplier delivers; what they order on top to restock does not count. */
static void remember_fill(ck_run *run, uint32_t flow) {
    cki_state *state = &run->state;
    const double order = state->order[flow], shipped = state->shipped[flow];
    if (shipped >= order && state->fill[flow] == 1.0) return;
    const double steady = order * state->steady[run->model->flow_slot[flow]];
    if (!(steady > 0.0)) return;
    const double today = shipped < steady ? shipped / steady : 1.0;
    const double fill = state->fill[flow] + (today - state->fill[flow]) * run->fixed.rate_memory;
    state->fill[flow] = ck_max(fill, FILL_LEAST);
}

static void send(ck_run *run, uint32_t flow, double deviation) {
    const ck_model *model = run->model;
    const uint32_t slot = model->flow_slot[flow];
    const uint32_t day = (run->day + model->flow_lag[flow]) & (run->transit_days - 1);
    run->state.transit[(size_t)day * model->slot_count + slot] += deviation;
    run->state.under_way[slot] += deviation;
    cki_wake(run, model->slot_site[slot]);
}

static void book_blocked(ck_run *run, uint32_t flow) {
    const cki_state *state = &run->state;
    const uint32_t measure = state->blocker[flow];
    if (measure == CK_NONE || run->model->flow_kind[flow] == CKI_FLOW_STOCKPILE) return;
    const double steady = state->order[flow] * state->steady[run->model->flow_slot[flow]];
    state->measure_blocked[measure] += steady * (1.0 - state->permit[flow]);
}

/* Quantity and value of the month, and what the buyer pays above base prices. */
static void book_value(ck_run *run, uint32_t flow, double base_price, double price) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    const double shipped = state->shipped[flow], base = model->flow_quantity[flow];
    const size_t at = (size_t)run->month * model->flow_count + flow;
    state->month_quantity[at] += shipped - base;
    state->month_value[at] += base_price * (shipped * price - base);
    const double landed = price * (1.0 + state->wedge[flow]) + state->charge[flow];
    state->extra_cost[model->slot_site[model->flow_slot[flow]]] += base_price * shipped * (landed - 1.0);
}

/* ---------------------------------------------------------------- products ---------------------------------------- */

static double ship_flows(ck_run *run, uint32_t product) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    const double price = state->price[product], base_price = model->product_price[product];
    double sent = 0.0;
    for (uint32_t f = model->product_first_flow[product]; f < model->product_first_flow[product + 1]; f++) {
        const double shipped = state->shipped[f];
        const double deviation = shipped - model->flow_quantity[f];
        sent += shipped;
        remember_fill(run, f);
        if (deviation != 0.0) send(run, f, deviation);
        if (deviation != 0.0 || price != 1.0 || state->wedge[f] != 0.0 || state->charge[f] != 0.0) {
            book_value(run, f, base_price, price);
        }
        if (state->permit[f] < 1.0) book_blocked(run, f);
    }
    return sent;
}

/* What a coproduct makes too much is discarded, as in the baseline, while its finished stock is at its target; goods that are
   missed are not thrown away, and a store has an end. */
static double discard_of(const ck_run *run, uint32_t site, uint32_t product, double sent, double final_sold) {
    const ck_model *model = run->model;
    const double usual = run->fixed.product_discard[product] * run->state.level[site];
    const double left = run->state.finished[product] + (run->scratch.made[product] - ((sent + usual) + final_sold));
    const double target = run->sample.product_target[product] * model->site_base_level[site];
    if (left < target) return ck_max(usual - (target - left), 0.0);
    const double store = run->fixed.product_store[product];
    return left > store ? usual + (left - store) : usual;
}

static void ship_product(ck_run *run, uint32_t site, uint32_t product) {
    cki_state *state = &run->state;
    cki_scratch *scratch = &run->scratch;
    const double made = scratch->made[product], opening = state->finished[product];
    const double sellable = opening + made;
    double final_sold = scratch->final_wanted[product];
    if (state->demand[product] + final_sold > sellable) cki_allocate(run, product, sellable, &final_sold);
    const double sent = ship_flows(run, product);
    const double discarded = discard_of(run, site, product, sent, final_sold);
    double closing = opening + (made - ((sent + discarded) + final_sold));
    if (closing < 0.0) {
        const double scale = run->model->product_output[product] + run->sample.product_target[product];
        scratch->mass_error = ck_max(scratch->mass_error, -closing / scale);
        closing = 0.0;
    }
    state->finished[product] = closing;
    scratch->sent[product] = sent;
    scratch->discarded[product] = discarded;
    scratch->final_sold[product] = final_sold;
}

/* ---------------------------------------------------------------- final buyers ------------------------------------ */

/* Each day a part of what final buyers missed is asked for again; of what they do not get, a share is asked for later and
   the rest is lost. So the memory is bounded: rate_gap^-1 * share / (1 - share) days of use under a full stop. */
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
    const double asked_again = state->catch_up[site] * run->fixed.rate_gap;
    state->catch_up[site] += cki_parameter(run, CK_PARAMETER_catch_up_share) * (wanted - sold) - asked_again;
}

/* ---------------------------------------------------------------- measures ---------------------------------------- */

/* Part of what an entry's measure did to its flow, when several measures of the same kind share it. */
static double part_of_factor(double factor, double of) {
    return of > factor ? factor / of : 1.0;
}

static void book_entry(ck_run *run, uint32_t measure, ck_effect effect, uint32_t entry) {
    const ck_scenario *scenario = run->scenario;
    const cki_state *state = &run->state;
    const uint32_t flow = scenario->entry_flow[entry], product = run->model->flow_product[flow];
    const double factor = run->today.factor[entry], shipped = state->shipped[flow];
    const double base_value = shipped * run->model->product_price[product];
    if (effect == CK_EFFECT_DUTY) state->measure_paid[measure] += base_value * state->price[product] * factor;
    if (effect == CK_EFFECT_FEE) state->measure_paid[measure] += base_value * factor;
    if (effect == CK_EFFECT_RELEASE) state->measure_released[measure] += shipped * part_of_factor(factor, state->permit[flow]);
    if (effect == CK_EFFECT_QUOTA) state->measure_used[measure] += shipped * cki_entry_quota_part(scenario, &run->today, entry);
}

static bool is_booked(ck_effect effect) {
    return effect == CK_EFFECT_DUTY || effect == CK_EFFECT_FEE || effect == CK_EFFECT_RELEASE || effect == CK_EFFECT_QUOTA;
}

static void book_measures(ck_run *run) {
    const ck_scenario *scenario = run->scenario;
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        const cki_measure *measure = &scenario->measure[m];
        if (run->today.phase[m] != CKI_OPERATIVE || !is_booked(measure->effect)) continue;
        for (uint32_t e = measure->first_entry; e < measure->end_entry; e++) book_entry(run, m, measure->effect, e);
    }
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

void cki_stage_ship(ck_run *run) {
    const ck_model *model = run->model;
    for (uint32_t i = 0; i < run->awake_count; i++) {
        const uint32_t site = run->awake[i];
        for (uint32_t p = model->site_first_product[site]; p < model->site_first_product[site + 1]; p++) ship_product(run, site, p);
        remember_final(run, site);
    }
    book_measures(run);
}
