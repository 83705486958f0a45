/* See stdio.h. */
#ifndef CK_VIEWS_MATH_H
#define CK_VIEWS_MATH_H
#define NAN      (__builtin_nanf(""))
#define INFINITY (__builtin_inff())
#define isfinite(x) __builtin_isfinite(x)
#define fabs(x) __builtin_fabs(x)
#endif
