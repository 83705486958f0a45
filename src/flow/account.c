#include "base/lanes.h"
#include "flow/fields.h"
#include "flow/stages.h"
#include "flow/start.h"
#include "flow/why.h"

/* ---------------------------------------------------------------- sites ------------------------------------------- */

static void note_slow(ck_run *run, uint32_t site) {
    cki_state *state = &run->state;
    state->first_slow[site] = run->day;
    state->slow_bound[site] = cki_bound_of(run, site, &state->slow_slot[site]);
    if (state->slow_bound[site] == CK_BOUND_DEMAND) {
        state->slow_flow[site] = cki_failing_outlet(run, site, &state->slow_measure[site]);
    }
}

/* Output lost, lowest level and days below the thresholds. Says whether a site is slow or stands still for the first time. A site on its base
   level adds zeros. */
CKI_LANES(bool, account_levels, (ck_run *run, uint32_t first, uint32_t end), (run, first, end), run->width) {
    const uint32_t day = run->day;
    const double slow = cki_parameter(run, CK_PARAMETER_slow_threshold);
    const double stop = cki_parameter(run, CK_PARAMETER_stop_threshold);
    const double *level = run->state.level, *base = run->model->site_base_level;
    const double *reference = run->model->site_reference;
    double *lost = run->state.lost_output, *lowest = run->state.lowest;
    double *slow_days = run->state.slow_days, *stop_days = run->state.stop_days;
    uint32_t *lowest_day = run->state.lowest_day;
    uint64_t fresh = 0;
    CKI_EACH
    for (uint32_t site = first; site < end; site++) {
        const double now = level[site], usual = base[site], least = lowest[site];
        const uint32_t least_day = lowest_day[site];
        const bool counts = (now != usual) & (usual != 0.0);             // a waiting site has nothing to lose
        const bool lower = counts & (now < least), is_slow = counts & (now < slow), stops = counts & (now < stop);
        fresh |= (is_slow & (slow_days[site] == 0.0)) | (stops & (stop_days[site] == 0.0));
        lost[site] += (usual - now) * reference[site];
        lowest[site] = lower ? now : least;
        lowest_day[site] = lower ? day : least_day;
        slow_days[site] += is_slow ? 1.0 : 0.0;
        stop_days[site] += stops ? 1.0 : 0.0;
    }
    return fresh != 0;
}

void cki_account(ck_run *run, const cki_tile *tile) {
    if (account_levels(run, tile->site, tile->site_end)) run->scratch.fresh = true;
}

CKI_LANES_VOID(find_first_days, (ck_run *run), (run), run->width) {
    const uint32_t sites = run->model->site_count;
    const double *slow_days = run->state.slow_days, *stop_days = run->state.stop_days;
    uint8_t *flag = run->scratch.site_flag;
    CKI_EACH
    for (uint32_t site = 0; site < sites; site++) flag[site] = (slow_days[site] == 1.0) | (stop_days[site] == 1.0);
}

static void note_first_days(ck_run *run) {
    cki_state *state = &run->state;
    const uint8_t *flag = run->scratch.site_flag;
    const uint32_t sites = run->model->site_count;
    find_first_days(run);
    for (uint32_t site = cki_next_flag(flag, 0, sites); site < sites; site = cki_next_flag(flag, site + 1, sites)) {
        if (state->slow_days[site] > 0.0 && state->first_slow[site] == CK_NONE) note_slow(run, site);
        if (state->stop_days[site] > 0.0 && state->first_stop[site] == CK_NONE) state->first_stop[site] = run->day;
    }
}

/* ---------------------------------------------------------------- points ------------------------------------------ */

/* Stock over what is wanted of it: finished goods of a maker, both stocks of a market. */
CKI_LANES_VOID(record_stocks, (const ck_run *run, double *ratio), (run, ratio), run->width) {
    const uint32_t products = run->model->product_count;
    const double *finished = run->state.finished, *target = run->sample.product_target;
    CKI_EACH
    for (uint32_t p = 0; p < products; p++) {
        const double part = finished[p] / target[p];
        ratio[p] = target[p] > 0.0 ? part : 1.0;
    }
}

CKI_LANES_VOID(record_market_stocks, (const ck_run *run, const cki_tile *tile, double *ratio), (run, tile, ratio), run->width) {
    const uint32_t count = tile->site_end - tile->site;
    const double *finished = run->state.finished + tile->product, *stock = run->state.stock + tile->slot;
    const double *finished_target = run->sample.product_target + tile->product;
    const double *stock_target = run->sample.slot_target + tile->slot;
    ratio += tile->product;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double target = finished_target[i] + stock_target[i], part = (finished[i] + stock[i]) / target;
        ratio[i] = target > 0.0 ? part : 1.0;
    }
}

static void record_point(ck_run *run) {
    const ck_model *model = run->model;
    const uint32_t every = run->options.record_every;
    if ((run->day + 1) % every != 0) return;
    const size_t point = (run->day + 1) / every - 1;
    double *stock = run->state.series_stock + point * model->product_count;
    cki_copy(run->state.series_level + point * model->site_count, run->state.level, model->site_count * sizeof(double));
    cki_copy(run->state.series_price + point * model->product_count, run->state.price,
             model->product_count * sizeof(double));
    record_stocks(run, stock);
    for (uint32_t i = 0; i < run->fixed.tile_count; i++) {
        if (run->fixed.tile[i].kind == CKI_MARKETS) record_market_stocks(run, &run->fixed.tile[i], stock);
    }
}

/* ---------------------------------------------------------------- soundness --------------------------------------- */

/* The first number of the state that is none. */
static ck_status report_number(const ck_run *run, ck_diags *diags) {
    const cki_shapes shape = cki_shapes_on(run, run->day + 1);
    for (size_t i = 0; i < CKI_FIELDS; i++) {
        const cki_field *field = &cki_fields[i];
        const double *value = cki_field_address(&run->state, field);
        const size_t count = field->each == sizeof *value ? cki_field_count(&shape, field) : 0;
        for (size_t at = 0; at < count; at++) {
            if (ck_is_finite(value[at])) continue;
            return ck_diags_add(diags, CK_E_NUMBER, (ck_place){0}, "day %u: %s of number %u is %g", "look at what enters there",
                                run->day, field->name, (uint32_t)at, value[at]);
        }
    }
    return ck_diags_add(diags, CK_E_NUMBER, (ck_place){0}, "day %u: a sum over the state is no number", "look at what enters there",
                        run->day);
}

CKI_LANES(bool, all_finite, (const ck_run *run, const double *value, uint32_t count), (run, value, count), run->width) {
    (void)run;
    const uint64_t exponent = UINT64_C(0x7ff) << 52;
    uint64_t over = 0;                                               // its highest bit: an exponent of all ones was there
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) over |= (cki_bits_of(value[i]) & exponent) + (UINT64_C(1) << 52);
    return over >> 63 == 0;
}

static bool is_sound(const ck_run *run) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    return all_finite(run, state->level, model->site_count) && all_finite(run, state->price, model->product_count) &&
           all_finite(run, state->finished, model->product_count) &&
           all_finite(run, state->demand, model->product_count) && all_finite(run, state->stock, model->slot_count) &&
           all_finite(run, state->under_way, model->slot_count);
}

static ck_status check_state(const ck_run *run, ck_diags *diags) {
    const bool look = run->reviews || run->day + 1 == run->scenario->days;      // a NaN does not go away
    if (look && *run->state.awake != 0 && !is_sound(run)) return report_number(run, diags);
    if (run->scratch.mass_error > run->options.mass_tolerance) {
        return ck_diags_add(diags, CK_E_BALANCE, (ck_place){0}, "day %u: goods appear or vanish, relative error %g",
                            "the largest allowed error is %g", run->day, run->scratch.mass_error,
                            run->options.mass_tolerance);
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

ck_status cki_stage_account(ck_run *run, ck_diags *diags) {
    if (run->scratch.fresh) note_first_days(run);
    *run->state.mass_error = ck_max(*run->state.mass_error, run->scratch.mass_error);
    record_point(run);
    return check_state(run, diags);
}
