#include "flow/sight.h"

#include "base/lanes.h"
#include "flow/start.h"

void cki_sight_fill(ck_run *run) {
    const ck_model *model = run->model;
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    cki_review *review = &run->scratch.review;
    for (size_t i = 0; i < run->shape.SUPPLIER; i++) run->scratch.part[i] = suppliers->reference[i] > 0.0 ? 1.0 : 0.0;
    for (uint32_t t = 0; t < run->fixed.tile_count; t++) {
        const cki_tile *tile = &run->fixed.tile[t];
        for (uint32_t k = tile->slot; k < tile->slot_end; k++) {
            const uint32_t i = tile->supplier + (k - tile->slot);
            review->pipeline[k] = suppliers->reference[i] > 0.0 ? suppliers->lag[i] * model->slot_use[k] : 0.0;
            review->over_part[k] = 1.0;
            review->missing[k] = review->warned[k] = 0.0;
        }
    }
}

/* ---------------------------------------------------------------- duties ------------------------------------------ */

/* Duties and fees of the flows on which some measure acts, once the law has changed; the power is kept while they
   stay as they are. */
void cki_see_duties(ck_run *run) {
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

/* ---------------------------------------------------------------- one supplier ------------------------------------ */

/* Landed price and use (equations 19 and 22) of all slots, as of those whose first supplier is the only usual one. */
CKI_LANES_VOID(see_first, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const uint32_t slot = tile->slot, first = tile->supplier, count = tile->slot_end - slot;
    const cki_offer *offers = run->scratch.offer;
    const uint32_t *product = run->fixed.suppliers.product + first;
    const double *reference = run->fixed.suppliers.reference + first, *fill = run->state.fill + first;
    const double *toll = run->scratch.toll + first, *charge = run->scratch.charge + first;
    const double *kind = run->fixed.slot_kind + slot, *use = run->model->slot_use + slot;
    double *landed = run->state.landed + slot, *intensity = run->state.intensity + slot, *need = run->scratch.need + slot;
    double *fills = run->scratch.review.fill + slot, *worry = run->scratch.review.worry + slot;
    CKI_EACH
    for (uint32_t k = 0; k < count; k++) {
        const cki_offer *offer = &offers[product[k]];
        const double price = offer->price * toll[k] + charge[k], answer = offer->response, needed = use[k] * answer;
        const double price_before = landed[k], intensity_before = intensity[k], need_before = need[k];
        const bool sees = reference[k] > 0.0, answers = sees & (kind[k] >= CKI_BUYER_MAKER);
        fills[k] = fill[k];
        worry[k] = offer->worry;
        landed[k] = sees ? price : price_before;
        intensity[k] = answers ? answer : intensity_before;
        need[k] = (answers & (kind[k] == CKI_BUYER_MAKER)) ? needed : need_before;
    }
}

/* ---------------------------------------------------------------- several ----------------------------------------- */

typedef struct sight { double trust, part, filled, response, paid, under_way, alarm; } sight;      // as in cki_review

static inline sight sight_of(const ck_run *run, size_t i) {
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
        .alarm = part * offer->worry,
    };
}

/* Sums begin with the first suppliers, */
CKI_LANES_VOID(see_first_of_mixed, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const cki_review review = run->scratch.review;
    const uint32_t *mixed = run->fixed.mixed, first = tile->supplier - tile->slot;
    double *part = run->scratch.part;
    CKI_EACH
    for (uint32_t m = tile->mixed; m < tile->mixed_end; m++) {
        const uint32_t i = first + mixed[m];
        const sight seen = sight_of(run, i);
        part[i] = seen.part;
        review.trust[m] = seen.trust;
        review.part[m] = seen.part;
        review.filled[m] = seen.filled;
        review.response[m] = seen.response;
        review.paid[m] = seen.paid;
        review.under_way[m] = seen.under_way;
        review.alarm[m] = seen.alarm;
    }
}

/* and `count` suppliers from `first` on are added to as many slots. */
CKI_LANES_VOID(see_more_of_mixed, (ck_run *run, uint32_t mixed, uint32_t first, uint32_t count), (run, mixed, first, count), run->width) {
    const cki_review review = run->scratch.review;
    double *part = run->scratch.part;
    CKI_EACH
    for (uint32_t j = 0; j < count; j++) {
        const uint32_t i = first + j, m = mixed + j;
        const sight seen = sight_of(run, i);
        part[i] = seen.part;
        review.trust[m] += seen.trust;
        review.part[m] += seen.part;
        review.filled[m] += seen.filled;
        review.response[m] += seen.response;
        review.paid[m] += seen.paid;
        review.under_way[m] += seen.under_way;
        review.alarm[m] += seen.alarm;
    }
}

CKI_LANES_VOID(take_means, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const cki_review review = run->scratch.review;
    const uint32_t *mixed = run->fixed.mixed;
    const double *kind = run->fixed.slot_kind, *uses = run->model->slot_use, *base_price = run->fixed.slot_price;
    double *landed = run->state.landed, *intensity = run->state.intensity, *need = run->scratch.need;
    CKI_EACH
    for (uint32_t m = tile->mixed; m < tile->mixed_end; m++) {
        const uint32_t k = mixed[m];
        const double part = review.part[m], filled = review.filled[m], trust = review.trust[m], use = uses[k];
        const double price = review.paid[m] / filled / base_price[k], answer = review.response[m] / part, needed = use * answer;
        const double price_before = landed[k], intensity_before = intensity[k], need_before = need[k];
        const double fill = filled / part, worry = review.alarm[m] / part, pipeline = review.under_way[m] * (use / part);
        const double over_part = 1.0 / part, over_trust = use / trust;
        const bool sees = part > 0.0, answers = sees & (kind[k] >= CKI_BUYER_MAKER);
        landed[k] = sees ? price : price_before;
        intensity[k] = answers ? answer : intensity_before;
        need[k] = (answers & (kind[k] == CKI_BUYER_MAKER)) ? needed : need_before;
        review.fill[k] = sees ? fill : 0.0;
        review.worry[k] = sees ? worry : 0.0;
        review.pipeline[k] = sees ? pipeline : 0.0;
        review.over_part[k] = sees ? over_part : 0.0;
        review.over_trust[m] = trust > 0.0 ? over_trust : 0.0;
    }
}

void cki_see_suppliers(ck_run *run, const cki_tile *tile) {
    see_first(run, tile);
    see_first_of_mixed(run, tile);
    uint32_t first = cki_more_suppliers(tile), count = tile->mixed_end - tile->mixed;
    for (uint32_t seen = 1; (count = cki_mixed_with_more(run, tile, count, seen)) > 0; seen++) {
        see_more_of_mixed(run, tile->mixed, first, count);
        first += count;
    }
    take_means(run, tile);
}

/* ---------------------------------------------------------------- law --------------------------------------------- */

void cki_see_restrictions(ck_run *run) {
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
