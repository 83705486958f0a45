/* Recipes, sites, industries and final uses. */
#include "check.h"

static const ck_row *recipe_row(const ck_world *world, uint32_t i) { return &world->recipe[i].row; }
static const char *recipe_name(const ck_world *world, uint32_t i) { return world->recipe[i].component; }
static int recipe_order(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    const int name = cki_text_compare(world->recipe[a].recipe, world->recipe[b].recipe);
    if (name != 0) return name;
    const int role = cki_text_compare(world->recipe[a].role, world->recipe[b].role);
    return role != 0 ? role : cki_text_compare(world->recipe[a].component, world->recipe[b].component);
}

/* "t/unit" must be what the component and the output are counted in. */
static void check_ratio_unit(cki_check *check, const ck_recipe_row *row, uint32_t component, uint32_t output) {
    const cki_index *index = &check->index;
    cki_ratio_unit unit = {CKI_TONNE, CKI_TONNE};
    const ck_status read = cki_ratio_unit_read(row->unit, cki_text_length(row->unit), &unit);
    const char *above = cki_unit_word((cki_unit)index->item_unit[component]);
    const char *below = cki_unit_word((cki_unit)index->item_unit[output]);
    if (read < 0 || unit.above != (cki_unit)index->item_unit[component] ||
        unit.below != (cki_unit)index->item_unit[output]) {
        CKI_REPORT(check, CK_E_UNIT, row->row.place, "unit of %q in recipe %q is %q; it must be %s/%s",
                   "%q is counted in %s and %q in %s (items.csv)", row->component, row->recipe, row->unit, above, below,
                   row->component, above, row->output, below);
    }
}

static bool same_or_absent(double a, double b) { return ck_is_nan(a) || ck_is_nan(b) || a == b; }

/* Rows of one group describe one thing: where they state an elasticity or the essentiality they must agree. */
static void check_groups(cki_check *check, uint32_t recipe) {
    const cki_index *index = &check->index;
    const ck_recipe_row *rows = check->world->recipe;
    for (uint32_t at = index->recipe_first[recipe]; at < index->recipe_first[recipe + 1]; at++) {
        const ck_recipe_row *row = &rows[index->recipe_row[at]];
        if (row->group[0] == '\0' || !index->row_input[index->recipe_row[at]]) continue;
        for (uint32_t before = index->recipe_first[recipe]; before < at; before++) {
            const ck_recipe_row *other = &rows[index->recipe_row[before]];
            if (!index->row_input[index->recipe_row[before]] || !cki_text_equal(other->group, row->group)) continue;
            if (same_or_absent(row->essentiality, other->essentiality) &&
                same_or_absent(row->elasticity_short, other->elasticity_short) &&
                same_or_absent(row->elasticity_long, other->elasticity_long) &&
                same_or_absent(row->elasticity_days, other->elasticity_days))
                continue;
            CKI_REPORT(check, CK_E_RANGE, row->row.place,
                       "%q and %q of group %q in recipe %q differ in essentiality or elasticity",
                       "both belong to the group: state them once, or alike; the other row is line %u", row->component,
                       other->component, row->group, row->recipe, other->row.place.line);
            break;
        }
    }
}

static void check_recipes(cki_check *check) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    for (uint32_t i = 0; i < world->recipe_count; i++) {
        const ck_recipe_row *row = &world->recipe[i];
        const uint32_t output = cki_names_find(&index->item, row->output), component = index->row_component[i];
        if (output == CK_NONE) cki_check_unknown(check, row->row.place, "item", row->output, &index->item, "items.csv");
        if (component == CK_NONE)
            cki_check_unknown(check, row->row.place, "item", row->component, &index->item, "items.csv");
        if (!cki_text_equal(row->role, "input") && !cki_text_equal(row->role, "coproduct")) {
            CKI_REPORT(check, CK_E_UNKNOWN, row->row.place, "role is %q", "a role is \"input\" or \"coproduct\"",
                       row->role);
        }
        if (output == CK_NONE || component == CK_NONE) {
            check->references = false;
            continue;
        }
        const uint32_t first_output = index->recipe_output[index->row_recipe[i]];
        if (first_output != CK_NONE && output != first_output) {
            CKI_REPORT(check, CK_E_RANGE, row->row.place, "recipe %q makes %q here and %q in its first row",
                       "one recipe makes one output; what is made beside it has role coproduct", row->recipe,
                       row->output, world->item[first_output].item);
        }
        if (index->item_tier[component] == CKI_INDUSTRY) {
            CKI_REPORT(check, CK_E_RANGE, row->row.place, "recipe %q uses %q, the output of an industry",
                       "industries end the chain; name an item of another tier", row->recipe, row->component);
        }
        if (!index->row_input[i] && index->item_tier[output] == CKI_INDUSTRY) {
            CKI_REPORT(check, CK_E_RANGE, row->row.place, "recipe %q of an industry has the coproduct %q",
                       "industries end the chain", row->recipe, row->component);
        }
        if (!index->row_input[i] && component == output) {
            CKI_REPORT(check, CK_E_CYCLE, row->row.place, "recipe %q makes %q beside itself", "drop the row",
                       row->recipe, row->component);
        }
        if (row->elasticity_short > row->elasticity_long) {
            CKI_REPORT(check, CK_E_RANGE, row->row.place,
                       "elasticity_short of %q in recipe %q is %g, above elasticity_long, %g",
                       "substitution grows with time", row->component, row->recipe, row->elasticity_short,
                       row->elasticity_long);
        }
        check_ratio_unit(check, row, component, output);
    }
    for (uint32_t recipe = 0; recipe < index->recipe.count; recipe++) check_groups(check, recipe);
    cki_check_repeats(check, world->recipe_count, recipe_order, recipe_row, recipe_name, "recipes");
}

/* ---------------------------------------------------------------- sites ------------------------------------------- */

static void check_site_recipe(cki_check *check, const ck_row *row, const char *recipe, uint32_t number, uint32_t item) {
    if (number == CK_NONE) {
        cki_check_unknown(check, row->place, "recipe", recipe, &check->index.recipe, "recipes.csv");
        check->references = false;
        return;
    }
    const uint32_t output = check->index.recipe_output[number];
    if (item != CK_NONE && output != CK_NONE && output != item) {
        CKI_REPORT(check, CK_E_RANGE, row->place, "recipe %q makes %q, not %q",
                   "give the recipe of the item that is made here", recipe, check->world->item[output].item,
                   check->world->item[item].item);
    }
}

static void check_one_site(cki_check *check, uint32_t i) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    const ck_site_row *row = &world->site[i];
    const ck_place place = row->row.place;
    const uint32_t first = cki_names_find(&index->site, row->site), item = index->site_item[i];
    if (first != i) {
        CKI_REPORT(check, CK_E_DUPLICATE, place, "site %q is there twice; the other row is line %u",
                   "each site has its own id", row->site, world->site[first].row.place.line);
    }
    if (index->site_region[i] == CK_NONE)
        cki_check_unknown(check, place, "region", row->region, &index->region, "regions.csv");
    if (item == CK_NONE) cki_check_unknown(check, place, "item", row->item, &index->item, "items.csv");
    if (index->site_region[i] == CK_NONE || item == CK_NONE) check->references = false;
    if (item != CK_NONE && index->item_tier[item] == CKI_INDUSTRY) {
        CKI_REPORT(check, CK_E_RANGE, place, "site %q makes %q, the output of an industry",
                   "that row belongs in industries.csv", row->site, row->item);
    }
    if (row->recipe[0] != '\0') check_site_recipe(check, &row->row, row->recipe, index->site_recipe[i], item);
    if (index->site_kind[i] == CK_NONE) {
        CKI_REPORT(check, CK_E_UNKNOWN, place, "kind of site %q is %q", "kinds are plant, rest and recycler", row->site,
                   row->kind);
    }
    if (row->technology_origin[0] != '\0' && cki_names_find(&index->region, row->technology_origin) == CK_NONE) {
        cki_check_unknown(check, place, "region of technology", row->technology_origin, &index->region, "regions.csv");
    }
    if (row->output > row->capacity * (1.0 + 1e-9)) {
        CKI_REPORT(check, CK_E_RANGE, place, "output of site %q is %g, above its capacity, %g (unit/yr)",
                   "nameplate capacity is at least what was made in the base year", row->site, row->output,
                   row->capacity);
    }
    if (!(row->output > 0.0) && !(row->capacity > 0.0)) {
        bool waits;
        if (!(cki_site_design(index, i, &waits) > 0.0)) {
            CKI_REPORT(check, CK_E_RANGE, place, "site %q has capacity 0 and no project",
                       "give a row of projects.csv that adds capacity to it, or drop the site", row->site);
        }
    }
}

static const ck_row *industry_row(const ck_world *world, uint32_t i) { return &world->industry[i].row; }
static const char *industry_name(const ck_world *world, uint32_t i) { return world->industry[i].industry; }
static int industry_order(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    const int name = cki_text_compare(world->industry[a].industry, world->industry[b].industry);
    return name != 0 ? name : cki_text_compare(world->industry[a].region, world->industry[b].region);
}

static void check_industries(cki_check *check) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    for (uint32_t i = 0; i < world->industry_count; i++) {
        const ck_industry_row *row = &world->industry[i];
        const ck_place place = row->row.place;
        const uint32_t item = index->industry_item[i];
        if (item == CK_NONE) cki_check_unknown(check, place, "industry", row->industry, &index->item, "items.csv");
        if (index->industry_region[i] == CK_NONE) {
            cki_check_unknown(check, place, "region", row->region, &index->region, "regions.csv");
        }
        if (item == CK_NONE || index->industry_region[i] == CK_NONE) check->references = false;
        if (item != CK_NONE && index->item_tier[item] != CKI_INDUSTRY) {
            CKI_REPORT(check, CK_E_RANGE, place, "%q is of tier %s, not an industry",
                       "a maker of it belongs in sites.csv", row->industry, world->item[item].tier);
        }
        check_site_recipe(check, &row->row, row->recipe, index->industry_recipe[i], item);
        if (row->value_added_musd > row->output_musd * (1.0 + 1e-9)) {
            CKI_REPORT(check, CK_E_RANGE, place, "value added of %q in %s is %g, above its output, %g (MUSD/yr)",
                       "value added is output less purchases", row->industry, row->region, row->value_added_musd,
                       row->output_musd);
        }
    }
    cki_check_repeats(check, world->industry_count, industry_order, industry_row, industry_name, "industries");
}

static const ck_row *demand_row(const ck_world *world, uint32_t i) { return &world->demand[i].row; }
static const char *demand_name(const ck_world *world, uint32_t i) { return world->demand[i].item; }
static int demand_order(const void *context, uint32_t a, uint32_t b) {
    const ck_demand_row *x = &((const cki_check *)context)->world->demand[a];
    const ck_demand_row *y = &((const cki_check *)context)->world->demand[b];
    const int item = cki_text_compare(x->item, y->item), region = cki_text_compare(x->region, y->region);
    const int use = cki_text_compare(x->use, y->use), end_use = cki_text_compare(x->end_use, y->end_use);
    return item != 0 ? item : region != 0 ? region : use != 0 ? use : end_use;
}

static void check_demand(cki_check *check) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    for (uint32_t i = 0; i < world->demand_count; i++) {
        const ck_demand_row *row = &world->demand[i];
        const ck_place place = row->row.place;
        if (index->demand_item[i] == CK_NONE)
            cki_check_unknown(check, place, "item", row->item, &index->item, "items.csv");
        if (index->demand_region[i] == CK_NONE)
            cki_check_unknown(check, place, "region", row->region, &index->region, "regions.csv");
        if (index->demand_item[i] == CK_NONE || index->demand_region[i] == CK_NONE)
            check->references = false;
        else if (index->item_tier[index->demand_item[i]] == CKI_INDUSTRY) {
            CKI_REPORT(check, CK_E_RANGE, place, "final use of %q, the output of an industry",
                       "industries sell all they make to final buyers already", row->item);
        }
        if (index->demand_use[i] == CK_NONE) {
            CKI_REPORT(check, CK_E_UNKNOWN, place, "end use is %q", "end uses are civil, military and semiconductor",
                       row->end_use);
        }
        if (row->essential[0] != '\0' && !cki_text_equal(row->essential, "yes") &&
            !cki_text_equal(row->essential, "no")) {
            CKI_REPORT(check, CK_E_UNKNOWN, place, "essential is %q", "write yes, no or nothing", row->essential);
        }
    }
    cki_check_repeats(check, world->demand_count, demand_order, demand_row, demand_name, "demand");
}

/* ---------------------------------------------------------------- circles ----------------------------------------- */

static void check_circle(cki_check *check, bool joint) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    const uint32_t item = cki_index_order(index, joint, check->list, check->scratch);
    if (item == CK_NONE) return;
    for (uint32_t i = 0; i < world->recipe_count; i++) {
        const uint32_t recipe = index->row_recipe[i];
        if (!index->row_input[i] || index->recipe_output[recipe] != item) continue;
        if (joint && index->recipe_recycles[recipe]) continue;
        CKI_REPORT(check, CK_E_CYCLE, world->recipe[i].row.place,
                   "%q is needed, over some steps, to make itself; one step is %q, "
                   "which recipe %q uses",
                   "scrap may return to an earlier step in a site of kind recycler only", world->item[item].item,
                   world->recipe[i].component, world->recipe[i].recipe);
        return;
    }
    CKI_REPORT(check, CK_E_CYCLE, world->item[item].row.place,
               "%q is needed, over some steps, to make itself beside another item",
               "scrap may return to an earlier step in a site of kind recycler only", world->item[item].item);
}

void cki_check_chain(cki_check *check) {
    check_recipes(check);
    for (uint32_t i = 0; i < check->world->site_count; i++) check_one_site(check, i);
    check_industries(check);
    check_demand(check);
    if (!check->references) return;
    const ck_status before = check->first;
    check_circle(check, true);
    if (before == check->first) check_circle(check, false);
}
