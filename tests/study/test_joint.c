/* A world joined to a table: answers known by hand, identities, and what is refused. */
#include "ck_test.h"

#include "base/base.h"
#include "study/joint.h"

#include <stdlib.h>
#include <string.h>

CK_TEST_MAIN()

#define HEADER "table_region,table_sector,industry,region,low,share,high,source,year,grade,note\n"

static ck_host_arena arena;
static ck_diags diags;

static void fresh_diags(void) {
    ck_host_arena_free(&arena);
    diags = (ck_diags){0};
    CK_REQUIRE_OK(ck_host_diags_make(&arena, &diags));
}

static void read_text(const char *text, ck_concordance *concordance) {
    fresh_diags();
    ck_host_input input = ck_host_input_bytes("c.csv", text, strlen(text));
    CK_REQUIRE_OK(ck_concordance_read_input(&input, concordance, &diags));
}

/* Of one region: mill sells to works alone, works to shop alone, shop to homes alone; each adds value. */
enum { MILL, WORKS, SHOP, N, DAYS = 12 };
static const char *const REGION[] = {"A"}, *const SECTOR[] = {"mill", "works", "shop"}, *const CATEGORY[] = {"homes"};
static const double Z[N * N] = {0, 40, 0, 0, 0, 100, 0, 0, 0}, Y[N] = {0, 0, 150}, X[N] = {40, 100, 150};
static const ck_io_table TABLE = {.name = "chain",
                                  .unit = "MUSD",
                                  .regions = 1,
                                  .sectors = N,
                                  .categories = 1,
                                  .region = REGION,
                                  .sector = SECTOR,
                                  .category = CATEGORY,
                                  .z = Z,
                                  .y = Y,
                                  .x = X};
static const double ADDED[N] = {40, 60, 50};

typedef struct joined {
    ck_joint_industry industry[2];
    double lost[2][DAYS];
    ck_joint_world world;
    ck_concordance concordance;
    ck_joint_links links;
    ck_joint joint;
} joined;

/* Two industries of the world that lose `first` and `second` of their output every day. */
static void make_world(joined *at, double first, double second) {
    *at = (joined){0};
    for (int day = 0; day < DAYS; day++) {
        at->lost[0][day] = first;
        at->lost[1][day] = second;
    }
    at->industry[0] =
        (ck_joint_industry){.industry = "cars", .region = "Q", .added = 1e6, .lost = at->lost[0], .lost_usd = 1.0};
    at->industry[1] =
        (ck_joint_industry){.industry = "jets", .region = "Q", .added = 1e6, .lost = at->lost[1], .lost_usd = 1.0};
    at->world = (ck_joint_world){.start = {9000}, .days = DAYS, .industry = at->industry, .count = 2};
}

static void join(joined *at, const char *rows, const ck_spread_case *base) {
    read_text(rows, &at->concordance);
    CK_REQUIRE_OK(ck_joint_link_up(&at->concordance, &TABLE, &at->world, &at->links, &diags));
    CK_REQUIRE_OK(ck_joint_run(&TABLE, base, &at->world, &at->links, 1, NULL, NULL, &at->joint, &diags));
}

static void end(joined *at) {
    ck_joint_free(&at->joint);
    ck_joint_links_free(&at->links);
    ck_concordance_free(&at->concordance);
    ck_host_arena_free(&arena);
}

static const char HALF_OF_SHOP[] =
    HEADER "A,shop,cars,Q,0.25,0.5,0.6,own,2024,assumed,\nA,shop,rest,,,0.5,,own,2024,assumed,\n";

CK_TEST(what_the_last_user_loses_comes_back_as_fewer_orders_a_day_later_at_each_stage) {
    joined at;
    make_world(&at, 0.4, 0.0);
    join(&at, HALF_OF_SHOP, NULL);
    // the shop makes 1 - 0.5 * 0.4 of its output; works see it a day later, the mill two days later
    const ck_joint_case *middle = &at.joint.run[CK_JOINT_MIDDLE];
    CK_CHECK_NEAR(middle->total.first, 0.2 * ADDED[SHOP] * DAYS / 365.0, 1e-12);
    CK_CHECK_NEAR(middle->cell[SHOP].orders, 0.0, 1e-12);
    CK_CHECK_NEAR(middle->cell[WORKS].orders, 0.2 * ADDED[WORKS] * (DAYS - 1) / 365.0, 1e-12);
    CK_CHECK_NEAR(middle->cell[MILL].orders, 0.2 * ADDED[MILL] * (DAYS - 2) / 365.0, 1e-12);
    CK_CHECK_NEAR(middle->total.inputs, 0.0, 1e-12);
    const double first = 50.0 * DAYS, all = first + 60.0 * (DAYS - 1) + 40.0 * (DAYS - 2);
    CK_CHECK_NEAR(ck_joint_first_share(middle->total), first / all, 1e-12);
    // every loss is linear in the share here
    CK_CHECK_NEAR(ck_joint_total(at.joint.run[CK_JOINT_LOW].total), 0.5 * ck_joint_total(middle->total), 1e-12);
    CK_CHECK_NEAR(ck_joint_total(at.joint.run[CK_JOINT_HIGH].total), 1.2 * ck_joint_total(middle->total), 1e-12);
    CK_CHECK_NEAR(middle->first[0], middle->total.first, 1e-12);
    CK_CHECK_NEAR(at.joint.stands_for[0], 0.5 * ADDED[SHOP], 1e-12);
    end(&at);
}

CK_TEST(a_user_runs_on_its_stock_until_it_binds_and_loses_exactly_what_the_stock_lacks) {
    joined at;
    make_world(&at, 0.5, 0.0);
    ck_spread_case base = {.steps = DAYS};
    base.spec = ck_ario_spec_default();
    base.spec.start = at.world.start;
    base.spec.alpha_max = 1.0;
    base.spec.stock_days = 10.0;
    // works make half; the shop's stock falls by half a day's use each day: 10 - 0.5 t days, short below 0.8 * 10
    join(&at, HEADER "A,works,cars,Q,1,1,1,own,2024,assumed,\nA,works,rest,,,0,,own,2024,assumed,\n", &base);
    const ck_joint_case *middle = &at.joint.run[CK_JOINT_MIDDLE];
    for (int day = 0; day <= 4; day++) CK_CHECK_NEAR(middle->day[day].inputs, 0.0, 1e-12);
    CK_CHECK_NEAR(middle->day[5].inputs, (1.0 - 7.5 / 8.0) * ADDED[SHOP] / 365.0, 1e-12);
    CK_CHECK_NEAR(middle->day[5].first, 0.5 * ADDED[WORKS] / 365.0, 1e-12);
    // the day after: 7.5 - 0.9375 + 0.5 days are left
    CK_CHECK_NEAR(middle->day[6].inputs, (1.0 - 7.0625 / 8.0) * ADDED[SHOP] / 365.0, 1e-12);
    CK_CHECK(middle->cell[SHOP].inputs > 0.0 && middle->cell[WORKS].inputs == 0.0);
    end(&at);
}

CK_TEST(industries_add_up_inside_a_sector_and_only_their_part_of_it_is_hit) {
    joined one, two;
    make_world(&one, 0.4, 0.0);
    join(&one, HALF_OF_SHOP, NULL);
    make_world(&two, 0.4, 0.4);
    join(&two,
         HEADER "A,shop,cars,Q,0.1,0.2,0.3,own,2024,assumed,\nA,shop,jets,Q,0.15,0.3,0.3,own,2024,assumed,\n"
                "A,shop,rest,,,0.5,,own,2024,assumed,\n",
         NULL);
    for (int c = 0; c < CK_JOINT_CASE_COUNT; c++)
        CK_CHECK_NEAR(ck_joint_total(one.joint.run[c].total), ck_joint_total(two.joint.run[c].total), 1e-12);
    const ck_joint_case *middle = &two.joint.run[CK_JOINT_MIDDLE];
    CK_CHECK_NEAR(middle->first[0] + middle->first[1], middle->total.first, 1e-12);
    CK_CHECK_NEAR(middle->first[0] / middle->first[1], 2.0 / 3.0, 1e-12);
    ck_joint_free(&one.joint);
    ck_joint_links_free(&one.links);
    ck_concordance_free(&one.concordance);
    end(&two);
}

CK_TEST(rounds_sum_to_what_the_engine_lost_with_spare_capacity_and_tight_stocks_too) {
    joined at;
    make_world(&at, 0.7, 0.3);
    for (int day = 6; day < DAYS; day++) at.lost[0][day] = at.lost[1][day] = 0.0; // it ends: stocks are refilled
    join(&at,
         HEADER "A,shop,cars,Q,0.2,0.4,0.5,own,2024,assumed,\nA,shop,rest,,,0.6,,own,2024,assumed,\n"
                "A,mill,jets,Q,0.5,0.9,1,own,2024,assumed,\nA,mill,rest,,,0.1,,own,2024,assumed,\n",
         NULL);
    for (int c = 0; c < CK_JOINT_CASE_COUNT; c++) {
        const ck_joint_case *run = &at.joint.run[c];
        CK_CHECK(run->closure < 1e-12);
        CK_CHECK_NEAR(run->total.first, run->ledger.direct_value_added, 1e-12);
        double days = 0.0;
        for (int day = 0; day < DAYS; day++) days += ck_joint_total(run->day[day]);
        CK_CHECK_NEAR(days, ck_joint_total(run->total), 1e-12);
    }
    CK_CHECK(at.joint.run[CK_JOINT_TIGHT].total.inputs > at.joint.run[CK_JOINT_MIDDLE].total.inputs);
    end(&at);
}

CK_TEST(a_daily_run_without_losses_leaves_the_table_at_rest) {
    joined at;
    make_world(&at, 0.0, 0.0);
    join(&at, HALF_OF_SHOP, NULL);
    CK_CHECK_EQUAL(at.joint.hit, 0);
    for (int c = 0; c < CK_JOINT_CASE_COUNT; c++) {
        CK_CHECK_NEAR(ck_joint_total(at.joint.run[c].total), 0.0, 0.0);
        CK_CHECK(at.joint.run[c].ledger.home);
    }
    CK_CHECK(ck_is_nan(ck_joint_first_share(at.joint.run[CK_JOINT_MIDDLE].total)));
    end(&at);
}

CK_TEST(industries_without_a_row_are_counted) {
    joined at;
    make_world(&at, 0.1, 0.1);
    read_text(HALF_OF_SHOP, &at.concordance);
    CK_REQUIRE_OK(ck_joint_link_up(&at.concordance, &TABLE, &at.world, &at.links, &diags));
    CK_CHECK_EQUAL(at.links.unlinked_count, 1);
    CK_CHECK_EQUAL(at.links.unlinked[0], 1);
    end(&at);
}

/* Reading, then linking; the status of what fails. */
static ck_status refused(const char *rows) {
    joined at;
    make_world(&at, 0.1, 0.1);
    fresh_diags();
    ck_host_input input = ck_host_input_bytes("c.csv", rows, strlen(rows));
    ck_status status = ck_concordance_read_input(&input, &at.concordance, &diags);
    if (status >= 0) status = ck_joint_link_up(&at.concordance, &TABLE, &at.world, &at.links, &diags);
    if (status < 0) CK_CHECK(diags.count > 0 && diags.item[0].place.line > 1 && diags.item[0].place.column > 0);
    end(&at);
    return status;
}

CK_TEST(rows_that_cannot_be_are_refused_with_their_place) {
    CK_CHECK_EQUAL(refused(HALF_OF_SHOP), CK_OK);
    CK_CHECK_EQUAL(refused(HEADER "B,shop,cars,Q,0,1,1,own,2024,assumed,\n"), CK_E_UNKNOWN);
    CK_CHECK_EQUAL(refused(HEADER "A,shops,cars,Q,0,1,1,own,2024,assumed,\n"), CK_E_UNKNOWN);
    CK_CHECK_EQUAL(refused(HEADER "A,shop,carts,Q,0,1,1,own,2024,assumed,\n"), CK_E_UNKNOWN);
    CK_CHECK_EQUAL(refused(HEADER "A,shop,cars,R,0,1,1,own,2024,assumed,\n"), CK_E_UNKNOWN);
    CK_CHECK_EQUAL(refused(HEADER "A,shop,cars,Q,0,0.5,0.6,own,2024,assumed,\n"), CK_E_RANGE);
    CK_CHECK_EQUAL(
        refused(HEADER "A,shop,cars,Q,0.6,0.5,0.7,own,2024,assumed,\nA,shop,rest,,,0.5,,own,2024,assumed,\n"),
        CK_E_RANGE);
    CK_CHECK_EQUAL(
        refused(HEADER "A,shop,cars,Q,0,0.5,0.6,own,2024,assumed,\nA,shop,jets,Q,0,0.5,0.6,own,2024,assumed,\n"),
        CK_E_RANGE);
    CK_CHECK_EQUAL(
        refused(HEADER "A,shop,cars,Q,0,0.5,0.5,own,2024,assumed,\nA,shop,cars,Q,0,0.5,0.5,own,2024,assumed,\n"),
        CK_E_DUPLICATE);
    CK_CHECK_EQUAL(refused(HEADER "A,shop,cars,Q,0,1.5,1.5,own,2024,assumed,\n"), CK_E_RANGE);
    CK_CHECK_EQUAL(refused(HEADER "A,shop,cars,Q,0,half,1,own,2024,assumed,\n"), CK_E_RANGE);
    CK_CHECK_EQUAL(refused(HEADER "A,shop,cars,Q,0,1,1,own,2024,guessed,\n"), CK_E_UNKNOWN);
    CK_CHECK_EQUAL(refused(HEADER "A,shop,rest,Q,,1,,own,2024,assumed,\n"), CK_E_RANGE);
}

CK_TEST(events_of_another_start_or_step_are_refused) {
    joined at;
    make_world(&at, 0.1, 0.0);
    read_text(HALF_OF_SHOP, &at.concordance);
    CK_REQUIRE_OK(ck_joint_link_up(&at.concordance, &TABLE, &at.world, &at.links, &diags));
    ck_spread_case base = {.steps = DAYS};
    base.spec = ck_ario_spec_default();
    base.spec.start = (ck_date){9001};
    base.file.path = "events.yaml";
    CK_CHECK_EQUAL(ck_joint_run(&TABLE, &base, &at.world, &at.links, 1, NULL, NULL, &at.joint, &diags), CK_E_RANGE);
    base.spec.start = at.world.start;
    base.spec.step_days = 7.0;
    CK_CHECK_EQUAL(ck_joint_run(&TABLE, &base, &at.world, &at.links, 1, NULL, NULL, &at.joint, &diags), CK_E_RANGE);
    end(&at);
}
