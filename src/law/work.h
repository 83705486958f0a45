/* Memory of decisions. Lists are filled in order; `view` 0 is by law, 1 as announced. */
#ifndef CK_LAW_WORK_H
#define CK_LAW_WORK_H

#include "law/eval.h"
#include "law/memory.h"

typedef struct cki_line_memo { ck_truth truth; uint32_t line; } cki_line_memo;

/* Where the value that a line of the trace shows comes from, so that it can be looked up again in another deal. */
typedef enum cki_source_kind { CKI_FROM_LAW, CKI_FROM_NAME, CKI_FROM_FACT, CKI_FROM_CONTENT, CKI_FROM_SHARE } cki_source_kind;
typedef struct cki_source { uint8_t kind, subject; uint32_t thing, which; } cki_source;          // which: fact; test of a content or share

/* A rule of the question: what deciding it needs, in one place. */
typedef struct cki_step { uint32_t rule, regime, governing, condition; } cki_step;

struct ck_law_work {
    const ck_law     *law;
    ck_law_work_size  size;
    ck_law_question   question;          // whose states are remembered
    bool              ready;
    cki_asked         asked;
    uint32_t         *reading, *taken, *by_default;  // (choices) on trial; taken by the question, or else by default
    uint8_t          *choice_used;       // (regimes x choices) those beyond the first 64
    uint64_t         *choices;           // (regimes) the first 64
    uint8_t          *regime_on;         // (regimes)
    cki_clock         clock;             // states of provisions, regimes, entities, entries
    cki_state        *trial_state;       // (declarations) in a trial
    uint32_t         *rule;              // (rules) asked, by regime, then by rank
    cki_span         *rules_of;          // (regimes) in `rule`
    uint8_t          *cond, *effect[2];  // (rules) truth; a rule is told by its ordinal
    uint8_t          *trial;             // (3 x rules) scratch of cki_settle: conditions, effects; conditions of a trial
    uint8_t          *trial_effect;      // (rules)
    uint8_t          *needed;            // (rules) of the regimes asked, with their silencers
    cki_noted        *rule_noted;        // (rules) what its condition met
    uint32_t         *group;             // (4 x rules) scratch of cki_settle
    uint8_t          *stays_open;        // (rules) the same: an unknown condition that is not tried out
    uint8_t          *foreign;           // (regimes) rules of other regimes silence some of its rules, directly or not
    uint32_t         *on; uint32_t on_count;         // regimes asked
    uint8_t          *decides;           // (rules) its open condition can change the outcome by law of the regime that is being answered
    uint32_t         *run; uint32_t run_count;       // rules of the regimes asked, with their silencers, silencers first
    cki_step         *step; uint32_t step_count;     // those of them whose condition is to be asked
    bool              quick;             // the steps leave out rules that are in force neither by law nor as announced
    uint32_t         *duties, *fees, duties_count, fees_count;       // of the regimes asked, in the order in which they are settled
    uint32_t         *reach;             // (rules) the same of one regime
    bool              crosses;           // rules silence rules of other regimes
    uint64_t         *reached, reach_round;          // (rules) round in which a regime last reached it; the round of now
    uint32_t         *live; uint32_t live_count;     // rules whose condition is not false, silencers first
    uint32_t         *live_reach;        // (rules) those in the reach of one regime
    uint32_t         *noted; uint32_t noted_count;   // rules whose condition met anything
    cki_kept          kept, tried;       // (nodes)
    cki_noted        *note;              // (CKI_NOTES_LIMIT)
    uint8_t          *told; uint32_t *told_node, told_count;     // (nodes) walked through for this answer: 1, open to ease it: 2, open: 3
    uint32_t         *missing_slot, missing_slots;   // (power of two) one more than the index of a row of `missing`
    uint8_t          *memo;              // (lists, then definitions; x items)
    double           *stake_low, *stake_high;
    uint8_t          *covered;
    cki_line_memo    *duty_memo, *fee_memo;

    cki_memory        memory;            // of answers to deals before

    const ck_facts   *facts;
    cki_eval          eval;
    ck_law_decision   decision;
    ck_law_answer         *answer; uint32_t *answer_of;      // (regimes) its answer, of those asked
    ck_law_finding        *finding;
    ck_law_obligation     *obligation;
    ck_law_missing        *missing;
    ck_law_reading_answer *readings;
    ck_law_name           *name;
    ck_law_share          *share;
    uint32_t              *share_node;   // of each share, so that one asked twice is shown once
    ck_law_component      *component;
    ck_law_duty_line      *duty;
    ck_law_fee_line       *fee;
    ck_law_trace_line     *trace; cki_source *source, next_source;       // of each line; of the one that comes next
    const char           **fact_text;    // (facts) of the deal's item, written once for a decision
    struct { double number; const char *text; } content_text[4];         // contents, likewise
    char                  *text; size_t text_used, text_size;
};

/* Of what governs a rule, duty or fee. */
static inline const cki_state *cki_work_state(ck_law_work *work, const cki_decl *decl, int view) {
    return cki_clock_state(&work->clock, cki_governing(decl), view);
}

/* work.c: regimes, moment, readings and steps of the question; what is the same as before stays. */
void cki_take_question(ck_law_work *work, ck_law_question question);

/* explain.c */
typedef struct cki_explain {
    ck_law_work *work;
    uint32_t     rule;                   // asked for; CK_NONE: a duty or fee
    uint32_t     missing_first, name_first, share_first;     // where the lists of this answer begin
    bool         traced, open;           // write the trace; the asked condition is unknown
    bool         eases;                  // what is missing could only ease the answer
} cki_explain;
/* Walks through a condition as it was decided and writes what it met. */
ck_truth cki_explain_condition(cki_explain *x, cki_env env, uint32_t node, uint32_t depth);
void cki_explain_missing_fact(cki_explain *x, ck_subject subject, uint32_t thing, uint32_t fact);
/* The row of a share that a rule's answer on the item of the deal shows, its numbers worked out anew. */
/* A row that an answer before had; NULL: it is there already, or there is no room. */
ck_law_missing *cki_explain_missing_again(cki_explain *x, const ck_law_missing *row);
/* memory.c: what the open condition of a duty (0) or fee (1) misses, as it is remembered or found by walking through it. */
void cki_memory_explain_line(cki_explain *x, int fee, uint32_t regime, uint32_t ordinal, uint32_t condition);
void cki_explain_share_again(ck_law_work *work, uint32_t rule, uint32_t node);
/* The value that a line shows, of the deal that is being decided. */
void cki_explain_found_again(ck_law_work *work, const cki_source *source, ck_law_trace_line *line);
/* A new answer begins: all may be told again. */
void cki_explain_forget(ck_law_work *work);
void cki_trace(ck_law_work *work, uint32_t depth, ck_truth truth, const char *what, uint32_t what_length, const char *found, ck_place place);

/* amounts.c: lines of duties and fees of the regimes asked. */
void cki_decide_duties(ck_law_work *work);
void cki_decide_fees(ck_law_work *work);

#endif
