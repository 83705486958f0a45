/* Memory of decisions: what is laid out once, and what a question keeps for the deals that follow. */
#include "law/settle.h"

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
    w->by_default = cki_arena_take(arena, choices, sizeof *w->by_default);
    w->choice_used = cki_arena_take(arena, (size_t)regimes * choices + 1, 1);
    w->choices = cki_arena_take(arena, regimes, sizeof *w->choices);
    w->regime_on = cki_arena_take(arena, regimes, 1);
    for (int v = 0; v < 2; v++) {
        w->clock.state[v] = cki_arena_take(arena, law->count.decl, sizeof *w->clock.state[v]);
        w->effect[v] = cki_arena_take(arena, rules, 1);
    }
    w->clock.change = cki_arena_take(arena, law->count.decl, sizeof *w->clock.change);
    w->trial_state = cki_arena_take(arena, law->count.decl, sizeof *w->trial_state);
    w->rule = cki_arena_take(arena, rules, sizeof *w->rule);
    w->rules_of = cki_arena_take(arena, regimes, sizeof *w->rules_of);
    w->cond = cki_arena_take(arena, rules, 1);
    w->trial = cki_arena_take(arena, 3 * (size_t)rules, 1);
    w->trial_effect = cki_arena_take(arena, rules, 1);
    w->needed = cki_arena_take(arena, rules, 1);
    w->rule_noted = cki_arena_take(arena, rules, sizeof *w->rule_noted);
    w->group = cki_arena_take(arena, 4 * (size_t)rules, sizeof *w->group);
    w->stays_open = cki_arena_take(arena, rules, 1);
    w->decides = cki_arena_take(arena, rules, 1);
    w->foreign = cki_arena_take(arena, regimes, 1);
    w->on = cki_arena_take(arena, regimes, sizeof *w->on);
    w->run = cki_arena_take(arena, rules, sizeof *w->run);
    w->step = cki_arena_take(arena, rules, sizeof *w->step);
    w->duties = cki_arena_take(arena, count[CKI_DUTY], sizeof *w->duties);
    w->fees = cki_arena_take(arena, count[CKI_FEE], sizeof *w->fees);
    w->reach = cki_arena_take(arena, rules, sizeof *w->reach);
    w->reached = cki_arena_take(arena, rules, sizeof *w->reached);
    w->live = cki_arena_take(arena, rules, sizeof *w->live);
    w->live_reach = cki_arena_take(arena, rules, sizeof *w->live_reach);
    w->noted = cki_arena_take(arena, rules, sizeof *w->noted);
    w->kept.answer = cki_arena_take(arena, law->count.node, 1);
    w->kept.node = cki_arena_take(arena, law->count.node, sizeof *w->kept.node);
    w->tried.answer = cki_arena_take(arena, law->count.node, 1);
    w->tried.node = cki_arena_take(arena, law->count.node, sizeof *w->tried.node);
    w->note = cki_arena_take(arena, CKI_NOTES_LIMIT, sizeof *w->note);
    w->told = cki_arena_take(arena, law->count.node, 1);
    w->told_node = cki_arena_take(arena, law->count.node, sizeof *w->told_node);
    for (w->missing_slots = 8; w->missing_slots / 2 < size.rows && w->missing_slots < UINT32_C(1) << 31;) w->missing_slots *= 2;
    w->missing_slot = cki_arena_take(arena, w->missing_slots, sizeof *w->missing_slot);
    w->memo = cki_arena_take(arena, ((size_t)count[CKI_LIST] + count[CKI_DEFINE]) * size.items, 1);
    w->stake_low = cki_arena_take(arena, size.parties, sizeof *w->stake_low);
    w->stake_high = cki_arena_take(arena, size.parties, sizeof *w->stake_high);
    w->covered = cki_arena_take(arena, size.parties, 1);
    w->duty_memo = cki_arena_take(arena, count[CKI_DUTY], sizeof *w->duty_memo);
    w->fee_memo = cki_arena_take(arena, count[CKI_FEE], sizeof *w->fee_memo);
    w->answer = cki_arena_take(arena, regimes, sizeof *w->answer);
    w->answer_of = cki_arena_take(arena, regimes, sizeof *w->answer_of);
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
    cki_memory_layout(&w->memory, arena, law, size.memory);
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

/* The rules of each regime in the order in which they are cki_settled; whether rules silence rules of other regimes. */
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

ck_status ck_law_work_start(const ck_law *law, ck_law_work_size size, void *block, size_t bytes, ck_law_work **work) {
    *work = NULL;
    cki_arena arena = cki_arena_over(block, bytes);
    ck_law_work spare;
    ck_law_work *w = work_layout(&arena, law, size, &spare);
    CK_TRY(cki_arena_check(&arena));
    sort_rules(w);
    cki_zero(w->reached, law->count.kind[CKI_RULE] * sizeof *w->reached);
    cki_zero(w->stays_open, law->count.kind[CKI_RULE]);
    for (uint32_t r = 0; r < law->count.kind[CKI_REGIME]; r++) w->foreign[r] = cki_reach_is_foreign(w, r);
    cki_zero(w->group, 4 * (size_t)law->count.kind[CKI_RULE] * sizeof *w->group);
    cki_zero(w->kept.answer, law->count.node);
    cki_zero(w->tried.answer, law->count.node);
    cki_zero(w->clock.change, law->count.decl * sizeof *w->clock.change);
    w->clock.law = law;
    w->clock.asked = &w->asked;
    cki_memory_start(&w->memory);
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

static bool same_regimes(const ck_law_work *w, const ck_law_question *question) {
    const uint32_t regimes = w->law->count.kind[CKI_REGIME];
    if (question->regime_count == 0) return w->on_count == regimes;
    return question->regime_count == 1 && w->on_count == 1 && w->on[0] == question->regime[0];
}

/* Ordinals of duties or fees of the regimes asked, in their order. */
static uint32_t select_lines(const ck_law_work *w, cki_kind kind, const uint32_t *order, uint32_t *to) {
    uint32_t count = 0;
    for (uint32_t k = 0; k < w->law->count.kind[kind]; k++) {
        if (w->regime_on[w->law->decl[cki_decl_of(w->law, kind, order[k])->regime].ordinal]) to[count++] = order[k];
    }
    return count;
}

/* Which regimes are asked, and what has to be asked for them; kept as long as the same ones are asked. True when they are others. */
static bool take_regimes(ck_law_work *w, const ck_law_question *question) {
    const ck_law *law = w->law;
    const uint32_t regimes = law->count.kind[CKI_REGIME], rules = law->count.kind[CKI_RULE];
    if (w->ready && same_regimes(w, question)) return false;
    for (uint32_t r = 0; r < regimes; r++) w->regime_on[r] = question->regime_count == 0;
    for (uint32_t k = 0; k < question->regime_count; k++) {
        if (question->regime[k] < regimes) w->regime_on[question->regime[k]] = 1;
    }
    w->on_count = w->run_count = 0;
    for (uint32_t r = 0; r < regimes; r++) {
        if (w->regime_on[r]) w->on[w->on_count++] = r;
    }
    for (uint32_t k = 0; k < rules; k++) w->needed[k] = w->regime_on[law->decl[cki_decl_of(law, CKI_RULE, k)->regime].ordinal];
    if (w->crosses) mark_silencers(law, law->rule_order, rules, w->needed);
    for (uint32_t k = 0; k < rules; k++) {
        if (w->needed[law->rule_order[k]]) w->run[w->run_count++] = law->rule_order[k];
    }
    w->duties_count = select_lines(w, CKI_DUTY, law->duty_order, w->duties);
    w->fees_count = select_lines(w, CKI_FEE, law->fee_order, w->fees);
    return true;
}

/* All of the question on which answers hang, but for the regimes asked. */
static cki_key key_of_question(const ck_law_work *w) {
    const ck_law_question *q = &w->question;
    cki_key key = cki_key_of(0, (uint32_t)q->detail * 2u + q->look_ahead, (uint64_t)(uint32_t)q->on.day << 32 | (uint32_t)q->known.day);
    if (q->by_minute) cki_key_add(&key, cki_key_of(0, 8, (uint64_t)q->minute));
    for (uint32_t c = 0; c < w->law->count.kind[CKI_CHOICE]; c++) cki_key_add(&key, cki_key_of(0, 16 + c, w->taken[c]));
    for (uint32_t i = 0; i < q->reading_count; i++) cki_key_add(&key, cki_key_of(0, 15, q->reading[i]));
    return key;
}

/* The steps of the question. What no step asks is false and met nothing. */
static void take_steps(ck_law_work *w, bool quick) {
    const ck_law *law = w->law;
    w->quick = quick;
    w->step_count = 0;
    for (uint32_t k = 0; k < w->run_count; k++) {
        const uint32_t rule = w->run[k];
        const cki_decl *d = cki_decl_of(law, CKI_RULE, rule);
        const uint32_t governing = cki_governing(d);
        const bool idle = cki_clock_state(&w->clock, governing, 0)->state != CK_STATE_OPERATIVE &&
                          cki_clock_state(&w->clock, governing, 1)->state != CK_STATE_OPERATIVE;
        w->cond[rule] = w->effect[0][rule] = w->effect[1][rule] = CK_FALSE;
        w->rule_noted[rule] = CKI_NOTED_NOTHING;
        if (!quick || !idle) w->step[w->step_count++] = (cki_step){rule, law->decl[d->regime].ordinal, governing, d->condition};
    }
}

void cki_take_question(ck_law_work *w, ck_law_question question) {
    const ck_law *law = w->law;
    const bool quick = question.detail == CK_DETAIL_OUTCOME, others = take_regimes(w, &question);
    bool same = w->ready && same_moment(&w->question, &question);
    for (uint32_t c = 0; c < law->count.kind[CKI_CHOICE]; c++) {
        const uint32_t reading = question.reading_count > 0 || !w->ready ? cki_reading_of(law, &question, c) : w->by_default[c];
        if (!w->ready) w->by_default[c] = cki_default_reading(law, c);
        same = same && w->taken[c] == reading;
        w->reading[c] = w->taken[c] = reading;
    }
    w->question = question;
    w->question.regime = NULL;                                       // the caller's; regime_on tells which
    w->asked = cki_asked_of(question);
    w->asked.reading = w->reading;
    if (others) cki_memory_forget(&w->memory);
    if (w->memory.size > 0) w->memory.question = key_of_question(w);
    if (!same) cki_clock_turn(&w->clock);
    if (!same || others || quick != w->quick || !w->ready) take_steps(w, quick);
    w->ready = true;
}
