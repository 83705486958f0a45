/* Section 11 of chokepoint.h, which includes it: exposure to suppliers. */
#ifndef CHOKEPOINT_EXPOSURE_H
#define CHOKEPOINT_EXPOSURE_H

#include "chokepoint.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- 11. exposure ----------------------------------- */

/* A trade table: who sells how much of which product to whom in a year. Constant, flows sorted by product, importer, exporter;
   repeated flows are added up, flows of a country to itself are left out. */
typedef struct ck_trade_flow { uint32_t product, importer, exporter; double value; } ck_trade_flow;
typedef struct ck_trade ck_trade;
size_t ck_trade_bytes(uint32_t countries, uint32_t products, size_t flows);
/// Cost  O(flows + countries * products)
CK_MUST_USE ck_status ck_trade_build(uint32_t countries, uint32_t products, const ck_trade_flow *flow, size_t flows, void *block,
                                     size_t bytes, const ck_trade **trade, ck_diags *diags);
size_t ck_trade_flow_count(const ck_trade *trade);                                         // after adding up
double ck_trade_value(const ck_trade *trade);                                              // sum of all flows

typedef struct ck_exposure_options {
    uint32_t      size;          // set by ck_exposure_options_default(); 0 means it was not called
    double        damping;       // d of the trade risk, 0..1; 0.85
    const double *stability;     // (countries) of suppliers, 0..1; NULL: 0 everywhere, and the trade risk is the exposure
    const double *weight;        // (countries) of importers in the influence, >= 0; NULL: their imports of the product
    const double *production;    // (countries) of the product, same unit as the flows; NULL: unknown, exposure is M / (M + X)
} ck_exposure_options;
ck_exposure_options ck_exposure_options_default(void);

/* One product, by country; docs/exposure.md has the formulas. Arrays are the caller's, (countries) each. A country without
   imports has NaN in what is a share of imports. */
typedef struct ck_exposure {
    double   *imports, *exports;         // unit of the flows
    double   *concentration;             // 1: sum of squared supplier shares (HHI)
    double   *largest_share;             // 1: of the largest supplier
    uint32_t *largest_supplier;          // the first one among equals; CK_NONE without imports
    double   *exposure;                  // 1: direct exposure
    double   *propagation;               // 1: x of the trade risk, 1-d .. 1
    double   *trade_risk;                // 1: exposure * propagation
    double   *influence;                 // 1: of a country as supplier
    double   *advantage;                 // 1: revealed comparative advantage (Balassa)
    double   *without_largest;           // 1: N-1, what supply is left of use without the largest supplier
    double    world_concentration;       // 1: HHI of exports
    double    world_without_largest;     // 1: N-1 of world trade
    double    susceptibility;            // 1: spectral radius of the risk-weighted network, 0 without a circle of trade
    uint32_t  component;                 // countries in its largest strongly connected component
} ck_exposure;

/// Exposure to one product.
///
/// scratch  ck_exposure_scratch_bytes(trade) bytes, aligned to 16
/// Returns  CK_OK; CK_E_RANGE for options outside their limits; CK_E_NO_SOLUTION when the spectral radius does not settle
/// Cost     a few dozen passes over the product's flows
/// Source   indicators: docs/exposure.md; susceptibility and component: Klimek, Obersteiner and Thurner (2015)
size_t ck_exposure_scratch_bytes(const ck_trade *trade);
CK_MUST_USE ck_status ck_exposure_of_product(const ck_trade *trade, uint32_t product, ck_exposure_options options, void *scratch,
                                             size_t bytes, ck_exposure *exposure, ck_diags *diags);

/// Upstream exposure of one country: own exposure and that of all inputs behind it, E*_p = E_p + sum over q of A_qp E*_q.
///
/// weight    (inputs) A_qp of product input[k] in making product output[k], >= 0; sums over the inputs of a product stay <= 1
/// exposure  (products) direct exposure, NaN counts as 0
/// upstream  (products) out
/// Returns   CK_OK, CK_E_CYCLE when products are made of each other in a circle
CK_MUST_USE ck_status ck_exposure_upstream(uint32_t products, const uint32_t *input, const uint32_t *output, const double *weight,
                                           size_t inputs, const double *exposure, double *upstream, ck_diags *diags);

/// Supply risk by the method of the European Commission (JRC 2017, EUR 28654).
///
///     SR = (G * IR / 2 + E * (1 - IR / 2)) * (1 - recycling) * substitution,  G, E = sum of share^2 * governance * trade
///
/// world, sourcing  (n) shares of world supply and of the buyer's sourcing, 1
/// governance       (n) 0..10, high is bad;  trade  (n) trade parameter, 0.8 inside the bloc, 1 neutral, above 1 with export limits
/// import_reliance  IR, 0..1
double ck_exposure_supply_risk(const double *world, const double *sourcing, const double *governance, const double *trade, uint32_t n,
                               double import_reliance, double recycling, double substitution);

/// Log loss of a buyer that a coalition cuts off, sum over groups of share / (elasticity - 1) * log(1 / (1 - held)).
///
/// share, held, elasticity  (groups): cost share of the group, share of it that the coalition supplies, elasticity within it
/// Returns  the loss; infinity when a group with elasticity <= 1 is held at all, or one is held whole
double ck_exposure_power(const double *share, const double *held, const double *elasticity, uint32_t groups);

#ifdef __cplusplus
}
#endif
#endif
