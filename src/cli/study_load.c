#include "cli/study_load.h"

#include "cli/progress.h"
#include "study/law_apply.h"

#include <unistd.h>

uint32_t ck_processor_count(void) {
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > 256 ? 256 : (uint32_t)count;
}

ck_status ck_load_study(const ck_study_wish *wish, ck_loaded_study *loaded, ck_diags *diags) {
    *loaded = (ck_loaded_study){0};
    CK_TRY(ck_host_scenario_read(wish->scenario, ck_data_folder(), &loaded->scenario, diags));
    const char *folder = wish->world != NULL ? wish->world : loaded->scenario.world;
    CK_TRY(ck_load_model(folder, &loaded->model, diags));
    if (wish->own_seed) loaded->scenario.spec.seed = wish->seed;
    CK_TRY(ck_law_apply(&loaded->scenario, &loaded->model.host.world, loaded->model.model, ck_data_folder(), diags));
    CK_TRY(ck_study_variants_make(&loaded->scenario, &loaded->model.host.world, loaded->model.model, wish->compare, ck_data_folder(),
                                  &loaded->variants, diags));
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
    const ck_status status = ck_study_run(loaded->model.model, loaded->variants.variant, loaded->variants.variant_count, loaded->options,
                                          &loaded->study, diags);
    loaded->options.progress = NULL;
    loaded->options.user = NULL;
    return status;
}

void ck_loaded_study_free(ck_loaded_study *loaded) {
    ck_study_free(loaded->study);
    ck_loaded_model_free(&loaded->model);
    ck_study_variants_free(&loaded->variants);
    ck_host_scenario_free(&loaded->scenario);
    *loaded = (ck_loaded_study){0};
}
