#include "report/joint_report.h"

#include "report/chart.h"
#include "report/html.h"
#include "study/tariffs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 12, POINT_DAYS = 7, SHARES_LISTED = 40 };
static const char *const PART[] = {"first round", "fewer orders", "inputs lack"};

typedef struct page {
    FILE *out;
    const ck_joint_report_input *input;
    const ck_joint *joint;
    const ck_joint_case *middle;
} page;

static double usd(const page *p, double money) { return ck_tariffs_usd(p->joint->table, money); }
static ck_words money(const page *p, double value) { return ck_words_money(usd(p, value)); }

static double multiplier(const ck_joint_case *run) {
    return run->total.first > 0.0 ? ck_joint_total(run->total) / run->total.first : (double)NAN;
}

static double daily_loss(const page *p) {
    double sum = 0.0;
    for (uint32_t k = 0; k < p->joint->world->count; k++) sum += p->joint->world->industry[k].lost_usd;
    return sum;
}

static void text_cell(FILE *out, const char *text) {
    fputs("<td>", out);
    ck_html_text(out, text);
    fputs("</td>", out);
}
static void money_cell(const page *p, double value) {
    fprintf(p->out, "<td class=\"n\">%s</td>", money(p, value).text);
}

/* ---------------------------------------------------------------- sums -------------------------------------------- */

/* Over the sectors of a region (by_region), or over the regions of a sector. */
static ck_joint_loss sum_of(const page *p, ck_joint_case_name name, bool by_region, uint32_t at) {
    const ck_io_table *t = p->joint->table;
    ck_joint_loss sum = {0};
    for (uint32_t k = 0; k < (by_region ? t->sectors : t->regions); k++) {
        const ck_joint_loss *cell = &p->joint->run[name].cell[by_region ? at * t->sectors + k : k * t->sectors + at];
        sum.first += cell->first;
        sum.orders += cell->orders;
        sum.inputs += cell->inputs;
    }
    return sum;
}

typedef struct ranked {
    uint32_t at;
    double key;
} ranked;
static int by_key(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    return x->key > y->key ? -1 : x->key < y->key ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

/* ---------------------------------------------------------------- answer ------------------------------------------ */

static void head(const page *p) {
    const ck_io_table *t = p->joint->table;
    ck_html_head(p->out, p->input->daily->variant[0].title);
    fputs("<header><h1>", p->out);
    ck_html_text(p->out, p->input->daily->variant[0].title);
    fprintf(p->out,
            "</h1><p class=\"lead\">Beyond the chain: what its industries lose goes on through a full input-output "
            "table.</p>"
            "<p class=\"small soft\">World %s, %u industries, joined to %s: %u regions, %u sectors. %u days from %s. "
            "An analysis "
            "with stated assumptions: not a forecast.</p></header>\n",
            ck_model_name(p->input->daily->model), p->joint->world->count, t->name, t->regions, t->sectors,
            p->joint->steps, ck_words_date(p->joint->world->start).text);
}

static void cards(const page *p) {
    const ck_joint_case *run = p->joint->run;
    const double daily = daily_loss(p), m = multiplier(p->middle);
    fprintf(p->out,
            "<div class=\"cards\"><div class=\"card\"><b>%s</b><span>first round: value added that the chain's own "
            "industries lose, "
            "by the daily engine</span></div>\n",
            ck_words_money(daily).text);
    if (!(p->middle->total.first > 0.0)) {
        fputs("<div class=\"card\"><b>nothing</b><span>goes further: no industry of the table has a first "
              "round</span></div></div>\n",
              p->out);
        return;
    }
    fprintf(p->out,
            "<div class=\"card\"><b>+ %.2f</b><span>lost further on for each dollar of it; %.2f with spare capacity, "
            "%.2f where no "
            "stock may run down</span></div>\n",
            m - 1.0, multiplier(&run[CK_JOINT_SPARE]) - 1.0, multiplier(&run[CK_JOINT_TIGHT]) - 1.0);
    fprintf(p->out,
            "<div class=\"card\"><b>%s</b><span>all rounds at the size of the daily run (estimate: the table's "
            "ratio)</span></div>\n",
            ck_words_money(daily * m).text);
    fprintf(
        p->out,
        "<div class=\"card\"><b>%.0f %%</b><span>of all losses are first-round; %.0f to %.0f %% over the shares of the "
        "concordance and the stocks</span></div></div>\n",
        100.0 * ck_joint_first_share(p->middle->total),
        100.0 * fmin(ck_joint_first_share(run[CK_JOINT_TIGHT].total), ck_joint_first_share(run[CK_JOINT_LOW].total)),
        100.0 * fmax(ck_joint_first_share(run[CK_JOINT_SPARE].total), ck_joint_first_share(run[CK_JOINT_HIGH].total)));
}

static void answer(const page *p) {
    const ck_io_table *t = p->joint->table;
    double beyond = 0.0, most = 0.0;
    uint32_t region = 0, sector = 0;
    for (uint32_t f = 0; f < p->joint->links->cells; f++)
        if (p->joint->links->first[f] == p->joint->links->first[f + 1]) beyond += ck_joint_further(p->middle->cell[f]);
    for (uint32_t r = 0; r < t->regions; r++) {
        const double further = ck_joint_further(sum_of(p, CK_JOINT_MIDDLE, true, r));
        if (further <= most) continue;
        most = further;
        region = r;
    }
    most = 0.0;
    for (uint32_t s = 0; s < t->sectors; s++) {
        const double further = ck_joint_further(sum_of(p, CK_JOINT_MIDDLE, false, s));
        if (further <= most) continue;
        most = further;
        sector = s;
    }
    const double further = ck_joint_further(p->middle->total);
    if (!(further > 0.0)) return;
    fprintf(p->out,
            "<ul class=\"answer\"><li class=\"cost\">In the money of the table: %s in the first round, %s further on "
            "(%s to %s over the "
            "shares).</li>\n",
            money(p, p->middle->total.first).text, money(p, further).text,
            money(p, ck_joint_further(p->joint->run[CK_JOINT_LOW].total)).text,
            money(p, ck_joint_further(p->joint->run[CK_JOINT_HIGH].total)).text);
    fprintf(p->out,
            "<li class=\"first\">%s of it because fewer orders arrive, %s because inputs lack; where no stock may run "
            "down, %s because "
            "inputs lack. What buyers hold in stock decides.</li>\n",
            money(p, p->middle->total.orders).text, money(p, p->middle->total.inputs).text,
            money(p, p->joint->run[CK_JOINT_TIGHT].total.inputs).text);
    fprintf(p->out,
            "<li class=\"who\">%.0f %% of the further losses fall on sectors in which the chain has no industry; the "
            "sector hit most is ",
            100.0 * beyond / further);
    ck_html_text(p->out, p->input->sector_name[sector]);
    fputs(", the region ", p->out);
    ck_html_text(p->out, p->input->region_name[region]);
    fputs(".</li></ul>\n", p->out);
}

/* ---------------------------------------------------------------- time -------------------------------------------- */

/* Weekly means, USD a day. */
static void over_time(const page *p) {
    const uint32_t points = p->joint->steps / POINT_DAYS;
    double *day = calloc((size_t)points + 1, sizeof *day), *all = calloc((size_t)points + 1, sizeof *all),
           *first = calloc((size_t)points + 1, sizeof *first);
    ck_band *band = calloc((size_t)points + 1, sizeof *band);
    for (uint32_t k = 0; k < points && day != NULL && all != NULL && first != NULL && band != NULL; k++) {
        double sum[CK_JOINT_CASE_COUNT] = {0};
        day[k] = (k + 0.5) * POINT_DAYS;
        for (uint32_t d = k * POINT_DAYS; d < (k + 1) * POINT_DAYS; d++) {
            first[k] += usd(p, p->middle->day[d].first) / POINT_DAYS;
            for (int c = 0; c < CK_JOINT_CASE_COUNT; c++)
                sum[c] += usd(p, ck_joint_total(p->joint->run[c].day[d])) / POINT_DAYS;
        }
        all[k] = sum[CK_JOINT_MIDDLE];
        band[k] = (ck_band){fmin(sum[CK_JOINT_LOW], all[k]), all[k], all[k], all[k], fmax(sum[CK_JOINT_HIGH], all[k])};
    }
    const ck_chart_line line[] = {{"all rounds", "one", all, band}, {"first round", "two", first, NULL}};
    const ck_chart chart = {.title = "Value added lost a day",
                            .unit = "USD a day, weekly means",
                            .width = 620,
                            .height = 290,
                            .points = points,
                            .day = day,
                            .start = p->joint->world->start,
                            .days = p->joint->steps,
                            .line = line,
                            .line_count = 2};
    fputs("<h2>When</h2>\n<figure style=\"max-width:800px\">", p->out);
    if (points > 0 && band != NULL) ck_chart_write(p->out, &chart);
    fputs("<figcaption>Between the two lines lie the further rounds. Band: low and high shares of the concordance. The "
          "baseline is zero.</figcaption></figure>\n",
          p->out);
    free(day);
    free(all);
    free(first);
    free(band);
}

/* ---------------------------------------------------------------- where ------------------------------------------- */

static void stacks(const page *p, bool by_region) {
    const ck_io_table *t = p->joint->table;
    const uint32_t count = by_region ? t->regions : t->sectors;
    const char *const *name = by_region ? p->input->region_name : p->input->sector_name;
    ranked *rank = calloc((size_t)count + 1, sizeof *rank);
    ck_stack *stack = calloc((size_t)count + 1, sizeof *stack);
    ck_words *text = calloc((size_t)count + 1, sizeof *text);
    uint32_t shown = 0;
    for (uint32_t k = 0; rank != NULL && k < count; k++)
        rank[k] = (ranked){k, ck_joint_total(sum_of(p, CK_JOINT_MIDDLE, by_region, k))};
    if (rank != NULL) qsort(rank, count, sizeof *rank, by_key);
    for (; rank != NULL && stack != NULL && text != NULL && shown < count && shown < LISTED && rank[shown].key > 0.0;
         shown++) {
        const uint32_t at = rank[shown].at;
        const ck_joint_loss loss = sum_of(p, CK_JOINT_MIDDLE, by_region, at);
        text[shown] = money(p, ck_joint_total(loss));
        stack[shown] = (ck_stack){name[at],
                                  text[shown].text,
                                  {loss.first, loss.orders, loss.inputs},
                                  ck_joint_total(sum_of(p, CK_JOINT_LOW, by_region, at)),
                                  ck_joint_total(sum_of(p, CK_JOINT_HIGH, by_region, at))};
    }
    fputs("<figure>", p->out);
    ck_stacks_write(p->out, by_region ? "By region" : "By sector", PART, stack, shown, 540);
    fputs("</figure>\n", p->out);
    free(rank);
    free(stack);
    free(text);
}

static void furthest(const page *p) {
    const ck_io_table *t = p->joint->table;
    const uint32_t n = p->joint->links->cells;
    ranked *rank = calloc((size_t)n + 1, sizeof *rank);
    for (uint32_t f = 0; rank != NULL && f < n; f++) rank[f] = (ranked){f, ck_joint_further(p->middle->cell[f])};
    if (rank != NULL) qsort(rank, n, sizeof *rank, by_key);
    fputs("<h3>Largest losses of further rounds</h3><div class=\"wide\"><table "
          "class=\"roomy\"><thead><tr><th>region</th><th>sector</th>"
          "<th class=\"n\">first round</th><th class=\"n\">fewer orders</th><th class=\"n\">inputs lack</th>"
          "<th class=\"n\">of a year's value added</th></tr></thead><tbody>\n",
          p->out);
    for (uint32_t k = 0; rank != NULL && k < n && k < LISTED && rank[k].key > 0.0; k++) {
        const uint32_t f = rank[k].at;
        const ck_joint_loss loss = p->middle->cell[f];
        fputs("<tr>", p->out);
        text_cell(p->out, p->input->region_name[f / t->sectors]);
        text_cell(p->out, p->input->sector_name[f % t->sectors]);
        money_cell(p, loss.first);
        money_cell(p, loss.orders);
        money_cell(p, loss.inputs);
        fprintf(p->out, "<td class=\"n\">%.1f %%</td></tr>\n", 100.0 * ck_joint_total(loss) / p->joint->base_added[f]);
    }
    fputs("</tbody></table></div>\n", p->out);
    free(rank);
}

/* ---------------------------------------------------------------- how sure ---------------------------------------- */

static void cases(const page *p) {
    fputs("<h2>How sure</h2>\n<div class=\"wide\"><table class=\"roomy\"><thead><tr><th>run</th><th class=\"n\">first "
          "round</th>"
          "<th class=\"n\">fewer orders</th><th class=\"n\">inputs lack</th><th class=\"n\">all</th><th "
          "class=\"n\">first share</th>"
          "<th class=\"n\">lowest output</th><th>back home</th></tr></thead><tbody>\n",
          p->out);
    for (int c = 0; c < CK_JOINT_CASE_COUNT; c++) {
        const ck_joint_case *run = &p->joint->run[c];
        const ck_joint_case_info info = ck_joint_case_at((ck_joint_case_name)c);
        fprintf(p->out, "<tr><td><b>%s</b>: ", info.word);
        ck_html_text(p->out, info.meaning);
        fputs("</td>", p->out);
        money_cell(p, run->total.first);
        money_cell(p, run->total.orders);
        money_cell(p, run->total.inputs);
        money_cell(p, ck_joint_total(run->total));
        fprintf(p->out, "<td class=\"n\">%.1f %%</td><td class=\"n\">%.2f %%</td><td>%s</td></tr>\n",
                100.0 * ck_joint_first_share(run->total), 100.0 * run->ledger.lowest_level,
                run->ledger.home      ? "yes"
                : run->ledger.falling ? "no, still falling"
                                      : "no");
    }
    fprintf(p->out,
            "</tbody></table></div>\n<p class=\"small soft\">The rounds sum to what the engine of the table lost "
            "within %.0e; goods made "
            "and goods used agree within %.0e in every step.</p>\n",
            p->middle->closure, p->middle->ledger.largest_error);
}

/* ---------------------------------------------------------------- the first round --------------------------------- */

typedef struct of_industry {
    const char *name;
    double added, lost, table, first;
} of_industry;

static void first_round(const page *p) {
    const ck_joint_world *world = p->joint->world;
    of_industry *sum = calloc((size_t)world->count + 1, sizeof *sum);
    uint32_t count = 0;
    for (uint32_t k = 0; sum != NULL && k < world->count; k++) {
        const ck_joint_industry *one = &world->industry[k];
        uint32_t at = 0;
        while (at < count && strcmp(sum[at].name, one->name) != 0) at++;
        if (at == count) sum[count++].name = one->name;
        sum[at].added += 365.0 * one->added;
        sum[at].lost += one->lost_usd;
        sum[at].table += usd(p, p->joint->stands_for[k]);
        sum[at].first += usd(p, p->middle->first[k]);
    }
    fputs(
        "<h2>The first round</h2><p>What the daily engine finds, and what it is in the table. The year, the prices and "
        "the estimates "
        "of the shares differ: the ratio of the two sizes says by how much.</p>\n<div class=\"wide\"><table "
        "class=\"roomy\"><thead><tr>"
        "<th>industry</th><th class=\"n\">value added a year</th><th class=\"n\">its share in the table</th><th "
        "class=\"n\">ratio</th>"
        "<th class=\"n\">lost by the daily run</th><th class=\"n\">first round in the table</th></tr></thead><tbody>\n",
        p->out);
    for (uint32_t k = 0; k < count; k++) {
        fputs("<tr>", p->out);
        text_cell(p->out, sum[k].name);
        fprintf(p->out,
                "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%.2f</td><td class=\"n\">%s</td>"
                "<td class=\"n\">%s</td></tr>\n",
                ck_words_money(sum[k].added).text, ck_words_money(sum[k].table).text,
                sum[k].added > 0.0 ? sum[k].table / sum[k].added : 0.0, ck_words_money(sum[k].lost).text,
                ck_words_money(sum[k].first).text);
    }
    fputs("</tbody></table></div>\n", p->out);
    free(sum);
}

/* ---------------------------------------------------------------- assumptions ------------------------------------- */

static void shares(const page *p) {
    const ck_joint_links *links = p->joint->links;
    ranked *rank = calloc((size_t)links->count + 1, sizeof *rank);
    for (uint32_t k = 0; rank != NULL && k < links->count; k++)
        rank[k] = (ranked){k, links->link[k].share[CK_SHARE_MIDDLE] * p->joint->base_added[links->link[k].cell]};
    if (rank != NULL) qsort(rank, links->count, sizeof *rank, by_key);
    fprintf(p->out,
            "<details><summary>The largest shares of the concordance (%u of %u)</summary><div class=\"wide\"><table "
            "class=\"roomy\"><thead>"
            "<tr><th>region</th><th>sector</th><th>industry of the world</th><th class=\"n\">low</th><th "
            "class=\"n\">share</th>"
            "<th class=\"n\">high</th><th>source</th><th>grade</th><th>note</th></tr></thead><tbody>\n",
            links->count < SHARES_LISTED ? links->count : SHARES_LISTED, links->count);
    for (uint32_t k = 0; rank != NULL && k < links->count && k < SHARES_LISTED; k++) {
        const ck_joint_link *link = &links->link[rank[k].at];
        const uint32_t sectors = p->joint->table->sectors;
        fputs("<tr>", p->out);
        text_cell(p->out, p->input->region_name[link->cell / sectors]);
        text_cell(p->out, p->input->sector_name[link->cell % sectors]);
        text_cell(p->out, p->joint->world->industry[link->industry].name);
        for (int b = 0; b < CK_SHARE_COUNT; b++) fprintf(p->out, "<td class=\"n\">%.3f</td>", link->share[b]);
        text_cell(p->out, link->row->source);
        fprintf(p->out, "<td><span class=\"grade\">%s</span></td>", ck_grade_word(link->row->grade));
        text_cell(p->out, link->row->note);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div></details>\n", p->out);
    free(rank);
}

static void assumptions(const page *p) {
    fputs("<h2>What this assumes</h2>\n<ul><li>An industry of the world is a share of a sector of the table; a "
          "shortfall of it lowers the "
          "capacity of the sector by that share and no more.</li><li>Nothing is counted twice: the law stops trade in "
          "the daily run only, "
          "losses inside the chain come from there only, and a plant that has no magnets needs no other inputs "
          "either.</li>"
          "<li>The daily run has already used spare hours and substitutes; the table therefore has no spare capacity, "
          "except in the run "
          "that says so.</li><li>Orders fall as soon as output falls. What final buyers do not get is not spent "
          "elsewhere, wages that are "
          "not earned are not missed in shops, and prices do not move: the first makes the losses of further rounds "
          "too large, the others "
          "too small.</li><li>Sectors are wide: a missing car and a missing bus are the same loss of transport "
          "equipment.</li></ul>\n",
          p->out);
    shares(p);
    fputs("<p class=\"small\">Input-output table: ", p->out);
    ck_html_text(p->out, p->input->table_source);
    fputs(". Concordance: ", p->out);
    ck_html_text(p->out, p->input->concordance->path);
    fputs(".</p>\n<h2>How to make this again</h2>\n<pre>", p->out);
    ck_html_text(p->out, p->input->command);
    char digest[17], daily[17], file[17];
    ck_host_digest_text(p->middle->digest, digest);
    ck_host_digest_text(p->input->daily->digest, daily);
    ck_host_digest_text(p->input->concordance->file.digest, file);
    fprintf(p->out,
            "</pre>\n<p class=\"small soft\">Digest of the middle run %s, of the daily run %s, of the concordance "
            "%s.</p>\n",
            digest, daily, file);
}

void ck_joint_report_write(FILE *out, const ck_joint_report_input *input) {
    const page p = {out, input, input->joint, &input->joint->run[CK_JOINT_MIDDLE]};
    head(&p);
    cards(&p);
    answer(&p);
    over_time(&p);
    fputs("<h2>Where</h2>\n<div class=\"multiples\">\n", out);
    stacks(&p, true);
    stacks(&p, false);
    fputs("</div>\n<p class=\"small soft\">Lines: from the low to the high shares. Parts that are gains are left out "
          "of the bars and kept in the sums.</p>\n",
          out);
    furthest(&p);
    cases(&p);
    first_round(&p);
    assumptions(&p);
    ck_html_foot(out);
}
