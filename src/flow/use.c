#include "flow/use.h"

#include "base/lanes.h"
#include "flow/input.h"
#include "flow/substitutes.h"

/* ---------------------------------------------------------------- each alone -------------------------------------- */

/* Eight at a time, of which the next site overwrites what is not this one's. */
CKI_LANES_VOID(spread, (ck_run *run, const cki_tile *tile, const double *of_site), (run, tile, of_site), run->width) {
    const uint32_t *slot = run->fixed.site_slot;
    double *drive = run->scratch.drive;
    for (uint32_t site = tile->site; site < tile->site_end; site++) {
        const double value = of_site[site], *end = drive + (slot[site + 1] - tile->slot);
        for (double *to = drive + (slot[site] - tile->slot); to < end; to += CKI_SPREAD) {
            for (uint32_t j = 0; j < CKI_SPREAD; j++) to[j] = value;
        }
    }
}

const double *cki_spread_to_slots(ck_run *run, const cki_tile *tile, const double *of_site) {
    if (tile->kind == CKI_MARKETS || tile->kind == CKI_FINAL_USES) return of_site + tile->site;
    spread(run, tile, of_site);
    return run->scratch.drive;
}

/* Inputs of which there is enough are used as needed; of the others, which `lacks` says, `used` is the need and stocks stay. Says whether a
   stock is below zero. */
CKI_LANES(bool, use_needed, (ck_run *run, const cki_tile *tile, const double *drive), (run, tile, drive), run->width) {
    const uint32_t first = tile->slot, count = tile->slot_end - first;
    const double *arriving = run->scratch.arriving + first, *arrival = run->fixed.slot_arrival + first;
    const double *need = run->scratch.need + first, *bar = run->fixed.slot_thrift + first;
    double *stock = run->state.stock + first, *used = run->scratch.used + first;
    uint8_t *lacks = run->scratch.lacks + first;
    uint32_t below = 0;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double needed = need[i] * drive[i], arrived = arrival[i] + arriving[i], before = stock[i];
        const bool short_of = cki_lacks(before + arrived, needed, bar[i]);
        const double left = before + (short_of ? 0.0 : arrived - needed);
        used[i] = needed;
        stock[i] = left;
        lacks[i] = short_of ? 1 : 0;
        below |= left < 0.0;
    }
    return below != 0;
}

/* The scarcest input sets the level of its site, of equal ones the first. */
static void hold_back(ck_run *run, uint32_t site, uint32_t slot, double allows) {
    cki_scratch *scratch = &run->scratch;
    scratch->allows[slot] = allows;
    const double factor = scratch->factor[site];
    if (!(allows < 1.0) || allows > factor || (allows == factor && slot > scratch->short_slot[site])) return;
    if (factor == 1.0) scratch->held_back[scratch->held_back_count++] = site;
    scratch->short_slot[site] = slot;
    scratch->factor[site] = allows;
}

static void note_group(cki_substitutes *substitutes, uint32_t at) {
    if (substitutes->lacks[at] == 0) substitutes->lacking[substitutes->lacking_count++] = at;
    substitutes->lacks[at] = 1;
}

/* Uses all of it, or when it runs low the share of the need that it is of the bar. */
static void use_short(ck_run *run, uint32_t k) {
    double *stock = run->state.stock, *used = run->scratch.used;
    const double available = stock[k] + (run->fixed.slot_arrival[k] + run->scratch.arriving[k]), needed = used[k];
    const double fill = cki_offer_of(available, needed, run->fixed.slot_thrift[k]);
    const double use = ck_min(needed * fill, ck_max(available, 0.0));
    const uint32_t substitutes = run->substitutes.of_slot[k];
    used[k] = use;
    stock[k] = available - use;
    if (available < 0.0) cki_settle_stocks(run, k, k + 1);
    if (substitutes != CK_NONE) {
        note_group(&run->substitutes, substitutes);
        return;
    }
    cki_note_shortage(run, k);
    hold_back(run, run->model->slot_site[k], k, 1.0 - run->fixed.slot_essentiality[k] * (1.0 - fill));
}

void cki_use_inputs(ck_run *run, const cki_tile *tile) {
    const uint8_t *lacks = run->scratch.lacks;
    const double *drive = cki_spread_to_slots(run, tile, run->scratch.possible);
    if (use_needed(run, tile, drive)) cki_settle_stocks(run, tile->slot, tile->slot_end);
    for (uint32_t k = cki_next_flag(lacks, tile->slot, tile->slot_end); k < tile->slot_end; k = cki_next_flag(lacks, k + 1, tile->slot_end)) {
        use_short(run, k);
    }
}

/* ---------------------------------------------------------------- together ---------------------------------------- */

static void place_group(ck_run *run, uint32_t at, uint32_t lane, uint32_t inputs) {
    const cki_substitutes *of = &run->substitutes;
    const uint32_t group = of->group[at], first = run->model->group_first_slot[group];
    const double level = run->scratch.possible[run->model->group_site[group]];
    for (uint32_t i = 0; i < inputs; i++) {
        cki_abreast_input *input = &of->abreast_input[i];
        const uint32_t k = first + i;
        const double available = run->state.stock[k] + run->scratch.used[k], need = run->scratch.need[k] * level;
        input->share[lane] = of->share[k];
        input->need[lane] = need;
        input->offer[lane] = need > 0.0 ? cki_offer_of(available, need, run->fixed.slot_thrift[k]) : 1.0;
    }
    of->abreast_group->power[lane] = of->bend.power[at];
    of->abreast_group->over_power[lane] = of->bend.over_power[at];
    of->abreast_group->largest[lane] = of->bend.largest[at];
    of->abreast_group->top[lane] = of->bend.top[at];
}

/* Back to the slots; its shortest input stands for the group. */
static void take_group(ck_run *run, uint32_t at, uint32_t lane, uint32_t inputs) {
    double *stock = run->state.stock, *used = run->scratch.used;
    const cki_substitutes *of = &run->substitutes;
    const uint32_t group = of->group[at], first = run->model->group_first_slot[group];
    const double allows = 1.0 - run->model->group_essentiality[group] * (1.0 - of->abreast_group->fill[lane]);
    uint32_t shortest = 0;
    for (uint32_t i = 0; i < inputs; i++) {
        const cki_abreast_input *input = &of->abreast_input[i];
        const uint32_t k = first + i;
        const double available = stock[k] + used[k], use = ck_min(input->need[lane] * input->use[lane], available);
        stock[k] = available - use;
        used[k] = use;
        if (input->use[lane] < 1.0) cki_note_shortage(run, k);
        if (input->offer[lane] < of->abreast_input[shortest].offer[lane]) shortest = i;
        run->scratch.lacks[k] = 1;
        run->scratch.allows[k] = allows;
    }
    hold_back(run, run->model->group_site[group], first + shortest, allows);
}

static void substitute_abreast(ck_run *run, const uint32_t *chosen, uint32_t count, uint32_t inputs) {
    const cki_substitutes *of = &run->substitutes;
    if (count == 0) return;
    cki_substitute(of->abreast_group, of->abreast_input, inputs, count, run->width);
    for (uint32_t lane = 0; lane < count; lane++) take_group(run, chosen[lane], lane, inputs);
}

/* Groups of one number of inputs at a time. */
static void substitute(ck_run *run, uint32_t inputs) {
    const cki_substitutes *of = &run->substitutes;
    uint32_t chosen[CKI_ABREAST], count = 0;
    for (uint32_t i = 0; i < of->lacking_count; i++) {
        const uint32_t at = of->lacking[i];
        if (cki_inputs_of(run->model, of->group[at]) != inputs) continue;
        place_group(run, at, count, inputs);
        of->lacks[at] = 0;
        chosen[count++] = at;
        if (count < CKI_ABREAST) continue;
        substitute_abreast(run, chosen, count, inputs);
        count = 0;
    }
    substitute_abreast(run, chosen, count, inputs);
}

/* Uses follow the level that is reached: what would allow more is used in proportion. */
static void use_less(ck_run *run, uint32_t site) {
    double *stock = run->state.stock, *used = run->scratch.used;
    const double *allows = run->scratch.allows, factor = run->scratch.factor[site];
    const uint8_t *lacks = run->scratch.lacks;
    for (uint32_t k = run->fixed.site_slot[site]; k < run->fixed.site_slot[site + 1]; k++) {
        const double others = lacks[k] != 0 ? allows[k] : 1.0, use = others > factor ? used[k] * (factor / others) : used[k];
        stock[k] += used[k] - use;
        used[k] = use;
    }
}

void cki_share_inputs(ck_run *run) {
    cki_substitutes *of = &run->substitutes;
    for (uint32_t inputs = 2; inputs <= of->inputs && of->lacking_count > 0; inputs++) substitute(run, inputs);
    of->lacking_count = 0;
    for (uint32_t i = 0; i < run->scratch.held_back_count; i++) use_less(run, run->scratch.held_back[i]);
    run->scratch.held_back_count = 0;
}
