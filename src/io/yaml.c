/* The tree of a YAML file, built from the events of libyaml. */
#include "io/yaml.h"

#include "base/base.h"

#include <string.h>
#include <yaml.h>

typedef struct yaml_reading {
    ck_host_arena *arena;
    ck_diags      *diags;
    const char    *file, *text;
    size_t         size, mark;           // bytes; length of a byte order mark
    size_t        *line;                 // (line_count) offset of each line
    uint32_t       line_count;
    yaml_mark_t    last;                 // the mark asked for last and its offset
    size_t         last_at;
    uint32_t       nodes;
    ck_yaml_node  *open[CK_YAML_DEPTH];  // lists and maps that are being read
    uint32_t       depth;
    const char    *key;                  // read, waiting for its value
    ck_place       key_place;
    ck_yaml_node  *root;
    uint32_t       documents;
} yaml_reading;

/* ---------------------------------------------------------------- text and places --------------------------------- */

static ck_place place_at(const yaml_reading *reading, size_t offset) {
    uint32_t line = 0;
    while (line + 1 < reading->line_count && reading->line[line + 1] <= offset) line++;
    return (ck_place){reading->file, line + 1, (uint32_t)(offset - reading->line[line]) + 1, 1};
}

static ck_status refuse_byte(yaml_reading *reading, size_t offset, const char *message, const char *hint) {
    return ck_host_report(reading->diags, CK_E_FORMAT, place_at(reading, offset), message, hint);
}

/* Lines as libyaml counts them. It also breaks lines at NEL, LS, PS and lone carriage returns, which editors do not
   show: those are refused, so that the places agree with what people see. */
static ck_status find_lines(yaml_reading *reading) {
    const char *text = reading->text;
    uint32_t count = 1;
    for (size_t i = 0; i < reading->size; i++) count += text[i] == '\n';
    reading->line = ck_host_take(reading->arena, count, sizeof *reading->line);
    if (reading->line == NULL) return ck_host_no_memory(reading->diags);
    reading->line_count = 1;
    for (size_t i = 0; i < reading->size; i++) {
        if (text[i] == '\n') reading->line[reading->line_count++] = i + 1;
    }
    const size_t fault = ck_host_utf8_fault(text, reading->size);
    if (fault != reading->size) return refuse_byte(reading, fault, "this byte is not UTF-8", "save the file as UTF-8");
    for (size_t i = 0; i < reading->size; i++) {
        const unsigned char byte = (unsigned char)text[i];
        if (byte == 0) return refuse_byte(reading, i, "the file holds a NUL byte", "it is no text; save it as UTF-8");
        if (byte == '\t' && (i == 0 || text[i - 1] == '\n')) {
            return refuse_byte(reading, i, "a tab stands where YAML wants spaces", "indent with spaces");
        }
        if (byte == '\r' && text[i + 1] != '\n') {
            return refuse_byte(reading, i, "a carriage return without a line feed",
                               "save the file with line ends LF or CRLF");
        }
        const bool separator =
            (byte == 0xc2 && (unsigned char)text[i + 1] == 0x85) ||
            (byte == 0xe2 && (unsigned char)text[i + 1] == 0x80 && ((unsigned char)text[i + 2] & 0xfe) == 0xa8);
        if (separator) return refuse_byte(reading, i, "an invisible line separator", "replace it by a plain line end");
    }
    return CK_OK;
}

/* libyaml counts characters; places count bytes. Marks mostly move forward, so the count goes on from the mark before:
   a file in one line would otherwise cost the square of its length. */
static size_t offset_of(yaml_reading *reading, yaml_mark_t mark) {
    if (mark.line >= reading->line_count) return reading->size;
    if (mark.line != reading->last.line || mark.column < reading->last.column || reading->last_at == 0) {
        reading->last = (yaml_mark_t){.line = mark.line};
        reading->last_at = reading->line[mark.line] + (mark.line == 0 ? reading->mark : 0);
    }
    size_t at = reading->last_at;
    for (; reading->last.column < mark.column && at < reading->size && reading->text[at] != '\n';
         reading->last.column++) {
        at++;
        while (at < reading->size && ((unsigned char)reading->text[at] & 0xc0) == 0x80) at++;
    }
    reading->last_at = at;
    return at;
}

static ck_place place_of(yaml_reading *reading, yaml_mark_t start, yaml_mark_t end) {
    const size_t first = offset_of(reading, start), last = offset_of(reading, end);
    ck_place place = {reading->file, (uint32_t)start.line + 1, 0, 1};
    if (start.line < reading->line_count) place.column = (uint32_t)(first - reading->line[start.line]) + 1;
    if (end.line == start.line && last > first) place.length = (uint32_t)(last - first);
    return place;
}

/* ---------------------------------------------------------------- tree -------------------------------------------- */

static ck_status add_node(yaml_reading *reading, ck_yaml_kind kind, ck_place place, ck_yaml_node **made) {
    if (++reading->nodes > CK_YAML_NODES) {
        return ck_host_report(reading->diags, CK_E_LIMIT, place, "the file has more than %u values", "split it",
                              CK_YAML_NODES);
    }
    ck_yaml_node *node = ck_host_take(reading->arena, 1, sizeof *node);
    if (node == NULL) return ck_host_no_memory(reading->diags);
    *node =
        (ck_yaml_node){.kind = kind, .place = place, .text = "", .key = reading->key, .key_place = reading->key_place};
    reading->key = NULL;
    if (reading->depth == 0) {
        reading->root = node;
    } else {
        ck_yaml_node *parent = reading->open[reading->depth - 1];
        if (parent->last != NULL) parent->last->next = node;
        else parent->first = node;
        parent->last = node;
        parent->count++;
    }
    *made = node;
    return CK_OK;
}

static bool key_is_due(const yaml_reading *reading) {
    return reading->depth > 0 && reading->open[reading->depth - 1]->kind == CK_YAML_MAP && reading->key == NULL;
}

static ck_status add_text(yaml_reading *reading, const yaml_event_t *event, ck_place place) {
    const char *value = (const char *)event->data.scalar.value;
    const size_t length = event->data.scalar.length;
    if (strlen(value) != length) {
        return ck_host_report(reading->diags, CK_E_FORMAT, place, "the text holds a NUL character", "remove it");
    }
    const char *text = ck_host_text(reading->arena, value, length);
    if (text == NULL) return ck_host_no_memory(reading->diags);
    if (key_is_due(reading)) {
        if (length == 0) {
            return ck_host_report(reading->diags, CK_E_SYNTAX, place, "a key is empty",
                                  "write its name before the colon");
        }
        reading->key = text;
        reading->key_place = place;
        return CK_OK;
    }
    ck_yaml_node *node;
    CK_TRY(add_node(reading, CK_YAML_TEXT, place, &node));
    node->text = text;
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return CK_OK;
}

static ck_status open_node(yaml_reading *reading, ck_yaml_kind kind, ck_place place) {
    if (key_is_due(reading)) {
        return ck_host_report(reading->diags, CK_E_SYNTAX, place, "a key must be a plain text; this is a %s",
                              "a list goes after the colon, in [ ] or with dashes", ck_yaml_kind_word(kind));
    }
    if (reading->depth == CK_YAML_DEPTH) {
        return ck_host_report(reading->diags, CK_E_LIMIT, place, "lists and maps are nested deeper than %u levels",
                              "flatten them", (uint32_t)CK_YAML_DEPTH);
    }
    ck_yaml_node *node;
    CK_TRY(add_node(reading, kind, place, &node));
    reading->open[reading->depth++] = node;
    return CK_OK;
}

static ck_status close_map(yaml_reading *reading) {
    ck_yaml_node *map = reading->open[--reading->depth];
    if (map->count < 2) return CK_OK;
    cki_names seen;
    cki_arena measure = cki_arena_measure();
    cki_names_make(&seen, &measure, map->count);
    const size_t bytes = cki_arena_bytes(&measure);
    ck_host_arena scratch = {0};
    void *block = ck_host_take(&scratch, bytes, 1);
    if (block == NULL) return ck_host_no_memory(reading->diags);
    cki_arena arena = cki_arena_over(block, bytes);
    cki_names_make(&seen, &arena, map->count);
    ck_status status = CK_OK;
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        const uint32_t line = cki_names_insert(&seen, node->key, node->key_place.line);
        if (line == CK_NONE) continue;
        status = ck_host_worse(status, ck_host_report(reading->diags, CK_E_DUPLICATE, node->key_place,
                                                      "key %q stands twice; first in line %u",
                                                      "remove or rename one of them", node->key, line));
    }
    ck_host_arena_free(&scratch);
    return status;
}

static ck_status refuse_feature(yaml_reading *reading, const yaml_event_t *event, const char *feature) {
    ck_place place = place_of(reading, event->start_mark, event->end_mark);
    return ck_host_report(reading->diags, CK_E_SYNTAX, place, "%s are not used here", "write the value out", feature);
}

static ck_status take_event(yaml_reading *reading, const yaml_event_t *event) {
    const ck_place place = place_of(reading, event->start_mark, event->end_mark);
    ck_place start = place;
    start.length = 1;
    switch (event->type) {
        case YAML_DOCUMENT_START_EVENT:
            if (++reading->documents > 1) {
                return ck_host_report(reading->diags, CK_E_SYNTAX, start, "a second document starts here",
                                      "one file holds one document");
            }
            return CK_OK;
        case YAML_ALIAS_EVENT:
            return refuse_feature(reading, event, "aliases (*name)");
        case YAML_SCALAR_EVENT:
            if (event->data.scalar.anchor != NULL) return refuse_feature(reading, event, "anchors (&name)");
            if (event->data.scalar.tag != NULL) return refuse_feature(reading, event, "tags (!name)");
            return add_text(reading, event, place);
        case YAML_SEQUENCE_START_EVENT:
            if (event->data.sequence_start.anchor != NULL) return refuse_feature(reading, event, "anchors (&name)");
            if (event->data.sequence_start.tag != NULL) return refuse_feature(reading, event, "tags (!name)");
            return open_node(reading, CK_YAML_LIST, start);
        case YAML_MAPPING_START_EVENT:
            if (event->data.mapping_start.anchor != NULL) return refuse_feature(reading, event, "anchors (&name)");
            if (event->data.mapping_start.tag != NULL) return refuse_feature(reading, event, "tags (!name)");
            return open_node(reading, CK_YAML_MAP, start);
        case YAML_SEQUENCE_END_EVENT:
            reading->depth--;
            return CK_OK;
        case YAML_MAPPING_END_EVENT:
            return close_map(reading);
        default:
            return CK_OK;
    }
}

static ck_status parse_failed(yaml_reading *reading, const yaml_parser_t *parser) {
    if (parser->error == YAML_MEMORY_ERROR) return ck_host_no_memory(reading->diags);
    const ck_place place = place_of(reading, parser->problem_mark, parser->problem_mark);
    const char *problem = parser->problem != NULL ? parser->problem : "it cannot be read";
    const char *context = parser->context != NULL ? parser->context : "";
    return ck_host_report(reading->diags, CK_E_SYNTAX, place, "not valid YAML: %s%s%s",
                          "check the indentation, the colons and the quotes near this place", problem,
                          context[0] != '\0' ? " " : "", context);
}

static ck_status build_tree(yaml_reading *reading) {
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) return ck_host_no_memory(reading->diags);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)reading->text + reading->mark,
                                 reading->size - reading->mark);
    ck_status status = CK_OK;
    bool more = true;
    while (more) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            status = ck_host_worse(status, parse_failed(reading, &parser));
            break;
        }
        const ck_status taken = take_event(reading, &event);
        status = ck_host_worse(status, taken);
        more = event.type != YAML_STREAM_END_EVENT && (taken >= 0 || taken == CK_E_DUPLICATE);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return status;
}

ck_status ck_yaml_read(ck_host_input *input, ck_host_arena *arena, ck_yaml_node **root, ck_diags *diags) {
    yaml_reading reading = {.arena = arena, .diags = diags, .file = input->name};
    *root = NULL;
    if (input->limit > CK_HOST_YAML_LIMIT) input->limit = CK_HOST_YAML_LIMIT;
    CK_TRY(ck_host_input_all(input, arena, &reading.text, &reading.size, diags));
    if (reading.size >= 3 && memcmp(reading.text, "\xef\xbb\xbf", 3) == 0) reading.mark = 3;
    CK_TRY(find_lines(&reading));
    CK_TRY(build_tree(&reading));
    if (reading.root == NULL) {
        return ck_host_report(diags, CK_E_MISSING, ck_host_whole(input->name), "the file is empty",
                              "write its keys, one a line");
    }
    *root = reading.root;
    return CK_OK;
}

/* ---------------------------------------------------------------- reading values ---------------------------------- */

const ck_yaml_node *ck_yaml_find(const ck_yaml_node *map, const char *key) {
    if (map == NULL || map->kind != CK_YAML_MAP) return NULL;
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        if (strcmp(node->key, key) == 0) return node;
    }
    return NULL;
}

const char *ck_yaml_kind_word(ck_yaml_kind kind) {
    return kind == CK_YAML_TEXT ? "text" : kind == CK_YAML_LIST ? "list" : "map";
}

bool ck_yaml_is_absent(const ck_yaml_node *node) {
    return node->kind == CK_YAML_TEXT && !node->quoted &&
           (node->text[0] == '\0' || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

static char *joined_names(const char *const *name, uint32_t count, ck_host_arena *arena) {
    size_t length = 1;
    for (uint32_t i = 0; i < count; i++) length += strlen(name[i]) + 2;
    char *list = ck_host_take(arena, length, 1);
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        if (i > 0) strcat(list, ", ");
        strcat(list, name[i]);
    }
    return list;
}

ck_status ck_yaml_check_keys(const ck_yaml_node *map, const char *what, const char *const *known, uint32_t known_count,
                             ck_host_arena *arena, ck_diags *diags) {
    if (map->kind != CK_YAML_MAP) {
        return ck_host_report(diags, CK_E_SYNTAX, map->place, "%s must be a map of keys and values; this is a %s",
                              "write \"key: value\" lines, indented", what, ck_yaml_kind_word(map->kind));
    }
    ck_status status = CK_OK;
    for (const ck_yaml_node *node = map->first; node != NULL; node = node->next) {
        uint32_t i = 0;
        while (i < known_count && strcmp(known[i], node->key) != 0) i++;
        if (i < known_count) continue;
        const char *nearest = ck_host_nearest(node->key, known, known_count);
        const char *all = joined_names(known, known_count, arena);
        const bool  cut = ck_yaml_is_absent(node) && strchr(node->key, ' ') != NULL;        // {citation: one, two}
        const char *hint = nearest != NULL ? "did you mean %q?"
                           : cut           ? "a comma inside { } ends a value: put the text in quotes (keys: %s)"
                                           : "the keys are %s";
        status = ck_host_worse(status, ck_host_report(diags, CK_E_UNKNOWN, node->key_place, "unknown key %q in %s",
                                                      hint, node->key, what,
                                                      nearest != NULL ? nearest
                                                      : all != NULL   ? all
                                                                      : ""));
    }
    return status;
}

ck_status ck_yaml_text(const ck_yaml_node *node, const char *what, const char **value, ck_diags *diags) {
    if (node->kind != CK_YAML_TEXT) {
        return ck_host_report(diags, CK_E_SYNTAX, node->place, "%s must be a text; this is a %s", "", what,
                              ck_yaml_kind_word(node->kind));
    }
    if (ck_yaml_is_absent(node)) {
        return ck_host_report(diags, CK_E_MISSING, node->key != NULL ? node->key_place : node->place, "%s has no value",
                              "write one after the colon or remove the key", what);
    }
    *value = node->text;
    return CK_OK;
}

ck_status ck_yaml_text_at(const ck_yaml_node *map, const char *key, bool required, const char **value, ck_diags *diags) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node != NULL) return ck_yaml_text(node, key, value, diags);
    return required ? ck_host_report(diags, CK_E_MISSING, map->place, "there is no %s", "add a line with it", key) : CK_OK;
}

ck_status ck_yaml_date(const ck_yaml_node *node, const char *what, ck_date *value, ck_diags *diags) {
    const char *text;
    CK_TRY(ck_yaml_text(node, what, &text, diags));
    const ck_status status = ck_date_read(text, strlen(text), value);
    if (status >= 0) return CK_OK;
    return ck_host_report(diags, status, node->place, "%s is %q; it must be a date",
                          "write it as YYYY-MM-DD, for example 2025-10-09", what, text);
}

/* "working days" for the unit "working day", "cases/working day" for "case/working day", the unit itself, "%" for
   "1". */
static bool is_unit_word(const char *text, const char *unit) {
    if (strcmp(unit, "1") == 0) return strcmp(text, "%") == 0;
    if (strcmp(text, unit) == 0) return true;
    const size_t length = strlen(unit);
    if (strncmp(text, unit, length) == 0 && strcmp(text + length, "s") == 0) return true;
    const char *slash = strchr(unit, '/');
    if (slash == NULL) return false;
    const size_t head = (size_t)(slash - unit);
    return strncmp(text, unit, head) == 0 && text[head] == 's' && strcmp(text + head + 1, slash) == 0;
}

ck_status ck_yaml_number(const ck_yaml_node *node, const char *what, const char *unit, double low, double high,
                         double *value, ck_diags *diags) {
    const char *text;
    CK_TRY(ck_yaml_text(node, what, &text, diags));
    const bool   pure = strcmp(unit, "1") == 0;
    const char  *of = pure ? "" : ", in ", *named = pure ? "" : unit;
    size_t length = strcspn(text, " %");
    const char *word = text + length;
    while (*word == ' ') word++;
    double read = 0.0;
    const ck_status status = ck_host_number(text, length, &read);
    if (status < 0) {
        return ck_host_report(diags, status, node->place, "%s is %q; it must be a number%s%s",
                              "write plain digits, with a point, no separators", what, text, of, named);
    }
    if (*word != '\0') {
        if (!is_unit_word(word, unit)) {
            return ck_host_report(
                diags, CK_E_UNIT, node->place, pure ? "%s is %q; it is a pure number" : "%s is %q; its unit is %s",
                pure ? "write a number or a percentage, for example 45 %%" : "write the number alone or with this unit",
                what, text, pure ? NULL : unit);
        }
        if (pure) read /= 100.0;
    }
    if (read < low || read > high) {
        return ck_host_report(diags, CK_E_RANGE, node->place, "%s is %s; it must be from %g to %g%s%s", "", what, text,
                              low, high, of, named);
    }
    *value = read;
    return CK_OK;
}

ck_status ck_yaml_whole(const ck_yaml_node *node, const char *what, int64_t low, int64_t high, int64_t *value,
                        ck_diags *diags) {
    const char *text;
    CK_TRY(ck_yaml_text(node, what, &text, diags));
    const ck_status status = ck_host_integer(text, strlen(text), low, high, value);
    if (status >= 0) return CK_OK;
    return ck_host_report(diags, status, node->place, "%s is %q; it must be a whole number from %g to %g", "", what,
                          text, (double)low, (double)high);
}

ck_status ck_yaml_texts(const ck_yaml_node *node, const char *what, ck_host_arena *arena, const char *const **value,
                        uint32_t *count, ck_diags *diags) {
    if (node->kind == CK_YAML_MAP) {
        return ck_host_report(diags, CK_E_SYNTAX, node->place, "%s must be a list of texts; this is a map",
                              "write [first, second] or one a line with dashes", what);
    }
    const bool   single = node->kind == CK_YAML_TEXT;
    const uint32_t most = single ? 1 : node->count;
    const char **list = ck_host_take(arena, most, sizeof *list);
    if (list == NULL) return ck_host_no_memory(diags);
    ck_status status = CK_OK;
    uint32_t used = 0;
    for (const ck_yaml_node *one = single ? node : node->first; one != NULL; one = single ? NULL : one->next) {
        const char *text;
        const ck_status read = ck_yaml_text(one, what, &text, diags);
        status = ck_host_worse(status, read);
        if (read >= 0) list[used++] = text;
    }
    if (status < 0) return status;
    *value = list;
    *count = used;
    return CK_OK;
}
