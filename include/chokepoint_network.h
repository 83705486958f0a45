/* Firm networks: who sells how much to whom, and the systemic risk of every firm (ESRI).

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
} ck_network_spec;

/* Constant. Repeated links are added up; links of value 0 and of a firm to itself are left out and counted. */
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
