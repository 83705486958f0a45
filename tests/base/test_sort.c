/* Merge sort and quantiles. */
#include "base/base.h"
#include "ck_test.h"

#include <math.h>
#include <stdlib.h>

typedef struct keys { const uint32_t *key; uint64_t comparisons; } keys;

static int by_key(const void *context, uint32_t a, uint32_t b) {
    keys *list = (keys *)(uintptr_t)context;
    list->comparisons++;
    return list->key[a] < list->key[b] ? -1 : list->key[a] > list->key[b];
}

enum { LARGEST = 3000 };

CK_TEST(indices_are_sorted_stably_whatever_their_number) {
    static uint32_t key[LARGEST], index[LARGEST + 1], scratch[LARGEST + 1];
    uint32_t wrong = 0;
    for (uint32_t n = 0; n <= LARGEST; n += n < 100 ? 1 : 145) {
        for (uint32_t distinct = 1; distinct <= 1000; distinct *= 10) {
            for (uint32_t i = 0; i < n; i++) {
                key[i] = (uint32_t)(ck_random_bits((ck_random){.seed = n}, distinct, 0, i) % distinct);
                index[i] = i;
            }
            index[n] = scratch[n] = 12345;
            keys list = {key, 0};
            cki_sort_indices(index, scratch, n, by_key, &list);
            for (uint32_t i = 1; i < n; i++) {
                const bool rising = key[index[i - 1]] < key[index[i]];
                const bool stable = key[index[i - 1]] == key[index[i]] && index[i - 1] < index[i];
                wrong += !rising && !stable;
            }
            wrong += index[n] != 12345 || scratch[n] != 12345;
            if (n > 100) wrong += (double)list.comparisons > n * (log2(n) + 2.0);
        }
    }
    CK_CHECK_EQUAL(wrong, 0);
}

static int by_value(const void *a, const void *b) {
    const double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

CK_TEST(doubles_are_sorted_as_the_c_library_sorts_them) {
    static double ours[LARGEST], theirs[LARGEST], scratch[LARGEST];
    uint32_t wrong = 0;
    for (size_t n = 0; n <= LARGEST; n += n < 100 ? 1 : 145) {
        for (size_t i = 0; i < n; i++) {
            const double u = ck_random_unit((ck_random){.seed = n}, 1, 0, i);
            ours[i] = theirs[i] = i % 7 == 3 ? floor(5.0 * u) : i % 50 == 49 ? -INFINITY : u;
        }
        ck_sort_doubles(ours, scratch, n);
        qsort(theirs, n, sizeof(double), by_value);
        wrong += n > 0 && memcmp(ours, theirs, n * sizeof(double)) != 0;
    }
    CK_CHECK_EQUAL(wrong, 0);
}

CK_TEST(nan_goes_last_and_zeros_keep_their_order) {
    double value[12] = {NAN, 3.0, 0.0, -0.0, NAN, -1.0, INFINITY, -0.0, 0.0, 2.0, NAN, -INFINITY}, scratch[12];
    ck_sort_doubles(value, scratch, 12);
    const double expected[9] = {-INFINITY, -1.0, 0.0, -0.0, -0.0, 0.0, 2.0, 3.0, INFINITY};
    for (int i = 0; i < 9; i++) CK_CHECK(value[i] == expected[i] && signbit(value[i]) == signbit(expected[i]));
    for (int i = 9; i < 12; i++) CK_CHECK(isnan(value[i]));
}

CK_TEST(quantiles_interpolate_between_order_statistics) {
    double value[4] = {4.0, 1.0, 3.0, 2.0};
    CK_CHECK_NEAR(ck_quantile(value, 4, 0.0), 1.0, 0.0);
    CK_CHECK_NEAR(ck_quantile(value, 4, 0.25), 1.75, 0.0);
    CK_CHECK_NEAR(ck_quantile(value, 4, 0.3), 1.9, 1e-15);
    CK_CHECK_NEAR(ck_quantile(value, 4, 0.5), 2.5, 0.0);
    CK_CHECK_NEAR(ck_quantile(value, 4, 1.0), 4.0, 0.0);
    for (int i = 0; i < 4; i++) CK_CHECK_NEAR(value[i], i + 1.0, 0.0);
    double one = 7.0;
    CK_CHECK_NEAR(ck_quantile(&one, 1, 0.9), 7.0, 0.0);
    CK_CHECK(isnan(ck_quantile(NULL, 0, 0.5)) && isnan(ck_quantile(value, 4, NAN)));
    CK_CHECK_NEAR(ck_quantile(value, 4, -3.0), 1.0, 0.0);
    CK_CHECK_NEAR(ck_quantile(value, 4, 3.0), 4.0, 0.0);
    double open[3] = {INFINITY, 1.0, INFINITY};
    CK_CHECK_NEAR(ck_quantile(open, 3, 0.8), INFINITY, 0.0);
    CK_CHECK_NEAR(ck_quantile(open, 3, 0.0), 1.0, 0.0);
}

CK_TEST(a_quantile_leaves_the_list_sorted_and_rises_with_its_probability) {
    static double value[LARGEST], sorted[LARGEST], scratch[LARGEST];
    uint32_t wrong = 0;
    for (size_t n = 1; n <= LARGEST; n += n < 60 ? 1 : 245) {
        for (size_t i = 0; i < n; i++) {
            value[i] = sorted[i] = floor(100.0 * ck_random_unit((ck_random){.seed = 9}, 1, (uint32_t)n, i));
        }
        ck_sort_doubles(sorted, scratch, n);
        double last = -INFINITY;
        for (int k = 0; k <= 50; k++) {
            const double now = ck_quantile(value, n, k / 50.0);
            wrong += now < last;
            last = now;
        }
        wrong += memcmp(value, sorted, n * sizeof(double)) != 0;
    }
    CK_CHECK_EQUAL(wrong, 0);
}

/* Lists on which a quicksort does badly: equal, rising, falling, folded, with few values, with infinities and NaN. */
static double awkward(uint32_t kind, size_t n, size_t i) {
    const double u = ck_random_unit((ck_random){.seed = 11}, kind, (uint32_t)n, i);
    switch (kind) {
        case 0: return 3.5;
        case 1: return (double)i;
        case 2: return (double)(n - i);
        case 3: return (double)(i % 2 == 0 ? i : n - i);
        case 4: return floor(3.0 * u);
        case 5: return u < 0.2 ? -INFINITY : u < 0.4 ? INFINITY : u;
        case 6: return u < 0.3 ? NAN : u;
        default: return i + 1 == n ? -1.0 : (double)i;
    }
}

CK_TEST(a_quantile_sorts_awkward_lists_as_the_merge_sort_does) {
    static double value[LARGEST], sorted[LARGEST], scratch[LARGEST];
    uint32_t wrong = 0;
    for (uint32_t kind = 0; kind < 8; kind++) {
        for (size_t n = 1; n <= LARGEST; n += n < 70 ? 1 : 293) {
            for (size_t i = 0; i < n; i++) value[i] = sorted[i] = awkward(kind, n, i);
            ck_sort_doubles(sorted, scratch, n);
            (void)ck_quantile(value, n, 0.5);
            for (size_t i = 0; i < n; i++) wrong += !(value[i] == sorted[i] || (isnan(value[i]) && isnan(sorted[i])));
        }
    }
    CK_CHECK_EQUAL(wrong, 0);
}

CK_TEST_MAIN()
