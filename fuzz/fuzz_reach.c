/* Rows of a reach, one a line, over the small world: what is accepted catches end uses that there are, what is refused has a word. */
#include "fixtures/small_world.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_diag     items[4];
    char        texts[1024];
    ck_diags    diags = CK_DIAGS(items, texts);
    const char *row[64];
    uint32_t    rows = 0;
    char       *text = malloc(size + 1);
    const size_t cells = ck_reach_bytes(ck_fixture_model()), shares = cells * CK_END_USE_COUNT;
    uint8_t    *reach = malloc(cells);
    double     *share = malloc(shares * sizeof *share);
    if (text != NULL && reach != NULL && share != NULL) {
        if (size > 0) memcpy(text, data, size);
        text[size] = '\0';
        for (char *line = text; line != NULL && rows < sizeof row / sizeof row[0];) {
            row[rows++] = line;
            line = strchr(line, '\n');
            if (line != NULL) *line++ = '\0';
        }
        const ck_status status = ck_reach_read(ck_fixture_model(), (ck_names){.name = row, .count = rows}, reach, share, &diags);
        if (status < 0 && diags.count + diags.dropped == 0) abort();
        for (size_t k = 0; k < cells; k++) {
            if (reach[k] >> CK_END_USE_COUNT != 0) abort();
        }
        for (size_t k = 0; k < shares; k++) {
            const bool holds = reach[k / CK_END_USE_COUNT] >> (k % CK_END_USE_COUNT) & 1;
            if (!(share[k] >= 0.0 && share[k] <= 1.0) || (!holds && share[k] != 0.0)) abort();
        }
    }
    free(share);
    free(text);
    free(reach);
    return 0;
}
