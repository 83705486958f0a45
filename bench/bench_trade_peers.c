/* Solvers of the distribution on our own equations, in the same run: KINSOL (SUNDIALS) on the trade equilibrium of 31 countries and
   40 sectors, by Anderson's method and by Newton with Krylov subspaces, and MINPACK's hybrd on the 3 N equations of Nash tariffs.
   Off without these libraries (apt-get install libsundials-dev minpack-dev). Whole programs of others run in bench_trade_programs. */
#include "bench_trade.h"

#include <math.h>
#include <stdlib.h>

#ifdef CK_WITH_PEERS
#include <kinsol/kinsol.h>
#include <minpack.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_spgmr.h>

/* ---- the equilibrium as a fixed point x = g(x) of ln w, ln P and X over value added, written plainly from equations (1) to (5) ---- */

typedef struct problem {
    const cki_trade_base *base;
    const double *tariff;                // new
    uint32_t N, J;
    double *cost, *power, *phi, *sold, *income, *balance;
    double  world;
    uint64_t sweeps;
} problem;

static void sweep(problem *p, const double *x, double *g) {
    const uint32_t N = p->N, J = p->J;
    const cki_trade_base *b = p->base;
    const double *wage = x, *price = x + N, *spending = price + (size_t)N * J;
    double *new_price = g + N, *new_spending = new_price + (size_t)N * J;
    p->sweeps++;
    for (uint32_t n = 0; n < N; n++) {
        for (uint32_t j = 0; j < J; j++) p->cost[n * J + j] = b->value_added[n * J + j] * wage[n];
        for (uint32_t k = 0; k < J; k++) {
            for (uint32_t j = 0; j < J; j++) p->cost[n * J + j] += b->input[((size_t)n * J + k) * J + j] * price[n * J + k];
        }
        p->income[n] = exp(wage[n]) * b->income[n] + b->deficit[n];
        p->balance[n] = b->deficit[n];
        for (uint32_t j = 0; j < J; j++) p->sold[n * J + j] = 0.0;
    }
    for (uint32_t j = 0; j < J; j++) {
        for (uint32_t i = 0; i < N; i++) p->power[i] = exp(-b->elasticity[j] * p->cost[i * J + j]);
        for (uint32_t n = 0; n < N; n++) {
            const double *phi = p->phi + ((size_t)j * N + n) * N, *tariff = p->tariff + ((size_t)j * N + n) * N;
            double total = 0.0;
            for (uint32_t i = 0; i < N; i++) total += phi[i] * p->power[i];
            new_price[n * J + j] = total > 0.0 ? -log(total) / b->elasticity[j] : 0.0;
            const double spent = spending[n * J + j] * b->income[n];
            for (uint32_t i = 0; i < N && total > 0.0; i++) {
                const double paid = phi[i] * p->power[i] / total * spent / (1.0 + tariff[i]);
                p->sold[i * J + j] += paid;
                p->balance[n] -= paid;
                p->balance[i] += paid;
                p->income[n] += tariff[i] * paid;
            }
        }
    }
    double pay = 0.0;
    for (uint32_t n = 0; n < N; n++) {
        g[n] = wage[n] + 0.4 * p->balance[n] / (exp(wage[n]) * b->income[n]);
        pay += exp(g[n]) * b->income[n];
        for (uint32_t k = 0; k < J; k++) {
            double sum = b->final[n * J + k] * p->income[n];
            for (uint32_t j = 0; j < J; j++) sum += b->input[((size_t)n * J + k) * J + j] * p->sold[n * J + j];
            new_spending[n * J + k] = sum / b->income[n];
        }
    }
    for (uint32_t n = 0; n < N; n++) g[n] -= log(pay / p->world);
}

static int fixed_point(N_Vector x, N_Vector g, void *user) {
    sweep(user, N_VGetArrayPointer(x), N_VGetArrayPointer(g));
    return 0;
}

static int root(N_Vector x, N_Vector f, void *user) {
    const problem *p = user;
    double *at = N_VGetArrayPointer(f);
    const double *from = N_VGetArrayPointer(x);
    sweep(user, from, at);
    for (size_t k = 0; k < p->N + 2 * (size_t)p->N * p->J; k++) at[k] -= from[k];
    return 0;
}

static void start(const problem *p, N_Vector x, N_Vector one) {
    double *at = N_VGetArrayPointer(x);
    const uint32_t cells = p->N * p->J;
    N_VConst(0.0, x);
    N_VConst(1.0, one);
    for (uint32_t k = 0; k < cells; k++) at[p->N + cells + k] = p->base->spending[k] / p->base->income[k / p->J];
}

static void run_kinsol(problem *p, bool anderson, double tolerance, const double *wage) {
    SUNContext context;
    if (SUNContext_Create(NULL, &context) != 0) exit(1);
    const sunindextype unknowns = (sunindextype)(p->N + 2 * p->N * p->J);
    N_Vector x = N_VNew_Serial(unknowns, context), one = N_VNew_Serial(unknowns, context);
    double least = INFINITY, off = 0.0;
    int flag = 0;
    for (int round = 0; round < 3; round++) {
        void *kinsol = KINCreate(context);
        start(p, x, one);
        p->sweeps = 0;
        if (anderson) KINSetMAA(kinsol, 8);
        if (KINInit(kinsol, anderson ? fixed_point : root, x) != 0) exit(1);
        KINSetUserData(kinsol, p);
        KINSetNumMaxIters(kinsol, 2000);
        KINSetFuncNormTol(kinsol, tolerance);
        SUNLinearSolver linear = NULL;
        if (!anderson) {
            linear = SUNLinSol_SPGMR(x, SUN_PREC_NONE, 60, context);
            if (KINSetLinearSolver(kinsol, linear, NULL) != 0) exit(1);
        }
        const double before = bench_processor();
        flag = KINSol(kinsol, x, anderson ? KIN_FP : KIN_LINESEARCH, one, one);
        least = fmin(least, 1e3 * (bench_processor() - before));
        if (linear != NULL) SUNLinSolFree(linear);
        KINFree(&kinsol);
    }
    for (uint32_t n = 0; n < p->N; n++) off = fmax(off, fabs(exp(N_VGetArrayPointer(x)[n]) - wage[n]));
    printf("  KINSOL %-28s tolerance %.0e: %8.2f ms, %4llu sweeps, flag %d, wages differ from ours by %.0e\n", anderson ? "Anderson, memory 8" : "Newton-GMRES, line search",
           tolerance, least, (unsigned long long)p->sweeps, flag, off);
    N_VDestroy(x);
    N_VDestroy(one);
    SUNContext_Free(&context);
}

static void equilibrium(void) {
    nafta data;
    if (!nafta_read(&data)) {
        puts("SKIPPED the NAFTA case: the data of Caliendo and Parro (2015) are not at hand (CK_SHARED)");
        return;
    }
    enum { N = NAFTA_COUNTRIES, J = NAFTA_SECTORS };
    bench_base at = bench_balanced(&data.flows);
    const cki_trade_base base = at.base;
    const size_t bytes = cki_trade_bytes(N, J, cki_trade_options_default().memory, false);
    void *block = bench_take(bytes);
    cki_trade_result result;
    static double cost[N * J], power[N], sold[N * J], income[N], off[N];
    double *phi = malloc((size_t)J * N * N * sizeof *phi);
    problem p = {.base = &base, .tariff = data.tariff_after, .N = N, .J = J, .cost = cost, .power = power, .phi = phi, .sold = sold, .income = income, .balance = off};
    for (uint32_t n = 0; n < N; n++) p.world += base.income[n];
    for (size_t k = 0; k < (size_t)J * N * N; k++) {
        phi[k] = base.share[k] * pow((1.0 + data.tariff_after[k]) / (1.0 + base.tariff[k]), -base.elasticity[k / N / N]);
    }
    const cki_trade_change world = {.tariff = data.tariff_after};
    puts("World tariffs 1993 to 2005, 31 x 40, 2511 unknowns");
    static const double tolerance[] = {1e-6, 1e-9};
    for (int t = 0; t < 2; t++) {
        cki_trade_options options = cki_trade_options_default();
        options.tolerance = tolerance[t];
        double least = INFINITY;
        for (int k = 0; k < 5; k++) {
            const double before = bench_processor();
            if (cki_trade_solve(&base, &world, options, block, bytes, &result, NULL) < 0) exit(1);
            least = fmin(least, 1e3 * (bench_processor() - before));
        }
        printf("  ours   %-28s tolerance %.0e: %8.2f ms, %4u sweeps\n", "Anderson, memory 8", tolerance[t], least, result.iterations);
        run_kinsol(&p, true, tolerance[t], result.wage);
        run_kinsol(&p, false, tolerance[t], result.wage);
    }
    free(block);
    bench_base_free(&at);
    free(phi);
    nafta_free(&data);
}

/* ---- Nash tariffs: 3 N equations, written plainly ---- */

typedef struct game { const cki_trade_base *base; uint32_t N, J; double *value; } game;

static const game *played;               // MINPACK hands no pointer through

static void nash_root(int *n, double *x, double *f, int *flag) {
    (void)n;
    (void)flag;
    const game *g = played;
    const uint32_t N = g->N, J = g->J;
    double total_pay = 0.0, total = 0.0;
    double *sales = g->value, *revenue = sales + N, *exports = revenue + N, *weighted = exports + N, *part = weighted + N, *paid_for = part + N;
    for (uint32_t i = 0; i < 4 * N; i++) sales[i] = 0.0;
    for (uint32_t j = 0; j < J; j++) {
        const double theta = g->base->elasticity[j];
        for (uint32_t k = 0; k < N; k++) {
            double sum = 0.0;
            for (uint32_t i = 0; i < N; i++) {
                const size_t at = ((size_t)j * N + k) * N + i;
                part[i] = g->base->share[at] * pow((i == k ? 1.0 : (1.0 + fabs(x[2 * N + k])) / (1.0 + g->base->tariff[at])) * fabs(x[i]), -theta);
                sum += part[i];
            }
            if (!(sum > 0.0)) continue;
            const double spent = g->base->final[k * J + j] * fabs(x[N + k]) * paid_for[k];
            for (uint32_t i = 0; i < N; i++) {
                const double lambda = part[i] / sum, paid = lambda * spent / (i == k ? 1.0 : 1.0 + fabs(x[2 * N + k]));
                sales[i] += paid;
                if (i == k) continue;
                revenue[k] += fabs(x[2 * N + k]) * paid;
                exports[i] += paid;
                weighted[i] += theta * paid * (1.0 - lambda);
            }
        }
    }
    for (uint32_t i = 0; i < N; i++) {
        f[i] = sales[i] / g->base->income[i] - fabs(x[i]);
        f[N + i] = (fabs(x[i]) * g->base->income[i] + revenue[i]) / paid_for[i] - fabs(x[N + i]);
        f[2 * N + i] = fabs(x[2 * N + i]) - 1.0 / (weighted[i] / exports[i]);
        total_pay += fabs(x[i]) * g->base->income[i];
        total += g->base->income[i];
    }
    f[N - 1] = total_pay / total - 1.0;
}

static void nash_tariffs(uint32_t N, uint32_t J) {
    bench_base made = bench_nash_world(N, J, 0.0);
    const cki_trade_base base = made.base;
    void *block = NULL;
    cki_trade_nash nash;
    const double least = bench_nash(&base, &block, &nash);
    int n = (int)(3 * N), lr = n * (n + 1) / 2, calls = 0, info = 0, evaluations = 20000, band = n - 1, mode = 1, print = 0;
    double tolerance = 1e-9, difference = 0.0, factor = 100.0;
    double *x = malloc((size_t)n * sizeof *x), *f = malloc((size_t)n * sizeof *f), *jacobian = malloc((size_t)n * (size_t)n * sizeof *jacobian);
    double *scale = malloc((size_t)n * sizeof *scale), *r = malloc((size_t)lr * sizeof *r), *qtf = malloc((size_t)n * sizeof *qtf), *work = malloc(4 * (size_t)n * sizeof *work);
    const game g = {&base, N, J, calloc((size_t)6 * N, sizeof(double))};
    played = &g;
    for (uint32_t k = 0; k < N; k++) g.value[5 * N + k] = base.income[k];
    for (int k = 0; k < n; k++) x[k] = k < (int)N ? 0.9 : k < 2 * (int)N ? 1.1 : 0.25;
    const double before = bench_processor();
    hybrd_(nash_root, &n, x, f, &tolerance, &evaluations, &band, &band, &difference, scale, &mode, &factor, &print, &info, &calls, jacobian, &n, r, &lr, qtf, work, work + n,
           work + 2 * n, work + 3 * n);
    const double took = 1e3 * (bench_processor() - before);
    double off = 0.0;
    for (uint32_t k = 0; k < N; k++) off = fmax(off, fabs(fabs(x[2 * N + k]) - nash.tariff[k]));
    printf("Nash tariffs, made world %u x %u\n  ours   %8.2f ms, %u sweeps\n  hybrd  %8.2f ms, %d evaluations, info %d, tariffs differ from ours by %.0e; ratio %.0f\n", N, J, least,
           nash.iterations, took, calls, info, off, took / least);
    free(x); free(f); free(jacobian); free(scale); free(r); free(qtf); free(work); free(g.value);
    free(block);
    bench_base_free(&made);
}

int main(void) {
    equilibrium();
    nash_tariffs(44, 16);
    return 0;
}
#else
int main(void) {
    puts("SKIPPED: this build has no KINSOL and no MINPACK (apt-get install libsundials-dev minpack-dev)");
    return 0;
}
#endif
