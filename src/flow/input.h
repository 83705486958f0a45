/* Inputs of a site: what is offered of them, and what becomes of the stock. */
#ifndef CK_FLOW_INPUT_H
#define CK_FLOW_INPUT_H

#include "flow/run.h"

/* Share of the need of an input that is offered. Users stretch what they have: while the stock is below `bar` (thrift of
   the target) they take the share of their need that the stock is of the bar, so less than they need when there is less,
   and more, to replace other inputs, as far as there is more. Markets sell what they have: bar 0. */
static inline double cki_offer_of(double available, double need, double bar) {
    return ck_max(available, 0.0) / ck_max(need, bar);
}

/* Is less of it offered than is needed? */
static inline bool cki_lacks(double available, double need, double bar) {
    return (need > 0.0) & (available < ck_max(need, bar));
}

/* The share that is offered, at most 1; of what is not needed there is enough. */
static inline double cki_fill_of(double available, double need, double bar) {
    const double part = cki_offer_of(available, need, bar);
    return cki_lacks(available, need, bar) ? part : 1.0;
}

/* A slot is short today; when it never was before: keeps the day, the weakest supplier and the measure. */
void cki_note_shortage(ck_run *run, uint32_t slot);

/* Of those slots that are short today (short_last): the same. */
void cki_note_first_shortages(ck_run *run, uint32_t first, uint32_t end);

/* Stocks from `first` up to `end` may be below zero by the rounding of a subtraction: notes the error, sets them to
   0. */
void cki_settle_stocks(ck_run *run, uint32_t first, uint32_t end);

#endif
