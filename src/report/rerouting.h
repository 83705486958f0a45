/* The section on who takes the place of a seller, and whose value added is in what is sold. */
#ifndef CK_REPORT_REROUTING_H
#define CK_REPORT_REROUTING_H

#include "report/tariffs_report.h"

/* Nothing when the scenario has no two countries in focus. */
void ck_rerouting_write(FILE *out, const ck_tariffs_report_input *input);

#endif
