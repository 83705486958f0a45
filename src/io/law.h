/* Law files from folders: read, parsed and checked into one program. */
#ifndef CK_IO_LAW_H
#define CK_IO_LAW_H

#include "io/host.h"
#include "law/law.h"

typedef struct ck_host_law {
    const ck_law  *law;
    ck_law_source *source;               // in the order of their paths
    ck_host_file  *file;                 // the same files, with digests
    uint32_t       source_count;
    void          *block;
    ck_host_arena  arena;
} ck_host_law;

/// The folder with the shipped law: `law` where the program runs, else `law` in `data_folder` (may be NULL).
///
/// Returns  NULL when there is none
const char *ck_host_find_law(const char *data_folder, ck_host_arena *arena);

/// Read law files and folders (all *.law in them, at any depth, sorted by path) and build one program of them. Free with
/// ck_host_law_free in every case, after the diagnostics were printed.
///
/// Returns  CK_OK, CK_E_IO, CK_E_MISSING for a folder without a law file, or what ck_law_build returns
CK_MUST_USE ck_status ck_host_law_read(const char *const *path, uint32_t count, ck_host_law *loaded, ck_diags *diags);
/* The same without building: sources alone. */
CK_MUST_USE ck_status ck_host_law_sources(const char *const *path, uint32_t count, ck_host_law *loaded, ck_diags *diags);
void ck_host_law_free(ck_host_law *loaded);

#endif
