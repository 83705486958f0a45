/* The section of a run's report that the long run answers: where its licences and bans lead once prices, sourcing and wages have
   adjusted, beside what the daily engine counted on the way. */
#ifndef CK_REPORT_END_OF_ADJUSTMENT_H
#define CK_REPORT_END_OF_ADJUSTMENT_H

#include "io/end_of_adjustment_read.h"
#include "study/study.h"

#include <stdio.h>

void ck_end_of_adjustment_write(FILE *out, const ck_study *study, const ck_end_of_adjustment *end);

#endif
