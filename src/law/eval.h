/* Conditions in three values over the facts of a deal. */
#ifndef CK_LAW_EVAL_H
#define CK_LAW_EVAL_H

#include "law/facts.h"
#include "law/state.h"

/* What the question "is it so?" is asked about. CK_NONE: nothing of that kind is spoken of. */
typedef struct cki_env { uint32_t item, component, part, technology, party; } cki_env;

typedef struct cki_eval {
    const ck_law   *law;
    const ck_facts *facts;
    const cki_asked *asked;
    bool      by_law;
    uint8_t  *memo;              // (lists x items): 0 not asked yet, else truth + 1; NULL: none
    uint8_t  *kept;              // (nodes) answers about the deal itself that hang on facts alone, as `memo`
    uint32_t *kept_node; uint32_t kept_count;    // which are kept
    uint8_t  *choice_used;       // (choices)
    double   *stake_low, *stake_high;    // (parties) scratch
    uint8_t  *covered;           // (parties) scratch
    bool      names_not_matched; // a name without a match was taken as not listed
    bool      time_differs;      // an entity or entry is in another state as announced than by law
    bool      note_changes;      // keep what follows
    bool      changed_in_the_day;        // an entity or entry that was looked at was in another state when the day began
    int64_t   next_change;       // nearest change of an entity or entry that was looked at, CKI_OPEN
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

ck_truth cki_truth_of(cki_eval *eval, cki_env env, uint32_t node);
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
