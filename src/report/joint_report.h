/* One offline HTML file about a world joined to an input-output table: what is lost first, what further on, where, how sure. */
#ifndef CK_REPORT_JOINT_REPORT_H
#define CK_REPORT_JOINT_REPORT_H

#include "study/joint.h"

#include <stdio.h>

typedef struct ck_joint_report_input {
    const ck_joint       *joint;
    const ck_study       *daily;
    const ck_concordance *concordance;
    const char *const *region_name, *const *sector_name;         // of the table
    const char *table_source;            // of the input-output table, ""
    const char *command;                 // that makes this report again
} ck_joint_report_input;

/* Writes the whole document; errors of writing stay in the FILE. */
void ck_joint_report_write(FILE *out, const ck_joint_report_input *input);

#endif
