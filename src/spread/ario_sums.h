/* The two loops of ARIO that read Z, for vectors of several widths. */
#ifndef CK_SPREAD_ARIO_SUMS_H
#define CK_SPREAD_ARIO_SUMS_H

#include "base/base.h"

/* Both read a block of columns of some rows, and meanwhile fetch part of the rows' next block into the cache: a block's
   rows are too short for the machine to foresee them, and the memory would be idle. */
typedef struct cki_ario_sums {
    /// s1[i] += k1[0] row[0][i] + k1[1] row[1][i] + ... in the order of rows; s2 with k2 over the same rows. The first
    /// `ahead` numbers behind the block are fetched.
    void (*add_rows)(const double *const *row, const double *k1, const double *k2, uint32_t rows, uint32_t count,
                     uint32_t ahead, double *restrict s1, double *restrict s2);
    /// Sum of a[i] b[i] in eight lanes. Of the numbers behind the block, those of `from` to `ahead` are fetched.
    double (*dot)(const double *a, const double *b, uint32_t count, uint32_t from, uint32_t ahead);
} cki_ario_sums;

/* Those of the widest vectors that the processor has. */
cki_ario_sums cki_ario_sums_choose(void);

#endif
