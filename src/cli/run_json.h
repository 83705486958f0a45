/* The results of a study as JSON. */
#ifndef CK_CLI_RUN_JSON_H
#define CK_CLI_RUN_JSON_H

#include "study/study.h"

#include <stdio.h>

/* One object; "digest" stands first at the top level. False: no memory or not written. */
bool ck_run_json_write(FILE *out, const ck_study *study, const char *question);

#endif
