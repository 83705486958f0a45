/* What a deal file says should come out (`expect`), compared with what does. docs/deal-format.md, "Expected answers". */
#ifndef CK_CHECK_EXPECT_H
#define CK_CHECK_EXPECT_H

#include "check/check.h"

typedef struct ck_expectation {
    const char *section, *says, *source, *use, *note;    // "" when absent
    uint32_t    checks, failed;
    char       *report;                  // one line a failed check, "" when there is none; in memory of the arena
} ck_expectation;

/// Decide the deal as each check asks and compare.
///
/// Returns  CK_OK also when checks failed; an error when the deal or its `expect` cannot be read
CK_MUST_USE ck_status ck_expect(ck_check *check, const ck_host_deal *deal, ck_host_arena *arena, ck_expectation *expectation, ck_diags *diags);

#endif
