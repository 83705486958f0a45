#include "cli/backtest_text.h"

#include "io/csv.h"

#include <math.h>
#include <string.h>

static const char *const MONTH[12] = {"January", "February", "March",     "April",   "May",      "June",
                                      "July",    "August",   "September", "October", "November", "December"};

/* ---- numbers in tables ---- */

static void put_range(FILE *out, ck_band band) {
    if (isnan(band.p50)) fputs("–", out);
    else fprintf(out, "%.3g (%.3g to %.3g)", band.p50, band.p05, band.p95);
}

/* Whether the observed value lies in the 90 % band of the accepted draws, widened by nothing. */
static const char *inside(const ck_observation *seen, ck_band band) {
    if (isnan(band.p50)) return "no run";
    return seen->value >= band.p05 && seen->value <= band.p95 ? "yes" : seen->value < band.p05 ? "below" : "above";
}

static uint32_t count_inside(const ck_backtest *test, bool fitted, uint32_t *of) {
    uint32_t count = 0;
    *of = 0;
    for (uint32_t o = 0; o < test->observations->count; o++) {
        const ck_observation *seen = &test->observations->item[o];
        if (seen->fitted != fitted) continue;
        ++*of;
        count += strcmp(inside(seen, ck_calibration_figure(test->calibration, o, true)), "yes") == 0;
    }
    return count;
}

/* Root of the mean squared miss of the median, in error scales. */
static double median_miss(const ck_backtest *test, bool fitted, bool accepted_only) {
    double sum = 0.0;
    uint32_t count = 0;
    for (uint32_t o = 0; o < test->observations->count; o++) {
        const ck_observation *seen = &test->observations->item[o];
        if (seen->fitted != fitted) continue;
        const double miss = ck_figure_miss(seen, ck_calibration_figure(test->calibration, o, accepted_only).p50);
        sum += miss * miss;
        count++;
    }
    return count > 0 ? ck_sqrt(sum / count) : 0.0;
}

/* ---- sections ---- */

static void write_head(FILE *out, const ck_backtest *test) {
    uint32_t fitted, held;
    const uint32_t in = count_inside(test, true, &fitted), held_in = count_inside(test, false, &held);
    char digest[17], future_digest[17];
    ck_host_digest_text(test->calibration->digest, digest);
    ck_host_digest_text(test->prediction->digest, future_digest);
    fprintf(out,
            "# Back-test\n\nThis page is written by `%s`; do not edit it. Digests: calibration %s, prediction %s.\n\n",
            test->command, digest, future_digest);
    fprintf(out,
            "The free parameters of behaviour are calibrated on two past episodes only: the quotas and the stop "
            "towards Japan of 2010 to 2012, and the licences on\n"
            "gallium, germanium and graphite of 2023 and 2024. With what was accepted there, China's monthly exports "
            "of rare-earth permanent magnets (customs code\n"
            "8505.11.10) from January 2025 to March 2026 are predicted from the law and its practice as they came. No "
            "figure of the observed series of these months\n"
            "was looked up or used, neither for the model nor for this page.\n\n"
            "In short: of %u figures used for the fit the accepted runs hold %u in their 90 %% band, of %u figures "
            "held out %u. The median misses by %.2f error scales\n"
            "(root mean square) where it was fitted (%.2f before calibration) and by %.2f where it was not (%.2f "
            "before). One error scale is what the source\n"
            "and the coarse match of code and item leave open; see the tables.\n\n",
            fitted, in, held, held_in, median_miss(test, true, true), median_miss(test, true, false),
            median_miss(test, false, true), median_miss(test, false, false));
    if (median_miss(test, false, true) >= median_miss(test, false, false)) {
        fputs("Calibration did not bring the figures that were held out nearer: the episodes choose among parameters, "
              "but "
              "what the model misses there it misses\n"
              "with all of them. The prediction below is mainly that of the law, its practice and the world.\n\n",
              out);
    }
}

static void write_method(FILE *out, const ck_backtest *test) {
    const ck_calibration *calibration = test->calibration;
    fprintf(out,
            "## Method\n\n"
            "Approximate Bayesian calibration by rejection (Pritchard and others 1999; Beaumont, Zhang and Balding "
            "2002). %u draws of the free parameters are taken from\n"
            "their prior ranges (those of the scenario files). Each draw runs both episodes with the same parameters; "
            "inventories, starts of projects and terms of practice\n"
            "are drawn along from their own ranges, buyers are whole and licences are decided one by one. A run is "
            "judged by figures that are ratios, so that no unit of a\n"
            "source matters. The miss of a figure is (ln model - ln observed) / error scale (months: model - observed "
            "over error scale), cut at 5; the distance of a draw\n"
            "is the root of the mean squared miss over the figures marked *fit*. The nearest %u draws (%.1f %%) are "
            "accepted. Figures marked *test* have no part in that.\n"
            "Seed %llu; the result does not depend on the number of threads.\n\n",
            calibration->draws, calibration->accepted_count, 100.0 * calibration->accepted_count / calibration->draws,
            (unsigned long long)test->seed);
}

static void write_parameters(FILE *out, const ck_backtest *test) {
    const ck_calibration *calibration = test->calibration;
    fprintf(out,
            "## Accepted parameters\n\nMedian and 90 %% range. *Narrowed* is one minus the ratio of the widths of the "
            "50 %% ranges: near 0 the episodes say nothing about a\n"
            "parameter, and its prior goes on into the prediction. Mean distance: %.2f over all draws, %.2f over the "
            "accepted ones.\n\n"
            "| parameter | unit | default | prior | accepted | narrowed |\n|---|---|---|---|---|---|\n",
            ck_calibration_distance(calibration, false), ck_calibration_distance(calibration, true));
    for (uint32_t k = 0; k < calibration->parameter_count; k++) {
        const ck_knob_info info = ck_parameter_info(calibration->parameter[k].parameter);
        const ck_band before = ck_calibration_prior(calibration, k), after = ck_calibration_accepted(calibration, k);
        fprintf(out, "| %s | %s | %.3g | ", info.name, info.unit, info.value);
        put_range(out, before);
        fputs(" | ", out);
        put_range(out, after);
        fprintf(out, " | %.0f %% |\n", 100.0 * (1.0 - (after.p75 - after.p25) / (before.p75 - before.p25)));
    }
    fputc('\n', out);
}

static void write_fit(FILE *out, const ck_backtest *test, const char *episode, const char *title) {
    fprintf(out,
            "### %s\n\n| figure | role | observed | error scale | all draws | accepted | inside 90 %% "
            "|\n|---|---|---|---|---|---|---|\n",
            title);
    for (uint32_t o = 0; o < test->observations->count; o++) {
        const ck_observation *seen = &test->observations->item[o];
        if (strcmp(seen->episode, episode) != 0) continue;
        const ck_band after = ck_calibration_figure(test->calibration, o, true);
        fprintf(out, "| %s | %s | %.3g | %.2g | ", seen->title, seen->fitted ? "fit" : "test", seen->value,
                seen->scale);
        put_range(out, ck_calibration_figure(test->calibration, o, false));
        fputs(" | ", out);
        put_range(out, after);
        fprintf(out, " | %s |\n", inside(seen, after));
    }
    fputc('\n', out);
}

static void write_sources(FILE *out, const ck_backtest *test) {
    fputs("### Where the observed figures come from\n\n| figure | grade | source | how |\n|---|---|---|---|\n", out);
    for (uint32_t o = 0; o < test->observations->count; o++) {
        const ck_observation *seen = &test->observations->item[o];
        fprintf(out, "| %s | %s | ", seen->id, ck_grade_word(seen->grade));
        if (seen->link[0] != '\0') fprintf(out, "[%s](%s)", seen->source, seen->link);
        else fputs(seen->source, out);
        fprintf(out, " | %s |\n", seen->note);
    }
    fputc('\n', out);
}

static void put_row(FILE *out, const ck_prediction *prediction, const char *label, ck_band total, ck_band second,
                    double baseline, double second_baseline) {
    (void)prediction;
    fprintf(out,
            "| %s | %.0f | **%.0f** | %.0f to %.0f | %.0f to %.0f | %.0f | **%.0f** | %.0f to %.0f | %.0f to %.0f |\n",
            label, baseline, total.p50, total.p25, total.p75, total.p05, total.p95, second_baseline, second.p50,
            second.p25, second.p75, second.p05, second.p95);
}

static double baseline_sum(const ck_prediction *prediction, uint32_t line, uint32_t first, uint32_t count) {
    double sum = 0.0;
    for (uint32_t m = first; m < first + count && m < prediction->month_count; m++)
        sum += prediction->baseline[line * prediction->month_count + m];
    return sum;
}

static void write_prediction_table(FILE *out, const ck_backtest *test) {
    const ck_prediction *prediction = test->prediction;
    fprintf(out,
            "## Prediction\n\nScenario `%s` with %u accepted vectors of parameters and %u draws of everything else for "
            "each: %u runs. Lines: %s; %s.\n"
            "Items: %s.\n\n",
            test->future->name, test->calibration->accepted_count, test->practice_draws, prediction->runs,
            test->line[0].name, test->line[1].name, test->line[0].items);
    fprintf(out,
            "The world of 2024 ships %.0f t a year under this code (published: about %.0f t) and %.0f t of it to the "
            "United States. Nothing is rescaled to the published\n"
            "total. Quantities count on the day on which they leave China.\n\n",
            prediction->base[0], test->published_base, prediction->base[1]);
    if (test->season != NULL) {
        fprintf(
            out,
            "Ordinary seasonality is on: the engine knows no seasons, so each month is multiplied by a factor of "
            "`%s` (value of the month over its centred twelve-month\n"
            "mean, 2018 to 2024 without 2020; in early 2025 years with an early Spring Festival, in early 2026 "
            "years with a late one).\nThe bands hold the ordinary variation around these factors as well (7 %% of a "
            "month, 10 %% to the United States). `--no-seasonality` leaves both out.\n\n",
            test->season_file);
    } else {
        fputs("Ordinary seasonality is off: the engine knows no seasons.\n\n", out);
    }
    fputs("Tonnes a month. *Nothing happens* is the flow of 2024 with the season of the month.\n\n"
          "| month | nothing happens | all: median | 50 % | 90 % | nothing happens, US | United States: median | 50 % "
          "| 90 % |\n|---|---|---|---|---|---|---|---|---|\n",
          out);
    for (uint32_t m = 0; m < prediction->month_count; m++) {
        const int32_t index = prediction->first_month + (int32_t)m;
        char label[32];
        snprintf(label, sizeof label, "%s %d", MONTH[index % 12], index / 12);
        put_row(out, prediction, label, prediction->band[m], prediction->band[prediction->month_count + m],
                prediction->baseline[m], prediction->baseline[prediction->month_count + m]);
    }
    static const struct {
        const char *label;
        uint32_t first, count;
    } sum[] = {{"2025", 0, 12}, {"April to December 2025", 3, 9}, {"first quarter of 2026", 12, 3}};
    for (size_t k = 0; k < sizeof sum / sizeof sum[0]; k++) {
        put_row(out, prediction, sum[k].label, ck_prediction_sum(prediction, 0, sum[k].first, sum[k].count),
                ck_prediction_sum(prediction, 1, sum[k].first, sum[k].count),
                baseline_sum(prediction, 0, sum[k].first, sum[k].count),
                baseline_sum(prediction, 1, sum[k].first, sum[k].count));
    }
    fputc('\n', out);
}

static void write_falsify(FILE *out, const ck_backtest *test) {
    const ck_prediction *prediction = test->prediction;
    uint32_t low = 0;
    for (uint32_t m = 1; m < prediction->month_count; m++) {
        if (prediction->band[m].p50 / prediction->baseline[m] < prediction->band[low].p50 / prediction->baseline[low])
            low = m;
    }
    const int32_t index = prediction->first_month + (int32_t)low;
    const ck_band year = ck_prediction_sum(prediction, 0, 0, 12), states = ck_prediction_sum(prediction, 1, 3, 9);
    fprintf(
        out,
        "### What would falsify it\n\n"
        "- More than two of the 15 monthly totals, or more than two of the 15 months to the United States, outside "
        "their 90 %% bands.\n"
        "- The lowest month, measured against its season, more than one month away from %s %d (median %.0f t, %.0f %% "
        "of the month without events).\n"
        "- A total for 2025 outside %.0f to %.0f t, or April to December to the United States outside %.0f to %.0f t.\n"
        "- Months all above the median, or all below it, after September 2025: then the level is wrong even where the "
        "bands hold.\n\n",
        MONTH[index % 12], index / 12, prediction->band[low].p50,
        100.0 * prediction->band[low].p50 / prediction->baseline[low], year.p05, year.p95, states.p05, states.p95);
}

void ck_backtest_write_text(FILE *out, const ck_backtest *test) {
    write_head(out, test);
    write_method(out, test);
    fputs("## Fit\n\nMedian of the runs and their 90 % range, over all draws of the priors and over the accepted "
          "ones.\n\n",
          out);
    write_fit(out, test, "japan-2010", "Quotas and the stop towards Japan, 2010 to 2012");
    write_fit(out, test, "gallium-germanium-2023", "Gallium, germanium and graphite, 2023 and 2024");
    write_parameters(out, test);
    write_prediction_table(out, test);
    write_falsify(out, test);
    fputs(test->practice, out);
    fputc('\n', out);
    fputs(test->limits, out);
    fputc('\n', out);
    write_sources(out, test);
}

void ck_backtest_write_prediction(FILE *out, const ck_backtest *test) {
    const ck_prediction *prediction = test->prediction;
    fputs("month,destination,unit,nothing_happens,p05,p25,p50,p75,p95\n", out);
    for (uint32_t l = 0; l < prediction->line_count; l++) {
        for (uint32_t m = 0; m < prediction->month_count; m++) {
            const int32_t index = prediction->first_month + (int32_t)m;
            const ck_band band = prediction->band[l * prediction->month_count + m];
            fprintf(out, "%04d-%02d,", index / 12, index % 12 + 1);
            ck_csv_write_field(out, strcmp(test->line[l].destination, "*") == 0 ? "all" : test->line[l].destination);
            fprintf(out, ",t,%.1f,%.1f,%.1f,%.1f,%.1f,%.1f\n", prediction->baseline[l * prediction->month_count + m],
                    band.p05, band.p25, band.p50, band.p75, band.p95);
        }
    }
}
