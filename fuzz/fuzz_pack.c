/* Packs of the page: what is packed comes out as it went in, and any bytes as a pack come to an end. */
#include "../web/pack/model.c"
#include "../web/pack/walk.c"

#include <stdlib.h>

static pack_line *line(void) {
    pack_line *line = calloc(1, sizeof *line);
    if (line == NULL) abort();
    pack_model_start(&line->model);
    return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static uint8_t file[PACK_LONGEST], again[PACK_LONGEST], pack[PACK_LONGEST];
    if (size == 0 || size > 4096) return 0;
    memmove(file, data, size);
    pack_line *packing = line(), *opening = line(), *made_up = line();
    const size_t packed = pack_file(packing, true, pack, sizeof pack, file, size);
    if (packed == 0 && data[0] != 0) __builtin_trap(); // every text can be packed
    if (packed > 0) {
        const bool whole = pack_file(opening, false, pack, packed, again, pack_size(opening, pack, packed)) == packed;
        if (whole && __builtin_memcmp(again, data, size) != 0) __builtin_trap();
        if (!whole && data[0] != 0) __builtin_trap(); // sizes in a module may be written longer than the page writes them
    }
    memmove(pack, data, size);
    const size_t claimed = pack_size(made_up, pack, size);
    if (claimed > 0 && claimed < 1 << 16) pack_file(made_up, false, pack, size, again, claimed);
    free(packing);
    free(opening);
    free(made_up);
    return 0;
}
