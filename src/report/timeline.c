#include "report/timeline.h"

#include <stdlib.h>

enum { WIDTH = 1040, LABEL = 380, ROW = 23, TOP = 26 };

static const char *effect_style(ck_effect effect) {
    switch (effect) {
    case CK_EFFECT_LICENCE:
    case CK_EFFECT_BAN:
    case CK_EFFECT_QUOTA:
    case CK_EFFECT_REFUSAL: return "var(--red)";
    case CK_EFFECT_DUTY:
    case CK_EFFECT_FEE: return "var(--orange)";
    case CK_EFFECT_EXEMPTION:
    case CK_EFFECT_RELEASE: return "var(--teal)";
    default: return "var(--blue)";
    }
}

typedef struct axis {
    int32_t start, end;
} axis;
static double place(axis a, int32_t day) {
    const int32_t cut = day < a.start ? a.start : day > a.end ? a.end : day;
    return LABEL + (double)(cut - a.start) / (a.end - a.start) * (WIDTH - LABEL - 8);
}

static void bar(FILE *out, axis a, int32_t from, int32_t until, double y, const char *color, bool suspended) {
    if (until <= a.start || from >= a.end) return;
    const double left = place(a, from), right = place(a, until);
    fprintf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"11\" rx=\"2\" fill=\"%s\"%s/>", left, y,
            right - left > 2.0 ? right - left : 2.0, suspended ? "none" : color,
            suspended ? " stroke=\"var(--soft)\" stroke-dasharray=\"3 3\"" : "");
}

/* In force from `from` to `until` less the pauses, which are drawn dashed. Pauses are in order and apart. */
static void measure_bars(FILE *out, axis a, const ck_measure *measure, double y) {
    const char *color = effect_style(measure->effect);
    int32_t at = measure->from.day;
    for (uint32_t p = 0; p < measure->pause_count; p++) {
        const ck_pause *pause = &measure->pause[p];
        const int32_t until = pause->until.day < measure->until.day ? pause->until.day : measure->until.day;
        if (pause->from.day > at) bar(out, a, at, pause->from.day, y, color, false);
        bar(out, a, pause->from.day > at ? pause->from.day : at, until, y, color, true);
        if (until > at) at = until;
    }
    if (at < measure->until.day) bar(out, a, at, measure->until.day, y, color, false);
    if (measure->announced.day >= a.start && measure->announced.day <= a.end) {
        const double x = place(a, measure->announced.day);
        fprintf(out, "<path d=\"M%.1f %.1fl5 6l-5 6l-5 -6z\" fill=\"var(--ink)\"/>", x, y - 0.5);
    }
    for (uint32_t k = 0; k < measure->amendment_count; k++) {
        const int32_t day = measure->amendment[k].from.day;
        if (day < a.start || day > a.end) continue;
        fprintf(out,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"var(--paper)\" stroke-width=\"2\"/>",
                place(a, day), place(a, day), y, y + 11.0);
    }
}

static const ck_measure *const *sorted_measures(const ck_scenario_spec *spec) {
    const ck_measure **list = malloc(((size_t)spec->measure_count + 1) * sizeof *list);
    if (list == NULL) return NULL;
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        uint32_t at = m;
        for (; at > 0 && list[at - 1]->from.day > spec->measure[m].from.day; at--) list[at] = list[at - 1];
        list[at] = &spec->measure[m];
    }
    return list;
}

void ck_timeline_write(FILE *out, const ck_scenario_spec *spec) {
    const ck_measure *const *list = sorted_measures(spec);
    if (list == NULL) return;
    const axis a = {spec->start.day, spec->start.day + (int32_t)spec->days};
    const uint32_t height = TOP + ROW * spec->measure_count + 26;
    fprintf(out,
            "<div class=\"wide\"><svg style=\"min-width:720px\" viewBox=\"0 0 %d %u\" role=\"img\" "
            "aria-label=\"Measures over time\">",
            WIDTH, height);
    int32_t year, month, day;
    ck_date_split(spec->start, &year, &month, &day);
    for (int32_t y = year;; y++) {
        const ck_date first = ck_date_make(y, 1, 1);
        if (first.day > a.end) break;
        if (first.day < a.start) continue;
        const double x = place(a, first.day);
        fprintf(out,
                "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%u\"/><text class=\"soft\" x=\"%.1f\" "
                "y=\"14\">%d</text>",
                x, x, TOP - 6, height - 20, x + 3.0, y);
    }
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        const double y = TOP + (double)ROW * m;
        fprintf(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LABEL - 10, y + 10.0);
        if (list[m]->link[0] != '\0') {
            fputs("<a href=\"", out);
            ck_html_text(out, list[m]->link);
            fputs("\">", out);
        }
        ck_html_text(out, ck_words_short(list[m]->title, 52).text);
        if (list[m]->link[0] != '\0') fputs("</a>", out);
        fputs("<title>", out);
        ck_html_text(out, list[m]->title);
        fputs(" - ", out);
        ck_html_text(out, list[m]->citation);
        fputs("</title></text>", out);
        measure_bars(out, a, list[m], y);
    }
    fputs("</svg></div>\n<figcaption>Diamond: announced. Filled: in force (red stops or licenses, orange taxes, green "
          "relieves, blue practice). Dashed: suspended. "
          "White tick: terms amended.</figcaption>\n",
          out);
    free((void *)list);
}
