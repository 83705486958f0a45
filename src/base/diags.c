/* Diagnostics: a small formatter that writes into the caller's text block. */
#include "base.h"

#include <stdarg.h>

typedef struct writer { char *text; size_t size, used; bool cut; } writer;

static void write_bytes(writer *to, const char *bytes, size_t length) {
    const size_t room = to->size - to->used;
    if (length > room) {
        to->cut = true;
        length = room;
    }
    if (length == 0) return;
    cki_copy(to->text + to->used, bytes, length);
    to->used += length;
}

static void write_unsigned(writer *to, uint32_t value) {
    char digits[10];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    write_bytes(to, digits + at, sizeof digits - at);
}

static void write_argument(writer *to, char kind, va_list *arguments) {
    switch (kind) {
        case 's': case 'q': {
            const char *text = va_arg(*arguments, const char *);
            if (kind == 'q') write_bytes(to, "\"", 1);
            write_bytes(to, text, cki_text_length(text));
            if (kind == 'q') write_bytes(to, "\"", 1);
            break;
        }
        case 'd': {
            const int32_t value = va_arg(*arguments, int32_t);
            if (value < 0) write_bytes(to, "-", 1);
            write_unsigned(to, value < 0 ? 0u - (uint32_t)value : (uint32_t)value);
            break;
        }
        case 'u':
            write_unsigned(to, va_arg(*arguments, uint32_t));
            break;
        case 'g': {
            char text[CKI_NUMBER_SIZE];
            const size_t length = cki_number_write(va_arg(*arguments, double), 6, text);
            write_bytes(to, text, length);
            break;
        }
        case 'D': {
            char text[16];
            ck_date_write(va_arg(*arguments, ck_date), text);
            write_bytes(to, text, cki_text_length(text));
            break;
        }
        default:                                                     // %% and, unchanged, what is no placeholder
            if (kind != '%') write_bytes(to, "%", 1);
            write_bytes(to, &kind, 1);
    }
}

/* The last character that is whole within `limit` bytes: a cut must not split a UTF-8 sequence. */
static size_t whole_characters(const char *text, size_t limit) {
    while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80) limit--;
    return limit;
}

/* Writes one text behind the others. Without room for anything it is "..." alone, which needs no room. */
static const char *write_text(ck_diags *diags, const char *template, va_list *arguments) {
    const size_t room = diags->text_size - diags->text_used;
    char *text = room > 0 ? diags->text + diags->text_used : NULL;
    writer to = {.text = text, .size = room > 0 ? room - 1 : 0};
    for (const char *at = template; *at != '\0'; at++) {
        if (*at != '%' || at[1] == '\0') write_bytes(&to, at, 1);
        else write_argument(&to, *++at, arguments);
    }
    if (to.used == 0 && !to.cut) return "";
    if (to.cut) {
        if (to.size < 4) return "...";
        to.used = whole_characters(text, to.size - 3);
        cki_copy(text + to.used, "...", 3);
        to.used += 3;
    }
    text[to.used] = '\0';
    diags->text_used += to.used + 1;
    return text;
}

ck_status ck_diags_add(ck_diags *diags, ck_status status, ck_place place, const char *message, const char *hint, ...) {
    if (diags == NULL) return status;
    if (diags->count >= diags->capacity) {
        diags->dropped++;
        return status;
    }
    va_list arguments;
    va_start(arguments, hint);
    ck_diag *diag = &diags->item[diags->count++];
    diag->status = status;
    diag->place = place;
    diag->message = write_text(diags, message, &arguments);
    diag->hint = hint != NULL ? write_text(diags, hint, &arguments) : "";
    va_end(arguments);
    return status;
}
