#include "base/lanes.h"
#include "flow/allocate.h"
#include "flow/books.h"
#include "flow/scope.h"
#include "flow/stages.h"
#include "flow/start.h"

/* ---------------------------------------------------------------- who gets what ----------------------------------- */

/* What a coproduct makes too much is discarded, as in the baseline, while its finished stock is at its target; goods
   that are missed are not thrown away, and a store has an end. `sent` to users and markets, `sold` to final buyers. Returns what is left, unit. */
static inline double closing_stock(ck_run *run, uint32_t p, double opening, double sent, double sold) {
    const cki_fixed *fixed = &run->fixed;
    const double made = run->scratch.made[p], base = fixed->product_discard[p], target = fixed->product_target[p];
    const double usual = base * run->scratch.run_level[p], store = fixed->product_store[p], before = run->state.discarded[p];
    const double left = opening + (made - ((sent + usual) + sold));
    const double less = ck_max(usual - (target - left), 0.0), more = usual + (left - store);
    const double thrown = left < target ? less : left > store ? more : usual;
    run->state.discarded[p] = before + (thrown - base);
    return opening + (made - ((sent + thrown) + sold));
}

/* All orders alike are cut to what can be sold. Says whether a stock is below zero. */
CKI_LANES(bool, sell_out, (ck_run *run, uint32_t first, uint32_t end), (run, first, end), run->width) {
    const double *made = run->scratch.made, *demand = run->state.demand, *final_wanted = run->scratch.final_wanted;
    double *part = cki_parts_on(run, (int32_t)run->day), *sent = run->scratch.sent, *final_sold = run->scratch.final_sold;
    double *finished = run->state.finished;
    uint64_t below = 0;
    CKI_EACH
    for (uint32_t p = first; p < end; p++) {
        const double opening = finished[p], asked = demand[p], final = final_wanted[p];
        const double sellable = opening + made[p], wanted = asked + final, most = ck_max(sellable, 0.0);
        const double now = ck_min(1.0, most / wanted), leaves = asked * now, sold = final * now;
        const double kept = closing_stock(run, p, opening, leaves, sold), closing = wanted > sellable ? sellable - most : kept;
        part[p] = now;
        sent[p] = leaves;
        final_sold[p] = sold;
        finished[p] = closing;
        below |= closing < 0.0;
    }
    return below != 0;
}

/* By another rule each buyer has a part of his own: it stands in the share that may leave. Returns what is sent to all of them. */
static double share_by_rule(ck_run *run, uint32_t product) {
    const ck_model *model = run->model;
    const double sellable = run->state.finished[product] + run->scratch.made[product], demand = run->state.demand[product];
    if (!(demand + run->scratch.final_wanted[product] > sellable)) return demand;
    const uint32_t first = model->product_first_flow[product], end = model->product_first_flow[product + 1];
    double *allowed = run->scratch.allowed, sent = 0.0;
    for (uint32_t f = first; f < end; f++) allowed[f] = cki_shipped_on(run, f, (int32_t)run->day);
    cki_allocate(run, product, sellable, &run->scratch.final_sold[product]);
    for (uint32_t f = first; f < end; f++) {
        const double order = cki_order_of(run, f);
        if (order > 0.0) *cki_leaves_on(run, run->fixed.lone.of_flow[f], (int32_t)run->day) = allowed[f] / order;
        sent += allowed[f];
    }
    return sent;
}

static bool sell_by_rule(ck_run *run) {
    double *part = cki_parts_on(run, (int32_t)run->day), *final_sold = run->scratch.final_sold;
    bool below = false;
    for (uint32_t p = 0; p < run->model->product_count; p++) {
        final_sold[p] = run->scratch.final_wanted[p];
        part[p] = 1.0;
        run->scratch.sent[p] = share_by_rule(run, p);
        run->state.finished[p] = closing_stock(run, p, run->state.finished[p], run->scratch.sent[p], final_sold[p]);
        below |= run->state.finished[p] < 0.0;
    }
    return below;
}

void cki_settle_products(ck_run *run, uint32_t first, uint32_t end) {
    for (uint32_t p = first; p < end; p++) {
        if (!(run->state.finished[p] < 0.0)) continue;
        const double scale = run->model->product_output[p] + run->sample.product_target[p];
        run->scratch.mass_error = ck_max(run->scratch.mass_error, -run->state.finished[p] / scale);
        run->state.finished[p] = 0.0;
    }
}

/* ---------------------------------------------------------------- final buyers ------------------------------------ */

/* Each day a part of what final buyers missed is asked for again; of what they do not get, a share is asked for later
   and the rest is lost. So the memory is bounded: rate_gap^-1 * share / (1 - share) days of use under a full stop. */
CKI_LANES_VOID(remember_final, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const double gap = run->fixed.gap, share = cki_parameter(run, CK_PARAMETER_catch_up_share);
    const double *wanted = run->scratch.final_wanted, *sold = run->scratch.final_sold;
    const uint32_t *first = run->model->site_first_product;
    double *catch_up = run->state.catch_up;
    CKI_EACH
    for (uint32_t site = tile->site; site < tile->site_end; site++) {
        const double missed = wanted[first[site]] - sold[first[site]];
        catch_up[site] += share * missed - catch_up[site] * gap;
    }
}

/* ---------------------------------------------------------------- releases and quotas ----------------------------- */

/* Part of what an entry's measure did to its flow, when several measures of the same kind share it. */
static double part_of(double factor, double of) {
    return of > factor ? factor / of : 1.0;
}

static void book_entry(ck_run *run, uint32_t measure, uint32_t entry) {
    const ck_scenario *scenario = run->scenario;
    cki_state *state = &run->state;
    const uint32_t flow = scenario->entry_flow[entry];
    const double factor = run->today.factor[entry], shipped = cki_shipped_on(run, flow, (int32_t)run->day);
    if (scenario->measure[measure].effect == CK_EFFECT_RELEASE) {
        state->measure_released[measure] += shipped * part_of(factor, state->permit[flow]);
    } else {
        state->measure_used[measure] += shipped * cki_entry_quota_part(scenario, &run->today, entry);
    }
}

static void book_measures(ck_run *run) {
    const ck_scenario *scenario = run->scenario;
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        const cki_measure *measure = &scenario->measure[m];
        if (run->today.phase[m] != CKI_OPERATIVE) continue;
        if (measure->effect != CK_EFFECT_RELEASE && measure->effect != CK_EFFECT_QUOTA) continue;
        for (uint32_t e = measure->first_entry; e < measure->end_entry; e++) book_entry(run, m, e);
    }
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

void cki_ship(ck_run *run, const cki_tile *tile) {
    if (tile->kind != CKI_MAKERS && tile->kind != CKI_STOCKPILES) return;          // markets have sold already
    if (sell_out(run, tile->product, tile->product_end)) cki_settle_products(run, tile->product, tile->product_end);
    if (tile->kind == CKI_MAKERS) remember_final(run, tile);
}

static void ship_by_rule(ck_run *run) {
    if (sell_by_rule(run)) cki_settle_products(run, 0, run->model->product_count);
    for (uint32_t i = 0; i < run->fixed.tile_count; i++) {
        if (run->fixed.tile[i].kind == CKI_MAKERS) remember_final(run, &run->fixed.tile[i]);
    }
}

void cki_stage_ship(ck_run *run) {
    if (*run->state.awake != 0) {
        if (run->scenario->allocation != CK_PROPORTIONAL) ship_by_rule(run);
        book_measures(run);
    }
    const bool month_ends = ck_date_month_index((ck_date){run->date.day + 1}) != ck_date_month_index(run->date);
    if (month_ends || run->reviews) cki_book(run, run->day + 1);     // before prices and orders change
    if (run->reviews) cki_remember_deliveries(run);
}
