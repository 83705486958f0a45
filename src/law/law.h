/* What the host needs of the law beyond section 10 of chokepoint.h: limits, states in time, readable text of rules. */
#ifndef CK_LAW_LAW_H
#define CK_LAW_LAW_H

#include "chokepoint.h"

/* Stated limits (docs/law-language.md); what is larger is CK_E_LIMIT. */
#define CK_LAW_FILE_LIMIT        ((size_t)16 << 20)      // bytes of a file
#define CK_LAW_DECLARATION_LIMIT 200000u                 // of a law
#define CK_LAW_TEXT_LIMIT        ((size_t)64 << 10)      // bytes of a text
#define CK_LAW_NESTING_LIMIT     64u                     // of a condition
#define CK_LAW_STATEMENT_LIMIT   256u                    // in time, about one thing, with its amendments
#define CK_LAW_CALL_LIMIT        16u                     // definitions, lists and rules that ask each other

/* ---- states in time ---- */

/* State of a provision, an entity, an entry, or of a regime itself (kind). */
typedef struct ck_law_status {
    ck_law_state state;                  // as announced: everything known counts
    ck_law_state by_law;                 // instruments (and hypotheses of a scenario) alone
    ck_certainty certainty;              // of the statement that makes `state`
    bool         changed_in_the_day;
    ck_date      next_change, next_change_by_law;        // CK_DATE_LAST: none known
    ck_law_state next_state, next_state_by_law;
    const char  *citation, *grade;       // of the statement that makes `state`; "" when it is the provision's own
    const char  *note, *binds;           // of a statement that binds only some ("" when there is none)
    bool         contested;              // another reading of a choice gives another state on this day
    ck_law_state other_state;
    uint32_t     choice, other_reading;  // then; else CK_NONE
} ck_law_status;
ck_law_status ck_law_status_of(const ck_law *law, ck_law_kind kind, uint32_t index, ck_law_question question);

/* ---- text ---- */

/* The thing as it stands in the text, words joined by single spaces; not NUL-terminated. */
const char *ck_law_words(const ck_law *law, ck_law_kind kind, uint32_t index, size_t *length);
/* The condition of a rule, duty, fee, entry or definition, ""; not NUL-terminated. */
const char *ck_law_condition(const ck_law *law, ck_law_kind kind, uint32_t index, size_t *length);

typedef struct ck_law_rule_info {
    ck_outcome  outcome;
    bool        exception;
    uint32_t    over_count;              // rules that it silences
} ck_law_rule_info;
ck_law_rule_info ck_law_rule(const ck_law *law, uint32_t rule);
uint32_t ck_law_rule_over(const ck_law *law, uint32_t rule, uint32_t k);         // the k-th rule that it silences

/* Authorities and country of a regime: "MOFCOM, GAC", "CHN". */
typedef struct ck_law_regime_info { const char *country; uint32_t authority_count; int32_t clock_minutes; } ck_law_regime_info;
ck_law_regime_info ck_law_regime(const ck_law *law, uint32_t regime);
const char *ck_law_regime_authority_name(const ck_law *law, uint32_t regime, uint32_t k);

/* A declared fact: its type in words, unit, words and question, for readers and forms. */
typedef struct ck_law_fact_info {
    ck_subject  subject;
    const char *name, *type, *unit, *question;   // type: yes-no number money percent date country text code codes word words element-share
    uint32_t    word_count;
} ck_law_fact_info;
ck_law_fact_info ck_law_fact(const ck_law *law, uint32_t fact);
const char *ck_law_fact_word(const ck_law *law, uint32_t fact, uint32_t k);
uint32_t ck_law_find_fact(const ck_law *law, ck_subject subject, const char *name);

/* ISO alpha-3 code (or a user-assigned X.., or ROW) that laws and deals may name. */
bool ck_country_known(const char *code);
/* "Dy". */
bool ck_element_known(const char *symbol);

#endif
