#include "flow/run.h"

#include "base/lanes.h"
#include "flow/demand.h"
#include "flow/fields.h"
#include "flow/stages.h"
#include "flow/start.h"
#include "flow/substitutes.h"
#include "flow/tiles.h"

/* ---------------------------------------------------------------- layout ------------------------------------------ */

static size_t times(size_t a, size_t b) {
    return b != 0 && a > SIZE_MAX / b ? SIZE_MAX : a * b;
}

static void count_shapes(ck_run *run) {
    const ck_model *model = run->model;
    const ck_scenario *scenario = run->scenario;
    const ck_date last = {scenario->start.day + (int32_t)scenario->days - 1};
    run->month_count = (uint32_t)(ck_date_month_index(last) - ck_date_month_index(scenario->start)) + 1;
    run->point_count = scenario->days / run->options.record_every;
    cki_ring_set(run);
    cki_substitutes_count(&run->substitutes, model);
    run->fixed.lone.count = cki_lone_count(model, scenario);
    run->fixed.mixed_count = cki_mixed_most(model);
    run->shape = (cki_shapes){
        .site = model->site_count,
        .product = model->product_count,
        .slot = model->slot_count,
        .flow = model->flow_count,
        .project = model->project_count,
        .SUPPLIER = cki_supplier_count(model),
        .ORDER_WEEK = times(run->fixed.ring_weeks, cki_supplier_count(model)),
        .PART_DAY = times(run->fixed.ring_days, model->product_count),
        .LONE = run->fixed.lone.count,
        .LONE_DAY = times(run->fixed.ring_days, run->fixed.lone.count),
        .CELL = scenario->cell_count,
        .MEASURE = scenario->measure_count,
        .MONTH_SUPPLIER = times(run->month_count, cki_supplier_count(model)),
        .POINT_SITE = times(run->point_count, model->site_count),
        .POINT_PRODUCT = times(run->point_count, model->product_count),
        .ONE = 1,
    };
}

/* Arrays stand whole lines of the cache apart: a loop reads and writes at the same place of a line in each of them (3 % of a day). */
#define CACHE_LINE ((size_t)64)

static void *take(cki_arena *arena, size_t count, size_t each) {
    return cki_arena_take_aligned(arena, count, each, CACHE_LINE);
}

static void take_scratch(ck_run *run, cki_arena *arena) {
    const cki_shapes *shape = &run->shape;
    cki_fixed *fixed = &run->fixed;
    cki_scratch *scratch = &run->scratch;
    cki_suppliers *suppliers = &fixed->suppliers;
    cki_review *review = &scratch->review;
    double **const by_site[] = {&fixed->site_share, &fixed->build_response, &scratch->plan, &scratch->factor,
                                &scratch->able,     &scratch->possible,     &scratch->cost,  &scratch->wanted};
    double **const by_product[] = {
        &fixed->product_base,  &fixed->product_final, &fixed->product_discard, &fixed->product_target,
        &fixed->product_store, &fixed->product_level, &scratch->made,          &scratch->final_wanted,
        &scratch->final_sold,  &scratch->log_price,   &scratch->appeal,        &scratch->wish,
        &scratch->later,       &scratch->sent,          &scratch->run_level,  &scratch->week,          &scratch->orders,        &scratch->steady_orders,
        &fixed->product_leads, &fixed->product_drives, &fixed->flexibility,   &fixed->supplier_elasticity,
        &fixed->demand_elasticity, &fixed->repute_rate, &fixed->use_rate,
    };
    double **const by_slot[] = {&fixed->slot_arrival, &fixed->slot_under_way, &fixed->slot_price, &fixed->slot_thrift,
                                &fixed->slot_essentiality, &fixed->slot_level, &fixed->slot_kind, &scratch->rise, &scratch->need, &scratch->allows, &scratch->arriving,
                                &scratch->used, &run->substitutes.share, &review->fill, &review->worry, &review->pipeline, &review->over_part,
                                &review->missing, &review->warned, &review->scale, &review->wanted};
    double **const by_mixed[] = {&review->trust,     &review->part,  &review->filled,    &review->response, &review->paid,
                                 &review->under_way, &review->alarm, &review->over_trust};
    double **const by_flow[] = {&fixed->flow_reference, &scratch->allowed};
    double **const by_supplier[] = {&suppliers->reference, &suppliers->base, &suppliers->base_price, &suppliers->lag,
                                    &scratch->barrier,     &scratch->toll,   &scratch->charge,       &scratch->part,
                                    &scratch->sailing,     &scratch->weight, &scratch->deviation,
                                    &scratch->dearer,      &scratch->way_goal, &fixed->way_share};
    uint32_t **const numbers[] = {&suppliers->flow, &suppliers->product,  &suppliers->slot,
                                  &suppliers->seller, &suppliers->days, &suppliers->by_lag};
    double **const by_lone[] = {&scratch->lone_use, &scratch->lone_missing, &scratch->lone_weight};
    cki_lone *lone = &fixed->lone;
    uint32_t **const of_lone[] = {&lone->flow, &lone->supplier, &lone->slot, &lone->product, &lone->is_pile,
                                  &lone->active, &scratch->lone_capped};
#define TAKE(list, count)                                                                                              \
    for (size_t i = 0; i < sizeof(list) / sizeof((list)[0]); i++) {                                                    \
        *(list)[i] = take(arena, (count), sizeof(double));                                                             \
    }
    TAKE(by_site, shape->site)
    TAKE(by_product, shape->product)
    TAKE(by_slot, shape->slot)
    TAKE(by_mixed, fixed->mixed_count)
    TAKE(by_flow, shape->flow)
    TAKE(by_supplier, shape->SUPPLIER)
    TAKE(by_lone, shape->LONE)
#undef TAKE
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        *numbers[i] = take(arena, shape->SUPPLIER, sizeof(uint32_t));
    }
    fixed->watched = take(arena, shape->site, sizeof(uint32_t));
    fixed->tile = take(arena, shape->site, sizeof(cki_tile));
    fixed->mixed = take(arena, fixed->mixed_count, sizeof(uint32_t));
    fixed->mixed_suppliers = take(arena, fixed->mixed_count, sizeof(uint32_t));
    fixed->joint = take(arena, shape->site, sizeof(uint32_t));
    for (size_t i = 0; i < sizeof of_lone / sizeof of_lone[0]; i++) *of_lone[i] = take(arena, shape->LONE, sizeof(uint32_t));
    fixed->lone.stretch = take(arena, 2 * ((size_t)suppliers->longest + 1), sizeof(cki_stretch));
    fixed->lone.group = take(arena, shape->LONE, sizeof(cki_group));
    fixed->lone.of_flow = take(arena, shape->flow, sizeof(uint32_t));
    suppliers->first_by_lag = take(arena, (size_t)suppliers->longest + 2, sizeof(uint32_t));
    scratch->lone_order = take(arena, times(fixed->ring_weeks, shape->LONE), sizeof(double));
    suppliers->back = take(arena, shape->SUPPLIER, sizeof(int32_t));
    suppliers->of_flow = take(arena, shape->flow, sizeof(uint32_t));
    fixed->ways = take(arena, shape->slot + 1, sizeof(cki_ways));
    fixed->way_supplier = take(arena, shape->SUPPLIER, sizeof(uint32_t));
    fixed->month_start = take(arena, (size_t)run->month_count + 1, sizeof(uint32_t));
    scratch->short_slot = take(arena, shape->site, sizeof(uint32_t));
    scratch->site_flag = take(arena, shape->site, sizeof(uint8_t));
    scratch->offer = take(arena, shape->product, sizeof(cki_offer));
    fixed->site_slot = take(arena, shape->site + 1, sizeof(uint32_t));
    scratch->lacks = take(arena, shape->slot, sizeof(uint8_t));
    scratch->drive = take(arena, shape->slot + CKI_SPREAD, sizeof(double));
    scratch->held_back = take(arena, shape->site, sizeof(uint32_t));
}

static void take_substitutes(ck_run *run, cki_arena *arena) {
    cki_substitutes *to = &run->substitutes;
    double **const by_group[] = {&to->at_once, &to->in_the_end, &to->time, &to->days, &to->elasticity,
                                 &to->bend.power, &to->bend.over_power, &to->bend.largest, &to->bend.top};
    for (size_t i = 0; i < sizeof by_group / sizeof by_group[0]; i++) *by_group[i] = take(arena, to->room, sizeof(double));
    to->group = take(arena, to->count, sizeof(uint32_t));
    to->of_slot = take(arena, run->shape.slot, sizeof(uint32_t));
    to->lacks = take(arena, to->count, sizeof(uint8_t));
    to->lacking = take(arena, to->count, sizeof(uint32_t));
    to->abreast_group = take(arena, 1, sizeof(cki_abreast_group));
    to->abreast_input = take(arena, to->inputs, sizeof(cki_abreast_input));
}

/* Lays out everything but the struct itself; model, scenario and options are set. */
static void layout(ck_run *run, cki_arena *arena) {
    count_shapes(run);
    cki_sample_layout(&run->sample, arena, run->model, run->scenario);
    cki_today_layout(&run->today, arena, run->model, run->scenario);
    take_scratch(run, arena);
    take_substitutes(run, arena);
#define X(type, name, shape_of, unit, stages, meaning)                                                                 \
    run->state.name = take(arena, run->shape.shape_of, sizeof(cki_##type));
    CK_STATE_FIELDS(X)
#undef X
}

ck_run_options ck_run_options_default(void) {
    return (ck_run_options){
        .size = sizeof(ck_run_options),
        .record_every = 7,
        .draw = 0,
        .sample = false,
        .mass_tolerance = 1e-9,
    };
}

size_t ck_run_bytes(const ck_model *model, const ck_scenario *scenario, ck_run_options options) {
    if (options.record_every == 0) options.record_every = 1;
    ck_run run = {.model = model, .scenario = scenario, .options = options};
    cki_arena arena = cki_arena_measure();
    cki_arena_take(&arena, 1, sizeof(ck_run));
    layout(&run, &arena);
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- start ------------------------------------------- */

static ck_status check_options(ck_run_options options, ck_diags *diags) {
    const ck_place nowhere = {0};
    if (options.size == 0) {
        return ck_diags_add(diags, CK_E_USAGE, nowhere, "the options of a run were not set",
                            "start from ck_run_options_default()");
    }
    if (options.record_every == 0) {
        return ck_diags_add(diags, CK_E_RANGE, nowhere, "record_every is 0", "record every 1 day or more");
    }
    if (!(options.mass_tolerance > 0.0 && options.mass_tolerance <= 1.0)) {
        return ck_diags_add(diags, CK_E_RANGE, nowhere, "mass_tolerance is %g, expected a number in (0, 1]",
                            "1e-9 is the default", options.mass_tolerance);
    }
    return CK_OK;
}

/* The digits of a run depend on subnormal numbers being kept: prove it with numbers that the compiler does not know. */
static ck_status check_arithmetic(ck_diags *diags) {
    volatile double smallest_normal = 0x1p-1022, half = 0.5;
    const double small = smallest_normal * half;
    if (small != 0.0 && small + small == smallest_normal) return CK_OK;
    return ck_diags_add(diags, CK_E_ARITHMETIC, (ck_place){0}, "the processor replaces small numbers by 0",
                        "switch off flush-to-zero and denormals-are-zero on this thread");
}

ck_status cki_run_prepare(const ck_model *model, const ck_scenario *scenario, ck_run_options options, void *block,
                          size_t bytes, ck_run **run, ck_diags *diags) {
    CK_TRY(check_options(options, diags));
    CK_TRY(check_arithmetic(diags));
    ck_run here = {.model = model, .scenario = scenario, .options = options};
    cki_arena arena = cki_arena_over(block, bytes);
    ck_run *placed = cki_arena_take(&arena, 1, sizeof(ck_run));
    layout(&here, &arena);
    if (cki_arena_check(&arena) < 0 || here.shape.PART_DAY > INT32_MAX) {
        return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0},
                            "the block of the run is too small or not aligned to 16 bytes",
                            "give ck_run_bytes(model, scenario, options) bytes");
    }
    CK_TRY(cki_shape_check(model, diags));
    here.random = (ck_random){.seed = scenario->seed, .draw = options.draw};
    here.date = scenario->start;
    here.width = cki_wide();
    *placed = here;
    cki_sample_draw(&placed->sample, model, scenario, placed->random, options.sample);
    cki_today_reset(&placed->today, scenario);
    cki_fixed_fill(placed);
    cki_scratch_fill(placed);
    cki_substitutes_fill(placed);
    *run = placed;
    return CK_OK;
}

ck_status ck_run_start(const ck_model *model, const ck_scenario *scenario, ck_run_options options, void *block,
                       size_t bytes, ck_run **run, ck_diags *diags) {
    ck_run *started = NULL;
    CK_TRY(cki_run_prepare(model, scenario, options, block, bytes, &started, diags));
    cki_state_fill(started);
    cki_license_start(started);
    cki_state_settle(started);
    cki_demand_take_up(started);
    *run = started;
    return CK_OK;
}

/* ---------------------------------------------------------------- steps ------------------------------------------- */

static void begin_month(ck_run *run) {
    const size_t suppliers = run->shape.SUPPLIER, at = (size_t)run->month * suppliers;
    cki_zero(run->state.month_quantity + at, suppliers * sizeof(double));
    cki_zero(run->state.month_value + at, suppliers * sizeof(double));
}

static void set_day(ck_run *run) {
    run->date = (ck_date){run->scenario->start.day + (int32_t)run->day};
    run->month = (uint32_t)(ck_date_month_index(run->date) - ck_date_month_index(run->scenario->start));
    run->reviews = cki_is_review(run->day);
    run->ordered = run->day > 0 && cki_is_review(run->day - 1);
    run->scratch.mass_error = 0.0;
    run->scratch.fresh = false;
    if (run->day > 0 && run->day == run->fixed.month_start[run->month]) begin_month(run);
}

static void run_tiles(ck_run *run) {
    const bool proportional = run->scenario->allocation == CK_PROPORTIONAL;
    for (uint32_t i = 0; i < run->fixed.tile_count; i++) {
        const cki_tile *tile = &run->fixed.tile[i];
        cki_receive(run, tile);
        cki_produce(run, tile);
        if (proportional) cki_ship(run, tile);
        cki_account(run, tile);
    }
}

ck_status ck_run_step(ck_run *run, ck_diags *diags) {
    if (run->day >= run->scenario->days) {
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "the scenario has only %u days", "", run->scenario->days);
    }
    set_day(run);
    cki_stage_clock(run);
    cki_stage_license(run);
    cki_stage_receive(run);
    cki_stage_produce(run);
    if (*run->state.awake != 0) run_tiles(run);
    cki_stage_ship(run);
    if (run->reviews) {
        cki_stage_price(run);
        cki_stage_reorder(run);
    }
    cki_stage_build(run);
    CK_TRY(cki_stage_account(run, diags));
    run->day++;
    return CK_OK;
}

ck_status ck_run_to(ck_run *run, uint32_t day, ck_diags *diags) {
    while (run->day < day) CK_TRY(ck_run_step(run, diags));
    return CK_OK;
}

uint32_t ck_run_day(const ck_run *run) {
    return run->day;
}

/* ---------------------------------------------------------------- digest ------------------------------------------ */

static void digest_f64(ck_digest *digest, const double *value, size_t count) {
    (void)ck_digest_doubles(digest, value, count, NULL);
}
static void digest_u32(ck_digest *digest, const uint32_t *value, size_t count) {
    ck_digest_u32s(digest, value, count);
}

uint64_t ck_run_digest(const ck_run *run) {
    ck_digest digest = ck_digest_start(run->model->digest);
    ck_digest_u64(&digest, ck_scenario_digest(run->scenario));
    ck_digest_u64(&digest, run->options.draw);
    ck_digest_u64(&digest, run->options.sample ? 1 : 0);
    ck_digest_u64(&digest, run->options.record_every);
    ck_digest_u64(&digest, run->day);
    const cki_shapes shape = cki_shapes_on(run, run->day);
#define X(type, name, shape_of, unit, stages, meaning) digest_##type(&digest, run->state.name, shape.shape_of);
    CK_STATE_FIELDS(X)
#undef X
    return ck_digest_value(&digest);
}
