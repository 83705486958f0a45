#include "law/lexer.h"

static const char *const RESERVED[] = {"authority", "regime", "provision", "choice", "reading", "fact", "term", "group", "list", "entry",
                                       "entity", "table", "row", "define", "rule", "exception", "duty", "fee", "amend"};

bool cki_word_reserved(const char *at, size_t length) {
    for (uint32_t i = 0; i < sizeof RESERVED / sizeof RESERVED[0]; i++) {
        if (cki_text_equal_part(RESERVED[i], at, length)) return true;
    }
    return false;
}

cki_lexer cki_lexer_start(const ck_law_source *source, bool comments, ck_diags *diags) {
    cki_lexer lexer = {.file = source->file, .text = source->text, .length = source->length, .line = 1, .comments = comments,
                       .diags = diags};
    static const char MARK[] = "\xef\xbb\xbf";                       // byte order mark
    if (lexer.length >= 3 && cki_compare(lexer.text, MARK, 3) == 0) lexer.at = lexer.line_start = 3;
    return lexer;
}

static bool is_atom(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '+' ||
           c == ':' || c == '/';
}

/* Bytes of the UTF-8 character at text[0 .. length), 0 when it is not valid (RFC 3629). */
static size_t utf8_length(const unsigned char *text, size_t length) {
    const unsigned char c = text[0];
    if (c < 0x80) return 1;
    const size_t size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (c < 0xc2 || c > 0xf4 || size > length) return 0;
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xc0) != 0x80) return 0;
    }
    if ((c == 0xe0 && text[1] < 0xa0) || (c == 0xed && text[1] > 0x9f) || (c == 0xf0 && text[1] < 0x90) ||
        (c == 0xf4 && text[1] > 0x8f)) return 0;
    return size;
}

static void lexer_fail(cki_lexer *lexer, ck_status status, const cki_token *token, const char *message, const char *hint) {
    if (lexer->status >= 0) lexer->status = status;
    ck_diags_add(lexer->diags, status, cki_token_place(lexer->file, token), message, hint);
}

static void new_line(cki_lexer *lexer) {
    lexer->line++;
    lexer->line_start = lexer->at;
}

/* A text from its first quote; on a fault the text ends with its first line, so that the rest can still be read. */
static void read_string(cki_lexer *lexer, cki_token *token) {
    const size_t begin = lexer->at, line_start = lexer->line_start;
    const uint32_t line = lexer->line;
    const char *fault = NULL, *hint = "";
    lexer->at++;
    for (;;) {
        if (lexer->at >= lexer->length) {
            fault = "a text without its closing quote";
            hint = "put \" at its end; a quote inside a text is written \\\"";
            break;
        }
        const char c = lexer->text[lexer->at];
        if (c == '"') break;
        const size_t size = utf8_length((const unsigned char *)lexer->text + lexer->at, lexer->length - lexer->at);
        if (size == 0) {
            fault = "bytes in a text that are not UTF-8";
            hint = "save the file as UTF-8";
            break;
        }
        if ((unsigned char)c < 0x20 && c != '\n' && c != '\t' && c != '\r') {
            fault = "a control character in a text";
            hint = "remove it";
            break;
        }
        lexer->at += size;
        if (c == '\\') {
            if (lexer->at < lexer->length && (lexer->text[lexer->at] == '"' || lexer->text[lexer->at] == '\\')) lexer->at++;
            else {
                fault = "a backslash in a text that stands before neither \" nor \\";
                hint = "write \\\\ for a backslash";
                break;
            }
        }
        if (c == '\n') new_line(lexer);
        if (lexer->at - begin > CK_LAW_TEXT_LIMIT) {
            fault = "a text longer than 64 KiB";
            hint = "is a closing quote missing?";
            break;
        }
    }
    if (fault == NULL) {
        lexer->at++;
        token->length = lexer->at - begin;
        return;
    }
    token->kind = CKI_BAD;
    token->length = 1;
    lexer_fail(lexer, lexer->at - begin > CK_LAW_TEXT_LIMIT ? CK_E_LIMIT : CK_E_SYNTAX, token, fault, hint);
    lexer->at = begin + 1;
    lexer->line = line;
    lexer->line_start = line_start;
    while (lexer->at < lexer->length && lexer->text[lexer->at] != '\n') lexer->at++;
}

cki_token cki_lexer_next(cki_lexer *lexer) {
    cki_token token = {.kind = CKI_END};
    for (;;) {
        while (lexer->at < lexer->length) {
            const char c = lexer->text[lexer->at];
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') break;
            lexer->at++;
            if (c == '\n') {
                new_line(lexer);
                token.breaks++;
            }
        }
        token.at = lexer->text + lexer->at;
        token.line = lexer->line;
        token.column = (uint32_t)(lexer->at - lexer->line_start) + 1;
        token.length = 0;
        if (lexer->at >= lexer->length) return token;
        if (lexer->text[lexer->at] != '#') break;
        while (lexer->at < lexer->length && lexer->text[lexer->at] != '\n') {
            lexer->at++;
            token.length++;
        }
        if (lexer->comments) {
            token.kind = CKI_COMMENT;
            return token;
        }
    }

    const char c = lexer->text[lexer->at];
    const bool equal = lexer->at + 1 < lexer->length && lexer->text[lexer->at + 1] == '=';
    token.length = 1;
    if (c == '"') {
        token.kind = CKI_STRING;
        read_string(lexer, &token);
        return token;
    }
    if (is_atom(c)) {
        token.kind = CKI_ATOM;
        while (lexer->at + token.length < lexer->length && is_atom(lexer->text[lexer->at + token.length])) token.length++;
        lexer->at += token.length;
        return token;
    }
    switch (c) {
        case '(': token.kind = CKI_OPEN_ROUND; break;
        case ')': token.kind = CKI_CLOSE_ROUND; break;
        case ',': token.kind = CKI_COMMA; break;
        case '%': token.kind = CKI_PERCENT_SIGN; break;
        case ';': token.kind = CKI_SEMICOLON; break;
        case '=': token.kind = CKI_SIGN_EQ; break;
        case '>': token.kind = equal ? CKI_SIGN_GE : CKI_SIGN_GT; break;
        case '<': token.kind = equal ? CKI_SIGN_LE : CKI_SIGN_LT; break;
        default: token.kind = CKI_BAD; break;
    }
    if ((c == '>' || c == '<') && equal) token.length = 2;
    if (token.kind == CKI_BAD) {
        const size_t size = utf8_length((const unsigned char *)token.at, lexer->length - lexer->at);
        if (size > 1) token.length = size;
        lexer_fail(lexer, CK_E_SYNTAX, &token, size == 0 ? "bytes that are not UTF-8" : "a character that has no meaning outside of a text",
                   "texts for people stand in double quotes; a comment begins with #");
    }
    lexer->at += token.length;
    return token;
}
