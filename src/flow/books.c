#include "flow/books.h"

#include "base/lanes.h"

#define FILL_LEAST 1e-3              // so much of his orders a supplier keeps who delivers nothing: he is asked again
#define FORGIVEN   1e-6              // a lack that small is none

/* ---------------------------------------------------------------- sums over days ---------------------------------- */

CKI_LANES_VOID(add_parts, (ck_run *run, uint32_t day), (run, day), run->width) {
    const double *part = cki_parts_on(run, (int32_t)day);
    double *week = run->scratch.week;
    const uint32_t products = (uint32_t)run->shape.product;
    CKI_EACH
    for (uint32_t p = 0; p < products; p++) week[p] += part[p];
}

CKI_LANES_VOID(take_parts, (ck_run *run), (run), run->width) {
    const double *week = run->scratch.week;
    const uint32_t *product = run->fixed.suppliers.product, count = (uint32_t)run->shape.SUPPLIER;
    double *weight = run->scratch.weight;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) weight[i] = week[product[i]];
}

/* Of lone flows, with the share that may leave. */
CKI_LANES_VOID(add_lone, (ck_run *run, uint32_t day), (run, day), run->width) {
    const double *part = cki_parts_on(run, (int32_t)day), *leaves = cki_leaves_on(run, 0, (int32_t)day);
    const uint32_t *product = run->fixed.lone.product, end = run->fixed.lone.end;
    double *weight = run->scratch.lone_weight;
    CKI_EACH
    for (uint32_t at = 0; at < end; at++) weight[at] += leaves[at] * part[product[at]];
}

/* Share times part of a flow, added up in the order of the days; `lone`: its number there, or CK_NONE. */
static double weight_of(const ck_run *run, uint32_t flow, uint32_t lone, uint32_t from, uint32_t until) {
    const size_t products = run->shape.product, lones = run->shape.LONE;
    const uint32_t days = run->fixed.ring_days, product = run->model->flow_product[flow];
    uint32_t row = cki_day_row(run, (int32_t)from);
    double sum = 0.0;
    for (uint32_t day = from; day < until; day++) {
        const double part = run->state.part[row * products + product];
        sum += lone != CK_NONE ? run->state.leaves[row * lones + lone] * part : part;
        row = row + 1 < days ? row + 1 : 0;
    }
    return sum;
}

/* Into `weight`: by supplier, the sum of share x part over days; from < until. It stands there until other days are asked for. */
static void weigh(ck_run *run, uint32_t from, uint32_t until) {
    cki_scratch *scratch = &run->scratch;
    if (scratch->weighed_from == from && scratch->weighed_until == until) return;
    const cki_lone *lone = &run->fixed.lone;
    cki_zero(scratch->week, run->shape.product * sizeof(double));
    cki_zero(scratch->lone_weight, lone->end * sizeof(double));
    for (uint32_t day = from; day < until; day++) {
        add_parts(run, day);
        add_lone(run, day);
    }
    take_parts(run);
    for (uint32_t at = 0; at < lone->end; at++) scratch->weight[lone->supplier[at]] = scratch->lone_weight[at];
    scratch->weighed_from = from;
    scratch->weighed_until = until;
}

/* ---------------------------------------------------------------- books ------------------------------------------- */

/* Of suppliers, quantity and value beyond base. What each one adds to what is under way to his buyer and to what that one pays above base prices
   is added to `under_way` and `extra`, which stand by supplier. */
CKI_LANES_VOID(book_suppliers, (ck_run *run, size_t first, size_t end, double days, double *under_way, double *extra),
               (run, first, end, days, under_way, extra), run->width) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const uint32_t *product = suppliers->product;
    const size_t month = (size_t)run->month * run->shape.SUPPLIER;
    const double *usual = suppliers->base, *base_price = suppliers->base_price, *prices = run->state.price;
    const double *weight = run->scratch.weight, *order = cki_orders_on(run, (int32_t)*run->state.booked);
    double *quantity = run->state.month_quantity + month, *value = run->state.month_value + month;
    CKI_EACH
    for (size_t i = first; i < end; i++) {
        const double price = prices[product[i]], base = days * usual[i], more = order[i] * weight[i] - base;
        quantity[i] += more;
        value[i] += base_price[i] * (more * price + base * (price - 1.0));
        under_way[i - first] += more;
        extra[i - first] += base_price[i] * ((base + more) * (price - 1.0));
    }
}

/* The first suppliers stand in the order of their slots; of the others each one's part is added to its slot afterwards. */
static void book_tile(ck_run *run, const cki_tile *tile, double days) {
    const uint32_t others = tile->supplier + (tile->slot_end - tile->slot), count = tile->supplier_end - others;
    const uint32_t *slot = run->fixed.suppliers.slot + others;
    double *deviation = run->scratch.deviation, *dearer = run->scratch.dearer;
    book_suppliers(run, tile->supplier, others, days, run->state.under_way + tile->slot, run->state.extra_cost + tile->slot);
    cki_zero(deviation, count * sizeof *deviation);
    cki_zero(dearer, count * sizeof *dearer);
    book_suppliers(run, others, tile->supplier_end, days, deviation, dearer);
    for (uint32_t i = 0; i < count; i++) {
        run->state.under_way[slot[i]] += deviation[i];
        run->state.extra_cost[slot[i]] += dearer[i];
    }
}

/* Duties and fees of a flow on which some measure acts. */
static void book_paid(ck_run *run, uint32_t at) {
    const ck_scenario *scenario = run->scenario;
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const uint32_t flow = scenario->touched_flow[at], i = suppliers->of_flow[flow];
    const double wedge = run->state.wedge[flow], charge = run->state.charge[flow];
    if (wedge == 0.0 && charge == 0.0) return;
    const double price = run->state.price[suppliers->product[i]];
    const double value = cki_orders_on(run, (int32_t)*run->state.booked)[i] * run->scratch.weight[i] * suppliers->base_price[i];
    run->state.extra_cost[suppliers->slot[i]] += value * (price * wedge + charge);
    for (uint32_t e = scenario->touched_first[at]; e < scenario->touched_first[at + 1]; e++) {
        const uint32_t entry = scenario->touched_entry[e], m = scenario->entry_measure[entry];
        const double paid = value * run->today.factor[entry];
        if (scenario->measure[m].effect == CK_EFFECT_DUTY) run->state.measure_paid[m] += paid * price;
        if (scenario->measure[m].effect == CK_EFFECT_FEE) run->state.measure_paid[m] += paid;
    }
}

void cki_book(ck_run *run, uint32_t until) {
    const uint32_t from = *run->state.booked;
    if (until <= from) return;
    if (*run->state.awake != 0) {
        const double days = (double)(until - from);
        weigh(run, from, until);
        for (uint32_t i = 0; i < run->fixed.tile_count; i++) book_tile(run, &run->fixed.tile[i], days);
        for (uint32_t at = 0; at < run->scenario->touched_count; at++) book_paid(run, at);
    }
    *run->state.booked = until;
}

double cki_open_days(const ck_run *run) {
    return (double)(run->day - *run->state.booked);
}

double cki_open_quantity(const ck_run *run, uint32_t flow) {
    const uint32_t from = *run->state.booked;
    if (from >= run->day) return 0.0;
    const double order = cki_orders_on(run, (int32_t)from)[run->fixed.suppliers.of_flow[flow]];
    return order * weight_of(run, flow, run->fixed.lone.of_flow[flow], from, run->day);
}

/* ---------------------------------------------------------------- memory ------------------------------------------ */

/* What buyers order on top to restock does not count. */
CKI_LANES_VOID(remember, (ck_run *run, size_t first, size_t end, const double *steady, double days, double left),
               (run, first, end, steady, days, left), run->width) {
    const double *weight = run->scratch.weight, *order = cki_orders_on(run, (int32_t)run->day);
    double *fill = run->state.fill;
    CKI_EACH
    for (size_t i = first; i < end; i++) {
        const double part = weight[i] / days, running = steady[i - first];
        const double missed = order[i] > 0.0 && part < running ? 1.0 - part / running : 0.0;
        const double before = 1.0 - fill[i], lack = missed + (before - missed) * left;
        fill[i] = lack > FORGIVEN ? ck_max(1.0 - lack, FILL_LEAST) : 1.0;
    }
}

CKI_LANES_VOID(look_up_steady, (ck_run *run, size_t first, size_t end, double *to), (run, first, end, to), run->width) {
    const double *steady = run->state.steady;
    const uint32_t *slot = run->fixed.suppliers.slot;
    CKI_EACH
    for (size_t i = first; i < end; i++) to[i - first] = steady[slot[i]];
}

void cki_remember_deliveries(ck_run *run) {
    if (*run->state.awake == 0) return;
    const uint32_t until = run->day + 1, from = until > CKI_REVIEW_DAYS ? until - CKI_REVIEW_DAYS : 0;
    const double days = (double)(until - from), left = run->fixed.forgotten[until - from];
    double *steady = run->scratch.deviation;
    weigh(run, from, until);
    for (uint32_t i = 0; i < run->fixed.tile_count; i++) {
        const cki_tile *tile = &run->fixed.tile[i];
        const uint32_t others = tile->supplier + (tile->slot_end - tile->slot);
        remember(run, tile->supplier, others, run->state.steady + tile->slot, days, left);
        look_up_steady(run, others, tile->supplier_end, steady);
        remember(run, others, tile->supplier_end, steady, days, left);
    }
}
