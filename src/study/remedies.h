/* Single remedies tried on the scenario of a study, with central values: what each avoids and how many days it buys. */
#ifndef CK_STUDY_REMEDIES_H
#define CK_STUDY_REMEDIES_H

#include "study/study.h"

ck_status cki_study_remedies(ck_study *study, const ck_study_options *options, ck_diags *diags);

#endif
