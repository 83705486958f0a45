/* The trace of a decision: as text, as rows of a table, as JSON. Traces are long: lines are put together in one piece of memory
   that only grows. */
#include "check/check_parts.h"
#include "check/table.h"
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
        if (line->described) put_text(to, ", by its description");
        put(to, "]", 1);
    }
    if (line->place.file == NULL) return;
    put(to, "   (", 4);
    put_text(to, seen_as(to, line->place.file));
    put(to, ":", 1);
    put_count(to, line->place.line);
    put(to, ")", 1);
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
    }
    head->failed = out == NULL || fclose(out) != 0;
    head->text = text;
    head->used = head->size = size;
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

ck_status ck_table_trace_write(FILE *out, const ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_law_decision *decision,
                               ck_diags *diags) {
    lines head = {0}, one = {.law = ck_check_law(check)}, rows = {0};
    put_head(&head, deal, line);
    const uint32_t count = decision->trace_count + (decision->dropped > 0);
    for (uint32_t i = 0; i < count && !head.failed; i++) {
        one.used = 0;
        if (i < decision->trace_count) put_line(&one, &decision->trace[i]);
        else put_dropped(&one, decision->dropped);
        if (one.failed) break;
        put_row(&rows, &head, one.text, one.used);
        if (rows.failed || (rows.used < PIECE && i + 1 < count)) continue;
        fwrite(rows.text, 1, rows.used, out);
        rows.used = 0;
    }
    const bool failed = head.failed || one.failed || rows.failed;
    free(head.text);
    free(one.text);
    free(rows.text);
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
