#include "report/assumptions.h"

#include "report/html.h"
#include "report/law_section.h"
#include "study/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A value that is not a number is not among them. */
static void write_choice(FILE *out, const ck_distribution *d) {
    const double value[3] = {d->a, d->b, d->c};
    const char *before = "choice ";
    for (int k = 0; k < 3; k++) {
        if (isnan(value[k])) continue;
        fprintf(out, "%s%g", before, value[k]);
        before = ", ";
    }
}

static void write_distribution(FILE *out, const ck_distribution *d) {
    static const char *const WORD[] = {"fixed", "uniform", "triangular", "normal", "lognormal", "pert"};
    switch (d->kind) {
    case CK_UNIFORM: fprintf(out, "%s %g to %g", WORD[d->kind], d->a, d->b); break;
    case CK_TRIANGULAR:
    case CK_BETA_PERT: fprintf(out, "%s %g, %g, %g", WORD[d->kind], d->a, d->b, d->c); break;
    case CK_NORMAL:
    case CK_LOGNORMAL: fprintf(out, "%s %g, %g", WORD[d->kind], d->a, d->b); break;
    case CK_CHOICE: write_choice(out, d); break;
    case CK_FIXED: fprintf(out, "%s %g", WORD[d->kind], d->a); break;
    }
}

static void write_uncertain(FILE *out, const ck_scenario_spec *spec) {
    fputs("<h3>Numbers that differ between draws</h3><div class=\"wide\"><table><thead><tr><th>number</th><th>what it "
          "is</th><th>distribution</th></tr></thead><tbody>\n",
          out);
    for (uint32_t u = 0; u < spec->uncertain_count; u++) {
        const ck_uncertain *uncertain = &spec->uncertain[u];
        char *what = ck_words_target(spec, uncertain->target);
        fputs("<tr><td><code>", out);
        ck_html_text(out, uncertain->target);
        fputs("</code></td><td>", out);
        ck_html_text(out, what != NULL ? what : "");
        fputs("</td><td>", out);
        if (strncmp(uncertain->target, "inventories", 11) == 0 || strncmp(uncertain->target, "projects", 8) == 0)
            fputs("ranges of the world's tables", out);
        else
            write_distribution(out, &uncertain->distribution);
        fputs("</td></tr>\n", out);
        free(what);
    }
    fputs("</tbody></table></div>\n", out);
}

static void write_parameters(FILE *out, const ck_scenario_spec *spec) {
    fputs("<details><summary>Behaviour of the engine</summary><div "
          "class=\"wide\"><table><thead><tr><th>parameter</th><th>meaning</th><th class=\"n\">value</th><th>unit</th>"
          "<th class=\"n\">limits</th></tr></thead><tbody>\n",
          out);
    for (uint32_t p = 0; p < CK_PARAMETER_COUNT; p++) {
        const ck_knob_info info = ck_parameter_info((ck_parameter)p);
        fprintf(out, "<tr><td><code>%s</code></td><td>", info.name);
        ck_html_text(out, info.meaning);
        fprintf(out, "</td><td class=\"n\">%g</td><td>%s</td><td class=\"n\">%g to %g</td></tr>\n", spec->parameter[p],
                info.unit, info.low, info.high);
    }
    fputs("</tbody></table></div></details>\n", out);
}

static void write_measures(FILE *out, const ck_study *study) {
    const ck_variant *v = &study->variant[0];
    fputs("<details><summary>Measures, their terms and what they did</summary><div "
          "class=\"wide\"><table><thead><tr><th>measure</th><th>effect</th><th>certainty</th>"
          "<th>citation</th><th>terms that differ from the default</th><th class=\"n\">flows in scope</th><th "
          "class=\"n\">held back</th><th class=\"n\">paid</th></tr></thead><tbody>\n",
          out);
    for (uint32_t m = 0; m < v->spec.measure_count; m++) {
        const ck_measure *measure = &v->spec.measure[m];
        const ck_measure_result result = ck_run_measure(v->central, m);
        fputs("<tr><td>", out);
        ck_html_text(out, measure->title);
        fprintf(out, "<br><code>%s</code></td><td>%s</td><td>", measure->id, ck_effect_word(measure->effect));
        ck_html_text(out, measure->certainty);
        fputs("</td><td>", out);
        ck_html_text(out, measure->citation);
        fputs("</td><td>", out);
        const char *joint = "";
        for (uint32_t t = 0; t < CK_TERM_COUNT; t++) {
            const ck_knob_info info = ck_term_info((ck_term)t);
            if (measure->term[t] == info.value) continue;
            fprintf(out, "%s%s %g", joint, info.name, measure->term[t]);
            joint = ", ";
        }
        for (uint32_t k = 0; k < measure->amendment_count; k++) {
            fprintf(out, "%sfrom %s %s %g", joint, ck_words_date(measure->amendment[k].from).text,
                    ck_term_info(measure->amendment[k].term).name, measure->amendment[k].value);
            joint = ", ";
        }
        fprintf(out, "</td><td class=\"n\">%u</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
                ck_scenario_flow_count(v->scenario, m), ck_words_number(result.blocked).text,
                ck_words_money(result.paid).text);
    }
    fputs("</tbody></table></div></details>\n", out);
}

/* Rows of every table by grade. */
static void write_grades(FILE *out, const ck_world *world) {
    fputs("<h3>The world's tables by grade</h3><div class=\"wide\"><table><thead><tr><th>table</th>", out);
    for (int g = 0; g < CK_GRADE_COUNT; g++) fprintf(out, "<th class=\"n\">%s</th>", ck_grade_word((ck_grade)g));
    fputs("</tr></thead><tbody>\n", out);
#define X(member, table, type, COLUMNS)                                                                                \
    if (world->member##_count > 0) {                                                                                   \
        uint32_t count[CK_GRADE_COUNT] = {0};                                                                          \
        for (uint32_t k = 0; k < world->member##_count; k++) count[world->member[k].row.grade]++;                      \
        fputs("<tr><td>" table "</td>", out);                                                                          \
        for (int g = 0; g < CK_GRADE_COUNT; g++) fprintf(out, "<td class=\"n\">%u</td>", count[g]);                    \
        fputs("</tr>\n", out);                                                                                         \
    }
    CK_WORLD_TABLES(X)
#undef X
    fputs("</tbody></table></div>\n", out);
}

static void write_sources(FILE *out, const ck_report_input *input) {
    fputs("<details><summary>Sources</summary><div "
          "class=\"wide\"><table><thead><tr><th>key</th><th>title</th><th>publisher</th><th>date</th></tr></"
          "thead><tbody>\n",
          out);
    for (uint32_t s = 0; s < input->source_count; s++) {
        const ck_report_source *source = &input->source[s];
        fputs("<tr><td><code>", out);
        ck_html_text(out, source->key);
        fputs("</code></td><td>", out);
        const bool linked = strncmp(source->link, "http://", 7) == 0 || strncmp(source->link, "https://", 8) == 0;
        if (linked) {
            fputs("<a href=\"", out);
            ck_html_text(out, source->link);
            fputs("\">", out);
        }
        ck_html_text(out, source->title);
        if (linked) fputs("</a>", out);
        fputs("</td><td>", out);
        ck_html_text(out, source->publisher);
        fputs("</td><td>", out);
        ck_html_text(out, source->date);
        fputs("</td></tr>\n", out);
    }
    fputs("</tbody></table></div></details>\n", out);
}

static const char *const LIMITS[] = {
    "Bilateral flows that nobody publishes are estimates of the balancing method; single plants of competitors are "
    "only as good as press reports.",
    "Industries lose output through missing inputs; wages, interest rates and general demand do not react. The long "
    "run after prices and sourcing have settled is not in here.",
    "Products of industries are not traded further in this world: a lost car is counted where it is not built, not at "
    "the next user.",
    "Licences are groups of like customers; a named firm's own case is not predicted.",
    "A control on military use is met at the border; what happens to goods behind it follows the allocation rule of "
    "the scenario.",
    "Prices follow scarcity by stated elasticities; contracts, hoarding by speculators and price floors are not "
    "modelled.",
};

/* The manifest sits in a script element of a data type: `</` inside it would end the element early. */
static void write_manifest(FILE *out, const char *manifest) {
    fputs("<script type=\"application/json\" id=\"chokepoint-manifest\">", out);
    for (const char *c = manifest; *c != '\0'; c++) {
        if (c[0] == '<')
            fputs("\\u003c", out);
        else
            fputc(*c, out);
    }
    fputs("</script>\n", out);
}

void ck_assumptions_write(FILE *out, const ck_report_input *input) {
    const ck_study *study = input->study;
    const ck_scenario_spec *spec = &study->variant[0].spec;
    fputs("<h2>Assumptions</h2>\n", out);
    write_uncertain(out, spec);
    write_parameters(out, spec);
    write_measures(out, study);
    ck_law_section_write(out, input->law);
    write_grades(out, input->world);
    write_sources(out, input);
    fputs("<h2>Limits</h2>\n<ul>\n", out);
    for (size_t k = 0; k < sizeof LIMITS / sizeof LIMITS[0]; k++) fprintf(out, "<li>%s</li>\n", LIMITS[k]);
    const ck_run_ledger ledger = ck_run_account(study->variant[0].central);
    fprintf(out,
            "</ul>\n<p class=\"small soft\">Ledger of the central run: largest relative mass error %.1e; %s its "
            "baseline on the last day.</p>\n",
            ledger.largest_mass_error, ledger.on_baseline ? "back on" : "not back on");
    fputs("<h2>Run it again</h2>\n<pre>", out);
    ck_html_text(out, input->command);
    fprintf(out,
            "</pre>\n<p class=\"small\">chokepoint %s, seed %llu, model <code>%016llx</code>, scenario "
            "<code>%016llx</code>, study <code>%016llx</code>. "
            "<code>chokepoint verify report.html</code> runs it and compares the digests.</p>\n",
            CK_VERSION, (unsigned long long)spec->seed, (unsigned long long)ck_model_digest(study->model),
            (unsigned long long)ck_scenario_digest(study->variant[0].scenario), (unsigned long long)study->digest);
    write_manifest(out, input->manifest);
}
