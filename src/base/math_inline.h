/* The cores of ck_exp and ck_log, without the ends of their ranges and without branches, so that loops over them run in the lanes of
   vectors: the same digits, number for number. docs/numbers.md has the methods. */
#ifndef CK_BASE_MATH_INLINE_H
#define CK_BASE_MATH_INLINE_H

#include "base/base.h"
#include "base/math_tables.h"

/* A call in a loop would keep it out of the lanes of vectors. */
#ifdef __GNUC__
#define CKI_INTO_LOOPS static inline __attribute__((always_inline))
#else
#define CKI_INTO_LOOPS static inline
#endif

#define LN2_HIGH 0x1.62e42fefa38p-1          // ln 2, a multiple of 2^-42
#define LN2_LOW  0x1.ef35793c7673p-45
#define PART_HIGH 0x1.62e42fef8p-7           // ln 2 / 64, a multiple of 2^-40: exact times a whole number of 17 bits
#define PART_LOW  0x1.1cf79abc9e3b4p-42
#define PARTS_IN_ONE 0x1.71547652b82fep+6    // 64 / ln 2
#define TO_WHOLE 0x1.8p52                    // added and taken away: rounds to a whole number; its low bits are that number

/* e^(x + low) = 2^(binade_parts / 64) * power * (1 + change); binade_parts is a multiple of 64. */
typedef struct cki_exp_reduced { double power, change; int64_t binade_parts; } cki_exp_reduced;

CKI_INTO_LOOPS cki_exp_reduced cki_exp_reduce(double x, double low) {
    const double shifted = x * PARTS_IN_ONE + TO_WHOLE, parts = shifted - TO_WHOLE;
    const double r = ((x - parts * PART_HIGH) - parts * PART_LOW) + low;             // |r| <= ln 2 / 128
    const int64_t whole = (int64_t)(cki_bits_of(shifted) - cki_bits_of(TO_WHOLE));
    const int64_t part = whole & (EXP_PARTS - 1);
    const double r2 = r * r, rest = cki_exp_table[part].rest;
    return (cki_exp_reduced){
        .power = cki_exp_table[part].power,
        .change = (rest + r) + (r2 * (0.5 + r * (1.0 / 6.0)) +
                                (r2 * r2) * ((1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0))),
        .binade_parts = whole - part,
    };
}

CKI_INTO_LOOPS double cki_exp_of(cki_exp_reduced z) {
    const double power = cki_double_of(cki_bits_of(z.power) + ((uint64_t)z.binade_parts << (52 - 6)));
    return power + power * z.change;
}

/* ck_exp(x) for |x| < 600. */
CKI_INTO_LOOPS double cki_exp_inside(double x) {
    const cki_exp_reduced z = cki_exp_reduce(x, 0.0);
    return cki_exp_of(z);
}

/* x = 2^binade * z with z in [0.6875, 1.375), z * reciprocal = 1 + r + r_low exactly; high, low: the table's ln of 1 / reciprocal. */
typedef struct cki_log_reduced { double binade, r, r_low, high, low; } cki_log_reduced;

/* Of the normal number with these bits, over 2^scaling. */
CKI_INTO_LOOPS cki_log_reduced cki_log_reduce(uint64_t bits, double scaling) {
    const uint64_t above = bits - UINT64_C(0x3fe6000000000000);      // 0.6875
    const uint64_t exponent = above & UINT64_C(0xfff0000000000000);
    const uint64_t part = (above >> 45) & (LOG_PARTS - 1);
    const uint64_t binade = (uint64_t)((int64_t)exponent >> 52);
    const uint64_t z_bits = bits - exponent;
    const double z = cki_double_of(z_bits), z_high = cki_double_of(z_bits & UINT64_C(0xffffffff00000000));
    const double reciprocal = cki_log_table[part].reciprocal;
    const double r_high = z_high * reciprocal - 1.0;                 // 21 bits times 11: exact, as the next one
    const double r_rest = (z - z_high) * reciprocal, r = r_high + r_rest;
    return (cki_log_reduced){
        .binade = (cki_double_of(cki_bits_of(TO_WHOLE) + binade) - TO_WHOLE) - scaling,
        .r = r,
        .r_low = (r_high - r) + r_rest,
        .high = cki_log_table[part].high,
        .low = cki_log_table[part].low,
    };
}

CKI_INTO_LOOPS double cki_log_of(cki_log_reduced z) {
    const double r = z.r, r2 = r * r;
    const double base = z.binade * LN2_HIGH + z.high;              // exact; 0 or larger than r
    const double high = base + r;
    const double low = ((base - high) + r) + ((z.binade * LN2_LOW + z.low) + z.r_low);
    const double series = (-0.5 + r * (1.0 / 3.0)) +
                          r2 * ((-0.25 + r * (1.0 / 5.0)) + r2 * ((-1.0 / 6.0 + r * (1.0 / 7.0)) + r2 * (-1.0 / 8.0)));
    return high + (low + r2 * series);
}

/* ck_log(x) for normal x > 0. */
CKI_INTO_LOOPS double cki_log_inside(double x) {
    const cki_log_reduced z = cki_log_reduce(cki_bits_of(x), 0.0);
    return cki_log_of(z);
}

#endif
