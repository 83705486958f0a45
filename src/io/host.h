/* What the host side shares: memory that grows, reading with stated limits, numbers and UTF-8 in texts of users,
   printing of diagnostics, exit codes. Nothing here prints or ends the process unless it says so. */
#ifndef CK_IO_HOST_H
#define CK_IO_HOST_H

#include "chokepoint.h"

#include <stdio.h>

/* Stated limits. A larger input is refused with CK_E_LIMIT before it takes memory. */
#define CK_HOST_FILE_LIMIT ((size_t)1 << 30)             // bytes of a table or another file read piece by piece
#define CK_HOST_ROW_LIMIT  ((size_t)1 << 20)             // bytes of a row of a table
#define CK_HOST_YAML_LIMIT ((size_t)1 << 24)             // bytes of a YAML file
#define CK_HOST_SAME_KIND  20                            // diagnostics of one status and file; more are only counted

/* ---------------------------------------------------------------- memory ------------------------------------------ */

/* Memory given back all at once. {0} is empty and ready. */
typedef struct ck_host_chunk ck_host_chunk;
typedef struct ck_host_arena { ck_host_chunk *newest; } ck_host_arena;

/* Zeroed room for `count` items of `each` bytes, aligned to 16; NULL when there is no memory, never for 0
   bytes alone. */
void *ck_host_take(ck_host_arena *arena, size_t count, size_t each);
/* A copy with a NUL added; NULL when there is no memory. */
char *ck_host_text(ck_host_arena *arena, const char *text, size_t length);
/* `first`, `second` and `third` joined; NULL counts as "". */
char *ck_host_join(ck_host_arena *arena, const char *first, const char *second, const char *third);
void  ck_host_arena_free(ck_host_arena *arena);          // leaves an empty arena
/* What `other` holds lives as long as `arena` from now on; `other` must not be used again. */
void  ck_host_adopt(ck_host_arena *arena, ck_host_arena other);

/* An array that grows in an arena. {.each = sizeof(item)} is empty and ready. */
typedef struct ck_host_list { void *item; uint32_t count, capacity; size_t each; } ck_host_list;
/* A zeroed new item at the end; NULL when there is no memory or there are already 2^31 items. */
void *ck_host_list_add(ck_host_arena *arena, ck_host_list *list);

/* ---------------------------------------------------------------- files ------------------------------------------- */

/* A file that was read, for the manifest. Equal bytes give equal digests. */
typedef struct ck_host_file { const char *path; uint64_t digest, bytes; } ck_host_file;

/* Bytes to read: from a file, or from memory (tests, fuzzing). */
typedef struct ck_host_input {
    const char          *name;           // as the user wrote it; borrowed, also by the places of diagnostics
    FILE                *file;           // NULL: memory, or packed
    void                *packed;         // the zlib stream of a .gz file; NULL: none
    const unsigned char *bytes;
    size_t               size, at;
    size_t               limit;          // of bytes in all
    ck_digest            digest;         // of the bytes read so far
} ck_host_input;

/* Opens a regular file or a pipe. CK_E_IO with the system's reason otherwise, CK_E_LIMIT when it is larger than
   `limit`. */
CK_MUST_USE ck_status ck_host_input_open(const char *path, size_t limit, ck_host_input *input, ck_diags *diags);
/* The same, but a file that starts as gzip does is unpacked while it is read; `limit`, size and digest then are those of
   the contents. */
CK_MUST_USE ck_status ck_host_input_open_packed(const char *path, size_t limit, ck_host_input *input, ck_diags *diags);
ck_host_input ck_host_input_bytes(const char *name, const void *bytes, size_t size);
/// Read the next bytes into `buffer` (CK_HOST_PIECE bytes).
///
/// count    out: bytes read; less than CK_HOST_PIECE only at the end, 0 when nothing is left
/// Returns  CK_OK, CK_E_IO, or CK_E_LIMIT when the input goes on after `limit` bytes
#define CK_HOST_PIECE ((size_t)1 << 16)
CK_MUST_USE ck_status ck_host_input_next(ck_host_input *input, unsigned char *buffer, size_t *count, ck_diags *diags);
/* Path (borrowed), digest and size of what was read. */
ck_host_file ck_host_input_file(const ck_host_input *input);
void ck_host_input_close(ck_host_input *input);

/* The whole rest of an input, NUL added (not counted in `size`), in memory of `arena`. */
CK_MUST_USE ck_status ck_host_input_all(ck_host_input *input, ck_host_arena *arena, const char **bytes, size_t *size,
                                        ck_diags *diags);
/* Digest of a file's bytes as in the manifest. */
CK_MUST_USE ck_status ck_host_file_digest(const char *path, ck_host_file *file, ck_diags *diags);

bool ck_host_is_file(const char *path);
bool ck_host_is_folder(const char *path);
/* The folder part of a path: "a/b" for "a/b/c", "." for "c", "/" for "/c". */
char *ck_host_folder(ck_host_arena *arena, const char *path);
/* What stands behind the last slash of a path; all of it when that is nothing. */
const char *ck_host_last_part(const char *path);
/* `path` seen from `folder`: unchanged when absolute or when the folder is ".". */
char *ck_host_path(ck_host_arena *arena, const char *folder, const char *path);

/* ---------------------------------------------------------------- texts ------------------------------------------- */

/// A number written in full: optional sign, digits, optional fraction and exponent; nothing around it, whatever the
/// locale.
///
/// Returns  CK_OK; CK_E_RANGE for nan, inf and what overflows; CK_E_SYNTAX for everything else. `value` is then
/// untouched.
CK_MUST_USE ck_status ck_host_number(const char *text, size_t length, double *value);
/* A whole number in low..high. CK_E_SYNTAX or CK_E_RANGE otherwise. */
CK_MUST_USE ck_status ck_host_integer(const char *text, size_t length, int64_t low, int64_t high, int64_t *value);
/* The shortest text that ck_host_number reads back as the same bits; "nan" and "inf" for what it does not read. */
#define CK_HOST_NUMBER_SIZE 40
size_t ck_host_number_write(double value, char text[CK_HOST_NUMBER_SIZE]);

/* Offset of the first byte that does not belong to valid UTF-8 (RFC 3629: no surrogates, nothing overlong); `length`
   when all is valid. */
size_t ck_host_utf8_fault(const char *text, size_t length);
/* A digest as the files write it: 16 hexadecimal digits. */
void ck_host_digest_text(uint64_t digest, char text[17]);

/* The name nearest to `text` among `count` names, NULL when none is near: for "did you mean". */
const char *ck_host_nearest(const char *text, const char *const *name, uint32_t count);

/* ---------------------------------------------------------------- diagnostics ------------------------------------- */

/* Room for a few hundred diagnostics, in memory of `arena`. CK_E_MEMORY when there is none. */
CK_MUST_USE ck_status ck_host_diags_make(ck_host_arena *arena, ck_diags *diags);
/* False, and counted as dropped, when the file already has CK_HOST_SAME_KIND diagnostics of that status. */
bool ck_host_diags_room(ck_diags *diags, ck_status status, const char *file);
/* Forgets the last diagnostic when the same one came before: a measure may be read once for every comparison. */
ck_status ck_host_diags_once(ck_diags *diags, ck_status status);
/* ck_diags_add with these limits. Arguments after `place`: message, hint, values. */
#define ck_host_report(diags, status, place, ...)                                                                      \
    (ck_host_diags_room((diags), (status), (place).file)                                                               \
         ? ck_host_diags_once((diags), ck_diags_add((diags), (status), (place), __VA_ARGS__)) : (status))
ck_status ck_host_no_memory(ck_diags *diags);            // reports it and returns CK_E_MEMORY
/* CK_E_IO with the system's reason for `error` (an errno). The path of what could not be read is the place and must
   live on; that of what could not be written is only named: "could not <verb> "<path>": <reason>". */
ck_status ck_host_read_error(ck_diags *diags, const char *path, int error);
ck_status ck_host_write_error(ck_diags *diags, const char *verb, const char *path, int error);

static inline ck_place ck_host_whole(const char *file) {
    return (ck_place){.file = file};
}
/* The worse one of two statuses: the first error stays, a warning gives way to an error. */
static inline ck_status ck_host_worse(ck_status first, ck_status second) {
    return first < 0 ? first : second < 0 ? second : first > second ? first : second;
}

/* Prints all diagnostics: place, severity, sentence, status word, the line with the part underlined, hint. Source lines
   are read again from the named files. With `json`: one object {"diagnostics": [...], "dropped": n} instead. */
void ck_host_print_diags(FILE *out, const ck_diags *diags, bool json);

/* 0: good, perhaps with something to read; 1: ran, but found no solution or stopped on a number; 2: bad input
   or usage. */
int ck_host_exit_code(ck_status status);

#endif
