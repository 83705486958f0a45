/* Steps of ck_model_build: flows inside regions, between regions and from stockpiles; their order and the sums that follow
   from it. */
#include "build.h"

#define INSIDE_LAG 1u       // days inside a region
#define DEFAULT_SETUP 30u   // days before a default route opens
#define DEFAULT_PARTNERS 3u // default routes into, or out of, a market that has none

static void add_flow(cki_draft *draft, uint32_t product, uint32_t slot, cki_flow_kind kind, double quantity,
                     double limit) {
    cki_draft_add_flow(draft, (cki_draft_flow){.product = product,
                                               .slot = slot,
                                               .lag = INSIDE_LAG,
                                               .kind = (uint32_t)kind,
                                               .mode = CKI_LAND,
                                               .limit = limit,
                                               .quantity = quantity,
                                               .military = CK_NAN,
                                               .semiconductor = CK_NAN});
}

static uint32_t market_product(const cki_draft *draft, uint32_t market) { return draft->site_first_product[market]; }
static uint32_t market_slot(const cki_draft *draft, uint32_t market) {
    return draft->group_first_slot[draft->site_first_group[market]];
}
static bool waits(const cki_draft *draft, uint32_t site) { return draft->site_base_level[site] == 0.0; }
static bool makes_things(const cki_draft *draft, uint32_t site) { return draft->site_kind[site] <= CK_SITE_RECYCLER; }

/* ---------------------------------------------------------------- inside a region --------------------------------- */

/* Share of what joint production (coproducts and what they are made beside) delivers; the rest is discarded. */
static double delivered_share(const cki_draft *draft, size_t cell) {
    const double beside = draft->made_beside[cell];
    const double delivered = draft->used[cell] + draft->exported[cell] - draft->imported[cell] - draft->made_main[cell];
    if (!(beside > 0.0) || delivered >= beside * (1.0 - 1e-9)) return 1.0;
    return delivered > 0.0 ? delivered / beside : 0.0;
}

static bool site_is_joint(const cki_draft *draft, uint32_t site) {
    return draft->site_first_product[site + 1] - draft->site_first_product[site] > 1;
}

/* What of its output a product sells in the baseline, unit/day; the rest becomes its discard. */
static double product_sold(cki_draft *draft, uint32_t product) {
    const uint32_t site = draft->product_site[product];
    const double output = draft->product_output[product];
    if (waits(draft, site)) return output;
    const size_t cell = cki_cell(draft, draft->product_item[product], draft->site_region[site]);
    const double share = site_is_joint(draft, site) ? delivered_share(draft, cell) : 1.0;
    if (share >= 1.0) return output;
    const double sold = output * share;
    draft->product_discard[product] = output - sold;
    draft->product_drives[product] = 0;
    return sold;
}

static void makers_to_markets(cki_draft *draft) {
    for (uint32_t product = 0; product < draft->n.product; product++) {
        const uint32_t site = draft->product_site[product], item = draft->product_item[product];
        if (!makes_things(draft, site) || !draft->index.item_traded[item]) continue;
        const uint32_t market = draft->market[cki_cell(draft, item, draft->site_region[site])];
        const double sold = product_sold(draft, product);
        if (market == CK_NONE) continue; // all of it is discarded
        const bool base = !waits(draft, site) && !waits(draft, market);
        add_flow(draft, product, market_slot(draft, market), base ? CKI_FLOW_INSIDE : CKI_FLOW_WAITING,
                 base ? sold : 0.0, base ? 0.0 : sold);
    }
}

static void markets_to_users(cki_draft *draft) {
    for (uint32_t slot = 0; slot < draft->n.slot; slot++) {
        const uint32_t site = draft->slot_site[slot], item = draft->slot_item[slot];
        if (draft->site_kind[site] == CK_SITE_MARKET || !draft->index.item_traded[item]) continue;
        const uint32_t market = draft->market[cki_cell(draft, item, draft->site_region[site])];
        if (market == CK_NONE) {
            draft->full = true; // cannot be: a use makes a market
            return;
        }
        const bool base = !waits(draft, site);
        add_flow(draft, market_product(draft, market), slot, base ? CKI_FLOW_INSIDE : CKI_FLOW_WAITING,
                 base ? draft->slot_use[slot] : 0.0, base ? 0.0 : draft->slot_use[slot]);
    }
}

/* An item that is not traded: every maker of the region serves every user in proportion. What joins a waiting site is of
   kind 4 and as large as the waiting side asks for (or offers, when its maker waits and the user does not). */
static void makers_to_users(cki_draft *draft) {
    for (uint32_t slot = 0; slot < draft->n.slot; slot++) {
        const uint32_t user = draft->slot_site[slot], item = draft->slot_item[slot], region = draft->site_region[user];
        if (draft->site_kind[user] == CK_SITE_MARKET || draft->index.item_traded[item]) continue;
        const size_t cell = cki_cell(draft, item, region);
        const double made = draft->made_main[cell] + draft->made_beside[cell] * delivered_share(draft, cell);
        const bool user_waits = waits(draft, user);
        for (uint32_t at = draft->cell_first[cell]; at < draft->cell_first[cell + 1]; at++) {
            const uint32_t product = draft->cell_product[at], maker = draft->product_site[product];
            const bool maker_waits = waits(draft, maker);
            const double use = draft->slot_use[slot];
            if (!maker_waits && !user_waits) {
                const double sold = product_sold(draft, product) * CKI_DAYS_PER_YEAR;
                if (sold > 0.0) add_flow(draft, product, slot, CKI_FLOW_INSIDE, use * (sold / made), 0.0);
            } else if (!maker_waits) {
                const double sold =
                    (draft->product_output[product] - draft->product_discard[product]) * CKI_DAYS_PER_YEAR;
                if (made > 0.0) add_flow(draft, product, slot, CKI_FLOW_WAITING, 0.0, use * (sold / made));
            } else if (user_waits && !(made > 0.0)) {
                const double share = draft->product_output[product] * CKI_DAYS_PER_YEAR / draft->waiting_output[cell];
                add_flow(draft, product, slot, CKI_FLOW_WAITING, 0.0, use * share);
            } else if (!user_waits) {
                const double share = use * CKI_DAYS_PER_YEAR / draft->used[cell];
                add_flow(draft, product, slot, CKI_FLOW_WAITING, 0.0, draft->product_output[product] * share);
            }
        }
    }
    // what nobody uses is discarded, whether or not a user was visited above
    for (uint32_t product = 0; product < draft->n.product; product++) {
        const uint32_t site = draft->product_site[product];
        if (makes_things(draft, site) && !draft->index.item_traded[draft->product_item[product]]) {
            (void)product_sold(draft, product);
        }
    }
}

static void products_by_cell(cki_draft *draft) {
    const size_t cells = (size_t)draft->world->item_count * draft->world->region_count;
    for (size_t cell = 0; cell <= cells; cell++) draft->cell_first[cell] = 0;
    for (uint32_t turn = 0; turn < 2; turn++) {
        for (uint32_t product = 0; product < draft->n.product; product++) {
            const uint32_t site = draft->product_site[product];
            if (!makes_things(draft, site)) continue;
            const size_t cell = cki_cell(draft, draft->product_item[product], draft->site_region[site]);
            if (turn == 0)
                draft->cell_first[cell + 1]++;
            else
                draft->cell_product[draft->cell_first[cell]++] = product;
        }
        if (turn == 0) {
            for (size_t cell = 0; cell < cells; cell++) draft->cell_first[cell + 1] += draft->cell_first[cell];
        }
    }
    for (size_t cell = cells; cell > 0; cell--) draft->cell_first[cell] = draft->cell_first[cell - 1];
    draft->cell_first[0] = 0;
}

void cki_build_inside_flows(cki_draft *draft) {
    if (draft->full) return;
    products_by_cell(draft);
    makers_to_markets(draft);
    markets_to_users(draft);
    makers_to_users(draft);
}

/* ---------------------------------------------------------------- between regions --------------------------------- */

static uint32_t mode_read(const char *text) {
    for (uint32_t mode = 0; mode < CKI_MODE_COUNT; mode++) {
        if (cki_text_equal(text, cki_mode_word((cki_mode)mode))) return mode;
    }
    return CKI_SEA;
}

static void bilateral_flows(cki_draft *draft) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    for (uint32_t i = 0; i < world->flow_count; i++) {
        const ck_flow_row *row = &world->flow[i];
        if (!(row->quantity > 0.0)) continue;
        const uint32_t from = draft->market[cki_cell(draft, index->flow_item[i], index->flow_origin[i])];
        const uint32_t to = draft->market[cki_cell(draft, index->flow_item[i], index->flow_destination[i])];
        if (from == CK_NONE || to == CK_NONE) {
            draft->full = true; // cannot be: the flow itself makes the markets
            return;
        }
        cki_draft_add_flow(draft, (cki_draft_flow){.product = market_product(draft, from),
                                                   .slot = market_slot(draft, to),
                                                   .lag = (uint32_t)ck_clamp(row->lag_days, 1.0, 127.0),
                                                   .kind = CKI_FLOW_BILATERAL,
                                                   .mode = mode_read(row->mode),
                                                   .quantity = row->quantity / CKI_DAYS_PER_YEAR,
                                                   .military = row->share_military,
                                                   .semiconductor = row->share_semiconductor});
    }
}

/* What a market hands on in the baseline, or its reference when it waits; unit/day. */
static double market_use(const cki_draft *draft, uint32_t market) { return draft->site_reference[market]; }

typedef struct route_list {
    const cki_draft *draft;
    const uint32_t *source;
} route_list;

/* By product and slot; for one pair the most specific row first: item, then origin, then destination. */
static int by_pair(const void *context, uint32_t a, uint32_t b) {
    const route_list *list = context;
    const cki_draft_flow *x = &list->draft->flow[a], *y = &list->draft->flow[b];
    if (x->product != y->product) return x->product < y->product ? -1 : 1;
    if (x->slot != y->slot) return x->slot < y->slot ? -1 : 1;
    if (list->source == NULL) return 0;
    const cki_index *index = &list->draft->index;
    const uint32_t i = list->source[a], j = list->source[b];
    const int item = (int)index->route_item[j].kind - (int)index->route_item[i].kind;
    const int origin = (int)index->route_origin[j].kind - (int)index->route_origin[i].kind;
    const int destination = (int)index->route_destination[j].kind - (int)index->route_destination[i].kind;
    return item != 0 ? item : origin != 0 ? origin : destination;
}

static int by_number(const void *context, uint32_t a, uint32_t b) {
    (void)context;
    return a < b ? -1 : a > b;
}

/* Rows of routes.csv to pairs of markets. Pairs that trade in the baseline need no route. */
static void table_routes(cki_draft *draft) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    const uint32_t first = draft->n.flow;
    uint32_t *source = draft->route_source;
    for (uint32_t i = 0; i < world->route_count; i++) {
        const ck_route_row *row = &world->route[i];
        for (uint32_t item = 0; item < world->item_count; item++) {
            if (!cki_takes_item(index, index->route_item[i], item) || !index->item_traded[item]) continue;
            for (uint32_t origin = 0; origin < world->region_count; origin++) {
                const uint32_t from = draft->market[cki_cell(draft, item, origin)];
                if (from == CK_NONE || !cki_takes_region(index, index->route_origin[i], origin)) continue;
                for (uint32_t destination = 0; destination < world->region_count; destination++) {
                    const uint32_t to = draft->market[cki_cell(draft, item, destination)];
                    if (to == CK_NONE || destination == origin) continue;
                    if (!cki_takes_region(index, index->route_destination[i], destination)) continue;
                    if (!(row->limit_share > 0.0)) continue;
                    if (draft->n.flow < draft->room.flow) source[draft->n.flow] = i;
                    cki_mode mode;
                    (void)cki_lag_days(index, origin, destination, &mode);
                    cki_draft_add_flow(draft, (cki_draft_flow){.product = market_product(draft, from),
                                                               .slot = market_slot(draft, to),
                                                               .lag = (uint32_t)ck_clamp(row->lag_days, 1.0, 127.0),
                                                               .kind = CKI_FLOW_ROUTE,
                                                               .mode = mode,
                                                               .setup = (uint32_t)row->setup_days,
                                                               .limit = row->limit_share * market_use(draft, to),
                                                               .military = CK_NAN,
                                                               .semiconductor = CK_NAN});
                }
            }
        }
    }
    if (draft->full) return;

    // sorted among themselves and against the base flows, the first of each pair stays
    const uint32_t found = draft->n.flow - first;
    for (uint32_t i = 0; i < found; i++) draft->flow_order[i] = first + i;
    const route_list list = {draft, source};
    cki_sort_indices(draft->flow_order, draft->flow_scratch, found, by_pair, &list);
    const uint32_t base = first;
    uint32_t *taken = draft->flow_order + found; // base flows, sorted the same way
    for (uint32_t i = 0; i < base; i++) taken[i] = i;
    const route_list plain = {draft, NULL};
    cki_sort_indices(taken, draft->flow_scratch, base, by_pair, &plain);

    uint32_t at = 0, kept = 0;
    for (uint32_t i = 0; i < found; i++) {
        const uint32_t flow = draft->flow_order[i];
        if (i > 0 && by_pair(&plain, draft->flow_order[i - 1], flow) == 0) continue;
        while (at < base && by_pair(&plain, taken[at], flow) < 0) at++;
        if (at < base && by_pair(&plain, taken[at], flow) == 0) continue;
        draft->flow_scratch[kept++] = flow;
    }
    // rising order, so that moving down never overwrites a flow that is still to be moved
    for (uint32_t i = 0; i < kept; i++) draft->flow_order[i] = draft->flow_scratch[i];
    cki_sort_indices(draft->flow_order, draft->flow_scratch, kept, by_number, NULL);
    for (uint32_t i = 0; i < kept; i++) draft->flow[first + i] = draft->flow[draft->flow_order[i]];
    draft->n.flow = first + kept;
}

/* The best partners of a market, by how much of the item they sell (or buy) abroad. */
static uint32_t best_partners(const cki_draft *draft, uint32_t item, uint32_t region, const double *trade,
                              uint32_t best[DEFAULT_PARTNERS]) {
    uint32_t count = 0;
    for (uint32_t other = 0; other < draft->world->region_count; other++) {
        const size_t cell = cki_cell(draft, item, other);
        if (other == region || draft->market[cell] == CK_NONE || !(trade[cell] > 0.0)) continue;
        uint32_t at = count;
        while (at > 0 && trade[cell] > trade[cki_cell(draft, item, best[at - 1])]) at--;
        if (at >= DEFAULT_PARTNERS) continue;
        if (count < DEFAULT_PARTNERS) count++;
        for (uint32_t k = count - 1; k > at; k--) best[k] = best[k - 1];
        best[at] = other;
    }
    return count;
}

static void default_route(cki_draft *draft, uint32_t item, uint32_t origin, uint32_t destination, double limit) {
    const uint32_t from = draft->market[cki_cell(draft, item, origin)];
    const uint32_t to = draft->market[cki_cell(draft, item, destination)];
    cki_mode mode;
    const uint32_t lag = cki_lag_days(&draft->index, origin, destination, &mode);
    cki_draft_add_flow(draft, (cki_draft_flow){.product = market_product(draft, from),
                                               .slot = market_slot(draft, to),
                                               .lag = lag,
                                               .kind = CKI_FLOW_ROUTE,
                                               .mode = mode,
                                               .setup = DEFAULT_SETUP,
                                               .limit = limit,
                                               .military = CK_NAN,
                                               .semiconductor = CK_NAN});
}

/* A market that waits for users must be able to buy, and one whose new makers can make more than the region uses must be
   able to sell: where the tables give no way, the three largest exporters (importers) are the way. */
static void default_routes(cki_draft *draft) {
    const ck_world *world = draft->world;
    uint8_t *reached = draft->market_reached; // bit 0: has a way in, bit 1: a way out
    for (uint32_t site = 0; site < draft->n.site; site++) reached[site] = 0;
    for (uint32_t i = 0; i < draft->n.flow; i++) {
        const cki_draft_flow *flow = &draft->flow[i];
        if (flow->kind != CKI_FLOW_BILATERAL && flow->kind != CKI_FLOW_ROUTE) continue;
        reached[draft->slot_site[flow->slot]] |= 1;
        reached[draft->product_site[flow->product]] |= 2;
    }
    for (uint32_t item = 0; item < world->item_count; item++) {
        for (uint32_t region = 0; region < world->region_count; region++) {
            const size_t cell = cki_cell(draft, item, region);
            const uint32_t market = draft->market[cell];
            uint32_t best[DEFAULT_PARTNERS];
            if (market == CK_NONE) continue;
            if (waits(draft, market) && draft->waiting_use[cell] > 0.0 && !(reached[market] & 1)) {
                const uint32_t count = best_partners(draft, item, region, draft->exported, best);
                for (uint32_t k = 0; k < count; k++)
                    default_route(draft, item, best[k], region, market_use(draft, market));
            }
            if (draft->waiting_output[cell] > draft->used[cell] && !(reached[market] & 2)) {
                const uint32_t count = best_partners(draft, item, region, draft->imported, best);
                for (uint32_t k = 0; k < count; k++) {
                    const uint32_t to = draft->market[cki_cell(draft, item, best[k])];
                    const double offered = draft->waiting_output[cell] / CKI_DAYS_PER_YEAR;
                    default_route(draft, item, region, best[k], ck_min(offered, market_use(draft, to)));
                }
            }
        }
    }
}

static void stockpile_flows(cki_draft *draft) {
    for (uint32_t i = 0; i < draft->n.stockpile; i++) {
        const uint32_t site = draft->stockpile_site[i];
        const uint32_t market = draft->market[cki_cell(draft, draft->site_item[site], draft->site_region[site])];
        if (market == CK_NONE) {
            draft->full = true; // cannot be: the check asks for a use
            return;
        }
        const bool military = draft->stockpile_military[i] != 0;
        cki_draft_add_flow(draft, (cki_draft_flow){.product = draft->site_first_product[site],
                                                   .slot = market_slot(draft, market),
                                                   .lag = INSIDE_LAG,
                                                   .kind = CKI_FLOW_STOCKPILE,
                                                   .mode = CKI_LAND,
                                                   .limit = draft->world->stockpile[i].release_per_day,
                                                   .military = military ? 1.0 : CK_NAN,
                                                   .semiconductor = military ? 0.0 : CK_NAN});
    }
}

void cki_build_trade_flows(cki_draft *draft) {
    if (draft->full) return;
    bilateral_flows(draft);
    if (!draft->full) table_routes(draft);
    if (!draft->full) default_routes(draft);
    if (!draft->full) stockpile_flows(draft);
}

/* ---------------------------------------------------------------- order and sums ---------------------------------- */

static void sum_products(cki_draft *draft) {
    for (uint32_t product = 0; product < draft->n.product; product++) {
        const uint32_t site = draft->product_site[product];
        double base = 0.0, waiting = 0.0;
        for (uint32_t flow = draft->product_first_flow[product]; flow < draft->product_first_flow[product + 1];
             flow++) {
            base += draft->flow_quantity[flow];
            if (draft->flow_kind[flow] == CKI_FLOW_WAITING) waiting += draft->flow_limit[flow];
        }
        if (draft->site_kind[site] == CK_SITE_STOCKPILE || draft->site_kind[site] == CK_SITE_MARKET) {
            if (!waits(draft, site)) draft->product_output[product] = base;
        } else if (!waits(draft, site)) {
            draft->product_output[product] = (base + draft->product_discard[product]) + draft->product_final[product];
        } else if (waiting > 0.0) {
            draft->product_output[product] = waiting;
        }
        if (draft->site_first_product[site] == product) draft->site_reference[site] = draft->product_output[product];
    }
}

static void sum_slots(cki_draft *draft) {
    for (uint32_t slot = 0; slot < draft->n.slot; slot++) {
        const uint32_t site = draft->slot_site[slot];
        double base = 0.0, waiting = 0.0;
        for (uint32_t at = draft->slot_first_inbound[slot]; at < draft->slot_first_inbound[slot + 1]; at++) {
            const uint32_t flow = draft->inbound_flow[at];
            base += draft->flow_quantity[flow];
            if (draft->flow_kind[flow] == CKI_FLOW_WAITING) waiting += draft->flow_limit[flow];
        }
        if (!waits(draft, site))
            draft->slot_use[slot] = base;
        else if (draft->site_kind[site] != CK_SITE_MARKET && waiting > 0.0)
            draft->slot_use[slot] = waiting;
        if (draft->site_kind[site] == CK_SITE_FINAL_USE) draft->site_reference[site] = draft->slot_use[slot];
    }
}

void cki_build_sort_flows(cki_draft *draft) {
    const uint32_t count = draft->n.flow;
    for (uint32_t i = 0; i < count; i++) draft->flow_order[i] = i;
    const route_list plain = {draft, NULL};
    cki_sort_indices(draft->flow_order, draft->flow_scratch, count, by_pair, &plain);

    for (uint32_t product = 0; product <= draft->n.product; product++) draft->product_first_flow[product] = 0;
    for (uint32_t slot = 0; slot <= draft->n.slot; slot++) draft->slot_first_inbound[slot] = 0;
    for (uint32_t at = 0; at < count; at++) {
        const cki_draft_flow *flow = &draft->flow[draft->flow_order[at]];
        draft->flow_product[at] = flow->product;
        draft->flow_slot[at] = flow->slot;
        draft->flow_lag[at] = flow->lag;
        draft->flow_kind[at] = flow->kind;
        draft->flow_mode[at] = flow->mode;
        draft->flow_setup[at] = flow->setup;
        draft->flow_limit[at] = flow->limit;
        draft->flow_quantity[at] = flow->quantity;
        draft->flow_military[at] = flow->military;
        draft->flow_semiconductor[at] = flow->semiconductor;
        draft->product_first_flow[flow->product + 1]++;
        draft->slot_first_inbound[flow->slot + 1]++;
    }
    for (uint32_t product = 0; product < draft->n.product; product++) {
        draft->product_first_flow[product + 1] += draft->product_first_flow[product];
    }
    for (uint32_t slot = 0; slot < draft->n.slot; slot++)
        draft->slot_first_inbound[slot + 1] += draft->slot_first_inbound[slot];
    for (uint32_t at = 0; at < count; at++) draft->inbound_flow[draft->slot_first_inbound[draft->flow_slot[at]]++] = at;
    for (uint32_t slot = draft->n.slot; slot > 0; slot--)
        draft->slot_first_inbound[slot] = draft->slot_first_inbound[slot - 1];
    draft->slot_first_inbound[0] = 0;
    sum_products(draft);
    sum_slots(draft);
}
