/* Separated values cell by cell, for tables too wide and too long to be held as rows of text: one pass, 128 KB of memory.

   Separator comma, tab or semicolon; cells may be quoted as in RFC 4180; line ends LF or CRLF; a byte order mark of UTF-8
   is passed over; lines without a byte are skipped, lines of separators alone are rows of empty cells. Every cell knows
   its line and column. */
#ifndef CK_IO_CELLS_H
#define CK_IO_CELLS_H

#include "io/host.h"

/* Told now and then how far a reading is, 0..1; NULL where nobody wants to know. */
typedef void (*ck_host_progress)(void *user, const char *what, double done);

typedef struct ck_cell {
    const char *text;            // not NUL-terminated; valid until the next call
    size_t      length;
    uint32_t    row, column;     // from 0
    bool        last;            // of its row
    ck_place    place;
} ck_cell;

typedef struct ck_cells {
    ck_host_input   *input;
    ck_diags        *diags;
    ck_status        status;     // CK_OK until something goes wrong
    char             separator;
    unsigned char   *buffer;
    size_t           at, count;
    bool             ended;      // the input has no more bytes than those in the buffer
    bool             in_row;     // a separator stood before: a cell follows even at the end of the file
    uint32_t         row, column, line, byte;
    ck_host_progress progress;
    void            *user;
    double           total;      // bytes of the input, 0: unknown
} ck_cells;

/* separator 0: the first of tab, semicolon, comma that stands in the first line outside of quotes. */
CK_MUST_USE ck_status ck_cells_open(ck_cells *cells, ck_host_input *input, char separator, ck_diags *diags);
/* False at the end and after an error (cells->status). */
bool ck_cells_next(ck_cells *cells, ck_cell *cell);
void ck_cells_close(ck_cells *cells);

/* A whole row as texts: for header rows. */
typedef struct ck_cell_row { char **text; ck_place *place; uint32_t count, capacity; } ck_cell_row;
/* Reads the next row into `row` (memory of `arena`); count 0 at the end of the table. */
CK_MUST_USE ck_status ck_cells_row(ck_cells *cells, ck_host_arena *arena, ck_cell_row *row);

/// The number in a cell, spaces around it allowed, correctly rounded.
///
/// Returns  CK_OK; CK_E_MISSING for an empty cell; CK_E_SYNTAX or CK_E_RANGE as ck_host_number
ck_status ck_cell_number(const ck_cell *cell, double *value);
/* Reports a cell that should be a number. `what` names the column or matrix. */
ck_status ck_cell_complain(const ck_cell *cell, ck_status status, const char *what, ck_diags *diags);
/* A copy with bytes that are not UTF-8 or NUL replaced by '?': for names and messages. NULL when there is no memory. */
char *ck_cell_text(const ck_cell *cell, ck_host_arena *arena);
bool  ck_cell_is(const ck_cell *cell, const char *text);

#endif
