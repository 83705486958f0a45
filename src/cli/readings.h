/* Contested choices of the law that a user decides: --reading NAME=ALTERNATIVE, several times. */
#ifndef CK_CLI_READINGS_H
#define CK_CLI_READINGS_H

#include "cli/command.h"
#include "io/law.h"

/// The readings that the options name, in the order of the law, so that the order of the options changes nothing.
///
/// reading  out, in memory of `arena`; NULL with count 0
/// Returns  CK_OK, or CK_E_USAGE: no such choice or reading, or two of one choice
CK_MUST_USE ck_status ck_readings_read(const ck_arguments *arguments, const ck_law *law, ck_host_arena *arena, const uint32_t **reading,
                                       uint32_t *count, ck_diags *diags);

#endif
