#include "io/intern.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

ck_intern ck_intern_start(ck_host_arena *arena) { return (ck_intern){.arena = arena}; }

/* The slot where a text is or would go; needs a free slot. */
static uint32_t slot_of(const ck_intern *words, const char *text, size_t length) {
    uint32_t at = (uint32_t)cki_text_hash(text, length) & (words->slots - 1);
    while (words->slot[at] != 0) {
        const char *name = words->name[words->slot[at] - 1];
        if (strncmp(name, text, length) == 0 && name[length] == '\0') break;
        at = (at + 1) & (words->slots - 1);
    }
    return at;
}

static bool grow(ck_intern *words) {
    const uint32_t capacity = words->capacity == 0 ? 64 : 2 * words->capacity, slots = 4 * capacity;
    if (capacity > UINT32_C(1) << 28) return false;
    const char **name = realloc(words->name, capacity * sizeof *name);
    if (name != NULL) words->name = name;
    uint32_t *slot = calloc(slots, sizeof *slot);
    if (name == NULL || slot == NULL) {
        free(slot);
        return false;
    }
    free(words->slot);
    words->slot = slot;
    words->slots = slots;
    words->capacity = capacity;
    for (uint32_t k = 0; k < words->count; k++) slot[slot_of(words, words->name[k], strlen(words->name[k]))] = k + 1;
    return true;
}

uint32_t ck_intern_add(ck_intern *words, const char *text, size_t length) {
    if (words->count == words->capacity && !grow(words)) return CK_NONE;
    const uint32_t at = slot_of(words, text, length);
    if (words->slot[at] != 0) return words->slot[at] - 1;
    const char *copy = ck_host_text(words->arena, text, length);
    if (copy == NULL) return CK_NONE;
    words->name[words->count] = copy;
    words->slot[at] = ++words->count;
    return words->count - 1;
}

uint32_t ck_intern_find(const ck_intern *words, const char *text, size_t length) {
    if (words->count == 0) return CK_NONE;
    const uint32_t slot = words->slot[slot_of(words, text, length)];
    return slot != 0 ? slot - 1 : CK_NONE;
}

void ck_intern_free(ck_intern *words) {
    free(words->name);
    free(words->slot);
    *words = (ck_intern){.arena = words->arena};
}
