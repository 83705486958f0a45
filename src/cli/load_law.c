#include "cli/load_law.h"

#include "cli/load.h"

const char *const *ck_law_paths(const ck_arguments *arguments, uint32_t first_operand, ck_host_arena *arena, uint32_t *count, ck_diags *diags) {
    uint32_t most = 1;
    while (ck_argument_each(arguments, "law", most - 1) != NULL) most++;
    const uint32_t operands = first_operand < arguments->operand_count ? arguments->operand_count - first_operand : 0;
    const char **path = ck_host_take(arena, (size_t)most + operands, sizeof *path);
    *count = 0;
    if (path == NULL) {
        ck_host_no_memory(diags);
        return NULL;
    }
    for (uint32_t k = 0; k + 1 < most; k++) path[(*count)++] = ck_argument_each(arguments, "law", k);
    for (uint32_t k = 0; k < operands; k++) path[(*count)++] = arguments->operand[first_operand + k];
    if (*count > 0) return path;
    path[0] = ck_host_find_law(ck_data_folder(), arena);
    if (path[0] != NULL) *count = 1;
    else
        ck_host_report(diags, CK_E_MISSING, (ck_place){0}, "no folder law here, and none with the installed data",
                       "name the law: --law FOLDER, or set CK_DATA");
    return path;
}

ck_status ck_load_law(const ck_arguments *arguments, uint32_t first_operand, ck_loaded_law *loaded) {
    *loaded = (ck_loaded_law){0};
    CK_TRY(ck_host_diags_make(&loaded->arena, &loaded->diags));
    uint32_t count = 0;
    const char *const *path = ck_law_paths(arguments, first_operand, &loaded->arena, &count, &loaded->diags);
    if (path == NULL) return CK_E_MEMORY;
    if (count == 0) return CK_E_MISSING;
    return ck_host_law_read(path, count, &loaded->host, &loaded->diags);
}

void ck_loaded_law_free(ck_loaded_law *loaded) {
    ck_host_law_free(&loaded->host);
    ck_host_arena_free(&loaded->arena);
}
