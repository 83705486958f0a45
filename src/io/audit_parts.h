/* What the two halves of the store share. */
#ifndef CK_IO_AUDIT_PARTS_H
#define CK_IO_AUDIT_PARTS_H

#include "io/audit.h"

#include <sqlite3.h>

#define CK_AUDIT_ID         0x434b4155                   // "CKAU"
#define CK_AUDIT_VERSION    1
#define CK_AUDIT_STATEMENTS 8

struct ck_audit {
    const char   *path;
    sqlite3      *base;
    bool          open;                  // a transaction
    sqlite3_stmt *statement[CK_AUDIT_STATEMENTS];
};

void ck_audit_body_digest(const ck_audit_record *record, char digest[CK_SHA_SIZE]);
void ck_audit_entry_digest(int64_t id, const char *kind, const char *at, const char *body, const char *previous,
                           char digest[CK_SHA_SIZE]);
void ck_audit_law_digest(const ck_audit_file *file, uint32_t count, char digest[CK_SHA_SIZE]);

/* audit_whole.c: CK_E_FORMAT, and where it was cut, for a store of which a part is missing. head: its first bytes, 100 of them unless
   there are fewer. */
ck_status ck_audit_whole(const char *path, const unsigned char *head, size_t size, ck_diags *diags);
ck_status ck_audit_whole_file(const char *path, bool write, ck_diags *diags);
ck_status ck_audit_failed(ck_audit *audit, ck_diags *diags);         // reports what SQLite says
ck_status ck_audit_do(ck_audit *audit, const char *sql, ck_diags *diags);
ck_status ck_audit_prepare(ck_audit *audit, const char *sql, sqlite3_stmt **statement, ck_diags *diags);
ck_status ck_audit_run(ck_audit *audit, sqlite3_stmt *statement, ck_diags *diags);
const char *ck_audit_column(sqlite3_stmt *statement, int column);    // "" for NULL
ck_status ck_audit_begin(ck_audit *audit, ck_diags *diags);
ck_status ck_audit_newest(ck_audit *audit, int64_t *id, char digest[CK_SHA_SIZE], ck_diags *diags);
/* A new entry at the end of the chain; the caller adds its body in the same transaction. */
ck_status ck_audit_append(ck_audit *audit, const ck_audit_record *record, const char *now, int64_t *id, ck_diags *diags);

#endif
