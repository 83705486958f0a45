/* The results of a study as JSON. */
#ifndef CK_STUDY_STUDY_JSON_H
#define CK_STUDY_STUDY_JSON_H

#include "study/law_notes.h"
#include "study/study.h"

struct json_t;

/* One object; "digest" stands first at the top level. `notes`: what applying the law left to be told, or NULL. A new reference;
   NULL: no memory. */
struct json_t *ck_study_json(const ck_study *study, const char *question, const ck_law_notes *notes);

#endif
