/* Law texts from bytes: what is accepted can be asked for every state, every text and a decision of one deal. The outcome
   must not depend on the detail asked for. */
#include "base/base.h"
#include "law/law.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_LIMIT ((size_t)256 << 20)

/* Formatting keeps the law and comes to rest. */
static void format(const ck_law_source *source, uint64_t digest) {
    size_t length = 0, again = 0;
    if (ck_law_format(source, NULL, 0, &length, NULL) < 0) abort();
    char *once = malloc(length + 1), *twice = malloc(length + 1);
    if (once != NULL && twice != NULL) {
        if (ck_law_format(source, once, length, &again, NULL) < 0 || again != length) abort();
        const ck_law_source made = {"fuzz.law", once, length};
        if (ck_law_format(&made, twice, length, &again, NULL) < 0 || again != length || memcmp(once, twice, length) != 0) abort();
        const size_t bytes = ck_law_bytes(&made, 1);
        void *block = aligned_alloc(16, bytes);
        const ck_law *law = NULL;
        if (block != NULL && (ck_law_build(&made, 1, block, bytes, &law, NULL) < 0 || ck_law_digest(law) != digest)) abort();
        free(block);
    }
    free(once);
    free(twice);
}

static void look_through(const ck_law *law, ck_law_question question) {
    size_t seen = 0;
    for (uint32_t kind = 0; kind < CK_LAW_KIND_COUNT; kind++) {
        for (uint32_t i = 0; i < ck_law_count(law, (ck_law_kind)kind); i++) {
            size_t length;
            const ck_law_about about = ck_law_cited(law, (ck_law_kind)kind, i);
            seen += cki_text_length(about.citation) + cki_text_length(about.title) + cki_text_length(about.says);
            const char *words = ck_law_words(law, (ck_law_kind)kind, i, &length);
            for (size_t k = 0; k < length; k++) seen += (size_t)words[k];
            words = ck_law_condition(law, (ck_law_kind)kind, i, &length);
            for (size_t k = 0; k < length; k++) seen += (size_t)words[k];
            const bool timed = kind == CK_LAW_REGIME || kind == CK_LAW_PROVISION || kind == CK_LAW_ENTRY || kind == CK_LAW_ENTITY;
            if (!timed) continue;
            const ck_law_status status = ck_law_status_of(law, (ck_law_kind)kind, i, question);
            if (status.state >= CK_LAW_STATE_COUNT || status.by_law >= CK_LAW_STATE_COUNT) abort();
            if (status.next_change.day < question.on.day) abort();
        }
    }
    static volatile size_t sink;
    sink = seen;
    (void)sink;
}

/* A deal with two items and three parties that gives the facts which the seeds ask about, as far as the law declares them. */
static const ck_facts *bind_deal(const ck_law *law, void **block) {
    static const struct { const char *name, *text; } GIVEN[] = {{"destination", "KOR"}, {"end_use", "civil"}, {"origin", "CHN"},
        {"value", "1000 USD"}, {"mass", "2 kg"}, {"form", "magnet"}, {"hs", "8505.11"}};
    ck_deal_fact deal_fact[2], item_fact[5];
    uint32_t deal_count = 0, item_count = 0;
    for (uint32_t k = 0; k < sizeof GIVEN / sizeof GIVEN[0]; k++) {
        const ck_deal_fact fact = {.name = GIVEN[k].name, .text = GIVEN[k].text};
        const bool of_deal = k < 2;
        if (ck_law_find_fact(law, of_deal ? CK_SUBJECT_DEAL : CK_SUBJECT_ITEM, fact.name) == CK_NONE) continue;
        if (of_deal) deal_fact[deal_count++] = fact;
        else item_fact[item_count++] = fact;
    }
    const ck_deal_share share[] = {{.element = "Dy", .low = 2.0, .high = 3.0}};
    const ck_deal_item item[] = {{.name = "motor", .description = "motor with NdFeB magnets", .parent = CK_NONE, .facts = {item_fact, item_count}},
                                 {.name = "magnet", .parent = 0, .facts = {item_fact, item_count}, .share = share, .share_count = 1, .parts_complete = true}};
    const ck_deal_party party[] = {{.name = "Alpha Works Co., Ltd.", .country = "KOR", .roles = 1u << CK_ROLE_END_USER},
                                   {.name = "Beta", .roles = 1u << CK_ROLE_EXPORTER}, {.name = "Gamma Holding", .owners_complete = true}};
    const ck_deal_holding holding[] = {{2, 0, 50.0, {0}}, {1, 2, CK_NAN, {0}}};
    const ck_deal deal = {.name = "fuzz", .facts = {deal_fact, deal_count}, .item = item, .item_count = 2, .party = party, .party_count = 3,
                          .holding = holding, .holding_count = 2};
    const size_t bytes = ck_deal_bytes(law, &deal);
    if (bytes > BLOCK_LIMIT) return NULL;
    const ck_facts *facts = NULL;
    *block = aligned_alloc(16, bytes);
    if (*block == NULL || ck_deal_bind(law, &deal, *block, bytes, &facts, NULL) < 0) return NULL;
    return facts;
}

static void decide(const ck_law *law, const ck_facts *facts, ck_law_question question) {
    const ck_law_work_size size = ck_law_work_default(facts, CK_DETAIL_TRACE);
    const size_t bytes = ck_law_work_bytes(law, size);
    ck_law_work *work = NULL;
    void *block = bytes <= BLOCK_LIMIT ? aligned_alloc(16, bytes) : NULL;
    if (block != NULL && ck_law_work_start(law, size, block, bytes, &work) >= 0) {
        const ck_law_decision *decision = NULL;
        ck_outcome first[16] = {0};
        for (uint32_t detail = CK_DETAIL_OUTCOME; detail <= CK_DETAIL_TRACE; detail++) {
            question.detail = (ck_law_detail)detail;
            question.look_ahead = detail == CK_DETAIL_TRACE;
            if (ck_law_decide(work, facts, question, &decision, NULL) < 0) abort();
            for (uint32_t k = 0; k < decision->answer_count && k < 16; k++) {
                if (decision->answer[k].outcome >= CK_OUTCOME_COUNT) abort();
                if (detail == CK_DETAIL_OUTCOME) first[k] = decision->answer[k].outcome;
                else if (first[k] != decision->answer[k].outcome) abort();
            }
        }
    }
    free(block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    if (text == NULL) return 0;
    memcpy(text, data, size);
    const ck_law_source source = {"fuzz.law", text, size};
    ck_diag  items[16];
    char     texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    const ck_law *law = NULL;
    const size_t bytes = ck_law_bytes(&source, 1);
    void *block = bytes <= BLOCK_LIMIT ? aligned_alloc(16, bytes) : NULL;
    if (block != NULL) {
        const ck_status status = ck_law_build(&source, 1, block, bytes, &law, &diags);
        if (status < 0 && diags.count + diags.dropped == 0) abort();
        if (status >= 0) {
            const ck_law_question question = ck_law_question_default(ck_date_make(2026, 11, 10));
            look_through(law, question);
            if (ck_law_check(law, &diags) < 0 && diags.count + diags.dropped == 0) abort();
            format(&source, ck_law_digest(law));
            void *facts_block = NULL;
            const ck_facts *facts = bind_deal(law, &facts_block);
            if (facts != NULL) decide(law, facts, question);
            free(facts_block);
        }
    }
    free(block);
    free(text);
    return 0;
}
