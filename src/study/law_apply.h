/* Scenarios that follow the law: the text is found, read with what the scenario amends, and put before every flow. */
#ifndef CK_STUDY_LAW_APPLY_H
#define CK_STUDY_LAW_APPLY_H

#include "io/scenario.h"

/// Give every measure of the scenario, and of what it is compared with, the scope and dates of the law that it follows, or the
/// scope that it writes row by row (`reach`). Nothing happens when none does.
///
/// data_folder  where installed law lies, searched last; may be NULL
/// Returns  CK_OK, CK_NOTED; CK_E_MISSING when there is no law to be found; what reading and applying return. New measures lie
///          in the arena of the scenario.
CK_MUST_USE ck_status ck_law_apply(ck_host_scenario *scenario, const ck_world *world, const ck_model *model, const char *data_folder,
                                   ck_diags *diags);

#endif
