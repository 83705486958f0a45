/* Section 10 of chokepoint.h, which includes it: law as text, deals by names, decisions. */
#ifndef CHOKEPOINT_LAW_H
#define CHOKEPOINT_LAW_H

#include "chokepoint.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- 10. law ----------------------------------------- */

/* The language is in docs/law-language.md. Life of a question: .law texts -> ck_law (constant, hashed); a deal by names
   (ck_deal, editable) -> ck_facts (constant, slots); both in a ck_law_work -> ck_law_decision (borrowed from the work). */

#define CK_OUTCOME_LIST(X)                                                                                             \
    X(CK_OUTCOME_NONE,          "none",                          "the regime has no rules, only duties or fees")       \
    X(CK_OUTCOME_NOT_CAUGHT,    "not caught",                    "no rule of the regime holds")                        \
    X(CK_OUTCOME_SUBJECT,       "subject",                       "in the jurisdiction; no licence requirement found")  \
    X(CK_OUTCOME_EXEMPT,        "exempt",                        "no licence, with what the exemption asks")           \
    X(CK_OUTCOME_GRANTED,       "licence, normally granted",     "a licence that is normally granted")                 \
    X(CK_OUTCOME_CASE,          "licence, case by case",         "a licence, decided case by case")                    \
    X(CK_OUTCOME_REFUSED,       "licence, refused in principle", "a licence that is in principle refused")             \
    X(CK_OUTCOME_PROHIBITED,    "prohibited",                    "not allowed")                                        \
    X(CK_OUTCOME_INDETERMINATE, "indeterminate",                 "a missing fact decides")                             \
    X(CK_OUTCOME_CLASH,         "clash",                         "two rules that hold disagree, without a priority")   \
    X(CK_OUTCOME_LICENCE,       "licence",                       "a licence; how it is decided hangs on a missing fact")
#define X(name, word, meaning) name,
typedef enum ck_outcome { CK_OUTCOME_LIST(X) CK_OUTCOME_COUNT } ck_outcome;      // NOT_CAUGHT .. PROHIBITED: weak to strong
#undef X
const char *ck_outcome_word(ck_outcome outcome);

#define CK_LAW_STATE_LIST(X)                                                                                           \
    X(CK_STATE_UNKNOWN,        "unknown",        "not published, as then known")                                       \
    X(CK_STATE_THREATENED,     "threatened",     "announced and never issued")                                         \
    X(CK_STATE_PUBLISHED,      "published",      "published, not begun")                                               \
    X(CK_STATE_OPERATIVE,      "operative",      "in force")                                                           \
    X(CK_STATE_SUSPENDED,      "suspended",      "suspended after it had operated")                                    \
    X(CK_STATE_NEVER_OPERATED, "never operated", "suspended since before its first day")                               \
    X(CK_STATE_EXPIRED,        "expired",        "ended, repealed or lapsed")                                          \
    X(CK_STATE_VOID,           "void",           "set aside by a court")
#define X(name, word, meaning) name,
typedef enum ck_law_state { CK_LAW_STATE_LIST(X) CK_LAW_STATE_COUNT } ck_law_state;
#undef X
const char *ck_law_state_word(ck_law_state state);

typedef enum ck_certainty { CK_CERTAINTY_LEGAL, CK_CERTAINTY_ANNOUNCED, CK_CERTAINTY_POLITICAL, CK_CERTAINTY_HYPOTHETICAL } ck_certainty;
const char *ck_certainty_word(ck_certainty certainty);
typedef enum ck_truth { CK_FALSE, CK_UNKNOWN, CK_TRUE } ck_truth;               // and: the smaller; or: the larger
const char *ck_truth_word(ck_truth truth);

typedef struct ck_law ck_law;
typedef struct ck_law_source { const char *file, *text; size_t length; } ck_law_source;

/// Parse and check all sources into one constant program. Nothing of the sources is borrowed but the file names.
///
/// Returns  CK_OK; else the first error, all of them in `diags`, with places and hints: CK_E_SYNTAX, CK_E_UNKNOWN,
///          CK_E_DUPLICATE, CK_E_UNIT, CK_E_RANGE, CK_E_CYCLE, CK_E_MISSING, CK_E_LIMIT, CK_E_MEMORY
size_t ck_law_bytes(const ck_law_source *source, uint32_t count);
CK_MUST_USE ck_status ck_law_build(const ck_law_source *source, uint32_t count, void *block, size_t bytes, const ck_law **law,
                                   ck_diags *diags);
uint64_t ck_law_digest(const ck_law *law);               // of the words, without white space, comments and file names

/* What a rule, a provision, a duty and so on say about themselves. Texts are "" when absent. */
typedef struct ck_law_about {
    const char *name, *title;                            // "content-limb"; "content of 0.1 % or more"
    const char *citation, *link, *article, *says, *note;
    const char *grade;                                   // A B C D X bg, or ""
    ck_date     verified_through;                        // CK_DATE_FIRST: not said
    uint32_t    regime, provision;                       // CK_NONE: none
    ck_place    place;
} ck_law_about;

typedef enum ck_law_kind { CK_LAW_AUTHORITY, CK_LAW_REGIME, CK_LAW_PROVISION, CK_LAW_CHOICE, CK_LAW_READING, CK_LAW_FACT,
                           CK_LAW_GROUP, CK_LAW_LIST, CK_LAW_ENTRY, CK_LAW_ENTITY, CK_LAW_TABLE, CK_LAW_ROW, CK_LAW_DEFINITION,
                           CK_LAW_RULE, CK_LAW_DUTY, CK_LAW_FEE, CK_LAW_KIND_COUNT } ck_law_kind;
const char *ck_law_kind_word(ck_law_kind kind);
/* Things of a kind count from 0 in the order of the text. Exceptions count among the rules. */
uint32_t     ck_law_count(const ck_law *law, ck_law_kind kind);
ck_law_about ck_law_about_of(const ck_law *law, ck_law_kind kind, uint32_t index);
/* By name; rules, provisions, duties and fees as "regime/name", readings as "choice/name". CK_NONE: no such thing. */
uint32_t     ck_law_find(const ck_law *law, ck_law_kind kind, const char *name);
uint32_t     ck_law_choice_of(const ck_law *law, uint32_t reading);      // the choice that a reading belongs to
/* Citation, grade, link and article of the thing, else those of its provision, else those of its regime (or list). */
ck_law_about ck_law_cited(const ck_law *law, ck_law_kind kind, uint32_t index);

/* ---- a deal by names ---- */

typedef struct ck_deal_fact {
    const char *name;            // without its subject: "origin"
    const char *text;            // as written ("CHN", "0.1 %", "yes", "civil; research", "12 kg"); NULL: `number` counts
    double      number;          // in `unit`; yes-no: 0 or 1
    const char *unit;            // of `number`, or of `text` when it is a bare number; NULL: the fact's own; money: currency
    ck_place    place;
} ck_deal_fact;
typedef struct ck_deal_facts { const ck_deal_fact *fact; uint32_t count; } ck_deal_facts;

/* Mass share of an element, in per cent. Both NaN: present, amount not given. low = high = 0: absent. */
typedef struct ck_deal_share { const char *element; double low, high; ck_place place; } ck_deal_share;
typedef struct ck_deal_technology { const char *name; ck_deal_facts facts; ck_place place; } ck_deal_technology;

typedef struct ck_deal_item {
    const char   *name;
    const char   *description;           // free text to which `term`s apply; NULL: none
    uint32_t      parent;                // index of an earlier item; CK_NONE for item 0, which is the item of the deal
    ck_deal_facts facts;
    const ck_deal_share *share; uint32_t share_count;
    bool          composition_complete;  // elements that are not listed are absent
    const char *const *code; uint32_t code_count;    // declared control codes: "1C905.a", or "CHN:1C905.a" for one country's lists
    bool          parts_complete;        // everything that it is made of and that has parts of its own or is bought is listed
    const ck_deal_technology *technology; uint32_t technology_count;
    bool          technologies_complete;
    ck_place      place;
} ck_deal_item;

#define CK_ROLE_LIST(X) \
    X(EXPORTER, "exporter") X(IMPORTER, "importer") X(CONSIGNEE, "consignee") X(END_USER, "end_user") \
    X(INTERMEDIARY, "intermediary") X(SUPPLIER, "supplier") X(OWNER, "owner") X(OPERATOR, "operator")
#define X(name, word) CK_ROLE_##name,
typedef enum ck_role { CK_ROLE_LIST(X) CK_ROLE_COUNT } ck_role;
#undef X
const char *ck_role_word(ck_role role);

typedef struct ck_deal_party {
    const char   *name;
    const char   *country;               // ISO alpha-3; NULL: not given. Also the fact party.country
    uint32_t      roles;                 // bits 1u << CK_ROLE_...; 0: only in the ownership graph
    ck_deal_facts facts;
    bool          owners_complete;       // all holdings of 1 % or more in this party are listed (true with none: a person, a state)
    ck_place      place;
} ck_deal_party;
/* NaN: share not given. */
typedef struct ck_deal_holding { uint32_t owner, owned; double percent; ck_place place; } ck_deal_holding;

typedef struct ck_deal {
    const char   *name;
    ck_deal_facts facts, vessel;
    const ck_deal_item    *item;    uint32_t item_count;     // at least 1
    const ck_deal_party   *party;   uint32_t party_count;
    bool          parties_complete;      // all who take part are listed: a role that nobody has is nobody's
    const ck_deal_holding *holding; uint32_t holding_count;
    ck_place      place;
} ck_deal;

typedef struct ck_facts ck_facts;
/// Resolve a deal against a law: names, types, units; descriptions by `term`s; names of parties against all entity lists.
/// Texts and places of the deal are borrowed. Cost O(items + parties * entities).
///
/// Returns  CK_OK; CK_E_UNKNOWN, CK_E_UNIT, CK_E_RANGE, CK_E_SYNTAX, CK_E_DUPLICATE, CK_E_CYCLE with place and hint
size_t ck_deal_bytes(const ck_law *law, const ck_deal *deal);
CK_MUST_USE ck_status ck_deal_bind(const ck_law *law, const ck_deal *deal, void *block, size_t bytes, const ck_facts **facts,
                                   ck_diags *diags);
uint64_t ck_facts_digest(const ck_facts *facts);

/* ---- deciding ---- */

typedef enum ck_law_detail { CK_DETAIL_OUTCOME,          // outcomes, duties and fees alone: for the engine and for batches
                             CK_DETAIL_ANSWER,           // all but the trace
                             CK_DETAIL_TRACE } ck_law_detail;

/* What a work has room for. ck_law_work_default() fits the facts of one deal, or a single item with eight parties when NULL. */
typedef struct ck_law_work_size {
    uint32_t items, parties, technologies;               // largest counts of the facts that will be decided
    uint32_t rows;                                       // of missing facts, shares and their components, names, contested answers, each
    uint32_t trace;                                      // lines of the trace; what does not fit is counted
    size_t   memory;                                     // bytes for answers remembered from deal to deal; 0: each is decided anew
} ck_law_work_size;
ck_law_work_size ck_law_work_default(const ck_facts *facts, ck_law_detail detail);

typedef struct ck_law_question {
    uint32_t      size;                  // set by ck_law_question_default(); 0 means it was not called
    ck_date       on, known;             // judged on; as known on (default: the same day)
    bool          by_minute;             // false: the end of the day `on`, in each regime's own time
    int64_t       minute;                // minutes since 2000-01-01 00:00 UTC, when by_minute
    ck_law_detail detail;
    bool          look_ahead;            // find the next change of law that changes the answer (decides again at each date)
    const uint32_t *regime; uint32_t regime_count;       // only these; 0: all
    const uint32_t *reading; uint32_t reading_count;     // taken instead of the defaults of their choices; of one choice, the last counts
} ck_law_question;
ck_law_question ck_law_question_default(ck_date on);

typedef struct ck_law_span { uint32_t first, count; } ck_law_span;              // of one of the lists of a decision

typedef struct ck_law_answer {           // of one regime
    uint32_t     regime;
    ck_outcome   outcome;                // by the law as written
    ck_outcome   announced;              // with what is only announced or political counted as law
    ck_outcome   least, most;            // weakest and strongest outcome that the missing facts leave open
    ck_certainty certainty;              // legal when both outcomes rest on instruments alone
    ck_law_state state, announced_state; // of the provision that decides; CK_STATE_UNKNOWN when no rule came near
    uint32_t     provision;              // CK_NONE: the regime itself
    bool         contested;              // another reading gives another outcome; see `readings`
    bool         unchecked;              // asked for a day after `verified through`
    bool         changed_in_the_day;     // the law changed between the beginning and the end of the day
    bool         names_not_matched;      // a name that matches no entity was taken as not listed: not a clearance
    ck_law_span  findings, obligations, missing, readings, names, shares;
    ck_date      next_change;            // next day on which law that this answer looked at changes; CK_DATE_LAST: none known
    ck_date      next_other_answer;      // with look_ahead: next day on which the answer differs; CK_DATE_LAST: none known
    ck_outcome   next_outcome;           // then
} ck_law_answer;

typedef enum ck_finding_kind { CK_FINDING_HOLDS, CK_FINDING_SILENCED, CK_FINDING_OPEN, CK_FINDING_WOULD_APPLY } ck_finding_kind;
typedef struct ck_law_finding {          // a rule that is true or unknown of this deal
    ck_finding_kind kind;
    uint32_t     rule, by;               // by: the rule that silences it, or when it HOLDS could; CK_NONE
    ck_outcome   outcome;
    ck_truth     truth;                  // WOULD_APPLY: of the condition
    ck_law_state state, announced_state; // of its provision
    ck_certainty certainty;
} ck_law_finding;

typedef enum ck_todo { CK_TODO_REPORT, CK_TODO_NOTIFY, CK_TODO_RECORD, CK_TODO_DECLARE, CK_TODO_HAND_OVER, CK_TODO_APPLY, CK_TODO_COMMIT,
                       CK_TODO_VERIFY, CK_TODO_COUNT } ck_todo;
const char *ck_todo_word(ck_todo todo);
typedef enum ck_event { CK_EVENT_NONE, CK_EVENT_EXPORT, CK_EVENT_ENTRY, CK_EVENT_ARRIVAL, CK_EVENT_ACCEPTANCE } ck_event;
const char *ck_event_word(ck_event event);
typedef struct ck_law_obligation {
    ck_todo     todo;
    uint32_t    rule;
    const char *to;                      // name of an authority, ""
    const char *calendar;                // of that authority, ""
    uint32_t    days;                    // 0 with CK_EVENT_NONE: no term
    bool        working_days, before;
    ck_event    event;
    uint32_t    years;                   // to keep; 0: not said
    const char *text, *article;
} ck_law_obligation;

typedef enum ck_subject { CK_SUBJECT_DEAL, CK_SUBJECT_ITEM, CK_SUBJECT_PARTY, CK_SUBJECT_VESSEL, CK_SUBJECT_TECHNOLOGY,
                          CK_SUBJECT_COUNT } ck_subject;
const char *ck_subject_word(ck_subject subject);
typedef struct ck_law_missing {
    uint32_t    fact;                    // CK_NONE: not a declared fact (parts, owners, composition, a party of a role)
    ck_subject  subject;
    uint32_t    at;                      // index of item, party or technology of the deal; CK_NONE
    const char *what;                    // "origin", "owners", "parts", "content of Dy", "end_user"
    const char *name;                    // of that item, party or technology, ""
    const char *question;                // to ask; ""
    uint32_t    rule;                    // the first rule that asks; CK_NONE: a duty or fee asks
    bool        eases;                   // the answer stands without it; an exception that eases is not shown
} ck_law_missing;

typedef struct ck_law_reading_answer {   // the reading taken first, then others: all when the question names it, else those that differ
    uint32_t   choice, reading;
    ck_outcome outcome;
    bool       taken, chosen;            // the answer rests on it; the question named it (else it is the default)
} ck_law_reading_answer;

typedef enum ck_name_match { CK_NAME_NOT_MATCHED, CK_NAME_NEAR, CK_NAME_MATCHED } ck_name_match;
typedef struct ck_law_name { uint32_t party, list, entity; ck_name_match match; } ck_law_name;

typedef enum ck_share_part { CK_PART_LEFT_OUT, CK_PART_UNKNOWN, CK_PART_COUNTED } ck_share_part;
typedef struct ck_law_component {
    uint32_t      item;                  // of the deal
    ck_share_part kind;
    double        amount;                // value or mass; NaN: not given
    const char   *why; uint32_t why_length;      // the test that decided, as written (not NUL-terminated)
} ck_law_component;
typedef struct ck_law_share {
    uint32_t     rule, item;             // item: whose share it is
    bool         by_mass, components_only;
    double       low, high;              // per cent
    double       numerator_low, numerator_high, denominator;     // NaN: not known
    double       threshold;              // per cent
    const char  *relation;               // ">=", ">", "<=", "<"
    ck_truth     truth;
    const char  *unit;                   // currency or kg
    ck_law_span  components;
    ck_place     place;
} ck_law_share;

typedef enum ck_line_reason { CK_LINE_OWED, CK_LINE_EXCLUDED, CK_LINE_REPLACED, CK_LINE_FLOOR_REACHED, CK_LINE_SUSPENDED, CK_LINE_FREE,
                              CK_LINE_YIELDS, CK_LINE_CAP_REACHED, CK_LINE_ONCE, CK_LINE_OPEN } ck_line_reason;
const char *ck_line_reason_word(ck_line_reason reason);
typedef struct ck_law_duty_line {
    uint32_t     duty, by;               // by: the duty that excludes or replaces it; CK_NONE
    ck_line_reason reason;               // OWED; or why it is zero; OPEN: depends on missing facts, no amount
    double       rate;                   // per cent, NaN when open
    double       base, amount;           // in `currency`; NaN when open
    const char  *currency;
    ck_law_state state, announced_state;
    ck_certainty certainty;
    ck_law_span  missing;
} ck_law_duty_line;
typedef struct ck_law_fee_line {
    uint32_t     fee, by;
    ck_line_reason reason;
    double       rate, units, amount;            // first charge: rate per unit, units (rounded up where the law says so)
    double       other_rate, other_units, other_amount;  // the alternative; NaN when there is none
    double       owed;                           // what counts, after minimum, maximum and rounding to cents; NaN when open
    bool         at_minimum, at_maximum;
    const char  *currency;
    ck_law_state state, announced_state;
    ck_certainty certainty;
    ck_law_span  missing;
} ck_law_fee_line;

typedef struct ck_law_trace_line {       // in the order of the text, parents before what lies in them
    uint32_t    depth;
    ck_truth    truth;
    const char *what; uint32_t what_length;      // as written (not NUL-terminated)
    const char *found; uint32_t found_length;    // value found: "CHN", "0.4 %", "not given"; "" for a group
    bool        described;               // settled by words of a description
    ck_place    place;
} ck_law_trace_line;

/* Borrowed from the work: valid until its next decision. */
typedef struct ck_law_decision {
    const ck_law_answer         *answer;     uint32_t answer_count;
    const ck_law_finding        *finding;    uint32_t finding_count;
    const ck_law_obligation     *obligation; uint32_t obligation_count;
    const ck_law_missing        *missing;    uint32_t missing_count;
    const ck_law_reading_answer *reading;    uint32_t reading_count;
    const ck_law_name           *name;       uint32_t name_count;
    const ck_law_share          *share;      uint32_t share_count;
    const ck_law_component      *component;  uint32_t component_count;
    const ck_law_duty_line      *duty;       uint32_t duty_count;
    const ck_law_fee_line       *fee;        uint32_t fee_count;
    const ck_law_trace_line     *trace;      uint32_t trace_count;
    bool     no_ship;                    // fees on ships were not looked at: the deal states no ship and no carriage by sea
    uint32_t dropped;                    // rows and trace lines that the work had no room for
    uint64_t digest;                     // of law, facts, question and answer
} ck_law_decision;

/* Memory of a decision, used again for the next one; one thread at a time. It remembers the states of the law on the last
   day asked, so that many deals on one day are cheap. */
typedef struct ck_law_work ck_law_work;
size_t ck_law_work_bytes(const ck_law *law, ck_law_work_size size);
CK_MUST_USE ck_status ck_law_work_start(const ck_law *law, ck_law_work_size size, void *block, size_t bytes, ck_law_work **work);
/// Decide one deal under all regimes (or those named). No allocation.
///
/// Returns  CK_OK; CK_NOTED when some answer is a clash (reported in `diags` with both places) or rows were dropped;
///          CK_E_LIMIT when the facts are larger than the work, CK_E_USAGE for facts of another law
CK_MUST_USE ck_status ck_law_decide(ck_law_work *work, const ck_facts *facts, ck_law_question question,
                                    const ck_law_decision **decision, ck_diags *diags);

#ifdef __cplusplus
}
#endif
#endif
