/* A concordance, from any bytes. */
#include "io/concordance_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_concordance concordance;
    if (ck_host_diags_make(&arena, &diags) < 0) return 0;
    ck_host_input input = ck_host_input_bytes("fuzz.csv", data, size);
    (void)ck_concordance_read_input(&input, &concordance, &diags);
    ck_concordance_free(&concordance);
    ck_host_arena_free(&arena);
    return 0;
}
