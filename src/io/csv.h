/* Tables as CSV (RFC 4180, UTF-8, one header row), read row by row with the place of every field.

   Line ends LF or CRLF; a byte order mark is passed over; blank lines are skipped; the last line may lack its line end.
   Refused with a place: unknown, missing and repeated columns; rows of another length; quotes that do not close or
   stand inside a plain field; NUL; invalid UTF-8; a lone carriage return; rows above CK_HOST_ROW_LIMIT. Memory: one
   row. */
#ifndef CK_IO_CSV_H
#define CK_IO_CSV_H

#include "io/host.h"

/* Valid until the row function returns, apart from place.file. `text` ends in a NUL. */
typedef struct ck_csv_field { const char *text; size_t length; ck_place place; } ck_csv_field;
typedef struct ck_csv_column { const char *name; bool required; } ck_csv_column;

/* Called once a row, `field` in the order of ck_csv_spec.column (a column that the file lacks is empty). It reports
   what it does not like and returns the status; CK_E_MEMORY ends the reading, other errors let it go on to the next
   row. */
typedef ck_status (*ck_csv_row)(void *user, const ck_csv_field *field);
/* For tables whose columns are not known beforehand: called once with the names of the header. An error ends the
   reading. Rows are then handed over with one field for each of them. */
typedef ck_status (*ck_csv_header)(void *user, const ck_csv_field *name, uint32_t count);

typedef struct ck_csv_spec {
    const char          *title;          // for messages: "sites"
    const ck_csv_column *column;
    uint32_t             column_count;
    ck_csv_row           row;
    void                *user;
} ck_csv_spec;

/// Read a whole table.
///
/// Returns  CK_OK, or the status of the first error; all errors are in diags. Rows before an error were handed over.
/// Cost     O(bytes)
CK_MUST_USE ck_status ck_csv_read(ck_host_input *input, const ck_csv_spec *spec, ck_diags *diags);

/// The same for a table whose columns `header` learns; of `spec` the title, row and user count.
CK_MUST_USE ck_status ck_csv_read_free(ck_host_input *input, const ck_csv_spec *spec, ck_csv_header header,
                                       ck_diags *diags);

/// Write one field: quoted when it holds a comma, a quote or a line end.
void ck_csv_write_field(FILE *out, const char *text);

#endif
