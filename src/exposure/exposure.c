/* Indicators of one product: docs/exposure.md, methods of the literature named in chokepoint.h. */
#include "exposure/trade.h"
#include "exposure/component.h"

ck_exposure_options ck_exposure_options_default(void) {
    return (ck_exposure_options){.size = sizeof(ck_exposure_options), .damping = 0.85};
}

typedef struct scratch { double *risk; ck_component_scratch component; } scratch;

static scratch lay_out(cki_arena *arena, const ck_trade *trade) {
    size_t most = 0;
    for (uint32_t p = 0; p < trade->products; p++) {
        const size_t flows = trade->first[p + 1] - trade->first[p];
        if (flows > most) most = flows;
    }
    scratch at;
    at.risk = cki_arena_take(arena, most, sizeof *at.risk);
    at.component = ck_component_layout(arena, trade->countries, most);
    return at;
}

size_t ck_exposure_scratch_bytes(const ck_trade *trade) {
    cki_arena arena = cki_arena_measure();
    (void)lay_out(&arena, trade);
    return cki_arena_bytes(&arena);
}

static ck_status check_options(const ck_trade *trade, const ck_exposure_options *options, ck_diags *diags) {
    const ck_place nowhere = {0};
    if (options->size == 0) return ck_diags_add(diags, CK_E_USAGE, nowhere, "the options are not set", "start from ck_exposure_options_default()");
    if (!(options->damping >= 0.0 && options->damping < 1.0))
        return ck_diags_add(diags, CK_E_RANGE, nowhere, "the damping is %g; it must be from 0 to below 1", "", options->damping);
    for (uint32_t c = 0; c < trade->countries; c++) {
        if (options->stability != NULL && !(options->stability[c] >= 0.0 && options->stability[c] <= 1.0))
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "stability[%u] is %g; it must be from 0 to 1", "", c, options->stability[c]);
        if (options->weight != NULL && !(options->weight[c] >= 0.0))
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "weight[%u] is %g; it must not be below 0", "", c, options->weight[c]);
        if (options->production != NULL && !(options->production[c] >= 0.0))
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "production[%u] is %g; it must not be below 0", "", c, options->production[c]);
    }
    return CK_OK;
}

/* Sums, then shares: flows of an importer stand side by side, suppliers in order. */
static void measure(const ck_trade *trade, size_t first, size_t end, const ck_exposure_options *options, ck_exposure *e) {
    const uint32_t n = trade->countries;
    for (uint32_t c = 0; c < n; c++) {
        e->imports[c] = e->exports[c] = e->influence[c] = 0.0;
        e->concentration[c] = e->largest_share[c] = e->exposure[c] = e->without_largest[c] = CK_NAN;
        e->largest_supplier[c] = CK_NONE;
    }
    for (size_t k = first; k < end; k++) {
        e->imports[trade->importer[k]] += trade->value[k];
        e->exports[trade->exporter[k]] += trade->value[k];
    }
    for (size_t k = first; k < end;) {
        const uint32_t c = trade->importer[k];
        double squares = 0.0, largest = 0.0;
        for (; k < end && trade->importer[k] == c; k++) {
            const double share = trade->value[k] / e->imports[c];
            squares += share * share;
            if (share > largest) {
                largest = share;
                e->largest_supplier[c] = trade->exporter[k];
            }
        }
        e->concentration[c] = squares;
        e->largest_share[c] = largest;
        const double imports = e->imports[c], exports = e->exports[c];
        const double home = options->production != NULL ? ck_max(options->production[c] - exports, 0.0) : exports;
        e->exposure[c] = imports / (imports + home);
        // production unknown: use is imports; known: supply is imports and what stays at home, which may be the largest
        const double at_home = options->production != NULL ? home : 0.0;
        const double lost = ck_max(at_home, largest * imports);
        e->without_largest[c] = 1.0 - lost / (imports + at_home);
    }
}

static void measure_world(const ck_trade *trade, uint32_t product, size_t first, size_t end, const ck_exposure_options *options,
                          ck_exposure *e) {
    const uint32_t n = trade->countries;
    const double all = trade->product_exports[product];
    double squares = 0.0, largest = 0.0, weights = 0.0;
    for (uint32_t c = 0; c < n; c++) {
        const double share = all > 0.0 ? e->exports[c] / all : 0.0;
        squares += share * share;
        largest = ck_max(largest, share);
        const double usual = trade->country_exports[c] / trade->total;
        e->advantage[c] = all > 0.0 && usual > 0.0 ? e->exports[c] / trade->country_exports[c] / (all / trade->total) : CK_NAN;
        weights += options->weight != NULL ? options->weight[c] : e->imports[c];
    }
    e->world_concentration = all > 0.0 ? squares : CK_NAN;
    e->world_without_largest = all > 0.0 ? 1.0 - largest : CK_NAN;
    for (size_t k = first; k < end && weights > 0.0; k++) {
        const uint32_t c = trade->importer[k];
        const double weight = (options->weight != NULL ? options->weight[c] : e->imports[c]) / weights;
        e->influence[trade->exporter[k]] += trade->value[k] / e->imports[c] * e->exposure[c] * weight;
    }
}

/* x = d V'x + 1 - d by Gauss and Seidel's method: V' has row sums of at most 1, so an error shrinks by d a round at least. */
static void propagate(const ck_trade *trade, size_t first, size_t end, double damping, const double *risk, double *x) {
    for (uint32_t c = 0; c < trade->countries; c++) x[c] = 1.0 - damping;
    for (double change = 1.0; change > 1e-14;) {
        change = 0.0;
        for (size_t k = first; k < end;) {
            const uint32_t c = trade->importer[k];
            double sum = 0.0;
            for (; k < end && trade->importer[k] == c; k++) sum += risk[k - first] * x[trade->exporter[k]];
            const double next = damping * sum + (1.0 - damping);
            change = ck_max(change, ck_abs(next - x[c]));
            x[c] = next;
        }
    }
}

ck_status ck_exposure_of_product(const ck_trade *trade, uint32_t product, ck_exposure_options options, void *block, size_t bytes,
                                 ck_exposure *exposure, ck_diags *diags) {
    CK_TRY(check_options(trade, &options, diags));
    if (product >= trade->products) return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "there is no product %u", "", product);
    cki_arena arena = cki_arena_over(block, bytes);
    scratch at = lay_out(&arena, trade);
    CK_TRY(cki_arena_check(&arena));
    const size_t first = trade->first[product], end = trade->first[product + 1];
    measure(trade, first, end, &options, exposure);
    measure_world(trade, product, first, end, &options, exposure);
    for (size_t k = first; k < end; k++) {
        const double stable = options.stability != NULL ? options.stability[trade->exporter[k]] : 0.0;
        at.risk[k - first] = (1.0 - stable) * (trade->value[k] / exposure->imports[trade->importer[k]]);
    }
    propagate(trade, first, end, options.damping, at.risk, exposure->propagation);
    for (uint32_t c = 0; c < trade->countries; c++) exposure->trade_risk[c] = exposure->exposure[c] * exposure->propagation[c];
    const ck_component_result found = ck_component_find(trade->countries, trade->importer + first, trade->exporter + first, at.risk,
                                                        end - first, &at.component);
    exposure->susceptibility = found.radius;
    exposure->component = found.largest;
    return found.settled ? CK_OK
                         : ck_diags_add(diags, CK_E_NO_SOLUTION, (ck_place){0},
                                        "the spectral radius of product %u does not settle", "it lies near %g", product, found.radius);
}

/* Each round settles at least one more product of a chain without circles. */
ck_status ck_exposure_upstream(uint32_t products, const uint32_t *input, const uint32_t *output, const double *weight, size_t inputs,
                               const double *exposure, double *upstream, ck_diags *diags) {
    for (uint32_t p = 0; p < products; p++) upstream[p] = ck_is_nan(exposure[p]) ? 0.0 : exposure[p];
    // In a chain of n products nothing moves after n rounds; sums are taken afresh so that the order of inputs is kept.
    for (uint32_t round = 0; round <= products; round++) {
        bool moved = false;
        for (uint32_t p = 0; p < products; p++) {
            double sum = ck_is_nan(exposure[p]) ? 0.0 : exposure[p];
            for (size_t k = 0; k < inputs; k++)
                if (output[k] == p) sum += weight[k] * upstream[input[k]];
            moved = moved || sum != upstream[p];
            upstream[p] = sum;
        }
        if (!moved) return CK_OK;
    }
    return ck_diags_add(diags, CK_E_CYCLE, (ck_place){0}, "products are made of each other in a circle", "");
}

double ck_exposure_supply_risk(const double *world, const double *sourcing, const double *governance, const double *trade, uint32_t n,
                               double import_reliance, double recycling, double substitution) {
    double global = 0.0, bought = 0.0;
    for (uint32_t c = 0; c < n; c++) {
        global += world[c] * world[c] * governance[c] * trade[c];
        bought += sourcing[c] * sourcing[c] * governance[c] * trade[c];
    }
    const double half = 0.5 * ck_clamp(import_reliance, 0.0, 1.0);
    return (global * half + bought * (1.0 - half)) * (1.0 - recycling) * substitution;
}

double ck_exposure_power(const double *share, const double *held, const double *elasticity, uint32_t groups) {
    double loss = 0.0;
    for (uint32_t g = 0; g < groups; g++) {
        if (share[g] == 0.0 || held[g] == 0.0) continue;
        if (elasticity[g] <= 1.0 || held[g] >= 1.0) return CK_INFINITY;
        loss += share[g] / (elasticity[g] - 1.0) * -ck_log(1.0 - held[g]);
    }
    return loss;
}
