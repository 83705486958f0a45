/* Conditions in three values over the facts of a deal. */
#ifndef CK_LAW_EVAL_H
#define CK_LAW_EVAL_H

#include "law/clock.h"
#include "law/facts.h"

/* What the question "is it so?" is asked about. CK_NONE: nothing of that kind is spoken of. */
typedef struct cki_env { uint32_t item, component, part, technology, party; } cki_env;

/* What was met on the way to an answer, beside the answer. */
typedef struct cki_noted {
    int64_t   next_change;       // nearest change of an entity or entry that was looked at, CKI_OPEN
    uint64_t  choices;           // of the first 64 choices: those whose reading was asked
    bool      names_not_matched; // a name without a match was taken as not listed
    bool      time_differs;      // an entity or entry is in another state as announced than by law
    bool      changed_in_the_day;        // an entity or entry that was looked at was in another state when the day began
    bool      timed_by_choice;   // the time of an entity or entry hangs on a reading
    bool      not_kept;          // more than can be kept: a choice beyond the first 64
} cki_noted;
#define CKI_NOTED_NOTHING ((cki_noted){.next_change = CKI_OPEN})
static inline void cki_noted_add(cki_noted *to, const cki_noted *more) {
    if (more->next_change < to->next_change) to->next_change = more->next_change;
    to->choices |= more->choices;
    to->names_not_matched |= more->names_not_matched;
    to->time_differs |= more->time_differs;
    to->changed_in_the_day |= more->changed_in_the_day;
    to->timed_by_choice |= more->timed_by_choice;
    to->not_kept |= more->not_kept;
}

/* Kept answers: 0 not asked yet, else truth + 1 and, four times its number, what was noted. */
#define CKI_NOTES_LIMIT 64u
typedef struct cki_kept { uint8_t *answer; uint32_t *node, count; } cki_kept;      // (nodes); which of them are kept

typedef struct cki_eval {
    const ck_law   *law;
    const ck_facts *facts;
    const cki_asked *asked;
    cki_clock *clock;            // of the moment and the readings of the question
    bool      by_law;
    bool      trial;             // asked otherwise than the question asks: another reading, another moment, as announced
    bool      other_moment, other_reading;       // which it is; neither: as announced
    uint8_t  *memo;              // (lists, then definitions; x items) answers about items
    cki_kept  kept;              // answers about the deal itself
    cki_kept  tried;             // those of a trial that hang on more than facts
    cki_noted *note; uint32_t note_count;        // (CKI_NOTES_LIMIT) what kept answers noted; 0: nothing
    cki_noted noted;
    uint8_t  *choice_used;       // (choices) those beyond the first 64
    double   *stake_low, *stake_high;    // (parties) scratch
    uint8_t  *covered;           // (parties) scratch
    bool      note_changes;      // look for changes to come
    uint32_t  depth;
} cki_eval;

static inline ck_truth cki_and(ck_truth a, ck_truth b) {
    return a < b ? a : b;
}
static inline ck_truth cki_or(ck_truth a, ck_truth b) {
    return a > b ? a : b;
}
static inline ck_truth cki_not(ck_truth a) {
    return (ck_truth)(2 - (int)a);
}

/* Cost O(1) when it was asked before about the deal itself, or a definition or list about the same item. */
ck_truth cki_truth_of(cki_eval *eval, cki_env env, uint32_t node);
/* An answer that was kept, with what it noted. */
static inline ck_truth cki_recall(cki_eval *eval, uint8_t kept) {
    if (kept >> 2 != 0) cki_noted_add(&eval->noted, &eval->note[kept >> 2]);
    return (ck_truth)((kept & 3) - 1);
}
/* Begins an answer that is to be kept; the end says how, 0 when it cannot be, and adds what was noted before. */
static inline cki_noted cki_begin_noting(cki_eval *eval) {
    const cki_noted before = eval->noted;
    eval->noted = CKI_NOTED_NOTHING;
    return before;
}
uint8_t  cki_end_noting(cki_eval *eval, ck_truth truth, const cki_noted *before);
/* Forgets the answers of the trial before. */
void     cki_begin_trial(cki_eval *eval);
/* Nothing but the item of the deal is spoken of. */
static inline bool cki_env_plain(const cki_env *env) {
    return (env->item | ~(env->component & env->part & env->technology & env->party)) == 0;
}
/* The same; a condition that is absent is true. */
static inline ck_truth cki_condition(cki_eval *eval, cki_env env, uint32_t node) {
    return node == CK_NONE ? CK_TRUE : cki_truth_of(eval, env, node);
}
cki_env  cki_env_of_deal(void);

/* ---- parts of tests that explanations look at again ---- */

/* Whom a node speaks of: `count` things of a subject; things(k) gives them. Roles and unbound parties are all that fit. */
typedef struct cki_things { ck_subject subject; uint32_t first, count; bool roles, open; uint32_t role_bit; } cki_things;
cki_things cki_things_of(const cki_eval *eval, const cki_env *env, const cki_node *node);
/* The next thing at or after *k; CK_NONE: no more. */
uint32_t   cki_things_next(const cki_eval *eval, const cki_things *things, uint32_t *k);
const cki_value *cki_fact_of(const cki_eval *eval, ck_subject subject, uint32_t thing, uint32_t fact);

/* Does an entity or entry stand on its list at the moment asked? One without statements in time always does. */
bool     cki_stands(cki_eval *eval, uint32_t decl);
ck_truth cki_listed(cki_eval *eval, uint32_t party, uint32_t list, uint32_t *entity, ck_name_match *match);
ck_truth cki_matches(cki_eval *eval, uint32_t item, uint32_t list);
ck_truth cki_entry_matches(cki_eval *eval, uint32_t item, uint32_t entry);
ck_truth cki_held(cki_eval *eval, uint32_t party, const cki_node *node);
/* The env in which a definition speaks of a thing. */
cki_env  cki_env_for(const cki_env *env, ck_subject subject, uint32_t thing);

/* holds for all of low .. high: true; for none: false. Values within 1e-12 of each other are equal. */
ck_truth cki_compare_interval(double low, double high, cki_relation relation, double with);

/* Share of an element in an item, per cent of mass, and whether it is there at all. */
ck_truth cki_contains(const cki_eval *eval, uint32_t item, uint32_t element, double *low, double *high);

ck_truth cki_test_contains(const cki_eval *eval, uint32_t item, const cki_node *node);

/* Tests of one value, given or NULL; of the codes that an item declares, and of its customs code, for an entry. */
ck_truth cki_test_value(const cki_eval *eval, const cki_node *node, const cki_value *value);
ck_truth cki_declared(const cki_eval *eval, uint32_t item, const cki_decl *entry);
ck_truth cki_customs_test(const cki_eval *eval, uint32_t item, const cki_decl *entry);

/* The share of a CKI_SHARE node. `visit` is told of every part that was looked at; may be NULL. */
typedef struct cki_share_sum {
    ck_truth truth;
    double   numerator_low, numerator_high, denominator;     // NaN: not known
    double   low, high;                                      // per cent
    uint32_t unit;                                           // currency
    bool     parts_open;                                     // parts that are not listed may count
} cki_share_sum;
typedef void (*cki_share_visit)(void *user, uint32_t item, ck_share_part kind, double amount);
cki_share_sum cki_share_of(cki_eval *eval, const cki_env *env, const cki_node *node, cki_share_visit visit, void *user);

#endif
