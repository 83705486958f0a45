/* Diagnostics on the host: room for them, the limit of a kind, how they are printed. */
#include "io/host.h"
#include "io/tables.h"

#include "base/base.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <zlib.h>

#define DIAG_ITEMS 512
#define DIAG_TEXTS ((size_t)1 << 18)

ck_status ck_host_diags_make(ck_host_arena *arena, ck_diags *diags) {
    *diags = (ck_diags){.item = ck_host_take(arena, DIAG_ITEMS, sizeof *diags->item),
                        .text = ck_host_take(arena, DIAG_TEXTS, 1)};
    if (diags->item == NULL || diags->text == NULL) {
        *diags = (ck_diags){0};
        return CK_E_MEMORY;
    }
    diags->capacity = DIAG_ITEMS;
    diags->text_size = DIAG_TEXTS;
    return CK_OK;
}

bool ck_host_diags_room(ck_diags *diags, ck_status status, const char *file) {
    if (diags == NULL) return false;
    uint32_t same = 0;
    for (uint32_t i = 0; i < diags->count; i++) {
        same += diags->item[i].status == status && cki_text_equal(diags->item[i].place.file, file);
    }
    if (same < CK_HOST_SAME_KIND) return true;
    diags->dropped++;
    return false;
}

static bool same_place(const ck_place *a, const ck_place *b) {
    return a->line == b->line && a->column == b->column && cki_text_equal(a->file, b->file);
}

ck_status ck_host_diags_once(ck_diags *diags, ck_status status) {
    if (diags->count < 2) return status;
    const ck_diag *last = &diags->item[diags->count - 1];
    for (uint32_t i = 0; i + 1 < diags->count; i++) {
        const ck_diag *one = &diags->item[i];
        if (one->status != last->status || !same_place(&one->place, &last->place) ||
            !cki_text_equal(one->message, last->message))
            continue;
        diags->count--;
        break;
    }
    return status;
}

ck_status ck_host_no_memory(ck_diags *diags) {
    const ck_place nowhere = {0};
    return ck_host_report(diags, CK_E_MEMORY, nowhere, "the machine has no memory left",
                          "close other programs or use a smaller world");
}

static const char *reason_of(int error, char *room, size_t size) {
    if (strerror_r(error, room, size) != 0) snprintf(room, size, "system error %d", error);
    return room;
}

static const char *hint_for(int error) {
    switch (error) {
        case ENOENT: return "check the spelling; paths in a file are seen from that file's folder";
        case EACCES: case EPERM: return "check who may read and write there";
        case ENOSPC: case EFBIG: case EDQUOT: return "free some space or choose another folder; nothing was changed";
        case EROFS: return "choose a folder that can be written";
        default: return "";
    }
}

ck_status ck_host_read_error(ck_diags *diags, const char *path, int error) {
    char room[256];
    return ck_host_report(diags, CK_E_IO, ck_host_whole(path), "could not be read: %s", "%s",
                          reason_of(error, room, sizeof room), hint_for(error));
}

ck_status ck_host_write_error(ck_diags *diags, const char *verb, const char *path, int error) {
    char room[256];
    const ck_place nowhere = {0};
    return ck_host_report(diags, CK_E_IO, nowhere, "could not %s %q: %s", "%s", verb, path,
                          reason_of(error, room, sizeof room), hint_for(error));
}

int ck_host_exit_code(ck_status status) {
    if (status >= 0) return 0;
    return status == CK_E_NO_SOLUTION || status == CK_E_NUMBER ? 1 : 2;
}

/* ---------------------------------------------------------------- the line that is meant -------------------------- */

#define SHOWN_BYTES 160                  // of a long line: a window around the part that is meant

typedef struct shown_line { char text[SHOWN_BYTES + 1]; size_t length, skipped; bool found, cut; } shown_line;

/* Reads the window of one line of a file, packed with gzip or not. Long lines and large files are streamed, never
   held. */
static void find_line(const char *path, uint32_t line, uint32_t column, shown_line *shown) {
    *shown = (shown_line){0};
    gzFile file = gzopen(path, "rb");
    if (file == NULL) return;
    const size_t first = column > SHOWN_BYTES / 2 ? column - SHOWN_BYTES / 2 : 0;
    uint32_t at_line = 1;
    size_t   at = 0;
    int      c;
    while (at_line <= line && (c = gzgetc(file)) >= 0) {
        if (c == '\n') {
            at_line++;
            at = 0;
            continue;
        }
        if (at_line == line) {
            shown->found = true;
            if (at >= first && shown->length < SHOWN_BYTES) shown->text[shown->length++] = (char)c;
            if (at > first + SHOWN_BYTES) {
                shown->cut = true;
                break;
            }
        }
        at++;
    }
    (void)gzclose(file);
    shown->skipped = first;
    if (shown->length > 0 && shown->text[shown->length - 1] == '\r') shown->length--;
    if (first == 0 && shown->length >= 3 && memcmp(shown->text, "\xef\xbb\xbf", 3) == 0) {           // invisible mark
        memmove(shown->text, shown->text + 3, shown->length - 3);
        shown->length -= 3;
        shown->skipped = 3;
    }
    while (shown->skipped > 3 && shown->length > 0 &&
           ((unsigned char)shown->text[0] & 0xc0) == 0x80) { // half a character
        memmove(shown->text, shown->text + 1, --shown->length);
        shown->skipped++;
    }
    while (shown->length > 0 && ck_host_utf8_fault(shown->text, shown->length) != shown->length) {
        const size_t fault = ck_host_utf8_fault(shown->text, shown->length);
        if (fault + 4 > shown->length) shown->length = fault; // cut character at the end
        else shown->text[fault] = '?';
    }
    for (size_t i = 0; i < shown->length; i++) { // no escapes to terminals
        if ((unsigned char)shown->text[i] < 0x20 || shown->text[i] == 0x7f) shown->text[i] = ' ';
    }
}

static void print_line(FILE *out, const ck_place *place) {
    shown_line shown;
    find_line(place->file, place->line, place->column, &shown);
    if (!shown.found || shown.length == 0) return;
    fprintf(out, "%4u | %s%.*s%s\n", (unsigned)place->line, shown.skipped > 3 ? "..." : "", (int)shown.length,
            shown.text, shown.cut ? "..." : "");
    if (place->column == 0 || place->column - 1 < shown.skipped || place->column - 1 - shown.skipped > shown.length) {
        return;
    }
    const size_t start = place->column - 1 - shown.skipped;
    const size_t end = start + place->length < shown.length ? start + place->length : shown.length;
    fprintf(out, "     | %s", shown.skipped > 3 ? "   " : "");
    for (size_t i = 0; i < start; i++) {
        if (((unsigned char)shown.text[i] & 0xc0) != 0x80) fputc(' ', out);
    }
    fputc('^', out);
    for (size_t i = start + 1; i < end; i++) {
        if (((unsigned char)shown.text[i] & 0xc0) != 0x80) fputc('^', out);
    }
    fputc('\n', out);
}

static void print_text(FILE *out, const ck_diag *diag) {
    const char *severity = diag->status < 0 ? "error" : "warning";
    if (diag->place.file == NULL) fprintf(out, "chokepoint: ");
    else if (diag->place.line == 0) fprintf(out, "%s: ", diag->place.file);
    else if (diag->place.column == 0) fprintf(out, "%s:%u: ", diag->place.file, (unsigned)diag->place.line);
    else fprintf(out, "%s:%u:%u: ", diag->place.file, (unsigned)diag->place.line, (unsigned)diag->place.column);
    fprintf(out, "%s: %s  [%s]\n", severity, diag->message, ck_status_word(diag->status));
    if (diag->place.file != NULL && diag->place.line > 0) print_line(out, &diag->place);
    if (diag->hint != NULL && diag->hint[0] != '\0') fprintf(out, "  hint: %s\n", diag->hint);
    fputc('\n', out);
}

json_t *ck_host_diags_json(const ck_diags *diags) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < diags->count; i++) {
        const ck_diag *diag = &diags->item[i];
        json_t *one = json_object();
        json_object_set_new(one, "severity", json_string(diag->status < 0 ? "error" : "warning"));
        json_object_set_new(one, "status", json_string(ck_status_word(diag->status)));
        json_object_set_new(one, "file", ck_host_json_text(diag->place.file));
        json_object_set_new(one, "line", json_integer(diag->place.line));
        json_object_set_new(one, "column", json_integer(diag->place.column));
        json_object_set_new(one, "length", json_integer(diag->place.length));
        json_object_set_new(one, "message", ck_host_json_text(diag->message));
        json_object_set_new(one, "hint", ck_host_json_text(diag->hint));
        json_array_append_new(list, one);
    }
    json_t *whole = json_object();
    json_object_set_new(whole, "diagnostics", list);
    json_object_set_new(whole, "dropped", json_integer(diags->dropped));
    return whole;
}

static void print_json(FILE *out, const ck_diags *diags) {
    json_t *whole = ck_host_diags_json(diags);
    json_dumpf(whole, out, JSON_INDENT(2));
    fputc('\n', out);
    json_decref(whole);
}

/* The same scenario is built for its variants and remedies: what was said of it once is not said again. */
static bool said_before(const ck_diags *diags, uint32_t at) {
    const ck_diag *now = &diags->item[at];
    for (uint32_t i = 0; i < at; i++) {
        const ck_diag *before = &diags->item[i];
        const bool same_place = before->place.line == now->place.line && before->place.column == now->place.column &&
                                (before->place.file == now->place.file ||
                                 (before->place.file != NULL && now->place.file != NULL &&
                                  strcmp(before->place.file, now->place.file) == 0));
        if (same_place && before->status == now->status && strcmp(before->message, now->message) == 0) return true;
    }
    return false;
}

void ck_host_print_diags(FILE *out, const ck_diags *diags, bool json) {
    if (diags == NULL || diags->count + diags->dropped == 0) return;
    if (json) {
        print_json(out, diags);
        return;
    }
    for (uint32_t i = 0; i < diags->count; i++) {
        if (!said_before(diags, i)) print_text(out, &diags->item[i]);
    }
    if (diags->dropped > 0) fprintf(out, "and %u more that are not shown\n", (unsigned)diags->dropped);
}
