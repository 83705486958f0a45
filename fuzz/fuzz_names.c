/* Tables of names: words split at newlines go in; each is found, repeats are reported, the nearest name is one of
   them. */
#include "base/base.h"

enum { LIMIT = 64, BYTES = 2048 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char text[BYTES + 1];
    const size_t length = size < BYTES ? size : BYTES;
    cki_copy(text, data, length);
    text[length] = '\0';
    _Alignas(16) static unsigned char block[LIMIT * 64];
    cki_arena arena = cki_arena_over(block, sizeof block);
    cki_names names;
    cki_names_make(&names, &arena, LIMIT);
    if (cki_arena_check(&arena) < 0) __builtin_trap();

    const char *word = text;
    for (size_t i = 0; i <= length && names.count < LIMIT; i++) {
        if (text[i] != '\n' && text[i] != '\0') continue;
        text[i] = '\0';
        const uint32_t known = cki_names_find(&names, word), value = names.count;
        if (cki_names_insert(&names, word, value) != known) __builtin_trap();
        if (cki_names_find(&names, word) != (known != CK_NONE ? known : value)) __builtin_trap();
        const char *nearest = cki_names_nearest(&names, word);
        if (nearest == NULL || !cki_text_equal(nearest, word)) __builtin_trap();
        const char *first = names.entry[0].name;
        if (cki_text_distance(word, first, 3) != cki_text_distance(first, word, 3)) __builtin_trap();
        word = text + i + 1;
    }
    return 0;
}
