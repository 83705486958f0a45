/* LU factors with row exchanges (Golub and Van Loan, Matrix Computations, 3.4). */
#include "strategy/linear.h"

bool cki_linear_factor(double *matrix, uint32_t *order, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) order[i] = i;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t best = k;
        for (uint32_t i = k + 1; i < n; i++) {
            if (ck_abs(matrix[(size_t)i * n + k]) > ck_abs(matrix[(size_t)best * n + k])) best = i;
        }
        double *pivot = matrix + (size_t)k * n;
        if (best != k) {
            double *other = matrix + (size_t)best * n;
            for (uint32_t j = 0; j < n; j++) {
                const double kept = pivot[j];
                pivot[j] = other[j];
                other[j] = kept;
            }
            const uint32_t kept = order[k];
            order[k] = order[best];
            order[best] = kept;
        }
        if (!(ck_abs(pivot[k]) > 1e-300)) return false;
        for (uint32_t i = k + 1; i < n; i++) {
            double *row = matrix + (size_t)i * n;
            if (row[k] == 0.0) continue;
            const double factor = row[k] /= pivot[k];
            for (uint32_t j = k + 1; j < n; j++) row[j] -= factor * pivot[j];
        }
    }
    return true;
}

void cki_linear_solve(const double *factors, const uint32_t *order, uint32_t n, const double *b, double *x) {
    for (uint32_t i = 0; i < n; i++) {
        double sum = b[order[i]];
        for (uint32_t j = 0; j < i; j++) sum -= factors[(size_t)i * n + j] * x[j];
        x[i] = sum;
    }
    for (uint32_t i = n; i-- > 0;) {
        double sum = x[i];
        for (uint32_t j = i + 1; j < n; j++) sum -= factors[(size_t)i * n + j] * x[j];
        x[i] = sum / factors[(size_t)i * n + i];
    }
}
