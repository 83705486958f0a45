/* What a run samples: targets, addresses, amendments, quantiles. */
#include "tiny_law.h"

static const ck_distribution PART = {CK_TRIANGULAR, 0.2, 0.4, 0.8, -INFINITY, INFINITY};

static ck_uncertain uncertain(const char *target, ck_distribution distribution) {
    return (ck_uncertain){.target = target, .distribution = distribution};
}

static double mean_of(tiny *tiny, const double *value, uint32_t draws) {
    double sum = 0.0;
    for (uint64_t draw = 0; draw < draws; draw++) {
        const ck_random random = {tiny->scenario->seed, draw};
        cki_sample_draw(&tiny->run.sample, &tiny->model, tiny->scenario, random, true);
        sum += *value;
    }
    return sum / draws;
}

CK_TEST(a_central_run_uses_most_likely_values_and_the_tables_own_stocks_and_dates) {
    const ck_measure measure = tiny_measure("m", CK_EFFECT_LICENCE, 0);
    const ck_uncertain number[5] = {
        uncertain("parameters.precaution", (ck_distribution){CK_UNIFORM, 0, 2, 0, -INFINITY, INFINITY}),
        uncertain("measures.m.approval_civil", PART), uncertain("inventories", (ck_distribution){0}),
        uncertain("projects", (ck_distribution){0}),
        uncertain("parameters.anticipation", (ck_distribution){CK_LOGNORMAL, 0.5, 1, 0, -INFINITY, INFINITY})};
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.measure = &measure;
    spec.measure_count = 1;
    spec.uncertain = number;
    spec.uncertain_count = 5;
    spec.parameter[CK_PARAMETER_project_advance_days] = 10;
    tiny tiny;
    tiny_open(&tiny);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 9);
    const ck_run *run = &tiny.run;
    CK_CHECK_NEAR(ck_run_parameter(run, CK_PARAMETER_precaution), 1.0, 0.0);
    CK_CHECK_NEAR(ck_run_parameter(run, CK_PARAMETER_anticipation), 0.5, 1e-15);
    CK_CHECK_NEAR(ck_run_parameter(run, CK_PARAMETER_thrift_cover), 0.35, 0.0);
    CK_CHECK_NEAR(ck_run_term(run, 0, CK_TERM_approval_civil), 0.4, 0.0);
    CK_CHECK_NEAR(run->sample.slot_target[0], 20.0, 0.0);
    CK_CHECK_NEAR(run->sample.project_start[0], 9632 - 9132 - 10, 0.0);
    CK_CHECK_NEAR(ck_run_uncertain(run, 1), 0.4, 0.0);
    CK_CHECK_EQUAL(ck_scenario_first_day(tiny.scenario), 0);         // the licence
    tiny_close(&tiny);
}

CK_TEST(draws_have_the_mean_of_their_distribution_and_stay_in_range) {
    const ck_measure measure = tiny_measure("m.2025", CK_EFFECT_LICENCE, 0);     // an id may hold a point
    const ck_uncertain number[5] = {
        uncertain("measures.m.2025.approval_civil", PART), uncertain("inventories", (ck_distribution){0}),
        uncertain("projects.mine", (ck_distribution){0}),
        uncertain("parameters.precaution", (ck_distribution){CK_NORMAL, 4.9, 1, 0, -INFINITY, INFINITY}),
        uncertain("inventories.oxide", (ck_distribution){0})};
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.measure = &measure;
    spec.measure_count = 1;
    spec.uncertain = number;
    spec.uncertain_count = 5;
    tiny tiny;
    tiny_open(&tiny);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, true, 0);
    const cki_sample *sample = &tiny.run.sample;
    const uint32_t draws = 20000;
    const double by_sqrt = 1.0 / sqrt(draws);
    CK_CHECK_NEAR(mean_of(&tiny, &sample->term[CK_TERM_approval_civil], draws), 1.4 / 3, 4 * 0.125 * by_sqrt);
    CK_CHECK_NEAR(mean_of(&tiny, &sample->slot_target[0], draws), 80.0 / 3, 4 * 8.5 * by_sqrt);
    CK_CHECK_NEAR(mean_of(&tiny, &sample->product_target[1], draws), 80.0 / 3, 4 * 8.5 * by_sqrt);
    CK_CHECK_NEAR(mean_of(&tiny, &sample->project_start[0], draws), 2300.0 / 3 - 0.5 - 200, 4 * 85.0 * by_sqrt);
    for (uint64_t draw = 0; draw < 1000; draw++) {
        cki_sample_draw(&tiny.run.sample, &tiny.model, tiny.scenario, (ck_random){1, draw}, true);
        CK_CHECK(sample->parameter[CK_PARAMETER_precaution] <= 5.0 && sample->parameter[CK_PARAMETER_precaution] > 0.0);
        CK_CHECK(sample->slot_target[0] >= 10.0 && sample->slot_target[0] <= 50.0);
        CK_CHECK(sample->slot_target[0] == sample->slot_target[2]);  // one quantile for all of them
        CK_CHECK(sample->slot_target[0] != sample->slot_target[1]);  // but the oxide has its own
        CK_CHECK(sample->project_start[0] == floor(sample->project_start[0]));
    }
    tiny_close(&tiny);
}

CK_TEST(a_draw_does_not_depend_on_what_else_is_uncertain) {
    const ck_uncertain number[3] = {
        uncertain("parameters.anticipation", (ck_distribution){CK_UNIFORM, 0, 1, 0, -INFINITY, INFINITY}),
        uncertain("parameters.precaution", PART), uncertain("projects", (ck_distribution){0})};
    ck_scenario_spec more = ck_scenario_spec_default(), alone = more;
    more.uncertain = number;
    more.uncertain_count = 3;
    alone.uncertain = &number[1];
    alone.uncertain_count = 1;
    tiny a, b;
    tiny_open(&a);
    tiny_open(&b);
    CK_REQUIRE_OK(tiny_scenario(&a, &more, NULL));
    CK_REQUIRE_OK(tiny_scenario(&b, &alone, NULL));
    for (uint64_t draw = 0; draw < 50; draw++) {
        tiny_start(&a, true, draw);
        tiny_start(&b, true, draw);
        CK_CHECK(ck_run_parameter(&a.run, CK_PARAMETER_precaution) ==
                 ck_run_parameter(&b.run, CK_PARAMETER_precaution));
        CK_CHECK(ck_run_uncertain(&a.run, 1) == ck_run_uncertain(&b.run, 0));
    }
    tiny_close(&a);
    tiny_close(&b);
}

CK_TEST(amendments_of_an_uncertain_term_keep_their_proportion) {
    const ck_amendment amendment = {{9132 + 30}, CK_TERM_approval_civil, 0.6, "", {0}};
    ck_measure measure = tiny_measure("m", CK_EFFECT_LICENCE, 0);
    measure.term[CK_TERM_approval_civil] = 0.4;
    measure.amendment = &amendment;
    measure.amendment_count = 1;
    const ck_uncertain number = uncertain("measures.m.approval_civil", PART);
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.measure = &measure;
    spec.measure_count = 1;
    spec.uncertain = &number;
    spec.uncertain_count = 1;
    tiny tiny;
    tiny_open(&tiny);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    tiny_days(&tiny, 31);
    CK_CHECK_NEAR(cki_term_today(&tiny.run.today, 0, CK_TERM_approval_civil), 0.6, 0.0);
    uint32_t cut = 0;
    for (uint64_t draw = 0; draw < 100; draw++) {
        tiny_start(&tiny, true, draw);
        tiny_days(&tiny, 30);
        const double before = cki_term_today(&tiny.run.today, 0, CK_TERM_approval_civil);
        CK_CHECK(before == ck_run_term(&tiny.run, 0, CK_TERM_approval_civil));
        tiny_day(&tiny);
        CK_CHECK_NEAR(cki_term_today(&tiny.run.today, 0, CK_TERM_approval_civil), fmin(1.0, before * 1.5), 1e-15);
        cut += before * 1.5 > 1.0;
    }
    CK_CHECK(cut > 0 && cut < 50);
    tiny_close(&tiny);
}

CK_TEST(more_stock_by_parameter_scales_every_target) {
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.parameter[CK_PARAMETER_stock_multiplier] = 1.5;
    tiny tiny;
    tiny_open(&tiny);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    CK_CHECK_NEAR(tiny.run.sample.slot_target[3], 30.0, 0.0);
    CK_CHECK_NEAR(tiny.run.sample.product_target[3], 30.0, 0.0);
    tiny_close(&tiny);
}

static void check_uncertain(const ck_uncertain *number, uint32_t count, ck_status status, const char *message) {
    const ck_measure measure = tiny_measure("m", CK_EFFECT_LICENCE, 0);
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.measure = &measure;
    spec.measure_count = 1;
    spec.uncertain = number;
    spec.uncertain_count = count;
    ck_diag items[8];
    char texts[2048];
    ck_diags diags = CK_DIAGS(items, texts);
    tiny tiny;
    tiny_open(&tiny);
    CK_CHECK_STATUS(tiny_scenario(&tiny, &spec, &diags), status);
    CK_REQUIRE(diags.count > 0);
    CK_CHECK_TEXT(diags.item[0].message, message);
    tiny_close(&tiny);
}

CK_TEST(targets_that_do_not_exist_and_empty_distributions_are_refused) {
    const ck_distribution backwards = {CK_TRIANGULAR, 0.5, 0.2, 0.8, -INFINITY, INFINITY};
    const struct { const char *target, *message; } wrong[] = {
        {"parameters.patience", "unknown parameter \"patience\" in the uncertain target \"parameters.patience\""},
        {"measures.x.rate", "unknown measure \"x.rate\" in the uncertain target \"measures.x.rate\""},
        {"measures.m.pace", "unknown term \"pace\" in the uncertain target \"measures.m.pace\""},
        {"inventories.tin", "unknown item \"tin\" in the uncertain target \"inventories.tin\""},
        {"inventories.group:tin", "unknown group \"tin\" in the uncertain target \"inventories.group:tin\""},
        {"projects.dam", "unknown project \"dam\" in the uncertain target \"projects.dam\""},
        {"weather", "unknown target \"weather\" in the uncertain target \"weather\""},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const ck_uncertain number = uncertain(wrong[i].target, PART);
        check_uncertain(&number, 1, CK_E_UNKNOWN, wrong[i].message);
    }
    const ck_uncertain number = uncertain("parameters.precaution", backwards);
    check_uncertain(&number, 1, CK_E_RANGE,
                    "distribution of \"parameters.precaution\": triangular and pert need low <= mode <= high (found "
                    "0.5, 0.2, 0.8)");
    const ck_uncertain twice[2] = {uncertain("inventories", PART), uncertain("inventories", PART)};
    check_uncertain(twice, 2, CK_E_DUPLICATE, "\"inventories\" is given two distributions");
}

CK_TEST_MAIN()
