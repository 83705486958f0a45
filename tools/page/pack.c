/* pack FILE=PACK...: the files of a line as the page fetches them (web/pack/pack.h), each unpacked again and compared. */
#include "../../web/pack/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *what, const char *name) {
    fprintf(stderr, "pack: %s: %s\n", name, what);
    exit(1);
}

static pack_line *start(void) {
    pack_line *line = calloc(1, sizeof *line);
    if (line == NULL) fail("out of memory", "model");
    pack_model_start(&line->model);
    return line;
}

int main(int count, char **pairs) {
    static uint8_t file[PACK_LONGEST], pack[PACK_LONGEST], again[PACK_LONGEST];
    pack_line *packing = start(), *opening = start();
    for (int k = 1; k < count; k++) {
        char *to = strchr(pairs[k], '=');
        if (to == NULL) fail("FILE=PACK is expected", pairs[k]);
        *to++ = '\0';
        FILE *in = fopen(pairs[k], "rb");
        if (in == NULL) fail("cannot be read", pairs[k]);
        const size_t size = fread(file, 1, sizeof file, in);
        fclose(in);
        const size_t packed = pack_file(packing, true, pack, sizeof pack, file, size);
        if (packed == 0) fail("too long, or no module that the page may have", pairs[k]);
        if (pack_size(opening, pack, packed) != size || pack_file(opening, false, pack, packed, again, size) != packed ||
            memcmp(file, again, size) != 0) {
            fail("does not come out as it went in", pairs[k]);
        }
        FILE *out = fopen(to, "wb");
        if (out == NULL || fwrite(pack, 1, packed, out) != packed || fclose(out) != 0) fail("cannot be written", to);
        printf("%s: %zu to %zu bytes\n", pairs[k], size, packed);
    }
    free(packing);
    free(opening);
    return 0;
}
