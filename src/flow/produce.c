#include "base/lanes.h"
#include "flow/input.h"
#include "flow/rows.h"
#include "flow/stages.h"
#include "flow/start.h"
#include "flow/substitute.h"

#define GROUP_LIMIT 64u              // inputs of one group that are looked at together; further ones are Leontief

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

/* Orders and their running part, by flow, for sums in that order. */
CKI_LANES_VOID(look_at_orders, (ck_run *run, uint32_t first, uint32_t end), (run, first, end), run->width) {
    const double *order = cki_orders_on(run, (int32_t)run->day), *steady = run->state.steady;
    const uint32_t *at = run->fixed.suppliers.of_flow, *slot = run->model->flow_slot;
    double *now = run->scratch.flow_order, *use = run->scratch.flow_use;
    CKI_EACH
    for (uint32_t f = first; f < end; f++) {
        now[f] = order[at[f]];
        use[f] = order[at[f]] * steady[slot[f]];
    }
}

/* What law leaves of the orders of a product. */
static void restrict_orders(ck_run *run, uint32_t product) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    bool restricted = false;
    look_at_orders(run, model->product_first_flow[product], model->product_first_flow[product + 1]);
    for (uint32_t f = model->product_first_flow[product]; f < model->product_first_flow[product + 1]; f++) {
        if (state->permit[f] == 1.0 && state->permitted[f] == 1.0) continue;
        const double order = run->scratch.flow_order[f], now = order_under_permit(run, f, order);
        const double share = order > 0.0 ? now / order : 1.0;
        *cki_leaves_on(run, run->fixed.lone.of_flow[f], (int32_t)run->day) = share;
        run->scratch.flow_order[f] = order * share;
        run->scratch.flow_use[f] *= state->permit[f];
        restricted = true;
    }
    state->special[product] = restricted ? 1 : 0;
}

static void add_up_orders(ck_run *run, uint32_t product) {
    const uint32_t end = run->model->product_first_flow[product + 1];
    double demand = 0.0, running = 0.0;
    for (uint32_t f = run->model->product_first_flow[product]; f < end; f++) {
        demand += run->scratch.flow_order[f];
        running += run->scratch.flow_use[f];
    }
    run->state.demand[product] = demand;
    run->state.running[product] = running;
}

/* Orders change after a weekly review, and what may leave of them with permits. */
static void add_up_demand(ck_run *run) {
    const uint32_t products = run->model->product_count;
    const uint32_t *special = run->state.special;
    const cki_lone *lone = &run->fixed.lone;
    double *leaves = run->state.leaves + cki_day_row(run, (int32_t)run->day);
    for (uint32_t k = 0; k < lone->active_count; k++) leaves[(size_t)lone->active[k] * run->fixed.ring_days] = 1.0;
    if (run->ordered) look_at_orders(run, 0, run->model->flow_count);
    for (uint32_t p = 0; p < products; p++) {
        const bool restricted = special[p] != 0;
        if (restricted) restrict_orders(run, p);
        if (restricted || run->ordered) add_up_orders(run, p);
    }
}

/* ---------------------------------------------------------------- wanted ------------------------------------------ */

/* Levels that are asked for today of makers, product by product (equations 5 to 9). */
CKI_LANES_VOID(wish_products, (ck_run *run, cki_span part), (run, part), run->width) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    cki_scratch *scratch = &run->scratch;
    const cki_fixed *fixed = &run->fixed;
    const double gap = fixed->gap, memory_rate = fixed->memory;
    const double *discard = fixed->product_discard, *finished = state->finished, *demand = state->demand;
    const double *running = state->running, *final = fixed->product_final, *index = state->final_index;
    const double *target = fixed->product_target, *output = model->product_output, *over = fixed->product_level;
    const double *catch_up = state->catch_up;
    const uint32_t *site = model->product_site, *leads = fixed->product_leads, *drives = model->product_drives;
    double *memory = state->demand_memory, *final_wanted = scratch->final_wanted;
    double *wish = scratch->wish, *later = scratch->later;
    CKI_EACH
    for (uint32_t p = part.product; p < part.product_end; p++) {
        const double now = memory[p] + (running[p] - memory[p]) * memory_rate;
        const double missed = catch_up[site[p]] * gap, again = leads[p] != 0 ? missed : 0.0;
        const double final_use = final[p] * index[p], wanted = final_use + again;
        const double lack = (target[p] - finished[p]) * gap;
        const double smooth = ((now + discard[p]) + wanted) + lack;
        const double asked = ((demand[p] + discard[p]) + wanted) - finished[p];
        const double most = ck_max(smooth, asked), plan = (now + discard[p]) + final_use;
        const double so_much = most * over[p], so_much_later = plan * over[p], all = output[p];
        const double level = most == all ? 1.0 : most > 0.0 ? so_much : 0.0;
        const double planned = plan == all ? 1.0 : plan > 0.0 ? so_much_later : 0.0;
        memory[p] = now;
        final_wanted[p] = wanted;
        wish[p] = drives[p] != 0 ? level : 0.0;
        later[p] = drives[p] != 0 ? planned : 0.0;
    }
}

/* A site that makes several products runs for the most wanted of them. */
static void wish_together(ck_run *run) {
    const ck_model *model = run->model;
    double *wish = run->scratch.wish, *later = run->scratch.later;
    for (uint32_t i = 0; i < run->fixed.joint_count; i++) {
        const uint32_t first = model->site_first_product[run->fixed.joint[i]];
        for (uint32_t p = first + 1; p < model->site_first_product[run->fixed.joint[i] + 1]; p++) {
            wish[first] = ck_max(wish[first], wish[p]);
            later[first] = ck_max(later[first], later[p]);
        }
    }
}

/* ---------------------------------------------------------------- capacity ---------------------------------------- */

/* Overtime builds up while more than the capacity is wanted and fades otherwise. */
CKI_LANES_VOID(plan_makers, (ck_run *run, cki_span part), (run, part), run->width) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    cki_scratch *scratch = &run->scratch;
    const double rate = run->fixed.overtime;
    const double *capacity = state->capacity, *extra = model->site_overtime, *base = model->site_base_level;
    const double *wish = scratch->wish, *later = scratch->later;
    const uint32_t *first = model->site_first_product;
    double *overtime = state->overtime, *wanted = state->wanted, *possible = scratch->possible;
    double *plan = scratch->plan, *factor = scratch->factor;
    uint32_t *bound = state->bound, *bound_slot = state->bound_slot;
    CKI_EACH
    for (uint32_t site = part.site; site < part.site_end; site++) {
        const double want = wish[first[site]], usual = capacity[site], before = overtime[site], more = extra[site];
        const double goal = want > usual ? 1.0 : 0.0, speed = more > 0.0 ? rate : 0.0, least = base[site];
        const double now = before + (goal - before) * speed, most = usual + more * now;
        overtime[site] = now;
        wanted[site] = want;
        possible[site] = ck_min(want, most);
        plan[site] = ck_min(later[first[site]], most);
        factor[site] = 1.0;
        bound[site] = want > most ? CK_BOUND_CAPACITY : want < least ? CK_BOUND_DEMAND : CK_BOUND_NONE;
        bound_slot[site] = CK_NONE;
    }
}

/* ---------------------------------------------------------------- inputs ------------------------------------------ */

/* The share of the need that is offered, in `used`, and what it allows, as if each input were alone in its group.
   Returns the first days of all shortages, joined by or: CK_NONE when one has none yet. */
CKI_LANES(uint32_t, fill_inputs, (ck_run *run, cki_span part), (run, part), run->width) {
    const double *stock = run->state.stock, *arriving = run->state.arriving, *arrival = run->fixed.slot_arrival;
    const double *need = run->scratch.need, *possible = run->scratch.possible, *bar = run->fixed.slot_thrift;
    const double *essentiality = run->fixed.slot_essentiality;
    const uint32_t *site = run->model->slot_site;
    double *used = run->state.used, *allows = run->scratch.allows, *limit = run->scratch.limit;
    double *drive = run->scratch.drive;
    uint8_t *short_now = run->scratch.lacks;
    uint32_t *short_last = run->state.short_last;
    const uint32_t *short_day = run->state.short_day, day = run->day;
    uint32_t days = 0;
    CKI_EACH
    for (uint32_t k = part.slot; k < part.slot_end; k++) {
        const double level = possible[site[k]], needed = need[k] * level;
        const double available = stock[k] + (arrival[k] + arriving[k]);
        const double fill = cki_fill_of(cki_offer_of(available, needed, bar[k]), needed);
        const bool lacks = fill < 1.0;
        drive[k] = level;
        used[k] = fill;
        short_now[k] = lacks;
        allows[k] = 1.0 - essentiality[k] * (1.0 - fill);
        limit[k] = 1.0;
        short_last[k] = lacks ? day : short_last[k];
        days |= lacks ? short_day[k] : 0;
    }
    return days;
}

/* From the share of the need to what is used, and the stocks. Uses follow the level that is reached: a group that would
   allow more than the scarcest one is used in proportion. Says whether a stock is below zero. */
CKI_LANES(bool, use_inputs, (ck_run *run, cki_span part), (run, part), run->width) {
    const double *arriving = run->state.arriving, *arrival = run->fixed.slot_arrival;
    const double *need = run->scratch.need, *drive = run->scratch.drive;
    const double *allows = run->scratch.allows, *limit = run->scratch.limit;
    double *stock = run->state.stock, *used = run->state.used;
    uint32_t below = 0;
    CKI_EACH
    for (uint32_t k = part.slot; k < part.slot_end; k++) {
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

/* The first slot from `k` on that has less than it needs; eight are looked at together. */
static uint32_t next_lack(const uint8_t *lacks, uint32_t k, uint32_t end) {
    while (k < end) {
        uint64_t eight = 1;
        if (k + sizeof eight <= end) cki_copy(&eight, &lacks[k], sizeof eight);
        if (eight == 0) k += sizeof eight;
        else if (lacks[k] != 0) return k;
        else k++;
    }
    return end;
}

static void draw_inputs(ck_run *run, cki_span part) {
    if (fill_inputs(run, part) == CK_NONE) cki_note_first_shortages(run, part.slot, part.slot_end);
    uint32_t k = part.slot;
    while ((k = next_lack(run->scratch.lacks, k, part.slot_end)) < part.slot_end) {
        const uint32_t site = run->model->slot_site[k];
        limit_maker(run, site);
        k = run->fixed.site_slot[site + 1];
    }
    if (use_inputs(run, part)) cki_settle_stocks(run, part.slot, part.slot_end);
}

CKI_LANES_VOID(make, (ck_run *run, cki_span part), (run, part), run->width) {
    const double *possible = run->scratch.possible, *factor = run->scratch.factor;
    const double *output = run->model->product_output;
    const uint32_t *site_of = run->model->product_site;
    double *level = run->state.level, *made = run->scratch.made;
    CKI_EACH
    for (uint32_t site = part.site; site < part.site_end; site++) level[site] = possible[site] * factor[site];
    CKI_EACH
    for (uint32_t p = part.product; p < part.product_end; p++) made[p] = level[site_of[p]] * output[p];
}

static void produce_makers(ck_run *run) {
    const cki_span *part = run->fixed.makers;
    const uint32_t count = run->fixed.maker_spans;
    for (uint32_t i = 0; i < count; i++) wish_products(run, part[i]);
    wish_together(run);
    for (uint32_t i = 0; i < count; i++) plan_makers(run, part[i]);
    for (uint32_t i = 0; i < count; i++) {
        draw_inputs(run, part[i]);
        make(run, part[i]);
    }
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

void cki_stage_produce(ck_run *run) {
    if (*run->state.awake == 0) return;
    add_up_demand(run);
    cki_produce_markets(run);
    cki_produce_final_uses(run);
    produce_makers(run);
}
