#include "study/exposure_parts.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

const char *ck_tier_word(uint32_t tier) {
    static const char *const WORD[CK_TIERS] = {"upstream", "input", "output", "industry"};
    return tier < CK_TIERS ? WORD[tier] : "";
}

static bool makes(ck_site_kind kind) {
    return kind == CK_SITE_PLANT || kind == CK_SITE_REST || kind == CK_SITE_RECYCLER || kind == CK_SITE_INDUSTRY;
}

/* ---------------------------------------------------------------- production and use ------------------------------ */

static bool take_item(ck_world_exposure *at, uint32_t i) {
    const size_t n = at->regions;
    ck_exposed_item *item = &at->item[i];
    double *block = ck_host_take(&at->arena, n * 14 + 1, sizeof *block);
    uint32_t *supplier = ck_host_take(&at->arena, n + 1, sizeof *supplier);
    if (block == NULL || supplier == NULL) return false;
    item->item = i;
    item->tier = at->model->item_tier[i];
    item->e = (ck_exposure){.imports = block,
                            .exports = block + n,
                            .concentration = block + 2 * n,
                            .largest_share = block + 3 * n,
                            .largest_supplier = supplier,
                            .exposure = block + 4 * n,
                            .propagation = block + 5 * n,
                            .trade_risk = block + 6 * n,
                            .influence = block + 7 * n,
                            .advantage = block + 8 * n,
                            .without_largest = block + 9 * n};
    item->made = block + 10 * n;
    item->used = block + 11 * n;
    item->upstream = block + 12 * n;
    item->bottleneck = block + 13 * n;
    return true;
}

static void count_sites(ck_world_exposure *at) {
    const ck_model *m = at->model;
    for (uint32_t s = 0; s < m->site_count; s++) {
        const uint32_t region = m->site_region[s];
        const ck_site_kind kind = (ck_site_kind)m->site_kind[s];
        if (m->site_base_level[s] == 0.0) continue;
        at->added[region] += kind == CK_SITE_INDUSTRY ? m->site_value_added[s] * CKI_DAYS_A_YEAR : 0.0;
        for (uint32_t p = m->site_first_product[s]; p < m->site_first_product[s + 1] && makes(kind); p++) {
            const double value = cki_value_a_year(m, m->product_item[p], m->product_output[p]);
            ck_exposed_item *item = &at->item[m->product_item[p]];
            item->made[region] += value;
            item->produced += value;
            if (kind == CK_SITE_RECYCLER) item->recycled += value;
        }
        if (kind == CK_SITE_MARKET) continue;
        for (uint32_t g = m->site_first_group[s]; g < m->site_first_group[s + 1]; g++)
            for (uint32_t k = m->group_first_slot[g]; k < m->group_first_slot[g + 1]; k++)
                at->item[m->slot_item[k]].used[region] += cki_value_a_year(m, m->slot_item[k], m->slot_use[k]);
    }
}

static void concentrate(ck_world_exposure *at, ck_exposed_item *item) {
    item->made_concentration = item->made_largest_share = CK_NAN;
    item->made_largest = CK_NONE;
    if (!(item->produced > 0.0)) return;
    item->made_concentration = item->made_largest_share = 0.0;
    item->recycled /= item->produced;
    for (uint32_t r = 0; r < at->regions; r++) {
        const double share = item->made[r] / item->produced;
        item->made_concentration += share * share;
        if (share <= item->made_largest_share) continue;
        item->made_largest_share = share;
        item->made_largest = r;
    }
}

/* ---------------------------------------------------------------- trade ------------------------------------------- */

static ck_status measure_trade(ck_world_exposure *at, ck_diags *diags) {
    const ck_model *m = at->model;
    ck_trade_flow *flow = calloc((size_t)m->flow_count + 1, sizeof *flow);
    size_t flows = 0;
    if (flow == NULL) return ck_host_no_memory(diags);
    for (uint32_t f = 0; f < m->flow_count; f++) {
        const ck_flow_info info = ck_model_flow(m, f);
        if (!info.bilateral || info.base_quantity <= 0.0) continue;
        flow[flows++] = (ck_trade_flow){info.item, info.destination, info.origin,
                                        cki_value_a_year(m, info.item, info.base_quantity)};
    }
    const size_t bytes = ck_trade_bytes(at->regions, at->items, flows);
    void *block = ck_host_take(&at->arena, bytes, 1);
    const ck_trade *trade = NULL;
    ck_status status = block != NULL ? ck_trade_build(at->regions, at->items, flow, flows, block, bytes, &trade, diags)
                                     : ck_host_no_memory(diags);
    free(flow);
    if (status < 0) return status;
    at->value = ck_trade_value(trade);
    const size_t room = ck_exposure_scratch_bytes(trade);
    void *scratch = aligned_alloc(16, room);
    if (scratch == NULL) return ck_host_no_memory(diags);
    ck_exposure_options options = ck_exposure_options_default();
    options.stability = at->stability;
    for (uint32_t i = 0; i < at->items && status >= 0; i++) {
        options.production = at->item[i].made;
        status = ck_exposure_of_product(trade, i, options, scratch, room, &at->item[i].e, diags);
        for (uint32_t r = 0; r < at->regions; r++) at->item[i].traded += at->item[i].e.imports[r];
        // a region that buys nothing abroad and uses the item depends on nobody
        for (uint32_t r = 0; r < at->regions; r++)
            if (ck_is_nan(at->item[i].e.exposure[r]) && at->item[i].used[r] > 0.0)
                at->item[i].e.exposure[r] = at->item[i].e.trade_risk[r] = 0.0;
    }
    free(scratch);
    return status;
}

/* ---------------------------------------------------------------- the graph of items ------------------------------ */

/* Input q of item p over all its makers; recyclers take back what was made before and are no inputs. */
typedef struct edges {
    uint32_t *input, *output;
    double *cost, *need;
    size_t count;
} edges;

static bool take_edges(edges *e, size_t most) {
    *e = (edges){calloc(most + 1, sizeof(uint32_t)), calloc(most + 1, sizeof(uint32_t)),
                 calloc(most + 1, sizeof(double)), calloc(most + 1, sizeof(double)), 0};
    return e->input != NULL && e->output != NULL && e->cost != NULL && e->need != NULL;
}
static void free_edges(edges *e) {
    free(e->input);
    free(e->output);
    free(e->cost);
    free(e->need);
}

/* cost[q x items + p]: value of q in making p over the value of p; need: largest essentiality of q for a maker of p. */
static void sum_inputs(const ck_world_exposure *at, double *cost, double *need) {
    const ck_model *m = at->model;
    for (uint32_t s = 0; s < m->site_count; s++) {
        const ck_site_kind kind = (ck_site_kind)m->site_kind[s];
        if (!makes(kind) || kind == CK_SITE_RECYCLER || m->site_base_level[s] == 0.0) continue;
        double all = 0.0;
        for (uint32_t p = m->site_first_product[s]; p < m->site_first_product[s + 1]; p++)
            all += cki_value_a_year(m, m->product_item[p], m->product_output[p]);
        for (uint32_t p = m->site_first_product[s]; p < m->site_first_product[s + 1] && all > 0.0; p++) {
            const uint32_t output = m->product_item[p];
            const double part = cki_value_a_year(m, output, m->product_output[p]) / all;
            for (uint32_t g = m->site_first_group[s]; g < m->site_first_group[s + 1]; g++) {
                for (uint32_t k = m->group_first_slot[g]; k < m->group_first_slot[g + 1]; k++) {
                    const size_t edge = (size_t)m->slot_item[k] * at->items + output;
                    cost[edge] += part * cki_value_a_year(m, m->slot_item[k], m->slot_use[k]);
                    need[edge] = ck_max(need[edge], m->group_essentiality[g]);
                }
            }
        }
    }
}

/* Inputs of lower or equal tier, in the order of items inside one, so that no circle is left; sums of costs are at most 1. */
static void make_edges(ck_world_exposure *at, const double *cost, const double *need, edges *e) {
    for (uint32_t p = 0; p < at->items; p++) {
        double sum = 0.0;
        const size_t first = e->count;
        for (uint32_t q = 0; q < at->items; q++) {
            const size_t edge = (size_t)q * at->items + p;
            if (!(cost[edge] > 0.0)) continue;
            const uint32_t from = at->item[q].tier, to = at->item[p].tier;
            if (from > to || (from == to && q >= p)) {
                at->cut_inputs++;
                continue;
            }
            e->input[e->count] = q;
            e->output[e->count] = p;
            e->cost[e->count] = cost[edge] / at->item[p].produced;
            e->need[e->count] = need[edge];
            sum += e->cost[e->count++];
        }
        for (size_t k = first; k < e->count && sum > 1.0; k++) e->cost[k] /= sum;
    }
}

static ck_status measure_chain(ck_world_exposure *at, ck_diags *diags) {
    const size_t all = (size_t)at->items * at->items;
    double *cost = calloc(all + 1, sizeof *cost), *need = calloc(all + 1, sizeof *need),
           *own = calloc((size_t)at->items + 1, sizeof *own), *total = calloc((size_t)at->items + 1, sizeof *total);
    edges e = {0};
    ck_status status = cost != NULL && need != NULL && own != NULL && total != NULL && take_edges(&e, all)
                           ? CK_OK
                           : ck_host_no_memory(diags);
    if (status >= 0) {
        sum_inputs(at, cost, need);
        make_edges(at, cost, need, &e);
    }
    for (uint32_t r = 0; r < at->regions && status >= 0; r++) {
        for (uint32_t i = 0; i < at->items; i++) own[i] = at->item[i].e.exposure[r];
        status = ck_exposure_upstream(at->items, e.input, e.output, e.cost, e.count, own, total, diags);
        for (uint32_t i = 0; i < at->items; i++) {
            at->item[i].upstream[r] = total[i];
            at->item[i].bottleneck[r] = ck_is_nan(own[i]) ? 0.0 : own[i];
        }
        // what is made abroad is an import and counted as such; what is made at home stands or falls with its inputs
        for (uint32_t tier = 0; tier < CK_TIERS; tier++) {
            for (size_t k = 0; k < e.count; k++) {
                ck_exposed_item *to = &at->item[e.output[k]];
                if (to->tier != tier || !(to->made[r] > 0.0)) continue;
                to->bottleneck[r] = ck_max(to->bottleneck[r], e.need[k] * at->item[e.input[k]].bottleneck[r]);
            }
        }
    }
    free(cost);
    free(need);
    free(own);
    free(total);
    free_edges(&e);
    return status;
}

/* ---------------------------------------------------------------- means ------------------------------------------- */

static double mean(const double *value, const double *weight, uint32_t n) {
    double sum = 0.0, all = 0.0;
    for (uint32_t r = 0; r < n; r++) {
        if (ck_is_nan(value[r]) || !(weight[r] > 0.0)) continue;
        sum += value[r] * weight[r];
        all += weight[r];
    }
    return all > 0.0 ? sum / all : CK_NAN;
}

static void measure_means(ck_world_exposure *at) {
    for (uint32_t i = 0; i < at->items; i++) {
        ck_exposed_item *item = &at->item[i];
        const double *weight = item->tier == CK_TIERS - 1 ? item->made : item->used; // industries sell to the end
        item->mean_concentration = mean(item->e.concentration, item->e.imports, at->regions);
        item->mean_exposure = mean(item->e.exposure, weight, at->regions);
        item->mean_upstream = mean(item->upstream, weight, at->regions);
        item->mean_bottleneck = mean(item->bottleneck, weight, at->regions);
        item->mean_risk = mean(item->e.trade_risk, weight, at->regions);
    }
}

typedef struct summing {
    double sum, count, weighted, weight;
} summing;
static void take(summing *s, double value, double weight) {
    if (ck_is_nan(value)) return;
    s->sum += value;
    s->count += 1.0;
    s->weighted += value * weight;
    s->weight += weight;
}
static double plain(summing s) { return s.count > 0.0 ? s.sum / s.count : CK_NAN; }
static double weighted(summing s) { return s.weight > 0.0 ? s.weighted / s.weight : CK_NAN; }

static void measure_tiers(ck_world_exposure *at) {
    for (uint32_t t = 0; t < CK_TIERS; t++) {
        summing exports = {0}, made = {0}, imports = {0}, exposed = {0}, upstream = {0}, bottleneck = {0}, risk = {0},
                largest = {0};
        ck_exposed_tier *tier = &at->tier[t];
        for (uint32_t i = 0; i < at->items; i++) {
            const ck_exposed_item *item = &at->item[i];
            if (item->tier != t) continue;
            tier->items++;
            take(&made, item->made_concentration, item->produced);
            take(&largest, item->made_largest_share, item->produced);
            take(&upstream, item->mean_upstream, item->produced);
            take(&bottleneck, item->mean_bottleneck, item->produced);
            if (!(item->traded > 0.0)) continue;
            tier->traded++;
            take(&exports, item->e.world_concentration, item->traded);
            take(&imports, item->mean_concentration, item->traded);
            take(&exposed, item->mean_exposure, item->traded);
            take(&risk, item->mean_risk, item->traded);
        }
        tier->export_concentration = plain(exports);
        tier->made_concentration = plain(made);
        tier->largest_share = plain(largest);
        tier->import_concentration = plain(imports);
        tier->exposure = plain(exposed);
        tier->upstream = plain(upstream);
        tier->bottleneck = plain(bottleneck);
        tier->risk = plain(risk);
        tier->weighted_export_concentration = weighted(exports);
        tier->weighted_exposure = weighted(exposed);
        tier->weighted_risk = weighted(risk);
    }
}

/* ---------------------------------------------------------------- countries --------------------------------------- */

ck_exposed_country ck_exposed_country_of(const ck_world_exposure *exposure, uint32_t tier, uint32_t region) {
    summing exposed = {0}, concentration = {0}, bottleneck = {0}, risk = {0}, influence = {0};
    for (uint32_t i = 0; i < exposure->items; i++) {
        const ck_exposed_item *item = &exposure->item[i];
        if (item->tier != tier) continue;
        if (item->traded > 0.0) take(&influence, item->e.influence[region], 1.0);
        if (item->used[region] > 0.0 && !ck_is_nan(item->e.exposure[region])) {
            take(&exposed, item->e.exposure[region], item->used[region]);
            take(&bottleneck, item->bottleneck[region], item->used[region]);
            take(&risk, item->e.trade_risk[region], item->used[region]);
        }
        if (item->e.imports[region] > 0.0) take(&concentration, item->e.concentration[region], item->e.imports[region]);
    }
    return (ck_exposed_country){weighted(exposed), weighted(concentration), weighted(bottleneck),
                                weighted(risk),    plain(influence),        exposed.weight};
}

ck_exposed_country ck_exposed_country_mean(const ck_world_exposure *exposure, uint32_t tier, uint32_t left_out) {
    summing exposed = {0}, concentration = {0}, bottleneck = {0}, risk = {0}, influence = {0};
    double used = 0.0;
    for (uint32_t r = 0; r < exposure->regions; r++) {
        const ck_exposed_country one = ck_exposed_country_of(exposure, tier, r);
        if (r == left_out || !(one.used > 0.0)) continue;
        take(&exposed, one.exposure, 1.0);
        take(&concentration, one.concentration, 1.0);
        take(&bottleneck, one.bottleneck, 1.0);
        take(&risk, one.risk, 1.0);
        take(&influence, one.influence, 1.0);
        used += one.used;
    }
    return (ck_exposed_country){plain(exposed), plain(concentration), plain(bottleneck),
                                plain(risk),    plain(influence),     used};
}

/* ---------------------------------------------------------------- all --------------------------------------------- */

static ck_status read_scores(const ck_world_exposure *at, const ck_governance *governance, double *score,
                             ck_diags *diags) {
    for (uint32_t r = 0; r < at->regions; r++) {
        const char *id = ck_model_region(at->model, r).id;
        uint32_t k = 0;
        while (k < governance->count && strcmp(governance->row[k].region, id) != 0) k++;
        if (k == governance->count)
            return ck_host_report(diags, CK_E_MISSING, ck_host_whole(governance->path), "there is no score of %q",
                                  "every region of the world needs a row", id);
        score[r] = governance->row[k].score;
        at->stability[r] = (score[r] + 2.5) / 5.0;
    }
    return CK_OK;
}

ck_status ck_world_exposure_make(const ck_model *model, const ck_governance *governance, const char *bloc,
                                 ck_world_exposure *at, ck_diags *diags) {
    *at = (ck_world_exposure){.model = model,
                              .regions = model->region_count,
                              .items = model->item_count,
                              .bloc = bloc,
                              .has_governance = governance != NULL};
    const size_t n = at->regions;
    at->item = ck_host_take(&at->arena, (size_t)at->items + 1, sizeof *at->item);
    at->power = ck_host_take(&at->arena, CK_TIERS * n * n + 1, sizeof *at->power);
    at->added = ck_host_take(&at->arena, n + 1, sizeof *at->added);
    double *score = ck_host_take(&at->arena, n + 1, sizeof *score);
    if (governance != NULL) at->stability = ck_host_take(&at->arena, n + 1, sizeof *at->stability);
    bool good = at->item != NULL && at->power != NULL && at->added != NULL && score != NULL &&
                (governance == NULL || at->stability != NULL);
    for (uint32_t i = 0; i < at->items && good; i++) {
        good = take_item(at, i);
        at->item[i].supply_risk = at->item[i].import_reliance = CK_NAN;
    }
    if (!good) return ck_host_no_memory(diags);
    for (uint32_t r = 0; r < n; r++) at->bloc_regions += cki_in_bloc(model, r, bloc);
    if (governance != NULL && at->bloc_regions == 0)
        return ck_host_report(diags, CK_E_UNKNOWN, (ck_place){0}, "no region of the world belongs to the bloc %q",
                              "--bloc names a bloc of regions.csv, or a region", bloc);
    if (governance != NULL) CK_TRY(read_scores(at, governance, score, diags));
    count_sites(at);
    for (uint32_t i = 0; i < at->items; i++) concentrate(at, &at->item[i]);
    CK_TRY(measure_trade(at, diags));
    CK_TRY(measure_chain(at, diags));
    measure_means(at);
    measure_tiers(at);
    cki_measure_power(at);
    return governance != NULL ? cki_measure_supply_risk(at, score, diags) : CK_OK;
}

void ck_world_exposure_free(ck_world_exposure *exposure) {
    ck_host_arena_free(&exposure->arena);
    *exposure = (ck_world_exposure){0};
}
