/* What law, transport and buyers' wishes let through between sellers and buyers on a day: the measures of the daily
   engine (src/flow) for economies that are tables or firm networks.

   Sellers and buyers fall into classes: all members of a class are touched by the same rules in the same way, so the
   permit of a day is a small matrix (seller classes x buyer classes) whatever the size of the economy. Class 0 of the
   sellers is touched by nothing. Measures and transport act on trade between regions, as in the daily engine; one
   whose origins and destinations are the same one region acts inside it. Terms and equations are those of docs/model.md:

       permit = product over measures and transport rules in force of (1 - reach * (1 - allowed share))
       reach  = coverage * (1 - leakage) * share of the buyer's use whose end use is in scope

   A licence moves its expected shares of applicants through the states of src/flow/licence.c, one cell an end use: a
   table has no number of cases, so `capacity` does not act. */
#ifndef CK_SPREAD_RULES_H
#define CK_SPREAD_RULES_H

#include "base/arena.h"

/* Sellers (F) have a region and an item; buyers (B) a region, a user kind and shares of end use. */
typedef struct ck_rule_world {
    uint32_t        regions, sellers, buyers;
    const uint32_t *seller_region, *seller_item;         // (F)
    const uint32_t *buyer_region, *buyer_user;           // (B)
    const double   *end_use;                 // (B x CK_END_USES) or NULL: all civil; rows sum to 1
} ck_rule_world;

/* Applicants of a licence whose flows the same dials, refusals and exemptions meet, by state; shares of an end use. */
#define CKI_CELLS 64u                        // of a licence
#define CKI_MODIFIERS 64u                    // dials, refusals and exemptions of a run
typedef struct cki_licence {
    uint64_t met;
    double none[CK_END_USES], applied[CK_END_USES], review[4][CK_END_USES], granted[CK_END_USES], refused[CK_END_USES],
        expired[CK_END_USES], exempt[CK_END_USES], base[CK_END_USES];
    double allowed[CK_END_USES];             // share that may leave, as the authority last said
} cki_licence;

typedef struct cki_rules {
    const ck_rule *rule;
    uint32_t       count;
    ck_date        start;                    // of day 0
    uint32_t       seller_classes, buyer_classes;
    uint16_t      *seller_class;             // (F)
    uint16_t      *buyer_class;              // (B)
    uint32_t       most_classes;             // of sellers and of buyers, each, that the rules can make
    bool          *inside;                   // (count) acts on what stays in a region, too
    uint8_t       *seller_in;                // (seller_classes x count)
    uint8_t       *buyer_in;                 // (buyer_classes x count)
    uint32_t      *seller_home, *buyer_home; // (classes) region, where a rule on trade covers it at both ends; CK_NONE
    double        *buyer_use;                // (buyer_classes x CK_END_USES)
    double        *permit;                   // (seller_classes x buyer_classes) today
    double        *wish;                     // (seller_classes x buyer_classes) demand over baseline, today
    uint32_t      *blocker;                  // (seller_classes x buyer_classes) rule with the smallest factor, CK_NONE
    double        *ordered, *shipped;        // (seller_classes x buyer_classes) of a day, filled by the engine
    double        *base;                     // (seller_classes x buyer_classes) baseline flow a day
    uint32_t       modifiers;
    uint32_t      *modifier;                 // (modifiers) rule
    cki_licence   *licence;                  // (count x CKI_CELLS)
    uint32_t      *cells;                    // (count) of the licence in use
    double        *quota_share, *quota_used; // (count) today's share; used in the quota's year
    double        *quota_rate;               // (count) used a day in the step before
    ck_rule_result *result;                  // (count)
} cki_rules;

#define CKI_CLASS_LIMIT 1024u                // of sellers and of buyers, each

/* Lays out and classifies. Memory goes with classes^2 and sellers + buyers. The arrays of `world` are read here only;
   `rule` is borrowed. CK_E_LIMIT when there are more classes than CKI_CLASS_LIMIT. While measuring, room for the
   most classes that the rules can make is counted. */
CK_MUST_USE ck_status cki_rules_layout(cki_arena *arena, cki_rules *rules, const ck_rule_world *world,
                                       const ck_rule *rule, uint32_t count, ck_date start, ck_diags *diags);
/* Before day 0, once `base` is filled: licences that were in force before the start are run in. CK_E_LIMIT when dials,
   refusals and exemptions cut a licence into more than CKI_CELLS parts. */
CK_MUST_USE ck_status cki_rules_begin(cki_rules *rules, ck_diags *diags);
/* Sets `wish` of a day: what final buyers want over the baseline. */
void cki_rules_wish(cki_rules *rules, uint32_t day);
/* Moves licences through the days first .. day, those begun since the last call (none when first is above day: a
   step shorter than a day), and sets permit and blocker of `day` from `ordered` of that day (used by quotas). */
void cki_rules_day(cki_rules *rules, uint32_t first, uint32_t day);
/* Books `ordered` and `shipped`, amounts a day, of a step of `days` into the rules' results and quotas. */
void cki_rules_book(cki_rules *rules, uint32_t day, double days);

static inline double cki_permit(const cki_rules *rules, uint32_t seller_class, uint32_t buyer_class) {
    return rules->permit[(size_t)seller_class * rules->buyer_classes + buyer_class];
}

#endif
