/* Scenario files: YAML with places, the schema, includes and changes, uncertain numbers, comparisons. */
#include "io_test.h"

#include "base/base.h"
#include "io/scenario.h"
#include "io/yaml.h"

CK_TEST_MAIN()

/* ---------------------------------------------------------------- YAML -------------------------------------------- */

static ck_status parse(const char *text, ck_yaml_node **root) {
    io_start();
    ck_host_input input = ck_host_input_bytes("file.yaml", text, strlen(text));
    return ck_yaml_read(&input, &io_arena, root, &io_diags);
}

CK_TEST(values_stay_text_and_know_their_place_in_bytes) {
    ck_yaml_node *root;
    CK_REQUIRE_OK(parse("\xef\xbb\xbf"
                        "country: NO\r\n\"gr\xc3\xbc\xc3\x9f\x65\": {a: \"\xe2\x82\xac 5\", b: [x, 'y z']}\r\n",
                        &root));
    const ck_yaml_node *country = ck_yaml_find(root, "country");
    CK_REQUIRE(country != NULL);
    CK_CHECK_TEXT(country->text, "NO");
    CK_CHECK_EQUAL(country->place.line, 1);
    CK_CHECK_EQUAL(country->place.column, 13);                       // with the three bytes of the mark
    const ck_yaml_node *map = ck_yaml_find(root, "gr\xc3\xbc\xc3\x9f\x65");
    CK_REQUIRE(map != NULL && map->kind == CK_YAML_MAP);
    const ck_yaml_node *a = ck_yaml_find(map, "a"), *b = ck_yaml_find(map, "b");
    CK_REQUIRE(a != NULL && b != NULL && b->count == 2);
    CK_CHECK(a->quoted);
    CK_CHECK_EQUAL(a->place.line, 2);
    CK_CHECK_EQUAL(a->place.column, 16);
    CK_CHECK_EQUAL(a->place.length, 7);                              // quotes and the three bytes of the sign
    CK_CHECK_EQUAL(b->key_place.column, 25);
    CK_CHECK_EQUAL(b->last->place.column, 32);
}

CK_TEST(what_hides_or_repeats_values_is_refused) {
    ck_yaml_node *root;
    CK_CHECK_STATUS(parse("a: &x 1\n", &root), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 1, 4, "anchors");
    CK_CHECK_STATUS(parse("a: *x\n", &root), CK_E_SYNTAX);
    CK_CHECK_STATUS(parse("a: !!str 1\n", &root), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 1, 4, "tags");
    CK_CHECK_STATUS(parse("a: 1\nb: 2\na: 3\n", &root), CK_E_DUPLICATE);
    io_expect(0, CK_E_DUPLICATE, 3, 1, "key \"a\" stands twice; first in line 1");
    CK_CHECK_STATUS(parse("a: 1\n---\nb: 2\n", &root), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 2, 1, "second document");
    CK_CHECK_STATUS(parse("[a]: 1\n", &root), CK_E_SYNTAX);
    CK_CHECK_STATUS(parse("", &root), CK_E_MISSING);
    CK_CHECK(root == NULL);
}

CK_TEST(bytes_that_editors_do_not_show_are_refused) {
    ck_yaml_node *root;
    CK_CHECK_STATUS(parse("a: 1\n\tb: 2\n", &root), CK_E_FORMAT);
    io_expect(0, CK_E_FORMAT, 2, 1, "tab");
    CK_CHECK_STATUS(parse("a: 1\rb: 2\n", &root), CK_E_FORMAT);
    io_expect(0, CK_E_FORMAT, 1, 5, "carriage return");
    CK_CHECK_STATUS(parse("a: x\xe2\x80\xa8y\n", &root), CK_E_FORMAT);
    io_expect(0, CK_E_FORMAT, 1, 5, "line separator");
    CK_CHECK_STATUS(parse("a: \xff\n", &root), CK_E_FORMAT);
    io_expect(0, CK_E_FORMAT, 1, 4, "UTF-8");
    CK_CHECK_STATUS(parse("a: \"x\\0y\"\n", &root), CK_E_FORMAT);
    io_expect(0, CK_E_FORMAT, 1, 4, "NUL");
}

CK_TEST(a_syntax_error_has_a_place) {
    ck_yaml_node *root;
    CK_CHECK_STATUS(parse("a: [1, 2\nb: 3\n", &root), CK_E_SYNTAX);
    CK_REQUIRE(io_diags.count == 1);
    CK_CHECK_EQUAL(io_items[0].place.line, 2);
    CK_CHECK(strstr(io_items[0].message, "not valid YAML") != NULL);
}

CK_TEST(nesting_and_size_are_limited) {
    ck_yaml_node *root;
    char deep[128] = "";
    memset(deep, '[', 100);
    CK_CHECK_STATUS(parse(deep, &root), CK_E_LIMIT);
    io_expect(0, CK_E_LIMIT, 1, 25, "deeper than 24 levels");

    io_start();
    const size_t size = CK_HOST_YAML_LIMIT + 10;
    char *large = malloc(size);
    CK_REQUIRE(large != NULL);
    memset(large, 'x', size);
    ck_host_input input = ck_host_input_bytes("large.yaml", large, size);
    CK_CHECK_STATUS(ck_yaml_read(&input, &io_arena, &root, &io_diags), CK_E_LIMIT);
    free(large);
}

/* ---------------------------------------------------------------- scenarios --------------------------------------- */

#define HEAD "name: small\ntitle: Small\nworld: here\nstart: 2025-01-01\ndays: 10\n"
#define DUTY                                                                                                           \
    "  - id: duty\n    title: A duty\n    citation: law\n    authority: USA\n    certainty: legal\n    effect: duty\n" \
    "    origins: [CHN]\n    destinations: USA\n    announced: 2025-02-01\n    from: 2025-02-04\n    terms: {rate: "   \
    "145 %}\n"

static ck_host_scenario loaded;

static ck_status read_scenario(const char *text) {
    ck_host_scenario_free(&loaded);
    io_start();
    ck_host_input input = ck_host_input_bytes("test.yaml", text, strlen(text));
    return ck_host_scenario_read_input(&input, NULL, &loaded, &io_diags);
}

CK_TEST(a_scenario_is_read_with_its_defaults) {
    CK_REQUIRE_OK(read_scenario(HEAD "measures:\n" DUTY));
    const ck_scenario_spec *spec = &loaded.spec;
    CK_CHECK_TEXT(spec->name, "small");
    CK_CHECK_EQUAL(spec->start.day, ck_date_make(2025, 1, 1).day);
    CK_CHECK_EQUAL(spec->days, 10);
    CK_CHECK_EQUAL(spec->seed, 1);
    CK_CHECK_EQUAL(spec->law_known_on.day, CK_DATE_LAST.day);
    CK_CHECK_NEAR(spec->parameter[CK_PARAMETER_switch_days], ck_parameter_info(CK_PARAMETER_switch_days).value, 0.0);
    CK_REQUIRE(spec->measure_count == 1);
    const ck_measure *duty = &spec->measure[0];
    CK_CHECK_TEXT(duty->id, "duty");
    CK_CHECK_EQUAL(duty->effect, CK_EFFECT_DUTY);
    CK_CHECK_NEAR(duty->term[CK_TERM_rate], 1.45, 1e-15);
    CK_CHECK_NEAR(duty->term[CK_TERM_coverage], 1.0, 0.0);
    CK_REQUIRE(duty->destinations.count == 1 && duty->origins.count == 1);
    CK_CHECK_TEXT(duty->destinations.name[0], "USA");
    CK_CHECK_EQUAL(duty->items.count, 0);
    CK_CHECK_EQUAL(duty->until.day, CK_DATE_LAST.day);
    CK_CHECK_EQUAL(duty->place.line, 7);
    CK_CHECK_EQUAL(duty->origins.place.line, 13);
    CK_CHECK_EQUAL(loaded.file_count, 1);
}

CK_TEST(every_key_of_a_scenario_arrives) {
    CK_REQUIRE_OK(read_scenario(
        "name: all\ntitle: All\ndescription: >\n  Two\n  lines\nworld: w\nstart: 2025-01-01\nuntil: 2026-01-01\n"
        "draws: 200\nseed: 18446744073709551615\nallocation: defence-first\nlaw_known_on: 2025-10-08\n"
        "parameters: {switch_days: 45 days, thrift_cover: 20 %}\n"
        "report: {question: \"What?\", focus_regions: [USA, DEU], focus_industries: motor-vehicles, focus_items: "
        "[x]}\n"));
    CK_CHECK_TEXT(loaded.spec.description, "Two lines\n");
    CK_CHECK_EQUAL(loaded.spec.days, 365);
    CK_CHECK_EQUAL(loaded.spec.draws, 200);
    CK_CHECK(loaded.spec.seed == UINT64_MAX);
    CK_CHECK_EQUAL(loaded.spec.allocation, CK_DEFENCE_FIRST);
    CK_CHECK_EQUAL(loaded.spec.law_known_on.day, ck_date_make(2025, 10, 8).day);
    CK_CHECK_NEAR(loaded.spec.parameter[CK_PARAMETER_switch_days], 45.0, 0.0);
    CK_CHECK_NEAR(loaded.spec.parameter[CK_PARAMETER_thrift_cover], 0.2, 1e-15);
    CK_CHECK_TEXT(loaded.report.question, "What?");
    CK_REQUIRE(loaded.report.focus_region_count == 2 && loaded.report.focus_industry_count == 1 &&
               loaded.report.focus_item_count == 1);
    CK_CHECK_TEXT(loaded.report.focus_regions[1], "DEU");
    CK_CHECK_TEXT(loaded.report.focus_industries[0], "motor-vehicles");
}

CK_TEST(a_measure_that_follows_the_law_says_only_what_the_law_does_not) {
    CK_REQUIRE_OK(read_scenario(HEAD "measures:\n  - {id: m, law: [r/one, r/two], reexports: yes, terms: {review_days: 20}}\n"
                                     "law:\n  counts: written\n  amend: |\n    amend r\n"));
    const ck_measure *m = &loaded.spec.measure[0];
    CK_REQUIRE(m->law.count == 2);
    CK_CHECK_TEXT(m->law.name[1], "r/two");
    CK_CHECK(m->reexports);
    CK_CHECK_EQUAL(m->effect, CK_EFFECT_COUNT);
    CK_CHECK_NEAR(m->term[CK_TERM_review_days], 20.0, 0.0);
    CK_CHECK(loaded.law_as_written);
    CK_CHECK_TEXT(loaded.law_amend, "amend r\n");
    CK_REQUIRE_OK(read_scenario(HEAD "measures:\n" DUTY));
    CK_CHECK(!loaded.law_as_written && !loaded.spec.measure[0].reexports);
    CK_CHECK_TEXT(loaded.law_amend, "");
}

CK_TEST(what_the_law_says_cannot_be_said_again) {
    static const char *const said[] = {"citation: c", "link: l", "authority: CHN", "certainty: legal", "announced: 2025-01-01",
                                       "from: 2025-01-01", "until: 2025-02-01", "suspended: [{from: 2025-01-01, until: open}]"};
    for (size_t k = 0; k < sizeof said / sizeof *said; k++) {
        char text[512];
        snprintf(text, sizeof text, HEAD "measures:\n  - {id: m, law: r/one, %s}\n", said[k]);
        CK_CHECK_STATUS(read_scenario(text), CK_E_SYNTAX);
    }
    CK_CHECK_STATUS(read_scenario(HEAD "law: {counts: some}\n"), CK_E_UNKNOWN);
}

#define REACHES "  - {id: m, title: M, citation: c, authority: CHN, certainty: legal, announced: 2025-01-01, from: 2025-01-01, "

CK_TEST(a_measure_may_be_in_force_since_ever) {
    CK_REQUIRE_OK(read_scenario(HEAD "measures:\n  - {id: m, title: M, citation: c, authority: CHN, certainty: legal, effect: ban,\n"
                                     "     items: [x], announced: first, from: first, until: 2025-02-01}\n"));
    CK_CHECK_EQUAL(loaded.spec.measure[0].announced.day, CK_DATE_FIRST.day);
    CK_CHECK_EQUAL(loaded.spec.measure[0].from.day, CK_DATE_FIRST.day);
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n" REACHES "effect: ban, items: [x], until: first}\n"), CK_E_SYNTAX);
}

CK_TEST(a_reach_is_a_scope_of_its_own_and_an_empty_one_catches_nothing) {
    CK_REQUIRE_OK(read_scenario(HEAD "measures:\n" REACHES "effect: ban,\n     reach: [\"magnet; CHN; * -CHN; *\", \"ore; *; USA; civil\"]}\n"));
    const ck_measure *m = &loaded.spec.measure[0];
    CK_CHECK(m->reach_written && m->reach == NULL);
    CK_REQUIRE(m->reach_rows.count == 2);
    CK_CHECK_TEXT(m->reach_rows.name[0], "magnet; CHN; * -CHN; *");
    CK_CHECK_EQUAL(m->reach_rows.place.line, 8);
    CK_REQUIRE_OK(read_scenario(HEAD "measures:\n" REACHES "effect: ban, reach: []}\n"));
    CK_CHECK(loaded.spec.measure[0].reach_written && loaded.spec.measure[0].reach_rows.count == 0);
    CK_REQUIRE_OK(read_scenario(HEAD "measures:\n" DUTY));
    CK_CHECK(!loaded.spec.measure[0].reach_written);
}

CK_TEST(a_reach_is_refused_where_it_would_not_count) {
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n  - {id: m, law: r/one, reach: [\"magnet; CHN; *; *\"]}\n"), CK_E_SYNTAX);
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n" REACHES "effect: release, stockpiles: [pile], reach: [\"ore; *; *; *\"]}\n"),
                    CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 7, 155, "its effect is not about flows");
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n" REACHES "effect: subsidy, terms: {bring_forward_days: 9}, reach: []}\n"), CK_E_SYNTAX);
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n" REACHES "effect: ban, reach: {magnet: CHN}}\n"), CK_E_SYNTAX);
}

CK_TEST(suspensions_and_amendments_are_read_in_order) {
    CK_REQUIRE_OK(read_scenario(HEAD "measures:\n" DUTY "    suspended:\n      - {from: 2025-05-14, until: 2025-08-12, "
                                                        "citation: Geneva}\n      - {from: 2025-11-10, until: open}\n"
                                     "    amendments:\n      - {from: 2025-03-04, set: {rate: 20 %, coverage: 0.5}, "
                                     "citation: second}\n      - from: 2025-04-09\n        set:\n          rate: "
                                     "1.04\n"));
    const ck_measure *duty = &loaded.spec.measure[0];
    CK_REQUIRE(duty->pause_count == 2 && duty->amendment_count == 3);
    CK_CHECK_EQUAL(duty->pause[0].from.day, ck_date_make(2025, 5, 14).day);
    CK_CHECK_TEXT(duty->pause[0].citation, "Geneva");
    CK_CHECK_EQUAL(duty->pause[1].until.day, CK_DATE_LAST.day);
    CK_CHECK_EQUAL(duty->amendment[0].term, CK_TERM_rate);
    CK_CHECK_NEAR(duty->amendment[0].value, 0.2, 1e-15);
    CK_CHECK_EQUAL(duty->amendment[1].term, CK_TERM_coverage);
    CK_CHECK_TEXT(duty->amendment[1].citation, "second");
    CK_CHECK_NEAR(duty->amendment[2].value, 1.04, 0.0);
    CK_CHECK_EQUAL(duty->amendment[2].place.line, 25);
}

CK_TEST(all_mistakes_of_a_scenario_are_reported_in_one_go) {
    CK_CHECK_STATUS(read_scenario("name: two words\ntitle: T\nwurld: x\nstart: 2025-02-30\ndays: 0\ndraws: many\nseed: "
                                  "-1\n"
                                  "parameters: {switch_dais: 1, thrift_cover: 3, price_days: 2 weeks}\n"
                                  "measures:\n  - id: a\n    effect: lisence\n"),
                    CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 3, 1, "unknown key \"wurld\"");
    CK_CHECK_TEXT(io_items[0].hint, "did you mean \"world\"?");
    io_expect(1, CK_E_SYNTAX, 1, 7, "name is \"two words\"");
    io_expect(2, CK_E_RANGE, 4, 8, "start is \"2025-02-30\"");
    io_expect(3, CK_E_RANGE, 5, 7, "days is \"0\"");
    io_expect(4, CK_E_SYNTAX, 6, 8, "draws is \"many\"");
    io_expect(5, CK_E_RANGE, 7, 7, "seed is \"-1\"");
    io_expect(6, CK_E_UNKNOWN, 8, 14, "unknown parameter \"switch_dais\"");
    CK_CHECK_TEXT(io_items[6].hint, "did you mean \"switch_days\"?");
    io_expect(7, CK_E_RANGE, 8, 44, "thrift_cover is 3; it must be from 0 to 1");
    io_expect(8, CK_E_UNIT, 8, 59, "price_days is \"2 weeks\"; its unit is day");
    io_expect(9, CK_E_MISSING, 0, 0, "no world");
    io_expect(10, CK_E_MISSING, 10, 5, "measure \"a\" has no title");
    CK_CHECK(io_diags.count >= 16);                                  // and so on through the measure
}

CK_TEST(a_measure_must_say_what_its_effect_needs) {
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n  - {id: a, title: T, citation: c, authority: USA, certainty: "
                                       "legal, effect: duty, origins: [CHN], announced: 2025-01-01, from: "
                                       "2025-01-01}\n"),
                    CK_E_MISSING);
    io_expect(0, CK_E_MISSING, 7, 5, "a duty needs the term rate");
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n  - {id: a, title: T, citation: c, authority: USA, certainty: "
                                       "legal, effect: quota, origins: [CHN], announced: 2025-01-01, from: 2025-01-01, "
                                       "terms: {leakage: 0}}\n"),
                    CK_E_MISSING);
    io_expect(0, CK_E_MISSING, 7, 149, "a quota needs the term quota or quota_share");
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n  - {id: a, title: T, citation: c, authority: USA, certainty: "
                                       "legal, effect: ban, announced: 2025-01-01, from: 2025-01-01}\n"),
                    CK_E_MISSING);
    io_expect(0, CK_E_MISSING, 7, 5, "has no scope");
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n  - {id: a, title: T, citation: c, authority: USA, certainty: "
                                       "legal, effect: release, announced: 2025-01-01, from: 2025-01-01}\n"),
                    CK_E_MISSING);
    io_expect(0, CK_E_MISSING, 7, 5, "releases no stockpile");
}

CK_TEST(empty_periods_and_wrong_words_of_a_measure_are_refused) {
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n" DUTY "    until: 2025-02-04\n    end_uses: [civil, militry]\n"),
                    CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 19, 23, "unknown end use \"militry\"");
    io_expect(1, CK_E_RANGE, 18, 12, "the measure is empty: from 2025-02-04 until 2025-02-04");
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n" DUTY "    suspended: [{from: 2025-05-01, until: 2025-04-01, "
                                                          "citation: one, two}]\n"),
                    CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 18, 70, "unknown key \"two\" in a suspension");
    io_expect(1, CK_E_RANGE, 18, 43, "the suspension is empty");
}

CK_TEST(uncertain_numbers_are_read_with_units_and_limits) {
    CK_REQUIRE_OK(read_scenario(
        HEAD "measures:\n" DUTY "uncertain:\n  measures.duty.rate: {triangular: [10 %, 20 %, 0.3]}\n"
             "  parameters.switch_days: {lognormal: [60, 0.5], high: 200}\n  parameters.reroute: {uniform: [0, 1]}\n"
             "  parameters.price_days: 25 days\n  inventories: world\n  projects.mt-weld: world\n"));
    const ck_uncertain *one = loaded.spec.uncertain;
    CK_REQUIRE(loaded.spec.uncertain_count == 6);
    CK_CHECK_TEXT(one[0].target, "measures.duty.rate");
    CK_CHECK_EQUAL(one[0].distribution.kind, CK_TRIANGULAR);
    CK_CHECK_NEAR(one[0].distribution.a, 0.1, 1e-15);
    CK_CHECK_NEAR(one[0].distribution.c, 0.3, 1e-15);
    CK_CHECK_EQUAL(one[1].distribution.kind, CK_LOGNORMAL);
    CK_CHECK_NEAR(one[1].distribution.b, 0.5, 0.0);
    CK_CHECK_NEAR(one[1].distribution.low, ck_parameter_info(CK_PARAMETER_switch_days).low,
                  0.0); // cut to the parameter's limits
    CK_CHECK_NEAR(one[1].distribution.high, 200.0, 0.0);
    CK_CHECK_EQUAL(one[3].distribution.kind, CK_FIXED);
    CK_CHECK_NEAR(one[3].distribution.a, 25.0, 0.0);
    CK_CHECK_TEXT(one[5].target, "projects.mt-weld");
}

CK_TEST(a_choice_has_two_or_three_values_in_any_order) {
    CK_REQUIRE_OK(read_scenario(HEAD "uncertain:\n  parameters.reroute: {choice: [70 %, 0.2]}\n"
                                     "  parameters.switch_days: {choice: [90, 30, 60]}\n"));
    const ck_distribution two = loaded.spec.uncertain[0].distribution, three = loaded.spec.uncertain[1].distribution;
    CK_CHECK(two.kind == CK_CHOICE && three.kind == CK_CHOICE);
    CK_CHECK_NEAR(ck_distribution_value(&two, 0.0), 0.7, 1e-15);
    CK_CHECK_NEAR(ck_distribution_value(&two, 0.999), 0.2, 1e-15);   // not a third value
    CK_CHECK_NEAR(ck_distribution_value(&three, 0.5), 30.0, 0.0);
    CK_CHECK_NEAR(ck_distribution_value(&three, 0.9), 60.0, 0.0);
    CK_CHECK_STATUS(read_scenario(HEAD "uncertain:\n  parameters.reroute: {choice: [0.7]}\n"), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 7, 32, "choice needs 2 numbers");
    CK_CHECK_STATUS(read_scenario(HEAD "uncertain:\n  parameters.reroute: {choice: [0.1, 0.2, 0.3, 0.4]}\n"), CK_E_SYNTAX);
    CK_CHECK_STATUS(read_scenario(HEAD "uncertain:\n  parameters.reroute: {choice: [0.7, 2]}\n"), CK_E_RANGE);
}

CK_TEST(wrong_distributions_and_targets_are_refused_where_they_stand) {
    CK_CHECK_STATUS(read_scenario(HEAD "measures:\n" DUTY "uncertain:\n  measures.duty.rate: {triangular: [3, 2, 1]}\n "
                                                          " measures.duty.rat: {uniform: [0, 1]}\n"
                                       "  measures.dutty.rate: {uniform: [0, 1]}\n  foo: 3\n  inventories: 3\n  "
                                       "parameters.reroute: {uniform: [0, 2]}\n"
                                       "  parameters.pass_through: {uniform: [0, 1], normal: [0, 1]}\n  "
                                       "parameters.precaution: {uniform: [0]}\n"),
                    CK_E_RANGE);
    io_expect(0, CK_E_RANGE, 19, 36, "not in order");
    io_expect(1, CK_E_UNKNOWN, 20, 3, "unknown term \"rat\"");
    io_expect(2, CK_E_UNKNOWN, 21, 3, "unknown measure \"dutty\"");
    io_expect(3, CK_E_UNKNOWN, 22, 3, "unknown target \"foo\"");
    io_expect(4, CK_E_SYNTAX, 23, 16, "the only value is \"world\"");
    io_expect(5, CK_E_RANGE, 24, 37, "reroute is 2; it must be from 0 to 1");
    io_expect(6, CK_E_SYNTAX, 25, 28, "exactly one kind");
    io_expect(7, CK_E_SYNTAX, 26, 36, "uniform needs 2 numbers");
    CK_CHECK_EQUAL(io_diags.count, 8);
}

/* ---------------------------------------------------------------- files ------------------------------------------- */

static const char SHARED[] = "measures:\n" DUTY
    "  - {id: later, like: duty, title: The same later, from: 2026-01-01, terms: {coverage: 0.5}}\n"
    "  - {id: unused, like: duty, title: Not in use, from: 2027-01-01}\n";

static const char *scenario_folder(const char *scenario) {
    mkdir(io_path("scenario"), 0777);
    mkdir(io_path("scenario/worlds"), 0777);
    mkdir(io_path("scenario/worlds/tiny"), 0777);
    mkdir(io_path("scenario/scenarios"), 0777);
    (void)io_write("scenario/worlds/tiny/world.yaml", "name: tiny\nbase_year: 2024\n");
    (void)io_write("scenario/scenarios/shared.yaml", SHARED);
    (void)io_write("scenario/scenarios/other.yaml", HEAD);
    return io_write("scenario/scenarios/main.yaml", scenario);
}

static ck_status read_file(const char *scenario) {
    ck_host_scenario_free(&loaded);
    io_start();
    return ck_host_scenario_read(scenario_folder(scenario), NULL, &loaded, &io_diags);
}

#define MAIN "name: main\ntitle: Main\nworld: tiny\nstart: 2025-01-01\ndays: 10\n"

CK_TEST(included_measures_are_switched_on_and_changed) {
    CK_REQUIRE_OK(read_file(MAIN "include: [shared.yaml]\nuse: [duty, later]\nchange:\n  later: {until: 2026-06-01, "
                                 "terms: {rate: 0.3}}\n"
                                 "measures:\n  - {id: own, like: duty, title: Mine}\n"));
    CK_REQUIRE(loaded.spec.measure_count == 3);
    const ck_measure *later = &loaded.spec.measure[1];
    CK_CHECK_TEXT(later->title, "The same later");
    CK_CHECK_EQUAL(later->from.day, ck_date_make(2026, 1, 1).day);
    CK_CHECK_EQUAL(later->until.day, ck_date_make(2026, 6, 1).day);
    CK_CHECK_NEAR(later->term[CK_TERM_rate], 0.3, 0.0);
    CK_CHECK_NEAR(later->term[CK_TERM_coverage], 0.5, 0.0);
    CK_CHECK_TEXT(loaded.spec.measure[2].id, "own");
    CK_CHECK_NEAR(loaded.spec.measure[2].term[CK_TERM_rate], 1.45, 1e-15);
    CK_CHECK_NEAR(loaded.spec.measure[0].term[CK_TERM_rate], 1.45, 1e-15);
    CK_CHECK_TEXT(loaded.world, io_path("scenario/scenarios/../worlds/tiny"));
    CK_CHECK_EQUAL(loaded.file_count, 2);
}

CK_TEST(an_error_in_a_change_is_reported_in_the_file_that_makes_it) {
    CK_CHECK_STATUS(read_file(MAIN "include: shared.yaml\nchange:\n  later: {until: 2025-06-01, terms: {rat: 0.3}}\n  "
                                   "latr: {until: open}\n"),
                    CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 9, 3, "unknown measure \"latr\"");
    CK_CHECK_TEXT(io_items[0].hint, "did you mean \"later\"?");
    io_expect(1, CK_E_RANGE, 8, 18, "the measure is empty");
    io_expect(2, CK_E_UNKNOWN, 8, 38, "unknown term \"rat\"");
    CK_CHECK_TEXT(io_items[2].place.file, loaded.path);
}

CK_TEST(comparisons_become_specs_with_the_uncertain_numbers_that_still_mean_something) {
    CK_REQUIRE_OK(read_file(MAIN "include: [shared.yaml]\nuse: [duty, later]\nuncertain:\n  measures.duty.rate: "
                                 "{uniform: [0, 1]}\n"
                                 "  measures.later.rate: {uniform: [0, 1]}\n  parameters.reroute: {uniform: [0, "
                                 "1]}\ncompare:\n  - baseline\n  - other\n"
                                 "  - {name: alone, title: The duty alone, without: [later]}\n"
                                 "  - {name: more, with: unused, parameters: {reroute: 0}, allocation: by-price, "
                                 "change: {duty: {terms: {rate: 0.1}}}}\n"));
    CK_REQUIRE(loaded.compare_count == 4);
    CK_CHECK_EQUAL(loaded.compare[0].kind, CK_COMPARE_BASELINE);
    CK_CHECK_EQUAL(loaded.compare[0].spec.measure_count, 0);
    CK_CHECK_EQUAL(loaded.compare[0].spec.uncertain_count, 1);
    CK_CHECK_EQUAL(loaded.compare[1].kind, CK_COMPARE_SCENARIO);
    CK_CHECK_TEXT(loaded.compare[1].path, io_path("scenario/scenarios/other.yaml"));
    const ck_host_compare *alone = &loaded.compare[2], *more = &loaded.compare[3];
    CK_CHECK_EQUAL(alone->kind, CK_COMPARE_VARIANT);
    CK_CHECK_TEXT(alone->spec.title, "The duty alone");
    CK_REQUIRE(alone->spec.measure_count == 1 && more->spec.measure_count == 3);
    CK_CHECK_EQUAL(alone->spec.uncertain_count, 2);
    CK_CHECK_EQUAL(more->spec.uncertain_count, 1);                   // the duty's rate and reroute are fixed here
    CK_CHECK_TEXT(more->spec.uncertain[0].target, "measures.later.rate");
    CK_CHECK_NEAR(more->spec.parameter[CK_PARAMETER_reroute], 0.0, 0.0);
    CK_CHECK_EQUAL(more->spec.allocation, CK_BY_PRICE);
    CK_CHECK_NEAR(more->spec.measure[0].term[CK_TERM_rate], 0.1, 0.0);
    CK_CHECK_NEAR(loaded.spec.measure[0].term[CK_TERM_rate], 1.45, 1e-15);       // the scenario itself is as it was
    CK_CHECK_NEAR(loaded.spec.parameter[CK_PARAMETER_reroute], 1.0, 0.0);
}

CK_TEST(what_does_not_exist_is_named_where_it_is_asked_for) {
    CK_CHECK_STATUS(read_file("name: main\ntitle: Main\nworld: tinny\nstart: 2025-01-01\ndays: 10\ninclude: "
                              "[nothing.yaml]\ncompare: [nope, {name: z, without: [x]}, {name: z}]\n"),
                    CK_E_IO);
    io_expect(0, CK_E_IO, 3, 8, "no world \"tinny\" was found");
    io_expect(1, CK_E_IO, 6, 11, "there is no file");
    io_expect(2, CK_E_IO, 7, 11, "there is no scenario");
    io_expect(3, CK_E_UNKNOWN, 7, 37, "unknown measure \"x\"");
    io_expect(4, CK_E_DUPLICATE, 7, 42, "two comparisons are called \"z\"");
    CK_CHECK_STATUS(read_file(MAIN "include: shared.yaml\nuse: [duty]\nmeasures:\n" DUTY), CK_E_DUPLICATE);
    io_expect(0, CK_E_DUPLICATE, 9, 9, "measure \"duty\" is defined twice");
    CK_CHECK_STATUS(read_scenario(HEAD "include: /etc/passwd\n"), CK_E_IO);
    io_expect(0, CK_E_IO, 6, 10, "cannot be included here");
}

CK_TEST(a_change_of_a_measure_that_is_not_in_use_is_a_warning) {
    CK_CHECK_STATUS(read_file(MAIN "include: shared.yaml\nuse: duty\nchange: {unused: {until: open}}\n"), CK_NOTED);
    io_expect(0, CK_NOTED, 8, 10, "changed but not in use");
    CK_CHECK_EQUAL(loaded.spec.measure_count, 1);
}

/* ---------------------------------------------------------------- the manual -------------------------------------- */

static void check_knob_row(const char *manual, ck_knob_info info) {
    char row[512];
    snprintf(row, sizeof row, "| `%s` | %s | %g | %g to %g | %s |\n", info.name, info.unit, info.value, info.low,
             info.high, info.meaning);
    if (strstr(manual, row) == NULL) CK_CHECK_TEXT("docs/scenario-reference.md lacks", row);
    else CK_CHECK(strstr(manual, row) != NULL);
}

CK_TEST(the_manual_lists_every_term_and_parameter_with_its_default_and_limits) {
    io_start();
    const char *manual = io_read(CK_TEST_SOURCE "/docs/scenario-reference.md");
    for (uint32_t i = 0; i < CK_TERM_COUNT; i++) check_knob_row(manual, ck_term_info((ck_term)i));
    for (uint32_t i = 0; i < CK_PARAMETER_COUNT; i++) check_knob_row(manual, ck_parameter_info((ck_parameter)i));
}

CK_TEST(the_example_of_the_manual_is_a_good_scenario) {
    io_start();
    char *manual = ck_host_join(&io_arena, io_read(CK_TEST_SOURCE "/docs/scenario-reference.md"), "", "");
    char *start = strstr(manual, "```yaml\n"), *end = start != NULL ? strstr(start + 8, "```") : NULL;
    CK_REQUIRE(end != NULL);
    *end = '\0';
    ck_host_scenario_free(&loaded);
    ck_host_input input = ck_host_input_bytes("example.yaml", start + 8, strlen(start + 8));
    const ck_status status = ck_host_scenario_read_input(&input, NULL, &loaded, &io_diags);
    ck_host_print_diags(stdout, &io_diags, false);
    CK_CHECK_STATUS(status, CK_OK);
    CK_CHECK_EQUAL(loaded.spec.measure_count, 2);
    CK_CHECK_EQUAL(loaded.compare[1].spec.measure_count, 1);
}

CK_TEST(the_shipped_scenarios_are_read_without_an_error) {
    static const char *const name[] = {"april-2025", "october-2025", "truce-2025",
                                       "embargo",    "japan-2010",   "gallium-germanium-2023"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        io_start();
        const char *folder = ck_host_join(&io_arena, CK_TEST_SOURCE "/scenarios/", name[i], ".yaml");
        if (!ck_host_is_file(folder)) CK_SKIP("the shipped scenarios are not in this copy");
        ck_host_scenario_free(&loaded);
        const ck_status status = ck_host_scenario_read(folder, NULL, &loaded, &io_diags);
        bool good = status >= 0;
        for (uint32_t k = 0; k < io_diags.count && !good; k++) {
            good = strstr(io_items[k].message, "no world") != NULL;  // it may not be built yet
        }
        if (!good) {
            ck_host_print_diags(stdout, &io_diags, false);
            CK_CHECK_TEXT(name[i], "a scenario without errors");
        }
        CK_CHECK(loaded.spec.measure_count > 0);
    }
    ck_host_scenario_free(&loaded);
}
