/* The digest: known answers, order, kinds, special doubles. */
#include "base/base.h"
#include "ck_test.h"

#include <math.h>
#include <stdlib.h>

/* Answers of an independent program in another language that follows docs/numbers.md. */
CK_TEST(the_documented_construction_gives_the_known_digests) {
    ck_digest digest = ck_digest_start(0);
    CK_CHECK_DIGEST(ck_digest_value(&digest), UINT64_C(0x54da65b3c3432a16));
    digest = ck_digest_start(1);
    ck_digest_u64(&digest, 42);
    CK_CHECK_DIGEST(ck_digest_value(&digest), UINT64_C(0xad86823f826cb3b0));
    digest = ck_digest_start(1);
    ck_digest_text(&digest, "chokepoint!");
    CK_CHECK_DIGEST(ck_digest_value(&digest), UINT64_C(0xee49dfbdf71c01f4));
    digest = ck_digest_start(1);
    const double value[] = {-0.0, 1.0, -2.5, 1e300, INFINITY};
    const uint32_t word[] = {1, 2, 3};
    CK_REQUIRE_OK(ck_digest_doubles(&digest, value, 5, NULL));
    ck_digest_u32s(&digest, word, 3);
    CK_CHECK_DIGEST(ck_digest_value(&digest), UINT64_C(0x7596027c3f600cf1));
}

static uint64_t digest_of(const double *value, size_t count, uint32_t before) {
    ck_digest digest = ck_digest_start(7);
    for (uint32_t i = 0; i < before; i++) ck_digest_bytes(&digest, "", 0);           // one word each: moves the lanes
    (void)ck_digest_doubles(&digest, value, count, NULL);
    return ck_digest_value(&digest);
}

CK_TEST(the_value_can_be_read_in_between_and_does_not_disturb) {
    ck_digest a = ck_digest_start(3), b = ck_digest_start(3);
    for (uint64_t i = 0; i < 100; i++) {
        ck_digest_u64(&a, i);
        (void)ck_digest_value(&a);
        ck_digest_u64(&b, i);
    }
    CK_CHECK_DIGEST(ck_digest_value(&a), ck_digest_value(&b));
}

CK_TEST(order_matters_for_every_pair_of_places) {
    double value[24];
    for (int i = 0; i < 24; i++) value[i] = 1.0 + i;
    const uint64_t before = digest_of(value, 24, 0);
    uint32_t same = 0;
    for (int i = 0; i < 24; i++) {
        for (int k = 0; k < i; k++) {
            const double turn = value[i];
            value[i] = value[k];
            value[k] = turn;
            same += digest_of(value, 24, 0) == before;
            value[k] = value[i];
            value[i] = turn;
        }
    }
    CK_CHECK_EQUAL(same, 0);
    CK_CHECK_DIGEST(digest_of(value, 24, 0), before);
}

CK_TEST(every_bit_of_every_number_counts) {
    double value[9] = {1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5};
    const uint64_t before = digest_of(value, 9, 0);
    double flips = 0.0;
    uint32_t same = 0;
    for (int i = 0; i < 9; i++) {
        const double keep = value[i];
        for (int bit = 0; bit < 52; bit++) {
            uint64_t bits;
            memcpy(&bits, &keep, sizeof bits);
            bits ^= UINT64_C(1) << bit;
            memcpy(&value[i], &bits, sizeof bits);
            const uint64_t after = digest_of(value, 9, 0);
            same += after == before;
            flips += __builtin_popcountll(after ^ before);
        }
        value[i] = keep;
    }
    CK_CHECK_EQUAL(same, 0);
    CK_CHECK_NEAR(flips / (9 * 52), 32.0, 1.0);
}

CK_TEST(negative_zero_counts_as_zero_and_all_nan_are_one) {
    const double plus[3] = {1.0, 0.0, 2.0}, minus[3] = {1.0, -0.0, 2.0};
    CK_CHECK_DIGEST(digest_of(plus, 3, 0), digest_of(minus, 3, 0));
    double strange[3] = {1.0, NAN, 2.0};
    const uint64_t bits = UINT64_C(0xfff00000deadbeef);
    double other;
    memcpy(&other, &bits, sizeof other);
    const uint64_t first = digest_of(strange, 3, 0);
    strange[1] = other;
    CK_CHECK_DIGEST(digest_of(strange, 3, 0), first);
    CK_CHECK(first != digest_of(plus, 3, 0));
}

CK_TEST(the_first_nan_is_named_wherever_it_stands) {
    for (uint32_t before = 0; before < 4; before++) {
        for (size_t count = 1; count < 20; count++) {
            for (size_t place = 0; place < count; place++) {
                double value[20];
                for (size_t i = 0; i < count; i++) value[i] = i >= place && (i - place) % 3 == 0 ? NAN : 1.0;
                ck_digest digest = ck_digest_start(0);
                for (uint32_t i = 0; i < before; i++) ck_digest_bytes(&digest, "", 0);
                size_t at = 999;
                CK_REQUIRE(ck_digest_doubles(&digest, value, count, &at) == CK_E_NUMBER && at == place);
                CK_REQUIRE(ck_digest_doubles(&digest, value, place, &at) == CK_OK && at == place);
                CK_REQUIRE(ck_digest_doubles(&digest, value, count, NULL) == CK_E_NUMBER);
            }
        }
    }
    CK_CHECK(true);
}

/* Word by word, as docs/numbers.md describes it: what the four lanes side by side must agree with. */
static uint64_t finish(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void take(ck_digest *digest, uint64_t word) {
    uint64_t *lane = &digest->lane[digest->length++ % 4];
    const uint64_t stirred = *lane ^ word * UINT64_C(0xbb67ae8584caa73b);
    *lane = (stirred << 29 | stirred >> 35) * UINT64_C(0x6a09e667f3bcc909) + UINT64_C(0x3c6ef372fe94f82b);
}

CK_TEST(lists_of_every_length_at_every_lane_agree_with_the_plain_description) {
    for (uint32_t before = 0; before < 5; before++) {
        for (size_t count = 0; count < 30; count++) {
            double value[30];
            uint32_t word[30];
            unsigned char byte[30];
            for (size_t i = 0; i < 30; i++) {
                value[i] = 0.1 * (double)i - 1.0;
                word[i] = (uint32_t)(i * 2654435761u);
                byte[i] = (unsigned char)(i * 37 + 200);
            }
            ck_digest ours = ck_digest_start(5), plain = ck_digest_start(5);
            for (uint32_t i = 0; i < before; i++) {
                ck_digest_bytes(&ours, NULL, 0);
                take(&plain, UINT64_C(4) << 56);
            }
            CK_REQUIRE_OK(ck_digest_doubles(&ours, value, count, NULL));
            take(&plain, UINT64_C(3) << 56 | count);
            for (size_t i = 0; i < count; i++) {
                uint64_t bits;
                memcpy(&bits, &value[i], sizeof bits);
                take(&plain, bits);
            }
            ck_digest_u32s(&ours, word, count);
            take(&plain, UINT64_C(2) << 56 | count);
            for (size_t i = 0; i < count; i += 2) {
                take(&plain, word[i] | (i + 1 < count ? (uint64_t)word[i + 1] << 32 : 0));
            }
            ck_digest_bytes(&ours, byte, count);
            take(&plain, UINT64_C(4) << 56 | count);
            for (size_t i = 0; i < count; i += 8) {
                uint64_t joined = 0;
                for (size_t k = i; k < i + 8 && k < count; k++) joined += (uint64_t)byte[k] << (8 * (k - i));
                take(&plain, joined);
            }
            CK_REQUIRE(ours.length == plain.length);
            for (int i = 0; i < 4; i++) CK_REQUIRE(ours.lane[i] == plain.lane[i]);
            uint64_t joined = finish(plain.length + UINT64_C(0xa54ff53a5f1d36f1));
            for (int i = 0; i < 4; i++) joined = finish(joined ^ plain.lane[i]) + UINT64_C(0xbb67ae8584caa73b);
            CK_REQUIRE(ck_digest_value(&ours) == finish(joined));
        }
    }
    CK_CHECK(true);
}

CK_TEST(lists_cut_differently_or_of_another_kind_differ) {
    const uint32_t word[4] = {1, 2, 3, 0};
    ck_digest digest[6];
    for (int i = 0; i < 6; i++) digest[i] = ck_digest_start(1);
    ck_digest_u32s(&digest[0], word, 3);
    ck_digest_u32s(&digest[1], word, 4);                             // a zero at the end
    ck_digest_u32s(&digest[2], word, 2);
    ck_digest_u32s(&digest[2], word + 2, 1);
    ck_digest_u32s(&digest[3], word, 1);
    ck_digest_u32s(&digest[3], word + 1, 2);
    ck_digest_bytes(&digest[4], "\1\0\0\0\2\0\0\0\3\0\0\0", 12);
    digest[5] = ck_digest_start(2);
    ck_digest_u32s(&digest[5], word, 3);
    for (int i = 0; i < 6; i++) {
        for (int k = 0; k < i; k++) CK_CHECK(ck_digest_value(&digest[i]) != ck_digest_value(&digest[k]));
    }
    ck_digest none = ck_digest_start(1), empty = ck_digest_start(1), absent = ck_digest_start(1);
    ck_digest_text(&empty, "");
    ck_digest_text(&absent, NULL);
    CK_CHECK(ck_digest_value(&none) != ck_digest_value(&empty));
    CK_CHECK_DIGEST(ck_digest_value(&empty), ck_digest_value(&absent));
    ck_digest ab_c = ck_digest_start(1), a_bc = ck_digest_start(1);
    ck_digest_text(&ab_c, "ab");
    ck_digest_text(&ab_c, "c");
    ck_digest_text(&a_bc, "a");
    ck_digest_text(&a_bc, "bc");
    CK_CHECK(ck_digest_value(&ab_c) != ck_digest_value(&a_bc));
}

static int by_size(const void *a, const void *b) {
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

CK_TEST(a_million_neighbouring_inputs_have_a_million_digests) {
    enum { COUNT = 1000000 };
    uint64_t *value = malloc(COUNT * sizeof *value);
    CK_REQUIRE(value != NULL);
    for (uint64_t i = 0; i < COUNT; i++) {
        ck_digest digest = ck_digest_start(0);
        ck_digest_u64(&digest, i % 1000);
        ck_digest_u64(&digest, i / 1000);
        value[i] = ck_digest_value(&digest);
    }
    qsort(value, COUNT, sizeof *value, by_size);
    uint32_t repeats = 0;
    for (size_t i = 1; i < COUNT; i++) repeats += value[i] == value[i - 1];
    CK_CHECK_EQUAL(repeats, 0);
    free(value);
}

CK_TEST_MAIN()
