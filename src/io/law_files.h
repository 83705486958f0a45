/* A law from the .law files of folders, or from texts kept by the audit. */
#ifndef CK_IO_LAW_FILES_H
#define CK_IO_LAW_FILES_H

#include "io/audit.h"
#include "io/calendars.h"
#include "law/law.h"

typedef struct ck_host_law {
    const ck_law  *law;
    ck_audit_file *file;                 // .law in the order of their paths, calendars.csv; paths as seen from the folder
    uint32_t       file_count;
    ck_law_source *source;               // of each file, under a name that can be opened
    ck_host_calendars calendars;
    void          *block;
    ck_host_arena  arena;
} ck_host_law;

/// Read and build all .law files below the folder, in the order of their paths, then those of `more` (NULL: none), which
/// may be a file: a scenario's amendments, a company's own list. FOLDER/calendars.csv holds the working days of authorities.
///
/// Free with ck_host_law_free in every case, after the diagnostics were printed.
CK_MUST_USE ck_status ck_host_law_read(const char *folder, const char *const *more, uint32_t more_count, ck_host_law *loaded,
                                       ck_diags *diags);
/* From texts in memory, which must live as long. */
CK_MUST_USE ck_status ck_host_law_build(const ck_audit_file *file, uint32_t count, ck_host_law *loaded, ck_diags *diags);
/* The name of a source as seen from the law's folder: the same wherever the folder lies. */
const char *ck_host_law_seen(const ck_host_law *loaded, const char *file);
void ck_host_law_free(ck_host_law *loaded);

#endif
