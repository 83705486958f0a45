/* Ways without a base share by which a slot can be supplied: other sellers, markets of other regions, stockpiles. */
#ifndef CK_FLOW_ROUTES_H
#define CK_FLOW_ROUTES_H

#include "flow/run.h"

/* Of the slots that have such ways: who supplies them. Reads what is constant of the suppliers. */
void cki_ways_fill(ck_run *run);

/* Opens or closes ways to other sellers. What they take is not ordered from the usual suppliers (scale of cki_review). */
void cki_divert_orders(ck_run *run, const cki_tile *tile);

/* Their orders for the week to come, and those from stockpiles, after the orders from the usual suppliers. */
void cki_order_from_others(ck_run *run);

/* Who holds a licence stays with his supplier while stocks are low: with all of his usual order when they are empty,
   with none of it when they are full. */
static inline double cki_loyalty(double stock, double target) {
    return target > 0.0 ? ck_clamp(1.0 - stock / target, 0.0, 1.0) : 1.0;
}

/* The order under a restriction, without what is ordered early. */
static inline double cki_licensed_order(const ck_run *run, uint32_t flow, uint32_t slot, double order) {
    const double permit = run->state.permit[flow];
    if (!(permit < 1.0)) return order;
    const double stays = cki_loyalty(run->state.stock[slot], run->state.target[slot]);
    return ck_max(order, permit * run->fixed.flow_reference[flow] * stays);
}

#endif
