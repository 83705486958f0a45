#include "base/lanes.h"
#include "flow/routes.h"
#include "flow/stages.h"
#include "flow/start.h"

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
        const double part = run->scratch.part[suppliers->of_flow[f]], permit = run->state.permit[f];
        if (permit < 1.0) review->missing[k] += part * (1.0 - permit);
        if (run->state.warned[f] > 0.0) review->warned[k] += part * run->state.warned[f];
    }
}

/* ---------------------------------------------------------------- what a buyer sees ------------------------------- */

typedef struct sight { double trust, part, filled, response, paid, under_way, worry; } sight;      // as in cki_review

static inline sight sight_of(const ck_run *run, uint32_t i) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const cki_scratch *scratch = &run->scratch;
    const cki_offer *offer = &scratch->offer[suppliers->product[i]];
    const double reference = suppliers->reference[i], fill = run->state.fill[i];
    const double part = reference * (run->state.share[i] * offer->appeal), filled = part * fill;
    return (sight){
        .trust = reference * (fill * scratch->barrier[i]),
        .part = part,
        .filled = filled,
        .response = part * offer->response,
        .paid = filled * suppliers->base_price[i] * (offer->price * scratch->toll[i] + scratch->charge[i]),
        .under_way = part * suppliers->lag[i],
        .worry = part * offer->worry,
    };
}

CKI_LANES_VOID(look_at_suppliers, (ck_run *run), (run), run->width) {
    const cki_review review = run->scratch.review;
    double *parts = run->scratch.part;
    const uint32_t count = (uint32_t)run->shape.SUPPLIER;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const sight seen = sight_of(run, i);
        parts[i] = seen.part;
        review.trust[i] = seen.trust;
        review.part[i] = seen.part;
        review.filled[i] = seen.filled;
        review.response[i] = seen.response;
        review.paid[i] = seen.paid;
        review.under_way[i] = seen.under_way;
        review.worry[i] = seen.worry;
    }
}

/* The first suppliers of the slots stand where the sums of the slots are wanted: the others are added to them. */
static void add_up_sights(ck_run *run) {
    const cki_review review = run->scratch.review;
    const uint32_t *slot = run->fixed.suppliers.slot, count = (uint32_t)run->shape.SUPPLIER;
    for (uint32_t i = run->model->slot_count; i < count; i++) {
        const uint32_t k = slot[i];
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
CKI_LANES_VOID(see_prices, (ck_run *run), (run), run->width) {
    const ck_model *model = run->model;
    const cki_review review = run->scratch.review;
    const double *use = model->slot_use, *base_price = run->fixed.slot_price;
    const uint32_t *kind = run->fixed.slot_kind, count = model->slot_count;
    double *landed = run->state.landed, *intensity = run->state.intensity, *need = run->scratch.need;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const double part = review.part[k], price = review.paid[k] / review.filled[k] / base_price[k];
        const double answer = review.response[k] / part, needed = need[k], before = intensity[k];
        const bool sees = part > 0.0, answers = sees & (kind[k] >= CKI_BUYER_MAKER);
        landed[k] = sees ? price : landed[k];
        intensity[k] = answers ? answer : before;
        need[k] = (answers & (kind[k] == CKI_BUYER_MAKER)) ? use[k] * answer : needed;
    }
}

/* Buyers guard against what law holds back or will, against orders that are not filled, and with the market they buy
   from. The target follows. */
CKI_LANES_VOID(guard, (ck_run *run), (run), run->width) {
    const ck_model *model = run->model;
    const cki_review review = run->scratch.review;
    const double week_gap = run->fixed.week_gap, precaution = cki_parameter(run, CK_PARAMETER_precaution);
    const double *cover_fill = run->state.cover_fill, *base = model->site_base_level, *plan = run->scratch.plan;
    const double *usual = run->sample.slot_target;
    const uint32_t *site = model->slot_site, count = model->slot_count;
    double *alert = run->state.alert, *target = run->state.target;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const double part = review.part[k], before = alert[k];
        const double missing = ck_max(review.missing[k] / part, 1.0 - cover_fill[k]) + review.warned[k] / part;
        const double goal = ck_min(ck_max(missing / FULL_ALARM, review.worry[k] / part), 1.0);
        const double now = part > 0.0 ? before + (goal - before) * week_gap : before;
        const double level = plan[site[k]], size = base[site[k]] == 0.0 ? ck_min(level, 1.0) : 1.0;
        alert[k] = now;
        target[k] += (usual[k] * size * (1.0 + precaution * now) - target[k]) * week_gap;
    }
}

/* How much to order (equation 24), and what follows for each supplier. */
CKI_LANES_VOID(plan_orders, (ck_run *run), (run), run->width) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    const cki_review review = run->scratch.review;
    const double order_gap = run->fixed.order_gap, anticipation = cki_parameter(run, CK_PARAMETER_anticipation);
    const double *use = model->slot_use, *base = model->site_base_level, *plan = run->scratch.plan;
    const double *base_under_way = run->fixed.slot_under_way, *intensity = state->intensity;
    const double *stock = state->stock, *target = state->target, *under_way = state->under_way;
    const uint32_t *kind = run->fixed.slot_kind, *site = model->slot_site, count = model->slot_count;
    double *steady = state->steady, *cover_fill = state->cover_fill;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const double part = review.part[k], answer = intensity[k];
        const double level = (kind[k] == CKI_BUYER_FINAL_USE ? 1.0 : answer) * plan[site[k]], forecast = use[k] * level;
        const double lag = review.under_way[k] * (use[k] / part), usual = part > 0.0 ? lag : 0.0;
        const double pipeline = usual * level - base_under_way[k] * base[site[k]];
        const double gap = (target[k] - stock[k]) - (under_way[k] - pipeline);
        const double order = ck_max(forecast + gap * order_gap, 0.0), loyal = loyalty(stock[k], target[k]);
        const double running = forecast + ck_max(use[k] - forecast, 0.0) * loyal;
        const double filled = review.filled[k] / part, trust = review.trust[k];
        steady[k] = order > running ? running / order : 1.0;
        cover_fill[k] = part > 0.0 ? filled : forecast > 0.0 ? 0.0 : 1.0;
        review.over_trust[k] = trust > 0.0 ? use[k] / trust : 0.0;
        review.scale[k] = part > 0.0 ? order / part : 0.0;
        review.early[k] = part > 0.0 ? forecast / part * anticipation : 0.0;
        review.loyal[k] = loyal;
        review.wanted[k] = order;
    }
}

/* How long a buyer has had reason to look for other ways; what was learned is forgotten as slowly. */
CKI_LANES_VOID(count_short_days, (ck_run *run), (run), run->width) {
    const cki_state *state = &run->state;
    const double days = (double)CKI_REVIEW_DAYS;
    const double *cover_fill = state->cover_fill, *landed = state->landed, *price = state->price;
    const uint32_t *last = state->short_last, *kind = run->fixed.slot_kind, *product = run->fixed.slot_product;
    const uint32_t count = run->model->slot_count, day = run->day;
    double *short_days = state->short_days;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const double own = price[product[k]], paid = landed[k], before = short_days[k];
        const bool was_short = (last[k] != CK_NONE) & (day - last[k] < CKI_REVIEW_DAYS);
        const double dear = kind[k] == CKI_BUYER_TRADER ? own : paid;
        const bool strained = was_short | cki_is_strained(cover_fill[k], dear);
        short_days[k] = strained ? before + days : ck_max(before - days, 0.0);
    }
}

/* ---------------------------------------------------------------- whom to order from ------------------------------ */

/* The usual suppliers share the order by what they deliver, by duties and by price. The first two move the share of a
   flow over switch_days; the price moves the seller's appeal. */
CKI_LANES_VOID(share_orders, (ck_run *run), (run), run->width) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const double *over_trust = run->scratch.review.over_trust, *scale = run->scratch.review.scale;
    const double *fill = run->state.fill, *barrier = run->scratch.barrier, *reference = suppliers->reference;
    const double *part = run->scratch.part, week_switch = run->fixed.week_switch;
    const uint32_t *slot = suppliers->slot, count = (uint32_t)run->shape.SUPPLIER;
    double *share = run->state.share, *placed = run->scratch.placed;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double before = share[i], goal = fill[i] * barrier[i] * over_trust[slot[i]];
        const double now = before + (goal - before) * week_switch;
        share[i] = reference[i] != 0.0 ? now : before;
        placed[i] = part[i] * scale[slot[i]];
    }
}

static void order_under_law(ck_run *run) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    for (uint32_t at = 0; at < run->scenario->touched_count; at++) {
        const uint32_t f = run->scenario->touched_flow[at], i = suppliers->of_flow[f], k = suppliers->slot[i];
        if (suppliers->reference[i] == 0.0) continue;
        double order = cki_licensed_order(run, f, k, run->scratch.placed[i]);
        if (run->state.warned[f] > 0.0) {
            order += run->scratch.part[i] * run->scratch.review.early[k] * run->state.warned[f];
        }
        run->scratch.placed[i] = order;
    }
}

/* Orders of the week to come. Those of ways without a base share stay as they were until they are written. */
CKI_LANES_VOID(place_orders, (ck_run *run), (run), run->width) {
    const double *reference = run->fixed.suppliers.reference, *placed = run->scratch.placed;
    const double *before = cki_orders_on(run, (int32_t)run->day);
    double *order = cki_orders_on(run, (int32_t)run->day + 1);
    const uint32_t count = (uint32_t)run->shape.SUPPLIER;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) order[i] = reference[i] != 0.0 ? placed[i] : before[i];
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

void cki_stage_reorder(ck_run *run) {
    if (*run->state.awake == 0 || run->model->flow_count == 0) return;
    see_duties(run);
    look_at_suppliers(run);
    add_up_sights(run);
    see_restrictions(run);
    see_prices(run);
    guard(run);
    plan_orders(run);
    count_short_days(run);
    cki_divert_orders(run);
    share_orders(run);
    order_under_law(run);
    place_orders(run);
    cki_order_from_others(run);
}
