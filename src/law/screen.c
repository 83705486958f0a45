/* Names of parties: one form for case, punctuation, legal forms, width and accents; what is nearly the same. */
#include "law/program.h"

/* Base letters of U+00C0..U+017F; '?' has none. Two letters where one character stands for two. */
static const char *const LATIN[] = {
    "a","a","a","a","a","a","ae","c","e","e","e","e","i","i","i","i","d","n","o","o","o","o","o"," ","o","u","u","u","u","y","th","ss",
    "a","a","a","a","a","a","ae","c","e","e","e","e","i","i","i","i","d","n","o","o","o","o","o"," ","o","u","u","u","u","y","th","y",
    "a","a","a","a","a","a","c","c","c","c","c","c","c","c","d","d","d","d","e","e","e","e","e","e","e","e","e","e","g","g","g","g",
    "g","g","g","g","h","h","h","h","i","i","i","i","i","i","i","i","i","i","ij","ij","j","j","k","k","k","l","l","l","l","l","l","l",
    "l","l","l","n","n","n","n","n","n","n","n","n","o","o","o","o","o","o","oe","oe","r","r","r","r","r","r","s","s","s","s","s","s",
    "s","s","t","t","t","t","t","t","u","u","u","u","u","u","u","u","u","u","u","u","w","w","y","y","y","z","z","z","z","z","z","s"};

static uint32_t decode(const unsigned char *at, size_t left, uint32_t *code) {
    const uint32_t size = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    if (size > left || (at[0] >= 0x80 && at[0] < 0xc2)) {
        *code = 0xfffd;
        return 1;
    }
    *code = size == 1 ? at[0] : at[0] & (0xffu >> (size + 1));
    for (uint32_t i = 1; i < size; i++) *code = *code << 6 | (at[i] & 0x3f);
    return size;
}

static bool is_break(uint32_t c) {
    return c <= 0x20 || c == 0xa0 || c == 0x3000 || (c >= 0x2010 && c <= 0x2015) || c == 0x2022 || c == 0x30fb || c == 0x3001 || c == 0x3002 ||
           (c < 0x80 && !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')));
}

static bool is_dropped(uint32_t c) {                                 // S.A. is SA, O'Neill is ONeill
    return c == '.' || c == '\'' || c == '`' || (c >= 0x2018 && c <= 0x201f) || c == 0xb7 || (c >= 0x300 && c <= 0x36f);
}

static bool is_legal_form(const char *word, size_t length) {
    static const char *const FORM[] = {"ltd", "limited", "inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp", "lp", "plc",
        "gmbh", "ag", "se", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "oy", "oyj", "ab", "as", "asa", "aps", "kk", "kg", "kgaa", "pte", "pty",
        "sdn", "bhd", "jsc", "ojsc", "pjsc", "ooo", "oao", "zao", "ao", "kft", "sro", "doo", "pvt", "private", "tbk", "pt"};
    for (uint32_t i = 0; i < sizeof FORM / sizeof FORM[0]; i++) {
        if (cki_text_equal_part(FORM[i], word, length)) return true;
    }
    return false;
}

/* "A & B" and "A and B" are the same name. */
static size_t without_and(char *out, size_t used) {
    size_t kept = 0;
    for (size_t i = 0; i < used; i++) {
        if (out[i] == ' ' && i + 5 <= used && cki_compare(out + i, " and ", 5) == 0) i += 4;
        out[kept++] = out[i];
    }
    return kept;
}

size_t cki_name_normalise(const char *name, size_t length, char *out) {
    size_t used = 0;
    for (size_t at = 0; at < length;) {
        uint32_t c;
        const uint32_t size = decode((const unsigned char *)name + at, length - at, &c);
        const char *raw = name + at;
        at += size;
        if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;                 // full width
        if (c >= 'A' && c <= 'Z') c += 32;
        if (is_dropped(c)) continue;
        if (is_break(c)) {
            if (used > 0 && out[used - 1] != ' ') out[used++] = ' ';
        } else if (c < 0x80) {
            out[used++] = (char)c;
        } else if (c >= 0xc0 && c <= 0x17f) {
            const char *base = LATIN[c - 0xc0];
            for (; *base != '\0'; base++) {
                if (*base != ' ' || (used > 0 && out[used - 1] != ' ')) out[used++] = *base;
            }
        } else {
            cki_move(out + used, raw, size);
            used += size;
        }
    }
    while (used > 0 && out[used - 1] == ' ') used--;
    used = without_and(out, used);
    for (;;) {                                                       // legal forms at the end, as long as something is left
        size_t word = used;
        while (word > 0 && out[word - 1] != ' ') word--;
        if (word == 0 || !is_legal_form(out + word, used - word)) break;
        used = word - 1;
    }
    if (used > 4 && cki_compare(out, "the ", 4) == 0) {
        cki_move(out, out + 4, used - 4);
        used -= 4;
    }
    return used;
}

uint64_t cki_name_letters(const char *name, size_t length) {
    uint64_t letters = 0;
    for (size_t i = 0; i < length; i++) {
        const char c = name[i];
        if (c >= 'a' && c <= 'z') letters |= UINT64_C(1) << (c - 'a');
        else if (c >= '0' && c <= '9') letters |= UINT64_C(1) << (26 + c - '0');
    }
    return letters;
}

static bool is_latin(const char *name, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)name[i] >= 0x80) return false;
    }
    return length > 0;
}

/* The shorter one is the beginning of the longer one, in whole words, and says enough. */
static bool begins(const char *longer, size_t longer_length, const char *shorter, size_t length) {
    return length >= 6 && longer_length > length && longer[length] == ' ' && cki_compare(longer, shorter, length) == 0;
}

uint32_t cki_name_edits(size_t shorter) {
    return shorter < 5 ? 0 : shorter < 12 ? 1 : shorter < 20 ? 2 : 3;
}

bool cki_name_is_near(const char *a, size_t a_length, const char *b, size_t b_length) {
    if (!is_latin(a, a_length) || !is_latin(b, b_length)) return false;
    if (begins(a, a_length, b, b_length) || begins(b, b_length, a, a_length)) return true;
    const uint32_t limit = cki_name_edits(a_length < b_length ? a_length : b_length);
    return limit > 0 && cki_text_distance(a, b, limit) <= limit;
}
