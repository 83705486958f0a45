#include "flow/use.h"

#include "base/lanes.h"
#include "flow/input.h"

/* ---------------------------------------------------------------- groups ------------------------------------------ */

/* Inputs of a group that are looked at together; further ones stand alone. */
static uint32_t inputs_of(const ck_model *model, uint32_t group) {
    return ck_min_u32(model->group_first_slot[group + 1] - model->group_first_slot[group], CKI_INPUTS_MOST);
}

void cki_substitutes_count(cki_substitutes *substitutes, const ck_model *model) {
    substitutes->count = substitutes->inputs = 0;
    for (uint32_t group = 0; group < model->input_group_count; group++) {
        substitutes->count += inputs_of(model, group) > 1 ? 1 : 0;
        substitutes->inputs = ck_max_u32(substitutes->inputs, inputs_of(model, group));
    }
}

static void add_group(ck_run *run, uint32_t at, uint32_t group) {
    const ck_model *model = run->model;
    const cki_substitutes *to = &run->substitutes;
    const double multiplier = cki_parameter(run, CK_PARAMETER_substitution_multiplier);
    const uint32_t first = model->group_first_slot[group], end = first + inputs_of(model, group);
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
    cki_elasticities_after(of->at_once, of->in_the_end, of->time, of->days, of->elasticity, of->count, run->width);
    cki_bend(of->elasticity, of->bend, of->count, run->width);
}

void cki_substitutes_fill(ck_run *run) {
    const ck_model *model = run->model;
    const cki_substitutes *to = &run->substitutes;
    uint32_t at = 0;
    for (uint32_t k = 0; k < model->slot_count; k++) to->of_slot[k] = CK_NONE;
    for (uint32_t inputs = 2; inputs <= to->inputs; inputs++) {
        for (uint32_t group = 0; group < model->input_group_count; group++) {
            if (inputs_of(model, group) == inputs) add_group(run, at++, group);
        }
    }
    bend(run);
}

void cki_substitutes_review(ck_run *run) {
    const ck_model *model = run->model;
    const cki_substitutes *of = &run->substitutes;
    const double *short_days = run->state.short_days;
    for (uint32_t at = 0; at < of->count; at++) {
        const uint32_t group = of->group[at], first = model->group_first_slot[group], end = first + inputs_of(model, group);
        of->days[at] = 0.0;
        for (uint32_t k = first; k < end; k++) of->days[at] = ck_max(of->days[at], short_days[k]);
    }
    bend(run);
}

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

/* Inputs of which there is enough are used as needed; of the others, which `lacks` says, `used` is the need and stocks stay. A rounding may
   leave less than nothing. */
CKI_LANES_VOID(use_needed, (ck_run *run, const cki_tile *tile, const double *drive), (run, tile, drive), run->width) {
    const uint32_t first = tile->slot, count = tile->slot_end - first;
    const double *arriving = run->scratch.arriving + first, *arrival = run->fixed.slot_arrival + first;
    const double *need = run->scratch.need + first, *bar = run->fixed.slot_thrift + first;
    double *stock = run->state.stock + first, *used = run->scratch.used + first;
    uint8_t *lacks = run->scratch.lacks + first;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double needed = need[i] * drive[i], arrived = arrival[i] + arriving[i], before = stock[i];
        const double left = ck_max(before + (arrived - needed), 0.0);
        const bool short_of = cki_lacks(before + arrived, needed, bar[i]);
        used[i] = needed;
        stock[i] = short_of ? before : left;
        lacks[i] = short_of ? 1 : 0;
    }
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
        run->substitutes.lacks[substitutes] = 1;
        return;
    }
    cki_note_shortage(run, k);
    hold_back(run, run->model->slot_site[k], k, 1.0 - run->fixed.slot_essentiality[k] * (1.0 - fill));
}

void cki_use_inputs(ck_run *run, const cki_tile *tile) {
    const uint8_t *lacks = run->scratch.lacks;
    use_needed(run, tile, cki_spread_to_slots(run, tile, run->scratch.possible));
    for (uint32_t k = cki_next_flag(lacks, tile->slot, tile->slot_end); k < tile->slot_end; k = cki_next_flag(lacks, k + 1, tile->slot_end)) {
        use_short(run, k);
    }
}

/* ---------------------------------------------------------------- together ---------------------------------------- */

/* Inputs that are not there fill a group up to the number that others have. */
static void place_nothing(cki_abreast *abreast, uint32_t lane, uint32_t from) {
    for (uint32_t i = from; i < abreast->inputs; i++) {
        abreast->share[i * CKI_ABREAST + lane] = 0.0;
        abreast->offer[i * CKI_ABREAST + lane] = 1.0;
    }
}

/* Groups without inputs fill a vector up. */
static void place_none(cki_abreast *abreast, uint32_t lane) {
    place_nothing(abreast, lane, 0);
    abreast->bend.power[lane] = abreast->bend.over_power[lane] = abreast->bend.largest[lane] = abreast->bend.top[lane] = 1.0;
}

static void place_group(ck_run *run, uint32_t at, uint32_t lane) {
    const cki_substitutes *of = &run->substitutes;
    cki_abreast *abreast = &run->substitutes.abreast;
    const uint32_t group = of->group[at], first = run->model->group_first_slot[group], inputs = inputs_of(run->model, group);
    const double level = run->scratch.possible[run->model->group_site[group]];
    place_nothing(abreast, lane, inputs);
    for (uint32_t i = 0; i < inputs; i++) {
        const uint32_t k = first + i, place = i * CKI_ABREAST + lane;
        const double available = run->state.stock[k] + run->scratch.used[k], need = run->scratch.need[k] * level;
        abreast->share[place] = of->share[k];
        abreast->need[place] = need;
        abreast->offer[place] = need > 0.0 ? cki_offer_of(available, need, run->fixed.slot_thrift[k]) : 1.0;
    }
    abreast->bend.power[lane] = of->bend.power[at];
    abreast->bend.over_power[lane] = of->bend.over_power[at];
    abreast->bend.largest[lane] = of->bend.largest[at];
    abreast->bend.top[lane] = of->bend.top[at];
}

/* Back to the slots; its shortest input stands for the group. */
static void take_group(ck_run *run, uint32_t at, uint32_t lane) {
    double *stock = run->state.stock, *used = run->scratch.used;
    const cki_abreast *abreast = &run->substitutes.abreast;
    const uint32_t group = run->substitutes.group[at], first = run->model->group_first_slot[group];
    const uint32_t inputs = inputs_of(run->model, group);
    const double allows = 1.0 - run->model->group_essentiality[group] * (1.0 - abreast->fill[lane]);
    uint32_t shortest = 0;
    for (uint32_t i = 0; i < inputs; i++) {
        const uint32_t k = first + i, place = i * CKI_ABREAST + lane;
        const double available = stock[k] + used[k];
        const double use = ck_min(abreast->need[place] * abreast->use[place], available);
        stock[k] = available - use;
        used[k] = use;
        if (abreast->use[place] < 1.0) cki_note_shortage(run, k);
        if (abreast->offer[place] < abreast->offer[shortest * CKI_ABREAST + lane]) shortest = i;
        run->scratch.lacks[k] = 1;
        run->scratch.allows[k] = allows;
    }
    hold_back(run, run->model->group_site[group], first + shortest, allows);
}

static void substitute(ck_run *run) {
    cki_substitutes *of = &run->substitutes;
    uint32_t chosen[CKI_ABREAST];
    for (uint32_t at = cki_next_flag(of->lacks, 0, of->count); at < of->count;) {
        uint32_t count = 0;
        for (; count < CKI_ABREAST && at < of->count; at = cki_next_flag(of->lacks, at + 1, of->count)) {
            chosen[count++] = at;
            of->lacks[at] = 0;
        }
        of->abreast.count = count;
        of->abreast.inputs = inputs_of(run->model, of->group[chosen[count - 1]]);      // those with more inputs stand behind
        for (uint32_t lane = 0; lane < count; lane++) place_group(run, chosen[lane], lane);
        for (uint32_t lane = count; lane % CKI_LANES_MOST != 0; lane++) place_none(&of->abreast, lane);
        cki_substitute(&of->abreast, run->width);
        for (uint32_t lane = 0; lane < count; lane++) take_group(run, chosen[lane], lane);
    }
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
    substitute(run);
    for (uint32_t i = 0; i < run->scratch.held_back_count; i++) use_less(run, run->scratch.held_back[i]);
    run->scratch.held_back_count = 0;
}
