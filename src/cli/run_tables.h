/* The results of a study as neutral tables. */
#ifndef CK_CLI_RUN_TABLES_H
#define CK_CLI_RUN_TABLES_H

#include "io/tables.h"
#include "study/study.h"

typedef struct ck_run_tables { ck_host_table *table; uint32_t count; ck_host_arena arena; } ck_run_tables;

/* Fills the tables; texts of the study are borrowed. Free with ck_run_tables_free in every case. */
CK_MUST_USE ck_status ck_run_tables_make(const ck_study *study, ck_run_tables *tables, ck_diags *diags);
void ck_run_tables_free(ck_run_tables *tables);

#endif
