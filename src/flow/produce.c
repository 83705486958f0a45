#include "flow/stages.h"
#include "flow/start.h"
#include "flow/substitute.h"

#define GROUP_LIMIT 64u              // inputs of one group that are looked at together; further ones are Leontief

/* ---------------------------------------------------------------- receive ----------------------------------------- */

void cki_stage_receive(ck_run *run) {
    double *transit = run->state.transit;
    const uint32_t *place = run->fixed.slot_transit;
    double *under_way = run->state.under_way, *arriving = run->state.arriving;
    const double *coming = run->state.coming;
    for (uint32_t i = 0; i < run->awake_count; i++) {
        const uint32_t site = run->awake[i], end = run->fixed.site_slot[site + 1];
        for (uint32_t k = run->fixed.site_slot[site]; k < end; k++) {
            double *change = &transit[place[k] + (run->day & (place[k + 1] - place[k] - 1))];
            const double now = arriving[k] + *change;
            under_way[k] = (under_way[k] + coming[k]) - now;
            arriving[k] = now;
            *change = 0.0;
        }
    }
}

/* ---------------------------------------------------------------- demand ------------------------------------------ */

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

static void add_up_orders(ck_run *run, uint32_t product, bool special) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    const uint32_t first = model->product_first_flow[product], end = model->product_first_flow[product + 1];
    const double *order = state->order, *steady = state->steady;
    const uint32_t *slot = model->flow_slot;
    double demand = 0.0, running = 0.0;
    bool restricted = false;
    for (uint32_t f = first; f < end; f++) {
        double now = order[f], use = now * steady[slot[f]];
        if (special) {
            if (state->permit[f] != 1.0 || state->permitted[f] != 1.0) {
                now = order_under_permit(run, f, now);
                use *= state->permit[f];
                restricted = true;
            }
            run->scratch.allowed[f] = now;
        }
        demand += now;
        running += use;
    }
    state->demand[product] = demand;
    state->running[product] = running;
    state->special[product] = restricted ? 1 : 0;
    run->scratch.moved[product] = special ? CKI_MOVED_SPECIAL : CKI_MOVED;
}

/* Orders change after a weekly review, and with permits. */
static inline void demand_of_product(ck_run *run, uint32_t product) {
    const bool special = run->state.special[product] != 0;
    run->scratch.moved[product] = 0;
    if (special || run->ordered) add_up_orders(run, product, special);
}

/* ---------------------------------------------------------------- wanted ------------------------------------------ */

/* Levels: what is asked for now, and the running use that inputs are ordered for. Restocking and catching up are in
   the first alone: they show in the stocks of inputs, so that an order tells its seller which part of it is running
   use. */
typedef struct wish { double today, plan; } wish;

static wish wish_of_final_use(const ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    const uint32_t slot = model->group_first_slot[model->site_first_group[site]];
    const double later = run->state.catch_up[site] * run->fixed.gap / model->site_reference[site];
    const double level = model->site_base_level[site] * run->state.intensity[slot];
    return (wish){level + later, level};
}

static inline double level_of(const ck_run *run, uint32_t product, double output) {
    if (output == run->model->product_output[product]) return 1.0;
    return output > 0.0 ? output * run->fixed.product_level[product] : 0.0;
}

static wish wish_of_product(ck_run *run, bool market, uint32_t product, double later) {
    cki_state *state = &run->state;
    const double discard = run->fixed.product_discard[product], finished = state->finished[product];
    const double demand = state->demand[product];
    state->demand_memory[product] += (state->running[product] - state->demand_memory[product]) * run->fixed.memory;
    const double final_use = run->fixed.product_final[product] * state->final_index[product];
    const double final_wanted = final_use + later;
    run->scratch.final_wanted[product] = final_wanted;
    const double gap = (run->fixed.product_target[product] - finished) * run->fixed.gap;
    const double smooth = ((state->demand_memory[product] + discard) + final_wanted) + gap;
    const double asked = ((demand + discard) + final_wanted) - finished;
    double plan = 0.0;                                       // is needed when orders are written
    if (run->reviews) plan = level_of(run, product, (state->demand_memory[product] + discard) + final_use);
    return (wish){level_of(run, product, market ? asked : ck_max(smooth, asked)), plan};
}

static wish wish_of_site(ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    const uint32_t first = model->site_first_product[site], end = model->site_first_product[site + 1];
    if (model->site_kind[site] == CK_SITE_FINAL_USE) return wish_of_final_use(run, site);
    const bool market = cki_is_market(model, site);
    double later = run->state.catch_up[site] * run->fixed.gap;
    wish most = {0.0, 0.0};
    for (uint32_t p = first; p < end; p++) {
        if (run->fixed.site_plain[site] == 0) demand_of_product(run, p);
        const wish one = wish_of_product(run, market, p, later);
        later = 0.0;
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
    state->overtime[site] += (goal - state->overtime[site]) * run->fixed.overtime;
    return capacity + extra * state->overtime[site];
}

/* ---------------------------------------------------------------- inputs ------------------------------------------ */

typedef struct supply { double need, offer; } supply;    // unit/day; offer / need is at most what the stock allows

/* What is offered of an input. Users stretch what they have: they take their need times the stock over `thrift` of
   the target stock, so less than they need when there is less, and more, to replace other inputs, as far as there is
   more. Markets sell what they have. */
static supply supply_of_slot(const ck_run *run, uint32_t slot, double level) {
    const double arrived = run->fixed.slot_arrival[slot] + run->state.arriving[slot];
    const double available = run->state.stock[slot] + arrived;
    const double need = run->scratch.need[slot] * level, bar = run->fixed.slot_thrift[slot];
    return (supply){need, bar > need ? need * (available / bar) : available};
}

typedef struct shortage { double factor; uint32_t slot; } shortage;      // what is left of the level, and why

/* Groups of one: the rule. Leaves the share of the need that is offered in `used`. */
static shortage single_input(ck_run *run, uint32_t group, uint32_t slot, double level) {
    const supply at = supply_of_slot(run, slot, level);
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

static shortage several_inputs(ck_run *run, uint32_t group, double level) {
    const ck_model *model = run->model;
    const uint32_t first = model->group_first_slot[group];
    const uint32_t count = ck_min_u32(model->group_first_slot[group + 1] - first, GROUP_LIMIT);
    double share[GROUP_LIMIT], offer[GROUP_LIMIT], use[GROUP_LIMIT];
    double value = 0.0, short_days = 0.0, least = 1.0;
    uint32_t shortest = CK_NONE;
    for (uint32_t i = 0; i < count; i++) {
        const supply at = supply_of_slot(run, first + i, level);
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
        const shortage other = single_input(run, group, k, level);
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
        const shortage one = alone ? single_input(run, g, first, level) : several_inputs(run, g, level);
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

static void note_shortage(ck_run *run, uint32_t slot) {
    cki_state *state = &run->state;
    state->short_last[slot] = run->day;
    if (state->short_day[slot] != CK_NONE) return;
    state->short_day[slot] = run->day;
    state->short_flow[slot] = weakest_flow(run, slot);
    if (state->short_flow[slot] != CK_NONE) state->short_measure[slot] = state->blocker[state->short_flow[slot]];
}

static void use_input(ck_run *run, uint32_t slot, double level, double scale) {
    cki_state *state = &run->state;
    const double share = state->used[slot];
    if (share < 1.0) note_shortage(run, slot);
    const double arrived = run->fixed.slot_arrival[slot] + state->arriving[slot];
    const double used = run->scratch.need[slot] * level * (share * scale);
    const double stock = state->stock[slot] + (arrived - used);
    state->used[slot] = used;
    state->stock[slot] = stock;
    if (stock < 0.0) {
        const double error = -stock / (run->model->slot_use[slot] + run->sample.slot_target[slot]);
        run->scratch.mass_error = ck_max(run->scratch.mass_error, error);
        state->stock[slot] = 0.0;
    }
}

/* Nothing is short: the usual case, without a look at groups. */
static bool inputs_suffice(const ck_run *run, uint32_t first, uint32_t end, double level) {
    const double *stock = run->state.stock, *arriving = run->state.arriving, *arrival = run->fixed.slot_arrival;
    const double *need = run->scratch.need, *thrift = run->fixed.slot_thrift;
    for (uint32_t k = first; k < end; k++) {
        const double available = stock[k] + (arrival[k] + arriving[k]);
        if (!(available >= need[k] * level && available >= thrift[k])) return false;
    }
    return true;
}
static void use_in_full(ck_run *run, uint32_t first, uint32_t end, double level) {
    const double *arriving = run->state.arriving, *arrival = run->fixed.slot_arrival, *need = run->scratch.need;
    double *stock = run->state.stock, *used = run->state.used;
    for (uint32_t k = first; k < end; k++) {
        const double use = need[k] * level;
        used[k] = use;
        stock[k] += (arrival[k] + arriving[k]) - use;
        if (stock[k] < 0.0) stock[k] = 0.0;                  // the rounding of a subtraction
    }
}

/* Uses follow the level that is reached: a group that would allow more than the scarcest one is used in proportion. */
static void use_inputs(ck_run *run, uint32_t site, double level, double factor) {
    const ck_model *model = run->model;
    for (uint32_t g = model->site_first_group[site]; g < model->site_first_group[site + 1]; g++) {
        const double allows = run->scratch.allows[g];
        const double scale = allows > factor ? factor / allows : 1.0;
        for (uint32_t k = model->group_first_slot[g]; k < model->group_first_slot[g + 1]; k++) {
            use_input(run, k, level, scale);
        }
    }
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

/* A market that has enough: what `produce` does, without what a market does not have. False when it has not enough. */
static bool sell_on(ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    const uint32_t p = model->site_first_product[site], k = run->fixed.site_slot[site];
    const double asked = state->demand[p] - state->finished[p];
    const double level = level_of(run, p, asked);
    const double arrived = run->fixed.slot_arrival[k] + state->arriving[k], available = state->stock[k] + arrived;
    const double used = run->scratch.need[k] * level;
    if (!(available >= used) || level > state->capacity[site]) return false;
    const double memory = state->demand_memory[p] + (state->running[p] - state->demand_memory[p]) * run->fixed.memory;
    state->demand_memory[p] = memory;
    state->wanted[site] = level;
    state->level[site] = level;
    state->bound[site] = level < model->site_base_level[site] ? CK_BOUND_DEMAND : CK_BOUND_NONE;
    state->bound_slot[site] = CK_NONE;
    run->scratch.factor[site] = 1.0;
    if (run->reviews) run->scratch.plan[site] = ck_min(level_of(run, p, memory), state->capacity[site]);
    state->used[k] = used;
    state->stock[k] = ck_max(state->stock[k] + (arrived - used), 0.0);
    run->scratch.made[p] = level * model->product_output[p];
    return true;
}

/* A market that sold yesterday what it sells today: its stock and its memory move. False when something else may. */
static bool keep_on(ck_run *run, uint32_t site) {
    cki_state *state = &run->state;
    const uint32_t p = run->model->site_first_product[site], k = run->fixed.site_slot[site];
    const double level = state->level[site], used = state->used[k];
    const double arrived = run->fixed.slot_arrival[k] + state->arriving[k], available = state->stock[k] + arrived;
    if (run->ordered || state->special[p] != 0 || !(available >= used) || level > state->capacity[site]) return false;
    const double memory = state->demand_memory[p] + (state->running[p] - state->demand_memory[p]) * run->fixed.memory;
    state->demand_memory[p] = memory;
    if (run->reviews) run->scratch.plan[site] = ck_min(level_of(run, p, memory), state->capacity[site]);
    state->stock[k] = ck_max(state->stock[k] + (arrived - used), 0.0);
    return true;
}

static void produce(ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    if (run->scratch.calm[site] != 0) {
        if (keep_on(run, site)) return;
        run->scratch.calm[site] = 0;
    }
    if (run->fixed.site_plain[site] != 0) {
        demand_of_product(run, model->site_first_product[site]);
        if (sell_on(run, site)) return;
    }
    if (model->site_kind[site] == CK_SITE_STOCKPILE) {
        demand_of_product(run, model->site_first_product[site]);
        return;
    }
    const wish wanted = wish_of_site(run, site);
    const double capacity = capacity_today(run, site, wanted.today);
    const double possible = ck_min(wanted.today, capacity);
    const uint32_t first = run->fixed.site_slot[site], end = run->fixed.site_slot[site + 1];
    const bool enough = inputs_suffice(run, first, end, possible);
    const shortage input = enough ? (shortage){1.0, CK_NONE} : scarcest_input(run, site, possible);
    const double level = possible * input.factor;

    state->wanted[site] = wanted.today;
    state->level[site] = level;
    state->bound_slot[site] = input.slot;
    if (input.factor < 1.0) state->bound[site] = CK_BOUND_INPUT;
    else if (wanted.today > capacity) state->bound[site] = CK_BOUND_CAPACITY;
    else state->bound[site] = wanted.today < model->site_base_level[site] ? CK_BOUND_DEMAND : CK_BOUND_NONE;

    run->scratch.plan[site] = ck_min(wanted.plan, capacity);
    run->scratch.factor[site] = input.factor;
    if (enough) use_in_full(run, first, end, possible);
    else use_inputs(run, site, possible, input.factor);
    for (uint32_t p = model->site_first_product[site]; p < model->site_first_product[site + 1]; p++) {
        run->scratch.made[p] = level * model->product_output[p];
    }
}

void cki_stage_produce(ck_run *run) {
    for (uint32_t i = 0; i < run->awake_count; i++) produce(run, run->awake[i]);
}
