#include "base/lanes.h"
#include "flow/input.h"
#include "flow/rows.h"
#include "flow/stages.h"
#include "flow/start.h"
#include "flow/substitute.h"

#define GROUP_LIMIT 64u              // inputs of one group that are looked at together; further ones are Leontief

/* ---------------------------------------------------------------- receive ----------------------------------------- */

/* What arrives changes by what was shipped its lag ago. */
static void take_from_transit(ck_run *run) {
    double *transit = run->state.transit, *arriving = run->state.arriving;
    const uint32_t *place = run->fixed.slot_transit;
    const uint32_t count = run->model->slot_count, day = run->day;
    for (uint32_t k = 0; k < count; k++) {
        double *change = &transit[place[k] + (day & (place[k + 1] - place[k] - 1))];
        arriving[k] += *change;
        *change = 0.0;
    }
}

CKI_LANES_VOID(move_on, (ck_run *run), (run), run->width) {
    const uint32_t count = run->model->slot_count;
    double *under_way = run->state.under_way;
    const double *arriving = run->state.arriving, *coming = run->state.coming;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) under_way[k] = (under_way[k] + coming[k]) - arriving[k];
}

void cki_stage_receive(ck_run *run) {
    if (run->awake_count == 0) return;
    take_from_transit(run);
    move_on(run);
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
        demand_of_product(run, p);
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

/* Slots of makers stand before, between and after the rows. */
typedef struct span { uint32_t first, end; } span;
enum { SPANS = 3 };

static void spans_of_makers(const ck_run *run, span part[SPANS]) {
    const cki_row *one = &run->fixed.final_uses, *two = &run->fixed.markets;
    if (two->slot < one->slot) {
        const cki_row *first = two;
        two = one;
        one = first;
    }
    part[0] = (span){0, one->slot};
    part[1] = (span){one->slot + one->count, two->slot};
    part[2] = (span){two->slot + two->count, run->model->slot_count};
}

/* The share of the need that is offered, in `used`, and what it allows, as if each input were alone in its group.
   Returns the first days of all shortages, joined by or: CK_NONE when one has none yet. */
CKI_LANES(uint32_t, fill_inputs, (ck_run *run, span part), (run, part), run->width) {
    const double *stock = run->state.stock, *arriving = run->state.arriving, *arrival = run->fixed.slot_arrival;
    const double *need = run->scratch.need, *drive = run->scratch.drive, *bar = run->fixed.slot_thrift;
    const double *essentiality = run->fixed.slot_essentiality;
    double *used = run->state.used, *allows = run->scratch.allows, *limit = run->scratch.limit;
    uint32_t *short_last = run->state.short_last;
    const uint32_t *short_day = run->state.short_day, day = run->day;
    uint32_t days = 0;
    CKI_EACH
    for (uint32_t k = part.first; k < part.end; k++) {
        const double available = stock[k] + (arrival[k] + arriving[k]), needed = need[k] * drive[k];
        const double fill = cki_fill_of(cki_offer_of(available, needed, bar[k]), needed);
        const bool lacks = fill < 1.0;
        used[k] = fill;
        allows[k] = 1.0 - essentiality[k] * (1.0 - fill);
        limit[k] = 1.0;
        short_last[k] = lacks ? day : short_last[k];
        days |= lacks ? short_day[k] : 0;
    }
    return days;
}

/* From the share of the need to what is used, and the stocks. Uses follow the level that is reached: a group that would
   allow more than the scarcest one is used in proportion. Says whether a stock is below zero. */
CKI_LANES(bool, use_inputs, (ck_run *run, span part), (run, part), run->width) {
    const double *arriving = run->state.arriving, *arrival = run->fixed.slot_arrival;
    const double *need = run->scratch.need, *drive = run->scratch.drive;
    const double *allows = run->scratch.allows, *limit = run->scratch.limit;
    double *stock = run->state.stock, *used = run->state.used;
    uint32_t below = 0;
    CKI_EACH
    for (uint32_t k = part.first; k < part.end; k++) {
        const double scale = allows[k] > limit[k] ? limit[k] / allows[k] : 1.0;
        const double use = need[k] * drive[k] * (used[k] * scale);
        const double left = stock[k] + ((arrival[k] + arriving[k]) - use);
        used[k] = use;
        stock[k] = left;
        below |= left < 0.0;
    }
    return below != 0;
}

static double elasticity_of_group(const ck_run *run, uint32_t group, double short_days) {
    const ck_model *model = run->model;
    return cki_parameter(run, CK_PARAMETER_substitution_multiplier) *
           cki_elasticity_after(model->group_elasticity_short[group], model->group_elasticity_long[group],
                                model->group_elasticity_days[group], short_days);
}

/* Inputs that replace each other: how much of its need each takes, in `used`, and what they allow together. Returns the
   shortest one. */
static uint32_t substitute_inputs(ck_run *run, uint32_t group, double level) {
    const ck_model *model = run->model;
    const uint32_t first = model->group_first_slot[group];
    const uint32_t count = ck_min_u32(model->group_first_slot[group + 1] - first, GROUP_LIMIT);
    double share[GROUP_LIMIT], offer[GROUP_LIMIT], use[GROUP_LIMIT];
    double value = 0.0, short_days = 0.0, least = 1.0;
    uint32_t shortest = first;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t k = first + i;
        const double available = run->state.stock[k] + (run->fixed.slot_arrival[k] + run->state.arriving[k]);
        const double need = run->scratch.need[k] * level;
        offer[i] = need > 0.0 ? ck_max(cki_offer_of(available, need, run->fixed.slot_thrift[k]) / need, 0.0) : 1.0;
        share[i] = model->slot_cost_share[k];
        value += share[i];
        short_days = ck_max(short_days, run->state.short_days[k]);
        if (offer[i] < least) {
            least = offer[i];
            shortest = k;
        }
    }
    if (!(least < 1.0)) return first;
    for (uint32_t i = 0; i < count; i++) share[i] = value > 0.0 ? share[i] / value : 1.0 / (double)count;
    const double fill = cki_substitute(share, offer, use, count, elasticity_of_group(run, group, short_days));
    for (uint32_t i = 0; i < count; i++) {
        run->state.used[first + i] = use[i];
        run->scratch.allows[first + i] = 1.0 - model->group_essentiality[group] * (1.0 - fill);
        if (use[i] < 1.0) cki_note_shortage(run, first + i);
    }
    return shortest;
}

typedef struct shortage { double factor; uint32_t slot; } shortage;      // what is left of the level, and why

static shortage worse_of(const ck_run *run, shortage known, uint32_t slot) {
    const double allows = run->scratch.allows[slot];
    return allows < known.factor ? (shortage){allows, slot} : known;
}

static shortage scarcest_input(ck_run *run, uint32_t site, double level) {
    const ck_model *model = run->model;
    shortage worst = {1.0, CK_NONE};
    for (uint32_t g = model->site_first_group[site]; g < model->site_first_group[site + 1]; g++) {
        const uint32_t first = model->group_first_slot[g], end = model->group_first_slot[g + 1];
        worst = worse_of(run, worst, end - first > 1 ? substitute_inputs(run, g, level) : first);
        for (uint32_t k = first + GROUP_LIMIT; k < end; k++) worst = worse_of(run, worst, k);
    }
    return worst;
}

/* ---------------------------------------------------------------- makers ------------------------------------------ */

/* What is asked for and what the capacity allows. */
static void plan_maker(ck_run *run, uint32_t site) {
    cki_state *state = &run->state;
    const wish wanted = wish_of_site(run, site);
    const double capacity = capacity_today(run, site, wanted.today), possible = ck_min(wanted.today, capacity);
    state->wanted[site] = wanted.today;
    if (wanted.today > capacity) state->bound[site] = CK_BOUND_CAPACITY;
    else state->bound[site] = wanted.today < run->model->site_base_level[site] ? CK_BOUND_DEMAND : CK_BOUND_NONE;
    state->bound_slot[site] = CK_NONE;
    run->scratch.plan[site] = ck_min(wanted.plan, capacity);
    run->scratch.factor[site] = 1.0;
    run->scratch.possible[site] = possible;
    for (uint32_t k = run->fixed.site_slot[site]; k < run->fixed.site_slot[site + 1]; k++) {
        run->scratch.drive[k] = possible;
    }
}

/* The scarcest input sets the level. */
static void limit_maker(ck_run *run, uint32_t site) {
    const shortage input = scarcest_input(run, site, run->scratch.possible[site]);
    if (!(input.factor < 1.0)) return;
    run->state.bound[site] = CK_BOUND_INPUT;
    run->state.bound_slot[site] = input.slot;
    run->scratch.factor[site] = input.factor;
    for (uint32_t k = run->fixed.site_slot[site]; k < run->fixed.site_slot[site + 1]; k++) {
        run->scratch.limit[k] = input.factor;
    }
}

static void draw_inputs(ck_run *run, span part) {
    if (fill_inputs(run, part) == CK_NONE) cki_note_first_shortages(run, part.first, part.end);
    for (uint32_t k = part.first; k < part.end;) {
        const uint32_t site = run->model->slot_site[k];
        if (run->state.used[k++] == 1.0) continue;
        limit_maker(run, site);
        k = run->fixed.site_slot[site + 1];
    }
    if (use_inputs(run, part)) cki_settle_stocks(run, part.first, part.end);
}

static void make(ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    const double level = run->scratch.possible[site] * run->scratch.factor[site];
    run->state.level[site] = level;
    for (uint32_t p = model->site_first_product[site]; p < model->site_first_product[site + 1]; p++) {
        run->scratch.made[p] = level * model->product_output[p];
    }
}

static void produce_makers(ck_run *run) {
    span part[SPANS];
    spans_of_makers(run, part);
    for (uint32_t i = 0; i < run->maker_count; i++) plan_maker(run, run->maker[i]);
    for (size_t i = 0; i < SPANS; i++) draw_inputs(run, part[i]);
    for (uint32_t i = 0; i < run->maker_count; i++) make(run, run->maker[i]);
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

/* Orders to markets, and to stockpiles, which make nothing. */
static void add_up_demand(ck_run *run) {
    const cki_row *markets = &run->fixed.markets;
    for (uint32_t i = 0; i < markets->count; i++) {
        if (run->state.awake[markets->site + i] != 0) demand_of_product(run, markets->product + i);
    }
    for (uint32_t i = 0; i < run->model->stockpile_count; i++) {
        const uint32_t site = run->model->stockpile_site[i];
        if (run->state.awake[site] != 0) demand_of_product(run, run->model->site_first_product[site]);
    }
}

void cki_stage_produce(ck_run *run) {
    if (run->awake_count == 0) return;
    add_up_demand(run);
    cki_produce_markets(run);
    cki_produce_final_uses(run);
    produce_makers(run);
}
