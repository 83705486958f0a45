/* Section 12 of chokepoint.h, which includes it. Shocks that spread: input-output tables day by day (ARIO), the
   rules they run under, the crew that does the work.

   docs/spread.md has every equation and the formats of the files. */
#ifndef CHOKEPOINT_SPREAD_H
#define CHOKEPOINT_SPREAD_H

#include "chokepoint.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- tables ------------------------------------------ */

/* An input-output table of regions and sectors. Industry f = region * sectors + sector; final column j = region *
   categories + category. Rows sell, columns buy. Arrays belong to whoever made the table and must live as long as
   anything built on it; engines never copy Z. */
typedef struct ck_io_table {
    const char *name;                    // "wiod-2013-2011"
    const char *unit;                    // of all money: "MUSD", "MEUR"; per year
    int32_t     year;                    // 0: unknown
    uint32_t    regions, sectors, categories;
    const char *const *region;           // (regions)    codes as in the source
    const char *const *sector;           // (sectors)
    const char *const *category;         // (categories) of final demand
    const double *z;                     // unit/yr (N x N) row-major, N = regions * sectors; >= 0
    const double *y;                     // unit/yr (N x J) row-major, J = regions * categories
    const double *x;                     // unit/yr (N) gross output, >= 0
    const double *va;                    // unit/yr (N) value added as published; NULL: output minus inputs
} ck_io_table;

static inline uint32_t ck_io_table_industries(const ck_io_table *table) {
    return table->regions * table->sectors;
}
static inline uint32_t ck_io_table_final_columns(const ck_io_table *table) {
    return table->regions * table->categories;
}

/* How far the published numbers are from a table that balances. */
typedef struct ck_io_check {
    double   output;                     // sum of x
    double   largest_row_gap;            // |z row + y row - x| over the largest x, 1
    uint32_t largest_row;                // where
    double   row_gap;                    // sum of |z row + y row - x| over the sum of x, 1
    uint32_t negative_y;                 // cells of final demand below 0
    double   negative_y_sum;             // their sum
    uint32_t negative_va;                // industries whose inputs cost more than their output
    uint32_t idle;                       // industries without output
} ck_io_check;

/// Measures a table and reports what no engine can use: a negative or non-finite z or x, a non-finite y or va.
///
/// Returns  CK_OK, CK_E_NUMBER or CK_E_RANGE with region and sector of the first fault
/// Cost     one pass over z and y
CK_MUST_USE ck_status ck_io_table_check(const ck_io_table *table, ck_io_check *check, ck_diags *diags);

/* ---------------------------------------------------------------- crew -------------------------------------------- */

/* Who does the work of a step. An engine cuts a step into parts that touch different memory and are each summed in
   index order; a crew runs the parts on whatever threads it has, in whatever order, and returns when all are done. So
   the digits do not depend on the crew. Without one (NULL) the caller's thread does the parts one after the other. */
typedef void (*ck_crew_work)(void *task, uint32_t part);
typedef struct ck_crew {
    void (*run)(struct ck_crew *crew, uint32_t parts, ck_crew_work work, void *task);
} ck_crew;

size_t ck_crew_bytes(uint32_t threads);
/// Start threads that wait for work. `threads` counts the caller's own; 0 or 1: no thread is started.
///
/// crew     out; lies in the block (aligned to 16); give it to ck_crew_end before the block is freed
/// Returns  CK_OK; CK_NOTED with fewer threads than asked for; CK_E_MEMORY; CK_OK and NULL without threads in the build
CK_MUST_USE ck_status ck_crew_start(uint32_t threads, void *block, size_t bytes, ck_crew **crew);
void ck_crew_end(ck_crew *crew);                         // NULL is fine
uint32_t ck_crew_threads(const ck_crew *crew);           // that work, the caller's included

/* ---------------------------------------------------------------- rules ------------------------------------------- */

#define CK_END_USES 3u                       // civil, military, semiconductor, as in the world's flows

typedef enum ck_rule_kind { CK_RULE_MEASURE, CK_RULE_TRANSPORT, CK_RULE_DEMAND } ck_rule_kind;

/* One rule. Masks are by position, 1 = in scope; NULL = all. Measures and transport act on trade between regions; where
   origins and destinations are the same one region, inside it. */
typedef struct ck_rule {
    ck_rule_kind      kind;
    const ck_measure *measure;               // dates, pauses, amendments, effect and terms; names are not read
    const char       *id;                    // for reports
    double            share;                 // transport: what still passes, 0..1; demand: wanted over baseline, >= 0
    const uint8_t    *origin;                // (regions)
    const uint8_t    *item;                  // (sectors)
    const uint8_t    *destination;           // (regions)
    const uint8_t    *user;                  // (users)   what the buyer is: its sector, or sectors + final category
    bool              end_use[CK_END_USES];  // in scope
} ck_rule;

/* A rule of a run: sums over its days, in the economy's own unit. */
typedef struct ck_rule_result { double blocked, wanted, shipped; } ck_rule_result;

/* ---------------------------------------------------------------- ARIO -------------------------------------------- */

/* Behaviour of BoARIO 0.6 that the default corrects; docs/spread.md, "Compatibility". */
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

typedef enum ck_curve {
    CK_CURVE_LINEAR,
    CK_CURVE_CONVEX,
    CK_CURVE_CONVEX_NOSCALE,
    CK_CURVE_CONCAVE,
    CK_CURVE_COUNT
} ck_curve;
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
    bool            relative;            // capital, rebuild: `amount` is a share of the industry's capital
    uint32_t        column_count;        // final columns hit (households), rebuild only
    const uint32_t *column;              // (column_count)
    const double   *column_amount;       // (column_count) in the event's unit
    double          begin, duration;     // day
    ck_curve        curve;
    double          tau;                 // day: of recovery, or of rebuilding
    double          unit;                // the event's money in units of currency (1e6: millions)
    bool            table_unit;          // amounts are in the table's money; `unit` only rounds (compat B11)
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
    double over_capital;                 // largest capital lost over capital, 1; above 1 it counted as all of it
    uint32_t over_capital_industry;      // CK_NONE: never above 1
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

#ifdef __cplusplus
}
#endif

#endif
