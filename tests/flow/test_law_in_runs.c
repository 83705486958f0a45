/* The law of a scenario seen through whole runs: bans, resumption under a changed law, payments. */
#include "flow/run.h"
#include "ck_test.h"
#include "fixtures/small_world.h"

#include <math.h>
#include <stdlib.h>

#define DAYS 400u

static const char *const CHINA[] = {"CHN"}, *const MAGNETS[] = {"group:magnet"}, *const HEAVY[] = {"magnet-heavy"};

typedef struct future {
    ck_scenario_spec spec;
    const ck_scenario *scenario;
    ck_run *run;
    void *scenario_block, *run_block;
    size_t run_bytes;
    ck_run_options options;
} future;

static ck_measure control(const char *id, ck_effect effect, int32_t month, int32_t day) {
    ck_measure measure = ck_measure_default();
    measure.id = id;
    measure.authority = "CHN";
    measure.effect = effect;
    measure.items = (ck_names){MAGNETS, 1, {0}};
    measure.origins = (ck_names){CHINA, 1, {0}};
    measure.from = measure.announced = ck_date_make(2025, month, day);
    return measure;
}

static future open_future(const ck_measure *measure, uint32_t count, bool sample) {
    future future = {.spec = ck_scenario_spec_default(), .options = ck_run_options_default()};
    const ck_model *model = ck_fixture_model();
    CK_REQUIRE(model != NULL);
    future.spec.measure = measure;
    future.spec.measure_count = count;
    future.spec.days = DAYS;
    future.options.sample = sample;
    future.options.draw = 3;
    const size_t bytes = ck_scenario_bytes(model, &future.spec);
    future.scenario_block = aligned_alloc(16, bytes);
    CK_REQUIRE_USABLE(ck_scenario_build(model, &future.spec, future.scenario_block, bytes, &future.scenario, NULL));
    future.run_bytes = (ck_run_bytes(model, future.scenario, future.options) + 15) & ~(size_t)15;
    future.run_block = aligned_alloc(16, future.run_bytes);
    memset(future.run_block, 0x5a, future.run_bytes);
    return future;
}

static void start(future *future) {
    CK_REQUIRE_OK(ck_run_start(ck_fixture_model(), future->scenario, future->options, future->run_block,
                               future->run_bytes, &future->run, NULL));
}

static void run_to(future *future, uint32_t day) {
    ck_diag  items[2];
    char     texts[512];
    ck_diags diags = CK_DIAGS(items, texts);
    const ck_status status = ck_run_to(future->run, day, &diags);
    if (diags.count > 0) printf("%s\n", diags.item[0].message);
    CK_REQUIRE_USABLE(status);
}

static void close_future(future *future) {
    free(future->scenario_block);
    free(future->run_block);
}

static void check_same_flows(const future *a, const future *b) {
    const ck_model_counts count = ck_model_count(ck_fixture_model());
    uint32_t different = 0;
    for (uint32_t month = 0; month < ck_run_month_count(a->run); month++) {
        for (uint32_t f = 0; f < count.flows; f++) {
            different += ck_run_month_quantity(a->run, f, month) != ck_run_month_quantity(b->run, f, month);
            different += ck_run_month_value(a->run, f, month) != ck_run_month_value(b->run, f, month);
        }
    }
    for (uint32_t s = 0; s < count.sites; s++)
        different += ck_run_site(a->run, s).lost_output != ck_run_site(b->run, s).lost_output;
    CK_CHECK_EQUAL(different, 0);
}

static double shipped(const future *future, uint32_t month) {
    double sum = 0.0;
    for (uint32_t f = 0; f < ck_model_count(ck_fixture_model()).flows; f++) {
        if (ck_model_flow(ck_fixture_model(), f).bilateral) sum += ck_run_month_quantity(future->run, f, month);
    }
    return sum;
}

CK_TEST(a_world_under_a_licence_that_is_never_granted_is_a_world_under_a_ban) {
    ck_measure licence = control("control", CK_EFFECT_LICENCE, 2, 1), ban = control("control", CK_EFFECT_BAN, 2, 1);
    licence.term[CK_TERM_approval_civil] = licence.term[CK_TERM_approval_semiconductor] = 0;
    for (uint32_t mode = 0; mode < 2; mode++) {
        future a = open_future(&licence, 1, mode == 1), b = open_future(&ban, 1, mode == 1);
        start(&a);
        start(&b);
        run_to(&a, DAYS);
        run_to(&b, DAYS);
        check_same_flows(&a, &b);
        CK_CHECK(shipped(&b, 3) < shipped(&b, 0));
        close_future(&a);
        close_future(&b);
    }
}

CK_TEST(a_general_licence_for_all_and_a_duty_of_zero_leave_the_baseline_to_the_last_digit) {
    ck_measure measure[2] = {control("licence", CK_EFFECT_LICENCE, 2, 1), control("duty", CK_EFFECT_DUTY, 2, 1)};
    measure[0].term[CK_TERM_exempt_share] = 1;
    measure[0].announced = measure[0].from;
    future a = open_future(measure, 2, false), b = open_future(measure, 0, false);
    start(&a);
    start(&b);
    run_to(&a, DAYS);
    run_to(&b, DAYS);
    check_same_flows(&a, &b);
    close_future(&a);
    close_future(&b);
}

CK_TEST(a_run_that_goes_on_without_a_measure_has_free_flows) {
    const ck_measure ban = control("ban", CK_EFFECT_BAN, 2, 1);
    future a = open_future(&ban, 1, false), b = open_future(&ban, 0, false);
    start(&a);
    run_to(&a, 60);
    const size_t bytes = ck_run_snapshot_bytes(a.run);
    void *snapshot = malloc(bytes);
    ck_run_snapshot(a.run, snapshot);
    CK_REQUIRE_OK(ck_run_resume(ck_fixture_model(), b.scenario, b.options, snapshot, bytes, b.run_block, b.run_bytes,
                                &b.run, NULL));
    uint32_t held = 0;
    for (uint32_t f = 0; f < ck_fixture_model()->flow_count; f++) {
        if (ck_fixture_model()->flow_kind[f] == CKI_FLOW_STOCKPILE) continue;
        if (a.run->state.permit[f] < 1.0) held++;
        CK_CHECK(b.run->state.permit[f] == 1.0);
    }
    CK_CHECK(held > 0);
    run_to(&b, DAYS);
    free(snapshot);
    close_future(&a);
    close_future(&b);
}

/* Runs the first law to a day, goes on under the second, and compares with the second law from the start. */
static void check_resumed(const ck_measure *measure, uint32_t before, uint32_t after, uint32_t day, bool sample) {
    future a = open_future(measure, before, sample), b = open_future(measure, after, sample),
           c = open_future(measure, after, sample);
    start(&a);
    run_to(&a, day);
    const size_t bytes = ck_run_snapshot_bytes(a.run);
    void *snapshot = malloc(bytes);
    ck_run_snapshot(a.run, snapshot);
    CK_REQUIRE_OK(ck_run_resume(ck_fixture_model(), b.scenario, b.options, snapshot, bytes, b.run_block, b.run_bytes,
                                &b.run, NULL));
    run_to(&b, DAYS);
    start(&c);
    run_to(&c, DAYS);
    check_same_flows(&b, &c);
    CK_CHECK_DIGEST(ck_run_digest(b.run), ck_run_digest(c.run));
    for (uint32_t m = 0; m < after; m++) {
        const ck_measure_result resumed = ck_run_measure(b.run, m), straight = ck_run_measure(c.run, m);
        CK_CHECK(resumed.paid == straight.paid);
        CK_CHECK(resumed.blocked == straight.blocked);
        CK_CHECK(resumed.granted_share == straight.granted_share);
    }
    free(snapshot);
    close_future(&a);
    close_future(&b);
    close_future(&c);
}

CK_TEST(a_run_goes_on_under_a_dial_that_was_added_later) {
    ck_measure measure[2] = {control("licence", CK_EFFECT_LICENCE, 2, 1), control("dial", CK_EFFECT_DIAL, 6, 10)};
    measure[0].term[CK_TERM_capacity] = 3;
    measure[1].items = (ck_names){HEAVY, 1, {0}};
    measure[1].term[CK_TERM_dial] = 0.25;
    for (uint32_t mode = 0; mode < 2; mode++) {
        check_resumed(measure, 1, 2, 160, mode == 1);                // 10 June itself
        check_resumed(measure, 1, 2, 151, mode == 1);                // a Sunday before
    }
}

CK_TEST(a_run_goes_on_on_any_day_under_changing_duties_and_quotas) {
    const ck_amendment amendment = {ck_date_make(2025, 5, 6), CK_TERM_rate, 0.5, "", {0}};
    ck_measure measure[3] = {control("duty", CK_EFFECT_DUTY, 3, 3), control("quota", CK_EFFECT_QUOTA, 2, 1),
                             control("licence", CK_EFFECT_LICENCE, 4, 1)};
    measure[0].term[CK_TERM_rate] = 0.1;
    measure[0].amendment = &amendment;
    measure[0].amendment_count = 1;
    measure[1].term[CK_TERM_quota_share] = 0.7;
    measure[1].term[CK_TERM_leakage] = 0.2;
    const uint32_t days[] = {31, 61, 90, 125, 126, 200};    // starts of all three, the amendment, the day after
    for (uint32_t i = 0; i < 6; i++) check_resumed(measure, 3, 3, days[i], i % 2 == 1);
}

CK_TEST(a_quota_lets_its_quantity_go_in_a_year) {
    ck_measure quota = control("quota", CK_EFFECT_QUOTA, 1, 1);
    quota.term[CK_TERM_quota_share] = 0.6;
    future a = open_future(&quota, 1, false);
    start(&a);
    run_to(&a, 365);
    const ck_model *model = ck_fixture_model();
    double sent = 0.0;
    for (uint32_t f = 0; f < ck_model_count(model).flows; f++) {
        const ck_flow_info flow = ck_model_flow(model, f);
        const bool in_scope = (flow.bilateral || flow.potential) &&
                              strcmp(ck_model_region(model, flow.origin).id, "CHN") == 0 &&
                              strncmp(ck_model_item(model, flow.item).id, "magnet", 6) == 0;
        for (uint32_t month = 0; month < 12 && in_scope; month++) sent += ck_run_month_quantity(a.run, f, month);
    }
    const double quantity = 0.6 * 365 * ck_scenario_base_quantity(a.scenario, 0);
    CK_CHECK_NEAR(sent, quantity, 5e-4 * quantity);    // orders held back before may follow on the last day
    close_future(&a);
}

CK_TEST_MAIN()
