#include "flow/tiles.h"

#include "flow/start.h"

#define TILE_SLOTS 8192u             // of a tile, at least, where there are so many: what a day reads and writes of them fits into the second cache

/* ---------------------------------------------------------------- tiles -------------------------------------------- */

static cki_tile_kind kind_of_tile(const ck_model *model, uint32_t site) {
    switch ((ck_site_kind)model->site_kind[site]) {
    case CK_SITE_STOCKPILE: return CKI_STOCKPILES;
    case CK_SITE_MARKET:    return CKI_MARKETS;
    case CK_SITE_FINAL_USE: return CKI_FINAL_USES;
    default: return model->site_first_product[site] < model->site_first_product[site + 1] ? CKI_MAKERS : CKI_IDLE;
    }
}

static void fill_site_slots(ck_run *run) {
    const ck_model *model = run->model;
    for (uint32_t site = 0; site <= model->site_count; site++) {
        run->fixed.site_slot[site] = model->group_first_slot[model->site_first_group[site]];
    }
}

static void fill_tiles(ck_run *run) {
    const ck_model *model = run->model;
    cki_fixed *fixed = &run->fixed;
    const uint32_t *product = model->site_first_product, *slot = fixed->site_slot;
    fixed->tile_count = fixed->joint_count = 0;
    for (uint32_t site = 0; site < model->site_count; site++) {
        const cki_tile_kind kind = kind_of_tile(model, site);
        cki_tile *last = fixed->tile_count > 0 ? &fixed->tile[fixed->tile_count - 1] : NULL;
        if (last == NULL || last->kind != kind || last->slot_end - last->slot >= TILE_SLOTS) {
            last = &fixed->tile[fixed->tile_count++];
            *last = (cki_tile){.kind = kind, .site = site, .product = product[site], .slot = slot[site], .joint = fixed->joint_count};
        }
        last->site_end = site + 1;
        last->product_end = product[site + 1];
        last->slot_end = slot[site + 1];
        if (kind == CKI_MAKERS && product[site + 1] - product[site] > 1) fixed->joint[fixed->joint_count++] = site;
        last->joint_end = fixed->joint_count;
    }
}

/* ---------------------------------------------------------------- suppliers --------------------------------------- */

size_t cki_supplier_count(const ck_model *model) {
    size_t count = model->flow_count;
    for (uint32_t k = 0; k < model->slot_count; k++) {
        if (model->slot_first_inbound[k] == model->slot_first_inbound[k + 1]) count++;
    }
    return count;
}

static void set_supplier(ck_run *run, uint32_t at, uint32_t slot, uint32_t flow) {
    const ck_model *model = run->model;
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const uint32_t product = model->flow_product[flow];
    suppliers->reference[at] = run->fixed.flow_reference[flow];
    suppliers->base[at] = model->flow_quantity[flow];
    suppliers->days[at] = model->flow_lag[flow];
    suppliers->base_price[at] = model->product_price[product];
    suppliers->lag[at] = (double)model->flow_lag[flow];
    suppliers->flow[at] = flow;
    suppliers->product[at] = product;
    suppliers->slot[at] = slot;
    suppliers->seller[at] = model->product_site[product];
    suppliers->of_flow[flow] = at;
}

static void set_no_supplier(const ck_run *run, uint32_t at, uint32_t slot) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    suppliers->reference[at] = suppliers->base[at] = 0.0;
    suppliers->base_price[at] = suppliers->lag[at] = 0.0;
    suppliers->days[at] = 1;
    suppliers->flow[at] = suppliers->product[at] = suppliers->seller[at] = 0;
    suppliers->slot[at] = slot;
}

/* Place in inbound_flow of a usual supplier of a slot, or of one without a base share, that has `before` of them before it; else the end. */
static uint32_t inbound_of(const ck_model *model, uint32_t slot, bool usual, uint32_t before) {
    const uint32_t end = model->slot_first_inbound[slot + 1];
    for (uint32_t i = model->slot_first_inbound[slot]; i < end; i++) {
        if ((cki_reference_quantity(model, model->inbound_flow[i]) != 0.0) == usual && before-- == 0) return i;
    }
    return end;
}

static inline bool several_reach(const ck_model *model, uint32_t slot) {
    return model->slot_first_inbound[slot + 1] - model->slot_first_inbound[slot] > 1;
}

uint32_t cki_mixed_most(const ck_model *model) {
    uint32_t count = 0;
    for (uint32_t k = 0; k < model->slot_count; k++) count += several_reach(model, k) ? 1 : 0;
    return count;
}

/* Of a slot that several flows can reach; else 0. */
static uint32_t usual_of_several(const ck_model *model, uint32_t slot) {
    uint32_t count = 0;
    if (!several_reach(model, slot)) return 0;
    for (uint32_t i = model->slot_first_inbound[slot]; i < model->slot_first_inbound[slot + 1]; i++) {
        if (cki_reference_quantity(model, model->inbound_flow[i]) != 0.0) count++;
    }
    return count;
}

/* Slots of a tile with several usual suppliers, those with most first, of equal ones by their number. `by_lag` holds where the next slot
   of each count stands until it gets its own meaning. */
static void fill_mixed(ck_run *run, cki_tile *tile) {
    cki_fixed *fixed = &run->fixed;
    uint32_t *place = fixed->suppliers.by_lag, most = 0;
    for (uint32_t k = tile->slot; k < tile->slot_end; k++) most = ck_max_u32(most, usual_of_several(run->model, k));
    for (uint32_t n = 0; n < most; n++) place[n] = 0;
    for (uint32_t k = tile->slot; k < tile->slot_end; k++) {
        const uint32_t n = usual_of_several(run->model, k);
        if (n > 0) place[n - 1]++;
    }
    tile->mixed = tile->mixed_end = fixed->mixed_count;
    for (uint32_t n = most; n > 1; n--) {
        const uint32_t slots = place[n - 1];
        place[n - 1] = tile->mixed_end;
        tile->mixed_end += slots;
    }
    fixed->mixed_count = tile->mixed_end;
    for (uint32_t k = tile->slot; k < tile->slot_end; k++) {
        const uint32_t n = usual_of_several(run->model, k);
        if (n < 2) continue;
        const uint32_t at = place[n - 1]++;
        fixed->mixed[at] = k;
        fixed->mixed_suppliers[at] = n;
    }
}

/* Each returns the place behind the last supplier that it has set. */
static uint32_t fill_first(ck_run *run, const cki_tile *tile, uint32_t at) {
    const ck_model *model = run->model;
    for (uint32_t k = tile->slot; k < tile->slot_end; k++) {
        const uint32_t first = model->slot_first_inbound[k], end = model->slot_first_inbound[k + 1];
        const uint32_t usual = several_reach(model, k) ? inbound_of(model, k, true, 0) : first, chosen = usual < end ? usual : first;
        if (chosen < end) set_supplier(run, at++, k, model->inbound_flow[chosen]);
        else set_no_supplier(run, at++, k);
    }
    return at;
}

static uint32_t fill_usual(ck_run *run, const cki_tile *tile, uint32_t at) {
    const ck_model *model = run->model;
    uint32_t count = tile->mixed_end - tile->mixed;
    for (uint32_t set = 1; (count = cki_mixed_with_more(run, tile, count, set)) > 0; set++) {
        for (uint32_t m = tile->mixed; m < tile->mixed + count; m++) {
            const uint32_t k = run->fixed.mixed[m];
            set_supplier(run, at++, k, model->inbound_flow[inbound_of(model, k, true, set)]);
        }
    }
    return at;
}

static uint32_t fill_unusual(ck_run *run, const cki_tile *tile, uint32_t at) {
    const ck_model *model = run->model;
    for (uint32_t k = tile->slot; k < tile->slot_end; k++) {
        const uint32_t end = model->slot_first_inbound[k + 1];
        if (!several_reach(model, k)) continue;
        uint32_t set = inbound_of(model, k, true, 0) == end ? 1 : 0;         // a first supplier then
        for (uint32_t i = inbound_of(model, k, false, set); i < end; i = inbound_of(model, k, false, ++set)) {
            set_supplier(run, at++, k, model->inbound_flow[i]);
        }
    }
    return at;
}

static uint32_t common_lag(const cki_suppliers *suppliers, const cki_tile *tile) {
    const uint32_t first = tile->supplier, count = tile->slot_end - tile->slot;
    for (uint32_t i = 1; i < count; i++) {
        if (suppliers->days[first + i] != suppliers->days[first]) return 0;
    }
    return count > 0 ? suppliers->days[first] : 0;
}

static void fill_suppliers(ck_run *run) {
    uint32_t at = 0;
    run->fixed.mixed_count = 0;
    for (uint32_t i = 0; i < run->fixed.tile_count; i++) {
        cki_tile *tile = &run->fixed.tile[i];
        fill_mixed(run, tile);
        tile->supplier = at;
        at = fill_first(run, tile, at);
        at = fill_usual(run, tile, at);
        at = fill_unusual(run, tile, at);
        tile->supplier_end = at;
        tile->lag = common_lag(&run->fixed.suppliers, tile);
    }
}

static void fill_lags(ck_run *run) {
    cki_suppliers *suppliers = &run->fixed.suppliers;
    const uint32_t count = (uint32_t)run->shape.SUPPLIER;
    uint32_t *first = suppliers->first_by_lag;
    for (uint32_t lag = 0; lag <= suppliers->longest + 1; lag++) first[lag] = 0;
    for (uint32_t i = 0; i < count; i++) first[suppliers->days[i] + 1]++;
    for (uint32_t lag = 0; lag <= suppliers->longest; lag++) first[lag + 1] += first[lag];
    for (uint32_t i = 0; i < count; i++) suppliers->by_lag[first[suppliers->days[i]]++] = i;
    for (uint32_t lag = suppliers->longest + 1; lag > 0; lag--) first[lag] = first[lag - 1];     // each ended at the next
    first[0] = 0;
}

static void fill_back(ck_run *run) {
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    for (size_t i = 0; i < run->shape.SUPPLIER; i++) {
        suppliers->back[i] = (int32_t)suppliers->product[i] - (int32_t)(suppliers->days[i] * run->shape.product);
    }
}

void cki_tiles_fill(ck_run *run) {
    fill_site_slots(run);
    fill_tiles(run);
    fill_suppliers(run);
    fill_lags(run);
    fill_back(run);
}

/* ---------------------------------------------------------------- lone flows -------------------------------------- */

static bool is_lone(const ck_model *model, const ck_scenario *scenario, uint32_t flow) {
    return scenario->allocation != CK_PROPORTIONAL || scenario->flow_touched[flow] != CK_NONE ||
           model->flow_kind[flow] != CKI_FLOW_INSIDE;
}

uint32_t cki_lone_count(const ck_model *model, const ck_scenario *scenario) {
    uint32_t count = 0;
    for (uint32_t f = 0; f < model->flow_count; f++) count += is_lone(model, scenario, f) ? 1 : 0;
    return count;
}

/* Do law or a rule of rationing act on it? */
static bool is_acted_on(const ck_model *model, const ck_scenario *scenario, uint32_t flow) {
    return scenario->allocation != CK_PROPORTIONAL || scenario->flow_touched[flow] != CK_NONE ||
           model->flow_kind[flow] == CKI_FLOW_STOCKPILE;
}

static void add_lone(ck_run *run, uint32_t supplier) {
    cki_lone *lone = &run->fixed.lone;
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    const uint32_t at = lone->count++, flow = suppliers->flow[supplier];
    lone->flow[at] = flow;
    lone->supplier[at] = supplier;
    lone->slot[at] = suppliers->slot[supplier];
    lone->product[at] = suppliers->product[supplier];
    lone->is_pile[at] = run->model->flow_kind[flow] == CKI_FLOW_STOCKPILE ? 1 : 0;
    lone->of_flow[flow] = at;
    run->scratch.lone_capped[at] = 0;
}

void cki_lone_fill(ck_run *run) {
    cki_lone *lone = &run->fixed.lone;
    const cki_suppliers *suppliers = &run->fixed.suppliers;
    lone->count = 0;
    for (uint32_t f = 0; f < run->model->flow_count; f++) lone->of_flow[f] = CK_NONE;
    for (uint32_t acted_on = 2; acted_on-- > 0;) {
        for (uint32_t i = 0; i < (uint32_t)run->shape.SUPPLIER; i++) {
            const uint32_t supplier = suppliers->by_lag[i], flow = suppliers->flow[supplier];
            const bool is_flow = suppliers->of_flow[flow] == supplier;               // else nothing reaches the slot
            if (!is_flow || !is_lone(run->model, run->scenario, flow)) continue;
            if (is_acted_on(run->model, run->scenario, flow) == (acted_on != 0)) add_lone(run, supplier);
        }
        if (acted_on != 0) lone->acted_on = lone->count;
    }
}

static bool was_held_back(const ck_run *run, uint32_t at) {
    for (uint32_t day = 0; day < run->fixed.ring_days; day++) {
        if (*cki_leaves_on(run, at, (int32_t)day) != 1.0) return true;
    }
    return false;
}

static void add_active(ck_run *run, uint32_t at) {
    cki_lone *lone = &run->fixed.lone;
    const uint32_t product = lone->product[at], *first = run->model->product_first_flow;
    if (lone->group_count == 0 || lone->group[lone->group_count - 1].product != product) {
        lone->group[lone->group_count++] = (cki_group){.product = product, .first = lone->active_count};
    }
    lone->active[lone->active_count++] = at;
    cki_group *group = &lone->group[lone->group_count - 1];
    group->end = lone->active_count;
    group->whole = group->end - group->first == first[product + 1] - first[product];
}

static void fill_stretches(ck_run *run) {
    cki_lone *lone = &run->fixed.lone;
    cki_stretch *last = NULL;
    lone->stretches = 0;
    for (uint32_t at = 0; at < lone->end; at++) {
        const uint32_t lag = run->fixed.suppliers.days[lone->supplier[at]];
        if (last == NULL || last->lag != lag) {
            last = &lone->stretch[lone->stretches++];
            *last = (cki_stretch){.lag = lag, .first = at};
        }
        last->end = at + 1;
    }
}

void cki_lone_settle(ck_run *run) {
    cki_lone *lone = &run->fixed.lone;
    lone->active_count = lone->group_count = 0;
    lone->end = lone->acted_on;
    for (uint32_t f = 0; f < run->model->flow_count; f++) {
        const uint32_t at = lone->of_flow[f];
        if (at == CK_NONE) continue;
        const bool held_back = at >= lone->acted_on && run->day > 0 && was_held_back(run, at);
        if (at < lone->acted_on || held_back) add_active(run, at);
        if (held_back) lone->end = lone->count;
    }
    fill_stretches(run);
}
