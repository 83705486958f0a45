/* Ensembles over a real model: order, threads, blocks, stops and failures. */
#include "ck_test.h"
#include "fixtures/small_world.h"

#include <math.h>
#include <stdlib.h>

#define DRAWS 23u

typedef struct setup {
    const ck_model    *model;
    const ck_scenario *scenario;
    void              *block;
    ck_run_options     options;
} setup;

static setup open_setup(uint32_t days) {
    static const char *const MAGNETS[] = {"group:magnet"}, *const CHINA[] = {"CHN"};
    ck_measure licence = ck_measure_default();
    licence.id = "licence";
    licence.authority = "CHN";
    licence.items = (ck_names){MAGNETS, 1, {0}};
    licence.origins = (ck_names){CHINA, 1, {0}};
    licence.from = licence.announced = ck_date_make(2025, 1, 20);
    const ck_uncertain uncertain[3] = {
        {{0}, "measures.licence.approval_civil", {CK_TRIANGULAR, 0.2, 0.5, 0.9, -INFINITY, INFINITY}},
        {{0}, "parameters.precaution", {CK_UNIFORM, 0, 1, 0, -INFINITY, INFINITY}},
        {{0}, "inventories", {CK_FIXED, 0, 0, 0, -INFINITY, INFINITY}}};
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.measure = &licence;
    spec.measure_count = 1;
    spec.uncertain = uncertain;
    spec.uncertain_count = 3;
    spec.days = days;
    spec.seed = 7;
    setup setup = {.model = ck_fixture_model(), .options = ck_run_options_default()};
    CK_REQUIRE(setup.model != NULL);
    setup.options.sample = true;
    const size_t bytes = ck_scenario_bytes(setup.model, &spec);
    setup.block = aligned_alloc(16, bytes);
    CK_REQUIRE_USABLE(ck_scenario_build(setup.model, &spec, setup.block, bytes, &setup.scenario, NULL));
    return setup;
}

typedef struct taken {
    uint64_t  draw[64], digest[64];
    double    precaution[64];
    uint32_t  count, stop_after;
    ck_status stop_with;
} taken;

static ck_status take(void *user, uint64_t draw, const ck_run *run) {
    taken *taken = user;
    taken->draw[taken->count] = draw;
    taken->digest[taken->count] = ck_run_digest(run);
    taken->precaution[taken->count] = ck_run_parameter(run, CK_PARAMETER_precaution);
    taken->count++;
    return taken->stop_after > 0 && taken->count == taken->stop_after ? taken->stop_with : CK_OK;
}

static ck_status run_ensemble(const setup *setup, uint64_t first, uint64_t count, uint32_t threads, taken *taken,
                              ck_diags *diags) {
    const size_t bytes = ck_ensemble_bytes(setup->model, setup->scenario, setup->options, threads);
    unsigned char *block = aligned_alloc(16, bytes);
    CK_REQUIRE(block != NULL);
    memset(block, 0xa5, bytes);                                      // a dirty block must not show
    const ck_status status = ck_ensemble_run(setup->model, setup->scenario, setup->options, first, count, threads,
                                             block, bytes, take, taken, diags);
    free(block);
    return status;
}

CK_TEST(draws_come_in_order_and_are_the_same_on_any_number_of_threads) {
    const setup setup = open_setup(200);
    taken serial = {0};
    CK_REQUIRE_OK(run_ensemble(&setup, 5, DRAWS, 1, &serial, NULL));
    CK_CHECK_EQUAL(serial.count, DRAWS);
    for (uint32_t i = 0; i < DRAWS; i++) CK_CHECK_EQUAL(serial.draw[i], 5 + i);
    const uint32_t threads[] = {0, 2, 3, 8, 40};
    for (uint32_t t = 0; t < 5; t++) {
        taken taken = {0};
        CK_REQUIRE_OK(run_ensemble(&setup, 5, DRAWS, threads[t], &taken, NULL));
        CK_CHECK_EQUAL(taken.count, DRAWS);
        for (uint32_t i = 0; i < DRAWS; i++) {
            CK_CHECK_EQUAL(taken.draw[i], serial.draw[i]);
            CK_CHECK_DIGEST(taken.digest[i], serial.digest[i]);
        }
    }
    free(setup.block);
}

CK_TEST(draws_differ_from_each_other_and_equal_a_run_of_their_own) {
    const setup setup = open_setup(150);
    taken taken = {0};
    CK_REQUIRE_OK(run_ensemble(&setup, 0, DRAWS, 2, &taken, NULL));
    double mean = 0.0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        mean += taken.precaution[i] / DRAWS;
        for (uint32_t other = 0; other < i; other++) CK_CHECK(taken.digest[i] != taken.digest[other]);
    }
    CK_CHECK_NEAR(mean, 0.5, 4 * 0.29 / sqrt(DRAWS));
    ck_run_options options = setup.options;
    options.draw = 11;
    const size_t bytes = ck_run_bytes(setup.model, setup.scenario, options);
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    ck_run *run = NULL;
    CK_REQUIRE_OK(ck_run_start(setup.model, setup.scenario, options, block, bytes, &run, NULL));
    CK_REQUIRE_OK(ck_run_to(run, 150, NULL));
    CK_CHECK_DIGEST(ck_run_digest(run), taken.digest[11]);
    free(block);
    free(setup.block);
}

CK_TEST(an_ensemble_can_be_continued_where_it_ended) {
    const setup setup = open_setup(60);
    taken whole = {0}, parts = {0};
    CK_REQUIRE_OK(run_ensemble(&setup, 0, 12, 3, &whole, NULL));
    CK_REQUIRE_OK(run_ensemble(&setup, 0, 5, 2, &parts, NULL));
    CK_REQUIRE_OK(run_ensemble(&setup, 5, 7, 4, &parts, NULL));
    for (uint32_t i = 0; i < 12; i++) CK_CHECK_DIGEST(parts.digest[i], whole.digest[i]);
    taken none = {0};
    CK_REQUIRE_OK(run_ensemble(&setup, 3, 0, 2, &none, NULL));
    CK_CHECK_EQUAL(none.count, 0);
    free(setup.block);
}

CK_TEST(a_negative_status_of_the_taker_stops_the_ensemble_and_comes_back) {
    const setup setup = open_setup(60);
    const ck_status stops[] = {CK_E_IO, CK_E_LIMIT};
    for (uint32_t threads = 1; threads <= 4; threads += 3) {
        for (uint32_t s = 0; s < 2; s++) {
            taken taken = {.stop_after = 6, .stop_with = stops[s]};
            CK_CHECK_STATUS(run_ensemble(&setup, 0, DRAWS, threads, &taken, NULL), stops[s]);
            CK_CHECK_EQUAL(taken.count, 6);
        }
        taken noted = {.stop_after = 6, .stop_with = CK_NOTED};
        CK_CHECK_STATUS(run_ensemble(&setup, 0, DRAWS, threads, &noted, NULL), CK_OK);
        CK_CHECK_EQUAL(noted.count, DRAWS);
    }
    free(setup.block);
}

CK_TEST(a_draw_that_fails_stops_the_ensemble_with_its_own_words) {
    setup setup = open_setup(60);
    setup.options.mass_tolerance = -1.0;                             // no run can keep it
    for (uint32_t threads = 1; threads <= 4; threads += 3) {
        ck_diag  items[4];
        char     texts[1024];
        ck_diags diags = CK_DIAGS(items, texts);
        taken    taken = {0};
        const ck_status status = run_ensemble(&setup, 0, DRAWS, threads, &taken, &diags);
        CK_CHECK(status < 0);
        CK_CHECK_STATUS(run_ensemble(&setup, 0, DRAWS, threads, &taken, NULL), status);
        CK_CHECK_EQUAL(taken.count, 0);
        CK_CHECK(diags.count > 0 && diags.item[0].status == status && diags.item[0].message[0] != '\0');
    }
    free(setup.block);
}

CK_TEST(a_block_that_is_too_small_or_crooked_is_refused) {
    const setup setup = open_setup(30);
    for (uint32_t threads = 1; threads <= 3; threads++) {
        const size_t bytes = ck_ensemble_bytes(setup.model, setup.scenario, setup.options, threads);
        unsigned char *block = aligned_alloc(16, bytes + 16);
        taken taken = {0};
        CK_CHECK_STATUS(ck_ensemble_run(setup.model, setup.scenario, setup.options, 0, 3, threads, block, bytes - 16,
                                        take, &taken, NULL),
                        CK_E_MEMORY);
        CK_CHECK_STATUS(ck_ensemble_run(setup.model, setup.scenario, setup.options, 0, 3, threads, block + 8, bytes,
                                        take, &taken, NULL),
                        CK_E_MEMORY);
        CK_CHECK_STATUS(ck_ensemble_run(setup.model, setup.scenario, setup.options, UINT64_MAX, 3, threads, block,
                                        bytes, take, &taken, NULL),
                        CK_E_RANGE);
        CK_CHECK_EQUAL(taken.count, 0);
        free(block);
    }
    free(setup.block);
}

CK_TEST_MAIN()
