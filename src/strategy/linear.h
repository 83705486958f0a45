/* Dense linear equations for the solvers of this folder. */
#ifndef CK_STRATEGY_LINEAR_H
#define CK_STRATEGY_LINEAR_H

#include "base/base.h"

/* Factors the (n x n) matrix, row by row, in place: rows are exchanged by size relative to the row's largest entry.
   `order` (n) out. False when it is singular within rounding. */
bool cki_linear_factor(double *matrix, uint32_t *order, uint32_t n);
/* Solves with the factors; x (n) out, may not be b. */
void cki_linear_solve(const double *factors, const uint32_t *order, uint32_t n, const double *b, double *x);

#endif
