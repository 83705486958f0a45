/* Texts in an arena. */
#include "base.h"

const char *cki_arena_text(cki_arena *arena, const char *text) {
    return cki_arena_text_part(arena, text, cki_text_length(text));
}

const char *cki_arena_text_part(cki_arena *arena, const char *text, size_t length) {
    char *copy = cki_arena_take_aligned(arena, length, 1, 1);
    const char *end = cki_arena_take_aligned(arena, 1, 1, 1);        // apart: length + 1 could wrap around
    if (copy == NULL || end == NULL) return NULL;
    cki_copy(copy, text, length);
    copy[length] = '\0';
    return copy;
}
