/* What tests of the engine share: scenarios with a few measures over a model, runs in malloc blocks, and comparisons of their
   states. */
#ifndef CK_TEST_RUN_KIT_H
#define CK_TEST_RUN_KIT_H

#include "ck_test.h"
#include "flow/made_model.h"
#include "flow/fields.h"
#include "flow/run.h"
#include "flow/stages.h"

#include <math.h>
#include <stdlib.h>

#define KIT_MEASURES 4u

typedef struct kit {
    const ck_model  *model;
    ck_scenario_spec spec;
    ck_measure       measure[KIT_MEASURES];
    void            *scenario_block, *run_block;
    size_t           run_bytes;
    const ck_scenario *scenario;
    ck_run_options   options;
    ck_run          *run;
    ck_diag          diag[8];
    char             text[2048];
    ck_diags         diags;
} kit;

static inline kit *kit_open(const ck_model *model, uint32_t days) {
    kit *kit = calloc(1, sizeof *kit);
    if (kit == NULL) abort();
    kit->model = model;
    kit->spec = ck_scenario_spec_default();
    kit->spec.name = kit->spec.title = "test";
    kit->spec.start = ck_date_make(2025, 1, 1);
    kit->spec.days = days;
    kit->spec.measure = kit->measure;
    kit->options = ck_run_options_default();
    kit->options.record_every = 1;
    kit->diags = (ck_diags){.item = kit->diag, .capacity = 8, .text = kit->text, .text_size = sizeof kit->text};
    return kit;
}

/* A measure on all goods that leave `origin`, in force from day `from` until day `until`. */
static inline ck_measure *kit_measure(kit *kit, ck_effect effect, const char *const *origin, int32_t from, int32_t until) {
    static const char *const everything = "*";
    static const char *const id[KIT_MEASURES] = {"first", "second", "third", "fourth"};
    ck_measure *measure = &kit->measure[kit->spec.measure_count];
    *measure = ck_measure_default();
    measure->id = measure->title = id[kit->spec.measure_count++];
    measure->authority = *origin;
    measure->effect = effect;
    measure->items = (ck_names){.name = &everything, .count = 1};
    measure->origins = (ck_names){.name = origin, .count = 1};
    measure->announced = measure->from = (ck_date){kit->spec.start.day + from};
    measure->until = until < 0 ? CK_DATE_LAST : (ck_date){kit->spec.start.day + until};
    return measure;
}

static inline void kit_start(kit *kit) {
    const size_t bytes = ck_scenario_bytes(kit->model, &kit->spec);
    kit->scenario_block = aligned_alloc(16, bytes);
    CK_REQUIRE_OK(ck_scenario_build(kit->model, &kit->spec, kit->scenario_block, bytes, &kit->scenario, &kit->diags));
    kit->run_bytes = ck_run_bytes(kit->model, kit->scenario, kit->options);
    kit->run_block = aligned_alloc(16, kit->run_bytes);
    CK_REQUIRE_OK(ck_run_start(kit->model, kit->scenario, kit->options, kit->run_block, kit->run_bytes, &kit->run, &kit->diags));
}

static inline void kit_to(kit *kit, uint32_t day) {
    const ck_status status = ck_run_to(kit->run, day, &kit->diags);
    if (status < 0 && kit->diags.count > 0) printf("%s\n", kit->diag[0].message);
    CK_REQUIRE_OK(status);
}

static inline void kit_close(kit *kit) {
    free(kit->scenario_block);
    free(kit->run_block);
    free(kit);
}

/* ---------------------------------------------------------------- a chain ----------------------------------------- */

/* Two regions, one good: a maker in R00 sells to the market there, which sells to the market of R01, whose industry needs the
   good for all it makes. Ten a day. */
typedef struct chain {
    made     made;
    uint32_t maker, market, abroad, industry;            // sites
    uint32_t to_market, across, to_industry;             // flows, as added; made.flow_at gives their place
    uint32_t market_input, abroad_input, industry_input;
    uint32_t maker_product, market_product, abroad_product;
    const ck_model *model;
} chain;

static inline chain chain_plan(uint32_t lag, double market_days, double abroad_days, double user_days) {
    chain c = {.made = made_open(2)};
    made *made = &c.made;
    const uint32_t good = made_add_item(made, 100), car = made_add_item(made, 1e6);
    c.maker = made_add_site(made, CK_SITE_PLANT, 0, good);
    c.maker_product = made_add_product(made, c.maker, good);
    c.market = made_add_site(made, CK_SITE_MARKET, 0, good);
    c.market_product = made_add_product(made, c.market, good);
    c.market_input = made_add_input(made, c.market, good);
    c.abroad = made_add_site(made, CK_SITE_MARKET, 1, good);
    c.abroad_product = made_add_product(made, c.abroad, good);
    c.abroad_input = made_add_input(made, c.abroad, good);
    c.industry = made_add_site(made, CK_SITE_INDUSTRY, 1, car);
    made_add_product(made, c.industry, car);
    c.industry_input = made_add_input(made, c.industry, good);
    MADE_AT(made, site, made_site, c.industry).final = 4;
    MADE_AT(made, site, made_site, c.industry).value_added = 2e6;
    MADE_AT(made, input, made_input, c.industry_input).cost_share = 0.01;
    MADE_AT(made, input, made_input, c.market_input).stock_days = market_days;
    MADE_AT(made, input, made_input, c.abroad_input).stock_days = abroad_days;
    MADE_AT(made, input, made_input, c.industry_input).stock_days = user_days;
    c.to_market = made_add_flow(made, c.maker_product, c.market_input, 10, 1);
    c.across = made_add_flow(made, c.market_product, c.abroad_input, 10, lag);
    c.to_industry = made_add_flow(made, c.abroad_product, c.industry_input, 10, 1);
    return c;
}
static inline void chain_build(chain *c) {
    c->model = made_compile(&c->made);
}
static inline void chain_close(chain *c) {
    made_close(&c->made);
}

/* ---------------------------------------------------------------- states ------------------------------------------ */

static inline uint64_t kit_bits(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* Fields that count days or hold results of each day: they move on the baseline too. */
static inline bool kit_moves(const char *name) {
    static const char *const moving[] = {"project_progress", "booked", "awake", "series_level", "series_price", "series_stock"};
    for (size_t i = 0; i < sizeof moving / sizeof moving[0]; i++) {
        if (strcmp(name, moving[i]) == 0) return true;
    }
    return false;
}

static inline void kit_same_f64(const char *name, const double *a, const double *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (kit_bits(a[i]) == kit_bits(b[i])) continue;
        printf("field %s, number %zu: %.17g and %.17g\n", name, i, a[i], b[i]);
        CK_CHECK(kit_bits(a[i]) == kit_bits(b[i]));
        return;
    }
    CK_CHECK(true);
}
static inline void kit_same_u32(const char *name, const uint32_t *a, const uint32_t *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (a[i] == b[i]) continue;
        printf("field %s, number %zu: %u and %u\n", name, i, a[i], b[i]);
        CK_CHECK_EQUAL(a[i], b[i]);
        return;
    }
    CK_CHECK(true);
}

/* All fields of two runs of the same shape, but for those that move on the baseline. */
/* What both hold: months and points that one of them has not begun are left out. */
static inline void kit_same_state(const ck_run *a, const ck_run *b) {
    const ck_run *shorter = a->day < b->day ? a : b;
    const cki_shapes shape = cki_shapes_on(shorter, shorter->day);
#define X(type, name, shape_of, unit, stages, meaning)                                                                 \
    if (!kit_moves(#name)) kit_same_##type(#name, a->state.name, b->state.name, shape.shape_of);
    CK_STATE_FIELDS(X)
#undef X
}

/* What every flow ships on a day that is still known, in `shipped` (flows). */
static inline void kit_shipped(const ck_run *run, int32_t day, double *shipped) {
    for (uint32_t f = 0; f < run->model->flow_count; f++) shipped[f] = cki_shipped_on(run, f, day);
}

static inline double kit_level(const kit *kit, uint32_t site, uint32_t day) {
    return ck_series_at(ck_run_level(kit->run, site), day);
}

#endif
