/* From flows to shares, and from one equilibrium to the base of the next. */
#include "trade/trade.h"

typedef struct made_arrays { double *share, *final, *income, *deficit, *spending, *input, *output; } made_arrays;

static void layout(made_arrays *a, cki_arena *arena, uint32_t N, uint32_t J) {
    const size_t pairs = (size_t)J * N * N, cells = (size_t)N * J;
    a->share = cki_arena_take(arena, pairs, sizeof *a->share);
    a->final = cki_arena_take(arena, cells, sizeof *a->final);
    a->income = cki_arena_take(arena, N, sizeof *a->income);
    a->deficit = cki_arena_take(arena, N, sizeof *a->deficit);
    a->spending = cki_arena_take(arena, cells, sizeof *a->spending);
    a->input = cki_arena_take(arena, cells * J, sizeof *a->input);
    a->output = cki_arena_take(arena, cells, sizeof *a->output);
}

size_t cki_trade_calibrate_bytes(uint32_t countries, uint32_t sectors) {
    made_arrays arrays;
    cki_arena   arena = cki_arena_measure();
    layout(&arrays, &arena, countries, sectors);
    return cki_arena_bytes(&arena);
}

static ck_status check(const cki_trade_flows *flows, ck_diags *diags) {
    const size_t pairs = (size_t)flows->sectors * flows->countries * flows->countries;
    for (size_t k = 0; k < pairs; k++) {
        if (flows->trade[k] >= 0.0 && flows->trade[k] < CK_INFINITY && flows->tariff[k] > -1.0) continue;
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "flow %u is %g with a tariff of %g", "flows are 0 or more, tariffs above -1",
                            (uint32_t)k, flows->trade[k], flows->tariff[k]);
    }
    return CK_OK;
}

/* Spending with duty, shares, output and revenue. */
static void read_flows(const cki_trade_flows *f, made_arrays *a, double *revenue) {
    const uint32_t N = f->countries, J = f->sectors;
    for (uint32_t k = 0; k < N * J; k++) a->output[k] = a->spending[k] = 0.0;
    for (uint32_t n = 0; n < N; n++) a->deficit[n] = revenue[n] = 0.0;
    for (uint32_t j = 0; j < J; j++) {
        for (uint32_t n = 0; n < N; n++) {
            const double *trade = f->trade + ((size_t)j * N + n) * N, *tariff = f->tariff + ((size_t)j * N + n) * N;
            double paid = 0.0;
            for (uint32_t i = 0; i < N; i++) {
                paid += trade[i] * (1.0 + tariff[i]);
                revenue[n] += trade[i] * tariff[i];
                a->output[(size_t)i * J + j] += trade[i];
                a->deficit[n] += trade[i];
                a->deficit[i] -= trade[i];
            }
            a->spending[(size_t)n * J + j] = paid;
            for (uint32_t i = 0; i < N; i++) {
                a->share[((size_t)j * N + n) * N + i] = paid > 0.0 ? trade[i] * (1.0 + tariff[i]) / paid : 0.0;
            }
        }
    }
}

ck_status cki_trade_calibrate(const cki_trade_flows *flows, void *block, size_t bytes, cki_trade_made *made, ck_diags *diags) {
    CK_TRY(check(flows, diags));
    const uint32_t N = flows->countries, J = flows->sectors;
    made_arrays a;
    cki_arena arena = cki_arena_over(block, bytes);
    layout(&a, &arena, N, J);
    CK_TRY(cki_arena_check(&arena));
    double *revenue = a.income;                                      // first revenue, then value added
    read_flows(flows, &a, revenue);
    double wanted = 0.0, removed = 0.0;
    made->negative_count = 0;
    for (uint32_t n = 0; n < N; n++) {
        double value_added = 0.0, sum = 0.0;
        for (uint32_t j = 0; j < J; j++) value_added += flows->value_added[(size_t)n * J + j] * a.output[(size_t)n * J + j];
        for (uint32_t k = 0; k < J; k++) {
            double used = 0.0;
            for (uint32_t j = 0; j < J; j++) {
                const size_t at = ((size_t)n * J + k) * J + j;
                a.input[at] = flows->input[at] * (1.0 - flows->value_added[(size_t)n * J + j]);
                used += a.input[at] * a.output[(size_t)n * J + j];
            }
            double final = a.spending[(size_t)n * J + k] - used;
            wanted += ck_abs(final);
            if (final < 0.0) {
                removed -= final;
                made->negative_count += final < -1e-9 * used;
                final = 0.0;
            }
            a.final[(size_t)n * J + k] = final;
            sum += final;
        }
        for (uint32_t k = 0; k < J && sum > 0.0; k++) a.final[(size_t)n * J + k] /= sum;
        a.income[n] = value_added;
    }
    made->negative_final = wanted > 0.0 ? removed / wanted : 0.0;
    made->base = (cki_trade_base){
        .countries = N, .sectors = J, .share = a.share, .tariff = flows->tariff, .input = a.input,
        .value_added = flows->value_added, .final = a.final, .elasticity = flows->elasticity,
        .income = a.income, .deficit = a.deficit, .spending = a.spending,
    };
    return CK_OK;
}

/* ---------------------------------------------------------------- the next base ----------------------------------- */

typedef struct next_arrays { double *share, *tariff, *export_tax, *income, *deficit, *spending; } next_arrays;

static void next_layout(next_arrays *a, cki_arena *arena, uint32_t N, uint32_t J) {
    const size_t pairs = (size_t)J * N * N;
    a->share = cki_arena_take(arena, pairs, sizeof *a->share);
    a->tariff = cki_arena_take(arena, pairs, sizeof *a->tariff);
    a->export_tax = cki_arena_take(arena, pairs, sizeof *a->export_tax);
    a->income = cki_arena_take(arena, N, sizeof *a->income);
    a->deficit = cki_arena_take(arena, N, sizeof *a->deficit);
    a->spending = cki_arena_take(arena, (size_t)N * J, sizeof *a->spending);
}

size_t cki_trade_advance_bytes(uint32_t countries, uint32_t sectors) {
    next_arrays arrays;
    cki_arena   arena = cki_arena_measure();
    next_layout(&arrays, &arena, countries, sectors);
    return cki_arena_bytes(&arena);
}

ck_status cki_trade_advance(const cki_trade_base *base, const cki_trade_change *change, const cki_trade_result *result, void *block,
                            size_t bytes, cki_trade_base *next, ck_diags *diags) {
    (void)diags;
    const uint32_t N = base->countries, J = base->sectors;
    const size_t pairs = (size_t)J * N * N;
    next_arrays a;
    cki_arena arena = cki_arena_over(block, bytes);
    next_layout(&a, &arena, N, J);
    CK_TRY(cki_arena_check(&arena));
    cki_copy(a.share, result->share, pairs * sizeof *a.share);
    cki_copy(a.tariff, change->tariff != NULL ? change->tariff : base->tariff, pairs * sizeof *a.tariff);
    for (size_t at = 0; at < pairs; at++) a.export_tax[at] = result->wedge != NULL ? result->wedge[at] - 1.0 : 0.0;
    for (uint32_t n = 0; n < N; n++) {
        a.income[n] = base->income[n] * result->wage[n];
        a.deficit[n] = change->deficit != NULL ? change->deficit[n] : base->deficit[n];
    }
    cki_copy(a.spending, result->spending, (size_t)N * J * sizeof *a.spending);
    *next = *base;
    next->share = a.share;
    next->tariff = a.tariff;
    next->export_tax = result->wedge != NULL ? a.export_tax : NULL;
    next->income = a.income;
    next->deficit = a.deficit;
    next->spending = a.spending;
    return CK_OK;
}
