/* Stable merge sort of indices and of doubles; quantiles. */
#include "base.h"

/* Runs of this length are sorted by insertion first. */
#define RUN 8u
/* So few doubles are sorted by insertion alone. */
#define FEW 16u

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

static void swap(double *value, size_t a, size_t b) {
    const double turn = value[a];
    value[a] = value[b];
    value[b] = turn;
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

static void heap_sort(double *value, size_t n) {
    for (size_t i = n / 2; i-- > 0;) sift_down(value, i, n);
    for (size_t end = n; end-- > 1;) {
        swap(value, 0, end);
        sift_down(value, 0, end);
    }
}

/* Brings the numbers below the pivot (with `or_equal`, those not above it) to the front and returns how many they
   are. There is no branch to foresee: every number changes places, and the border moves or stays. */
static size_t split(double *value, size_t n, double pivot, bool or_equal) {
    size_t border = 0;
    for (size_t i = 0; i < n; i++) {
        const double item = value[i];
        value[i] = value[border];
        value[border] = item;
        border += (item < pivot) | (or_equal & (item == pivot));
    }
    return border;
}

static double middle_of(double a, double b, double c) {
    return ck_max(ck_min(a, b), ck_min(ck_max(a, b), c));
}

static void insert_sort(double *value, size_t n) {
    for (size_t i = 1; i < n; i++) {
        const double item = value[i];
        size_t at = i;
        for (; at > 0 && value[at - 1] > item; at--) value[at] = value[at - 1];
        value[at] = item;
    }
}

/* Quicksort of numbers of which none is NaN (Hoare 1962), by the median of three; what is not sorted after `patience`
   splits goes to the heap sort (Musser 1997). It calls itself for the smaller part, so not deeper than n has bits.
   Equal numbers are left behind at once where they are the smallest. */
static void quick_sort(double *value, size_t n, uint32_t patience) {
    for (; n > FEW; patience--) {
        if (patience == 0) {
            heap_sort(value, n);
            return;
        }
        const double pivot = middle_of(value[0], value[n / 2], value[n - 1]);
        const size_t below = split(value, n, pivot, false);
        if (below == 0) {
            const size_t equal = split(value, n, pivot, true);
            value += equal;
            n -= equal;
        } else if (below < n - below) {
            quick_sort(value, below, patience - 1);
            value += below;
            n -= below;
        } else {
            quick_sort(value + below, n - below, patience - 1);
            n = below;
        }
    }
    insert_sort(value, n);
}

/* A quantile has no scratch memory, and equal doubles cannot be told apart. Sorted lists are left at once, so that
   several quantiles of one list cost one sort. */
static void sort_in_place(double *value, size_t n) {
    size_t sorted = 1, numbers = 0;
    uint32_t patience = 0;
    while (sorted < n && !goes_after(value[sorted - 1], value[sorted])) sorted++;
    if (sorted >= n) return;
    for (size_t i = 0; i < n; i++) {
        if (!ck_is_nan(value[i])) swap(value, numbers++, i);
    }
    for (size_t left = numbers; left > 0; left /= 2) patience += 2;
    quick_sort(value, numbers, patience);
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
