/* The measures of a scenario on one axis of time: announced, in force, suspended, with their citations. */
#ifndef CK_REPORT_TIMELINE_H
#define CK_REPORT_TIMELINE_H

#include "report/html.h"

void ck_timeline_write(FILE *out, const ck_scenario_spec *spec);

#endif
