/* The equations of profits.h at one point, shared by the equilibrium and by the conditions of the games. */
#ifndef CK_TRADE_PROFITS_MODEL_H
#define CK_TRADE_PROFITS_MODEL_H

#include "trade/profits.h"

typedef struct cki_profits_model {
    const cki_profits_base *base;
    uint32_t N, J;
    double  *share;              // (J N N) of spending with duty, base
    double  *spent;              // (J N) share of the sector in n's spending
    double  *spending, *labour;  // (N) base, money
    double  *sold;               // (J N) base sales of i
    double  *phi;                // (J N N) share times (change of 1 + tariff)^(1 - sigma)
    double  *state;              // (2 N) ln wage, ln spending, changes
    double  *power;              // (N) wage^(1 - sigma) of the sector at hand
    double  *now;                // (J N N) share of spending with duty, new
    double  *trade;              // (J N N) value without duty, new
    double  *price;              // (N) ln of the price index
    double  *sales;              // (J N) new
    double  *miss;               // (2 N)
    double  *slope;              // (2 N, 2 N) derivative of miss by state, factored after a solution
    uint32_t *pivot;             // (2 N)
    double  *objective;          // (N) of the base: what the government adds up
} cki_profits_model;

void cki_profits_layout(cki_profits_model *model, cki_profits_result *result, cki_arena *arena, uint32_t countries, uint32_t sectors);
CK_MUST_USE ck_status cki_profits_start(cki_profits_model *model, const cki_profits_base *base, ck_diags *diags);

/// From the state that the model holds to the equilibrium at `tariff`; `slope` is factored there.
CK_MUST_USE ck_status cki_profits_settle(cki_profits_model *model, const double *tariff, cki_profits_result *result, ck_diags *diags);

/* The result's numbers of the state that the model holds. */
void cki_profits_report(const cki_profits_model *model, cki_profits_result *result);

/* What n's government adds up, money: the sales of its sectors and, by their share in labour income, its revenue. */
typedef struct cki_profits_sum { double objective, revenue, labour, mean_weight; } cki_profits_sum;
cki_profits_sum cki_profits_sum_of(const cki_profits_model *model, uint32_t country, const double *sales, double revenue);

static inline double cki_profits_weight(const cki_profits_model *m, uint32_t country, uint32_t sector) {
    return m->base->weight != NULL ? m->base->weight[(size_t)country * m->J + sector] : 1.0;
}

/* Share of wages in the price. */
static inline double cki_profits_paid(const cki_profits_model *m, uint32_t sector) {
    return 1.0 - 1.0 / m->base->substitution[sector];
}

#endif
