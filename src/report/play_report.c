#include "report/play_report.h"

#include "report/chart.h"
#include "report/html.h"
#include "report/tariffs_chart.h"
#include "study/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 12, WIDE = 760 };

typedef struct page {
    FILE *out;
    const ck_play_answer *answer;
    const ck_play_spec *spec;
    const ck_play_study *study;
    const char *command;
} page;

static void text_cell(const page *p, const char *text) {
    fputs("<td>", p->out);
    ck_html_text(p->out, text);
    fputs("</td>", p->out);
}

static void number_cell(const page *p, double value, bool sign) {
    fprintf(p->out, sign ? "<td class=\"n\">%s%.1f</td>" : "<td class=\"n\">%s%.1f</td>",
            value <= -0.05          ? "\u2212"
            : sign && value >= 0.05 ? "+"
                                    : "",
            fabs(value) < 0.05 ? 0.0 : fabs(value));
}

static void range_cell(const page *p, double low, double high) {
    fprintf(p->out, "<td class=\"n soft\">%s%.1f to %s%.1f</td>", low <= -0.05 ? "\u2212" : "", fabs(low),
            high <= -0.05 ? "\u2212" : "", fabs(high));
}

static const double *final_odds(const page *p) {
    return p->study->mean_odds + (size_t)(p->spec->game.round_count - 1) * CK_FUTURE_COUNT;
}

/* ---------------------------------------------------------------- head and answer --------------------------------- */

static void head(const page *p) {
    ck_html_head(p->out, p->spec->title);
    fputs("<header><h1>", p->out);
    ck_html_text(p->out, p->spec->title);
    fputs("</h1><p class=\"lead\">", p->out);
    ck_html_text(p->out, p->spec->question);
    fprintf(p->out,
            "</p><p class=\"small soft\">%s to %s; %u draws of the uncertain numbers, %u futures each. An analysis "
            "with stated assumptions: not a "
            "forecast.</p></header>\n",
            ck_words_date(p->spec->start).text, ck_words_date(p->spec->until).text, p->spec->weights, p->spec->futures);
}

static void cards(const page *p) {
    const ck_band *band = p->study->odds + (size_t)(p->spec->game.round_count - 1) * CK_FUTURE_COUNT;
    fputs("<div class=\"cards\">\n", p->out);
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++)
        fprintf(p->out,
                "<div class=\"card\"><b>%.0f %%</b><span>%s at the end</span><span>nine draws in ten: %.0f to %.0f "
                "%%</span></div>\n",
                100 * final_odds(p)[e], ck_play_future_title((ck_future)e), 100 * band[e].p05, 100 * band[e].p95);
    const ck_leverage *leverage = p->answer->leverage;
    const uint32_t last = leverage->point_count - 1;
    fprintf(p->out, "<div class=\"card\"><b>%.0f : %.0f bn USD</b><span>lost by the targets and by ",
            ck_leverage_targets(leverage, leverage->point[last].lost), leverage->point[last].lost[leverage->sender]);
    ck_html_text(p->out, p->spec->actor[leverage->sender].name);
    fprintf(p->out, " when control at its severest lasts to %s</span></div>\n</div>\n",
            ck_words_date(ck_play_date(p->spec, leverage->weeks)).text);
}

/* ---------------------------------------------------------------- odds -------------------------------------------- */

static void odds(const page *p) {
    const uint32_t rounds = p->spec->game.round_count;
    static const char *const style[CK_FUTURE_COUNT] = {"one", "three", "two"};
    double *day = calloc(rounds, sizeof *day), *value = calloc((size_t)rounds * CK_FUTURE_COUNT, sizeof *value);
    ck_band *band = calloc((size_t)rounds * CK_FUTURE_COUNT, sizeof *band);
    ck_chart_line line[CK_FUTURE_COUNT];
    fputs("<h2>Where it goes</h2>\n<figure>", p->out);
    for (uint32_t r = 0; day != NULL && value != NULL && band != NULL && r < rounds; r++) {
        day[r] = 7.0 * (r + 1 < rounds ? p->spec->game.round[r + 1].week : p->spec->game.weeks);
        for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
            value[(size_t)e * rounds + r] = p->study->mean_odds[r * CK_FUTURE_COUNT + e];
            band[(size_t)e * rounds + r] = p->study->odds[r * CK_FUTURE_COUNT + e];
        }
    }
    for (uint32_t e = 0; day != NULL && value != NULL && band != NULL && e < CK_FUTURE_COUNT; e++)
        line[e] = (ck_chart_line){ck_play_future_title((ck_future)e), style[e], value + (size_t)e * rounds,
                                  e == CK_FUTURE_TIT_FOR_TAT ? NULL : band + (size_t)e * rounds};
    if (day != NULL && value != NULL && band != NULL)
        ck_chart_write(p->out, &(ck_chart){.title = "Odds of the three futures",
                                           .unit = "per cent of futures",
                                           .width = WIDE,
                                           .height = 280,
                                           .points = rounds,
                                           .day = day,
                                           .start = p->spec->start,
                                           .days = 7.0 * p->spec->game.weeks,
                                           .percent = true,
                                           .at_least = 1.0,
                                           .line = line,
                                           .line_count = CK_FUTURE_COUNT});
    fprintf(p->out,
            "<figcaption>Bands: five and nine draws in ten of the uncertain numbers (tit for tat is what is left). "
            "Package deal: an accepted offer is in "
            "force. Full escalation: both sides' mean intensity is at least %.2f for %.0f weeks. Tit for tat: "
            "everything else.</figcaption></figure>\n",
            p->spec->game.full_index, p->spec->game.full_weeks);
    fputs("<details><summary>Dates of the calendar</summary><ul>\n", p->out);
    for (uint32_t e = 0; e < p->spec->event_count; e++) {
        fprintf(p->out, "<li>%s: ", ck_words_date(p->spec->event[e].date).text);
        ck_html_text(p->out, p->spec->event[e].title);
        fputs("</li>\n", p->out);
    }
    fputs("</ul></details>\n", p->out);
    free(day);
    free(value);
    free(band);
}

static void losses(const page *p) {
    fputs("<h2>Who is hurt on each path</h2>\n<p class=\"lead\">Billion USD over the game, mean of the futures that "
          "end so; below zero a gain. Strategic and "
          "defence losses are part of growth, shown apart because governments weigh them on top.</p>\n<div "
          "class=\"wide\"><table><thead><tr><th></th>",
          p->out);
    for (uint32_t k = 0; k < CK_AIM_COUNT; k++) fprintf(p->out, "<th class=\"n\">%s</th>", ck_play_aim_id((ck_aim)k));
    fputs("</tr></thead><tbody>\n", p->out);
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
        fprintf(p->out, "<tr><th colspan=\"%u\">%s (%u futures)</th></tr>\n", CK_AIM_COUNT + 1u,
                ck_play_future_title((ck_future)e), p->study->ended[e]);
        if (p->study->ended[e] == 0)
            fprintf(p->out,
                    "<tr><td colspan=\"%u\" class=\"soft\">no future ended so: nothing is known of who would be "
                    "hurt</td></tr>\n",
                    CK_AIM_COUNT + 1u);
        for (uint32_t a = 0; a < p->spec->game.actor_count && p->study->ended[e] > 0; a++) {
            fputs("<tr>", p->out);
            text_cell(p, p->spec->actor[a].name);
            for (uint32_t k = 0; k < CK_AIM_COUNT; k++) {
                if (a < CK_PLAY_SIDES || k <= CK_AIM_defence || k == CK_AIM_fiscal)
                    number_cell(p, p->study->loss[e][a][k], false);
                else
                    fputs("<td></td>", p->out);
            }
            fputs("</tr>\n", p->out);
        }
    }
    fputs("</tbody></table></div>\n", p->out);
}

/* ---------------------------------------------------------------- what it hinges on ------------------------------- */

static void drivers(const page *p) {
    ck_balance bar[LISTED];
    uint32_t count = 0;
    for (uint32_t k = 0; k < p->spec->number_count && count < LISTED; k++) {
        const ck_play_driver *driver = &p->study->driver[k];
        bar[count++] =
            (ck_balance){p->spec->number[driver->number].name, driver->correlation[CK_FUTURE_DEAL], 0.0, 0.0};
    }
    fputs("<h2>What it hinges on</h2>\n<figure>", p->out);
    ck_balance_write(p->out, "Rank correlation of a number with the odds of a package deal", bar, count, WIDE);
    fprintf(p->out, "<figcaption>Over %u draws: a correlation below %.2f is within chance.</figcaption></figure>\n",
            p->spec->weights, 1.96 / sqrt((double)p->spec->weights));
}

static void flip_table(const page *p) {
    const ck_play_values *values = p->answer->values;
    fputs("<details><summary>The numbers one by one</summary>\n<div "
          "class=\"wide\"><table><thead><tr><th>number</th><th class=\"n\">range</th>"
          "<th class=\"n\">deal at its low end</th><th class=\"n\">at its high end</th><th>turns "
          "over</th></tr></thead><tbody>\n",
          p->out);
    for (uint32_t k = 0; k < values->flip_count; k++) {
        const ck_play_flip *flip = &values->flip[k];
        const ck_play_number *number = &p->spec->number[flip->number];
        fputs("<tr>", p->out);
        text_cell(p, number->name);
        fprintf(p->out, "<td class=\"n\">%g (%g to %g)</td><td class=\"n\">%.0f %%</td><td class=\"n\">%.0f %%</td>",
                number->value, number->low, number->high, 100 * flip->low[CK_FUTURE_DEAL],
                100 * flip->high[CK_FUTURE_DEAL]);
        if (flip->flips)
            fprintf(p->out, "<td>%s leads from %.3g on</td></tr>\n", ck_play_future_title(flip->to), flip->at);
        else
            fputs("<td class=\"soft\">not in its range</td></tr>\n", p->out);
    }
    fputs("</tbody></table></div></details>\n", p->out);
}

static void flips(const page *p) {
    const ck_play_values *values = p->answer->values;
    fputs("<h3>What turns the ranking over</h3>\n", p->out);
    if (values->futures == 0) {
        fputs("<p>Not looked for where a side plays the solved game.</p>\n", p->out);
        return;
    }
    fprintf(p->out, "<p>At the most likely values %s leads with %.0f %%. ", ck_play_future_title(values->leads),
            100 * values->central[values->leads]);
    uint32_t count = 0;
    for (uint32_t k = 0; k < values->flip_count; k++) count += values->flip[k].flips;
    if (count == 0)
        fprintf(p->out, "None of the %u strongest numbers alone brings another future to the front. ",
                values->flip_count);
    else
        fprintf(p->out, "%u of the %u strongest numbers alone bring another future to the front. ", count,
                values->flip_count);
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
        const ck_play_lean *lean = &values->lean[e];
        if (e == (uint32_t)values->leads) continue;
        if (lean->leads)
            fprintf(p->out, "With all numbers leant towards %s it leads from %.0f %% of their ranges on. ",
                    ck_play_future_title((ck_future)e), 100 * lean->share);
        else
            fprintf(p->out, "With all numbers leant towards %s it still does not lead (%.0f %%). ",
                    ck_play_future_title((ck_future)e), 100 * lean->odds[e]);
    }
    fprintf(p->out, "Each of these odds comes from %u futures and is sure to about %.0f points.</p>\n", values->futures,
            100 * 1.645 * sqrt(0.25 / values->futures));
    flip_table(p);
}

/* ---------------------------------------------------------------- values ------------------------------------------ */

static void values(const page *p) {
    const ck_play_values *values = p->answer->values;
    fputs("<h2>What single things are worth</h2>\n<p class=\"lead\">Billion USD saved, weighted by what each side "
          "minds and discounted: the same futures with "
          "and without. Mean and nine draws in ten; below zero a loss.</p>\n<div class=\"wide\"><table "
          "class=\"roomy\"><thead><tr><th></th>",
          p->out);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        fputs("<th class=\"n\">", p->out);
        ck_html_text(p->out, p->spec->actor[s].name);
        fputs("</th><th></th>", p->out);
    }
    fputs("<th class=\"n\">third countries</th><th class=\"n\">odds of a deal</th></tr></thead><tbody>\n", p->out);
    for (uint32_t c = 0; c < CK_CHANGE_COUNT; c++) {
        const ck_play_value *value = &values->value[c];
        double third = 0.0;
        for (uint32_t a = CK_PLAY_SIDES; a < p->spec->game.actor_count; a++) third += value->saved[a];
        fputs("<tr><td>", p->out);
        ck_html_text(p->out, ck_play_change_title((ck_play_change)c));
        fputs("<br><span class=\"small soft\">", p->out);
        ck_html_text(p->out, ck_play_change_meaning((ck_play_change)c));
        fputs("</span></td>", p->out);
        for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
            number_cell(p, value->saved[s], true);
            range_cell(p, value->band[s].p05, value->band[s].p95);
        }
        number_cell(p, third, true);
        fprintf(p->out, "<td class=\"n\">%+.0f points</td></tr>\n", 100 * value->odds[CK_FUTURE_DEAL]);
    }
    fputs("</tbody></table></div>\n<p class=\"small soft\">What plants and stockpiles cost their owners is not in it, "
          "save what third countries pay for "
          "stocks.</p>\n",
          p->out);
}

static void openings(const page *p) {
    const ck_play_values *values = p->answer->values;
    fputs("<h3>The first move, and the value of waiting</h3>\n<p>What a side saves by making a move of this kind in "
          "the first round against waiting in it, "
          "behaving as ever afterwards. Below zero waiting is worth that much: the move is kept for when the damage "
          "and the other's answer are known.</p>\n"
          "<div class=\"wide\"><table><thead><tr><th>side</th><th>first move</th><th class=\"n\">saved, bn "
          "USD</th><th></th><th class=\"n\">deal at the "
          "end</th><th class=\"n\">full escalation</th></tr></thead><tbody>\n",
          p->out);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++) {
            const ck_play_opening *opening = &values->opening[s][c];
            if (!opening->open) continue;
            fputs("<tr>", p->out);
            text_cell(p, p->spec->actor[s].name);
            text_cell(p, ck_play_category_id((ck_category)c));
            if (c == CK_CATEGORY_wait)
                fputs("<td class=\"n\">0</td><td></td>", p->out);
            else {
                number_cell(p, opening->gain, true);
                range_cell(p, opening->against_waiting.p05, opening->against_waiting.p95);
            }
            fprintf(p->out, "<td class=\"n\">%.0f %%</td><td class=\"n\">%.0f %%</td></tr>\n",
                    100 * opening->odds[CK_FUTURE_DEAL], 100 * opening->odds[CK_FUTURE_FULL]);
        }
    }
    fputs("</tbody></table></div>\n", p->out);
}

/* ---------------------------------------------------------------- the leverage curve ------------------------------ */

static void leverage_chart(const page *p) {
    const ck_leverage *leverage = p->answer->leverage;
    const uint32_t weeks = leverage->weeks;
    double *day = calloc(weeks, sizeof *day), *value = calloc((size_t)weeks * 3, sizeof *value);
    if (day != NULL && value != NULL) {
        for (uint32_t w = 0; w < weeks; w++) {
            const double *alone = leverage->weekly[CK_LEVERAGE_ALONE] + (size_t)w * leverage->actors;
            day[w] = 7.0 * w;
            value[w] = ck_leverage_targets(leverage, alone);
            value[weeks + w] = alone[leverage->sender];
            value[2 * weeks + w] =
                ck_leverage_targets(leverage, leverage->weekly[CK_LEVERAGE_PLANTS] + (size_t)w * leverage->actors);
        }
        const ck_chart_line line[3] = {
            {"targets, announced plants as planned", "one", value, leverage->draws > 0 ? leverage->target_band : NULL},
            {"the sender", "two", value + weeks, leverage->draws > 0 ? leverage->sender_band : NULL},
            {"targets, plants brought forward", "three", value + 2 * weeks, NULL}};
        ck_chart_write(p->out, &(ck_chart){.title = "Lost a week while control at its severest lasts",
                                           .unit = "bn USD a week",
                                           .width = WIDE,
                                           .height = 300,
                                           .points = weeks,
                                           .day = day,
                                           .start = p->spec->start,
                                           .days = 7.0 * weeks,
                                           .line = line,
                                           .line_count = 3});
    }
    free(day);
    free(value);
}

static void week_cell(const page *p, uint32_t week) {
    if (week == CK_NONE)
        fputs("<td class=\"n soft\">later</td>", p->out);
    else
        fprintf(p->out, "<td class=\"n\">%u (%s)</td>", week, ck_words_date(ck_play_date(p->spec, week)).text);
}

static void leverage_ends(const page *p) {
    const ck_leverage *leverage = p->answer->leverage;
    fputs("<h3>When it ends</h3>\n<div class=\"wide\"><table><thead><tr><th>outside</th><th class=\"n\">peak, "
          "week</th><th class=\"n\">below half of it</th><th class=\"n\">below a tenth"
          "</th><th class=\"n\">below the sender's own loss</th><th class=\"n\">draws that stay "
          "above half</th></tr></thead><tbody>\n",
          p->out);
    for (uint32_t c = 0; c < CK_LEVERAGE_CASES; c++) {
        fputs("<tr>", p->out);
        text_cell(p, ck_leverage_case_title((ck_leverage_case)c));
        week_cell(p, leverage->end[c].peak);
        week_cell(p, leverage->end[c].half);
        week_cell(p, leverage->end[c].tenth);
        week_cell(p, leverage->end[c].sender);
        if (leverage->draws > 0 && c <= CK_LEVERAGE_PLANTS)
            fprintf(p->out, "<td class=\"n\">%u of %u</td>", leverage->half_never[c], leverage->draws);
        else
            fputs("<td></td>", p->out);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div>\n<p class=\"small soft\">Means of four weeks; from the named week to the end of the "
          "curve. \u201clater\u201d: not within "
          "it.</p>\n",
          p->out);
}

static void durations(const page *p) {
    const ck_leverage *leverage = p->answer->leverage;
    fputs("<h3>Weeks of control, then lifted</h3>\n<div class=\"wide\"><table><thead><tr><th class=\"n\">weeks</th><th "
          "class=\"n\">targets</th>",
          p->out);
    for (uint32_t a = 0; a < leverage->actors; a++) {
        fputs("<th class=\"n\">", p->out);
        ck_html_text(p->out, p->spec->actor[a].name);
        fputs("</th>", p->out);
    }
    fputs("</tr></thead><tbody>\n", p->out);
    for (uint32_t k = 0; k < leverage->point_count; k++) {
        fprintf(p->out, "<tr><td class=\"n\">%u</td>", leverage->point[k].weeks);
        number_cell(p, ck_leverage_targets(leverage, leverage->point[k].lost), false);
        for (uint32_t a = 0; a < leverage->actors; a++) number_cell(p, leverage->point[k].lost[a], false);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div>\n", p->out);
    if (leverage->draws > 0)
        fprintf(p->out,
                "<p class=\"small soft\">Billion USD to the end of the curve, central run. To the end, nine of %u "
                "draws in ten: targets %.0f to %.0f, "
                "the sender %.0f to %.0f.</p>\n",
                leverage->draws, leverage->total_target.p05, leverage->total_target.p95, leverage->total_sender.p05,
                leverage->total_sender.p95);
}

static void assets(const page *p) {
    const ck_leverage *leverage = p->answer->leverage;
    ck_balance bar[LISTED];
    uint32_t count = 0;
    for (; count < leverage->asset_count && count < LISTED; count++)
        bar[count] = (ck_balance){leverage->asset[count].name, leverage->asset[count].saved_targets, 0.0, 0.0};
    if (count == 0) return;
    fputs("<h3>What one plant or stockpile is worth against it</h3>\n<figure>", p->out);
    ck_balance_write(p->out, "Saved by all targets while control lasts, bn USD", bar, count, WIDE);
    fputs("<figcaption>Each alone: a plant brought forward by the days that the game says, or a national stockpile "
          "released; before what it "
          "costs.</figcaption></figure>\n",
          p->out);
}

static void leverage(const page *p) {
    fputs("<h2>Leverage</h2>\n<p class=\"lead\">How the damage to those it aims at and to the sender grows with the "
          "weeks of control, and when new capacity "
          "ends it. Against all levers at the levels of a deal.</p>\n<figure>",
          p->out);
    leverage_chart(p);
    fputs("<figcaption>Runs of the daily engine: lines central, bands five and nine draws in ten. A loss is value "
          "added, dearer inputs and the margin on "
          "exports that did not leave.</figcaption></figure>\n",
          p->out);
    leverage_ends(p);
    assets(p);
    durations(p);
}

/* ---------------------------------------------------------------- the solved game --------------------------------- */

static void solution(const page *p) {
    const ck_solution *solution = &p->study->solution;
    ck_position position;
    ck_position_start(&p->spec->game, &p->study->emulator, (ck_random){0}, &position);
    const ck_ladder_state state = ck_ladder_of(&p->spec->game, &position);
    fputs("<h2>The ladder game, solved</h2>\n<p>Chances of the first move in a logit equilibrium, one of possibly "
          "several, at the most likely values.</p>\n"
          "<div class=\"wide\"><table><thead><tr><th>side</th><th>type</th>",
          p->out);
    for (uint32_t m = 0; m < CK_LADDER_COUNT; m++)
        fprintf(p->out, "<th class=\"n\">%s</th>", ck_play_ladder_id((ck_ladder_move)m));
    fputs("</tr></thead><tbody>\n", p->out);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        for (int firm = 1; firm >= 0; firm--) {
            double chance[CK_LADDER_COUNT];
            ck_solution_chance(solution, 0, state, position.belief, s, firm, chance);
            fputs("<tr>", p->out);
            text_cell(p, p->spec->actor[s].name);
            text_cell(p, firm ? "firm" : "accommodating");
            for (uint32_t m = 0; m < CK_LADDER_COUNT; m++)
                fprintf(p->out, "<td class=\"n\">%.0f %%</td>", 100 * chance[m]);
            fputs("</tr>\n", p->out);
        }
    }
    fprintf(p->out,
            "</tbody></table></div>\n<p class=\"small soft\">A deal is in force at the end with chance %.2f. Gain from "
            "deviating once: mean %.2f, at most %.2f "
            "bn USD on the states that play reaches; stages that did not settle: %u (largest last change of a chance "
            "%.1e).</p>\n",
            solution->deal_share[solution->rounds - 1], solution->mean_gain, solution->worst_gain, solution->unsettled,
            solution->worst_residual);
}

/* ---------------------------------------------------------------- assumptions and foot ---------------------------- */

static void assumptions(const page *p) {
    fprintf(p->out,
            "<h2>Assumptions</h2>\n<details><summary>All %u numbers of the game with range, grade and "
            "source</summary>\n<div class=\"wide\"><table><thead><tr>"
            "<th>number</th><th class=\"n\">value</th><th "
            "class=\"n\">range</th><th>grade</th><th>source</th></tr></thead><tbody>\n",
            p->spec->number_count);
    for (uint32_t k = 0; k < p->spec->number_count; k++) {
        const ck_play_number *number = &p->spec->number[k];
        fputs("<tr>", p->out);
        text_cell(p, number->name);
        fprintf(p->out, "<td class=\"n\">%g</td>", number->value);
        if (number->low < number->high)
            fprintf(p->out, "<td class=\"n\">%g to %g</td>", number->low, number->high);
        else
            fputs("<td class=\"n soft\">fixed</td>", p->out);
        fprintf(p->out, "<td>%s</td>", ck_grade_word(number->grade));
        text_cell(p, number->source);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div></details>\n", p->out);
}

static void foot(const page *p) {
    const ck_emulator *emulator = &p->study->emulator;
    char digest[17];
    ck_host_digest_text(ck_play_answer_digest(p->answer), digest);
    fputs("<h2>Limits, and how to run it again</h2>\n<p>In futures an emulator stands for the engine: fitted to ",
          p->out);
    fprintf(p->out, "%u runs; cross-validated, a path's lost value added is off by", emulator->paths);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        fprintf(p->out, " %.0f %% (", 100 * emulator->error_total[s * CK_DAMAGE_COUNT + CK_DAMAGE_growth]);
        ck_html_text(p->out, p->spec->actor[s].name);
        fputs(")", p->out);
    }
    fprintf(p->out,
            " of its mean. %s No court, election or third party moves the principals. The leverage curve comes from the "
            "engine itself.</p>\n<pre>",
            ck_play_behaviour_words(p->spec));
    ck_html_text(p->out, p->command);
    fprintf(p->out, "</pre>\n<p class=\"small soft\">Seed %llu, digest %s. Definitions: docs/strategy.md.</p>\n",
            (unsigned long long)p->spec->seed, digest);
    ck_html_foot(p->out);
}

void ck_play_report_write(FILE *out, const ck_play_answer *answer, const char *command) {
    const page p = {out, answer, answer->spec, answer->study, command};
    head(&p);
    cards(&p);
    odds(&p);
    losses(&p);
    drivers(&p);
    flips(&p);
    values(&p);
    openings(&p);
    leverage(&p);
    solution(&p);
    assumptions(&p);
    foot(&p);
}
