#include "study/remedies.h"

#include "study/gather.h"

#include <stdlib.h>
#include <string.h>

/* A remedy changes one parameter, or adds the release of all stockpiles. */
typedef struct remedy_kind {
    const char *name, *what;
    ck_parameter parameter;
    double factor, add;
    bool release;
} remedy_kind;

static const remedy_kind REMEDY[] = {
    {"stock", "users and traders hold twice the stock before the shock", CK_PARAMETER_stock_multiplier, 2.0, 0.0,
     false},
    {"substitution", "users can replace scarce inputs twice as easily", CK_PARAMETER_substitution_multiplier, 2.0, 0.0,
     false},
    {"projects", "every new plant starts a year earlier", CK_PARAMETER_project_advance_days, 1.0, 365.0, false},
    {"general licence", "half of the civil customers hold a general licence", CK_PARAMETER_general_licence_share, 1.0,
     0.5, false},
    {"stockpile", "all public stockpiles are released when the first control begins", CK_PARAMETER_COUNT, 1.0, 0.0,
     true},
};
enum { REMEDIES = sizeof REMEDY / sizeof REMEDY[0] };

static ck_date first_control(const ck_scenario_spec *spec) {
    ck_date first = CK_DATE_LAST;
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        const ck_measure *measure = &spec->measure[m];
        const bool stops = measure->effect == CK_EFFECT_LICENCE || measure->effect == CK_EFFECT_BAN ||
                           measure->effect == CK_EFFECT_QUOTA;
        if (stops && measure->from.day >= spec->start.day && measure->from.day < first.day) first = measure->from;
    }
    return first.day == INT32_MAX ? spec->start : first;
}

/* Mean delay of the first slow day of the industries that slow without the remedy, weighted by value added. One that no
   longer slows counts as delayed to the end of the run. */
static void compare_slow_days(const ck_study *study, const ck_run *without, const ck_run *with, ck_remedy *remedy) {
    double delay = 0.0, weight = 0.0;
    const uint32_t sites = ck_model_count(study->model).sites, end = ck_run_day(with);
    for (uint32_t s = 0; s < sites; s++) {
        const ck_site_info site = ck_model_site(study->model, s);
        const uint32_t before = ck_run_site(without, s).first_slow_day;
        if (site.kind != CK_SITE_INDUSTRY || before == CK_NONE) continue;
        const uint32_t after = ck_run_site(with, s).first_slow_day;
        if (after == CK_NONE) remedy->industries_saved++;
        delay += site.value_added * ((double)(after == CK_NONE ? end : after) - (double)before);
        weight += site.value_added;
    }
    remedy->days_bought = weight > 0.0 ? delay / weight : 0.0;
}

/* The same number where it is uncertain: the whole distribution moves with the parameter. */
static void move_distribution(ck_distribution *d, double factor, double add) {
    const bool spread_only[3] = {false, d->kind == CK_NORMAL || d->kind == CK_LOGNORMAL, false};
    double *const value[3] = {&d->a, &d->b, &d->c};
    for (int k = 0; k < 3; k++) {
        if (spread_only[k])
            *value[k] *= d->kind == CK_NORMAL ? factor : 1.0;
        else
            *value[k] = *value[k] * factor + add;
    }
    d->low = d->low * factor + add;
    d->high = d->high * factor + add;
}

static ck_uncertain *moved_uncertain(const ck_scenario_spec *spec, const remedy_kind *kind) {
    ck_uncertain *list = malloc(((size_t)spec->uncertain_count + 1) * sizeof *list);
    if (list == NULL) return NULL;
    if (spec->uncertain_count > 0) memcpy(list, spec->uncertain, spec->uncertain_count * sizeof *list);
    const char *name = kind->release ? NULL : ck_parameter_info(kind->parameter).name;
    for (uint32_t u = 0; u < spec->uncertain_count && name != NULL; u++) {
        if (strncmp(list[u].target, "parameters.", 11) == 0 && strcmp(list[u].target + 11, name) == 0) {
            move_distribution(&list[u].distribution, kind->factor, kind->add);
        }
    }
    return list;
}

static ck_status run_remedy(ck_study *study, const remedy_kind *kind, uint32_t record_every, ck_remedy *remedy,
                            ck_diags *diags) {
    const ck_variant *variant = &study->variant[0];
    ck_scenario_spec spec = variant->spec;
    ck_measure *measures = malloc(((size_t)spec.measure_count + 1) * sizeof *measures);
    ck_uncertain *uncertain = moved_uncertain(&spec, kind);
    if (measures == NULL || uncertain == NULL) {
        free(measures);
        free(uncertain);
        return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0}, "no memory for a remedy", "");
    }
    if (spec.measure_count > 0) memcpy(measures, spec.measure, spec.measure_count * sizeof *measures);
    if (kind->release) {
        ck_measure release = ck_measure_default();
        release.id = "remedy-release";
        release.title = kind->what;
        release.citation = "remedy of the study";
        release.effect = CK_EFFECT_RELEASE;
        release.announced = release.from = first_control(&spec);
        measures[spec.measure_count++] = release;
    } else {
        spec.parameter[kind->parameter] = spec.parameter[kind->parameter] * kind->factor + kind->add;
    }
    spec.measure = measures;
    spec.uncertain = uncertain;
    const size_t scenario_bytes = ck_scenario_bytes(study->model, &spec);
    void *scenario_block = aligned_alloc(16, (scenario_bytes + 15) & ~(size_t)15), *run_block = NULL;
    const ck_scenario *scenario = NULL;
    ck_run *run = NULL;
    ck_run_options options = ck_run_options_default();
    options.record_every = record_every;
    ck_status status = scenario_block == NULL
                           ? CK_E_MEMORY
                           : ck_scenario_build(study->model, &spec, scenario_block, scenario_bytes, &scenario, diags);
    if (status >= 0) {
        const size_t bytes = ck_run_bytes(study->model, scenario, options);
        run_block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
        status = run_block == NULL ? CK_E_MEMORY
                                   : ck_run_start(study->model, scenario, options, run_block, bytes, &run, diags);
        if (status >= 0) status = ck_run_to(run, spec.days, diags);
    }
    if (status >= 0) {
        remedy->name = kind->name;
        remedy->what = kind->what;
        remedy->lost_value_added = cki_lost_value_added(study, run);
        remedy->loss_avoided = variant->lost_value_added - remedy->lost_value_added;
        remedy->digest = ck_run_digest(run);
        compare_slow_days(study, variant->central, run, remedy);
    }
    free(run_block);
    free(scenario_block);
    free(measures);
    free(uncertain);
    return status;
}

ck_status cki_study_remedies(ck_study *study, const ck_study_options *options, ck_diags *diags) {
    study->remedy = calloc(REMEDIES, sizeof *study->remedy);
    if (study->remedy == NULL) return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0}, "no memory for remedies", "");
    for (uint32_t r = 0; r < REMEDIES; r++) {
        if (options->stop != NULL && options->stop(options->user)) return CK_E_LIMIT;
        study->remedy_count = r + 1;
        CK_TRY(run_remedy(study, &REMEDY[r], options->record_every, &study->remedy[r], diags));
    }
    return CK_OK;
}
