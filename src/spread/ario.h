/* Industries of an input-output table, day by day: the adaptive regional input-output model (ARIO) of Hallegatte (2008,
   2014), with the psi rule of Juhel (2024), under the measures, transport and demand rules of rules.h.

   docs/propagation.md has every equation. Inside, flows are yearly rates and stocks are rates times steps, so that an
   economy at rest stays there to the last digit; views convert nothing: multiply by `per_step` for money a step. */
#ifndef CK_SPREAD_ARIO_H
#define CK_SPREAD_ARIO_H

#include "spread/crew.h"
#include "spread/rules.h"
#include "spread/table.h"

/* Behaviour of BoARIO 0.6 that the default corrects; docs/propagation.md, "Compatibility". */
#define CK_ARIO_COMPAT_LIST(X)                                                                                         \
    X(CK_ARIO_B1,  "B1",  "an exogenous capacity loss begins and ends one step late")                                  \
    X(CK_ARIO_B4,  "B4",  "rebuilding demand ignores the monetary unit of its event")                                  \
    X(CK_ARIO_B7,  "B7",  "overproduction relaxes only when scarcity is exactly 0")                                    \
    X(CK_ARIO_B8,  "B8",  "the threshold of essential inputs compares a yearly with a daily flow")                     \
    X(CK_ARIO_B9,  "B9",  "gates of closeness over the whole table freeze small changes of stocks and orders")         \
    X(CK_ARIO_B11, "B11", "damage is rounded to decimals of its monetary unit")                                        \
    X(CK_ARIO_B0,  "B0",  "the table is taken as published: rows that do not sum to output are not mended")
enum {
#define X(name, word, meaning) name##_bit,
    CK_ARIO_COMPAT_LIST(X)
#undef X
    CK_ARIO_COMPAT_COUNT
};
typedef enum ck_ario_compat {
#define X(name, word, meaning) name = 1 << name##_bit,
    CK_ARIO_COMPAT_LIST(X)
#undef X
    CK_ARIO_COMPAT_ALL = (1 << CK_ARIO_COMPAT_COUNT) - 1
} ck_ario_compat;

typedef enum ck_curve { CK_CURVE_LINEAR, CK_CURVE_CONVEX, CK_CURVE_CONVEX_NOSCALE, CK_CURVE_CONCAVE, CK_CURVE_COUNT } ck_curve;
typedef enum ck_event_kind {
    CK_EVENT_CAPITAL,            // capital destroyed; comes back along a curve
    CK_EVENT_REBUILD,            // capital destroyed; comes back as it is rebuilt, which asks for goods
    CK_EVENT_CAPACITY,           // share of capacity lost; comes back along a curve
    CK_EVENT_SERIES              // share of capacity lost, given day by day
} ck_event_kind;

typedef struct ck_ario_event {
    ck_event_kind   kind;
    const char     *id;
    uint32_t        count;               // industries hit
    const uint32_t *industry;            // (count)
    const double   *amount;              // (count) capital in the event's unit, or share 0..1
    uint32_t        column_count;        // final columns hit (households), rebuild only
    const uint32_t *column;              // (column_count)
    const double   *column_amount;       // (column_count) in the event's unit
    double          begin, duration;     // day
    ck_curve        curve;
    double          tau;                 // day: of recovery, or of rebuilding
    double          unit;                // the event's money in units of currency (1e6: millions)
    const double   *rebuild_share;       // (sectors) of rebuilding demand, rebuild only
    double          rebuild_factor;      // demand over damage, 1
    uint32_t        days;                // series: days given
    const double   *series;              // (days x count); the last day holds on
} ck_ario_event;

typedef struct ck_ario_spec {
    uint32_t size;                       // set by ck_ario_spec_default
    bool     psi_model;                  // false: base model (psi = 1, the whole gap is ordered at once)
    bool     alternative_orders;         // orders follow capacity and permits; false: baseline shares
    double   psi, alpha_base, alpha_max, alpha_days;     // 1, 1, 1, day
    double   stock_days;                 // target stock; used where stock_days_by_sector is NULL
    const double *stock_days_by_sector;  // (sectors) or NULL; infinite allowed
    double   restock_days;               // psi model
    const double *restock_days_by_sector;
    double   capital_ratio;              // capital over yearly value added
    const double *capital_ratio_by_sector;
    const double *capital;               // (N) or NULL: money of the table
    double   step_days;                  // 1
    double   input_threshold;            // inputs below this share of output do not bind, 1
    const uint8_t *essential;            // (S x S) item, user: 0 = never binds; NULL: all may
    double   unit;                       // the table's money in units of currency
    uint32_t compat;                     // ck_ario_compat bits; 0 = corrected
    double   home_tolerance;             // |level - 1| that counts as back at the baseline
    double   collapse_level;             // total level below which a run counts as collapsed
    const ck_ario_event *event; uint32_t event_count;
    const ck_rule       *rule;  uint32_t rule_count;
    ck_date  start;                      // date of step 0, for measures
    const double *end_use;               // (N + J) x CK_END_USES or NULL
} ck_ario_spec;
ck_ario_spec ck_ario_spec_default(void);

typedef struct ck_ario ck_ario;          // one future in progress
size_t ck_ario_bytes(const ck_io_table *table, const ck_ario_spec *spec);
/// Lay out and start. Table and spec, with what they point to, are borrowed until the run ends.
///
/// Returns  CK_OK; CK_E_RANGE for parameters and events out of their limits, CK_E_LIMIT, CK_E_MEMORY
CK_MUST_USE ck_status ck_ario_start(const ck_io_table *table, const ck_ario_spec *spec, void *block, size_t bytes,
                                    ck_crew *crew, ck_ario **run, ck_diags *diags);
/// One step. Cost: one pass over Z (two in the steps in which a gate of B9 changes).
///
/// Returns  CK_OK; CK_E_NUMBER when a stock became negative or undefined (only possible under compat)
CK_MUST_USE ck_status ck_ario_step(ck_ario *run, ck_crew *crew, ck_diags *diags);

/* What unmet demand is due to. */
#define CK_CAUSE_LIST(X)                                                                                               \
    X(CK_CAUSE_POLICY,    "policy",    "a measure let less leave than was ordered")                                    \
    X(CK_CAUSE_TRANSPORT, "transport", "it could not be carried")                                                      \
    X(CK_CAUSE_CAPACITY,  "capacity",  "the seller's capacity was below demand")                                       \
    X(CK_CAUSE_INPUT,     "input",     "the seller lacked an input")
typedef enum ck_cause {
#define X(name, word, meaning) name,
    CK_CAUSE_LIST(X)
#undef X
    CK_CAUSE_COUNT
} ck_cause;
const char *ck_cause_word(ck_cause cause);

/* State and results of the last step, borrowed; yearly rates unless noted. N industries, S sectors, J final columns. */
typedef struct ck_ario_view {
    uint32_t step;                       // steps done
    double   per_step;                   // step_days / 365
    const double *output, *base_output;  // (N)
    const double *orders;                // (N) intermediate orders that the step began with
    const double *demand;                // (N) all that was asked and may leave
    const double *overproduction;        // (N) alpha
    const double *capacity_loss;         // (N) Delta, 1
    const double *capital_lost;          // (N) money of the table
    const double *rebuild_demand, *rebuild_sold;         // (N)
    const double *unmet_final;           // (J)
    const double *unmet_cause;           // (J x CK_CAUSE_COUNT)
    const double *unmet_input;           // (S) part of unmet final demand behind which lies a lack of this input
    const double *value_added;           // (N) output times (1 - sum of input coefficients)
    const double *stock;                 // (S x N) at the end of the step, rate x steps; infinite where the target is
    const double *stock_sum;             // (S) at the start of the step, finite stocks only
    const uint32_t *limiting;            // (N) inputs below need
    const uint32_t *shortest;            // (N) input that binds, CK_NONE: none
} ck_ario_view;
ck_ario_view ck_ario_see(const ck_ario *run);

typedef struct ck_ario_ledger {          // whole run, money of the table
    double made, used, restocked, final_use, rebuilt;    // output = restocked + final use + rebuilt
    double largest_error;                // of a step: |made - restocked - final - rebuilt| / made
    double frozen;                       // goods that vanished in B9's gates
    double lost_output, lost_value_added;                // against the baseline
    double direct_value_added;           // part of it that the capacity losses explain: sum of Delta times baseline
    double unmet[CK_CAUSE_COUNT];        // final demand
    double overstated_use;               // non-essential inputs used up beyond what was there (they do not bind)
    double lowest_level;                 // smallest total output over baseline
    uint32_t lowest_step;
    uint32_t first_step_away, last_step_away;            // CK_NONE: never left the baseline
    double level;                        // total output over baseline, last step
    double furthest;                     // |level - 1| of the furthest industry, last step
    uint32_t furthest_industry;
    bool     home;                       // every industry within home_tolerance
    bool     collapsed, falling;         // below collapse_level; still falling over the last steps
} ck_ario_ledger;
ck_ario_ledger ck_ario_account(const ck_ario *run);
uint32_t ck_ario_rule_count(const ck_ario *run);
ck_rule_result ck_ario_rule(const ck_ario *run, uint32_t rule);      // money of the table
uint64_t ck_ario_digest(const ck_ario *run);

#endif
