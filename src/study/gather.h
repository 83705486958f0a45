/* What a study keeps of its runs: series of the central run, samples of the draws, and the bands that come of them. */
#ifndef CK_STUDY_GATHER_H
#define CK_STUDY_GATHER_H

#include "study/study.h"

/* Trade lines with what they carry in the baseline, industries and points of time, from the finished run of the baseline. */
ck_status cki_study_lines(ck_study *study, ck_diags *diags);
/* Series and losses of a finished central run. */
ck_status cki_variant_central(ck_study *study, ck_variant *variant, ck_diags *diags);

/* Samples of an ensemble: opened for a known number of draws, fed one draw after the other, closed into bands. */
typedef struct ck_gather ck_gather;
ck_gather *cki_gather_open(const ck_study *study, const ck_variant *variant, uint32_t draws);       // NULL: no memory
void       cki_gather_draw(ck_gather *gather, const ck_study *study, const ck_variant *variant, uint32_t draw, const ck_run *run);
uint64_t   cki_gather_close(ck_gather *gather, const ck_study *study, ck_variant *variant);         // digest of all draws
void       cki_gather_free(ck_gather *gather);

/* Value added that a finished run loses against the baseline, USD. */
double cki_lost_value_added(const ck_study *study, const ck_run *run);

#endif
