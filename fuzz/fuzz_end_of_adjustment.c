/* The end of adjustment that a report of the daily engine takes in, from any bytes. */
#include "io/end_of_adjustment_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_end_of_adjustment end = {.path = "fuzz.csv"};
    if (ck_host_diags_make(&arena, &diags) < 0) return 0;
    ck_host_input input = ck_host_input_bytes("fuzz.csv", data, size);
    (void)ck_end_of_adjustment_input(&input, &end, &diags);
    ck_end_of_adjustment_free(&end);
    ck_host_arena_free(&arena);
    return 0;
}
