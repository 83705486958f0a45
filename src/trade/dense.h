/* A small dense linear system, factored once and solved often, plain or transposed. */
#ifndef CK_TRADE_DENSE_H
#define CK_TRADE_DENSE_H

#include "base/base.h"

/// P A = L U in place, by rows, with partial pivoting.
///
/// a        (n n) row after row
/// pivot    (n) out: the row that each step took
/// Returns  false when no pivot is left
bool cki_dense_factor(double *a, uint32_t *pivot, uint32_t n);

/* A x = b, in place of b. */
void cki_dense_solve(const double *a, const uint32_t *pivot, uint32_t n, double *b);

/* The transposed system, in place of b. */
void cki_dense_solve_transposed(const double *a, const uint32_t *pivot, uint32_t n, double *b);

#endif
