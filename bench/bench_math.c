/* Time of one call of the kernel's elementary functions and of the C library's, measured in the same run on the same
   numbers: the smallest of several passes over a list that fits the first cache. */
#include "bench.h"
#include "base/base.h"

#include <math.h>

enum { COUNT = 1024, ROUNDS = 200, PASSES = 15 };

static double left[COUNT], right[COUNT];
static volatile double sink;

/* ns of one evaluation of `call`, in which x and y are the numbers and i their index; measured into `result`. The
   calls do not wait for each other, as in the engine's loops. */
#define MEASURE(result, call)                                                                                          \
    do {                                                                                                               \
        result = INFINITY;                                                                                             \
        for (int pass = 0; pass < PASSES; pass++) {                                                                    \
            double sum = 0.0;                                                                                          \
            const double start = bench_wall();                                                                         \
            for (int round = 0; round < ROUNDS; round++) {                                                             \
                for (uint32_t i = 0; i < COUNT; i++) {                                                                 \
                    const double x = left[i], y = right[i];                                                            \
                    (void)x, (void)y;                                                                                  \
                    sum += (double)(call);                                                                             \
                }                                                                                                      \
            }                                                                                                          \
            const double each = 1e9 * (bench_wall() - start) / ((double)COUNT * ROUNDS);                               \
            if (each < result) result = each;                                                                          \
            sink = sum;                                                                                                \
        }                                                                                                              \
    } while (0)

#define COMPARE(name, range, ours, theirs)                                                                             \
    do {                                                                                                               \
        double our_time, their_time;                                                                                   \
        MEASURE(our_time, ours);                                                                                       \
        MEASURE(their_time, theirs);                                                                                   \
        printf("%-10s %-34s %8.2f %8.2f %7.2f\n", name, range, our_time, their_time, our_time / their_time);           \
    } while (0)

#define ALONE(name, range, ours)                                                                                       \
    do {                                                                                                               \
        double our_time;                                                                                               \
        MEASURE(our_time, ours);                                                                                       \
        printf("%-10s %-34s %8.2f\n", name, range, our_time);                                                          \
    } while (0)

static void fill(double low, double high, double other_low, double other_high) {
    for (uint32_t i = 0; i < COUNT; i++) {
        left[i] = low + (high - low) * ck_random_unit((ck_random){.seed = 1}, 1, 0, i);
        right[i] = other_low + (other_high - other_low) * ck_random_unit((ck_random){.seed = 1}, 2, 0, i);
    }
}

static void bench_digest(void) {
    static double value[131072];
    for (uint32_t i = 0; i < 131072; i++) value[i] = ck_random_unit((ck_random){.seed = 1}, 3, 0, i);
    double best = INFINITY;
    for (int pass = 0; pass < 50; pass++) {
        ck_digest digest = ck_digest_start(0);
        const double start = bench_wall();
        (void)ck_digest_doubles(&digest, value, 131072, NULL);
        const double each = 1e9 * (bench_wall() - start) / 131072;
        if (each < best) best = each;
        sink = (double)ck_digest_value(&digest);
    }
    printf("%-10s %-34s %8.2f                  (%.1f GB/s)\n", "digest", "a double of 1 MB", best, 8.0 / best);
}

int main(void) {
    const ck_random random = {.seed = 7, .draw = 3};
    printf("%-10s %-34s %8s %8s %7s\n", "function", "arguments", "ns", "libm ns", "ratio");
    fill(-3.0, 3.0, 0.0, 1.0);
    COMPARE("exp", "-3 .. 3", ck_exp(x), exp(x));
    fill(-700.0, 700.0, 0.0, 1.0);
    COMPARE("exp", "-700 .. 700", ck_exp(x), exp(x));
    fill(0.1, 10.0, 0.0, 1.0);
    COMPARE("log", "0.1 .. 10", ck_log(x), log(x));
    fill(0.05, 20.0, -5.0, 5.0);
    COMPARE("pow", "0.05 .. 20 to the -5 .. 5", ck_pow(x, y), pow(x, y));
    fill(0.0, 10.0, 0.0, 1.0);
    COMPARE("sqrt", "0 .. 10", ck_sqrt(x), sqrt(x));
    fill(-1000.0, 1000.0, 0.0, 1.0);
    COMPARE("floor", "-1000 .. 1000", ck_floor(x), floor(x));
    fill(0.0, 1.0, 0.0, 1.0);
    ALONE("normal", "inverse distribution at 0 .. 1", cki_normal_inverse(x));
    ALONE("pert", "inverse distribution at 0 .. 1", cki_beta_inverse(x, 1.0 + 4.0 * y, 5.0 - 4.0 * y));
    ALONE("bits", "one address", ck_random_bits(random, 1, 2, i));
    ALONE("unit", "one address", ck_random_unit(random, 1, 2, i));
    ALONE("binomial", "40 trials, chance 0 .. 1", ck_random_binomial(random, 1, 2, i, 40, x));
    bench_digest();
    return 0;
}
