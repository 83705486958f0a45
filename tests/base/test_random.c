/* Random numbers by address: known answers, uniformity, independence of the parts of the address, exact
   distributions. */
#include "base/base.h"
#include "ck_test.h"

#include <math.h>
#include <stdlib.h>

/* Answers of an independent program in another language that follows docs/numbers.md. */
CK_TEST(the_documented_construction_gives_the_known_numbers) {
    CK_CHECK_DIGEST(ck_random_bits((ck_random){0, 0}, 0, 0, 0), UINT64_C(0x2130748aaac80268));
    CK_CHECK_DIGEST(ck_random_bits((ck_random){1, 0}, 1, 0, 0), UINT64_C(0xb4bb7293d14a11ea));
    CK_CHECK_DIGEST(ck_random_bits((ck_random){1, 7}, 3, 365, 12345678901), UINT64_C(0xc0c24108716d6f1a));
    CK_CHECK_DIGEST(ck_random_bits((ck_random){UINT64_MAX, UINT64_MAX}, UINT32_MAX, UINT32_MAX, UINT64_MAX),
                    UINT64_C(0x9c666618c8f279d7));
    CK_CHECK_NEAR(ck_random_unit((ck_random){1, 7}, 3, 365, 12345678901),
                  (double)(UINT64_C(0xc0c24108716d6f1a) >> 11) * 0x1p-53, 0.0);
}

/* The k-th number when only one part of the address moves. */
static uint64_t along(int part, uint64_t k) {
    ck_random random = {.seed = 42, .draw = 5};
    uint32_t purpose = 3, day = 17;
    uint64_t index = 1000;
    switch (part) {
        case 0: random.seed += k; break;
        case 1: random.draw += k; break;
        case 2: purpose += (uint32_t)k; break;
        case 3: day += (uint32_t)k; break;
        default: index += k; break;
    }
    return ck_random_bits(random, purpose, day, index);
}

enum { PARTS = 5, BINS = 1000, NUMBERS = 1000000 };

CK_TEST(numbers_are_uniform_along_every_part_of_the_address) {
    for (int part = 0; part < PARTS; part++) {
        for (int shift = 0; shift <= 40; shift += 40) {              // upper and lower bits
            static uint32_t bin[BINS];
            memset(bin, 0, sizeof bin);
            for (uint64_t k = 0; k < NUMBERS; k++) {
                const uint64_t bits = along(part, k) << shift;
                bin[(uint32_t)((double)(bits >> 11) * 0x1p-53 * BINS)]++;
            }
            const double expected = (double)NUMBERS / BINS;
            double chi_square = 0.0;
            for (int i = 0; i < BINS; i++) chi_square += (bin[i] - expected) * (bin[i] - expected) / expected;
            CK_CHECK_NEAR(chi_square, BINS - 1, 4.5 * sqrt(2.0 * (BINS - 1)));
        }
    }
}

CK_TEST(neighbouring_addresses_are_uncorrelated) {
    for (int part = 0; part < PARTS; part++) {
        for (uint64_t lag = 1; lag <= 4; lag++) {
            double sum = 0.0;
            for (uint64_t k = 0; k < NUMBERS / 4; k++) {
                const double a = (double)(along(part, k) >> 11) * 0x1p-53 - 0.5;
                const double b = (double)(along(part, k + lag) >> 11) * 0x1p-53 - 0.5;
                sum += a * b;
            }
            const double correlation = sum / (NUMBERS / 4) * 12.0;
            CK_CHECK_NEAR(correlation, 0.0, 4.5 / sqrt(NUMBERS / 4));
        }
    }
}

CK_TEST(one_bit_of_the_address_changes_half_the_bits_of_the_number) {
    double flips[320] = {0};
    const int trials = 2000;
    for (int trial = 0; trial < trials; trial++) {
        const uint64_t base = ck_random_bits((ck_random){.seed = 99}, 0, 0, (uint64_t)trial);
        const ck_random random = {base, base >> 7};
        const uint32_t purpose = (uint32_t)(base >> 3), day = (uint32_t)(base >> 21);
        const uint64_t index = base * 5, bits = ck_random_bits(random, purpose, day, index);
        for (int bit = 0; bit < 256; bit++) {
            const uint64_t one = UINT64_C(1) << (bit % 64);
            const ck_random other = {random.seed ^ (bit < 64 ? one : 0),
                                     random.draw ^ (bit >= 64 && bit < 128 ? one : 0)};
            const uint64_t middle = ((uint64_t)purpose << 32 | day) ^ (bit >= 128 && bit < 192 ? one : 0);
            const uint64_t moved = ck_random_bits(other, (uint32_t)(middle >> 32), (uint32_t)middle,
                                                  index ^ (bit >= 192 ? one : 0));
            flips[bit] += __builtin_popcountll(bits ^ moved);
        }
    }
    for (int bit = 0; bit < 256; bit++) CK_CHECK_NEAR(flips[bit] / trials, 32.0, 5.0 * 4.0 / sqrt(trials));
}

CK_TEST(the_unit_number_is_a_multiple_of_2_to_the_minus_53_below_1) {
    uint32_t wrong = 0;
    for (uint64_t k = 0; k < 100000; k++) {
        const double u = ck_random_unit((ck_random){.seed = 1}, 1, 1, k);
        wrong += !(u >= 0.0 && u < 1.0 && u * 0x1p53 == floor(u * 0x1p53));
    }
    CK_CHECK_EQUAL(wrong, 0);
}

CK_TEST(normal_numbers_have_the_moments_and_tails_of_the_normal_distribution) {
    const int n = 1000000;
    double power[5] = {0};
    uint32_t above_two = 0, below_three = 0;
    for (int k = 0; k < n; k++) {
        const double z = ck_random_normal((ck_random){.seed = 8, .draw = 3}, 2, 5, (uint64_t)k);
        double product = 1.0;
        for (int i = 1; i <= 4; i++) power[i] += product *= z;
        above_two += z > 2.0;
        below_three += z < -3.0;
    }
    CK_CHECK_NEAR(power[1] / n, 0.0, 4.5 * sqrt(1.0 / n));
    CK_CHECK_NEAR(power[2] / n, 1.0, 4.5 * sqrt(2.0 / n));
    CK_CHECK_NEAR(power[3] / n, 0.0, 4.5 * sqrt(15.0 / n));
    CK_CHECK_NEAR(power[4] / n, 3.0, 4.5 * sqrt(96.0 / n));
    const double p_two = 0.5 * erfc(2.0 / sqrt(2.0)), p_three = 0.5 * erfc(3.0 / sqrt(2.0));
    CK_CHECK_NEAR(above_two, n * p_two, 4.5 * sqrt(n * p_two));
    CK_CHECK_NEAR(below_three, n * p_three, 4.5 * sqrt(n * p_three));
}

/* ln of C(n, k) p^k (1 - p)^(n - k) */
static long double log_chance(uint32_t n, uint32_t k, double p) {
    return lgammal(n + 1.0L) - lgammal(k + 1.0L) - lgammal((long double)(n - k) + 1.0L) + k * logl(p) +
           (n - k) * log1pl(-(long double)p);
}

/* The answer of the definition: the smallest k with u < F(k), and how near u is to a step of F. */
static uint32_t smallest_above(uint32_t n, double p, double u, long double *nearest_step) {
    long double passed = 0.0L;
    *nearest_step = 1.0L;
    for (uint32_t k = 0; k < n; k++) {
        passed += expl(log_chance(n, k, p));
        const long double step = fabsl(passed - u);
        if (step < *nearest_step) *nearest_step = step;
        if (u < passed) return k;
    }
    return n;
}

CK_TEST(binomial_numbers_are_the_exact_inverse_of_the_distribution) {
    const uint32_t trials[] = {1, 2, 3, 7, 20, 60, 150, 400, 1000};
    const double chance[] = {1e-12, 0.001, 0.05, 0.3, 0.5, 0.8, 0.99, 1.0 - 1e-9};
    const ck_random random = {.seed = 77, .draw = 1};
    uint32_t wrong = 0, checked = 0;
    for (uint32_t t = 0; t < 9; t++) {
        for (uint32_t c = 0; c < 8; c++) {
            for (uint32_t k = 0; k < 150; k++) {
                long double nearest;
                const double u = ck_random_unit(random, t, c, k);
                const uint32_t expected = smallest_above(trials[t], chance[c], u, &nearest);
                if (nearest < 1e-12L) continue;
                checked++;
                wrong += ck_random_binomial(random, t, c, k, trials[t], chance[c]) != expected;
            }
        }
    }
    CK_CHECK_EQUAL(wrong, 0);
    CK_CHECK(checked > 10000);
}

CK_TEST(binomial_numbers_come_as_often_as_the_exact_chances_say) {
    enum { TRIALS = 12, DRAWS = 300000 };
    uint32_t found[TRIALS + 1] = {0};
    for (uint64_t k = 0; k < DRAWS; k++) found[ck_random_binomial((ck_random){.seed = 2}, 1, 0, k, TRIALS, 0.3)]++;
    double chi_square = 0.0, expected_tail = 0.0, found_tail = 0.0;
    int bins = 0;
    for (uint32_t k = 0; k <= TRIALS; k++) {
        const double expected = DRAWS * (double)expl(log_chance(TRIALS, k, 0.3));
        if (expected < 20.0) {
            expected_tail += expected;
            found_tail += found[k];
            continue;
        }
        chi_square += (found[k] - expected) * (found[k] - expected) / expected;
        bins++;
    }
    chi_square += (found_tail - expected_tail) * (found_tail - expected_tail) / expected_tail;
    CK_CHECK_NEAR(chi_square, bins, 4.5 * sqrt(2.0 * bins));
}

CK_TEST(many_trials_neither_underflow_nor_lose_the_mean) {
    const double chance[] = {0.5, 0.02, 0.97, 1e-5, 1.0 - 1e-5};
    for (int c = 0; c < 5; c++) {
        const double n = 100000, p = chance[c], variance = n * p * (1.0 - p);
        const int draws = 4000;
        double sum = 0.0, squares = 0.0;
        for (int k = 0; k < draws; k++) {
            const double x = ck_random_binomial((ck_random){.seed = 6}, (uint32_t)c, 0, (uint64_t)k, 100000, p) - n * p;
            sum += x;
            squares += x * x;
        }
        CK_CHECK_NEAR(sum / draws, 0.0, 4.5 * sqrt(variance / draws));
        CK_CHECK_NEAR(squares / draws, variance, 4.5 * sqrt((2.0 * variance * variance + variance) / draws));
    }
}

CK_TEST(binomial_numbers_at_the_ends_are_certain) {
    const ck_random random = {.seed = 1};
    for (uint64_t k = 0; k < 1000; k++) {
        CK_REQUIRE(ck_random_binomial(random, 1, 1, k, 0, 0.5) == 0);
        CK_REQUIRE(ck_random_binomial(random, 1, 1, k, 50, 0.0) == 0);
        CK_REQUIRE(ck_random_binomial(random, 1, 1, k, 50, -1.0) == 0);
        CK_REQUIRE(ck_random_binomial(random, 1, 1, k, 50, NAN) == 0);
        CK_REQUIRE(ck_random_binomial(random, 1, 1, k, 50, 1.0) == 50);
        CK_REQUIRE(ck_random_binomial(random, 1, 1, k, 50, 7.0) == 50);
        CK_REQUIRE(ck_random_binomial(random, 1, 1, k, 50, 0x1p-1074) == 0);
        CK_REQUIRE(ck_random_binomial(random, 1, 1, k, 50, 1.0 - 0x1p-53) == 50);
    }
}

CK_TEST(a_better_chance_never_gives_fewer_successes_at_the_same_address) {
    uint32_t falls = 0;
    for (uint64_t k = 0; k < 300; k++) {
        uint32_t last = 0;
        for (int c = 0; c <= 100; c++) {
            const uint32_t now = ck_random_binomial((ck_random){.seed = 3}, 1, 1, k, 40, c / 100.0);
            falls += now < last;
            last = now;
        }
    }
    CK_CHECK_EQUAL(falls, 0);
}

CK_TEST_MAIN()
