/* Runs on an input-output table from files: parameters, shocks and rules. docs/spread.md is the manual. */
#ifndef CK_IO_SPREAD_READ_H
#define CK_IO_SPREAD_READ_H

#include "io/host.h"

typedef struct ck_spread_case {
    const char   *name, *title;
    ck_ario_spec  spec;                  // points into the arena
    uint32_t      steps;
    bool          boario;                // the file is a params.json of recorded BoARIO runs
    ck_host_file  file;
    ck_host_arena arena;
} ck_spread_case;

/// Read a file of shocks and rules for a table. Names are those of the table. A JSON file with `parameters` and
/// `capital_to_VA` is a case of the recorded BoARIO runs.
///
/// read     out; to be freed also after an error, after the diagnostics were printed
/// Returns  CK_OK, CK_NOTED, or the status of the first error; all errors are in diags
CK_MUST_USE ck_status ck_spread_read(const char *path, const ck_io_table *table, ck_spread_case *read, ck_diags *diags);
CK_MUST_USE ck_status ck_spread_read_input(ck_host_input *input, const ck_io_table *table, ck_spread_case *read,
                                           ck_diags *diags);
void ck_spread_case_free(ck_spread_case *read);

#endif
