/* See stdio.h: the part of jansson that determinations need. Values live until views_forget; nothing is freed before. */
#ifndef CK_VIEWS_JANSSON_H
#define CK_VIEWS_JANSSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct json_t json_t;
typedef long long json_int_t;

json_t *json_object(void);
json_t *json_array(void);
json_t *json_string(const char *text);                   // NULL for what is not UTF-8
json_t *json_stringn(const char *text, size_t length);
json_t *json_integer(json_int_t value);
json_t *json_real(double value);
json_t *json_null(void);
json_t *json_true(void);
json_t *json_boolean(int value);
int     json_object_set_new(json_t *object, const char *key, json_t *value);
int     json_array_append_new(json_t *array, json_t *value);
json_t *json_object_get(const json_t *object, const char *key);
json_t *json_array_get(const json_t *array, size_t at);
size_t  json_array_size(const json_t *array);
const char *json_string_value(const json_t *value);
json_int_t  json_integer_value(const json_t *value);
double      json_number_value(const json_t *value);
char       *json_dumps(const json_t *value, size_t flags);
#define json_object_set(object, key, value) json_object_set_new(object, key, value)
#define json_array_append(array, value) json_array_append_new(array, value)
#define json_decref(value) ((void)(value))
#define json_incref(value) (value)
#define JSON_INDENT(n) 0
#define JSON_REAL_PRECISION(n) 0
#define JSON_PRESERVE_ORDER 0
#define JSON_SORT_KEYS 0
#define json_array_foreach(array, index, value) \
    for ((index) = 0; (index) < json_array_size(array) && ((value) = json_array_get(array, index), true); (index)++)
int json_dumpf(const json_t *value, void *to, size_t flags);

#endif
