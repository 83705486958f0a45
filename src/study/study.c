#include "study/study.h"

#include "study/gather.h"
#include "study/remedies.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

ck_study_options ck_study_options_default(void) {
    return (ck_study_options){.draws = 0, .threads = 1, .record_every = 7, .remedies = true};
}

static double now_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void report_progress(const ck_study_options *options, const char *what, double done) {
    if (options->progress != NULL) options->progress(options->user, what, done);
}

static ck_status may_go_on(const ck_study_options *options) {
    return options->stop != NULL && options->stop(options->user) ? CK_E_LIMIT : CK_OK;
}

/* The region whose authority stands behind most licences, bans and quotas of the first variant. */
static uint32_t find_authority(const ck_model *model, const ck_scenario_spec *spec) {
    const uint32_t regions = ck_model_count(model).regions;
    uint32_t best = CK_NONE, best_count = 0;
    for (uint32_t region = 0; region < regions; region++) {
        uint32_t count = 0;
        for (uint32_t m = 0; m < spec->measure_count; m++) {
            const ck_measure *measure = &spec->measure[m];
            const bool stops = measure->effect == CK_EFFECT_LICENCE || measure->effect == CK_EFFECT_BAN ||
                               measure->effect == CK_EFFECT_QUOTA || measure->effect == CK_EFFECT_REFUSAL;
            if (stops && strcmp(measure->authority, ck_model_region(model, region).id) == 0) count++;
        }
        if (count > best_count) {
            best = region;
            best_count = count;
        }
    }
    return best;
}

/* One variant: scenario, central run, then draws. */
typedef struct take_draw {
    ck_study *study;
    ck_variant *variant;
    ck_gather *gather;
    const ck_study_options *options;
    double done_from, done_to;
} take_draw;

static ck_status take_one_draw(void *user, uint64_t draw, const ck_run *run) {
    take_draw *take = user;
    cki_gather_draw(take->gather, take->study, take->variant, (uint32_t)draw, run);
    const double share = (double)(draw + 1) / take->options->draws;
    report_progress(take->options, take->variant->name, take->done_from + share * (take->done_to - take->done_from));
    return may_go_on(take->options);
}

/* A scenario compiled and run with central values; the blocks are to be freed in every case. */
typedef struct central_run {
    const ck_scenario *scenario;
    ck_run *run;
    void *block_scenario, *block_run;
} central_run;

static void *block_of(size_t bytes) { return aligned_alloc(16, (bytes + 15) & ~(size_t)15); }

static ck_status run_central(const ck_model *model, const ck_scenario_spec *spec, ck_run_options options,
                             central_run *central, ck_diags *diags) {
    const size_t scenario_bytes = ck_scenario_bytes(model, spec);
    central->block_scenario = block_of(scenario_bytes);
    if (central->block_scenario == NULL)
        return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0}, "no memory for a scenario", "");
    CK_TRY(ck_scenario_build(model, spec, central->block_scenario, scenario_bytes, &central->scenario, diags));
    const size_t bytes = ck_run_bytes(model, central->scenario, options);
    central->block_run = block_of(bytes);
    if (central->block_run == NULL) return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0}, "no memory for a run", "");
    CK_TRY(ck_run_start(model, central->scenario, options, central->block_run, bytes, &central->run, diags));
    return ck_run_to(central->run, spec->days, diags);
}

static ck_run_options central_options(uint32_t record_every) {
    ck_run_options options = ck_run_options_default();
    options.record_every = record_every;
    return options;
}

/* The first variant's world and years without its measures; uncertain numbers may speak of measures, so they go too. */
static ck_status run_baseline(ck_study *study, const ck_scenario_spec *first, ck_diags *diags) {
    ck_scenario_spec spec = *first;
    spec.measure_count = 0;
    spec.uncertain_count = 0;
    central_run central = {0};
    const ck_status status = run_central(study->model, &spec, central_options(study->every), &central, diags);
    study->block_scenario = central.block_scenario;
    study->block_run = central.block_run;
    CK_TRY(status);
    study->baseline = central.run;
    study->baseline_digest = ck_run_digest(central.run);
    return cki_study_lines(study, diags);
}

static ck_status run_draws(ck_study *study, ck_variant *variant, ck_run_options run_options,
                           const ck_study_options *options, double done_from, double done_to, ck_diags *diags) {
    run_options.sample = true;
    ck_gather *gather = cki_gather_open(study, variant, options->draws);
    const size_t bytes = ck_ensemble_bytes(study->model, variant->scenario, run_options, options->threads);
    void *block = block_of(bytes);
    ck_status status = CK_OK;
    if (gather == NULL || block == NULL) {
        status = ck_diags_add(diags, CK_E_MEMORY, (ck_place){0}, "no memory for %u draws", "ask for fewer draws",
                              options->draws);
    } else {
        take_draw take = {study, variant, gather, options, done_from, done_to};
        status = ck_ensemble_run(study->model, variant->scenario, run_options, 0, options->draws, options->threads,
                                 block, bytes, take_one_draw, &take, diags);
        if (status >= 0) {
            variant->draws = options->draws;
            variant->ensemble_digest = cki_gather_close(gather, study, variant);
        }
    }
    free(block);
    cki_gather_free(gather);
    return status;
}

static ck_status run_variant(ck_study *study, uint32_t v, const ck_study_options *options, double done_from,
                             double done_to, ck_diags *diags) {
    ck_variant *variant = &study->variant[v];
    central_run central = {0};
    const ck_run_options run_options = central_options(options->record_every);
    const ck_status status = run_central(study->model, &variant->spec, run_options, &central, diags);
    variant->block_scenario = central.block_scenario;
    variant->block_run = central.block_run;
    CK_TRY(status);
    variant->scenario = central.scenario;
    variant->central = central.run;
    variant->central_digest = ck_run_digest(central.run);
    CK_TRY(cki_variant_central(study, variant, diags));
    if (options->draws > 0) CK_TRY(run_draws(study, variant, run_options, options, done_from, done_to, diags));
    return CK_OK;
}

static uint32_t count_slowed(const ck_study *study) {
    uint32_t count = 0;
    const uint32_t sites = ck_model_count(study->model).sites;
    for (uint32_t s = 0; s < sites; s++) {
        const bool industry = ck_model_site(study->model, s).kind == CK_SITE_INDUSTRY;
        if (industry && ck_run_site(study->variant[0].central, s).first_slow_day != CK_NONE) count++;
    }
    return count;
}

static uint64_t study_digest(const ck_study *study) {
    ck_digest digest = ck_digest_start(0);
    ck_digest_u64(&digest, ck_model_digest(study->model));
    ck_digest_u64(&digest, study->baseline_digest);
    for (uint32_t v = 0; v < study->variant_count; v++) {
        ck_digest_u64(&digest, ck_scenario_digest(study->variant[v].scenario));
        ck_digest_u64(&digest, study->variant[v].central_digest);
        ck_digest_u64(&digest, study->variant[v].ensemble_digest);
    }
    for (uint32_t r = 0; r < study->remedy_count; r++) ck_digest_u64(&digest, study->remedy[r].digest);
    return ck_digest_value(&digest);
}

ck_status ck_study_run(const ck_model *model, const ck_variant_spec *variant, uint32_t variant_count,
                       ck_study_options options, ck_study **out, ck_diags *diags) {
    *out = NULL;
    const double started = now_seconds();
    ck_study *study = calloc(1, sizeof *study);
    ck_variant *variants = calloc(variant_count, sizeof *variants);
    if (study == NULL || variants == NULL) {
        free(study);
        free(variants);
        return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0}, "no memory for a study", "");
    }
    study->model = model;
    study->variant = variants;
    study->variant_count = variant_count;
    study->every = options.record_every;
    study->authority = find_authority(model, &variant[0].spec);
    ck_status status = run_baseline(study, &variant[0].spec, diags);
    const double per_variant = 0.95 / variant_count;
    for (uint32_t v = 0; v < variant_count && status >= 0; v++) {
        variants[v].name = variant[v].name;
        variants[v].title = variant[v].title;
        variants[v].spec = variant[v].spec;
        variants[v].spec.start = variant[0].spec.start;
        variants[v].spec.days = variant[0].spec.days;
        status = may_go_on(&options);
        if (status >= 0) status = run_variant(study, v, &options, per_variant * v, per_variant * (v + 1), diags);
    }
    if (status >= 0) study->industries_slowed = count_slowed(study);
    if (status >= 0 && options.remedies) {
        report_progress(&options, "remedies", 0.95);
        status = cki_study_remedies(study, &options, diags);
    }
    if (status < 0) {
        ck_study_free(study);
        return status;
    }
    study->digest = study_digest(study);
    study->seconds = now_seconds() - started;
    report_progress(&options, "done", 1.0);
    *out = study;
    return status;
}

static void fan_free(ck_fan *fan) {
    free(fan->central);
    free(fan->band);
}

void ck_study_free(ck_study *study) {
    if (study == NULL) return;
    for (uint32_t v = 0; v < study->variant_count; v++) {
        ck_variant *variant = &study->variant[v];
        ck_fan *fans[] = {&variant->quantity,   &variant->value,        &variant->loss_industry, &variant->loss_region,
                          &variant->loss_world, &variant->price_inside, &variant->price_outside};
        for (size_t k = 0; k < sizeof fans / sizeof fans[0]; k++) fan_free(fans[k]);
        free(variant->site);
        free(variant->loss_by_industry);
        free(variant->loss_by_region);
        free(variant->loss_by_industry_band);
        free(variant->loss_by_region_band);
        free(variant->driver);
        free(variant->block_scenario);
        free(variant->block_run);
    }
    free(study->variant);
    free(study->line_base);
    free(study->block_scenario);
    free(study->block_run);
    free(study->remedy);
    free(study->industry);
    free(study->line);
    free(study->line_of_flow);
    free(study->total_of_flow);
    free(study);
}

uint32_t ck_study_find_line(const ck_study *study, uint32_t group, uint32_t origin, uint32_t destination) {
    for (uint32_t l = 0; l < study->line_count; l++) {
        const ck_line *line = &study->line[l];
        if (line->group == group && line->origin == origin && line->destination == destination) return l;
    }
    return CK_NONE;
}

double ck_study_month_days(const ck_study *study, uint32_t month) {
    const ck_variant *variant = &study->variant[0];
    const int32_t index = ck_run_month_index(study->baseline, month);
    int32_t from = ck_date_make(index / 12, index % 12 + 1, 1).day,
            until = ck_date_make((index + 1) / 12, (index + 1) % 12 + 1, 1).day;
    if (from < variant->spec.start.day) from = variant->spec.start.day;
    if (until > variant->spec.start.day + (int32_t)variant->spec.days)
        until = variant->spec.start.day + (int32_t)variant->spec.days;
    return until > from ? until - from : 0.0;
}
