#include "base/lanes.h"
#include "flow/demand.h"
#include "flow/one_input.h"
#include "flow/stages.h"
#include "flow/use.h"

/* ---------------------------------------------------------------- wanted ------------------------------------------ */

/* Levels that are asked for today of makers, product by product (equations 5 to 9). */
CKI_LANES_VOID(wish_products, (ck_run *run, cki_tile part), (run, part), run->width) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    cki_scratch *scratch = &run->scratch;
    const cki_fixed *fixed = &run->fixed;
    const double gap = fixed->gap, memory_rate = fixed->memory;
    const double *discard = fixed->product_discard, *finished = state->finished, *demand = state->demand;
    const double *running = state->running, *final = fixed->product_final, *index = state->final_index;
    const double *target = fixed->product_target, *output = model->product_output, *over = fixed->product_level;
    const double *catch_up = state->catch_up;
    const double *leads = fixed->product_leads, *drives = fixed->product_drives;
    const uint32_t *site = model->product_site;
    double *memory = state->demand_memory, *final_wanted = scratch->final_wanted;
    double *wish = scratch->wish, *later = scratch->later;
    CKI_EACH
    for (uint32_t p = part.product; p < part.product_end; p++) {
        const double now = memory[p] + (running[p] - memory[p]) * memory_rate;
        const double again = catch_up[site[p]] * gap * leads[p];
        const double final_use = final[p] * index[p], wanted = final_use + again;
        const double lack = (target[p] - finished[p]) * gap;
        const double smooth = ((now + discard[p]) + wanted) + lack;
        const double asked = ((demand[p] + discard[p]) + wanted) - finished[p];
        const double most = ck_max(smooth, asked), plan = (now + discard[p]) + final_use;
        const double so_much = most * over[p], so_much_later = plan * over[p], all = output[p];
        const double level = most == all ? 1.0 : most > 0.0 ? so_much : 0.0;
        const double planned = plan == all ? 1.0 : plan > 0.0 ? so_much_later : 0.0;
        memory[p] = now;
        final_wanted[p] = wanted;
        wish[p - part.product] = level * drives[p];
        later[p - part.product] = planned * drives[p];
    }
}

/* A site that makes several products runs for the most wanted of them. */
static void wish_together(ck_run *run, cki_tile part) {
    const uint32_t *first_product = run->model->site_first_product;
    double *wish = run->scratch.wish, *later = run->scratch.later;
    for (uint32_t i = part.joint; i < part.joint_end; i++) {
        const uint32_t site = run->fixed.joint[i], first = first_product[site] - part.product;
        const uint32_t end = first_product[site + 1] - part.product;
        for (uint32_t p = first + 1; p < end; p++) {
            wish[first] = ck_max(wish[first], wish[p]);
            later[first] = ck_max(later[first], later[p]);
        }
    }
}

/* ---------------------------------------------------------------- capacity ---------------------------------------- */

/* Overtime builds up while more than the capacity is wanted and fades otherwise. */
CKI_LANES_VOID(plan_makers, (ck_run *run, cki_tile part), (run, part), run->width) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    cki_scratch *scratch = &run->scratch;
    const double rate = run->fixed.overtime;
    const double *capacity = state->capacity, *extra = model->site_overtime;
    const double *wish = scratch->wish, *later = scratch->later;
    const uint32_t *first = model->site_first_product;
    double *overtime = state->overtime, *wanted = scratch->wanted, *possible = scratch->possible;
    double *plan = scratch->plan, *factor = scratch->factor;
    CKI_EACH
    for (uint32_t site = part.site; site < part.site_end; site++) {
        const uint32_t lead = first[site] - part.product;
        const double want = wish[lead], usual = capacity[site], before = overtime[site], more = extra[site];
        const double goal = want > usual ? 1.0 : 0.0, speed = more > 0.0 ? rate : 0.0;
        const double now = before + (goal - before) * speed, most = usual + more * now;
        overtime[site] = now;
        wanted[site] = want;
        possible[site] = ck_min(want, most);
        plan[site] = ck_min(later[lead], most);
        factor[site] = 1.0;
    }
}

/* ---------------------------------------------------------------- makers ------------------------------------------ */

CKI_LANES_VOID(make, (ck_run *run, cki_tile part), (run, part), run->width) {
    const double *possible = run->scratch.possible, *factor = run->scratch.factor;
    const double *output = run->model->product_output;
    const uint32_t *site_of = run->model->product_site;
    double *level = run->state.level, *made = run->scratch.made;
    CKI_EACH
    for (uint32_t site = part.site; site < part.site_end; site++) level[site] = possible[site] * factor[site];
    CKI_EACH
    for (uint32_t p = part.product; p < part.product_end; p++) made[p] = level[site_of[p]] * output[p];
}

static void produce_makers(ck_run *run, const cki_tile *tile) {
    wish_products(run, *tile);
    wish_together(run, *tile);
    plan_makers(run, *tile);
    cki_use_inputs(run, tile);
    cki_share_inputs(run);
    make(run, *tile);
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

ck_bound cki_bound_of(const ck_run *run, uint32_t site, uint32_t *slot) {
    const ck_model *model = run->model;
    const double most = run->state.capacity[site] + model->site_overtime[site] * run->state.overtime[site];
    const double wanted = run->scratch.wanted[site];
    *slot = CK_NONE;
    if (run->state.level[site] < ck_min(wanted, most)) {
        const uint32_t first = run->fixed.site_slot[site];
        *slot = run->fixed.site_slot[site + 1] - first == 1 ? first : run->scratch.short_slot[site];
        return CK_BOUND_INPUT;
    }
    if (wanted > most) return CK_BOUND_CAPACITY;
    return wanted < model->site_base_level[site] ? CK_BOUND_DEMAND : CK_BOUND_NONE;
}

void cki_stage_produce(ck_run *run) {
    if (*run->state.awake != 0) cki_add_up_demand(run);
}

void cki_produce(ck_run *run, const cki_tile *tile) {
    switch (tile->kind) {
    case CKI_MAKERS:     produce_makers(run, tile); break;
    case CKI_MARKETS:    cki_trade(run, tile); break;
    case CKI_FINAL_USES: cki_consume(run, tile); break;
    case CKI_STOCKPILES:
    case CKI_IDLE:       break;
    }
}
