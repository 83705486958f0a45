/* Random numbers by address. */
#include "base.h"

uint64_t ck_random_bits(ck_random random, uint32_t purpose, uint32_t day, uint64_t index) {
    return cki_mix(cki_random_key(random, purpose, day) ^ index);
}

double ck_random_unit(ck_random random, uint32_t purpose, uint32_t day, uint64_t index) {
    return (double)(ck_random_bits(random, purpose, day, index) >> 11) * 0x1p-53;
}

/* The middle of one of 2^52 equal parts of 0..1: never 0 or 1, and as often p as 1 - p. */
double ck_random_normal(ck_random random, uint32_t purpose, uint32_t day, uint64_t index) {
    const uint64_t part = ck_random_bits(random, purpose, day, index) >> 12;
    return cki_normal_inverse(((double)part + 0.5) * 0x1p-52);
}

/* Weights relative to the most likely number of successes, so that nothing underflows, however many trials: down from
   the mode until they no longer count, then up from there, once for their sum and once for the answer. Neither
   logarithms nor factorials enter, and the sum makes up for the missing factor. */
uint32_t ck_random_binomial(ck_random random, uint32_t purpose, uint32_t day, uint64_t index, uint32_t trials,
                            double chance) {
    const double negligible = 0x1p-100;
    if (trials == 0 || !(chance > 0.0)) return 0;
    if (chance >= 1.0) return trials;

    const double n = trials, odds = chance / (1.0 - chance);
    uint32_t lowest = trials;
    if ((n + 1.0) * chance < n) lowest = (uint32_t)((n + 1.0) * chance);
    double weight = 1.0;
    for (; lowest > 0; lowest--) {
        const double next = weight * (lowest / ((n - lowest + 1.0) * odds));
        if (next < negligible) break;
        weight = next;
    }

    const double first_weight = weight;
    double total = weight;
    bool rising = true;
    for (uint32_t k = lowest; k < trials; k++) {
        const double next = weight * ((n - k) * odds / (k + 1.0));
        if (next < weight) rising = false;
        if (!rising && next < negligible) break;
        weight = next;
        total += weight;
    }

    const double wanted = ck_random_unit(random, purpose, day, index) * total;
    double passed = weight = first_weight;
    uint32_t successes = lowest;
    while (passed <= wanted && successes < trials) {
        weight *= (n - successes) * odds / (successes + 1.0);
        successes++;
        passed += weight;
    }
    return successes;
}
