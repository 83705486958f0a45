/* Supply risk of a bloc, and power of one region over another. */
#include "study/exposure_parts.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- supply risk ------------------------------------- */

bool cki_in_bloc(const ck_model *m, uint32_t region, const char *bloc) {
    const ck_region_info info = ck_model_region(m, region);
    if (strcmp(info.id, bloc) == 0) return true;
    const size_t length = strlen(bloc);
    for (const char *at = info.blocs; *at != '\0';) {
        const size_t word = strcspn(at, ";");
        if (word == length && strncmp(at, bloc, length) == 0) return true;
        at += word + (at[word] == ';');
    }
    return false;
}

/* Sourcing of the bloc: what it makes and keeps, and what its members buy outside, by origin. */
ck_status cki_measure_supply_risk(ck_world_exposure *at, const double *score, ck_diags *diags) {
    const ck_model *m = at->model;
    const uint32_t n = at->regions;
    double *world = calloc((size_t)4 * n + 1, sizeof *world);
    double *bought = calloc((size_t)at->items * n + 1, sizeof *bought);
    if (world == NULL || bought == NULL) {
        free(world);
        free(bought);
        return ck_host_no_memory(diags);
    }
    double *sourcing = world + n, *bad = sourcing + n, *trade = bad + n;
    for (uint32_t r = 0; r < n; r++) {
        bad[r] = (2.5 - score[r]) * 2.0;
        trade[r] = cki_in_bloc(m, r, at->bloc) ? 0.8 : 1.0;
    }
    double *out = calloc((size_t)at->items + 1, sizeof *out);
    for (uint32_t f = 0; f < m->flow_count && out != NULL; f++) {
        const ck_flow_info info = ck_model_flow(m, f);
        if (!info.bilateral || info.base_quantity <= 0.0) continue;
        const bool from = cki_in_bloc(m, info.origin, at->bloc), to = cki_in_bloc(m, info.destination, at->bloc);
        const double value = cki_value_a_year(m, info.item, info.base_quantity);
        if (to && !from) bought[(size_t)info.item * n + info.origin] += value;
        if (from && !to) out[info.item] += value;
    }
    for (uint32_t i = 0; i < at->items && out != NULL; i++) {
        ck_exposed_item *item = &at->item[i];
        double made = 0.0, in = 0.0, all = 0.0;
        for (uint32_t r = 0; r < n; r++) {
            made += trade[r] < 1.0 ? item->made[r] : 0.0;
            in += bought[(size_t)i * n + r];
            world[r] = item->produced > 0.0 ? item->made[r] / item->produced : 0.0;
        }
        const double kept = ck_max(0.0, made - out[i]), use = kept + in;
        if (!(use > 0.0) || !(item->produced > 0.0)) continue;
        for (uint32_t r = 0; r < n; r++) {
            sourcing[r] =
                (bought[(size_t)i * n + r] + (trade[r] < 1.0 && made > 0.0 ? kept * item->made[r] / made : 0.0)) / use;
            all += sourcing[r];
        }
        const double net = in - out[i];
        item->import_reliance = made + net > 0.0 ? ck_clamp(net / (made + net), 0.0, 1.0) : 0.0;
        if (all > 0.0)
            item->supply_risk =
                ck_exposure_supply_risk(world, sourcing, bad, trade, n, item->import_reliance, item->recycled, 1.0);
    }
    const ck_status status = out != NULL ? CK_OK : ck_host_no_memory(diags);
    free(out);
    free(world);
    free(bought);
    return status;
}

/* ---------------------------------------------------------------- network power ----------------------------------- */

/* Share of what `of` uses that `by` delivers. */
void cki_measure_power(ck_world_exposure *at) {
    const ck_model *m = at->model;
    for (uint32_t f = 0; f < m->flow_count; f++) {
        const ck_flow_info info = ck_model_flow(m, f);
        if (!info.bilateral || info.base_quantity <= 0.0 || !(at->added[info.destination] > 0.0)) continue;
        const ck_exposed_item *item = &at->item[info.item];
        const double imports = item->e.imports[info.destination], direct = item->e.exposure[info.destination];
        const double cost = item->used[info.destination] / at->added[info.destination];
        if (!(imports > 0.0) || !(cost > 0.0)) continue;
        const double held = ck_min(cki_value_a_year(m, info.item, info.base_quantity) / imports * direct, CK_HELD_MOST);
        ck_power *power = &at->power[((size_t)item->tier * at->regions + info.origin) * at->regions + info.destination];
        const double elasticity = m->item_supplier_elasticity[info.item];
        if (elasticity > 1.0)
            power->loss += ck_exposure_power(&cost, &held, &elasticity, 1);
        else
            power->whole += cost * held;
    }
    for (uint32_t t = 0; t < CK_TIERS; t++) {
        for (uint32_t r = 0; r < at->regions && at->added[r] > 0.0; r++) {
            double cost = 0.0;
            for (uint32_t i = 0; i < at->items; i++)
                if (at->item[i].tier == t) cost += at->item[i].used[r] / at->added[r];
            for (uint32_t by = 0; by < at->regions && cost > 0.0; by++)
                at->power[((size_t)t * at->regions + by) * at->regions + r].whole /= cost;
        }
    }
}

ck_power ck_power_over_all(const ck_world_exposure *exposure, uint32_t tier, uint32_t by) {
    ck_power sum = {0};
    double weight = 0.0;
    for (uint32_t of = 0; of < exposure->regions; of++) {
        if (of == by || !(exposure->added[of] > 0.0)) continue;
        const ck_power *power = ck_power_of(exposure, tier, by, of);
        sum.loss += exposure->added[of] * power->loss;
        sum.whole += exposure->added[of] * power->whole;
        weight += exposure->added[of];
    }
    return weight > 0.0 ? (ck_power){sum.loss / weight, sum.whole / weight} : sum;
}
