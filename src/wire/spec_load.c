/* A scenario spec from bytes. The same walk measures and places: cki_arena gives NULL while it only counts. */
#include "base/base.h"
#include "wire/wire.h"

typedef struct walk {
    const ck_model *model;
    const ck_scenario_spec *like;            // NULL: none
    const unsigned char *at, *end;
    cki_arena *arena;
    ck_diags  *diags;
    ck_status  status;           // of reaches
    bool       broken;           // the bytes ended early or a number is out of bounds
} walk;

static const unsigned char *take(walk *walk, size_t bytes) {
    if (walk->broken || bytes > (size_t)(walk->end - walk->at)) {
        walk->broken = true;
        return NULL;
    }
    const unsigned char *from = walk->at;
    walk->at += bytes;
    return from;
}

static uint32_t take_u32(walk *walk) {
    const unsigned char *b = take(walk, 4);
    return b == NULL ? 0 : (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}
static ck_date take_date(walk *walk) {
    const uint32_t bits = take_u32(walk);
    int32_t day;
    __builtin_memcpy(&day, &bits, sizeof day);
    return (ck_date){day};
}
static double take_real(walk *walk) {
    const uint64_t low = take_u32(walk);
    return cki_double_of(low | (uint64_t)take_u32(walk) << 32);
}
static const char *take_text(walk *walk) {
    const uint32_t length = take_u32(walk);
    const unsigned char *from = take(walk, length);
    for (uint32_t k = 0; from != NULL && k < length; k++) walk->broken |= from[k] == '\0';
    if (walk->broken) return "";
    const char *text = cki_arena_text_part(walk->arena, (const char *)from, length);
    return text != NULL ? text : "";
}
/* A number of things of at least `each` bytes, so that a damaged count cannot ask for more than the bytes hold. */
static uint32_t take_count(walk *walk, size_t each) {
    const uint32_t count = take_u32(walk);
    if (!walk->broken && count > (size_t)(walk->end - walk->at) / each) walk->broken = true;
    return walk->broken ? 0 : count;
}

/* `parts`: the most parts between ';' that one of the texts has; counted while texts are only measured, too. NULL: not asked. */
static ck_names take_texts(walk *walk, uint32_t *parts) {
    const uint32_t count = take_count(walk, 4);
    const char **name = cki_arena_take(walk->arena, count, sizeof *name);
    for (uint32_t k = 0; k < count; k++) {
        const unsigned char *before = walk->at;
        const char *text = take_text(walk);
        if (name != NULL) name[k] = text;
        if (parts == NULL || walk->broken) continue;
        uint32_t found = 1;
        for (const unsigned char *at = before + 4; at < walk->at; at++) found += *at == ';';     // behind its length
        if (found > *parts) *parts = found;
    }
    return (ck_names){.name = name, .count = name != NULL ? count : 0};
}
static ck_names take_names(walk *walk) { return take_texts(walk, NULL); }

static void take_values(walk *walk, double *value, uint32_t most) {
    const uint32_t count = take_count(walk, 8);
    if (count != most) walk->broken = true;
    for (uint32_t k = 0; k < count && !walk->broken; k++) value[k] = take_real(walk);
}

static void take_pauses(walk *walk, ck_measure *measure) {
    const uint32_t count = take_count(walk, 12);
    ck_pause *pause = cki_arena_take(walk->arena, count, sizeof *pause);
    for (uint32_t k = 0; k < count; k++) {
        const ck_date from = take_date(walk), until = take_date(walk);
        const char *citation = take_text(walk);
        if (pause != NULL) pause[k] = (ck_pause){.from = from, .until = until, .citation = citation};
    }
    measure->pause = pause;
    measure->pause_count = pause != NULL ? count : 0;
}

static void take_amendments(walk *walk, ck_measure *measure) {
    const uint32_t count = take_count(walk, 20);
    ck_amendment *amendment = cki_arena_take(walk->arena, count, sizeof *amendment);
    for (uint32_t k = 0; k < count; k++) {
        const ck_date from = take_date(walk);
        const uint32_t term = take_u32(walk);
        const double value = take_real(walk);
        const char *citation = take_text(walk);
        if (term >= CK_TERM_COUNT) walk->broken = true;
        if (amendment != NULL && !walk->broken)
            amendment[k] = (ck_amendment){.from = from, .term = (ck_term)term, .value = value, .citation = citation};
    }
    measure->amendment = amendment;
    measure->amendment_count = amendment != NULL ? count : 0;
}

/* Are the next texts these? Then the walk stands behind them. */
static bool pass_texts(walk *walk, ck_names texts) {
    const unsigned char *before = walk->at;
    bool same = take_count(walk, 4) == texts.count;
    for (uint32_t k = 0; k < texts.count && same && !walk->broken; k++) {
        const uint32_t length = take_u32(walk);
        const unsigned char *from = take(walk, length);
        same = from != NULL && cki_text_equal_part(texts.name[k], (const char *)from, length);
    }
    if (!same) walk->at = before;
    return same;
}

/* Rows are resolved here: a measure carries its reach as bits. */
static void take_reach(walk *walk, ck_measure *measure, const ck_measure *like) {
    if (take_u32(walk) == 0) return;
    if (like != NULL && like->reach != NULL && cki_text_equal(like->id, measure->id) && pass_texts(walk, like->reach_rows)) {
        measure->reach = like->reach;
        measure->reach_share = like->reach_share;
        measure->reach_rows = like->reach_rows;
        return;
    }
    uint32_t parts = 0;
    const ck_names rows = take_texts(walk, &parts);
    uint8_t *reach = cki_arena_take(walk->arena, ck_reach_bytes(walk->model), 1);
    double *share = NULL;
    if (!walk->broken && parts > CK_REACH_PARTS) {
        share = cki_arena_take(walk->arena, ck_reach_bytes(walk->model) * CK_END_USE_COUNT, sizeof *share);
    }
    if (reach == NULL || walk->broken) return;
    const ck_status status = ck_reach_read(walk->model, rows, reach, share, walk->diags);
    if (walk->status >= 0) walk->status = status;
    measure->reach = reach;
    measure->reach_share = share;
    measure->reach_rows = rows;
}

static ck_measure take_measure(walk *walk, const ck_measure *like) {
    ck_measure measure = ck_measure_default();
    measure.id = take_text(walk);
    measure.title = take_text(walk);
    measure.citation = take_text(walk);
    measure.link = take_text(walk);
    measure.authority = take_text(walk);
    measure.certainty = take_text(walk);
    const uint32_t effect = take_u32(walk);
    if (effect >= CK_EFFECT_COUNT) walk->broken = true;
    else measure.effect = (ck_effect)effect;
    ck_names *const names[] = {&measure.items, &measure.except_items, &measure.origins, &measure.except_origins,
                               &measure.destinations, &measure.except_destinations, &measure.end_uses, &measure.stockpiles,
                               &measure.projects};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) *names[k] = take_names(walk);
    take_reach(walk, &measure, like);
    measure.announced = take_date(walk);
    measure.from = take_date(walk);
    measure.until = take_date(walk);
    take_pauses(walk, &measure);
    take_amendments(walk, &measure);
    take_values(walk, measure.term, CK_TERM_COUNT);
    return measure;
}

static ck_uncertain take_uncertain(walk *walk) {
    ck_uncertain uncertain = {.target = take_text(walk)};
    const uint32_t kind = take_u32(walk);
    if (kind > CK_CHOICE) walk->broken = true;
    else uncertain.distribution.kind = (ck_distribution_kind)kind;
    uncertain.distribution.a = take_real(walk);
    uncertain.distribution.b = take_real(walk);
    uncertain.distribution.c = take_real(walk);
    uncertain.distribution.low = take_real(walk);
    uncertain.distribution.high = take_real(walk);
    return uncertain;
}

static void take_spec(walk *walk, ck_scenario_spec *spec) {
    const unsigned char *magic = take(walk, sizeof CKI_WIRE_MAGIC);
    if (magic == NULL || cki_compare(magic, CKI_WIRE_MAGIC, sizeof CKI_WIRE_MAGIC) != 0) walk->broken = true;
    spec->name = take_text(walk);
    spec->title = take_text(walk);
    spec->description = take_text(walk);
    spec->start = take_date(walk);
    spec->days = take_u32(walk);
    spec->draws = take_u32(walk);
    const uint64_t low = take_u32(walk);
    spec->seed = low | (uint64_t)take_u32(walk) << 32;
    spec->law_known_on = take_date(walk);
    const uint32_t allocation = take_u32(walk);
    if (allocation > CK_BY_PRICE) walk->broken = true;
    else spec->allocation = (ck_allocation)allocation;
    take_values(walk, spec->parameter, CK_PARAMETER_COUNT);
    const uint32_t measures = take_count(walk, 100);
    ck_measure *measure = cki_arena_take(walk->arena, measures, sizeof *measure);
    for (uint32_t m = 0; m < measures && !walk->broken; m++) {
        const ck_scenario_spec *like = walk->like;
        const ck_measure one = take_measure(walk, like != NULL && m < like->measure_count ? &like->measure[m] : NULL);
        if (measure != NULL) measure[m] = one;
    }
    const uint32_t uncertains = take_count(walk, 48);
    ck_uncertain *uncertain = cki_arena_take(walk->arena, uncertains, sizeof *uncertain);
    for (uint32_t u = 0; u < uncertains && !walk->broken; u++) {
        const ck_uncertain one = take_uncertain(walk);
        if (uncertain != NULL) uncertain[u] = one;
    }
    spec->measure = measure;
    spec->measure_count = measure != NULL ? measures : 0;
    spec->uncertain = uncertain;
    spec->uncertain_count = uncertain != NULL ? uncertains : 0;
    if (walk->at != walk->end) walk->broken = true;
}

static ck_status broken(const walk *walk, const unsigned char *file) {
    return ck_diags_add(walk->diags, CK_E_FORMAT, (ck_place){0},
                        "these bytes are not a scenario: they make no sense after byte %u", "", (uint32_t)(walk->at - file));
}

ck_status ck_scenario_spec_block_bytes(const ck_model *model, const void *file, size_t file_bytes, const ck_scenario_spec *like,
                                       size_t *block_bytes, ck_diags *diags) {
    cki_arena arena = cki_arena_measure();
    walk walk = {model, like, file, (const unsigned char *)file + file_bytes, &arena, diags, CK_OK, false};
    ck_scenario_spec spec = ck_scenario_spec_default();
    take_spec(&walk, &spec);
    if (walk.broken) return broken(&walk, file);
    *block_bytes = cki_arena_bytes(&arena);
    return CK_OK;
}

ck_status ck_scenario_spec_load(const ck_model *model, const void *file, size_t file_bytes, const ck_scenario_spec *like,
                                void *block, size_t bytes, ck_scenario_spec *spec, ck_diags *diags) {
    size_t wanted = 0;
    CK_TRY(ck_scenario_spec_block_bytes(model, file, file_bytes, like, &wanted, diags));
    cki_arena arena = cki_arena_over(block, bytes);
    if (wanted > bytes) return CK_E_MEMORY;
    walk walk = {model, like, file, (const unsigned char *)file + file_bytes, &arena, diags, CK_OK, false};
    *spec = ck_scenario_spec_default();
    take_spec(&walk, spec);
    CK_TRY(cki_arena_check(&arena));
    return walk.broken ? broken(&walk, file) : walk.status;
}
