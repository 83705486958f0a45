/* The end of the report: every assumption with its range and source, what is not modelled, how to run it again. */
#ifndef CK_REPORT_ASSUMPTIONS_H
#define CK_REPORT_ASSUMPTIONS_H

#include "report/report.h"

void ck_assumptions_write(FILE *out, const ck_report_input *input);

#endif
