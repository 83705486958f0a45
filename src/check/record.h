/* Determinations into the store and out of it again. */
#ifndef CK_CHECK_RECORD_H
#define CK_CHECK_RECORD_H

#include "check/check.h"
#include "io/intern.h"

/* Records the determination of one line after the other. */
typedef struct ck_recorder {
    ck_audit   *audit;
    char        law[CK_SHA_SIZE];        // digest of the law, kept with the first record
    uint32_t    waiting;                 // since the last commit
    double      committed;               // seconds of the monotonic clock
    uint64_t    recorded, passed_over;
    uint64_t   *seen;                    // hashes of what the store has, open addressing; NULL: all is recorded
    size_t      seen_size, seen_count;
} ck_recorder;

/// Open the store and keep the law.
///
/// resume   pass over what was recorded before: equal input, item, law, days and options
CK_MUST_USE ck_status ck_recorder_start(const char *path, const ck_kept_law *law, bool resume, ck_recorder *recorder, ck_diags *diags);
void ck_recorder_end(ck_recorder *recorder);             // what was not committed is gone

/* What belongs to one line. */
typedef struct ck_recorded_line {
    const ck_host_deal      *deal;
    uint32_t                 line;
    const ck_check_question *question;
    const char              *input_name, *input_kind;
    const void              *input;
    size_t                   input_size;
} ck_recorded_line;

/// Decide a line with its trace and record it; commits every hundred records and every half second.
///
/// determination  out: a new reference; NULL when it was passed over or the status is below zero
CK_MUST_USE ck_status ck_recorder_add(ck_recorder *recorder, ck_check *check, const ck_recorded_line *line, struct json_t **determination,
                                      ck_diags *diags);
CK_MUST_USE ck_status ck_recorder_commit(ck_recorder *recorder, ck_diags *diags);

/// Decide what an entry holds again, under the law kept with it, and compare.
///
/// changed  out: a sentence, "" when nothing changed; free it
typedef struct ck_again {                // {0}; the law used last
    char          law[CK_SHA_SIZE];
    ck_kept_law   loaded;
    ck_check     *check;
    ck_host_arena arena, names;          // names: of files, which diagnostics point at until ck_again_free
    ck_intern     name;
} ck_again;
CK_MUST_USE ck_status ck_decide_again(ck_again *again, ck_audit *audit, const ck_audit_record *record, char **changed, ck_diags *diags);
void ck_again_free(ck_again *again);                     // once its diagnostics are printed

#endif
