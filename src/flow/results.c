#include "flow/books.h"
#include "flow/start.h"

/* ---------------------------------------------------------------- series ------------------------------------------ */

static ck_series series(const ck_run *run, const double *value, uint32_t stride) {
    const uint32_t every = run->options.record_every;
    return (ck_series){.value = value, .count = run->day / every, .stride = stride, .every = every, .unit = "1"};
}

ck_series ck_run_level(const ck_run *run, uint32_t site) {
    return series(run, run->state.series_level + site, run->model->site_count);
}
ck_series ck_run_price(const ck_run *run, uint32_t product) {
    return series(run, run->state.series_price + product, run->model->product_count);
}
ck_series ck_run_stock(const ck_run *run, uint32_t product) {
    return series(run, run->state.series_stock + product, run->model->product_count);
}

/* ---------------------------------------------------------------- months ------------------------------------------ */

static int32_t first_month(const ck_run *run) {
    return ck_date_month_index(run->scenario->start);
}

uint32_t ck_run_month_count(const ck_run *run) {
    return run->day == 0 ? 0 : run->month + 1;
}

int32_t ck_run_month_index(const ck_run *run, uint32_t month) {
    return first_month(run) + (int32_t)month;
}

/* Days of a month that the run has done. */
static double days_done(const ck_run *run, uint32_t month) {
    const uint32_t from = run->fixed.month_start[month], until = ck_min_u32(run->fixed.month_start[month + 1], run->day);
    return until > from ? (double)(until - from) : 0.0;
}

/* Base and deviation cancel when nothing was shipped; what rounding leaves of it is not a shipment. */
static double total(double base, double deviation) {
    const double sum = base + deviation;
    return sum > 1e-9 * base ? sum : 0.0;
}

/* What is done and not yet booked belongs to the last month. */
static bool is_last(const ck_run *run, uint32_t month) {
    return month + 1 == ck_run_month_count(run);
}

double ck_run_month_quantity(const ck_run *run, uint32_t flow, uint32_t month) {
    if (month >= ck_run_month_count(run)) return 0.0;
    const double base = run->model->flow_quantity[flow];
    const double booked = run->state.month_quantity[month * run->shape.SUPPLIER + run->fixed.suppliers.of_flow[flow]];
    const double open = is_last(run, month) ? cki_open_quantity(run, flow) - cki_open_days(run) * base : 0.0;
    return total(base * days_done(run, month), booked + open);
}

double ck_run_month_value(const ck_run *run, uint32_t flow, uint32_t month) {
    if (month >= ck_run_month_count(run)) return 0.0;
    const ck_model *model = run->model;
    const uint32_t product = model->flow_product[flow];
    const double base = model->flow_quantity[flow], base_price = model->product_price[product];
    const double booked = run->state.month_value[month * run->shape.SUPPLIER + run->fixed.suppliers.of_flow[flow]];
    double open = 0.0;
    if (is_last(run, month)) {
        open = base_price * (cki_open_quantity(run, flow) * run->state.price[product] - cki_open_days(run) * base);
    }
    return total(base * base_price * days_done(run, month), booked + open);
}

/* ---------------------------------------------------------------- sites and measures ------------------------------ */

static double lost_value_added(const ck_run *run, uint32_t site) {
    return run->state.lost_output[site] / run->model->site_reference[site] * run->model->site_value_added[site];
}

double cki_extra_cost(const ck_run *run, uint32_t slot) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    double sum = state->extra_cost[slot];                            // with what is not booked yet
    for (uint32_t i = model->slot_first_inbound[slot]; i < model->slot_first_inbound[slot + 1]; i++) {
        const uint32_t f = model->inbound_flow[i], p = model->flow_product[f];
        const double rise = state->price[p] * (1.0 + state->wedge[f]) + state->charge[f] - 1.0;
        if (rise != 0.0) sum += cki_open_quantity(run, f) * model->product_price[p] * rise;
    }
    return sum;
}

/* For all that goes into a site. */
static double extra_cost(const ck_run *run, uint32_t site) {
    double sum = 0.0;
    for (uint32_t k = run->fixed.site_slot[site]; k < run->fixed.site_slot[site + 1]; k++) sum += cki_extra_cost(run, k);
    return sum;
}

static void add_open_entry(const ck_run *run, uint32_t measure, uint32_t entry, ck_measure_result *result) {
    const ck_model *model = run->model;
    const uint32_t f = run->scenario->entry_flow[entry], p = model->flow_product[f];
    const double paid = cki_open_quantity(run, f) * model->product_price[p] * run->today.factor[entry];
    if (run->scenario->measure[measure].effect == CK_EFFECT_DUTY) result->paid += paid * run->state.price[p];
    if (run->scenario->measure[measure].effect == CK_EFFECT_FEE) result->paid += paid;
}

ck_site_result ck_run_site(const ck_run *run, uint32_t site) {
    const cki_state *state = &run->state;
    return (ck_site_result){
        .first_slow_day = state->first_slow[site],
        .first_stop_day = state->first_stop[site],
        .lowest_level = state->lowest[site],
        .lowest_day = state->lowest_day[site],
        .slow_days = state->slow_days[site],
        .stop_days = state->stop_days[site],
        .lost_output = state->lost_output[site],
        .lost_value_added = lost_value_added(run, site),
        .extra_cost = extra_cost(run, site),
        .bound = (ck_bound)state->slow_bound[site],
        .bound_slot = state->slow_slot[site],
    };
}

ck_measure_result ck_run_measure(const ck_run *run, uint32_t measure) {
    const cki_state *state = &run->state;
    const double days = state->measure_days[measure];
    ck_measure_result result = {
        .blocked = state->measure_blocked[measure],
        .paid = state->measure_paid[measure],
        .released = state->measure_released[measure],
        .granted_share = days > 0.0 ? state->measure_granted[measure] / days : 0.0,
    };
    const cki_measure *at = &run->scenario->measure[measure];
    for (uint32_t e = at->first_entry; e < at->end_entry; e++) add_open_entry(run, measure, e, &result);
    return result;
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

/* Cumulated sums follow from what is booked: what was made from the levels, what was used from arrivals and stocks. */
static void add_products(const ck_run *run, ck_run_ledger *sum) {
    const ck_model *model = run->model;
    const double days = (double)run->day;
    for (uint32_t p = 0; p < model->product_count; p++) {
        const uint32_t site = model->product_site[p];
        if (model->site_kind[site] == CK_SITE_STOCKPILE) continue;
        const double lost = run->state.lost_output[site] / model->site_reference[site];
        const double levels = model->site_base_level[site] * days - lost;
        const double made = levels * model->product_output[p], price = model->product_price[p];
        const double discarded = run->fixed.product_discard[p] * days + run->state.discarded[p];
        sum->made += made * price;
        sum->discarded += discarded * price;
        sum->shipped += (made - discarded - (run->state.finished[p] - run->fixed.product_target[p])) * price;
    }
}

static double shipped_so_far(const ck_run *run, uint32_t flow) {
    double sum = 0.0;
    for (uint32_t month = 0; month < ck_run_month_count(run); month++) sum += ck_run_month_quantity(run, flow, month);
    return sum;
}

static void add_slots(const ck_run *run, ck_run_ledger *sum) {
    const ck_model *model = run->model;
    for (uint32_t k = 0; k < model->slot_count; k++) {
        double arrived = -run->state.under_way[k];
        for (uint32_t i = model->slot_first_inbound[k]; i < model->slot_first_inbound[k + 1]; i++) {
            const uint32_t f = model->inbound_flow[i];
            const double open = cki_open_quantity(run, f) - cki_open_days(run) * model->flow_quantity[f];
            arrived += shipped_so_far(run, f) - open;
        }
        const double first = run->sample.slot_target[k] * model->site_base_level[model->slot_site[k]];
        sum->arrived += arrived * run->fixed.slot_price[k];
        sum->used += (arrived - (run->state.stock[k] - first)) * run->fixed.slot_price[k];
    }
}

ck_run_ledger ck_run_account(const ck_run *run) {
    const ck_model *model = run->model;
    ck_run_ledger result = {.largest_mass_error = *run->state.mass_error, .on_baseline = true};
    add_products(run, &result);
    add_slots(run, &result);
    for (uint32_t site = 0; site < model->site_count; site++) {
        result.lost_value_added += lost_value_added(run, site);
        if (model->site_kind[site] == CK_SITE_STOCKPILE) continue;
        if (ck_abs(run->state.level[site] - model->site_base_level[site]) > 1e-9) result.on_baseline = false;
    }
    return result;
}
