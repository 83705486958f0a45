/* ESRI: from a network and its options to the weights of the cascade (docs/networks.md). */
#include "spread/esri.h"

ck_esri_options ck_esri_options_default(void) {
    return (ck_esri_options){.size = sizeof(ck_esri_options), .epsilon = 1e-8, .iterations = 100000};
}

typedef struct layout {
    ck_esri  *esri;
    uint32_t *down_first, *group_first, *group_end, *supplier, *market, *member_first, *member;
    double   *down, *cut, *up, *up_cut, *weight;
} layout;

static layout lay_out(cki_arena *arena, const ck_network_view *network, const ck_esri_options *options) {
    const size_t firms = network->firms, links = network->links;
    const bool markets = options->market != NULL, permits = options->permit != NULL;
    layout at = {0};
    at.esri = cki_arena_take(arena, 1, sizeof *at.esri);
    at.down_first = cki_arena_take(arena, firms + 1, sizeof *at.down_first);
    at.group_first = cki_arena_take(arena, firms + 1, sizeof *at.group_first);
    at.group_end = cki_arena_take(arena, links, sizeof *at.group_end);
    at.supplier = cki_arena_take(arena, links, sizeof *at.supplier);
    at.down = cki_arena_take(arena, links, sizeof *at.down);
    at.cut = cki_arena_take(arena, permits ? links : 0, sizeof *at.cut);
    at.up = cki_arena_take(arena, links, sizeof *at.up);
    at.up_cut = cki_arena_take(arena, permits ? links : 0, sizeof *at.up_cut);
    at.weight = cki_arena_take(arena, firms * (options->weights > 1 ? options->weights : 1), sizeof *at.weight);
    at.market = cki_arena_take(arena, markets ? firms : 0, sizeof *at.market);
    at.member_first = cki_arena_take(arena, markets ? firms + 1 : 0, sizeof *at.member_first);
    at.member = cki_arena_take(arena, markets ? firms : 0, sizeof *at.member);
    return at;
}

size_t ck_esri_bytes(const ck_network *network, ck_esri_options options) {
    cki_arena arena = cki_arena_measure();
    (void)lay_out(&arena, &network->view, &options);
    return cki_arena_bytes(&arena);
}

static bool good(double value) {
    return value >= 0.0 && ck_is_finite(value);
}

static ck_status check(const ck_network_view *network, const ck_esri_options *options, ck_diags *diags) {
    const ck_place nowhere = {0};
    if (options->size == 0)
        return ck_diags_add(diags, CK_E_USAGE, nowhere, "the options are not set",
                            "start from ck_esri_options_default()");
    if (!(options->epsilon >= 0.0 && options->epsilon < 1.0))
        return ck_diags_add(diags, CK_E_RANGE, nowhere, "epsilon is %g; it must be from 0 to below 1", "",
                            options->epsilon);
    for (uint32_t f = 0; f < network->firms; f++) {
        if (options->market != NULL && options->market[f] >= network->firms)
            return ck_diags_add(diags, CK_E_RANGE, nowhere,
                                "firm %u is in market %u; ids stay below the number of firms", "", f,
                                options->market[f]);
        if ((options->revenue != NULL && !good(options->revenue[f])) ||
            (options->costs != NULL && !good(options->costs[f])))
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "revenue or costs of firm %u are below 0 or not finite", "",
                                f);
    }
    for (size_t k = 0; options->weight != NULL && k < (size_t)options->weights * network->firms; k++) {
        if (!good(options->weight[k]))
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "weight %g of firm %u; it must be finite and not below 0",
                                "", options->weight[k], (uint32_t)(k % network->firms));
    }
    for (uint32_t k = 0; options->permit != NULL && k < network->links; k++) {
        if (!(options->permit[k] >= 0.0 && options->permit[k] <= 1.0))
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "permit %g of link %u; it must be from 0 to 1", "",
                                options->permit[k], k);
    }
    return CK_OK;
}

/* Purchases over costs as the published program has it: in_j / costs_j, 1 where a denominator or numerator is 0. */
static double cost_factor(const ck_network_view *network, const ck_esri_options *options, uint32_t f) {
    if (options->costs == NULL) return 1.0;
    const double above = network->bought[f] == 0.0 ? 1.0 : network->bought[f];
    const double below = options->costs[f] == 0.0 ? 1.0 : options->costs[f];
    const double factor = above / below;
    return (options->compat & CK_ESRI_E1) != 0 ? factor : ck_min(factor, 1.0);
}

static uint8_t role_of(const ck_network_view *network, const ck_esri_options *options, uint32_t supplier,
                       uint32_t buyer) {
    if (options->essential == NULL) return 1;
    return options->essential[(size_t)network->sector[supplier] * network->sectors + network->sector[buyer]];
}

/* Purchases stand by sector, so that every essential sector is one run of them. */
static void compile_purchases(const ck_network_view *network, const ck_esri_options *options, const layout *at) {
    uint32_t kept = 0, groups = 0;
    for (uint32_t f = 0; f < network->firms; f++) {
        const uint32_t first = network->purchase_first[f], end = network->purchase_first[f + 1];
        const double factor = cost_factor(network, options, f);
        at->down_first[f] = kept;
        at->group_first[f] = groups;
        for (uint32_t k = first; k < end;) {
            const uint32_t sector = network->sector[network->supplier[k]];
            uint32_t stop = k;
            double sum = 0.0;
            for (; stop < end && network->sector[network->supplier[stop]] == sector; stop++)
                sum += network->value[stop];
            if (role_of(network, options, network->supplier[k], f) == 2) {
                for (uint32_t m = k; m < stop; m++, kept++) {
                    at->supplier[kept] = network->supplier[m];
                    at->down[kept] = network->value[m] / sum * factor;
                    if (options->permit != NULL) at->cut[kept] = 1.0 - options->permit[m];
                }
                at->group_end[groups++] = kept;
            }
            k = stop;
        }
        for (uint32_t k = first; k < end; k++) {
            if (role_of(network, options, network->supplier[k], f) != 1) continue;
            at->supplier[kept] = network->supplier[k];
            at->down[kept] = network->value[k] / network->bought[f] * factor;
            if (options->permit != NULL) at->cut[kept] = 1.0 - options->permit[k];
            kept++;
        }
    }
    at->down_first[network->firms] = kept;
    at->group_first[network->firms] = groups;
}

static void compile_sales(const ck_network_view *network, const ck_esri_options *options, const layout *at) {
    for (uint32_t f = 0; f < network->firms; f++) {
        double revenue = network->sold[f];
        bool unknown = false;
        if (options->revenue != NULL) {
            revenue = options->revenue[f];
            if ((options->compat & CK_ESRI_E1) == 0) revenue = ck_max(revenue, network->sold[f]);
            unknown = revenue == 0.0;
        }
        for (uint32_t k = network->sale_first[f]; k < network->sale_first[f + 1]; k++) {
            at->up[k] = unknown ? 1.0 : network->value[network->sale[k]] / revenue;
            if (options->permit != NULL) at->up_cut[k] = 1.0 - options->permit[network->sale[k]];
        }
    }
}

static ck_status compile_weights(const ck_network_view *network, const ck_esri_options *options, double *weight,
                                 ck_diags *diags) {
    const uint32_t weights = options->weight != NULL ? options->weights : 1;
    const size_t firms = network->firms;
    for (uint32_t w = 0; w < weights; w++) {
        const double *from = options->weight != NULL ? options->weight + w * firms : network->sold;
        double sum = 0.0;
        for (size_t f = 0; f < firms; f++) sum += from[f];
        if (!(sum > 0.0))
            return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "weights of all firms are 0 (weight %u)",
                                "an index needs a weight", w + 1);
        for (size_t f = 0; f < firms; f++) weight[w * firms + f] = from[f] / sum;
    }
    return CK_OK;
}

static uint32_t compile_markets(const ck_network_view *network, const ck_esri_options *options, const layout *at) {
    uint32_t markets = 0;
    cki_copy(at->market, options->market, network->firms * sizeof *at->market);
    for (uint32_t f = 0; f < network->firms; f++) markets = ck_max_u32(markets, at->market[f] + 1);
    cki_zero(at->member_first, ((size_t)markets + 1) * sizeof *at->member_first);
    for (uint32_t f = 0; f < network->firms; f++) at->member_first[at->market[f] + 1]++;
    for (uint32_t q = 0; q < markets; q++) at->member_first[q + 1] += at->member_first[q];
    for (uint32_t f = 0; f < network->firms; f++) at->member[at->member_first[at->market[f]]++] = f;
    for (uint32_t q = markets; q > 0; q--) at->member_first[q] = at->member_first[q - 1];
    at->member_first[0] = 0;
    return markets;
}

ck_status ck_esri_build(const ck_network *network, ck_esri_options options, void *block, size_t bytes,
                        const ck_esri **esri, ck_diags *diags) {
    CK_TRY(check(&network->view, &options, diags));
    cki_arena arena = cki_arena_over(block, bytes);
    const layout at = lay_out(&arena, &network->view, &options);
    CK_TRY(cki_arena_check(&arena));
    compile_purchases(&network->view, &options, &at);
    compile_sales(&network->view, &options, &at);
    CK_TRY(compile_weights(&network->view, &options, at.weight, diags));
    const bool permits = options.permit != NULL;
    *at.esri = (ck_esri){.network = network->view,
                         .options = options,
                         .down_first = at.down_first,
                         .group_first = at.group_first,
                         .group_end = at.group_end,
                         .supplier = at.supplier,
                         .down = at.down,
                         .cut = permits ? at.cut : NULL,
                         .up = at.up,
                         .up_cut = permits ? at.up_cut : NULL,
                         .weight = at.weight,
                         .weights = options.weight != NULL ? options.weights : 1,
                         .markets = options.market != NULL ? compile_markets(&network->view, &options, &at) : 0,
                         .market = at.market,
                         .member_first = at.member_first,
                         .member = at.member};
    *esri = at.esri;
    return CK_OK;
}
