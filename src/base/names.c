/* Names to values by open addressing; entries are kept in order of insertion. */
#include "base.h"

void cki_names_make(cki_names *names, cki_arena *arena, uint32_t capacity) {
    uint32_t slots = 8;
    while (slots / 2 < capacity && slots < UINT32_C(1) << 31) slots *= 2;    // at most half full
    names->count = 0;
    names->capacity = capacity;
    names->slot_count = slots;
    names->entry = cki_arena_take(arena, capacity, sizeof *names->entry);
    names->slot = cki_arena_take(arena, slots, sizeof *names->slot);
    if (names->slot != NULL) cki_zero(names->slot, (size_t)slots * sizeof *names->slot);
}

/* The slot that holds the name, or the free one where it belongs. */
static uint32_t names_slot(const cki_names *names, const char *name, size_t length, uint64_t hash) {
    uint32_t slot = (uint32_t)hash & (names->slot_count - 1);
    while (names->slot[slot] != 0) {
        const cki_name *entry = &names->entry[names->slot[slot] - 1];
        if (entry->hash == hash && cki_text_equal_part(entry->name, name, length)) break;
        slot = (slot + 1) & (names->slot_count - 1);
    }
    return slot;
}

uint32_t cki_names_insert(cki_names *names, const char *name, uint32_t value) {
    const size_t length = cki_text_length(name);
    const uint64_t hash = cki_text_hash(name, length);
    const uint32_t slot = names_slot(names, name, length, hash);
    if (names->slot[slot] != 0) return names->entry[names->slot[slot] - 1].value;
    names->entry[names->count] = (cki_name){name, hash, value};
    names->slot[slot] = ++names->count;
    return CK_NONE;
}

uint32_t cki_names_find(const cki_names *names, const char *name) {
    return cki_names_find_part(names, name, cki_text_length(name));
}

uint32_t cki_names_find_part(const cki_names *names, const char *name, size_t length) {
    if (names->count == 0) return CK_NONE;
    const uint32_t slot = names_slot(names, name, length, cki_text_hash(name, length));
    return names->slot[slot] != 0 ? names->entry[names->slot[slot] - 1].value : CK_NONE;
}

const char *cki_names_nearest(const cki_names *names, const char *name) {
    const size_t third = cki_text_length(name) / 3;
    uint32_t best = (third < 1 ? 1 : third > CKI_DISTANCE_LIMIT ? CKI_DISTANCE_LIMIT : (uint32_t)third) + 1;
    const char *nearest = NULL;
    for (uint32_t i = 0; i < names->count && best > 0; i++) {
        const uint32_t distance = cki_text_distance(name, names->entry[i].name, best - 1);
        if (distance >= best) continue;
        nearest = names->entry[i].name;
        best = distance;
    }
    return nearest;
}
