#include "report/law_section.h"

#include "report/html.h"
#include "study/words.h"

static void html_accounts(FILE *out, const ck_law_notes *notes) {
    fputs("<h3>What the law catches and what it leaves open</h3>\n<p>Values are flows of the base year, at the largest part on any day. "
          "Open by party: the world does not say who makes or buys, or who owns them; open by fact: it does not say what the goods are. "
          "The law then gives no answer, and that is never a pass.</p>\n"
          "<div class=\"wide\"><table><thead><tr><th>measure</th><th class=\"n\">flows</th><th class=\"n\">caught</th>"
          "<th class=\"n\">a year</th><th>by name</th><th class=\"n\">open by party</th><th class=\"n\">a year</th>"
          "<th class=\"n\">counted</th><th class=\"n\">open by fact</th><th class=\"n\">a year</th></tr></thead><tbody>\n", out);
    for (uint32_t k = 0; k < notes->account_count; k++) {
        const ck_law_account *one = &notes->account[k];
        if (!ck_law_account_tells(one)) continue;
        fputs("<tr><td><code>", out);
        ck_html_text(out, one->measure);
        fprintf(out, "</code></td><td class=\"n\">%u</td><td class=\"n\">%u</td><td class=\"n\">%s</td><td>", one->asked, one->caught,
                ck_words_money(one->caught_usd).text);
        for (uint32_t n = 0; n < one->named_count; n++) {
            if (n > 0) fputs(", ", out);
            ck_html_text(out, one->named[n].party);
            fprintf(out, " %s", ck_words_money(one->named[n].usd_per_year).text);
        }
        fprintf(out, "</td><td class=\"n\">%u</td><td class=\"n\">%s</td><td class=\"n\">%g %%</td>", one->open_by_party,
                ck_words_money(one->open_usd).text, 100.0 * one->open_share);
        fprintf(out, "<td class=\"n\">%u</td><td class=\"n\">%s</td></tr>\n", one->open_by_fact, ck_words_money(one->open_fact_usd).text);
    }
    fputs("</tbody></table></div>\n", out);
}

static void html_readings(FILE *out, const ck_law_notes *notes) {
    fputs("<h3>Contested readings taken</h3>\n<ul>\n", out);
    for (uint32_t k = 0; k < notes->chosen_count; k++) {
        const ck_law_chosen *one = &notes->chosen[k];
        fputs("<li>", out);
        if (one->variant[0] != '\0') {
            ck_html_text(out, one->variant);
            fputs(": ", out);
        }
        ck_html_text(out, one->question);
        fputs(" <code>", out);
        ck_html_text(out, one->choice);
        fputs(": ", out);
        ck_html_text(out, one->reading);
        fputs("</code> ", out);
        ck_html_text(out, one->says);
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

void ck_law_section_write(FILE *out, const ck_law_notes *notes) {
    if (notes == NULL) return;
    bool any = false;
    for (uint32_t k = 0; k < notes->account_count; k++) any |= ck_law_account_tells(&notes->account[k]);
    if (any) html_accounts(out, notes);
    if (notes->chosen_count > 0) html_readings(out, notes);
}
