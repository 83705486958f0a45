/* The trace of a decision: as text, as rows of a table, as JSON. Traces are long: lines are put together in one piece of memory
   that only grows. */
#include "check/check_parts.h"
#include "check/table.h"
#include "base/base.h"
#include "io/csv.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- lines ------------------------------------------- */

typedef struct lines {
    char  *text;
    size_t used, size;
    bool   failed;
    const ck_kept_law *law;
    const char *file, *seen;             // the last place and how it is shown
} lines;

static char *room(lines *to, size_t length) {
    if (to->size - to->used < length && !to->failed) {
        const size_t size = 2 * (to->used + length) + 4096;
        char *grown = realloc(to->text, size);
        to->failed = grown == NULL;
        if (grown != NULL) {
            to->text = grown;
            to->size = size;
        }
    }
    return to->failed ? NULL : to->text + to->used;
}

static void put(lines *to, const char *text, size_t length) {
    char *at = room(to, length);
    if (at == NULL) return;
    memcpy(at, text, length);
    to->used += length;
}

static void put_text(lines *to, const char *text) {
    put(to, text, strlen(text));
}

static void put_spaces(lines *to, size_t count) {
    char *at = room(to, count);
    if (at == NULL) return;
    memset(at, ' ', count);
    to->used += count;
}

static void put_count(lines *to, uint32_t count) {
    char digits[10];
    size_t at = sizeof digits;
    do digits[--at] = (char)('0' + count % 10);
    while ((count /= 10) > 0);
    put(to, digits + at, sizeof digits - at);
}

static const char *seen_as(lines *to, const char *file) {
    if (to->file != file) {
        to->file = file;
        to->seen = ck_kept_law_seen(to->law, file);
    }
    return to->seen;
}

static const char DESCRIBED[] = ", by its description";

static void put_place(lines *to, const ck_law_trace_line *line) {
    if (line->place.file == NULL) return;
    put(to, "   (", 4);
    put_text(to, seen_as(to, line->place.file));
    put(to, ":", 1);
    put_count(to, line->place.line);
    put(to, ")", 1);
}

/* Without its line end. */
static void put_line(lines *to, const ck_law_trace_line *line) {
    const char *truth = ck_truth_word(line->truth);
    const size_t length = strlen(truth);
    put(to, truth, length);
    put_spaces(to, (length < 7 ? 7 - length : 0) + 1 + 2 * (size_t)line->depth);
    put(to, line->what, line->what_length);
    if (line->found_length > 0) {
        put(to, "   [", 4);
        put(to, line->found, line->found_length);
        if (line->described) put_text(to, DESCRIBED);
        put(to, "]", 1);
    }
    put_place(to, line);
}

static void put_dropped(lines *to, uint32_t dropped) {
    put_count(to, dropped);
    put_text(to, " more lines did not fit");
}

/* ---------------------------------------------------------------- text -------------------------------------------- */

ck_status ck_trace_text(const ck_check *check, const ck_law_decision *decision, char **text, size_t *length, ck_diags *diags) {
    lines all = {.law = ck_check_law(check)};
    for (uint32_t i = 0; i < decision->trace_count; i++) {
        put_line(&all, &decision->trace[i]);
        put(&all, "\n", 1);
    }
    if (decision->dropped > 0) {
        put_dropped(&all, decision->dropped);
        put(&all, "\n", 1);
    }
    put(&all, "", 1);
    *text = all.text;
    *length = all.used - (all.used > 0);
    if (!all.failed) return CK_OK;
    free(all.text);
    *text = NULL;
    return ck_host_no_memory(diags);
}

/* ---------------------------------------------------------------- rows of a table --------------------------------- */

#define SLACK 32u                        // texts are copied in pieces of this size, with as many bytes behind their end

/* What stands before the text of a row, as far as its opening quotation mark. */
static void put_head(lines *head, const ck_host_deal *deal, uint32_t line) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out != NULL) {
        const char *item = deal->line[line].item[0].name;
        ck_csv_write_field(out, deal->name);
        fputc(',', out);
        if (item[0] != '\0') ck_csv_write_field(out, item);
        for (uint32_t i = 2; i < CK_TABLE_COLUMNS; i++) fputc(',', out);
        fputs(",\"", out);
        fprintf(out, "%*s", (int)SLACK, "");
    }
    head->failed = out == NULL || fclose(out) != 0;
    head->text = text;
    head->size = size;
    head->used = head->failed ? 0 : size - SLACK;
}

/* The line as a quoted field; one that goes over several lines becomes several rows. */
static void put_row(lines *rows, const lines *head, const char *text, size_t length) {
    put(rows, head->text, head->used);
    if (memchr(text, '"', length) == NULL && memchr(text, '\n', length) == NULL) {
        put(rows, text, length);
    } else {
        for (size_t i = 0; i < length; i++) {
            if (text[i] == '\n') {
                put(rows, "\"\n", 2);
                put(rows, head->text, head->used);
                continue;
            }
            if (text[i] == '"') put(rows, "\"", 1);
            put(rows, text + i, 1);
        }
    }
    put(rows, "\"\n", 2);
}

#define PIECE ((size_t)1 << 16)          // rows are handed on in pieces of about this size

/* A row is kept as it first came: what stands before the value found, the value, and what stands behind it. Rows of one place of the law,
   at one depth and with one truth, are alike but for the value. */
typedef struct shape {
    const char *what, *file;
    uint32_t    what_length, line, depth, truth;
    uint32_t    before_length, value_length, behind_length;          // of the texts that follow; value: as it is wrapped; behind: with the line end
    uint32_t    found_length; bool described;            // of the value
    uint32_t    next;                    // place of the row that followed it last, as in ck_trace_rows.place: it mostly follows again
} shape;
#define SHAPES      (1u << 15)           // a place that two want is the last one's
#define SHAPES_TEXT ((size_t)16 << 20)   // then all are forgotten

struct ck_trace_rows {
    uint32_t *place;                     // (SHAPES) one more than the place in `text` of a shape with its texts, as it first came; 0: free
    uint32_t  last;                      // place of the row before, 0: none
    lines     text, rows, head;
};

static char *copy(char *to, const char *from, size_t length) {       // both have SLACK bytes behind their end
    for (size_t i = 0; i < length; i += SLACK) memcpy(to + i, from + i, SLACK);
    return to + length;
}

static bool is_plain(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"' || text[i] == '\n') return false;
    }
    return true;
}

static shape *shape_at(const struct ck_trace_rows *all, uint32_t place) {
    return place > 0 ? (shape *)(void *)(all->text.text + place - 1) : NULL;
}

static bool is_shape_of(const shape *at, const ck_law_trace_line *line) {
    return at != NULL && at->what == line->what && at->file == line->place.file && at->line == line->place.line && at->depth == line->depth &&
           at->truth == (uint32_t)line->truth && at->what_length == line->what_length;
}

/* `place` of the row that comes now: known from now on as what follows the one before. */
static const shape *follow(struct ck_trace_rows *all, uint32_t place) {
    shape *last = shape_at(all, all->last);
    if (last != NULL) last->next = place;
    all->last = place;
    return shape_at(all, place);
}

/* What several rows share; NULL when its words need more than one row, or there is no memory. */
static const shape *shape_of(struct ck_trace_rows *all, const ck_law_trace_line *line) {
    const shape *last = shape_at(all, all->last);
    if (last != NULL && is_shape_of(shape_at(all, last->next), line)) {
        all->last = last->next;
        return shape_at(all, last->next);
    }
    const uint64_t word = (uint64_t)(uintptr_t)line->what ^ (uint64_t)line->place.line << 40 ^ (uint64_t)line->depth << 32 ^ (uint64_t)line->truth << 62;
    uint32_t *place = &all->place[(uint32_t)(cki_mix(word) >> 32) % SHAPES];
    if (is_shape_of(shape_at(all, *place), line)) return follow(all, *place);
    if (!is_plain(line->what, line->what_length)) return NULL;
    if (all->text.used > SHAPES_TEXT) {
        all->text.used = 0;
        all->last = 0;
        memset(all->place, 0, SHAPES * sizeof *all->place);
    }
    ck_law_trace_line bare = *line;
    bare.place.file = NULL;
    if (!is_plain(line->found, line->found_length)) bare.found_length = 0;
    const uint32_t found_length = bare.found_length;
    put_spaces(&all->text, (8 - all->text.used % 8) % 8);
    const size_t begin = all->text.used, before = begin + sizeof(shape);
    put_spaces(&all->text, sizeof(shape));
    put_line(&all->text, &bare);
    const size_t behind = all->text.used;
    put_place(&all->text, line);
    put(&all->text, "\"\n", 2);
    const size_t end = all->text.used;
    put_spaces(&all->text, SLACK);
    if (all->text.failed) return NULL;
    const size_t value = found_length == 0 ? 0 : sizeof "   []" - 1 + found_length + (line->described ? sizeof DESCRIBED - 1 : 0);
    shape *made = (shape *)(void *)(all->text.text + begin);
    *made = (shape){line->what, line->place.file, line->what_length, line->place.line, line->depth, (uint32_t)line->truth,
                    (uint32_t)(behind - before - value), (uint32_t)value, (uint32_t)(end - behind), found_length, line->described, 0};
    *place = (uint32_t)begin + 1;
    return follow(all, *place);
}

/* The value is the one that came first. */
static bool has_value(const shape *at, const char *before, const ck_law_trace_line *line) {
    return line->found_length == at->found_length &&
           (line->found_length == 0 || (line->described == at->described && memcmp(line->found, before + at->before_length + 4, line->found_length) == 0));
}

/* One row that was written before but for its value; false: it has to be written in full. */
static bool put_known(struct ck_trace_rows *all, const ck_law_trace_line *line) {
    const shape *known = shape_of(all, line);
    if (known == NULL) return false;
    const char *before = (const char *)(known + 1);
    const bool same = has_value(known, before, line);
    if (!same && !is_plain(line->found, line->found_length)) return false;
    const size_t most = all->head.used + known->before_length + known->value_length + known->behind_length + line->found_length + 64 + 3 * SLACK;
    char *begin = room(&all->rows, most);
    if (begin == NULL) return true;
    char *to = copy(begin, all->head.text, all->head.used);
    if (same) {
        to = copy(to, before, (size_t)known->before_length + known->value_length + known->behind_length);
        all->rows.used += (size_t)(to - begin);
        return true;
    }
    to = copy(to, before, known->before_length);
    if (line->found_length > 0) {
        memcpy(to, "   [", 4);
        memcpy(to + 4, line->found, line->found_length);
        to += 4 + line->found_length;
        if (line->described) {
            memcpy(to, DESCRIBED, sizeof DESCRIBED - 1);
            to += sizeof DESCRIBED - 1;
        }
        *to++ = ']';
    }
    to = copy(to, before + known->before_length + known->value_length, known->behind_length);
    all->rows.used += (size_t)(to - begin);
    return true;
}

struct ck_trace_rows *ck_trace_rows_make(const ck_kept_law *law) {
    struct ck_trace_rows *all = calloc(1, sizeof *all);
    if (all == NULL) return NULL;
    all->place = calloc(SHAPES, sizeof *all->place);
    all->text.law = law;
    if (all->place != NULL) return all;
    free(all);
    return NULL;
}

void ck_trace_rows_free(struct ck_trace_rows *all) {
    if (all == NULL) return;
    free(all->place);
    free(all->text.text);
    free(all->rows.text);
    free(all);
}

ck_status ck_table_trace_write(FILE *out, ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_law_decision *decision,
                               ck_diags *diags) {
    struct ck_trace_rows *all = ck_check_trace_rows(check);
    if (all == NULL) return ck_host_no_memory(diags);
    lines one = {.law = ck_check_law(check)};
    put_head(&all->head, deal, line);
    const uint32_t count = decision->trace_count + (decision->dropped > 0);
    for (uint32_t i = 0; i < count && !all->head.failed; i++) {
        if (i == decision->trace_count || !put_known(all, &decision->trace[i])) {
            one.used = 0;
            if (i < decision->trace_count) put_line(&one, &decision->trace[i]);
            else put_dropped(&one, decision->dropped);
            if (one.failed) break;
            put_row(&all->rows, &all->head, one.text, one.used);
        }
        if (all->rows.failed || (all->rows.used < PIECE && i + 1 < count)) continue;
        fwrite(all->rows.text, 1, all->rows.used, out);
        all->rows.used = 0;
    }
    const bool failed = all->head.failed || one.failed || all->rows.failed || all->text.failed;
    free(all->head.text);
    free(one.text);
    all->head = (lines){0};
    return failed ? ck_host_no_memory(diags) : CK_OK;
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

json_t *ck_trace_json(const ck_check *check, const ck_law_decision *decision) {
    json_t *trace = json_array();
    for (uint32_t i = 0; i < decision->trace_count; i++) {
        const ck_law_trace_line *line = &decision->trace[i];
        json_t *one = json_object(), *at = json_object();
        json_object_set_new(one, "depth", json_integer(line->depth));
        json_object_set_new(one, "truth", json_string(ck_truth_word(line->truth)));
        ck_json_put_part(one, "what", line->what, line->what_length);
        ck_json_put_part(one, "found", line->found, line->found_length);
        if (line->described) json_object_set_new(one, "described", json_true());
        if (line->place.file != NULL) {
            json_object_set_new(at, "file", ck_host_json_text(ck_kept_law_seen(ck_check_law(check), line->place.file)));
            json_object_set_new(at, "line", json_integer(line->place.line));
            json_object_set(one, "place", at);
        }
        json_decref(at);
        json_array_append_new(trace, one);
    }
    return trace;
}
