/* ESRI: exact values of the 11-firm example, recorded cascades of the published program, and properties of any
   network. */
#include "spread/network_test.h"

CK_TEST_MAIN()

/* ---------------------------------------------------------------- the 11-firm example ----------------------------- */

static const ck_link EXAMPLE[] = {{2, 5, 1}, {3, 5, 1}, {3, 6, 1}, {4, 6, 1}, {5, 0, 1}, {5, 1, 1},
                                  {6, 9, 1}, {6, 10, 1}, {7, 0, 1}, {7, 1, 1}, {8, 10, 1}};
static const uint32_t EXAMPLE_SECTOR[] = {0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4};

typedef struct made {
    void *network_block, *esri_block, *scratch;
    const ck_network *network;
    const ck_esri *esri;
    size_t room;
} made;

static made make(const ck_network_spec *spec, ck_esri_options options, uint32_t workers) {
    made at = {0};
    size_t bytes = ck_network_bytes(spec);
    at.network_block = aligned_alloc(16, bytes);
    CK_REQUIRE_OK(ck_network_build(spec, at.network_block, bytes, &at.network, NULL));
    bytes = ck_esri_bytes(at.network, options);
    at.esri_block = aligned_alloc(16, bytes);
    CK_REQUIRE_OK(ck_esri_build(at.network, options, at.esri_block, bytes, &at.esri, NULL));
    at.room = ck_esri_scratch_bytes(at.esri, workers);
    at.scratch = aligned_alloc(16, at.room);
    return at;
}
static void end(made *at) {
    free(at->network_block);
    free(at->esri_block);
    free(at->scratch);
}

static void check_example(const uint8_t *essential, const double *expected) {
    static const double weight[] = {2, 2, 1, 2, 1, 2, 2, 2, 1, 1, 2};    // larger one of purchases and sales
    ck_esri_options options = ck_esri_options_default();
    options.essential = essential;
    options.weight = weight;
    options.weights = 1;
    made at = make(&(ck_network_spec){11, 5, 1, EXAMPLE_SECTOR, NULL, EXAMPLE, 11, false}, options, 1);
    ck_esri_result result[11];
    CK_REQUIRE_OK(ck_esri_run(at.esri, (ck_esri_scenarios){.count = 11}, 1, NULL, at.scratch, at.room, result,
                              (ck_esri_columns){0}, NULL));
    for (uint32_t f = 0; f < 11; f++) CK_CHECK_NEAR(result[f].index, expected[f], 1e-15);
    end(&at);
}

CK_TEST(the_example_with_non_essential_inputs_gives_the_exact_fractions) {
    check_example(NULL, (const double[]){5 / 18., 5 / 18., 1 / 6., 1 / 3., 1 / 6., 1 / 3., 1 / 3., 2 / 9., 1 / 9.,
                                         1 / 6., 5 / 18.});
}
CK_TEST(the_example_with_essential_inputs_gives_the_exact_fractions) {
    uint8_t essential[25];
    memset(essential, 2, sizeof essential);
    check_example(essential, (const double[]){5 / 18., 5 / 18., 2 / 9., 5 / 12., 7 / 36., 4 / 9., 7 / 18., 1 / 3.,
                                              1 / 6., 1 / 6., 5 / 18.});
}

/* ---------------------------------------------------------------- properties of any network ----------------------- */

enum { FIRMS = 40, LINKS = 200, SECTORS = 5, PHANTOMS = SECTORS + 1 };
static uint32_t random_sector[FIRMS + PHANTOMS];
static ck_link  random_link[LINKS];
static uint8_t  random_role[SECTORS * SECTORS];

static ck_network_spec random_network(void) {
    const ck_random random = {11, 0};
    for (uint32_t f = 0; f < FIRMS; f++) random_sector[f] = (uint32_t)(ck_random_unit(random, 1, 0, f) * SECTORS);
    for (uint32_t k = 0; k < LINKS; k++)
        random_link[k] = (ck_link){(uint32_t)(ck_random_unit(random, 2, 0, k) * FIRMS), k % FIRMS,
                                   0.1 + ck_random_unit(random, 3, 0, k)};
    for (uint32_t k = 0; k < SECTORS * SECTORS; k++) random_role[k] = (uint8_t)(ck_random_unit(random, 4, 0, k) * 3.0);
    return (ck_network_spec){FIRMS, SECTORS, 1, random_sector, NULL, random_link, LINKS, false};
}

/* Revenue above sales, so that cascades end before all is lost. */
static ck_esri_options random_options(const ck_network_spec *spec, double *revenue) {
    for (uint32_t f = 0; f < FIRMS; f++) revenue[f] = 0.5;
    for (uint32_t k = 0; k < spec->links; k++) revenue[spec->link[k].supplier] += 1.5 * spec->link[k].value;
    ck_esri_options options = ck_esri_options_default();
    options.essential = random_role;
    options.revenue = revenue;
    return options;
}

CK_TEST(the_sensitivity_is_the_index_of_a_run_that_stops_there) {
    const ck_network_spec spec = random_network();
    double revenue[FIRMS], at[FIRMS][CK_ESRI_STEPS];
    uint32_t when[FIRMS][CK_ESRI_STEPS], alone[FIRMS][CK_ESRI_STEPS];
    ck_esri_options options = random_options(&spec, revenue);
    ck_esri_result result[FIRMS];
    made fine = make(&spec, options, 1);
    CK_REQUIRE_OK(ck_esri_run(fine.esri, (ck_esri_scenarios){.count = FIRMS}, 1, NULL, fine.scratch, fine.room, result,
                              (ck_esri_columns){.at = at[0], .at_iteration = when[0]}, NULL));
    CK_REQUIRE_OK(ck_esri_run(fine.esri, (ck_esri_scenarios){.count = FIRMS}, 1, NULL, fine.scratch, fine.room, result,
                              (ck_esri_columns){.at_iteration = alone[0]}, NULL));
    for (uint32_t f = 0; f < FIRMS; f++) {
        CK_CHECK_NEAR(at[f][7], result[f].index, 0.0);                   // epsilon is 1e-8 without a word
        CK_CHECK_EQUAL(when[f][7], result[f].iterations);
        for (uint32_t s = 0; s < CK_ESRI_STEPS; s++) CK_CHECK_EQUAL(alone[f][s], when[f][s]);
    }
    uint32_t differ = 0;
    for (uint32_t s = 0; s < 8; s++) {
        options.epsilon = ck_esri_step(s);
        made coarse = make(&spec, options, 1);
        CK_REQUIRE_OK(ck_esri_run(coarse.esri, (ck_esri_scenarios){.count = FIRMS}, 1, NULL, coarse.scratch,
                                  coarse.room, result, (ck_esri_columns){0}, NULL));
        for (uint32_t f = 0; f < FIRMS; f++) {
            CK_CHECK_NEAR(at[f][s], result[f].index, 0.0);
            CK_CHECK_EQUAL(when[f][s], result[f].iterations);
            differ += at[f][s] < at[f][7];
        }
        end(&coarse);
    }
    CK_CHECK(differ > FIRMS);                                            // the rule matters here: the test can fail
    end(&fine);
}

/* A link of which a share p may pass is a link of p of its value beside one of the rest between firms that have
   failed: a supplier of the same sector that delivers nothing, a buyer that takes nothing. With p 0 the link itself
   is gone. */
CK_TEST(a_permit_splits_a_link_into_one_that_works_and_one_that_failed) {
    const ck_network_spec spec = random_network();
    double revenue[FIRMS + PHANTOMS], weight[FIRMS + PHANTOMS] = {0}, permit[LINKS];
    ck_esri_options options = random_options(&spec, revenue);
    options.epsilon = 0.0;
    options.weight = weight;
    options.weights = 1;
    for (uint32_t f = 0; f < FIRMS; f++) weight[f] = 1.0 + f;
    made plain = make(&spec, options, 1);
    const ck_network_view view = ck_network_see(plain.network);
    const ck_random random = {12, 0};
    ck_link split[3 * LINKS];
    uint32_t links = 0, cut = 0;
    const uint32_t buyer = FIRMS + SECTORS;
    for (uint32_t f = 0; f < FIRMS; f++) {
        for (uint32_t k = view.purchase_first[f]; k < view.purchase_first[f + 1]; k++) {
            const uint32_t supplier = view.supplier[k];
            permit[k] = k % 9 == 0 ? 0.0 : k % 9 == 1 ? ck_random_unit(random, 1, 0, k) : 1.0;
            cut += permit[k] == 0.0;
            split[links++] = (ck_link){supplier, f, permit[k] * view.value[k]};
            split[links++] = (ck_link){FIRMS + view.sector[supplier], f, (1.0 - permit[k]) * view.value[k]};
            split[links++] = (ck_link){supplier, buyer, (1.0 - permit[k]) * view.value[k]};
        }
    }
    for (uint32_t s = 0; s < PHANTOMS; s++) random_sector[FIRMS + s] = s % SECTORS;
    for (uint32_t s = 0; s < PHANTOMS; s++) revenue[FIRMS + s] = 1e9;
    made rest =
        make(&(ck_network_spec){FIRMS + PHANTOMS, SECTORS, 1, random_sector, NULL, split, links, false}, options, 1);
    options.permit = permit;
    made limited = make(&spec, options, 1);
    ck_esri_shock failed[PHANTOMS + 1];
    for (uint32_t s = 0; s < PHANTOMS; s++) failed[s] = (ck_esri_shock){FIRMS + s, 1.0, 1.0};
    double down[2][FIRMS + PHANTOMS], up[2][FIRMS + PHANTOMS], harm = 0.0;
    for (uint32_t f = 0; f < FIRMS; f++) {
        const ck_esri_shock shock = {f, 0.7, 0.4};
        failed[PHANTOMS] = shock;
        ck_esri_result result[3];
        CK_REQUIRE_OK(ck_esri_run(limited.esri, (ck_esri_scenarios){1, (size_t[]){0, 1}, &shock, NULL}, 1, NULL,
                                  limited.scratch, limited.room, &result[0],
                                  (ck_esri_columns){.loss_down = down[0], .loss_up = up[0]}, NULL));
        CK_REQUIRE_OK(ck_esri_run(rest.esri, (ck_esri_scenarios){1, (size_t[]){0, PHANTOMS + 1}, failed, NULL}, 1, NULL,
                                  rest.scratch, rest.room, &result[1],
                                  (ck_esri_columns){.loss_down = down[1], .loss_up = up[1]}, NULL));
        CK_REQUIRE_OK(ck_esri_run(plain.esri, (ck_esri_scenarios){1, (size_t[]){0, 1}, &shock, NULL}, 1, NULL,
                                  plain.scratch, plain.room, &result[2], (ck_esri_columns){0}, NULL));
        CK_CHECK_NEAR(result[0].index, result[1].index, 1e-13);
        for (uint32_t g = 0; g < FIRMS; g++) {
            CK_CHECK_NEAR(down[0][g], down[1][g], 1e-13);
            CK_CHECK_NEAR(up[0][g], up[1][g], 1e-13);
        }
        harm += result[0].index - result[2].index;
    }
    CK_CHECK(cut > 5 && harm > 0.1);
    end(&limited);
    end(&rest);
    end(&plain);
}

/* ---------------------------------------------------------------- recorded cascades ------------------------------- */

typedef struct recorded { ck_esri_shock *shock; size_t *first; size_t count; } recorded;

static recorded read_shocks(const char *folder, uint32_t firms) {
    size_t rows = 0, columns = 0, up_rows = 0, up_columns = 0;
    double *down = shared_numbers(folder, "shock.csv", 1, &rows, &columns),
           *up = shared_numbers(folder, "shock_up.csv", 1, &up_rows, &up_columns);
    recorded at = {0};
    if (down == NULL) return at;
    CK_REQUIRE(rows == firms && (up == NULL || up_columns == columns));
    at.count = columns;
    at.first = calloc(columns + 1, sizeof *at.first);
    at.shock = calloc((size_t)columns * firms, sizeof *at.shock);
    size_t n = 0;
    for (size_t s = 0; s < columns; s++) {
        for (uint32_t f = 0; f < firms; f++) {
            const double d = down[f * columns + s], u = up != NULL ? up[f * columns + s] : d;
            if (d > 0.0 || u > 0.0) at.shock[n++] = (ck_esri_shock){f, d, u};
        }
        at.first[s + 1] = n;
    }
    free(down);
    free(up);
    return at;
}

static void check_recorded(const char *name) {
    char folder[128], text[64];
    snprintf(folder, sizeof folder, "esri/%s", name);
    if (!shared_setting(folder, "eps", text, sizeof text))
        CK_SKIP("the recorded cascades are not at hand (../shared/reference/esri)");
    ck_diag items[16];
    char texts[2048];
    ck_diags diags = CK_DIAGS(items, texts);
    ck_network_import net;
    char path[1024];
    snprintf(path, sizeof path, "%s", shared_path(folder, ""));
    CK_REQUIRE_USABLE(ck_network_import_read(path, NULL, NULL, &net, &diags));
    ck_esri_options options = ck_esri_options_default();
    options.essential = net.essential;
    options.epsilon = shared_value(folder, "eps");
    CK_REQUIRE(shared_setting(folder, "stop_rule", text, sizeof text));
    options.stop = strcmp(text, "largest_decrease") == 0 ? CK_ESRI_STOP_DECREASE : CK_ESRI_STOP_GROWTH;
    shared_setting(folder, "replaceability", text, sizeof text);
    if (strcmp(text, "true") == 0) options.market = net.market;
    options.revenue = net.revenue;
    options.costs = net.costs;
    options.weight = net.weight;
    options.weights = net.weights;
    options.compat = CK_ESRI_COMPAT_ALL;
    const uint32_t firms = net.firms.count;
    size_t bytes = ck_esri_bytes(net.network, options), rows, columns, loss_rows, loss_columns;
    void *block = aligned_alloc(16, bytes);
    const ck_esri *esri = NULL;
    CK_REQUIRE_OK(ck_esri_build(net.network, options, block, bytes, &esri, NULL));
    recorded shocks = read_shocks(folder, firms);
    const ck_esri_scenarios scenarios = {
        .count = shocks.count > 0 ? shocks.count : firms, .first = shocks.first, .shock = shocks.shock};
    const uint32_t weights = net.weights > 0 ? net.weights : 1;
    const size_t room = ck_esri_scratch_bytes(esri, 1);
    void *scratch = aligned_alloc(16, room);
    ck_esri_result *result = calloc(scenarios.count, sizeof *result);
    double *index = calloc(scenarios.count * weights * 3, sizeof *index),
           *loss = calloc(scenarios.count * firms * 2, sizeof *loss);
    const ck_esri_columns want = {.index = index,
                                  .down = index + scenarios.count * weights,
                                  .up = index + 2 * scenarios.count * weights,
                                  .loss_down = loss,
                                  .loss_up = loss + scenarios.count * firms};
    CK_REQUIRE_OK(ck_esri_run(esri, scenarios, 1, NULL, scratch, room, result, want, NULL));
    double *expected = shared_numbers(folder, "result.csv", 1, &rows, &columns);
    CK_REQUIRE(expected != NULL && rows == scenarios.count && columns == 3 * weights + 2);
    double worst = 0.0;
    for (size_t s = 0; s < rows; s++) {
        for (uint32_t w = 0; w < weights; w++) {
            const double *e = expected + s * columns + 3 * w;
            CK_CHECK_NEAR(want.index[s * weights + w], e[0], 1e-12 * ck_max(e[0], 1e-3));
            CK_CHECK_NEAR(want.down[s * weights + w], e[1], 1e-12 * ck_max(e[1], 1e-3));
            CK_CHECK_NEAR(want.up[s * weights + w], e[2], 1e-12 * ck_max(e[2], 1e-3));
            worst = ck_max(worst, ck_abs(want.index[s * weights + w] - e[0]));
        }
        CK_CHECK_NEAR(result[s].before, expected[s * columns + columns - 2], 1e-12);
        CK_CHECK_EQUAL(result[s].iterations, (uint32_t)expected[s * columns + columns - 1]);
    }
    double worst_loss = 0.0;
    for (int side = 0; side < 2; side++) {
        double *losses =
            shared_numbers(folder, side == 0 ? "loss_down.csv" : "loss_up.csv", 1, &loss_rows, &loss_columns);
        CK_REQUIRE(losses != NULL && loss_rows == firms && loss_columns == rows);
        for (uint32_t f = 0; f < firms; f++) {
            for (size_t s = 0; s < rows; s++) {
                const double got = (side == 0 ? want.loss_down : want.loss_up)[s * firms + f];
                worst_loss = ck_max(worst_loss, ck_abs(got - losses[f * rows + s]));
            }
        }
        free(losses);
    }
    CK_CHECK(worst_loss <= 1e-12);
    printf("    %-22s largest error of an index %.1e, of a loss %.1e (printed to 12 decimals)\n", name, worst,
           worst_loss);
    free(expected);
    free(shocks.first);
    free(shocks.shock);
    free(loss);
    free(index);
    free(result);
    free(scratch);
    free(block);
    ck_network_import_free(&net);
}

CK_TEST(recorded_linear_example) { check_recorded("fig1_linear"); }
CK_TEST(recorded_mixed_inputs_and_markets) { check_recorded("fig1_mixed_market"); }
CK_TEST(recorded_upstream_shocks_and_weights) { check_recorded("fig1_updown_weights"); }
CK_TEST(recorded_revenues_and_costs) { check_recorded("sf101_tutorial_revcost"); }
CK_TEST(recorded_partial_shocks) { check_recorded("sf101_GL_scenarios"); }
CK_TEST(recorded_growth_rule) { check_recorded("sf101_GL_convtype2"); }
