/* Flows, routes, projects and stockpiles. */
#include "check.h"

static const ck_row *flow_row(const ck_world *world, uint32_t i) { return &world->flow[i].row; }
static const char *flow_name(const ck_world *world, uint32_t i) { return world->flow[i].item; }
static int flow_order(const void *context, uint32_t a, uint32_t b) {
    const ck_flow_row *x = &((const cki_check *)context)->world->flow[a];
    const ck_flow_row *y = &((const cki_check *)context)->world->flow[b];
    const int item = cki_text_compare(x->item, y->item), origin = cki_text_compare(x->origin, y->origin);
    return item != 0 ? item : origin != 0 ? origin : cki_text_compare(x->destination, y->destination);
}

static void check_flows(cki_check *check) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    for (uint32_t i = 0; i < world->flow_count; i++) {
        const ck_flow_row *row = &world->flow[i];
        const ck_place place = row->row.place;
        const uint32_t item = index->flow_item[i], origin = index->flow_origin[i],
                       destination = index->flow_destination[i];
        if (item == CK_NONE) cki_check_unknown(check, place, "item", row->item, &index->item, "items.csv");
        if (origin == CK_NONE) cki_check_unknown(check, place, "region", row->origin, &index->region, "regions.csv");
        if (destination == CK_NONE)
            cki_check_unknown(check, place, "region", row->destination, &index->region, "regions.csv");
        if (item == CK_NONE || origin == CK_NONE || destination == CK_NONE) {
            check->references = false;
            continue;
        }
        if (!index->item_traded[item]) {
            CKI_REPORT(check, CK_E_RANGE, place, "%q is not traded but flows from %s to %s",
                       "set traded to yes in items.csv, or drop the flow", row->item, row->origin, row->destination);
        }
        if (origin == destination) {
            CKI_REPORT(check, CK_E_RANGE, place, "a flow of %q from %s to itself",
                       "what a region makes and uses itself needs no row", row->item, row->origin);
        }
        if (!cki_text_equal(row->mode, "sea") && !cki_text_equal(row->mode, "air") &&
            !cki_text_equal(row->mode, "land")) {
            CKI_REPORT(check, CK_E_UNKNOWN, place, "mode is %q", "modes are sea, air and land", row->mode);
        }
        if (ck_is_nan(row->quantity) && ck_is_nan(row->value_musd)) {
            CKI_REPORT(check, CK_E_MISSING, place, "flow of %q from %s to %s has neither quantity nor value",
                       "give one of the two", row->item, row->origin, row->destination);
        }
        const double military = ck_is_nan(row->share_military) ? 0.0 : row->share_military;
        const double semiconductor = ck_is_nan(row->share_semiconductor) ? 0.0 : row->share_semiconductor;
        if (military + semiconductor > 1.0 + 1e-9) {
            CKI_REPORT(check, CK_E_RANGE, place, "shares of end use are %g and %g, more than 1 together",
                       "what is neither military nor semiconductor use is civil", military, semiconductor);
        }
    }
    cki_check_repeats(check, world->flow_count, flow_order, flow_row, flow_name, "flows");
}

/* ---------------------------------------------------------------- routes ------------------------------------------ */

static const ck_row *route_row(const ck_world *world, uint32_t i) { return &world->route[i].row; }
static const char *route_name(const ck_world *world, uint32_t i) { return world->route[i].item; }
static int route_order(const void *context, uint32_t a, uint32_t b) {
    const ck_route_row *x = &((const cki_check *)context)->world->route[a];
    const ck_route_row *y = &((const cki_check *)context)->world->route[b];
    const int item = cki_text_compare(x->item, y->item), origin = cki_text_compare(x->origin, y->origin);
    return item != 0 ? item : origin != 0 ? origin : cki_text_compare(x->destination, y->destination);
}

static bool regions_meet(const cki_index *index, cki_selector a, cki_selector b) {
    for (uint32_t region = 0; region < index->world->region_count; region++) {
        if (cki_takes_region(index, a, region) && cki_takes_region(index, b, region)) return true;
    }
    return false;
}

/* Two rows of one item and equal rank that take the same pair: only blocs can do that. Rows are sorted by item. */
static void check_route_ranks(cki_check *check) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    for (uint32_t at = 1; at < world->route_count; at++) {
        const uint32_t i = check->list[at];
        for (uint32_t back = at; back > 0 && at - back < CKI_BLOC_LIMIT * CKI_BLOC_LIMIT; back--) {
            const uint32_t other = check->list[back - 1];
            if (!cki_text_equal(world->route[i].item, world->route[other].item)) break;
            if (index->route_origin[i].kind != index->route_origin[other].kind) continue;
            if (index->route_destination[i].kind != index->route_destination[other].kind) continue;
            if (route_order(check, i, other) == 0) continue; // reported as a repeat
            if (!regions_meet(index, index->route_origin[i], index->route_origin[other])) continue;
            if (!regions_meet(index, index->route_destination[i], index->route_destination[other])) continue;
            CKI_REPORT(check, CK_E_DUPLICATE, world->route[i].row.place,
                       "routes of %q from %s to %s and from %s to %s (line %u) take the same pair and neither is more "
                       "specific",
                       "name the regions that both blocs share in a row of their own", world->route[i].item,
                       world->route[i].origin, world->route[i].destination, world->route[other].origin,
                       world->route[other].destination, world->route[other].row.place.line);
            break;
        }
    }
}

static void check_routes(cki_check *check) {
    const ck_world *world = check->world;
    for (uint32_t i = 0; i < world->route_count; i++) {
        const ck_route_row *row = &world->route[i];
        cki_check_item_selector(check, row->row.place, check->index.route_item[i], row->item);
        cki_check_region_selector(check, row->row.place, check->index.route_origin[i], row->origin);
        cki_check_region_selector(check, row->row.place, check->index.route_destination[i], row->destination);
    }
    cki_check_repeats(check, world->route_count, route_order, route_row, route_name, "routes");
    check_route_ranks(check);
}

/* ---------------------------------------------------------------- projects, stockpiles ---------------------------- */

static const ck_row *project_row(const ck_world *world, uint32_t i) { return &world->project[i].row; }
static const char *project_name(const ck_world *world, uint32_t i) { return world->project[i].project; }
static int project_order(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    return cki_text_compare(world->project[a].project, world->project[b].project);
}

static void check_projects(cki_check *check) {
    const ck_world *world = check->world;
    for (uint32_t i = 0; i < world->project_count; i++) {
        const ck_project_row *row = &world->project[i];
        const ck_place place = row->row.place;
        const uint32_t site = check->index.project_site[i];
        if (site == CK_NONE) {
            cki_check_unknown(check, place, "site", row->site, &check->index.site, "sites.csv");
            check->references = false;
            continue;
        }
        if (row->start_early.day > row->start.day || row->start.day > row->start_late.day) {
            CKI_REPORT(check, CK_E_RANGE, place, "project %q starts between %D and %D, most likely %D",
                       "start_early, start and start_late must not go back in time", row->project, row->start_early,
                       row->start_late, row->start);
        }
        if (row->capacity_added < -world->site[site].capacity * (1.0 + 1e-9)) {
            CKI_REPORT(check, CK_E_RANGE, place, "project %q closes %g of site %q, whose capacity is %g (unit/yr)",
                       "a closure takes away at most what is there", row->project, -row->capacity_added, row->site,
                       world->site[site].capacity);
        }
    }
    cki_check_repeats(check, world->project_count, project_order, project_row, project_name, "projects");
}

static const ck_row *stockpile_row(const ck_world *world, uint32_t i) { return &world->stockpile[i].row; }
static const char *stockpile_name(const ck_world *world, uint32_t i) { return world->stockpile[i].stockpile; }
static int stockpile_order(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    return cki_text_compare(world->stockpile[a].stockpile, world->stockpile[b].stockpile);
}

static void check_stockpiles(cki_check *check) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    for (uint32_t i = 0; i < world->stockpile_count; i++) {
        const ck_stockpile_row *row = &world->stockpile[i];
        const ck_place place = row->row.place;
        const uint32_t item = cki_names_find(&index->item, row->item);
        if (item == CK_NONE) cki_check_unknown(check, place, "item", row->item, &index->item, "items.csv");
        const uint32_t region = cki_names_find(&index->region, row->region);
        if (region == CK_NONE) cki_check_unknown(check, place, "region", row->region, &index->region, "regions.csv");
        if (item == CK_NONE || region == CK_NONE) {
            check->references = false;
            continue;
        }
        if (!index->item_traded[item]) {
            CKI_REPORT(check, CK_E_RANGE, place, "stockpile %q holds %q, which is not traded",
                       "a stockpile releases to the market of its region", row->stockpile, row->item);
        }
        if (!(row->release_per_day > 0.0)) {
            CKI_REPORT(check, CK_E_RANGE, place, "release_per_day of stockpile %q is %g; it must be above 0 (unit/day)",
                       "drop the row if nothing can be released", row->stockpile, row->release_per_day);
        }
        if (!cki_text_equal(row->priority, "military") && !cki_text_equal(row->priority, "all")) {
            CKI_REPORT(check, CK_E_UNKNOWN, place, "priority of stockpile %q is %q", "write military or all",
                       row->stockpile, row->priority);
        }
    }
    cki_check_repeats(check, world->stockpile_count, stockpile_order, stockpile_row, stockpile_name, "stockpiles");
}

void cki_check_trade(cki_check *check) {
    check_flows(check);
    check_routes(check);
    check_projects(check);
    check_stockpiles(check);
}
