#include "report/tariffs_report.h"

#include "report/html.h"
#include "report/rerouting.h"
#include "report/tariffs_chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 12, SECTORS_LISTED = 12, FANS = 6, DRIVERS = 8, TEXT = 200 };

typedef struct page {
    FILE *out;
    const ck_tariffs_report_input *input;
    const ck_tariff_study    *study;
    const ck_tariff_scenario *scenario;
    uint32_t N, J;
} page;

/* ---------------------------------------------------------------- names and numbers ------------------------------- */

static const ck_tariff_region *region_of(const page *p, uint32_t n) {
    for (uint32_t k = 0; k < p->scenario->region_count; k++) {
        if (strcmp(p->scenario->region[k].code, p->study->table->region[n]) == 0) return &p->scenario->region[k];
    }
    return NULL;
}

static const char *region_name(const page *p, uint32_t n) {
    const ck_tariff_region *region = region_of(p, n);
    return region != NULL ? region->name : p->study->table->region[n];
}

static const char *sector_name(const page *p, uint32_t j) {
    for (uint32_t e = 0; e < p->scenario->elasticity_count; e++) {
        const ck_elasticity *one = &p->scenario->elasticity[e];
        if (strcmp(one->sector, p->study->table->sector[j]) == 0) return one->name[0] != '\0' ? one->name : one->sector;
    }
    return p->study->table->sector[j];
}

static uint32_t region_at(const page *p, const char *code) {
    for (uint32_t n = 0; n < p->N; n++) {
        if (strcmp(p->study->table->region[n], code) == 0) return n;
    }
    return CK_NONE;
}

/* A percentage with its sign and as many digits as its size bears; "-" for what there is none. */
static const char *points(double value, char text[32]) {
    const int digits = fabs(value) < 0.0995 ? 3 : fabs(value) < 9.95 ? 2 : 1;
    if (isnan(value)) return "\u2013";
    if (fabs(value) < 0.0005) return "0";
    snprintf(text, 32, "%s%.*f", value < 0.0 ? "\u2212" : "", digits, fabs(value));
    return text;
}

static void cell(FILE *out, double value) {
    char text[32];
    fprintf(out, "<td class=\"n\">%s</td>", points(value, text));
}

static void text_cell(FILE *out, const char *text) {
    fputs("<td>", out);
    ck_html_text(out, text);
    fputs("</td>", out);
}

static double in_usd(const page *p, double money) {
    return ck_tariffs_usd(p->study->table, money);
}

/* With the minus sign of print, as percentages have it. */
static ck_words money_of(const page *p, double money) {
    const double usd = in_usd(p, money);
    const ck_words size = ck_words_money(fabs(usd));
    ck_words words;
    snprintf(words.text, sizeof words.text, "%s%.50s", usd < 0.0 ? "\u2212" : "", size.text);
    return words;
}

/* Up to two countries that the scenario is about: the first ones of its focus. */
static uint32_t leading(const page *p, uint32_t lead[2]) {
    uint32_t count = 0;
    for (uint32_t k = 0; k < p->scenario->focus_count && count < 2; k++) {
        const uint32_t n = region_at(p, p->scenario->focus[k]);
        if (n != CK_NONE) lead[count++] = n;
    }
    return count;
}

uint32_t ck_tariffs_headline(const ck_tariff_scenario *scenario) {
    for (uint32_t s = scenario->step_count; s-- > 0;) {
        if (strcmp(scenario->step[s].certainty, "legal") == 0) return s;
    }
    return scenario->step_count - 1;
}

/* ---------------------------------------------------------------- head and answer --------------------------------- */

static void head(const page *p) {
    const ck_tariff_step *step = &p->scenario->step[p->input->headline];
    ck_html_head(p->out, p->scenario->title);
    fputs("<header><h1>", p->out);
    ck_html_text(p->out, p->scenario->title);
    fputs("</h1><p class=\"lead\">What remains when prices, sourcing and wages have adjusted. Shown first: ", p->out);
    ck_html_text(p->out, step->title);
    fprintf(p->out, ".</p><p class=\"small soft\">Table %s, %u regions, %u sectors, deficits %s, %u draws of the elasticities. An analysis with stated assumptions: not a forecast.</p></header>\n",
            p->study->table->name, p->N, p->J, p->scenario->balanced ? "removed first" : "kept", p->study->draws);
}

static void card(const page *p, uint32_t n) {
    const ck_tariff_country *c = &p->study->result[p->input->headline].country[n];
    char text[32], low[32], high[32];
    fprintf(p->out, "<div class=\"card\"><b>%s %%</b><span>real income of ", points(c->exact, text));
    ck_html_text(p->out, region_name(p, n));
    fprintf(p->out, ", %s a year of the base year</span>", money_of(p, 0.01 * c->exact * p->study->income[n]).text);
    if (p->study->draws > 0) fprintf(p->out, "<span>nine draws in ten: %s to %s</span>", points(c->band.p05, low), points(c->band.p95, high));
    fputs("</div>\n", p->out);
}

static void cards(const page *p) {
    uint32_t lead[2];
    const uint32_t count = leading(p, lead);
    const ck_tariff_result *result = &p->study->result[p->input->headline];
    char text[32];
    fputs("<div class=\"cards\">\n", p->out);
    for (uint32_t k = 0; k < count; k++) card(p, lead[k]);
    if (count == 2) {
        const size_t at = (size_t)lead[0] * p->N + lead[1], back = (size_t)lead[1] * p->N + lead[0];
        const double before = p->study->bought[at] + p->study->bought[back], after = result->bought[at] + result->bought[back];
        fprintf(p->out, "<div class=\"card\"><b>%s %%</b><span>trade between the two, before duty</span></div>\n", points(100.0 * (after / before - 1.0), text));
    }
    double world = 0.0, lost = 0.0;
    for (uint32_t n = 0; n < p->N; n++) {
        world += p->study->income[n];
        lost += 0.01 * result->country[n].exact * p->study->income[n];
    }
    fprintf(p->out, "<div class=\"card\"><b>%s</b><span>of the world's real income, %s %%</span></div>\n</div>\n", money_of(p, lost).text,
            points(100.0 * lost / world, text));
}

/* ---------------------------------------------------------------- map, winners, losers ---------------------------- */

static void draw_map(const page *p, uint32_t step) {
    ck_bubble *bubble = calloc(p->N, sizeof *bubble);
    char (*text)[TEXT] = calloc(p->N, sizeof *text);
    for (uint32_t n = 0; bubble != NULL && text != NULL && n < p->N; n++) {
        const ck_tariff_region *region = region_of(p, n);
        const double change = p->study->result[step].country[n].exact, money = in_usd(p, 0.01 * change * p->study->income[n]);
        char percent[32];
        snprintf(text[n], TEXT, "%s: %s %%, %s", region_name(p, n), points(change, percent), ck_words_money(money).text);
        bubble[n] = (ck_bubble){p->study->table->region[n], text[n], region != NULL ? region->longitude : (double)NAN,
                                region != NULL ? region->latitude : (double)NAN, money};
    }
    if (bubble != NULL && text != NULL) ck_bubbles_write(p->out, "Map of changes of real income", bubble, p->N);
    free(bubble);
    free(text);
}

static void map(const page *p) {
    fputs("<h2>Where</h2>\n<figure>", p->out);
    draw_map(p, p->input->headline);
    fputs("<figcaption>Area: change of real income in money. Green gains, red loses. The rest of the world is drawn at the lower left. Outlines are schematic.</figcaption></figure>\n"
          "<details><summary>The same for every step</summary>\n", p->out);
    for (uint32_t s = 0; s < p->study->result_count; s++) {
        if (s == p->input->headline) continue;
        fputs("<h3>", p->out);
        ck_html_text(p->out, p->scenario->step[s].title);
        fputs("</h3>\n<figure>", p->out);
        draw_map(p, s);
        fputs("</figure>\n", p->out);
    }
    fputs("</details>\n", p->out);
}

typedef struct ranked { uint32_t at; double value; } ranked;

static int falling(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->value != y->value) return x->value > y->value ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* The largest gains and the largest losses, in one drawing. */
static void winners(const page *p, bool money) {
    const ck_tariff_result *result = &p->study->result[p->input->headline];
    ranked *all = calloc(p->N, sizeof *all);
    ck_balance bar[LISTED];
    uint32_t count = 0;
    for (uint32_t n = 0; all != NULL && n < p->N; n++) {
        all[n] = (ranked){n, money ? in_usd(p, 0.01 * result->country[n].exact * p->study->income[n]) / 1e9 : result->country[n].exact};
    }
    if (all == NULL) return;
    qsort(all, p->N, sizeof *all, falling);
    for (uint32_t k = 0; k < p->N && count < LISTED; k++) {
        if (k >= LISTED / 2 && p->N - k > LISTED / 2 && p->N > LISTED) continue;
        const uint32_t n = all[k].at;
        const ck_tariff_country *c = &result->country[n];
        const double scale = money ? in_usd(p, 0.01 * p->study->income[n]) / 1e9 : 1.0;
        bar[count++] = (ck_balance){region_name(p, n), all[k].value, p->study->draws > 0 ? c->band.p05 * scale : 0.0, p->study->draws > 0 ? c->band.p95 * scale : 0.0};
    }
    ck_balance_write(p->out, money ? "Real income, bn USD a year" : "Real income, per cent", bar, count, 520);
    free(all);
}

/* ---------------------------------------------------------------- steps and fans ---------------------------------- */

static void step_list(const page *p) {
    uint32_t lead[2];
    const uint32_t count = leading(p, lead);
    fputs("<h2>The steps</h2>\n<div class=\"wide\"><table class=\"roomy stack\"><thead><tr><th class=\"n\">no.</th><th>from</th><th>what</th>", p->out);
    for (uint32_t k = 0; k < count; k++) {
        fputs("<th class=\"n\">", p->out);
        ck_html_text(p->out, p->study->table->region[lead[k]]);
        fputs(", %</th><th class=\"n\">nine in ten</th>", p->out);
    }
    fputs("</tr></thead><tbody>\n", p->out);
    for (uint32_t s = 0; s < p->study->result_count; s++) {
        const ck_tariff_step *step = &p->scenario->step[s];
        char from[16] = "\u2013";
        if (step->from.day != CK_DATE_FIRST.day) ck_date_write(step->from, from);
        fprintf(p->out, "<tr><td class=\"n\">%u</td><td class=\"n\">%s</td><td class=\"what\">", s + 1, from);
        ck_html_text(p->out, step->title);
        fputs(" <span class=\"grade\">", p->out);
        ck_html_text(p->out, step->certainty);
        fputs("</span><br><span class=\"small soft\">", p->out);
        ck_html_text(p->out, step->citation);
        fputs("</span></td>", p->out);
        for (uint32_t k = 0; k < count; k++) {
            const ck_tariff_country *c = &p->study->result[s].country[lead[k]];
            char middle[32], low[32], high[32];
            fputs("<td class=\"n\" data-label=\"", p->out);
            ck_html_text(p->out, p->study->table->region[lead[k]]);
            fprintf(p->out, ", %%\">%s</td>", points(c->exact, middle));
            if (p->study->draws > 0) fprintf(p->out, "<td class=\"n\" data-label=\"nine in ten\">%s to %s</td>", points(c->band.p05, low), points(c->band.p95, high));
            else fputs("<td class=\"n\">\u2013</td>", p->out);
        }
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div>\n", p->out);
}

static void fans(const page *p) {
    const uint32_t steps = p->study->result_count;
    double *value = calloc(steps, sizeof *value);
    ck_band *band = calloc(steps, sizeof *band);
    fputs("<h2>How sure: fans over the elasticities</h2>\n<p class=\"lead\">Real income by step (numbers as in the table), per cent. Line: central elasticities; dark and light: five and nine draws in ten."
          "</p>\n<div class=\"multiples\">\n", p->out);
    for (uint32_t k = 0; value != NULL && band != NULL && k < p->scenario->focus_count && k < FANS; k++) {
        const uint32_t n = region_at(p, p->scenario->focus[k]);
        if (n == CK_NONE) continue;
        ck_ladder ladder = {.title = region_name(p, n), .value = value, .band = p->study->draws > 0 ? band : NULL, .count = steps};
        for (uint32_t s = 0; s < steps; s++) {
            value[s] = p->study->result[s].country[n].exact;
            band[s] = p->study->result[s].country[n].band;
            ladder.low = fmin(ladder.low, fmin(value[s], p->study->draws > 0 ? band[s].p05 : 0.0));
            ladder.high = fmax(ladder.high, fmax(value[s], p->study->draws > 0 ? band[s].p95 : 0.0));
        }
        ck_ladder_write(p->out, &ladder, 340, 200);
    }
    fputs("</div>\n", p->out);
    free(value);
    free(band);
}

static void drivers(const page *p) {
    uint32_t lead[2];
    const uint32_t count = leading(p, lead);
    if (p->study->driver == NULL) return;
    fputs("<h3>What the range of the last step hinges on</h3>\n<div class=\"multiples\">\n", p->out);
    for (uint32_t k = 0; k < count; k++) {
        ranked *all = calloc(p->J, sizeof *all);
        for (uint32_t j = 0; all != NULL && j < p->J; j++) {
            const ck_tariff_driver *d = &p->study->driver[(size_t)lead[k] * p->J + j];
            all[j] = (ranked){j, isnan(d->low_fifth) || isnan(d->high_fifth) ? 0.0 : fabs(d->high_fifth - d->low_fifth)};
        }
        if (all == NULL) return;
        qsort(all, p->J, sizeof *all, falling);
        fprintf(p->out, "<div class=\"wide\"><table><thead><tr><th>%s: elasticity of</th><th class=\"n\">in its lowest fifth</th><th class=\"n\">in its highest</th></tr></thead><tbody>\n",
                region_name(p, lead[k]));
        for (uint32_t r = 0; r < DRIVERS && r < p->J; r++) {
            const ck_tariff_driver *d = &p->study->driver[(size_t)lead[k] * p->J + all[r].at];
            fputs("<tr>", p->out);
            text_cell(p->out, sector_name(p, d->sector));
            cell(p->out, d->low_fifth);
            cell(p->out, d->high_fifth);
            fputs("</tr>\n", p->out);
        }
        fputs("</tbody></table></div>\n", p->out);
        free(all);
    }
    fputs("</div>\n<p class=\"small soft\">Mean change of real income, per cent, over the draws in which the elasticity lies in its lowest or highest fifth.</p>\n", p->out);
}

/* ---------------------------------------------------------------- duties ------------------------------------------ */

static void duties(const page *p) {
    if (p->study->duty_count == 0) return;
    fputs("<h2>The tariffs, from the text of the law</h2>\n<p>Every good that stands for a sector is put before the law on the day and on the earlier day, and the difference is averaged with the good's "
          "weight in trade. Published averages stand beside; they use other weights (trade before the tariffs) and other lists.</p>\n<div class=\"wide\"><table class=\"roomy\"><thead><tr><th>step</th><th>on goods of</th>"
          "<th>into</th><th>day</th><th class=\"n\">by the law, %</th><th class=\"n\">published, %</th><th class=\"n\">undecided</th><th class=\"n\">goods</th></tr></thead><tbody>\n", p->out);
    for (uint32_t d = 0; d < p->study->duty_count; d++) {
        const ck_tariff_duty *duty = &p->study->duty[d];
        char on[16] = "", text[32];
        ck_date_write(p->scenario->step[duty->step].wedge[duty->wedge].on, on);
        fputs("<tr>", p->out);
        text_cell(p->out, p->scenario->step[duty->step].title);
        const uint32_t more = ck_tariff_duty_repeats(p->study, p->scenario, d);
        d += more;
        fputs("<td>", p->out);
        ck_html_text(p->out, region_name(p, duty->exporter));
        if (more > 0) fprintf(p->out, " and %u more", more);
        fputs("</td>", p->out);
        text_cell(p->out, region_name(p, duty->importer));
        fprintf(p->out, "<td class=\"n\">%s</td>", on);
        cell(p->out, 100.0 * duty->mean);
        cell(p->out, 100.0 * duty->table);
        fprintf(p->out, "<td class=\"n\">%s %%</td><td class=\"n\">%u</td></tr>\n", points(100.0 * duty->open_mean, text), duty->goods);
    }
    fputs("</tbody></table></div>\n<p class=\"small soft\">Undecided: share of trade in goods whose duty hangs on a fact that nobody gave (lists split below six digits, metal content). What is undecided "
          "counts as nothing, so that the rate is a lower bound there.</p>\n<details><summary>By sector</summary><div class=\"wide\"><table class=\"roomy\"><thead><tr><th>sector</th>", p->out);
    for (uint32_t d = 0; d < p->study->duty_count; d += 1 + ck_tariff_duty_repeats(p->study, p->scenario, d)) {
        const ck_tariff_duty *duty = &p->study->duty[d];
        fprintf(p->out, "<th class=\"n\">%u: %s on %s</th>", duty->step + 1, p->study->table->region[duty->importer], p->study->table->region[duty->exporter]);
    }
    fputs("</tr></thead><tbody>\n", p->out);
    for (uint32_t j = 0; j < p->J; j++) {
        bool any = false;
        for (uint32_t d = 0; d < p->study->duty_count; d++) any |= !isnan(p->study->duty[d].rate[j]);
        if (!any) continue;
        fputs("<tr>", p->out);
        text_cell(p->out, sector_name(p, j));
        for (uint32_t d = 0; d < p->study->duty_count; d += 1 + ck_tariff_duty_repeats(p->study, p->scenario, d)) cell(p->out, 100.0 * p->study->duty[d].rate[j]);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div></details>\n", p->out);
}

/* ---------------------------------------------------------------- sectors ----------------------------------------- */

/* Sectors whose output moves most in value. */
static uint32_t moving_sectors(const page *p, uint32_t n, ranked *all) {
    for (uint32_t j = 0; j < p->J; j++) {
        const double moved = p->study->result[p->input->headline].cell[(size_t)n * p->J + j].output;
        all[j] = (ranked){j, isnan(moved) ? 0.0 : fabs(moved) * p->study->sold[(size_t)n * p->J + j]};
    }
    qsort(all, p->J, sizeof *all, falling);
    return p->J < SECTORS_LISTED ? p->J : SECTORS_LISTED;
}

static void sectors(const page *p) {
    uint32_t lead[2];
    const uint32_t count = leading(p, lead);
    ranked *all = calloc(p->J, sizeof *all);
    fputs("<h2>Which sectors</h2>\n<p class=\"lead\">Quantity made, per cent: the sectors whose output moves most in value.</p>\n<div class=\"multiples\">\n", p->out);
    for (uint32_t k = 0; all != NULL && k < count; k++) {
        ck_balance bar[SECTORS_LISTED];
        ck_words   label[SECTORS_LISTED];
        const uint32_t bars = moving_sectors(p, lead[k], all);
        for (uint32_t b = 0; b < bars; b++) {
            label[b] = ck_words_short(sector_name(p, all[b].at), 25);
            bar[b] = (ck_balance){label[b].text, p->study->result[p->input->headline].cell[(size_t)lead[k] * p->J + all[b].at].output, 0.0, 0.0};
        }
        ck_balance_write(p->out, region_name(p, lead[k]), bar, bars, 520);
    }
    fputs("</div>\n<details><summary>All sectors: quantity made, buyers' prices, purchases abroad</summary><div class=\"wide\"><table class=\"roomy\"><thead><tr><th>sector</th>", p->out);
    for (uint32_t k = 0; k < count; k++) {
        const char *code = p->study->table->region[lead[k]];
        fprintf(p->out, "<th class=\"n\">%s made, %%</th><th class=\"n\">%s price, %%</th><th class=\"n\">%s bought abroad, %%</th>", code, code, code);
    }
    fputs("</tr></thead><tbody>\n", p->out);
    for (uint32_t j = 0; j < p->J; j++) {
        fputs("<tr>", p->out);
        text_cell(p->out, sector_name(p, j));
        for (uint32_t k = 0; k < count; k++) {
            const ck_tariff_cell *c = &p->study->result[p->input->headline].cell[(size_t)lead[k] * p->J + j];
            cell(p->out, c->output);
            cell(p->out, c->price);
            cell(p->out, c->imports);
        }
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div></details>\n", p->out);
    free(all);
}

/* ---------------------------------------------------------------- welfare in three ways --------------------------- */

static void three_ways(const page *p) {
    const ck_tariff_result *result = &p->study->result[p->input->headline];
    fputs("<h2>Welfare in three ways, and why they differ</h2>\n<p>The exact number is income over prices before and after; the path splits its logarithm into terms of trade and volume of trade, summed over "
          "small parts of the change, and adds up to it. The one-step number, as published tables give it, values all new trade at the first tariffs and prices, so that it misses the trade that the "
          "tariffs stop and, from a base without tariffs, holds the terms of trade alone.</p>\n<div class=\"wide\"><table class=\"roomy\"><thead><tr><th>per cent</th><th class=\"n\">exact</th>"
          "<th class=\"n\">path: terms</th><th class=\"n\">path: volume</th><th class=\"n\">one step</th><th class=\"n\">its terms</th><th class=\"n\">its volume</th><th class=\"n\">real wage</th>"
          "<th class=\"n\">prices</th><th class=\"n\">tariff revenue</th><th class=\"n\">imports</th><th class=\"n\">exports</th></tr></thead><tbody>\n", p->out);
    for (uint32_t k = 0; k < p->scenario->focus_count; k++) {
        const uint32_t n = region_at(p, p->scenario->focus[k]);
        if (n == CK_NONE) continue;
        const ck_tariff_country *c = &result->country[n];
        const double number[] = {c->exact, c->path_terms, c->path_volume, c->terms + c->volume, c->terms, c->volume, c->real_wage, c->price_index};
        fputs("<tr>", p->out);
        text_cell(p->out, region_name(p, n));
        for (size_t i = 0; i < sizeof number / sizeof *number; i++) cell(p->out, number[i]);
        fprintf(p->out, "<td class=\"n\">%s</td>", ck_words_money(in_usd(p, c->revenue)).text);
        cell(p->out, c->imports);
        cell(p->out, c->exports);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div>\n", p->out);
}

/* ---------------------------------------------------------------- games ------------------------------------------- */

static void move_row(const page *p, const ck_tariff_move *move, bool alone) {
    double low = (double)INFINITY, high = -(double)INFINITY;
    for (uint32_t j = 0; j < p->J; j++) {
        if (isnan(move->rate[j])) continue;
        low = fmin(low, move->rate[j]);
        high = fmax(high, move->rate[j]);
    }
    char from[32], to[32];
    fprintf(p->out, "<tr><td>%s</td>", alone ? "nobody answers" : "");
    if (!alone) fprintf(p->out, "<td class=\"n\">%u</td>", move->round);
    else fputs("<td class=\"n\">\u2013</td>", p->out);
    text_cell(p->out, region_name(p, move->player));
    cell(p->out, 100.0 * move->uniform);
    fprintf(p->out, "<td class=\"n\">%s to %s</td>", points(100.0 * low, from), points(100.0 * high, to));
    for (uint32_t k = 0; k < p->study->games->player_count && k < 6; k++) cell(p->out, move->welfare[p->study->games->player[k]]);
    fputs("</tr>\n", p->out);
}

static void games(const page *p) {
    const ck_tariff_games *g = p->study->games;
    if (g == NULL) return;
    fputs("<h2>The tariff game</h2>\n<p>What each would do if nobody answered, then answers in turn. Every value is a full equilibrium with inputs; no formula is used.</p>\n<div class=\"wide\"><table class=\"roomy\"><thead><tr>"
          "<th></th><th class=\"n\">round</th><th>who</th><th class=\"n\">best single rate, %</th><th class=\"n\">best rates by sector, %</th>", p->out);
    for (uint32_t k = 0; k < g->player_count && k < 6; k++) fprintf(p->out, "<th class=\"n\">income of %s, %%</th>", p->study->table->region[g->player[k]]);
    fputs("</tr></thead><tbody>\n", p->out);
    for (uint32_t k = 0; k < g->player_count; k++) move_row(p, &g->alone[k], true);
    for (uint32_t k = 0; k < g->move_count; k++) move_row(p, &g->move[k], false);
    double gain = 0.0, mean = 0.0, income = 0.0, nash_gain = 0.0;
    for (uint32_t k = 0; k < g->player_count; k++) gain = fmax(gain, g->deviation[k].gain);
    for (uint32_t n = 0; n < p->N; n++) {
        mean += 100.0 * g->nash_tariff[n] / p->N;
        income += g->nash_welfare[n] / p->N;
        nash_gain = fmax(nash_gain, g->nash_deviation[n].gain);
    }
    char text[3][32];
    fprintf(p->out, "</tbody></table></div>\n<p class=\"small soft\">%s. A scan of %u rates a sector and of one rate for all finds no gain above %.0e %%. Everybody against everybody with one rate each and without inputs "
            "(3 N equations, Lashkaripour 2021): mean tariff %s %%, mean real income %s %%; the best deviation in a scan gains %.0e %%.</p>\n",
            g->settled ? "The answers settled" : "The answers did not settle in these rounds", g->scan_points + 1, gain, points(mean, text[0]), points(income, text[1]), nash_gain);
}

/* ---------------------------------------------------------------- after a run ------------------------------------- */

static int heavier(const void *a, const void *b) {
    const ck_joined_wedge *x = *(const ck_joined_wedge *const *)a, *y = *(const ck_joined_wedge *const *)b;
    const double left = x->value_usd * x->wedge[1], right = y->value_usd * y->wedge[1];
    return (left < right) - (left > right);
}

static void after_the_run(const page *p) {
    const ck_joined *joined = p->input->joined;
    if (joined == NULL) return;
    const ck_joined_wedge **all = calloc((size_t)joined->wedge_count + 1, sizeof *all);
    if (all == NULL) return;
    for (uint32_t k = 0; k < joined->wedge_count; k++) all[k] = &joined->wedge[k];
    qsort(all, joined->wedge_count, sizeof *all, heavier);
    double world[2] = {0};
    const uint32_t step = p->study->result_count - 2;
    for (uint32_t b = 0; b < 2; b++) {
        for (uint32_t n = 0; n < p->N; n++) world[b] += 0.01 * p->study->result[step + b].country[n].exact * p->study->income[n];
    }
    fputs("<h2>End of adjustment after a run of the daily engine</h2>\n<p>", p->out);
    ck_html_text(p->out, joined->title);
    fprintf(p->out, ". What its licences and bans did in the months from %s to %s is kept for good, as export taxes whose rent stays with the exporter, on the shares of the table's flows that the controlled "
            "goods make up. In the end the world's real income changes by %s a year when the withheld quantity is valued at long-run elasticities, and by %s at the prices of those months, an upper bound", joined->from,
            joined->to, ck_words_money(in_usd(p, world[0])).text, ck_words_money(in_usd(p, world[1])).text);
    if (!isnan(joined->lost_value_added_usd)) fprintf(p->out, "; on the way, by the daily engine, %s of value added was lost over the run", ck_words_money(joined->lost_value_added_usd).text);
    fputs(". The first number assumes that everything has been replaced that prices can replace, the second that hardly anything has: neither stands for the other.</p>\n<figure>", p->out);
    draw_map(p, step + 1);
    fputs("<figcaption>Change of real income at the end of adjustment, upper bound.</figcaption></figure>\n<div class=\"wide\"><table class=\"roomy\"><thead><tr><th>goods</th><th>into</th><th>sector of the table</th>"
          "<th class=\"n\">value a year</th><th class=\"n\">shipped, %</th><th class=\"n\">price gap, %</th><th class=\"n\">wedge by quantity, %</th><th class=\"n\">by prices, %</th><th class=\"n\">on the sector at most, %</th></tr></thead><tbody>\n", p->out);
    for (uint32_t k = 0; k < joined->wedge_count && k < LISTED; k++) {
        fputs("<tr>", p->out);
        text_cell(p->out, all[k]->group);
        text_cell(p->out, region_name(p, all[k]->importer));
        text_cell(p->out, sector_name(p, all[k]->sector));
        fprintf(p->out, "<td class=\"n\">%s</td>", ck_words_money(all[k]->value_usd).text);
        cell(p->out, 100.0 * all[k]->shipped);
        cell(p->out, 100.0 * all[k]->gap);
        cell(p->out, 100.0 * all[k]->wedge[0]);
        cell(p->out, 100.0 * all[k]->wedge[1]);
        cell(p->out, 100.0 * all[k]->on_sector[1]);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div>\n", p->out);
    free(all);
}

/* ---------------------------------------------------------------- how it was made --------------------------------- */

static void residuals(const page *p) {
    fputs("<h2>How well the equations hold</h2>\n<div class=\"wide\"><table class=\"roomy\"><thead><tr><th>step</th><th class=\"n\">prices</th><th class=\"n\">spending</th><th class=\"n\">trade balance</th>"
          "<th class=\"n\">numeraire</th><th class=\"n\">Walras</th><th class=\"n\">sweeps</th></tr></thead><tbody>\n", p->out);
    for (uint32_t s = 0; s < p->study->result_count; s++) {
        const ck_tariff_result *r = &p->study->result[s];
        fputs("<tr>", p->out);
        text_cell(p->out, p->scenario->step[s].title);
        fprintf(p->out, "<td class=\"n\">%.0e</td><td class=\"n\">%.0e</td><td class=\"n\">%.0e</td><td class=\"n\">%.0e</td><td class=\"n\">%.0e</td><td class=\"n\">%u</td></tr>\n", r->residual_price,
                r->residual_spending, r->residual_balance, r->residual_numeraire, r->residual_walras, r->iterations);
    }
    char text[32];
    fprintf(p->out, "</tbody></table></div>\n<p class=\"small soft\">Prices in logarithms, the rest over value added. Final demand that the table has below zero and that counts as nothing: %s %% of all. "
            "Draws without a solution: %u.</p>\n", points(100.0 * p->study->negative_final, text), p->study->draws_failed);
}

static void sources(const page *p) {
    fputs("<h2>Assumptions and sources</h2>\n<p>Full employment, no stocks, no time: elasticities of this size are far too large for inputs that nobody can replace within a year, and sectors hide rare earths. "
          "The model is that of Caliendo and Parro (2015), solved exactly.</p>\n<p>", p->out);
    ck_html_text(p->out, p->scenario->description);
    fputs("</p>\n<p class=\"small\">Input-output table: ", p->out);
    ck_html_text(p->out, p->input->table_source);
    fputs("</p>\n<details><summary>Elasticities</summary><div class=\"wide\"><table class=\"roomy\"><thead><tr><th>sector</th><th class=\"n\">low</th><th class=\"n\">value</th><th class=\"n\">high</th><th>source</th>"
          "<th>year</th><th>grade</th></tr></thead><tbody>\n", p->out);
    for (uint32_t e = 0; e < p->scenario->elasticity_count; e++) {
        const ck_elasticity *one = &p->scenario->elasticity[e];
        fputs("<tr>", p->out);
        text_cell(p->out, one->name[0] != '\0' ? one->name : one->sector);
        fprintf(p->out, "<td class=\"n\">%.3g</td><td class=\"n\">%.4g</td><td class=\"n\">%.3g</td>", one->low, one->value, one->high);
        text_cell(p->out, one->source);
        text_cell(p->out, one->year);
        text_cell(p->out, one->grade);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div></details>\n<h2>How to make this again</h2>\n<pre>", p->out);
    ck_html_text(p->out, p->input->command);
    char digest[17];
    ck_host_digest_text(p->study->digest, digest);
    fprintf(p->out, "</pre>\n<p class=\"small soft\">Digest of the results %s, seed %llu, %u draws.</p>\n<div class=\"wide\"><table class=\"roomy\"><thead><tr><th>file</th><th class=\"n\">bytes</th><th>digest</th></tr></thead><tbody>\n",
            digest, (unsigned long long)p->scenario->seed, p->study->draws);
    for (uint32_t f = 0; f < p->scenario->file_count; f++) {
        ck_host_digest_text(p->scenario->file[f].digest, digest);
        fputs("<tr>", p->out);
        text_cell(p->out, p->scenario->file[f].path);
        fprintf(p->out, "<td class=\"n\">%llu</td><td><code>%s</code></td></tr>\n", (unsigned long long)p->scenario->file[f].bytes, digest);
    }
    fputs("</tbody></table></div>\n", p->out);
}

void ck_tariffs_report_write(FILE *out, const ck_tariffs_report_input *input) {
    const page p = {.out = out, .input = input, .study = input->study, .scenario = input->scenario, .N = input->study->table->regions,
                    .J = input->study->table->sectors};
    head(&p);
    cards(&p);
    map(&p);
    fputs("<h2>Winners and losers</h2>\n<div class=\"multiples\">\n", out);
    winners(&p, false);
    winners(&p, true);
    fputs("</div>\n<p class=\"small soft\">The six largest gains and losses; lines: nine draws in ten.</p>\n", out);
    step_list(&p);
    fans(&p);
    drivers(&p);
    duties(&p);
    ck_rerouting_write(out, input);
    sectors(&p);
    three_ways(&p);
    games(&p);
    after_the_run(&p);
    residuals(&p);
    sources(&p);
    ck_html_foot(out);
}
