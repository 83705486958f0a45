#include "base/lanes.h"
#include "flow/routes.h"
#include "flow/stages.h"
#include "flow/start.h"
#include "flow/substitutes.h"
#include "flow/use.h"

/* Buyers are on full alert when so much of their supply is missing. */
#define FULL_ALARM 0.5

/* ---------------------------------------------------------------- law and duties ---------------------------------- */

/* Duties and fees of the flows on which some measure acts, once the law has changed; the power is kept while they
   stay as they are. */
static void see_duties(ck_run *run) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    cki_scratch *scratch = &run->scratch;
    if (scratch->duties_seen) return;
    scratch->duties_seen = true;
    for (uint32_t at = 0; at < run->scenario->touched_count; at++) {
        const uint32_t f = run->scenario->touched_flow[at], i = suppliers->of_flow[f];
        const double toll = 1.0 + run->state.wedge[f], charge = run->state.charge[f];
        if (scratch->toll[i] == toll && scratch->charge[i] == charge) continue;
        const double elasticity = cki_parameter(run, CK_PARAMETER_switch_price) *
                                  run->model->item_supplier_elasticity[run->model->slot_item[suppliers->slot[i]]];
        scratch->toll[i] = toll;
        scratch->charge[i] = charge;
        scratch->barrier[i] = ck_pow(1.0 + (run->state.wedge[f] + charge), -elasticity);
    }
}

/* What buyers see of their suppliers: reference quantity x share x appeal. */
static inline double part_of(const ck_run *run, size_t i) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    return suppliers->reference[i] * (run->state.share[i] * run->scratch.offer[suppliers->product[i]].appeal);
}

/* What law holds back or will. */
static void see_restrictions(ck_run *run) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const cki_review *review = &run->scratch.review;
    const uint32_t *flow = run->scenario->touched_flow, count = run->scenario->touched_count;
    for (uint32_t at = 0; at < count; at++) {
        const uint32_t k = run->model->flow_slot[flow[at]];
        review->missing[k] = review->warned[k] = 0.0;
    }
    for (uint32_t at = 0; at < count; at++) {
        const uint32_t f = flow[at], k = run->model->flow_slot[f];
        const double part = part_of(run, suppliers->of_flow[f]), permit = run->state.permit[f];
        if (permit < 1.0) review->missing[k] += part * (1.0 - permit);
        if (run->state.warned[f] > 0.0) review->warned[k] += part * run->state.warned[f];
    }
}

/* ---------------------------------------------------------------- what a buyer sees ------------------------------- */

typedef struct sight { double trust, part, filled, response, paid, under_way, worry; } sight;      // as in cki_review

static inline sight sight_of(const ck_run *run, size_t i) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const cki_scratch *scratch = &run->scratch;
    const cki_offer *offer = &scratch->offer[suppliers->product[i]];
    const double fill = run->state.fill[i], part = part_of(run, i), filled = part * fill;
    return (sight){
        .trust = suppliers->reference[i] * (fill * scratch->barrier[i]),
        .part = part,
        .filled = filled,
        .response = part * offer->response,
        .paid = filled * suppliers->base_price[i] * (offer->price * scratch->toll[i] + scratch->charge[i]),
        .under_way = part * suppliers->lag[i],
        .worry = part * offer->worry,
    };
}

CKI_LANES_VOID(look_at_suppliers, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const cki_review review = run->scratch.review;
    const size_t first = tile->supplier, end = tile->supplier_end;
    double *parts = run->scratch.part;
    CKI_EACH
    for (size_t i = first; i < end; i++) {
        const sight seen = sight_of(run, i);
        parts[i] = seen.part;
        review.trust[i - first] = seen.trust;
        review.part[i - first] = seen.part;
        review.filled[i - first] = seen.filled;
        review.response[i - first] = seen.response;
        review.paid[i - first] = seen.paid;
        review.under_way[i - first] = seen.under_way;
        review.worry[i - first] = seen.worry;
    }
}

/* The first suppliers of the slots stand where the sums of the slots are wanted: the others are added to them. */
static void add_up_sights(const ck_run *run, const cki_tile *tile) {
    const cki_review review = run->scratch.review;
    const uint32_t count = tile->supplier_end - tile->supplier, *slot = run->fixed.suppliers.slot + tile->supplier;
    for (uint32_t i = tile->slot_end - tile->slot; i < count; i++) {
        const uint32_t k = slot[i] - tile->slot;
        review.trust[k] += review.trust[i];
        review.part[k] += review.part[i];
        review.filled[k] += review.filled[i];
        review.response[k] += review.response[i];
        review.paid[k] += review.paid[i];
        review.under_way[k] += review.under_way[i];
        review.worry[k] += review.worry[i];
    }
}

/* ---------------------------------------------------------------- what he makes of it ----------------------------- */

/* Who holds a licence stays with his supplier while stocks are low: with all of his usual order when they are empty,
   with none of it when they are full. */
static inline double loyalty(double stock, double target) {
    return target > 0.0 ? ck_clamp(1.0 - stock / target, 0.0, 1.0) : 1.0;
}

/* Landed price and use (equations 19 and 22). */
CKI_LANES_VOID(see_prices, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const ck_model *model = run->model;
    const cki_review review = run->scratch.review;
    const uint32_t first = tile->slot, count = tile->slot_end - first;
    const double *kind = run->fixed.slot_kind + first;
    const double *use = model->slot_use + first, *base_price = run->fixed.slot_price + first;
    double *landed = run->state.landed + first, *intensity = run->state.intensity + first, *need = run->scratch.need + first;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const double part = review.part[k], price = review.paid[k] / review.filled[k] / base_price[k];
        const double answer = review.response[k] / part, needed = use[k] * answer;
        const double price_before = landed[k], intensity_before = intensity[k], need_before = need[k];
        const bool sees = part > 0.0, answers = sees & (kind[k] >= CKI_BUYER_MAKER);
        landed[k] = sees ? price : price_before;
        intensity[k] = answers ? answer : intensity_before;
        need[k] = (answers & (kind[k] == CKI_BUYER_MAKER)) ? needed : need_before;
    }
}

/* Buyers guard against what law holds back or will, against orders that are not filled, and with the market they buy
   from. The target follows. */
CKI_LANES_VOID(guard, (ck_run *run, const cki_tile *tile, const double *plan), (run, tile, plan), run->width) {
    const cki_review review = run->scratch.review;
    const uint32_t first = tile->slot, count = tile->slot_end - first;
    const double week_gap = run->fixed.week_gap, precaution = cki_parameter(run, CK_PARAMETER_precaution);
    const double *cover_fill = run->state.cover_fill + first, *base = run->fixed.slot_level + first;
    const double *usual = run->sample.slot_target + first, *held_back = review.missing + first, *warned = review.warned + first;
    double *alert = run->state.alert + first, *target = run->state.target + first;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const double part = review.part[k], before = alert[k];
        const double missing = ck_max(held_back[k] / part, 1.0 - cover_fill[k]) + warned[k] / part;
        const double goal = ck_min(ck_max(missing / FULL_ALARM, review.worry[k] / part), 1.0);
        const double now = part > 0.0 ? before + (goal - before) * week_gap : before;
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
    const double *kind = run->fixed.slot_kind + first;
    const double order_gap = run->fixed.order_gap, anticipation = cki_parameter(run, CK_PARAMETER_anticipation);
    const double *use = model->slot_use + first, *base = run->fixed.slot_level + first;
    const double *base_under_way = run->fixed.slot_under_way + first, *intensity = state->intensity + first;
    const double *stock = state->stock + first, *target = state->target + first, *under_way = state->under_way + first;
    double *steady = state->steady + first, *cover_fill = state->cover_fill + first;
    double *over_trust = review.over_trust + first, *scale = review.scale + first, *early = review.early + first;
    double *loyal = review.loyal + first, *wanted = review.wanted + first;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const double part = review.part[k], answer = intensity[k];
        const double level = (kind[k] == CKI_BUYER_FINAL_USE ? 1.0 : answer) * plan[k], forecast = use[k] * level;
        const double lag = review.under_way[k] * (use[k] / part), usual = part > 0.0 ? lag : 0.0;
        const double pipeline = usual * level - base_under_way[k] * base[k];
        const double gap = (target[k] - stock[k]) - (under_way[k] - pipeline);
        const double order = ck_max(forecast + gap * order_gap, 0.0), stays = loyalty(stock[k], target[k]);
        const double running = forecast + ck_max(use[k] - forecast, 0.0) * stays;
        const double filled = review.filled[k] / part, trust = review.trust[k];
        steady[k] = order > running ? running / order : 1.0;
        cover_fill[k] = part > 0.0 ? filled : forecast > 0.0 ? 0.0 : 1.0;
        over_trust[k] = trust > 0.0 ? use[k] / trust : 0.0;
        scale[k] = part > 0.0 ? order / part : 0.0;
        early[k] = part > 0.0 ? forecast / part * anticipation : 0.0;
        loyal[k] = stays;
        wanted[k] = order;
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

/* The usual suppliers share the order by what they deliver, by duties and by price. The first two move the share of a
   flow over switch_days; the price moves the seller's appeal. These are the orders of the week to come; ways without a base share get theirs
   afterwards. */
CKI_LANES_VOID(share_orders, (ck_run *run, size_t first, size_t end, const double *over_trust, const double *scale),
               (run, first, end, over_trust, scale), run->width) {
    const double *fill = run->state.fill, *barrier = run->scratch.barrier, *reference = run->fixed.suppliers.reference;
    const double *part = run->scratch.part, week_switch = run->fixed.week_switch;
    double *share = run->state.share, *order = cki_orders_on(run, (int32_t)run->day + 1);
    CKI_EACH
    for (size_t i = first; i < end; i++) {
        const double before = share[i], goal = fill[i] * barrier[i] * over_trust[i - first];
        const double now = before + (goal - before) * week_switch;
        share[i] = reference[i] != 0.0 ? now : before;
        order[i] = part[i] * scale[i - first];
    }
}

/* Of the slots of some suppliers, side by side in the places of sights that are used. */
CKI_LANES_VOID(look_up_slots, (ck_run *run, size_t first, size_t end, double *over_trust, double *scale),
               (run, first, end, over_trust, scale), run->width) {
    const cki_review review = run->scratch.review;
    const uint32_t *slot = run->fixed.suppliers.slot;
    CKI_EACH
    for (size_t i = first; i < end; i++) {
        over_trust[i - first] = review.over_trust[slot[i]];
        scale[i - first] = review.scale[slot[i]];
    }
}

static void share_orders_of(ck_run *run, const cki_tile *tile) {
    const cki_review review = run->scratch.review;
    const uint32_t others = tile->supplier + (tile->slot_end - tile->slot);
    share_orders(run, tile->supplier, others, review.over_trust + tile->slot, review.scale + tile->slot);
    look_up_slots(run, others, tile->supplier_end, review.trust, review.part);
    share_orders(run, others, tile->supplier_end, review.trust, review.part);
}

static void order_under_law(ck_run *run) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    double *order = cki_orders_on(run, (int32_t)run->day + 1);
    for (uint32_t at = 0; at < run->scenario->touched_count; at++) {
        const uint32_t f = run->scenario->touched_flow[at], i = suppliers->of_flow[f], k = suppliers->slot[i];
        if (suppliers->reference[i] == 0.0) continue;
        double placed = cki_licensed_order(run, f, k, order[i]);
        if (run->state.warned[f] > 0.0) {
            placed += run->scratch.part[i] * run->scratch.review.early[k] * run->state.warned[f];
        }
        order[i] = placed;
    }
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

static void reorder(ck_run *run, const cki_tile *tile) {
    const double *plan = cki_spread_to_slots(run, tile, run->scratch.plan);
    look_at_suppliers(run, tile);
    add_up_sights(run, tile);
    see_prices(run, tile);
    guard(run, tile, plan);
    plan_orders(run, tile, plan);
    count_short_days(run, tile, tile->kind == CKI_MARKETS ? run->state.price + tile->product : run->state.landed + tile->slot);
    cki_divert_orders(run, tile);
    share_orders_of(run, tile);
}

void cki_stage_reorder(ck_run *run) {
    if (*run->state.awake == 0 || run->model->flow_count == 0) return;
    see_duties(run);
    see_restrictions(run);
    for (uint32_t i = 0; i < run->fixed.tile_count; i++) reorder(run, &run->fixed.tile[i]);
    cki_substitutes_review(run);
    order_under_law(run);
    cki_order_from_others(run);
}
