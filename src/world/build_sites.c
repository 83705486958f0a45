/* Steps of ck_model_build: lists, totals by item and region, sites with their products and slots. */
#include "build.h"

#define NO_LIMIT 1e9          // capacity of markets and final uses, as a level
#define INDUSTRY_OVERTIME 0.1 // what an industry can add for a while, share of base output

static uint32_t text1(cki_draft *draft, const char *text) { return cki_draft_text(draft, &text, 1); }

/* ---------------------------------------------------------------- lists ------------------------------------------- */

static int by_date(const void *context, uint32_t a, uint32_t b) {
    const ck_calendar_row *row = context;
    return row[a].date.day < row[b].date.day ? -1 : row[a].date.day > row[b].date.day;
}

/* Days of one kind of each calendar, sorted. */
static uint32_t calendar_days(cki_draft *draft, const char *kind, uint32_t *first, int32_t *day) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    uint32_t *row = draft->calendar_row;
    uint32_t rows = 0, days = 0;
    for (uint32_t i = 0; i < world->calendar_count; i++) {
        if (cki_text_equal(world->calendar[i].day, kind)) row[rows++] = i;
    }
    cki_sort_indices(row, draft->calendar_scratch, rows, by_date, world->calendar);
    for (uint32_t calendar = 0; calendar < index->calendar.count; calendar++) {
        first[calendar] = days;
        for (uint32_t i = 0; i < rows; i++) {
            if (cki_names_find(&index->calendar, world->calendar[row[i]].calendar) == calendar) {
                day[days++] = world->calendar[row[i]].date.day;
            }
        }
    }
    first[index->calendar.count] = days;
    return days;
}

static void build_items(cki_draft *draft) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    for (uint32_t i = 0; i < index->group.count; i++) {
        draft->report_group_text[i] = text1(draft, index->group.entry[i].name);
    }
    draft->n.report_group = index->group.count;
    for (uint32_t i = 0; i < world->item_count; i++) {
        const ck_item_row *row = &world->item[i];
        draft->item_id_text[i] = text1(draft, row->item);
        draft->item_name_text[i] = text1(draft, row->name);
        draft->item_hs_text[i] = text1(draft, row->hs);
        draft->item_codes_text[i] = text1(draft, row->control_codes);
        draft->item_tier[i] = index->item_tier[i];
        draft->item_unit[i] = index->item_unit[i];
        draft->item_report_group[i] = index->item_group[i];
    }
    draft->n.item = world->item_count;
    for (uint32_t item = 0; item < world->item_count; item++) {
        draft->item_first_content[item] = draft->n.content;
        for (uint32_t i = 0; i < world->content_count; i++) {
            if (!cki_text_equal(world->content[i].item, world->item[item].item)) continue;
            draft->content_element_text[draft->n.content] = text1(draft, world->content[i].element);
            draft->content_share[draft->n.content++] = world->content[i].mass_share;
        }
    }
    draft->item_first_content[world->item_count] = draft->n.content;
}

void cki_build_lists(cki_draft *draft) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    draft->name_text = text1(draft, world->name);
    for (uint32_t i = 0; i < world->region_count; i++) {
        const ck_region_row *row = &world->region[i];
        draft->region_id_text[i] = text1(draft, row->region);
        draft->region_name_text[i] = text1(draft, row->name);
        draft->region_blocs_text[i] = text1(draft, row->blocs);
        draft->region_calendar[i] = index->region_calendar[i];
        draft->region_latitude[i] = row->latitude_deg;
        draft->region_longitude[i] = row->longitude_deg;
    }
    draft->n.region = world->region_count;
    draft->n.calendar = index->calendar.count;
    draft->n.holiday = calendar_days(draft, "holiday", draft->calendar_first_holiday, draft->holiday_day);
    draft->n.worked = calendar_days(draft, "working", draft->calendar_first_worked, draft->worked_day);
    build_items(draft);
}

/* ---------------------------------------------------------------- totals ------------------------------------------ */

void cki_build_totals(cki_draft *draft) {
    cki_totals totals = {draft->made_main, draft->made_beside, draft->used,          draft->exported,
                         draft->imported,  draft->waiting_use, draft->waiting_output};
    cki_index_totals(&draft->index, &totals);
}

/* ---------------------------------------------------------------- sites ------------------------------------------- */

/* Opens a site; its products and slots follow before the next one. CK_NONE when there is no room. */
static uint32_t open_site(cki_draft *draft, ck_site_kind kind, uint32_t region, uint32_t item, double reference,
                          bool waits) {
    if (draft->n.site >= draft->room.site) {
        draft->full = true;
        return CK_NONE;
    }
    const uint32_t site = draft->n.site++;
    draft->site_kind[site] = (uint32_t)kind;
    draft->site_region[site] = region;
    draft->site_item[site] = item;
    draft->site_technology[site] = CK_NONE;
    draft->site_end_use[site] = CK_CIVIL;
    draft->site_latitude[site] = draft->region_latitude[region];
    draft->site_longitude[site] = draft->region_longitude[region];
    draft->site_reference[site] = reference / CKI_DAYS_PER_YEAR;
    draft->site_base_level[site] = waits ? 0.0 : 1.0;
    draft->site_capacity[site] = NO_LIMIT;
    draft->site_overtime[site] = 0.0;
    draft->site_value_added[site] = draft->site_employment[site] = 0.0;
    draft->site_owner_text[site] = text1(draft, "");
    draft->site_first_product[site] = draft->n.product;
    draft->site_first_group[site] = draft->n.input_group;
    draft->site_mix[site] = (cki_use_mix){0.0, 0.0, 0.0};
    return site;
}

static void add_product(cki_draft *draft, uint32_t site, uint32_t item, double output_a_year) {
    if (draft->n.product >= draft->room.product) {
        draft->full = true;
        return;
    }
    const uint32_t product = draft->n.product++;
    draft->product_site[product] = site;
    draft->product_item[product] = item;
    draft->product_drives[product] = 1;
    draft->product_output[product] = output_a_year / CKI_DAYS_PER_YEAR;
    draft->product_discard[product] = draft->product_final[product] = 0.0;
    draft->product_stock[product] = draft->product_stock_low[product] = draft->product_stock_high[product] = 0.0;
    draft->product_price[product] = 0.0;
}

static void add_group(cki_draft *draft, uint32_t site) {
    if (draft->n.input_group >= draft->room.input_group) {
        draft->full = true;
        return;
    }
    const uint32_t group = draft->n.input_group++;
    draft->group_site[group] = site;
    draft->group_first_slot[group] = draft->n.slot;
    draft->group_essentiality[group] = 1.0;
    draft->group_elasticity_short[group] = draft->group_elasticity_long[group] = 0.0;
    draft->group_elasticity_days[group] = CKI_DAYS_PER_YEAR;
}

static void add_slot(cki_draft *draft, uint32_t site, uint32_t item, double use_a_year, uint32_t source) {
    if (draft->n.slot >= draft->room.slot || draft->full) {
        draft->full = true;
        return;
    }
    const uint32_t slot = draft->n.slot++;
    draft->slot_group[slot] = draft->n.input_group - 1;
    draft->slot_site[slot] = site;
    draft->slot_item[slot] = item;
    draft->slot_use[slot] = use_a_year / CKI_DAYS_PER_YEAR;
    draft->slot_cost_share[slot] = 0.0;
    draft->slot_stock[slot] = draft->slot_stock_low[slot] = draft->slot_stock_high[slot] = 0.0;
    draft->slot_source[slot] = source;
}

/* Groups in the order of their first row; rows without a group stand alone. */
static void add_recipe(cki_draft *draft, uint32_t site, uint32_t recipe, double activity) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    if (recipe == CK_NONE) return;
    const uint32_t first = index->recipe_first[recipe], end = index->recipe_first[recipe + 1];
    for (uint32_t at = first; at < end; at++) {
        const uint32_t row = index->recipe_row[at];
        const char *name = world->recipe[row].group;
        bool seen = !index->row_input[row] || !(world->recipe[row].quantity > 0.0);
        for (uint32_t before = first; before < at && name[0] != '\0' && !seen; before++) {
            const uint32_t other = index->recipe_row[before];
            seen = index->row_input[other] && world->recipe[other].quantity > 0.0 &&
                   cki_text_equal(world->recipe[other].group, name);
        }
        if (seen) continue;
        add_group(draft, site);
        if (draft->full) return;
        const uint32_t group = draft->n.input_group - 1;
        for (uint32_t member = at; member < end; member++) {
            const uint32_t other = index->recipe_row[member];
            const ck_recipe_row *part = &world->recipe[other];
            if (!index->row_input[other] || !(part->quantity > 0.0)) continue;
            if (member != at && (name[0] == '\0' || !cki_text_equal(part->group, name))) continue;
            add_slot(draft, site, index->row_component[other], part->quantity * activity, other);
            if (draft->full) return;
            if (!ck_is_nan(part->essentiality)) draft->group_essentiality[group] = part->essentiality;
            if (!ck_is_nan(part->elasticity_short)) draft->group_elasticity_short[group] = part->elasticity_short;
            if (!ck_is_nan(part->elasticity_long)) draft->group_elasticity_long[group] = part->elasticity_long;
            if (part->elasticity_days > 0.0) draft->group_elasticity_days[group] = part->elasticity_days;
        }
    }
}

static void build_makers(cki_draft *draft) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    for (uint32_t i = 0; i < world->site_count; i++) {
        const ck_site_row *row = &world->site[i];
        bool waits;
        const double design = cki_site_design(index, i, &waits);
        const uint32_t site = open_site(draft, (ck_site_kind)index->site_kind[i], index->site_region[i],
                                        index->site_item[i], design, waits);
        draft->site_of_row[i] = site;
        if (site == CK_NONE) return;
        draft->site_id_text[site] = text1(draft, row->site);
        draft->site_name_text[site] = text1(draft, row->name);
        draft->site_owner_text[site] = text1(draft, row->owner);
        draft->site_technology[site] = cki_names_find(&index->region, row->technology_origin);
        if (!ck_is_nan(row->latitude_deg)) draft->site_latitude[site] = row->latitude_deg;
        if (!ck_is_nan(row->longitude_deg)) draft->site_longitude[site] = row->longitude_deg;
        draft->site_capacity[site] = row->capacity / design;
        draft->site_overtime[site] = (ck_is_nan(row->overtime) ? 0.0 : row->overtime) * (row->capacity / design);
        add_product(draft, site, index->site_item[i], design);
        const uint32_t recipe = index->site_recipe[i];
        for (uint32_t at = recipe == CK_NONE ? 0 : index->recipe_first[recipe];
             recipe != CK_NONE && at < index->recipe_first[recipe + 1]; at++) {
            const uint32_t part = index->recipe_row[at];
            if (index->row_input[part] || !(world->recipe[part].quantity > 0.0)) continue;
            add_product(draft, site, index->row_component[part], world->recipe[part].quantity * design);
        }
        add_recipe(draft, site, recipe, design);
        if (draft->full) return;
    }
}

static void build_industries(cki_draft *draft) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    for (uint32_t i = 0; i < world->industry_count; i++) {
        const ck_industry_row *row = &world->industry[i];
        draft->site_of_industry[i] = CK_NONE;
        if (!(row->output_musd > 0.0)) continue;
        const uint32_t region = index->industry_region[i], item = index->industry_item[i];
        const uint32_t site = open_site(draft, CK_SITE_INDUSTRY, region, item, row->output_musd, false);
        if (site == CK_NONE) return;
        draft->site_of_industry[i] = site;
        draft->site_id_text[site] = cki_draft_text(draft, (const char *const[]){row->industry, "-", row->region}, 3);
        draft->site_name_text[site] =
            cki_draft_text(draft, (const char *const[]){world->item[item].name, " in ", world->region[region].name}, 3);
        draft->site_end_use[site] = (uint32_t)cki_industry_end_use(world, item);
        draft->site_capacity[site] = 1.0;
        draft->site_overtime[site] = INDUSTRY_OVERTIME;
        draft->site_value_added[site] = row->value_added_musd * 1e6 / CKI_DAYS_PER_YEAR;
        draft->site_employment[site] = ck_is_nan(row->employment_thousand) ? 0.0 : row->employment_thousand * 1000.0;
        add_product(draft, site, item, row->output_musd);
        if (draft->full) return;
        draft->product_final[draft->n.product - 1] = row->output_musd / CKI_DAYS_PER_YEAR;
        add_recipe(draft, site, index->industry_recipe[i], row->output_musd * row->intensity);
        if (draft->full) return;
    }
}

static void build_final_uses(cki_draft *draft) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    for (uint32_t i = 0; i < world->demand_count; i++) {
        const ck_demand_row *row = &world->demand[i];
        draft->site_of_demand[i] = CK_NONE;
        if (!(row->quantity > 0.0)) continue;
        const uint32_t region = index->demand_region[i], item = index->demand_item[i];
        const uint32_t site = open_site(draft, CK_SITE_FINAL_USE, region, item, row->quantity, false);
        if (site == CK_NONE) return;
        draft->site_of_demand[i] = site;
        draft->site_id_text[site] = cki_draft_text(
            draft, (const char *const[]){"use-", row->item, "-", row->region, "-", row->end_use, "-", row->use}, 8);
        draft->site_name_text[site] = cki_draft_text(
            draft, (const char *const[]){world->item[item].name, " for ", row->use, " in ", world->region[region].name},
            5);
        draft->site_end_use[site] = index->demand_use[i];
        add_group(draft, site);
        add_slot(draft, site, item, row->quantity, CK_NONE);
        if (draft->full) return;
    }
}

/* A market stands where something of a traded item is delivered or used, in the baseline or by a waiting site. */
static void build_markets(cki_draft *draft) {
    const ck_world *world = draft->world;
    for (uint32_t item = 0; item < world->item_count; item++) {
        for (uint32_t region = 0; region < world->region_count; region++) {
            const size_t cell = cki_cell(draft, item, region);
            draft->market[cell] = CK_NONE;
            const double through = draft->used[cell] + draft->exported[cell];
            const double waiting = ck_max(draft->waiting_use[cell], draft->waiting_output[cell]);
            if (!draft->index.item_traded[item] || !(through + waiting > 0.0)) continue;
            const bool waits = !(through > 0.0);
            const double reference = waits ? waiting : through;
            const uint32_t site = open_site(draft, CK_SITE_MARKET, region, item, reference, waits);
            if (site == CK_NONE) return;
            draft->market[cell] = site;
            draft->site_id_text[site] = cki_draft_text(
                draft, (const char *const[]){"market-", world->item[item].item, "-", world->region[region].region}, 4);
            draft->site_name_text[site] = cki_draft_text(
                draft, (const char *const[]){world->item[item].name, " in ", world->region[region].name}, 3);
            add_product(draft, site, item, reference);
            add_group(draft, site);
            add_slot(draft, site, item, reference, CK_NONE);
            if (draft->full) return;
        }
    }
}

static void build_stockpiles(cki_draft *draft) {
    const ck_world *world = draft->world;
    for (uint32_t i = 0; i < world->stockpile_count; i++) {
        const ck_stockpile_row *row = &world->stockpile[i];
        const uint32_t region = cki_names_find(&draft->index.region, row->region);
        const uint32_t item = cki_names_find(&draft->index.item, row->item);
        const double release = row->release_per_day * CKI_DAYS_PER_YEAR;
        const uint32_t site = open_site(draft, CK_SITE_STOCKPILE, region, item, release, true);
        if (site == CK_NONE) return;
        draft->site_id_text[site] = text1(draft, row->stockpile);
        draft->site_name_text[site] = text1(draft, row->name);
        draft->site_capacity[site] = 0.0;
        add_product(draft, site, item, release);
        if (draft->full) return;
        draft->product_drives[draft->n.product - 1] = 0;
        draft->stockpile_site[i] = site;
        draft->stockpile_quantity[i] = row->quantity;
        draft->stockpile_military[i] = cki_text_equal(row->priority, "military");
    }
    draft->n.stockpile = world->stockpile_count;
}

void cki_build_sites(cki_draft *draft) {
    build_makers(draft);
    if (!draft->full) build_industries(draft);
    if (!draft->full) build_final_uses(draft);
    if (!draft->full) build_markets(draft);
    if (!draft->full) build_stockpiles(draft);
    draft->site_first_product[draft->n.site] = draft->n.product;
    draft->site_first_group[draft->n.site] = draft->n.input_group;
    draft->group_first_slot[draft->n.input_group] = draft->n.slot;
}
