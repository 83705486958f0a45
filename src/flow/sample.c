/* What a run samples at its start, and the accessors to it. Each number has the address (seed, draw, hash of its
   target), so that adding or removing another uncertain number changes none of the rest. */
#include "flow/run.h"

static double central_value(const ck_distribution *distribution) {
    const bool has_mode = distribution->kind == CK_TRIANGULAR || distribution->kind == CK_BETA_PERT;
    if (has_mode) return ck_clamp(distribution->b, distribution->low, distribution->high);
    return ck_distribution_value(distribution, 0.5);
}

static bool is_quantile(const cki_uncertain *uncertain) {
    return uncertain->kind != CKI_TARGET_PARAMETER && uncertain->kind != CKI_TARGET_TERM;
}

static double limited(const cki_uncertain *uncertain, double value) {
    return ck_clamp(value, uncertain->low, uncertain->high);
}

/* A sampled term carries its amendments along in proportion: an amendment says how much stricter or laxer practice
   becomes, whatever it was before. At the central value an amendment is as written. */
static void carry_to_amendments(cki_sample *sample, const ck_scenario *scenario, const cki_uncertain *uncertain,
                                double value) {
    const cki_measure *measure = &scenario->measure[uncertain->at];
    const double central = limited(uncertain, central_value(&uncertain->distribution));
    if (value == central || central == 0.0) return;
    for (uint32_t c = measure->first_change; c < measure->end_change; c++) {
        if (scenario->change[c].term != uncertain->term) continue;
        sample->changed[c] = limited(uncertain, scenario->change[c].value * (value / central));
    }
}

/* The number that decides the quantile of an item's inventories, the most specific target first; CK_NONE: central. */
static uint32_t inventory_target(const ck_model *model, const ck_scenario *scenario, uint32_t item) {
    uint32_t best = CK_NONE;
    for (uint32_t u = 0; u < scenario->uncertain_count; u++) {
        const cki_uncertain *uncertain = &scenario->uncertain[u];
        const bool fits =
            uncertain->kind == CKI_TARGET_INVENTORIES ||
            (uncertain->kind == CKI_TARGET_INVENTORY_GROUP && uncertain->at == model->item_report_group[item]) ||
            (uncertain->kind == CKI_TARGET_INVENTORY_ITEM && uncertain->at == item);
        if (fits && (best == CK_NONE || uncertain->kind > scenario->uncertain[best].kind)) best = u;
    }
    return best;
}

static uint32_t project_target(const ck_scenario *scenario, uint32_t project) {
    uint32_t best = CK_NONE;
    for (uint32_t u = 0; u < scenario->uncertain_count; u++) {
        const cki_uncertain *uncertain = &scenario->uncertain[u];
        if (uncertain->kind == CKI_TARGET_PROJECT && uncertain->at == project) return u;
        if (uncertain->kind == CKI_TARGET_PROJECTS) best = u;
    }
    return best;
}

/* Quantile of the triangular range low, mode, high. */
static double of_range(double low, double mode, double high, double quantile) {
    const ck_distribution range = {CK_TRIANGULAR, low, mode, high, -CK_INFINITY, CK_INFINITY};
    return ck_distribution_value(&range, quantile);
}

static void draw_targets(cki_sample *sample, const ck_model *model, const ck_scenario *scenario, bool sampled) {
    const double multiplier = sample->parameter[CK_PARAMETER_stock_multiplier];
    for (uint32_t k = 0; k < model->slot_count; k++) {
        const uint32_t u = sampled ? inventory_target(model, scenario, model->slot_item[k]) : CK_NONE;
        const double stock = u == CK_NONE ? model->slot_stock[k]
                                          : of_range(model->slot_stock_low[k], model->slot_stock[k],
                                                     model->slot_stock_high[k], sample->uncertain[u]);
        sample->slot_target[k] = stock * multiplier;
    }
    for (uint32_t p = 0; p < model->product_count; p++) {
        const uint32_t u = sampled ? inventory_target(model, scenario, model->product_item[p]) : CK_NONE;
        const double stock = u == CK_NONE ? model->product_stock[p]
                                          : of_range(model->product_stock_low[p], model->product_stock[p],
                                                     model->product_stock_high[p], sample->uncertain[u]);
        sample->product_target[p] = stock * multiplier;
    }
}

static void draw_projects(cki_sample *sample, const ck_model *model, const ck_scenario *scenario, bool sampled) {
    for (uint32_t p = 0; p < model->project_count; p++) {
        const uint32_t u = sampled ? project_target(scenario, p) : CK_NONE;
        const double day = u == CK_NONE ? model->project_start[p]
                                        : ck_floor(of_range(model->project_early[p], model->project_start[p],
                                                            model->project_late[p], sample->uncertain[u]));
        sample->project_start[p] = day - scenario->start.day - sample->parameter[CK_PARAMETER_project_advance_days];
    }
}

void cki_sample_layout(cki_sample *sample, cki_arena *arena, const ck_model *model, const ck_scenario *scenario) {
    sample->term = cki_arena_take(arena, (size_t)scenario->measure_count * CK_TERM_COUNT, sizeof(double));
    sample->changed = cki_arena_take(arena, scenario->change_count, sizeof(double));
    sample->uncertain = cki_arena_take(arena, scenario->uncertain_count, sizeof(double));
    sample->slot_target = cki_arena_take(arena, model->slot_count, sizeof(double));
    sample->product_target = cki_arena_take(arena, model->product_count, sizeof(double));
    sample->project_start = cki_arena_take(arena, model->project_count, sizeof(double));
}

void cki_sample_draw(cki_sample *sample, const ck_model *model, const ck_scenario *scenario, ck_random random,
                     bool sampled) {
    cki_copy(sample->parameter, scenario->parameter, sizeof sample->parameter);
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        cki_copy(sample->term + (size_t)m * CK_TERM_COUNT, scenario->measure[m].term, sizeof scenario->measure[m].term);
    }
    for (uint32_t c = 0; c < scenario->change_count; c++) sample->changed[c] = scenario->change[c].value;

    for (uint32_t u = 0; u < scenario->uncertain_count; u++) {
        const cki_uncertain *uncertain = &scenario->uncertain[u];
        double value = 0.5;    // of inventories and projects in a central run: not used
        if (sampled) value = ck_random_unit(random, CKI_FOR_UNCERTAIN, 0, uncertain->key);
        if (!is_quantile(uncertain)) {
            value = limited(uncertain, sampled ? ck_distribution_value(&uncertain->distribution, value)
                                               : central_value(&uncertain->distribution));
        }
        sample->uncertain[u] = value;
        if (uncertain->kind == CKI_TARGET_PARAMETER) sample->parameter[uncertain->at] = value;
        if (uncertain->kind != CKI_TARGET_TERM) continue;
        sample->term[(size_t)uncertain->at * CK_TERM_COUNT + uncertain->term] = value;
        carry_to_amendments(sample, scenario, uncertain, value);
    }
    draw_targets(sample, model, scenario, sampled);
    draw_projects(sample, model, scenario, sampled);
}

double ck_run_parameter(const ck_run *run, ck_parameter parameter) {
    return run->sample.parameter[parameter];
}

double ck_run_term(const ck_run *run, uint32_t measure, ck_term term) {
    return run->sample.term[(size_t)measure * CK_TERM_COUNT + term];
}

double ck_run_uncertain(const ck_run *run, uint32_t uncertain) {
    return run->sample.uncertain[uncertain];
}
