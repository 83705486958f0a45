/* The reader of a world's tables: the first byte chooses the table, the rest is its file. What is accepted keeps its
   promises. */
#include "base/base.h"
#include "io/world.h"

#include <stdlib.h>
#include <string.h>

static void check_value(const ck_table_column *column, const unsigned char *row) {
    const char *text;
    double      real;
    switch (column->kind) {
        case CK_COLUMN_IS_NAME:
        case CK_COLUMN_IS_TEXT:
            memcpy(&text, row + column->offset, sizeof text);
            if (text == NULL || (column->kind == CK_COLUMN_IS_NAME && text[0] == '\0')) abort();
            break;
        case CK_COLUMN_IS_REAL:
        case CK_COLUMN_IS_MAYBE:
            memcpy(&real, row + column->offset, sizeof real);
            if (column->kind == CK_COLUMN_IS_MAYBE && ck_is_nan(real)) break;
            if (!(real >= column->low && real <= column->high)) abort();
            break;
        case CK_COLUMN_IS_DAY:
            break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    const ck_host_source source[] = {{.source = "own"}, {.source = "usgs-2025"}};
    ck_diag  items[32];
    char     texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    ck_host_arena arena = {0};
    ck_host_input input = ck_host_input_bytes("fuzz.csv", data + 1, size - 1);
    const uint32_t table = data[0] % CK_TABLE_COUNT;
    void    *rows = NULL;
    uint32_t count = 0;
    const ck_status status = ck_host_table_read(&input, table, source, 2, &arena, &rows, &count, &diags);
    if (status < 0 && diags.count + diags.dropped == 0) abort();
    if (status >= 0) {
        const ck_table_info info = ck_table_of(table);
        for (uint32_t i = 0; i < count; i++) {
            const unsigned char *row = (const unsigned char *)rows + i * info.row_bytes;
            ck_row common;
            memcpy(&common, row, sizeof common);
            if (common.source[0] == '\0' || common.note == NULL || common.grade >= CK_GRADE_COUNT ||
                common.place.line == 0)
                abort();
            for (uint32_t c = 0; c < info.column_count; c++) check_value(&info.column[c], row);
        }
    }
    ck_host_arena_free(&arena);
    return 0;
}
