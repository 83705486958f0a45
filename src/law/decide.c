/* One deal under the law: conditions, who silences whom, outcomes, what they hinge on. */
#include "law/settle.h"

#define AHEAD_LIMIT 24u                  // dates that are tried for the next other answer

/* ---- trials ---- */

static uint8_t *trial_conditions(const ck_law_work *w) {
    return w->trial + 2 * (size_t)w->law->count.kind[CKI_RULE];
}

/* How a trial differs from the question. */
typedef struct trial {
    const cki_asked *asked;
    bool     by_law, other_moment;
    uint32_t choice;                     // whose reading is another, CK_NONE
} trial;

/* Whether a rule's condition may come out otherwise: it does when what it looked at stands otherwise. */
static bool asks_again(const ck_law_work *w, uint32_t rule, const trial *t) {
    const cki_noted *noted = &w->rule_noted[rule];
    if (t->other_moment) return true;
    if (t->choice == CK_NONE) return noted->time_differs;
    return t->choice >= 64 || (noted->choices >> t->choice & 1) != 0 || noted->timed_by_choice;
}

static const cki_state *trial_states(ck_law_work *w, const cki_reach *rules, const trial *t) {
    const ck_law *law = w->law;
    for (uint32_t k = 0; k < rules->count; k++) {
        const uint32_t governing = cki_governing(cki_decl_of(law, CKI_RULE, rules->rule[k]));
        const bool same = !t->other_moment && (t->choice == CK_NONE || !law->decl[governing].timed_by_choice);
        w->trial_state[governing] = same ? *cki_clock_state(&w->clock, governing, !t->by_law) : cki_state_of(law, governing, t->asked, t->by_law);
    }
    return w->trial_state;
}

/* The outcome as the trial asks. eval.noted.next_change is then that of all conditions, and the conditions are those of
   `trial_conditions`. */
static cki_settled outcome_at(ck_law_work *w, const cki_reach *rules, trial t) {
    const ck_law *law = w->law;
    const uint32_t all = law->count.kind[CKI_RULE];
    uint8_t *cond = trial_conditions(w);
    cki_begin_trial(&w->eval);
    w->eval.asked = t.asked;
    w->eval.by_law = t.by_law;
    w->eval.other_moment = t.other_moment;
    w->eval.other_reading = t.choice != CK_NONE;
    w->eval.noted = CKI_NOTED_NOTHING;
    cki_copy(cond, w->cond, all);
    for (uint32_t k = 0; k < rules->count; k++) {
        const uint32_t rule = rules->rule[k];
        if (asks_again(w, rule, &t)) cond[rule] = (uint8_t)cki_condition(&w->eval, cki_env_of_deal(), cki_decl_of(law, CKI_RULE, rule)->condition);
        else w->eval.noted.next_change = ck_min_i64(w->eval.noted.next_change, w->rule_noted[rule].next_change);
    }
    uint8_t *effect = w->trial_effect;
    cki_copy(effect, w->effect[t.by_law ? 0 : 1], all);
    const cki_settled s = cki_settle(w, rules, trial_states(w, rules, &t), cond, effect);
    w->eval.asked = &w->asked;
    w->eval.by_law = true;
    w->eval.trial = w->eval.other_moment = w->eval.other_reading = false;
    return s;
}

/* ---- what an answer says ---- */

/* One of the rules that it is an exception to may be true, in force or not. */
static bool has_to_except(const ck_law_work *w, const cki_decl *exception) {
    bool any = false;
    for (uint32_t k = 0; k < exception->refs.count; k++) {
        const uint32_t rule = w->law->decl[w->law->ref[exception->refs.first + k].to].ordinal;
        any = any || (w->needed[rule] && w->cond[rule] != CK_FALSE);
    }
    return any;
}

static void put_findings(ck_law_work *w, const cki_reach *live, ck_law_answer *a) {
    const ck_law *law = w->law;
    a->findings.first = w->decision.finding_count;
    a->obligations.first = w->decision.obligation_count;
    ck_outcome strongest = CK_OUTCOME_NONE;
    for (uint32_t k = 0; k < live->count; k++) {
        const uint32_t rule = live->rule[k];
        const cki_decl *d = cki_decl_of(law, CKI_RULE, rule);
        if (d->regime != live->regime) continue;
        const cki_state *state = cki_work_state(w, d, 0), *announced = cki_work_state(w, d, 1);
        const ck_truth effect = (ck_truth)w->effect[0][rule];
        ck_law_finding f = {.rule = rule, .by = CK_NONE, .outcome = d->outcome, .truth = (ck_truth)w->cond[rule], .state = state->state,
                            .announced_state = announced->state, .certainty = announced->certainty};
        /* What could give way, but to no other answer or to another kind of licence alone, holds as far as that goes. */
        const bool stands = effect == CK_TRUE || (effect == CK_UNKNOWN && f.truth == CK_TRUE && !d->exception &&
                                                  (a->outcome == CK_OUTCOME_LICENCE || a->outcome == d->outcome));
        if (state->state != CK_STATE_OPERATIVE) f.kind = CK_FINDING_WOULD_APPLY;
        else f.kind = stands ? CK_FINDING_HOLDS : effect == CK_UNKNOWN ? CK_FINDING_OPEN : CK_FINDING_SILENCED;
        for (uint32_t s = d->first_silencer; s != CK_NONE; s = law->silence[s].next) {
            if (w->effect[0][law->silence[s].by] != CK_FALSE) f.by = law->silence[s].by;
        }
        if (f.kind == CK_FINDING_SILENCED && f.by == CK_NONE) continue;              // an exception without anything to except
        if (f.kind == CK_FINDING_WOULD_APPLY && d->exception && !has_to_except(w, d)) continue;
        w->finding[w->decision.finding_count++] = f;
        const bool nearer = f.kind == CK_FINDING_HOLDS || strongest == CK_OUTCOME_NONE;
        if (nearer && d->outcome >= strongest) {
            if (f.kind == CK_FINDING_HOLDS) strongest = d->outcome;
            a->provision = d->of.to != CK_NONE ? law->decl[d->of.to].ordinal : CK_NONE;
            a->state = state->state;
            a->announced_state = announced->state;
        }
        if (f.kind != CK_FINDING_HOLDS) continue;
        for (uint32_t o = 0; o < d->obligations.count; o++)
            w->obligation[w->decision.obligation_count++] = law->obligation[d->obligations.first + o].say;
    }
    a->findings.count = w->decision.finding_count - a->findings.first;
    a->obligations.count = w->decision.obligation_count - a->obligations.first;
}

static ck_law_reading_answer *add_reading(ck_law_work *w) {
    if (w->decision.reading_count < w->size.rows) return &w->readings[w->decision.reading_count++];
    w->decision.dropped++;
    return NULL;
}

static bool is_chosen(const ck_law_work *w, uint32_t reading) {
    for (uint32_t i = 0; i < w->question.reading_count; i++) {
        if (w->question.reading[i] == reading) return true;
    }
    return false;
}

static void put_readings(ck_law_work *w, uint32_t regime, const cki_reach *live, const cki_reach *all, ck_law_answer *a) {
    const ck_law *law = w->law;
    const uint32_t choices = law->count.kind[CKI_CHOICE];
    a->readings.first = w->decision.reading_count;
    bool timed = false;
    for (uint32_t k = 0; k < live->count && !timed; k++)
        timed = law->decl[cki_governing(cki_decl_of(law, CKI_RULE, live->rule[k]))].timed_by_choice;
    if (!timed && w->choices[regime] == 0 && choices <= 64) return;
    for (uint32_t c = 0; c < choices; c++) {
        bool used = c < 64 ? (w->choices[regime] >> c & 1) != 0 : w->choice_used[(size_t)regime * choices + c] != 0;
        for (uint32_t k = 0; k < live->count && !used; k++) {
            const uint32_t governing = cki_governing(cki_decl_of(law, CKI_RULE, live->rule[k]));
            used = law->decl[governing].timed_by_choice && cki_depends_on_choice(law, governing, c);
        }
        if (!used) continue;
        const cki_span readings = cki_decl_of(law, CKI_CHOICE, c)->inner;
        const uint32_t taken = w->taken[c];
        const bool chosen = is_chosen(w, taken);
        bool shown = false;
        for (uint32_t k = readings.first; k < readings.first + readings.count; k++) {
            if (k == taken) continue;
            w->reading[c] = k;
            const cki_settled other = outcome_at(w, all, (trial){&w->asked, .by_law = true, .choice = c});
            w->reading[c] = taken;
            a->contested = a->contested || other.outcome != a->outcome;
            if (other.outcome == a->outcome && !chosen) continue;
            ck_law_reading_answer *row = shown ? NULL : add_reading(w);
            if (row != NULL) *row = (ck_law_reading_answer){c, taken, a->outcome, true, chosen};
            shown = true;
            row = add_reading(w);
            if (row != NULL) *row = (ck_law_reading_answer){c, k, other.outcome, false, false};
        }
    }
    a->readings.count = w->decision.reading_count - a->readings.first;
}

/* Nearest change of a provision whose rule is not false in the trial, or `best`. */
static int64_t trial_change(const ck_law_work *w, const cki_reach *rules, const cki_asked *asked, int64_t best) {
    for (uint32_t k = 0; k < rules->count; k++) {
        if (trial_conditions(w)[rules->rule[k]] == CK_FALSE) continue;
        best = cki_nearest_change(w->law, cki_governing(cki_decl_of(w->law, CKI_RULE, rules->rule[k])), asked, best);
    }
    return best;
}

static void look_ahead(ck_law_work *w, const cki_reach *rules, ck_law_answer *a) {
    a->next_other_answer = CK_DATE_LAST;
    a->next_outcome = a->outcome;
    ck_date day = a->next_change;
    for (uint32_t round = 0; round < AHEAD_LIMIT && day.day != INT32_MAX; round++) {
        cki_asked asked = w->asked;
        asked.by_minute = false;
        asked.day_start = (int64_t)day.day * 1440;
        asked.at = asked.day_start + 1439;
        const cki_settled legal = outcome_at(w, rules, (trial){&asked, .by_law = true, .other_moment = true, .choice = CK_NONE});
        int64_t next = trial_change(w, rules, &asked, w->eval.noted.next_change);
        const cki_settled announced = outcome_at(w, rules, (trial){&asked, .other_moment = true, .choice = CK_NONE});
        next = trial_change(w, rules, &asked, ck_min_i64(next, w->eval.noted.next_change));
        if (legal.outcome != a->outcome || announced.outcome != a->announced) {
            a->next_other_answer = day;
            a->next_outcome = legal.outcome;
            return;
        }
        day = cki_day_of(next);
    }
}

static void explain_regime(ck_law_work *w, uint32_t regime, ck_law_answer *a) {
    const ck_law *law = w->law;
    const cki_span rules = w->rules_of[regime];
    a->missing.first = w->decision.missing_count;
    a->names.first = w->decision.name_count;
    a->shares.first = w->decision.share_count;
    cki_explain_forget(w);
    cki_explain x = {.work = w, .missing_first = a->missing.first, .name_first = a->names.first, .share_first = a->shares.first,
                     .traced = w->question.detail == CK_DETAIL_TRACE};
    for (uint32_t k = rules.first; k < rules.first + rules.count; k++) {
        const uint32_t rule = w->rule[k];
        const cki_decl *d = cki_decl_of(law, CKI_RULE, rule);
        x.rule = rule;
        x.open = w->cond[rule] == CK_UNKNOWN && cki_work_state(w, d, 0)->state == CK_STATE_OPERATIVE;
        x.eases = a->outcome != CK_OUTCOME_INDETERMINATE && a->outcome != CK_OUTCOME_LICENCE;
        if (x.open && d->exception) {
            bool only = false;
            x.open = cki_excepted(w, rule, w->clock.state[0], w->cond, &only) != CK_FALSE;
            x.eases = x.eases || only;
        }
        x.open = x.open && (x.eases ? d->exception : w->decides[rule] != 0);
        if (x.traced)
            cki_trace(w, 0, (ck_truth)w->effect[0][rule], d->full, (uint32_t)cki_text_length(d->full),
                      ck_law_state_word(cki_work_state(w, d, 0)->state), d->place);
        cki_explain_condition(&x, cki_env_of_deal(), d->condition, 1);
    }
    a->missing.count = w->decision.missing_count - a->missing.first;
    a->names.count = w->decision.name_count - a->names.first;
    a->shares.count = w->decision.share_count - a->shares.first;
}

/* What the conditions of the regime's reach met together. */
static cki_noted noted_in_reach(const ck_law_work *w, uint32_t regime) {
    cki_noted noted = CKI_NOTED_NOTHING;
    const cki_span own = w->rules_of[regime];
    for (uint32_t k = own.first; k < own.first + own.count && !w->foreign[regime]; k++) cki_noted_add(&noted, &w->rule_noted[w->rule[k]]);
    for (uint32_t k = 0; k < w->noted_count && w->foreign[regime]; k++) {
        if (cki_is_reached(w, w->noted[k])) cki_noted_add(&noted, &w->rule_noted[w->noted[k]]);
    }
    return noted;
}

/* Rules are in the same states as announced as they are by law. */
static bool as_by_law(const ck_law_work *w, const cki_reach *rules) {
    for (uint32_t k = 0; k < rules->count; k++) {
        const uint32_t governing = cki_governing(cki_decl_of(w->law, CKI_RULE, rules->rule[k]));
        if (w->clock.state[0][governing].state != w->clock.state[1][governing].state) return false;
    }
    return true;
}

static void answer_regime(ck_law_work *w, uint32_t regime, ck_diags *diags) {
    const ck_law *law = w->law;
    const uint32_t decl = law->of_kind[CKI_REGIME][regime];
    const cki_decl *d = &law->decl[decl];
    w->answer_of[regime] = w->decision.answer_count;
    ck_law_answer *a = &w->answer[w->decision.answer_count++];
    cki_mark_reached(w, regime);
    const cki_reach live = cki_live_reach(w, regime);
    cki_reach all = {0};
    const cki_settled legal = cki_settle(w, &live, w->clock.state[0], w->cond, w->effect[0]);
    if (w->question.detail != CK_DETAIL_OUTCOME) cki_mark_deciding(w, &live, &legal);
    cki_settled announced = legal;
    if (!as_by_law(w, &live)) announced = cki_settle(w, &live, w->clock.state[1], w->cond, w->effect[1]);
    cki_noted noted = noted_in_reach(w, regime);
    if (w->question.detail != CK_DETAIL_OUTCOME || noted.time_differs) all = cki_reach_of(w, regime);
    if (noted.time_differs) {
        announced = outcome_at(w, &all, (trial){&w->asked, .choice = CK_NONE});
        noted.next_change = ck_min_i64(noted.next_change, w->eval.noted.next_change);
    }
    const cki_state *own = cki_clock_state(&w->clock, decl, 0), *own_announced = cki_clock_state(&w->clock, decl, 1);
    *a = (ck_law_answer){.regime = regime, .outcome = legal.outcome, .announced = announced.outcome, .least = legal.least, .most = legal.most,
        .state = own->state, .announced_state = own_announced->state, .provision = CK_NONE,
        .names_not_matched = noted.names_not_matched, .changed_in_the_day = noted.changed_in_the_day, .next_change = CK_DATE_LAST, .next_other_answer = CK_DATE_LAST, .next_outcome = legal.outcome};
    a->unchecked = d->verified.day != INT32_MIN && cki_day_of(w->asked.at).day > d->verified.day;
    for (uint32_t k = 0; k < live.count; k++) {
        const cki_decl *rule = cki_decl_of(law, CKI_RULE, live.rule[k]);
        if (rule->regime != decl) continue;
        const cki_state *one = cki_work_state(w, rule, 0), *other = cki_work_state(w, rule, 1);
        if (one->certainty == CK_CERTAINTY_HYPOTHETICAL || one->state != other->state) a->certainty = other->certainty;
    }
    put_findings(w, &live, a);
    if (legal.outcome == CK_OUTCOME_CLASH && legal.second != CK_NONE) {
        const cki_decl *one = cki_decl_of(law, CKI_RULE, legal.first), *two = cki_decl_of(law, CKI_RULE, legal.second);
        ck_diags_add(diags, CK_NOTED, two->place, "rules %q and %q both hold and disagree", "the other one is in %s, line %u; say which goes over which",
                     two->full, one->full, one->place.file != NULL ? one->place.file : "", one->place.line);
    }
    if (w->question.detail == CK_DETAIL_OUTCOME) return;
    explain_regime(w, regime, a);
    put_readings(w, regime, &live, &all, a);
    for (uint32_t k = 0; k < live.count; k++) {
        const cki_decl *rule = cki_decl_of(law, CKI_RULE, live.rule[k]);
        const cki_change *provision = cki_clock_change(&w->clock, cki_governing(rule));
        noted.next_change = ck_min_i64(noted.next_change, provision->next);
        a->changed_in_the_day = a->changed_in_the_day || (rule->regime == decl && provision->in_the_day);
    }
    a->next_change = cki_day_of(noted.next_change);
    if (w->question.look_ahead) look_ahead(w, &all, a);
}

static uint64_t digest_of(const ck_law_work *w) {
    ck_digest digest = ck_digest_start(0x64656369);
    const ck_law_decision *d = &w->decision;
    ck_digest_u64(&digest, w->law->digest);
    ck_digest_u64(&digest, w->facts->digest);
    ck_digest_u64(&digest, (uint64_t)(uint32_t)w->question.on.day << 32 | (uint32_t)w->question.known.day);
    ck_digest_u64(&digest, w->question.by_minute ? (uint64_t)w->question.minute : 0);
    for (uint32_t c = 0; c < w->law->count.kind[CKI_CHOICE]; c++) {
        if (w->taken[c] != cki_default_reading(w->law, c)) ck_digest_u64(&digest, (uint64_t)c << 32 | w->taken[c]);
    }
    for (uint32_t k = 0; k < d->answer_count; k++) {
        const ck_law_answer *a = &w->answer[k];
        ck_digest_u64(&digest, (uint64_t)a->regime << 32 | (uint64_t)a->outcome << 16 | (uint64_t)a->announced << 8 | (uint64_t)a->certainty);
        ck_digest_u64(&digest, (uint64_t)a->state << 8 | (uint64_t)a->announced_state);
    }
    for (uint32_t k = 0; k < d->finding_count; k++) ck_digest_u64(&digest, (uint64_t)w->finding[k].rule << 8 | (uint64_t)w->finding[k].kind);
    for (uint32_t k = 0; k < d->duty_count; k++) {
        size_t at;
        ck_digest_u64(&digest, (uint64_t)w->duty[k].duty << 8 | (uint64_t)w->duty[k].reason);
        ck_digest_doubles(&digest, &w->duty[k].amount, 1, &at);
    }
    for (uint32_t k = 0; k < d->fee_count; k++) {
        size_t at;
        ck_digest_u64(&digest, (uint64_t)w->fee[k].fee << 8 | (uint64_t)w->fee[k].reason);
        ck_digest_doubles(&digest, &w->fee[k].owed, 1, &at);
    }
    return ck_digest_value(&digest);
}

/* What the decision before remembered. */
static void forget(ck_law_work *w) {
    for (uint32_t k = 0; k < w->eval.kept.count; k++) w->kept.answer[w->kept.node[k]] = 0;
    for (uint32_t k = 0; k < w->eval.tried.count; k++) w->tried.answer[w->tried.node[k]] = 0;
    cki_explain_forget(w);
    if (w->decision.missing_count > 0) cki_zero(w->missing_slot, w->missing_slots * sizeof *w->missing_slot);
    w->live_count = w->noted_count = 0;
}

/* The condition of a rule; silencers have been asked before. */
static void ask_rule(ck_law_work *w, const cki_step *step) {
    const uint32_t rule = step->rule;
    w->eval.noted = CKI_NOTED_NOTHING;
    w->eval.choice_used = w->choice_used + (size_t)step->regime * w->law->count.kind[CKI_CHOICE];
    const ck_truth truth = cki_condition(&w->eval, cki_env_of_deal(), step->condition);
    const cki_noted *noted = &w->eval.noted;
    if (noted->names_not_matched || noted->time_differs || noted->changed_in_the_day || noted->next_change < CKI_OPEN) w->noted[w->noted_count++] = rule;
    w->rule_noted[rule] = *noted;
    w->choices[step->regime] |= noted->choices;
    w->cond[rule] = (uint8_t)truth;
    w->effect[0][rule] = w->effect[1][rule] = CK_FALSE;
    if (truth == CK_FALSE) return;
    w->live[w->live_count++] = rule;
    const cki_decl *d = cki_decl_of(w->law, CKI_RULE, rule);
    for (int v = 0; v < 2; v++)
        w->effect[v][rule] = (uint8_t)cki_effect_of(w, d, truth, &w->clock.state[v][step->governing], w->effect[v]);
}

ck_status ck_law_decide(ck_law_work *w, const ck_facts *facts, ck_law_question question, const ck_law_decision **decision, ck_diags *diags) {
    *decision = NULL;
    const ck_law *law = w->law;
    if (question.size == 0 || facts->law_digest != law->digest)
        return ck_diags_add(diags, CK_E_USAGE, (ck_place){0}, "a question without defaults, or facts of another law", "bind the deal to the law of the work");
    if (facts->item_count > w->size.items || facts->party_count > w->size.parties)
        return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0}, "the deal is larger than the work was made for", "ck_law_work_default says how large it must be");
    for (uint32_t i = 0; i < question.reading_count; i++) {
        if (question.reading[i] >= law->count.kind[CKI_READING_OF])
            return ck_diags_add(diags, CK_E_USAGE, (ck_place){0}, "a question with a reading that the law does not have", "ck_law_find knows readings as choice/name");
    }
    cki_take_question(w, question);
    w->facts = facts;
    w->text_used = 0;
    w->next_source = (cki_source){.kind = CKI_FROM_LAW};
    cki_zero(w->content_text, sizeof w->content_text);
    if (question.detail == CK_DETAIL_TRACE) cki_zero(w->fact_text, law->count.kind[CKI_FACT] * sizeof *w->fact_text);
    forget(w);
    w->decision = (ck_law_decision){.answer = w->answer, .finding = w->finding, .obligation = w->obligation, .missing = w->missing,
        .reading = w->readings, .name = w->name, .share = w->share, .component = w->component, .duty = w->duty, .fee = w->fee, .trace = w->trace};
    w->note[0] = CKI_NOTED_NOTHING;
    w->eval = (cki_eval){.law = law, .facts = facts, .asked = &w->asked, .clock = &w->clock, .by_law = true, .memo = w->memo, .kept = w->kept,
                         .tried = w->tried, .note = w->note, .note_count = 1, .noted = CKI_NOTED_NOTHING, .stake_low = w->stake_low,
                         .stake_high = w->stake_high, .covered = w->covered, .note_changes = question.detail != CK_DETAIL_OUTCOME};
    const uint32_t regimes = law->count.kind[CKI_REGIME], choices = law->count.kind[CKI_CHOICE];
    cki_zero(w->memo, ((size_t)law->count.kind[CKI_LIST] + law->count.kind[CKI_DEFINE]) * facts->item_count);
    if (choices > 64) cki_zero(w->choice_used, (size_t)regimes * choices);
    cki_zero(w->choices, regimes * sizeof *w->choices);
    const bool remembers = cki_memory_look(w);
    for (uint32_t k = 0; k < w->step_count; k++) {
        if (!remembers || cki_memory_asks(&w->memory, w->step[k].rule)) ask_rule(w, &w->step[k]);
    }
    w->eval.choice_used = NULL;
    bool noted = false;
    for (uint32_t k = 0; k < w->on_count; k++) {
        if (!cki_memory_answer(w, w->on[k])) {
            const uint32_t traced = w->decision.trace_count;
            answer_regime(w, w->on[k], diags);
            if (remembers) w->memory.trace[w->on[k]] = (ck_law_span){traced, w->decision.trace_count - traced};
        }
        noted = noted || w->answer[w->decision.answer_count - 1].outcome == CK_OUTCOME_CLASH;
    }
    cki_decide_duties(w);
    cki_decide_fees(w);
    cki_memory_keep(w);
    w->decision.digest = digest_of(w);
    w->question.reading = NULL;                                      // the caller's
    w->question.reading_count = 0;
    *decision = &w->decision;
    return noted || w->decision.dropped > 0 ? CK_NOTED : CK_OK;
}
