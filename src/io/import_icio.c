/* OECD. Inter-country tables: one label column REGION_INDUSTRY, columns REGION_INDUSTRY and REGION_USE, a column of totals
   (TOTAL or OUT), rows VA or VALU, TLS or *TAX*, OUT or OUTPUT. Release 2016 writes USE_REGION. China and Mexico are split
   (CN1, CN2, MX1, MX2) in some releases: their parts are added to CHN and MEX. A column DISC (discrepancy) has no region.

   National tables stacked: country, row, industries, uses, IMPO, TOTAL; rows DOM_ (domestic), IMP_ (imported), TXS_ (taxes),
   TTL_INT_FNL (a sum), VALU, OUTPUT. They become a table whose regions trade with nobody: exports are final demand, imported
   inputs stay out of Z and are reported. */
#include "io/import_kinds.h"

#include "base/base.h"

#include <string.h>

static const char *const USES[] = {"HFCE", "NPISH", "NPS",   "GGFC",  "GFCF",  "INVNT", "INV",        "DIRP",
                                   "DPABR", "FD",   "P33",   "DISC",  "NONRES", "CONS_ABR", "CONS_NONRES"};

static bool is_use(const char *text) {
    for (size_t k = 0; k < sizeof USES / sizeof *USES; k++)
        if (strcmp(text, USES[k]) == 0) return true;
    return false;
}

static const char *whole_region(const char *region) {
    if (strncmp(region, "CN", 2) == 0 && strlen(region) == 3 && region[2] >= '1' && region[2] <= '9') return "CHN";
    if (strncmp(region, "MX", 2) == 0 && strlen(region) == 3 && region[2] >= '1' && region[2] <= '9') return "MEX";
    return region;
}

/* Cuts "AUS_01T02" in two; false without an underscore. */
static bool cut(char *text, const char **first, const char **second) {
    char *bar = strchr(text, '_');
    if (bar == NULL || bar == text || bar[1] == '\0') return false;
    *bar = '\0';
    *first = text;
    *second = bar + 1;
    return true;
}

static ck_status icio_columns(ck_wide *wide, ck_cell_row *header) {
    for (uint32_t k = 1; k < header->count; k++) {
        char *text = header->text[k];
        const char *first, *second;
        ck_wide_kind kind = CK_WIDE_INDUSTRY;
        if (strcmp(text, "TOTAL") == 0 || strcmp(text, "OUT") == 0 || strcmp(text, "OUTPUT") == 0) {
            CK_TRY(ck_wide_column(wide, CK_WIDE_OUTPUT, "", "", header->place[k]));
        } else if (strcmp(text, "DISC") == 0 || strcmp(text, "P33") == 0) {
            CK_TRY(ck_wide_column(wide, CK_WIDE_LEFT_OUT, "", text, header->place[k]));
        } else if (!cut(text, &first, &second)) {
            return ck_host_report(wide->diags, CK_E_SYNTAX, header->place[k],
                                  "column %q; expected a region and an industry or use, as AUS_01T02 or AUS_HFCE", "", text);
        } else {
            if (is_use(first)) {
                const char *region = second;
                second = first;
                first = region;
            }
            if (is_use(second)) kind = CK_WIDE_FINAL;
            CK_TRY(ck_wide_column(wide, kind, whole_region(first), second, header->place[k]));
        }
    }
    wide->merge = true;
    return ck_wide_close(wide);
}

static ck_status icio_row(ck_wide *wide, ck_cells *cells, bool *more) {
    char *label = NULL;
    ck_cell cell;
    ck_host_arena_free(&wide->labels);
    CK_TRY(ck_wide_label(wide, cells, &cell, &label));
    *more = label != NULL;
    if (!*more) return CK_OK;
    ck_wide_kind kind = CK_WIDE_INDUSTRY;
    const char *region = "", *sector = "";
    if (strcmp(label, "OUT") == 0 || strcmp(label, "OUTPUT") == 0) kind = CK_WIDE_OUTPUT;
    else if (strcmp(label, "VA") == 0 || strcmp(label, "VALU") == 0) kind = CK_WIDE_VALUE_ADDED;
    else if (strcmp(label, "VA.TAXSUB") == 0 || strcmp(label, "VA+TAXSUB") == 0) kind = CK_WIDE_VALUE_ADDED;
    else if (strcmp(label, "TLS") == 0 || strstr(label, "TAX") != NULL) kind = CK_WIDE_TAXES;
    else if (!cut(label, &region, &sector))
        return ck_host_report(wide->diags, CK_E_SYNTAX, cell.place, "row %q; expected a region and an industry, as AUS_01T02",
                              "rows below the industries are TLS, VA and OUT", label);
    ck_wide_line row;
    CK_TRY(ck_wide_row(wide, kind, whole_region(region), sector, cell.place, &row));
    return ck_wide_cells(wide, cells, &row, true);
}

/* "ICIO2023_2018.csv": the release is the first year of the name. */
static const char *release(ck_io_import *to, const char *path) {
    const char *name = ck_host_last_part(path);
    if (strncmp(name, "ICIO", 4) != 0 || strlen(name) < 8) return "OECD inter-country input-output tables";
    char *year = ck_host_text(&to->arena, name + 4, 4);
    return year != NULL ? ck_host_join(&to->arena, "OECD inter-country input-output tables, release ", year, "") : "OECD";
}

ck_status ck_import_icio(ck_cells *cells, ck_import_options options, ck_io_import *to, ck_diags *diags) {
    ck_wide wide = ck_wide_start(to, options, diags);
    ck_cell_row header = {0};
    to->about.source = release(to, cells->input->name);
    to->about.layout = "icio";
    ck_status status = ck_cells_row(cells, &to->arena, &header);
    if (status >= 0 && header.count < 3)
        status = ck_host_report(diags, CK_E_FORMAT, ck_host_whole(cells->input->name),
                                "this is no inter-country table: its first row has %u cells",
                                "expected a label column and columns like AUS_01T02, AUS_HFCE", header.count);
    if (status >= 0) status = icio_columns(&wide, &header);
    bool more = true;
    while (status >= 0 && more) status = icio_row(&wide, cells, &more);
    if (status >= 0) status = ck_wide_finish(&wide, cells->input->name);
    ck_wide_end(&wide);
    return status;
}

/* ---- national tables ---- */

/* Regions are not known before the last row: rows are kept, 53 numbers each; a national collection is small. */
typedef struct kept_row { const char *country, *label; double *value; ck_place place; } kept_row;

static ck_status keep_rows(ck_cells *cells, uint32_t columns, const char *region, ck_host_arena *arena, ck_host_list *rows,
                           ck_diags *diags) {
    ck_cell cell;
    kept_row *row = NULL;
    while (ck_cells_next(cells, &cell)) {
        if (cell.column == 0) {
            row = ck_host_list_add(arena, rows);
            if (row == NULL || (row->country = ck_cell_text(&cell, arena)) == NULL ||
                (row->value = ck_host_take(arena, columns, sizeof(double))) == NULL)
                return ck_host_no_memory(diags);
            row->place = cell.place;
            row->label = "";
        } else if (cell.column == 1) {
            if ((row->label = ck_cell_text(&cell, arena)) == NULL) return ck_host_no_memory(diags);
        } else if (cell.column - 2 < columns) {
            const ck_status status = ck_cell_number(&cell, &row->value[cell.column - 2]);
            if (status < 0 && status != CK_E_MISSING) return ck_cell_complain(&cell, status, "this cell", diags);
        }
        if (cell.last && cell.column + 1 != columns + 2)
            return ck_host_report(diags, CK_E_SYNTAX, cell.place, "the row has %u cells; the header has %u",
                                  "is the file cut off?", cell.column + 1, columns + 2);
        if (cell.last && region != NULL && strcmp(region, row->country) != 0) rows->count--;
    }
    return cells->status;
}

/* Column kinds of a national table by their code. */
static ck_wide_kind national_column(const char *code) {
    if (strcmp(code, "TOTAL") == 0) return CK_WIDE_OUTPUT;
    if (strcmp(code, "IMPO") == 0) return CK_WIDE_SKIP;
    return is_use(code) || strcmp(code, "EXPO") == 0 ? CK_WIDE_FINAL : CK_WIDE_INDUSTRY;
}

static ck_status put_national(ck_wide *wide, const kept_row *row, const ck_cell_row *header) {
    const char *label = row->label;
    const bool domestic = strncmp(label, "DOM_", 4) == 0, imported = strncmp(label, "IMP_", 4) == 0;
    ck_wide_line line;
    const ck_wide_kind kind = domestic                           ? CK_WIDE_INDUSTRY
                              : imported                         ? CK_WIDE_LEFT_OUT
                              : strcmp(label, "VALU") == 0       ? CK_WIDE_VALUE_ADDED
                              : strcmp(label, "OUTPUT") == 0     ? CK_WIDE_OUTPUT
                              : strncmp(label, "TXS_", 4) == 0   ? CK_WIDE_TAXES
                                                                 : CK_WIDE_SKIP;
    if (kind == CK_WIDE_SKIP && strncmp(label, "TTL_", 4) != 0)
        return ck_host_report(wide->diags, CK_E_UNKNOWN, row->place,
                              "row %q; expected DOM_, IMP_, TXS_, TTL_, VALU or OUTPUT", "", label);
    CK_TRY(ck_wide_row(wide, kind, row->country, domestic ? label + 4 : "imports", row->place, &line));
    // a row of one country meets that country's columns only
    const uint32_t region = ck_intern_find(&wide->regions, row->country, strlen(row->country));
    const ck_wide_line *column = wide->columns.item;
    const uint32_t count = header->count - 2;
    for (uint32_t k = 0; k < count; k++) {
        const ck_wide_line *at = &column[(size_t)region * count + k];
        if (at->kind == CK_WIDE_SKIP || row->value[k] == 0.0) continue;
        ck_wide_put(wide, &line, at, row->value[k]);
    }
    return CK_OK;
}

ck_status ck_import_oecd_iot(ck_cells *cells, ck_import_options options, ck_io_import *to, ck_diags *diags) {
    ck_wide wide = ck_wide_start(to, options, diags);
    ck_host_arena arena = {0};
    ck_cell_row header = {0};
    ck_host_list rows = {.each = sizeof(kept_row)};
    to->about.source = "OECD, Input-Output Tables";
    to->about.layout = "oecd-iot, domestic and imported use";
    ck_status status = ck_cells_row(cells, &to->arena, &header);
    if (status >= 0 && (header.count < 4 || strcmp(header.text[0], "country") != 0 || strcmp(header.text[1], "row") != 0))
        status = ck_host_report(diags, CK_E_FORMAT, ck_host_whole(cells->input->name),
                                "this is no stack of national tables: the header must start with country,row",
                                "then come industries, uses, IMPO and TOTAL");
    if (status >= 0) status = keep_rows(cells, header.count - 2, options.region, &arena, &rows, diags);
    const kept_row *row = rows.item;
    for (uint32_t r = 0; r < rows.count && status >= 0; r++) {
        if (ck_intern_find(&wide.regions, row[r].country, strlen(row[r].country)) != CK_NONE) continue;
        for (uint32_t k = 2; k < header.count && status >= 0; k++) {
            const ck_wide_kind kind = national_column(header.text[k]);
            status = ck_wide_column(&wide, kind, row[r].country, header.text[k], header.place[k]);
        }
    }
    if (status >= 0 && rows.count == 0)
        status = ck_host_report(diags, CK_E_MISSING, ck_host_whole(cells->input->name), "no row is of region %q",
                                "regions are the codes of the first column", options.region != NULL ? options.region : "");
    if (status >= 0) status = ck_wide_close(&wide);
    for (uint32_t r = 0; r < rows.count && status >= 0; r++) status = put_national(&wide, &row[r], &header);
    if (status >= 0) status = ck_wide_finish(&wide, cells->input->name);
    ck_host_arena_free(&arena);
    ck_wide_end(&wide);
    return status;
}
