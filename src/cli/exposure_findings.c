#include "cli/exposure_findings.h"
#include "cli/exposure_claims.h"

#include "base/base.h"
#include "study/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COUNTRIES = 14, IMPORTERS = 12 };

/* ---------------------------------------------------------------- the page ---------------------------------------- */

static void figure(FILE *out, double value, int digits) {
    if (isnan(value))
        fputs(" \u2013 |", out);
    else
        fprintf(out, " %.*f |", digits, fabs(value) < 0.5 * pow(10.0, -digits) ? 0.0 : value);
}

static void bounds(FILE *out, const ck_claim *c) {
    if (c->low == c->high)
        fprintf(out, " %g |", c->low);
    else if (!ck_is_finite(c->high))
        fprintf(out, " above %g |", c->low);
    else if (!ck_is_finite(c->low))
        fprintf(out, " below %g |", c->high);
    else
        fprintf(out, " %g to %g |", c->low, c->high);
}

static void write_claims(const ck_findings *at) {
    const ck_claim *c = at->claims.item;
    uint32_t agree = 0, tested = 0;
    for (uint32_t k = 0; k < at->claims.count; k++) {
        const double value = ck_claim_value(at, &c[k]);
        tested += !isnan(value);
        agree += value >= c[k].low && value <= c[k].high;
    }
    fprintf(at->out,
            "\n## What the literature says, and what our data say\n\n%u of %u claims that the data can test agree. A "
            "range that is wider than "
            "a published number is ours.\n\n| claim | source | expected | ours | |\n|---|---|---|---|---|\n",
            agree, tested);
    for (uint32_t k = 0; k < at->claims.count; k++) {
        const double value = ck_claim_value(at, &c[k]);
        fprintf(at->out, "| %s | %s |", c[k].text, c[k].source);
        bounds(at->out, &c[k]);
        figure(at->out, value, 3);
        fputs(isnan(value)                              ? " no data |\n"
              : value >= c[k].low && value <= c[k].high ? " agrees |\n"
                                                        : " **disagrees** |\n",
              at->out);
    }
}

static void write_tiers(const ck_findings *at) {
    const ck_world_exposure *e = at->e;
    fputs("\n## By tier, in the shipped world\n\n| tier | items | production | exports | imports | exposure | "
          "bottleneck | trade risk | exposure abroad | imports abroad | risk abroad |\n"
          "|---|---|---|---|---|---|---|---|---|---|---|\n",
          at->out);
    for (uint32_t t = 0; t < CK_TIERS_SHOWN; t++) {
        const ck_exposed_tier *tier = &e->tier[t];
        const ck_exposed_country c = ck_findings_abroad(at, t);
        fprintf(at->out, "| %s | %u |", ck_tier_word(t), tier->items);
        const double value[] = {tier->made_concentration,
                                tier->export_concentration,
                                tier->import_concentration,
                                tier->exposure,
                                tier->bottleneck,
                                tier->risk,
                                c.exposure,
                                c.concentration,
                                c.risk};
        for (size_t k = 0; k < sizeof value / sizeof *value; k++) figure(at->out, value[k], 2);
        fputc('\n', at->out);
    }
    fputs("\nProduction, exports, imports: concentration (sum of squared shares), plain means over items; imports "
          "first over importers by value. Exposure, bottleneck and trade risk: over "
          "countries by their use, then plain means over items. *Abroad*: plain means over the countries that use a "
          "tier, without China. Trade risk takes the scores of governance as stability of "
          "suppliers.\n",
          at->out);
}

typedef struct ranked {
    double key;
    uint32_t at;
} ranked;
static int by_key(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    return x->key > y->key ? -1 : x->key < y->key ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

static ck_status write_countries(const ck_findings *at) {
    const ck_world_exposure *e = at->e;
    ranked *rank = calloc((size_t)e->regions + 1, sizeof *rank);
    if (rank == NULL) return ck_host_no_memory(at->diags);
    for (uint32_t r = 0; r < e->regions; r++) rank[r] = (ranked){e->added[r], r};
    qsort(rank, e->regions, sizeof *rank, by_key);
    fputs("\n## By country, in the shipped world\n\nThe largest industries first; exposure, then concentration of "
          "imports, then influence as a supplier.\n\n| country | upstream | input | output | upstream | "
          "input | output | upstream | input | output |\n|---|---|---|---|---|---|---|---|---|---|\n",
          at->out);
    for (uint32_t k = 0; k < e->regions && k < COUNTRIES; k++) {
        fprintf(at->out, "| %s |", ck_model_region(e->model, rank[k].at).name);
        for (uint32_t t = 0; t < CK_TIERS_SHOWN; t++)
            figure(at->out, ck_exposed_country_of(e, t, rank[k].at).exposure, 2);
        for (uint32_t t = 0; t < CK_TIERS_SHOWN; t++)
            figure(at->out, ck_exposed_country_of(e, t, rank[k].at).concentration, 2);
        for (uint32_t t = 0; t < CK_TIERS_SHOWN; t++)
            figure(at->out, ck_exposed_country_of(e, t, rank[k].at).influence, 2);
        fputc('\n', at->out);
    }
    free(rank);
    return CK_OK;
}

/* The world's region for a country of the trade table. */
static uint32_t region_of(const ck_findings *at, const char *country) {
    return ck_model_find_region(at->e->model, strcmp(country, "S19") == 0 ? "TWN" : country);
}

static ck_status write_magnets(const ck_findings *at) {
    const uint32_t n = at->magnets.countries.count, regions = at->e->regions;
    ranked *rank = calloc((size_t)n + 1, sizeof *rank);
    double *value = calloc((size_t)regions + 1, sizeof *value);
    if (rank == NULL || value == NULL) {
        free(rank);
        free(value);
        return ck_host_no_memory(at->diags);
    }
    for (uint32_t c = 0; c < n; c++) rank[c] = (ranked){at->m.imports[c], c};
    qsort(rank, n, sizeof *rank, by_key);
    ck_basket_trade(at, (ck_basket){NULL, "magnet"}, CK_NONE, value);
    fprintf(at->out,
            "\n## Magnets: published trade and the shipped world\n\nPublished: all metal magnets (HS 850511, CEPII "
            "BACI, %d), %s; ours: magnets of rare earths at the world's prices. "
            "China's exports are %.1f %% of all there and %.1f %% here, concentration %.3f and %.3f. Ours must be "
            "higher: ferrite and AlNiCo magnets, "
            "which many countries make, are in the first number only.\n\n| importer | published: China's share | ours "
            "| published: concentration | ours |\n|---|---|---|---|---|\n",
            at->magnets.about.year > 0 ? (int)at->magnets.about.year : 2024, ck_words_money(at->magnets.value).text,
            100.0 * ck_magnet_share(at, NULL, "CHN"), 100.0 * ck_basket_share(value, regions, at->china),
            at->m.world_concentration, ck_basket_concentration(value, regions));
    double gap = 0.0, compared = 0.0;
    for (uint32_t k = 0, row = 0; k < n && row < IMPORTERS; k++) {
        const char *country = at->magnets.countries.name[rank[k].at];
        const uint32_t region = region_of(at, country);
        if (region == CK_NONE || region == at->china) continue;
        ck_basket_trade(at, (ck_basket){NULL, "magnet"}, region, value);
        const double published = ck_magnet_share(at, country, "CHN"), ours = ck_basket_share(value, regions, at->china);
        fprintf(at->out, "| %s |", ck_model_region(at->e->model, region).name);
        figure(at->out, published, 2);
        figure(at->out, ours, 2);
        figure(at->out, at->m.concentration[rank[k].at], 2);
        figure(at->out, ck_basket_concentration(value, regions), 2);
        fputc('\n', at->out);
        row++;
        if (isnan(ours)) continue;
        gap += fabs(ours - published);
        compared += 1.0;
    }
    if (compared > 0.0) fprintf(at->out, "\nMean distance of the two shares: %.2f.\n", gap / compared);
    free(rank);
    free(value);
    return CK_OK;
}

static ck_status write_aggregates(const ck_findings *at) {
    const uint32_t regions = at->e->regions;
    double *metal = calloc((size_t)2 * regions + 1, sizeof *metal);
    if (metal == NULL) return ck_host_no_memory(at->diags);
    double *compound = metal + regions;
    ck_basket_trade(at, (ck_basket){"280530", NULL}, CK_NONE, metal);
    ck_basket_trade(at, (ck_basket){"284690", NULL}, CK_NONE, compound);
    fprintf(at->out,
            "\n## Metals and compounds: published trade and the shipped world\n\n| code | year | China's share of "
            "exports | ours | concentration of exports | ours |\n|---|---|---|---|---|---|\n"
            "| 280530 metals | %s |",
            at->metal.year);
    figure(at->out, at->metal.china, 2);
    figure(at->out, ck_basket_share(metal, regions, at->china), 2);
    figure(at->out, at->metal.concentration, 2);
    figure(at->out, ck_basket_concentration(metal, regions), 2);
    fprintf(at->out, "\n| 284690 compounds | %s |", at->compound.year);
    figure(at->out, at->compound.china, 2);
    figure(at->out, ck_basket_share(compound, regions, at->china), 2);
    figure(at->out, at->compound.concentration, 2);
    figure(at->out, ck_basket_concentration(compound, regions), 2);
    fputs("\n\nCompounds of 284690 are since 2018 mostly mixed concentrates and carbonates on their way to China, "
          "which the world has in this code too. Shares of exports say little about who makes a thing: "
          "China makes most of both and uses it at home.\n",
          at->out);
    free(metal);
    return CK_OK;
}

static void write_reading(const ck_findings *at) {
    const ck_exposed_tier *t = at->e->tier;
    fputs("\n## How to read it\n\n", at->out);
    fprintf(at->out,
            "- Exposure rises from upstream to inputs (%.2f to %.2f) when countries count by what they use, as China "
            "uses most of what it digs and separates. Seen from the countries that are not "
            "China it goes %s (%.2f to %.2f): they depend on imports at every stage, and those that separate nothing "
            "use little upstream.\n",
            t[CK_UPSTREAM].exposure, t[CK_INPUT].exposure,
            ck_findings_abroad(at, CK_INPUT).exposure > ck_findings_abroad(at, CK_UPSTREAM).exposure ? "the same way"
                                                                                                     : "the other way",
            ck_findings_abroad(at, CK_UPSTREAM).exposure, ck_findings_abroad(at, CK_INPUT).exposure);
    fprintf(at->out,
            "- Concentration of trade %s from upstream to inputs in the shipped world (imports %.2f to %.2f), and "
            "rises in published trade (compounds %.2f, metals %.2f, magnets %.2f). The world keeps each "
            "oxide and metal apart, so that single-supplier oxides count one by one; customs codes put concentrates of "
            "Myanmar and oxides of China in one line, which lowers the measured concentration upstream. "
            "Put into those lines, the shipped world shows the published direction too (compounds %.2f, metals %.2f, "
            "magnets %.2f): the finding depends on how finely products are told apart.\n",
            t[CK_INPUT].import_concentration > t[CK_UPSTREAM].import_concentration ? "rises" : "falls",
            t[CK_UPSTREAM].import_concentration, t[CK_INPUT].import_concentration, at->compound.concentration,
            at->metal.concentration, at->m.world_concentration, ck_code_concentration(at, "284690"),
            ck_code_concentration(at, "280530"), ck_code_concentration(at, "850511"));
    fputs("- Systemic trade risk does not fall as published: ours multiplies exposure by the instability of suppliers "
          "up the chain of trade of one item, and exposure decides.\n"
          "- The Commission's supply risks are above ours for rare earths and gallium. Likely reasons, not verified: "
          "theirs are of 2016-2020 and of the stage that is the bottleneck, ours of 2024 with what "
          "Estonia and France separate and recyclers return, and without a trade parameter above 1 for Chinese export "
          "controls.\n"
          "- The published study has 168 customs codes, 170 countries and 17 years; its formulas have not been read, "
          "only its findings. What is compared here is a sign, not a number.\n"
          "- Not tested, for want of a series of years: that exposure predicts later export strength, and that high "
          "trade risk lowers later comparative advantage.\n",
          at->out);
}

ck_status ck_findings_write(const ck_findings_wish *wish, const ck_exposure_world *world, ck_diags *diags) {
    ck_findings at = {
        .e = &world->exposure, .china = ck_model_find_region(world->exposure.model, "CHN"), .diags = diags};
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = at.china != CK_NONE
                           ? CK_OK
                           : ck_host_report(diags, CK_E_MISSING, ck_host_whole(wish->world),
                                            "the world has no region \"CHN\"", "the literature is about China");
    if (status >= 0) status = ck_findings_read(&at, wish->literature, wish->magnets, wish->aggregates);
    if (status >= 0) status = ck_host_batch_open(&batch, wish->markdown, &at.out, diags);
    if (status >= 0) {
        fprintf(at.out,
                "# Exposure by tier and country: the literature, published trade, and the shipped world\n\nWritten by "
                "`chokepoint exposure %s --governance %s --literature %s --magnets FILE --aggregates FILE "
                "--markdown FILE`. Formulas are in [exposure.md](exposure.md).\n",
                wish->world, wish->governance, wish->literature);
        write_claims(&at);
        write_tiers(&at);
        status = write_countries(&at);
        if (status >= 0) status = write_magnets(&at);
        if (status >= 0) status = write_aggregates(&at);
        write_reading(&at);
        if (status >= 0) status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    ck_findings_free(&at);
    return status;
}
