/* Constant tables of exponentials and logarithms, made from 80-digit decimal arithmetic; tests/base/test_math.c checks every entry against
   113-bit arithmetic. */
#ifndef CK_BASE_MATH_TABLES_H
#define CK_BASE_MATH_TABLES_H

/* Within the library: loops read them without a detour. */
#if defined(__GNUC__) && !defined(__wasm__)
#define CKI_HIDDEN __attribute__((visibility("hidden")))
#else
#define CKI_HIDDEN
#endif

#define EXP_PARTS 64
/* 2^(j/64) = power * (1 + rest) */
typedef struct exp_part { double power, rest; } exp_part;
extern CKI_HIDDEN const exp_part cki_exp_table[EXP_PARTS];

#define LOG_PARTS 128
/* For the numbers of one of 128 parts of [0.6875, 1.375): a reciprocal of 11 bits, so that products with it are
   exact, and minus its logarithm, `high` a multiple of 2^-42. The two parts that touch 1 have the reciprocal 1. */
typedef struct log_part { double reciprocal, high, low; } log_part;
extern CKI_HIDDEN const log_part cki_log_table[LOG_PARTS];

#endif
