/* How wide the vectors of this processor are. Functions compiled for wider vectors than those of the build are chosen
   when a run starts; they add in the same order, so the digits are the same. */
#ifndef CK_SPREAD_WIDE_H
#define CK_SPREAD_WIDE_H

#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define CKI_WIDE 1
#include <cpuid.h>
#define CKI_TARGET_4 __attribute__((target("avx2")))
#ifdef __clang__
#define CKI_TARGET_8 __attribute__((target("avx512f")))
#else
#define CKI_TARGET_8 __attribute__((target("avx512f,prefer-vector-width=512")))
#endif
#endif

/* The frames that the address sanitizer keeps to find uses after return are not aligned to the 64 bytes of a vector of
   eight, so builds with it stay at four. */
#ifdef __SANITIZE_ADDRESS__
#define CKI_WIDEST 4u
#else
#define CKI_WIDEST 8u
#endif

/* Doubles in a vector: 2, 4 or 8. */
static inline uint32_t cki_wide(void) {
#ifdef CKI_WIDE
    uint32_t a = 0, b = 0, c = 0, d = 0, low = 0, high = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & bit_OSXSAVE) == 0) return 2;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 0x06) != 0x06 || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 2;      // the system keeps ymm
    if ((low & 0xe6) == 0xe6 && (b & bit_AVX512F) != 0) return CKI_WIDEST;               // and zmm
    return (b & bit_AVX2) != 0 ? 4 : 2;
#else
    return 2;
#endif
}

#endif
