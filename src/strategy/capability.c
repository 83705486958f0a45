/* Policy -> material -> equipment -> capability by day (docs/capability.md). */
#include "base/base.h"

#define NEARLY (1.0 - 1e-9)              // a stock of n days of use lasts n days, whatever the rounding of its sum

static bool use_is_good(const ck_capability_use *use) {
    return use->fleet > 0.0 && ck_is_finite(use->fleet) && use->failure >= 0.0 && ck_is_finite(use->failure) &&
           use->intensity > 0.0 && ck_is_finite(use->intensity) && use->spares >= 0.0 && ck_is_finite(use->spares) &&
           use->other_use >= 0.0 && ck_is_finite(use->other_use) && use->substitution >= 0.0 &&
           use->substitution <= 1.0 &&
           (use->substitution == 0.0 || (use->substitution_years > 0.0 && ck_is_finite(use->substitution_years)));
}

/* Shares of the needs that are met, rank after rank. */
static void allocate(const ck_capability *at, const double *need, double available, double *met) {
    bool done[CK_CAPABILITY_USES] = {false};
    for (uint32_t served = 0; served < at->use_count;) {
        uint32_t rank = UINT32_MAX;
        for (uint32_t i = 0; i < at->use_count; i++)
            if (!done[i]) rank = ck_min_u32(rank, at->use[i].rank);
        double wanted = 0.0;
        for (uint32_t i = 0; i < at->use_count; i++)
            if (at->use[i].rank == rank) wanted += need[i];
        const double share = available >= wanted * NEARLY ? 1.0 : wanted > 0.0 ? ck_max(available, 0.0) / wanted : 1.0;
        for (uint32_t i = 0; i < at->use_count; i++) {
            if (at->use[i].rank != rank) continue;
            met[i] = share;
            done[i] = true;
            served++;
        }
        available -= wanted * share;
    }
}

ck_status ck_capability_run(const ck_capability *at, ck_capability_path *path, ck_diags *diags) {
    const ck_place nowhere = {0};
    if (at->use_count < 1 || at->use_count > CK_CAPABILITY_USES)
        return ck_diags_add(diags, CK_E_RANGE, nowhere, "there are %u uses; from 1 to %u are possible", "",
                            at->use_count, CK_CAPABILITY_USES);
    for (uint32_t i = 0; i < at->use_count; i++)
        if (!use_is_good(&at->use[i]))
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "a value of use %u is outside its limits", "", i + 1);
    if (!(at->stock >= 0.0 && ck_is_finite(at->stock)) || !(at->recycling >= 0.0 && at->recycling <= 1.0) ||
        (at->recycling > 0.0 && !(at->recycling_days >= 1.0)))
        return ck_diags_add(diags, CK_E_RANGE, nowhere, "the stock or a term of recycling is outside its limits", "");
    const size_t stride = (size_t)at->days + 1;
    double returning = 0.0, decay[CK_CAPABILITY_USES];
    path->stock[0] = at->stock;
    for (uint32_t i = 0; i < at->use_count; i++) {
        path->fleet[i * stride] = at->use[i].fleet;
        path->spares[i * stride] = at->use[i].spares;
        decay[i] = 1.0 - ck_exp(-at->use[i].failure / CKI_DAYS_PER_YEAR);
    }
    for (uint32_t t = 0; t < at->days; t++) {
        double need[CK_CAPABILITY_USES], met[CK_CAPABILITY_USES], avoided[CK_CAPABILITY_USES], used = 0.0,
                                                                                               returned = 0.0;
        if (!(at->inflow[t] >= 0.0 && ck_is_finite(at->inflow[t])))
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "the inflow of day %u is %g; it must be 0 or more", "", t,
                                at->inflow[t]);
        for (uint32_t i = 0; i < at->use_count; i++) {
            const ck_capability_use *use = &at->use[i];
            avoided[i] =
                use->substitution == 0.0
                    ? 0.0
                    : use->substitution * (1.0 - ck_exp(-(double)t / (CKI_DAYS_PER_YEAR * use->substitution_years)));
            need[i] =
                (use->fleet * use->failure / CKI_DAYS_PER_YEAR * use->intensity + use->other_use) * (1.0 - avoided[i]);
        }
        const double recycled = at->recycling > 0.0 ? returning / at->recycling_days : 0.0;
        const double available = path->stock[t] + at->inflow[t] + recycled;
        allocate(at, need, available, met);
        for (uint32_t i = 0; i < at->use_count; i++) {
            const ck_capability_use *use = &at->use[i];
            const size_t now = i * stride + t;
            const double parts = use->fleet * use->failure / CKI_DAYS_PER_YEAR;
            const double short_of = parts * (1.0 - avoided[i]) * (1.0 - met[i]);
            const double from_store = ck_min(short_of, path->spares[now]);
            const double share = short_of == from_store || parts == 0.0 ? 1.0 : 1.0 - (short_of - from_store) / parts;
            path->spares[now + 1] = path->spares[now] - from_store;
            path->fleet[now + 1] = path->fleet[now] + (use->fleet * share - path->fleet[now]) * decay[i];
            path->used[(size_t)i * at->days + t] = need[i] * met[i];
            used += need[i] * met[i];
            returned += parts * share * use->intensity;
        }
        returning += at->recycling * returned - recycled;
        path->stock[t + 1] = ck_max(available - used, 0.0);
    }
    return CK_OK;
}

double ck_capability_passage(const double *fleet, uint32_t days, double share) {
    const double level = fleet[0] * share;
    for (uint32_t t = 1; t <= days; t++) {
        if (fleet[t] >= level) continue;
        const double fell = fleet[t - 1] - fleet[t];
        return t - 1 + (fleet[t - 1] > level && fell > 0.0 ? (fleet[t - 1] - level) / fell : 0.0);
    }
    return CK_INFINITY;
}
