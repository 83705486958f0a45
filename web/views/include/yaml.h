/* See stdio.h: the events of libyaml that trees are built from. */
#ifndef CK_VIEWS_YAML_H
#define CK_VIEWS_YAML_H

#include <stddef.h>

typedef struct yaml_mark_t { size_t index, line, column; } yaml_mark_t;
typedef enum yaml_event_type_t {
    YAML_NO_EVENT, YAML_STREAM_START_EVENT, YAML_STREAM_END_EVENT, YAML_DOCUMENT_START_EVENT, YAML_DOCUMENT_END_EVENT, YAML_ALIAS_EVENT,
    YAML_SCALAR_EVENT, YAML_SEQUENCE_START_EVENT, YAML_SEQUENCE_END_EVENT, YAML_MAPPING_START_EVENT, YAML_MAPPING_END_EVENT
} yaml_event_type_t;
enum { YAML_UTF8_ENCODING = 1, YAML_MEMORY_ERROR = 1, YAML_SCANNER_ERROR = 3, YAML_PLAIN_SCALAR_STYLE = 1, YAML_DOUBLE_QUOTED_SCALAR_STYLE = 3 };
typedef struct yaml_event_t {
    yaml_event_type_t type;
    union {
        struct { const char *anchor, *tag; unsigned char *value; size_t length; int style; } scalar;
        struct { const char *anchor, *tag; } sequence_start, mapping_start;
    } data;
    yaml_mark_t start_mark, end_mark;
} yaml_event_t;
typedef struct yaml_parser_t {
    int          error;
    const char  *problem, *context;
    yaml_mark_t  problem_mark;
    const char  *text;
    size_t       size;
    yaml_event_t *event;                 // all of them, made by the first call
    size_t       count, room, next;
} yaml_parser_t;
int  yaml_parser_initialize(yaml_parser_t *parser);
void yaml_parser_set_input_string(yaml_parser_t *parser, const unsigned char *text, size_t size);
int  yaml_parser_parse(yaml_parser_t *parser, yaml_event_t *event);
void yaml_parser_delete(yaml_parser_t *parser);          // the events that were handed over end with it
#define yaml_parser_set_encoding(parser, encoding) ((void)(parser))
#define yaml_event_delete(event) ((void)(event))

#endif
