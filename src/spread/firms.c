/* Firm-level ARIO: defaults, checks, layout, baseline, views. */
#include "spread/firms_run.h"

ck_firm_ario_spec ck_firm_ario_spec_default(void) {
    return (ck_firm_ario_spec){.size = sizeof(ck_firm_ario_spec),
                               .orders = CK_ORDER_BASELINE,
                               .stock_days = 15.0,
                               .restock_days = 6.0,
                               .home_tolerance = 1e-3,
                               .collapse_level = 0.5};
}

/* ---------------------------------------------------------------- checking ---------------------------------------- */

static ck_status outside(const char *what, double value, const char *limits, ck_diags *diags) {
    return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "%s is %g; it must be %s", "", what, value, limits);
}

static bool is_time(double days) { return days > 0.0 && ck_is_finite(days); }

static ck_status check_times(const double *days, uint32_t count, const char *what, ck_diags *diags) {
    for (uint32_t k = 0; days != NULL && k < count; k++)
        if (!is_time(days[k])) return outside(what, days[k], "above 0 and finite", diags);
    return CK_OK;
}

static ck_status check_final(const ck_network_view *network, const ck_firm_ario_spec *spec, ck_diags *diags) {
    for (uint32_t k = 0; k < spec->final_count; k++) {
        const ck_final_sale *sale = &spec->final[k];
        if (sale->firm >= network->firms || sale->region >= network->regions ||
            (k > 0 && sale->firm < spec->final[k - 1].firm))
            return ck_diags_add(diags, CK_E_RANGE, (ck_place){0},
                                "final sale %u is out of order, or of a firm or region outside of the network", "", k);
        if (!(sale->value >= 0.0) || !ck_is_finite(sale->value))
            return outside("a final sale", sale->value, "finite and not below 0", diags);
    }
    return CK_OK;
}

static ck_status check_spec(const ck_network_view *network, const ck_firm_ario_spec *spec, ck_diags *diags) {
    if (spec->size != sizeof *spec)
        return ck_diags_add(diags, CK_E_USAGE, (ck_place){0}, "the options were not made by ck_firm_ario_spec_default",
                            "");
    if ((uint32_t)spec->rationing >= CK_RATION_COUNT || (uint32_t)spec->orders >= CK_ORDER_COUNT)
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "there is no such rationing or ordering", "");
    if (!is_time(spec->stock_days)) return outside("stock_days", spec->stock_days, "above 0 and finite", diags);
    if (!is_time(spec->restock_days)) return outside("restock_days", spec->restock_days, "above 0 and finite", diags);
    CK_TRY(check_times(spec->stock_days_by_sector, network->sectors, "a stock target", diags));
    CK_TRY(check_times(spec->stock_days_by_firm, network->firms, "a stock target", diags));
    CK_TRY(check_times(spec->restock_days_by_sector, network->sectors, "a restocking time", diags));
    CK_TRY(check_final(network, spec, diags));
    return cki_firms_shocks_check(network, spec, diags);
}

/* ---------------------------------------------------------------- layout ------------------------------------------ */

typedef struct parts { // what is written while a run is made
    uint32_t *group_first, *group_end, *group_sector, *slot, *final_first;
    uint32_t *buyer_region, *buyer_user; // (firms + regions)
} parts;

static ck_status lay_out(cki_arena *arena, const ck_network_view *network, const ck_firm_ario_spec *spec,
                         ck_firm_ario **out, parts *part, ck_diags *diags) {
    const size_t firms = network->firms, links = network->links, buyers = firms + network->regions;
    const bool ratios =
                   spec->rationing == CK_RATION_EQUAL_RATIO || spec->rationing == CK_RATION_FIRMS_FIRST_EQUAL_RATIO,
               rounds = ratios && (spec->compat & (CK_FIRMS_P1 | CK_FIRMS_P2)) != 0;
    ck_firm_ario measured = {0};
    ck_firm_ario *placed = cki_arena_take(arena, 1, sizeof *placed);
    ck_firm_ario *run = placed != NULL ? placed : &measured;
    *run = (ck_firm_ario){.network = *network, .spec = *spec, .hits = cki_firms_hits(spec)};
    part->group_first = cki_arena_take(arena, firms + 1, sizeof(uint32_t));
    part->group_end = cki_arena_take(arena, links, sizeof(uint32_t));
    part->group_sector = cki_arena_take(arena, links, sizeof(uint32_t));
    part->slot = cki_arena_take(arena, links, sizeof(uint32_t));
    part->final_first = cki_arena_take(arena, firms + 1, sizeof(uint32_t));
    part->buyer_region = cki_arena_take(arena, buyers, sizeof(uint32_t));
    part->buyer_user = cki_arena_take(arena, buyers, sizeof(uint32_t));
    run->flow = cki_arena_take(arena, links, sizeof(double));
    run->stock = cki_arena_take(arena, links, sizeof(double));
    if (ratios) run->sold_base = cki_arena_take(arena, links, sizeof(double));
    if (rounds) run->ratio = cki_arena_take(arena, links, sizeof(double));
    if (rounds) run->given = cki_arena_take(arena, links, sizeof(double));
    double **by_firm[] = {&run->base,     &run->output, &run->demand,     &run->limit, &run->loss,
                          &run->va_share, &run->final,  &run->final_sold, &run->lack};
    for (size_t k = 0; k < sizeof by_firm / sizeof *by_firm; k++)
        *by_firm[k] = cki_arena_take(arena, firms, sizeof(double));
    run->shortest = cki_arena_take(arena, firms, sizeof(uint32_t));
    run->newest = cki_arena_take(arena, firms, sizeof(uint32_t));
    run->unmet_input = cki_arena_take(arena, network->sectors, sizeof(double));
    run->hit = cki_arena_take(arena, run->hits, sizeof *run->hit);
    const ck_rule_world world = {.regions = network->regions,
                                 .sellers = network->firms,
                                 .buyers = (uint32_t)buyers,
                                 .seller_region = network->region,
                                 .seller_item = network->sector,
                                 .buyer_region = part->buyer_region,
                                 .buyer_user = part->buyer_user,
                                 .end_use = spec->end_use};
    if (arena->base != NULL) {
        CK_TRY(cki_arena_check(arena));
        for (uint32_t b = 0; b < buyers; b++) {
            part->buyer_region[b] = b < firms ? network->region[b] : b - network->firms;
            part->buyer_user[b] = b < firms ? network->sector[b] : network->sectors;
        }
    }
    CK_TRY(cki_rules_layout(arena, &run->rules, &world, spec->rule, spec->rule_count, spec->start, diags));
    run->group_first = part->group_first;
    run->group_end = part->group_end;
    run->group_sector = part->group_sector;
    run->slot = part->slot;
    run->final_first = part->final_first;
    *out = run != &measured ? run : NULL;
    return CK_OK;
}

size_t ck_firm_ario_bytes(const ck_network *network, const ck_firm_ario_spec *spec) {
    cki_arena arena = cki_arena_measure();
    parts part;
    ck_firm_ario *run = NULL;
    (void)lay_out(&arena, &network->view, spec, &run, &part, NULL);
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- baseline ---------------------------------------- */

static void place_links(ck_firm_ario *run, const parts *part) {
    const ck_network_view *network = &run->network;
    for (uint32_t k = 0; k < network->links; k++) part->slot[network->sale[k]] = k;
    uint32_t groups = 0;
    for (uint32_t f = 0; f < network->firms; f++) {
        part->group_first[f] = groups;
        for (uint32_t k = network->purchase_first[f]; k < network->purchase_first[f + 1]; k++) {
            const bool last = k + 1 == network->purchase_first[f + 1] ||
                              network->sector[network->supplier[k + 1]] != network->sector[network->supplier[k]];
            if (!last) continue;
            part->group_sector[groups] = network->sector[network->supplier[k]];
            part->group_end[groups++] = k + 1;
        }
    }
    part->group_first[network->firms] = groups;
    uint32_t at = 0;
    for (uint32_t f = 0; f <= network->firms; f++) {
        while (at < run->spec.final_count && run->spec.final[at].firm < f) at++;
        part->final_first[f] = at;
    }
}

/* Ends of parts of about equally many links and firms. */
static void cut_parts(uint32_t firms, const uint32_t *first, uint32_t *part) {
    const double whole = (double)first[firms] + firms;
    uint32_t firm = 0;
    for (uint32_t k = 0; k < CKI_FIRMS_PARTS; k++) {
        part[k] = firm;
        while (firm < firms && (double)first[firm] + firm < whole * (k + 1) / CKI_FIRMS_PARTS) firm++;
    }
    part[CKI_FIRMS_PARTS] = firms;
}

/* Firms without output buy nothing (P5: they buy for ever), which may leave others without output. `live` and `idle`
   lie in arrays that are set later. */
static void leave_out_idle(ck_firm_ario *run) {
    const ck_network_view *network = &run->network;
    uint32_t *live = run->newest, *idle = run->shortest, first = 0, count = 0;
    for (uint32_t f = 0; f < network->firms; f++) {
        live[f] = run->final[f] > 0.0;
        for (uint32_t k = network->sale_first[f]; k < network->sale_first[f + 1]; k++) live[f] += run->flow[k] > 0.0;
        if (live[f] == 0) idle[count++] = f;
    }
    while (first < count) {
        const uint32_t f = idle[first++];
        for (uint32_t k = network->purchase_first[f]; k < network->purchase_first[f + 1]; k++) {
            double *flow = &run->flow[run->slot[k]];
            if (!(*flow > 0.0) || cki_firms_has(run, CK_FIRMS_P5)) continue;
            run->ledger.left_out += *flow;
            *flow = 0.0;
            if (--live[network->supplier[k]] == 0) idle[count++] = network->supplier[k];
        }
    }
    run->ledger.idle = count;
}

static double target_of(const ck_firm_ario_spec *spec, uint32_t firm, uint32_t sector) {
    return spec->stock_days_by_firm != NULL     ? spec->stock_days_by_firm[firm]
           : spec->stock_days_by_sector != NULL ? spec->stock_days_by_sector[sector]
                                                : spec->stock_days;
}

/* Summed as a day is: by parts. */
static void sum_baseline(ck_firm_ario *run) {
    for (uint32_t part = 0; part < CKI_FIRMS_PARTS; part++) {
        double output = 0.0, added = 0.0, final = 0.0;
        for (uint32_t f = run->seller_part[part]; f < run->seller_part[part + 1]; f++) {
            output += run->base[f];
            added += run->base[f] * run->va_share[f];
            final += run->final[f];
        }
        run->base_total += output;
        run->base_value_added += added;
        run->base_final += final;
    }
    run->total = run->base_total;
    run->total_value_added = run->base_value_added;
    run->total_final = run->base_final;
}

static void start_firms(ck_firm_ario *run) {
    const ck_network_view *network = &run->network;
    for (uint32_t f = 0; f < network->firms; f++) {
        double final = 0.0;
        for (uint32_t k = run->final_first[f]; k < run->final_first[f + 1]; k++) final += run->spec.final[k].value;
        run->final[f] = run->final_sold[f] = final;
    }
    for (uint32_t k = 0; k < network->links; k++) run->flow[k] = network->value[network->sale[k]];
    leave_out_idle(run);
    for (uint32_t f = 0; f < network->firms; f++) {
        double sum = 0.0;
        for (uint32_t k = network->sale_first[f]; k < network->sale_first[f + 1]; k++) {
            sum += run->flow[k];
            if (run->sold_base != NULL) run->sold_base[k] = run->flow[k];
        }
        const double base = sum + run->final[f];
        run->base[f] = run->output[f] = run->demand[f] = base;
        run->va_share[f] = base > 0.0 ? (base - network->bought[f]) / base : 0.0;
        run->limit[f] = CK_INFINITY;
        run->lack[f] = 0.0;
        for (uint32_t k = network->purchase_first[f]; k < network->purchase_first[f + 1]; k++) {
            run->stock[k] = target_of(&run->spec, f, network->sector[network->supplier[k]]);
            if (base > 0.0) run->ledger.stock_before += network->value[k] * run->stock[k];
        }
    }
    for (uint32_t f = 0; f < network->firms; f++) run->shortest[f] = CK_NONE;
    for (uint32_t q = 0; q < network->sectors; q++) run->unmet_input[q] = 0.0;
    run->ledger.stock = run->ledger.stock_before;
    sum_baseline(run);
}

static ck_status start_rules(ck_firm_ario *run, ck_diags *diags) {
    const ck_network_view *network = &run->network;
    cki_rules *rules = &run->rules;
    for (uint32_t f = 0; f < network->firms && rules->count > 0; f++) {
        if (rules->seller_class[f] == 0) continue;
        double *base = rules->base + (size_t)rules->seller_class[f] * rules->buyer_classes;
        for (uint32_t k = network->sale_first[f]; k < network->sale_first[f + 1]; k++)
            base[rules->buyer_class[network->buyer[k]]] += run->flow[k];
        for (uint32_t k = run->final_first[f]; k < run->final_first[f + 1]; k++)
            base[rules->buyer_class[network->firms + run->spec.final[k].region]] += run->spec.final[k].value;
    }
    return cki_rules_begin(rules, diags);
}

ck_status ck_firm_ario_start(const ck_network *network, const ck_firm_ario_spec *spec, void *block, size_t bytes,
                             ck_firm_ario **out, ck_diags *diags) {
    CK_TRY(check_spec(&network->view, spec, diags));
    cki_arena arena = cki_arena_over(block, bytes);
    parts part;
    ck_firm_ario *run = NULL;
    CK_TRY(lay_out(&arena, &network->view, spec, &run, &part, diags));
    CK_TRY(cki_arena_check(&arena));
    run->ledger = (ck_firm_ario_ledger){
        .lowest_level = 1.0, .first_day_away = CK_NONE, .last_day_away = CK_NONE, .level = 1.0, .home = true};
    for (uint32_t k = 0; k < sizeof run->recent / sizeof *run->recent; k++) run->recent[k] = 1.0;
    place_links(run, &part);
    cut_parts(network->view.firms, network->view.purchase_first, run->buyer_part);
    cut_parts(network->view.firms, network->view.sale_first, run->seller_part);
    start_firms(run);
    CK_TRY(start_rules(run, diags));
    cki_firms_losses_begin(run);
    *out = run;
    return CK_OK;
}

/* ---------------------------------------------------------------- views ------------------------------------------- */

ck_firm_ario_view ck_firm_ario_see(const ck_firm_ario *run) {
    return (ck_firm_ario_view){.day = run->day,
                               .base_output = run->base,
                               .output = run->output,
                               .demand = run->demand,
                               .limit = run->limit,
                               .loss = run->loss,
                               .value_added = run->va_share,
                               .delivered = run->flow,
                               .stock = run->stock,
                               .final_sold = run->final_sold,
                               .shortest = run->shortest,
                               .unmet_cause = run->unmet_cause,
                               .unmet_input = run->unmet_input,
                               .base_total = run->base_total,
                               .base_value_added = run->base_value_added,
                               .base_final = run->base_final,
                               .total = run->total,
                               .total_value_added = run->total_value_added,
                               .total_final = run->total_final};
}

ck_firm_ario_ledger ck_firm_ario_account(const ck_firm_ario *run) { return run->ledger; }
ck_rule_result ck_firm_ario_rule(const ck_firm_ario *run, uint32_t rule) { return run->rules.result[rule]; }

uint64_t ck_firm_ario_digest(const ck_firm_ario *run) {
    ck_digest digest = ck_digest_start(run->day);
    (void)ck_digest_doubles(&digest, run->output, run->network.firms, NULL);
    (void)ck_digest_doubles(&digest, run->flow, run->network.links, NULL);
    (void)ck_digest_doubles(&digest, run->stock, run->network.links, NULL);
    (void)ck_digest_doubles(&digest, &run->ledger.lost_value_added, 1, NULL);
    return ck_digest_value(&digest);
}
