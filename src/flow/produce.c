#include "flow/stages.h"
#include "flow/start.h"
#include "flow/substitute.h"

#define GROUP_LIMIT 64u              // inputs of one group that are looked at together; further ones are Leontief

/* ---------------------------------------------------------------- receive ----------------------------------------- */

void cki_stage_receive(ck_run *run) {
    const ck_model *model = run->model;
    double *today = run->state.transit + (size_t)(run->day & (run->transit_days - 1)) * model->slot_count;
    for (uint32_t i = 0; i < run->awake_count; i++) {
        const uint32_t site = run->awake[i];
        const uint32_t end = model->group_first_slot[model->site_first_group[site + 1]];
        for (uint32_t k = model->group_first_slot[model->site_first_group[site]]; k < end; k++) {
            const double deviation = today[k];
            run->scratch.arrived[k] = run->fixed.slot_arrival[k] + deviation;
            run->state.under_way[k] -= deviation;
            today[k] = 0.0;
        }
    }
}

/* ---------------------------------------------------------------- demand ------------------------------------------ */

/* What may leave of an order that is not free. The permit is the share of buyers who may be served, so it applies to what
   they use from day to day: nobody's licence grows because others lack one. What is held back waits (`held`), and the part of
   it whose buyers get their permit is added to their orders while their stocks are low (`freed`). */
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
    const double steady = order * state->steady[run->model->flow_slot[flow]];
    const double lacking = (order - steady) / run->fixed.rate_gap;               // unit: what the buyers miss in their stocks
    if (permit > before) {
        const double moved = state->held[flow] * ((permit - before) / (1.0 - before));
        state->held[flow] -= moved;
        state->freed[flow] += moved;
    }
    state->held[flow] += cki_parameter(run, CK_PARAMETER_backlog_share) * (1.0 - permit) * steady;
    state->held[flow] = ck_min(state->held[flow], lacking);
    state->freed[flow] = ck_min(state->freed[flow], lacking);
    const double catching_up = state->freed[flow] * run->fixed.rate_gap;
    state->freed[flow] -= catching_up;
    return ck_min(permit * steady + catching_up, order);
}

static double demand_of_product(ck_run *run, uint32_t product) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    double demand = 0.0;
    for (uint32_t f = model->product_first_flow[product]; f < model->product_first_flow[product + 1]; f++) {
        double order = state->order[f];
        if (state->permit[f] != 1.0 || state->permitted[f] != 1.0) order = order_under_permit(run, f, order);
        state->shipped[f] = order;
        demand += order;
    }
    return demand;
}

/* ---------------------------------------------------------------- wanted ------------------------------------------ */

typedef struct wish { double today, plan; } wish;        // levels: what is asked for now, and what inputs are ordered for

static wish wish_of_final_use(const ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    const uint32_t slot = model->group_first_slot[model->site_first_group[site]];
    const double later = run->state.catch_up[site] * run->fixed.rate_gap / model->site_reference[site];
    const double level = model->site_base_level[site] * run->state.intensity[slot] + later;
    return (wish){level, level};
}

static wish wish_of_product(ck_run *run, uint32_t site, uint32_t product, double later) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    const double discard = run->fixed.product_discard[product], output = model->product_output[product];
    const double demand = state->demand[product];
    state->demand_memory[product] += (demand - state->demand_memory[product]) * run->fixed.rate_memory;

    const double base_final = cki_waits(model, site) ? 0.0 : model->product_final[product];
    const double final_wanted = base_final * state->final_index[product] + later;
    run->scratch.final_wanted[product] = final_wanted;
    const double finished = state->finished[product];
    const double gap = (run->sample.product_target[product] * model->site_base_level[site] - finished) * run->fixed.rate_gap;
    const double planned = ((state->demand_memory[product] + discard) + final_wanted) + gap;
    const double asked = ((demand + discard) + final_wanted) - finished;
    const double today = cki_is_market(model, site) ? asked : ck_max(planned, asked);
    run->scratch.pressure[product] = ((demand + discard) + final_wanted) / output;
    return (wish){ck_max(today / output, 0.0), ck_max(planned / output, 0.0)};
}

static wish wish_of_site(ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    const uint32_t first = model->site_first_product[site], end = model->site_first_product[site + 1];
    if (model->site_kind[site] == CK_SITE_FINAL_USE) return wish_of_final_use(run, site);
    wish most = {0.0, 0.0};
    for (uint32_t p = first; p < end; p++) {
        run->state.demand[p] = demand_of_product(run, p);
        const double later = p == first ? run->state.catch_up[site] * run->fixed.rate_gap : 0.0;
        const wish one = wish_of_product(run, site, p, later);
        if (model->product_drives[p] == 0) continue;
        most.today = ck_max(most.today, one.today);
        most.plan = ck_max(most.plan, one.plan);
    }
    return most;
}

/* ---------------------------------------------------------------- capacity ---------------------------------------- */

/* The largest level today; overtime builds up while more than the capacity is wanted and fades otherwise. */
static double capacity_today(ck_run *run, uint32_t site, double wanted) {
    cki_state *state = &run->state;
    const double capacity = state->capacity[site], extra = run->model->site_overtime[site];
    if (!(extra > 0.0)) return capacity;
    const double goal = wanted > capacity ? 1.0 : 0.0;
    state->overtime[site] += (goal - state->overtime[site]) * run->fixed.rate_overtime;
    return capacity + extra * state->overtime[site];
}

/* ---------------------------------------------------------------- inputs ------------------------------------------ */

typedef struct supply { double need, offer; } supply;    // unit/day; offer / need is at most what the stock allows

/* The price response of a final use is in its level, that of a maker in what he uses for a level. */
static double need_of_slot(const ck_run *run, uint32_t site, uint32_t slot, double level) {
    const double use = run->model->slot_use[slot];
    return run->model->site_kind[site] == CK_SITE_FINAL_USE ? use * level : use * run->state.intensity[slot] * level;
}

/* What is offered of an input. Users stretch what they have: below `thrift` of the target stock they take less than they
   need, in proportion to what is left. Markets sell what they have. */
static supply supply_of_slot(const ck_run *run, uint32_t site, uint32_t slot, double level) {
    const double available = run->state.stock[slot] + run->scratch.arrived[slot];
    const double need = need_of_slot(run, site, slot, level);
    if (cki_is_market(run->model, site)) return (supply){need, available};
    const double bar = cki_parameter(run, CK_PARAMETER_thrift_cover) * run->sample.slot_target[slot];
    if (available >= bar || bar <= need) return (supply){need, available};
    return (supply){need, need * (available / bar)};
}

typedef struct shortage { double factor; uint32_t slot; } shortage;      // what is left of the level, and the input behind it

/* Groups of one: the rule. Leaves the share of the need that is offered in `used`. */
static shortage single_input(ck_run *run, uint32_t site, uint32_t group, uint32_t slot, double level) {
    const supply at = supply_of_slot(run, site, slot, level);
    const double fill = at.offer < at.need ? ck_max(at.offer / at.need, 0.0) : 1.0;
    run->state.used[slot] = fill;
    if (fill == 1.0) return (shortage){1.0, CK_NONE};
    return (shortage){1.0 - run->model->group_essentiality[group] * (1.0 - fill), slot};
}

static double elasticity_of_group(const ck_run *run, uint32_t group, double short_days) {
    const ck_model *model = run->model;
    return cki_parameter(run, CK_PARAMETER_substitution_multiplier) *
           cki_elasticity_after(model->group_elasticity_short[group], model->group_elasticity_long[group],
                                model->group_elasticity_days[group], short_days);
}

static shortage several_inputs(ck_run *run, uint32_t site, uint32_t group, double level) {
    const ck_model *model = run->model;
    const uint32_t first = model->group_first_slot[group];
    const uint32_t count = ck_min_u32(model->group_first_slot[group + 1] - first, GROUP_LIMIT);
    double share[GROUP_LIMIT], offer[GROUP_LIMIT], use[GROUP_LIMIT];
    double value = 0.0, short_days = 0.0, least = 1.0;
    uint32_t shortest = CK_NONE;
    for (uint32_t i = 0; i < count; i++) {
        const supply at = supply_of_slot(run, site, first + i, level);
        offer[i] = at.need > 0.0 ? ck_max(at.offer / at.need, 0.0) : 1.0;
        share[i] = model->slot_cost_share[first + i];
        value += share[i];
        short_days = ck_max(short_days, run->state.short_days[first + i]);
        if (offer[i] < least) {
            least = offer[i];
            shortest = first + i;
        }
    }
    double fill = 1.0;
    if (shortest == CK_NONE) {
        for (uint32_t i = 0; i < count; i++) use[i] = 1.0;
    } else {
        for (uint32_t i = 0; i < count; i++) share[i] = value > 0.0 ? share[i] / value : 1.0 / (double)count;
        fill = cki_substitute(share, offer, use, count, elasticity_of_group(run, group, short_days));
    }
    for (uint32_t i = 0; i < count; i++) run->state.used[first + i] = use[i];
    shortage found = {1.0 - model->group_essentiality[group] * (1.0 - fill), fill < 1.0 ? shortest : CK_NONE};
    for (uint32_t k = first + count; k < model->group_first_slot[group + 1]; k++) {
        const shortage other = single_input(run, site, group, k, level);
        if (other.factor < found.factor) found = other;
    }
    return found;
}

/* The scarcest group. Afterwards `used` holds shares of the needs and `allows` what each group would allow. */
static shortage scarcest_input(ck_run *run, uint32_t site, double level) {
    const ck_model *model = run->model;
    shortage worst = {1.0, CK_NONE};
    for (uint32_t g = model->site_first_group[site]; g < model->site_first_group[site + 1]; g++) {
        const uint32_t first = model->group_first_slot[g];
        const bool alone = model->group_first_slot[g + 1] - first == 1;
        const shortage one = alone ? single_input(run, site, g, first, level) : several_inputs(run, site, g, level);
        run->scratch.allows[g] = one.factor;
        if (one.factor < worst.factor) worst = one;
    }
    return worst;
}

/* ---------------------------------------------------------------- shortage ---------------------------------------- */

/* The supplier whose failure weighs most: base quantity times the share of the orders that he does not fill. */
static uint32_t weakest_flow(const ck_run *run, uint32_t slot) {
    const ck_model *model = run->model;
    uint32_t weakest = CK_NONE;
    double most = -1.0;
    for (uint32_t i = model->slot_first_inbound[slot]; i < model->slot_first_inbound[slot + 1]; i++) {
        const uint32_t f = model->inbound_flow[i];
        const double lack = run->fixed.flow_reference[f] * (1.0 - ck_min(run->state.fill[f], run->state.permit[f]));
        if (lack > most) {
            most = lack;
            weakest = f;
        }
    }
    return weakest;
}

static void note_shortage(ck_run *run, uint32_t slot, bool short_today) {
    cki_state *state = &run->state;
    if (short_today && state->short_flow[slot] == CK_NONE) {
        state->short_flow[slot] = weakest_flow(run, slot);
        if (state->short_flow[slot] != CK_NONE) state->short_measure[slot] = state->blocker[state->short_flow[slot]];
        state->short_day[slot] = run->day;
    }
    if (short_today || cki_is_strained(run, slot)) state->short_days[slot] += 1.0;
    else if (state->short_days[slot] > 0.0) state->short_days[slot] = ck_max(state->short_days[slot] - 1.0, 0.0);
}

static void use_input(ck_run *run, uint32_t site, uint32_t slot, double level, double scale) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    const double share = state->used[slot];
    note_shortage(run, slot, share < 1.0);
    state->used[slot] = need_of_slot(run, site, slot, level) * (share * scale);
    state->stock[slot] += run->scratch.arrived[slot] - state->used[slot];
    if (state->stock[slot] < 0.0) {
        const double error = -state->stock[slot] / (model->slot_use[slot] + run->sample.slot_target[slot]);
        run->scratch.mass_error = ck_max(run->scratch.mass_error, error);
        state->stock[slot] = 0.0;
    }
}

/* Uses follow the level that is reached: a group that would allow more than the scarcest one is used in proportion. */
static void use_inputs(ck_run *run, uint32_t site, double level, double factor) {
    const ck_model *model = run->model;
    for (uint32_t g = model->site_first_group[site]; g < model->site_first_group[site + 1]; g++) {
        const double allows = run->scratch.allows[g];
        const double scale = allows > factor ? factor / allows : 1.0;
        for (uint32_t k = model->group_first_slot[g]; k < model->group_first_slot[g + 1]; k++) {
            use_input(run, site, k, level, scale);
        }
    }
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

static void produce(ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    if (model->site_kind[site] == CK_SITE_STOCKPILE) {
        for (uint32_t p = model->site_first_product[site]; p < model->site_first_product[site + 1]; p++) {
            state->demand[p] = demand_of_product(run, p);
        }
        return;
    }
    const wish wanted = wish_of_site(run, site);
    const double capacity = capacity_today(run, site, wanted.today);
    const double possible = ck_min(wanted.today, capacity);
    const shortage input = scarcest_input(run, site, possible);
    const double level = possible * input.factor;

    state->wanted[site] = wanted.today;
    state->level[site] = level;
    state->bound_slot[site] = input.slot;
    if (input.factor < 1.0) state->bound[site] = CK_BOUND_INPUT;
    else if (wanted.today > capacity) state->bound[site] = CK_BOUND_CAPACITY;
    else state->bound[site] = wanted.today < model->site_base_level[site] ? CK_BOUND_DEMAND : CK_BOUND_NONE;

    const double base_capacity = cki_waits(model, site) ? 1.0 : model->site_capacity[site];
    run->scratch.plan[site] = ck_min(wanted.plan, capacity);
    run->scratch.reach[site] = (state->capacity[site] / base_capacity) * input.factor;
    use_inputs(run, site, possible, input.factor);
    for (uint32_t p = model->site_first_product[site]; p < model->site_first_product[site + 1]; p++) {
        run->scratch.made[p] = level * model->product_output[p];
    }
}

void cki_stage_produce(ck_run *run) {
    for (uint32_t i = 0; i < run->awake_count; i++) produce(run, run->awake[i]);
}
