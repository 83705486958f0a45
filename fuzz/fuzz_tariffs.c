/* Scenarios of the long run from any bytes. */
#include "io/tariffs_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_tariff_scenario scenario;
    if (ck_host_diags_make(&arena, &diags) < 0) return 0;
    ck_host_input input = ck_host_input_bytes("fuzz.yaml", data, size);
    (void)ck_tariff_scenario_input(&input, &scenario, &diags);
    ck_tariff_scenario_free(&scenario);
    ck_host_arena_free(&arena);
    return 0;
}
