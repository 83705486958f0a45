/* Tables as CSV in long format, and columns.csv with their units. */
#include "io/csv.h"
#include "io/tables.h"

#include "base/base.h"

#include <string.h>

static void write_value(FILE *out, const ck_host_values *values, size_t at) {
    char text[CK_HOST_NUMBER_SIZE];
    switch (values->kind) {
        case CK_HOST_REAL:
            if (ck_is_nan(values->at.real[at])) return;
            ck_host_number_write(values->at.real[at], text);
            fputs(text, out);
            return;
        case CK_HOST_WHOLE:
            fprintf(out, "%lld", (long long)values->at.whole[at]);
            return;
        case CK_HOST_WORD:
            ck_csv_write_field(out, values->at.word[at] != NULL ? values->at.word[at] : "");
            return;
        case CK_HOST_DAY:
            if (values->at.day[at].day == CK_DATE_LAST.day) return;
            ck_date_write(values->at.day[at], text);
            fputs(text, out);
            return;
    }
}

static void write_table(FILE *out, const ck_host_table *table) {
    const uint32_t fields = table->axis_count + table->column_count;
    for (uint32_t i = 0; i < fields; i++) {
        if (i > 0) fputc(',', out);
        ck_csv_write_field(out,
                           i < table->axis_count ? table->axis[i]->name : table->column[i - table->axis_count].name);
    }
    fputc('\n', out);
    for (size_t row = 0; row < table->rows && !ferror(out); row++) {
        for (uint32_t i = 0; i < fields; i++) {
            if (i > 0) fputc(',', out);
            if (i < table->axis_count) write_value(out, &table->axis[i]->label, ck_host_table_at(table, i, row));
            else write_value(out, &table->column[i - table->axis_count].value, row);
        }
        fputc('\n', out);
    }
}

static void write_meaning(FILE *out, const char *table, const char *column, const char *unit, const char *meaning) {
    const char *field[] = {table, column, unit, meaning};
    for (int i = 0; i < 4; i++) {
        if (i > 0) fputc(',', out);
        ck_csv_write_field(out, field[i] != NULL ? field[i] : "");
    }
    fputc('\n', out);
}

static void write_meanings(FILE *out, const ck_host_table *table, uint32_t count) {
    fputs("table,column,unit,meaning\n", out);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t a = 0; a < table[i].axis_count; a++) {
            write_meaning(out, table[i].name, table[i].axis[a]->name, table[i].axis[a]->unit,
                          table[i].axis[a]->meaning);
        }
        for (uint32_t c = 0; c < table[i].column_count; c++) {
            write_meaning(out, table[i].name, table[i].column[c].name, table[i].column[c].unit,
                          table[i].column[c].meaning);
        }
    }
}

static ck_status open_in(const char *folder, const char *name, ck_host_batch *batch, FILE **out, ck_diags *diags) {
    const char *file = ck_host_join(&batch->arena, name, ".csv", "");
    const char *path = file != NULL ? ck_host_path(&batch->arena, folder, file) : NULL;
    return path != NULL ? ck_host_batch_open(batch, path, out, diags) : ck_host_no_memory(diags);
}

ck_status ck_host_write_csv(const char *folder, const ck_host_table *table, uint32_t count, ck_host_batch *batch,
                            ck_diags *diags) {
    FILE *out = NULL;
    for (uint32_t i = 0; i < count; i++) CK_TRY(ck_host_table_check(&table[i], diags));
    for (uint32_t i = 0; i < count; i++) {
        CK_TRY(open_in(folder, table[i].name, batch, &out, diags));
        write_table(out, &table[i]);
        CK_TRY(ck_host_batch_close(batch, diags));
    }
    CK_TRY(open_in(folder, "columns", batch, &out, diags));
    write_meanings(out, table, count);
    return ck_host_batch_close(batch, diags);
}
