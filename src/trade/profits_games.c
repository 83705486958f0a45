#include "trade/dense.h"
#include "trade/profits_model.h"

/* The derivative of a sum of governments' aims, Omega = sum over m of omega_m ln G_m, by ln(1 + t_nij), through the equilibrium:

       omega_n mu_nj (-b_i) + (1 - sigma_j)(v_i x_i - b_i V) - v_i x_i,      V = sum over sellers of v x

   v_nij, the worth of one unit of money of the flow, is its direct part less what it moves in the equations of the equilibrium times
   their multipliers (one solution of the transposed system for any number of rates). As x_i = S b_i / (1 + t_i), S = mu_nj X_n, it is zero at

       1 + t_nij = sigma_j S (-v_i) / ((sigma_j - 1)(-V) + omega_n mu_nj)

   which is repeated. Where the denominator is not above zero, a higher rate is always better. With one rate for all partners the
   numerators and the denominators are added up with the weights b_i. */

#define DAMPING_LEAST (1.0 / 16.0)
#define TALKS_DAMPING 0.5
#define TALKS_PACE    2.0                // of the weights of governments that gain more than the mean

typedef struct conditions {
    cki_profits_model *model;
    double *multiplier;                  // (2 N)
    double *cost;                        // (N) worth of money that n spends abroad: less revenue
    double *gain;                        // (J N) worth of money that i's sector sells for
    double *omega;                       // (N)
    double *next;                        // (J N N)
    double *before;                      // (N) log of what governments had where talks begin
} conditions;

static void layout(conditions *c, cki_arena *arena, uint32_t N, uint32_t J) {
    c->multiplier = cki_arena_take(arena, (size_t)2 * N, sizeof *c->multiplier);
    c->cost = cki_arena_take(arena, N, sizeof *c->cost);
    c->gain = cki_arena_take(arena, (size_t)J * N, sizeof *c->gain);
    c->omega = cki_arena_take(arena, N, sizeof *c->omega);
    c->next = cki_arena_take(arena, (size_t)J * N * N, sizeof *c->next);
    c->before = cki_arena_take(arena, N, sizeof *c->before);
}

size_t cki_profits_play_bytes(uint32_t countries, uint32_t sectors) {
    cki_profits_model  model;
    cki_profits_result result;
    conditions         c;
    cki_arena          arena = cki_arena_measure();
    cki_profits_layout(&model, &result, &arena, countries, sectors);
    layout(&c, &arena, countries, sectors);
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- the worth of a flow ----------------------------- */

static double revenue_of(const cki_profits_model *m, uint32_t n) {
    double bought = 0.0;
    for (uint32_t j = 0; j < m->J; j++) {
        for (uint32_t i = 0; i < m->N; i++) bought += m->trade[((size_t)j * m->N + n) * m->N + i];
    }
    return m->spending[n] * ck_exp(m->state[m->N + n]) - bought;
}

/* Direct part: omega_i d ln G_i / d x less omega_n times the revenue lost, as revenue = spending - purchases before duty. */
static double direct(const conditions *c, uint32_t j, uint32_t n, uint32_t i) {
    return c->gain[(size_t)j * c->model->N + i] - c->cost[n];
}

static void set_direct(conditions *c) {
    const cki_profits_model *m = c->model;
    for (uint32_t n = 0; n < m->N; n++) {
        const cki_profits_sum sum = cki_profits_sum_of(m, n, m->sales, revenue_of(m, n));
        c->cost[n] = c->omega[n] * sum.mean_weight / sum.objective;
        for (uint32_t j = 0; j < m->J; j++) {
            const double weight = cki_profits_weight(m, n, j);
            const double of_revenue = sum.revenue * cki_profits_paid(m, j) * (weight - sum.mean_weight) / sum.labour;
            c->gain[(size_t)j * m->N + n] = c->omega[n] * (weight + of_revenue) / sum.objective;
        }
    }
}

/* Multipliers of the equations for the aims of c->omega. */
static void set_multipliers(conditions *c) {
    const cki_profits_model *m = c->model;
    const uint32_t N = m->N;
    double *by_wage = c->multiplier, *by_spending = c->multiplier + N;
    set_direct(c);
    for (uint32_t n = 0; n < N; n++) {
        by_wage[n] = 0.0;
        by_spending[n] = c->cost[n] * m->spending[n] * ck_exp(m->state[N + n]);
    }
    for (uint32_t j = 0; j < m->J; j++) {
        const double power = 1.0 - m->base->substitution[j];
        for (uint32_t n = 0; n < N; n++) {
            const size_t row = ((size_t)j * N + n) * N;
            double all = 0.0;
            for (uint32_t i = 0; i < N; i++) {
                const double part = direct(c, j, n, i) * m->trade[row + i];
                by_wage[i] += power * part;
                all += part;
            }
            by_spending[n] += all;
            const double away = power * all + c->omega[n] * m->spent[(size_t)j * N + n];
            for (uint32_t i = 0; i < N; i++) by_wage[i] -= away * m->now[row + i];
        }
    }
    cki_dense_solve_transposed(m->slope, m->pivot, 2 * N, c->multiplier);
    c->multiplier[2 * N - 1] = 0.0;                          // the numeraire's equation holds no flows
}

static double worth(const conditions *c, uint32_t j, uint32_t n, uint32_t i) {
    const cki_profits_model *m = c->model;
    const double *pay = c->multiplier, *balance = c->multiplier + m->N;
    return direct(c, j, n, i) - cki_profits_paid(m, j) * pay[i] / m->labour[i] - balance[n] / m->spending[n] + balance[i] / m->spending[i];
}

/* ---------------------------------------------------------------- the condition of a rate ------------------------- */

/* Rates of importer n in sector j at which its conditions hold, into c->next. */
static void condition(conditions *c, const cki_profits_game *game, uint32_t j, uint32_t n, const double *tariff) {
    const cki_profits_model *m = c->model;
    const uint32_t N = m->N;
    const size_t row = ((size_t)j * N + n) * N;
    const double sigma = m->base->substitution[j], spent = m->spent[(size_t)j * N + n];
    const double value = spent * m->spending[n] * ck_exp(m->state[N + n]);
    double all = 0.0, abroad = 0.0, together = 0.0;
    for (uint32_t i = 0; i < N; i++) {
        const double v = worth(c, j, n, i);
        all += v * m->trade[row + i];
        if (i == n) continue;
        together -= m->now[row + i] * v;
        abroad += m->now[row + i];
    }
    const double below = (1.0 - sigma) * all + c->omega[n] * spent;
    for (uint32_t i = 0; i < N; i++) {
        if (i == n || m->share[row + i] == 0.0) {
            c->next[row + i] = tariff[row + i];
            continue;
        }
        const double v = game->alike ? together / abroad : -worth(c, j, n, i);
        const double rate = below > 0.0 ? sigma * value * v / below - 1.0 : game->high;
        c->next[row + i] = ck_clamp(rate, game->low, game->high);
    }
}

/* Moves the rates of importer n towards its conditions; returns the largest miss. */
static double move(conditions *c, const cki_profits_game *game, uint32_t n, double damping, double *tariff) {
    const cki_profits_model *m = c->model;
    double worst = 0.0;
    for (uint32_t j = 0; j < m->J; j++) {
        condition(c, game, j, n, tariff);
        const size_t row = ((size_t)j * m->N + n) * m->N;
        for (uint32_t i = 0; i < m->N; i++) {
            const double miss = ck_log((1.0 + c->next[row + i]) / (1.0 + tariff[row + i]));
            if (ck_abs(miss) > worst || ck_is_nan(miss)) worst = ck_abs(miss);
            tariff[row + i] = damping == 1.0 ? c->next[row + i] : (1.0 + tariff[row + i]) * ck_exp(damping * miss) - 1.0;
        }
    }
    return worst;
}

/* ---------------------------------------------------------------- games ------------------------------------------- */

static double round_of_game(conditions *c, const cki_profits_game *game, double damping, double *tariff) {
    const uint32_t N = c->model->N;
    double worst = 0.0;
    if (game->aim == CKI_PROFITS_TALKS) {
        set_multipliers(c);
        for (uint32_t n = 0; n < N; n++) {
            const double miss = move(c, game, n, damping, tariff);
            worst = miss > worst || ck_is_nan(miss) ? miss : worst;
        }
        return worst;
    }
    for (uint32_t n = 0; n < N; n++) {
        if (game->aim == CKI_PROFITS_OPTIMAL && n != game->country) continue;
        for (uint32_t k = 0; k < N; k++) c->omega[k] = k == n ? 1.0 : 0.0;
        set_multipliers(c);
        const double miss = move(c, game, n, damping, tariff);
        worst = miss > worst || ck_is_nan(miss) ? miss : worst;
    }
    return worst;
}

static double log_government(const cki_profits_model *m, uint32_t n) {
    return ck_log(cki_profits_sum_of(m, n, m->sales, revenue_of(m, n)).objective) - m->price[n];
}

/* Weighs governments that gain more than the mean less; returns the largest difference. */
static double level(conditions *c) {
    const uint32_t N = c->model->N;
    double mean = 0.0, worst = 0.0, sum = 0.0;
    for (uint32_t n = 0; n < N; n++) mean += (log_government(c->model, n) - c->before[n]) / N;
    for (uint32_t n = 0; n < N; n++) {
        const double off = log_government(c->model, n) - c->before[n] - mean;
        worst = ck_max(worst, ck_abs(off));
        sum += c->omega[n] *= ck_exp(-TALKS_PACE * ck_clamp(off, -0.1, 0.1));
    }
    for (uint32_t n = 0; n < N; n++) c->omega[n] /= sum;
    return worst;
}

static uint32_t count_at_bound(const conditions *c, const cki_profits_game *game, const double *tariff) {
    const cki_profits_model *m = c->model;
    uint32_t count = 0;
    for (size_t at = 0; at < (size_t)m->J * m->N * m->N; at++) {
        const uint32_t n = (uint32_t)(at / m->N % m->N), i = (uint32_t)(at % m->N);
        if (i == n || m->share[at] == 0.0 || (game->aim == CKI_PROFITS_OPTIMAL && n != game->country)) continue;
        count += tariff[at] <= game->low || tariff[at] >= game->high;
    }
    return count;
}

static ck_status check(const cki_profits_base *base, const cki_profits_game *game, ck_diags *diags) {
    if (game->aim == CKI_PROFITS_OPTIMAL && game->country >= base->countries) {
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "country %u is not one of %u", "", game->country, base->countries);
    }
    if (game->low > -1.0 && game->high >= game->low && game->high < CK_INFINITY && game->tolerance > 0.0) return CK_OK;
    return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "rates from %g to %g with a tolerance of %g",
                        "a rate lies above -1, and the tolerance above 0", game->low, game->high, game->tolerance);
}

ck_status cki_profits_play(const cki_profits_base *base, cki_profits_game game, void *block, size_t bytes, double *tariff,
                           cki_profits_result *result, cki_profits_settled *settled, ck_diags *diags) {
    CK_TRY(check(base, &game, diags));
    const bool talks = game.aim == CKI_PROFITS_TALKS;
    cki_profits_model m;
    conditions c = {.model = &m};
    cki_arena arena = cki_arena_over(block, bytes);
    cki_profits_layout(&m, result, &arena, base->countries, base->sectors);
    layout(&c, &arena, base->countries, base->sectors);
    CK_TRY(cki_arena_check(&arena));
    CK_TRY(cki_profits_start(&m, base, diags));
    result->iterations = 0;
    *settled = (cki_profits_settled){0};
    double damping = talks ? TALKS_DAMPING : 1.0, least = CK_INFINITY;
    for (; settled->rounds < game.rounds; settled->rounds++) {
        CK_TRY(cki_profits_settle(&m, tariff, result, diags));
        if (talks && settled->rounds == 0) {
            for (uint32_t n = 0; n < m.N; n++) {
                c.before[n] = log_government(&m, n);
                c.omega[n] = 1.0 / m.N;
            }
        }
        if (talks) settled->inequality = level(&c);
        settled->residual = round_of_game(&c, &game, damping, tariff);
        if (ck_is_nan(settled->residual)) return CK_E_NUMBER;
        if (settled->residual <= game.tolerance && settled->inequality <= game.tolerance) break;
        if (settled->residual < least) least = settled->residual;
        else if (settled->residual > 4.0 * least && damping > DAMPING_LEAST) damping *= 0.5;
    }
    const bool found = settled->rounds < game.rounds;
    CK_TRY(cki_profits_settle(&m, tariff, result, diags));
    cki_profits_report(&m, result);
    settled->at_bound = count_at_bound(&c, &game, tariff);
    if (found) return CK_OK;
    return ck_diags_add(diags, CK_E_NO_SOLUTION, (ck_place){0}, "after %u rounds a rate still misses its condition by %g",
                        "allow more rounds, a wider tolerance or narrower bounds", settled->rounds, settled->residual);
}

/* ---------------------------------------------------------------- the second look --------------------------------- */

/* The country's rates in a sector, moved together to the mean `rate`. */
static void shift(const cki_profits_model *m, uint32_t j, uint32_t n, double rate, double low, double high, const double *tariff, double *to) {
    const size_t row = ((size_t)j * m->N + n) * m->N;
    double mean = 0.0;
    uint32_t sellers = 0;
    for (uint32_t i = 0; i < m->N; i++) {
        if (i == n || m->share[row + i] == 0.0) continue;
        mean += tariff[row + i];
        sellers++;
    }
    const double ratio = sellers > 0 ? (1.0 + rate) / (1.0 + mean / sellers) : 1.0;
    for (uint32_t i = 0; i < m->N; i++) {
        const bool buys = i != n && m->share[row + i] > 0.0;
        to[row + i] = buys ? ck_clamp((1.0 + tariff[row + i]) * ratio - 1.0, low, high) : tariff[row + i];
    }
}

ck_status cki_profits_scan(const cki_profits_base *base, const double *tariff, uint32_t country, double low, double high, uint32_t points,
                           void *block, size_t bytes, double *better, cki_profits_deviation *found, ck_diags *diags) {
    const cki_profits_game game = {.aim = CKI_PROFITS_OPTIMAL, .country = country, .low = low, .high = high, .tolerance = 1.0};
    CK_TRY(check(base, &game, diags));
    const uint32_t N = base->countries, J = base->sectors;
    cki_profits_model m;
    cki_profits_result result = {0};
    conditions c = {.model = &m};
    cki_arena arena = cki_arena_over(block, bytes);
    cki_profits_layout(&m, &result, &arena, N, J);
    layout(&c, &arena, N, J);
    CK_TRY(cki_arena_check(&arena));
    CK_TRY(cki_profits_start(&m, base, diags));
    CK_TRY(cki_profits_settle(&m, tariff, &result, diags));
    const double has = log_government(&m, country);
    for (uint32_t k = 0; k < 2 * N; k++) c.multiplier[k] = m.state[k];
    for (size_t k = 0; k < (size_t)J * N * N; k++) better[k] = tariff[k];
    *found = (cki_profits_deviation){.gain = -CK_INFINITY};
    for (uint32_t j = 0; j < J; j++) {
        for (uint32_t k = 0; k < 2 * N; k++) m.state[k] = c.multiplier[k];
        for (uint32_t point = 0; point <= points; point++) {
            const double part = points > 0 ? (double)point / points : 1.0;
            const double rate = (1.0 + low) * ck_exp(part * ck_log((1.0 + high) / (1.0 + low))) - 1.0;
            shift(&m, j, country, rate, low, high, tariff, better);
            CK_TRY(cki_profits_settle(&m, better, &result, diags));
            const double gain = 100.0 * (ck_exp(log_government(&m, country) - has) - 1.0);
            if (gain > found->gain) *found = (cki_profits_deviation){.sector = j, .rate = rate, .gain = gain};
        }
        const size_t row = ((size_t)j * N + country) * N;
        for (uint32_t i = 0; i < N; i++) better[row + i] = tariff[row + i];
    }
    found->equilibria = J * (points + 1) + 1;
    shift(&m, found->sector, country, found->rate, low, high, tariff, better);
    return CK_OK;
}
