/* The model of the small world against numbers worked out by hand, and laws that hold for any world. */
#include "world_test.h"

#include "world/model.h"

CK_TEST_MAIN()

static uint32_t site_at(const ck_model *model, const char *id) {
    const uint32_t site = ck_model_find_site(model, id);
    CK_REQUIRE(site != CK_NONE);
    return site;
}

/* The flow between two sites of an item; CK_NONE when there is none. */
static uint32_t flow_between(const ck_model *model, const char *seller, const char *buyer, const char *item) {
    const uint32_t from = site_at(model, seller), to = site_at(model, buyer), what = ck_model_find_item(model, item);
    for (uint32_t flow = 0; flow < model->flow_count; flow++) {
        if (model->product_site[model->flow_product[flow]] != from || model->slot_site[model->flow_slot[flow]] != to) continue;
        if (model->product_item[model->flow_product[flow]] == what) return flow;
    }
    return CK_NONE;
}

static uint32_t slot_of(const ck_model *model, const char *site_id, const char *item) {
    const uint32_t site = site_at(model, site_id), what = ck_model_find_item(model, item);
    for (uint32_t slot = 0; slot < model->slot_count; slot++) {
        if (model->slot_site[slot] == site && model->slot_item[slot] == what) return slot;
    }
    CK_REQUIRE(false);
    return CK_NONE;
}

CK_TEST(quantities_of_the_small_world_come_out_per_day) {
    const ck_model *model = ck_fixture_model();
    CK_REQUIRE(model != NULL);
    CK_CHECK_TEXT(ck_model_name(model), "small");
    CK_CHECK_EQUAL(ck_model_count(model).regions, 6);
    CK_CHECK_EQUAL(ck_model_count(model).items, 12);
    // 24 makers, 6 industries, 10 final uses, 37 markets, 1 stockpile
    CK_CHECK_EQUAL(ck_model_count(model).sites, 78);

    const ck_site_info maker = ck_model_site(model, site_at(model, "ningbo-magnet"));
    CK_CHECK_NEAR(maker.base_output, 150.0 / 365.0, 1e-15);
    CK_CHECK_NEAR(maker.capacity, 200.0 / 365.0, 1e-15);
    CK_CHECK_NEAR(model->site_overtime[site_at(model, "ningbo-magnet")], 0.2 * 200.0 / 150.0, 1e-15);

    const ck_site_info industry = ck_model_site(model, site_at(model, "industry-vehicles-DEU"));
    CK_CHECK_TEXT(industry.name, "Vehicles in Germany");
    CK_CHECK_NEAR(industry.value_added, 700e6 / 365.0, 1e-6);
    CK_CHECK_NEAR(industry.employment, 8000.0, 0.0);
    // intensity 1.5: 2000 MUSD use 60000 motors
    CK_CHECK_NEAR(model->slot_use[slot_of(model, "industry-vehicles-DEU", "traction-motor")], 60000.0 / 365.0, 1e-12);

    const uint32_t trade = flow_between(model, "market-magnet-CHN", "market-magnet-DEU", "magnet");
    const ck_flow_info flow = ck_model_flow(model, trade);
    CK_CHECK_NEAR(flow.base_quantity, 52.5 / 365.0, 1e-15);
    CK_CHECK_NEAR(flow.base_value_usd, 52.5 / 365.0 * 45000.0, 1e-9);          // USD 45/kg in China
    CK_CHECK_EQUAL(flow.lag_days, 40);
    CK_CHECK(flow.bilateral && !flow.potential);
}

CK_TEST(what_is_made_beside_and_not_needed_is_discarded) {
    const ck_model *model = ck_fixture_model();
    const uint32_t site = site_at(model, "baotou"), cerium = ck_model_find_item(model, "cerium-oxide");
    CK_CHECK_EQUAL(ck_model_site(model, site).product_count, 3);
    for (uint32_t product = model->site_first_product[site]; product < model->site_first_product[site + 1]; product++) {
        if (model->product_item[product] == cerium) {
            CK_CHECK_NEAR(model->product_output[product], 500.0 / 365.0, 1e-15);
            CK_CHECK_NEAR(model->product_discard[product], 250.0 / 365.0, 1e-15);
            CK_CHECK_EQUAL(model->product_drives[product], 0);
        } else {
            CK_CHECK_NEAR(model->product_discard[product], 0.0, 0.0);
            CK_CHECK_EQUAL(model->product_drives[product], 1);
        }
    }
}

CK_TEST(substitutes_share_a_group_and_its_elasticities) {
    const ck_model *model = ck_fixture_model();
    const uint32_t heavy = slot_of(model, "motor-jpn", "magnet-heavy"), plain = slot_of(model, "motor-jpn", "magnet");
    const uint32_t group = model->slot_group[heavy];
    CK_CHECK_EQUAL(model->slot_group[plain], group);
    CK_CHECK_NEAR(model->group_elasticity_short[group], 0.2, 0.0);
    CK_CHECK_NEAR(model->group_elasticity_long[group], 2.0, 0.0);
    CK_CHECK_NEAR(model->group_elasticity_days[group], 365.0, 0.0);
    const uint32_t alone = model->slot_group[slot_of(model, "magnet-heavy-chn", "dysprosium-metal")];
    CK_CHECK_NEAR(model->group_essentiality[alone], 0.8, 0.0);
    CK_CHECK_EQUAL(model->group_first_slot[alone + 1] - model->group_first_slot[alone], 1);
}

CK_TEST(prices_are_per_tonne_and_costs_stay_below_their_cap) {
    const ck_model *model = ck_fixture_model();
    CK_CHECK_NEAR(ck_model_item(model, ck_model_find_item(model, "magnet")).usd_per_unit, 50000.0, 0.0);
    CK_CHECK_NEAR(ck_model_item(model, ck_model_find_item(model, "traction-motor")).usd_per_unit, 600.0, 0.0);
    CK_CHECK_NEAR(ck_model_item(model, ck_model_find_item(model, "industry-vehicles")).usd_per_unit, 1e6, 0.0);
    // 0.3 t of metal at 80 USD/kg in a tonne of magnets at 80 USD/kg
    CK_CHECK_NEAR(model->slot_cost_share[slot_of(model, "magnet-heavy-chn", "ndpr-metal")], 0.3, 1e-15);
    // sold value of separation: 55 + 2 * 0.5 * 1 + 0.0625 * 250 USD for 5 kg of ore at 4
    CK_CHECK_NEAR(model->slot_cost_share[slot_of(model, "baotou", "ore-concentrate")], 20.0 / 71.625, 1e-15);
    // 20 motors of 600 USD in a million
    CK_CHECK_NEAR(model->slot_cost_share[slot_of(model, "industry-vehicles-CHN", "traction-motor")], 0.012, 1e-15);

    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    world->price[4].price_usd = 8000.0;                              // metal: a hundred times too much
    void *block;
    const ck_model *dear = ck_fixture_model_of(world, &block);
    CK_REQUIRE(dear != NULL);
    CK_CHECK_NEAR(dear->slot_cost_share[slot_of(dear, "ningbo-magnet", "ndpr-metal")], 0.95, 1e-15);
    free(block);
    ck_fixture_world_free(world);
}

CK_TEST(stocks_follow_the_most_specific_row) {
    const ck_model *model = ck_fixture_model();
    const uint32_t market = slot_of(model, "market-magnet-JPN", "magnet"), other = slot_of(model, "market-magnet-DEU", "magnet");
    CK_CHECK_NEAR(model->slot_stock[market], 60.0 * model->slot_use[market], 1e-15);
    CK_CHECK_NEAR(model->slot_stock_low[market], 30.0 * model->slot_use[market], 1e-15);
    CK_CHECK_NEAR(model->slot_stock_high[other], 40.0 * model->slot_use[other], 1e-15);
    const uint32_t german = slot_of(model, "motor-deu", "magnet"), japanese = slot_of(model, "motor-jpn", "magnet");
    CK_CHECK_NEAR(model->slot_stock[german], 40.0 * model->slot_use[german], 1e-15);
    CK_CHECK_NEAR(model->slot_stock[japanese], 30.0 * model->slot_use[japanese], 1e-15);
    const uint32_t product = model->site_first_product[site_at(model, "baotou")];
    CK_CHECK_NEAR(model->product_stock[product], 10.0 * model->product_output[product], 1e-15);
}

CK_TEST(end_uses_follow_the_chain_upward) {
    const ck_model *model = ck_fixture_model();
    // the table: 20 % of this flow is military
    CK_CHECK_NEAR(model->flow_military[flow_between(model, "market-magnet-CHN", "market-magnet-USA", "magnet")], 0.2, 0.0);
    // all heavy magnets that the United States use themselves go to radar and to the defence industry
    CK_CHECK_NEAR(model->flow_military[flow_between(model, "market-magnet-heavy-CHN", "market-magnet-heavy-USA", "magnet-heavy")],
                  1.0, 1e-15);
    // Germany: 75 t in motors, 5 in defence, 15 in chip tools; of the German motors, all used at home, 2000 of 62000 are defence
    const uint32_t german = flow_between(model, "market-magnet-heavy-CHN", "market-magnet-heavy-DEU", "magnet-heavy");
    CK_CHECK_NEAR(model->flow_military[german], (75.0 * (2000.0 / 62000.0) + 5.0) / 95.0, 1e-14);
    CK_CHECK_NEAR(model->flow_semiconductor[german], 15.0 / 95.0, 1e-14);
    CK_CHECK_NEAR(model->flow_military[flow_between(model, "market-magnet-heavy-DEU", "industry-defence-DEU", "magnet-heavy")], 1.0, 0.0);
    CK_CHECK_EQUAL(model->site_end_use[site_at(model, "industry-defence-USA")], CK_MILITARY);
    CK_CHECK_EQUAL(model->site_end_use[site_at(model, "industry-vehicles-USA")], CK_CIVIL);
}

CK_TEST(routes_open_between_markets_that_do_not_trade_yet) {
    const ck_model *model = ck_fixture_model();
    const uint32_t route = flow_between(model, "market-magnet-JPN", "market-magnet-USA", "magnet");
    CK_CHECK_EQUAL(model->flow_kind[route], CKI_FLOW_ROUTE);
    CK_CHECK_NEAR(model->flow_limit[route], 0.2 * 47.5 / 365.0, 1e-15);
    CK_CHECK_NEAR(model->flow_quantity[route], 0.0, 0.0);
    CK_CHECK_EQUAL(model->flow_setup[route], 60);
    CK_CHECK_EQUAL(model->flow_lag[route], 25);
    // this pair trades already: no second flow
    const uint32_t base = flow_between(model, "market-magnet-heavy-JPN", "market-magnet-heavy-USA", "magnet-heavy");
    CK_CHECK_EQUAL(model->flow_kind[base], CKI_FLOW_BILATERAL);
    CK_CHECK_EQUAL(model->flow_mode[base], 1);
}

CK_TEST(sites_that_wait_are_joined_by_flows_that_carry_nothing_yet) {
    const ck_model *model = ck_fixture_model();
    const uint32_t site = site_at(model, "magnet-heavy-deu"), metal = slot_of(model, "magnet-heavy-deu", "ndpr-metal");
    CK_CHECK_NEAR(model->site_base_level[site], 0.0, 0.0);
    CK_CHECK_NEAR(model->site_reference[site], 50.0 / 365.0, 1e-15);
    CK_CHECK_NEAR(model->slot_use[metal], 15.0 / 365.0, 1e-15);
    const uint32_t in = flow_between(model, "market-ndpr-metal-DEU", "magnet-heavy-deu", "ndpr-metal");
    CK_CHECK_EQUAL(model->flow_kind[in], CKI_FLOW_WAITING);
    CK_CHECK_NEAR(model->flow_limit[in], 15.0 / 365.0, 1e-15);
    CK_CHECK_NEAR(model->flow_quantity[in], 0.0, 0.0);
    // a market without a base flow is reached from the exporters of the item
    const uint32_t market = site_at(model, "market-ndpr-metal-DEU");
    CK_CHECK_NEAR(model->site_base_level[market], 0.0, 0.0);
    const uint32_t way = flow_between(model, "market-ndpr-metal-CHN", "market-ndpr-metal-DEU", "ndpr-metal");
    CK_CHECK_EQUAL(model->flow_kind[way], CKI_FLOW_ROUTE);
    // and new oxide of Australia has a way to those who import it
    CK_CHECK(flow_between(model, "market-ndpr-oxide-AUS", "market-ndpr-oxide-CHN", "ndpr-oxide") != CK_NONE);

    const uint32_t project = 0;
    CK_CHECK_EQUAL(model->project_site[project], site_at(model, "kalgoorlie"));
    CK_CHECK_NEAR(model->project_level[project], 1.0, 1e-15);
    CK_CHECK_NEAR(model->project_trigger[project], 1e9, 0.0);
    CK_CHECK_EQUAL(model->project_site[1], site_at(model, "fort-worth"));
    CK_CHECK_NEAR(model->project_level[1], 9.0, 1e-14);
}

CK_TEST(customers_are_resolved_and_default_to_the_shares_of_use) {
    const ck_model *model = ck_fixture_model();
    const uint32_t usa = ck_model_find_region(model, "USA"), magnet = ck_model_find_item(model, "magnet");
    uint32_t found = 0;
    for (uint32_t i = 0; i < model->customer_count; i++) {
        if (model->customer_region[i] != usa || model->customer_item[i] != magnet) continue;
        CK_CHECK_EQUAL(model->customer_end_use[i], found == 0 ? CK_CIVIL : CK_MILITARY);
        CK_CHECK_EQUAL(model->customer_buyers[i], found == 0 ? 10 : 4);
        CK_CHECK_NEAR(model->customer_share[i], found == 0 ? 0.6 : 0.4, 0.0);
        CK_CHECK_EQUAL(model->customer_group[i], found == 0 ? 3 : 4);
        found++;
    }
    CK_CHECK_EQUAL(found, 2);

    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    world->customer_count = 0;
    void *block;
    const ck_model *plain = ck_fixture_model_of(world, &block);
    CK_REQUIRE(plain != NULL);
    const uint32_t heavy = ck_model_find_item(plain, "magnet-heavy"), germany = ck_model_find_region(plain, "DEU");
    double share[CK_END_USE_COUNT] = {0.0};
    for (uint32_t i = 0; i < plain->customer_count; i++) {
        if (plain->customer_region[i] == germany && plain->customer_item[i] == heavy) {
            share[plain->customer_end_use[i]] = plain->customer_share[i];
        }
    }
    CK_CHECK_NEAR(share[CK_SEMICONDUCTOR], 15.0 / 95.0, 1e-14);
    CK_CHECK_NEAR(share[CK_CIVIL] + share[CK_MILITARY] + share[CK_SEMICONDUCTOR], 1.0, 1e-14);
    free(block);
    ck_fixture_world_free(world);
}

/* ---------------------------------------------------------------- laws -------------------------------------------- */

static bool waits(const ck_model *m, uint32_t site) {
    return m->site_base_level[site] == 0.0;
}

static void sums_are_exact(const ck_model *m) {
    for (uint32_t product = 0; product < m->product_count; product++) {
        const uint32_t site = m->product_site[product];
        double sum = 0.0;
        for (uint32_t f = m->product_first_flow[product]; f < m->product_first_flow[product + 1]; f++) sum += m->flow_quantity[f];
        if (waits(m, site)) CK_CHECK_NEAR(sum, 0.0, 0.0);
        else CK_CHECK_NEAR((sum + m->product_discard[product]) + m->product_final[product], m->product_output[product], 0.0);
    }
    for (uint32_t slot = 0; slot < m->slot_count; slot++) {
        double sum = 0.0;
        for (uint32_t at = m->slot_first_inbound[slot]; at < m->slot_first_inbound[slot + 1]; at++) {
            sum += m->flow_quantity[m->inbound_flow[at]];
        }
        CK_CHECK_NEAR(sum, waits(m, m->slot_site[slot]) ? 0.0 : m->slot_use[slot], 0.0);
        CK_CHECK(m->slot_use[slot] > 0.0);
    }
}

static void markets_hand_on_what_they_get(const ck_model *m) {
    for (uint32_t site = 0; site < m->site_count; site++) {
        if (m->site_kind[site] != CK_SITE_MARKET) continue;
        const double in = m->slot_use[m->group_first_slot[m->site_first_group[site]]];
        const double out = m->product_output[m->site_first_product[site]];
        CK_CHECK_NEAR(in, out, 1e-9 * out);
        CK_CHECK_NEAR(m->site_reference[site], out, 0.0);
    }
}

static void shares_are_shares(const ck_model *m) {
    for (uint32_t f = 0; f < m->flow_count; f++) {
        CK_CHECK(m->flow_military[f] >= 0.0 && m->flow_semiconductor[f] >= 0.0);
        CK_CHECK(m->flow_military[f] + m->flow_semiconductor[f] <= 1.0 + 1e-12);
        CK_CHECK(m->flow_lag[f] >= 1 && m->flow_lag[f] <= 127);
    }
    for (uint32_t site = 0; site < m->site_count; site++) {
        if (m->site_kind[site] == CK_SITE_MARKET || m->site_kind[site] == CK_SITE_FINAL_USE) continue;
        double cost = 0.0;
        for (uint32_t s = m->group_first_slot[m->site_first_group[site]]; s < m->group_first_slot[m->site_first_group[site + 1]]; s++) {
            cost += m->slot_cost_share[s];
        }
        CK_CHECK(cost <= 0.95 + 1e-12);
    }
}

CK_TEST(in_any_world_sums_are_exact_and_markets_hand_on_what_they_get) {
    sums_are_exact(ck_fixture_model());
    markets_hand_on_what_they_get(ck_fixture_model());
    for (uint64_t seed = 0; seed < 40; seed++) {
        ck_world *world = ck_fixture_random_world(seed, 2 + seed % 11, 2 + (seed * 5) % 45);
        void *block;
        const ck_model *model = ck_fixture_model_of(world, &block);
        CK_CHECK(model != NULL);
        if (model != NULL) {
            sums_are_exact(model);
            markets_hand_on_what_they_get(model);
            shares_are_shares(model);
        }
        free(block);
        ck_fixture_world_free(world);
    }
}

CK_TEST(the_same_world_gives_the_same_digest_whatever_the_block_held) {
    const ck_world *world = ck_fixture_world();
    const size_t bytes = ck_model_bytes(world);
    unsigned char *block = world_block(bytes);
    for (uint32_t fill = 0; fill < 2; fill++) {
        memset(block, fill == 0 ? 0xff : 0x3c, bytes);
        const ck_model *model = NULL;
        CK_REQUIRE_OK(ck_model_build(world, block, bytes, &model, NULL));
        CK_CHECK_DIGEST(ck_model_digest(model), ck_model_digest(ck_fixture_model()));
    }
    ck_world *other = ck_fixture_world_copy(world);
    other->flow[0].lag_days = 13;
    void *second;
    const ck_model *model = ck_fixture_model_of(other, &second);
    CK_REQUIRE(model != NULL);
    CK_CHECK(ck_model_digest(model) != ck_model_digest(ck_fixture_model()));
    free(second);
    ck_fixture_world_free(other);
    free(block);
}

CK_TEST(worlds_out_of_balance_and_small_blocks_are_refused) {
    world_report report;
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    const size_t bytes = ck_model_bytes(world);
    char *block = world_block(bytes + 16);
    const ck_model *model = NULL;
    CK_CHECK_STATUS(ck_model_build(world, block, bytes - 16, &model, world_report_start(&report)), CK_E_MEMORY);
    CK_CHECK_STATUS(ck_model_build(world, block + 8, bytes, &model, NULL), CK_E_MEMORY);
    world->demand[0].quantity = 1.0;
    CK_CHECK_STATUS(ck_model_build(world, block, bytes, &model, world_report_start(&report)), CK_E_BALANCE);
    CK_CHECK(world_says(&report, "\"traction-motor\" in CHN"));
    CK_CHECK(model == NULL);
    free(block);
    ck_fixture_world_free(world);
}

