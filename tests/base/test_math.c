/* Elementary functions against 113-bit arithmetic (libquadmath, loaded when the test runs; long double where it has
   113 bits itself). CK_TEST_POINTS in the environment changes the number of points of each measurement, for slow
   machines. */
#include "base/base.h"
#include "base/lanes.h"
#include "base/math_inline.h"
#include "ck_test.h"

#include <dlfcn.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#if LDBL_MANT_DIG < 113 && defined(__SIZEOF_FLOAT128__)
__extension__ typedef __float128 reference;
#else
typedef long double reference;
#endif

typedef reference (*function_1)(reference);
typedef reference (*function_2)(reference, reference);
typedef struct references { bool found; function_1 exp, log; function_2 pow; } references;

static references load_references(void) {
    references result = {0};
#if LDBL_MANT_DIG >= 113
    result = (references){true, expl, logl, powl};
#elif defined(__SIZEOF_FLOAT128__)
    void *library = dlopen("libquadmath.so.0", RTLD_NOW);
    if (library == NULL) return result;
    void *found[3] = {dlsym(library, "expq"), dlsym(library, "logq"), dlsym(library, "powq")};
    memcpy(&result.exp, &found[0], sizeof found[0]);
    memcpy(&result.log, &found[1], sizeof found[1]);
    memcpy(&result.pow, &found[2], sizeof found[2]);
    result.found = found[0] != NULL && found[1] != NULL && found[2] != NULL;
#endif
    return result;
}

#define REFERENCE_OR_SKIP(name)                                                                                        \
    const references name = load_references();                                                                         \
    if (!name.found) CK_SKIP("no 113-bit arithmetic here: libquadmath.so.0 is missing")

static uint64_t points(void) {
    const char *text = getenv("CK_TEST_POINTS");
    return text != NULL ? strtoull(text, NULL, 10) : 1000000;
}

/* Error in units of the last place of the true value; subnormal values have the last place 2^-1074. */
static double ulps(double value, reference truth) {
    const reference size = truth < 0 ? -truth : truth;
    if (isinf(value)) return size >= (reference)DBL_MAX + (reference)0x1p969 ? 0.0 : INFINITY;
    int exponent = 1024;                                             // size is in [2^(exponent - 1), 2^exponent)
    if (size <= (reference)DBL_MAX) (void)frexp((double)size, &exponent);
    if (size < (reference)ldexp(0.5, exponent)) exponent--;          // the conversion above had rounded up
    if (size < (reference)DBL_MIN) exponent = -1021;
    const reference difference = (reference)value - truth;
    return (double)((difference < 0 ? -difference : difference) / (reference)ldexp(1.0, exponent - 53));
}

static double unit(uint32_t purpose, uint64_t i) {
    return ck_random_unit((ck_random){.seed = 2024}, purpose, 0, i);
}

CK_TEST(the_error_is_measured_in_units_of_the_last_place) {
    CK_CHECK_NEAR(ulps(1.0 + DBL_EPSILON, 1), 1.0, 1e-12);
    CK_CHECK_NEAR(ulps(1.0, (reference)1 + (reference)(DBL_EPSILON / 4)), 0.25, 1e-12);
    CK_CHECK_NEAR(ulps(-3.0, (reference)-3 - (reference)DBL_EPSILON), 0.5, 1e-12);
    CK_CHECK_NEAR(ulps(0x1p-1074, 0), 1.0, 1e-12);
    CK_CHECK_NEAR(ulps(0x1p-1022, (reference)0x1p-1022 + (reference)0x1p-1074), 1.0, 1e-12);
    CK_CHECK_NEAR(ulps(0x1p-1000, (reference)0x1p-1000 - (reference)0x1p-1053), 1.0, 1e-12);
    CK_CHECK_NEAR(ulps(DBL_MAX, (reference)DBL_MAX + (reference)0x1p970), 0.5, 1e-12);
}

CK_TEST(exp_stays_within_0_53_units_of_the_last_place) {
    REFERENCE_OR_SKIP(wide);
    double worst = 0.0, worst_at = 0.0;
    for (uint64_t i = 0; i < points(); i++) {
        const double u = unit(1, i);
        const double x = i % 4 == 0   ? -745.2 + 1455.0 * u          // the whole range
                         : i % 4 == 1 ? 4.0 * u - 2.0
                         : i % 4 == 2 ? -745.2 + 45.0 * u            // subnormal results
                                      : ldexp(u - 0.5, -(int)(i / 4 % 70));
        if (x >= 709.782712893384) continue;
        const double error = ulps(ck_exp(x), wide.exp((reference)x));
        if (!(error <= worst)) {
            worst = error;
            worst_at = x;
        }
    }
    if (worst > 0.53) printf("    at %a\n", worst_at);
    CK_CHECK(worst <= 0.53);
    CK_CHECK(worst > 0.4);                                           // or the measurement itself is broken
}

CK_TEST(log_stays_within_0_53_units_of_the_last_place) {
    REFERENCE_OR_SKIP(wide);
    double worst = 0.0, worst_at = 0.0;
    for (uint64_t i = 0; i < points(); i++) {
        const double u = unit(2, i);
        const double x = i % 4 == 0   ? exp(1454.0 * u - 744.4)      // the whole range
                         : i % 4 == 1 ? 0.5 + u
                         : i % 4 == 2 ? 1.0 + 0.03 * (u - 0.5)
                                      : 1.0 + ldexp(u - 0.5, -(int)(i / 4 % 52));
        const double error = ulps(ck_log(x), wide.log((reference)x));
        if (!(error <= worst)) {
            worst = error;
            worst_at = x;
        }
    }
    if (worst > 0.53) printf("    at %a\n", worst_at);
    CK_CHECK(worst <= 0.53);
    CK_CHECK(worst > 0.4);
}

CK_TEST(pow_stays_within_0_54_units_of_the_last_place) {
    REFERENCE_OR_SKIP(wide);
    double worst = 0.0, worst_x = 0.0, worst_y = 0.0;
    for (uint64_t i = 0; i < points(); i++) {
        const double u = unit(3, i), v = unit(4, i);
        double x, y;
        if (i % 4 == 0) {
            x = exp(1400.0 * (u - 0.5));                             // results over the whole range
            y = 1488.0 * (v - 0.5) / log(x);
        } else if (i % 4 == 1) {
            x = 1.0 + 0.05 * (u - 0.5);                              // near 1, large powers
            y = 1418.0 * (v - 0.5) / log(x);
        } else if (i % 4 == 2) {
            x = 4.0 * u;                                             // prices and elasticities
            y = 20.0 * (v - 0.5);
        } else {
            x = 0.5 + u;
            y = 1418.0 * (v - 0.5) / log(x);
        }
        const reference truth = wide.pow((reference)x, (reference)y);
        if (!(truth < (reference)DBL_MAX) || !(fabs(y) < 1e300)) continue;
        const double error = ulps(ck_pow(x, y), truth);
        if (!(error <= worst)) {
            worst = error;
            worst_x = x;
            worst_y = y;
        }
    }
    if (worst > 0.54) printf("    at %a to the power of %a\n", worst_x, worst_y);
    CK_CHECK(worst <= 0.54);
    CK_CHECK(worst > 0.4);
}

CK_TEST(every_table_entry_agrees_with_113_bit_arithmetic) {
    REFERENCE_OR_SKIP(wide);
    const reference log_2 = wide.log(2);
    for (int i = 0; i < EXP_PARTS; i++) {
        const reference truth = wide.exp(log_2 * i / EXP_PARTS), power = cki_exp_table[i].power;
        CK_CHECK_NEAR((double)(truth / (power * (1 + (reference)cki_exp_table[i].rest)) - 1), 0.0, 0x1p-105);
        CK_CHECK(fabs(cki_exp_table[i].rest) <= 0x1p-53);
    }
    for (int i = 0; i < LOG_PARTS; i++) {
        const log_part part = cki_log_table[i];
        const reference truth = -wide.log((reference)part.reciprocal);
        CK_CHECK_NEAR((double)(truth - (reference)part.high - (reference)part.low), 0.0, 0x1p-95);
        CK_CHECK(part.high * 0x1p42 == floor(part.high * 0x1p42) && fabs(part.low) <= 0x1p-43);
        CK_CHECK(part.reciprocal * 1024.0 == floor(part.reciprocal * 1024.0));
    }
}

/* Neighbours around x: neither of two neighbouring arguments may give the smaller result. */
static bool rises_around(double (*function)(double), double x, int steps) {
    double from = x;
    for (int i = 0; i < steps; i++) from = nextafter(from, -INFINITY);
    for (int i = 0; i < 2 * steps; i++) {
        const double to = nextafter(from, INFINITY);
        if (!(function(from) <= function(to))) return false;
        from = to;
    }
    return true;
}

CK_TEST(exp_and_log_never_decrease_between_neighbours) {
    uint32_t falls = 0;
    for (uint64_t i = 0; i < points() / 4; i++) {
        falls += !rises_around(ck_exp, -746.0 + 1456.0 * unit(5, i), 3);
        falls += !rises_around(ck_log, exp(1400.0 * (unit(6, i) - 0.5)), 3);
    }
    for (int part = -1074 * 64; part < 1024 * 64; part++) {          // where the table entry changes
        falls += !rises_around(ck_exp, (part + 0.5) * 0x1.62e42fefa39efp-7, 5);
    }
    for (int binade = -1000; binade < 1000; binade++) {
        for (int part = 0; part < LOG_PARTS; part++) {
            const double edge = part < 80 ? 0.6875 + part / 256.0 : 1.0 + (part - 80) / 128.0;
            falls += !rises_around(ck_log, ldexp(edge, binade), 3);
        }
    }
    CK_CHECK_EQUAL(falls, 0);
}

static bool same(double a, double b) {
    return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b));
}

CK_TEST(exp_and_log_have_the_special_values_of_annex_f) {
    CK_CHECK(same(ck_exp(0.0), 1.0) && same(ck_exp(-0.0), 1.0));
    CK_CHECK(same(ck_exp(INFINITY), INFINITY) && same(ck_exp(-INFINITY), 0.0) && isnan(ck_exp(NAN)));
    CK_CHECK(same(ck_exp(0x1.62e42fefa39efp+9), 0x1.fffffffffff2ap+1023));         // the largest that does not overflow
    CK_CHECK(same(ck_exp(0x1.62e42fefa39f0p+9), INFINITY) && same(ck_exp(1e308), INFINITY));
    CK_CHECK(same(ck_exp(-0x1.74910d52d3051p+9), 0x1p-1074) && same(ck_exp(-0x1.74910d52d3053p+9), 0.0));
    CK_CHECK(same(ck_exp(-1e308), 0.0) && same(ck_exp(0x1p-1074), 1.0));
    CK_CHECK(same(ck_log(1.0), 0.0) && same(ck_log(0.0), -INFINITY) && same(ck_log(-0.0), -INFINITY));
    CK_CHECK(same(ck_log(INFINITY), INFINITY) && isnan(ck_log(-1.0)) && isnan(ck_log(-INFINITY)) && isnan(ck_log(NAN)));
    CK_CHECK(same(ck_log(0x1p-1074), log(0x1p-1074)) && same(ck_log(DBL_MAX), log(DBL_MAX)));
}

CK_TEST(pow_has_the_special_values_of_annex_f) {
    const double values[] = {0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5,
                             0x1p52 + 1, -0x1p52 - 1, 0x1p53, -0x1p53, 0x1p60, -0x1p60, 1e300, -1e300,
                             0x1p-1074, -0x1p-1074, 0x1.fffffffffffffp-1, -0x1.fffffffffffffp-1,
                             DBL_MAX, -DBL_MAX, INFINITY, -INFINITY, NAN};
    const size_t count = sizeof values / sizeof values[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            const double ours = ck_pow(values[i], values[k]), theirs = pow(values[i], values[k]);
            const bool agree = same(ours, theirs) || (isfinite(theirs) && fabs(ours - theirs) <= 1e-15 * fabs(theirs));
            if (!agree) printf("    pow(%a, %a) = %a, libm %a\n", values[i], values[k], ours, theirs);
            CK_CHECK(agree);
        }
    }
    CK_CHECK(same(ck_pow(NAN, 0.0), 1.0) && same(ck_pow(1.0, NAN), 1.0) && isnan(ck_pow(NAN, 1.0)));
    CK_CHECK(same(ck_pow(-1.0, INFINITY), 1.0) && same(ck_pow(-1.0, -INFINITY), 1.0));
    CK_CHECK(isnan(ck_pow(-8.0, 1.0 / 3.0)) && same(ck_pow(-0.0, -3.0), -INFINITY) && same(ck_pow(-0.0, 3.0), -0.0));
}

CK_TEST(whole_powers_and_roots_that_fit_are_exact) {
    for (int base = 1; base <= 50; base++) {
        double power = 1.0;
        for (int exponent = 0; exponent <= 5; exponent++, power *= base) {
            CK_CHECK_NEAR(ck_pow(base, exponent), power, 0.0);
            CK_CHECK_NEAR(ck_pow(-base, exponent), exponent % 2 == 1 ? -power : power, 0.0);
        }
        CK_CHECK_NEAR(ck_pow((double)base * base, 0.5), base, 0.0);
    }
    for (int exponent = -1074; exponent < 1024; exponent++) {
        CK_CHECK_NEAR(ck_pow(2.0, exponent), ldexp(1.0, exponent), 0.0);
    }
}

CK_TEST(floor_and_square_root_agree_with_the_c_library_bit_by_bit) {
    uint32_t wrong = 0;
    const double values[] = {0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 0x1p52, -0x1p52, 0x1p52 - 0.5, -0x1p52 + 0.5,
                             0x1p63, -0x1p63, 1e300, -1e300, 0x1p-1074, -0x1p-1074, INFINITY, -INFINITY, NAN};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        wrong += !same(ck_floor(values[i]), floor(values[i])) || !same(ck_sqrt(values[i]), sqrt(values[i]));
    }
    for (uint64_t i = 0; i < 1000000; i++) {
        const uint64_t bits = ck_random_bits((ck_random){.seed = 5}, 0, 0, i);
        double any;
        memcpy(&any, &bits, sizeof any);
        const double near = ldexp((double)(int64_t)bits, -(int)(i % 64));
        wrong += !same(ck_floor(any), floor(any)) || !same(ck_sqrt(any), sqrt(any));
        wrong += !same(ck_floor(near), floor(near));
    }
    CK_CHECK_EQUAL(wrong, 0);
}

enum { ROW = 4096 };
CKI_LANES_VOID(exps, (const double *x, double *y, uint32_t width), (x, y, width), width) {
    (void)width;
    CKI_EACH
    for (uint32_t i = 0; i < ROW; i++) y[i] = cki_exp_inside(x[i]);
}
CKI_LANES_VOID(logs, (const double *x, double *y, uint32_t width), (x, y, width), width) {
    (void)width;
    CKI_EACH
    for (uint32_t i = 0; i < ROW; i++) y[i] = cki_log_inside(x[i]);
}

CK_TEST(loops_over_exp_and_log_give_the_bits_of_single_calls_at_every_width) {
    static double x[ROW], power[ROW], y[ROW];
    uint64_t wrong = 0;
    for (uint32_t row = 0; row < 1000; row++) {
        for (uint32_t i = 0; i < ROW; i++) x[i] = row == 0 && i == 0 ? 0.0 : (row % 2 ? 1200.0 : 4.0) * (unit(11, (uint64_t)row * ROW + i) - 0.5);
        for (uint32_t width = 2; width <= cki_wide(); width *= 2) {
            exps(x, power, width);
            for (uint32_t i = 0; i < ROW; i++) wrong += !same(power[i], ck_exp(x[i]));
            logs(power, y, width);
            for (uint32_t i = 0; i < ROW; i++) wrong += !same(y[i], ck_log(power[i]));
        }
    }
    CK_CHECK_EQUAL(wrong, 0);
}

CK_TEST(smaller_and_larger_treat_nan_as_stated) {
    CK_CHECK(same(ck_min(1.0, 2.0), 1.0) && same(ck_min(2.0, 1.0), 1.0) && same(ck_max(1.0, 2.0), 2.0));
    CK_CHECK(isnan(ck_min(NAN, 1.0)) && same(ck_min(1.0, NAN), 1.0));
    CK_CHECK(isnan(ck_max(NAN, 1.0)) && same(ck_max(1.0, NAN), 1.0));
    CK_CHECK(same(ck_min(-0.0, 0.0), -0.0) && same(ck_max(0.0, -0.0), 0.0));
    CK_CHECK(same(ck_clamp(5.0, 0.0, 1.0), 1.0) && same(ck_clamp(-5.0, 0.0, 1.0), 0.0));
    CK_CHECK(isnan(ck_clamp(NAN, 0.0, 1.0)));
    CK_CHECK(ck_is_finite(DBL_MAX) && !ck_is_finite(INFINITY) && !ck_is_finite(NAN) && ck_is_nan(NAN));
}

/* The same on every machine and with every compiler; a change of method changes it and every result of the project. */
CK_TEST(a_hundred_thousand_values_have_the_known_digest) {
    ck_digest digest = ck_digest_start(0);
    for (uint64_t i = 0; i < 100000; i++) {
        const double u = unit(7, i), v = unit(8, i);
        const double value[6] = {ck_exp(1456.0 * u - 746.0), ck_log(ck_exp(1400.0 * (v - 0.5))),
                                 ck_pow(4.0 * u, 20.0 * v - 10.0), cki_normal_inverse(u),
                                 cki_beta_inverse(u, 1.0 + 4.0 * v, 5.0 - 4.0 * v), cki_log_gamma(30.0 * v)};
        CK_REQUIRE_OK(ck_digest_doubles(&digest, value, i % 100 == 0 ? 6 : 4, NULL));
    }
    CK_CHECK_DIGEST(ck_digest_value(&digest), UINT64_C(0xa6ebf48717206802));
}

CK_TEST_MAIN()
