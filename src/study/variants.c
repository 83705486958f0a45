#include "study/variants.h"

#include "study/law_apply.h"

#include <stdlib.h>

static ck_status add_other(const ck_host_compare *compare, const ck_world *world, const ck_model *model,
                           const char *data_folder, ck_study_variants *variants, ck_variant_spec *variant,
                           ck_diags *diags) {
    ck_host_scenario *other = &variants->other[variants->other_count++];
    CK_TRY(ck_host_scenario_read(compare->path, data_folder, other, diags));
    CK_TRY(ck_law_apply(other, world, model, data_folder, diags));
    *variant = (ck_variant_spec){other->spec.name, other->spec.title, other->spec};
    return CK_OK;
}

static ck_status find_focus(const ck_host_report_wish *wish, const ck_model *model, ck_study_variants *variants,
                            ck_diags *diags) {
    variants->focus = calloc((size_t)wish->focus_region_count + 1, sizeof *variants->focus);
    if (variants->focus == NULL) return ck_host_no_memory(diags);
    for (uint32_t k = 0; k < wish->focus_region_count; k++) {
        const uint32_t region = ck_model_find_region(model, wish->focus_regions[k]);
        if (region == CK_NONE) {
            return ck_diags_add(diags, CK_E_UNKNOWN, wish->place,
                                "focus_regions names %q; the world has no such region",
                                "regions are in the world's regions.csv", wish->focus_regions[k]);
        }
        variants->focus[variants->focus_count++] = region;
    }
    return CK_OK;
}

ck_status ck_study_variants_make(const ck_host_scenario *scenario, const ck_world *world, const ck_model *model,
                                 bool compare, const char *data_folder, ck_study_variants *variants, ck_diags *diags) {
    *variants = (ck_study_variants){.variant = calloc((size_t)scenario->compare_count + 1, sizeof *variants->variant),
                                    .other = calloc((size_t)scenario->compare_count + 1, sizeof *variants->other)};
    if (variants->variant == NULL || variants->other == NULL) return ck_host_no_memory(diags);
    variants->variant[variants->variant_count++] =
        (ck_variant_spec){scenario->spec.name, scenario->spec.title, scenario->spec};
    for (uint32_t k = 0; compare && k < scenario->compare_count; k++) {
        const ck_host_compare *with = &scenario->compare[k];
        if (with->kind == CK_COMPARE_BASELINE) continue;
        ck_variant_spec *variant = &variants->variant[variants->variant_count];
        if (with->kind == CK_COMPARE_SCENARIO)
            CK_TRY(add_other(with, world, model, data_folder, variants, variant, diags));
        else
            *variant = (ck_variant_spec){with->name, with->title, with->spec};
        variant->spec.seed = scenario->spec.seed;
        variants->variant_count++;
    }
    return find_focus(&scenario->report, model, variants, diags);
}

void ck_study_variants_free(ck_study_variants *variants) {
    free(variants->variant);
    free(variants->focus);
    for (uint32_t k = 0; k < variants->other_count; k++) ck_host_scenario_free(&variants->other[k]);
    free(variants->other);
    *variants = (ck_study_variants){0};
}
