#include "base/lanes.h"
#include "flow/fields.h"
#include "flow/stages.h"
#include "flow/start.h"
#include "flow/why.h"

/* ---------------------------------------------------------------- sites ------------------------------------------- */

static void note_slow(ck_run *run, uint32_t site) {
    cki_state *state = &run->state;
    state->first_slow[site] = run->day;
    state->slow_bound[site] = state->bound[site];
    state->slow_slot[site] = state->bound_slot[site];
    if (state->bound[site] == CK_BOUND_DEMAND) {
        state->slow_flow[site] = cki_failing_outlet(run, site, &state->slow_measure[site]);
    }
}

/* Output lost, lowest level and days below the thresholds of all sites. Says whether a site is slow or stands still for
   the first time. A site on its base level adds zeros. */
CKI_LANES(bool, account_levels, (ck_run *run), (run), run->width) {
    const uint32_t count = run->model->site_count, day = run->day;
    const double slow = cki_parameter(run, CK_PARAMETER_slow_threshold);
    const double stop = cki_parameter(run, CK_PARAMETER_stop_threshold);
    const double *level = run->state.level, *base = run->model->site_base_level;
    const double *reference = run->model->site_reference;
    double *lost = run->state.lost_output, *lowest = run->state.lowest;
    double *slow_days = run->state.slow_days, *stop_days = run->state.stop_days;
    uint32_t *lowest_day = run->state.lowest_day;
    const uint32_t *first_slow = run->state.first_slow, *first_stop = run->state.first_stop;
    uint32_t fresh = 0;
    CKI_EACH
    for (uint32_t site = 0; site < count; site++) {
        const double now = level[site], usual = base[site], least = lowest[site];
        const bool counts = (now != usual) & (usual != 0.0);             // a waiting site has nothing to lose
        const bool lower = counts & (now < least), is_slow = counts & (now < slow), stops = counts & (now < stop);
        lost[site] += (usual - now) * reference[site];
        lowest[site] = lower ? now : least;
        lowest_day[site] = lower ? day : lowest_day[site];
        slow_days[site] += is_slow ? 1.0 : 0.0;
        stop_days[site] += stops ? 1.0 : 0.0;
        fresh |= (is_slow & (first_slow[site] == CK_NONE)) | (stops & (first_stop[site] == CK_NONE));
    }
    return fresh != 0;
}

static void note_first_days(ck_run *run) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    for (uint32_t site = 0; site < model->site_count; site++) {
        if (state->level[site] == model->site_base_level[site] || cki_waits(model, site)) continue;
        const bool slow = state->level[site] < cki_parameter(run, CK_PARAMETER_slow_threshold);
        const bool stops = state->level[site] < cki_parameter(run, CK_PARAMETER_stop_threshold);
        if (slow && state->first_slow[site] == CK_NONE) note_slow(run, site);
        if (stops && state->first_stop[site] == CK_NONE) state->first_stop[site] = run->day;
    }
}

/* ---------------------------------------------------------------- points ------------------------------------------ */

double cki_stock_ratio(const ck_run *run, uint32_t product) {
    const ck_model *model = run->model;
    const uint32_t site = model->product_site[product];
    double held = run->state.finished[product], target = run->sample.product_target[product];
    if (cki_is_market(model, site)) {
        const uint32_t slot = model->group_first_slot[model->site_first_group[site]];
        held += run->state.stock[slot];
        target += run->sample.slot_target[slot];
    }
    return target > 0.0 ? held / target : 1.0;
}

static void record_point(ck_run *run) {
    const ck_model *model = run->model;
    const uint32_t every = run->options.record_every;
    if ((run->day + 1) % every != 0) return;
    const size_t point = (run->day + 1) / every - 1;
    double *level = run->state.series_level + point * model->site_count;
    double *price = run->state.series_price + point * model->product_count;
    double *stock = run->state.series_stock + point * model->product_count;
    for (uint32_t site = 0; site < model->site_count; site++) level[site] = run->state.level[site];
    for (uint32_t p = 0; p < model->product_count; p++) {
        price[p] = run->state.price[p];
        stock[p] = cki_stock_ratio(run, p);
    }
}

/* ---------------------------------------------------------------- soundness --------------------------------------- */

/* The first number of the state that is none. */
static ck_status report_number(const ck_run *run, ck_diags *diags) {
    for (size_t i = 0; i < CKI_FIELDS; i++) {
        const cki_field *field = &cki_fields[i];
        const double *value = cki_field_address(&run->state, field);
        const size_t count = field->each == sizeof *value ? cki_field_count(&run->shape, field) : 0;
        for (size_t at = 0; at < count; at++) {
            if (ck_is_finite(value[at])) continue;
            return ck_diags_add(diags, CK_E_NUMBER, (ck_place){0}, "day %u: %s of number %u is %g", "look at what enters there",
                                run->day, field->name, (uint32_t)at, value[at]);
        }
    }
    return ck_diags_add(diags, CK_E_NUMBER, (ck_place){0}, "day %u: a sum over the state is no number", "look at what enters there",
                        run->day);
}

static ck_status check_state(const ck_run *run, ck_diags *diags) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    const bool look = run->reviews || run->day + 1 == run->scenario->days;      // a NaN does not go away
    double sum = 0.0;
    const bool awake = look && *state->awake != 0;
    for (uint32_t site = 0; awake && site < model->site_count; site++) sum += state->level[site];
    for (uint32_t p = 0; awake && p < model->product_count; p++) sum += state->price[p] + state->finished[p] + state->demand[p];
    for (uint32_t k = 0; awake && k < model->slot_count; k++) sum += state->stock[k] + state->under_way[k];
    if (!ck_is_finite(sum)) return report_number(run, diags);
    if (run->scratch.mass_error > run->options.mass_tolerance) {
        return ck_diags_add(diags, CK_E_BALANCE, (ck_place){0}, "day %u: goods appear or vanish, relative error %g",
                            "the largest allowed error is %g", run->day, run->scratch.mass_error,
                            run->options.mass_tolerance);
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

ck_status cki_stage_account(ck_run *run, ck_diags *diags) {
    if (*run->state.awake != 0 && account_levels(run)) note_first_days(run);
    *run->state.mass_error = ck_max(*run->state.mass_error, run->scratch.mass_error);
    record_point(run);
    return check_state(run, diags);
}
