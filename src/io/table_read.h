/* Between table_read.c, which knows fields and rows, and world_read.c, which knows folders. */
#ifndef CK_IO_TABLE_READ_H
#define CK_IO_TABLE_READ_H

#include "base/base.h"
#include "io/world.h"

/* Adds the rows of one file to `rows` (each = the table's row_bytes). `sources`: the keys that rows may cite. */
CK_MUST_USE ck_status ck_table_read_rows(ck_host_input *input, uint32_t table, const cki_names *sources,
                                         ck_host_arena *arena, ck_host_list *rows, ck_diags *diags);
/* Adds the rows of a sources.csv to `sources` (ck_host_source). */
CK_MUST_USE ck_status ck_table_read_sources(ck_host_input *input, ck_host_arena *arena, ck_host_list *sources,
                                            ck_diags *diags);
/* A name table of the base with room for `capacity` names, in memory of `arena`. */
CK_MUST_USE ck_status ck_table_make_names(cki_names *names, uint32_t capacity, ck_host_arena *arena);

#endif
