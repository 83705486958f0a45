/* The store of determinations: what goes in comes out, what was changed is found, expiry is recorded. */
#include "io_test.h"

#include "io/audit.h"

#include <sqlite3.h>

CK_TEST_MAIN()

static const ck_audit_file LAW[2] = {{"cn/a.law", "regime a", 8}, {"us/b.law", "regime b", 8}};

static const char *fresh(const char *name) {
    io_start();
    const char *path = io_path(name);
    unlink(path);
    unlink(ck_host_join(&io_arena, path, "-wal", ""));
    unlink(ck_host_join(&io_arena, path, "-shm", ""));
    return path;
}

static ck_audit *open_store(const char *path, bool write) {
    ck_audit *audit = NULL;
    CK_REQUIRE_OK(ck_audit_open(path, write, &audit, &io_diags));
    return audit;
}

static ck_audit_record record_of(const char *deal, const char *law) {
    return (ck_audit_record){.deal = deal, .item = "item", .on = "2026-10-08", .known = "2026-10-08", .options = "ahead;", .program = "0.1.0", .law = law,
                             .input_name = "deal.yaml", .input_kind = "yaml", .input = deal, .input_size = strlen(deal), .outcome = "prohibited",
                             .answer = "{}", .trace = "true x\n"};
}

static int64_t add(ck_audit *audit, const char *deal, const char *now) {
    char law[CK_SHA_SIZE];
    int64_t id = 0;
    CK_REQUIRE_OK(ck_audit_keep_law(audit, LAW, 2, law, &io_diags));
    const ck_audit_record record = record_of(deal, law);
    CK_REQUIRE_OK(ck_audit_add(audit, &record, now, &id, &io_diags));
    return id;
}

static const char *filled(const char *name) {
    const char *path = fresh(name);
    ck_audit *audit = open_store(path, true);
    CK_CHECK_EQUAL(add(audit, "first", "2021-01-05T10:00:00Z"), 1);
    CK_CHECK_EQUAL(add(audit, "second", "2024-01-05T10:00:00Z"), 2);
    CK_CHECK_EQUAL(add(audit, "third", NULL), 3);
    CK_REQUIRE_OK(ck_audit_commit(audit, &io_diags));
    ck_audit_close(audit);
    return path;
}

typedef struct looked { uint32_t count; int64_t expired, removed; char deal[3][16]; char head[CK_SHA_SIZE]; } looked;

static ck_status look(void *user, const ck_audit_record *record) {
    looked *all = user;
    if (all->count < 3) snprintf(all->deal[all->count], sizeof all->deal[0], "%s", record->deal);
    if (strcmp(record->deal, "second") == 0) {
        CK_CHECK_TEXT(record->on, "2026-10-08");
        CK_CHECK_TEXT(record->options, "ahead;");
        CK_CHECK_TEXT(record->at, "2024-01-05T10:00:00Z");
        CK_CHECK_TEXT(record->trace, "true x\n");
        CK_CHECK_EQUAL(record->input_size, 6);
        CK_CHECK(memcmp(record->input, "second", 6) == 0);
    }
    all->count++;
    all->expired += record->expired;
    all->removed += record->removed;
    snprintf(all->head, sizeof all->head, "%s", record->digest);
    return CK_OK;
}

CK_TEST(what_goes_in_comes_out) {
    ck_audit *audit = open_store(filled("whole.db"), false);
    looked all = {0};
    CK_REQUIRE_OK(ck_audit_walk(audit, 0, INT64_MAX, true, look, &all, &io_diags));
    CK_CHECK_EQUAL(all.count, 3);
    CK_CHECK_TEXT(all.deal[2], "third");
    char head[CK_SHA_SIZE], law[CK_SHA_SIZE];
    CK_REQUIRE_OK(ck_audit_head(audit, head, &io_diags));
    CK_CHECK_TEXT(head, all.head);
    CK_REQUIRE_OK(ck_audit_prove(audit, head, &io_diags));
    CK_CHECK_STATUS(ck_audit_prove(audit, "0123", &io_diags), CK_E_FORMAT);
    ck_audit_close(audit);
    audit = open_store(io_path("whole.db"), true);
    CK_REQUIRE_OK(ck_audit_keep_law(audit, LAW, 2, law, &io_diags));
    ck_audit_file *file = NULL;
    uint32_t count = 0;
    CK_REQUIRE_OK(ck_audit_law(audit, law, &io_arena, &file, &count, &io_diags));
    CK_REQUIRE(count == 2);
    CK_CHECK_TEXT(file[1].path, "us/b.law");
    CK_CHECK(file[1].size == 8 && memcmp(file[1].bytes, "regime b", 8) == 0);
    CK_CHECK_STATUS(ck_audit_law(audit, "none", &io_arena, &file, &count, &io_diags), CK_E_UNKNOWN);
    ck_audit_close(audit);
}

/* The SHA-256 of FIPS 180-2 over length and bytes, worked out apart: sha256(3 as 8 bytes little-endian, "abc"). */
CK_TEST(the_digest_is_sha_256) {
    char digest[CK_SHA_SIZE];
    ck_audit_sha("abc", 3, digest);
    CK_CHECK_TEXT(digest, "ce91dc5eec0139adf091900d225971d6ad246a845bad791b5693a9d0d55dd391");
}

CK_TEST(what_was_not_committed_is_gone) {
    const char *path = filled("open.db");
    ck_audit *audit = open_store(path, true);
    add(audit, "fourth", NULL);
    ck_audit_close(audit);
    audit = open_store(path, false);
    looked all = {0};
    CK_REQUIRE_OK(ck_audit_walk(audit, 0, INT64_MAX, true, look, &all, &io_diags));
    CK_CHECK_EQUAL(all.count, 3);
    ck_audit_close(audit);
}

static void change(const char *path, const char *sql) {
    sqlite3 *base = NULL;
    CK_REQUIRE(sqlite3_open(path, &base) == SQLITE_OK);
    char *error = NULL;
    if (sqlite3_exec(base, sql, NULL, NULL, &error) != SQLITE_OK) CK_CHECK_TEXT(error, "");
    sqlite3_close(base);
}

/* True when the store says that it was changed. */
static bool finds(const char *sql) {
    const char *path = filled("changed.db");
    change(path, sql);
    ck_audit *audit = NULL;
    ck_status status = ck_audit_open(path, false, &audit, &io_diags);
    if (status >= 0) status = ck_audit_prove(audit, NULL, &io_diags);
    ck_audit_close(audit);
    return status == CK_E_FORMAT || status == CK_E_UNKNOWN;
}

CK_TEST(every_change_is_found) {
    CK_CHECK(!finds("SELECT 1"));
    CK_CHECK(finds("UPDATE determination SET outcome = 'not caught' WHERE entry = 2"));
    CK_CHECK(finds("UPDATE determination SET answer = '{ }' WHERE entry = 1"));
    CK_CHECK(finds("UPDATE determination SET trace = '' WHERE entry = 3"));
    CK_CHECK(finds("UPDATE entry SET at = '2020-01-01T00:00:00Z' WHERE id = 2"));
    CK_CHECK(finds("DELETE FROM determination WHERE entry = 2"));
    CK_CHECK(finds("DELETE FROM determination WHERE entry = 2; DELETE FROM entry WHERE id = 2"));
    CK_CHECK(finds("DELETE FROM determination WHERE entry = 2; INSERT INTO expired VALUES(2, 3)"));
    CK_CHECK(finds("UPDATE bytes SET bytes = x'00' WHERE bytes = CAST('second' AS BLOB)"));
    CK_CHECK(finds("DELETE FROM bytes WHERE bytes = CAST('first' AS BLOB)"));
    CK_CHECK(finds("UPDATE bytes SET bytes = x'00' WHERE bytes = CAST('regime a' AS BLOB)"));
    CK_CHECK(finds("DELETE FROM law_file WHERE position = 1"));
    CK_CHECK(finds("UPDATE law_file SET path = 'x.law'"));
    CK_CHECK(finds("INSERT INTO determination SELECT 9, deal, item, on_day, known_day, options, program, law, input_name, input_kind, input, outcome, "
                   "answer, trace FROM determination WHERE entry = 1"));
    CK_CHECK(finds("CREATE TRIGGER t AFTER INSERT ON entry BEGIN SELECT 1; END"));
    CK_CHECK(finds("ALTER TABLE determination RENAME TO d; CREATE VIEW determination AS SELECT * FROM d"));
}

CK_TEST(cut_off_entries_show_against_a_noted_digest) {
    const char *path = filled("cut.db");
    char head[CK_SHA_SIZE];
    ck_audit *audit = open_store(path, false);
    CK_REQUIRE_OK(ck_audit_head(audit, head, &io_diags));
    ck_audit_close(audit);
    change(path, "DELETE FROM determination WHERE entry = 3; DELETE FROM entry WHERE id = 3; DELETE FROM bytes WHERE bytes = CAST('third' AS BLOB)");
    audit = open_store(path, false);
    CK_REQUIRE_OK(ck_audit_prove(audit, NULL, &io_diags));
    CK_CHECK_STATUS(ck_audit_prove(audit, head, &io_diags), CK_E_FORMAT);
    ck_audit_close(audit);
}

CK_TEST(expiry_is_recorded_and_proves) {
    const char *path = filled("expiry.db");
    ck_audit *audit = open_store(path, true);
    int64_t removed = -1;
    CK_REQUIRE_OK(ck_audit_older(audit, ck_date_make(2022, 1, 1), &removed, &io_diags));
    CK_CHECK_EQUAL(removed, 1);
    CK_REQUIRE_OK(ck_audit_expire(audit, ck_date_make(2020, 1, 1), NULL, &removed, &io_diags));
    CK_CHECK_EQUAL(removed, 0);
    CK_REQUIRE_OK(ck_audit_expire(audit, ck_date_make(2022, 1, 1), NULL, &removed, &io_diags));
    CK_CHECK_EQUAL(removed, 1);
    looked all = {0};
    CK_REQUIRE_OK(ck_audit_walk(audit, 0, INT64_MAX, true, look, &all, &io_diags));
    CK_CHECK_EQUAL(all.count, 4);
    CK_CHECK_EQUAL(all.expired, 1);
    CK_CHECK_EQUAL(all.removed, 1);
    CK_CHECK_TEXT(all.deal[0], "");
    CK_REQUIRE_OK(ck_audit_prove(audit, NULL, &io_diags));
    ck_audit_close(audit);
    change(path, "UPDATE expiry SET removed = 2");
    audit = open_store(path, false);
    CK_CHECK_STATUS(ck_audit_prove(audit, NULL, &io_diags), CK_E_FORMAT);
    ck_audit_close(audit);
}

CK_TEST(other_files_are_refused) {
    io_start();
    ck_audit *audit = NULL;
    CK_CHECK_STATUS(ck_audit_open(io_write("text.db", "this is no data base, and long enough to be looked at as one, for certain"), true, &audit, &io_diags), CK_E_FORMAT);
    ck_audit_close(audit);
    const char *other = fresh("other.db");
    change(other, "CREATE TABLE x(a)");
    CK_CHECK_STATUS(ck_audit_open(other, true, &audit, &io_diags), CK_E_FORMAT);
    ck_audit_close(audit);
    CK_CHECK_STATUS(ck_audit_open(io_path("absent.db"), false, &audit, &io_diags), CK_E_IO);
    ck_audit_close(audit);
}

static bool says(const char *text) {
    for (uint32_t k = 0; k < io_diags.count; k++) {
        if (strstr(io_diags.item[k].message, text) != NULL) return true;
    }
    return false;
}

/* Whatever is left of a store, it is told from other files, and where it was cut; nothing is written into what is left. */
CK_TEST(a_store_that_was_cut_says_where) {
    const char *path = filled("whole.db");
    FILE *file = fopen(path, "rb");
    CK_REQUIRE(file != NULL);
    unsigned char *bytes = malloc(1 << 20);
    const size_t size = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    CK_REQUIRE(size > 8192 && size < 1 << 20 && size % 4096 == 0);
    for (size_t left = 0; left < size; left += left < 128 ? 1 : 509) {
        for (int way = 0; way < 3; way++) {                          // from bytes, looking, recording
            if (way == 2 && left == 0) continue;                     // that makes a new store
            io_start();
            ck_audit *audit = NULL;
            const char *copy = io_path("cut-short.db");
            FILE *to = fopen(copy, "wb");
            CK_REQUIRE(to != NULL && fwrite(bytes, 1, left, to) == left && fclose(to) == 0);
            const ck_status status = way == 0 ? ck_audit_open_bytes("cut.db", bytes, left, &audit, &io_diags) : ck_audit_open(copy, way == 2, &audit, &io_diags);
            ck_audit_close(audit);
            CK_CHECK_STATUS(status, CK_E_FORMAT);
            CK_CHECK(says("cut off"));
            if (left > 0 && left < 4096) CK_CHECK(says("before its first table"));
            if (left >= 4096) CK_CHECK(says("in page"));
            to = fopen(copy, "rb");
            CK_REQUIRE(to != NULL && fseek(to, 0, SEEK_END) == 0);
            CK_CHECK_EQUAL(ftell(to), (long)left);
            fclose(to);
        }
    }
    free(bytes);
}

/* SQLite would take what is left for an empty file and drop the log. */
CK_TEST(the_log_of_a_store_without_its_beginning_is_kept) {
    const char *path = fresh("log.db"), *log = ck_host_join(&io_arena, path, "-wal", "");
    FILE *file = fopen(path, "wb");
    CK_REQUIRE(file != NULL && fclose(file) == 0);
    file = fopen(log, "wb");
    CK_REQUIRE(file != NULL && fputs("what was recorded last", file) >= 0 && fclose(file) == 0);
    for (int write = 0; write < 2; write++) {
        ck_audit *audit = NULL;
        CK_CHECK_STATUS(ck_audit_open(path, write != 0, &audit, &io_diags), CK_E_FORMAT);
        ck_audit_close(audit);
        CK_CHECK(says("the log beside it"));
        file = fopen(log, "rb");
        CK_REQUIRE(file != NULL);
        CK_CHECK(fgetc(file) == 'w');
        fclose(file);
    }
    unlink(log);
}
