/* Trade tables in long form: CEPII BACI (t,i,j,k,v,q), UN Comtrade CSV (refYear, reporterISO, flowCode, ...) and tables with
   plain words as columns (year, exporter, importer, hs6, value_usd or value_kusd). docs/importers.md is the manual. */
#ifndef CK_IO_IMPORT_TRADE_H
#define CK_IO_IMPORT_TRADE_H

#include "io/import.h"
#include "io/intern.h"

typedef struct ck_trade_import {
    ck_import_about about;               // unit USD
    ck_intern       countries, products; // as the source writes them
    ck_trade_flow  *flow;                // value in USD
    size_t          count, capacity;
    double          value;               // sum
    uint32_t        left_out;            // records of totals, of other flows, modes or years
    ck_host_list    files;
    ck_host_arena   arena;
} ck_trade_import;

/// Read a trade table.
///
/// imported  out; give it to ck_trade_import_free in every case, after the diagnostics were printed
/// Returns   CK_OK or the status of the first error; CK_E_USAGE when the file holds several years and none was chosen
CK_MUST_USE ck_status ck_trade_import_read(const char *path, ck_import_options options, ck_trade_import *imported, ck_diags *diags);
CK_MUST_USE ck_status ck_trade_import_input(ck_host_input *input, ck_import_options options, ck_trade_import *imported, ck_diags *diags);
void ck_trade_import_free(ck_trade_import *imported);

#endif
