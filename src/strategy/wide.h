/* Whole numbers of a fixed number of 64-bit limbs, two's complement, least limb first. The width follows from a bound on
   all minors of a game's matrix (Hadamard), so that nothing overflows and nothing grows.

   Division is only needed where it leaves no remainder: it is then a multiplication with the inverse of the divisor
   modulo 2^(64 width) (Jebelean 1993, An algorithm for exact division). `width` is a constant wherever speed matters:
   the functions are expanded in place and their loops unrolled. */
#ifndef CK_STRATEGY_WIDE_H
#define CK_STRATEGY_WIDE_H

#include "base/base.h"

#define CKI_WIDE_LIMIT 8u                                // limbs
#define CKI_INLINE static inline __attribute__((always_inline))

__extension__ typedef unsigned __int128 cki_u128;

CKI_INLINE bool cki_wide_negative(const uint64_t *a, uint32_t width) {
    return a[width - 1] >> 63;
}
CKI_INLINE bool cki_wide_zero(const uint64_t *a, uint32_t width) {
    uint64_t any = 0;
    for (uint32_t k = 0; k < width; k++) any |= a[k];
    return any == 0;
}
CKI_INLINE bool cki_wide_positive(const uint64_t *a, uint32_t width) {
    return !cki_wide_negative(a, width) && !cki_wide_zero(a, width);
}
CKI_INLINE void cki_wide_set(uint64_t *to, int64_t value, uint32_t width) {
    to[0] = (uint64_t)value;
    for (uint32_t k = 1; k < width; k++) to[k] = value < 0 ? UINT64_MAX : 0;
}
CKI_INLINE void cki_wide_copy(uint64_t *to, const uint64_t *from, uint32_t width) {
    for (uint32_t k = 0; k < width; k++) to[k] = from[k];
}
CKI_INLINE void cki_wide_negate(uint64_t *a, uint32_t width) {
    uint64_t carry = 1;
    for (uint32_t k = 0; k < width; k++) {
        a[k] = ~a[k] + carry;
        carry = carry != 0 && a[k] == 0;
    }
}
CKI_INLINE void cki_wide_add(uint64_t *to, const uint64_t *a, uint32_t width) {
    uint64_t carry = 0;
    for (uint32_t k = 0; k < width; k++) {
        const cki_u128 sum = (cki_u128)to[k] + a[k] + carry;
        to[k] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
}
CKI_INLINE void cki_wide_subtract(uint64_t *to, const uint64_t *a, uint32_t width) {
    uint64_t borrow = 0;
    for (uint32_t k = 0; k < width; k++) {
        const cki_u128 difference = (cki_u128)to[k] - a[k] - borrow;
        to[k] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1u;
    }
}
/* product = a * b modulo 2^(64 length), for width <= length <= 2 width; a and b of `width` limbs, with sign. */
CKI_INLINE void cki_wide_multiply(uint64_t *product, const uint64_t *a, const uint64_t *b, uint32_t width,
                                  uint32_t length) {
    for (uint32_t k = 0; k < length; k++) product[k] = 0;
    for (uint32_t i = 0; i < width; i++) {
        uint64_t carry = 0;
        for (uint32_t j = 0; j < width && i + j < length; j++) {
            const cki_u128 sum = (cki_u128)a[i] * b[j] + product[i + j] + carry;
            product[i + j] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
        if (i + width < length) product[i + width] = carry;
    }
    // what was read as a + 2^(64 width) for a < 0
    if (length > width) {
        const uint64_t a_mask = cki_wide_negative(a, width) ? UINT64_MAX : 0;
        const uint64_t b_mask = cki_wide_negative(b, width) ? UINT64_MAX : 0;
        uint64_t borrow = 0;
        for (uint32_t k = width; k < length; k++) {
            const cki_u128 part = (cki_u128)(b[k - width] & a_mask) + (a[k - width] & b_mask) + borrow;
            const cki_u128 difference = (cki_u128)product[k] - part;
            product[k] = (uint64_t)difference;
            borrow = (uint64_t)(0 - (uint64_t)(difference >> 64));
        }
    }
}
/* < 0, 0, > 0 as a * b is less than, equal to or above c * d. */
CKI_INLINE int cki_wide_compare_products(const uint64_t *a, const uint64_t *b, const uint64_t *c, const uint64_t *d,
                                         uint32_t width) {
    uint64_t left[2 * CKI_WIDE_LIMIT], right[2 * CKI_WIDE_LIMIT];
    cki_wide_multiply(left, a, b, width, 2 * width);
    cki_wide_multiply(right, c, d, width, 2 * width);
    cki_wide_subtract(left, right, 2 * width);           // both are far below 2^(128 width - 1)
    return cki_wide_negative(left, 2 * width) ? -1 : !cki_wide_zero(left, 2 * width);
}

/* A divisor prepared: divisor = odd * 2^shift, inverse * odd = 1 modulo 2^(64 width). */
typedef struct cki_wide_divisor { uint64_t inverse[CKI_WIDE_LIMIT]; uint32_t shift; } cki_wide_divisor;

CKI_INLINE void cki_wide_prepare(cki_wide_divisor *divisor, const uint64_t *value, uint32_t width) {
    uint32_t limb = 0;
    while (value[limb] == 0) limb++;
    divisor->shift = 64 * limb + (uint32_t)__builtin_ctzll(value[limb]);
    const uint32_t bits = divisor->shift & 63u;
    uint64_t odd[CKI_WIDE_LIMIT] = {0}, step[CKI_WIDE_LIMIT], next[CKI_WIDE_LIMIT];
    for (uint32_t k = 0; k < width; k++) {
        const uint64_t low = k + limb < width ? value[k + limb] : 0;
        const uint64_t high = k + limb + 1 < width ? value[k + limb + 1] : 0;
        odd[k] = bits == 0 ? low : low >> bits | high << (64 - bits);
    }
    cki_wide_set(divisor->inverse, 0, width);
    divisor->inverse[0] = odd[0];                        // right modulo 8; each step doubles the bits (Newton)
    for (uint32_t right = 3; right < 64 * width; right *= 2) {
        cki_wide_multiply(step, odd, divisor->inverse, width, width);
        cki_wide_negate(step, width);
        uint64_t two[CKI_WIDE_LIMIT];
        cki_wide_set(two, 2, width);
        cki_wide_add(step, two, width);
        cki_wide_multiply(next, divisor->inverse, step, width, width);
        cki_wide_copy(divisor->inverse, next, width);
    }
}
/* to = (a * b - c * d) / divisor, which must leave no remainder and fit `width` limbs. `length`: width + 1 when the
   divisor's shift is below 64, else 2 width. */
CKI_INLINE void cki_wide_cross(uint64_t *to, const uint64_t *a, const uint64_t *b, const uint64_t *c,
                               const uint64_t *d, const cki_wide_divisor *divisor, uint32_t width, uint32_t length) {
    uint64_t left[2 * CKI_WIDE_LIMIT], right[2 * CKI_WIDE_LIMIT], shifted[CKI_WIDE_LIMIT];
    cki_wide_multiply(left, a, b, width, length);
    cki_wide_multiply(right, c, d, width, length);
    cki_wide_subtract(left, right, length);
    const uint32_t limb = length == width + 1 ? 0 : divisor->shift >> 6, bits = divisor->shift & 63u;
    for (uint32_t k = 0; k < width; k++) {
        const uint64_t low = k + limb < length ? left[k + limb] : 0;
        const uint64_t high = k + limb + 1 < length ? left[k + limb + 1] : 0;
        shifted[k] = low >> bits | (high << 1) << (63u - bits);
    }
    cki_wide_multiply(to, shifted, divisor->inverse, width, width);
}

/* The nearest double or one of its neighbours. */
double cki_wide_double(const uint64_t *a, uint32_t width);
/* a / b, correct to a few units in the last place even where both are outside the range of doubles; b > 0. */
double cki_wide_ratio(const uint64_t *a, const uint64_t *b, uint32_t width);
/* Greatest common divisor of two numbers >= 0 (Stein 1967); `to` may be a or b. */
void cki_wide_gcd(uint64_t *to, const uint64_t *a, const uint64_t *b, uint32_t width);
/* a / b without remainder; b > 0. */
void cki_wide_quotient(uint64_t *to, const uint64_t *a, const uint64_t *b, uint32_t width);
/* Decimal digits, sign and NUL: room for CKI_WIDE_TEXT bytes. Returns the length. */
#define CKI_WIDE_TEXT (20u * CKI_WIDE_LIMIT + 2u)
size_t cki_wide_write(const uint64_t *a, uint32_t width, char *text);

#endif
