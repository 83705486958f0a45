#include "flow/start.h"

#include "flow/build.h"
#include "flow/demand.h"
#include "flow/fields.h"
#include "flow/routes.h"
#include "flow/sight.h"
#include "flow/substitutes.h"
#include "flow/tiles.h"

/* A coproduct without a buyer is kept up to so many days of base output; what comes on top is discarded. */
#define STORE_DAYS 90.0

/* Maker and trader both answer to scarcity. */
#define PRICED_TWICE 2.0

#define TIER_OUTPUT 2u               // item_tier of components: below stand materials

/* ---------------------------------------------------------------- constants --------------------------------------- */

double cki_reference_quantity(const ck_model *model, uint32_t flow) {
    if (model->flow_kind[flow] != CKI_FLOW_WAITING) return model->flow_quantity[flow];
    return cki_waits(model, model->slot_site[model->flow_slot[flow]]) ? model->flow_limit[flow] : 0.0;
}

void cki_ring_set(ck_run *run) {
    uint32_t longest = 1;
    for (uint32_t f = 0; f < run->model->flow_count; f++) longest = ck_max_u32(longest, run->model->flow_lag[f]);
    run->fixed.suppliers.longest = longest;
    run->fixed.ring_days = longest + CKI_REVIEW_DAYS + 1;
    run->fixed.ring_weeks = longest / CKI_REVIEW_DAYS + 3;
}

static void fill_flows(ck_run *run) {
    for (uint32_t f = 0; f < run->model->flow_count; f++) run->fixed.flow_reference[f] = cki_reference_quantity(run->model, f);
}

static void fill_months(ck_run *run) {
    const ck_date start = run->scenario->start;
    const int32_t first = ck_date_month_index(start);
    for (uint32_t m = 0; m <= run->month_count; m++) {
        const int32_t index = first + (int32_t)m, day = ck_date_make(index / 12, index % 12 + 1, 1).day - start.day;
        run->fixed.month_start[m] = day > 0 ? (uint32_t)day : 0;
    }
}

/* A tonne of oxide gives no more metal when it is dear: use answers to price where goods are designed, in components,
   industries and final uses, not where materials are made into materials. */
static uint32_t kind_of_buyer(const ck_model *model, uint32_t site) {
    if (cki_is_market(model, site)) return CKI_BUYER_TRADER;
    if (model->site_kind[site] == CK_SITE_FINAL_USE) return CKI_BUYER_FINAL_USE;
    return model->item_tier[model->site_item[site]] < TIER_OUTPUT ? CKI_BUYER_BOUND : CKI_BUYER_MAKER;
}

static void fill_slots(ck_run *run) {
    const ck_model *model = run->model;
    cki_fixed *fixed = &run->fixed;
    for (uint32_t k = 0; k < model->slot_count; k++) {
        double under_way = 0.0, value = 0.0, quantity = 0.0;
        for (uint32_t i = model->slot_first_inbound[k]; i < model->slot_first_inbound[k + 1]; i++) {
            const uint32_t f = model->inbound_flow[i];
            under_way += fixed->flow_reference[f] * (double)model->flow_lag[f];
            value += fixed->flow_reference[f] * model->product_price[model->flow_product[f]];
            quantity += fixed->flow_reference[f];
        }
        const double price = quantity > 0.0 ? value / quantity : model->item_price[model->slot_item[k]];
        fixed->slot_under_way[k] = under_way;
        fixed->slot_price[k] = price > 0.0 ? price : 1.0;
        const uint32_t site = model->slot_site[k];
        const double thrift = cki_parameter(run, CK_PARAMETER_thrift_cover) * run->sample.slot_target[k];
        fixed->slot_level[k] = model->site_base_level[site];
        fixed->slot_kind[k] = kind_of_buyer(model, site);
        fixed->slot_essentiality[k] = model->group_essentiality[model->slot_group[k]];
        fixed->slot_arrival[k] = cki_waits(model, site) ? 0.0 : model->slot_use[k];
        fixed->slot_thrift[k] = cki_is_market(model, site) ? 0.0 : thrift;
    }
}

static void fill_products(ck_run *run) {
    const ck_model *model = run->model;
    cki_fixed *fixed = &run->fixed;
    for (uint32_t p = 0; p < model->product_count; p++) {
        const uint32_t site = model->product_site[p];
        const bool waits = cki_waits(model, site);
        const bool joint = model->site_first_product[site + 1] - model->site_first_product[site] > 1;
        fixed->product_base[p] = waits ? 0.0 : model->product_output[p];
        fixed->product_final[p] = waits ? 0.0 : model->product_final[p];
        fixed->product_discard[p] = waits ? 0.0 : model->product_discard[p];
        fixed->product_target[p] = waits ? 0.0 : run->sample.product_target[p];
        fixed->product_level[p] = 1.0 / model->product_output[p];
        fixed->product_store[p] = CK_INFINITY;
        if (joint) fixed->product_store[p] = run->sample.product_target[p] + STORE_DAYS * model->product_output[p];
        fixed->product_leads[p] = p == model->site_first_product[site] ? 1.0 : 0.0;
        fixed->product_drives[p] = model->product_drives[p] != 0 ? 1.0 : 0.0;
    }
}

/* Equations 20, 21 and 23. */
static void fill_responses(ck_run *run) {
    const ck_model *model = run->model;
    cki_fixed *fixed = &run->fixed;
    for (uint32_t p = 0; p < model->product_count; p++) {
        const uint32_t item = model->product_item[p];
        const double flexibility = cki_parameter(run, CK_PARAMETER_price_flexibility) * model->item_price_flexibility[item];
        const double supplier = cki_parameter(run, CK_PARAMETER_switch_price) * model->item_supplier_elasticity[item];
        const double demand = cki_parameter(run, CK_PARAMETER_demand_response) * model->item_demand_elasticity[item];
        fixed->flexibility[p] = cki_waits(model, model->product_site[p]) ? 0.0 : flexibility;
        fixed->supplier_elasticity[p] = supplier;
        fixed->demand_elasticity[p] = demand;
        fixed->repute_rate[p] = fixed->week_switch / (1.0 + PRICED_TWICE * supplier * flexibility);
        fixed->use_rate[p] = fixed->week_demand / (1.0 + PRICED_TWICE * demand * flexibility);
    }
}

ck_status cki_shape_check(const ck_model *model, ck_diags *diags) {
    for (uint32_t site = 0; site < model->site_count; site++) {
        const uint32_t group = model->site_first_group[site], groups = model->site_first_group[site + 1] - group;
        const uint32_t slots = model->group_first_slot[group + groups] - model->group_first_slot[group];
        const uint32_t products = model->site_first_product[site + 1] - model->site_first_product[site];
        const bool one_input = groups == 1 && slots == 1 && model->group_essentiality[group] == 1.0;
        bool sound = true;
        if (model->site_kind[site] == CK_SITE_FINAL_USE) sound = products == 0 && one_input;
        if (model->site_kind[site] == CK_SITE_MARKET) {
            const uint32_t product = model->site_first_product[site];
            sound = products == 1 && one_input && model->product_discard[product] == 0.0 && model->product_final[product] == 0.0;
        }
        if (sound) continue;
        return ck_diags_add(diags, CK_E_FORMAT, (ck_place){0}, "site %u of the model has %u inputs and %u products",
                            "a market has one of each, a final use one input", site, slots, products);
    }
    return CK_OK;
}

/* The price that an owner of capacity looks at: that of the market which he serves, else his own. */
static uint32_t watched_product(const ck_model *model, uint32_t site) {
    const uint32_t own = model->site_first_product[site];
    if (own == model->site_first_product[site + 1]) return 0;
    const uint32_t flow = model->product_first_flow[own];
    if (flow == model->product_first_flow[own + 1]) return own;
    const uint32_t buyer = model->slot_site[model->flow_slot[flow]];
    return cki_is_market(model, buyer) ? model->site_first_product[buyer] : own;
}

static void fill_owners(ck_run *run) {
    const ck_model *model = run->model;
    for (uint32_t site = 0; site < model->site_count; site++) {
        const double response = cki_parameter(run, CK_PARAMETER_capacity_response) *
                                model->item_capacity_response[model->site_item[site]];
        run->fixed.watched[site] = watched_product(model, site);
        run->fixed.build_response[site] = cki_waits(model, site) ? 0.0 : response;
    }
}

/* Part of what a market sells in the baseline that is for military use. */
static double military_share(const ck_model *model, uint32_t market) {
    double military = 0.0, all = 0.0;
    for (uint32_t p = model->site_first_product[market]; p < model->site_first_product[market + 1]; p++) {
        for (uint32_t f = model->product_first_flow[p]; f < model->product_first_flow[p + 1]; f++) {
            military += model->flow_quantity[f] * model->flow_military[f];
            all += model->flow_quantity[f];
        }
    }
    return all > 0.0 ? military / all : 0.0;
}

static void fill_stockpiles(ck_run *run) {
    const ck_model *model = run->model;
    for (uint32_t site = 0; site < model->site_count; site++) run->fixed.site_share[site] = 1.0;
    for (uint32_t i = 0; i < model->stockpile_count; i++) {
        const uint32_t site = model->stockpile_site[i];
        const uint32_t flow = model->product_first_flow[model->site_first_product[site]];
        if (model->stockpile_military[i] == 0) continue;
        run->fixed.site_share[site] = military_share(model, model->slot_site[model->flow_slot[flow]]);
    }
}

void cki_fixed_fill(ck_run *run) {
    cki_fixed *fixed = &run->fixed;
    fill_flows(run);
    cki_tiles_fill(run);
    cki_ways_fill(run);
    cki_lone_fill(run);
    fill_months(run);
    fill_slots(run);
    fill_products(run);
    fill_owners(run);
    fill_stockpiles(run);
    fixed->gap = 1.0 / cki_parameter(run, CK_PARAMETER_stock_gap_days);
    fixed->memory = 1.0 / cki_parameter(run, CK_PARAMETER_fill_memory_days);
    fixed->overtime = 1.0 / cki_parameter(run, CK_PARAMETER_overtime_days);
    fixed->log_ceiling = ck_log(cki_parameter(run, CK_PARAMETER_price_ceiling));
    fixed->week_gap = cki_over_week(fixed->gap);
    fixed->order_gap = fixed->week_gap / (double)CKI_REVIEW_DAYS;
    fixed->week_switch = cki_over_week(1.0 / cki_parameter(run, CK_PARAMETER_switch_days));
    fixed->week_price = cki_over_week(1.0 / cki_parameter(run, CK_PARAMETER_price_days));
    fixed->week_demand = cki_over_week(1.0 / cki_parameter(run, CK_PARAMETER_demand_days));
    fill_responses(run);
    fixed->forgotten[0] = 1.0;
    for (uint32_t day = 0; day < CKI_REVIEW_DAYS; day++) {
        fixed->forgotten[day + 1] = fixed->forgotten[day] * (1.0 - fixed->memory);
    }
}

/* ---------------------------------------------------------------- scratch ----------------------------------------- */

void cki_scratch_fill(ck_run *run) {
    const ck_model *model = run->model;
    cki_scratch *scratch = &run->scratch;
    for (uint32_t site = 0; site < model->site_count; site++) {
        scratch->possible[site] = model->site_base_level[site];
        scratch->plan[site] = model->site_base_level[site];
        scratch->factor[site] = 1.0;
        scratch->able[site] = 1.0;
        scratch->wanted[site] = model->site_base_level[site];
    }
    for (uint32_t p = 0; p < model->product_count; p++) {
        scratch->made[p] = run->fixed.product_base[p];
        scratch->final_wanted[p] = run->fixed.product_final[p];
        scratch->final_sold[p] = run->fixed.product_final[p];
        scratch->sent[p] = scratch->run_level[p] = 0.0;
        scratch->log_price[p] = 0.0;
        scratch->offer[p] = (cki_offer){1.0, 1.0, 1.0, 0.0};
    }
    for (uint32_t k = 0; k < model->slot_count; k++) {
        scratch->arriving[k] = 0.0;
        scratch->used[k] = run->fixed.slot_arrival[k];
        scratch->need[k] = model->slot_use[k];
        scratch->rise[k] = 0.0;
    }
    for (uint32_t f = 0; f < model->flow_count; f++) {
        scratch->allowed[f] = 0.0;
        scratch->sent[model->flow_product[f]] += model->flow_quantity[f];
    }
    for (size_t i = 0; i < run->shape.SUPPLIER; i++) {
        scratch->barrier[i] = scratch->toll[i] = 1.0;
        scratch->charge[i] = scratch->weight[i] = 0.0;
        scratch->sailing[i] = run->fixed.suppliers.base[i];
    }
    cki_sight_fill(run);
}

void cki_scratch_take_up(ck_run *run) {
    const ck_model *model = run->model;
    for (uint32_t k = 0; k < model->slot_count; k++) {
        const bool final_use = model->site_kind[model->slot_site[k]] == CK_SITE_FINAL_USE;
        run->scratch.need[k] = final_use ? model->slot_use[k] : model->slot_use[k] * run->state.intensity[k];
    }
    cki_substitutes_review(run);
    cki_sail_take_up(run);
    cki_demand_take_up(run);
}

/* ---------------------------------------------------------------- state ------------------------------------------- */

static void fill_f64(double *at, size_t count, double value) {
    for (size_t i = 0; i < count; i++) at[i] = value;
}
static void fill_u32(uint32_t *at, size_t count, uint32_t value) {
    for (size_t i = 0; i < count; i++) at[i] = value;
}

static void fill_site_state(ck_run *run) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    for (uint32_t site = 0; site < model->site_count; site++) {
        state->level[site] = model->site_base_level[site];
        state->capacity[site] = model->site_capacity[site];
        state->lowest[site] = 1.0;
    }
    fill_u32(state->first_slow, model->site_count, CK_NONE);
    fill_u32(state->first_stop, model->site_count, CK_NONE);
    fill_u32(state->lowest_day, model->site_count, CK_NONE);
    fill_u32(state->slow_slot, model->site_count, CK_NONE);
    fill_u32(state->slow_flow, model->site_count, CK_NONE);
    fill_u32(state->slow_measure, model->site_count, CK_NONE);
}

static void fill_product_state(ck_run *run) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    for (uint32_t p = 0; p < model->product_count; p++) {
        double demand = 0.0;
        const uint32_t end = model->product_first_flow[p + 1];
        for (uint32_t f = model->product_first_flow[p]; f < end; f++) demand += model->flow_quantity[f];
        state->demand[p] = demand;
        state->running[p] = demand;
        state->demand_memory[p] = demand;
        state->finished[p] = cki_waits(model, model->product_site[p]) ? 0.0 : run->sample.product_target[p];
    }
    for (uint32_t i = 0; i < model->stockpile_count; i++) {
        state->finished[model->site_first_product[model->stockpile_site[i]]] = model->stockpile_quantity[i];
    }
    fill_f64(state->final_index, model->product_count, 1.0);
    fill_f64(state->price, model->product_count, 1.0);
}

static void fill_slot_state(ck_run *run) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    for (uint32_t k = 0; k < model->slot_count; k++) {
        const double level = model->site_base_level[model->slot_site[k]];
        state->stock[k] = run->sample.slot_target[k] * level;
        state->target[k] = run->sample.slot_target[k] * level;
    }
    fill_f64(state->steady, model->slot_count, 1.0);
    fill_f64(state->intensity, model->slot_count, 1.0);
    fill_f64(state->landed, model->slot_count, 1.0);
    fill_f64(state->cover_fill, model->slot_count, 1.0);
    fill_u32(state->short_flow, model->slot_count, CK_NONE);
    fill_u32(state->short_measure, model->slot_count, CK_NONE);
    fill_f64(state->short_last, model->slot_count, -(double)CKI_REVIEW_DAYS);
    fill_u32(state->short_day, model->slot_count, CK_NONE);
}

static void fill_flow_state(ck_run *run) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    const size_t suppliers = run->shape.SUPPLIER;
    for (uint32_t week = 0; week < run->fixed.ring_weeks; week++) {
        cki_copy(state->order + week * suppliers, run->fixed.suppliers.base, suppliers * sizeof(double));
    }
    fill_f64(state->part, run->shape.PART_DAY, 1.0);
    fill_f64(state->leaves, run->shape.LONE_DAY, 1.0);
    for (size_t i = 0; i < run->shape.SUPPLIER; i++) {
        state->share[i] = run->fixed.suppliers.reference[i] > 0.0 ? 1.0 : 0.0;
    }
    fill_f64(state->permit, model->flow_count, 1.0);
    fill_f64(state->fill, run->shape.SUPPLIER, 1.0);
    fill_u32(state->blocker, model->flow_count, CK_NONE);
    const uint32_t *is_pile = run->fixed.lone.is_pile;
    for (uint32_t at = 0; at < run->fixed.lone.count; at++) state->permitted[at] = is_pile[at] != 0 ? 0.0 : 1.0;
}

void cki_state_fill(ck_run *run) {
    const cki_shapes shape = cki_shapes_on(run, 0);
    for (size_t i = 0; i < CKI_FIELDS; i++) {
        cki_zero(cki_field_address(&run->state, &cki_fields[i]), cki_field_bytes(&shape, &cki_fields[i]));
    }
    fill_site_state(run);
    fill_product_state(run);
    fill_slot_state(run);
    fill_flow_state(run);
    for (uint32_t i = 0; i < run->model->project_count; i++) {
        run->state.project_progress[i] = -run->sample.project_start[i];
    }
}

void cki_state_settle(ck_run *run) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    for (uint32_t f = 0; f < model->flow_count; f++) {
        const uint32_t lone = run->fixed.lone.of_flow[f];
        if (lone != CK_NONE) state->permitted[lone] = state->permit[f];
        const bool stockpile = model->flow_kind[f] == CKI_FLOW_STOCKPILE;
        if (stockpile) state->special[model->flow_product[f]] = 1;
        const bool permitted = state->permit[f] == 1.0 || stockpile;
        const bool untaxed = state->wedge[f] == 0.0 && state->charge[f] == 0.0;
        if (permitted && untaxed && state->warned[f] == 0.0) continue;
        cki_wake(run);
        state->special[model->flow_product[f]] = 1;
    }
    cki_lone_settle(run);
    cki_build_capacity(run);
}
