/* The readers behind ck_io_import_read, one a source, and what they share. */
#ifndef CK_IO_IMPORT_KINDS_H
#define CK_IO_IMPORT_KINDS_H

#include "io/import_wide.h"

#define CK_IMPORT_LIMIT ((size_t)1 << 36)                // bytes of a file, unpacked

ck_status ck_import_wiod(ck_cells *cells, ck_import_options options, ck_io_import *to, ck_diags *diags);
ck_status ck_import_wiod_folder(const char *folder, ck_import_options options, ck_io_import *to, ck_diags *diags);
ck_status ck_import_icio(ck_cells *cells, ck_import_options options, ck_io_import *to, ck_diags *diags);
ck_status ck_import_oecd_iot(ck_cells *cells, ck_import_options options, ck_io_import *to, ck_diags *diags);
ck_status ck_import_pymrio(const char *folder, ck_import_options options, ck_io_import *to, ck_diags *diags);
ck_status ck_import_csv(const char *folder, ck_import_options options, ck_io_import *to, ck_diags *diags);
ck_status ck_import_eora(const char *folder, ck_import_options options, ck_io_import *to, ck_diags *diags);

/* The last number of four digits from 1900 to 2100 in a text; 0 when there is none. */
int32_t ck_import_year_in(const char *text);
/* A file of a folder, plain or packed; its name is kept in the arena of `to`. */
ck_status ck_import_open(ck_io_import *to, const char *path, ck_import_options options, ck_host_input *input,
                         ck_cells *cells, char separator, ck_diags *diags);
/* Notes the file as read when all went well, and closes. */
ck_status ck_import_close(ck_io_import *to, ck_host_input *input, ck_cells *cells, ck_status status, ck_diags *diags);
void      ck_import_watch(ck_cells *cells, ck_import_options options);

#endif
