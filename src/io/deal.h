/* Deals as people write them: one in a YAML file, many in a table (CSV or XLSX). docs/deal-format.md.

   What a deal may state is declared by the law (`fact`); the readers refuse every other key and say what comes near. Every
   value keeps its place. What is not stated, and what is stated as `unknown`, stays unknown. */
#ifndef CK_IO_DEAL_H
#define CK_IO_DEAL_H

#include "io/yaml.h"
#include "law/law.h"

#define CK_DEAL_ITEMS_LIMIT   200000u                    // items of one deal
#define CK_DEAL_PARTIES_LIMIT 10000u

/* A deal and what is asked about it. Memory is that of the arena it was read into. */
typedef struct ck_host_deal {
    const char *name, *title;
    ck_date     on, known;               // CK_DATE_LAST: not stated
    bool        by_minute;               // `at` was stated:
    int64_t     minute;                  // minutes since 2000-01-01 00:00 UTC
    ck_date     event[CK_EVENT_ACCEPTANCE + 1];          // days of export, entry, arrival, acceptance; CK_DATE_LAST
    const char *const *stop; uint32_t stop_count;        // route, first to last
    const ck_deal *line; uint32_t line_count;            // one for each item asked about; parties are the same
    const ck_yaml_node *expect;          // what the file says should come out; NULL: nothing
    ck_place    place;
} ck_host_deal;

/// Read a deal from YAML.
///
/// law      declares the facts
/// arena    memory of everything that is read
/// Returns  CK_OK, or the status of the first error; all errors are in diags, with places and hints
CK_MUST_USE ck_status ck_deal_read(ck_host_input *input, const ck_law *law, ck_host_arena *arena, ck_host_deal *deal,
                                   ck_diags *diags);

/* A table of deals, one after the other. `rows` is the deal's own part of the table as CSV with its header: enough to
   decide it again. All is valid until the function returns. */
typedef ck_status (*ck_deal_visit)(void *user, const ck_host_deal *deal, const char *rows, size_t rows_length);

typedef struct ck_deal_table_options {
    const char *sheet;                   // of a workbook; NULL: the first
    bool        keep_rows;               // hand over `rows`
    ck_host_arena *arena;                // for names in places, which live as long as the diagnostics
} ck_deal_table_options;

/// Read a table of deals, in one pass; memory is that of the largest deal. Errors are reported and their deal is passed over.
///
/// Returns  CK_OK, or the status of the first error, those of `visit` included; CK_E_MEMORY and CK_E_IO end the reading
CK_MUST_USE ck_status ck_deal_table_read(const char *path, const ck_law *law, const ck_deal_table_options *options,
                                         ck_deal_visit visit, void *user, ck_diags *diags);
/* The same from memory; `xlsx` tells which. */
CK_MUST_USE ck_status ck_deal_table_read_bytes(const char *name, const void *bytes, size_t size, bool xlsx, const ck_law *law,
                                               const ck_deal_table_options *options, ck_deal_visit visit, void *user,
                                               ck_diags *diags);
/* By the end of the name: .csv, .xlsx; anything else is a single deal in YAML. */
bool ck_deal_is_table(const char *path);

/* ---- what both readers share (deal_parts.c) ---- */

/* Words that state nothing: "unknown" and "?". */
bool ck_deal_is_unknown(const char *text);
/// "31 %", "31", "28..32 %", "present", "absent": the mass share of an element.
ck_status ck_deal_share_read(const char *element, const char *text, ck_place place, ck_deal_share *share, ck_diags *diags);
/// "60 %", "60", "unknown" (NaN): a holding.
ck_status ck_deal_percent_read(const char *what, const char *text, ck_place place, double *percent, ck_diags *diags);
/// Bit of a role; with a hint when there is no such role.
ck_status ck_deal_role_read(const char *text, ck_place place, uint32_t *role, ck_diags *diags);
/// "12.5 USD" times a quantity: number and unit apart. Texts that are no number are left to ck_deal_bind.
ck_status ck_deal_scale(ck_deal_fact *fact, double quantity, ck_host_arena *arena, ck_diags *diags);
/// "2025-11-10 13:01 +08:00".
ck_status ck_deal_minute_read(const char *text, ck_place place, int64_t *minute, ck_date *day, ck_diags *diags);
/* Index of a fact of the subject, or CK_NONE after a message that names the nearest of the facts and of `other`. */
uint32_t ck_deal_find_fact(const ck_law *law, ck_subject subject, const char *name, ck_place place, const char *what,
                           const char *const *other, uint32_t other_count, ck_diags *diags);
/* Sets or compares export_from and destination with the ends of a route. */
ck_status ck_deal_route(const char *const *stop, uint32_t count, ck_place place, ck_deal_facts *facts, ck_host_arena *arena,
                        ck_diags *diags);

#endif
