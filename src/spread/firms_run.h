/* State of a firm-level ARIO run: shared by the files of the engine. */
#ifndef CK_SPREAD_FIRMS_RUN_H
#define CK_SPREAD_FIRMS_RUN_H

#include "spread/network.h"
#include "spread/rules.h"

/* Firms are cut into this many parts of about equally many links, whatever the crew. */
enum { CKI_FIRMS_PARTS = 64 };

/* A shock of one firm. */
typedef struct cki_hit {
    uint32_t firm, shock;
    double   size;                       // loss at the begin
    double   left;                       // today
    uint32_t clear;                      // compat P7: day on which the last window of the firm has ended
} cki_hit;

/* Sums of a part of the buyers, or of the suppliers. */
typedef struct cki_firms_tally {
    double   arrived, used, stock;
    double   made, delivered, final, vanished, value_added, direct;
    double   unmet[CK_CAUSE_COUNT];
    double   furthest;
    uint32_t furthest_firm;
    bool     bad;                        // an output that is no number
} cki_firms_tally;

struct ck_firm_ario {
    ck_network_view network;
    ck_firm_ario_spec   spec;
    uint32_t        day;
    uint32_t        buyer_part[CKI_FIRMS_PARTS + 1], seller_part[CKI_FIRMS_PARTS + 1];

    const uint32_t *group_first;         // (firms + 1) into group_end: a group is the suppliers of one sector
    const uint32_t *group_end;           // (groups) into the purchases
    const uint32_t *group_sector;        // (groups)
    const uint32_t *slot;                // (links, as purchases) the same link among the sales
    const uint32_t *final_first;         // (firms + 1) into spec.final
    double *flow;                        // (links, as sales) orders of the day, then what of them is delivered
    double *stock;                       // (links, as purchases) days of baseline use
    double *sold_base;                   // (links, as sales) baseline; equal ratios only
    double *ratio, *given;               // (links, as sales) compat P1, P2 only

    double   *base, *output, *demand, *limit, *loss, *va_share;          // (firms)
    double   *final, *final_sold, *lack;         // (firms) baseline; today; unmet for lack of the shortest input
    uint32_t *shortest;                  // (firms)
    uint32_t *newest;                    // (firms) compat P7: the hit that counts
    double   *unmet_input;               // (sectors)
    cki_hit  *hit;
    uint32_t  hits;

    cki_rules       rules;
    cki_firms_tally tally[CKI_FIRMS_PARTS];
    ck_firm_ario_ledger ledger;
    double          unmet_cause[CK_CAUSE_COUNT];
    double          base_total, base_value_added, base_final, total, total_value_added, total_final, recent[8];
};

static inline bool cki_firms_has(const ck_firm_ario *run, uint32_t compat) {
    return (run->spec.compat & compat) != 0;
}

/* Shocks, firms_losses.c. */
CK_MUST_USE ck_status cki_firms_shocks_check(const ck_network_view *network, const ck_firm_ario_spec *spec,
                                             ck_diags *diags);
uint32_t cki_firms_hits(const ck_firm_ario_spec *spec);
void cki_firms_losses_begin(ck_firm_ario *run);
void cki_firms_losses_turn(ck_firm_ario *run);               // `loss` of the day
void cki_firms_losses_advance(ck_firm_ario *run);            // recovery at the end of the day
/// Shares the output of a supplier, `made` <= `asked`, among its orders and final demand, firms_ration.c. Orders become
/// deliveries in place.
///
/// final    what final users ask; returned is what they get
double cki_firms_ration(ck_firm_ario *run, uint32_t firm, double asked, double made, double final);

#endif
