/* A scenario as JSON for the page: the spec with law applied, so that the page needs no law text to run it. */
#ifndef CK_PAGE_SPEC_JSON_H
#define CK_PAGE_SPEC_JSON_H

#include "chokepoint.h"

#include <jansson.h>

/* Days are counted from 2000-01-01; null is "for good". Terms and parameters that have their default are left out. A measure with a
   reach has its rows. NULL when there is no memory. */
json_t *ck_page_spec_json(const ck_model *model, const ck_scenario_spec *spec);
/* The rows of a reach (chokepoint_wire.h), few of them: origins that reach the same places stand in one row. `share` is NULL or
   ck_measure.reach_share, in whole millionths. */
json_t *ck_page_reach_json(const ck_model *model, const uint8_t *reach, const double *share);

#endif
