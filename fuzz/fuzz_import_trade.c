/* The reader of trade tables: any bytes, an answer in the end, flows inside of the tables of words. */
#include "io/import_trade.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_diag  items[32];
    char     texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    ck_host_input input = ck_host_input_bytes("trade.csv", data, size);
    ck_trade_import imported;
    const ck_status status = ck_trade_import_input(&input, (ck_import_options){0}, &imported, &diags);
    if (status < 0 && diags.count + diags.dropped == 0) abort();
    for (size_t k = 0; k < imported.count && status >= 0; k++) {
        if (imported.flow[k].product >= imported.products.count || imported.flow[k].importer >= imported.countries.count ||
            imported.flow[k].exporter >= imported.countries.count || !(imported.flow[k].value >= 0.0)) abort();
    }
    ck_trade_import_free(&imported);
    return 0;
}
