/* Words as numbers: a growing table that gives every different text the index of its first appearance. */
#ifndef CK_IO_INTERN_H
#define CK_IO_INTERN_H

#include "io/host.h"

typedef struct ck_intern {
    ck_host_arena *arena;        // where the texts go
    const char   **name;         // (count)
    uint32_t      *slot;         // (slots) index + 1, 0 = free
    uint32_t       count, capacity, slots;
} ck_intern;

ck_intern ck_intern_start(ck_host_arena *arena);
/* Index of a text, added when it is new; CK_NONE when there is no memory. */
uint32_t  ck_intern_add(ck_intern *words, const char *text, size_t length);
/* Index of a text, CK_NONE when it was never added. */
uint32_t  ck_intern_find(const ck_intern *words, const char *text, size_t length);
void      ck_intern_free(ck_intern *words);              // the table; texts stay in the arena

#endif
