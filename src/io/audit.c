/* The store of determinations: opening, writing, walking. Proofs and expiry are in audit_prove.c. */
#include "io/audit_parts.h"

#include "base/base.h"

#include <sha2.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---------------------------------------------------------------- digests ----------------------------------------- */

static void sha_start(SHA2_CTX *sha) {
    SHA256Init(sha);
}

/* Length first, so that no two lists of texts give the same bytes. */
static void sha_bytes(SHA2_CTX *sha, const void *bytes, size_t size) {
    unsigned char length[8];
    for (int i = 0; i < 8; i++) length[i] = (unsigned char)((uint64_t)size >> (8 * i));
    SHA256Update(sha, length, sizeof length);
    if (size > 0) SHA256Update(sha, bytes, size);
}

static void sha_text(SHA2_CTX *sha, const char *text) {
    sha_bytes(sha, text, cki_text_length(text));
}

static void sha_end(SHA2_CTX *sha, char digest[CK_SHA_SIZE]) {
    unsigned char raw[SHA256_DIGEST_LENGTH];
    SHA256Final(raw, sha);
    for (size_t i = 0; i < sizeof raw; i++) {
        digest[2 * i] = "0123456789abcdef"[raw[i] >> 4];
        digest[2 * i + 1] = "0123456789abcdef"[raw[i] & 15];
    }
    digest[CK_SHA_SIZE - 1] = '\0';
}

void ck_audit_sha(const void *bytes, size_t size, char digest[CK_SHA_SIZE]) {
    SHA2_CTX sha;
    sha_start(&sha);
    sha_bytes(&sha, bytes, size);
    sha_end(&sha, digest);
}

void ck_audit_body_digest(const ck_audit_record *record, char digest[CK_SHA_SIZE]) {
    SHA2_CTX sha;
    sha_start(&sha);
    sha_text(&sha, record->kind);
    if (strcmp(record->kind, "expiry") == 0) {
        char removed[24];
        snprintf(removed, sizeof removed, "%lld", (long long)record->removed);
        sha_text(&sha, record->before);
        sha_text(&sha, removed);
    } else {
        const char *const text[] = {record->deal,    record->item, record->on,         record->known,      record->options,
                                    record->program, record->law,  record->input_name, record->input_kind, record->input_digest,
                                    record->outcome, record->answer, record->trace};
        for (size_t i = 0; i < sizeof text / sizeof *text; i++) sha_text(&sha, text[i]);
    }
    sha_end(&sha, digest);
}

void ck_audit_entry_digest(int64_t id, const char *kind, const char *at, const char *body, const char *previous,
                           char digest[CK_SHA_SIZE]) {
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)id);
    SHA2_CTX sha;
    sha_start(&sha);
    sha_text(&sha, number);
    sha_text(&sha, kind);
    sha_text(&sha, at);
    sha_text(&sha, body);
    sha_text(&sha, previous);
    sha_end(&sha, digest);
}

/* ---------------------------------------------------------------- SQLite ------------------------------------------ */

ck_status ck_audit_failed(ck_audit *audit, ck_diags *diags) {
    const int code = sqlite3_errcode(audit->base) & 0xff;
    const char *reason = sqlite3_errmsg(audit->base);
    if (code == SQLITE_NOMEM) return ck_host_no_memory(diags);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        return ck_host_report(diags, CK_E_IO, ck_host_whole(audit->path), "the store is in use by another program",
                              "wait until it has finished");
    }
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_FORMAT || code == SQLITE_SCHEMA) {
        return ck_host_report(diags, CK_E_FORMAT, ck_host_whole(audit->path), "this is no sound store: %s",
                              "restore it from a copy", reason);
    }
    return ck_host_report(diags, CK_E_IO, ck_host_whole(audit->path), "the store failed: %s",
                          "check the disk and the rights of the file and its folder", reason);
}

ck_status ck_audit_do(ck_audit *audit, const char *sql, ck_diags *diags) {
    if (sqlite3_exec(audit->base, sql, NULL, NULL, NULL) == SQLITE_OK) return CK_OK;
    return ck_audit_failed(audit, diags);
}

ck_status ck_audit_prepare(ck_audit *audit, const char *sql, sqlite3_stmt **statement, ck_diags *diags) {
    if (sqlite3_prepare_v2(audit->base, sql, -1, statement, NULL) == SQLITE_OK) return CK_OK;
    return ck_audit_failed(audit, diags);
}

/* Runs to its end a statement that gives no rows. */
ck_status ck_audit_run(ck_audit *audit, sqlite3_stmt *statement, ck_diags *diags) {
    const int code = sqlite3_step(statement);
    const ck_status status = code == SQLITE_DONE ? CK_OK : ck_audit_failed(audit, diags);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return status;
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text) {
    sqlite3_bind_text(statement, at, text != NULL ? text : "", -1, SQLITE_STATIC);
}

const char *ck_audit_column(sqlite3_stmt *statement, int column) {
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text != NULL ? (const char *)text : "";
}

/* ---------------------------------------------------------------- opening ----------------------------------------- */

static const char *const TABLES[][2] = {
    {"entry", "CREATE TABLE entry(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, "
              "previous TEXT NOT NULL, digest TEXT NOT NULL)"},
    {"determination",
     "CREATE TABLE determination(entry INTEGER PRIMARY KEY, deal TEXT NOT NULL, item TEXT NOT NULL, on_day TEXT NOT NULL, "
     "known_day TEXT NOT NULL, options TEXT NOT NULL, program TEXT NOT NULL, law TEXT NOT NULL, input_name TEXT NOT NULL, "
     "input_kind TEXT NOT NULL, input TEXT NOT NULL, outcome TEXT NOT NULL, answer TEXT NOT NULL, trace TEXT NOT NULL)"},
    {"expiry", "CREATE TABLE expiry(entry INTEGER PRIMARY KEY, before TEXT NOT NULL, removed INTEGER NOT NULL)"},
    {"expired", "CREATE TABLE expired(entry INTEGER PRIMARY KEY, by INTEGER NOT NULL)"},
    {"law_file", "CREATE TABLE law_file(law TEXT NOT NULL, position INTEGER NOT NULL, path TEXT NOT NULL, bytes TEXT NOT NULL, "
                 "PRIMARY KEY(law, position)) WITHOUT ROWID"},
    {"bytes", "CREATE TABLE bytes(digest TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID"},
};
#define TABLE_COUNT (sizeof TABLES / sizeof *TABLES)

static ck_status read_number(ck_audit *audit, const char *sql, int64_t *value, ck_diags *diags) {
    sqlite3_stmt *statement = NULL;
    CK_TRY(ck_audit_prepare(audit, sql, &statement, diags));
    ck_status status = CK_OK;
    if (sqlite3_step(statement) == SQLITE_ROW) *value = sqlite3_column_int64(statement, 0);
    else status = ck_audit_failed(audit, diags);
    sqlite3_finalize(statement);
    return status;
}

static ck_status make_tables(ck_audit *audit, ck_diags *diags) {
    CK_TRY(ck_audit_do(audit, "BEGIN IMMEDIATE", diags));
    char sql[96];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", CK_AUDIT_ID, CK_AUDIT_VERSION);
    CK_TRY(ck_audit_do(audit, sql, diags));
    for (size_t i = 0; i < TABLE_COUNT; i++) CK_TRY(ck_audit_do(audit, TABLES[i][1], diags));
    return ck_audit_do(audit, "COMMIT", diags);
}

/* The tables must be exactly ours: a view or a trigger in their place could say anything. */
static ck_status check_tables(ck_audit *audit, ck_diags *diags) {
    sqlite3_stmt *statement = NULL;
    CK_TRY(ck_audit_prepare(audit, "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL", &statement, diags));
    uint32_t found = 0;
    bool     good = true;
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
        size_t i = 0;
        while (i < TABLE_COUNT && strcmp(TABLES[i][0], ck_audit_column(statement, 0)) != 0) i++;
        good = good && i < TABLE_COUNT && strcmp(TABLES[i][1], ck_audit_column(statement, 1)) == 0;
        found++;
    }
    const ck_status status = code == SQLITE_DONE ? CK_OK : ck_audit_failed(audit, diags);
    sqlite3_finalize(statement);
    if (status < 0 || (good && found == TABLE_COUNT)) return status;
    return ck_host_report(diags, CK_E_FORMAT, ck_host_whole(audit->path), "the tables of the store are not those that it was made with",
                          "somebody changed the file; restore it from a copy");
}

static ck_status check_kind(ck_audit *audit, bool write, ck_diags *diags) {
    int64_t id = 0, version = 0, tables = 0;
    CK_TRY(read_number(audit, "PRAGMA application_id", &id, diags));
    CK_TRY(read_number(audit, "PRAGMA user_version", &version, diags));
    CK_TRY(read_number(audit, "SELECT count(*) FROM sqlite_schema", &tables, diags));
    if (write && id == 0 && tables == 0) return make_tables(audit, diags);
    if (id != CK_AUDIT_ID) {
        return ck_host_report(diags, CK_E_FORMAT, ck_host_whole(audit->path), "this is not a store of determinations",
                              "one is made by \"chokepoint check FILE --record STORE\"");
    }
    if (version != CK_AUDIT_VERSION) {
        return ck_host_report(diags, CK_E_FORMAT, ck_host_whole(audit->path), "the store has version %d; this program reads version %d",
                              "use the program that wrote it", (int32_t)version, (int32_t)CK_AUDIT_VERSION);
    }
    return check_tables(audit, diags);
}

static ck_status harden(ck_audit *audit, ck_diags *diags) {
    sqlite3_db_config(audit->base, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(audit->base, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(audit->base, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(audit->base, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_limit(audit->base, SQLITE_LIMIT_LENGTH, (int)CK_AUDIT_BYTES_LIMIT);
    sqlite3_busy_timeout(audit->base, 5000);
    return ck_audit_do(audit, "PRAGMA cell_size_check = ON", diags);
}

static ck_status start(const char *path, ck_audit **audit, ck_diags *diags) {
    *audit = calloc(1, sizeof **audit);
    if (*audit == NULL) return ck_host_no_memory(diags);
    (*audit)->path = path;
    return CK_OK;
}

ck_status ck_audit_open(const char *path, bool write, ck_audit **audit, ck_diags *diags) {
    CK_TRY(start(path, audit, diags));
    if (!write && !ck_host_is_file(path)) return ck_host_read_error(diags, path, 2);
    CK_TRY(ck_audit_whole_file(path, write, diags));
    int flags = SQLITE_OPEN_READWRITE | (write ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(path, &(*audit)->base, flags, NULL) != SQLITE_OK && !write) {
        sqlite3_close((*audit)->base);   // no right to write, or a read-only disk: look only
        (*audit)->base = NULL;
        flags = SQLITE_OPEN_READONLY;
        if (sqlite3_open_v2(path, &(*audit)->base, flags, NULL) == SQLITE_OK) flags = 0;
    }
    if ((*audit)->base == NULL) return ck_host_no_memory(diags);
    if (sqlite3_errcode((*audit)->base) != SQLITE_OK) return ck_audit_failed(*audit, diags);
    CK_TRY(harden(*audit, diags));
    CK_TRY(check_kind(*audit, write, diags));
    if (write) CK_TRY(ck_audit_do(*audit, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", diags));
    return CK_OK;
}

ck_status ck_audit_open_bytes(const char *name, const void *bytes, size_t size, ck_audit **audit, ck_diags *diags) {
    CK_TRY(start(name, audit, diags));
    CK_TRY(ck_audit_whole(name, bytes, size, diags));
    if (sqlite3_open_v2(":memory:", &(*audit)->base, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        return (*audit)->base == NULL ? ck_host_no_memory(diags) : ck_audit_failed(*audit, diags);
    }
    unsigned char *copy = sqlite3_malloc64(size + 1);
    if (copy == NULL) return ck_host_no_memory(diags);
    cki_copy(copy, bytes, size);
    if (sqlite3_deserialize((*audit)->base, "main", copy, (sqlite3_int64)size, (sqlite3_int64)size + 1,
                            SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) {
        return ck_audit_failed(*audit, diags);
    }
    CK_TRY(harden(*audit, diags));
    return check_kind(*audit, false, diags);
}

void ck_audit_close(ck_audit *audit) {
    if (audit == NULL) return;
    for (size_t i = 0; i < CK_AUDIT_STATEMENTS; i++) sqlite3_finalize(audit->statement[i]);
    sqlite3_close(audit->base);
    free(audit);
}

/* ---------------------------------------------------------------- writing ----------------------------------------- */

/* A statement that is used often is prepared once. */
static ck_status often(ck_audit *audit, uint32_t which, const char *sql, sqlite3_stmt **statement, ck_diags *diags) {
    if (audit->statement[which] == NULL) CK_TRY(ck_audit_prepare(audit, sql, &audit->statement[which], diags));
    *statement = audit->statement[which];
    return CK_OK;
}

ck_status ck_audit_begin(ck_audit *audit, ck_diags *diags) {
    if (audit->open) return CK_OK;
    CK_TRY(ck_audit_do(audit, "BEGIN IMMEDIATE", diags));
    audit->open = true;
    return CK_OK;
}

ck_status ck_audit_commit(ck_audit *audit, ck_diags *diags) {
    if (!audit->open) return CK_OK;
    CK_TRY(ck_audit_do(audit, "COMMIT", diags));
    audit->open = false;
    return CK_OK;
}

static ck_status keep_bytes(ck_audit *audit, const void *bytes, size_t size, char digest[CK_SHA_SIZE], ck_diags *diags) {
    if (size > CK_AUDIT_BYTES_LIMIT - 1024) {
        return ck_host_report(diags, CK_E_LIMIT, ck_host_whole(audit->path), "a text of %g bytes is above the limit of the store",
                              "split the input", (double)size);
    }
    ck_audit_sha(bytes, size, digest);
    sqlite3_stmt *insert;
    CK_TRY(often(audit, 0, "INSERT OR IGNORE INTO bytes VALUES(?, ?)", &insert, diags));
    bind_text(insert, 1, digest);
    sqlite3_bind_blob64(insert, 2, size > 0 ? bytes : "", size, SQLITE_STATIC);
    return ck_audit_run(audit, insert, diags);
}

ck_status ck_audit_keep_law(ck_audit *audit, const ck_audit_file *file, uint32_t count, char digest[CK_SHA_SIZE],
                            ck_diags *diags) {
    ck_audit_law_digest(file, count, digest);
    CK_TRY(ck_audit_begin(audit, diags));
    for (uint32_t i = 0; i < count; i++) {
        char bytes[CK_SHA_SIZE];
        sqlite3_stmt *insert;
        CK_TRY(keep_bytes(audit, file[i].bytes, file[i].size, bytes, diags));
        CK_TRY(often(audit, 1, "INSERT OR IGNORE INTO law_file VALUES(?, ?, ?, ?)", &insert, diags));
        bind_text(insert, 1, digest);
        sqlite3_bind_int64(insert, 2, i);
        bind_text(insert, 3, file[i].path);
        bind_text(insert, 4, bytes);
        CK_TRY(ck_audit_run(audit, insert, diags));
    }
    return CK_OK;
}

void ck_audit_law_digest(const ck_audit_file *file, uint32_t count, char digest[CK_SHA_SIZE]) {
    SHA2_CTX sha;
    sha_start(&sha);
    for (uint32_t i = 0; i < count; i++) {
        sha_text(&sha, file[i].path);
        sha_bytes(&sha, file[i].bytes, file[i].size);
    }
    sha_end(&sha, digest);
}

ck_status ck_audit_newest(ck_audit *audit, int64_t *id, char digest[CK_SHA_SIZE], ck_diags *diags) {
    sqlite3_stmt *select;
    CK_TRY(often(audit, 2, "SELECT id, digest FROM entry ORDER BY id DESC LIMIT 1", &select, diags));
    *id = 0;
    memset(digest, '0', CK_SHA_SIZE - 1);
    digest[CK_SHA_SIZE - 1] = '\0';
    ck_status status = CK_OK;
    const int code = sqlite3_step(select);
    if (code == SQLITE_ROW) {
        *id = sqlite3_column_int64(select, 0);
        const char *text = ck_audit_column(select, 1);
        if (strlen(text) == CK_SHA_SIZE - 1) memcpy(digest, text, CK_SHA_SIZE);
        else status = ck_host_report(diags, CK_E_FORMAT, ck_host_whole(audit->path), "entry %g has no digest",
                                     "run \"chokepoint audit verify\"", (double)*id);
    } else if (code != SQLITE_DONE) {
        status = ck_audit_failed(audit, diags);
    }
    sqlite3_reset(select);
    return status;
}

ck_status ck_audit_head(ck_audit *audit, char digest[CK_SHA_SIZE], ck_diags *diags) {
    int64_t id;
    return ck_audit_newest(audit, &id, digest, diags);
}

static void clock_text(char at[24]) {
    const time_t now = time(NULL);
    struct tm    parts;
    if (gmtime_r(&now, &parts) == NULL || strftime(at, 24, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) strcpy(at, "1970-01-01T00:00:00Z");
}

ck_status ck_audit_append(ck_audit *audit, const ck_audit_record *record, const char *now, int64_t *id, ck_diags *diags) {
    char at[24], body[CK_SHA_SIZE], previous[CK_SHA_SIZE], digest[CK_SHA_SIZE];
    int64_t last;
    CK_TRY(ck_audit_newest(audit, &last, previous, diags));
    *id = last + 1;
    if (now == NULL) clock_text(at);
    else snprintf(at, sizeof at, "%s", now);
    ck_audit_body_digest(record, body);
    ck_audit_entry_digest(*id, record->kind, at, body, previous, digest);
    sqlite3_stmt *insert;
    CK_TRY(often(audit, 3, "INSERT INTO entry VALUES(?, ?, ?, ?, ?, ?)", &insert, diags));
    sqlite3_bind_int64(insert, 1, *id);
    bind_text(insert, 2, record->kind);
    bind_text(insert, 3, at);
    bind_text(insert, 4, body);
    bind_text(insert, 5, previous);
    bind_text(insert, 6, digest);
    return ck_audit_run(audit, insert, diags);
}

ck_status ck_audit_add(ck_audit *audit, const ck_audit_record *given, const char *now, int64_t *id, ck_diags *diags) {
    char input[CK_SHA_SIZE];
    CK_TRY(ck_audit_begin(audit, diags));
    CK_TRY(keep_bytes(audit, given->input, given->input_size, input, diags));
    ck_audit_record record = *given;
    record.kind = "determination";
    record.input_digest = input;
    CK_TRY(ck_audit_append(audit, &record, now, id, diags));
    sqlite3_stmt *insert;
    CK_TRY(often(audit, 4, "INSERT INTO determination VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &insert, diags));
    const char *const text[] = {record.deal, record.item, record.on, record.known, record.options, record.program, record.law,
                                record.input_name, record.input_kind, input, record.outcome, record.answer, record.trace};
    sqlite3_bind_int64(insert, 1, *id);
    for (int i = 0; i < (int)(sizeof text / sizeof *text); i++) bind_text(insert, i + 2, text[i]);
    return ck_audit_run(audit, insert, diags);
}

/* ---------------------------------------------------------------- walking ----------------------------------------- */

#define WALK                                                                                                           \
    "SELECT e.id, e.kind, e.at, e.previous, e.digest, x.entry IS NOT NULL, d.deal, d.item, d.on_day, d.known_day, "     \
    "d.options, d.program, d.law, d.input_name, d.input_kind, d.input, d.outcome, q.before, q.removed, "               \
    "%s FROM entry e LEFT JOIN determination d ON d.entry = e.id LEFT JOIN expiry q ON q.entry = e.id "                 \
    "LEFT JOIN expired x ON x.entry = e.id %s WHERE e.id BETWEEN ? AND ? ORDER BY e.id"
#define WALK_BYTES "LEFT JOIN bytes b ON b.digest = d.input"

static void take_columns(sqlite3_stmt *row, bool contents, ck_audit_record *record) {
    *record = (ck_audit_record){
        .id = sqlite3_column_int64(row, 0), .kind = ck_audit_column(row, 1), .at = ck_audit_column(row, 2),
        .previous = ck_audit_column(row, 3), .digest = ck_audit_column(row, 4), .expired = sqlite3_column_int(row, 5) != 0,
        .deal = ck_audit_column(row, 6), .item = ck_audit_column(row, 7), .on = ck_audit_column(row, 8),
        .known = ck_audit_column(row, 9), .options = ck_audit_column(row, 10), .program = ck_audit_column(row, 11),
        .law = ck_audit_column(row, 12), .input_name = ck_audit_column(row, 13), .input_kind = ck_audit_column(row, 14),
        .input_digest = ck_audit_column(row, 15), .outcome = ck_audit_column(row, 16), .before = ck_audit_column(row, 17),
        .removed = sqlite3_column_int64(row, 18), .answer = "", .trace = "", .input = "",
    };
    if (!contents) return;
    record->answer = ck_audit_column(row, 19);
    record->trace = ck_audit_column(row, 20);
    if (sqlite3_column_type(row, 21) != SQLITE_NULL) {
        const void *blob = sqlite3_column_blob(row, 21);
        record->input_size = (size_t)sqlite3_column_bytes(row, 21);
        record->input = blob != NULL ? blob : "";
    } else {
        record->input = NULL;
    }
}

ck_status ck_audit_walk(ck_audit *audit, int64_t first, int64_t last, bool contents, ck_audit_visit visit, void *user,
                        ck_diags *diags) {
    char sql[1024];
    if (contents) snprintf(sql, sizeof sql, WALK, "d.answer, d.trace, b.bytes", WALK_BYTES);
    else snprintf(sql, sizeof sql, WALK, "NULL", "");
    sqlite3_stmt *select = NULL;
    CK_TRY(ck_audit_prepare(audit, sql, &select, diags));
    sqlite3_bind_int64(select, 1, first);
    sqlite3_bind_int64(select, 2, last);
    ck_status status = CK_OK;
    int code = sqlite3_step(select);
    for (; code == SQLITE_ROW && status >= 0; code = status >= 0 ? sqlite3_step(select) : code) {
        ck_audit_record record;
        take_columns(select, contents, &record);
        status = visit(user, &record);
    }
    if (status >= 0 && code != SQLITE_DONE) status = ck_audit_failed(audit, diags);
    sqlite3_finalize(select);
    return status;
}

ck_status ck_audit_law(ck_audit *audit, const char *law, ck_host_arena *arena, ck_audit_file **file, uint32_t *count,
                       ck_diags *diags) {
    sqlite3_stmt *select = NULL;
    CK_TRY(ck_audit_prepare(audit, "SELECT f.path, b.bytes FROM law_file f JOIN bytes b ON b.digest = f.bytes "
                                   "WHERE f.law = ? ORDER BY f.position", &select, diags));
    bind_text(select, 1, law);
    ck_host_list list = {.each = sizeof(ck_audit_file)};
    ck_status status = CK_OK;
    int code = sqlite3_step(select);
    for (; code == SQLITE_ROW && status >= 0; code = sqlite3_step(select)) {
        ck_audit_file *one = ck_host_list_add(arena, &list);
        const char *path = ck_audit_column(select, 0);
        const void *blob = sqlite3_column_blob(select, 1);
        const size_t size = (size_t)sqlite3_column_bytes(select, 1);
        const char *kept_path = ck_host_text(arena, path, strlen(path));
        const char *kept = ck_host_text(arena, blob != NULL ? blob : "", size);
        if (one == NULL || kept_path == NULL || kept == NULL) status = ck_host_no_memory(diags);
        else *one = (ck_audit_file){kept_path, kept, size};
    }
    if (status >= 0 && code != SQLITE_DONE) status = ck_audit_failed(audit, diags);
    sqlite3_finalize(select);
    CK_TRY(status);
    if (list.count == 0) {
        return ck_host_report(diags, CK_E_UNKNOWN, ck_host_whole(audit->path), "the store has no law with the digest %q",
                              "run \"chokepoint audit verify\"", law);
    }
    *file = list.item;
    *count = list.count;
    return CK_OK;
}
