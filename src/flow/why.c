#include "flow/why.h"

#include "flow/books.h"
#include "flow/scope.h"
#include "flow/start.h"

#define LONGEST_CHAIN 32u

/* A smaller part of the baseline is a matter of rounding. */
#define NOTHING 1e-6

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

/* ---------------------------------------------------------------- sums over the run ------------------------------- */

/* Of a flow: unit, and USD above base prices, duties and fees apart. */
typedef struct trade { double shipped, above; } trade;

static trade trade_of(const ck_run *run, uint32_t flow) {
    trade sum = {0};
    for (uint32_t month = 0; month < ck_run_month_count(run); month++) {
        sum.shipped += ck_run_month_quantity(run, flow, month);
        sum.above += ck_run_month_value(run, flow, month);
    }
    sum.above -= sum.shipped * run->model->product_price[run->model->flow_product[flow]];
    return sum;
}

/* Shipped less than in the baseline, USD at base prices. */
static double missing_of(const ck_run *run, uint32_t flow) {
    const double base = run->model->flow_quantity[flow] * (double)run->day;
    return (base - trade_of(run, flow).shipped) * run->model->product_price[run->model->flow_product[flow]];
}

ck_site_losses ck_run_losses(const ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    ck_site_losses sum = {.outlet = CK_NONE};
    if (model->site_kind[site] == CK_SITE_STOCKPILE) return sum;
    const double days = run->state.lost_output[site] / model->site_reference[site];          // of base output
    for (uint32_t p = model->site_first_product[site]; p < model->site_first_product[site + 1]; p++) {
        const double price = model->product_price[p];
        sum.output += days * model->product_output[p] * price;
        sum.discarded += run->state.discarded[p] * price;
        sum.stocked += (run->state.finished[p] - run->fixed.product_target[p]) * price;
        for (uint32_t f = model->product_first_flow[p]; f < model->product_first_flow[p + 1]; f++) {
            const double missing = missing_of(run, f);
            sum.sales += missing;
            if (missing > sum.outlet_sales) {
                sum.outlet_sales = missing;
                sum.outlet = f;
            }
        }
    }
    sum.final_sales = sum.output - sum.sales + sum.discarded + sum.stocked;
    return sum;
}

/* ---------------------------------------------------------------- a chain of causes ------------------------------- */

typedef struct chain { ck_why_step *step; uint32_t count, capacity; } chain;

/* NULL when there is no room or the cause was met at this site before. */
static ck_why_step *add(chain *chain, ck_why cause, uint32_t site) {
    for (uint32_t i = 0; i < chain->count; i++) {
        if (chain->step[i].site == site && chain->step[i].cause == cause) return NULL;
    }
    if (chain->count == chain->capacity || chain->count == LONGEST_CHAIN) return NULL;
    ck_why_step *step = &chain->step[chain->count++];
    *step = (ck_why_step){.cause = cause, .site = site, .slot = CK_NONE, .flow = CK_NONE, .measure = CK_NONE, .day = CK_NONE};
    return step;
}

static uint32_t first_slot(const ck_run *run, uint32_t site) {
    return run->fixed.site_slot[site];
}

/* The measure that weighs most on a flow, of those that restrict it, or that tax it: what it takes, counted over the days on which it
   was in force. CK_NONE: none ever was. */
static uint32_t heaviest_measure(const ck_run *run, uint32_t flow, bool restricts, double *weight) {
    const ck_scenario *scenario = run->scenario;
    const uint32_t at = scenario->flow_touched[flow];
    uint32_t heaviest = CK_NONE;
    *weight = 0.0;
    for (uint32_t i = at == CK_NONE ? 0 : scenario->touched_first[at]; at != CK_NONE && i < scenario->touched_first[at + 1]; i++) {
        const uint32_t entry = scenario->touched_entry[i], m = scenario->entry_measure[entry];
        const cki_measure *measure = &scenario->measure[m];
        const double *term = run->sample.term + (size_t)m * CK_TERM_COUNT;
        const double price = run->model->product_price[run->model->flow_product[flow]];
        double takes = 0.0;
        if (restricts && cki_effect_restricts(measure->effect)) takes = 1.0;
        if (!restricts && measure->effect == CK_EFFECT_DUTY) takes = term[CK_TERM_rate];
        if (!restricts && measure->effect == CK_EFFECT_FEE && price > 0.0) takes = term[CK_TERM_charge] / price;
        takes *= scenario->entry_scope[entry] * term[CK_TERM_coverage] * (1.0 - term[CK_TERM_leakage]) * run->state.measure_days[m];
        if (takes > *weight) {
            *weight = takes;
            heaviest = m;
        }
    }
    return heaviest;
}

/* What holds a flow back: today's blocker, else what did while it was in force. */
static uint32_t restriction_on(const ck_run *run, uint32_t flow) {
    double weight = 0.0;
    return run->state.blocker[flow] != CK_NONE ? run->state.blocker[flow] : heaviest_measure(run, flow, true, &weight);
}

/* ---------------------------------------------------------------- upwards: what does not arrive ------------------- */

static double days_of_cover(const ck_run *run, uint32_t slot) {
    return run->sample.slot_target[slot] / run->model->slot_use[slot];
}

/* The slot of a site that fell short first, CK_NONE when none did. */
static uint32_t first_short_slot(const ck_run *run, uint32_t site) {
    for (uint32_t k = first_slot(run, site); k < first_slot(run, site + 1); k++) {
        if (run->state.short_flow[k] != CK_NONE) return k;
    }
    return CK_NONE;
}

static void follow_shortage(const ck_run *run, chain *chain, uint32_t site, uint32_t slot) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    while (slot != CK_NONE) {
        const uint32_t flow = state->short_flow[slot], measure = state->short_measure[slot];
        ck_why_step *step = add(chain, CK_WHY_SHORT, site);
        if (step == NULL) return;
        step->slot = slot;
        step->flow = flow;
        step->measure = measure;
        step->day = state->short_day[slot];
        step->cover = days_of_cover(run, slot);
        if (flow == CK_NONE || measure != CK_NONE) return;
        site = model->product_site[model->flow_product[flow]];
        slot = first_short_slot(run, site);
        if (slot == CK_NONE && state->slow_bound[site] == CK_BOUND_INPUT) slot = state->slow_slot[site];
    }
}

/* A seller has become dear without a shortage of his own: less comes in than before. */
static void follow_scarcity(const ck_run *run, chain *chain, uint32_t site) {
    const ck_model *model = run->model;
    for (;;) {
        uint32_t worst = CK_NONE;
        double most = 0.0;
        for (uint32_t k = first_slot(run, site); k < first_slot(run, site + 1); k++) {
            const double usual = model->slot_use[k] * run->fixed.slot_price[k] * (double)run->day;
            for (uint32_t i = model->slot_first_inbound[k]; i < model->slot_first_inbound[k + 1]; i++) {
                const double missing = missing_of(run, model->inbound_flow[i]);
                if (missing <= most || missing <= NOTHING * usual) continue;
                most = missing;
                worst = model->inbound_flow[i];
            }
        }
        ck_why_step *step = worst != CK_NONE ? add(chain, CK_WHY_SCARCE, site) : NULL;
        if (step == NULL) return;
        step->slot = model->flow_slot[worst];
        step->flow = worst;
        step->usd = most;
        step->measure = restriction_on(run, worst);
        if (step->measure != CK_NONE) return;
        site = model->product_site[model->flow_product[worst]];
    }
}

/* ---------------------------------------------------------------- upwards: what is paid dearer -------------------- */

/* What a slot was bought for: USD at base prices, above them, and how much of this is duties and fees. */
typedef struct purchase { double base, above, duties; uint32_t flow; double flow_above, flow_base; } purchase;

static purchase purchase_of(const ck_run *run, uint32_t slot) {
    const ck_model *model = run->model;
    purchase sum = {.flow = CK_NONE, .above = cki_extra_cost(run, slot)};
    double by_price = 0.0;
    for (uint32_t i = model->slot_first_inbound[slot]; i < model->slot_first_inbound[slot + 1]; i++) {
        const uint32_t f = model->inbound_flow[i];
        const trade trade = trade_of(run, f);
        const double base = trade.shipped * model->product_price[model->flow_product[f]];
        sum.base += base;
        by_price += trade.above;
        if (trade.above <= sum.flow_above) continue;
        sum.flow_above = trade.above;
        sum.flow_base = base;
        sum.flow = f;
    }
    sum.duties = sum.above - by_price;
    return sum;
}

static double rise_of(const purchase *bought) {
    return bought->base > 0.0 ? bought->above / bought->base : 0.0;
}

/* Mean rise of the cost of a site over the run, 1: what its inputs were paid above base, by their shares of the cost (equation 20). */
static double cost_rise(const ck_run *run, uint32_t site) {
    double sum = 0.0;
    for (uint32_t k = first_slot(run, site); k < first_slot(run, site + 1); k++) {
        const purchase bought = purchase_of(run, k);
        sum += run->model->slot_cost_share[k] * rise_of(&bought);
    }
    return cki_is_market(run->model, site) ? sum : sum * cki_parameter(run, CK_PARAMETER_pass_through);
}

/* The flow into a slot on which duties and fees weigh most, with their heaviest. */
static void find_duty(const ck_run *run, ck_why_step *step) {
    const ck_model *model = run->model;
    double most = 0.0;
    for (uint32_t i = model->slot_first_inbound[step->slot]; i < model->slot_first_inbound[step->slot + 1]; i++) {
        const uint32_t f = model->inbound_flow[i];
        double weight = 0.0;
        const uint32_t measure = heaviest_measure(run, f, false, &weight);
        weight *= trade_of(run, f).shipped * model->product_price[model->flow_product[f]];
        if (weight <= most) continue;
        most = weight;
        step->flow = f;
        step->measure = measure;
    }
}

static void follow_price(const ck_run *run, chain *chain, uint32_t site) {
    const ck_model *model = run->model;
    for (;;) {
        uint32_t dearest = CK_NONE;
        purchase most = {0};
        for (uint32_t k = first_slot(run, site); k < first_slot(run, site + 1); k++) {
            const purchase bought = purchase_of(run, k);
            if (bought.above <= most.above || rise_of(&bought) <= NOTHING) continue;
            most = bought;
            dearest = k;
        }
        ck_why_step *step = dearest != CK_NONE ? add(chain, CK_WHY_DEARER, site) : NULL;
        if (step == NULL) return;
        step->slot = dearest;
        step->flow = most.flow;
        step->usd = most.above;
        step->price = 1.0 + rise_of(&most);
        if (most.duties >= 0.5 * most.above) {
            find_duty(run, step);
            return;
        }
        if (most.flow == CK_NONE) return;
        site = model->product_site[model->flow_product[most.flow]];
        if (cost_rise(run, site) >= 0.5 * most.flow_above / most.flow_base) continue;       // the seller pays dearer himself
        const uint32_t slot = first_short_slot(run, site);
        if (slot != CK_NONE) follow_shortage(run, chain, site, slot);
        else follow_scarcity(run, chain, site);
        return;
    }
}

/* ---------------------------------------------------------------- all of it --------------------------------------- */

static bool loses(const ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    const double usual = model->site_base_level[site] * model->site_reference[site] * (double)run->day;
    return model->site_kind[site] != CK_SITE_STOCKPILE && run->state.lost_output[site] > NOTHING * usual;
}

static void follow_slow(const ck_run *run, chain *chain, uint32_t site) {
    const cki_state *state = &run->state;
    if (state->slow_bound[site] == CK_BOUND_INPUT) {
        follow_shortage(run, chain, site, state->slow_slot[site]);
        return;
    }
    ck_why_step *step = add(chain, CK_WHY_ORDERS, site);
    if (step == NULL) return;
    step->flow = state->slow_flow[site];
    step->measure = state->slow_measure[site];
    step->day = state->first_slow[site];
    if (step->measure == CK_NONE) follow_price(run, chain, site);
}

/* Orders are missing: to the user who orders least of what he did, and when he makes less for want of buyers himself, to his, down to
   a measure or to final buyers. These leave when the good is dear: then it is asked why. */
static void follow_orders(const ck_run *run, chain *chain, uint32_t site) {
    const ck_model *model = run->model;
    for (;;) {
        ck_why_step *step = add(chain, CK_WHY_ORDERS, site);
        if (step == NULL) return;
        const ck_site_losses lost = ck_run_losses(run, site);
        step->day = run->state.lowest_day[site];
        step->usd = lost.final_sales;
        if (lost.outlet == CK_NONE || lost.final_sales >= lost.outlet_sales) break;
        step->usd = lost.outlet_sales;
        step->flow = lost.outlet;
        step->measure = restriction_on(run, lost.outlet);
        if (step->measure != CK_NONE) return;
        const uint32_t buyer = model->slot_site[model->flow_slot[lost.outlet]];
        if (!loses(run, buyer)) break;                               // he buys elsewhere, or needs less of what is dear
        site = buyer;
        if (run->state.first_slow[site] == CK_NONE) continue;
        follow_slow(run, chain, site);
        return;
    }
    follow_price(run, chain, site);
}

uint32_t ck_run_why(const ck_run *run, uint32_t site, ck_why_step *step, uint32_t capacity) {
    chain chain = {.step = step, .capacity = capacity};
    const uint32_t slot = first_short_slot(run, site);
    if (run->state.first_slow[site] != CK_NONE) follow_slow(run, &chain, site);
    else if (!loses(run, site)) return 0;
    else if (slot != CK_NONE) follow_shortage(run, &chain, site, slot);
    else follow_orders(run, &chain, site);
    return chain.count;
}
