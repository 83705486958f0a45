/* A model and a run made by hand, for tests of the law of a scenario alone: three regions, two items, markets and the
   flows between them, no production. China has a calendar with the National Day week of 2025. Cells, permits and
   samples are real; nothing is shipped. */
#ifndef CK_TEST_TINY_LAW_H
#define CK_TEST_TINY_LAW_H

#include "ck_test.h"
#include "flow/run.h"

#include <math.h>
#include <stdlib.h>

enum { TINY_CHN, TINY_JPN, TINY_USA, TINY_REGIONS };
enum { TINY_MAGNET, TINY_OXIDE, TINY_ITEMS };
enum { TINY_MARKETS = TINY_REGIONS * TINY_ITEMS, TINY_PILE = TINY_MARKETS, TINY_SITES };
/* Flows from China: magnets to Japan and the United States, oxides to both; a potential route from Japan to the United
   States for magnets; the stockpile of the United States. */
enum { TINY_MAGNET_JPN, TINY_MAGNET_USA, TINY_OXIDE_JPN, TINY_OXIDE_USA, TINY_ROUTE, TINY_RELEASE, TINY_FLOWS };
#define TINY_ROWS_MOST 16u

static const char TINY_TEXT[] = "\0CHN\0JPN\0USA\0G7;NATO\0magnet\0oxide\0"
                                "1C905.a;9X001\0"
                                "stockpile-reserve\0mine\0upper\0lower";
enum { TEXT_CHN = 1, TEXT_JPN = 5, TEXT_USA = 9, TEXT_BLOCS = 13, TEXT_MAGNET = 21, TEXT_OXIDE = 28, TEXT_CODES = 34,
       TEXT_PILE = 48, TEXT_PROJECT = 66, TEXT_UPPER = 71, TEXT_LOWER = 77 };

/* 2025-10-01 to 2025-10-08 free; 2025-09-28 (a Sunday) and 2025-10-11 (a Saturday) worked. */
static const cki_i32 TINY_HOLIDAY[8] = {9405, 9406, 9407, 9408, 9409, 9410, 9411, 9412};
static const cki_i32 TINY_WORKED[2] = {9402, 9415};
static const cki_u32 TINY_FIRST_HOLIDAY[2] = {0, 8}, TINY_FIRST_WORKED[2] = {0, 2};

static const cki_u32 TINY_REGION_ID[TINY_REGIONS] = {TEXT_CHN, TEXT_JPN, TEXT_USA};
static const cki_u32 TINY_REGION_BLOCS[TINY_REGIONS] = {0, TEXT_BLOCS, TEXT_BLOCS};
static const cki_u32 TINY_REGION_CALENDAR[TINY_REGIONS] = {0, CK_NONE, CK_NONE};
static const cki_u32 TINY_ITEM_ID[TINY_ITEMS] = {TEXT_MAGNET, TEXT_OXIDE};
static const cki_u32 TINY_ITEM_CODES[TINY_ITEMS] = {TEXT_CODES, 0};
static const cki_u32 TINY_ITEM_TIER[TINY_ITEMS] = {1, 0};
static const cki_u32 TINY_ITEM_GROUP[TINY_ITEMS] = {0, 1};
static const cki_u32 TINY_GROUP[2] = {TEXT_UPPER, TEXT_LOWER};
/* Site r * 2 + i is the market of item i in region r, with product and slot of the same number. */
static const cki_u32 TINY_SITE_REGION[TINY_SITES] = {0, 0, 1, 1, 2, 2, 2};
static const cki_u32 TINY_SITE_ITEM[TINY_SITES] = {0, 1, 0, 1, 0, 1, 0};
static const cki_u32 TINY_SITE_ID[TINY_SITES] = {0, 0, 0, 0, 0, 0, TEXT_PILE};
static const cki_u32 TINY_SITE_KIND[TINY_SITES] = {CK_SITE_MARKET, CK_SITE_MARKET, CK_SITE_MARKET, CK_SITE_MARKET,
                                                   CK_SITE_MARKET, CK_SITE_MARKET, CK_SITE_STOCKPILE};
static const cki_u32 TINY_NUMBER[TINY_SITES] = {0, 1, 2, 3, 4, 5, 6};
static const cki_f64 TINY_PRICE[TINY_SITES] = {100, 50, 100, 50, 100, 50, 100};
static const cki_f64 TINY_STOCK_LOW[TINY_SITES] = {10, 10, 10, 10, 10, 10, 0};
static const cki_f64 TINY_STOCK[TINY_SITES] = {20, 20, 20, 20, 20, 20, 0};
static const cki_f64 TINY_STOCK_HIGH[TINY_SITES] = {50, 50, 50, 50, 50, 50, 0};
/* product 0 (magnet CHN): flows 0, 1; product 1 (oxide CHN): 2, 3; product 2 (magnet JPN): 4; product 6 (pile): 5 */
static const cki_u32 TINY_FIRST_FLOW[TINY_SITES + 1] = {0, 2, 4, 5, 5, 5, 5, 6};
static const cki_u32 TINY_FLOW_PRODUCT[TINY_FLOWS] = {0, 0, 1, 1, 2, 6};
static const cki_u32 TINY_FLOW_SLOT[TINY_FLOWS] = {2, 4, 3, 5, 4, 4};
static const cki_u32 TINY_FLOW_KIND[TINY_FLOWS] = {CKI_FLOW_BILATERAL, CKI_FLOW_BILATERAL, CKI_FLOW_BILATERAL,
                                                   CKI_FLOW_BILATERAL, CKI_FLOW_ROUTE,     CKI_FLOW_STOCKPILE};
static const cki_f64 TINY_FLOW_QUANTITY[TINY_FLOWS] = {30, 10, 40, 20, 0, 0};
static const cki_f64 TINY_FLOW_MILITARY[TINY_FLOWS] = {0, 0.25, 0, 0, 0.25, 0};
static const cki_f64 TINY_FLOW_SEMICONDUCTOR[TINY_FLOWS] = {0, 0.125, 0, 0, 0, 0};
static const cki_u32 TINY_PROJECT_ID[1] = {TEXT_PROJECT}, TINY_PROJECT_SITE[1] = {2};
static const cki_i32 TINY_PROJECT_EARLY[1] = {9532}, TINY_PROJECT_START[1] = {9632}, TINY_PROJECT_LATE[1] = {9932};
static const cki_u32 TINY_PILE_SITE[1] = {TINY_PILE};

typedef struct tiny {
    ck_model model;
    cki_u32  customer_region[TINY_ROWS_MOST], customer_item[TINY_ROWS_MOST], customer_end_use[TINY_ROWS_MOST];
    cki_u32  customer_buyers[TINY_ROWS_MOST], customer_group[TINY_ROWS_MOST];
    cki_f64  customer_share[TINY_ROWS_MOST];
    void    *scenario_block, *run_block;
    const ck_scenario *scenario;
    ck_run   run;
} tiny;

static inline void tiny_open(tiny *tiny) {
    memset(tiny, 0, sizeof *tiny);
    tiny->model = (ck_model){
        .region_count = TINY_REGIONS,
        .calendar_count = 1,
        .holiday_count = 8,
        .worked_count = 2,
        .report_group_count = 2,
        .item_count = TINY_ITEMS,
        .site_count = TINY_SITES,
        .product_count = TINY_SITES,
        .slot_count = TINY_SITES - 1,
        .flow_count = TINY_FLOWS,
        .project_count = 1,
        .stockpile_count = 1,
        .text_count = sizeof TINY_TEXT,
        .digest = 1,
        .text = (const cki_u8 *)TINY_TEXT,
        .region_id_text = TINY_REGION_ID,
        .region_blocs_text = TINY_REGION_BLOCS,
        .region_calendar = TINY_REGION_CALENDAR,
        .calendar_first_holiday = TINY_FIRST_HOLIDAY,
        .calendar_first_worked = TINY_FIRST_WORKED,
        .holiday_day = TINY_HOLIDAY,
        .worked_day = TINY_WORKED,
        .report_group_text = TINY_GROUP,
        .item_id_text = TINY_ITEM_ID,
        .item_codes_text = TINY_ITEM_CODES,
        .item_tier = TINY_ITEM_TIER,
        .item_report_group = TINY_ITEM_GROUP,
        .site_id_text = TINY_SITE_ID,
        .site_kind = TINY_SITE_KIND,
        .site_region = TINY_SITE_REGION,
        .site_item = TINY_SITE_ITEM,
        .product_site = TINY_NUMBER,
        .product_item = TINY_SITE_ITEM,
        .product_price = TINY_PRICE,
        .product_stock = TINY_STOCK,
        .product_stock_low = TINY_STOCK_LOW,
        .product_stock_high = TINY_STOCK_HIGH,
        .product_first_flow = TINY_FIRST_FLOW,
        .slot_site = TINY_NUMBER,
        .slot_item = TINY_SITE_ITEM,
        .slot_stock = TINY_STOCK,
        .slot_stock_low = TINY_STOCK_LOW,
        .slot_stock_high = TINY_STOCK_HIGH,
        .flow_product = TINY_FLOW_PRODUCT,
        .flow_slot = TINY_FLOW_SLOT,
        .flow_kind = TINY_FLOW_KIND,
        .flow_quantity = TINY_FLOW_QUANTITY,
        .flow_military = TINY_FLOW_MILITARY,
        .flow_semiconductor = TINY_FLOW_SEMICONDUCTOR,
        .project_id_text = TINY_PROJECT_ID,
        .project_site = TINY_PROJECT_SITE,
        .project_early = TINY_PROJECT_EARLY,
        .project_start = TINY_PROJECT_START,
        .project_late = TINY_PROJECT_LATE,
        .stockpile_site = TINY_PILE_SITE,
        .customer_region = tiny->customer_region,
        .customer_item = tiny->customer_item,
        .customer_end_use = tiny->customer_end_use,
        .customer_buyers = tiny->customer_buyers,
        .customer_share = tiny->customer_share,
        .customer_group = tiny->customer_group,
    };
}

/* Rows must come sorted by region, item and end use. */
static inline void tiny_customers(tiny *tiny, uint32_t region, uint32_t item, ck_end_use use, uint32_t buyers,
                                  double share, uint32_t group) {
    const uint32_t row = tiny->model.customer_count++;
    tiny->customer_region[row] = region;
    tiny->customer_item[row] = item;
    tiny->customer_end_use[row] = (cki_u32)use;
    tiny->customer_buyers[row] = buyers;
    tiny->customer_share[row] = share;
    tiny->customer_group[row] = group;
}

/* The scenario in a block of exactly the size that was asked for. */
static inline ck_status tiny_scenario(tiny *tiny, const ck_scenario_spec *spec, ck_diags *diags) {
    const size_t bytes = ck_scenario_bytes(&tiny->model, spec);
    free(tiny->scenario_block);
    tiny->scenario_block = aligned_alloc(16, bytes);
    memset(tiny->scenario_block, 0xa5, bytes);
    return ck_scenario_build(&tiny->model, spec, tiny->scenario_block, bytes, &tiny->scenario, diags);
}

/* Counts of the shapes of the state. */
#define TINY_COUNT_site        TINY_SITES
#define TINY_COUNT_product     TINY_SITES
#define TINY_COUNT_slot        TINY_SITES
#define TINY_COUNT_flow        TINY_FLOWS
#define TINY_COUNT_project     1
#define TINY_COUNT_SUPPLIER    TINY_FLOWS
#define TINY_COUNT_input_group TINY_SITES
#define TINY_COUNT_CELL        tiny->scenario->cell_count
#define TINY_COUNT_MEASURE     tiny->scenario->measure_count
#define TINY_COUNT_ORDER_WEEK  TINY_FLOWS
#define TINY_COUNT_PART_DAY    TINY_SITES
#define TINY_COUNT_LONE        TINY_FLOWS
#define TINY_COUNT_LONE_DAY    TINY_FLOWS
#define TINY_COUNT_MONTH_SUPPLIER TINY_FLOWS
#define TINY_COUNT_POINT_SITE  TINY_SITES
#define TINY_COUNT_POINT_PRODUCT TINY_SITES
#define TINY_COUNT_ONE         1

static inline void tiny_layout(tiny *tiny, cki_arena *arena) {
    ck_run *run = &tiny->run;
    cki_sample_layout(&run->sample, arena, &tiny->model, tiny->scenario);
    cki_today_layout(&run->today, arena, &tiny->model, tiny->scenario);
#define X(type, name, shape, unit, stages, meaning) \
    run->state.name = cki_arena_take(arena, TINY_COUNT_##shape, sizeof *run->state.name);
    CK_STATE_FIELDS(X)
#undef X
}

static inline void tiny_start(tiny *tiny, bool sample, uint64_t draw) {
    cki_arena arena = cki_arena_measure();
    tiny_layout(tiny, &arena);
    const size_t bytes = cki_arena_bytes(&arena) + 16;
    free(tiny->run_block);
    tiny->run_block = aligned_alloc(16, bytes);
    memset(tiny->run_block, 0, bytes);
    arena = cki_arena_over(tiny->run_block, bytes);
    ck_run *run = &tiny->run;
    run->model = &tiny->model;
    run->scenario = tiny->scenario;
    run->options = (ck_run_options){.size = sizeof(ck_run_options), .record_every = 1, .sample = sample, .draw = draw};
    run->random = (ck_random){tiny->scenario->seed, draw};
    run->day = 0;
    tiny_layout(tiny, &arena);
    for (uint32_t s = 0; s < TINY_SITES; s++) run->state.steady[s] = run->state.price[s] = 1.0;
    static uint32_t of_flow[TINY_FLOWS];                             // flows stand in their own order, all at home in one week and day
    for (uint32_t f = 0; f < TINY_FLOWS; f++) of_flow[f] = f;
    run->fixed = (cki_fixed){.suppliers.of_flow = of_flow, .ring_days = 1, .ring_weeks = 1};
    for (uint32_t f = 0; f < TINY_FLOWS; f++) run->state.order[f] = TINY_FLOW_QUANTITY[f];
    cki_sample_draw(&run->sample, &tiny->model, tiny->scenario, run->random, sample);
    cki_today_reset(&run->today, tiny->scenario);
    cki_license_start(run);
}

/* One day of law. */
static inline void tiny_day(tiny *tiny) {
    ck_run *run = &tiny->run;
    run->date = (ck_date){tiny->scenario->start.day + (int32_t)run->day};
    *run->state.awake = 0;                                           // no goods move here, so that there is nothing to book
    cki_stage_clock(run);
    cki_stage_license(run);
    run->day++;
}
static inline void tiny_days(tiny *tiny, uint32_t days) {
    for (uint32_t i = 0; i < days; i++) tiny_day(tiny);
}

static inline void tiny_close(tiny *tiny) {
    free(tiny->scenario_block);
    free(tiny->run_block);
}

/* A measure of China on magnets, known and in force from `from` days after 2025-01-01. */
static inline ck_measure tiny_measure(const char *id, ck_effect effect, int32_t from) {
    static const char *const MAGNET[] = {"magnet"}, *const CHINA[] = {"CHN"};
    ck_measure measure = ck_measure_default();
    measure.id = id;
    measure.authority = "CHN";
    measure.effect = effect;
    measure.items = (ck_names){MAGNET, 1, {0}};
    measure.origins = (ck_names){CHINA, 1, {0}};
    measure.from = measure.announced = (ck_date){9132 + from};
    return measure;
}

#endif
