#include "cli/load_kept.h"

#include <string.h>

ck_status ck_load_kept(const ck_arguments *arguments, ck_host_arena *arena, ck_kept_law *kept, ck_diags *diags) {
    uint32_t count = 0;
    *kept = (ck_kept_law){0};
    const char *const *path = ck_law_paths(arguments, CK_NONE, arena, &count, diags);
    if (path == NULL) return CK_E_MEMORY;
    if (count == 0) return CK_E_MISSING;
    return ck_kept_law_read(path, count, kept, diags);
}

ck_status ck_argument_date(const ck_arguments *arguments, const char *option, ck_date *value, ck_diags *diags) {
    const char *text = ck_argument_text(arguments, option, NULL);
    if (text == NULL) return CK_OK;
    const ck_status status = ck_date_read(text, strlen(text), value);
    if (status >= 0) return CK_OK;
    return ck_host_report(diags, CK_E_USAGE, (ck_place){0}, "--%s is %q; it must be a date", "write it as YYYY-MM-DD", option, text);
}
