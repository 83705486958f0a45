/* What makers use of their inputs on a day, and how far these let them run. */
#ifndef CK_FLOW_USE_H
#define CK_FLOW_USE_H

#include "flow/run.h"

/* What holds of the sites of a tile, for their slots, from the first one of the tile on. It stands until the next call. */
const double *cki_spread_to_slots(ck_run *run, const cki_tile *tile, const double *of_site);

/* Inputs of a tile of makers, as if each were alone in its group: used and stock. What is short holds its site back, or is left to the next
   step when others could replace it. */
void cki_use_inputs(ck_run *run, const cki_tile *tile);

/* Then inputs replace each other, and sites that are held back use less of everything. */
void cki_share_inputs(ck_run *run);

#endif
