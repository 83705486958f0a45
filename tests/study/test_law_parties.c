/* Named parties of flows: a law of a few lines before a world whose makers, owners and buyers are known in part. */
#include "ck_test.h"
#include "fixtures/small_world.h"
#include "study/law_measures.h"
#include "study/law_profile.h"

#include <stdlib.h>
#include <string.h>

CK_TEST_MAIN()

#define FACTS                                                                                                        \
    "fact deal.export_from country\nfact deal.destination country\nfact deal.end_use words (civil, military, logic-chip, memory-chip)\n" \
    "fact item.origin country\nfact item.content element-share\nfact item.value money\nfact item.hs code\nfact party.military yes-no\n" \
    "fact party.country country\n"
#define REGIME                                                                                                       \
    "regime r \"Listed parties\"\n  by BIS of USA\n  citation \"Order 1 of 2025\"\n  published 2025-04-02\n  in force from 2025-04-04\n"
#define MAGNETS "deal.export_from is CHN and item contains Nd and not item contains Dy"

static ck_diag          items[64];
static char             texts[16384];
static ck_diags         diags;
static ck_host_arena    arena;
static void            *law_block;
static ck_world        *world;
static ck_scenario_spec spec;
static ck_host_list     accounts;
static double           open_parties;

/* ---------------------------------------------------------------- a world of owners ------------------------------- */

static ck_site_row *site(const char *id) {
    ck_site_row *row = (ck_site_row *)world->site;
    while (strcmp(row->site, id) != 0) row++;
    return row;
}

static void add_party(const char *name, const char *country, bool known) {
    ck_party_row *row = (ck_party_row *)&world->party[world->party_count++];
    *row = world->party[0];
    row->party = name;
    row->listed_as = row->runs = "";
    row->country = country;
    row->owners_known = known ? "yes" : "no";
}

static void add_holding(const char *owner, const char *owned, double share) {
    ck_holding_row *row = (ck_holding_row *)&world->holding[world->holding_count++];
    *row = world->holding[0];
    row->owner = owner;
    row->owned = owned;
    row->share = share;
}

/* Chinese magnets: 60 % of one maker, 40 % of another. */
static void two_makers(const char *first, const char *second) {
    if (world != NULL) ck_fixture_world_free(world);
    world = ck_fixture_world_copy(ck_fixture_world());
    CK_REQUIRE(world != NULL);
    site("ningbo-magnet")->output = 270;
    site("magnet-chn")->output = 180;
    site("ningbo-magnet")->owner = first;
    site("magnet-chn")->owner = second;
    open_parties = 0.0;
}

static ck_status apply(const char *law_text, const char *rule, ck_effect effect) {
    ck_host_arena_free(&arena);
    free(law_block);
    diags = (ck_diags)CK_DIAGS(items, texts);
    accounts = (ck_host_list){.each = sizeof(ck_law_account)};
    const ck_law_source source = {"made.law", law_text, strlen(law_text)};
    const size_t bytes = (ck_law_bytes(&source, 1) + 15) & ~(size_t)15;
    law_block = aligned_alloc(16, bytes);
    const ck_law *law = NULL;
    CK_REQUIRE_OK(ck_law_build(&source, 1, law_block, bytes, &law, &diags));
    static const char *name;
    static ck_measure  measure;
    name = rule;
    measure = ck_measure_default();
    measure.id = "m";
    measure.effect = effect;
    measure.open_parties = open_parties;
    measure.law = (ck_names){.name = &name, .count = 1};
    spec = ck_scenario_spec_default();
    spec.law_known_on = CK_DATE_LAST;
    spec.measure = &measure;
    spec.measure_count = 1;
    const ck_law_use use = {.world = world, .model = ck_fixture_model(), .law = law, .accounts = &accounts};
    return ck_law_measures(&use, &spec, &arena, &diags);
}

static size_t cell_of(const char *item, const char *origin, const char *destination) {
    const ck_model *model = ck_fixture_model();
    const uint32_t i = ck_model_find_item(model, item), regions = ck_model_count(model).regions;
    const uint32_t from = ck_model_find_region(model, origin), to = ck_model_find_region(model, destination);
    CK_REQUIRE(i != CK_NONE && from != CK_NONE && to != CK_NONE);
    return ((size_t)i * regions + from) * regions + to;
}

static double part_of(const ck_measure *m, const char *item, const char *origin, const char *destination, ck_end_use use) {
    const size_t cell = cell_of(item, origin, destination);
    if (!(m->reach[cell] >> use & 1)) return 0.0;
    return m->reach_share != NULL ? m->reach_share[cell * CK_END_USE_COUNT + use] : 1.0;
}

/* Share caught on a day by all measures together. */
static double caught_on(const char *item, const char *origin, const char *destination, ck_end_use use, ck_date on) {
    double left = 1.0;
    for (uint32_t k = 0; k < spec.measure_count; k++) {
        const ck_measure *m = &spec.measure[k];
        bool off = on.day < m->from.day || on.day >= m->until.day;
        for (uint32_t p = 0; p < m->pause_count; p++) off |= on.day >= m->pause[p].from.day && on.day < m->pause[p].until.day;
        if (!off) left *= 1.0 - part_of(m, item, origin, destination, use);
    }
    return 1.0 - left;
}
static double magnets_on(int32_t year, int32_t month, int32_t day) {
    return caught_on("magnet", "CHN", "USA", CK_CIVIL, ck_date_make(year, month, day));
}

static const ck_law_account *account(void) {
    CK_REQUIRE(accounts.count == 1);
    return accounts.item;
}

/* ---------------------------------------------------------------- names ------------------------------------------- */

#define LIST "list l \"list\" citation \"Order 1\"\n  entity \"Bad Magnet\" of CHN in force from 2025-04-04 announced 2025-04-04\n"
static const char BAN[] = FACTS REGIME LIST
    "rule stop article \"art. 3\" if " MAGNETS " and exporter is listed in l then prohibited\n";

CK_TEST(a_listed_maker_of_sixty_per_cent_stops_sixty_per_cent) {
    two_makers("Bad Magnet", "Good Magnet");
    add_party("Bad Magnet", "CHN", true);
    add_party("Good Magnet", "CHN", true);
    CK_REQUIRE_OK(apply(BAN, "r/stop", CK_EFFECT_COUNT));
    CK_REQUIRE(spec.measure_count == 1);
    CK_CHECK_EQUAL(spec.measure->effect, CK_EFFECT_BAN);
    CK_CHECK_TEXT(spec.measure->citation, "Order 1 of 2025, art. 3");
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.6, 1e-12);
    CK_CHECK_NEAR(magnets_on(2025, 4, 3), 0.0, 0.0);
    CK_CHECK_NEAR(caught_on("magnet-heavy", "CHN", "USA", CK_CIVIL, ck_date_make(2025, 5, 1)), 0.0, 0.0);
    CK_CHECK_NEAR(caught_on("magnet", "JPN", "DEU", CK_CIVIL, ck_date_make(2025, 5, 1)), 0.0, 0.0);
    CK_REQUIRE(account()->named_count == 1);
    CK_CHECK_TEXT(account()->named[0].party, "Bad Magnet");
    CK_CHECK_NEAR(account()->named[0].usd_per_year, account()->caught_usd, 1e-6 * account()->caught_usd);
    CK_CHECK_NEAR(account()->open_usd, 0.0, 0.0);
}

CK_TEST(an_unknown_maker_stays_open_and_is_never_a_pass) {
    two_makers("Bad Magnet", "");
    add_party("Bad Magnet", "CHN", true);
    CK_REQUIRE_OK(apply(BAN, "r/stop", CK_EFFECT_COUNT));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.6, 1e-12);
    CK_CHECK_NEAR(account()->open_usd / account()->caught_usd, 2.0 / 3.0, 1e-9);
    open_parties = 0.25;                             // a quarter of what is open counts
    CK_REQUIRE_OK(apply(BAN, "r/stop", CK_EFFECT_COUNT));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.7, 1e-12);
    open_parties = 1.0;
    CK_REQUIRE_OK(apply(BAN, "r/stop", CK_EFFECT_COUNT));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 1.0, 0.0);
    CK_CHECK(spec.measure->reach_share == NULL);     // all of it: no part to keep
}

CK_TEST(an_owner_without_a_row_is_not_known) {
    two_makers("Bad Magnet", "Nobody Knows Ltd");
    add_party("Bad Magnet", "CHN", true);
    CK_REQUIRE_OK(apply(BAN, "r/stop", CK_EFFECT_COUNT));
    CK_CHECK_NEAR(account()->open_usd / account()->caught_usd, 2.0 / 3.0, 1e-9);
}

CK_TEST(a_name_nearly_the_same_is_open) {
    two_makers("Bad Magnets", "Good Magnet");
    add_party("Bad Magnets", "CHN", true);
    add_party("Good Magnet", "CHN", true);
    CK_REQUIRE_OK(apply(BAN, "r/stop", CK_EFFECT_COUNT));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.0, 0.0);
    CK_CHECK(account()->open_usd > 0.0);
    CK_CHECK_NEAR(account()->caught_usd, 0.0, 0.0);
}

CK_TEST(rules_without_names_ask_nobody) {
    two_makers("Bad Magnet", "");
    add_party("Bad Magnet", "CHN", true);
    CK_REQUIRE_OK(apply(FACTS REGIME "rule all if " MAGNETS " then prohibited\n", "r/all", CK_EFFECT_COUNT));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 1.0, 0.0);
    CK_CHECK(spec.measure->reach_share == NULL);
    CK_CHECK_EQUAL(account()->named_count, 0);
    CK_CHECK_EQUAL(account()->open_by_party, 0);
}

/* ---------------------------------------------------------------- time -------------------------------------------- */

CK_TEST(parties_listed_on_different_days_are_layers_of_one_share) {
    two_makers("Bad Magnet", "Late Magnet");
    add_party("Bad Magnet", "CHN", true);
    add_party("Late Magnet", "CHN", true);
    CK_REQUIRE_OK(apply(FACTS REGIME LIST
                        "  entity \"Late Magnet\" of CHN in force from 2026-01-01 until 2026-07-01 announced 2026-01-01\n"
                        "rule stop if " MAGNETS " and exporter is listed in l then prohibited\n",
                        "r/stop", CK_EFFECT_COUNT));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.6, 1e-9);
    CK_CHECK_NEAR(magnets_on(2026, 2, 1), 1.0, 1e-9);
    CK_CHECK_NEAR(magnets_on(2026, 8, 1), 0.6, 1e-9);
}

CK_TEST(layers_multiply_to_the_profile) {
    const ck_law_profile profile = {{{10, 0.2}, {20, 0.7}, {30, 0.0}, {40, 0.5}, {50, 0.7}, {60, 1.0}, {70, 0.0}}, 7};
    const double expected[] = {0.0, 0.2, 0.7, 0.0, 0.5, 0.7, 1.0, 0.0};
    double left[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    ck_law_profile days;
    uint32_t layers = 0;
    double share;
    for (; (share = ck_law_profile_layer(&profile, layers, &days)) > 0.0; layers++) {
        for (int32_t k = 0; k < 8; k++) {
            double on = 0.0;
            for (uint32_t s = 0; s < days.count && days.step[s].day <= 10 * k + 5; s++) on = days.step[s].value;
            left[k] *= 1.0 - on * share;
        }
    }
    CK_CHECK_EQUAL(layers, 4);
    for (size_t k = 0; k < 8; k++) CK_CHECK_NEAR(1.0 - left[k], expected[k], 3e-6);       // shares are whole millionths
}

/* ---------------------------------------------------------------- owners ------------------------------------------ */

#define HALF                                                                                                         \
    FACTS REGIME "  suspended from 2025-11-10 until 2026-11-10 announced 2025-11-10 citation \"Order 2\"\n"          \
    "list l \"list\" citation \"Order 1\"\n  entity \"Bad Top\" of CHN in force from 2020-01-01\n"                   \
    "rule held if " MAGNETS " and exporter is held >= 50 % by l in aggregate then licence, refused in principle\n"

static ck_status two_levels(double top, double middle, bool known) {
    two_makers("Low Magnet", "Good Magnet");
    add_party("Low Magnet", "CHN", known);
    add_party("Good Magnet", "CHN", true);
    add_party("Middle", "CHN", known);
    add_party("Bad Top", "CHN", true);
    add_holding("Middle", "Low Magnet", middle);
    add_holding("Bad Top", "Middle", top);
    return apply(HALF, "r/held", CK_EFFECT_BAN);
}

CK_TEST(half_through_two_levels_is_caught_and_suspended) {
    CK_REQUIRE_OK(two_levels(0.5, 0.5, true));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.6, 1e-12);
    CK_CHECK_NEAR(magnets_on(2025, 12, 1), 0.0, 0.0);
    CK_CHECK_NEAR(magnets_on(2026, 11, 9), 0.0, 0.0);
    CK_CHECK_NEAR(magnets_on(2026, 11, 10), 0.6, 1e-12);
    CK_CHECK_TEXT(account()->named[0].party, "Low Magnet");
}

CK_TEST(less_than_half_at_either_level_is_not) {
    CK_REQUIRE_OK(two_levels(0.5, 0.49, true));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.0, 0.0);
    CK_CHECK_NEAR(account()->open_usd, 0.0, 0.0);
    CK_REQUIRE_OK(two_levels(0.49, 0.5, true));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.0, 0.0);
}

CK_TEST(owners_not_known_or_stakes_not_known_are_open) {
    CK_REQUIRE_OK(two_levels(0.3, 0.3, false));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.0, 0.0);
    CK_CHECK(account()->open_usd > 0.0);
    CK_REQUIRE_OK(two_levels(__builtin_nan(""), 0.6, true));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.0, 0.0);
    CK_CHECK(account()->open_usd > 0.0);
    CK_REQUIRE_OK(two_levels(0.8, 0.6, false));      // what is known is enough
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.6, 1e-12);
    CK_CHECK_NEAR(account()->open_usd, 0.0, 0.0);
}

CK_TEST(a_site_of_several_owners_is_held_by_their_stakes) {
    two_makers("Bad Top (50 %); Good Magnet", "Good Magnet");
    add_party("Bad Top", "CHN", true);
    add_party("Good Magnet", "CHN", true);
    CK_REQUIRE_OK(apply(HALF, "r/held", CK_EFFECT_BAN));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.6, 1e-12);
    site("ningbo-magnet")->owner = "Bad Top (49 %); Good Magnet (51 %)";
    CK_REQUIRE_OK(apply(HALF, "r/held", CK_EFFECT_BAN));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.0, 0.0);
    CK_CHECK_NEAR(account()->open_usd, 0.0, 0.0);
    add_holding("Bad Top", "ningbo-magnet", 0.5);    // the table of holdings counts before the words in the column
    add_holding("Good Magnet", "ningbo-magnet", 0.5);
    CK_REQUIRE_OK(apply(HALF, "r/held", CK_EFFECT_BAN));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.6, 1e-12);
}

/* The site of a firm abroad is a unit that the firm holds: a list that names the firm leaves the unit open, half of it catches. */
CK_TEST(a_unit_abroad_is_held_and_not_named) {
    two_makers("Far Magnet", "Good Magnet");
    add_party("Far Magnet", "CAN", true);
    add_party("Good Magnet", "CHN", true);
    CK_REQUIRE_OK(apply(FACTS REGIME "list l \"list\" citation \"Order 1\"\n  entity \"Far Magnet\" of CAN in force from 2025-04-04\n"
                        "rule stop if " MAGNETS " and exporter is listed in l then prohibited\n"
                        "rule held if " MAGNETS " and exporter is held >= 50 % by l in aggregate then prohibited\n",
                        "r/stop", CK_EFFECT_COUNT));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.0, 0.0);
    CK_CHECK(account()->open_usd > 0.0);
    CK_REQUIRE_OK(apply(FACTS REGIME "list l \"list\" citation \"Order 1\"\n  entity \"Far Magnet\" of CAN in force from 2025-04-04\n"
                        "rule held if " MAGNETS " and exporter is held >= 50 % by l in aggregate then prohibited\n",
                        "r/held", CK_EFFECT_COUNT));
    CK_CHECK_NEAR(magnets_on(2025, 5, 1), 0.6, 1e-12);
}

/* ---------------------------------------------------------------- users ------------------------------------------- */

static const char USERS[] = FACTS REGIME
    "list l \"list\" citation \"Order 1\"\n  entity \"Car Maker\" of USA in force from 2025-04-04\n"
    "rule stop if deal.export_from is CHN and deal.destination is USA and end_user is listed in l then licence, refused in principle\n";

CK_TEST(a_listed_buyer_stops_its_share_of_an_industry) {
    two_makers("", "");
    CK_REQUIRE_OK(apply(USERS, "r/stop", CK_EFFECT_BAN));
    const ck_date may = ck_date_make(2025, 5, 1);
    /* Vehicles take 60,000 of 64,000 motors for civil use, a quarter of them the listed maker; defence takes the rest. */
    CK_CHECK_NEAR(caught_on("traction-motor", "CHN", "USA", CK_CIVIL, may), 0.25, 1e-9);
    CK_CHECK_NEAR(caught_on("traction-motor", "CHN", "USA", CK_MILITARY, may), 0.0, 0.0);
    CK_CHECK_NEAR(caught_on("traction-motor", "CHN", "DEU", CK_CIVIL, may), 0.0, 0.0);
    CK_CHECK(account()->open_usd > 0.0);             // three quarters have no name
}

/* A refusal answers applications: where it reaches a part of the buyers that part is stopped. */
CK_TEST(a_refusal_of_named_buyers_stops_their_part) {
    two_makers("", "");
    CK_REQUIRE_OK(apply(USERS, "r/stop", CK_EFFECT_COUNT));
    for (uint32_t k = 0; k < spec.measure_count; k++) {
        if (spec.measure[k].reach_share != NULL) CK_CHECK_EQUAL(spec.measure[k].effect, CK_EFFECT_BAN);
    }
    CK_CHECK_NEAR(caught_on("traction-motor", "CHN", "USA", CK_CIVIL, ck_date_make(2025, 5, 1)), 0.25, 1e-9);
}

/* ---------------------------------------------------------------- in the engine ----------------------------------- */

static double shipped(const ck_measure *measure, uint64_t *digest) {
    const ck_model *model = ck_fixture_model();
    ck_scenario_spec run_spec = ck_scenario_spec_default();
    run_spec.start = ck_date_make(2025, 1, 1);
    run_spec.days = 300;
    run_spec.measure = measure;
    run_spec.measure_count = 1;
    const size_t bytes = (ck_scenario_bytes(model, &run_spec) + 15) & ~(size_t)15;
    void *block = aligned_alloc(16, bytes);
    const ck_scenario *scenario = NULL;
    CK_REQUIRE_OK(ck_scenario_build(model, &run_spec, block, bytes, &scenario, &diags));
    *digest = ck_scenario_digest(scenario);
    const ck_run_options options = ck_run_options_default();
    const size_t room = (ck_run_bytes(model, scenario, options) + 15) & ~(size_t)15;
    void *memory = aligned_alloc(16, room);
    ck_run *run = NULL;
    CK_REQUIRE_OK(ck_run_start(model, scenario, options, memory, room, &run, &diags));
    CK_REQUIRE_OK(ck_run_to(run, 300, &diags));
    double sum = 0.0;
    for (uint32_t f = 0; f < ck_model_count(model).flows; f++) {
        const ck_flow_info flow = ck_model_flow(model, f);
        const bool magnets = flow.item == ck_model_find_item(model, "magnet") && flow.origin == ck_model_find_region(model, "CHN") &&
                             flow.origin != flow.destination;
        for (uint32_t month = 0; magnets && month < ck_run_month_count(run); month++) sum += ck_run_month_quantity(run, f, month);
    }
    free(memory);
    free(block);
    return sum;
}

/* Sixty per cent of each flow by parties is a ban of which sixty per cent is listed. */
CK_TEST(a_part_by_parties_is_the_same_as_that_coverage) {
    two_makers("Bad Magnet", "Good Magnet");
    add_party("Bad Magnet", "CHN", true);
    add_party("Good Magnet", "CHN", true);
    CK_REQUIRE_OK(apply(BAN, "r/stop", CK_EFFECT_COUNT));
    const ck_measure by_party = *spec.measure;
    ck_measure by_hand = by_party, whole = by_party;
    by_hand.reach_share = whole.reach_share = NULL;
    by_hand.term[CK_TERM_coverage] = 0.6;
    uint64_t digest[3];
    const double part = shipped(&by_party, &digest[0]), hand = shipped(&by_hand, &digest[1]), all = shipped(&whole, &digest[2]);
    CK_CHECK_NEAR(part, hand, 1e-9 * hand);
    CK_CHECK(part > all);
    CK_CHECK(digest[0] != digest[2]);                // parts are in the digest of a scenario
}
