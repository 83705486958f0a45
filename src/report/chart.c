#include "report/chart.h"

#include <math.h>

enum { LEFT = 52, RIGHT = 12, TOP = 26, BOTTOM = 24 };

double ck_round_step(double span, uint32_t parts) {
    if (!(span > 0.0)) return 1.0;
    const double raw = span / parts, power = pow(10.0, floor(log10(raw)));
    const double lead = raw / power;
    return power * (lead <= 1.0 ? 1.0 : lead <= 2.0 ? 2.0 : lead <= 5.0 ? 5.0 : 10.0);
}

typedef struct scale {
    double low, high, from, to;
} scale;
static double place(scale s, double value) { return s.from + (value - s.low) / (s.high - s.low) * (s.to - s.from); }

static void range_of(const ck_chart *chart, double *low, double *high) {
    *low = 0.0;
    *high = chart->at_least;
    for (uint32_t l = 0; l < chart->line_count; l++) {
        for (uint32_t p = 0; p < chart->points; p++) {
            const ck_chart_line *line = &chart->line[l];
            const double top = line->band != NULL ? line->band[p].p95 : line->value[p],
                         bottom = line->band != NULL ? line->band[p].p05 : line->value[p];
            if (top > *high) *high = top;
            if (line->value[p] > *high) *high = line->value[p];
            if (bottom < *low) *low = bottom;
            if (line->value[p] < *low) *low = line->value[p];
        }
    }
    for (uint32_t p = 0; chart->base != NULL && p < chart->points; p++) {
        if (chart->base[p] > *high) *high = chart->base[p];
    }
    if (*high <= *low) *high = *low + 1.0;
}

static void vertical_axis(FILE *out, const ck_chart *chart, scale y) {
    const double step = ck_round_step(y.high - y.low, 4);
    for (double value = ceil(y.low / step) * step; value <= y.high + 1e-9 * step; value += step) {
        const double at = place(y, value);
        const double shown = fabs(value) < 1e-9 * step ? 0.0 : value;
        fprintf(out, "<line class=\"grid\" x1=\"%d\" x2=\"%u\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, chart->width - RIGHT,
                at, at);
        const ck_words words =
            chart->percent ? ck_words_percent(shown, step < 0.01 ? (step < 0.001 ? 2 : 1) : 0) : ck_words_number(shown);
        fprintf(out, "<text class=\"soft\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 6, at + 4.0,
                words.text);
    }
}

/* Ticks at the first of January and July; years are written. */
static void time_axis(FILE *out, const ck_chart *chart, scale x) {
    const double bottom = chart->height - BOTTOM;
    int32_t year, month, day;
    ck_date_split(chart->start, &year, &month, &day);
    const int32_t last = chart->start.day + (int32_t)chart->days;
    const int32_t every = chart->days > 1500 ? 12 : chart->width < 400 ? 6 : 3;
    for (int32_t k = year * 12;; k++) {
        const ck_date first = ck_date_make(k / 12, k % 12 + 1, 1);
        if (first.day > last) break;
        if (first.day < chart->start.day || k % every != 0) continue;
        const double at = place(x, first.day - chart->start.day);
        fprintf(out, "<line class=\"axis\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", at, at, bottom,
                bottom + (k % 12 == 0 ? 6.0 : 3.0));
        if (k % 12 == 0)
            fprintf(out, "<text class=\"soft\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%d</text>", at, bottom + 18.0,
                    at > chart->width - RIGHT - 14.0 ? "end" : "middle", k / 12);
    }
    fprintf(out, "<line class=\"axis\" x1=\"%d\" x2=\"%u\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, chart->width - RIGHT,
            bottom, bottom);
}

static void band_path(FILE *out, const ck_chart *chart, const ck_chart_line *line, const char *style, bool inner,
                      scale x, scale y) {
    fprintf(out, "<path class=\"%s\" d=\"", style);
    for (uint32_t p = 0; p < chart->points; p++) {
        fprintf(out, "%c%.1f %.1f", p == 0 ? 'M' : 'L', place(x, chart->day[p]),
                place(y, inner ? line->band[p].p75 : line->band[p].p95));
    }
    for (uint32_t p = chart->points; p > 0; p--) {
        fprintf(out, "L%.1f %.1f", place(x, chart->day[p - 1]),
                place(y, inner ? line->band[p - 1].p25 : line->band[p - 1].p05));
    }
    fputs("Z\"/>", out);
}

static void line_path(FILE *out, const ck_chart *chart, const double *value, const char *style, scale x, scale y) {
    fprintf(out, "<path class=\"%s\" d=\"", style);
    for (uint32_t p = 0; p < chart->points; p++)
        fprintf(out, "%c%.1f %.1f", p == 0 ? 'M' : 'L', place(x, chart->day[p]), place(y, value[p]));
    fputs("\"/>", out);
}

void ck_chart_write(FILE *out, const ck_chart *chart) {
    double low, high;
    range_of(chart, &low, &high);
    const scale x = {0.0, chart->days, LEFT, chart->width - RIGHT}, y = {low, high * 1.04, chart->height - BOTTOM, TOP};
    fprintf(out, "<svg viewBox=\"0 0 %u %u\" role=\"img\" aria-label=\"", chart->width, chart->height);
    ck_html_text(out, chart->title);
    fputs("\"><text x=\"0\" y=\"13\" font-weight=\"600\">", out);
    ck_html_text(out, chart->title);
    fputs("</text><text class=\"soft\" x=\"", out);
    fprintf(out, "%u\" y=\"13\" text-anchor=\"end\">", chart->width - RIGHT);
    ck_html_text(out, chart->unit);
    fputs("</text>", out);
    vertical_axis(out, chart, y);
    time_axis(out, chart, x);
    for (uint32_t l = 0; l < chart->line_count; l++) {
        const ck_chart_line *line = &chart->line[l];
        if (line->band == NULL) continue;
        band_path(out, chart, line, l == 0 ? "band90" : "band90b", false, x, y);
        band_path(out, chart, line, l == 0 ? "band50" : "band50b", true, x, y);
    }
    if (chart->base != NULL) line_path(out, chart, chart->base, "base", x, y);
    double label_at = TOP + 10.0;
    for (uint32_t l = 0; l < chart->line_count; l++) {
        const ck_chart_line *line = &chart->line[l];
        line_path(out, chart, line->value, line->style, x, y);
        if (chart->line_count < 2) continue;
        fprintf(out, "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text x=\"%d\" y=\"%.1f\">",
                line->style, LEFT + 8, LEFT + 28, label_at - 4.0, label_at - 4.0, LEFT + 34, label_at);
        ck_html_text(out, line->label);
        fputs("</text>", out);
        label_at += 16.0;
    }
    fputs("</svg>\n", out);
}

void ck_bars_write(FILE *out, const char *title, const ck_bar *bar, uint32_t count, uint32_t width) {
    double top = 0.0;
    for (uint32_t k = 0; k < count; k++) top = fmax(top, fmax(bar[k].value, bar[k].high));
    if (!(top > 0.0)) top = 1.0;
    const double label = 0.34 * width, room = width - label - 96.0;
    fprintf(out, "<svg viewBox=\"0 0 %u %u\" role=\"img\" aria-label=\"", width, 24 * count + 24);
    ck_html_text(out, title);
    fputs("\"><text x=\"0\" y=\"13\" font-weight=\"600\">", out);
    ck_html_text(out, title);
    fputs("</text>", out);
    for (uint32_t k = 0; k < count; k++) {
        const double y = 24.0 + 24.0 * k, length = fmax(0.0, bar[k].value) / top * room;
        fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", label - 8.0, y + 15.0);
        ck_html_text(out, bar[k].label);
        fprintf(out, "</text><rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"15\" rx=\"2\"/>", label,
                y + 3.0, length);
        double end = label + length;
        if (bar[k].high > bar[k].low) {
            const double from = label + fmax(0.0, bar[k].low) / top * room, to = label + bar[k].high / top * room;
            fprintf(out, "<line class=\"whisker\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", from, to,
                    y + 10.5, y + 10.5);
            end = fmax(end, to);
        }
        fprintf(out, "<text class=\"soft\" x=\"%.1f\" y=\"%.1f\">", end + 6.0, y + 15.0);
        ck_html_text(out, bar[k].text);
        fputs("</text>", out);
    }
    fputs("</svg>\n", out);
}

static void stack_legend(FILE *out, const char *const name[3], uint32_t width) {
    static const char *const STYLE[] = {"bar", "bar2", "bar3"};
    double x = 0.38 * width;
    for (int k = 0; k < 3; k++) {
        if (name[k] == NULL) continue;
        fprintf(out, "<rect class=\"%s\" x=\"%.1f\" y=\"22\" width=\"11\" height=\"11\" rx=\"2\"/><text x=\"%.1f\" y=\"32\">", STYLE[k],
                x, x + 16.0);
        ck_html_text(out, name[k]);
        fputs("</text>", out);
        x += 0.21 * width;
    }
}

void ck_stacks_write(FILE *out, const char *title, const char *const part_name[3], const ck_stack *stack, uint32_t count,
                     uint32_t width) {
    static const char *const STYLE[] = {"bar", "bar2", "bar3"};
    double top = 0.0;
    for (uint32_t k = 0; k < count; k++) {
        double sum = 0.0;
        for (int p = 0; p < 3; p++) sum += fmax(0.0, stack[k].part[p]);
        top = fmax(top, fmax(sum, stack[k].high));
    }
    if (!(top > 0.0)) top = 1.0;
    const double label = 0.38 * width, room = width - label - 86.0;
    fprintf(out, "<svg viewBox=\"0 0 %u %u\" role=\"img\" aria-label=\"", width, 24 * count + 42);
    ck_html_text(out, title);
    fputs("\"><text x=\"0\" y=\"13\" font-weight=\"600\">", out);
    ck_html_text(out, title);
    fputs("</text>", out);
    stack_legend(out, part_name, width);
    for (uint32_t k = 0; k < count; k++) {
        const double y = 40.0 + 24.0 * k;
        double at = label;
        fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", label - 8.0, y + 15.0);
        ck_html_text(out, stack[k].label);
        fputs("</text>", out);
        for (int p = 0; p < 3; p++) {
            const double length = fmax(0.0, stack[k].part[p]) / top * room;
            if (length > 0.0)
                fprintf(out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"15\"/>", STYLE[p], at, y + 3.0,
                        length);
            at += length;
        }
        if (stack[k].high > stack[k].low) {
            const double to = label + stack[k].high / top * room;
            fprintf(out, "<line class=\"whisker\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    label + fmax(0.0, stack[k].low) / top * room, to, y + 10.5, y + 10.5);
            at = fmax(at, to);
        }
        fprintf(out, "<text class=\"soft\" x=\"%.1f\" y=\"%.1f\">", at + 6.0, y + 15.0);
        ck_html_text(out, stack[k].text);
        fputs("</text>", out);
    }
    fputs("</svg>\n", out);
}

void ck_tornado_write(FILE *out, const char *title, double middle, const ck_span *span, uint32_t count,
                      uint32_t width) {
    double low = middle, high = middle;
    for (uint32_t k = 0; k < count; k++) {
        low = fmin(low, fmin(span[k].low, span[k].high));
        high = fmax(high, fmax(span[k].low, span[k].high));
    }
    if (high <= low) high = low + 1.0;
    const double label = 0.42 * width;
    const scale x = {low, high, label + 60.0, width - 70.0};
    fprintf(out, "<svg viewBox=\"0 0 %u %u\" role=\"img\" aria-label=\"", width, 26 * count + 30);
    ck_html_text(out, title);
    fputs("\"><text x=\"0\" y=\"13\" font-weight=\"600\">", out);
    ck_html_text(out, title);
    fputs("</text>", out);
    for (uint32_t k = 0; k < count; k++) {
        const double y = 26.0 + 26.0 * k, from = place(x, span[k].low), to = place(x, span[k].high);
        fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", label, y + 14.0);
        ck_html_text(out, span[k].label);
        fprintf(out, "</text><rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"15\" rx=\"2\"/>",
                from <= to ? "bar2" : "bar", fmin(from, to), y + 2.0, fmax(1.0, fabs(to - from)));
        fprintf(out, "<text class=\"soft\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>", fmin(from, to) - 5.0,
                y + 14.0, ck_words_number(fmin(span[k].low, span[k].high) / 1e9).text);
        fprintf(out, "<text class=\"soft\" x=\"%.1f\" y=\"%.1f\">%s</text>", fmax(from, to) + 5.0, y + 14.0,
                ck_words_number(fmax(span[k].low, span[k].high) / 1e9).text);
    }
    const double at = place(x, middle);
    fprintf(out, "<line class=\"base\" x1=\"%.1f\" x2=\"%.1f\" y1=\"20\" y2=\"%u\"/></svg>\n", at, at, 26 * count + 28);
}
