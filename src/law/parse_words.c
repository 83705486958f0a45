/* The parser's small change: words, texts, names, dates, moments. */
#include "law/parse.h"

ck_place cki_here(const cki_parser *parser) {
    return cki_token_place(parser->lexer.file, &parser->token);
}

static bool needs_space(cki_token_kind before, cki_token_kind next) {
    return before != CKI_END && before != CKI_OPEN_ROUND && next != CKI_CLOSE_ROUND && next != CKI_COMMA;
}

size_t cki_words_mark(const cki_parser *parser) {
    return parser->law->count.words + needs_space(parser->before, parser->token.kind);
}

/* A text in `words` is on one line. */
static void put_words(cki_parser *p, const cki_token *token) {
    cki_counts *count = &p->law->count;
    char *words = p->law->words;
    if (needs_space(p->before, token->kind)) {
        if (words != NULL) words[count->words] = ' ';
        count->words++;
    }
    for (size_t i = 0; i < token->length; i++) {
        char c = token->at[i];
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
        const bool blank = token->kind == CKI_STRING && c == ' ' && i > 0 &&
                           (token->at[i - 1] == ' ' || token->at[i - 1] == '\n' || token->at[i - 1] == '\r' || token->at[i - 1] == '\t');
        if (blank) continue;
        if (words != NULL) words[count->words] = c;
        count->words++;
    }
}

void cki_take(cki_parser *parser) {
    if (parser->token.kind != CKI_BAD && parser->token.kind != CKI_END) put_words(parser, &parser->token);
    parser->before = parser->token.kind;
    parser->token = cki_lexer_next(&parser->lexer);
    if (parser->token.kind == CKI_BAD) parser->failed = true;
    if (parser->lexer.status < 0 && parser->status >= 0) parser->status = parser->lexer.status;
}

bool cki_at_word(const cki_parser *parser, const char *word) {
    return !parser->failed && cki_token_is(&parser->token, word);
}

bool cki_take_word(cki_parser *parser, const char *word) {
    if (!cki_at_word(parser, word)) return false;
    cki_take(parser);
    return true;
}

bool cki_take_kind(cki_parser *parser, cki_token_kind kind) {
    if (parser->failed || parser->token.kind != kind) return false;
    cki_take(parser);
    return true;
}

void cki_fail(cki_parser *parser, ck_status status, ck_place place, const char *message, const char *hint) {
    if (parser->failed) return;
    parser->failed = true;
    if (parser->status >= 0) parser->status = status;
    ck_diags_add(parser->diags, status, place, message, hint);
}

void cki_fail_expected(cki_parser *parser, const char *expected, const char *hint) {
    if (parser->failed) return;
    parser->failed = true;
    if (parser->status >= 0) parser->status = CK_E_SYNTAX;
    if (parser->diags == NULL) return;
    char found[64];
    const size_t most = sizeof found - 4;
    size_t length = parser->token.length < most ? parser->token.length : most;
    while (length > 0 && length < parser->token.length && ((unsigned char)parser->token.at[length] & 0xc0) == 0x80) length--;
    cki_copy(found, parser->token.at, length);
    found[length] = '\0';
    if (length < parser->token.length) cki_copy(found + length, "...", 4);
    for (size_t i = 0; i < length; i++) {
        if (found[i] == '\n' || found[i] == '\r' || found[i] == '\t') found[i] = ' ';
    }
    if (parser->token.kind == CKI_END) {
        ck_diags_add(parser->diags, CK_E_SYNTAX, cki_here(parser), "expected %s, found the end of the file", hint, expected);
    } else if (parser->token.kind == CKI_STRING) {
        ck_diags_add(parser->diags, CK_E_SYNTAX, cki_here(parser), "expected %s, found the text %s", hint, expected, found);
    } else {
        ck_diags_add(parser->diags, CK_E_SYNTAX, cki_here(parser), "expected %s, found %q", hint, expected, found);
    }
}

bool cki_expect_word(cki_parser *parser, const char *word) {
    if (cki_take_word(parser, word)) return true;
    cki_fail_expected(parser, word, "");
    return false;
}

bool cki_expect_kind(cki_parser *parser, cki_token_kind kind, const char *expected) {
    if (cki_take_kind(parser, kind)) return true;
    cki_fail_expected(parser, expected, "");
    return false;
}

const char *cki_intern(cki_parser *parser, const char *at, size_t length) {
    cki_counts *count = &parser->law->count;
    char *text = parser->law->text != NULL ? parser->law->text + count->text : NULL;
    if (text != NULL) {
        cki_copy(text, at, length);
        text[length] = '\0';
    }
    count->text += length + 1;
    return text != NULL ? text : "";
}

const char *cki_intern_pair(cki_parser *parser, const char *a, size_t a_length, const char *b, size_t b_length) {
    const size_t before = parser->law->count.text;
    char *text = parser->law->text != NULL ? parser->law->text + before : NULL;
    if (text != NULL) {
        cki_copy(text, a, a_length);
        text[a_length] = '/';
        cki_copy(text + a_length + 1, b, b_length);
        text[a_length + 1 + b_length] = '\0';
    }
    parser->law->count.text += a_length + b_length + 2;
    return text != NULL ? text : "";
}

const char *cki_read_name(cki_parser *parser, const char *expected) {
    const cki_token token = parser->token;
    if (parser->failed || token.kind != CKI_ATOM || token.at[0] < 'a' || token.at[0] > 'z' || cki_word_reserved(token.at, token.length)) {
        cki_fail_expected(parser, expected, "a name begins with a lower-case letter and has no spaces");
        return "";
    }
    for (size_t i = 0; i < token.length; i++) {
        if (token.at[i] == '/' || token.at[i] == '.' || token.at[i] == ':' || token.at[i] == '+') {
            cki_fail_expected(parser, expected, "a name has letters, digits, - and _ only");
            return "";
        }
    }
    cki_take(parser);
    return cki_intern(parser, token.at, token.length);
}

const char *cki_read_text(cki_parser *parser, const char *expected) {
    const cki_token token = parser->token;
    if (parser->failed || token.kind != CKI_STRING) {
        cki_fail_expected(parser, expected, "texts stand in double quotes");
        return "";
    }
    cki_take(parser);
    cki_counts *count = &parser->law->count;
    char *text = parser->law->text != NULL ? parser->law->text + count->text : NULL;
    size_t used = 0;
    for (size_t i = 1; i + 1 < token.length; i++) {
        char c = token.at[i];
        if (c == '\\') c = token.at[++i];
        else if (c == '\n' || c == '\r' || c == '\t') c = ' ';
        const bool space = c == ' ', more = i > 1 && (token.at[i - 1] == '\n' || token.at[i - 1] == '\r' || token.at[i - 1] == ' ' ||
                                                       token.at[i - 1] == '\t');
        if (space && more) continue;                                 // a line break with its indentation is one space
        if (text != NULL) text[used] = c;
        used++;
    }
    if (text != NULL) text[used] = '\0';
    count->text += used + 1;
    return text != NULL ? text : "";
}

double cki_read_number(cki_parser *parser, const char *expected) {
    double value = 0.0;
    if (parser->failed || parser->token.kind != CKI_ATOM || cki_number_read(parser->token.at, parser->token.length, &value) < 0) {
        cki_fail_expected(parser, expected, "a number is written 12 or 0.1, without separators");
        return 0.0;
    }
    cki_take(parser);
    return value;
}

ck_date cki_read_date(cki_parser *parser) {
    ck_date date = {0};
    const ck_status status = parser->failed || parser->token.kind != CKI_ATOM ? CK_E_SYNTAX
                                                                             : ck_date_read(parser->token.at, parser->token.length, &date);
    if (status == CK_E_RANGE) cki_fail(parser, CK_E_RANGE, cki_here(parser), "a day that is in no calendar", "the form is YYYY-MM-DD");
    else if (status < 0) cki_fail_expected(parser, "a date", "the form is YYYY-MM-DD");
    else cki_take(parser);
    return date;
}

static bool two_digits(const char *at, int32_t most, int32_t *value) {
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9') return false;
    *value = (at[0] - '0') * 10 + (at[1] - '0');
    return *value <= most;
}

/* "+08:00" */
static bool read_offset(const char *at, size_t length, int32_t *minutes) {
    int32_t hour, minute;
    if (length != 6 || (at[0] != '+' && at[0] != '-') || at[3] != ':') return false;
    if (!two_digits(at + 1, 14, &hour) || !two_digits(at + 4, 59, &minute)) return false;
    *minutes = (at[0] == '-' ? -1 : 1) * (60 * hour + minute);
    return true;
}

bool cki_read_offset(cki_parser *parser, int32_t *minutes) {
    if (parser->failed || parser->token.kind != CKI_ATOM || !read_offset(parser->token.at, parser->token.length, minutes)) {
        cki_fail_expected(parser, "an offset from UTC", "the form is +08:00 or -05:00");
        return false;
    }
    cki_take(parser);
    return true;
}

cki_moment cki_read_moment(cki_parser *parser) {
    const ck_date date = cki_read_date(parser);
    cki_moment moment = {.wall = (int64_t)date.day * 1440};
    const cki_token *token = &parser->token;
    int32_t hour, minute;
    if (parser->failed || token->kind != CKI_ATOM || token->length < 5 || token->at[2] != ':') return moment;
    if (!two_digits(token->at, 23, &hour) || !two_digits(token->at + 3, 59, &minute) ||
        (token->length > 5 && !read_offset(token->at + 5, token->length - 5, &moment.offset))) {
        cki_fail_expected(parser, "a time of day", "the form is 13:01, or 13:01+08:00 when it is not the regime's clock");
        return moment;
    }
    moment.own_offset = token->length > 5;
    moment.wall += 60 * hour + minute;
    moment.timed = true;
    cki_take(parser);
    return moment;
}

cki_ref cki_read_ref(cki_parser *parser, const char *expected) {
    const cki_token token = parser->token;
    if (parser->failed || token.kind != CKI_ATOM) {
        cki_fail_expected(parser, expected, "");
        return (cki_ref){.text = "", .to = CK_NONE};
    }
    const ck_place place = cki_here(parser);
    cki_take(parser);
    return (cki_ref){cki_intern(parser, token.at, token.length), place, CK_NONE};
}

cki_ref cki_read_local_ref(cki_parser *parser, const char *expected) {
    const cki_token token = parser->token;
    if (parser->failed || token.kind != CKI_ATOM) return cki_read_ref(parser, expected);
    for (size_t i = 0; i < token.length; i++) {
        if (token.at[i] == '/') return cki_read_ref(parser, expected);
    }
    const ck_place place = cki_here(parser);
    cki_take(parser);
    return (cki_ref){cki_intern_pair(parser, parser->regime_at, parser->regime_length, token.at, token.length), place, CK_NONE};
}

cki_span cki_read_refs(cki_parser *parser, bool brackets, bool local, const char *expected) {
    cki_span span = {parser->law->count.ref, 0};
    if (brackets && !cki_expect_kind(parser, CKI_OPEN_ROUND, "( and a list")) return span;
    do {
        const cki_ref ref = local ? cki_read_local_ref(parser, expected) : cki_read_ref(parser, expected);
        if (parser->failed) return span;
        *cki_ref_at(parser, parser->law->count.ref++) = ref;
        span.count++;
    } while (cki_take_kind(parser, CKI_COMMA));
    if (brackets) cki_expect_kind(parser, CKI_CLOSE_ROUND, ", or )");
    return span;
}
