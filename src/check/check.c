/* Memory for decisions, and the answer over all regimes. */
#include "check/check_parts.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

/* Of one answer; what is beyond is left out, and the answer says so. */
#define ROWS_MOST  (1u << 17)
#define TRACE_MOST (1u << 20)

struct ck_check {
    const ck_kept_law *law;
    void            *facts_block, *work_block;
    size_t           facts_bytes, work_bytes;
    ck_law_work     *work;
    ck_law_work_size size;
    size_t           memory;
    ck_pieces       *pieces;             // the caller's; NULL: nothing is shared
    struct ck_trace_rows *rows;          // of traces in a table; made when first asked for
};

void ck_check_remember(ck_check *check, size_t bytes) {
    check->memory = bytes;
    check->work = NULL;
}

void ck_check_share(ck_check *check, ck_pieces *pieces) {
    check->pieces = pieces;
}

ck_pieces *ck_check_pieces(const ck_check *check) {
    return check->pieces;
}

ck_status ck_check_start(const ck_kept_law *law, ck_check **check, ck_diags *diags) {
    *check = calloc(1, sizeof **check);
    if (*check == NULL) return ck_host_no_memory(diags);
    (*check)->law = law;
    return CK_OK;
}

void ck_check_free(ck_check *check) {
    if (check == NULL) return;
    ck_trace_rows_free(check->rows);
    free(check->facts_block);
    free(check->work_block);
    free(check);
}

struct ck_trace_rows *ck_check_trace_rows(ck_check *check) {
    if (check->rows == NULL) check->rows = ck_trace_rows_make(check->law);
    return check->rows;
}

const ck_kept_law *ck_check_law(const ck_check *check) {
    return check->law;
}

/* A block that only grows. */
static ck_status grow(void **block, size_t *have, size_t need, ck_diags *diags) {
    if (need <= *have) return CK_OK;
    const size_t size = (need + need / 2 + 15) & ~(size_t)15;
    free(*block);
    *block = aligned_alloc(16, size);
    *have = *block != NULL ? size : 0;
    return *block != NULL ? CK_OK : ck_host_no_memory(diags);
}

static bool fits(const ck_law_work_size *have, const ck_law_work_size *need) {
    return have->items >= need->items && have->parties >= need->parties && have->technologies >= need->technologies &&
           have->rows >= need->rows && have->trace >= need->trace;
}

static ck_status make_room(ck_check *check, ck_law_work_size need, ck_diags *diags) {
    if (check->work != NULL && fits(&check->size, &need)) return CK_OK;
    const ck_law_work_size have = check->work != NULL ? check->size : (ck_law_work_size){0};
    need.items = ck_max_u32(need.items, have.items);
    need.parties = ck_max_u32(need.parties, have.parties);
    need.technologies = ck_max_u32(need.technologies, have.technologies);
    need.rows = ck_max_u32(need.rows, have.rows);
    need.trace = ck_max_u32(need.trace, have.trace);
    need.memory = check->memory;
    const size_t bytes = ck_law_work_bytes(check->law->law, need);
    check->work = NULL;
    CK_TRY(grow(&check->work_block, &check->work_bytes, bytes, diags));
    CK_TRY(ck_law_work_start(check->law->law, need, check->work_block, check->work_bytes, &check->work));
    check->size = need;
    return CK_OK;
}

void ck_check_dates(const ck_host_deal *deal, const ck_check_question *question, ck_date *on, ck_date *known) {
    *on = question->on.day != CK_DATE_LAST.day ? question->on : deal->on;
    *known = question->known.day != CK_DATE_LAST.day ? question->known : deal->known.day != CK_DATE_LAST.day ? deal->known : *on;
}

ck_status ck_check_decide(ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_check_question *question,
                          const ck_law_decision **decision, ck_diags *diags) {
    const ck_law  *law = check->law->law;
    const ck_deal *asked = &deal->line[line];
    ck_date on, known;
    ck_check_dates(deal, question, &on, &known);
    if (on.day == CK_DATE_LAST.day) {
        return ck_host_report(diags, CK_E_MISSING, deal->place, "the deal %q says no day", "ask with --on YYYY-MM-DD, or write on: in the deal",
                              deal->name);
    }
    CK_TRY(grow(&check->facts_block, &check->facts_bytes, ck_deal_bytes(law, asked), diags));
    const ck_facts *facts = NULL;
    CK_TRY(ck_deal_bind(law, asked, check->facts_block, check->facts_bytes, &facts, diags));
    const ck_law_detail detail = question->brief ? CK_DETAIL_OUTCOME : question->trace ? CK_DETAIL_TRACE : CK_DETAIL_ANSWER;
    CK_TRY(make_room(check, ck_law_work_default(facts, detail), diags));
    ck_law_question asked_law = ck_law_question_default(on);
    asked_law.known = known;
    asked_law.by_minute = deal->by_minute && question->on.day == CK_DATE_LAST.day;
    asked_law.minute = deal->minute;
    asked_law.detail = detail;
    asked_law.look_ahead = question->ahead;
    asked_law.regime = question->regime;
    asked_law.regime_count = question->regime_count;
    asked_law.reading = question->reading;
    asked_law.reading_count = question->reading_count;
    ck_status status = ck_law_decide(check->work, facts, asked_law, decision, diags);
    while (status >= 0 && (*decision)->dropped > 0) {
        const ck_law_work_size have = check->size;
        const ck_law_work_size more = {.rows = ck_min_u32(2 * have.rows, ROWS_MOST), .trace = ck_min_u32(2 * have.trace, TRACE_MOST)};
        if (more.rows <= have.rows && more.trace <= have.trace) break;
        CK_TRY(make_room(check, more, diags));
        status = ck_law_decide(check->work, facts, asked_law, decision, NULL);       // a clash has been reported
    }
    if (status >= 0 && (*decision)->dropped > 0) {
        ck_host_report(diags, CK_NOTED, deal->place, "the answer on %q has more rows than there is room for: %u are left out",
                       "outcomes, duties and fees are whole; ask fewer regimes at once (--regime), or split the bill of material",
                       asked->item[0].name, (*decision)->dropped);
    }
    return status;
}

ck_verdict ck_verdict_of(const ck_law_decision *decision) {
    ck_verdict verdict = {.outcome = CK_OUTCOME_NOT_CAUGHT, .most = CK_OUTCOME_NOT_CAUGHT, .regime = CK_NONE};
    uint32_t open_regime = CK_NONE, clash = CK_NONE;
    for (uint32_t i = 0; i < decision->answer_count; i++) {
        const ck_law_answer *answer = &decision->answer[i];
        verdict.contested = verdict.contested || answer->contested;
        if (answer->outcome == CK_OUTCOME_CLASH) {
            clash = answer->regime;
        } else if (answer->outcome == CK_OUTCOME_INDETERMINATE || answer->outcome == CK_OUTCOME_LICENCE) {
            if (open_regime == CK_NONE) open_regime = answer->regime;
            if (answer->least > verdict.outcome && answer->least <= CK_OUTCOME_PROHIBITED) {
                verdict.outcome = answer->least;
                verdict.regime = answer->regime;
            }
            if (answer->most > verdict.most && answer->most <= CK_OUTCOME_PROHIBITED) verdict.most = answer->most;
        } else if (answer->outcome > verdict.outcome) {
            verdict.outcome = answer->outcome;
            verdict.regime = answer->regime;
        }
    }
    if (verdict.outcome > verdict.most) verdict.most = verdict.outcome;
    verdict.open = verdict.most > verdict.outcome;
    if (clash != CK_NONE) {
        verdict.outcome = CK_OUTCOME_CLASH;
        verdict.regime = clash;
    } else if (verdict.open && verdict.outcome <= CK_OUTCOME_EXEMPT) {
        verdict.outcome = CK_OUTCOME_INDETERMINATE;
        verdict.regime = open_regime;
    }
    return verdict;
}
