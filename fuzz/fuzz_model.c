/* The reader of model files. An input is either a file, or (first byte odd) a list of changes to a good file: three
   bytes of place, one of kind, one of value. A file whose digest alone is wrong gets the right one and is tried again,
   so that the checks before the digest have to hold on their own: whatever is accepted is looked through and run for
   some days. */
#include "fixtures/small_world.h"
#include "world/build.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_LIMIT ((size_t)64 << 20)

static void look_through(const ck_model *model) {
    const ck_model_counts count = ck_model_count(model);
    size_t seen = cki_text_length(ck_model_name(model));
    for (uint32_t i = 0; i < count.regions; i++) seen += cki_text_length(ck_model_region(model, i).name);
    for (uint32_t i = 0; i < count.items; i++) seen += cki_text_length(ck_model_item(model, i).hs);
    for (uint32_t i = 0; i < count.groups; i++) seen += cki_text_length(ck_model_group(model, i));
    for (uint32_t i = 0; i < count.sites; i++) {
        const ck_site_info site = ck_model_site(model, i);
        if (site.region >= count.regions || site.item >= count.items) abort();
        if (site.first_product + site.product_count > count.products) abort();
        if (site.first_slot + site.slot_count > count.slots) abort();
        seen += cki_text_length(site.owner);
    }
    for (uint32_t i = 0; i < count.products; i++) seen += ck_model_product(model, i).site;
    for (uint32_t i = 0; i < count.slots; i++) seen += ck_model_slot(model, i).input_group;
    for (uint32_t i = 0; i < count.flows; i++) {
        const ck_flow_info flow = ck_model_flow(model, i);
        if (flow.product >= count.products || flow.slot >= count.slots || flow.origin >= count.regions) abort();
    }
    static volatile size_t sink;
    sink = seen;
    (void)sink;
}

static void run_some_days(const ck_model *model) {
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.days = 20;
    const size_t scenario_bytes = ck_scenario_bytes(model, &spec);
    if (scenario_bytes > BLOCK_LIMIT) return;
    void *scenario_block = aligned_alloc(16, scenario_bytes);
    const ck_scenario *scenario = NULL;
    if (scenario_block != NULL &&
        ck_scenario_build(model, &spec, scenario_block, scenario_bytes, &scenario, NULL) >= 0) {
        const ck_run_options options = ck_run_options_default();
        const size_t bytes = ck_run_bytes(model, scenario, options);
        void   *block = bytes <= BLOCK_LIMIT ? aligned_alloc(16, bytes) : NULL;
        ck_run *run = NULL;
        if (block != NULL && ck_run_start(model, scenario, options, block, bytes, &run, NULL) >= 0 &&
            ck_run_to(run, spec.days, NULL) >= 0) {
            if (ck_run_day(run) != spec.days) abort();
        }
        free(block);
    }
    free(scenario_block);
}

static ck_status try_file(const uint8_t *file, size_t size, uint64_t *digest) {
    ck_diag  items[4];
    char     texts[1024];
    ck_diags diags = CK_DIAGS(items, texts);
    size_t   bytes = 0;
    ck_status status = ck_model_file_block_bytes(file, size, &bytes, &diags);
    if (status < 0 || bytes > BLOCK_LIMIT) return CK_E_LIMIT;
    void *block = aligned_alloc(16, bytes);
    if (block == NULL) return CK_E_MEMORY;
    const ck_model *model = NULL;
    status = ck_model_load(file, size, block, bytes, &model, &diags);
    if (status < 0 && diags.count == 0) abort();
    if (status >= 0) {
        look_through(model);
        run_some_days(model);
    } else if (strstr(items[0].message, "digest") != NULL) {
        *digest = cki_model_digest_of(block);        // the model lies at the start of its block
        status = CK_E_CLASH;
    }
    free(block);
    return status;
}

static uint8_t *changed_file(const uint8_t *data, size_t size, size_t *file_bytes) {
    const ck_model *model = ck_fixture_model();
    *file_bytes = ck_model_file_bytes(model);
    uint8_t *file = malloc(*file_bytes);
    if (file == NULL) return NULL;
    ck_model_save(model, file);
    for (size_t i = 0; i + 5 <= size; i += 5) {
        const size_t at = ((size_t)data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16) % *file_bytes;
        switch (data[i + 3] % 4) {
            case 0: file[at] = data[i + 4]; break;
            case 1: file[at] ^= data[i + 4]; break;
            case 2: file[at] = (uint8_t)(file[at] + 1); break;
            default: file[at] = (uint8_t)(file[at] - 1); break;
        }
    }
    return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    size_t   bytes = size - 1;
    uint8_t *file = (data[0] & 1) != 0 ? changed_file(data + 1, size - 1, &bytes) : malloc(bytes + 1);
    if (file == NULL) return 0;
    if ((data[0] & 1) == 0) memcpy(file, data + 1, bytes);
    uint64_t digest = 0;
    if (try_file(file, bytes, &digest) == CK_E_CLASH) {
        for (int i = 0; i < 8; i++) file[24 + i] = (uint8_t)(digest >> (8 * i));
        (void)try_file(file, bytes, &digest);
    }
    free(file);
    return 0;
}
