#include "report/rerouting.h"

#include "report/html.h"
#include "report/tariffs_chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 10, TEXT = 96 };

static const char *name_of(const ck_tariffs_report_input *input, uint32_t n) {
    const char *code = input->study->table->region[n];
    for (uint32_t k = 0; k < input->scenario->region_count; k++) {
        if (strcmp(input->scenario->region[k].code, code) == 0) return input->scenario->region[k].name;
    }
    return code;
}

/* The sellers whose share moves most in a step. */
static uint32_t sellers(const ck_tariff_study *study, uint32_t step, ck_tariff_seller *row) {
    const uint32_t count = ck_tariff_sellers(study, step, row);
    ck_tariff_sellers_by_move(row, count);
    return count < SHOWN ? count : (uint32_t)SHOWN;
}

static void draw(FILE *out, const ck_tariffs_report_input *input, uint32_t step, ck_tariff_seller *row) {
    const uint32_t count = sellers(input->study, step, row);
    ck_balance share[SHOWN], fed[SHOWN];
    char title[2][TEXT];
    for (uint32_t k = 0; k < count; k++) {
        share[k] = (ck_balance){name_of(input, row[k].exporter), row[k].share[1] - row[k].share[0], 0.0, 0.0};
        fed[k] = (ck_balance){name_of(input, row[k].exporter), row[k].fed[1] - row[k].fed[0], 0.0, 0.0};
    }
    snprintf(title[0], TEXT, "Share of what %.40s buys abroad, points", name_of(input, input->study->buyer));
    snprintf(title[1], TEXT, "Of it value added of %.40s, points", name_of(input, input->study->feeder));
    fputs("<div class=\"multiples\">\n", out);
    ck_balance_write(out, title[0], share, count, 520);
    ck_balance_write(out, title[1], fed, count, 520);
    fputs("</div>\n", out);
}

static void list(FILE *out, const ck_tariffs_report_input *input, ck_tariff_seller *row) {
    fputs("<details><summary>Every step as numbers</summary><div class=\"wide\"><table class=\"roomy\"><thead><tr><th>step</th><th>seller</th><th class=\"n\">share before, %</th>"
          "<th class=\"n\">after, %</th><th class=\"n\">fed before, %</th><th class=\"n\">after, %</th></tr></thead><tbody>\n", out);
    for (uint32_t s = 0; s < input->study->result_count; s++) {
        const uint32_t count = sellers(input->study, s, row);
        for (uint32_t k = 0; k < count && k < 6; k++) {
            fputs("<tr><td>", out);
            if (k == 0) ck_html_text(out, input->scenario->step[s].title);
            fputs("</td><td>", out);
            ck_html_text(out, name_of(input, row[k].exporter));
            fprintf(out, "</td><td class=\"n\">%.2f</td><td class=\"n\">%.2f</td><td class=\"n\">%.1f</td><td class=\"n\">%.1f</td></tr>\n", row[k].share[0], row[k].share[1],
                    row[k].fed[0], row[k].fed[1]);
        }
    }
    fputs("</tbody></table></div></details>\n", out);
}

/* The step in which goods go round most: where sellers other than the feeder gain most of its value added. */
static uint32_t most_rerouted(const ck_tariff_study *study, ck_tariff_seller *row) {
    uint32_t best = 0;
    double most = -1.0;
    for (uint32_t s = 0; s < study->result_count; s++) {
        const uint32_t count = ck_tariff_sellers(study, s, row);
        double gained = 0.0;
        for (uint32_t k = 0; k < count; k++) {
            if (row[k].exporter != study->feeder) gained += 1e-4 * (row[k].share[1] * row[k].fed[1] - row[k].share[0] * row[k].fed[0]);
        }
        if (gained <= most) continue;
        most = gained;
        best = s;
    }
    return best;
}

void ck_rerouting_write(FILE *out, const ck_tariffs_report_input *input) {
    const ck_tariff_study *study = input->study;
    if (study->fed == NULL) return;
    ck_tariff_seller *row = calloc(study->table->regions, sizeof *row);
    if (row == NULL) return;
    const uint32_t round = most_rerouted(study, row);
    fputs("<h2>Who takes the place, and who feeds it</h2>\n<p>A seller who is shut out does not vanish: others sell in his place, and part of what they sell is made of his parts. "
          "Value added is followed through all inputs of inputs. In the step shown first:</p>\n", out);
    draw(out, input, input->headline, row);
    if (round != input->headline) {
        fputs("<h3>", out);
        ck_html_text(out, input->scenario->step[round].title);
        fputs("</h3>\n<p class=\"small soft\">The step in which most of it goes round.</p>\n", out);
        draw(out, input, round, row);
    }
    list(out, input, row);
    free(row);
}
