/* What buyers see of their suppliers in the weekly review. A slot has one usual supplier as a rule: what it sees is what he offers. A slot that
   has several (mixed, in cki_fixed) sees means, by the parts that they have of it. Ways without a base share are not looked at (flow/routes.h). */
#ifndef CK_FLOW_SIGHT_H
#define CK_FLOW_SIGHT_H

#include "flow/run.h"

/* Places in cki_review of what never changes: of one supplier, and of none. */
void cki_sight_fill(ck_run *run);

/* Weights of duties and fees; once for all tiles, before the next two. */
void cki_see_duties(ck_run *run);
/* Reads: share, fill; scratch: offer. Writes: landed, intensity; scratch: need, part, and of cki_review the sums, fill, worry, pipeline,
   over_part and over_trust. */
void cki_see_suppliers(ck_run *run, const cki_tile *tile);
/* What law holds back or will, into `missing` and `warned` of cki_review; after all tiles have seen their suppliers. */
void cki_see_restrictions(ck_run *run);

#endif
