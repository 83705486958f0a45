/* What the host's code asks of a C library, for the views' module: memory, texts, and decimal numbers to the last digit. */
#include "views.h"

#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- memory ------------------------------------------ */

extern unsigned char __heap_base; // set by the linker: first free byte
static uintptr_t used;            // first address never taken; 0: nothing was taken yet

/* Blocks of 2^k bytes; the first 16 of a block hold k, and the next free one while it is free. */
typedef struct block {
    uint32_t power;
    struct block *next;
} block;
static block *given_back[32];

void *malloc(size_t bytes) {
    if (bytes > SIZE_MAX / 4) return NULL;
    const uint32_t power = 32u - (uint32_t)__builtin_clz((uint32_t)bytes + 31);
    block *one = given_back[power];
    if (one != NULL) {
        given_back[power] = one->next;
        return (unsigned char *)one + 16;
    }
    if (used == 0) used = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
    const uint64_t end = (uint64_t)used + (UINT64_C(1) << power), pages = (end + 65535) / 65536,
                   have = __builtin_wasm_memory_size(0);
    if (pages > 65535 || (pages > have && __builtin_wasm_memory_grow(0, (size_t)(pages - have)) == SIZE_MAX))
        return NULL;
    one = (block *)used;
    one->power = power;
    used = (uintptr_t)end;
    return (unsigned char *)one + 16;
}

static block *head_of(void *at) { return (block *)((uintptr_t)at - 16); }

void free(void *at) {
    if (at == NULL) return;
    block *one = head_of(at);
    one->next = given_back[one->power];
    given_back[one->power] = one;
}

void *calloc(size_t count, size_t each) {
    if (each != 0 && count > SIZE_MAX / 4 / each) return NULL;
    void *at = malloc(count * each);
    return at != NULL ? memset(at, 0, count * each) : NULL;
}

void *aligned_alloc(size_t alignment, size_t bytes) { return alignment <= 16 ? malloc(bytes) : NULL; }

void *realloc(void *at, size_t bytes) {
    const size_t room = at != NULL ? ((size_t)1 << head_of(at)->power) - 16 : 0;
    if (bytes <= room) return at;
    void *larger = malloc(bytes);
    if (larger == NULL) return NULL;
    memcpy(larger, at, room);
    free(at);
    return larger;
}

/* ---------------------------------------------------------------- texts ------------------------------------------- */

size_t strlen(const char *text) { return cki_text_length(text); }

int strncmp(const char *a, const char *b, size_t most) {
    for (size_t i = 0; i < most; i++) {
        if (a[i] != b[i] || a[i] == '\0') return (unsigned char)a[i] - (unsigned char)b[i];
    }
    return 0;
}

int strcmp(const char *a, const char *b) { return strncmp(a, b, SIZE_MAX); }

char *strchr(const char *text, int byte) {
    for (;; text++) {
        if (*text == (char)byte) return (char *)(uintptr_t)text;
        if (*text == '\0') return NULL;
    }
}

void *memchr(const void *at, int byte, size_t bytes) {
    const unsigned char *one = at;
    for (; bytes > 0; bytes--, one++) {
        if (*one == (unsigned char)byte) return (void *)(uintptr_t)one;
    }
    return NULL;
}

char *strrchr(const char *text, int byte) {
    const char *last = NULL;
    for (const char *at = strchr(text, byte); at != NULL; at = *at != '\0' ? strchr(at + 1, byte) : NULL) last = at;
    return (char *)(uintptr_t)last;
}

size_t strcspn(const char *text, const char *of) {
    size_t at = 0;
    while (text[at] != '\0' && strchr(of, text[at]) == NULL) at++;
    return at;
}

size_t strspn(const char *text, const char *of) {
    size_t at = 0;
    while (text[at] != '\0' && strchr(of, text[at]) != NULL) at++;
    return at;
}

char *strstr(const char *text, const char *part) {
    const size_t length = strlen(part);
    for (; *text != '\0'; text++) {
        if (strncmp(text, part, length) == 0) return (char *)(uintptr_t)text;
    }
    return NULL;
}

char *strcat(char *to, const char *from) {
    memcpy(to + strlen(to), from, strlen(from) + 1);
    return to;
}

static size_t put(char *to, size_t size, size_t at, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++, at++) {
        if (at + 1 < size) to[at] = text[i];
    }
    return at;
}

int snprintf(char *to, size_t size, const char *format, ...) {
    va_list values;
    size_t at = 0;
    va_start(values, format);
    for (; *format != '\0'; format++) {
        size_t most = SIZE_MAX;
        char digits[12];
        if (*format != '%') {
            at = put(to, size, at, format, 1);
            continue;
        }
        if (format[1] == '.') {
            most = (size_t)va_arg(values, int);
            format += 2;
        }
        format++;
        if (*format == 's') {
            const char *text = va_arg(values, const char *);
            size_t length = 0;
            while (length < most && text[length] != '\0') length++;
            at = put(to, size, at, text, length);
        } else { // u and d of what is not negative
            unsigned value = va_arg(values, unsigned);
            size_t first = sizeof digits;
            do digits[--first] = (char)('0' + value % 10);
            while ((value /= 10) != 0);
            at = put(to, size, at, digits + first, sizeof digits - first);
        }
    }
    va_end(values);
    if (size > 0) to[at < size ? at : size - 1] = '\0';
    return (int)at;
}

/* Insertion: the lists are short or nearly in order, and their elements small. */
void qsort(void *first, size_t count, size_t each, int (*compare)(const void *, const void *)) {
    char held[64];
    if (each > sizeof held) __builtin_trap();
    for (size_t i = 1; i < count; i++) {
        size_t at = i;
        memcpy(held, (char *)first + i * each, each);
        for (; at > 0 && compare((char *)first + (at - 1) * each, held) > 0; at--)
            memcpy((char *)first + at * each, (char *)first + (at - 1) * each, each);
        memcpy((char *)first + at * each, held, each);
    }
}

/* ---------------------------------------------------------------- numbers ----------------------------------------- */

/* A whole number of any size, little end first. */
enum { LIMBS = 160 };
typedef struct big {
    uint32_t limb[LIMBS];
    uint32_t count;
    bool rest;
} big; // rest: something not 0 was divided away

static bool times(big *number, uint32_t factor, uint32_t plus) {
    uint64_t carry = plus;
    for (uint32_t i = 0; i < number->count; i++) {
        carry += (uint64_t)number->limb[i] * factor;
        number->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) {
        if (number->count == LIMBS) return false;
        number->limb[number->count++] = (uint32_t)carry;
    }
    return true;
}

static void over(big *number, uint32_t divisor) {
    uint64_t rest = 0;
    for (uint32_t i = number->count; i-- > 0;) {
        rest = rest << 32 | number->limb[i];
        number->limb[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    while (number->count > 0 && number->limb[number->count - 1] == 0) number->count--;
    number->rest = number->rest || rest != 0;
}

/* The double nearest to number * 2^exponent, ties to even. */
static double nearest(const big *number, int exponent) {
    if (number->count == 0) return 0.0;
    const uint32_t top = number->limb[number->count - 1];
    const int bits = (int)number->count * 32 - __builtin_clz(top);
    int drop = bits - 53;
    if (exponent + drop < -1074) drop = -1074 - exponent; // fewer digits near zero
    uint64_t kept = 0;
    bool half = false, below = number->rest;
    for (int i = bits - 1; i >= 0; i--) {
        const bool bit = number->limb[i / 32] >> (i % 32) & 1;
        if (i >= drop)
            kept = kept << 1 | bit;
        else if (i == drop - 1)
            half = bit;
        else
            below = below || bit;
    }
    for (int i = drop; i < 0; i++) kept <<= 1; // a short number is exact
    if (half && (below || (kept & 1))) kept++;
    double value = (double)kept;
    for (int power = exponent + drop; power != 0;) { // each step is exact: no digit is lost before the last
        const int step = power > 900 ? 900 : power < -900 ? -900 : power;
        const union {
            uint64_t bits;
            double value;
        } factor = {(uint64_t)(1023 + step) << 52};
        value *= factor.value;
        power -= step;
    }
    return value;
}

double strtod(const char *text, char **end) {
    const bool negative = *text == '-';
    if (*text == '-' || *text == '+') text++;
    static big number; // too large for a frame
    number.count = 0;
    number.rest = false;
    long ten = 0;
    bool point = false;
    for (; (*text >= '0' && *text <= '9') || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = true;
            continue;
        }
        if (number.count < LIMBS / 2) {
            times(&number, 10, (uint32_t)(*text - '0'));
            ten -= point;
        } else { // digits far behind the last that counts
            number.rest = number.rest || *text != '0';
            ten += !point;
        }
    }
    if (*text == 'e' || *text == 'E') {
        const bool down = text[1] == '-';
        long power = 0;
        for (text += 1 + (text[1] == '-' || text[1] == '+'); *text >= '0' && *text <= '9'; text++)
            power = power < 100000 ? 10 * power + (*text - '0') : power;
        ten += down ? -power : power;
    }
    *end = (char *)(uintptr_t)text;
    int two = 0;
    double value = 0.0;
    if (number.count > 0 && ten > 400)
        value = __builtin_inf();
    else if (number.count > 0 && ten > -1200) {
        for (; ten > 0; ten--) times(&number, 10, 0);
        if (ten < 0) { // room for the digits that the division leaves
            while (number.count < LIMBS - 2 && two > -4200) {
                times(&number, UINT32_C(1) << 31, 0);
                two -= 31;
            }
            for (; ten <= -9; ten += 9) over(&number, 1000000000);
            for (; ten < 0; ten++) over(&number, 10);
        }
        value = nearest(&number, two);
    }
    return negative ? -value : value;
}
