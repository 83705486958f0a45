/* Flows that measures in force can hold back, and what all of these together leave of them. */
#ifndef CK_FLOW_RESTRICTED_H
#define CK_FLOW_RESTRICTED_H

#include "flow/run.h"

void cki_restricted_layout(cki_restricted *restricted, cki_arena *arena, const ck_scenario *scenario);
/* After every change of the law. */
void cki_restricted_fill(ck_run *run);

/* Permits and blockers of all of them from today's factors; touches those that change (scenario.h). */
void cki_restrict_flows(ck_run *run);

#endif
