/* How wide the vectors of this processor are. Functions compiled for wider vectors than those of the build are chosen
   when a run starts; they add in the same order, so the digits are the same. */
#ifndef CK_SPREAD_WIDE_H
#define CK_SPREAD_WIDE_H

#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define CKI_WIDE 1
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

#ifdef CKI_WIDE
typedef struct cki_processor { uint32_t a, b, c, d; } cki_processor;
static inline cki_processor cki_ask_processor(uint32_t leaf) {
    cki_processor at = {.a = leaf};
    __asm__("cpuid" : "+a"(at.a), "=b"(at.b), "+c"(at.c), "=d"(at.d));
    return at;
}
#endif

/* Doubles in a vector: 2, 4 or 8. */
static inline uint32_t cki_wide(void) {
#ifdef CKI_WIDE
    enum { SAVES = 1u << 27, AVX2 = 1u << 5, AVX512 = 1u << 16, YMM = 0x06, ZMM = 0xe6 };
    if (cki_ask_processor(0).a < 7 || (cki_ask_processor(1).c & SAVES) == 0) return 2;
    uint32_t low = 0, high = 0;          // registers that the system keeps
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    const uint32_t has = cki_ask_processor(7).b;
    if ((low & ZMM) == ZMM && (has & AVX512) != 0) return CKI_WIDEST;
    return (low & YMM) == YMM && (has & AVX2) != 0 ? 4 : 2;
#else
    return 2;
#endif
}

#endif
