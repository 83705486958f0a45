/* Does what is made meet what is used? */
#include "check.h"

#define BALANCE_TOLERANCE 1e-6 // of the throughput of a market

/* What comes into a market (or, for items that are not traded, into a region) less what leaves it; what is made beside
   other things may be discarded. */
static double miss(const cki_check *check, size_t cell, double *in, double *out) {
    const cki_totals *totals = &check->totals;
    *in = totals->made_main[cell] + totals->made_beside[cell] + totals->imported[cell];
    *out = totals->used[cell] + totals->exported[cell];
    const double difference = *in - *out;
    if (difference > 0.0) return ck_max(0.0, difference - totals->made_beside[cell]);
    return difference;
}

static bool out_of_balance(const cki_check *check, size_t cell) {
    double in, out;
    const double by = miss(check, cell, &in, &out);
    return ck_abs(by) > BALANCE_TOLERANCE * ck_max(in, out);
}

/* Largest miss first, as a share of the world's use of the item. */
static int by_miss(const void *context, uint32_t a, uint32_t b) {
    const cki_check *check = context;
    double in, out;
    const double x = ck_abs(miss(check, a, &in, &out)) / ck_max(in, out);
    const double y = ck_abs(miss(check, b, &in, &out)) / ck_max(in, out);
    return x > y ? -1 : x < y;
}

/* The row that shows where an item is used in a region, for the place of a message. */
static ck_place place_of_use(const cki_check *check, uint32_t item, uint32_t region) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    for (uint32_t i = 0; i < world->site_count; i++) {
        if (index->site_item[i] == item && index->site_region[i] == region) return world->site[i].row.place;
    }
    for (uint32_t i = 0; i < world->flow_count; i++) {
        if (index->flow_item[i] != item) continue;
        if (index->flow_origin[i] == region || index->flow_destination[i] == region) return world->flow[i].row.place;
    }
    return world->item[item].row.place;
}

static void check_balance(cki_check *check) {
    const ck_world *world = check->world;
    const uint32_t regions = world->region_count;
    uint32_t misses = 0;
    for (uint32_t item = 0; item < world->item_count; item++) {
        for (uint32_t region = 0; region < regions; region++) {
            const uint32_t cell = item * regions + region;
            if (check->index.item_tier[item] != CKI_INDUSTRY && out_of_balance(check, cell))
                check->list[misses++] = cell;
        }
    }
    cki_sort_indices(check->list, check->scratch, misses, by_miss, check);
    for (uint32_t i = 0; i < misses; i++) {
        const uint32_t item = check->list[i] / regions, region = check->list[i] % regions;
        double in, out;
        (void)miss(check, check->list[i], &in, &out);
        const char *unit = cki_unit_word((cki_unit)check->index.item_unit[item]);
        CKI_REPORT(check, CK_E_BALANCE, place_of_use(check, item, region), "%q in %s: %g %s/yr come in and %g go out",
                   "in: %g made and %g imported; out: %g used and %g exported; the world build command balances a "
                   "source world",
                   world->item[item].item, world->region[region].region, in, unit, out,
                   check->totals.made_main[check->list[i]] + check->totals.made_beside[check->list[i]],
                   check->totals.imported[check->list[i]], check->totals.used[check->list[i]],
                   check->totals.exported[check->list[i]]);
    }
}

/* A use without any maker: nothing can balance it. */
static void check_makers(cki_check *check, bool balanced) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    const cki_totals *totals = &check->totals;
    for (uint32_t item = 0; item < world->item_count; item++) {
        double used = 0.0, made = 0.0;
        uint32_t user = CK_NONE;
        for (uint32_t region = 0; region < world->region_count; region++) {
            const size_t cell = (size_t)item * world->region_count + region;
            const double use = totals->used[cell], local = totals->made_main[cell] + totals->made_beside[cell];
            if (use > 0.0 && user == CK_NONE) user = region;
            used += use;
            made += local;
            const bool waits = totals->waiting_use[cell] > 0.0;
            if (index->item_traded[item] || index->item_tier[item] == CKI_INDUSTRY) continue;
            if ((use > 0.0 || waits) && !(local + totals->waiting_output[cell] > 0.0)) {
                CKI_REPORT(check, CK_E_MISSING, world->item[item].row.place,
                           "%q is used in %s, is not traded, and nothing in %s makes it",
                           "give %s a site that makes it, or let it be traded (items.csv)", world->item[item].item,
                           world->region[region].region, world->region[region].region, world->region[region].region);
            }
        }
        if (index->item_traded[item] && used > 0.0 && !(made > 0.0)) {
            CKI_REPORT(check, CK_E_MISSING, world->item[item].row.place,
                       "%q is used (%g %s/yr, first in %s) and nothing makes it",
                       "give it a row of sites.csv, or a recipe that makes it as a coproduct", world->item[item].item,
                       used, cki_unit_word((cki_unit)index->item_unit[item]), world->region[user].region);
        }
    }
    for (uint32_t i = 0; balanced && i < world->stockpile_count; i++) {
        const ck_stockpile_row *row = &world->stockpile[i];
        const size_t cell = (size_t)cki_names_find(&index->item, row->item) * world->region_count +
                            cki_names_find(&index->region, row->region);
        if (totals->used[cell] + totals->exported[cell] + totals->waiting_use[cell] > 0.0) continue;
        CKI_REPORT(check, CK_E_MISSING, row->row.place, "stockpile %q holds %q for %s, where nothing uses it",
                   "drop the stockpile, or give the use a row", row->stockpile, row->item, row->region);
    }
}

static void check_quantities(cki_check *check) {
    const ck_world *world = check->world;
    for (uint32_t i = 0; i < world->flow_count; i++) {
        const ck_flow_row *row = &world->flow[i];
        if (!ck_is_nan(row->quantity)) continue;
        CKI_REPORT(check, CK_E_MISSING, row->row.place, "flow of %q from %s to %s has no quantity",
                   "only a source world may give the value alone; build it first", row->item, row->origin,
                   row->destination);
    }
}

void cki_check_supply(cki_check *check, bool balanced) {
    if (balanced) check_quantities(check);
    cki_index_totals(&check->index, &check->totals);
    check_makers(check, balanced);
    if (balanced && check->first == CK_OK) check_balance(check);
}
