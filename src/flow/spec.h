/* What is checked of a scenario before it is compiled, and what its uncertain numbers point to. */
#ifndef CK_FLOW_SPEC_H
#define CK_FLOW_SPEC_H

#include "flow/scenario.h"

/* Reports everything that is wrong with the spec itself and, when asked to, with its selectors and reaches; the status of the
   first error, CK_NOTED when there are warnings only. */
ck_status cki_spec_check(const ck_model *model, const ck_scenario_spec *spec, bool scopes, ck_diags *diags);

/* Resolves one uncertain number of a checked spec. CK_E_UNKNOWN, CK_E_RANGE or CK_E_SYNTAX with a diagnostic. */
ck_status cki_uncertain_resolve(const ck_model *model, const ck_scenario_spec *spec, const ck_uncertain *uncertain,
                                cki_uncertain *resolved, ck_diags *diags);

/* The day on which a measure is known: as announced; without a date on its start. */
static inline ck_date cki_measure_announced(const ck_measure *measure) {
    return measure->announced.day == CK_DATE_FIRST.day ? measure->from : measure->announced;
}

#endif
