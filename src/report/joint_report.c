#include "report/joint_report.h"

#include "report/html.h"

void ck_joint_report_write(FILE *out, const ck_joint_report_input *input) {
    ck_html_head(out, input->daily->variant[0].title);
    ck_html_foot(out);
}
