/* Deciding deals for people: memory for decisions, the determination as JSON, and what is made of it (text, memo, row).

   The determination is one JSON object, docs/determination.schema.json. Text and memo are views of it, so that a recorded
   determination can be shown again as it was. */
#ifndef CK_CHECK_CHECK_H
#define CK_CHECK_CHECK_H

#include "io/deal.h"
#include "io/kept_law.h"

struct json_t;

/* Memory for deciding one deal after the other under one law. */
typedef struct ck_check ck_check;

typedef struct ck_check_question {
    ck_date on, known;                   // CK_DATE_LAST: as the deal says, else an error; known: else as `on`
    bool    trace;                       // keep the trace
    bool    ahead;                       // next change of law that changes the answer
    bool    brief;                       // outcomes, duties and fees alone
    bool    unpublished;                 // also tell of rules that were not published then, as versions 1 to 3 of the format did
    const uint32_t *regime; uint32_t regime_count;       // only these; 0: all
    const uint32_t *reading; uint32_t reading_count;     // taken instead of the defaults of their choices
} ck_check_question;

/* The law stays the caller's and must live as long. */
CK_MUST_USE ck_status ck_check_start(const ck_kept_law *law, ck_check **check, ck_diags *diags);
/* Remember the answers of regimes from deal to deal: many deals of a table ask them the same. Nothing changes in them. */
void ck_check_remember(ck_check *check, size_t bytes);
/* Enough for tables of any length: what is full begins again. Only what is used is touched. */
#define CK_CHECK_MEMORY        ((size_t)96 << 20)
#define CK_CHECK_MEMORY_TRACED ((size_t)384 << 20)
/* Determinations share parts from now on (pieces.h), and must not be changed; NULL: no longer. The caller's. */
struct ck_pieces;
void ck_check_share(ck_check *check, struct ck_pieces *pieces);
void ck_check_free(ck_check *check);                     // NULL is fine

/// Decide one line of a deal. The decision is valid until the next one of the same ck_check.
CK_MUST_USE ck_status ck_check_decide(ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_check_question *question,
                                      const ck_law_decision **decision, ck_diags *diags);

/* A rule that nobody could know on the day, as known then: it was not published, and there is nothing to be revived. Versions 1 to 3 of
   the format told of it. */
static inline bool ck_finding_is_unpublished(const ck_law_finding *finding) {
    return finding->kind == CK_FINDING_WOULD_APPLY && finding->state == CK_STATE_UNKNOWN && finding->announced_state == CK_STATE_UNKNOWN;
}

/* The answer over all regimes. */
typedef struct ck_verdict {
    ck_outcome outcome;                  // the strongest that is certain; INDETERMINATE when a fact is missing and none is above `exempt`
    ck_outcome most;                     // the strongest that the missing facts leave open
    bool       open;                     // a missing fact could make it stronger
    bool       contested;                // a contested reading could change it
    uint32_t   regime;                   // the first that gives `outcome`; CK_NONE
} ck_verdict;
ck_verdict ck_verdict_of(const ck_law_decision *decision);

/// The determination of the decision made last.
///
/// Returns  a new reference; NULL when there is no memory
struct json_t *ck_determination(ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_check_question *question,
                                const ck_law_decision *decision);
/// Which single fact would change the answer: every missing fact is tried with its values, every share with the amount at which
/// its threshold is crossed. Decides again, so that `decision` is no longer valid afterwards.
///
/// Returns  a new array; NULL when there is no memory
struct json_t *ck_flips(ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_check_question *question,
                        const struct json_t *determination);

/* Trace of the decision: as text, one test a line, and as JSON (a new array). */
struct json_t *ck_trace_json(const ck_check *check, const ck_law_decision *decision);
CK_MUST_USE ck_status ck_trace_text(const ck_check *check, const ck_law_decision *decision, char **text, size_t *length, ck_diags *diags);

/// Decide a line and give all that is shown of it: the determination with `flips` and, when the question keeps the trace, the
/// trace: as the key `trace`, or as text when `trace` is not NULL (free it).
///
/// answer   out: a new reference, also to be dropped after an error; NULL before there is one
CK_MUST_USE ck_status ck_check_answer(ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_check_question *question,
                                      struct json_t **answer, char **trace, ck_diags *diags);
/* An answer as it is printed: over several lines when it stands alone, else in one. False: not written. */
bool ck_check_answer_write(FILE *out, const struct json_t *answer, bool alone);

/* JSON text of a determination as it is printed and recorded: equal determinations give equal texts. Free it. */
char *ck_determination_write(const struct json_t *determination);

void ck_determination_print(FILE *out, const struct json_t *determination);      // for a terminal
void ck_memo_write(FILE *out, const struct json_t *determination);               // a page of HTML

/* Parts that the files of this folder share. */
struct ck_pieces *ck_check_pieces(const ck_check *check);
const ck_kept_law *ck_check_law(const ck_check *check);
void ck_check_dates(const ck_host_deal *deal, const ck_check_question *question, ck_date *on, ck_date *known);

#endif
