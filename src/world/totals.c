/* What is made, used and traded by item and region. */
#include "index.h"

double cki_site_design(const cki_index *index, uint32_t row, bool *waits) {
    const ck_world *world = index->world;
    const ck_site_row *site = &world->site[row];
    *waits = !(site->output > 0.0);
    if (!*waits) return site->output;
    if (site->capacity > 0.0) return site->capacity;
    double added = 0.0;
    for (uint32_t i = 0; i < world->project_count; i++) {
        if (index->project_site[i] == row && world->project[i].capacity_added > 0.0)
            added += world->project[i].capacity_added;
    }
    return added;
}

void cki_totals_take(cki_totals *totals, const ck_world *world, cki_arena *arena) {
    const size_t cells = (size_t)world->item_count * world->region_count;
    totals->made_main = cki_arena_take(arena, cells, sizeof(double));
    totals->made_beside = cki_arena_take(arena, cells, sizeof(double));
    totals->used = cki_arena_take(arena, cells, sizeof(double));
    totals->exported = cki_arena_take(arena, cells, sizeof(double));
    totals->imported = cki_arena_take(arena, cells, sizeof(double));
    totals->waiting_use = cki_arena_take(arena, cells, sizeof(double));
    totals->waiting_output = cki_arena_take(arena, cells, sizeof(double));
}

static bool recipe_is_joint(const cki_index *index, uint32_t recipe) {
    if (recipe == CK_NONE) return false;
    for (uint32_t at = index->recipe_first[recipe]; at < index->recipe_first[recipe + 1]; at++) {
        const uint32_t row = index->recipe_row[at];
        if (!index->row_input[row] && index->world->recipe[row].quantity > 0.0) return true;
    }
    return false;
}

static size_t cell_of(const cki_index *index, uint32_t item, uint32_t region) {
    return (size_t)item * index->world->region_count + region;
}

static void add_recipe(const cki_index *index, uint32_t recipe, uint32_t region, double activity, double *use,
                       double *beside) {
    if (recipe == CK_NONE) return;
    for (uint32_t at = index->recipe_first[recipe]; at < index->recipe_first[recipe + 1]; at++) {
        const uint32_t row = index->recipe_row[at];
        const size_t cell = cell_of(index, index->row_component[row], region);
        const double quantity = index->world->recipe[row].quantity * activity;
        if (index->row_input[row])
            use[cell] += quantity;
        else
            beside[cell] += quantity;
    }
}

void cki_index_totals(const cki_index *index, cki_totals *totals) {
    const ck_world *world = index->world;
    const size_t cells = (size_t)world->item_count * world->region_count;
    for (size_t i = 0; i < cells; i++) {
        totals->made_main[i] = totals->made_beside[i] = totals->used[i] = 0.0;
        totals->exported[i] = totals->imported[i] = totals->waiting_use[i] = totals->waiting_output[i] = 0.0;
    }
    for (uint32_t i = 0; i < world->site_count; i++) {
        bool waits;
        const uint32_t region = index->site_region[i], recipe = index->site_recipe[i];
        const double design = cki_site_design(index, i, &waits);
        const size_t cell = cell_of(index, index->site_item[i], region);
        if (waits) {
            totals->waiting_output[cell] += design;
            add_recipe(index, recipe, region, design, totals->waiting_use, totals->waiting_output);
        } else {
            double *made = recipe_is_joint(index, recipe) ? totals->made_beside : totals->made_main;
            made[cell] += design;
            add_recipe(index, recipe, region, design, totals->used, totals->made_beside);
        }
    }
    for (uint32_t i = 0; i < world->industry_count; i++) {
        const double activity = world->industry[i].output_musd * world->industry[i].intensity;
        add_recipe(index, index->industry_recipe[i], index->industry_region[i], activity, totals->used,
                   totals->made_beside);
    }
    for (uint32_t i = 0; i < world->demand_count; i++) {
        totals->used[cell_of(index, index->demand_item[i], index->demand_region[i])] += world->demand[i].quantity;
    }
    for (uint32_t i = 0; i < world->flow_count; i++) {
        const double quantity = world->flow[i].quantity;
        if (!(quantity > 0.0)) continue;
        totals->exported[cell_of(index, index->flow_item[i], index->flow_origin[i])] += quantity;
        totals->imported[cell_of(index, index->flow_item[i], index->flow_destination[i])] += quantity;
    }
}
