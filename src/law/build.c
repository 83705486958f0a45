/* From sources to a program: count, place, resolve; then what is asked about it by name and number. */
#include "law/parse.h"
#include "law/state.h"

/* ---- layout ---- */

static void *take_zero(cki_arena *arena, size_t count, size_t each) {
    void *at = cki_arena_take(arena, count, each);
    if (at != NULL) cki_zero(at, count * each);
    return at;
}

/* Everything that the counts ask for. The program itself comes first; `spare` stands for it while measuring. */
static ck_law *law_layout(cki_arena *arena, const cki_counts *count, ck_law *spare) {
    ck_law *law = take_zero(arena, 1, sizeof *law);
    if (law == NULL) law = spare;
    law->decl = cki_arena_take(arena, count->decl, sizeof *law->decl);
    law->time = cki_arena_take(arena, count->time, sizeof *law->time);
    law->when = cki_arena_take(arena, count->when, sizeof *law->when);
    law->node = cki_arena_take(arena, count->node, sizeof *law->node);
    law->ref = cki_arena_take(arena, count->ref, sizeof *law->ref);
    law->obligation = cki_arena_take(arena, count->obligation, sizeof *law->obligation);
    law->rate = cki_arena_take(arena, count->rate, sizeof *law->rate);
    law->charge = cki_arena_take(arena, count->charge, sizeof *law->charge);
    law->base = cki_arena_take(arena, count->base, sizeof *law->base);
    law->text = cki_arena_take(arena, count->text + 1, 1);
    law->words = cki_arena_take(arena, count->words + 1, 1);
    for (uint32_t k = 0; k < CKI_KIND_COUNT; k++) {
        law->of_kind[k] = cki_arena_take(arena, count->kind[k], sizeof *law->of_kind[k]);
        cki_names_make(&law->names[k], arena, count->kind[k]);
    }
    law->silence = cki_arena_take(arena, count->ref, sizeof *law->silence);
    for (law->alike_count = 8; law->alike_count / 2 < count->node && law->alike_count < UINT32_C(1) << 31;) law->alike_count *= 2;
    law->alike = cki_arena_take(arena, law->alike_count, sizeof *law->alike);
    law->rule_order = cki_arena_take(arena, count->kind[CKI_RULE], sizeof *law->rule_order);
    law->duty_order = cki_arena_take(arena, count->kind[CKI_DUTY], sizeof *law->duty_order);
    law->fee_order = cki_arena_take(arena, count->kind[CKI_FEE], sizeof *law->fee_order);
    cki_names_make(&law->screen_exact, arena, count->names);
    law->screen = cki_arena_take(arena, count->names, sizeof *law->screen);
    law->screen_next = cki_arena_take(arena, count->names, sizeof *law->screen_next);
    law->screen_text = cki_arena_take(arena, count->text + count->names + 1, 1);
    law->fact_slot = cki_arena_take(arena, count->kind[CKI_FACT], sizeof *law->fact_slot);
    return law;
}

static void parse_all(ck_law *law, const ck_law_source *source, uint32_t count, ck_diags *diags, ck_status *status) {
    cki_parser parser = {.law = law, .diags = diags};
    for (uint32_t s = 0; s < count; s++) {
        parser.before = CKI_END;
        cki_parse_source(&parser, &source[s]);
        if (law->words != NULL) law->words[law->count.words] = '\n';
        law->count.words++;
    }
    *status = parser.status;
}

static cki_counts count_all(const ck_law_source *source, uint32_t count) {
    ck_law law;
    cki_zero(&law, sizeof law);
    ck_status status;
    parse_all(&law, source, count, NULL, &status);
    return law.count;
}

static size_t bytes_of(const cki_counts *count) {
    cki_arena arena = cki_arena_measure();
    ck_law spare;
    law_layout(&arena, count, &spare);
    cki_arena_take(&arena, count->decl, sizeof(uint32_t));           // scratch of the order
    return cki_arena_bytes(&arena);
}

size_t ck_law_bytes(const ck_law_source *source, uint32_t count) {
    const cki_counts counts = count_all(source, count);
    return bytes_of(&counts);
}

/* Declarations that failed are not there: count again what is. */
static void number_declarations(ck_law *law) {
    for (uint32_t k = 0; k < CKI_KIND_COUNT; k++) law->count.kind[k] = 0;
    for (uint32_t i = 0; i < law->count.decl; i++) {
        cki_decl *decl = &law->decl[i];
        decl->ordinal = law->count.kind[decl->kind]++;
        law->of_kind[decl->kind][decl->ordinal] = i;
    }
}

ck_status ck_law_build(const ck_law_source *source, uint32_t count, void *block, size_t bytes, const ck_law **law, ck_diags *diags) {
    *law = NULL;
    const cki_counts counts = count_all(source, count);
    cki_arena arena = cki_arena_over(block, bytes);
    ck_law spare;
    ck_law *made = law_layout(&arena, &counts, &spare);
    uint32_t *scratch = cki_arena_take(&arena, counts.decl, sizeof *scratch);
    if (cki_arena_check(&arena) < 0)
        return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0}, "the block for the law is too small or not aligned",
                            "ck_law_bytes says how large it must be");
    ck_status parsed = CK_OK;
    parse_all(made, source, count, diags, &parsed);
    number_declarations(made);
    const ck_status resolved = cki_law_resolve(made, scratch, diags);
    if (parsed < 0) return parsed;
    CK_TRY(resolved);
    CK_TRY(cki_law_order(made, scratch, diags));
    cki_law_alike(made);
    ck_digest digest = ck_digest_start(0x6c6177);
    ck_digest_bytes(&digest, made->words, made->count.words);
    made->digest = ck_digest_value(&digest);
    *law = made;
    return CK_OK;
}

uint64_t ck_law_digest(const ck_law *law) {
    return law->digest;
}

/* ---- what is in it ---- */

uint32_t ck_law_count(const ck_law *law, ck_law_kind kind) {
    return kind < CK_LAW_KIND_COUNT ? law->count.kind[(cki_kind)kind] : 0;
}

static uint32_t ordinal_of(const ck_law *law, uint32_t decl, cki_kind kind) {
    return decl != CK_NONE && law->decl[decl].kind == kind ? law->decl[decl].ordinal : CK_NONE;
}

/* `of` names a country where it is no provision. */
static uint32_t provision_of(const ck_law *law, const cki_decl *d) {
    const bool provisioned = d->kind == CKI_RULE || d->kind == CKI_DUTY || d->kind == CKI_FEE;
    return provisioned ? ordinal_of(law, d->of.to, CKI_PROVISION) : CK_NONE;
}

ck_law_about ck_law_about_of(const ck_law *law, ck_law_kind kind, uint32_t index) {
    const cki_decl *d = cki_decl_of(law, (cki_kind)kind, index);
    return (ck_law_about){.name = d->name, .title = d->title, .citation = d->citation, .link = d->link, .article = d->article,
        .says = d->says, .note = d->note, .grade = d->grade, .verified_through = d->verified,
        .regime = ordinal_of(law, d->regime, CKI_REGIME),
        .provision = provision_of(law, d), .place = d->place};
}

uint32_t ck_law_choice_of(const ck_law *law, uint32_t reading) {
    for (uint32_t c = 0; c < law->count.kind[CKI_CHOICE]; c++) {
        const cki_span readings = cki_decl_of(law, CKI_CHOICE, c)->inner;
        if (reading >= readings.first && reading - readings.first < readings.count) return c;
    }
    return CK_NONE;
}

uint32_t ck_law_find(const ck_law *law, ck_law_kind kind, const char *name) {
    return kind < CK_LAW_KIND_COUNT ? cki_names_find(&law->names[(cki_kind)kind], name) : CK_NONE;
}

static void cite(ck_law_about *about, const cki_decl *d) {
    if (about->citation[0] == '\0') about->citation = d->citation;
    if (about->link[0] == '\0') about->link = d->link;
    if (about->article[0] == '\0') about->article = d->article;
    if (about->grade[0] == '\0') about->grade = d->grade;
    if (about->verified_through.day == INT32_MIN) about->verified_through = d->verified;
}

ck_law_about ck_law_cited(const ck_law *law, ck_law_kind kind, uint32_t index) {
    ck_law_about about = ck_law_about_of(law, kind, index);
    const cki_decl *d = cki_decl_of(law, (cki_kind)kind, index);
    if (about.provision != CK_NONE) cite(&about, cki_decl_of(law, CKI_PROVISION, about.provision));
    if (d->parent != CK_NONE) cite(&about, &law->decl[d->parent]);
    if (d->regime != CK_NONE) cite(&about, &law->decl[d->regime]);
    return about;
}

const char *ck_law_words(const ck_law *law, ck_law_kind kind, uint32_t index, size_t *length) {
    const cki_decl *d = cki_decl_of(law, (cki_kind)kind, index);
    *length = d->words_length;
    return d->words;
}

const char *ck_law_condition(const ck_law *law, ck_law_kind kind, uint32_t index, size_t *length) {
    const cki_decl *d = cki_decl_of(law, (cki_kind)kind, index);
    *length = d->condition_length;
    return d->condition_words;
}

ck_law_rule_info ck_law_rule(const ck_law *law, uint32_t rule) {
    const cki_decl *d = cki_decl_of(law, CKI_RULE, rule);
    return (ck_law_rule_info){d->outcome, d->exception, d->refs.count + d->more.count};
}

uint32_t ck_law_rule_over(const ck_law *law, uint32_t rule, uint32_t k) {
    const cki_decl *d = cki_decl_of(law, CKI_RULE, rule);
    const uint32_t at = k < d->refs.count ? d->refs.first + k : d->more.first + (k - d->refs.count);
    return law->decl[law->ref[at].to].ordinal;
}

/* Chains of stacking have 64 links at most, and no circles (order.c). */
void ck_law_duty_stack(const ck_law *law, uint32_t duty, uint8_t *mark) {
    if (mark[duty]) return;
    mark[duty] = 1;
    const cki_decl *d = cki_decl_of(law, CKI_DUTY, duty);
    for (uint32_t k = 0; k < d->more.count; k++) ck_law_duty_stack(law, law->decl[law->ref[d->more.first + k].to].ordinal, mark);
    for (uint32_t k = 0; k < d->base.count; k++) {
        const cki_base *base = &law->base[d->base.first + k];
        if (base->covered) ck_law_duty_stack(law, law->decl[base->what.to].ordinal, mark);
    }
    for (uint32_t s = d->first_silencer; s != CK_NONE; s = law->silence[s].next) ck_law_duty_stack(law, law->silence[s].by, mark);
}

uint32_t ck_law_fee_steps(const ck_law *law, uint32_t fee) {
    return cki_decl_of(law, CKI_FEE, fee)->charges.count;
}

ck_law_charge_step ck_law_fee_step(const ck_law *law, uint32_t fee, uint32_t k) {
    const cki_charge *step = &law->charge[cki_decl_of(law, CKI_FEE, fee)->charges.first + k];
    return (ck_law_charge_step){step->has_from ? cki_day_of(step->from.wall) : CK_DATE_FIRST, step->number};
}

ck_law_regime_info ck_law_regime(const ck_law *law, uint32_t regime) {
    const cki_decl *d = cki_decl_of(law, CKI_REGIME, regime);
    return (ck_law_regime_info){d->of.text, d->refs.count, d->clock};
}

const char *ck_law_regime_authority_name(const ck_law *law, uint32_t regime, uint32_t k) {
    return law->ref[cki_decl_of(law, CKI_REGIME, regime)->refs.first + k].text;
}

ck_law_fact_info ck_law_fact(const ck_law *law, uint32_t fact) {
    const cki_decl *d = cki_decl_of(law, CKI_FACT, fact);
    return (ck_law_fact_info){d->subject, d->name + cki_text_length(ck_subject_word(d->subject)) + 1, cki_type_word(d->type), d->unit,
                              d->title, d->refs.count};
}

const char *ck_law_fact_word(const ck_law *law, uint32_t fact, uint32_t k) {
    return law->ref[cki_decl_of(law, CKI_FACT, fact)->refs.first + k].text;
}

uint32_t cki_fact_find(const ck_law *law, ck_subject subject, const char *name, size_t length) {
    char key[160];
    const char *word = ck_subject_word(subject);
    const size_t head = cki_text_length(word);
    if (head + 1 + length >= sizeof key) return CK_NONE;
    cki_copy(key, word, head);
    key[head] = '.';
    cki_copy(key + head + 1, name, length);
    return cki_names_find_part(&law->names[CKI_FACT], key, head + 1 + length);
}

uint32_t ck_law_find_fact(const ck_law *law, ck_subject subject, const char *name) {
    return cki_fact_find(law, subject, name, cki_text_length(name));
}
