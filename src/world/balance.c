/* An incomplete world to a balanced one: memory, order of the steps, tables of the result. */
#include "balance.h"

/* ---------------------------------------------------------------- memory ------------------------------------------ */

typedef struct balance_block {
    cki_balance b;
    ck_world built;
    ck_balance_report report;
    uint32_t *scratch; // (largest table, items)
    size_t check_mark; // where the memory of the last check starts
    uint32_t flow_room, demand_room;
    char *notes; // texts of rows whose number was changed
    size_t note_bytes;
} balance_block;

static size_t flow_rows(const ck_world *world) {
    size_t traded = 0;
    for (uint32_t i = 0; i < world->item_count; i++) traded += cki_text_equal(world->item[i].traded, "yes");
    return traded * world->region_count * world->region_count;
}

static size_t note_bytes(const ck_world *world) {
    size_t bytes = 0;
    for (uint32_t i = 0; i < world->recipe_count; i++) bytes += cki_text_length(world->recipe[i].row.note) + 64;
    for (uint32_t i = 0; i < world->demand_count; i++) bytes += cki_text_length(world->demand[i].row.note) + 64;
    for (uint32_t i = 0; i < world->site_count; i++) bytes += cki_text_length(world->site[i].row.note) + 64;
    return bytes;
}

static void take_tables(balance_block *at, const ck_world *world, cki_arena *arena) {
    at->built = *world;
    at->flow_room =
        (uint32_t)ck_min_u32((uint32_t)(flow_rows(world) < UINT32_MAX ? flow_rows(world) : UINT32_MAX), UINT32_MAX / 2);
    at->demand_room = (uint32_t)(world->demand_count + (size_t)world->item_count * world->region_count);
#define X(member, table, type, COLUMNS) at->built.member = cki_arena_take(arena, world->member##_count, sizeof(type));
    CK_WORLD_TABLES(X)
#undef X
    at->built.flow = cki_arena_take(arena, at->flow_room, sizeof *at->built.flow);
    at->built.demand = cki_arena_take(arena, at->demand_room, sizeof *at->built.demand);
    at->report.margin = cki_arena_take(arena, world->margin_count, sizeof *at->report.margin);
    at->report.item = cki_arena_take(arena, world->item_count, sizeof *at->report.item);
    at->report.margin_count = world->margin_count;
    at->report.item_count = world->item_count;
    at->note_bytes = note_bytes(world);
    at->notes = cki_arena_take(arena, at->note_bytes, 1);
}

/* A world with room for every row that the built one may get: what the memory of its check depends on. */
static size_t check_bytes(const balance_block *at, const ck_world *world) {
    ck_world largest = *world;
    largest.flow_count = at->flow_room;
    largest.demand_count = at->demand_room;
    return ck_world_scratch_bytes(&largest);
}

static void block_layout(balance_block *at, const ck_world *world, cki_arena *arena) {
    *at = (balance_block){0};
    take_tables(at, world, arena);
    cki_balance *b = &at->b;
    b->world = world;
    const size_t items = world->item_count, regions = world->region_count;
    const size_t cells = items * regions, pairs = cells * regions;
    (void)cki_arena_take(arena, 0, 1); // ends on a multiple of 16
    at->check_mark = cki_arena_mark(arena);
    (void)cki_arena_take(arena, check_bytes(at, world), 1);
    cki_arena_release(arena, at->check_mark);

    size_t largest = items + 1;
    largest = world->recipe_count > largest ? world->recipe_count : largest;
    at->scratch = cki_arena_take(arena, largest, sizeof *at->scratch);
#define TAKE(list, count) b->list = cki_arena_take(arena, (count), sizeof *b->list)
    TAKE(order, items);
    TAKE(recipe_first_site, (size_t)world->recipe_count + 1);
    TAKE(recipe_site, world->site_count);
    TAKE(recipe_first_industry, (size_t)world->recipe_count + 1);
    TAKE(recipe_industry, world->industry_count);
    TAKE(item_first_row, items + 1);
    TAKE(item_row, world->recipe_count);
    TAKE(item_first_site, items + 1);
    TAKE(item_site, world->site_count);
    TAKE(item_first_demand, items + 1);
    TAKE(item_demand, world->demand_count);
    TAKE(bent_output, items);
    TAKE(bent_use, items);
    TAKE(estimate_factor, items);
    TAKE(derived_factor, items);
    TAKE(fixed_factor, items);
    TAKE(site_factor, world->site_count);
    TAKE(site_floor, world->site_count);
    TAKE(other_use, cells);
    TAKE(used, cells);
    TAKE(made_main, cells);
    TAKE(made_joint, cells);
    TAKE(row, cells);
    TAKE(column, cells);
    TAKE(rest_row, regions);
    TAKE(rest_column, regions);
    TAKE(matrix, pairs);
    TAKE(known, pairs);
    TAKE(gravity, pairs);
    TAKE(fixed, pairs);
    TAKE(known_row, pairs);
#undef TAKE
    cki_index_make(&b->index, world, arena);
}

size_t ck_world_balance_bytes(const ck_world *world) {
    cki_arena arena = cki_arena_measure();
    balance_block block;
    block_layout(&block, world, &arena);
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- start ------------------------------------------- */

/* Row numbers by key, in table order. CK_NONE keys are left out. */
static void rows_by(uint32_t *first, uint32_t *list, uint32_t keys, const uint32_t *key, uint32_t rows) {
    for (uint32_t k = 0; k <= keys; k++) first[k] = 0;
    for (uint32_t i = 0; i < rows; i++) {
        if (key[i] != CK_NONE) first[key[i] + 1]++;
    }
    for (uint32_t k = 0; k < keys; k++) first[k + 1] += first[k];
    for (uint32_t i = 0; i < rows; i++) {
        if (key[i] != CK_NONE) list[first[key[i]]++] = i;
    }
    for (uint32_t k = keys; k > 0; k--) first[k] = first[k - 1];
    if (keys > 0) first[0] = 0;
}

static void start(balance_block *at) {
    cki_balance *b = &at->b;
    const ck_world *world = b->world;
    const cki_index *index = &b->index;
#define X(member, table, type, COLUMNS) cki_copy(at->built.member, world->member, world->member##_count * sizeof(type));
    CK_WORLD_TABLES(X)
#undef X
    rows_by(b->recipe_first_site, b->recipe_site, index->recipe.count, index->site_recipe, world->site_count);
    rows_by(b->recipe_first_industry, b->recipe_industry, index->recipe.count, index->industry_recipe,
            world->industry_count);
    rows_by(b->item_first_row, b->item_row, world->item_count, index->row_component, world->recipe_count);
    rows_by(b->item_first_site, b->item_site, world->item_count, index->site_item, world->site_count);
    rows_by(b->item_first_demand, b->item_demand, world->item_count, index->demand_item, world->demand_count);
    (void)cki_index_order(index, true, b->order, at->scratch);
    for (uint32_t i = 0; i < world->item_count; i++) {
        b->bent_output[i] = b->bent_use[i] = false;
        b->estimate_factor[i] = b->derived_factor[i] = b->fixed_factor[i] = 1.0;
    }
    for (uint32_t i = 0; i < world->site_count; i++) {
        b->site_factor[i] = 1.0;
        b->site_floor[i] = 0.0;
    }
    const size_t cells = (size_t)world->item_count * world->region_count;
    for (size_t i = 0; i < cells; i++) b->other_use[i] = b->row[i] = b->column[i] = 0.0;
    for (size_t i = 0; i < cells * world->region_count; i++) b->matrix[i] = 0.0;
}

/* ---------------------------------------------------------------- rows -------------------------------------------- */

static const char *join_note(balance_block *at, const char *note, const char *more) {
    const size_t before = cki_text_length(note), after = cki_text_length(more);
    const size_t separator = before > 0 ? 2 : 0, bytes = before + separator + after + 1;
    if (bytes > at->note_bytes) return note;
    char *text = at->notes;
    cki_copy(text, note, before);
    cki_copy(text + before, "; ", separator);
    cki_copy(text + before + separator, more, after);
    text[bytes - 1] = '\0';
    at->notes += bytes;
    at->note_bytes -= bytes;
    return text;
}

static bool moved(double factor) { return ck_abs(factor - 1.0) > 1e-9; }

/* A number that was changed is no longer what its source says: reported and derived become estimated. */
static void mark(balance_block *at, ck_row *row, const char *note) {
    row->note = join_note(at, row->note, note);
    if (!cki_is_estimate(row->grade)) row->grade = CK_ESTIMATED;
}

static void mark_changed_rows(balance_block *at) {
    cki_balance *b = &at->b;
    const ck_world *world = b->world;
    for (uint32_t i = 0; i < world->recipe_count; i++) {
        if (moved(at->built.recipe[i].quantity / ck_max(world->recipe[i].quantity, 1e-300)) &&
            world->recipe[i].quantity > 0.0) {
            mark(at, &at->built.recipe[i].row, "quantity scaled to meet outputs");
        }
    }
    for (uint32_t i = 0; i < world->demand_count; i++) {
        if (world->demand[i].quantity > 0.0 && moved(at->built.demand[i].quantity / world->demand[i].quantity)) {
            mark(at, &at->built.demand[i].row, "quantity scaled to meet outputs");
        }
    }
    for (uint32_t i = 0; i < world->site_count; i++) {
        ck_site_row *site = &at->built.site[i];
        if (!(world->site[i].output > 0.0) || !moved(b->site_factor[i])) continue;
        // utilisation stays for estimated capacity; a named plant keeps its nameplate as long as it suffices
        if (b->index.site_kind[i] == CK_SITE_REST && cki_is_estimate(world->site[i].row.grade)) {
            site->capacity = world->site[i].capacity * b->site_factor[i];
        }
        site->capacity = ck_max(site->capacity, site->output);
        mark(at, &site->row, "output scaled to meet uses");
    }
}

static void other_use_rows(balance_block *at) {
    cki_balance *b = &at->b;
    const ck_world *world = b->world;
    uint32_t rows = world->demand_count;
    for (uint32_t item = 0; item < world->item_count; item++) {
        for (uint32_t region = 0; region < world->region_count; region++) {
            const double quantity = b->other_use[cki_balance_cell(b, item, region)];
            if (!(quantity > 0.0)) continue;
            at->built.demand[rows++] = (ck_demand_row){.row = {.place = world->item[item].row.place,
                                                               .source = CKI_BALANCE_SOURCE,
                                                               .year = world->base_year,
                                                               .grade = CK_ESTIMATED,
                                                               .note = "output that no use in the tables takes up"},
                                                       .item = world->item[item].item,
                                                       .region = world->region[region].region,
                                                       .use = "other uses (balance)",
                                                       .quantity = quantity,
                                                       .end_use = "civil",
                                                       .essential = "no"};
        }
    }
    at->built.demand_count = rows;
}

/* Days and mode of a pair: its own row, else another item's row of the pair, else the rule for distances. */
static void pair_days(const cki_balance *b, uint32_t item, uint32_t origin, uint32_t destination, double *days,
                      const char **mode) {
    uint32_t row = b->known_row[cki_balance_pair(b, item, origin, destination)];
    for (uint32_t other = 0; other < b->world->item_count && row == CK_NONE; other++) {
        row = b->known_row[cki_balance_pair(b, other, origin, destination)];
    }
    if (row != CK_NONE) {
        *days = b->world->flow[row].lag_days;
        *mode = b->world->flow[row].mode;
        return;
    }
    cki_mode rule;
    *days = cki_lag_days(&b->index, origin, destination, &rule);
    *mode = cki_mode_word(rule);
}

static ck_flow_row flow_row(const cki_balance *b, uint32_t item, uint32_t origin, uint32_t destination,
                            double quantity) {
    const ck_world *world = b->world;
    const size_t pair = cki_balance_pair(b, item, origin, destination);
    const double price = cki_index_price(&b->index, item, origin);
    const double value = price > 0.0 ? quantity * price * 1e-6 : CK_NAN;
    const uint32_t known = b->known_row[pair];
    ck_flow_row flow;
    if (known != CK_NONE) {
        flow = world->flow[known];
        const double before = flow.quantity;
        flow.quantity = quantity;
        if (ck_abs(quantity - before) <= 1e-6 * before) return flow;
        if (!cki_is_estimate(flow.row.grade)) flow.row.grade = CK_ESTIMATED;
        flow.row.note = "scaled from the published flow by RAS to outputs and uses";
        flow.value_musd = ck_is_nan(flow.value_musd) || !(before > 0.0) ? value : flow.value_musd * (quantity / before);
        return flow;
    }
    flow = (ck_flow_row){.row = {.place = world->item[item].row.place,
                                 .source = CKI_BALANCE_SOURCE,
                                 .year = world->base_year,
                                 .grade = CK_ESTIMATED,
                                 .note = "RAS on a gravity prior"},
                         .item = world->item[item].item,
                         .origin = world->region[origin].region,
                         .destination = world->region[destination].region,
                         .quantity = quantity,
                         .value_musd = value,
                         .share_military = CK_NAN,
                         .share_semiconductor = CK_NAN};
    pair_days(b, item, origin, destination, &flow.lag_days, &flow.mode);
    return flow;
}

static void flow_rows_out(balance_block *at) {
    cki_balance *b = &at->b;
    const ck_world *world = b->world;
    uint32_t rows = 0;
    for (uint32_t item = 0; item < world->item_count; item++) {
        if (!b->index.item_traded[item]) continue;
        for (uint32_t i = 0; i < world->region_count; i++) {
            for (uint32_t j = 0; j < world->region_count; j++) {
                const double quantity = b->matrix[cki_balance_pair(b, item, i, j)];
                if (i == j || !(quantity > 0.0) || rows >= at->flow_room) continue;
                at->built.flow[rows++] = flow_row(b, item, i, j, quantity);
            }
        }
    }
    at->built.flow_count = rows;
}

/* ---------------------------------------------------------------- report ------------------------------------------ */

static void fill_report(balance_block *at) {
    cki_balance *b = &at->b;
    const ck_world *world = b->world;
    for (uint32_t i = 0; i < world->margin_count; i++) {
        at->report.margin[i] = (ck_balance_margin){i, world->margin[i].value, cki_balance_reached(b, i)};
    }
    for (uint32_t item = 0; item < world->item_count; item++) {
        ck_balance_item *line = &at->report.item[item];
        double use = 0.0, made = 0.0, before = 0.0, after = 0.0;
        for (uint32_t region = 0; region < world->region_count; region++) {
            const size_t cell = cki_balance_cell(b, item, region);
            use += b->used[cell];
            made += b->made_main[cell] + b->made_joint[cell];
        }
        for (uint32_t k = b->item_first_site[item]; k < b->item_first_site[item + 1]; k++) {
            const uint32_t site = b->item_site[k];
            if (!cki_is_estimate(world->site[site].row.grade)) continue;
            before += world->site[site].output;
            after += at->built.site[site].output;
        }
        line->item = item;
        line->use = use;
        line->output = made;
        line->intensity_factor = b->estimate_factor[item];
        line->output_factor = before > 0.0 ? after / before : 1.0;
        line->discarded = ck_max(0.0, made - use) > 1e-9 * made ? made - use : 0.0;
        if (b->index.item_tier[item] == CKI_INDUSTRY) line->discarded = 0.0;
    }
}

/* ---------------------------------------------------------------- balance ----------------------------------------- */

ck_status ck_world_balance(const ck_world *world, void *block, size_t bytes, ck_world *built, ck_balance_report *report,
                           ck_diags *diags) {
    cki_arena arena = cki_arena_over(block, bytes);
    balance_block at;
    cki_arena measure = cki_arena_measure();
    block_layout(&at, world, &measure);
    arena.peak = measure.peak;
    if (cki_arena_check(&arena) < 0) {
        return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0},
                            "the block for balancing world %q is too small or not aligned "
                            "to 16 bytes",
                            "ask ck_world_balance_bytes", world->name);
    }
    arena = cki_arena_over(block, bytes);
    // the check comes first: the index needs a world whose texts are all there
    const ck_status checked =
        ck_world_check(world, false, (unsigned char *)block + at.check_mark, check_bytes(&at, world), diags);
    if (checked < 0) return checked;
    block_layout(&at, world, &arena);
    cki_balance *b = &at.b;
    b->built = &at.built;
    b->report = &at.report;
    b->diags = diags;
    b->noted = checked > 0;
    start(&at);
    for (uint32_t item = 0; item < world->item_count; item++) at.report.item[item] = (ck_balance_item){.item = item};

    CK_TRY(cki_balance_chain(b));
    CK_TRY(cki_balance_trade(b));
    mark_changed_rows(&at);
    other_use_rows(&at);
    flow_rows_out(&at);
    fill_report(&at);
    *built = at.built;
    *report = at.report;
    const ck_status sound =
        ck_world_check(built, true, (unsigned char *)block + at.check_mark, check_bytes(&at, world), diags);
    if (sound < 0) return sound;
    return b->noted || sound > 0 ? CK_NOTED : CK_OK;
}
