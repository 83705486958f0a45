/* The store of determinations: proofs that nothing was changed, and expiry. */
#include "io/audit_parts.h"

#include "base/base.h"

#include <string.h>

typedef struct proving {
    ck_audit   *audit;
    ck_diags   *diags;
    const char *head;
    bool        head_seen;
    ck_status   status;
    int64_t     next;                    // id that the next entry must have
    char        previous[CK_SHA_SIZE];
} proving;

static void fault(proving *proof, int64_t id, const char *what) {
    proof->status = ck_host_worse(proof->status, ck_host_report(proof->diags, CK_E_FORMAT, ck_host_whole(proof->audit->path),
                                                                "entry %g: %s", "the store was changed after it was written",
                                                                (double)id, what));
}

static const char *body_of(proving *proof, int64_t id, char body[CK_SHA_SIZE]) {
    sqlite3_stmt *select = NULL;
    body[0] = '\0';
    if (ck_audit_prepare(proof->audit, "SELECT body FROM entry WHERE id = ?", &select, proof->diags) < 0) return body;
    sqlite3_bind_int64(select, 1, id);
    if (sqlite3_step(select) == SQLITE_ROW) snprintf(body, CK_SHA_SIZE, "%s", ck_audit_column(select, 0));
    sqlite3_finalize(select);
    return body;
}

static ck_status prove_entry(void *user, const ck_audit_record *record) {
    proving *proof = user;
    char body[CK_SHA_SIZE], digest[CK_SHA_SIZE];
    if (record->id != proof->next) fault(proof, record->id, "entries before it are gone");
    if (strcmp(record->previous, proof->previous) != 0) fault(proof, record->id, "it does not follow from the entry before it");
    body_of(proof, record->id, body);
    ck_audit_entry_digest(record->id, record->kind, record->at, body, record->previous, digest);
    if (strcmp(record->digest, digest) != 0) fault(proof, record->id, "its digest does not fit its time, kind and contents");
    const bool expiry = strcmp(record->kind, "expiry") == 0;
    const bool whole = expiry ? record->before[0] != '\0' : record->law[0] != '\0';
    if (whole) {
        ck_audit_body_digest(record, digest);
        if (strcmp(digest, body) != 0) fault(proof, record->id, "its contents were changed");
        if (record->expired) fault(proof, record->id, "it is marked as expired and still has contents");
        if (!expiry && record->input == NULL) fault(proof, record->id, "its input is gone");
    } else if (!record->expired || expiry) {
        fault(proof, record->id, "its contents are gone and no expiry says so");
    }
    if (proof->head != NULL && strcmp(proof->head, record->digest) == 0) proof->head_seen = true;
    snprintf(proof->previous, sizeof proof->previous, "%s", record->digest);
    proof->next = record->id + 1;
    return proof->status == CK_E_MEMORY ? CK_E_MEMORY : CK_OK;
}

/* Rows that must not be: what a statement selects as (number, sentence). */
static ck_status prove_none(proving *proof, const char *sql) {
    sqlite3_stmt *select = NULL;
    CK_TRY(ck_audit_prepare(proof->audit, sql, &select, proof->diags));
    int code = sqlite3_step(select);
    for (; code == SQLITE_ROW; code = sqlite3_step(select)) fault(proof, sqlite3_column_int64(select, 0), ck_audit_column(select, 1));
    const ck_status status = code == SQLITE_DONE ? CK_OK : ck_audit_failed(proof->audit, proof->diags);
    sqlite3_finalize(select);
    return status;
}

static ck_status prove_bytes(proving *proof) {
    sqlite3_stmt *select = NULL;
    CK_TRY(ck_audit_prepare(proof->audit, "SELECT digest, bytes FROM bytes", &select, proof->diags));
    int code = sqlite3_step(select);
    for (; code == SQLITE_ROW; code = sqlite3_step(select)) {
        char digest[CK_SHA_SIZE];
        ck_audit_sha(sqlite3_column_blob(select, 1), (size_t)sqlite3_column_bytes(select, 1), digest);
        if (strcmp(digest, ck_audit_column(select, 0)) == 0) continue;
        proof->status = ck_host_worse(
            proof->status, ck_host_report(proof->diags, CK_E_FORMAT, ck_host_whole(proof->audit->path),
                                          "a stored text does not have its digest %s",
                                          "an input or a law text was changed after it was written", ck_audit_column(select, 0)));
    }
    const ck_status status = code == SQLITE_DONE ? CK_OK : ck_audit_failed(proof->audit, proof->diags);
    sqlite3_finalize(select);
    return status;
}

/* Every version of the law that an entry names must be there with the files that its digest was made of. */
static ck_status prove_laws(proving *proof) {
    sqlite3_stmt *select = NULL;
    CK_TRY(ck_audit_prepare(proof->audit, "SELECT DISTINCT law FROM determination", &select, proof->diags));
    ck_status status = CK_OK;
    int code = sqlite3_step(select);
    for (; code == SQLITE_ROW; code = sqlite3_step(select)) {
        ck_host_arena arena = {0};
        ck_audit_file *file = NULL;
        uint32_t count = 0;
        char digest[CK_SHA_SIZE];
        const char *law = ck_audit_column(select, 0);
        status = ck_audit_law(proof->audit, law, &arena, &file, &count, proof->diags);
        if (status >= 0) ck_audit_law_digest(file, count, digest);
        if (status >= 0 && strcmp(digest, law) != 0) {
            status = ck_host_report(proof->diags, CK_E_FORMAT, ck_host_whole(proof->audit->path),
                                    "the stored law does not have its digest %s", "its files were changed", law);
        }
        proof->status = ck_host_worse(proof->status, status);
        ck_host_arena_free(&arena);
    }
    status = code == SQLITE_DONE ? CK_OK : ck_audit_failed(proof->audit, proof->diags);
    sqlite3_finalize(select);
    return status;
}

ck_status ck_audit_prove(ck_audit *audit, const char *head, ck_diags *diags) {
    proving proof = {.audit = audit, .diags = diags, .head = head, .next = 1};
    memset(proof.previous, '0', CK_SHA_SIZE - 1);
    CK_TRY(prove_none(&proof, "SELECT 0, integrity_check FROM pragma_integrity_check(20) WHERE integrity_check <> 'ok'"));
    CK_TRY(ck_audit_walk(audit, 0, INT64_MAX, true, prove_entry, &proof, diags));
    CK_TRY(prove_none(&proof, "SELECT entry, 'it stands outside the chain' FROM "
                              "(SELECT entry FROM determination UNION ALL SELECT entry FROM expiry UNION ALL SELECT entry FROM expired) "
                              "WHERE entry NOT IN (SELECT id FROM entry)"));
    CK_TRY(prove_none(&proof, "SELECT x.entry, 'it is marked as expired by an entry that expired nothing of its time' FROM expired x "
                              "LEFT JOIN expiry q ON q.entry = x.by JOIN entry e ON e.id = x.entry "
                              "WHERE q.entry IS NULL OR x.entry >= x.by OR substr(e.at, 1, 10) >= q.before"));
    CK_TRY(prove_none(&proof, "SELECT q.entry, 'the number of entries that it expired is another one' FROM expiry q "
                              "WHERE q.removed <> (SELECT count(*) FROM expired WHERE by = q.entry)"));
    CK_TRY(prove_bytes(&proof));
    CK_TRY(prove_laws(&proof));
    if (head != NULL && !proof.head_seen) {
        proof.status = ck_host_worse(proof.status,
                                     ck_host_report(diags, CK_E_FORMAT, ck_host_whole(audit->path), "no entry has the digest %q",
                                                    "entries at the end were cut off, or the digest is of another store", head));
    }
    return proof.status;
}

/* ---------------------------------------------------------------- expiry ------------------------------------------ */

ck_status ck_audit_older(ck_audit *audit, ck_date before, int64_t *count, ck_diags *diags) {
    char day[16];
    ck_date_write(before, day);
    sqlite3_stmt *select = NULL;
    CK_TRY(ck_audit_prepare(audit, "SELECT count(*) FROM entry e JOIN determination d ON d.entry = e.id WHERE e.at < ?", &select, diags));
    sqlite3_bind_text(select, 1, day, -1, SQLITE_STATIC);
    ck_status status = CK_OK;
    if (sqlite3_step(select) == SQLITE_ROW) *count = sqlite3_column_int64(select, 0);
    else status = ck_audit_failed(audit, diags);
    sqlite3_finalize(select);
    return status;
}

static ck_status run_once(ck_audit *audit, const char *sql, int64_t number, const char *text, int64_t other, ck_diags *diags) {
    sqlite3_stmt *statement = NULL;
    CK_TRY(ck_audit_prepare(audit, sql, &statement, diags));
    sqlite3_bind_int64(statement, 1, number);
    if (sqlite3_bind_parameter_count(statement) > 1) sqlite3_bind_text(statement, 2, text, -1, SQLITE_STATIC);
    if (sqlite3_bind_parameter_count(statement) > 2) sqlite3_bind_int64(statement, 3, other);
    const ck_status status = ck_audit_run(audit, statement, diags);
    sqlite3_finalize(statement);
    return status;
}

ck_status ck_audit_expire(ck_audit *audit, ck_date before, const char *now, int64_t *removed, ck_diags *diags) {
    char day[16];
    ck_date_write(before, day);
    CK_TRY(ck_audit_begin(audit, diags));
    CK_TRY(ck_audit_older(audit, before, removed, diags));
    if (*removed == 0) return ck_audit_commit(audit, diags);
    int64_t id;
    const ck_audit_record record = {.kind = "expiry", .before = day, .removed = *removed};
    CK_TRY(ck_audit_append(audit, &record, now, &id, diags));
    CK_TRY(run_once(audit, "INSERT INTO expiry VALUES(?, ?, ?)", id, day, *removed, diags));
    CK_TRY(run_once(audit, "INSERT INTO expired SELECT d.entry, ?1 FROM determination d JOIN entry e ON e.id = d.entry WHERE e.at < ?2",
                    id, day, 0, diags));
    CK_TRY(run_once(audit, "DELETE FROM determination WHERE entry IN (SELECT entry FROM expired WHERE by = ?1)", id, NULL, 0, diags));
    CK_TRY(ck_audit_do(audit, "DELETE FROM law_file WHERE law NOT IN (SELECT law FROM determination)", diags));
    CK_TRY(ck_audit_do(audit, "DELETE FROM bytes WHERE digest NOT IN (SELECT input FROM determination) "
                              "AND digest NOT IN (SELECT bytes FROM law_file)", diags));
    return ck_audit_commit(audit, diags);
}
