/* Measures that follow a law of a few lines, on the small world: whom it catches, when, and what it is called. */
#include "ck_test.h"
#include "fixtures/small_world.h"
#include "study/law_measures.h"
#include "study/law_recall.h"

#include <stdlib.h>
#include <string.h>

/* Contents of the small world: dysprosium is in magnet-heavy and dysprosium-metal alone. */
#define FACTS                                                                                                                  \
    "fact deal.export_from country\nfact deal.destination country\nfact deal.end_use words (civil, military, logic-chip, memory-chip)\n" \
    "fact item.origin country\nfact item.content element-share\nfact item.value money\nfact item.hs code\nfact party.military yes-no\n"
#define REGIME "regime r \"Rare things\"\n  by MOFCOM of CHN\n  citation \"Order 1 of 2025\"\n  link \"https://example.org/1\"\n"

static ck_diag           items[64];
static char              texts[16384];
static ck_diags          diags;
static ck_host_arena     arena;
static void             *law_block;
static ck_scenario_spec  spec;
static bool              as_written;

static ck_measure follows(const char *id, const char *const *rule, uint32_t count) {
    ck_measure measure = ck_measure_default();
    measure.id = id;
    measure.effect = CK_EFFECT_COUNT;
    measure.law = (ck_names){.name = rule, .count = count};
    return measure;
}

static ck_status apply(const char *law_text, const ck_measure *measure, uint32_t count, ck_date known_on) {
    ck_host_arena_free(&arena);
    free(law_block);
    diags = (ck_diags)CK_DIAGS(items, texts);
    const ck_law_source source = {"made.law", law_text, strlen(law_text)};
    const size_t bytes = (ck_law_bytes(&source, 1) + 15) & ~(size_t)15;
    law_block = aligned_alloc(16, bytes);
    const ck_law *law = NULL;
    CK_REQUIRE_OK(ck_law_build(&source, 1, law_block, bytes, &law, &diags));
    spec = ck_scenario_spec_default();
    spec.law_known_on = known_on;
    spec.measure = measure;
    spec.measure_count = count;
    const ck_law_use use = {.world = ck_fixture_world(), .model = ck_fixture_model(), .law = law, .as_written = as_written};
    return ck_law_measures(&use, &spec, &arena, &diags);
}

/* One measure that follows one rule, all law known. */
static const ck_measure *apply_one(const char *law_text, const char *rule) {
    static const char *name;
    static ck_measure  measure;
    name = rule;
    measure = follows("m", &name, 1);
    CK_REQUIRE_OK(apply(law_text, &measure, 1, CK_DATE_LAST));
    return spec.measure;
}

static uint8_t reach_of(const ck_measure *measure, const char *item, const char *origin, const char *destination) {
    const ck_model *model = ck_fixture_model();
    const uint32_t i = ck_model_find_item(model, item), regions = ck_model_count(model).regions;
    const uint32_t from = ck_model_find_region(model, origin), to = ck_model_find_region(model, destination);
    CK_REQUIRE(i != CK_NONE && from != CK_NONE && to != CK_NONE);
    return measure->reach[((size_t)i * regions + from) * regions + to];
}

static uint32_t reached(const ck_measure *measure) {
    const ck_model_counts count = ck_model_count(ck_fixture_model());
    uint32_t cells = 0;
    for (size_t k = 0; k < (size_t)count.items * count.regions * count.regions; k++) cells += measure->reach[k] != 0;
    return cells;
}

#define ALL_USES (1u << CK_CIVIL | 1u << CK_MILITARY | 1u << CK_SEMICONDUCTOR)

/* ---------------------------------------------------------------- whom -------------------------------------------- */

static const char EXPORT[] = FACTS REGIME
    "  published 2025-04-02\n  in force from 2025-04-04\n"
    "rule export\n  article \"art. 2\"\n  if deal.export_from is CHN and item contains Dy then licence, case by case\n"
    "rule uses\n  over export\n  if deal.export_from is CHN and item contains Dy and end_user.military then licence, refused in principle\n"
    "rule embargo\n  if deal.export_from is CHN and deal.destination is USA and item contains Nd then prohibited\n";

CK_TEST(a_rule_reaches_exactly_the_flows_that_it_catches) {
    const ck_measure *m = apply_one(EXPORT, "r/export");
    const ck_model *model = ck_fixture_model();
    const ck_model_counts count = ck_model_count(model);
    uint32_t expected = 0;
    for (uint32_t f = 0; f < count.flows; f++) {
        const ck_flow_info flow = ck_model_flow(model, f);
        if (flow.origin == flow.destination) continue;
        const char *item = ck_model_item(model, flow.item).id;
        const char *origin = ck_model_region(model, flow.origin).id, *destination = ck_model_region(model, flow.destination).id;
        const bool caught = strcmp(origin, "CHN") == 0 && (strcmp(item, "magnet-heavy") == 0 || strcmp(item, "dysprosium-metal") == 0);
        CK_CHECK_EQUAL(reach_of(m, item, origin, destination), caught ? ALL_USES : 0);
        expected += caught;
    }
    CK_CHECK_EQUAL(expected, 5);                     // magnets to three countries; metal to Japan, and to the plant planned in Germany
    CK_CHECK_EQUAL(reached(m), expected);
}

CK_TEST(its_words_come_from_the_text) {
    const ck_measure *m = apply_one(EXPORT, "r/export");
    CK_CHECK_EQUAL(spec.measure_count, 1);
    CK_CHECK_TEXT(m->id, "m");
    CK_CHECK_TEXT(m->title, "Rare things");
    CK_CHECK_TEXT(m->citation, "Order 1 of 2025, art. 2");
    CK_CHECK_TEXT(m->link, "https://example.org/1");
    CK_CHECK_TEXT(m->authority, "CHN");
    CK_CHECK_TEXT(m->certainty, "legal");
    CK_CHECK_EQUAL(m->effect, CK_EFFECT_LICENCE);
}

CK_TEST(a_refusal_reaches_its_end_users_and_leaves_the_licence_to_all) {
    CK_CHECK_EQUAL(reach_of(apply_one(EXPORT, "r/uses"), "magnet-heavy", "CHN", "USA"), 1u << CK_MILITARY);
    CK_CHECK_EQUAL(spec.measure->effect, CK_EFFECT_REFUSAL);
    CK_CHECK_EQUAL(reach_of(apply_one(EXPORT, "r/export"), "magnet-heavy", "CHN", "USA"), ALL_USES);
}

CK_TEST(a_prohibition_is_a_ban_unless_the_measure_takes_it_as_refusal) {
    CK_CHECK_EQUAL(apply_one(EXPORT, "r/embargo")->effect, CK_EFFECT_BAN);
    CK_CHECK_EQUAL(reach_of(spec.measure, "magnet", "CHN", "USA"), ALL_USES);
    CK_CHECK_EQUAL(reach_of(spec.measure, "magnet", "CHN", "JPN"), 0);
    const char *name = "r/embargo";
    ck_measure refusal = follows("m", &name, 1);
    refusal.effect = CK_EFFECT_REFUSAL;
    CK_REQUIRE_OK(apply(EXPORT, &refusal, 1, CK_DATE_LAST));
    CK_CHECK_EQUAL(spec.measure->effect, CK_EFFECT_REFUSAL);
}

/* Value of Chinese dysprosium in a motor, from the balance of the small world: 1.5 kg of heavy magnets at 80 USD in a motor of
   600 USD. Japan buys 25 of 105 from China and puts 0.05 kg of Chinese metal at 350 USD into a kg of its own: 8.10 %. Germany
   buys 80 of 95 from China and 15 from Japan: 17.53 %. A Japanese heavy magnet holds 17.5 of 80 USD: 21.875 %. */
#define CONTENT(least)                                                                                               \
    FACTS REGIME "  published 2025-04-02\n  in force from 2025-04-04\n"                                              \
    "rule content\n  if item.origin is not CHN and deal.export_from is not CHN and\n"                               \
    "    share of parts (part.origin is CHN and part contains Dy) by value >= " least " %\n  then licence, case by case\n"

CK_TEST(foreign_goods_are_caught_by_the_share_of_what_their_makers_buy) {
    static const struct { const char *law; bool magnet, german, japanese; } row[] = {
        {CONTENT("8.0"), true, true, true},
        {CONTENT("8.2"), true, true, false},
        {CONTENT("17.4"), true, true, false},
        {CONTENT("17.6"), true, false, false},
        {CONTENT("21.8"), true, false, false},
        {CONTENT("21.9"), false, false, false},
    };
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        const ck_measure *m = apply_one(row[k].law, "r/content");
        CK_CHECK_EQUAL(reach_of(m, "magnet-heavy", "JPN", "USA"), row[k].magnet ? ALL_USES : 0);
        CK_CHECK_EQUAL(reach_of(m, "traction-motor", "DEU", "USA"), row[k].german ? ALL_USES : 0);
        CK_CHECK_EQUAL(reach_of(m, "traction-motor", "JPN", "USA"), row[k].japanese ? ALL_USES : 0);
        CK_CHECK_EQUAL(reach_of(m, "magnet-heavy", "CHN", "USA"), 0);
    }
}

CK_TEST(goods_that_are_sold_on_are_another_measure) {
    static const char TEXT[] = FACTS REGIME
        "  published 2025-04-02\n  in force from 2025-04-04\n"
        "rule onward\n  if item.origin is CHN and deal.export_from is not CHN and item contains Dy then licence, case by case\n";
    CK_CHECK_EQUAL(reached(apply_one(TEXT, "r/onward")), 0);         // what a country makes is not of China
    const char *name = "r/onward";
    ck_measure onward = follows("m", &name, 1);
    onward.reexports = true;
    CK_REQUIRE_OK(apply(TEXT, &onward, 1, CK_DATE_LAST));
    CK_CHECK_EQUAL(reach_of(spec.measure, "magnet-heavy", "JPN", "USA"), ALL_USES);
    CK_CHECK_EQUAL(reach_of(spec.measure, "magnet-heavy", "JPN", "DEU"), ALL_USES);
    CK_CHECK_EQUAL(reach_of(spec.measure, "magnet-heavy", "CHN", "USA"), 0);
    CK_CHECK_EQUAL(reach_of(spec.measure, "magnet", "JPN", "DEU"), 0);
}

/* ---------------------------------------------------------------- when -------------------------------------------- */

CK_TEST(publication_announces_and_a_suspension_pauses) {
    static const char TEXT[] = FACTS REGIME
        "  published 2025-04-02\n  in force from 2025-04-04 until 2026-06-01\n"
        "  suspended from 2025-11-10 until 2026-02-01 announced 2025-11-07 citation \"Order 2\"\n"
        "rule export if deal.export_from is CHN and item contains Dy then licence, case by case\n";
    const ck_measure *m = apply_one(TEXT, "r/export");
    CK_CHECK_EQUAL(m->announced.day, ck_date_make(2025, 4, 2).day);
    CK_CHECK_EQUAL(m->from.day, ck_date_make(2025, 4, 4).day);
    CK_CHECK_EQUAL(m->until.day, ck_date_make(2026, 6, 1).day);
    CK_REQUIRE(m->pause_count == 1);
    CK_CHECK_EQUAL(m->pause[0].from.day, ck_date_make(2025, 11, 10).day);
    CK_CHECK_EQUAL(m->pause[0].until.day, ck_date_make(2026, 2, 1).day);
}

static const char NEVER[] = FACTS REGIME
    "  published 2025-10-09\n  in force from 2025-12-01\n"
    "  suspended from 2025-11-07 until 2026-11-10 announced 2025-11-07 citation \"Order 2\" grade A\n"
    "  extended until 2027-01-10 announced 2026-09-28 certainty political citation \"a readout\" grade D\n"
    "rule export if deal.export_from is CHN and item contains Dy then licence, case by case\n";

static ck_date end_of_last_pause(void) {
    CK_REQUIRE(spec.measure->pause_count > 0);
    return spec.measure->pause[spec.measure->pause_count - 1].until;
}

CK_TEST(law_suspended_before_its_first_day_keeps_its_planned_start) {
    const ck_measure *m = apply_one(NEVER, "r/export");
    CK_CHECK_EQUAL(m->announced.day, ck_date_make(2025, 10, 9).day);
    CK_CHECK_EQUAL(m->from.day, ck_date_make(2025, 12, 1).day);
    CK_CHECK(m->pause_count > 0 && m->pause[0].from.day <= m->from.day);
    CK_CHECK_EQUAL(reached(m), 5);
}

CK_TEST(what_is_only_said_counts_unless_instruments_alone_do) {
    (void)apply_one(NEVER, "r/export");
    CK_CHECK_EQUAL(end_of_last_pause().day, ck_date_make(2027, 1, 10).day);
    as_written = true;
    (void)apply_one(NEVER, "r/export");
    as_written = false;
    CK_CHECK_EQUAL(end_of_last_pause().day, ck_date_make(2026, 11, 10).day);
}

CK_TEST(what_is_announced_later_is_not_known) {
    const char *name = "r/export";
    const ck_measure measure = follows("m", &name, 1);
    CK_REQUIRE_OK(apply(NEVER, &measure, 1, ck_date_make(2025, 10, 15)));
    CK_CHECK_EQUAL(spec.measure->from.day, ck_date_make(2025, 12, 1).day);
    CK_CHECK_EQUAL(spec.measure->pause_count, 0);
    CK_REQUIRE_OK(apply(NEVER, &measure, 1, ck_date_make(2026, 1, 1)));
    CK_CHECK_EQUAL(end_of_last_pause().day, ck_date_make(2026, 11, 10).day);
}

/* A list that grows and shrinks: the flows of its later entry are a measure of their own, with its days. */
CK_TEST(flows_that_a_list_catches_later_begin_later) {
    static const char TEXT[] = FACTS REGIME
        "  published 2025-04-02\n  in force from 2025-04-04\n"
        "  suspended from 2025-11-10 until 2026-02-01 announced 2025-11-07 citation \"Order 2\"\n"
        "list goods \"goods\"\n  entry heavy \"heavy\" if item contains Dy\n"
        "  entry light \"light\" if item contains Nd and not item contains Dy in force from 2025-09-01 until 2026-05-01\n"
        "rule export if deal.export_from is CHN and item matches goods then licence, case by case\n";
    (void)apply_one(TEXT, "r/export");
    CK_REQUIRE(spec.measure_count == 2);
    const uint32_t at = reach_of(&spec.measure[0], "magnet", "CHN", "USA") != 0 ? 0 : 1;
    const ck_measure *light = &spec.measure[at], *heavy = &spec.measure[1 - at];
    CK_CHECK_EQUAL(reach_of(light, "magnet", "CHN", "USA"), ALL_USES);
    CK_CHECK_EQUAL(reach_of(light, "magnet-heavy", "CHN", "USA"), 0);
    CK_CHECK_EQUAL(reach_of(heavy, "magnet-heavy", "CHN", "USA"), ALL_USES);
    CK_CHECK_EQUAL(reach_of(heavy, "magnet", "CHN", "USA"), 0);
    CK_CHECK_EQUAL(heavy->from.day, ck_date_make(2025, 4, 4).day);
    CK_CHECK_EQUAL(heavy->until.day, CK_DATE_LAST.day);
    CK_CHECK_EQUAL(light->from.day, ck_date_make(2025, 9, 1).day);
    CK_CHECK_EQUAL(light->announced.day, light->from.day);
    CK_CHECK_EQUAL(light->until.day, ck_date_make(2026, 5, 1).day);
    for (uint32_t k = 0; k < 2; k++) {
        CK_REQUIRE(spec.measure[k].pause_count == 1);
        CK_CHECK_EQUAL(spec.measure[k].pause[0].from.day, ck_date_make(2025, 11, 10).day);
    }
}

CK_TEST(more_changes_than_a_measure_can_hold_are_an_error) {
    static char text[16384];
    int at = snprintf(text, sizeof text, "%s", FACTS REGIME "  published 2025-01-01\n  in force from 2025-01-01\n");
    for (int year = 2026; year < 2060; year++) {
        at += snprintf(text + at, sizeof text - (size_t)at, "  suspended from %d-03-01 until %d-09-01\n", year, year);
    }
    snprintf(text + at, sizeof text - (size_t)at, "rule export if deal.export_from is CHN then licence, case by case\n");
    const char *name = "r/export";
    const ck_measure measure = follows("m", &name, 1);
    CK_CHECK_STATUS(apply(text, &measure, 1, CK_DATE_LAST), CK_E_LIMIT);
}

/* ---------------------------------------------------------------- duties ------------------------------------------ */

static const char DUTIES[] = FACTS
    "regime t \"Tariff\"\n  by USTR of USA\n  citation \"EO 1\"\n  published 2025-02-01\n  in force from 2025-02-04\n"
    "provision second \"second step\"\n  published 2025-03-03\n  in force from 2025-03-04 until 2025-11-10\n"
    "rule stop if deal.destination is USA and item.origin is CHN and end_user.military then prohibited\n"
    "duty all \"all goods\" if deal.destination is USA and item.origin is CHN rate 10 %\n"
    "duty magnets \"magnets\"\n  of second\n  if deal.destination is USA and item.origin is CHN and item contains Nd rate 25 %\n";

CK_TEST(duties_add_up_and_their_days_become_amendments) {
    static const char *const both[] = {"t/all", "t/magnets"};
    const ck_measure measure = follows("t", both, 2);
    CK_REQUIRE_OK(apply(DUTIES, &measure, 1, CK_DATE_LAST));
    CK_REQUIRE(spec.measure_count == 2);             // magnets, and everything else, are treated differently in time
    CK_CHECK_TEXT(spec.measure[0].id, "t");
    CK_CHECK_TEXT(spec.measure[1].id, "t-2");
    for (uint32_t k = 0; k < 2; k++) {
        const ck_measure *m = &spec.measure[k];
        const bool magnets = reach_of(m, "magnet", "CHN", "USA") != 0;
        CK_CHECK_EQUAL(reach_of(m, "traction-motor", "CHN", "USA") != 0, !magnets);
        CK_CHECK_EQUAL(reach_of(m, "traction-motor", "CHN", "DEU"), 0);
        CK_CHECK_EQUAL(m->effect, CK_EFFECT_DUTY);
        CK_CHECK_EQUAL(m->from.day, ck_date_make(2025, 2, 4).day);
        CK_CHECK_NEAR(m->term[CK_TERM_rate], 0.10, 1e-15);
        CK_REQUIRE(m->amendment_count == (magnets ? 2 : 0));
        if (!magnets) continue;
        CK_CHECK_EQUAL(m->amendment[0].from.day, ck_date_make(2025, 3, 4).day);
        CK_CHECK_NEAR(m->amendment[0].value, 0.35, 1e-15);
        CK_CHECK_EQUAL(m->amendment[1].from.day, ck_date_make(2025, 11, 10).day);
        CK_CHECK_NEAR(m->amendment[1].value, 0.10, 1e-15);
    }
    /* Motors for 24 million USD stand before magnets for 5. */
    CK_CHECK(reach_of(&spec.measure[0], "traction-motor", "CHN", "USA") != 0);
}

/* Duties of two regimes stand in one measure; one that the other regime excludes is left out, on the value it covers. */
CK_TEST(stacking_across_regimes_is_asked_with_them) {
    static const char TEXT[] = FACTS "fact item.metal money\n"
        "regime t \"T\"\n  by USTR of USA\n  citation \"EO 1\"\n  published 2025-01-01\n  in force from 2025-02-04\n"
        "duty all \"all\" if deal.destination is USA and item.origin is CHN rate 10 % excluded by u/metal\n"
        "regime u \"U\"\n  by USTR of USA\n  citation \"P 1\"\n  published 2025-01-01\n  in force from 2025-06-01\n"
        "duty metal \"metal\" if deal.destination is USA and item.origin is CHN and item contains Dy rate 50 %\n"
        "duty late \"late\" if deal.destination is USA and item.origin is CHN and item contains Dy rate 5 % from 2025-07-01\n";
    static const char *const two[] = {"t/all", "u/late"};
    const ck_measure measure = follows("m", two, 2);
    CK_REQUIRE_OK(apply(TEXT, &measure, 1, CK_DATE_LAST));
    const ck_measure *heavy = NULL;
    for (uint32_t k = 0; k < spec.measure_count; k++) {
        if (reach_of(&spec.measure[k], "magnet-heavy", "CHN", "USA") != 0) heavy = &spec.measure[k];
    }
    CK_REQUIRE(heavy != NULL && heavy->amendment_count == 2);
    CK_CHECK_NEAR(heavy->term[CK_TERM_rate], 0.10, 1e-15);
    CK_CHECK_EQUAL(heavy->amendment[0].from.day, ck_date_make(2025, 6, 1).day);
    CK_CHECK_NEAR(heavy->amendment[0].value, 0.0, 1e-15);            // the duty on metal takes its place
    CK_CHECK_EQUAL(heavy->amendment[1].from.day, ck_date_make(2025, 7, 1).day);
    CK_CHECK_NEAR(heavy->amendment[1].value, 0.05, 1e-15);
}

/* The small world has the base year 2024: 10 % of 2020 is in its prices, the 15 points of 2025 are not, and a cut below counts as none. */
CK_TEST(what_the_base_year_holds_is_not_laid_on_again) {
    static const char TEXT[] = FACTS
        "regime t \"T\"\n  by USTR of USA\n  citation \"EO 1\"\n  published 2020-01-01\n  in force from 2020-02-01\n"
        "duty all \"all\" if deal.destination is USA and item.origin is CHN rate 10 % rate 25 % from 2025-03-01 rate 5 % from 2026-03-01\n";
    const ck_measure *m = apply_one(TEXT, "t/all");
    CK_REQUIRE(ck_fixture_world()->base_year == 2024);
    CK_CHECK_EQUAL(m->from.day, ck_date_make(2025, 3, 1).day);
    CK_CHECK_EQUAL(m->announced.day, ck_date_make(2020, 1, 1).day);
    CK_CHECK_NEAR(m->term[CK_TERM_rate], 0.15, 1e-15);
    CK_REQUIRE(m->amendment_count == 1);
    CK_CHECK_EQUAL(m->amendment[0].from.day, ck_date_make(2026, 3, 1).day);
    CK_CHECK_NEAR(m->amendment[0].value, 0.0, 1e-15);
}

/* Days, pauses and steps are the law's; what the first step is on a tonne is the scenario's, and later ones are in proportion. */
CK_TEST(fees_and_subsidies_follow_in_time_alone) {
    static const char TEXT[] = FACTS "fact vessel.net_tonnage number NT\n"
        "regime p \"Port dues\"\n  by MOT of CHN\n  citation \"Order 1\"\n  published 2025-10-10\n  in force from 2025-10-14\n"
        "  suspended from 2025-11-10 until 2026-11-10 announced 2025-11-07\n"
        "fee due \"Due\" charge 400 CNY per vessel.net_tonnage from 2025-10-14 charge 640 CNY per vessel.net_tonnage from 2026-04-17\n";
    static const char *const fee[] = {"p/due"}, *const regime[] = {"p"}, *const none[] = {"p/dues"};
    ck_measure measure = follows("m", fee, 1);
    measure.effect = CK_EFFECT_FEE;
    measure.term[CK_TERM_charge] = 3.0;
    CK_REQUIRE_OK(apply(TEXT, &measure, 1, CK_DATE_LAST));
    const ck_measure *m = spec.measure;
    CK_CHECK(m->reach == NULL);
    CK_CHECK_EQUAL(m->law.count, 0);
    CK_CHECK_EQUAL(m->announced.day, ck_date_make(2025, 10, 10).day);
    CK_CHECK_EQUAL(m->from.day, ck_date_make(2025, 10, 14).day);
    CK_REQUIRE(m->pause_count == 1 && m->amendment_count == 1);
    CK_CHECK_EQUAL(m->pause[0].from.day, ck_date_make(2025, 11, 10).day);
    CK_CHECK_NEAR(m->amendment[0].value, 4.8, 1e-12);
    CK_CHECK_TEXT(m->authority, "CHN");
    measure = follows("m", regime, 1);
    measure.effect = CK_EFFECT_SUBSIDY;
    CK_REQUIRE_OK(apply(TEXT, &measure, 1, CK_DATE_LAST));
    CK_CHECK_EQUAL(spec.measure->from.day, ck_date_make(2025, 10, 14).day);
    CK_CHECK_EQUAL(spec.measure->amendment_count, 0);
    measure = follows("m", none, 1);
    measure.effect = CK_EFFECT_FEE;
    CK_CHECK_STATUS(apply(TEXT, &measure, 1, CK_DATE_LAST), CK_E_USAGE);
    static const char FREE[] = FACTS "fact vessel.net_tonnage number NT\n"
        "regime p \"Port dues\"\n  by MOT of CHN\n  citation \"Order 1\"\n  published 2025-10-10\n  in force from 2025-10-14\n"
        "fee due \"Due\" charge 0 CNY per vessel.net_tonnage charge 640 CNY per vessel.net_tonnage from 2026-04-17\n";
    measure = follows("m", fee, 1);
    measure.effect = CK_EFFECT_FEE;
    CK_CHECK_STATUS(apply(FREE, &measure, 1, CK_DATE_LAST), CK_E_RANGE);         // nothing is in proportion to nothing
}

/* A threat has no day of its own; three lines of amendment enact it, and only for those who know of them. */
CK_TEST(a_threat_may_be_enacted) {
    static const char TEXT[] = FACTS
        "regime t \"Threat\"\n  by USTR of USA\n  citation \"Statement\"\n  certainty announced\n  published 2025-10-10\n  never issued announced 2025-10-10\n"
        "duty hundred \"hundred\" if deal.destination is USA and item.origin is CHN rate 100 %\n";
    static const char ENACT[] = "amend t\n  in force from 2025-11-01 announced 2025-10-10 certainty hypothetical citation \"taken as enacted\"\n";
    const ck_measure *m = apply_one(TEXT, "t/hundred");
    CK_CHECK(m->from.day > ck_date_make(2200, 1, 1).day);
    static char both[2048];
    snprintf(both, sizeof both, "%s%s", TEXT, ENACT);
    m = apply_one(both, "t/hundred");
    CK_CHECK_EQUAL(m->announced.day, ck_date_make(2025, 10, 10).day);
    CK_CHECK_EQUAL(m->from.day, ck_date_make(2025, 11, 1).day);
    CK_CHECK_NEAR(m->term[CK_TERM_rate], 1.0, 1e-15);
    CK_CHECK_TEXT(m->certainty, "hypothetical");
}

/* Technology of whatever country: Japanese makers run on Japanese technology, American ones on American, with the entry of its category. */
CK_TEST(technology_is_that_of_the_makers) {
    static const char TEXT[] = FACTS "fact technology.origin country\nfact technology.eccn code\n" REGIME "  published 2025-04-02\n  in force from 2025-04-04\n"
        "rule japanese if any technology (technology.origin is JPN) then licence, case by case\n"
        "rule american if any technology (technology.origin is USA and technology.eccn within (EAR99)) then licence, case by case\n"
        "rule subject if any technology (technology.eccn within (NONE)) then licence, case by case\n";
    const ck_measure *m = apply_one(TEXT, "r/japanese");
    CK_CHECK_EQUAL(reach_of(m, "magnet-heavy", "JPN", "USA"), ALL_USES);
    CK_CHECK_EQUAL(reach_of(m, "magnet-heavy", "CHN", "USA"), 0);
    CK_CHECK_EQUAL(reach_of(m, "traction-motor", "DEU", "USA"), 0);
    m = apply_one(TEXT, "r/american");
    CK_CHECK_EQUAL(reach_of(m, "magnet-heavy", "JPN", "USA"), 0);
    CK_CHECK(reached(m) > 0);                                        // American sensors
    m = apply_one(TEXT, "r/subject");
    CK_CHECK_EQUAL(reach_of(m, "magnet-heavy", "JPN", "USA"), ALL_USES);
    CK_CHECK_EQUAL(reach_of(m, "magnet-heavy", "CHN", "USA"), ALL_USES);
}

/* ---------------------------------------------------------------- what cannot be ---------------------------------- */

static void refused(const char *law, const char *const *rule, uint32_t count, ck_status status, const char *says) {
    ck_measure measure = follows("m", rule, count);
    CK_CHECK_STATUS(apply(law, &measure, 1, CK_DATE_LAST), status);
    CK_REQUIRE(diags.count > 0);
    if (strstr(diags.item[0].message, says) == NULL) CK_CHECK_TEXT(diags.item[0].message, says);
}

CK_TEST(what_does_not_belong_into_one_measure_is_refused) {
    static const char *const unknown[] = {"r/exports"}, *const mixed[] = {"r/export", "r/embargo"}, *const duty[] = {"t/all", "t/stop"},
                      *const two[] = {"r/export", "s/export"};
    static char all[8192];
    snprintf(all, sizeof all, "%s%s%s", EXPORT, strstr(DUTIES, "regime t"),
             "regime s \"S\" by X of CHN published 2025-01-01 in force from 2025-01-01\n"
             "rule export if deal.export_from is CHN then licence, case by case\n");
    refused(all, unknown, 1, CK_E_UNKNOWN, "no regime, rule or duty \"r/exports\"");
    CK_CHECK(strstr(diags.item[0].hint, "r/export") != NULL);
    refused(all, mixed, 2, CK_E_USAGE, "another effect");
    refused(all, duty, 2, CK_E_USAGE, "rules and duties together");
    refused(all, two, 2, CK_E_USAGE, "two regimes");
}

CK_TEST(rates_written_by_hand_are_not_lost_silently) {
    const char *name = "t/all";
    ck_measure measure = follows("t", &name, 1);
    const ck_amendment amendment = {.from = ck_date_make(2025, 6, 1), .term = CK_TERM_rate, .value = 0.5};
    measure.amendment = &amendment;
    measure.amendment_count = 1;
    CK_CHECK_STATUS(apply(DUTIES, &measure, 1, CK_DATE_LAST), CK_E_USAGE);
}

CK_TEST(a_fact_that_the_world_does_not_state_is_named) {
    static const char TEXT[] = FACTS "fact item.purity percent\n" REGIME
        "  published 2025-04-02\n  in force from 2025-04-04\n"
        "rule pure if deal.export_from is CHN and item contains Dy and item.purity >= 99 % then licence, case by case\n";
    const char *name = "r/pure";
    ck_measure measure = follows("m", &name, 1);
    CK_CHECK_STATUS(apply(TEXT, &measure, 1, CK_DATE_LAST), CK_NOTED);
    CK_CHECK(strstr(diags.item[0].message, "purity") != NULL);
    CK_CHECK_EQUAL(reached(spec.measure), 5);        // all of it counts
    measure.term[CK_TERM_coverage] = 0.3;            // the scenario says how much
    CK_CHECK_STATUS(apply(TEXT, &measure, 1, CK_DATE_LAST), CK_OK);
}

CK_TEST(measures_written_by_hand_stay_where_they_are) {
    const char *name = "r/export";
    ck_measure measure[2] = {ck_measure_default(), follows("m", &name, 1)};
    measure[0].id = "by-hand";
    CK_REQUIRE_OK(apply(EXPORT, measure, 2, CK_DATE_LAST));
    CK_REQUIRE(spec.measure_count == 2);
    CK_CHECK_TEXT(spec.measure[0].id, "by-hand");
    CK_CHECK(spec.measure[0].reach == NULL);
    CK_CHECK_TEXT(spec.measure[1].id, "m");
}

/* One scenario after the other with the same memory of what flows met: each measure comes out as it does alone, whatever was asked before:
   on other days of knowledge, as written or as announced, by another reading, by other rules of the same regime, with another effect. */
CK_TEST(scenarios_that_share_what_flows_met_come_out_as_alone) {
    static const char LAW[] = FACTS
        "choice wide \"How wide?\"\n  reading narrow \"Narrow.\" default\n  reading broad \"Broad.\"\n" REGIME
        "  published 2025-04-02\n  in force from 2025-04-04\n  suspended from 2025-11-10 until 2026-11-10 announced 2025-11-07\n"
        "  extended until 2027-01-10 announced 2026-09-28 certainty political\n"
        "rule export if deal.export_from is CHN and (item contains Dy or reading wide is broad and item contains Nd) then licence, case by case\n"
        "rule refused if deal.destination is USA and deal.end_use is military and any part (part.origin is CHN) then prohibited\n"
        "rule embargo if deal.destination is JPN then prohibited\n"
        "duty toll \"toll\" if item.origin is CHN and deal.destination is not CHN rate 10 % from 2025-05-01 rate 20 % from 2026-05-01\n"
        "regime q \"Later known\" by MOFCOM of CHN citation \"Order 2\" published 2025-04-02 in force from 2025-04-04\n"
        "list l \"list\" entry e \"Nd\" if item contains Nd in force from 2025-06-01 announced 2025-12-01\n"
        "rule listed if item matches l and deal.export_from is CHN then prohibited\n";
    static const char *const FOLLOWS[] = {"r/export", "r/refused", "r/refused", "r/embargo", "r/toll", "q/listed"};
    static const ck_effect AS[] = {CK_EFFECT_COUNT, CK_EFFECT_COUNT, CK_EFFECT_REFUSAL, CK_EFFECT_COUNT, CK_EFFECT_COUNT, CK_EFFECT_COUNT};
    enum { MEASURES = 6 };
    ck_host_arena all = {0};
    diags = (ck_diags)CK_DIAGS(items, texts);
    const ck_law_source source = {"made.law", LAW, sizeof LAW - 1};
    const size_t bytes = (ck_law_bytes(&source, 1) + 15) & ~(size_t)15, cells = ck_reach_bytes(ck_fixture_model());
    void *block = aligned_alloc(16, bytes);
    const ck_law *law = NULL;
    CK_REQUIRE_OK(ck_law_build(&source, 1, block, bytes, &law, &diags));
    const uint32_t readings[] = {ck_law_find(law, CK_LAW_READING, "wide/narrow"), ck_law_find(law, CK_LAW_READING, "wide/broad")};
    ck_law_recall *shared = NULL;
    CK_REQUIRE_OK(ck_law_recall_open(ck_fixture_world(), ck_fixture_model(), law, &shared, &diags));
    uint32_t reached_any = 0, differ = 0, before = 0;
    for (int way = 0; way < 32; way++) {
        ck_measure measure[MEASURES];
        for (int k = 0; k < MEASURES; k++) {
            measure[k] = follows("m", &FOLLOWS[k], 1);
            measure[k].effect = AS[k];
        }
        uint32_t cells_reached = 0;
        ck_scenario_spec made = ck_scenario_spec_default(), alone[MEASURES];
        made.law_known_on = way & 1 ? ck_date_make(2025, 10, 31) : CK_DATE_LAST;
        made.measure_count = 1;
        ck_law_use use = {.world = ck_fixture_world(), .model = ck_fixture_model(), .law = law, .as_written = (way & 2) != 0,
                          .reading = &readings[way >> 2 & 1], .reading_count = way & 8 ? 0 : 1};
        for (int k = 0; k < MEASURES; k++) {
            alone[k] = made;
            alone[k].measure = &measure[k];
            CK_REQUIRE_USABLE(ck_law_measures(&use, &alone[k], &all, &diags));
        }
        made.measure = measure;
        made.measure_count = MEASURES;
        use.recall = shared;
        CK_REQUIRE_USABLE(ck_law_measures(&use, &made, &all, &diags));
        uint32_t of = 0, at = 0;
        for (uint32_t m = 0; m < made.measure_count; m++, at++) {
            if (at == alone[of].measure_count) at = 0, of++;
            CK_REQUIRE(of < MEASURES);
            const ck_measure *a = &made.measure[m], *b = &alone[of].measure[at];
            CK_CHECK_TEXT(a->id, b->id);
            CK_CHECK_EQUAL(a->effect, b->effect);
            CK_CHECK_EQUAL(a->from.day, b->from.day);
            CK_CHECK_EQUAL(a->until.day, b->until.day);
            CK_CHECK_EQUAL(a->pause_count, b->pause_count);
            for (uint32_t p = 0; p < a->pause_count; p++) CK_CHECK(a->pause[p].from.day == b->pause[p].from.day && a->pause[p].until.day == b->pause[p].until.day);
            CK_CHECK_EQUAL(a->amendment_count, b->amendment_count);
            CK_CHECK(a->term[CK_TERM_rate] == b->term[CK_TERM_rate]);
            CK_CHECK((a->reach == NULL) == (b->reach == NULL) && (a->reach == NULL || memcmp(a->reach, b->reach, cells) == 0));
            for (size_t c = 0; a->reach != NULL && c < cells; c++) cells_reached += a->reach[c] != 0;
            for (uint32_t p = 0; p < a->pause_count; p++) cells_reached += 7919u * (uint32_t)(a->pause[p].until.day & 1023);
        }
        differ += cells_reached != before;
        before = cells_reached;
        reached_any += cells_reached > 0;
    }
    CK_CHECK(reached_any == 32 && differ > 8);
    ck_law_recall_free(shared);
    ck_host_arena_free(&all);
    free(block);
}

CK_TEST_MAIN()
