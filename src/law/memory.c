#include "law/work.h"

#define PIECE 16u                        // of the store

/* What the store holds, each at the head of what follows it. */
typedef struct kept_head { cki_key key; uint32_t next, which; } kept_head;      // which: regime; or one more than ~fact, for a value
#define VALUE_OF(fact) (~(uint32_t)(fact))
#define CODES_OF_ITEM  (CK_NONE - 1)     // as a fact: the control codes that the item declares

struct cki_remembered {
    kept_head     head;
    ck_law_answer answer;                // `first` of its spans is that of the deal that is being decided
    uint32_t      duties, fees, truth_at;            // truth_at: bytes from here to the truths of duties and fees
    uint32_t      line_missing, line_names, line_shares, trace;
    /* Then findings, obligations, missing, readings, names, shares with their tests; of duties and fees truths and what those that
       are open miss. */
};

/* A value of a fact and what it adds to the keys of the regimes that look at it. */
typedef struct added { uint32_t regime; cki_key key; } added;
typedef struct kept_value {
    kept_head head;
    double    number;
    uint64_t  mask;
    uint32_t  index, count, text_length; // added keys follow, then the text
} kept_value;

/* ---- the store ---- */

void cki_memory_layout(cki_memory *memory, cki_arena *arena, const ck_law *law, size_t bytes) {
    const uint32_t *count = law->count.kind;
    *memory = (cki_memory){.size = bytes / PIECE * PIECE};
    if (memory->size == 0) return;
    cki_reads_layout(&memory->reads, arena, law);
    for (memory->slots = 1024; memory->slots < bytes / 512 && memory->slots < UINT32_C(1) << 24;) memory->slots *= 2;
    memory->slot = cki_arena_take(arena, memory->slots, sizeof *memory->slot);
    memory->key = cki_arena_take(arena, count[CKI_REGIME], sizeof *memory->key);
    memory->value_key = cki_arena_take(arena, count[CKI_REGIME], sizeof *memory->value_key);
    memory->found = cki_arena_take(arena, count[CKI_REGIME], sizeof *memory->found);
    memory->trace = cki_arena_take(arena, count[CKI_REGIME], sizeof *memory->trace);
    memory->asked = cki_arena_take(arena, memory->reads.rule_words, sizeof *memory->asked);
    for (int k = 0; k < 2; k++) {
        memory->line_rank[k] = cki_arena_take(arena, count[k == 0 ? CKI_DUTY : CKI_FEE], sizeof *memory->line_rank[k]);
        memory->line_rows[k] = cki_arena_take(arena, count[k == 0 ? CKI_DUTY : CKI_FEE], sizeof *memory->line_rows[k]);
        memory->line_truth[k] = cki_arena_take(arena, count[k == 0 ? CKI_DUTY : CKI_FEE], 1);
    }
    memory->store = cki_arena_take(arena, memory->size, 1);
}

void cki_memory_forget(cki_memory *memory) {
    if (memory->size == 0) return;
    cki_zero(memory->slot, memory->slots * sizeof *memory->slot);
    memory->used = 0;
    memory->full = false;
}

void cki_memory_start(cki_memory *memory) {
    if (memory->size == 0) return;
    const ck_law *law = memory->reads.law;
    cki_reads_fill(&memory->reads, false);
    cki_zero(memory->found, law->count.kind[CKI_REGIME] * sizeof(void *));
    for (int k = 0; k < 2; k++) {
        const cki_kind kind = k == 0 ? CKI_DUTY : CKI_FEE;
        for (uint32_t i = 0; i < law->count.kind[kind]; i++) {
            memory->line_rank[k][i] = 0;
            for (uint32_t j = 0; j < i; j++) {
                memory->line_rank[k][i] += cki_decl_of(law, kind, j)->regime == cki_decl_of(law, kind, i)->regime;
            }
        }
    }
    cki_memory_forget(memory);
}

static uint32_t *chain_of(const cki_memory *memory, cki_key key) {
    return &memory->slot[(uint32_t)(key.a ^ key.a >> 32) & (memory->slots - 1)];
}

static kept_head *at_piece(const cki_memory *memory, uint32_t piece) {
    return piece == 0 ? NULL : (kept_head *)(void *)(memory->store + (size_t)(piece - 1) * PIECE);
}

/* NULL when it is full; then it is forgotten before the next deal. */
static void *store(cki_memory *memory, size_t bytes, cki_key key, uint32_t which) {
    const size_t whole = (bytes + PIECE - 1) / PIECE * PIECE;
    if (whole > memory->size - memory->used || memory->used / PIECE >= UINT32_MAX - 1) {
        memory->full = true;
        return NULL;
    }
    kept_head *head = (kept_head *)(void *)(memory->store + memory->used);
    uint32_t *chain = chain_of(memory, key);
    *head = (kept_head){key, *chain, which};
    *chain = (uint32_t)(memory->used / PIECE) + 1;
    memory->used += whole;
    return head;
}

/* ---- values ---- */

/* Texts that make a value: its own, or its codes one after the other with a line end each. */
static size_t text_of(const ck_facts *f, const cki_value *value, cki_type type, char *to) {
    size_t used = 0;
    if (type == CKI_TEXT) {
        used = cki_text_length(value->text);
        if (to != NULL) cki_copy(to, value->text, used);
    }
    for (uint32_t c = 0; (type == CKI_CODE || type == CKI_CODES) && c < value->mask; c++) {
        const char *code = f->code[value->index + c];
        const size_t length = cki_text_length(code);
        if (to != NULL) {
            cki_copy(to + used, code, length);
            to[used + length] = '\n';
        }
        used += length + 1;
    }
    return used;
}

static bool same_text(const ck_facts *f, const cki_value *value, cki_type type, const char *text, size_t length) {
    if (type == CKI_TEXT) return cki_text_equal_part(value->text, text, length);
    size_t used = 0;
    for (uint32_t c = 0; (type == CKI_CODE || type == CKI_CODES) && c < value->mask; c++) {
        const char *code = f->code[value->index + c];
        const size_t each = cki_text_length(code);
        if (used + each + 1 > length || cki_compare(text + used, code, each) != 0 || text[used + each] != '\n') return false;
        used += each + 1;
    }
    return used == length;
}

static cki_key value_name(const ck_facts *f, uint32_t fact, const cki_value *value, cki_type type) {
    uint64_t word = cki_mix((uint64_t)fact ^ cki_mix(value->mask));
    if (type == CKI_TEXT) word ^= cki_text_hash(value->text, cki_text_length(value->text));
    else if (type == CKI_CODE || type == CKI_CODES) {
        for (uint32_t c = 0; c < value->mask; c++) {
            const char *code = f->code[value->index + c];
            word = cki_mix(word ^ cki_text_hash(code, cki_text_length(code)));
        }
    } else word = cki_mix(word ^ cki_bits_of(value->number)) ^ value->index;
    return (cki_key){cki_mix(word), 0};
}

static const kept_value *find_value(const cki_memory *memory, const ck_facts *f, cki_key name, uint32_t fact, const cki_value *value, cki_type type) {
    const bool texts = type == CKI_TEXT || type == CKI_CODE || type == CKI_CODES;
    for (const kept_head *at = at_piece(memory, *chain_of(memory, name)); at != NULL; at = at_piece(memory, at->next)) {
        if (at->which != VALUE_OF(fact) || at->key.a != name.a) continue;
        const kept_value *kept = (const kept_value *)(const void *)at;
        if (kept->mask != value->mask) continue;
        if (!texts && kept->index == value->index && cki_bits_of(kept->number) == cki_bits_of(value->number)) return kept;
        const added *list = (const added *)(const void *)(kept + 1);
        if (texts && same_text(f, value, type, (const char *)(const void *)(list + kept->count), kept->text_length)) return kept;
    }
    return NULL;
}

static const kept_value *keep_value(cki_memory *memory, const ck_facts *f, cki_key name, uint32_t fact, const cki_value *value, cki_type type) {
    const uint32_t regimes = memory->reads.law->count.kind[CKI_REGIME];
    uint32_t count = 0;
    for (uint32_t r = 0; r < regimes; r++) count += (memory->value_key[r].a | memory->value_key[r].b) != 0;
    const size_t length = text_of(f, value, type, NULL);
    kept_value *kept = length > UINT16_MAX ? NULL : store(memory, sizeof *kept + count * sizeof(added) + length, name, VALUE_OF(fact));
    if (kept == NULL) return NULL;
    kept->number = value->number;
    kept->mask = value->mask;
    kept->index = value->index;
    kept->count = 0;
    kept->text_length = (uint32_t)length;
    added *list = (added *)(void *)(kept + 1);
    for (uint32_t r = 0; r < regimes; r++) {
        if ((memory->value_key[r].a | memory->value_key[r].b) != 0) list[kept->count++] = (added){r, memory->value_key[r]};
    }
    text_of(f, value, type, (char *)(void *)(list + count));
    return kept;
}

/* Where a value is one of a few, what it adds is worked out once. `times` is odd and tells parties apart. */
static void add_value(ck_law_work *w, uint32_t fact, const cki_value *value, uint64_t times) {
    cki_memory *memory = &w->memory;
    const uint32_t regimes = w->law->count.kind[CKI_REGIME];
    const bool codes = fact == CODES_OF_ITEM;
    const cki_type type = codes ? CKI_CODES : cki_decl_of(w->law, CKI_FACT, fact)->type;
    const bool number = type == CKI_NUMBER || type == CKI_PERCENT || type == CKI_MONEY || type == CKI_DATE || type == CKI_ELEMENTS;
    if (number) {
        cki_reads_value(&memory->reads, &w->eval, fact, value, times, memory->key);
        return;
    }
    const cki_key name = value_name(w->facts, fact, value, type);
    const kept_value *kept = find_value(memory, w->facts, name, fact, value, type);
    if (kept == NULL) {
        cki_zero(memory->value_key, regimes * sizeof *memory->value_key);
        if (codes) cki_reads_codes(&memory->reads, &w->eval, memory->value_key);
        else cki_reads_value(&memory->reads, &w->eval, fact, value, 1, memory->value_key);
        kept = keep_value(memory, w->facts, name, fact, value, type);
    }
    if (kept == NULL) {
        for (uint32_t r = 0; r < regimes; r++) cki_key_add(&memory->key[r], cki_key_times(memory->value_key[r], times));
        return;
    }
    const added *list = (const added *)(const void *)(kept + 1);
    for (uint32_t k = 0; k < kept->count; k++) cki_key_add(&memory->key[list[k].regime], cki_key_times(list[k].key, times));
}

static void add_values(ck_law_work *w, ck_subject subject, uint32_t thing, uint32_t first, uint64_t times) {
    const uint32_t slots = w->law->slot_count[subject];
    const uint8_t *at = w->facts->slot[subject] + (size_t)thing * slots;
    for (uint32_t slot = 0; slot < slots; slot++) {
        if (at[slot] != 0) add_value(w, w->memory.reads.fact_of_slot[subject][slot], &w->facts->value[first + at[slot] - 1], times);
    }
}

/* ---- answers ---- */

static const cki_remembered *find_answer(const cki_memory *memory, uint32_t regime) {
    const cki_key key = memory->key[regime];
    for (const kept_head *at = at_piece(memory, *chain_of(memory, key)); at != NULL; at = at_piece(memory, at->next)) {
        if (at->which == regime && at->key.a == key.a && at->key.b == key.b) return (const cki_remembered *)(const void *)at;
    }
    return NULL;
}

static void ask_rules_of(cki_memory *memory, uint32_t regime) {
    const uint32_t words = memory->reads.rule_words;
    for (uint32_t k = 0; k < words; k++) memory->asked[k] |= memory->reads.asked[(size_t)regime * words + k];
}

bool cki_memory_look(ck_law_work *w) {
    cki_memory *memory = &w->memory;
    memory->in_use = memory->size > 0 && cki_reads_all_of(w->facts);
    if (!memory->in_use) return false;
    if (memory->full) cki_memory_forget(memory);
    const ck_facts *f = w->facts;
    const cki_key whole = cki_reads_whole(f, memory->question);
    for (uint32_t k = 0; k < w->on_count; k++) memory->key[w->on[k]] = whole;
    add_values(w, CK_SUBJECT_DEAL, 0, f->deal_first, 1);
    add_values(w, CK_SUBJECT_VESSEL, 0, f->vessel_first, 1);
    add_values(w, CK_SUBJECT_ITEM, 0, f->item[0].first_value, 1);
    if (f->item[0].codes.count > 0) add_value(w, CODES_OF_ITEM, &(cki_value){.mask = f->item[0].codes.count, .index = f->item[0].codes.first}, 1);
    cki_reads_content(&memory->reads, &w->eval, memory->key);
    for (uint32_t p = 0; p < f->party_count; p++) {
        cki_reads_party(&memory->reads, f, p, memory->key);
        add_values(w, CK_SUBJECT_PARTY, p, f->party[p].first_value, cki_party_times(p));
    }
    for (int k = 0; k < 2; k++) {
        cki_zero(memory->line_rows[k], w->law->count.kind[k == 0 ? CKI_DUTY : CKI_FEE] * sizeof *memory->line_rows[k]);
    }
    cki_zero(memory->asked, memory->reads.rule_words * sizeof *memory->asked);
    for (uint32_t k = 0; k < w->on_count; k++) {
        memory->found[w->on[k]] = find_answer(memory, w->on[k]);
        if (memory->found[w->on[k]] == NULL) ask_rules_of(memory, w->on[k]);
    }
    return true;
}

/* ---- rows of an answer ---- */

/* The lists that follow an answer, one after the other. */
typedef struct rows {
    ck_law_finding        *finding;
    ck_law_obligation     *obligation;
    ck_law_missing        *missing;
    ck_law_reading_answer *reading;
    ck_law_name           *name;
    uint32_t              *share_rule, *share_node;
    uint8_t               *truth;                        // (lines) duties, then fees
    cki_line_rows         *line;                         // (lines) in the three lists that follow
    ck_law_missing        *line_missing;
    ck_law_name           *line_name;
    uint32_t              *line_share;
    ck_law_trace_line     *trace;
    cki_source            *source;
    char                  *text;
    size_t                 bytes;
} rows;

static void *next_list(const unsigned char *base, size_t *at, size_t count, size_t each) {
    const size_t begin = (*at + 7) & ~(size_t)7;
    *at = begin + count * each;
    return (void *)((uintptr_t)base + begin);
}

/* shape: an answer with its counts, wherever its rows lie. */
static rows rows_of(const cki_remembered *kept, const cki_remembered *shape, size_t text) {
    const ck_law_answer *a = &shape->answer;
    const uint32_t lines = shape->duties + shape->fees;
    const unsigned char *base = (const unsigned char *)kept;
    size_t at = sizeof *kept;
    rows r;
    r.finding = next_list(base, &at, a->findings.count, sizeof *r.finding);
    r.obligation = next_list(base, &at, a->obligations.count, sizeof *r.obligation);
    r.missing = next_list(base, &at, a->missing.count, sizeof *r.missing);
    r.reading = next_list(base, &at, a->readings.count, sizeof *r.reading);
    r.name = next_list(base, &at, a->names.count, sizeof *r.name);
    r.share_rule = next_list(base, &at, a->shares.count, sizeof *r.share_rule);
    r.share_node = next_list(base, &at, a->shares.count, sizeof *r.share_node);
    r.line = next_list(base, &at, lines, sizeof *r.line);
    r.line_missing = next_list(base, &at, shape->line_missing, sizeof *r.line_missing);
    r.line_name = next_list(base, &at, shape->line_names, sizeof *r.line_name);
    r.line_share = next_list(base, &at, shape->line_shares, sizeof *r.line_share);
    r.trace = next_list(base, &at, shape->trace, sizeof *r.trace);
    r.source = next_list(base, &at, shape->trace, sizeof *r.source);
    r.truth = next_list(base, &at, lines, 1);
    r.text = next_list(base, &at, text, 1);
    r.bytes = at;
    return r;
}

static const char *name_of(const ck_facts *f, const ck_law_missing *missing) {
    if (missing->at == CK_NONE) return "";
    if (missing->subject == CK_SUBJECT_ITEM) return f->item[0].name;
    return missing->subject == CK_SUBJECT_PARTY ? f->party[missing->at].name : "";
}

/* What does not fit is counted, as where rows are made. */
#define APPEND(w, list, rows, span, limit)                                                                             \
    do {                                                                                                               \
        const uint32_t room_ = (limit) - (w)->decision.list##_count, count_ = ck_min_u32((span).count, room_);         \
        (w)->decision.dropped += (span).count - count_;                                                                \
        (span) = (ck_law_span){(w)->decision.list##_count, count_};                                                    \
        cki_copy(&(w)->rows[(span).first], r.list, count_ * sizeof *r.list);                                           \
        (w)->decision.list##_count += count_;                                                                          \
    } while (0)

bool cki_memory_answer(ck_law_work *w, uint32_t regime) {
    cki_memory *memory = &w->memory;
    const cki_remembered *kept = memory->in_use ? memory->found[regime] : NULL;
    if (kept == NULL) return false;
    const rows r = rows_of(kept, kept, 0);
    w->answer_of[regime] = w->decision.answer_count;
    ck_law_answer *a = &w->answer[w->decision.answer_count++];
    *a = kept->answer;
    APPEND(w, finding, finding, a->findings, w->law->count.kind[CKI_RULE]);
    APPEND(w, obligation, obligation, a->obligations, w->law->count.obligation);
    APPEND(w, missing, missing, a->missing, w->size.rows);
    APPEND(w, reading, readings, a->readings, w->size.rows);
    APPEND(w, name, name, a->names, w->size.rows);
    for (uint32_t k = a->missing.first; k < a->missing.first + a->missing.count; k++) w->missing[k].name = name_of(w->facts, &w->missing[k]);
    a->shares.first = w->decision.share_count;
    for (uint32_t k = 0; k < kept->answer.shares.count; k++) cki_explain_share_again(w, r.share_rule[k], r.share_node[k]);
    a->shares.count = w->decision.share_count - a->shares.first;
    ck_law_span trace = {0, kept->trace};
    APPEND(w, trace, trace, trace, w->size.trace);
    for (uint32_t k = 0; k < trace.count; k++) {
        w->source[trace.first + k] = r.source[k];
        if (r.source[k].kind != CKI_FROM_LAW) cki_explain_found_again(w, &r.source[k], &w->trace[trace.first + k]);
    }
    return true;
}

/* What was written for this deal lies in the text of the work. */
static bool is_own_text(const ck_law_work *w, const char *text) {
    return (uintptr_t)text >= (uintptr_t)w->text && (uintptr_t)text < (uintptr_t)(w->text + w->text_size);
}

/* Texts of the work move into the store. */
static char *take_text(const ck_law_work *w, const char **text, char *to) {
    if (!is_own_text(w, *text)) return to;
    const size_t length = cki_text_length(*text) + 1;
    cki_copy(to, *text, length);
    *text = to;
    return to + length;
}

static size_t text_room(const ck_law_work *w, ck_law_span missing) {
    size_t room = 0;
    for (uint32_t k = missing.first; k < missing.first + missing.count; k++) {
        if (is_own_text(w, w->missing[k].what)) room += cki_text_length(w->missing[k].what) + 1;
    }
    return room;
}

/* Of the lines of a regime: what those that are open miss, one after the other. */
static void keep_lines(ck_law_work *w, uint32_t decl, const rows *r, char *text) {
    const cki_memory *memory = &w->memory;
    const ck_law *law = w->law;
    uint32_t at = 0, missing = 0, names = 0, shares = 0;
    for (int k = 0; k < 2; k++) {
        const cki_kind kind = k == 0 ? CKI_DUTY : CKI_FEE;
        for (uint32_t i = 0; i < law->count.kind[kind]; i++) {
            if (cki_decl_of(law, kind, i)->regime != decl) continue;
            const cki_line_rows *from = &memory->line_rows[k][i];
            r->truth[at] = memory->line_truth[k][i];
            r->line[at] = (cki_line_rows){{missing, from->missing.count}, {names, from->names.count}, {shares, from->shares.count}, from->walked};
            for (uint32_t m = 0; m < from->missing.count; m++, missing++) {
                r->line_missing[missing] = w->missing[from->missing.first + m];
                text = take_text(w, &r->line_missing[missing].what, text);
            }
            for (uint32_t m = 0; m < from->names.count; m++) r->line_name[names++] = w->name[from->names.first + m];
            for (uint32_t m = 0; m < from->shares.count; m++) r->line_share[shares++] = w->share_node[from->shares.first + m];
            at++;
        }
    }
}

static void keep_answer(ck_law_work *w, uint32_t regime) {
    cki_memory *memory = &w->memory;
    const ck_law *law = w->law;
    const ck_law_answer *a = &w->answer[w->answer_of[regime]];
    if (a->outcome == CK_OUTCOME_CLASH) return;                      // is reported each time
    const uint32_t decl = law->of_kind[CKI_REGIME][regime];
    cki_remembered shape = {.answer = *a};
    size_t text = text_room(w, a->missing);
    for (int k = 0; k < 2; k++) {
        const cki_kind kind = k == 0 ? CKI_DUTY : CKI_FEE;
        for (uint32_t i = 0; i < law->count.kind[kind]; i++) {
            if (cki_decl_of(law, kind, i)->regime != decl) continue;
            const cki_line_rows *line = &memory->line_rows[k][i];
            *(k == 0 ? &shape.duties : &shape.fees) += 1;
            shape.line_missing += line->missing.count;
            shape.line_names += line->names.count;
            shape.line_shares += line->shares.count;
            text += text_room(w, line->missing);
        }
    }
    shape.trace = memory->trace[regime].count;
    const size_t bytes = rows_of(NULL, &shape, text).bytes;
    cki_remembered *kept = store(memory, bytes, memory->key[regime], regime);
    if (kept == NULL) return;
    shape.head = kept->head;
    *kept = shape;
    const rows r = rows_of(kept, kept, text);
    kept->truth_at = (uint32_t)((uintptr_t)r.truth - (uintptr_t)kept);
    cki_copy(r.finding, &w->finding[a->findings.first], a->findings.count * sizeof *r.finding);
    cki_copy(r.obligation, &w->obligation[a->obligations.first], a->obligations.count * sizeof *r.obligation);
    cki_copy(r.missing, &w->missing[a->missing.first], a->missing.count * sizeof *r.missing);
    cki_copy(r.reading, &w->readings[a->readings.first], a->readings.count * sizeof *r.reading);
    cki_copy(r.name, &w->name[a->names.first], a->names.count * sizeof *r.name);
    for (uint32_t k = 0; k < a->shares.count; k++) {
        r.share_rule[k] = w->share[a->shares.first + k].rule;
        r.share_node[k] = w->share_node[a->shares.first + k];
    }
    cki_copy(r.trace, &w->trace[memory->trace[regime].first], shape.trace * sizeof *r.trace);
    cki_copy(r.source, &w->source[memory->trace[regime].first], shape.trace * sizeof *r.source);
    char *to = r.text;
    for (uint32_t k = 0; k < a->missing.count; k++) to = take_text(w, &r.missing[k].what, to);
    keep_lines(w, decl, &r, to);
}

void cki_memory_keep(ck_law_work *w) {
    cki_memory *memory = &w->memory;
    if (!memory->in_use || memory->full || w->decision.dropped > 0) return;
    for (uint32_t k = 0; k < w->on_count && !memory->full; k++) {
        if (memory->found[w->on[k]] == NULL) keep_answer(w, w->on[k]);
    }
}

bool cki_memory_line(const cki_memory *memory, int fee, uint32_t regime, uint32_t ordinal, ck_truth *truth) {
    const cki_remembered *kept = memory->in_use ? memory->found[regime] : NULL;
    if (kept == NULL) return false;
    const uint8_t *truths = (const uint8_t *)kept + kept->truth_at;
    *truth = (ck_truth)truths[(fee ? kept->duties : 0) + memory->line_rank[fee][ordinal]];
    return true;
}

void cki_memory_explain_line(cki_explain *x, int fee, uint32_t regime, uint32_t ordinal, uint32_t condition) {
    ck_law_work *w = x->work;
    cki_memory *memory = &w->memory;
    const cki_remembered *kept = memory->in_use ? memory->found[regime] : NULL;
    const rows r = kept != NULL ? rows_of(kept, kept, 0) : (rows){0};
    const cki_line_rows *line = kept != NULL ? &r.line[(fee ? kept->duties : 0) + memory->line_rank[fee][ordinal]] : NULL;
    if (line == NULL || !line->walked) {
        cki_explain_condition(x, cki_env_of_deal(), condition, 0);
        if (memory->in_use) {
            memory->line_rows[fee][ordinal] = (cki_line_rows){{x->missing_first, w->decision.missing_count - x->missing_first},
                                                              {x->name_first, w->decision.name_count - x->name_first},
                                                              {x->share_first, w->decision.share_count - x->share_first}, true};
        }
        return;
    }
    for (uint32_t k = 0; k < line->missing.count; k++) {
        ck_law_missing *row = cki_explain_missing_again(x, &r.line_missing[line->missing.first + k]);
        if (row != NULL) row->name = name_of(w->facts, row);
    }
    for (uint32_t k = 0; k < line->names.count; k++) {
        if (w->decision.name_count < w->size.rows) w->name[w->decision.name_count++] = r.line_name[line->names.first + k];
        else w->decision.dropped++;
    }
    for (uint32_t k = 0; k < line->shares.count; k++) cki_explain_share_again(w, CK_NONE, r.line_share[line->shares.first + k]);
}
