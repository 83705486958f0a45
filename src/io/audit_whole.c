/* Whether a store is whole, from its first bytes and its length, before SQLite looks at it: SQLite takes a file that lost its
   beginning for an empty one, and then drops the log beside it. The header is that of https://sqlite.org/fileformat.html, 1.3. */
#include "io/audit_parts.h"

#include <stdlib.h>
#include <string.h>

#define HEADER 100u                      // bytes
#define MAGIC  "SQLite format 3"         // with its NUL

static uint32_t big_endian(const unsigned char *bytes, size_t count) {
    uint32_t value = 0;
    for (size_t k = 0; k < count; k++) value = value << 8 | bytes[k];
    return value;
}

ck_status ck_audit_whole(const char *path, const unsigned char *head, size_t size, ck_diags *diags) {
    if (size == 0) {
        return ck_host_report(diags, CK_E_FORMAT, ck_host_whole(path), "the file is empty: a store that was cut off at its beginning, or none yet",
                              "restore it from a copy; \"chokepoint check FILE --record STORE\" makes one where there is no file");
    }
    const size_t known = size < HEADER ? size : HEADER;
    if (memcmp(head, MAGIC, known < sizeof MAGIC ? known : sizeof MAGIC) != 0) {
        return ck_host_report(diags, CK_E_FORMAT, ck_host_whole(path), "this is not a store of determinations",
                              "one is made by \"chokepoint check FILE --record STORE\"");
    }
    if (known < 72) {
        return ck_host_report(diags, CK_E_FORMAT, ck_host_whole(path),
                              "an SQLite file that was cut off after %g bytes, before its first table and before it says whether it was a store",
                              "restore it from a copy", (double)size);
    }
    if (big_endian(head + 68, 4) != CK_AUDIT_ID) return CK_OK;       // another kind of file: that is said once it is open
    const uint32_t stated = big_endian(head + 16, 2), page = stated == 1 ? 65536 : stated;
    if (known < HEADER || page < 512) {
        return ck_host_report(diags, CK_E_FORMAT, ck_host_whole(path), "a store that was cut off after %g bytes, in its header, before its first table",
                              "restore it from a copy", (double)size);
    }
    const uint32_t pages = big_endian(head + 28, 4);
    const bool counted = big_endian(head + 24, 4) == big_endian(head + 92, 4);           // else the count is of an older program
    if (size >= page && (!counted || size / page >= pages)) return CK_OK;
    return ck_host_report(diags, CK_E_FORMAT, ck_host_whole(path), "a store that was cut off after %g of %g bytes, in page %u of %u%s",
                          "restore it from a copy", (double)size, (double)page * pages, (uint32_t)(size / page) + 1, pages,
                          size < page ? ", before its first table" : "");
}

static bool has_log(const char *path) {
    bool some = false;
    const size_t length = strlen(path);
    char *log = malloc(length + sizeof "-wal");
    if (log == NULL) return false;
    memcpy(log, path, length);
    memcpy(log + length, "-wal", sizeof "-wal");
    FILE *file = ck_host_is_file(log) ? fopen(log, "rb") : NULL;
    if (file != NULL) {
        some = fgetc(file) != EOF;
        fclose(file);
    }
    free(log);
    return some;
}

ck_status ck_audit_whole_file(const char *path, bool write, ck_diags *diags) {
    FILE *file = ck_host_is_file(path) ? fopen(path, "rb") : NULL;
    if (file == NULL) return CK_OK;                                  // whoever opens it says why
    unsigned char head[HEADER];
    size_t size = fread(head, 1, sizeof head, file);
    const bool read = !ferror(file) && fseek(file, 0, SEEK_END) == 0;
    const long end = read ? ftell(file) : -1;
    fclose(file);
    if (end < 0) return CK_OK;
    size = (size_t)end;
    const bool log = has_log(path);
    if (size == 0 && log) {
        return ck_host_report(diags, CK_E_FORMAT, ck_host_whole(path), "a store that was cut off at its beginning; the log beside it (-wal) is still there",
                              "restore it from a copy, and keep the log: it holds what was recorded last");
    }
    if ((write && size == 0) || (size >= HEADER && log)) return CK_OK;           // a new one; or the log may hold what is missing
    return ck_audit_whole(path, head, size, diags);
}
