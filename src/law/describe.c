/* Words of a description that settle facts of an item ("NdFeB permanent magnet with dysprosium"). */
#include "law/facts.h"

static char folded(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_word_byte(char c) {
    c = folded(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool same(const char *at, const char *word, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (folded(at[i]) != folded(word[i])) return false;              // ends at a NUL too
    }
    return true;
}

static bool ends_with(const char *text, size_t end, const char *word) {
    const size_t length = cki_text_length(word);
    return end >= length && same(text + end - length, word, length) && (end == length || (unsigned char)word[0] >= 0x80 || !is_word_byte(text[end - length - 1]));
}

/* "dysprosium-free", "without dysprosium", "no dysprosium", words for "without" in Chinese. */
static bool is_denied(const char *text, size_t begin, size_t end) {
    static const char *const BEFORE[] = {"without ", "no ", "non-", "free of ", "free from ", "not ", "\xe4\xb8\x8d\xe5\x90\xab", "\xe6\x97\xa0",
                                         "\xe4\xb8\x8d"};
    static const char *const AFTER[] = {"-free", " free", "\xe5\x85\x8d"};
    for (uint32_t k = 0; k < sizeof BEFORE / sizeof BEFORE[0]; k++) {
        if (ends_with(text, begin, BEFORE[k])) return true;
    }
    for (uint32_t k = 0; k < sizeof AFTER / sizeof AFTER[0]; k++) {
        if (same(text + end, AFTER[k], cki_text_length(AFTER[k]))) return true;
    }
    return false;
}

/* The term stands in the text, in whole words when it is in letters, and is not denied. */
static bool stands_in(const char *text, const char *term) {
    const size_t length = cki_text_length(term);
    if (length == 0) return false;
    const bool first = is_word_byte(term[0]), last = is_word_byte(term[length - 1]);
    for (size_t at = 0; text[at] != '\0'; at++) {
        if (folded(text[at]) != folded(term[0]) || !same(text + at, term, length)) continue;
        if (first && at > 0 && is_word_byte(text[at - 1])) continue;
        if (last && is_word_byte(text[at + length]) && folded(text[at + length]) != 's') continue;
        if (!is_denied(text, at, at + length)) return true;
    }
    return false;
}

/* The bytes of a text, folded, as a set of 256. */
typedef struct bytes { uint64_t set[4]; } bytes;

static bytes bytes_of(const char *text) {
    bytes b = {{0}};
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)folded(*text);
        b.set[c / 64] |= UINT64_C(1) << (c % 64);
    }
    return b;
}

/* A term of which some byte is missing need not be looked for. */
static bool has_bytes(const bytes *b, const char *term) {
    for (; *term != '\0'; term++) {
        const unsigned char c = (unsigned char)folded(*term);
        if ((b->set[c / 64] >> (c % 64) & 1) == 0) return false;
    }
    return true;
}

static void put(cki_described *found, uint32_t *count, uint32_t room, cki_described what) {
    for (uint32_t k = 0; k < *count; k++) {
        cki_described *other = &found[k];
        if (other->fact != what.fact || other->element != what.element) continue;
        /* Two terms that disagree on one fact settle nothing. */
        const bool equal = other->value.index == what.value.index && other->value.mask == what.value.mask && other->value.number == what.value.number;
        if (!equal) other->value.described = false;
        return;
    }
    if (*count < room) found[(*count)++] = what;
}

uint32_t cki_describe(const ck_law *law, const char *description, cki_described *found, uint32_t room) {
    const bytes there = bytes_of(description);
    uint32_t count = 0;
    for (uint32_t t = 0; t < law->count.kind[CKI_TERM]; t++) {
        const cki_decl *term = cki_decl_of(law, CKI_TERM, t);
        bool stands = false;
        for (uint32_t k = 0; k < term->refs.count && !stands; k++) {
            const char *words = law->ref[term->refs.first + k].text;
            stands = has_bytes(&there, words) && stands_in(description, words);
        }
        if (!stands) continue;
        for (uint32_t n = term->condition; n != CK_NONE; n = law->node[n].next) {
            const cki_node *node = &law->node[n];
            cki_described what = {.fact = CK_NONE, .element = CK_NONE, .value = {.index = CK_NONE, .described = true, .text = NULL}};
            if (node->op == CKI_CONTAINS) what.element = node->target.to;
            else {
                const cki_ref *value = &law->ref[node->values.first];
                what.fact = node->subject.to;
                what.value.text = value->text;
                what.value.mask = node->mask;
                const cki_type type = cki_decl_of(law, CKI_FACT, what.fact)->type;
                if (type == CKI_COUNTRY) what.value.index = value->to;
                if (type == CKI_YES_NO) what.value.number = value->to;
                if (type == CKI_CODE || type == CKI_CODES) continue;
            }
            put(found, &count, room, what);
        }
    }
    uint32_t kept = 0;
    for (uint32_t k = 0; k < count; k++) {
        if (found[k].value.described) found[kept++] = found[k];
    }
    return kept;
}
