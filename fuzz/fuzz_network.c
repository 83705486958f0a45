/* The reader of firm networks: the first byte says how many are the list of firms, the rest are links. Any bytes, an answer in the end. */
#include "io/network_read.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    ck_diag  items[32];
    char     texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    const size_t cut = data[0] < size - 1 ? data[0] : size - 1;
    ck_host_input firms = ck_host_input_bytes("firms.csv", data + 1, cut), links = ck_host_input_bytes("links.csv", data + 1 + cut, size - 1 - cut);
    ck_network_import imported;
    const ck_status status = ck_network_import_inputs(&links, cut > 0 ? &firms : NULL, NULL, NULL, NULL, NULL, &imported, &diags);
    if (status < 0 && diags.count + diags.dropped == 0) abort();
    if (status >= 0) {
        const ck_network_view view = ck_network_see(imported.network);
        if (view.firms != imported.firms.count || view.purchase_first[view.firms] != view.links) abort();
        for (uint32_t k = 0; k < view.links; k++)
            if (view.supplier[k] >= view.firms || view.buyer[view.sale[k]] >= view.firms) abort();
    }
    ck_network_import_free(&imported);
    return 0;
}
