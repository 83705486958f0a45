/* Included by esri_loops.c once for each width: WIDTH doubles in a vector, TARGET, NAME(function). Lanes never mix, so
   the width changes no digit. */

typedef double VECTOR __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
enum { NAME(VECTORS) = LANES / WIDTH };

/* Weighted losses of links first to end. `cut`: of what the other end still does, a part may not pass; NULL: all
   may. */
TARGET static inline void NAME(add_links)(line *sum, const double *weight, const double *cut, const uint32_t *firm,
                                          const line *loss, uint32_t first, uint32_t end) {
    VECTOR all[NAME(VECTORS)] = {{0.0}};
    const VECTOR none = {0.0};
    for (uint32_t k = first; k < end; k++) {
        const VECTOR *at = (const VECTOR *)&loss[firm[k]];
        const VECTOR w = none + weight[k];
        for (uint32_t v = 0; v < NAME(VECTORS); v++) {
            if (cut == NULL) all[v] += w * at[v];
            else all[v] += w * (at[v] + (none + cut[k]) * (1.0 - at[v]));
        }
    }
    __builtin_memcpy(sum, all, sizeof all);
}

TARGET static inline void NAME(take_worse)(line *worst, const line *sum) {
    for (uint32_t b = 0; b < LANES; b++) worst->at[b] = ck_max(worst->at[b], 1.0 - (1.0 - sum->at[b]));
}
TARGET static inline void NAME(finish)(line *worst, const line *before, line *change, line *out) {
    for (uint32_t b = 0; b < LANES; b++) {
        out->at[b] = ck_min(1.0, worst->at[b]);
        change->at[b] = ck_max(change->at[b], out->at[b] - before->at[b]);
    }
}

TARGET static inline void NAME(loss_down)(const worker *at, const ck_esri *esri, uint32_t f, line *worst) {
    uint32_t k = esri->down_first[f];
    line sum;
    for (uint32_t g = esri->group_first[f]; g < esri->group_first[f + 1]; g++) {
        NAME(add_links)(&sum, esri->down, esri->cut, esri->supplier, at->passed, k, esri->group_end[g]);
        k = esri->group_end[g];
        NAME(take_worse)(worst, &sum);
    }
    if (k == esri->down_first[f + 1]) return;
    NAME(add_links)(&sum, esri->down, esri->cut, esri->supplier, at->passed, k, esri->down_first[f + 1]);
    NAME(take_worse)(worst, &sum);
}

TARGET static void NAME(compute)(worker *at, const ck_esri *esri, line *change) {
    const ck_network_view *network = &esri->network;
    const uint32_t downs = at->all_down ? network->firms : at->down_count,
                   ups = at->all_up ? network->firms : at->up_count;
    const line none = {{0}};
    line change_here = none;
    for (uint32_t k = 0; k < downs; k++) {
        const uint32_t f = at->all_down ? k : at->list_down[k];
        if (at->full_down[f]) {
            at->new_down[k] = at->down[f];
            continue;
        }
        line worst = at->mark_shock[f] ? at->shock_down[f] : none;
        NAME(loss_down)(at, esri, f, &worst);
        NAME(finish)(&worst, &at->down[f], &change_here, &at->new_down[k]);
    }
    for (uint32_t k = 0; k < ups; k++) {
        const uint32_t f = at->all_up ? k : at->list_up[k];
        if (at->full_up[f]) {
            at->new_up[k] = at->up[f];
            continue;
        }
        line worst = at->mark_shock[f] ? at->shock_up[f] : none, sum;
        NAME(add_links)(&sum, esri->up, esri->up_cut, network->buyer, at->up, network->sale_first[f],
                        network->sale_first[f + 1]);
        NAME(take_worse)(&worst, &sum);
        NAME(finish)(&worst, &at->up[f], &change_here, &at->new_up[k]);
    }
    *change = change_here;
}
