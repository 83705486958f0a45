/* Firm networks: who sells how much to whom, shocks that spread through them day by day (firm-level ARIO), and the
   systemic risk of every firm (ESRI).

   Included by chokepoint.h. docs/networks.md has every equation and the formats of the files. */
#ifndef CHOKEPOINT_NETWORK_H
#define CHOKEPOINT_NETWORK_H

#include "chokepoint.h"
#include "chokepoint_spread.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- networks ---------------------------------------- */

typedef struct ck_link { uint32_t supplier, buyer; double value; } ck_link;      // value >= 0, unit/day

typedef struct ck_network_spec {
    uint32_t        firms, sectors, regions;
    const uint32_t *sector;              // (firms) what a firm makes
    const uint32_t *region;              // (firms); NULL: all in region 0
    const ck_link  *link;
    size_t          links;               // below 2^32
    bool            as_listed;           // of repeated links the first counts, and a firm may sell to itself
} ck_network_spec;

/* Constant. Repeated links are added up; links of value 0 and of a firm to itself are left out and counted (unless
   as_listed). */
typedef struct ck_network ck_network;
size_t ck_network_bytes(const ck_network_spec *spec);
/// Cost  O(firms + sectors + links), three counting sorts
CK_MUST_USE ck_status ck_network_build(const ck_network_spec *spec, void *block, size_t bytes,
                                       const ck_network **network, ck_diags *diags);

typedef struct ck_network_view {         // borrowed from the network
    uint32_t        firms, sectors, regions;
    const uint32_t *sector, *region;     // (firms)
    uint32_t        links;
    const uint32_t *purchase_first;      // (firms + 1) into supplier and value: purchases of a firm
    const uint32_t *supplier;            // (links) by buyer, sector of the supplier, supplier
    const double   *value;               // (links)
    const uint32_t *sale_first;          // (firms + 1) into buyer and sale
    const uint32_t *buyer;               // (links) by supplier, buyer
    const uint32_t *sale;                // (links) the same link among the purchases
    const double   *bought, *sold;       // (firms) sums over links
    uint64_t        repeated, empty, loops;      // links added to others, of value 0, of a firm to itself
    uint32_t        most_suppliers, most_buyers; // largest degrees
} ck_network_view;
ck_network_view ck_network_see(const ck_network *network);

/* ---------------------------------------------------------------- firm-level ARIO --------------------------------- */

/* Behaviour of the published program (proNet) that the default corrects; docs/networks.md, "Compatibility". */
#define CK_FIRMS_COMPAT_LIST(X)                                                                                        \
    X(CK_FIRMS_P1, "P1", "equal ratios serve buyers that ordered nothing")                                             \
    X(CK_FIRMS_P2, "P2", "equal ratios charge final demand that is already served; those goods vanish")                \
    X(CK_FIRMS_P3, "P3", "exponential recovery counts days of the run, convex-unscaled recovers at once")              \
    X(CK_FIRMS_P4, "P4", "recovery by neighbours depends on the order of firms")                                       \
    X(CK_FIRMS_P5, "P5", "firms without any output buy for ever")                                                      \
    X(CK_FIRMS_P6, "P6", "of repeated links the first counts, links of unknown firms are passed over")                 \
    X(CK_FIRMS_P7, "P7", "a later shock of a firm replaces an earlier one, and fills the gap between two windows")
enum {
#define X(name, word, meaning) name##_bit,
    CK_FIRMS_COMPAT_LIST(X)
#undef X
    CK_FIRMS_COMPAT_COUNT
};
typedef enum ck_firm_ario_compat {
#define X(name, word, meaning) name = 1 << name##_bit,
    CK_FIRMS_COMPAT_LIST(X)
#undef X
    CK_FIRMS_COMPAT_ALL = (1 << CK_FIRMS_COMPAT_COUNT) - 1
} ck_firm_ario_compat;

/* Who is served first when a supplier has less than was asked. */
typedef enum ck_firm_ario_rationing {
    CK_RATION_PROPORTIONAL,              // all by what they asked
    CK_RATION_FIRMS_FIRST,               // final demand last
    CK_RATION_EQUAL_RATIO,               // all up to one share of their baseline
    CK_RATION_FIRMS_FIRST_EQUAL_RATIO,
    CK_RATION_COUNT
} ck_firm_ario_rationing;
typedef enum ck_firm_ario_orders {           // use + (target - stock) / restock days, not below 0
    CK_ORDER_CURRENT,                    // target: days of today's use
    CK_ORDER_BASELINE,                   // target: days of baseline use
    CK_ORDER_SHORTFALL,                  // as current, and a stock above its target does not lower orders
    CK_ORDER_COUNT
} ck_firm_ario_orders;
/* Loss of capacity on day T = 1, 2, .. of the recovery; the first four are those of ARIO. */
typedef enum ck_firm_ario_recovery {
    CK_RECOVER_LINEAR,                   // loss * (1 - T/tau)
    CK_RECOVER_CONVEX,                   // loss * (1 - 1/tau)^(4T)
    CK_RECOVER_CONVEX_UNSCALED,          // loss * (1 - 1/tau)^T
    CK_RECOVER_CONCAVE,                  // loss * tau / (tau + s T^e)
    CK_RECOVER_PACE,                     // loss - T/tau: all firms mend at one pace
    CK_RECOVER_AT_ONCE,
    CK_RECOVER_EXPONENTIAL,              // loss * exp(-T/tau)
    CK_RECOVER_NEIGHBOURS,               // a day: times 1 - h/tau, h = 1 - mean loss of suppliers and buyers
    CK_RECOVER_NEVER,
    CK_RECOVER_COUNT
} ck_firm_ario_recovery;

/* Share of capacity lost by firms from a day on. Any number, any overlap: the largest loss counts. */
typedef struct ck_firm_ario_shock {
    const char       *id;
    uint32_t          count;
    const uint32_t   *firm;              // (count)
    const double     *loss;              // (count) 0..1; series: factor on the series
    uint32_t          begin;             // day
    uint32_t          duration;          // recovery is first felt on day begin + duration + 1
    bool              window;            // lost on the days begin .. begin + duration - 1, then back at once
    ck_firm_ario_recovery recovery;
    double            tau;               // day
    uint32_t          days;              // series given day by day; the last day holds on; 0: none
    const double     *series;            // (days) 0..1
} ck_firm_ario_shock;

typedef struct ck_final_sale { uint32_t firm, region; double value; } ck_final_sale;     // unit/day, >= 0

typedef struct ck_firm_ario_spec {
    uint32_t             size;           // set by ck_firm_ario_spec_default
    const ck_final_sale *final;          // by firm, ascending; to final users of a region
    uint32_t             final_count;
    ck_firm_ario_rationing   rationing;
    ck_firm_ario_orders      orders;
    double               stock_days;     // target stock; used where neither of the next two is given
    const double        *stock_days_by_sector;           // (sectors) of the good, or NULL
    const double        *stock_days_by_firm;             // (firms) of the buyer, or NULL; goes before the sector
    double               restock_days;
    const double        *restock_days_by_sector;         // (sectors) of the good, or NULL
    const ck_firm_ario_shock *shock; uint32_t shock_count;
    const ck_rule        *rule;  uint32_t rule_count;    // users: sectors, then one for final users
    ck_date              start;          // of day 0, for rules
    const double        *end_use;        // (firms + regions) x CK_END_USES, or NULL: all civil
    uint32_t             compat;         // ck_firm_ario_compat bits
    double               home_tolerance; // |level - 1| that counts as back at the baseline
    double               collapse_level; // total output over baseline below which a run counts as collapsed
} ck_firm_ario_spec;
ck_firm_ario_spec ck_firm_ario_spec_default(void);

typedef struct ck_firm_ario ck_firm_ario;        // one future of a network in progress, a day a step
size_t ck_firm_ario_bytes(const ck_network *network, const ck_firm_ario_spec *spec);
/// Lay out and start. Network and spec, with what they point to, are borrowed until the run ends.
///
/// Returns  CK_OK; CK_E_RANGE for what is out of its limits; CK_E_LIMIT; CK_E_MEMORY
CK_MUST_USE ck_status ck_firm_ario_start(const ck_network *network, const ck_firm_ario_spec *spec, void *block,
                                         size_t bytes, ck_firm_ario **run, ck_diags *diags);
/// One day. Cost: two passes over the links; digits do not depend on the crew.
///
/// Source   Inoue and Todo (2019), Nature Sustainability 2; Henriet, Hallegatte and Tabourier (2012)
CK_MUST_USE ck_status ck_firm_ario_step(ck_firm_ario *run, ck_crew *crew, ck_diags *diags);

/* State of the last day, borrowed; unit/day unless noted. */
typedef struct ck_firm_ario_view {
    uint32_t      day;                   // days done
    const double *base_output, *output, *demand;         // (firms) demand: what was asked and may leave
    const double *limit;                 // (firms) output that the stocks allow; infinite without suppliers
    const double *loss;                  // (firms) share of capacity lost, after the recovery of the day
    const double *value_added;           // (firms) per unit of output
    const double *delivered;             // (links, as sales) what reaches the buyer the next day
    const double *stock;                 // (links, as purchases) days of baseline use, at the end of the day
    const double *final_sold;            // (firms)
    const uint32_t *shortest;            // (firms) sector whose stock binds, CK_NONE
    const double *unmet_cause;           // (CK_CAUSE_COUNT) final demand of the day
    const double *unmet_input;           // (sectors) part of it behind which lies a lack of this input
    double        base_total, base_value_added, base_final, total, total_value_added, total_final;
} ck_firm_ario_view;
ck_firm_ario_view ck_firm_ario_see(const ck_firm_ario *run);

typedef struct ck_firm_ario_ledger {         // whole run, units
    double made, delivered, final_use;   // made = delivered + final use + vanished
    double arrived, used;                // of inputs; what is delivered arrives on the next day
    double stock_before, stock;          // stock before + arrived = used + stock
    double vanished;                     // goods lost in compat P1, P2
    double largest_error;                // of a day: |made - delivered - final use - vanished| / made
    double stock_error;                  // of a day: |stock before + arrived - used - stock| / stock
    double lost_output, lost_value_added;                // against the baseline
    double direct_value_added;           // part of it where capacity was lost: sum of loss times baseline
    double unmet[CK_CAUSE_COUNT];        // final demand
    double left_out;                     // purchases a day of firms without output, not in the baseline
    uint32_t idle;                       // firms without output
    double lowest_level;                 // smallest total output over baseline
    uint32_t lowest_day, first_day_away, last_day_away;  // CK_NONE: never
    double level, furthest;              // last day: total over baseline, |level - 1| of the furthest firm
    uint32_t furthest_firm;
    bool   home, collapsed, falling;     // as in ck_ario_ledger
} ck_firm_ario_ledger;
ck_firm_ario_ledger ck_firm_ario_account(const ck_firm_ario *run);
ck_rule_result ck_firm_ario_rule(const ck_firm_ario *run, uint32_t rule);
uint64_t ck_firm_ario_digest(const ck_firm_ario *run);

/* ---------------------------------------------------------------- ESRI -------------------------------------------- */

/* What the published programs do and the default does not; docs/networks.md, "Compatibility". */
#define CK_ESRI_COMPAT_LIST(X)                                                                                         \
    X(CK_ESRI_E1, "E1", "revenues below sales and costs below purchases make shocks grow")                             \
    X(CK_ESRI_E2, "E2", "a market counts as empty below 1e-10 of the unit of account, and its size is then 1")
typedef enum ck_esri_compat { CK_ESRI_E1 = 1, CK_ESRI_E2 = 2, CK_ESRI_COMPAT_ALL = 3 } ck_esri_compat;

typedef enum ck_esri_stop {
    CK_ESRI_STOP_DECREASE,               // largest decrease of any level in an iteration <= epsilon
    CK_ESRI_STOP_GROWTH                  // index over the index of the iteration before <= 1 + epsilon
} ck_esri_stop;

enum { CK_ESRI_STEPS = 12 };             // sensitivities: epsilon = 10^-1 .. 10^-12
static inline double ck_esri_step(uint32_t step) {
    double power = 10.0;                 // powers of ten are exact, so the quotient is the number as people write it
    for (uint32_t k = 0; k < step; k++) power *= 10.0;
    return 1.0 / power;
}

typedef struct ck_esri_options {
    uint32_t       size;                 // set by ck_esri_options_default()
    const uint8_t *essential;            // (sectors x sectors) good, buyer: 2 essential, 1 non-essential, 0 negligible;
                                         //   NULL: 1
    const uint32_t *market;              // (firms) those of a market replace each other, ids below `firms`; NULL: none
    const double  *revenue, *costs;      // (firms) or NULL: sums over links
    const double  *weight;               // (weights x firms) >= 0; NULL: one, the sales over links
    uint32_t       weights;
    const double  *permit;               // (links, as purchases) share that may pass; NULL: all
    ck_esri_stop   stop;
    double         epsilon;              // of the stopping rule
    uint32_t       iterations;           // at most
    uint32_t       compat;               // ck_esri_compat bits
} ck_esri_options;
ck_esri_options ck_esri_options_default(void);

/* Compiled weights of a network; constant, shared by threads. The network must live on, the options' arrays need
   not. */
typedef struct ck_esri ck_esri;
size_t ck_esri_bytes(const ck_network *network, ck_esri_options options);
CK_MUST_USE ck_status ck_esri_build(const ck_network *network, ck_esri_options options, void *block, size_t bytes,
                                    const ck_esri **esri, ck_diags *diags);

/* Shocks of one scenario: size 0 (none) .. 1 (failure). */
typedef struct ck_esri_shock { uint32_t firm; double down, up; } ck_esri_shock;
/* Scenario k has shock[first[k]] .. shock[first[k + 1] - 1]. first NULL: scenario k is the failure of firm one[k]
   alone. */
typedef struct ck_esri_scenarios {
    size_t               count;
    const size_t        *first;          // (count + 1)
    const ck_esri_shock *shock;
    const uint32_t      *one;            // (count); NULL: firm k
} ck_esri_scenarios;

typedef struct ck_esri_result {
    double   index, down, up;            // of the first weight, 0..1
    double   before;                     // index before the last iteration
    double   change;                     // largest decrease in the last iteration
    uint32_t iterations;
    bool     settled;                    // false: stopped by the limit of iterations
    uint32_t touched;                    // firms with a loss
} ck_esri_result;

/* Optional columns of a run; NULL: not wanted. */
typedef struct ck_esri_columns {
    double *index, *down, *up;           // (count x weights)
    double *loss_down, *loss_up;         // (count x firms)
    double *at;                          // (count x CK_ESRI_STEPS) index of the first weight at the iteration in which
                                         //   the largest decrease first was <= ck_esri_step(k); NaN: not reached
    uint32_t *at_iteration;              // (count x CK_ESRI_STEPS), 0: not reached
} ck_esri_columns;

/// Runs scenarios. `workers` blocks of scratch work side by side when a crew is given; digits do not depend on them.
///
/// Cost     iterations times the links of firms that change, eight scenarios at a time
/// Source   Diem, Borsos, Reisch, Kertesz and Thurner (2022), Scientific Reports 12, 7719
size_t ck_esri_scratch_bytes(const ck_esri *esri, uint32_t workers);
CK_MUST_USE ck_status ck_esri_run(const ck_esri *esri, ck_esri_scenarios scenarios, uint32_t workers, ck_crew *crew,
                                  void *scratch, size_t bytes, ck_esri_result *result, ck_esri_columns columns,
                                  ck_diags *diags);

#ifdef __cplusplus
}
#endif
#endif
