#include "flow/build.h"

#include "base/lanes.h"
#include "flow/stages.h"
#include "flow/start.h"

#define LOG_2          0.69314718055994530942
#define DAYS_PER_YEAR  365.0
#define RUN_DOWN       0.2           // of capacity added in answer to price, a year: idle lines and extra crews

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
    const bool dear = state->price[run->fixed.watched[site]] > model->project_trigger[project];
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
CKI_LANES_VOID(answer_prices, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const double *response = run->fixed.build_response, *usual = run->model->site_capacity;
    const double *log_price = run->scratch.log_price;
    const uint32_t *watched = run->fixed.watched;
    double *built = run->state.built, *capacity = run->state.capacity;
    CKI_EACH
    for (uint32_t site = tile->site; site < tile->site_end; site++) {
        const double price = log_price[watched[site]], before = built[site], stood = capacity[site], answers = response[site];
        const double yearly = usual[site] * answers * (price / LOG_2) - RUN_DOWN * before;
        const double now = ck_max(before + yearly * (double)CKI_REVIEW_DAYS / DAYS_PER_YEAR, 0.0);
        const bool rests = (answers == 0.0) | ((price <= 0.0) & (before == 0.0));
        const double then = rests ? before : now, stands = ck_max(usual[site] + then, 0.0);
        built[site] = then;
        capacity[site] = rests ? stood : stands;
    }
}

/* ---------------------------------------------------------------- the stage --------------------------------------- */

void cki_stage_build(ck_run *run) {
    const uint32_t tiles = run->reviews && *run->state.awake != 0 ? run->fixed.tile_count : 0;
    for (uint32_t i = 0; i < tiles; i++) {
        if (run->fixed.tile[i].kind == CKI_MAKERS) answer_prices(run, &run->fixed.tile[i]);
    }
    for (uint32_t i = 0; i < run->model->project_count; i++) advance_project(run, i);
    cki_build_capacity(run);
}
