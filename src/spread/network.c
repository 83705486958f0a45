/* A firm network from a list of links: counting sorts by supplier, by the supplier's sector and by buyer. */
#include "spread/network.h"

typedef struct layout {
    ck_network *network;
    uint32_t   *sector, *region, *purchase_first, *supplier, *sale_first, *buyer, *sale;
    double     *value, *bought, *sold;
    uint32_t   *order, *other, *count;   // scratch
} layout;

static layout lay_out(cki_arena *arena, const ck_network_spec *spec) {
    const size_t firms = spec->firms, links = spec->links;
    layout at;
    at.network = cki_arena_take(arena, 1, sizeof *at.network);
    at.sector = cki_arena_take(arena, firms, sizeof *at.sector);
    at.region = cki_arena_take(arena, firms, sizeof *at.region);
    at.purchase_first = cki_arena_take(arena, firms + 1, sizeof *at.purchase_first);
    at.sale_first = cki_arena_take(arena, firms + 1, sizeof *at.sale_first);
    at.bought = cki_arena_take(arena, firms, sizeof *at.bought);
    at.sold = cki_arena_take(arena, firms, sizeof *at.sold);
    at.supplier = cki_arena_take(arena, links, sizeof *at.supplier);
    at.value = cki_arena_take(arena, links, sizeof *at.value);
    at.buyer = cki_arena_take(arena, links, sizeof *at.buyer);
    at.sale = cki_arena_take(arena, links, sizeof *at.sale);
    const size_t mark = cki_arena_mark(arena);
    at.count = cki_arena_take(arena, (firms > spec->sectors ? firms : spec->sectors) + 1, sizeof *at.count);
    at.order = cki_arena_take(arena, links, sizeof *at.order);
    at.other = cki_arena_take(arena, links, sizeof *at.other);
    cki_arena_release(arena, mark);
    return at;
}

size_t ck_network_bytes(const ck_network_spec *spec) {
    cki_arena arena = cki_arena_measure();
    (void)lay_out(&arena, spec);
    return cki_arena_bytes(&arena);
}

static ck_status check(const ck_network_spec *spec, ck_diags *diags) {
    const ck_place nowhere = {0};
    if (spec->firms == 0 || spec->sectors == 0 || spec->regions == 0)
        return ck_diags_add(diags, CK_E_MISSING, nowhere, "a network needs a firm, a sector and a region", "");
    if (spec->links >= UINT32_MAX)
        return ck_diags_add(diags, CK_E_LIMIT, nowhere, "%g links; the limit is 2^32", "", (double)spec->links);
    for (uint32_t f = 0; f < spec->firms; f++) {
        if (spec->sector[f] >= spec->sectors || (spec->region != NULL && spec->region[f] >= spec->regions))
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "firm %u has a sector or region outside of the network", "",
                                f);
    }
    for (size_t k = 0; k < spec->links; k++) {
        const ck_link *link = &spec->link[k];
        if (link->supplier >= spec->firms || link->buyer >= spec->firms)
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "link %u has a firm outside of the network", "",
                                (uint32_t)k);
        if (!(link->value >= 0.0) || !ck_is_finite(link->value))
            return ck_diags_add(diags, CK_E_RANGE, nowhere,
                                "link %u has the value %g; it must be finite and not below 0", "", (uint32_t)k,
                                link->value);
    }
    return CK_OK;
}

typedef enum key { BY_SUPPLIER, BY_SECTOR, BY_BUYER } key;
static uint32_t key_of(const ck_network_spec *spec, uint32_t link, key by) {
    const ck_link *at = &spec->link[link];
    return by == BY_SUPPLIER ? at->supplier : by == BY_SECTOR ? spec->sector[at->supplier] : at->buyer;
}

/* One stable pass of counting sort of `links` links. */
static void sort_by(const ck_network_spec *spec, uint32_t links, key by, uint32_t keys, const uint32_t *from,
                    uint32_t *to, uint32_t *count) {
    cki_zero(count, ((size_t)keys + 1) * sizeof *count);
    for (uint32_t k = 0; k < links; k++) count[key_of(spec, from[k], by) + 1]++;
    for (uint32_t k = 0; k < keys; k++) count[k + 1] += count[k];
    for (uint32_t k = 0; k < links; k++) to[count[key_of(spec, from[k], by)]++] = from[k];
}

static void place_purchases(const ck_network_spec *spec, uint32_t links, const layout *at, ck_network_view *view) {
    uint32_t kept = 0, firm = 0;
    at->purchase_first[0] = 0;
    for (uint32_t k = 0; k < links; k++) {
        const ck_link *link = &spec->link[at->other[k]];
        while (firm < link->buyer) at->purchase_first[++firm] = kept;
        if (kept > at->purchase_first[firm] && at->supplier[kept - 1] == link->supplier) {
            if (!spec->as_listed) at->value[kept - 1] += link->value;
            view->repeated++;
        } else {
            at->supplier[kept] = link->supplier;
            at->value[kept++] = link->value;
        }
    }
    while (firm < spec->firms) at->purchase_first[++firm] = kept;
    view->links = kept;
}

static void place_sales(const ck_network_spec *spec, const layout *at, ck_network_view *view) {
    const uint32_t firms = spec->firms;
    uint32_t *next = at->count;
    cki_zero(at->sale_first, ((size_t)firms + 1) * sizeof *at->sale_first);
    for (uint32_t k = 0; k < view->links; k++) at->sale_first[at->supplier[k] + 1]++;
    for (uint32_t f = 0; f < firms; f++) {
        view->most_buyers = ck_max_u32(view->most_buyers, at->sale_first[f + 1]);
        at->sale_first[f + 1] += at->sale_first[f];
        next[f] = at->sale_first[f];
        at->sold[f] = 0.0;
    }
    for (uint32_t f = 0; f < firms; f++) {
        double bought = 0.0;
        for (uint32_t k = at->purchase_first[f]; k < at->purchase_first[f + 1]; k++) {
            const uint32_t supplier = at->supplier[k];
            bought += at->value[k];
            at->sold[supplier] += at->value[k];
            at->buyer[next[supplier]] = f;
            at->sale[next[supplier]++] = k;
        }
        at->bought[f] = bought;
        view->most_suppliers = ck_max_u32(view->most_suppliers, at->purchase_first[f + 1] - at->purchase_first[f]);
    }
}

ck_status ck_network_build(const ck_network_spec *spec, void *block, size_t bytes, const ck_network **network,
                           ck_diags *diags) {
    CK_TRY(check(spec, diags));
    cki_arena arena = cki_arena_over(block, bytes);
    const layout at = lay_out(&arena, spec);
    CK_TRY(cki_arena_check(&arena));
    ck_network_view view = {.firms = spec->firms, .sectors = spec->sectors, .regions = spec->regions};
    cki_copy(at.sector, spec->sector, spec->firms * sizeof *at.sector);
    if (spec->region != NULL) cki_copy(at.region, spec->region, spec->firms * sizeof *at.region);
    else cki_zero(at.region, spec->firms * sizeof *at.region);
    uint32_t links = 0;
    for (size_t k = 0; k < spec->links; k++) {
        const ck_link *link = &spec->link[k];
        if (link->supplier == link->buyer && !spec->as_listed) view.loops++;
        else if (link->value == 0.0 && !spec->as_listed) view.empty++;
        else at.order[links++] = (uint32_t)k;
    }
    sort_by(spec, links, BY_SUPPLIER, spec->firms, at.order, at.other, at.count);
    sort_by(spec, links, BY_SECTOR, spec->sectors, at.other, at.order, at.count);
    sort_by(spec, links, BY_BUYER, spec->firms, at.order, at.other, at.count);
    place_purchases(spec, links, &at, &view);
    place_sales(spec, &at, &view);
    view.sector = at.sector;
    view.region = at.region;
    view.purchase_first = at.purchase_first;
    view.supplier = at.supplier;
    view.value = at.value;
    view.sale_first = at.sale_first;
    view.buyer = at.buyer;
    view.sale = at.sale;
    view.bought = at.bought;
    view.sold = at.sold;
    at.network->view = view;
    *network = at.network;
    return CK_OK;
}

ck_network_view ck_network_see(const ck_network *network) {
    return network->view;
}
