#include "law/eval.h"

#define SAME 1e-12                       // relative: decimal amounts are not exact in binary

cki_env cki_env_of_deal(void) {
    return (cki_env){.item = 0, .component = CK_NONE, .part = CK_NONE, .technology = CK_NONE, .party = CK_NONE};
}

cki_env cki_env_for(const cki_env *env, ck_subject subject, uint32_t thing) {
    cki_env inner = {.item = env->item, .component = CK_NONE, .part = CK_NONE, .technology = CK_NONE, .party = CK_NONE};
    if (subject == CK_SUBJECT_ITEM) inner.item = thing;
    if (subject == CK_SUBJECT_PARTY) inner.party = thing;
    if (subject == CK_SUBJECT_TECHNOLOGY) inner.technology = thing;
    return inner;
}

bool cki_stands(cki_eval *eval, uint32_t decl) {
    const ck_law *law = eval->law;
    const cki_decl *d = &law->decl[decl];
    if (d->first_time == CK_NONE) return true;
    cki_noted *noted = &eval->noted;
    if (d->timed_by_choice) noted->timed_by_choice = true;
    if (eval->other_moment || (eval->other_reading && d->timed_by_choice)) {
        const bool now = cki_state_of(law, decl, eval->asked, eval->by_law).state == CK_STATE_OPERATIVE;
        if (now != (cki_state_of(law, decl, eval->asked, !eval->by_law).state == CK_STATE_OPERATIVE)) noted->time_differs = true;
        if (eval->note_changes) noted->next_change = cki_nearest_change(law, decl, eval->asked, noted->next_change);
        return now;
    }
    const bool now = cki_clock_state(eval->clock, decl, !eval->by_law)->state == CK_STATE_OPERATIVE;
    if (now != (cki_clock_state(eval->clock, decl, eval->by_law)->state == CK_STATE_OPERATIVE)) noted->time_differs = true;
    if (!eval->note_changes) return now;
    const cki_change *change = cki_clock_change(eval->clock, decl);
    noted->next_change = ck_min_i64(noted->next_change, change->next);
    noted->changed_in_the_day = noted->changed_in_the_day || change->in_the_day;
    return now;
}

/* ---- whom a test speaks of ---- */

cki_things cki_things_of(const cki_eval *eval, const cki_env *env, const cki_node *node) {
    const ck_facts *f = eval->facts;
    switch ((cki_who)node->who) {
        case CKI_WHO_DEAL: return (cki_things){.subject = CK_SUBJECT_DEAL, .count = 1};
        case CKI_WHO_VESSEL: return (cki_things){.subject = CK_SUBJECT_VESSEL, .count = 1};
        case CKI_WHO_ITEM: return (cki_things){.subject = CK_SUBJECT_ITEM, .first = env->item, .count = 1};
        case CKI_WHO_COMPONENT: return (cki_things){.subject = CK_SUBJECT_ITEM, .first = env->component, .count = 1};
        case CKI_WHO_PART: return (cki_things){.subject = CK_SUBJECT_ITEM, .first = env->part, .count = 1};
        case CKI_WHO_TECHNOLOGY: {
            if (env->technology != CK_NONE) return (cki_things){.subject = CK_SUBJECT_TECHNOLOGY, .first = env->technology, .count = 1};
            const cki_thing *item = &f->item[env->item];
            return (cki_things){.subject = CK_SUBJECT_TECHNOLOGY, .first = item->technologies.first, .count = item->technologies.count,
                                .open = !item->technologies_complete};
        }
        case CKI_WHO_PARTY:
            if (env->party != CK_NONE) return (cki_things){.subject = CK_SUBJECT_PARTY, .first = env->party, .count = 1};
            return (cki_things){.subject = CK_SUBJECT_PARTY, .count = f->party_count, .roles = true, .role_bit = UINT32_MAX,
                                .open = !f->parties_complete};
        case CKI_WHO_ROLE:
            return (cki_things){.subject = CK_SUBJECT_PARTY, .count = f->party_count, .roles = true, .role_bit = 1u << node->role,
                                .open = !f->parties_complete};
    }
    return (cki_things){.subject = CK_SUBJECT_DEAL};
}

uint32_t cki_things_next(const cki_eval *eval, const cki_things *things, uint32_t *k) {
    for (; *k < things->count; (*k)++) {
        const uint32_t thing = things->first + *k;
        if (things->roles && (eval->facts->party[thing].roles & things->role_bit) == 0) continue;
        (*k)++;
        return thing;
    }
    return CK_NONE;
}

const cki_value *cki_fact_of(const cki_eval *eval, ck_subject subject, uint32_t thing, uint32_t fact) {
    const ck_facts *f = eval->facts;
    const uint32_t slot = eval->law->fact_slot[fact];
    switch (subject) {
        case CK_SUBJECT_DEAL: return cki_value_of(f, subject, 0, f->deal_first, slot);
        case CK_SUBJECT_VESSEL: return cki_value_of(f, subject, 0, f->vessel_first, slot);
        case CK_SUBJECT_ITEM: return cki_value_of(f, subject, thing, f->item[thing].first_value, slot);
        case CK_SUBJECT_PARTY: return cki_value_of(f, subject, thing, f->party[thing].first_value, slot);
        case CK_SUBJECT_TECHNOLOGY: return cki_value_of(f, subject, thing, f->technology_first[thing], slot);
        case CK_SUBJECT_COUNT: break;
    }
    return NULL;
}

/* ---- quantities ---- */

static int order(double a, double b) {
    const double gap = a - b, size = ck_max(ck_abs(a), ck_abs(b));
    if (ck_abs(gap) <= SAME * size) return 0;
    return gap < 0.0 ? -1 : 1;
}

static bool holds(double value, cki_relation relation, double with) {
    const int o = order(value, with);
    switch (relation) {
        case CKI_GE: return o >= 0;
        case CKI_GT: return o > 0;
        case CKI_LE: return o <= 0;
        case CKI_LT: return o < 0;
        case CKI_EQ: return o == 0;
        case CKI_NO_RELATION: break;
    }
    return false;
}

ck_truth cki_compare_interval(double low, double high, cki_relation relation, double with) {
    if (relation == CKI_EQ) {
        if (order(low, high) == 0) return holds(low, relation, with) ? CK_TRUE : CK_FALSE;
        return holds(low, CKI_LE, with) && holds(high, CKI_GE, with) ? CK_UNKNOWN : CK_FALSE;
    }
    const bool at_low = holds(low, relation, with), at_high = holds(high, relation, with);
    return at_low && at_high ? CK_TRUE : !at_low && !at_high ? CK_FALSE : CK_UNKNOWN;
}

/* ---- one value ---- */

static ck_truth within(const cki_eval *eval, const cki_node *node, const char *code) {
    ck_truth in = CK_FALSE;
    for (uint32_t k = 0; k < node->values.count && in != CK_TRUE; k++)
        in = cki_or(in, cki_code_within(code, eval->law->ref[node->values.first + k].text));
    for (uint32_t k = 0; k < node->except.count && in != CK_FALSE; k++)
        in = cki_and(in, cki_not(cki_code_within(code, eval->law->ref[node->except.first + k].text)));
    return in;
}

static ck_truth is_value(const cki_eval *eval, const cki_node *node, const cki_decl *fact, const cki_value *value) {
    bool is = false;
    switch (fact->type) {
        case CKI_WORD: case CKI_WORDS: is = (value->mask & node->mask) != 0; break;
        case CKI_COUNTRY: case CKI_YES_NO: {
            const uint32_t have = fact->type == CKI_COUNTRY ? value->index : (uint32_t)value->number;
            for (uint32_t k = 0; k < node->values.count; k++) is = is || eval->law->ref[node->values.first + k].to == have;
            break;
        }
        case CKI_CODE: case CKI_CODES:
            for (uint32_t k = 0; k < node->values.count; k++) {
                for (uint32_t c = 0; c < value->mask; c++)
                    is = is || cki_text_equal(eval->facts->code[value->index + c], eval->law->ref[node->values.first + k].text);
            }
            break;
        default:
            for (uint32_t k = 0; k < node->values.count; k++) is = is || cki_text_equal(value->text, eval->law->ref[node->values.first + k].text);
            break;
    }
    return is ? CK_TRUE : CK_FALSE;
}

ck_truth cki_test_value(const cki_eval *eval, const cki_node *node, const cki_value *value) {
    if (value == NULL) return CK_UNKNOWN;
    const cki_decl *fact = cki_decl_of(eval->law, CKI_FACT, node->subject.to);
    switch ((cki_op)node->op) {
        case CKI_YES: return value->number != 0.0 ? CK_TRUE : CK_FALSE;
        case CKI_IS: return is_value(eval, node, fact, value);
        case CKI_IN_GROUP: return cki_country_in(&cki_decl_of(eval->law, CKI_GROUP, node->target.to)->countries, value->index) ? CK_TRUE : CK_FALSE;
        case CKI_COMPARE:
            if (fact->type == CKI_MONEY && value->index != cki_currency_pack(node->unit, cki_text_length(node->unit)))
                return value->number == 0.0 ? (holds(0.0, (cki_relation)node->relation, node->number) ? CK_TRUE : CK_FALSE) : CK_UNKNOWN;
            return holds(value->number, (cki_relation)node->relation, node->number) ? CK_TRUE : CK_FALSE;
        case CKI_WITHIN: {
            ck_truth in = CK_FALSE;
            for (uint32_t c = 0; c < value->mask && in != CK_TRUE; c++) in = cki_or(in, within(eval, node, eval->facts->code[value->index + c]));
            return in;
        }
        default: return CK_UNKNOWN;
    }
}

static ck_truth simple_truth(const cki_eval *eval, const cki_env *env, const cki_node *node) {
    const ck_facts *f = eval->facts;
    const cki_value *value;
    if (node->who == CKI_WHO_DEAL) value = cki_value_of(f, CK_SUBJECT_DEAL, 0, f->deal_first, node->slot);
    else {
        const uint32_t item = node->who == CKI_WHO_ITEM ? env->item : node->who == CKI_WHO_PART ? env->part : env->component;
        value = cki_value_of(f, CK_SUBJECT_ITEM, item, f->item[item].first_value, node->slot);
    }
    const ck_truth truth = cki_test_value(eval, node, value);
    return node->negated ? cki_not(truth) : truth;
}

static ck_truth truth_of_table(cki_eval *eval, const cki_env *env, const cki_node *node) {
    const ck_law *law = eval->law;
    const cki_value *column = cki_fact_of(eval, CK_SUBJECT_DEAL, 0, node->second.to);
    const cki_decl *table = cki_decl_of(law, CKI_TABLE_OF, node->target.to);
    if (node->reading.to != CK_NONE) {
        const cki_decl *named = cki_decl_of(law, CKI_ROW, node->reading.to);
        if (column == NULL || !cki_country_in(&table->countries, column->index) || cki_country_in(&named->unsure, column->index)) return CK_UNKNOWN;
        return cki_country_in(&named->countries, column->index) ? CK_TRUE : CK_FALSE;
    }
    const cki_things things = cki_things_of(eval, env, node);
    const cki_value *row = cki_fact_of(eval, things.subject, things.first, node->subject.to);
    const cki_decl *fact = cki_decl_of(law, CKI_FACT, node->subject.to);
    if (row == NULL || column == NULL || !cki_country_in(&table->countries, column->index)) return CK_UNKNOWN;
    ck_truth truth = CK_FALSE;
    bool found = false;
    for (uint32_t r = table->inner.first; r < table->inner.first + table->inner.count && truth != CK_TRUE; r++) {
        const cki_decl *d = cki_decl_of(law, CKI_ROW, r);
        bool named = false;
        if (fact->type == CKI_WORD || fact->type == CKI_WORDS) {
            for (uint32_t k = 0; k < fact->refs.count && !named; k++)
                named = (row->mask >> k & 1) != 0 && cki_text_equal(law->ref[fact->refs.first + k].text, d->name);
        } else if (fact->type == CKI_TEXT) named = cki_text_equal(row->text, d->name);
        else {
            for (uint32_t c = 0; c < row->mask && !named; c++) named = cki_text_equal(eval->facts->code[row->index + c], d->name);
        }
        if (!named) continue;
        found = true;
        truth = cki_or(truth, cki_country_in(&d->unsure, column->index) ? CK_UNKNOWN : cki_country_in(&d->countries, column->index) ? CK_TRUE : CK_FALSE);
    }
    return found ? truth : CK_UNKNOWN;
}

static ck_truth truth_at(cki_eval *eval, const cki_env *env, uint32_t at);

static ck_truth defined(cki_eval *eval, const cki_env *env, ck_subject subject, uint32_t thing, uint32_t definition) {
    if (eval->depth > CK_LAW_CALL_LIMIT + 1) return CK_UNKNOWN;
    eval->depth++;
    const cki_env inner = cki_env_for(env, subject, thing);
    const ck_truth truth = truth_at(eval, &inner, cki_decl_of(eval->law, CKI_DEFINE, definition)->condition);
    eval->depth--;
    return truth;
}

/* A definition about an item asks nothing of who asks it, so that its answer is kept for the item. */
static ck_truth item_defined(cki_eval *eval, uint32_t item, uint32_t definition) {
    const ck_law *law = eval->law;
    const cki_env deal = cki_env_of_deal();
    const bool steady = law->node[cki_decl_of(law, CKI_DEFINE, definition)->condition].steady;
    if (eval->trial && !steady) return defined(eval, &deal, CK_SUBJECT_ITEM, item, definition);
    uint8_t *memo = &eval->memo[((size_t)law->count.kind[CKI_LIST] + definition) * eval->facts->item_count + item];
    if (*memo != 0) return cki_recall(eval, *memo);
    const cki_noted before = cki_begin_noting(eval);
    const ck_truth truth = defined(eval, &deal, CK_SUBJECT_ITEM, item, definition);
    const uint8_t kept = cki_end_noting(eval, truth, &before);
    if (eval->depth <= CK_LAW_CALL_LIMIT) *memo = kept;              // else cut short by the limit
    return truth;
}

static ck_truth test_thing(cki_eval *eval, const cki_env *env, const cki_node *node, ck_subject subject, uint32_t thing) {
    switch ((cki_op)node->op) {
        case CKI_MATCHES: return cki_matches(eval, thing, node->target.to);
        case CKI_LISTED: {
            uint32_t entity;
            ck_name_match match;
            return cki_listed(eval, thing, node->target.to, &entity, &match);
        }
        case CKI_HELD: return cki_held(eval, thing, node);
        case CKI_DEFINED: return subject == CK_SUBJECT_ITEM ? item_defined(eval, thing, node->target.to) : defined(eval, env, subject, thing, node->target.to);
        case CKI_CONTAINS: return cki_test_contains(eval, thing, node);
        default: return cki_test_value(eval, node, cki_fact_of(eval, subject, thing, node->subject.to));
    }
}

/* A test of all that the node speaks of: true when it is of one of them. */
static ck_truth test_all(cki_eval *eval, const cki_env *env, const cki_node *node) {
    if (node->who <= CKI_WHO_PART) {                                 // one thing, that is there
        const cki_things one = cki_things_of(eval, env, node);
        const ck_truth truth = test_thing(eval, env, node, one.subject, one.first);
        return node->negated ? cki_not(truth) : truth;
    }
    const cki_things things = cki_things_of(eval, env, node);
    ck_truth truth = CK_FALSE;
    bool any = false;
    uint32_t k = 0;
    for (uint32_t thing = cki_things_next(eval, &things, &k); thing != CK_NONE; thing = cki_things_next(eval, &things, &k)) {
        any = true;
        const ck_truth one = test_thing(eval, env, node, things.subject, thing);
        truth = cki_or(truth, node->negated ? cki_not(one) : one);
        if (truth == CK_TRUE) return truth;
    }
    if (!any) return things.open ? CK_UNKNOWN : CK_FALSE;
    if (things.open && things.subject == CK_SUBJECT_TECHNOLOGY) return cki_or(truth, CK_UNKNOWN);
    return truth;
}

/* ---- quantifiers ---- */

static bool any_parts_open(const ck_facts *f, uint32_t item, bool components) {
    if (components) return !f->item[item].parts_complete;
    for (uint32_t i = item; i < f->item[item].end; i++) {
        if (!f->item[i].parts_complete) return true;
    }
    return false;
}

static ck_truth truth_of_any(cki_eval *eval, cki_env env, const cki_node *node, bool every) {
    const ck_facts *f = eval->facts;
    ck_truth truth = CK_FALSE;                                       // of "one of them is (not) so"
    bool open = false;
#define ONE(field, thing)                                                                                              \
    do {                                                                                                               \
        env.field = (thing);                                                                                           \
        const ck_truth one_ = truth_at(eval, &env, node->child);                                                    \
        truth = cki_or(truth, every ? cki_not(one_) : one_);                                                           \
    } while (0)
    const cki_thing *item = &f->item[env.item];
    switch ((cki_who)node->who) {
        case CKI_WHO_COMPONENT:
            for (uint32_t i = env.item + 1; i < item->end && truth != CK_TRUE; i = f->item[i].end) ONE(component, i);
            open = any_parts_open(f, env.item, true);
            break;
        case CKI_WHO_PART:
            for (uint32_t i = env.item + 1; i < item->end && truth != CK_TRUE; i++) ONE(part, i);
            open = truth != CK_TRUE && any_parts_open(f, env.item, false);
            break;
        case CKI_WHO_TECHNOLOGY:
            for (uint32_t t = 0; t < item->technologies.count && truth != CK_TRUE; t++) ONE(technology, item->technologies.first + t);
            open = !item->technologies_complete;
            break;
        default: {
            bool named = false;
            for (uint32_t p = 0; p < f->party_count && truth != CK_TRUE; p++) {
                if (f->party[p].roles == 0) continue;
                named = true;
                ONE(party, p);
            }
            open = !named && !f->parties_complete;
            break;
        }
    }
#undef ONE
    if (open) truth = cki_or(truth, CK_UNKNOWN);
    return truth;
}

static ck_truth truth_of_quantified(cki_eval *eval, const cki_env *env, const cki_node *node) {
    switch ((cki_quantifier)node->quantifier) {
        case CKI_ANY: return truth_of_any(eval, *env, node, false);
        case CKI_NO: return cki_not(truth_of_any(eval, *env, node, false));
        case CKI_EVERY: return cki_not(truth_of_any(eval, *env, node, true));
    }
    return CK_UNKNOWN;
}

static ck_truth truth_of_node(cki_eval *eval, const cki_env *env, const cki_node *node) {
    switch ((cki_op)node->op) {
        case CKI_AND: {
            ck_truth truth = CK_TRUE;
            for (uint32_t c = node->child; c != CK_NONE && truth != CK_FALSE; c = eval->law->node[c].next) truth = cki_and(truth, truth_at(eval, env, c));
            return truth;
        }
        case CKI_OR: {
            ck_truth truth = CK_FALSE;
            for (uint32_t c = node->child; c != CK_NONE && truth != CK_TRUE; c = eval->law->node[c].next) truth = cki_or(truth, truth_at(eval, env, c));
            return truth;
        }
        case CKI_NOT: return cki_not(truth_at(eval, env, node->child));
        case CKI_QUANTIFIED: return truth_of_quantified(eval, env, node);
        case CKI_SHARE: return cki_share_of(eval, env, node, NULL, NULL).truth;
        case CKI_TABLE: return truth_of_table(eval, env, node);
        case CKI_READING: {
            if (node->target.to < 64) eval->noted.choices |= UINT64_C(1) << node->target.to;
            else {
                eval->noted.not_kept = true;
                if (eval->choice_used != NULL) eval->choice_used[node->target.to] = 1;
            }
            const bool is = (eval->asked->reading != NULL ? eval->asked->reading[node->target.to] : cki_default_reading(eval->law, node->target.to)) ==
                            node->reading.to;
            return is != node->negated ? CK_TRUE : CK_FALSE;
        }
        default: return test_all(eval, env, node);
    }
}

/* ---- answers that are kept ---- */

static bool same_notes(const cki_noted *a, const cki_noted *b) {
    return a->next_change == b->next_change && a->choices == b->choices && a->names_not_matched == b->names_not_matched &&
           a->time_differs == b->time_differs && a->changed_in_the_day == b->changed_in_the_day && a->timed_by_choice == b->timed_by_choice;
}

uint8_t cki_end_noting(cki_eval *eval, ck_truth truth, const cki_noted *before) {
    const cki_noted noted = eval->noted;
    cki_noted_add(&eval->noted, before);
    if (noted.not_kept) return 0;
    uint32_t at = 0;
    while (at < eval->note_count && !same_notes(&eval->note[at], &noted)) at++;
    if (at == CKI_NOTES_LIMIT) return 0;
    if (at == eval->note_count) eval->note[eval->note_count++] = noted;
    return (uint8_t)(at << 2 | ((uint32_t)truth + 1));
}

void cki_begin_trial(cki_eval *eval) {
    for (uint32_t k = 0; k < eval->tried.count; k++) eval->tried.answer[eval->tried.node[k]] = 0;
    eval->tried.count = 0;
    eval->trial = true;
}

static void keep(cki_kept *kept, uint32_t node, uint8_t answer) {
    kept->answer[node] = answer;
    kept->node[kept->count++] = node;
}

static ck_truth kept_truth(cki_eval *eval, const cki_env *env, const cki_node *node) {
    cki_kept *kept = eval->trial && !node->steady ? &eval->tried : &eval->kept;
    const uint8_t before = kept->answer[node->same];
    if (before != 0) return cki_recall(eval, before);
    uint8_t answer = 0;
    ck_truth truth;
    if (node->steady) {
        truth = truth_of_node(eval, env, node);
        answer = (uint8_t)(truth + 1);
    } else {
        const cki_noted noted = cki_begin_noting(eval);
        truth = truth_of_node(eval, env, node);
        answer = cki_end_noting(eval, truth, &noted);
    }
    if (eval->depth <= CK_LAW_CALL_LIMIT && answer != 0) keep(kept, node->same, answer);     // else cut short by the limit
    return truth;
}

static ck_truth truth_at(cki_eval *eval, const cki_env *env, uint32_t at) {
    const cki_node *node = &eval->law->node[at];
    if (node->simple) return simple_truth(eval, env, node);
    return cki_env_plain(env) ? kept_truth(eval, env, node) : truth_of_node(eval, env, node);
}

ck_truth cki_truth_of(cki_eval *eval, cki_env env, uint32_t at) {
    return truth_at(eval, &env, at);
}
