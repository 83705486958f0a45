/* Shocks and rules on a firm network from files: the YAML words of `spread`, or the params.json and shocks.csv of a
   recorded run. docs/networks.md is the manual. */
#ifndef CK_IO_FIRMS_READ_H
#define CK_IO_FIRMS_READ_H

#include "io/network_read.h"
#include "io/rules_read.h"

typedef struct ck_firms_case {
    const char   *name, *title;
    ck_firm_ario_spec spec;                  // points into the arena and the network
    uint32_t      days;
    ck_host_list  files;                 // ck_host_file
    ck_host_arena arena;
} ck_firms_case;

/// Read a case for a network.
///
/// path     YAML (docs/networks.md), or a params.json with `rationing` and `order_type`
/// shocks   CSV of firm, capacity_loss, start_step and, for windows, end_step; NULL: the network's folder has it where
///          params.json needs it
/// read     out; to be freed also after an error, after the diagnostics were printed
/// Returns  CK_OK, CK_NOTED (final demand was estimated), or the status of the first error; all errors are in diags
CK_MUST_USE ck_status ck_firms_read(const char *path, const char *shocks, const ck_network_import *network,
                                    ck_firms_case *read, ck_diags *diags);
/* The same from inputs; shocks may be NULL. For tests and fuzzing. */
CK_MUST_USE ck_status ck_firms_read_input(ck_host_input *input, ck_host_input *shocks,
                                          const ck_network_import *network, ck_firms_case *read, ck_diags *diags);
void ck_firms_case_free(ck_firms_case *read);

#endif
