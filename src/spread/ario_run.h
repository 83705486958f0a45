/* State of an ARIO run: shared by the files of the engine. */
#ifndef CK_SPREAD_ARIO_RUN_H
#define CK_SPREAD_ARIO_RUN_H

#include "base/base.h"
#include "spread/ario_sums.h"
#include "spread/crew.h"
#include "spread/rules.h"

typedef enum event_status { EVENT_PENDING, EVENT_ACTIVE, EVENT_RECOVERING, EVENT_FINISHED } event_status;

/* A rebuilding event asks rows of rebuilding sectors for goods on behalf of the hit columns. */
typedef struct cki_event {
    event_status status;
    double   end;                        // day
    double  *damage;                     // (count) money of the table, or share
    double  *column_damage;              // (column_count) household damage left
    uint32_t row_count, column_count;    // of the rebuilding block: rows, hit industries + hit final columns
    uint32_t *row;                       // (row_count) industries that rebuild
    uint32_t *column;                    // (column_count) buyer: industry, or N + final column
    double  *left;                       // (row_count x column_count) still to be rebuilt, money of the table
    double  *asked;                      // the same shape: demand of the step, yearly rate
    double  *full;                       // (column_count) damage that `left` began with
} cki_event;

struct ck_ario {
    const ck_io_table  *table;
    const ck_ario_spec *spec;
    uint32_t regions, sectors, n, final_columns;
    uint32_t step;
    uint32_t over_capital;               // an industry that lost more capital than it has, CK_NONE
    double   per_step;
    cki_ario_sums sums;

    cki_rules rules;
    uint32_t  touched;                   // sellers of a class other than 0
    uint32_t *touched_row;               // (touched) industry
    uint32_t *touched_at;                // (N) position in touched_row, CK_NONE
    double   *order_weight;              // (seller_classes x buyer_classes) permit of today's orders
    double   *class_order, *class_next;  // (touched x buyer_classes) orders by class of buyer: today's, the next
    double   *class_final;               // (touched x buyer_classes) final demand at baseline

    double *x0, *y_row, *va_share, *capital;     // (N)
    double *v0;                          // (S x N) inputs of a product at baseline, yearly
    double *need_days;                   // (S) stock target in steps, >= 1; may be infinite
    double *restock;                     // (S) share of the gap ordered a step
    uint8_t *essential;                  // (S x N) binds

    double *output, *level, *demand, *orders, *orders_next, *alpha;     // (N)
    double *loss, *loss_late, *capacity, *wanted, *served;                           // (N)
    double *ratio_old, *ratio_new;       // (N) capacity over x0 behind today's and the next orders; 1: fixed shares
    double *row_k1;                      // (N) served * ratio_old
    double *wanted_level;                // (N) wanted of the next orders over x0
    double *capital_lost, *rebuild_demand, *rebuild_sold, *rebuild_may, *asked_full, *value_added;        // (N)
    double *stock, *rho;                 // (S x N)
    double *add;                         // (S x N) compat B9 only
    double *stock_sum, *stock_left, *in_sum, *use_sum;   // (S)
    double *unmet_final, *unmet_cause, *unmet_input;     // (J), (J x causes), (S)
    double *spare;                       // (S) overstated use of a step
    uint32_t *limiting, *shortest;       // (N)
    uint8_t *far_flow, *far_stock, *bad_stock;           // (S) of a pass, B9
    bool     update_open, order_open;    // B9: what the gates are expected to be

    cki_event *event;
    ck_ario_ledger ledger;
    double base_total, base_value_added, recent[8];
};

/* Shared between ario_pass.c and ario_step.c. */
void cki_ario_base_inputs(ck_ario *run, ck_crew *crew);              // v0, and row sums of Z as the next orders
void cki_ario_pass(ck_ario *run, ck_crew *crew);                     // deliveries, stocks, orders of the next step
/* Events, ario_events.c. */
CK_MUST_USE ck_status cki_ario_events_check(const ck_io_table *table, const ck_ario_spec *spec, ck_diags *diags);
void cki_ario_events_layout(ck_ario *run, cki_arena *arena);
void cki_ario_events_begin(ck_ario *run);
void cki_ario_events_turn(ck_ario *run);                             // status and capacity loss of a step
void cki_ario_events_ask(ck_ario *run);                              // rebuilding demand of a step
void cki_ario_events_sold(ck_ario *run);                             // rebuild_sold, rebuild_may of what is then left
void cki_ario_events_advance(ck_ario *run);                          // after deliveries

#endif
