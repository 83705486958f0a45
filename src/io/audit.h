/* Determinations kept in one SQLite file: inputs, the text of the law, answer, trace, time, in a chain of SHA-256 digests.

   What is kept is never dropped silently: `ck_audit_expire` removes the contents of old entries and records that it did;
   their digests stay in the chain. Bytes (inputs and law texts) are stored once under their digest. The file is in WAL
   mode with synchronous=FULL: what was committed survives a crash of the program and of the machine. docs/audit.md. */
#ifndef CK_IO_AUDIT_H
#define CK_IO_AUDIT_H

#include "io/host.h"

#define CK_AUDIT_BYTES_LIMIT ((size_t)1 << 26)           // of an input, a law file, an answer or a trace
#define CK_SHA_SIZE 65                                   // hexadecimal digits and a NUL

typedef struct ck_audit ck_audit;

/* SHA-256 of length and bytes: the digest under which an input is kept. */
void ck_audit_sha(const void *bytes, size_t size, char digest[CK_SHA_SIZE]);

/* A file of the law as it was used. */
typedef struct ck_audit_file { const char *path; const void *bytes; size_t size; } ck_audit_file;

/* One entry. In: what the caller decided; the fields below the line are set by the store. */
typedef struct ck_audit_record {
    const char *deal, *item;             // ids
    const char *on, *known;              // YYYY-MM-DD
    const char *options;                 // of the question: "ahead", "regime=NAME,..." joined by ";"
    const char *program;                 // version
    const char *law;                     // digest from ck_audit_keep_law
    const char *input_name, *input_kind; // as the user named it; "yaml" or "csv"
    const void *input;
    size_t      input_size;
    const char *outcome;                 // one word
    const char *answer, *trace;          // JSON, text
    /* ---- */
    int64_t     id;
    const char *kind;                    // "determination" or "expiry"
    const char *at;                      // UTC, YYYY-MM-DDThh:mm:ssZ
    const char *input_digest, *previous, *digest;
    bool        expired;                 // the contents were removed by an expiry
    const char *before;                  // of an expiry: entries recorded before this day
    int64_t     removed;                 // of an expiry: how many
} ck_audit_record;

/* Opens or makes (`write`) the store. CK_E_FORMAT when the file is something else or its tables were changed. */
CK_MUST_USE ck_status ck_audit_open(const char *path, bool write, ck_audit **audit, ck_diags *diags);
/* The same over bytes in memory, for reading alone. */
CK_MUST_USE ck_status ck_audit_open_bytes(const char *name, const void *bytes, size_t size, ck_audit **audit,
                                          ck_diags *diags);
void ck_audit_close(ck_audit *audit);                    // what was not committed is gone; NULL is fine

/// Keep a version of the law. Equal texts under equal paths give the same digest and are stored once.
///
/// digest  out: SHA-256 over count, paths and texts in the order given
CK_MUST_USE ck_status ck_audit_keep_law(ck_audit *audit, const ck_audit_file *file, uint32_t count,
                                        char digest[CK_SHA_SIZE], ck_diags *diags);
/// Append a determination. It counts as kept when ck_audit_commit has returned.
///
/// now      UTC "YYYY-MM-DDThh:mm:ssZ"; NULL: the clock of the machine
/// id       out
CK_MUST_USE ck_status ck_audit_add(ck_audit *audit, const ck_audit_record *record, const char *now, int64_t *id,
                                   ck_diags *diags);
CK_MUST_USE ck_status ck_audit_commit(ck_audit *audit, ck_diags *diags);

/* Digest of the newest entry: noted elsewhere, it proves later that nothing was cut off at the end. 64 zeros when empty. */
CK_MUST_USE ck_status ck_audit_head(ck_audit *audit, char digest[CK_SHA_SIZE], ck_diags *diags);

/* Called once an entry, in order; texts live until it returns. A status below zero ends the walk. */
typedef ck_status (*ck_audit_visit)(void *user, const ck_audit_record *record);
/// Walk entries `first` to `last`; `contents` false leaves out input, answer and trace.
CK_MUST_USE ck_status ck_audit_walk(ck_audit *audit, int64_t first, int64_t last, bool contents, ck_audit_visit visit,
                                    void *user, ck_diags *diags);
/* The files of a version of the law in memory of `arena`. CK_E_UNKNOWN when the store has no such version. */
CK_MUST_USE ck_status ck_audit_law(ck_audit *audit, const char *law, ck_host_arena *arena, ck_audit_file **file,
                                   uint32_t *count, ck_diags *diags);

/// Prove that the store is as it was written: every digest, every link of the chain, every stored text, every entry
/// either whole or removed by a recorded expiry. All faults are reported; the status is that of the first.
///
/// head     the digest that the newest entry, or any entry, must have; NULL: not asked
CK_MUST_USE ck_status ck_audit_prove(ck_audit *audit, const char *head, ck_diags *diags);

/// Remove the contents of determinations recorded before a day, and the texts that nothing else uses; record that.
///
/// removed  out: how many; 0 records nothing
CK_MUST_USE ck_status ck_audit_expire(ck_audit *audit, ck_date before, const char *now, int64_t *removed, ck_diags *diags);
/* How many determinations were recorded before a day and still have their contents. */
CK_MUST_USE ck_status ck_audit_older(ck_audit *audit, ck_date before, int64_t *count, ck_diags *diags);

#endif
