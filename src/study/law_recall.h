/* What flows met before: of flows of the same goods, those that a measure's law cannot tell apart are decided once, also across the
   scenarios that are compared. docs/law-in-the-engine.md. Host code: it allocates. */
#ifndef CK_STUDY_LAW_RECALL_H
#define CK_STUDY_LAW_RECALL_H

#include "study/law_deals.h"
#include "study/law_notes.h"
#include "study/law_profile.h"

/* What one deal meets of one measure's law, over all time. */
typedef struct ck_law_found {
    ck_law_profile profile;
    const char    *open_fact;            // the first for want of which an answer stayed open; NULL: none did
    ck_host_list   wanted;               // ck_law_wanted; of rules: what decides where the answer is open
} ck_law_found;

typedef struct ck_law_recall ck_law_recall;
struct follow;
struct join;

/// Parties and deals of a world before a law, and room for what is found.
///
/// recall   out; borrows world, model and law; free with ck_law_recall_free
/// Returns  CK_OK, CK_E_MEMORY, or what ck_law_parties_open returns
CK_MUST_USE ck_status ck_law_recall_open(const ck_world *world, const ck_model *model, const ck_law *law, ck_law_recall **recall,
                                         ck_diags *diags);
const ck_law_parties *ck_law_recall_parties(const ck_law_recall *recall);
const ck_law_deals *ck_law_recall_deals(const ck_law_recall *recall);
/// What the flow meets of the measure's law.
///
/// found    out; lives as long as `recall`
/// Returns  CK_OK, CK_E_MEMORY, or what ck_law_meet returns
/// Cost     one look where a flow that is alike was asked before; else the deal is bound and decided on each of its days
CK_MUST_USE ck_status ck_law_recall_meet(struct join *join, const struct follow *follow, const ck_law_flow *flow, const ck_law_found **found);
void ck_law_recall_free(ck_law_recall *recall);

#endif
