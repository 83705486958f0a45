/* A 64-bit digest of typed values; docs/numbers.md describes it. It guards against accidents, not against attack. */
#include "base.h"

/* Odd constants without a pattern: the fractional parts of the square roots of 2, 3, 5 and 7, last bit set. */
#define ROOT_2 UINT64_C(0x6a09e667f3bcc909)
#define ROOT_3 UINT64_C(0xbb67ae8584caa73b)
#define ROOT_5 UINT64_C(0x3c6ef372fe94f82b)
#define ROOT_7 UINT64_C(0xa54ff53a5f1d36f1)

/* A word in front of every list says what follows and how much, so that lists of different kind or cut never agree. */
typedef enum digest_kind { KIND_WORD = 1, KIND_U32S, KIND_DOUBLES, KIND_BYTES } digest_kind;

static uint64_t rotate(uint64_t x, unsigned by) {
    return x << by | x >> (64 - by);
}

static uint64_t mix(uint64_t z) {                                  // splitmix64 finaliser: Steele, Lea and Flood (2014)
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* For a given lane each step is a bijection of the word, and for a given word one of the lane. */
static uint64_t stir(uint64_t lane, uint64_t word) {
    return rotate(lane ^ (word * ROOT_3), 29) * ROOT_2 + ROOT_5;
}

static void absorb(ck_digest *digest, uint64_t word) {
    uint64_t *lane = &digest->lane[digest->length & 3];
    *lane = stir(*lane, word);
    digest->length++;
}

static void absorb_kind(ck_digest *digest, digest_kind kind, size_t count) {
    absorb(digest, (uint64_t)kind << 56 | (uint64_t)count);
}

ck_digest ck_digest_start(uint64_t seed) {
    return (ck_digest){.lane = {mix(seed + ROOT_2), mix(seed + ROOT_3), mix(seed + ROOT_5), mix(seed + ROOT_7)}};
}

void ck_digest_u64(ck_digest *digest, uint64_t value) {
    absorb_kind(digest, KIND_WORD, 1);
    absorb(digest, value);
}

void ck_digest_u32s(ck_digest *digest, const uint32_t *value, size_t count) {
    absorb_kind(digest, KIND_U32S, count);
    size_t i = 0;
    for (; i + 1 < count; i += 2) absorb(digest, value[i] | (uint64_t)value[i + 1] << 32);
    if (i < count) absorb(digest, value[i]);
}

/* The word of a double: its bits, -0.0 as 0.0, any NaN as one pattern. */
static uint64_t word_of(double value, bool *is_nan) {
    *is_nan = ck_is_nan(value);
    return *is_nan ? UINT64_C(0x7ff8000000000000) : cki_bits_of(value + 0.0);
}

ck_status ck_digest_doubles(ck_digest *digest, const double *value, size_t count, size_t *at) {
    absorb_kind(digest, KIND_DOUBLES, count);
    size_t first_nan = count;
    bool is_nan;
    size_t i = 0;
    for (; i < count && (digest->length & 3) != 0; i++) {
        absorb(digest, word_of(value[i], &is_nan));
        if (is_nan && first_nan == count) first_nan = i;
    }
    uint64_t a = digest->lane[0], b = digest->lane[1], c = digest->lane[2], d = digest->lane[3];
    for (; i + 3 < count; i += 4) {                                  // the same words in the same lanes, side by side
        bool nan_a, nan_b, nan_c, nan_d;
        a = stir(a, word_of(value[i], &nan_a));
        b = stir(b, word_of(value[i + 1], &nan_b));
        c = stir(c, word_of(value[i + 2], &nan_c));
        d = stir(d, word_of(value[i + 3], &nan_d));
        digest->length += 4;
        if ((nan_a | nan_b | nan_c | nan_d) && first_nan == count) {
            first_nan = i + (nan_a ? 0 : nan_b ? 1 : nan_c ? 2 : 3);
        }
    }
    digest->lane[0] = a;
    digest->lane[1] = b;
    digest->lane[2] = c;
    digest->lane[3] = d;
    for (; i < count; i++) {
        absorb(digest, word_of(value[i], &is_nan));
        if (is_nan && first_nan == count) first_nan = i;
    }
    if (first_nan == count) return CK_OK;
    if (at != NULL) *at = first_nan;
    return CK_E_NUMBER;
}

/* Eight bytes, the first one lowest. */
static inline uint64_t word_at(const unsigned char *byte) {
    uint64_t word = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    cki_copy(&word, byte, sizeof word);
#else
    for (size_t k = 0; k < 8; k++) word |= (uint64_t)byte[k] << (8 * k);
#endif
    return word;
}

void ck_digest_bytes(ck_digest *digest, const void *bytes, size_t count) {
    const unsigned char *byte = bytes, *end = byte + count;
    absorb_kind(digest, KIND_BYTES, count);
    for (; end - byte >= 8 && (digest->length & 3) != 0; byte += 8) absorb(digest, word_at(byte));
    uint64_t a = digest->lane[0], b = digest->lane[1], c = digest->lane[2], d = digest->lane[3];
    for (; end - byte >= 32; byte += 32) {                           // the same words in the same lanes, side by side
        a = stir(a, word_at(byte));
        b = stir(b, word_at(byte + 8));
        c = stir(c, word_at(byte + 16));
        d = stir(d, word_at(byte + 24));
        digest->length += 4;
    }
    digest->lane[0] = a;
    digest->lane[1] = b;
    digest->lane[2] = c;
    digest->lane[3] = d;
    for (; end - byte >= 8; byte += 8) absorb(digest, word_at(byte));
    if (byte == end) return;
    uint64_t word = 0;
    for (unsigned k = 0; byte < end; byte++, k++) word |= (uint64_t)*byte << (8 * k);
    absorb(digest, word);
}

void ck_digest_text(ck_digest *digest, const char *text) {
    const char *whole = text != NULL ? text : "";
    ck_digest_bytes(digest, whole, cki_text_length(whole) + 1);
}

uint64_t ck_digest_value(const ck_digest *digest) {
    uint64_t value = mix(digest->length + ROOT_7);
    for (int i = 0; i < 4; i++) value = mix(value ^ digest->lane[i]) + ROOT_3;
    return mix(value);
}
