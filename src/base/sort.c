/* Stable merge sort of indices and of doubles, and quantiles. */
#include "base.h"

/* Runs of this length are sorted by insertion first. */
#define RUN 8u

void cki_sort_indices(uint32_t *index, uint32_t *scratch, uint32_t n, cki_order order, const void *context) {
    for (size_t first = 0; first < n; first += RUN) {
        const size_t end = first + RUN < n ? first + RUN : n;
        for (size_t i = first + 1; i < end; i++) {
            const uint32_t item = index[i];
            size_t at = i;
            for (; at > first && order(context, index[at - 1], item) > 0; at--) index[at] = index[at - 1];
            index[at] = item;
        }
    }
    uint32_t *from = index, *to = scratch;
    for (size_t width = RUN; width < n; width *= 2) {
        for (size_t first = 0; first < n; first += 2 * width) {
            const size_t middle = first + width < n ? first + width : n;
            const size_t end = first + 2 * width < n ? first + 2 * width : n;
            size_t left = first, right = middle;
            for (size_t at = first; at < end; at++) {
                const bool take_right = left == middle || (right < end && order(context, from[left], from[right]) > 0);
                to[at] = from[take_right ? right++ : left++];
            }
        }
        uint32_t *turn = from;
        from = to;
        to = turn;
    }
    if (from != index) cki_copy(index, from, (size_t)n * sizeof *index);
}

/* Numbers in rising order, NaN after all of them. */
static bool goes_after(double a, double b) {
    return a > b || (ck_is_nan(a) && !ck_is_nan(b));
}

void ck_sort_doubles(double *value, double *scratch, size_t n) {
    for (size_t first = 0; first < n; first += RUN) {
        const size_t end = first + RUN < n ? first + RUN : n;
        for (size_t i = first + 1; i < end; i++) {
            const double item = value[i];
            size_t at = i;
            for (; at > first && goes_after(value[at - 1], item); at--) value[at] = value[at - 1];
            value[at] = item;
        }
    }
    double *from = value, *to = scratch;
    for (size_t width = RUN; width < n; width *= 2) {
        for (size_t first = 0; first < n; first += 2 * width) {
            const size_t middle = first + width < n ? first + width : n;
            const size_t end = first + 2 * width < n ? first + 2 * width : n;
            size_t left = first, right = middle;
            for (size_t at = first; at < end; at++) {
                const bool take_right = left == middle || (right < end && goes_after(from[left], from[right]));
                to[at] = from[take_right ? right++ : left++];
            }
        }
        double *turn = from;
        from = to;
        to = turn;
    }
    if (from != value) cki_copy(value, from, n * sizeof *value);
}

static void sift_down(double *value, size_t root, size_t n) {
    const double item = value[root];
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && goes_after(value[child + 1], value[child])) child++;
        if (!goes_after(value[child], item)) break;
        value[root] = value[child];
    }
    value[root] = item;
}

/* Heap sort: a quantile has no scratch memory, and equal doubles cannot be told apart. Sorted lists are left at once,
   so that several quantiles of one list cost one sort. */
static void sort_in_place(double *value, size_t n) {
    size_t sorted = 1;
    while (sorted < n && !goes_after(value[sorted - 1], value[sorted])) sorted++;
    if (sorted >= n) return;
    for (size_t i = n / 2; i-- > 0;) sift_down(value, i, n);
    for (size_t end = n; end-- > 1;) {
        const double largest = value[0];
        value[0] = value[end];
        value[end] = largest;
        sift_down(value, 0, end);
    }
}

double ck_quantile(double *value, size_t n, double probability) {
    if (n == 0 || ck_is_nan(probability)) return CK_NAN;
    sort_in_place(value, n);
    const double position = (double)(n - 1) * ck_clamp(probability, 0.0, 1.0);
    const size_t below = (size_t)position;
    const double part = position - (double)below;
    if (part == 0.0 || value[below] == value[below + 1]) return value[below];        // also keeps infinities apart
    return value[below] + part * (value[below + 1] - value[below]);
}
