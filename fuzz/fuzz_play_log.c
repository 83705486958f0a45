/* Logs of games from any bytes. */
#include "io/play_log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_play_log log;
    if (ck_host_diags_make(&arena, &diags) < 0) return 0;
    ck_host_input input = ck_host_input_bytes("fuzz.yaml", data, size);
    (void)ck_play_log_read_input(&input, &log, &diags);
    ck_play_log_free(&log);
    ck_host_arena_free(&arena);
    return 0;
}
