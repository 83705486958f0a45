/* The two loops over the cells of Z that cost the time of a step, in vectors of four numbers. Every element is computed by the
   same operations in the same order whatever the width of the machine's registers, so the digits do not depend on it: the
   wide version is the same code with other instructions. */
#ifndef CK_SPREAD_LANES_H
#define CK_SPREAD_LANES_H

#include "chokepoint.h"

#define CKI_LANES_INLINE static inline __attribute__((always_inline))
#if defined(__x86_64__) && !defined(__wasm__)
#define CKI_LANES_WIDE 1
#define CKI_LANES_TARGET __attribute__((target("avx")))
#else
#define CKI_LANES_WIDE 0
#define CKI_LANES_TARGET
#endif

typedef double cki_v4 __attribute__((vector_size(32)));

/* s1[i] += k1[0] row[0][i] + k1[1] row[1][i] + ..., s2 likewise: two sums over the same rows, in their order. */
CKI_LANES_INLINE void cki_lanes_add_rows(const double *const *row, const double *k1, const double *k2, uint32_t rows,
                                         uint32_t count, double *restrict s1, double *restrict s2) {
    uint32_t r = 0;
    for (; r + 4 <= rows; r += 4) {
        const double *a = row[r], *b = row[r + 1], *c = row[r + 2], *d = row[r + 3];
        const cki_v4 zero = {0.0, 0.0, 0.0, 0.0};
        const cki_v4 a1 = zero + k1[r], b1 = zero + k1[r + 1], c1 = zero + k1[r + 2], d1 = zero + k1[r + 3];
        const cki_v4 a2 = zero + k2[r], b2 = zero + k2[r + 1], c2 = zero + k2[r + 2], d2 = zero + k2[r + 3];
        uint32_t i = 0;
        for (; i + 4 <= count; i += 4) {
            cki_v4 x, y, z, w, u, v;
            __builtin_memcpy(&x, a + i, sizeof x);
            __builtin_memcpy(&y, b + i, sizeof y);
            __builtin_memcpy(&z, c + i, sizeof z);
            __builtin_memcpy(&w, d + i, sizeof w);
            __builtin_memcpy(&u, s1 + i, sizeof u);
            __builtin_memcpy(&v, s2 + i, sizeof v);
            u = (((u + a1 * x) + b1 * y) + c1 * z) + d1 * w;
            v = (((v + a2 * x) + b2 * y) + c2 * z) + d2 * w;
            __builtin_memcpy(s1 + i, &u, sizeof u);
            __builtin_memcpy(s2 + i, &v, sizeof v);
        }
        for (; i < count; i++) {
            s1[i] = (((s1[i] + k1[r] * a[i]) + k1[r + 1] * b[i]) + k1[r + 2] * c[i]) + k1[r + 3] * d[i];
            s2[i] = (((s2[i] + k2[r] * a[i]) + k2[r + 1] * b[i]) + k2[r + 2] * c[i]) + k2[r + 3] * d[i];
        }
    }
    for (; r < rows; r++) {
        for (uint32_t i = 0; i < count; i++) {
            s1[i] += k1[r] * row[r][i];
            s2[i] += k2[r] * row[r][i];
        }
    }
}

/* Sum of a[i] b[i] in sixteen lanes, added in a fixed order. */
CKI_LANES_INLINE double cki_lanes_dot(const double *a, const double *b, uint32_t count) {
    cki_v4 lane[4] = {{0.0}, {0.0}, {0.0}, {0.0}};
    uint32_t i = 0;
    for (; i + 16 <= count; i += 16) {
        cki_v4 x[4], y[4];
        __builtin_memcpy(x, a + i, sizeof x);
        __builtin_memcpy(y, b + i, sizeof y);
        lane[0] += x[0] * y[0];
        lane[1] += x[1] * y[1];
        lane[2] += x[2] * y[2];
        lane[3] += x[3] * y[3];
    }
    const cki_v4 four = (lane[0] + lane[1]) + (lane[2] + lane[3]);
    double sum = (four[0] + four[1]) + (four[2] + four[3]);
    for (; i < count; i++) sum += a[i] * b[i];
    return sum;
}

/* May this machine run the wide version? The processor has AVX and the system keeps its registers (Intel, Software
   Developer's Manual 1, section 14.3). */
static inline bool cki_lanes_can_be_wide(void) {
#if CKI_LANES_WIDE
    uint32_t a = 1, b = 0, c = 0, d = 0;
    __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    if ((c >> 27 & 3u) != 3u) return false;
    uint32_t low = 0, high = 0;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (low & 6u) == 6u;
#else
    return false;
#endif
}

#endif
