/* See stdio.h: the part of libcsv that tables of deals need, in its strict mode. */
#ifndef CK_VIEWS_CSV_H
#define CK_VIEWS_CSV_H

#include <stddef.h>

enum { CSV_STRICT = 1, CSV_STRICT_FINI = 4, CSV_EPARSE = 1, CSV_ENOMEM = 2 };
struct csv_parser { int state, error, row_open; char *text; size_t used, size; };
typedef void (*csv_on_field)(void *text, size_t length, void *user);
typedef void (*csv_on_row)(int ended_by, void *user);
int    csv_init(struct csv_parser *parser, unsigned char options);
int    csv_error(const struct csv_parser *parser);
size_t csv_parse(struct csv_parser *parser, const void *piece, size_t length, csv_on_field field, csv_on_row row, void *user);
int    csv_fini(struct csv_parser *parser, csv_on_field field, csv_on_row row, void *user);
void   csv_free(struct csv_parser *parser);
#define csv_set_space_func(parser, function) ((void)(function))
#define csv_set_blk_size(parser, bytes) ((void)(bytes))

#endif
