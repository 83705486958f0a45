/* What makers use of their inputs on a day, and how far these let them run. */
#ifndef CK_FLOW_USE_H
#define CK_FLOW_USE_H

#include "flow/run.h"

/* Inputs of a span of makers, as if each were alone in its group: used and stock. What is short holds its site back, or is left to the next
   step when others could replace it. */
void cki_use_inputs(ck_run *run, cki_span part);

/* Then, for all makers at once: inputs replace each other, and sites that are held back use less of everything. */
void cki_share_inputs(ck_run *run);

#endif
