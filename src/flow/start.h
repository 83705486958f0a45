/* Before the first day: what follows from model, sample and options, and the state on the baseline. */
#ifndef CK_FLOW_START_H
#define CK_FLOW_START_H

#include "flow/run.h"

/* Places a run in its block, with sample, law, constants and scratch; the state is left as it is. */
ck_status cki_run_prepare(const ck_model *model, const ck_scenario *scenario, ck_run_options options, void *block,
                          size_t bytes, ck_run **run, ck_diags *diags);

/* What share 1 of a flow means, unit/day: the base flow; the limit into a slot that waits; 0 of other ways without a base flow. */
double cki_reference_quantity(const ck_model *model, uint32_t flow);

/* How many days and weeks the rings hold: back to what left first of all that is under way, and a week. */
void cki_ring_set(ck_run *run);
/* Is each site made as the engine computes it: a market with one input and one product, a final use with one input and none? */
ck_status cki_shape_check(const ck_model *model, ck_diags *diags);
void cki_fixed_fill(ck_run *run);
void cki_scratch_fill(ck_run *run);
/* After a resume: what the last weekly review left for the days after it, and the orders under way. */
void cki_scratch_take_up(ck_run *run);
/* Orders that arrived on the day before `day`. */
void cki_sail_take_up(ck_run *run);
/* The baseline, before cki_license_start. */
void cki_state_fill(ck_run *run);
/* After it: projects that stand already, and what law does on day 0. */
void cki_state_settle(ck_run *run);

/* Sites with base output 0: a project to come or an idle plant, and markets that serve only such sites. */
static inline bool cki_waits(const ck_model *model, uint32_t site) {
    return model->site_base_level[site] == 0.0;
}
static inline bool cki_is_market(const ck_model *model, uint32_t site) {
    return model->site_kind[site] == CK_SITE_MARKET;
}

/* Part done in a week of what is done at `rate` a day. */
static inline double cki_over_week(double rate) {
    double left = 1.0;
    for (uint32_t day = 0; day < CKI_REVIEW_DAYS; day++) left *= 1.0 - rate;
    return 1.0 - left;
}

#endif
