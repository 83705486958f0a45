#include "flow/rows.h"

#include "base/lanes.h"
#include "flow/input.h"

/* What a loop found that is looked at slot by slot. */
typedef struct found {
    uint32_t days;               // the first days of all shortages, joined by or: CK_NONE when one has none yet
    uint32_t below_zero;         // 1: a stock is
} found;

static void settle(ck_run *run, const cki_row *row, found any) {
    const uint32_t first = row->slot, end = first + row->count;
    if (any.days == CK_NONE) cki_note_first_shortages(run, first, end);
    if (any.below_zero != 0) cki_settle_stocks(run, first, end);
}

static inline ck_bound bound_by(double wanted, double capacity, double base) {
    return wanted > capacity ? CK_BOUND_CAPACITY : wanted < base ? CK_BOUND_DEMAND : CK_BOUND_NONE;
}

/* ---------------------------------------------------------------- markets ----------------------------------------- */

/* Equations 5 to 15 for one input, one product and no capacity to speak of. */
CKI_LANES(found, sell, (ck_run *run, cki_row row), (run, row), run->width) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    cki_scratch *scratch = &run->scratch;
    const double memory_rate = run->fixed.memory;
    const uint32_t count = row.count, s = row.site, p = row.product, k = row.slot, day = run->day;
    const double *demand = state->demand + p, *running = state->running + p, *finished = state->finished + p;
    const double *output = model->product_output + p, *over_output = run->fixed.product_level + p;
    const double *arrival = run->fixed.slot_arrival + k, *arriving = state->arriving + k, *need = scratch->need + k;
    const double *capacity = state->capacity + s, *base = model->site_base_level + s;
    double *memory = state->demand_memory + p, *made = scratch->made + p, *plan = scratch->plan + s;
    double *wanted = state->wanted + s, *level = state->level + s;
    double *stock = state->stock + k, *used = state->used + k;
    uint32_t *bound = state->bound + s, *bound_slot = state->bound_slot + s, *short_last = state->short_last + k;
    const uint32_t *short_day = state->short_day + k;
    uint32_t days = 0, below = 0;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double now = memory[i] + (running[i] - memory[i]) * memory_rate;
        const double asked = demand[i] - finished[i], arrived = arrival[i] + arriving[i];
        const double want = asked == output[i] ? 1.0 : asked > 0.0 ? asked * over_output[i] : 0.0;
        const double later = now == output[i] ? 1.0 : now > 0.0 ? now * over_output[i] : 0.0;
        const double most = capacity[i], possible = ck_min(want, most);
        const double needed = need[i] * possible, fill = cki_fill_of(stock[i] + arrived, needed, 0.0);
        const double part = 1.0 - (1.0 - fill), reached = possible * part;
        const double use = needed * fill, left = stock[i] + (arrived - use);
        const bool lacks = fill < 1.0;
        memory[i] = now;
        plan[i] = ck_min(later, most);
        wanted[i] = want;
        level[i] = reached;
        made[i] = reached * output[i];
        used[i] = use;
        stock[i] = left;
        bound[i] = lacks ? CK_BOUND_INPUT : bound_by(want, most, base[i]);
        bound_slot[i] = lacks ? k + i : CK_NONE;
        short_last[i] = lacks ? day : short_last[i];
        days |= lacks ? short_day[i] : 0;
        below |= left < 0.0;
    }
    return (found){days, below};
}

void cki_produce_markets(ck_run *run) {
    const cki_row *row = run->fixed.market;
    for (uint32_t i = 0; i < run->fixed.market_rows; i++) settle(run, &row[i], sell(run, row[i]));
}

/* ---------------------------------------------------------------- final uses -------------------------------------- */

/* Equations 8 and 11 to 17. Each day a part of what was missed is asked for again; of what is not had, a share is asked
   for later and the rest is lost. */
CKI_LANES(found, consume, (ck_run *run, cki_row row), (run, row), run->width) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    cki_scratch *scratch = &run->scratch;
    const double gap = run->fixed.gap, kept = cki_parameter(run, CK_PARAMETER_catch_up_share);
    const uint32_t count = row.count, s = row.site, k = row.slot, day = run->day;
    const double *arrival = run->fixed.slot_arrival + k, *arriving = state->arriving + k, *need = scratch->need + k;
    const double *capacity = state->capacity + s, *base = model->site_base_level + s;
    const double *reference = model->site_reference + s;
    const double *intensity = state->intensity + k, *bar = run->fixed.slot_thrift + k;
    double *plan = scratch->plan + s, *catch_up = state->catch_up + s;
    double *wanted = state->wanted + s, *level = state->level + s, *stock = state->stock + k, *used = state->used + k;
    uint32_t *bound = state->bound + s, *bound_slot = state->bound_slot + s, *short_last = state->short_last + k;
    const uint32_t *short_day = state->short_day + k;
    uint32_t days = 0, below = 0;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double again = catch_up[i] * gap, usual = base[i] * intensity[i], want = usual + again / reference[i];
        const double most = capacity[i], possible = ck_min(want, most), arrived = arrival[i] + arriving[i];
        const double needed = need[i] * possible;
        const double fill = cki_fill_of(stock[i] + arrived, needed, bar[i]);
        const double part = 1.0 - (1.0 - fill), reached = possible * part;
        const double use = needed * fill, left = stock[i] + (arrived - use);
        const bool lacks = fill < 1.0;
        catch_up[i] += kept * (want * reference[i] - reached * reference[i]) - again;
        plan[i] = ck_min(usual, most);
        wanted[i] = want;
        level[i] = reached;
        used[i] = use;
        stock[i] = left;
        bound[i] = lacks ? CK_BOUND_INPUT : bound_by(want, most, base[i]);
        bound_slot[i] = lacks ? k + i : CK_NONE;
        short_last[i] = lacks ? day : short_last[i];
        days |= lacks ? short_day[i] : 0;
        below |= left < 0.0;
    }
    return (found){days, below};
}

void cki_produce_final_uses(ck_run *run) {
    const cki_row *row = run->fixed.final_use;
    for (uint32_t i = 0; i < run->fixed.final_use_rows; i++) settle(run, &row[i], consume(run, row[i]));
}
