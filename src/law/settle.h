/* Outcomes: which rules take effect, who silences whom, and what unknown conditions leave open. */
#ifndef CK_LAW_SETTLE_H
#define CK_LAW_SETTLE_H

#include "law/work.h"

/* The rules of a regime and what silences them in other regimes, silencers first. The regime is the one that was marked last. */
typedef struct cki_reach { const uint32_t *rule; uint32_t count, regime, ordinal; } cki_reach;

/* Marks the rules of a regime and what silences them, directly or not, in others. Memory and time are those of the rules found,
   whatever the number of regimes. */
void cki_mark_reached(ck_law_work *work, uint32_t regime);
/* Whether rules of other regimes are among them. */
bool cki_reach_is_foreign(ck_law_work *work, uint32_t regime);
/* In the reach of the regime that was marked last. */
static inline bool cki_is_reached(const ck_law_work *work, uint32_t rule) {
    return work->reached[rule] == work->reach_round;
}
cki_reach cki_reach_of(ck_law_work *work, uint32_t regime);
/* The same without rules whose condition is false: they neither hold nor silence. */
cki_reach cki_live_reach(ck_law_work *work, uint32_t regime);

/* first, second: rules that hold and, of a clash, disagree; CK_NONE. */
typedef struct cki_settled { ck_outcome outcome, least, most; uint32_t first, second; } cki_settled;

/* Truth of a rule's condition and silencers together. */
ck_truth cki_effect_of(const ck_law_work *work, const cki_decl *rule, ck_truth cond, const cki_state *state, const uint8_t *effect);

/// What the rules say together. With unknown conditions: every way in which they may turn out counts; when all give one outcome, it
/// stands. Ways are tried out group by group: rules that neither silence nor are silenced by each other, directly or not, turn out as
/// they will whatever the others do; within a group a way is left as soon as it can come to nothing new (branch and bound, Land and Doig
/// 1960). At most CKI_OPEN_LIMIT conditions are tried out, beyond that all that any of them could say counts.
///
/// state    (declarations) by the view asked
/// cond     (rules) truths of conditions
/// effect   (rules) out: of the rules of the reach
/// Cost O(rules * silencers) for groups of one unknown condition, at most 2^(unknown conditions) times that for larger ones
cki_settled cki_settle(ck_law_work *work, const cki_reach *rules, const cki_state *state, const uint8_t *cond, uint8_t *effect);
#define CKI_OPEN_LIMIT 8u

/* What an exception has to except: the strongest truth of the rules that it is an exception to, true when none of them is asked;
   `only` out: it does nothing but ease, also of what it goes over. */
ck_truth cki_excepted(const ck_law_work *work, uint32_t exception, const cki_state *state, const uint8_t *cond, bool *only);

/* Marks in work->decides which of the open rules of the reach can change the outcome by law: those for which, the others turning out in some
   way, it is not the same whether they hold. All stay marked when there are more than CKI_OPEN_LIMIT, and where rules clash. `settled` is the
   outcome by law. Cost 2^(open rules) settlings where the outcome is open. */
void cki_mark_deciding(ck_law_work *work, const cki_reach *rules, const cki_settled *settled);

#endif
