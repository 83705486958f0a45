/* RAS against closed forms; the balance against totals that are known; laws of any balanced world. */
#include "world_test.h"

#include "world/index.h"
#include "world/ras.h"

CK_TEST_MAIN()

typedef struct balanced {
    void             *block;
    ck_world          world;
    ck_balance_report report;
    ck_status         status;
    world_report      said;
} balanced;

static balanced *balance(const ck_world *world) {
    balanced *result = calloc(1, sizeof *result);
    const size_t bytes = ck_world_balance_bytes(world);
    result->block = world_block(bytes);
    result->status = ck_world_balance(world, result->block, bytes, &result->world, &result->report, world_report_start(&result->said));
    if (result->status < 0) (void)world_says(&result->said, "the world is balanced");
    return result;
}

static void done(balanced *result) {
    free(result->block);
    free(result);
}

static const ck_balance_item *item_of(const balanced *result, const char *item) {
    for (uint32_t i = 0; i < result->report.item_count; i++) {
        if (strcmp(result->world.item[result->report.item[i].item].item, item) == 0) return &result->report.item[i];
    }
    abort();
}

static void grade_all(ck_world *world, ck_grade grade) {
    for (uint32_t i = 0; i < world->recipe_count; i++) world->recipe[i].row.grade = grade;
    for (uint32_t i = 0; i < world->site_count; i++) world->site[i].row.grade = grade;
    for (uint32_t i = 0; i < world->demand_count; i++) world->demand[i].row.grade = grade;
}

/* ---------------------------------------------------------------- RAS --------------------------------------------- */

CK_TEST(ras_of_an_even_prior_is_the_product_of_the_margins) {
    double matrix[6] = {1, 1, 1, 1, 1, 1};
    const double row[2] = {60, 40}, column[3] = {20, 30, 50};
    const cki_ras_result result = cki_ras(matrix, 2, 3, row, column, 1e-14, 100);
    CK_CHECK(result.residual <= 1e-14);
    for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 3; j++) CK_CHECK_NEAR(matrix[i * 3 + j], row[i] * column[j] / 100.0, 1e-12);
    }
}

CK_TEST(ras_of_two_by_two_keeps_the_odds_of_the_prior) {
    double matrix[4] = {2, 1, 1, 2};
    const double row[2] = {4, 2}, column[2] = {3, 3};
    const cki_ras_result result = cki_ras(matrix, 2, 2, row, column, 1e-15, 500);
    CK_CHECK(result.residual <= 1e-14);
    const double a = (9.0 - sqrt(17.0)) / 2.0;               // a (a - 1) = 4 (4 - a) (3 - a)
    CK_CHECK_NEAR(matrix[0], a, 1e-13);
    CK_CHECK_NEAR(matrix[1], 4.0 - a, 1e-13);
    CK_CHECK_NEAR(matrix[2], 3.0 - a, 1e-13);
    CK_CHECK_NEAR(matrix[3], a - 1.0, 1e-13);
}

CK_TEST(ras_says_when_the_zeros_of_the_prior_leave_no_solution) {
    double matrix[4] = {1, 0, 1, 1};
    const double row[2] = {5, 1}, column[2] = {3, 3};
    const cki_ras_result result = cki_ras(matrix, 2, 2, row, column, 1e-12, 200);
    CK_CHECK(result.residual > 0.1);
    CK_CHECK_EQUAL(result.rounds, 200);
}

CK_TEST(ras_of_a_large_prior_meets_its_sums_and_keeps_its_zeros) {
    enum { N = 30 };
    static double matrix[N * N];
    double row[N] = {0.0}, column[N] = {0.0};
    const ck_random random = {7, 0};
    for (uint32_t i = 0; i < N * N; i++) {
        const bool hole = i % N != i / N && ck_random_unit(random, 1, 0, i) < 0.5;
        matrix[i] = hole ? 0.0 : ck_random_unit(random, 2, 0, i) + 0.01;
        const double target = hole ? 0.0 : ck_random_unit(random, 3, 0, i);      // sums of a matrix with the same zeros
        row[i / N] += target;
        column[i % N] += target;
    }
    static double before[N * N];
    memcpy(before, matrix, sizeof before);
    const cki_ras_result result = cki_ras(matrix, N, N, row, column, 1e-12, 5000);
    CK_CHECK(result.residual <= 1e-12);
    for (uint32_t i = 0; i < N * N; i++) CK_CHECK((before[i] == 0.0) == (matrix[i] == 0.0));
}

/* ---------------------------------------------------------------- distances --------------------------------------- */

CK_TEST(distances_are_great_circles) {
    CK_CHECK_NEAR(cki_distance_km(0, 0, 0, 0), 0.0, 0.0);
    CK_CHECK_NEAR(cki_distance_km(0, 0, 0, 90), 6371.0 * acos(0.0), 1e-5);
    CK_CHECK_NEAR(cki_distance_km(90, 0, -90, 0), 6371.0 * acos(-1.0), 1e-4);
    CK_CHECK_NEAR(cki_distance_km(10, 170, 10, -170), cki_distance_km(10, -10, 10, 10), 1e-9);
    for (uint32_t i = 0; i < 200; i++) {
        const ck_random random = {3, i};
        const double a = 180.0 * ck_random_unit(random, 1, 0, 0) - 90.0, b = 180.0 * ck_random_unit(random, 1, 0, 1) - 90.0;
        const double x = 360.0 * ck_random_unit(random, 1, 0, 2) - 180.0, y = 360.0 * ck_random_unit(random, 1, 0, 3) - 180.0;
        const double k = acos(-1.0) / 180.0;
        const double h = pow(sin(0.5 * k * (b - a)), 2) + cos(k * a) * cos(k * b) * pow(sin(0.5 * k * (y - x)), 2);
        CK_CHECK_NEAR(cki_distance_km(a, x, b, y), 2.0 * 6371.0 * asin(sqrt(h)), 1e-3);
    }
}

/* ---------------------------------------------------------------- known answers ----------------------------------- */

CK_TEST(a_world_that_is_in_balance_keeps_its_numbers) {
    balanced *result = balance(ck_fixture_world());
    CK_REQUIRE_OK(result->status);
    for (uint32_t i = 0; i < result->world.site_count; i++) {
        CK_CHECK_NEAR(result->world.site[i].output, ck_fixture_world()->site[i].output, 1e-9 * result->world.site[i].output);
        CK_CHECK_NEAR(result->world.site[i].capacity, ck_fixture_world()->site[i].capacity, 1e-9 * result->world.site[i].capacity);
    }
    for (uint32_t i = 0; i < result->report.item_count; i++) CK_CHECK_NEAR(result->report.item[i].intensity_factor, 1.0, 1e-9);
    CK_CHECK_NEAR(item_of(result, "cerium-oxide")->discarded, 500.0, 1e-6);
    const ck_flow_row *flow = world_flow(&result->world, "ore-concentrate", "AUS", "MYS");
    CK_REQUIRE(flow != NULL);
    CK_CHECK_NEAR(flow->quantity, 300.0, 1e-9);
    CK_CHECK_EQUAL(flow->row.grade, CK_REPORTED);
    done(result);
}

CK_TEST(without_flows_totals_and_published_shares_come_back) {
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    world->flow_count = 0;
    balanced *result = balance(world);
    CK_REQUIRE(result->status >= 0);
    for (uint32_t i = 0; i < result->report.margin_count; i++) {
        const ck_balance_margin *margin = &result->report.margin[i];
        // China's exports of motors are as small as the imports of the others allow: RAS only creeps there
        CK_CHECK_NEAR(margin->reached, margin->published, (i == 3 ? 0.015 : 0.002) * margin->published);
    }
    for (uint32_t i = 0; i < result->world.flow_count; i++) {
        const ck_flow_row *row = &result->world.flow[i];
        CK_CHECK_EQUAL(row->row.grade, CK_ESTIMATED);
        CK_CHECK(row->lag_days >= 1.0 && row->lag_days <= 120.0);
        CK_CHECK(row->row.note[0] != '\0');
    }
    done(result);
    ck_fixture_world_free(world);
}

CK_TEST(estimated_uses_give_way_to_reported_output) {
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    world_recipe(world, "sinter", "ndpr-metal")->quantity = 0.5;              // 250 + 150 t of 350 that are made
    balanced *result = balance(world);
    CK_REQUIRE(result->status >= 0);
    CK_CHECK_NEAR(item_of(result, "ndpr-metal")->intensity_factor, 0.875, 1e-9);
    CK_CHECK_NEAR(item_of(result, "ndpr-metal")->use, 350.0, 1e-6);
    CK_CHECK_NEAR(world_recipe(&result->world, "sinter", "ndpr-metal")->quantity, 0.4375, 1e-9);
    CK_CHECK_NEAR(world_recipe(&result->world, "sinter-heavy", "ndpr-metal")->quantity, 0.2625, 1e-9);
    CK_CHECK(strstr(world_recipe(&result->world, "sinter", "ndpr-metal")->row.note, "scaled") != NULL);
    done(result);
    ck_fixture_world_free(world);
}

CK_TEST(estimated_outputs_give_way_to_use) {
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    world->margin_count = 0;
    for (uint32_t i = 0; i < world->site_count; i++) {
        if (strcmp(world->site[i].item, "traction-motor") != 0) continue;
        world->site[i].row.grade = CK_ESTIMATED;
        world->site[i].output *= 0.8;
    }
    balanced *result = balance(world);
    CK_REQUIRE(result->status >= 0);
    CK_CHECK_NEAR(item_of(result, "traction-motor")->output_factor, 1.25, 1e-9);
    CK_CHECK_NEAR(item_of(result, "traction-motor")->output, 300000.0, 1e-3);
    CK_CHECK_NEAR(world_site(&result->world, "motor-chn")->output, 180000.0, 1e-3);
    done(result);
    ck_fixture_world_free(world);
}

CK_TEST(a_published_output_moves_estimated_makers_and_then_uses) {
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    for (uint32_t i = 0; i < world->site_count; i++) {
        if (strcmp(world->site[i].item, "magnet") == 0) world->site[i].row.grade = CK_ESTIMATED;
    }
    world->margin[0].value = 550.0;
    world->margin[1].value = 0.86;
    balanced *result = balance(world);
    CK_REQUIRE(result->status >= 0);
    CK_CHECK_NEAR(item_of(result, "magnet")->output, 550.0, 1e-6);
    CK_CHECK_NEAR(item_of(result, "magnet")->intensity_factor, 1.1, 1e-9);
    CK_CHECK_NEAR(result->report.margin[0].reached, 550.0, 1e-6);
    CK_CHECK_NEAR(result->report.margin[1].reached, 0.86, 1e-6);
    done(result);
    ck_fixture_world_free(world);
}

CK_TEST(output_without_any_use_becomes_a_named_final_use) {
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    grade_all(world, CK_REPORTED);
    world_site(world, "mine-chn")->output += 100.0;
    balanced *result = balance(world);
    CK_CHECK_STATUS(result->status, CK_NOTED);
    CK_CHECK(world_says(&result->said, "100 t/yr of \"ore-concentrate\""));
    double other = 0.0;
    for (uint32_t i = 0; i < result->world.demand_count; i++) {
        if (strcmp(result->world.demand[i].use, "other uses (balance)") == 0) other += result->world.demand[i].quantity;
    }
    CK_CHECK_NEAR(other, 100.0, 1e-6);
    done(result);
    ck_fixture_world_free(world);
}

CK_TEST(reported_outputs_that_are_too_small_are_raised_with_a_warning) {
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    grade_all(world, CK_REPORTED);
    world_site(world, "dysprosium-metal-chn")->output = 20.0;
    balanced *result = balance(world);
    CK_CHECK_STATUS(result->status, CK_NOTED);
    CK_CHECK(world_says(&result->said, "reported outputs of \"dysprosium-metal\" were changed"));
    CK_CHECK_NEAR(world_site(&result->world, "dysprosium-metal-chn")->output, 25.0, 1e-9);
    CK_CHECK_EQUAL(world_site(&result->world, "dysprosium-metal-chn")->row.grade, CK_ESTIMATED);
    done(result);
    ck_fixture_world_free(world);
}

CK_TEST(a_scarce_coproduct_raises_estimated_activity_and_the_rest_is_discarded) {
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    for (uint32_t i = 0; i < world->site_count; i++) {
        if (strcmp(world->site[i].item, "ndpr-oxide") == 0) world->site[i].row.grade = CK_ESTIMATED;
    }
    world_recipe(world, "separate", "dysprosium-oxide")->quantity = 0.0625 / 1.2;      // a sixth less beside
    balanced *result = balance(world);
    CK_REQUIRE(result->status >= 0);
    CK_CHECK_NEAR(item_of(result, "dysprosium-oxide")->use, 31.25, 1e-9);
    CK_CHECK_NEAR(item_of(result, "ndpr-oxide")->output, 600.0, 1e-6);
    CK_CHECK_NEAR(item_of(result, "ndpr-oxide")->discarded, 100.0, 1e-6);
    done(result);
    ck_fixture_world_free(world);
}

CK_TEST(recyclers_take_no_more_scrap_than_there_is) {
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    ck_item_row *item = &world->item[world->item_count++];
    *item = *world_item(world, "ndpr-oxide");
    item->item = "scrap";
    world->price[world->price_count] = world->price[0];
    world->price[world->price_count++].item = "scrap";
    ck_recipe_row *scrap = &world->recipe[world->recipe_count++], *recycle = &world->recipe[world->recipe_count++];
    *scrap = *world_recipe(world, "separate", "cerium-oxide");
    scrap->recipe = "sinter";
    scrap->output = "magnet";
    scrap->component = "scrap";
    scrap->quantity = 0.1;                                              // 50 t from 500 t of magnets
    *recycle = *world_recipe(world, "separate", "ore-concentrate");
    recycle->recipe = "recycle";
    recycle->component = "scrap";                                       // 5 t a tonne of oxide: 10 t at most
    ck_site_row *site = &world->site[world->site_count++];
    *site = *world_site(world, "baotou");
    site->site = "recycler";
    site->recipe = "recycle";
    site->kind = "recycler";
    site->output = 20.0;
    balanced *result = balance(world);
    CK_REQUIRE(result->status >= 0);
    CK_CHECK_NEAR(world_site(&result->world, "recycler")->output, 10.0, 1e-9);
    CK_CHECK_NEAR(item_of(result, "scrap")->use, 50.0, 1e-9);
    done(result);
    ck_fixture_world_free(world);
}

CK_TEST(values_alone_become_quantities_at_the_price_of_the_seller) {
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    ck_flow_row *row = world_flow(world, "ore-concentrate", "AUS", "CHN");
    world->flow[0] = *row;
    world->flow_count = 1;
    world->flow[0].quantity = NAN;
    world->flow[0].value_musd = 0.2;                                    // 50 t at 4 USD/kg
    world->flow[0].row.grade = CK_REPORTED;
    world->minimum_flow_share = 0.0;
    balanced *result = balance(world);
    CK_REQUIRE(result->status >= 0);
    const ck_flow_row *flow = world_flow(&result->world, "ore-concentrate", "AUS", "CHN");
    CK_REQUIRE(flow != NULL);
    CK_CHECK_NEAR(flow->value_musd, flow->quantity * 4000.0 * 1e-6, 1e-9);
    CK_CHECK_EQUAL(flow->row.grade, CK_ESTIMATED);
    done(result);
    ck_fixture_world_free(world);
}

/* ---------------------------------------------------------------- laws -------------------------------------------- */

CK_TEST(any_world_is_balanced_again_after_its_estimates_were_shaken) {
    for (uint64_t seed = 0; seed < 40; seed++) {
        ck_world *world = ck_fixture_random_world(seed, 2 + seed % 9, 3 + (seed * 5) % 40);
        uint32_t k = 0;
        const ck_random random = {seed, 9};
#define SHAKE(value) ((value) *= 0.7 + 0.6 * ck_random_unit(random, 5, 0, k++))
        for (uint32_t i = 0; i < world->recipe_count; i++) SHAKE(world->recipe[i].quantity);
        for (uint32_t i = 0; i < world->demand_count; i++) SHAKE(world->demand[i].quantity);
        for (uint32_t i = 0; i < world->site_count; i++) {
            SHAKE(world->site[i].output);
            world->site[i].capacity = fmax(world->site[i].capacity, world->site[i].output);
            if (seed % 3 == 0) world->site[i].row.grade = CK_REPORTED;
        }
        if (seed % 2 == 0) world->flow_count = 0;
        else for (uint32_t i = 0; i < world->flow_count; i++) SHAKE(world->flow[i].quantity);

        balanced *result = balance(world);
        CK_CHECK(result->status >= 0);
        if (result->status >= 0) {
            world_report *report = calloc(1, sizeof *report);
            CK_CHECK(world_check(&result->world, true, report) >= 0);
            for (uint32_t i = 0; i < result->report.item_count; i++) {
                const ck_balance_item *item = &result->report.item[i];
                CK_CHECK(item->ras_residual <= 1e-10);
                if (strcmp(result->world.item[item->item].tier, "industry") == 0) continue;
                CK_CHECK_NEAR(item->use + item->discarded, item->output, 1e-9 * item->output);
            }
            void *block;
            CK_CHECK(ck_fixture_model_of(&result->world, &block) != NULL);
            free(block);
            free(report);
        }
        done(result);
        ck_fixture_world_free(world);
    }
}

CK_TEST(a_larger_minimum_share_leaves_fewer_flows_and_still_balances) {
    ck_world *world = ck_fixture_random_world(11, 9, 12);
    world->flow_count = 0;
    uint32_t before = UINT32_MAX;
    const double share[3] = {0.0, 0.02, 0.1};
    for (uint32_t i = 0; i < 3; i++) {
        world->minimum_flow_share = share[i];
        balanced *result = balance(world);
        CK_REQUIRE(result->status >= 0);
        CK_CHECK(result->world.flow_count < before);
        before = result->world.flow_count;
        done(result);
    }
    ck_fixture_world_free(world);
}

CK_TEST(the_same_world_gives_the_same_rows) {
    ck_world *world = ck_fixture_random_world(5, 6, 15);
    world->flow_count = 0;
    balanced *first = balance(world), *second = balance(world);
    CK_REQUIRE(first->status >= 0 && second->status >= 0);
    CK_CHECK_EQUAL(first->world.flow_count, second->world.flow_count);
    for (uint32_t i = 0; i < first->world.flow_count; i++) {
        CK_CHECK_NEAR(first->world.flow[i].quantity, second->world.flow[i].quantity, 0.0);
    }
    done(first);
    done(second);
    ck_fixture_world_free(world);
}

/* ---------------------------------------------------------------- wrong input ------------------------------------- */

CK_TEST(what_nobody_makes_is_named_with_its_users) {
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    uint32_t kept = 0;
    for (uint32_t i = 0; i < world->site_count; i++) {
        if (strcmp(world->site[i].item, "dysprosium-metal") != 0) world->site[kept++] = world->site[i];
    }
    world->site_count = kept;
    const size_t bytes = ck_world_balance_bytes(world);
    void *block = world_block(bytes);
    ck_world built;
    ck_balance_report report;
    world_report said;
    CK_CHECK_STATUS(ck_world_balance(world, block, bytes, &built, &report, world_report_start(&said)), CK_E_MISSING);
    CK_CHECK(world_says(&said, "\"dysprosium-metal\" is used (25 t/yr, first in CHN) and nothing makes it"));
    free(block);
    ck_fixture_world_free(world);
}

CK_TEST(a_block_that_is_too_small_is_refused) {
    const ck_world *world = ck_fixture_world();
    const size_t bytes = ck_world_balance_bytes(world);
    char *block = world_block(bytes + 16);
    ck_world built;
    ck_balance_report report;
    CK_CHECK_STATUS(ck_world_balance(world, block, bytes - 16, &built, &report, NULL), CK_E_MEMORY);
    CK_CHECK_STATUS(ck_world_balance(world, block + 8, bytes, &built, &report, NULL), CK_E_MEMORY);
    CK_CHECK_STATUS(ck_world_balance(world, block, bytes, &built, &report, NULL), CK_OK);
    free(block);
}
