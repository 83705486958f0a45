#include "flow/allocate.h"

#include "flow/start.h"

typedef struct range { uint32_t first, end; } range;     // flows of a product

static range flows_of(const ck_run *run, uint32_t product) {
    return (range){run->model->product_first_flow[product], run->model->product_first_flow[product + 1]};
}

static double part_of(double quantity, double of) {
    return of > 0.0 ? ck_min(quantity / of, 1.0) : 0.0;
}

static void proportional(ck_run *run, range flow, double sellable, double *final_sold) {
    double asked = *final_sold;
    for (uint32_t f = flow.first; f < flow.end; f++) asked += run->scratch.allowed[f];
    const double part = part_of(sellable, asked);
    for (uint32_t f = flow.first; f < flow.end; f++) run->scratch.allowed[f] *= part;
    *final_sold *= part;
}

/* Users of the seller's own region, final buyers among them, before anybody abroad. */
static void domestic_first(ck_run *run, range flow, double sellable, double *final_sold) {
    const uint32_t *kind = run->model->flow_kind;
    double inside = *final_sold, outside = 0.0;
    for (uint32_t f = flow.first; f < flow.end; f++) {
        const bool abroad = kind[f] == CKI_FLOW_BILATERAL || kind[f] == CKI_FLOW_ROUTE;
        *(abroad ? &outside : &inside) += run->scratch.allowed[f];
    }
    const double part_inside = part_of(sellable, inside);
    const double part_outside = part_of(ck_max(sellable - inside, 0.0), outside);
    for (uint32_t f = flow.first; f < flow.end; f++) {
        const bool abroad = kind[f] == CKI_FLOW_BILATERAL || kind[f] == CKI_FLOW_ROUTE;
        run->scratch.allowed[f] *= abroad ? part_outside : part_inside;
    }
    *final_sold *= part_inside;
}

/* The military part of each order before the rest (priority rating). */
static void defence_first(ck_run *run, range flow, double sellable, double *final_sold) {
    const double *military = run->model->flow_military;
    double rated = 0.0, other = *final_sold;
    for (uint32_t f = flow.first; f < flow.end; f++) {
        rated += run->scratch.allowed[f] * military[f];
        other += run->scratch.allowed[f] * (1.0 - military[f]);
    }
    const double part_rated = part_of(sellable, rated);
    const double part_other = part_of(ck_max(sellable - rated, 0.0), other);
    for (uint32_t f = flow.first; f < flow.end; f++) {
        run->scratch.allowed[f] *= military[f] * part_rated + (1.0 - military[f]) * part_other;
    }
    *final_sold *= part_other;
}

/* What the buyer can pay: the price of what he sells, over its base. */
static double bid(const ck_run *run, uint32_t flow) {
    const ck_model *model = run->model;
    const uint32_t site = model->slot_site[model->flow_slot[flow]];
    const uint32_t product = model->site_first_product[site];
    return product < model->site_first_product[site + 1] ? run->state.price[product] : 1.0;
}

/* Deliveries in proportion to order times bid, nobody above his order: find the level of water. Final buyers bid 1.
   Each round fills at least one more order, or ends. */
static void by_price(ck_run *run, range flow, double sellable, double *final_sold) {
    double *allowed = run->scratch.allowed;
    double water = 0.0;
    for (uint32_t round = 0; round <= flow.end - flow.first + 1; round++) {
        double full = 0.0, weight = 0.0;
        for (uint32_t f = flow.first; f < flow.end; f++) {
            if (bid(run, f) * water >= 1.0) full += allowed[f];
            else weight += allowed[f] * bid(run, f);
        }
        if (water >= 1.0) full += *final_sold;
        else weight += *final_sold;
        const double next = weight > 0.0 ? ck_max(sellable - full, 0.0) / weight : water;
        if (!(next > water)) break;
        water = next;
    }
    for (uint32_t f = flow.first; f < flow.end; f++) allowed[f] *= ck_min(bid(run, f) * water, 1.0);
    *final_sold *= ck_min(water, 1.0);
}

void cki_allocate(ck_run *run, uint32_t product, double sellable, double *final_sold) {
    const range flow = flows_of(run, product);
    sellable = ck_max(sellable, 0.0);
    switch (run->scenario->allocation) {
    case CK_PROPORTIONAL:   proportional(run, flow, sellable, final_sold); break;
    case CK_DOMESTIC_FIRST: domestic_first(run, flow, sellable, final_sold); break;
    case CK_DEFENCE_FIRST:  defence_first(run, flow, sellable, final_sold); break;
    case CK_BY_PRICE:       by_price(run, flow, sellable, final_sold); break;
    }
}
