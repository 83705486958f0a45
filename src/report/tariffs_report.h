/* One offline HTML file about a scenario of the long run: who gains and loses, where, by how much, how sure, and why the numbers
   of other pages differ. */
#ifndef CK_REPORT_TARIFFS_REPORT_H
#define CK_REPORT_TARIFFS_REPORT_H

#include "study/tariffs_join.h"

#include <stdio.h>

typedef struct ck_tariffs_report_input {
    const ck_tariff_study    *study;
    const ck_tariff_scenario *scenario;
    const char *command;                 // that makes this report again
    const char *table_source;            // of the input-output table, ""
    const ck_joined *joined;             // a run of the daily engine; NULL: none
    uint32_t    headline;                // step shown first
} ck_tariffs_report_input;

/* The last step that is law, else the last. */
uint32_t ck_tariffs_headline(const ck_tariff_scenario *scenario);
/* Writes the whole document; errors of writing stay in the FILE. */
void ck_tariffs_report_write(FILE *out, const ck_tariffs_report_input *input);

#endif
