/* Names to what they name; statements in time to their chains and clocks; types of what duties and fees count. */
#include "law/program.h"

typedef struct resolver { ck_law *law; ck_diags *diags; ck_status status; } resolver;

static void complain(resolver *r, ck_status status) {
    if (status < 0 && r->status >= 0) r->status = status;
}

#define REPORT(r, code, place, ...) complain((r), ck_diags_add((r)->diags, (code), (place), __VA_ARGS__))

static const char *kind_word(cki_kind kind) {
    return kind <= CKI_FEE ? ck_law_kind_word((ck_law_kind)kind) : kind == CKI_AMEND ? "amendment" : "term";
}

ck_status cki_unknown_name(const ck_law *law, cki_kind kind, const cki_ref *ref, ck_diags *diags) {
    const char *nearest = cki_names_nearest(&law->names[kind], ref->text);
    if (nearest != NULL)
        return ck_diags_add(diags, CK_E_UNKNOWN, ref->place, "no %s is called %q", "did you mean %q?", kind_word(kind), ref->text, nearest);
    return ck_diags_add(diags, CK_E_UNKNOWN, ref->place, "no %s is called %q", "", kind_word(kind), ref->text);
}

/* Finds a name of a kind and gives its declaration; CK_NONE after a complaint. */
static uint32_t find(resolver *r, cki_kind kind, cki_ref *ref) {
    ck_law *law = r->law;
    const uint32_t ordinal = cki_names_find(&law->names[kind], ref->text);
    if (ordinal == CK_NONE) {
        complain(r, cki_unknown_name(law, kind, ref, r->diags));
        return CK_NONE;
    }
    ref->to = law->of_kind[kind][ordinal];
    law->decl[ref->to].used = true;
    return ref->to;
}

static void find_all(resolver *r, cki_kind kind, cki_span span) {
    for (uint32_t k = 0; k < span.count; k++) find(r, kind, &r->law->ref[span.first + k]);
}

static uint32_t find_country(resolver *r, cki_ref *ref) {
    const size_t length = cki_text_length(ref->text);
    ref->to = cki_country_intern(r->law, ref->text, length);
    if (ref->to != CK_NONE) return ref->to;
    REPORT(r, CK_E_UNKNOWN, ref->place, "%q is no country", "countries are ISO 3166 alpha-3 codes, CHN for China; X.. codes may be used freely",
           ref->text);
    return CK_NONE;
}

/* ---- names ---- */

static void name_all(resolver *r) {
    ck_law *law = r->law;
    for (uint32_t i = 0; i < law->count.decl; i++) {
        cki_decl *d = &law->decl[i];
        if (d->full[0] == '\0') continue;                            // amendments, terms, entities
        const uint32_t other = cki_names_insert(&law->names[d->kind], d->full, d->ordinal);
        if (other == CK_NONE) continue;
        const cki_decl *first = cki_decl_of(law, d->kind, other);
        REPORT(r, CK_E_DUPLICATE, d->place, "a second %s called %q", "the first one is in %s, line %u", kind_word(d->kind), d->full,
               first->place.file != NULL ? first->place.file : "the same text", first->place.line);
    }
}

/* Entries, entities, readings and rows follow one another directly. */
static void gather_inner(ck_law *law) {
    for (uint32_t i = 0; i < law->count.decl; i++) {
        const cki_decl *d = &law->decl[i];
        if (d->parent == CK_NONE) continue;
        cki_span *span = d->kind == CKI_ENTITY ? &law->decl[d->parent].entities : &law->decl[d->parent].inner;
        if (span->count == 0) span->first = d->ordinal;
        span->count++;
    }
}

/* ---- countries ---- */

/* Adds countries, and those of groups as far as they are known. */
static void add_members(resolver *r, cki_span members, cki_country_set *set) {
    for (uint32_t k = 0; k < members.count; k++) {
        cki_ref *ref = &r->law->ref[members.first + k];
        if (ref->text[0] >= 'A' && ref->text[0] <= 'Z') {
            const uint32_t country = find_country(r, ref);
            if (country != CK_NONE) cki_country_put(set, country);
        } else if (find(r, CKI_GROUP, ref) != CK_NONE) {
            const cki_country_set *other = &r->law->decl[ref->to].countries;
            for (uint32_t w = 0; w < CKI_COUNTRY_WORDS; w++) set->bits[w] |= other->bits[w];
        }
    }
}

static void resolve_groups(resolver *r, uint32_t *scratch) {
    ck_law *law = r->law;
    for (uint32_t g = 0; g < law->count.kind[CKI_GROUP]; g++) {
        cki_decl *d = &law->decl[law->of_kind[CKI_GROUP][g]];
        add_members(r, d->refs, &d->countries);
    }
    complain(r, cki_groups_resolve(law, scratch, r->diags));
}

static void resolve_row(resolver *r, cki_decl *d) {
    const cki_decl *table = &r->law->decl[d->parent];
    cki_country_set listed = {{0}};
    add_members(r, d->refs, &listed);
    if (d->all_columns) {
        cki_country_set except = {{0}};
        add_members(r, d->more, &except);
        for (uint32_t w = 0; w < CKI_COUNTRY_WORDS; w++) listed.bits[w] = table->countries.bits[w] & ~except.bits[w];
    }
    add_members(r, d->third, &d->unsure);
    d->countries = listed;
    for (uint32_t w = 0; w < CKI_COUNTRY_WORDS; w++) {
        if (((listed.bits[w] | d->unsure.bits[w]) & ~table->countries.bits[w]) == 0) continue;
        REPORT(r, CK_E_RANGE, d->place, "row %q names countries that its table does not cover", "add them to covers", d->name);
        return;
    }
}

/* ---- time ---- */

static void set_clock(cki_moment *moment, int32_t clock) {
    if (!moment->own_offset) moment->offset = clock;
}

/* When the thing was published: the day from which statements without a date of their own count as known. */
static ck_date published_day(const ck_law *law, const cki_decl *d) {
    for (uint32_t t = d->first_time; t != CK_NONE; t = law->time[t].next) {
        if (law->time[t].kind == CKI_TIME_PUBLISHED) return (ck_date){(int32_t)(law->time[t].from.wall / 1440)};
    }
    return CK_DATE_LAST;
}

static int32_t wall_day(int64_t wall) {
    return (int32_t)(wall >= 0 ? wall / 1440 : -((1439 - wall) / 1440));
}

static void resolve_times(resolver *r, cki_decl *d) {
    ck_law *law = r->law;
    const cki_decl *regime = d->regime != CK_NONE ? &law->decl[d->regime] : NULL;
    const int32_t clock = d->has_clock ? d->clock : regime != NULL ? regime->clock : 0;
    ck_date published = published_day(law, d);
    if (published.day == INT32_MAX && regime != NULL) published = published_day(law, regime);
    uint32_t period = CK_NONE, statements = 0;
    if (d->first_time != CK_NONE && d->kind == CKI_PROVISION && !d->has_force && regime != NULL) {
        /* An extension may also be of the regime's own suspension. */
        for (uint32_t t = regime->first_time; t != CK_NONE; t = law->time[t].next) {
            if (law->time[t].kind == CKI_TIME_SUSPENDED) period = t;
        }
    }
    for (uint32_t t = d->first_time; t != CK_NONE; t = law->time[t].next) {
        cki_time *time = &law->time[t];
        if (++statements == CK_LAW_STATEMENT_LIMIT + 1)
            REPORT(r, CK_E_LIMIT, time->place, "more than 256 statements in time about one thing", "");
        const cki_decl *by = time->amend != CK_NONE ? &law->decl[time->amend] : d;
        set_clock(&time->from, clock);
        set_clock(&time->until, clock);
        if (!time->has_certainty) time->certainty = by->has_certainty ? by->certainty
                                                    : time->amend == CK_NONE && regime != NULL && regime->has_certainty ? regime->certainty
                                                                                                                       : CK_CERTAINTY_LEGAL;
        if (time->kind == CKI_TIME_EXTENDED) {
            time->extends = period;
            if (period == CK_NONE)
                REPORT(r, CK_E_MISSING, time->place, "nothing that could be extended stands before", "write it after suspended or in force");
        }
        if (time->kind == CKI_TIME_FORCE || time->kind == CKI_TIME_SUSPENDED) period = t;
        if (!time->has_announced) {
            const bool early = time->kind == CKI_TIME_FORCE || time->kind == CKI_TIME_EXTENDED || time->kind == CKI_TIME_NEVER;
            time->announced = early && published.day != INT32_MAX ? published : (ck_date){wall_day(time->from.wall)};
            if (time->kind == CKI_TIME_EXTENDED && time->extends != CK_NONE) time->announced = law->time[time->extends].announced;
        }
        for (uint32_t w = 0; w < time->when.count; w++) {
            cki_when *when = &law->when[time->when.first + w];
            set_clock(&when->until, clock);
            const uint32_t choice = find(r, CKI_CHOICE, &when->choice);
            if (choice == CK_NONE) continue;
            const cki_span readings = law->decl[choice].inner;
            for (uint32_t k = readings.first; k < readings.first + readings.count; k++) {
                if (cki_text_equal(cki_decl_of(law, CKI_READING_OF, k)->name, when->reading.text)) when->reading.to = k;
            }
            if (when->reading.to == CK_NONE)
                REPORT(r, CK_E_UNKNOWN, when->reading.place, "choice %q has no reading %q", "", when->choice.text, when->reading.text);
        }
    }
}

/* Statements of an amendment go behind those of what it amends. */
static void resolve_amend(resolver *r, uint32_t at) {
    ck_law *law = r->law;
    cki_decl *d = &law->decl[at];
    bool inner = false;
    for (const char *c = d->of.text; *c != '\0'; c++) inner = inner || *c == '/';
    const uint32_t target = find(r, inner ? CKI_PROVISION : CKI_REGIME, &d->of);
    if (target == CK_NONE || d->first_time == CK_NONE) return;
    for (uint32_t t = d->first_time; t != CK_NONE; t = law->time[t].next) law->time[t].amend = at;
    cki_decl *to = &law->decl[target];
    if (to->last_time != CK_NONE) law->time[to->last_time].next = d->first_time;
    else to->first_time = d->first_time;
    to->last_time = d->last_time;
    to->has_force = to->has_force || d->has_force;
    d->first_time = d->last_time = CK_NONE;
}

/* ---- declarations ---- */

/* "item.value" among deal, item and vessel, of one of two types. */
static void resolve_fact_ref(resolver *r, cki_ref *ref, cki_type type, cki_type other) {
    if (ref->text[0] == '\0') return;
    if (find(r, CKI_FACT, ref) == CK_NONE) return;
    const cki_decl *fact = &r->law->decl[ref->to];
    if (fact->type != type && fact->type != other) {
        REPORT(r, CK_E_UNIT, ref->place, "%q is a fact of type %s; expected %s", "", ref->text, cki_type_word(fact->type), cki_type_word(type));
    } else if (fact->subject == CK_SUBJECT_PARTY || fact->subject == CK_SUBJECT_TECHNOLOGY) {
        REPORT(r, CK_E_UNIT, ref->place, "%q is a fact of a %s; a duty or fee counts facts of deal, item or vessel", "", ref->text,
               ck_subject_word(fact->subject));
    }
}

/* Rules or duties that `d` goes over learn of it. */
static void add_silences(ck_law *law, const cki_decl *d, cki_span over) {
    for (uint32_t k = over.first; k < over.first + over.count; k++) {
        if (law->ref[k].to == CK_NONE) continue;
        cki_decl *silenced = &law->decl[law->ref[k].to];
        law->silence[law->silence_count] = (cki_silence){d->ordinal, silenced->first_silencer};
        silenced->first_silencer = law->silence_count++;
    }
}

static void resolve_duty(resolver *r, cki_decl *d) {
    for (uint32_t k = 0; k < d->rates.count; k++) {
        cki_rate *rate = &r->law->rate[d->rates.first + k];
        set_clock(&rate->from, r->law->decl[d->regime].clock);
        resolve_fact_ref(r, &rate->fact, CKI_PERCENT, CKI_PERCENT);
    }
    for (uint32_t k = 0; k < d->base.count; k++) {
        cki_base *base = &r->law->base[d->base.first + k];
        if (base->covered) find(r, CKI_DUTY, &base->what);
        else resolve_fact_ref(r, &base->what, CKI_MONEY, CKI_MONEY);
    }
    find_all(r, CKI_DUTY, d->more);
    find_all(r, CKI_DUTY, d->third);
    add_silences(r->law, d, d->third);
}

static void resolve_fee(resolver *r, cki_decl *d) {
    const char *currency = NULL;
    for (uint32_t k = 0; k < d->charges.count; k++) {
        cki_charge *charge = &r->law->charge[d->charges.first + k];
        set_clock(&charge->from, r->law->decl[d->regime].clock);
        if (charge->kind == CKI_CHARGE_PERCENT) resolve_fact_ref(r, &charge->fact, CKI_MONEY, CKI_MONEY);
        else resolve_fact_ref(r, &charge->fact, CKI_NUMBER, CKI_NUMBER);
        resolve_fact_ref(r, &charge->other_fact, CKI_NUMBER, CKI_NUMBER);
        if (charge->currency[0] == '\0') continue;
        if (currency != NULL && !cki_text_equal(currency, charge->currency))
            REPORT(r, CK_E_UNIT, charge->place, "a fee in %s that was in %s before", "", charge->currency, currency);
        currency = charge->currency;
    }
    resolve_fact_ref(r, &d->counted_by, CKI_NUMBER, CKI_NUMBER);
    resolve_fact_ref(r, &d->once, CKI_YES_NO, CKI_YES_NO);
    find_all(r, CKI_FEE, d->more);
}

static void resolve_authority_name(resolver *r, cki_ref *ref) {
    ck_law *law = r->law;
    const uint32_t ordinal = cki_names_find(&law->names[CKI_AUTHORITY], ref->text);
    if (ordinal != CK_NONE) {
        ref->to = law->of_kind[CKI_AUTHORITY][ordinal];
        return;
    }
    for (uint32_t g = 0; g < law->count.kind[CKI_REGIME]; g++) {     // named with its country by a regime is enough
        const cki_decl *d = cki_decl_of(law, CKI_REGIME, g);
        for (uint32_t k = 0; k < d->refs.count && d->of.text[0] != '\0'; k++) {
            if (cki_text_equal(law->ref[d->refs.first + k].text, ref->text)) return;
        }
    }
    complain(r, cki_unknown_name(law, CKI_AUTHORITY, ref, r->diags));
}

static void resolve_rule(resolver *r, cki_decl *d) {
    ck_law *law = r->law;
    find_all(r, CKI_RULE, d->refs);
    find_all(r, CKI_RULE, d->more);
    add_silences(law, d, d->refs);
    add_silences(law, d, d->more);
    for (uint32_t k = 0; k < d->obligations.count; k++) {
        cki_obligation *o = &law->obligation[d->obligations.first + k];
        o->say.rule = d->ordinal;
        if (o->to.text[0] == '\0') continue;
        resolve_authority_name(r, &o->to);
        o->say.to = o->to.text;
        if (o->to.to != CK_NONE) o->say.calendar = law->decl[o->to.to].calendar;
    }
}

static void resolve_choice(resolver *r, const cki_decl *d) {
    uint32_t defaults = 0;
    for (uint32_t k = d->inner.first; k < d->inner.first + d->inner.count; k++) defaults += cki_decl_of(r->law, CKI_READING_OF, k)->is_default;
    if (d->inner.count < 2) REPORT(r, CK_E_MISSING, d->place, "choice %q has fewer than two readings", "", d->name);
    else if (defaults != 1) REPORT(r, CK_E_MISSING, d->place, "choice %q has %u default readings; expected one", "", d->name, defaults);
}

static void resolve_decl(resolver *r, uint32_t at) {
    ck_law *law = r->law;
    cki_decl *d = &law->decl[at];
    const cki_kind kind = d->kind;
    const bool provisioned = kind == CKI_RULE || kind == CKI_DUTY || kind == CKI_FEE;
    if (provisioned && d->of.text[0] != '\0') find(r, CKI_PROVISION, &d->of);
    if ((kind == CKI_AUTHORITY || kind == CKI_REGIME || kind == CKI_ENTITY) && d->of.text[0] != '\0') find_country(r, &d->of);
    resolve_times(r, d);
    switch (kind) {
        case CKI_REGIME: for (uint32_t k = 0; k < d->refs.count; k++) resolve_authority_name(r, &law->ref[d->refs.first + k]); break;
        case CKI_CHOICE: resolve_choice(r, d); break;
        case CKI_FACT:
            if (d->refs.count > 64) REPORT(r, CK_E_LIMIT, d->place, "fact %q has more than 64 words", "", d->name);
            break;
        case CKI_TABLE_OF: break;
        case CKI_ROW: resolve_row(r, d); break;
        case CKI_RULE: resolve_rule(r, d); break;
        case CKI_DUTY: resolve_duty(r, d); break;
        case CKI_FEE: resolve_fee(r, d); break;
        default: break;
    }
    if (d->condition == CK_NONE) return;
    const ck_subject subject = kind == CKI_ENTRY || kind == CKI_TERM ? CK_SUBJECT_ITEM : kind == CKI_DEFINE ? d->subject : CK_SUBJECT_DEAL;
    if (kind == CKI_TERM) {
        for (uint32_t n = d->condition; n != CK_NONE; n = law->node[n].next) {
            const cki_node *node = &law->node[n];
            const bool good = (node->op == CKI_IS && !node->negated && node->values.count == 1) || (node->op == CKI_CONTAINS && !node->relation);
            if (!good || node->who != CKI_WHO_ITEM)
                REPORT(r, CK_E_SYNTAX, node->place, "words of a description settle facts of an item only", "item.form is magnet; item contains Dy");
            else complain(r, cki_condition_resolve(law, n, subject, r->diags));
        }
    } else complain(r, cki_condition_resolve(law, d->condition, subject, r->diags));
}

/* ---- names of entities ---- */

static void add_screen(ck_law *law, const char *name, uint32_t entity, size_t *used) {
    const size_t length = cki_text_length(name);
    char *text = law->screen_text + *used;
    const size_t normal = cki_name_normalise(name, length, text);
    if (normal == 0) return;
    text[normal] = '\0';
    *used += length + 1;
    const uint32_t at = law->screen_count++;
    law->screen[at] = (cki_screen){text, cki_name_letters(text, normal), entity, (uint16_t)(normal < 65535 ? normal : 65535)};
    law->screen_next[at] = CK_NONE;
    const uint32_t first = cki_names_insert(&law->screen_exact, text, at);
    if (first == CK_NONE) return;
    law->screen_next[at] = law->screen_next[first];
    law->screen_next[first] = at;
}

static void gather_entities(ck_law *law) {
    size_t used = 0;
    for (uint32_t e = 0; e < law->count.kind[CKI_ENTITY]; e++) {
        const cki_decl *d = cki_decl_of(law, CKI_ENTITY, e);
        add_screen(law, d->title, e, &used);
        for (uint32_t k = 0; k < d->refs.count; k++) add_screen(law, law->ref[d->refs.first + k].text, e, &used);
    }
}

ck_status cki_law_resolve(ck_law *law, uint32_t *scratch, ck_diags *diags) {
    resolver r = {law, diags, CK_OK};
    name_all(&r);
    gather_inner(law);
    for (uint32_t f = 0; f < law->count.kind[CKI_FACT]; f++) law->fact_slot[f] = law->slot_count[cki_decl_of(law, CKI_FACT, f)->subject]++;
    resolve_groups(&r, scratch);
    for (uint32_t t = 0; t < law->count.kind[CKI_TABLE_OF]; t++) {
        cki_decl *d = &law->decl[law->of_kind[CKI_TABLE_OF][t]];
        add_members(&r, d->refs, &d->countries);
    }
    for (uint32_t a = 0; a < law->count.kind[CKI_AMEND]; a++) resolve_amend(&r, law->of_kind[CKI_AMEND][a]);
    for (uint32_t i = 0; i < law->count.decl; i++) {
        if (!law->decl[i].failed) resolve_decl(&r, i);
    }
    gather_entities(law);
    return r.status;
}
