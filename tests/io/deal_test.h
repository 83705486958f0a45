/* A small law whose facts the tests of the deal readers state. */
#ifndef CK_DEAL_TEST_H
#define CK_DEAL_TEST_H

#include "io/io_test.h"

#include "io/deal.h"
#include "io/kept_law.h"

#include <math.h>

static const char DEAL_TEST_LAW[] =
    "fact deal.export_from country \"from where\"\n"
    "fact deal.destination country \"to where\"\n"
    "fact deal.end_use words (civil, military, research) \"for what\"\n"
    "fact item.origin country \"made where\"\n"
    "fact item.form word (metal, magnet, assembly) \"in what form\"\n"
    "fact item.content element-share \"of what\"\n"
    "fact item.value money \"worth\"\n"
    "fact item.mass number kg \"weight\"\n"
    "fact item.hs code \"customs code\"\n"
    "fact technology.origin country \"from where\"\n"
    "fact party.country country \"where\"\n"
    "fact party.military yes-no \"military\"\n"
    "fact vessel.net_tons number NT \"size\"\n";

static ck_kept_law deal_law;

/* The law, built once. */
__attribute__((unused)) static const ck_law *deal_test_law(void) {
    static const ck_audit_file file = {"test.law", DEAL_TEST_LAW, sizeof DEAL_TEST_LAW - 1};
    if (deal_law.law == NULL) {
        ck_diag  items[16];
        char     texts[4096];
        ck_diags diags = CK_DIAGS(items, texts);
        const ck_status status = ck_kept_law_build(&file, 1, &deal_law, &diags);
        if (status < 0) ck_host_print_diags(stdout, &diags, false);
        CK_REQUIRE(status >= 0);
    }
    return deal_law.law;
}

__attribute__((unused)) static const char *fact_text(ck_deal_facts facts, const char *name) {
    for (uint32_t i = 0; i < facts.count; i++) {
        if (strcmp(facts.fact[i].name, name) == 0) return facts.fact[i].text != NULL ? facts.fact[i].text : "(number)";
    }
    return NULL;
}

__attribute__((unused)) static const ck_deal_fact *fact_of(ck_deal_facts facts, const char *name) {
    for (uint32_t i = 0; i < facts.count; i++) {
        if (strcmp(facts.fact[i].name, name) == 0) return &facts.fact[i];
    }
    CK_REQUIRE(false);
    return NULL;
}

#endif
