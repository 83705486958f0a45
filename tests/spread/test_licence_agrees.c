/* Licences of tables and firm networks (src/spread/rules.c) against those of the daily engine (src/flow/licence.c):
   the same measures, the same permit on every day. The two are separate pieces of code; this holds them together. */
#include "flow/tiny_law.h"

#include "spread/rules.h"

CK_TEST_MAIN()

enum { DAYS = 260, MEASURES = 5 }; // to 2025-09-17: before the first holiday of the calendar

/* Permits of sales of magnets to Japan (civil) and to the United States (a quarter military, an eighth
   semiconductor). */
static void permits_of_engine(const ck_measure *measure, uint32_t count, double permit[DAYS][2]) {
    tiny tiny;
    tiny_open(&tiny);
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.measure = measure;
    spec.measure_count = count;
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    for (uint32_t day = 0; day < DAYS; day++) {
        tiny_day(&tiny);
        permit[day][0] = tiny.run.state.permit[TINY_MAGNET_JPN];
        permit[day][1] = tiny.run.state.permit[TINY_MAGNET_USA];
    }
    free(tiny.scenario_block);
    free(tiny.run_block);
}

static void permits_of_rules(const ck_measure *measure, uint32_t count, double permit[DAYS][2]) {
    static const uint32_t region[] = {TINY_CHN}, item[] = {TINY_MAGNET}, buyer[] = {TINY_JPN, TINY_USA},
                          user[] = {0, 0};
    static const double end_use[] = {1.0, 0.0, 0.0, 0.625, 0.25, 0.125};
    static const uint8_t usa[TINY_REGIONS] = {0, 0, 1}, japan[TINY_REGIONS] = {0, 1, 0};
    ck_rule rule[MEASURES];
    for (uint32_t m = 0; m < count; m++) {
        const char *to = measure[m].destinations.count > 0 ? measure[m].destinations.name[0] : "*";
        const bool military = measure[m].end_uses.count > 0;
        rule[m] = (ck_rule){.kind = CK_RULE_MEASURE,
                            .measure = &measure[m],
                            .id = measure[m].id,
                            .share = 1.0,
                            .destination = strcmp(to, "USA") == 0   ? usa
                                           : strcmp(to, "JPN") == 0 ? japan
                                                                    : NULL,
                            .end_use = {!military, true, !military}};
    }
    const ck_rule_world world = {TINY_REGIONS, 1, 2, region, item, buyer, user, end_use};
    const ck_date start = ck_scenario_spec_default().start;
    cki_rules rules;
    cki_arena arena = cki_arena_measure();
    CK_REQUIRE_OK(cki_rules_layout(&arena, &rules, &world, rule, count, start, NULL));
    const size_t bytes = cki_arena_bytes(&arena);
    void *block = aligned_alloc(16, bytes);
    arena = cki_arena_over(block, bytes);
    CK_REQUIRE_OK(cki_rules_layout(&arena, &rules, &world, rule, count, start, NULL));
    const size_t cells = (size_t)rules.seller_classes * rules.buyer_classes;
    for (size_t k = 0; k < cells; k++) rules.base[k] = rules.ordered[k] = 1.0;
    CK_REQUIRE_OK(cki_rules_begin(&rules, NULL));
    for (uint32_t day = 0; day < DAYS; day++) {
        cki_rules_day(&rules, day, day);
        for (uint32_t b = 0; b < 2; b++)
            permit[day][b] = cki_permit(&rules, rules.seller_class[0], rules.buyer_class[b]);
    }
    free(block);
}

static void agree(const ck_measure *measure, uint32_t count) {
    static double engine[DAYS][2], table[DAYS][2];
    permits_of_engine(measure, count, engine);
    permits_of_rules(measure, count, table);
    double least = 1.0, most = 0.0;
    for (uint32_t day = 0; day < DAYS; day++) {
        for (uint32_t b = 0; b < 2; b++) {
            CK_CHECK_NEAR(table[day][b], engine[day][b], 1e-13);
            least = ck_min(least, engine[day][b]);
            most = ck_max(most, engine[day][b]);
        }
    }
    CK_CHECK(most - least > 0.05); // something moved
}

static ck_measure licence_from(int32_t day) {
    ck_measure measure = tiny_measure("licence", CK_EFFECT_LICENCE, day);
    measure.term[CK_TERM_capacity] = 1e9;
    measure.term[CK_TERM_review_stages] = 3;
    measure.term[CK_TERM_review_days] = 30;
    measure.term[CK_TERM_apply_days] = 9;
    measure.term[CK_TERM_retry_days] = 40;
    measure.term[CK_TERM_validity_days] = 90;
    measure.term[CK_TERM_renewal_share] = 0.6;
    measure.term[CK_TERM_approval_civil] = 0.8;
    measure.term[CK_TERM_approval_military] = 0.1;
    measure.term[CK_TERM_approval_semiconductor] = 0.5;
    measure.term[CK_TERM_quantity_share] = 0.9;
    measure.term[CK_TERM_exempt_share] = 0.05;
    measure.term[CK_TERM_coverage] = 0.95;
    measure.term[CK_TERM_leakage] = 0.1;
    return measure;
}

CK_TEST(a_licence_gives_the_same_permit_every_day) {
    const ck_measure licence = licence_from(10);
    agree(&licence, 1);
}

CK_TEST(so_do_dials_refusals_exemptions_amendments_and_pauses) {
    static const char *const USA[] = {"USA"}, *const JAPAN[] = {"JPN"}, *const MILITARY[] = {"military"};
    ck_measure measure[MEASURES] = {
        licence_from(5), tiny_measure("refusal", CK_EFFECT_REFUSAL, 40), tiny_measure("dial", CK_EFFECT_DIAL, 60),
        tiny_measure("general", CK_EFFECT_EXEMPTION, 120), tiny_measure("second", CK_EFFECT_DIAL, 90)};
    measure[1].destinations = (ck_names){USA, 1, {0}};
    measure[1].end_uses = (ck_names){MILITARY, 1, {0}};
    measure[2].term[CK_TERM_dial] = 0.3;
    measure[2].term[CK_TERM_dial_approval] = 0.7;
    measure[3].destinations = (ck_names){JAPAN, 1, {0}};
    measure[3].term[CK_TERM_exempt_share] = 0.4;
    measure[3].until = (ck_date){measure[3].from.day + 60};
    measure[4].destinations = (ck_names){USA, 1, {0}};
    measure[4].term[CK_TERM_dial] = 0.5;
    const ck_amendment amendment = {.from = {measure[0].from.day + 70}, .term = CK_TERM_review_days, .value = 12};
    measure[0].amendment = &amendment;
    measure[0].amendment_count = 1;
    agree(measure, 1);
    for (uint32_t count = 2; count <= MEASURES; count++) agree(measure, count);
}
