/* What is asked of sellers: the orders of the day as far as law lets them leave. */
#ifndef CK_FLOW_DEMAND_H
#define CK_FLOW_DEMAND_H

#include "flow/run.h"

/* Stage produce: demand, running, and the shares that may leave of the lone flows. Orders change after a weekly review, what may leave of
   them with permits. */
void cki_add_up_demand(ck_run *run);

/* Before the first day, and after a resume: sums that hold until the next review. */
void cki_demand_take_up(ck_run *run);

#endif
