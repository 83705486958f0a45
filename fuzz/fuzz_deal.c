/* Deals in YAML: any bytes, an answer in the end, with a word for each error. What is read keeps its promises. */
#define CK_TEST_SCRATCH "."              // no file is written
#include "io/deal_test.h"

#include <stdlib.h>

static void check_line(const ck_deal *line) {
    if (line->item_count == 0 || line->item[0].parent != CK_NONE) abort();
    for (uint32_t i = 1; i < line->item_count; i++) {
        if (line->item[i].parent >= i) abort();
    }
    for (uint32_t i = 0; i < line->holding_count; i++) {
        if (line->holding[i].owner >= line->party_count || line->holding[i].owned >= line->party_count) abort();
        if (line->holding[i].percent < 0.0 || line->holding[i].percent > 100.0) abort();
    }
}

ck_test_state ck_test_current;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_diag  items[32];
    char     texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    ck_host_arena arena = {0};
    ck_host_deal deal;
    ck_host_input input = ck_host_input_bytes("fuzz.yaml", data, size);
    const ck_status status = ck_deal_read(&input, deal_test_law(), &arena, &deal, &diags);
    if (status < 0 && diags.count + diags.dropped == 0) abort();
    for (uint32_t i = 0; status >= 0 && i < deal.line_count; i++) check_line(&deal.line[i]);
    ck_host_arena_free(&arena);
    return 0;
}
