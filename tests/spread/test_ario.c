/* ARIO on a made table: rest, goods, causes, bans and licences, recovery, threads. */
#include "ck_test.h"

#include "base/base.h"

#include <stdlib.h>

CK_TEST_MAIN()

enum { REGIONS = 5, SECTORS = 7, CATEGORIES = 2, N = REGIONS * SECTORS, J = REGIONS * CATEGORIES };

static double z[N * N], y[N * J], x[N];
static const char *const region[] = {"A", "B", "C", "D", "E"};
static const char *const sector[] = {"a", "b", "c", "d", "e", "f", "g"}, *const category[] = {"homes", "state"};
static const ck_io_table table = {.name = "made",
                                  .unit = "MUSD",
                                  .regions = REGIONS,
                                  .sectors = SECTORS,
                                  .categories = CATEGORIES,
                                  .region = region,
                                  .sector = sector,
                                  .category = category,
                                  .z = z,
                                  .y = y,
                                  .x = x};
static ck_ario_spec spec;
static ck_ario *run;
static void *block;

static void make_table(void) {
    const ck_random random = {7, 0};
    for (uint32_t f = 0; f < N; f++) {
        double row = 0.0;
        for (uint32_t g = 0; g < N; g++) {
            const double home = f / SECTORS == g / SECTORS ? 10.0 : 1.0;
            z[f * N + g] =
                ck_random_unit(random, 1, 0, f * N + g) < 0.3 ? 0.0 : home * ck_random_unit(random, 2, 0, f * N + g);
            row += z[f * N + g];
        }
        for (uint32_t j = 0; j < J; j++) {
            const double home = f / SECTORS == j / CATEGORIES ? 40.0 : 4.0;
            y[f * J + j] = home * ck_random_unit(random, 3, 0, f * J + j);
            row += y[f * J + j];
        }
        x[f] = row;
    }
    spec = ck_ario_spec_default();
    spec.stock_days = 10.0;
    spec.restock_days = 8.0;
}

static void start_on(ck_crew *crew) {
    free(block);
    const size_t bytes = ck_ario_bytes(&table, &spec);
    block = aligned_alloc(16, bytes);
    CK_REQUIRE(block != NULL);
    memset(block, 0x5a, bytes);
    CK_REQUIRE_OK(ck_ario_start(&table, &spec, block, bytes, crew, &run, NULL));
}

static void run_steps(uint32_t steps, ck_crew *crew) {
    start_on(crew);
    for (uint32_t k = 0; k < steps; k++) CK_REQUIRE_OK(ck_ario_step(run, crew, NULL));
}

static double sum(const double *value, uint32_t count) {
    double total = 0.0;
    for (uint32_t k = 0; k < count; k++) total += value[k];
    return total;
}

/* ---------------------------------------------------------------- rules ------------------------------------------- */

enum { RULES = 6 };
static ck_measure measure[RULES];
static ck_rule rule[RULES];
static uint8_t origin[RULES][REGIONS], item[RULES][SECTORS], destination[RULES][REGIONS];

/* Rule k: from region `from`, item `what`, to every region of which the bit in `to` is set. */
static void make_rule(uint32_t k, ck_rule_kind kind, ck_effect effect, uint32_t from, uint32_t what, uint32_t to,
                      int32_t first, int32_t last) {
    measure[k] = ck_measure_default();
    measure[k].effect = effect;
    measure[k].from.day = first;
    measure[k].until.day = last;
    memset(origin[k], 0, REGIONS);
    memset(item[k], 0, SECTORS);
    origin[k][from] = item[k][what] = 1;
    for (uint32_t r = 0; r < REGIONS; r++) destination[k][r] = (uint8_t)(to >> r & 1);
    rule[k] = (ck_rule){.kind = kind,
                        .measure = &measure[k],
                        .id = "rule",
                        .share = 0.5,
                        .origin = origin[k],
                        .item = item[k],
                        .destination = destination[k],
                        .end_use = {true, true, true}};
    spec.rule = rule;
    spec.rule_count = k + 1;
    spec.start.day = 0;
}

static const uint32_t HIT[] = {0, 2, 9};
static const double LOSS[] = {0.5, 0.9, 0.2};
static ck_ario_event capacity_event(double begin, double duration) {
    return (ck_ario_event){.kind = CK_EVENT_CAPACITY,
                           .id = "loss",
                           .count = 3,
                           .industry = HIT,
                           .amount = LOSS,
                           .begin = begin,
                           .duration = duration,
                           .tau = 10.0,
                           .unit = 1e6,
                           .rebuild_factor = 1.0};
}

/* ---------------------------------------------------------------- rest -------------------------------------------- */

static void expect_rest(void) {
    const ck_ario_view view = ck_ario_see(run);
    const ck_ario_ledger ledger = ck_ario_account(run);
    for (uint32_t f = 0; f < N; f++) {
        CK_CHECK_NEAR(view.output[f], view.base_output[f], 0.0);
        CK_CHECK_NEAR(view.overproduction[f], 1.0, 0.0);
    }
    CK_CHECK_NEAR(sum(view.unmet_final, J), 0.0, 0.0);
    CK_CHECK_NEAR(ledger.lost_value_added, 0.0, 0.0);
    CK_CHECK(ledger.home);
    CK_CHECK_EQUAL(ledger.first_step_away, CK_NONE);
}

CK_TEST(without_a_shock_every_digit_stays) {
    make_table();
    run_steps(400, NULL);
    expect_rest();
    spec.alternative_orders = false;
    spec.psi_model = false;
    run_steps(400, NULL);
    expect_rest();
}

CK_TEST(a_rule_that_lets_everything_through_changes_no_digit) {
    make_table();
    make_rule(0, CK_RULE_TRANSPORT, CK_EFFECT_BAN, 0, 1, 0x1e, 5, 50);
    rule[0].share = 1.0;
    make_rule(1, CK_RULE_MEASURE, CK_EFFECT_QUOTA, 2, 3, 0x1f, 5, 50);
    make_rule(2, CK_RULE_MEASURE, CK_EFFECT_BAN, 2, 3, 0x1f, 1000, 2000);
    run_steps(300, NULL);
    expect_rest();
}

/* ---------------------------------------------------------------- goods and causes -------------------------------- */

CK_TEST(goods_are_conserved_and_unmet_demand_has_its_causes) {
    make_table();
    ck_ario_event event[2] = {capacity_event(3, 20), capacity_event(10, 5)};
    event[1].kind = CK_EVENT_CAPITAL;
    event[1].relative = true;
    spec.event = event;
    spec.event_count = 2;
    make_rule(0, CK_RULE_MEASURE, CK_EFFECT_BAN, 1, 2, 0x1d, 8, 60);
    make_rule(1, CK_RULE_TRANSPORT, CK_EFFECT_BAN, 3, 1, 0x07, 12, 40);
    make_rule(2, CK_RULE_DEMAND, CK_EFFECT_BAN, 4, 4, 0x1f, 15, 30);
    make_rule(3, CK_RULE_MEASURE, CK_EFFECT_QUOTA, 1, 2, 0x1f, 20, 90);
    measure[3].term[CK_TERM_quota_share] = 0.6;
    start_on(NULL);
    double added = 0.0;
    for (uint32_t k = 0; k < 250; k++) {
        CK_REQUIRE_OK(ck_ario_step(run, NULL, NULL));
        const ck_ario_view view = ck_ario_see(run);
        for (uint32_t j = 0; j < J; j++) {
            const double *cause = view.unmet_cause + (size_t)j * CK_CAUSE_COUNT;
            CK_CHECK_NEAR(sum(cause, CK_CAUSE_COUNT), view.unmet_final[j], 1e-9);
        }
        for (uint32_t f = 0; f < N; f++) {
            double inputs = 0.0;
            for (uint32_t r = 0; r < N; r++) inputs += z[r * N + f];
            added += (x[f] - inputs - view.output[f] * (1.0 - inputs / x[f])) * view.per_step;
        }
    }
    const ck_ario_ledger ledger = ck_ario_account(run);
    CK_CHECK(ledger.largest_error < 1e-12);
    CK_CHECK(ledger.unmet[CK_CAUSE_POLICY] > 0.0 && ledger.unmet[CK_CAUSE_TRANSPORT] > 0.0 &&
             ledger.unmet[CK_CAUSE_CAPACITY] > 0.0);
    CK_CHECK_NEAR(ledger.lost_value_added, added, 1e-9 * ck_abs(added) + 1e-9);
    CK_CHECK_NEAR(ledger.made, ledger.restocked + ledger.final_use + ledger.rebuilt, 1e-9 * ledger.made);
    CK_CHECK(ck_ario_rule(run, 0).blocked > 0.0);
}

CK_TEST(capacity_falls_on_the_day_and_by_the_largest_loss) {
    make_table();
    ck_ario_event event[2] = {capacity_event(3, 5), capacity_event(3, 5)};
    static const double other[] = {0.7, 0.1, 0.0};
    event[1].amount = other;
    spec.event = event;
    spec.event_count = 2;
    run_steps(3, NULL);
    CK_CHECK_NEAR(ck_ario_see(run).capacity_loss[0], 0.0, 0.0);
    CK_REQUIRE_OK(ck_ario_step(run, NULL, NULL));
    const ck_ario_view view = ck_ario_see(run);
    CK_CHECK_NEAR(view.capacity_loss[0], 0.7, 1e-15);
    CK_CHECK_NEAR(view.capacity_loss[2], 0.9, 1e-15);
    CK_CHECK_NEAR(view.output[0], 0.3 * x[0], 1e-9 * x[0]);
    spec.compat = CK_ARIO_B1;
    run_steps(4, NULL);
    CK_CHECK_NEAR(ck_ario_see(run).capacity_loss[0], 0.0, 0.0);
    CK_REQUIRE_OK(ck_ario_step(run, NULL, NULL));
    CK_CHECK_NEAR(ck_ario_see(run).capacity_loss[0], 0.7, 1e-15);
}

CK_TEST(more_than_all_capital_counts_as_all_of_it) {
    make_table();
    ck_ario_event event[2] = {capacity_event(1, 5), capacity_event(1, 5)};
    event[0].kind = event[1].kind = CK_EVENT_CAPITAL;
    event[0].relative = event[1].relative = true;
    spec.event = event;
    spec.event_count = 2;
    run_steps(3, NULL);
    CK_CHECK_NEAR(ck_ario_see(run).capacity_loss[2], 1.0, 0.0);
    CK_CHECK_NEAR(ck_ario_account(run).over_capital, 1.8, 1e-12);
    CK_CHECK_EQUAL(ck_ario_account(run).over_capital_industry, 2);
}

CK_TEST(rebuilding_delivers_what_was_destroyed) {
    make_table();
    static const double shares[SECTORS] = {0.0, 0.6, 0.4};
    static const uint32_t homes[] = {0};
    static const double lost[] = {3.0};
    static const double money[] = {2.0, 1.0, 0.5};
    ck_ario_event event = capacity_event(2, 4);
    event.kind = CK_EVENT_REBUILD;
    event.amount = money;
    event.rebuild_share = shares;
    event.column_count = 1;
    event.column = homes;
    event.column_amount = lost;
    event.tau = 20.0;
    spec.event = &event;
    spec.event_count = 1;
    run_steps(1200, NULL);
    const ck_ario_ledger ledger = ck_ario_account(run);
    CK_CHECK_NEAR(ledger.rebuilt, 6.5, 1e-6);
    CK_CHECK(ledger.largest_error < 1e-12);
    CK_CHECK_NEAR(sum(ck_ario_see(run).capital_lost, N), 0.0, 1e-6);
}

/* ---------------------------------------------------------------- law --------------------------------------------- */

static uint64_t digest_of(ck_effect effect, double approval) {
    make_table();
    make_rule(0, CK_RULE_MEASURE, effect, 0, 1, 0x1e, 7, 90);
    measure[0].term[CK_TERM_approval_civil] = approval;
    run_steps(150, NULL);
    return ck_ario_digest(run);
}

CK_TEST(a_ban_is_a_licence_that_is_never_granted) {
    CK_CHECK_DIGEST(digest_of(CK_EFFECT_LICENCE, 0.0), digest_of(CK_EFFECT_BAN, 0.0));
    CK_CHECK(digest_of(CK_EFFECT_LICENCE, 0.8) != digest_of(CK_EFFECT_BAN, 0.0));
}

CK_TEST(a_ban_stops_what_it_names_and_nothing_else) {
    make_table();
    make_rule(0, CK_RULE_MEASURE, CK_EFFECT_BAN, 0, 1, 0x02, 4, 1000);
    run_steps(5, NULL);
    const ck_rule_result held = ck_ario_rule(run, 0);
    CK_CHECK_NEAR(held.shipped, 0.0, 0.0);
    CK_CHECK_NEAR(held.blocked, held.wanted, 1e-12 * held.wanted);
    const ck_ario_view view = ck_ario_see(run);
    for (uint32_t j = 0; j < J; j++)
        CK_CHECK(j / CATEGORIES == 1 ? view.unmet_final[j] > 0.0 : view.unmet_final[j] == 0.0);
}

/* Final users of `regions` (bits), and no others, lack something. */
static void expect_lack_in(uint32_t regions) {
    const ck_ario_view view = ck_ario_see(run);
    for (uint32_t j = 0; j < J; j++)
        CK_CHECK((regions >> j / CATEGORIES & 1) != 0 ? view.unmet_final[j] > 0.0 : view.unmet_final[j] == 0.0);
}

CK_TEST(a_rule_for_all_destinations_is_about_trade_between_regions) {
    make_table();
    make_rule(0, CK_RULE_MEASURE, CK_EFFECT_BAN, 0, 1, 0x1f, 4, 1000);
    run_steps(5, NULL);
    expect_lack_in(0x1e);
    rule[0].destination = NULL;
    run_steps(5, NULL);
    expect_lack_in(0x1e);
    rule[0].origin = NULL;                                               // everybody's trade
    run_steps(5, NULL);
    expect_lack_in(0x1f);
    CK_CHECK(ck_ario_rule(run, 0).wanted < sum(ck_ario_see(run).base_output, N) / 365.0);
}

CK_TEST(a_rule_inside_one_region_names_it_at_both_ends) {
    make_table();
    make_rule(0, CK_RULE_TRANSPORT, CK_EFFECT_BAN, 0, 1, 0x01, 4, 1000);
    run_steps(5, NULL);
    expect_lack_in(0x01);
}

CK_TEST(an_exemption_frees_only_its_own_destinations) {
    make_table();
    make_rule(0, CK_RULE_MEASURE, CK_EFFECT_LICENCE, 0, 1, 0x06, 4, 1000);
    measure[0].term[CK_TERM_approval_civil] = 0.0;
    make_rule(1, CK_RULE_MEASURE, CK_EFFECT_EXEMPTION, 0, 1, 0x02, 0, 1000);
    measure[1].term[CK_TERM_exempt_share] = 1.0;
    run_steps(5, NULL);
    const ck_ario_view view = ck_ario_see(run);
    for (uint32_t j = 0; j < J; j++)
        CK_CHECK(j / CATEGORIES == 2 ? view.unmet_final[j] > 0.0 : view.unmet_final[j] == 0.0);
}

CK_TEST(a_quota_lets_its_yearly_share_through) {
    make_table();
    make_rule(0, CK_RULE_MEASURE, CK_EFFECT_QUOTA, 0, 1, 0x1e, 0, 100000);
    measure[0].term[CK_TERM_quota_share] = 0.4;
    start_on(NULL);
    CK_REQUIRE_OK(ck_ario_step(run, NULL, NULL));
    const ck_rule_result first = ck_ario_rule(run, 0);
    CK_CHECK_NEAR(first.shipped / first.wanted, 0.4, 1e-9);
    for (uint32_t k = 1; k < 366; k++) CK_REQUIRE_OK(ck_ario_step(run, NULL, NULL));
    CK_CHECK(ck_ario_rule(run, 0).shipped <= 0.4 * 366.0 * first.wanted * (1.0 + 1e-9));
}

/* Half of what everybody buys is for military use. */
static void half_military(void) {
    static double use[(N + J) * CK_END_USES];
    for (uint32_t b = 0; b < N + J; b++) {
        use[b * CK_END_USES] = use[b * CK_END_USES + 1] = 0.5;
        use[b * CK_END_USES + 2] = 0.0;
    }
    spec.end_use = use;
}

CK_TEST(of_a_banned_end_use_nothing_is_shipped) {
    make_table();
    make_rule(0, CK_RULE_MEASURE, CK_EFFECT_BAN, 0, 1, 0x02, 4, 1000);
    rule[0].end_use[0] = rule[0].end_use[2] = false;
    half_military();
    run_steps(5, NULL);
    const ck_rule_result held = ck_ario_rule(run, 0);
    CK_CHECK(held.wanted > 0.0);
    CK_CHECK_NEAR(held.shipped, 0.0, 1e-12 * held.wanted);
    CK_CHECK_NEAR(held.blocked, held.wanted, 1e-12 * held.wanted);
}

CK_TEST(a_quota_of_a_part_of_a_flow_is_used_by_that_part_alone) {
    make_table();
    make_rule(0, CK_RULE_MEASURE, CK_EFFECT_QUOTA, 0, 1, 0x1e, 0, 100000);
    measure[0].term[CK_TERM_quota_share] = 0.1;
    measure[0].term[CK_TERM_coverage] = 0.5;
    run_steps(30, NULL);
    const ck_rule_result listed = ck_ario_rule(run, 0);
    CK_CHECK_NEAR(listed.shipped / listed.wanted, 0.6, 0.01);    // half is not listed, and a tenth of all may leave
    make_rule(0, CK_RULE_MEASURE, CK_EFFECT_QUOTA, 0, 1, 0x1e, 0, 100000);
    measure[0].term[CK_TERM_quota_share] = 0.2;
    rule[0].end_use[0] = rule[0].end_use[2] = false;
    half_military();
    run_steps(1, NULL);
    const double day = ck_ario_rule(run, 0).wanted;
    run_steps(366, NULL);                                        // 2000, the whole year
    CK_CHECK_NEAR(ck_ario_rule(run, 0).shipped, 0.2 * 366.0 * day, 0.001 * 366.0 * day);
}

/* ---------------------------------------------------------------- steps of several days --------------------------- */

CK_TEST(steps_of_a_week_or_half_a_day_rest_too) {
    make_table();
    spec.step_days = 7.0;
    run_steps(60, NULL);
    expect_rest();
    spec.step_days = 0.5;
    run_steps(400, NULL);
    expect_rest();
}

CK_TEST(a_week_of_lost_capacity_costs_a_week_of_output) {
    make_table();
    ck_ario_event event = capacity_event(14, 7);
    event.curve = CK_CURVE_LINEAR;
    spec.event = &event;
    spec.event_count = 1;
    spec.step_days = 7.0;
    run_steps(2, NULL);
    CK_CHECK_NEAR(ck_ario_account(run).lost_output, 0.0, 0.0);
    CK_REQUIRE_OK(ck_ario_step(run, NULL, NULL));
    double lost = 0.0;
    for (uint32_t k = 0; k < 3; k++) lost += LOSS[k] * x[HIT[k]] * 7.0 / 365.0;
    CK_CHECK_NEAR(ck_ario_account(run).lost_output, lost, 1e-9 * lost);
    CK_CHECK(ck_ario_account(run).largest_error < 1e-12);
}

CK_TEST(rebuilding_in_one_step_asks_for_no_more_than_what_is_left) {
    make_table();
    static const double shares[SECTORS] = {0.0, 0.6, 0.4};
    static const double money[] = {0.02, 0.01, 0.005};
    ck_ario_event event = capacity_event(7, 7);
    event.kind = CK_EVENT_REBUILD;
    event.amount = money;
    event.rebuild_share = shares;
    event.tau = 2.0;                                                     // below the step
    spec.event = &event;
    spec.event_count = 1;
    spec.step_days = 7.0;
    run_steps(100, NULL);
    CK_CHECK_NEAR(ck_ario_account(run).rebuilt, 0.035, 1e-9);
}

/* What a rule let through of what was wanted, on `day`. */
static double passed_on(ck_effect effect, double step_days, uint32_t day, ck_rule_result *all) {
    make_table();
    make_rule(0, CK_RULE_MEASURE, effect, 0, 1, 0x1e, 0, 100000);
    measure[0].term[CK_TERM_quota_share] = 0.4;
    spec.step_days = step_days;
    run_steps((uint32_t)(day / step_days), NULL);
    const ck_rule_result before = ck_ario_rule(run, 0);
    CK_REQUIRE_OK(ck_ario_step(run, NULL, NULL));
    *all = ck_ario_rule(run, 0);
    return (all->shipped - before.shipped) / (all->wanted - before.wanted);
}

CK_TEST(licences_move_by_days_whatever_the_step) {
    ck_rule_result all;
    for (uint32_t day = 14; day <= 98; day += 28) {
        const double daily = passed_on(CK_EFFECT_LICENCE, 1.0, day, &all);
        CK_CHECK(daily < 0.999);
        CK_CHECK_NEAR(passed_on(CK_EFFECT_LICENCE, 7.0, day, &all), daily, 1e-9);
        CK_CHECK_NEAR(passed_on(CK_EFFECT_LICENCE, 0.5, day, &all), daily, 1e-9);
    }
}

CK_TEST(a_quota_is_of_the_year_whatever_the_step) {
    static const double days[] = {1.0, 7.0, 0.5, 30.0};
    const double daily = passed_on(CK_EFFECT_QUOTA, 1.0, 0, &(ck_rule_result){0}) / 0.4;
    CK_CHECK_NEAR(daily, 1.0, 1e-9);
    make_table();
    make_rule(0, CK_RULE_MEASURE, CK_EFFECT_QUOTA, 0, 1, 0x1e, 0, 100000);
    run_steps(1, NULL);
    const double wanted = ck_ario_rule(run, 0).wanted;                   // a day, at baseline
    for (uint32_t k = 0; k < 4; k++) {
        ck_rule_result all;
        (void)passed_on(CK_EFFECT_QUOTA, days[k], 1095, &all);
        const double years = (ck_floor(1095 / days[k]) + 1.0) * days[k] / 365.0;
        CK_CHECK(all.shipped <= 0.4 * wanted * 365.0 * years * (1.0 + 1e-9));
        CK_CHECK(all.shipped > 0.38 * wanted * 365.0 * years);
    }
}

/* ---------------------------------------------------------------- digits ------------------------------------------ */

CK_TEST(the_digits_do_not_depend_on_the_number_of_threads) {
    uint64_t digest[4];
    for (uint32_t threads = 1; threads <= 4; threads++) {
        make_table();
        ck_ario_event event = capacity_event(3, 20);
        spec.event = &event;
        spec.event_count = 1;
        make_rule(0, CK_RULE_MEASURE, CK_EFFECT_BAN, 1, 2, 0x1d, 8, 60);
        const size_t bytes = ck_crew_bytes(threads);
        void *room = aligned_alloc(16, bytes);
        ck_crew *crew = NULL;
        CK_REQUIRE(room != NULL && ck_crew_start(threads, room, bytes, &crew) >= 0);
        run_steps(120, crew);
        digest[threads - 1] = ck_ario_digest(run);
        ck_crew_end(crew);
        free(room);
        CK_CHECK_DIGEST(digest[threads - 1], digest[0]);
    }
    CK_CHECK_DIGEST(digest[0], digest[3]);
}

/* ---------------------------------------------------------------- wrong input ------------------------------------- */

CK_TEST(what_is_out_of_its_limits_is_refused) {
    make_table();
    ck_ario_event event = capacity_event(3, 20);
    static const double above[] = {0.5, 1.5, 0.2};
    event.amount = above;
    spec.event = &event;
    spec.event_count = 1;
    const size_t bytes = ck_ario_bytes(&table, &spec);
    void *room = aligned_alloc(16, bytes);
    ck_ario *refused = NULL;
    CK_REQUIRE(room != NULL);
    CK_CHECK_STATUS(ck_ario_start(&table, &spec, room, bytes, NULL, &refused, NULL), CK_E_RANGE);
    spec.event_count = 0;
    spec.psi = 0.0;
    CK_CHECK_STATUS(ck_ario_start(&table, &spec, room, bytes, NULL, &refused, NULL), CK_E_RANGE);
    spec.psi = 0.8;
    CK_CHECK_STATUS(ck_ario_start(&table, &spec, room, bytes / 2, NULL, &refused, NULL), CK_E_MEMORY);
    free(room);
}
