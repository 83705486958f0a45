#include "cli/law_load.h"

#include "cli/load.h"

#include <string.h>

const char *ck_law_folder(const ck_arguments *arguments, ck_host_arena *arena) {
    const char *given = ck_argument_text(arguments, "law", NULL);
    if (given != NULL) return given;
    if (ck_host_is_folder("law")) return "law";
    return ck_host_path(arena, ck_data_folder(), "law");
}

ck_status ck_law_load(const ck_arguments *arguments, ck_host_arena *arena, ck_host_law *loaded, ck_diags *diags) {
    const char *folder = ck_law_folder(arguments, arena);
    if (folder == NULL) return ck_host_no_memory(diags);
    const char *more = ck_argument_text(arguments, "amend", NULL);
    return ck_host_law_read(folder, &more, more != NULL, loaded, diags);
}

ck_status ck_argument_date(const ck_arguments *arguments, const char *option, ck_date *value, ck_diags *diags) {
    const char *text = ck_argument_text(arguments, option, NULL);
    if (text == NULL) return CK_OK;
    const ck_status status = ck_date_read(text, strlen(text), value);
    if (status >= 0) return CK_OK;
    return ck_host_report(diags, CK_E_USAGE, (ck_place){0}, "--%s is %q; it must be a date", "write it as YYYY-MM-DD", option, text);
}
