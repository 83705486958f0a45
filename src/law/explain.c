/* What a condition met on its way: the facts that are missing, names, shares, the trace. */
#include "law/work.h"

/* ---- rows ---- */

#define ADD(work, list, limit)                                                                                         \
    ((work)->decision.list##_count < (limit) ? &(work)->list[(work)->decision.list##_count++] : ((work)->decision.dropped++, NULL))

void cki_trace(ck_law_work *work, uint32_t depth, ck_truth truth, const char *what, uint32_t what_length, const char *found, ck_place place) {
    ck_law_trace_line *line = ADD(work, trace, work->size.trace);
    const cki_source source = work->next_source;
    work->next_source = (cki_source){.kind = CKI_FROM_LAW};
    if (line == NULL) return;
    work->source[work->decision.trace_count - 1] = source;
    *line = (ck_law_trace_line){.depth = depth, .truth = truth, .what = what, .what_length = what_length, .found = found != NULL ? found : "",
                                .place = place};
    line->found_length = (uint32_t)cki_text_length(line->found);
}

/* A number in the work's own text; "" when there is no room. */
static const char *number_text(ck_law_work *work, double number, const char *unit) {
    const size_t room = CKI_NUMBER_SIZE + 1 + cki_text_length(unit) + 1;
    if (work->text_used + room > work->text_size) return "";
    char *text = work->text + work->text_used;
    size_t length = cki_number_write(number, 12, text);
    if (unit[0] != '\0') {
        text[length++] = ' ';
        cki_copy(text + length, unit, cki_text_length(unit));
        length += cki_text_length(unit);
    }
    text[length] = '\0';
    work->text_used += length + 1;
    return text;
}

/* "0.02 to 5 %": what a share may be. */
static const char *range_text(ck_law_work *work, double low, double high) {
    const size_t begin = work->text_used;
    if (low == 0.0 && high == 100.0) return "0 to 100 %";            // nothing is known: the most frequent
    const char *first = number_text(work, low, "to");
    const char *second = number_text(work, high, "%");
    if (first[0] == '\0' || second[0] == '\0') return "not settled";
    work->text[begin + cki_text_length(first)] = ' ';
    return first;
}

static const char *name_of(const ck_law_work *work, ck_subject subject, uint32_t thing) {
    const ck_facts *f = work->facts;
    if (thing == CK_NONE) return "";
    switch (subject) {
        case CK_SUBJECT_ITEM: return f->item[thing].name;
        case CK_SUBJECT_PARTY: return f->party[thing].name;
        case CK_SUBJECT_TECHNOLOGY: return f->technology_name[thing];
        default: return "";
    }
}

ck_law_missing *cki_explain_missing_again(cki_explain *x, const ck_law_missing *again) {
    ck_law_work *work = x->work;
    const ck_law_missing what = *again;
    const size_t length = what.fact == CK_NONE ? cki_text_length(what.what) : 0;
    uint64_t hash = cki_text_hash(what.what, length) ^ (uint64_t)what.fact << 32 ^ (uint64_t)what.at * UINT64_C(0x9e3779b97f4a7c15) ^ what.subject;
    hash = (hash ^ hash >> 32 ^ x->missing_first) * UINT64_C(0x9e3779b97f4a7c15);
    uint32_t slot = (uint32_t)(hash >> 32) & (work->missing_slots - 1);
    for (; work->missing_slot[slot] != 0; slot = (slot + 1) & (work->missing_slots - 1)) {
        const uint32_t at = work->missing_slot[slot] - 1;
        ck_law_missing *other = &work->missing[at];
        if (at < x->missing_first || other->fact != what.fact || other->subject != what.subject || other->at != what.at) continue;
        if (what.fact == CK_NONE && !cki_text_equal(other->what, what.what)) continue;
        other->eases = other->eases && what.eases;
        return NULL;
    }
    ck_law_missing *row = ADD(work, missing, work->size.rows);
    if (row == NULL) return NULL;
    *row = what;
    work->missing_slot[slot] = work->decision.missing_count;
    return row;
}

static void missing(cki_explain *x, ck_law_missing what) {
    ck_law_work *work = x->work;
    what.name = name_of(work, what.subject, what.at);
    what.eases = x->eases;
    if (what.subject == CK_SUBJECT_ITEM && what.at != CK_NONE) what.at = work->facts->item[what.at].deal_item;
    cki_explain_missing_again(x, &what);
}

void cki_explain_missing_fact(cki_explain *x, ck_subject subject, uint32_t thing, uint32_t fact) {
    const cki_decl *d = cki_decl_of(x->work->law, CKI_FACT, fact);
    const bool single = subject == CK_SUBJECT_DEAL || subject == CK_SUBJECT_VESSEL;
    missing(x, (ck_law_missing){.fact = fact, .subject = subject, .at = single ? CK_NONE : thing,
                                .what = d->name + cki_text_length(ck_subject_word(d->subject)) + 1, .question = d->title, .rule = x->rule});
}

static void missing_thing(cki_explain *x, ck_subject subject, uint32_t thing, const char *what, const char *question) {
    missing(x, (ck_law_missing){.fact = CK_NONE, .subject = subject, .at = thing, .what = what, .question = question, .rule = x->rule});
}

/* ---- what a test found ---- */

static const char *value_text(ck_law_work *work, const cki_decl *fact, const cki_value *value) {
    if (value == NULL) return "not given";
    if (value->text != NULL) return value->text;
    if (fact->type == CKI_YES_NO) return value->number != 0.0 ? "yes" : "no";
    return number_text(work, value->number, fact->type == CKI_PERCENT ? "%" : fact->unit);
}

static const char *content_text(ck_law_work *work, uint32_t thing, uint32_t element, ck_truth truth) {
    double low, high;
    cki_contains(&work->eval, thing, element, &low, &high);
    if (low == high) return number_text(work, low, "%");
    return truth == CK_UNKNOWN ? "not given" : "";
}

static void trace_test(cki_explain *x, const cki_node *node, uint32_t depth, ck_truth truth, const char *found, bool described) {
    if (!x->traced) return;
    const uint32_t before = x->work->decision.trace_count;
    cki_trace(x->work, depth, truth, node->words, node->words_length, found, node->place);
    if (x->work->decision.trace_count > before) x->work->trace[before].described = described;
}

/* Where the value of the next line comes from. */
static void from(cki_explain *x, cki_source_kind kind, ck_subject subject, uint32_t thing, uint32_t which) {
    if (x->traced) x->work->next_source = (cki_source){(uint8_t)kind, (uint8_t)subject, thing, which};
}

static const char *entity_name(const ck_law *law, uint32_t entity) {
    return entity != CK_NONE ? cki_decl_of(law, CKI_ENTITY, entity)->title : "not matched: no clearance";
}

static const char *listed_row(cki_explain *x, uint32_t party, uint32_t list) {
    ck_law_work *work = x->work;
    ck_law_name found = {.party = party, .list = list};
    cki_listed(&work->eval, party, list, &found.entity, &found.match);
    for (uint32_t k = x->name_first; k < work->decision.name_count; k++) {
        if (work->name[k].party == party && work->name[k].list == list) return entity_name(work->law, found.entity);
    }
    ck_law_name *row = ADD(work, name, work->size.rows);
    if (row != NULL) *row = found;
    return entity_name(work->law, found.entity);
}

/* ---- shares ---- */

typedef struct share_writer { cki_explain *x; const cki_node *node; cki_env env; } share_writer;

/* The test that decided about a part: the first that has the value of the whole. */
static const cki_node *decider(cki_eval *eval, cki_env env, uint32_t at, ck_truth truth) {
    const cki_node *node = &eval->law->node[at];
    while (node->op == CKI_AND || node->op == CKI_OR || node->op == CKI_NOT) {
        uint32_t found = node->child;
        ck_truth wanted = node->op == CKI_NOT ? cki_not(truth) : truth;
        if (node->op != CKI_NOT) {
            for (uint32_t c = node->child; c != CK_NONE; c = eval->law->node[c].next) {
                if (cki_truth_of(eval, env, c) != wanted) continue;
                found = c;
                break;
            }
        }
        truth = wanted;
        node = &eval->law->node[found];
    }
    return node;
}

static void share_part(void *user, uint32_t item, ck_share_part kind, double amount) {
    share_writer *w = user;
    ck_law_work *work = w->x->work;
    if (w->node->components_only) w->env.component = item;
    else w->env.part = item;
    ck_law_component *row = ADD(work, component, work->size.rows);
    if (row == NULL) return;
    const cki_node *why = decider(&work->eval, w->env, w->node->child, (ck_truth)kind);
    *row = (ck_law_component){work->facts->item[item].deal_item, kind, amount, why->words, why->words_length};
}

static const char *relation_text(uint8_t relation) {
    static const char *const TEXT[] = {"", ">=", ">", "<=", "<", "="};
    return TEXT[relation];
}

static void share_row(cki_explain *x, const cki_env *env, uint32_t at, const cki_share_sum *sum) {
    ck_law_work *work = x->work;
    const cki_node *node = &work->law->node[at];
    const uint32_t item = work->facts->item[env->item].deal_item;
    for (uint32_t k = x->share_first; k < work->decision.share_count; k++) {
        if (work->share_node[k] == at && work->share[k].item == item) return;
    }
    ck_law_share *row = ADD(work, share, work->size.rows);
    if (row == NULL) return;
    work->share_node[work->decision.share_count - 1] = at;
    const char *unit = "";
    if (node->by_mass) unit = cki_decl_of(work->law, CKI_FACT, node->subject.to)->unit;
    else if (sum->unit != 0 && sum->unit != CK_NONE && work->text_used + 4 <= work->text_size) {
        char *code = work->text + work->text_used;
        for (uint32_t k = 0; k < 3; k++) code[k] = (char)(sum->unit >> (16 - 8 * k));
        code[3] = '\0';
        work->text_used += 4;
        unit = code;
    }
    *row = (ck_law_share){.rule = x->rule, .item = item, .by_mass = node->by_mass, .components_only = node->components_only, .low = sum->low,
        .high = sum->high, .numerator_low = sum->numerator_low, .numerator_high = sum->numerator_high, .denominator = sum->denominator,
        .threshold = node->number, .relation = relation_text(node->relation), .truth = sum->truth, .unit = unit, .place = node->place,
        .components = {work->decision.component_count, 0}};
    share_writer writer = {x, node, *env};
    cki_share_of(&work->eval, env, node, share_part, &writer);
    row->components.count = work->decision.component_count - row->components.first;
}

/* A number of the item is written once, however many lines show it. */
static const char *fact_again(ck_law_work *work, const cki_source *source, const cki_value *value) {
    const cki_decl *fact = cki_decl_of(work->law, CKI_FACT, source->which);
    if (value == NULL || value->text != NULL || source->subject != CK_SUBJECT_ITEM || source->thing != 0) return value_text(work, fact, value);
    if (work->fact_text[source->which] == NULL) work->fact_text[source->which] = value_text(work, fact, value);
    return work->fact_text[source->which];
}

static const char *content_again(ck_law_work *work, const cki_source *source, ck_truth truth) {
    double low, high;
    cki_contains(&work->eval, source->thing, source->which, &low, &high);
    if (low != high) return truth == CK_UNKNOWN ? "not given" : "";
    for (uint32_t k = 0; k < sizeof work->content_text / sizeof work->content_text[0]; k++) {
        if (work->content_text[k].text == NULL) {
            work->content_text[k].number = low;
            work->content_text[k].text = number_text(work, low, "%");
        }
        if (work->content_text[k].number == low) return work->content_text[k].text;
    }
    return number_text(work, low, "%");
}

void cki_explain_found_again(ck_law_work *work, const cki_source *source, ck_law_trace_line *line) {
    const ck_subject subject = (ck_subject)source->subject;
    switch ((cki_source_kind)source->kind) {
        case CKI_FROM_LAW: return;
        case CKI_FROM_NAME: line->found = name_of(work, subject, source->thing); break;
        case CKI_FROM_FACT: {
            const cki_value *value = cki_fact_of(&work->eval, subject, source->thing, source->which);
            line->found = fact_again(work, source, value);
            line->described = value != NULL && value->described;
            break;
        }
        case CKI_FROM_CONTENT: line->found = content_again(work, source, line->truth); break;
        case CKI_FROM_SHARE: {
            const cki_env env = cki_env_of_deal();
            const cki_share_sum sum = cki_share_of(&work->eval, &env, &work->law->node[source->which], NULL, NULL);
            line->found = sum.low == sum.high ? number_text(work, sum.low, "%") : range_text(work, sum.low, sum.high);
            break;
        }
    }
    line->found_length = (uint32_t)cki_text_length(line->found);
}

void cki_explain_share_again(ck_law_work *work, uint32_t rule, uint32_t node) {
    cki_explain x = {.work = work, .rule = rule, .share_first = work->decision.share_count};
    const cki_env env = cki_env_of_deal();
    const cki_share_sum sum = cki_share_of(&work->eval, &env, &work->law->node[node], NULL, NULL);
    share_row(&x, &env, node, &sum);
}

static ck_truth explain_share(cki_explain *x, cki_env env, uint32_t at, uint32_t depth) {
    ck_law_work *work = x->work;
    const ck_facts *f = work->facts;
    const cki_node *node = &work->law->node[at];
    const cki_share_sum sum = cki_share_of(&work->eval, &env, node, NULL, NULL);
    share_row(x, &env, at, &sum);
    const char *found = "";
    if (x->traced) {
        found = sum.low == sum.high ? number_text(work, sum.low, "%") : range_text(work, sum.low, sum.high);
        from(x, CKI_FROM_SHARE, CK_SUBJECT_ITEM, env.item, at);
        trace_test(x, node, depth, sum.truth, found, false);
    }
    if (sum.truth != CK_UNKNOWN || !x->open) return sum.truth;
    if (ck_is_nan(sum.denominator)) cki_explain_missing_fact(x, CK_SUBJECT_ITEM, env.item, node->subject.to);
    for (uint32_t i = env.item + 1; i < f->item[env.item].end;) {
        if (node->components_only) env.component = i;
        else env.part = i;
        const ck_truth one = cki_truth_of(&work->eval, env, node->child);
        if (one != CK_FALSE && cki_fact_of(&work->eval, CK_SUBJECT_ITEM, i, node->subject.to) == NULL)
            cki_explain_missing_fact(x, CK_SUBJECT_ITEM, i, node->subject.to);
        if (one == CK_UNKNOWN) cki_explain_condition(x, env, node->child, depth + 1);
        if (one == CK_FALSE && !f->item[i].parts_complete && !node->components_only)
            missing_thing(x, CK_SUBJECT_ITEM, i, "parts", "What is it made of?");
        i = node->components_only || one == CK_TRUE ? f->item[i].end : i + 1;
    }
    if (!f->item[env.item].parts_complete) missing_thing(x, CK_SUBJECT_ITEM, env.item, "parts", "What is it made of?");
    return sum.truth;
}

/* ---- nodes ---- */

static void explain_list(cki_explain *x, uint32_t item, const cki_node *node, uint32_t depth) {
    ck_law_work *work = x->work;
    const ck_law *law = work->law;
    const cki_decl *list = cki_decl_of(law, CKI_LIST, node->target.to);
    if (depth > 2 * CK_LAW_NESTING_LIMIT) return;
    for (uint32_t e = list->inner.first; e < list->inner.first + list->inner.count; e++) {
        const ck_truth truth = cki_entry_matches(&work->eval, item, e);
        if (truth == CK_FALSE) continue;
        const cki_decl *entry = cki_decl_of(law, CKI_ENTRY, e);
        if (x->traced) cki_trace(work, depth, truth, entry->title, (uint32_t)cki_text_length(entry->title), entry->code, entry->place);
        if (truth == CK_UNKNOWN && x->open) {
            const uint32_t hs = cki_fact_find(law, CK_SUBJECT_ITEM, "hs", 2);
            if (entry->hs_test && hs != CK_NONE && cki_fact_of(&work->eval, CK_SUBJECT_ITEM, item, hs) == NULL)
                cki_explain_missing_fact(x, CK_SUBJECT_ITEM, item, hs);
            if (entry->condition == CK_NONE && !entry->hs_test) missing_thing(x, CK_SUBJECT_ITEM, item, "control code", "Under which control code is it classified?");
        }
        if (entry->condition != CK_NONE) {
            const cki_env deal = cki_env_of_deal();
            cki_explain_condition(x, cki_env_for(&deal, CK_SUBJECT_ITEM, item), entry->condition, depth + 1);
        }
        if (truth == CK_TRUE) break;
    }
}

static void explain_thing(cki_explain *x, const cki_env *env, const cki_node *node, ck_subject subject, uint32_t thing, ck_truth truth, uint32_t depth) {
    ck_law_work *work = x->work;
    const ck_law *law = work->law;
    const bool open = truth == CK_UNKNOWN && x->open;
    switch ((cki_op)node->op) {
        case CKI_MATCHES:
            from(x, CKI_FROM_NAME, subject, thing, 0);
            trace_test(x, node, depth, truth, name_of(work, subject, thing), false);
            if (truth != CK_FALSE) explain_list(x, thing, node, depth + 1);
            break;
        case CKI_LISTED:
            trace_test(x, node, depth, truth, listed_row(x, thing, node->target.to), false);
            if (open) missing_thing(x, subject, thing, "name", "Is it the listed party whose name is so near?");
            break;
        case CKI_HELD:
            for (uint32_t p = 0; p < work->facts->party_count; p++) listed_row(x, p, node->target.to);
            from(x, CKI_FROM_NAME, subject, thing, 0);
            trace_test(x, node, depth, truth, name_of(work, subject, thing), false);
            if (open) missing_thing(x, subject, thing, "owners", "Who holds how much of it, down to the last owner?");
            break;
        case CKI_DEFINED:
            from(x, CKI_FROM_NAME, subject, thing, 0);
            trace_test(x, node, depth, truth, name_of(work, subject, thing), false);
            if (depth < 2 * CK_LAW_NESTING_LIMIT)
                cki_explain_condition(x, cki_env_for(env, subject, thing), cki_decl_of(law, CKI_DEFINE, node->target.to)->condition, depth + 1);
            break;
        case CKI_CONTAINS: {
            from(x, CKI_FROM_CONTENT, subject, thing, node->target.to);
            trace_test(x, node, depth, truth, x->traced ? content_text(work, thing, node->target.to, truth) : "", false);
            if (open) {
                const size_t length = cki_text_length(node->target.text);
                const char *what = "content";
                if (work->text_used + 12 + length <= work->text_size) {
                    char *text = work->text + work->text_used;
                    cki_copy(text, "content of ", 11);
                    cki_copy(text + 11, node->target.text, length + 1);
                    work->text_used += 12 + length;
                    what = text;
                }
                missing_thing(x, subject, thing, what, "How much of this element does it contain, in per cent of its mass?");
            }
            break;
        }
        default: {
            const cki_value *value = cki_fact_of(&work->eval, subject, thing, node->subject.to);
            from(x, CKI_FROM_FACT, subject, thing, node->subject.to);
            trace_test(x, node, depth, truth, x->traced ? value_text(work, cki_decl_of(law, CKI_FACT, node->subject.to), value) : "",
                       value != NULL && value->described);
            if (open) cki_explain_missing_fact(x, subject, thing, node->subject.to);
            break;
        }
    }
}

static const char *missing_role(const cki_node *node) {
    return node->who == CKI_WHO_ROLE ? ck_role_word((ck_role)node->role) : node->who == CKI_WHO_TECHNOLOGY ? "technologies" : "parties";
}

static ck_truth explain_test(cki_explain *x, const cki_env *env, uint32_t at, uint32_t depth) {
    cki_eval *eval = &x->work->eval;
    const cki_node *node = &x->work->law->node[at];
    const ck_truth truth = cki_truth_of(eval, *env, at);
    const cki_things things = cki_things_of(eval, env, node);
    uint32_t k = 0, seen = 0;
    for (uint32_t thing = cki_things_next(eval, &things, &k); thing != CK_NONE; thing = cki_things_next(eval, &things, &k)) {
        explain_thing(x, env, node, things.subject, thing, truth, depth);
        seen++;
    }
    if (seen == 0) {
        trace_test(x, node, depth, truth, "not given", false);
        if (truth == CK_UNKNOWN && x->open)
            missing_thing(x, things.subject, CK_NONE, missing_role(node), things.subject == CK_SUBJECT_PARTY ? "Who is it?" : "Which technology was it made with?");
    }
    return truth;
}

static ck_truth explain_quantified(cki_explain *x, cki_env env, uint32_t at, uint32_t depth) {
    ck_law_work *work = x->work;
    const ck_facts *f = work->facts;
    const cki_node *node = &work->law->node[at];
    const ck_truth truth = cki_truth_of(&work->eval, env, at);
    trace_test(x, node, depth, truth, "", false);
    const cki_thing *item = &f->item[env.item];
    uint32_t unknown = 0;
    const bool components = node->who == CKI_WHO_COMPONENT, parts = node->who == CKI_WHO_PART;
    if (components || parts) {
        for (uint32_t i = env.item + 1; i < item->end; i = components ? f->item[i].end : i + 1) {
            if (components) env.component = i;
            else env.part = i;
            const ck_truth one = cki_truth_of(&work->eval, env, node->child);
            if (one == CK_UNKNOWN) unknown++;
            if (one == CK_FALSE && !x->traced) continue;
            if (x->traced) cki_trace(work, depth + 1, one, f->item[i].name, (uint32_t)cki_text_length(f->item[i].name), "", node->place);
            cki_explain_condition(x, env, node->child, depth + 2);
        }
        if (truth == CK_UNKNOWN && x->open && unknown == 0) {
            for (uint32_t i = env.item; i < item->end; i++) {
                if (!f->item[i].parts_complete && (parts || i == env.item)) missing_thing(x, CK_SUBJECT_ITEM, i, "parts", "What is it made of?");
            }
        }
    } else if (node->who == CKI_WHO_TECHNOLOGY) {
        for (uint32_t t = item->technologies.first; t < item->technologies.first + item->technologies.count; t++) {
            env.technology = t;
            if (cki_explain_condition(x, env, node->child, depth + 1) == CK_UNKNOWN) unknown++;
        }
        if (truth == CK_UNKNOWN && x->open && unknown == 0) missing_thing(x, CK_SUBJECT_ITEM, env.item, "technologies", "Which technology was it made with?");
    } else {
        for (uint32_t p = 0; p < f->party_count; p++) {
            if (f->party[p].roles == 0) continue;
            env.party = p;
            if (cki_explain_condition(x, env, node->child, depth + 1) == CK_UNKNOWN) unknown++;
        }
        if (truth == CK_UNKNOWN && x->open && unknown == 0) missing_thing(x, CK_SUBJECT_PARTY, CK_NONE, "parties", "Who takes part?");
    }
    return truth;
}

static ck_truth explain_group(cki_explain *x, cki_env env, uint32_t at, uint32_t depth) {
    ck_law_work *work = x->work;
    const cki_node *node = &work->law->node[at];
    const bool all = node->op == CKI_AND;
    const ck_truth whole = cki_truth_of(&work->eval, env, at), stop = all ? CK_FALSE : CK_TRUE;
    if (x->traced) cki_trace(work, depth, whole, all ? "all of" : "any of", 6, "", node->place);
    const bool open = x->open;
    for (uint32_t c = node->child; c != CK_NONE; c = work->law->node[c].next) {
        x->open = open && whole == CK_UNKNOWN;
        const ck_truth one = cki_explain_condition(x, env, c, depth + 1);
        if (one == stop) break;
    }
    x->open = open;
    return whole;
}

void cki_explain_forget(ck_law_work *work) {
    for (uint32_t k = 0; k < work->told_count; k++) work->told[work->told_node[k]] = 0;
    work->told_count = 0;
}

/* A test, or a group, that says nothing once it is settled; others look into lists, definitions and parts all the same. */
static bool quiet_when_settled(const cki_node *node) {
    switch ((cki_op)node->op) {
        case CKI_NOT: case CKI_QUANTIFIED: case CKI_SHARE: case CKI_MATCHES: case CKI_DEFINED: case CKI_LISTED: case CKI_HELD: return false;
        default: return !node->tells;
    }
}

/* Without a trace, what has nothing to tell, or has told it in this answer, is not walked through again. */
static bool told(cki_explain *x, const cki_env *env, const cki_node *node, ck_truth truth) {
    if (!x->open && !node->tells) return true;
    if (truth != CK_UNKNOWN && quiet_when_settled(node)) return true;
    if (!cki_env_plain(env)) return false;
    uint8_t *before = &x->work->told[node->same];
    const uint8_t now = !x->open ? 1 : x->eases ? 2 : 3;
    if (*before >= now) return true;
    if (*before == 0) x->work->told_node[x->work->told_count++] = node->same;
    *before = now;
    return false;
}

ck_truth cki_explain_condition(cki_explain *x, cki_env env, uint32_t at, uint32_t depth) {
    if (at == CK_NONE) return CK_TRUE;
    ck_law_work *work = x->work;
    const cki_node *node = &work->law->node[at];
    if (!x->traced) {
        const ck_truth truth = cki_truth_of(&work->eval, env, at);
        if (told(x, &env, node, truth)) return truth;
    }
    switch ((cki_op)node->op) {
        case CKI_AND: case CKI_OR: return explain_group(x, env, at, depth);
        case CKI_NOT:
            if (x->traced) cki_trace(work, depth, cki_truth_of(&work->eval, env, at), "not", 3, "", node->place);
            return cki_not(cki_explain_condition(x, env, node->child, depth + 1));
        case CKI_QUANTIFIED: return explain_quantified(x, env, at, depth);
        case CKI_SHARE: return explain_share(x, env, at, depth);
        case CKI_READING: {
            const ck_truth truth = cki_truth_of(&work->eval, env, at);
            trace_test(x, node, depth, truth, cki_decl_of(work->law, CKI_READING_OF, work->reading[node->target.to])->name, false);
            return truth;
        }
        case CKI_TABLE: {
            const ck_truth truth = cki_truth_of(&work->eval, env, at);
            const bool by_row = node->reading.to != CK_NONE;
            const cki_things things = cki_things_of(&work->eval, &env, node);
            const cki_value *column = cki_fact_of(&work->eval, CK_SUBJECT_DEAL, 0, node->second.to);
            const cki_value *row = by_row ? column : cki_fact_of(&work->eval, things.subject, things.first, node->subject.to);
            trace_test(x, node, depth, truth, row == NULL || column == NULL ? "not given" : truth == CK_UNKNOWN ? "the table is not sure" : "", false);
            if (truth == CK_UNKNOWN && x->open) {
                if (row == NULL && !by_row) cki_explain_missing_fact(x, things.subject, things.first, node->subject.to);
                if (column == NULL) cki_explain_missing_fact(x, CK_SUBJECT_DEAL, CK_NONE, node->second.to);
                if (row != NULL && column != NULL)
                    missing_thing(x, CK_SUBJECT_DEAL, CK_NONE, node->target.text, "The table has no sure answer for this country; check its footnotes.");
            }
            return truth;
        }
        default: return explain_test(x, &env, at, depth);
    }
}
