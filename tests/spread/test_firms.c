/* Firm-level ARIO: what holds for every network, small networks with known answers, rules. The recorded runs are in
   test_firms_reference.sh. */
#include "spread/network_test.h"

CK_TEST_MAIN()

/* ---------------------------------------------------------------- runs -------------------------------------------- */

typedef struct running {
    void *network_block, *block, *crew_block;
    const ck_network *network;
    ck_firm_ario *run;
    ck_crew *crew;
} running;

static running start(const ck_network_spec *network, const ck_firm_ario_spec *spec, uint32_t threads) {
    running at = {0};
    size_t bytes = ck_network_bytes(network);
    at.network_block = aligned_alloc(16, bytes);
    CK_REQUIRE_OK(ck_network_build(network, at.network_block, bytes, &at.network, NULL));
    bytes = ck_firm_ario_bytes(at.network, spec);
    at.block = aligned_alloc(16, bytes);
    CK_REQUIRE_OK(ck_firm_ario_start(at.network, spec, at.block, bytes, &at.run, NULL));
    bytes = ck_crew_bytes(threads);
    at.crew_block = aligned_alloc(16, bytes);
    CK_REQUIRE_OK(ck_crew_start(threads, at.crew_block, bytes, &at.crew));
    return at;
}
static void days(running *at, uint32_t count) {
    for (uint32_t day = 0; day < count; day++) CK_REQUIRE_OK(ck_firm_ario_step(at->run, at->crew, NULL));
}
static void end(running *at) {
    ck_crew_end(at->crew);
    free(at->crew_block);
    free(at->block);
    free(at->network_block);
}

/* A random network of 200 firms in eight sectors and three regions; six links a firm, heavy tails. */
enum { FIRMS = 200, LINKS = 1200, SECTORS = 8, REGIONS = 3 };
static uint32_t random_sector[FIRMS], random_region[FIRMS];
static ck_link random_link[LINKS];
static ck_final_sale random_final[FIRMS];

static ck_network_spec random_network(void) {
    const ck_random random = {11, 0};
    for (uint32_t f = 0; f < FIRMS; f++) {
        random_sector[f] = (uint32_t)(ck_random_unit(random, 1, 0, f) * SECTORS);
        random_region[f] = (uint32_t)(ck_random_unit(random, 2, 0, f) * REGIONS);
        random_final[f] = (ck_final_sale){f, (uint32_t)(ck_random_unit(random, 3, 0, f) * REGIONS),
                                          f % 7 == 0 ? 0.0 : 1.0 + 10.0 * ck_random_unit(random, 4, 0, f)};
    }
    for (uint32_t k = 0; k < LINKS; k++) {
        const double u = ck_random_unit(random, 5, 0, k);
        random_link[k] = (ck_link){(uint32_t)(u * u * FIRMS), k % FIRMS, 0.1 + ck_random_unit(random, 6, 0, k)};
    }
    return (ck_network_spec){FIRMS, SECTORS, REGIONS, random_sector, random_region, random_link, LINKS, false};
}
static ck_firm_ario_spec random_spec(void) {
    ck_firm_ario_spec spec = ck_firm_ario_spec_default();
    spec.final = random_final;
    spec.final_count = FIRMS;
    spec.start = ck_date_make(2025, 1, 1);
    return spec;
}

static const uint32_t HIT[] = {0, 3, 17, 40, 90};
static const double LOSS[] = {0.9, 0.5, 1.0, 0.3, 0.7};
static ck_firm_ario_shock quake(void) {
    return (ck_firm_ario_shock){
        .id = "quake", .count = 5, .firm = HIT, .loss = LOSS, .begin = 2, .duration = 9, .tau = 20.0};
}

static ck_measure measure_from(const char *id, ck_effect effect, int32_t day) {
    ck_measure measure = ck_measure_default();
    measure.id = id;
    measure.effect = effect;
    measure.from = (ck_date){ck_date_make(2025, 1, 1).day + day};
    return measure;
}
static ck_rule rule_of(const ck_measure *measure) {
    return (ck_rule){
        .kind = CK_RULE_MEASURE, .measure = measure, .id = measure->id, .share = 1.0, .end_use = {true, true, true}};
}

/* ---------------------------------------------------------------- every network ----------------------------------- */

CK_TEST(without_a_shock_every_digit_stays) {
    const ck_network_spec network = random_network();
    const ck_measure never = measure_from("never", CK_EFFECT_BAN, 10000);
    const ck_rule rule = rule_of(&never);
    for (uint32_t k = 0; k < CK_RATION_COUNT * CK_ORDER_COUNT * 2; k++) {
        ck_firm_ario_spec spec = random_spec();
        spec.rationing = (ck_firm_ario_rationing)(k % CK_RATION_COUNT);
        spec.orders = (ck_firm_ario_orders)(k / CK_RATION_COUNT % CK_ORDER_COUNT);
        spec.rule = &rule;
        spec.rule_count = k >= CK_RATION_COUNT * CK_ORDER_COUNT;
        spec.stock_days = 7.3;
        running at = start(&network, &spec, 1);
        days(&at, 40);
        const ck_firm_ario_view view = ck_firm_ario_see(at.run);
        for (uint32_t f = 0; f < FIRMS; f++) CK_CHECK(view.output[f] == view.base_output[f]);
        for (uint32_t l = 0; l < ck_network_see(at.network).links; l++) CK_CHECK(view.stock[l] == spec.stock_days);
        CK_CHECK(ck_firm_ario_account(at.run).lost_output == 0.0 &&
                 ck_firm_ario_account(at.run).first_day_away == CK_NONE);
        end(&at);
    }
}

CK_TEST(goods_are_conserved_and_unmet_demand_is_explained_under_every_rationing) {
    const ck_network_spec network = random_network();
    const ck_firm_ario_shock shock = quake();
    for (uint32_t k = 0; k < CK_RATION_COUNT * CK_ORDER_COUNT; k++) {
        ck_firm_ario_spec spec = random_spec();
        spec.rationing = (ck_firm_ario_rationing)(k % CK_RATION_COUNT);
        spec.orders = (ck_firm_ario_orders)(k / CK_RATION_COUNT);
        spec.shock = &shock;
        spec.shock_count = 1;
        running at = start(&network, &spec, 1);
        double unmet = 0.0;
        for (uint32_t day = 0; day < 60; day++) {
            days(&at, 1);
            const ck_firm_ario_view view = ck_firm_ario_see(at.run);
            unmet += view.base_final - view.total_final;
            for (uint32_t f = 0; f < FIRMS; f++) CK_CHECK(view.output[f] <= view.base_output[f] * (1.0 + 1e-14));
        }
        const ck_firm_ario_ledger ledger = ck_firm_ario_account(at.run);
        CK_CHECK(ledger.largest_error < 1e-14 && ledger.stock_error < 1e-14 && ledger.vanished == 0.0);
        CK_CHECK_NEAR(ledger.stock_before + ledger.arrived - ledger.used, ledger.stock, 1e-9);
        double explained = 0.0;
        for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++) explained += ledger.unmet[c];
        CK_CHECK_NEAR(explained, unmet, 1e-9 * ledger.made);
        CK_CHECK(ledger.lost_output > 0.0 && ledger.lowest_level < 1.0);
        end(&at);
    }
}

CK_TEST(threads_change_no_digit) {
    const ck_network_spec network = random_network();
    const ck_firm_ario_shock shock = quake();
    uint64_t digest[3];
    for (uint32_t threads = 1; threads <= 3; threads++) {
        ck_firm_ario_spec spec = random_spec();
        spec.rationing = CK_RATION_EQUAL_RATIO;
        spec.shock = &shock;
        spec.shock_count = 1;
        running at = start(&network, &spec, threads);
        days(&at, 50);
        digest[threads - 1] = ck_firm_ario_digest(at.run);
        end(&at);
    }
    CK_CHECK(digest[0] == digest[1] && digest[1] == digest[2]);
}

/* The order of the list of firms must not matter, which compat P4 says of the published program. */
CK_TEST(recovery_by_neighbours_does_not_depend_on_the_order_of_firms) {
    const ck_network_spec network = random_network();
    double total[2][2];
    for (uint32_t turned = 0; turned < 2; turned++) {
        static uint32_t sector[FIRMS], region[FIRMS], hit[5];
        static ck_link link[LINKS];
        static ck_final_sale final[FIRMS];
        for (uint32_t f = 0; f < FIRMS; f++) {
            const uint32_t to = turned ? FIRMS - 1 - f : f;
            sector[to] = random_sector[f];
            region[to] = random_region[f];
            final[to] = (ck_final_sale){to, random_final[f].region, random_final[f].value};
        }
        for (uint32_t k = 0; k < LINKS; k++) {
            const ck_link *one = &random_link[k];
            link[k] = turned ? (ck_link){FIRMS - 1 - one->supplier, FIRMS - 1 - one->buyer, one->value} : *one;
        }
        for (uint32_t k = 0; k < 5; k++) hit[k] = turned ? FIRMS - 1 - HIT[k] : HIT[k];
        ck_firm_ario_shock shock = quake();
        shock.firm = hit;
        shock.recovery = CK_RECOVER_NEIGHBOURS;
        ck_network_spec other = network;
        other.sector = sector;
        other.region = region;
        other.link = link;
        for (uint32_t compat = 0; compat < 2; compat++) {
            ck_firm_ario_spec spec = random_spec();
            spec.final = final;
            spec.shock = &shock;
            spec.shock_count = 1;
            spec.compat = compat ? CK_FIRMS_P4 : 0;
            running at = start(&other, &spec, 1);
            days(&at, 30);
            total[compat][turned] = ck_firm_ario_account(at.run).lost_output;
            end(&at);
        }
    }
    CK_CHECK_NEAR(total[0][0], total[0][1], 1e-9 * total[0][0]);
    CK_CHECK(ck_abs(total[1][0] - total[1][1]) > 1e-9 * total[1][0]);
}

/* ---------------------------------------------------------------- a chain ----------------------------------------- */

/* Mine, smelter, plant: 10 a day each, of three sectors; the mine in region 0, the others in region 1. */
static const uint32_t CHAIN_SECTOR[] = {0, 1, 2}, CHAIN_REGION[] = {0, 1, 1};
static const ck_link CHAIN[] = {{0, 1, 10.0}, {1, 2, 10.0}};
static const ck_final_sale CHAIN_FINAL[] = {{2, 1, 10.0}};
static const ck_network_spec CHAIN_NETWORK = {3, 3, 2, CHAIN_SECTOR, CHAIN_REGION, CHAIN, 2, false};

static ck_firm_ario_spec chain_spec(double stock_days) {
    ck_firm_ario_spec spec = ck_firm_ario_spec_default();
    spec.final = CHAIN_FINAL;
    spec.final_count = 1;
    spec.stock_days = stock_days;
    spec.orders = CK_ORDER_BASELINE;
    spec.start = ck_date_make(2025, 1, 1);
    return spec;
}

/* Day on which the firm's output first falls below half of the baseline. */
static uint32_t stops(const ck_firm_ario_spec *spec, uint32_t firm) {
    running at = start(&CHAIN_NETWORK, spec, 1);
    uint32_t day = 0;
    for (; day < 100; day++) {
        days(&at, 1);
        if (ck_firm_ario_see(at.run).output[firm] < 5.0) break;
    }
    end(&at);
    return day;
}

CK_TEST(a_full_cut_stops_each_user_after_exactly_its_stock) {
    const ck_measure ban = measure_from("ban", CK_EFFECT_BAN, 5);
    ck_rule rule = rule_of(&ban);
    static const uint8_t origin[] = {1, 0};
    rule.origin = origin;
    for (uint32_t stock = 1; stock <= 8; stock++) {
        ck_firm_ario_spec spec = chain_spec(stock);
        spec.rule = &rule;
        spec.rule_count = 1;
        // what left on day 4 is used on day 5; then the stock of `stock` days is used up
        CK_CHECK_EQUAL(stops(&spec, 1), 5 + stock);
        CK_CHECK_EQUAL(stops(&spec, 2), 5 + 2 * stock);
    }
}

CK_TEST(a_ban_is_a_licence_that_is_never_granted_and_a_transport_of_nothing) {
    const ck_measure ban = measure_from("ban", CK_EFFECT_BAN, 3);
    ck_measure licence = measure_from("licence", CK_EFFECT_LICENCE, 3);
    licence.term[CK_TERM_approval_civil] = 0.0;
    static const uint8_t origin[] = {1, 0};
    double unmet[3][CK_CAUSE_COUNT];
    uint64_t digest[3];
    for (uint32_t k = 0; k < 3; k++) {
        ck_rule rule = rule_of(k == 1 ? &licence : &ban);
        rule.origin = origin;
        if (k == 2) {
            rule.kind = CK_RULE_TRANSPORT;
            rule.share = 0.0;
        }
        ck_firm_ario_spec spec = chain_spec(4.0);
        spec.rule = &rule;
        spec.rule_count = 1;
        running at = start(&CHAIN_NETWORK, &spec, 1);
        days(&at, 30);
        digest[k] = ck_firm_ario_digest(at.run);
        for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++) unmet[k][c] = ck_firm_ario_account(at.run).unmet[c];
        CK_CHECK_NEAR(ck_firm_ario_rule(at.run, 0).shipped, 0.0, 0.0);
        CK_CHECK(ck_firm_ario_rule(at.run, 0).blocked == ck_firm_ario_rule(at.run, 0).wanted);
        end(&at);
    }
    CK_CHECK(digest[0] == digest[1] && digest[0] == digest[2]);
    CK_CHECK(unmet[0][CK_CAUSE_INPUT] > 100.0 && unmet[0][CK_CAUSE_POLICY] == 0.0); // no final user of the mine
}

CK_TEST(rules_on_final_sales_are_booked_by_cause) {
    const ck_measure ban = measure_from("ban", CK_EFFECT_BAN, 0);
    ck_rule rule[2] = {rule_of(&ban), rule_of(&ban)};
    static const uint8_t item[] = {0, 0, 1};
    rule[0].kind = CK_RULE_TRANSPORT;
    rule[0].share = 0.25;
    rule[0].item = rule[1].item = item;
    static const uint8_t plant_region[] = {0, 1};                        // and of its final users
    rule[0].origin = rule[0].destination = plant_region;
    rule[1].kind = CK_RULE_DEMAND;
    rule[1].share = 0.8;
    ck_firm_ario_spec spec = chain_spec(4.0);
    spec.rule = rule;
    spec.rule_count = 2;
    running at = start(&CHAIN_NETWORK, &spec, 1);
    days(&at, 10);
    const ck_firm_ario_ledger ledger = ck_firm_ario_account(at.run);
    CK_CHECK_NEAR(ledger.unmet[CK_CAUSE_TRANSPORT], 10.0 * 8.0 * 0.75, 1e-12);
    CK_CHECK_NEAR(ledger.final_use, 10.0 * 8.0 * 0.25, 1e-12);
    CK_CHECK_NEAR(ck_firm_ario_rule(at.run, 0).wanted, 80.0, 1e-12);
    CK_CHECK_NEAR(ck_firm_ario_rule(at.run, 0).shipped, 20.0, 1e-12);
    end(&at);
}

CK_TEST(a_quota_lets_its_amount_through) {
    ck_measure quota = measure_from("quota", CK_EFFECT_QUOTA, 0);
    quota.term[CK_TERM_quota] = 10.0 * 365.0 * 0.4;
    ck_rule rule = rule_of(&quota);
    static const uint8_t origin[] = {1, 0};
    rule.origin = origin;
    ck_firm_ario_spec spec = chain_spec(4.0);
    spec.rule = &rule;
    spec.rule_count = 1;
    running at = start(&CHAIN_NETWORK, &spec, 1);
    days(&at, 365);
    CK_CHECK(ck_firm_ario_rule(at.run, 0).shipped <= 1460.0 + 1e-9 && ck_firm_ario_rule(at.run, 0).shipped > 1400.0);
    end(&at);
}

/* ---------------------------------------------------------------- losses ------------------------------------------ */

static double loss_on(const ck_firm_ario_shock *shock, uint32_t shocks, uint32_t compat, uint32_t day) {
    ck_firm_ario_spec spec = chain_spec(4.0);
    spec.shock = shock;
    spec.shock_count = shocks;
    spec.compat = compat;
    running at = start(&CHAIN_NETWORK, &spec, 1);
    days(&at, day + 1);
    const ck_firm_ario_view view = ck_firm_ario_see(at.run);
    const double loss = 1.0 - view.output[0] / view.base_output[0];
    end(&at);
    return loss;
}

CK_TEST(losses_follow_their_curves) {
    static const uint32_t mine[] = {0};
    static const double half[] = {0.5};
    ck_firm_ario_shock shock = {
        .id = "s", .count = 1, .firm = mine, .loss = half, .begin = 2, .duration = 3, .tau = 10.0};
    static const struct {
        ck_firm_ario_recovery recovery;
        double first;
    } EXPECTED[] = {{CK_RECOVER_LINEAR, 0.45},     {CK_RECOVER_PACE, 0.4},
                    {CK_RECOVER_AT_ONCE, 0.0},     {CK_RECOVER_CONVEX_UNSCALED, 0.45},
                    {CK_RECOVER_NEVER, 0.5},       {CK_RECOVER_CONVEX, 0.5 * 0.6561},
                    {CK_RECOVER_NEIGHBOURS, 0.45}, {CK_RECOVER_EXPONENTIAL, 0.45241870901797976}};
    for (size_t k = 0; k < sizeof EXPECTED / sizeof *EXPECTED; k++) {
        shock.recovery = EXPECTED[k].recovery;
        CK_CHECK_NEAR(loss_on(&shock, 1, 0, 1), 0.0, 1e-15);
        CK_CHECK_NEAR(loss_on(&shock, 1, 0, 5), 0.5, 1e-15); // days 2 to 5
        CK_CHECK_NEAR(loss_on(&shock, 1, 0, 6), EXPECTED[k].first, 1e-14);
    }
    // the published program: the day of the run, and at once (0.5 * (1 - 10 / 0.5) is below 0)
    shock.recovery = CK_RECOVER_EXPONENTIAL;
    CK_CHECK_NEAR(loss_on(&shock, 1, CK_FIRMS_P3, 6), 0.5 * 0.60653065971263342, 1e-14);
    shock.recovery = CK_RECOVER_CONVEX_UNSCALED;
    CK_CHECK_NEAR(loss_on(&shock, 1, CK_FIRMS_P3, 6), 0.0, 1e-14);
}

CK_TEST(of_losses_that_overlap_the_largest_counts) {
    static const uint32_t mine[] = {0};
    static const double large[] = {0.8}, small[] = {0.3};
    const ck_firm_ario_shock window[] = {
        {.id = "a", .count = 1, .firm = mine, .loss = large, .begin = 1, .duration = 3, .window = true, .tau = 1.0},
        {.id = "b", .count = 1, .firm = mine, .loss = small, .begin = 2, .duration = 1, .window = true, .tau = 1.0},
        {.id = "c", .count = 1, .firm = mine, .loss = small, .begin = 6, .duration = 2, .window = true, .tau = 1.0}};
    static const double fixed[] = {0, 0.8, 0.8, 0.8, 0, 0, 0.3, 0.3, 0},
                        compat[] = {0, 0.8, 0.3, 0.8, 0.8, 0.8, 0.3, 0.3, 0};
    for (uint32_t day = 0; day < 9; day++) {
        CK_CHECK_NEAR(loss_on(window, 3, 0, day), fixed[day], 1e-15);
        CK_CHECK_NEAR(loss_on(window, 3, CK_FIRMS_P7, day), compat[day], 1e-15);
    }
    static const double series[] = {0.1, 0.6};
    static const double whole[] = {1.0};
    const ck_firm_ario_shock both[] = {
        {.id = "s", .count = 1, .firm = mine, .loss = whole, .begin = 1, .tau = 1.0, .days = 2, .series = series},
        {.id = "w", .count = 1, .firm = mine, .loss = small, .begin = 0, .duration = 9, .window = true, .tau = 1.0}};
    CK_CHECK_NEAR(loss_on(both, 2, 0, 1), 0.3, 1e-15);
    CK_CHECK_NEAR(loss_on(both, 2, 0, 2), 0.6, 1e-15);
    CK_CHECK_NEAR(loss_on(both, 2, 0, 8), 0.6, 1e-15);
}

/* ---------------------------------------------------------------- rationing --------------------------------------- */

/* One supplier of 100 a day: three firms of 10, 20, 30 and final demand of 40; the first firm works at half. */
static void shares(ck_firm_ario_rationing rationing, double *got) {
    static const uint32_t sector[] = {0, 1, 1, 1}, hit[] = {0, 1};
    static const ck_link link[] = {{0, 1, 10.0}, {0, 2, 20.0}, {0, 3, 30.0}};
    static const ck_final_sale final[] = {{0, 0, 40.0}, {1, 0, 20.0}, {2, 0, 40.0}, {3, 0, 60.0}};
    static const double loss[] = {0.7, 0.9};
    const ck_network_spec network = {4, 2, 1, sector, NULL, link, 3, false};
    const ck_firm_ario_shock shock = {.id = "s", .count = 2, .firm = hit, .loss = loss, .duration = 90, .tau = 1.0};
    ck_firm_ario_spec spec = ck_firm_ario_spec_default();
    spec.final = final;
    spec.final_count = 4;
    spec.rationing = rationing;
    spec.orders = CK_ORDER_CURRENT;
    spec.stock_days = 50.0;
    spec.shock = &shock;
    spec.shock_count = 1;
    running at = start(&network, &spec, 1);
    days(&at, 1); // orders are those of the baseline: 10, 20, 30
    const ck_firm_ario_view view = ck_firm_ario_see(at.run);
    for (uint32_t k = 0; k < 3; k++) got[k] = view.delivered[k];
    got[3] = view.final_sold[0];
    days(&at, 1); // the first firm stood at a tenth: it orders little
    got[4] = view.delivered[0];
    got[5] = view.delivered[1];
    end(&at);
}

CK_TEST(each_rationing_serves_whom_it_says) {
    double got[6];
    shares(CK_RATION_PROPORTIONAL, got);
    for (uint32_t k = 0; k < 4; k++) CK_CHECK_NEAR(got[k], 3.0 * (k + 1.0), 1e-13);
    shares(CK_RATION_FIRMS_FIRST, got);
    for (uint32_t k = 0; k < 3; k++) CK_CHECK_NEAR(got[k], 5.0 * (k + 1.0), 1e-13);
    CK_CHECK_NEAR(got[3], 0.0, 0.0);
    shares(CK_RATION_FIRMS_FIRST_EQUAL_RATIO, got);
    for (uint32_t k = 0; k < 3; k++) CK_CHECK_NEAR(got[k], 5.0 * (k + 1.0), 1e-13);
    shares(CK_RATION_EQUAL_RATIO, got);
    for (uint32_t k = 0; k < 4; k++) CK_CHECK_NEAR(got[k], 3.0 * (k + 1.0), 1e-13);
    // its stock is far above the days of its use: it orders nothing and is served nothing; 20, 30 and 40 share 30
    CK_CHECK_NEAR(got[4], 0.0, 0.0);
    CK_CHECK_NEAR(got[5], 30.0 * 20.0 / 90.0, 1e-12);
}

/* ---------------------------------------------------------------- firms without output ---------------------------- */

CK_TEST(firms_without_output_are_left_out_of_the_baseline) {
    static const uint32_t sector[] = {0, 0, 0};
    static const ck_link link[] = {{0, 1, 5.0}, {1, 2, 7.0}, {0, 2, 1.0}};
    static const ck_final_sale final[] = {{0, 0, 3.0}};
    const ck_network_spec network = {3, 1, 1, sector, NULL, link, 3, false};
    ck_firm_ario_spec spec = ck_firm_ario_spec_default();
    spec.final = final;
    spec.final_count = 1;
    running at = start(&network, &spec, 1);
    days(&at, 5);
    ck_firm_ario_ledger ledger = ck_firm_ario_account(at.run);
    CK_CHECK_EQUAL(ledger.idle, 2); // the second one sells to the third alone
    CK_CHECK_NEAR(ledger.left_out, 13.0, 0.0);
    CK_CHECK(ck_firm_ario_see(at.run).base_total == 3.0 && ledger.first_day_away == CK_NONE);
    end(&at);
    spec.compat = CK_FIRMS_P5;
    at = start(&network, &spec, 1);
    days(&at, 5);
    CK_CHECK(ck_firm_ario_see(at.run).base_total == 16.0 && ck_firm_ario_see(at.run).total == 16.0);
    end(&at);
}

CK_TEST(what_is_out_of_its_limits_is_refused) {
    const ck_network_spec network = random_network();
    running good = start(
        &network, &(ck_firm_ario_spec){.size = sizeof(ck_firm_ario_spec), .stock_days = 1.0, .restock_days = 1.0}, 1);
    const size_t bytes = (size_t)1 << 22;
    void *block = aligned_alloc(16, bytes);
    ck_firm_ario *run = NULL;
    ck_firm_ario_spec spec = random_spec();
    spec.stock_days = 0.0;
    CK_CHECK(ck_firm_ario_start(good.network, &spec, block, bytes, &run, NULL) == CK_E_RANGE);
    spec = random_spec();
    const double above[] = {1.5, 0, 0, 0, 0};
    ck_firm_ario_shock shock = quake();
    shock.loss = above;
    spec.shock = &shock;
    spec.shock_count = 1;
    CK_CHECK(ck_firm_ario_start(good.network, &spec, block, bytes, &run, NULL) == CK_E_RANGE);
    spec = random_spec();
    const ck_final_sale disordered[] = {{4, 0, 1.0}, {2, 0, 1.0}};
    spec.final = disordered;
    spec.final_count = 2;
    CK_CHECK(ck_firm_ario_start(good.network, &spec, block, bytes, &run, NULL) == CK_E_RANGE);
    spec = random_spec();
    CK_CHECK(ck_firm_ario_start(good.network, &spec, block, 1024, &run, NULL) == CK_E_MEMORY);
    free(block);
    end(&good);
}
