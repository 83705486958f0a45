/* Files of the capability lag from any bytes. */
#include "io/capability_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_lag_spec spec;
    if (ck_host_diags_make(&arena, &diags) < 0) return 0;
    ck_host_input input = ck_host_input_bytes("fuzz.yaml", data, size);
    (void)ck_lag_spec_input(&input, &spec, &diags);
    ck_lag_spec_free(&spec);
    ck_host_arena_free(&arena);
    return 0;
}
