#include "report/report.h"

#include "report/assumptions.h"
#include "report/chart.h"
#include "report/end_of_adjustment.h"
#include "report/html.h"
#include "report/map.h"
#include "report/sankey.h"
#include "report/timeline.h"
#include "study/answer.h"
#include "study/words.h"

#include <stdlib.h>
#include <string.h>

enum { SMALL_WIDTH = 340, SMALL_HEIGHT = 190, LISTED = 14 };

/* ---- head and answer ---- */

static void write_card(FILE *out, const char *number, const char *what, const char *range) {
    fputs("<div class=\"card\"><b>", out);
    ck_html_text(out, number);
    fputs("</b><span>", out);
    ck_html_text(out, what);
    fputs("</span><span>", out);
    ck_html_text(out, range);
    fputs("</span></div>\n", out);
}

static void write_cards(FILE *out, const ck_study *study) {
    const ck_variant *v = &study->variant[0];
    char range[512] = "";
    fputs("<div class=\"cards\">\n", out);
    if (v->draws > 0) {
        snprintf(range, sizeof range, "nine draws in ten: %s to %s", ck_words_money(v->lost_value_added_band.p05).text,
                 ck_words_money(v->lost_value_added_band.p95).text);
    }
    write_card(out, ck_words_money(ck_variant_loss(v)).text,
               v->draws > 0 ? "value added lost by the modelled industries, middle of the draws"
                            : "value added lost by the modelled industries",
               range);
    uint32_t worst = 0;
    for (uint32_t p = 1; p < v->loss_world.points; p++) {
        if (ck_fan_at(&v->loss_world, 0, p) > ck_fan_at(&v->loss_world, 0, worst)) worst = p;
    }
    if (v->loss_world.points > 0) {
        char what[160];
        snprintf(what, sizeof what, "missing in the worst week, to %s",
                 ck_words_date(ck_study_date(study, (worst + 1) * study->every - 1)).text);
        range[0] = '\0';
        if (v->loss_world.band != NULL) {
            const ck_band band = ck_fan_band(&v->loss_world, 0, worst);
            snprintf(range, sizeof range, "nine draws in ten: %s to %s", ck_words_percent(band.p05, 2).text,
                     ck_words_percent(band.p95, 2).text);
        }
        write_card(out, ck_words_percent(ck_fan_at(&v->loss_world, 0, worst), 2).text, what, range);
    }
    ck_first_stop stop;
    if (ck_study_first_slow(study, "industry", CK_STUDY_LEAST_INDUSTRY, &stop, 1) == 1) {
        const ck_site_info site = ck_model_site(study->model, stop.site);
        char what[256];
        snprintf(what, sizeof what, "first industry slowed: %s, %s", ck_words_item_inside(study->model, site.item).text,
                 ck_model_region(study->model, site.region).name);
        range[0] = '\0';
        if (v->site != NULL && v->site[stop.site].slow_share > 0.0) {
            snprintf(range, sizeof range, "%s to %s in the %.0f %% of draws in which it slows",
                     ck_words_date(ck_study_date(study, (uint32_t)v->site[stop.site].slow_day.p05)).text,
                     ck_words_date(ck_study_date(study, (uint32_t)v->site[stop.site].slow_day.p95)).text,
                     100.0 * v->site[stop.site].slow_share);
        }
        write_card(out, ck_words_date(ck_study_date(study, stop.day)).text, what, range);
    }
    const ck_remedy *best = NULL;
    for (uint32_t r = 0; r < study->remedy_count; r++) {
        if (best == NULL || study->remedy[r].loss_avoided > best->loss_avoided) best = &study->remedy[r];
    }
    if (best != NULL && best->loss_avoided > 0.0) {
        write_card(out, ck_words_money(best->loss_avoided).text, "saved by the best single remedy tried", best->what);
    }
    fputs("</div>\n", out);
}

static void write_answer(FILE *out, const ck_study *study) {
    ck_answer answer;
    if (ck_answer_make(study, "", &answer) < 0) return;
    fputs("<ul class=\"answer\">\n", out);
    for (uint32_t k = 0; k < answer.count; k++) {
        fprintf(out, "<li class=\"%s\">", answer.line[k].topic);
        ck_html_text(out, answer.line[k].text);
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
    ck_answer_free(&answer);
}

/* ---- what stops first ---- */

static void write_stops(FILE *out, const ck_study *study, const char *tier, double least_usd_a_year, const char *what) {
    ck_first_stop stop[LISTED];
    const ck_variant *v = &study->variant[0];
    const uint32_t count = ck_study_first_slow(study, tier, least_usd_a_year, stop, LISTED);
    if (count == 0) {
        fprintf(out, "<p>%s: none falls below %.0f %% of its normal output with central values.</p>\n", what,
                100.0 * v->spec.parameter[CK_PARAMETER_slow_threshold]);
        return;
    }
    fprintf(out,
            "<div class=\"wide\"><table><thead><tr><th>%s</th><th>where</th><th class=\"n\">slowed from</th><th "
            "class=\"n\">range of days</th>"
            "<th class=\"n\">slows in</th><th class=\"n\">stops in</th><th "
            "class=\"n\">lowest</th><th>why</th></tr></thead><tbody>\n",
            what);
    for (uint32_t k = 0; k < count; k++) {
        const ck_site_info site = ck_model_site(study->model, stop[k].site);
        const ck_site_result result = ck_run_site(v->central, stop[k].site);
        char *why = ck_study_why_text(study, 0, stop[k].site);
        fputs("<tr><td>", out);
        ck_html_text(out, strcmp(tier, "industry") == 0 ? ck_words_item(study->model, site.item).text : site.name);
        fputs("</td><td>", out);
        ck_html_text(out, ck_model_region(study->model, site.region).name);
        fprintf(out, "</td><td class=\"n\">%s<br><span class=\"soft\">day %u</span></td>",
                ck_words_date(ck_study_date(study, stop[k].day)).text, stop[k].day);
        if (v->site != NULL) {
            const ck_site_spread *spread = &v->site[stop[k].site];
            fprintf(out, "<td class=\"n\">%.0f to %.0f</td><td class=\"n\">%.0f %%</td><td class=\"n\">%.0f %%</td>",
                    spread->slow_day.p05, spread->slow_day.p95, 100.0 * spread->slow_share, 100.0 * spread->stop_share);
        } else {
            fputs("<td class=\"n\">-</td><td class=\"n\">-</td><td class=\"n\">-</td>", out);
        }
        fprintf(out, "<td class=\"n\">%.0f %%</td><td>", 100.0 * result.lowest_level);
        ck_html_text(out, why != NULL ? why : "");
        fputs("</td></tr>\n", out);
        free(why);
    }
    fputs("</tbody></table></div>\n", out);
}

static void write_quiet(FILE *out, const ck_study *study) {
    ck_quiet_loss loss[LISTED];
    const ck_run *run = study->variant[0].central;
    const uint32_t count = ck_study_quiet_losses(study, CK_STUDY_LEAST_LOSS, loss, LISTED);
    if (count == 0) return;
    fputs("<h3>What loses without slowing</h3>\n<div class=\"wide\"><table><thead><tr><th>industry</th><th>where</th>"
          "<th class=\"n\">lost value added</th><th class=\"n\">lowest</th><th>why</th></tr></thead><tbody>\n", out);
    for (uint32_t k = 0; k < count; k++) {
        const ck_site_info site = ck_model_site(study->model, loss[k].site);
        char *why = ck_study_why_text(study, 0, loss[k].site);
        fputs("<tr><td>", out);
        ck_html_text(out, ck_words_item(study->model, site.item).text);
        fputs("</td><td>", out);
        ck_html_text(out, ck_model_region(study->model, site.region).name);
        fprintf(out, "</td><td class=\"n\">%s</td><td class=\"n\">%.1f %%</td><td>", ck_words_money(loss[k].lost).text,
                100.0 * ck_run_site(run, loss[k].site).lowest_level);
        ck_html_text(out, why != NULL ? why : "");
        fputs("</td></tr>\n", out);
        free(why);
    }
    fputs("</tbody></table></div>\n", out);
}

/* ---- time axes ---- */

static double *point_days(const ck_study *study) {
    double *day = malloc(((size_t)study->point_count + 1) * sizeof *day);
    for (uint32_t p = 0; day != NULL && p < study->point_count; p++) day[p] = (double)(p + 1) * study->every - 1.0;
    return day;
}

/* Monthly quantities as a daily rate at the middle of the month. */
static double *month_days(const ck_study *study) {
    double *day = malloc(((size_t)study->month_count + 1) * sizeof *day);
    for (uint32_t m = 0; day != NULL && m < study->month_count; m++) {
        const int32_t index = ck_run_month_index(study->variant[0].central, m);
        const double first = ck_date_make(index / 12, index % 12 + 1, 1).day - study->variant[0].spec.start.day;
        day[m] = (first > 0.0 ? first : 0.0) + 0.5 * ck_study_month_days(study, m);
    }
    return day;
}

/* ---- losses ---- */

static const char *const STYLES[3] = {"one", "two", "three"};

static void write_loss_chart(FILE *out, const ck_study *study, const double *day) {
    ck_chart_line line[3];
    uint32_t lines = 0;
    for (uint32_t v = 0; v < study->variant_count && v < 3; v++) {
        const ck_variant *variant = &study->variant[v];
        line[lines++] = (ck_chart_line){variant->title, STYLES[v], variant->loss_world.central,
                                        v == 0 ? variant->loss_world.band : NULL};
    }
    double *zero = calloc((size_t)study->point_count + 1, sizeof *zero);
    const ck_chart chart = {.title = "Value added missing, all modelled industries",
                            .unit = "share of a normal day",
                            .width = 1040,
                            .height = 300,
                            .points = study->point_count,
                            .day = day,
                            .start = study->variant[0].spec.start,
                            .days = study->variant[0].spec.days,
                            .base = zero,
                            .percent = true,
                            .at_least = 0.001,
                            .line = line,
                            .line_count = lines};
    fputs("<figure>", out);
    ck_chart_write(out, &chart);
    fputs("<figcaption>Dashed: the baseline. Light and dark bands: nine and five draws in ten of the first line, whose "
          "own value is the run with central values; "
          "where effects are lopsided it may leave the dark band.</figcaption></figure>\n",
          out);
    free(zero);
}

typedef struct ranked {
    uint32_t index;
    double value;
} ranked;
static int compare_ranked(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->value != y->value) return x->value > y->value ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static void write_bars(FILE *out, const ck_study *study, bool regions) {
    const ck_variant *v = &study->variant[0];
    const uint32_t count = regions ? ck_model_count(study->model).regions : study->industry_count;
    const ck_band *band = regions ? v->loss_by_region_band : v->loss_by_industry_band;
    ranked *all = malloc(((size_t)count + 1) * sizeof *all);
    ck_bar *bar = calloc(LISTED, sizeof *bar);
    ck_words *label = calloc(LISTED, sizeof *label), *text = calloc(LISTED, sizeof *text);
    if (all != NULL && bar != NULL && label != NULL && text != NULL) {
        for (uint32_t k = 0; k < count; k++) {
            const double loss = regions ? ck_variant_loss_in_region(v, k) : ck_variant_loss_of_industry(v, k);
            all[k] = (ranked){k, loss};
        }
        qsort(all, count, sizeof *all, compare_ranked);
        uint32_t bars = 0;
        for (uint32_t k = 0; k < count && bars < LISTED && all[k].value > 0.0; k++, bars++) {
            const uint32_t at = all[k].index;
            if (regions)
                snprintf(label[bars].text, sizeof label[bars].text, "%s", ck_model_region(study->model, at).name);
            else
                label[bars] = ck_words_short(ck_words_item(study->model, study->industry[at]).text, 26);
            text[bars] = ck_words_money(all[k].value);
            bar[bars] = (ck_bar){label[bars].text, text[bars].text, all[k].value, band != NULL ? band[at].p05 : 0.0,
                                 band != NULL ? band[at].p95 : 0.0};
        }
        ck_bars_write(out, regions ? "Value added lost, by region" : "Value added lost, by industry", bar, bars, 520);
    }
    free(all);
    free(bar);
    free(label);
    free(text);
}

/* ---- map ---- */

static int compare_arcs(const void *a, const void *b) {
    const ck_map_arc *x = a, *y = b;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

static void write_map(FILE *out, const ck_study *study) {
    const uint32_t regions = ck_model_count(study->model).regions;
    ck_map_arc *arc = calloc((size_t)regions * regions + 1, sizeof *arc);
    double *loss = calloc((size_t)regions + 1, sizeof *loss);
    if (arc == NULL || loss == NULL) {
        free(arc);
        free(loss);
        return;
    }
    for (uint32_t l = 0; l < study->line_count; l++) {
        const ck_line *line = &study->line[l];
        if (line->destination == CK_NONE || line->base_quantity <= 0.0) continue;
        double missing = 0.0;
        for (uint32_t m = 0; m < study->month_count; m++) {
            missing += ck_study_base(study, l, m) - ck_fan_at(&study->variant[0].quantity, l, m);
        }
        ck_map_arc *at = &arc[(size_t)line->origin * regions + line->destination];
        at->from = line->origin;
        at->to = line->destination;
        at->weight += missing * line->base_value / line->base_quantity;
    }
    qsort(arc, (size_t)regions * regions, sizeof *arc, compare_arcs);
    uint32_t arcs = 0;
    while (arcs < 16 && arc[arcs].weight > 0.0) arcs++;
    for (uint32_t r = 0; r < regions; r++) loss[r] = ck_variant_loss_in_region(&study->variant[0], r);
    fputs("<figure>", out);
    ck_map_write(out, study->model, loss, study->authority, arc, arcs);
    fputs(
        "<figcaption>Circles: value added lost in the region (blue: where the licences are issued). Lines: trade "
        "missing over the whole run, at base prices, the "
        "16 largest. Outlines are schematic; the rest of the world is drawn at the lower left.</figcaption></figure>\n",
        out);
    free(loss);
    free(arc);
}

/* ---- prices and trade: small multiples ---- */

/* Rises of prices times what is traded of the item outside the authority's region in the base year. */
static void weigh_by_trade(const ck_study *study, ranked *rise, uint32_t items) {
    double *value = calloc((size_t)items + 1, sizeof *value);
    const uint32_t sites = ck_model_count(study->model).sites;
    for (uint32_t s = 0; s < sites && value != NULL; s++) {
        const ck_site_info site = ck_model_site(study->model, s);
        if (site.kind == CK_SITE_MARKET && site.region != study->authority)
            value[site.item] += site.base_output * ck_model_item(study->model, site.item).usd_per_unit;
    }
    for (uint32_t i = 0; i < items && value != NULL; i++) rise[i].value *= value[i];
    free(value);
}

static void write_prices(FILE *out, const ck_study *study, const double *day) {
    const ck_variant *v = &study->variant[0];
    const uint32_t items = ck_model_count(study->model).items;
    ranked *all = malloc(((size_t)items + 1) * sizeof *all);
    double *one = malloc(((size_t)study->point_count + 1) * sizeof *one);
    if (all == NULL || one == NULL) {
        free(all);
        free(one);
        return;
    }
    for (uint32_t i = 0; i < items; i++) {
        all[i] = (ranked){i, 0.0};
        for (uint32_t p = 0; p < study->point_count; p++) {
            const double rise = ck_fan_at(&v->price_outside, i, p) - 1.0;
            if (rise > 0.1 && rise > all[i].value) all[i].value = rise;
        }
    }
    weigh_by_trade(study, all, items);
    for (uint32_t p = 0; p < study->point_count; p++) one[p] = 1.0;
    qsort(all, items, sizeof *all, compare_ranked);
    fputs("<div class=\"multiples\">\n", out);
    for (uint32_t k = 0; k < 6 && k < items && all[k].value > 0.0; k++) {
        const uint32_t i = all[k].index;
        const size_t at = (size_t)i * study->point_count;
        const ck_chart_line line[2] = {
            {"elsewhere", "one", v->price_outside.central + at,
             v->price_outside.band != NULL ? v->price_outside.band + at : NULL},
            {study->authority != CK_NONE ? ck_model_region(study->model, study->authority).name : "", "two",
             v->price_inside.central + at, NULL}};
        const ck_words name = ck_words_item(study->model, i);
        const ck_chart chart = {.title = name.text,
                                .unit = "price, base = 1",
                                .width = SMALL_WIDTH,
                                .height = SMALL_HEIGHT,
                                .points = study->point_count,
                                .day = day,
                                .start = v->spec.start,
                                .days = v->spec.days,
                                .base = one,
                                .at_least = 1.5,
                                .line = line,
                                .line_count = study->authority != CK_NONE ? 2 : 1};
        ck_chart_write(out, &chart);
    }
    fputs("</div>\n", out);
    free(all);
    free(one);
}

static void write_line_chart(FILE *out, const ck_study *study, uint32_t l, const double *day, const char *title) {
    const ck_variant *v = &study->variant[0];
    const ck_line *line = &study->line[l];
    double *base = malloc(((size_t)study->month_count + 1) * sizeof *base);
    if (base == NULL) return;
    for (uint32_t m = 0; m < study->month_count; m++) base[m] = ck_study_base(study, l, m);
    const size_t at = (size_t)l * study->month_count;
    const ck_chart_line lines[1] = {
        {"", "one", v->quantity.central + at,
         v->quantity.band != NULL && l < v->quantity.banded ? v->quantity.band + at : NULL}};
    uint32_t item = 0;
    while (ck_model_item(study->model, item).group != line->group) item++;
    char unit[48];
    snprintf(unit, sizeof unit, "%s a month", ck_model_item(study->model, item).unit);
    const ck_chart chart = {.title = title,
                            .unit = unit,
                            .width = SMALL_WIDTH,
                            .height = SMALL_HEIGHT,
                            .points = study->month_count,
                            .day = day,
                            .start = v->spec.start,
                            .days = v->spec.days,
                            .base = base,
                            .line = lines,
                            .line_count = 1};
    ck_chart_write(out, &chart);
    free(base);
}

/* The authority's exports by group: those whose value falls most. */
static void write_trade(FILE *out, const ck_study *study, const ck_report_input *input, const double *day) {
    ranked *all = malloc(((size_t)study->line_count + 1) * sizeof *all);
    if (all == NULL) return;
    uint32_t count = 0;
    for (uint32_t l = 0; l < study->line_count; l++) {
        const ck_line *line = &study->line[l];
        if (line->origin != study->authority || line->destination != CK_NONE || line->base_quantity <= 0.0) continue;
        double missing = 0.0;
        for (uint32_t m = 0; m < study->month_count; m++) {
            missing += ck_study_base(study, l, m) - ck_fan_at(&study->variant[0].quantity, l, m);
        }
        all[count++] = (ranked){l, missing * line->base_value / line->base_quantity};
    }
    qsort(all, count, sizeof *all, compare_ranked);
    fputs("<div class=\"multiples\">\n", out);
    for (uint32_t k = 0; k < 6 && k < count && all[k].value > 0.0; k++) {
        const ck_line *line = &study->line[all[k].index];
        char title[96];
        snprintf(title, sizeof title, "%s from %s, all", ck_model_group(study->model, line->group),
                 ck_model_region(study->model, line->origin).name);
        write_line_chart(out, study, all[k].index, day, title);
    }
    for (uint32_t f = 0; f < input->focus_count && f < 6 && count > 0; f++) {
        const ck_line *first = &study->line[all[0].index];
        const uint32_t l = ck_study_find_line(study, first->group, first->origin, input->focus[f]);
        if (l == CK_NONE || study->line[l].base_quantity <= 0.0) continue;
        char title[96];
        snprintf(title, sizeof title, "%s to %s", ck_model_group(study->model, first->group),
                 ck_model_region(study->model, input->focus[f]).name);
        write_line_chart(out, study, l, day, title);
    }
    fputs("</div>\n", out);
    free(all);
}

static void write_sankeys(FILE *out, const ck_study *study) {
    static const char *const TIER[3] = {"upstream", "input", "output"};
    fputs(
        "<p class=\"lead\">Trade between regions in the month in which the tier is worst hit: grey as it was, blue as "
        "it is.</p>\n"
        "<div><input class=\"pick\" type=\"radio\" name=\"by\" id=\"by-value\" checked><input class=\"pick\" "
        "type=\"radio\" name=\"by\" id=\"by-mass\">"
        "<div class=\"choice\"><label for=\"by-value\">by value</label><label for=\"by-mass\">by mass</label></div>\n",
        out);
    for (int mass = 0; mass < 2; mass++) {
        fprintf(out, "<div class=\"%s\">\n", mass ? "mass" : "value");
        for (int t = 0; t < 3; t++) {
            if (mass && t == 2) continue; // components are counted in pieces
            ck_sankey_write(out, study, TIER[t], ck_sankey_worst_month(study, TIER[t]), mass);
        }
        fputs("</div>\n", out);
    }
    fputs("</div>\n", out);
}

/* ---- remedies and tornado ---- */

static void write_remedies(FILE *out, const ck_study *study) {
    fputs("<div class=\"wide\"><table><thead><tr><th>remedy</th><th>what is changed</th><th class=\"n\">days "
          "bought</th><th class=\"n\">industries that no longer slow</th>"
          "<th class=\"n\">loss avoided</th><th class=\"n\">loss that stays</th></tr></thead><tbody>\n",
          out);
    for (uint32_t r = 0; r < study->remedy_count; r++) {
        const ck_remedy *remedy = &study->remedy[r];
        fprintf(out, "<tr><td>%s</td><td>", remedy->name);
        ck_html_text(out, remedy->what);
        fprintf(out,
                "</td><td class=\"n\">%.0f</td><td class=\"n\">%u</td><td class=\"n\">%s</td><td "
                "class=\"n\">%s</td></tr>\n",
                remedy->days_bought, remedy->industries_saved, ck_words_money(remedy->loss_avoided).text,
                ck_words_money(remedy->lost_value_added).text);
    }
    fputs("</tbody></table></div>\n<p class=\"small soft\">One change at a time, central values. Days bought: mean "
          "delay of the day on which industries slow, weighted by value "
          "added; one that no longer slows counts to the end of the run.</p>\n",
          out);
}

static void write_tornado(FILE *out, const ck_study *study) {
    const ck_variant *v = &study->variant[0];
    if (v->driver_count == 0) return;
    ck_span span[10];
    char *label[10] = {NULL};
    uint32_t count = v->driver_count < 10 ? v->driver_count : 10;
    for (uint32_t k = 0; k < count; k++) {
        label[k] = ck_words_target(&v->spec, v->driver[k].target);
        if (label[k] != NULL && strlen(label[k]) > 66) memcpy(label[k] + 63, "...", 4);
        span[k] = (ck_span){label[k] != NULL ? label[k] : v->driver[k].target, v->driver[k].low_fifth,
                            v->driver[k].high_fifth};
    }
    fputs("<div class=\"wide\"><figure style=\"min-width:760px\">", out);
    ck_tornado_write(
        out, "What the range hinges on: mean loss in bn USD where the number is in its lowest and in its highest fifth",
        v->lost_value_added_band.p50, span, count, 1040);
    fputs("<figcaption>Orange: the loss rises with the number. Blue: it falls. Dashed: the median of all "
          "draws.</figcaption></figure></div>\n",
          out);
    for (uint32_t k = 0; k < count; k++) free(label[k]);
}

/* ---- the document ---- */

void ck_report_write(FILE *out, const ck_report_input *input) {
    const ck_study *study = input->study;
    const ck_variant *v = &study->variant[0];
    double *day = point_days(study), *month = month_days(study);
    if (day == NULL || month == NULL) {
        free(day);
        free(month);
        return;
    }
    ck_html_head(out, v->title);
    fputs("<header><h1>", out);
    ck_html_text(out, v->title);
    fputs("</h1><p class=\"lead\">", out);
    ck_html_text(out, input->question);
    fprintf(out,
            "</p><p class=\"small soft\">%s to %s, world %s, %u draws. An analysis with stated assumptions: not a "
            "forecast, not legal advice.</p></header>\n",
            ck_words_date(v->spec.start).text, ck_words_date(ck_study_date(study, v->spec.days)).text,
            ck_model_name(study->model), v->draws);
    write_cards(out, study);
    write_answer(out, study);
    fputs("<h2>What slows first, and why</h2>\n", out);
    fputs("<p class=\"lead\">Industries and makers of at least 5 bn and 50 m USD a year, in the order in which they "
          "fall below the slow threshold.</p>\n",
          out);
    write_stops(out, study, "industry", CK_STUDY_LEAST_INDUSTRY, "Industries");
    write_quiet(out, study);
    write_stops(out, study, "output", CK_STUDY_LEAST_MAKER, "Makers of components");
    fputs("<details><summary>Makers of materials</summary>\n", out);
    write_stops(out, study, "input", CK_STUDY_LEAST_MAKER, "Makers of metals, magnets and other inputs");
    fputs("</details>\n<h2>The measures</h2>\n", out);
    ck_timeline_write(out, &v->spec);
    fputs("<h2>The damage</h2>\n", out);
    write_loss_chart(out, study, day);
    fputs("<div class=\"multiples\">", out);
    write_bars(out, study, true);
    write_bars(out, study, false);
    fputs("</div>\n", out);
    write_map(out, study);
    fputs("<h2>Trade by tier</h2>\n", out);
    write_sankeys(out, study);
    fputs("<h2>Prices</h2>\n<p class=\"lead\">The six items whose rise in price weighs most outside (rise times base "
          "value).</p>\n",
          out);
    write_prices(out, study, day);
    fputs("<h2>Flows</h2>\n<p class=\"lead\">The exports that fall most, and the first of them to single countries. "
          "Dashed: the baseline.</p>\n",
          out);
    write_trade(out, study, input, month);
    fputs("<h2>What would help</h2>\n", out);
    write_remedies(out, study);
    write_tornado(out, study);
    if (input->end != NULL) ck_end_of_adjustment_write(out, study, input->end);
    ck_assumptions_write(out, input);
    ck_html_foot(out);
    free(day);
    free(month);
}
