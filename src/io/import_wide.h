/* A wide table being read: labels of columns and rows find their place in the matrices of an input-output table. Shared by
   the importers; each of them knows how its source writes labels. */
#ifndef CK_IO_IMPORT_WIDE_H
#define CK_IO_IMPORT_WIDE_H

#include "io/import.h"
#include "io/intern.h"

typedef enum ck_wide_kind { CK_WIDE_SKIP, CK_WIDE_INDUSTRY, CK_WIDE_FINAL, CK_WIDE_LEFT_OUT, CK_WIDE_VALUE_ADDED,
                            CK_WIDE_TAXES, CK_WIDE_OUTPUT } ck_wide_kind;

typedef struct ck_wide_line {            // a column, or the row that is being read
    ck_wide_kind kind;
    uint32_t     region, name;           // interned; name: sector or category
    uint32_t     at;                     // industry or final column, once the labels are closed
    ck_place     place;
} ck_wide_line;

typedef struct ck_wide {
    ck_io_import *to;
    ck_diags     *diags;
    ck_intern     regions, sectors, categories;
    ck_host_list  columns;               // ck_wide_line
    bool          merge;                 // two columns or rows of one label are added up
    bool          clip;
    bool          have_output, have_value_added;
    uint8_t      *row_seen;              // (industries)
    ck_host_list  left_out;              // const char *
    ck_host_arena labels;                // of the row that is being read; may be freed between rows
} ck_wide;

ck_wide   ck_wide_start(ck_io_import *to, ck_import_options options, ck_diags *diags);
void      ck_wide_end(ck_wide *wide);
/* A column in the order of the file; region and name are texts, "" where the kind has none. */
ck_status ck_wide_column(ck_wide *wide, ck_wide_kind kind, const char *region, const char *name, ck_place place);
/* After the last column: the grid is checked, matrices are taken (zeroed). */
ck_status ck_wide_close(ck_wide *wide);
/* The place of a row's label; CK_E_UNKNOWN with a diagnostic when the columns have no such industry. */
ck_status ck_wide_row(ck_wide *wide, ck_wide_kind kind, const char *region, const char *sector, ck_place place,
                      ck_wide_line *row);
void      ck_wide_put(ck_wide *wide, const ck_wide_line *row, const ck_wide_line *column, double value);
/* The next cell as the label of a row. At the end of the file `text` stays and cells->status tells whether that was well. */
ck_status ck_wide_label(ck_wide *wide, ck_cells *cells, ck_cell *cell, char **text);
/* The rest of a row behind its labels, one cell for each column; it must end where the columns do. */
ck_status ck_wide_cells(ck_wide *wide, ck_cells *cells, const ck_wide_line *row, bool empty_is_zero);
/* After the last row: rows that never came, output from row sums where the source has none. */
ck_status ck_wide_finish(ck_wide *wide, const char *file);
ck_status ck_wide_leave_out(ck_wide *wide, const char *what);
ck_status ck_wide_file(ck_io_import *to, const ck_host_input *input, ck_diags *diags);

#endif
