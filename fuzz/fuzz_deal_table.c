/* Deals in tables: the first byte says CSV or XLSX. Kept rows read again give the same deal. */
#define CK_TEST_SCRATCH "."              // no file is written
#include "io/deal_test.h"

#include <stdlib.h>

ck_test_state ck_test_current;

typedef struct counted { uint32_t deals, items; bool again; } counted;

static ck_status count_deal(void *user, const ck_host_deal *deal, const char *rows, size_t length) {
    counted *all = user;
    all->deals++;
    uint32_t items = 0;
    for (uint32_t k = 0; k < deal->line_count; k++) {
        items += deal->line[k].item_count;
        for (uint32_t i = 1; i < deal->line[k].item_count; i++) {
            if (deal->line[k].item[i].parent >= i) abort();
        }
    }
    all->items += items;
    if (all->again || rows == NULL) return CK_OK;
    counted second = {.again = true};
    ck_host_arena arena = {0};
    const ck_deal_table_options options = {.arena = &arena};
    const ck_status status = ck_deal_table_read_bytes("again.csv", rows, length, false, deal_test_law(), &options, count_deal, &second, NULL);
    if (status < 0 || second.deals == 0 || second.items != items) abort();
    ck_host_arena_free(&arena);
    return CK_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    ck_diag  items[32];
    char     texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    ck_host_arena arena = {0};
    counted all = {0};
    const bool xlsx = data[0] == 'P';
    const ck_deal_table_options options = {.keep_rows = !xlsx, .arena = &arena};
    const ck_status status = ck_deal_table_read_bytes("fuzz", data + !xlsx, size - !xlsx, xlsx, deal_test_law(), &options, count_deal, &all, &diags);
    if (status < 0 && diags.count + diags.dropped == 0) abort();
    ck_host_arena_free(&arena);
    return 0;
}
