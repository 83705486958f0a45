/* One offline HTML file about a world's dependence: which product, which tier, which country, which site. */
#ifndef CK_REPORT_EXPOSURE_REPORT_H
#define CK_REPORT_EXPOSURE_REPORT_H

#include "study/exposure.h"

#include <stdio.h>

typedef struct ck_exposure_report_input {
    const ck_world_exposure *exposure;
    const ck_world_esri     *esri;
    const char              *command;    // that makes this report again
} ck_exposure_report_input;

/* Writes the whole document; errors of writing stay in the FILE. */
void ck_exposure_report_write(FILE *out, const ck_exposure_report_input *input);

#endif
