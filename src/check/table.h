/* Determinations as rows of a CSV table: one an item asked about. */
#ifndef CK_CHECK_TABLE_H
#define CK_CHECK_TABLE_H

#include "check/check.h"

void ck_table_header_write(FILE *out, bool trace);
void ck_table_row_write(FILE *out, ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_check_question *question,
                        const ck_law_decision *decision);
#define CK_TABLE_COLUMNS 21              // without the trace

/* trace.c: the trace of the row before, one row a test, with deal and item in front. */
CK_MUST_USE ck_status ck_table_trace_write(FILE *out, ck_check *check, const ck_host_deal *deal, uint32_t line,
                                           const ck_law_decision *decision, ck_diags *diags);

#endif
