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

#define RULES   11u
#define REGIMES 2u
#define OPEN    8u                       // unknown conditions of a regime that are tried out; beyond that all that any could say counts

static const ck_outcome OUTCOME[] = {CK_OUTCOME_SUBJECT, CK_OUTCOME_EXEMPT, CK_OUTCOME_GRANTED, CK_OUTCOME_CASE, CK_OUTCOME_PROHIBITED};

/* Rules of two regimes, each with a fact of its own; rules and exceptions silence rules of lower number, of whatever regime. */
typedef struct made { uint32_t regime[RULES]; ck_outcome outcome[RULES]; bool exception[RULES], to[RULES][RULES], over[RULES][RULES]; } made;

static made make_rules(uint64_t *state) {
    made m = {0};
    for (uint32_t k = 0; k < RULES; k++) {
        m.regime[k] = k < REGIMES ? k : draw(state, 4) == 0;
        m.outcome[k] = OUTCOME[draw(state, 5)];
        m.exception[k] = k >= 4 && draw(state, 3) == 0;
        if (m.exception[k]) {                                        // to one or two rules that are none themselves
            for (uint32_t n = draw(state, 2) + 1; n > 0; n--) {
                uint32_t to = draw(state, k);
                while (m.exception[to]) to--;
                m.to[k][to] = true;
            }
        }
        if (k == 0 || draw(state, 2)) continue;
        const uint32_t over = draw(state, k);
        m.over[k][over] = !m.to[k][over];
    }
    return m;
}

static void write_names(FILE *out, const char *before, const made *m, const bool named[RULES]) {
    for (uint32_t k = 0; k < RULES; k++) {
        if (!named[k]) continue;
        fprintf(out, "%s%c/r%u", before, 'a' + (int)m->regime[k], k);
        before = ", ";
    }
}

static void write_rules(const made *m, char *text, size_t room) {
    FILE *out = fmemopen(text, room, "w");
    CK_REQUIRE(out != NULL);
    for (uint32_t k = 0; k < RULES; k++) fprintf(out, "fact deal.f%u yes-no\n", k);
    for (uint32_t r = 0; r < REGIMES; r++) {
        fprintf(out, "regime %c \"R\" by X of CHN published 2020-01-01 in force from 2020-01-01\n", 'a' + (int)r);
        for (uint32_t k = 0; k < RULES; k++) {
            if (m->regime[k] != r) continue;
            fprintf(out, "%s r%u", m->exception[k] ? "exception" : "rule", k);
            write_names(out, " to ", m, m->to[k]);
            write_names(out, " over ", m, m->over[k]);
            fprintf(out, " if deal.f%u then %s\n", k, ck_outcome_word(m->outcome[k]));
        }
    }
    fclose(out);
}

/* Of one regime: its rules and what silences them; what only eases and is not shown, which leaves the answer alone; what can turn
   out either way. value: 1, 0, -1 unknown. */
typedef struct asked { uint32_t regime, open_count; bool reached[RULES], eases[RULES], open[RULES]; } asked;

static bool may_except(const made *m, const asked *a, const int8_t value[RULES], uint32_t k) {
    bool any = false, may = false;
    for (uint32_t j = 0; j < k; j++) {
        if (!m->to[k][j] || !a->reached[j]) continue;
        any = true;
        may = may || value[j] != 0;
    }
    return may || !any;
}

static asked ask_for(const made *m, uint32_t regime, const int8_t value[RULES]) {
    asked a = {.regime = regime};
    for (uint32_t k = 0; k < RULES; k++) a.reached[k] = m->regime[k] == regime;
    for (bool more = true; more;) {
        more = false;
        for (uint32_t k = 0; k < RULES; k++) {
            for (uint32_t j = 0; j < k && !a.reached[k]; j++) more |= a.reached[k] = a.reached[j] && (m->to[k][j] || m->over[k][j]);
        }
    }
    for (uint32_t k = 0; k < RULES; k++) {
        bool has_to = false, other = false;
        for (uint32_t j = 0; j < k && m->exception[k]; j++) {
            has_to = has_to || (m->to[k][j] && a.reached[j]);
            other = other || ((m->to[k][j] || m->over[k][j]) && a.reached[j] && m->outcome[k] >= m->outcome[j]);
        }
        a.eases[k] = has_to && !other;
        a.open[k] = a.reached[k] && value[k] < 0 && !a.eases[k] && (!m->exception[k] || may_except(m, &a, value, k));
        a.open_count += a.open[k];
    }
    return a;
}

/* What the rules say once all that is open is settled. */
typedef struct said { ck_outcome outcome, least, most; } said;

static said say(const made *m, const asked *a, const int8_t value[RULES]) {
    said s = {CK_OUTCOME_NOT_CAUGHT, CK_OUTCOME_NOT_CAUGHT, CK_OUTCOME_NOT_CAUGHT};
    bool holds[RULES] = {false}, any = false;
    for (uint32_t k = RULES; k-- > 0;) {
        holds[k] = a->reached[k] && value[k] == 1 && (!m->exception[k] || may_except(m, a, value, k));
        for (uint32_t by = k + 1; by < RULES; by++) holds[k] = holds[k] && !(holds[by] && (m->to[by][k] || m->over[by][k]));
        if (!holds[k] || m->regime[k] != a->regime) continue;
        s.least = any && s.least < m->outcome[k] ? s.least : m->outcome[k];
        s.most = any && s.most > m->outcome[k] ? s.most : m->outcome[k];
        any = true;
    }
    s.outcome = s.least == s.most ? s.least : CK_OUTCOME_CLASH;
    return s;
}

/* All ways: the whole range, and whom of the open ones the outcome hangs on. */
static said say_all(const made *m, const asked *a, const int8_t given[RULES], bool decides[RULES]) {
    int8_t value[RULES];
    uint32_t open[RULES], count = 0;
    said whole = {.least = CK_OUTCOME_COUNT, .most = CK_OUTCOME_NONE};
    memcpy(value, given, sizeof value);
    for (uint32_t k = 0; k < RULES; k++) {
        decides[k] = false;
        if (a->open[k]) open[count++] = k;
    }
    for (uint32_t bits = 0; bits < 1u << count; bits++) {
        for (uint32_t k = 0; k < count; k++) value[open[k]] = (int8_t)(bits >> k & 1);
        const said one = say(m, a, value);
        if (one.least < whole.least) whole.least = one.least;
        if (one.most > whole.most) whole.most = one.most;
        for (uint32_t k = 0; k < count; k++) {
            value[open[k]] ^= 1;
            decides[open[k]] = decides[open[k]] || say(m, a, value).outcome != one.outcome;
            value[open[k]] ^= 1;
        }
    }
    const bool licence = whole.least >= CK_OUTCOME_GRANTED && whole.most <= CK_OUTCOME_REFUSED;  // of whatever kind
    whole.outcome = whole.least == whole.most ? whole.least : licence ? CK_OUTCOME_LICENCE : CK_OUTCOME_INDETERMINATE;
    return whole;
}

typedef struct met { uint32_t open, settled, licence, many, foreign, idle; } met;

static void check_answer(const made *m, const int8_t value[RULES], const ck_law_decision *decision, const ck_law_answer *answer, met *met) {
    bool decides[RULES], named[RULES] = {false};
    const asked a = ask_for(m, answer->regime, value);
    const said all = say_all(m, &a, value, decides);
    if (answer->outcome == CK_OUTCOME_CLASH) return;                 // two rules that surely hold disagree; nothing is tried
    const bool many = a.open_count > OPEN, undecided = answer->outcome == CK_OUTCOME_INDETERMINATE || answer->outcome == CK_OUTCOME_LICENCE;
    for (uint32_t k = answer->missing.first; k < answer->missing.first + answer->missing.count; k++) {
        const uint32_t rule = (uint32_t)strtoul(decision->missing[k].what + 1, NULL, 10);
        CK_REQUIRE(rule < RULES);
        named[rule] = !decision->missing[k].eases;
    }
    if (many) {
        CK_CHECK(answer->least <= all.least && answer->most >= all.most);
    } else {
        CK_CHECK_EQUAL(answer->least, all.least);
        CK_CHECK_EQUAL(answer->most, all.most);
        CK_CHECK_EQUAL(answer->outcome, all.outcome);
    }
    for (uint32_t k = 0; k < RULES; k++) {
        if (m->regime[k] != a.regime) met->foreign += undecided && decides[k];
        else CK_CHECK_EQUAL(named[k], undecided && (many ? a.open[k] : decides[k]));
        met->idle += undecided && !many && m->regime[k] == a.regime && a.open[k] && !decides[k];
    }
    met->many += many;
    if (all.least != all.most) met->open++;
    else met->settled += a.open_count > 0;
    met->licence += answer->outcome == CK_OUTCOME_LICENCE;
}

static void check_same_answer(const ck_law_answer *a, const ck_law_answer *b);

/* Asked together, then each alone: what one regime was told of a rule of another is not what the other is told. */
static void check_made(const made *m, const int8_t value[RULES], met *met) {
    static const char *const NAME[RULES] = {"f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10"};
    char text[8192] = "";
    void *block[4];
    ck_deal_fact fact[RULES];
    uint32_t count = 0;
    write_rules(m, text, sizeof text);
    const ck_law *law = law_of(text, &block[0]);
    for (uint32_t k = 0; k < RULES; k++) {
        if (value[k] >= 0) fact[count++] = (ck_deal_fact){.name = NAME[k], .text = value[k] > 0 ? "yes" : "no"};
    }
    const ck_deal_item item = {.name = "thing", .parent = CK_NONE};
    const ck_deal deal = {.name = "t", .facts = {fact, count}, .item = &item, .item_count = 1};
    const ck_facts *facts = facts_of(law, &deal, &block[1]);
    const ck_law_work_size size = ck_law_work_default(facts, CK_DETAIL_ANSWER);
    ck_law_work *together = work_of(law, size, &block[2]), *alone = work_of(law, size, &block[3]);
    ck_law_question question = ck_law_question_default(ck_date_make(2026, 1, 1));
    const ck_law_decision *whole = NULL, *one = NULL;
    CK_REQUIRE_USABLE(ck_law_decide(together, facts, question, &whole, NULL));
    CK_REQUIRE(whole->answer_count == REGIMES);
    for (uint32_t r = 0; r < REGIMES; r++) {
        check_answer(m, value, whole, &whole->answer[r], met);
        question.regime = &r;
        question.regime_count = 1;
        CK_REQUIRE_USABLE(ck_law_decide(alone, facts, question, &one, NULL));
        check_same_answer(&whole->answer[r], &one->answer[0]);
    }
    for (int k = 0; k < 4; k++) free(block[k]);
}

CK_TEST(unknown_rules_come_to_what_all_ways_come_to_and_those_that_decide_are_named) {
    uint64_t state = 3;
    met met = {0};
    for (uint32_t round = 0; round < 2000; round++) {
        const made m = make_rules(&state);
        const uint32_t unknown = 1 + round % 4;                      // of four facts
        int8_t value[RULES];
        for (uint32_t k = 0; k < RULES; k++) value[k] = draw(&state, 4) < unknown ? -1 : (int8_t)draw(&state, 2);
        check_made(&m, value, &met);
    }
    CK_CHECK(met.open > 1000 && met.settled > 200 && met.licence > 20 && met.many > 50);
    CK_CHECK(met.foreign > 50 && met.idle > 200);
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

/* Every second deal states all that is asked, others leave out a third. */
static bool states(uint64_t *state, bool all) {
    return draw(state, 3) > 0 || all;
}

static void draw_deal(uint64_t *state, drawn *d) {
    static const char *const COUNTRY[] = {"CHN", "DEU", "FRA", "USA", "RUS"}, *const FORM[] = {"magnet", "metal", "oxide"};
    static const char *const NAME[] = {"Alpha Works", "Beta Works", "Gamma Work", "Gamma Works", "Nobody"}, *const CODE[] = {"1C905", "1C906"};
    *d = (drawn){0};
    const uint32_t items = 1 + draw(state, 4);
    const bool all = draw(state, 2);
    for (uint32_t i = 0; i < items; i++) {
        uint32_t count = 0;
        if (states(state, all)) d->fact[i][count++] = (ck_deal_fact){.name = "form", .text = FORM[draw(state, 3)]};
        if (states(state, all)) d->fact[i][count++] = (ck_deal_fact){.name = "origin", .text = COUNTRY[draw(state, 5)]};
        if (states(state, all)) d->fact[i][count++] = (ck_deal_fact){.name = "value", .number = 1.0 + draw(state, 100), .unit = "USD"};
        d->item[i] = (ck_deal_item){.name = "thing", .parent = i == 0 ? CK_NONE : draw(state, i), .facts = {d->fact[i], count},
                                    .parts_complete = states(state, all), .composition_complete = states(state, all)};
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
    if (states(state, all)) d->about[about++] = (ck_deal_fact){.name = "destination", .text = COUNTRY[draw(state, 5)]};
    if (states(state, all)) d->about[about++] = (ck_deal_fact){.name = "military", .text = draw(state, 2) ? "yes" : "no"};
    const uint32_t parties = draw(state, 4);
    for (uint32_t p = 0; p < parties; p++) {
        d->party[p] = (ck_deal_party){.name = NAME[draw(state, 5)], .country = draw(state, 2) ? COUNTRY[draw(state, 5)] : NULL,
                                      .roles = 1u << (draw(state, 2) ? CK_ROLE_END_USER : CK_ROLE_EXPORTER), .owners_complete = states(state, all)};
    }
    d->holding = (ck_deal_holding){.owner = 1, .owned = 0, .percent = 40.0 + draw(state, 30)};
    d->deal = (ck_deal){.name = "drawn", .facts = {d->about, about}, .item = d->item, .item_count = items, .party = d->party, .party_count = parties,
                        .parties_complete = states(state, all), .holding = &d->holding, .holding_count = parties > 1 ? draw(state, 2) : 0};
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

/* Rows that a remembered answer brings along. */
static void check_same_rows(const ck_law_decision *a, const ck_law_decision *b) {
    CK_CHECK_EQUAL(a->finding_count, b->finding_count);
    CK_CHECK_EQUAL(a->name_count, b->name_count);
    CK_CHECK_EQUAL(a->share_count, b->share_count);
    CK_CHECK_EQUAL(a->duty_count, b->duty_count);
    for (uint32_t k = 0; k < a->finding_count && k < b->finding_count; k++) {
        CK_CHECK_EQUAL(a->finding[k].kind, b->finding[k].kind);
        CK_CHECK_EQUAL(a->finding[k].rule, b->finding[k].rule);
        CK_CHECK_EQUAL(a->finding[k].by, b->finding[k].by);
    }
    for (uint32_t k = 0; k < a->missing_count && k < b->missing_count; k++) {
        CK_CHECK_EQUAL(a->missing[k].at, b->missing[k].at);
        CK_CHECK_EQUAL(a->missing[k].eases, b->missing[k].eases);
        check_same_text(a->missing[k].name, b->missing[k].name);
    }
    for (uint32_t k = 0; k < a->name_count && k < b->name_count; k++) {
        CK_CHECK_EQUAL(a->name[k].party, b->name[k].party);
        CK_CHECK_EQUAL(a->name[k].entity, b->name[k].entity);
        CK_CHECK_EQUAL(a->name[k].match, b->name[k].match);
    }
    for (uint32_t k = 0; k < a->share_count && k < b->share_count; k++) {
        CK_CHECK_EQUAL(a->share[k].truth, b->share[k].truth);
        CK_CHECK(memcmp(&a->share[k].denominator, &b->share[k].denominator, sizeof(double)) == 0);
        CK_CHECK(a->share[k].low == b->share[k].low && a->share[k].high == b->share[k].high);
        check_same_text(a->share[k].unit, b->share[k].unit);
    }
    for (uint32_t k = 0; k < a->duty_count && k < b->duty_count; k++) CK_CHECK_EQUAL(a->duty[k].missing.count, b->duty[k].missing.count);
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
    CK_CHECK(found[CK_OUTCOME_GRANTED] > 50 && found[CK_OUTCOME_CASE] > 20 && found[CK_OUTCOME_SUBJECT] > 50);
    free(block[0]);
    free(block[1]);
}

/* Rows of a table: one item, few days, so that deals meet alike; now and then a deal that has no key. */
CK_TEST(a_work_with_memory_answers_as_a_new_one) {
    static const size_t ROOM[] = {(size_t)1 << 20, 6000, 16};        // all fits; it forgets now and then; nothing fits
    for (int which = 0; which < 3; which++) {
        uint64_t state = 41;
        void *block[4];
        const ck_law *law = law_of(LAW, &block[0]);
        ck_law_work_size size = {.items = 4, .parties = 3, .technologies = 1, .rows = 256, .trace = 4096};
        ck_law_work *fresh = work_of(law, size, &block[3]);
        size.memory = ROOM[which];
        ck_law_work *used = work_of(law, size, &block[1]);
        uint32_t found[CK_OUTCOME_COUNT] = {0};
        for (int round = 0; round < 4000; round++) {
            drawn d;
            draw_deal(&state, &d);
            if (draw(&state, 20) > 0) {
                d.deal.item_count = 1;
                d.deal.holding_count = 0;
            }
            const ck_facts *facts = facts_of(law, &d.deal, &block[2]);
            uint32_t reading = 0;
            ck_law_question question = draw_question(&state, law, &reading);
            question.on = ck_date_make(2026, 1 + (int32_t)draw(&state, 6), 15);
            if (question.known.day != CK_DATE_LAST.day) question.known = question.on;
            const ck_law_decision *a = NULL, *b = NULL;
            CK_REQUIRE_USABLE(ck_law_decide(used, facts, question, &a, NULL));
            CK_REQUIRE_USABLE(ck_law_decide(fresh, facts, question, &b, NULL));
            check_same(a, b);
            check_same_rows(a, b);
            for (uint32_t k = 0; k < a->answer_count; k++) found[a->answer[k].outcome]++;
            free(block[2]);
        }
        CK_CHECK(found[CK_OUTCOME_NOT_CAUGHT] > 50 && found[CK_OUTCOME_INDETERMINATE] > 50 && found[CK_OUTCOME_PROHIBITED] > 50);
        for (int k = 0; k < 2; k++) free(block[k]);
        free(block[3]);
    }
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
