/* What a regime reads of a deal beside its goods (ck_law_read): deals of the same goods with one key get one answer, duties and all, on
   every day and under every reading; and keys are few where answers are. Drawn at random. */
#include "law_kit.h"

#include "base/base.h"

#include <stdio.h>

#define DEALS 150u                        // of the same goods
#define GOODS 24u
#define DAYS  3u

static uint32_t draw(uint64_t *state, uint32_t below) {              // Steele, Lea and Flood (2014), splitmix64
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) >> 33) % below;
}

/* Facts of the deal and its parties are asked on their own and inside parts, shares, technologies, tables, definitions, other regimes'
   exceptions, rates, bases and charges. */
static const char LAW[] =
    "fact item.form word (magnet, metal, oxide)\nfact item.origin country\nfact item.value money\nfact item.content element-share\n"
    "fact item.reason words (ns, rs)\nfact technology.origin country\n"
    "fact deal.from country\nfact deal.destination country\nfact deal.military yes-no\nfact deal.risk number kg\nfact deal.rate percent\n"
    "fact deal.freight money\nfact deal.mode word (sea, air)\nfact party.country country\nfact party.kind word (state, private)\nfact vessel.net_tons number NT\n"
    "fact vessel.flag country\n"
    "group west (DEU, FRA, USA)\n"
    "choice width \"How wide?\"\n  reading narrow \"Narrow.\" default\n  reading broad \"Broad.\"\n"
    "list names \"names\"\n  entity \"Alpha Works\" of CHN suspended from 2025-11-10 until 2026-11-10\n"
    "  entity \"Beta Works\" in force from 2026-02-01 announced 2025-12-01 certainty announced\n  entity \"Gamma Works\"\n"
    "table chart \"Chart\" covers (west, CHN, RUS)\n  row ns (CHN) unsure (DEU)\n  row rs (RUS)\n"
    "define near for item as item.origin is CHN and deal.destination is in west\n"
    "define dangerous for party as party is listed in names or party.country is RUS and party.kind is state\n"
    "regime alone \"Alone\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
    "rule export if deal.from is CHN and item contains Dy then licence, case by case\n"
    "regime first \"First\" by X of CHN published 2020-01-01 in force from 2020-01-01\n"
    "rule names over second/parts if any party (party is a dangerous) then prohibited\n"
    "rule charted if chart of item.reason and deal.destination then licence, case by case\n"
    "exception friends to charted if deal.destination is USA and not deal.military then exempt\n"
    "regime second \"Second\" by Y of USA published 2020-01-01 in force from 2020-01-01\n"
    "provision coming \"coming\"\n  in force from 2026-04-01 announced 2026-01-15 certainty announced\n"
    "rule parts if any part (part is a near and deal.risk > 3 kg) then licence, normally granted\n"
    "rule shares of coming if share of parts (part.origin is CHN and (deal.military or reading width is broad)) by value > 10 % then subject\n"
    "rule made-with if any technology (technology.origin is USA and deal.destination is RUS) then licence, refused in principle\n"
    "rule held if end_user is held >= 50 % by names in aggregate then subject\n"
    "regime third \"Third\" by Y of USA published 2020-01-01 in force from 2020-01-01\n"
    "duty toll \"toll\" if item.origin is CHN rate deal.rate on item.value less deal.freight\n"
    "duty second-toll \"second\" if deal.destination is USA rate 10 % rate 20 % from 2026-05-01\n"
    "fee dues \"dues\" if deal.destination is CHN charge 10 USD per vessel.net_tons\n";

typedef struct drawn {
    ck_deal deal;
    ck_deal_item item[4];
    ck_deal_fact fact[4][4], of_technology[4][1], about[7], ship[1], of_party[3][2];
    ck_deal_technology technology[4];
    ck_deal_party party[3];
    ck_deal_share share;
    ck_deal_holding holding[2];
} drawn;

static const char *const COUNTRY[] = {"CHN", "DEU", "FRA", "USA", "RUS"}, *const FORM[] = {"magnet", "metal", "oxide"};
static const char *const NAME[] = {"Alpha Works", "Beta Works", "Gamma Work", "Gamma Works", "Nobody", "Somebody"};

static bool stated(uint64_t *state) {
    return draw(state, 4) > 0;
}

static void draw_goods(uint64_t *state, drawn *d) {
    const uint32_t items = 1 + draw(state, 4);
    for (uint32_t i = 0; i < items; i++) {
        uint32_t count = 0;
        if (stated(state)) d->fact[i][count++] = (ck_deal_fact){.name = "form", .text = FORM[draw(state, 3)]};
        if (stated(state)) d->fact[i][count++] = (ck_deal_fact){.name = "origin", .text = COUNTRY[draw(state, 2) ? 0 : draw(state, 5)]};
        if (stated(state)) d->fact[i][count++] = (ck_deal_fact){.name = "value", .number = 1.0 + draw(state, 100), .unit = "USD"};
        if (stated(state)) d->fact[i][count++] = (ck_deal_fact){.name = "reason", .text = draw(state, 2) ? "ns" : "rs"};
        d->of_technology[i][0] = (ck_deal_fact){.name = "origin", .text = COUNTRY[draw(state, 5)]};
        d->technology[i] = (ck_deal_technology){.name = "process", .facts = {d->of_technology[i], 1}};
        d->item[i] = (ck_deal_item){.name = "thing", .parent = i == 0 ? CK_NONE : draw(state, i), .facts = {d->fact[i], count},
                                    .technology = &d->technology[i], .technology_count = draw(state, 2), .parts_complete = stated(state),
                                    .composition_complete = stated(state), .technologies_complete = stated(state)};
    }
    d->share = (ck_deal_share){.element = "Dy", .low = 0.5, .high = 0.5};
    d->item[0].share = &d->share;
    d->item[0].share_count = draw(state, 2);
    d->deal = (ck_deal){.name = "drawn", .item = d->item, .item_count = items};
}

static void draw_rest(uint64_t *state, drawn *d) {
    uint32_t about = 0;
    if (stated(state)) d->about[about++] = (ck_deal_fact){.name = "from", .text = COUNTRY[draw(state, 5)]};
    if (stated(state)) d->about[about++] = (ck_deal_fact){.name = "destination", .text = COUNTRY[draw(state, 5)]};
    if (stated(state)) d->about[about++] = (ck_deal_fact){.name = "military", .text = draw(state, 2) ? "yes" : "no"};
    if (stated(state)) d->about[about++] = (ck_deal_fact){.name = "risk", .number = draw(state, 6), .unit = "kg"};
    if (stated(state)) d->about[about++] = (ck_deal_fact){.name = "rate", .number = draw(state, 3), .unit = "%"};
    if (stated(state)) d->about[about++] = (ck_deal_fact){.name = "freight", .number = draw(state, 2), .unit = draw(state, 2) ? "USD" : "EUR"};
    if (stated(state)) d->about[about++] = (ck_deal_fact){.name = "mode", .text = draw(state, 2) ? "sea" : "air"};
    d->ship[0] = draw(state, 2) ? (ck_deal_fact){.name = "net_tons", .number = 1.0 + draw(state, 2), .unit = "NT"}
                                : (ck_deal_fact){.name = "flag", .text = COUNTRY[draw(state, 5)]};
    const uint32_t parties = draw(state, 4);
    for (uint32_t p = 0; p < parties; p++) {
        uint32_t count = 0;
        if (stated(state)) d->of_party[p][count++] = (ck_deal_fact){.name = "kind", .text = draw(state, 2) ? "state" : "private"};
        d->party[p] = (ck_deal_party){.name = NAME[draw(state, 6)], .country = stated(state) ? COUNTRY[draw(state, 5)] : NULL, .facts = {d->of_party[p], count},
                                      .roles = p == 2 ? 0 : 1u << (draw(state, 2) ? CK_ROLE_END_USER : CK_ROLE_EXPORTER), .owners_complete = stated(state)};
    }
    d->deal.facts = (ck_deal_facts){d->about, about};
    d->deal.vessel = (ck_deal_facts){d->ship, draw(state, 2)};
    d->deal.party = d->party;
    d->deal.party_count = parties;
    d->deal.parties_complete = stated(state);
}

static void draw_holdings(uint64_t *state, drawn *d) {
    d->holding[0] = (ck_deal_holding){.owner = 1, .owned = 0, .percent = 40.0 + 20.0 * draw(state, 2)};
    d->holding[1] = (ck_deal_holding){.owner = 2, .owned = 0, .percent = 30.0};
    d->deal.holding = d->holding;
    d->deal.holding_count = d->deal.party_count > 0 ? draw(state, d->deal.party_count) : 0;
}

static bool same_number(double a, double b) {
    return a == b || (ck_is_nan(a) && ck_is_nan(b));
}

/* What the engine may look at: outcomes, findings, what is missing, when it changes, duties and fees. Names are the deal's own. */
static bool same(const ck_law_decision *a, const ck_law_decision *b) {
    bool same = a->answer_count == 1 && b->answer_count == 1 && a->finding_count == b->finding_count && a->missing_count == b->missing_count &&
                a->duty_count == b->duty_count && a->fee_count == b->fee_count && a->no_ship == b->no_ship && a->reading_count == b->reading_count;
    if (!same) return false;
    const ck_law_answer *x = a->answer, *y = b->answer;
    same = x->outcome == y->outcome && x->announced == y->announced && x->least == y->least && x->most == y->most && x->certainty == y->certainty &&
           x->state == y->state && x->contested == y->contested && x->next_change.day == y->next_change.day &&
           x->next_other_answer.day == y->next_other_answer.day && x->names_not_matched == y->names_not_matched &&
           x->names.count == y->names.count && x->shares.count == y->shares.count;
    for (uint32_t k = 0; k < a->finding_count; k++) {
        same = same && a->finding[k].rule == b->finding[k].rule && a->finding[k].kind == b->finding[k].kind && a->finding[k].by == b->finding[k].by &&
               a->finding[k].truth == b->finding[k].truth && a->finding[k].announced_state == b->finding[k].announced_state;
    }
    for (uint32_t k = 0; k < a->missing_count; k++) {
        same = same && strcmp(a->missing[k].what, b->missing[k].what) == 0 && a->missing[k].at == b->missing[k].at &&
               a->missing[k].eases == b->missing[k].eases && a->missing[k].rule == b->missing[k].rule;
    }
    for (uint32_t k = 0; k < a->duty_count; k++) {
        same = same && a->duty[k].reason == b->duty[k].reason && same_number(a->duty[k].rate, b->duty[k].rate) &&
               same_number(a->duty[k].base, b->duty[k].base) && same_number(a->duty[k].amount, b->duty[k].amount) &&
               strcmp(a->duty[k].currency, b->duty[k].currency) == 0;
    }
    for (uint32_t k = 0; k < a->fee_count; k++) same = same && same_number(a->fee[k].owed, b->fee[k].owed);
    return same;
}

typedef struct bound { drawn drawn; const ck_facts *facts; void *block; ck_law_key key[8]; } bound;

static void bind(const ck_law *law, const ck_law_reader *reader, bound *b) {
    const size_t bytes = (ck_deal_bytes(law, &b->drawn.deal) + 15) & ~(size_t)15;
    b->block = aligned_alloc(16, bytes);
    CK_REQUIRE(b->block != NULL);
    CK_REQUIRE_OK(ck_deal_bind(law, &b->drawn.deal, b->block, bytes, &b->facts, NULL));
    ck_law_read(reader, b->facts, b->key);
}

static bool one_key(const bound *a, const bound *b, uint32_t regime) {
    return a->key[regime].a == b->key[regime].a && a->key[regime].b == b->key[regime].b;
}

static ck_law_question question_on(const ck_law *law, uint32_t day, uint32_t *reading) {
    static const int32_t MONTH[DAYS] = {1, 3, 6};
    ck_law_question question = ck_law_question_default(ck_date_make(2026, MONTH[day], 15));
    question.look_ahead = day == 1;
    *reading = ck_law_find(law, CK_LAW_READING, "width/broad");
    question.reading = reading;
    question.reading_count = day == 2;
    return question;
}

typedef struct tally { uint32_t pairs, alike, other; } tally;

/* Of one regime: each deal is held against the first that has its key, and against the one before it. */
static void compare(const ck_law *law, ck_law_work *const work[2], const bound *deal, uint32_t regime, tally *tally) {
    for (uint32_t i = 1; i < DEALS; i++) {
        uint32_t first = 0;
        while (first < i && !one_key(&deal[first], &deal[i], regime)) first++;
        tally->pairs++;
        tally->alike += first < i;
        for (uint32_t day = 0; day < DAYS; day++) {
            uint32_t reading;
            ck_law_question question = question_on(law, day, &reading);
            question.regime = &regime;
            question.regime_count = 1;
            const ck_law_decision *a = NULL, *b = NULL;
            CK_REQUIRE_USABLE(ck_law_decide(work[0], deal[i].facts, question, &a, NULL));
            CK_REQUIRE_USABLE(ck_law_decide(work[1], deal[first < i ? first : i - 1].facts, question, &b, NULL));
            if (first < i) CK_CHECK(same(a, b));
            else tally->other += !same(a, b);
        }
    }
}

CK_TEST(deals_of_the_same_goods_with_one_key_get_one_answer) {
    const ck_law_source source = {"made.law", LAW, sizeof LAW - 1};
    ck_diag items[16];
    char texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    size_t bytes = (ck_law_bytes(&source, 1) + 15) & ~(size_t)15;
    void *law_block = aligned_alloc(16, bytes);
    const ck_law *law = NULL;
    const ck_status built = ck_law_build(&source, 1, law_block, bytes, &law, &diags);
    for (uint32_t k = 0; k < diags.count; k++) printf("%u:%u %s\n", items[k].place.line, items[k].place.column, items[k].message);
    CK_REQUIRE_OK(built);
    const uint32_t regimes = ck_law_count(law, CK_LAW_REGIME);
    CK_REQUIRE(regimes <= 8);
    bytes = (ck_law_reader_bytes(law) + 15) & ~(size_t)15;
    void *reader_block = aligned_alloc(16, bytes);
    const ck_law_reader *reader = NULL;
    CK_CHECK_STATUS(ck_law_reader_start(law, reader_block, bytes / 32 * 16, &reader), CK_E_MEMORY);
    CK_REQUIRE_OK(ck_law_reader_start(law, reader_block, bytes, &reader));
    const ck_law_work_size size = {.items = 4, .parties = 3, .technologies = 4, .rows = 256};
    ck_law_work *work[2];
    void *work_block[2];
    for (int k = 0; k < 2; k++) {
        bytes = (ck_law_work_bytes(law, size) + 15) & ~(size_t)15;
        work_block[k] = aligned_alloc(16, bytes);
        CK_REQUIRE_OK(ck_law_work_start(law, size, work_block[k], bytes, &work[k]));
    }
    bound *deal = calloc(DEALS, sizeof *deal);
    CK_REQUIRE(deal != NULL);
    uint64_t state = 5, seed = 0;
    tally tallies[8] = {{0}};
    for (uint32_t goods = 0; goods < GOODS; goods++) {
        const uint64_t same_goods = state;
        for (uint32_t i = 0; i < DEALS; i++) {
            uint64_t again = same_goods;
            draw_goods(&again, &deal[i].drawn);
            if (i == 0) state = again;
            if (i % 2 == 0) seed = state;                            // every second deal differs in who holds whom at most
            else again = seed;
            draw_rest(i % 2 == 0 ? &state : &again, &deal[i].drawn);
            draw_holdings(&state, &deal[i].drawn);
            bind(law, reader, &deal[i]);
        }
        for (uint32_t r = 0; r < regimes; r++) compare(law, work, deal, r, &tallies[r]);
        for (uint32_t i = 0; i < DEALS; i++) free(deal[i].block);
    }
    /* A rule that asks one country alone has three keys; where amounts, names and holdings count there are many. */
    CK_CHECK_EQUAL(tallies[0].pairs - tallies[0].alike, 2 * GOODS);
    for (uint32_t r = 1; r < regimes; r++) CK_CHECK(tallies[r].alike > 100 && tallies[r].other > 100);
    free(deal);
    for (int k = 0; k < 2; k++) free(work_block[k]);
    free(reader_block);
    free(law_block);
}

CK_TEST_MAIN()
