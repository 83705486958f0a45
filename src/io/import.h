/* Importers: published tables, streamed into the kernel's forms. docs/importers.md is the manual.

   An input-output table takes the memory of its matrices once, and a buffer. All problems carry file, line and column. */
#ifndef CK_IO_IMPORT_H
#define CK_IO_IMPORT_H

#include "io/cells.h"
#include "io/output.h"

typedef struct ck_import_options {
    int32_t          year;               // 0: from the file or its name
    const char      *region;             // national tables: only this one; NULL: all
    const char      *unit;               // of money or amounts where the layout does not say; NULL: the layout's default
    const char      *product;            // trade: of files without a product column; NULL: "all"
    bool             clip;               // negative intermediate flows become 0 (and are counted)
    bool             exports;            // Comtrade: the exporters' records instead of the importers'
    ck_host_progress progress;           // may be NULL
    void            *user;
} ck_import_options;

/* What every imported table carries. */
typedef struct ck_import_about {
    const char   *name;                  // "wiod-2013-2011"
    const char   *source;                // publisher and release, for a citation
    const char   *unit;                  // of the values: "MUSD", "USD"
    const char   *layout;                // kind and variant that was recognised
    int32_t       year;                  // 0: unknown
    ck_grade      grade;
    ck_host_file *file;                  // what was read
    uint32_t      file_count;
} ck_import_about;

/* ---------------------------------------------------------------- input-output tables ----------------------------- */

typedef struct ck_io_import {
    ck_import_about about;
    ck_io_table     table;
    double         *z, *y, *x, *va;      // behind the table; va NULL when the source has none
    double          taxes;               // of the rows between inputs and value added, sum over industries
    double          left_out;            // sum of cells in rows and columns that the table form has no place for
    const char     *left_out_what;       // their labels, "" when there are none
    uint32_t        negative_z;          // intermediate flows below 0 in the source
    double          negative_z_sum;
    ck_host_list    files;
    ck_host_arena   arena;
} ck_io_import;

/* X(kind, what): kinds of input-output tables. */
#define CK_IO_KIND_LIST(X)                                                                                             \
    X("wiod",     "WIOD, release 2013 or 2016: the sheet saved as CSV, the R/Stata form, or a folder of matrices")     \
    X("icio",     "OECD inter-country input-output table (ICIOyyyy_yyyy.csv, releases 2016-2023)")                     \
    X("oecd-iot", "OECD national tables, domestic and imported, stacked in one CSV")                                   \
    X("pymrio",   "a folder as pymrio saves it (Z or A and Y as tab separated text)")                                  \
    X("exiobase", "EXIOBASE 3, unpacked (a pymrio folder)")                                                            \
    X("csv",      "a folder of Z.csv, Y.csv and x.csv with labels REGION|NAME")                                        \
    X("eora26",   "Eora26, unpacked: Eora26_yyyy_bp_T.txt, _FD, _VA and labels")

bool ck_io_kind_known(const char *kind);
/// Read an input-output table.
///
/// path      file or folder, as the kind wants
/// imported  out; give it to ck_io_import_free in every case, after the diagnostics were printed
/// Returns   CK_OK, CK_NOTED, or the status of the first error
CK_MUST_USE ck_status ck_io_import_read(const char *kind, const char *path, ck_import_options options,
                                        ck_io_import *imported, ck_diags *diags);
/* The same from a single input, for kinds that are one file (wiod, icio, oecd-iot): tests and fuzzing. */
CK_MUST_USE ck_status ck_io_import_input(const char *kind, ck_host_input *input, ck_import_options options,
                                         ck_io_import *imported, ck_diags *diags);
/* The kind of a folder that says so by its files ("pymrio", "csv", "wiod"), else NULL. */
const char *ck_io_import_guess(const char *path);
void ck_io_import_free(ck_io_import *imported);

/* Gaps of an industry: what its row and its column miss to its output. */
typedef struct ck_io_balance {
    double output, intermediate, final, value_added;     // sums
    double largest_row_gap;              // |row sums - output|, unit
    uint32_t largest_row;
    double row_gap;                      // sum of |row sums - output| over output, 1
    double column_gap;                   // sum of |inputs + value added - output| over output; 0 without value added
} ck_io_balance;
ck_io_balance ck_io_import_balance(const ck_io_import *imported);

/// Write a table as a pymrio folder (Z.txt, Y.txt, x.txt, unit.txt, value_added/, file_parameters.json, metadata.json) with
/// totals.csv, an industry a row. The kind "pymrio" reads it back bit by bit, and so does pymrio.
CK_MUST_USE ck_status ck_io_import_write(const char *folder, const ck_io_import *imported, ck_host_batch *batch,
                                         ck_diags *diags);

#endif
