/* Exceptions that ease and that harden, what is asked for and what is not, fees on ships. */
#include "law_kit.h"

#define FACTS                                                                                                          \
    "fact deal.end_use words (civil, military, relief, chips)\nfact deal.node number nm\nfact item.form word (magnet, motor)\n"      \
    "fact item.rare yes-no\nfact deal.mode word (sea, air)\nfact vessel.net_tonnage number NT\nfact vessel.built country\n"
#define REGIME "regime r \"R\" by X of CHN published 2025-01-01 in force from 2025-02-01\n"
#define LIMBS                                                                                                          \
    "rule form-limb if item.form is magnet then licence, case by case also report to X\n"                              \
    "rule rare-limb if item.rare then licence, case by case\n"                                                         \
    "exception chips to form-limb, rare-limb if deal.end_use is chips and deal.node <= 14 nm then licence, case by case\n"          \
    "exception military to form-limb, rare-limb over chips if deal.end_use is military then licence, refused in principle\n"        \
    "exception relief to form-limb, rare-limb if deal.end_use is relief then exempt\n"

typedef struct stated { const char *form, *rare, *end_use, *mode, *built; } stated;

static const ck_law_decision *ask(law_kit *kit, const char *text, stated stated) {
    ck_deal_fact deal_fact[3], item_fact[3], ship[1];
    uint32_t deal_facts = 0, item_facts = 0;
    if (stated.end_use != NULL) deal_fact[deal_facts++] = (ck_deal_fact){.name = "end_use", .text = stated.end_use};
    if (stated.mode != NULL) deal_fact[deal_facts++] = (ck_deal_fact){.name = "mode", .text = stated.mode};
    if (stated.form != NULL) item_fact[item_facts++] = (ck_deal_fact){.name = "form", .text = stated.form};
    if (stated.rare != NULL) item_fact[item_facts++] = (ck_deal_fact){.name = "rare", .text = stated.rare};
    ship[0] = (ck_deal_fact){.name = "built", .text = stated.built};
    const ck_deal_item item[] = {{.name = "item", .parent = CK_NONE, .facts = {item_fact, item_facts}}};
    const ck_deal deal = {.name = "t", .facts = {deal_fact, deal_facts}, .vessel = {ship, stated.built != NULL}, .item = item, .item_count = 1};
    kit_start(kit, text, &deal);
    ck_law_question question = ck_law_question_default(ck_date_make(2026, 1, 1));
    return kit_ask(kit, question);
}

static const ck_law_missing *missing(const ck_law_decision *d, const char *what) {
    for (uint32_t k = 0; k < d->missing_count; k++) {
        if (strcmp(d->missing[k].what, what) == 0) return &d->missing[k];
    }
    return NULL;
}

static const ck_law_finding *finding(const law_kit *kit, const ck_law_decision *d, const char *name) {
    for (uint32_t k = 0; k < d->finding_count; k++) {
        if (strcmp(ck_law_about_of(kit->law, CK_LAW_RULE, d->finding[k].rule).name, name) == 0) return &d->finding[k];
    }
    return NULL;
}

/* A licence is needed whatever the use is; only whether it is refused hangs on it. What to do holds in any case. */
CK_TEST(a_licence_whose_kind_is_open_is_a_licence) {
    law_kit kit;
    const ck_law_decision *d = ask(&kit, FACTS REGIME LIMBS, (stated){.form = "magnet"});
    CK_CHECK_EQUAL(d->answer[0].outcome, CK_OUTCOME_LICENCE);
    CK_CHECK_EQUAL(d->answer[0].least, CK_OUTCOME_CASE);
    CK_CHECK_EQUAL(d->answer[0].most, CK_OUTCOME_REFUSED);
    CK_CHECK_EQUAL(finding(&kit, d, "form-limb")->kind, CK_FINDING_HOLDS);
    CK_CHECK(finding(&kit, d, "form-limb")->by != CK_NONE);
    CK_CHECK_EQUAL(finding(&kit, d, "rare-limb")->kind, CK_FINDING_OPEN);
    CK_CHECK_EQUAL(d->obligation_count, 1);
    kit_end(&kit);
}

/* The second limb asks the same licence, and the exception for chips gives the same outcome: neither is asked for. The use decides. */
CK_TEST(facts_that_cannot_change_the_outcome_are_not_asked_for) {
    law_kit kit;
    const ck_law_decision *d = ask(&kit, FACTS REGIME LIMBS, (stated){.form = "magnet"});
    CK_CHECK(missing(d, "rare") == NULL);
    CK_CHECK(missing(d, "node") == NULL);
    CK_REQUIRE(missing(d, "end_use") != NULL);
    CK_CHECK(!missing(d, "end_use")->eases);
    kit_end(&kit);
    d = ask(&kit, FACTS REGIME LIMBS, (stated){.form = "motor"});
    CK_CHECK_EQUAL(d->answer[0].outcome, CK_OUTCOME_INDETERMINATE);
    CK_CHECK(missing(d, "rare") != NULL);
    kit_end(&kit);
}

/* Known not to be military, it is decided case by case; that relief was not shown is told as what could ease. */
CK_TEST(what_could_ease_is_told_apart) {
    law_kit kit;
    const ck_law_decision *d = ask(&kit, FACTS REGIME "rule limb if item.form is magnet then licence, case by case\n"
                                         "exception relief to limb if deal.end_use is relief then exempt\n", (stated){.form = "magnet"});
    CK_CHECK_EQUAL(d->answer[0].outcome, CK_OUTCOME_CASE);
    CK_REQUIRE(missing(d, "end_use") != NULL);
    CK_CHECK(missing(d, "end_use")->eases);
    CK_CHECK_EQUAL(finding(&kit, d, "limb")->kind, CK_FINDING_HOLDS);
    kit_end(&kit);
}

/* It goes over the exception for chips, but that is no reason to count where no limb holds. */
CK_TEST(an_exception_needs_what_it_is_an_exception_to) {
    law_kit kit;
    const ck_law_decision *d = ask(&kit, FACTS REGIME LIMBS, (stated){.form = "motor", .rare = "no", .end_use = "military"});
    CK_CHECK_EQUAL(d->answer[0].outcome, CK_OUTCOME_NOT_CAUGHT);
    CK_CHECK_EQUAL(d->finding_count, 0);
    kit_end(&kit);
    d = ask(&kit, FACTS REGIME LIMBS, (stated){.form = "magnet", .rare = "no", .end_use = "military"});
    CK_CHECK_EQUAL(d->answer[0].outcome, CK_OUTCOME_REFUSED);
    kit_end(&kit);
}

CK_TEST(a_suspended_exception_would_apply_only_to_something) {
    static const char SUSPENDED[] = FACTS "regime r \"R\" by X of CHN published 2025-01-01 in force from 2025-02-01 suspended from 2025-06-01 until 2027-01-01\n" LIMBS;
    law_kit kit;
    const ck_law_decision *d = ask(&kit, SUSPENDED, (stated){.form = "motor", .rare = "no", .end_use = "military"});
    CK_CHECK_EQUAL(d->finding_count, 0);
    kit_end(&kit);
    d = ask(&kit, SUSPENDED, (stated){.form = "magnet", .rare = "no", .end_use = "military"});
    CK_REQUIRE(finding(&kit, d, "military") != NULL);
    CK_CHECK_EQUAL(finding(&kit, d, "military")->kind, CK_FINDING_WOULD_APPLY);
    kit_end(&kit);
}

CK_TEST(fees_on_ships_are_asked_of_deals_with_a_ship_or_by_sea) {
    static const char DUES[] = FACTS REGIME "fee due \"Due\" if vessel.built is USA charge 400 CNY per vessel.net_tonnage\n"
                                            "fee office \"Office\" charge 30 CNY\n";
    law_kit kit;
    const ck_law_decision *d = ask(&kit, DUES, (stated){.form = "magnet"});
    CK_CHECK(d->no_ship);
    CK_CHECK_EQUAL(d->fee_count, 1);
    CK_CHECK_NEAR(d->fee[0].owed, 30.0, 1e-9);
    kit_end(&kit);
    d = ask(&kit, DUES, (stated){.form = "magnet", .mode = "air"});
    CK_CHECK(d->no_ship);
    kit_end(&kit);
    d = ask(&kit, DUES, (stated){.form = "magnet", .mode = "sea"});
    CK_CHECK(!d->no_ship);
    CK_CHECK_EQUAL(d->fee_count, 2);
    CK_CHECK(missing(d, "built") != NULL);
    kit_end(&kit);
    d = ask(&kit, DUES, (stated){.form = "magnet", .built = "USA"});
    CK_CHECK(!d->no_ship);
    CK_CHECK_EQUAL(d->fee_count, 2);
    CK_CHECK(missing(d, "net_tonnage") != NULL);
    kit_end(&kit);
    d = ask(&kit, DUES, (stated){.form = "magnet", .built = "KOR"});
    CK_CHECK_EQUAL(d->fee_count, 1);
    kit_end(&kit);
}

CK_TEST_MAIN()
