#include "flow/substitutes.h"

#include "base/lanes.h"

void cki_substitutes_count(cki_substitutes *substitutes, const ck_model *model) {
    substitutes->count = substitutes->inputs = 0;
    for (uint32_t group = 0; group < model->input_group_count; group++) {
        substitutes->count += cki_inputs_of(model, group) > 1 ? 1 : 0;
        substitutes->inputs = ck_max_u32(substitutes->inputs, cki_inputs_of(model, group));
    }
    substitutes->room = (substitutes->count + CKI_LANES_MOST - 1) / CKI_LANES_MOST * CKI_LANES_MOST;
}

static void add_group(ck_run *run, uint32_t at, uint32_t group) {
    const ck_model *model = run->model;
    const cki_substitutes *to = &run->substitutes;
    const double multiplier = cki_parameter(run, CK_PARAMETER_substitution_multiplier);
    const uint32_t first = model->group_first_slot[group], end = first + cki_inputs_of(model, group);
    double value = 0.0;
    for (uint32_t k = first; k < end; k++) value += model->slot_cost_share[k];
    for (uint32_t k = first; k < end; k++) {
        to->of_slot[k] = at;
        to->share[k] = value > 0.0 ? model->slot_cost_share[k] / value : 1.0 / (double)(end - first);
    }
    to->group[at] = group;
    to->at_once[at] = multiplier * model->group_elasticity_short[group];
    to->in_the_end[at] = multiplier * model->group_elasticity_long[group];
    to->time[at] = model->group_elasticity_days[group];
    to->days[at] = 0.0;
    to->lacks[at] = 0;
}

static void bend(ck_run *run) {
    const cki_substitutes *of = &run->substitutes;
    const uint32_t eights = of->room / CKI_LANES_MOST;
    cki_elasticities_after(of->at_once, of->in_the_end, of->time, of->days, of->elasticity, eights, run->width);
    cki_bend(of->elasticity, of->bend, eights, run->width);
}

void cki_substitutes_fill(ck_run *run) {
    const ck_model *model = run->model;
    const cki_substitutes *to = &run->substitutes;
    uint32_t at = 0;
    for (uint32_t k = 0; k < model->slot_count; k++) to->of_slot[k] = CK_NONE;
    for (uint32_t inputs = 2; inputs <= to->inputs; inputs++) {
        for (uint32_t group = 0; group < model->input_group_count; group++) {
            if (cki_inputs_of(model, group) == inputs) add_group(run, at++, group);
        }
    }
    for (; at < to->room; at++) to->at_once[at] = to->in_the_end[at] = to->time[at] = to->days[at] = 0.0;
    cki_zero(to->abreast_group, sizeof *to->abreast_group);          // whole vectors are computed: all lanes hold numbers
    cki_zero(to->abreast_input, to->inputs * sizeof *to->abreast_input);
    bend(run);
}

void cki_substitutes_review(ck_run *run) {
    const ck_model *model = run->model;
    const cki_substitutes *of = &run->substitutes;
    const double *short_days = run->state.short_days;
    for (uint32_t at = 0; at < of->count; at++) {
        const uint32_t group = of->group[at], first = model->group_first_slot[group], end = first + cki_inputs_of(model, group);
        of->days[at] = 0.0;
        for (uint32_t k = first; k < end; k++) of->days[at] = ck_max(of->days[at], short_days[k]);
    }
    bend(run);
}
