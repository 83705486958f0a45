#include "strategy/wide.h"

/* The 64 highest bits of |a| as a double times 2^*exponent. */
static double mantissa(const uint64_t *a, uint32_t width, int32_t *exponent) {
    uint64_t value[CKI_WIDE_LIMIT];
    cki_wide_copy(value, a, width);
    const bool negative = cki_wide_negative(a, width);
    if (negative) cki_wide_negate(value, width);
    uint32_t top = width;
    while (top > 0 && value[top - 1] == 0) top--;
    *exponent = 0;
    if (top == 0) return 0.0;
    const uint32_t lead = (uint32_t)__builtin_clzll(value[top - 1]);
    uint64_t bits = value[top - 1] << lead;
    if (lead > 0 && top > 1) bits |= value[top - 2] >> (64 - lead);
    *exponent = 64 * ((int32_t)top - 1) - (int32_t)lead;
    return negative ? -(double)bits : (double)bits;
}

static double scaled(double value, int32_t exponent) {
    for (; exponent > 0 && value - value == 0.0; exponent -= exponent > 60 ? 60 : exponent)
        value *= (double)(1ull << (exponent > 60 ? 60 : exponent));
    for (; exponent < 0 && value != 0.0; exponent += exponent < -60 ? 60 : -exponent)
        value /= (double)(1ull << (exponent < -60 ? 60 : -exponent));
    return value;
}

double cki_wide_double(const uint64_t *a, uint32_t width) {
    int32_t exponent;
    const double lead = mantissa(a, width, &exponent);
    return scaled(lead, exponent);
}

double cki_wide_ratio(const uint64_t *a, const uint64_t *b, uint32_t width) {
    int32_t above, below;
    const double left = mantissa(a, width, &above), right = mantissa(b, width, &below);
    return scaled(left / right, above - below);
}

static void halve(uint64_t *a, uint32_t width) {
    for (uint32_t k = 0; k < width; k++) a[k] = a[k] >> 1 | (k + 1 < width ? a[k + 1] << 63 : 0);
}
static void twice(uint64_t *a, uint32_t width) {
    for (uint32_t k = width; k-- > 0;) a[k] = a[k] << 1 | (k > 0 ? a[k - 1] >> 63 : 0);
}

void cki_wide_gcd(uint64_t *to, const uint64_t *a, const uint64_t *b, uint32_t width) {
    uint64_t x[CKI_WIDE_LIMIT], y[CKI_WIDE_LIMIT];
    cki_wide_copy(x, a, width);
    cki_wide_copy(y, b, width);
    if (cki_wide_zero(x, width) || cki_wide_zero(y, width)) {
        cki_wide_copy(to, cki_wide_zero(x, width) ? y : x, width);
        return;
    }
    uint32_t both = 0;
    for (; ((x[0] | y[0]) & 1u) == 0; both++) {
        halve(x, width);
        halve(y, width);
    }
    while ((x[0] & 1u) == 0) halve(x, width);
    while (!cki_wide_zero(y, width)) {
        while ((y[0] & 1u) == 0) halve(y, width);
        uint64_t difference[CKI_WIDE_LIMIT];
        cki_wide_copy(difference, y, width);
        cki_wide_subtract(difference, x, width);
        if (cki_wide_negative(difference, width)) {
            cki_wide_negate(difference, width);
            cki_wide_copy(x, y, width);
        }
        cki_wide_copy(y, difference, width);
    }
    for (; both > 0; both--) twice(x, width);
    cki_wide_copy(to, x, width);
}

void cki_wide_quotient(uint64_t *to, const uint64_t *a, const uint64_t *b, uint32_t width) {
    cki_wide_divisor divisor;
    uint64_t one[CKI_WIDE_LIMIT], zero[CKI_WIDE_LIMIT];
    cki_wide_prepare(&divisor, b, width);
    cki_wide_set(one, 1, width);
    cki_wide_set(zero, 0, width);
    cki_wide_cross(to, a, one, zero, zero, &divisor, width, 2 * width);
}

size_t cki_wide_write(const uint64_t *a, uint32_t width, char *text) {
    uint64_t rest[CKI_WIDE_LIMIT];
    char reversed[CKI_WIDE_TEXT];
    size_t digits = 0, length = 0;
    cki_wide_copy(rest, a, width);
    if (cki_wide_negative(a, width)) {
        cki_wide_negate(rest, width);
        text[length++] = '-';
    }
    do {
        uint64_t remainder = 0;                          // half limbs, so that no 128-bit division is needed
        for (uint32_t k = width; k-- > 0;) {
            const uint64_t high = remainder << 32 | rest[k] >> 32, high_quotient = high / 10;
            const uint64_t low = (high % 10) << 32 | (rest[k] & 0xffffffffu);
            rest[k] = high_quotient << 32 | low / 10;
            remainder = low % 10;
        }
        reversed[digits++] = (char)('0' + (char)remainder);
    } while (!cki_wide_zero(rest, width));
    while (digits > 0) text[length++] = reversed[--digits];
    text[length] = '\0';
    return length;
}
