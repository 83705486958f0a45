/* A table of governance scores, from any bytes. */
#include "io/governance_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_governance governance;
    if (size > 20000) return 0;          // rows are compared with each other
    if (ck_host_diags_make(&arena, &diags) < 0) return 0;
    ck_host_input input = ck_host_input_bytes("fuzz.csv", data, size);
    (void)ck_governance_read_input(&input, &governance, &diags);
    ck_governance_free(&governance);
    ck_host_arena_free(&arena);
    return 0;
}
