/* One block of the caller's, laid out twice by the same code: measured first, then placed.

       static ck_thing *thing_layout(cki_arena *arena, ...) { ... cki_arena_take(arena, n, sizeof(double)) ... }

       size_t ck_thing_bytes(...)       cki_arena arena = cki_arena_measure(); thing_layout(&arena, ...);
                                        return cki_arena_bytes(&arena);
       ck_status ck_thing_build(...)    cki_arena arena = cki_arena_over(block, bytes); thing_layout(&arena, ...);
                                        CK_TRY(cki_arena_check(&arena));

   While measuring every take gives NULL. A take that does not fit gives NULL too and the check reports it, so that a
   layout needs one test at its end and none in between, as long as it writes nothing before that test. */
#ifndef CK_BASE_ARENA_H
#define CK_BASE_ARENA_H

#include "chokepoint.h"

#define CKI_ARENA_ALIGNMENT ((size_t)16)

typedef struct cki_arena {
    unsigned char *base;         // NULL: only counts
    size_t         size;
    size_t         used;
    size_t         peak;         // largest `used` so far; SIZE_MAX after a request that no block could meet
} cki_arena;

static inline cki_arena cki_arena_measure(void) {
    return (cki_arena){0};
}

static inline cki_arena cki_arena_over(void *block, size_t bytes) {
    return (cki_arena){.base = block, .size = bytes};
}

/* Room for `count` items of `each` bytes, `alignment` a power of two of at most 16. */
static inline void *cki_arena_take_aligned(cki_arena *arena, size_t count, size_t each, size_t alignment) {
    const size_t limit = SIZE_MAX / 4;
    if (arena->used > limit || (each != 0 && count > limit / each)) {
        arena->used = SIZE_MAX;
        arena->peak = SIZE_MAX;
        return NULL;
    }
    const size_t at = (arena->used + (alignment - 1)) & ~(alignment - 1);
    arena->used = at + count * each;
    if (arena->used > arena->peak) arena->peak = arena->used;
    return arena->base != NULL && arena->used <= arena->size ? arena->base + at : NULL;
}

/* Room for `count` items of `each` bytes, aligned to 16; not zeroed. */
static inline void *cki_arena_take(cki_arena *arena, size_t count, size_t each) {
    return cki_arena_take_aligned(arena, count, each, CKI_ARENA_ALIGNMENT);
}

/* Scratch memory: remember the mark, take, release. What was taken after the mark is then gone. */
static inline size_t cki_arena_mark(const cki_arena *arena) {
    return arena->used;
}
static inline void cki_arena_release(cki_arena *arena, size_t mark) {
    arena->used = mark;
}

/* What the block must hold, scratch included; SIZE_MAX when no block can. A multiple of 16, so that blocks can be put
   side by side. */
static inline size_t cki_arena_bytes(const cki_arena *arena) {
    if (arena->peak > SIZE_MAX / 2) return SIZE_MAX;
    return (arena->peak + (CKI_ARENA_ALIGNMENT - 1)) & ~(CKI_ARENA_ALIGNMENT - 1);
}

/* CK_E_MEMORY when a block is missing, not aligned to 16 bytes, or was too small for some take so far. */
static inline ck_status cki_arena_check(const cki_arena *arena) {
    const bool good = arena->base != NULL && ((uintptr_t)arena->base & (CKI_ARENA_ALIGNMENT - 1)) == 0 &&
                      arena->peak <= arena->size;
    return good ? CK_OK : CK_E_MEMORY;
}

/* A copy of a text, NUL included; NULL while measuring. Packed: texts need no alignment. */
const char *cki_arena_text(cki_arena *arena, const char *text);
/* The same of `length` bytes, to which a NUL is added. */
const char *cki_arena_text_part(cki_arena *arena, const char *text, size_t length);

#endif
