/* What is allowed and still looks wrong: periods that overlap or leave gaps, rules that may clash, lists that nobody asks,
   sources that are not named. */
#include "law/program.h"

#define STEP_LIMIT 4096u                 // pairs of tests that are compared for one pair of rules

typedef struct checker { const ck_law *law; ck_diags *diags; ck_status status; } checker;

#define REPORT(c, code, place, ...)                                                                                    \
    do {                                                                                                               \
        const ck_status status_ = ck_diags_add((c)->diags, (code), (place), __VA_ARGS__);                              \
        if ((c)->status >= 0 && (status_ < 0 || (c)->status == CK_OK)) (c)->status = status_;                          \
    } while (0)

/* ---- time ---- */

/* Legal statements of the text itself that bind everyone; a scenario may overlap what it amends. */
static bool is_plain(const cki_time *time, cki_time_kind kind) {
    return time->kind == kind && time->amend == CK_NONE && time->binds[0] == '\0' && time->certainty == CK_CERTAINTY_LEGAL;
}

/* End of a period with the legal extensions that follow it. */
static int64_t end_of(const ck_law *law, const cki_decl *d, uint32_t period) {
    int64_t until = law->time[period].until.wall;
    for (uint32_t t = d->first_time; t != CK_NONE; t = law->time[t].next) {
        const cki_time *time = &law->time[t];
        if (time->extends == period && is_plain(time, CKI_TIME_EXTENDED) && time->until.wall > until) until = time->until.wall;
    }
    return until;
}

static void check_periods(checker *c, const cki_decl *d, cki_time_kind kind, const char *what) {
    const ck_law *law = c->law;
    for (uint32_t t = d->first_time; t != CK_NONE; t = law->time[t].next) {
        const cki_time *time = &law->time[t];
        if (!is_plain(time, kind)) continue;
        if (time->until.wall <= time->from.wall)
            REPORT(c, CK_E_RANGE, time->place, "%s of %q ends before it begins", "until is the first moment that no longer counts", what, d->name);
        bool later = false, joined = end_of(law, d, t) >= CKI_OPEN;
        for (uint32_t o = d->first_time; o != CK_NONE; o = law->time[o].next) {
            const cki_time *other = &law->time[o];
            if (o == t || !is_plain(other, kind)) continue;
            later = later || other->from.wall > time->from.wall;
            joined = joined || (other->from.wall > time->from.wall && other->from.wall <= end_of(law, d, t));
            const bool after = other->from.wall > time->from.wall || (other->from.wall == time->from.wall && o > t);
            if (after && other->from.wall < end_of(law, d, t))
                REPORT(c, CK_E_RANGE, other->place, "%s of %q overlaps the one in line %u", "end the earlier one where the later one begins", what,
                       d->name, time->place.line);
        }
        if (later && !joined)
            REPORT(c, CK_NOTED, time->place, "a gap follows this %s of %q", "is the next one meant to begin where this one ends?", what, d->name);
    }
}

static int64_t first_force(const ck_law *law, const cki_decl *d) {
    int64_t first = CKI_OPEN;
    for (uint32_t t = d->first_time; t != CK_NONE; t = law->time[t].next) {
        if (law->time[t].kind == CKI_TIME_FORCE && law->time[t].from.wall < first) first = law->time[t].from.wall;
    }
    return first;
}

/* Steps of rates and charges: in order, and from the first day in force on. */
static void check_step(checker *c, const cki_decl *d, uint32_t k, bool has_from, int64_t from, bool before_has, int64_t before, ck_place place) {
    const ck_law *law = c->law;
    if (k > 0 && (!has_from || (before_has && from <= before)))
        REPORT(c, CK_E_RANGE, place, "a step of %q does not begin after the one before it", "write the steps in order of their days", d->name);
    if (k > 0 || !has_from) return;
    const cki_decl *provision = d->of.to != CK_NONE ? &law->decl[d->of.to] : NULL;
    int64_t force = provision != NULL ? first_force(law, provision) : CKI_OPEN;
    if (force >= CKI_OPEN) force = first_force(law, &law->decl[d->regime]);
    if (force < from)
        REPORT(c, CK_NOTED, place, "%q is in force before its first step", "until then nothing is owed; say so with a step of 0", d->name);
}

static void check_steps(checker *c, const cki_decl *d) {
    const ck_law *law = c->law;
    for (uint32_t k = 0; k < d->rates.count; k++) {
        const cki_rate *step = &law->rate[d->rates.first + k], *before = k > 0 ? step - 1 : step;
        check_step(c, d, k, step->has_from, step->from.wall, before->has_from, before->from.wall, step->place);
    }
    for (uint32_t k = 0; k < d->charges.count; k++) {
        const cki_charge *step = &law->charge[d->charges.first + k], *before = k > 0 ? step - 1 : step;
        check_step(c, d, k, step->has_from, step->from.wall, before->has_from, before->from.wall, step->place);
    }
}

/* ---- can both hold? ---- */

/* The test speaks of one thing, so that the fact has one value there (roles and technologies mean any that fits). */
static bool is_single(const cki_node *node) {
    return node->who == CKI_WHO_DEAL || node->who == CKI_WHO_VESSEL || node->who == CKI_WHO_ITEM;
}

static bool same_words(const cki_node *a, const cki_node *b) {
    return a->words_length > 0 && a->words_length == b->words_length && cki_compare(a->words, b->words, a->words_length) == 0;
}

static bool has_value(const ck_law *law, const cki_node *node, const char *text) {
    for (uint32_t k = 0; k < node->values.count; k++) {
        if (cki_text_equal(law->ref[node->values.first + k].text, text)) return true;
    }
    return false;
}

static uint32_t values_in(const ck_law *law, const cki_node *a, const cki_node *b) {
    uint32_t count = 0;
    for (uint32_t k = 0; k < a->values.count; k++) count += has_value(law, b, law->ref[a->values.first + k].text);
    return count;
}

static cki_country_set countries_of(const ck_law *law, const cki_node *node) {
    cki_country_set set = {{0}};
    if (node->op == CKI_IN_GROUP) set = cki_decl_of(law, CKI_GROUP, node->target.to)->countries;
    else {
        for (uint32_t k = 0; k < node->values.count; k++) cki_country_put(&set, law->ref[node->values.first + k].to);
    }
    for (uint32_t w = 0; w < CKI_COUNTRY_WORDS && node->negated; w++) set.bits[w] = ~set.bits[w];
    return set;
}

static bool disjoint_values(const ck_law *law, const cki_node *a, const cki_node *b) {
    const cki_type type = cki_decl_of(law, CKI_FACT, a->subject.to)->type;
    if (type == CKI_COUNTRY) {
        const cki_country_set one = countries_of(law, a), two = countries_of(law, b);
        for (uint32_t w = 0; w < CKI_COUNTRY_WORDS; w++) {
            if ((one.bits[w] & two.bits[w]) != 0) return false;
        }
        return true;
    }
    if (a->op != CKI_IS || b->op != CKI_IS || (a->negated && b->negated)) return false;
    if (a->negated != b->negated) {
        const cki_node *is = a->negated ? b : a, *is_not = a->negated ? a : b;
        return values_in(law, is, is_not) == is->values.count;
    }
    return (type == CKI_WORD || type == CKI_YES_NO || type == CKI_TEXT) && values_in(law, a, b) == 0;
}

/* Ends that differ by less are taken as one (eval.c compares within 1e-12). */
static bool below(double low, double high) {
    return high - low > 1e-9 * ck_max(ck_abs(low), ck_abs(high));
}

static bool disjoint_ranges(const cki_node *a, const cki_node *b) {
    for (int turn = 0; turn < 2; turn++) {
        const cki_node *upper = turn == 0 ? a : b, *lower = turn == 0 ? b : a;       // upper holds above its number, lower below
        const bool up = upper->relation == CKI_GE || upper->relation == CKI_GT || upper->relation == CKI_EQ;
        const bool down = lower->relation == CKI_LE || lower->relation == CKI_LT || lower->relation == CKI_EQ;
        if (!up || !down) continue;
        if (below(lower->number, upper->number)) return true;
        const bool open = upper->relation == CKI_GT || lower->relation == CKI_LT;
        if (open && upper->number <= lower->number && upper->number >= lower->number) return true;
    }
    return false;
}

static bool disjoint_tests(const ck_law *law, const cki_node *a, const cki_node *b) {
    if (!is_single(a) || a->who != b->who) return false;
    const bool values_a = a->op == CKI_IS || a->op == CKI_IN_GROUP, values_b = b->op == CKI_IS || b->op == CKI_IN_GROUP;
    if (values_a && values_b) return a->subject.to == b->subject.to && disjoint_values(law, a, b);
    if (a->op != b->op) return false;
    if (a->op == CKI_COMPARE) {                                      // numbers are in the fact's unit; money keeps its own
        if (a->subject.to != b->subject.to) return false;
        const bool money = cki_decl_of(law, CKI_FACT, a->subject.to)->type == CKI_MONEY;
        return (!money || cki_text_equal(a->unit, b->unit)) && disjoint_ranges(a, b);
    }
    if (a->op == CKI_MATCHES || a->op == CKI_DEFINED) return a->target.to == b->target.to && a->negated != b->negated;
    if (a->op == CKI_READING) return a->target.to == b->target.to && a->reading.to != b->reading.to && !a->negated && !b->negated;
    return false;
}

/* True only when no deal fulfils both. What it does not understand, or not within `steps`, it calls compatible. */
static bool disjoint(const ck_law *law, uint32_t a, uint32_t b, uint32_t *steps) {
    if (*steps == 0) return false;
    (*steps)--;
    const cki_node *one = &law->node[a], *two = &law->node[b];
    for (int turn = 0; turn < 2; turn++) {
        const uint32_t whole = turn == 0 ? a : b, other = turn == 0 ? b : a;
        const cki_node *node = &law->node[whole];
        if (node->op == CKI_NOT && same_words(&law->node[node->child], &law->node[other])) return true;
        if (node->op == CKI_AND) {
            for (uint32_t c = node->child; c != CK_NONE; c = law->node[c].next) {
                if (disjoint(law, c, other, steps)) return true;
            }
        } else if (node->op == CKI_OR) {
            bool all = true;
            for (uint32_t c = node->child; c != CK_NONE && all; c = law->node[c].next) all = disjoint(law, c, other, steps);
            return all;
        }
    }
    return disjoint_tests(law, one, two);
}

static bool silences(const ck_law *law, uint32_t by, const cki_decl *rule) {
    for (uint32_t s = rule->first_silencer; s != CK_NONE; s = law->silence[s].next) {
        if (law->silence[s].by == by) return true;
    }
    return false;
}

static bool disjoint_conditions(const ck_law *law, const cki_decl *one, const cki_decl *two, uint32_t *steps) {
    return one->condition != CK_NONE && two->condition != CK_NONE && disjoint(law, one->condition, two->condition, steps);
}

/* An exception counts only where a rule that it is an exception to holds: it cannot meet a rule that all of them exclude. */
static bool excluded(const ck_law *law, const cki_decl *exception, const cki_decl *other, uint32_t *steps) {
    if (!exception->exception) return false;
    for (uint32_t k = 0; k < exception->refs.count; k++) {
        if (!disjoint_conditions(law, &law->decl[law->ref[exception->refs.first + k].to], other, steps)) return false;
    }
    return exception->refs.count > 0;
}

static void check_pairs(checker *c) {
    const ck_law *law = c->law;
    for (uint32_t a = 0; a < law->count.kind[CKI_RULE]; a++) {
        const cki_decl *one = cki_decl_of(law, CKI_RULE, a);
        for (uint32_t b = a + 1; b < law->count.kind[CKI_RULE]; b++) {
            const cki_decl *two = cki_decl_of(law, CKI_RULE, b);
            if (one->regime != two->regime || one->outcome == two->outcome || silences(law, a, two) || silences(law, b, one)) continue;
            uint32_t steps = STEP_LIMIT;
            if (disjoint_conditions(law, one, two, &steps) || excluded(law, one, two, &steps) || excluded(law, two, one, &steps)) continue;
            REPORT(c, CK_NOTED, two->place, "rules %q and %q could both hold and disagree", "the other one is in line %u of %s; say which goes over which",
                   one->full, two->full, one->place.line, one->place.file != NULL ? one->place.file : "");
        }
    }
}

/* ---- sources and use ---- */

static void check_source(checker *c, ck_law_kind kind, uint32_t index) {
    const ck_law_about about = ck_law_cited(c->law, kind, index);
    if (kind != CK_LAW_REGIME && about.regime != CK_NONE) {          // said once, of the regime
        const ck_law_about regime = ck_law_about_of(c->law, CK_LAW_REGIME, about.regime);
        if (regime.citation[0] == '\0' || regime.grade[0] == '\0') return;
    }
    if (about.citation[0] == '\0') REPORT(c, CK_NOTED, about.place, "%s %q has no citation", "write citation \"...\"", ck_law_kind_word(kind), about.name);
    if (about.grade[0] == '\0') REPORT(c, CK_NOTED, about.place, "%s %q has no grade", "write grade A, B, C, D, X or bg", ck_law_kind_word(kind), about.name);
}

ck_status ck_law_check(const ck_law *law, ck_diags *diags) {
    checker c = {law, diags, CK_OK};
    for (uint32_t i = 0; i < law->count.decl; i++) {
        const cki_decl *d = &law->decl[i];
        if (d->kind == CKI_AMEND) continue;
        check_periods(&c, d, CKI_TIME_FORCE, "a period in force");
        check_periods(&c, d, CKI_TIME_SUSPENDED, "a suspension");
        if (d->kind == CKI_DUTY || d->kind == CKI_FEE) check_steps(&c, d);
        if (d->kind == CKI_LIST && !d->used) REPORT(&c, CK_NOTED, d->place, "nothing asks list %q", "", d->name);
    }
    check_pairs(&c);
    static const ck_law_kind SOURCED[] = {CK_LAW_REGIME, CK_LAW_PROVISION, CK_LAW_RULE, CK_LAW_DUTY, CK_LAW_FEE};
    for (uint32_t k = 0; k < sizeof SOURCED / sizeof SOURCED[0]; k++) {
        for (uint32_t i = 0; i < ck_law_count(law, SOURCED[k]); i++) check_source(&c, SOURCED[k], i);
    }
    return c.status;
}
