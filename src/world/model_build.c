/* Tables to model: bounds, memory and the order of the steps. */
#include "build.h"

/* ---------------------------------------------------------------- bounds ------------------------------------------ */

/* Upper bounds need no memory: names are counted by the bucket that their hash falls into, and a bucket holds at least the
   rows of each of its names. */
#define BUCKETS 512u

typedef struct cki_buckets {
    uint32_t recipe_rows[BUCKETS];  // rows of recipes.csv by recipe
    uint32_t recipe_users[BUCKETS]; // sites and industries by recipe
    uint32_t item_makers[BUCKETS];  // products by item
    uint32_t item_users[BUCKETS];   // slots by item
    uint32_t group_items[BUCKETS];  // items by group
} cki_buckets;

static uint32_t bucket(const char *name) { return (uint32_t)(cki_text_hash(name, cki_text_length(name)) % BUCKETS); }

static void count_names(const ck_world *world, cki_buckets *count) {
    cki_zero(count, sizeof *count);
    for (uint32_t i = 0; i < world->recipe_count; i++) count->recipe_rows[bucket(world->recipe[i].recipe)]++;
    for (uint32_t i = 0; i < world->site_count; i++) {
        count->recipe_users[bucket(world->site[i].recipe)]++;
        count->item_makers[bucket(world->site[i].item)]++;
    }
    for (uint32_t i = 0; i < world->industry_count; i++) count->recipe_users[bucket(world->industry[i].recipe)]++;
    for (uint32_t i = 0; i < world->recipe_count; i++) {
        const uint32_t users = count->recipe_users[bucket(world->recipe[i].recipe)];
        const uint32_t at = bucket(world->recipe[i].component);
        count->item_makers[at] += users;
        count->item_users[at] += users;
    }
    for (uint32_t i = 0; i < world->demand_count; i++) count->item_users[bucket(world->demand[i].item)]++;
    for (uint32_t i = 0; i < world->item_count; i++) count->group_items[bucket(world->item[i].group)]++;
}

static uint64_t items_taken(const ck_world *world, const cki_buckets *count, const char *selector) {
    if (cki_text_starts(selector, "group:")) return count->group_items[bucket(selector + 6)];
    return cki_text_equal(selector, "*") || cki_text_starts(selector, "tier:") ? world->item_count : 1;
}
static uint64_t regions_taken(const ck_world *world, const char *selector) {
    return cki_text_equal(selector, "*") || cki_text_starts(selector, "bloc:") ? world->region_count : 1;
}

static uint32_t limited(uint64_t count) { return count < UINT32_MAX / 2 ? (uint32_t)count : UINT32_MAX / 2; }

/* Bytes of all texts that the model may keep, generated names of markets, industries and final uses included. */
static uint64_t text_bound(const ck_world *world) {
    uint64_t regions = 0, items = 0, rest = cki_text_length(world->name) + 1;
    for (uint32_t i = 0; i < world->region_count; i++) {
        const ck_region_row *row = &world->region[i];
        const uint64_t names = cki_text_length(row->region) + cki_text_length(row->name);
        regions += names;
        rest += names + cki_text_length(row->blocs) + 3;
    }
    for (uint32_t i = 0; i < world->item_count; i++) {
        const ck_item_row *row = &world->item[i];
        const uint64_t names = cki_text_length(row->item) + cki_text_length(row->name);
        items += names;
        rest +=
            names + cki_text_length(row->hs) + cki_text_length(row->control_codes) + cki_text_length(row->group) + 5;
    }
    const uint64_t markets = (uint64_t)world->region_count * world->item_count;
    rest += regions * world->item_count + items * world->region_count + markets * 24;
    for (uint32_t i = 0; i < world->content_count; i++) rest += cki_text_length(world->content[i].element) + 1;
    for (uint32_t i = 0; i < world->site_count; i++) {
        const ck_site_row *row = &world->site[i];
        rest += cki_text_length(row->site) + cki_text_length(row->name) + cki_text_length(row->owner) + 3;
    }
    uint64_t longest_item = 0, longest_region = 0;
    for (uint32_t i = 0; i < world->item_count; i++) {
        const uint64_t length = cki_text_length(world->item[i].item) + cki_text_length(world->item[i].name);
        if (length > longest_item) longest_item = length;
    }
    for (uint32_t i = 0; i < world->region_count; i++) {
        const uint64_t length = cki_text_length(world->region[i].region) + cki_text_length(world->region[i].name);
        if (length > longest_region) longest_region = length;
    }
    rest += (uint64_t)world->industry_count * (longest_item + longest_region + 16);
    for (uint32_t i = 0; i < world->demand_count; i++) {
        rest += 2 * cki_text_length(world->demand[i].use) + cki_text_length(world->demand[i].end_use) + longest_item +
                longest_region + 32;
    }
    for (uint32_t i = 0; i < world->project_count; i++) {
        rest += cki_text_length(world->project[i].project) + cki_text_length(world->project[i].name) + 2;
    }
    for (uint32_t i = 0; i < world->stockpile_count; i++) {
        rest += cki_text_length(world->stockpile[i].stockpile) + cki_text_length(world->stockpile[i].name) + 2;
    }
    return rest + 1;
}

/* Routes that stand in for missing rows: CKI_DEFAULT_ROUTES into and out of each market that has none. */
#define DEFAULT_ROUTES 6u

static cki_model_counts bounds(const ck_world *world) {
    cki_buckets count;
    count_names(world, &count);
    const uint64_t markets = (uint64_t)world->region_count * world->item_count;
    const uint64_t others = (uint64_t)world->industry_count + world->demand_count + world->stockpile_count;

    uint64_t rows = 0, direct = 0, routes = 0, customers = 3 * markets;
    for (uint32_t i = 0; i < world->site_count; i++) rows += count.recipe_rows[bucket(world->site[i].recipe)];
    for (uint32_t i = 0; i < world->industry_count; i++) rows += count.recipe_rows[bucket(world->industry[i].recipe)];
    for (uint32_t i = 0; i < world->item_count; i++) {
        const uint32_t at = bucket(world->item[i].item);
        if (!cki_text_equal(world->item[i].traded, "yes"))
            direct += (uint64_t)count.item_makers[at] * count.item_users[at];
    }
    for (uint32_t i = 0; i < world->route_count; i++) {
        const ck_route_row *row = &world->route[i];
        routes += items_taken(world, &count, row->item) * regions_taken(world, row->origin) *
                  regions_taken(world, row->destination);
    }
    for (uint32_t i = 0; i < world->customer_count; i++) {
        customers +=
            items_taken(world, &count, world->customer[i].item) * regions_taken(world, world->customer[i].region);
    }
    const uint64_t slots = rows + world->demand_count + markets;
    const uint64_t products = world->site_count + rows + world->industry_count + world->stockpile_count + markets;
    return (cki_model_counts){
        .region = world->region_count,
        .calendar = world->calendar_count,
        .holiday = world->calendar_count,
        .worked = world->calendar_count,
        .report_group = world->item_count,
        .item = world->item_count,
        .content = world->content_count,
        .site = limited(world->site_count + others + markets),
        .product = limited(products),
        .input_group = limited(slots),
        .slot = limited(slots),
        .flow = limited(products + slots + world->flow_count + routes + direct + world->stockpile_count +
                        DEFAULT_ROUTES * markets),
        .project = world->project_count,
        .stockpile = world->stockpile_count,
        .customer = limited(customers),
        .text = limited(text_bound(world)),
    };
}

/* ---------------------------------------------------------------- memory ------------------------------------------ */

/* Takes the finished model's largest size first, so that it can stand at the start of the block. */
static size_t draft_layout(cki_draft *draft, cki_arena *arena, const ck_world *world) {
    *draft = (cki_draft){.world = world, .room = bounds(world)};
    (void)cki_model_layout(arena, &draft->room);
    (void)cki_arena_take(arena, 0, 1); // ends on a multiple of 16
    const size_t mark = cki_arena_mark(arena);
    // a check needs memory only before the draft is made
    (void)cki_arena_take(arena, ck_world_scratch_bytes(world), 1);
    cki_arena_release(arena, mark);
    const size_t cells = (size_t)world->item_count * world->region_count;
#define X(type, name, shape, extra, unit, meaning)                                                                     \
    draft->name = cki_arena_take(arena, CKI_FIELD_LENGTH(&draft->room, shape, extra), sizeof(cki_##type));
    CK_MODEL_FIELDS(X)
#undef X
#define TAKE(list, count) draft->list = cki_arena_take(arena, (count), sizeof *draft->list)
    TAKE(flow, draft->room.flow);
    TAKE(flow_order, draft->room.flow);
    TAKE(flow_scratch, draft->room.flow);
    TAKE(order, world->item_count);
    TAKE(site_of_row, world->site_count);
    TAKE(site_of_industry, world->industry_count);
    TAKE(site_of_demand, world->demand_count);
    TAKE(market, cells);
    TAKE(made_main, cells);
    TAKE(made_beside, cells);
    TAKE(used, cells);
    TAKE(exported, cells);
    TAKE(imported, cells);
    TAKE(waiting_use, cells);
    TAKE(waiting_output, cells);
    TAKE(use_mix, cells);
    TAKE(sales_mix, cells);
    TAKE(site_mix, draft->room.site);
    TAKE(route_source, draft->room.flow);
    TAKE(market_reached, draft->room.site);
    TAKE(cell_first, cells + 1);
    TAKE(cell_product, draft->room.product);
    TAKE(item_first_slot, (size_t)world->item_count + 1);
    TAKE(item_slot, draft->room.slot);
    TAKE(calendar_row, world->calendar_count);
    TAKE(calendar_scratch, world->calendar_count);
    TAKE(slot_source, draft->room.slot);
#undef TAKE
    return mark;
}

size_t ck_model_bytes(const ck_world *world) {
    cki_arena arena = cki_arena_measure();
    cki_draft draft;
    (void)draft_layout(&draft, &arena, world);
    cki_index_make(&draft.index, world, &arena);
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- shared by the steps ----------------------------- */

uint32_t cki_draft_text(cki_draft *draft, const char *const *part, uint32_t parts) {
    const uint32_t start = draft->n.text;
    size_t length = 1;
    for (uint32_t i = 0; i < parts; i++) length += cki_text_length(part[i]);
    if (length > draft->room.text - draft->n.text) {
        draft->full = true;
        return 0;
    }
    for (uint32_t i = 0; i < parts; i++) {
        const size_t bytes = cki_text_length(part[i]);
        cki_copy(draft->text + draft->n.text, part[i], bytes);
        draft->n.text += (uint32_t)bytes;
    }
    draft->text[draft->n.text++] = 0;
    return start;
}

void cki_draft_add_flow(cki_draft *draft, cki_draft_flow flow) {
    if (draft->n.flow < draft->room.flow)
        draft->flow[draft->n.flow++] = flow;
    else
        draft->full = true;
}

/* ---------------------------------------------------------------- build ------------------------------------------- */

static bool finite_u8(const uint8_t *value, size_t count) {
    (void)value;
    (void)count;
    return true;
}
static bool finite_u32(const uint32_t *value, size_t count) {
    (void)value;
    (void)count;
    return true;
}
static bool finite_i32(const int32_t *value, size_t count) {
    (void)value;
    (void)count;
    return true;
}
static bool finite_f64(const double *value, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!ck_is_finite(value[i])) return false;
    }
    return true;
}

/* The first field of the model with a number that is not finite, NULL when all are. */
static const char *field_not_finite(const cki_draft *draft) {
#define X(type, field, shape, extra, unit, meaning)                                                                    \
    if (!finite_##type(draft->field, CKI_FIELD_LENGTH(&draft->n, shape, extra))) return #field;
    CK_MODEL_FIELDS(X)
#undef X
    return NULL;
}

static ck_model *finish(const cki_draft *draft, void *block, size_t bytes) {
    cki_arena arena = cki_arena_over(block, bytes);
    ck_model *model = cki_model_layout(&arena, &draft->n);
    model->name_text = draft->name_text;
    model->base_year = draft->world->base_year;
#define X(type, name, shape, extra, unit, meaning)                                                                     \
    cki_copy((void *)(uintptr_t)model->name, draft->name,                                                              \
             CKI_FIELD_LENGTH(&draft->n, shape, extra) * sizeof(cki_##type));
    CK_MODEL_FIELDS(X)
#undef X
    model->digest = cki_model_digest_of(model);
    return model;
}

ck_status ck_model_build(const ck_world *world, void *block, size_t bytes, const ck_model **model, ck_diags *diags) {
    cki_arena arena = cki_arena_over(block, bytes);
    cki_draft draft;
    const size_t mark = draft_layout(&draft, &arena, world);
    cki_arena rest = arena;
    rest.base = NULL; // counts on without writing: does the index fit too?
    cki_index_make(&draft.index, world, &rest);
    rest.base = arena.base;
    if (cki_arena_check(&rest) < 0) {
        return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0},
                            "the block for the model of world %q is too small or not "
                            "aligned to 16 bytes",
                            "ask ck_model_bytes", world->name);
    }
    const ck_status checked = ck_world_check(world, true, arena.base + mark, ck_world_scratch_bytes(world), diags);
    if (checked < 0) return checked;

    cki_index_make(&draft.index, world, &arena);
    draft.diags = diags;
    (void)cki_index_order(&draft.index, false, draft.order, draft.flow_scratch);
    cki_build_lists(&draft);
    cki_build_totals(&draft);
    cki_build_sites(&draft);
    cki_build_inside_flows(&draft);
    cki_build_trade_flows(&draft);
    if (draft.full) {
        return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0}, "world %q makes a larger model than its tables allow for",
                            "please report this world", world->name);
    }
    cki_build_end_uses(&draft);
    cki_build_sort_flows(&draft);
    cki_build_prices(&draft);
    cki_build_stocks(&draft);
    cki_build_projects(&draft);
    cki_build_customers(&draft);
    if (draft.full) {
        return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0}, "world %q makes a larger model than its tables allow for",
                            "please report this world", world->name);
    }
    const char *field = field_not_finite(&draft);
    if (field != NULL) {
        return ck_diags_add(diags, CK_E_NUMBER, (ck_place){0}, "the model of world %q has a %s that is not finite",
                            "numbers of the tables are too far apart in size", world->name, field);
    }
    *model = finish(&draft, block, bytes);
    return checked;
}
