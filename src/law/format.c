/* Law text with even spaces and indentation. Words, texts, comments and line breaks stay as they are. */
#include "law/lexer.h"

typedef struct writer { char *out; size_t room, length; } writer;

static void put(writer *w, const char *text, size_t length) {
    if (w->out != NULL && w->length + length <= w->room) cki_copy(w->out + w->length, text, length);
    w->length += length;
}

static void put_many(writer *w, char c, uint32_t count) {
    for (uint32_t k = 0; k < count; k++) put(w, &c, 1);
}

static bool is_inner(const cki_token *token) {
    return cki_token_is(token, "reading") || cki_token_is(token, "entry") || cki_token_is(token, "entity") || cki_token_is(token, "row");
}

static bool needs_space(cki_token_kind before, cki_token_kind now) {
    if (before == CKI_OPEN_ROUND || now == CKI_CLOSE_ROUND || now == CKI_COMMA || now == CKI_SEMICOLON) return false;
    return true;
}

ck_status ck_law_format(const ck_law_source *source, char *out, size_t room, size_t *length, ck_diags *diags) {
    cki_lexer lexer = cki_lexer_start(source, true, diags);
    writer w = {out, room, 0};
    cki_token_kind before = CKI_END;
    uint32_t depth = 0;
    bool inner = false, begun = false;
    for (cki_token token = cki_lexer_next(&lexer); token.kind != CKI_END; token = cki_lexer_next(&lexer)) {
        const bool first = !begun || token.breaks > 0, comment = token.kind == CKI_COMMENT;
        const bool opens = first && token.kind == CKI_ATOM && depth == 0 && cki_word_reserved(token.at, token.length);
        if (opens) inner = is_inner(&token);
        if (token.kind == CKI_CLOSE_ROUND && depth > 0) depth--;
        if (begun) put_many(&w, '\n', token.breaks);
        if (first) {
            uint32_t indent = (inner ? 4 : 2) + 2 * ck_min_u32(depth, 16);
            if (cki_token_is(&token, "and") || cki_token_is(&token, "or") || cki_token_is(&token, "when")) indent += 2;
            if (opens) indent = inner ? 2 : 0;
            if (comment && token.column == 1) indent = 0;
            put_many(&w, ' ', indent);
        } else if (comment) put_many(&w, ' ', 2);
        else if (needs_space(before, token.kind)) put_many(&w, ' ', 1);
        size_t size = token.length;
        while (comment && size > 0 && (token.at[size - 1] == ' ' || token.at[size - 1] == '\t' || token.at[size - 1] == '\r')) size--;
        put(&w, token.at, size);
        if (token.kind == CKI_OPEN_ROUND) depth++;
        before = token.kind;
        begun = true;
    }
    if (begun) put_many(&w, '\n', 1);
    *length = w.length;
    if (lexer.status < 0) return lexer.status;
    return out != NULL && w.length > room ? CK_E_MEMORY : CK_OK;
}
