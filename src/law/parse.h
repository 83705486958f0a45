/* The parser. It runs twice over the same words: once to count, once to fill what was counted. In the counting run every
   pool gives the same spare item, so that nothing may be read back from a pool to decide how to go on. */
#ifndef CK_LAW_PARSE_H
#define CK_LAW_PARSE_H

#include "law/lexer.h"

typedef struct cki_parser {
    ck_law    *law;              // count; pools are NULL while counting
    cki_lexer  lexer;
    cki_token  token;            // the next one
    cki_token_kind before;       // kind of the last one taken
    ck_diags  *diags;            // NULL while counting
    ck_status  status;           // first error
    bool       failed;           // in this declaration: go to the next one
    uint32_t   nesting;
    uint32_t   regime, group;    // declarations that what follows belongs to: regime; list, table or choice
    const char *regime_at, *group_at;            // their names in the source
    size_t     regime_length, group_length;
    cki_kind   group_kind;
    struct { cki_decl decl; cki_time time; cki_when when; cki_node node; cki_ref ref; cki_obligation obligation; cki_rate rate;
             cki_charge charge; cki_base base; } spare;
} cki_parser;

void cki_parse_source(cki_parser *parser, const ck_law_source *source);

/* ---- shared by the parser's files ---- */

#define CKI_POOL(type, name)                                                                                           \
    static inline cki_##type *cki_##name##_at(cki_parser *p, uint32_t at) {                                            \
        return p->law->name != NULL ? &p->law->name[at] : &p->spare.name;                                              \
    }
CKI_POOL(decl, decl)
CKI_POOL(time, time)
CKI_POOL(when, when)
CKI_POOL(node, node)
CKI_POOL(ref, ref)
CKI_POOL(obligation, obligation)
CKI_POOL(rate, rate)
CKI_POOL(charge, charge)
CKI_POOL(base, base)
#undef CKI_POOL

void        cki_take(cki_parser *parser);                                          // go to the next word
bool        cki_at_word(const cki_parser *parser, const char *word);
bool        cki_take_word(cki_parser *parser, const char *word);                   // take it when it is there
bool        cki_take_kind(cki_parser *parser, cki_token_kind kind);
bool        cki_expect_word(cki_parser *parser, const char *word);                 // else fails
bool        cki_expect_kind(cki_parser *parser, cki_token_kind kind, const char *expected);
/* Reports at the next word: "expected %s, found ...". */
void        cki_fail_expected(cki_parser *parser, const char *expected, const char *hint);
void        cki_fail(cki_parser *parser, ck_status status, ck_place place, const char *message, const char *hint);
ck_place    cki_here(const cki_parser *parser);
const char *cki_intern(cki_parser *parser, const char *at, size_t length);
const char *cki_intern_pair(cki_parser *parser, const char *a, size_t a_length, const char *b, size_t b_length);    // "a/b"
const char *cki_read_name(cki_parser *parser, const char *expected);               // a lower-case atom; "" after a failure
const char *cki_read_text(cki_parser *parser, const char *expected);
double      cki_read_number(cki_parser *parser, const char *expected);
ck_date     cki_read_date(cki_parser *parser);
bool        cki_read_offset(cki_parser *parser, int32_t *minutes);                 // "+08:00"
cki_moment  cki_read_moment(cki_parser *parser);
cki_ref     cki_read_ref(cki_parser *parser, const char *expected);                // any atom
cki_ref     cki_read_local_ref(cki_parser *parser, const char *expected);          // of the regime unless it has a '/'
/* "(" ref { "," ref } ")"; without brackets: ref { "," ref }. */
cki_span    cki_read_refs(cki_parser *parser, bool brackets, bool local, const char *expected);
uint32_t    cki_read_condition(cki_parser *parser);                                // node
size_t      cki_words_mark(const cki_parser *parser);                              // where the next word will stand in `words`

#endif
