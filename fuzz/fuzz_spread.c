/* Files of shocks and rules from any bytes, on a table of four industries; what is read is also started and run. */
#include "io/spread_read.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const region[] = {"A", "B"}, *const sector[] = {"goods", "services"},
                             *const category[] = {"homes"};
    static const double z[] = {20, 10, 8, 1, 12, 15, 1, 1, 9, 2, 25, 12, 1, 1, 14, 18},
                        y[] = {40, 11, 60, 2, 9, 50, 1, 70}, x[] = {90, 91, 107, 105};
    const ck_io_table table = {.name = "small",
                               .unit = "MUSD",
                               .regions = 2,
                               .sectors = 2,
                               .categories = 1,
                               .region = region,
                               .sector = sector,
                               .category = category,
                               .z = z,
                               .y = y,
                               .x = x};
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_spread_case spread;
    if (ck_host_diags_make(&arena, &diags) < 0) return 0;
    ck_host_input input = ck_host_input_bytes("fuzz.yaml", data, size);
    if (ck_spread_read_input(&input, &table, &spread, &diags) >= 0) {
        const size_t bytes = ck_ario_bytes(&table, &spread.spec);
        void *block = bytes < (size_t)1 << 26 ? aligned_alloc(16, bytes) : NULL;
        ck_ario *run = NULL;
        if (block != NULL && ck_ario_start(&table, &spread.spec, block, bytes, NULL, &run, &diags) >= 0) {
            for (int step = 0; step < 20; step++)
                if (ck_ario_step(run, NULL, &diags) < 0) break;
        }
        free(block);
    }
    ck_spread_case_free(&spread);
    ck_host_arena_free(&arena);
    return 0;
}
