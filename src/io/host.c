/* Memory, inputs, numbers and UTF-8 for the host side. */
#include "io/host.h"

#include "base/base.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* ---------------------------------------------------------------- memory ------------------------------------------ */

struct ck_host_chunk {
    ck_host_chunk *older;
    size_t         size, used;           // of the bytes after this head
};

#define CHUNK_HEAD ((sizeof(ck_host_chunk) + 15) & ~(size_t)15)
#define CHUNK_SIZE ((size_t)1 << 16)

void *ck_host_take(ck_host_arena *arena, size_t count, size_t each) {
    if (each != 0 && count > (SIZE_MAX / 2) / each) return NULL;
    const size_t bytes = (count * each + 15) & ~(size_t)15;
    ck_host_chunk *chunk = arena->newest;
    if (chunk == NULL || bytes > chunk->size - chunk->used) {
        const size_t size = bytes > CHUNK_SIZE / 4 ? bytes : CHUNK_SIZE;
        ck_host_chunk *fresh = malloc(CHUNK_HEAD + size);
        if (fresh == NULL) return NULL;
        *fresh = (ck_host_chunk){.size = size};
        if (bytes > CHUNK_SIZE / 4 && chunk != NULL) { // a large one goes behind, so that small ones still fit
            fresh->older = chunk->older;
            chunk->older = fresh;
        } else {
            fresh->older = chunk;
            arena->newest = fresh;
        }
        chunk = fresh;
    }
    void *at = (unsigned char *)chunk + CHUNK_HEAD + chunk->used;
    chunk->used += bytes;
    memset(at, 0, bytes);
    return at;
}

char *ck_host_text(ck_host_arena *arena, const char *text, size_t length) {
    char *copy = ck_host_take(arena, length + 1, 1);
    if (copy != NULL && length > 0) memcpy(copy, text, length);
    return copy;
}

char *ck_host_join(ck_host_arena *arena, const char *first, const char *second, const char *third) {
    const size_t a = cki_text_length(first), b = cki_text_length(second), c = cki_text_length(third);
    char *joined = ck_host_take(arena, a + b + c + 1, 1);
    if (joined == NULL) return NULL;
    cki_copy(joined, first, a);
    cki_copy(joined + a, second, b);
    cki_copy(joined + a + b, third, c);
    return joined;
}

void ck_host_arena_free(ck_host_arena *arena) {
    ck_host_chunk *chunk = arena->newest;
    while (chunk != NULL) {
        ck_host_chunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
    arena->newest = NULL;
}

void ck_host_adopt(ck_host_arena *arena, ck_host_arena other) {
    ck_host_chunk **end = &arena->newest;
    while (*end != NULL) end = &(*end)->older;
    *end = other.newest;
}

void *ck_host_list_add(ck_host_arena *arena, ck_host_list *list) {
    if (list->count == list->capacity) {
        if (list->count >= UINT32_C(1) << 31) return NULL;
        const uint32_t capacity = list->capacity == 0 ? 8 : 2 * list->capacity;
        void *grown = ck_host_take(arena, capacity, list->each);
        if (grown == NULL) return NULL;
        cki_copy(grown, list->item, list->count * list->each);
        list->item = grown;
        list->capacity = capacity;
    }
    return (unsigned char *)list->item + list->each * list->count++;
}

/* ---------------------------------------------------------------- files ------------------------------------------- */

ck_status ck_host_input_open(const char *path, size_t limit, ck_host_input *input, ck_diags *diags) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return ck_host_read_error(diags, path, errno);
    struct stat state;
    const bool known = fstat(fileno(file), &state) == 0;
    if (known && S_ISDIR(state.st_mode)) {
        fclose(file);
        return ck_host_read_error(diags, path, EISDIR);
    }
    if (known && S_ISREG(state.st_mode) && (uintmax_t)state.st_size > limit) {
        fclose(file);
        return ck_host_report(diags, CK_E_LIMIT, ck_host_whole(path), "the file has %g bytes; the limit is %g",
                              "split it into several files", (double)state.st_size, (double)limit);
    }
    *input = (ck_host_input){.name = path, .file = file, .limit = limit, .digest = ck_digest_start(0)};
    return CK_OK;
}

ck_status ck_host_input_open_packed(const char *path, size_t limit, ck_host_input *input, ck_diags *diags) {
    CK_TRY(ck_host_input_open(path, limit, input, diags));
    unsigned char start[2] = {0, 0};
    const bool packed = fread(start, 1, 2, input->file) == 2 && start[0] == 0x1f && start[1] == 0x8b;
    if (fseek(input->file, 0, SEEK_SET) != 0) {          // a pipe: what was looked at goes back, if it can
        const int error = errno;
        fclose(input->file);
        input->file = NULL;
        return ck_host_read_error(diags, path, error);
    }
    if (!packed) return CK_OK;
    const int handle = dup(fileno(input->file));
    gzFile stream = handle >= 0 && lseek(handle, 0, SEEK_SET) == 0 ? gzdopen(handle, "rb") : NULL;
    fclose(input->file);
    input->file = NULL;
    if (stream == NULL) {
        if (handle >= 0) close(handle);
        return ck_host_no_memory(diags);
    }
    (void)gzbuffer(stream, 1u << 18);
    input->packed = stream;
    return CK_OK;
}

/* Next unpacked bytes; a damaged or cut file is an error. */
static ck_status packed_next(ck_host_input *input, unsigned char *buffer, size_t *got, ck_diags *diags) {
    const int count = gzread(input->packed, buffer, (unsigned)CK_HOST_PIECE);
    int error = Z_OK;
    const char *why = gzerror(input->packed, &error);
    *got = count > 0 ? (size_t)count : 0;
    if (count >= 0 && error != Z_BUF_ERROR) return CK_OK;
    if (error == Z_ERRNO) return ck_host_read_error(diags, input->name, errno != 0 ? errno : EIO);
    return ck_host_report(diags, CK_E_FORMAT, ck_host_whole(input->name), "the packed file could not be unpacked: %s",
                          "the file may be cut off or damaged; fetch it again", why != NULL ? why : "unknown reason");
}

ck_host_input ck_host_input_bytes(const char *name, const void *bytes, size_t size) {
    return (ck_host_input){.name = name, .bytes = bytes, .size = size, .limit = SIZE_MAX, .digest = ck_digest_start(0)};
}

ck_status ck_host_input_next(ck_host_input *input, unsigned char *buffer, size_t *count, ck_diags *diags) {
    size_t got = 0;
    if (input->packed != NULL) {
        CK_TRY(packed_next(input, buffer, &got, diags));
    } else if (input->file != NULL) {
        got = fread(buffer, 1, CK_HOST_PIECE, input->file);
        if (ferror(input->file)) {
            *count = 0;
            return ck_host_read_error(diags, input->name, errno != 0 ? errno : EIO);
        }
    } else {
        got = input->size - input->at < CK_HOST_PIECE ? input->size - input->at : CK_HOST_PIECE;
        cki_copy(buffer, input->bytes + input->at, got);
    }
    input->at += got;
    *count = got;
    if (input->at > input->limit) {
        return ck_host_report(diags, CK_E_LIMIT, ck_host_whole(input->name),
                              "the input is longer than the limit of %g bytes", "split it into several files",
                              (double)input->limit);
    }
    if (got > 0) ck_digest_bytes(&input->digest, buffer, got);
    return CK_OK;
}

ck_host_file ck_host_input_file(const ck_host_input *input) {
    return (ck_host_file){.path = input->name, .digest = ck_digest_value(&input->digest), .bytes = input->at};
}

void ck_host_input_close(ck_host_input *input) {
    if (input->file != NULL) fclose(input->file);
    if (input->packed != NULL) gzclose(input->packed);
    input->file = NULL;
    input->packed = NULL;
}

ck_status ck_host_input_all(ck_host_input *input, ck_host_arena *arena, const char **bytes, size_t *size,
                            ck_diags *diags) {
    size_t capacity = 4 * CK_HOST_PIECE, used = 0;
    unsigned char *whole = malloc(capacity);
    if (whole == NULL) return ck_host_no_memory(diags);
    ck_status status = CK_OK;
    for (;;) {
        if (capacity - used < CK_HOST_PIECE) {
            unsigned char *grown = realloc(whole, 2 * capacity);
            if (grown == NULL) {
                status = ck_host_no_memory(diags);
                break;
            }
            whole = grown;
            capacity *= 2;
        }
        size_t count = 0;
        status = ck_host_input_next(input, whole + used, &count, diags);
        if (status < 0 || count == 0) break;
        used += count;
    }
    if (status >= 0) {
        *bytes = ck_host_text(arena, (const char *)whole, used);
        *size = used;
        if (*bytes == NULL) status = ck_host_no_memory(diags);
    }
    free(whole);
    return status;
}

ck_status ck_host_file_digest(const char *path, ck_host_file *file, ck_diags *diags) {
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, SIZE_MAX / 2, &input, diags));
    unsigned char *piece = malloc(CK_HOST_PIECE);
    ck_status status = piece != NULL ? CK_OK : ck_host_no_memory(diags);
    size_t count = 1;
    while (status >= 0 && count > 0) status = ck_host_input_next(&input, piece, &count, diags);
    if (status >= 0) *file = ck_host_input_file(&input);
    free(piece);
    ck_host_input_close(&input);
    return status;
}

bool ck_host_is_file(const char *path) {
    struct stat state;
    return stat(path, &state) == 0 && !S_ISDIR(state.st_mode);
}

bool ck_host_is_folder(const char *path) {
    struct stat state;
    return stat(path, &state) == 0 && S_ISDIR(state.st_mode);
}

char *ck_host_folder(ck_host_arena *arena, const char *path) {
    size_t end = cki_text_length(path);
    while (end > 0 && path[end - 1] != '/') end--;
    if (end == 0) return ck_host_text(arena, ".", 1);
    while (end > 1 && path[end - 1] == '/') end--;
    return ck_host_text(arena, path, end);
}

const char *ck_host_last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

char *ck_host_path(ck_host_arena *arena, const char *folder, const char *path) {
    const size_t length = cki_text_length(folder);
    if (path[0] == '/' || length == 0 || strcmp(folder, ".") == 0) return ck_host_join(arena, path, "", "");
    return ck_host_join(arena, folder, folder[length - 1] == '/' ? "" : "/", path);
}

/* ---------------------------------------------------------------- texts ------------------------------------------- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Length of the number at the start of a text by its grammar alone; 0 when there is none. */
static size_t number_length(const char *text, size_t length) {
    size_t at = 0;
    if (at < length && (text[at] == '+' || text[at] == '-')) at++;
    size_t digits = 0;
    while (at < length && is_digit(text[at])) at++, digits++;
    if (at < length && text[at] == '.') {
        at++;
        while (at < length && is_digit(text[at])) at++, digits++;
    }
    if (digits == 0) return 0;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        size_t after = at + 1;
        if (after < length && (text[after] == '+' || text[after] == '-')) after++;
        const size_t first = after;
        while (after < length && is_digit(text[after])) after++;
        if (after > first) at = after;
    }
    return at;
}

static bool is_not_finite_word(const char *text, size_t length) {
    static const char *const word[] = {"nan", "inf", "infinity", "#n/a", "na", "n/a", "-nan", "-inf", "+inf"};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
        size_t k = 0;
        while (k < length && word[i][k] != '\0' &&
               (text[k] | (text[k] >= 'A' && text[k] <= 'Z' ? 0x20 : 0)) == word[i][k])
            k++;
        if (k == length && word[i][k] == '\0') return true;
    }
    return false;
}

ck_status ck_host_number(const char *text, size_t length, double *value) {
    if (is_not_finite_word(text, length)) return CK_E_RANGE;
    if (length == 0 || number_length(text, length) != length) return CK_E_SYNTAX;
    char  room[128];                     // longer numbers are legal and rare
    char *copy = length < sizeof room ? room : malloc(length + 1);
    if (copy == NULL) return CK_E_MEMORY;
    memcpy(copy, text, length);
    copy[length] = '\0';

    const locale_t plain =
        newlocale(LC_ALL_MASK, "C", (locale_t)0); // a decimal comma must not change what a table says
    const locale_t before = plain != (locale_t)0 ? uselocale(plain) : (locale_t)0;
    char *end = NULL;
    const double read = strtod(copy, &end);
    const bool whole = end == copy + length;
    if (plain != (locale_t)0) {
        uselocale(before);
        freelocale(plain);
    }
    if (copy != room) free(copy);
    if (!whole) return CK_E_SYNTAX;
    if (!ck_is_finite(read)) return CK_E_RANGE;
    *value = read;
    return CK_OK;
}

ck_status ck_host_integer(const char *text, size_t length, int64_t low, int64_t high, int64_t *value) {
    size_t at = 0;
    const bool negative = length > 0 && text[0] == '-';
    if (negative) at++;
    if (at == length) return CK_E_SYNTAX;
    int64_t read = 0;                    // kept negative: the negative range is the larger one
    bool    over = false;
    for (; at < length; at++) {
        if (!is_digit(text[at])) return is_not_finite_word(text, length) ? CK_E_RANGE : CK_E_SYNTAX;
        const int64_t digit = text[at] - '0';
        if (read < (INT64_MIN + digit) / 10) over = true;
        else read = 10 * read - digit;
    }
    if (over || (!negative && read == INT64_MIN)) return CK_E_RANGE;
    read = negative ? read : -read;
    if (read < low || read > high) return CK_E_RANGE;
    *value = read;
    return CK_OK;
}

size_t ck_host_number_write(double value, char text[CK_HOST_NUMBER_SIZE]) {
    size_t length = 0;
    for (uint32_t digits = 15; digits <= 17; digits++) {
        length = cki_number_write(value, digits, text);
        double again = 0.0;
        if (ck_host_number(text, length, &again) >= 0 && cki_bits_of(again) == cki_bits_of(value)) break;
    }
    return length;
}

size_t ck_host_utf8_fault(const char *text, size_t length) {
    const unsigned char *byte = (const unsigned char *)text;
    size_t at = 0;
    while (at < length) {
        if (byte[at] < 0x80) {
            at++;
            continue;
        }
        const unsigned char lead = byte[at];
        const size_t more = lead >= 0xc2 && lead <= 0xdf   ? 1
                            : (lead & 0xf0) == 0xe0        ? 2
                            : lead >= 0xf0 && lead <= 0xf4 ? 3
                                                           : 0;
        if (more == 0 || length - at <= more) return at;
        for (size_t i = 1; i <= more; i++) {
            if ((byte[at + i] & 0xc0) != 0x80) return at;
        }
        const unsigned char next = byte[at + 1];
        const bool overlong = (lead == 0xe0 && next < 0xa0) || (lead == 0xf0 && next < 0x90);
        const bool outside = (lead == 0xed && next > 0x9f) || (lead == 0xf4 && next > 0x8f);
        if (overlong || outside) return at;
        at += more + 1;
    }
    return length;
}

void ck_host_digest_text(uint64_t digest, char text[17]) {
    for (int i = 0; i < 16; i++) text[i] = "0123456789abcdef"[(digest >> (60 - 4 * i)) & 15];
    text[16] = '\0';
}

const char *ck_host_nearest(const char *text, const char *const *name, uint32_t count) {
    const size_t third = cki_text_length(text) / 3;
    uint32_t limit = third < 1 ? 1 : third > CKI_DISTANCE_LIMIT ? CKI_DISTANCE_LIMIT : (uint32_t)third;
    const char *nearest = NULL;
    for (uint32_t i = 0; i < count && limit > 0; i++) {
        const uint32_t distance = cki_text_distance(text, name[i], limit);
        if (distance > limit) continue;
        nearest = name[i];
        limit = distance - (distance > 0);                           // only a nearer one replaces it
    }
    return nearest;
}
