/* Included by ario_sums.c once for each width: WIDTH doubles in a vector, TARGET, NAME(function). Lanes are eight
   whatever the width, and are added in one order. */

typedef double VECTOR __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));

TARGET static void NAME(add_rows)(const double *const *row, const double *k1, const double *k2, uint32_t rows,
                                  uint32_t count, uint32_t ahead, double *restrict s1, double *restrict s2) {
    uint32_t r = 0;
    for (; r + 4 <= rows; r += 4) {
        const double *a = row[r], *b = row[r + 1], *c = row[r + 2], *d = row[r + 3];
        const VECTOR none = {0.0};
        const VECTOR a1 = none + k1[r], b1 = none + k1[r + 1], c1 = none + k1[r + 2], d1 = none + k1[r + 3];
        const VECTOR a2 = none + k2[r], b2 = none + k2[r + 1], c2 = none + k2[r + 2], d2 = none + k2[r + 3];
        uint32_t i = 0;
        for (; i + WIDTH <= count; i += WIDTH) {
            const VECTOR x = *(const VECTOR *)(a + i), y = *(const VECTOR *)(b + i), z = *(const VECTOR *)(c + i),
                         w = *(const VECTOR *)(d + i);
            VECTOR *u = (VECTOR *)(s1 + i), *v = (VECTOR *)(s2 + i);
            if (i < ahead && i % 8 == 0) {
                __builtin_prefetch(a + count + i, 0, 2);
                __builtin_prefetch(b + count + i, 0, 2);
                __builtin_prefetch(c + count + i, 0, 2);
                __builtin_prefetch(d + count + i, 0, 2);
            }
            *u = (((*u + a1 * x) + b1 * y) + c1 * z) + d1 * w;
            *v = (((*v + a2 * x) + b2 * y) + c2 * z) + d2 * w;
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

TARGET static double NAME(dot)(const double *a, const double *b, uint32_t count, uint32_t from, uint32_t ahead) {
    enum { VECTORS = 8 / WIDTH };
    VECTOR sum[VECTORS] = {{0.0}};
    uint32_t i = 0;
    for (; i + 8 <= count; i += 8) {
        if (i >= from && i < ahead) __builtin_prefetch(a + count + i, 0, 2);
        for (uint32_t k = 0; k < VECTORS; k++)
            sum[k] += *(const VECTOR *)(a + i + k * WIDTH) * *(const VECTOR *)(b + i + k * WIDTH);
    }
    double lane[8];
    __builtin_memcpy(lane, sum, sizeof lane);
    double all = ((lane[0] + lane[2]) + (lane[4] + lane[6])) + ((lane[1] + lane[3]) + (lane[5] + lane[7]));
    for (; i < count; i++) all += a[i] * b[i];
    return all;
}
