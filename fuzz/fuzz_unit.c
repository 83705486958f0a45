/* The readers of units and of ratios of units, and of lists joined in one text. */
#include "base/base.h"

static void check_joined(const char *text, size_t size) {
    const size_t whole = cki_text_length(text);
    size_t at = 0, length, seen = 0, parts = 0;
    const char *part;
    while (cki_text_next_part(text, ';', &at, &part, &length)) {
        if (part < text || part + length > text + whole) __builtin_trap();
        seen += length;
        parts++;
    }
    if (whole > 0 && seen + parts - 1 != whole) __builtin_trap();    // parts and separators are all there is
    if (whole > size) __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = (const char *)data;
    cki_ratio_unit ratio;
    if (cki_ratio_unit_read(text, size, &ratio) >= 0) {
        const size_t above = cki_text_length(cki_unit_word(ratio.above));
        const size_t below = cki_text_length(cki_unit_word(ratio.below));
        if (size != above + 1 + below || text[above] != '/') __builtin_trap();
    }
    char copy[256];
    const size_t length = size < sizeof copy - 1 ? size : sizeof copy - 1;
    cki_copy(copy, data, length);
    copy[length] = '\0';
    check_joined(copy, length);
    return 0;
}
