/* Scenario specs from any bytes, over the small world: what is loaded is also built and run for some days. */
#include "fixtures/small_world.h"

#include <stdlib.h>

#define BLOCK_LIMIT ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_some_days(const ck_model *model, const ck_scenario *scenario, uint32_t days) {
    const ck_run_options options = ck_run_options_default();
    const size_t bytes = ck_run_bytes(model, scenario, options);
    void   *block = bytes <= BLOCK_LIMIT ? aligned_alloc(16, (bytes + 15) & ~(size_t)15) : NULL;
    ck_run *run = NULL;
    if (block != NULL && ck_run_start(model, scenario, options, block, bytes, &run, NULL) >= 0 &&
        ck_run_to(run, days, NULL) >= 0 && ck_run_day(run) != days) abort();
    free(block);
}

static void build(const ck_model *model, const ck_scenario_spec *spec, ck_diags *diags) {
    const size_t bytes = ck_scenario_bytes(model, spec);
    void *block = bytes <= BLOCK_LIMIT ? aligned_alloc(16, (bytes + 15) & ~(size_t)15) : NULL;
    const ck_scenario *scenario = NULL;
    if (block != NULL) {
        const ck_status status = ck_scenario_build(model, spec, block, bytes, &scenario, diags);
        if (status < 0 && status != CK_E_MEMORY && diags->count + diags->dropped == 0) abort();
        if (status >= 0) run_some_days(model, scenario, spec->days < 20 ? spec->days : 20);
        const uint64_t digest = status >= 0 ? ck_scenario_digest(scenario) : 0;
        if (status >= 0 && (!ck_scenario_alike(model, spec, spec) ||
                            ck_scenario_rebuild(model, spec, block, bytes, &scenario, diags) < 0 ||
                            ck_scenario_digest(scenario) != digest)) abort();
    }
    free(block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_diag   items[16];
    char      texts[4096];
    ck_diags  diags = CK_DIAGS(items, texts);
    size_t    bytes = 0;
    ck_scenario_spec spec;
    const ck_model *model = ck_fixture_model();
    if (ck_scenario_spec_block_bytes(model, data, size, NULL, &bytes, &diags) < 0) {
        if (diags.count == 0) abort();
        return 0;
    }
    if (bytes > BLOCK_LIMIT) return 0;
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    const ck_status status = block != NULL ? ck_scenario_spec_load(model, data, size, NULL, block, bytes, &spec, &diags) : CK_E_MEMORY;
    if (status >= 0) build(model, &spec, &diags);
    else if (status != CK_E_MEMORY && diags.count + diags.dropped == 0) abort();
    free(block);
    return 0;
}
