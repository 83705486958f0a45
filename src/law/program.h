/* The law as a program: declarations, statements in time, conditions. Filled by the parser, resolved in place, constant
   from then on. Texts lie in the program's own block. */
#ifndef CK_LAW_PROGRAM_H
#define CK_LAW_PROGRAM_H

#include "base/base.h"
#include "law/law.h"

typedef struct cki_span { uint32_t first, count; } cki_span;

/* Countries count in the order of ISO 3166 alpha-3 (codes.c), then ROW, then the user-assigned X.. codes of the law. */
#define CKI_COUNTRY_WORDS 8
#define CKI_COUNTRY_LIMIT (CKI_COUNTRY_WORDS * 64u)
typedef struct cki_country_set { uint64_t bits[CKI_COUNTRY_WORDS]; } cki_country_set;
static inline bool cki_country_in(const cki_country_set *set, uint32_t country) {
    return (set->bits[country / 64] >> (country % 64) & 1) != 0;
}
static inline void cki_country_put(cki_country_set *set, uint32_t country) {
    set->bits[country / 64] |= UINT64_C(1) << (country % 64);
}

/* A name in the text that stands for something else. */
typedef struct cki_ref {
    const char *text;
    ck_place    place;
    uint32_t    to;              // declaration, country, fact, ...; CK_NONE until resolved
} cki_ref;

/* ---- time ---- */

/* Minutes of wall time since 2000-01-01 00:00, and what to subtract for UTC. */
typedef struct cki_moment { int64_t wall; int32_t offset; bool own_offset, timed; } cki_moment;
#define CKI_OPEN ((int64_t)INT64_MAX / 4)

typedef enum cki_time_kind { CKI_TIME_PUBLISHED, CKI_TIME_FORCE, CKI_TIME_SUSPENDED, CKI_TIME_EXTENDED, CKI_TIME_ENDED, CKI_TIME_VOID,
                             CKI_TIME_NEVER } cki_time_kind;
typedef struct cki_when { cki_ref choice, reading; cki_moment until; } cki_when;
typedef struct cki_time {
    cki_time_kind kind;
    cki_moment    from, until;           // until.wall CKI_OPEN: open
    ck_date       announced;
    ck_certainty  certainty;
    bool          has_announced, has_certainty;
    const char   *citation, *link, *grade, *binds, *note;
    cki_span      when;
    uint32_t      next, extends;         // next statement of the declaration; the statement that it extends
    uint32_t      amend;                 // declaration that added it; CK_NONE
    ck_place      place;
} cki_time;

/* ---- conditions ---- */

typedef enum cki_op { CKI_AND, CKI_OR, CKI_NOT, CKI_QUANTIFIED, CKI_YES, CKI_IS, CKI_IN_GROUP, CKI_COMPARE, CKI_WITHIN, CKI_MATCHES,
                      CKI_LISTED, CKI_HELD, CKI_DEFINED, CKI_CONTAINS, CKI_SHARE, CKI_TABLE, CKI_READING } cki_op;
typedef enum cki_who { CKI_WHO_DEAL, CKI_WHO_VESSEL, CKI_WHO_ITEM, CKI_WHO_COMPONENT, CKI_WHO_PART, CKI_WHO_TECHNOLOGY, CKI_WHO_PARTY,
                       CKI_WHO_ROLE } cki_who;
typedef enum cki_relation { CKI_NO_RELATION, CKI_GE, CKI_GT, CKI_LE, CKI_LT, CKI_EQ } cki_relation;
typedef enum cki_quantifier { CKI_ANY, CKI_NO, CKI_EVERY } cki_quantifier;
typedef enum cki_holding { CKI_DIRECTLY, CKI_CHAINS, CKI_AGGREGATE } cki_holding;

typedef struct cki_node {
    uint8_t     op, who, role, relation, quantifier, holding;
    bool        negated;                 // is not
    bool        by_mass, components_only;
    bool        steady, names, tells;    // hangs on facts alone; asks names of parties; asks names or shares
    bool        simple;                  // one fact of one thing, looked at faster than remembered
    uint32_t    slot;                    // of the fact, when it is simple
    uint32_t    same;                    // first test of the same words
    uint32_t    child, next;             // CK_NONE: none
    cki_ref     subject, second;         // fact in words ("item.origin"); of a table its column
    cki_ref     target;                  // list, group, definition, table, choice, element
    cki_ref     reading;
    cki_span    values, except;          // refs
    double      number;                  // in the fact's unit
    const char *unit;                    // as written; "%"; ""
    uint64_t    mask;                    // words
    const char *words; uint32_t words_length;
    ck_place    place;
} cki_node;

/* ---- declarations ---- */

typedef enum cki_kind { CKI_AUTHORITY, CKI_REGIME, CKI_PROVISION, CKI_CHOICE, CKI_READING_OF, CKI_FACT, CKI_GROUP, CKI_LIST, CKI_ENTRY,
                        CKI_ENTITY, CKI_TABLE_OF, CKI_ROW, CKI_DEFINE, CKI_RULE, CKI_DUTY, CKI_FEE, CKI_AMEND, CKI_TERM,
                        CKI_KIND_COUNT } cki_kind;       // up to CKI_FEE as ck_law_kind

typedef enum cki_type { CKI_YES_NO, CKI_NUMBER, CKI_MONEY, CKI_PERCENT, CKI_DATE, CKI_COUNTRY, CKI_TEXT, CKI_CODE, CKI_CODES, CKI_WORD,
                        CKI_WORDS, CKI_ELEMENTS, CKI_TYPE_COUNT } cki_type;
const char *cki_type_word(cki_type type);

typedef struct cki_obligation {
    ck_law_obligation say;
    cki_ref           to;
} cki_obligation;
typedef enum cki_rate_kind { CKI_RATE_PERCENT, CKI_RATE_FACT, CKI_RATE_FLOOR } cki_rate_kind;
typedef struct cki_rate { cki_rate_kind kind; double percent; cki_ref fact; cki_moment from; bool has_from; ck_place place; } cki_rate;
typedef enum cki_charge_kind { CKI_CHARGE_PER, CKI_CHARGE_PERCENT, CKI_CHARGE_FLAT } cki_charge_kind;
typedef struct cki_charge {
    cki_charge_kind kind;
    double      number, other;           // other: the alternative, NaN
    const char *currency;
    cki_ref     fact, other_fact;
    cki_moment  from;
    bool        has_from;
    ck_place    place;
} cki_charge;
typedef struct cki_base { cki_ref what; bool covered; } cki_base;        // covered: "what DUTY covers"

typedef struct cki_decl {
    cki_kind    kind;
    uint32_t    ordinal;                 // among those of its public kind
    const char *name, *full, *title;     // full: "regime/name", "choice/name", "list/name"
    uint32_t    regime, parent;          // declarations: regime; provision, list, table or choice
    ck_place    place;
    const char *words; uint32_t words_length;
    const char *condition_words; uint32_t condition_length;

    const char  *citation, *link, *article, *says, *note, *grade;
    ck_date      verified;
    ck_certainty certainty;
    bool         has_certainty, has_clock, has_force;
    int32_t      clock;
    uint32_t     first_time, last_time;

    uint32_t    condition;               // node, CK_NONE
    cki_ref     of;                      // provision; amended regime or provision; country of an authority, regime or entity
    cki_span    refs, more;              // by; members; covers; words; aliases; over / columns of a row; excluded by | replaces
    cki_span    third;                   // unsure columns; replaces; hs codes
    bool        exception, is_default, hs_test, all_columns, no_columns;
    ck_outcome  outcome;
    cki_span    obligations, rates, base, charges;
    cki_type    type;                    // of a fact
    ck_subject  subject;                 // of a fact or definition
    const char *unit, *code, *calendar;
    cki_country_set countries;           // of a group, table (covered); of a row: columns that require
    cki_country_set unsure;              // of a row
    /* limits of a fee */
    bool        round_units;
    double      minimum, maximum;        // NaN: none
    const char *minimum_currency, *maximum_currency;
    double      most_times;              // NaN: no cap
    const char *cap_from;
    cki_ref     counted_by, once;
    uint32_t    first_silencer;          // chain in cki_silence, CK_NONE: rules that silence a rule, duties that replace a duty
    cki_span    inner, entities;         // ordinals of what stands in it: entries, readings or rows; entities of a list
    bool        used;
    bool        timed_by_choice;         // the end of a statement in time, its own or its regime's, hangs on a reading
    bool        reads;                   // lists: what matches depends on a reading or on time
    bool        names, shares;           // lists and definitions: they ask names of parties, shares of parts
    bool        failed;                  // it had a fault; kept for its name alone
    uint32_t    rank;                    // one more than the highest of what it asks first
} cki_decl;

typedef struct cki_silence { uint32_t by, next; } cki_silence;           // ordinals of rules, of duties
typedef struct cki_screen { const char *name; uint64_t letters; uint32_t entity; uint16_t length; } cki_screen;      // a normalised entity name

/* How many of each; first counted, then placed. */
typedef struct cki_counts {
    uint32_t decl, time, when, node, ref, obligation, rate, charge, base;
    size_t   text, words;
    uint32_t kind[CKI_KIND_COUNT];
    uint32_t names;                      // of entities, with aliases
    size_t   name_text;
} cki_counts;

struct ck_law {
    cki_counts      count;
    cki_decl       *decl;
    cki_time       *time;
    cki_when       *when;
    cki_node       *node;
    cki_ref        *ref;
    cki_obligation *obligation;
    cki_rate       *rate;
    cki_charge     *charge;
    cki_base       *base;
    char           *text, *words;
    uint32_t       *of_kind[CKI_KIND_COUNT];     // (kind count) declarations
    cki_names       names[CKI_KIND_COUNT];       // full name -> ordinal
    cki_silence    *silence; uint32_t silence_count;
    uint32_t       *alike; uint32_t alike_count; // tests by their words
    uint32_t       *rule_order, *duty_order, *fee_order;     // ordinals; what silences, excludes or goes before comes first
    cki_names       screen_exact;                // normalised name -> first of its chain in screen
    cki_screen     *screen; uint32_t screen_count;
    uint32_t       *screen_next;                 // other entities of the same normalised name
    char           *screen_text;
    uint32_t       *fact_slot;                   // fact ordinal -> slot of its subject
    uint32_t        slot_count[CK_SUBJECT_COUNT];
    uint32_t        extra_country_count;
    char            extra_country[CKI_COUNTRY_LIMIT][4];
    uint64_t        digest;
};

static inline const cki_decl *cki_decl_of(const ck_law *law, cki_kind kind, uint32_t ordinal) {
    return &law->decl[law->of_kind[kind][ordinal]];
}

/* ---- shared parts ---- */

/* codes.c */
#define CKI_COUNTRY_ROW 249u
uint32_t    cki_country_find(const ck_law *law, const char *code, size_t length);     // CK_NONE: not a country
uint32_t    cki_country_intern(ck_law *law, const char *code, size_t length);         // also adds X..; CK_NONE: not a country or full
const char *cki_country_code(const ck_law *law, uint32_t country);
const char *cki_country_nearest(const char *code);
uint32_t    cki_element_find(const char *symbol, size_t length);
const char *cki_element_symbol(uint32_t element);
/* Exact for numbers of at most 15 digits with small exponents, else within 1 ulp. */
CK_MUST_USE ck_status cki_number_read(const char *text, size_t length, double *value);
/* Factor that turns a quantity in `from` into one in `to`; false when they measure different things. */
bool        cki_unit_factor(const char *from, const char *to, double *factor);
bool        cki_currency_known(const char *code, size_t length);

/* Truth of "code lies within the prefix": unknown when the code is less specific than the prefix. */
ck_truth    cki_code_within(const char *code, const char *prefix);

/* resolve.c; scratch: decl count. */
CK_MUST_USE ck_status cki_law_resolve(ck_law *law, uint32_t *scratch, ck_diags *diags);
/* groups.c: the countries of groups in groups, whose own are there already. CK_E_CYCLE for one that contains itself. Cost O(members). */
CK_MUST_USE ck_status cki_groups_resolve(ck_law *law, uint32_t *scratch, ck_diags *diags);
/* resolve_condition.c: one tree; `subject` is what a definition or entry asks about (CK_SUBJECT_DEAL: a rule). */
CK_MUST_USE ck_status cki_condition_resolve(ck_law *law, uint32_t node, ck_subject subject, ck_diags *diags);
uint32_t    cki_fact_find(const ck_law *law, ck_subject subject, const char *name, size_t length);
/* order.c: definitions, lists and rules that ask each other; orders of rules, duties and fees. scratch: decl count. */
CK_MUST_USE ck_status cki_law_order(ck_law *law, uint32_t *scratch, ck_diags *diags);
/* alike.c: which tests share their answer, and which answers are kept. Follows the order. */
void        cki_law_alike(ck_law *law);
/* Reports a name that nothing defines, with the nearest that is defined. */
ck_status   cki_unknown_name(const ck_law *law, cki_kind kind, const cki_ref *ref, ck_diags *diags);

/* screen.c: names of parties. Writes at most `length` bytes. */
size_t      cki_name_normalise(const char *name, size_t length, char *out);
uint64_t    cki_name_letters(const char *name, size_t length);
/* Edits within which names are near, by the length of the shorter one; 0: it says too little. */
uint32_t    cki_name_edits(size_t shorter);
bool        cki_name_is_near(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
