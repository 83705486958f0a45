/* Scenarios against a model: scopes, periods, cells, errors with their places. */
#include "tiny_law.h"

#define DIAGS(name)                                                                                                    \
    ck_diag name##_items[32];                                                                                          \
    char name##_texts[8192];                                                                                           \
    ck_diags name = CK_DIAGS(name##_items, name##_texts)

static ck_scenario_spec spec_of(const ck_measure *measure, uint32_t count) {
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.measure = measure;
    spec.measure_count = count;
    return spec;
}

/* The first diagnostic of a scenario that must fail (or warn). */
static void check_message(const ck_scenario_spec *spec, ck_status status, const char *message, uint32_t line) {
    tiny tiny;
    tiny_open(&tiny);
    DIAGS(diags);
    CK_CHECK_STATUS(tiny_scenario(&tiny, spec, &diags), status);
    CK_CHECK((tiny.scenario == NULL) == (status < 0));
    if (diags.count == 0) {
        CK_CHECK_TEXT("no diagnostic", message);
    } else {
        CK_CHECK_TEXT(diags.item[0].message, message);
        CK_CHECK_STATUS(diags.item[0].status, status);
        CK_CHECK_EQUAL(diags.item[0].place.line, line);
    }
    CK_CHECK_STATUS(tiny_scenario(&tiny, spec, NULL), status);       // the same answer without room for words
    tiny_close(&tiny);
}

static void check_measure(ck_measure measure, ck_status status, const char *message, uint32_t line) {
    const ck_scenario_spec spec = spec_of(&measure, 1);
    check_message(&spec, status, message, line);
}

static uint32_t flows_in_scope(const ck_measure *measure, uint32_t *flow) {
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(measure, 1);
    CK_REQUIRE_USABLE(tiny_scenario(&tiny, &spec, NULL));
    const uint32_t count = tiny.scenario->entry_count;
    for (uint32_t e = 0; e < count; e++) flow[e] = tiny.scenario->entry_flow[e];
    CK_CHECK_EQUAL(ck_scenario_flow_count(tiny.scenario, 0), count);
    tiny_close(&tiny);
    return count;
}

CK_TEST(the_defaults_are_those_of_the_lists) {
    const ck_scenario_spec spec = ck_scenario_spec_default();
    const ck_measure measure = ck_measure_default();
    for (uint32_t p = 0; p < CK_PARAMETER_COUNT; p++)
        CK_CHECK(spec.parameter[p] == ck_parameter_info((ck_parameter)p).value);
    for (uint32_t t = 0; t < CK_TERM_COUNT; t++) CK_CHECK(measure.term[t] == ck_term_info((ck_term)t).value);
    CK_CHECK_EQUAL(spec.start.day, ck_date_make(2025, 1, 1).day);
    CK_CHECK_EQUAL(measure.until.day, CK_DATE_LAST.day);
    tiny tiny;
    tiny_open(&tiny);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    CK_CHECK_EQUAL(ck_scenario_cell_count(tiny.scenario), 0);
    CK_CHECK_EQUAL(ck_scenario_first_day(tiny.scenario), 400);       // earliest start of the only project
    tiny_close(&tiny);
}

CK_TEST(selectors_pick_items_by_id_group_tier_and_code_and_regions_by_id_and_bloc) {
    static const char *const SELECTOR[] = {"magnet", "group:upper", "tier:input", "code:1C905", "code:9X"};
    uint32_t flow[TINY_FLOWS];
    for (uint32_t i = 0; i < 5; i++) {
        ck_measure ban = tiny_measure("ban", CK_EFFECT_BAN, 0);
        ban.items = (ck_names){&SELECTOR[i], 1, {0}};
        CK_CHECK_EQUAL(flows_in_scope(&ban, flow), 2);
        CK_CHECK_EQUAL(flow[0], TINY_MAGNET_JPN);
        CK_CHECK_EQUAL(flow[1], TINY_MAGNET_USA);
    }
    static const char *const ALL[] = {"*"}, *const BLOC[] = {"bloc:NATO"}, *const JAPAN[] = {"JPN"},
                             *const OXIDE[] = {"oxide"};
    ck_measure ban = ck_measure_default();
    ban.id = "ban";
    ban.effect = CK_EFFECT_BAN;
    CK_CHECK_EQUAL(flows_in_scope(&ban, flow), 5);                   // all but the stockpile's
    ban.items = ban.origins = ban.destinations = (ck_names){ALL, 1, {0}};
    CK_CHECK_EQUAL(flows_in_scope(&ban, flow), 5);
    ban.origins = (ck_names){BLOC, 1, {0}};
    CK_CHECK_EQUAL(flows_in_scope(&ban, flow), 1);
    CK_CHECK_EQUAL(flow[0], TINY_ROUTE);                             // routes that carry nothing yet are in scope too
    ban.origins = (ck_names){ALL, 1, {0}};
    ban.except_origins = (ck_names){BLOC, 1, {0}};
    ban.except_destinations = (ck_names){JAPAN, 1, {0}};
    ban.except_items = (ck_names){OXIDE, 1, {0}};
    CK_CHECK_EQUAL(flows_in_scope(&ban, flow), 1);
    CK_CHECK_EQUAL(flow[0], TINY_MAGNET_USA);
}

CK_TEST(only_the_share_of_an_end_use_in_scope_is_reached) {
    static const char *const MILITARY[] = {"military"}, *const REST[] = {"civil", "semiconductor"};
    ck_measure measure[2] = {tiny_measure("military", CK_EFFECT_BAN, 0), tiny_measure("rest", CK_EFFECT_BAN, 0)};
    measure[0].end_uses = (ck_names){MILITARY, 1, {0}};
    measure[1].end_uses = (ck_names){REST, 2, {0}};
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(measure, 2);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    CK_CHECK_EQUAL(ck_scenario_flow_count(tiny.scenario, 0), 1);     // Japan buys none for military use
    CK_CHECK_EQUAL(ck_scenario_flow_count(tiny.scenario, 1), 2);
    CK_CHECK_NEAR(tiny.scenario->entry_scope[0], 0.25, 0.0);
    CK_CHECK_NEAR(tiny.scenario->entry_scope[1], 1.0, 0.0);
    CK_CHECK_NEAR(tiny.scenario->entry_scope[2], 0.75, 0.0);
    CK_CHECK_NEAR(ck_scenario_base_quantity(tiny.scenario, 1), 40.0, 0.0);
    const uint32_t at = tiny.scenario->flow_touched[TINY_MAGNET_USA];
    CK_REQUIRE(at != CK_NONE);
    CK_CHECK_EQUAL(tiny.scenario->touched_first[at + 1] - tiny.scenario->touched_first[at], 2);
    CK_CHECK_EQUAL(tiny.scenario->flow_touched[TINY_OXIDE_USA], CK_NONE);
    tiny_close(&tiny);
}

CK_TEST(cells_follow_the_rows_of_customers_and_their_weights_sum_to_one) {
    ck_measure measure = tiny_measure("licence", CK_EFFECT_LICENCE, 0);
    measure.items = (ck_names){0};
    tiny tiny;
    tiny_open(&tiny);
    tiny_customers(&tiny, TINY_JPN, TINY_MAGNET, CK_CIVIL, 12, 0.75, 4);
    tiny_customers(&tiny, TINY_JPN, TINY_MAGNET, CK_CIVIL, 3, 0.25, 5);
    tiny_customers(&tiny, TINY_JPN, TINY_OXIDE, CK_CIVIL, 12, 1, 4);
    tiny_customers(&tiny, TINY_USA, TINY_MAGNET, CK_MILITARY, 2, 1, 6);
    const ck_scenario_spec spec = spec_of(&measure, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    const ck_scenario *scenario = tiny.scenario;
    CK_REQUIRE(scenario->cell_count == 5);       // JPN 4, JPN 5; USA military 6, civil and semiconductor without rows
    const cki_cell *cell = scenario->cell;
    CK_CHECK_EQUAL(cell[0].count, 12);
    CK_CHECK_NEAR(cell[0].weight, (30 * 0.75 + 40) / 100, 1e-15);
    CK_CHECK_EQUAL(cell[1].count, 3);
    CK_CHECK_NEAR(cell[1].weight, 30 * 0.25 / 100, 1e-15);
    CK_CHECK_EQUAL(cell[2].count, 2);
    CK_CHECK_EQUAL(cell[2].end_use, CK_MILITARY);
    CK_CHECK_NEAR(cell[3].weight, (10 * 0.625 + 20) / 100, 1e-15);
    CK_CHECK_EQUAL(cell[3].count, 1);
    CK_CHECK_EQUAL(cell[4].end_use, CK_SEMICONDUCTOR);
    double weight = 0.0;
    for (uint32_t c = 0; c < 5; c++) weight += cell[c].weight;
    CK_CHECK_NEAR(weight, 1.0, 1e-15);
    for (uint32_t e = 0; e < scenario->entry_count; e++) {
        double sum = 0.0;
        for (uint32_t r = scenario->entry_first_reference[e]; r < scenario->entry_first_reference[e + 1]; r++) {
            sum += scenario->reference_weight[r];
        }
        CK_CHECK_NEAR(sum, 1.0, 0.0);
    }
    for (uint32_t c = 0; c < 5; c++) {
        for (uint32_t other = 0; other < c; other++) CK_CHECK(cell[c].key != cell[other].key);
    }
    tiny_close(&tiny);
}

CK_TEST(phases_follow_announcement_period_and_suspensions) {
    const ck_pause pause[2] = {{{9132 + 60}, {9132 + 70}, "", {0}}, {{9132 + 25}, {9132 + 50}, "", {0}}};
    ck_measure measure = tiny_measure("measure", CK_EFFECT_BAN, 30);
    measure.announced = (ck_date){9132 + 10};
    measure.until = (ck_date){9132 + 80};
    measure.pause = pause;
    measure.pause_count = 2;
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(&measure, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    for (int32_t day = -5; day < 100; day++) {
        const cki_phase expected = day < 10                              ? CKI_UNKNOWN
                                   : day < 25                            ? CKI_ANNOUNCED
                                   : day < 50 || (day >= 60 && day < 70) ? CKI_SUSPENDED    // it never operated before
                                   : day < 80                            ? CKI_OPERATIVE
                                                                         : CKI_ENDED;
        CK_CHECK_EQUAL(cki_phase_on(tiny.scenario, 0, day), expected);
    }
    CK_CHECK_EQUAL(ck_scenario_first_day(tiny.scenario), 10);
    tiny_close(&tiny);
}

CK_TEST(a_measure_cannot_bind_before_it_is_announced) {
    ck_measure measure = tiny_measure("measure", CK_EFFECT_BAN, 10);
    measure.announced = (ck_date){9132 + 14};
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(&measure, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    CK_CHECK_EQUAL(cki_phase_on(tiny.scenario, 0, 13), CKI_UNKNOWN);
    CK_CHECK_EQUAL(cki_phase_on(tiny.scenario, 0, 14), CKI_OPERATIVE);
    tiny_close(&tiny);
}

CK_TEST(the_digest_knows_everything_that_can_change_a_result_and_nothing_else) {
    const ck_pause pause = {{9132 + 40}, {9132 + 50}, "", {0}};
    tiny tiny;
    tiny_open(&tiny);
    ck_measure measure = tiny_measure("measure", CK_EFFECT_BAN, 30);
    ck_scenario_spec spec = spec_of(&measure, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    const uint64_t digest = ck_scenario_digest(tiny.scenario);
    measure.title = "another title";
    spec.title = "and another";
    measure.place.line = 7;
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    CK_CHECK_DIGEST(ck_scenario_digest(tiny.scenario), digest);
    for (uint32_t change = 0; change < 7; change++) {
        ck_measure other = measure;
        ck_scenario_spec changed = spec_of(&other, 1);
        const ck_uncertain uncertain = {{0}, "inventories", {CK_FIXED, 0, 0, 0, 0, 1}};
        switch (change) {
            case 0: other.id = "other"; break;
            case 1: other.from.day++; break;
            case 2: other.term[CK_TERM_leakage] = 0.5; break;
            case 3: other.pause = &pause; other.pause_count = 1; break;
            case 4: changed.seed++; break;
            case 5: changed.parameter[CK_PARAMETER_precaution] = 0.25; break;
            default: changed.uncertain = &uncertain; changed.uncertain_count = 1; break;
        }
        CK_REQUIRE_OK(tiny_scenario(&tiny, &changed, NULL));
        CK_CHECK(ck_scenario_digest(tiny.scenario) != digest);
    }
    tiny_close(&tiny);
}

CK_TEST(overlapping_suspensions_are_refused_with_both_periods) {
    const ck_pause pause[2] = {{{9132 + 40}, {9132 + 50}, "", {"s.yaml", 4, 5, 0}},
                               {{9132 + 49}, {9132 + 60}, "", {"s.yaml", 6, 5, 0}}};
    ck_measure measure = tiny_measure("m", CK_EFFECT_BAN, 30);
    measure.pause = pause;
    measure.pause_count = 2;
    check_measure(measure, CK_E_OVERLAP,
                  "suspensions of measure \"m\" overlap: 2025-02-10 to 2025-02-20 and 2025-02-19 to 2025-03-02", 6);
}

CK_TEST(periods_that_end_before_they_begin_are_refused) {
    ck_measure measure = tiny_measure("m", CK_EFFECT_BAN, 30);
    measure.place.line = 3;
    measure.until = measure.from;
    check_measure(measure, CK_E_RANGE, "measure \"m\" ends on 2025-01-31, not after its start on 2025-01-31", 3);
    const ck_pause pause = {{9132 + 50}, {9132 + 40}, "", {"s.yaml", 4, 5, 0}};
    measure.until = CK_DATE_LAST;
    measure.pause = &pause;
    measure.pause_count = 1;
    check_measure(measure, CK_E_RANGE,
                  "suspension of measure \"m\" ends on 2025-02-10, not after its start on 2025-02-20", 4);
    const ck_pause outside = {{9132 + 10}, {9132 + 30}, "", {"s.yaml", 5, 5, 0}};
    measure.pause = &outside;
    check_measure(measure, CK_E_RANGE,
                  "suspension of measure \"m\", 2025-01-11 to 2025-01-31, lies outside its period, 2025-01-31 to open",
                  5);
}

CK_TEST(amendments_outside_the_period_or_twice_on_a_day_are_refused) {
    ck_amendment amendment[2] = {{{9132 + 20}, CK_TERM_rate, 0.5, "", {"s.yaml", 8, 5, 0}}};
    ck_measure measure = tiny_measure("m", CK_EFFECT_DUTY, 30);
    measure.amendment = amendment;
    measure.amendment_count = 1;
    check_measure(measure, CK_E_RANGE,
                  "amendment of rate of measure \"m\" on 2025-01-21 lies outside its period, 2025-01-31 to open", 8);
    amendment[0].from.day = 9132 + 40;
    amendment[1] = (ck_amendment){{9132 + 40}, CK_TERM_rate, 0.25, "", {"s.yaml", 9, 5, 0}};
    measure.amendment_count = 2;
    check_measure(measure, CK_E_OVERLAP, "rate of measure \"m\" is amended twice on 2025-02-10, to 0.5 and to 0.25", 9);
    amendment[1].term = CK_TERM_coverage;
    amendment[1].value = 1.5;
    check_measure(measure, CK_E_RANGE, "coverage of measure \"m\" is 1.5; it must be 0 to 1 (1)", 9);
}

CK_TEST(unknown_names_are_refused_with_the_nearest_known_one) {
    static const char *const WRONG[] = {"magnte"}, *const REGION[] = {"JPM"}, *const CODE[] = {"code:5A001"};
    ck_measure measure = tiny_measure("m", CK_EFFECT_BAN, 0);
    measure.items = (ck_names){WRONG, 1, {"s.yaml", 5, 13, 6}};
    tiny tiny;
    tiny_open(&tiny);
    ck_scenario_spec spec = spec_of(&measure, 1);
    DIAGS(diags);
    CK_CHECK_STATUS(tiny_scenario(&tiny, &spec, &diags), CK_E_UNKNOWN);
    CK_REQUIRE(diags.count == 1);
    CK_CHECK_TEXT(
        diags.item[0].message,
        "unknown item \"magnte\" in items of measure \"m\"; expected an id, group:NAME, tier:NAME, code:PREFIX or *");
    CK_CHECK_TEXT(diags.item[0].hint, "did you mean \"magnet\"?");
    CK_CHECK_EQUAL(diags.item[0].place.column, 13);
    measure.except_destinations = (ck_names){REGION, 1, {"s.yaml", 6, 13, 3}};
    measure.end_uses = (ck_names){WRONG, 1, {"s.yaml", 7, 13, 3}};
    measure.authority = "CHINA";
    DIAGS(all);
    CK_CHECK_STATUS(tiny_scenario(&tiny, &spec, &all), CK_E_UNKNOWN);
    CK_CHECK_EQUAL(all.count, 4);                                    // all of them in one go
    measure = tiny_measure("m", CK_EFFECT_BAN, 0);
    measure.items = (ck_names){CODE, 1, {"s.yaml", 5, 13, 6}};
    check_message(&spec, CK_NOTED,
                  "no item of this world has a control code that begins with \"5A001\" (items of measure \"m\")", 5);
    tiny_close(&tiny);
}

CK_TEST(values_outside_their_limits_are_refused) {
    ck_measure measure = tiny_measure("m", CK_EFFECT_BAN, 0);
    measure.place.line = 2;
    measure.term[CK_TERM_leakage] = (double)NAN;
    check_measure(measure, CK_E_RANGE, "leakage of measure \"m\" is nan; it must be 0 to 1 (1)", 2);
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.days = 0;
    check_message(&spec, CK_E_RANGE, "the scenario has 0 days; it must have 1 to 36600", 0);
    spec = ck_scenario_spec_default();
    spec.parameter[CK_PARAMETER_thrift_cover] = -1;
    check_message(&spec, CK_E_RANGE, "parameter thrift_cover is -1; it must be 0 to 1 (1)", 0);
    measure = tiny_measure("m", (ck_effect)77, 0);
    check_measure(measure, CK_E_RANGE, "measure \"m\" has effect number 77; there is none", 0);
    measure = tiny_measure("", CK_EFFECT_BAN, 0);
    check_measure(measure, CK_E_MISSING, "a measure has no id", 0);
    measure = tiny_measure("m", CK_EFFECT_BAN, 0);
    measure.certainty = "sure";
    check_measure(measure, CK_E_UNKNOWN,
                  "certainty of measure \"m\" is \"sure\"; expected legal, announced, political or hypothetical", 0);
    const ck_measure twice[2] = {tiny_measure("m", CK_EFFECT_BAN, 0), tiny_measure("m", CK_EFFECT_DUTY, 0)};
    spec = spec_of(twice, 2);
    check_message(&spec, CK_E_DUPLICATE, "two measures have the id \"m\"", 0);
}

CK_TEST(a_measure_that_reaches_nothing_is_noted) {
    static const char *const CHINA[] = {"CHN"};
    ck_measure measure = tiny_measure("m", CK_EFFECT_BAN, 0);
    measure.destinations = (ck_names){CHINA, 1, {0}};
    check_measure(measure, CK_NOTED, "measure \"m\" reaches no flow of this world and scenario", 0);
}

/* The reach that says: magnets from China to Japan for civil use, oxides from China to the United States for all uses. */
CK_TEST(a_reach_that_is_still_text_is_an_error_and_not_everything) {
    ck_measure measure = ck_measure_default();
    measure.id = "written";
    measure.effect = CK_EFFECT_BAN;
    measure.reach_written = true;
    measure.reach_rows.place.line = 7;
    check_measure(measure, CK_E_MISSING, "the reach of measure \"written\" is text that nobody has resolved over this model", 7);
}

CK_TEST(a_reach_written_by_law_picks_flows_and_end_uses_one_by_one) {
    uint8_t reach[TINY_ITEMS * TINY_REGIONS * TINY_REGIONS] = {0};
    reach[(TINY_MAGNET * TINY_REGIONS + TINY_CHN) * TINY_REGIONS + TINY_USA] = 1u << CK_CIVIL;
    reach[(TINY_OXIDE * TINY_REGIONS + TINY_CHN) * TINY_REGIONS + TINY_USA] = 7;
    ck_measure measure = tiny_measure("m", CK_EFFECT_BAN, 0);
    measure.items = measure.origins = measure.destinations = (ck_names){0};
    measure.reach = reach;
    tiny tiny;
    tiny_open(&tiny);
    ck_scenario_spec spec = spec_of(&measure, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    CK_CHECK_EQUAL(tiny.scenario->entry_count, 2);
    CK_CHECK_EQUAL(tiny.scenario->entry_flow[0], TINY_MAGNET_USA);
    CK_CHECK_NEAR(tiny.scenario->entry_scope[0], 1.0 - 0.25 - 0.125, 1e-15);     // civil share of that flow
    CK_CHECK_EQUAL(tiny.scenario->entry_flow[1], TINY_OXIDE_USA);
    CK_CHECK_NEAR(tiny.scenario->entry_scope[1], 1.0, 0.0);
    const uint64_t before = ck_scenario_digest(tiny.scenario);
    reach[(TINY_OXIDE * TINY_REGIONS + TINY_CHN) * TINY_REGIONS + TINY_USA] = 0;
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    CK_CHECK_EQUAL(tiny.scenario->entry_count, 1);
    CK_CHECK(ck_scenario_digest(tiny.scenario) != before);

    static const char *const OXIDE[] = {"oxide"};                    // selectors narrow what the law reaches
    measure.items = (ck_names){OXIDE, 1, {0}};
    CK_CHECK_STATUS(tiny_scenario(&tiny, &spec, NULL), CK_NOTED);
    CK_CHECK_EQUAL(tiny.scenario->entry_count, 0);
    tiny_close(&tiny);
}

CK_TEST(a_refusal_with_a_reach_meets_only_the_licences_that_it_names) {
    uint8_t reach[TINY_ITEMS * TINY_REGIONS * TINY_REGIONS] = {0};
    reach[(TINY_MAGNET * TINY_REGIONS + TINY_CHN) * TINY_REGIONS + TINY_USA] = 1u << CK_MILITARY;
    ck_measure measure[2] = {tiny_measure("licence", CK_EFFECT_LICENCE, 0), tiny_measure("refusal", CK_EFFECT_REFUSAL, 0)};
    for (int m = 0; m < 2; m++) measure[m].items = measure[m].origins = measure[m].destinations = (ck_names){0};
    measure[1].reach = reach;
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(measure, 2);
    CK_REQUIRE(tiny_scenario(&tiny, &spec, NULL) >= 0);
    CK_CHECK_EQUAL(tiny.scenario->adjuster_count, 1);
    uint32_t reached = 0;
    for (uint32_t c = 0; c < tiny.scenario->cell_count; c++) {
        if ((tiny.scenario->cell_adjusters[c] & 1) == 0) continue;
        CK_CHECK_EQUAL(tiny.scenario->cell[c].destination, TINY_USA);
        CK_CHECK_EQUAL(tiny.scenario->cell[c].end_use, CK_MILITARY);
        reached++;
    }
    CK_CHECK_EQUAL(reached, 1);
    tiny_close(&tiny);
}

CK_TEST(a_block_that_is_too_small_or_crooked_is_refused) {
    tiny tiny;
    tiny_open(&tiny);
    const ck_measure measure = tiny_measure("m", CK_EFFECT_LICENCE, 0);
    const ck_scenario_spec spec = spec_of(&measure, 1);
    const size_t bytes = ck_scenario_bytes(&tiny.model, &spec);
    unsigned char *block = aligned_alloc(16, bytes + 16);
    const ck_scenario *scenario = NULL;
    CK_CHECK_STATUS(ck_scenario_build(&tiny.model, &spec, block, bytes - 16, &scenario, NULL), CK_E_MEMORY);
    CK_CHECK_STATUS(ck_scenario_build(&tiny.model, &spec, block + 8, bytes, &scenario, NULL), CK_E_MEMORY);
    CK_CHECK_STATUS(ck_scenario_build(&tiny.model, &spec, NULL, bytes, &scenario, NULL), CK_E_MEMORY);
    CK_CHECK(scenario == NULL);
    CK_CHECK_STATUS(ck_scenario_build(&tiny.model, &spec, block, bytes, &scenario, NULL), CK_OK);
    free(block);
    tiny_close(&tiny);
}

CK_TEST_MAIN()
