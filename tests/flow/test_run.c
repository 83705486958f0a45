#include "flow/run_kit.h"

#include "fixtures/small_world.h"

static const char *const R00 = "R00";
static const made_size SMALL = {.regions = 5, .items = 8, .industries = 2, .inputs = 3, .industry_inputs = 3, .partners = 3};

/* ---------------------------------------------------------------- the baseline ------------------------------------ */

static void wake_all(ck_run *run) {
    cki_wake(run);
}

static void check_baseline(const ck_model *model, uint32_t days) {
    kit *moving = kit_open(model, days), *first = kit_open(model, days);
    kit_start(moving);
    kit_start(first);
    wake_all(moving->run);
    kit_to(moving, days);
    kit_same_state(moving->run, first->run);
    for (size_t i = 0; i < moving->run->shape.PART_DAY; i++) {
        if (moving->run->state.part[i] != 1.0) CK_CHECK_NEAR(moving->run->state.part[i], 1.0, 0.0);
    }
    for (size_t i = 0; i < moving->run->shape.MONTH_SUPPLIER; i++) {
        const uint64_t quantity = kit_bits(moving->run->state.month_quantity[i]), value = kit_bits(moving->run->state.month_value[i]);
        if ((quantity | value) != 0) CK_CHECK_EQUAL(quantity | value, 0);
    }
    CK_CHECK(ck_run_account(moving->run).on_baseline);
    kit_close(moving);
    kit_close(first);
}

CK_TEST(without_a_shock_every_field_keeps_its_bits_for_1100_days) {
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    for (uint32_t i = 0; i < world->project_count; i++) {                // plants to come change a baseline
        world->project[i].start_early = world->project[i].start = world->project[i].start_late = ck_date_make(2090, 1, 1);
    }
    void *block = NULL;
    const ck_model *model = ck_fixture_model_of(world, &block);
    CK_REQUIRE(model != NULL);
    check_baseline(model, 1100);
    free(block);
    ck_fixture_world_free(world);
}

CK_TEST(random_worlds_keep_their_bits_without_a_shock) {
    for (uint64_t seed = 1; seed <= 12; seed++) {
        made made = made_open(SMALL.regions);
        made_world(&made, seed, SMALL);
        check_baseline(made_compile(&made), 200);
        made_close(&made);
    }
}

CK_TEST(a_site_that_is_awake_gives_the_same_digits_as_one_that_sleeps) {
    made made = made_open(SMALL.regions);
    made_world(&made, 5, SMALL);
    const ck_model *model = made_compile(&made);
    kit *asleep = kit_open(model, 300), *awake = kit_open(model, 300);
    kit_measure(asleep, CK_EFFECT_BAN, &R00, 50, 120);
    kit_measure(awake, CK_EFFECT_BAN, &R00, 50, 120);
    kit_start(asleep);
    kit_start(awake);
    wake_all(awake->run);
    kit_to(asleep, 300);
    kit_to(awake, 300);
    kit_same_state(asleep->run, awake->run);
    kit_close(asleep);
    kit_close(awake);
    made_close(&made);
}

/* ---------------------------------------------------------------- order of the arrays ----------------------------- */

/* Place of usual supplier number `round` of the mixed slot at place `m`: behind the first ones and the rounds before. */
static uint32_t place_of(const ck_run *run, const cki_tile *tile, uint32_t m, uint32_t round) {
    uint32_t at = tile->supplier + (tile->slot_end - tile->slot) + (m - tile->mixed);
    for (uint32_t before = 1; before < round; before++) {
        for (uint32_t other = tile->mixed; other < tile->mixed_end; other++) at += run->fixed.mixed_suppliers[other] > before ? 1 : 0;
    }
    return at;
}

/* Usual suppliers of a slot stand as rounds have it, the first one beside those of the other slots; every flow stands once, those without a base
   share behind all usual ones, but for one that is all that a slot has. */
static void check_slot(const ck_run *run, const cki_tile *tile, uint32_t k, uint32_t unusual) {
    const ck_model *m = run->model;
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const uint32_t first = tile->supplier + (k - tile->slot);
    uint32_t usual = 0, others = 0, mixed = tile->mixed;
    while (mixed < tile->mixed_end && run->fixed.mixed[mixed] != k) mixed++;
    CK_CHECK(suppliers->slot[first] == k);
    for (uint32_t i = m->slot_first_inbound[k]; i < m->slot_first_inbound[k + 1]; i++) {
        const uint32_t f = m->inbound_flow[i], at = suppliers->of_flow[f];
        CK_CHECK(at < tile->supplier_end && suppliers->flow[at] == f && suppliers->slot[at] == k);
        if (suppliers->reference[at] == 0.0) {
            CK_CHECK(at >= unusual || at == first);
            others += at == first ? 1 : 0;
        } else {
            CK_CHECK(at == (usual == 0 ? first : place_of(run, tile, mixed, usual)));
            usual++;
        }
    }
    CK_CHECK(usual == 0 || others == 0);
    CK_CHECK((usual > 1) == (mixed < tile->mixed_end));
    if (usual > 1) CK_CHECK_EQUAL(run->fixed.mixed_suppliers[mixed], usual);
}

/* Mixed slots with most suppliers come first, of equal ones those with lower numbers. */
static void check_suppliers(const ck_run *run, const cki_tile *tile) {
    const uint32_t *mixed = run->fixed.mixed, *count = run->fixed.mixed_suppliers;
    uint32_t unusual = tile->supplier + (tile->slot_end - tile->slot);
    for (uint32_t m = tile->mixed; m < tile->mixed_end; m++) {
        unusual += count[m] - 1;
        if (m == tile->mixed) continue;
        CK_CHECK(count[m] < count[m - 1] || (count[m] == count[m - 1] && mixed[m] > mixed[m - 1]));
    }
    for (uint32_t k = tile->slot; k < tile->slot_end; k++) check_slot(run, tile, k, unusual);
}

static void check_sites(const ck_run *run, const cki_tile *tile, ck_site_kind kind) {
    const ck_model *m = run->model;
    for (uint32_t i = 0; i < tile->site_end - tile->site; i++) {
        CK_CHECK(m->site_kind[tile->site + i] == (uint32_t)kind);
        CK_CHECK(m->slot_site[tile->slot + i] == tile->site + i);
        CK_CHECK(run->fixed.site_slot[tile->site + i + 1] == tile->slot + i + 1);
        if (kind == CK_SITE_MARKET) CK_CHECK(m->product_site[tile->product + i] == tile->site + i);
    }
}

/* Tiles follow each other without gaps. */
static void check_tiles(const ck_run *run) {
    const ck_model *m = run->model;
    const cki_tile *tile = run->fixed.tile;
    cki_tile last = {0};
    CK_CHECK(run->shape.SUPPLIER >= m->flow_count);
    for (uint32_t i = 0; i < run->fixed.tile_count; last = tile[i++]) {
        CK_CHECK(tile[i].site == last.site_end && tile[i].product == last.product_end && tile[i].slot == last.slot_end);
        CK_CHECK(tile[i].supplier == last.supplier_end && tile[i].joint == last.joint_end && tile[i].way == last.way_end);
        CK_CHECK(tile[i].mixed == last.mixed_end);
        check_suppliers(run, &tile[i]);
    }
    CK_CHECK(last.site_end == m->site_count && last.product_end == m->product_count && last.slot_end == m->slot_count);
    CK_CHECK(last.mixed_end == run->fixed.mixed_count && last.mixed_end > 5);
    CK_CHECK(last.supplier_end == run->shape.SUPPLIER && last.joint_end == run->fixed.joint_count && last.way_end == run->fixed.ways_count);
}

CK_TEST(suppliers_stand_round_by_round_and_sites_side_by_side) {
    for (uint64_t seed = 1; seed <= 4; seed++) {
        made made = made_open(SMALL.regions);
        made_world(&made, seed, SMALL);
        kit *kit = kit_open(made_compile(&made), 10);
        kit_start(kit);
        check_tiles(kit->run);
        const cki_fixed *fixed = &kit->run->fixed;
        uint32_t markets = 0, sites = 0;
        for (uint32_t i = 0; i < fixed->tile_count; i++) {
            const cki_tile *tile = &fixed->tile[i];
            const uint32_t count = tile->site_end - tile->site;
            if (tile->kind == CKI_MARKETS) {
                check_sites(kit->run, tile, CK_SITE_MARKET);
                markets = ck_max_u32(markets, count);
            }
            if (tile->kind == CKI_FINAL_USES) check_sites(kit->run, tile, CK_SITE_FINAL_USE);
            if (tile->kind == CKI_MARKETS || tile->kind == CKI_FINAL_USES || tile->kind == CKI_MAKERS) sites += count;
        }
        CK_CHECK(markets > 10);
        CK_CHECK_EQUAL(sites, kit->model->site_count - kit->model->stockpile_count);        // all of them make something
        kit_close(kit);
        made_close(&made);
    }
}

/* A plant to come with two inputs that nobody makes: nothing reaches their slots, and nobody notices. */
CK_TEST(a_slot_that_nothing_reaches_changes_nothing) {
    made plain = made_open(SMALL.regions), idle = made_open(SMALL.regions);
    made_world(&plain, 3, SMALL);
    made_world(&idle, 3, SMALL);
    const uint32_t site = made_add_site(&idle, CK_SITE_PLANT, 0, 0);
    MADE_AT(&idle, site, made_site, site).waits = true;
    MADE_AT(&idle, site, made_site, site).output = 1.0;
    made_add_input(&idle, site, 1);
    made_add_input(&idle, site, 2);
    kit *without = kit_open(made_compile(&plain), 200), *with = kit_open(made_compile(&idle), 200);
    kit_measure(without, CK_EFFECT_BAN, &R00, 20, 90);
    kit_measure(with, CK_EFFECT_BAN, &R00, 20, 90);
    kit_start(without);
    kit_start(with);
    check_tiles(with->run);
    CK_CHECK(with->run->shape.SUPPLIER == with->model->flow_count + 2);
    wake_all(with->run);
    kit_to(without, 200);
    kit_to(with, 200);
    for (uint32_t s = 0; s < without->model->site_count; s++) {
        CK_CHECK_NEAR(with->run->state.level[s], without->run->state.level[s], 0.0);
        CK_CHECK_NEAR(with->run->state.lost_output[s], without->run->state.lost_output[s], 0.0);
    }
    CK_CHECK_NEAR(with->run->state.level[site], 0.0, 0.0);
    kit_close(without);
    kit_close(with);
    made_close(&plain);
    made_close(&idle);
}

/* ---------------------------------------------------------------- snapshots --------------------------------------- */

static kit *shocked(const ck_model *model, bool later) {
    kit *kit = kit_open(model, 260);
    kit_measure(kit, CK_EFFECT_LICENCE, &R00, 20, 200)->announced.day -= 15;
    kit_measure(kit, CK_EFFECT_DUTY, &R00, 60, -1)->term[CK_TERM_rate] = 0.4;
    if (later) kit_measure(kit, CK_EFFECT_BAN, &R00, 150, -1)->term[CK_TERM_coverage] = 0.5;
    return kit;
}

CK_TEST(a_run_resumed_from_any_day_ends_with_the_bits_of_the_straight_run) {
    made made = made_open(SMALL.regions);
    made_world(&made, 9, SMALL);
    const ck_model *model = made_compile(&made);
    kit *straight = shocked(model, false), *cut = shocked(model, false);
    kit_start(straight);
    kit_to(straight, 260);
    kit_start(cut);
    static const uint32_t days[] = {1, 19, 20, 31, 58, 97, 140, 201, 259};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        kit_to(cut, days[i]);
        const size_t bytes = ck_run_snapshot_bytes(cut->run);
        void *snapshot = malloc(bytes);
        ck_run_snapshot(cut->run, snapshot);
        memset(cut->run_block, 0xA5, cut->run_bytes);
        CK_REQUIRE_OK(ck_run_resume(model, cut->scenario, cut->options, snapshot, bytes, cut->run_block, cut->run_bytes, &cut->run, NULL));
        CK_CHECK_EQUAL(ck_run_day(cut->run), days[i]);
        free(snapshot);
    }
    kit_to(cut, 260);
    CK_CHECK_EQUAL(ck_run_digest(cut->run), ck_run_digest(straight->run));
    kit_close(straight);
    kit_close(cut);
    made_close(&made);
}

CK_TEST(a_late_measure_can_start_from_a_snapshot_without_it) {
    made made = made_open(SMALL.regions);
    made_world(&made, 9, SMALL);
    const ck_model *model = made_compile(&made);
    kit *without = shocked(model, false), *with = shocked(model, true), *resumed = shocked(model, true);
    kit_start(without);
    kit_start(with);
    kit_start(resumed);
    kit_to(without, 140);
    const size_t bytes = ck_run_snapshot_bytes(without->run);
    void *snapshot = malloc(bytes);
    ck_run_snapshot(without->run, snapshot);
    CK_REQUIRE_OK(ck_run_resume(model, resumed->scenario, resumed->options, snapshot, bytes, resumed->run_block,
                                resumed->run_bytes, &resumed->run, NULL));
    kit_to(with, 260);
    kit_to(resumed, 260);
    CK_CHECK_EQUAL(ck_run_digest(resumed->run), ck_run_digest(with->run));
    free(snapshot);
    kit_close(without);
    kit_close(with);
    kit_close(resumed);
    made_close(&made);
}

CK_TEST(a_snapshot_that_does_not_fit_is_refused) {
    chain c = chain_plan(10, 20, 20, 20);
    chain_build(&c);
    kit *kit = kit_open(c.model, 60);
    kit_start(kit);
    kit_to(kit, 30);
    const size_t bytes = ck_run_snapshot_bytes(kit->run);
    unsigned char *snapshot = malloc(bytes);
    ck_run_snapshot(kit->run, snapshot);
    void *block = aligned_alloc(16, kit->run_bytes);
    ck_run *run = NULL;
    CK_CHECK_EQUAL(ck_run_resume(c.model, kit->scenario, kit->options, snapshot, bytes - 8, block, kit->run_bytes, &run, NULL), CK_E_FORMAT);
    CK_CHECK_EQUAL(ck_run_resume(c.model, kit->scenario, kit->options, snapshot, 4, block, kit->run_bytes, &run, NULL), CK_E_FORMAT);
    ck_run_options other = kit->options;
    other.draw = 3;
    CK_CHECK_EQUAL(ck_run_resume(c.model, kit->scenario, other, snapshot, bytes, block, kit->run_bytes, &run, NULL), CK_E_FORMAT);
    snapshot[0] ^= 1;
    CK_CHECK_EQUAL(ck_run_resume(c.model, kit->scenario, kit->options, snapshot, bytes, block, kit->run_bytes, &run, NULL), CK_E_FORMAT);
    CK_CHECK(run == NULL);
    free(block);
    free(snapshot);
    kit_close(kit);
    chain_close(&c);
}

/* ---------------------------------------------------------------- bad input --------------------------------------- */

CK_TEST(options_blocks_and_days_that_cannot_be_used_are_refused) {
    chain c = chain_plan(10, 20, 20, 20);
    chain_build(&c);
    kit *kit = kit_open(c.model, 20);
    kit_start(kit);
    ck_run *run = NULL;
    ck_run_options options = kit->options;
    options.size = 0;
    CK_CHECK_EQUAL(ck_run_start(c.model, kit->scenario, options, kit->run_block, kit->run_bytes, &run, &kit->diags), CK_E_USAGE);
    options = kit->options;
    options.record_every = 0;
    CK_CHECK_EQUAL(ck_run_start(c.model, kit->scenario, options, kit->run_block, kit->run_bytes, &run, NULL), CK_E_RANGE);
    options = kit->options;
    options.mass_tolerance = NAN;
    CK_CHECK_EQUAL(ck_run_start(c.model, kit->scenario, options, kit->run_block, kit->run_bytes, &run, NULL), CK_E_RANGE);
    CK_CHECK_EQUAL(ck_run_start(c.model, kit->scenario, kit->options, kit->run_block, kit->run_bytes - 16, &run, NULL), CK_E_MEMORY);
    CK_CHECK_EQUAL(ck_run_start(c.model, kit->scenario, kit->options, (char *)kit->run_block + 8, kit->run_bytes, &run, NULL), CK_E_MEMORY);
    CK_CHECK_EQUAL(ck_run_start(c.model, kit->scenario, kit->options, NULL, 0, &run, NULL), CK_E_MEMORY);
    CK_CHECK(run == NULL);
    CK_REQUIRE_OK(ck_run_start(c.model, kit->scenario, kit->options, kit->run_block, kit->run_bytes, &run, NULL));
    CK_REQUIRE_OK(ck_run_to(run, 20, NULL));
    CK_CHECK_EQUAL(ck_run_step(run, NULL), CK_E_RANGE);
    kit_close(kit);
    chain_close(&c);
}

CK_TEST(a_number_that_is_none_is_reported_with_its_field_and_day) {
    chain c = chain_plan(10, 20, 20, 20);
    chain_build(&c);
    kit *kit = kit_open(c.model, 40);
    kit_measure(kit, CK_EFFECT_BAN, &R00, 2, -1);
    kit_start(kit);
    kit_to(kit, 10);
    kit->run->state.stock[c.made.site_input[c.industry_input]] = NAN;
    CK_CHECK_EQUAL(ck_run_to(kit->run, 40, &kit->diags), CK_E_NUMBER);
    CK_CHECK(kit->diags.count == 1 && strstr(kit->diag[0].message, "nan") != NULL && strstr(kit->diag[0].message, "day 14") != NULL);
    kit_close(kit);
    chain_close(&c);
}

/* ---------------------------------------------------------------- results ----------------------------------------- */

CK_TEST(months_hold_what_was_shipped_each_day_at_the_price_of_the_day) {
    made made = made_open(SMALL.regions);
    made_world(&made, 3, SMALL);
    const ck_model *model = made_compile(&made);
    kit *kit = kit_open(model, 250);
    kit_measure(kit, CK_EFFECT_LICENCE, &R00, 25, 170);
    kit_start(kit);
    double *quantity = calloc(9 * (size_t)model->flow_count, sizeof *quantity);
    double *value = calloc(9 * (size_t)model->flow_count, sizeof *value);
    for (uint32_t day = 0; day < 250; day++) {
        double *price = malloc(model->product_count * sizeof *price);
        memcpy(price, kit->run->state.price, model->product_count * sizeof *price);      // a day's goods are sold before its prices move
        kit_to(kit, day + 1);
        const size_t month = kit->run->month;
        for (uint32_t f = 0; f < model->flow_count; f++) {
            const uint32_t p = model->flow_product[f];
            const double shipped = cki_shipped_on(kit->run, f, (int32_t)day);
            quantity[month * model->flow_count + f] += shipped;
            value[month * model->flow_count + f] += shipped * price[p] * model->product_price[p];
        }
        free(price);
        if (day != 100 && day != 249) continue;                                          // in the middle of a month, and at the end
        for (uint32_t f = 0; f < model->flow_count; f++) {
            for (uint32_t m = 0; m < ck_run_month_count(kit->run); m++) {
                const size_t at = m * (size_t)model->flow_count + f;
                const double scale = 31 * model->product_output[model->flow_product[f]];
                if (fabs(ck_run_month_quantity(kit->run, f, m) - quantity[at]) > 1e-9 * scale) {
                    CK_CHECK_NEAR(ck_run_month_quantity(kit->run, f, m), quantity[at], 1e-9 * scale);
                }
                const double most = 1e-9 * scale * model->product_price[model->flow_product[f]] * 20;
                if (fabs(ck_run_month_value(kit->run, f, m) - value[at]) > most) {
                    CK_CHECK_NEAR(ck_run_month_value(kit->run, f, m), value[at], most);
                }
            }
        }
    }
    CK_CHECK_EQUAL(ck_run_month_count(kit->run), 9u);
    CK_CHECK_EQUAL(ck_run_month_index(kit->run, 1), 12 * 2025 + 1);
    free(quantity);
    free(value);
    kit_close(kit);
    made_close(&made);
}

CK_TEST(the_reason_of_a_stop_leads_from_the_user_to_the_measure) {
    chain c = chain_plan(10, 20, 15, 10);
    chain_build(&c);
    kit *kit = kit_open(c.model, 200);
    kit_measure(kit, CK_EFFECT_BAN, &R00, 30, -1);
    kit->spec.parameter[CK_PARAMETER_price_flexibility] = 0;
    kit_start(kit);
    kit_to(kit, 200);
    ck_why_step step[8];
    const uint32_t count = ck_run_why(kit->run, c.industry, step, 8);
    CK_REQUIRE(count == 2);
    CK_CHECK_EQUAL(step[0].site, c.industry);
    CK_CHECK_EQUAL(step[0].slot, c.made.site_input[c.industry_input]);
    CK_CHECK_EQUAL(step[1].site, c.abroad);
    CK_CHECK_EQUAL(step[1].flow, c.made.flow_at[c.across]);
    CK_CHECK_EQUAL(step[1].measure, 0u);
    CK_CHECK_NEAR(step[0].cover, 10, 1e-12);
    CK_CHECK(step[1].day < step[0].day);
    const ck_site_result result = ck_run_site(kit->run, c.industry);
    CK_CHECK_EQUAL(result.bound, CK_BOUND_INPUT);
    CK_CHECK(result.first_slow_day > 40 && result.first_stop_day > result.first_slow_day);
    CK_CHECK(result.lowest_day > result.first_stop_day && result.lowest_level < 1e-3);
    /* and the maker slows because he cannot sell */
    CK_REQUIRE(ck_run_why(kit->run, c.maker, step, 8) == 1);
    CK_CHECK_EQUAL(step[0].flow, c.made.flow_at[c.across]);
    CK_CHECK_EQUAL(step[0].measure, 0u);
    CK_CHECK_EQUAL(ck_run_site(kit->run, c.maker).bound, CK_BOUND_DEMAND);
    CK_CHECK(ck_run_measure(kit->run, 0).blocked > 1000);
    kit_close(kit);
    chain_close(&c);
}

/* A duty on what the abroad market buys, from the first day. The trader passes all of it on, so the industry pays 1.5 times the base
   price for 1 % of its cost, asks 1 + 0.5 x 0.01 times its base price (pass_through 1), and its buyers, of elasticity 1, take 1 / 1.005 of
   what they took: 0.5 % less, far from slow. */
CK_TEST(a_dearer_input_is_the_reason_of_a_loss_without_slowing) {
    enum { LAST = 1500 };
    chain c = chain_plan(10, 20, 15, 10);
    MADE_AT(&c.made, item, made_item, 1).demand = 1;
    chain_build(&c);
    kit *kit = kit_open(c.model, LAST);
    ck_measure *duty = kit_measure(kit, CK_EFFECT_DUTY, &R00, 0, -1);
    duty->term[CK_TERM_rate] = 0.5;
    kit->spec.parameter[CK_PARAMETER_price_flexibility] = 0;
    kit->spec.parameter[CK_PARAMETER_pass_through] = 1;
    kit_start(kit);
    kit_to(kit, LAST);
    const ck_series level = ck_run_level(kit->run, c.industry);
    CK_CHECK_NEAR(ck_series_at(level, level.count - 1), 1.0 / 1.005, 2e-5);
    CK_CHECK_EQUAL(ck_run_site(kit->run, c.industry).first_slow_day, CK_NONE);

    const ck_site_losses lost = ck_run_losses(kit->run, c.industry);
    CK_CHECK_NEAR(lost.output, ck_run_site(kit->run, c.industry).lost_output * 1e6, 1e-3);
    CK_CHECK_NEAR(lost.final_sales, lost.output, 1e-6 * lost.output);          // it sells to nobody else and has no stock
    CK_CHECK(lost.output > 0.9 * LAST * 4 * 1e6 * (1 - 1 / 1.005) && lost.sales == 0 && lost.outlet == CK_NONE);

    ck_why_step step[8];
    CK_REQUIRE(ck_run_why(kit->run, c.industry, step, 8) == 3);
    CK_CHECK(step[0].cause == CK_WHY_ORDERS && step[1].cause == CK_WHY_DEARER && step[2].cause == CK_WHY_DEARER);
    CK_CHECK_EQUAL(step[0].flow, CK_NONE);
    CK_CHECK_NEAR(step[0].usd, lost.final_sales, 0.0);
    CK_CHECK_EQUAL(step[1].site, c.industry);
    CK_CHECK_EQUAL(step[1].slot, c.made.site_input[c.industry_input]);
    CK_CHECK_EQUAL(step[1].flow, c.made.flow_at[c.to_industry]);
    CK_CHECK_EQUAL(step[1].measure, CK_NONE);
    CK_CHECK_NEAR(step[1].usd, ck_run_site(kit->run, c.industry).extra_cost, 1e-6 * step[1].usd);
    CK_CHECK(step[1].price > 1.49 && step[1].price <= 1.5);                    // 1.5 from the second week on
    CK_CHECK_EQUAL(step[2].site, c.abroad);
    CK_CHECK_EQUAL(step[2].flow, c.made.flow_at[c.across]);
    CK_CHECK_EQUAL(step[2].measure, 0u);
    CK_CHECK_NEAR(step[2].price, 1.5, 1e-9);
    CK_CHECK_NEAR(step[2].usd, ck_run_measure(kit->run, 0).paid, 1e-6 * step[2].usd);
    CK_CHECK_EQUAL(ck_run_why(kit->run, c.industry, step, 2), 2u);             // no more than there is room for

    /* who sold it sells 0.5 % less, because the user takes less: down to him, and up again to the duty */
    const uint32_t steps = ck_run_why(kit->run, c.maker, step, 8);
    CK_REQUIRE(steps >= 3);
    CK_CHECK_EQUAL(step[0].flow, c.made.flow_at[c.to_market]);
    CK_CHECK_EQUAL(step[steps - 1].measure, 0u);
    const ck_site_losses maker = ck_run_losses(kit->run, c.maker);
    CK_CHECK_NEAR(maker.output, maker.sales + maker.final_sales - maker.discarded - maker.stocked, 1e-6 * maker.output);
    CK_CHECK_EQUAL(maker.outlet, c.made.flow_at[c.to_market]);
    kit_close(kit);
    chain_close(&c);
}

/* A ban on nearly all of a trade that is a twentieth of what the maker sells, so that his price hardly falls: the market abroad gets less
   and asks more, before anybody is short. */
CK_TEST(a_price_that_rises_without_a_duty_leads_to_the_flow_that_is_held_back) {
    enum { DAYS = 45 };
    chain c = chain_plan(1, 20, 60, 30);
    MADE_AT(&c.made, input, made_input, c.industry_input).cost_share = 0.2;
    MADE_AT(&c.made, item, made_item, 1).demand = 1;
    const uint32_t home = made_add_site(&c.made, CK_SITE_INDUSTRY, 0, 1);
    made_add_product(&c.made, home, 1);
    const uint32_t home_input = made_add_input(&c.made, home, 0);
    MADE_AT(&c.made, site, made_site, home).final = 4;
    MADE_AT(&c.made, input, made_input, home_input).stock_days = 30;
    MADE_AT(&c.made, flow, made_flow, c.to_market).quantity = 200;
    made_add_flow(&c.made, c.market_product, home_input, 190, 1);
    chain_build(&c);
    kit *kit = kit_open(c.model, DAYS);
    ck_measure *ban = kit_measure(kit, CK_EFFECT_BAN, &R00, 0, -1);
    ban->term[CK_TERM_coverage] = 0.95;
    kit_start(kit);
    kit_to(kit, DAYS);
    ck_why_step step[8];
    CK_CHECK_EQUAL(ck_run_site(kit->run, c.industry).first_slow_day, CK_NONE);
    CK_REQUIRE(ck_run_why(kit->run, c.industry, step, 8) == 3);
    CK_CHECK_EQUAL(step[1].cause, CK_WHY_DEARER);
    CK_CHECK(step[1].price > 1);
    CK_CHECK_EQUAL(step[2].cause, CK_WHY_SCARCE);
    CK_CHECK_EQUAL(step[2].site, c.abroad);
    CK_CHECK_EQUAL(step[2].flow, c.made.flow_at[c.across]);
    CK_CHECK_EQUAL(step[2].measure, 0u);
    double shipped = 0;
    for (uint32_t m = 0; m < ck_run_month_count(kit->run); m++) shipped += ck_run_month_quantity(kit->run, step[2].flow, m);
    CK_CHECK_NEAR(step[2].usd, (DAYS * 10 - shipped) * 100, 1e-6);
    kit_close(kit);
    chain_close(&c);
}

CK_TEST(where_nothing_is_lost_there_is_no_reason) {
    chain c = chain_plan(10, 20, 15, 10);
    chain_build(&c);
    kit *kit = kit_open(c.model, 100);
    kit_start(kit);
    kit_to(kit, 100);
    ck_why_step step[8];
    for (uint32_t site = 0; site < c.model->site_count; site++) {
        CK_CHECK_EQUAL(ck_run_why(kit->run, site, step, 8), 0u);
        const ck_site_losses lost = ck_run_losses(kit->run, site);
        CK_CHECK(lost.output == 0 && fabs(lost.final_sales) < 1e-6 && lost.discarded == 0);
    }
    kit_close(kit);
    chain_close(&c);
}

CK_TEST(the_account_agrees_with_sums_over_the_days) {
    made made = made_open(SMALL.regions);
    made_world(&made, 11, SMALL);
    const ck_model *model = made_compile(&made);
    kit *kit = kit_open(model, 180);
    kit_measure(kit, CK_EFFECT_BAN, &R00, 25, 100);
    kit_start(kit);
    double made_value = 0, used = 0, shipped = 0, lost = 0;
    for (uint32_t day = 0; day < 180; day++) {
        kit_to(kit, day + 1);
        const cki_state *state = &kit->run->state;
        for (uint32_t p = 0; p < model->product_count; p++) {
            made_value += state->level[model->product_site[p]] * model->product_output[p] * model->product_price[p];
            shipped += (kit->run->scratch.sent[p] + kit->run->scratch.final_sold[p]) * model->product_price[p];
        }
        for (uint32_t k = 0; k < model->slot_count; k++) used += kit->run->scratch.used[k] * kit->run->fixed.slot_price[k];
        for (uint32_t s = 0; s < model->site_count; s++) lost += (1.0 - state->level[s]) * model->site_value_added[s];
    }
    const ck_run_ledger account = ck_run_account(kit->run);
    CK_CHECK_NEAR(account.made, made_value, 1e-9 * made_value);
    CK_CHECK_NEAR(account.used, used, 1e-9 * used);
    CK_CHECK_NEAR(account.shipped, shipped, 1e-9 * shipped);
    CK_CHECK_NEAR(account.lost_value_added, lost, 1e-9 * fabs(lost));
    CK_CHECK(lost > 0);
    CK_CHECK(!account.on_baseline);
    CK_CHECK(account.largest_mass_error < 1e-12);
    kit_close(kit);
    made_close(&made);
}

CK_TEST_MAIN()
