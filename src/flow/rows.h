/* A day of the sites that the model lays side by side, all at once. What is done for a sleeping site writes what stands
   there already. */
#ifndef CK_FLOW_ROWS_H
#define CK_FLOW_ROWS_H

#include "flow/run.h"

/* Stage produce: levels, use and stocks of the markets, from the demand of the day. */
void cki_produce_markets(ck_run *run);

/* Stage produce: the same of the final uses, and what they want to catch up (equation 17). */
void cki_produce_final_uses(ck_run *run);

/* Stage ship, before: who rations, and in `due` whose shipments may change. */
void cki_ration_markets(ck_run *run);

/* Stage ship, afterwards: finished goods. */
void cki_close_markets(ck_run *run);

#endif
