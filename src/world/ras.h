/* Bi-proportional scaling (RAS, iterative proportional fitting): Deming and Stephan (1940); Bacharach (1970). */
#ifndef CK_WORLD_RAS_H
#define CK_WORLD_RAS_H

#include "base/base.h"

typedef struct cki_ras_result { uint32_t rounds; double residual; } cki_ras_result;

/// Scale rows and columns of a matrix until they have the sums asked for:
///
///     x[i][j] = prior[i][j] * r[i] * s[j],   sum over j of x[i][j] = row[i],   sum over i of x[i][j] = column[j]
///
/// matrix     (rows, columns) in: prior, >= 0, zeros stay zero; out: x
/// row        (rows) >= 0;  column (columns) >= 0; both must have the same total
/// tolerance  largest relative miss of a row or column sum at which it stops, 1
/// rounds     at most so many
/// Returns    rounds done and the largest relative miss left: above `tolerance` when the zeros of the prior leave no solution
/// Cost       rounds * rows * columns. Sums in index order.
cki_ras_result cki_ras(double *matrix, uint32_t rows, uint32_t columns, const double *row, const double *column,
                       double tolerance, uint32_t rounds);

#endif
