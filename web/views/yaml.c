/* YAML as events, as libyaml names them. Block and flow collections, plain, quoted and block scalars, comments, document
   markers. Keys are plain or quoted and stand in one line; anchors, aliases and tags are only recognised, because the
   reader of trees refuses them. YAML 1.1, working draft of 2005, without directives. */
#include "views.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { DEEPEST = 64 };

typedef struct scan {
    yaml_parser_t *parser;
    const char *text;
    size_t size;
    yaml_mark_t at;
    uint32_t depth;
    char *buffer; // of the scalar that is being read
    size_t used, room;
} scan;

/* ---------------------------------------------------------------- characters -------------------------------------- */

static char look(const scan *s, size_t ahead) {
    return s->at.index + ahead < s->size ? s->text[s->at.index + ahead] : '\0';
}
static bool over(const scan *s) { return s->at.index >= s->size; }
static bool is_blank(char c) { return c == ' ' || c == '\t'; }
static bool ends_line(char c) { return c == '\n' || c == '\r' || c == '\0'; }
static bool is_gap(char c) { return is_blank(c) || ends_line(c); }
static bool is_flow(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

static void step(scan *s) {
    const char c = look(s, 0);
    if (c == '\n') {
        s->at.line++;
        s->at.column = 0;
    } else if ((c & 0xc0) != 0x80)
        s->at.column++; // columns count characters
    s->at.index++;
    while (!over(s) && (look(s, 0) & 0xc0) == 0x80) s->at.index++;
}

static void steps(scan *s, uint32_t count) {
    while (count-- > 0) step(s);
}

/* "---" or "..." at the margin. */
static bool marker(const scan *s) {
    const char c = look(s, 0);
    return s->at.column == 0 && (c == '-' || c == '.') && look(s, 1) == c && look(s, 2) == c && is_gap(look(s, 3));
}

static bool ended(const scan *s) { return over(s) || marker(s); }

static bool fail(scan *s, yaml_mark_t at, const char *problem) {
    if (s->parser->error == 0) {
        s->parser->error = YAML_SCANNER_ERROR;
        s->parser->problem = problem;
        s->parser->problem_mark = at;
    }
    return false;
}

static bool no_memory(scan *s) {
    s->parser->error = YAML_MEMORY_ERROR;
    return false;
}

/* Spaces, line ends and comments, which may follow a token without a space, as for libyaml. */
static void skip(scan *s) {
    while (!over(s)) {
        if (look(s, 0) == '#') {
            while (!ends_line(look(s, 0))) step(s);
        } else if (is_blank(look(s, 0)) || look(s, 0) == '\n' || look(s, 0) == '\r')
            step(s);
        else
            return;
    }
}

/* ---------------------------------------------------------------- events ------------------------------------------ */

static bool insert(scan *s, size_t where, yaml_event_type_t type, yaml_mark_t start, yaml_mark_t end) {
    yaml_parser_t *p = s->parser;
    if (p->count == p->room) {
        yaml_event_t *grown = realloc(p->event, (2 * p->room + 64) * sizeof *grown);
        if (grown == NULL) return no_memory(s);
        p->event = grown;
        p->room = 2 * p->room + 64;
    }
    for (size_t i = p->count; i > where; i--) p->event[i] = p->event[i - 1];
    p->event[where] = (yaml_event_t){.type = type, .start_mark = start, .end_mark = end};
    p->count++;
    return true;
}

static bool emit(scan *s, yaml_event_type_t type, yaml_mark_t start, yaml_mark_t end) {
    return insert(s, s->parser->count, type, start, end);
}

static bool emit_text(scan *s, int style, yaml_mark_t start, yaml_mark_t end) {
    if (!emit(s, YAML_SCALAR_EVENT, start, end)) return false;
    yaml_event_t *event = &s->parser->event[s->parser->count - 1];
    event->data.scalar.value = malloc(s->used + 1);
    if (event->data.scalar.value == NULL) return no_memory(s);
    cki_copy(event->data.scalar.value, s->buffer, s->used);
    event->data.scalar.value[s->used] = '\0';
    event->data.scalar.length = s->used;
    event->data.scalar.style = style;
    return true;
}

static bool emit_nothing(scan *s, yaml_mark_t at) {
    s->used = 0;
    return emit_text(s, YAML_PLAIN_SCALAR_STYLE, at, at);
}

/* ---------------------------------------------------------------- scalars ----------------------------------------- */

static bool keep(scan *s, const char *bytes, size_t count) {
    if (s->used + count > s->room) {
        char *grown = realloc(s->buffer, 2 * s->room + count + 256);
        if (grown == NULL) return no_memory(s);
        s->buffer = grown;
        s->room = 2 * s->room + count + 256;
    }
    cki_copy(s->buffer + s->used, bytes, count);
    s->used += count;
    return true;
}

static bool keep_one(scan *s) {
    const size_t from = s->at.index;
    step(s);
    return keep(s, s->text + from, s->at.index - from);
}

/* Line ends between two pieces of a scalar: one is a space, more are so many less one. */
static bool fold(scan *s) {
    uint32_t lines = 0;
    while (!over(s) && is_gap(look(s, 0))) {
        lines += look(s, 0) == '\n';
        step(s);
    }
    if (lines == 1) return keep(s, " ", 1);
    for (; lines > 1; lines--) {
        if (!keep(s, "\n", 1)) return false;
    }
    return true;
}

static bool put_character(scan *s, uint32_t code) {
    char bytes[4];
    size_t count = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = count; i-- > 1; code >>= 6) bytes[i] = (char)(0x80 | (code & 63));
    bytes[0] = (char)(lead[count] | code);
    return keep(s, bytes, count);
}

static bool escape(scan *s) {
    static const char LETTER[] = "0abtnvfre \"/\\N_LP";
    static const uint16_t MEANS[] = {0, 7, 8, 9, 10, 11, 12, 13, 27, 32, 34, 47, 92, 0x85, 0xa0, 0x2028, 0x2029};
    const yaml_mark_t start = s->at;
    step(s);
    const char c = look(s, 0);
    if (c == '\r' || c == '\n') { // the line goes on
        while (is_gap(look(s, 0)) && !over(s)) step(s);
        return true;
    }
    const uint32_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (digits == 0) {
        if (c == '\t') {
            step(s);
            return keep(s, "\t", 1);
        }
        const char *found = c != '\0' ? strchr(LETTER, c) : NULL;
        if (found == NULL) return fail(s, start, "found unknown escape character");
        step(s);
        return put_character(s, MEANS[found - LETTER]);
    }
    step(s);
    uint32_t code = 0;
    for (uint32_t i = 0; i < digits; i++) {
        const char d = look(s, 0), low = d | 0x20;
        const bool number = d >= '0' && d <= '9';
        if (!number && !(low >= 'a' && low <= 'f')) return fail(s, start, "did not find expected hexadecimal number");
        code = code << 4 | (uint32_t)(number ? d - '0' : low - 'a' + 10);
        step(s);
    }
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return fail(s, start, "found invalid Unicode character escape code");
    return put_character(s, code);
}

static bool quoted(scan *s) {
    const char quote = look(s, 0);
    const yaml_mark_t start = s->at;
    step(s);
    s->used = 0;
    for (size_t solid = 0;;) { // solid: bytes that folding may not trim
        const char c = look(s, 0);
        if (over(s)) return fail(s, start, "found unexpected end of stream");
        if (marker(s)) return fail(s, s->at, "found unexpected document indicator");
        if (c == quote && quote == '\'' && look(s, 1) == '\'')
            step(s);
        else if (c == quote)
            break;
        else if (c == '\\' && quote == '"') {
            if (!escape(s)) return false;
            solid = s->used;
            continue;
        } else if (c == '\n' || c == '\r') {
            while (s->used > solid && is_blank(s->buffer[s->used - 1])) s->used--;
            if (!fold(s)) return false;
            solid = s->used;
            continue;
        }
        if (!keep_one(s)) return false;
    }
    step(s);
    return emit_text(s, YAML_DOUBLE_QUOTED_SCALAR_STYLE, start, s->at);
}

static bool stops_plain(const scan *s, bool flow) {
    const char c = look(s, 0);
    if (c == ':' && (is_gap(look(s, 1)) || (flow && is_flow(look(s, 1))))) return true;
    if (c == '#' && s->at.index > 0 && is_blank(s->text[s->at.index - 1])) return true;
    return flow && is_flow(c);
}

/* In one line when it turns out to be a key; else over all lines that stand further in than `indent`. */
static bool plain(scan *s, int indent, bool flow) {
    const yaml_mark_t start = s->at;
    yaml_mark_t end = s->at;
    s->used = 0;
    for (bool first_line = true;; first_line = false) {
        size_t solid = s->used;
        while (!ended(s) && !ends_line(look(s, 0)) && !stops_plain(s, flow)) {
            const bool blank = is_blank(look(s, 0));
            if (!keep_one(s)) return false;
            if (blank) continue;
            solid = s->used;
            end = s->at;
        }
        s->used = solid;
        if (over(s) || !ends_line(look(s, 0))) {
            if (!flow && !first_line && look(s, 0) == ':' && is_gap(look(s, 1)))
                return fail(s, s->at, "mapping values are not allowed in this context");
            break;
        }
        const scan before = *s;
        if (!fold(s)) return false;
        const bool comment = look(s, 0) == '#';
        if (ended(s) || comment || (!flow && (int)s->at.column <= indent) || (flow && is_flow(look(s, 0)))) {
            const size_t room = s->room;
            char *buffer = s->buffer;
            *s = before;
            s->room = room;
            s->buffer = buffer;
            break;
        }
    }
    return emit_text(s, YAML_PLAIN_SCALAR_STYLE, start, end);
}

/* | and > with their signs: what keeps line ends, and how many columns further in. */
static bool block_text(scan *s, int indent) {
    const bool folded = look(s, 0) == '>';
    const yaml_mark_t start = s->at;
    char chomp = ' ';
    int column = -1;
    for (step(s); !is_gap(look(s, 0)); step(s)) {
        const char c = look(s, 0);
        if (c == '+' || c == '-')
            chomp = c;
        else if (c >= '1' && c <= '9')
            column = (indent < 0 ? 0 : indent) + (c - '0');
        else
            return fail(s, s->at, "did not find expected comment or line break");
    }
    while (is_blank(look(s, 0))) step(s);
    if (look(s, 0) == '#')
        while (!ends_line(look(s, 0))) step(s);
    if (!ends_line(look(s, 0))) return fail(s, s->at, "did not find expected comment or line break");
    if (look(s, 0) == '\r') step(s);
    if (!over(s)) step(s);
    s->used = 0;
    uint32_t breaks = 0; // line ends that wait for what follows
    bool any = false, deeper = false, was_deeper = false;
    for (yaml_mark_t end = s->at;; end = s->at) {
        while (look(s, 0) == ' ' && (column < 0 || (int)s->at.column < column)) step(s);
        if (!over(s) && ends_line(look(s, 0))) { // an empty line
            if (look(s, 0) == '\r') step(s);
            step(s);
            breaks++;
            continue;
        }
        if (column < 0) column = (int)s->at.column > indent ? (int)s->at.column : indent + 1;
        if (ended(s) || (int)s->at.column < column) {
            const uint32_t kept = chomp == '+' ? breaks : chomp == '-' || !any ? 0 : 1;
            for (uint32_t i = 0; i < kept; i++) {
                if (!keep(s, "\n", 1)) return false;
            }
            s->at = end; // the next token begins its own line
            return emit_text(s, YAML_DOUBLE_QUOTED_SCALAR_STYLE, start, end);
        }
        deeper = is_blank(look(s, 0));
        const bool joined = folded && any && !deeper && !was_deeper;
        for (uint32_t i = joined ? 1 : 0; i < breaks; i++) {
            if (!keep(s, "\n", 1)) return false;
        }
        if (joined && breaks == 1 && !keep(s, " ", 1)) return false;
        while (!ends_line(look(s, 0))) {
            if (!keep_one(s)) return false;
        }
        if (look(s, 0) == '\r') step(s);
        breaks = over(s) ? 0 : 1;
        if (!over(s)) step(s);
        any = true;
        was_deeper = deeper;
    }
}

/* ---------------------------------------------------------------- nodes ------------------------------------------- */

/* Anchors, aliases and tags: an event that the reader refuses. */
static bool feature(scan *s) {
    const yaml_mark_t start = s->at;
    const char c = look(s, 0);
    while (!is_gap(look(s, 0)) && !is_flow(look(s, 0))) step(s);
    if (!emit(s, c == '*' ? YAML_ALIAS_EVENT : YAML_SCALAR_EVENT, start, s->at)) return false;
    yaml_event_t *event = &s->parser->event[s->parser->count - 1];
    if (c == '&') event->data.scalar.anchor = "";
    if (c == '!') event->data.scalar.tag = "";
    return true;
}

static bool starts_plain(const scan *s, bool flow) {
    const char c = look(s, 0);
    if (c == '-' || ((c == '?' || c == ':') && !flow)) return !is_gap(look(s, 1));
    return c != '\0' && strchr("-?:,[]{}#&*!|>'\"%@`", c) == NULL;
}

static bool flow_node(scan *s);

static bool flow_scalar(scan *s) {
    const char c = look(s, 0);
    if (c == '"' || c == '\'') return quoted(s);
    if (c == '&' || c == '*' || c == '!') return feature(s);
    if (!starts_plain(s, true))
        return fail(s, s->at,
                    over(s) ? "did not find expected ',' or ']' or '}'"
                            : "found character that cannot start any token");
    return plain(s, -1, true);
}

/* After a key: ':' and a value, or nothing. */
static bool flow_value(scan *s) {
    if (look(s, 0) != ':') return emit_nothing(s, s->at);
    step(s);
    const yaml_mark_t here = s->at;
    skip(s);
    if (look(s, 0) == ',' || look(s, 0) == '}' || look(s, 0) == ']') return emit_nothing(s, here);
    return flow_node(s);
}

static bool flow_entry(scan *s, bool map) {
    const size_t first = s->parser->count;
    const yaml_mark_t start = s->at;
    if (map) {
        if (look(s, 0) == '[' || look(s, 0) == '{') return flow_node(s) && (skip(s), flow_value(s));
        return flow_scalar(s) && (skip(s), flow_value(s));
    }
    if (!flow_node(s)) return false;
    skip(s);
    if (look(s, 0) != ':') return true;
    return insert(s, first, YAML_MAPPING_START_EVENT, start, start) && flow_value(s) &&
           emit(s, YAML_MAPPING_END_EVENT, s->at, s->at);
}

static bool flow_list(scan *s) {
    const bool map = look(s, 0) == '{';
    const char close = map ? '}' : ']';
    const yaml_mark_t start = s->at;
    step(s);
    if (!emit(s, map ? YAML_MAPPING_START_EVENT : YAML_SEQUENCE_START_EVENT, start, s->at)) return false;
    for (skip(s); look(s, 0) != close; skip(s)) {
        if (ended(s))
            return fail(s, s->at, map ? "did not find expected ',' or '}'" : "did not find expected ',' or ']'");
        if (!flow_entry(s, map)) return false;
        skip(s);
        if (look(s, 0) == ',')
            step(s);
        else if (look(s, 0) != close)
            return fail(s, s->at, map ? "did not find expected ',' or '}'" : "did not find expected ',' or ']'");
    }
    const yaml_mark_t end = s->at;
    step(s);
    return emit(s, map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT, end, s->at);
}

static bool flow_node(scan *s) {
    if (look(s, 0) != '[' && look(s, 0) != '{') return flow_scalar(s);
    if (++s->depth > DEEPEST) return fail(s, s->at, "it is nested too deeply");
    const bool good = flow_list(s);
    s->depth--;
    return good;
}

static bool block_node(scan *s, int indent, bool value, bool same_line);
static bool starts_entry(const scan *s) { return look(s, 0) == '-' && is_gap(look(s, 1)); }

/* ':' behind a key that has been read and ended in this line. */
static bool key_ends(scan *s, uint64_t line) {
    if (s->at.line != line) return false;
    size_t ahead = 0;
    while (is_blank(look(s, ahead))) ahead++;
    if (look(s, ahead) != ':' || !is_gap(look(s, ahead + 1))) return false;
    steps(s, (uint32_t)ahead);
    return true;
}

static bool block_list(scan *s, int column) {
    if (!emit(s, YAML_SEQUENCE_START_EVENT, s->at, s->at)) return false;
    do {
        step(s);
        if (!block_node(s, column, false, true)) return false;
        skip(s);
    } while (!ended(s) && (int)s->at.column == column && starts_entry(s));
    if (!ended(s) && (int)s->at.column > column) return fail(s, s->at, "did not find expected '-' indicator");
    return emit(s, YAML_SEQUENCE_END_EVENT, s->at, s->at);
}

/* The first key has been read; ':' is next. */
static bool block_map(scan *s, int column, size_t first_event, yaml_mark_t start) {
    if (!insert(s, first_event, YAML_MAPPING_START_EVENT, start, start)) return false;
    for (;;) {
        step(s);
        if (!block_node(s, column, true, false)) return false;
        skip(s);
        if (ended(s) || (int)s->at.column < column) break;
        const yaml_mark_t key = s->at;
        if ((int)key.column > column || starts_entry(s)) return fail(s, key, "did not find expected key");
        const char c = look(s, 0);
        if (c == '[' || c == '{'               ? !flow_node(s)
            : c == '"' || c == '\''            ? !quoted(s)
            : c == '&' || c == '*' || c == '!' ? !feature(s)
            : starts_plain(s, false)           ? !plain(s, column, false)
                                               : !fail(s, key, "did not find expected key"))
            return false;
        if (!key_ends(s, key.line)) return fail(s, s->at, "could not find expected ':'");
    }
    return emit(s, YAML_MAPPING_END_EVENT, s->at, s->at);
}

/* A node that stands further in than `indent`. value: of a map, whose lists may stand as far in as itself; same_line: a
   collection may begin in the line of its dash. */
static bool node_here(scan *s, int indent, bool value, bool same_line) {
    const yaml_mark_t before = s->at;
    skip(s);
    const yaml_mark_t start = s->at;
    const int column = (int)start.column;
    const bool own_line = start.line != before.line || same_line;
    const bool list = starts_entry(s);
    if (ended(s) || (column <= indent && !(value && list && column == indent && start.line != before.line))) {
        s->at = before;
        return emit_nothing(s, before);
    }
    const size_t first = s->parser->count;
    const char c = look(s, 0);
    if (list && !own_line) return fail(s, start, "block sequence entries are not allowed in this context");
    if (list) return block_list(s, column);
    if (c == '|' || c == '>') return block_text(s, indent);
    if (c == '[' || c == '{') {
        if (!flow_node(s)) return false;
    } else if (c == '"' || c == '\'') {
        if (!quoted(s)) return false;
    } else if (c == '&' || c == '*' || c == '!') {
        if (!feature(s)) return false;
    } else if (!starts_plain(s, false)) {
        return fail(s, start, "found character that cannot start any token");
    } else if (!plain(s, indent, false)) {
        return false;
    }
    if (!key_ends(s, start.line)) return true;
    if (!own_line) return fail(s, s->at, "mapping values are not allowed in this context");
    return block_map(s, column, first, start);
}

static bool block_node(scan *s, int indent, bool value, bool same_line) {
    if (++s->depth > DEEPEST) return fail(s, s->at, "it is nested too deeply");
    const bool good = node_here(s, indent, value, same_line);
    s->depth--;
    return good;
}

static bool documents(scan *s) {
    for (bool first = true;; first = false) {
        skip(s);
        while (marker(s) && look(s, 0) == '.') {
            steps(s, 3);
            skip(s);
        }
        const bool explicit = marker(s);
        if (over(s)) return true;
        if (!first && !explicit) return fail(s, s->at, "did not find expected <document start>");
        if (!emit(s, YAML_DOCUMENT_START_EVENT, s->at, s->at)) return false;
        if (explicit) steps(s, 3);
        if (!block_node(s, -1, false, true)) return false;
        skip(s);
        if (!ended(s)) return fail(s, s->at, "did not find expected <document start>");
        if (!emit(s, YAML_DOCUMENT_END_EVENT, s->at, s->at)) return false;
    }
}

/* ---------------------------------------------------------------- as libyaml -------------------------------------- */

int yaml_parser_initialize(yaml_parser_t *parser) {
    *parser = (yaml_parser_t){0};
    return 1;
}

void yaml_parser_set_input_string(yaml_parser_t *parser, const unsigned char *text, size_t size) {
    parser->text = (const char *)text;
    parser->size = size;
}

int yaml_parser_parse(yaml_parser_t *parser, yaml_event_t *event) {
    if (parser->event == NULL) {
        scan s = {.parser = parser, .text = parser->text, .size = parser->size};
        if (emit(&s, YAML_STREAM_START_EVENT, s.at, s.at) && documents(&s))
            (void)emit(&s, YAML_STREAM_END_EVENT, s.at, s.at);
        free(s.buffer);
    }
    if (parser->next == parser->count) return 0; // all that came before the error has been handed over
    *event = parser->event[parser->next++];
    return 1;
}

void yaml_parser_delete(yaml_parser_t *parser) {
    for (size_t i = 0; i < parser->count; i++) {
        if (parser->event[i].type == YAML_SCALAR_EVENT) free(parser->event[i].data.scalar.value);
    }
    free(parser->event);
    *parser = (yaml_parser_t){0};
}
