#include "flow/build.h"

#include "flow/stages.h"
#include "flow/start.h"

#define LOG_2          0.69314718055994530942
#define DAYS_PER_YEAR  365.0
#define RUN_DOWN       0.2           // of capacity added in answer to price, a year: idle lines and extra crews

/* The price that an owner of capacity looks at: that of the market which he serves, else his own. */
static uint32_t watched_product(const ck_model *model, uint32_t site) {
    const uint32_t own = model->site_first_product[site];
    const uint32_t flow = model->product_first_flow[own];
    if (flow == model->product_first_flow[own + 1]) return own;
    const uint32_t buyer = model->slot_site[model->flow_slot[flow]];
    return cki_is_market(model, buyer) ? model->site_first_product[buyer] : own;
}

/* ---------------------------------------------------------------- projects ---------------------------------------- */

/* A day passes; before the start a high price or a subsidy lets two pass at once, until the project is as far ahead
   as it can be. A subsidy below zero (a hindrance) holds it. */
static void advance_project(ck_run *run, uint32_t project) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    const uint32_t site = model->project_site[project];
    state->project_progress[project] += 1.0;
    if (state->project_progress[project] >= 0.0) return;
    const double subsidy = state->project_subsidy[project];
    const bool dear = state->price[watched_product(model, site)] > model->project_trigger[project];
    const double goal = subsidy + (dear ? model->project_forward[project] : 0.0);
    const double ahead = state->project_advance[project];
    double step = 0.0;
    if (ahead < goal) step = ck_min(goal - ahead, 1.0);
    else if (subsidy < 0.0 && ahead > goal) step = -ck_min(ahead - goal, 1.0);
    state->project_advance[project] += step;
    state->project_progress[project] += step;
}

static double usable_level(const ck_run *run, uint32_t project) {
    const ck_model *model = run->model;
    const double days = run->state.project_progress[project], ramp = model->project_ramp[project];
    if (days < 0.0) return 0.0;
    const double learning = model->project_learning[project];
    const double part = days < ramp ? learning + (1.0 - learning) * (days / ramp) : 1.0;
    return model->project_level[project] * part;
}

static void set_capacity(ck_run *run, uint32_t site, double level) {
    const double capacity = ck_max(level, 0.0);
    if (capacity == run->state.capacity[site]) return;
    run->state.capacity[site] = capacity;
    cki_wake(run);
}

void cki_build_capacity(ck_run *run) {
    const ck_model *model = run->model;
    uint32_t i = 0;
    while (i < model->project_count) {
        const uint32_t site = model->project_site[i];
        double level = model->site_capacity[site] + run->state.built[site];
        for (; i < model->project_count && model->project_site[i] == site; i++) level += usable_level(run, i);
        set_capacity(run, site, level);
    }
}

/* ---------------------------------------------------------------- small steps ------------------------------------- */

/* Owners add some capacity while prices are high and let it run down while they are low, never below what stood
   first. */
static void answer_price(ck_run *run, uint32_t site) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    const ck_site_kind kind = (ck_site_kind)model->site_kind[site];
    if (kind == CK_SITE_MARKET || kind == CK_SITE_FINAL_USE || kind == CK_SITE_STOCKPILE) return;
    if (cki_waits(model, site)) return;
    const double response = cki_parameter(run, CK_PARAMETER_capacity_response) *
                            model->item_capacity_response[model->site_item[site]];
    const double log_price = run->scratch.log_price[watched_product(model, site)];
    if (response == 0.0 || (log_price <= 0.0 && state->built[site] == 0.0)) return;
    const double yearly = model->site_capacity[site] * response * (log_price / LOG_2) - RUN_DOWN * state->built[site];
    state->built[site] = ck_max(state->built[site] + yearly * (double)CKI_REVIEW_DAYS / DAYS_PER_YEAR, 0.0);
    set_capacity(run, site, model->site_capacity[site] + state->built[site]);
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

void cki_stage_build(ck_run *run) {
    const uint32_t sites = run->reviews && *run->state.awake != 0 ? run->model->site_count : 0;
    for (uint32_t site = 0; site < sites; site++) answer_price(run, site);
    for (uint32_t i = 0; i < run->model->project_count; i++) advance_project(run, i);
    cki_build_capacity(run);
}
