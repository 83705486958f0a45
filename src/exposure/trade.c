/* A trade table: flows sorted by counting, three passes. */
#include "exposure/trade.h"

typedef struct layout { ck_trade *trade; size_t *first; uint32_t *importer, *exporter; double *value, *countries, *products;
                        uint32_t *order, *other; size_t *count; } layout;

static layout lay_out(cki_arena *arena, uint32_t countries, uint32_t products, size_t flows) {
    layout at;
    at.trade = cki_arena_take(arena, 1, sizeof *at.trade);
    at.first = cki_arena_take(arena, (size_t)products + 1, sizeof *at.first);
    at.importer = cki_arena_take(arena, flows, sizeof *at.importer);
    at.exporter = cki_arena_take(arena, flows, sizeof *at.exporter);
    at.value = cki_arena_take(arena, flows, sizeof *at.value);
    at.countries = cki_arena_take(arena, countries, sizeof *at.countries);
    at.products = cki_arena_take(arena, products, sizeof *at.products);
    const size_t mark = cki_arena_mark(arena);
    at.order = cki_arena_take(arena, flows, sizeof *at.order);
    at.other = cki_arena_take(arena, flows, sizeof *at.other);
    at.count = cki_arena_take(arena, (size_t)(countries > products ? countries : products) + 1, sizeof *at.count);
    cki_arena_release(arena, mark);
    return at;
}

size_t ck_trade_bytes(uint32_t countries, uint32_t products, size_t flows) {
    cki_arena arena = cki_arena_measure();
    (void)lay_out(&arena, countries, products, flows);
    return cki_arena_bytes(&arena);
}

typedef enum key { BY_EXPORTER, BY_IMPORTER, BY_PRODUCT } key;
static uint32_t key_of(const ck_trade_flow *flow, key by) {
    return by == BY_EXPORTER ? flow->exporter : by == BY_IMPORTER ? flow->importer : flow->product;
}

/* One stable pass of counting sort from `from` to `to`. */
static void sort_by(const ck_trade_flow *flow, size_t flows, key by, uint32_t keys, const uint32_t *from, uint32_t *to, size_t *count) {
    cki_zero(count, ((size_t)keys + 1) * sizeof *count);
    for (size_t k = 0; k < flows; k++) count[key_of(&flow[k], by) + 1]++;
    for (uint32_t k = 0; k < keys; k++) count[k + 1] += count[k];
    for (size_t k = 0; k < flows; k++) to[count[key_of(&flow[from[k]], by)]++] = from[k];
}

ck_status ck_trade_build(uint32_t countries, uint32_t products, const ck_trade_flow *flow, size_t flows, void *block, size_t bytes,
                         const ck_trade **trade, ck_diags *diags) {
    const ck_place nowhere = {0};
    if (flows >= UINT32_MAX) return ck_diags_add(diags, CK_E_LIMIT, nowhere, "%g flows; the limit is 2^32", "", (double)flows);
    for (size_t k = 0; k < flows; k++) {
        if (flow[k].product >= products || flow[k].importer >= countries || flow[k].exporter >= countries)
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "flow %u has a product or country outside of the table", "", (uint32_t)k);
        if (!(flow[k].value >= 0.0) || !ck_is_finite(flow[k].value))
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "flow %u has the value %g; it must be finite and not below 0", "",
                                (uint32_t)k, flow[k].value);
    }
    cki_arena arena = cki_arena_over(block, bytes);
    const layout at = lay_out(&arena, countries, products, flows);
    CK_TRY(cki_arena_check(&arena));
    for (size_t k = 0; k < flows; k++) at.order[k] = (uint32_t)k;
    sort_by(flow, flows, BY_EXPORTER, countries, at.order, at.other, at.count);
    sort_by(flow, flows, BY_IMPORTER, countries, at.other, at.order, at.count);
    sort_by(flow, flows, BY_PRODUCT, products, at.order, at.other, at.count);
    cki_zero(at.countries, countries * sizeof(double));
    cki_zero(at.products, products * sizeof(double));
    size_t kept = 0;
    uint32_t product = 0;
    double total = 0.0;
    at.first[0] = 0;
    for (size_t k = 0; k < flows; k++) {
        const ck_trade_flow *from = &flow[at.other[k]];
        if (from->importer == from->exporter || from->value == 0.0) continue;
        while (product < from->product) at.first[++product] = kept;
        const bool again = kept > at.first[product] && at.importer[kept - 1] == from->importer && at.exporter[kept - 1] == from->exporter;
        if (again) {
            at.value[kept - 1] += from->value;
        } else {
            at.importer[kept] = from->importer;
            at.exporter[kept] = from->exporter;
            at.value[kept++] = from->value;
        }
        at.countries[from->exporter] += from->value;
        at.products[from->product] += from->value;
        total += from->value;
    }
    while (product < products) at.first[++product] = kept;
    *at.trade = (ck_trade){countries, products, kept, at.first, at.importer, at.exporter, at.value, at.countries, at.products, total};
    *trade = at.trade;
    return CK_OK;
}

size_t ck_trade_flow_count(const ck_trade *trade) { return trade->flows; }
double ck_trade_value(const ck_trade *trade) { return trade->total; }
