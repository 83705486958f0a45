/* Sheets of XLSX workbooks, read row by row like tables of CSV.

   Values come as the texts that a person sees in plain notation: numbers with at most 15 digits and a point, dates as
   YYYY-MM-DD, truth values as yes and no; formulas by the value that was saved with them. The first row that holds
   something is the header; empty rows are passed over. Refused with a place: errors (#N/A) in cells, values outside the
   header's columns, encrypted or damaged files, parts above their limits (a small file may hold a large one).
   Places name "FILE[SHEET]"; the line is the row, the column the number of the cell (A is 1). Memory: the workbook's
   shared texts and one row. */
#ifndef CK_IO_XLSX_READ_H
#define CK_IO_XLSX_READ_H

#include "io/csv.h"

#define CK_XLSX_PART_LIMIT ((size_t)1 << 30)             // bytes of an unpacked part
#define CK_XLSX_TEXT_LIMIT ((size_t)1 << 28)             // bytes of all shared texts
#define CK_XLSX_COLUMNS    1024u
#define CK_XLSX_CELL_LIMIT ((size_t)32768)               // bytes of one value

/// Read one sheet.
///
/// sheet    its name; NULL: the first
/// spec     title, row and user count; the columns are learnt by `header`
/// arena    for the name in places, which diagnostics keep
/// Returns  as ck_csv_read_free; CK_E_UNKNOWN when there is no such sheet
CK_MUST_USE ck_status ck_xlsx_read(const char *path, const char *sheet, const ck_csv_spec *spec, ck_csv_header header,
                                   ck_host_arena *arena, ck_diags *diags);
/* The same from memory. */
CK_MUST_USE ck_status ck_xlsx_read_bytes(const char *name, const void *bytes, size_t size, const char *sheet,
                                         const ck_csv_spec *spec, ck_csv_header header, ck_host_arena *arena,
                                         ck_diags *diags);

#endif
