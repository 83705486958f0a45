/* Inside of the study of the long run: a table as trade flows, shared by all threads, and the room that one thread works in. */
#ifndef CK_STUDY_TARIFFS_MODEL_H
#define CK_STUDY_TARIFFS_MODEL_H

#include "study/tariffs.h"

typedef struct ck_tariff_model {         // constant once made
    const ck_io_table        *table;
    const ck_tariff_scenario *scenario;
    const ck_tariff_duty     *duty;      // what the law asks, by wedge
    uint32_t duty_count;
    uint32_t N, J;
    double  *trade, *input, *value_added, *theta;        // of the table; theta: central values
    double  *zero;                       // (J N N)
    bool     taxed;                      // some step has an export tax or a quota
} ck_tariff_model;

CK_MUST_USE ck_status ck_tariff_model_make(const ck_io_table *table, const ck_tariff_scenario *scenario, ck_tariff_model *model, ck_diags *diags);
void ck_tariff_model_free(ck_tariff_model *model);
uint32_t ck_tariff_region_at(const ck_tariff_model *model, const char *code);        // CK_NONE
uint32_t ck_tariff_sector_at(const ck_tariff_model *model, const char *code);
bool     ck_tariff_selects(const char *const *list, uint32_t count, const char *name);
/* All names of wedges and of the game are those of the table. */
CK_MUST_USE ck_status ck_tariff_model_check(const ck_tariff_model *model, ck_diags *diags);

typedef struct ck_tariff_seat {
    const ck_tariff_model *model;
    double  *theta;                      // (J) that bases are made with
    double  *new_tariff, *export_tax, *cost, *quota;     // (J N N) of the step
    bool     has_quota;
    double  *number[6];                  // (N)
    void    *made_block, *solve_block, *next_block;
    size_t   made_bytes, solve_bytes, next_bytes;
    cki_trade_flows   flows;
    cki_trade_options options;
    double   negative_final;
} ck_tariff_seat;

CK_MUST_USE ck_status ck_tariff_seat_make(const ck_tariff_model *model, ck_tariff_seat *seat, ck_diags *diags);
void ck_tariff_seat_free(ck_tariff_seat *seat);
/* The base: shares of the table, solved once without a change, with deficits removed if the scenario says so. */
CK_MUST_USE ck_status ck_tariff_seat_base(ck_tariff_seat *seat, cki_trade_base *base, ck_diags *diags);
/* Wedges of a step, on top of what stands unless it stands alone. */
void ck_tariff_seat_step(ck_tariff_seat *seat, uint32_t step);
/* The equilibrium with these wedges; `change` points into the seat. */
CK_MUST_USE ck_status ck_tariff_seat_solve(ck_tariff_seat *seat, const cki_trade_base *base, cki_trade_change *change, cki_trade_result *result,
                                           cki_trade_welfare *welfare, ck_diags *diags);

/* The central solution of a step, from which its draws start. */
typedef struct ck_tariff_near {
    cki_trade_start start;
    double         *block;
} ck_tariff_near;

CK_MUST_USE ck_status ck_tariff_draws(const ck_tariff_model *model, uint32_t draws, uint32_t threads, const ck_tariff_near *near,
                                      void (*progress)(void *, const char *, double), void *user, ck_tariff_study *study, ck_diags *diags);
CK_MUST_USE ck_status ck_tariff_games_run(const ck_tariff_model *model, void (*progress)(void *, const char *, double), void *user,
                                          ck_tariff_games **games, ck_diags *diags);

#endif
