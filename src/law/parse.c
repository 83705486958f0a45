/* Declarations. One fault ends its declaration; reading goes on at the next reserved word. */
#include "law/parse_declaration.h"

static cki_decl new_decl(cki_kind kind, ck_place place) {
    return (cki_decl){.kind = kind, .name = "", .full = "", .title = "", .regime = CK_NONE, .parent = CK_NONE, .place = place,
        .words = "", .condition_words = "", .citation = "", .link = "", .article = "", .says = "", .note = "", .grade = "", .unit = "",
        .code = "", .calendar = "", .minimum_currency = "", .maximum_currency = "", .cap_from = "", .verified = CK_DATE_FIRST,
        .first_time = CK_NONE, .last_time = CK_NONE, .condition = CK_NONE, .of = {.text = "", .to = CK_NONE},
        .counted_by = {.text = "", .to = CK_NONE}, .once = {.text = "", .to = CK_NONE}, .minimum = CK_NAN, .maximum = CK_NAN,
        .most_times = CK_NAN, .first_silencer = CK_NONE, .outcome = CK_OUTCOME_NONE};
}

static void read_regime(cki_parser *p, cki_decl *d) {
    cki_expect_word(p, "by");
    d->refs = cki_read_refs(p, false, false, "an authority");
    if (cki_take_word(p, "of")) d->of = cki_read_ref(p, "a country");
}

static void read_authority(cki_parser *p, cki_decl *d) {
    const cki_ref name = cki_read_ref(p, "the name of an authority");
    d->name = d->full = name.text;
    d->title = cki_read_text(p, "the authority's full name");
    cki_expect_word(p, "of");
    d->of = cki_read_ref(p, "a country");
    if (cki_take_word(p, "calendar")) d->calendar = cki_read_ref(p, "a calendar").text;
}

static void read_amend(cki_parser *p, cki_decl *d) {
    const cki_token first = p->token;
    d->of = cki_read_ref(p, "a regime, or regime/provision");
    if (!p->failed && p->token.kind == CKI_ATOM && p->token.at[0] == '/') {          // written apart
        if (p->token.length > 1) {
            const cki_token second = p->token;
            d->of.text = cki_intern_pair(p, first.at, first.length, second.at + 1, second.length - 1);
            cki_take(p);
        } else {
            cki_take(p);
            const cki_token second = p->token;
            cki_read_ref(p, "a provision");
            if (!p->failed) d->of.text = cki_intern_pair(p, first.at, first.length, second.at, second.length);
        }
    } else if (first.kind == CKI_ATOM && first.length > 0 && first.at[first.length - 1] == '/' && !p->failed) {
        const cki_token second = p->token;
        cki_read_ref(p, "a provision");
        if (!p->failed) d->of.text = cki_intern_pair(p, first.at, first.length - 1, second.at, second.length);
    }
}

static cki_type read_type(cki_parser *p) {
    for (uint32_t t = 0; t < CKI_TYPE_COUNT; t++) {
        if (cki_take_word(p, cki_type_word((cki_type)t))) return (cki_type)t;
    }
    cki_fail_expected(p, "a type",
                      "types are yes-no, number, money, percent, date, country, text, code, codes, word (...), words (...), element-share");
    return CKI_YES_NO;
}

static void read_fact(cki_parser *p, cki_decl *d) {
    const cki_token token = p->token;
    const cki_ref whole = cki_read_ref(p, "subject.name");
    size_t dot = 0;
    while (dot < token.length && token.at[dot] != '.') dot++;
    bool known = false;
    for (uint32_t s = 0; s < CK_SUBJECT_COUNT && !p->failed; s++) {
        if (dot + 1 >= token.length || !cki_text_equal_part(ck_subject_word((ck_subject)s), token.at, dot)) continue;
        d->subject = (ck_subject)s;
        known = true;
    }
    if (!known && !p->failed)
        cki_fail(p, CK_E_SYNTAX, whole.place, "a fact is named subject.name", "subjects are deal, item, party, vessel and technology");
    d->name = d->full = whole.text;
    d->type = read_type(p);
    if (d->type == CKI_WORD || d->type == CKI_WORDS) d->refs = cki_read_refs(p, true, false, "a word");
    if (d->type == CKI_NUMBER && !p->failed && p->token.kind == CKI_ATOM && !cki_word_reserved(p->token.at, p->token.length))
        d->unit = cki_read_ref(p, "a unit").text;
    if (d->type == CKI_NUMBER && d->unit[0] == '\0') cki_take_kind(p, CKI_PERCENT_SIGN);
    if (!p->failed && p->token.kind == CKI_STRING) d->title = cki_read_text(p, "a question");
}

/* term "..." "..." means item.form is magnet, item contains Dy */
static void read_term(cki_parser *p, cki_decl *d) {
    d->refs = (cki_span){p->law->count.ref, 0};
    do {
        const ck_place place = cki_here(p);
        const char *text = cki_read_text(p, "words of a description");
        if (p->failed) return;
        *cki_ref_at(p, p->law->count.ref++) = (cki_ref){text, place, CK_NONE};
        d->refs.count++;
    } while (p->token.kind == CKI_STRING && !p->failed);
    cki_expect_word(p, "means");
    uint32_t last = CK_NONE;
    do {
        const uint32_t node = cki_read_single_test(p);
        if (last == CK_NONE) d->condition = node;
        else cki_node_at(p, last)->next = node;
        last = node;
    } while (cki_take_kind(p, CKI_COMMA));
}

static void read_row(cki_parser *p, cki_decl *d) {
    if (cki_take_word(p, "all")) {
        d->all_columns = true;
        if (cki_take_word(p, "except")) d->more = cki_read_refs(p, true, false, "a country or group");
    } else if (cki_take_word(p, "none")) d->no_columns = true;
    else d->refs = cki_read_refs(p, true, false, "all, none or countries");
    if (cki_take_word(p, "unsure")) d->third = cki_read_refs(p, true, false, "a country or group");
}

void cki_read_if(cki_parser *p, cki_decl *d) {
    if (d->condition != CK_NONE) cki_fail(p, CK_E_DUPLICATE, cki_here(p), "a second if", "join both with and");
    const size_t mark = cki_words_mark(p);
    d->condition = cki_read_condition(p);
    if (p->law->words != NULL) {
        d->condition_words = p->law->words + mark;
        d->condition_length = (uint32_t)(p->law->count.words - mark);
    }
}

static bool entry_clause(cki_parser *p, cki_decl *d) {
    if (cki_take_word(p, "code")) {
        d->code = cki_read_ref(p, "a control code").text;
    } else if (cki_take_word(p, "hs")) {
        d->hs_test = cki_take_word(p, "test");
        if (!d->hs_test) cki_expect_word(p, "pointer");
        d->third = cki_read_refs(p, true, false, "a customs code");
    } else if (cki_take_word(p, "if")) {
        cki_read_if(p, d);
    } else return false;
    return true;
}

static bool rule_clause(cki_parser *p, cki_decl *d) {
    if (cki_take_word(p, "of")) d->of = cki_read_local_ref(p, "a provision");
    else if (cki_take_word(p, "over")) d->more = cki_read_refs(p, false, true, "a rule");
    else if (cki_take_word(p, "if")) cki_read_if(p, d);
    else return false;
    return true;
}

static void read_rule(cki_parser *p, cki_decl *d) {
    if (d->exception) {
        cki_expect_word(p, "to");
        d->refs = cki_read_refs(p, false, true, "a rule");
    }
    while (rule_clause(p, d) || cki_read_about(p, d)) {}
    cki_expect_word(p, "then");
    cki_read_outcome(p, d);
    d->obligations.first = p->law->count.obligation;
    for (;;) {
        if (cki_take_word(p, "also")) {
            cki_read_obligation(p, d);
            d->obligations.count++;
        } else if (!cki_read_about(p, d)) break;
    }
}

static bool entity_clause(cki_parser *p, cki_decl *d) {
    if (cki_take_word(p, "also")) {
        const ck_place place = cki_here(p);
        const char *text = cki_read_text(p, "another name");
        if (p->failed) return false;
        if (d->refs.count == 0) d->refs.first = p->law->count.ref;
        *cki_ref_at(p, p->law->count.ref++) = (cki_ref){text, place, CK_NONE};
        d->refs.count++;
        p->law->count.names++;
    } else if (cki_take_word(p, "of")) d->of = cki_read_ref(p, "a country");
    else return false;
    return true;
}

/* Name of a thing that is unique in the law, in its regime, or in what it stands in. */
static void read_names(cki_parser *p, cki_decl *d, cki_token *name) {
    *name = p->token;
    d->name = cki_read_name(p, "a name");
    if (p->failed) return;
    const bool local = d->kind == CKI_PROVISION || d->kind == CKI_RULE || d->kind == CKI_DUTY || d->kind == CKI_FEE;
    const bool inner = d->kind == CKI_READING_OF || d->kind == CKI_ENTRY || d->kind == CKI_ROW;
    if (local) d->full = cki_intern_pair(p, p->regime_at, p->regime_length, name->at, name->length);
    else if (inner) d->full = cki_intern_pair(p, p->group_at, p->group_length, name->at, name->length);
    else d->full = d->name;
}

static const struct { const char *word; cki_kind kind; bool named, titled; } DECLARATIONS[] = {
    {"authority", CKI_AUTHORITY, false, false}, {"regime", CKI_REGIME, true, true}, {"amend", CKI_AMEND, false, false},
    {"provision", CKI_PROVISION, true, true}, {"choice", CKI_CHOICE, true, true}, {"reading", CKI_READING_OF, true, true},
    {"fact", CKI_FACT, false, false}, {"term", CKI_TERM, false, false}, {"group", CKI_GROUP, true, false}, {"list", CKI_LIST, true, true},
    {"entry", CKI_ENTRY, true, true}, {"entity", CKI_ENTITY, false, false}, {"table", CKI_TABLE_OF, true, true},
    {"row", CKI_ROW, true, false}, {"define", CKI_DEFINE, true, false}, {"rule", CKI_RULE, true, false},
    {"exception", CKI_RULE, true, false}, {"duty", CKI_DUTY, true, true}, {"fee", CKI_FEE, true, true}};

/* What must stand before: a regime, or the choice, list or table that this belongs to. */
static bool check_context(cki_parser *p, cki_kind kind, ck_place place) {
    const bool regime = kind == CKI_PROVISION || kind == CKI_RULE || kind == CKI_DUTY || kind == CKI_FEE;
    if (regime && p->regime == CK_NONE) {
        cki_fail(p, CK_E_SYNTAX, place, "it belongs to a regime, and no regime stands before it in this file", "begin with regime NAME");
        return false;
    }
    const bool inner = kind == CKI_READING_OF || kind == CKI_ENTRY || kind == CKI_ENTITY || kind == CKI_ROW;
    if (!inner) return true;
    const cki_kind needs = kind == CKI_READING_OF ? CKI_CHOICE : kind == CKI_ROW ? CKI_TABLE_OF : CKI_LIST;
    if (p->group == CK_NONE || p->group_kind != needs) {
        cki_fail(p, CK_E_SYNTAX, place,
                 needs == CKI_CHOICE ? "a reading outside of a choice" : needs == CKI_LIST ? "an entry or entity outside of a list"
                                                                                          : "a row outside of a table",
                 "it stands directly after what it belongs to");
        return false;
    }
    return true;
}

static void read_body(cki_parser *p, cki_decl *d) {
    switch (d->kind) {
        case CKI_AUTHORITY: read_authority(p, d); break;
        case CKI_REGIME:
            read_regime(p, d);
            while (cki_read_about(p, d) || cki_read_time(p, d)) {}
            break;
        case CKI_AMEND:
            read_amend(p, d);
            while (cki_read_about(p, d) || cki_read_time(p, d)) {}
            break;
        case CKI_PROVISION: while (cki_read_about(p, d) || cki_read_time(p, d)) {} break;
        case CKI_CHOICE: while (cki_read_about(p, d)) {} break;
        case CKI_READING_OF:
            d->is_default = cki_take_word(p, "default");
            while (cki_read_about(p, d)) {}
            break;
        case CKI_FACT: read_fact(p, d); break;
        case CKI_TERM: read_term(p, d); break;
        case CKI_GROUP:
            if (!p->failed && p->token.kind == CKI_STRING) d->title = cki_read_text(p, "a title");
            d->refs = cki_read_refs(p, true, false, "a country or group");
            while (cki_read_about(p, d)) {}
            break;
        case CKI_LIST: while (cki_read_about(p, d)) {} break;
        case CKI_ENTRY: while (entry_clause(p, d) || cki_read_about(p, d) || cki_read_time(p, d)) {} break;
        case CKI_ENTITY:
            d->title = d->name = cki_read_text(p, "the name of an entity");
            p->law->count.names++;
            while (entity_clause(p, d) || cki_read_about(p, d) || cki_read_time(p, d)) {}
            break;
        case CKI_TABLE_OF:
            cki_expect_word(p, "covers");
            d->refs = cki_read_refs(p, true, false, "a country or group");
            while (cki_read_about(p, d)) {}
            break;
        case CKI_ROW:
            read_row(p, d);
            while (cki_read_about(p, d)) {}
            break;
        case CKI_DEFINE:
            cki_expect_word(p, "for");
            d->subject = CK_SUBJECT_COUNT;
            for (uint32_t s = 0; s < CK_SUBJECT_COUNT; s++) {
                if (cki_take_word(p, ck_subject_word((ck_subject)s))) d->subject = (ck_subject)s;
            }
            if (d->subject == CK_SUBJECT_COUNT) cki_fail_expected(p, "deal, item, party, vessel or technology", "");
            cki_expect_word(p, "as");
            cki_read_if(p, d);
            break;
        case CKI_RULE: read_rule(p, d); break;
        case CKI_DUTY: cki_read_duty(p, d); break;
        case CKI_FEE: cki_read_fee(p, d); break;
        case CKI_KIND_COUNT: break;
    }
}

static void read_declaration(cki_parser *p) {
    uint32_t k = 0;
    const uint32_t count = sizeof DECLARATIONS / sizeof DECLARATIONS[0];
    while (k < count && !cki_token_is(&p->token, DECLARATIONS[k].word)) k++;
    const ck_place place = cki_here(p);
    if (k == count) {
        cki_fail_expected(p, "a declaration", "declarations begin with regime, provision, rule, exception, duty, fee, list, fact, define, ...");
        return;
    }
    if (p->law->count.decl >= CK_LAW_DECLARATION_LIMIT) {
        cki_fail(p, CK_E_LIMIT, place, "more than 200,000 declarations", "split the law");
        p->token.kind = CKI_END;                                     // no other one will be read
        return;
    }
    const cki_kind kind = DECLARATIONS[k].kind;
    const size_t mark = cki_words_mark(p);
    cki_decl d = new_decl(kind, place);
    d.exception = kind == CKI_RULE && cki_token_is(&p->token, "exception");
    cki_take(p);
    if (!check_context(p, kind, place)) return;
    cki_token name = p->token;
    if (DECLARATIONS[k].named) {
        d.place = cki_here(p);
        read_names(p, &d, &name);
    }
    if (DECLARATIONS[k].titled) d.title = cki_read_text(p, "a title");
    d.regime = p->regime;
    const bool inner = kind == CKI_READING_OF || kind == CKI_ENTRY || kind == CKI_ENTITY || kind == CKI_ROW;
    if (inner) d.parent = p->group;
    if (kind == CKI_REGIME && !p->failed) {                          // also when its body has a fault: rules follow
        p->regime_at = name.at;
        p->regime_length = name.length;
    }
    const uint32_t at = p->law->count.decl;
    if (kind == CKI_REGIME) p->regime = d.regime = at;
    read_body(p, &d);
    if (kind == CKI_CHOICE || kind == CKI_LIST || kind == CKI_TABLE_OF) {
        p->group = at;
        p->group_kind = kind;
        p->group_at = name.at;
        p->group_length = name.length;
    } else if (!inner) {
        p->group = CK_NONE;
    }
    if (p->failed) {                                                 // its name stays, so that others may speak of it
        cki_decl bare = new_decl(kind, d.place);
        bare.name = d.name;
        bare.full = d.full;
        bare.title = d.title;
        bare.regime = d.regime;
        bare.parent = d.parent;
        bare.type = d.type;
        bare.subject = d.subject;
        bare.failed = true;
        d = bare;
    }
    if (p->law->words != NULL) {
        d.words = p->law->words + mark;
        d.words_length = (uint32_t)(p->law->count.words - mark);
    }
    d.ordinal = p->law->count.kind[kind]++;
    *cki_decl_at(p, at) = d;
    p->law->count.decl++;
}

/* `reading` also stands inside conditions and periods, so that it does not end a faulty declaration. */
static void skip_to_declaration(cki_parser *p) {
    for (;;) {
        if (p->token.kind == CKI_END) return;
        if (p->token.kind == CKI_ATOM && cki_word_reserved(p->token.at, p->token.length) && !cki_token_is(&p->token, "reading")) return;
        p->token = cki_lexer_next(&p->lexer);
    }
}

void cki_parse_source(cki_parser *parser, const ck_law_source *source) {
    parser->lexer = cki_lexer_start(source, false, parser->diags);
    parser->regime = parser->group = CK_NONE;
    parser->regime_at = parser->group_at = "";
    parser->regime_length = parser->group_length = 0;
    parser->failed = false;
    if (source->length > CK_LAW_FILE_LIMIT) {
        cki_fail(parser, CK_E_LIMIT, (ck_place){.file = source->file}, "a law file larger than 16 MiB", "split it");
        return;
    }
    parser->token = cki_lexer_next(&parser->lexer);
    parser->failed = parser->token.kind == CKI_BAD;
    while (parser->token.kind != CKI_END || parser->failed) {
        if (!parser->failed) read_declaration(parser);
        if (parser->failed) {
            if (parser->lexer.status < 0 && parser->status >= 0) parser->status = parser->lexer.status;
            skip_to_declaration(parser);
            parser->failed = false;
        }
    }
    if (parser->lexer.status < 0 && parser->status >= 0) parser->status = parser->lexer.status;
}
