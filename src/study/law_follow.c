#include "study/law_follow.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

ck_place ck_law_place_of(const ck_measure *measure) {
    return measure->law.place.line > 0 ? measure->law.place : measure->place;
}

/* ---------------------------------------------------------------- which rules ------------------------------------- */

static const char *nearest_rule(const join *join, const char *name) {
    const ck_law *law = join->use->law;
    ck_host_arena arena = {0};
    const uint32_t rules = ck_law_count(law, CK_LAW_RULE), regimes = ck_law_count(law, CK_LAW_REGIME);
    const char **known = ck_host_take(&arena, (size_t)rules + regimes, sizeof *known);
    const char *near = NULL;
    for (uint32_t k = 0; known != NULL && k < regimes; k++) known[k] = ck_law_about_of(law, CK_LAW_REGIME, k).name;
    for (uint32_t k = 0; known != NULL && k < rules; k++) {
        const ck_law_about about = ck_law_about_of(law, CK_LAW_RULE, k);
        known[regimes + k] = ck_host_join(&arena, ck_law_about_of(law, CK_LAW_REGIME, about.regime).name, "/", about.name);
        if (known[regimes + k] == NULL) known = NULL;
    }
    if (known != NULL) near = ck_host_nearest(name, known, regimes + rules);
    if (near != NULL) near = ck_host_text(join->arena, near, strlen(near));
    ck_host_arena_free(&arena);
    return near;
}

static ck_effect effect_of(ck_outcome outcome) {
    switch (outcome) {
        case CK_OUTCOME_GRANTED: case CK_OUTCOME_CASE: return CK_EFFECT_LICENCE;
        case CK_OUTCOME_REFUSED: return CK_EFFECT_REFUSAL;
        case CK_OUTCOME_PROHIBITED: return CK_EFFECT_BAN;
        default: return CK_EFFECT_COUNT;
    }
}

/* A rule fits when its outcome is the effect, or when the measure says how strictly a prohibition or a refusal is taken. */
static bool fits(ck_effect wanted, ck_outcome outcome) {
    const ck_effect own = effect_of(outcome);
    return own != CK_EFFECT_COUNT && (wanted == CK_EFFECT_COUNT || wanted == own ||
                                      (wanted == CK_EFFECT_REFUSAL && own == CK_EFFECT_BAN) ||
                                      (wanted == CK_EFFECT_BAN && own == CK_EFFECT_REFUSAL));
}

static ck_status add_rule(join *join, follow *follow, uint32_t rule) {
    const ck_outcome outcome = ck_law_rule(join->use->law, rule).outcome;
    if (!fits(follow->effect, outcome)) {
        return ck_diags_add(join->diags, CK_E_USAGE, ck_law_place_of(follow->measure),
                            "rule %q of measure %q says %q, which is another effect than %q",
                            "one measure has one effect: name rules of one outcome, as regime/rule",
                            ck_law_about_of(join->use->law, CK_LAW_RULE, rule).name, follow->measure->id, ck_outcome_word(outcome),
                            follow->effect < CK_EFFECT_COUNT ? ck_effect_word(follow->effect) : "a duty");
    }
    if (follow->effect == CK_EFFECT_COUNT) follow->effect = effect_of(outcome);
    follow->rule[follow->rule_count++] = rule;
    return CK_OK;
}

/* All rules of a regime that have the effect; without a stated effect those of its licences. */
static ck_status add_regime(join *join, follow *follow, uint32_t regime) {
    const ck_law *law = join->use->law;
    const ck_effect wanted = follow->effect != CK_EFFECT_COUNT ? follow->effect : CK_EFFECT_LICENCE;
    for (uint32_t r = 0; r < ck_law_count(law, CK_LAW_RULE); r++) {
        if (ck_law_about_of(law, CK_LAW_RULE, r).regime != regime || ck_law_rule(law, r).exception) continue;
        if (fits(wanted, ck_law_rule(law, r).outcome)) CK_TRY(add_rule(join, follow, r));
    }
    for (uint32_t d = 0; d < ck_law_count(law, CK_LAW_DUTY); d++) {
        if (ck_law_about_of(law, CK_LAW_DUTY, d).regime == regime) follow->duty[follow->duty_count++] = d;
    }
    return CK_OK;
}

/* Which regimes are asked. Duties of several regimes may stand in one measure; what excludes them is asked as well. */
ck_status ck_law_follow_asked(join *join, follow *follow) {
    const ck_law *law = join->use->law;
    const uint32_t regimes = ck_law_count(law, CK_LAW_REGIME), duties = ck_law_count(law, CK_LAW_DUTY);
    follow->ask = ck_host_take(join->arena, (size_t)regimes + 1, sizeof *follow->ask);
    uint8_t *named = calloc((size_t)duties + regimes + 1, 1);
    if (follow->ask == NULL || named == NULL) {
        free(named);
        return ck_host_no_memory(join->diags);
    }
    uint8_t *asked = named + duties;
    for (uint32_t k = 0; k < follow->duty_count; k++) ck_law_duty_stack(law, follow->duty[k], named);
    for (uint32_t d = 0; d < duties; d++) {
        if (named[d]) asked[ck_law_about_of(law, CK_LAW_DUTY, d).regime] = 1;
    }
    if (follow->duty_count == 0) asked[follow->regime] = 1;
    for (uint32_t r = 0; r < regimes; r++) {
        if (asked[r]) follow->ask[follow->ask_count++] = r;
    }
    free(named);
    return CK_OK;
}

bool ck_law_is_timed(const follow *follow) {
    return follow->measure->effect == CK_EFFECT_FEE || follow->measure->effect == CK_EFFECT_SUBSIDY;
}

static ck_status find_timed(join *join, follow *follow) {
    const ck_law *law = join->use->law;
    const ck_measure *measure = follow->measure;
    const bool fee = measure->effect == CK_EFFECT_FEE;
    const uint32_t index = measure->law.count == 1 ? ck_law_find(law, fee ? CK_LAW_FEE : CK_LAW_REGIME, measure->law.name[0]) : CK_NONE;
    if (index == CK_NONE) {
        return ck_diags_add(join->diags, CK_E_USAGE, ck_law_place_of(measure), "a %s follows one %s of the law, and %q is none",
                            fee ? "name it as regime/fee" : "name the regime whose days count", ck_effect_word(measure->effect),
                            fee ? "fee" : "regime", measure->law.count > 0 ? measure->law.name[0] : "");
    }
    follow->timed = ck_host_take(join->arena, 1, sizeof *follow->timed);
    if (follow->timed == NULL) return ck_host_no_memory(join->diags);
    follow->timed[0] = index;
    follow->fee = follow->timed;
    follow->fee_count = fee;
    follow->timed_count = !fee;
    follow->regime = fee ? ck_law_about_of(law, CK_LAW_FEE, index).regime : index;
    if (!fee || measure->amendment_count == 0) return CK_OK;
    return ck_diags_add(join->diags, CK_E_USAGE, measure->amendment[0].place, "the steps of measure %q and their days come from the law",
                        "leave the amendments out; to change the law write \"law: {amend: ...}\" in the scenario", measure->id);
}

ck_status ck_law_follow_rules(join *join, follow *follow) {
    const ck_law *law = join->use->law;
    const ck_measure *measure = follow->measure;
    if (ck_law_is_timed(follow)) return find_timed(join, follow);
    follow->rule = ck_host_take(join->arena, (size_t)ck_law_count(law, CK_LAW_RULE) * measure->law.count, sizeof *follow->rule);
    follow->duty = ck_host_take(join->arena, (size_t)ck_law_count(law, CK_LAW_DUTY) * measure->law.count + 1, sizeof *follow->duty);
    if (follow->rule == NULL || follow->duty == NULL) return ck_host_no_memory(join->diags);
    follow->regime = CK_NONE;
    for (uint32_t n = 0; n < measure->law.count; n++) {
        const char *name = measure->law.name[n];
        const uint32_t rule = ck_law_find(law, CK_LAW_RULE, name), duty = ck_law_find(law, CK_LAW_DUTY, name);
        const uint32_t regime = ck_law_find(law, CK_LAW_REGIME, name);
        uint32_t of = CK_NONE;
        if (rule != CK_NONE) {
            of = ck_law_about_of(law, CK_LAW_RULE, rule).regime;
            CK_TRY(add_rule(join, follow, rule));
        } else if (duty != CK_NONE) {
            of = ck_law_about_of(law, CK_LAW_DUTY, duty).regime;
            follow->duty[follow->duty_count++] = duty;
        } else if (regime != CK_NONE) {
            of = regime;
            CK_TRY(add_regime(join, follow, regime));
        } else {
            const char *near = nearest_rule(join, name);
            return ck_diags_add(join->diags, CK_E_UNKNOWN, ck_law_place_of(measure), "the law has no regime, rule or duty %q",
                                near != NULL ? "did you mean %q?" : "`chokepoint law show` lists them%s", name, near != NULL ? near : "");
        }
        if (follow->regime == CK_NONE) follow->regime = of;
        if (follow->rule_count > 0 && follow->regime != of) {
            return ck_diags_add(join->diags, CK_E_USAGE, ck_law_place_of(measure), "measure %q follows rules of two regimes",
                                "write a measure for each regime", measure->id);
        }
    }
    if ((follow->rule_count == 0) == (follow->duty_count == 0)) {
        return ck_diags_add(join->diags, CK_E_USAGE, ck_law_place_of(measure),
                            follow->duty_count > 0 ? "measure %q follows rules and duties together"
                                                   : "measure %q follows a regime without a rule of its effect",
                            "name rules, or duties, as regime/rule", measure->id);
    }
    if (follow->duty_count == 0) return CK_OK;
    follow->effect = CK_EFFECT_DUTY;
    if (measure->amendment_count == 0) return CK_OK;
    return ck_diags_add(join->diags, CK_E_USAGE, measure->amendment[0].place, "the rates of measure %q and their days come from the law",
                        "leave the amendments out; to change the law write \"law: {amend: ...}\" in the scenario", measure->id);
}

/* ---------------------------------------------------------------- periods ----------------------------------------- */

ck_law_question ck_law_question_on(const join *join, const follow *follow, ck_date on) {
    ck_law_question question = ck_law_question_default(on);
    question.known = follow->known;
    question.regime = follow->ask;
    question.regime_count = follow->ask_count;
    question.detail = CK_DETAIL_ANSWER;
    question.reading = join->use->reading;
    question.reading_count = join->use->reading_count;
    return question;
}

uint32_t ck_law_followed_count(const follow *follow) {
    return follow->rule_count + follow->duty_count + follow->fee_count + follow->timed_count;
}

followed ck_law_followed_at(const follow *follow, uint32_t k) {
    if (k < follow->rule_count) return (followed){CK_LAW_RULE, follow->rule[k]};
    k -= follow->rule_count;
    if (k < follow->duty_count) return (followed){CK_LAW_DUTY, follow->duty[k]};
    k -= follow->duty_count;
    return k < follow->fee_count ? (followed){CK_LAW_FEE, follow->fee[k]} : (followed){CK_LAW_REGIME, follow->timed[k - follow->fee_count]};
}

ck_law_status ck_law_status_on(const join *join, const follow *follow, followed what, ck_date on) {
    const ck_law *law = join->use->law;
    const ck_law_about about = ck_law_about_of(law, what.kind, what.index);
    const bool provision = what.kind != CK_LAW_REGIME && about.provision != CK_NONE;
    const uint32_t index = provision ? about.provision : what.kind == CK_LAW_REGIME ? what.index : about.regime;
    return ck_law_status_of(law, provision ? CK_LAW_PROVISION : CK_LAW_REGIME, index, ck_law_question_on(join, follow, on));
}

ck_law_state ck_law_state_on(const join *join, const follow *follow, followed what, ck_date on, ck_date *next) {
    const ck_law_status status = ck_law_status_on(join, follow, what, on);
    const bool written = join->use->as_written;
    const ck_date change = written ? status.next_change_by_law : status.next_change;
    if (change.day < next->day) *next = change;
    return written ? status.by_law : status.state;
}

/* How much of law a state is: several rules of one measure together are in the strongest state of any. */
static uint32_t rank(ck_law_state state) {
    static const ck_law_state order[] = {CK_STATE_UNKNOWN, CK_STATE_THREATENED, CK_STATE_VOID, CK_STATE_EXPIRED, CK_STATE_PUBLISHED,
                                         CK_STATE_NEVER_OPERATED, CK_STATE_SUSPENDED, CK_STATE_OPERATIVE};
    uint32_t at = 0;
    while (order[at] != state) at++;
    return at;
}

ck_status ck_law_too_many(const join *join, const follow *follow) {
    return ck_diags_add(join->diags, CK_E_LIMIT, ck_law_place_of(follow->measure), "what measure %q follows changes more than %u times",
                        "follow fewer rules with one measure", follow->measure->id, CK_LAW_PERIODS_MOST);
}

ck_status ck_law_follow_periods(const join *join, follow *follow) {
    follow->period_count = 0;
    for (ck_date on = {CK_LAW_EARLIEST}; on.day < CK_DATE_LAST.day;) {
        ck_date next = CK_DATE_LAST;
        ck_law_state strongest = CK_STATE_UNKNOWN;
        for (uint32_t k = 0; k < ck_law_followed_count(follow); k++) {
            const ck_law_state state = ck_law_state_on(join, follow, ck_law_followed_at(follow, k), on, &next);
            if (rank(state) > rank(strongest)) strongest = state;
        }
        const uint32_t n = follow->period_count;
        if (n == 0 || follow->period[n - 1].state != strongest) {
            if (n == CK_LAW_PERIODS_MOST) return ck_law_too_many(join, follow);
            follow->period[follow->period_count++] = (period){on, strongest};
        }
        on = next;
    }
    return CK_OK;
}

ck_date ck_law_period_end(const follow *follow, uint32_t at) {
    return at + 1 < follow->period_count ? follow->period[at + 1].from : CK_DATE_LAST;
}

uint32_t ck_law_first_in_state(const follow *follow, ck_law_state state) {
    for (uint32_t k = 0; k < follow->period_count; k++) {
        if (follow->period[k].state == state) return k;
    }
    return CK_NONE;
}
