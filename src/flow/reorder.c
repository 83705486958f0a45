#include "base/lanes.h"
#include "flow/routes.h"
#include "flow/sight.h"
#include "flow/stages.h"
#include "flow/start.h"
#include "flow/substitutes.h"
#include "flow/use.h"

/* Buyers are on full alert when so much of their supply is missing. */
#define FULL_ALARM 0.5

/* ---------------------------------------------------------------- what buyers make of it -------------------------- */

/* Buyers guard against what law holds back or will, against orders that are not filled, and with the market they buy
   from. The target follows. */
CKI_LANES_VOID(guard, (ck_run *run, const cki_tile *tile, const double *plan), (run, tile, plan), run->width) {
    const cki_review review = run->scratch.review;
    const uint32_t first = tile->slot, count = tile->slot_end - first;
    const double week_gap = run->fixed.week_gap, precaution = cki_parameter(run, CK_PARAMETER_precaution);
    const double *reference = run->fixed.suppliers.reference + tile->supplier;
    const double *cover_fill = run->state.cover_fill + first, *base = run->fixed.slot_level + first;
    const double *usual = run->sample.slot_target + first, *held_back = review.missing + first, *warned = review.warned + first;
    const double *over_part = review.over_part + first, *worry = review.worry + first;
    double *alert = run->state.alert + first, *target = run->state.target + first;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const double before = alert[k], over = over_part[k], held = held_back[k] * over;
        const double missing = ck_max(held, 1.0 - cover_fill[k]) + warned[k] * over;
        const double goal = ck_min(ck_max(missing / FULL_ALARM, worry[k]), 1.0);
        const double guarded = before + (goal - before) * week_gap, now = reference[k] > 0.0 ? guarded : before;
        const double part_of_plan = ck_min(plan[k], 1.0), size = base[k] == 0.0 ? part_of_plan : 1.0;
        alert[k] = now;
        target[k] += (usual[k] * size * (1.0 + precaution * now) - target[k]) * week_gap;
    }
}

/* How much to order (equation 24), and what follows for each supplier. */
CKI_LANES_VOID(plan_orders, (ck_run *run, const cki_tile *tile, const double *plan), (run, tile, plan), run->width) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    const cki_review review = run->scratch.review;
    const uint32_t first = tile->slot, count = tile->slot_end - first;
    const double order_gap = run->fixed.order_gap;
    const double final_use = tile->kind == CKI_FINAL_USES ? 1.0 : 0.0;
    const double *reference = run->fixed.suppliers.reference + tile->supplier;
    const double *use = model->slot_use + first, *base = run->fixed.slot_level + first;
    const double *base_under_way = run->fixed.slot_under_way + first, *intensity = state->intensity + first;
    const double *stock = state->stock + first, *target = state->target + first, *under_way = state->under_way + first;
    const double *fill = review.fill + first, *usual = review.pipeline + first;
    double *steady = state->steady + first, *cover_fill = state->cover_fill + first;
    double *scale = review.scale + first, *wanted = review.wanted + first;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const double answer = intensity[k], held = stock[k], goal = target[k], used = use[k], filled = fill[k];
        const double level = (final_use == 1.0 ? 1.0 : answer) * plan[k], forecast = used * level;
        const double pipeline = usual[k] * level - base_under_way[k] * base[k];
        const double gap = (goal - held) - (under_way[k] - pipeline);
        const double order = ck_max(forecast + gap * order_gap, 0.0), stays = cki_loyalty(held, goal);
        const double running = forecast + ck_max(used - forecast, 0.0) * stays, part_running = running / order;
        const double alone = forecast > 0.0 ? 0.0 : 1.0;
        steady[k] = order > running ? part_running : 1.0;
        cover_fill[k] = reference[k] > 0.0 ? filled : alone;
        scale[k] = order;
        wanted[k] = order;
    }
}

/* Where several share an order, it counts over their parts. */
CKI_LANES_VOID(scale_mixed, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const cki_review review = run->scratch.review;
    const uint32_t *mixed = run->fixed.mixed;
    CKI_EACH
    for (uint32_t m = tile->mixed; m < tile->mixed_end; m++) {
        const double part = review.part[m], scale = review.wanted[mixed[m]] / part;
        review.scale[mixed[m]] = part > 0.0 ? scale : 0.0;
    }
}

/* How long a buyer has had reason to look for other ways; what was learned is forgotten as slowly. */
CKI_LANES_VOID(count_short_days, (ck_run *run, const cki_tile *tile, const double *price), (run, tile, price), run->width) {
    const uint32_t first = tile->slot, count = tile->slot_end - first;
    const double days = (double)CKI_REVIEW_DAYS, day = (double)run->day;
    const double *cover_fill = run->state.cover_fill + first, *last = run->state.short_last + first;
    double *short_days = run->state.short_days + first;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const double before = short_days[k];
        const bool strained = (day - last[k] < days) | cki_is_strained(cover_fill[k], price[k]);
        short_days[k] = strained ? before + days : ck_max(before - days, 0.0);
    }
}

/* ---------------------------------------------------------------- whom to order from ------------------------------ */

/* Orders of the week to come; ways without a base share, whose part is 0, get theirs afterwards. */
CKI_LANES_VOID(order_from_first, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const uint32_t count = tile->slot_end - tile->slot;
    const double *part = run->scratch.part + tile->supplier, *scale = run->scratch.review.scale + tile->slot;
    double *order = cki_orders_on(run, (int32_t)run->day + 1) + tile->supplier;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) order[k] = part[k] * scale[k];
}

/* Usual suppliers share an order by what they deliver, by duties and by price. The first two move the share of a flow over switch_days; the price
   moves the seller's appeal. Who is the only one keeps his share. */
CKI_LANES_VOID(share_first_of_mixed, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const double *fill = run->state.fill, *barrier = run->scratch.barrier, *over_trust = run->scratch.review.over_trust;
    const uint32_t *mixed = run->fixed.mixed, first = tile->supplier - tile->slot;
    const double week_switch = run->fixed.week_switch;
    double *share = run->state.share;
    CKI_EACH
    for (uint32_t m = tile->mixed; m < tile->mixed_end; m++) {
        const uint32_t i = first + mixed[m];
        const double before = share[i], goal = fill[i] * barrier[i] * over_trust[m];
        share[i] = before + (goal - before) * week_switch;
    }
}

/* The same, with the orders, of `count` suppliers from `first` on of as many mixed slots. */
CKI_LANES_VOID(share_more_of_mixed, (ck_run *run, uint32_t mixed, uint32_t first, uint32_t count), (run, mixed, first, count), run->width) {
    const double *fill = run->state.fill + first, *barrier = run->scratch.barrier + first, *part = run->scratch.part + first;
    const double *over_trust = run->scratch.review.over_trust + mixed, *scale = run->scratch.review.scale;
    const uint32_t *slot = run->fixed.mixed + mixed;
    const double week_switch = run->fixed.week_switch;
    double *share = run->state.share + first, *order = cki_orders_on(run, (int32_t)run->day + 1) + first;
    CKI_EACH
    for (uint32_t j = 0; j < count; j++) {
        const double before = share[j], goal = fill[j] * barrier[j] * over_trust[j];
        share[j] = before + (goal - before) * week_switch;
        order[j] = part[j] * scale[slot[j]];
    }
}

static void share_orders_of(ck_run *run, const cki_tile *tile) {
    order_from_first(run, tile);
    share_first_of_mixed(run, tile);
    uint32_t first = cki_more_suppliers(tile), count = tile->mixed_end - tile->mixed;
    for (uint32_t done = 1; (count = cki_mixed_with_more(run, tile, count, done)) > 0; done++) {
        share_more_of_mixed(run, tile->mixed, first, count);
        first += count;
    }
}

/* What a buyer orders ahead of a restriction, over the sum of the parts. */
static double early_over_part(const ck_run *run, uint32_t slot) {
    const uint32_t site = run->model->slot_site[slot];
    const bool final_use = run->model->site_kind[site] == CK_SITE_FINAL_USE;
    const double level = (final_use ? 1.0 : run->state.intensity[slot]) * run->scratch.plan[site], forecast = run->model->slot_use[slot] * level;
    return forecast * run->scratch.review.over_part[slot] * cki_parameter(run, CK_PARAMETER_anticipation);
}

static void order_under_law(ck_run *run) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    double *order = cki_orders_on(run, (int32_t)run->day + 1);
    for (uint32_t at = 0; at < run->scenario->touched_count; at++) {
        const uint32_t f = run->scenario->touched_flow[at], i = suppliers->of_flow[f], k = suppliers->slot[i];
        if (suppliers->reference[i] == 0.0) continue;
        double placed = cki_licensed_order(run, f, k, order[i]);
        if (run->state.warned[f] > 0.0) {
            placed += run->scratch.part[i] * early_over_part(run, k) * run->state.warned[f];
        }
        order[i] = placed;
    }
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

static void reorder(ck_run *run, const cki_tile *tile) {
    const double *plan = cki_spread_to_slots(run, tile, run->scratch.plan);
    guard(run, tile, plan);
    plan_orders(run, tile, plan);
    scale_mixed(run, tile);
    count_short_days(run, tile, tile->kind == CKI_MARKETS ? run->state.price + tile->product : run->state.landed + tile->slot);
    cki_divert_orders(run, tile);
    share_orders_of(run, tile);
}

void cki_stage_reorder(ck_run *run) {
    if (*run->state.awake == 0 || run->model->flow_count == 0) return;
    cki_see_duties(run);
    for (uint32_t i = 0; i < run->fixed.tile_count; i++) cki_see_suppliers(run, &run->fixed.tile[i]);
    cki_see_restrictions(run);
    for (uint32_t i = 0; i < run->fixed.tile_count; i++) reorder(run, &run->fixed.tile[i]);
    cki_substitutes_review(run);
    order_under_law(run);
    cki_order_from_others(run);
}
