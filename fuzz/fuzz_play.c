/* Game files from any bytes. */
#include "io/play_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    static ck_play_spec spec;
    if (ck_host_diags_make(&arena, &diags) < 0) return 0;
    ck_host_input input = ck_host_input_bytes("fuzz.yaml", data, size);
    (void)ck_play_read_input(&input, &spec, &diags);
    ck_play_spec_free(&spec);
    ck_host_arena_free(&arena);
    return 0;
}
