/* Which inputs of makers can replace each other, and how well. */
#ifndef CK_FLOW_SUBSTITUTES_H
#define CK_FLOW_SUBSTITUTES_H

#include "flow/run.h"

/* Inputs of a group that are looked at together; further ones stand alone. */
static inline uint32_t cki_inputs_of(const ck_model *model, uint32_t group) {
    return ck_min_u32(model->group_first_slot[group + 1] - model->group_first_slot[group], CKI_INPUTS_MOST);
}

/* Sizes of cki_substitutes. */
void cki_substitutes_count(cki_substitutes *substitutes, const ck_model *model);

/* Which inputs can replace each other, and how well when nothing was short yet. */
void cki_substitutes_fill(ck_run *run);

/* How well they do after their shortages lasted as they did: with each weekly review, and on a resume. */
void cki_substitutes_review(ck_run *run);

#endif
