/* JSON as jansson names it: values in memory that is given back all at once, written without spaces. Numbers are written
   with 15 significant digits, as the command writes determinations. */
#include "views.h"

#include "base/base.h"
#include "io/host.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef enum json_kind { OBJECT, ARRAY, STRING, INTEGER, REAL, NOTHING, TRUE, FALSE } json_kind;

struct json_t {
    json_kind kind;
    union {
        struct {
            char *bytes;
            size_t length;
        } text;
        struct {
            struct member *first, *last;
            size_t count;
        } list;
        json_int_t whole;
        double real;
    } of;
};
typedef struct member {
    struct member *next;
    const char *key;
    json_t *value;
} member;

static ck_host_arena values;

void views_json_forget(void) { ck_host_arena_free(&values); }

static json_t *make(json_kind kind) {
    json_t *value = ck_host_take(&values, 1, sizeof *value);
    if (value != NULL) value->kind = kind;
    return value;
}

json_t *json_object(void) { return make(OBJECT); }
json_t *json_array(void) { return make(ARRAY); }
json_t *json_null(void) { return make(NOTHING); }
json_t *json_true(void) { return make(TRUE); }
json_t *json_boolean(int value) { return make(value ? TRUE : FALSE); }

json_t *json_integer(json_int_t whole) {
    json_t *value = make(INTEGER);
    if (value != NULL) value->of.whole = whole;
    return value;
}

json_t *json_real(double real) {
    json_t *value = ck_is_finite(real) ? make(REAL) : NULL;
    if (value != NULL) value->of.real = real;
    return value;
}

json_t *json_stringn(const char *text, size_t length) {
    json_t *value = make(STRING);
    if (value == NULL || text == NULL) return NULL;
    value->of.text.bytes = ck_host_text(&values, text, length);
    value->of.text.length = length;
    return value->of.text.bytes != NULL ? value : NULL;
}

json_t *json_string(const char *text) { return text != NULL ? json_stringn(text, strlen(text)) : NULL; }

static int add(json_t *list, const char *key, json_t *value) {
    member *one = list != NULL && value != NULL ? ck_host_take(&values, 1, sizeof *one) : NULL;
    if (one == NULL) return -1;
    one->key = key;
    one->value = value;
    if (list->of.list.last != NULL)
        list->of.list.last->next = one;
    else
        list->of.list.first = one;
    list->of.list.last = one;
    list->of.list.count++;
    return 0;
}

static member *find(const json_t *object, const char *key) {
    if (object == NULL || object->kind != OBJECT) return NULL;
    for (member *one = object->of.list.first; one != NULL; one = one->next) {
        if (strcmp(one->key, key) == 0) return one;
    }
    return NULL;
}

int json_object_set_new(json_t *object, const char *key, json_t *value) {
    member *old = value != NULL ? find(object, key) : NULL;
    if (old != NULL) {
        old->value = value;
        return 0;
    }
    const char *name = ck_host_text(&values, key, strlen(key));
    return name != NULL ? add(object, name, value) : -1;
}

int json_array_append_new(json_t *array, json_t *value) { return add(array, NULL, value); }

json_t *json_object_get(const json_t *object, const char *key) {
    const member *one = find(object, key);
    return one != NULL ? one->value : NULL;
}

json_t *json_array_get(const json_t *array, size_t at) {
    if (array == NULL || array->kind != ARRAY) return NULL;
    const member *one = array->of.list.first;
    while (one != NULL && at-- > 0) one = one->next;
    return one != NULL ? one->value : NULL;
}

size_t json_array_size(const json_t *array) { return array != NULL && array->kind == ARRAY ? array->of.list.count : 0; }
const char *json_string_value(const json_t *value) {
    return value != NULL && value->kind == STRING ? value->of.text.bytes : NULL;
}
json_int_t json_integer_value(const json_t *value) {
    return value != NULL && value->kind == INTEGER ? value->of.whole : 0;
}

double json_number_value(const json_t *value) {
    return value == NULL            ? 0.0
           : value->kind == REAL    ? value->of.real
           : value->kind == INTEGER ? (double)value->of.whole
                                    : 0.0;
}

/* ---------------------------------------------------------------- writing ----------------------------------------- */

typedef struct out {
    char *bytes;
    size_t used, size;
    bool full;
} out;

static void put(out *to, const char *text, size_t length) {
    if (to->used + length + 1 > to->size) {
        const size_t size = 2 * to->size + length + 4096;
        char *grown = realloc(to->bytes, size);
        to->full = to->full || grown == NULL;
        if (grown == NULL) return;
        to->bytes = grown;
        to->size = size;
    }
    memcpy(to->bytes + to->used, text, length);
    to->used += length;
    to->bytes[to->used] = '\0';
}

static void put_text(out *to, const char *text, size_t length) {
    put(to, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)text[i];
        if (byte == '"' || byte == '\\') put(to, "\\", 1);
        if (byte >= 0x20)
            put(to, text + i, 1);
        else {
            const char escape[6] = {'\\', 'u', '0', '0', (char)('0' + (byte >> 4)), "0123456789abcdef"[byte & 15]};
            put(to, escape, 6);
        }
    }
    put(to, "\"", 1);
}

static void write(out *to, const json_t *value) {
    char number[40];
    if (value->kind == STRING)
        put_text(to, value->of.text.bytes, value->of.text.length);
    else if (value->kind == REAL || value->kind == INTEGER)
        put(to, number, cki_number_write(json_number_value(value), 15, number));
    else if (value->kind == OBJECT || value->kind == ARRAY) {
        put(to, value->kind == OBJECT ? "{" : "[", 1);
        for (const member *one = value->of.list.first; one != NULL; one = one->next) {
            if (one != value->of.list.first) put(to, ",", 1);
            if (one->key != NULL) {
                put_text(to, one->key, strlen(one->key));
                put(to, ":", 1);
            }
            write(to, one->value);
        }
        put(to, value->kind == OBJECT ? "}" : "]", 1);
    } else {
        const char *word = value->kind == TRUE ? "true" : value->kind == FALSE ? "false" : "null";
        put(to, word, strlen(word));
    }
}

char *json_dumps(const json_t *value, size_t flags) {
    out to = {0};
    (void)flags;
    if (value == NULL) return NULL;
    write(&to, value);
    if (!to.full) return to.bytes;
    free(to.bytes);
    return NULL;
}
