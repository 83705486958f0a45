/* Law into measures: a measure of a scenario that names rules of the law (`law:`) gets its scope, its dates and its words from
   them. Each flow of the model, with each of its end uses, is put before the law as a deal on every day on which the law that
   it met changes; flows that the law treats alike in time become one measure. Host code: it allocates. */
#ifndef CK_STUDY_LAW_MEASURES_H
#define CK_STUDY_LAW_MEASURES_H

#include "io/host.h"
#include "study/law_notes.h"

typedef struct ck_law_use {
    const ck_world *world;
    const ck_model *model;
    const ck_law   *law;
    bool            as_written;          // instruments alone count; else also what is only announced
    const uint32_t *reading; uint32_t reading_count;     // of contested choices, instead of the defaults
    ck_host_list   *accounts;            // ck_law_account, in the order of the measures; NULL: not wanted
    struct ck_law_recall *recall;        // of this world and law, for several scenarios (law_recall.h); NULL: nothing is recalled after
} ck_law_use;

/// Apply the law to all measures of a scenario that follow it.
///
/// spec      its measures are replaced by ones whose `reach`, dates, texts and effect are set; measures without `law` stay
/// arena     of the new measures; must live as long as the spec
/// Returns   CK_OK, CK_NOTED, or CK_E_UNKNOWN (no such rule), CK_E_USAGE (rules that do not belong into one measure)
/// Cost      one look for each flow, end use and measure, and one decision for each of its days where no flow that is alike was
///           asked before
CK_MUST_USE ck_status ck_law_measures(const ck_law_use *use, ck_scenario_spec *spec, ck_host_arena *arena, ck_diags *diags);

#endif
