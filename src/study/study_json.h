/* The results of a study as JSON. */
#ifndef CK_STUDY_STUDY_JSON_H
#define CK_STUDY_STUDY_JSON_H

#include "study/study.h"

struct json_t;

/* One object; "digest" stands first at the top level. A new reference; NULL: no memory. */
struct json_t *ck_study_json(const ck_study *study, const char *question);

#endif
