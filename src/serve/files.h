/* What is served as it lies in memory: bytes with type and entity tag, and the same packed. */
#ifndef CK_SERVE_FILES_H
#define CK_SERVE_FILES_H

#include "io/host.h"

struct MHD_Response;

typedef struct ck_serve_file {
    const char          *path;           // of the request, "/page.js"
    struct MHD_Response *plain, *packed; // packed: gzip, NULL where it gains nothing
    struct MHD_Response *same, *same_packed;     // "not modified"
    char                 tag[32], tag_packed[32];
} ck_serve_file;

typedef struct ck_serve_files { ck_host_list list; ck_host_arena arena; } ck_serve_files;

ck_serve_files ck_serve_files_start(void);
/// Add a file. The bytes must live as long.
///
/// Returns  CK_OK, CK_E_MEMORY
CK_MUST_USE ck_status ck_serve_files_add(ck_serve_files *files, const char *path, const char *type, const void *data,
                                         size_t size, ck_diags *diags);
/* Sort by path, once all are added. A path added twice stays once, as it was added first. */
void ck_serve_files_close(ck_serve_files *files);
const ck_serve_file *ck_serve_files_find(const ck_serve_files *files, const char *path);       // NULL: none
void ck_serve_files_free(ck_serve_files *files);

/* What every answer says: no sniffing, no frames, nothing from elsewhere. */
void ck_serve_safe_headers(struct MHD_Response *response);

#endif
