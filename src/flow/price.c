#include "flow/stages.h"
#include "flow/start.h"

/* Prices do not fall below so much of their base for want of buyers: sellers wait. */
#define LOWEST_SCARCITY 0.5

/* Days of trade that traders count with beside their stock when they judge how scarce a good is. */
#define COMFORT_DAYS 60.0

/* Maker and trader both answer to scarcity. */
#define PRICED_TWICE 2.0

/* ---------------------------------------------------------------- scarcity ---------------------------------------- */

/* A market is scarce when traders hold less than they want (counted with some days of trade, so that markets without
   a stock have a price too) and when buyers get less than they ask for. */
static double market_scarcity(const ck_run *run, uint32_t site, uint32_t product) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    const uint32_t slot = model->group_first_slot[model->site_first_group[site]];
    const double trade = model->slot_use[slot] * COMFORT_DAYS;
    const double held = state->stock[slot] + state->finished[product];
    const double cover = (run->sample.slot_target[slot] + trade) / (held + trade);
    const double wanted = state->wanted[site], level = state->level[site];
    if (level >= wanted) return cover;
    return level > 0.0 ? cover * (wanted / level) : CK_INFINITY;
}

/* A maker's price follows what is asked of him over what he could make, and falls when a joint product comes out in
   larger quantity than it is asked for. Stocks do not enter: they would turn the price into a memory of past
   surpluses. */
static double maker_scarcity(const ck_run *run, uint32_t site, uint32_t product) {
    const ck_model *model = run->model;
    const double final_wanted = run->scratch.final_wanted[product];
    const double output = (run->state.demand[product] + run->fixed.product_discard[product]) + final_wanted;
    const double asked = output == model->product_output[product] ? 1.0 : output * run->fixed.product_level[product];
    const double possible = run->state.capacity[site] / model->site_capacity[site] * run->scratch.factor[site];
    const double level = run->state.level[site];
    if (!(possible > 0.0)) return asked > 0.0 ? CK_INFINITY : 1.0;
    return asked / possible * (asked < level ? asked / level : 1.0);
}

static double scarcity_goal(const ck_run *run, uint32_t site, uint32_t product, double flexibility) {
    if (cki_waits(run->model, site) || flexibility == 0.0) return 0.0;
    const bool market = cki_is_market(run->model, site);
    const double ratio = market ? market_scarcity(run, site, product) : maker_scarcity(run, site, product);
    if (ratio == 1.0) return 0.0;
    const double ceiling = cki_parameter(run, CK_PARAMETER_price_ceiling);
    return flexibility * ck_log(ck_clamp(ratio, LOWEST_SCARCITY, ceiling));
}

/* ---------------------------------------------------------------- price ------------------------------------------- */

/* Unit cost over base: the base cost shares, each with its landed price and with what is used of it today. Traders
   pass on all of a change, makers a share. */
static double cost_index(const ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    const uint32_t end = model->group_first_slot[model->site_first_group[site + 1]];
    double rise = 0.0;
    for (uint32_t k = model->group_first_slot[model->site_first_group[site]]; k < end; k++) {
        rise += model->slot_cost_share[k] * (run->state.landed[k] * run->state.intensity[k] - 1.0);
    }
    return 1.0 + (cki_is_market(model, site) ? 1.0 : cki_parameter(run, CK_PARAMETER_pass_through)) * rise;
}

static void wake_buyers(ck_run *run, uint32_t product) {
    const ck_model *model = run->model;
    for (uint32_t f = model->product_first_flow[product]; f < model->product_first_flow[product + 1]; f++) {
        cki_wake(run, model->slot_site[model->flow_slot[f]]);
    }
}

static void price_product(ck_run *run, uint32_t site, uint32_t product, double log_cost) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    cki_offer *offer = &run->scratch.offer[product];
    const uint32_t item = model->product_item[product];
    const double flexibility = cki_parameter(run, CK_PARAMETER_price_flexibility) * model->item_price_flexibility[item];
    const double supplier = cki_parameter(run, CK_PARAMETER_switch_price) * model->item_supplier_elasticity[item];
    const double demand = cki_parameter(run, CK_PARAMETER_demand_response) * model->item_demand_elasticity[item];
    const double goal = scarcity_goal(run, site, product, flexibility);
    state->scarcity[product] += (goal - state->scarcity[product]) * run->fixed.week_price;
    const double limit = run->fixed.log_ceiling;
    const double log_price = ck_clamp(state->scarcity[product] + log_cost, -limit, limit);
    const double before = state->price[product];
    run->scratch.log_price[product] = log_price;
    /* Who buys from him moves his price against himself: buyers who see that approach the new balance, not the first
       response, in the stated time, and so do those who use less. */
    const double repute_rate = run->fixed.week_switch / (1.0 + PRICED_TWICE * supplier * flexibility);
    const double use_rate = run->fixed.week_demand / (1.0 + PRICED_TWICE * demand * flexibility);
    state->repute[product] += (-supplier * log_price - state->repute[product]) * repute_rate;
    state->thrift[product] += (-demand * log_price - state->thrift[product]) * use_rate;
    state->price[product] = log_price == 0.0 ? 1.0 : ck_exp(log_price);
    offer->appeal = state->repute[product] == 0.0 ? 1.0 : ck_exp(state->repute[product]);
    offer->response = state->thrift[product] == 0.0 ? 1.0 : ck_exp(state->thrift[product]);
    offer->price = state->price[product];
    if (before == 1.0 && state->price[product] != 1.0) wake_buyers(run, product);
    state->final_index[product] = offer->response;
}

/* How far a seller has goods for buyers who are new to him. */
static double able(const ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    if (!cki_is_market(model, site)) return cki_waits(model, site) ? ck_min(state->capacity[site], 1.0) : 1.0;
    const uint32_t slot = model->group_first_slot[model->site_first_group[site]];
    const double target = run->sample.slot_target[slot];
    const double stocked = target > 0.0 ? ck_min(state->stock[slot] / target, 1.0) : 1.0;
    const double served = state->level[site] < state->wanted[site] ? state->level[site] / state->wanted[site] : 1.0;
    return stocked * served;
}

static void price_site(ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    const uint32_t first = model->site_first_product[site], end = model->site_first_product[site + 1];
    if (model->site_kind[site] == CK_SITE_STOCKPILE || first == end) return;
    const double cost = cost_index(run, site);
    const double log_cost = cost == 1.0 ? 0.0 : ck_log(ck_max(cost, 1e-6));
    const bool market = cki_is_market(model, site);
    const double alert = market ? run->state.alert[model->group_first_slot[model->site_first_group[site]]] : 0.0;
    run->scratch.able[site] = able(run, site);
    for (uint32_t p = first; p < end; p++) {
        price_product(run, site, p, log_cost);
        if (run->scratch.offer[p].worry == 0.0 && alert != 0.0) wake_buyers(run, p);
        run->scratch.offer[p].worry = alert;
    }
}

void cki_stage_price(ck_run *run) {
    for (uint32_t i = 0; i < run->awake_count; i++) price_site(run, run->awake[i]);
}
