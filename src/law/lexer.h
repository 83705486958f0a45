/* Words of a law source: atoms, texts, punctuation; comments when asked for. */
#ifndef CK_LAW_LEXER_H
#define CK_LAW_LEXER_H

#include "law/program.h"

typedef enum cki_token_kind { CKI_END, CKI_ATOM, CKI_STRING, CKI_OPEN_ROUND, CKI_CLOSE_ROUND, CKI_COMMA, CKI_PERCENT_SIGN, CKI_SIGN_GE,
                              CKI_SIGN_GT, CKI_SIGN_LE, CKI_SIGN_LT, CKI_SIGN_EQ, CKI_SEMICOLON, CKI_COMMENT, CKI_BAD } cki_token_kind;

typedef struct cki_token {
    cki_token_kind kind;
    const char    *at;           // in the source; of a text with its quotes
    size_t         length;
    uint32_t       line, column;
    uint32_t       breaks;       // line breaks since the token before
} cki_token;

typedef struct cki_lexer {
    const char *file, *text;
    size_t      length, at, line_start;
    uint32_t    line;
    bool        comments;        // give comments as tokens
    ck_diags   *diags;
    ck_status   status;          // first error
} cki_lexer;

cki_lexer cki_lexer_start(const ck_law_source *source, bool comments, ck_diags *diags);
cki_token cki_lexer_next(cki_lexer *lexer);
static inline bool cki_token_is(const cki_token *token, const char *word) {
    return token->kind == CKI_ATOM && cki_text_equal_part(word, token->at, token->length);
}
/* The first word of a declaration. */
bool cki_word_reserved(const char *at, size_t length);
static inline ck_place cki_token_place(const char *file, const cki_token *token) {
    return (ck_place){file, token->line, token->column, (uint32_t)ck_min_u32((uint32_t)token->length, 200)};
}

#endif
