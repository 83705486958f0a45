/* The law that a command works with: --law PATH..., else operands, else the shipped folder. */
#ifndef CK_CLI_LOAD_LAW_H
#define CK_CLI_LOAD_LAW_H

#include "cli/command.h"
#include "io/law.h"

typedef struct ck_loaded_law {
    ck_host_law   host;
    ck_diags      diags;
    ck_host_arena arena;
} ck_loaded_law;

/// Read and build. Operands from `first_operand` on are further paths; CK_NONE: operands are no paths. Problems are in
/// loaded->diags, which is ready in every case but CK_E_MEMORY.
CK_MUST_USE ck_status ck_load_law(const ck_arguments *arguments, uint32_t first_operand, ck_loaded_law *loaded);
/* The paths alone, in memory of `arena`; count 0 after a report. */
const char *const *ck_law_paths(const ck_arguments *arguments, uint32_t first_operand, ck_host_arena *arena, uint32_t *count, ck_diags *diags);
void ck_loaded_law_free(ck_loaded_law *loaded);

#endif
