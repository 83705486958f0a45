/* Conditions. `and` binds tighter than `or`; both take any number of parts. */
#include "law/parse_declaration.h"

static uint32_t read_or(cki_parser *p);

static uint32_t new_node(cki_parser *p, cki_op op, size_t mark, ck_place place) {
    const uint32_t at = p->law->count.node++;
    *cki_node_at(p, at) = (cki_node){.op = (uint8_t)op, .child = CK_NONE, .next = CK_NONE, .place = place, .number = CK_NAN, .unit = "",
                                     .words = p->law->words != NULL ? p->law->words + mark : ""};
    return at;
}

static void end_node(cki_parser *p, uint32_t at) {
    cki_node *node = cki_node_at(p, at);
    if (p->law->words != NULL) node->words_length = (uint32_t)(p->law->words + p->law->count.words - node->words);
}

static const struct { const char *word; cki_who who; ck_role role; } WHO[] = {
    {"deal", CKI_WHO_DEAL, CK_ROLE_COUNT}, {"vessel", CKI_WHO_VESSEL, CK_ROLE_COUNT}, {"item", CKI_WHO_ITEM, CK_ROLE_COUNT},
    {"component", CKI_WHO_COMPONENT, CK_ROLE_COUNT}, {"part", CKI_WHO_PART, CK_ROLE_COUNT},
    {"technology", CKI_WHO_TECHNOLOGY, CK_ROLE_COUNT}, {"party", CKI_WHO_PARTY, CK_ROLE_COUNT},
#define X(name, word) {word, CKI_WHO_ROLE, CK_ROLE_##name},
    CK_ROLE_LIST(X)
#undef X
};

/* Reads "item" or "item.origin" (with_name) into the node. */
static bool read_who(cki_parser *p, uint32_t at, bool *with_name) {
    const cki_token token = p->token;
    size_t dot = 0;
    while (dot < token.length && token.at[dot] != '.') dot++;
    for (uint32_t i = 0; i < sizeof WHO / sizeof WHO[0]; i++) {
        if (!cki_text_equal_part(WHO[i].word, token.at, dot)) continue;
        cki_node *node = cki_node_at(p, at);
        node->who = (uint8_t)WHO[i].who;
        node->role = (uint8_t)WHO[i].role;
        *with_name = dot < token.length;
        const cki_ref ref = cki_read_ref(p, "a fact");
        cki_node_at(p, at)->subject = ref;
        return true;
    }
    return false;
}

static cki_relation read_relation(cki_parser *p) {
    if (p->failed) return CKI_NO_RELATION;
    cki_relation relation = CKI_NO_RELATION;
    switch (p->token.kind) {
        case CKI_SIGN_GE: relation = CKI_GE; break;
        case CKI_SIGN_GT: relation = CKI_GT; break;
        case CKI_SIGN_LE: relation = CKI_LE; break;
        case CKI_SIGN_LT: relation = CKI_LT; break;
        case CKI_SIGN_EQ: relation = CKI_EQ; break;
        default: return CKI_NO_RELATION;
    }
    cki_take(p);
    return relation;
}

/* Words that may follow a quantity and are no unit. */
static bool ends_quantity(const cki_token *token) {
    static const char *const WORD[] = {"and", "or", "then", "also", "rate", "charge", "on", "excluded", "replaces", "units", "minimum",
        "maximum", "at", "once", "yields", "code", "hs", "if", "citation", "link", "grade", "verified", "clock", "article", "says", "note",
        "certainty", "published", "in", "suspended", "extended", "ended", "void", "never", "over", "of", "by", "to"};
    if (token->kind != CKI_ATOM || cki_word_reserved(token->at, token->length)) return true;
    for (uint32_t i = 0; i < sizeof WORD / sizeof WORD[0]; i++) {
        if (cki_token_is(token, WORD[i])) return true;
    }
    return false;
}

/* NUMBER [ "%" | UNIT ], or a date. */
static void read_quantity(cki_parser *p, uint32_t at) {
    ck_date date;
    if (!p->failed && p->token.kind == CKI_ATOM && ck_date_read(p->token.at, p->token.length, &date) >= 0) {
        cki_node *node = cki_node_at(p, at);
        node->number = date.day;
        node->unit = "date";
        cki_take(p);
        return;
    }
    const double number = cki_read_number(p, "a quantity");
    const char *unit = "";
    if (cki_take_kind(p, CKI_PERCENT_SIGN)) unit = "%";
    else if (!p->failed && !ends_quantity(&p->token)) {
        unit = cki_intern(p, p->token.at, p->token.length);
        cki_take(p);
    }
    cki_node *node = cki_node_at(p, at);
    node->number = number;
    node->unit = unit;
}

static void read_percent(cki_parser *p, uint32_t at) {
    const double number = cki_read_number(p, "a percentage");
    cki_expect_kind(p, CKI_PERCENT_SIGN, "%");
    cki_node *node = cki_node_at(p, at);
    node->number = number;
    node->unit = "%";
}

static cki_relation expect_relation(cki_parser *p) {
    const cki_relation relation = read_relation(p);
    if (relation == CKI_NO_RELATION) cki_fail_expected(p, ">=, >, <= or <", "");
    return relation;
}

static void put_target(cki_parser *p, uint32_t at, cki_op op, cki_ref target) {
    cki_node *node = cki_node_at(p, at);
    node->op = (uint8_t)op;
    node->target = target;
}

/* share of parts (condition) by value >= 0.1 % */
static void read_share(cki_parser *p, uint32_t at) {
    cki_expect_word(p, "of");
    const bool components = cki_take_word(p, "components");
    if (!components && !cki_take_word(p, "parts")) cki_fail_expected(p, "components or parts", "");
    cki_expect_kind(p, CKI_OPEN_ROUND, "( and a condition");
    const uint32_t child = read_or(p);
    cki_expect_kind(p, CKI_CLOSE_ROUND, ")");
    cki_expect_word(p, "by");
    const bool mass = cki_take_word(p, "mass");
    if (!mass && !cki_take_word(p, "value")) cki_fail_expected(p, "value or mass", "");
    const cki_relation relation = expect_relation(p);
    read_percent(p, at);
    cki_node *node = cki_node_at(p, at);
    node->op = CKI_SHARE;
    node->child = child;
    node->components_only = components;
    node->by_mass = mass;
    node->relation = (uint8_t)relation;
}

/* What follows "is" after a who without a fact: listed, held, a definition. */
static void read_who_is(cki_parser *p, uint32_t at) {
    if (cki_take_word(p, "listed")) {
        cki_expect_word(p, "in");
        put_target(p, at, CKI_LISTED, cki_read_ref(p, "a list of entities"));
    } else if (cki_take_word(p, "held")) {
        const cki_relation relation = expect_relation(p);
        if (!p->failed && relation != CKI_GE && relation != CKI_GT)
            cki_fail(p, CK_E_SYNTAX, cki_here(p), "a holding is compared with >= or >", "");
        read_percent(p, at);
        cki_expect_word(p, "by");
        const cki_ref list = cki_read_ref(p, "a list of entities");
        cki_holding holding = CKI_DIRECTLY;
        if (cki_take_word(p, "through")) {
            cki_expect_word(p, "chains");
            holding = CKI_CHAINS;
        } else if (cki_take_word(p, "in")) {
            cki_expect_word(p, "aggregate");
            holding = CKI_AGGREGATE;
        } else if (!cki_take_word(p, "directly")) {
            cki_fail_expected(p, "directly, through chains or in aggregate", "each law has its own way to count holdings");
        }
        put_target(p, at, CKI_HELD, list);
        cki_node *node = cki_node_at(p, at);
        node->relation = (uint8_t)relation;
        node->holding = (uint8_t)holding;
    } else if (cki_take_word(p, "a") || cki_take_word(p, "an")) {
        put_target(p, at, CKI_DEFINED, cki_read_ref(p, "a definition"));
    } else {
        cki_fail_expected(p, "listed in, held, or a DEFINITION", "a fact is written item.origin");
    }
}

static void read_contains(cki_parser *p, uint32_t at) {
    put_target(p, at, CKI_CONTAINS, cki_read_ref(p, "the symbol of an element"));
    const cki_relation relation = read_relation(p);
    if (relation == CKI_NO_RELATION) return;
    if (relation == CKI_EQ) cki_fail(p, CK_E_SYNTAX, cki_here(p), "a content is not compared with =", "write >=, >, <= or <");
    read_percent(p, at);
    cki_node_at(p, at)->relation = (uint8_t)relation;
}

/* What follows "is" after a fact: a value, a list of values, a group. */
static void read_fact_is(cki_parser *p, uint32_t at) {
    const bool negated = cki_take_word(p, "not");
    cki_node_at(p, at)->negated = negated;
    if (cki_take_word(p, "one")) {
        cki_expect_word(p, "of");
        const cki_span values = cki_read_refs(p, true, false, "a value");
        cki_node *node = cki_node_at(p, at);
        node->op = CKI_IS;
        node->values = values;
    } else if (cki_take_word(p, "in")) {
        put_target(p, at, CKI_IN_GROUP, cki_read_ref(p, "a group of countries"));
    } else {
        const uint32_t ref = p->law->count.ref;
        const ck_place place = cki_here(p);
        cki_ref value = {.text = "", .place = place, .to = CK_NONE};
        if (!p->failed && p->token.kind == CKI_STRING) value.text = cki_read_text(p, "a value");
        else value = cki_read_ref(p, "a value");
        if (p->failed) return;
        *cki_ref_at(p, p->law->count.ref++) = value;
        cki_node *node = cki_node_at(p, at);
        node->op = CKI_IS;
        node->values = (cki_span){ref, 1};
    }
}

static void read_fact_test(cki_parser *p, uint32_t at) {
    if (cki_take_word(p, "is")) {
        read_fact_is(p, at);
    } else if (cki_take_word(p, "within")) {
        const cki_span codes = cki_read_refs(p, true, false, "a code");
        cki_span except = {0, 0};
        if (cki_take_word(p, "except")) except = cki_read_refs(p, true, false, "a code");
        cki_node *node = cki_node_at(p, at);
        node->op = CKI_WITHIN;
        node->values = codes;
        node->except = except;
    } else {
        const cki_relation relation = read_relation(p);
        if (relation == CKI_NO_RELATION) return;                     // yes-no
        read_quantity(p, at);
        cki_node *node = cki_node_at(p, at);
        node->op = CKI_COMPARE;
        node->relation = (uint8_t)relation;
    }
}

static void read_who_test(cki_parser *p, uint32_t at) {
    if (cki_take_word(p, "matches")) put_target(p, at, CKI_MATCHES, cki_read_ref(p, "a list"));
    else if (cki_take_word(p, "contains")) read_contains(p, at);
    else if (cki_take_word(p, "is")) {
        const bool negated = cki_take_word(p, "not");
        cki_node_at(p, at)->negated = negated;
        read_who_is(p, at);
    } else cki_fail_expected(p, "matches, is or contains", "a fact is written item.origin");
}

static uint32_t read_test(cki_parser *p) {
    const uint32_t at = new_node(p, CKI_YES, cki_words_mark(p), cki_here(p));
    if (p->failed || p->token.kind != CKI_ATOM) {
        cki_fail_expected(p, "a condition", "for example: item.origin is CHN");
        return at;
    }
    bool with_name = false;
    if (cki_take_word(p, "share")) {
        read_share(p, at);
    } else if (cki_take_word(p, "reading")) {
        put_target(p, at, CKI_READING, cki_read_ref(p, "a choice"));
        cki_expect_word(p, "is");
        const bool negated = cki_take_word(p, "not");
        const cki_ref reading = cki_read_ref(p, "a reading");
        cki_node_at(p, at)->reading = reading;
        cki_node_at(p, at)->negated = negated;
    } else if (read_who(p, at, &with_name)) {
        if (with_name) read_fact_test(p, at);
        else read_who_test(p, at);
    } else if (cki_word_reserved(p->token.at, p->token.length)) {
        cki_fail_expected(p, "a condition", "");
    } else {
        const cki_token name = p->token;
        const cki_ref table = cki_read_ref(p, "a table");
        if (!cki_at_word(p, "of")) {
            p->token = name;                                         // the place of the complaint
            cki_fail_expected(p, "a test",
                              "a test begins with item, deal, vessel, a role, share of, reading, any, no, every or a table");
            return at;
        }
        cki_take(p);
        put_target(p, at, CKI_TABLE, table);
        const cki_ref row = cki_read_ref(p, "a fact that names the row");
        cki_expect_word(p, "and");
        const cki_ref column = cki_read_ref(p, "a fact that names the country");
        cki_node *node = cki_node_at(p, at);
        node->subject = row;
        node->second = column;
    }
    end_node(p, at);
    return at;
}

static bool at_quantifier(cki_parser *p, cki_quantifier *quantifier) {
    if (cki_at_word(p, "any")) *quantifier = CKI_ANY;
    else if (cki_at_word(p, "no")) *quantifier = CKI_NO;
    else if (cki_at_word(p, "every")) *quantifier = CKI_EVERY;
    else return false;
    return true;
}

static uint32_t read_quantified(cki_parser *p, cki_quantifier quantifier) {
    const uint32_t at = new_node(p, CKI_QUANTIFIED, cki_words_mark(p), cki_here(p));
    cki_take(p);
    cki_who who = CKI_WHO_COMPONENT;
    if (cki_take_word(p, "component")) who = CKI_WHO_COMPONENT;
    else if (cki_take_word(p, "part")) who = CKI_WHO_PART;
    else if (cki_take_word(p, "technology")) who = CKI_WHO_TECHNOLOGY;
    else if (cki_take_word(p, "party")) who = CKI_WHO_PARTY;
    else cki_fail_expected(p, "component, part, technology or party", "");
    cki_expect_kind(p, CKI_OPEN_ROUND, "( and a condition");
    const uint32_t child = read_or(p);
    cki_expect_kind(p, CKI_CLOSE_ROUND, ")");
    cki_node *node = cki_node_at(p, at);
    node->who = (uint8_t)who;
    node->quantifier = (uint8_t)quantifier;
    node->child = child;
    end_node(p, at);
    return at;
}

static uint32_t read_single(cki_parser *p) {
    cki_quantifier quantifier;
    if (cki_at_word(p, "not")) {
        const uint32_t at = new_node(p, CKI_NOT, cki_words_mark(p), cki_here(p));
        cki_take(p);
        uint32_t child = at;
        if (++p->nesting > CK_LAW_NESTING_LIMIT)
            cki_fail(p, CK_E_LIMIT, cki_here(p), "a condition nested deeper than 64", "name a part of it with define");
        else child = read_single(p);
        p->nesting--;
        cki_node_at(p, at)->child = child;
        end_node(p, at);
        return at;
    }
    if (cki_take_kind(p, CKI_OPEN_ROUND)) {
        const uint32_t at = read_or(p);
        cki_expect_kind(p, CKI_CLOSE_ROUND, "), and or or");
        return at;
    }
    if (at_quantifier(p, &quantifier)) return read_quantified(p, quantifier);
    return read_test(p);
}

/* Parts joined by `word`; one part alone is itself. */
static uint32_t read_joined(cki_parser *p, cki_op op, const char *word, uint32_t (*part)(cki_parser *)) {
    const size_t mark = cki_words_mark(p);
    const ck_place place = cki_here(p);
    const uint32_t first = part(p);
    if (!cki_at_word(p, word)) return first;
    const uint32_t at = new_node(p, op, mark, place);
    cki_node_at(p, at)->child = first;
    uint32_t last = first;
    while (cki_take_word(p, word)) {
        const uint32_t next = part(p);
        cki_node_at(p, last)->next = next;
        last = next;
    }
    end_node(p, at);
    return at;
}

static uint32_t read_and(cki_parser *p) {
    return read_joined(p, CKI_AND, "and", read_single);
}

static uint32_t read_or(cki_parser *p) {
    if (p->nesting >= CK_LAW_NESTING_LIMIT) {
        cki_fail(p, CK_E_LIMIT, cki_here(p), "a condition nested deeper than 64", "name a part of it with define");
        return new_node(p, CKI_YES, cki_words_mark(p), cki_here(p));
    }
    p->nesting++;
    const uint32_t at = read_joined(p, CKI_OR, "or", read_and);
    p->nesting--;
    return at;
}

uint32_t cki_read_single_test(cki_parser *parser) {
    return read_test(parser);
}

uint32_t cki_read_condition(cki_parser *parser) {
    parser->nesting = 0;
    return read_or(parser);
}
