/* Speed changes no answer: a work that has decided other deals, on other days, by other readings answers as a new one; a regime asked
   alone answers as among all; unknown rules come to what all ways in which they may turn out come to. */
#include "law_kit.h"

#include <stdio.h>

static uint32_t draw(uint64_t *state, uint32_t below) {              // Steele, Lea and Flood (2014), splitmix64
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) >> 33) % below;
}

static void *block_of(size_t bytes) {
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    CK_REQUIRE(block != NULL);
    return block;
}

static const ck_law *law_of(const char *text, void **block) {
    const ck_law_source source = {"made.law", text, strlen(text)};
    ck_diag items[16];
    char texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    const size_t bytes = ck_law_bytes(&source, 1);
    const ck_law *law = NULL;
    *block = block_of(bytes);
    const ck_status status = ck_law_build(&source, 1, *block, bytes, &law, &diags);
    for (uint32_t k = 0; k < diags.count; k++) printf("%u:%u %s\n", items[k].place.line, items[k].place.column, items[k].message);
    CK_REQUIRE_OK(status);
    return law;
}

static const ck_facts *facts_of(const ck_law *law, const ck_deal *deal, void **block) {
    const ck_facts *facts = NULL;
    const size_t bytes = ck_deal_bytes(law, deal);
    *block = block_of(bytes);
    CK_REQUIRE_OK(ck_deal_bind(law, deal, *block, bytes, &facts, NULL));
    return facts;
}

static ck_law_work *work_of(const ck_law *law, ck_law_work_size size, void **block) {
    ck_law_work *work = NULL;
    const size_t bytes = ck_law_work_bytes(law, size);
    *block = block_of(bytes);
    memset(*block, 0xa5, bytes);                                     // nothing may hang on what lay there
    CK_REQUIRE_OK(ck_law_work_start(law, size, *block, bytes, &work));
    return work;
}

/* ---- unknown rules ---- */

#define RULES 7u

/* Rules that silence others of lower number, and exceptions. Each asks a fact of its own. `eases`: exceptions that only ease, whose
   unknown facts leave the answer alone. */
static void write_rules(uint64_t *state, char *text, size_t room, bool eases[RULES]) {
    static const char *const OUTCOME[] = {"subject", "exempt", "licence, normally granted", "licence, case by case", "prohibited"};
    uint32_t outcome[RULES], rules = 2 + draw(state, RULES - 3);
    FILE *out = fmemopen(text, room, "w");
    CK_REQUIRE(out != NULL);
    for (uint32_t k = 0; k < RULES; k++) fprintf(out, "fact deal.f%u yes-no\n", k);
    fputs("regime r \"R\" by X of CHN published 2020-01-01 in force from 2020-01-01\n", out);
    for (uint32_t k = 0; k < RULES; k++) {
        outcome[k] = draw(state, 5);
        eases[k] = false;
        const uint32_t over = draw(state, k < rules ? (k > 0 ? k : 1) : rules);
        if (k < rules) {
            fprintf(out, "rule r%u", k);
            if (k > 0 && draw(state, 2) == 0) fprintf(out, " over r%u", over);
        } else {
            const uint32_t second = draw(state, rules);
            eases[k] = outcome[k] < outcome[over] && (second == over || outcome[k] < outcome[second]);
            fprintf(out, "exception r%u to r%u", k, over);
            if (second != over) fprintf(out, ", r%u", second);
        }
        fprintf(out, " if deal.f%u then %s\n", k, OUTCOME[outcome[k]]);
    }
    fclose(out);
}

static ck_law_answer answer_of(const ck_law *law, const int8_t value[RULES]) {
    static const char *const NAME[RULES] = {"f0", "f1", "f2", "f3", "f4", "f5", "f6"};
    ck_deal_fact fact[RULES];
    uint32_t count = 0;
    for (uint32_t k = 0; k < RULES; k++) {
        if (value[k] >= 0) fact[count++] = (ck_deal_fact){.name = NAME[k], .text = value[k] > 0 ? "yes" : "no"};
    }
    const ck_deal_item item = {.name = "thing", .parent = CK_NONE};
    const ck_deal deal = {.name = "t", .facts = {fact, count}, .item = &item, .item_count = 1};
    void *block[2];
    const ck_facts *facts = facts_of(law, &deal, &block[0]);
    ck_law_work *work = work_of(law, ck_law_work_default(facts, CK_DETAIL_OUTCOME), &block[1]);
    ck_law_question question = ck_law_question_default(ck_date_make(2026, 1, 1));
    question.detail = CK_DETAIL_OUTCOME;
    const ck_law_decision *decision = NULL;
    CK_REQUIRE_USABLE(ck_law_decide(work, facts, question, &decision, NULL));
    const ck_law_answer answer = decision->answer[0];
    free(block[0]);
    free(block[1]);
    return answer;
}

CK_TEST(unknown_rules_come_to_what_all_ways_come_to) {
    uint64_t state = 3;
    uint32_t open_answers = 0, settled_answers = 0;
    for (int round = 0; round < 400; round++) {
        char text[4096];
        bool eases[RULES];
        memset(text, 0, sizeof text);
        write_rules(&state, text, sizeof text, eases);
        void *block;
        const ck_law *law = law_of(text, &block);
        int8_t value[RULES];
        uint32_t open[RULES], count = 0;
        for (uint32_t k = 0; k < RULES; k++) {
            value[k] = (int8_t)((int)draw(&state, 4) - 1);
            if (value[k] == 2) value[k] = -1;
            if (value[k] < 0 && !eases[k]) open[count++] = k;
        }
        const ck_law_answer answer = answer_of(law, value);
        ck_outcome least = CK_OUTCOME_COUNT, most = CK_OUTCOME_NONE;
        for (uint32_t bits = 0; bits < 1u << count; bits++) {
            for (uint32_t k = 0; k < count; k++) value[open[k]] = (int8_t)(bits >> k & 1);
            const ck_law_answer one = answer_of(law, value);
            if (one.least < least) least = one.least;
            if (one.most > most) most = one.most;
        }
        free(block);
        if (answer.outcome == CK_OUTCOME_CLASH) continue;            // two rules that surely hold disagree; nothing is tried
        CK_CHECK_EQUAL(answer.least, least);
        CK_CHECK_EQUAL(answer.most, most);
        const bool licence = least >= CK_OUTCOME_GRANTED && most <= CK_OUTCOME_REFUSED;          // of whatever kind
        CK_CHECK_EQUAL(answer.outcome, least == most ? least : licence ? CK_OUTCOME_LICENCE : CK_OUTCOME_INDETERMINATE);
        if (answer.least != least || answer.most != most) {
            puts(text);
            break;
        }
        if (least != most) open_answers++;
        else settled_answers += count > 0;
    }
    CK_CHECK(open_answers > 50 && settled_answers > 20);
}

/* ---- a work that was used before ---- */

static const char LAW[] =
    "fact item.form word (magnet, metal, oxide)\nfact item.origin country\nfact item.value money\nfact item.content element-share\n"
    "fact deal.destination country\nfact deal.military yes-no\nfact party.country country\n"
    "group west (DEU, FRA, USA)\n"
    "choice width \"How wide?\"\n  reading narrow \"Narrow.\" default\n  reading broad \"Broad.\"\n"
    "list names \"names\"\n  entity \"Alpha Works\" suspended from 2025-11-10 until 2026-11-10 when reading width is broad until 2026-03-01\n"
    "  entity \"Beta Works\" in force from 2026-02-01 announced 2025-12-01 certainty announced\n  entity \"Gamma Works\"\n"
    "list goods \"goods\"\n  entry magnets \"magnets\" if item.form is magnet in force from 2026-03-01\n"
    "  entry oxides \"oxides\" if item.form is oxide and (item contains Dy or reading width is broad)\n  entry coded \"coded\" code 1C905\n"
    "define wide for item as item.form is metal and reading width is broad or item.origin is in west\n"
    "define caught for item as item is a wide or share of parts (part is a wide and part.origin is not DEU) by value > 10 %\n"
    "define dangerous for party as party is listed in names or party.country is RUS\n"
    "regime first \"First\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
    "provision pausing \"pausing\"\n  suspended from 2026-02-01 until 2026-06-01 when reading width is broad until 2026-09-01\n"
    "rule listed if any party (party is a dangerous) then prohibited\n"
    "rule goods-rule of pausing over second/light if item matches goods and not deal.destination is in west then licence, case by case\n"
    "exception friends to goods-rule, listed if deal.destination is USA and not deal.military then exempt\n"
    "duty toll \"toll\" if item is a caught rate 10 % rate 20 % from 2026-05-01\n"
    "regime second \"Second\" by Y of USA published 2020-01-01 in force from 2020-01-01\n"
    "provision coming \"coming\"\n  in force from 2026-04-01 announced 2026-01-15 certainty announced\n"
    "rule light if item is a caught then licence, normally granted\n"
    "rule heavy of coming if item is a caught and end_user is listed in names then licence, refused in principle\n"
    "rule any-name if item.origin is CHN and end_user is held >= 50 % by names in aggregate then subject\n"
    "regime third \"Third\" by Y of USA published 2020-01-01 in force from 2020-01-01\n"
    "rule parts over second/any-name if any part (part is a wide) or item contains Dy >= 1 % then subject\n";

typedef struct drawn { ck_deal deal; ck_deal_item item[4]; ck_deal_fact fact[4][3], about[2]; ck_deal_party party[3]; ck_deal_share share; ck_deal_holding holding; } drawn;

static void draw_deal(uint64_t *state, drawn *d) {
    static const char *const COUNTRY[] = {"CHN", "DEU", "FRA", "USA", "RUS"}, *const FORM[] = {"magnet", "metal", "oxide"};
    static const char *const NAME[] = {"Alpha Works", "Beta Works", "Gamma Work", "Gamma Works", "Nobody"}, *const CODE[] = {"1C905", "1C906"};
    *d = (drawn){0};
    const uint32_t items = 1 + draw(state, 4);
    for (uint32_t i = 0; i < items; i++) {
        uint32_t count = 0;
        if (draw(state, 3) > 0) d->fact[i][count++] = (ck_deal_fact){.name = "form", .text = FORM[draw(state, 3)]};
        if (draw(state, 3) > 0) d->fact[i][count++] = (ck_deal_fact){.name = "origin", .text = COUNTRY[draw(state, 5)]};
        if (draw(state, 3) > 0) d->fact[i][count++] = (ck_deal_fact){.name = "value", .number = 1.0 + draw(state, 100), .unit = "USD"};
        d->item[i] = (ck_deal_item){.name = "thing", .parent = i == 0 ? CK_NONE : draw(state, i), .facts = {d->fact[i], count},
                                    .parts_complete = draw(state, 2), .composition_complete = draw(state, 2)};
    }
    d->share = (ck_deal_share){.element = "Dy", .low = 0.5, .high = 0.5 + draw(state, 2)};
    if (draw(state, 2)) {
        d->item[0].share = &d->share;
        d->item[0].share_count = 1;
    }
    if (draw(state, 3) == 0) {
        d->item[0].code = &CODE[draw(state, 2)];
        d->item[0].code_count = 1;
    }
    uint32_t about = 0;
    if (draw(state, 3) > 0) d->about[about++] = (ck_deal_fact){.name = "destination", .text = COUNTRY[draw(state, 5)]};
    if (draw(state, 3) > 0) d->about[about++] = (ck_deal_fact){.name = "military", .text = draw(state, 2) ? "yes" : "no"};
    const uint32_t parties = draw(state, 4);
    for (uint32_t p = 0; p < parties; p++) {
        d->party[p] = (ck_deal_party){.name = NAME[draw(state, 5)], .country = draw(state, 2) ? COUNTRY[draw(state, 5)] : NULL,
                                      .roles = 1u << (draw(state, 2) ? CK_ROLE_END_USER : CK_ROLE_EXPORTER), .owners_complete = draw(state, 2)};
    }
    d->holding = (ck_deal_holding){.owner = 1, .owned = 0, .percent = 40.0 + draw(state, 30)};
    d->deal = (ck_deal){.name = "drawn", .facts = {d->about, about}, .item = d->item, .item_count = items, .party = d->party, .party_count = parties,
                        .holding = &d->holding, .holding_count = parties > 1 ? draw(state, 2) : 0};
}

static void check_same_text(const char *a, const char *b) {
    CK_CHECK(strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0);
}

/* All that an answer says; rows are compared where they stand. */
static void check_same_answer(const ck_law_answer *a, const ck_law_answer *b) {
    CK_CHECK_EQUAL(a->regime, b->regime);
    CK_CHECK_EQUAL(a->outcome, b->outcome);
    CK_CHECK_EQUAL(a->announced, b->announced);
    CK_CHECK_EQUAL(a->least, b->least);
    CK_CHECK_EQUAL(a->most, b->most);
    CK_CHECK_EQUAL(a->certainty, b->certainty);
    CK_CHECK_EQUAL(a->state, b->state);
    CK_CHECK_EQUAL(a->announced_state, b->announced_state);
    CK_CHECK_EQUAL(a->contested, b->contested);
    CK_CHECK_EQUAL(a->changed_in_the_day, b->changed_in_the_day);
    CK_CHECK_EQUAL(a->names_not_matched, b->names_not_matched);
    CK_CHECK_EQUAL(a->next_change.day, b->next_change.day);
    CK_CHECK_EQUAL(a->next_other_answer.day, b->next_other_answer.day);
    CK_CHECK_EQUAL(a->next_outcome, b->next_outcome);
    CK_CHECK_EQUAL(a->findings.count, b->findings.count);
    CK_CHECK_EQUAL(a->missing.count, b->missing.count);
    CK_CHECK_EQUAL(a->readings.count, b->readings.count);
    CK_CHECK_EQUAL(a->names.count, b->names.count);
    CK_CHECK_EQUAL(a->shares.count, b->shares.count);
}

static void check_same(const ck_law_decision *a, const ck_law_decision *b) {
    CK_CHECK(a->digest == b->digest);
    CK_CHECK_EQUAL(a->answer_count, b->answer_count);
    CK_CHECK_EQUAL(a->missing_count, b->missing_count);
    CK_CHECK_EQUAL(a->reading_count, b->reading_count);
    CK_CHECK_EQUAL(a->trace_count, b->trace_count);
    CK_CHECK_EQUAL(a->dropped, b->dropped);
    for (uint32_t k = 0; k < a->answer_count && k < b->answer_count; k++) check_same_answer(&a->answer[k], &b->answer[k]);
    for (uint32_t k = 0; k < a->missing_count && k < b->missing_count; k++) {
        CK_CHECK_EQUAL(a->missing[k].rule, b->missing[k].rule);
        check_same_text(a->missing[k].what, b->missing[k].what);
    }
    for (uint32_t k = 0; k < a->reading_count && k < b->reading_count; k++) CK_CHECK_EQUAL(a->reading[k].outcome, b->reading[k].outcome);
    for (uint32_t k = 0; k < a->trace_count && k < b->trace_count; k++) {
        CK_CHECK_EQUAL(a->trace[k].truth, b->trace[k].truth);
        CK_CHECK_EQUAL(a->trace[k].depth, b->trace[k].depth);
        check_same_text(a->trace[k].found, b->trace[k].found);
    }
}

static ck_law_question draw_question(uint64_t *state, const ck_law *law, uint32_t *reading) {
    static const ck_law_detail DETAIL[] = {CK_DETAIL_OUTCOME, CK_DETAIL_ANSWER, CK_DETAIL_TRACE};
    ck_law_question question = ck_law_question_default((ck_date){ck_date_make(2025, 10, 1).day + (int32_t)draw(state, 500)});
    if (draw(state, 2)) question.known = CK_DATE_LAST;
    question.detail = DETAIL[draw(state, 3)];
    question.look_ahead = draw(state, 2);
    if (draw(state, 2) == 0) return question;
    *reading = ck_law_find(law, CK_LAW_READING, draw(state, 2) ? "width/broad" : "width/narrow");
    question.reading = reading;
    question.reading_count = 1;
    return question;
}

CK_TEST(a_work_that_was_used_answers_as_a_new_one) {
    uint64_t state = 11;
    void *block[4];
    const ck_law *law = law_of(LAW, &block[0]);
    const ck_law_work_size size = {.items = 4, .parties = 3, .technologies = 1, .rows = 256, .trace = 4096};
    ck_law_work *used = work_of(law, size, &block[1]);
    uint32_t contested = 0, differ = 0, found[CK_OUTCOME_COUNT] = {0};
    for (int round = 0; round < 1500; round++) {
        drawn d;
        draw_deal(&state, &d);
        const ck_facts *facts = facts_of(law, &d.deal, &block[2]);
        uint32_t reading = 0;
        const ck_law_question question = draw_question(&state, law, &reading);
        ck_law_work *fresh = work_of(law, size, &block[3]);
        const ck_law_decision *a = NULL, *b = NULL;
        CK_REQUIRE_USABLE(ck_law_decide(used, facts, question, &a, NULL));
        CK_REQUIRE_USABLE(ck_law_decide(fresh, facts, question, &b, NULL));
        check_same(a, b);
        for (uint32_t k = 0; k < a->answer_count; k++) {
            found[a->answer[k].outcome]++;
            contested += a->answer[k].contested;
            differ += a->answer[k].outcome != a->answer[k].announced;
        }
        free(block[2]);
        free(block[3]);
    }
    CK_CHECK(contested > 20 && differ > 20);
    CK_CHECK(found[CK_OUTCOME_NOT_CAUGHT] > 50 && found[CK_OUTCOME_INDETERMINATE] > 50 && found[CK_OUTCOME_PROHIBITED] > 50);
    CK_CHECK(found[CK_OUTCOME_GRANTED] > 50 && found[CK_OUTCOME_CASE] > 0 && found[CK_OUTCOME_SUBJECT] > 50);
    free(block[0]);
    free(block[1]);
}

CK_TEST(a_regime_asked_alone_answers_as_among_all) {
    uint64_t state = 23;
    void *block[4];
    const ck_law *law = law_of(LAW, &block[0]);
    const ck_law_work_size size = {.items = 4, .parties = 3, .technologies = 1, .rows = 256, .trace = 4096};
    ck_law_work *all = work_of(law, size, &block[1]), *alone = work_of(law, size, &block[2]);
    for (int round = 0; round < 500; round++) {
        drawn d;
        draw_deal(&state, &d);
        const ck_facts *facts = facts_of(law, &d.deal, &block[3]);
        uint32_t reading = 0;
        ck_law_question question = draw_question(&state, law, &reading);
        const ck_law_decision *whole = NULL, *one = NULL;
        CK_REQUIRE_USABLE(ck_law_decide(all, facts, question, &whole, NULL));
        for (uint32_t r = 0; r < whole->answer_count; r++) {
            question.regime = &r;
            question.regime_count = 1;
            CK_REQUIRE_USABLE(ck_law_decide(alone, facts, question, &one, NULL));
            CK_REQUIRE(one->answer_count == 1);
            check_same_answer(&whole->answer[r], &one->answer[0]);
        }
        free(block[3]);
    }
    for (int k = 0; k < 3; k++) free(block[k]);
}

CK_TEST_MAIN()
