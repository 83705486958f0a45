/* A day of markets and final uses, which have one input each and stand side by side. */
#ifndef CK_FLOW_ONE_INPUT_H
#define CK_FLOW_ONE_INPUT_H

#include "flow/run.h"

/* Stages produce and ship of a tile of markets: levels, use, stocks and what is sold, from the demand of the day. Where goods are not rationed in
   proportion nothing is sold yet. */
void cki_trade(ck_run *run, const cki_tile *tile);

/* Stage produce of a tile of final uses, and what they want to catch up (equation 17). */
void cki_consume(ck_run *run, const cki_tile *tile);

#endif
