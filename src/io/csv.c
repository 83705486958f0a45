/* CSV over libcsv in strict mode. libcsv gives neither line nor column: it is fed in pieces that end in a comma, quote
   or line end, so that a field can only end where a piece ends, and the positions are counted here. */
#include "io/csv.h"

#include "base/base.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

typedef struct raw_field { size_t at, length; ck_place place; } raw_field;

typedef struct csv_reading {
    const ck_csv_spec *spec;
    ck_csv_header      header;           // NULL: the columns of spec
    ck_diags          *diags;
    const char        *file;
    ck_host_arena      arena;            // header names and column maps
    ck_status          status;           // worst so far
    bool               stop;

    uint32_t line, column;               // of the next byte to feed
    uint32_t field_line, field_column;   // where the field that is being read starts
    size_t   row_bytes;                  // fed since the row began
    bool     between;                    // no byte of the next row has come
    uint32_t end_line, end_column;       // behind the piece that is being fed

    ck_host_list fields;                 // raw_field
    char        *text;                   // of the row's fields, each with a NUL
    size_t       text_used, text_size;

    bool          have_header;
    uint32_t      header_count;
    uint32_t     *column_of;             // (header_count) index into spec->column, CK_NONE for a column to pass over
    ck_csv_field *row;                   // (spec->column_count)
} csv_reading;

static void note(csv_reading *reading, ck_status status) {
    reading->status = ck_host_worse(reading->status, status);
    if (status == CK_E_MEMORY) reading->stop = true;
}

static ck_place field_place(const csv_reading *reading, uint32_t length) {
    return (ck_place){reading->file, reading->field_line, reading->field_column, length};
}

/* ---------------------------------------------------------------- rows -------------------------------------------- */

static char *known_columns(csv_reading *reading) {
    size_t length = 1;
    for (uint32_t i = 0; i < reading->spec->column_count; i++) length += strlen(reading->spec->column[i].name) + 2;
    char *list = ck_host_take(&reading->arena, length, 1);
    if (list == NULL) return NULL;
    for (uint32_t i = 0; i < reading->spec->column_count; i++) {
        if (i > 0) strcat(list, ",");
        strcat(list, reading->spec->column[i].name);
    }
    return list;
}

static void unknown_column(csv_reading *reading, const char *name, ck_place place) {
    const ck_csv_spec *spec = reading->spec;
    const char **names = ck_host_take(&reading->arena, spec->column_count, sizeof *names);
    const char  *all = known_columns(reading);
    if (names == NULL || all == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    for (uint32_t i = 0; i < spec->column_count; i++) names[i] = spec->column[i].name;
    const char *nearest = ck_host_nearest(name, names, spec->column_count);
    if (nearest != NULL) {
        note(reading, ck_host_report(reading->diags, CK_E_UNKNOWN, place, "unknown column %q in %s", "did you mean %q?",
                                     name, spec->title, nearest));
    } else {
        note(reading, ck_host_report(reading->diags, CK_E_UNKNOWN, place, "unknown column %q in %s",
                                     "its columns are %s", name, spec->title, all));
    }
}

/* The names go to the caller as they are; rows will follow in this order. */
static void take_free_header(csv_reading *reading) {
    const raw_field *field = reading->fields.item;
    reading->have_header = true;
    reading->header_count = reading->fields.count;
    reading->row = ck_host_take(&reading->arena, reading->header_count, sizeof *reading->row);
    if (reading->row == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    for (uint32_t i = 0; i < reading->header_count; i++) {
        reading->row[i] = (ck_csv_field){reading->text + field[i].at, field[i].length, field[i].place};
    }
    const ck_status status = reading->header(reading->spec->user, reading->row, reading->header_count);
    note(reading, status);
    if (status < 0) reading->stop = true;
}

static void take_header(csv_reading *reading) {
    const ck_csv_spec *spec = reading->spec;
    const raw_field   *field = reading->fields.item;
    reading->have_header = true;
    reading->header_count = reading->fields.count;
    reading->column_of = ck_host_take(&reading->arena, reading->header_count, sizeof *reading->column_of);
    reading->row = ck_host_take(&reading->arena, spec->column_count, sizeof *reading->row);
    bool *seen = ck_host_take(&reading->arena, spec->column_count, sizeof *seen);
    if (reading->column_of == NULL || reading->row == NULL || seen == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    bool bad = false;
    for (uint32_t i = 0; i < reading->header_count; i++) {
        const char *name = reading->text + field[i].at;
        uint32_t column = 0;
        while (column < spec->column_count && strcmp(spec->column[column].name, name) != 0) column++;
        reading->column_of[i] = column < spec->column_count ? column : CK_NONE;
        if (column == spec->column_count) {
            unknown_column(reading, name, field[i].place);
            bad = true;
        } else if (seen[column]) {
            note(reading, ck_host_report(reading->diags, CK_E_DUPLICATE, field[i].place, "column %q stands twice in %s",
                                         "remove or rename one of them", name, spec->title));
            bad = true;
        } else {
            seen[column] = true;
        }
    }
    const ck_place header = {reading->file, reading->header_count > 0 ? field[0].place.line : 1, 0, 0};
    for (uint32_t column = 0; column < spec->column_count; column++) {
        if (seen[column] || !spec->column[column].required) continue;
        const char *all = known_columns(reading);
        note(reading,
             ck_host_report(reading->diags, CK_E_MISSING, header, "column %q is missing in %s", "its columns are %s",
                            spec->column[column].name, spec->title, all != NULL ? all : ""));
        bad = true;
    }
    if (bad) reading->stop = true;       // without its header no row can be read
}

static void take_row(csv_reading *reading) {
    const ck_csv_spec *spec = reading->spec;
    const raw_field   *field = reading->fields.item;
    if (reading->fields.count != reading->header_count) {
        ck_place place = {reading->file, field[0].place.line, 0, 0};
        note(reading, ck_host_report(reading->diags, CK_E_SYNTAX, place, "the row has %u fields; the header has %u",
                                     "a text with a comma needs quotes; a short last row means that the file is cut "
                                     "off",
                                     reading->fields.count, reading->header_count));
        return;
    }
    if (reading->header != NULL) {
        for (uint32_t i = 0; i < reading->header_count; i++) {
            const char *text = reading->text + field[i].at;
            reading->row[i] = (ck_csv_field){text, field[i].length, field[i].place};
        }
        note(reading, spec->row(spec->user, reading->row));
        return;
    }
    ck_place empty = field[0].place;
    empty.length = 0;
    for (uint32_t column = 0; column < spec->column_count; column++) {
        reading->row[column] = (ck_csv_field){"", 0, empty};
    }
    for (uint32_t i = 0; i < reading->header_count; i++) {
        const char *text = reading->text + field[i].at;
        if (strlen(text) != field[i].length) continue;               // a NUL: already refused
        reading->row[reading->column_of[i]] = (ck_csv_field){text, field[i].length, field[i].place};
    }
    note(reading, spec->row(spec->user, reading->row));
}

/* ---------------------------------------------------------------- callbacks of libcsv ----------------------------- */

static void on_field(void *text, size_t length, void *user) {
    csv_reading *reading = user;
    if (reading->stop) return;
    const ck_place place = field_place(reading, length < UINT32_MAX ? (uint32_t)length : 0);
    reading->field_line = reading->end_line;
    reading->field_column = reading->end_column;

    if (reading->text_size - reading->text_used < length + 1) {
        size_t size = reading->text_size == 0 ? 4096 : reading->text_size;
        while (size - reading->text_used < length + 1) size *= 2;    // rows are limited, so this ends
        char *grown = realloc(reading->text, size);
        if (grown == NULL) {
            note(reading, ck_host_no_memory(reading->diags));
            return;
        }
        reading->text = grown;
        reading->text_size = size;
    }
    raw_field *field = ck_host_list_add(&reading->arena, &reading->fields);
    if (field == NULL) {
        note(reading, ck_host_no_memory(reading->diags));
        return;
    }
    *field = (raw_field){reading->text_used, length, place};
    char *to = reading->text + reading->text_used;
    cki_copy(to, text, length);
    to[length] = '\0';
    reading->text_used += length + 1;

    const size_t fault = ck_host_utf8_fault(to, length);
    if (fault != length) {
        ck_place at = place;
        at.length = 0;
        note(reading, ck_host_report(reading->diags, CK_E_FORMAT, at, "byte %u of the field is not UTF-8",
                                     "save the table as UTF-8 (in a spreadsheet: CSV UTF-8)", (uint32_t)fault + 1));
        for (size_t i = fault; i < length; i++) {
            if ((unsigned char)to[i] >= 0x80) to[i] = '?';           // messages stay valid
        }
    }
}

static void on_row_end(int c, void *user) {
    csv_reading *reading = user;
    (void)c;
    if (!reading->stop && reading->fields.count > 0) {
        if (!reading->have_header && reading->header != NULL) take_free_header(reading);
        else if (!reading->have_header) take_header(reading);
        else take_row(reading);
    }
    reading->fields.count = 0;
    reading->text_used = 0;
    reading->row_bytes = 0;
    reading->between = true;
}

static int never_space(unsigned char c) {
    (void)c;
    return 0;                            // RFC 4180: spaces belong to the field
}

/* ---------------------------------------------------------------- pieces ------------------------------------------ */

static void refuse(csv_reading *reading, ck_status status, ck_place place, const char *message, const char *hint) {
    note(reading, ck_host_report(reading->diags, status, place, message, hint));
    reading->stop = true;
}

static ck_place here(const csv_reading *reading) {
    return (ck_place){reading->file, reading->line, reading->column, 1};
}

static void parse_failed(csv_reading *reading, struct csv_parser *parser, bool at_end) {
    if (csv_error(parser) != CSV_EPARSE) {
        note(reading, ck_host_no_memory(reading->diags));
        reading->stop = true;
    } else if (at_end) {
        refuse(reading, CK_E_SYNTAX, field_place(reading, 1), "the quote that opens here is never closed",
               "close it; the file may be cut off");
    } else {
        refuse(reading, CK_E_SYNTAX, field_place(reading, 1),
               "a quote stands where none may be in the field that starts here",
               "put the whole field in quotes and double each quote inside it");
    }
}

/* One piece: no comma, quote or line end in it but perhaps as its last byte. */
static void feed(csv_reading *reading, struct csv_parser *parser, const unsigned char *piece, size_t length) {
    const unsigned char last = piece[length - 1];
    if (reading->between && piece[0] != '\n' && piece[0] != '\r') {
        reading->between = false;
        reading->field_line = reading->line;
        reading->field_column = reading->column;
    }
    reading->row_bytes += length;
    if (reading->row_bytes > CK_HOST_ROW_LIMIT) {
        note(reading, ck_host_report(reading->diags, CK_E_LIMIT, field_place(reading, 0),
                                     "the row is longer than the limit of %u bytes",
                                     "a quote that is never closed, or not a table", (uint32_t)CK_HOST_ROW_LIMIT));
        reading->stop = true;
        return;
    }
    reading->end_line = last == '\n' ? reading->line + 1 : reading->line;
    reading->end_column = last == '\n' ? 1 : reading->column + (uint32_t)length;
    if (csv_parse(parser, piece, length, on_field, on_row_end, reading) != length) {
        if (!reading->stop) parse_failed(reading, parser, false);
        return;
    }
    reading->line = reading->end_line;
    reading->column = reading->end_column;
}

static bool is_special(unsigned char c) {
    return c == ',' || c == '"' || c == '\n' || c == '\r';
}

/* `return_open`: the byte before was a carriage return. */
static void feed_buffer(csv_reading *reading, struct csv_parser *parser, const unsigned char *buffer, size_t count,
                        bool *return_open) {
    size_t at = 0;
    while (at < count && !reading->stop) {
        if (*return_open && buffer[at] != '\n') {
            refuse(reading, CK_E_FORMAT, here(reading), "a carriage return without a line feed stands before this byte",
                   "save the table with line ends LF or CRLF");
            return;
        }
        size_t end = at;
        while (end < count && !is_special(buffer[end]) && buffer[end] != '\0') end++;
        if (end < count && buffer[end] == '\0') {
            reading->column += (uint32_t)(end - at);
            refuse(reading, CK_E_FORMAT, here(reading), "the table holds a NUL byte",
                   "it is no text; save it as CSV in UTF-8");
            return;
        }
        if (end < count) end++;
        *return_open = buffer[end - 1] == '\r';
        feed(reading, parser, buffer + at, end - at);
        at = end;
    }
}

/* Passes over a byte order mark of UTF-8, refuses those of UTF-16. Returns the bytes to skip. */
static size_t byte_order_mark(csv_reading *reading, const unsigned char *buffer, size_t count) {
    if (count >= 2 && ((buffer[0] == 0xff && buffer[1] == 0xfe) || (buffer[0] == 0xfe && buffer[1] == 0xff))) {
        refuse(reading, CK_E_FORMAT, ck_host_whole(reading->file), "the table is in UTF-16; it must be in UTF-8",
               "save it as CSV UTF-8");
        return count;
    }
    if (count >= 3 && memcmp(buffer, "\xef\xbb\xbf", 3) == 0) {
        reading->column = 4;
        return 3;
    }
    return 0;
}

ck_status ck_csv_read_free(ck_host_input *input, const ck_csv_spec *spec, ck_csv_header header, ck_diags *diags) {
    struct csv_parser parser;
    csv_reading reading = {
        .spec = spec, .header = header, .diags = diags, .file = input->name, .line = 1, .column = 1, .field_line = 1, .field_column = 1,
        .between = true, .fields = {.each = sizeof(raw_field)},
    };
    unsigned char *buffer = malloc(CK_HOST_PIECE);
    if (buffer == NULL) return ck_host_no_memory(diags);
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        free(buffer);
        return ck_host_no_memory(diags);
    }
    csv_set_space_func(&parser, never_space);
    csv_set_blk_size(&parser, CK_HOST_PIECE);

    bool first = true, return_open = false;
    while (!reading.stop) {
        size_t count = 0, skip = 0;
        const ck_status status = ck_host_input_next(input, buffer, &count, diags);
        note(&reading, status);
        if (status < 0 || count == 0) break;
        if (first) skip = byte_order_mark(&reading, buffer, count);
        first = false;
        feed_buffer(&reading, &parser, buffer + skip, count - skip, &return_open);
    }
    if (!reading.stop && reading.status >= 0 && return_open) {
        refuse(&reading, CK_E_FORMAT, here(&reading), "the table ends in a carriage return without a line feed",
               "save the table with line ends LF or CRLF");
    }
    if (!reading.stop && csv_fini(&parser, on_field, on_row_end, &reading) != 0 && !reading.stop) {
        parse_failed(&reading, &parser, true);
    }
    if (!reading.stop && reading.status >= 0 && !reading.have_header) {
        note(&reading,
             ck_host_report(diags, CK_E_MISSING, ck_host_whole(input->name),
                            "the table is empty; it needs a header row", "write at least the names of its columns"));
    }
    csv_free(&parser);
    free(buffer);
    free(reading.text);
    ck_host_arena_free(&reading.arena);
    return reading.status;
}

void ck_csv_write_field(FILE *out, const char *text) {
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (const char *at = text; *at != '\0';) {                       // a quotation mark within ends a run, and stands twice
        const size_t run = strcspn(at, "\""), whole = run + (at[run] == '"');
        fwrite(at, 1, whole, out);
        if (whole > run) fputc('"', out);
        at += whole;
    }
    fputc('"', out);
}

ck_status ck_csv_read(ck_host_input *input, const ck_csv_spec *spec, ck_diags *diags) {
    return ck_csv_read_free(input, spec, NULL, diags);
}
