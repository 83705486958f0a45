/* The store of determinations from hostile bytes: opened, proved and walked without harm. */
#include "io/audit.h"

#include <stdlib.h>
#include <string.h>

static ck_status touch(void *user, const ck_audit_record *record) {
    size_t *sum = user;
    *sum += strlen(record->deal) + strlen(record->answer) + strlen(record->digest) + record->input_size;
    if (record->input_size > 0) *sum += ((const unsigned char *)record->input)[record->input_size - 1];
    return CK_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_diag  items[32];
    char     texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    ck_audit *audit = NULL;
    size_t sum = 0;
    ck_status status = ck_audit_open_bytes("fuzz.db", data, size, &audit, &diags);
    if (status >= 0) {
        status = ck_audit_prove(audit, NULL, &diags);
        const ck_status walked = ck_audit_walk(audit, 0, INT64_MAX, true, touch, &sum, &diags);
        if (walked < 0) status = walked;
    }
    if (status < 0 && diags.count + diags.dropped == 0) abort();
    ck_audit_close(audit);
    return 0;
}
