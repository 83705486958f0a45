/* The formatter of diagnostics with any text in any room: texts stay inside their block and end in NUL. */
#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 10) return 0;
    char text[300];
    const size_t length = size - 10 < sizeof text - 1 ? size - 10 : sizeof text - 1;
    cki_copy(text, data + 10, length);
    text[length] = '\0';
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++) bits |= (uint64_t)data[i] << (8 * i);

    static char block[256];
    ck_diag items[3];
    const size_t room = data[8];
    ck_diags diags = {.item = items, .capacity = data[9] % 4, .text = block, .text_size = room};
    for (int i = 0; i < 4; i++) {
        ck_diags_add(&diags, CK_E_RANGE, (ck_place){0}, "%s is %q; %g, %d", "%u %D %s", text, text, cki_double_of(bits),
                     (int32_t)bits, (uint32_t)(bits >> 32), (ck_date){(int32_t)(bits >> 16)}, text);
    }
    if (diags.count + diags.dropped != 4 || diags.text_used > room) __builtin_trap();
    for (uint32_t i = 0; i < diags.count; i++) {
        if (cki_text_length(items[i].message) >= sizeof block) __builtin_trap();
        if (cki_text_length(items[i].hint) >= sizeof block) __builtin_trap();
    }
    return 0;
}
