#include "check/pieces.h"

#include "base/base.h"
#include "check/check_parts.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS       ((size_t)1 << 15)    // power of two
#define PIECES_MOST (SLOTS / 2)          // then all are forgotten
#define WRITING     (JSON_COMPACT | JSON_REAL_PRECISION(15))

typedef struct piece { ck_piece_key key; json_t *value; char *text; size_t length; } piece;      // text: NULL until it is first written

typedef struct shelf {
    ck_pieces head;                      // first: what check_parts.h knows
    piece    *piece; uint32_t count;     // (PIECES_MOST)
    uint32_t *by_key, *by_value;         // (SLOTS) one more than the index of a piece
    char     *line; size_t used, room;   // what is being written
} shelf;

/* ---------------------------------------------------------------- the shelf --------------------------------------- */

static size_t key_slot(const ck_piece_key *key) {
    uint64_t hash = 0;
    for (size_t k = 0; k < CK_PIECE_WORDS; k++) hash = cki_mix(hash ^ key->word[k]);
    return (size_t)hash & (SLOTS - 1);
}

static size_t value_slot(const json_t *value) {
    return (size_t)cki_mix((uint64_t)(uintptr_t)value) & (SLOTS - 1);
}

static piece *find_piece(const shelf *shelf, const ck_piece_key *key) {
    for (size_t at = key_slot(key); shelf->by_key[at] != 0; at = (at + 1) & (SLOTS - 1)) {
        piece *one = &shelf->piece[shelf->by_key[at] - 1];
        if (memcmp(&one->key, key, sizeof *key) == 0) return one;
    }
    return NULL;
}

static json_t *find(ck_pieces *pieces, const ck_piece_key *key) {
    const piece *one = find_piece((shelf *)pieces, key);
    return one != NULL ? json_incref(one->value) : NULL;
}

static void forget(shelf *shelf) {
    for (uint32_t k = 0; k < shelf->count; k++) {
        json_decref(shelf->piece[k].value);
        free(shelf->piece[k].text);
    }
    shelf->count = 0;
    memset(shelf->by_key, 0, SLOTS * sizeof *shelf->by_key);
    memset(shelf->by_value, 0, SLOTS * sizeof *shelf->by_value);
}

static void keep(ck_pieces *pieces, const ck_piece_key *key, json_t *value) {
    shelf *shelf = (struct shelf *)pieces;
    if (shelf->count == PIECES_MOST) forget(shelf);
    shelf->piece[shelf->count++] = (piece){.key = *key, .value = json_incref(value)};
    size_t at = key_slot(key);
    while (shelf->by_key[at] != 0) at = (at + 1) & (SLOTS - 1);
    shelf->by_key[at] = shelf->count;
    at = value_slot(value);
    while (shelf->by_value[at] != 0) at = (at + 1) & (SLOTS - 1);
    shelf->by_value[at] = shelf->count;
}

ck_pieces *ck_pieces_make(void) {
    shelf *made = calloc(1, sizeof *made);
    if (made == NULL) return NULL;
    made->head = (ck_pieces){find, keep};
    made->piece = calloc(PIECES_MOST, sizeof *made->piece);
    made->by_key = calloc(SLOTS, sizeof *made->by_key);
    made->by_value = calloc(SLOTS, sizeof *made->by_value);
    if (made->piece != NULL && made->by_key != NULL && made->by_value != NULL) return &made->head;
    ck_pieces_free(&made->head);
    return NULL;
}

void ck_pieces_free(ck_pieces *pieces) {
    shelf *shelf = (struct shelf *)pieces;
    if (shelf == NULL) return;
    for (uint32_t k = 0; k < shelf->count; k++) {
        json_decref(shelf->piece[k].value);
        free(shelf->piece[k].text);
    }
    free(shelf->piece);
    free(shelf->by_key);
    free(shelf->by_value);
    free(shelf->line);
    free(shelf);
}

/* ---------------------------------------------------------------- writing ----------------------------------------- */

static bool put(shelf *shelf, const char *text, size_t length) {
    if (shelf->used + length > shelf->room) {
        size_t room = shelf->room > 0 ? shelf->room : (size_t)1 << 16;
        while (room < shelf->used + length) room *= 2;
        char *line = realloc(shelf->line, room);
        if (line == NULL) return false;
        shelf->line = line;
        shelf->room = room;
    }
    memcpy(shelf->line + shelf->used, text, length);
    shelf->used += length;
    return true;
}

/* Whatever is not written here, jansson writes. */
static bool put_as_jansson(shelf *shelf, const json_t *value) {
    char *text = json_dumps(value, WRITING | JSON_ENCODE_ANY);
    const bool good = text != NULL && put(shelf, text, strlen(text));
    free(text);
    return good;
}

static bool is_plain(const char *text, size_t length) {
    for (size_t k = 0; k < length; k++) {
        const unsigned char c = (unsigned char)text[k];
        if (c < 0x20 || c == '"' || c == '\\') return false;
    }
    return true;
}

static bool put_text(shelf *shelf, const char *text, size_t length) {
    if (is_plain(text, length)) return put(shelf, "\"", 1) && put(shelf, text, length) && put(shelf, "\"", 1);
    json_t *value = json_stringn(text, length);
    const bool good = value != NULL && put_as_jansson(shelf, value);
    json_decref(value);
    return good;
}

static bool put_value(shelf *shelf, const json_t *value);

static bool put_object(shelf *shelf, const json_t *object) {
    const char *before = "{";
    void *at = json_object_iter((json_t *)(uintptr_t)object);
    if (at == NULL) return put(shelf, "{}", 2);
    for (; at != NULL; at = json_object_iter_next((json_t *)(uintptr_t)object, at), before = ",") {
        const char *key = json_object_iter_key(at);
        if (!put(shelf, before, 1) || !put_text(shelf, key, strlen(key)) || !put(shelf, ":", 1) || !put_value(shelf, json_object_iter_value(at))) return false;
    }
    return put(shelf, "}", 1);
}

static bool put_array(shelf *shelf, const json_t *array) {
    const size_t count = json_array_size(array);
    if (!put(shelf, "[", 1)) return false;
    for (size_t k = 0; k < count; k++) {
        if ((k > 0 && !put(shelf, ",", 1)) || !put_value(shelf, json_array_get(array, k))) return false;
    }
    return put(shelf, "]", 1);
}

/* The piece that a value is, NULL. Pieces are shared, so that they have more than one owner. */
static piece *piece_of(const shelf *shelf, const json_t *value) {
    if (shelf->by_value == NULL || value->refcount < 2) return NULL;
    for (size_t at = value_slot(value); shelf->by_value[at] != 0; at = (at + 1) & (SLOTS - 1)) {
        if (shelf->piece[shelf->by_value[at] - 1].value == value) return &shelf->piece[shelf->by_value[at] - 1];
    }
    return NULL;
}

static bool put_shared(shelf *shelf, const json_t *object) {
    piece *one = piece_of(shelf, object);
    if (one == NULL) return put_object(shelf, object);
    if (one->text != NULL) return put(shelf, one->text, one->length);
    const size_t begin = shelf->used;
    if (!put_object(shelf, object)) return false;
    one->length = shelf->used - begin;
    one->text = malloc(one->length + 1);                             // without memory it is written anew the next time
    if (one->text != NULL) memcpy(one->text, shelf->line + begin, one->length);
    return true;
}

static bool put_value(shelf *shelf, const json_t *value) {
    switch (json_typeof(value)) {
        case JSON_OBJECT: return put_shared(shelf, value);
        case JSON_ARRAY: return put_array(shelf, value);
        case JSON_STRING: return put_text(shelf, json_string_value(value), json_string_length(value));
        case JSON_TRUE: return put(shelf, "true", 4);
        case JSON_FALSE: return put(shelf, "false", 5);
        case JSON_NULL: return put(shelf, "null", 4);
        default: return put_as_jansson(shelf, value);
    }
}

bool ck_pieces_write(ck_pieces *pieces, const json_t *answer, FILE *out) {
    shelf none = {.used = 0}, *shelf = pieces != NULL ? (struct shelf *)pieces : &none;
    shelf->used = 0;
    const bool good = put_value(shelf, answer) && put(shelf, "\n", 1);
    if (good) fwrite(shelf->line, 1, shelf->used, out);
    free(none.line);
    return good;
}
