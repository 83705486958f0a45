/* Measures that follow the law: which rules, duties, fees or regimes each one names, and the periods of their states. Between
   law_measures.c, which puts flows before them, and the law. Host code: it allocates. */
#ifndef CK_STUDY_LAW_FOLLOW_H
#define CK_STUDY_LAW_FOLLOW_H

#include "law/law.h"
#include "study/law_deals.h"
#include "study/law_measures.h"
#include "study/law_profile.h"
#include "study/law_recall.h"

#define CK_LAW_PERIODS_MOST 64u          // periods of one provision; more are an error
#define CK_LAW_EARLIEST     (-36525)     // 1900-01-01: before all law here

/* A period in which the state of a provision does not change. */
typedef struct period { ck_date from; ck_law_state state; } period;

/* What a rule is on a day, in a profile of one deal: it does not catch, it holds, a missing fact decides. */
enum { CK_LAW_NOT_CAUGHT, CK_LAW_HOLDS, CK_LAW_OPEN };

/* Flows that are treated alike in time; the reach says which, and the share how much of them where parties decide. */
typedef struct ck_law_kind_of_flow {
    ck_law_profile profile;
    bool     partial;
    uint8_t *reach;
    double  *share;                      // (items x regions x regions x end uses) NULL: all
    double   value_usd;                  // a day
} ck_law_kind_of_flow;

/* A party that the law caught by name, and the value of the flows on which it did. */
typedef struct named_party { uint32_t party; double usd_per_day; } named_party;

typedef struct follow {                  // one measure that follows the law
    const ck_measure *measure;
    uint32_t   *rule; uint32_t rule_count;
    uint32_t   *duty; uint32_t duty_count;
    uint32_t   *fee; uint32_t fee_count;
    uint32_t   *timed; uint32_t timed_count;      // regimes that a subsidy follows in time alone
    uint32_t    regime;
    uint32_t   *ask; uint32_t ask_count;          // regimes that are asked: its own, of duties those that their stacking names
    uint32_t    home;                    // region whose law it is, CK_NONE when the world has none
    ck_effect   effect;
    period      period[CK_LAW_PERIODS_MOST]; uint32_t period_count;  // of the provision, as announced or as written
    ck_date     planned;                 // first day as it was meant when the law was published; CK_DATE_LAST: none
    ck_date     known;                   // usually that of the scenario; for law that never operated the day of its publication
    ck_host_list kinds;                  // ck_law_kind_of_flow
    uint32_t    asks_names;              // roles whose names or owners its rules ask, as ck_law_rule_names
    ck_host_list named;                  // named_party
    ck_host_list wanted;                 // ck_law_wanted
    ck_law_account account;              // its values a day until it is written
    uint32_t    open_item;               // an item for which a missing fact decides, CK_NONE
    const char *open_fact;
} follow;

typedef struct ck_law_meeting ck_law_meeting;    // of law_ask.c

typedef struct join {
    const ck_law_use *use;
    const ck_scenario_spec *spec;
    ck_host_arena *arena;
    ck_diags      *diags;
    follow        *follow;
    uint32_t       follow_count;
    ck_law_recall *recall;               // what flows met before; its parties and deals
    const ck_law_parties *parties;
    const ck_law_deals *deals;
    ck_law_meeting *meeting; uint32_t meeting_count;          // (follow_count) measures on the flow that is asked
    ck_model_counts count;
    ck_status      status;
} join;

/* What a measure follows, one after the other. */
typedef struct followed { ck_law_kind kind; uint32_t index; } followed;
uint32_t ck_law_followed_count(const follow *follow);
followed ck_law_followed_at(const follow *follow, uint32_t k);

/* Where a fault of what it follows is reported. */
ck_place ck_law_place_of(const ck_measure *measure);
/// Find what the measure names, and the effect that follows from it.
///
/// Returns  CK_OK, CK_E_UNKNOWN with the nearest name, CK_E_USAGE for what does not belong into one measure
CK_MUST_USE ck_status ck_law_follow_rules(join *join, follow *follow);
/* Which regimes are asked; after ck_law_follow_rules. */
CK_MUST_USE ck_status ck_law_follow_asked(join *join, follow *follow);
/* Fees and subsidies follow the law in time alone: what a fee on ships is on a tonne of goods, and what help is to a project, no law says. */
bool ck_law_is_timed(const follow *follow);

ck_law_question ck_law_question_on(const join *join, const follow *follow, ck_date on);
ck_law_status ck_law_status_on(const join *join, const follow *follow, followed what, ck_date on);
/* As announced or as written; `next` comes nearer when the state changes before it. */
ck_law_state ck_law_state_on(const join *join, const follow *follow, followed what, ck_date on, ck_date *next);
/// Periods of the strongest state of what is followed, as known on follow->known.
///
/// Returns  CK_OK; CK_E_LIMIT for more than CK_LAW_PERIODS_MOST
CK_MUST_USE ck_status ck_law_follow_periods(const join *join, follow *follow);
ck_date ck_law_period_end(const follow *follow, uint32_t at);
uint32_t ck_law_first_in_state(const follow *follow, ck_law_state state);              // CK_NONE: in none
/* The day on which law that is in the base year's prices and shares is asked. */
int32_t ck_law_base_day(const join *join);
/// One deal before what one measure follows, over all time: for rules what they are on each day, for duties the rate above that
/// of the base year. Law that operates at all is asked in its operative periods; law that never did, as it stood when it was
/// published.
///
/// found    out; texts and lists in `arena`
/// Returns  CK_OK, CK_NOTED when a decision noted something, CK_E_LIMIT for too many changes, or what ck_law_decide returns
CK_MUST_USE ck_status ck_law_meet(join *join, const follow *follow, ck_law_work *work, const ck_facts *facts, uint32_t item,
                                  ck_host_arena *arena, ck_law_found *found);
/* A fact is wanted so many times more. */
void ck_law_want(ck_host_arena *arena, ck_host_list *wanted, const char *what, uint32_t times);
/* All flows before all measures: fills kinds, names and accounts of each. */
CK_MUST_USE ck_status ck_law_ask_everything(join *join);
ck_status ck_law_too_many(const join *join, const follow *follow);                     // the error of CK_LAW_PERIODS_MOST

#endif
