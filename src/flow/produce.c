#include "base/lanes.h"
#include "flow/demand.h"
#include "flow/input.h"
#include "flow/one_input.h"
#include "flow/stages.h"
#include "flow/start.h"
#include "flow/substitute.h"

#define GROUP_LIMIT 64u              // inputs of one group that are looked at together; further ones stand alone

/* ---------------------------------------------------------------- wanted ------------------------------------------ */

/* Levels that are asked for today of makers, product by product (equations 5 to 9). */
CKI_LANES_VOID(wish_products, (ck_run *run, cki_tile part), (run, part), run->width) {
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
        wish[p - part.product] = drives[p] != 0 ? level : 0.0;
        later[p - part.product] = drives[p] != 0 ? planned : 0.0;
    }
}

/* A site that makes several products runs for the most wanted of them. */
static void wish_together(ck_run *run, cki_tile part) {
    const uint32_t *first_product = run->model->site_first_product;
    double *wish = run->scratch.wish, *later = run->scratch.later;
    for (uint32_t i = part.joint; i < part.joint_end; i++) {
        const uint32_t site = run->fixed.joint[i], first = first_product[site] - part.product;
        const uint32_t end = first_product[site + 1] - part.product;
        for (uint32_t p = first + 1; p < end; p++) {
            wish[first] = ck_max(wish[first], wish[p]);
            later[first] = ck_max(later[first], later[p]);
        }
    }
}

/* ---------------------------------------------------------------- capacity ---------------------------------------- */

/* Overtime builds up while more than the capacity is wanted and fades otherwise. */
CKI_LANES_VOID(plan_makers, (ck_run *run, cki_tile part), (run, part), run->width) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    cki_scratch *scratch = &run->scratch;
    const double rate = run->fixed.overtime;
    const double *capacity = state->capacity, *extra = model->site_overtime;
    const double *wish = scratch->wish, *later = scratch->later;
    const uint32_t *first = model->site_first_product;
    double *overtime = state->overtime, *wanted = scratch->wanted, *possible = scratch->possible;
    double *plan = scratch->plan, *factor = scratch->factor;
    CKI_EACH
    for (uint32_t site = part.site; site < part.site_end; site++) {
        const uint32_t lead = first[site] - part.product;
        const double want = wish[lead], usual = capacity[site], before = overtime[site], more = extra[site];
        const double goal = want > usual ? 1.0 : 0.0, speed = more > 0.0 ? rate : 0.0;
        const double now = before + (goal - before) * speed, most = usual + more * now;
        overtime[site] = now;
        wanted[site] = want;
        possible[site] = ck_min(want, most);
        plan[site] = ck_min(later[lead], most);
        factor[site] = 1.0;
    }
}

/* ---------------------------------------------------------------- inputs ------------------------------------------ */

/* The share of the need that is offered, in `used`, and what it allows, as if each input were alone in its group. */
CKI_LANES_VOID(fill_inputs, (ck_run *run, cki_tile part), (run, part), run->width) {
    const uint32_t first = part.slot, count = part.slot_end - first;
    const double *stock = run->state.stock + first, *arriving = run->scratch.arriving + first;
    const double *arrival = run->fixed.slot_arrival + first, *need = run->scratch.need + first;
    const double *bar = run->fixed.slot_thrift + first, *essentiality = run->fixed.slot_essentiality + first;
    const double *possible = run->scratch.possible;
    const uint32_t *site = run->model->slot_site + first;
    double *used = run->scratch.used + first, *drive = run->scratch.drive, *allows = run->scratch.allows;
    double *limit = run->scratch.limit;
    uint8_t *lacks = run->scratch.lacks;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double level = possible[site[i]], needed = need[i] * level;
        const double fill = cki_fill_of(stock[i] + (arrival[i] + arriving[i]), needed, bar[i]);
        drive[i] = level;
        used[i] = fill;
        lacks[i] = fill < 1.0;
        allows[i] = 1.0 - essentiality[i] * (1.0 - fill);
        limit[i] = 1.0;
    }
}

/* From the share of the need to what is used, and the stocks. Uses follow the level that is reached: a group that would
   allow more than the scarcest one is used in proportion. Says whether a stock is below zero. */
CKI_LANES(bool, use_inputs, (ck_run *run, cki_tile part), (run, part), run->width) {
    const uint32_t first = part.slot, count = part.slot_end - first;
    const double *arriving = run->scratch.arriving + first, *arrival = run->fixed.slot_arrival + first;
    const double *need = run->scratch.need + first, *drive = run->scratch.drive;
    const double *allows = run->scratch.allows, *limit = run->scratch.limit;
    double *stock = run->state.stock + first, *used = run->scratch.used + first;
    uint32_t below = 0;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double scale = allows[i] > limit[i] ? limit[i] / allows[i] : 1.0;
        const double use = need[i] * drive[i] * (used[i] * scale);
        const double left = stock[i] + ((arrival[i] + arriving[i]) - use);
        used[i] = use;
        stock[i] = left;
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
static uint32_t substitute_inputs(ck_run *run, cki_tile part, uint32_t group, double level) {
    const ck_model *model = run->model;
    const uint32_t first = model->group_first_slot[group];
    const uint32_t count = ck_min_u32(model->group_first_slot[group + 1] - first, GROUP_LIMIT);
    double share[GROUP_LIMIT], offer[GROUP_LIMIT], use[GROUP_LIMIT];
    double value = 0.0, short_days = 0.0, least = 1.0;
    uint32_t shortest = first;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t k = first + i;
        const double available = run->state.stock[k] + (run->fixed.slot_arrival[k] + run->scratch.arriving[k]);
        const double need = run->scratch.need[k] * level;
        offer[i] = need > 0.0 ? cki_offer_of(available, need, run->fixed.slot_thrift[k]) : 1.0;
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
        run->scratch.used[first + i] = use[i];
        run->scratch.allows[first + i - part.slot] = 1.0 - model->group_essentiality[group] * (1.0 - fill);
        if (use[i] < 1.0) cki_note_shortage(run, first + i);
    }
    return shortest;
}

typedef struct shortage { double factor; uint32_t slot; } shortage;      // what is left of the level, and why

/* What a slot that has less than it needs leaves of the level, and so with it the group that it is in; each group is looked at once. */
static shortage short_of(ck_run *run, cki_tile part, uint32_t slot, uint32_t *last_group, double level) {
    const ck_model *model = run->model;
    const uint32_t group = model->slot_group[slot], first = model->group_first_slot[group];
    const bool alone = model->group_first_slot[group + 1] - first == 1 || slot - first >= GROUP_LIMIT;
    if (!alone && *last_group == group) return (shortage){1.0, CK_NONE};
    const uint32_t worst = alone ? slot : substitute_inputs(run, part, group, level);
    *last_group = group;
    return (shortage){run->scratch.allows[worst - part.slot], worst};
}

/* ---------------------------------------------------------------- makers ------------------------------------------ */

/* The scarcest input sets the level. */
static void limit_maker(ck_run *run, cki_tile part, uint32_t site, shortage input) {
    if (!(input.factor < 1.0)) return;
    run->scratch.short_slot[site] = input.slot;
    run->scratch.factor[site] = input.factor;
    for (uint32_t k = run->fixed.site_slot[site]; k < run->fixed.site_slot[site + 1]; k++) {
        run->scratch.limit[k - part.slot] = input.factor;
    }
}

static void draw_inputs(ck_run *run, cki_tile part) {
    const uint8_t *lacks = run->scratch.lacks;
    const uint32_t count = part.slot_end - part.slot;
    fill_inputs(run, part);
    uint32_t i = cki_next_flag(lacks, 0, count), group = CK_NONE;
    while (i < count) {
        const uint32_t site = run->model->slot_site[part.slot + i], end = run->fixed.site_slot[site + 1] - part.slot;
        shortage worst = {1.0, CK_NONE};
        for (; i < end; i = cki_next_flag(lacks, i + 1, count)) {
            const shortage one = short_of(run, part, part.slot + i, &group, run->scratch.possible[site]);
            if (one.factor < worst.factor) worst = one;
            cki_note_shortage(run, part.slot + i);
        }
        limit_maker(run, part, site, worst);
    }
    if (use_inputs(run, part)) cki_settle_stocks(run, part.slot, part.slot_end);
}

CKI_LANES_VOID(make, (ck_run *run, cki_tile part), (run, part), run->width) {
    const double *possible = run->scratch.possible, *factor = run->scratch.factor;
    const double *output = run->model->product_output;
    const uint32_t *site_of = run->model->product_site;
    double *level = run->state.level, *made = run->scratch.made;
    CKI_EACH
    for (uint32_t site = part.site; site < part.site_end; site++) level[site] = possible[site] * factor[site];
    CKI_EACH
    for (uint32_t p = part.product; p < part.product_end; p++) made[p] = level[site_of[p]] * output[p];
}

static void produce_makers(ck_run *run, const cki_tile *tile) {
    wish_products(run, *tile);
    wish_together(run, *tile);
    plan_makers(run, *tile);
    draw_inputs(run, *tile);
    make(run, *tile);
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

ck_bound cki_bound_of(const ck_run *run, uint32_t site, uint32_t *slot) {
    const ck_model *model = run->model;
    const double most = run->state.capacity[site] + model->site_overtime[site] * run->state.overtime[site];
    const double wanted = run->scratch.wanted[site];
    *slot = CK_NONE;
    if (run->state.level[site] < ck_min(wanted, most)) {
        const uint32_t first = run->fixed.site_slot[site];
        *slot = run->fixed.site_slot[site + 1] - first == 1 ? first : run->scratch.short_slot[site];
        return CK_BOUND_INPUT;
    }
    if (wanted > most) return CK_BOUND_CAPACITY;
    return wanted < model->site_base_level[site] ? CK_BOUND_DEMAND : CK_BOUND_NONE;
}

void cki_stage_produce(ck_run *run) {
    if (*run->state.awake != 0) cki_add_up_demand(run);
}

void cki_produce(ck_run *run, const cki_tile *tile) {
    switch (tile->kind) {
    case CKI_MAKERS:     produce_makers(run, tile); break;
    case CKI_MARKETS:    cki_trade(run, tile); break;
    case CKI_FINAL_USES: cki_consume(run, tile); break;
    case CKI_STOCKPILES:
    case CKI_IDLE:       break;
    }
}
