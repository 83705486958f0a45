/* Prints "name digest" for every case; the argument is the number of threads (1). Built many times by test_matrix.sh. */
#include "digest/digest_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argument_count, char **arguments) {
    static const char *const name[CK_DIGEST_COUNT] = {
#define X(name, meaning) #name,
        CK_DIGEST_LIST(X)
#undef X
    };
    const uint32_t threads = argument_count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 10) : 1;
    uint64_t       value[CK_DIGEST_COUNT] = {0};
    ck_diag        items[8];
    char           texts[4096];
    ck_diags       diags = CK_DIAGS(items, texts);

    void           *block = aligned_alloc(16, CK_DIGEST_BYTES);
    const ck_status status = block != NULL ? ck_digest_cases(block, CK_DIGEST_BYTES, threads, value, &diags) : CK_E_MEMORY;
    free(block);
    for (uint32_t i = 0; i < diags.count; i++) fprintf(stderr, "%s\n", diags.item[i].message);
    if (status != CK_OK || diags.count > 0) {                // a measure that reaches nothing would test nothing
        fprintf(stderr, "%s: %s\n", ck_status_word(status), ck_status_help(status));
        return 1;
    }
    for (uint32_t i = 0; i < CK_DIGEST_COUNT; i++) printf("%s %016" PRIx64 "\n", name[i], value[i]);
    return 0;
}
