#include "trade/dense.h"
#include "trade/profits_model.h"

/* Unknowns: ln w (N) and ln X (N), changes of wages and of spending. With x the new value of a flow without duty,

       x_nij = mu_nj X_n b_nij / (1 + t'_nij),     b_nij = phi_nij w_i^(1-sigma_j) / sum over sellers of the same

   a country's wages are paid from its sales, and what it buys costs what it sells:

       sum over n, j of (1 - 1/sigma_j) x_nij = w_i (labour income of i)
       sum over i, j of x_nij                 = sum over m, j of x_mnj

   The last of the second kind follows from the others; the mean wage stays 1 in its place. */

#define STEPS_MOST   80u
#define STEP_LONGEST 0.5
#define TOLERANCE    1e-13
#define GOOD_ENOUGH  1e-10               // where rounding lets no step help any more

void cki_profits_layout(cki_profits_model *m, cki_profits_result *result, cki_arena *arena, uint32_t N, uint32_t J) {
    const size_t pairs = (size_t)J * N * N, cells = (size_t)J * N;
    m->N = N;
    m->J = J;
#define TAKE(member, count) ((member) = cki_arena_take(arena, (count), sizeof *(member)))
    TAKE(result->wage, N);
    TAKE(result->income, N);
    TAKE(result->welfare, N);
    TAKE(result->government, N);
    TAKE(m->trade, pairs);
    result->trade = m->trade;
    TAKE(m->share, pairs);
    TAKE(m->spent, cells);
    TAKE(m->spending, N);
    TAKE(m->labour, N);
    TAKE(m->sold, cells);
    TAKE(m->phi, pairs);
    TAKE(m->state, (size_t)2 * N);
    TAKE(m->power, N);
    TAKE(m->now, pairs);
    TAKE(m->price, N);
    TAKE(m->sales, cells);
    TAKE(m->miss, (size_t)2 * N);
    TAKE(m->slope, (size_t)4 * N * N);
    TAKE(m->pivot, (size_t)2 * N);
    TAKE(m->objective, N);
#undef TAKE
}

size_t cki_profits_bytes(uint32_t countries, uint32_t sectors) {
    cki_profits_model  model;
    cki_profits_result result;
    cki_arena          arena = cki_arena_measure();
    cki_profits_layout(&model, &result, &arena, countries, sectors);
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- the base ---------------------------------------- */

static ck_status check(const cki_profits_base *base, ck_diags *diags) {
    for (uint32_t j = 0; j < base->sectors; j++) {
        if (base->substitution[j] > 1.0 && base->substitution[j] < CK_INFINITY) continue;
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "the elasticity of substitution of sector %u is %g",
                            "it must be above 1: a trade elasticity plus 1", j, base->substitution[j]);
    }
    for (size_t k = 0; k < (size_t)base->sectors * base->countries * base->countries; k++) {
        if (base->trade[k] >= 0.0 && base->trade[k] < CK_INFINITY && base->tariff[k] > -1.0) continue;
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "flow %u is %g with a tariff of %g", "flows are 0 or more, tariffs above -1",
                            (uint32_t)k, base->trade[k], base->tariff[k]);
    }
    return CK_OK;
}

cki_profits_sum cki_profits_sum_of(const cki_profits_model *m, uint32_t country, const double *sales, double revenue) {
    cki_profits_sum sum = {.revenue = revenue};
    double weighted = 0.0;
    for (uint32_t j = 0; j < m->J; j++) {
        const double sold = sales[(size_t)j * m->N + country], weight = cki_profits_weight(m, country, j);
        sum.labour += cki_profits_paid(m, j) * sold;
        weighted += weight * cki_profits_paid(m, j) * sold;
        sum.objective += weight * sold;
    }
    sum.mean_weight = weighted / sum.labour;
    sum.objective += sum.mean_weight * revenue;
    return sum;
}

ck_status cki_profits_start(cki_profits_model *m, const cki_profits_base *base, ck_diags *diags) {
    CK_TRY(check(base, diags));
    const uint32_t N = m->N, J = m->J;
    m->base = base;
    double *revenue = m->price;
    for (uint32_t n = 0; n < N; n++) m->spending[n] = m->labour[n] = revenue[n] = 0.0;
    for (uint32_t k = 0; k < J * N; k++) m->spent[k] = m->sold[k] = 0.0;
    for (uint32_t j = 0; j < J; j++) {
        for (uint32_t n = 0; n < N; n++) {
            const size_t row = ((size_t)j * N + n) * N;
            double *total = &m->spent[(size_t)j * N + n];
            for (uint32_t i = 0; i < N; i++) {
                *total += base->trade[row + i] * (1.0 + base->tariff[row + i]);
                revenue[n] += base->trade[row + i] * base->tariff[row + i];
                m->sold[(size_t)j * N + i] += base->trade[row + i];
                m->labour[i] += cki_profits_paid(m, j) * base->trade[row + i];
            }
            for (uint32_t i = 0; i < N; i++) {
                m->share[row + i] = *total > 0.0 ? base->trade[row + i] * (1.0 + base->tariff[row + i]) / *total : 0.0;
            }
            m->spending[n] += *total;
        }
    }
    for (uint32_t n = 0; n < N; n++) {
        if (!(m->spending[n] > 0.0) || !(m->labour[n] > 0.0)) {
            return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "country %u buys for %g and sells for %g", "both must be above 0", n,
                                m->spending[n], m->labour[n]);
        }
        m->objective[n] = cki_profits_sum_of(m, n, m->sold, revenue[n]).objective;
        for (uint32_t j = 0; j < J; j++) m->spent[(size_t)j * N + n] /= m->spending[n];
        m->state[n] = m->state[N + n] = 0.0;
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- one point --------------------------------------- */

static void set_tariff(cki_profits_model *m, const double *tariff) {
    for (uint32_t j = 0; j < m->J; j++) {
        const double power = 1.0 - m->base->substitution[j];
        for (size_t at = (size_t)j * m->N * m->N; at < (size_t)(j + 1) * m->N * m->N; at++) {
            const double ratio = (1.0 + tariff[at]) / (1.0 + m->base->tariff[at]);
            m->phi[at] = m->share[at] == 0.0 || ratio == 1.0 ? m->share[at] : m->share[at] * ck_exp(power * ck_log(ratio));
        }
    }
}

/* Sector j at the state: shares, flows, prices, sales. */
static void sector(cki_profits_model *m, uint32_t j, const double *tariff) {
    const uint32_t N = m->N;
    const double sigma = m->base->substitution[j];
    for (uint32_t i = 0; i < N; i++) m->power[i] = ck_exp((1.0 - sigma) * m->state[i]);
    for (uint32_t n = 0; n < N; n++) {
        const size_t row = ((size_t)j * N + n) * N;
        const double spent = m->spent[(size_t)j * N + n];
        double total = 0.0;
        for (uint32_t i = 0; i < N; i++) total += m->phi[row + i] * m->power[i];
        if (total > 0.0) m->price[n] += spent * ck_log(total) / (1.0 - sigma);
        const double value = total > 0.0 ? spent * m->spending[n] * ck_exp(m->state[N + n]) : 0.0;
        for (uint32_t i = 0; i < N; i++) {
            m->now[row + i] = total > 0.0 ? m->phi[row + i] * m->power[i] / total : 0.0;
            m->trade[row + i] = value * m->now[row + i] / (1.0 + tariff[row + i]);
            m->sales[(size_t)j * N + i] += m->trade[row + i];
        }
    }
}

/* Adds sector j to the misses and to their derivatives. */
static void add_slopes(cki_profits_model *m, uint32_t j) {
    const uint32_t N = m->N, M = 2 * N;
    const double paid = cki_profits_paid(m, j), power = 1.0 - m->base->substitution[j];
    for (uint32_t n = 0; n < N; n++) {
        const size_t row = ((size_t)j * N + n) * N;
        double *balance = m->slope + (size_t)(N + n) * M;
        for (uint32_t i = 0; i < N; i++) {
            const double x = m->trade[row + i];
            if (x == 0.0) continue;
            double *pay = m->slope + (size_t)i * M, *other = m->slope + (size_t)(N + i) * M;
            const double wages = paid * x / m->labour[i], bought = x / m->spending[n], sold = x / m->spending[i];
            m->miss[i] += wages;
            m->miss[N + n] += bought;
            m->miss[N + i] -= sold;
            pay[N + n] += wages;
            balance[N + n] += bought;
            other[N + n] -= sold;
            pay[i] += power * wages;
            balance[i] += power * bought;
            other[i] -= power * sold;
            for (uint32_t k = 0; k < N; k++) {
                const double away = power * m->now[row + k];
                pay[k] -= away * wages;
                balance[k] -= away * bought;
                other[k] += away * sold;
            }
        }
    }
}

/* Returns the largest miss. */
static double point(cki_profits_model *m, const double *tariff) {
    const uint32_t N = m->N, M = 2 * N;
    for (uint32_t k = 0; k < M; k++) m->miss[k] = 0.0;
    for (size_t k = 0; k < (size_t)M * M; k++) m->slope[k] = 0.0;
    for (uint32_t n = 0; n < N; n++) m->price[n] = 0.0;
    for (uint32_t k = 0; k < m->J * N; k++) m->sales[k] = 0.0;
    for (uint32_t j = 0; j < m->J; j++) {
        sector(m, j, tariff);
        add_slopes(m, j);
    }
    double mean = 0.0;
    for (uint32_t i = 0; i < N; i++) {
        const double wage = ck_exp(m->state[i]);
        m->miss[i] -= wage;
        m->slope[(size_t)i * M + i] -= wage;
        mean += wage / N;
    }
    for (uint32_t k = 0; k < M; k++) m->slope[(size_t)(M - 1) * M + k] = k < N ? ck_exp(m->state[k]) / N : 0.0;
    m->miss[M - 1] = mean - 1.0;
    double worst = 0.0;
    for (uint32_t k = 0; k < M; k++) {
        if (ck_abs(m->miss[k]) > worst || ck_is_nan(m->miss[k])) worst = ck_abs(m->miss[k]);
    }
    return worst;
}

ck_status cki_profits_settle(cki_profits_model *m, const double *tariff, cki_profits_result *result, ck_diags *diags) {
    const uint32_t M = 2 * m->N;
    set_tariff(m, tariff);
    double before = CK_INFINITY;
    for (uint32_t step = 0; step < STEPS_MOST; step++) {
        result->residual = point(m, tariff);
        if (ck_is_nan(result->residual) || !cki_dense_factor(m->slope, m->pivot, M)) break;
        if (result->residual <= TOLERANCE || (result->residual <= GOOD_ENOUGH && result->residual >= before)) return CK_OK;
        before = result->residual;
        result->iterations++;
        cki_dense_solve(m->slope, m->pivot, M, m->miss);
        for (uint32_t k = 0; k < M; k++) m->state[k] -= ck_clamp(m->miss[k], -STEP_LONGEST, STEP_LONGEST);
    }
    return ck_diags_add(diags, CK_E_NO_SOLUTION, (ck_place){0}, "no equilibrium with profits: the largest miss is %g after %u steps",
                        "tariffs far outside what was ever charged, or a country that sells nothing", result->residual, result->iterations);
}

void cki_profits_report(const cki_profits_model *m, cki_profits_result *result) {
    const uint32_t N = m->N;
    for (uint32_t n = 0; n < N; n++) {
        double bought = 0.0;
        for (uint32_t j = 0; j < m->J; j++) {
            for (uint32_t i = 0; i < N; i++) bought += m->trade[((size_t)j * N + n) * N + i];
        }
        const double revenue = m->spending[n] * ck_exp(m->state[N + n]) - bought;
        const double log_objective = ck_log(cki_profits_sum_of(m, n, m->sales, revenue).objective / m->objective[n]);
        result->wage[n] = ck_exp(m->state[n]);
        result->income[n] = ck_exp(m->state[N + n]);
        result->welfare[n] = 100.0 * (ck_exp(m->state[N + n] - m->price[n]) - 1.0);
        result->government[n] = 100.0 * (ck_exp(log_objective - m->price[n]) - 1.0);
    }
}

ck_status cki_profits_solve(const cki_profits_base *base, const double *tariff, void *block, size_t bytes, cki_profits_result *result,
                            ck_diags *diags) {
    cki_profits_model m;
    cki_arena arena = cki_arena_over(block, bytes);
    cki_profits_layout(&m, result, &arena, base->countries, base->sectors);
    CK_TRY(cki_arena_check(&arena));
    CK_TRY(cki_profits_start(&m, base, diags));
    result->iterations = 0;
    CK_TRY(cki_profits_settle(&m, tariff, result, diags));
    cki_profits_report(&m, result);
    return CK_OK;
}
