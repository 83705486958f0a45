/* The engine as a page uses it: one model, one question at a time, snapshots of it, and views of its results. Compiled for
   WebAssembly only, without imports. docs/page.md, "Boundary", has the order of calls.

   Memory, from __heap_base upwards: model | snapshots (SNAPSHOTS slots of one size) | the question that was built: its bytes, spec,
   scenario | bytes and spec of a question that only changes it | run | what a call returns. Addresses of results hold until the
   next ck_page_question or ck_page_room; growth of the memory detaches views, so they are made after the call. */
#include "chokepoint.h"

#define CK_WEB(name) __attribute__((export_name(#name)))

enum { SNAPSHOTS = 9, GRID_LEAST = 30, NONE_DAY = -1 };              // one slot is for the day before the last change

typedef struct snapshot { int32_t day; uint32_t bytes; } snapshot;       // day NONE_DAY: empty

typedef struct page {
    const ck_model   *model;
    ck_scenario_spec  spec;                                  // of the question
    const ck_scenario *scenario;
    ck_scenario_spec  built;                                 // from which the scenario was built
    void             *scenario_block;                        // NULL: there is none
    size_t            scenario_bytes;
    ck_run           *run;
    ck_run_options    options;
    uintptr_t         at_snapshots, at_question;             // addresses
    uintptr_t         at_asked, at_change;                   // bytes of the question; where those of the next one may stand
    size_t            snapshot_room;                         // bytes of a slot
    snapshot          snapshot[SNAPSHOTS];
    uint32_t          grid;                                  // days between snapshots: all but one slot are spread over the question
    int32_t           hot;                                   // a day off the grid that is wanted: that before the last change
    uint32_t          question_bytes;
    void             *run_block;
    uintptr_t         at_out;
    bool              central;                               // the question leaves the snapshot of the day before the change
    bool              keeps;                                 // and, computed once more, those of the grid
    int32_t           from;                                  // first day on which it may differ from the question before
    uint32_t          resumed;                               // day from which the question was computed
    uint32_t          builds, changes, days;                 // so far: scenarios built and changed, days computed
    ck_diag           diag[8];
    char              text[2048];
    ck_diags          diags;
} page;

static page the;                                             // one instance of the module serves one worker

extern unsigned char __heap_base;                            // set by the linker: first free byte

static uintptr_t aligned(uintptr_t at) { return (at + 15) & ~(uintptr_t)15; }
static uintptr_t heap(void) { return aligned((uintptr_t)&__heap_base); }

/* Makes addresses from .. from + bytes usable. */
static bool reach_to(uintptr_t from, uint64_t bytes) {
    const uint64_t end = (uint64_t)from + bytes;
    const uint64_t need = (end + 65535) / 65536, have = __builtin_wasm_memory_size(0);
    if (need > 65535) return false;
    return need <= have || __builtin_wasm_memory_grow(0, (size_t)(need - have)) != SIZE_MAX;
}

static void forget_messages(void) { the.diags = (ck_diags)CK_DIAGS(the.diag, the.text); }

/* ---------------------------------------------------------------- model ------------------------------------------- */

/* Where `bytes` bytes of a model file may be written; 0: no memory. */
CK_WEB(ck_page_room) void *ck_page_room(uint32_t bytes) {
    return reach_to(heap(), bytes) ? (void *)heap() : NULL;
}

/* Load the model file of `bytes` bytes that was written at ck_page_room. */
CK_WEB(ck_page_open) int32_t ck_page_open(uint32_t bytes) {
    const void *file = (const void *)heap();
    size_t      block_bytes = 0;
    forget_messages();
    the.model = NULL;
    the.run = NULL;
    CK_TRY(ck_model_file_block_bytes(file, bytes, &block_bytes, &the.diags));
    const uintptr_t at = aligned(heap() + bytes);
    if (!reach_to(at, block_bytes)) return CK_E_MEMORY;
    CK_TRY(ck_model_load(file, bytes, (void *)at, block_bytes, &the.model, &the.diags));
    the.at_snapshots = aligned(at + block_bytes);
    the.at_question = the.at_asked = the.at_snapshots;
    the.scenario_block = NULL;
    the.snapshot_room = 0;
    return CK_OK;
}

/* ---------------------------------------------------------------- question ---------------------------------------- */

/* Where `bytes` bytes of a spec may be written (include/chokepoint_wire.h); 0: no memory. Results of the last question are gone. */
CK_WEB(ck_page_question) void *ck_page_question(uint32_t bytes) {
    the.run = NULL;
    the.question_bytes = bytes;
    the.at_asked = the.scenario_block != NULL ? the.at_change : the.at_question;
    return the.model != NULL && reach_to(the.at_asked, bytes) ? (void *)the.at_asked : NULL;
}

static void *take(uintptr_t *at, size_t bytes) {
    const uintptr_t from = aligned(*at);
    if (bytes > UINT32_MAX / 2 || !reach_to(from, bytes)) return NULL;
    *at = from + bytes;
    return (void *)from;
}

static ck_status load(uintptr_t *at, const ck_scenario_spec *like) {
    size_t bytes = 0;
    const void *file = (const void *)the.at_asked;
    CK_TRY(ck_scenario_spec_block_bytes(the.model, file, the.question_bytes, like, &bytes, &the.diags));
    void *block = take(at, bytes);
    if (block == NULL) return CK_E_MEMORY;
    return ck_scenario_spec_load(the.model, file, the.question_bytes, like, block, bytes, &the.spec, &the.diags);
}

/* The scenario from nothing, where the one before stood. */
static ck_status build(uintptr_t *at) {
    __builtin_memmove((void *)the.at_question, (const void *)the.at_asked, the.question_bytes);
    the.at_asked = the.at_question;
    the.scenario_block = NULL;
    *at = the.at_question + the.question_bytes;
    CK_TRY(load(at, NULL));
    const size_t bytes = ck_scenario_bytes(the.model, &the.spec);
    void *block = take(at, bytes);
    if (block == NULL) return CK_E_MEMORY;
    CK_TRY(ck_scenario_build(the.model, &the.spec, block, bytes, &the.scenario, &the.diags));
    the.built = the.spec;
    the.scenario_block = block;
    the.scenario_bytes = bytes;
    the.at_change = aligned(*at);
    the.builds++;
    return CK_OK;
}

/* A dial or a date leaves what measures reach as it is: the scenario that is there is changed. */
static ck_status build_or_change(uintptr_t *at) {
    *at = the.at_asked + the.question_bytes;
    if (the.scenario_block == NULL) return build(at);
    CK_TRY(load(at, &the.built));
    if (!ck_scenario_alike(the.model, &the.built, &the.spec)) return build(at);
    the.changes++;
    return ck_scenario_rebuild(the.model, &the.spec, the.scenario_block, the.scenario_bytes, &the.scenario, &the.diags);
}

static void *slot(uint32_t k) { return (void *)(the.at_snapshots + k * the.snapshot_room); }

static void forget_snapshots(int32_t after) {
    for (uint32_t k = 0; k < SNAPSHOTS; k++) {
        if (the.snapshot[k].day > after) the.snapshot[k].day = NONE_DAY;
    }
}

/* The latest snapshot not after `day`, or SNAPSHOTS. */
static uint32_t best_snapshot(int32_t day) {
    uint32_t best = SNAPSHOTS;
    for (uint32_t k = 0; k < SNAPSHOTS; k++) {
        if (the.snapshot[k].day == NONE_DAY || the.snapshot[k].day > day) continue;
        if (best == SNAPSHOTS || the.snapshot[k].day > the.snapshot[best].day) best = k;
    }
    return best;
}

/* In the block of the run. */
static ck_status start_or_resume(void) {
    const size_t   bytes = ck_run_bytes(the.model, the.scenario, the.options);
    void          *block = the.run_block;
    const uint32_t best = the.from > 0 ? best_snapshot(the.from) : SNAPSHOTS;
    the.resumed = 0;
    if (best < SNAPSHOTS) {
        the.resumed = (uint32_t)the.snapshot[best].day;
        return ck_run_resume(the.model, the.scenario, the.options, slot(best), the.snapshot[best].bytes, block, bytes, &the.run,
                             &the.diags);
    }
    return ck_run_start(the.model, the.scenario, the.options, block, bytes, &the.run, &the.diags);
}

static ck_status start(uintptr_t *at) {
    the.run_block = take(at, ck_run_bytes(the.model, the.scenario, the.options));
    if (the.run_block == NULL) return CK_E_MEMORY;
    the.at_out = aligned(*at);
    return start_or_resume();
}

/* Snapshots need room that only a first run can tell; they move everything behind them, so the question is built again. */
static ck_status make_snapshot_room(uintptr_t *at) {
    const size_t wanted = (ck_run_snapshot_most(the.run) / 16 + 4096) * 16;
    if (wanted <= the.snapshot_room) return CK_OK;
    forget_snapshots(NONE_DAY);
    the.snapshot_room = wanted;
    the.at_question = aligned(the.at_snapshots + SNAPSHOTS * wanted);
    if (!reach_to(the.at_question, the.question_bytes)) return CK_E_MEMORY;
    CK_TRY(build(at));
    the.from = 0;
    return start(at);
}

/// Build the question written at ck_page_question and set it to its first day to compute.
///
/// from_day   first day on which it may differ from the question before; 0: everything is computed. Promised by the page.
/// sample     0: central values, with a snapshot on `from_day`: the others are left to ck_page_again; 1: draw number `draw`;
///            2: central values, snapshots stay as they are
/// every      days between recorded points
/// Returns    a ck_status; ck_page_message has the words
CK_WEB(ck_page_ask) int32_t ck_page_ask(int32_t from_day, uint32_t sample, uint32_t draw, uint32_t every) {
    forget_messages();
    the.run = NULL;
    if (the.model == NULL) return CK_E_USAGE;
    the.options = ck_run_options_default();
    the.options.sample = sample == 1;
    the.central = sample == 0;
    the.keeps = false;
    the.options.draw = draw;
    the.options.record_every = every;
    the.from = the.central ? from_day : 0;
    if (the.central) forget_snapshots(from_day > 0 ? from_day : NONE_DAY);
    uintptr_t at = 0;
    ck_status status = build_or_change(&at);
    if (status >= 0) status = start(&at);
    if (status >= 0 && the.central) status = make_snapshot_room(&at);
    if (the.central) {                                       // another number of days is computed from the start
        const uint32_t grid = (the.spec.days + SNAPSHOTS - 2) / (SNAPSHOTS - 1);
        the.grid = grid > GRID_LEAST ? grid : GRID_LEAST;
        the.hot = from_day > 0 ? from_day : NONE_DAY;
    }
    if (status < 0) the.run = NULL;
    return status;
}

/* Another draw of the question that is there. */
CK_WEB(ck_page_draw) int32_t ck_page_draw(uint32_t draw) {
    forget_messages();
    if (the.run == NULL) return CK_E_USAGE;
    the.options.draw = draw;
    the.options.sample = true;
    the.central = false;
    return ck_run_start(the.model, the.scenario, the.options, the.run_block, ck_run_bytes(the.model, the.scenario, the.options),
                        &the.run, &the.diags);
}

static bool has_snapshot(uint32_t day) {
    const uint32_t best = best_snapshot((int32_t)day);
    return best < SNAPSHOTS && the.snapshot[best].day == (int32_t)day;
}

/* Go through the question that was answered once more, from the first snapshot of the grid that is missing. Returns 0 when none is, 1 when days
   are to be computed, or a status below zero. */
CK_WEB(ck_page_again) int32_t ck_page_again(void) {
    forget_messages();
    if (the.run == NULL || !the.central) return CK_E_USAGE;
    the.keeps = true;
    uint32_t day = the.grid;
    while (day < the.spec.days && has_snapshot(day)) day += the.grid;
    if (day >= the.spec.days) return 0;
    the.from = (int32_t)day;
    CK_TRY(start_or_resume());
    return 1;
}

static void keep(uint32_t day) {
    const uint32_t bytes = (uint32_t)ck_run_snapshot_bytes(the.run);
    if (bytes > the.snapshot_room || has_snapshot(day)) return;
    uint32_t into = SNAPSHOTS;
    for (uint32_t k = 0; k < SNAPSHOTS; k++) {
        if (the.snapshot[k].day == NONE_DAY && into == SNAPSHOTS) into = k;
    }
    for (uint32_t k = 0; k < SNAPSHOTS && into == SNAPSHOTS; k++) {      // full: an older wish gives way
        if ((uint32_t)the.snapshot[k].day % the.grid != 0 && the.snapshot[k].day != the.hot) into = k;
    }
    if (into == SNAPSHOTS) return;
    ck_run_snapshot(the.run, slot(into));
    the.snapshot[into] = (snapshot){(int32_t)day, bytes};
}

/* Compute days until `day` are done (at most all). Returns the days done, or a status below zero. */
CK_WEB(ck_page_advance) int32_t ck_page_advance(uint32_t day) {
    if (the.run == NULL) return CK_E_USAGE;
    if (day > the.spec.days) day = the.spec.days;
    while (ck_run_day(the.run) < day) {
        const uint32_t now = ck_run_day(the.run);
        uint32_t next = day;
        if (the.keeps) {
            const uint32_t grid = (now / the.grid + 1) * the.grid;
            if (grid < next) next = grid;
        }
        if (the.central && the.hot > (int32_t)now && (uint32_t)the.hot < next) next = (uint32_t)the.hot;
        CK_TRY(ck_run_to(the.run, next, &the.diags));
        the.days += next - now;
        const bool wanted = (the.keeps && next % the.grid == 0) || (the.central && (int32_t)next == the.hot);
        if (wanted && next < the.spec.days) keep(next);
    }
    return (int32_t)ck_run_day(the.run);
}

/* ---------------------------------------------------------------- texts ------------------------------------------- */

enum { TEXT_MODEL, TEXT_REGION, TEXT_REGION_NAME, TEXT_ITEM, TEXT_ITEM_NAME, TEXT_TIER, TEXT_UNIT, TEXT_GROUP, TEXT_SITE, TEXT_SITE_NAME,
       TEXT_TERM, TEXT_TERM_UNIT, TEXT_TERM_MEANING, TEXT_PARAMETER, TEXT_PARAMETER_UNIT, TEXT_PARAMETER_MEANING, TEXT_EFFECT };

/* Text `at` of a kind, NUL-terminated; 0: none. */
CK_WEB(ck_page_text) const char *ck_page_text(uint32_t kind, uint32_t at) {
    const ck_model_counts count = ck_model_count(the.model);
    switch (kind) {
        case TEXT_MODEL: return ck_model_name(the.model);
        case TEXT_REGION: return at < count.regions ? ck_model_region(the.model, at).id : NULL;
        case TEXT_REGION_NAME: return at < count.regions ? ck_model_region(the.model, at).name : NULL;
        case TEXT_ITEM: return at < count.items ? ck_model_item(the.model, at).id : NULL;
        case TEXT_ITEM_NAME: return at < count.items ? ck_model_item(the.model, at).name : NULL;
        case TEXT_TIER: return at < count.items ? ck_model_item(the.model, at).tier : NULL;
        case TEXT_UNIT: return at < count.items ? ck_model_item(the.model, at).unit : NULL;
        case TEXT_GROUP: return at < count.groups ? ck_model_group(the.model, at) : NULL;
        case TEXT_SITE: return at < count.sites ? ck_model_site(the.model, at).id : NULL;
        case TEXT_SITE_NAME: return at < count.sites ? ck_model_site(the.model, at).name : NULL;
        case TEXT_TERM: return at < CK_TERM_COUNT ? ck_term_info((ck_term)at).name : NULL;
        case TEXT_TERM_UNIT: return at < CK_TERM_COUNT ? ck_term_info((ck_term)at).unit : NULL;
        case TEXT_TERM_MEANING: return at < CK_TERM_COUNT ? ck_term_info((ck_term)at).meaning : NULL;
        case TEXT_PARAMETER: return at < CK_PARAMETER_COUNT ? ck_parameter_info((ck_parameter)at).name : NULL;
        case TEXT_PARAMETER_UNIT: return at < CK_PARAMETER_COUNT ? ck_parameter_info((ck_parameter)at).unit : NULL;
        case TEXT_PARAMETER_MEANING: return at < CK_PARAMETER_COUNT ? ck_parameter_info((ck_parameter)at).meaning : NULL;
        case TEXT_EFFECT: return at < CK_EFFECT_COUNT ? ck_effect_word((ck_effect)at) : NULL;
        default: return NULL;
    }
}

/* What was wrong with the last question: message `at`, odd numbers its hint; 0: no more. */
CK_WEB(ck_page_message) const char *ck_page_message(uint32_t at) {
    if (at / 2 >= the.diags.count) return NULL;
    const ck_diag *diag = &the.diags.item[at / 2];
    return at % 2 == 0 ? diag->message : diag->hint;
}

/* ---------------------------------------------------------------- numbers ----------------------------------------- */

static double day_or_never(uint32_t day) { return day != CK_NONE ? (double)day : -1.0; }
static double index_or_none(uint32_t at) { return at != CK_NONE ? (double)at : -1.0; }

enum { ROW_COUNTS, ROW_REGION, ROW_ITEM, ROW_SITE, ROW_PRODUCT, ROW_SLOT, ROW_FLOW, ROW_TERM, ROW_PARAMETER, ROW_RESULT, ROW_MEASURE, ROW_RUN,
       ROW_CLOCK, ROW_COUNT };

/* Numbers a row and rows of a table. */
static const uint32_t WIDTH[ROW_COUNT] = {10, 2, 2, 13, 5, 6, 12, 3, 3, 11, 12, 16, 7};

static uint32_t rows_of(uint32_t table) {
    const ck_model_counts count = ck_model_count(the.model);
    const uint32_t rows[ROW_COUNT] = {1, count.regions, count.items, count.sites, count.products, count.slots, count.flows, CK_TERM_COUNT,
                                      CK_PARAMETER_COUNT, the.run != NULL ? count.sites : 0, the.run != NULL ? the.spec.measure_count : 0,
                                      the.run != NULL ? 1 : 0, the.run != NULL ? 1 : 0};
    return rows[table];
}

static void write_site(double *to, const ck_site_info info) {
    const double row[] = {info.kind, info.region, info.item, info.capacity, info.base_output, info.value_added, info.employment,
                          info.latitude_deg, info.longitude_deg, info.first_product, info.product_count, info.first_slot, info.slot_count};
    __builtin_memcpy(to, row, sizeof row);
}
static void write_flow(double *to, const ck_flow_info info) {
    const double row[] = {info.product, info.slot, info.item, info.origin, info.destination, info.lag_days, info.bilateral, info.potential,
                          info.base_quantity, info.base_value_usd, info.share_military, info.share_semiconductor};
    __builtin_memcpy(to, row, sizeof row);
}
static void write_result(double *to, const ck_site_result result) {
    const double row[] = {day_or_never(result.first_slow_day), day_or_never(result.first_stop_day), result.lowest_level, day_or_never(result.lowest_day),
                          result.slow_days, result.stop_days, result.lost_output, result.lost_value_added, result.extra_cost, result.bound,
                          index_or_none(result.bound_slot)};
    __builtin_memcpy(to, row, sizeof row);
}
static void write_measure(double *to, uint32_t measure) {
    const ck_measure_result result = ck_run_measure(the.run, measure);
    const ck_licence_count licence = ck_run_licences(the.run, measure);
    const double row[] = {result.blocked, result.paid, result.released, result.granted_share, licence.none, licence.applied, licence.review,
                          licence.granted, licence.refused, licence.expired, ck_scenario_flow_count(the.scenario, measure),
                          ck_scenario_base_quantity(the.scenario, measure)};
    __builtin_memcpy(to, row, sizeof row);
}
static void write_run(double *to) {
    const ck_run_ledger ledger = ck_run_account(the.run);
    const uint64_t digest = ck_run_digest(the.run), scenario = ck_scenario_digest(the.scenario), model = ck_model_digest(the.model);
    const uint32_t months = ck_run_month_count(the.run);
    const double row[] = {(uint32_t)digest, (uint32_t)(digest >> 32), (uint32_t)scenario, (uint32_t)(scenario >> 32), (uint32_t)model,
                          (uint32_t)(model >> 32), ledger.lost_value_added, ledger.on_baseline, ledger.largest_mass_error, ck_run_day(the.run),
                          months, months > 0 ? ck_run_month_index(the.run, 0) : 0, ck_run_level(the.run, 0).count, the.resumed,
                          ck_scenario_first_day(the.scenario), the.options.record_every};
    __builtin_memcpy(to, row, sizeof row);
}
/* What costs no walk through the run. */
static void write_clock(double *to) {
    const double row[] = {ck_run_day(the.run), ck_run_level(the.run, 0).count, the.resumed, the.options.record_every, the.builds, the.changes,
                          the.days};
    __builtin_memcpy(to, row, sizeof row);
}
static void write_counts(double *to) {
    const ck_model_counts count = ck_model_count(the.model);
    const double row[] = {count.regions, count.items, count.groups, count.sites, count.products, count.input_groups, count.slots, count.flows,
                          count.projects, count.customers};
    __builtin_memcpy(to, row, sizeof row);
}
static void write_knob(double *to, ck_knob_info info) {
    const double row[] = {info.value, info.low, info.high};
    __builtin_memcpy(to, row, sizeof row);
}

static void write_row(uint32_t table, uint32_t at, double *to) {
    switch (table) {
        case ROW_COUNTS: write_counts(to); break;
        case ROW_REGION: to[0] = ck_model_region(the.model, at).latitude_deg; to[1] = ck_model_region(the.model, at).longitude_deg; break;
        case ROW_ITEM: to[0] = ck_model_item(the.model, at).group; to[1] = ck_model_item(the.model, at).usd_per_unit; break;
        case ROW_SITE: write_site(to, ck_model_site(the.model, at)); break;
        case ROW_PRODUCT: {
            const ck_product_info info = ck_model_product(the.model, at);
            const double row[] = {info.site, info.item, info.base_output, info.base_stock, info.base_price_usd};
            __builtin_memcpy(to, row, sizeof row);
            break;
        }
        case ROW_SLOT: {
            const ck_slot_info info = ck_model_slot(the.model, at);
            const double row[] = {info.site, info.item, info.input_group, info.base_use, info.base_stock, info.essentiality};
            __builtin_memcpy(to, row, sizeof row);
            break;
        }
        case ROW_FLOW: write_flow(to, ck_model_flow(the.model, at)); break;
        case ROW_TERM: write_knob(to, ck_term_info((ck_term)at)); break;
        case ROW_PARAMETER: write_knob(to, ck_parameter_info((ck_parameter)at)); break;
        case ROW_RESULT: write_result(to, ck_run_site(the.run, at)); break;
        case ROW_MEASURE: write_measure(to, at); break;
        case ROW_CLOCK: write_clock(to); break;
        default: write_run(to); break;
    }
}

/* A table of numbers, row by row; 0: none. ck_page_width and ck_page_rows give its shape. */
CK_WEB(ck_page_width) uint32_t ck_page_width(uint32_t table) { return table < ROW_COUNT ? WIDTH[table] : 0; }
CK_WEB(ck_page_rows) uint32_t ck_page_rows(uint32_t table) { return the.model != NULL && table < ROW_COUNT ? rows_of(table) : 0; }
CK_WEB(ck_page_table) const double *ck_page_table(uint32_t table) {
    const uint32_t rows = ck_page_rows(table);
    const uintptr_t at = the.run != NULL ? the.at_out : aligned(the.scenario_block != NULL ? the.at_change : the.at_question);
    if (rows == 0 || !reach_to(at, (uint64_t)rows * WIDTH[table] * sizeof(double))) return NULL;
    for (uint32_t k = 0; k < rows; k++) write_row(table, k, (double *)at + (size_t)k * WIDTH[table]);
    return (const double *)at;
}

/* Shipments of all flows since the start: (flows) units, then (flows) USD. */
CK_WEB(ck_page_shipped) const double *ck_page_shipped(void) {
    if (the.run == NULL) return NULL;
    const uint32_t flows = ck_model_count(the.model).flows, months = ck_run_month_count(the.run);
    if (!reach_to(the.at_out, 2 * (uint64_t)flows * sizeof(double))) return NULL;
    double *to = (double *)the.at_out;
    __builtin_memset(to, 0, 2 * (size_t)flows * sizeof(double));
    for (uint32_t m = 0; m < months; m++) {              // as the run keeps them
        for (uint32_t f = 0; f < flows; f++) {
            to[f] += ck_run_month_quantity(the.run, f, m);
            to[flows + f] += ck_run_month_value(the.run, f, m);
        }
    }
    return to;
}

/* First number of a recorded series, in place; the next ones are ck_page_stride numbers further. kind 0: level of a site, 1: price,
   2: stock of a product. */
static ck_series series_of(uint32_t kind, uint32_t at) {
    return kind == 0 ? ck_run_level(the.run, at) : kind == 1 ? ck_run_price(the.run, at) : ck_run_stock(the.run, at);
}
CK_WEB(ck_page_series) const double *ck_page_series(uint32_t kind, uint32_t at) { return the.run != NULL ? series_of(kind, at).value : NULL; }
CK_WEB(ck_page_stride) uint32_t ck_page_stride(uint32_t kind) { return the.run != NULL ? series_of(kind, 0).stride : 0; }

enum { WHY_STEPS = 32, WHY_WIDTH = 9, LOSSES_WIDTH = 6 };

/* The chain of causes behind a site that slows or loses: rows of cause, site, slot, flow, measure, day (-1: none), cover, usd, price.
   Returns how many. */
CK_WEB(ck_page_why) uint32_t ck_page_why(uint32_t site) {
    ck_why_step step[WHY_STEPS];
    if (the.run == NULL || site >= ck_model_count(the.model).sites || !reach_to(the.at_out, sizeof(double) * WHY_STEPS * WHY_WIDTH)) return 0;
    const uint32_t steps = ck_run_why(the.run, site, step, WHY_STEPS);
    double *to = (double *)the.at_out;
    for (uint32_t k = 0; k < steps; k++, to += WHY_WIDTH) {
        const double row[WHY_WIDTH] = {step[k].cause, index_or_none(step[k].site), index_or_none(step[k].slot), index_or_none(step[k].flow),
                                       index_or_none(step[k].measure), day_or_never(step[k].day), step[k].cover, step[k].usd, step[k].price};
        __builtin_memcpy(to, row, sizeof row);
    }
    return steps;
}
/* Where the lost output of a site is missing, USD at base prices: output, sales, final_sales, discarded, stocked; then the outlet. */
CK_WEB(ck_page_losses) const double *ck_page_losses(uint32_t site) {
    if (the.run == NULL || site >= ck_model_count(the.model).sites || !reach_to(the.at_out, sizeof(double) * LOSSES_WIDTH)) return NULL;
    const ck_site_losses lost = ck_run_losses(the.run, site);
    const double row[LOSSES_WIDTH] = {lost.output, lost.sales, lost.final_sales, lost.discarded, lost.stocked, index_or_none(lost.outlet)};
    __builtin_memcpy((void *)the.at_out, row, sizeof row);
    return (const double *)the.at_out;
}
CK_WEB(ck_page_out) const double *ck_page_out(void) { return (const double *)the.at_out; }

/* The value that the run uses of an uncertain number of the spec. */
CK_WEB(ck_page_uncertain) double ck_page_uncertain(uint32_t at) {
    return the.run != NULL && at < the.spec.uncertain_count ? ck_run_uncertain(the.run, at) : __builtin_nan("");
}

/* Digest of an ensemble from the digests of its draws in order: pairs of 32-bit halves at ck_page_out, low half first. The result
   stands there too. */
CK_WEB(ck_page_fold) void ck_page_fold(uint32_t draws) {
    double *pair = (double *)the.at_out;
    ck_digest digest = ck_digest_start(draws);
    for (uint32_t k = 0; k < draws; k++) ck_digest_u64(&digest, (uint64_t)(uint32_t)pair[2 * k + 1] << 32 | (uint32_t)pair[2 * k]);
    const uint64_t value = ck_digest_value(&digest);
    pair[0] = (uint32_t)value;
    pair[1] = (uint32_t)(value >> 32);
}
