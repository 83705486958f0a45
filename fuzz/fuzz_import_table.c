/* Importers of input-output tables that are one file: any bytes, an answer in the end. The first byte chooses the kind. */
#include "io/import.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const KIND[] = {"wiod", "icio", "oecd-iot"};
    if (size < 1) return 0;
    ck_diag  items[32];
    char     texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    ck_host_input input = ck_host_input_bytes("ICIO2023_2018.csv", data + 1, size - 1);
    ck_io_import imported;
    const ck_status status = ck_io_import_input(KIND[data[0] % 3], &input, (ck_import_options){0}, &imported, &diags);
    if (status < 0 && diags.count + diags.dropped == 0) abort();     // an error without a word
    if (status >= 0) {
        const ck_io_balance balance = ck_io_import_balance(&imported);
        if (balance.largest_row >= ck_io_table_industries(&imported.table)) abort();
    }
    ck_io_import_free(&imported);
    return 0;
}
