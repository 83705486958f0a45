/* An imported table as a pymrio folder. */
#include "io/import.h"

#include "io/csv.h"
#include "io/tables.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static ck_status open_part(const char *folder, const char *name, ck_host_batch *batch, FILE **out, ck_diags *diags) {
    const char *path = ck_host_path(&batch->arena, folder, name);
    return path != NULL ? ck_host_batch_open(batch, path, out, diags) : ck_host_no_memory(diags);
}

/* A label with a tab, quote or line end goes in quotes. */
static void put_label(FILE *out, const char *text) {
    if (text[strcspn(text, "\t\"\r\n")] == '\0') fputs(text, out);
    else ck_csv_write_field(out, text);
}

static void put_industry(FILE *out, const ck_io_table *table, uint32_t f) {
    put_label(out, table->region[f / table->sectors]);
    fputc('\t', out);
    put_label(out, table->sector[f % table->sectors]);
}

static void put_number(FILE *out, double value) {
    char text[CK_HOST_NUMBER_SIZE];
    if (value == 0.0) {
        fputs("\t0", out);
        return;
    }
    if (value == (double)(int32_t)value && value > -2e9 && value < 2e9) {
        fprintf(out, "\t%d", (int)value);
        return;
    }
    ck_host_number_write(value, text);
    fputc('\t', out);
    fputs(text, out);
}

/* Two header rows over `labels` empty cells: regions, then names. */
static void put_header(FILE *out, const ck_io_table *table, const char *first, const char *second, uint32_t labels,
                       const char *const *name, uint32_t names) {
    for (int row = 0; row < 2; row++) {
        fputs(row == 0 ? first : second, out);
        for (uint32_t k = 1; k < labels; k++) fputc('\t', out);
        for (uint32_t r = 0; r < table->regions; r++)
            for (uint32_t k = 0; k < names; k++) {
                fputc('\t', out);
                put_label(out, row == 0 ? table->region[r] : name[k]);
            }
        fputc('\n', out);
    }
}

static void put_matrix(FILE *out, const ck_io_table *table, const double *value, uint32_t columns) {
    const uint32_t n = ck_io_table_industries(table);
    for (uint32_t f = 0; f < n && !ferror(out); f++) {
        put_industry(out, table, f);
        for (uint32_t k = 0; k < columns; k++) put_number(out, value[(size_t)f * columns + k]);
        fputc('\n', out);
    }
}

static ck_status put_totals(const char *folder, const ck_io_table *table, ck_host_batch *batch, ck_diags *diags) {
    FILE *out = NULL;
    const uint32_t n = ck_io_table_industries(table), j = ck_io_table_final_columns(table);
    double *inputs = calloc((size_t)n + 1, sizeof *inputs);
    if (inputs == NULL) return ck_host_no_memory(diags);
    for (uint32_t f = 0; f < n; f++)
        for (uint32_t g = 0; g < n; g++) inputs[g] += table->z[(size_t)f * n + g];
    const ck_status status = open_part(folder, "totals.csv", batch, &out, diags);
    if (status >= 0) fputs("region,sector,output,intermediate_sales,final_sales,row_residual,intermediate_inputs,value_added\n", out);
    for (uint32_t f = 0; f < n && status >= 0; f++) {
        double sales = 0.0, final = 0.0;
        for (uint32_t g = 0; g < n; g++) sales += table->z[(size_t)f * n + g];
        for (uint32_t k = 0; k < j; k++) final += table->y[(size_t)f * j + k];
        const double value[6] = {table->x[f], sales, final, table->x[f] - sales - final, inputs[f],
                                 table->va != NULL ? table->va[f] : table->x[f] - inputs[f]};
        ck_csv_write_field(out, table->region[f / table->sectors]);
        fputc(',', out);
        ck_csv_write_field(out, table->sector[f % table->sectors]);
        for (int k = 0; k < 6; k++) {
            char text[CK_HOST_NUMBER_SIZE];
            ck_host_number_write(value[k], text);
            fprintf(out, ",%s", text);
        }
        fputc('\n', out);
    }
    free(inputs);
    return status < 0 ? status : ck_host_batch_close(batch, diags);
}

static json_t *file_json(const char *name, int labels, int headers) {
    return json_pack("{s:s,s:s,s:s}", "name", name, "nr_index_col", labels == 1 ? "1" : "2", "nr_header", headers == 1 ? "1" : "2");
}

static ck_status put_parameters(const char *folder, bool added, ck_host_batch *batch, ck_diags *diags) {
    json_t *root = json_pack("{s:{s:o,s:o,s:o,s:o},s:s}", "files", "Z", file_json("Z.txt", 2, 2), "Y", file_json("Y.txt", 2, 2),
                             "x", file_json("x.txt", 2, 1), "unit", file_json("unit.txt", 2, 1), "systemtype", "IOSystem");
    const char *path = ck_host_path(&batch->arena, folder, "file_parameters.json");
    ck_status status = path != NULL ? ck_host_write_json(path, root, batch, diags) : ck_host_no_memory(diags);
    json_decref(root);
    if (status < 0 || !added) return status;
    root = json_pack("{s:{s:o,s:o},s:s,s:s}", "files", "F", file_json("F.txt", 1, 2), "unit", file_json("unit.txt", 1, 1),
                     "systemtype", "Extension", "name", "value_added");
    path = ck_host_path(&batch->arena, folder, "value_added/file_parameters.json");
    status = path != NULL ? ck_host_write_json(path, root, batch, diags) : ck_host_no_memory(diags);
    json_decref(root);
    return status;
}

static ck_status put_metadata(const char *folder, const ck_io_import *imported, ck_host_batch *batch, ck_diags *diags) {
    const ck_import_about *about = &imported->about;
    char year[16];
    snprintf(year, sizeof year, "%d", (int)about->year);
    json_t *root = json_object(), *files = json_array();
    json_object_set_new(root, "name", ck_host_json_text(about->name));
    json_object_set_new(root, "description", ck_host_json_text(about->source));
    json_object_set_new(root, "version", json_string(""));
    json_object_set_new(root, "system", json_string("industry-by-industry"));
    json_object_set_new(root, "history", json_array());
    json_object_set_new(root, "year", json_string(about->year != 0 ? year : ""));
    json_object_set_new(root, "unit", ck_host_json_text(about->unit));
    json_object_set_new(root, "grade", json_string(ck_grade_word(about->grade)));
    json_object_set_new(root, "layout", ck_host_json_text(about->layout));
    for (uint32_t k = 0; k < about->file_count; k++) {
        char digest[17];
        ck_host_digest_text(about->file[k].digest, digest);
        json_array_append_new(files, json_pack("{s:o,s:s,s:f}", "path", ck_host_json_text(about->file[k].path), "digest", digest,
                                               "bytes", (double)about->file[k].bytes));
    }
    json_object_set_new(root, "files_read", files);
    const char *path = ck_host_path(&batch->arena, folder, "metadata.json");
    const ck_status status = path != NULL ? ck_host_write_json(path, root, batch, diags) : ck_host_no_memory(diags);
    json_decref(root);
    return status;
}

ck_status ck_io_import_write(const char *folder, const ck_io_import *imported, ck_host_batch *batch, ck_diags *diags) {
    const ck_io_table *table = &imported->table;
    const uint32_t n = ck_io_table_industries(table), j = ck_io_table_final_columns(table);
    FILE *out = NULL;
    CK_TRY(ck_host_folder_make(folder, diags));
    CK_TRY(open_part(folder, "Z.txt", batch, &out, diags));
    put_header(out, table, "region", "sector", 2, table->sector, table->sectors);
    put_matrix(out, table, table->z, n);
    CK_TRY(ck_host_batch_close(batch, diags));
    CK_TRY(open_part(folder, "Y.txt", batch, &out, diags));
    put_header(out, table, "region", "category", 2, table->category, table->categories);
    put_matrix(out, table, table->y, j);
    CK_TRY(ck_host_batch_close(batch, diags));
    CK_TRY(open_part(folder, "x.txt", batch, &out, diags));
    fputs("region\tsector\tindout\n", out);
    put_matrix(out, table, table->x, 1);
    CK_TRY(ck_host_batch_close(batch, diags));
    CK_TRY(open_part(folder, "unit.txt", batch, &out, diags));
    fputs("region\tsector\tunit\n", out);
    for (uint32_t f = 0; f < n; f++) {
        put_industry(out, table, f);
        fprintf(out, "\t%s\n", imported->about.unit);
    }
    CK_TRY(ck_host_batch_close(batch, diags));
    if (table->va != NULL) {
        const char *inside = ck_host_path(&batch->arena, folder, "value_added");
        if (inside == NULL) return ck_host_no_memory(diags);
        CK_TRY(ck_host_folder_make(inside, diags));
        CK_TRY(open_part(folder, "value_added/F.txt", batch, &out, diags));
        put_header(out, table, "region", "sector", 1, table->sector, table->sectors);
        fputs("value added", out);
        for (uint32_t f = 0; f < n; f++) put_number(out, table->va[f]);
        fputc('\n', out);
        CK_TRY(ck_host_batch_close(batch, diags));
        CK_TRY(open_part(folder, "value_added/unit.txt", batch, &out, diags));
        fprintf(out, "inputtype\tunit\nvalue added\t%s\n", imported->about.unit);
        CK_TRY(ck_host_batch_close(batch, diags));
    }
    CK_TRY(put_parameters(folder, table->va != NULL, batch, diags));
    CK_TRY(put_totals(folder, table, batch, diags));
    return put_metadata(folder, imported, batch, diags);
}
