/* What must hold in every world: goods are conserved, more is never worse, shocks fade or settle. */
#include "flow/run_kit.h"

#include "fixtures/small_world.h"

static const char *const R00 = "R00";
static const made_size SIZE = {.regions = 4, .items = 7, .industries = 2, .inputs = 3, .industry_inputs = 3, .partners = 3};

/* ---------------------------------------------------------------- mass -------------------------------------------- */

typedef struct books { double *shipped, *stock, *finished; uint32_t days; } books;

/* Every node and every day against books of our own: what arrives is what left a lag earlier, stocks change by what came, was
   used, made, sold and thrown away. Returns the largest relative error. */
static double check_day(const kit *kit, books *books, uint32_t day) {
    const ck_model *model = kit->model;
    const ck_run *run = kit->run;
    const cki_state *state = &run->state;
    double worst = 0;
    double *shipped = books->shipped + (size_t)day * model->flow_count;
    for (uint32_t f = 0; f < model->flow_count; f++) shipped[f] = cki_shipped_on(run, f, (int32_t)day);
    for (uint32_t k = 0; k < model->slot_count; k++) {
        double arrived = 0;
        for (uint32_t i = model->slot_first_inbound[k]; i < model->slot_first_inbound[k + 1]; i++) {
            const uint32_t f = model->inbound_flow[i], lag = model->flow_lag[f];
            arrived += lag > day ? model->flow_quantity[f] : books->shipped[(size_t)(day - lag) * model->flow_count + f];
        }
        const double error = fabs(state->stock[k] - (books->stock[k] + arrived - run->scratch.used[k])) / (model->slot_use[k] + books->stock[k]);
        worst = fmax(worst, error);
        if (state->stock[k] < 0) worst = 1;
        books->stock[k] = state->stock[k];
    }
    for (uint32_t p = 0; p < model->product_count; p++) {
        const uint32_t site = model->product_site[p];
        double sent = 0;
        for (uint32_t f = model->product_first_flow[p]; f < model->product_first_flow[p + 1]; f++) {
            sent += shipped[f];
            if (!(shipped[f] >= 0)) worst = 1;
        }
        const double made = model->site_kind[site] == CK_SITE_STOCKPILE ? 0 : state->level[site] * model->product_output[p];
        const double base = run->fixed.product_discard[p];
        const double out = sent + run->scratch.final_sold[p];
        const double expected = books->finished[p] + made - out;
        const double gone = expected - state->finished[p];               // thrown away today
        books->finished[p] = state->finished[p];
        if (base == 0 && isinf(run->fixed.product_store[p])) worst = fmax(worst, fabs(gone) / model->product_output[p]);
        else if (gone < -1e-9 * model->product_output[p]) worst = 1;
        if (state->finished[p] < 0) worst = 1;
    }
    return worst;
}

CK_TEST(goods_are_conserved_at_every_node_on_every_day) {
    for (uint64_t seed = 30; seed < 40; seed++) {
        made made = made_open(SIZE.regions);
        made_world(&made, seed, SIZE);
        const ck_model *model = made_compile(&made);
        kit *kit = kit_open(model, 400);
        kit->spec.allocation = (ck_allocation)(seed % 4);
        kit_measure(kit, CK_EFFECT_LICENCE, &R00, 20, 300)->term[CK_TERM_capacity] = 3;
        kit_measure(kit, CK_EFFECT_BAN, &R00, 120, 200);
        kit_measure(kit, CK_EFFECT_QUOTA, &R00, 220, -1)->term[CK_TERM_quota_share] = 0.6;
        kit_start(kit);
        books books = {.shipped = calloc(400 * (size_t)model->flow_count, sizeof(double)),
                       .stock = malloc(model->slot_count * sizeof(double)),
                       .finished = malloc(model->product_count * sizeof(double))};
        memcpy(books.stock, kit->run->state.stock, model->slot_count * sizeof(double));
        memcpy(books.finished, kit->run->state.finished, model->product_count * sizeof(double));
        double worst = 0;
        for (uint32_t day = 0; day < 400; day++) {
            kit_to(kit, day + 1);
            worst = fmax(worst, check_day(kit, &books, day));
        }
        CK_CHECK(worst < 1e-9);
        CK_CHECK(ck_run_account(kit->run).largest_mass_error < 1e-9);
        free(books.shipped);
        free(books.stock);
        free(books.finished);
        kit_close(kit);
        made_close(&made);
    }
}

/* ---------------------------------------------------------------- more is never worse ----------------------------- */

/* Physical part alone: no prices, no anxious buyers, no change of supplier. */
static kit *physical(const ck_model *model) {
    kit *kit = kit_open(model, 400);
    kit->spec.parameter[CK_PARAMETER_price_flexibility] = 0;
    kit->spec.parameter[CK_PARAMETER_precaution] = 0;
    kit->spec.parameter[CK_PARAMETER_anticipation] = 0;
    kit->spec.parameter[CK_PARAMETER_reroute] = 0;
    kit->spec.parameter[CK_PARAMETER_switch_days] = 3650;
    return kit;
}
static double loss_of(kit *kit) {
    kit_start(kit);
    kit_to(kit, 400);
    const double loss = ck_run_account(kit->run).lost_value_added;
    kit_close(kit);
    return loss;
}

CK_TEST(more_supply_never_hurts_under_proportional_rationing) {
    for (uint64_t seed = 50; seed < 70; seed++) {
        made made = made_open(SIZE.regions);
        made_world(&made, seed, SIZE);
        const ck_model *model = made_compile(&made);
        double last = INFINITY;
        for (int step = 0; step <= 4; step++) {                          // the ban covers less and less
            kit *kit = physical(model);
            kit_measure(kit, CK_EFFECT_BAN, &R00, 10, 200)->term[CK_TERM_coverage] = 1.0 - 0.25 * step;
            const double loss = loss_of(kit);
            CK_CHECK(loss <= last * (1 + 1e-9) + 1e-6);
            last = loss;
        }
        CK_CHECK_NEAR(last, 0, 1e-6);
        last = INFINITY;
        for (int step = 0; step <= 3; step++) {                          // everybody holds more
            kit *kit = physical(model);
            kit_measure(kit, CK_EFFECT_BAN, &R00, 10, 150);
            kit->spec.parameter[CK_PARAMETER_stock_multiplier] = step;
            const double loss = loss_of(kit);
            CK_CHECK(loss <= last * (1 + 1e-9) + 1e-6);
            last = loss;
        }
        made_close(&made);
    }
}

/* ---------------------------------------------------------------- shocks fade ------------------------------------- */

static double largest_deviation(const kit *kit, uint32_t from, uint32_t until) {
    double most = 0;
    for (uint32_t site = 0; site < kit->model->site_count; site++) {
        const ck_series level = ck_run_level(kit->run, site);
        for (uint32_t day = from; day < until; day++) most = fmax(most, fabs(ck_series_at(level, day) - kit->model->site_base_level[site]));
    }
    return most;
}

CK_TEST(after_a_temporary_shock_everything_comes_back_to_its_baseline) {
    for (uint64_t seed = 80; seed < 86; seed++) {
        made made = made_open(SIZE.regions);
        made_world(&made, seed, SIZE);
        const ck_model *model = made_compile(&made);
        kit *kit = kit_open(model, 4000);
        kit_measure(kit, CK_EFFECT_BAN, &R00, 30, 150);
        kit_start(kit);
        kit_to(kit, 4000);
        CK_CHECK(largest_deviation(kit, 30, 400) > 0.1);
        CK_CHECK(largest_deviation(kit, 3900, 4000) < 2e-3);
        kit_close(kit);
        made_close(&made);
    }
}

CK_TEST(prices_and_suppliers_do_not_oscillate_even_when_both_react_strongly) {
    for (uint64_t seed = 90; seed < 94; seed++) {
        made made = made_open(SIZE.regions);
        made_world(&made, seed, SIZE);
        const ck_model *model = made_compile(&made);
        kit *kit = kit_open(model, 3000);
        kit_measure(kit, CK_EFFECT_BAN, &R00, 30, 90)->term[CK_TERM_coverage] = 0.1;
        kit->spec.parameter[CK_PARAMETER_price_flexibility] = 2.5;       // up to 5: log price per log scarcity
        kit->spec.parameter[CK_PARAMETER_switch_price] = 1.5;            // up to 4.5
        kit->spec.parameter[CK_PARAMETER_demand_response] = 2;           // up to 0.8
        kit_start(kit);
        kit_to(kit, 3000);
        CK_CHECK(largest_deviation(kit, 2800, 3000) < 0.1 * largest_deviation(kit, 30, 600));
        kit_close(kit);
        made_close(&made);
    }
}

CK_TEST(after_a_permanent_shock_everything_settles) {
    for (uint64_t seed = 95; seed < 99; seed++) {
        made made = made_open(SIZE.regions);
        made_world(&made, seed, SIZE);
        const ck_model *model = made_compile(&made);
        kit *kit = kit_open(model, 5000);
        kit_measure(kit, CK_EFFECT_BAN, &R00, 30, -1)->term[CK_TERM_coverage] = 0.4;
        kit_start(kit);
        kit_to(kit, 5000);
        double most = 0;
        for (uint32_t site = 0; site < model->site_count; site++) {
            const double level = kit_level(kit, site, 4999);
            for (uint32_t day = 4900; day < 5000; day++) most = fmax(most, fabs(kit_level(kit, site, day) - level) / fmax(level, 1));
        }
        CK_CHECK(most < 0.01);
        kit_close(kit);
        made_close(&made);
    }
}

/* ---------------------------------------------------------------- step responses ---------------------------------- */

/* The bullwhip: how much larger the swing of the maker is than the step of the user's demand. */
CK_TEST(a_step_of_demand_reaches_the_maker_at_most_doubled_and_dies_down) {
    for (uint32_t lag = 5; lag <= 85; lag += 40) {
        chain c = chain_plan(lag, 20, 40, 30);
        MADE_AT(&c.made, site, made_site, c.maker).capacity = 3;
        chain_build(&c);
        kit *kit = kit_open(c.model, 1500);
        kit->spec.parameter[CK_PARAMETER_price_flexibility] = 0;
        kit_start(kit);
        ck_run *run = kit->run;
        cki_wake(run);
        run->fixed.product_final[c.model->site_first_product[c.industry]] = 4 * 1.1;     // a tenth more, for good
        kit_to(kit, 1500);
        double most = 0;
        uint32_t crossings = 0;
        for (uint32_t day = 1; day < 1500; day++) {
            const double now = kit_level(kit, c.maker, day) - 1.1, before = kit_level(kit, c.maker, day - 1) - 1.1;
            most = fmax(most, now + 0.1);
            if (now * before < 0 && fabs(now) > 1e-4) crossings++;
        }
        CK_CHECK(most < 0.1 * (2.5 + lag / 20.0));
        CK_CHECK(crossings <= 4);
        CK_CHECK_NEAR(kit_level(kit, c.maker, 1499), 1.1, 1e-4);
        CK_CHECK_NEAR(kit_level(kit, c.industry, 1499), 1.1, 1e-4);
        kit_close(kit);
        chain_close(&c);
    }
}

/* ---------------------------------------------------------------- parameters -------------------------------------- */

/* Licences that come and go, a ban with notice, and projects that are brought forward: something for every parameter. */
static double fingerprint(ck_parameter parameter, double value) {
    static const char *const china = "CHN", *const magnets = "magnet-heavy", *const upstream = "tier:upstream";
    kit *kit = kit_open(ck_fixture_model(), 700);
    ck_measure *licence = kit_measure(kit, CK_EFFECT_LICENCE, &china, 20, -1);
    licence->items = (ck_names){.name = &magnets, .count = 1};
    licence->term[CK_TERM_review_days] = 30;
    licence->term[CK_TERM_approval_civil] = 0.1;
    ck_measure *ban = kit_measure(kit, CK_EFFECT_BAN, &china, 200, 400);
    ban->items = (ck_names){.name = &upstream, .count = 1};
    ban->announced.day -= 60;
    kit_measure(kit, CK_EFFECT_DUTY, &china, 100, -1)->term[CK_TERM_rate] = 0.3;
    if (parameter < CK_PARAMETER_COUNT) kit->spec.parameter[parameter] = value;
    kit_start(kit);
    kit_to(kit, 700);
    double sum = 0;
    const size_t count = kit->run->shape.POINT_SITE;
    for (size_t i = 0; i < count; i++) sum += (double)(i % 1013) * kit->run->state.series_level[i];
    for (uint32_t s = 0; s < kit->model->site_count; s++) {
        const ck_site_result site = ck_run_site(kit->run, s);
        sum += site.slow_days + 3 * site.stop_days;
    }
    kit_close(kit);
    return sum;
}

CK_TEST(every_parameter_has_an_effect) {
    const double usual = fingerprint(CK_PARAMETER_COUNT, 0);
    for (ck_parameter parameter = 0; parameter < CK_PARAMETER_COUNT; parameter++) {
        const ck_knob_info info = ck_parameter_info(parameter);
        double other = info.value == 0 ? fmin(info.high, info.high > 1 ? 90 : 0.5) : info.value * 0.5 + (info.value * 0.5 < info.low ? info.low : 0);
        if (parameter == CK_PARAMETER_price_ceiling) other = 1.5;
        if (fingerprint(parameter, other) == usual) {
            printf("parameter %s at %g does what %g does\n", info.name, other, info.value);
            CK_CHECK(false);
        }
        CK_CHECK(true);
    }
}

CK_TEST_MAIN()
