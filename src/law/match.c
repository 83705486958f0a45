/* Tests that look further than one fact: lists of items, contents, shares of parts. */
#include "law/eval.h"

/* ---- contents ---- */

static ck_truth own_content(const ck_facts *f, uint32_t at, uint32_t element, double *low, double *high) {
    const cki_thing *item = &f->item[at];
    double rest = 100.0;
    const cki_share *found = NULL;
    for (uint32_t k = item->shares.first; k < item->shares.first + item->shares.count; k++) {
        if (f->share[k].element == element) found = &f->share[k];
        else if (!ck_is_nan(f->share[k].low)) rest -= f->share[k].low;
    }
    if (rest < 0.0) rest = 0.0;
    if (found != NULL && !ck_is_nan(found->low)) {
        *low = found->low;
        *high = found->high;
        return found->high <= 0.0 ? CK_FALSE : found->low > 0.0 ? CK_TRUE : CK_UNKNOWN;
    }
    *low = 0.0;
    if (found != NULL) {
        *high = rest;
        return CK_TRUE;                                              // there, in an amount that is not given
    }
    *high = item->composition_complete ? 0.0 : rest;
    return *high <= 1e-9 ? CK_FALSE : CK_UNKNOWN;
}

ck_truth cki_contains(const cki_eval *eval, uint32_t at, uint32_t element, double *low, double *high) {
    const ck_facts *f = eval->facts;
    const ck_truth own = own_content(f, at, element, low, high);
    const uint32_t end = f->item[at].end;
    if (own != CK_UNKNOWN || end == at + 1) return own;
    bool none = f->item[at].parts_complete;                          // all parts are known, and none holds it
    for (uint32_t i = at + 1; i < end; i++) {
        double part_low, part_high;
        const ck_truth there = own_content(f, i, element, &part_low, &part_high);
        if (there == CK_TRUE) return CK_TRUE;
        const bool leaf = f->item[i].end == i + 1;
        if (leaf ? there != CK_FALSE : !f->item[i].parts_complete) none = false;
    }
    if (!none) return CK_UNKNOWN;
    *high = 0.0;
    return CK_FALSE;
}

ck_truth cki_test_contains(const cki_eval *eval, uint32_t item, const cki_node *node) {
    double low, high;
    const ck_truth there = cki_contains(eval, item, node->target.to, &low, &high);
    return node->relation == CKI_NO_RELATION ? there : cki_compare_interval(low, high, (cki_relation)node->relation, node->number);
}

/* ---- lists of items ---- */

/* A declared code, "1C905.a" or "CHN:1C905.a": the country must be that of the list's regime. */
ck_truth cki_declared(const cki_eval *eval, uint32_t at, const cki_decl *entry) {
    const ck_law *law = eval->law;
    const cki_thing *item = &eval->facts->item[at];
    const cki_decl *regime = entry->regime != CK_NONE ? &law->decl[entry->regime] : NULL;
    ck_truth truth = CK_FALSE;
    for (uint32_t k = item->codes.first; k < item->codes.first + item->codes.count; k++) {
        const char *code = eval->facts->code[k];
        if (cki_text_length(code) > 4 && code[3] == ':') {
            const char *country = regime != NULL ? regime->of.text : "";
            if (cki_text_length(country) != 3 || cki_compare(code, country, 3) != 0) continue;
            code += 4;
        }
        truth = cki_or(truth, cki_code_within(code, entry->code));
    }
    return truth;
}

ck_truth cki_customs_test(const cki_eval *eval, uint32_t at, const cki_decl *entry) {
    const uint32_t fact = cki_fact_find(eval->law, CK_SUBJECT_ITEM, "hs", 2);
    const cki_value *value = fact != CK_NONE ? cki_fact_of(eval, CK_SUBJECT_ITEM, at, fact) : NULL;
    const cki_type type = fact != CK_NONE ? cki_decl_of(eval->law, CKI_FACT, fact)->type : CKI_TEXT;
    if (value == NULL || (type != CKI_CODE && type != CKI_CODES)) return CK_UNKNOWN;
    ck_truth truth = CK_FALSE;
    for (uint32_t c = 0; c < value->mask; c++) {
        for (uint32_t k = 0; k < entry->third.count && truth != CK_TRUE; k++)
            truth = cki_or(truth, cki_code_within(eval->facts->code[value->index + c], eval->law->ref[entry->third.first + k].text));
    }
    return truth;
}

/* Whether it describes the item, at whatever time. */
static ck_truth entry_describes(cki_eval *eval, uint32_t item, const cki_decl *entry) {
    const bool coded = entry->code[0] != '\0', tested = entry->hs_test && entry->third.count > 0;
    ck_truth by_code = CK_FALSE;
    if (coded) {
        by_code = cki_declared(eval, item, entry);
        if (by_code == CK_TRUE) return CK_TRUE;                      // its owner classified it so
    }
    if (entry->condition == CK_NONE && !tested) {
        /* Only a declaration settles it; one that names other codes settles it the other way. */
        if (!coded) return CK_UNKNOWN;
        return by_code == CK_FALSE && eval->facts->item[item].codes.count > 0 ? CK_FALSE : CK_UNKNOWN;
    }
    ck_truth truth = tested ? cki_customs_test(eval, item, entry) : CK_TRUE;
    if (truth != CK_FALSE && entry->condition != CK_NONE) {
        const cki_env deal = cki_env_of_deal();
        truth = cki_and(truth, cki_truth_of(eval, cki_env_for(&deal, CK_SUBJECT_ITEM, item), entry->condition));
    }
    return cki_or(truth, by_code);
}

/* Its time is asked last, so that the times of entries on other goods are not taken for changes of the answer. */
ck_truth cki_entry_matches(cki_eval *eval, uint32_t item, uint32_t ordinal) {
    const ck_truth truth = entry_describes(eval, item, cki_decl_of(eval->law, CKI_ENTRY, ordinal));
    return truth != CK_FALSE && !cki_stands(eval, eval->law->of_kind[CKI_ENTRY][ordinal]) ? CK_FALSE : truth;
}

static ck_truth matches(cki_eval *eval, uint32_t item, const cki_decl *list) {
    ck_truth truth = CK_FALSE;
    eval->depth++;
    for (uint32_t e = list->inner.first; e < list->inner.first + list->inner.count && truth != CK_TRUE; e++)
        truth = cki_or(truth, cki_entry_matches(eval, item, e));
    eval->depth--;
    return truth;
}

ck_truth cki_matches(cki_eval *eval, uint32_t item, uint32_t list) {
    const cki_decl *d = cki_decl_of(eval->law, CKI_LIST, list);
    uint8_t *memo = eval->trial && (d->reads || d->names) ? NULL : &eval->memo[(size_t)list * eval->facts->item_count + item];
    if (memo != NULL && *memo != 0) return cki_recall(eval, *memo);
    if (eval->depth > CK_LAW_CALL_LIMIT + 1) return CK_UNKNOWN;
    const cki_noted before = cki_begin_noting(eval);
    const ck_truth truth = matches(eval, item, d);
    const uint8_t kept = cki_end_noting(eval, truth, &before);
    if (memo != NULL) *memo = kept;
    return truth;
}

/* ---- shares ---- */

typedef struct adder {
    const cki_eval *eval;
    uint32_t fact, unit;
    bool     money, unbounded, mixed;
    double   low, high;
} adder;

/* Value or mass of an item; NaN when it is not given, or in another currency than the whole. */
static double amount_of(adder *a, uint32_t item) {
    const cki_value *value = cki_fact_of(a->eval, CK_SUBJECT_ITEM, item, a->fact);
    if (value == NULL) return CK_NAN;
    if (a->money && value->index != a->unit) return value->number == 0.0 ? 0.0 : CK_NAN;
    return value->number;
}

static void may_count(adder *a, double amount) {
    if (ck_is_nan(amount)) a->unbounded = true;
    else a->high += amount;
}

/* What is in an item beside its listed components, when not all of them are listed. */
static void may_count_rest(adder *a, uint32_t item, double amount, bool *open) {
    const ck_facts *f = a->eval->facts;
    if (f->item[item].parts_complete) return;
    *open = true;
    double rest = amount;
    for (uint32_t i = item + 1; i < f->item[item].end; i = f->item[i].end) rest -= amount_of(a, i);
    may_count(a, ck_is_nan(rest) ? rest : ck_max(rest, 0.0));
}

cki_share_sum cki_share_of(cki_eval *eval, const cki_env *env, const cki_node *node, cki_share_visit visit, void *user) {
    const ck_facts *f = eval->facts;
    const uint32_t whole = env->item, end = f->item[whole].end;
    adder a = {.eval = eval, .fact = node->subject.to, .money = !node->by_mass};
    const cki_value *total = cki_fact_of(eval, CK_SUBJECT_ITEM, whole, a.fact);
    a.unit = total != NULL ? total->index : CK_NONE;
    cki_share_sum sum = {.denominator = total != NULL ? total->number : CK_NAN, .unit = a.unit};
    may_count_rest(&a, whole, sum.denominator, &sum.parts_open);
    uint32_t counted_until = whole + 1;                              // upper end: what lies before is in a part that may count
    cki_env inner = *env;
    for (uint32_t i = whole + 1; i < end;) {
        if (node->components_only) inner.component = i;
        else inner.part = i;
        const ck_truth truth = cki_truth_of(eval, inner, node->child);
        const double amount = amount_of(&a, i);
        const bool inside = i < counted_until;
        if (visit != NULL) visit(user, i, (ck_share_part)truth, amount);
        if (truth == CK_TRUE && !ck_is_nan(amount)) a.low += amount;
        if (truth != CK_FALSE && !inside) {
            may_count(&a, amount);
            counted_until = f->item[i].end;
        }
        if (truth == CK_FALSE && !inside && !node->components_only) may_count_rest(&a, i, amount, &sum.parts_open);
        i = node->components_only || truth == CK_TRUE ? f->item[i].end : i + 1;
    }
    sum.numerator_low = a.low;
    sum.numerator_high = a.unbounded ? CK_NAN : a.high;
    if (!a.unbounded && a.high == 0.0) sum.low = sum.high = 0.0;     // nothing counts, whatever the whole is worth
    else if (ck_is_nan(sum.denominator) || sum.denominator <= 0.0) {
        sum.low = 0.0;
        sum.high = 100.0;
    } else {
        sum.low = ck_min(100.0 * a.low / sum.denominator, 100.0);
        sum.high = a.unbounded ? 100.0 : ck_min(100.0 * a.high / sum.denominator, 100.0);
    }
    sum.truth = cki_compare_interval(sum.low, sum.high, (cki_relation)node->relation, node->number);
    return sum;
}
