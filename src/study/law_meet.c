/* One flow before one measure's law, day by day. */
#include "study/law_follow.h"

#include "base/base.h"

#include <string.h>

#define BASE_MONTH 7                     // a duty of 1 July of the base year is in the base year's prices and shares

/* A decision on the way through time. */
typedef struct meeting {
    const join   *join;
    const follow *follow;
    const ck_law_decision *decision;
    uint32_t      item;
    ck_host_arena *arena;
    ck_law_found *found;
} meeting;

void ck_law_want(ck_host_arena *arena, ck_host_list *wanted, const char *what, uint32_t times) {
    ck_law_wanted *list = wanted->item, *one = NULL;
    for (uint32_t k = 0; k < wanted->count && one == NULL; k++) {
        if (strcmp(list[k].what, what) == 0) one = &list[k];
    }
    if (one == NULL) {
        const char *copy = ck_host_text(arena, what, strlen(what));
        one = copy != NULL ? ck_host_list_add(arena, wanted) : NULL;
        if (one == NULL) return;                                     // a word less to tell
        one->what = copy;
    }
    one->times += times;
}

static bool names_rule(const follow *follow, uint32_t rule) {
    for (uint32_t k = 0; k < follow->rule_count; k++) {
        if (follow->rule[k] == rule) return true;
    }
    return false;
}

/* A licence is needed also where a refusal, or another licence rule, takes the place of the rule. */
static bool still_a_licence(const join *join, const ck_law_finding *finding) {
    if (finding->by == CK_NONE) return false;
    const ck_outcome outcome = ck_law_rule(join->use->law, finding->by).outcome;
    return outcome == CK_OUTCOME_GRANTED || outcome == CK_OUTCOME_CASE || outcome == CK_OUTCOME_REFUSED;
}

/* The decision is written over by the next one, so that names of facts are copied. */
static void note_open(const meeting *m, ck_law_span missing) {
    if (m->found->open_fact != NULL) return;
    const char *what = missing.count > 0 ? m->decision->missing[missing.first].what : "a fact";
    const char *copy = ck_host_text(m->arena, what, strlen(what));
    m->found->open_fact = copy != NULL ? copy : "a fact";
}

/* What decides where the answer is open: the first fact that is missing, asked for how often. */
static void tally(const meeting *m, ck_law_span missing) {
    const ck_law_missing *first = NULL;
    for (uint32_t k = missing.first; k < missing.first + missing.count && first == NULL; k++) {
        if (!m->decision->missing[k].eases) first = &m->decision->missing[k];
    }
    if (first != NULL) ck_law_want(m->arena, &m->found->wanted, first->what, 1);
}

/* CK_LAW_NOT_CAUGHT, _HOLDS or _OPEN. */
static double value_by_rules(const meeting *m) {
    const ck_law_answer *answer = &m->decision->answer[0];
    for (uint32_t k = answer->findings.first; k < answer->findings.first + answer->findings.count; k++) {
        const ck_law_finding *finding = &m->decision->finding[k];
        if (!names_rule(m->follow, finding->rule)) continue;
        if (finding->kind == CK_FINDING_HOLDS) return CK_LAW_HOLDS;
        if (finding->kind == CK_FINDING_SILENCED && m->follow->effect == CK_EFFECT_LICENCE && still_a_licence(m->join, finding)) return CK_LAW_HOLDS;
        if (finding->kind == CK_FINDING_OPEN) {
            tally(m, answer->missing);
            note_open(m, answer->missing);
            return CK_LAW_OPEN;
        }
        if (finding->kind == CK_FINDING_WOULD_APPLY && !m->join->use->as_written && finding->announced_state == CK_STATE_OPERATIVE) {
            return CK_LAW_HOLDS;
        }
    }
    return CK_LAW_NOT_CAUGHT;
}

/* Duty on the value of the goods: what is owed on a part of the value counts with that part. */
static double value_by_duties(const meeting *m) {
    const follow *follow = m->follow;
    const double price = ck_model_item(m->join->use->model, m->item).usd_per_unit;
    double sum = 0.0;
    for (uint32_t d = 0; d < m->decision->duty_count; d++) {
        const ck_law_duty_line *line = &m->decision->duty[d];
        bool named = false;
        for (uint32_t k = 0; k < follow->duty_count; k++) named |= follow->duty[k] == line->duty;
        if (!named) continue;
        if (line->reason == CK_LINE_OWED && line->rate == line->rate) sum += line->base == price ? line->rate / 100.0 : line->amount / price;
        if (line->reason == CK_LINE_OPEN) note_open(m, line->missing);
    }
    return sum;
}

static ck_status profile_add(const join *join, const follow *follow, ck_law_profile *profile, int32_t day, double value) {
    return ck_law_profile_add(profile, day, value) ? CK_OK : ck_law_too_many(join, follow);
}

/* The world's prices and shares are those of its base year, with the duties of that year and what parties that were listed
   then bought all the same: only what comes on top counts. */
int32_t ck_law_base_day(const join *join) {
    return ck_date_make(join->use->world->base_year, BASE_MONTH, 1).day;
}

/* Law that operates at all is asked in its operative periods; law that never did, as it stood when it was published. */
ck_status ck_law_meet(join *join, const follow *follow, ck_law_work *work, const ck_facts *facts, uint32_t item, ck_host_arena *arena,
                      ck_law_found *found) {
    meeting meeting = {join, follow, NULL, item, arena, found};
    ck_law_profile *profile = &found->profile;
    ck_status worst = CK_OK;
    profile->count = 0;
    for (uint32_t p = 0; p < follow->period_count; p++) {
        if (follow->period[p].state != CK_STATE_OPERATIVE) {
            if (follow->effect == CK_EFFECT_DUTY) CK_TRY(profile_add(join, follow, profile, follow->period[p].from.day, 0.0));
            continue;
        }
        const ck_date end = ck_law_period_end(follow, p);
        for (ck_date on = follow->period[p].from; on.day < end.day;) {
            const ck_status status = ck_law_decide(work, facts, ck_law_question_on(join, follow, on), &meeting.decision, join->diags);
            if (status < 0) return status;
            worst = ck_host_worse(worst, status);
            const double value = follow->duty_count > 0 ? value_by_duties(&meeting) : value_by_rules(&meeting);
            CK_TRY(profile_add(join, follow, profile, on.day, value));
            ck_date next = CK_DATE_LAST;
            for (uint32_t a = 0; a < meeting.decision->answer_count; a++) {
                if (meeting.decision->answer[a].next_change.day < next.day) next = meeting.decision->answer[a].next_change;
            }
            if (next.day <= on.day) break;
            on = next;
        }
    }
    if (follow->effect == CK_EFFECT_DUTY) ck_law_profile_above(profile, ck_law_base_day(join));
    return worst;
}
