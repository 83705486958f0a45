#include "report/exposure_report.h"

#include "report/html.h"

void ck_exposure_report_write(FILE *out, const ck_exposure_report_input *input) {
    ck_html_head(out, ck_model_name(input->exposure->model));
    ck_html_foot(out);
}
