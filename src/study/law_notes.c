#include "study/law_notes.h"

#include "study/words.h"

#include <jansson.h>

#define NAMES_PRINTED 6u                 // of one measure; the others are counted

bool ck_law_account_tells(const ck_law_account *account) {
    return account->named_count > 0 || account->open_usd > 0.0 || account->open_by_fact > 0;
}

/* ---------------------------------------------------------------- lines ------------------------------------------- */

static void print_account(FILE *out, const ck_law_account *account) {
    fprintf(out, "  %s: %u of %u flows, %s a year, caught", account->measure, account->caught, account->asked,
            ck_words_money(account->caught_usd).text);
    for (uint32_t k = 0; k < account->named_count && k < NAMES_PRINTED; k++) {
        fprintf(out, "%s%s %s", k == 0 ? "; by name " : ", ", account->named[k].party, ck_words_money(account->named[k].usd_per_year).text);
    }
    if (account->named_count > NAMES_PRINTED) fprintf(out, " and %u more", account->named_count - NAMES_PRINTED);
    if (account->open_by_party > 0) {
        fprintf(out, "; open for want of names or owners %u flows, %s, of which %g %% counts as caught", account->open_by_party,
                ck_words_money(account->open_usd).text, 100.0 * account->open_share);
    }
    if (account->open_by_fact > 0) {
        fprintf(out, "; open for want of a fact %u flows, %s, counted as caught", account->open_by_fact,
                ck_words_money(account->open_fact_usd).text);
    }
    for (uint32_t k = 0; k < account->wanted_count && k < NAMES_PRINTED; k++) {
        fprintf(out, "%s%s %u", k == 0 ? "; decisions want " : ", ", account->wanted[k].what, account->wanted[k].times);
    }
    fputc('\n', out);
}

void ck_law_notes_print(FILE *out, const ck_law_notes *notes) {
    if (notes == NULL) return;
    bool any = false;
    for (uint32_t k = 0; k < notes->account_count; k++) any |= ck_law_account_tells(&notes->account[k]);
    if (any) fputs("What the law catches of the base year's flows, and what it leaves open:\n", out);
    for (uint32_t k = 0; k < notes->account_count; k++) {
        if (ck_law_account_tells(&notes->account[k])) print_account(out, &notes->account[k]);
    }
    if (notes->chosen_count > 0) fputs("Contested readings taken:\n", out);
    for (uint32_t k = 0; k < notes->chosen_count; k++) {
        const ck_law_chosen *one = &notes->chosen[k];
        fprintf(out, "  %s%s%s: %s (%s)\n", one->variant, one->variant[0] != '\0' ? ": " : "", one->choice, one->reading, one->says);
    }
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

json_t *ck_law_notes_json(const ck_law_notes *notes) {
    json_t *measures = json_array(), *readings = json_array();
    for (uint32_t k = 0; notes != NULL && k < notes->account_count; k++) {
        const ck_law_account *one = &notes->account[k];
        json_t *named = json_array();
        for (uint32_t n = 0; n < one->named_count; n++) {
            json_array_append_new(named, json_pack("{s:s,s:f}", "party", one->named[n].party, "usd_per_year", one->named[n].usd_per_year));
        }
        json_t *wanted = json_array();
        for (uint32_t n = 0; n < one->wanted_count; n++) {
            json_array_append_new(wanted, json_pack("{s:s,s:i}", "fact", one->wanted[n].what, "decisions", (int)one->wanted[n].times));
        }
        json_array_append_new(measures, json_pack("{s:s,s:i,s:i,s:i,s:i,s:f,s:f,s:f,s:f,s:o,s:o}", "measure", one->measure,
                                                  "flows", (int)one->asked, "caught_flows", (int)one->caught, "open_by_party_flows",
                                                  (int)one->open_by_party, "open_by_fact_flows", (int)one->open_by_fact,
                                                  "caught_usd_per_year", one->caught_usd, "open_by_party_usd_per_year", one->open_usd,
                                                  "open_by_fact_usd_per_year", one->open_fact_usd, "open_parties", one->open_share,
                                                  "named", named, "wanted", wanted));
    }
    for (uint32_t k = 0; notes != NULL && k < notes->chosen_count; k++) {
        const ck_law_chosen *one = &notes->chosen[k];
        json_array_append_new(readings, json_pack("{s:s,s:s,s:s,s:s,s:s}", "variant", one->variant, "choice", one->choice, "question",
                                                  one->question, "reading", one->reading, "says", one->says));
    }
    return json_pack("{s:o,s:o}", "measures", measures, "readings", readings);
}
