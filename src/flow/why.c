#include "flow/why.h"

#include "flow/start.h"

#define LONGEST_CHAIN 32u

/* ---------------------------------------------------------------- downwards: who does not buy --------------------- */

static uint32_t weakest_outlet(const ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    uint32_t weakest = CK_NONE;
    double most = 0.0;
    for (uint32_t p = model->site_first_product[site]; p < model->site_first_product[site + 1]; p++) {
        for (uint32_t f = model->product_first_flow[p]; f < model->product_first_flow[p + 1]; f++) {
            const double lack = (model->flow_quantity[f] - cki_shipped_on(run, f, (int32_t)run->day)) * model->product_price[p];
            if (lack > most) {
                most = lack;
                weakest = f;
            }
        }
    }
    return weakest;
}

uint32_t cki_failing_outlet(const ck_run *run, uint32_t site, uint32_t *measure) {
    uint32_t flow = CK_NONE;
    *measure = CK_NONE;
    for (uint32_t i = 0; i < LONGEST_CHAIN; i++) {
        const uint32_t next = weakest_outlet(run, site);
        if (next == CK_NONE) return flow;
        flow = next;
        *measure = run->state.blocker[flow];
        if (*measure != CK_NONE) return flow;
        site = run->model->slot_site[run->model->flow_slot[flow]];
        if (run->model->site_first_product[site] == run->model->site_first_product[site + 1]) return flow;
    }
    return flow;
}

/* ---------------------------------------------------------------- upwards: what does not arrive ------------------- */

static double days_of_cover(const ck_run *run, uint32_t slot) {
    return run->sample.slot_target[slot] / run->model->slot_use[slot];
}

/* The slot of a site that fell short first, CK_NONE when none did. */
static uint32_t first_short_slot(const ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    const uint32_t end = model->group_first_slot[model->site_first_group[site + 1]];
    for (uint32_t k = model->group_first_slot[model->site_first_group[site]]; k < end; k++) {
        if (run->state.short_flow[k] != CK_NONE) return k;
    }
    return CK_NONE;
}

static bool seen_before(const ck_why_step *step, uint32_t count, uint32_t site) {
    for (uint32_t i = 0; i < count; i++) {
        if (step[i].site == site) return true;
    }
    return false;
}

static uint32_t demand_step(const ck_run *run, uint32_t site, uint32_t day, ck_why_step *step) {
    *step = (ck_why_step){.site = site, .slot = CK_NONE, .flow = run->state.slow_flow[site],
                          .measure = run->state.slow_measure[site], .day = day, .cover = 0.0};
    return 1;
}

uint32_t ck_run_why(const ck_run *run, uint32_t site, ck_why_step *step, uint32_t capacity) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    const uint32_t day = state->first_slow[site];
    if (day == CK_NONE || capacity == 0) return 0;
    if (state->slow_bound[site] != CK_BOUND_INPUT) return demand_step(run, site, day, step);

    uint32_t count = 0, slot = state->slow_slot[site];
    while (slot != CK_NONE && count < capacity && count < LONGEST_CHAIN && !seen_before(step, count, site)) {
        const uint32_t flow = state->short_flow[slot], measure = state->short_measure[slot];
        step[count++] = (ck_why_step){.site = site, .slot = slot, .flow = flow, .measure = measure,
                                      .day = state->short_day[slot], .cover = days_of_cover(run, slot)};
        if (flow == CK_NONE || measure != CK_NONE) break;
        site = model->product_site[model->flow_product[flow]];
        slot = first_short_slot(run, site);
        if (slot == CK_NONE && state->slow_bound[site] == CK_BOUND_INPUT) slot = state->slow_slot[site];
    }
    return count;
}
