/* The flows of a world as deals that the law can judge: one for an item, origin, destination and end use. An item made from
   others carries them as components, with the origins from which its region buys, so that rules about content have what
   they ask for. docs/law-in-the-engine.md says what is assumed. Host code: it allocates. */
#ifndef CK_STUDY_LAW_DEALS_H
#define CK_STUDY_LAW_DEALS_H

#include "study/law_parties.h"

/* Components worth less than this share of the whole are left out of the tree; deeper levels than the last are, too. */
#define CK_LAW_DEALS_SMALLEST 1e-6
#define CK_LAW_DEALS_LEVELS   6u

typedef struct ck_law_deals ck_law_deals;

/// Prepare what all deals share: facts of items, recipes, who buys from whom.
///
/// law      facts that it does not declare are left out
/// deals    out; borrows world, model, law and parties; free with ck_law_deals_free
CK_MUST_USE ck_status ck_law_deals_open(const ck_world *world, const ck_model *model, const ck_law *law, const ck_law_parties *parties,
                                        ck_law_deals **deals, ck_diags *diags);

/* What is asked about: `made_in` differs from `origin` for goods that are sold on; maker and user as law_parties.h counts. */
typedef struct ck_law_flow { uint32_t item, made_in, origin, destination; ck_end_use end_use; uint32_t maker, user; } ck_law_flow;
/* The deal of one flow; borrowed until the next call. NULL when there is no memory. */
const ck_deal *ck_law_deals_get(ck_law_deals *deals, const ck_law_flow *flow);
/* The same with one nameless item in place of the goods. */
const ck_deal *ck_law_deals_beside_goods(ck_law_deals *deals, const ck_law_flow *flow);
/* unit/yr of the item from origin to destination; with both the same what a region makes and keeps. */
double ck_law_deals_sold(const ck_law_deals *deals, uint32_t item, uint32_t origin, uint32_t destination);
void ck_law_deals_free(ck_law_deals *deals);

#endif
