#include "io/cells.h"

#include "base/base.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 3 };                       // pieces in the buffer: a cell of up to one, what is left of it, one to come

ck_status ck_cells_open(ck_cells *cells, ck_host_input *input, char separator, ck_diags *diags) {
    *cells = (ck_cells){.input = input, .diags = diags, .separator = separator, .line = 1, .byte = 1};
    cells->buffer = malloc(ROOM * CK_HOST_PIECE);
    return cells->buffer != NULL ? CK_OK : (cells->status = ck_host_no_memory(diags));
}

void ck_cells_close(ck_cells *cells) {
    free(cells->buffer);
    cells->buffer = NULL;
}

static ck_place here(const ck_cells *cells, uint32_t length) {
    return (ck_place){cells->input->name, cells->line, cells->byte, length};
}

/* Moves what is not read to the front and reads one piece more. */
static bool refill(ck_cells *cells) {
    if (cells->ended || cells->status < 0) return false;
    const size_t left = cells->count - cells->at;
    if (left > CK_HOST_PIECE) {
        cells->status = ck_host_report(cells->diags, CK_E_LIMIT, here(cells, 0),
                                       "the cell that starts here is longer than the limit of %u bytes",
                                       "a quote that is never closed, or another separator than expected",
                                       (uint32_t)CK_HOST_PIECE);
        return false;
    }
    cki_move(cells->buffer, cells->buffer + cells->at, left);
    cells->at = 0;
    cells->count = left;
    size_t got = 0;
    const ck_status status = ck_host_input_next(cells->input, cells->buffer + left, &got, cells->diags);
    if (status < 0) {
        cells->status = status;
        return false;
    }
    if (cells->progress != NULL && cells->total > 0.0)
        cells->progress(cells->user, cells->input->name, ck_min(0.999, (double)cells->input->at / cells->total));
    cells->count += got;
    cells->ended = got == 0;
    return got > 0;
}

/* Before the first cell: byte order mark, separator. */
static void look_at_start(ck_cells *cells) {
    while (cells->count < 3 && refill(cells)) {}
    if (cells->count >= 3 && memcmp(cells->buffer, "\xef\xbb\xbf", 3) == 0) {
        cells->at = 3;
        cells->byte = 4;
    }
    if (cells->separator != 0) return;
    cells->separator = ',';
    bool quoted = false, semicolon = false;
    for (size_t k = cells->at; k < cells->count; k++) {
        const unsigned char c = cells->buffer[k];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\n' || c == ',') break;
        semicolon = semicolon || c == ';';
        if (c == '\t') {
            cells->separator = '\t';
            return;
        }
    }
    if (semicolon) cells->separator = ';';
}

/* Length of the cell's bytes up to its separator or line end, which must be in the buffer unless the input ended. */
static size_t plain_length(ck_cells *cells) {
    size_t length = 0;
    for (;;) {
        const unsigned char *from = cells->buffer + cells->at;
        const size_t room = cells->count - cells->at;
        const unsigned char separator = (unsigned char)cells->separator;
        while (length < room && from[length] != separator && from[length] != '\n') length++;
        if (length < room || !refill(cells)) return length;
    }
}

/* A quoted cell, rewritten in place without its quotes. Sets `used` to the bytes that it took. */
static bool quoted_cell(ck_cells *cells, ck_cell *cell, size_t *used) {
    size_t from = 1, length = 0;
    uint32_t lines = 0, last_line = 0;
    for (;;) {
        while (cells->count - cells->at <= from + 1 && refill(cells)) {}
        if (cells->status < 0) return false;
        unsigned char *bytes = cells->buffer + cells->at;
        const size_t room = cells->count - cells->at;
        if (from >= room) {
            cells->status = ck_host_report(cells->diags, CK_E_SYNTAX, here(cells, 1),
                                           "the quote that opens here is never closed",
                                           "close it; the file may be cut off");
            return false;
        }
        if (bytes[from] == '"') {
            if (from + 1 < room && bytes[from + 1] == '"') {
                bytes[1 + length++] = '"';
                from += 2;
                continue;
            }
            break;
        }
        if (bytes[from] == '\n') {
            lines++;
            last_line = (uint32_t)from + 1;
        }
        bytes[1 + length++] = bytes[from++];
    }
    from++;                              // the closing quote
    while (cells->count - cells->at <= from && refill(cells)) {}
    const unsigned char *bytes = cells->buffer + cells->at;
    const size_t room = cells->count - cells->at;
    if (from < room && bytes[from] == '\r') from++;
    while (cells->count - cells->at <= from && refill(cells)) {}
    bytes = cells->buffer + cells->at;
    if (from < cells->count - cells->at && bytes[from] != (unsigned char)cells->separator && bytes[from] != '\n') {
        cells->status = ck_host_report(cells->diags, CK_E_SYNTAX, here(cells, 1),
                                       "a quote stands where none may be in the cell that starts here",
                                       "put the whole cell in quotes and double each quote inside it");
        return false;
    }
    cell->text = (const char *)bytes + 1;
    cell->length = length;
    *used = from;
    if (lines > 0) {
        cells->line += lines;
        cells->byte = (uint32_t)from - last_line + 1;
    } else {
        cells->byte += (uint32_t)from;
    }
    return true;
}

bool ck_cells_next(ck_cells *cells, ck_cell *cell) {
    if (cells->status < 0) return false;
    if (cells->count == 0 && !cells->ended) look_at_start(cells);
    for (;;) {
        while (cells->at >= cells->count && refill(cells)) {}
        if (cells->status < 0) return false;
        if (cells->at >= cells->count) {
            if (!cells->in_row) return false;
            cells->in_row = false;       // the file ended behind a separator
            *cell = (ck_cell){.text = "", .row = cells->row, .column = cells->column, .last = true,
                              .place = here(cells, 0)};
            return true;
        }
        if (cells->in_row) break;
        size_t blank = cells->buffer[cells->at] == '\r';
        while (blank != 0 && cells->at + 1 >= cells->count && refill(cells)) {}
        const unsigned char *bytes = cells->buffer + cells->at;
        if (bytes[blank < cells->count - cells->at ? blank : 0] != '\n') break;
        cells->at += blank + 1;          // a line without a byte
        cells->line++;
        cells->byte = 1;
    }
    cell->place = here(cells, 0);
    cell->row = cells->row;
    cell->column = cells->column;
    size_t used;
    if (cells->buffer[cells->at] == '"') {
        if (!quoted_cell(cells, cell, &used)) return false;
    } else {
        used = plain_length(cells);
        if (cells->status < 0) return false;
        cell->text = (const char *)cells->buffer + cells->at;
        cell->length = used;
        cells->byte += (uint32_t)used;
        const bool line_ends = cells->at + used >= cells->count || cells->buffer[cells->at + used] == '\n';
        if (line_ends && cell->length > 0 && cell->text[cell->length - 1] == '\r') cell->length--;
    }
    cell->place.length = cell->length < UINT32_MAX ? (uint32_t)cell->length : 0;
    cells->at += used;
    cell->last = cells->at >= cells->count || cells->buffer[cells->at] == '\n';
    cells->in_row = !cell->last;
    cells->column++;
    if (cells->at < cells->count) {
        cells->at++;
        cells->byte++;
    }
    if (cell->last) {
        cells->row++;
        cells->column = 0;
        cells->line++;
        cells->byte = 1;
    }
    return true;
}

/* ---------------------------------------------------------------- numbers ----------------------------------------- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

#if LDBL_MANT_DIG == 64
/* mantissa * 10^exponent through the 64 bits of an x87 number: both factors are exact, so the product or quotient is
   rounded once to 64 bits, and a second time to 53. That is the right answer unless the 64 bits end in a tie. */
static bool by_long_double(uint64_t mantissa, int exponent, double *value) {
    static const long double TEN[28] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
                                        1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L,
                                        1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};
    if (exponent < -27 || exponent > 27) return false;
    const long double whole = (long double)mantissa;
    const long double result = exponent < 0 ? whole / TEN[-exponent] : whole * TEN[exponent];
    uint64_t bits;
    memcpy(&bits, &result, sizeof bits);                 // the 64 bits of the significand come first
    if ((bits & 0x7ff) == 0x400) return false;
    *value = (double)result;
    return true;
}
#else
static bool by_long_double(uint64_t mantissa, int exponent, double *value) {
    (void)mantissa, (void)exponent, (void)value;
    return false;
}
#endif

/* Plain decimals of at most 19 digits; false for everything else. */
static bool quick_number(const char *text, size_t length, double *value) {
    static const double TEN[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    size_t at = 0;
    const bool negative = length > 0 && text[0] == '-';
    if (negative) at++;
    uint64_t mantissa = 0;
    uint32_t digits = 0, seen = 0;
    int exponent = 0;
    for (; at < length && (unsigned char)(text[at] - '0') < 10; at++, seen++) {
        mantissa = 10 * mantissa + (uint64_t)(text[at] - '0');
        digits += digits > 0 || text[at] != '0';
    }
    if (at < length && text[at] == '.') {
        for (at++; at < length && (unsigned char)(text[at] - '0') < 10; at++, seen++, exponent--) {
            mantissa = 10 * mantissa + (uint64_t)(text[at] - '0');
            digits += digits > 0 || text[at] != '0';
        }
    }
    if (seen == 0 || digits > 19) return false;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        const bool down = at + 1 < length && text[at + 1] == '-';
        at += 1 + (down || (at + 1 < length && text[at + 1] == '+'));
        int power = 0;
        const size_t first = at;
        for (; at < length && (unsigned char)(text[at] - '0') < 10 && power < 1000; at++) power = 10 * power + (text[at] - '0');
        if (at == first) return false;
        exponent += down ? -power : power;
    }
    if (at != length) return false;
    double result;
    if (mantissa == 0) {
        result = 0.0;
    } else if (mantissa <= UINT64_C(1) << 53 && exponent >= -22 && exponent <= 22) {
        result = exponent < 0 ? (double)mantissa / TEN[-exponent] : (double)mantissa * TEN[exponent];
    } else if (!by_long_double(mantissa, exponent, &result)) {
        return false;
    }
    *value = negative ? -result : result;
    return true;
}

ck_status ck_cell_number(const ck_cell *cell, double *value) {
    const char *text = cell->text;
    size_t length = cell->length;
    while (length > 0 && is_blank(text[0])) text++, length--;
    while (length > 0 && is_blank(text[length - 1])) length--;
    if (length == 0) return CK_E_MISSING;
    if (quick_number(text, length, value)) return CK_OK;
    return ck_host_number(text, length, value);
}

char *ck_cell_text(const ck_cell *cell, ck_host_arena *arena) {
    const char *text = cell->text;
    size_t length = cell->length;
    while (length > 0 && is_blank(text[0])) text++, length--;
    while (length > 0 && is_blank(text[length - 1])) length--;
    char *copy = ck_host_text(arena, text, length);
    if (copy == NULL) return NULL;
    for (size_t k = 0; k < length; k++)
        if (copy[k] == '\0') copy[k] = '?';
    for (size_t at = ck_host_utf8_fault(copy, length); at < length; at = ck_host_utf8_fault(copy, length)) copy[at] = '?';
    return copy;
}

ck_status ck_cell_complain(const ck_cell *cell, ck_status status, const char *what, ck_diags *diags) {
    ck_host_arena arena = {0};
    ck_cell shown = *cell;
    if (shown.length > 40) shown.length = 40;
    const char *text = ck_cell_text(&shown, &arena);
    if (text == NULL) status = ck_host_no_memory(diags);
    else if (status == CK_E_MISSING)
        status = ck_host_report(diags, status, cell->place, "%s is empty; expected a number",
                                "write 0 where there is nothing", what);
    else
        status = ck_host_report(diags, status, cell->place, "%s is %q; expected a number", status == CK_E_RANGE
                                ? "only finite numbers have a place here"
                                : "decimal point, no thousands separators, no unit; is the separator the right one?",
                                what, text);
    ck_host_arena_free(&arena);
    return status;
}

bool ck_cell_is(const ck_cell *cell, const char *text) {
    return strlen(text) == cell->length && memcmp(cell->text, text, cell->length) == 0;
}

ck_status ck_cells_row(ck_cells *cells, ck_host_arena *arena, ck_cell_row *row) {
    row->count = 0;
    ck_cell cell = {.last = false};
    while (!cell.last && ck_cells_next(cells, &cell)) {
        if (row->count == row->capacity) {
            const uint32_t capacity = row->capacity == 0 ? 64 : 2 * row->capacity;
            char **text = ck_host_take(arena, capacity, sizeof *text);
            ck_place *place = ck_host_take(arena, capacity, sizeof *place);
            if (text == NULL || place == NULL) return cells->status = ck_host_no_memory(cells->diags);
            cki_copy(text, row->text, row->count * sizeof *text);
            cki_copy(place, row->place, row->count * sizeof *place);
            row->text = text;
            row->place = place;
            row->capacity = capacity;
        }
        row->place[row->count] = cell.place;
        row->text[row->count] = ck_cell_text(&cell, arena);
        if (row->text[row->count++] == NULL) return cells->status = ck_host_no_memory(cells->diags);
    }
    return cells->status;
}
