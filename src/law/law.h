/* What the host needs of the law beyond chokepoint_law.h: limits, states in time, readable text of rules. */
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

/* ---- deals alike beside their goods ---- */

/* What the regimes of a law read of a deal beside its goods: facts of the deal and its ship, parties with their facts, names on
   lists, holdings. Of each test only what it makes of a fact counts, not the fact itself. */
typedef struct ck_law_reader ck_law_reader;
typedef struct ck_law_key { uint64_t a, b; } ck_law_key;
size_t ck_law_reader_bytes(const ck_law *law);
/// Cost O(regimes x nodes), once for a law.
///
/// Returns  CK_OK or CK_E_MEMORY
CK_MUST_USE ck_status ck_law_reader_start(const ck_law *law, void *block, size_t bytes, const ck_law_reader **reader);
/// Two deals of equal items, parts and technologies that have one key of a regime get one answer of it, with its duties, on every day
/// and under every reading; that two which differ have one key has a chance of 2^-128.
///
/// key      out (regimes)
/// Cost     one test each of what is stated
void ck_law_read(const ck_law_reader *reader, const ck_facts *facts, ck_law_key *key);

/* ---- what is allowed and still looks wrong ---- */

/// Periods in force, suspensions and steps that overlap; gaps between them; pairs of rules of one regime that can both hold
/// with different outcomes and without a priority (conditions that exclude each other by one fact are left out); lists that
/// nothing asks; citations and grades that are missing. Cost O(rules^2 * condition).
///
/// Returns  CK_OK; CK_NOTED with notes in `diags`; CK_E_RANGE for what overlaps
CK_MUST_USE ck_status ck_law_check(const ck_law *law, ck_diags *diags);

/// A source with even spaces: declarations at the margin, what belongs to them two spaces in, two more in each parenthesis
/// and before and, or, when; line breaks, comments and texts as they are. Formatting twice changes nothing more.
///
/// out      (room) or NULL: `length` alone is measured
/// Returns  CK_OK, CK_E_SYNTAX or CK_E_LIMIT for what is no law text, CK_E_MEMORY when `room` is too small
CK_MUST_USE ck_status ck_law_format(const ck_law_source *source, char *out, size_t room, size_t *length, ck_diags *diags);

/* ---- text ---- */

/* The thing as it stands in the text, words joined by single spaces; not NUL-terminated. */
const char *ck_law_words(const ck_law *law, ck_law_kind kind, uint32_t index, size_t *length);
/* The condition of a rule, duty, fee, entry or definition, ""; not NUL-terminated. */
const char *ck_law_condition(const ck_law *law, ck_law_kind kind, uint32_t index, size_t *length);

/* Marks the duties that the stacking of a duty looks at, near or far, itself among them. mark: (duties), 0 at first. */
void ck_law_duty_stack(const ck_law *law, uint32_t duty, uint8_t *mark);
/* The steps of a fee's first charge, in the order of their days; CK_DATE_FIRST: from the beginning. */
typedef struct ck_law_charge_step { ck_date from; double charge; } ck_law_charge_step;
uint32_t ck_law_fee_steps(const ck_law *law, uint32_t fee);
ck_law_charge_step ck_law_fee_step(const ck_law *law, uint32_t fee, uint32_t k);

typedef struct ck_law_rule_info {
    ck_outcome  outcome;
    bool        exception;
    uint32_t    over_count;              // rules that it silences
} ck_law_rule_info;
ck_law_rule_info ck_law_rule(const ck_law *law, uint32_t rule);
uint32_t ck_law_rule_over(const ck_law *law, uint32_t rule, uint32_t k);         // the k-th rule that it silences

/* Whose names or owners the condition of a rule asks, and those of what silences it: bits 1u << CK_ROLE_...; 0: nobody's. */
uint32_t ck_law_rule_names(const ck_law *law, uint32_t rule);

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
