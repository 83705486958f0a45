/* Numbers to text, correctly rounded: the exact decimal expansion of the double is made in a large integer. */
#include "base.h"

/* value = big / 10^point. The longest expansion is that of the largest subnormal, (2^53 - 1) * 5^1074: 767 digits. */
#define LIMB       1000000000u
#define LIMB_COUNT 88
typedef struct big_decimal {
    uint32_t limb[LIMB_COUNT];   // base 10^9, lowest first
    uint32_t count, point;
} big_decimal;

/* factor < 10^9, so that one limb holds the last carry. */
static void big_multiply(big_decimal *big, uint32_t factor) {
    uint64_t carry = 0;
    for (uint32_t i = 0; i < big->count; i++) {
        carry += (uint64_t)big->limb[i] * factor;
        big->limb[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
    if (carry != 0) big->limb[big->count++] = (uint32_t)carry;
}

static void big_expand(big_decimal *big, uint64_t mantissa, int32_t exponent) {
    big->count = 0;
    big->point = 0;
    for (; mantissa != 0; mantissa /= LIMB) big->limb[big->count++] = (uint32_t)(mantissa % LIMB);
    for (; exponent > 0; exponent -= exponent < 29 ? exponent : 29) {
        big_multiply(big, UINT32_C(1) << (exponent < 29 ? exponent : 29));
    }
    if (exponent >= 0) return;
    big->point = (uint32_t)-exponent;                                // 2^-k = 5^k / 10^k
    uint32_t left = big->point;
    for (; left >= 12; left -= 12) big_multiply(big, 244140625u);    // 5^12
    for (; left > 0; left--) big_multiply(big, 5);
}

static uint32_t big_digit(const big_decimal *big, uint32_t from_right) {
    uint32_t limb = big->limb[from_right / 9];
    for (uint32_t i = from_right % 9; i > 0; i--) limb /= 10;
    return limb % 10;
}

/* The first `digits` digits, rounded half to even; returns the decimal exponent of the first one. */
static int32_t big_round(const big_decimal *big, uint32_t digits, char *digit) {
    uint32_t size = big->count * 9;
    while (big_digit(big, size - 1) == 0) size--;
    int32_t exponent = (int32_t)size - 1 - (int32_t)big->point;
    for (uint32_t i = 0; i < digits; i++) digit[i] = (char)(i < size ? big_digit(big, size - 1 - i) : 0);
    if (size <= digits) return exponent;

    const uint32_t next = big_digit(big, size - 1 - digits);
    bool more = false;
    for (uint32_t i = 0; i + 1 + digits < size && !more; i++) more = big_digit(big, i) != 0;
    if (next < 5 || (next == 5 && !more && digit[digits - 1] % 2 == 0)) return exponent;
    uint32_t at = digits;
    while (at > 0 && digit[at - 1] == 9) digit[--at] = 0;
    if (at > 0) {
        digit[at - 1]++;
        return exponent;
    }
    digit[0] = 1;                                                    // 99.. became 100..
    return exponent + 1;
}

static char *write_exponent(char *at, int32_t exponent) {
    uint32_t rest = (uint32_t)(exponent < 0 ? -exponent : exponent);
    *at++ = 'e';
    *at++ = exponent < 0 ? '-' : '+';
    if (rest >= 100) *at++ = (char)('0' + rest / 100);
    *at++ = (char)('0' + rest / 10 % 10);
    *at++ = (char)('0' + rest % 10);
    return at;
}

size_t cki_number_write(double value, uint32_t digits, char text[CKI_NUMBER_SIZE]) {
    char *at = text;
    if (digits < 1) digits = 1;
    if (digits > 17) digits = 17;
    const uint64_t bits = cki_bits_of(value);
    if (ck_is_nan(value)) {
        cki_copy(text, "nan", 4);
        return 3;
    }
    if (bits >> 63) *at++ = '-';
    const uint32_t biased = (uint32_t)(bits >> 52) & 0x7ff;
    const uint64_t fraction = bits & 0xfffffffffffffu;
    if (biased == 0x7ff) {
        cki_copy(at, "inf", 4);
        return (size_t)(at - text) + 3;
    }
    if (biased == 0 && fraction == 0) {
        cki_copy(at, "0", 2);
        return (size_t)(at - text) + 1;
    }

    big_decimal big;
    char digit[17];
    big_expand(&big, biased != 0 ? fraction | UINT64_C(1) << 52 : fraction, (int32_t)(biased != 0 ? biased : 1) - 1075);
    const int32_t exponent = big_round(&big, digits, digit);
    uint32_t used = digits;
    while (used > 1 && digit[used - 1] == 0) used--;

    const bool scientific = exponent < -4 || exponent >= (int32_t)digits;
    const int32_t whole = scientific ? 1 : exponent + 1;             // digits before the point; below 1: zeros after it
    if (whole < 1) {
        *at++ = '0';
        *at++ = '.';
        for (int32_t i = whole; i < 0; i++) *at++ = '0';
    }
    for (uint32_t i = 0; i < used || (int32_t)i < whole; i++) {
        if (whole >= 1 && (int32_t)i == whole) *at++ = '.';
        *at++ = (char)('0' + (i < used ? digit[i] : 0));
    }
    if (scientific) at = write_exponent(at, exponent);
    *at = '\0';
    return (size_t)(at - text);
}
