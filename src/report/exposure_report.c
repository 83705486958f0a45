#include "report/exposure_report.h"

#include "report/chart.h"
#include "report/html.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 10, ITEMS = 16, COUNTRIES = 16, PRODUCED_TIERS = CK_TIERS - 1 };

typedef struct page {
    FILE *out;
    const ck_world_exposure *e;
    const ck_world_esri *esri;
} page;

typedef struct ranked {
    double key;
    uint32_t at;
} ranked;
static int by_key(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    return x->key > y->key ? -1 : x->key < y->key ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

static const char *region_name(const page *p, uint32_t region) {
    return region != CK_NONE ? ck_model_region(p->e->model, region).name : "";
}
static void text_cell(FILE *out, const char *text) {
    fputs("<td>", out);
    ck_html_text(out, text);
    fputs("</td>", out);
}
static void figure_cell(FILE *out, double value) {
    if (isnan(value))
        fputs("<td class=\"n\">\u2013</td>", out);
    else
        fprintf(out, "<td class=\"n\">%.2f</td>", value);
}
/* A cell whose colour deepens with a value of 0..1. */
static void heat_cell(FILE *out, double value) {
    if (isnan(value))
        fputs("<td class=\"n\">\u2013</td>", out);
    else
        fprintf(out, "<td class=\"n heat\" style=\"--heat:%.0f%%\">%.2f</td>", 62.0 * fmin(1.0, fmax(0.0, value)),
                value);
}
static ck_words percent(double share) { return ck_words_percent(share, share < 0.0995 ? 1 : 0); }

static const ck_failure *largest(const page *p, ck_failure_kind kind) {
    return p->esri->first[kind] < p->esri->first[kind + 1] ? &p->esri->failure[p->esri->first[kind]] : NULL;
}

/* ---------------------------------------------------------------- answer ------------------------------------------ */

static void head(const page *p) {
    fputs("<header><h1>Who depends on whom: ", p->out);
    ck_html_text(p->out, ck_model_name(p->e->model));
    fprintf(p->out,
            "</h1><p class=\"lead\">Which product, which tier, which country, which site. Structure, not forecast: no "
            "stocks, no time, no "
            "substitutes beyond what recipes name.</p><p class=\"small soft\">%u regions, %u items, trade of %s a year "
            "at world prices; "
            "%zu failures on a network of %u nodes and %u links.</p></header>\n",
            p->e->regions, p->e->items, ck_words_money(p->e->value).text, p->esri->count, p->esri->nodes,
            p->esri->links);
}

static void cards(const page *p) {
    const ck_failure *site = largest(p, CK_FAIL_SITE), *item = largest(p, CK_FAIL_EXPORTS),
                     *tier = largest(p, CK_FAIL_TIER);
    uint32_t exposed = 0;
    for (uint32_t t = 1; t < PRODUCED_TIERS; t++)
        if (p->e->tier[t].exposure > p->e->tier[exposed].exposure) exposed = t;
    fputs("<div class=\"cards\">", p->out);
    if (tier != NULL) {
        fprintf(p->out, "<div class=\"card\"><b>%s</b><span>of all industries' value added hangs on ",
                percent(tier->index).text);
        ck_html_text(p->out, tier->title);
        fprintf(p->out, "'s exports of the %s tier</span></div>\n", ck_tier_word(tier->tier));
    }
    if (item != NULL) {
        fprintf(p->out, "<div class=\"card\"><b>%s</b><span>on one export: ", percent(item->index).text);
        ck_html_text(p->out, ck_words_item_inside(p->e->model, item->item).text);
        fputs(" from ", p->out);
        ck_html_text(p->out, item->title);
        fputs("</span></div>\n", p->out);
    }
    if (site != NULL) {
        fprintf(p->out,
                "<div class=\"card\"><b>%s</b><span>on one site or group of plants: ", percent(site->index).text);
        ck_html_text(p->out, site->title);
        fputs("</span></div>\n", p->out);
    }
    fprintf(p->out,
            "<div class=\"card\"><b>%s</b><span>is the tier whose users depend most on imports: mean exposure "
            "%.2f</span></div></div>\n",
            ck_tier_word(exposed), p->e->tier[exposed].exposure);
}

/* ---------------------------------------------------------------- tiers ------------------------------------------- */

static void tier_bars(const page *p, const char *title, double (*of)(const page *, uint32_t)) {
    ck_bar bar[PRODUCED_TIERS];
    ck_words text[PRODUCED_TIERS];
    for (uint32_t t = 0; t < PRODUCED_TIERS; t++) {
        const double value = of(p, t);
        snprintf(text[t].text, sizeof text[t].text, "%.2f", value);
        bar[t] =
            (ck_bar){ck_tier_word(t), isnan(value) ? "\u2013" : text[t].text, isnan(value) ? 0.0 : value, 0.0, 0.0};
    }
    fputs("<figure>", p->out);
    ck_bars_write(p->out, title, bar, PRODUCED_TIERS, 360);
    fputs("</figure>\n", p->out);
}
static double made_of(const page *p, uint32_t t) { return p->e->tier[t].made_concentration; }
static double exports_of(const page *p, uint32_t t) { return p->e->tier[t].export_concentration; }
static double exposure_of(const page *p, uint32_t t) { return p->e->tier[t].exposure; }
static double bottleneck_of(const page *p, uint32_t t) { return p->e->tier[t].bottleneck; }
static double risk_of(const page *p, uint32_t t) { return p->e->tier[t].risk; }
static double largest_of(const page *p, uint32_t t) { return p->e->tier[t].largest_share; }

static void tiers(const page *p) {
    fputs("<h2>Which tier</h2>\n<div class=\"multiples three\">\n", p->out);
    tier_bars(p, "Concentration of production", made_of);
    tier_bars(p, "Concentration of exports", exports_of);
    tier_bars(p, "Share of the largest producer", largest_of);
    tier_bars(p, "Exposure to imports", exposure_of);
    tier_bars(p, "Bottleneck exposure", bottleneck_of);
    tier_bars(p, "Systemic trade risk", risk_of);
    fputs("</div>\n<p class=\"small soft\">Plain means over the items of a tier. Concentration: sum of squared shares, "
          "1 for a single supplier. Exposure: imports over all that a "
          "country has for its own use, over countries by their use. Bottleneck: the largest exposure among the item "
          "and the inputs that its makers cannot do without.</p>\n",
          p->out);
}

/* ---------------------------------------------------------------- countries --------------------------------------- */

static void countries(const page *p) {
    ranked *rank = calloc((size_t)p->e->regions + 1, sizeof *rank);
    for (uint32_t r = 0; rank != NULL && r < p->e->regions; r++) rank[r] = (ranked){p->e->added[r], r};
    if (rank != NULL) qsort(rank, p->e->regions, sizeof *rank, by_key);
    fputs("<h2>Which country</h2>\n<div class=\"wide\"><table class=\"roomy\"><thead><tr><th "
          "rowspan=\"2\">country</th><th colspan=\"3\">exposure</th>"
          "<th colspan=\"3\">concentration of imports</th><th colspan=\"3\">influence as a supplier</th></tr><tr>",
          p->out);
    for (int k = 0; k < 3; k++)
        fputs("<th class=\"n\">upstream</th><th class=\"n\">input</th><th class=\"n\">output</th>", p->out);
    fputs("</tr></thead><tbody>\n", p->out);
    for (uint32_t k = 0; rank != NULL && k < p->e->regions && k < COUNTRIES; k++) {
        ck_exposed_country c[PRODUCED_TIERS];
        for (uint32_t t = 0; t < PRODUCED_TIERS; t++) c[t] = ck_exposed_country_of(p->e, t, rank[k].at);
        fputs("<tr>", p->out);
        text_cell(p->out, region_name(p, rank[k].at));
        for (uint32_t t = 0; t < PRODUCED_TIERS; t++) heat_cell(p->out, c[t].exposure);
        for (uint32_t t = 0; t < PRODUCED_TIERS; t++) heat_cell(p->out, c[t].concentration);
        for (uint32_t t = 0; t < PRODUCED_TIERS; t++) heat_cell(p->out, c[t].influence);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div>\n<p class=\"small soft\">The countries with the largest industries of the chain. "
          "Means by the value of what a country uses (concentration: of what it "
          "imports). Influence: mean over a tier's items of the share of the world's imports that the country "
          "supplies, times the buyers' exposure.</p>\n",
          p->out);
    free(rank);
}

/* ---------------------------------------------------------------- items ------------------------------------------- */

static void items(const page *p) {
    ranked *rank = calloc((size_t)p->e->items + 1, sizeof *rank);
    uint32_t count = 0;
    for (uint32_t i = 0; rank != NULL && i < p->e->items; i++) {
        const ck_exposed_item *item = &p->e->item[i];
        if (item->traded > 0.0) rank[count++] = (ranked){item->mean_exposure * item->mean_concentration, i};
    }
    if (rank != NULL) qsort(rank, count, sizeof *rank, by_key);
    fputs("<h2>Which product</h2>\n<div class=\"wide\"><table class=\"roomy\"><thead><tr><th>item</th><th>tier</th><th "
          "class=\"n\">exposure</th><th class=\"n\">concentration of imports</th>"
          "<th class=\"n\">N\u22121</th><th>largest producer</th><th class=\"n\">its share</th><th class=\"n\">supply "
          "risk of ",
          p->out);
    ck_html_text(p->out, p->e->bloc);
    fputs("</th></tr></thead><tbody>\n", p->out);
    for (uint32_t k = 0; rank != NULL && k < count && k < ITEMS; k++) {
        const ck_exposed_item *item = &p->e->item[rank[k].at];
        fputs("<tr>", p->out);
        text_cell(p->out, ck_words_item(p->e->model, item->item).text);
        text_cell(p->out, ck_tier_word(item->tier));
        heat_cell(p->out, item->mean_exposure);
        heat_cell(p->out, item->mean_concentration);
        figure_cell(p->out, item->e.world_without_largest);
        text_cell(p->out, region_name(p, item->made_largest));
        figure_cell(p->out, item->made_largest_share);
        figure_cell(p->out, item->supply_risk);
        fputs("</tr>\n", p->out);
    }
    fprintf(p->out,
            "</tbody></table></div>\n<p class=\"small soft\">By exposure times concentration. N\u22121: what is left "
            "of world trade without the largest exporter. Supply risk by the method of the "
            "European Commission (JRC 2017), without substitution%s.</p>\n",
            p->e->has_governance ? "" : "; it needs scores of governance (--governance)");
    free(rank);
}

/* ---------------------------------------------------------------- systemic risk ----------------------------------- */

static void failures(const page *p, ck_failure_kind kind, const char *title) {
    ck_bar bar[LISTED];
    ck_words text[LISTED], label[LISTED];
    uint32_t count = 0;
    for (size_t k = p->esri->first[kind]; k < p->esri->first[kind + 1] && count < LISTED; k++, count++) {
        const ck_failure *f = &p->esri->failure[k];
        char full[256];
        if (kind == CK_FAIL_EXPORTS)
            snprintf(full, sizeof full, "%.30s: %.60s", f->title, ck_model_item(p->e->model, f->item).id);
        else if (kind == CK_FAIL_TIER)
            snprintf(full, sizeof full, "%.40s: %s", f->title, ck_tier_word(f->tier));
        else
            snprintf(full, sizeof full, "%.90s", f->title);
        label[count] = ck_words_short(full, 27);
        text[count] = percent(f->index);
        bar[count] = (ck_bar){label[count].text, text[count].text, f->index, 0.0, 0.0};
    }
    fputs("<figure>", p->out);
    ck_bars_write(p->out, title, bar, count, 620);
    fputs("</figure>\n", p->out);
}

static void stop_rule(const page *p) {
    fputs("<details><summary>How much the stopping rule decides</summary><p>Cascades run until no level falls by more "
          "than 1e-8. Had they stopped at a coarser epsilon, as published programs do at "
          "0.01, the index of single sites would have been lower by:</p><div class=\"wide\"><table><thead><tr><th "
          "class=\"n\">epsilon</th><th class=\"n\">mean iterations</th><th class=\"n\">mean gap</th>"
          "<th class=\"n\">largest gap</th><th class=\"n\">of the first 20 sites in the first "
          "20</th></tr></thead><tbody>\n",
          p->out);
    for (uint32_t s = 0; s < CK_STOP_STEPS; s++) {
        const ck_stop_sensitivity *one = &p->esri->stop[s];
        if (one->reached * 2 > p->esri->first[CK_FAIL_SITE + 1])
            fprintf(p->out,
                    "<tr><td class=\"n\">1e-%u</td><td class=\"n\">%.1f</td><td class=\"n\">%.1e</td><td "
                    "class=\"n\">%.1e</td><td class=\"n\">%u</td></tr>\n",
                    s + 1, one->iterations, one->mean_gap, one->largest_gap, one->kept);
    }
    fputs("</tbody></table></div></details>\n", p->out);
}

static void systemic(const page *p) {
    fputs("<h2>Which site, which owner, which export</h2>\n<p>ESRI: share of the value added of all industries that "
          "stops in the end when one thing fails.</p>\n<div class=\"multiples two\">\n",
          p->out);
    failures(p, CK_FAIL_EXPORTS, "A country stops exporting an item");
    failures(p, CK_FAIL_TIER, "A country stops exporting a tier");
    failures(p, CK_FAIL_SITE, "A site, or the plants that a row stands for, stops");
    failures(p, CK_FAIL_OWNER, "All sites of an owner stop");
    fputs("</div>\n<p class=\"small soft\">Inputs bind as recipes say (their essentiality); the lack of one maker "
          "counts by his share of the market; inputs of one group replace each other at their baseline shares "
          "only; nobody expands, no stock is used. So this is what hangs on a thing, not what would be lost in a year: "
          "the daily engine is for that.</p>\n",
          p->out);
    stop_rule(p);
}

/* ---------------------------------------------------------------- power ------------------------------------------- */

static void power(const page *p) {
    ranked *rank = calloc((size_t)p->e->regions + 1, sizeof *rank);
    fputs("<h2>Power over others</h2>\n<div class=\"multiples three\">\n", p->out);
    for (uint32_t t = 0; t < PRODUCED_TIERS && rank != NULL; t++) {
        ck_bar bar[6];
        ck_words text[6];
        char title[64];
        uint32_t count = 0;
        for (uint32_t r = 0; r < p->e->regions; r++) rank[r] = (ranked){ck_power_over_all(p->e, t, r).loss, r};
        qsort(rank, p->e->regions, sizeof *rank, by_key);
        for (; count < 6 && count < p->e->regions && rank[count].key > 0.0; count++) {
            snprintf(text[count].text, sizeof text[count].text, "%.2g \u2030", 1000.0 * rank[count].key);
            bar[count] = (ck_bar){region_name(p, rank[count].at), text[count].text, rank[count].key, 0.0, 0.0};
        }
        snprintf(title, sizeof title, "Tier: %s", ck_tier_word(t));
        fputs("<figure>", p->out);
        ck_bars_write(p->out, title, bar, count, 360);
        fputs("</figure>\n", p->out);
    }
    fputs("</div>\n<p class=\"small soft\">Network power: log loss of the others' industries if the country cut them "
          "off, per mille of their value added, with the world's elasticities between origins. Tiers are "
          "steps of one chain: do not add them up.</p>\n",
          p->out);
    free(rank);
}

void ck_exposure_report_write(FILE *out, const ck_exposure_report_input *input) {
    const page p = {out, input->exposure, input->esri};
    ck_html_head(out, "Who depends on whom");
    head(&p);
    cards(&p);
    tiers(&p);
    items(&p);
    countries(&p);
    systemic(&p);
    power(&p);
    char digest[17];
    ck_host_digest_text(ck_model_digest(p.e->model), digest);
    fputs("<h2>How to make this again</h2>\n<pre>", out);
    ck_html_text(out, input->command);
    fprintf(out, "</pre>\n<p class=\"small soft\">World digest %s. Formulas: docs/exposure.md.</p>\n", digest);
    ck_html_foot(out);
}
