#include "report/end_of_adjustment.h"

#include "report/html.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 12, ROW = 26, TOP = 44, WIDTH = 1040, LEFT = 210, RIGHT = 130 };

#define LEAST_USD 1e5                    // left end of the axis: what is smaller stands there

typedef struct compared {                // one region that both sides know
    const char *name;
    double      lost;                    // on the way, over the run
    double      change[2];               // at the end of adjustment, a year
} compared;

static int by_loss(const void *a, const void *b) {
    const double x = ((const compared *)a)->lost, y = ((const compared *)b)->lost;
    return (x < y) - (x > y);
}

/* The world first, then regions of the run that the table has under their ISO code. */
static uint32_t compare(const ck_study *study, const ck_end_of_adjustment *end, compared *row) {
    const ck_variant *v = &study->variant[0];
    row[0] = (compared){.name = "World", .lost = ck_variant_loss(v)};
    uint32_t count = 1;
    for (uint32_t k = 0; k < end->region_count; k++) {
        const ck_adjusted_region *region = &end->region[k];
        for (int b = 0; b < 2; b++) row[0].change[b] += region->change[b];
        const uint32_t r = ck_model_find_region(study->model, region->iso3);
        if (r == CK_NONE) continue;
        row[count++] = (compared){region->name, ck_variant_loss_in_region(v, r), {region->change[0], region->change[1]}};
    }
    qsort(row + 1, count - 1, sizeof *row, by_loss);
    return count;
}

/* A change in words: what is below a million is not worth its digits. */
static ck_words change_words(double usd) {
    ck_words words = ck_words_money(fabs(usd));
    if (fabs(usd) < 1e6) return (ck_words){"less than 1 m USD"};
    ck_words with_sign;
    snprintf(with_sign.text, sizeof with_sign.text, "%s%.50s", usd < 0.0 ? "\u2212" : "+", words.text);
    return with_sign;
}

/* ---------------------------------------------------------------- the picture ------------------------------------- */

static double place(double usd, double most) {
    const double size = fmax(fabs(usd), LEAST_USD);
    return LEFT + (WIDTH - LEFT - RIGHT) * log10(size / LEAST_USD) / log10(most / LEAST_USD);
}

static ck_words tick(double usd) {
    ck_words words;
    const double millions = usd / 1e6;
    if (millions < 999.0) snprintf(words.text, sizeof words.text, "%g m", millions);
    else snprintf(words.text, sizeof words.text, "%g bn", millions / 1000.0);
    return words;
}

static void write_axis(FILE *out, double most, double bottom) {
    for (double usd = LEAST_USD; usd <= most * 1.0001; usd *= 10.0) {
        const double x = place(usd, most);
        fprintf(out, "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%.1f\"/>", x, x, TOP - 6, bottom);
        fprintf(out, "<text class=\"soft\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x, TOP - 12, tick(usd).text);
    }
}

static void write_bar(FILE *out, bool gain, double from, double to, double y) {
    fprintf(out, "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" style=\"stroke-width:7;stroke-linecap:round\"/>", gain ? "three" : "one",
            from, to, y, y);
}

/* A bar from one bound to the other, or to each from the left end when one is a gain and the other a loss; a dot on the way. */
static void write_row(FILE *out, const compared *row, double y, double most) {
    const double x[2] = {place(row->change[0], most), place(row->change[1], most)};
    fprintf(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LEFT - 12, y + 4.0);
    ck_html_text(out, row->name);
    fputs("</text>", out);
    if ((row->change[0] > 0.0) == (row->change[1] > 0.0)) write_bar(out, row->change[1] > 0.0, x[0], x[1], y);
    else for (int b = 0; b < 2; b++) write_bar(out, row->change[b] > 0.0, LEFT, x[b], y);
    if (row->lost > 0.0) fprintf(out, "<circle class=\"loss\" cx=\"%.1f\" cy=\"%.1f\" r=\"6\"/>", place(row->lost, most), y);
}

static void write_picture(FILE *out, const compared *row, uint32_t count) {
    double most = 1e9;
    for (uint32_t k = 0; k < count; k++) most = fmax(most, fmax(row[k].lost, fmax(fabs(row[k].change[0]), fabs(row[k].change[1]))));
    most = pow(10.0, ceil(log10(most)));
    const double bottom = TOP + ROW * (double)count;
    fprintf(out, "<div class=\"wide\"><figure style=\"min-width:760px\"><svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-label=\"Loss on the way and at the end of adjustment, by region\">",
            WIDTH, bottom + 6.0);
    fputs("<text x=\"0\" y=\"13\" font-weight=\"600\">On the way and at the end, US dollars; each line of the scale is ten times the last</text>", out);
    write_axis(out, most, bottom);
    for (uint32_t k = 0; k < count; k++) write_row(out, &row[k], TOP + ROW * (k + 0.5), most);
    fputs("</svg></figure></div><p class=\"small soft\">Red dot: value added lost on the way, over the whole run (daily engine). Bar: lasting change of real income a year at the "
          "end of adjustment (long run), from the bound by quantity to the bound by prices; blue is a loss, teal a gain. What is smaller than the left "
          "end stands there.</p>\n", out);
}

static void write_table(FILE *out, const compared *row, uint32_t count) {
    fputs("<details><summary>The same as numbers</summary><div class=\"wide\"><table><thead><tr><th>region</th><th class=\"n\">lost on the way, over the run</th>"
          "<th class=\"n\">end of adjustment, a year: by quantity</th><th class=\"n\">by prices (upper bound)</th></tr></thead><tbody>\n", out);
    for (uint32_t k = 0; k < count; k++) {
        fputs("<tr><td>", out);
        ck_html_text(out, row[k].name);
        fprintf(out, "</td><td class=\"n\">%s</td>", ck_words_money(row[k].lost).text);
        for (int b = 0; b < 2; b++) {
            fprintf(out, "<td class=\"n\">%s</td>", change_words(row[k].change[b]).text);
        }
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div></details>\n", out);
}

/* ---------------------------------------------------------------- the section ------------------------------------- */

void ck_end_of_adjustment_write(FILE *out, const ck_study *study, const ck_end_of_adjustment *end) {
    compared *row = calloc((size_t)end->region_count + 1, sizeof *row);
    if (row == NULL) return;
    const uint32_t all = compare(study, end, row), count = all < LISTED + 1u ? all : LISTED + 1u;
    fputs("<h2 id=\"end-of-adjustment\">End of adjustment: what the long run says</h2>\n<p class=\"lead\">Another model answers here, and it is labelled as such: "
          "trade equilibrium with input-output links, after prices, sourcing and wages have adjusted. The licences and bans of the run's last months (", out);
    ck_html_text(out, end->from);
    fputs(" to ", out);
    ck_html_text(out, end->to);
    fputs(") are kept for good.</p>\n", out);
    fprintf(out, "<p>The run costs the world <b>%s</b> of value added on the way. Once all has adjusted, the same measures change its real income by <b>%s</b> "
            "(by quantity) to <b>%s</b> (by prices) a year. The gap is time: who cannot replace an input within a year stops; who can, pays little more.</p>\n",
            ck_words_money(row[0].lost).text, change_words(row[0].change[0]).text, change_words(row[0].change[1]).text);
    write_picture(out, row, count);
    write_table(out, row, count);
    fputs("<p class=\"small soft\">Long run: scenario ", out);
    ck_html_text(out, end->scenario);
    fputs(" on the table ", out);
    ck_html_text(out, end->table);
    fputs(", digest ", out);
    ck_html_text(out, end->digest);
    fputs(". By quantity: the wedge that would hold trade at what was let through, at long-run elasticities. By prices: the gap of prices outside and inside in "
          "the last months, before buyers have adjusted. The table's year is older than the run, so the share of a sector that is controlled is an estimate. These numbers "
          "are not part of the run's digest.</p>\n", out);
    free(row);
}
