/* Arena: measuring and placing with the same code. */
#include "base/base.h"
#include "ck_test.h"

_Alignas(16) static unsigned char block[4096];

typedef struct layout { double *numbers; const char *name; uint32_t *last; } layout;

static layout lay_out(cki_arena *arena, uint32_t n, const char *name) {
    layout result;
    result.numbers = cki_arena_take(arena, n, sizeof(double));
    result.name = cki_arena_text(arena, name);
    const size_t mark = cki_arena_mark(arena);
    (void)cki_arena_take(arena, 100, sizeof(uint64_t));              // scratch, larger than what comes after
    cki_arena_release(arena, mark);
    result.last = cki_arena_take(arena, 3, sizeof(uint32_t));
    return result;
}

CK_TEST(a_block_of_the_measured_size_is_enough_and_one_byte_less_is_not) {
    for (uint32_t n = 0; n < 40; n++) {
        cki_arena measure = cki_arena_measure();
        const layout nothing = lay_out(&measure, n, "lanthanum");
        CK_CHECK(nothing.numbers == NULL && nothing.name == NULL && nothing.last == NULL);
        const size_t bytes = cki_arena_bytes(&measure);
        CK_REQUIRE(bytes <= sizeof block);
        CK_CHECK(bytes >= n * sizeof(double) + sizeof "lanthanum" + 800);
        CK_CHECK_EQUAL(bytes % 16, 0);

        cki_arena arena = cki_arena_over(block, bytes);
        const layout placed = lay_out(&arena, n, "lanthanum");
        CK_REQUIRE_OK(cki_arena_check(&arena));
        CK_CHECK_TEXT(placed.name, "lanthanum");
        CK_CHECK_EQUAL((uintptr_t)placed.numbers % 16, 0);
        CK_CHECK_EQUAL((uintptr_t)placed.last % 16, 0);
        CK_CHECK((unsigned char *)(placed.last + 3) <= block + bytes);

        cki_arena tight = cki_arena_over(block, measure.peak - 1);
        (void)lay_out(&tight, n, "lanthanum");
        CK_CHECK_STATUS(cki_arena_check(&tight), CK_E_MEMORY);
    }
}

CK_TEST(scratch_memory_is_used_again_after_its_release) {
    cki_arena arena = cki_arena_over(block, sizeof block);
    const size_t mark = cki_arena_mark(&arena);
    void *first = cki_arena_take(&arena, 10, 8);
    cki_arena_release(&arena, mark);
    CK_CHECK(cki_arena_take(&arena, 20, 8) == first);
    CK_CHECK_EQUAL(arena.peak, 160);
}

CK_TEST(a_request_that_is_too_large_sticks_also_over_a_release) {
    const size_t counts[] = {SIZE_MAX, SIZE_MAX / 8, SIZE_MAX / 8 + 1, SIZE_MAX / 2};
    for (size_t i = 0; i < 4; i++) {
        cki_arena arena = cki_arena_over(block, sizeof block);
        const size_t mark = cki_arena_mark(&arena);
        CK_CHECK(cki_arena_take(&arena, counts[i], 8) == NULL);
        cki_arena_release(&arena, mark);
        CK_CHECK(cki_arena_take(&arena, 1, 8) != NULL);
        CK_CHECK_EQUAL(cki_arena_bytes(&arena), SIZE_MAX);
        CK_CHECK_STATUS(cki_arena_check(&arena), CK_E_MEMORY);
    }
    cki_arena measure = cki_arena_measure();
    for (int i = 0; i < 8; i++) (void)cki_arena_take(&measure, SIZE_MAX / 5, 1);
    CK_CHECK_EQUAL(cki_arena_bytes(&measure), SIZE_MAX);
}

CK_TEST(a_block_that_is_missing_or_not_aligned_is_refused) {
    cki_arena none = cki_arena_over(NULL, 100);
    CK_CHECK_STATUS(cki_arena_check(&none), CK_E_MEMORY);
    cki_arena crooked = cki_arena_over(block + 8, 100);
    CK_CHECK_STATUS(cki_arena_check(&crooked), CK_E_MEMORY);
    cki_arena straight = cki_arena_over(block + 16, 100);
    CK_CHECK_STATUS(cki_arena_check(&straight), CK_OK);
}

CK_TEST(texts_are_packed_and_copied_whole) {
    cki_arena arena = cki_arena_over(block, sizeof block);
    const char *first = cki_arena_text_part(&arena, "dysprosium-oxide", 10);
    const char *second = cki_arena_text(&arena, "");
    const char *third = cki_arena_text(&arena, NULL);
    CK_CHECK_TEXT(first, "dysprosium");
    CK_CHECK_TEXT(second, "");
    CK_CHECK_TEXT(third, "");
    CK_CHECK(second == first + 11 && third == second + 1);
}

CK_TEST_MAIN()
