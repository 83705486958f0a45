/* The duties of the shipped scenarios against the text of the law, day by day: the ladder of additional duties on a plain good of
   China, the steps on magnets, China's answer; and every item that goes from China to the United States against the lines that
   the law gives for it on that day. */
#include "ck_test.h"
#include "io/law.h"
#include "io/scenario.h"
#include "io/world.h"
#include "study/law_apply.h"
#include "study/law_deals.h"

#include <stdlib.h>
#include <string.h>

static ck_diag          items[64];
static char             texts[16384];
static ck_diags         diags;
static ck_host_world    world;
static ck_host_scenario scenario;
static const ck_model  *model;
static void            *block;

static void load(void) {
    if (model != NULL) return;
    diags = (ck_diags)CK_DIAGS(items, texts);
    CK_REQUIRE_USABLE(ck_host_scenario_read("scenarios/truce-2025.yaml", ".", &scenario, &diags));
    CK_REQUIRE_USABLE(ck_host_world_read(scenario.world, &world, &diags));
    const size_t bytes = ck_model_bytes(&world.world);
    block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    CK_REQUIRE_OK(ck_model_build(&world.world, block, bytes, &model, &diags));
    CK_REQUIRE_USABLE(ck_law_apply(&scenario, &world.world, model, ".", &diags));
}

static bool paused(const ck_measure *measure, int32_t day) {
    for (uint32_t k = 0; k < measure->pause_count; k++) {
        if (measure->pause[k].from.day <= day && day < measure->pause[k].until.day) return true;
    }
    return false;
}

/* Rate of a measure on a day, with its amendments. */
static double rate_on(const ck_measure *measure, int32_t day) {
    if (day < measure->from.day || day >= measure->until.day || paused(measure, day)) return 0.0;
    double rate = measure->term[CK_TERM_rate];
    for (uint32_t k = 0; k < measure->amendment_count; k++) {
        if (measure->amendment[k].from.day <= day) rate = measure->amendment[k].value;
    }
    return rate;
}

/* All duties of the scenario on a flow together, per cent. Measures of which `id` is the beginning of the name; "": all. */
static double duties_on(const char *id, const char *item, const char *origin, const char *destination, ck_date day) {
    const uint32_t i = ck_model_find_item(model, item), from = ck_model_find_region(model, origin), to = ck_model_find_region(model, destination);
    const size_t regions = ck_model_count(model).regions;
    CK_REQUIRE(i != CK_NONE && from != CK_NONE && to != CK_NONE);
    double sum = 0.0;
    for (uint32_t m = 0; m < scenario.spec.measure_count; m++) {
        const ck_measure *measure = &scenario.spec.measure[m];
        if (measure->effect != CK_EFFECT_DUTY || measure->reach == NULL || strncmp(measure->id, id, strlen(id)) != 0) continue;
        if (measure->reach[(i * regions + from) * regions + to] & 1u << CK_CIVIL) sum += rate_on(measure, day.day);
    }
    return 100.0 * sum;
}

/* Regimes of law, facts 4.2: fentanyl, reciprocal, section 122, forced labour on a good that no list exempts. */
CK_TEST(a_plain_good_of_china_climbs_the_ladder_of_2025_and_2026) {
    load();
    static const struct { int year, month, day; double sum; } ladder[] = {
        {2025, 2, 3, 0.0},   {2025, 2, 4, 10.0},  {2025, 3, 3, 10.0},  {2025, 3, 4, 20.0},  {2025, 4, 4, 20.0},   {2025, 4, 5, 30.0},
        {2025, 4, 9, 104.0}, {2025, 4, 10, 145.0}, {2025, 5, 13, 145.0}, {2025, 5, 14, 30.0}, {2025, 11, 9, 30.0}, {2025, 11, 10, 20.0},
        {2026, 2, 23, 20.0}, {2026, 2, 24, 10.0}, {2026, 7, 23, 10.0}, {2026, 7, 24, 12.5}, {2026, 12, 31, 12.5}};
    for (size_t k = 0; k < sizeof ladder / sizeof *ladder; k++) {
        const ck_date day = ck_date_make(ladder[k].year, ladder[k].month, ladder[k].day);
        CK_CHECK_NEAR(duties_on("us-", "small-motor", "CHN", "USA", day), ladder[k].sum, 1e-9);
        CK_CHECK_NEAR(duties_on("us-", "small-motor", "CHN", "DEU", day), 0.0, 1e-12);
        CK_CHECK_NEAR(duties_on("us-", "small-motor", "JPN", "USA", day), 0.0, 1e-12);
    }
}

/* Magnets: the reciprocal duty until September 2025, the fentanyl duty until the ruling, section 301 from 2026; never section 122. */
CK_TEST(magnets_follow_their_own_lists) {
    load();
    static const struct { int year, month, day; double sum; } row[] = {
        {2025, 4, 10, 145.0}, {2025, 9, 7, 30.0}, {2025, 9, 8, 20.0}, {2025, 12, 1, 10.0}, {2026, 1, 15, 35.0}, {2026, 3, 1, 25.0}, {2026, 8, 1, 25.0}};
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        CK_CHECK_NEAR(duties_on("us-", "ndfeb-magnet", "CHN", "USA", ck_date_make(row[k].year, row[k].month, row[k].day)), row[k].sum, 1e-9);
    }
    /* Compounds are on the exempt list of the reciprocal duty from the first day; the fentanyl duty has no such list. */
    CK_CHECK_NEAR(duties_on("us-", "dysprosium-oxide", "CHN", "USA", ck_date_make(2025, 5, 1)), 20.0, 1e-9);
    CK_CHECK_NEAR(duties_on("us-", "dysprosium-oxide", "CHN", "USA", ck_date_make(2026, 5, 1)), 0.0, 1e-9);
}

CK_TEST(china_answers_with_84_then_125_then_10) {
    load();
    static const struct { int year, month, day; double sum; } row[] = {
        {2025, 4, 9, 0.0}, {2025, 4, 10, 84.0}, {2025, 4, 12, 125.0}, {2025, 5, 13, 125.0}, {2025, 5, 14, 10.0}, {2026, 10, 8, 10.0}};
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        const ck_date day = ck_date_make(row[k].year, row[k].month, row[k].day);
        CK_CHECK_NEAR(duties_on("cn-", "sputtering-target", "USA", "CHN", day), row[k].sum, 1e-9);
    }
}

/* A section 301 rate that the base year already holds is not laid on again; the step of 2026 was published in September 2024. */
CK_TEST(what_the_base_year_holds_does_not_count_and_later_steps_are_known_before) {
    load();
    bool found = false;
    for (uint32_t m = 0; m < scenario.spec.measure_count; m++) {
        const ck_measure *measure = &scenario.spec.measure[m];
        if (strcmp(measure->id, "us-301-magnets-2026") != 0) continue;
        found = true;
        CK_CHECK_EQUAL(measure->from.day, ck_date_make(2026, 1, 1).day);
        CK_CHECK_EQUAL(measure->announced.day, ck_date_make(2024, 9, 18).day);
        CK_CHECK_NEAR(measure->term[CK_TERM_rate], 0.25, 1e-12);
    }
    CK_CHECK(found);
}

CK_TEST(port_fees_pause_and_step_while_they_pause) {
    load();
    uint32_t found = 0;
    for (uint32_t m = 0; m < scenario.spec.measure_count; m++) {
        const ck_measure *measure = &scenario.spec.measure[m];
        if (measure->effect != CK_EFFECT_FEE) continue;
        found++;
        CK_CHECK_EQUAL(measure->from.day, ck_date_make(2025, 10, 14).day);
        CK_REQUIRE(measure->pause_count == 1);
        CK_CHECK_EQUAL(measure->pause[0].from.day, ck_date_make(2025, 11, 10).day);
        CK_CHECK_EQUAL(measure->pause[0].until.day, ck_date_make(2027, 1, 10).day);
        CK_REQUIRE(measure->amendment_count == 3);
        CK_CHECK_EQUAL(measure->amendment[0].from.day, ck_date_make(2026, 4, 17).day);
        CK_CHECK_NEAR(measure->amendment[0].value / measure->term[CK_TERM_charge], 1.6, 1e-12);      // 80 of 50, 640 of 400
    }
    CK_CHECK_EQUAL(found, 2);
}

/* ---------------------------------------------------------------- every item, by the lines of the law ------------- */

typedef struct asking { ck_host_law law; ck_law_deals *deals; void *facts, *work_block; ck_law_work *work; uint32_t regime[16], regimes; } asking;

static double lines_of(asking *a, const ck_law_decision *decision, const char *duty) {
    for (uint32_t d = 0; d < decision->duty_count; d++) {
        const ck_law_about about = ck_law_about_of(a->law.law, CK_LAW_DUTY, decision->duty[d].duty);
        char name[128];
        snprintf(name, sizeof name, "%s/%s", ck_law_about_of(a->law.law, CK_LAW_REGIME, about.regime).name, about.name);
        if (strcmp(name, duty) == 0 && decision->duty[d].reason == CK_LINE_OWED) return decision->duty[d].rate;
    }
    return 0.0;
}

CK_TEST(every_item_owes_what_the_law_says_on_the_day) {
    load();
    asking a = {0};
    const char *folder = "law";
    CK_REQUIRE_OK(ck_host_law_read(&folder, 1, &a.law, &diags));
    static const char *const regime[] = {"us-ieepa-fentanyl", "us-ieepa-reciprocal", "us-122", "us-301-forced-labour", "us-301-china", "us-232"};
    for (size_t k = 0; k < sizeof regime / sizeof *regime; k++) a.regime[a.regimes++] = ck_law_find(a.law.law, CK_LAW_REGIME, regime[k]);
    ck_law_parties *parties = NULL;
    CK_REQUIRE_OK(ck_law_parties_open(&world.world, model, a.law.law, &parties, &diags));
    CK_REQUIRE_OK(ck_law_deals_open(&world.world, model, a.law.law, parties, &a.deals, &diags));
    const uint32_t chn = ck_model_find_region(model, "CHN"), usa = ck_model_find_region(model, "USA");
    static const char *const item[] = {"traction-motor", "ndfeb-magnet-heavy", "smco-magnet", "natural-graphite", "gallium-metal", "phosphor", "lithium-ion-pack",
                                       "yttrium-oxide", "samarium-metal", "loudspeaker"};
    uint32_t asked = 0;
    for (size_t k = 0; k < sizeof item / sizeof *item; k++) {
        const uint32_t i = ck_model_find_item(model, item[k]);
        CK_REQUIRE(i != CK_NONE);
        const ck_law_flow flow = {i, chn, chn, usa, CK_CIVIL, CK_LAW_PARTY_PLAIN, CK_LAW_PARTY_PLAIN};
        const ck_deal *deal = ck_law_deals_get(a.deals, &flow);
        CK_REQUIRE(deal != NULL);
        const size_t bytes = ck_deal_bytes(a.law.law, deal);
        a.facts = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
        const ck_facts *facts = NULL;
        CK_REQUIRE_OK(ck_deal_bind(a.law.law, deal, a.facts, bytes, &facts, &diags));
        const ck_law_work_size size = ck_law_work_default(facts, CK_DETAIL_ANSWER);
        const size_t work = ck_law_work_bytes(a.law.law, size);
        a.work_block = aligned_alloc(16, (work + 15) & ~(size_t)15);
        CK_REQUIRE_OK(ck_law_work_start(a.law.law, size, a.work_block, work, &a.work));
        for (int32_t day = ck_date_make(2025, 1, 1).day; day < ck_date_make(2026, 12, 31).day; day += 3) {
            ck_law_question question = ck_law_question_default((ck_date){day});
            question.known = CK_DATE_LAST;
            question.regime = a.regime;
            question.regime_count = a.regimes;
            const ck_law_decision *decision = NULL;
            CK_REQUIRE_USABLE(ck_law_decide(a.work, facts, question, &decision, &diags));
            const double by_law = lines_of(&a, decision, "us-ieepa-fentanyl/fentanyl") + lines_of(&a, decision, "us-ieepa-reciprocal/china") +
                                  lines_of(&a, decision, "us-ieepa-reciprocal/china-24") + lines_of(&a, decision, "us-ieepa-reciprocal/china-added") +
                                  lines_of(&a, decision, "us-122/surcharge") + lines_of(&a, decision, "us-301-forced-labour/china") +
                                  (strcmp(item[k], "lithium-ion-pack") != 0 ? lines_of(&a, decision, "us-301-china/review-25") : 0.0);
            CK_CHECK_NEAR(duties_on("us-", item[k], "CHN", "USA", (ck_date){day}), by_law, 1e-9);
            asked++;
        }
        free(a.facts);
        free(a.work_block);
    }
    CK_CHECK(asked > 2000);
    ck_law_deals_free(a.deals);
    ck_law_parties_free(parties);
    ck_host_law_free(&a.law);
}

CK_TEST_MAIN()
