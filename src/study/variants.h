/* What a study runs: the scenario first, then what it is compared with. */
#ifndef CK_STUDY_VARIANTS_H
#define CK_STUDY_VARIANTS_H

#include "io/scenario.h"
#include "study/study.h"

typedef struct ck_study_variants {
    ck_variant_spec  *variant; uint32_t variant_count;
    ck_host_scenario *other; uint32_t other_count;       // scenario files that it is compared with
    uint32_t         *focus; uint32_t focus_count;       // regions
} ck_study_variants;

/// Collect what a scenario is compared with (nothing without `compare`) and the regions that it looks at. Other
/// scenarios are read and their law is applied; all variants have the seed of the scenario. The baseline is none of them:
/// all results are against it.
///
/// scenario  read, its law applied; must live as long
/// Returns   CK_OK, CK_NOTED, or the status of the first error; free with ck_study_variants_free in every case, after
///           the diagnostics were printed
CK_MUST_USE ck_status ck_study_variants_make(const ck_host_scenario *scenario, const ck_world *world,
                                             const ck_model *model, bool compare, const char *data_folder,
                                             ck_study_variants *variants, ck_diags *diags);
void ck_study_variants_free(ck_study_variants *variants);

#endif
