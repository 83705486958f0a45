/* The CSV reader: any bytes, an answer in the end; what it hands over survives writing and reading. */
#include "base/base.h"
#include "io/csv.h"

#include <stdlib.h>
#include <string.h>

typedef struct rows { char *text; size_t size; FILE *out; uint32_t count; uint32_t line; } rows;

static const ck_csv_column COLUMNS[] = {{"a", true}, {"b", true}, {"c", false}};

static ck_status take(void *user, const ck_csv_field *field) {
    rows *all = user;
    if (field[0].place.line == 0 || field[0].place.column == 0) abort();
    for (int i = 0; i < 3; i++) {
        if (strlen(field[i].text) != field[i].length) abort();
        if (ck_host_utf8_fault(field[i].text, field[i].length) != field[i].length) abort();
        if (i > 0) fputc(',', all->out);
        ck_csv_write_field(all->out, field[i].text);
    }
    fputc('\n', all->out);
    all->count++;
    return CK_OK;
}

static ck_status read_rows(const void *bytes, size_t size, rows *all) {
    ck_diag  items[32];
    char     texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    *all = (rows){0};
    all->out = open_memstream(&all->text, &all->size);
    if (all->out == NULL) abort();
    fputs("a,b,c\n", all->out);
    ck_host_input input = ck_host_input_bytes("fuzz.csv", bytes, size);
    const ck_csv_spec spec = {"fuzz", COLUMNS, 3, take, all};
    const ck_status status = ck_csv_read(&input, &spec, &diags);
    if (status < 0 && diags.count + diags.dropped == 0) abort();     // an error without a word
    fclose(all->out);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rows first, second;
    if (read_rows(data, size, &first) >= 0) {
        if (read_rows(first.text, first.size, &second) < 0) abort();
        if (first.size != second.size || memcmp(first.text, second.text, first.size) != 0) abort();
        free(second.text);
    }
    free(first.text);
    return 0;
}
