/* Stage "license", second half: what every measure leaves of every flow, and what it adds to its price.

       permit = product over licences, bans and quotas in force of (1 - reach * (1 - allowed share))
       reach  = coverage * (1 - leakage) * share of the flow whose end use is in scope

   A licence that was in force before the base year of the world began is held against what it let go when the scenario
   starts: the base flows are those that passed under it. So law that stays as it was is not a shock.

   Factors are kept until something changes: a phase, a term, a licence, the share of a quota. They follow from the
   state and the day alone, so that a resumed run finds the same ones. */
#include "base/lanes.h"
#include "flow/books.h"
#include "flow/restricted.h"
#include "flow/scope.h"

/* A smaller share cannot explain base flows; goods then pass by ways that the licence does not see. */
#define CLEAR_SHARE 0.01

/* ---------------------------------------------------------------- quotas ------------------------------------------ */

/* First day of the quota's year that holds today: 1 January, or the day on which the present period of the measure
   began. */
static int32_t quota_year_start(const ck_run *run, uint32_t m, int32_t *days_in_year, int32_t *days_left) {
    const ck_scenario *scenario = run->scenario;
    const int32_t day = (int32_t)run->day;
    int32_t year = 0, month = 0, of_month = 0;
    ck_date_split(run->date, &year, &month, &of_month);
    const ck_date january = ck_date_make(year, 1, 1), next = ck_date_make(year + 1, 1, 1);
    *days_in_year = next.day - january.day;
    *days_left = next.day - run->date.day;
    int32_t start = january.day - scenario->start.day;
    if (start < 0) start = 0;
    const cki_measure *measure = &scenario->measure[m];
    for (uint32_t s = measure->first_step; s < measure->end_step && scenario->step[s].day <= day; s++) {
        if (scenario->step[s].phase == CKI_OPERATIVE && scenario->step[s].day > start) start = scenario->step[s].day;
    }
    return start;
}

/* Share of today's orders in scope that today's part of the quota covers: what is left of it, spread evenly over the
   days that are left of the year. A first, partial year has its part of the yearly quota. */
static void set_quota(ck_run *run, uint32_t m) {
    const ck_scenario *scenario = run->scenario;
    const cki_measure *measure = &scenario->measure[m];
    int32_t days_in_year = 0, days_left = 0;
    const int32_t start = quota_year_start(run, m, &days_in_year, &days_left);
    if (start == (int32_t)run->day) run->state.measure_used[m] = 0.0;
    const double yearly =
        ck_min(cki_term_today(&run->today, m, CK_TERM_quota),
               cki_term_today(&run->today, m, CK_TERM_quota_share) * measure->base_quantity * days_in_year);
    const double year = yearly * ((double)days_left + ((double)run->day - start)) / days_in_year;
    const double allowance = ck_max(0.0, year - run->state.measure_used[m]) / days_left;
    double orders = 0.0;
    for (uint32_t e = measure->first_entry; e < measure->end_entry; e++) {
        const uint32_t flow = scenario->entry_flow[e];
        const double steady = cki_order_of(run, flow) * run->state.steady[run->model->flow_slot[flow]];
        orders += steady * cki_entry_reach(scenario, &run->today, e);
    }
    const double share = orders > allowance ? allowance / orders : 1.0;
    if (share == run->today.quota_share[m]) return;
    run->today.quota_share[m] = share;
    run->today.stale[m] = 1;
}

/* ---------------------------------------------------------------- factors of one measure -------------------------- */

static double share_of_bundle(const ck_run *run, uint32_t bundle) {
    const ck_scenario *scenario = run->scenario;
    const uint32_t entry = scenario->bundle_entry[bundle];
    double share = 0.0;
    for (uint32_t r = scenario->entry_first_reference[entry]; r < scenario->entry_first_reference[entry + 1]; r++) {
        share += scenario->reference_weight[r] * run->state.cell_allowed[scenario->reference_cell[r]];
    }
    return ck_min(share, 1.0);
}

void cki_set_base_shares(ck_run *run) {
    const ck_scenario *scenario = run->scenario;
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        const cki_measure *measure = &scenario->measure[m];
        const bool in_base = measure->in_base && cki_phase_on(scenario, m, -1) == CKI_OPERATIVE;
        for (uint32_t b = measure->first_bundle; b < measure->end_bundle; b++) {
            const double share = in_base ? share_of_bundle(run, b) : 1.0;
            run->today.bundle_base[b] = share >= CLEAR_SHARE ? share : 0.0;
        }
    }
}

CKI_LANES_VOID(pass_on_bundles, (const ck_run *run, const cki_measure *measure, double listed), (run, measure, listed),
               run->width) {
    const double *scope = run->scenario->entry_scope, *allowed = run->today.bundle_allowed;
    const uint32_t *bundle = run->scenario->entry_bundle, end = measure->end_entry;
    double *factor = run->today.factor;
    CKI_EACH
    for (uint32_t e = measure->first_entry; e < end; e++) factor[e] = 1.0 - listed * scope[e] * (1.0 - allowed[bundle[e]]);
}

static void set_licence_factors(const ck_run *run, const cki_measure *measure, double listed) {
    double *allowed = run->today.bundle_allowed;
    for (uint32_t b = measure->first_bundle; b < measure->end_bundle; b++) {
        const double base = run->today.bundle_base[b], share = share_of_bundle(run, b);
        allowed[b] = share < base ? share / base : 1.0;
    }
    pass_on_bundles(run, measure, listed);
}

static double fee_over_price(const ck_run *run, uint32_t entry, double charge) {
    const double price = run->model->product_price[run->model->flow_product[run->scenario->entry_flow[entry]]];
    return price > 0.0 ? charge / price : 0.0;
}

static double factor_of(const ck_run *run, uint32_t m, uint32_t entry, double reach) {
    const cki_today *today = &run->today;
    switch (run->scenario->measure[m].effect) {
        case CK_EFFECT_BAN: return 1.0 - reach;
        case CK_EFFECT_QUOTA: return 1.0 - reach * (1.0 - today->quota_share[m]);
        case CK_EFFECT_DUTY: return reach * cki_term_today(today, m, CK_TERM_rate);
        case CK_EFFECT_FEE: return reach * fee_over_price(run, entry, cki_term_today(today, m, CK_TERM_charge));
        case CK_EFFECT_RELEASE: return cki_term_today(today, m, CK_TERM_release_share);
        default: return 0.0;
    }
}

static void set_factors(ck_run *run, uint32_t m) {
    const ck_scenario *scenario = run->scenario;
    const cki_measure *measure = &scenario->measure[m];
    const double idle = cki_effect_restricts(measure->effect) ? 1.0 : 0.0;
    const double listed = cki_listed(&run->today, m);
    if (!cki_operative(&run->today, m)) {
        for (uint32_t e = measure->first_entry; e < measure->end_entry; e++) run->today.factor[e] = idle;
    } else if (measure->effect == CK_EFFECT_LICENCE) {
        set_licence_factors(run, measure, listed);
    } else {
        for (uint32_t e = measure->first_entry; e < measure->end_entry; e++) {
            run->today.factor[e] = factor_of(run, m, e, listed * scenario->entry_scope[e]);
        }
    }
}

/* ---------------------------------------------------------------- flows ------------------------------------------- */

typedef struct flow_law { double permit, warned, wedge, charge; uint32_t blocker; } flow_law;

/* All measures on one flow, in their order. */
static flow_law law_of(const ck_run *run, uint32_t at) {
    const ck_scenario *scenario = run->scenario;
    const cki_today *today = &run->today;
    flow_law law = {.permit = 1.0, .blocker = CK_NONE};
    double unwarned = 1.0, released = 0.0, smallest = 1.0;
    for (uint32_t i = scenario->touched_first[at]; i < scenario->touched_first[at + 1]; i++) {
        const uint32_t entry = scenario->touched_entry[i], m = scenario->entry_measure[entry];
        const double factor = today->factor[entry];
        switch (scenario->measure[m].effect) {
            case CK_EFFECT_DUTY: law.wedge += factor; break;
            case CK_EFFECT_FEE: law.charge += factor; break;
            case CK_EFFECT_RELEASE: released += factor; break;
            default:
                law.permit *= factor;
                if (factor < smallest) {
                    smallest = factor;
                    law.blocker = m;
                }
                if (today->phase[m] == CKI_ANNOUNCED) unwarned *= 1.0 - cki_entry_reach(scenario, today, entry);
                break;
        }
    }
    if (run->model->flow_kind[scenario->touched_flow[at]] == CKI_FLOW_STOCKPILE) law.permit = ck_min(released, 1.0);
    law.warned = 1.0 - unwarned;
    return law;
}

static void touch(ck_run *run, uint32_t flow) {
    run->state.special[run->model->flow_product[flow]] = 1;
    cki_wake(run);
}

static void set_flow(ck_run *run, uint32_t at) {
    const flow_law law = law_of(run, at);
    const uint32_t flow = run->scenario->touched_flow[at];
    cki_state *state = &run->state;
    if (law.permit == state->permit[flow] && law.warned == state->warned[flow] && law.wedge == state->wedge[flow] &&
        law.charge == state->charge[flow] && law.blocker == state->blocker[flow]) {
        return;
    }
    touch(run, flow);
    state->permit[flow] = law.permit;
    state->warned[flow] = law.warned;
    state->wedge[flow] = law.wedge;
    state->charge[flow] = law.charge;
    state->blocker[flow] = law.blocker;
}

static void set_subsidies(ck_run *run) {
    const ck_scenario *scenario = run->scenario;
    for (uint32_t p = 0; p < run->model->project_count; p++) run->state.project_subsidy[p] = 0.0;
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        if (!cki_operative(&run->today, m)) continue;
        for (uint32_t i = scenario->measure[m].first_project; i < scenario->measure[m].end_project; i++) {
            run->state.project_subsidy[scenario->subsidy_project[i]] +=
                cki_term_today(&run->today, m, CK_TERM_bring_forward_days);
        }
    }
}

void cki_restore_payments(ck_run *run) {
    const ck_scenario *scenario = run->scenario;
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        const ck_effect effect = scenario->measure[m].effect;
        if (effect == CK_EFFECT_DUTY || effect == CK_EFFECT_FEE) set_factors(run, m);
    }
}

void cki_set_permits(ck_run *run) {
    const ck_scenario *scenario = run->scenario;
    const bool rebuilt = run->today.rebuilt;
    if (rebuilt) {
        set_subsidies(run);
        run->scratch.duties_seen = false;
    }
    if (run->today.fresh) cki_book(run, run->day);           // what was paid so far, with the factors under which it was paid
    bool stale = false;
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        if (scenario->measure[m].effect == CK_EFFECT_QUOTA && cki_operative(&run->today, m)) set_quota(run, m);
        if (run->today.stale[m] == 0) continue;
        set_factors(run, m);
        run->today.stale[m] = 0;
        stale = true;
    }
    if (rebuilt) {
        for (uint32_t at = 0; at < scenario->touched_count; at++) set_flow(run, at);
        cki_restricted_fill(run);
    } else if (stale) {
        cki_restrict_flows(run);                                     // between changes of the law nothing else moves
    }
}
