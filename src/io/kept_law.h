/* A law together with what is needed to have it again: its texts under names that do not depend on where they lie, and the
   calendars of its authorities. Read from files, or built from the texts that the audit keeps. */
#ifndef CK_IO_KEPT_LAW_H
#define CK_IO_KEPT_LAW_H

#include "io/audit.h"
#include "io/calendars.h"
#include "io/law.h"

typedef struct ck_kept_law {
    const ck_law    *law;
    ck_host_law      host;               // empty when built from memory
    ck_audit_file   *file;               // law files in the order of reading, then calendars.csv; paths as seen from their folder
    uint32_t         file_count;
    const ck_law_source *source;         // of the law files
    uint32_t         source_count;
    ck_host_calendars calendars;
    void            *block;
    ck_host_arena    arena;
} ck_kept_law;

/// Read law files and folders as ck_host_law_read does. calendars.csv of the first folder that has one holds the working days
/// of the authorities.
///
/// Free with ck_kept_law_free in every case, after the diagnostics were printed.
CK_MUST_USE ck_status ck_kept_law_read(const char *const *path, uint32_t count, ck_kept_law *kept, ck_diags *diags);
/* From texts in memory, which must live as long. */
CK_MUST_USE ck_status ck_kept_law_build(const ck_audit_file *file, uint32_t count, ck_kept_law *kept, ck_diags *diags);
void ck_kept_law_free(ck_kept_law *kept);

/* The name of a source as seen from the law's folder: the same wherever the folder lies. */
const char *ck_kept_law_seen(const ck_kept_law *kept, const char *file);

#endif
