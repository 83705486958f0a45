/* Loops whose rounds do not depend on each other, in the lanes of vector registers. Each round computes what it would compute alone, and sums
   are added in one order, so the digits are those of any other build. Functions are compiled for each width of registers; which one runs is
   settled by a width that a run asks of the processor when it starts and keeps. */
#ifndef CK_BASE_LANES_H
#define CK_BASE_LANES_H

#include "base/base.h"

/* A build for one processor, which has such registers, uses them everywhere. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__AVX__)
#define CKI_WIDE 1
#define CKI_TARGET_4 __attribute__((target("arch=x86-64-v3")))
#ifdef __clang__
#define CKI_TARGET_8 __attribute__((target("arch=x86-64-v4")))
#else
#define CKI_TARGET_8 __attribute__((target("arch=x86-64-v4,prefer-vector-width=512")))
#endif
#endif

#define CKI_LANES_MOST 8u            // a multiple of every width

/* The frames that the address sanitizer keeps to find uses after return are not aligned to the 64 bytes of a vector of
   eight, so builds with it stay at four. */
#ifdef __SANITIZE_ADDRESS__
#define CKI_WIDEST 4u
#else
#define CKI_WIDEST 8u
#endif

/* ---------------------------------------------------------------- the processor ----------------------------------- */

#ifdef CKI_WIDE
typedef struct cki_processor { uint32_t a, b, c, d; } cki_processor;
static inline cki_processor cki_ask_processor(uint32_t leaf) {
    cki_processor at = {.a = leaf};
    __asm__("cpuid" : "+a"(at.a), "=b"(at.b), "+c"(at.c), "=d"(at.d));
    return at;
}
#endif

/* Doubles in a vector: 2, 4 (x86-64-v3) or 8 (x86-64-v4). To be asked once: the instruction is slow under a hypervisor. */
static inline uint32_t cki_wide(void) {
#ifdef CKI_WIDE
    enum {
        LEVEL_3_C = 1u << 12 | 1u << 22 | 1u << 27 | 1u << 28 | 1u << 29,        // FMA, MOVBE, OSXSAVE, AVX, F16C
        LEVEL_3_B = 1u << 3 | 1u << 5 | 1u << 8,                                  // BMI1, AVX2, BMI2
        LZCNT = 1u << 5,
        YMM = 0x06,
        ZMM = 0xe6
    };
    const uint32_t level_4_b = 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31;     // AVX-512 F, DQ, CD, BW, VL
    if (cki_ask_processor(0).a < 7 || (cki_ask_processor(1).c & LEVEL_3_C) != LEVEL_3_C) return 2;
    if ((cki_ask_processor(0x80000001).c & LZCNT) == 0) return 2;
    uint32_t low = 0, high = 0;          // registers that the system keeps
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    const uint32_t has = cki_ask_processor(7).b;
    if ((has & LEVEL_3_B) != LEVEL_3_B || (low & YMM) != YMM) return 2;
    return (low & ZMM) == ZMM && (has & level_4_b) == level_4_b ? CKI_WIDEST : 4;
#else
    return 2;
#endif
}

/* ---------------------------------------------------------------- plain loops ------------------------------------- */

/* CKI_EACH before a `for` promises that no round writes what another one reads. A round loads and computes first and chooses then: what only one
   of two choices needs would be looked at lane by lane. */
#if defined(__GNUC__) && !defined(__clang__)
#define CKI_EACH _Pragma("GCC ivdep")
#elif defined(__wasm_simd128__)
#define CKI_EACH _Pragma("clang loop vectorize(assume_safety)")
#else
#define CKI_EACH
#endif

/* CKI_LANES(type, name, (parameters), (arguments), width) { body }: a static function whose body is compiled for every width. CKI_LANES_VOID
   is the same without a value. */
#ifdef CKI_WIDE
#define CKI_LANES_AS(give, type, name, parameters, arguments, width)                                                   \
    static inline __attribute__((always_inline)) type name##_body parameters;                                          \
    CKI_TARGET_8 static type name##_8 parameters { give name##_body arguments; }                                       \
    CKI_TARGET_4 static type name##_4 parameters { give name##_body arguments; }                                       \
    static type name parameters {                                                                                      \
        switch (width) {                                                                                               \
        case 8: give name##_8 arguments; break;                                                                        \
        case 4: give name##_4 arguments; break;                                                                        \
        default: give name##_body arguments; break;                                                                    \
        }                                                                                                              \
    }                                                                                                                  \
    static inline type name##_body parameters
#define CKI_LANES(type, name, parameters, arguments, width)                                                            \
    CKI_LANES_AS(return, type, name, parameters, arguments, width)
#define CKI_LANES_VOID(name, parameters, arguments, width) CKI_LANES_AS(, void, name, parameters, arguments, width)
#else
#define CKI_LANES(type, name, parameters, arguments, width) static type name parameters
#define CKI_LANES_VOID(name, parameters, arguments, width)  static void name parameters
#endif

/* The first place from `i` on whose flag, 0 or 1, is set, else `end`: what a loop in lanes found. Eight are looked at together. */
static inline uint32_t cki_next_flag(const uint8_t *flag, uint32_t i, uint32_t end) {
    while (i < end) {
        uint64_t eight = 1;
        if (end - i >= sizeof eight) cki_copy(&eight, &flag[i], sizeof eight);
        if (eight == 0) {
            i += sizeof eight;
            continue;
        }
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        if (end - i >= sizeof eight) return i + (uint32_t)__builtin_ctzll(eight) / 8;
#endif
        if (flag[i] != 0) return i;
        i++;
    }
    return end;
}

#endif
