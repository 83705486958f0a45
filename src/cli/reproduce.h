/* What must be said so that a run can be repeated and compared: written into reports, read back by `verify`. */
#ifndef CK_CLI_REPRODUCE_H
#define CK_CLI_REPRODUCE_H

#include "study/study.h"

typedef struct ck_reproduce {
    char    *scenario;           // path as given
    char    *world;              // folder used
    uint32_t draws, record_every;
    bool     remedies;
    uint64_t seed, model, scenario_digest, study;
    char     version[16];
} ck_reproduce;

/* JSON text; free it. NULL: no memory. */
char *ck_reproduce_write(const ck_reproduce *reproduce);
/// From the JSON text of a report. Free with ck_reproduce_free.
CK_MUST_USE ck_status ck_reproduce_read(const char *file, const char *text, size_t length, ck_reproduce *reproduce, ck_diags *diags);
void ck_reproduce_free(ck_reproduce *reproduce);

#endif
