#include "law/reads.h"

enum { KEY_FACT = 1, KEY_TEST, KEY_ENTRY, KEY_PARTY, KEY_MATCH, KEY_WHOLE, KEY_CODES, KEY_CONTENT, KEY_STAKE };

/* ---- tables ---- */

void cki_reads_layout(cki_reads *reads, cki_arena *arena, const ck_law *law) {
    const uint32_t *count = law->count.kind;
    *reads = (cki_reads){.law = law, .words = (count[CKI_REGIME] + 63) / 64, .rule_words = (count[CKI_RULE] + 63) / 64, .first_content = CK_NONE};
    const size_t set = reads->words * sizeof(uint64_t);
    reads->of_node = cki_arena_take(arena, law->count.node, set);
    reads->of_entry = cki_arena_take(arena, count[CKI_ENTRY], set);
    reads->of_fact = cki_arena_take(arena, count[CKI_FACT], set);
    reads->of_list = cki_arena_take(arena, count[CKI_LIST], set);
    reads->of_party = cki_arena_take(arena, 3, set);
    reads->asked = cki_arena_take(arena, count[CKI_REGIME], reads->rule_words * sizeof *reads->asked);
    reads->first_of_fact = cki_arena_take(arena, count[CKI_FACT], sizeof *reads->first_of_fact);
    reads->next_node = cki_arena_take(arena, law->count.node, sizeof *reads->next_node);
    for (uint32_t s = 0; s < CK_SUBJECT_COUNT; s++) reads->fact_of_slot[s] = cki_arena_take(arena, law->slot_count[s], sizeof(uint32_t));
    reads->names_value = cki_arena_take(arena, count[CKI_FACT], 1);
    reads->stack = cki_arena_take(arena, count[CKI_RULE], sizeof *reads->stack);
}

/* True when it was not there before. */
static bool put(uint64_t *set, uint32_t at) {
    const uint64_t bit = UINT64_C(1) << (at % 64);
    if ((set[at / 64] & bit) != 0) return false;
    set[at / 64] |= bit;
    return true;
}

static bool is_empty(const uint64_t *set, uint32_t words) {
    uint64_t any = 0;
    for (uint32_t k = 0; k < words; k++) any |= set[k];
    return any == 0;
}

/* One regime being looked through. */
typedef struct looker { cki_reads *reads; uint32_t regime; } looker;

static void look_at_fact(looker *l, uint32_t fact) {
    put(l->reads->of_fact + (size_t)fact * l->reads->words, l->regime);
}

/* A test joins the tests of its fact when the first regime asks it. */
static void join(uint32_t *first, uint32_t *next, uint32_t node) {
    next[node] = *first;
    *first = node;
}

static void look_at_value(looker *l, uint32_t fact, uint32_t node, bool first) {
    look_at_fact(l, fact);
    if (first) join(&l->reads->first_of_fact[fact], l->reads->next_node, node);
}

static void look_at_node(looker *l, uint32_t at);

static void look_at_list(looker *l, uint32_t list) {
    cki_reads *reads = l->reads;
    const cki_decl *d = cki_decl_of(reads->law, CKI_LIST, list);
    put(reads->of_codes, l->regime);
    for (uint32_t e = d->inner.first; e < d->inner.first + d->inner.count; e++) {
        const cki_decl *entry = cki_decl_of(reads->law, CKI_ENTRY, e);
        put(reads->of_entry + (size_t)e * reads->words, l->regime);
        if (entry->hs_test && reads->hs != CK_NONE) look_at_fact(l, reads->hs);
        if (entry->condition != CK_NONE) look_at_node(l, entry->condition);
    }
}

/* Parts and technologies are looked into where deals may have some. */
static void look_at_node(looker *l, uint32_t at) {
    cki_reads *reads = l->reads;
    const ck_law *law = reads->law;
    const uint32_t same = law->node[at].same;
    const cki_node *node = &law->node[same];
    uint64_t *set = reads->of_node + (size_t)same * reads->words;
    const bool first = is_empty(set, reads->words);
    if (!put(set, l->regime)) return;
    if (node->who == CKI_WHO_PARTY || node->who == CKI_WHO_ROLE) put(reads->of_party, l->regime);
    switch ((cki_op)node->op) {
        case CKI_AND: case CKI_OR:
            for (uint32_t c = node->child; c != CK_NONE; c = law->node[c].next) look_at_node(l, c);
            break;
        case CKI_NOT: look_at_node(l, node->child); break;
        case CKI_QUANTIFIED:
            if (node->who == CKI_WHO_PARTY || reads->beside_goods) look_at_node(l, node->child);
            break;
        case CKI_SHARE:
            look_at_value(l, node->subject.to, same, first);
            if (reads->beside_goods) look_at_node(l, node->child);
            break;
        case CKI_MATCHES: look_at_list(l, node->target.to); break;
        case CKI_LISTED: case CKI_HELD: put(reads->of_list + (size_t)node->target.to * reads->words, l->regime); break;
        case CKI_DEFINED: {
            const uint32_t condition = cki_decl_of(law, CKI_DEFINE, node->target.to)->condition;
            if (condition != CK_NONE) look_at_node(l, condition);
            break;
        }
        case CKI_CONTAINS:
            put(reads->of_content, l->regime);
            if (first) join(&reads->first_content, reads->next_node, same);
            break;
        case CKI_TABLE:
            look_at_fact(l, node->second.to);
            if (node->reading.to == CK_NONE) {
                look_at_fact(l, node->subject.to);
                reads->names_value[node->subject.to] = 1;
            }
            if (first) join(&reads->first_of_fact[node->second.to], reads->next_node, same);
            break;
        case CKI_READING: break;
        default: look_at_value(l, node->subject.to, same, first); break;
    }
}

static uint32_t ask_rule(looker *l, uint32_t rule, uint32_t count) {
    if (put(l->reads->asked + (size_t)l->regime * l->reads->rule_words, rule)) l->reads->stack[count++] = rule;
    return count;
}

/* Its own rules, what silences them, and what exceptions among them are exceptions to. */
static void look_at_rules(looker *l) {
    const ck_law *law = l->reads->law;
    uint32_t count = 0;
    for (uint32_t k = 0; k < law->count.kind[CKI_RULE]; k++) {
        if (law->decl[cki_decl_of(law, CKI_RULE, k)->regime].ordinal == l->regime) count = ask_rule(l, k, count);
    }
    while (count > 0) {
        const cki_decl *d = cki_decl_of(law, CKI_RULE, l->reads->stack[--count]);
        if (d->condition != CK_NONE) look_at_node(l, d->condition);
        for (uint32_t s = d->first_silencer; s != CK_NONE; s = law->silence[s].next) count = ask_rule(l, law->silence[s].by, count);
        for (uint32_t k = 0; k < d->refs.count && d->exception; k++) count = ask_rule(l, law->decl[law->ref[d->refs.first + k].to].ordinal, count);
        for (uint32_t k = 0; k < d->more.count; k++) count = ask_rule(l, law->decl[law->ref[d->more.first + k].to].ordinal, count);
    }
}

static void look_at_lines(looker *l, cki_kind kind) {
    const ck_law *law = l->reads->law;
    for (uint32_t k = 0; k < law->count.kind[kind]; k++) {
        const cki_decl *d = cki_decl_of(law, kind, k);
        if (law->decl[d->regime].ordinal == l->regime && d->condition != CK_NONE) look_at_node(l, d->condition);
    }
}

void cki_reads_fill(cki_reads *reads, bool beside_goods) {
    const ck_law *law = reads->law;
    reads->beside_goods = beside_goods;
    const uint32_t *count = law->count.kind;
    const size_t set = reads->words * sizeof(uint64_t);
    cki_zero(reads->of_node, law->count.node * set);
    cki_zero(reads->of_entry, count[CKI_ENTRY] * set);
    cki_zero(reads->of_fact, count[CKI_FACT] * set);
    cki_zero(reads->of_list, count[CKI_LIST] * set);
    cki_zero(reads->of_party, 3 * set);
    cki_zero(reads->names_value, count[CKI_FACT]);
    reads->of_codes = reads->of_party + reads->words;
    reads->of_content = reads->of_codes + reads->words;
    cki_zero(reads->asked, (size_t)count[CKI_REGIME] * reads->rule_words * sizeof *reads->asked);
    for (uint32_t f = 0; f < count[CKI_FACT]; f++) {
        reads->first_of_fact[f] = CK_NONE;
        reads->fact_of_slot[cki_decl_of(law, CKI_FACT, f)->subject][law->fact_slot[f]] = f;
    }
    reads->hs = cki_fact_find(law, CK_SUBJECT_ITEM, "hs", 2);
    for (uint32_t r = 0; r < count[CKI_REGIME]; r++) {
        looker l = {reads, r};
        look_at_rules(&l);
        look_at_lines(&l, CKI_DUTY);
        look_at_lines(&l, CKI_FEE);
    }
}

/* ---- keys ---- */

bool cki_reads_all_of(const ck_facts *facts) {
    return facts->item_count == 1 && facts->technology_count == 0 && facts->stake_count == 0;
}

static void add_to(const cki_reads *reads, const uint64_t *set, cki_key more, cki_key *key) {
    for (uint32_t w = 0; w < reads->words; w++) {
        for (uint64_t bits = set[w]; bits != 0; bits &= bits - 1) cki_key_add(&key[64 * w + (uint32_t)__builtin_ctzll(bits)], more);
    }
}

/* What identifies a value where it is compared with rows or columns of a table, or reckoned with. */
static uint64_t identity(const ck_facts *f, const cki_decl *fact, const cki_value *value) {
    switch (fact->type) {
        case CKI_COUNTRY: return value->index;
        case CKI_WORD: case CKI_WORDS: return value->mask;
        case CKI_CODE: case CKI_CODES: {
            uint64_t all = value->mask;
            for (uint32_t c = 0; c < value->mask; c++) {
                const char *code = f->code[value->index + c];
                all = cki_mix(all ^ cki_text_hash(code, cki_text_length(code)));
            }
            return all;
        }
        case CKI_TEXT: return cki_text_hash(value->text, cki_text_length(value->text));
        case CKI_MONEY: return cki_mix(cki_bits_of(value->number)) ^ value->index;
        default: return cki_bits_of(value->number);
    }
}

void cki_reads_value(const cki_reads *reads, cki_eval *eval, uint32_t fact, const cki_value *value, uint64_t times, cki_key *key) {
    const ck_law *law = reads->law;
    const uint64_t *set = reads->of_fact + (size_t)fact * reads->words;
    const cki_decl *d = cki_decl_of(law, CKI_FACT, fact);
    const cki_key given = cki_key_of(KEY_FACT, fact, reads->names_value[fact] ? identity(eval->facts, d, value) : 0);
    add_to(reads, set, cki_key_times(given, times), key);
    for (uint32_t n = reads->first_of_fact[fact]; n != CK_NONE; n = reads->next_node[n]) {
        const cki_node *node = &law->node[n];
        uint64_t found;
        if (node->op == CKI_TABLE) found = identity(eval->facts, d, value);
        else if (node->op == CKI_SHARE) found = value->number > 0.0 ? 2 : value->number < 0.0 ? 0 : 1;
        else found = (uint64_t)cki_test_value(eval, node, value);
        add_to(reads, reads->of_node + (size_t)n * reads->words, cki_key_times(cki_key_of(KEY_TEST, n, found), times), key);
    }
    if (fact != reads->hs) return;
    for (uint32_t e = 0; e < law->count.kind[CKI_ENTRY]; e++) {
        const cki_decl *entry = cki_decl_of(law, CKI_ENTRY, e);
        if (!entry->hs_test) continue;
        const ck_truth truth = cki_customs_test(eval, 0, entry);
        if (truth != CK_FALSE) add_to(reads, reads->of_entry + (size_t)e * reads->words, cki_key_of(KEY_ENTRY, e, (uint64_t)truth), key);
    }
}

void cki_reads_codes(const cki_reads *reads, cki_eval *eval, cki_key *key) {
    const ck_law *law = reads->law;
    add_to(reads, reads->of_codes, cki_key_of(KEY_CODES, 0, eval->facts->item[0].codes.count > 0), key);
    for (uint32_t e = 0; e < law->count.kind[CKI_ENTRY]; e++) {
        const cki_decl *entry = cki_decl_of(law, CKI_ENTRY, e);
        if (entry->code[0] == '\0') continue;
        const ck_truth truth = cki_declared(eval, 0, entry);
        if (truth != CK_FALSE) add_to(reads, reads->of_entry + (size_t)e * reads->words, cki_key_of(KEY_CODES, e + 1, (uint64_t)truth), key);
    }
}

void cki_reads_content(const cki_reads *reads, cki_eval *eval, cki_key *key) {
    const cki_thing *item = &eval->facts->item[0];
    if (item->shares.count == 0) return;                             // all unknown, or all absent when the composition is complete
    add_to(reads, reads->of_content, cki_key_of(KEY_CONTENT, 0, 1), key);
    for (uint32_t n = reads->first_content; n != CK_NONE; n = reads->next_node[n]) {
        const ck_truth truth = cki_test_contains(eval, 0, &reads->law->node[n]);
        add_to(reads, reads->of_node + (size_t)n * reads->words, cki_key_of(KEY_TEST, n, (uint64_t)truth), key);
    }
}

void cki_reads_party(const cki_reads *reads, const ck_facts *facts, uint32_t party, cki_key *key) {
    const cki_person *person = &facts->party[party];
    const uint64_t flags = (uint64_t)person->roles << 3 | (uint64_t)person->owners_complete << 2 | (uint64_t)person->matches_cut << 1 |
                           (uint64_t)(person->name[0] == '\0');
    add_to(reads, reads->of_party, cki_key_of(KEY_PARTY, party, flags), key);
    for (uint32_t k = 0; k < person->matches.count; k++) {
        const cki_match *match = &facts->match[person->matches.first + k];
        const uint32_t list = reads->law->decl[cki_decl_of(reads->law, CKI_ENTITY, match->entity)->parent].ordinal;
        const cki_key found = cki_key_of(KEY_MATCH, (uint64_t)party << 32 | k, (uint64_t)match->entity << 8 | (uint64_t)match->match);
        add_to(reads, reads->of_list + (size_t)list * reads->words, found, key);
    }
}

cki_key cki_reads_whole(const ck_facts *facts, cki_key question) {
    const cki_thing *item = &facts->item[0];
    const uint64_t flags = (uint64_t)item->composition_complete | (uint64_t)item->parts_complete << 1 | (uint64_t)item->technologies_complete << 2 |
                           (uint64_t)facts->parties_complete << 3;
    cki_key_add(&question, cki_key_of(KEY_WHOLE, facts->party_count, flags));
    return question;
}

/* ---- deals of the same goods ---- */

struct ck_law_reader { cki_reads reads; };

static ck_law_reader *reader_layout(cki_arena *arena, const ck_law *law, ck_law_reader *spare) {
    ck_law_reader *reader = cki_arena_take(arena, 1, sizeof *reader);
    if (reader == NULL) reader = spare;
    cki_reads_layout(&reader->reads, arena, law);
    return reader;
}

size_t ck_law_reader_bytes(const ck_law *law) {
    cki_arena arena = cki_arena_measure();
    ck_law_reader spare;
    reader_layout(&arena, law, &spare);
    return cki_arena_bytes(&arena);
}

/* An amount hangs on the value itself. `decl`: of the fact, CK_NONE. */
static void look_at_amount(looker *l, uint32_t decl) {
    if (decl == CK_NONE) return;
    const uint32_t fact = l->reads->law->decl[decl].ordinal;
    look_at_fact(l, fact);
    l->reads->names_value[fact] = 1;
}

/* Rates, bases, charges and caps of a duty or fee; whether goods go by sea decides whether fees on ships are asked at all. */
static void look_at_amounts(cki_reads *reads, const cki_decl *d) {
    const ck_law *law = reads->law;
    looker looker = {reads, law->decl[d->regime].ordinal}, *l = &looker;
    for (uint32_t k = 0; k < d->rates.count; k++) {
        const cki_rate *rate = &law->rate[d->rates.first + k];
        if (rate->kind != CKI_RATE_PERCENT) look_at_amount(l, rate->fact.to);
    }
    for (uint32_t k = 0; k < d->base.count; k++) {
        const cki_base *base = &law->base[d->base.first + k];
        if (!base->covered) look_at_amount(l, base->what.to);
    }
    if (d->kind != CKI_FEE) return;
    for (uint32_t k = 0; k < d->charges.count; k++) {
        const cki_charge *charge = &law->charge[d->charges.first + k];
        if (charge->kind != CKI_CHARGE_FLAT) look_at_amount(l, charge->fact.to);
        if (!ck_is_nan(charge->other)) look_at_amount(l, charge->other_fact.to);
    }
    if (!ck_is_nan(d->most_times)) look_at_amount(l, d->counted_by.to);
    look_at_amount(l, d->once.to);
    const uint32_t mode = cki_fact_find(law, CK_SUBJECT_DEAL, "mode", 4);
    if (mode != CK_NONE) look_at_amount(l, law->of_kind[CKI_FACT][mode]);
    for (uint32_t slot = 0; slot < law->slot_count[CK_SUBJECT_VESSEL]; slot++) look_at_fact(l, reads->fact_of_slot[CK_SUBJECT_VESSEL][slot]);
}

ck_status ck_law_reader_start(const ck_law *law, void *block, size_t bytes, const ck_law_reader **reader) {
    *reader = NULL;
    cki_arena arena = cki_arena_over(block, bytes);
    ck_law_reader spare, *made = reader_layout(&arena, law, &spare);
    CK_TRY(cki_arena_check(&arena));
    cki_reads_fill(&made->reads, true);
    for (uint32_t k = 0; k < law->count.kind[CKI_DUTY]; k++) look_at_amounts(&made->reads, cki_decl_of(law, CKI_DUTY, k));
    for (uint32_t k = 0; k < law->count.kind[CKI_FEE]; k++) look_at_amounts(&made->reads, cki_decl_of(law, CKI_FEE, k));
    *reader = made;
    return CK_OK;
}

static void read_values(const cki_reads *reads, cki_eval *eval, ck_subject subject, uint32_t thing, uint32_t first, uint64_t times, cki_key *key) {
    const uint32_t slots = reads->law->slot_count[subject];
    const uint8_t *at = eval->facts->slot[subject] + (size_t)thing * slots;
    for (uint32_t slot = 0; slot < slots; slot++) {
        if (at[slot] == 0) continue;
        cki_reads_value(reads, eval, reads->fact_of_slot[subject][slot], &eval->facts->value[first + at[slot] - 1], times, key);
    }
}

void ck_law_read(const ck_law_reader *reader, const ck_facts *facts, ck_law_key *key) {
    const cki_reads *reads = &reader->reads;
    cki_eval eval = {.law = reads->law, .facts = facts};
    cki_zero(key, reads->law->count.kind[CKI_REGIME] * sizeof *key);
    add_to(reads, reads->of_party, cki_key_of(KEY_WHOLE, facts->party_count, facts->parties_complete), key);
    read_values(reads, &eval, CK_SUBJECT_DEAL, 0, facts->deal_first, 1, key);
    read_values(reads, &eval, CK_SUBJECT_VESSEL, 0, facts->vessel_first, 1, key);
    for (uint32_t p = 0; p < facts->party_count; p++) {
        cki_reads_party(reads, facts, p, key);
        read_values(reads, &eval, CK_SUBJECT_PARTY, p, facts->party[p].first_value, cki_party_times(p), key);
    }
    for (uint32_t k = 0; k < facts->stake_count; k++) {
        const cki_stake *stake = &facts->stake[k];
        const cki_key held = cki_key_of(KEY_STAKE, (uint64_t)stake->owner << 32 | stake->owned, cki_bits_of(stake->percent));
        add_to(reads, reads->of_party, held, key);
    }
}
