/* Where sites, suppliers and the flows that law can hold back stand in a run: tile by tile. */
#ifndef CK_FLOW_TILES_H
#define CK_FLOW_TILES_H

#include "flow/run.h"

/* Entries of cki_suppliers: flows, and slots that nothing reaches. */
size_t cki_supplier_count(const ck_model *model);
/* Slots that may have several usual suppliers: so many at most. */
uint32_t cki_mixed_most(const ck_model *model);
/* Tiles with their suppliers, but for their ways; after flow_reference. */
void cki_tiles_fill(ck_run *run);

/* Flows of cki_lone: those that leave a market for another region or come from a stockpile, those on which a measure acts, and all under
   other rules than proportional rationing. */
uint32_t cki_lone_count(const ck_model *model, const ck_scenario *scenario);
void cki_lone_fill(ck_run *run);
/* Who of them is active, from the scenario and from what stands in the ring. */
void cki_lone_settle(ck_run *run);

#endif
