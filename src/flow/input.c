#include "flow/input.h"

/* The supplier whose failure weighs most: base quantity times the share of the orders that he does not fill. */
static uint32_t weakest_flow(const ck_run *run, uint32_t slot) {
    const ck_model *model = run->model;
    uint32_t weakest = CK_NONE;
    double most = -1.0;
    for (uint32_t i = model->slot_first_inbound[slot]; i < model->slot_first_inbound[slot + 1]; i++) {
        const uint32_t f = model->inbound_flow[i];
        const double lack = run->fixed.flow_reference[f] * (1.0 - ck_min(run->state.fill[run->fixed.suppliers.of_flow[f]], run->state.permit[f]));
        if (lack > most) {
            most = lack;
            weakest = f;
        }
    }
    return weakest;
}

void cki_note_shortage(ck_run *run, uint32_t slot) {
    cki_state *state = &run->state;
    state->short_last[slot] = (double)run->day;
    if (state->short_day[slot] != CK_NONE) return;
    state->short_day[slot] = run->day;
    state->short_flow[slot] = weakest_flow(run, slot);
    if (state->short_flow[slot] != CK_NONE) state->short_measure[slot] = state->blocker[state->short_flow[slot]];
}

void cki_note_first_shortages(ck_run *run, uint32_t first, uint32_t end) {
    for (uint32_t k = first; k < end; k++) {
        if (run->state.short_last[k] == (double)run->day) cki_note_shortage(run, k);
    }
}

void cki_settle_stocks(ck_run *run, uint32_t first, uint32_t end) {
    for (uint32_t k = first; k < end; k++) {
        if (!(run->state.stock[k] < 0.0)) continue;
        const double error = -run->state.stock[k] / (run->model->slot_use[k] + run->sample.slot_target[k]);
        run->scratch.mass_error = ck_max(run->scratch.mass_error, error);
        run->state.stock[k] = 0.0;
    }
}
