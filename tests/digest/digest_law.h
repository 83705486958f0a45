/* The case of digest_run.h that decides deals. */
#ifndef CK_DIGEST_LAW_H
#define CK_DIGEST_LAW_H

#include "digest/digest_run.h"

CK_MUST_USE ck_status ck_digest_law(ck_digest_memory memory, uint64_t *value, ck_diags *diags);

#endif
