/* A world back to its folder: the same tables, doubles in the shortest text that reads back as the same bits. */
#include "io/csv.h"
#include "io/world.h"

#include "base/base.h"

#include <dirent.h>
#include <string.h>

static void write_value(FILE *out, const ck_table_column *column, const unsigned char *row) {
    const char *text = "";
    double real;
    ck_date day;
    char number[CK_HOST_NUMBER_SIZE], date[16];
    switch (column->kind) {
        case CK_COLUMN_IS_NAME:
        case CK_COLUMN_IS_TEXT:
            memcpy(&text, row + column->offset, sizeof text);
            ck_csv_write_field(out, text != NULL ? text : "");
            break;
        case CK_COLUMN_IS_REAL:
        case CK_COLUMN_IS_MAYBE:
            memcpy(&real, row + column->offset, sizeof real);
            if (ck_is_nan(real)) break;              // empty: not known
            ck_host_number_write(real, number);
            fputs(number, out);
            break;
        case CK_COLUMN_IS_DAY:
            memcpy(&day, row + column->offset, sizeof day);
            ck_date_write(day, date);
            fputs(date, out);
            break;
    }
}

static void write_table(FILE *out, const ck_world *world, uint32_t table) {
    const ck_table_info info = ck_table_of(table);
    for (uint32_t i = 0; i < info.column_count; i++) fprintf(out, "%s,", info.column[i].name);
    fputs("source,year,grade,note\n", out);
    const uint32_t rows = ck_table_rows(world, table);
    for (uint32_t i = 0; i < rows; i++) {
        const unsigned char *row = ck_table_row(world, table, i);
        ck_row common;
        memcpy(&common, row, sizeof common);
        for (uint32_t k = 0; k < info.column_count; k++) {
            write_value(out, &info.column[k], row);
            fputc(',', out);
        }
        ck_csv_write_field(out, common.source != NULL ? common.source : "");
        fprintf(out, ",%d,%s,", (int)common.year, ck_grade_word(common.grade));
        ck_csv_write_field(out, common.note != NULL ? common.note : "");
        fputc('\n', out);
    }
}

static void write_sources(FILE *out, const ck_host_source *source, uint32_t count) {
    fputs("source,title,publisher,date,link,licence,note\n", out);
    for (uint32_t i = 0; i < count; i++) {
        const char *field[] = {source[i].source, source[i].title, source[i].publisher, source[i].date,
                               source[i].link, source[i].licence, source[i].note};
        for (size_t k = 0; k < sizeof field / sizeof *field; k++) {
            if (k > 0) fputc(',', out);
            ck_csv_write_field(out, field[k] != NULL ? field[k] : "");
        }
        fputc('\n', out);
    }
}

/* In double quotes, which never need a second look at what YAML would make of the text. */
static void write_yaml_text(FILE *out, const char *key, const char *text) {
    fprintf(out, "%s: \"", key);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') fputc('\\', out);
        if (*at == '\n') fputs("\\n", out);
        else fputc(*at, out);
    }
    fputs("\"\n", out);
}

static void write_head(FILE *out, const ck_world *world) {
    char number[CK_HOST_NUMBER_SIZE];
    write_yaml_text(out, "name", world->name);
    write_yaml_text(out, "title", world->title);
    fprintf(out, "base_year: %d\n", (int)world->base_year);
    ck_host_number_write(world->minimum_flow_share, number);
    fprintf(out, "minimum_flow_share: %s\n", number);
}

/* A second file of a table, or a remove.csv, would change what the folder says. */
static ck_status check_folder(const char *folder, ck_host_batch *batch, ck_diags *diags) {
    DIR *opened = opendir(folder);
    if (opened == NULL) return CK_OK;                // writing will say why
    ck_status status = CK_OK;
    for (const struct dirent *entry = readdir(opened); entry != NULL; entry = readdir(opened)) {
        const size_t length = strlen(entry->d_name);
        if (length < 5 || strcmp(entry->d_name + length - 4, ".csv") != 0 || entry->d_name[0] == '.') continue;
        bool ours = strcmp(entry->d_name, "sources.csv") == 0;
        for (uint32_t table = 0; table < CK_TABLE_COUNT; table++) {
            ours = ours || cki_text_equal_part(ck_table_of(table).name, entry->d_name, length - 4);
        }
        if (ours) continue;
        const ck_place nowhere = {0};
        const char *path = ck_host_path(&batch->arena, folder, entry->d_name);
        status = ck_host_worse(status, ck_host_report(diags, CK_E_DUPLICATE, nowhere,
                                                      "%q is in the way: it would be read beside the new tables",
                                                      "remove it or choose another folder",
                                                      path != NULL ? path : entry->d_name));
    }
    closedir(opened);
    return status;
}

static ck_status open_in(const char *folder, const char *name, const char *ending, ck_host_batch *batch, FILE **out,
                         ck_diags *diags) {
    const char *file = ck_host_join(&batch->arena, name, ending, "");
    const char *path = file != NULL ? ck_host_path(&batch->arena, folder, file) : NULL;
    return path != NULL ? ck_host_batch_open(batch, path, out, diags) : ck_host_no_memory(diags);
}

ck_status ck_host_world_write(const char *folder, const ck_world *world, const ck_host_source *source,
                              uint32_t source_count, ck_host_batch *batch, ck_diags *diags) {
    CK_TRY(ck_host_folder_make(folder, diags));
    CK_TRY(check_folder(folder, batch, diags));
    FILE *out = NULL;
    CK_TRY(open_in(folder, "world", ".yaml", batch, &out, diags));
    write_head(out, world);
    CK_TRY(ck_host_batch_close(batch, diags));

    CK_TRY(open_in(folder, "sources", ".csv", batch, &out, diags));
    write_sources(out, source, source_count);
    CK_TRY(ck_host_batch_close(batch, diags));

    for (uint32_t table = 0; table < CK_TABLE_COUNT; table++) {
        CK_TRY(open_in(folder, ck_table_of(table).name, ".csv", batch, &out, diags));
        write_table(out, world, table);
        CK_TRY(ck_host_batch_close(batch, diags));
    }
    return CK_OK;
}
