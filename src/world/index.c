/* Names of a world to numbers. */
#include "index.h"

static const char *const TIER_WORDS[CKI_TIER_COUNT] = {"upstream", "input", "output", "industry"};

const char *cki_tier_word(cki_tier tier) { return (uint32_t)tier < CKI_TIER_COUNT ? TIER_WORDS[tier] : ""; }

static uint32_t tier_read(const char *text) {
    for (uint32_t tier = 0; tier < CKI_TIER_COUNT; tier++) {
        if (cki_text_equal(text, TIER_WORDS[tier])) return tier;
    }
    return CK_NONE;
}

cki_selector cki_select_item(const cki_index *index, const char *text) {
    if (cki_text_equal(text, "*")) return (cki_selector){CKI_SELECT_ALL, 0};
    cki_selector found = {CKI_SELECT_ID, CK_NONE};
    if (cki_text_starts(text, "group:")) {
        found = (cki_selector){CKI_SELECT_GROUP, cki_names_find(&index->group, text + 6)};
    } else if (cki_text_starts(text, "tier:")) {
        found = (cki_selector){CKI_SELECT_TIER, tier_read(text + 5)};
    } else {
        found.value = cki_names_find(&index->item, text);
    }
    return found.value != CK_NONE ? found : (cki_selector){CKI_SELECT_UNKNOWN, CK_NONE};
}

cki_selector cki_select_region(const cki_index *index, const char *text) {
    if (cki_text_equal(text, "*")) return (cki_selector){CKI_SELECT_ALL, 0};
    cki_selector found = {CKI_SELECT_ID, CK_NONE};
    if (cki_text_starts(text, "bloc:")) {
        found = (cki_selector){CKI_SELECT_BLOC, cki_names_find(&index->bloc, text + 5)};
    } else {
        found.value = cki_names_find(&index->region, text);
    }
    return found.value != CK_NONE ? found : (cki_selector){CKI_SELECT_UNKNOWN, CK_NONE};
}

/* ---------------------------------------------------------------- memory ------------------------------------------ */

static void take_lists(cki_index *index, const ck_world *world, cki_arena *arena) {
#define TAKE(list, count) index->list = cki_arena_take(arena, (size_t)(count), sizeof *index->list)
    TAKE(region_blocs, world->region_count);
    TAKE(region_calendar, world->region_count);
    TAKE(item_unit, world->item_count);
    TAKE(item_tier, world->item_count);
    TAKE(item_group, world->item_count);
    TAKE(item_traded, world->item_count);
    TAKE(item_joint, world->item_count);
    TAKE(row_recipe, world->recipe_count);
    TAKE(row_component, world->recipe_count);
    TAKE(row_input, world->recipe_count);
    TAKE(recipe_output, world->recipe_count);
    TAKE(recipe_first, (size_t)world->recipe_count + 1);
    TAKE(recipe_row, world->recipe_count);
    TAKE(recipe_recycles, world->recipe_count);
    TAKE(site_region, world->site_count);
    TAKE(site_item, world->site_count);
    TAKE(site_recipe, world->site_count);
    TAKE(site_kind, world->site_count);
    TAKE(industry_region, world->industry_count);
    TAKE(industry_item, world->industry_count);
    TAKE(industry_recipe, world->industry_count);
    TAKE(demand_region, world->demand_count);
    TAKE(demand_item, world->demand_count);
    TAKE(demand_use, world->demand_count);
    TAKE(flow_item, world->flow_count);
    TAKE(flow_origin, world->flow_count);
    TAKE(flow_destination, world->flow_count);
    TAKE(project_site, world->project_count);
    TAKE(route_item, world->route_count);
    TAKE(route_origin, world->route_count);
    TAKE(route_destination, world->route_count);
    TAKE(inventory_item, world->inventory_count);
    TAKE(inventory_region, world->inventory_count);
    TAKE(inventory_user, world->inventory_count);
    TAKE(customer_item, world->customer_count);
    TAKE(customer_region, world->customer_count);
    TAKE(price_region, world->price_count);
    TAKE(price_item, world->price_count);
    TAKE(price_first, (size_t)world->item_count + 1);
    TAKE(price_row, world->price_count);
    TAKE(elasticity_item, world->elasticity_count);
    TAKE(margin_item, world->margin_count);
    TAKE(margin_region, world->margin_count);
    TAKE(margin_partner, world->margin_count);
#undef TAKE
}

/* ---------------------------------------------------------------- filling ----------------------------------------- */

static void fill_regions(cki_index *index) {
    const ck_world *world = index->world;
    for (uint32_t i = 0; i < world->calendar_count; i++) {
        if (cki_names_find(&index->calendar, world->calendar[i].calendar) == CK_NONE) {
            cki_names_insert(&index->calendar, world->calendar[i].calendar, index->calendar.count);
        }
    }
    index->too_many_blocs = false;
    for (uint32_t i = 0; i < world->region_count; i++) {
        const ck_region_row *row = &world->region[i];
        cki_names_insert(&index->region, row->region, i);
        index->region_calendar[i] = cki_names_find(&index->calendar, row->calendar);
    }
}

/* Blocs are parts of a text and the name table borrows whole texts: parts are copied to the arena. */
static void fill_blocs(cki_index *index, cki_arena *arena) {
    const ck_world *world = index->world;
    for (uint32_t i = 0; i < world->region_count; i++) {
        index->region_blocs[i] = 0;
        const char *part;
        size_t at = 0, length;
        while (cki_text_next_part(world->region[i].blocs, ';', &at, &part, &length)) {
            uint32_t bloc = cki_names_find_part(&index->bloc, part, length);
            if (bloc == CK_NONE && index->bloc.count < CKI_BLOC_LIMIT) {
                const char *copy = cki_arena_text_part(arena, part, length);
                if (copy == NULL) return;
                bloc = index->bloc.count;
                cki_names_insert(&index->bloc, copy, bloc);
            }
            if (bloc != CK_NONE)
                index->region_blocs[i] |= (uint64_t)1 << bloc;
            else
                index->too_many_blocs = true;
        }
    }
}

static void fill_items(cki_index *index) {
    const ck_world *world = index->world;
    for (uint32_t i = 0; i < world->item_count; i++) {
        const ck_item_row *row = &world->item[i];
        cki_names_insert(&index->item, row->item, i);
        cki_unit unit = CKI_TONNE;
        index->item_unit[i] = CK_NONE;
        if (cki_unit_read(row->unit, cki_text_length(row->unit), &unit) >= 0) index->item_unit[i] = (uint32_t)unit;
        index->item_tier[i] = tier_read(row->tier);
        index->item_group[i] = cki_names_find(&index->group, row->group);
        if (index->item_group[i] == CK_NONE) {
            index->item_group[i] = index->group.count;
            cki_names_insert(&index->group, row->group, index->group.count);
        }
        index->item_traded[i] = cki_text_equal(row->traded, "yes");
        index->item_joint[i] = false;
    }
}

static void fill_recipes(cki_index *index) {
    const ck_world *world = index->world;
    for (uint32_t i = 0; i < world->recipe_count; i++) {
        const ck_recipe_row *row = &world->recipe[i];
        uint32_t recipe = cki_names_find(&index->recipe, row->recipe);
        if (recipe == CK_NONE) {
            recipe = index->recipe.count;
            cki_names_insert(&index->recipe, row->recipe, recipe);
            index->recipe_output[recipe] = cki_names_find(&index->item, row->output);
            index->recipe_recycles[recipe] = false;
        }
        index->row_recipe[i] = recipe;
        index->row_component[i] = cki_names_find(&index->item, row->component);
        index->row_input[i] = !cki_text_equal(row->role, "coproduct");
    }
    for (uint32_t i = 0; i < world->recipe_count; i++) {
        const uint32_t output = index->recipe_output[index->row_recipe[i]];
        if (index->row_input[i] || index->row_component[i] == CK_NONE || output == CK_NONE) continue;
        index->item_joint[index->row_component[i]] = index->item_joint[output] = true;
    }

    const uint32_t recipes = index->recipe.count;
    for (uint32_t recipe = 0; recipe <= recipes; recipe++) index->recipe_first[recipe] = 0;
    for (uint32_t i = 0; i < world->recipe_count; i++) index->recipe_first[index->row_recipe[i] + 1]++;
    for (uint32_t recipe = 0; recipe < recipes; recipe++)
        index->recipe_first[recipe + 1] += index->recipe_first[recipe];
    for (uint32_t i = 0; i < world->recipe_count; i++)
        index->recipe_row[index->recipe_first[index->row_recipe[i]]++] = i;
    for (uint32_t recipe = recipes; recipe > 0; recipe--) index->recipe_first[recipe] = index->recipe_first[recipe - 1];
    index->recipe_first[0] = 0;
}

static uint32_t kind_read(const char *text) {
    return cki_text_equal(text, "plant")      ? CK_SITE_PLANT
           : cki_text_equal(text, "rest")     ? CK_SITE_REST
           : cki_text_equal(text, "recycler") ? CK_SITE_RECYCLER
                                              : CK_NONE;
}

static void fill_sites(cki_index *index) {
    const ck_world *world = index->world;
    for (uint32_t i = 0; i < world->site_count; i++) {
        const ck_site_row *row = &world->site[i];
        cki_names_insert(&index->site, row->site, i);
        index->site_region[i] = cki_names_find(&index->region, row->region);
        index->site_item[i] = cki_names_find(&index->item, row->item);
        index->site_recipe[i] = cki_names_find(&index->recipe, row->recipe);
        index->site_kind[i] = kind_read(row->kind);
        if (index->site_recipe[i] != CK_NONE) {
            index->recipe_recycles[index->site_recipe[i]] |= index->site_kind[i] == CK_SITE_RECYCLER;
        }
    }
    for (uint32_t i = 0; i < world->site_count; i++) {
        if (index->site_recipe[i] != CK_NONE && index->site_kind[i] != CK_SITE_RECYCLER) {
            index->recipe_recycles[index->site_recipe[i]] = false;
        }
    }
    for (uint32_t i = 0; i < world->industry_count; i++) {
        const ck_industry_row *row = &world->industry[i];
        index->industry_region[i] = cki_names_find(&index->region, row->region);
        index->industry_item[i] = cki_names_find(&index->item, row->industry);
        index->industry_recipe[i] = cki_names_find(&index->recipe, row->recipe);
        if (index->industry_recipe[i] != CK_NONE) index->recipe_recycles[index->industry_recipe[i]] = false;
    }
    for (uint32_t i = 0; i < world->project_count; i++) {
        index->project_site[i] = cki_names_find(&index->site, world->project[i].site);
    }
}

static void fill_uses(cki_index *index) {
    const ck_world *world = index->world;
    for (uint32_t i = 0; i < world->demand_count; i++) {
        const ck_demand_row *row = &world->demand[i];
        index->demand_region[i] = cki_names_find(&index->region, row->region);
        index->demand_item[i] = cki_names_find(&index->item, row->item);
        index->demand_use[i] = CK_NONE;
        for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
            if (cki_text_equal(row->end_use, ck_end_use_word((ck_end_use)use))) index->demand_use[i] = use;
        }
    }
    for (uint32_t i = 0; i < world->flow_count; i++) {
        index->flow_item[i] = cki_names_find(&index->item, world->flow[i].item);
        index->flow_origin[i] = cki_names_find(&index->region, world->flow[i].origin);
        index->flow_destination[i] = cki_names_find(&index->region, world->flow[i].destination);
    }
}

static void fill_selectors(cki_index *index) {
    const ck_world *world = index->world;
    for (uint32_t i = 0; i < world->route_count; i++) {
        index->route_item[i] = cki_select_item(index, world->route[i].item);
        index->route_origin[i] = cki_select_region(index, world->route[i].origin);
        index->route_destination[i] = cki_select_region(index, world->route[i].destination);
    }
    for (uint32_t i = 0; i < world->inventory_count; i++) {
        index->inventory_item[i] = cki_select_item(index, world->inventory[i].item);
        index->inventory_region[i] = cki_select_region(index, world->inventory[i].region);
        index->inventory_user[i] = cki_select_item(index, world->inventory[i].user);
    }
    for (uint32_t i = 0; i < world->customer_count; i++) {
        index->customer_item[i] = cki_select_item(index, world->customer[i].item);
        index->customer_region[i] = cki_select_region(index, world->customer[i].region);
    }
    for (uint32_t i = 0; i < world->price_count; i++) {
        index->price_item[i] = cki_names_find(&index->item, world->price[i].item);
        index->price_region[i] = cki_select_region(index, world->price[i].region);
    }
    for (uint32_t i = 0; i < world->elasticity_count; i++) {
        index->elasticity_item[i] = cki_select_item(index, world->elasticity[i].item);
    }
    for (uint32_t i = 0; i < world->margin_count; i++) {
        const ck_margin_row *row = &world->margin[i];
        const cki_selector all = {CKI_SELECT_ALL, 0};
        index->margin_item[i] = cki_select_item(index, row->item);
        index->margin_region[i] = row->region[0] == '\0' ? all : cki_select_region(index, row->region);
        index->margin_partner[i] = row->partner[0] == '\0' ? all : cki_select_region(index, row->partner);
    }
}

/* Bytes that copies of all bloc names need at most. */
static size_t bloc_text_bytes(const ck_world *world) {
    size_t bytes = 0;
    for (uint32_t i = 0; i < world->region_count; i++) bytes += cki_text_length(world->region[i].blocs) + 1;
    return bytes;
}

static void fill_prices(cki_index *index) {
    const ck_world *world = index->world;
    uint32_t *first = index->price_first;
    for (uint32_t i = 0; i <= world->item_count; i++) first[i] = 0;
    for (uint32_t i = 0; i < world->price_count; i++) {
        if (index->price_item[i] != CK_NONE) first[index->price_item[i] + 1]++;
    }
    for (uint32_t i = 0; i < world->item_count; i++) first[i + 1] += first[i];
    for (uint32_t i = 0; i < world->price_count; i++) {
        if (index->price_item[i] != CK_NONE) index->price_row[first[index->price_item[i]]++] = i;
    }
    for (uint32_t i = world->item_count; i > 0; i--) first[i] = first[i - 1];
    first[0] = 0;
}

void cki_index_make(cki_index *index, const ck_world *world, cki_arena *arena) {
    *index = (cki_index){.world = world};
    cki_names_make(&index->region, arena, world->region_count);
    cki_names_make(&index->item, arena, world->item_count);
    cki_names_make(&index->group, arena, world->item_count);
    cki_names_make(&index->bloc, arena, CKI_BLOC_LIMIT);
    cki_names_make(&index->recipe, arena, world->recipe_count);
    cki_names_make(&index->site, arena, world->site_count);
    cki_names_make(&index->calendar, arena, world->calendar_count);
    take_lists(index, world, arena);
    const size_t bloc_bytes = bloc_text_bytes(world);
    void *texts = cki_arena_take(arena, bloc_bytes, 1);
    if (cki_arena_check(arena) < 0) return;

    fill_regions(index);
    cki_arena bloc_texts = cki_arena_over(texts, bloc_bytes);
    fill_blocs(index, &bloc_texts);
    fill_items(index);
    fill_recipes(index);
    fill_sites(index);
    fill_uses(index);
    fill_selectors(index);
    fill_prices(index);
}

/* ---------------------------------------------------------------- order of items ---------------------------------- */

/* How often `before`, which lies further down the chain, is made by a recipe: as its output or, when joint, beside it. */
static uint32_t makes(const cki_index *index, bool joint, uint32_t recipe, uint32_t before) {
    if (joint && index->recipe_recycles[recipe]) return 0;
    uint32_t times = index->recipe_output[recipe] == before ? 1 : 0;
    for (uint32_t at = index->recipe_first[recipe]; joint && at < index->recipe_first[recipe + 1]; at++) {
        const uint32_t row = index->recipe_row[at];
        if (!index->row_input[row] && index->row_component[row] == before) times++;
    }
    return times;
}

static void waits_change(const cki_index *index, bool joint, uint32_t before, bool more, uint32_t *waits) {
    for (uint32_t recipe = 0; recipe < index->recipe.count; recipe++) {
        const uint32_t times = makes(index, joint, recipe, before);
        if (times == 0) continue;
        for (uint32_t at = index->recipe_first[recipe]; at < index->recipe_first[recipe + 1]; at++) {
            const uint32_t row = index->recipe_row[at];
            const uint32_t component = index->row_component[row];
            if (!index->row_input[row] || component == CK_NONE) continue;
            waits[component] = more ? waits[component] + times : waits[component] - times;
        }
    }
}

/* Every item left waits for another one left: going from each to one that it waits for ends on a circle. */
static uint32_t on_circle(const cki_index *index, bool joint, const uint32_t *waits) {
    uint32_t item = 0;
    while (waits[item] == CK_NONE) item++;
    for (uint32_t step = 0; step < index->world->item_count; step++) {
        uint32_t next = CK_NONE;
        for (uint32_t i = 0; i < index->world->recipe_count && next == CK_NONE; i++) {
            if (!index->row_input[i] || index->row_component[i] != item) continue;
            const uint32_t recipe = index->row_recipe[i], output = index->recipe_output[recipe];
            if (output != CK_NONE && waits[output] != CK_NONE && makes(index, joint, recipe, output) > 0) next = output;
            for (uint32_t at = index->recipe_first[recipe]; next == CK_NONE && at < index->recipe_first[recipe + 1];
                 at++) {
                const uint32_t row = index->recipe_row[at], beside = index->row_component[row];
                if (!joint || index->recipe_recycles[recipe] || index->row_input[row] || beside == CK_NONE) continue;
                if (waits[beside] != CK_NONE) next = beside;
            }
        }
        if (next == CK_NONE) return item;
        item = next;
    }
    return item;
}

uint32_t cki_index_order(const cki_index *index, bool joint, uint32_t *order, uint32_t *scratch) {
    uint32_t *waits = scratch; // how many makers that use the item are not in the order yet
    const uint32_t items = index->world->item_count;
    for (uint32_t item = 0; item < items; item++) waits[item] = 0;
    for (uint32_t item = 0; item < items; item++) waits_change(index, joint, item, true, waits);
    for (uint32_t done = 0; done < items; done++) {
        uint32_t next = CK_NONE;
        for (uint32_t item = 0; item < items && next == CK_NONE; item++) {
            if (waits[item] == 0) next = item;
        }
        if (next == CK_NONE) return on_circle(index, joint, waits);
        order[done] = next;
        waits[next] = CK_NONE;
        waits_change(index, joint, next, false, waits);
    }
    return CK_NONE;
}

/* ---------------------------------------------------------------- prices, end use --------------------------------- */

double cki_index_price(const cki_index *index, uint32_t item, uint32_t region) {
    const ck_world *world = index->world;
    if (index->item_tier[item] == CKI_INDUSTRY) return cki_price_per_unit(CKI_MUSD, 1.0);
    uint32_t best = CK_NONE;
    for (uint32_t at = index->price_first[item]; at < index->price_first[item + 1]; at++) {
        const uint32_t i = index->price_row[at];
        if (!cki_takes_region(index, index->price_region[i], region)) continue;
        if (best == CK_NONE || index->price_region[i].kind > index->price_region[best].kind) best = i;
    }
    return best == CK_NONE ? CK_NAN
                           : cki_price_per_unit((cki_unit)index->item_unit[item], world->price[best].price_usd);
}

static bool has_word(const char *text, const char *word) {
    const char *part;
    size_t at = 0, length;
    while (cki_text_next_part(text, '-', &at, &part, &length)) {
        if (cki_text_equal_part(word, part, length)) return true;
    }
    return false;
}

ck_end_use cki_industry_end_use(const ck_world *world, uint32_t item) {
    const ck_item_row *row = &world->item[item];
    static const struct {
        const char *word;
        ck_end_use use;
    } words[] = {{"military", CK_MILITARY},
                 {"defence", CK_MILITARY},
                 {"semiconductor", CK_SEMICONDUCTOR},
                 {"semiconductors", CK_SEMICONDUCTOR}};
    for (uint32_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (has_word(row->item, words[i].word) || has_word(row->group, words[i].word)) return words[i].use;
    }
    return CK_CIVIL;
}
