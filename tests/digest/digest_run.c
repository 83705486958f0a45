#include "digest/digest_run.h"

#include "digest/digest_law.h"

#include "fixtures/small_world.h"

enum { DAYS = 420, DRAWS = 8, SAMPLED_DRAW = 5, MEASURES = 10 };

void *ck_digest_take(ck_digest_memory *memory, size_t bytes) {
    const size_t whole = (bytes + 15) & ~(size_t)15;
    if (whole < bytes || whole > memory->left) return NULL;
    void *at = memory->at;
    memory->at += whole;
    memory->left -= whole;
    return at;
}

/* ---------------------------------------------------------------- numbers ----------------------------------------- */

static ck_status numbers_digest(uint64_t *value) {
    ck_digest digest = ck_digest_start(1);
    for (int32_t i = 0; i < 20000; i++) {
        const double x = -745.0 + 0.0745 * i + 1e-9 * i * i;             // exp from underflow to overflow
        const double y = ck_exp(x);
        const double z = ck_pow(0.001 + 0.013 * i, -3.0 + 0.0003 * i);
        const double point[] = {y, ck_log(1e-300 + y), z, ck_log(z), ck_sqrt(z), ck_floor(x), ck_pow(z, 1.0 / 3.0)};
        CK_TRY(ck_digest_doubles(&digest, point, sizeof point / sizeof point[0], NULL));
    }
    *value = ck_digest_value(&digest);
    return CK_OK;
}

static ck_status random_digest(uint64_t *value) {
    const ck_distribution distribution[] = {
        {.kind = CK_UNIFORM, .a = -1.0, .b = 3.0, .low = -1.0, .high = 3.0},
        {.kind = CK_TRIANGULAR, .a = 1.0, .b = 2.0, .c = 5.0, .low = 1.0, .high = 5.0},
        {.kind = CK_NORMAL, .a = 10.0, .b = 3.0, .low = 2.0, .high = 25.0},
        {.kind = CK_LOGNORMAL, .a = 10.0, .b = 0.7, .low = 0.0, .high = 100.0},
        {.kind = CK_BETA_PERT, .a = 1.0, .b = 2.0, .c = 9.0, .low = 1.0, .high = 9.0},
    };
    const ck_random random = {.seed = 20251009, .draw = 7};
    ck_digest digest = ck_digest_start(2);
    for (uint32_t day = 0; day < 400; day++) {
        ck_digest_u64(&digest, ck_random_bits(random, 1, day, 17));
        ck_digest_u64(&digest, ck_random_binomial(random, 2, day, 3, 1 + day * 7, 0.001 * day));
        const double u = ck_random_unit(random, 3, day, day);
        double       point[2 + sizeof distribution / sizeof distribution[0]] = {u, ck_random_normal(random, 4, day, 1)};
        for (size_t kind = 0; kind < sizeof distribution / sizeof distribution[0]; kind++) {
            point[2 + kind] = ck_distribution_value(&distribution[kind], u);
        }
        CK_TRY(ck_digest_doubles(&digest, point, sizeof point / sizeof point[0], NULL));
    }
    *value = ck_digest_value(&digest);
    return CK_OK;
}

/* ---------------------------------------------------------------- model and scenario ------------------------------ */

ck_status ck_digest_model(ck_digest_memory *memory, const ck_model **model, ck_diags *diags) {
    const ck_world *world = ck_fixture_world();
    const size_t    bytes = ck_model_bytes(world);
    void           *block = ck_digest_take(memory, bytes);
    return block != NULL ? ck_model_build(world, block, bytes, model, diags) : CK_E_MEMORY;
}

static ck_status file_digest(ck_digest_memory memory, const ck_model *model, uint64_t *value) {
    const size_t bytes = ck_model_file_bytes(model);
    void        *file = ck_digest_take(&memory, bytes);
    if (file == NULL) return CK_E_MEMORY;
    ck_model_save(model, file);
    ck_digest digest = ck_digest_start(3);
    ck_digest_bytes(&digest, file, bytes);
    *value = ck_digest_value(&digest);
    return CK_OK;
}

/* Texts of the scenario live in one struct, so that nothing here is a global that changes. */
typedef struct digest_scenario {
    const char  *maker, *buyer;
    ck_measure   measure[MEASURES];
    ck_pause     pause;
    ck_amendment amendment;
    ck_uncertain uncertain[6];
    ck_scenario_spec spec;
} digest_scenario;

static void scenario_fill(digest_scenario *s, const ck_world *world) {
    static const char *const all = "*";
    static const char *const military = "military";
    static const char *const id[MEASURES] = {"licence", "refusal", "ban",       "quota",   "duty",
                                             "fee",     "dial",    "exemption", "release", "subsidy"};
    s->maker = world->region[0].region;
    s->buyer = world->region[1].region;
    const ck_names makers = {.name = &s->maker, .count = 1}, buyers = {.name = &s->buyer, .count = 1};
    const ck_names everything = {.name = &all, .count = 1};
    const ck_date  start = ck_date_make(2025, 1, 1);

    for (uint32_t i = 0; i < MEASURES; i++) {
        ck_measure *measure = &s->measure[i];
        *measure = ck_measure_default();
        measure->id = measure->title = id[i];
        measure->authority = s->maker;
        measure->effect = (ck_effect)i;                      // in the order of CK_EFFECT_LIST
        measure->items = everything;
        measure->origins = makers;
        measure->except_destinations = makers;
        measure->announced = (ck_date){start.day + 10 + 5 * (int32_t)i};
        measure->from = (ck_date){start.day + 20 + 7 * (int32_t)i};
        measure->until = CK_DATE_LAST;
    }
    ck_measure *licence = &s->measure[CK_EFFECT_LICENCE], *refusal = &s->measure[CK_EFFECT_REFUSAL];
    ck_measure *ban = &s->measure[CK_EFFECT_BAN], *quota = &s->measure[CK_EFFECT_QUOTA];
    s->pause = (ck_pause){.from = {start.day + 200}, .until = {start.day + 260}, .citation = "truce"};
    s->amendment = (ck_amendment){.from = {start.day + 150}, .term = CK_TERM_approval_civil, .value = 0.55, .citation = "practice"};
    licence->pause = &s->pause;
    licence->pause_count = 1;
    licence->amendment = &s->amendment;
    licence->amendment_count = 1;
    licence->term[CK_TERM_capacity] = 2.5;
    refusal->end_uses = (ck_names){.name = &military, .count = 1};
    ban->destinations = buyers;
    ban->from = (ck_date){start.day + 100};
    ban->until = (ck_date){start.day + 160};
    quota->term[CK_TERM_quota_share] = 0.8;
    quota->from = (ck_date){start.day + 300};
    for (uint32_t i = CK_EFFECT_RELEASE; i <= CK_EFFECT_SUBSIDY; i++) {         // of the buyers, not of the maker
        s->measure[i].authority = s->buyer;
        s->measure[i].origins = s->measure[i].except_destinations = (ck_names){0};
    }
    s->measure[CK_EFFECT_DUTY].term[CK_TERM_rate] = 0.25;
    s->measure[CK_EFFECT_FEE].term[CK_TERM_charge] = 3.0;
    s->measure[CK_EFFECT_DIAL].term[CK_TERM_dial] = 0.6;
    s->measure[CK_EFFECT_DIAL].term[CK_TERM_dial_approval] = 0.9;
    s->measure[CK_EFFECT_EXEMPTION].term[CK_TERM_exempt_share] = 0.15;
    s->measure[CK_EFFECT_SUBSIDY].term[CK_TERM_bring_forward_days] = 60.0;

    const double infinite = __builtin_inf();
    const ck_uncertain uncertain[6] = {
        {.target = "parameters.switch_days", .distribution = {.kind = CK_LOGNORMAL, .a = 60, .b = 0.5, .low = 1, .high = 3650}},
        {.target = "parameters.thrift_cover", .distribution = {.kind = CK_BETA_PERT, .a = 0.1, .b = 0.35, .c = 0.8, .low = 0, .high = 1}},
        {.target = "measures.licence.review_days", .distribution = {.kind = CK_TRIANGULAR, .a = 20, .b = 45, .c = 90, .low = 0, .high = 3650}},
        {.target = "parameters.price_days", .distribution = {.kind = CK_NORMAL, .a = 20, .b = 5, .low = 1, .high = infinite}},
        {.target = "inventories"},
        {.target = "projects"},
    };
    for (uint32_t i = 0; i < 6; i++) s->uncertain[i] = uncertain[i];

    s->spec = ck_scenario_spec_default();
    s->spec.name = s->spec.title = "digest";
    s->spec.start = start;
    s->spec.days = DAYS;
    s->spec.draws = DRAWS;
    s->spec.seed = 42;
    s->spec.measure = s->measure;
    s->spec.measure_count = MEASURES;
    s->spec.uncertain = s->uncertain;
    s->spec.uncertain_count = 6;
}

static ck_status scenario_make(ck_digest_memory *memory, const ck_model *model, uint32_t measures,
                               const ck_scenario **scenario, ck_diags *diags) {
    digest_scenario *filled = ck_digest_take(memory, sizeof *filled);
    if (filled == NULL) return CK_E_MEMORY;
    scenario_fill(filled, ck_fixture_world());
    filled->spec.measure_count = measures;
    if (measures == 0) filled->spec.uncertain_count = 0;
    const size_t bytes = ck_scenario_bytes(model, &filled->spec);
    void        *block = ck_digest_take(memory, bytes);
    return block != NULL ? ck_scenario_build(model, &filled->spec, block, bytes, scenario, diags) : CK_E_MEMORY;
}

/* ---------------------------------------------------------------- runs -------------------------------------------- */

static ck_status run_digest(ck_digest_memory memory, const ck_model *model, const ck_scenario *scenario,
                            ck_run_options options, uint64_t *value, ck_diags *diags) {
    const size_t bytes = ck_run_bytes(model, scenario, options);
    void        *block = ck_digest_take(&memory, bytes);
    ck_run      *run = NULL;
    if (block == NULL) return CK_E_MEMORY;
    CK_TRY(ck_run_start(model, scenario, options, block, bytes, &run, diags));
    CK_TRY(ck_run_to(run, DAYS, diags));
    *value = ck_run_digest(run);
    return CK_OK;
}

static ck_status resumed_digest(ck_digest_memory memory, const ck_model *model, const ck_scenario *scenario,
                                ck_run_options options, uint64_t *value, ck_diags *diags) {
    const size_t bytes = ck_run_bytes(model, scenario, options);
    void        *block = ck_digest_take(&memory, bytes);
    ck_run      *run = NULL;
    if (block == NULL) return CK_E_MEMORY;
    CK_TRY(ck_run_start(model, scenario, options, block, bytes, &run, diags));
    CK_TRY(ck_run_to(run, DAYS / 2, diags));

    const size_t snapshot_bytes = ck_run_snapshot_bytes(run);
    void        *snapshot = ck_digest_take(&memory, snapshot_bytes);
    if (snapshot == NULL) return CK_E_MEMORY;
    ck_run_snapshot(run, snapshot);
    CK_TRY(ck_run_resume(model, scenario, options, snapshot, snapshot_bytes, block, bytes, &run, diags));
    CK_TRY(ck_run_to(run, DAYS, diags));
    *value = ck_run_digest(run);
    return CK_OK;
}

typedef struct taken { ck_digest digest; double loss[DRAWS], scratch[DRAWS]; uint32_t count; } taken;

static ck_status take_draw(void *user, uint64_t draw, const ck_run *run) {
    taken *all = user;
    if (draw != all->count || all->count >= DRAWS) return CK_E_RANGE;    // draws come in order, each once
    ck_digest_u64(&all->digest, ck_run_digest(run));
    all->loss[all->count++] = ck_run_account(run).lost_value_added;
    return CK_OK;
}

static ck_status ensemble_digest(ck_digest_memory memory, const ck_model *model, const ck_scenario *scenario,
                                 ck_run_options options, uint32_t threads, uint64_t *value, ck_diags *diags) {
    taken        all = {.digest = ck_digest_start(4)};
    const size_t bytes = ck_ensemble_bytes(model, scenario, options, threads);
    void        *block = ck_digest_take(&memory, bytes);
    if (block == NULL) return CK_E_MEMORY;
    CK_TRY(ck_ensemble_run(model, scenario, options, 0, DRAWS, threads, block, bytes, take_draw, &all, diags));
    if (all.count != DRAWS) return CK_E_MISSING;
    const double quantile[] = {ck_quantile(all.loss, DRAWS, 0.05), ck_quantile(all.loss, DRAWS, 0.5),
                               ck_quantile(all.loss, DRAWS, 0.95)};
    CK_TRY(ck_digest_doubles(&all.digest, quantile, 3, NULL));
    *value = ck_digest_value(&all.digest);
    return CK_OK;
}

ck_status ck_digest_cases(void *block, size_t bytes, uint32_t threads, uint64_t *value, ck_diags *diags) {
    ck_digest_memory   memory = {block, bytes};
    const ck_model    *model = NULL;
    const ck_scenario *none = NULL, *measures = NULL;

    CK_TRY(numbers_digest(&value[CK_DIGEST_numbers]));
    CK_TRY(random_digest(&value[CK_DIGEST_random]));
    CK_TRY(ck_digest_model(&memory, &model, diags));
    value[CK_DIGEST_model] = ck_model_digest(model);
    CK_TRY(file_digest(memory, model, &value[CK_DIGEST_file]));
    CK_TRY(scenario_make(&memory, model, 0, &none, diags));
    CK_TRY(scenario_make(&memory, model, MEASURES, &measures, diags));
    value[CK_DIGEST_scenario] = ck_scenario_digest(measures);

    ck_run_options options = ck_run_options_default();
    CK_TRY(run_digest(memory, model, none, options, &value[CK_DIGEST_baseline], diags));
    CK_TRY(run_digest(memory, model, measures, options, &value[CK_DIGEST_central], diags));
    options.sample = true;
    options.draw = SAMPLED_DRAW;
    CK_TRY(run_digest(memory, model, measures, options, &value[CK_DIGEST_sampled], diags));
    CK_TRY(resumed_digest(memory, model, measures, options, &value[CK_DIGEST_resumed], diags));
    CK_TRY(ensemble_digest(memory, model, measures, options, threads, &value[CK_DIGEST_ensemble], diags));
    CK_TRY(ck_digest_law(memory, &value[CK_DIGEST_law], diags));
    return CK_OK;
}
