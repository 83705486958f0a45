#include "base/lanes.h"
#include "flow/demand.h"
#include "flow/one_input.h"
#include "flow/stages.h"
#include "flow/use.h"

/* ---------------------------------------------------------------- wanted ------------------------------------------ */

/* Levels that are asked for today of makers, product by product (equations 5 to 8). */
CKI_LANES_VOID(wish_products, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const cki_state *state = &run->state;
    const cki_fixed *fixed = &run->fixed;
    const double gap = fixed->gap, memory_rate = fixed->memory;
    const double *discard = fixed->product_discard, *finished = state->finished, *demand = state->demand;
    const double *running = state->running, *final = fixed->product_final, *index = state->final_index;
    const double *target = fixed->product_target, *output = run->model->product_output, *over = fixed->product_level;
    const double *catch_up = state->catch_up, *leads = fixed->product_leads, *drives = fixed->product_drives;
    const uint32_t *site = run->model->product_site;
    double *memory = state->demand_memory, *final_wanted = run->scratch.final_wanted, *wish = run->scratch.wish;
    CKI_EACH
    for (uint32_t p = tile->product; p < tile->product_end; p++) {
        const double now = memory[p] + (running[p] - memory[p]) * memory_rate;
        const double again = catch_up[site[p]] * gap * leads[p], wanted = final[p] * index[p] + again;
        const double lack = (target[p] - finished[p]) * gap;
        const double smooth = ((now + discard[p]) + wanted) + lack;
        const double asked = ((demand[p] + discard[p]) + wanted) - finished[p];
        memory[p] = now;
        final_wanted[p] = wanted;
        wish[p] = cki_level_of(ck_max(smooth, asked), output[p], over[p]) * drives[p];
    }
}

/* Levels that inputs are ordered for (equation 9). */
CKI_LANES_VOID(foresee_products, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const cki_fixed *fixed = &run->fixed;
    const double *discard = fixed->product_discard, *final = fixed->product_final, *index = run->state.final_index;
    const double *memory = run->state.demand_memory, *output = run->model->product_output, *over = fixed->product_level;
    const double *drives = fixed->product_drives;
    double *later = run->scratch.later;
    CKI_EACH
    for (uint32_t p = tile->product; p < tile->product_end; p++) {
        later[p] = cki_level_of((memory[p] + discard[p]) + final[p] * index[p], output[p], over[p]) * drives[p];
    }
}

/* A site that makes several products runs for the most wanted of them. */
static void join_products(const ck_run *run, const cki_tile *tile, double *level) {
    const uint32_t *first_product = run->model->site_first_product;
    for (uint32_t i = tile->joint; i < tile->joint_end; i++) {
        const uint32_t site = run->fixed.joint[i], first = first_product[site];
        for (uint32_t p = first + 1; p < first_product[site + 1]; p++) level[first] = ck_max(level[first], level[p]);
    }
}

/* ---------------------------------------------------------------- capacity ---------------------------------------- */

/* Overtime builds up while more than the capacity is wanted and fades otherwise (equation 10). */
CKI_LANES_VOID(limit_makers, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    cki_scratch *scratch = &run->scratch;
    const double rate = run->fixed.overtime;
    const double *capacity = run->state.capacity, *extra = run->model->site_overtime, *wish = scratch->wish;
    const uint32_t *first = run->model->site_first_product;
    double *overtime = run->state.overtime, *wanted = scratch->wanted, *possible = scratch->possible, *factor = scratch->factor;
    CKI_EACH
    for (uint32_t site = tile->site; site < tile->site_end; site++) {
        const double want = wish[first[site]], usual = capacity[site], before = overtime[site], more = extra[site];
        const double goal = want > usual ? 1.0 : 0.0, speed = more > 0.0 ? rate : 0.0;
        const double now = before + (goal - before) * speed;
        overtime[site] = now;
        wanted[site] = want;
        possible[site] = ck_min(want, usual + more * now);
        factor[site] = 1.0;
    }
}

CKI_LANES_VOID(plan_makers, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const double *capacity = run->state.capacity, *extra = run->model->site_overtime, *overtime = run->state.overtime;
    const double *later = run->scratch.later;
    const uint32_t *first = run->model->site_first_product;
    double *plan = run->scratch.plan;
    CKI_EACH
    for (uint32_t site = tile->site; site < tile->site_end; site++) {
        plan[site] = ck_min(later[first[site]], capacity[site] + extra[site] * overtime[site]);
    }
}

static void foresee(ck_run *run, const cki_tile *tile) {
    foresee_products(run, tile);
    join_products(run, tile, run->scratch.later);
    plan_makers(run, tile);
}

/* ---------------------------------------------------------------- makers ------------------------------------------ */

CKI_LANES_VOID(make, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const double *possible = run->scratch.possible, *factor = run->scratch.factor;
    const double *output = run->model->product_output;
    const uint32_t *site_of = run->model->product_site;
    double *level = run->state.level, *made = run->scratch.made, *run_level = run->scratch.run_level;
    CKI_EACH
    for (uint32_t site = tile->site; site < tile->site_end; site++) level[site] = possible[site] * factor[site];
    CKI_EACH
    for (uint32_t p = tile->product; p < tile->product_end; p++) {
        const double now = level[site_of[p]];
        run_level[p] = now;
        made[p] = now * output[p];
    }
}

static void produce_makers(ck_run *run, const cki_tile *tile) {
    wish_products(run, tile);
    join_products(run, tile, run->scratch.wish);
    limit_makers(run, tile);
    if (run->reviews) foresee(run, tile);
    cki_use_inputs(run, tile);
    cki_share_inputs(run);
    make(run, tile);
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
