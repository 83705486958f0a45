/* Nash tariffs, one uniform tariff a country, from equations. */
#include "trade/anderson.h"
#include "trade/trade.h"

#define DAMPING    0.5
#define MEMORY     8u
#define ITERATIONS 2000u

/* ---------------------------------------------------------------- 3 N equations ----------------------------------- */

typedef struct game {
    const cki_trade_base *base;
    bool     floor;
    uint32_t N, J;
    double  *state, *next;               // (3 N) ln wage, ln income, tariff
    double  *power;                      // (N) wage^-theta of a sector
    double  *sales, *revenue, *exports, *weighted;       // (N)
    double  *base_income;                // (N)
    double  *log_price;                  // (N) of final spending
    cki_anderson anderson;
} game;

static void layout(game *g, cki_trade_nash *nash, cki_arena *arena, uint32_t N, uint32_t J) {
    g->N = N;
    g->J = J;
#define TAKE(member, count) ((member) = cki_arena_take(arena, (count), sizeof *(member)))
    TAKE(nash->tariff, N);
    TAKE(nash->wage, N);
    TAKE(nash->income, N);
    TAKE(nash->welfare, N);
    TAKE(g->state, (size_t)3 * N);
    TAKE(g->next, (size_t)3 * N);
    TAKE(g->power, N);
    TAKE(g->sales, N);
    TAKE(g->revenue, N);
    TAKE(g->exports, N);
    TAKE(g->weighted, N);
    TAKE(g->base_income, N);
    TAKE(g->log_price, N);
#undef TAKE
    cki_anderson_layout(&g->anderson, arena, 3 * N, MEMORY);
}

size_t cki_trade_nash_bytes(uint32_t countries, uint32_t sectors) {
    game           g;
    cki_trade_nash nash;
    cki_arena      arena = cki_arena_measure();
    layout(&g, &nash, &arena, countries, sectors);
    return cki_arena_bytes(&arena);
}

/* Value added and revenue at the base's tariffs. */
static void incomes(game *g) {
    const cki_trade_base *base = g->base;
    for (uint32_t n = 0; n < g->N; n++) {
        g->base_income[n] = base->income[n];
        for (uint32_t j = 0; j < g->J; j++) {
            for (uint32_t i = 0; i < g->N; i++) {
                const size_t at = ((size_t)j * g->N + n) * g->N + i;
                g->base_income[n] += base->share[at] * base->spending[(size_t)n * g->J + j] * base->tariff[at] / (1.0 + base->tariff[at]);
            }
        }
    }
}

/* Importer n buys sector j: (1 + t)^-theta of every tariff is taken from logarithms once an importer. */
static void market(game *g, uint32_t j, uint32_t n, const double *tariff, const double *income) {
    const cki_trade_base *base = g->base;
    const uint32_t N = g->N;
    const double theta = base->elasticity[j], own = ck_log(1.0 + tariff[n]);
    const double *share = base->share + ((size_t)j * N + n) * N, *before = base->tariff + ((size_t)j * N + n) * N;
    double total = 0.0;
    for (uint32_t i = 0; i < N; i++) {
        double part = share[i] * g->power[i];
        if (i != n && part != 0.0) part *= before[i] == tariff[n] ? 1.0 : ck_exp(-theta * (own - ck_log(1.0 + before[i])));
        g->weighted[i] = part;
        total += part;
    }
    if (!(total > 0.0)) return;
    const double spent = base->final[(size_t)n * g->J + j] * income[n];
    g->log_price[n] -= base->final[(size_t)n * g->J + j] * ck_log(total) / theta;
    for (uint32_t i = 0; i < N; i++) {
        const double lambda = g->weighted[i] / total;
        const double paid = i == n ? lambda * spent : lambda * spent / (1.0 + tariff[n]);
        g->sales[i] += paid;
        if (i == n) continue;
        g->revenue[n] += tariff[n] * paid;
        g->exports[i] += paid;
        g->next[2 * N + i] += theta * paid * (1.0 - lambda);
    }
}

/* state -> next; returns the largest residual. */
static double sweep(game *g) {
    const uint32_t N = g->N;
    const double *wage = g->state, *tariff = g->state + 2 * N;
    double *income = g->next + N;                                    // the state's incomes in money, until they are replaced
    for (uint32_t n = 0; n < N; n++) {
        income[n] = ck_exp(g->state[N + n]) * g->base_income[n];
        g->sales[n] = g->revenue[n] = g->exports[n] = g->log_price[n] = g->next[2 * N + n] = 0.0;
    }
    for (uint32_t j = 0; j < g->J; j++) {
        for (uint32_t i = 0; i < N; i++) g->power[i] = ck_exp(-g->base->elasticity[j] * wage[i]);
        for (uint32_t n = 0; n < N; n++) market(g, j, n, tariff, income);
    }
    double residual = 0.0, pay = 0.0, world = 0.0;
    for (uint32_t n = 0; n < N; n++) {
        const double value_added = ck_exp(wage[n]) * g->base->income[n], off = ck_log(g->sales[n] / value_added);
        g->next[n] = wage[n] + DAMPING * ck_clamp(off, -0.5, 0.5);
        const double next_income = ck_log((value_added + g->revenue[n]) / g->base_income[n]);
        const double denominator = g->exports[n] > 0.0 ? g->next[2 * N + n] / g->exports[n] : 1.0;
        const double best = 1.0 / (g->floor ? ck_max(denominator, 1.0) : denominator);
        residual = ck_max(residual, ck_abs(off));
        residual = ck_max(residual, ck_abs(next_income - g->state[N + n]));
        residual = ck_max(residual, ck_abs(best - tariff[n]));
        g->next[N + n] = next_income;
        g->next[2 * N + n] = best;
        pay += ck_exp(g->next[n]) * g->base->income[n];
        world += g->base->income[n];
    }
    const double shift = ck_log(pay / world);
    for (uint32_t n = 0; n < N; n++) g->next[n] -= shift;
    return residual;
}

static bool is_sound(const void *user, const double *point) {
    const game *g = user;
    for (uint32_t n = 0; n < g->N; n++) {
        if (!(ck_abs(point[n]) < 20.0 && ck_abs(point[g->N + n]) < 20.0 && point[2 * g->N + n] > -0.9)) return false;
    }
    return true;
}

static ck_status check(const cki_trade_base *base, ck_diags *diags) {
    double size = 0.0;
    for (uint32_t n = 0; n < base->countries; n++) size = ck_max(size, ck_abs(base->deficit[n]) / base->income[n]);
    for (size_t k = 0; k < (size_t)base->countries * base->sectors; k++) {
        if (base->value_added[k] == 1.0) continue;
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "tariff games of this kind have no inputs; a share of value added is %g",
                            "set value added to 1 and inputs to 0", base->value_added[k]);
    }
    if (size <= 1e-9) return CK_OK;
    return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "tariff games need balanced trade; a deficit is %g of value added",
                        "solve with deficits of 0 first and go on from there", size);
}

ck_status cki_trade_nash_solve(const cki_trade_base *base, bool floor, double tolerance, void *block, size_t bytes, cki_trade_nash *nash,
                               ck_diags *diags) {
    CK_TRY(check(base, diags));
    game g = {.base = base, .floor = floor};
    cki_arena arena = cki_arena_over(block, bytes);
    layout(&g, nash, &arena, base->countries, base->sectors);
    CK_TRY(cki_arena_check(&arena));
    incomes(&g);
    for (uint32_t n = 0; n < g.N; n++) {
        g.state[n] = g.state[g.N + n] = 0.0;
        g.state[2 * g.N + n] = 0.25;
    }
    cki_anderson_reset(&g.anderson);
    ck_status status = CK_E_NO_SOLUTION;
    for (nash->iterations = 1; nash->iterations <= ITERATIONS; nash->iterations++) {
        nash->residual = sweep(&g);
        if (ck_is_nan(nash->residual)) return CK_E_NUMBER;
        if (nash->residual <= tolerance) {
            status = CK_OK;
            break;
        }
        cki_anderson_step(&g.anderson, g.state, g.next, nash->residual, is_sound, &g);
    }
    for (uint32_t n = 0; n < g.N; n++) {
        nash->tariff[n] = g.state[2 * g.N + n];
        nash->wage[n] = ck_exp(g.state[n]);
        nash->income[n] = ck_exp(g.state[g.N + n]);
        nash->welfare[n] = 100.0 * (ck_exp(g.state[g.N + n] - g.log_price[n]) - 1.0);
    }
    if (status >= 0) return status;
    return ck_diags_add(diags, status, (ck_place){0}, "no Nash tariffs within %u iterations; the residual is %g", "", ITERATIONS, nash->residual);
}
