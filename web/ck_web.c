/* The boundary between a page and the kernel. Doubles in, doubles out, one call for a run; no imports. Compiled for
   WebAssembly only.

   A page asks for one block, cuts it into model file, question, answer and working memory (each aligned to 16 bytes) and
   calls ck_web_run. 64-bit values travel as two halves of 32 bits, low half first, because numbers of a page are doubles.

   question   [0] first day, days since 2000-01-01        [1] days            [2] seed, low half    [3] seed, high half
              [4] 0 expected values, 1 sampled            [5] draw            [6] days between recorded points
              [7] law_known_on, days since 2000-01-01; infinity = everything known
              [8 ...] CK_PARAMETER_COUNT parameters in the order of CK_PARAMETER_LIST; NaN = the default
              then measures of CK_WEB_MEASURE numbers each:
              [0] effect    [1] item, [2] origin, [3] destination as indices of the model, -1 = all
              [4] announced [5] from  [6] until, days since 2000-01-01; infinity = for good
              [7 ...] CK_TERM_COUNT terms in the order of CK_TERM_LIST; NaN = the default
   answer     [0] digest, low half   [1] digest, high half   [2] USD of value added lost    [3] sites
              then CK_WEB_SITE numbers a site:
              [0] first slow day   [1] first stopped day, -1 = never   [2] lowest level   [3] lost output, unit
              [4] lost value added, USD                                                                            */
#include "chokepoint.h"

#define CK_WEB(name) __attribute__((export_name(#name)))

enum {
    CK_WEB_HEAD = 8 + CK_PARAMETER_COUNT,
    CK_WEB_MEASURE = 7 + CK_TERM_COUNT,
    CK_WEB_ANSWER = 4,
    CK_WEB_SITE = 5,
};

extern unsigned char __heap_base;                            // set by the linker: first free byte

/* Room for `bytes`, always at the same place; an earlier block is given up. NULL when memory cannot grow. */
CK_WEB(ck_web_block) void *ck_web_block(uint32_t bytes) {
    const uintptr_t at = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
    const size_t    have = __builtin_wasm_memory_size(0);
    const size_t    need = (size_t)(((uint64_t)at + bytes + 65535) / 65536);
    if (need > have && __builtin_wasm_memory_grow(0, need - have) == SIZE_MAX) return NULL;
    return (void *)at;
}

/* ---------------------------------------------------------------- memory ------------------------------------------ */

typedef struct room { unsigned char *at; size_t left; } room;

static void *room_take(room *room, size_t bytes) {
    const size_t whole = (bytes + 15) & ~(size_t)15;
    if (whole < bytes || whole > room->left) return NULL;
    void *at = room->at;
    room->at += whole;
    room->left -= whole;
    return at;
}

static ck_status load(room *work, const void *file, uint32_t file_bytes, const ck_model **model) {
    size_t bytes = 0;
    CK_TRY(ck_model_file_block_bytes(file, file_bytes, &bytes, NULL));
    void *block = room_take(work, bytes);
    return block != NULL ? ck_model_load(file, file_bytes, block, bytes, model, NULL) : CK_E_MEMORY;
}

/* ---------------------------------------------------------------- question ---------------------------------------- */

typedef struct asked { ck_scenario_spec spec; ck_run_options options; } asked;

/* A whole number from the page; false outside low .. high (NaN too). */
static bool whole(double value, double low, double high, double *out) {
    if (!(value >= low && value <= high)) return false;
    *out = ck_floor(value);
    return true;
}

static bool day_of(double value, ck_date *date) {
    double day = 0.0;
    if (value == __builtin_inf()) {
        *date = CK_DATE_LAST;
        return true;
    }
    if (!whole(value, -1e6, 1e6, &day)) return false;
    *date = (ck_date){(int32_t)day};
    return true;
}

static bool index_of(double value, uint32_t count, uint32_t *index) {
    double at = 0.0;
    if (!whole(value, -1.0, (double)count - 1.0, &at)) return false;
    *index = at < 0.0 ? CK_NONE : (uint32_t)at;
    return true;
}

/* `name` is where the selector keeps its one name. */
static ck_names selector(const char **name, const char *id) {
    *name = id;
    return (ck_names){.name = name, .count = 1};
}

static ck_status measure_read(const ck_model *model, const double *number, const char **name, ck_measure *measure) {
    const ck_model_counts count = ck_model_count(model);
    double   effect = 0.0;
    uint32_t item = CK_NONE, origin = CK_NONE, destination = CK_NONE;

    *measure = ck_measure_default();
    if (!whole(number[0], 0.0, CK_EFFECT_COUNT - 1.0, &effect)) return CK_E_RANGE;
    if (!index_of(number[1], count.items, &item) || !index_of(number[2], count.regions, &origin) ||
        !index_of(number[3], count.regions, &destination)) {
        return CK_E_UNKNOWN;
    }
    if (!day_of(number[4], &measure->announced) || !day_of(number[5], &measure->from) ||
        !day_of(number[6], &measure->until)) {
        return CK_E_RANGE;
    }
    measure->effect = (ck_effect)(uint32_t)effect;
    measure->items = selector(&name[0], item != CK_NONE ? ck_model_item(model, item).id : "*");
    measure->origins = selector(&name[1], origin != CK_NONE ? ck_model_region(model, origin).id : "*");
    measure->destinations = selector(&name[2], destination != CK_NONE ? ck_model_region(model, destination).id : "*");
    measure->authority = ck_model_region(model, origin != CK_NONE ? origin : 0).id;
    for (uint32_t term = 0; term < CK_TERM_COUNT; term++) {
        const double value = number[7 + term];
        if (value == value) measure->term[term] = value;
    }
    return CK_OK;
}

/* "m00000": measures need ids of their own. */
static const char *measure_id(char *text, uint32_t index) {
    text[0] = 'm';
    for (uint32_t at = 5; at > 0; at--, index /= 10) text[at] = (char)('0' + index % 10);
    text[6] = '\0';
    return text;
}

static ck_status question_read(room *work, const ck_model *model, const double *question, uint32_t n_question, asked *asked) {
    if (n_question < CK_WEB_HEAD || (n_question - CK_WEB_HEAD) % CK_WEB_MEASURE != 0) return CK_E_USAGE;
    const uint32_t measures = (n_question - CK_WEB_HEAD) / CK_WEB_MEASURE;
    double days = 0.0, seed_low = 0.0, seed_high = 0.0, draw = 0.0, every = 0.0;

    asked->spec = ck_scenario_spec_default();
    asked->options = ck_run_options_default();
    asked->spec.name = asked->spec.title = "page";
    if (measures > 99999) return CK_E_LIMIT;
    if (!day_of(question[0], &asked->spec.start) || !whole(question[1], 1.0, 36600.0, &days) ||
        !whole(question[2], 0.0, 4294967295.0, &seed_low) || !whole(question[3], 0.0, 4294967295.0, &seed_high) ||
        !whole(question[5], 0.0, 4294967295.0, &draw) || !whole(question[6], 1.0, 36600.0, &every) ||
        !day_of(question[7], &asked->spec.law_known_on)) {
        return CK_E_RANGE;
    }
    asked->spec.days = (uint32_t)days;
    asked->spec.seed = (uint64_t)seed_high << 32 | (uint64_t)seed_low;
    asked->options.sample = question[4] != 0.0;
    asked->options.draw = (uint64_t)draw;
    asked->options.record_every = (uint32_t)every;
    for (uint32_t parameter = 0; parameter < CK_PARAMETER_COUNT; parameter++) {
        const double value = question[8 + parameter];
        if (value == value) asked->spec.parameter[parameter] = value;
    }

    ck_measure  *measure = room_take(work, measures * sizeof *measure);
    const char **name = room_take(work, (size_t)measures * 3 * sizeof *name);
    char        *id = room_take(work, (size_t)measures * 8);
    if (measure == NULL || name == NULL || id == NULL) return CK_E_MEMORY;
    for (uint32_t i = 0; i < measures; i++) {
        const double *number = question + CK_WEB_HEAD + (size_t)i * CK_WEB_MEASURE;
        CK_TRY(measure_read(model, number, name + (size_t)i * 3, &measure[i]));
        measure[i].id = measure[i].title = measure_id(id + (size_t)i * 8, i);
    }
    asked->spec.measure = measure;
    asked->spec.measure_count = measures;
    return CK_OK;
}

/* ---------------------------------------------------------------- answer ------------------------------------------ */

static double day_or_never(uint32_t day) {
    return day != CK_NONE ? (double)day : -1.0;
}

static void answer_write(const ck_model *model, const ck_run *run, double *answer) {
    const uint64_t digest = ck_run_digest(run);
    const uint32_t sites = ck_model_count(model).sites;
    answer[0] = (double)(uint32_t)digest;
    answer[1] = (double)(uint32_t)(digest >> 32);
    answer[2] = ck_run_account(run).lost_value_added;
    answer[3] = (double)sites;
    for (uint32_t site = 0; site < sites; site++) {
        const ck_site_result result = ck_run_site(run, site);
        double *at = answer + CK_WEB_ANSWER + (size_t)site * CK_WEB_SITE;
        at[0] = day_or_never(result.first_slow_day);
        at[1] = day_or_never(result.first_stop_day);
        at[2] = result.lowest_level;
        at[3] = result.lost_output;
        at[4] = result.lost_value_added;
    }
}

/* ---------------------------------------------------------------- exports ----------------------------------------- */

/* How many numbers the answer for this model file has; 0 when the file is not a sound model file. `work` as in ck_web_run. */
CK_WEB(ck_web_answer_count) uint32_t ck_web_answer_count(const void *file, uint32_t file_bytes, void *work, uint32_t work_bytes) {
    room            memory = {work, work_bytes};
    const ck_model *model = NULL;
    if (load(&memory, file, file_bytes, &model) < 0) return 0;
    return CK_WEB_ANSWER + ck_model_count(model).sites * CK_WEB_SITE;
}

/* One run. Returns a ck_status; below zero `answer` is as it was, and CK_E_MEMORY asks for more working memory. */
CK_WEB(ck_web_run) int32_t ck_web_run(const void *file, uint32_t file_bytes, const double *question, uint32_t n_question,
                                      double *answer, uint32_t n_answer, void *work, uint32_t work_bytes) {
    room               memory = {work, work_bytes};
    const ck_model    *model = NULL;
    const ck_scenario *scenario = NULL;
    ck_run            *run = NULL;
    asked              asked;

    CK_TRY(load(&memory, file, file_bytes, &model));
    if (n_answer != CK_WEB_ANSWER + ck_model_count(model).sites * CK_WEB_SITE) return CK_E_USAGE;
    CK_TRY(question_read(&memory, model, question, n_question, &asked));

    const size_t scenario_bytes = ck_scenario_bytes(model, &asked.spec);
    void        *scenario_block = room_take(&memory, scenario_bytes);
    if (scenario_block == NULL) return CK_E_MEMORY;
    CK_TRY(ck_scenario_build(model, &asked.spec, scenario_block, scenario_bytes, &scenario, NULL));

    const size_t run_bytes = ck_run_bytes(model, scenario, asked.options);
    void        *run_block = room_take(&memory, run_bytes);
    if (run_block == NULL) return CK_E_MEMORY;
    CK_TRY(ck_run_start(model, scenario, asked.options, run_block, run_bytes, &run, NULL));
    CK_TRY(ck_run_to(run, asked.spec.days, NULL));
    answer_write(model, run, answer);
    return CK_OK;
}
