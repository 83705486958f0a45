/* How text and memo show the values of a flip: those that lead to the same stand together. */
#ifndef CK_CHECK_FLIPS_H
#define CK_CHECK_FLIPS_H

#include <jansson.h>

/* Both values lead to the same outcomes of the same regimes. */
static inline bool ck_flip_same(const json_t *values, size_t at, size_t other) {
    return json_equal(json_object_get(json_array_get(values, at), "regimes"), json_object_get(json_array_get(values, other), "regimes"));
}
/* No value before it leads to the same. */
static inline bool ck_flip_is_first(const json_t *values, size_t at) {
    for (size_t other = 0; other < at; other++) {
        if (ck_flip_same(values, at, other)) return false;
    }
    return true;
}

#endif
