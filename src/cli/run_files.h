/* The output folder of a run: tables as CSV, XLSX and NetCDF, and a manifest with the digest of every file. */
#ifndef CK_CLI_RUN_FILES_H
#define CK_CLI_RUN_FILES_H

#include "cli/study_load.h"
#include "io/output.h"

/// Write everything into `folder` (made when absent). Nothing is in place before the batch is committed.
CK_MUST_USE ck_status ck_run_files_write(const ck_loaded_study *loaded, const char *scenario, const char *folder, ck_host_batch *batch, ck_diags *diags);

#endif
