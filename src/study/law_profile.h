/* What a flow meets over time, as steps: from each day on a number, 0 before the first. Host code. */
#ifndef CK_STUDY_LAW_PROFILE_H
#define CK_STUDY_LAW_PROFILE_H

#include "chokepoint.h"

#define CK_LAW_STEPS_MOST 64u            // days on which what a flow meets changes; more are an error

typedef struct ck_law_step { int32_t day; double value; } ck_law_step;
typedef struct ck_law_profile { ck_law_step step[CK_LAW_STEPS_MOST]; uint32_t count; } ck_law_profile;

/* From `day` on, which is not before the last step; false when there is no room. */
bool ck_law_profile_add(ck_law_profile *profile, int32_t day, double value);
bool ck_law_profile_same(const ck_law_profile *a, const ck_law_profile *b);
double ck_law_profile_most(const ck_law_profile *profile);                     // largest value, 0 for none

/* out(day) = f(a(day), b(day), weight); f(0, 0, .) must be 0. `out` is neither of the two. False when there is no room. */
typedef double (*ck_law_blend)(double a, double b, double weight);
bool ck_law_profile_blend(const ck_law_profile *a, const ck_law_profile *b, ck_law_blend blend, double weight, ck_law_profile *out);

/* What is above the value of the day `base`, after that day; below it counts as nothing. */
void ck_law_profile_above(ck_law_profile *profile, int32_t base);

/// The layers of a profile of shares: days on which it is at least its k-th smallest value above 0, and the share of what the
/// layers below leave that this one catches, so that measures that act one on what the other leaves catch the profile:
/// 1 - product over layers on a day of (1 - share) = value of the day. Shares are whole millionths.
///
/// k        from 0
/// days     out: 1 on days of the layer, else 0
/// Returns  its share in 0..1; 0: there is no such layer
/// Cost     O(steps^2)
double ck_law_profile_layer(const ck_law_profile *profile, uint32_t k, ck_law_profile *days);

#endif
