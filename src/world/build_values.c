/* Steps of ck_model_build: end uses, prices and cost shares, elasticities, stocks, projects. */
#include "build.h"

/* ---------------------------------------------------------------- end uses ---------------------------------------- */

static void slots_by_item(cki_draft *draft) {
    const uint32_t items = draft->world->item_count;
    for (uint32_t item = 0; item <= items; item++) draft->item_first_slot[item] = 0;
    for (uint32_t slot = 0; slot < draft->n.slot; slot++) draft->item_first_slot[draft->slot_item[slot] + 1]++;
    for (uint32_t item = 0; item < items; item++) draft->item_first_slot[item + 1] += draft->item_first_slot[item];
    for (uint32_t slot = 0; slot < draft->n.slot; slot++) {
        draft->item_slot[draft->item_first_slot[draft->slot_item[slot]]++] = slot;
    }
    for (uint32_t item = items; item > 0; item--) draft->item_first_slot[item] = draft->item_first_slot[item - 1];
    draft->item_first_slot[0] = 0;
}

static cki_use_mix user_mix(const cki_draft *draft, uint32_t site) {
    if (draft->site_kind[site] <= CK_SITE_RECYCLER) return draft->site_mix[site];
    return (cki_use_mix){draft->site_end_use[site] == CK_MILITARY, draft->site_end_use[site] == CK_SEMICONDUCTOR, 0.0};
}

static void mix_add(cki_use_mix *sum, cki_use_mix part, double weight) {
    sum->military += part.military * weight;
    sum->semiconductor += part.semiconductor * weight;
    sum->weight += weight;
}
static cki_use_mix mix_share(cki_use_mix sum) {
    if (!(sum.weight > 0.0)) return (cki_use_mix){0.0, 0.0, 0.0};
    const double military = ck_min(1.0, sum.military / sum.weight);
    return (cki_use_mix){military, ck_min(1.0 - military, sum.semiconductor / sum.weight), sum.weight};
}

/* Mix of the users inside each region, by mass; waiting users count only where nobody else uses the item. */
static void mix_of_uses(cki_draft *draft, uint32_t item) {
    const uint32_t regions = draft->world->region_count;
    for (uint32_t waiting = 0; waiting < 2; waiting++) {
        for (uint32_t region = 0; region < regions && waiting == 0; region++) {
            draft->use_mix[cki_cell(draft, item, region)] = (cki_use_mix){0.0, 0.0, 0.0};
        }
        for (uint32_t at = draft->item_first_slot[item]; at < draft->item_first_slot[item + 1]; at++) {
            const uint32_t slot = draft->item_slot[at], site = draft->slot_site[slot];
            const size_t cell = cki_cell(draft, item, draft->site_region[site]);
            if (draft->site_kind[site] == CK_SITE_MARKET) continue;
            if ((draft->site_base_level[site] == 0.0) != (waiting == 1)) continue;
            if (waiting == 1 && draft->used[cell] > 0.0) continue;
            mix_add(&draft->use_mix[cell], user_mix(draft, site), draft->slot_use[slot]);
        }
    }
    for (uint32_t region = 0; region < regions; region++) {
        const size_t cell = cki_cell(draft, item, region);
        draft->use_mix[cell] = mix_share(draft->use_mix[cell]);
    }
}

/* What the table leaves empty follows from the use in the destination. */
static cki_use_mix mix_of_trade(cki_use_mix use, double military, double semiconductor) {
    cki_use_mix mix = use;
    if (!ck_is_nan(military)) mix.military = military;
    if (!ck_is_nan(semiconductor)) mix.semiconductor = semiconductor;
    if (ck_is_nan(military))
        mix.military = ck_min(mix.military, 1.0 - mix.semiconductor);
    else
        mix.semiconductor = ck_min(mix.semiconductor, 1.0 - mix.military);
    return mix;
}

/* Mix of what makers of a region sell: to its own users and, over the market, abroad. */
static void mix_of_sales(cki_draft *draft, uint32_t item) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    for (uint32_t region = 0; region < world->region_count; region++) {
        const size_t cell = cki_cell(draft, item, region);
        draft->sales_mix[cell] = (cki_use_mix){0.0, 0.0, 0.0};
        const double weight = draft->used[cell] > 0.0 ? draft->used[cell] : draft->waiting_use[cell];
        mix_add(&draft->sales_mix[cell], draft->use_mix[cell], weight);
    }
    for (uint32_t i = 0; i < world->flow_count; i++) {
        if (index->flow_item[i] != item) continue;
        const ck_flow_row *row = &world->flow[i];
        const cki_use_mix use = draft->use_mix[cki_cell(draft, item, index->flow_destination[i])];
        mix_add(&draft->sales_mix[cki_cell(draft, item, index->flow_origin[i])],
                mix_of_trade(use, row->share_military, row->share_semiconductor), row->quantity);
    }
    for (uint32_t region = 0; region < world->region_count; region++) {
        const size_t cell = cki_cell(draft, item, region);
        draft->sales_mix[cell] = mix_share(draft->sales_mix[cell]);
    }
}

static ck_end_use largest_use(cki_use_mix mix) {
    const double civil = 1.0 - mix.military - mix.semiconductor;
    if (mix.military > civil && mix.military >= mix.semiconductor) return CK_MILITARY;
    return mix.semiconductor > civil ? CK_SEMICONDUCTOR : CK_CIVIL;
}

static cki_use_mix mix_of_flow(const cki_draft *draft, const cki_draft_flow *flow) {
    const uint32_t seller = draft->product_site[flow->product], buyer = draft->slot_site[flow->slot];
    const size_t cell = cki_cell(draft, draft->slot_item[flow->slot], draft->site_region[buyer]);
    if (draft->site_kind[buyer] != CK_SITE_MARKET) return user_mix(draft, buyer);
    if (draft->site_kind[seller] <= CK_SITE_RECYCLER) return draft->sales_mix[cell];
    return mix_of_trade(draft->use_mix[cell], flow->military, flow->semiconductor);
}

void cki_build_end_uses(cki_draft *draft) {
    slots_by_item(draft);
    for (uint32_t at = 0; at < draft->world->item_count; at++) {
        const uint32_t item = draft->order[at];
        mix_of_uses(draft, item);
        mix_of_sales(draft, item);
        for (uint32_t site = 0; site < draft->n.site; site++) {
            if (draft->site_item[site] != item) continue;
            if (draft->site_kind[site] > CK_SITE_RECYCLER && draft->site_kind[site] != CK_SITE_MARKET) continue;
            draft->site_mix[site] = draft->sales_mix[cki_cell(draft, item, draft->site_region[site])];
            draft->site_end_use[site] = (uint32_t)largest_use(draft->site_mix[site]);
        }
    }
    for (uint32_t i = 0; i < draft->n.flow; i++) {
        const cki_use_mix mix = mix_of_flow(draft, &draft->flow[i]);
        draft->flow[i].military = mix.military;
        draft->flow[i].semiconductor = mix.semiconductor;
    }
}

/* ---------------------------------------------------------------- prices ------------------------------------------ */

/* The row for everybody if there is one, else the mean of the item's rows. */
static double world_price(const cki_draft *draft, uint32_t item) {
    const cki_index *index = &draft->index;
    if (index->item_tier[item] == CKI_INDUSTRY) return cki_price_per_unit(CKI_MUSD, 1.0);
    const uint32_t first = index->price_first[item], end = index->price_first[item + 1];
    const cki_unit unit = (cki_unit)index->item_unit[item];
    double sum = 0.0;
    for (uint32_t at = first; at < end; at++) {
        const uint32_t row = index->price_row[at];
        const double price = cki_price_per_unit(unit, draft->world->price[row].price_usd);
        if (index->price_region[row].kind == CKI_SELECT_ALL) return price;
        sum += price;
    }
    return end > first ? sum / (double)(end - first) : 0.0;
}

static double price_at(const cki_draft *draft, uint32_t item, uint32_t region) {
    const double price = cki_index_price(&draft->index, item, region);
    return ck_is_nan(price) ? draft->item_price[item] : price;
}

#define LARGEST_COST 0.95 // cost of all inputs over the value of output; what the tables say above is scaled

static void cost_shares(cki_draft *draft) {
    for (uint32_t site = 0; site < draft->n.site; site++) {
        const uint32_t first = draft->group_first_slot[draft->site_first_group[site]];
        const uint32_t end = draft->group_first_slot[draft->site_first_group[site + 1]];
        if (draft->site_kind[site] == CK_SITE_MARKET || draft->site_kind[site] == CK_SITE_FINAL_USE) {
            for (uint32_t slot = first; slot < end; slot++) draft->slot_cost_share[slot] = 1.0;
            continue;
        }
        double value = 0.0, cost = 0.0;
        for (uint32_t product = draft->site_first_product[site]; product < draft->site_first_product[site + 1];
             product++) {
            const double sold = draft->product_output[product] - draft->product_discard[product];
            value += sold * draft->product_price[product];
        }
        for (uint32_t slot = first; slot < end; slot++) {
            const double price = price_at(draft, draft->slot_item[slot], draft->site_region[site]);
            draft->slot_cost_share[slot] = draft->slot_use[slot] * price;
            cost += draft->slot_cost_share[slot];
        }
        // the denominator is the value of output, or what keeps the sum at its cap
        const double over = ck_max(value, cost / LARGEST_COST);
        for (uint32_t slot = first; slot < end; slot++) {
            draft->slot_cost_share[slot] = over > 0.0 ? draft->slot_cost_share[slot] / over : 0.0;
        }
    }
}

#define DRIVING_SHARE 0.15 // of the value of a site's output: nobody runs a plant for the sake of its swarf

/* A site runs for its main product and for those coproducts that earn a good part of its income. What is made beside them is
   sold as it comes: demand for it moves its price, not the plant. */
static void driving_products(cki_draft *draft) {
    for (uint32_t site = 0; site < draft->n.site; site++) {
        const uint32_t first = draft->site_first_product[site], end = draft->site_first_product[site + 1];
        double value = 0.0;
        bool driven = false;
        for (uint32_t product = first; product < end; product++) {
            value += draft->product_output[product] * draft->product_price[product];
        }
        for (uint32_t product = first; product < end; product++) {
            if (draft->product_item[product] == draft->site_item[site]) continue;
            const double part = draft->product_output[product] * draft->product_price[product];
            if (part < DRIVING_SHARE * value) draft->product_drives[product] = 0;
        }
        // where even a part of the main product is discarded, it is still what the plant runs for
        for (uint32_t product = first; product < end; product++) driven |= draft->product_drives[product] != 0;
        if (!driven && first < end && draft->site_kind[site] <= CK_SITE_RECYCLER) draft->product_drives[first] = 1;
    }
}

static double elasticity(const cki_draft *draft, uint32_t item, const char *parameter, double otherwise) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    uint32_t best = CK_NONE;
    for (uint32_t i = 0; i < world->elasticity_count; i++) {
        if (!cki_text_equal(world->elasticity[i].parameter, parameter)) continue;
        if (!cki_takes_item(index, index->elasticity_item[i], item)) continue;
        if (best == CK_NONE || index->elasticity_item[i].kind > index->elasticity_item[best].kind) best = i;
    }
    return best == CK_NONE ? otherwise : world->elasticity[best].value;
}

void cki_build_prices(cki_draft *draft) {
    for (uint32_t item = 0; item < draft->world->item_count; item++) {
        draft->item_price[item] = world_price(draft, item);
        draft->item_demand_elasticity[item] = elasticity(draft, item, "demand_elasticity", 0.3);
        draft->item_supplier_elasticity[item] = elasticity(draft, item, "supplier_elasticity", 2.0);
        draft->item_price_flexibility[item] = elasticity(draft, item, "price_flexibility", 1.0);
        draft->item_capacity_response[item] = elasticity(draft, item, "capacity_response", 0.1);
    }
    for (uint32_t product = 0; product < draft->n.product; product++) {
        draft->product_price[product] =
            price_at(draft, draft->product_item[product], draft->site_region[draft->product_site[product]]);
    }
    cost_shares(draft);
    driving_products(draft);
}

/* ---------------------------------------------------------------- stocks ------------------------------------------ */

/* The most specific row of inventories.csv: item before region before user. CK_NONE: nothing is held. */
static uint32_t inventory_row(const cki_draft *draft, const char *holder, uint32_t item, uint32_t region,
                              uint32_t user) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    uint32_t best = CK_NONE, best_rank = 0;
    for (uint32_t i = 0; i < world->inventory_count; i++) {
        if (!cki_takes_item(index, index->inventory_item[i], item)) continue;
        if (!cki_takes_region(index, index->inventory_region[i], region)) continue;
        if (!cki_takes_item(index, index->inventory_user[i], user)) continue;
        if (!cki_text_equal(world->inventory[i].holder, holder)) continue;
        const uint32_t rank =
            ((uint32_t)index->inventory_item[i].kind * 4 + (uint32_t)index->inventory_region[i].kind) * 4 +
            (uint32_t)index->inventory_user[i].kind;
        if (best == CK_NONE || rank > best_rank) {
            best = i;
            best_rank = rank;
        }
    }
    return best;
}

void cki_build_stocks(cki_draft *draft) {
    const ck_inventory_row *row = draft->world->inventory;
    for (uint32_t slot = 0; slot < draft->n.slot; slot++) {
        const uint32_t site = draft->slot_site[slot], item = draft->slot_item[slot], region = draft->site_region[site];
        const bool market = draft->site_kind[site] == CK_SITE_MARKET;
        const uint32_t user = market ? item : draft->site_item[site];
        const uint32_t at = inventory_row(draft, market ? "market" : "user", item, region, user);
        if (at == CK_NONE) continue;
        draft->slot_stock_low[slot] = row[at].days_low * draft->slot_use[slot];
        draft->slot_stock[slot] = row[at].days * draft->slot_use[slot];
        draft->slot_stock_high[slot] = row[at].days_high * draft->slot_use[slot];
    }
    for (uint32_t product = 0; product < draft->n.product; product++) {
        const uint32_t site = draft->product_site[product], item = draft->product_item[product];
        if (draft->site_kind[site] > CK_SITE_RECYCLER && draft->site_kind[site] != CK_SITE_INDUSTRY) continue;
        const uint32_t at = inventory_row(draft, "maker", item, draft->site_region[site], draft->site_item[site]);
        if (at == CK_NONE) continue;
        const double sold = draft->product_output[product] - draft->product_discard[product];
        draft->product_stock_low[product] = row[at].days_low * sold;
        draft->product_stock[product] = row[at].days * sold;
        draft->product_stock_high[product] = row[at].days_high * sold;
    }
}

/* ---------------------------------------------------------------- projects ---------------------------------------- */

static int by_project_site(const void *context, uint32_t a, uint32_t b) {
    const uint32_t *site = context;
    return site[a] < site[b] ? -1 : site[a] > site[b];
}

void cki_build_projects(cki_draft *draft) {
    const ck_world *world = draft->world;
    for (uint32_t i = 0; i < world->project_count; i++) draft->flow_order[i] = i;
    cki_sort_indices(draft->flow_order, draft->flow_scratch, world->project_count, by_project_site,
                     draft->index.project_site);
    for (uint32_t at = 0; at < world->project_count; at++) {
        const uint32_t i = draft->flow_order[at];
        const ck_project_row *row = &world->project[i];
        const uint32_t site = draft->site_of_row[draft->index.project_site[i]];
        draft->project_id_text[at] = cki_draft_text(draft, (const char *const[]){row->project}, 1);
        draft->project_name_text[at] = cki_draft_text(draft, (const char *const[]){row->name}, 1);
        draft->project_site[at] = site;
        draft->project_level[at] = row->capacity_added / CKI_DAYS_PER_YEAR / draft->site_reference[site];
        draft->project_early[at] = row->start_early.day;
        draft->project_start[at] = row->start.day;
        draft->project_late[at] = row->start_late.day;
        draft->project_ramp[at] = row->ramp_days;
        draft->project_learning[at] = row->learning;
        draft->project_forward[at] = row->bring_forward_days;
        draft->project_trigger[at] = ck_is_nan(row->price_trigger) ? 1e9 : row->price_trigger;
    }
    draft->n.project = world->project_count;
}

/* ---------------------------------------------------------------- customers --------------------------------------- */

/* Buyers where customers.csv says nothing, for each end use with a share of the region's purchases. */
static const uint32_t DEFAULT_BUYERS[CK_END_USE_COUNT] = {10, 2, 3};

static void add_customer(cki_draft *draft, uint32_t region, uint32_t item, uint32_t use, double count, double share,
                         uint32_t group) {
    if (draft->n.customer >= draft->room.customer) {
        draft->full = true;
        return;
    }
    const uint32_t at = draft->n.customer++;
    draft->customer_region[at] = region;
    draft->customer_item[at] = item;
    draft->customer_end_use[at] = use;
    draft->customer_buyers[at] = (uint32_t)ck_clamp(ck_floor(count + 0.5), 1.0, 1e5);
    draft->customer_share[at] = share;
    draft->customer_group[at] = group;
}

/* The rows with the most specific selectors, all of them together. */
static bool table_customers(cki_draft *draft, uint32_t region, uint32_t item) {
    const ck_world *world = draft->world;
    const cki_index *index = &draft->index;
    uint32_t best_rank = 0, found = 0;
    for (uint32_t i = 0; i < world->customer_count; i++) {
        if (!cki_takes_item(index, index->customer_item[i], item)) continue;
        if (!cki_takes_region(index, index->customer_region[i], region)) continue;
        const uint32_t rank = (uint32_t)index->customer_item[i].kind * 4 + (uint32_t)index->customer_region[i].kind;
        if (found == 0 || rank > best_rank) best_rank = rank;
        found++;
    }
    if (found == 0) return false;
    for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
        for (uint32_t i = 0; i < world->customer_count; i++) {
            if (!cki_text_equal(world->customer[i].end_use, ck_end_use_word((ck_end_use)use))) continue;
            if (!cki_takes_item(index, index->customer_item[i], item)) continue;
            if (!cki_takes_region(index, index->customer_region[i], region)) continue;
            if ((uint32_t)index->customer_item[i].kind * 4 + (uint32_t)index->customer_region[i].kind != best_rank)
                continue;
            add_customer(draft, region, item, use, world->customer[i].count, world->customer[i].share, i);
        }
    }
    return true;
}

void cki_build_customers(cki_draft *draft) {
    const ck_world *world = draft->world;
    for (uint32_t site = 0; site < draft->n.site; site++) draft->market_reached[site] = 0;
    for (uint32_t flow = 0; flow < draft->n.flow; flow++) {
        if (draft->flow_kind[flow] == CKI_FLOW_BILATERAL || draft->flow_kind[flow] == CKI_FLOW_ROUTE) {
            draft->market_reached[draft->slot_site[draft->flow_slot[flow]]] = 1;
        }
    }
    uint32_t other = world->customer_count;
    for (uint32_t region = 0; region < world->region_count; region++) {
        for (uint32_t item = 0; item < world->item_count; item++) {
            const size_t cell = cki_cell(draft, item, region);
            const uint32_t market = draft->market[cell];
            if (market == CK_NONE || draft->market_reached[market] == 0) continue;
            if (table_customers(draft, region, item)) continue;
            const cki_use_mix mix = draft->use_mix[cell];
            const double share[CK_END_USE_COUNT] = {ck_max(0.0, 1.0 - mix.military - mix.semiconductor), mix.military,
                                                    mix.semiconductor};
            for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
                if (share[use] > 0.0) add_customer(draft, region, item, use, DEFAULT_BUYERS[use], share[use], other++);
            }
        }
    }
}
