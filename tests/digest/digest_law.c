/* Decisions under a law of three values, shares, time and money over many deals: the digest of each goes into one. */
#include "digest/digest_law.h"

#include "base/base.h"

static const char LAW[] =
    "authority OFFICE \"Office\" of DEU\n"
    "fact deal.destination country \"Where?\"\n"
    "fact item.form word (oxide, magnet, assembly) \"What form?\"\n"
    "fact item.origin country \"Made where?\"\n"
    "fact item.value money \"Worth what?\"\n"
    "fact item.content element-share \"Of what?\"\n"
    "choice end \"Is the last day inside?\" reading out \"No.\" default reading in \"Yes.\"\n"
    "regime goods \"Goods\" by OFFICE citation \"Order 1\" grade bg published 2025-01-01\n"
    "  in force from 2025-02-01 until 2026-03-01 when reading end is in until 2026-03-02\n"
    "rule base if item.form is magnet and item.origin is CHN then licence, case by case\n"
    "exception small to base if item.value <= 500 USD then exempt\n"
    "rule heavy over base, small if item contains Dy >= 2.5 % then prohibited\n"
    "regime shares \"Shares\" by OFFICE citation \"Order 2\" grade bg published 2025-01-01 in force from 2025-01-01\n"
    "rule parts if share of parts (part.origin is CHN) by value >= 12.5 % then licence, refused in principle\n"
    "duty ad-valorem \"Duty\" if item.origin is CHN rate 7.3 %\n";

static const char *const COUNTRY[] = {"CHN", "DEU", "JPN"};
static const char *const FORM[] = {"oxide", "magnet", "assembly"};

/* Deal k: every third has no origin, every fifth part no value; days run over begin and end of the first regime. */
static ck_status decide(ck_digest_memory memory, const ck_law *law, uint32_t k, ck_digest *digest, ck_diags *diags) {
    ck_deal_fact fact[3][3];
    ck_deal_item item[3];
    const double dysprosium = (double)(k % 11) / 3.0;
    const ck_deal_share share = {.element = "Dy", .low = dysprosium, .high = dysprosium};
    for (uint32_t i = 0; i < 3; i++) {
        const uint32_t n = k + 7 * i;
        uint32_t count = 0;
        fact[i][count++] = (ck_deal_fact){.name = "form", .text = FORM[n % 3]};
        if (n % 4 != 0) fact[i][count++] = (ck_deal_fact){.name = "origin", .text = COUNTRY[n / 3 % 3]};
        if (n % 5 != 0) fact[i][count++] = (ck_deal_fact){.name = "value", .number = i == 0 ? 1000.0 / (double)(1 + k % 7) : (double)n / 1.7, .unit = "USD"};
        item[i] = (ck_deal_item){.name = "thing", .parent = i == 0 ? CK_NONE : 0, .facts = {fact[i], count}, .composition_complete = true,
                                 .parts_complete = true, .technologies_complete = true};
    }
    item[0].share = &share;
    item[0].share_count = 1;
    const ck_deal deal = {.name = "deal", .item = item, .item_count = 3};
    const ck_facts *facts = NULL;
    size_t bytes = ck_deal_bytes(law, &deal);
    void *block = ck_digest_take(&memory, bytes);
    if (block == NULL) return CK_E_MEMORY;
    CK_TRY(ck_deal_bind(law, &deal, block, bytes, &facts, diags));
    const ck_law_work_size size = ck_law_work_default(facts, CK_DETAIL_TRACE);
    ck_law_work *work = NULL;
    bytes = ck_law_work_bytes(law, size);
    block = ck_digest_take(&memory, bytes);
    if (block == NULL) return CK_E_MEMORY;
    CK_TRY(ck_law_work_start(law, size, block, bytes, &work));
    ck_law_question question = ck_law_question_default((ck_date){ck_date_make(2025, 1, 20).day + (int32_t)(k * 5 % 420)});
    const uint32_t reading = k % 2;
    question.detail = CK_DETAIL_TRACE;
    question.reading = &reading;
    question.reading_count = 1;
    const ck_law_decision *decision = NULL;
    CK_TRY(ck_law_decide(work, facts, question, &decision, diags));
    ck_digest_u64(digest, decision->digest);
    ck_digest_u64(digest, (uint64_t)decision->missing_count << 32 | decision->trace_count);
    return CK_OK;
}

ck_status ck_digest_law(ck_digest_memory memory, uint64_t *value, ck_diags *diags) {
    const ck_law_source source = {"digest.law", LAW, sizeof LAW - 1};
    const size_t bytes = ck_law_bytes(&source, 1);
    void *block = ck_digest_take(&memory, bytes);
    const ck_law *law = NULL;
    if (block == NULL) return CK_E_MEMORY;
    CK_TRY(ck_law_build(&source, 1, block, bytes, &law, diags));
    ck_digest digest = ck_digest_start(5);
    ck_digest_u64(&digest, ck_law_digest(law));
    for (uint32_t k = 0; k < 600; k++) CK_TRY(decide(memory, law, k, &digest, diags));
    *value = ck_digest_value(&digest);
    return CK_OK;
}
