/* Exposure of the small world, whose numbers are known: shares that must come out, and systemic risk by hand. */
#include "ck_test.h"

#include "base/base.h"
#include "fixtures/small_world.h"
#include "study/exposure.h"

#include <math.h>
#include <string.h>

CK_TEST_MAIN()

static ck_world_exposure world;
static ck_world_esri esri;
static ck_host_arena arena;
static ck_diags diags;

static const char SCORES[] =
    "region,score,source,year,grade\nCHN,-0.5,made,2024,assumed\nUSA,1,made,2024,assumed\n"
    "JPN,1.5,made,2024,assumed\nDEU,1.25,made,2024,assumed\nAUS,1.5,made,2024,assumed\nMYS,0.5,made,2024,assumed\n";

static void measure(bool governed) {
    ck_governance scores = {0};
    CK_REQUIRE_OK(ck_host_diags_make(&arena, &diags));
    ck_host_input input = ck_host_input_bytes("g.csv", SCORES, sizeof SCORES - 1);
    CK_REQUIRE_OK(ck_governance_read_input(&input, &scores, &diags));
    const ck_status status =
        ck_world_exposure_make(ck_fixture_model(), governed ? &scores : NULL, "EU", &world, &diags);
    ck_governance_free(&scores);
    CK_REQUIRE_OK(status);
}
static void end(void) {
    ck_world_exposure_free(&world);
    ck_world_esri_free(&esri);
    ck_host_arena_free(&arena);
    diags = (ck_diags){0};
}
static const ck_exposed_item *item(const char *id) { return &world.item[ck_model_find_item(ck_fixture_model(), id)]; }
static uint32_t region(const char *id) { return ck_model_find_region(ck_fixture_model(), id); }

CK_TEST(one_producer_and_one_exporter_are_a_concentration_of_one) {
    measure(false);
    const ck_exposed_item *metal = item("dysprosium-metal");
    CK_CHECK_NEAR(metal->made_concentration, 1.0, 1e-12);
    CK_CHECK_NEAR(metal->made_largest_share, 1.0, 1e-12);
    CK_CHECK_EQUAL(metal->made_largest, region("CHN"));
    CK_CHECK_NEAR(metal->e.world_concentration, 1.0, 1e-12);
    CK_CHECK_NEAR(metal->e.world_without_largest, 0.0, 1e-12);
    CK_CHECK_NEAR(metal->e.concentration[region("JPN")], 1.0, 1e-12);
    CK_CHECK_NEAR(metal->e.exposure[region("JPN")], 1.0, 1e-12);
    CK_CHECK_NEAR(metal->e.without_largest[region("JPN")], 0.0, 1e-12);
    CK_CHECK_NEAR(metal->e.exposure[region("CHN")], 0.0, 0.0); // uses it, buys none abroad
    CK_CHECK(ck_is_nan(metal->e.concentration[region("CHN")]));
    CK_CHECK_NEAR(metal->mean_exposure, 5.0 / 25.0, 1e-9); // Japan uses 5 of 25 t
    end();
}

CK_TEST(shares_of_the_table_come_out) {
    measure(false);
    const ck_exposed_item *magnet = item("magnet");
    CK_CHECK_NEAR(magnet->made_concentration, 0.9 * 0.9 + 0.08 * 0.08 + 0.02 * 0.02, 1e-9);
    CK_CHECK_NEAR(magnet->produced, 500.0 * 50000.0, 1.0); // t a year at the world's price
    CK_CHECK_NEAR(magnet->e.largest_share[region("DEU")], 52.5 / 57.5, 1e-9);
    CK_CHECK_NEAR(magnet->e.exposure[region("USA")], 37.5 / 47.5, 1e-9);
    // Japan makes 40, sells 5, buys 20
    CK_CHECK_NEAR(magnet->e.exposure[region("JPN")], 20.0 / 55.0, 1e-9);
    CK_CHECK_NEAR(magnet->traded, (37.5 + 20.0 + 52.5 + 5.0) * 50000.0, 1.0);
    const ck_exposed_item *sensor = item("position-sensor"); // made where it is used
    CK_CHECK_NEAR(sensor->traded, 0.0, 0.0);
    CK_CHECK_NEAR(sensor->e.exposure[region("USA")], 0.0, 0.0);
    CK_CHECK_EQUAL(world.tier[0].items + world.tier[1].items + world.tier[2].items + world.tier[3].items, 12);
    end();
}

CK_TEST(inputs_behind_an_item_count_by_cost_or_by_need) {
    measure(false);
    // American sensors are made at home, of magnets of which 37.5 of 47.5 t come from abroad and which they half need
    const uint32_t usa = region("USA");
    const double magnets = 37.5 / 47.5;
    CK_CHECK_NEAR(item("position-sensor")->bottleneck[usa], 0.5 * item("magnet")->bottleneck[usa], 1e-12);
    CK_CHECK(item("magnet")->bottleneck[usa] >= magnets);
    // American magnets need metal that all comes from China, and metal is 0.4 * 80 of 50 dollars
    CK_CHECK_NEAR(item("magnet")->bottleneck[usa], 1.0, 1e-12);
    CK_CHECK_NEAR(item("ndpr-metal")->e.exposure[usa], 1.0, 1e-12);
    CK_CHECK_NEAR(item("magnet")->upstream[usa], magnets + 0.4 * 80.0 / 50.0 * item("ndpr-metal")->upstream[usa], 1e-9);
    for (uint32_t i = 0; i < world.items; i++)
        for (uint32_t r = 0; r < world.regions; r++) {
            const double own = world.item[i].e.exposure[r];
            CK_CHECK(ck_is_nan(own) || (world.item[i].upstream[r] >= own && world.item[i].bottleneck[r] >= own));
            CK_CHECK(world.item[i].bottleneck[r] <= 1.0 + 1e-12);
        }
    end();
}

CK_TEST(supply_risk_is_that_of_the_formula) {
    measure(true);
    const double global = 0.9 * 0.9 * 6.0 + 0.08 * 0.08 * 2.0 + 0.02 * 0.02 * 3.0;
    const double china = 52.5 / 57.5, japan = 5.0 / 57.5, sourcing = china * china * 6.0 + japan * japan * 2.0;
    CK_CHECK_NEAR(item("magnet")->import_reliance, 1.0, 1e-12); // the bloc is Germany, which makes none
    CK_CHECK_NEAR(item("magnet")->supply_risk, 0.5 * (global + sourcing), 1e-9);
    CK_CHECK(ck_is_nan(item("ore-concentrate")->supply_risk)); // the bloc uses none
    CK_CHECK_NEAR(world.stability[region("CHN")], 0.4, 1e-12);
    // with stability 0.4 of the only supplier who himself buys none: x = 0.85 * 0.6 * 0.15 + 0.15
    CK_CHECK_NEAR(item("dysprosium-metal")->e.trade_risk[region("JPN")], 0.85 * 0.6 * 0.15 + 0.15, 1e-12);
    end();
}

CK_TEST(power_adds_the_log_losses_of_a_tier) {
    measure(false);
    const uint32_t chn = region("CHN"), deu = region("DEU");
    const double plain = 57.5 * 50000.0 / 900e6, heavy = 95.0 * 80000.0 / 900e6;
    const double loss = plain * -log(5.0 / 57.5) + heavy * -log(15.0 / 95.0); // elasticity 2
    CK_CHECK_NEAR(ck_power_of(&world, 1, chn, deu)->loss, loss, 1e-9);
    CK_CHECK_NEAR(ck_power_of(&world, 1, deu, chn)->loss, 0.0, 0.0);
    CK_CHECK(ck_power_of(&world, 1, chn, deu)->loss > ck_power_of(&world, 1, region("JPN"), deu)->loss);
    end();
}

static void cascade(uint32_t threads) {
    CK_REQUIRE_OK(ck_host_diags_make(&arena, &diags));
    CK_REQUIRE_OK(ck_world_esri_make(ck_fixture_model(), 1e-12, threads, &esri, &diags));
}
static const ck_failure *failure(ck_failure_kind kind, const char *name, const char *of) {
    for (size_t k = esri.first[kind]; k < esri.first[kind + 1]; k++) {
        const ck_failure *f = &esri.failure[k];
        if (strcmp(f->name, name) == 0 && (of == NULL || f->item == ck_model_find_item(ck_fixture_model(), of)))
            return f;
    }
    return NULL;
}

CK_TEST(the_only_maker_of_an_input_stops_what_the_recipes_say) {
    cascade(1);
    const ck_failure *metal = failure(CK_FAIL_SITE, "dysprosium-metal-chn", NULL);
    CK_REQUIRE(metal != NULL);
    // heavy magnets lose 0.8 of output; they are 0.12 of 0.145 dollars of rotor magnets; defence needs them itself
    const double heavy = 0.8, motor = heavy * 0.12 / 0.145;
    CK_CHECK_NEAR(metal->down, (3400.0 * motor + 650.0 * heavy) / 4050.0, 1e-9);
    CK_CHECK(metal->settled);
    // its exports alone: Japan makes 100 of 500 t of heavy magnets and sells 20 of them
    const ck_failure *exports = failure(CK_FAIL_EXPORTS, "CHN", "dysprosium-metal");
    CK_REQUIRE(exports != NULL);
    CK_CHECK(exports->down > 0.0 && exports->down < metal->down);
    CK_CHECK(failure(CK_FAIL_EXPORTS, "JPN", "dysprosium-metal") == NULL);
    end();
}

CK_TEST(an_export_stop_reaches_users_by_the_share_that_they_buy) {
    cascade(1);
    // motors from Japan: USA buys 24000 of 64000, Germany 6000 of 62000; vehicles need them, defence half
    const ck_failure *motors = failure(CK_FAIL_EXPORTS, "JPN", "traction-motor");
    CK_REQUIRE(motors != NULL);
    const double usa = 24.0 / 64.0, deu = 6.0 / 62.0;
    CK_CHECK_NEAR(motors->down, (900.0 * usa + 450.0 * 0.5 * usa + 700.0 * deu + 200.0 * 0.5 * deu) / 4050.0, 1e-9);
    CK_CHECK_EQUAL(motors->nodes, 1);
    end();
}

CK_TEST(more_failures_never_hurt_less_and_an_index_is_a_share) {
    cascade(2);
    const ck_model *m = ck_fixture_model();
    CK_CHECK(esri.first[CK_FAIL_OWNER + 1] > esri.first[CK_FAIL_OWNER]);
    for (size_t k = 0; k < esri.count; k++) {
        const ck_failure *f = &esri.failure[k];
        CK_CHECK(f->index >= 0.0 && f->index <= 1.0 && f->chain >= 0.0 && f->chain <= 1.0 && f->settled);
        CK_CHECK(f->index >= f->down && f->index >= f->up);
        CK_CHECK(k == 0 || f[-1].kind != f->kind || f[-1].index >= f->index);
        if (f->kind != CK_FAIL_EXPORTS) continue;
        for (size_t t = esri.first[CK_FAIL_TIER]; t < esri.first[CK_FAIL_TIER + 1]; t++)
            if (esri.failure[t].region == f->region && esri.failure[t].tier == f->tier)
                CK_CHECK(esri.failure[t].index >= f->index);
    }
    const ck_failure *lynas = failure(CK_FAIL_OWNER, "Lynas", NULL), *mine = failure(CK_FAIL_SITE, "mount-weld", NULL),
                     *plant = failure(CK_FAIL_SITE, "kuantan", NULL);
    CK_REQUIRE(lynas != NULL && mine != NULL && plant != NULL);
    CK_CHECK_EQUAL(lynas->nodes, 2);
    CK_CHECK(lynas->index >= mine->index && lynas->index >= plant->index);
    CK_CHECK(failure(CK_FAIL_SITE, "kalgoorlie", NULL) == NULL); // waits for its project
    CK_CHECK_EQUAL(esri.sites, ck_model_count(m).sites);
    end();
}

CK_TEST(threads_change_no_digit_and_a_coarser_stop_is_below) {
    cascade(1);
    double index[256];
    const size_t count = esri.count;
    CK_REQUIRE(count < 256);
    for (size_t k = 0; k < count; k++) index[k] = esri.failure[k].index;
    for (uint32_t s = 0; s < CK_STOP_STEPS; s++) {
        if (esri.stop[s].reached == 0) continue;
        CK_CHECK(esri.stop[s].mean_gap >= 0.0 && esri.stop[s].largest_gap >= esri.stop[s].mean_gap);
        CK_CHECK(s == 0 || esri.stop[s - 1].largest_gap >= esri.stop[s].largest_gap);
    }
    end();
    cascade(3);
    CK_CHECK_EQUAL(esri.count, count);
    for (size_t k = 0; k < count; k++) CK_CHECK_NEAR(esri.failure[k].index, index[k], 0.0);
    end();
}

CK_TEST(a_region_without_a_score_is_refused_by_name) {
    static const char SHORT[] = "region,score,source,year,grade\nCHN,-0.5,made,2024,assumed\n";
    ck_governance scores = {0};
    CK_REQUIRE_OK(ck_host_diags_make(&arena, &diags));
    ck_host_input input = ck_host_input_bytes("g.csv", SHORT, sizeof SHORT - 1);
    CK_REQUIRE_OK(ck_governance_read_input(&input, &scores, &diags));
    CK_CHECK_EQUAL(ck_world_exposure_make(ck_fixture_model(), &scores, "EU", &world, &diags), CK_E_MISSING);
    CK_CHECK(diags.count == 1 && strstr(diags.item[0].message, "USA") != NULL);
    ck_governance_free(&scores);
    end();
}

CK_TEST(scores_that_cannot_be_are_refused) {
    static const char *const BAD[] = {
        "region,score,source,year,grade\nCHN,9,made,2024,assumed\n",
        "region,score,source,year,grade\nCHN,,made,2024,assumed\n",
        "region,score,source,year,grade\nCHN,1,made,2024,assumed\nCHN,1,made,2024,assumed\n",
        "region,source,year,grade\nCHN,made,2024,assumed\n"};
    for (size_t k = 0; k < sizeof BAD / sizeof *BAD; k++) {
        ck_governance scores = {0};
        CK_REQUIRE_OK(ck_host_diags_make(&arena, &diags));
        ck_host_input input = ck_host_input_bytes("g.csv", BAD[k], strlen(BAD[k]));
        CK_CHECK(ck_governance_read_input(&input, &scores, &diags) < 0);
        CK_CHECK(diags.count > 0 && diags.item[0].place.line > 0);
        ck_governance_free(&scores);
        end();
    }
}
