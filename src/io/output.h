/* Output that is whole or absent. Files are written under a temporary name in the folder where they belong, and get
   their own name only when all files of the batch are complete and on the disk. */
#ifndef CK_IO_OUTPUT_H
#define CK_IO_OUTPUT_H

#include "io/host.h"

typedef struct ck_host_output {
    const char *path, *temporary;
    FILE       *file;                    // NULL: closed, or written by a library under the temporary name
} ck_host_output;

typedef struct ck_host_batch {
    ck_host_output *output;
    uint32_t        count;
    ck_host_list    list;
    ck_host_arena   arena;
} ck_host_batch;

ck_host_batch ck_host_batch_start(void);

/// Add a file and open it for writing. The batch keeps the FILE; write errors may be left to ck_host_batch_close.
///
/// Returns  CK_OK, CK_E_IO (with the system's reason), CK_E_DUPLICATE when the batch already has this path
CK_MUST_USE ck_status ck_host_batch_open(ck_host_batch *batch, const char *path, FILE **file, ck_diags *diags);
/* Ends the file opened last; reports when something could not be written (full disk). */
CK_MUST_USE ck_status ck_host_batch_close(ck_host_batch *batch, ck_diags *diags);
/* Add a file that a library writes by name: an empty file of the name `temporary` exists afterwards. */
CK_MUST_USE ck_status ck_host_batch_name(ck_host_batch *batch, const char *path, const char **temporary,
                                         ck_diags *diags);

/// Bring all files to the disk, then give them their names, in order. Before the first renaming nothing is in place.
///
/// Returns  CK_OK, or CK_E_IO: then no temporary file is left
CK_MUST_USE ck_status ck_host_batch_commit(ck_host_batch *batch, ck_diags *diags);
/* Digest and size of the file at `index`, complete but not yet in place; `path` is the final one. */
CK_MUST_USE ck_status ck_host_batch_digest(const ck_host_batch *batch, uint32_t index, ck_host_file *file,
                                           ck_diags *diags);
/* Removes what is not in place and gives the memory back. To be called in every case. */
void ck_host_batch_end(ck_host_batch *batch);

/* Makes a folder and the folders above it; an existing one is fine. */
CK_MUST_USE ck_status ck_host_folder_make(const char *path, ck_diags *diags);

#endif
