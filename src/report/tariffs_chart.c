#include "report/tariffs_chart.h"

#include "report/chart.h"
#include "report/map.h"

#include <math.h>

static const char *signed_text(double value, char text[32]) {
    if (fabs(value) < 0.0005) return "0";
    const int digits = fabs(value) < 0.0995 ? 3 : fabs(value) < 9.95 ? 2 : 1;
    snprintf(text, 32, "%s%.*f", value < 0.0 ? "\u2212" : "+", digits, fabs(value));
    return text;
}

static void open_drawing(FILE *out, const char *title, uint32_t width, uint32_t height) {
    fprintf(out, "<svg viewBox=\"0 0 %u %u\" role=\"img\" aria-label=\"", width, height);
    ck_html_text(out, title);
    fputs("\"><text x=\"0\" y=\"13\" font-weight=\"600\">", out);
    ck_html_text(out, title);
    fputs("</text>", out);
}

/* ---------------------------------------------------------------- balance ----------------------------------------- */

void ck_balance_write(FILE *out, const char *title, const ck_balance *bar, uint32_t count, uint32_t width) {
    double low = 0.0, high = 0.0;
    for (uint32_t k = 0; k < count; k++) {
        low = fmin(low, fmin(bar[k].value, bar[k].low));
        high = fmax(high, fmax(bar[k].value, bar[k].high));
    }
    if (!(high > low)) high = low + 1.0;
    const double left = 0.36 * width, margin = 56.0, room = width - left - 2.0 * margin;
    const double zero = left + margin - low / (high - low) * room, scale = room / (high - low);
    open_drawing(out, title, width, 24 * count + 28);
    fprintf(out, "<line class=\"axis\" x1=\"%.1f\" x2=\"%.1f\" y1=\"22\" y2=\"%u\"/>", zero, zero, 24 * count + 26);
    for (uint32_t k = 0; k < count; k++) {
        const double y = 24.0 + 24.0 * k, length = fabs(bar[k].value) * scale;
        char text[32];
        fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", left - 8.0, y + 15.0);
        ck_html_text(out, bar[k].label);
        fprintf(out, "</text><rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"15\" rx=\"2\"/>", bar[k].value < 0.0 ? "loss" : "gain",
                bar[k].value < 0.0 ? zero - length : zero, y + 3.0, length);
        double end = zero + bar[k].value * scale;
        if (bar[k].high > bar[k].low) {
            const double from = zero + bar[k].low * scale, to = zero + bar[k].high * scale;
            fprintf(out, "<line class=\"whisker\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", from, to, y + 10.5, y + 10.5);
            end = bar[k].value < 0.0 ? fmin(end, from) : fmax(end, to);
        }
        fprintf(out, "<text class=\"soft\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", bar[k].value < 0.0 ? end - 5.0 : end + 5.0, y + 15.0,
                bar[k].value < 0.0 ? "end" : "start", signed_text(bar[k].value, text));
    }
    fputs("</svg>\n", out);
}

/* ---------------------------------------------------------------- ladder ------------------------------------------ */

void ck_ladder_write(FILE *out, const ck_ladder *ladder, uint32_t width, uint32_t height) {
    const double left = 48.0, top = 26.0, bottom = height - 22.0, step = (width - left - 10.0) / (ladder->count > 0 ? ladder->count : 1);
    const double span = ladder->high - ladder->low > 0.0 ? ladder->high - ladder->low : 1.0;
#define Y_OF(value) (bottom - ((value) - ladder->low) / span * (bottom - top))
    open_drawing(out, ladder->title, width, height);
    const double tick = ck_round_step(span, 4);
    for (double value = ceil(ladder->low / tick) * tick; value <= ladder->high + 1e-9 * tick; value += tick) {
        fprintf(out, "<line class=\"%s\" x1=\"%.0f\" x2=\"%u\" y1=\"%.1f\" y2=\"%.1f\"/><text class=\"soft\" x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%g</text>",
                fabs(value) < 1e-9 * tick ? "axis" : "grid", left, width - 10, Y_OF(value), Y_OF(value), left - 6.0, Y_OF(value) + 4.0,
                fabs(value) < 1e-9 * tick ? 0.0 : value);
    }
    for (uint32_t k = 0; k < ladder->count; k++) {
        const double x = left + (k + 0.5) * step, half = fmin(11.0, 0.36 * step);
        if (ladder->band != NULL) {
            const ck_band *b = &ladder->band[k];
            fprintf(out, "<rect class=\"band90\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>", x - half, Y_OF(b->p95), 2.0 * half,
                    fmax(1.0, Y_OF(b->p05) - Y_OF(b->p95)));
            fprintf(out, "<rect class=\"band50\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>", x - half, Y_OF(b->p75), 2.0 * half,
                    fmax(1.0, Y_OF(b->p25) - Y_OF(b->p75)));
        }
        fprintf(out, "<line class=\"one\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/><text class=\"soft\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%u</text>",
                x - half, x + half, Y_OF(ladder->value[k]), Y_OF(ladder->value[k]), x, bottom + 16.0, k + 1);
    }
#undef Y_OF
    fputs("</svg>\n", out);
}

/* ---------------------------------------------------------------- map --------------------------------------------- */

void ck_bubbles_write(FILE *out, const char *label, const ck_bubble *bubble, uint32_t count) {
    double largest = 0.0;
    for (uint32_t k = 0; k < count; k++) largest = fmax(largest, fabs(bubble[k].size));
    ck_map_start(out, label);
    for (uint32_t k = 0; k < count && largest > 0.0; k++) {
        double x, y;
        ck_map_place(bubble[k].longitude, bubble[k].latitude, &x, &y);
        fprintf(out, "<circle class=\"%s\" cx=\"%.0f\" cy=\"%.0f\" r=\"%.1f\"><title>", bubble[k].size < 0.0 ? "bubble" : "plus", x, y,
                2.5 + 33.0 * sqrt(fabs(bubble[k].size) / largest));
        ck_html_text(out, bubble[k].text);
        fputs("</title></circle>", out);
    }
    for (uint32_t k = 0; k < count && largest > 0.0; k++) {
        double x, y;
        if (fabs(bubble[k].size) < 0.05 * largest) continue;
        ck_map_place(bubble[k].longitude, bubble[k].latitude, &x, &y);
        fprintf(out, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\" font-weight=\"600\">", x, y + 4.0);
        ck_html_text(out, bubble[k].label);
        fputs("</text>", out);
    }
    fputs("</svg>\n", out);
}
