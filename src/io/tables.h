/* Results as neutral tables, written as CSV, XLSX, NetCDF and JSON. Fill them once, write them four ways.

   A table has axes (what a row is about: draw, day, region, item) and columns (numbers or words about it). Axes are
   shared between tables: the same ck_host_axis pointer gives one dimension in NetCDF. A table without `at` is a full
   grid: one row for each combination of positions, the last axis running fastest. With `at`, row r stands at position
   at[a][r] of axis a.

   Long format: CSV and XLSX have one column for each axis (its labels), then the columns. Units: in the name of a
   column where one unit holds for all rows (lost_value_added_usd, price_1), in a word column `unit` where rows differ;
   always in columns.csv, in the second row of a sheet and in the attributes of NetCDF. NaN is empty in CSV and XLSX,
   null in JSON, NaN in NetCDF. All texts are borrowed. */
#ifndef CK_IO_TABLES_H
#define CK_IO_TABLES_H

#include "io/output.h"

typedef enum ck_host_kind { CK_HOST_REAL, CK_HOST_WHOLE, CK_HOST_WORD, CK_HOST_DAY } ck_host_kind;

/* Values of one kind; exactly the member of that kind is set. */
typedef struct ck_host_values {
    ck_host_kind kind;
    union {
        const double      *real;         // NaN: missing
        const int64_t     *whole;
        const char *const *word;         // "" : missing
        const ck_date     *day;          // CK_DATE_LAST: missing
    } at;
} ck_host_values;

typedef struct ck_host_axis {
    const char    *name, *unit, *meaning;            // "region", "-", "ISO 3166 alpha-3 code of the buyer"
    uint32_t       count;
    ck_host_values label;                // (count)
} ck_host_axis;

typedef struct ck_host_column {
    const char    *name, *unit, *meaning;            // unit "row": see the column `unit` of the table
    ck_host_values value;                // (rows)
} ck_host_column;

typedef struct ck_host_table {
    const char                *name, *title;         // name: also of the file and sheet, letters, digits, '-' and '_'
    const ck_host_axis *const *axis;     uint32_t axis_count;
    const uint32_t     *const *at;       // (axis_count) of (rows); NULL: full grid
    const ck_host_column      *column;   uint32_t column_count;
    size_t                     rows;
} ck_host_table;

/* Rows of the full grid of a list of axes. */
size_t ck_host_grid_rows(const ck_host_axis *const *axis, uint32_t axis_count);
/* Position of row `row` on axis `axis`. */
uint32_t ck_host_table_at(const ck_host_table *table, uint32_t axis, size_t row);
/// Check that a table can be written: names, counts, positions on their axes.
///
/// Returns  CK_OK, CK_E_RANGE, CK_E_DUPLICATE (two columns of one name) or CK_E_SYNTAX (a name that is no word)
CK_MUST_USE ck_status ck_host_table_check(const ck_host_table *table, ck_diags *diags);

/* What belongs to all tables of a run; written into the files' attributes and properties. */
typedef struct ck_host_about { const char *title, *source, *version, *licence, *digest; } ck_host_about;

/* folder/NAME.csv for each table, and folder/columns.csv: table,column,unit,meaning. */
CK_MUST_USE ck_status ck_host_write_csv(const char *folder, const ck_host_table *table, uint32_t count,
                                        ck_host_batch *batch, ck_diags *diags);
/* One workbook, a sheet a table: names, units, rows; first a sheet that says what is where. Equal input gives equal
   bytes. Tables above 1,048,574 rows are left out and named on the first sheet, and the status is CK_NOTED. */
CK_MUST_USE ck_status ck_host_write_xlsx(const char *path, const ck_host_about *about, const ck_host_table *table,
                                         uint32_t count, ck_host_batch *batch, ck_diags *diags);
/// One NetCDF-4 file. Each axis is a dimension with a coordinate variable; a full grid becomes variables over its axes
/// (NAME_of_column prefixed by the table when two tables share it); a list of rows becomes variables over the dimension
/// TABLE_row, with the axes' positions as labels. Days are "days since 2000-01-01". Equal input gives equal bytes.
///
/// Returns  CK_OK, CK_E_IO, CK_E_USAGE when the program was built without NetCDF
CK_MUST_USE ck_status ck_host_write_netcdf(const char *path, const ck_host_about *about, const ck_host_table *table,
                                           uint32_t count, ck_host_batch *batch, ck_diags *diags);
bool ck_host_has_netcdf(void);

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

struct json_t;
/* {"title", "columns": [{"name", "unit", "meaning"}], "rows": [[...]]}; NULL when there is no memory. */
struct json_t *ck_host_table_json(const ck_host_table *table);
/* A number, or null for NaN and infinity, which JSON does not have. */
struct json_t *ck_host_json_real(double value);
/* A text; invalid UTF-8 is replaced by '?'. NULL gives null. */
struct json_t *ck_host_json_text(const char *text);
/* {"diagnostics": [...], "dropped": n}, as ck_host_print_diags writes them; a new reference. */
struct json_t *ck_host_diags_json(const ck_diags *diags);
/* Writes with sorted keys and 2 spaces of indent, and a line end. `value` stays the caller's. */
CK_MUST_USE ck_status ck_host_write_json(const char *path, const struct json_t *value, ck_host_batch *batch,
                                         ck_diags *diags);

/* ---------------------------------------------------------------- manifest ---------------------------------------- */

typedef struct ck_host_option { const char *name, *value; } ck_host_option;

typedef struct ck_host_manifest {
    const char           *command;       // as a person would type it again, paths as given
    const char           *scenario, *world;          // paths
    uint64_t              seed;
    uint32_t              draws;
    uint64_t              model_digest, scenario_digest, run_digest;
    const ck_host_option *option;  uint32_t option_count;
    const ck_host_file   *input;   uint32_t input_count;
} ck_host_manifest;

/// Write folder/manifest.json: the digests of model, scenario and run, seed, draws, version, options, and path, bytes
/// and digest of every input file and of every file that the batch has so far (its path seen from the manifest). No
/// clock, no machine: equal runs give equal manifests.
CK_MUST_USE ck_status ck_host_write_manifest(const char *path, const ck_host_manifest *manifest, ck_host_batch *batch,
                                             ck_diags *diags);

#endif
