/* Separated values, byte by byte, as libcsv reads them in its strict mode. */
#include <csv.h>
#include <stdlib.h>

enum { BETWEEN, PLAIN, QUOTED, AFTER_QUOTE }; // of a row: nothing yet of the field, in it, in quotes, behind a quote

int csv_init(struct csv_parser *parser, unsigned char options) {
    (void)options;
    *parser = (struct csv_parser){0};
    return 0;
}

int csv_error(const struct csv_parser *parser) { return parser->error; }
void csv_free(struct csv_parser *parser) { free(parser->text); }

static int keep(struct csv_parser *parser, char byte) {
    if (parser->used == parser->size) {
        char *grown = realloc(parser->text, 2 * parser->size + 256);
        if (grown == NULL) return 0;
        parser->text = grown;
        parser->size = 2 * parser->size + 256;
    }
    parser->text[parser->used++] = byte;
    return 1;
}

static void end_field(struct csv_parser *parser, csv_on_field field, void *user) {
    field(parser->text, parser->used, user);
    parser->used = 0;
    parser->state = BETWEEN;
    parser->row_open = 1;
}

static void end_row(struct csv_parser *parser, int by, csv_on_field field, csv_on_row row, void *user) {
    if (parser->row_open || parser->state != BETWEEN) {
        end_field(parser, field, user);
        row(by, user);
    }
    parser->row_open = 0;
}

size_t csv_parse(struct csv_parser *parser, const void *piece, size_t length, csv_on_field field, csv_on_row row,
                 void *user) {
    const char *text = piece;
    for (size_t at = 0; at < length; at++) {
        const char byte = text[at];
        if (parser->state == QUOTED && byte != '"') {
            if (!keep(parser, byte)) parser->error = CSV_ENOMEM;
        } else if (parser->state == QUOTED)
            parser->state = AFTER_QUOTE;
        else if (byte == ',')
            end_field(parser, field, user);
        else if (byte == '\n' || byte == '\r')
            end_row(parser, byte, field, row, user);
        else if (byte == '"' && parser->state == BETWEEN)
            parser->state = QUOTED;
        else if (byte == '"' && parser->state == AFTER_QUOTE) {
            parser->state = QUOTED;
            if (!keep(parser, byte)) parser->error = CSV_ENOMEM;
        } else if (byte == '"' || parser->state == AFTER_QUOTE)
            parser->error = CSV_EPARSE;
        else {
            parser->state = PLAIN;
            if (!keep(parser, byte)) parser->error = CSV_ENOMEM;
        }
        if (parser->error != 0) return at;
    }
    return length;
}

int csv_fini(struct csv_parser *parser, csv_on_field field, csv_on_row row, void *user) {
    if (parser->state == QUOTED) {
        parser->error = CSV_EPARSE;
        return -1;
    }
    end_row(parser, -1, field, row, user);
    return 0;
}
