/* Parts of declarations that several of them have. */
#ifndef CK_LAW_PARSE_DECLARATION_H
#define CK_LAW_PARSE_DECLARATION_H

#include "law/parse.h"

bool     cki_read_about(cki_parser *parser, cki_decl *decl);             // one clause; false: there is none
bool     cki_read_time(cki_parser *parser, cki_decl *decl);              // one statement with its marks
void     cki_read_outcome(cki_parser *parser, cki_decl *decl);
void     cki_read_if(cki_parser *parser, cki_decl *decl);                 // after "if"; a second one is an error
void     cki_read_obligation(cki_parser *parser, cki_decl *decl);        // after "also"
void     cki_read_duty(cki_parser *parser, cki_decl *decl);
void     cki_read_fee(cki_parser *parser, cki_decl *decl);
uint32_t cki_read_single_test(cki_parser *parser);

#endif
