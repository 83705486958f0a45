#include "cli/study_load.h"

#include "cli/progress.h"
#include "study/law_apply.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint32_t ck_processor_count(void) {
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > 256 ? 256 : (uint32_t)count;
}

/* ---- variants ---- */

static ck_status add_other(ck_loaded_study *loaded, const ck_host_compare *compare, ck_variant_spec *variant,
                           ck_diags *diags) {
    ck_host_scenario *other = &loaded->other[loaded->other_count++];
    CK_TRY(ck_host_scenario_read(compare->path, ck_data_folder(), other, diags));
    CK_TRY(ck_law_apply(other, &loaded->model.host.world, loaded->model.model, ck_data_folder(), diags));
    variant->spec = other->spec;
    variant->name = other->spec.name;
    variant->title = other->spec.title;
    return CK_OK;
}

/* The scenario first, then what it is compared with; the baseline needs no run of its own: all results are against it. */
static ck_status collect_variants(ck_loaded_study *loaded, bool compare, ck_diags *diags) {
    const ck_host_scenario *scenario = &loaded->scenario;
    loaded->variant = calloc((size_t)scenario->compare_count + 1, sizeof *loaded->variant);
    loaded->other = calloc((size_t)scenario->compare_count + 1, sizeof *loaded->other);
    if (loaded->variant == NULL || loaded->other == NULL) return ck_host_no_memory(diags);
    loaded->variant[loaded->variant_count++] =
        (ck_variant_spec){scenario->spec.name, scenario->spec.title, scenario->spec};
    for (uint32_t k = 0; compare && k < scenario->compare_count; k++) {
        const ck_host_compare *with = &scenario->compare[k];
        if (with->kind == CK_COMPARE_BASELINE) continue;
        ck_variant_spec *variant = &loaded->variant[loaded->variant_count];
        if (with->kind == CK_COMPARE_SCENARIO)
            CK_TRY(add_other(loaded, with, variant, diags));
        else
            *variant = (ck_variant_spec){with->name, with->title, with->spec};
        loaded->variant_count++;
    }
    return CK_OK;
}

static ck_status find_focus(ck_loaded_study *loaded, ck_diags *diags) {
    const ck_host_report_wish *wish = &loaded->scenario.report;
    loaded->focus = calloc((size_t)wish->focus_region_count + 1, sizeof *loaded->focus);
    if (loaded->focus == NULL) return ck_host_no_memory(diags);
    for (uint32_t k = 0; k < wish->focus_region_count; k++) {
        const uint32_t region = ck_model_find_region(loaded->model.model, wish->focus_regions[k]);
        if (region == CK_NONE) {
            return ck_diags_add(diags, CK_E_UNKNOWN, wish->place,
                                "focus_regions names %q; the world has no such region",
                                "regions are in the world's regions.csv", wish->focus_regions[k]);
        }
        loaded->focus[loaded->focus_count++] = region;
    }
    return CK_OK;
}

ck_status ck_load_study(const ck_study_wish *wish, ck_loaded_study *loaded, ck_diags *diags) {
    *loaded = (ck_loaded_study){0};
    CK_TRY(ck_host_scenario_read(wish->scenario, ck_data_folder(), &loaded->scenario, diags));
    const char *folder = wish->world != NULL ? wish->world : loaded->scenario.world;
    CK_TRY(ck_load_model(folder, &loaded->model, diags));
    if (wish->own_seed) loaded->scenario.spec.seed = wish->seed;
    CK_TRY(ck_law_apply(&loaded->scenario, &loaded->model.host.world, loaded->model.model, ck_data_folder(), diags));
    CK_TRY(collect_variants(loaded, wish->compare, diags));
    for (uint32_t v = 1; v < loaded->variant_count; v++) loaded->variant[v].spec.seed = loaded->scenario.spec.seed;
    CK_TRY(find_focus(loaded, diags));
    loaded->options = ck_study_options_default();
    loaded->options.draws = wish->own_draws ? wish->draws : loaded->scenario.spec.draws;
    loaded->options.threads = wish->threads;
    loaded->options.record_every = wish->record_every;
    loaded->options.remedies = wish->remedies;
    ck_progress state = ck_progress_start();
    if (wish->progress) {
        loaded->options.progress = ck_progress_show;
        loaded->options.user = &state;
    }
    const ck_status status = ck_study_run(loaded->model.model, loaded->variant, loaded->variant_count, loaded->options,
                                          &loaded->study, diags);
    loaded->options.progress = NULL;
    loaded->options.user = NULL;
    return status;
}

void ck_loaded_study_free(ck_loaded_study *loaded) {
    ck_study_free(loaded->study);
    free(loaded->variant);
    free(loaded->focus);
    ck_loaded_model_free(&loaded->model);
    for (uint32_t k = 0; k < loaded->other_count; k++) ck_host_scenario_free(&loaded->other[k]);
    free(loaded->other);
    ck_host_scenario_free(&loaded->scenario);
    *loaded = (ck_loaded_study){0};
}
