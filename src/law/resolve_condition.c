/* Names, types and units of conditions. */
#include "law/program.h"

typedef struct scope {
    ck_law    *law;
    ck_diags  *diags;
    ck_status  status;
    ck_subject subject;          // what a definition asks about; CK_SUBJECT_DEAL: a rule
    bool       in[CKI_WHO_ROLE + 1];     // components, parts, technologies, parties that a quantifier speaks of
} scope;

#define REPORT(s, code, place, ...)                                                                                    \
    do {                                                                                                               \
        const ck_status status_ = ck_diags_add((s)->diags, (code), (place), __VA_ARGS__);                              \
        if ((s)->status >= 0) (s)->status = status_;                                                                   \
    } while (0)

static ck_subject subject_of(cki_who who) {
    switch (who) {
        case CKI_WHO_DEAL: return CK_SUBJECT_DEAL;
        case CKI_WHO_VESSEL: return CK_SUBJECT_VESSEL;
        case CKI_WHO_ITEM: case CKI_WHO_COMPONENT: case CKI_WHO_PART: return CK_SUBJECT_ITEM;
        case CKI_WHO_TECHNOLOGY: return CK_SUBJECT_TECHNOLOGY;
        case CKI_WHO_PARTY: case CKI_WHO_ROLE: return CK_SUBJECT_PARTY;
    }
    return CK_SUBJECT_DEAL;
}

static void check_who(scope *s, const cki_node *node) {
    const cki_who who = (cki_who)node->who;
    if ((who == CKI_WHO_COMPONENT || who == CKI_WHO_PART) && !s->in[who]) {
        REPORT(s, CK_E_UNKNOWN, node->place, "no %s is spoken of here", "write it inside any %s (...), or ask about the item",
               who == CKI_WHO_PART ? "part" : "component", who == CKI_WHO_PART ? "part" : "component");
    }
}

/* The fact of "part.origin": declared for its subject. */
static const cki_decl *find_fact(scope *s, cki_who who, cki_ref *ref) {
    size_t dot = 0;
    while (ref->text[dot] != '\0' && ref->text[dot] != '.') dot++;
    const char *name = ref->text[dot] == '.' ? ref->text + dot + 1 : ref->text + dot;
    const ck_subject subject = subject_of(who);
    const uint32_t ordinal = cki_fact_find(s->law, subject, name, cki_text_length(name));
    if (ordinal != CK_NONE) {
        ref->to = ordinal;
        cki_decl *fact = &s->law->decl[s->law->of_kind[CKI_FACT][ordinal]];
        fact->used = true;
        return fact;
    }
    const char *nearest = NULL;
    uint32_t best = CKI_DISTANCE_LIMIT + 1;
    for (uint32_t f = 0; f < s->law->count.kind[CKI_FACT]; f++) {
        const cki_decl *fact = cki_decl_of(s->law, CKI_FACT, f);
        if (fact->subject != subject || fact->failed || fact->name[0] == '\0') continue;
        const char *other = fact->name + cki_text_length(ck_subject_word(subject)) + 1;
        const size_t length = cki_text_length(name);
        const uint32_t distance = cki_text_distance(name, other, length < 4 ? 1 : length < 9 ? 2 : 3);
        if (distance < best && distance <= (length < 4 ? 1u : length < 9 ? 2u : 3u)) {
            best = distance;
            nearest = other;
        }
    }
    if (nearest != NULL)
        REPORT(s, CK_E_UNKNOWN, ref->place, "no fact of %s is called %q", "did you mean %q?", ck_subject_word(subject), name, nearest);
    else
        REPORT(s, CK_E_UNKNOWN, ref->place, "no fact of %s is called %q", "declare it: fact %s.%s and its type", ck_subject_word(subject), name,
               ck_subject_word(subject), name);
    return NULL;
}

static uint32_t find_target(scope *s, cki_kind kind, cki_ref *ref) {
    const uint32_t ordinal = cki_names_find(&s->law->names[kind], ref->text);
    if (ordinal == CK_NONE) {
        const ck_status status = cki_unknown_name(s->law, kind, ref, s->diags);
        if (s->status >= 0) s->status = status;
        return CK_NONE;
    }
    ref->to = ordinal;
    s->law->decl[s->law->of_kind[kind][ordinal]].used = true;
    return ordinal;
}

/* ---- values ---- */

static uint32_t word_index(const ck_law *law, const cki_decl *fact, const char *word) {
    for (uint32_t k = 0; k < fact->refs.count; k++) {
        if (cki_text_equal(law->ref[fact->refs.first + k].text, word)) return k;
    }
    return CK_NONE;
}

static const char *nearest_word(const ck_law *law, const cki_decl *fact, const char *word) {
    const char *nearest = NULL;
    uint32_t best = 3;
    for (uint32_t k = 0; k < fact->refs.count; k++) {
        const char *other = law->ref[fact->refs.first + k].text;
        const uint32_t distance = cki_text_distance(word, other, 2);
        if (distance < best) {
            best = distance;
            nearest = other;
        }
    }
    return nearest;
}

static void check_is(scope *s, cki_node *node, const cki_decl *fact) {
    for (uint32_t k = 0; k < node->values.count; k++) {
        cki_ref *value = &s->law->ref[node->values.first + k];
        switch (fact->type) {
            case CKI_COUNTRY:
                value->to = cki_country_intern(s->law, value->text, cki_text_length(value->text));
                if (value->to == CK_NONE) {
                    const bool group = cki_names_find(&s->law->names[CKI_GROUP], value->text) != CK_NONE;
                    REPORT(s, CK_E_UNKNOWN, value->place, "%q is no country", group ? "it is a group: write is in %s" : "ISO 3166 alpha-3, CHN for China%s",
                           value->text, group ? value->text : "");
                }
                break;
            case CKI_WORD: case CKI_WORDS:
                value->to = word_index(s->law, fact, value->text);
                if (value->to == CK_NONE) {
                    const char *nearest = nearest_word(s->law, fact, value->text);
                    REPORT(s, CK_E_UNKNOWN, value->place, "%q is no word of %s", nearest != NULL ? "did you mean %q?" : "its words stand in the declaration of the fact",
                           value->text, fact->name, nearest);
                } else if (value->to < 64) node->mask |= UINT64_C(1) << value->to;
                break;
            case CKI_YES_NO:
                if (cki_text_equal(value->text, "yes")) value->to = 1;
                else if (cki_text_equal(value->text, "no")) value->to = 0;
                else REPORT(s, CK_E_UNIT, value->place, "%q is a yes-no fact", "write the fact alone, or not and the fact", fact->name);
                break;
            case CKI_TEXT: case CKI_CODE: case CKI_CODES: break;
            default:
                REPORT(s, CK_E_UNIT, node->place, "%s is a %s; is does not fit", "compare it with >=, >, <=, < or =", fact->name, cki_type_word(fact->type));
                return;
        }
    }
}

static void check_compare(scope *s, cki_node *node, const cki_decl *fact) {
    double factor = 1.0;
    bool good = true;
    const char *expected = fact->unit;
    const bool date = cki_text_equal(node->unit, "date");
    switch (fact->type) {
        case CKI_NUMBER: good = !date && cki_unit_factor(node->unit, fact->unit, &factor); break;
        case CKI_PERCENT:
            good = cki_text_equal(node->unit, "%");
            expected = "%";
            break;
        case CKI_MONEY:
            good = cki_currency_known(node->unit, cki_text_length(node->unit));
            expected = "a currency";
            break;
        case CKI_DATE:
            good = date;
            expected = "a date";
            break;
        default:
            REPORT(s, CK_E_UNIT, node->place, "%s is a %s; it cannot be compared with a quantity", "write is", fact->name, cki_type_word(fact->type));
            return;
    }
    if (!good) {
        REPORT(s, CK_E_UNIT, node->place, "%s is compared with a quantity in %q; expected %s", "", fact->name,
               node->unit[0] != '\0' ? node->unit : "no unit", expected[0] != '\0' ? expected : "a bare number");
        return;
    }
    node->number *= factor;
}

static bool is_item(cki_who who) {
    return subject_of(who) == CK_SUBJECT_ITEM;
}

static bool is_party(cki_who who) {
    return subject_of(who) == CK_SUBJECT_PARTY;
}

static void check_entities(scope *s, cki_node *node) {
    const uint32_t list = find_target(s, CKI_LIST, &node->target);
    if (!is_party((cki_who)node->who))
        REPORT(s, CK_E_UNIT, node->place, "only parties are on lists of entities", "roles are exporter, importer, consignee, end_user, intermediary, supplier, owner, operator");
    else if (list != CK_NONE && cki_decl_of(s->law, CKI_LIST, list)->entities.count == 0 && cki_decl_of(s->law, CKI_LIST, list)->inner.count > 0)
        REPORT(s, CK_E_UNIT, node->target.place, "%q is a list of items, not of entities", "write matches", node->target.text);
}

static void resolve_node(scope *s, uint32_t at);

static bool has_point(const char *text) {
    for (; *text != '\0'; text++) {
        if (*text == '.') return true;
    }
    return false;
}

/* `TABLE of ROW and FACT`: the row stands in the rule itself. */
static void find_row(scope *s, cki_node *node) {
    const ck_law *law = s->law;
    node->who = CKI_WHO_DEAL;
    node->reading = node->subject;
    node->reading.to = CK_NONE;
    for (uint32_t r = 0; node->target.to != CK_NONE && r < law->count.kind[CKI_ROW]; r++) {
        const cki_decl *row = &law->decl[law->of_kind[CKI_ROW][r]];
        if (row->parent == law->of_kind[CKI_TABLE_OF][node->target.to] && cki_text_equal(row->name, node->subject.text)) node->reading.to = r;
    }
    if (node->target.to != CK_NONE && node->reading.to == CK_NONE)
        REPORT(s, CK_E_UNKNOWN, node->subject.place, "the table has no row %q", "or a fact that names the row, as item.reason", node->subject.text);
}

static void resolve_test(scope *s, cki_node *node) {
    ck_law *law = s->law;
    const cki_who who = (cki_who)node->who;
    const cki_decl *fact = NULL;
    check_who(s, node);
    switch ((cki_op)node->op) {
        case CKI_YES:
            fact = find_fact(s, who, &node->subject);
            if (fact != NULL && fact->type != CKI_YES_NO)
                REPORT(s, CK_E_UNIT, node->place, "%s is a %s; a test of it is missing", "write is VALUE, or compare it", fact->name, cki_type_word(fact->type));
            break;
        case CKI_IS:
            fact = find_fact(s, who, &node->subject);
            if (fact != NULL) check_is(s, node, fact);
            break;
        case CKI_IN_GROUP:
            fact = find_fact(s, who, &node->subject);
            find_target(s, CKI_GROUP, &node->target);
            if (fact != NULL && fact->type != CKI_COUNTRY)
                REPORT(s, CK_E_UNIT, node->place, "%s is a %s; only countries are in groups", "", fact->name, cki_type_word(fact->type));
            break;
        case CKI_COMPARE:
            fact = find_fact(s, who, &node->subject);
            if (fact != NULL) check_compare(s, node, fact);
            break;
        case CKI_WITHIN:
            fact = find_fact(s, who, &node->subject);
            if (fact != NULL && fact->type != CKI_CODE && fact->type != CKI_CODES)
                REPORT(s, CK_E_UNIT, node->place, "%s is a %s; only codes are within codes", "", fact->name, cki_type_word(fact->type));
            break;
        case CKI_MATCHES:
            if (find_target(s, CKI_LIST, &node->target) != CK_NONE && !is_item(who))
                REPORT(s, CK_E_UNIT, node->place, "only items, components and parts match lists of items", "");
            break;
        case CKI_LISTED: case CKI_HELD: check_entities(s, node); break;
        case CKI_DEFINED: {
            const uint32_t define = find_target(s, CKI_DEFINE, &node->target);
            if (define != CK_NONE && cki_decl_of(law, CKI_DEFINE, define)->subject != subject_of(who))
                REPORT(s, CK_E_UNIT, node->place, "%q is defined for %s", "", node->target.text,
                       ck_subject_word(cki_decl_of(law, CKI_DEFINE, define)->subject));
            break;
        }
        case CKI_CONTAINS:
            node->target.to = cki_element_find(node->target.text, cki_text_length(node->target.text));
            if (node->target.to == CK_NONE)
                REPORT(s, CK_E_UNKNOWN, node->target.place, "%q is the symbol of no element", "Dy for dysprosium", node->target.text);
            if (!is_item(who)) REPORT(s, CK_E_UNIT, node->place, "only items, components and parts contain elements", "");
            break;
        case CKI_TABLE: {
            find_target(s, CKI_TABLE_OF, &node->target);
            static const struct { const char *word; cki_who who; } SUBJECT[] = {
                {"deal.", CKI_WHO_DEAL}, {"item.", CKI_WHO_ITEM}, {"vessel.", CKI_WHO_VESSEL}, {"component.", CKI_WHO_COMPONENT}, {"part.", CKI_WHO_PART}};
            cki_ref *ref[2] = {&node->subject, &node->second};
            const bool by_row = !cki_text_equal(node->subject.text, "") && !has_point(node->subject.text);
            node->reading.to = CK_NONE;
            if (by_row) find_row(s, node);
            for (uint32_t k = by_row ? 1 : 0; k < 2; k++) {
                uint32_t w = 0;
                while (w < 5 && !cki_text_starts(ref[k]->text, SUBJECT[w].word)) w++;
                if (w == 5 || (k == 1 && w != 0)) {
                    REPORT(s, CK_E_UNIT, ref[k]->place, k == 0 ? "a table is asked with a fact of deal or item, found %q"
                                                              : "the country of a table comes from a fact of the deal, found %q", "", ref[k]->text);
                    continue;
                }
                const cki_decl *asked = find_fact(s, SUBJECT[w].who, ref[k]);
                if (k == 0) {
                    node->who = (uint8_t)SUBJECT[w].who;
                    check_who(s, node);
                }
                const bool row = asked != NULL && (asked->type == CKI_WORD || asked->type == CKI_WORDS || asked->type == CKI_TEXT ||
                                                   asked->type == CKI_CODE || asked->type == CKI_CODES);
                if (asked != NULL && (k == 0 ? !row : asked->type != CKI_COUNTRY))
                    REPORT(s, CK_E_UNIT, ref[k]->place, "%s is a %s; expected %s", "", asked->name, cki_type_word(asked->type),
                           k == 0 ? "a word, text or code that names the row" : "a country");
            }
            break;
        }
        case CKI_READING: {
            const uint32_t choice = find_target(s, CKI_CHOICE, &node->target);
            if (choice == CK_NONE) break;
            const cki_span readings = cki_decl_of(law, CKI_CHOICE, choice)->inner;
            for (uint32_t k = readings.first; k < readings.first + readings.count; k++) {
                if (cki_text_equal(cki_decl_of(law, CKI_READING_OF, k)->name, node->reading.text)) node->reading.to = k;
            }
            if (node->reading.to == CK_NONE)
                REPORT(s, CK_E_UNKNOWN, node->reading.place, "choice %q has no reading %q", "", node->target.text, node->reading.text);
            break;
        }
        default: break;
    }
}

static void resolve_node(scope *s, uint32_t at) {
    cki_node *node = &s->law->node[at];
    switch ((cki_op)node->op) {
        case CKI_AND: case CKI_OR: case CKI_NOT:
            for (uint32_t c = node->child; c != CK_NONE; c = node->op == CKI_NOT ? CK_NONE : s->law->node[c].next) resolve_node(s, c);
            break;
        case CKI_QUANTIFIED: case CKI_SHARE: {
            const cki_who who = node->op == CKI_SHARE ? (node->components_only ? CKI_WHO_COMPONENT : CKI_WHO_PART) : (cki_who)node->who;
            const cki_who as = node->op == CKI_SHARE && !node->components_only ? CKI_WHO_PART : who;
            if (s->in[as])
                REPORT(s, CK_E_SYNTAX, node->place, "a condition on %s inside another one on the same", "name the inner one with define",
                       as == CKI_WHO_PART ? "parts" : as == CKI_WHO_COMPONENT ? "components" : as == CKI_WHO_PARTY ? "parties" : "technologies");
            const bool before = s->in[as];
            s->in[as] = true;
            resolve_node(s, node->child);
            s->in[as] = before;
            if (node->op == CKI_SHARE) {
                static const char *const NAME[] = {"item.value", "item.mass"};
                const uint32_t fact = cki_names_find(&s->law->names[CKI_FACT], NAME[node->by_mass]);
                const cki_type type = fact != CK_NONE ? cki_decl_of(s->law, CKI_FACT, fact)->type : CKI_TEXT;
                node->subject.to = fact;
                if (type != (node->by_mass ? CKI_NUMBER : CKI_MONEY))
                    REPORT(s, CK_E_MISSING, node->place, "a share by %s needs the fact %s", "declare it as %s", node->by_mass ? "mass" : "value",
                           NAME[node->by_mass], node->by_mass ? "number kg" : "money");
            }
            break;
        }
        default: resolve_test(s, node); break;
    }
}

ck_status cki_condition_resolve(ck_law *law, uint32_t node, ck_subject subject, ck_diags *diags) {
    scope s = {.law = law, .diags = diags, .subject = subject};
    resolve_node(&s, node);
    return s.status;
}
