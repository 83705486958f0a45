/* The reader of firm networks: the first byte says how many are the list of firms; then come links and, each behind
   a form feed, roles of inputs and final demand. Any bytes, an answer in the end. */
#include "io/network_read.h"

#include <stdlib.h>
#include <string.h>

/* The next part of the bytes, up to a form feed; `*left` is what stands behind it. */
static ck_host_input part_of(const char *name, const uint8_t **data, size_t *left) {
    const uint8_t *from = *data, *feed = *left > 0 ? memchr(from, '\f', *left) : NULL;
    const size_t size = feed != NULL ? (size_t)(feed - from) : *left;
    *left -= size + (feed != NULL);
    *data = from + size + (feed != NULL);
    return ck_host_input_bytes(name, from, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    ck_diag  items[32];
    char     texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    const size_t cut = data[0] < size - 1 ? data[0] : size - 1;
    const uint8_t *rest = data + 1 + cut;
    size_t left = size - 1 - cut;
    ck_host_input firms = ck_host_input_bytes("firms.csv", data + 1, cut), links = part_of("links.csv", &rest, &left);
    ck_host_input roles = part_of("essentiality.csv", &rest, &left),
                  final_demand = part_of("final_demand.csv", &rest, &left);
    ck_network_import imported;
    const ck_status status =
        ck_network_import_inputs(&links, cut > 0 ? &firms : NULL, roles.size > 0 ? &roles : NULL,
                                 final_demand.size > 0 ? &final_demand : NULL, NULL, NULL, &imported, &diags);
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
