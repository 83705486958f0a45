#include "flow/one_input.h"

#include "base/lanes.h"
#include "flow/input.h"
#include "flow/stages.h"

/* What a loop found that is looked at one by one. */
typedef struct found {
    uint64_t first;              // 1: an input is short for the first time
    uint64_t below_zero;         // 1: an input stock is
    uint64_t unsound;            // 1: a finished stock is
} found;

static void settle(ck_run *run, const cki_tile *tile, found any) {
    if (any.first != 0) cki_note_first_shortages(run, tile->slot, tile->slot_end);
    if (any.below_zero != 0) cki_settle_stocks(run, tile->slot, tile->slot_end);
    if (any.unsound != 0) cki_settle_products(run, tile->product, tile->product_end);
}

/* ---------------------------------------------------------------- markets ----------------------------------------- */

/* Equations 5 to 16 for one input, one product and no capacity to speak of. All orders alike are cut to what can be sold; a market sells to
   nobody else and discards nothing. */
CKI_LANES(found, trade, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    cki_scratch *scratch = &run->scratch;
    const double memory_rate = run->fixed.memory;
    const uint32_t count = tile->site_end - tile->site, s = tile->site, p = tile->product, k = tile->slot;
    const double today = (double)run->day;
    const double *demand = state->demand + p, *running = state->running + p;
    const double *output = model->product_output + p, *over_output = run->fixed.product_level + p;
    const double *arrival = run->fixed.slot_arrival + k, *arriving = scratch->arriving + k, *need = scratch->need + k;
    const double *capacity = state->capacity + s;
    double *memory = state->demand_memory + p, *finished = state->finished + p;
    double *part = cki_parts_on(run, (int32_t)run->day) + p, *sent = scratch->sent + p;
    double *wanted = scratch->wanted + s, *level = state->level + s;
    double *stock = state->stock + k, *used = scratch->used + k, *short_last = state->short_last + k;
    uint64_t first = 0, below = 0, unsound = 0;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double opening = finished[i], ordered = demand[i], was = memory[i], last = short_last[i];
        const double asked = ordered - opening, arrived = arrival[i] + arriving[i], full = output[i];
        const double want = cki_level_of(asked, full, over_output[i]);
        const double possible = ck_min(want, capacity[i]);
        const double needed = need[i] * possible, held = stock[i], available = held + arrived, all = ck_max(available, 0.0);
        const double fill = ck_min(1.0, all / needed), reached = possible * (1.0 - (1.0 - fill)), makes = reached * full;
        const bool lacks = fill < 1.0;
        const double short_rest = available - all, rest = held + (arrived - needed), left = lacks ? short_rest : rest;
        memory[i] = was + (running[i] - was) * memory_rate;
        wanted[i] = want;
        level[i] = reached;
        used[i] = ck_min(needed, all);
        stock[i] = left;
        const double before = lacks ? last : 0.0;                    // below 0: never short
        first |= before < 0.0;
        short_last[i] = lacks ? today : last;
        below |= left < 0.0;
        const double sellable = opening + makes, most = ck_max(sellable, 0.0), kept = opening + (makes - ordered);
        const double closing = ordered > sellable ? sellable - most : kept;
        part[i] = ck_min(1.0, most / ordered);
        sent[i] = ck_min(ordered, most);
        finished[i] = closing;
        unsound |= closing < 0.0;
    }
    return (found){first, below, unsound};
}

/* Inputs are ordered for what is sold to running use (equation 9). */
CKI_LANES_VOID(plan_trade, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const uint32_t count = tile->site_end - tile->site;
    const double *memory = run->state.demand_memory + tile->product, *capacity = run->state.capacity + tile->site;
    const double *output = run->model->product_output + tile->product, *over_output = run->fixed.product_level + tile->product;
    double *plan = run->scratch.plan + tile->site;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        plan[i] = ck_min(cki_level_of(memory[i], output[i], over_output[i]), capacity[i]);
    }
}

/* Where goods are not rationed in proportion, what was sold is taken back: the opening stocks stand in the places of what is made. */
static void take_back(ck_run *run, const cki_tile *tile) {
    for (uint32_t p = tile->product; p < tile->product_end; p++) {
        run->state.finished[p] = run->scratch.made[p];
        run->scratch.made[p] = run->state.level[run->model->product_site[p]] * run->model->product_output[p];
    }
}

void cki_trade(ck_run *run, const cki_tile *tile) {
    const bool sells = run->scenario->allocation == CK_PROPORTIONAL;
    const uint32_t first = tile->product;
    if (!sells) cki_copy(run->scratch.made + first, run->state.finished + first, (tile->product_end - first) * sizeof(double));
    settle(run, tile, trade(run, tile));
    if (!sells) take_back(run, tile);
    if (run->reviews) plan_trade(run, tile);
}

/* ---------------------------------------------------------------- final uses -------------------------------------- */

/* Equations 8 and 11 to 17. Each day a part of what was missed is asked for again; of what is not had, a share is asked
   for later and the rest is lost. */
CKI_LANES(found, consume, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    cki_scratch *scratch = &run->scratch;
    const double gap = run->fixed.gap, kept = cki_parameter(run, CK_PARAMETER_catch_up_share);
    const uint32_t count = tile->site_end - tile->site, s = tile->site, k = tile->slot;
    const double today = (double)run->day;
    const double *arrival = run->fixed.slot_arrival + k, *arriving = scratch->arriving + k, *need = scratch->need + k;
    const double *capacity = state->capacity + s, *base = model->site_base_level + s;
    const double *reference = model->site_reference + s;
    const double *intensity = state->intensity + k, *bar = run->fixed.slot_thrift + k;
    double *plan = scratch->plan + s, *catch_up = state->catch_up + s;
    double *wanted = scratch->wanted + s, *level = state->level + s, *stock = state->stock + k, *used = scratch->used + k;
    double *short_last = state->short_last + k;
    uint64_t first = 0, below = 0;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double last = short_last[i], again = catch_up[i] * gap, usual = base[i] * intensity[i], want = usual + again / reference[i];
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
        const double before = lacks ? last : 0.0;                    // below 0: never short
        first |= before < 0.0;
        short_last[i] = lacks ? today : last;
        below |= left < 0.0;
    }
    return (found){.first = first, .below_zero = below};
}

void cki_consume(ck_run *run, const cki_tile *tile) {
    settle(run, tile, consume(run, tile));
}
