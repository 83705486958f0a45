/* Welfare of an equilibrium in three ways: exact, one-step linear as published, summed along a path. */
#include "trade/trade.h"

static double at_or(const double *array, size_t at, double otherwise) {
    return array != NULL ? array[at] : otherwise;
}

/* Income of final buyers in the base: value added, revenues, deficit. */
static double base_income(const cki_trade_base *base, uint32_t n) {
    const uint32_t N = base->countries, J = base->sectors;
    double income = base->income[n] + base->deficit[n];
    for (uint32_t j = 0; j < J; j++) {
        for (uint32_t i = 0; i < N; i++) {
            const size_t bought = ((size_t)j * N + n) * N + i;
            const double paid = base->share[bought] * base->spending[(size_t)n * J + j];
            income += paid * base->tariff[bought] / (1.0 + base->tariff[bought]);
            if (base->export_tax == NULL) continue;
            const size_t sold = ((size_t)j * N + i) * N + n;
            const double tax = base->export_tax[sold];
            income += base->share[sold] * base->spending[(size_t)i * J + j] / (1.0 + base->tariff[sold]) * tax / (1.0 + tax);
        }
    }
    return income;
}

/* Flows net of tariff (export tax included: what the importer pays at the border). */
static double flow_before(const cki_trade_base *base, uint32_t j, uint32_t n, uint32_t i) {
    const size_t at = ((size_t)j * base->countries + n) * base->countries + i;
    return base->share[at] * base->spending[(size_t)n * base->sectors + j] / (1.0 + base->tariff[at]);
}

static double flow_after(const cki_trade_base *base, const cki_trade_change *change, const cki_trade_result *result, uint32_t j,
                         uint32_t n, uint32_t i) {
    const size_t at = ((size_t)j * base->countries + n) * base->countries + i;
    const double tariff = change->tariff != NULL ? change->tariff[at] : base->tariff[at];
    return result->share[at] * result->spending[(size_t)n * base->sectors + j] / (1.0 + tariff);
}

/* Change of the price at the border of the flow (j, n, i): unit cost times export tax. */
static double border_price(const cki_trade_base *base, const cki_trade_result *result, uint32_t j, uint32_t n, uint32_t i) {
    const size_t at = ((size_t)j * base->countries + n) * base->countries + i;
    const double tax = result->wedge != NULL ? result->wedge[at] / (1.0 + at_or(base->export_tax, at, 0.0)) : 1.0;
    return result->cost[(size_t)i * base->sectors + j] * tax;
}

/* 100 times the linear terms at base weights. With `logs` changes are logarithms, else relative; a flow that ends counts with
   a change of -1, or is left to the path otherwise. */
static void decompose(const cki_trade_base *base, const cki_trade_change *change, const cki_trade_result *result, uint32_t n, bool logs,
                      double *terms, double *volume) {
    const uint32_t N = base->countries, J = base->sectors;
    const double income = base_income(base, n);
    double of_terms = 0.0, of_volume = 0.0;
    for (uint32_t j = 0; j < J; j++) {
        for (uint32_t i = 0; i < N; i++) {
            if (i == n) continue;
            const double bought = flow_before(base, j, n, i), sold = flow_before(base, j, i, n);
            const double paid = border_price(base, result, j, n, i), earned = border_price(base, result, j, i, n);
            of_terms += sold * (logs ? ck_log(earned) : earned - 1.0) - bought * (logs ? ck_log(paid) : paid - 1.0);
            const double tariff = base->tariff[((size_t)j * N + n) * N + i];
            if (tariff == 0.0 || bought == 0.0) continue;
            const double ratio = flow_after(base, change, result, j, n, i) / bought;
            if (logs) of_volume += ratio > 0.0 ? tariff * bought * (ck_log(ratio) - ck_log(paid)) : 0.0;
            else of_volume += tariff * bought * ((ratio - 1.0) - (paid - 1.0));
        }
    }
    *terms = 100.0 * of_terms / income;
    *volume = 100.0 * of_volume / income;
}

static double log_price_index(const cki_trade_base *base, const cki_trade_result *result, uint32_t n) {
    double sum = 0.0;
    for (uint32_t j = 0; j < base->sectors; j++) {
        const size_t cell = (size_t)n * base->sectors + j;
        if (base->final[cell] > 0.0) sum += base->final[cell] * ck_log(result->price[cell]);
    }
    return sum;
}

ck_status cki_trade_welfare_of(const cki_trade_base *base, const cki_trade_change *change, const cki_trade_result *result,
                               cki_trade_welfare *welfare, ck_diags *diags) {
    for (uint32_t n = 0; n < base->countries; n++) {
        const double before = base_income(base, n), after = result->income[n];
        if (!(before > 0.0) || !(after > 0.0)) {
            return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "income of country %u is %g before and %g after; it must be above 0",
                                "its deficit or its revenue is larger than its value added", n, before, after);
        }
        const double index = log_price_index(base, result, n), log_income = ck_log(after / before);
        welfare->log_exact[n] = 100.0 * (log_income - index);
        welfare->exact[n] = 100.0 * (ck_exp(log_income - index) - 1.0);
        welfare->real_wage[n] = 100.0 * (result->wage[n] * ck_exp(-index) - 1.0);
        welfare->price_index[n] = 100.0 * (ck_exp(index) - 1.0);
        decompose(base, change, result, n, false, &welfare->terms[n], &welfare->volume[n]);
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- along a path ------------------------------------ */

typedef struct path {
    double *tariff, *export_tax, *cost, *deficit;        // of one part
    void   *solve_block, *base_block[2];
    size_t  solve_bytes, base_bytes;
} path;

static void path_layout(path *path, cki_arena *arena, uint32_t N, uint32_t J, uint32_t memory, bool exports_taxed) {
    const size_t pairs = (size_t)J * N * N;
    path->tariff = cki_arena_take(arena, pairs, sizeof *path->tariff);
    path->export_tax = cki_arena_take(arena, pairs, sizeof *path->export_tax);
    path->cost = cki_arena_take(arena, pairs, sizeof *path->cost);
    path->deficit = cki_arena_take(arena, N, sizeof *path->deficit);
    path->solve_bytes = cki_trade_bytes(N, J, memory, exports_taxed);
    path->base_bytes = cki_trade_advance_bytes(N, J);
    path->solve_block = cki_arena_take(arena, path->solve_bytes, 1);
    for (int k = 0; k < 2; k++) path->base_block[k] = cki_arena_take(arena, path->base_bytes, 1);
}

size_t cki_trade_path_bytes(uint32_t countries, uint32_t sectors, uint32_t memory, bool exports_taxed) {
    path      path;
    cki_arena arena = cki_arena_measure();
    path_layout(&path, &arena, countries, sectors, memory, exports_taxed);
    return cki_arena_bytes(&arena);
}

static double between(double before, double after, double done) {
    return before * ck_exp(done * ck_log(after / before));
}

/* Wedges at the end of a part, from the base of the whole path. */
static void set_part(const path *path, const cki_trade_base *base, const cki_trade_change *change, double done, double step) {
    const size_t pairs = (size_t)base->sectors * base->countries * base->countries;
    for (size_t at = 0; at < pairs; at++) {
        const double tariff = change->tariff != NULL ? change->tariff[at] : base->tariff[at];
        const double tax = at_or(base->export_tax, at, 0.0), new_tax = change->export_tax != NULL ? change->export_tax[at] : tax;
        path->tariff[at] = between(1.0 + base->tariff[at], 1.0 + tariff, done) - 1.0;
        path->export_tax[at] = between(1.0 + tax, 1.0 + new_tax, done) - 1.0;
        path->cost[at] = between(1.0, at_or(change->cost, at, 1.0), step);       // of this part alone
    }
    for (uint32_t n = 0; n < base->countries; n++) {
        path->deficit[n] = base->deficit[n] + done * (at_or(change->deficit, n, base->deficit[n]) - base->deficit[n]);
    }
}

/* The part seen from its end: what decompose needs, turned round. Trapezoid: the mean of both sides. */
static void add_part(const cki_trade_base *from, const cki_trade_base *to, const cki_trade_change *change, const cki_trade_result *result,
                     double *terms, double *volume) {
    const uint32_t N = from->countries, J = from->sectors;
    for (uint32_t n = 0; n < N; n++) {
        const double income[2] = {base_income(from, n), base_income(to, n)};
        for (uint32_t j = 0; j < J; j++) {
            for (uint32_t i = 0; i < N; i++) {
                if (i == n) continue;
                const double paid = ck_log(border_price(from, result, j, n, i)), earned = ck_log(border_price(from, result, j, i, n));
                const double bought = flow_before(from, j, n, i), after = flow_after(from, change, result, j, n, i);
                const double ratio = bought > 0.0 && after > 0.0 ? ck_log(after / bought) : 0.0;
                for (int side = 0; side < 2; side++) {
                    const cki_trade_base *base = side == 0 ? from : to;
                    const double imports = flow_before(base, j, n, i), exports = flow_before(base, j, i, n);
                    const double tariff = base->tariff[((size_t)j * N + n) * N + i];
                    terms[n] += 50.0 * (exports * earned - imports * paid) / income[side];
                    volume[n] += 50.0 * tariff * imports * (ratio - paid) / income[side];
                }
            }
        }
    }
}

ck_status cki_trade_path(const cki_trade_base *base, const cki_trade_change *change, uint32_t steps, cki_trade_options options,
                         void *block, size_t bytes, double *terms, double *volume, ck_diags *diags) {
    const uint32_t N = base->countries, J = base->sectors;
    const bool exports_taxed = base->export_tax != NULL || change->export_tax != NULL;
    if (steps < 1) return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "a path has %u steps; it must have at least 1", "", steps);
    if (change->quota != NULL) {
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "a path of quotas has no decomposition here",
                            "give the rents that the solution found as export taxes");
    }
    for (size_t at = 0; change->cost != NULL && at < (size_t)J * N * N; at++) {
        if (change->cost[at] < CK_INFINITY) continue;
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "a path to an embargo has no end: its cost is infinite",
                            "the exact welfare of the embargo is in the result");
    }
    path path;
    cki_arena arena = cki_arena_over(block, bytes);
    path_layout(&path, &arena, N, J, options.memory, exports_taxed);
    CK_TRY(cki_arena_check(&arena));
    for (uint32_t n = 0; n < N; n++) terms[n] = volume[n] = 0.0;
    cki_trade_base from = *base, to;
    options.warm = false;
    for (uint32_t step = 1; step <= steps; step++) {
        set_part(&path, base, change, (double)step / steps, 1.0 / steps);
        const cki_trade_change part = {.tariff = path.tariff, .export_tax = exports_taxed ? path.export_tax : NULL,
                                       .cost = change->cost != NULL ? path.cost : NULL, .deficit = path.deficit};
        cki_trade_result result;
        CK_TRY(cki_trade_solve(&from, &part, options, path.solve_block, path.solve_bytes, &result, diags));
        CK_TRY(cki_trade_advance(&from, &part, &result, path.base_block[step % 2], path.base_bytes, &to, diags));
        add_part(&from, &to, &part, &result, terms, volume);
        from = to;
    }
    return CK_OK;
}
