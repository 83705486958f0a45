/* Logarithms and powers of many numbers at once, in the lanes of vectors: the digits of ck_log and ck_exp. */
#ifndef CK_BASE_POWERS_H
#define CK_BASE_POWERS_H

#include "base/base.h"

/* log x of normal numbers x > 0, in place. `width`: of cki_wide. */
void cki_take_logarithms(double *of, uint32_t count, uint32_t width);

/* e^x of numbers within 600 of 0; `to` may be `of`. */
void cki_take_powers(const double *of, double *to, uint32_t count, uint32_t width);

#endif
