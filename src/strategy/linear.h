/* Dense linear equations for the solvers of this folder. */
#ifndef CK_STRATEGY_LINEAR_H
#define CK_STRATEGY_LINEAR_H

#include "base/base.h"

/* Factors the (n x n) matrix, row by row, in place: rows are exchanged by the size of the pivot.
   `order` (n) out. False when it is singular within rounding. */
bool cki_linear_factor(double *matrix, uint32_t *order, uint32_t n);
/* Solves with the factors; x (n) out, may not be b. */
void cki_linear_solve(const double *factors, const uint32_t *order, uint32_t n, const double *b, double *x);

/* Exchanges a basic and a cobasic variable of a dictionary basic + entry * cobasic = right sides (Dantzig, Linear
   Programming and Extensions, 5.2): divides the row by its pivot and clears the column. `entry` (rows x stride),
   right sides last; entries that come out below `tiny` in size become 0. Inline, so that a constant `tiny` of 0 costs
   nothing. */
static inline void cki_linear_exchange(double *entry, uint32_t rows, uint32_t stride, uint32_t row, uint32_t column,
                                       double tiny) {
    double *pivot_row = entry + (size_t)row * stride;
    const double pivot = pivot_row[column];
    for (uint32_t j = 0; j < stride; j++) pivot_row[j] /= pivot;
    pivot_row[column] = 1.0 / pivot;
    for (uint32_t i = 0; i < rows; i++) {
        double *line = entry + (size_t)i * stride;
        const double factor = line[column];
        if (i == row || factor == 0.0) continue;
        line[column] = 0.0;
        for (uint32_t j = 0; j < stride; j++) {
            line[j] -= factor * pivot_row[j];
            line[j] = ck_abs(line[j]) < tiny ? 0.0 : line[j];
        }
    }
}

#endif
