/* Who depends on whom in a world: indicators by item, tier and country, and the systemic risk (ESRI) of sites, owners and exports.
   docs/exposure.md has every formula. Host code: it allocates. */
#ifndef CK_STUDY_EXPOSURE_H
#define CK_STUDY_EXPOSURE_H

#include "io/governance_read.h"

enum { CK_TIERS = 4 };                   // upstream, input, output, industry

/* ---------------------------------------------------------------- items and countries ----------------------------- */

/* One item. Arrays are by region. Money is USD a year at the world's prices, so that shares of one item are shares of mass. */
typedef struct ck_exposed_item {
    uint32_t    item, tier;
    ck_exposure e;                       // of its trade, with production known
    double     *made;                    // production
    double     *used;                    // by sites other than markets
    double     *upstream;                // E*: own exposure and, weighted by cost, that of all inputs behind it
    double     *bottleneck;              // largest exposure among it and the inputs that its makers cannot do without
    double      produced, traded;        // sums
    double      made_concentration;      // 1: HHI of production over regions; NaN: nobody makes it
    double      made_largest_share;      // 1
    uint32_t    made_largest;            // region, CK_NONE
    double      mean_concentration;      // of imports, over importers by their imports
    double      mean_exposure;           // direct, over regions by their use
    double      mean_upstream, mean_bottleneck, mean_risk;       // the same
    double      recycled;                // share of production that recyclers make
    double      supply_risk;             // of the bloc, JRC 2017; NaN: no governance, nobody of the bloc uses it
    double      import_reliance;         // of the bloc
} ck_exposed_item;

/* A tier: plain means over its items, and means over them by value of trade. NaN: no item of the tier is traded. */
typedef struct ck_exposed_tier {
    uint32_t items, traded;
    double   export_concentration, made_concentration, import_concentration, exposure, upstream, bottleneck, risk;
    double   weighted_export_concentration, weighted_exposure, weighted_risk;
    double   largest_share;              // plain mean of the largest producer's share
} ck_exposed_tier;

/* What a region could take from another by stopping a tier's items: log loss over the target's value added of industries. */
typedef struct ck_power {
    double   loss;                       // sum over items with elasticity above 1; held shares count up to CK_HELD_MOST
    double   whole;                      // share of the target's cost of the tier that is held at an elasticity of 1 or below: no bound
} ck_power;
#define CK_HELD_MOST 0.99

typedef struct ck_world_exposure {
    const ck_model  *model;
    uint32_t         regions, items;
    ck_exposed_item *item;               // (items) of the model, in its order
    ck_exposed_tier  tier[CK_TIERS];
    ck_power        *power;              // (tiers x regions x regions) tier, coalition, target
    double          *added;              // (regions) value added of industries, USD a year
    const char      *bloc;               // of supply risk
    uint32_t         bloc_regions;
    bool             has_governance;
    double          *stability;          // (regions) 0..1, or NULL
    double           value;              // of all trade, USD a year
    uint32_t         cut_inputs;         // links of the item graph left out because they close a circle
    ck_host_arena    arena;
} ck_world_exposure;

/// Measure a world.
///
/// governance  NULL: suppliers have stability 0 and there is no supply risk; regions without a row are an error
/// bloc        whose supply risk: a bloc of the world or a region
/// exposure    out; free with ck_world_exposure_free in every case
CK_MUST_USE ck_status ck_world_exposure_make(const ck_model *model, const ck_governance *governance, const char *bloc,
                                             ck_world_exposure *exposure, ck_diags *diags);
void ck_world_exposure_free(ck_world_exposure *exposure);
static inline const ck_power *ck_power_of(const ck_world_exposure *exposure, uint32_t tier, uint32_t by, uint32_t of) {
    return &exposure->power[((size_t)tier * exposure->regions + by) * exposure->regions + of];
}
const char *ck_tier_word(uint32_t tier);

/* A region in a tier: means over the items that it uses, by the value of its use (concentration: that it imports, by imports);
   influence: plain mean over the tier's traded items. NaN: it uses none. */
typedef struct ck_exposed_country { double exposure, concentration, bottleneck, risk, influence, used; } ck_exposed_country;
ck_exposed_country ck_exposed_country_of(const ck_world_exposure *exposure, uint32_t tier, uint32_t region);
/* Plain mean over the regions that use the tier, without those that `left_out` (a region or CK_NONE) names. */
ck_exposed_country ck_exposed_country_mean(const ck_world_exposure *exposure, uint32_t tier, uint32_t left_out);
/* Mean over all other regions, by the value added of their industries, of what a region holds over them. */
ck_power ck_power_over_all(const ck_world_exposure *exposure, uint32_t tier, uint32_t by);

/* ---------------------------------------------------------------- systemic risk ----------------------------------- */

/* X(name, word, meaning): what fails. */
#define CK_FAILURE_LIST(X)                                                                                             \
    X(CK_FAIL_SITE,    "site",    "one site stops")                                                                    \
    X(CK_FAIL_OWNER,   "owner",   "all sites of an owner stop")                                                        \
    X(CK_FAIL_EXPORTS, "exports", "a country stops exporting an item")                                                 \
    X(CK_FAIL_TIER,    "tier",    "a country stops exporting all items of a tier")
typedef enum ck_failure_kind {
#define X(name, word, meaning) name,
    CK_FAILURE_LIST(X)
#undef X
    CK_FAILURE_COUNT
} ck_failure_kind;
const char *ck_failure_word(ck_failure_kind kind);

typedef struct ck_failure {
    ck_failure_kind kind;
    const char *name, *title;            // id and name of the site, the owner, the region
    uint32_t    region, item, tier;      // CK_NONE: several or none
    uint32_t    nodes;                   // that fail
    double      index, down, up;         // share of the value added of all industries that stops, 0..1
    double      chain;                   // share of the output of all plants and recyclers that stops, 0..1
    uint32_t    iterations, touched;
    bool        settled;
} ck_failure;

/* The index at the iteration in which the largest decrease first fell to epsilon, against the index in the end. */
typedef struct ck_stop_sensitivity {
    double   epsilon;
    size_t   reached;                    // failures that reached it
    double   iterations, mean_gap, largest_gap;
    uint32_t kept;                       // of the first CK_STOP_TOP in the end, how many are among the first then
} ck_stop_sensitivity;
enum { CK_STOP_TOP = 20, CK_STOP_STEPS = 12 };

typedef struct ck_world_esri {
    uint32_t    nodes, links, sites;
    ck_failure *failure; size_t count;   // by kind, then largest index first
    size_t      first[CK_FAILURE_COUNT + 1];             // where a kind begins
    ck_stop_sensitivity stop[CK_STOP_STEPS];             // of single sites
    double      seconds;
    ck_host_arena arena;
} ck_world_esri;

/// ESRI on the network of the model's sites; inputs are essential as its recipes say.
///
/// esri     out; free with ck_world_esri_free in every case
/// Cost     failures times iterations times the links that change
CK_MUST_USE ck_status ck_world_esri_make(const ck_model *model, double epsilon, uint32_t threads, ck_world_esri *esri, ck_diags *diags);
void ck_world_esri_free(ck_world_esri *esri);

#endif
