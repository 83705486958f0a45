#include "flow/stages.h"
#include "flow/start.h"

/* ---------------------------------------------------------------- scarcity ---------------------------------------- */

/* A market is scarce when traders hold less than they want (counted with some days of trade, so that markets without a stock
   have a price too) and when buyers get less than they ask for. */
static double market_scarcity(const ck_run *run, uint32_t site, uint32_t product) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    const uint32_t slot = model->group_first_slot[model->site_first_group[site]];
    const double trade = model->slot_use[slot] / run->fixed.rate_gap;
    const double cover = (run->sample.slot_target[slot] + trade) / ((state->stock[slot] + state->finished[product]) + trade);
    const double wanted = state->wanted[site], level = state->level[site];
    if (level >= wanted) return cover;
    return level > 0.0 ? cover * (wanted / level) : CK_INFINITY;
}

/* A maker's price follows what is asked of him over what he can make; that of a surplus coproduct over what he makes. */
static double maker_scarcity(const ck_run *run, uint32_t site, uint32_t product) {
    const double asked = run->scratch.pressure[product];
    const double possible = run->model->product_drives[product] != 0 ? run->scratch.reach[site] : run->state.level[site];
    if (possible > 0.0) return asked / possible;
    return asked > 0.0 ? CK_INFINITY : 1.0;
}

static double scarcity_goal(const ck_run *run, uint32_t site, uint32_t product) {
    const double flexibility = cki_parameter(run, CK_PARAMETER_price_flexibility) *
                               run->model->item_price_flexibility[run->model->product_item[product]];
    if (cki_waits(run->model, site) || flexibility == 0.0) return 0.0;
    const double ratio = cki_is_market(run->model, site) ? market_scarcity(run, site, product) : maker_scarcity(run, site, product);
    if (ratio == 1.0) return 0.0;
    const double ceiling = cki_parameter(run, CK_PARAMETER_price_ceiling);
    return flexibility * ck_log(ck_clamp(ratio, 1.0 / ceiling, ceiling));
}

/* ---------------------------------------------------------------- price ------------------------------------------- */

/* Unit cost over base: the base cost shares, each with its landed price and with what is used of it today. Traders pass on
   all of a change, makers a share. */
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
    cki_scratch *scratch = &run->scratch;
    const uint32_t item = model->product_item[product];
    state->scarcity[product] += (scarcity_goal(run, site, product) - state->scarcity[product]) * run->fixed.rate_price;
    const double limit = ck_log(cki_parameter(run, CK_PARAMETER_price_ceiling));
    const double log_price = ck_clamp(state->scarcity[product] + log_cost, -limit, limit);
    const double before = state->price[product];
    scratch->log_price[product] = log_price;
    if (log_price == 0.0) {
        state->price[product] = 1.0;
        scratch->appeal[product] = 1.0;
        scratch->response[product] = 1.0;
    } else {
        const double supplier = cki_parameter(run, CK_PARAMETER_switch_price) * model->item_supplier_elasticity[item];
        const double demand = cki_parameter(run, CK_PARAMETER_demand_response) * model->item_demand_elasticity[item];
        state->price[product] = ck_exp(log_price);
        scratch->appeal[product] = ck_exp(-supplier * log_price);
        scratch->response[product] = ck_exp(-demand * log_price);
    }
    if (before == 1.0 && state->price[product] != 1.0) wake_buyers(run, product);
    if (model->product_final[product] > 0.0) {
        state->final_index[product] += (scratch->response[product] - state->final_index[product]) * run->fixed.rate_demand;
    }
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
        if (run->scratch.worry[p] == 0.0 && alert != 0.0) wake_buyers(run, p);
        run->scratch.worry[p] = alert;
    }
}

void cki_stage_price(ck_run *run) {
    for (uint32_t i = 0; i < run->awake_count; i++) price_site(run, run->awake[i]);
}
