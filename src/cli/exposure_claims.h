/* What the page of findings is made of: published trade, sums over the world, measures and claims. */
#ifndef CK_CLI_EXPOSURE_CLAIMS_H
#define CK_CLI_EXPOSURE_CLAIMS_H

#include "io/import_trade.h"
#include "study/exposure.h"

enum { CK_UPSTREAM, CK_INPUT, CK_OUTPUT, CK_TIERS_SHOWN };

/* One code of the aggregates in its last year. */
typedef struct ck_aggregate { char year[8]; double value, china, concentration; } ck_aggregate;

typedef struct ck_findings {
    const ck_world_exposure *e;
    uint32_t        china;
    ck_trade_import magnets;             // HS 850511
    ck_exposure     m;                   // of it
    double         *block;
    uint32_t       *supplier;
    ck_aggregate    metal, compound;     // HS 280530, 284690
    ck_diags       *diags;
    FILE           *out;
    ck_host_list    claims;
    ck_host_arena   arena;
} ck_findings;

typedef struct ck_claim { const char *measure, *text, *source; double low, high; } ck_claim;
/* The value of a claim's measure; NaN: the data cannot say. */
double ck_claim_value(const ck_findings *findings, const ck_claim *claim);

/* Read claims, a trade table of HS 850511, and totals of HS 280530 and 284690; e, china and diags are set before. */
CK_MUST_USE ck_status ck_findings_read(ck_findings *findings, const char *literature, const char *magnets, const char *aggregates);
void ck_findings_free(ck_findings *findings);

/* Items that one customs code covers, or of one report group; NULL: all. */
typedef struct ck_basket { const char *hs, *group; } ck_basket;
/* Exports of a basket by region (regions), USD a day at the world's prices; `into` picks an importer, CK_NONE: all. */
void ck_basket_trade(const ck_findings *findings, ck_basket basket, uint32_t into, double *exports);
double ck_basket_concentration(const double *value, uint32_t regions);       // NaN without trade
double ck_code_concentration(const ck_findings *findings, const char *hs);      // of exports in a customs code
double ck_basket_share(const double *value, uint32_t regions, uint32_t of);
/* Share of an exporter in an importer's purchases of magnets, by codes of the trade table; importer NULL: all. */
double ck_magnet_share(const ck_findings *findings, const char *importer, const char *exporter);
/* Plain means over the users of a tier other than China. */
ck_exposed_country ck_findings_abroad(const ck_findings *findings, uint32_t tier);

#endif
