/* A scenario compiled: measures resolved to flows, dates to days, uncertain numbers to addresses. Constant; any number
   of runs on any number of threads share it. Beside it stand the two parts of a run that follow from it alone: what was
   sampled (cki_sample) and what the law is today (cki_today).

   Days are counted from the start of the scenario and may be negative. An *entry* is one pair (measure, flow in its
   scope) of a measure that acts on flows itself: licence, ban, quota, duty, fee, release. Dials, refusals and
   exemptions act on licences only and are called *adjusters* here. A *cell* is a group of buyers that stand before one
   licence measure and are treated alike: (measure, destination region, row of customers.csv, set of adjusters that
   reach it). */
#ifndef CK_FLOW_SCENARIO_H
#define CK_FLOW_SCENARIO_H

#include "base/base.h"
#include "world/model.h"

#define CKI_STILL_TABLES 16u                    // of a measure: for moves that go alike in all cells, then for reviews
#define CKI_DAY_FAR 1000000000                  // "since ever" is -CKI_DAY_FAR, "for good" is CKI_DAY_FAR

typedef enum cki_phase { CKI_UNKNOWN, CKI_ANNOUNCED, CKI_OPERATIVE, CKI_SUSPENDED, CKI_ENDED } cki_phase;

typedef struct cki_step { int32_t day; cki_phase phase; } cki_step;  // phase from this day on
typedef struct cki_change { int32_t day; ck_term term; double value; } cki_change;  // an amendment

typedef struct cki_measure {
    const char *id;
    uint64_t    key;                            // hash of the id: stable address of its random numbers
    ck_effect   effect;
    bool        in_base;                        // in force since before the base year: the base flows hold its effect
    bool        known;                          // by law_known_on; false: it never leaves phase CKI_UNKNOWN
    bool        end_use[CK_END_USE_COUNT];      // in scope
    uint32_t    authority;                      // region, or CK_NONE
    ck_calendar calendar;                       // working days of the authority
    int32_t     announced, from, until;
    uint32_t    first_step, end_step;           // in step, by day
    uint32_t    first_change, end_change;       // in change, by day
    uint32_t    first_entry, end_entry;         // in entry_*, by flow
    uint32_t    first_cell, end_cell;           // licence: its cells
    uint32_t    first_bundle, end_bundle;       // licence: in bundle_entry
    bool        has_parts;                      // some of its buyers stand in several cells
    uint32_t    first_project, end_project;     // subsidy: in subsidy_project
    uint32_t    flow_count;                     // in scope, also of adjusters, which have no entries
    double      base_quantity;                  // unit/day over the scope
    double      term[CK_TERM_COUNT];            // as written, before sampling and amendments
} cki_measure;

/* The same buyers stand in several cells when adjusters reach only some of the goods that they need. Such *parts*
   follow each other in the list, share their random numbers and load the authority like one case each in all, so that
   they move as one until an adjuster treats them differently. */
typedef struct cki_cell {
    uint64_t    key;                            // its own, from names; cki_cell_key finds it in another scenario
    uint64_t    address;                        // of its random numbers, from names; parts share it
    uint32_t    measure, destination, group;    // group: customers.csv row, or CK_NONE for buyers that no row describes
    ck_end_use  end_use;
    uint32_t    count;                          // whole buyers
    uint32_t    part;                           // 0: the first or only part of its buyers
    double      load;                           // share of a case that the part stands for, sums to 1 over the parts
    double      weight;                         // share of the measure's base quantity, sums to 1 over its cells
    double      parts_weight;                   // of all parts together
} cki_cell;

typedef enum cki_target_kind {
    CKI_TARGET_PARAMETER,
    CKI_TARGET_TERM,
    CKI_TARGET_INVENTORIES,
    CKI_TARGET_INVENTORY_GROUP,
    CKI_TARGET_INVENTORY_ITEM,
    CKI_TARGET_PROJECTS,
    CKI_TARGET_PROJECT
} cki_target_kind;

typedef struct cki_uncertain {
    cki_target_kind kind;
    uint32_t        at;                         // parameter, measure, report group, item or project
    ck_term         term;                       // of the measure
    uint64_t        key;                        // hash of the target's text
    double          low, high;                  // limits of the parameter or term
    ck_distribution distribution;
} cki_uncertain;

struct ck_scenario {
    ck_date       start;
    uint32_t      days, draws;
    uint64_t      seed, digest;
    ck_date       law_known_on;
    ck_allocation allocation;
    uint32_t      first_day;
    double        parameter[CK_PARAMETER_COUNT];

    uint32_t measure_count, step_count, change_count, change_day_count, entry_count, reference_count, bundle_count,
        cell_count, adjuster_count, adjuster_words, touched_count, subsidy_count, uncertain_count;
    uint32_t still_width;                       // numbers of cases for which a draw keeps tables: 0 .. still_width - 1

    const cki_measure   *measure;               // (measure_count) in the order of the spec
    const cki_step      *step;
    const cki_change    *change;
    const int32_t       *change_day;            // (change_day_count) all days with a step or an amendment, ascending
    /* entries, by measure and then by flow */
    const uint32_t      *entry_flow;            // (entry_count)
    const uint32_t      *entry_measure;         // (entry_count)
    const double        *entry_scope;           // (entry_count) share of the flow whose end use is in scope; all: 1
    const uint32_t      *entry_first_reference;  // (entry_count + 1) licence entries: their cells
    const uint32_t      *entry_bundle;          // (entry_count) licences: one for the same cells and weights
    const uint32_t      *bundle_entry;          // (bundle_count) an entry that stands for all of the bundle
    const uint32_t      *reference_cell;        // (reference_count)
    const double        *reference_weight;      // (reference_count) over the entry, sums to exactly 1
    /* flows that some measure touches */
    const uint32_t      *touched_flow;          // (touched_count) ascending
    const uint32_t      *touched_first;         // (touched_count + 1) start in touched_entry
    const uint32_t      *touched_entry;         // (entry_count) by flow, in each flow by measure
    const uint32_t      *flow_touched;          // (flows) index into touched_flow, or CK_NONE
    /* licences */
    const cki_cell      *cell;                  // (cell_count) by measure
    const double        *cell_weight;           // (cell_count) their weights again, side by side
    const uint32_t      *adjuster;              // (adjuster_count) known dials, refusals and exemptions
    const uint64_t      *cell_adjusters;        // (cell_count x adjuster_words) bit set of those that reach the cell
    /* subsidies */
    const uint32_t      *subsidy_project;       // (subsidy_count)
    const cki_uncertain *uncertain;             // (uncertain_count) in the order of the spec
};

/* The key that a cell has in a scenario whose measures have these keys (`count` of 8 bytes, in any alignment), so that
   its cases can be found in a snapshot that was taken before an adjuster was added. */
uint64_t cki_cell_key(const ck_scenario *scenario, uint32_t cell, const void *measure_keys, size_t count);

/* Limits of measure m in order: for (e = measure[m].first_entry; e < measure[m].end_entry; e++) entry_flow[e] ...
   Measures of flow f:  k = flow_touched[f]; if (k != CK_NONE)
                            for (i = touched_first[k]; i < touched_first[k + 1]; i++) entry_measure[touched_entry[i]] */

/* ---------------------------------------------------------------- what a run has sampled -------------------------- */

typedef struct cki_sample {
    double  parameter[CK_PARAMETER_COUNT];
    double *term;                               // (measures x CK_TERM_COUNT) before amendments
    double *changed;                            // (change_count) amended values
    double *uncertain;                          // (uncertain_count) value, or quantile of inventories and projects
    double *slot_target;                        // (slots) unit; stock_multiplier included
    double *product_target;                     // (products) unit; the same
    double *project_start;                      // (projects) day from the start; project_advance_days taken off
} cki_sample;

void cki_sample_layout(cki_sample *sample, cki_arena *arena, const ck_model *model, const ck_scenario *scenario);
/* Fills it. `sampled` false: central values (mode of triangular and pert; middle, mean or median of the others). */
void cki_sample_draw(cki_sample *sample, const ck_model *model, const ck_scenario *scenario, ck_random random,
                     bool sampled);

/* ---------------------------------------------------------------- what the law is today --------------------------- */

/* Flows that measures in force can hold back, but for those from stockpiles: those with most such measures first. */
typedef struct cki_restricted {
    uint32_t  count, rounds;
    uint32_t *flow;                             // (count)
    uint32_t *entry;                            // round by round: the first of each flow, the second of those that have two, and so on
    uint32_t *round;                            // (rounds + 1) where a round begins there
    double   *permit, *least;                   // (count) what all measures leave today, and the one that leaves least
    uint32_t *blocker;                          // (count) its entry, or CK_NONE when all leave everything
} cki_restricted;

/* All of it follows from the day, the sample and the cells, so that a snapshot does not hold it. */
typedef struct cki_today {
    double    *term;                            // (measures x CK_TERM_COUNT) today's values
    cki_phase *phase;                           // (measures)
    double    *factor;                          // (entry_count) licence, ban, quota: what it leaves of the flow;
                                                //   duty: its rate; fee: its charge over the seller's base price;
                                                //   release: its share
    double    *bundle_allowed;                  // (bundle_count) share of its quantity that licences let go, over
                                                //   what they let go in the baseline
    double    *bundle_base;                     // (bundle_count) constant: that share in the baseline; 0: unknown
    double    *cell_buyers;                     // (cell_count) constant: their count as a number
    uint64_t  *cell_address;                    // (cell_count) constant: their addresses among random numbers
    uint8_t   *cell_flag;                       // (cell_count) within license: moves that cases may make
    uint32_t  *cell_table;                      // (cell_count) table for its reviews, or CK_NONE
    double    *cell_still[4];                   // (cell_count) of each move: chance that no case of the cell makes it,
                                                //   1: there are none, below 0: unknown
    double    *still;                           // (measures x CKI_STILL_TABLES x still_width) chances that nothing
                                                //   moves, for draws
    double    *cell_dial;                       // (cell_count) of the measure times those of the dials that reach it
    double    *cell_approval;                   // (cell_count) share of reviewed cases that are granted
    double    *cell_free;                       // (cell_count) share of buyers with a general licence
    double    *granted;                         // (measures) share of what it is about that its licences let go
    double    *quota_share;                     // (measures) share of the orders in scope that today's quota allows
    uint8_t   *stale;                           // (measures) factors of the measure must be computed again
    cki_restricted restricted;
    int32_t    next_change;                     // first day on which phases or terms may differ from now
    bool       rebuilt;                         // phases and terms were computed again today
    bool       fresh;                           // they differ from those of yesterday (or this is the first day)
} cki_today;

void cki_today_layout(cki_today *today, cki_arena *arena, const ck_model *model, const ck_scenario *scenario);
/* At the start and after a resume: nothing is taken over, the next clock and license stages compute all. */
void cki_today_reset(cki_today *today, const ck_scenario *scenario);

static inline double cki_term_today(const cki_today *today, uint32_t measure, ck_term term) {
    return today->term[(size_t)measure * CK_TERM_COUNT + term];
}
static inline bool cki_operative(const cki_today *today, uint32_t measure) {
    return today->phase[measure] == CKI_OPERATIVE;
}
/* Share of its flows that is listed and does not leave all the same. */
static inline double cki_listed(const cki_today *today, uint32_t measure) {
    return cki_term_today(today, measure, CK_TERM_coverage) * (1.0 - cki_term_today(today, measure, CK_TERM_leakage));
}
/* Share of a flow that a measure is about: what is listed, of the end uses in scope. */
static inline double cki_entry_reach(const ck_scenario *scenario, const cki_today *today, uint32_t entry) {
    return cki_listed(today, scenario->entry_measure[entry]) * scenario->entry_scope[entry];
}
/* Share of what is shipped on the flow of a quota's entry that counts against the quota. */
static inline double cki_entry_quota_part(const ck_scenario *scenario, const cki_today *today, uint32_t entry) {
    const double factor = today->factor[entry];
    if (!cki_operative(today, scenario->entry_measure[entry]) || !(factor > 0.0)) return 0.0;
    return cki_entry_reach(scenario, today, entry) * today->quota_share[scenario->entry_measure[entry]] / factor;
}

/* Phase of a measure on any day, and the law of a day put into `today` (nothing when it still holds). */
cki_phase cki_phase_on(const ck_scenario *scenario, uint32_t measure, int32_t day);
void cki_clock_set(const ck_scenario *scenario, const cki_sample *sample, cki_today *today, int32_t day);

/* Stage "clock". Reads: day, sample. Writes: today's phases and terms. */
void cki_stage_clock(ck_run *run);
/* Stage "license". Reads: today, order, measure_used. Writes: cell_*, permit, warned, wedge, charge, blocker,
   project_subsidy, measure_granted, measure_days; measure_used (0 when a quota year begins). Touches a flow (run.h)
   before its values change. */
void cki_stage_license(ck_run *run);
/* Before day 0: cells without applications (licence measures that are older than the scenario have moved since), permit
   1 (stockpiles 0), nothing warned, no wedge, charge, blocker or subsidy. Needs sample, today and state in place. */
void cki_license_start(ck_run *run);
/* Its two halves: cases move, then flows get their permits. */
void cki_move_cases(ck_run *run, int32_t day, bool count_days);
void cki_set_permits(ck_run *run);
/* Shares in the baseline, from the cells as they stand before day 0. */
void cki_set_base_shares(ck_run *run);
/* Factors of duties and fees as they were under the law that `today` holds: what was paid may not be booked yet. */
void cki_restore_payments(ck_run *run);

/* Purposes of random numbers of these files (addresses of ck_random_*). */
typedef enum cki_purpose {
    CKI_FOR_UNCERTAIN = 1, CKI_FOR_EXEMPTION, CKI_FOR_EXEMPTION_MOVE, CKI_FOR_QUEUE, CKI_FOR_APPLY, CKI_FOR_APPLY_PICK,
    CKI_FOR_RETRY, CKI_FOR_REVIEW, CKI_FOR_REVIEW_PICK, CKI_FOR_APPROVAL, CKI_FOR_EXPIRY
} cki_purpose;

#endif
