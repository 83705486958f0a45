/* Special functions and distributions against closed forms, numerical integration and the Kolmogorov-Smirnov test. */
#include "base/base.h"
#include "ck_test.h"

#include <math.h>
#include <stdlib.h>

CK_TEST(the_inverse_normal_is_exact_to_1e_9) {
    double worst = 0.0, worst_relative = 0.0;
    for (int i = 0; i < 400000; i++) {
        const double u = ck_random_unit((ck_random){.seed = 1}, 1, 1, (uint64_t)i);
        const double p = i % 3 == 0   ? u
                         : i % 3 == 1 ? ldexp(0.5 + 0.5 * u, -(i / 3 % 1000))
                                      : 1.0 - ldexp(u, -(i / 3 % 40));
        if (p <= 0.0 || p >= 1.0) continue;
        const long double z = cki_normal_inverse(p);
        /* From the nearer end, so that the reference does not lose digits; the step to the true root by Newton's
           rule. */
        const long double tail = p < 0.5 ? (long double)p : 1.0L - (long double)p;
        const long double reached = 0.5L * erfcl((p < 0.5 ? -z : z) / sqrtl(2.0L));
        const long double density = expl(-0.5L * z * z) / sqrtl(2.0L * 3.14159265358979323846264338L);
        const double error = (double)fabsl((reached - tail) / density);
        if (!(error <= worst)) worst = error;
        if (fabsl(z) > 0.1L && !(error / fabs((double)z) <= worst_relative)) worst_relative = error / fabs((double)z);
    }
    CK_CHECK_NEAR(worst, 0.0, 1e-13);
    CK_CHECK_NEAR(worst_relative, 0.0, 1e-14);
    CK_CHECK(worst > 0.0);
    CK_CHECK_NEAR(cki_normal_inverse(0.975), 1.959963984540054, 1e-15);
    CK_CHECK_NEAR(cki_normal_inverse(0.5), 0.0, 0.0);
    CK_CHECK(cki_normal_inverse(0.0) == -INFINITY && cki_normal_inverse(1.0) == INFINITY);
    CK_CHECK(isnan(cki_normal_inverse(-0.1)) && isnan(cki_normal_inverse(1.1)) && isnan(cki_normal_inverse(NAN)));
}

CK_TEST(the_inverse_normal_never_falls) {
    double last = -INFINITY;
    uint32_t falls = 0;
    for (int i = 1; i < 1000000; i++) {
        const double z = cki_normal_inverse(i * 1e-6);
        falls += !(z >= last);
        last = z;
    }
    const double joints[] = {0.075, 0.925, exp(-25.0), 1.0 - exp(-25.0)};              // where one fit follows another
    for (int k = 0; k < 4; k++) {
        double p = joints[k];
        for (int i = 0; i < 2000; i++) p = nextafter(p, 0.0);
        for (int i = 0; i < 4000; i++) {
            const double next = nextafter(p, 1.0);
            falls += cki_normal_inverse(next) < cki_normal_inverse(p) - 1e-13;
            p = next;
        }
    }
    CK_CHECK_EQUAL(falls, 0);
}

CK_TEST(log_gamma_agrees_with_the_c_library) {
    double worst = 0.0;
    for (int i = 0; i < 200000; i++) {
        const double u = ck_random_unit((ck_random){.seed = 2}, 1, 1, (uint64_t)i);
        const double x = i % 2 == 0 ? 100.0 * u + 1e-9 : exp(60.0 * (u - 0.5));
        const long double truth = lgammal(x);
        const double error = (double)(fabsl(cki_log_gamma(x) - truth) / fmaxl(1.0L, fabsl(truth)));
        if (!(error <= worst)) worst = error;
    }
    CK_CHECK_NEAR(worst, 0.0, 1e-14);
    CK_CHECK(cki_log_gamma(0.0) == INFINITY && isnan(cki_log_gamma(-1.5)) && isnan(cki_log_gamma(NAN)));
    CK_CHECK_NEAR(cki_log_gamma(1.0), 0.0, 1e-14);
    CK_CHECK_NEAR(cki_log_gamma(6.0), log(120.0), 1e-14);
}

/* P(at least a successes in n = a + b - 1 trials) = I_x(a, b) for whole a and b. */
static long double beta_by_sum(long double x, int a, int b) {
    const int n = a + b - 1;
    long double sum = 0.0L;
    for (int j = a; j <= n; j++) {
        sum += expl(lgammal(n + 1.0L) - lgammal(j + 1.0L) - lgammal(n - j + 1.0L) + j * logl(x) + (n - j) * log1pl(-x));
    }
    return sum;
}

CK_TEST(the_incomplete_beta_function_agrees_with_binomial_sums) {
    double worst = 0.0;
    for (int a = 1; a <= 30; a++) {
        for (int b = 1; b <= 30; b++) {
            for (int i = 1; i < 40; i++) {
                const double x = i / 40.0;
                const double error = (double)fabsl(cki_beta(x, a, b) - beta_by_sum(x, a, b));
                if (!(error <= worst)) worst = error;
            }
        }
    }
    CK_CHECK_NEAR(worst, 0.0, 5e-14);
    CK_CHECK_NEAR(cki_beta(0.3, 1.0, 2.7), 1.0 - pow(0.7, 2.7), 1e-14);
    CK_CHECK_NEAR(cki_beta(0.3, 2.7, 1.0), pow(0.3, 2.7), 1e-14);
    CK_CHECK_NEAR(cki_beta(0.3, 0.5, 0.5), 2.0 / acos(-1.0) * asin(sqrt(0.3)), 1e-14);
    CK_CHECK_NEAR(cki_beta(0.5, 1234.5, 1234.5), 0.5, 1e-11);
    CK_CHECK(cki_beta(0.0, 2.0, 3.0) == 0.0 && cki_beta(1.0, 2.0, 3.0) == 1.0 && cki_beta(-1.0, 2.0, 3.0) == 0.0);
    CK_CHECK(isnan(cki_beta(0.5, 0.0, 1.0)) && isnan(cki_beta(0.5, 1.0, -1.0)) && isnan(cki_beta(NAN, 1.0, 1.0)));
}

/* Integral of t^(a-1) (1-t)^(b-1) from 0 to x by Gauss-Legendre rules of 5 points on many pieces of s, t = x s^6:
   that takes away the root at 0. */
static long double beta_integral(long double x, long double a, long double b) {
    static const long double node[3] = {0.0L, 0.538469310105683091036314420700209L,
                                        0.906179845938663992797626878299393L};
    static const long double weight[3] = {0.568888888888888888888888888888889L, 0.478628670499366468041291514835638L,
                                          0.236926885056189087514264040719917L};
    const int pieces = 400;
    long double sum = 0.0L;
    for (int i = 0; i < pieces; i++) {
        const long double half = 0.5L / pieces, middle = (2.0L * i + 1.0L) * half;
        for (int k = -2; k <= 2; k++) {
            const long double s = middle + (k < 0 ? -1.0L : 1.0L) * half * node[k < 0 ? -k : k];
            const long double s5 = s * s * s * s * s, t = x * s5 * s;
            sum += weight[k < 0 ? -k : k] * half * 6.0L * x * s5 * powl(t, a - 1.0L) * powl(1.0L - t, b - 1.0L);
        }
    }
    return sum;
}

CK_TEST(the_inverse_beta_of_pert_shapes_agrees_with_numerical_integration) {
    double worst = 0.0;
    for (int i = 0; i < 60; i++) {
        const double mode = 0.02 + 0.96 * i / 59.0, a = 1.0 + 4.0 * mode, b = 5.0 - 4.0 * mode;
        const double u = ck_random_unit((ck_random){.seed = 5}, 1, 1, (uint64_t)i);
        const double x = cki_beta_inverse(u, a, b);
        const long double whole = expl(lgammal(a) + lgammal(b) - lgammal((long double)a + b));
        const long double density = powl(x, a - 1.0L) * powl(1.0L - x, b - 1.0L) / whole;
        const double error = (double)fabsl((beta_integral(x, a, b) / whole - u) / density);
        if (!(error <= worst)) worst = error;
    }
    CK_CHECK_NEAR(worst, 0.0, 2e-14);
}

CK_TEST(the_inverse_beta_brings_the_probability_back) {
    double worst = 0.0;
    uint32_t falls = 0;
    for (int i = 0; i < 300; i++) {
        const double a = exp(6.0 * ck_random_unit((ck_random){.seed = 6}, 1, 1, (uint64_t)i) - 2.0);
        const double b = exp(6.0 * ck_random_unit((ck_random){.seed = 6}, 2, 1, (uint64_t)i) - 2.0);
        double last = 0.0;
        for (int k = 1; k < 200; k++) {
            const double p = k < 20 ? ldexp(1.0, -50 + 2 * k) : (k - 19) / 181.0;
            const double x = cki_beta_inverse(p, a, b);
            if (k == 20) last = 0.0;
            falls += x < last * (1.0 - 1e-12);
            last = x;
            if (x > 1.0 - 1e-4) continue;                            // 1 - x has lost digits there
            const double error = fabs(cki_beta(x, a, b) - p) / p;
            if (!(error <= worst)) worst = error;
        }
    }
    CK_CHECK_EQUAL(falls, 0);
    CK_CHECK_NEAR(worst, 0.0, 1e-11);
    CK_CHECK_NEAR(cki_beta_inverse(0.3, 1.0, 3.0), 1.0 - cbrt(0.7), 1e-15);
    CK_CHECK_NEAR(cki_beta_inverse(0.5, 4.0, 4.0), 0.5, 1e-15);
    CK_CHECK(cki_beta_inverse(0.0, 2.0, 3.0) == 0.0 && cki_beta_inverse(1.0, 2.0, 3.0) == 1.0);
    CK_CHECK(isnan(cki_beta_inverse(NAN, 1.0, 1.0)) && isnan(cki_beta_inverse(0.5, 0.0, 1.0)));
}

static ck_distribution open_distribution(ck_distribution_kind kind, double a, double b, double c) {
    return (ck_distribution){kind, a, b, c, -INFINITY, INFINITY};
}

/* Probability below x, written down independently of the inverse. */
static double below(const ck_distribution *d, double x) {
    const double a = d->a, b = d->b, c = d->c;
    switch (d->kind) {
        case CK_UNIFORM: return (x - a) / (b - a);
        case CK_TRIANGULAR:
            return x < b ? (x - a) * (x - a) / ((c - a) * (b - a)) : 1.0 - (c - x) * (c - x) / ((c - a) * (c - b));
        case CK_NORMAL: return 0.5 * erfc(-(x - a) / b / sqrt(2.0));
        case CK_LOGNORMAL: return 0.5 * erfc(-log(x / a) / b / sqrt(2.0));
        case CK_BETA_PERT: {
            const double p = 1.0 + 4.0 * (b - a) / (c - a), q = 1.0 + 4.0 * (c - b) / (c - a);
            const long double whole = expl(lgammal(p) + lgammal(q) - lgammal((long double)p + q));
            return (double)(beta_integral((x - a) / (c - a), p, q) / whole);
        }
        default: return NAN;
    }
}

static int by_value(const void *a, const void *b) {
    const double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

CK_TEST(draws_pass_the_kolmogorov_smirnov_test) {
    const ck_distribution all[] = {
        open_distribution(CK_UNIFORM, -1.0, 3.0, 0.0),         open_distribution(CK_TRIANGULAR, 30.0, 45.0, 120.0),
        open_distribution(CK_TRIANGULAR, 0.0, 0.0, 1.0),       open_distribution(CK_TRIANGULAR, 0.0, 1.0, 1.0),
        open_distribution(CK_NORMAL, 10.0, 3.0, 0.0),          open_distribution(CK_LOGNORMAL, 45.0, 0.8, 0.0),
        open_distribution(CK_BETA_PERT, 30.0, 45.0, 120.0),    open_distribution(CK_BETA_PERT, 0.0, 0.5, 1.0),
    };
    enum { DRAWS = 20000 };
    static double value[DRAWS];
    for (uint32_t k = 0; k < sizeof all / sizeof all[0]; k++) {
        for (uint64_t i = 0; i < DRAWS; i++) {
            value[i] = ck_distribution_value(&all[k], ck_random_unit((ck_random){.seed = 10}, k, 0, i));
        }
        qsort(value, DRAWS, sizeof value[0], by_value);
        double largest = 0.0;
        const int step = all[k].kind == CK_BETA_PERT ? 40 : 1;       // slow integral; the gap moves little
        for (int i = 0; i < DRAWS; i += step) {
            const double p = below(&all[k], value[i]);
            largest = fmax(largest, fmax(p - (double)i / DRAWS, (i + 1.0) / DRAWS - p));
        }
        CK_CHECK(largest * sqrt(DRAWS) < 2.0);                       // chance of 0.07 % for the right distribution
        CK_CHECK(largest > 0.0);
    }
}

CK_TEST(the_inverse_undoes_the_distribution) {
    const ck_distribution all[] = {
        open_distribution(CK_UNIFORM, -1.0, 3.0, 0.0), open_distribution(CK_TRIANGULAR, 30.0, 45.0, 120.0),
        open_distribution(CK_NORMAL, 10.0, 3.0, 0.0),  open_distribution(CK_LOGNORMAL, 45.0, 0.8, 0.0),
    };
    double worst = 0.0;
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
        for (int i = 1; i < 1000; i++) {
            const double error = fabs(below(&all[k], ck_distribution_value(&all[k], i / 1000.0)) - i / 1000.0);
            if (!(error <= worst)) worst = error;
        }
    }
    CK_CHECK_NEAR(worst, 0.0, 2e-15);
}

CK_TEST(values_known_by_hand_come_out) {
    ck_distribution d = open_distribution(CK_FIXED, 7.0, 0.0, 0.0);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.123), 7.0, 0.0);
    d = open_distribution(CK_UNIFORM, 2.0, 4.0, 0.0);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.0), 2.0, 0.0);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.25), 2.5, 0.0);
    d = open_distribution(CK_TRIANGULAR, 0.0, 1.0, 2.0);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.0), 0.0, 0.0);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.125), 0.5, 1e-15);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.5), 1.0, 1e-15);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.875), 1.5, 1e-15);
    d = open_distribution(CK_LOGNORMAL, 45.0, 0.5, 0.0);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.5), 45.0, 1e-14);
    d = open_distribution(CK_BETA_PERT, 10.0, 20.0, 30.0);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.5), 20.0, 1e-13);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.0), 10.0, 0.0);
}

CK_TEST(a_point_without_width_stays_a_point) {
    ck_distribution d = open_distribution(CK_TRIANGULAR, 5.0, 5.0, 5.0);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.7), 5.0, 0.0);
    d.kind = CK_BETA_PERT;
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.7), 5.0, 0.0);
    d = open_distribution(CK_NORMAL, 5.0, 0.0, 0.0);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.0), 5.0, 0.0);
}

CK_TEST(every_choice_comes_equally_often_and_an_absent_one_never) {
    ck_distribution d = open_distribution(CK_CHOICE, 1.0, 5.0, 9.0);
    uint32_t found[3] = {0};
    for (int i = 0; i < 3000; i++) {
        const double value = ck_distribution_value(&d, i / 3000.0);
        found[value < 3.0 ? 0 : value < 7.0 ? 1 : 2]++;
    }
    for (int i = 0; i < 3; i++) CK_CHECK_EQUAL(found[i], 1000);
    d.b = NAN;
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.49), 1.0, 0.0);
    CK_CHECK_NEAR(ck_distribution_value(&d, 0.51), 9.0, 0.0);
    CK_CHECK_NEAR(ck_distribution_value(&d, 1.0), 9.0, 0.0);
    d.a = d.c = NAN;
    CK_CHECK(isnan(ck_distribution_value(&d, 0.5)));
}

CK_TEST(values_are_cut_to_the_stated_range) {
    ck_distribution d = {CK_NORMAL, 0.0, 1.0, 0.0, -0.5, 1.5};
    uint32_t at_low = 0, at_high = 0, outside = 0;
    for (int i = 0; i < 10000; i++) {
        const double value = ck_distribution_value(&d, i / 10000.0);
        at_low += value == -0.5;
        at_high += value == 1.5;
        outside += value < -0.5 || value > 1.5;
    }
    CK_CHECK_EQUAL(outside, 0);
    CK_CHECK_NEAR(at_low, 10000 * 0.5 * erfc(0.5 / sqrt(2.0)), 2.0);
    CK_CHECK_NEAR(at_high, 10000 * 0.5 * erfc(1.5 / sqrt(2.0)), 2.0);
    d = open_distribution(CK_NORMAL, 0.0, 1.0, 0.0);
    CK_CHECK(isfinite(ck_distribution_value(&d, 0.0)) && ck_distribution_value(&d, 0.0) < -8.0);
    CK_CHECK(isfinite(ck_distribution_value(&d, 1.0 - 0x1p-53)) && ck_distribution_value(&d, 1.0 - 0x1p-53) > 8.0);
}

CK_TEST_MAIN()
