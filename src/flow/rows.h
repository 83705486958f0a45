/* A day of markets and final uses, which have one input each and stand side by side, all at once. */
#ifndef CK_FLOW_ROWS_H
#define CK_FLOW_ROWS_H

#include "flow/run.h"

/* Stage produce: levels, use and stocks of the markets, from the demand of the day. */
void cki_produce_markets(ck_run *run);

/* Stage produce: the same of the final uses, and what they want to catch up (equation 17). */
void cki_produce_final_uses(ck_run *run);

#endif
