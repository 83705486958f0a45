/* World folders: reading, writing, the register of sources. docs/world-format.md is the manual. */
#ifndef CK_IO_WORLD_H
#define CK_IO_WORLD_H

#include "io/host.h"
#include "io/output.h"

/* ---------------------------------------------------------------- what a table is --------------------------------- */

typedef enum ck_column_kind {
    CK_COLUMN_IS_NAME,
    CK_COLUMN_IS_TEXT,
    CK_COLUMN_IS_REAL,
    CK_COLUMN_IS_MAYBE,
    CK_COLUMN_IS_DAY
} ck_column_kind;

typedef struct ck_table_column {
    const char    *name, *unit, *meaning;
    ck_column_kind kind;
    double         low, high;
    size_t         offset;               // in the row
} ck_table_column;

/* One table of a world, as expanded from CK_WORLD_TABLES. */
typedef struct ck_table_info {
    const char *name;                    // "sites"
    const char *key;                     // columns that name a row, joined by ';': docs/world-format.md
    size_t      row_bytes;
    size_t      rows_offset, count_offset;           // of the row pointer and the count in ck_world
    const ck_table_column *column;
    uint32_t    column_count;
} ck_table_info;

#define X(member, table, type, COLUMNS) CK_TABLE_##member,
typedef enum ck_table_index { CK_WORLD_TABLES(X) CK_TABLE_COUNT } ck_table_index;
#undef X
ck_table_info ck_table_of(uint32_t table);               // table < CK_TABLE_COUNT
uint32_t      ck_table_rows(const ck_world *world, uint32_t table);
/* Row `row` of a table; the row's ck_row comes first in it. */
const void   *ck_table_row(const ck_world *world, uint32_t table, uint32_t row);
void          ck_table_set(ck_world *world, uint32_t table, void *rows, uint32_t count);

/* ---------------------------------------------------------------- reading ----------------------------------------- */

typedef struct ck_host_source {          // a row of sources.csv
    ck_place    place;
    const char *source, *title, *publisher, *date, *link, *licence, *note;
} ck_host_source;

typedef struct ck_host_world {
    ck_world        world;
    const char     *folder;
    ck_host_source *source;
    uint32_t        source_count;
    ck_host_file   *file;                // everything that was read, in order of reading
    uint32_t        file_count;
    ck_host_arena   arena;
} ck_host_world;

/// Read a world folder, and the folders that it extends: words, numbers, dates, units of columns, grades and sources
/// are checked here; what rows say about each other is checked by ck_world_check.
///
/// loaded   out; give it to ck_host_world_free also after an error, but only when the diagnostics were printed: their
///          places point into it
/// Returns  CK_OK, CK_NOTED, or the status of the first error; all errors are in diags
CK_MUST_USE ck_status ck_host_world_read(const char *folder, ck_host_world *loaded, ck_diags *diags);
void ck_host_world_free(ck_host_world *loaded);

/// Read one table from any input, as the folder reader does: for tests and fuzzing.
///
/// source, source_count   the register that the rows may cite
/// rows                   out: an array of the table's row type
CK_MUST_USE ck_status ck_host_table_read(ck_host_input *input, uint32_t table, const ck_host_source *source,
                                         uint32_t source_count, ck_host_arena *arena, void **rows, uint32_t *count,
                                         ck_diags *diags);

/* ---------------------------------------------------------------- writing ----------------------------------------- */

/// Write a world as world.yaml, sources.csv and one CSV a table, all tables, in the order of their rows. Reading it
/// again gives the same rows, bit by bit. Nothing is in place before ck_host_batch_commit.
///
/// Returns  CK_OK; CK_E_IO; CK_E_DUPLICATE when the folder holds tables that would be read beside the new ones
CK_MUST_USE ck_status ck_host_world_write(const char *folder, const ck_world *world, const ck_host_source *source,
                                          uint32_t source_count, ck_host_batch *batch, ck_diags *diags);

#endif
