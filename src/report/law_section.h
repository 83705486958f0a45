/* Parties that the law names, and contested readings: a section of the report's assumptions. */
#ifndef CK_REPORT_LAW_SECTION_H
#define CK_REPORT_LAW_SECTION_H

#include "study/law_notes.h"

/* Nothing when there is nothing to tell; `notes` may be NULL. */
void ck_law_section_write(FILE *out, const ck_law_notes *notes);

#endif
