/* Why something slowed: along the chain to the flow that failed and the measure behind it. */
#ifndef CK_FLOW_WHY_H
#define CK_FLOW_WHY_H

#include "flow/run.h"

/* The outlet that takes least of what it took in the baseline, followed from market to market until a measure or a
   user is met. `measure` out: CK_NONE when no measure is behind it. CK_NONE when the site sells as much as before. */
uint32_t cki_failing_outlet(const ck_run *run, uint32_t site, uint32_t *measure);

/* Paid above base prices for an input so far, duties and fees included, USD. */
double cki_extra_cost(const ck_run *run, uint32_t slot);

#endif
