/* Loops whose rounds do not depend on each other, over arrays that lie side by side: the compiler does several rounds at
   once in the lanes of a vector register. Each round computes what it would compute alone, so the digits are those of any
   other build; sums that run through several rounds do not belong here.

   CKI_LANES before a function compiles it once for each width of registers; which one runs is settled by the processor
   when the program is loaded. CKI_EACH before a `for` promises that no round writes what another one reads. */
#ifndef CK_BASE_LANES_H
#define CK_BASE_LANES_H

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) &&                        \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CKI_LANES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CKI_LANES
#endif

#if defined(__GNUC__) && !defined(__clang__)
#define CKI_EACH _Pragma("GCC ivdep")
#else
#define CKI_EACH
#endif

#endif
