/* One deal under the law: conditions, who silences whom, outcomes, what they hinge on. */
#include "law/work.h"

#define OPEN_LIMIT  8u                   // unknown rules of a regime whose values are all tried out
#define AHEAD_LIMIT 24u                  // dates that are tried for the next other answer

/* ---- the work ---- */

ck_law_work_size ck_law_work_default(const ck_facts *facts, ck_law_detail detail) {
    ck_law_work_size size = {.items = 1, .parties = 8, .technologies = 8, .rows = 64};
    if (facts != NULL) {
        size.items = facts->item_count;
        size.parties = facts->party_count;
        size.technologies = facts->technology_count;
    }
    if (detail != CK_DETAIL_OUTCOME) size.rows = 256 + 16 * size.items;
    if (detail == CK_DETAIL_TRACE) size.trace = 8192 + 64 * size.items;
    return size;
}

static ck_law_work *work_layout(cki_arena *arena, const ck_law *law, ck_law_work_size size, ck_law_work *spare) {
    ck_law_work *w = cki_arena_take(arena, 1, sizeof *w);
    if (w == NULL) w = spare;
    *w = (ck_law_work){.law = law, .size = size};
    const uint32_t *count = law->count.kind;
    const uint32_t rules = count[CKI_RULE], regimes = count[CKI_REGIME], choices = count[CKI_CHOICE];
    w->reading = cki_arena_take(arena, choices, sizeof *w->reading);
    w->taken = cki_arena_take(arena, choices, sizeof *w->taken);
    w->choice_used = cki_arena_take(arena, (size_t)regimes * choices + 1, 1);
    w->regime_on = cki_arena_take(arena, regimes, 1);
    for (int v = 0; v < 2; v++) {
        w->state[v] = cki_arena_take(arena, law->count.decl, sizeof *w->state[v]);
        w->effect[v] = cki_arena_take(arena, rules, 1);
    }
    w->rule = cki_arena_take(arena, rules, sizeof *w->rule);
    w->rules_of = cki_arena_take(arena, regimes, sizeof *w->rules_of);
    w->cond = cki_arena_take(arena, rules, 1);
    w->trial = cki_arena_take(arena, 3 * (size_t)rules, 1);
    w->wanted = cki_arena_take(arena, rules, 1);
    w->needed = cki_arena_take(arena, rules, 1);
    w->unmatched = cki_arena_take(arena, rules, 1);
    w->entry_change = cki_arena_take(arena, rules, sizeof *w->entry_change);
    w->entry_changed = cki_arena_take(arena, rules, 1);
    w->decides = cki_arena_take(arena, rules, 1);
    w->run = cki_arena_take(arena, rules, sizeof *w->run);
    w->reach = cki_arena_take(arena, rules, sizeof *w->reach);
    w->reached = cki_arena_take(arena, rules, sizeof *w->reached);
    w->live = cki_arena_take(arena, rules, sizeof *w->live);
    w->live_reach = cki_arena_take(arena, rules, sizeof *w->live_reach);
    w->noted = cki_arena_take(arena, rules, sizeof *w->noted);
    w->kept = cki_arena_take(arena, law->count.node, 1);
    w->kept_node = cki_arena_take(arena, law->count.node, sizeof *w->kept_node);
    w->told = cki_arena_take(arena, law->count.node, 1);
    w->told_node = cki_arena_take(arena, law->count.node, sizeof *w->told_node);
    for (w->missing_slots = 8; w->missing_slots / 2 < size.rows && w->missing_slots < UINT32_C(1) << 31;) w->missing_slots *= 2;
    w->missing_slot = cki_arena_take(arena, w->missing_slots, sizeof *w->missing_slot);
    w->memo = cki_arena_take(arena, (size_t)count[CKI_LIST] * size.items, 1);
    w->stake_low = cki_arena_take(arena, size.parties, sizeof *w->stake_low);
    w->stake_high = cki_arena_take(arena, size.parties, sizeof *w->stake_high);
    w->covered = cki_arena_take(arena, size.parties, 1);
    w->duty_memo = cki_arena_take(arena, count[CKI_DUTY], sizeof *w->duty_memo);
    w->fee_memo = cki_arena_take(arena, count[CKI_FEE], sizeof *w->fee_memo);
    w->answer = cki_arena_take(arena, regimes, sizeof *w->answer);
    w->finding = cki_arena_take(arena, rules, sizeof *w->finding);
    w->obligation = cki_arena_take(arena, law->count.obligation, sizeof *w->obligation);
    w->missing = cki_arena_take(arena, size.rows, sizeof *w->missing);
    w->readings = cki_arena_take(arena, size.rows, sizeof *w->readings);
    w->name = cki_arena_take(arena, size.rows, sizeof *w->name);
    w->share = cki_arena_take(arena, size.rows, sizeof *w->share);
    w->share_node = cki_arena_take(arena, size.rows, sizeof *w->share_node);
    w->component = cki_arena_take(arena, size.rows, sizeof *w->component);
    w->duty = cki_arena_take(arena, count[CKI_DUTY], sizeof *w->duty);
    w->fee = cki_arena_take(arena, count[CKI_FEE], sizeof *w->fee);
    w->trace = cki_arena_take(arena, size.trace, sizeof *w->trace);
    w->text_size = 1024 + 32 * (size_t)size.rows + 32 * (size_t)size.trace;
    w->text = cki_arena_take(arena, w->text_size, 1);
    return w;
}

size_t ck_law_work_bytes(const ck_law *law, ck_law_work_size size) {
    cki_arena arena = cki_arena_measure();
    ck_law_work spare;
    work_layout(&arena, law, size, &spare);
    return cki_arena_bytes(&arena);
}

/* The rules of each regime in the order in which they are settled; whether rules silence rules of other regimes. */
static void sort_rules(ck_law_work *w) {
    const ck_law *law = w->law;
    const uint32_t regimes = law->count.kind[CKI_REGIME], rules = law->count.kind[CKI_RULE];
    for (uint32_t r = 0; r < regimes; r++) w->rules_of[r] = (cki_span){0, 0};
    for (uint32_t k = 0; k < rules; k++) w->rules_of[law->decl[cki_decl_of(law, CKI_RULE, k)->regime].ordinal].count++;
    for (uint32_t r = 1; r < regimes; r++) w->rules_of[r].first = w->rules_of[r - 1].first + w->rules_of[r - 1].count;
    for (uint32_t r = 0; r < regimes; r++) w->rules_of[r].count = 0;
    for (uint32_t k = 0; k < rules; k++) {
        const cki_decl *d = cki_decl_of(law, CKI_RULE, law->rule_order[k]);
        cki_span *of = &w->rules_of[law->decl[d->regime].ordinal];
        w->rule[of->first + of->count++] = law->rule_order[k];
        for (uint32_t s = d->first_silencer; s != CK_NONE; s = law->silence[s].next)
            w->crosses = w->crosses || cki_decl_of(law, CKI_RULE, law->silence[s].by)->regime != d->regime;
    }
    for (uint32_t r = 0; r < regimes; r++) w->regime_on[r] = 0;
}

static void reach_rule(ck_law_work *w, uint32_t rule, uint32_t *count) {
    if (w->reached[rule] == w->reach_round) return;
    w->reached[rule] = w->reach_round;
    w->reach[(*count)++] = rule;
}

/* Marks the rules of a regime and what silences them, directly or not, in others. Memory and time are those of the rules found,
   whatever the number of regimes. */
static void mark_reached(ck_law_work *w, uint32_t regime) {
    const ck_law *law = w->law;
    const cki_span own = w->rules_of[regime];
    uint32_t count = 0;
    w->reach_round++;
    for (uint32_t k = own.first; k < own.first + own.count; k++) reach_rule(w, w->rule[k], &count);
    for (uint32_t k = 0; k < count && w->crosses; k++) {
        const cki_decl *d = cki_decl_of(law, CKI_RULE, w->reach[k]);
        for (uint32_t s = d->first_silencer; s != CK_NONE; s = law->silence[s].next) reach_rule(w, law->silence[s].by, &count);
    }
}

/* In the reach of the regime that was marked last. */
static bool is_reached(const ck_law_work *w, uint32_t rule) {
    return w->reached[rule] == w->reach_round;
}

ck_status ck_law_work_start(const ck_law *law, ck_law_work_size size, void *block, size_t bytes, ck_law_work **work) {
    *work = NULL;
    cki_arena arena = cki_arena_over(block, bytes);
    ck_law_work spare;
    ck_law_work *w = work_layout(&arena, law, size, &spare);
    CK_TRY(cki_arena_check(&arena));
    sort_rules(w);
    cki_zero(w->reached, law->count.kind[CKI_RULE] * sizeof *w->reached);
    cki_zero(w->kept, law->count.node);
    cki_zero(w->told, law->count.node);
    cki_zero(w->missing_slot, w->missing_slots * sizeof *w->missing_slot);
    *work = w;
    return CK_OK;
}

ck_law_question ck_law_question_default(ck_date on) {
    return (ck_law_question){.size = sizeof(ck_law_question), .on = on, .known = on, .detail = CK_DETAIL_ANSWER};
}

/* ---- the law on the day asked ---- */

static bool same_moment(const ck_law_question *a, const ck_law_question *b) {
    return a->on.day == b->on.day && a->known.day == b->known.day && a->by_minute == b->by_minute && (!a->by_minute || a->minute == b->minute);
}

/* Silencers of rules that are marked, of whatever regime. Silencers stand earlier in the order. */
static void mark_silencers(const ck_law *law, const uint32_t *order, uint32_t count, uint8_t *mark) {
    for (uint32_t k = count; k-- > 0;) {
        if (!mark[order[k]]) continue;
        for (uint32_t s = cki_decl_of(law, CKI_RULE, order[k])->first_silencer; s != CK_NONE; s = law->silence[s].next) mark[law->silence[s].by] = 1;
    }
}

/* Which regimes are asked, and the rules that have to be asked for them; kept as long as the same ones are asked. */
static void take_regimes(ck_law_work *w, const ck_law_question *question) {
    const ck_law *law = w->law;
    const uint32_t regimes = law->count.kind[CKI_REGIME], rules = law->count.kind[CKI_RULE];
    uint32_t on = 0, wrong = 0;
    for (uint32_t r = 0; r < regimes; r++) on += w->regime_on[r];
    for (uint32_t k = 0; k < question->regime_count; k++) wrong += question->regime[k] < regimes && !w->regime_on[question->regime[k]];
    const bool one = question->regime_count == 1 && question->regime[0] < regimes;
    if (w->ready && wrong == 0 && (question->regime_count == 0 ? on == regimes : one && on == 1)) return;
    for (uint32_t r = 0; r < regimes; r++) w->regime_on[r] = question->regime_count == 0;
    for (uint32_t k = 0; k < question->regime_count; k++) {
        if (question->regime[k] < regimes) w->regime_on[question->regime[k]] = 1;
    }
    for (uint32_t k = 0; k < rules; k++) w->needed[k] = w->regime_on[law->decl[cki_decl_of(law, CKI_RULE, k)->regime].ordinal];
    if (w->crosses) mark_silencers(law, law->rule_order, rules, w->needed);
    w->run_count = 0;
    for (uint32_t k = 0; k < rules; k++) {
        if (w->needed[law->rule_order[k]]) w->run[w->run_count++] = law->rule_order[k];
    }
}

static void take_question(ck_law_work *w, ck_law_question question) {
    const ck_law *law = w->law;
    take_regimes(w, &question);
    bool same = w->ready && same_moment(&w->question, &question);
    for (uint32_t c = 0; c < law->count.kind[CKI_CHOICE]; c++) {
        const uint32_t reading = cki_reading_of(law, &question, c);
        same = same && w->taken[c] == reading;
        w->reading[c] = w->taken[c] = reading;
    }
    w->question = question;
    w->question.regime = NULL;                                       // the caller's; regime_on tells which
    w->asked = cki_asked_of(question);
    w->asked.reading = w->reading;
    w->ready = true;
    if (same) return;
    for (uint32_t i = 0; i < law->count.decl; i++) {
        if (law->decl[i].kind != CKI_PROVISION && law->decl[i].kind != CKI_REGIME) continue;
        w->state[0][i] = cki_state_of(law, i, &w->asked, true);
        w->state[1][i] = cki_state_of(law, i, &w->asked, false);
    }
}

/* ---- outcomes ---- */

/* The rules of a regime and what silences them in other regimes, silencers first. The regime is the one that was marked last. */
typedef struct reach { const uint32_t *rule; uint32_t count, regime, ordinal; } reach;

static reach reach_of(ck_law_work *w, uint32_t regime) {
    const cki_span own = w->rules_of[regime];
    const uint32_t decl = w->law->of_kind[CKI_REGIME][regime];
    if (!w->crosses) return (reach){w->rule + own.first, own.count, decl, regime};
    uint32_t count = 0;
    for (uint32_t k = 0; k < w->run_count; k++) {
        if (is_reached(w, w->run[k])) w->reach[count++] = w->run[k];
    }
    return (reach){w->reach, count, decl, regime};
}

/* The same without rules whose condition is false: they neither hold nor silence. */
static reach live_reach(ck_law_work *w, uint32_t regime) {
    uint32_t count = 0;
    for (uint32_t k = 0; k < w->live_count; k++) {
        if (is_reached(w, w->live[k])) w->live_reach[count++] = w->live[k];
    }
    return (reach){w->live_reach, count, w->law->of_kind[CKI_REGIME][regime], regime};
}

typedef struct settled { ck_outcome outcome, least, most; uint32_t first, second; } settled;

/* An exception that only eases: a rule stands until it is shown. What it hinges on is named, but does not make the answer open. */
static bool eases(const ck_law *law, uint32_t by, const cki_decl *rule) {
    const cki_decl *exception = cki_decl_of(law, CKI_RULE, by);
    return exception->exception && exception->outcome < rule->outcome;
}

static ck_truth effect_of(const ck_law_work *w, const cki_decl *rule, ck_truth cond, const cki_state *state, const uint8_t *effect) {
    ck_truth truth = state->state == CK_STATE_OPERATIVE ? cond : CK_FALSE;
    for (uint32_t s = rule->first_silencer; s != CK_NONE && truth != CK_FALSE; s = w->law->silence[s].next) {
        const uint32_t by = w->law->silence[s].by;
        if (effect[by] == CK_UNKNOWN && eases(w->law, by, rule)) continue;
        truth = cki_and(truth, cki_not((ck_truth)effect[by]));
    }
    return truth;
}

/* What an exception has to except: the strongest truth of the rules that it silences, true when none of them is asked;
   `only` out: it does nothing but ease. */
static ck_truth excepted(const ck_law_work *w, uint32_t exception, const cki_state *state, const uint8_t *cond, bool *only) {
    ck_truth strongest = CK_FALSE;
    bool any = false;
    *only = true;
    const cki_decl *e = cki_decl_of(w->law, CKI_RULE, exception);
    for (uint32_t k = 0; k < e->refs.count; k++) {                   // what it goes over is no reason for it to count
        const cki_decl *d = &w->law->decl[w->law->ref[e->refs.first + k].to];
        if (!is_reached(w, d->ordinal)) continue;
        any = true;
        if (!eases(w->law, exception, d)) *only = false;
        const ck_truth truth = state[cki_governing(d)].state == CK_STATE_OPERATIVE ? (ck_truth)cond[d->ordinal] : CK_FALSE;
        if (truth > strongest) strongest = truth;
    }
    if (!any) *only = false;
    return any ? strongest : CK_TRUE;
}

/* Effects of a regime's rules, silencers first, and what those that hold say together. */
static settled settle_once(const ck_law_work *w, const reach *rules, const cki_state *state, const uint8_t *cond, uint8_t *effect) {
    settled s = {CK_OUTCOME_NOT_CAUGHT, CK_OUTCOME_NOT_CAUGHT, CK_OUTCOME_NOT_CAUGHT, CK_NONE, CK_NONE};
    if (w->rules_of[rules->ordinal].count == 0) return (settled){CK_OUTCOME_NONE, CK_OUTCOME_NONE, CK_OUTCOME_NONE, CK_NONE, CK_NONE};
    bool held = false;
    for (uint32_t k = 0; k < rules->count; k++) {
        const uint32_t rule = rules->rule[k];
        const cki_decl *d = cki_decl_of(w->law, CKI_RULE, rule);
        effect[rule] = (uint8_t)effect_of(w, d, (ck_truth)cond[rule], &state[cki_governing(d)], effect);
        bool only = false;
        if (d->exception && effect[rule] != CK_FALSE) effect[rule] = (uint8_t)cki_and((ck_truth)effect[rule], excepted(w, rule, state, cond, &only));
        if (effect[rule] != CK_TRUE || d->regime != rules->regime) continue;
        if (!held) {
            s.outcome = s.least = s.most = d->outcome;
            s.first = rule;
            held = true;
            continue;
        }
        if (d->outcome < s.least) s.least = d->outcome;
        if (d->outcome > s.most) s.most = d->outcome;
        if (d->outcome != cki_decl_of(w->law, CKI_RULE, s.first)->outcome) {
            s.outcome = CK_OUTCOME_CLASH;
            s.second = rule;
        }
    }
    return s;
}

/* Marks the open rules without which the outcome could not come out as it does in some of the ways tried. */
static void mark_deciding(ck_law_work *w, const uint32_t *open, uint32_t count, const uint8_t *tried) {
    for (uint32_t k = 0; k < count; k++) {
        uint8_t *decides = &w->decides[open[k]];
        *decides = 0;
        for (uint32_t bits = 0; bits < 1u << count && !*decides; bits++) *decides = tried[bits] != tried[bits ^ 1u << k];
    }
}

/* With unknown conditions: every way in which they may turn out is tried; when all give one outcome, it stands. */
static settled settle(ck_law_work *w, const reach *rules, const cki_state *state, const uint8_t *cond, uint8_t *effect) {
    uint8_t tried[1u << OPEN_LIMIT];
    settled whole = settle_once(w, rules, state, cond, effect);
    uint32_t open[OPEN_LIMIT], count = 0;
    bool many = false;
    for (uint32_t k = 0; k < rules->count; k++) {
        const cki_decl *d = cki_decl_of(w->law, CKI_RULE, rules->rule[k]);
        if (cond[rules->rule[k]] != CK_UNKNOWN || state[cki_governing(d)].state != CK_STATE_OPERATIVE) continue;
        bool only = false;
        if (d->exception && (excepted(w, rules->rule[k], state, cond, &only) == CK_FALSE || only)) continue;
        if (count == OPEN_LIMIT) many = true;
        else open[count++] = rules->rule[k];
    }
    if (count == 0 || whole.outcome == CK_OUTCOME_CLASH) return whole;
    if (many) {                                                      // too many: all that any of them could say
        for (uint32_t k = 0; k < rules->count; k++) {
            const cki_decl *d = cki_decl_of(w->law, CKI_RULE, rules->rule[k]);
            if (effect[rules->rule[k]] != CK_UNKNOWN || d->regime != rules->regime) continue;
            bool only = false;
            if (d->exception && (excepted(w, rules->rule[k], state, cond, &only) == CK_FALSE || only)) continue;
            if (d->outcome < whole.least) whole.least = d->outcome;
            if (d->outcome > whole.most) whole.most = d->outcome;
        }
    } else {
        const uint32_t all = w->law->count.kind[CKI_RULE];
        uint8_t *try_cond = w->trial, *try_effect = w->trial + all;
        cki_copy(try_cond, cond, all);
        cki_copy(try_effect, effect, all);
        for (uint32_t bits = 0; bits < 1u << count; bits++) {
            for (uint32_t k = 0; k < count; k++) try_cond[open[k]] = (bits >> k & 1) != 0 ? CK_TRUE : CK_FALSE;
            const settled one = settle_once(w, rules, state, try_cond, try_effect);
            tried[bits] = (uint8_t)one.outcome;
            if (bits == 0) {
                whole.least = one.least;
                whole.most = one.most;
            }
            if (one.least < whole.least) whole.least = one.least;
            if (one.most > whole.most) whole.most = one.most;
        }
        if (cond == w->cond && state == w->state[0]) mark_deciding(w, open, count, tried);
    }
    const bool licence = whole.least >= CK_OUTCOME_GRANTED && whole.most <= CK_OUTCOME_REFUSED;
    whole.outcome = whole.least == whole.most ? whole.least : licence ? CK_OUTCOME_LICENCE : CK_OUTCOME_INDETERMINATE;
    return whole;
}

static uint8_t *trial_conditions(const ck_law_work *w) {
    return w->trial + 2 * (size_t)w->law->count.kind[CKI_RULE];
}

/* The outcome under other states or readings: everything is asked again. eval.next_change is then that of all conditions, and
   the conditions are those of `trial_conditions`. */
static settled outcome_at(ck_law_work *w, const reach *rules, const cki_asked *asked, bool by_law) {
    const ck_law *law = w->law;
    const uint32_t all = law->count.kind[CKI_RULE];
    cki_state *state = w->state[by_law ? 0 : 1];
    uint8_t *cond = trial_conditions(w);
    const cki_asked *before = w->eval.asked;
    const bool law_before = w->eval.by_law;
    w->eval.asked = asked;
    w->eval.by_law = by_law;
    w->eval.next_change = CKI_OPEN;
    cki_copy(cond, w->cond, all);
    for (uint32_t k = 0; k < rules->count; k++) {
        const cki_decl *d = cki_decl_of(law, CKI_RULE, rules->rule[k]);
        const uint32_t governing = cki_governing(d);
        state[governing] = cki_state_of(law, governing, asked, by_law);
        cond[rules->rule[k]] = (uint8_t)cki_condition(&w->eval, cki_env_of_deal(), d->condition);
    }
    uint8_t *effect = w->wanted;                                     // scratch
    cki_copy(effect, w->effect[by_law ? 0 : 1], all);
    cki_asked plain = w->asked;                                      // as remembered: by the readings taken
    plain.reading = w->taken;
    const settled s = settle(w, rules, state, cond, effect);
    for (uint32_t k = 0; k < rules->count; k++) {
        const uint32_t governing = cki_governing(cki_decl_of(law, CKI_RULE, rules->rule[k]));
        state[governing] = cki_state_of(law, governing, &plain, by_law);
    }
    w->eval.asked = before;
    w->eval.by_law = law_before;
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

static void put_findings(ck_law_work *w, const reach *live, ck_law_answer *a) {
    const ck_law *law = w->law;
    a->findings.first = w->decision.finding_count;
    a->obligations.first = w->decision.obligation_count;
    ck_outcome strongest = CK_OUTCOME_NONE;
    for (uint32_t k = 0; k < live->count; k++) {
        const uint32_t rule = live->rule[k];
        const cki_decl *d = cki_decl_of(law, CKI_RULE, rule);
        if (d->regime != live->regime) continue;
        const cki_state *state = &w->state[0][cki_governing(d)], *announced = &w->state[1][cki_governing(d)];
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

static void put_readings(ck_law_work *w, uint32_t regime, const reach *live, const reach *all, ck_law_answer *a) {
    const ck_law *law = w->law;
    const uint32_t choices = law->count.kind[CKI_CHOICE];
    a->readings.first = w->decision.reading_count;
    for (uint32_t c = 0; c < choices; c++) {
        bool used = w->choice_used[(size_t)regime * choices + c] != 0;
        for (uint32_t k = 0; k < live->count && !used; k++)
            used = cki_depends_on_choice(law, cki_governing(cki_decl_of(law, CKI_RULE, live->rule[k])), c);
        if (!used) continue;
        const cki_span readings = cki_decl_of(law, CKI_CHOICE, c)->inner;
        const uint32_t taken = w->taken[c];
        const bool chosen = is_chosen(w, taken);
        bool shown = false;
        for (uint32_t k = readings.first; k < readings.first + readings.count; k++) {
            if (k == taken) continue;
            w->reading[c] = k;
            const settled other = outcome_at(w, all, &w->asked, true);
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

/* Nearest change of a provision whose rule is not false, or `best`. */
static int64_t provision_change(const ck_law_work *w, const reach *rules, const uint8_t *cond, const cki_asked *asked, int64_t best) {
    for (uint32_t k = 0; k < rules->count; k++) {
        if (cond[rules->rule[k]] == CK_FALSE) continue;
        best = cki_nearest_change(w->law, cki_governing(cki_decl_of(w->law, CKI_RULE, rules->rule[k])), asked, best);
    }
    return best;
}

static void look_ahead(ck_law_work *w, const reach *rules, ck_law_answer *a) {
    a->next_other_answer = CK_DATE_LAST;
    a->next_outcome = a->outcome;
    ck_date day = a->next_change;
    for (uint32_t round = 0; round < AHEAD_LIMIT && day.day != INT32_MAX; round++) {
        cki_asked asked = w->asked;
        asked.by_minute = false;
        asked.day_start = (int64_t)day.day * 1440;
        asked.at = asked.day_start + 1439;
        const settled legal = outcome_at(w, rules, &asked, true);
        int64_t next = provision_change(w, rules, trial_conditions(w), &asked, w->eval.next_change);
        const settled announced = outcome_at(w, rules, &asked, false);
        next = provision_change(w, rules, trial_conditions(w), &asked, ck_min_i64(next, w->eval.next_change));
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
        x.open = w->cond[rule] == CK_UNKNOWN && w->state[0][cki_governing(d)].state == CK_STATE_OPERATIVE;
        x.eases = a->outcome != CK_OUTCOME_INDETERMINATE && a->outcome != CK_OUTCOME_LICENCE;
        if (x.open && d->exception) {
            bool only = false;
            x.open = excepted(w, rule, w->state[0], w->cond, &only) != CK_FALSE;
            x.eases = x.eases || only;
        }
        x.open = x.open && (x.eases ? d->exception : w->decides[rule] != 0);
        if (x.traced)
            cki_trace(w, 0, (ck_truth)w->effect[0][rule], d->full, (uint32_t)cki_text_length(d->full),
                      ck_law_state_word(w->state[0][cki_governing(d)].state), d->place);
        w->eval.by_law = true;
        cki_explain_condition(&x, cki_env_of_deal(), d->condition, 1);
    }
    a->missing.count = w->decision.missing_count - a->missing.first;
    a->names.count = w->decision.name_count - a->names.first;
    a->shares.count = w->decision.share_count - a->shares.first;
}

static void answer_regime(ck_law_work *w, uint32_t regime, ck_diags *diags) {
    const ck_law *law = w->law;
    const uint32_t decl = law->of_kind[CKI_REGIME][regime];
    const cki_decl *d = &law->decl[decl];
    ck_law_answer *a = &w->answer[w->decision.answer_count++];
    mark_reached(w, regime);
    const reach live = live_reach(w, regime);
    reach all = {0};
    const settled legal = settle(w, &live, w->state[0], w->cond, w->effect[0]);
    settled announced = settle(w, &live, w->state[1], w->cond, w->effect[1]);
    int64_t change = CKI_OPEN;
    bool unmatched = false, changed = false;
    for (uint32_t k = 0; k < w->noted_count; k++) {
        if (!is_reached(w, w->noted[k])) continue;
        change = ck_min_i64(change, w->entry_change[w->noted[k]]);
        unmatched = unmatched || w->unmatched[w->noted[k]];
        changed = changed || w->entry_changed[w->noted[k]];
    }
    if (w->question.detail != CK_DETAIL_OUTCOME || w->eval.time_differs) all = reach_of(w, regime);
    if (w->eval.time_differs) {
        announced = outcome_at(w, &all, &w->asked, false);
        change = ck_min_i64(change, w->eval.next_change);
    }
    *a = (ck_law_answer){.regime = regime, .outcome = legal.outcome, .announced = announced.outcome, .least = legal.least, .most = legal.most,
        .state = w->state[0][decl].state, .announced_state = w->state[1][decl].state, .provision = CK_NONE,
        .names_not_matched = unmatched, .changed_in_the_day = changed, .next_change = CK_DATE_LAST, .next_other_answer = CK_DATE_LAST, .next_outcome = legal.outcome};
    a->unchecked = d->verified.day != INT32_MIN && cki_day_of(w->asked.at).day > d->verified.day;
    for (uint32_t k = 0; k < live.count; k++) {
        const cki_decl *rule = cki_decl_of(law, CKI_RULE, live.rule[k]);
        const uint32_t governing = cki_governing(rule);
        if (rule->regime != decl) continue;
        const cki_state *one = &w->state[0][governing], *other = &w->state[1][governing];
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
    a->next_change = cki_day_of(provision_change(w, &live, w->cond, &w->asked, change));
    for (uint32_t k = 0; k < live.count && !a->changed_in_the_day; k++) {
        const cki_decl *rule = cki_decl_of(law, CKI_RULE, live.rule[k]);
        a->changed_in_the_day = rule->regime == decl && cki_changed_in_the_day(law, cki_governing(rule), &w->asked, true);
    }
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
    for (uint32_t k = 0; k < w->eval.kept_count; k++) w->kept[w->kept_node[k]] = 0;
    cki_explain_forget(w);
    if (w->decision.missing_count > 0) cki_zero(w->missing_slot, w->missing_slots * sizeof *w->missing_slot);
    w->live_count = w->noted_count = 0;
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
    take_question(w, question);
    w->facts = facts;
    w->text_used = 0;
    forget(w);
    w->decision = (ck_law_decision){.answer = w->answer, .finding = w->finding, .obligation = w->obligation, .missing = w->missing,
        .reading = w->readings, .name = w->name, .share = w->share, .component = w->component, .duty = w->duty, .fee = w->fee, .trace = w->trace};
    w->eval = (cki_eval){.law = law, .facts = facts, .asked = &w->asked, .by_law = true, .memo = w->memo, .kept = w->kept, .kept_node = w->kept_node,
                         .stake_low = w->stake_low,
                         .stake_high = w->stake_high, .covered = w->covered, .note_changes = question.detail != CK_DETAIL_OUTCOME};
    const uint32_t regimes = law->count.kind[CKI_REGIME], choices = law->count.kind[CKI_CHOICE];
    cki_zero(w->memo, (size_t)law->count.kind[CKI_LIST] * facts->item_count);
    cki_zero(w->choice_used, (size_t)regimes * choices);
    const bool quick = question.detail == CK_DETAIL_OUTCOME;
    for (uint32_t k = 0; k < w->run_count; k++) {                    // silencers of other regimes are settled first
        const uint32_t rule = w->run[k];
        const cki_decl *d = cki_decl_of(law, CKI_RULE, rule);
        const uint32_t regime = law->decl[d->regime].ordinal, governing = cki_governing(d);
        const bool idle = w->state[0][governing].state != CK_STATE_OPERATIVE && w->state[1][governing].state != CK_STATE_OPERATIVE;
        w->cond[rule] = CK_FALSE;
        w->effect[0][rule] = w->effect[1][rule] = CK_FALSE;
        w->unmatched[rule] = 0;
        w->entry_change[rule] = CKI_OPEN;
        w->entry_changed[rule] = 0;
        w->decides[rule] = 1;
        if (quick && idle) continue;
        w->eval.names_not_matched = false;
        w->eval.next_change = CKI_OPEN;
        w->eval.changed_in_the_day = false;
        w->eval.choice_used = w->choice_used + (size_t)regime * choices;
        w->cond[rule] = (uint8_t)cki_condition(&w->eval, cki_env_of_deal(), d->condition);
        w->unmatched[rule] = w->eval.names_not_matched;
        w->entry_change[rule] = w->eval.next_change;
        w->entry_changed[rule] = w->eval.changed_in_the_day;
        if (w->cond[rule] != CK_FALSE) w->live[w->live_count++] = rule;
        if (w->unmatched[rule] || w->entry_changed[rule] || w->entry_change[rule] < CKI_OPEN) w->noted[w->noted_count++] = rule;
        if (w->cond[rule] == CK_FALSE) continue;
        for (int v = 0; v < 2; v++)
            w->effect[v][rule] = (uint8_t)effect_of(w, d, (ck_truth)w->cond[rule], &w->state[v][governing], w->effect[v]);
    }
    w->eval.choice_used = NULL;
    bool noted = false;
    for (uint32_t r = 0; r < regimes; r++) {
        if (!w->regime_on[r]) continue;
        answer_regime(w, r, diags);
        noted = noted || w->answer[w->decision.answer_count - 1].outcome == CK_OUTCOME_CLASH;
    }
    cki_decide_duties(w);
    cki_decide_fees(w);
    w->decision.digest = digest_of(w);
    w->question.reading = NULL;                                      // the caller's
    w->question.reading_count = 0;
    *decision = &w->decision;
    return noted || w->decision.dropped > 0 ? CK_NOTED : CK_OK;
}
