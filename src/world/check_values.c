/* Inventories, customers, prices, elasticities and margins: tables of selectors. */
#include "check.h"

/* ---------------------------------------------------------------- equally specific rows --------------------------- */

/* In rows sorted so that those which differ only in their region selector are neighbours: report blocs that share a region.
   `same` compares everything but the region. */
static void check_blocs(cki_check *check, uint32_t rows, cki_order same, const cki_selector *region,
                        const ck_row *(*row)(const ck_world *, uint32_t),
                        const char *(*name)(const ck_world *, uint32_t), const char *table) {
    const uint32_t regions = check->world->region_count;
    for (uint32_t at = 0; at < rows; at++) {
        const uint32_t i = check->list[at];
        if (at == 0 || same(check, check->list[at - 1], i) != 0) {
            for (uint32_t r = 0; r < regions; r++) check->claim[r] = CK_NONE;
        }
        if (region[i].kind != CKI_SELECT_BLOC) continue;
        for (uint32_t r = 0; r < regions; r++) {
            if (!cki_takes_region(&check->index, region[i], r)) continue;
            const uint32_t other = check->claim[r];
            check->claim[r] = i;
            if (other == CK_NONE || region[other].value == region[i].value) continue;
            CKI_REPORT(check, CK_E_DUPLICATE, row(check->world, i)->place,
                       "two rows of %s.csv for %q take %s by two blocs, and neither is more specific; the other row is "
                       "line %u",
                       "give %s a row of its own", table, name(check->world, i), check->world->region[r].region,
                       row(check->world, other)->place.line, check->world->region[r].region);
            break;
        }
    }
}

/* ---------------------------------------------------------------- inventories ------------------------------------- */

static const ck_row *inventory_row(const ck_world *world, uint32_t i) { return &world->inventory[i].row; }
static const char *inventory_name(const ck_world *world, uint32_t i) { return world->inventory[i].item; }
static int inventory_same(const void *context, uint32_t a, uint32_t b) {
    const ck_inventory_row *x = &((const cki_check *)context)->world->inventory[a];
    const ck_inventory_row *y = &((const cki_check *)context)->world->inventory[b];
    const int holder = cki_text_compare(x->holder, y->holder), item = cki_text_compare(x->item, y->item);
    return holder != 0 ? holder : item != 0 ? item : cki_text_compare(x->user, y->user);
}
static int inventory_order(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    const int same = inventory_same(context, a, b);
    return same != 0 ? same : cki_text_compare(world->inventory[a].region, world->inventory[b].region);
}

static void check_inventories(cki_check *check) {
    const ck_world *world = check->world;
    for (uint32_t i = 0; i < world->inventory_count; i++) {
        const ck_inventory_row *row = &world->inventory[i];
        const ck_place place = row->row.place;
        const bool user = cki_text_equal(row->holder, "user");
        if (!user && !cki_text_equal(row->holder, "market") && !cki_text_equal(row->holder, "maker")) {
            CKI_REPORT(check, CK_E_UNKNOWN, place, "holder is %q", "holders are market, user and maker", row->holder);
        }
        cki_check_item_selector(check, place, check->index.inventory_item[i], row->item);
        cki_check_item_selector(check, place, check->index.inventory_user[i], row->user);
        cki_check_region_selector(check, place, check->index.inventory_region[i], row->region);
        if (!user && !cki_text_equal(row->user, "*")) {
            CKI_REPORT(check, CK_E_RANGE, place, "user of a %s's stock is %q",
                       "only the holder user has a user; write *", row->holder, row->user);
        }
        if (row->days_low > row->days || row->days > row->days_high) {
            CKI_REPORT(check, CK_E_RANGE, place, "days of %q are %g, %g and %g",
                       "low, most likely and high must not fall", row->item, row->days_low, row->days, row->days_high);
        }
    }
    cki_check_repeats(check, world->inventory_count, inventory_order, inventory_row, inventory_name, "inventories");
    check_blocs(check, world->inventory_count, inventory_same, check->index.inventory_region, inventory_row,
                inventory_name, "inventories");
}

/* ---------------------------------------------------------------- customers --------------------------------------- */

static const ck_row *customer_row(const ck_world *world, uint32_t i) { return &world->customer[i].row; }
static const char *customer_name(const ck_world *world, uint32_t i) { return world->customer[i].item; }
static int customer_item(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    return cki_text_compare(world->customer[a].item, world->customer[b].item);
}
static int customer_set(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    const int item = customer_item(context, a, b);
    return item != 0 ? item : cki_text_compare(world->customer[a].region, world->customer[b].region);
}
static int customer_order(const void *context, uint32_t a, uint32_t b) {
    const ck_customer_row *x = &((const cki_check *)context)->world->customer[a];
    const ck_customer_row *y = &((const cki_check *)context)->world->customer[b];
    const int set = customer_set(context, a, b), use = cki_text_compare(x->end_use, y->end_use);
    const int owner = cki_text_compare(x->owner_region, y->owner_region);
    return set != 0 ? set : use != 0 ? use : owner != 0 ? owner : cki_text_compare(x->owner_note, y->owner_note);
}

static void check_customers(cki_check *check) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    for (uint32_t i = 0; i < world->customer_count; i++) {
        const ck_customer_row *row = &world->customer[i];
        const ck_place place = row->row.place;
        cki_check_item_selector(check, place, index->customer_item[i], row->item);
        cki_check_region_selector(check, place, index->customer_region[i], row->region);
        bool known = false;
        for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
            known |= cki_text_equal(row->end_use, ck_end_use_word((ck_end_use)use));
        }
        if (!known) {
            CKI_REPORT(check, CK_E_UNKNOWN, place, "end use is %q", "end uses are civil, military and semiconductor",
                       row->end_use);
        }
        if (row->owner_region[0] != '\0' && cki_names_find(&index->region, row->owner_region) == CK_NONE) {
            cki_check_unknown(check, place, "region of the owner", row->owner_region, &index->region, "regions.csv");
        }
    }
    cki_check_repeats(check, world->customer_count, customer_order, customer_row, customer_name, "customers");
    double sum = 0.0;
    for (uint32_t at = 0; at < world->customer_count; at++) {
        const uint32_t i = check->list[at];
        sum = at == 0 || customer_set(check, check->list[at - 1], i) != 0 ? world->customer[i].share
                                                                          : sum + world->customer[i].share;
        if (at + 1 < world->customer_count && customer_set(check, i, check->list[at + 1]) == 0) continue;
        if (ck_abs(sum - 1.0) > 1e-6) {
            CKI_REPORT(check, CK_E_RANGE, world->customer[i].row.place,
                       "shares of the customers of %q in %s sum to %g; they must sum to 1",
                       "shares are of the region's purchases of the item", world->customer[i].item,
                       world->customer[i].region, sum);
        }
    }
    check_blocs(check, world->customer_count, customer_item, index->customer_region, customer_row, customer_name,
                "customers");
}

/* ---------------------------------------------------------------- prices, elasticities ---------------------------- */

static const ck_row *price_row(const ck_world *world, uint32_t i) { return &world->price[i].row; }
static const char *price_name(const ck_world *world, uint32_t i) { return world->price[i].item; }
static int price_item(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    return cki_text_compare(world->price[a].item, world->price[b].item);
}
static int price_order(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    const int item = price_item(context, a, b);
    return item != 0 ? item : cki_text_compare(world->price[a].region, world->price[b].region);
}

static void check_prices(cki_check *check) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    for (uint32_t i = 0; i < world->price_count; i++) {
        const ck_price_row *row = &world->price[i];
        const ck_place place = row->row.place;
        if (index->price_item[i] == CK_NONE)
            cki_check_unknown(check, place, "item", row->item, &index->item, "items.csv");
        cki_check_region_selector(check, place, index->price_region[i], row->region);
        if (!(row->price_usd > 0.0)) {
            CKI_REPORT(check, CK_E_RANGE, place, "price of %q is %g; it must be above 0",
                       "prices are in USD/kg for items in t", row->item, row->price_usd);
        }
        if (row->low_usd > row->price_usd || row->high_usd < row->price_usd) {
            CKI_REPORT(check, CK_E_RANGE, place, "price of %q is %g, outside its range %g to %g",
                       "low, price and high must not fall", row->item, row->price_usd, row->low_usd, row->high_usd);
        }
    }
    cki_check_repeats(check, world->price_count, price_order, price_row, price_name, "prices");
    check_blocs(check, world->price_count, price_item, index->price_region, price_row, price_name, "prices");
    for (uint32_t item = 0; item < world->item_count; item++) {
        if (index->item_tier[item] == CKI_INDUSTRY || index->price_first[item] < index->price_first[item + 1]) continue;
        CKI_REPORT(check, CK_E_MISSING, world->item[item].row.place, "%q has no price",
                   "give it a row of prices.csv with region *", world->item[item].item);
    }
}

static const ck_row *elasticity_row(const ck_world *world, uint32_t i) { return &world->elasticity[i].row; }
static const char *elasticity_name(const ck_world *world, uint32_t i) { return world->elasticity[i].item; }
static int elasticity_order(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    const int item = cki_text_compare(world->elasticity[a].item, world->elasticity[b].item);
    return item != 0 ? item : cki_text_compare(world->elasticity[a].parameter, world->elasticity[b].parameter);
}

static void check_elasticities(cki_check *check) {
    static const char *const known[] = {"demand_elasticity", "supplier_elasticity", "price_flexibility",
                                        "capacity_response"};
    const ck_world *world = check->world;
    for (uint32_t i = 0; i < world->elasticity_count; i++) {
        const ck_elasticity_row *row = &world->elasticity[i];
        cki_check_item_selector(check, row->row.place, check->index.elasticity_item[i], row->item);
        bool found = false;
        for (uint32_t k = 0; k < sizeof known / sizeof known[0]; k++) found |= cki_text_equal(row->parameter, known[k]);
        if (!found) {
            CKI_REPORT(check, CK_E_UNKNOWN, row->row.place, "unknown parameter %q",
                       "parameters are demand_elasticity, supplier_elasticity, price_flexibility and capacity_response",
                       row->parameter);
        }
        if (row->low > row->value || row->value > row->high) {
            CKI_REPORT(check, CK_E_RANGE, row->row.place, "%s of %q is %g, outside its range %g to %g",
                       "low, value and high must not fall", row->parameter, row->item, row->value, row->low, row->high);
        }
    }
    cki_check_repeats(check, world->elasticity_count, elasticity_order, elasticity_row, elasticity_name,
                      "elasticities");
}

/* ---------------------------------------------------------------- margins ----------------------------------------- */

static const ck_row *margin_row(const ck_world *world, uint32_t i) { return &world->margin[i].row; }
static const char *margin_name(const ck_world *world, uint32_t i) { return world->margin[i].kind; }
static int margin_order(const void *context, uint32_t a, uint32_t b) {
    const ck_margin_row *x = &((const cki_check *)context)->world->margin[a];
    const ck_margin_row *y = &((const cki_check *)context)->world->margin[b];
    const int kind = cki_text_compare(x->kind, y->kind), item = cki_text_compare(x->item, y->item);
    const int region = cki_text_compare(x->region, y->region);
    return kind != 0 ? kind : item != 0 ? item : region != 0 ? region : cki_text_compare(x->partner, y->partner);
}

static void check_margin(cki_check *check, uint32_t i) {
    const cki_index *index = &check->index;
    const ck_margin_row *row = &check->world->margin[i];
    const ck_place place = row->row.place;
    const bool share = cki_text_equal(row->kind, "output-share") || cki_text_equal(row->kind, "import-share");
    const bool total = cki_text_equal(row->kind, "output-total") || cki_text_equal(row->kind, "import-total") ||
                       cki_text_equal(row->kind, "export-total");
    if (!share && !total) {
        CKI_REPORT(check, CK_E_UNKNOWN, place, "kind of margin is %q",
                   "kinds are output-total, output-share, import-total, import-share and export-total", row->kind);
    }
    cki_check_item_selector(check, place, index->margin_item[i], row->item);
    if (row->region[0] != '\0') cki_check_region_selector(check, place, index->margin_region[i], row->region);
    if (row->partner[0] != '\0') cki_check_region_selector(check, place, index->margin_partner[i], row->partner);
    if (share && row->value > 1.0) {
        CKI_REPORT(check, CK_E_RANGE, place, "%s of %q is %g; it must be 0 to 1", "90 %% is written 0.9", row->kind,
                   row->item, row->value);
    }
    if (cki_text_equal(row->kind, "import-share") != (row->partner[0] != '\0')) {
        CKI_REPORT(check, CK_E_RANGE, place, "partner of %s of %q is %q",
                   "import-share has a partner, the other kinds have none", row->kind, row->item, row->partner);
    }
    uint32_t unit = CK_NONE;
    for (uint32_t item = 0; item < check->world->item_count; item++) {
        if (!cki_takes_item(index, index->margin_item[i], item)) continue;
        if (unit != CK_NONE && unit != index->item_unit[item]) {
            CKI_REPORT(check, CK_E_UNIT, place, "%s of %q adds up items in %s and in %s",
                       "name a group counted in one unit", row->kind, row->item, cki_unit_word((cki_unit)unit),
                       cki_unit_word((cki_unit)index->item_unit[item]));
            break;
        }
        unit = index->item_unit[item];
    }
}

void cki_check_values(cki_check *check) {
    check_inventories(check);
    check_customers(check);
    check_prices(check);
    check_elasticities(check);
    for (uint32_t i = 0; i < check->world->margin_count; i++) check_margin(check, i);
    cki_check_repeats(check, check->world->margin_count, margin_order, margin_row, margin_name, "margins");
}
