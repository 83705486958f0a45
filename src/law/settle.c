#include "law/settle.h"

static ck_outcome weaker(ck_outcome a, ck_outcome b) {
    return a < b ? a : b;
}
static ck_outcome stronger(ck_outcome a, ck_outcome b) {
    return a > b ? a : b;
}

/* ---- reach ---- */

static void reach_rule(ck_law_work *w, uint32_t rule, uint32_t *count) {
    if (w->reached[rule] == w->reach_round) return;
    w->reached[rule] = w->reach_round;
    w->reach[(*count)++] = rule;
}

static uint32_t mark(ck_law_work *w, uint32_t regime, bool foreign) {
    const ck_law *law = w->law;
    const cki_span own = w->rules_of[regime];
    uint32_t count = 0;
    w->reach_round++;
    for (uint32_t k = own.first; k < own.first + own.count; k++) reach_rule(w, w->rule[k], &count);
    for (uint32_t k = 0; k < count && foreign; k++) {
        const cki_decl *d = cki_decl_of(law, CKI_RULE, w->reach[k]);
        for (uint32_t s = d->first_silencer; s != CK_NONE; s = law->silence[s].next) reach_rule(w, law->silence[s].by, &count);
    }
    return count;
}

void cki_mark_reached(ck_law_work *w, uint32_t regime) {
    mark(w, regime, w->foreign[regime]);
}

bool cki_reach_is_foreign(ck_law_work *w, uint32_t regime) {
    return w->crosses && mark(w, regime, true) > w->rules_of[regime].count;
}

/* From the rules that are asked, in their order. */
static cki_reach select_rules(const ck_law_work *w, uint32_t regime, const uint32_t *from, uint32_t from_count, bool live, uint32_t *to) {
    uint32_t count = 0;
    for (uint32_t k = 0; k < from_count; k++) {
        if (live ? w->cond[from[k]] != CK_FALSE && cki_is_reached(w, from[k]) : cki_is_reached(w, from[k])) to[count++] = from[k];
    }
    return (cki_reach){to, count, w->law->of_kind[CKI_REGIME][regime], regime};
}

cki_reach cki_reach_of(ck_law_work *w, uint32_t regime) {
    const cki_span own = w->rules_of[regime];
    if (w->foreign[regime]) return select_rules(w, regime, w->run, w->run_count, false, w->reach);
    return (cki_reach){w->rule + own.first, own.count, w->law->of_kind[CKI_REGIME][regime], regime};
}

cki_reach cki_live_reach(ck_law_work *w, uint32_t regime) {
    const cki_span own = w->rules_of[regime];
    if (w->foreign[regime]) return select_rules(w, regime, w->live, w->live_count, true, w->live_reach);
    return select_rules(w, regime, w->rule + own.first, own.count, true, w->live_reach);
}

/* An exception that only eases: a rule stands until it is shown. What it hinges on is named, but does not make the answer open. */
static bool eases(const ck_law *law, uint32_t by, const cki_decl *rule) {
    const cki_decl *exception = cki_decl_of(law, CKI_RULE, by);
    return exception->exception && exception->outcome < rule->outcome;
}

ck_truth cki_effect_of(const ck_law_work *w, const cki_decl *rule, ck_truth cond, const cki_state *state, const uint8_t *effect) {
    ck_truth truth = state->state == CK_STATE_OPERATIVE ? cond : CK_FALSE;
    for (uint32_t s = rule->first_silencer; s != CK_NONE && truth != CK_FALSE; s = w->law->silence[s].next) {
        const uint32_t by = w->law->silence[s].by;
        if (effect[by] == CK_UNKNOWN && eases(w->law, by, rule)) continue;
        truth = cki_and(truth, cki_not((ck_truth)effect[by]));
    }
    return truth;
}

ck_truth cki_excepted(const ck_law_work *w, uint32_t exception, const cki_state *state, const uint8_t *cond, bool *only) {
    ck_truth strongest = CK_FALSE;
    bool any = false;
    *only = true;
    const cki_decl *e = cki_decl_of(w->law, CKI_RULE, exception);
    for (uint32_t k = 0; k < e->more.count; k++) {                   // what it goes over is no reason for it to count
        const cki_decl *d = &w->law->decl[w->law->ref[e->more.first + k].to];
        if (cki_is_reached(w, d->ordinal) && !eases(w->law, exception, d)) *only = false;
    }
    for (uint32_t k = 0; k < e->refs.count; k++) {
        const cki_decl *d = &w->law->decl[w->law->ref[e->refs.first + k].to];
        if (!cki_is_reached(w, d->ordinal)) continue;
        any = true;
        if (!eases(w->law, exception, d)) *only = false;
        const ck_truth truth = state[cki_governing(d)].state == CK_STATE_OPERATIVE ? (ck_truth)cond[d->ordinal] : CK_FALSE;
        if (truth > strongest) strongest = truth;
    }
    if (!any) *only = false;
    return any ? strongest : CK_TRUE;
}

static ck_truth rule_effect(const ck_law_work *w, uint32_t rule, const cki_decl *d, const cki_state *state, const uint8_t *cond, const uint8_t *effect) {
    const ck_truth truth = cki_effect_of(w, d, (ck_truth)cond[rule], &state[cki_governing(d)], effect);
    if (!d->exception || truth == CK_FALSE) return truth;
    bool only = false;
    return cki_and(truth, cki_excepted(w, rule, state, cond, &only));
}

/* Effects of a regime's rules, silencers first, and what those that hold say together. */
static cki_settled settle_once(const ck_law_work *w, const cki_reach *rules, const cki_state *state, const uint8_t *cond, uint8_t *effect) {
    cki_settled s = {CK_OUTCOME_NOT_CAUGHT, CK_OUTCOME_NOT_CAUGHT, CK_OUTCOME_NOT_CAUGHT, CK_NONE, CK_NONE};
    if (w->rules_of[rules->ordinal].count == 0) return (cki_settled){CK_OUTCOME_NONE, CK_OUTCOME_NONE, CK_OUTCOME_NONE, CK_NONE, CK_NONE};
    bool held = false;
    for (uint32_t k = 0; k < rules->count; k++) {
        const uint32_t rule = rules->rule[k];
        const cki_decl *d = cki_decl_of(w->law, CKI_RULE, rule);
        effect[rule] = (uint8_t)rule_effect(w, rule, d, state, cond, effect);
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

/* ---- unknown conditions ---- */

/* It can turn out either way, and that can matter. */
static bool is_open(const ck_law_work *w, uint32_t rule, const cki_state *state, const uint8_t *cond) {
    const cki_decl *d = cki_decl_of(w->law, CKI_RULE, rule);
    if (cond[rule] != CK_UNKNOWN || state[cki_governing(d)].state != CK_STATE_OPERATIVE) return false;
    bool only = false;
    return !d->exception || (cki_excepted(w, rule, state, cond, &only) != CK_FALSE && !only);
}

/* Too many to try out: all that any of them could say. */
static void take_all(const ck_law_work *w, const cki_reach *rules, const cki_state *state, const uint8_t *cond, const uint8_t *effect,
                     cki_settled *whole) {
    for (uint32_t k = 0; k < rules->count; k++) {
        const uint32_t rule = rules->rule[k];
        const cki_decl *d = cki_decl_of(w->law, CKI_RULE, rule);
        if (effect[rule] != CK_UNKNOWN || d->regime != rules->regime) continue;
        bool only = false;
        if (d->exception && (cki_excepted(w, rule, state, cond, &only) == CK_FALSE || (only && cond[rule] == CK_UNKNOWN))) continue;
        whole->least = weaker(whole->least, d->outcome);
        whole->most = stronger(whole->most, d->outcome);
    }
}

/* Groups of rules of the reach that silence each other, as lists in the order of the reach: first of the group at its root,
   CK_NONE where no group begins; next of the same group. */
typedef struct groups { uint32_t *place, *root, *first, *next; } groups;

static uint32_t root_of(groups *g, uint32_t at) {
    while (g->root[at] != at) at = g->root[at] = g->root[g->root[at]];
    return at;
}

static groups group_rules(ck_law_work *w, const cki_reach *rules) {
    const uint32_t all = w->law->count.kind[CKI_RULE];
    groups g = {w->group, w->group + all, w->group + 2 * (size_t)all, w->group + 3 * (size_t)all};
    for (uint32_t k = 0; k < rules->count; k++) {
        g.place[rules->rule[k]] = g.root[k] = k;
        g.first[k] = CK_NONE;
    }
    for (uint32_t k = 0; k < rules->count; k++) {
        for (uint32_t s = cki_decl_of(w->law, CKI_RULE, rules->rule[k])->first_silencer; s != CK_NONE; s = w->law->silence[s].next) {
            const uint32_t by = w->law->silence[s].by, at = g.place[by];
            if (at < rules->count && rules->rule[at] == by) g.root[root_of(&g, k)] = root_of(&g, at);
        }
    }
    for (uint32_t k = rules->count; k-- > 0;) {
        const uint32_t root = root_of(&g, k);
        g.next[k] = g.first[root];
        g.first[root] = k;
    }
    return g;
}

/* What a group may come to: that none of its rules holds; the weakest and the strongest outcome of rules that hold. */
typedef struct ways { bool none, some; ck_outcome least, most; } ways;

static void add_ways(ways *to, ck_outcome least, ck_outcome most) {
    to->least = to->some ? weaker(to->least, least) : least;
    to->most = to->some ? stronger(to->most, most) : most;
    to->some = true;
}

/* One group, some of its unknown conditions settled for trial. */
typedef struct trying {
    const ck_law_work *work;
    const cki_reach   *rules;
    const groups      *groups;
    uint32_t           first;            // of the group
    const cki_state   *state;
    uint8_t           *cond, *effect;    // (rules)
    uint32_t           open[CKI_OPEN_LIMIT], count;
    ways               found;
} trying;

/* As cki_effect_of, but right also while conditions that will be settled are unknown: only an exception that stays unknown
   is passed over. */
static ck_truth effect_so_far(const trying *t, uint32_t rule, const cki_decl *d) {
    const ck_law_work *w = t->work;
    ck_truth truth = t->state[cki_governing(d)].state == CK_STATE_OPERATIVE ? (ck_truth)t->cond[rule] : CK_FALSE;
    for (uint32_t s = d->first_silencer; s != CK_NONE && truth != CK_FALSE; s = w->law->silence[s].next) {
        const uint32_t by = w->law->silence[s].by;
        if (t->effect[by] == CK_FALSE || w->stays_open[by]) continue;
        truth = cki_and(truth, cki_not((ck_truth)t->effect[by]));
    }
    if (!d->exception || truth == CK_FALSE) return truth;
    bool only = false;
    return cki_and(truth, cki_excepted(w, rule, t->state, t->cond, &only));
}

/* Settles one unknown condition after the other, each way; ways that can come to nothing new are not followed. */
static void try_from(trying *t, uint32_t at) {
    ways may = {.none = true};
    bool sure = false;
    for (uint32_t k = t->first; k != CK_NONE; k = t->groups->next[k]) {
        const uint32_t rule = t->rules->rule[k];
        const cki_decl *d = cki_decl_of(t->work->law, CKI_RULE, rule);
        t->effect[rule] = (uint8_t)effect_so_far(t, rule, d);
        if (d->regime != t->rules->regime || t->effect[rule] == CK_FALSE || t->work->stays_open[rule]) continue;
        add_ways(&may, d->outcome, d->outcome);
        sure = sure || t->effect[rule] == CK_TRUE;
    }
    if (at == t->count) {
        if (may.some) add_ways(&t->found, may.least, may.most);
        else t->found.none = true;
        return;
    }
    const bool nothing_new = (sure || t->found.none) &&
                             (!may.some || (t->found.some && may.least >= t->found.least && may.most <= t->found.most));
    if (nothing_new) return;
    for (int way = CK_FALSE; way <= CK_TRUE; way += CK_TRUE - CK_FALSE) {
        t->cond[t->open[at]] = (uint8_t)way;
        try_from(t, at + 1);
    }
    t->cond[t->open[at]] = CK_UNKNOWN;
}

static ways try_group(trying *t, const cki_reach *rules, uint32_t first, const uint8_t *cond) {
    t->first = first;
    t->count = 0;
    t->found = (ways){0};
    for (uint32_t k = first; k != CK_NONE; k = t->groups->next[k]) {
        const uint32_t rule = rules->rule[k];
        const bool open = is_open(t->work, rule, t->state, cond);
        t->work->stays_open[rule] = cond[rule] == CK_UNKNOWN && !open;
        if (open) t->open[t->count++] = rule;
    }
    try_from(t, 0);
    return t->found;
}

/* Groups turn out independently of each other: nothing holds when nothing need hold in any of them. */
static void try_groups(ck_law_work *w, const cki_reach *rules, const cki_state *state, const uint8_t *cond, const uint8_t *effect, cki_settled *whole) {
    const uint32_t all = w->law->count.kind[CKI_RULE];
    uint8_t *try_cond = w->trial, *try_effect = w->trial + all;
    cki_copy(try_cond, cond, all);
    cki_copy(try_effect, effect, all);
    const groups g = group_rules(w, rules);
    trying t = {.work = w, .rules = rules, .groups = &g, .state = state, .cond = try_cond, .effect = try_effect};
    ways total = {.none = true};
    for (uint32_t k = 0; k < rules->count; k++) {
        if (g.first[k] == CK_NONE) continue;
        const ways one = try_group(&t, rules, g.first[k], cond);
        total.none = total.none && one.none;
        if (one.some) add_ways(&total, one.least, one.most);
    }
    whole->least = total.none ? CK_OUTCOME_NOT_CAUGHT : total.least;
    whole->most = total.some ? total.most : CK_OUTCOME_NOT_CAUGHT;
}

cki_settled cki_settle(ck_law_work *w, const cki_reach *rules, const cki_state *state, const uint8_t *cond, uint8_t *effect) {
    cki_settled whole = settle_once(w, rules, state, cond, effect);
    uint32_t count = 0;
    for (uint32_t k = 0; k < rules->count; k++) count += is_open(w, rules->rule[k], state, cond);
    if (count == 0 || whole.outcome == CK_OUTCOME_CLASH) return whole;
    if (count > CKI_OPEN_LIMIT) take_all(w, rules, state, cond, effect, &whole);
    else try_groups(w, rules, state, cond, effect, &whole);
    const bool licence = whole.least >= CK_OUTCOME_GRANTED && whole.most <= CK_OUTCOME_REFUSED;
    whole.outcome = whole.least == whole.most ? whole.least : licence ? CK_OUTCOME_LICENCE : CK_OUTCOME_INDETERMINATE;
    return whole;
}

/* ---- what an open outcome hinges on ---- */

void cki_mark_deciding(ck_law_work *w, const cki_reach *rules, const cki_settled *settled) {
    const cki_state *state = w->clock.state[0];
    for (uint32_t k = 0; k < rules->count; k++) w->decides[rules->rule[k]] = 1;
    if (settled->outcome == CK_OUTCOME_CLASH) return;
    const uint32_t all = w->law->count.kind[CKI_RULE];
    uint32_t open[CKI_OPEN_LIMIT], count = 0;
    for (uint32_t k = 0; k < rules->count; k++) {
        if (!is_open(w, rules->rule[k], state, w->cond)) continue;
        if (count == CKI_OPEN_LIMIT) return;
        open[count++] = rules->rule[k];
    }
    for (uint32_t k = 0; k < count; k++) w->decides[open[k]] = 0;
    if (settled->least == settled->most) return;
    uint8_t tried[1u << CKI_OPEN_LIMIT], *try_cond = w->trial, *try_effect = w->trial + all;
    cki_copy(try_cond, w->cond, all);
    cki_copy(try_effect, w->effect[0], all);
    for (uint32_t bits = 0; bits < 1u << count; bits++) {
        for (uint32_t k = 0; k < count; k++) try_cond[open[k]] = (bits >> k & 1) != 0 ? CK_TRUE : CK_FALSE;
        tried[bits] = (uint8_t)settle_once(w, rules, state, try_cond, try_effect).outcome;
    }
    for (uint32_t k = 0; k < count; k++) {
        for (uint32_t bits = 0; bits < 1u << count && !w->decides[open[k]]; bits++) w->decides[open[k]] = tried[bits] != tried[bits ^ 1u << k];
    }
}
