#include "trade/dense.h"

static void swap(double *a, double *b) {
    const double kept = *a;
    *a = *b;
    *b = kept;
}

bool cki_dense_factor(double *a, uint32_t *pivot, uint32_t n) {
    for (uint32_t k = 0; k < n; k++) {
        uint32_t best = k;
        for (uint32_t r = k + 1; r < n; r++) {
            if (ck_abs(a[(size_t)r * n + k]) > ck_abs(a[(size_t)best * n + k])) best = r;
        }
        pivot[k] = best;
        if (!(ck_abs(a[(size_t)best * n + k]) > 0.0)) return false;      // NaN as well
        if (best != k) {
            for (uint32_t c = 0; c < n; c++) swap(&a[(size_t)k * n + c], &a[(size_t)best * n + c]);
        }
        for (uint32_t r = k + 1; r < n; r++) {
            const double factor = a[(size_t)r * n + k] /= a[(size_t)k * n + k];
            if (factor == 0.0) continue;
            for (uint32_t c = k + 1; c < n; c++) a[(size_t)r * n + c] -= factor * a[(size_t)k * n + c];
        }
    }
    return true;
}

void cki_dense_solve(const double *a, const uint32_t *pivot, uint32_t n, double *b) {
    for (uint32_t k = 0; k < n; k++) swap(&b[k], &b[pivot[k]]);
    for (uint32_t r = 0; r < n; r++) {
        for (uint32_t c = 0; c < r; c++) b[r] -= a[(size_t)r * n + c] * b[c];
    }
    for (uint32_t r = n; r-- > 0;) {
        for (uint32_t c = r + 1; c < n; c++) b[r] -= a[(size_t)r * n + c] * b[c];
        b[r] /= a[(size_t)r * n + r];
    }
}

void cki_dense_solve_transposed(const double *a, const uint32_t *pivot, uint32_t n, double *b) {
    for (uint32_t c = 0; c < n; c++) {
        b[c] /= a[(size_t)c * n + c];
        for (uint32_t r = c + 1; r < n; r++) b[r] -= a[(size_t)c * n + r] * b[c];
    }
    for (uint32_t c = n; c-- > 0;) {
        for (uint32_t r = 0; r < c; r++) b[r] -= a[(size_t)c * n + r] * b[c];
    }
    for (uint32_t k = n; k-- > 0;) swap(&b[k], &b[pivot[k]]);
}
